"""Files that the program writes for people and for other programs: whole or not at all, never over another, never with a restricted value in them.

Comes in: a path, what to write, and what must not stand in it. Goes out: the file, in place only when all of it is on disk.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable

from checker.errors import InputError, Problem
from checker.leaks import NAME, Leak, leaks
from checker.redaction import Secrets


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
            for content, own in pieces:
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
