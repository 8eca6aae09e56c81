"""What a fact is stated to be: dates against an oracle that tries every day, bounds against one that tries every number, and each refusal in its words."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.values import BOUNDS, END, START, BadValue, Edge, Value, in_digits, read_date, read_value

Refusal = tuple[str, str, str | None]

FORMS = 'Write "2025-01-09", "2025-01", "2025", "2025-01-XX" or an interval "2025-01-09/2025-01-11".'
CHECK_NUMBER = "Check the number and its unit."
NAMED = {"int": "a whole number", "float": "a number"}


def refusal(kind: str, raw: object, words: tuple[str, ...] = (), minimum: float | None = None, maximum: float | None = None) -> Refusal:
    """What is told of a value that cannot be: what is wrong, what to write, and the misspelt word."""
    with pytest.raises(BadValue) as caught:
        read_value(kind, raw, words, minimum, maximum)
    assert str(caught.value) == caught.value.what, "an error that nobody catches says what is wrong too"
    return caught.value.what, caught.value.fix, caught.value.word


# --- dates -----------------------------------------------------------------------------------------------------------------------------------------------

YEARS = ("2025", "2024", "2000", "1900", "0001", "0004", "9999", "9996", "0000", "202X", "19XX", "000X", "999X", "00XX", "XXXX")
MONTHS = (None, "XX", "01", "02", "04", "11", "12", "00", "13")
DAYS = (None, "XX", "01", "28", "29", "30", "31", "00", "32")
DATES = [
    "-".join(part for part in (year, month, day) if part)
    for year, month, day in product(YEARS, MONTHS, DAYS)
    if month or not day
]  # fmt: skip


@cache
def days_of(year: int) -> tuple[str, ...]:
    """The days of a year, as they are written."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    months = enumerate((31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
    return tuple(f"{year:04}-{month:02}-{day:02}" for month, length in months for day in range(1, length + 1))


@cache
def years_of(pattern: str) -> list[int]:
    return [year for year in range(1, 10_000) if re.fullmatch(pattern, f"{year:04}")]


@cache
def first_and_last(text: str) -> tuple[int, int] | None:
    """The numbers of the first and the last day that a date may mean, found by trying days; None where no day is meant."""
    pattern = (text + "-XX" * (2 - text.count("-"))).replace("X", "[0-9]")
    years = years_of(text[:4].replace("X", "[0-9]"))
    is_meant = re.compile(pattern).fullmatch
    # A day that does not come within nine years, from either end, never comes: no more than that lie between two leap years.
    first = next((day for year in years[:9] for day in days_of(year) if is_meant(day)), None)
    last = next((day for year in years[:-10:-1] for day in days_of(year)[::-1] if is_meant(day)), None)
    if first is None or last is None:
        return None
    return datetime.date.fromisoformat(first).toordinal(), datetime.date.fromisoformat(last).toordinal()


def day_alone(text: str) -> bool:
    """Whether a date gives a day but not its month or year."""
    return "X" in text[:7] and text[8:] not in ("", "XX")


@pytest.mark.parametrize("year", YEARS)
def test_a_date_reaches_from_the_first_to_the_last_day_that_it_may_mean(year: str) -> None:
    for text in DATES:
        if not text.startswith(year):
            continue
        meant = first_and_last(text)
        if day_alone(text) and first_and_last(text[:7]):
            assert refusal("date", text) == (f'"{text}" gives a day but not its month or year', "Leave the day out too.", None)
        elif meant is None:
            assert refusal("date", text) == (f'the date "{text}" does not exist', "Check the month and the day.", None)
        else:
            assert read_value("date", text) == Value(text, None, (meant[0], 0), (meant[1] + 1, 0))
            assert read_date(text) == ((meant[0], 0), (meant[1] + 1, 0))


@pytest.mark.parametrize("qualifier", ["?", "~", "%"])
def test_a_qualified_date_is_kept_and_settles_nothing_but_must_exist(qualifier: str) -> None:
    for text in ("2025-01-09", "2025-01", "2025", "202X", "2025-01-XX", "9999-12"):
        assert read_value("date", text + qualifier) == Value(text + qualifier, None, START, END)
    for text in ("2025-02-30", "2025-13", "0000"):
        assert refusal("date", text + qualifier) == (f'the date "{text}{qualifier}" does not exist', "Check the month and the day.", None)


