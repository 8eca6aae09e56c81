"""What to find out over many records: the questions that would settle the most findings.

Comes in: record by record, the results that leave something open. Goes out: each question once, with how many records and findings turn on it and how much it would settle. Only counts are kept, however many
records there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.explanation import asked_together
from checker.findings import Result
from checker.records import Aside


class Need(NamedTuple):
    """A question over several records. ``score``: what its answers would settle, summed over the records as ``ihl needs`` ranks it in each."""

    fact: str
    asks: str
    records: int
    findings: int
    score: float


@dataclass
class Needs:
    """The open questions of the records counted so far: ``records`` of them, of which ``open`` have any; ``aside``: what a bar for claims set aside in all of them."""

    records: int = 0
    open: int = 0
    aside: Aside | None = None
    _by_fact: dict[str, Need] = field(default_factory=dict)

    def count(self, results: Iterable[Result], aside: Aside | None = None) -> None:
        """Counts one record: those of its results whose questions are asked for."""
        self.records += 1
        if aside is not None:
            before = self.aside or Aside(aside.bar, 0, 0)
            rivals = frozenset((f"{self.records} {entry}", name) for entry, name in aside.contradicted)
            self.aside = Aside(aside.bar, before.claims + aside.claims, before.ungraded + aside.ungraded, before.contradicted | rivals)
        questions = asked_together(results)
        self.open += bool(questions)
        for fact, asks, _, score, bears in questions:
            known = self._by_fact.get(fact) or Need(fact, asks, 0, 0, 0.0)
            self._by_fact[fact] = Need(fact, asks, known.records + 1, known.findings + bears, known.score + score)

    def ranked(self) -> list[Need]:
        """Every question, that which would settle most first."""
        return sorted(self._by_fact.values(), key=lambda need: (-round(need.score, 6), need.fact))
