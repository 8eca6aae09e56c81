"""What a rulebook says about its own lint: words that mark an evaluation, and remarks kept on purpose.

Comes in: the file ``lint.yml`` of a rules folder, if there is one. Goes out: :class:`LintFile`, and remarks parted into those that are kept and those that are not. The file decides no verdict.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from checker import documents
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean
from checker.lint.remarks import CODES
from checker.remarks import Remark
from checker.rules import Slug
from checker.shapes import Written, validated

FILE = "lint.yml"


#: A word or words in small letters; with * at its end all words that begin with it.
Evaluation = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z' -]*\*?$")]


class Kept(Written):
    """One remark kept on purpose: its code, what it is about, and the reason."""

    code: Slug
    about: str | Annotated[list[str], Field(min_length=1)]
    reason: Annotated[str, StringConstraints(min_length=25)]

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """Code and subject; a pair may be named in any order."""
        return self.code, frozenset([self.about] if isinstance(self.about, str) else self.about)


class LintFile(Written):
    """The words by which lint knows an evaluation, and the remarks kept on purpose."""

    evaluations: list[Evaluation] = Field(default_factory=list)
    kept: list[Kept] = Field(default_factory=list)


def read_kept(folder: str) -> tuple[LintFile, Document]:
    """The lint.yml of a rules folder (an empty one, if there is none). Raises InputError with everything that is wrong in it."""
    shown, path = f"{os.path.basename(os.path.normpath(folder))}/{FILE}", os.path.join(folder, FILE)
    if not os.path.exists(path):
        return LintFile(), Document(shown, {})
    document = documents.parse_yaml(documents.read_text(path), shown)
    file = validated(LintFile, document)
    problems = []
    seen: set[tuple[str, frozenset[str]]] = set()
    for number, entry in enumerate(file.kept):
        line = document.line("kept", number)
        if entry.code not in CODES:
            fix = did_you_mean(entry.code, CODES, otherwise="`ihl rules lint --explain all` lists them.")
            problems.append(Problem(shown, line, "unknown-code", f'"{entry.code}" is no code of a remark.', "It would keep nothing.", fix))
        if entry.key in seen:
            problems.append(Problem(shown, line, "duplicate-id", "this remark is kept already.", "One reason is enough.", "Remove one."))
        seen.add(entry.key)
    if problems:
        raise InputError(problems)
    return file, document


def parted(remarks: Iterable[Remark], file: LintFile, document: Document) -> tuple[list[Remark], list[tuple[Remark, str]]]:
    """Remarks that stand, those of the entries that excuse nothing included; and those that are kept, each with its reason."""
    reasons = {entry.key: entry.reason for entry in file.kept}
    met: set[tuple[str, frozenset[str]]] = set()
    standing: list[Remark] = []
    kept: list[tuple[Remark, str]] = []
    for remark in remarks:
        key = (remark.code, frozenset(remark.about))
        if key in reasons:
            met.add(key)
            kept.append((remark, reasons[key]))
        else:
            standing.append(remark)
    standing += [
        _stale(entry, document.file, document.line("kept", number)) for number, entry in enumerate(file.kept) if entry.key not in met
    ]
    return standing, kept


def _stale(entry: Kept, file: str, line: int) -> Remark:
    about: Sequence[str] = [entry.about] if isinstance(entry.about, str) else entry.about
    return Remark("stale-exception", file, line, tuple(about), f"nothing is {entry.code} about {' and '.join(about)} any more.")
