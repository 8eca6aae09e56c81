"""The rows that an import could not take in, as a table that a person can correct and import again.

Comes in: problems, each with the row it is about where a reader of tables found it. Goes out: the lines of a table: where, which row and column, what was written, what is wrong, what to do; then the row as it was. Restricted
values are withheld unless asked for, in their own columns and wherever else they stand in the row; texts are guarded against being run as formulas.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from checker.errors import Problem
from checker.exchange.cells import carried
from checker.exchange.imported import CellProblem, Origin
from checker.exchange.sheets import csv_line
from checker.exchange.workbooks import openpyxl, text_cell, workbook_bytes
from checker.redaction import MARK, Secrets
from checker.text import guarded

#: How wide the columns of a workbook are, in letters.
_WIDTHS = {"Where": 22, "Row": 7, "Column": 20, "Written": 22, "Problem": 46, "What to do": 58}
_WIDTH = 18

#: The columns that an error sheet has before those of the table.
COLUMNS = ("Where", "Row", "Column", "Written", "Problem", "What to do")


def secrets_in(problems: Iterable[Problem]) -> Secrets:
    """What must not be repeated of the rows that problems are about: the values in their restricted columns."""
    rows = {
        id(problem.origin.row): problem.origin.row
        for problem in problems
        if isinstance(problem, CellProblem) and problem.origin is not None
    }
    values = {row.cells.get(column, "") for row in rows.values() for column in row.restricted}
    return Secrets({"row": {"names": sorted(value for value in values if value.strip())}})


def withheld(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without the restricted values of any of their rows."""
    secrets = secrets_in(problems)
    return hidden(problems, secrets)


def hidden(problems: Iterable[Problem], secrets: Secrets) -> list[Problem]:
    """The problems without restricted values in their words, and in the rows that they are about."""
    return [_without(problem, secrets) for problem in problems] if secrets else list(problems)


def _without(problem: Problem, secrets: Secrets) -> Problem:
    origin = problem.origin if isinstance(problem, CellProblem) else None
    if origin is None:
        return Problem(
            secrets.hide(problem.file), problem.line, problem.code, secrets.hide(problem.what), problem.why, secrets.hide(problem.fix)
        )
    kept = origin.row.restricted
    cells = {column: MARK if column in kept and text.strip() else secrets.hide(text) for column, text in origin.row.cells.items()}
    what, written, fix = problem.what, origin.written, problem.fix
    if origin.column in kept and written.strip():
        what, written, fix = what.replace(written.strip(), MARK), MARK, fix.replace(written.strip(), MARK)
    place = Origin(origin.row._replace(cells=cells, file=secrets.hide(origin.row.file)), origin.column, secrets.hide(written))
    return CellProblem(
        secrets.hide(problem.file), problem.line, problem.code, secrets.hide(what), problem.why, secrets.hide(fix), origin.column, place
    )


def lines(problems: Sequence[Problem]) -> list[list[str]]:
    """The heading and one line for each problem; the cells of a row stand beside its first."""
    columns: dict[str, None] = {}
    for problem in problems:
        if isinstance(problem, CellProblem) and problem.origin is not None:
            columns |= dict.fromkeys(column for column in problem.origin.row.cells if column)
    found = [[*COLUMNS, *columns]]
    shown: set[tuple[str, str, int]] = set()
    for problem in problems:
        origin = problem.origin if isinstance(problem, CellProblem) else None
        where = os.path.basename(problem.file)
        said = [_begun(problem.what), " ".join(part for part in (problem.why, problem.fix) if part)]
        if origin is None:
            found.append([where, str(problem.line or ""), "", "", *said, *("" for _ in columns)])
            continue
        row = origin.row
        first = (row.file, row.sheet, row.number) not in shown
        shown.add((row.file, row.sheet, row.number))
        where = f"{where}, {row.sheet}" if row.sheet else where
        cells = [row.cells.get(column, "") if first else "" for column in columns]
        found.append([where, str(row.number), origin.column, origin.written, *said, *cells])
    return [[carried(cell) for cell in line] for line in found]


def _begun(text: str) -> str:
    """A sentence as it begins: with a capital, unless its first word is a name such as that of a fact."""
    first = text.partition(" ")[0]
    return text if "." in first or "_" in first else text[:1].upper() + text[1:]


def as_csv(problems: Sequence[Problem]) -> str:
    """The error sheet as CSV."""
    return "\ufeff" + "".join(csv_line([guarded(cell) for cell in line]) for line in lines(problems))


def as_workbook(path: str, problems: Sequence[Problem]) -> bytes:
    """The error sheet as a workbook. Raises InputError where the library for it is missing."""
    library = openpyxl(path)
    styles = library.styles
    book = library.Workbook()
    sheet: Any = book.active
    sheet.title = "errors"
    wrap = styles.Alignment(wrap_text=True, vertical="top")
    head, told, wrong = (styles.PatternFill("solid", start_color=colour) for colour in ("1F3864", "FFF2CC", "F8CBAD"))
    table = lines(problems)
    widths = [_WIDTHS.get(name, _WIDTH) if place < len(COLUMNS) else _WIDTH for place, name in enumerate(table[0])]
    for number, line in enumerate(table, start=1):
        for place, text in enumerate(line, start=1):
            cell = text_cell(sheet.cell(number, place), guarded(text) if number > 1 else text)
            cell.alignment = wrap
            if number == 1:
                cell.font, cell.fill = styles.Font(name="Calibri", bold=True, color="FFFFFF"), head
            elif place <= len(COLUMNS):
                cell.fill = told
            elif text and table[0][place - 1] == line[2]:
                cell.fill = wrong
        sheet.row_dimensions[number].height = (
            15 * max(1 + len(text) * 11 // (10 * width) for text, width in zip(line, widths, strict=True)) + 2
        )
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[library.utils.get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    return workbook_bytes(book)
