"""Dates as people write them into sheets, in a format that somebody has declared.

Comes in: the text of a cell and the formats that a mapping names. Goes out: the date as a record writes it (``2025-03-02``), or why it cannot be known. A format is never guessed: ``02/03/2025`` is the second of March or the third of
February, and only whoever keeps the sheet knows which. Dates in the form of records (``2025-03-02``, ``2025-03``, intervals) need no format.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from checker.values import BadValue, read_date

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")

_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMMM": r"(?P<name>[a-z]+)\.?",
    "MMM": r"(?P<name>[a-z]+)\.?",
    "MM": r"(?P<month>\d{1,2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
_TOKEN = re.compile("YYYY|MMMM|MMM|MM|DD|M|D")


def unknown_format(written: str) -> str | None:
    """What is wrong with a format; None if it can be used."""
    tokens = _TOKEN.findall(written)
    rest = _TOKEN.sub("", written)
    if re.search(r"[A-Za-z]", rest):
        return 'has "YY" or other letters that stand for nothing' if "Y" in rest else "has letters that stand for nothing"
    kinds = sorted(token[0] for token in tokens)
    if kinds not in (["D", "M", "Y"], ["M", "Y"], ["Y"]):
        return "does not say once each where day, month and year stand"
    return None


def read_written(text: str, formats: Sequence[str]) -> str:
    """The date in a cell as a record writes it. Raises BadValue where it is none, or could be several."""
    moment = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", text)
    if moment is not None:
        text = moment[1]
    if moment is not None or not re.search(r"\d[./ ]\d", text) or "/" in text:
        try:
            read_date(text)
            return text
        except BadValue as error:
            if re.fullmatch(r"[\dX]{4}(-[\dX]{2}){0,2}[?~%]?", text):
                raise error
    found = {date: form for form in formats if (date := _by(form, text)) is not None}
    if len(found) == 1:
        return next(iter(found))
    if found:
        dates = " or ".join(sorted(found))
        raise BadValue(f'"{text}" could be {dates}', "Write it as 2025-03-02, or declare one format for this column: dates: DD/MM/YYYY.")
    possible = sorted({date for form in ("DD/MM/YYYY", "MM/DD/YYYY") if (date := _by(form, re.sub(r"[.\- ]", "/", text))) is not None})
    if possible and not formats:
        what = f'"{text}" could be {" or ".join(possible)}' if len(possible) > 1 else f'"{text}" is in a format that nobody has declared'
        raise BadValue(what, "Say in the mapping how this column writes dates: dates: DD/MM/YYYY, or dates: MM/DD/YYYY.")
    declared = f" Dates are declared as {' or '.join(formats)}." if formats else ""
    written = re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", text)
    what = f'the date "{text}" does not exist' if written and not possible else f'"{text}" is not a date that can be read'
    raise BadValue(what, f"Check it, and write it as 2025-03-02, 2025-03 or 2025.{declared}")


def _by(form: str, text: str) -> str | None:
    """The date that ``text`` is in a format, if it exists."""
    pattern, end = "", 0
    for token in _TOKEN.finditer(form):
        pattern += re.escape(form[end : token.start()]) + _TOKENS[token.group()]
        end = token.end()
    match = re.fullmatch(pattern + re.escape(form[end:]), text.casefold())
    if match is None:
        return None
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else 0
    if parts.get("name"):
        month = next(
            (
                number
                for number, name in enumerate(_MONTHS, start=1)
                if parts["name"] in (name, name[:3]) or (parts["name"] == "sept" and number == 9)
            ),
            0,
        )
        if not month:
            return None
    try:
        date = datetime.date(int(parts["year"]), month or 1, int(parts.get("day") or 1))
    except ValueError:
        return None
    return date.isoformat()[: 10 if parts.get("day") else 7 if month else 4]
