"""One condition: what is written of it is read again as the same, it holds of exactly what rule-engine says, and each refusal has its words."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import limits
from checker.conditions import BadCondition, Joined, Negated, Reference, Tree, Types, constant_text, parse, written
from checker.conditions import Test as Comparison
from checker.values import in_digits
from checker.vocabulary import Fact, Link, Subject, Vocabulary

SAYS = {"is": "It was {value}.", "unknown": "It is not known."}
YES_NO = {"yes": "It was.", "no": "It was not.", "unknown": "It is not known."}
COLOURS = {"red": "Red.", "green": "Green.", "dark-blue": "Blue.", "unknown": "It is not known."}


def subject(name: str, facts: Mapping[str, tuple[str, Mapping[str, str]]], *links: Link) -> Subject:
    made = {key: Fact(name, key, kind, "Which?", says) for key, (kind, says) in facts.items()}
    return Subject(name, name, f"{name}s", "Something.", False, "", {link.name: link for link in links}, made)


VOCABULARY = Vocabulary(
    {
        one.name: one
        for one in (
            subject(
                "event",
                {"seen": ("bool", YES_NO), "colour": ("enum", COLOURS), "number": ("int", SAYS), "distance": ("float", SAYS), "day": ("date", SAYS)},
                Link("hurt", ("person",), False, "Who was hurt."),
                Link("crowd", ("person",), True, "Who was there."),
                Link("by", ("person", "party"), False, "Who did it."),
            ),
            subject("person", {"held": ("bool", YES_NO)}, Link("power", ("party",), False, "Who holds the person.")),
            subject("party", {"told": ("bool", YES_NO)}, Link("ally", ("party",), False, "Whose ally it is.")),
        )
    }
)  # fmt: skip
ROLES = {"event": "event", "other": "person"}
TYPES = Types(VOCABULARY)
KINDS = "Compare a fact with a value of its own kind: words in quotes, numbers and yes-or-no facts without."
CONSTANTS_ONLY = "Conditions compare single facts with constants and join the tests with and, or, not."


def read(text: str) -> Tree:
    return parse(text, ROLES, TYPES)


def fact(path: str) -> Fact:
    *_, holder, name = path.split(".")
    return VOCABULARY.subjects[{"event": "event", "other": "person", "hurt": "person", "power": "party"}[holder]].facts[name]


def compared(path: str, sign: str, *constants: Any) -> Comparison:
    return Comparison(path, fact(path), sign, constants)


# --- what is written is read again as the same -----------------------------------------------------------------------------------------------------------

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31)).map(datetime.date.toordinal) | st.sampled_from([741_443, 741_444])
CONSTANTS: dict[str, st.SearchStrategy[Any]] = {
    "event.seen": st.sampled_from(["yes", "no"]),
    "event.colour": st.sampled_from(["red", "green", "dark-blue"]),
    "event.number": st.integers(-3, 3) | st.sampled_from([1_234_567, 999_999_999_999_999, -999_999_999_999_999]),
    "event.distance": st.integers(-3, 3) | st.sampled_from([0.5, -0.5, 0.1, 0.0000001, 1_234_567.25, 99_999_999_999_999.5]),
    "event.day": DAYS,
    "event.hurt.held": st.sampled_from(["yes", "no"]),
    "event.hurt.power.told": st.sampled_from(["yes", "no"]),
    "other.held": st.sampled_from(["yes", "no"]),
}
ORDERED = ("event.number", "event.distance", "event.day")


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    path = draw(st.sampled_from(sorted(CONSTANTS)))
    sign = draw(st.sampled_from(["==", "!=", "in", *(("<", "<=", ">", ">=") if path in ORDERED else ())]))
    several = draw(st.lists(CONSTANTS[path], max_size=3)) if sign == "in" else [draw(CONSTANTS[path])]
    return compared(path, sign, *several)


TREES: st.SearchStrategy[Tree] = st.recursive(
    comparisons(),
    lambda inner: st.builds(Negated, inner) | st.builds(Joined, st.booleans(), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    max_leaves=6,
)


def simplest(tree: Tree) -> Tree:
    """A tree as any writing of it is read: a yes-or-no fact stands alone or behind ``not``, and ``and`` in ``and`` is one."""
    if isinstance(tree, Joined):
        parts: list[Tree] = []
        for part in map(simplest, tree.trees):
            parts += part.trees if isinstance(part, Joined) and part.conjunction == tree.conjunction else [part]
        return Joined(tree.conjunction, tuple(parts))
    if isinstance(tree, Negated):
        return Negated(simplest(tree.tree))
    if tree.fact.type == "bool" and tree.operator != "in":
        alone = Comparison(tree.path, tree.fact, "==", ("yes",))
        return alone if (tree.operator, tree.constants) in (("==", ("yes",)), ("!=", ("no",))) else Negated(alone)
    return tree


@given(TREES)
def test_what_is_written_of_a_condition_is_read_again_as_the_same(tree: Tree) -> None:
    assert read(written(tree)) == simplest(tree)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (compared("event.seen", "==", "yes"), "event.seen"),
        (compared("event.seen", "!=", "no"), "event.seen"),
        (compared("event.seen", "==", "no"), "not event.seen"),
        (compared("event.seen", "!=", "yes"), "not event.seen"),
        (compared("event.seen", "in", "yes", "no"), "event.seen in [true, false]"),
        (compared("event.colour", "in", "red", "green"), 'event.colour in ["red", "green"]'),
        (Negated(compared("event.colour", "in", "red")), 'event.colour not in ["red"]'),
        (Negated(compared("event.colour", "==", "red")), 'not (event.colour == "red")'),
        (compared("event.number", "<=", -1_234_567), "event.number <= -1234567"),
        (compared("event.distance", ">", 0.0000001), "event.distance > 0.0000001"),
        (compared("event.day", "<", datetime.date(2031, 1, 1).toordinal()), 'event.day < d"2031-01-01"'),
        (
            Joined(True, (compared("event.seen", "==", "yes"), Joined(False, (compared("event.number", "==", 1), compared("other.held", "==", "yes"))))),
            "event.seen and (event.number == 1 or other.held)",
        ),
        (Negated(Joined(False, (compared("event.seen", "==", "yes"), compared("other.held", "==", "yes")))), "not (event.seen or other.held)"),
    ],
)  # fmt: skip
def test_a_condition_is_written_as_a_person_would(tree: Tree, text: str) -> None:
    assert written(tree) == text


def test_a_constant_is_written_in_the_form_of_its_kind() -> None:
    day = datetime.date(987, 2, 3).toordinal()
    told = [
        ("seen", "yes", "true"),
        ("seen", "no", "false"),
        ("colour", "red", '"red"'),
        ("number", 7, "7"),
        ("distance", 0.5, "0.5"),
        ("day", day, 'd"0987-02-03"'),
    ]
    for name, constant, text in told:
        assert constant_text(fact(f"event.{name}"), constant) == text


# --- it holds of exactly what rule-engine says -----------------------------------------------------------------------------------------------------------

SIGNS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def holds(tree: Tree, values: Mapping[str, Any]) -> bool:
    if isinstance(tree, Joined):
        return (all if tree.conjunction else any)(holds(part, values) for part in tree.trees)
    if isinstance(tree, Negated):
        return not holds(tree.tree, values)
    value = values[tree.path]
    return value in tree.constants if tree.operator == "in" else bool(SIGNS[tree.operator](value, tree.constants[0]))


def as_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Complete facts as rule-engine takes them."""

    def given_as(path: str) -> Any:
        value = values[path]
        if path == "event.day":
            return datetime.datetime.combine(datetime.date.fromordinal(value), datetime.time(), datetime.UTC)
        return value == "yes" if fact(path).type == "bool" else value

    power = SimpleNamespace(told=given_as("event.hurt.power.told"), ally=None)
    hurt = SimpleNamespace(held=given_as("event.hurt.held"), power=power)
    event = SimpleNamespace(**{name: given_as(f"event.{name}") for name in ("seen", "colour", "number", "distance", "day")}, hurt=hurt)
    return {"event": event, "other": SimpleNamespace(held=given_as("other.held"), power=power)}


