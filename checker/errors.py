"""What is wrong with an input, where, why it matters and what to do.

Everything that reads something a person wrote reports :class:`Problem` values, all those of a file at once. Nothing in this module knows what is
being read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: What is wrong is printed up to this length: a message quotes what a person wrote, however long that is.
MAX_LENGTH = 600

#: Longer words are misspellings of nothing, and comparing them takes long.
LONGEST_WORD = 200


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place.

    ``file`` and ``line`` (1-based; 0 where a file as a whole is meant) say where, ``what`` what is wrong, ``why`` why it matters, ``fix`` what to do.
    ``code`` is stable and machine-readable.
    """

    file: str
    line: int
    code: str
    what: str
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        what = self.what if len(self.what) <= MAX_LENGTH else f"{self.what[: MAX_LENGTH - 100]} [...] {self.what[-100:]}"
        return " ".join(part for part in (f"{place}: {what}", self.why, self.fix) if part)


class InputError(Exception):
    """Input that cannot be used. ``problems`` holds at least one :class:`Problem`, ``text`` what was read where nothing could be made of it (it is never printed)."""

    def __init__(self, problems: Iterable[Problem], text: str = "") -> None:
        self.problems = tuple(problems)
        self.text = text
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...], str]]:
        """As it goes from one process to another: an exception is otherwise made again from its message alone."""
        return InputError, (self.problems, self.text)

    @classmethod
    def single(cls, file: str, line: int, code: str, what: str, why: str = "", fix: str = "", text: str = "") -> InputError:
        """An error with one problem."""
        return cls([Problem(file, line, code, what, why, fix)], text)


def near_miss(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was most likely meant to be, or None when nothing is close."""
    if len(word) > LONGEST_WORD:
        return None
    import difflib

    candidates = {candidate.lower(): candidate for candidate in sorted(known)}
    close = difflib.get_close_matches(word.lower(), list(candidates), n=1, cutoff=0.6)
    return candidates[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """'Did you mean "x"?' for the near miss of ``word``, else ``otherwise``."""
    suggestion = near_miss(word, known)
    return f'Did you mean "{suggestion}"?' if suggestion else otherwise


def listed(words: Iterable[str], *, joint: str = "or", most: int = 12) -> str:
    """Words as a readable list: 'a, b or c'. Longer lists are cut after ``most`` words with a count of the rest."""
    items = list(words)
    if len(items) > most:
        return ", ".join(items[:most]) + f" {joint} {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {joint} {items[-1]}"
