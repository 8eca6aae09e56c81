"""Wicked rules: each ends within a counted number of steps, compiled or refused with its cause and a way out; and what is allowed never changes an answer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK, ihl
from test_exactness import world_of
from worlds import Plain, World, fact_entry

from checker import cache, cells, compiling, grounds
from checker.compiling import MOST_TESTS, compile_folder
from checker.errors import InputError, Problem
from checker.grounds import Effort
from checker.vocabulary import Fact


@pytest.fixture(autouse=True)
def _usual() -> Iterator[None]:
    yield
    grounds.allow(grounds.LIMIT)


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> list[Effort]:
    """What was spent on each rule and definition from now on."""
    made: list[Effort] = []

    class Noted(Effort):
        def __init__(self, limit: int | None = None) -> None:
            super().__init__(limit)
            made.append(self)

    monkeypatch.setattr(compiling, "Effort", Noted)
    return made


def yes_or_no(count: int) -> dict[str, Plain]:
    return {f"f{number}": fact_entry("bool") for number in range(count)}


def numbers(count: int) -> dict[str, Plain]:
    return {f"n{number}": fact_entry("int") for number in range(count)}


def either(*facts: int) -> str:
    return "(" + " or ".join(f"event.f{fact}" for fact in facts) + ")"


def xor(facts: list[int]) -> str:
    if len(facts) == 1:
        return f"event.f{facts[0]}"
    one, other = xor(facts[: len(facts) // 2]), xor(facts[len(facts) // 2 :])
    return f"(({one} and not {other}) or (not {one} and {other}))"


def world(facts: dict[str, Plain], *elements: str, exceptions: list[list[str]] | None = None, definitions: dict[str, str] | None = None) -> World:  # fmt: skip
    found = world_of({"event": facts, "person": {"flag": fact_entry("bool")}}, list(elements), definitions=definitions)
    found.files["law/rule"]["unless"] = [
        {"exception": "It was excused.", "cites": "GC III, Art 13", "parts": [{"says": "It was so.", "when": when} for when in parts]}
        for parts in exceptions or []
    ]
    return found


def alternatives(count: int, parts: int) -> World:
    """A definition of so many alternatives, each of so many parts: what keeps it from holding multiplies."""
    made = world(yes_or_no(count * parts + 1), f"event.f{count * parts}", definitions={"event.d": "event.f0"})
    made.files["definitions/event.d"]["holds_when"] = [
        {
            "ground": "A way in which it holds.",
            "cites": "GC III, Art 13",
            "parts": [{"says": "It was so.", "when": f"event.f{parts * n + part}"} for part in range(parts)],
        }
        for n in range(count)
    ]
    return made


def problems(made: World) -> tuple[Problem, ...]:
    """Everything for which the compiler refuses a world; nothing if it takes it."""
    with tempfile.TemporaryDirectory() as folder:
        made.write(folder)
        try:
            compile_folder(folder, "world")
        except InputError as error:
            return error.problems
    return ()


STAIRS = " or ".join(f"(event.n0 > {step} and event.n1 < {step} and event.n2 == {step})" for step in range(60))

#: What is refused, and the words of its one problem: the line of a part, or 0 for the rule as a whole; what, why, fix.
REFUSED: dict[str, tuple[Callable[[], World], int, tuple[str, ...]]] = {
    "an and of thirty ors": (
        lambda: world(yes_or_no(60), " and ".join(either(2 * n, 2 * n + 1) for n in range(30))), 14, ("`(event.f0 or event.f1) and", "alone has more than 4,000 grounds", "It turns on 60 facts in too many combinations to be decided quickly. Split"),
    ),
    "thirty alternatives of and-of-ors": (
        lambda: world(yes_or_no(60), " or ".join("(" + " and ".join(either((2 * n + j) % 60, (2 * n + 7 * j + 1) % 60) for n in range(5)) + ")" for j in range(30))), 14, ("alone has more than 4,000", "It turns on 60 facts"),
    ),
    "an xor of twelve": (lambda: world(yes_or_no(12), xor(list(range(12)))), 14, ("alone has more than", "It turns on 12 facts")),
    "an xor of sixteen": (lambda: world(yes_or_no(16), xor(list(range(16)))), 14, ("alone has more than", "It turns on 16 facts")),
    "five xors of four": (
        lambda: world(yes_or_no(20), *(xor(list(range(4 * n, 4 * n + 4))) for n in range(5))), 0, ("this has more than", "element 1 (line 13) holds in 8 ways", "element 5 (line 25) holds in 8 ways, and these multiply"),
    ),
    "thirty exceptions of two parts": (
        lambda: world(yes_or_no(61), "event.f60", exceptions=[[f"event.f{2 * n}", f"event.f{2 * n + 1}"] for n in range(30)]), 0,
        ("It turns on 61 facts", "exception 1 (line 19) fails in 2 ways", "and 24 more, and these multiply"),
    ),
    "twelve elements of three each": (
        lambda: world(yes_or_no(36), *(either(3 * n, 3 * n + 1, 3 * n + 2) for n in range(12))), 0, ("element 1 (line 13) holds in 3 ways", "and 6 more, and these multiply"),
    ),
    "elements of two and of four each": (
        lambda: world(yes_or_no(32), *(either(4 * n, 4 * n + 1, *([4 * n + 2, 4 * n + 3] if n > 3 else [])) for n in range(8))), 0,
        ("element 5 (line 21) holds in 4 ways, element 6", "in 4 ways, element 1 (line 13) holds in 2 ways, element 2", "holds in 2 ways and 2 more, and these multiply"),
    ),
    "stairs of three numbers": (lambda: world(numbers(3), STAIRS), 14, ("`(event.n0 > 0 and", "alone has more than", "It turns on 3 facts")),
}  # fmt: skip

TAKEN: dict[str, Callable[[], World]] = {
    "an xor of eight": lambda: world(yes_or_no(8), xor(list(range(8)))),
    "eighty elements": lambda: world(yes_or_no(80), *(f"event.f{number}" for number in range(80))),
    "a list of eight hundred numbers": lambda: world(numbers(1), f"event.n0 in [{', '.join(str(3 * number) for number in range(800))}]"),
    "three hundred nots": lambda: world(yes_or_no(1), "not " * 300 + "event.f0"),
    "thirty exceptions, each a definition": lambda: world(
        yes_or_no(61), "event.f60", exceptions=[[f"event.d{n}"] for n in range(30)], definitions={f"event.d{n}": f"event.f{2 * n} and event.f{2 * n + 1}" for n in range(30)},
    ),
    "five xors, each a definition": lambda: world(
        yes_or_no(20), *(f"event.d{n}" for n in range(5)), definitions={f"event.d{n}": xor(list(range(4 * n, 4 * n + 4))) for n in range(5)}
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", REFUSED)
def test_a_rule_that_explodes_is_refused_with_its_cause_and_a_way_to_split_it(which: str, spent: list[Effort]) -> None:
    make, line, words = REFUSED[which]
    (found,) = problems(make())
    assert (found.file, found.line, found.code) == ("world/law/rule.yml", line, "too-many-grounds")
    for word in (*words, "Split it into several rules, or gather parts of it in a definition", "IHL_GROUNDS raises the limit"):
        assert word in str(found)
    # Only the step at which it stops can lead below nothing: that one is not taken.
    assert len(spent) == 1
    assert spent[0].pairs < grounds.PAIRS


def test_the_alternatives_of_a_definition_are_named_where_they_multiply() -> None:
    (found,) = problems(alternatives(9, 3))
    assert (found.file, found.code) == ("world/definitions/event.d.yml", "too-many-grounds")
    assert "alternative 1 (line 13) fails in 3 ways, alternative 2 (line 22) fails in 3 ways" in str(found)
    assert problems(alternatives(4, 3)) == ()


@pytest.mark.parametrize("which", TAKEN)
def test_what_only_looks_wicked_or_has_been_split_as_the_message_says_is_taken(which: str, spent: list[Effort]) -> None:
    assert problems(TAKEN[which]()) == ()
    assert all(one.pairs >= 0 and one.held >= 0 for one in spent)


def test_definitions_that_double_with_each_step_are_refused_before_they_are_written_out() -> None:
    chain = {f"person.d{step}": f"person.d{step - 1} or (person.friend.d{step - 1} and person.flag)" if step else "person.flag" for step in range(31)}  # fmt: skip
    found = problems(world(yes_or_no(1), "event.f0", definitions=chain))
    assert {problem.code for problem in found} == {"too-many-grounds"}
    last = next(str(problem) for problem in found if problem.file.endswith("person.d30.yml"))
    assert f"this has more than {MOST_TESTS:,} tests of facts, with the definitions written out in it." in last
    assert "here person.d29" in last
    assert "let the definitions that it uses rest on different facts" in str(found[0])


def test_of_several_parts_without_end_the_first_is_named_and_the_others_are_not_blamed_for_it() -> None:
    endless = " and ".join(either(2 * number, 2 * number + 1) for number in range(30))
    (found,) = problems(world(yes_or_no(61), endless, "event.f60", f"not ({endless})"))
    assert found.line == 14


# --- the limit ------------------------------------------------------------------------------------------------------------------------------------------


def test_a_higher_limit_takes_what_the_usual_one_refuses_and_changes_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = world(yes_or_no(14), " and ".join(either(2 * number, 2 * number + 1) for number in range(7)))
    grounds.allow(100)
    assert [problem.code for problem in problems(made)] == ["too-many-grounds"]
    grounds.allow(10_000)
    assert problems(made) == ()
    several = []
    for limit in (grounds.LIMIT, 60, 100_000):
        grounds.allow(limit)
        several.append(cache.encoded(compile_folder(str(RULEBOOK))))
    assert several[0] == several[1] == several[2]
    digests = []
    for limit in ("", "9000"):
        monkeypatch.setenv("IHL_GROUNDS", limit)
        digests.append(cache.digest(str(RULEBOOK), keep=False))
    assert digests[0] == digests[1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("written", ["0", "-5", "many", "1e9", "10000001", "٣", "9" * 30])
def test_a_limit_that_is_no_number_of_grounds_is_an_error(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHL_GROUNDS", written)
    outcome = ihl("check", GOOD, "--rules", RULEBOOK)
    assert (outcome.code, outcome.out) == (2, "")
    assert [(problem.file, problem.code) for problem in outcome.problems] == [("IHL_GROUNDS", "option")]
    assert "Write a whole number from 1 to 1,000,000 (4,000 without it)." in outcome.err


def test_the_cells_of_a_number_are_those_between_its_cuts() -> None:
    """Every range of a number with some cuts has the cells that counting them one by one gives."""
    variable = cells.Variable("event.n0", Fact("event", "n0", "int", "?", {}, minimum=0), ((2, 0), (2, 1), (4, 0), (5, 0), (7, 0)))
    for low in (None, (0, 0), (2, 0), (2, 1), (3, 0), (7, 0), (9, 0)):
        for high in (None, (1, 0), (2, 0), (2, 1), (5, 0), (7, 0), (9, 0)):
            first = 0 if low is None else sum(cut <= low for cut in variable.cuts)
            last = len(variable.cuts) if high is None else sum(cut < high for cut in variable.cuts)
            assert variable._between(low, high) == sum(1 << cell for cell in range(first, last + 1)), (low, high)
