"""A bar for claims: a record read with nothing in it that is graded weaker.

Comes in: a record and the weakest grade that is to count. Goes out: the same record in which every weaker claim is set aside, so that what rests on it alone is unknown, and how many claims
that were. Unlike everything in ``evidence`` this changes what is recorded, so verdicts can open; docs/evidence.md says what can and cannot happen.
"""

from __future__ import annotations

from checker.claims import GRADES, Claim, Stated
from checker.errors import InputError, did_you_mean
from checker.records import Aside, Record
from checker.vocabulary import UNKNOWN


def known_grade(option: str, word: str) -> str:
    """The grade that somebody asked for with an option. Raises InputError where it is none."""
    if word not in GRADES:
        fix = "Write a letter A to F for the source and a digit 1 to 6 for the information, such as B2."
        what = f'"{word}" is not an Admiralty grade.'
        raise InputError.single(option, 0, "option", what, "", did_you_mean(word, GRADES, otherwise=fix))
    return word


def meets(grade: str, bar: str) -> bool:
    """Whether a grade is as good as the bar on both of its axes; one that was never given is not."""
    return bool(grade) and grade[0] <= bar[0] and grade[1] <= bar[1]


def above(record: Record, bar: str) -> Record:
    """The record with every claim set aside that is weaker than ``bar`` for its source or for its information, or has no grade; ``aside`` counts them, and
    names the facts on which a rival claim is among them.

    What a treaty table supplies stays, and so does what a named reviewer has judged: neither is graded. Where no claim is left the fact is unknown, and its note says why.
    """
    changes: dict[tuple[str, str], Stated] = {}
    contradicted = set()
    claims = ungraded = 0
    for entry in record.entries.values():
        for name, stated in entry.facts.items():
            weaker = [] if stated.fact.judgement else [claim for claim in stated.claims if _weaker(record, claim, bar)]
            if not weaker:
                continue
            claims += len(weaker)
            ungraded += sum(not claim.grade for claim in weaker)
            left = tuple(claim for claim in stated.claims if claim not in weaker)
            if any(claim.value is not None for claim in left):
                changes[entry.id, name] = stated._replace(claims=left)
                if len(changes[entry.id, name].values) < len(stated.values):
                    contradicted.add((entry.id, name))
            else:
                changes[entry.id, name] = stated._replace(
                    claims=left, status=UNKNOWN, note=f"Set aside: no claim is graded {bar} or better."
                )
    return record.stating(changes)._replace(aside=Aside(bar, claims, ungraded, frozenset(contradicted)))


def _weaker(record: Record, claim: Claim, bar: str) -> bool:
    source = record.sources.get(claim.source)
    return claim.value is not None and not (source is not None and source.supplied) and not meets(claim.grade, bar)
