"""What every command needs: the rulebook loaded, problems printed, options checked."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from checker.errors import InputError, Problem, did_you_mean, listed
from checker.records import Record
from checker.rulebook import Rulebook
from checker.text import clean, escape_unprintable

OK, FOUND, BAD, NOTHING, BROKEN = 0, 1, 2, 3, 4
INTERRUPTED = 130


class Stop(Exception):
    """Ends a command with an exit code; its problems have been printed."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def debugging() -> bool:
    """Whether somebody wants to see where the program itself fails."""
    return "IHL_DEBUG" in os.environ


def complain(problems: Iterable[Problem]) -> None:
    """Prints problems to standard error, one paragraph each."""
    for problem in problems:
        sys.stderr.write(clean(str(problem)) + "\n")


def load_rulebook(folder: str | None) -> Rulebook:
    """The rulebook, or Stop(2) with its problems printed."""
    try:
        if folder is not None and not os.path.isdir(folder):
            from checker.installed import folder_of

            folder = folder_of(folder)
        return Rulebook.load(folder)
    except InputError as error:
        complain(error.problems)
        raise Stop(BAD) from error


def known_word(option: str, word: str, known: Sequence[str]) -> None:
    """Stop(2) unless ``word`` is one of the words that an option takes."""
    if word not in known:
        complain(
            [
                Problem(
                    option,
                    0,
                    "option",
                    f'"{word}" is not one of its values.',
                    "",
                    did_you_mean(word, known, otherwise=f"Its values are {listed(known)}."),
                )
            ]
        )
        raise Stop(BAD)


def seen_only(output: str, *, unredacted: bool, kept: bool = False) -> None:
    """Stop(2) where restricted data would go anywhere but to a terminal: what other programs are given, or what is ``kept``, is redacted."""
    if unredacted and (kept or output != "terminal"):
        asked = "a run kept with --save, or shared among cores," if kept else f'"--format {output}"'
        what = f"{asked} is for other programs too, and these get no restricted data."
        complain([Problem("--unredacted", 0, "option", what, "A file would keep it.", "Leave out one of the two.")])
        raise Stop(BAD)


def one_record(rulebook: Rulebook, path: str, *, unredacted: bool = False) -> Record:
    """The one record in a file, or Stop(2) with what is wrong printed."""
    from checker.pipeline import read_records

    problems: list[Problem] = []
    records = list(read_records([path], rulebook, problems, unredacted=unredacted))
    if problems:
        complain(problems)
        raise Stop(BAD)
    if len(records) != 1:
        from checker.redaction import secrets_of

        complain(
            [
                Problem(
                    secrets_of(record.restricted for record in records).hide(path),
                    0,
                    "one-record",
                    f"this command takes one record, and {len(records) or 'none'} {'was' if len(records) < 2 else 'were'} found.",
                    "",
                    "Name one record file." + (f" Found: {listed([record.id for record in records], joint='and')}." if records else ""),
                )
            ]
        )
        raise Stop(BAD)
    return records[0]


def as_json(data: Any) -> str:
    """Plain data as indented JSON with a line break at its end, what could not be printed escaped in it."""
    return escape_unprintable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def print_json(data: Any) -> None:
    """Prints plain data as :func:`as_json` makes it."""
    sys.stdout.write(as_json(data))


def terminal_width(default: int = 80) -> int:
    """The width to lay a report out in: that of the terminal, ``COLUMNS`` first, between 60 and the widest a report gets."""
    from checker.rendering.terminal import WIDEST

    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        columns = default
    return max(60, min(columns or default, WIDEST))
