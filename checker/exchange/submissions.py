"""Submissions of a survey form, as KoboToolbox and ODK Central export them.

Comes in: an export. Goes out: :class:`Submission`: the answers to the questions of the record, and the rounds of each repeated group, whatever program wrote the file. What the answers mean is for ``answers``.

Followed here:

* **KoboToolbox**, XLSX with *XML values and headers* (kobotoolbox/formpack ``reporting/export.py`` and ``schema/fields.py``, kpi ``import_export_task.py``): the first sheet has a submission in a row, with ``_id``, ``_uuid``,
  ``_submission_time``, ``_validation_status`` and ``_index``; every repeated group has a sheet of its own with ``_index``, ``_parent_table_name``, ``_parent_index`` and ``_submission__uuid``. With *groups in
  headers* a column is ``group/question`` (the separator can be chosen); a question with several answers is one column, or one for each choice (``question/choice`` with 1 or 0), or both. Kobo's CSV has no repeated
  groups, so it is refused. A text that begins with ``=`` stands in the workbook as a formula (XlsxWriter makes one of it), and is read as the text it was.
* **ODK Central**, the ZIP with all data, unpacked or not (getodk/central-backend ``lib/data/briefcase.js``): ``form.csv`` with ``SubmissionDate``, ``KEY``, ``ReviewState``, ``Status`` and ``FormVersion``, and
  ``form-group.csv`` for each repeated group with ``PARENT_KEY`` and ``KEY``. Columns are ``group-question``, or ``question`` without group paths; several answers as in Kobo.

Not covered: exports with labels, SPSS and GeoJSON, media files, and the OData feed. Who sent a submission, and from which device, is not read: it could lead to a witness.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from checker.errors import InputError, Problem, did_you_mean
from checker.exchange.grids import Grid, archive_grids, csv_grid, workbook_grids
from checker.exchange.imported import Origin, SheetRow
from checker.exchange.questions import RESTRICTED, of

#: Columns that the programs add, which hold nothing of the record.
_KOBO_OWN = frozenset((
    "start", "end", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index", "_parent_table_name",
    "_parent_index", "__version__", "_version_", "_submission__id", "_submission__uuid", "_submission__submission_time", "_submission__validation_status",
    "_submission__notes", "_submission__status", "_submission__submitted_by", "_submission__tags", "_submission___version__", "meta/instanceID", "meta/instanceName",
    "meta/rootUuid", "meta/deprecatedID", "formhub/uuid", "instanceID", "rootUuid", "deprecatedID", "instanceName", "uuid",
))  # fmt: skip
_ODK_OWN = frozenset((
    "SubmissionDate", "meta-instanceID", "meta-instanceName", "instanceID", "instanceName", "KEY", "PARENT_KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
    "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
))  # fmt: skip

#: What Kobo says of a submission that was not approved: by its name, and as people see it.
_NOT_APPROVED = ("validation_status_not_approved", "not approved")

#: Whatever stands under these is withheld from everything that is printed.
RESTRICTED_QUESTIONS = frozenset(of("restricted", key) for key in RESTRICTED)


class Answers(NamedTuple):
    """The answers of one row by question, with the row in which they stand, and for each question the column."""

    row: SheetRow
    given: Mapping[str, str]
    columns: Mapping[str, str]

    def of(self, question: str) -> str:
        """The answer to a question; empty where there is none."""
        return self.given.get(question, "")

    def origin(self, question: str) -> Origin:
        """The cell in which a question is answered."""
        return Origin(self.row, self.columns.get(question, question), self.of(question))


class Submission(NamedTuple):
    """One filled form: its id and time as the program has them, the version of the form that it keeps itself, the answers about the record, and the rounds of each repeated group in order."""

    uuid: str
    time: str
    record: Answers
    rounds: Mapping[str, tuple[Answers, ...]]


class Export(NamedTuple):
    """The submissions of an export in order, and what of it could not be read."""

    program: str
    submissions: tuple[Submission, ...]
    problems: tuple[Problem, ...]


def read_export(path: str, questions: Mapping[str, Collection[str]], groups: Collection[str]) -> Export:
    """The submissions in an export of a form with these questions (each with its choices, where it takes several) and these repeated groups. Raises InputError where the file as a whole cannot be used."""
    if os.path.isdir(path) or path.lower().endswith(".zip"):
        return _central(path, archive_grids(path), questions, groups)
    if path.lower().endswith(".csv"):
        columns = csv_grid(path).columns
        if "KEY" in columns or "SubmissionDate" in columns:
            raise InputError.single(
                path,
                0,
                "one-of-several",
                "this is one table of an export of ODK Central.",
                "The groups that repeat (captives, publications) stand in the others.",
                "Name the ZIP archive, or the folder into which it was unpacked.",
            )
        raise InputError.single(
            path,
            0,
            "no-repeats",
            "a CSV export of KoboToolbox leaves out the groups that repeat.",
            "Every captive and publication would be lost.",
            "Export as XLS, with XML values and headers.",
        )
    return _kobo(path, workbook_grids(path), questions, groups)


def _kobo(path: str, sheets: tuple[Grid, ...], questions: Mapping[str, Collection[str]], groups: Collection[str]) -> Export:
    main = next((sheet for sheet in sheets if "_uuid" in sheet.columns), None)
    if main is None:
        raise InputError.single(
            path,
            0,
            "not-an-export",
            'no sheet has a column "_uuid".',
            "Without it nobody can tell which answers belong together.",
            "Export the submissions from KoboToolbox as XLS, with XML values and headers.",
        )
    return _joined(
        path,
        "KoboToolbox",
        _Layout("_uuid", "_submission_time", "_submission__uuid", "_index", "_parent_index", _KOBO_OWN),
        main,
        [sheet for sheet in sheets if sheet is not main],
        questions,
        groups,
    )


def _central(path: str, tables: tuple[Grid, ...], questions: Mapping[str, Collection[str]], groups: Collection[str]) -> Export:
    main = next((table for table in tables if "SubmissionDate" in table.columns and "KEY" in table.columns), None)
    if main is None:
        raise InputError.single(
            path,
            0,
            "not-an-export",
            'no table has the columns "SubmissionDate" and "KEY".',
            "",
            "Download all data from ODK Central as a ZIP archive, and name that.",
        )
    rest = [
        table._replace(
            name=table.name.removeprefix(f"{main.name}-") if table.name.startswith(f"{main.name}-") else table.name.rpartition("-")[2]
        )
        for table in tables
        if table is not main
    ]
    return _joined(path, "ODK Central", _Layout("KEY", "SubmissionDate", "PARENT_KEY", "", "", _ODK_OWN), main, rest, questions, groups)


class _Layout(NamedTuple):
    """Under which columns a program keeps what holds an export together."""

    key: str
    time: str
    parent: str
    number: str
    parent_number: str
    own: Collection[str]


def _joined(
    path: str,
    program: str,
    layout: _Layout,
    main: Grid,
    others: Iterable[Grid],
    questions: Mapping[str, Collection[str]],
    groups: Collection[str],
) -> Export:
    problems: list[Problem] = []
    columns = _meanings(main, layout.own, questions, problems)
    if not any(question == "ihl_form" for question, _ in columns.values()):
        raise InputError.single(
            main.file,
            1,
            "not-our-form",
            'there is no column "ihl_form".',
            "The form was not made by `ihl records form`, or the export has labels in place of names.",
            "Export with XML values and headers; for other forms use `--from csv` or `--from xlsx` with a mapping.",
        )
    kept: dict[str, Answers] = {}
    times: dict[str, str] = {}
    by_number: dict[str, str] = {}
    for whole in main.rows:
        key = whole.cells.get(layout.key, "")
        bare = whole._replace(cells={layout.key: key})  # what else stands in the row may name somebody, and nobody has looked through it
        if not key or key in kept:
            what = "the submission has no id." if not key else f'another row has the id "{key}" too.'
            problems.append(
                Origin(bare, layout.key, key).problem(
                    "submission-id",
                    what,
                    "Its captives could not be told from those of others.",
                    "Export again, and leave the columns that the program adds as they are.",
                )
            )
            continue
        if number := whole.cells.get(layout.number):
            by_number[number] = key
        times[key] = whole.cells.get(layout.time, "")
        column, refused = _refused(whole, program)
        if refused:
            problems.append(
                Origin(bare, column, whole.cells[column]).problem(
                    "rejected",
                    f"the submission {refused}.",
                    "It was left out.",
                    "Change that where the submission is kept, and export again.",
                )
            )
        else:
            kept[key] = _given(_told(whole, columns, layout), columns, questions)
    rounds: dict[str, dict[str, list[Answers]]] = {key: {} for key in kept}
    for grid in others:
        if grid.name not in groups:
            problems.append(
                Problem(
                    grid.file,
                    1,
                    "unknown-group",
                    f'"{grid.name}" is not a group of the form.',
                    "What stands in this table was left out.",
                    did_you_mean(grid.name, groups, otherwise="Keep the names of sheets and files as they were exported."),
                )
            )
            continue
        columns = _meanings(grid, layout.own, questions, problems)
        for whole in grid.rows:
            key = whole.cells.get(layout.parent) or by_number.get(whole.cells.get(layout.parent_number, ""), "")
            answers = _given(_told(whole, columns, layout), columns, questions)
            if key in rounds:
                if answers.given:  # a form in a browser begins every group with an empty round
                    rounds[key].setdefault(grid.name, []).append(answers)
            elif key not in times:
                problems.append(
                    Origin(whole._replace(cells={}), layout.parent, key).problem(
                        "no-parent",
                        f"this round of {grid.name} belongs to no submission of the export.",
                        "It was left out.",
                        f"Export again, and leave the column {layout.parent} as it is.",
                    )
                )
    found = (
        Submission(key, times[key], answers, {name: tuple(rows) for name, rows in rounds[key].items()}) for key, answers in kept.items()
    )
    if not kept and not problems:
        problems.append(
            Problem(path, 0, "no-submissions", "there are no submissions in this export.", "", "Check the filter with which it was made.")
        )
    return Export(program, tuple(found), tuple(problems))


def _told(row: SheetRow, columns: Mapping[str, tuple[str, str]], layout: _Layout) -> SheetRow:
    """A row with what was answered and the id of its submission: who sent it, and from which device, is nowhere repeated."""
    kept = {
        column: cell
        for column, cell in row.cells.items()
        if column in (layout.key, layout.parent) or (column in columns and not (columns[column][1] and cell == "0"))
    }
    return row._replace(cells=kept, restricted=tuple(column for column in kept if columns.get(column, ("", ""))[0] in RESTRICTED_QUESTIONS))


def _refused(row: SheetRow, program: str) -> tuple[str, str]:
    """The column that says why a submission does not count, and why: whoever keeps it has said so, or it could not be exported."""
    if program == "KoboToolbox":
        status = row.cells.get("_validation_status", "")
        return "_validation_status", "was not approved" if status.casefold() in _NOT_APPROVED else ""
    if "Status" in row.cells:
        return "Status", "could not be exported"
    return "ReviewState", "was rejected" if row.cells.get("ReviewState") == "rejected" else ""


def _meanings(
    grid: Grid, own: Collection[str], questions: Mapping[str, Collection[str]], problems: list[Problem]
) -> dict[str, tuple[str, str]]:
    """What each column of a table answers: a question, and the choice of it where the column is of one choice. Columns that mean nothing are noted."""
    found: dict[str, tuple[str, str]] = {}
    for column in grid.columns:
        if column in own:
            continue
        meaning = _meaning(column, questions)
        if meaning is not None:
            found[column] = meaning
        elif any(column in row.cells for row in grid.rows):
            problems.append(
                Problem(
                    grid.file,
                    1,
                    "unknown-column",
                    f'column "{column}" is not a question of the form.',
                    "What stands in it was left out.",
                    did_you_mean(re.split(r"[^A-Za-z0-9_]", column)[-1], questions, otherwise="Take it into a note by hand if it matters."),
                )
            )
    return found


def _meaning(column: str, questions: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    """The question that a column answers, and the choice: ``person/person_id``, ``person.person_id``, ``publication-publication_depicts/prisoner-1``."""
    for start in (0, *(found.end() for found in re.finditer(r"[^A-Za-z0-9_]+", column))):
        rest = column[start:]
        if rest in questions:
            return rest, ""
        name = re.match(r"[A-Za-z0-9_]*", rest)
        if name and name[0] in questions and rest[len(name[0]) + 1 :] in questions[name[0]]:
            return name[0], rest[len(name[0]) + 1 :]
    return None


def _given(row: SheetRow, columns: Mapping[str, tuple[str, str]], questions: Mapping[str, Collection[str]]) -> Answers:
    """The answers in a row; those in columns of one choice each, put together where the whole answer is not there."""
    given: dict[str, str] = {}
    ticked: dict[str, list[str]] = {}
    for column, (question, choice) in columns.items():
        cell = row.cells.get(column, "")
        if choice and cell in ("1", "TRUE", "True", "true", "yes"):
            ticked.setdefault(question, []).append(choice)
        elif not choice and cell:
            given[question] = cell
    for question, choices in ticked.items():
        given.setdefault(question, " ".join(choice for choice in questions[question] if choice in choices))
    return Answers(row, given, {question: column for column, (question, choice) in columns.items() if not choice})
