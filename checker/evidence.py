"""How strongly the claims behind a verdict carry it: grades, independent sources, one party's word; and the cap that this puts on the wording.

Comes in: a record and what it states of the facts that a verdict rests on. Goes out: a :class:`Grade`. No verdict is changed here and no claim left out; only how a finding may be worded
follows from it (:func:`checker.wording.worded`). docs/evidence.md gives the reasons and the professional practice behind each choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checker.claims import Claim, Stated
from checker.records import PARTY, Record

#: The Admiralty grades from which on a source and an information count as weak: "not usually reliable" and "doubtful"; what cannot be judged comes after them.
WEAK_SOURCE = "D"
WEAK_INFORMATION = "4"

#: Why a finding is worded with reserve, the strongest reserve first; see :data:`CAPS`.
ONE_PARTY = "one_party"
WEAK = "weak_source"
AGAINST_ITSELF = "against_itself"

#: Each cap with the reason that reports give for it.
CAPS = {
    ONE_PARTY: "rests on one party's word alone",
    WEAK: "rests on a single source that is graded weak",
    AGAINST_ITSELF: "rests only on the word of the party against which it speaks",
}


@dataclass(frozen=True)
class Grade:
    """How strongly the verdict is carried.

    ``weakest_source``, ``weakest_information``: the weakest Admiralty letter and digit, each judged apart (empty: ungraded); ``weakest``: the two side by side. ``independent``: the fewest
    independent sources behind one of the deciding facts (null where nothing rests on claims). ``one_side``: the parties on whose word alone one of the deciding facts rests. ``cap``: why the
    finding is worded with reserve: one of :data:`CAPS`, or empty.
    """

    weakest: str = ""
    weakest_source: str = ""
    weakest_information: str = ""
    independent: int | None = None
    one_side: tuple[str, ...] = ()
    cap: str = ""


class Strength(NamedTuple):
    """How strongly one fact is carried: best letter and best digit among its claims, independent sources, the party on whose word alone it rests, whether its only source is weak."""

    letter: str
    digit: str
    independent: int
    side: str
    weak: bool


def strength(record: Record, stated: Stated) -> Strength | None:
    """How strongly the record carries a fact; None where that is not a question of evidence: a treaty table says it, or a named reviewer has judged it.

    Claims of rival values do not confirm each other: the fact counts with the value that has most independent sources. A claim that only repeats another (:func:`repeated`) is as good as that
    one: its own grade counts only where that has none.
    """
    claims = [claim for claim in stated.claims if claim.value is not None]
    if not claims or stated.fact.judgement or any(_supplied(record, claim) for claim in claims):
        return None
    grades = [
        claim.grade
        for claim in claims
        if claim.grade
        and not any(other.grade and claim.source not in ancestors(record, other.source) for other in repeated(record, claim, claims))
    ]
    count = (
        1
        if len(claims) == 1
        else max(
            independent(record, [claim for claim in claims if claim.value is not None and claim.value.same_as(value)])
            for value in stated.values
        )
    )
    return Strength(
        min((grade[0] for grade in grades), default=""),
        min((grade[1] for grade in grades), default=""),
        count,
        one_side(record, stated),
        count < 2 and bool(grades) and all(weak(grade) for grade in grades),
    )


def weak(grade: str) -> bool:
    """Whether a grade is weak on either of its two axes."""
    return grade[0] >= WEAK_SOURCE or grade[1] >= WEAK_INFORMATION


def _supplied(record: Record, claim: Claim) -> bool:
    source = record.sources.get(claim.source)
    return source is not None and source.supplied


def one_side(record: Record, stated: Stated) -> str:
    """The party on whose word alone a fact rests; empty if anyone else says so too, or if nobody says who does.

    A claim that names nobody, in a source that is derived from others, carries the voices heard there: who copies a party's statement is no second witness.
    """
    claims = [claim for claim in stated.claims if claim.value is not None]
    parties: set[str] = set()
    for claim in claims:
        heard = [claim.said_by] if claim.said_by else [other.said_by for other in repeated(record, claim, claims) if other.said_by]
        if not heard:
            return ""
        parties.update(record.voices[said].party if said in record.voices else "" for said in heard)
    return parties.pop() if len(parties) == 1 else ""


def repeated(record: Record, claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of the same value that a claim only repeats: its source is derived from theirs, and it names nobody who is not heard there."""
    source = record.sources.get(claim.source)
    if source is None or not source.derived_from or claim.value is None:
        return []
    above = ancestors(record, claim.source) - {claim.source}
    found = [other for other in claims if other.source in above and other.value is not None and other.value.same_as(claim.value)]
    voice = _voice(record, claim)
    return found if not voice or any(_voice(record, other) == voice for other in found) else []


# --- the grade of a verdict ----------------------------------------------------------------------------------------------------------------------------


def grade_of(record: Record, facts: Sequence[Stated], deciding: Sequence[Stated], verdict: str, against: str) -> Grade:
    """The grade of a verdict that rests on ``facts``, of which ``deciding`` are those of elements and exceptions; ``verdict`` empty while it is open.

    ``against``: the party against whose interest the verdict is, if that is known (:func:`speaks_against`).
    """
    carried = [found for stated in facts if (found := strength(record, stated)) is not None]
    return graded(carried, [found for stated in deciding if (found := strength(record, stated)) is not None] if verdict else [], against)