@given(TREES, st.fixed_dictionaries(CONSTANTS))
def test_a_condition_as_read_holds_of_what_rule_engine_says(tree: Tree, values: dict[str, Any]) -> None:
    text = written(tree)
    assert holds(read(text), values) == holds(tree, values) == Reference(text, ROLES, TYPES).holds(as_facts(values))


@pytest.mark.parametrize("path", ORDERED)
@pytest.mark.parametrize("sign", sorted(SIGNS))
@given(st.data())
def test_a_comparison_written_the_other_way_round_says_the_same(path: str, sign: str, data: st.DataObject) -> None:
    constant = data.draw(CONSTANTS[path])
    turned = f"{constant_text(fact(path), constant)} {MIRRORED[sign]} {path}"
    assert read(turned) == compared(path, sign, constant)
    for value in (constant - 1, constant, constant + 1):
        if path != "event.day" or 1 <= value <= datetime.date.max.toordinal():
            others = dict.fromkeys(CONSTANTS, "yes") | {
                "event.number": 0,
                "event.distance": 0,
                "event.day": 9,
                "event.colour": "red",
                path: value,
            }
            assert SIGNS[sign](value, constant) == Reference(turned, ROLES, TYPES).holds(as_facts(others))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"red" == event.colour', compared("event.colour", "==", "red")),
        ("true != event.seen", compared("event.seen", "!=", "yes")),
        ("event.number == 0x10", compared("event.number", "==", 16)),
        ("event.number == 1e3", compared("event.number", "==", 1000)),
        ("event.number == 7.0", compared("event.number", "==", 7)),
        ("event.distance < -0.0", compared("event.distance", "<", 0)),
        ('event.colour in {"red"}', compared("event.colour", "in", "red")),
        ('event.day == d"2031-01-01T00:00"', compared("event.day", "==", datetime.date(2031, 1, 1).toordinal())),
        ("event.seen and event.seen and event.seen", Joined(True, (compared("event.seen", "==", "yes"),) * 3)),
    ],
)  # fmt: skip
def test_other_ways_of_writing_the_same(text: str, tree: Tree) -> None:
    assert read(text) == tree


