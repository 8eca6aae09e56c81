"""A record as rows of tables, with nothing lost.

Comes in: the plain data of a valid record. Goes out: its rows, each of one table: the record itself, its sources, voices and entries, one row for each claim, and one for each restricted value. What the columns of a
row cannot say stands in its last one, ``exactly``, as JSON: each row is made, read back and compared, and so is the record as a whole, so nothing can be forgotten.

With ``exact`` the data come back to the letter and type (``true`` and ``"yes"`` differ); without, to the same meaning, and texts are guarded against being run as formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from checker.exchange.cells import carried, exactly, same, shown
from checker.exchange.gathering import Found, gathered
from checker.exchange.imported import Draft, SheetRow
from checker.exchange.items import (
    EXACT,
    RECORD_KEYS,
    SAFE,
    Cells,
    Row,
    claim_cells,
    claim_item,
    entry_cells,
    entry_item,
    restricted_cells,
    source_cells,
    source_item,
    voice_cells,
    voice_item,
)
from checker.text import guarded
from checker.vocabulary import Vocabulary


def rows_of(data: Mapping[str, Any], vocabulary: Vocabulary, *, exact: bool) -> list[Row]:
    """The rows of a valid record, the record itself first, each entry followed by its claims."""
    if not exact:
        data = {key: _named(value, key, vocabulary) for key, value in data.items()}
    record = str(data["id"])
    head: Cells = {key: carried(text) for key in RECORD_KEYS if (text := shown(data.get(key, "")))}
    head["form"] = EXACT if exact else SAFE
    rows = [Row("records", record, head), *(Row(table, record, cells) for table, cells in _items(data, vocabulary, exact))]
    if not exact:
        rows = [row._replace(cells={key: guarded(text) for key, text in row.cells.items()}) for row in rows]
    nowhere = SheetRow("", "", 0, {})
    back = gathered(record, [Found(row.table, row.cells, nowhere) for row in rows], vocabulary)
    known = back.data if isinstance(back, Draft) else {}
    lost = {
        key: value
        for key, value in data.items()
        if (key not in known and (exact or key == "restricted"))
        or not same([key, known.get(key)], [key, value], exact=exact or key == "restricted")
    }
    if lost:
        kept = exactly(lost)
        rows[0].cells["exactly"] = kept if exact else guarded(kept)
    return rows


def _named(value: Any, key: str, vocabulary: Vocabulary) -> Any:
    """The one entry that a record has of a subject, without the id that it is called by anyhow."""
    subject = vocabulary.subjects.get(key)
    if subject is None or not subject.one_per_record or not isinstance(value, dict) or value.get("id") != key:
        return value
    return {name: inner for name, inner in value.items() if name != "id"}


def _items(data: Mapping[str, Any], vocabulary: Vocabulary, exact: bool) -> Iterator[tuple[str, Cells]]:
    def row(item: Any, cells: Cells, read: Callable[[Cells], Any], *, strict: bool = False) -> Cells:
        held = {key: carried(text) for key, text in cells.items()}
        return held if same(read(held), item, exact=exact or strict) else held | {"exactly": exactly(item)}

    for block in data.get("sources") or ():
        yield "sources", row(block, source_cells(block), source_item)
    for block in data.get("voices") or ():
        yield "voices", row(block, voice_cells(block), voice_item)
    for subject in vocabulary.subjects.values():
        blocks = data.get(subject.name) or ()
        for block in [blocks] if isinstance(blocks, dict) else blocks:
            own = {key: value for key, value in block.items() if key != "facts" or not value}
            yield "entries", row(own, entry_cells(subject.name, block, vocabulary), lambda cells: entry_item(cells, vocabulary))
            for fact, value in (block.get("facts") or {}).items():
                where = {"entry": str(block.get("id", subject.name)), "fact": fact}
                for item in value if isinstance(value, list) and len(value) > 1 else [value]:
                    alone = item[0] if isinstance(item, list) else item
                    yield "claims", where | row(item, claim_cells(alone), claim_item)
    for whose, details in (data.get("restricted") or {}).items():
        if not details or any(not key or carried(key) != key for key in details):
            yield "restricted", {"entry": whose, "exactly": exactly(details)}
            continue
        for key, value in details.items():
            several = isinstance(value, list) and len(value) > 1
            for item in value if several else [value]:
                yield (
                    "restricted",
                    {"entry": whose, "key": key} | row(item, restricted_cells(item), _one if several else _alone, strict=True),
                )


def _one(cells: Cells) -> Any:
    return cells.get("value", "")


def _alone(cells: Cells) -> Any:
    return [cells.get("value", "")]
