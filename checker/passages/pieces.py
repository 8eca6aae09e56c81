"""What the reader of a format hands on: pieces of an article in their order, each with its kind."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A piece: ``kind`` is headline, heading, caption, para, or a place that is told as it is (``line 4``)."""

    kind: str
    text: str
