"""A record told otherwise, decided many at a time: every line of findings that a run writes is held against what the first telling comes to by itself.

``test_metamorphic`` and ``test_promises`` do the like for possible outcomes and counts; here it is the lines themselves (rule, binding, verdict, outcomes still possible, other readings, grade and cap), both ways, on invented rulebooks
and on the shipped rules.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import loaded
from worlds import SOURCE, Plain, Situation, compiled, read, renaming, shipped_incident, situations

from checker import documents, library
from checker.bulk.columnwise import Columnwise
from checker.judging import Chosen, judge_record
from checker.pipeline import Checked, incident
from checker.records import Record
from checker.rendering.machine import as_json_lines
from checker.rulebook import Rulebook

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: The random records that each relation is tried on under the shipped rules, and the invented rulebooks that it is tried on, each with a record.
SEEDS = range(40 if THOROUGH else 2)
WORLDS = 400 if THOROUGH else 10

#: How bad each cap is for the wording: a copy may not move a finding to a better one.
RESERVE = {"": 0, "against_itself": 1, "weak_source": 2, "one_party": 3}

Told = tuple[Any, ...]
"""What is told of a finding, ids translated: rule, binding, verdict, possible outcomes, readings that differ, gravity, addressee, grade."""


@lru_cache(maxsize=8)
def columns(rulebook: Rulebook, reading: str) -> Columnwise:
    """The rules laid out for a reading, once for all records."""
    return Columnwise(rulebook, reading, Chosen(rulebook.heads), reasons=True)


def alone(rulebook: Rulebook, record: Record, reading: str) -> str:
    """The lines of one record by itself."""
    return "".join(as_json_lines(Checked(record, judge_record(rulebook, record, reading), ())))


def told(lines: str, name: Callable[[str], str] = str) -> Counter[Told]:
    """What lines tell, without their texts."""
    return Counter(
        (
            one["rule"],
            tuple(sorted((role, name(entry)) for role, entry in one["binding"].items())),
            one["verdict"],
            tuple(one["possible"]),
            tuple((other["reading"], other["verdict"], tuple(other["possible"])) for other in one["contested"]),
            one["gravity"],
            one["addressee"],
            *(tuple(sorted(map(name, value))) if isinstance(value, list) else value for value in one["grade"].values()),
            tuple(sorted((question["fact"], name(question["subject"].partition(":")[0])) for question in one["to_find_out"])),
        )
        for one in map(json.loads, lines.splitlines())
    )


def every(lines: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The findings in lines by rule and binding."""
    return {(one["rule"], *sorted(one["binding"].items())): one for one in map(json.loads, lines.splitlines())}


def both_ways(rulebook: Rulebook, first: Record, second: Record) -> Iterator[tuple[str, str]]:
    """On each reading the lines of the first record by itself, with those of the second among many, and by itself."""
    for reading in rulebook.readings:
        one = alone(rulebook, first, reading)
        together = [found.findings for found in columns(rulebook, reading).checked([second, first, second])]
        assert together[1] == one
        assert together[0] == together[2] == alone(rulebook, second, reading)
        yield one, together[0]


def entries_of(plain: Plain) -> Iterator[Plain]:
    """Every entry of a record that states facts."""
    for block in plain.values():
        for entry in block if isinstance(block, list) else ():
            if "facts" in entry:
                yield entry


# --- the relations -------------------------------------------------------------------------------------------------------------------------------------------


