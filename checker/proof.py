"""Whether the cases beside a rule hold it in place: every small change to the rule must make one of them come out otherwise.

Comes in: the compiler with the rules as written, a compiled rule or definition, and its cases as they came out. Goes out: :class:`Proof`: how many changes (``mutation``) the cases notice,
how many are proven to change nothing, and each that goes unnoticed, with what a case would have to state.

The rule and all its mutants are laid over one space of facts, cut at every bound that any of them uses, and a case is one box in it. The outcomes of a rule share out every state among them; so
two rules are the same exactly if no state has one outcome under the first and another under the second, and the states that have are those in which a case could tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from checker import grounds
from checker.cases import Ran, turning
from checker.compiling import Compiler
from checker.coverage import Tally
from checker.evaluation import Bound
from checker.grounds import Space, TooManyGrounds
from checker.mutation import REMOVALS, Mutant, mutants
from checker.outcomes import Counted, Outcomes, counted_alike, definition_outcomes, rule_outcomes
from checker.rulebook import Compiled
from checker.variables import Variable


class Remedy(NamedTuple):
    """What would tell a rule from its mutant: the case to start from, the facts to change in it (each to one of several values), and what comes out under either."""

    case: str
    line: int
    reading: str
    changes: tuple[tuple[str, tuple[str, ...]], ...]
    verdict: str
    changed: str


class Fate(Enum):
    """What became of a mutant: a case comes out otherwise, none does though one could, none ever could, or it has more grounds than can be handled."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNCHANGED = "unchanged"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Change:
    """One mutant with its fate: ``file`` and ``line`` say where it would stand; ``remedy`` what would notice it, where no case does and one could."""

    mutant: Mutant
    file: str
    line: int
    fate: Fate
    remedy: Remedy | None = None

    @property
    def superfluous(self) -> bool:
        """Whether it shows that something can be left out of the rule."""
        return self.fate is Fate.UNCHANGED and self.mutant.kind in REMOVALS

    @property
    def unnoticed(self) -> bool:
        """Whether the cases leave it standing."""
        return self.fate in (Fate.SURVIVED, Fate.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Proof:
    """Every mutant of one rule or definition; changes that come to the same are one."""

    changes: tuple[Change, ...]

    @property
    def tally(self) -> Tally:
        """How many are killed, of all that are not proven to change nothing."""
        killed = sum(change.fate is Fate.KILLED for change in self.changes)
        return Tally(killed, len(self.changes) - self.unchanged)

    @property
    def unchanged(self) -> int:
        """How many are proven to change nothing."""
        return sum(change.fate is Fate.UNCHANGED for change in self.changes)

    @property
    def survivors(self) -> list[Change]:
        """Those that the cases leave standing."""
        return [change for change in self.changes if change.unnoticed]

    @property
    def superfluous(self) -> list[Change]:
        """Those that only take something away and are proven to change nothing."""
        return [change for change in self.changes if change.superfluous]


class _Probe(NamedTuple):
    """A case in the space that a rule shares with its mutants. No two paths of a case lead to the same fact, so that its box says all."""

    ran: Ran
    bound: Bound


Forms = Mapping[str, Outcomes]
"""The outcomes on each reading; readings that count the same parts share them."""


def prove(compiler: Compiler, compiled: Compiled, ran: Sequence[Ran]) -> Proof:
    """Tries the cases of a rule or definition on every mutant of it. Cases that came out otherwise than expected prove nothing and are left aside."""
    return _Prover(compiler, compiled, ran).prove()


class _Prover:
    def __init__(self, compiler: Compiler, compiled: Compiled, ran: Sequence[Ran]) -> None:
        self.entry, self.document = compiler.entry(compiled.id)
        self.parts = compiler.parts(compiled.id) or []
        self.readings = compiler.readings if compiled.id in compiler.written.rules else (compiler.written.readings.default,)
        self.defines = compiled.id in compiler.written.definitions
        self.mutants = list(mutants(self.entry, self.parts, compiler.readings))
        trees = [mutant.tree for mutant in self.mutants if mutant.tree is not None]
        self.partition = compiler.partition(self.parts, self.document, trees)
        self.forms = self.formed([(part, number) for number, part in enumerate(self.parts)])
        variables = tuple(Variable.at(variable.path, variable.fact, variable.cuts) for variable in self.partition.variables)
        common = replace(compiled, variables=variables, space=self.partition.space)
        probes = [_Probe(one, one.bound.judge.bind(common, one.bound.binding)) for one in ran if not one.wrong]
        self.probes = {reading: self.telling(probes, reading) for reading in self.readings}

    def formed(self, counted: Sequence[Counted]) -> Forms:
        if self.defines:
            return dict.fromkeys(self.readings, definition_outcomes(counted, self.partition))
        forms = {}
        for alike, chosen in counted_alike(counted, self.readings):
            forms.update(dict.fromkeys(alike, rule_outcomes(chosen, self.partition)))
        return forms

    def telling(self, probes: Sequence[_Probe], reading: str) -> list[_Probe]:
        """The cases that can tell something on a reading, one for each state and verdict; those quickest to ask first."""
        form = self.forms[reading]
        found: dict[tuple[int, tuple[str, ...]], _Probe] = {}
        for probe in probes:
            if self.forms[probe.ran.reading] is form:
                found.setdefault((probe.bound.box, probe.ran.turns_on), probe)
        return sorted(found.values(), key=lambda probe: (probe.ran.verdict == "undetermined", bool(probe.ran.turns_on)))

    def prove(self) -> Proof:
        found: dict[object, Change] = {}
        number = len(self.parts)
        for mutant in self.mutants:
            try:
                identity = self.identity(mutant, number)
                if identity not in found:
                    found[identity] = self.judged(mutant, self.formed(mutant.counted(self.parts, number)))
            except TooManyGrounds:
                found[number, mutant.change] = self.change(mutant, Fate.UNDECIDED)
            number += mutant.tree is not None
        return Proof(tuple(found.values()))

    def identity(self, mutant: Mutant, number: int) -> object:
        """What makes two changes one and the same: the states in which the changed condition holds, or what no longer counts where."""
        if mutant.tree is not None:
            return mutant.part, self.partition.covers(number, True)
        return mutant.without, tuple(mutant.readings.items())

    def judged(self, mutant: Mutant, forms: Forms) -> Change:
        """Whether a case notices a change, and if none does, whether there is anything to notice."""
        pairs = {(id(self.forms[reading]), id(forms[reading])): reading for reading in reversed(self.readings)}
        readings = sorted(pairs.values(), key=self.readings.index)
        if any(self.notices(probe, forms[reading]) for reading in readings for probe in self.probes[reading]):
            return self.change(mutant, Fate.KILLED)
        apart = {reading: list(differing(self.forms[reading], forms[reading], self.partition.space)) for reading in readings}
        if any(apart.values()):
            return self.change(mutant, Fate.SURVIVED, self.remedy(apart))
        return self.change(mutant, Fate.UNCHANGED)

    def notices(self, probe: _Probe, outcomes: Outcomes) -> bool:
        """Whether a case comes out otherwise under these outcomes."""
        box, space, verdict = probe.bound.box, self.partition.space, probe.ran.verdict
        if verdict != "undetermined":
            return any(grounds.meets(boxes, box, space) for word, boxes in outcomes.items() if word != verdict)
        if sum(grounds.meets(boxes, box, space) for boxes in outcomes.values()) < 2:
            return True
        wanted = probe.ran.turns_on
        return bool(wanted) and turning(probe.bound, [tuple(boxes) for boxes in outcomes.values()]) != sorted(wanted)

    def remedy(self, apart: Mapping[str, Sequence[tuple[str, str, Sequence[int]]]]) -> Remedy | None:
        """The fewest changes to an existing case after which it tells a rule from its mutant."""
        best: Remedy | None = None
        for reading, differences in apart.items():
            for probe in sorted(self.probes[reading], key=lambda probe: probe.ran.line):
                for verdict, changed, boxes in differences:
                    changes = probe.bound.changes_into(boxes)
                    if changes is None or any(":" in entry for (entry, _), _ in changes):
                        continue  # nothing does it, or a fact beyond two links would, of which no case can speak
                    if best is None or len(changes) < len(best.changes):
                        stated = tuple((f"{entry}.{name}", tuple(values)) for (entry, name), values in changes)
                        best = Remedy(probe.ran.case, probe.ran.line, reading, stated, verdict, changed)
        return best

    def change(self, mutant: Mutant, fate: Fate, remedy: Remedy | None = None) -> Change:
        path = mutant.path if mutant.without or mutant.readings else (*mutant.path, "when")
        return Change(mutant, self.document.file, self.document.line(*path), fate, remedy)


def differing(first: Outcomes, second: Outcomes, space: Space) -> Iterator[tuple[str, str, Sequence[int]]]:
    """The states that have one outcome under ``first`` and another under ``second``: both outcomes, and boxes as large as can be."""
    for one, boxes in first.items():
        for other, changed in second.items():
            if one != other:
                shared = [box for a in boxes for b in changed if not space.empty(box := a & b)]
                if shared:
                    yield one, other, grounds.maximal(shared, space)
