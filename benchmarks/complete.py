"""Complete records: every fact of every subject stated with one value, so that engines which know only true and false can be asked too.

Comes in: the rulebook, its rules as trees. Goes out: :class:`Scene`: a record as our reader makes it, and the same facts as plain values. A record that leaves facts open can be *closed* for the others, as whoever uses them has to: what is not stated is no, the first
word, the least number; of claims that differ the first counts. What they then come to is no verdict on the record. All States and persons are invented. Half of what a rule asks for
stands as in the shipped background in which the law on prisoners of war applies; the rest is drawn, numbers on both sides of each threshold. The same seed gives the same records.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from laws import CONFLICT, Law, Laws, Shape

from checker import documents
from checker.cells import tests
from checker.evaluation import bindings
from checker.pipeline import incident
from checker.records import Record
from checker.rulebook import Rulebook
from checker.values import Value
from checker.vocabulary import Fact

HOLDER, OTHER = "holder", "other"


class Scene(NamedTuple):
    """One complete record: as read by us (``record``), and for others its entries as dictionaries (``entries``) and as objects (``objects``), by id, each with its single links followed.

    ``bound`` has for each shape (by number) the ids that its roles stand for in each binding, in the order of the roles; ``subjects`` the ids of the entries of each subject.
    """

    record: Record
    entries: Mapping[str, dict[str, Any]]
    objects: Mapping[str, SimpleNamespace]
    bound: Sequence[Sequence[tuple[str, ...]]]
    subjects: Mapping[str, Sequence[str]]


def spreads(laws: Iterable[Law]) -> dict[str, list[float]]:
    """For each number or date the values at, just before and just after each constant that a condition compares it with."""
    found: dict[str, set[float]] = {}
    for law in laws:
        for tree in law.trees():
            for test in tests(tree):
                fact = test.fact
                if not fact.words:
                    step = 0.5 if fact.type == "float" else 1
                    near = {constant + side for constant in test.constants for side in (-step, 0, step)}
                    low, high = fact.minimum, fact.maximum
                    found.setdefault(fact.id, set()).update(
                        value for value in near if (low is None or value >= low) and (high is None or value <= high)
                    )
    return {fact: sorted(values) for fact, values in found.items()}


def drawn(fact: Fact, near: Mapping[str, Sequence[float]], chance: random.Random) -> Any:
    """A value of a fact as a record writes it."""
    if fact.words:
        return chance.choice(fact.words)
    if fact.type == "date":
        return f"2031-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    value = chance.choice(near.get(fact.id) or [max(fact.minimum or 0, 1)])
    return int(value) if value == int(value) else value


def plain(
    number: int, rulebook: Rulebook, near: Mapping[str, Sequence[float]], background: Mapping[str, Any], chance: random.Random
) -> dict[str, Any]:
    """One record as written: one entry of every subject, one or two captives, nothing left open."""
    captives = [f"prisoner-{index}" for index in range(1, chance.choice((1, 1, 2)) + 1)]
    data: dict[str, Any] = {
        "schema": "ihl-incident/1",
        "id": f"complete-{number:06d}",
        "title": "Everything is known",
        "sources": [{"id": "s1", "publisher": "Harbour Post", "title": f"Report {number}"}],
        "voices": [
            {"id": "outlet", "name": "Harbour Post", "kind": "outlet"},
            {"id": "reviewer", "name": "A reviewer", "kind": "reviewer"},
        ],
    }
    usual = chance.random() < 0.8
    for subject in rulebook.vocabulary.subjects.values():
        own = (
            captives
            if subject.name == "person"
            else [HOLDER, OTHER]
            if subject.name == "party"
            else [subject.name if subject.one_per_record else f"{subject.name}-1"]
        )
        entries = []
        for identity in own:
            facts = {}
            for fact in subject.facts.values():
                if fact.derived:
                    continue
                given = background.get(fact.id) if usual and chance.random() < 0.95 else None
                value = (
                    drawn(fact, near, chance)
                    if given in (None, "unknown")
                    else ("yes" if given else "no")
                    if isinstance(given, bool)
                    else given
                )
                facts[fact.name] = {"is": value, "source": "s1", "said_by": "reviewer" if fact.judgement else "outlet"}
            entry: dict[str, Any] = {"id": identity, "facts": facts}
            for name, link in subject.links.items():
                if "person" in link.to:
                    entry[name] = captives if link.many else captives[0]
                elif "party" in link.to:
                    entry[name] = OTHER if name in ("depends_on", "to") else HOLDER
            entries.append(entry)
        data[subject.name] = entries[0] if subject.one_per_record else entries
    return data


def typed(fact: Fact, written: Any) -> Any:
    """A value as other engines are given it."""
    if fact.type == "bool":
        return written == "yes"
    if fact.type == "date":
        import datetime

        return datetime.date.fromisoformat(written).toordinal()
    return float(written) if fact.type == "float" else written


def followed(data: Mapping[str, Any], rulebook: Rulebook) -> dict[str, dict[str, Any]]:
    """The entries of a record by id, facts as plain values, single links as the entries they lead to."""
    found: dict[str, dict[str, Any]] = {}
    places = []
    for subject in rulebook.vocabulary.subjects.values():
        block = data.get(subject.name, ())
        for entry in [block] if isinstance(block, dict) else block:
            found[entry["id"]] = {name: typed(subject.facts[name], claim["is"]) for name, claim in entry["facts"].items()}
            places += [(entry["id"], name, entry[name]) for name, link in subject.links.items() if not link.many and name in entry]
    for identity, name, target in places:
        found[identity][name] = found[target]
    return found


def as_objects(entries: Mapping[str, dict[str, Any]]) -> dict[str, SimpleNamespace]:
    """The same entries as objects with attributes, for rule-engine, which is fastest with those."""
    made = {identity: SimpleNamespace() for identity in entries}
    by_content = {id(entry): made[identity] for identity, entry in entries.items()}
    for identity, entry in entries.items():
        for name, value in entry.items():
            setattr(made[identity], name, by_content[id(value)] if isinstance(value, dict) else value)
    return made


def bound(shape: Shape, record: Record, rulebook: Rulebook) -> list[tuple[str, ...]]:
    """What the roles of a shape stand for in each binding of a record."""
    head = rulebook.head[shape.rules[0].id]
    return [tuple(binding.get(role, role) for role in shape.roles) for binding in bindings(head, record)]


def scenes(count: int, laws: Laws, rulebook: Rulebook, seed: int = 1949) -> Iterator[Scene]:
    """So many complete records."""
    chance = random.Random(seed)
    near = spreads(laws.every())
    folder = rulebook.folder
    background = documents.read(f"{folder}/backgrounds.yml").data["backgrounds"]["prisoner-of-war"]["facts"]
    for number in range(1, count + 1):
        data = plain(number, rulebook, near, background, chance)
        line = json.dumps(data).encode()
        document = next(documents.parse_json_lines([line], "complete.jsonl", first=number))
        assert not isinstance(document, Exception), document
        record = incident(document, rulebook)
        for entry in record.entries.values():
            known = rulebook.vocabulary.subjects[entry.subject].facts.values()
            missing = [
                fact.id for fact in known if not fact.derived and (fact.name not in entry.facts or len(entry.facts[fact.name].values) != 1)
            ]
            assert not missing, f"{entry.id} does not state {missing}"
        entries = followed(data, rulebook)
        subjects: dict[str, list[str]] = {}
        for entry in record.entries.values():
            subjects.setdefault(entry.subject, []).append(entry.id)
        yield Scene(record, entries, as_objects(entries), [bound(shape, record, rulebook) for shape in laws.shapes], subjects)


def closed(record: Record, laws: Laws, rulebook: Rulebook) -> Scene:
    """A record that leaves facts open, closed for engines that know no open ones. Where a single link is missing, one entry about which nothing is stated stands at its end."""
    subjects = rulebook.vocabulary.subjects
    nothing = {name: {fact.name: least(fact) for fact in subject.facts.values() if not fact.derived} for name, subject in subjects.items()}
    entries: dict[str, dict[str, Any]] = {}
    for identity, entry in record.entries.items():
        entries[identity] = dict(nothing[entry.subject])
        for name, stated in entry.facts.items():
            if stated.values:
                entries[identity][name] = first(stated.fact, stated.values[0])
    if CONFLICT not in entries:
        entries[CONFLICT] = dict(nothing[CONFLICT])
    ends = {name: dict(facts) for name, facts in nothing.items()}
    for identity, entry in record.entries.items():
        for name, link in subjects[entry.subject].links.items():
            if not link.many:
                targets = entry.links.get(name, ())
                entries[identity][name] = entries[targets[0]] if targets else ends[link.to[0]]
    by_subject: dict[str, list[str]] = {}
    for entry in record.entries.values():
        by_subject.setdefault(entry.subject, []).append(entry.id)
    for name, facts in ends.items():
        entries[f"no {name}"] = facts
        by_subject.setdefault(name, []).append(f"no {name}")
    return Scene(record, entries, as_objects(entries), [bound(shape, record, rulebook) for shape in laws.shapes], by_subject)


def least(fact: Fact) -> Any:
    """What stands for a fact of which nothing is stated."""
    if fact.type == "bool":
        return False
    return fact.words[0] if fact.words else float(fact.minimum or 0) if fact.type == "float" else int(fact.minimum or 0)


def first(fact: Fact, value: Value) -> Any:
    """One of the values that a claim leaves possible."""
    if value.words is not None:
        word = min(value.words)
        return word == "yes" if fact.type == "bool" else word
    edge = value.low[0] if math.isfinite(value.low[0]) else value.high[0] if math.isfinite(value.high[0]) else 0
    return float(edge) if fact.type == "float" else int(edge)
