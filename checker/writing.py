"""Plain data of a record, as a file that a person can read and edit.

Comes in: what a record file holds (mappings, lists, scalars as ``documents`` gives them), and comments by path. Goes out: YAML or JSON text that ``documents`` reads back to the same data. Nothing is
checked here; whoever writes a record reads it back first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from checker.documents import Path
from checker.text import clean, escape_unprintable, seen

#: The longest line that a block of keys is put on.
_ONE_LINE = 130

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")


def as_json(data: Any) -> str:
    """The data as indented JSON with a line break at its end."""
    return escape_unprintable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def as_yaml(data: Mapping[str, Any], comments: Mapping[Path, str] | None = None, *, head: str = "") -> str:
    """The data as YAML, keys in their order, a blank line between the parts of a record.

    ``comments`` stand above the value at their path (a top-level key, an entry of a list, or a fact), ``head`` at the very top; both may have several lines.
    """
    said = comments or {}
    parts: list[str] = []
    for key, value in data.items():
        lines = _comment(said.get((key,), ""), 0)
        lines += _entry(key, value, (key,), 0, said)
        gap = isinstance(value, dict | list) and bool(parts)
        parts.append(("\n" if gap else "") + "\n".join(lines))
    return "".join(f"{line}\n" for line in _comment(head, 0)) + "\n".join(parts) + "\n"


def _comment(text: str, indent: int) -> list[str]:
    return [f"{' ' * indent}# {clean(line)}".rstrip() for line in text.splitlines()]


def _entry(key: str, value: Any, path: Path, indent: int, said: Mapping[Path, str]) -> list[str]:
    """One key with its value, as lines."""
    start = f"{' ' * indent}{_scalar(key)}:"
    if _leaf(value):
        return [f"{start} {_scalar(value, path)}"]
    flow = _flow(value, path)
    if path[-1] != "facts" and len(path) > 1 and flow is not None and len(start) + len(flow) < _ONE_LINE and not _said_within(path, said):
        return [f"{start} {flow}"]
    return [start, *_block(value, path, indent + 2, said)]


def _block(value: Any, path: Path, indent: int, said: Mapping[Path, str]) -> list[str]:
    lines: list[str] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            lines += _comment(said.get((*path, key), ""), indent)
            lines += _entry(key, inner, (*path, key), indent, said)
        return lines
    for number, inner in enumerate(value):
        place = (*path, number)
        lines += _comment(said.get(place, ""), indent)
        flow = _scalar(inner, place) if _leaf(inner) else _flow(inner, place)
        if flow is not None and indent + len(flow) < _ONE_LINE and not _said_within(place, said):
            lines.append(f"{' ' * indent}- {flow}")
            continue
        below = _block(inner, place, indent + 2, said)
        first = next(index for index, line in enumerate(below) if not line.lstrip().startswith("#"))
        lines += [*below[:first], f"{' ' * indent}- {below[first].lstrip()}", *below[first + 1 :]]
    return lines


def _said_within(path: Path, said: Mapping[Path, str]) -> bool:
    return any(place[: len(path)] == path and place != path for place in said)


def _leaf(value: Any) -> bool:
    return not isinstance(value, dict | list) or not value


def _flow(value: Any, path: Path) -> str | None:
    """The value on one line; None where it holds text of several lines, or facts, which stand one on a line."""
    if _leaf(value):
        text = _scalar(value, path)
        return None if "\n" in text else text
    if isinstance(value, dict):
        if "facts" in value:
            return None
        items = [(key, _flow(inner, (*path, key))) for key, inner in value.items()]
        return None if any(text is None for _, text in items) else "{" + ", ".join(f"{_scalar(key)}: {text}" for key, text in items) + "}"
    found = [_flow(inner, (*path, number)) for number, inner in enumerate(value)]
    return None if any(text is None for text in found) else "[" + ", ".join(text for text in found if text is not None) + "]"


#: What may stand without quotes, wherever it stands: words and sentences without anything that YAML gives a meaning to.
_BARE = re.compile(r"[A-Za-z\u00c0-\u024f(][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\"'#:{}\[\],&*!|>%@`]*")

#: Words that YAML readers in editors take for something other than text.
_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "y", "n", "null", "~"))


def _scalar(value: Any, path: Path = ()) -> str:
    """A scalar as it is written: bare where that is safe, else in double quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    text = str(value)
    states = "facts" in path
    if states and (text in ("yes", "no", "true", "false") or _NUMBER.fullmatch(text)):
        return text
    if _BARE.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS and clean(text) == text:
        return text
    return _quoted(text)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _quoted(text: str) -> str:
    """Text in double quotes; what could not be seen is escaped. Half a letter (a lone surrogate), for which YAML has no place, is shown instead."""
    return '"' + "".join(_ESCAPES.get(letter) or (letter if seen(letter) else _escape(letter)) for letter in text) + '"'


def _escape(letter: str) -> str:
    return clean(letter) if "\ud800" <= letter <= "\udfff" else f"\\U{ord(letter):08x}"
