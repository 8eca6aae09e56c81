"""YAML or JSON in, plain data with line numbers out.

Comes in: the path of a file, or text. Goes out: :class:`Document`: mappings, lists and scalars exactly as written, and the line of each. A YAML scalar stays
the text that stands in the file (``NO`` is two letters, ``2025-01-11`` is ten characters): what it means is decided by whoever knows which fact or
field it belongs to, so none of YAML's implicit conversions can happen. Duplicate keys, aliases, tags, several documents in one file and
what goes beyond a limit (:mod:`checker.limits`) are refused.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from checker import inputs, limits
from checker.errors import InputError, Problem
from checker.jsontext import TOKEN, CutLine, deep_line, unless_deep, unless_many

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data of one file, or of one line of a JSON Lines file.

    ``lines`` maps the path of a key or item to its 1-based line; use :meth:`line`, which falls back to the nearest enclosing path.
    """

    file: str
    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    first_line: int = 1

    def line(self, *path: str | int) -> int:
        """The line on which the value at ``path`` begins, or that of its closest parent that is known."""
        if not self.lines:
            return self.first_line
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.first_line


def read_text(path: str, *, found: bool = False) -> str:
    """The text of a file; one that was ``found``, and not named by a person, must be a file and no pipe.

    Raises InputError if it cannot be read, is empty, is too large, is not UTF-8 text, or is changed while it is read.
    """
    return decode(read_bytes(path, found=found), os.fspath(path))


def read_bytes(path: str, *, found: bool = False, within: str = "") -> bytes:
    """The bytes of a file, which must lie in the folder ``within`` if it was found there. Raises InputError if it cannot be read, is too large, or is changed while it is read."""
    shown = os.fspath(path)
    try:
        with inputs.opened(path, found=found, within=within) as file:
            raw = file.read(limits.FILE_BYTES.value + 1)
            if len(raw) > limits.FILE_BYTES.value:
                raise limits.FILE_BYTES.exceeded(shown, 0, _size(file))
    except OSError as error:
        raise InputError([unreadable(shown, error)]) from error
    return raw


def unreadable(path: str, error: OSError, line: int = 0) -> Problem:
    """What is wrong with a file that the system does not give out, behind a line."""
    reason = (error.strerror or "unknown reason").lower()
    return Problem(path, line, "unreadable", f"the file cannot be read: {reason}.", "", "Check the path and that you may read it.")


def _size(file: BinaryIO) -> int | None:
    """How large a file is; None for what has no size, such as a pipe."""
    return os.fstat(file.fileno()).st_size or None


