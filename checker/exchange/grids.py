"""Tables of other programs with every cell under its column.

Comes in: the path of a CSV file, a workbook or an archive of CSV files. Goes out: :class:`Grid`: the columns and the rows of each table, the cells as text. What a column means is for whoever knows the program that wrote it.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from checker import documents, inputs, limits
from checker.errors import InputError
from checker.exchange.imported import CellProblem, Origin, SheetRow
from checker.exchange.sheets import Line, Sheet, bounded_rows, read_csv
from checker.exchange.workbooks import DAMAGED, read_workbook, unless_absurd


class Grid(NamedTuple):
    """One table: the file, its name (of the sheet, or of the part of an archive; empty for a file that is one table), its columns in order, its rows that are not empty; cells without anything are left out."""

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def csv_grid(path: str) -> Grid:
    """The table in a CSV file with commas or semicolons; which, its first row tells. Raises InputError."""
    found = _grid(path, read_csv(path, delimiter=","), _Held())
    if len(found.columns) == 1 and ";" in found.columns[0]:
        return _grid(path, read_csv(path, delimiter=";"), _Held())
    return found


def workbook_grids(path: str) -> tuple[Grid, ...]:
    """The sheets of a workbook that another program made and nobody calculates in: a formula counts as the text that it was made of. Raises InputError."""
    held = _Held()
    sheets = read_workbook(path, formulas_as_text=True)
    return tuple(grid for sheet in sheets if (grid := _grid(path, sheet, held, may_be_empty=True)).columns)


def archive_grids(path: str) -> tuple[Grid, ...]:
    """Every CSV file at the top of a ZIP archive, or of the folder into which it was unpacked, by name. Raises InputError."""
    held = _Held()
    if os.path.isdir(path):
        names = sorted(name for name in os.listdir(path) if name.lower().endswith(".csv"))
        return tuple(
            _grid(os.path.join(path, name), read_csv(os.path.join(path, name), delimiter=","), held)._replace(name=name[:-4])
            for name in names
        )
    found = []
    try:
        with inputs.opened(path) as whole, zipfile.ZipFile(whole) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".csv") and "/" not in part.filename]
            unless_absurd(path, parts)
            for part in sorted(parts, key=lambda part: part.filename):
                with archive.open(part) as file:
                    text = documents.decode(file.read(limits.FILE_BYTES.value + 1), f"{path}[{part.filename}]")
                found.append(_grid(path, Sheet(part.filename[:-4], _lines(text, path, part.filename)), held))
    except OSError as error:
        raise InputError.single(
            path,
            0,
            "unreadable",
            f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            "",
            "Check the path and that you may read it.",
        ) from error
    except DAMAGED as error:
        raise InputError.single(
            path, 0, "archive", "this is not a ZIP archive that can be read.", "", "Download the export again."
        ) from error
    return tuple(found)


def _lines(text: str, path: str, part: str) -> Iterator[Line]:
    csv.field_size_limit(limits.CELL.value)
    try:
        yield from bounded_rows(io.StringIO(text, newline=""), path, ",")
    except csv.Error as error:
        raise InputError.single(
            path, 0, "csv", f"{part} is not valid CSV: {error}.", "Nothing after that can be understood.", "Download the export again."
        ) from error


class _Held:
    """How many cells of an export are in memory."""

    def __init__(self) -> None:
        self.cells = 0

    def and_(self, row: SheetRow) -> SheetRow:
        """The row, counted. Raises InputError where it is too much."""
        self.cells += len(row.cells)
        if self.cells > limits.CELLS.value:
            raise limits.CELLS.exceeded(row.file, row.number)
        return row


def _grid(file: str, sheet: Sheet, held: _Held, *, may_be_empty: bool = False) -> Grid:
    """A sheet whose first line names the columns. Raises InputError where it has none, one twice, or more cells than columns."""
    lines = iter(sheet.lines)
    head = [cell.strip() for cell in first.cells] if (first := next(lines, None)) is not None else []
    if not any(head):
        if may_be_empty:
            return Grid(file, sheet.name, (), ())
        raise InputError.single(file, 1, "no-header", "the first row names no columns.", "", "Export the table with its header row.")
    problems = [
        Origin(SheetRow(file, sheet.name, 1, {}), column).problem(
            "column", f'two columns are called "{column}".', "Nobody could tell which of them counts.", "Rename one, or take it out."
        )
        for column in dict.fromkeys(column for place, column in enumerate(head) if column and column in head[:place])
    ]
    rows: list[SheetRow] = []
    for line in lines:
        if not line.blank:
            rows.append(held.and_(_row(file, sheet.name, line, head, problems)))
        if len(problems) > limits.PROBLEMS.value:
            raise InputError(limits.listed(problems, file, line.number))
    if problems:
        raise InputError(problems)
    return Grid(file, sheet.name, tuple(column for column in head if column), tuple(rows))


def _row(file: str, name: str, line: Line, head: Iterable[str], problems: list[CellProblem]) -> SheetRow:
    columns = list(head)
    cells = {column: cell.strip() for column, cell in zip(columns, line.cells, strict=False) if column and cell.strip()}
    row = SheetRow(file, name, line.number, cells)
    if any(cell.strip() for cell in line.cells[len(columns) :]):
        problems.append(
            Origin(row).problem(
                "too-many-cells",
                "the row has more cells than there are columns.",
                "What stands in the others belongs to nothing.",
                "Look for a quotation mark or separator that is missing, or name the column.",
            )
        )
    problems += [
        Origin(row, columns[place] if place < len(columns) else "").problem("cell", f"the cell {what}.", "", "Correct it, or empty it.")
        for place, what in line.wrong
    ]
    return row
