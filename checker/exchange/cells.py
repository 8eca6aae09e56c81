"""Values of records as the text of one cell, and back.

Comes in: a scalar, bound or choice as it stands in a record, or the text of a cell. Goes out: the other. Text that a spreadsheet program could take for a formula is put behind an apostrophe for people
(:func:`guarded`), in a way that can be undone; what no cell can hold is shown as ``<U+XXXX>`` (:func:`carried`), and whoever calls keeps the exact value elsewhere.

The characters that are guarded are those of OWASP's page on CSV injection: ``= + - @``, tab, carriage return, line feed, and the full-width ``＝ ＋ － ＠`` that East Asian versions take for the same. A
text that begins with an apostrophe is guarded too, so that taking one away always gives the text back.
"""

from __future__ import annotations

import json
import re
from typing import Any

from checker.text import clean, escape_unprintable
from checker.values import BOUNDS

_DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_GUARD = "'"

_BOUND = rf"({'|'.join(bound.replace('_', ' ') for bound in BOUNDS)}) (\S+)"
_BOUNDS = re.compile(rf"{_BOUND}(?: and {_BOUND})*")

_BREAKS = "\t\n\r"


def guarded(text: str) -> str:
    """``text`` as it can be opened in a spreadsheet program without being run."""
    return _GUARD + text if text.startswith((_GUARD, *_DANGEROUS)) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    return text.removeprefix(_GUARD)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would work this text out: it begins with an equals sign, in either width."""
    return text.startswith(("=", "\uff1d"))


def carried(text: str, *, exact: bool) -> str:
    """``text`` without the characters that a cell cannot hold, each shown as ``<U+XXXX>``: control characters and halves of surrogate pairs; for people also those that change how text looks."""
    if text.isprintable():
        return text
    return "".join(
        character if character in _BREAKS or not (_unholdable(character) if exact else True) else clean(character) for character in text
    )


def _unholdable(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or code == 0x7F or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)


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
