"""Plain text as the pieces of an article.

Comes in: text. Goes out: its headline, captions and paragraphs. Paragraphs are counted from the dateline ("KYIV, Ukraine —") where there is one near the beginning, as editors count them: what stands before it, but for
headline and captions, is known by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from checker.passages.pieces import Piece

#: A place in capitals, perhaps a country or an agency, and a dash: how news agencies open a report.
_DATELINE = re.compile(r"[A-Z][A-Z'’.\- ]{1,40}(?:, [A-Za-z'’. ]{2,30})?(?: \([^()]{2,40}\))? (?:—|–|--|-) ")

#: A caption names itself, or ends with a credit in brackets.
_CAPTION = re.compile(r"(?:photo|picture|image|caption|photograph)(?: \d{1,3})?: ", flags=re.IGNORECASE)
_CREDIT = re.compile(r"\((?:[^()]{2,60}/[^()]{2,60}|(?:photo|picture|image|credit)[^()]{0,60})\)\.?$", flags=re.IGNORECASE)

#: How far from the beginning a dateline is looked for, in blocks of lines.
_HEAD = 15

#: The longest headline.
_HEADLINE = 200

#: Lines of a block that was broken by hand or by an e-mail program are this long, all but the last.
_BROKEN = range(45, 101)


class _Block(NamedTuple):
    line: int
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in their order."""
    blocks = list(_blocks(text))
    opening = next((number for number, block in enumerate(blocks[:_HEAD]) if _DATELINE.match(block.text)), None)
    for number, block in enumerate(blocks):
        if number == 0 and opening != 0 and (opening or _heads(block.text)):
            yield Piece("headline", block.text)
        elif _CAPTION.match(block.text) or (_CREDIT.search(block.text[-200:]) and len(blocks) > 1):
            yield Piece("caption", block.text)
        elif opening is not None and number < opening:
            yield Piece(f"line {block.line}", block.text)
        else:
            yield Piece("para", block.text)


def _heads(text: str) -> bool:
    """Whether a first block may be a headline: short, and no sentence with a full stop."""
    return len(text) <= _HEADLINE and not text.rstrip().endswith((".", ":", ";", ","))


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs: what blank lines part. Within a block each line is one, unless its lines look as if they were broken to a width."""
    lines = text.split("\n")
    start = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and lines[number].strip():
            continue
        block = [line.strip() for line in lines[start:number]]
        if _broken(block):
            yield _Block(start + 1, " ".join(block))
        else:
            for offset, line in enumerate(block):
                yield _Block(start + offset + 1, line)
        start = number + 1


def _broken(block: Sequence[str]) -> bool:
    """Whether the lines of a block are one paragraph, broken to a width: each is as long as the next word allowed, and not every one ends where a sentence does."""
    if len(block) < 2 or not all(len(line) in _BROKEN for line in block[:-1]):
        return False
    width = max(len(line) for line in block)
    full = all(len(line) + 1 + len(after.split(maxsplit=1)[0]) > width for line, after in pairwise(block))
    return full and not all(line.endswith((".", "!", "?", ")", "”", '"')) for line in block[:-1])
