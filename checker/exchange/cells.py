"""Values of records as the text of one cell, and back.

Comes in: a scalar, bound or choice as it stands in a record, or the text of a cell. Goes out: the other. What no cell should hold is shown as
``<U+XXXX>`` (:func:`carried`), and whoever calls keeps the exact value elsewhere. Against being run as formulas texts are guarded in a way that can be undone (``text.guarded``).
"""

from __future__ import annotations

import json
import re
from typing import Any

from checker.text import clean, escape_unprintable
from checker.values import BOUNDS

_BOUND = rf"({'|'.join(bound.replace('_', ' ') for bound in BOUNDS)}) (\S+)"
_BOUNDS = re.compile(rf"{_BOUND}(?: and {_BOUND})*")

#: A tab, and a line break as files have it; a carriage return alone would write over the line.
_BREAKS = re.compile("(\r?\n|\t)")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would work this text out: it begins with an equals sign, in either width."""
    return text.startswith(("=", "\uff1d"))


def carried(text: str) -> str:
    """``text`` without the characters that a cell cannot hold or that change how it looks, each shown as ``<U+XXXX>``. Tabs and line breaks stay."""
    if text.isprintable():
        return clean(text)
    parts = _BREAKS.split(text)
    parts[::2] = ("<U+000D>".join(map(clean, part.split("\r"))) for part in parts[::2])
    return "".join(parts)


def shown(value: Any) -> str:
    """A value as the text of a cell: ``yes``, ``at least 3 and at most 5``, ``photograph or video``; empty for what no text says."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, dict) and list(value) == ["one_of"] and isinstance(value["one_of"], list):
        return " or ".join(shown(item) for item in value["one_of"])
    if isinstance(value, dict) and value and set(value) <= set(BOUNDS):
        return " and ".join(f"{key.replace('_', ' ')} {shown(value[key])}" for key in BOUNDS if key in value)
    return ""


def said(text: str) -> Any:
    """The value that the text of a cell states; :func:`shown` gives the text back."""
    if " " not in text:
        return text
    if _BOUNDS.fullmatch(text):
        return {bound.replace(" ", "_"): number for bound, number in re.findall(_BOUND, text)}
    if " or " in text:
        return {"one_of": text.split(" or ")}
    return text


def exactly(value: Any) -> str:
    """A value as JSON on one line, in which nothing is lost and nothing is obeyed."""
    return escape_unprintable(json.dumps(value, ensure_ascii=False))


def same(one: Any, other: Any, *, exact: bool) -> bool:
    """Whether two pieces of a record are the same: to the letter and type (only the order of keys is free), or as a record means them."""
    return _key(one) == _key(other) if exact else _key(_plain(one)) == _key(_plain(other))


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _plain(value: Any) -> Any:
    """A piece of a record in the one form that stands for all those of the same meaning: keys without content left out, a list of one as its item, a claim that only states a value as the value, numbers
    and truths as YAML writes them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and re.fullmatch(r"-?\d{1,15}\.\d{1,15}", str(value)) and value != int(value):
        return str(value)
    if isinstance(value, dict):
        found = {key: plain for key, inner in value.items() if (plain := _plain(inner)) not in (None, "", [], {})}
        return found["is"] if list(found) == ["is"] else found
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value
