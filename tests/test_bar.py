"""The bar for claims: what it sets aside, what it can and cannot do to a verdict, and that a report says so."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from command import GOOD, RULEBOOK, ihl
from hypothesis import given
from hypothesis import strategies as st
from test_promises import compiled
from worlds import Plain, Situation, read, situations

from checker.api import check, load_record
from checker.bar import above, known_grade, meets
from checker.claims import GRADES, Claim, Source, Stated
from checker.errors import InputError
from checker.evaluation import Judge, bindings
from checker.judging import judge_record
from checker.library import examples_folder
from checker.records import Aside, Entry, Record
from checker.rulebook import Rulebook
from checker.values import Value
from checker.vocabulary import UNKNOWN, Fact

RULES = ("--rules", str(RULEBOOK))
SALLOW = Path(examples_folder()) / "fictional" / "sallow-hills-fighters.yml"

# --- what is set aside ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("B2", True), ("A1", True), ("B3", False), ("C1", False), ("A2", True), ("A6", False), ("F1", False), ("", False)],
)
def test_a_grade_meets_the_bar_on_both_axes_or_not_at_all(grade: str, expected: bool) -> None:
    assert meets(grade, "B2") is expected


def test_the_lowest_bar_asks_only_that_somebody_judged() -> None:
    assert all(meets(grade, "F6") for grade in GRADES)
    assert not meets("", "F6")


SAYS = {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."}
FACT = Fact("publication", "released", "bool", "Was it?", SAYS)
YES, NO = Value("yes", frozenset({"yes"})), Value("no", frozenset({"no"}))


def record(*claims: Claim, fact: Fact = FACT) -> Record:
    sources = {"paper": Source("paper"), "treaty:gc3": Source("treaty:gc3", supplied=True)}
    return Record(
        "day",
        "A day",
        "day.yml",
        sources=sources,
        entries={"photo": Entry("publication", "photo", facts={"released": Stated(fact, claims)})},
    )


def left(before: Record, bar: str) -> tuple[Stated, Aside | None]:
    after = above(before, bar)
    return after.entries["photo"].facts["released"], after.aside


def test_claims_below_the_bar_and_ungraded_ones_are_counted_and_gone() -> None:
    stated, aside = left(record(Claim(YES, "paper", grade="B2"), Claim(NO, "paper", grade="C2"), Claim(NO), Claim(None, "paper")), "B2")
    assert [(claim.value, claim.grade) for claim in stated.claims] == [(YES, "B2"), (None, "")]
    assert (stated.status, stated.disputed) == ("stated", False)
    assert aside == Aside("B2", 2, 1, frozenset({("photo", "released")}))


def test_a_fact_without_a_claim_left_is_unknown_and_says_why() -> None:
    stated, aside = left(record(Claim(YES, "paper", grade="B3"), Claim(None, "paper")), "B2")
    assert (stated.values, stated.status) == ((), UNKNOWN)
    assert "no claim is graded B2 or better" in stated.note
    assert aside == Aside("B2", 1, 0)


@pytest.mark.parametrize("before", [record(Claim(YES, "treaty:gc3")), record(Claim(YES, "paper"), fact=FACT._replace(judgement=True))])
def test_what_treaty_tables_supply_and_what_a_reviewer_judged_stays(before: Record) -> None:
    stated, aside = left(before, "A1")
    assert stated.values == (YES,)
    assert aside == Aside("A1", 0, 0)


@pytest.mark.parametrize("word", ["b2", "2B", "G1", "A7", "A", "", "B22", " B2"])
def test_a_word_that_is_no_grade_is_refused(word: str) -> None:
    with pytest.raises(InputError) as caught:
        known_grade("--min-grade", word)
    assert "is not an Admiralty grade" in str(caught.value)


# --- what it does to verdicts --------------------------------------------------------------------------------------------------------------------------


BARS = ("A1", "B2", "C3", "D4", "F6")


def graded(plain: Plain, random: Random) -> Plain:
    """The record with a random grade, or none, for each claim."""
    copy = deepcopy(plain)
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            for name, value in entry.get("facts", {}).items():
                claims = value if isinstance(value, list) else [value]
                made = [one if isinstance(one, dict) and "is" in one else {"is": one} for one in claims]
                entry["facts"][name] = [one | random.choice(({}, {"grade": random.choice(sorted(GRADES))})) for one in made]
                if any(one["is"] == "not_applicable" for one in made):
                    entry["facts"][name] = made[0]
    return copy


def disputes(one: Record) -> dict[tuple[str, str], int]:
    """How many rival values each disputed fact has."""
    return {
        (entry.id, name): len(stated.values) for entry in one.entries.values() for name, stated in entry.facts.items() if stated.disputed
    }


def outcomes(rulebook: Rulebook, one: Record, reading: str) -> list[frozenset[str]]:
    return [result.possible for result in judge_record(rulebook, one, reading)]


def a_bar_only_opens_or_settles_disputes(rulebook: Rulebook, before: Record) -> None:
    for bar in BARS:
        after = above(before, bar)
        was, now = disputes(before), {key: after.entries[key[0]].facts[key[1]].values for key in disputes(before)}
        settles = any(now[key] and len(now[key]) < was[key] for key in was)
        for reading in sorted(rulebook.readings)[:2]:
            for old, new in zip(outcomes(rulebook, before, reading), outcomes(rulebook, after, reading), strict=True):
                assert not (len(old) == len(new) == 1 and old != new), f"{old} became {new} at {bar}"
                assert old & new
                assert settles or old <= new, f"{old} became {new} at {bar} though no dispute lost a side"


@given(situations, st.randoms(use_true_random=False))
def test_raising_the_bar_never_turns_one_settled_verdict_into_another(situation: Situation, random: Random) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        a_bar_only_opens_or_settles_disputes(rulebook, read(graded(plain, random), rulebook.vocabulary))


@pytest.mark.parametrize("name", ["sallow-hills-fighters.yml", "tarnholm-broadcast.yml"])
def test_raising_the_bar_never_turns_one_settled_verdict_of_a_shipped_rule_into_another(name: str, rulebook: Rulebook) -> None:
    a_bar_only_opens_or_settles_disputes(rulebook, load_record(SALLOW.parent / name, rulebook))


def claims_of(one: Record) -> dict[tuple[str, str], tuple[Claim, ...]]:
    return {(entry.id, name): stated.claims for entry in one.entries.values() for name, stated in entry.facts.items()}


@given(situations, st.randoms(use_true_random=False))
def test_two_bars_in_turn_are_the_higher_one(situation: Situation, random: Random) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        before = read(graded(plain, random), rulebook.vocabulary)
        low, high = above(above(before, "C3"), "B2"), above(before, "B2")
        assert claims_of(low) == claims_of(high)


@given(situations, st.randoms(use_true_random=False))
def test_evidence_changes_no_verdict(situation: Situation, random: Random) -> None:
    """Grades, sources and voices, whatever they are, leave the outcomes alone."""
    world, plain = situation
    if (rulebook := compiled(world)) is None:
        return
    before = read(plain, rulebook.vocabulary)
    after = read(graded(plain, random), rulebook.vocabulary)
    judges = [Judge(rulebook, one, rulebook.default_reading) for one in (before, after)]
    for head in rulebook.heads:
        rule = rulebook.rule(head.id)
        for binding in bindings(head, before):
            first, second = (judge.bind(rule, binding) for judge in judges)
            assert first.possible == second.possible


def test_a_dispute_that_loses_its_weaker_side_is_settled_as_the_stronger_tells_it(rulebook: Rulebook) -> None:
    before = load_record(SALLOW, rulebook)
    facts = before.entries["march-down"].facts["drinking_water"]
    assert [claim.grade for claim in facts.claims] == ["C3", "D3"]
    rule = "gc3-20-no-safe-drinking-water-on-the-way"

    def verdict(bar: str) -> str:
        found = check(before, rulebook, rules=[rule], show_all=True, min_grade=bar).findings
        return next(finding.verdict for finding in found if finding.subject == "march-down")

    assert [verdict(bar) for bar in ("", "D3", "C3", "B2")] == ["undetermined", "undetermined", "breach", "undetermined"]


def test_a_finding_says_that_somebody_contradicts_it_below_the_bar() -> None:
    rule = "gc3-20-no-safe-drinking-water-on-the-way"
    for command in (["check", SALLOW, "--rule", rule, "--fail-on", "never"], ["why", SALLOW, rule]):
        assert "Set aside: a claim to the contrary" not in ihl(*command).out
        shown = " ".join(ihl(*command, "--min-grade", "C3").out.split())
        assert "Set aside: a claim to the contrary" in shown
        assert "On 1 fact this leaves out a claim to the contrary." in shown


# --- what a report says of it --------------------------------------------------------------------------------------------------------------------------


def test_a_report_says_how_many_claims_it_sets_aside() -> None:
    shown = " ".join(ihl("check", GOOD, *RULES, "--min-grade", "B2", "--plain").out.split())
    assert "7 claims weaker than B2 are set aside and counted as unknown (7 without any grade)." in shown
    data = json.loads(ihl("check", GOOD, *RULES, "--min-grade", "B2", "--format", "json").out)
    assert (data["min_grade"], data["set_aside"]) == ("B2", {"good": {"claims": 7, "ungraded": 7, "contradicted": 0}})
    assert data["totals"]["verdicts"]["breach"] == 0
    without = json.loads(ihl("check", GOOD, *RULES, "--format", "json").out)
    assert (without["min_grade"], without["set_aside"], without["totals"]["verdicts"]["breach"]) == ("", {}, 1)


def test_reasons_and_questions_say_it_too() -> None:
    for arguments in (["why", GOOD, "recognisable-picture"], ["needs", GOOD]):
        assert "7 claims weaker than A1" not in ihl(*arguments, *RULES).out
        assert "8 claims weaker than A1" in " ".join(ihl(*arguments, *RULES, "--min-grade", "A1").out.split())
    data = json.loads(ihl("needs", GOOD, *RULES, "--min-grade", "A1", "--format", "json").out)
    assert (data["min_grade"], data["set_aside"]["good"]) == ("A1", {"claims": 8, "ungraded": 7, "contradicted": 0})


def test_nothing_set_aside_is_said_as_well() -> None:
    shown = " ".join(ihl("check", SALLOW, "--min-grade", "F6", "--fail-on", "never").out.split())
    assert "No claim is weaker than F6, so none is set aside." in shown


@pytest.mark.parametrize("command", [["check", GOOD], ["why", GOOD, "recognisable-picture"], ["needs", GOOD]])
def test_a_bad_grade_is_refused_by_every_command(command: list[str]) -> None:
    outcome = ihl(*command, *RULES, "--min-grade", "b2")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == '--min-grade: "b2" is not an Admiralty grade. Did you mean "B2"?\n'
