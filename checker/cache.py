"""Compiled rulebooks on disk, under the digest of the rules they were made from.

A wheel carries one; others are kept in the user's cache folder. What is kept is JSON, never code: a first line with the format and a checksum, a line with what every check
needs, then two for each rule and definition, what decides it and what explains it, which are read when somebody needs them. Anything damaged, foreign or missing counts as not there, and is made again without a word.

Working out the digest means reading every rule. So that a check need not, an index remembers the digest with the size and times of every file; it is trusted only if nothing
was touched within two seconds of its being written, since file times can be that coarse.
"""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from checker import __version__, inputs, library
from checker.errors import InputError

#: Raised with every change of the compiled form, so that what older versions kept is not read.
FORMAT = 9

#: What of a rule or definition explains it but does not decide it.
PROSE = ("review", "authority", "limits", "remedy", "for_editors", "parts", "groups", "duties", "file")

#: The name under which the treaties and the States bound by them are kept; no subject, rule or definition can have it.
TREATIES = "~treaties"

_COARSEST = 2_000_000_000

#: How many files of a kind are kept at most, those written last: a rulebook is a few million bytes, and everyone who writes rules makes a new one with each change.
KEPT = 12

_KINDS = tuple(re.compile(f"{kind}\\.json") for kind in ("[0-9a-f]{64}", "desk-[0-9a-f]{64}", "pieces-[0-9a-f]{8}", "index-[0-9a-f]{8}"))
_PART = re.compile(r".+\.json\.[0-9a-f-]+\.part")

#: After this many seconds what was being written has been given up by whoever wrote it.
_GIVEN_UP = 3600

Core = Mapping[str, Any]
Lines = Callable[[str], tuple[Any, Callable[[], Any]]]


def digest(root: str, *, keep: bool = True) -> str:
    """The SHA-256 of the files in ``root`` that decide verdicts: their names and contents, and the version of the program.

    Raises InputError if the folder cannot be read. ``keep`` uses the index and brings it up to date.
    """
    try:
        files = _files(root)
        newest = max((max(stat.st_mtime_ns, stat.st_ctime_ns) for _, stat in files), default=0)
        signature = f"{zlib.crc32(repr([(name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in files]).encode()):08x} {len(files)}"
        index = _index_path(root) if keep else None
        known = _indexed(index, signature, newest)
        if known is not None:
            return known
        found = digest_of(_read(root, [name for name, _ in files]))
    except OSError as error:
        raise _unreadable(root, error) from error
    if index is not None and newest < time.time_ns() - _COARSEST:
        write(
            index,
            json.dumps({"format": FORMAT, "version": __version__, "written": time.time_ns(), "files": signature, "digest": found}).encode(),
        )
    return found


def contents(root: str) -> dict[str, bytes]:
    """The files in ``root`` that decide verdicts, by their path within it, in order. Raises InputError if one cannot be read."""
    try:
        return _read(root, [name for name, _ in _files(root)])
    except OSError as error:
        raise _unreadable(root, error) from error


def _unreadable(root: str, error: OSError) -> InputError:
    reason = (error.strerror or "unknown reason").lower()
    return InputError.single(root, 0, "unreadable", f"the rules cannot be read: {reason}.", "", "Check the folder given with --rules.")


def count(root: str) -> int:
    """How many files of a rules folder have a part in verdicts."""
    return len(_files(root))


def _files(root: str) -> list[tuple[str, os.stat_result]]:
    found: list[tuple[str, os.stat_result]] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                name = f"{folder}{entry.name}"
                if entry.is_dir():
                    if not entry.is_symlink():  # The compiler does not follow it either, and it may lead back to where it stands.
                        folders.append(f"{name}/")
                elif library.decides(name):
                    found.append((name, entry.stat()))
    return sorted(found, key=lambda pair: pair[0])


