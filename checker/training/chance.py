"""Choice that looks free and is the same each time: things put into an order that a seed and their own names decide.

Python's own generator promises the same numbers for the same seed only within a version, and the order of a set changes from run to run; a digest of the seed and a name does neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def shuffled(things: Iterable[T], seed: int | str, name: Callable[[T], str] = str) -> list[T]:
    """The things in the order that the seed gives them; two of the same name keep theirs."""
    return sorted(things, key=lambda thing: hashlib.sha256(f"{seed}\n{name(thing)}".encode("utf-8", "surrogatepass")).digest())
