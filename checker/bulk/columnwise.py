"""Records in, lines out, many at a time.

Comes in: records. Goes out: for each its lines of JSON and its counts, byte for byte what one record by itself gives (``batch``). Only rows that are raised are looked at singly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from checker.bulk.block import Block
from checker.bulk.caps import Caps
from checker.bulk.deciding import Decided, Raised, decided
from checker.bulk.lines import Writer, words_of
from checker.bulk.plan import Plan
from checker.evaluation import Judge
from checker.findings import Result, raised_on, rank_raised
from checker.judging import Chosen
from checker.records import Record
from checker.rendering.machine import line_of
from checker.rulebook import Rulebook
from checker.tellings import disputed_in


class Found(NamedTuple):
    """The lines of one record and what is counted of it, in the order of :class:`checker.batch.Outcome`."""

    findings: str
    verdicts: Mapping[str, int]
    raised: Mapping[str, int]
    capped: Mapping[str, Mapping[str, int]]
    contested: int
    elsewhere: bool


class Columnwise:
    """Rules chosen, laid out for one reading; ``reasons``: whether lines have them."""

    def __init__(self, rulebook: Rulebook, reading: str, chosen: Chosen, *, reasons: bool) -> None:
        self.rulebook = rulebook
        self.reading = reading
        self.reasons = reasons
        self.plan = Plan(rulebook, reading, chosen)
        self._writer = Writer(reading)

    def checked(self, records: Sequence[Record]) -> list[Found]:
        """What comes of each record."""
        each = decided(Block(self.plan, records))
        return [
            self._reasoned(record, one) if self.reasons else self._brief(record, one) for record, one in zip(records, each, strict=True)
        ]

    def _brief(self, record: Record, one: Decided) -> Found:
        written = self._writer.written(record, one, Caps(self.rulebook, record, self.reading))
        return Found(written.lines, one.verdicts, written.raised, written.capped, written.contested, written.elsewhere)

    def _reasoned(self, record: Record, one: Decided) -> Found:
        judge = Judge(self.rulebook, record, self.reading)
        disputed = disputed_in(record)
        results: list[Result] = []
        for raised in one.raised:
            if isinstance(raised, Raised):
                bound = dict(zip(raised.rows.shape.roles, raised.rows.bound(raised.row), strict=True))
                results.append(raised_on(judge, raised.laid.head, bound, words_of(raised.possible), disputed))
            else:
                results.append(raised)
        scores = rank_raised(results)
        capped: dict[str, dict[str, int]] = {}
        lines = []
        for result in results:
            result.scores = scores
            lines.append(line_of(result.finding))
            if result.cap:
                caps = capped.setdefault(result.verdict.value, {})
                caps[result.cap] = caps.get(result.cap, 0) + 1
        contested = [result for result in results if result.contested]
        elsewhere = any(other.verdict == "breach" for result in contested for other in result.contested)
        return Found("".join(lines), one.verdicts, Counter(result.verdict.value for result in results), capped, len(contested), elsewhere)