def test_the_edges_that_nothing_lies_beyond_are_infinite() -> None:
    assert Value("2025") == Value("2025", None, (-math.inf, 0), (math.inf, 1)), "unless somebody says where they are"
    assert read_value("date", "../..") == Value("../..", None, (-math.inf, 0), (math.inf, 1))


SIDES = st.sampled_from(["", "..", *[text for text in DATES if text[:4] in ("2025", "2024", "202X", "9999") and not day_alone(text) and first_and_last(text)]])  # fmt: skip


@given(SIDES, SIDES, st.sampled_from(["", "?", "~"]), st.sampled_from(["", "%"]))
def test_an_interval_reaches_from_its_first_possible_day_to_its_last(first: str, second: str, before: str, after: str) -> None:
    begins = first_and_last(first) if first not in ("", "..") and not before else None
    ends = first_and_last(second) if second not in ("", "..") and not after else None
    text = f"{first}{before if first not in ('', '..') else ''}/{second}{after if second not in ('', '..') else ''}"
    if begins and ends and ends[1] < begins[0]:
        assert refusal("date", text) == (f'the interval "{text}" ends before it begins', "Write the earlier date first.", None)
    else:
        assert read_value("date", text) == Value(text, None, (begins[0], 0) if begins else START, (ends[1] + 1, 0) if ends else END)


@pytest.mark.parametrize(
    "text", ["2025-01-02/2025-01-01", "2025-02/2025-01", "2025-02/2025-01-31", "2025/2024", "203X/202X", "9999-12-31/9999-12-30"]
)
def test_an_interval_that_ends_the_day_before_it_begins_is_refused(text: str) -> None:
    assert refusal("date", text) == (f'the interval "{text}" ends before it begins', "Write the earlier date first.", None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *[(text, text) for text in ("", "yesterday", "2025-1-9", "20250109", "2025-W02-4", "2025-01-1X", "2025-1X", "2X25", "X025", "12025", "-2025", "2025-01-09T10:00", "2025-01-09Z", "2025?-01", "??", "2025-01-", "09.01.2025")],
        ("2025-01-09/soon", "soon"),
        ("soon/2025-01-09", "soon"),
        ("2025/2026/2027", "2026/2027"),
        ("2025-01-09 / 2025-01-11", "2025-01-09 "),
    ],
)  # fmt: skip
def test_what_is_no_date_is_named_with_the_forms_that_can_be_written(text: str, named: str) -> None:
    assert refusal("date", text) == (f'"{named}" is not a date that can be read', FORMS, None)


@pytest.mark.parametrize("raw", [20250109, 2025.0, None, True, ["2025"], {"at_least": "2025"}])
def test_a_date_is_a_text(raw: object) -> None:
    expected = ("a date is expected here", 'Write it in quotes as "2025-01-09", "2025-01" or "2025-01-09/2025-01-11".', None)
    assert refusal("date", raw) == expected


@pytest.mark.parametrize("text", ["2025-01-09", "2025-01", "2025-01-09/2025-01-11"])
def test_space_around_a_date_is_not_told(text: str) -> None:
    for spaced in (f" {text}", f"{text}\n", f"{' ' * 50}{text}"):
        assert read_value("date", spaced) == read_value("date", text)


# --- numbers ---------------------------------------------------------------------------------------------------------------------------------------------

MOST = 999_999_999_999_999


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize("number", [0, 1, -1, 7, MOST, -MOST])
def test_a_whole_number_is_the_same_in_every_form(kind: str, number: int) -> None:
    one = Value(str(number), None, (number, 0), (number + 1, 0) if kind == "int" else (number, 1))
    for raw in (number, float(number), str(number), f"  {number}\n", f"{number:+}"):
        read = read_value(kind, raw)
        assert read == one
        assert read.same_as(one)
        assert all(isinstance(edge[0], int) for edge in (read.low, read.high)), "whole numbers are counted exactly"


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize(
    "raw", [MOST + 1, -MOST - 1, 1e15, -1e15, 1e16, 1e300, 10**40, -(10**400), str(MOST + 1), str(-MOST - 1), f"+{MOST + 1}", "1000000000000000.5", "1000000000000000."]
)  # fmt: skip
def test_more_than_15_digits_are_refused_for_what_they_are(kind: str, raw: object) -> None:
    for given_as in (raw, {"at_least": raw}):
        assert refusal(kind, given_as) == ("the number has more than 15 digits", CHECK_NUMBER, None)


