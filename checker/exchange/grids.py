"""Tables of other programs, as text: comma- or semicolon-separated files, workbooks, and archives of them.

Comes in: the path of a file. Goes out: :class:`Grid`: the columns and rows of each table with their numbers, every cell as the text that a person would see in it. What a column means is for whoever knows the
program that wrote it.

CSV is read as RFC 4180 has it (quotes doubled, line breaks inside quotes), UTF-8 with or without a byte order mark; the separator is the one of ``,``, ``;`` and tab that occurs most in the first line. Workbooks are
read by openpyxl for their values; a formula counts as the value that was last worked out for it.
"""

from __future__ import annotations

import csv
import datetime
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from checker import documents
from checker.errors import InputError, Problem

#: Larger tables are refused: a register of that size is read as JSON Lines, line by line.
MAX_ROWS = 200_000
MAX_COLUMNS = 16_384

csv.field_size_limit(documents.MAX_LINE)


class Row(NamedTuple):
    """One row: its number in the file (the header is row 1) and its cells by column, the empty ones left out."""

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The text in a column; empty where there is none."""
        return self.cells.get(column, "")


class Grid(NamedTuple):
    """One table: the file it stands in (with the sheet, or the part of an archive), its name, its columns in order, its rows that are not empty."""

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_csv(path: str) -> Grid:
    """The table in a CSV file. Raises InputError."""
    return csv_grid(documents.read_text(path), path, os.path.splitext(os.path.basename(path))[0])


def csv_grid(text: str, file: str, name: str) -> Grid:
    """The table in the text of a CSV file. Raises InputError where it has no header, a name twice, or a row that cannot be told apart."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return _grid(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), file, name)
    except csv.Error as error:
        raise InputError.single(
            file, 0, "csv", f"this is not a CSV file that can be read: {error}.", "", "Export it again as CSV (UTF-8), comma-separated."
        ) from error


def read_workbook(path: str, *, formulas: bool = False) -> tuple[Grid, ...]:
    """Every sheet of a workbook (.xlsx) that has a header, in its order; with ``formulas``, a formula counts as the text that it was made of. Raises InputError; also where openpyxl is not there to read it."""
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise InputError.single(
            path,
            0,
            "missing-extra",
            "workbooks are read with openpyxl, which is not installed.",
            "",
            'Install it with: pip install "ihl-checker[tables]".',
        ) from error
    _readable(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=not formulas)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError.single(
            path, 0, "workbook", "this is not a workbook that can be read.", "", "Export it again as XLSX, or open and save it as XLSX."
        ) from error
    except InvalidFileException as error:
        raise InputError.single(path, 0, "workbook", "this is not a workbook (.xlsx).", "", "Export it as XLSX.") from error
    try:
        found = []
        for sheet in book.worksheets:
            rows = ([shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
            grid = _grid(rows, f"{path}[{sheet.title}]", sheet.title, may_be_empty=True)
            if grid.columns:
                found.append(grid)
    finally:
        book.close()
    return tuple(found)


def read_archive(path: str) -> tuple[Grid, ...]:
    """Every CSV file at the top of a ZIP archive or of a folder, by name. Raises InputError."""
    if os.path.isdir(path):
        names = sorted(name for name in os.listdir(path) if name.lower().endswith(".csv"))
        return tuple(read_csv(os.path.join(path, name)) for name in names)
    _readable(path)
    found = []
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(name for name in archive.namelist() if name.lower().endswith(".csv") and "/" not in name):
                with archive.open(name) as part:
                    raw = part.read(documents.MAX_BYTES + 1)
                file = f"{path}[{name}]"
                found.append(csv_grid(documents.decode(raw, file), file, name[:-4]))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise InputError.single(
            path, 0, "archive", "this is not a ZIP archive that can be read.", "", "Download the export again."
        ) from error
    return tuple(found)


def _readable(path: str) -> None:
    try:
        size = os.stat(path).st_size
        with open(path, "rb"):
            pass
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InputError.single(
            path, 0, "unreadable", f"the file cannot be read: {reason}.", "", "Check the path and that you may read it."
        ) from error
    if size > documents.MAX_BYTES:
        raise InputError.single(
            path, 0, "too-large", f"this is larger than {documents.MAX_BYTES:,} bytes.", "", "Export fewer rows at a time."
        )


def _grid(lines: Iterable[Iterable[str]], file: str, name: str, *, may_be_empty: bool = False) -> Grid:
    numbered: Iterator[tuple[int, list[str]]] = ((number, [cell.strip() for cell in line]) for number, line in enumerate(lines, start=1))
    head = next((line for _, line in numbered), [])
    while head and not head[-1]:
        head.pop()
    if not head:
        if may_be_empty:
            return Grid(file, name, (), ())
        raise InputError.single(file, 1, "no-header", "the first row names no columns.", "", "Export the table with its header row.")
    if len(head) > MAX_COLUMNS:
        raise InputError.single(
            file, 1, "too-large", f"the table has more than {MAX_COLUMNS:,} columns.", "", "Leave out what is not needed."
        )
    problems = [
        Problem(
            file,
            1,
            "duplicate-column",
            f'two columns are called "{column}".',
            "Nobody could tell which of them counts.",
            "Rename one, or take it out.",
        )
        for column in dict.fromkeys(column for place, column in enumerate(head) if column and column in head[:place])
    ]
    rows: list[Row] = []
    for number, line in numbered:
        cells = {column: cell for column, cell in zip(head, line, strict=False) if cell and column}
        beyond = [cell for cell in line[len(head) :] if cell]
        if beyond:
            problems.append(
                Problem(
                    file,
                    number,
                    "too-many-cells",
                    f"row {number} has more cells than there are columns.",
                    "What stands in the others belongs to nothing.",
                    "Look for a quotation mark or separator that is missing, or name the column.",
                )
            )
        if cells:
            rows.append(Row(number, cells))
        if len(rows) > MAX_ROWS:
            raise InputError.single(file, number, "too-large", f"the table has more than {MAX_ROWS:,} rows.", "", "Split it.")
    if problems:
        raise InputError(problems)
    return Grid(file, name, tuple(column for column in head if column), tuple(rows))


def shown(value: Any) -> str:
    """The value of a cell as text: whole numbers without a fraction, times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
