"""``ihl records export``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from checker import outputs
from checker.cli.progress import Progress
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, known_word, load_rulebook
from checker.errors import InputError, Problem
from checker.exchange import writers
from checker.exchange.redacted import redacted
from checker.pipeline import read_documents, record_files, shown_problems
from checker.records import read_record
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import clean
from checker.withholding import without

#: Up to this many names and numbers every text is looked through for those of every record; above it, for those of its own.
MAX_SECRETS = 5_000


class Asked(NamedTuple):
    """What was asked of ``ihl records export``, option by option."""

    paths: Sequence[str]
    to: str
    output: str
    exact: bool = False
    unredacted: bool = False
    force: bool = False
    folder: str | None = None


def export_command(asked: Asked) -> int:
    """Runs ``ihl records export`` and returns its exit code: 0 all records were written, 2 some cannot be read, 3 there was none."""
    try:
        known_word("--to", asked.to, writers.FORMATS)
        rulebook = load_rulebook(asked.folder)
    except Stop as stop:
        return stop.code
    run = _Run(asked, rulebook)
    try:
        outputs.unless_taken(asked.output, force=asked.force)
        run.write()
    except InputError as error:
        run.progress.clear()
        complain([*run.problems, *error.problems])
        return BAD
    run.progress.clear()
    complain(run.problems)
    if run.count:
        kept = "" if asked.unredacted else " What they keep restricted was left out."
        sys.stdout.write(clean(f"{run.count} record{'s' if run.count != 1 else ''} written to {asked.output}.{kept}") + "\n")
        if run.own_only:
            sys.stderr.write("There are too many names to look for all of them everywhere: each record was looked through for its own.\n")
    elif not run.problems:
        complain([Problem(" ".join(asked.paths), 0, "nothing", "no records were found, so nothing was written.", "", "Check the path.")])
        return NOTHING
    return BAD if run.problems else OK


class _Run:
    """One export: the records as they are read, redacted unless asked otherwise, and the problems of those that cannot be read."""

    def __init__(self, asked: Asked, rulebook: Rulebook) -> None:
        self.asked = asked
        self.vocabulary = rulebook.vocabulary
        self.problems: list[Problem] = []
        self.progress = Progress("records written")
        self.count = 0
        self.own_only = False

    def write(self) -> None:
        """Writes the file."""
        records = self.records()
        first = next(records, None)
        if first is None:
            return

        def every() -> Iterator[tuple[dict[str, Any], Secrets]]:
            yield first
            yield from records

        exact, path = self.asked.exact, self.asked.output
        if self.asked.to == "xlsx":
            secrets = Secrets()

            def noting() -> Iterator[dict[str, Any]]:
                for data, own in every():
                    secrets.add(own)
                    yield data

            content = writers.workbook(path, noting(), self.vocabulary, exact=exact)
            complain(outputs.write(path, content, secrets, force=self.asked.force))
            return

        def pieces() -> Iterator[tuple[str, Secrets]]:
            if self.asked.to == "csv":
                yield writers.csv_heading(), Secrets()
            for data, secrets in every():
                yield writers.json_line(data) if self.asked.to == "jsonl" else writers.csv_rows(data, self.vocabulary, exact=exact), secrets

        complain(outputs.write_pieces(path, pieces(), Secrets(), force=self.asked.force))

    def records(self) -> Iterator[tuple[dict[str, Any], Secrets]]:
        """The plain data of each valid record as it is to be written, and what must not stand in it."""
        files, missing = record_files(self.asked.paths)
        self.problems += missing
        shared = None if self.asked.unredacted else self.shared(files)
        taken: dict[str, str] = {}
        for path in files:
            for document in read_documents(path, self.asked.paths):
                try:
                    if isinstance(document, InputError):
                        raise document
                    record = read_record(document, self.vocabulary)
                except InputError as error:
                    told = error.problems if self.asked.unredacted else shown_problems(error, document)
                    self.problems += told if shared is None else without(told, shared)
                    continue
                data, secrets = document.data, Secrets()
                if not self.asked.unredacted:
                    secrets = Secrets(record.restricted)
                    secrets.add(shared or Secrets())
                    data = redacted(data, secrets, self.vocabulary)
                identity = str(data["id"])
                if identity in taken and identity != record.id:
                    number = 2
                    while f"{identity}-{number}" in taken:
                        number += 1
                    identity = f"{identity}-{number}"
                    data["id"] = identity
                if identity in taken:
                    what = f'the record id "{identity}" is taken by {taken[identity]}.'
                    self.problems.append(
                        Problem(
                            document.file,
                            document.line("id"),
                            "duplicate-id",
                            what,
                            "Rows of the two could not be told apart.",
                            "Give one of them another id.",
                        )
                    )
                    continue
                taken[identity] = f"{document.file}:{document.first_line}"
                self.count += 1
                self.progress.show(self.count)
                yield data, secrets

    def shared(self, files: Sequence[str]) -> Secrets | None:
        """The whole names and numbers that any of the records keeps restricted, since one may name the captive of another; None where there are too many, or where the records can be read only once."""
        found = Secrets()
        if "-" in files:
            self.own_only = True
            return None
        for path in files:
            for document in read_documents(path, self.asked.paths):
                restricted = (
                    document.data.get("restricted") if not isinstance(document, InputError) and isinstance(document.data, dict) else None
                )
                if isinstance(restricted, dict):
                    found.add(Secrets(restricted, parts=False))
                if len(found) > MAX_SECRETS:
                    self.own_only = True
                    return None
        return found