# --- what is refused, in words ---------------------------------------------------------------------------------------------------------------------------

NEVER = "so this condition could never be judged."
NEITHER = "so this comparison could never hold."
FACT_FIRST = 'Write the fact first: publication.face == "clear".'

REFUSED: tuple[tuple[str, str, str, str, str], ...] = (
    # --- names
    ("event.sen", "unknown-fact", '"event.sen" is not a fact in the vocabulary', NEVER, 'Did you mean "event.seen"?'),
    ("event.weather", "unknown-fact", '"event.weather" is not a fact in the vocabulary', NEVER, "Add it to vocabulary/event.yml, or use a fact that is there."),
    ("event.hurt.hel", "unknown-fact", '"person.hel" is not a fact in the vocabulary', NEVER, 'Did you mean "person.held"?'),
    ("evnt.seen", "unknown-subject", '"evnt" is not a subject of this rule', NEVER, 'Did you mean "event"?'),
    ("xyzzy.rain", "unknown-subject", '"xyzzy" is not a subject of this rule', NEVER, "Subjects here are event or other; others are bound with on and for_each."),
    ("seen", "unknown-subject", '"seen" is not a subject of this rule', NEVER, 'Did you mean "event.seen"?'),
    ("held", "unknown-subject", '"held" is not a subject of this rule', NEVER, 'Did you mean "other.held"?'),
    ("event.colour == green", "unknown-subject", '"green" is not a subject of this rule', NEVER, "If it is a value, put it in quotes: 'green'."),
    ("event.crowd.held", "unknown-link", '"event.crowd" can lead to several subjects', "so a condition cannot tell whose fact is meant.", "Bind it: for_each: {person: crowd}."),
    ("event.by.held", "unknown-link", '"event.by" can lead to several subjects', "so a condition cannot tell whose fact is meant.", "Use a fact of the subject itself."),
    ("event.hurt.power.ally.told", "unknown-link", '"party.ally" is a third link in a row', "and a condition follows two at most.", "Bind it: for_each: {party: ally}."),
    ("event.hurt", "condition", '"event.hurt" is a link to another subject, not a fact', "", "Go on to one of its facts: event.hurt.<fact>."),
    ("event.colour.length > 3", "condition", '"event.colour.length" asks for a part of event.colour', "and a condition sees a fact as a whole.", "Compare the fact itself, or make the part a fact of its own."),
    # --- what cannot be read
    ("event.seen and", "condition", "`event.seen and` ends too early", "", "Add what is missing at its end: a fact, a value or a closing bracket."),
    ("(event.seen", "condition", "`(event.seen` ends too early", "", "Add what is missing at its end: a fact, a value or a closing bracket."),
    ("event.number = 3", "condition", "`event.number = 3` cannot be read from `= 3` on", "", "Write == for is, and != for is not."),
    ("NOT event.seen", "condition", "`NOT event.seen` cannot be read from `event.seen` on", "", "Write and, or, not as words in small letters."),
    ("event.seen && event.seen", "condition", "`event.seen && event.seen` cannot be read from `& event.seen` on", "", "Write and, or, not as words in small letters."),
    ("event.seen || event.seen", "condition", "`event.seen || event.seen` cannot be read from `| event.seen` on", "", "Write and, or, not as words in small letters."),
    ("event.seen event.seen", "condition", "`event.seen event.seen` cannot be read from `event.seen` on", "", CONSTANTS_ONLY),
    ('event.day > d"2031-13-01"', "condition", '`event.day > d"2031-13-01"` holds a date that does not exist', "", 'Write a day that exists, as in d"2025-01-09".'),
    ("event.number > null", "condition", "`event.number > null` compares things of two kinds", "", KINDS),
    ('event.number > d"2031-01-01"', "condition", '`event.number > d"2031-01-01"` compares things of two kinds', "", KINDS),
    ("", "condition", "`` ends too early", "", "Add what is missing at its end: a fact, a value or a closing bracket."),
    ("== 3", "condition", "`== 3` cannot be read: syntax error", "", CONSTANTS_ONLY),
    ("3 = event.number", "condition", "`3 = event.number` cannot be read from `= event.number` on", "", "Write == for is, and != for is not."),
    ("3) = 3", "condition", "`3) = 3` cannot be read from `) = 3` on", "", "Write == for is, and != for is not."),
    ("@", "condition", "`@` cannot be read: syntax error (illegal character '@')", "", CONSTANTS_ONLY),
    ("event.seen @ 3", "condition", "`event.seen @ 3` cannot be read from `@ 3` on", "", CONSTANTS_ONLY),
    ("event.seen)", "condition", "`event.seen)` cannot be read from `)` on", "", CONSTANTS_ONLY),
    ("event.seen\nand\nand event.seen", "condition", "`event.seen\nand\nand event.seen` cannot be read from `and event.seen` on", "", CONSTANTS_ONLY),
    ("event.number == 08", "condition", "`event.number == 08` cannot be read: invalid floating point literal (leading zeros in decimal literals are not permitted)", "", CONSTANTS_ONLY),
    *((text, "condition", f"`{text}` asks for a part of a fact", "and a condition sees a fact as a whole.", "Compare the fact itself, or make the part a fact of its own.") for text in (
        "event.colour.lenght == 3", "event.number.foo", "event.day.yeer == 2031", "other.held.x",
    )),
    # --- what conditions leave out
    *((text, "condition", f"`{text}` uses {named}, which conditions leave out", CONSTANTS_ONLY, "") for text, named in (
        ("event.number & 3", "arithmetic"), ("event.number | 3", "arithmetic"), ("event.number ^ 3", "arithmetic"), ("1 << 9", "arithmetic"), ("9 >> 1", "arithmetic"), ("event.number + 1", "arithmetic"), ("event.number - 1", "arithmetic"),
        ("event.number * 2", "arithmetic"), ("-event.number", "arithmetic"), ('event.colour =~ "r.*"', "a pattern"), ('event.colour !~ "r.*"', "a pattern"), ("event.seen ? event.seen : event.seen", "a choice between values"),
        ('event.colour ?? "red"', "a choice between values"), ("event", "a subject without a fact"), ("5 > 3", "a value that stands alone"), ("true", "a value that stands alone"), ("event.seen and true", "a value that stands alone"),
        ("event.colour[0]", "a part of a fact"), ("event.colour[0:1]", "a part of a fact"), ("[x for x in [1]]", "a loop"), ("$abs(event.number)", "a function"),
    )),
    *((text, "condition", f"`{text}` compares {named}, not a fact", CONSTANTS_ONLY, FACT_FIRST) for text, named in (
        ("event.number + 1 > 2", "arithmetic"), ("event == 3", "a subject without a fact"), ('"red" in event.colour', "a value that stands alone"), ('event.colour[0] == "r"', "a part of a fact"),
    )),
    # --- what a fact cannot be compared with
    ("event.seen == other.held", "condition", "`event.seen == other.held` compares event.seen with another fact", "Such a comparison could not be compiled exactly.", "Make the relation a fact of its own."),
    ("event.seen == null", "condition", "`event.seen == null` compares event.seen with null", "Facts are compared with constants only; an unknown fact is dealt with by the verdict itself.", "Leave the test out."),
    ("null == event.seen", "condition", "`null == event.seen` compares event.seen with null", "Facts are compared with constants only; an unknown fact is dealt with by the verdict itself.", "Leave the test out."),
    ('event.colour == ["red"]', "condition", '`event.colour == ["red"]` compares event.colour with a list', NEVER.replace("condition", "comparison"), "Use in for a list, == for one value."),
    ('event.colour in "red"', "condition", '`event.colour in "red"` compares event.colour with one value', NEVER.replace("condition", "comparison"), "Put the values in brackets after in."),
    ('event.colour == "gren"', "enum-value", '"gren" is not a value of event.colour', NEITHER, 'Did you mean "green"?'),
    ('event.colour in ["red", "zebra"]', "enum-value", '"zebra" is not a value of event.colour', NEITHER, "Its values are red, green or dark-blue."),
    ('event.colour == "unknown"', "enum-value", '"unknown" is not a value of event.colour', NEITHER, "Its values are red, green or dark-blue."),
    *((text, "condition", f"`{text}` compares {text.split()[0]} with a value of another kind", NEITHER, fix) for text, fix in (
        ('event.seen == "yes"', "Write the fact alone, or not before it."), ("event.seen in [1]", "Write the fact alone, or not before it."), ("event.colour == 3", "Compare it with a word in quotes."),
        ('event.day == "2031-01-01"', 'Compare it with a date such as d"2025-01-09".'), ("event.number == true", "Compare it with a number."), ("event.number in [true]", "Compare it with a number."), ("event.distance == inf", "Compare it with a number."), ("event.number != nan", "Compare it with a number."),
        ('event.number in ["3"]', "Compare it with a number."), ("event.number in [[3]]", "Compare it with a number."), ('event.distance == "3"', "Compare it with a number."),
    )),
    ("event.number > 7.5", "condition", "event.number is a whole number and is compared with 7.5", "", "Compare it with a whole number."),
    ("event.number in [1, 0.0000001]", "condition", "event.number is a whole number and is compared with 0.0000001", "", "Compare it with a whole number."),
    *((text, "condition", f"`{text}` compares {text.split()[0]} with a number of more than 15 digits", "which could not be compared exactly.", "Check the number and its unit.") for text in (
        "event.number > 12345678901234567", "event.distance > 1e-400", "event.distance == 0.10000000000000000001", "event.distance in [1, 123456789012345.123456]",
    )),
    *((text, "condition", f"`{text}` compares event.day with a time of day", "and a date has none.", "Leave the time out.") for text in (
        'event.day > d"2031-01-01T12:00"', 'event.day in [d"2031-01-01T00:01"]', 'event.day == d"2031-01-01T00:00+05:00"', 'event.day == d"2031-01-01T00:00-01:00"',
    )),
    *((f"event.seen {sign} false", "condition", f"event.seen has no order, so it cannot be compared with {sign}", "", "Use == or in.") for sign in ("<", "<=", ">", ">=")),
    *((f'event.colour {sign} "red"', "condition", f"event.colour has no order, so it cannot be compared with {sign}", "", "Use == or in.") for sign in ("<", "<=", ">", ">=")),
    ("event.colour", "condition", '"event.colour" is not a yes-or-no fact', "and cannot stand alone in a condition.", "Compare it with one of its values: red, green or dark-blue."),
    ("event.number", "condition", '"event.number" is not a yes-or-no fact', "and cannot stand alone in a condition.", "Compare it with a number or date."),
    ("event.day", "condition", '"event.day" is not a yes-or-no fact', "and cannot stand alone in a condition.", "Compare it with a number or date."),
)  # fmt: skip


