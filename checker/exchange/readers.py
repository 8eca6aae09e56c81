"""Which reader takes in which foreign file.

Comes in: the path of a file and, where it is asked for, the name of its format. Goes out: the drafts and problems of the file, one by one. A format is one line of :data:`FORMATS`: its name, the endings of its files, what it is,
and the function that reads it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from checker import documents, inputs
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.answers import read_submissions
from checker.exchange.archiver import read_archiver
from checker.exchange.imported import Draft, handed_over
from checker.exchange.mapped import read_mapped
from checker.exchange.mapping import ColumnMapping, read_mapping
from checker.exchange.sheets import Line, Sheet, heading, read_csv, tidy
from checker.exchange.tabular import holds_tables, read_tables
from checker.exchange.uwazi import read_uwazi
from checker.exchange.workbooks import read_workbook
from checker.jsontext import bounded_lines
from checker.vocabulary import Vocabulary
from checker.withholding import without_secrets_of


class Wanted(NamedTuple):
    """What a reader is told: the vocabulary, and the path of a column mapping (empty for none)."""

    vocabulary: Vocabulary
    mapping: str = ""


class Format(NamedTuple):
    """A foreign format: its name, the endings of its files, what it is, and its reader."""

    name: str
    suffixes: tuple[str, ...]
    about: str
    read: Callable[[str, Wanted], Iterable[Draft | Problem]]


def _csv(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:
    mapping = read_mapping(wanted.mapping, wanted.vocabulary) if wanted.mapping else None
    sheet = read_csv(path, delimiter=mapping.delimiter, encoding=mapping.encoding) if mapping else read_csv(path)
    return _sheets(path, [sheet], mapping, wanted.vocabulary)


def _xlsx(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:
    mapping = read_mapping(wanted.mapping, wanted.vocabulary) if wanted.mapping else None
    return _sheets(path, read_workbook(path), mapping, wanted.vocabulary)


def _sheets(path: str, sheets: list[Sheet], mapping: ColumnMapping | None, vocabulary: Vocabulary) -> Iterator[Draft | Problem]:
    """The records of a table or of the sheets of a workbook: by the mapping, or, without one, in the program's own form."""
    if mapping is not None:
        return read_mapped(path, sheets, mapping, vocabulary)
    names = [sheet.name for sheet in sheets]
    seen: list[Line] = []
    columns: list[set[str]] = []
    for place, sheet in enumerate(sheets):
        first = heading(sheet.lines)
        seen = [first] if first else []
        columns += [{tidy(cell).casefold() for cell in first.cells}] if first else []
        sheets[place] = Sheet(sheet.name, itertools.chain(seen, sheet.lines))
        if first and holds_tables(names, first.cells, vocabulary):
            return read_tables(path, sheets, vocabulary)
    if (known := next((known for found in columns if (known := _known_by(found))), "")) and seen:
        raise InputError.single(
            path,
            seen[0].number,
            "mapping",
            f"this table is not one that the program writes, but has the columns of an export of {KNOWN_BY[known][0]}.",
            "",
            f"Import it with --from {known}.",
        )
    raise InputError.single(
        path,
        seen[0].number if seen else 0,
        "mapping",
        "this table is not one that the program writes." if seen else "there is nothing in this file.",
        "Which column is which fact has to be said by somebody; it is not guessed." if seen else "",
        f"Draft a mapping with `ihl records map {path} -o mapping.yml`, complete it, and import with --mapping mapping.yml."
        if seen
        else "Check that it is the file that you meant, and that it was saved.",
    )


#: By which columns, in small letters, the export of another program is known.
KNOWN_BY = {
    "kobo": ("KoboToolbox", {"ihl_form", "_uuid"}),
    "odk": ("ODK Central", {"ihl_form", "submissiondate", "key"}),
    "uwazi": ("Uwazi", {"title", "date added", "template"}),
    "auto-archiver": ("the auto-archiver", {"link", "archive status"}),
}


def _known_by(columns: set[str]) -> str:
    """The format whose columns these are, or nothing."""
    return next((name for name, (_, wanted) in KNOWN_BY.items() if wanted <= columns), "")


def _jsonl(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:  # noqa: ARG001 (every reader is asked in the same way)
    last = 0
    try:
        with inputs.opened(path) as lines:
            for document in documents.parse_json_lines(bounded_lines(lines), path):
                last = document.first_line if isinstance(document, Document) else document.problems[0].line
                if isinstance(document, InputError):
                    yield from without_secrets_of(document)
                else:
                    yield Draft(document.data, {}, (document.first_line,))
    except InputError as error:
        raise inputs.after(error, last) from error
    except OSError as error:
        yield documents.unreadable(path, error, last)


def _form(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:
    return handed_over(read_submissions(path, wanted.vocabulary))


def _uwazi(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:
    return _csv(path, wanted) if wanted.mapping else handed_over(read_uwazi(path))


def _archiver(path: str, wanted: Wanted) -> Iterator[Draft | Problem]:
    return handed_over(read_archiver(path, wanted.mapping))


#: Every format that can be imported.
FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format("csv", (".csv", ".tsv", ".txt"), "a table: the program's own, or any other with a mapping", _csv),
        Format("xlsx", (".xlsx", ".xlsm"), "a workbook: the program's own or a filled template, or any other with a mapping", _xlsx),
        Format("jsonl", (".jsonl",), "records, one in a line", _jsonl),
        Format("kobo", (), "submissions of a form, as KoboToolbox exports them (.xlsx)", _form),
        Format("odk", (".zip",), "submissions of a form, as ODK Central exports them", _form),
        Format("uwazi", (), "entities of an Uwazi collection (.csv)", _uwazi),
        Format("auto-archiver", (), "the sheet of the auto-archiver (.csv or .xlsx)", _archiver),
    )
}


def format_of(path: str, name: str | None) -> Format:
    """The format called ``name``, or the one that the ending of the file tells. Raises InputError."""
    if name is not None:
        if name not in FORMATS:
            raise InputError.single(
                "--from",
                0,
                "option",
                f'"{name}" is not a format.',
                "",
                did_you_mean(name, FORMATS, otherwise=f"Formats are {listed(FORMATS)}."),
            )
        return FORMATS[name]
    for known in FORMATS.values():
        if path.lower().endswith(known.suffixes):
            return known
    endings = listed([ending for known in FORMATS.values() for ending in known.suffixes])
    raise InputError.single(
        path, 0, "format", "its ending tells no format.", f"Known are {endings}.", f"Name the format with --from {listed(FORMATS)}."
    )


def sheets_of(path: str) -> list[Sheet]:
    """The sheets of a table or workbook, whatever stands in them. Raises InputError."""
    return read_workbook(path) if format_of(path, None).name == "xlsx" else [read_csv(path)]
