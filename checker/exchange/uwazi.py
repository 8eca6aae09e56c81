"""CSV files of Uwazi, as drafts of records.

Comes in: an export of an Uwazi collection, or a file in the form that Uwazi imports. Goes out: a draft for each entity: its title, its date where there is one that is plainly the date, its links as sources, and everything else in the note of the
source ``uwazi``. An entity states no facts, because what its properties mean only its collection knows; with ``--from csv`` and a mapping they can be read as facts.

Followed here: huridocs/uwazi ``app/api/csv/csvExporter.ts``, ``typeFormatters.ts``, ``typeParsers.ts``, ``csvDefinitions`` and ``entityRow.ts``, and docs.uwazi.io "CSV import". An export has the columns Title, Date added, Template, the
properties by their labels, Geolocation, Documents, Attachments and Published; a file to import has ``title``, ``id``, ``file``, ``files``, ``attachments`` and properties by their names, for other languages with ``__`` and the code. Several values
are parted by ``|``, the parent of a value from it by ``::``; a link is ``label|address``; a range of dates is ``from~to`` in an export and ``from:to`` in a file to import; a position is ``latitude|longitude``.
Dates are read where they begin with the year (YYYY-MM-DD, YYYY/MM/DD, YYYY MM DD, YYYY); collections can show them otherwise, and a day and a month that could be swapped are not guessed. Not covered: ZIP packages with documents, and
relationships, which come as the titles of what they lead to.

Positions are taken in to a whole degree, which is some hundred kilometres: an exact one could lead to a captive or a witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from checker.documents import Path
from checker.errors import InputError, Problem
from checker.exchange.grids import Grid, csv_grid
from checker.exchange.imported import Draft, Imported, Origin, SheetRow
from checker.records import SCHEMA
from checker.values import BadValue, read_date

#: The columns that Uwazi itself adds or reserves, by their names without capitals and gaps.
_OWN = ("title", "dateadded", "template", "geolocation", "documents", "attachments", "published", "id", "file", "files", "language")

_DAY = re.compile(r"(\d{4})(?:([-/ ])(\d{1,2})\2(\d{1,2}))?")
_POSITION = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*\|\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_ADDRESS = re.compile(r"https?://[^\s/|]+(?:/[^\s|]*)?", re.IGNORECASE)
_SUFFIX = re.compile(r"(.+)__([a-z]{2,3})$")

SOURCE = "uwazi"


def read_uwazi(path: str) -> Imported:
    """The records in a CSV file of Uwazi. Raises InputError where it is none."""
    grid = csv_grid(path)
    names = {_plain(column): column for column in grid.columns}
    title = names.get("title") or next((column for name, column in names.items() if name.startswith("title__")), "")
    if not title:
        raise InputError.single(
            path,
            1,
            "not-an-export",
            'there is no column "Title".',
            "Every entity of Uwazi has one, so this is no export of it.",
            "Export the entities from Uwazi as CSV; for other tables use --from csv with a mapping.",
        )
    dates = _date_columns(grid, names)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for row in grid.rows:
        if not row.cells.get(title):
            problems.append(
                Origin(row, title).problem(
                    "missing",
                    "the entity has no title.",
                    "A record cannot do without it; this one was left out.",
                    "Give it one in Uwazi, and export again.",
                )
            )
            continue
        own = re.sub(r"[^A-Za-z0-9]+", "-", row.cells.get(names.get("id", ""), "")).strip("-")[:60]
        identity = f"uwazi-{own}" if own and f"uwazi-{own}" not in taken else f"uwazi-row-{row.number}"
        taken.add(identity)
        drafts.append(_draft(row, identity, title, names, dates))
    return Imported(tuple(drafts), tuple(problems))


def _draft(row: SheetRow, identity: str, title: str, names: dict[str, str], dates: Sequence[str]) -> Draft:
    comments: dict[Path, str] = {
        ("title",): "The title of the entity: make sure that it is no name of a captive or a witness.",
        ("sources",): "The notes hold the properties of the entity as they were: take names out of them, and state as facts what they say.",
    }
    data: dict[str, Any] = {"schema": SCHEMA, "id": identity, "title": row.cells[title]}
    given = [(column, day) for column in dates if (day := _date(row.cells.get(column, "")))]
    if len(given) == 1:
        data["dates"] = given[0][1]
        comments["dates",] = f'Taken from "{given[0][0]}": make sure that it is the date of the incident.'
    elif given:
        comments["id",] = (
            f"Several properties are dates ({', '.join(column for column, _ in given)}): write that of the incident under dates."
        )
    if language := row.cells.get(names.get("language", "")):
        data["language"] = language
    own: dict[str, Any] = {"id": SOURCE, "publisher": "Uwazi", "title": "Entity of a collection"}
    if day := _date(row.cells.get(names.get("dateadded", ""), "")):
        own["date"] = day
    links: list[dict[str, str]] = []
    notes: list[str] = []
    for column, cell in row.cells.items():
        if column in (title, names.get("language")):
            continue
        position = _POSITION.fullmatch(cell)
        if position and (_plain(column) == "geolocation" or "." in cell):
            notes.append(
                f"{column}: near {round(float(position[1]))}, {round(float(position[2]))} (latitude and longitude to a whole degree)."
            )
            comments["sources", 0] = "The exact position was not taken in; it stays in Uwazi."
        elif found := _links(cell):
            links += found
            notes.append(f"{column}: {' | '.join(link['url'] for link in found)}")
        else:
            notes.append(f"{column}: {'; '.join(part.strip() for part in cell.split('|') if part.strip())}")
    if notes:
        own["note"] = "\n".join(notes)
    data["sources"] = [own, *({"id": f"link-{number}", **link} for number, link in enumerate(links, start=1))]
    return Draft(data, comments, (row.number,), {(): Origin(row)})


def _date_columns(grid: Grid, names: dict[str, str]) -> list[str]:
    """The properties in which every cell is a date or a range."""
    own = {names[name] for name in _OWN if name in names}
    found = []
    for column in grid.columns:
        cells = [row.cells[column] for row in grid.rows if column in row.cells]
        if column not in own and cells and all(_date(cell) for cell in cells) and any(re.search(r"[-/ ]", cell) for cell in cells):
            found.append(column)
    return found


def _date(cell: str) -> str:
    """A date or range of Uwazi in the Extended Date/Time Format; empty where the cell is neither."""
    start, parted, end = cell.partition("~" if "~" in cell else ":")
    if not parted:
        return _day(cell)
    days = [_day(part) if part.strip() else ".." for part in (start, end)]
    text = "/".join(days)
    if not all(days) or days == ["..", ".."]:
        return ""
    try:
        read_date(text)
    except BadValue:
        return ""
    return days[0] if days[0] == days[1] else text


def _day(text: str) -> str:
    match = _DAY.fullmatch(text.strip())
    if not match:
        return ""
    day = f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}" if match[3] else match[1]
    try:
        read_date(day)
    except BadValue:
        return ""
    return day


def _links(cell: str) -> list[dict[str, str]]:
    """The links in a cell: ``label|address``, an address, or several addresses."""
    parts = [part.strip() for part in cell.split("|")]
    if len(parts) == 2 and _ADDRESS.fullmatch(parts[1]) and not _ADDRESS.fullmatch(parts[0]):
        return [{"title": parts[0], "url": parts[1]} if parts[0] else {"url": parts[1]}]
    return [{"url": part} for part in parts] if all(_ADDRESS.fullmatch(part) for part in parts) else []


def _plain(column: str) -> str:
    """The name of a column without capitals and gaps; of a title in another language, with its language."""
    match = _SUFFIX.fullmatch(column.strip())
    name = re.sub(r"[^a-z0-9]+", "", (match[1] if match else column).casefold())
    return f"{name}__{match[2]}" if match else name
