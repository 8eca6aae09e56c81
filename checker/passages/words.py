"""A passage as sentences and words.

Comes in: the text of a passage. Goes out: its sentences, each with its words and where they stand. A hyphen parts words ("court-appointed" is two), an apostrophe does not; an ending 's is left out of what is compared.
Everything here takes time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

#: Letters and digits, with an apostrophe between letters.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

#: Where a sentence may end: its mark, with quotes and brackets that close.
_END = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,3}(?=\s|$)")

#: So much of a word is compared; the longest words that people write are shorter.
COMPARED = 60

#: A sentence longer than this is cut: no person wrote it, and what is looked for stands close together.
LONGEST = 400


class Token(NamedTuple):
    """One word: as compared, as written, and where it stands in the passage."""

    key: str
    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


class Sentence(NamedTuple):
    """A sentence: where it stands in the passage, and its words."""

    start: int
    end: int
    tokens: tuple[Token, ...]


def key_of(word: str) -> str:
    """A word as it is compared: small letters, a straight apostrophe, without an ending 's."""
    key = word[:COMPARED].casefold().replace("’", "'")
    return key.removesuffix("'s") or key


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a stretch of text."""
    stretch = len(text) if end is None else end
    return [Token(key_of(found.group()), found.group(), found.start(), found.end()) for found in _WORD.finditer(text, start, stretch)]


def sentences(text: str, abbreviations: Collection[str] = ()) -> list[Sentence]:
    """The sentences of a text. A full stop after one of ``abbreviations`` (as compared, without the stop), a single capital or a number ends none."""
    found: list[Sentence] = []
    start = 0
    for mark in _END.finditer(text):
        if text[mark.start()] == "." and not _stops(text, mark.start(), mark.end(), start, abbreviations):
            continue
        found += _cut(text, start, mark.end())
        start = mark.end()
    return found + _cut(text, start, len(text))


def _stops(text: str, dot: int, end: int, start: int, abbreviations: Collection[str]) -> bool:
    """Whether a full stop ends a sentence."""
    before = dot
    while before > max(start, dot - 30) and (text[before - 1].isalnum() or text[before - 1] == "."):
        before -= 1
    word = text[before:dot]
    if key_of(word) in abbreviations or (len(word) == 1 and word.isupper()) or (len(word) > 1 and word[-2] == "."):
        return False
    after = text[end : end + 12].lstrip(" \t\n\"'“‘«([")
    return not after[:1].islower()


def _cut(text: str, start: int, end: int) -> list[Sentence]:
    tokens = tokens_of(text, start, end)
    pieces: Sequence[list[Token]] = [tokens[first : first + LONGEST] for first in range(0, len(tokens), LONGEST)]
    return [
        Sentence(piece[0].start if number else start, piece[-1].end if number < len(pieces) - 1 else end, tuple(piece))
        for number, piece in enumerate(pieces)
    ]