@pytest.mark.parametrize(("text", "code", "what", "why", "fix"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_cannot_be_a_condition_is_refused_with_reason_and_remedy(text: str, code: str, what: str, why: str, fix: str) -> None:
    with pytest.raises(BadCondition) as caught:
        read(text)
    error = caught.value
    assert (error.what, error.why, error.fix, error.code) == (what, why, fix, code)
    assert str(error) == what, "an error that nobody catches says what is wrong too"
    assert read("event.seen") == compared("event.seen", "==", "yes"), "the next condition is read as if nothing had been"


# --- how long and how deep -------------------------------------------------------------------------------------------------------------------------------


def refused(text: str) -> BadCondition:
    with pytest.raises(BadCondition) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(("opening", "closing"), ["()", "[]", "{}"])
def test_brackets_may_stand_as_deep_as_the_limit_says(opening: str, closing: str) -> None:
    most = limits.CONDITION_DEPTH.value
    assert read("(" * most + "event.seen" + ")" * most) == read("event.seen")
    error = refused("(" * most + f"event.colour in {opening}{closing}" + ")" * most)
    assert (error.code, error.what) == ("too-deep", f"the condition has {most + 1} levels of brackets, and the limit is {most}")
    assert (error.why, error.fix[:9]) == (limits.CONDITION_DEPTH.why, "Split it ")
    side_by_side = " or ".join(["(event.seen)"] * (most + 1))
    assert read(side_by_side) == read(" or ".join(["event.seen"] * (most + 1))), "brackets that are closed do not count"


def test_a_condition_may_be_as_long_as_the_limit_says() -> None:
    most = limits.CONDITION.value
    assert read("event.seen".ljust(most)) == read("event.seen")
    error = refused("event.seen".ljust(most + 1))
    assert (error.code, error.what) == ("too-large", f"the condition has {most + 1:,} characters, and the limit is {most:,}")
    assert f"IHL_LIMIT_CONDITION={most + 1} " in error.fix


def test_a_condition_of_too_many_tests_is_told_by_its_beginning() -> None:
    error = refused("not " * 1200 + "event.seen")
    assert error.what == "`not not not not not not not not not not ...` joins or nests too many tests"
    assert (error.why, error.fix, error.code) == ("so it cannot be read.", "Split it into several parts or a definition.", "condition")


@pytest.mark.parametrize("text", ['event.colour == "<<"', "event.colour == 'a ^ b'", 'event.colour == "a =~ b"', r'event.colour == "\"|"'])
def test_signs_in_quotes_are_a_word_and_no_arithmetic(text: str) -> None:
    assert refused(text).code == "enum-value"


def test_what_may_stand_in_a_comment_hides_nothing() -> None:
    assert refused('event.seen # "\n << 3 "').what.endswith("uses arithmetic, which conditions leave out")
    assert read("event.seen # as the report says") == read("event.seen")
    assert read("event.seen # " + "x" * 99) == read("event.seen"), "letters are no brackets"
    most = limits.CONDITION_DEPTH.value
    assert refused("event.colour == '" + "x" * 99 + "' and " + "(" * (most + 1)).code == "too-deep"


def test_numbers_are_refused_only_where_digits_would_be_lost() -> None:
    for number in (0.1, 1 / 3, 2**53 - 1, 1e20, 1e-7, 123.456):
        assert read(f"event.distance == {in_digits(number)}") == compared(
            "event.distance", "==", int(number) if number == int(number) else number
        )
