"""A spreadsheet as people keep it: 300 invented incidents of the war between Norland and Sudria, and everything that goes wrong in such a sheet.

``python tests/messy.py`` writes it to ``examples/register/incidents.csv``; a test holds the two together.
"""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

EXAMPLE = Path(__file__).parent.parent / "examples" / "register" / "incidents.csv"

HEADING = (
    "Case no", "Date", "Place", "Headline", "Outlet", "Link", "Held by", "Name of captive", "Captured", "Wounded?", "Face shown?", "Name shown", "Shown as", "Who put it out",
    "Days without mail", "Grade", "Notes", "Entered by",
)  # fmt: skip

_YES = ("Yes", "yes", "YES", " yes ", "Y", "y", "J", "ja", "Yes\u00a0")
_NO = ("No", "no", "N", "n", "NO ", "nein")
_OPEN = ("?", "unclear", "unknown", "", "", "-")
_PLACES = ("Lowen Ford", "Tarn Quay", "Brackwater", "Hollin Ridge", "Sallow Mill", "Port Emmer", "Dun Harrow", "Vessel Bay")
_OUTLETS = ("Harbour Post", "Illvania Dispatch", "Emmer Courier", "The Tarn Observer", "Sudria State Radio")
_SHOWN = ("photograph", "Photograph", "video", "video ", "audio", "photograph or video", "text")
_OUT = ("own", "own", "with leave", "others", "personnel")
_NOTES = (
    "Seen by the desk.", "The number on the vest can be read.", "Blurred in the later edition", "Mother asked us not to call", "The clip was cut; we have 40 seconds of it", "Reposted twice, same file",
    "Two others stand behind him", "", "", "",
)  # fmt: skip
_SOUNDS = ("bra", "tol", "mer", "vik", "dan", "ost", "rell", "hav", "jor", "ske", "lun", "fen", "gar", "ild", "wen", "tor", "sav", "nik")


class Wrong(NamedTuple):
    """What was put into a row to go wrong: the number of the row (as a spreadsheet shows it), the column, and a word of the problem."""

    row: int
    column: str
    says: str


class Messy(NamedTuple):
    """The lines of the sheet, how many of them are good, and what is wrong with the others."""

    lines: list[list[Any]]
    good: int
    wrong: list[Wrong]


def name(random: Random) -> str:
    """An invented name."""
    return " ".join("".join(random.choice(_SOUNDS) for _ in range(count)).capitalize() for count in (2, 3))


def _written(random: Random, day: datetime.date, *, native: bool) -> Any:
    form = random.random()
    if native and form < 0.3:
        return datetime.datetime(day.year, day.month, day.day)
    if form < 0.6:
        return day.strftime("%d/%m/%Y")
    return f"{day.day} {day.strftime('%B')} {day.year}" if form < 0.8 else day.isoformat()


def messy(count: int = 300, *, native: bool = False) -> Messy:
    """The sheet. ``native``: with dates, numbers, truths and formulas of a workbook, where else there is text."""
    random = Random(20310109)
    lines: list[list[Any]] = [
        ["Incident log, northern desk", "", "", "DO NOT SORT"],
        [],
        ["", "", "", "WHAT WAS PUBLISHED", "", "", "WHO", "", "", "", "WHAT IT SHOWS"],
        list(HEADING),
    ]
    wrong: list[Wrong] = []
    good = 0
    for number in range(1, count + 1):
        if number % 47 == 0:
            lines.append(["", " ", "\u00a0"])
        if number == 150:
            lines.append(list(HEADING))
        day = datetime.date(2031, 1, 9) + datetime.timedelta(days=random.randrange(300))
        captured = day - datetime.timedelta(days=random.randrange(2, 40))
        person = name(random)
        row: dict[str, Any] = {
            "Case no": number if native and number % 3 else f"{number} " if number % 5 == 0 else str(number),
            "Date": _written(random, day, native=native),
            "Place": random.choice(_PLACES),
            "Headline": random.choice(
                (
                    "Captured man shown on channel",
                    "Picture of a prisoner circulates",
                    'A clip of "volunteers", again',
                    "Prisoner's face in evening news",
                    "Ministry posts a film",
                )
            ),
            "Outlet": random.choice(_OUTLETS) + random.choice(("", "", " ", "\u00a0")),
            "Link": f"https://desk.example/{number}",
            "Held by": random.choice(("Sudria", "SUD", "Sudrian army", "sudria ", "Norland")),
            "Name of captive": person if random.random() < 0.5 else "",
            "Captured": _written(random, captured, native=native) if random.random() < 0.6 else "",
            "Wounded?": random.choice((*_YES, *_NO, *_OPEN)),
            "Face shown?": random.choice((*_YES, *_YES, *_NO, *_OPEN)),
            "Name shown": random.choice((*_YES, *_NO, *_NO, *_OPEN)),
            "Shown as": random.choice(_SHOWN),
            "Who put it out": random.choice(_OUT),
            "Days without mail": random.choice(("", "", "12", " 9", "at least 14", "more than 7", "unknown"))
            if not native
            else random.choice((None, 12, 9.0, "at least 14", " 21 ")),
            "Grade": random.choice(("", "B2", "A1", "C3", "F6")),
            "Notes": random.choice(_NOTES),
            "Entered by": random.choice(("mk", "tr", "")),
        }
        if native and number % 4 == 0:
            row["Name shown"] = number % 8 == 0
        spoiled = _spoil(number, row, person, native=native)
        lines.append([row[column] for column in HEADING])
        wrong += [Wrong(len(lines), column, says) for column, says in spoiled]
        good += not spoiled
    lines.append(["Total", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", f"{count} cases", ""])
    wrong.append(Wrong(len(lines), "", "title"))
    return Messy(lines, good, wrong)


def _spoil(number: int, row: dict[str, Any], person: str, *, native: bool) -> list[tuple[str, str]]:
    """Puts something into a few rows that cannot be read; returns the columns with a word of what is to be said of them."""
    slips: dict[int, tuple[str, Any, str]] = {
        8: ("Face shown?", "yess", 'Did you mean "yes"?'),
        19: ("Wounded?", "maybe?", "none of the words"),
        33: ("Date", "31/13/2031", "does not exist"),
        52: ("Captured", "last week", "not a date"),
        61: ("Shown as", "photgraph", 'Did you mean "photograph"?'),
        77: ("Days without mail", "three", "whole number"),
        88: ("Grade", "B7", "Admiralty"),
        104: ("Held by", "Nordland", 'Did you mean "norland"?'),
        131: ("Face shown?", "=H131", "formula"),
        160: ("Case no", "12", "taken"),
        171: ("Outlet", "", "name"),
        205: ("Notes", f"Relatives of {person.split()[1]} called", "restricted"),
        222: ("Date", "30/02/2031", "does not exist"),
        240: ("Days without mail", "-4", "at least 0"),
        266: ("Case no", "12 ", "taken"),
        281: ("Name shown", "#REF!" if native else "y/n", "the error" if native else "none of the words"),
    }
    if number not in slips:
        return []
    column, written, says = slips[number]
    row[column] = written
    if column == "Notes":
        row["Name of captive"] = person
    if number == 19:
        row["Grade"] = "B0"  # two things wrong in one row
        return [(column, says)]
    return [(column, says)]


def as_csv(lines: list[list[Any]]) -> str:
    """The sheet as a spreadsheet program saves it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[str(cell) if cell is not None else "" for cell in line] for line in lines])
    return "\ufeff" + out.getvalue()


if __name__ == "__main__":
    EXAMPLE.write_bytes(as_csv(messy().lines).encode("utf-8"))
