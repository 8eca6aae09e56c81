"""Records in, lines out, many at a time.

Comes in: records. Goes out: for each its lines of JSON and its counts, byte for byte what one record by itself gives (``batch``).
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.bulk.block import Block
from checker.bulk.deciding import decided
from checker.bulk.lines import Writer, Written
from checker.bulk.plan import Plan
from checker.judging import Chosen
from checker.records import Record
from checker.rulebook import Rulebook


class Columnwise:
    """Rules chosen, laid out for one reading; ``reasons``: whether lines have them."""

    def __init__(self, rulebook: Rulebook, reading: str, chosen: Chosen, *, reasons: bool) -> None:
        self.plan = Plan(rulebook, reading, chosen)
        self._writer = Writer(rulebook, reading, reasons=reasons)

    def checked(self, records: Sequence[Record]) -> list[Written]:
        """What comes of each record."""
        each = decided(Block(self.plan, records))
        return [self._writer.written(record, one) for record, one in zip(records, each, strict=True)]
