"""The last boundary before a terminal or a log: a stream through which nothing passes that is obeyed, whoever wrote it.

Comes in: a text stream. Goes out: one that shows every control character but line breaks, tabs and colours (``text.inert``). The program's own words and those of records are cleaned where they are printed; what libraries say by
themselves, about a wrong option, a warning or an error of the program, passes here alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from checker.text import inert


class Outlet:
    """A text stream in which nothing is obeyed. Everything but writing is that of the stream itself."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes ``text`` as it may be shown."""
        self._stream.write(inert(text, screen=True))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes each of ``lines``."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def steering(stream: TextIO) -> TextIO:
    """The stream itself, for what steers a terminal and holds no text from outside: a count that is written over, a bar."""
    found: TextIO = stream._stream if isinstance(stream, Outlet) else stream
    return found
