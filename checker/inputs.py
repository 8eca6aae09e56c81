"""Files that are read: what was opened is looked at, not what lay there a moment before, and what has changed by the time it was read is told.

Comes in: a path, and whether a person named it or it was found in a folder. Goes out: the open file. Between looking at a path and opening it somebody can put a pipe there, which is waited for without end, or a link, which leads to a file
that nobody named; so it is opened without waiting and judged by its handle. A file that somebody writes to while it is read may come out as half of one state and half of another: it is never taken for whole.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedReader

from checker.errors import InputError, Problem


@contextmanager
def opened(path: str, *, found: bool = False, within: str = "") -> Iterator[BufferedReader]:
    """A file to be read to its end. One that was ``found``, and not named by a person, must be a file; so must one that looked like a file just before. One that was found in the folder ``within`` must lie there.

    Raises OSError where it cannot be opened; InputError where it is something else than a file, or lies elsewhere; and, when it has been read, where it was changed meanwhile.
    """
    handle = _handle(path, found=found or bool(within), within=within)
    with open(handle, "rb") as file:
        before = os.fstat(handle)
        yield file
        after = os.fstat(handle)
    if stat.S_ISREG(before.st_mode) and (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError([changed(path, before.st_size, after.st_size)])


def _handle(path: str, *, found: bool, within: str) -> int:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    # What a person names may be a pipe, and is waited for.
    waits = not found and not stat.S_ISREG(os.stat(path).st_mode)
    if not waits:
        flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    handle = os.open(path, flags)
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not waits and not stat.S_ISREG(status.st_mode):
            raise InputError([no_file(path)])
        if within:
            real = os.path.realpath(path)
            if not inside(real, within):
                raise InputError([astray(path)])
            if not os.path.samestat(status, there := os.stat(real)):
                raise InputError([changed(path, status.st_size, there.st_size)])
    except BaseException:
        os.close(handle)
        raise
    return handle


def inside(path: str, folder: str) -> bool:
    """Whether a path leads to a place in a folder, by whatever links."""
    root = os.path.realpath(folder)
    return f"{os.path.realpath(path)}{os.sep}".startswith(f"{root.rstrip(os.sep)}{os.sep}")


def found_in(path: str, named: Sequence[str]) -> str:
    """The folder among those that were ``named`` in which a file was found; nothing for one that was named itself."""
    if path in named:
        return ""
    return next((folder for folder in named if path.startswith(os.path.join(folder, ""))), "")


def no_file(path: str) -> Problem:
    """What is wrong with a thing that is no file."""
    what = "this is no file, but something that goes by the name of one."
    return Problem(path, 0, "no-file", what, "Reading it might never end.", "Take it away.")


def astray(path: str) -> Problem:
    """What is wrong with a link that leads out of the folder that was named."""
    fix = "Name the file itself if it is meant, or take the link away."
    return Problem(path, 0, "link", "this is a link to a file outside the folder that was named.", "It was not followed.", fix)


def after(error: InputError, line: int) -> InputError:
    """The same error, known to have been met after a line."""
    return InputError([replace(problem, line=problem.line or line) for problem in error.problems], error.text)


def changed(path: str, before: int, after: int) -> Problem:
    """What is wrong with a file that somebody wrote to while it was read; it had so many bytes before and after."""
    sizes = f": it had {before:,} bytes at the beginning and has {after:,} now" if before != after else ""
    why = "What was read may be half of one state and half of another."
    return Problem(path, 0, "changed", f"the file was changed while it was read{sizes}.", why, "Run it again when nobody writes to it.")
