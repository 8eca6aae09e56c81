"""What the cases of a rule have tried, and what they have not: outcomes, grounds, exceptions, open questions, near misses.

Comes in: a compiled rule or definition, and its cases as they came out. Goes out: :class:`Coverage`: a count of tried and all for each kind of thing, and what is untried in words that can be
copied into a case. That the cases also notice a change of the rule is the business of ``proof``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.cases import Ran
from checker.errors import listed
from checker.rulebook import Compiled, CompiledRule
from checker.truth import OUTCOMES, Truth

#: The kinds of things that cases try, in the order in which they are counted out.
KINDS = (
    "outcomes",
    *(f"grounds of {word}" for word in (*(outcome.value for outcome in OUTCOMES), "yes", "no")),
    "exceptions",
    "undetermined, with what it turns on",
    "near misses",
)


class Tally(NamedTuple):
    """How many of how many."""

    tried: int
    of: int

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.tried + other.tried, self.of + other.of)

    @property
    def percent(self) -> int:
        """Per cent, rounded down: 100 only where nothing is left."""
        return 100 if self.tried == self.of else self.tried * 100 // self.of


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was tried.

    ``tallies`` has a count for each kind of thing, ``grounds`` one for each outcome and the readings that share a form; ``missing`` and ``untried`` name what no case tries.
    """

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    grounds: Sequence[tuple[tuple[str, ...], str, Tally]] = ()
    missing: Sequence[str] = ()
    untried: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left."""
        return not (self.missing or self.untried)


def summed(several: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """The counts of several rules and definitions together, kind by kind."""
    total: dict[str, Tally] = {}
    for tallies in several:
        for kind, tally in tallies.items():
            total[kind] = total.get(kind, Tally(0, 0)).plus(tally)
    return {kind: total[kind] for kind in KINDS if kind in total and total[kind].of}


def coverage(compiled: Compiled, ran: Sequence[Ran]) -> Coverage:
    """What the cases ``ran`` try of a rule or definition."""
    missing: list[str] = []
    grounds, untried = _grounds(compiled, ran)
    by_outcome = summed({f"grounds of {outcome}": tally} for _, outcome, tally in grounds)
    verdicts = {run.verdict for run in ran if not run.wrong}
    reachable = {word for form in compiled.forms for word, boxes in form.items() if boxes}
    missing += [f"no case comes out {word}" for word in sorted(reachable - verdicts)]
    turned = any(run.turns_on for run in ran if run.verdict == "undetermined" and not run.wrong)
    open_ = "undetermined" in verdicts and turned
    if not open_:
        missing.append("no undetermined case names the facts it turns on")
    tallies = {
        "outcomes": Tally(len(reachable & verdicts), len(reachable)),
        **by_outcome,
        "undetermined, with what it turns on": Tally(int(open_), 1),
    }
    if isinstance(compiled, CompiledRule):
        excepted = _excepted(compiled, ran)
        missing += [
            f'no case comes out excepted by "{exemption.says}"' for group, exemption in enumerate(compiled.groups) if group not in excepted
        ]
        near = _near_miss(ran)
        if not near:
            missing.append("no near miss: no two cases differ in one fact, one a breach and the other settled otherwise")
        tallies |= {"exceptions": Tally(len(excepted), len(compiled.groups)), "near misses": Tally(int(near), 1)}
    return Coverage(summed([tallies]), grounds, missing, untried)


def _grounds(compiled: Compiled, ran: Sequence[Ran]) -> tuple[list[tuple[tuple[str, ...], str, Tally]], list[str]]:
    """How many grounds of each outcome are tried, form by form, and those that are not."""
    tried: dict[tuple[int, str], set[int]] = {}
    for run in ran:
        tried.setdefault((compiled.form_of.get(run.reading, 0), run.verdict), set()).add(run.bound.box)
    counts: list[tuple[tuple[str, ...], str, Tally]] = []
    untried: list[str] = []
    for number, form in enumerate(compiled.forms):
        readings = tuple(reading for reading, index in compiled.form_of.items() if index == number)
        on = f" on the reading {listed(readings, joint='and')}" if len(compiled.forms) > 1 else ""
        for word, boxes in form.items():
            cases = tried.get((number, word), ())
            left = [ground for ground in boxes if not any(not box & ~ground for box in cases)]
            untried += [f"{word}{on}: {_described(compiled, ground)}" for ground in left]
            if boxes:
                counts.append((readings, word, Tally(len(boxes) - len(left), len(boxes))))
    return counts, untried


def _described(compiled: Compiled, ground: int) -> str:
    space, variables = compiled.space, compiled.variables
    return (
        "; ".join(
            f"{variables[index].path} is {listed(variables[index].cells_text(space.cells(ground, index)))}"
            for index in space.constrained(ground)
        )
        or "whatever the facts"
    )


def _excepted(compiled: Compiled, ran: Sequence[Ran]) -> set[int]:
    """The exceptions all of whose parts hold in some case that comes out excepted."""
    found: set[int] = set()
    for run in ran:
        for group in {part.group for part in compiled.parts if part.section == "unless"} - found if run.verdict == "excepted" else ():
            if all(run.bound.truth(part) is Truth.HOLDS and run.bound.counts(part) for part in compiled.parts if part.group == group):
                found.add(group)
    return found


def _near_miss(ran: Sequence[Ran]) -> bool:
    """Whether two cases differ in one stated fact, one a breach and the other settled otherwise."""
    breaches = [run for run in ran if run.verdict == "breach"]
    others = [run for run in ran if run.verdict in ("complied", "excepted")]
    return any(
        one.reading == other.reading and sum(one.stated.get(key) != other.stated.get(key) for key in {*one.stated, *other.stated}) == 1
        for one in breaches
        for other in others
    )
