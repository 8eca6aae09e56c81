"""One fact as a rule sees it: the values it can take cut into cells. Pure, no input or output.

Comes in: a fact of the vocabulary, the edges at which a rule cuts it. Goes out: :class:`Variable`: which cells a value leaves possible, and cells in words.
"""

from __future__ import annotations

from typing import NamedTuple

from checker.values import Edge, Value, in_digits
from checker.vocabulary import Fact


class Variable(NamedTuple):
    """One fact as a rule sees it: ``role`` and ``links`` lead to the subject, ``fact`` is what is asked of it, ``cuts`` are the edges between its cells.

    ``words`` are the values of a yes-or-no or listed fact, one cell each; ``width`` is how many cells there are.
    """

    path: str
    role: str
    links: tuple[str, ...]
    fact: Fact
    cuts: tuple[Edge, ...]
    words: tuple[str, ...]
    width: int

    @classmethod
    def at(cls, path: str, fact: Fact, cuts: tuple[Edge, ...]) -> Variable:
        """The variable at the end of a path such as ``person.in_power_of.recognised``."""
        role, *links, _ = path.split(".")
        words = fact.words
        return cls(path, role, tuple(links), fact, cuts, words, len(words) or len(cuts) + 1)

    def mask(self, value: Value) -> int:
        """The cells that ``value`` leaves possible."""
        if value.words is not None:
            return sum([1 << index for index, word in enumerate(self.words) if word in value.words])
        first = sum(cut <= value.low for cut in self.cuts)
        last = sum(cut < value.high for cut in self.cuts)
        return sum(1 << cell for cell in range(first, last + 1))

    def cell_text(self, cell: int) -> str:
        """A cell in words: the value, or the stretch of numbers or dates."""
        if self.words:
            return self.words[cell]
        low = self.cuts[cell - 1] if cell else None
        high = self.cuts[cell] if cell < len(self.cuts) else None
        return _stretch(self.fact, low, high)

    def cells_text(self, mask: int) -> list[str]:
        """The cells of ``mask`` in words; neighbouring stretches are joined."""
        cells = [cell for cell in range(self.width) if mask >> cell & 1]
        if self.words:
            return [self.words[cell] for cell in cells]
        texts: list[str] = []
        while cells:
            first = last = cells.pop(0)
            while cells and cells[0] == last + 1:
                last = cells.pop(0)
            texts.append(_stretch(self.fact, self.cuts[first - 1] if first else None, self.cuts[last] if last < len(self.cuts) else None))
        return texts


def _stretch(fact: Fact, low: Edge | None, high: Edge | None) -> str:
    def shown(number: float) -> str:
        if fact.type == "date":
            import datetime

            return datetime.date.fromordinal(int(number)).isoformat()
        return in_digits(number)

    discrete = fact.type != "float"
    if low and high and discrete and high[0] - 1 == low[0]:
        return shown(low[0])
    if low and high and low[0] == high[0]:
        return shown(low[0])
    parts = []
    if low:
        parts.append(f"{'more than' if low[1] else 'at least' if fact.type != 'date' else 'on or after'} {shown(low[0])}")
    if high:
        parts.append(
            f"at most {shown(high[0] - 1)}"
            if fact.type == "int"
            else f"before {shown(high[0])}"
            if fact.type == "date"
            else f"{'at most' if high[1] else 'less than'} {shown(high[0])}"
        )
    return " and ".join(parts) or "any"
