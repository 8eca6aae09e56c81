"""``ihl records import``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker import documents, outputs
from checker.cli.progress import Progress
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, load_rulebook
from checker.errors import InputError, Problem, did_you_mean
from checker.exchange import errorsheet
from checker.exchange.cells import exactly
from checker.exchange.imported import Draft, Origin, SheetRow
from checker.exchange.readers import Format, Wanted, format_of
from checker.exchange.reading import record_of
from checker.records import Record, read_record
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import clean
from checker.withholding import secrets_in
from checker.writing import as_json, as_yaml

#: How many problems are printed where all of them stand in an error sheet.
MOST_SHOWN = 20


class Asked(NamedTuple):
    """What was asked of ``ihl records import``, option by option."""

    files: Sequence[str]
    output: str
    source: str | None = None
    mapping: str | None = None
    errors: str | None = None
    force: bool = False
    unredacted: bool = False
    folder: str | None = None


class Kept(NamedTuple):
    """A draft that is a valid record, with the record that it makes."""

    draft: Draft
    record: Record


def import_command(asked: Asked) -> int:
    """Runs ``ihl records import`` and returns its exit code: 0 all was taken in, 2 some was not, 3 there was nothing."""
    try:
        rulebook = load_rulebook(asked.folder)
        formats = _checked(asked)
    except Stop as stop:
        return stop.code
    run = _Run(asked, rulebook, formats)
    try:
        written = run.into_lines() if asked.output.endswith(".jsonl") else run.into_folder()
        errors = run.write_errors()
    except InputError as error:
        run.progress.clear()
        complain([*run.told(), *error.problems])
        return BAD
    run.progress.clear()
    told = run.told()
    complain(told if not errors else told[:MOST_SHOWN])
    if errors and len(told) > MOST_SHOWN:
        complain([Problem(errors, 0, "more", f"{len(told) - MOST_SHOWN} more problems are listed there.")])
    if not written and not run.problems:
        complain([Problem(" ".join(asked.files), 0, "nothing", "no records were found, so nothing was written.", "", "Check the file.")])
        return NOTHING
    places = len({(problem.file, problem.line) for problem in run.problems})
    lines = [f"{written} record{'s' if written != 1 else ''} written to {asked.output}." if written else "No record was written."]
    if run.problems:
        lines.append(
            f"{len(run.problems)} problem{'s' if len(run.problems) != 1 else ''} in {places} row{'s' if places != 1 else ''} kept the others out."
        )
        lines.append(f"They are listed in {errors}." if errors else "Add --errors errors.xlsx for a sheet that lists them beside the rows.")
    sys.stdout.writelines(clean(line) + "\n" for line in lines)
    return BAD if run.problems else OK


def _checked(asked: Asked) -> list[Format]:
    """The format of each file. Stop(2), before anything is read, for options that cannot be met."""
    problems: list[Problem] = []
    formats = []
    for path in asked.files:
        try:
            formats.append(format_of(path, asked.source))
        except InputError as error:
            problems += error.problems
        if not os.path.exists(path):
            near = did_you_mean(os.path.basename(path), _beside(path))
            problems.append(Problem(path, 0, "unreadable", "there is no such file.", "", near or "Check the path."))
    try:
        if asked.errors is not None:
            if not asked.errors.endswith((".csv", ".xlsx")):
                problems.append(
                    Problem("--errors", 0, "option", f'"{asked.errors}" is neither .csv nor .xlsx.', "", "Give it one of these endings.")
                )
            outputs.unless_taken(asked.errors, force=asked.force)
        if asked.output.endswith(".jsonl"):
            outputs.unless_taken(asked.output, force=asked.force)
        elif os.path.exists(asked.output) and not os.path.isdir(asked.output):
            problems.append(
                Problem(
                    asked.output,
                    0,
                    "output-folder",
                    "this is a file.",
                    "Each record is written to a file of its own.",
                    "Name a folder, or a file that ends in .jsonl.",
                )
            )
    except InputError as error:
        problems += error.problems
    if problems:
        complain(dict.fromkeys(problems))
        raise Stop(BAD)
    return formats


def _beside(path: str) -> list[str]:
    try:
        return os.listdir(os.path.dirname(path) or ".")
    except OSError:
        return []


class _Run:
    """One import: the drafts as they come, those that are records, and every problem."""

    def __init__(self, asked: Asked, rulebook: Rulebook, formats: Sequence[Format]) -> None:
        self.asked = asked
        self.vocabulary = rulebook.vocabulary
        self.formats = formats
        self.problems: list[Problem] = []
        self.progress = Progress("records read")

    def told(self) -> list[Problem]:
        """The problems as they may be repeated."""
        return self.problems if self.asked.unredacted else errorsheet.withheld(self.problems)

    def kept(self) -> Iterator[Kept]:
        """The drafts that are valid records, each under an id of its own; what is wrong with the others is noted."""
        taken: dict[str, str] = {}
        count = 0
        for path, known in zip(self.asked.files, self.formats, strict=True):
            try:
                for item in known.read(path, Wanted(self.vocabulary, self.asked.mapping or "")):
                    if isinstance(item, Problem):
                        self.problems.append(item)
                        continue
                    count += 1
                    self.progress.show(count)
                    record = record_of(item, path, self.vocabulary)
                    if isinstance(record, list):
                        self.problems += record if self.asked.unredacted else errorsheet.hidden(record, secrets_in(item.data))
                        continue
                    name = record.id.casefold()
                    if name in taken:
                        origin = item.origins.get(("id",)) or Origin(SheetRow(path, "", item.rows[0] if item.rows else 0, {}))
                        self.problems.append(
                            origin.problem(
                                "duplicate-id",
                                f'the id "{record.id}" is taken by {taken[name]}.',
                                "Findings of the two could not be told apart, and one file would replace the other.",
                                "Give one of them another id, or delete the row if both are the same incident.",
                            )
                        )
                        continue
                    taken[name] = f"{os.path.basename(path)}, row {item.rows[0]}" if item.rows else os.path.basename(path)
                    yield Kept(item, record)
            except InputError as error:
                if any(problem.code == "changed" for problem in error.problems):
                    raise  # what was taken in before may be of two states: nothing of it is written
                self.problems.extend(error.problems)

    # --- writing -------------------------------------------------------------------------------------------------------------------------------------

    def into_lines(self) -> int:
        """Writes the records as JSON Lines, one by one; returns how many."""
        count = 0
        drafts = self.kept()
        first = next(drafts, None)
        if first is None:
            return 0

        def pieces() -> Iterator[tuple[str, Secrets]]:
            nonlocal count
            for kept in (first, *()):
                count += 1
                yield exactly(kept.draft.data) + "\n", Secrets()
            for kept in drafts:
                count += 1
                yield exactly(kept.draft.data) + "\n", Secrets()

        outputs.write_pieces(self.asked.output, pieces(), Secrets(), force=self.asked.force)
        return count

    def into_folder(self) -> int:
        """Writes each record to a file of its own, none if one of them is there already; returns how many."""
        folder = self.asked.output
        files: dict[str, str] = {}
        for kept in self.kept():
            name, content = self.file(kept)
            files[os.path.join(folder, name)] = content
        taken = [path for path in files if os.path.lexists(path)] if not self.asked.force else []
        if taken:
            more = f", and {len(taken) - 1} more" if len(taken) > 1 else ""
            raise InputError.single(
                folder,
                0,
                "exists",
                f"there is a file {os.path.basename(taken[0])} already{more}.",
                "Nothing is overwritten silently, so nothing was written.",
                "Import into another folder, or add --force to replace them.",
            )
        if files:
            self._make(folder)
        for path, content in files.items():
            # The restricted block of a record stands in its file; that it stands nowhere else is for `ihl records lint`.
            outputs.write(path, content, Secrets(), force=self.asked.force)
        return len(files)

    def _make(self, folder: str) -> None:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise InputError.single(
                folder, 0, "unwritable", f"the folder cannot be made: {reason}.", "", "Check the path and your rights."
            ) from error

    def file(self, kept: Kept) -> tuple[str, str]:
        """The name of a record's file and what stands in it: YAML, or JSON where YAML could not hold it."""
        draft, record = kept
        rows = ", ".join(str(row) for row in draft.rows[:3]) + (" and more" if len(draft.rows) > 3 else "")
        source = Secrets(record.restricted).hide(os.path.basename(record.file))
        head = f"Imported from {clean(source)}" + (f", row {rows}." if rows else ".")
        text = as_yaml(draft.data, draft.comments, head=head)
        try:
            if same_record(read_record(documents.parse_yaml(text, record.id), self.vocabulary), record):
                return f"{outputs.stem(record.id)}.yml", text
        except (InputError, UnicodeError):
            pass
        return f"{outputs.stem(record.id)}.json", exactly(draft.data) + "\n" if not as_json(draft.data).isascii() else as_json(draft.data)

    def write_errors(self) -> str:
        """Writes the error sheet, if one is asked for and there is something to list; returns its path."""
        path = self.asked.errors
        if path is None or not self.problems:
            return ""
        told = self.told()
        content: str | bytes = errorsheet.as_csv(told) if path.endswith(".csv") else errorsheet.as_workbook(path, told)
        secrets = Secrets() if self.asked.unredacted else errorsheet.secrets_in(self.problems)
        complain(outputs.write(path, content, secrets, force=self.asked.force))
        return path


def same_record(one: Record, other: Record) -> bool:
    """Whether two records say the same, wherever they stand."""
    return unplaced(one) == unplaced(other)


def unplaced(record: Record) -> Record:
    """The record without file and line numbers."""
    entries = {
        key: entry._replace(line=0, facts={name: stated._replace(line=0) for name, stated in entry.facts.items()})
        for key, entry in record.entries.items()
    }
    return record._replace(file="", line=1, entries=entries)
