"""``ihl diff``: records, runs or rulebooks before and after."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from checker import library, runs
from checker.cli.session import BAD, FOUND, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.differences import Compared, RuleChange, Side, compare, rule_changes
from checker.errors import InputError, Problem
from checker.pipeline import chosen_reading, read_records
from checker.records import Record
from checker.redaction import secrets_of
from checker.rulebook import Rulebook
from checker.wording import rulebook_called


class Book(NamedTuple):
    """The rulebook of one side: its digest, and what it calls itself, as far as that is known."""

    digest: str
    name: str


class Asked(NamedTuple):
    """What was asked of ``ihl diff``. ``on``: the records on which two rulebooks are compared; ``old_rules`` and ``old_reading`` hold for the old side where it is not to be judged as the new one."""

    old: str
    new: str
    on: Sequence[str] = ()
    reading: str | None = None
    old_reading: str | None = None
    rules: str | None = None
    old_rules: str | None = None
    output: str = "terminal"
    plain: bool = False


def diff_command(asked: Asked) -> int:
    """Runs ``ihl diff`` and returns its exit code: 0 where no listed finding changed, 1 where one did, 2 where something cannot be read."""
    try:
        known_word("--format", asked.output, ("terminal", "json"))
        kinds = kind_of(asked.old), kind_of(asked.new)
        if kinds[0] != kinds[1]:
            what = f"{asked.old} is {_KINDS[kinds[0]]}, and {asked.new} is {_KINDS[kinds[1]]}."
            raise InputError.single("ihl diff", 0, "kinds", what, "They have nothing to compare.", "Compare two of a kind.")
        return {"records": _records, "run": _runs, "rulebook": _rulebooks}[kinds[0]](asked)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD


_KINDS = {"records": "a record file or a folder of them", "run": "a kept run", "rulebook": "a rulebook"}


def kind_of(path: str) -> str:
    """What lies at a path: a kept run, a rulebook, or records."""
    if os.path.isdir(os.path.join(path, "vocabulary")):
        return "rulebook"
    return "run" if runs.is_run(path) or os.path.isfile(os.path.join(path, runs.UNFINISHED)) else "records"


def _records(asked: Asked) -> int:
    new_book = load_rulebook(asked.rules)
    old_book = load_rulebook(asked.old_rules) if asked.old_rules is not None else new_book
    problems: list[Problem] = []
    old = {record.id: record for record in read_records([asked.old], old_book, problems)}
    new = {record.id: record for record in read_records([asked.new], new_book, problems)}
    complain(problems)
    if len(old) == len(new) == 1 and old.keys() != new.keys():
        # Two files with one record each are two states of one record, also where its id was changed.
        old = {next(iter(new)): next(iter(old.values()))}
    readings = _readings(asked, old_book, new_book)
    compared = (
        compare(Side(old_book, readings[0], old[own]), Side(new_book, readings[1], record)) for own, record in new.items() if own in old
    )
    hide = secrets_of(record.restricted for record in (*old.values(), *new.values())).hide
    alone = (hide(asked.old), [own for own in old if own not in new]), (hide(asked.new), [own for own in new if own not in old])
    code = _out(asked, compared, alone, _books(old_book, new_book))
    return BAD if problems else code


def _rulebooks(asked: Asked) -> int:
    old_book, new_book = load_rulebook(asked.old), load_rulebook(asked.new)
    problems: list[Problem] = []
    paths = list(asked.on) or [library.examples_folder()]
    old: dict[str, Record] = {record.id: record for record in read_records(paths, old_book, problems)}
    new = {record.id: record for record in read_records(paths, new_book, problems)}
    complain(dict.fromkeys(problems))
    readings = _readings(asked, old_book, new_book)
    compared = (
        compare(Side(old_book, readings[0], old[own]), Side(new_book, readings[1], record)) for own, record in new.items() if own in old
    )
    code = _out(asked, compared, ((asked.old, []), (asked.new, [])), _books(old_book, new_book), rule_changes(old_book, new_book))
    return BAD if problems else code


def _runs(asked: Asked) -> int:
    from checker.run_differences import compare_runs

    rulebook = load_rulebook(asked.rules)
    ids = tuple(set(runs.Part(folder, "records")) for folder in (asked.old, asked.new))
    alone = (asked.old, sorted(ids[0] - ids[1])), (asked.new, sorted(ids[1] - ids[0]))
    # A manifest has the digest alone, in which what a rulebook calls itself is counted.
    digests = [runs.manifest_of(folder)["rulebook"] for folder in (asked.old, asked.new)]
    books = [Book(digest, rulebook.name if digest == rulebook.digest else "") for digest in digests]
    return _out(asked, compare_runs(asked.old, asked.new, rulebook), alone, books)


def _books(*books: Rulebook) -> Sequence[Book]:
    return [Book(book.digest, book.name) for book in books]


def _readings(asked: Asked, old: Rulebook, new: Rulebook) -> tuple[str, str]:
    return chosen_reading(old, asked.old_reading or asked.reading), chosen_reading(new, asked.reading)


def _out(
    asked: Asked,
    compared: Iterator[Compared],
    alone: Sequence[tuple[str, list[str]]],
    books: Sequence[Book],
    changes: Sequence[RuleChange] = (),
) -> int:
    """Prints what changed, record by record as it is found; 1 where a listed finding changed. ``alone``: the old side and the new one, and the ids of the records that only it has; ``books``: their rulebooks."""
    changed = records = 0
    data: list[dict[str, Any]] = []
    if asked.output == "terminal":
        from checker.rendering import differences as rendering
        from checker.rendering import terminal

        console = terminal.console(plain=asked.plain, width=terminal_width())
        if changes:
            terminal.show(console, rendering.rules(changes))
    for one in compared:
        changed += len(one.changed)
        records += bool(one.changed)
        if asked.output == "json":
            data.append({**asdict(one), "changed": [_plain(item) for item in one.changed]})
        elif one.changed or one.stated or one.unlisted:
            terminal.show(console, rendering.record(one))
    if asked.output == "json":
        whole = {
            "schema": "ihl-diff/1",
            "rulebook": {"old": books[0].digest, "new": books[1].digest},
            "rulebook_name": {"old": books[0].name, "new": books[1].name},
            "rules": [change._asdict() for change in changes],
            "records": data,
            "only_in": {"old": alone[0][1], "new": alone[1][1]},
        }
        print_json(whole)
    else:
        terminal.show(console, rendering.closing(changed, records, alone, [rulebook_called(book.name, book.digest) for book in books]))
    return FOUND if changed else OK


def _plain(item: Any) -> dict[str, Any]:
    return {**item._asdict(), "verdicts": item.verdicts, "causes": [cause._asdict() for cause in item.causes]}
