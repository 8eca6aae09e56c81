"""The rows of one record, put together.

Comes in: the rows of one record, whatever sheets they stood in, and the vocabulary. Goes out: a draft whose every value knows its cell, or the problems of its rows. Whether the values make a valid record is seen when the draft is
read as one; here only what keeps the rows from being put together is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from checker import documents
from checker.documents import Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.cells import carried, same, shown
from checker.exchange.imported import Draft, Origin, SheetRow
from checker.exchange.items import (
    EXACT,
    RECORD_KEYS,
    SAFE,
    Cells,
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
from checker.exchange.sheets import tidy
from checker.records import SCHEMA
from checker.text import unguarded
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Vocabulary


class Found(NamedTuple):
    """One row as it was found: its table, its cells without the empty ones, where it stands, and how its columns are called there, where that differs."""

    table: str
    cells: Cells
    row: SheetRow
    names: Mapping[str, str] = {}


def gathered(record: str, rows: Sequence[Found], vocabulary: Vocabulary) -> Draft | list[Problem]:
    """The record of this id that ``rows`` make."""
    gatherer = _Gatherer(record, rows, vocabulary)
    gatherer.gather()
    if gatherer.problems:
        return gatherer.problems
    return Draft(gatherer.data, {}, tuple(dict.fromkeys(found.row.number for found in rows)), gatherer.origins)


class _Gatherer:
    def __init__(self, record: str, rows: Sequence[Found], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.rows = rows
        self.problems: list[Problem] = []
        self.data: dict[str, Any] = {"schema": SCHEMA, "id": record}
        self.origins: dict[Path, Origin] = {}
        self.form = next((found.cells.get("form", "") for found in rows if found.table == "records"), "")

    def gather(self) -> None:
        heads = self.of("records")
        first = heads[0] if heads else self.rows[0]
        self.origins[()] = self.origins[("id",)] = Origin(first.row, "record", str(self.data["id"]))
        if self.form not in ("", SAFE, EXACT):
            self.problem(
                first,
                "form",
                "value",
                f'"{self.form}" is not a form in which records are written.',
                "Nobody could tell whether apostrophes belong to the texts.",
                did_you_mean(self.form, (SAFE, EXACT), otherwise=f"Leave the cell empty, or write {SAFE} or {EXACT}."),
            )
        for second in heads[1:]:
            self.problem(
                second,
                "record",
                "duplicate-id",
                f"the record has a row of its own already (row {first.row.number}).",
                "One of the two would be lost.",
                "Keep one of them, or give this one another id.",
            )
        for found in heads[:1]:
            for key in RECORD_KEYS:
                if key in found.cells:
                    self.data[key] = self.text(found, key)
                    self.origins[(key,)] = self.origin(found, key)
        for table, cells_of, item_of in (("sources", source_cells, source_item), ("voices", voice_cells, voice_item)):
            for found in self.of(table):
                cells = self.cells(found)
                self.put((table, len(self.data.setdefault(table, []))), found, self.exact(found, item_of(cells), cells_of, cells))
        self.entries()
        for group in self.grouped("claims", "entry", "fact"):
            self.claims(group)
        for group in self.grouped("restricted", "entry", "key"):
            self.restricted(group)
        for found in heads[:1]:
            if "exactly" in found.cells:
                self.overrides(found)

    # --- the tables ----------------------------------------------------------------------------------------------------------------------------------

    def entries(self) -> None:
        for found in self.of("entries"):
            cells = self.cells(found)
            subject = cells.get("subject", "")
            known = self.vocabulary.subjects.get(subject)
            if known is None:
                self.problem(
                    found,
                    "subject",
                    "unknown-subject",
                    f'"{subject}" is not a subject.' if subject else "the subject is missing.",
                    "Nobody could tell what the entry is.",
                    did_you_mean(subject, self.vocabulary.subjects, otherwise=f"Subjects are {listed(self.vocabulary.subjects, most=30)}."),
                )
                continue
            try:
                item = entry_item(cells, self.vocabulary)
            except ValueError as error:
                self.problem(
                    found,
                    "links",
                    "link",
                    f"{error}.",
                    "Whom the entry concerns would be lost.",
                    'Write the link, a colon and ids, such as "by: sudria; depicts: prisoner-1, prisoner-2".',
                )
                continue
            item = self.exact(found, item, lambda block, subject=subject: entry_cells(subject, block, self.vocabulary), cells)
            blocks = self.data.get(subject)
            if known.one_per_record and blocks is None:
                self.put((subject,), found, item)
                continue
            if isinstance(blocks, dict):
                # A second entry where one is expected: both are kept as a list, and reading the record says so.
                self.data[subject] = blocks = [blocks]
                self.origins[(subject, 0)] = self.origins[(subject,)]
            self.put((subject, len(self.data.setdefault(subject, []))), found, item)

    def claims(self, group: Sequence[Found]) -> None:
        found = group[0]
        place = self.entry_place(found)
        fact = self.text(found, "fact")
        if place is None:
            return
        if not fact:
            self.problem(found, "fact", "missing-key", "the fact is missing.", "Nobody could tell what is claimed.", "Write its name.")
            return
        items = []
        for one in group:
            cells = {key: text for key, text in self.cells(one).items() if key not in ("entry", "fact")}
            items.append(
                self.exact(one, claim_item(cells), lambda item: claim_cells(item[0] if isinstance(item, list) and item else item), cells)
            )
        block = self.block(place)
        facts = block.setdefault("facts", {})
        path: Path = (*place, "facts", fact)
        facts[fact] = items[0] if len(group) == 1 else items
        self.origins[path] = self.origin(found, "fact")
        for number, (one, item) in enumerate(zip(group, items, strict=True)):
            inner = path if len(group) == 1 else (*path, number)
            self.origins.setdefault(inner, self.origin(one, "is"))
            if not isinstance(item, dict) or "is" not in item:
                self.origins[inner] = self.origin(one, "is")
            self.origins |= {(*inner, key): self.origin(one, key) for key in one.cells}

    def restricted(self, group: Sequence[Found]) -> None:
        whose, key = self.text(group[0], "entry"), self.text(group[0], "key")
        details = self.data.setdefault("restricted", {}).setdefault(whose, {})
        self.origins[("restricted", whose)] = self.origin(group[0], "entry")
        values = []
        for found in group:
            cells = {name: text for name, text in self.cells(found).items() if name == "value"}
            single: Any = cells.get("value", "")
            values.append(self.exact(found, [single] if len(group) == 1 and key else single, restricted_cells, cells))
        if key:
            details[key] = values[0] if len(group) == 1 else values
        elif isinstance(values[0], dict) and len(group) == 1:
            details.update(values[0])
        else:
            self.problem(
                group[0],
                "key",
                "missing-key",
                "the key is missing.",
                "Nobody could tell what is restricted.",
                "Write names, numbers or another key.",
            )

    def overrides(self, found: Found) -> None:
        """What the row of the record keeps exactly: whole parts of the record, which must say the same as the rows."""
        kept = self.json(found)
        if kept is None:
            return
        for key, value in kept.items():
            mine = self.data.get(key)
            if key in RECORD_KEYS and isinstance(mine, str) and carried(mine) == carried(shown(value)):
                mine = value
            if not same({"is": 0, key: mine}, {"is": 0, key: value}, exact=False) and not (key == "restricted" and _emptied(value)):
                self.contradiction(found, f'"{key}"')
            self.data[key] = value

    # --- one row -------------------------------------------------------------------------------------------------------------------------------------

    def of(self, table: str) -> list[Found]:
        return [found for found in self.rows if found.table == table]

    def grouped(self, table: str, *columns: str) -> list[list[Found]]:
        """The rows of a table with the same cells in some columns, in the order in which they first occur."""
        groups: dict[tuple[str, ...], list[Found]] = {}
        for found in self.of(table):
            groups.setdefault(tuple(self.text(found, column) for column in columns), []).append(found)
        return list(groups.values())

    def text(self, found: Found, column: str) -> str:
        text = found.cells.get(column, "")
        if self.form:
            return unguarded(text) if self.form == SAFE else text
        return _as_meant(text) if column == "is" else text.strip()

    def cells(self, found: Found) -> Cells:
        return {column: self.text(found, column) for column in found.cells if column not in ("exactly", "form")}

    def exact(self, found: Found, item: Any, cells_of: Any, cells: Cells) -> Any:
        """What the row states: ``item``, or what it keeps exactly, which must say the same as its cells."""
        if "exactly" not in found.cells:
            return item
        try:
            kept = documents.parse_json(self.text(found, "exactly"), found.row.file).data
        except InputError as error:
            self.problem(
                found, "exactly", "json", error.problems[0].what, "The value could not be kept exactly.", "Delete the cell, or write JSON."
            )
            return item
        try:
            expected = {key: carried(text) for key, text in cells_of(kept).items()}
        except (AttributeError, TypeError, KeyError, ValueError):
            expected = {"": ""}
        if expected != {key: carried(text) for key, text in cells.items()}:
            self.contradiction(found, "the row")
        return kept

    def json(self, found: Found) -> Mapping[str, Any] | None:
        try:
            kept = documents.parse_json(self.text(found, "exactly"), found.row.file).data
        except InputError as error:
            self.problem(
                found, "exactly", "json", error.problems[0].what, "The value could not be kept exactly.", "Delete the cell, or write JSON."
            )
            return None
        if not isinstance(kept, dict):
            self.problem(found, "exactly", "type", "a block of keys is expected here.", "", "Delete the cell, or write JSON.")
            return None
        return kept

    def contradiction(self, found: Found, what: str) -> None:
        self.problem(
            found,
            "exactly",
            "contradiction",
            f'the cell "exactly" says something else of {what} than the cells do.',
            "One of the two has been changed, and nobody could tell which is meant.",
            'Where the cells are right, delete the cell "exactly".',
        )

    def entry_place(self, found: Found) -> Path | None:
        entry = self.text(found, "entry")
        known: dict[str, Path] = {}
        for subject in self.vocabulary.subjects:
            blocks = self.data.get(subject, [])
            if isinstance(blocks, dict):
                known[str(blocks.get("id", subject))] = (subject,)
            else:
                for number, block in enumerate(blocks):
                    known.setdefault(str(block.get("id", subject)), (subject, number))
        if entry not in known:
            self.problem(
                found,
                "entry",
                "missing-target",
                f'"{entry}" is no entry of this record.' if entry else "the entry is missing.",
                "Of whom or what it is claimed would be lost.",
                did_you_mean(entry, known, otherwise=f"Its entries are {listed(known) or 'none'}."),
            )
        return known.get(entry)

    def block(self, place: Path) -> dict[str, Any]:
        value: Any = self.data
        for part in place:
            value = value[part]
        found: dict[str, Any] = value
        return found

    def put(self, path: Path, found: Found, item: Any) -> None:
        if len(path) == 1:
            self.data[str(path[0])] = item
        else:
            self.data[str(path[0])].append(item)
        self.origins[path] = self.origin(found, "")
        for key in found.cells:
            self.origins[(*path, key)] = self.origin(found, key)
        if "links" in found.cells and isinstance(item, dict):
            self.origins |= {
                (*path, key): self.origin(found, key if key in found.names else "links") for key in item if key not in found.cells
            }

    def origin(self, found: Found, column: str) -> Origin:
        name = found.names.get(column, column)
        return Origin(found.row, name, found.row.cells.get(name, ""))

    def problem(self, found: Found, column: str, code: str, what: str, why: str = "", fix: str = "") -> None:
        self.problems.append(self.origin(found, column).problem(code, what, why, fix))


def _as_meant(text: str) -> str:
    """The text of a value that a person typed into a cell: blanks at its ends and capitals in the words that every fact knows are no part of it."""
    text = tidy(text)
    word = text.casefold().replace(" ", "_")
    return word if word in ("yes", "no", UNKNOWN, NOT_APPLICABLE) else text


def _emptied(value: Any) -> bool:
    return value in (None, {})
