"""What a record states, as plain data by key: what digests are made of and what two records are compared by.

Comes in: a record. Goes out: a mapping in a fixed order from keys such as ``prisoner-1.wounded`` to the claims of that fact, with the links, sources and voices that verdicts rest on: everything on which a decision of a person rests
(:mod:`checker.digests`), so that where one is stale a comparison names what changed. The title of the record, labels and summaries decide nothing and are left out. Two records that state the same have the same statements, in whatever order they were written.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from checker.claims import Stated
from checker.records import Record
from checker.vocabulary import UNKNOWN


def statements_of(record: Record) -> dict[str, Any]:
    """Everything that a record states: ``dates``, and under ``source ID``, ``voice ID``, ``ID`` (the subject of an entry), ``ID state``, ``ID link`` and ``ID.fact`` what it says of each.

    What follows from tables of treaties is under ``treaty ID.fact``.
    """
    found: dict[str, Any] = {"dates": record.dates}
    for source in record.own_sources:
        found[f"source {source.id}"] = [
            source.publisher,
            source.title,
            source.date,
            source.url,
            source.sha256,
            sorted(source.derived_from),
        ]
    for voice in record.voices.values():
        found[f"voice {voice.id}"] = [voice.name, voice.kind, voice.party]
    for entry in record.entries.values():
        if not entry.implied:
            found[entry.id] = entry.subject
        if entry.state:
            found[f"{entry.id} state"] = entry.state
        for link, targets in entry.links.items():
            if targets and not entry.implied:
                found[f"{entry.id} {link}"] = list(targets)
        for name, stated in entry.facts.items():
            found[f"{'treaty ' if stated.supplied else ''}{entry.id}.{name}"] = said_of(stated)
    return dict(sorted(found.items()))


def said_of(stated: Stated) -> list[Any]:
    """What is stated of one fact: its status (with the note on it, where there is no claim), and each claim as value, source, place, voice, grade and note, in an order of its own."""
    claims = [
        [claim.value.text if claim.value is not None else UNKNOWN, claim.source, claim.at, claim.said_by, claim.grade, claim.note]
        for claim in stated.claims
    ]
    status = f"{stated.status}: {stated.note}" if stated.note and not claims else stated.status
    return [status, *sorted(claims)]


def in_words(data: Any) -> str:
    """One statement that is no fact, for people to compare: what is filled of it, one after the other."""
    if isinstance(data, list):
        return ", ".join(filled for item in data if (filled := in_words(item)))
    return str(data or "")


def digest_of(data: Any) -> str:
    """The SHA-256 of plain data, by its canonical JSON: keys sorted, no blanks, only ASCII."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
