"""One block of keys after another, every mistake noted with its line.

Comes in: a document. Goes out, call by call: the text, date, id or inner blocks that stand under a key, and in ``problems`` whatever was wrong with them. What the keys
mean is the business of whoever reads the block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from checker import limits
from checker.documents import Document, Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.limits import Limit
from checker.values import BadValue, read_date

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

#: What to do about a key that is the rest of a text: ``{note: One thing, and another}``.
_SPILT = "If it belongs to the text before it, put that text in quotes: inside { } a comma ends a value."


class BlockReader:
    """Reads the blocks of one document; readers of one document share their list of problems."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems

    def problem(self, path: Path, code: str, what: str, why: str = "", fix: str = "") -> None:
        """Notes a problem at the line of ``path``. Raises InputError with all of them where there are more than are listed."""
        self.unless_enough(path)
        self.problems.append(Problem(self.document.file, self.document.line(*path), code, what, why, fix))

    def unless_enough(self, path: Path) -> None:
        """Raises InputError with every problem so far where no more are listed."""
        if len(self.problems) >= limits.PROBLEMS.value:
            raise InputError([*sorted(set(self.problems)), limits.PROBLEMS.problem_at(self.document.file, self.document.line(*path))])

    def exceeds(self, path: Path, limit: Limit, found: int, what: str = "") -> bool:
        """Whether something at ``path`` is beyond a limit, which is noted."""
        if found <= limit.value:
            return False
        self.unless_enough(path)
        self.problems.append(limit.problem_at(self.document.file, self.document.line(*path), found, what))
        return True

    def keys(self, block: Mapping[str, Any], known: Iterable[str], path: Path, kind: str) -> None:
        """Notes every key of ``block`` that is not known."""
        known = tuple(known)
        if not block.keys() - known:
            return
        for key in block:
            if key not in known:
                self.problem(
                    (*path, key),
                    "unknown-key",
                    f'"{key}" is not a key of {kind}.',
                    "It would be ignored without a word.",
                    did_you_mean(
                        str(key), known, otherwise=_SPILT if " " in str(key) else f"Its keys are {listed(known, joint='and', most=20)}."
                    ),
                )

    def text(self, block: Mapping[str, Any], key: str, path: Path, *, required: bool = False) -> str:
        """The text under a key, empty if there is none; noted if it is not text, or missing though required."""
        value = block.get(key, "")
        if isinstance(value, str) and (value or not required) and len(value) <= limits.TEXT.value:
            return value
        if value is None or value == "":
            if required:
                self.problem(path, "missing-key", f'"{key}" is missing.', "", f"Add {key}.")
            return ""
        if not isinstance(value, str):
            self.problem((*path, key), "type", f'"{key}" should be text.', "", "Put it in quotes.")
            return ""
        return "" if self.exceeds((*path, key), limits.TEXT, len(value), f'"{key}"') else value

    def date(self, block: Mapping[str, Any], key: str, path: Path) -> str:
        """The text under a key, noted if it is not a date or interval."""
        value = self.text(block, key, path)
        if value:
            try:
                read_date(value)
            except BadValue as error:
                self.problem((*path, key), "date", f"{key}: {error.what}.", "", error.fix)
        return value

    def identity(self, block: Mapping[str, Any], path: Path) -> str:
        """The id of a block; empty and noted if there is none that can be used."""
        value = self.text(block, "id", path, required=True)
        if value and not (len(value) <= limits.ID.value and _ID.fullmatch(value)):
            self.problem(
                (*path, "id"),
                "id",
                f'"{value}" cannot be an id.',
                "Ids are used in commands and file names.",
                "Use letters, digits, dots, dashes and underscores; a pseudonym, never a name of a captive.",
            )
            return ""
        return value

    def blocks(self, data: Mapping[str, Any], key: str, path: Path = ()) -> list[tuple[Path, Mapping[str, Any]]]:
        """The mappings in the list under ``key``, each with its path."""
        value = data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem((*path, key), "type", f'"{key}" should be a list.', "", 'Begin each of its items with "- id: ...".')
            return []
        found: list[tuple[Path, Mapping[str, Any]]] = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                found.append(((*path, key, index), item))
            else:
                self.problem(
                    (*path, key, index),
                    "type",
                    f'an item of "{key}" should be a block with an id.',
                    "",
                    'Write "- id: ..." and its keys below.',
                )
        return found


def length(value: Any) -> int:
    """How many items a list has; anything else has none."""
    return len(value) if isinstance(value, list) else 0


def leaves(block: Mapping[str, Any]) -> int:
    """How many single values stand in a block, however deep."""
    count = 0
    waiting: list[Any] = [block]
    while waiting:
        part = waiting.pop()
        for inner in part.values() if isinstance(part, dict) else part:
            if isinstance(inner, dict | list):
                waiting.append(inner)
            else:
                count += 1
    return count
