"""The files of a rules folder as they stood at one moment, and what an earlier compilation found out about each of them.

Comes in: the bytes of the files (``cache.contents``). Goes out: :class:`Contents`: their text; for a file that has not changed since it was last compiled, what was read from it or what it was compiled to.

What is remembered is kept in the user's cache folder, one file for each rules folder, as JSON with a checksum, and written whole or not at all; anything damaged, foreign or missing counts as not there. It is an
entry for each file under the SHA-256 of its bytes, so that it does not matter which of two processes wrote it last. What was compiled by another version of the program, or by other sources of the compiler (in a checkout), is
not read. What a rule rests on outside its own file has a digest of its own (``dependence``), which whoever asks for a compiled rule must know.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from functools import cache as cache_forever
from typing import Any, NamedTuple

from checker import __version__, cache, documents, inputs, library
from checker.documents import Document, Path
from checker.errors import InputError

#: The modules that have a part in what a file is compiled to.
_COMPILER = ("cells", "compiling", "conditions", "contents", "declared", "dependence", "documents", "folder", "grounds", "jsontext", "limits", "outcomes", "rules", "shapes", "truth", "values", "vocabulary")  # fmt: skip


class _Entry(NamedTuple):
    """What is remembered of one file: the SHA-256 of its bytes, the id of its rule or definition, the digest of what that rests on, and the rest as JSON."""

    digest: str
    identity: str
    rests_on: str
    payload: bytes


class Contents:
    """The files of one folder, by their path within it, and what is remembered of them. ``shown`` is how the folder reads in messages."""

    def __init__(self, files: Mapping[str, bytes], shown: str, place: str | None = None) -> None:
        self.files = files
        self.shown = shown
        self._place = place
        self._before = {} if place is None else _kept(place, shown)
        self._data: dict[str, _Entry] = {}
        self._compiled: dict[str, _Entry] = {}
        self._digests: dict[str, str] = {}

    @classmethod
    def of(cls, root: str, *, keep: bool = True) -> Contents:
        """The files of a folder, read now; with ``keep`` also what is remembered of them. Raises InputError if one cannot be read."""
        folder = library.cache_folder() if keep else None
        name = f"pieces-{zlib.crc32(os.path.abspath(root).encode('utf-8', 'surrogateescape')):08x}.json"
        shown = os.path.basename(os.path.normpath(root))
        return cls(cache.contents(root), shown, None if folder is None else os.path.join(folder, name))

    @property
    def digest(self) -> str:
        """The digest of the rulebook that these files make."""
        return cache.digest_of(self.files)

    def document(self, name: str, *, remembering: bool) -> Document:
        """A file as a document. Raises InputError.

        With ``remembering`` it is not read again where it has not changed, and its lines are worked out only if somebody asks for them.
        """
        file = f"{self.shown}/{name}"
        entry = self._known("data", name) if remembering else None
        if entry is not None:
            return Document(file, json.loads(entry.payload), _Lines(self.files[name], file))
        document = documents.parse_yaml(documents.decode(self.files[name], file), file)
        if remembering and self._place is not None:
            self._data[name] = _Entry(self._digest(name), "", "", json.dumps(document.data).encode())
        return document

    def identity(self, name: str) -> str | None:
        """The id of the rule in a file that was compiled before from the same bytes; None where it has to be read."""
        entry = self._known("compiled", name)
        return None if entry is None else entry.identity

    def compiled(self, file: str) -> tuple[str, dict[str, Any]] | None:
        """What a file (as messages name it) was compiled to before from the same bytes, and the digest of what that rested on."""
        entry = self._known("compiled", file.removeprefix(f"{self.shown}/"))
        return None if entry is None else (entry.rests_on, json.loads(entry.payload))

    def remember(self, file: str, identity: str, rests_on: str, compiled: Mapping[str, Any]) -> None:
        """Notes what a file (as messages name it) was compiled to, without a problem."""
        if self._place is not None:
            name = file.removeprefix(f"{self.shown}/")
            self._compiled[name] = _Entry(self._digest(name), identity, rests_on, json.dumps(compiled).encode())

    def keep(self) -> None:
        """Keeps what is known of these files, new or from before, and nothing else."""
        if self._place is None:
            return
        found: dict[str, _Entry] = {}
        for kind, fresh in (("data", self._data), ("compiled", self._compiled)):
            for name in self.files:
                entry = fresh.get(name) or self._known(kind, name)
                if entry is not None:
                    found[f"{kind} {name}"] = entry
        if found == self._before:
            return
        rows = {key: entry[:3] for key, entry in found.items()}
        head = json.dumps({"made_by": _made_by(), "shown": self.shown, "entries": rows}).encode()
        rest = b"\n".join([head, *(entry.payload for entry in found.values())])
        cache.write(self._place, b"ihl-pieces %08x\n" % zlib.crc32(rest) + rest)

    def _known(self, kind: str, name: str) -> _Entry | None:
        entry = self._before.get(f"{kind} {name}")
        return entry if entry is not None and entry.digest == self._digest(name) else None

    def _digest(self, name: str) -> str:
        if name not in self._digests:
            self._digests[name] = hashlib.sha256(self.files[name]).hexdigest()
        return self._digests[name]


def _kept(place: str, shown: str) -> dict[str, _Entry]:
    """What is kept at a place; nothing, unless it is whole and was made by these very sources."""
    try:
        with inputs.opened(place, found=True) as file:
            head, _, rest = file.read().partition(b"\n")
    except (OSError, InputError):
        return {}
    if head != b"ihl-pieces %08x" % zlib.crc32(rest):
        return {}
    first, *payloads = rest.split(b"\n")
    try:
        about = json.loads(first)
        if about["made_by"] != _made_by() or about["shown"] != shown:
            return {}
        rows = zip(about["entries"].items(), payloads, strict=True)
        return {key: _Entry(digest, identity, rests_on, payload) for (key, (digest, identity, rests_on)), payload in rows}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


@cache_forever
def _made_by() -> str:
    """The version of the program, and the digest of the sources that compile."""
    hashed = hashlib.sha256(f"{cache.FORMAT}\0{__version__}".encode())
    for module in _COMPILER:
        path = os.path.join(library.package_folder(), f"{module}.py")
        if os.path.exists(path):
            with open(path, "rb") as file:
                hashed.update(file.read())
    return hashed.hexdigest()


class _Lines(Mapping[Path, int]):
    """The line of each path of a YAML file that was read before, worked out on first use: only a problem asks for it."""

    def __init__(self, raw: bytes, file: str) -> None:
        self._raw = raw
        self._file = file
        self._found: Mapping[Path, int] | None = None

    def _all(self) -> Mapping[Path, int]:
        if self._found is None:
            self._found = documents.parse_yaml(documents.decode(self._raw, self._file), self._file).lines
        return self._found

    def __getitem__(self, path: Path) -> int:
        return self._all()[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
