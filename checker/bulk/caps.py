"""How strongly what is recorded carries the verdicts of one record, worked out once for each fact.

Comes in: a record, the facts that a verdict rests on. Goes out: its grade, the same as ``findings`` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from checker.evaluation import Judge, Key
from checker.evidence import Grade, Strength, cap_of, graded, speaks_against, strength
from checker.records import Record
from checker.rulebook import Rulebook


class Carried:
    """A record with what its verdicts rest on."""

    def __init__(self, rulebook: Rulebook, record: Record, reading: str) -> None:
        self.record = record
        self._rulebook = rulebook
        self._reading = reading
        self._judge: Judge | None = None
        self._strengths: dict[Key, Strength | None] = {}

    @property
    def judge(self) -> Judge:
        """The judge of the record, made when a row is like none before it."""
        if self._judge is None:
            self._judge = Judge(self._rulebook, self.record, self._reading)
        return self._judge

    def cap(self, turning: Iterable[Key], verdict: str, addressee: str, binding: Mapping[str, str]) -> str:
        """Why a settled verdict that turns on these facts is worded with reserve; empty where it is not."""
        deciding = self._strong(turning)
        if not any(found.side or found.weak for found in deciding):
            return ""
        return cap_of(deciding, speaks_against(self.record, verdict, addressee, binding.values()))

    def grade(self, because: Iterable[Key], turning: Iterable[Key], verdict: str, addressee: str, binding: Mapping[str, str]) -> Grade:
        """The grade of a verdict (``verdict`` is empty while it is open) that rests on some facts and turns on some of these."""
        deciding = self._strong(turning) if verdict else []
        reserve = any(found.side for found in deciding)
        against = speaks_against(self.record, verdict, addressee, binding.values()) if reserve else ""
        return graded(self._strong(because), deciding, against)

    def _strong(self, keys: Iterable[Key]) -> Sequence[Strength]:
        found = []
        for key in keys:
            if key not in self._strengths:
                self._strengths[key] = strength(self.record, self.record.entries[key[0]].facts[key[1]])
            one = self._strengths[key]
            if one is not None:
                found.append(one)
        return found
