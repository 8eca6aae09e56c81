"""A bar on standard error while somebody waits, gone when the work is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.progress import Progress

from checker.outlet import steering
from checker.rendering.terminal import console

T = TypeVar("T")


def followed(things: Iterable[T], total: int, what: str, *, watched: bool) -> Iterator[T]:
    """``things`` one by one, with a bar that says how many of ``total`` are done where somebody watches."""
    steered = console(stderr=True)
    steered.file = steering(steered.file)  # type: ignore[arg-type]
    with Progress(console=steered, transient=True, disable=not watched, redirect_stdout=False, redirect_stderr=False) as bar:
        yield from bar.track(things, total=total, description=what)
