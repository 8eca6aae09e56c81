"""Files that the program writes for people and for other programs: whole or not at all, never over another, never with a restricted value in them.

Comes in: a path, what to write, and what must not stand in it. Goes out: the file, in place only when all of it is on disk; or, for a file that only grows, the same file with more at its end.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable

from checker.errors import InputError, Problem
from checker.leaks import NAME, Leak, leaks
from checker.redaction import Secrets
from checker.text import inert


def write(path: str, content: str | bytes, secrets: Secrets, *, force: bool = False) -> tuple[Problem, ...]:
    """Writes ``content`` to ``path``; the folder must exist. Returns what somebody should look at: restricted values that are also words which the program says by itself.

    Raises InputError and writes nothing where the file is there already (unless ``force``), where a restricted value stands in the content or in the name of the file, or where it cannot be written.
    """
    return write_pieces(path, [(content, secrets)], secrets, force=force)


def write_pieces(path: str, pieces: Iterable[tuple[str | bytes, Secrets]], secrets: Secrets, *, force: bool = False) -> tuple[Problem, ...]:
    """The same for a file that is made piece by piece, each with the values that must not stand in it; ``secrets`` must not stand in its name. Only one piece is held at a time."""
    unless_taken(path, force=force)
    warnings = list(unless_leaking(path, "", secrets))
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, beside = tempfile.mkstemp(prefix=".ihl-", dir=folder)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for piece, own in pieces:
                content = inert(piece) if isinstance(piece, str) else piece
                warnings += unless_leaking(path, content, own)
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _mode(path))
        if force:
            os.replace(beside, path)
        else:
            os.link(beside, path)  # fails where somebody else was faster, which replacing would not
            os.unlink(beside)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        if isinstance(error, FileExistsError):
            raise _taken(path) from error
        raise _unwritable(path, error) from error
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    return tuple(dict.fromkeys(warnings))


#: How long to wait for somebody else who is adding to the same file, in seconds.
PATIENCE = 10.0


def append(path: str, make: Callable[[str], str], secrets: Secrets) -> None:
    """Adds to the end of a file, which is made if there is none: what ``make`` returns for the text that it holds. Nothing in it is changed, and of two that add at once one waits for the other.

    Raises InputError, and leaves the file as it was, where a restricted value stands in the addition or in the name of the file, or where it cannot be written.
    """
    unless_leaking(path, "", secrets)
    with _held(path) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            addition = inert(make(text))
            unless_leaking(path, addition, secrets)
            data = ("\n" if text and not text.endswith("\n") else "").encode() + addition.encode("utf-8")
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except BaseException as error:
            with contextlib.suppress(OSError):
                file.truncate(before)
                if not before:
                    os.unlink(path)
            if isinstance(error, OSError):
                raise _unwritable(path, error) from error
            raise


#: A name that some program keeps for a device, with or without an ending and in whatever case: no file can be made under it on Windows (Microsoft, Naming Files, Paths, and Namespaces).
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)


def stem(identity: str) -> str:
    """The name of a file for what has this id, without its ending: the id, unless a file of that name could not be made or copied everywhere."""
    return f"_{identity}" if _DEVICES.match(identity) else identity


def unless_a_link(path: str) -> None:
    """Raises InputError where something at ``path`` only leads elsewhere: what is added to it would be written there, perhaps to a file of somebody else's."""
    if os.path.islink(path):
        fix = "Write to the file itself, or take the link away."
        raise InputError.single(
            path, 0, "link", "this is a link to another place.", "Nothing is written outside the folder that was named.", fix
        )


def _held(path: str) -> io.FileIO:
    """A file for oneself until it is closed or the program ends. Who had to wait looks whether it is still the one that lies there."""
    while True:
        unless_a_link(path)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except OSError as error:
            raise _unwritable(path, error) from error
        file = io.FileIO(handle, "r+", closefd=True)
        try:
            _lock(handle, path)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.stat(path)):
                    return file
        except BaseException:
            file.close()
            raise
        file.close()


def _lock(handle: int, path: str) -> None:
    """Waits until nobody else holds an open file, and holds it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if sys.platform == "win32":
                import msvcrt

                os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the text, which others may go on reading
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise _unwritable(path, error) from error
            if time.monotonic() > end:
                what, fix = "somebody else is writing to this file.", "Try again; if it stays so, look for another `ihl review` on it."
                raise InputError.single(path, 0, "locked", what, "Two at once would spoil it.", fix) from error
            time.sleep(0.02)
        else:
            return


def unless_taken(path: str, *, force: bool) -> None:
    """Raises InputError where something is at ``path`` already that may not be replaced, or its folder is missing: to be asked before long work begins."""
    if os.path.isdir(path):
        raise InputError.single(path, 0, "output-folder", "this is a folder.", "A file is to be written.", "Give the name of a file in it.")
    if os.path.lexists(path) and not force:
        raise _taken(path)
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise InputError.single(
            path, 0, "output-folder", "its folder does not exist.", "Nothing was written.", "Make the folder first, or check the path."
        )


def unless_leaking(path: str, content: str | bytes, secrets: Secrets) -> tuple[Problem, ...]:
    """Raises InputError where a restricted value stands in ``content`` or in the name of the file; workbooks and word documents are looked through part by part.

    A value that is also a word which the program and its rules say by themselves is no proof of a leak: these come back, to be looked at.
    """
    found = leaks(os.path.basename(path), content, secrets)
    if certain := [leak for leak in found if not leak.ordinary]:
        raise InputError(_problems(path, certain, secrets))
    return _problems(path, found, secrets)


def _problems(path: str, found: Iterable[Leak], secrets: Secrets) -> tuple[Problem, ...]:
    """What is to be said of leaks: once for each value and part."""
    shown = secrets.hide(path)
    said = dict.fromkeys((leak.part, leak.whose, leak.key, leak.ordinary) for leak in found)
    problems = []
    for part, whose, key, ordinary in said:
        place = part if part == NAME else f"its part {secrets.hide(part)}" if part else "what would be written"
        what = f"{place} holds a restricted value: of {whose or 'somebody'}, under {key or 'restricted'}."
        if ordinary:
            why, fix = "The program says this word by itself, so it need not come from the record.", "Look whether it leads to the person."
            problems.append(Problem(shown, 0, "perhaps-a-leak", what.replace("would be written holds", "is written holds"), why, fix))
        else:
            why = "Nothing was written: it would lead to a person whom the record protects."
            fix = "Take it out of the texts of the record (`ihl records lint` finds it), or rename the file."
            problems.append(Problem(shown, 0, "leak", what, why, fix))
    return tuple(problems)


def _mode(path: str) -> int:
    """Who may read a new file: as the system has it for other new files; a file that is replaced keeps its own."""
    with contextlib.suppress(OSError):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _taken(path: str) -> InputError:
    return InputError.single(
        path, 0, "exists", "there is a file of this name already.", "It is not overwritten silently.", "Give another name, or add --force."
    )


def _unwritable(path: str, error: OSError) -> InputError:
    return InputError.single(
        path,
        0,
        "unwritable",
        f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}.",
        "",
        "Check the path, your rights and the space left.",
    )
