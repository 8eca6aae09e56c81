"""Which rules rest on a fact: as listed, as shown for one fact, and compared with what the conditions say."""

from __future__ import annotations

import json
import re

import pytest
from command import RULEBOOK, ihl

from checker.cases import subject_of
from checker.rulebook import CompiledRule, Rulebook
from checker.uses import Uses, paths

SMALL = ("--rules", str(RULEBOOK))


@pytest.fixture(scope="module")
def uses(rulebook: Rulebook) -> Uses:
    return Uses.of(rulebook)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("person.held", ["person.held"]),
        ('publication.face in ["clear", "person.held"] and not person.in_power_of.recognised', ["publication.face", "person.in_power_of.recognised"]),
        ("notice.kilometres > 7.5 or notice.days == 1.0", ["notice.kilometres", "notice.days"]),
        ("person.captured_on >= d'2031-01-01'", ["person.captured_on"]),
    ],
)  # fmt: skip
def test_the_paths_of_a_condition(condition: str, expected: list[str]) -> None:
    assert list(paths(condition)) == expected


def test_every_compiled_fact_of_a_rule_is_one_that_it_rests_on(rulebook: Rulebook, uses: Uses) -> None:
    """The compiled form writes definitions out where it must: whatever it turns on is named by the rule, or reached by way of a definition."""
    for compiled in (*rulebook.rules(), *(rulebook.definition(identity) for identity in rulebook.definition_ids)):
        for variable in compiled.variables:
            direct = compiled.id in uses.direct.get(variable.fact.id, ())
            assert direct or any(compiled.id in users for users in uses.through(variable.fact.id).values()), (compiled.id, variable.path)


def test_who_names_a_fact_is_never_listed_as_reaching_it_by_way_of_a_definition(rulebook: Rulebook, uses: Uses) -> None:
    for fact in rulebook.vocabulary.facts():
        reached = [user for users in uses.through(fact.id).values() for user in users]
        assert len(reached) == len(set(reached))
        assert not set(reached) & set(uses.direct.get(fact.id, ()))
        touched = rulebook.touched([fact.id], through_definitions=True)
        assert touched == {*uses.direct.get(fact.id, ()), *reached} or (fact.derived and touched < {*uses.direct[fact.id], *reached})


def test_every_path_of_a_shipped_condition_leads_to_a_fact(rulebook: Rulebook) -> None:
    for rule in rulebook.rules():
        assert isinstance(rule, CompiledRule)
        for part in rule.parts:
            assert list(paths(part.when)), part.when
            for path in paths(part.when):
                subject = subject_of(path, rule.roles, rulebook.vocabulary)
                assert subject is not None
                assert path.rpartition(".")[2] in rulebook.vocabulary.subjects[subject].facts


def test_a_fact_is_shown_with_all_that_rests_on_it() -> None:
    shown = " ".join(ihl("rules", "show", "person.held", *SMALL).out.split())
    for words in (
        "Was the person in the hands of the other side?",
        "yes or no · observed · Art 4",
        "The person was not in the hands of the other side.",
        "1 rule or definition rests on it A captive of war definition, GC III, Art 4 · person.captive",
        "2 rules and definitions rest on it by way of person.captive",
        "A captive's family told late GC III, Art 70 · family-told-late",
        "A recognisable captive shown to the public GC III, Art 13 · recognisable-picture",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("publication.face", "one of 3 values · observed"),
        ("publication.need_compelling", "yes or no · judgement of a named person"),
        ("notice.days_until_told", "a whole number of days, at least 0, at most 4000"),
        ("notice.kilometres_from_home", "a number of km, at least 0"),
        ("person.captured_on", "a date · observed"),
        ("person.rank", "Nothing rests on it."),
    ],
)
def test_a_fact_says_what_it_is(fact: str, words: str) -> None:
    outcome = ihl("rules", "show", fact, *SMALL)
    assert outcome.code == 0
    assert words in " ".join(outcome.out.split())


def test_a_definition_is_shown_with_all_that_rests_on_it() -> None:
    shown = " ".join(ihl("rules", "show", "person.captive", *SMALL).out.split())
    assert "It holds: Held in fighting between States." in shown
    assert "2 rules and definitions rest on it A captive's family told late" in shown


def test_hundreds_that_rest_on_a_definition_are_counted(uses: Uses) -> None:
    protected = "person.protected_as_prisoner_of_war"
    shown = " ".join(ihl("rules", "show", protected).out.split())
    assert f"{len(uses.direct[protected])} rules and definitions rest on it." in shown
    assert "gc3-17-physical-torture" not in shown


def test_facts_are_listed_with_how_many_rules_use_each() -> None:
    rows = {
        line.split()[0]: line.split()[1:] for line in ihl("rules", "facts", "person", *SMALL).out.splitlines() if line.startswith("person.")
    }
    assert rows == {"person.captured_on": ["1", "-"], "person.held": ["-", "2"], "person.rank": ["-", "-"]}
    listed = json.loads(ihl("rules", "facts", "--format", "json", *SMALL).out)
    held = next(fact for fact in listed if fact["fact"] == "person.held")
    assert (held["direct"], held["through"]) == (["person.captive"], {"person.captive": ["family-told-late", "recognisable-picture"]})
    assert not [fact for fact in listed if fact["fact"] == "person.captive"], "a definition is no fact that a record states"


def test_unused_facts_are_listed_alone() -> None:
    listed = json.loads(ihl("rules", "facts", "--unused", "--format", "json", *SMALL).out)
    assert [fact["fact"] for fact in listed] == ["notice.kilometres_from_home", "party.delegate_appointed", "person.rank"]
    assert "3 facts; nothing rests on 3 of them." in ihl("rules", "facts", "--unused", *SMALL).out
    assert "something rests on each of them" in ihl("rules", "facts", "conflict", *SMALL).out


def test_the_shipped_list_counts_what_the_page_of_a_fact_lists(rulebook: Rulebook) -> None:
    listed = {fact["fact"]: fact for fact in json.loads(ihl("rules", "facts", "--format", "json").out)}
    assert len(listed) == sum(not fact.derived for fact in rulebook.vocabulary.facts())
    page = ihl("rules", "show", "person.in_enemy_power", COLUMNS="118").out
    users = set(re.findall(r"· ([a-z0-9_.-]+)$", page, flags=re.M))
    fact = listed["person.in_enemy_power"]
    assert users == {*fact["direct"], *(user for users in fact["through"].values() for user in users)}
