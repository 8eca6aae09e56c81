"""Lines with a hanging indent, and up to three columns, laid out once.

Rich's tables measure every cell and lay every line out again at each level of nesting, which makes up most of the cost of a report. A :class:`Sheet` knows its columns beforehand. Comes in:
rows of rich ``Text``; goes out: a renderable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console, ConsoleOptions
from rich.containers import Lines
from rich.segment import Segment
from rich.text import Text


class Row(NamedTuple):
    """One row: ``label`` in a column of ``label_width``, then ``body``, then ``beside`` in the last two fifths where there is one, or in the second ``half``.

    A row without a label is all body.
    """

    indent: int
    body: Text
    label: Text | None = None
    label_width: int = 6
    beside: Text | None = None
    half: bool = False


class Sheet:
    """Rows one below the other."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def line(self, body: Text, *, indent: int = 2) -> None:
        """A row without columns; further lines hang under the first."""
        self.rows.append(Row(indent, body))

    def columns(self, label: Text, body: Text, beside: Text | None = None, *, indent: int = 2, label_width: int = 6) -> None:
        """A row with a label before it and, given ``beside``, something at its right."""
        self.rows.append(Row(indent, body, label, label_width, beside))

    def pair(self, left: Text, right: Text, *, indent: int = 2) -> None:
        """Two texts side by side in columns of the same width."""
        self.rows.append(Row(indent, left, beside=right, half=True))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """The lines, each no wider than the console."""
        for row in self.rows:
            room = options.max_width - row.indent - (row.label_width + 2 if row.label is not None else 0)
            right = 0 if row.beside is None else (room - 2) // 2 if row.half else room * 2 // 5
            left = room - right - (2 if right else 0)
            body = row.body.wrap(console, left)
            beside = row.beside.wrap(console, right) if row.beside is not None else Lines()
            for number in range(max(len(body), len(beside))):
                line = Text(" " * row.indent, end="")
                if row.label is not None:
                    label = row.label if number == 0 else Text()
                    line.append_text(label)
                    line.append(" " * (row.label_width + 2 - label.cell_len))
                if number < len(body):
                    body[number].rstrip()
                    line.append_text(body[number])
                if number < len(beside):
                    line.append(" " * (left + 2 - (body[number].cell_len if number < len(body) else 0)))
                    beside[number].rstrip()
                    line.append_text(beside[number])
                yield from line.render(console, end="\n")
