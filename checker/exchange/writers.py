"""Records as files of other programs.

Comes in: the plain data of valid records, one by one, and how they are to be written. Goes out: the pieces of a CSV or JSON Lines file as they come, or the bytes of a workbook. Everything that a record says is in each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checker.exchange.cells import exactly
from checker.exchange.items import LONG, TABLES
from checker.exchange.sheets import csv_line
from checker.exchange.tables import rows_of
from checker.exchange.workbooks import openpyxl, text_cell, unless_too_long, workbook_bytes
from checker.vocabulary import Vocabulary

#: What a record can be exported to.
FORMATS = ("csv", "xlsx", "jsonl")

#: How wide a column of a workbook is, in letters; others are 16.
_WIDTHS = {
    "record": 24,
    "note": 60,
    "title": 44,
    "summary": 60,
    "label": 32,
    "links": 44,
    "url": 40,
    "fact": 34,
    "is": 22,
    "publisher": 28,
    "name": 32,
    "exactly": 12,
    "form": 8,
    "grade": 8,
}
_DEFAULT_WIDTH = 16

_HEAD_COLOUR = "1F3864"


def csv_heading() -> str:
    """The first line of a CSV file."""
    return csv_line(LONG)


def csv_rows(data: Mapping[str, Any], vocabulary: Vocabulary, *, exact: bool) -> str:
    """The lines of one record in a CSV file."""
    return "".join(
        csv_line([{**row.cells, "table": row.table, "record": row.record}.get(column, "") for column in LONG])
        for row in rows_of(data, vocabulary, exact=exact)
    )


def json_line(data: Mapping[str, Any]) -> str:
    """The line of one record in a JSON Lines file."""
    return exactly(data) + "\n"


def workbook(path: str, records: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, *, exact: bool) -> bytes:
    """A workbook with a sheet for each table. Raises InputError where the library is missing, or a text or the number of rows is too large for a workbook."""
    made = _Workbook(path)
    try:
        for name in TABLES:
            if name != "restricted":
                made.sheet(name)
        for data in records:
            for row in rows_of(data, vocabulary, exact=exact):
                made.add(row.table, [row.record, *(row.cells.get(column, "") for column in TABLES[row.table])])
    finally:
        made.close()
    return workbook_bytes(made.book)


class _Workbook:
    """A workbook that is written row by row; a sheet is made when it is first needed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.library = openpyxl(path)
        self.book = self.library.Workbook(write_only=True)
        self.sheets: dict[str, Any] = {}
        self.counts: dict[str, int] = {}
        styles = self.library.styles
        self.top = styles.Alignment(vertical="top", wrap_text=True)
        self.head = styles.Font(bold=True, color="FFFFFF"), styles.PatternFill("solid", start_color=_HEAD_COLOUR)

    def sheet(self, name: str) -> Any:
        if name not in self.sheets:
            made = self.sheets[name] = self.book.create_sheet(name)
            self.counts[name] = 0
            made.freeze_panes = "B2"
            columns = ("record", *TABLES[name])
            for number, column in enumerate(columns, start=1):
                made.column_dimensions[self.library.utils.get_column_letter(number)].width = _WIDTHS.get(column, _DEFAULT_WIDTH)
            self.add(name, columns)
        return self.sheets[name]

    def add(self, name: str, texts: Sequence[str]) -> None:
        sheet = self.sheet(name)
        self.counts[name] += 1
        unless_too_long(self.path, name, self.counts[name], texts)
        cells: list[Any] = []
        for text in texts:
            cell = text_cell(self.library.cell.WriteOnlyCell(sheet), text) if text else None
            if cell is not None and self.counts[name] == 1:
                cell.font, cell.fill = self.head
            elif cell is not None:
                cell.alignment = self.top
            cells.append(cell)
        sheet.append(cells)

    def close(self) -> None:
        """Ends every sheet, as the library wants it, also where the work was broken off."""
        for sheet in self.sheets.values():
            sheet.close()
