"""What an import brought: records as plain data, and what could not be taken in.

Comes in: nothing; this is the one form in which every reader of foreign files hands over. Each record is plain data as ``documents`` gives it and ``writing`` writes it; whoever takes it in reads it
back as a record before it is kept. A problem names the file and the row (``line``), and in its text the column and the value; a reader of tables says them apart (:class:`CellProblem`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checker.documents import Path
from checker.errors import Problem


class SheetRow(NamedTuple):
    """One row as it was found: the file, the sheet in it (empty for a file that is one table), its number (1-based), its cells by column, and the columns that hold restricted values."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, str]
    restricted: tuple[str, ...] = ()


class Origin(NamedTuple):
    """The cell that a value came from, and what was written there; ``column`` is empty where the row as a whole is meant."""

    row: SheetRow
    column: str = ""
    written: str = ""

    def problem(self, code: str, what: str, why: str = "", fix: str = "") -> CellProblem:
        """What is wrong with this cell."""
        return CellProblem(self.row.file, self.row.number, code, what, why, fix, self.column, self)


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """A problem with one cell or row of a table; printed with its sheet and column."""

    column: str = ""
    origin: Origin | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.origin is None:
            return str(Problem(self.file, self.line, self.code, self.what, self.why, self.fix))
        row, column, _ = self.origin
        place = ", ".join(part for part in (f'sheet "{row.sheet}"' if row.sheet else "", f'column "{column}"' if column else "") if part)
        return str(Problem(self.file, self.line, self.code, f"{place}: {self.what}" if place else self.what, self.why, self.fix))


class Draft(NamedTuple):
    """One record that was read: its data, comments by path for whoever goes on with it, and the rows of the foreign file that it came from (1-based).

    ``origins``: the cell that stands behind each path of the data, where the reader knows it; ``()`` is the row of the record itself.
    """

    data: Mapping[str, Any]
    comments: Mapping[Path, str] = {}
    rows: tuple[int, ...] = ()
    origins: Mapping[Path, Origin] = {}


class Imported(NamedTuple):
    """The drafts of a file in order, and every problem; a row with a problem is in no draft."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()


def handed_over(imported: Imported) -> Iterator[Draft | Problem]:
    """The same one by one, as readers of long files hand over: problems first."""
    yield from imported.problems
    yield from imported.drafts
