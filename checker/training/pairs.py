"""Situations that differ in one recorded fact, and what each comes to: the material of exercises.

Comes in: the situations of a rule (:mod:`checker.training.situations`) and a reading. Goes out: :class:`Change`: one fact recorded otherwise, and the verdict that follows; and :class:`Pair`: two situations one fact apart that come out otherwise.

Most changes are the author's own variations, with a story. The others are found in the grounds of the rule: a value of a fact from which another outcome is certain. Such a value is told only if the cases of the rule tell it together with every
other fact of the situation, two by two, so that no exercise tells what cannot have been. Whatever a pair says was computed on a record made of its facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checker.evaluation import verdict_of
from checker.rulebook import CompiledRule
from checker.training.situations import Bench, Situation
from checker.values import BadValue
from checker.variables import Variable
from checker.vocabulary import UNKNOWN


@dataclass(frozen=True, eq=False)
class Change:
    """One fact of a situation recorded otherwise. ``words`` tell it as a story where somebody wrote one, else empty; ``after`` is the situation that results, and ``verdict`` what it comes to."""

    path: str
    words: str
    after: Situation
    verdict: str

    @property
    def says(self) -> str:
        """The changed fact as a sentence."""
        return self.after.says(self.path)

    @property
    def to_unknown(self) -> bool:
        """Whether the change is that nothing is known any more."""
        return bool(self.after.value(self.path) == UNKNOWN)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two situations of a rule that differ in the recorded fact ``path`` alone, and in what they come to on ``reading``."""

    rule: CompiledRule
    reading: str
    first: Situation
    change: Change

    @property
    def second(self) -> Situation:
        """The other situation."""
        return self.change.after

    @property
    def path(self) -> str:
        """The fact in which they differ."""
        return self.change.path

    @property
    def verdicts(self) -> tuple[str, str]:
        """What the two come to."""
        return self.first.verdict(self.reading), self.change.verdict


def pairs_of(bench: Bench, rule: CompiledRule, reading: str) -> list[Pair]:
    """Every pair of a rule on a reading, in the order of its cases. Raises InputError where the cases cannot be read."""
    return [
        Pair(rule, reading, situation, change)
        for situation in bench.plain(rule)
        for change in changes_of(bench, situation, reading)
        if change.verdict != situation.verdict(reading)
    ]


def changes_of(bench: Bench, situation: Situation, reading: str) -> list[Change]:
    """Every change of one fact of a situation that somebody wrote, or that its rule's grounds and cases give; each with what it comes to."""
    found: dict[tuple[str, str], Change] = {}
    for other in bench.situations(situation.rule):
        if other.case != situation.case or other is situation or other.disputed:
            continue
        apart = differing(situation.facts, other.facts)
        if len(apart) == 1:
            path = apart[0]
            found.setdefault((path, str(other.value(path))), Change(path, other.twist, other, other.verdict(reading)))
    for path, value in _values(bench, situation, reading):
        if (path, str(value)) not in found:
            after = bench.changed(situation, path, value)
            found[(path, str(value))] = Change(path, "", after, after.verdict(reading))
    return list(found.values())


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The facts that two situations state otherwise; what is not stated is unknown."""
    return [path for path in dict.fromkeys((*one, *other)) if one.get(path, UNKNOWN) != other.get(path, UNKNOWN)]


# --- from the grounds ----------------------------------------------------------------------------------------------------------------------------------


def _values(bench: Bench, situation: Situation, reading: str) -> Iterable[tuple[str, Any]]:
    """The facts and values to which the situation could be changed: facts of the rule that it states, values that its cases know."""
    seen, together = bench.told(situation.rule)
    bound = situation.bound(reading)
    space = bound.compiled.space
    known = [path for path in situation.own if path not in situation.shared]
    for index, variable in enumerate(bound.compiled.variables):
        if variable.fact.derived or variable.path not in known or situation.value(variable.path) == UNKNOWN:
            continue
        rest = bound.box & ~space.fields[index]
        here = bound.masks[index]
        for cell in range(variable.width):
            value = _value(variable, cell, seen.get(variable.path, ()))
            if here >> cell & 1 or value is None:
                continue
            pairs = (
                frozenset(((variable.path, str(value)), (path, str(situation.value(path))))) for path in known if path != variable.path
            )
            if not all(pair in together for pair in pairs):
                continue
            expected = verdict_of(bound.outcomes(rest | 1 << cell << space.shifts[index])).value
            if bench.changed(situation, variable.path, value).verdict(reading) == expected:
                yield variable.path, value


def _value(variable: Variable, cell: int, seen: Iterable[Any]) -> Any:
    """A value in a cell of a fact that some case states, or None."""
    for value in seen:
        try:
            if variable.mask(variable.fact.read(value)) == 1 << cell:
                return value
        except BadValue:  # it was not read where the case was, and so cannot be here
            continue
    return None
