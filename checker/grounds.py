"""Boxes over fact values: what makes an outcome certain. Pure, no input or output.

The values that a fact can take are cut into *cells* (yes and no; the values of a list; the stretches between the thresholds that a rule uses). A *box* gives
each fact a set of cells: the states of affairs in which every fact lies in its set. All the sets of one box together are one integer, a field of bits for each
fact, so that "lies within" is one operation. A *cover* is a list of boxes, and stands for the states in any of them.

The *grounds* of an outcome are all its maximal boxes (multi-valued prime implicants). They answer every question asked of a rule: the outcome is certain exactly
if one ground contains the box of the record, possible exactly if one ground meets it, and a ground that leaves a fact free shows that the fact is not needed.

Theory: W. V. Quine, "A way to simplify truth functions" (1955); P. Tison, "Generalization of consensus theory" (1967); for many-valued facts
R. Rudell and A. Sangiovanni-Vincentelli, "Multiple-valued minimization for PLA optimization" (1987).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

#: A rule with more boxes for one outcome than this is refused rather than compiled for minutes, unless somebody allows more (:func:`allow`).
LIMIT = 4000

#: The same for the way there, with the usual limit (more in proportion, where more is allowed): how many pairs of boxes are joined or met for one rule (four hundred times what the costliest of the shipped rules takes), and how
#: many times boxes are held against each other to drop those within others. They are counted, not timed, so that a rule is refused on every machine or on none.
PAIRS, HELD = 2_000_000, 30_000_000

_allowed = [LIMIT]


class TooManyGrounds(Exception):
    """The maximal boxes of a cover are more than the limit, or cannot be worked out in the steps that are given for it."""


def allow(limit: int) -> None:
    """From now on every rule may have this many boxes for one outcome, and steps in proportion. No answer that is given depends on it."""
    _allowed[0] = limit


def allowed() -> int:
    """How many boxes a rule may have for one outcome."""
    return _allowed[0]


class Effort:
    """What may be spent on one rule, or on whatever it is passed to: boxes at one time (``limit``, one or more), and steps in all."""

    __slots__ = ("held", "limit", "pairs")

    def __init__(self, limit: int | None = None) -> None:
        self.limit = allowed() if limit is None else limit
        self.pairs = PAIRS * self.limit // LIMIT
        self.held = HELD * self.limit // LIMIT

    def pair(self, count: int) -> None:
        """Before so many pairs of boxes are joined or met. Raises TooManyGrounds where that is more than is left."""
        self.pairs -= count
        if self.pairs < 0:
            raise TooManyGrounds

    def hold(self, count: int) -> None:
        """Before a box is held against so many others. Raises TooManyGrounds where that is more than is left."""
        self.held -= count
        if self.held < 0:
            raise TooManyGrounds


@dataclass(frozen=True, slots=True)
class Space:
    """The facts of a rule as fields of bits: ``widths[i]`` cells for fact ``i``, ``fields[i]`` its bits, ``shifts[i]`` where they begin."""

    widths: tuple[int, ...]
    shifts: tuple[int, ...] = field(init=False)
    fields: tuple[int, ...] = field(init=False)
    full: int = field(init=False)

    def __post_init__(self) -> None:
        shifts: list[int] = []
        at = 0
        for width in self.widths:
            shifts.append(at)
            at += width
        object.__setattr__(self, "shifts", tuple(shifts))
        object.__setattr__(self, "fields", tuple(((1 << width) - 1) << shift for width, shift in zip(self.widths, shifts, strict=True)))
        object.__setattr__(self, "full", sum(self.fields))

    def box(self, cells: Iterable[tuple[int, int]]) -> int:
        """The box that gives fact ``i`` the cells in ``mask`` for each ``(i, mask)`` and leaves every other fact free."""
        box = self.full
        for index, mask in cells:
            box &= ~self.fields[index] | (mask << self.shifts[index])
        return box

    def cells(self, box: int, index: int) -> int:
        """The cells of fact ``index`` in ``box``, as a bit mask."""
        return (box & self.fields[index]) >> self.shifts[index]

    def constrained(self, box: int) -> list[int]:
        """The facts that ``box`` does not leave free."""
        return [index for index, bits in enumerate(self.fields) if box & bits != bits]

    def empty(self, box: int) -> bool:
        """Whether some fact has no cell left, so that the box holds no state."""
        for bits in self.fields:  # noqa: SIM110 (a loop costs half of any() here, too)
            if not box & bits:
                return True
        return False


def meets(cover: Iterable[int], box: int, space: Space) -> bool:
    """Whether some state lies both in ``box`` and in ``cover``."""
    fields = space.fields
    for ground in cover:
        met = ground & box
        for bits in fields:
            if not met & bits:
                break
        else:
            return True
    return False


def contains(grounds: Iterable[int], box: int) -> bool:
    """Whether one of the maximal boxes contains ``box``: exactly if every state in ``box`` lies in the cover they were made from."""
    for ground in grounds:  # noqa: SIM110 (a loop costs half of any() here, and this is the innermost one)
        if not box & ~ground:
            return True
    return False


def intersection(covers: Sequence[Sequence[int]], space: Space, effort: Effort | None = None) -> list[int]:
    """The states that lie in every one of ``covers`` (in all states, if there is none). Raises TooManyGrounds beyond ``effort``."""
    spent = effort or Effort()

    def both(first: list[int], second: Sequence[int]) -> list[int]:
        spent.pair(len(first) * len(second))
        met = {box for a in first for b in second if not space.empty(box := a & b)}
        return absorbed(met, spent)

    return reduce(both, covers, [space.full])


def absorbed(boxes: Iterable[int], effort: Effort | None = None) -> list[int]:
    """``boxes`` without those that lie within another. Raises TooManyGrounds beyond ``effort``."""
    spent = effort or Effort()
    kept: list[int] = []
    for box in sorted(set(boxes), key=lambda b: (-b.bit_count(), b)):
        spent.hold(len(kept))
        if not contains(kept, box):
            kept.append(box)
            if len(kept) > spent.limit:
                raise TooManyGrounds
    return kept


def maximal(cover: Iterable[int], space: Space, effort: Effort | None = None) -> tuple[int, ...]:
    """All maximal boxes of a cover, in a fixed order.

    Fact by fact, every two boxes are joined on that fact (its cells united, all others intersected) until nothing new appears; what lies within another box is
    dropped. Raises TooManyGrounds beyond ``effort``.
    """
    spent = effort or Effort()
    current = absorbed((box for box in cover if not space.empty(box)), spent)
    for bits in space.fields:
        if all(box & bits == bits for box in current):
            continue  # No box leaves a cell of this fact out, so that none can be joined on it.
        others = [other for other in space.fields if other != bits]
        fresh = current
        while fresh:
            spent.pair(len(fresh) * len(current))
            found: set[int] = set()
            for a in fresh:
                for b in current:
                    united = (a | b) & bits
                    if united in (a & bits, b & bits):
                        continue
                    met = a & b
                    if all(met & other for other in others):
                        found.add((met & ~bits) | united)
            if not found:
                break
            fresh = [box for box in absorbed(found, spent) if not contains(current, box)]
            current = absorbed([*current, *fresh], spent)
    return tuple(sorted(current))


def identified(grounds: Iterable[int], space: Space, first: int, second: int) -> list[int]:
    """The cover in the states where facts ``first`` and ``second`` (cut alike) are one and the same: kept in ``first``, ``second`` left free."""
    joined: list[int] = []
    for ground in grounds:
        common = space.cells(ground, first) & space.cells(ground, second)
        if common:
            joined.append((ground & ~space.fields[first] & ~space.fields[second]) | (common << space.shifts[first]) | space.fields[second])
    return joined
