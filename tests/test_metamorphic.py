"""What must not change, or change in one way only, when a record is told otherwise: on invented rules and on the shipped ones, record by record and in bulk.

``test_promises`` holds names, order and hidden facts to this one record at a time, ``test_sharing`` redaction, ``test_evidence`` sources that copy each other; here is what was missing.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import loaded
from worlds import Plain, Situation, compiled, read, renaming, shipped_incident, situations

from checker import documents, library
from checker.bulk.block import Block
from checker.bulk.columnwise import Columnwise
from checker.bulk.deciding import decided
from checker.bulk.plan import Plan
from checker.evidence import independent
from checker.judging import Chosen, judge_record
from checker.ranking import rank
from checker.records import Record, read_record
from checker.rulebook import Rulebook
from checker.truth import Verdict
from checker.writing import as_yaml

SEEDS = range(40 if os.environ.get("IHL_THOROUGH") == "1" else 4)

#: Rule, bound entries, outcomes still possible.
Finding = tuple[str, tuple[tuple[str, str], ...], frozenset[str]]


def random_record(seed: int) -> tuple[Rulebook, Plain, Random]:
    """The shipped rules and a random record of their vocabulary."""
    rulebook, random = loaded(), Random(f"metamorphic {seed}")
    backgrounds = documents.read(os.path.join(library.rules_folder(), "backgrounds.yml")).data["backgrounds"]
    return rulebook, shipped_incident(random, rulebook.vocabulary, [one["facts"] for one in backgrounds.values()]), random


def findings(rulebook: Rulebook, record: Record, name: Callable[[str], str] = str) -> Counter[Finding]:
    """Every result of a record, with its ids translated."""
    results = judge_record(rulebook, record, rulebook.default_reading)
    return Counter(
        (one.head.id, tuple(sorted((role, name(entry)) for role, entry in one.binding.items())), one.possible) for one in results
    )


def many(rulebook: Rulebook, records: Sequence[Record]) -> tuple[list[dict[str, int]], list[int]]:
    """The same records decided together: verdicts counted, and how many results are raised."""
    found = decided(Block(Plan(rulebook, rulebook.default_reading, Chosen(rulebook.heads)), records))
    return [{word: count for word, count in one.verdicts.items() if count} for one in found], [len(one.raised) for one in found]


def lines(rulebook: Rulebook, records: Sequence[Record]) -> list[str]:
    """The lines of findings that a run over many records writes for each."""
    columns = Columnwise(rulebook, rulebook.default_reading, Chosen(rulebook.heads), reasons=True)
    return [one.findings for one in columns.checked(records)]


def alike(rulebook: Rulebook, one: Plain, other: Plain) -> None:
    """Two tellings come to the same, alone and in bulk."""
    first, second = read(one, rulebook.vocabulary), read(other, rulebook.vocabulary)
    assert findings(rulebook, first) == findings(rulebook, second)
    verdicts, raised = many(rulebook, [first, second])
    assert verdicts[0] == verdicts[1]
    assert raised[0] == raised[1]


# --- who is who -------------------------------------------------------------------------------------------------------------------------------------------


def swapped(plain: Plain, one: str, other: str) -> Plain:
    """The record in which two ids stand for each other wherever they stand as an id."""
    names = {one: other, other: one}

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: item if key in ("facts", "title", "note", "label", "summary") else turned(item) for key, item in value.items()}
        return [turned(item) for item in value] if isinstance(value, list) else names.get(value, value) if isinstance(value, str) else value

    return {key: turned(item) if isinstance(item, list | dict) else item for key, item in plain.items()}


def swapping_changes_nothing_but_names(rulebook: Rulebook, plain: Plain, one: str, other: str) -> None:
    names = {one: other, other: one}
    first, second = read(plain, rulebook.vocabulary), read(swapped(plain, one, other), rulebook.vocabulary)

    assert findings(rulebook, first, renaming(names)) == findings(rulebook, second)
    verdicts, raised = many(rulebook, [first, second])
    assert verdicts[0] == verdicts[1]
    assert raised[0] == raised[1]


@given(situations)
def test_parties_that_change_places_in_name_only_leave_every_finding(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        swapping_changes_nothing_but_names(rulebook, situation[1], "party-0", "party-1")


@pytest.mark.parametrize("seed", SEEDS)
def test_parties_of_shipped_rules_that_change_places_in_name_only_leave_every_finding(seed: int) -> None:
    rulebook, plain, _ = random_record(seed)
    swapping_changes_nothing_but_names(rulebook, plain, "party-0", "party-1")


# --- what no verdict rests on -----------------------------------------------------------------------------------------------------------------------------

#: Titles and notes as a translation has them.
TRANSLATED = ("Un jour", "Ein Tag im März", "День", "يوم", "某日", "breach complied guilty")


def retold(plain: Plain, random: Random) -> Plain:
    """The record with its texts in another language; its ids, links and facts are untouched."""
    copy = deepcopy(plain)
    copy["title"] = random.choice(TRANSLATED)
    copy["summary"] = random.choice(TRANSLATED)
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            if "facts" in entry:
                entry["label"] = random.choice(TRANSLATED)
                entry["note"] = random.choice(TRANSLATED)
    for voice in copy.get("voices", []):
        voice["name"] = random.choice(TRANSLATED)
    return copy


def with_a_stranger(plain: Plain, rulebook: Rulebook) -> Plain:
    """The record with one more party, to which nothing leads."""
    return {**plain, "party": [*plain.get("party", []), {"id": "stranger"}]} if "party" in rulebook.vocabulary.subjects else plain


@given(situations, st.randoms(use_true_random=False))
def test_texts_change_no_finding(situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        alike(rulebook, situation[1], retold(situation[1], random))


@pytest.mark.parametrize("seed", SEEDS)
def test_texts_change_no_finding_of_a_shipped_rule(seed: int) -> None:
    rulebook, plain, random = random_record(seed)
    alike(rulebook, plain, retold(plain, random))


def stranger_adds_only_its_own(rulebook: Rulebook, plain: Plain) -> None:
    """Nothing that was found before is gone or otherwise; what is new is about the stranger alone, and none of it raised."""
    before = findings(rulebook, read(plain, rulebook.vocabulary))
    record = read(with_a_stranger(plain, rulebook), rulebook.vocabulary)
    after = findings(rulebook, record)
    assert not before - after
    assert all("stranger" in dict(binding).values() for _, binding, _ in after - before)
    assert not [
        one for one in judge_record(rulebook, record, rulebook.default_reading) if one.raised and "stranger" in one.binding.values()
    ]
    verdicts, raised = many(rulebook, [read(plain, rulebook.vocabulary), record])
    assert raised[0] == raised[1]
    assert sum(verdicts[1].values()) - sum(verdicts[0].values()) == sum((after - before).values())


@given(situations)
def test_a_party_that_nothing_leads_to_changes_nothing(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        stranger_adds_only_its_own(rulebook, situation[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_party_that_nothing_leads_to_changes_nothing_of_the_shipped_rules(seed: int) -> None:
    rulebook, plain, _ = random_record(seed)
    stranger_adds_only_its_own(rulebook, plain)


# --- two records and one --------------------------------------------------------------------------------------------------------------------------------------


def apart(plain: Plain, mark: str, rulebook: Rulebook) -> Plain:
    """The record with every id of an entry, source or voice marked; the conflict, which a record has once, keeps its id."""
    ids = {
        entry["id"]: f"{entry['id']}-{mark}"
        for subject in rulebook.vocabulary.subjects
        if subject != "conflict"
        for entry in plain.get(subject, [])
    }
    ids |= {entry["id"]: f"{entry['id']}-{mark}" for key in ("sources", "voices") for entry in plain.get(key, [])}

    def turned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: turned(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [turned(item, key) for item in value]
        named = key in ("id", "source", "said_by", "party", "derived_from") or any(
            key in subject.links for subject in rulebook.vocabulary.subjects.values()
        )
        return ids.get(value, value) if named and isinstance(value, str) else value

    return {key: turned(item, key) if isinstance(item, list) else item for key, item in plain.items()}


def joined(one: Plain, other: Plain) -> Plain:
    """Both records in one, on the same conflict."""
    return {
        **one,
        **{
            key: [*one.get(key, []), *other.get(key, [])]
            for key in {*one, *other}
            if key != "conflict" and isinstance(one.get(key, other.get(key)), list)
        },
    }


def two_add_up_to_one(rulebook: Rulebook, plain: Plain, other: Plain) -> None:
    """Two unrelated incidents of one conflict: what is found in each by itself is what is found in both together.

    A rule that is about two captives of one act can only bind entries of one incident, since no link leads from one to the other.
    """
    if "conflict" in plain:
        other = {**other, "conflict": plain["conflict"]}
    else:
        other = {key: item for key, item in other.items() if key != "conflict"}
    records = [read(one, rulebook.vocabulary) for one in (apart(plain, "a", rulebook), apart(other, "b", rulebook))]
    both = read(joined(apart(plain, "a", rulebook), apart(other, "b", rulebook)), rulebook.vocabulary)
    first, second, together = findings(rulebook, records[0]), findings(rulebook, records[1]), findings(rulebook, both)
    shared = {one for one in together if set(dict(one[1]).values()) <= {entry.id for entry in both.of("conflict")}}
    assert {one for one in first | second if one in shared} == shared
    assert first + second - Counter({one: min(first[one], second[one]) for one in shared}) == together
    verdicts, raised = many(rulebook, [*records, both])
    if not shared:
        assert Counter(verdicts[0]) + Counter(verdicts[1]) == Counter(verdicts[2])
        assert raised[0] + raised[1] == raised[2]


@given(situations, st.data())
def test_two_unrelated_records_find_together_what_each_finds(situation: Situation, data: st.DataObject) -> None:
    from worlds import incidents

    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        two_add_up_to_one(rulebook, plain, data.draw(incidents(world)))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_unrelated_records_find_together_what_each_finds_of_the_shipped_rules(seed: int) -> None:
    rulebook, plain, _ = random_record(seed)
    two_add_up_to_one(rulebook, plain, random_record(1000 + seed)[1])


# --- how it is written ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_yaml_and_json_are_the_same_record_and_the_same_lines(seed: int, tmp_path: Path) -> None:
    rulebook, plain, _ = random_record(seed)
    (tmp_path / "day.json").write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    (tmp_path / "day.yml").write_text(as_yaml(plain), "utf-8")
    one, other = (read_record(documents.read(str(tmp_path / name)), rulebook.vocabulary) for name in ("day.json", "day.yml"))
    assert findings(rulebook, one) == findings(rulebook, other)
    assert [line.replace("day.yml", "day.json") for line in lines(rulebook, [other])] == lines(rulebook, [one])


# --- fewer facts, more sources, in bulk -----------------------------------------------------------------------------------------------------------------------


def without(plain: Plain, random: Random) -> Plain:
    """The record without one of its facts."""
    copy = deepcopy(plain)
    places = [
        (entry["facts"], name) for block in copy.values() if isinstance(block, list) for entry in block for name in entry.get("facts", {})
    ]
    if places:
        facts, name = random.choice(places)
        del facts[name]
    return copy


def hiding_in_bulk_only_opens(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """Without a fact no more results are settled than with it, in bulk as alone, and none of them otherwise."""
    tellings = [plain, *(without(plain, random) for _ in range(4))]
    records = [read(one, rulebook.vocabulary) for one in tellings]
    verdicts, _ = many(rulebook, records)
    for fewer in verdicts[1:]:
        for word in Verdict:
            if word is not Verdict.UNDETERMINED:
                assert fewer.get(word.value, 0) <= verdicts[0].get(word.value, 0), word


@given(situations, st.randoms(use_true_random=False))
def test_hiding_a_fact_settles_nothing_in_bulk(situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        hiding_in_bulk_only_opens(rulebook, situation[1], random)


@pytest.mark.parametrize("seed", SEEDS)
def test_hiding_a_fact_settles_nothing_of_the_shipped_rules_in_bulk(seed: int) -> None:
    rulebook, plain, random = random_record(seed)
    hiding_in_bulk_only_opens(rulebook, plain, random)


def copied(plain: Plain) -> Plain:
    """The record in which every claim is made a second time, by an outlet that took it from the first."""
    copy = deepcopy(plain)
    copy["sources"] = [*copy["sources"], {"id": "copier", "publisher": "The Copier", "title": "The same", "derived_from": "gazette"}]
    for block in copy.values():
        for entry in block if isinstance(block, list) else ():
            for name, stated in entry.get("facts", {}).items():
                claims = stated if isinstance(stated, list) else [stated]
                again = [
                    {**one, "source": "copier"}
                    for one in claims
                    if isinstance(one, dict) and one.get("source") == "gazette" and one.get("is") != "not_applicable"
                ]
                if again:
                    entry["facts"][name] = [*claims, *again]
    return copy


def copies_carry_nothing(rulebook: Rulebook, plain: Plain) -> None:
    first, second = read(plain, rulebook.vocabulary), read(copied(plain), rulebook.vocabulary)
    assert findings(rulebook, first) == findings(rulebook, second)
    for entry in first.entries.values():
        for name, stated in entry.facts.items():
            for value in stated.values:
                mine = [claim for claim in stated.claims if claim.value is not None and claim.value.same_as(value)]
                more = [
                    claim for claim in second.entries[entry.id].facts[name].claims if claim.value is not None and claim.value.same_as(value)
                ]
                assert independent(second, more) <= independent(first, mine)


@given(situations)
def test_a_copy_of_a_source_carries_nothing(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        copies_carry_nothing(rulebook, situation[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_of_a_source_carries_nothing_under_the_shipped_rules(seed: int) -> None:
    rulebook, plain, _ = random_record(seed)
    copies_carry_nothing(rulebook, plain)


# --- what is raised, what settles most: said once more in other words --------------------------------------------------------------------------------------------


def said_again(rulebook: Rulebook, plain: Plain) -> None:
    """Which results are raised, and how much an open fact settles, from their definitions and not from the code."""
    record = read(plain, rulebook.vocabulary)
    for result in judge_record(rulebook, record, rulebook.default_reading):
        settled_hard = result.possible in ({"breach"}, {"excepted"})
        if settled_hard or any(other.verdict == "breach" for other in result.contested):
            assert result.raised
        if len(result.possible) == 1 or not result.bound.deciding():
            assert rank([result]) == {}
            continue
        scores = rank([result])
        assert set(scores) == set(result.bound.deciding())
        weight = {"grave_breach": 4, "serious": 3, "obligation": 2, "administrative": 1, "guidance": 1}[result.rule.gravity]
        assert all(0 < score <= weight for score in scores.values())
        for key, score in scores.items():
            left = [len(effect.leaves) for effect in result.bound.effects() if effect.key == key]
            share = (len(result.possible) - sum(left) / len(left)) / (len(result.possible) - 1)
            assert score == pytest.approx(weight * max(share, 0.02))


@given(situations)
def test_what_settles_most_is_what_rules_out_most(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        said_again(rulebook, situation[1])


@settings(max_examples=10)
@given(situations)
def test_counts_of_many_are_the_counts_of_each(situation: Situation) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        record = read(situation[1], rulebook.vocabulary)
        results = judge_record(rulebook, record, rulebook.default_reading)
        verdicts, raised = many(rulebook, [record] * 3)
        assert verdicts == [dict(results.verdicts())] * 3 or verdicts == [{word: n for word, n in results.verdicts().items() if n}] * 3
        assert raised == [sum(one.raised for one in results)] * 3
        assert len({repr(line) for line in lines(rulebook, [record] * 3)}) == 1
