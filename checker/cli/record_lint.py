"""``ihl records lint``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker import documents, library
from checker.cli.progress import Progress
from checker.cli.session import BAD, FOUND, INTERRUPTED, NOTHING, OK, Stop, complain, known_word, load_rulebook, terminal_width
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.pipeline import read_documents, record_files
from checker.record_lint.remarks import CODES, LEVELS
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import escape_unprintable
from checker.withholding import secrets_in, secrets_in_text, without

FORMATS = ("terminal", "json", "jsonl")


class Asked(NamedTuple):
    """What was asked of ``ihl records lint``, option by option."""

    paths: Sequence[str] = ()
    explain: str | None = None
    codes: Sequence[str] = ()
    output: str = "terminal"
    fail_on: str = "any"
    folder: str | None = None
    plain: bool = False


def lint_command(asked: Asked) -> int:
    """Runs ``ihl records lint`` and returns its exit code: 0 nothing at the threshold, 1 remarks at it, 2 a record that cannot be used (the good ones were looked at), 3 no record."""
    from checker.record_lint.run import THRESHOLDS

    try:
        if asked.explain is not None:
            known_word("--explain", asked.explain, (*CODES, "all"))
            return _explain(asked)
        known_word("--format", asked.output, FORMATS)
        known_word("--fail-on", asked.fail_on, tuple(THRESHOLDS))
        for code in asked.codes:
            known_word("--code", code, tuple(CODES))
        rulebook = load_rulebook(asked.folder)
    except Stop as stop:
        return stop.code
    return _run(asked, rulebook)


def _explain(asked: Asked) -> int:
    from checker.rendering import remarks, terminal

    chosen = CODES if asked.explain == "all" else {str(asked.explain): CODES[str(asked.explain)]}
    terminal.show(terminal.console(plain=asked.plain, width=terminal_width()), remarks.explanation(chosen, LEVELS))
    return OK


def _run(asked: Asked, rulebook: Rulebook) -> int:
    from checker.record_lint.run import Tally, lint
    from checker.remarks import plain

    tally, problems, progress = Tally(), [], Progress("records looked at")
    files, missing = record_files(asked.paths or [library.bundled_example()])
    problems += missing
    taken: dict[str, str] = {}
    interrupted = False
    writer = _Writer(asked.output, rulebook)
    try:
        for document in _documents(files, asked.paths):
            secrets = _secrets(document)
            try:
                if isinstance(document, InputError):
                    raise document
                identity, found = lint(document, rulebook, _comments(document), asked.codes or tuple(CODES))
                if identity in taken:
                    raise InputError([_taken(document, identity, taken[identity])])
            except InputError as error:
                problems += without(error.problems, secrets)
                continue
            taken[identity] = secrets.hide(f"{document.file}:{document.first_line}")
            tally.add(found)
            for remark in found:
                writer.write(plain(remark, CODES))
            progress.show(tally.records)
    except KeyboardInterrupt:
        progress.clear()
        sys.stderr.write(f"Interrupted after {tally.records} records; what was found follows.\n")
        interrupted = True
    progress.clear()
    complain(problems)
    writer.close(tally.totals, tally.records)
    if asked.output == "terminal" and tally.records:
        from checker.rendering import record_lint as page
        from checker.rendering import terminal

        terminal.show(terminal.console(plain=asked.plain, width=terminal_width()), page.report(tally, rulebook))
    if interrupted:
        return INTERRUPTED
    if problems:
        return BAD
    if not tally.records:
        fix = "Records are .yml, .yaml, .json or .jsonl files; see docs/writing-records.md."
        complain([Problem(" ".join(asked.paths), 0, "nothing", "no records were found, so nothing was looked at.", "", fix)])
        return NOTHING
    return FOUND if tally.reaches(asked.fail_on) else OK


def _documents(files: Sequence[str], named: Sequence[str]) -> Iterator[Document | InputError]:
    for path in files:
        yield from read_documents(path, named)


class _Writer:
    """Writes JSON while the records go by, so that nothing has to be kept; nothing for the terminal."""

    def __init__(self, output: str, rulebook: Rulebook) -> None:
        self._output = output
        self._any = False
        if output == "json":
            self._out(
                f'{{\n  "schema": "ihl-record-lint/1",\n  "rulebook": {json.dumps(rulebook.digest)},\n  "rulebook_name": {json.dumps(rulebook.name)},\n  "remarks": ['
            )

    def write(self, remark: Mapping[str, Any]) -> None:
        """One remark."""
        if self._output == "jsonl":
            self._out(json.dumps(remark, ensure_ascii=False) + "\n")
        elif self._output == "json":
            lines = json.dumps(remark, ensure_ascii=False, indent=2).replace("\n", "\n    ")
            self._out(f"{',' if self._any else ''}\n    {lines}")
            self._any = True

    def close(self, totals: Mapping[str, int], records: int) -> None:
        """What stands behind the last remark."""
        if self._output == "json":
            counts = json.dumps(totals, indent=2).replace("\n", "\n  ")
            end = "\n  ]" if self._any else "]"
            self._out(f'{end},\n  "records": {records},\n  "totals": {counts}\n}}\n')

    @staticmethod
    def _out(text: str) -> None:
        sys.stdout.write(escape_unprintable(text))


# --- what a document keeps restricted, before it is known to be a good record --------------------------------------------------------------------------------


def _secrets(document: Document | InputError) -> Secrets:
    return secrets_in(document.data) if isinstance(document, Document) else secrets_in_text(document.text)


def _taken(document: Document, identity: str, where: str) -> Problem:
    what = f'the record id "{identity}" is taken by {where}.'
    return Problem(
        document.file,
        document.line("id"),
        "duplicate-id",
        what,
        "Remarks on the two could not be told apart.",
        "Give one of them another id.",
    )


def _comments(document: Document) -> list[tuple[int, str]]:
    """The comments of a YAML file: they go wherever the file goes."""
    from checker.record_lint.material import comments

    if not document.file.endswith((".yml", ".yaml")):
        return []
    keys = list(document.data) if isinstance(document.data, dict) else []
    restricted = None
    if "restricted" in keys:
        first = document.line("restricted")
        later = [document.line(key) for key in keys if document.line(key) > first]
        restricted = (first, min(later, default=sys.maxsize) - 1)
    return comments(documents.read_text(document.file), restricted)
