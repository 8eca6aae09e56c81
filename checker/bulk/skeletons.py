"""What follows for a raised row from the rule and from what the facts leave possible, whatever the record.

Comes in: a raised row, its record. Goes out: a :class:`Skeleton`: the facts that the verdict rests on, the changes that lead elsewhere, the questions that can still decide it, by where in the row each fact stands. It is worked out on one record, by ``findings``
itself, and found again for every row that is the same to the rule.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from checker.bounded import Bounded
from checker.bulk.block import Rows
from checker.bulk.caps import Carried
from checker.bulk.deciding import Raised
from checker.bulk.plan import RULE_WORDS
from checker.evaluation import Key
from checker.findings import OtherReading, Question, raised_on, turning_on
from checker.ranking import gains, ranks
from checker.records import Record
from checker.text import escape_unprintable


class Ref(NamedTuple):
    """One fact of a row: at which place of its shape, and its name."""

    place: int
    name: str


class Elsewhere(NamedTuple):
    """Another reading on which the verdict differs: as it is written, up to the cap, and the facts on which it turns there."""

    start: str
    verdict: str
    turning: tuple[Ref, ...]


class Asked(NamedTuple):
    """A question: the fact; its line of JSON before and after the entry it is about, up to the score."""

    ref: Ref
    fact: str
    before: str
    after: str


class Skeleton(NamedTuple):
    """Everything about a raised row but who says so.

    ``because``: the facts that the verdict rests on, ``turning`` those that decide it; ``changes``: for each other verdict its line of JSON up to the changes, and of each change the fact, with the line before its entry, between entry and record, and after;
    ``gains``: how much each open fact would settle, where it counts.
    """

    because: tuple[Ref, ...]
    turning: tuple[Ref, ...]
    contested: tuple[Elsewhere, ...]
    changes: tuple[tuple[str, tuple[tuple[Ref, str, str], ...]], ...]
    questions: tuple[Asked, ...]
    gains: tuple[tuple[Ref, float], ...]


class Named:
    """The entries that one row is about, by place; for one that the record does not have the id that stands for it."""

    def __init__(self, record: Record, conflict: str, rows: Rows, row: int) -> None:
        self._record = record
        self._conflict = conflict
        self._paths = rows.shape.paths
        self._found: dict[int, str] = {}
        self.bound = rows.bound(row)
        self.binding = dict(zip(rows.shape.roles, self.bound, strict=True))

    def at(self, place: int) -> str:
        """The id of the entry at a place."""
        identity = self._found.get(place)
        if identity is None:
            at, links = self._paths[place]
            identity = self.bound[at] if at >= 0 else self._conflict
            for link in links:
                entry = self._record.entries.get(identity)
                targets = entry.links.get(link, ()) if entry is not None else ()
                identity = targets[0] if targets else f"{identity}:{link}"
            self._found[place] = identity
        return identity

    def key(self, ref: Ref) -> Key:
        """The fact of the record that is meant."""
        return self.at(ref.place), ref.name

    def keys(self, refs: Sequence[Ref]) -> list[Key]:
        """The same of several."""
        return [(self.at(place), name) for place, name in refs]


class Kept(Bounded):
    """What is worked out for the rows of a register."""

    MOST = 8_000


class Skeletons:
    """Those that were worked out, in bounded memory. ``reasons``: with everything; else only what a verdict turns on."""

    def __init__(self, *, reasons: bool) -> None:
        self._reasons = reasons
        self._kept = Kept()

    def of(self, raised: Raised, named: Named, carried: Carried) -> Skeleton:
        """The skeleton of a raised row."""
        laid = raised.laid
        known = (laid.head.id, *raised.rows.cells(raised.row, laid.rests))
        found: Skeleton | None = self._kept.get(known)
        if found is None:
            found = self._kept[known] = self._made(raised, named, carried)
        return found

    def _made(self, raised: Raised, named: Named, carried: Carried) -> Skeleton:
        laid, judge = raised.laid, carried.judge
        places: dict[Key, int] = {}
        for slot in map(raised.rows.shape.slots.__getitem__, laid.rests):
            places.setdefault((named.at(slot.place), slot.variable.fact.name), slot.place)

        def refs(keys: Sequence[Key]) -> tuple[Ref, ...]:
            return tuple(Ref(places[key], key[1]) for key in keys)

        def ref(subject: str, fact: str) -> Ref:
            name = fact.partition(".")[2]
            return Ref(places[subject, name], name)

        result = raised_on(judge, laid.head, dict(named.binding), words_of(raised.possible), {})
        because = [key for key in result.bound.because() if judge.stated(key) is not None]
        turning = refs(turning_on(result.bound, because))
        if not self._reasons:
            return Skeleton(refs(because), turning, (), (), (), ())
        finding = result.finding
        contested = []
        for other in finding.contested:
            there = judge.on(other.reading).bind(laid.rule, named.binding)
            keys = [key for key in there.because() if judge.stated(key) is not None]
            settled = other.verdict if len(other.possible) == 1 else ""
            contested.append(Elsewhere(_contested(other), settled, refs(turning_on(there, keys))))
        return Skeleton(
            refs(because),
            turning,
            tuple(contested),
            tuple(
                (
                    f'{{"verdict": {text(one.verdict)}, "changes": [',
                    tuple((ref(change.subject, change.fact), f'{{"fact": {text(change.fact)}, "subject": ', f', "to": {text(change.to)}}}') for change in one.changes),
                )
                for one in finding.would_change_if
            ),
            tuple(_asked(ref(question.subject, question.fact), question) for question in finding.to_find_out),
            tuple((refs([key])[0], gain) for key, gain in gains(result)) if ranks(result) else (),
        )  # fmt: skip


def _contested(other: OtherReading) -> str:
    data = text({"reading": other.reading, "verdict": other.verdict, "possible": other.possible})
    return f'{data[:-1]}, "cap": '


def _asked(ref: Ref, question: Question) -> Asked:
    rest = text({"asks": question.asks, "answers": question.answers})
    return Asked(ref, question.fact, f'{{"fact": {text(question.fact)}, "subject": ', f', {rest[1:-1]}, "score": ')


def text(data: object) -> str:
    """Plain data as JSON in which nothing is obeyed."""
    return escape_unprintable(_ENCODER.encode(data))


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=vars)


def words_of(possible: int) -> frozenset[str]:
    """Outcomes kept as bits."""
    return frozenset(word for index, word in enumerate(RULE_WORDS) if possible >> index & 1)


def settled(possible: int) -> str:
    """The one outcome that is possible; empty where several are."""
    return "" if possible & (possible - 1) else RULE_WORDS[possible.bit_length() - 1]
