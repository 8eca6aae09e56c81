"""The items of a record, as the desk sees them.

Comes in: a record. Goes out: for each publication and each captive whom it shows or quotes the state of the facts that the desk turns on. A disputed fact has every value that is claimed; a definition what the record leaves of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checker.desk.course import Desk
from checker.evaluation import Judge
from checker.records import Record
from checker.rulebook import Rulebook

ITEM, CAPTIVE, CONFLICT = "publication", "person", "conflict"


class Item(NamedTuple):
    """One publication and one captive whom it shows or quotes (ids; no captive: empty), and what is known."""

    item: str
    captive: str
    state: dict[str, int]


def items(record: Record, rulebook: Rulebook, desk: Desk) -> Iterator[Item]:
    """Every publication of a record with each captive, in the record's order; one that shows and quotes nobody stands once, without a captive."""
    judge = Judge(rulebook, record, rulebook.default_reading)
    conflicts = record.of(CONFLICT)
    for publication in record.of(ITEM):
        captives = dict.fromkeys(target for link in ("depicts", "quotes") for target in publication.links.get(link, ()))
        for captive in captives or [""]:
            where = {ITEM: publication.id, CAPTIVE: captive, CONFLICT: conflicts[0].id if conflicts else ""}
            yield Item(publication.id, captive, _state(judge, rulebook, desk, where))


def _state(judge: Judge, rulebook: Rulebook, desk: Desk, where: dict[str, str]) -> dict[str, int]:
    state: dict[str, int] = {}
    for path in desk.plain["facts"]:
        role, _, name = path.partition(".")
        fact = rulebook.vocabulary.subjects[role].facts[name]
        if fact.derived:
            possible = judge.definition(fact.id, where[role]).possible
            state[path] = sum(1 << index for index, word in enumerate(fact.words) if word in possible)
            continue
        stated = judge.stated((where[role], name))
        mask = sum(
            1 << index for index, word in enumerate(fact.words) if stated and any(word in (value.words or ()) for value in stated.values)
        )
        if mask:
            state[path] = mask
    state.update(desk.start())
    return state
