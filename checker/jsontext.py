"""JSON as text: measured before it is read, its lines counted where something is wrong.

Comes in: the text of a JSON file, or an open register. Goes out: its tokens; an error where it holds more, or is nested deeper, than is read; its lines, none of which is longer than is read. Nothing here makes values of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from checker import limits

#: Words are taken whole and never looked through again (possessive), so that a long one takes no more time and memory than it is long.
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]++|\n')


def unless_many(text: str, file: str, first_line: int) -> None:
    """Raises InputError where JSON holds more values than are read, before any of them is made."""
    # All brackets and commas are at least as many as the values, those within words counted in; only then are they told apart.
    if text.count(",") + text.count("{") + text.count("[") <= limits.VALUES.value:
        return
    line, values = first_line, 0
    for match in TOKEN.finditer(text):
        token = match.group()
        if token == "\n":
            line += 1
        elif token == "," or token == "{" or token == "[":
            values += 1
            if values > limits.VALUES.value:
                raise limits.VALUES.exceeded(file, line, text=text)


def unless_deep(data: Any, text: str, file: str, first_line: int) -> None:
    """Raises InputError where JSON is nested too deeply. Only what has enough brackets is looked through."""
    deepest = limits.DEPTH.value
    if text.count("[") + text.count("{") <= deepest:
        return
    level = [data]
    for _ in range(deepest):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise limits.DEPTH.exceeded(file, deep_line(text, first_line), text=text)


def deep_line(text: str, first_line: int) -> int:
    """The line on which JSON is first nested too deeply."""
    line, depth = first_line, 0
    for match in TOKEN.finditer(text):
        token = match.group()
        line += token == "\n"
        depth += (token in ("[", "{")) - (token in ("]", "}"))
        if depth > limits.DEPTH.value:
            break
    return line


class CutLine(NamedTuple):
    """A line that is longer than is read: how many bytes it has. None of it is kept."""

    length: int


class Readable(Protocol):
    """What lines are read from."""

    def readline(self, most: int, /) -> bytes:
        """The next line, or as much of it; nothing at the end."""


def bounded_lines(file: Readable) -> Iterator[bytes | CutLine]:
    """The lines of a file, one by one; of one that is too long only its length, so that no line ever fills the memory."""
    longest = limits.LINE_BYTES.value
    while raw := file.readline(longest + 1):
        if len(raw) <= longest or raw.endswith(b"\n"):
            yield raw
            continue
        length = len(raw)
        while not raw.endswith(b"\n") and (raw := file.readline(1_000_000)):
            length += len(raw) - raw.endswith(b"\n")
        yield CutLine(length) if length > longest else raw
