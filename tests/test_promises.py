"""What the design promises of every verdict, on generated rulebooks and records and on the shipped rules with random records.

Nothing here says which verdict is right (``test_exactness`` does); these are the ways in which verdicts must hang together whatever the rules say.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict
from itertools import product
from random import Random
from typing import Any

import pytest
from exhaustive import allows, facts_of
from hypothesis import given
from hypothesis import strategies as st
from worlds import READINGS, Plain, Situation, World, compiled, fact_entry, read, shipped_incident, situations, worlds

from checker import documents, library
from checker.evaluation import Judge
from checker.findings import Result
from checker.folder import read_folder
from checker.judging import judge_record
from checker.pipeline import Run, check_record
from checker.ranking import detailed
from checker.records import Record
from checker.rendering.machine import as_json
from checker.rulebook import Rulebook
from checker.summary import totals

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: The random records that the shipped rules are tried on.
SEEDS = range(60 if THOROUGH else 3)

#: Rule and binding of a result.
Where = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture(scope="session")
def backgrounds() -> list[dict[str, Any]]:
    """The facts of each shipped background."""
    found = documents.read(os.path.join(library.rules_folder(), "backgrounds.yml")).data["backgrounds"]
    return [background["facts"] for background in found.values()]


@pytest.fixture(params=SEEDS)
def shipped(request: pytest.FixtureRequest, rulebook: Rulebook, backgrounds: list[dict[str, Any]]) -> tuple[Rulebook, Plain, Random]:
    """The shipped rules and a random record of their vocabulary."""
    random = Random(request.param)
    return rulebook, shipped_incident(random, rulebook.vocabulary, backgrounds), random


def judged(rulebook: Rulebook, plain: Plain, reading: str | None = None) -> dict[Where, Result]:
    """Every result on a record (plain data), by rule and binding."""
    results = judge_record(rulebook, read(plain, rulebook.vocabulary), reading or rulebook.default_reading)
    found = {(result.head.id, tuple(sorted(result.binding.items()))): result for result in results}
    assert len(found) == len(results)
    return found


def possible(rulebook: Rulebook, plain: Plain, reading: str | None = None) -> dict[Where, frozenset[str]]:
    """The possible outcomes of every result."""
    return {where: result.possible for where, result in judged(rulebook, plain, reading).items()}


def entries_of(plain: Plain, rulebook: Rulebook) -> Iterator[tuple[str, Plain]]:
    """Every entry of a record (plain data) with its subject."""
    for subject in rulebook.vocabulary.subjects:
        for entry in plain.get(subject, []):
            yield subject, entry


def changed(plain: Plain, identity: str, name: str, value: Any = None) -> Plain:
    """The record with one fact stated otherwise, or not at all."""
    copy = deepcopy(plain)
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            if entry.get("id") == identity and "facts" in entry:
                entry["facts"].pop(name, None)
                if value is not None:
                    entry["facts"][name] = value
    return copy


def report(rulebook: Rulebook, *plains: Plain, reading: str | None = None) -> str:
    """The whole JSON report on some records."""
    chosen = reading or rulebook.default_reading
    checked = [check_record(rulebook, read(plain, rulebook.vocabulary), chosen, rulebook.heads) for plain in plains]
    return as_json(Run(rulebook, chosen, checked=checked), "0", show_all=True)


# --- more facts, fewer outcomes --------------------------------------------------------------------------------------------------------------------------


def hiding_a_fact_only_opens(rulebook: Rulebook, plain: Plain, most: int, random: Random) -> None:
    stated = [(entry["id"], name) for _, entry in entries_of(plain, rulebook) for name in entry.get("facts", {})]
    for reading in rulebook.readings:
        before = possible(rulebook, plain, reading)
        for identity, name in random.sample(stated, min(most, len(stated))):
            for where, after in possible(rulebook, changed(plain, identity, name), reading).items():
                assert before[where] <= after, f"{where} without {identity}.{name}"


def settling_a_fact_never_unsettles(rulebook: Rulebook, plain: Plain, most: int, random: Random) -> None:
    facts = facts_of(plain)
    every = [
        (entry["id"], fact)
        for subject, entry in entries_of(plain, rulebook)
        for fact in rulebook.vocabulary.subjects[subject].facts.values()
    ]
    usable = [(identity, fact) for identity, fact in every if not fact.derived and not fact.judgement]
    for identity, fact in random.sample(usable, min(most, len(usable))):
        allowed = allows(fact.type, facts.get(identity, {}).get(fact.name))
        values: list[Any] = [word == "yes" for word in fact.words] if fact.type == "bool" else list(fact.words) or [0, 1, 2]
        if fact.type == "date" or not (left := [value for value in values if allowed(value)]):
            continue
        for reading in rulebook.readings:
            before = possible(rulebook, plain, reading)
            for value in left:
                for where, after in possible(rulebook, changed(plain, identity, fact.name, value), reading).items():
                    assert after, where
                    assert after <= before[where], f"{where} with {identity}.{fact.name}={value}"


@given(situations, st.randoms(use_true_random=False))
def test_hiding_a_fact_never_turns_one_settled_verdict_into_another(situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        hiding_a_fact_only_opens(rulebook, situation[1], 4, random)


def test_hiding_a_fact_never_turns_a_settled_verdict_of_a_shipped_rule_into_another(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, random = shipped
    hiding_a_fact_only_opens(rulebook, plain, 8, random)


@given(situations, st.randoms(use_true_random=False))
def test_settling_an_open_fact_never_unsettles_a_verdict(situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        settling_a_fact_never_unsettles(rulebook, situation[1], 3, random)


def test_settling_an_open_fact_never_unsettles_a_verdict_of_a_shipped_rule(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, random = shipped
    settling_a_fact_never_unsettles(rulebook, plain, 8, random)


# --- silence -----------------------------------------------------------------------------------------------------------------------------------------------


EMPTY: Plain = {"schema": "ihl-incident/1", "id": "day", "title": "A day"}


def bare_record(rulebook: Rulebook, *, linked: bool) -> Plain:
    """One entry of each subject, without facts; ``linked`` as far as the vocabulary allows."""
    plain: Plain = dict(EMPTY)
    for name, subject in rulebook.vocabulary.subjects.items():
        links = {link.name: f"the-{link.to[0]}" for link in subject.links.values()} if linked else {}
        plain[name] = [{"id": f"the-{name}", **links}]
    return plain


@given(worlds())
def test_an_empty_record_breaches_nothing(world: World) -> None:
    if (rulebook := compiled(world)) is not None:
        for reading in rulebook.readings:
            assert judged(rulebook, EMPTY, reading) == {}
            assert frozenset({"breach"}) not in possible(rulebook, bare_record(rulebook, linked=False), reading).values()


@pytest.mark.parametrize("linked", [False, True])
def test_a_record_of_bare_entries_breaches_no_shipped_rule(linked: bool, rulebook: Rulebook) -> None:
    for reading in rulebook.readings:
        assert judged(rulebook, EMPTY, reading) == {}
        found = judged(rulebook, bare_record(rulebook, linked=linked), reading)
        assert not linked or {rule for rule, _ in found} == set(rulebook.rule_ids)
        for where, result in found.items():
            assert result.possible > {"breach"}, where
            assert not result.raised, where


def test_what_nobody_knows_breaches_no_shipped_rule(rulebook: Rulebook) -> None:
    plain = bare_record(rulebook, linked=True)
    for subject, entry in entries_of(plain, rulebook):
        known = [fact.name for fact in rulebook.vocabulary.subjects[subject].facts.values() if not fact.derived]
        entry["facts"] = {name: ("unknown", "not_applicable")[number % 2] for number, name in enumerate(known)}
    expected = possible(rulebook, bare_record(rulebook, linked=True))
    assert possible(rulebook, plain) == expected


def unasked(plain: Plain, status: str) -> Plain:
    """The record without the facts of which it states only this."""
    copy = deepcopy(plain)
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            for name, value in list(entry.get("facts", {}).items()):
                if value == status or (isinstance(value, dict) and value.get("is") == status):
                    del entry["facts"][name]
    return copy


@pytest.mark.parametrize("status", ["not_applicable", "unknown"])
@given(situation=situations)
def test_not_applicable_and_unknown_settle_nothing_by_themselves(status: str, situation: Situation) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        for reading in rulebook.readings:
            assert possible(rulebook, plain, reading) == possible(rulebook, unasked(plain, status), reading)


@pytest.mark.parametrize("status", ["not_applicable", "unknown"])
def test_not_applicable_and_unknown_settle_no_shipped_rule_by_themselves(status: str, shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    assert possible(rulebook, plain) == possible(rulebook, unasked(plain, status))


def with_unknown_claims(plain: Plain) -> Plain:
    """The record in which beside each claim a witness says that nobody knows."""
    copy = deepcopy(plain)
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            for name, value in entry.get("facts", {}).items():
                claims = value if isinstance(value, list) else [value]
                if not any(
                    claim == "not_applicable" or (isinstance(claim, dict) and claim.get("is") == "not_applicable") for claim in claims
                ):
                    entry["facts"][name] = [{"is": "unknown", "said_by": "witness"}, *claims, "unknown"]
    return copy


@given(situations)
def test_an_unknown_claim_beside_a_value_changes_nothing(situation: Situation) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        for reading in rulebook.readings:
            assert possible(rulebook, plain, reading) == possible(rulebook, with_unknown_claims(plain), reading)


def test_an_unknown_claim_beside_a_value_changes_no_shipped_rule(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    assert possible(rulebook, plain) == possible(rulebook, with_unknown_claims(plain))


# --- p or not p --------------------------------------------------------------------------------------------------------------------------------------------


@given(situations)
def test_p_or_not_p_is_true_though_p_is_unknown(situation: Situation) -> None:
    """Any condition, or its opposite: joined under one roof they are refused as constant; spread over the parts of a rule they decide nothing."""
    world, plain = situation
    if compiled(world) is None:
        return
    for name, rule in world.rules().items():
        p = rule["elements"][0]["when"]
        both = {"unless": [], "elements": [{"says": "It was so.", "when": f"({p}) or not ({p})"}]}
        assert compiled(world.with_files({name: {**rule, **both}})) is None
        says, cites = {"exception": "It was excepted."}, {"cites": "GC III, Art 13"}
        either = [{**says, **cites, "parts": [{"says": "It was so.", "when": when}]} for when in (p, f"not ({p})")]
        either_way = world.with_files(
            {name: {**rule, "applies_when": [], "elements": [{"says": "It was so.", "when": p}], "unless": either}}
        )
        assert compiled(either_way) is None, "one of the two exceptions always holds, so that nothing is a breach"
        subject, file = rule["on"], world.files[f"vocabulary/{rule['on']}"]
        free = {"free": fact_entry("bool"), "bound": fact_entry("bool")}
        vocabulary = {f"vocabulary/{subject}": {**file, "facts": {**file["facts"], **free}}}
        opposites = (f"({p})", f"not ({p}) and not {subject}.free", f"not ({p}) and {subject}.free")
        when = " or ".join(f"({subject}.bound and {one})" for one in opposites)
        split = {"applies_when": [], "elements": [{"says": "It was so.", "when": when}]}
        rulebook = compiled(world.with_files({name: {**rule, **split, "unless": []}, **vocabulary}))
        assert rulebook is not None
        for entry in (record := deepcopy(plain))[subject]:
            entry["facts"]["bound"] = True
        found = {where: outcomes for where, outcomes in possible(rulebook, record).items() if where[0] == rule["id"]}
        assert all(outcomes == {"breach"} for outcomes in found.values()), found


# --- who is who ----------------------------------------------------------------------------------------------------------------------------------------------


def renamed(plain: Plain, names: Mapping[str, str], rulebook: Rulebook) -> Plain:
    """The record with other ids."""
    copy = deepcopy(plain)
    for subject, entry in entries_of(copy, rulebook):
        entry["id"] = names[entry["id"]]
        for link in rulebook.vocabulary.subjects[subject].links:
            if link in entry:
                entry[link] = [names[target] for target in entry[link]] if isinstance(entry[link], list) else names[entry[link]]
    for voice in copy.get("voices", []):
        if "party" in voice:
            voice["party"] = names[voice["party"]]
    return copy


def told(results: Mapping[Where, Result], names: Callable[[str], str]) -> dict[Where, Any]:
    """What a report tells of each result, with the ids translated."""
    found = {}
    for (rule, binding), result in results.items():
        finding = detailed(result).finding
        where = (rule, tuple((role, names(entry)) for role, entry in binding))
        alternatives = sorted((alternative.verdict, len(alternative.changes)) for alternative in finding.would_change_if)
        questions = sorted(
            (question.fact, names(question.subject.partition(":")[0]), sorted(question.answers.items())) for question in finding.to_find_out
        )
        accounts = sorted((names(account.account), account.verdict) for account in finding.accounts)
        found[where] = (
            finding.verdict,
            finding.possible,
            finding.contested,
            result.raised,
            len(finding.because),
            alternatives,
            questions,
            accounts,
            finding.grade.weakest,
        )
    return found


def ids_do_not_matter(rulebook: Rulebook, plain: Plain, names: Mapping[str, str]) -> None:
    def name(identity: str) -> str:
        subject, of, person = identity.partition("-of-")
        return names.get(identity) or (f"{subject}-of-{names[person]}" if of and person in names else identity)

    for reading in sorted(rulebook.readings)[:2]:
        before = told(judged(rulebook, plain, reading), name)
        assert told(judged(rulebook, renamed(plain, names, rulebook), reading), str) == before


def ids_of(plain: Plain, rulebook: Rulebook) -> list[str]:
    return [entry["id"] for _, entry in entries_of(plain, rulebook)]


@given(situations, st.randoms(use_true_random=False))
def test_other_names_change_no_verdict(situation: Situation, random: Random) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        ids = ids_of(plain, rulebook)
        ids_do_not_matter(
            rulebook, plain, dict(zip(ids, random.sample([f"x{number}" for number in range(len(ids))], len(ids)), strict=True))
        )


@given(situations)
def test_swapping_the_parties_changes_no_verdict(situation: Situation) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        swapped = {"party-0": "party-1", "party-1": "party-0"}
        ids_do_not_matter(rulebook, plain, {identity: swapped.get(identity, identity) for identity in ids_of(plain, rulebook)})


def test_other_names_and_swapped_parties_change_no_verdict_of_a_shipped_rule(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, random = shipped
    ids = ids_of(plain, rulebook)
    ids_do_not_matter(rulebook, plain, dict(zip(ids, random.sample([f"x{number}" for number in range(len(ids))], len(ids)), strict=True)))
    swapped = {"party-0": "party-1", "party-1": "party-0"}
    ids_do_not_matter(rulebook, plain, {identity: swapped.get(identity, identity) for identity in ids})


@pytest.mark.parametrize("taken", ["p-correspondence", "correspondence-of-p", "correspondence-of-p-1"])
def test_no_id_of_an_entry_takes_away_what_every_captive_has(taken: str, rulebook: Rulebook) -> None:
    plain = {**EMPTY, "person": [{"id": "p"}, {"id": "q"}], "correspondence": [{"id": taken, "of": "q"}]}
    assert {dict(binding)["person"] for rule, binding in judged(rulebook, plain) if rule == "gc3-71-telegram-refused"} == {"p", "q"}


# --- order -------------------------------------------------------------------------------------------------------------------------------------------------


def shuffled(value: Any, random: Random, *, lists: tuple[str, ...] = ()) -> Any:
    """Plain data with the keys of every block in another order, and the items of the lists under some keys."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, random, lists=lists)) for key, item in value.items()]
        random.shuffle(items)
        return {key: random.sample(item, len(item)) if key in lists and isinstance(item, list) else item for key, item in items}
    return [shuffled(item, random, lists=lists) for item in value] if isinstance(value, list) else value