@given(st.integers(1, 18).flatmap(lambda many: st.integers(-(10**many), 10**many)), st.integers(0, 25))
def test_a_decimal_number_keeps_every_digit_or_is_refused(digits: int, places: int) -> None:
    exact = Decimal(digits).scaleb(-places)
    text = f"{exact:f}"
    few = len(text.replace(".", "").lstrip("-0")) <= 15
    if few or Decimal(in_digits(float(text))) == exact:
        told = read_value("float", text).text
        assert Decimal(told) == exact
        assert not re.search("[eE]", told)
    else:
        assert refusal("float", text) == ("the number has more than 15 digits", CHECK_NUMBER, None)


@pytest.mark.parametrize("text", ["0.10000000000000000001", "123456789012345.123456", "-1.2345678901234567890", "99999999999999.99999"])
def test_a_decimal_number_that_would_be_told_with_other_digits_is_refused(text: str) -> None:
    assert refusal("float", text) == ("the number has more than 15 digits", CHECK_NUMBER, None)


def test_a_number_that_a_computer_wrote_is_the_same_as_text_and_as_number() -> None:
    for number in (0.1 + 0.2, 1 / 3, 1e-7, 123.456, 2.5):
        assert read_value("float", number) == read_value("float", in_digits(number))


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("soon", '"soon"'), ("", '""'), ("1e5", '"1e5"'), (".5", '".5"'), ("5.", '"5."'), ("1,5", '"1,5"'), ("--5", '"--5"'), (math.nan, '"nan"'), (math.inf, '"inf"'), (-math.inf, '"-inf"'),
        (True, '"true"'), (False, '"false"'), (None, "nothing"), ([3], "a list"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_named_with_what_to_write(kind: str, raw: object, shown: str) -> None:
    what = NAMED[kind]
    expected = (f"{shown} is not {what}", f"Write {what}, or bounds such as {{at_least: 3}}.", None)
    assert refusal(kind, raw) == refusal(kind, {"at_most": raw}) == expected
    assert refusal(kind, {"at_most": {"at_most": 3}})[0] == f"a block of keys is not {what}"


@pytest.mark.parametrize("raw", [1.5, "1.5", "3.0", 0.1, "0.30000000000000004"])
def test_a_part_of_a_number_is_no_whole_number(raw: object) -> None:
    assert refusal("int", raw)[0] == f'"{raw}" is not a whole number'


@pytest.mark.parametrize("kind", ["int", "float"])
def test_a_number_is_held_to_the_limits_of_its_fact(kind: str) -> None:
    for number in range(-2, 6):
        for low, high in product((None, 0, 2), (None, 2, 3)):
            if (low is None or number >= low) and (high is None or number <= high):
                assert read_value(kind, number, (), low, high).text == str(number)
            else:
                limits = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
                expected = (f"{number} cannot be: the number is {' and '.join(limits)}", CHECK_NUMBER, None)
                assert refusal(kind, number, (), low, high) == expected


# --- bounds ----------------------------------------------------------------------------------------------------------------------------------------------

HOLDS = {
    "at_least": lambda number, bound: number >= bound,
    "more_than": lambda number, bound: number > bound,
    "at_most": lambda number, bound: number <= bound,
    "less_than": lambda number, bound: number < bound,
}
POINTS = {"int": [float(number) for number in range(-12, 13)], "float": [number / 4 for number in range(-48, 49)]}
LIMITS = st.none() | st.integers(-6, 6)


@st.composite
def stated_bounds(draw: st.DrawFn, kind: str) -> dict[str, float]:
    """One bound or several, in any order."""
    bound = st.integers(-6, 6) if kind == "int" else st.integers(-12, 12).map(lambda number: number / 2)
    return {key: draw(bound) for key in draw(st.lists(st.sampled_from(BOUNDS), min_size=1, unique=True))}


def inside(value: Value, number: float, kind: str) -> bool:
    after: Edge = (number + 1, 0) if kind == "int" else (number, 1)
    return value.low <= (number, 0) and after <= value.high


def said(text: str, number: float) -> bool:
    """Whether words such as "at least 2 and less than 5" are true of a number."""
    parts = [re.fullmatch(r"(at least|more than|at most|less than) (-?\d+(?:\.\d+)?)", part) for part in text.split(" and ")]
    assert all(parts), text
    return all(HOLDS[part[1].replace(" ", "_")](number, float(part[2])) for part in parts if part)


@given(st.sampled_from(["int", "float"]), st.data())
def test_bounds_hold_exactly_the_numbers_between_them_and_the_limits(kind: str, data: st.DataObject) -> None:
    bounds = data.draw(stated_bounds(kind))
    low, high = data.draw(LIMITS), data.draw(LIMITS)
    meant = [number for number in POINTS[kind] if all(HOLDS[key](number, bound) for key, bound in bounds.items())]
    limited = [number for number in meant if (low is None or number >= low) and (high is None or number <= high)]
    text = " and ".join(f"{key.replace('_', ' ')} {in_digits(bounds[key])}" for key in BOUNDS if key in bounds)
    if not meant:
        assert refusal(kind, bounds, (), low, high) == (f"no number is {text}", "Check that the bounds do not cross.", None)
    elif not limited:
        what, fix, word = refusal(kind, bounds, (), low, high)
        limits = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
        assert (what, fix, word) == (f"{text} cannot be: the number is {' and '.join(limits)}", CHECK_NUMBER, None)
    else:
        value = read_value(kind, bounds, (), low, high)
        assert [number for number in POINTS[kind] if inside(value, number, kind)] == limited
        assert [number for number in POINTS[kind] if said(value.text, number)] == meant
        assert value.text == text
        assert value.words is None


@given(st.sampled_from(["int", "float"]), st.data())
def test_bounds_that_hold_the_same_numbers_are_the_same(kind: str, data: st.DataObject) -> None:
    """Two sources that say the same in other words are in no dispute."""
    low, high = data.draw(LIMITS), data.draw(LIMITS)
    found = []
    for _ in range(2):
        raw: Any = data.draw(stated_bounds(kind) | st.integers(-6, 6))
        try:
            found.append(read_value(kind, raw, (), low, high))
        except BadValue:
            return
    numbers = [[number for number in POINTS[kind] if inside(value, number, kind)] for value in found]
    open_ended = [(value.low[0] == -math.inf, value.high[0] == math.inf) for value in found]
    assert found[0].same_as(found[1]) == (numbers[0] == numbers[1] and open_ended[0] == open_ended[1])


@pytest.mark.parametrize("kind", ["int", "float"])
def test_what_reaches_the_limit_is_the_limit(kind: str) -> None:
    limited: tuple[tuple[str, ...], int, int] = ((), 0, 4000)
    assert read_value(kind, {"at_least": 4000}, *limited).same_as(read_value(kind, 4000, *limited))
    assert read_value(kind, {"at_most": 0}, *limited).same_as(read_value(kind, "0", *limited))
    assert not read_value(kind, {"at_least": 3999}, *limited).same_as(read_value(kind, 4000, *limited))
    assert not read_value(kind, {"at_least": 1}, *limited).same_as(read_value(kind, {"at_least": 1, "at_most": 3999}, *limited))


@pytest.mark.parametrize(
    ("bounds", "limits", "what", "fix"),
    [
        ({"at_least": 3, "less_than": 3}, (None, None), "no number is at least 3 and less than 3", "Check that the bounds do not cross."),
        ({"more_than": 3, "at_most": 3}, (0, 9), "no number is more than 3 and at most 3", "Check that the bounds do not cross."),
        ({"less_than": 0}, (0, None), "less than 0 cannot be: the number is at least 0", CHECK_NUMBER),
        ({"more_than": 9}, (0, 9), "more than 9 cannot be: the number is at least 0 and at most 9", CHECK_NUMBER),
    ],
)
@pytest.mark.parametrize("kind", ["int", "float"])
def test_bounds_that_only_just_leave_no_number_are_refused(kind: str, bounds: object, limits: tuple[int, int], what: str, fix: str) -> None:
    assert refusal(kind, bounds, (), *limits) == (what, fix, None)


def test_bounds_are_told_in_digits() -> None:
    for raw, text in ((1e-7, "0.0000001"), (1e6, "1000000"), (" 05 ", "5"), ("+2.50", "2.5"), (1234567.25, "1234567.25")):
        assert read_value("float", {"less_than": raw}).text == f"less than {text}"


@pytest.mark.parametrize("kind", ["int", "float"])
def test_what_is_no_bound_is_named(kind: str) -> None:
    known = "Bounds are at_least, more_than, at_most and less_than."
    assert refusal(kind, {}) == ("no bound is given", known, None)
    assert refusal(kind, {"at_lest": 3}) == ('"at_lest" is not a bound', known, "at_lest")
    assert refusal(kind, {"at_least": 3, "upto": 4, "below": 5}) == ('"upto" is not a bound', known, "upto")
    assert refusal(kind, {5: 3}) == ('"5" is not a bound', known, "5")


# --- words -----------------------------------------------------------------------------------------------------------------------------------------------

WORDS = ("red", "green", "blue")
KNOWN = "Its values are red, green, blue."


@pytest.mark.parametrize(
    ("word", "spellings"), [("yes", (True, "yes", "Yes", "YES", "true", "True")), ("no", (False, "no", "NO", "false", "FALSE"))]
)
def test_yes_and_no_in_every_spelling(word: str, spellings: tuple[object, ...]) -> None:
    for raw in spellings:
        assert read_value("bool", raw) == Value(word, frozenset({word}))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("maybe", '"maybe"'), ("y", '"y"'), ("", '""'), (1, '"1"'), (0, '"0"'), (None, "nothing"), ([True], "a list"), ({"one_of": ["yes"]}, "a block of keys")],
)  # fmt: skip
def test_what_is_neither_yes_nor_no_is_named(raw: object, shown: str) -> None:
    assert refusal("bool", raw) == (f"{shown} is neither yes nor no", "Write yes, no or unknown.", None)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_one_of_several_words_is_each_of_them_once(chosen: list[str]) -> None:
    value = read_value("enum", {"one_of": chosen}, WORDS)
    assert value.words == frozenset(chosen)
    assert sorted(value.text.split(" or ")) == sorted(set(chosen))
    assert (value.low, value.high) == (START, END)
    assert value.same_as(read_value("enum", {"one_of": chosen[::-1]}, WORDS))
    assert value.same_as(read_value("enum", chosen[0], WORDS)) == (len(set(chosen)) == 1)


