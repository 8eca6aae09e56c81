"""Raised rows as brief lines of JSON: the same bytes as :func:`checker.rendering.machine.as_brief_lines` writes.

Comes in: a record, what is raised in it, its caps. Goes out: its lines, and what of them is counted. Nearly all of a line follows from the rule and the verdict; that is written once and kept.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from checker.bounded import Bounded
from checker.bulk.caps import Caps
from checker.bulk.deciding import Decided, Raised
from checker.bulk.plan import RULE_WORDS, Laid
from checker.evaluation import verdict_of
from checker.findings import ordered
from checker.records import Record
from checker.rendering.machine import brief
from checker.text import escape_unprintable


class Written(NamedTuple):
    """The lines of a record and the counts of what is in them, as :class:`checker.batch.Outcome` has them."""

    lines: str
    raised: dict[str, int]
    capped: dict[str, dict[str, int]]
    contested: int
    elsewhere: bool


class Writer:
    """Writes the lines of records decided on one reading."""

    def __init__(self, reading: str) -> None:
        self._reading = reading
        self._heads: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._tails = Tails()

    def written(self, record: Record, decided: Decided, caps: Caps) -> Written:
        """The lines of a record."""
        lines: list[str] = []
        raised: dict[str, int] = {}
        capped: dict[str, dict[str, int]] = {}
        contested, elsewhere = 0, False
        named: dict[str, str] = {}
        own = _text(record.id)
        for one in decided.raised:
            if not isinstance(one, Raised):
                lines.append(escape_unprintable(json.dumps(brief(one), ensure_ascii=False)) + "\n")
                verdict, cap, others = one.verdict.value, one.cap, tuple(other.verdict for other in one.contested)
            else:
                bound = one.rows.bound(one.row)
                cap = caps.of(one, dict(zip(one.rows.shape.roles, bound, strict=True)))
                verdict, others, tail = self._tail(one, cap)
                for identity in bound:
                    if identity not in named:
                        named[identity] = _text(identity)
                head, roles = self._head(one.laid)
                shown = [f"{role}{named[identity]}" for role, identity in zip(roles, bound, strict=True)]
                lines.append(f'{head}{own}, "subject": {named[bound[0]]}, "binding": {{{", ".join(shown)}}}{tail}')
            raised[verdict] = raised.get(verdict, 0) + 1
            contested += bool(others)
            elsewhere = elsewhere or "breach" in others
            if cap:
                caps_of = capped.setdefault(verdict, {})
                caps_of[cap] = caps_of.get(cap, 0) + 1
        return Written("".join(lines), raised, capped, contested, elsewhere)

    def _head(self, laid: Laid) -> tuple[str, tuple[str, ...]]:
        """What a line begins with; and each role with its colon."""
        found = self._heads.get(laid.head.id)
        if found is None:
            start = f'{{"rule": {_text(laid.head.id)}, "provision": {_text(laid.head.provision)}, "record": '
            found = self._heads[laid.head.id] = (start, tuple(f"{_text(role)}: " for role in (laid.head.on, *laid.head.for_each)))
        return found

    def _tail(self, one: Raised, cap: str) -> tuple[str, tuple[str, ...], str]:
        """The verdict, those on other readings, and what a line ends with."""
        rule = one.laid.rule
        key = (one.possible, one.contested, cap, rule.gravity, rule.addressee)
        found: tuple[str, tuple[str, ...], str] | None = self._tails.get(key)
        if found is None:
            possible = words_of(one.possible)
            verdict = verdict_of(possible).value
            others = tuple((reading, verdict_of(words_of(there)).value) for reading, there in one.contested)
            data = {
                "reading": self._reading,
                "verdict": verdict,
                "cap": cap,
                "possible": list(ordered(possible)),
                "contested": [{"reading": reading, "verdict": there} for reading, there in others],
                "gravity": rule.gravity,
                "addressee": rule.addressee,
            }
            text = escape_unprintable(json.dumps(data, ensure_ascii=False))
            found = self._tails[key] = (verdict, tuple(there for _, there in others), f", {text[1:]}\n")
        return found


class Tails(Bounded):
    """What lines end with."""

    MOST = 4096


def words_of(possible: int) -> frozenset[str]:
    """Outcomes kept as bits."""
    return frozenset(word for index, word in enumerate(RULE_WORDS) if possible >> index & 1)


def _text(text: str) -> str:
    return escape_unprintable(json.dumps(text, ensure_ascii=False))