def order_of_a_record_does_not_matter(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    for reading in random.sample(sorted(rulebook.readings), 1):
        text = report(rulebook, plain, reading=reading)
        assert report(rulebook, shuffled(plain, random, lists=("sources", "voices")), reading=reading) == text
        entries = shuffled(plain, random, lists=tuple(rulebook.vocabulary.subjects))
        other = report(rulebook, entries, reading=reading)
        assert json.loads(other)["totals"] == json.loads(text)["totals"]
        assert told(judged(rulebook, entries, reading), str) == told(judged(rulebook, plain, reading), str)


@given(situations, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_blocks_changes_no_byte_and_that_of_entries_no_finding(situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        order_of_a_record_does_not_matter(rulebook, situation[1], random)


def test_the_order_of_facts_and_blocks_changes_no_byte_of_a_report_on_the_shipped_rules(shipped: tuple[Rulebook, Plain, Random]) -> None:
    order_of_a_record_does_not_matter(*shipped)


@given(situations, st.randoms(use_true_random=False))
def test_the_order_of_rule_files_changes_no_byte_and_that_of_parts_no_verdict(situation: Situation, random: Random) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is None:
        return
    elsewhere = {name.replace("law/", random.choice(("law/", "a/", "z/b/"))): content for name, content in world.files.items()}
    moved = compiled(World(dict(random.sample(sorted(elsewhere.items()), len(elsewhere)))))
    assert moved is not None
    assert report(moved, plain) == report(rulebook, plain)
    parts = {name: shuffled(rule, random, lists=("applies_when", "elements", "unless", "parts")) for name, rule in world.rules().items()}
    rearranged = compiled(world.with_files(parts))
    assert rearranged is not None
    for reading in rulebook.readings:
        assert possible(rearranged, plain, reading) == possible(rulebook, plain, reading)


def test_a_record_is_judged_alike_whatever_records_are_checked_with_it(rulebook: Rulebook, backgrounds: list[dict[str, Any]]) -> None:
    plains = [
        {**shipped_incident(Random(f"beside {number}"), rulebook.vocabulary, backgrounds), "id": f"day-{number}"} for number in range(2)
    ]
    alone = [json.loads(report(rulebook, plain))["findings"] for plain in plains]
    for order in ((0, 1), (1, 0)):
        together = json.loads(report(rulebook, *(plains[number] for number in order)))["findings"]
        assert together == [finding for number in order for finding in alone[number]]


# --- nothing disappears ------------------------------------------------------------------------------------------------------------------------------------


def expected_bindings(rulebook: Rulebook, record: Record) -> Counter[Where]:
    """Every rule on every combination of what its links lead to, listed the long way."""
    found: Counter[Where] = Counter()
    for rule in rulebook.rules():
        for chosen in product(record.entries.values(), repeat=1 + len(rule.for_each)):
            first, *others = chosen
            reached = [
                any(other.id in first.links.get(link, ()) for link in links)
                for other, links in zip(others, rule.for_each.values(), strict=True)
            ]
            if first.subject == rule.on and all(reached):
                binding = {rule.on: first.id, **{role: other.id for role, other in zip(rule.for_each, others, strict=True)}}
                found[(rule.id, tuple(sorted(binding.items())))] += 1
    return found


def everything_is_counted_once(rulebook: Rulebook, plain: Plain) -> None:
    record = read(plain, rulebook.vocabulary)
    checked = check_record(rulebook, record, rulebook.default_reading, rulebook.heads)
    found = Counter((result.head.id, tuple(sorted(result.binding.items()))) for result in checked.results)
    assert found == expected_bindings(rulebook, record)
    assert {rule for rule, _ in found}.isdisjoint(rule.id for rule in checked.bare)
    assert {rule for rule, _ in found} | {rule.id for rule in checked.bare} == set(rulebook.rule_ids)
    for show_all in (False, True):
        counts = totals([checked], show_all=show_all)
        listed = json.loads(as_json(Run(rulebook, rulebook.default_reading, checked=[checked]), "0", show_all=show_all))["findings"]
        assert counts.findings == sum(counts.verdicts.values()) == len(checked.results)
        assert counts.listed == len(listed)
        assert counts.listed + sum(sum(by.values()) for by in counts.counted.values()) == counts.findings
        assert sum(counts.bare.values()) == len(checked.bare)
        assert Counter(result.verdict.value for result in checked.results) == Counter(
            {word: count for word, count in counts.verdicts.items() if count}
        )


@given(situations)
def test_every_rule_and_binding_is_counted_exactly_once(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        everything_is_counted_once(rulebook, situation[1])


def test_every_shipped_rule_and_binding_is_counted_exactly_once(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    everything_is_counted_once(rulebook, plain)


def the_quick_way_agrees(rulebook: Rulebook, plain: Plain) -> None:
    record = read(plain, rulebook.vocabulary)
    slowly = [head._replace(quiet={}) for head in rulebook.heads]
    for reading in rulebook.readings:
        quick, slow = judge_record(rulebook, record, reading), judge_record(rulebook, record, reading, slowly)
        assert [(result.head.id, result.binding, result.possible, result.raised) for result in quick] == [(result.head.id, result.binding, result.possible, result.raised) for result in slow]  # fmt: skip
        for one, other in zip(quick, slow, strict=True):
            assert one.possible == Judge(rulebook, record, reading).bind(one.rule, one.binding).possible
            assert asdict(one.finding) == asdict(other.finding)


@given(situations)
def test_rules_about_which_a_record_is_silent_come_out_as_if_they_were_evaluated(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        the_quick_way_agrees(rulebook, situation[1])


def test_shipped_rules_about_which_a_record_is_silent_come_out_as_if_they_were_evaluated(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    the_quick_way_agrees(rulebook, plain)


# --- accounts ------------------------------------------------------------------------------------------------------------------------------------------------


def accounts_are_possible(rulebook: Rulebook, plain: Plain) -> None:
    for reading in rulebook.readings:
        for where, result in judged(rulebook, plain, reading).items():
            for account in detailed(result).finding.accounts:
                assert account.possible
                assert set(account.possible) <= result.possible, where
                assert account.verdict == "undetermined" or set(account.possible) == {account.verdict}


@given(situations)
def test_the_verdict_on_an_account_is_among_the_possible_ones(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        accounts_are_possible(rulebook, situation[1])


def test_the_verdict_of_a_shipped_rule_on_an_account_is_among_the_possible_ones(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    accounts_are_possible(rulebook, plain)


# --- readings ----------------------------------------------------------------------------------------------------------------------------------------------------


def as_read(rule: Plain, reading: str) -> Plain:
    """The rule with only the parts that count on a reading, none of them marked."""

    def kept(parts: list[Plain]) -> list[Plain]:
        counted = [part for part in parts if reading not in part.get("except_in", []) and reading in part.get("only_in", [reading])]
        return [{key: value for key, value in part.items() if key not in ("except_in", "only_in")} for part in counted]

    return {**rule, "applies_when": kept(rule["applies_when"]), "elements": kept(rule["elements"]), "unless": kept(rule["unless"])}


@given(situations, st.sampled_from(READINGS))
def test_a_reading_is_the_rule_without_the_parts_that_it_leaves_out(situation: Situation, reading: str) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is None:
        return
    rules = {name: as_read(rule, reading) for name, rule in world.rules().items()}
    if all(rule["elements"] for rule in rules.values()):
        unmarked = compiled(world.with_files(rules))
        assert unmarked is not None
        for other in READINGS:
            assert possible(unmarked, plain, other) == possible(rulebook, plain, reading)


def readings_agree_about_each_other(rulebook: Rulebook, plain: Plain) -> None:
    each = {reading: judged(rulebook, plain, reading) for reading in rulebook.readings}
    for reading, results in each.items():
        for where, result in results.items():
            told = {other.reading: (other.verdict, frozenset(other.possible)) for other in detailed(result).finding.contested}
            there = {other: results[where] for other, results in each.items() if results[where].verdict is not result.verdict}
            assert told == {other: (found.verdict.value, found.possible) for other, found in there.items()}, (reading, where)


@given(situations)
def test_a_finding_is_contested_by_exactly_the_readings_on_which_it_comes_out_otherwise(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        readings_agree_about_each_other(rulebook, situation[1])


def test_a_finding_of_a_shipped_rule_is_contested_by_exactly_the_readings_on_which_it_comes_out_otherwise(
    shipped: tuple[Rulebook, Plain, Random],
) -> None:
    rulebook, plain, _ = shipped
    readings_agree_about_each_other(rulebook, plain)


def test_a_shipped_rule_without_marks_is_the_same_on_every_reading(shipped: tuple[Rulebook, Plain, Random]) -> None:
    rulebook, plain, _ = shipped
    marked = {
        identity
        for identity, (rule, _) in read_folder(library.rules_folder(), "rules").rules.items()
        if any(part.except_in or part.only_in for part in [*rule.applies_when, *rule.elements])
        or any(exemption.except_in or exemption.only_in for exemption in rule.unless)
    }
    assert marked
    columns = [possible(rulebook, plain, reading) for reading in rulebook.readings]
    for where, outcomes in columns[0].items():
        if where[0] not in marked:
            assert all(column[where] == outcomes for column in columns), where
    for where, result in judged(rulebook, plain).items():
        assert where[0] in marked or not detailed(result).finding.contested