def other_ids(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """All ids of entries, sources and voices are others; the two parties, among them, may have changed places."""
    old = [block["id"] for value in plain.values() if isinstance(value, list) for block in value]
    names = dict(zip(old, random.sample([f"x{number}" for number in range(len(old))], len(old)), strict=True))
    names |= {"party-0": "party-1", "party-1": "party-0"} if random.random() < 0.5 else {}
    linked = {"id", "source", "said_by", "party", *(link for subject in rulebook.vocabulary.subjects.values() for link in subject.links)}

    def renamed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: renamed(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [renamed(item, key) for item in value]
        return names.get(value, value) if key in linked else value

    changed = {key: renamed(item, key) if isinstance(item, list) else item for key, item in plain.items()}

    for first, second in both_ways(rulebook, read(plain, rulebook.vocabulary), read(changed, rulebook.vocabulary)):
        assert told(first, renaming(names)) == told(second)


def another_order(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """Entries, facts, claims, sources, voices and links of many stand in another order."""

    def shuffled(value: Any, *, inside: bool = False) -> Any:
        if isinstance(value, dict):
            items = [(key, shuffled(item, inside=inside or key == "facts")) for key, item in value.items()]
            random.shuffle(items)
            return dict(items)
        if isinstance(value, list):
            return random.sample([shuffled(item, inside=inside) for item in value], len(value))
        return value

    for first, second in both_ways(rulebook, read(plain, rulebook.vocabulary), read(shuffled(plain), rulebook.vocabulary)):
        assert told(first) == told(second)


def one_fact_less(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """What is settled without a fact is settled with it, and the same way."""
    copy = deepcopy(plain)
    places = [(entry["facts"], name) for entry in entries_of(copy) for name in entry["facts"]]
    if not places:
        return
    facts, name = random.choice(places)
    del facts[name]
    full = read(plain, rulebook.vocabulary)
    for reading in rulebook.readings:
        before = {(result.head.id, *sorted(result.binding.items())): result.possible for result in judge_record(rulebook, full, reading)}
        after = every(columns(rulebook, reading).checked([full, read(copy, rulebook.vocabulary)])[1].findings)
        for where, finding in after.items():
            assert before[where] <= frozenset(finding["possible"]), where
            if finding["verdict"] != "undetermined":
                assert before[where] == {finding["verdict"]}, where


def somebody_else(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """One more entry of any subject, with facts, to which nothing leads and which leads nowhere: what was told of the others is told of them still."""
    subject = random.choice([name for name, one in rulebook.vocabulary.subjects.items() if not one.one_per_record])
    facts = [fact for fact in rulebook.vocabulary.subjects[subject].facts.values() if not fact.derived and not fact.judgement]
    stated = {fact.name: random.choice(fact.words) for fact in random.sample(facts, min(3, len(facts))) if fact.words}
    more = {**plain, subject: [*plain.get(subject, []), {"id": "somebody-else", "facts": stated}]}
    for first, second in both_ways(rulebook, read(plain, rulebook.vocabulary), read(more, rulebook.vocabulary)):
        added = told(second) - told(first)
        assert not told(first) - told(second)
        assert all(any("somebody-else" in entry for _, entry in one[1]) for one in added)


def another_title(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """Title, summary, labels and notes of entries are others: not one byte of a line differs."""
    changed = {
        **deepcopy(plain),
        "title": "Breach, guilty, complied",
        "summary": random.choice(("A prisoner of war was shot.", "Nothing.")),
    }
    for entry in entries_of(changed):
        entry["note"] = "Excepted."
    for first, second in both_ways(rulebook, read(plain, rulebook.vocabulary), read(changed, rulebook.vocabulary)):
        assert first == second


def another_format(rulebook: Rulebook, plain: Plain, _: Random) -> None:
    """YAML instead of JSON: not one byte of a line differs."""

    class Plainly(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    from checker.records import read_record

    written = yaml.dump(plain, None, Plainly, allow_unicode=True, sort_keys=False)
    other = read_record(documents.parse_yaml(written, "day.json"), rulebook.vocabulary)
    for first, second in both_ways(rulebook, read(plain, rulebook.vocabulary), other):
        assert first == second


def withheld(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """A captive's name is restricted and stands in texts and notes; with it withheld the same is told, and the name nowhere."""
    if not plain.get("person"):
        return
    person = random.choice(plain["person"])["id"]
    changed = {**deepcopy(plain), "restricted": {person: {"names": ["Ondra Velim-Sarkova"]}}, "title": "Ondra Velim-Sarkova was filmed"}
    for entry in entries_of(changed):
        entry["note"] = "With Ondra Velim-Sarkova."
        for name, stated in entry["facts"].items():
            if isinstance(stated, dict) and "is" in stated:
                entry["facts"][name] = {**stated, "note": "So said Ondra Velim-Sarkova."}
    document = documents.parse_json(json.dumps(changed), "day.json")
    for first, second in both_ways(rulebook, incident(document, rulebook, unredacted=True), incident(document, rulebook)):
        assert told(first) == told(second)
        assert "Velim" not in second


def copied(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """Every claim from a source is made again by an outlet that has it from there, graded A1, with or without the voice: no verdict changes, no grade gets better, no reserve is lifted."""
    copy = deepcopy(plain)
    copy["sources"] = [
        *copy.get("sources", [SOURCE]),
        {"id": "copier", "publisher": "The Copier", "title": "The same", "derived_from": "gazette"},
    ]
    for entry in entries_of(copy):
        for name, stated in entry["facts"].items():
            claims = stated if isinstance(stated, list) else [stated]
            first = [
                one
                for one in claims
                if isinstance(one, dict) and one.get("source") == "gazette" and one.get("is") not in ("unknown", "not_applicable")
            ]
            for one in first:
                one.setdefault("grade", random.choice(("B2", "E5")))
            voiced = rulebook_judges(rulebook, name) or random.random() < 0.5
            kept = ("is", "said_by") if voiced else ("is",)
            again = [{**{key: one[key] for key in kept if key in one}, "source": "copier", "grade": "A1"} for one in first]
            if again:
                entry["facts"][name] = [*claims, *again]
    before = deepcopy(copy)
    for entry in entries_of(before):
        for name, stated in entry["facts"].items():
            if isinstance(stated, list):
                entry["facts"][name] = [one for one in stated if not (isinstance(one, dict) and one.get("source") == "copier")]
    for first_lines, second_lines in both_ways(rulebook, read(before, rulebook.vocabulary), read(copy, rulebook.vocabulary)):
        was, now = every(first_lines), every(second_lines)
        assert was.keys() == now.keys()
        for where, one in was.items():
            other = now[where]
            assert (one["verdict"], one["possible"], one["contested"]) == (other["verdict"], other["possible"], other["contested"])
            better, worse = other["grade"], one["grade"]
            assert better["weakest_source"] >= worse["weakest_source"], where
            assert better["weakest_information"] >= worse["weakest_information"], where
            assert (better["independent"] or 0) <= (worse["independent"] or 0), where
            assert RESERVE[better["cap"]] >= RESERVE[worse["cap"]], where


def rulebook_judges(rulebook: Rulebook, name: str) -> bool:
    """Whether some fact of this name may only be entered by a named person."""
    return any(name in subject.facts and subject.facts[name].judgement for subject in rulebook.vocabulary.subjects.values())


def two_captives(rulebook: Rulebook, plain: Plain, random: Random) -> None:
    """A captive without links from any act, and all the rest: two records find together what the one finds of them, and each finding of one captive is whole in one of the two."""
    stranger = {"id": "stranger", "in_power_of": "party-0", "depends_on": "party-1", "facts": {}}
    known = rulebook.vocabulary.subjects["person"]
    stranger = {key: value for key, value in stranger.items() if key in ("id", "facts") or key in known.links}
    chosen = random.sample(sorted(known.facts), min(8, len(known.facts)))
    stranger["facts"] = {
        name: random.choice(known.facts[name].words) for name in chosen if known.facts[name].words and not known.facts[name].derived and not known.facts[name].judgement
    }  # fmt: skip
    about_both: Plain = {
        key: value for key, value in plain.items() if key in ("schema", "id", "title", "sources", "voices", "conflict", "party")
    }
    tellings: list[Plain] = [plain, {**about_both, "person": [stranger]}, {**plain, "person": [*plain["person"], stranger]}]
    records = [read(one, rulebook.vocabulary) for one in tellings]
    for reading in rulebook.readings:
        found = [told(lines.findings) for lines in columns(rulebook, reading).checked(records)]
        own = Counter({finding: count for finding, count in found[1].items() if any("stranger" in entry for _, entry in finding[1])})
        assert found[0] + own == found[2]
        assert not found[1] - own - found[0], "what is told of the conflict and the parties alone stands in both"


RELATIONS: Mapping[str, Callable[[Rulebook, Plain, Random], None]] = {
    "other ids": other_ids,
    "another order": another_order,
    "one fact less": one_fact_less,
    "somebody else": somebody_else,
    "another title": another_title,
    "another format": another_format,
    "withheld": withheld,
    "copied": copied,
    "two captives": two_captives,
}


@pytest.mark.parametrize("relation", RELATIONS)
@settings(max_examples=WORLDS)
@given(situation=situations, random=st.randoms(use_true_random=False))
def test_any_rules_on_a_record_told_otherwise(relation: str, situation: Situation, random: Random) -> None:
    if (rulebook := compiled(situation[0])) is not None:
        RELATIONS[relation](rulebook, situation[1], random)


@lru_cache
def random_record(seed: int) -> str:
    """A random record of the shipped vocabulary, as JSON."""
    backgrounds = documents.read(os.path.join(library.rules_folder(), "backgrounds.yml")).data["backgrounds"]
    return json.dumps(shipped_incident(Random(f"retold {seed}"), loaded().vocabulary, [one["facts"] for one in backgrounds.values()]))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("relation", RELATIONS)
def test_the_shipped_rules_on_a_record_told_otherwise(relation: str, seed: int) -> None:
    RELATIONS[relation](loaded(), json.loads(random_record(seed)), Random(f"{relation} {seed}"))