def _read(root: str, names: list[str]) -> dict[str, bytes]:
    found = {}
    for name in names:
        with inputs.opened(os.path.join(root, name), found=True) as file:
            found[name] = file.read()
    return found


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of a rulebook that has these files, by their path within it, in order."""
    import hashlib

    hashed = hashlib.sha256(f"{FORMAT}\0{__version__}".encode())
    for name, content in files.items():
        hashed.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        hashed.update(content)
    return hashed.hexdigest()


def _index_path(root: str) -> str | None:
    folder = library.cache_folder()
    return None if folder is None else os.path.join(folder, f"index-{zlib.crc32(os.path.abspath(root).encode()):08x}.json")


def _indexed(path: str | None, signature: str, newest: int) -> str | None:
    if path is None:
        return None
    try:
        with inputs.opened(path, found=True) as file:
            index = json.loads(file.read())
        trusted = index["format"] == FORMAT and index["version"] == __version__ and newest < index["written"] - _COARSEST // 2
        return str(index["digest"]) if trusted and index["files"] == signature else None
    except (OSError, InputError, ValueError, KeyError, TypeError):
        return None


# --- compiled rulebooks --------------------------------------------------------------------------------------------------------------------------------


def facts_of(subject: str) -> str:
    """The name under which the facts of a subject are kept: a rule may be called as the subject is."""
    return f"~{subject}.facts"


def split(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]]]:
    """A compiled rulebook parted into its core, and two parts for each subject, rule and definition: what is needed to decide, and what explains.

    The core has the name, the readings, the subjects without their facts, the ids, what the ledger counts, the head of each rule (``kinds`` holds what many rules share: subject, links and what they come to when nothing is
    stated), and ``touching``: for each fact and definition the numbers of the rules and definitions that use it. The parts of a subject are its facts, and nothing.
    """
    identities = [*data["rules"], *data["definitions"]]
    kinds: dict[str, int] = {}
    core: dict[str, Any] = {
        "name": data["name"],
        "default_reading": data["default_reading"],
        "readings": data["readings"],
        "subjects": {},
        "rules": {},
        "definitions": list(data["definitions"]),
        "touching": {},
        "ledger": data["ledger"],
    }
    parts: dict[str, tuple[Any, Any]] = {}
    for name, subject in data["vocabulary"].items():
        core["subjects"][name] = {key: value for key, value in subject.items() if key != "facts"}
        parts[facts_of(name)] = (subject["facts"], None)
    parts[TREATIES] = (data["treaties"], None)
    for number, identity in enumerate(identities):
        entry = data["rules"].get(identity) or data["definitions"][identity]
        place = {
            key: value for key, value in entry["authority"][0].items() if key in ("instrument", "article", "paragraph", "section", "url")
        }
        if identity in data["rules"]:
            kind = json.dumps([entry["on"], entry["for_each"], [form["readings"] for form in entry["forms"]], entry["quiet"]])
            core["rules"][identity] = [kinds.setdefault(kind, len(kinds)), place, entry["numbers"]]
        deciding = {key: value for key, value in entry.items() if key not in (*PROSE, "numbers")} | {"place": place}
        parts[identity] = (deciding, {key: entry[key] for key in PROSE if key in entry})
        for fact in sorted({variable["fact"] for variable in entry["variables"]}):
            core["touching"].setdefault(fact, []).append(number)
    core["kinds"] = [json.loads(kind) for kind in kinds]
    return core, parts


def find(found_digest: str) -> tuple[Core, Lines] | None:
    """The compiled rulebook kept under a digest: its core, and a function that reads a rule or definition; None if there is none that is whole."""
    for folder in (library.built_folder(), library.cache_folder()):
        if folder is None:
            continue
        try:
            with inputs.opened(os.path.join(folder, f"{found_digest}.json"), found=True) as file:
                head, _, rest = file.read().partition(b"\n")
        except (OSError, InputError):
            continue
        if head == _head(rest):
            core, *lines = rest.split(b"\n")
            found: dict[str, Any] = json.loads(core)
            return found, _reader([*map(facts_of, found["subjects"]), TREATIES, *found["rules"], *found["definitions"]], lines)
    return None


def _reader(identities: list[str], lines: list[bytes]) -> Lines:
    at = {identity: 2 * number for number, identity in enumerate(identities)}
    return lambda identity: (json.loads(lines[at[identity]]), lambda: json.loads(lines[at[identity] + 1]))


def in_memory(data: Mapping[str, Any]) -> tuple[Core, Lines]:
    """What :func:`find` gives, of a rulebook that was just compiled."""
    core, parts = split(data)
    return core, lambda identity: (parts[identity][0], lambda: parts[identity][1])


def _head(rest: bytes) -> bytes:
    return f"ihl-rulebook {FORMAT} {zlib.crc32(rest):08x}".encode()


def keep(found_digest: str, data: Mapping[str, Any]) -> None:
    """Keeps a compiled rulebook in the user's cache folder, if there is one that can be written to."""
    folder = library.cache_folder()
    if folder is not None:
        write(os.path.join(folder, f"{found_digest}.json"), encoded(data))
        prune(folder)


def encoded(data: Mapping[str, Any]) -> bytes:
    """A compiled rulebook as it is kept: a line with format and checksum, the core, then two lines for each rule and definition."""
    core, parts = split(data)
    lines = [
        core,
        *(
            part
            for identity in (*map(facts_of, core["subjects"]), TREATIES, *core["rules"], *core["definitions"])
            for part in parts[identity]
        ),
    ]
    rest = b"\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() for line in lines)
    return _head(rest) + b"\n" + rest


def write(path: str, content: bytes) -> None:
    """Writes a file whole or not at all. A cache that cannot be written costs time, nothing else."""
    temporary = f"{path}.{os.getpid():x}-{os.urandom(4).hex()}.part"
    flags = (
        os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    )  # never through what lies there
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.open(temporary, flags, 0o666), "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except (OSError, UnicodeEncodeError):
        try:
            os.unlink(temporary)
        except (OSError, UnicodeEncodeError):
            return


def prune(folder: str) -> None:
    """Removes from a cache folder all but the newest :data:`KEPT` files of each kind, and what was left half written long ago. It touches nothing that has another name.

    Whoever is about to read a file that goes finds nothing there, and makes it again.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                kind = next((number for number, name in enumerate(_KINDS) if name.fullmatch(entry.name)), -1)
                if kind >= 0 and entry.is_file(follow_symlinks=False):
                    found.setdefault(kind, []).append((entry.stat().st_mtime_ns, entry.path))
                elif _PART.fullmatch(entry.name) and entry.stat().st_mtime < time.time() - _GIVEN_UP:
                    os.unlink(entry.path)
        for files in found.values():
            for _, path in sorted(files)[:-KEPT]:
                os.unlink(path)
    except OSError:
        return  # Another process was faster, or it is not ours to change: it costs room, nothing else.
