"""Records in every text of which restricted values stand, in many spellings, and a way to find them again that knows nothing of ``checker.redaction``.

Every value is invented.
"""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: What the planted records keep restricted of their first captive.
RESTRICTED = {"names": ["Anselm Törvik", "Ким Остап"], "aliases": ["Quorl"], "numbers": ["NV-3310-7"], "relatives": ["his mother Ysolde"]}

#: How they stand in the texts: as kept, in capitals, with accents apart, run together, in another script's letters that look alike, full width, broken by what cannot be seen.
SPELLINGS = (
    "Anselm Törvik",
    "TORVIK",
    "To\u0308rvik",
    "AnselmTorvik",
    "Anselm Tӧrvik",
    "Ｔｏｒｖｉｋ",
    "An\u200bselm To\u00adrvik",
    "Ким Остап",
    "ОСТАП",
    "Kim Ostap",
    "Quorl",
    "nv 3310 7",
    "NV33107",
    "Anselm%20T%C3%B6rvik",
    "Anselm T&ouml;rvik",
    "his mother, Ysolde",
)

#: The same for what may hold letters, digits, dots, dashes and underscores alone.
IN_IDS = ("torvik", "anselm.torvik", "AnselmTorvik", "NV-3310-7", "quorl", "kim_ostap")

#: What no output may hold once it is brought into small Latin and Cyrillic letters and digits, with and without what stands between.
_NEVER = ("anselm", "torvik", "quorl", "остап", "ostap", "nv33107", "mother ysolde", "motherysolde")


def planted(record: dict[str, Any]) -> dict[str, Any]:
    """The record with a restricted value in each of its texts and ids, and a restricted block for its first captive."""
    words, names = _turns(SPELLINGS), _turns(IN_IDS)
    ids = {own: f"{next(names)}-{own}" for own in _ids(record)}

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {
                name: (inner if name in ("is", "facts") and not isinstance(inner, dict) else walk(inner, name))
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if not isinstance(value, str):
            return value
        if value in ids and key not in ("kind", "state", "grade", "note", "label", "title", "name", "publisher", "is"):
            return ids[value]
        if key in ("title", "summary", "label", "note", "at", "name", "publisher", "url", "language"):
            return f"{value} {next(words)}"
        return value

    first = next(entry["id"] for entry in record["person"])
    made = {key: walk(value, key) for key, value in record.items() if key != "restricted"}
    for entries in made.values():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict) and "id" in entry:
                entry.setdefault("note", f"seen by {next(words)}")
    return {**made, "restricted": {ids[first]: RESTRICTED}}


def _turns(words: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from words


def _ids(record: dict[str, Any]) -> list[str]:
    blocks = [value if isinstance(value, list) else [value] for value in record.values()]
    return [record["id"], *(block["id"] for several in blocks for block in several if isinstance(block, dict) and "id" in block)]


def write_planted(record: dict[str, Any], path: Path) -> Path:
    """The planted record as a file."""
    path.write_text(json.dumps(planted(record), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def betrayed(text: str) -> list[str]:
    """The restricted values that can be read in a text, as it is or as a browser, a program or a patient reader would take it."""
    readable = {text, html.unescape(text), urllib.parse.unquote(text), re.sub(r"<[^>]*>", "", html.unescape(text))}
    readable |= {re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text), re.sub(r"<U\+[0-9A-F]{4,}>", "", text)}
    found = []
    for form in readable:
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", form).casefold() if not unicodedata.combining(letter)).replace(
            "ӧ", "o"
        )
        letters = "".join(letter if letter.isalnum() else " " for letter in plain if unicodedata.category(letter) != "Cf")
        spaced = " ".join(letters.split())
        # Run together, or spaced out from the start of a word on: the end of one word and the beginning of the next are nobody's name.
        found += [word for word in _NEVER if word in spaced or re.search(rf"\b{' ?'.join(word.replace(' ', ''))}", spaced)]
    return sorted(set(found))


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """Everything that can be read in a file: its name, and its text or the text of its parts."""
    yield "name", path.name
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{path.name}:{name}", name + archive.read(name).decode("utf-8", "replace")
    else:
        yield path.name, content.decode("utf-8", "replace")