def graded(carried: Sequence[Strength], turning: Sequence[Strength], against: str) -> Grade:
    """The grade of a verdict that rests on facts so ``carried``, of which ``turning`` decide it (none, while it is open)."""
    letter = max((found.letter for found in carried), default="")
    digit = max((found.digit for found in carried), default="")
    return Grade(
        letter + digit,
        letter,
        digit,
        min((found.independent for found in turning), default=None),
        tuple(dict.fromkeys(found.side for found in turning if found.side)),
        cap_of(turning, against),
    )


def cap_of(deciding: Sequence[Strength], against: str) -> str:
    """The cap that the facts deciding a settled verdict put on its wording, the strongest reserve first.

    Every one of these facts is needed, so one that rests on a party's word alone, or on a single weak source, caps the whole. A party that speaks against its own interest is believed more
    readily: its word caps only where there is nothing else, and as its own account, not as an allegation.
    """
    if any(fact.side and fact.side != against for fact in deciding):
        return ONE_PARTY
    if any(fact.weak for fact in deciding):
        return WEAK
    return AGAINST_ITSELF if deciding and all(fact.side for fact in deciding) else ""


#: Who owes a duty to captives as the Power that holds them.
_HOLDERS = ("detaining_power", "capturing_unit")


def speaks_against(record: Record, verdict: str, addressee: str, entries: Iterable[str]) -> str:
    """The party against whose interest a verdict about these entries is; empty where the record does not make that plain.

    A breach is against the party that owes the duty, any other verdict against the one whose captives it is about. Where the captives' links and the acts' links name more than one holding
    Power, as with a transfer, it is not plain.
    """
    bound = [record.entries[identity] for identity in entries if identity in record.entries]
    holders: set[str] = set()
    owners: set[str] = set()
    for entry in bound:
        for link in ("in_power_of", "by", "run_by", "to"):
            holders.update(
                target for target in entry.links.get(link, ()) if target in record.entries and record.entries[target].subject == PARTY
            )
        owners.update(entry.links.get("depends_on", ()))
    if len(holders) > 1 or len(owners) > 1 or holders & owners:
        return ""
    holder, owner = next(iter(holders), ""), next(iter(owners), "")
    if addressee in _HOLDERS:
        return holder if verdict == "breach" else owner
    if addressee == "power_of_origin":
        return owner if verdict == "breach" else holder
    return ""


# --- independent sources -------------------------------------------------------------------------------------------------------------------------------


#: More different claims than this behind one fact are picked one by one, without trying every way. The number is then never too high, and may be too low.
MOST_TRIED = 60
_STEPS = 2000


def independent(record: Record, claims: Sequence[Claim]) -> int:
    """How many independent sources stand behind claims that say the same.

    It is the largest number of these claims of which no two share a source or a voice. One source: the same, or derived from the same (``derived_from``, however many steps), or the same file
    (``sha256``). One voice: the same, or two that speak for one party; a source that is derived from another carries the voices heard there as well. Without a source a claim counts by its
    voice; all claims without either are one unnamed source.
    """
    above = {claim.source: ancestors(record, claim.source) for claim in claims}
    heard: dict[str, set[str]] = {}
    for claim in claims:
        heard.setdefault(claim.source, set()).update(_voice(record, claim))
    marks: set[frozenset[str]] = set()
    for claim in claims:
        found = set(_voice(record, claim))
        if claim.source:
            sources = {claim.source, *above[claim.source]}
            found |= {f"source {source}" for source in sources} | _files(record, sources)
            found.update(*(heard.get(source, ()) for source in above[claim.source]))
        marks.add(frozenset(found or ("nobody",)))
    return _most_apart([one for one in marks if not any(other < one for other in marks)])


def ancestors(record: Record, source: str) -> frozenset[str]:
    """The sources that a source is derived from, in any number of steps; the source itself is among them only if they lead in a circle."""
    found: dict[str, None] = {}
    waiting = [source]
    while waiting:
        known = record.sources.get(waiting.pop())
        for other in known.derived_from if known is not None else ():
            if other not in found:
                found[other] = None
                waiting.append(other)
    return frozenset(found)


def _files(record: Record, sources: Iterable[str]) -> set[str]:
    return {f"file {known.sha256.lower()}" for source in sources if (known := record.sources.get(source)) is not None and known.sha256}


def _voice(record: Record, claim: Claim) -> tuple[str, ...]:
    """Who is heard in a claim: the party that its voice speaks for, else the voice; nothing if nobody is named."""
    voice = record.voices.get(claim.said_by)
    if voice is not None and voice.party:
        return (f"voice of {voice.party}",)
    return (f"voice {claim.said_by}",) if claim.said_by else ()


def _most_apart(sets: Sequence[frozenset[str]]) -> int:
    """The most of these sets that can be picked so that no two have anything in common."""
    best = 0
    waiting = [(sorted(sets, key=sorted), 0)]
    steps = 1 if len(sets) > MOST_TRIED else _STEPS
    while waiting and steps:
        rest, picked = waiting.pop()
        steps -= 1
        while rest:
            if picked + min(len({min(one) for one in rest}), len({max(one) for one in rest})) <= best:
                break
            common = Counter(mark for one in rest for mark in one)
            one = min(rest, key=lambda marks: sum(common[mark] for mark in marks) - len(marks))
            apart = [other for other in rest if not other & one]
            if len(rest) - len(apart) > 2:
                waiting.append(([other for other in rest if other is not one], picked))
            rest, picked = apart, picked + 1
            best = max(best, picked)
    return best
