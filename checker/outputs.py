"""Files that the program writes for people and for other programs: whole or not at all, never over another, never with a restricted value in them.

Comes in: a path, what to write, and what must not stand in it. Goes out: the file, in place only when all of it is on disk; or, for a file that only grows, the same file with more at its end.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator

from checker.errors import InputError, Problem
from checker.redaction import Secrets


def write(path: str, content: str | bytes, secrets: Secrets, *, force: bool = False) -> None:
    """Writes ``content`` to ``path``; the folder must exist.

    Raises InputError and writes nothing where the file is there already (unless ``force``), where a restricted value stands in the content or in the name of the file, or where it cannot be written.
    """
    unless_taken(path, force=force)
    unless_leaking(path, content, secrets)
    _put(path, [content.encode("utf-8") if isinstance(content, str) else content], force=force)


def write_pieces(path: str, pieces: Iterable[tuple[str, Secrets]], *, force: bool = False) -> None:
    """Writes a long text piece by piece, each looked through for the restricted values that come with it; else as :func:`write`, which see."""
    unless_taken(path, force=force)

    def looked_through() -> Iterator[bytes]:
        for piece, secrets in pieces:
            unless_leaking(path, piece, secrets)
            yield piece.encode("utf-8")

    _put(path, looked_through(), force=force)


def _put(path: str, pieces: Iterable[bytes], *, force: bool) -> None:
    """Writes a file beside its place and moves it there when all of it is on disk."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, beside = tempfile.mkstemp(prefix=".ihl-", dir=folder)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
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
            addition = make(text)
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


def _held(path: str) -> io.FileIO:
    """A file for oneself until it is closed or the program ends. Who had to wait looks whether it is still the one that lies there."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
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


def unless_leaking(path: str, content: str | bytes, secrets: Secrets) -> None:
    """Raises InputError where a restricted value stands in ``content`` or in the name of the file; workbooks and word documents are looked through part by part."""
    if not secrets:
        return
    problems = []
    for part, text in [("the name of the file", os.path.basename(path)), *_texts(content)]:
        found = list(dict.fromkeys((hit.whose, hit.key) for hit in secrets.leaks(text)))
        problems += [
            Problem(
                secrets.hide(path),
                0,
                "leak",
                f"{part} holds a restricted value: of {secrets.hide(whose)}, under {key or 'restricted'}.",
                "Nothing was written: it would lead to a person whom the record protects.",
                "Take it out of the texts of the record (`ihl records lint` finds it), or rename the file.",
            )
            for whose, key in found
        ]
    if problems:
        raise InputError(problems)


def _texts(content: str | bytes) -> list[tuple[str, str]]:
    """Everything in a file that can be read, part by part."""
    if isinstance(content, str):
        return [("what would be written", content)]
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(f"its part {name}", f"{name}\n{archive.read(name).decode('utf-8', 'replace')}") for name in archive.namelist()]
    return [("what would be written", content.decode("utf-8", "replace"))]


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
