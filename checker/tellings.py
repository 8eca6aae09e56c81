"""A record as each side tells it.

Comes in: a record whose claims differ. Goes out: the same record with only one side's claims of what is disputed; everything else stays as it is. A side is a party through all its voices, else a voice, else a source. Differs from
``accounts`` in that nothing is compared here.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.claims import Claim, Stated
from checker.evaluation import Judge, Key
from checker.records import Record


def told_by(judge: Judge, side: str) -> Judge:
    """The judge of the record as one side tells it, one for all rules: a disputed fact that a rule does not reach cannot change what comes out."""
    return judge.of(side, lambda record: telling(record, disputed_in(record), side))


def disputed_in(record: Record) -> dict[Key, str]:
    """The facts of a record of which claims differ, with the id of each."""
    return {
        (entry.id, name): stated.fact.id for entry in record.entries.values() for name, stated in entry.facts.items() if stated.disputed
    }


def account_of(record: Record, claim: Claim) -> str:
    """Whose telling a claim belongs to: the party its voice speaks for, else the voice, else the source."""
    voice = record.voices.get(claim.said_by)
    return (voice.party or voice.id) if voice is not None else claim.source or "unnamed"


def telling(record: Record, disputed: Iterable[Key], side: str) -> Record:
    """The record as one side tells it: of each disputed fact only that side's claims, where it makes any."""
    changes: dict[Key, Stated | None] = {}
    for key in disputed:
        stated = record.entries[key[0]].facts[key[1]]
        own = tuple(claim for claim in stated.claims if account_of(record, claim) == side and claim.value is not None)
        if own:
            changes[key] = stated._replace(claims=own)
    return record.stating(changes)