@pytest.mark.parametrize(
    ("raw", "shown", "word"),
    [
        ("Red", '"Red"', "Red"), ("", '""', ""), ("unknown", '"unknown"', "unknown"), (5, '"5"', None), (True, '"true"', None), (None, "nothing", None), (["red"], "a list", None),
        ({"one_of": ["red", "gren"]}, '"gren"', "gren"), ({"one_of": ["red", 5]}, '"5"', None), ({"one_of": [["red"]]}, "a list", None), ({"one_of": [{"one_of": ["red"]}]}, "a block of keys", None),
        ({"one_of": []}, "a block of keys", None), ({"one_of": "red"}, "a block of keys", None), ({"one_off": ["red"]}, "a block of keys", None), ({"one_of": ["red"], "is": "red"}, "a block of keys", None),
    ],
)  # fmt: skip
def test_a_word_that_a_fact_does_not_have_is_named_with_those_that_it_has(raw: object, shown: str, word: str | None) -> None:
    assert refusal("enum", raw, WORDS) == (f"{shown} is not one of its values", KNOWN, word)


def test_values_of_different_kinds_are_not_the_same() -> None:
    several = [read_value("enum", "red", WORDS), read_value("enum", "green", WORDS), read_value("int", 1), read_value("int", 2), read_value("float", 1), read_value("date", "2025")]  # fmt: skip
    for one, other in product(several, repeat=2):
        assert one.same_as(other) == (one is other)
    assert read_value("date", "2025").same_as(read_value("date", "2025-01/2025-12")), "the same, however it is written"
    assert not read_value("date", "2025/..").same_as(read_value("date", "2025"))
    assert not read_value("date", "../2025").same_as(read_value("date", "2025"))
