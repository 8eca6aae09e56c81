"""The leak scan: restricted values in what was written or is about to be.

Comes in: the content of a file of any kind that the program writes, its name, and the restricted values. Goes out: :class:`Leak`: in which part and line, whose value and under which key; never the value. A word
that the program and its rules say by themselves is told apart, since it stands in every report.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from checker.redaction import Secrets


class Leak(NamedTuple):
    """A restricted value in a file: in which ``part`` (empty: in the file itself) and ``line`` (0: not known), ``whose`` and under which ``key``; ``ordinary``: a word that the program says by itself."""

    part: str
    line: int
    whose: str
    key: str
    ordinary: bool


#: The part under which the name of the file itself is told of.
NAME = "the name of the file"

#: Parts of workbooks and word documents in which the libraries that make them describe styles; nothing of a record is in them.
_STATIC = re.compile(r"\[Content_Types\]|(^|/)(theme/|styles|stylesWithEffects|fontTable|settings|webSettings|numbering|_rels/\.rels)")


def leaks(name: str, content: str | bytes, secrets: Secrets) -> list[Leak]:
    """Every restricted value in the content and in the name of a file, each once for every line."""
    if not secrets:
        return []
    found: dict[Leak, None] = {}
    for part, text, lined in [(NAME, name, False), *_texts(content)]:
        for hit in secrets.hits(text):
            line = text.count("\n", 0, hit.start) + 1 if lined else 0
            found[Leak(part, line, secrets.hide(hit.whose), hit.key, _ordinary(text[hit.start : hit.end]))] = None
    return list(found)


def _ordinary(words: str) -> bool:
    from checker.ownwords import says

    return says(words)


def _texts(content: str | bytes) -> Iterator[tuple[str, str, bool]]:
    """Everything in a file that can be read, part by part: the name of the part, its text, and whether its lines can be counted."""
    if isinstance(content, str):
        yield "", content, True
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if not _STATIC.search(name):
                    text = archive.read(name).decode("utf-8", "replace")
                    yield name, name, False
                    if name.endswith((".xml", ".rels")):
                        # The words of the format itself are none of the record's; a name may be split over several runs of text.
                        yield name, re.sub(r"</?[\w:.-]+|[\w:.-]+(?==[\"'])", " ", text), False
                        yield name, re.sub(r"<[^>]*>", "", text), False
                    else:
                        yield name, text, True
    else:
        yield "", content.decode("utf-8", "replace"), True
