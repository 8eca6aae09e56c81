"""``ihl rules list --rulebooks`` and the lines of ``ihl --version``: which rulebooks there are."""

from __future__ import annotations

import sys
from typing import NamedTuple

from checker import cache, library
from checker.cli.session import BAD, OK, Stop, complain, known_word, print_json
from checker.errors import InputError, Problem
from checker.installed import Introduction, installed, introduced
from checker.text import clean


class Known(NamedTuple):
    """A rulebook at hand: what it says of itself, where it lies, the package it came with (empty: shipped), its digest and how many files decide."""

    introduction: Introduction
    folder: str
    package: str
    digest: str
    files: int


def known() -> tuple[list[Known], list[Problem]]:
    """The shipped rulebook and those that are installed, and what is wrong with the others."""
    found, problems = installed()
    places = [(library.rules_folder(), ""), *((one.folder, one.package) for one in found)]
    books = []
    for folder, package in places:
        try:
            books.append(Known(introduced(folder), folder, package, cache.digest(folder), cache.count(folder)))
        except InputError as error:
            problems.extend(error.problems)
    return books, problems


def version_lines(version: str) -> tuple[list[str], list[Problem]]:
    """The version of the program with the shipped rulebook, then a line for each that is installed; nothing is compiled for it."""
    books, problems = known()
    lines = []
    for number, book in enumerate(books):
        whose = f"ihl-checker {version}, rulebook" if not number else f"{book.package}, rulebook"
        name = f"{book.introduction.name} " if book.introduction.name else ""
        law = f", law as read on {book.introduction.law}" if book.introduction.law else ""
        lines.append(f"{whose} {name}{book.digest[:12]} ({book.files} files){law}")
    return lines, problems


def rulebooks_command(output: str) -> int:
    """Runs ``ihl rules list --rulebooks`` and returns its exit code: 2 where one cannot be used; the others are listed all the same."""
    try:
        known_word("--format", output, ("terminal", "json"))
    except Stop as stop:
        return stop.code
    books, problems = known()
    usable = {book.introduction.name: _unusable(book) for book in books}
    problems += [problem for several in usable.values() for problem in several]
    if output == "json":
        print_json(
            [
                {
                    **book.introduction._asdict(),
                    "package": book.package,
                    "digest": book.digest,
                    "files": book.files,
                    "usable": not usable[book.introduction.name],
                }
                for book in books
            ]
        )
    else:
        for book in books:
            said = book.introduction
            lines = [
                f"{said.name}  {said.title}",
                f"  by {said.by}; law as read on {said.law}; rulebook {book.digest[:12]} ({book.files} files)",
                f"  {f'package {book.package}' if book.package else 'shipped with ihl-checker'}"
                + ("" if not usable[said.name] else "; cannot be used with this version"),
            ]
            sys.stdout.writelines(clean(line) + "\n" for line in lines)
    complain(problems)
    return BAD if problems else OK


def _unusable(book: Known) -> list[Problem]:
    """Why this version cannot run a rulebook, from what it says of itself; its rules are not read."""
    from checker import documents
    from checker.declared import declared_in, unfit

    try:
        path = f"{book.folder}/{library.RULEBOOK}"
        document = documents.parse_yaml(documents.read_text(path), path)
        return list(unfit(declared_in(document), document))
    except InputError as error:
        return list(error.problems)
