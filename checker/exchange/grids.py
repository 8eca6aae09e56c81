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

from checker import documents
from checker.errors import InputError
from checker.exchange.imported import CellProblem, Origin, SheetRow
from checker.exchange.sheets import MAX_CELL, Line, Sheet, read_csv
from checker.exchange.workbooks import DAMAGED, read_workbook

#: What is read of an archive in all.
MAX_UNPACKED = 200_000_000


class Grid(NamedTuple):
    """One table: the file, its name (of the sheet, or of the part of an archive; empty for a file that is one table), its columns in order, its rows that are not empty; cells without anything are left out."""

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def csv_grid(path: str) -> Grid:
    """The table in a CSV file with commas or semicolons; which, its first row tells. Raises InputError."""
    found = _grid(path, read_csv(path, delimiter=","))
    if len(found.columns) == 1 and ";" in found.columns[0]:
        return _grid(path, read_csv(path, delimiter=";"))
    return found


def workbook_grids(path: str) -> tuple[Grid, ...]:
    """The sheets of a workbook that another program made and nobody calculates in: a formula counts as the text that it was made of. Raises InputError."""
    return tuple(grid for sheet in read_workbook(path, formulas_as_text=True) if (grid := _grid(path, sheet, may_be_empty=True)).columns)


def archive_grids(path: str) -> tuple[Grid, ...]:
    """Every CSV file at the top of a ZIP archive, or of the folder into which it was unpacked, by name. Raises InputError."""
    if os.path.isdir(path):
        names = sorted(name for name in os.listdir(path) if name.lower().endswith(".csv"))
        return tuple(
            _grid(os.path.join(path, name), read_csv(os.path.join(path, name), delimiter=","))._replace(name=name[:-4]) for name in names
        )
    found = []
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".csv") and "/" not in part.filename]
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise InputError.single(
                    path, 0, "too-large", f"it would unpack to more than {MAX_UNPACKED:,} bytes.", "", "Export fewer submissions at a time."
                )
            for part in sorted(parts, key=lambda part: part.filename):
                with archive.open(part) as file:
                    text = documents.decode(file.read(documents.MAX_BYTES + 1), f"{path}[{part.filename}]")
                found.append(_grid(path, Sheet(part.filename[:-4], _lines(text, path, part.filename))))
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
    csv.field_size_limit(MAX_CELL)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            yield Line(number, tuple(cells))
    except csv.Error as error:
        raise InputError.single(
            path, 0, "csv", f"{part} is not valid CSV: {error}.", "Nothing after that can be understood.", "Download the export again."
        ) from error


def _grid(file: str, sheet: Sheet, *, may_be_empty: bool = False) -> Grid:
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
    rows = [_row(file, sheet.name, line, head, problems) for line in lines if not line.blank]
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
