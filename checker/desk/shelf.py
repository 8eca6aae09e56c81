"""The desk of a rulebook, compiled once and kept.

Comes in: a rulebook, and a house's own policies. Goes out: :class:`~checker.desk.course.Desk`. The shipped policies are compiled when first asked for, which needs rule_engine and pydantic, and kept as JSON in the user's cache
folder under the digest of everything they were made from; a house's own are compiled each time. Whatever is damaged counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from typing import Any

from checker import __version__, cache, inputs, library
from checker.desk.course import Desk
from checker.errors import InputError
from checker.rulebook import Rulebook

#: Raised with every change of the compiled form, so that what older versions kept is not read.
FORMAT = 3


def digest(rulebook: Rulebook) -> str:
    """The SHA-256 of everything that the desk's answers rest on: the rulebook, the policies and the questions. Raises InputError if a file cannot be read."""
    hashed = hashlib.sha256(f"{FORMAT}\0{__version__}\0{rulebook.digest}".encode())
    for path in library.desk_files(rulebook.folder):
        try:
            with inputs.opened(path, found=True) as file:
                content = file.read()
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            fix = "Check the folder given with --rules."
            raise InputError.single(path, 0, "unreadable", f"this policy cannot be read: {reason}.", "", fix) from error
        hashed.update(f"\0{os.path.basename(path)}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def load(rulebook: Rulebook, house: Sequence[str] = ()) -> Desk:
    """The desk of a rulebook, with the policies in the files ``house``. Raises InputError with every problem of a file."""
    found = digest(rulebook)
    plain = None if house else _kept(found)
    if plain is None:
        from checker.desk.compiling import compile_desk

        plain = {**compile_desk(rulebook, house), "digest": found}
        if digest(rulebook) != found:  # or it would be kept, and shown to whoever asks for the ones before
            what, fix = "the policies were changed while they were read.", "Try again when nobody writes to them."
            raise InputError.single(rulebook.folder, 0, "changed", what, "The answers would rest on some of both.", fix)
        if not house:
            _keep(found, plain)
    return Desk(plain)


def _path(found: str) -> str | None:
    folder = library.cache_folder()
    return None if folder is None else os.path.join(folder, f"desk-{found}.json")


def _kept(found: str) -> dict[str, Any] | None:
    path = _path(found)
    if path is None:
        return None
    try:
        with inputs.opened(path, found=True) as file:
            head, _, rest = file.read().partition(b"\n")
    except (OSError, InputError):
        return None
    plain: dict[str, Any] | None = json.loads(rest) if head == f"{zlib.crc32(rest):08x}".encode() else None
    return plain


def _keep(found: str, plain: dict[str, Any]) -> None:
    path = _path(found)
    if path is not None:
        rest = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        cache.write(path, f"{zlib.crc32(rest):08x}".encode() + b"\n" + rest)
        cache.prune(os.path.dirname(path))
