"""Files that the program writes for people and for other programs: whole or not at all, never over another, never with a restricted value in them.

Comes in: a path, what to write, and what must not stand in it. Goes out: the file, in place only when all of it is on disk; or, for a file that only grows, the same file with more at its end.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator

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
    folder = _folder_of(path)
    _clear(folder)
    try:
        handle, beside = tempfile.mkstemp(prefix=_BESIDE, suffix=_PART, dir=folder)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            _hold(handle)
            for piece, own in pieces:
                content = inert(piece) if isinstance(piece, str) else piece
                warnings += unless_leaking(path, content, own)
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(handle)
            if sys.platform == "win32":
                os.chmod(beside, _mode(path))
            else:  # what was written, whatever goes by its name by now
                os.fchmod(handle, _mode(path))
            if sys.platform != "win32":  # there an open file cannot be renamed
                _put(beside, path, force=force)
        if sys.platform == "win32":
            _put(beside, path, force=force)
        _settle(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        if isinstance(error, FileExistsError):
            raise _taken(path) from error
        raise _unwritable(path, error) from error
    except UnicodeEncodeError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise _unnameable(path) from error
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    return tuple(dict.fromkeys(warnings))


def _folder_of(path: str) -> str:
    return os.path.dirname(path) or os.curdir  # not by way of the folder that one is in, which may be gone


def _put(beside: str, path: str, *, force: bool) -> None:
    """Gives a file that is whole its name."""
    if not force:
        try:
            os.link(beside, path)  # fails where somebody else was faster, which replacing would not
        except FileExistsError:
            raise
        except OSError:  # a stick, or a share, on which a file has one name only
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        else:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            return
    os.replace(beside, path)


def _settle(folder: str) -> None:
    """Puts on disk which files a folder has, so that a new one is there after a power cut too, where the system knows such a thing."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


#: How a file is called until it is whole. What a program that was killed left under such a name is taken away by the next one that writes there.
_BESIDE, _PART = ".ihl-", ".part"

#: Who holds this file is writing in its folder.
_WRITING = f"{_BESIDE}writing"

#: How long what looks left behind is let be, in seconds.
_FRESH = 60.0

_cleared: set[str] = set()


def unfinished(name: str) -> bool:
    """Whether a file goes by a name that only files have that are not whole, or that say who writes."""
    return name.startswith(_BESIDE)


def _hold(handle: int) -> None:
    """Marks an open file as being written, until it is closed or the program ends."""
    if sys.platform != "win32":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _clear(folder: str) -> None:
    """Takes away what killed programs left in a folder; looked for once. What somebody is still writing is held by them."""
    try:
        place = os.path.realpath(folder)
    except OSError:
        return
    if place in _cleared or sys.platform == "win32":
        return
    _cleared.add(place)
    import fcntl

    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        left = [
            entry.path
            for entry in entries
            if re.fullmatch(rf"{re.escape(_BESIDE)}\w{{8}}{re.escape(_PART)}", entry.name)
            and entry.is_file(follow_symlinks=False)
            and entry.stat().st_mtime < time.time() - _FRESH
        ]
        for path in left:
            with contextlib.suppress(OSError), open(path, "rb", opener=itself) as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(path)


#: How long to wait for somebody else who is adding to the same file, in seconds.
PATIENCE = 10.0


def append(path: str, make: Callable[[str], str], secrets: Secrets) -> None:
    """Adds to the end of a file, which is made if there is none: what ``make`` returns for the text that it holds. Nothing in it is changed, and of two that add at once one waits for the other.

    Raises InputError, and leaves the file as it was, where a restricted value stands in the addition or in the name of the file, or where it cannot be written.
    """
    unless_leaking(path, "", secrets)
    with _held(path) as file:
        before = os.fstat(file.fileno()).st_size
        try:
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            addition = inert(make(text))
            unless_leaking(path, addition, secrets)
            data = ("\n" if text and not text.endswith("\n") else "").encode() + addition.encode("utf-8")
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
            if not before:
                _settle(_folder_of(path))
        except BaseException as error:
            with contextlib.suppress(OSError):
                file.truncate(before)
                if not before:
                    os.unlink(path)
            if isinstance(error, OSError):
                raise _unwritable(path, error) from error
            raise


@contextlib.contextmanager
def alone(folder: str) -> Iterator[None]:
    """The folder for oneself: nobody else who asks for it gets it until this ends, or the program does. Makes the folder, if there is none.

    Raises InputError where somebody else has it, or where it cannot be written to.
    """
    path = os.path.join(folder, _WRITING)
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise InputError.single(folder, 0, "output-folder", "this is a file.", "A run is kept in a folder.", "Name another place.")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    with _turn(path, 0.0, folder):
        yield


@contextlib.contextmanager
def in_turn(path: str) -> Iterator[None]:
    """The right to look at a file and then to replace it: of two who ask for it one waits for the other, so that neither replaces what it has not seen. Raises InputError where it has to wait too long, or the folder cannot be written to."""
    with _turn(os.path.join(_folder_of(path), _WRITING), PATIENCE, path):
        yield


@contextlib.contextmanager
def _turn(path: str, patience: float, shown: str) -> Iterator[None]:
    with _held(path, patience=patience, shown=shown):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.unlink(path)


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


def itself(path: str, flags: int) -> int:
    """Opens a file and never what a link leads to, nor a pipe or a device, which could be waited for without end: somebody may have put one there since it was looked for. Raises OSError."""
    more = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"))
    try:
        handle = os.open(path, functools.reduce(int.__or__, more, flags), 0o666)
    except OSError as error:
        if error.errno != errno.ENXIO:  # a pipe that nobody reads
            raise
        raise OSError(errno.ENXIO, _NO_FILE, path) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ENXIO, _NO_FILE, path)
    return handle


_NO_FILE = "it is no file, but something that goes by the name of one"


def _held(path: str, *, patience: float | None = None, shown: str = "") -> io.FileIO:
    """A file for oneself until it is closed or the program ends. Who had to wait looks whether it is still the one that lies there."""
    while True:
        unless_a_link(path)
        try:
            handle = itself(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise _unwritable(shown or path, error) from error
        except UnicodeEncodeError as error:
            raise _unnameable(path) from error
        file = io.FileIO(handle, "r+", closefd=True)
        try:
            _lock(handle, shown or path, PATIENCE if patience is None else patience)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.stat(path)):
                    return file
        except BaseException:
            file.close()
            raise
        file.close()


def _lock(handle: int, path: str, patience: float) -> None:
    """Waits until nobody else holds an open file, and holds it."""
    end = time.monotonic() + patience
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
                what = "somebody else is writing here."
                fix = "Try again; if it stays so, look for another `ihl` at work on it."
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
    if os.path.exists(path) and not os.path.isfile(path):
        what, why = "this is a device or a pipe, not a file.", "It would be replaced by one."
        raise InputError.single(path, 0, "no-file", what, why, "Give the name of a file; what goes to a pipe is printed, without -o.")
    folder = _folder_of(path)
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


def _unnameable(path: str) -> InputError:
    what, why = "a file of this name cannot be made where the system takes names for ASCII.", "Nothing was written."
    return InputError.single(path, 0, "unwritable", what, why, "Give a name in plain letters, or set LC_ALL=C.UTF-8.")
