"""What a rulebook says of itself, in the file ``rulebook.yml`` of its folder, and whether this program can run it.

Comes in: the document of that file; a folder with its rules compiled. Goes out: :class:`RulebookFile`, or every reason why the rulebook and this program, or the rulebook and the shipped one, do not go together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from pydantic import field_validator

from checker import __version__, documents, library
from checker.documents import Document
from checker.errors import Problem, did_you_mean
from checker.rules import Day, Sentence, Slug
from checker.shapes import Written, validated
from checker.values import BadValue, read_date
from checker.vocabulary import Fact, Vocabulary

#: The form of a rules folder that this version of the program reads.
RULES_FORM = "ihl-rules/1"

_BOUND = re.compile(r"(>=|<=|==|<|>) ?(\d{1,6}(?:\.\d{1,6}){0,3})")


class Requires(Written):
    """What a rulebook needs of the program: the form of its folder, and bounds on the version, such as ``>=0.1,<2``."""

    rules: str
    program: str = ""

    @field_validator("program")
    @classmethod
    def _bounds(cls, program: str) -> str:
        if program and not all(_BOUND.fullmatch(bound.strip()) for bound in program.split(",")):
            raise ValueError(f'"{program}" is no bound on a version|Write it like ">=0.1,<2".')
        return program


class RulebookFile(Written):
    """A rulebook's name and title, whose it is, the day for which it states the law, and what it needs of the program."""

    name: Slug
    title: Sentence
    by: Sentence
    law: Day
    requires: Requires

    @field_validator("law")
    @classmethod
    def _a_day(cls, law: str) -> str:
        try:
            read_date(law)
        except BadValue as error:
            raise ValueError(f"{error.what}|{error.fix}") from error
        return law


def declared_in(document: Document) -> RulebookFile:
    """What a rulebook says of itself. Raises InputError with everything wrong in the file."""
    return validated(RulebookFile, document)


def unfit(entry: RulebookFile, document: Document, version: str = __version__) -> Iterator[Problem]:
    """Why the program of this version cannot run the rulebook: nothing, where it can."""
    if entry.requires.rules != RULES_FORM:
        yield Problem(
            document.file,
            document.line("requires", "rules"),
            "rulebook-form",
            f'the rulebook "{entry.name}" is written in the form "{entry.requires.rules}", and ihl-checker {version} reads {RULES_FORM}.',
            "Read as something else, its rules could come out otherwise than its authors meant.",
            did_you_mean(
                entry.requires.rules,
                [RULES_FORM],
                otherwise="Install the version of ihl-checker that it was made for, or a newer rulebook.",
            ),
        )
    for bound in filter(None, (part.strip() for part in entry.requires.program.split(","))):
        if not _within(version, bound):
            yield Problem(
                document.file,
                document.line("requires", "program"),
                "rulebook-version",
                f'the rulebook "{entry.name}" asks for ihl-checker {bound}, and this is {version}.',
                "Its authors have not tried it with this version.",
                "Install a version within its bounds, or a rulebook made for this one.",
            )


def _within(version: str, bound: str) -> bool:
    found = _BOUND.fullmatch(bound)
    assert found is not None
    have, want = _numbers(version), _numbers(found[2])
    return {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}[found[1]]


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers at the beginning of a version, without zeros at the end: 1.2 and 1.2.0 are the same."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


# --- beside the shipped rulebook -----------------------------------------------------------------------------------------------------------------------


def clashes(root: str, data: Mapping[str, Any], shipped: Vocabulary, rules: Container[str]) -> list[Problem]:
    """Where a rulebook with a name of its own takes a word of the shipped one for something else.

    ``data`` is the rulebook in the folder ``root``, compiled; ``shipped`` the shipped vocabulary, ``rules`` the ids of the shipped rules. A rule must have an id of its own, since people put the findings of several
    rulebooks side by side; a fact of the same name must have the same type and values, since it is recorded once.
    """
    shown = os.path.basename(os.path.normpath(root))
    problems = [
        Problem(
            f"{shown}/{entry['file'].partition('/')[2]}",
            1,
            "rule-taken",
            f'the id "{identity}" is that of a rule of the shipped rulebook.',
            "Findings of the two could not be told apart.",
            f'Give it an id of its own, such as "{data["name"]}-{identity}".',
        )
        for identity, entry in data["rules"].items()
        if identity in rules
    ]
    for subject, entry in data["vocabulary"].items():
        known = shipped.subjects[subject].facts if subject in shipped.subjects else {}
        for name, plain in entry["facts"].items():
            if name in known and (said := _meaning(Fact(*plain))) != (meant := _meaning(known[name])):
                file, line = _where(root, shown, subject, name)
                what = f'"{subject}.{name}" is {said} here, and {meant} in the shipped vocabulary.'
                why = "A record that states it could not be read under both."
                problems.append(Problem(file, line, "fact-differs", what, why, "Take the same type and values, or give it another name."))
    return problems


def _meaning(fact: Fact) -> str:
    words = f" ({', '.join(sorted(fact.words))})" if fact.type == "enum" else ""
    return f"{fact.type}{words}{f' in {fact.unit}' if fact.unit else ''}"


def _where(root: str, shown: str, subject: str, name: str) -> tuple[str, int]:
    """File and line of a fact; of a definition, its file."""
    definition = f"definitions/{subject}.{name}.yml"
    if os.path.exists(os.path.join(root, definition)):
        return f"{shown}/{definition}", 1
    for file in sorted(os.listdir(os.path.join(root, "vocabulary"))):
        if file.endswith(".yml"):
            document = documents.parse_yaml(documents.read_text(os.path.join(root, "vocabulary", file)), f"{shown}/vocabulary/{file}")
            if document.data.get("subject") == subject:
                return document.file, document.line("facts", name)
    return f"{shown}/{library.RULEBOOK}", 0