def decode(raw: bytes, file: str) -> str:
    """Bytes as UTF-8 text (a byte order mark is dropped). Raises InputError for input that is empty, binary or too large."""
    if len(raw) > limits.FILE_BYTES.value:
        raise limits.FILE_BYTES.exceeded(file, 0)
    if not raw.strip():
        raise InputError.single(file, 0, "empty", "the file is empty.", "", "Write a record or rule into it, or leave it out.")
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError.single(
            file,
            line,
            "not-text",
            "this is not UTF-8 text.",
            "Only text files can hold records or rules.",
            "Save it as UTF-8, or leave it out.",
            text=raw.decode("utf-8", "replace"),
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError.single(
            file, line, "not-text", "this is a binary file, not text.", "Only text files can hold records or rules.", "Leave it out."
        )
    return text


def read(path: str, *, found: bool = False, within: str = "") -> Document:
    """The one document of a ``.yml``, ``.yaml`` or ``.json`` file, as :func:`read_bytes` takes it. Raises InputError."""
    return parse(read_bytes(path, found=found, within=within), path)


def parse(raw: bytes, path: str) -> Document:
    """The one document in the bytes of such a file. Raises InputError."""
    text = decode(raw, path)
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


# --- YAML ----------------------------------------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str, file: str) -> Document:
    """One YAML document, every scalar as written (None for ``~``, ``null`` and nothing). Raises InputError with every duplicate key, alias and tag."""
    try:
        return _yaml(text, file)
    except InputError as error:
        raise InputError(error.problems, text) from error


def _yaml(text: str, file: str) -> Document:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 0
        forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
        if mark is None and forbidden:
            problem = Problem(
                file,
                text.count("\n", 0, forbidden.start()) + 1,
                "not-text",
                f"the control character U+{ord(forbidden.group()):04X} stands here.",
                "Only text can hold records or rules.",
                "Delete it, or type the line anew.",
            )
            raise InputError([*builder.problems, problem]) from error
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        problem = Problem(
            file,
            line,
            "yaml",
            f"this is not valid YAML: {said}.",
            "Nothing after this place can be understood.",
            "Look for wrong indentation, a missing colon or quote; put text that holds ': ' or begins with a bracket in quotes.",
        )
        raise InputError([*builder.problems, problem]) from error
    if builder.problems:
        raise InputError(limits.listed(builder.problems, file))
    return Document(file, builder.result, builder.lines)


class _Builder:
    """Turns a stream of YAML events into plain data without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.result: Any = None
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._stack: list[tuple[Any, Path, list[Any]]] = []  # container, its path, [pending key]
        self._documents = self._values = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            self._tagged(event)
            value = event.value
            plain = event.style in (None, "")
            self._put(None if plain and value in ("", "~", "null") else value, event.start_mark.line + 1)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._tagged(event)
            container: Any = {} if name == "MappingStartEvent" else []
            path = self._put(container, event.start_mark.line + 1)
            if len(self._stack) >= limits.DEPTH.value:
                raise InputError([*self.problems, limits.DEPTH.problem_at(self.file, event.start_mark.line + 1)])
            self._stack.append((container, path, []))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._stack.pop()
        elif name == "AliasEvent":
            line = event.start_mark.line + 1
            self.problems.append(
                Problem(
                    self.file,
                    line,
                    "alias",
                    f'"*{event.anchor}" is a YAML alias.',
                    "Aliases hide what a record says and can blow up a small file into a huge one.",
                    "Write the value out.",
                )
            )
            self._put(None, line)
        elif name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise InputError(
                    [
                        *self.problems,
                        Problem(
                            self.file,
                            event.start_mark.line + 1,
                            "several-documents",
                            "a second YAML document begins here.",
                            "One file holds one record or rule.",
                            "Put it into a file of its own.",
                        ),
                    ]
                )

    def _tagged(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            line = event.start_mark.line + 1
            self.problems.append(
                Problem(
                    self.file,
                    line,
                    "tag",
                    f'"{event.tag}" is a YAML tag.',
                    "Tags ask the reader to build objects, which records and rules never need.",
                    "Remove it.",
                )
            )

    def _put(self, value: Any, line: int) -> Path:
        self._values += 1
        if self._values > limits.VALUES.value:
            raise InputError([*self.problems, limits.VALUES.problem_at(self.file, line)])
        if len(self.problems) > limits.PROBLEMS.value:
            raise InputError(limits.listed(self.problems, self.file, line))
        if not self._stack:
            self.result = value
            self.lines[()] = line
            return ()
        container, path, pending = self._stack[-1]
        if isinstance(container, list):
            here = (*path, len(container))
            container.append(value)
            self.lines[here] = line
            return here
        if not pending:
            if isinstance(value, dict | list) or value is None:
                raise InputError(
                    [
                        *self.problems,
                        Problem(
                            self.file, line, "key", "a key must be a word.", "", "Check the indentation, brackets and colons on this line."
                        ),
                    ]
                )
            here = (*path, value)
            if value in container:
                self.problems.append(
                    Problem(
                        self.file,
                        line,
                        "duplicate-key",
                        f'"{value}" stands here a second time (first on line {self.lines[here]}).',
                        "One of the two would be lost without a word.",
                        "Remove one, or make both one list of claims.",
                    )
                )
            else:
                self.lines[here] = line
            pending.append(value)
            return here
        key = pending.pop()
        container[key] = value
        return (*path, key)


# --- JSON ----------------------------------------------------------------------------------------------------------------------------------------------


def parse_json(text: str, file: str, *, first_line: int = 1) -> Document:
    """One JSON value. Where it stands on one line, as in JSON Lines, that is the line of all its parts; else their lines are worked out only when :meth:`Document.line` first asks. Raises InputError."""
    unless_many(text, file, first_line)
    try:
        data = _DECODER.decode(text)
    except (ValueError, RecursionError):
        data = _carefully(text, file, first_line)
    else:
        unless_deep(data, text, file, first_line)
    return Document(file, data, _LazyLines(text, first_line) if "\n" in text.rstrip() else {}, first_line)


def _carefully(text: str, file: str, first_line: int) -> Any:
    """The value of a JSON text in which something is wrong. Raises InputError that says what."""
    duplicates: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            seen: set[str] = set()
            duplicates.extend(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return result

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
        unless_deep(data, text, file, first_line)
    except RecursionError as error:
        raise limits.DEPTH.exceeded(file, deep_line(text, first_line), text=text) from error
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            at, said = error.pos, error.msg[:1].lower() + error.msg[1:]
            fix = "Check brackets, quotes and commas at this place."
        else:
            number = re.search(r"NaN|Infinity|\d{1000,}", text)
            at = number.start() if number else 0
            said, fix = "NaN, Infinity and numbers of thousands of digits cannot be read", "Write the number out, or leave the fact out."
        line = text.count("\n", 0, at) + first_line
        raise InputError.single(
            file, line, "json", f"this is not valid JSON: {said}.", "Nothing after this place can be understood.", fix, text=text
        ) from error
    if duplicates:
        lines = _LazyLines(text, first_line)
        again = {path[-1]: line for path, line in reversed(lines.repeated()) if path}
        repeated = (
            Problem(
                file,
                again.get(key, first_line),
                "duplicate-key",
                f'"{key}" stands twice in one object.',
                "One of the two would be lost without a word.",
                "Remove one, or make both one list of claims.",
            )
            for key in dict.fromkeys(duplicates)
        )
        raise InputError(limits.listed(repeated, file, first_line), text)
    return data


def _unrepeated(items: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(items)
    if len(result) != len(items):
        raise ValueError("a key stands twice")
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


#: Reads JSON in which nothing is wrong; made once, since making it takes longer than reading a short record.
_DECODER = json.JSONDecoder(object_pairs_hook=_unrepeated, parse_constant=_no_constant)


def parse_json_lines(lines: Iterable[bytes | str | CutLine], file: str, *, first: int = 1) -> Iterator[Document | InputError]:
    """The documents of a JSON Lines stream, one by one; a line that cannot be read comes out as an InputError and the rest goes on. ``first`` is the number of the first line."""
    for number, raw in enumerate(lines, start=first):
        if isinstance(raw, CutLine):
            yield limits.LINE_BYTES.exceeded(file, number, raw.length)
            continue
        if not raw.strip():
            continue
        try:
            if len(raw) > limits.LINE_BYTES.value + 1:
                raise limits.LINE_BYTES.exceeded(file, number, len(raw))
            text = decode(raw, file) if isinstance(raw, bytes) else raw
            yield parse_json(text, file, first_line=number)
        except InputError as error:
            yield InputError([Problem(p.file, number, p.code, p.what, p.why, p.fix) for p in error.problems], error.text)


class _LazyLines(Mapping[Path, int]):
    """Path to line for JSON text, worked out on first use: the record in a register, on one line, needs none."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._known: dict[Path, int] | None = None
        self._repeated: list[tuple[Path, int]] = []

    def _scan(self) -> dict[Path, int]:
        if self._known is not None:
            return self._known
        known: dict[Path, int] = {}
        path: list[str | int] = []
        stack: list[str] = []
        line = self._first_line
        expects_key = False
        for match in TOKEN.finditer(self._text):
            token = match.group()
            if token == "\n":
                line += 1
                continue
            if token in "{[":
                known.setdefault(tuple(path), line)
                stack.append(token)
                path.append("" if token == "{" else 0)
                expects_key = token == "{"
            elif token in "}]":
                stack.pop()
                path.pop()
                expects_key = False
            elif token == ",":
                if stack[-1] == "[":
                    path[-1] = int(path[-1]) + 1
                expects_key = stack[-1] == "{"
            elif token == ":":
                expects_key = False
            elif expects_key:
                path[-1] = json.loads(token) if "\\" in token else token[1:-1]
                if tuple(path) in known:
                    self._repeated.append((tuple(path), line))
                known.setdefault(tuple(path), line)
            else:
                known.setdefault(tuple(path), line)
        self._known = known
        return known

    def repeated(self) -> list[tuple[Path, int]]:
        self._scan()
        return self._repeated

    def __getitem__(self, path: Path) -> int:
        return self._scan()[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._scan())

    def __len__(self) -> int:
        return len(self._scan())
