"""The cells of a fact, and the words for them: what a person reads names exactly what it stands for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checker import cells
from checker.conditions import Test as Comparison
from checker.grounds import Space
from checker.values import Edge, Value, in_digits, read_value, whole
from checker.variables import Variable
from checker.vocabulary import Fact

SAYS = {"is": "It was {value}.", "unknown": "It is not known."}
WORDED = Fact("event", "colour", "enum", "Which?", {"red": "Red.", "green": "Green.", "blue": "Blue.", "unknown": "?"})
DAY = datetime.date(2031, 1, 30).toordinal()

#: Numbers of every size that a record can state.
NUMBERS = {
    "int": st.integers(-5, 5) | st.sampled_from([999_999, 1_000_000, 1_234_567, 1_234_568, 999_999_999_999_999]),
    "float": st.integers(-8, 8).map(lambda number: number / 4) | st.sampled_from([1_234_567.25, 1_234_567.5, 0.0000001, 0.1, 1_000_000.0]),
    "date": st.integers(DAY - 5, DAY + 5),
}
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in")


def fact_of(kind: str, minimum: float | None = None, maximum: float | None = None) -> Fact:
    return Fact("event", "n", kind, "How many?", SAYS, minimum=minimum, maximum=maximum)


def variable_of(kind: str, edges: list[Edge]) -> Variable:
    return Variable.at("event.n", fact_of(kind), tuple(sorted(edges)))


@st.composite
def cut_up(draw: st.DrawFn) -> Variable:
    """A number or a date, cut at a few edges."""
    kind = draw(st.sampled_from(sorted(NUMBERS)))
    edges = {whole((number, draw(st.integers(0, 1))), kind) for number in draw(st.lists(NUMBERS[kind], max_size=5))}
    return variable_of(kind, sorted(edges))


def points(variable: Variable) -> list[float]:
    """A value in each cell, and those at and beside every edge."""
    at = sorted({number for number, _ in variable.cuts}) or [0.0]
    if variable.fact.type != "float":
        return sorted({number + beside for number in at for beside in (-2, -1, 0, 1, 2)})
    between = [(one + other) / 2 for one, other in pairwise(at)]
    return sorted({at[0] - 1, *at, *between, at[-1] + 1})


def cell_of(variable: Variable, number: float) -> int:
    """In which cell a value lies: as many edges are before it as lie lower, or just before it."""
    return sum(cut < number or (cut == number and side == 0) for cut, side in variable.cuts)


def said_of(text: str, number: float) -> bool:
    """Whether words such as "at least 2 and less than 5", "on or after 2031-01-30", "any" are true of a value; dates as their day number."""
    tests = {
        "more than": lambda bound: number > bound,
        "at least": lambda bound: number >= bound,
        "on or after": lambda bound: number >= bound,
        "at most": lambda bound: number <= bound,
        "less than": lambda bound: number < bound,
        "before": lambda bound: number < bound,
        "": lambda bound: number == bound,
    }
    for part in text.split(" and "):
        if part == "any":
            continue
        found = re.fullmatch(r"(more than|at least|on or after|at most|less than|before|) ?(-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d)", part)
        assert found, f"{part!r} is not in words that are known"
        word, bound = found.groups()
        day = re.fullmatch(r"\d{4}-\d\d-\d\d", bound)
        if not tests[word](datetime.date.fromisoformat(bound).toordinal() if day else float(bound)):
            return False
    return True


@given(cut_up(), st.data())
def test_cells_in_words_are_true_of_exactly_the_values_in_them(variable: Variable, data: st.DataObject) -> None:
    mask = data.draw(st.integers(1, (1 << variable.width) - 1))
    texts = variable.cells_text(mask)
    for number in points(variable):
        if variable.fact.type == "int" and abs(number) >= 1e15:
            continue
        inside = bool(mask >> cell_of(variable, number) & 1)
        assert sum(said_of(text, number) for text in texts) == inside, (texts, number)
        assert said_of(variable.cell_text(cell_of(variable, number)), number)
    assert len(texts) == len(re.findall("1+", f"{mask:b}")), "neighbours are told as one stretch"
    assert ("any" in texts) == (mask == (1 << variable.width) - 1)
    assert (variable.fact.type != "date") or not any(" " in text and re.search(r"at (least|most)|less|more", text) for text in texts)


@pytest.mark.parametrize(
    ("kind", "edges", "texts"),
    [
        ("int", [(3, 0), (4, 0)], ["at most 2", "3", "at least 4"]),
        ("int", [(3, 0), (5, 0)], ["at most 2", "at least 3 and at most 4", "at least 5"]),
        ("int", [(1_234_567, 0)], ["at most 1234566", "at least 1234567"]),
        ("float", [(3, 0), (3, 1)], ["less than 3", "3", "more than 3"]),
        ("float", [(3, 0), (4, 0)], ["less than 3", "at least 3 and less than 4", "at least 4"]),
        ("float", [(3, 1), (4, 1)], ["at most 3", "more than 3 and at most 4", "more than 4"]),
        ("float", [(0.0000001, 0)], ["less than 0.0000001", "at least 0.0000001"]),
        ("date", [(DAY, 0), (DAY + 1, 0)], ["before 2031-01-30", "2031-01-30", "on or after 2031-01-31"]),
        ("date", [(DAY, 0), (DAY + 2, 0)], ["before 2031-01-30", "on or after 2031-01-30 and before 2031-02-01", "on or after 2031-02-01"]),
        ("int", [(-1, 0), (0, 0), (1, 0)], ["at most -2", "-1", "0", "at least 1"]),
    ],
)
def test_a_cell_is_told_in_the_words_of_its_kind(kind: str, edges: list[Edge], texts: list[str]) -> None:
    variable = variable_of(kind, edges)
    assert [variable.cell_text(cell) for cell in range(variable.width)] == texts


def test_words_are_told_as_they_are() -> None:
    variable = Variable.at("event.colour", WORDED, ())
    assert [variable.cell_text(cell) for cell in range(variable.width)] == ["red", "green", "blue"]
    assert variable.cells_text(0b101) == ["red", "blue"]
    assert variable.mask(Value("green or blue", frozenset(("green", "blue")))) == 0b110


@given(cut_up(), st.data())
def test_a_value_leaves_possible_the_cells_that_it_reaches(variable: Variable, data: st.DataObject) -> None:
    kind = variable.fact.type
    first, last = sorted((data.draw(NUMBERS[kind]), data.draw(NUMBERS[kind])))
    low, high = whole((first, data.draw(st.integers(0, 1))), kind), whole((last, data.draw(st.integers(0, 1))), kind)
    assume(low < high)
    inside = [number for number in {*points(variable), *beside(first, last, kind)} if low < (number, 0.5) < high]
    assert variable.mask(Value("between", None, low, high)) == sum({1 << cell_of(variable, number) for number in inside})
    assert variable.mask(Value("any")) == (1 << variable.width) - 1


def beside(first: float, last: float, kind: str) -> Iterator[float]:
    """Values at and within two bounds."""
    yield from (first, last)
    yield from (first + 1, last - 1) if kind != "float" else ((first + last) / 2, first + 1e-9, last - 1e-9)


def holds(test: Comparison, number: float) -> bool:
    """A comparison, worked out by Python."""
    (constant, *_) = test.constants
    answers = {
        "==": number == constant,
        "!=": number != constant,
        "<": number < constant,
        "<=": number <= constant,
        ">": number > constant,
        ">=": number >= constant,
        "in": number in test.constants,
    }
    return answers[test.operator]


@given(st.sampled_from(sorted(NUMBERS)), st.sampled_from(OPERATORS), st.data())
def test_a_comparison_is_true_in_exactly_the_cells_whose_values_it_is_true_of(kind: str, operator: str, data: st.DataObject) -> None:
    several = data.draw(st.lists(NUMBERS[kind], min_size=1, max_size=3 if operator == "in" else 1, unique=True))
    minimum, maximum = data.draw(st.sampled_from([(None, None), (-3, None), (None, 4), (-3, 4)])) if kind != "date" else (None, None)
    fact = fact_of(kind, minimum, maximum)
    test = Comparison("event.n", fact, operator, tuple(several))
    partition = cells.Partition([], None, [test], [])  # type: ignore[arg-type]
    (cut,) = partition.variables
    variable = Variable.at("event.n", fact, cut.cuts)
    mask = cut.mask(test)
    known = [n for n in points(variable) if (minimum is None or n >= minimum) and (maximum is None or n <= maximum)]
    for number in known:
        assert bool(mask >> cell_of(variable, number) & 1) == holds(test, number), number
    reached = {cell_of(variable, number) for number in known}
    assert reached == set(range(variable.width)), "no cell lies beyond the limits of the fact"
    assert 0 <= mask < 1 << variable.width
    space = Space((cut.width,))
    for wanted, among in ((True, mask), (False, (1 << cut.width) - 1 - mask)):
        found = cells.cover(test, wanted, {"event.n": 0}, [cut], space)
        assert found == ([space.box([(0, among)])] if among else [])


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize("operator", OPERATORS)
def test_no_cell_lies_beyond_the_limits_of_a_fact(kind: str, operator: str) -> None:
    for constant in (-4, -3, -2, 3, 4, 5):
        (cut,) = cells.Partition([], None, [Comparison("event.n", fact_of(kind, -3, 4), operator, (constant,))], []).variables  # type: ignore[arg-type]
        variable = Variable.at("event.n", cut.fact, cut.cuts)
        steps = 8 if kind == "float" else 1
        reached = {cell_of(variable, number / steps) for number in range(-3 * steps, 4 * steps + 1)}
        assert reached == set(range(variable.width)), (constant, cut.cuts)


@given(st.sampled_from(["==", "!=", "in"]), st.data())
def test_a_choice_of_words_is_true_in_exactly_their_cells(operator: str, data: st.DataObject) -> None:
    several = data.draw(st.lists(st.sampled_from(WORDED.words), min_size=1, max_size=3 if operator == "in" else 1))
    test = Comparison("event.colour", WORDED, operator, tuple(several))
    (cut,) = cells.Partition([], None, [test], []).variables  # type: ignore[arg-type]
    assert cut.width == 3
    for cell, word in enumerate(WORDED.words):
        assert bool(cut.mask(test) >> cell & 1) == ((word in several) != (operator == "!="))
    assert 0 <= cut.mask(test) < 8
    space = Space((cut.width,))
    for wanted, among in ((True, cut.mask(test)), (False, 7 - cut.mask(test))):
        found = cells.cover(test, wanted, {"event.colour": 0}, [cut], space)
        assert found == ([space.box([(0, among)])] if among else [])


# --- numbers as they are written -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-3, "-3"), (2.0, "2"), (1_234_567, "1234567"), (999_999_999_999_999, "999999999999999"), (1_234_567.25, "1234567.25"), (0.1, "0.1"), (0.0000001, "0.0000001"), (1e20, "100000000000000000000")],
)  # fmt: skip
def test_a_number_is_shown_with_all_its_digits(number: float, text: str) -> None:
    assert in_digits(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15))
def test_what_is_shown_is_the_number_itself(number: float) -> None:
    shown = in_digits(number)
    assert float(shown) == number
    assert re.fullmatch(r"-?\d+(\.\d+)?", shown)


def test_a_number_of_seven_digits_is_told_as_it_was_recorded() -> None:
    assert read_value("int", "1234567").text == "1234567"
    assert read_value("float", 1234567.5).text == "1234567.5"
