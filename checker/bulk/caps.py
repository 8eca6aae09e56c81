"""Why the verdict on a raised row is worded with reserve.

Comes in: a raised row, its record. Goes out: the cap (:data:`checker.evidence.CAPS`), the same as ``findings`` gives. Which facts carry a verdict follows from the rule and from what the facts leave possible, whatever the record; it is worked out once on a record, and
found again for every row that is the same to the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from checker.bulk.deciding import Raised
from checker.bulk.plan import RULE_WORDS
from checker.claims import Stated
from checker.evaluation import Judge, Key
from checker.evidence import Strength, cap_of, speaks_against, strength
from checker.records import Record
from checker.rulebook import Rulebook


class Recipe(NamedTuple):
    """Where the facts stand that a cap turns on: the place and the name of each."""

    facts: tuple[tuple[int, str], ...]


class Caps:
    """The caps of one record."""

    def __init__(self, rulebook: Rulebook, record: Record, reading: str) -> None:
        self._rulebook = rulebook
        self._record = record
        self._reading = reading
        self._judge: Judge | None = None
        self._strengths: dict[Key, Strength | None] = {}

    @property
    def judge(self) -> Judge:
        """The judge of the record, made when a row is like none before it."""
        if self._judge is None:
            self._judge = Judge(self._rulebook, self._record, self._reading)
        return self._judge

    def of(self, raised: Raised, binding: Mapping[str, str]) -> str:
        """The cap on a verdict; empty where it is worded without reserve or is open."""
        if raised.possible & (raised.possible - 1):
            return ""
        deciding = [found for key in self._turning(raised, binding) if (found := self._strength(key)) is not None]
        if not any(found.side or found.weak for found in deciding):
            return ""
        verdict = RULE_WORDS[raised.possible.bit_length() - 1]
        return cap_of(deciding, speaks_against(self._record, verdict, raised.laid.rule.addressee, binding.values()))

    def _turning(self, raised: Raised, binding: Mapping[str, str]) -> list[Key]:
        """The facts that decide the verdict: of elements and exceptions, or all, where there are none among them."""
        laid, rows, row = raised.laid, raised.rows, raised.row
        known: tuple[object, ...] = rows.cells(row, laid.rests)
        if laid.twins:
            entries = [rows.entry(row, place) for place in laid.twins]
            known += tuple(entries.index(entry) for entry in entries)
        recipe: Recipe | None = laid.recipes.get(known)
        if recipe is None:
            bound = self.judge.bind(laid.rule, binding)
            keys = [key for key in bound.because() if self.judge.stated(key) is not None]
            own = bound.base_keys(laid.rule.deciding_variables)
            chosen = [key for key in keys if key in own] or keys
            places = {
                (entry.id, slot.variable.fact.name): slot.place
                for slot in map(rows.shape.slots.__getitem__, laid.rests)
                if (entry := rows.entry(row, slot.place)) is not None
            }
            recipe = laid.recipes[known] = Recipe(tuple((places[key], key[1]) for key in chosen))
        found = []
        for place, name in recipe.facts:
            entry = rows.entry(row, place)
            assert entry is not None
            found.append((entry.id, name))
        return found

    def _strength(self, key: Key) -> Strength | None:
        if key not in self._strengths:
            stated: Stated = self._record.entries[key[0]].facts[key[1]]
            self._strengths[key] = strength(self._record, stated)
        return self._strengths[key]
