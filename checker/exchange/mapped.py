"""Records out of a sheet that people keep, one row an incident, by a column mapping.

Comes in: the sheets of a file, a mapping that has been read, and the vocabulary. Goes out: a draft for each good row, and for each other row what is wrong in which column. The heading is the first row that has all the columns that
the mapping names, whatever stands above it. A cell that cannot be read keeps its row out; nothing is guessed. What no rule speaks of is not asked here: the draft is read as a record by whoever takes it in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from checker.documents import Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.errorsheet import COLUMNS
from checker.exchange.filling import fill
from checker.exchange.imported import CellProblem, Draft, Origin, SheetRow
from checker.exchange.mapping import ColumnMapping, missing_columns
from checker.exchange.reading import record_of
from checker.exchange.sheets import TOP, Line, Sheet, tidy
from checker.redaction import Secrets
from checker.text import unguarded
from checker.vocabulary import Vocabulary


def read_mapped(path: str, sheets: Sequence[Sheet], mapping: ColumnMapping, vocabulary: Vocabulary) -> Iterator[Draft | Problem]:
    """The records in the sheet that the mapping is about. Raises InputError where it is not there, or lacks a column."""
    reader = _Reader(path, mapping, vocabulary)
    sheet, head, lines = reader.table(sheets)
    return reader.drafts(sheet, head, lines)


#: Problems that a value has by itself, whatever else stands in the record.
_OF_A_VALUE = ("enum-value", "type", "date", "value", "id")


class _Reader:
    def __init__(self, path: str, mapping: ColumnMapping, vocabulary: Vocabulary) -> None:
        self.path = path
        self.mapping = mapping
        self.vocabulary = vocabulary
        #: What the columns are called for comparing: without stray blanks, capitals as small letters.
        self.wanted = {_folded(name): name for name in mapping.columns}
        self.returned = 0

    def table(self, sheets: Sequence[Sheet]) -> tuple[str, Line, Iterator[Line]]:
        """The sheet, its heading and the lines below it."""
        names = [sheet.name for sheet in sheets]
        wanted = self.mapping.sheet
        if wanted and names != [""] and wanted not in names:
            raise InputError.single(
                self.path,
                0,
                "sheet",
                f'there is no sheet "{wanted}".',
                "",
                did_you_mean(wanted, names, otherwise=f"Its sheets are {listed(names)}."),
            )
        best: tuple[int, Line] | None = None
        shown = ""
        for sheet in sheets:
            if wanted and names != [""] and sheet.name != wanted:
                continue
            lines = iter(sheet.lines)
            for line in itertools.islice(lines, TOP):
                have = {_folded(name) for name in line.cells}
                if have >= set(self.wanted):
                    self.heading(line)
                    return sheet.name, line, lines
                matching = len(have & set(self.wanted))
                if best is None or matching > best[0]:
                    best, shown = (matching, line), f'the sheet "{sheet.name}"' if sheet.name else "the table"
        if best is None:
            raise InputError.single(self.path, 0, "empty", "there is nothing in this file.", "", "Check the file.")
        found = [self.wanted.get(_folded(name), tidy(name)) for name in best[1].cells if tidy(name)]
        raise InputError(missing_columns(self.mapping, found, shown, best[1].number))

    def heading(self, line: Line) -> None:
        """Raises InputError where a column is there twice, or one that holds something would be passed over without a word."""
        self.returned = len(COLUMNS) if tuple(line.cells[: len(COLUMNS)]) == COLUMNS else 0
        names = [tidy(name) for name in line.cells[self.returned :]]
        folded = [_folded(name) for name in names]
        passed_over = {_folded(name) for name in self.mapping.unused}
        problems = [
            Problem(
                self.path,
                line.number,
                "column",
                f'the column "{name}" is there twice.',
                "Nobody could tell which is meant.",
                "Rename one of them in the sheet.",
            )
            for place, name in enumerate(names)
            if folded[place] in self.wanted and folded[place] in folded[:place]
        ]
        left_out = [name for name in dict.fromkeys(names) if name and _folded(name) not in self.wanted and _folded(name) not in passed_over]
        if left_out:
            problems.append(
                Problem(
                    self.mapping.file,
                    0,
                    "column",
                    f"the mapping says nothing of {listed([f'{chr(34)}{name}{chr(34)}' for name in left_out], joint='and', most=20)}.",
                    "What stands there would be lost without a word.",
                    "Use the column in the mapping, or name it under unused: to leave it out knowingly.",
                )
            )
        if problems:
            raise InputError(problems)

    def drafts(self, sheet: str, head: Line, lines: Iterable[Line]) -> Iterator[Draft | Problem]:
        names = ["" if place < self.returned else self.wanted.get(_folded(name), tidy(name)) for place, name in enumerate(head.cells)]
        heading = [_folded(name) for name in head.cells]
        for line in lines:
            cells = [unguarded(cell) for cell in line.cells] if self.returned else line.cells
            row = SheetRow(
                self.path,
                sheet,
                line.number,
                {name: text for name, text in zip(names, cells, strict=False) if name},
                self.mapping.restricted,
            )
            if not any(tidy(text) for text in row.cells.values()) and not line.wrong:
                continue
            if [_folded(cell) for cell in line.cells] == heading:
                continue  # the heading again, as on each page of a printed list
            wrong = {names[place]: what for place, what in line.wrong if place < len(names)}
            yield from self.draft(
                row,
                wrong,
                [
                    text
                    for place, text in enumerate(cells)
                    if tidy(text) and (place >= len(names) or (not names[place] and place >= self.returned))
                ],
            )

    def draft(self, row: SheetRow, wrong: Mapping[str, str], stray: Sequence[str]) -> Iterator[Draft | Problem]:
        """The record of one row, or its problems."""
        if stray:
            yield Origin(row, "", stray[0]).problem(
                "cell", f'"{stray[0]}" stands in a column without a name.', "It would be lost.", "Move it, or name the column."
            )
            return
        if not any(tidy(row.cells.get(name, "")) for name in self.mapping.columns):
            if any(
                tidy(text) for name, text in row.cells.items() if _folded(name) not in {_folded(unused) for unused in self.mapping.unused}
            ):
                yield Origin(row).problem(
                    "cell",
                    "the row has nothing in any column that the mapping uses.",
                    "It would be lost.",
                    "Delete the row, or fill it in.",
                )
            return
        data, origins, found = fill(row, wrong, self.mapping, self.vocabulary)
        problems = list(found)
        if problems:
            # What else is wrong in the row is said at once, so that nobody corrects it twice; what is only missing since a cell could not be read is not.
            spoiled = {problem.column for problem in found if isinstance(problem, CellProblem)}
            record = record_of(Draft(data, {}, (row.number,), origins), self.path, self.vocabulary)
            others = record if isinstance(record, list) else []
            problems += [
                other
                for other in others
                if isinstance(other, CellProblem) and other.column and other.column not in spoiled and other.code in _OF_A_VALUE
            ]
        else:
            data, named = self.without_names(row, data, origins)
            problems += named
        if problems:
            yield from problems
        else:
            yield Draft(data, {}, (row.number,), origins)

    def without_names(self, row: SheetRow, data: dict[str, Any], origins: Mapping[Path, Origin]) -> tuple[dict[str, Any], list[Problem]]:
        """The record with what the mapping wants done about texts that repeat what the row keeps restricted."""
        secrets = Secrets(data.get("restricted"))
        if not secrets or self.mapping.names_in_texts == "keep":
            return data, []
        problems: list[Problem] = []

        def looked_through(value: Any, path: Path) -> Any:
            if path == ("restricted",):
                return value
            if isinstance(value, dict):
                return {key: looked_through(inner, (*path, key)) for key, inner in value.items()}
            if isinstance(value, list):
                return [looked_through(inner, (*path, number)) for number, inner in enumerate(value)]
            if not isinstance(value, str) or not any(True for _ in secrets.hits(value)) or path[-1:] == ("is",):
                return value
            if self.mapping.names_in_texts == "withhold" and path[-1:] != ("id",):
                return secrets.hide(value)
            origin = next((origins[path[:length]] for length in range(len(path), -1, -1) if path[:length] in origins), Origin(row))
            kept = listed([f'"{name}"' for name in row.restricted], joint="and")
            problems.append(
                origin.problem(
                    "name",
                    f"the text repeats what {kept} keeps restricted.",
                    "Texts are read, quoted and passed on; they would lead to the captive.",
                    "Write the pseudonym instead, or say names_in_texts: withhold in the mapping to have it taken out of every text.",
                )
            )
            return value

        found: dict[str, Any] = looked_through(data, ())
        return found, list(dict.fromkeys(problems))


def _folded(name: str) -> str:
    return tidy(name).casefold()
