"""Sheets of the auto-archiver, as drafts of records: what was archived, where, when, and with which hash.

Comes in: the Google sheet in which Bellingcat's auto-archiver keeps its results, as CSV or XLSX. Goes out: a draft for each archived row (or, with a mapping, for each incident): the post as a source with its address, the archived copy, the
times and the hash, and a publication about which nothing is stated. Rows that were not archived are problems.

Followed here: bellingcat/auto-archiver ``modules/gsheet_feeder_db`` (``__manifest__.py``, ``gsheet_feeder_db.py``, ``gworksheet.py``) and ``modules/hash_enricher`` of the 1.x versions: the fourteen columns below, found whatever their
capitals; ``archive status`` has "success" in it where a post was archived (with another status, a row that names an archived copy is
taken in, and the status stands in its note); ``hash`` is ``SHA-256:`` or ``SHA3-512:`` and the digest of the archived file, ``not-calculated`` where there is none; several addresses of one file stand on lines of
their own. Not covered: the ``csv_db`` module, headers that do not stand in the first row, and renamed columns unless a mapping names them.

Only a SHA-256 becomes the ``sha256`` of a source; any other hash is kept in its note with the name of its method, and one without a name as such. The text of a post is not taken in, because records quote no more than a few words;
nor does its title become that of the record, because it may hold a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from checker import documents
from checker.documents import Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.grids import csv_grid, workbook_grids
from checker.exchange.imported import Draft, Imported, Origin, SheetRow
from checker.records import SCHEMA
from checker.values import BadValue, read_date

#: What a mapping for these sheets begins with.
MAPPING = "ihl-archive-mapping/1"

#: The columns by the names that the program itself has for them, and as they are called where nobody renamed them.
COLUMNS: Mapping[str, str] = {
    "url": "link",
    "status": "archive status",
    "folder": "destination folder",
    "archive": "archive location",
    "date": "archive date",
    "thumbnail": "thumbnail",
    "timestamp": "upload timestamp",
    "title": "upload title",
    "text": "text content",
    "screenshot": "screenshot",
    "hash": "hash",
    "pdq_hash": "perceptual hashes",
    "wacz": "wacz",
    "replaywebpage": "replaywebpage",
}
_REQUIRED = ("url", "status")

_ADDRESS = re.compile(r"https?://(?P<host>[^\s/:?#@]+)(?:[:/?#]\S*)?", re.IGNORECASE)
_HASH = re.compile(r"(?:(?P<method>[A-Za-z][A-Za-z0-9-]*):)?(?P<digest>[0-9A-Fa-f]{32,128})")

Plain = dict[str, Any]


class Renamed(NamedTuple):
    """A mapping: what the columns are called in this sheet, and the column that tells which incident a row belongs to."""

    columns: Mapping[str, str]
    incident: str = ""


def read_archiver(path: str, mapping: str = "") -> Imported:
    """The records in a sheet of the auto-archiver. Raises InputError where the sheet or its mapping as a whole cannot be used."""
    renamed = _mapping(mapping) if mapping else Renamed(COLUMNS)
    grids = workbook_grids(path) if path.lower().endswith((".xlsx", ".xlsm")) else (csv_grid(path),)
    wanted = [renamed.columns[key].casefold() for key in _REQUIRED]
    drafts: list[Draft] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    found = False
    for grid in grids:
        names = {column.casefold(): column for column in grid.columns}
        if not all(name in names for name in wanted):
            continue
        found = True
        if renamed.incident and renamed.incident.casefold() not in names:
            raise InputError.single(
                path,
                1,
                "column",
                f'there is no column "{renamed.incident}".',
                "Rows could not be put together.",
                did_you_mean(renamed.incident, grid.columns, otherwise=f"Its columns are {listed(grid.columns, most=40)}."),
            )
        columns = {key: names[name.casefold()] for key, name in renamed.columns.items() if name.casefold() in names}
        left_out = [
            column for column in grid.columns if column not in columns.values() and column.casefold() != renamed.incident.casefold()
        ]
        rows = [_Archived(row, columns, left_out, problems) for row in grid.rows]
        groups: dict[str, list[_Archived]] = {}
        for row in rows:
            if row.usable():
                incident = row.row.cells.get(names[renamed.incident.casefold()], "") if renamed.incident else ""
                groups.setdefault(incident or f"row {row.row.number}", []).append(row)
        several = f"{_word(grid.name)}-" if len(grids) > 1 else ""
        for incident, group in groups.items():
            own = f"archive-{several}{_word(incident) or group[0].row.number}"
            drafts.append(_draft(f"{own}-{group[0].row.number}" if own in taken else own, incident, group))
            taken.add(own)
    if not found:
        header = grids[0].columns if grids else ()
        raise InputError.single(
            path,
            1,
            "not-a-sheet",
            f'the columns "{renamed.columns["url"]}" and "{renamed.columns["status"]}" are not there.',
            "The auto-archiver needs both, so this is no sheet of it, or its columns were renamed.",
            f"Name them in a mapping ({MAPPING}). Found: {listed(header, most=20) or 'nothing'}.",
        )
    return Imported(tuple(drafts), tuple(problems))


def _mapping(path: str) -> Renamed:
    """The mapping in a file. Raises InputError with everything wrong in it."""
    document = documents.read(path)
    data = document.data
    if not isinstance(data, dict) or data.get("schema") != MAPPING:
        raise InputError.single(
            path,
            document.line("schema"),
            "schema",
            "this is not a mapping for sheets of the auto-archiver.",
            "",
            f'Begin it with "schema: {MAPPING}"; then columns and incident.',
        )
    problems = [
        Problem(
            path,
            document.line(key),
            "unknown-key",
            f'"{key}" is not a key of such a mapping.',
            "It would be ignored without a word.",
            did_you_mean(key, ("columns", "incident"), otherwise="Its keys are columns and incident."),
        )
        for key in data
        if key not in ("schema", "columns", "incident")
    ]
    columns, incident = data.get("columns") or {}, data.get("incident") or ""
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        problems.append(
            Problem(
                path,
                document.line("columns"),
                "type",
                '"columns" should be a block of names.',
                "",
                "Write for example: columns: {hash: Hash (SHA)}.",
            )
        )
        columns = {}
    problems += [
        Problem(
            path,
            document.line("columns", key),
            "unknown-key",
            f'"{key}" is not a column of the auto-archiver.',
            "",
            did_you_mean(key, COLUMNS, otherwise=f"Its columns are {listed(COLUMNS, most=20)}."),
        )
        for key in columns
        if key not in COLUMNS
    ]
    if not isinstance(incident, str):
        problems.append(
            Problem(path, document.line("incident"), "type", '"incident" should be the name of a column.', "", "Write the name.")
        )
    if problems:
        raise InputError(problems)
    return Renamed({**COLUMNS, **columns}, incident)


class _Archived:
    """One row: what it says under each column that is known, and what else it says."""

    def __init__(self, row: SheetRow, columns: Mapping[str, str], left_out: list[str], problems: list[Problem]) -> None:
        self.row = row
        self.columns = columns
        self.left_out = left_out
        self.problems = problems

    def of(self, key: str) -> str:
        """What stands in a column."""
        return self.row.cells.get(self.columns.get(key, ""), "")

    def lines(self, key: str) -> list[str]:
        """The addresses in a column, one on a line; that of a picture out of the formula that shows it."""
        shown = re.fullmatch(r'=IMAGE\("([^"]*)"\)', self.of(key))
        return [line.strip() for line in (shown[1] if shown else self.of(key)).splitlines() if line.strip()]

    def problem(self, key: str, code: str, what: str, why: str, fix: str) -> None:
        """Notes what is wrong with a cell."""
        self.problems.append(Origin(self.row, self.columns.get(key, key), self.of(key)).problem(code, what, why, fix))

    def usable(self) -> bool:
        """Whether the row was archived and can be read; noted where not."""
        url, status, hashed = self.of("url"), self.of("status"), self.of("hash")
        before = len(self.problems)
        if not url:
            self.problem("url", "missing", "there is no link in this row.", "Nobody could tell what was archived.", "Add the link.")
        elif not _ADDRESS.fullmatch(url):
            self.problem("url", "url", "this is not an address on the web.", "Nobody could look it up.", "It begins with https://.")
        if not status:
            self.problem(
                "status",
                "not-archived",
                "this row has not been archived yet.",
                "It was left out.",
                "Run the auto-archiver, then import again.",
            )
        elif "success" not in status.casefold() and not self.of("archive"):
            self.problem(
                "status",
                "not-archived",
                f'this post was not archived: "{status}".',
                "It was left out: a post that is gone proves nothing.",
                "Archive it again, or by hand, and write it into a record as a source.",
            )
        if hashed and hashed != "not-calculated":
            match = _HASH.fullmatch(hashed)
            length = {"SHA-256": 64, "SHA3-512": 128}.get(match["method"] or "", 0) if match else 0
            if match is None or (length and len(match["digest"]) != length):
                self.problem(
                    "hash",
                    "hash",
                    "this is not a hash of the auto-archiver.",
                    "A hash that was cut off proves nothing.",
                    "Copy it from the archive; it reads SHA-256: or SHA3-512: and 64 or 128 digits.",
                )
        return len(self.problems) == before

    def source(self, own: str) -> Plain:
        """The post as a source, with the archived copy, its times and its hash."""
        found: Plain = {"id": own, "publisher": match["host"].lower() if (match := _ADDRESS.fullmatch(self.of("url"))) else ""}
        if self.of("title"):
            found["title"] = self.of("title")
        if day := _day(self.of("timestamp")):
            found["date"] = day
        found["url"] = self.of("url")
        hashed = _HASH.fullmatch(self.of("hash"))
        said = [
            f"Archived copy: {' '.join(self.lines('archive'))}."
            if self.of("archive")
            else "Where the archived copy lies is not in the sheet."
        ]
        if hashed and hashed["method"] == "SHA-256":
            found["sha256"] = hashed["digest"].lower()
            said.append("The sha256 is that of the archived copy, not of the post.")
        elif hashed:
            said.append(
                f"Hash of the archived copy: {self.of('hash')}."
                if hashed["method"]
                else f"Hash of the archived copy, by an unnamed method: {self.of('hash')}."
            )
        elif self.of("hash"):
            said.append("No hash was calculated.")
        for key, label in (
            ("timestamp", "Uploaded"),
            ("date", "Archived"),
            ("status", "Status"),
            ("folder", "Folder"),
            ("pdq_hash", "Perceptual hashes"),
        ):
            if self.of(key):
                said.append(f"{label}: {self.of(key)}.")
        for key, label in (("wacz", "WACZ"), ("replaywebpage", "Replay"), ("screenshot", "Screenshot"), ("thumbnail", "Thumbnail")):
            if self.lines(key):
                said.append(f"{label}: {' '.join(self.lines(key))}")
        said += [f"{column}: {self.row.cells[column]}" for column in self.left_out if column in self.row.cells]
        if self.of("text"):
            said.append(f"The text of the post ({len(self.of('text'))} characters) is in the archive and not here.")
        return {**found, "note": "\n".join(said)}


def _draft(own: str, incident: str, rows: list[_Archived]) -> Draft:
    """The record of one incident: a source and a publication for each of its rows."""
    sources = [row.source(f"source-{number}") for number, row in enumerate(rows, start=1)]
    titled = f"Archived: {incident}" if not incident.startswith("row ") else f"Archived from {sources[0]['publisher']} ({incident})"
    publications = [{"id": f"publication-{number}", "label": f"the post archived as source-{number}"} for number in range(1, len(rows) + 1)]
    comments: dict[Path, str] = {
        ("title",): "Say what happened, in a line. When it happened is not known from the sheet: add dates.",
        ("publication",): "Nothing is stated of these yet: `ihl records new` asks what matters next.",
        **{
            ("sources", place): "The title and the notes come from the sheet: take names of captives out of them."
            for place in range(len(rows))
        },
    }
    data = {"schema": SCHEMA, "id": own, "title": titled, "sources": sources, "publication": publications}
    return Draft(data, comments, tuple(row.row.number for row in rows), {(): Origin(rows[0].row)})


def _day(time: str) -> str:
    """The day of a time in ISO 8601; empty where it is another notation, which nobody could read for certain."""
    match = re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ])", time)
    try:
        return match[0] if match and read_date(match[0]) else ""
    except BadValue:
        return ""


def _word(text: str) -> str:
    """A text as part of an id."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()[:40]
