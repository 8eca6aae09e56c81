"""The tables that records are kept in, and one item of a record as the cells of a row.

Comes in: a source, voice, entry, claim or restricted value as plain data, or the cells of a row. Goes out: the other. The columns have the names that the keys have in a record. What they cannot say is not lost: it
stands in the last column, ``exactly``, which ``tables`` fills and ``gathering`` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.exchange.cells import said, shown
from checker.vocabulary import Vocabulary

#: The tables in their order, each with its columns. Every table also has ``record``, the id of the record, as its first.
TABLES: Mapping[str, tuple[str, ...]] = {
    "records": ("title", "dates", "language", "summary", "form", "exactly"),
    "sources": ("id", "publisher", "title", "date", "url", "sha256", "derived_from", "language", "note", "exactly"),
    "voices": ("id", "name", "kind", "party", "note", "exactly"),
    "entries": ("subject", "id", "label", "state", "links", "note", "exactly"),
    "claims": ("entry", "fact", "is", "source", "at", "said_by", "grade", "note", "exactly"),
    "restricted": ("entry", "key", "value", "exactly"),
}

#: The columns of the one long table that a CSV file is: those of claims, which most rows are, before the others.
LONG = (
    "table", "record", "entry", "fact", "is", "source", "at", "said_by", "grade", "note", "subject", "id", "label", "state", "links",
    "title", "dates", "language", "summary", "publisher", "date", "url", "sha256", "derived_from", "name", "kind", "party", "key", "value", "form", "exactly",
)  # fmt: skip

#: What ``form`` says of a record: how its cells were written.
SAFE, EXACT = "safe", "exact"

RECORD_KEYS = ("title", "dates", "language", "summary")
_SOURCE_KEYS = ("id", "publisher", "title", "date", "url", "sha256", "derived_from", "language", "note")
_VOICE_KEYS = ("id", "name", "kind", "party", "note")
_ENTRY_KEYS = ("id", "label", "state", "note")
_CLAIM_KEYS = ("is", "source", "at", "said_by", "grade", "note")

Cells = dict[str, str]


class Row(NamedTuple):
    """One row of a table: the id of its record, and its cells without the empty ones."""

    table: str
    record: str
    cells: Cells


# --- one item to its cells, and back ---------------------------------------------------------------------------------------------------------------------


def source_cells(block: Mapping[str, Any]) -> Cells:
    """A source as cells."""
    return _texts(block, _SOURCE_KEYS) | _ids("derived_from", block.get("derived_from"))


def source_item(cells: Cells) -> dict[str, Any]:
    """The source that cells state."""
    found: dict[str, Any] = {key: cells[key] for key in _SOURCE_KEYS if key in cells}
    if "derived_from" in found:
        found["derived_from"] = ids_in(found["derived_from"])
    return found


def voice_cells(block: Mapping[str, Any]) -> Cells:
    """A voice as cells."""
    return _texts(block, _VOICE_KEYS)


def voice_item(cells: Cells) -> dict[str, Any]:
    """The voice that cells state."""
    return {key: cells[key] for key in _VOICE_KEYS if key in cells}


def entry_cells(subject: str, block: Mapping[str, Any], vocabulary: Vocabulary) -> Cells:
    """An entry without its facts as cells; links as ``by: sudria; depicts: prisoner-1, prisoner-2``."""
    linked = {name: ids for name in vocabulary.subjects[subject].links for ids in _ids(name, block.get(name)).values()}
    links = "; ".join(f"{name}: {ids}" for name, ids in linked.items())
    identity = {} if "id" in block else {"id": subject}
    return {"subject": subject, **identity, **_texts(block, _ENTRY_KEYS), **({"links": links} if links else {})}


def entry_item(cells: Cells, vocabulary: Vocabulary) -> dict[str, Any]:
    """The entry that cells state. Raises ValueError with what is wrong where its links cannot be read."""
    subject = vocabulary.subjects[cells["subject"]]
    found: dict[str, Any] = {key: cells[key] for key in ("id", "label", "state") if key in cells}
    if subject.one_per_record and found.get("id") == subject.name:
        del found["id"]
    for part in cells.get("links", "").split(";"):
        name, colon, ids = part.partition(":")
        if not part.strip():
            continue
        if not colon or not ids.strip() or name.strip() in found:
            raise ValueError(f'"{part.strip()}" is no link')
        found[name.strip()] = ids_in(ids)
    return found | ({"note": cells["note"]} if "note" in cells else {})


def claim_cells(item: Any) -> Cells:
    """A claim, or a value that stands for itself, as cells."""
    if isinstance(item, dict) and "is" in item:
        return _texts(item, _CLAIM_KEYS)
    text = shown(item)
    return {"is": text} if text else {}


def claim_item(cells: Cells) -> Any:
    """The claim that cells state; a bare value where nothing else is said."""
    found = {key: said(cells[key]) if key == "is" else cells[key] for key in _CLAIM_KEYS if key in cells}
    return found["is"] if list(found) == ["is"] else found


def ids_in(text: str) -> str | list[str]:
    """The ids in a cell, between commas, semicolons or blanks: one as it is, several as a list."""
    found = text.replace(",", " ").replace(";", " ").split()
    return found[0] if len(found) == 1 else found


def _texts(block: Mapping[str, Any], keys: tuple[str, ...]) -> Cells:
    return {key: text for key in keys if (text := shown(block.get(key, "")))}


def _ids(key: str, value: Any) -> Cells:
    items = value if isinstance(value, list) else [value]
    text = ", ".join(str(item) for item in items if item not in (None, ""))
    return {key: text} if text else {}


def restricted_cells(value: Any) -> Cells:
    """A restricted value, alone in its list or not, as cells."""
    inner = value[0] if isinstance(value, list) and len(value) == 1 else value
    return {"value": inner} if isinstance(inner, str) and inner else {}
