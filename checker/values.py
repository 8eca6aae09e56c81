"""What a fact may still be: one value, one of several, or a stretch of numbers or dates.

A yes-or-no or listed fact has a set of words; a number or a date has a stretch between two *edges*. An edge is a value and a side (0 just before it, 1 just after), so
that bounds with and without their end are exact. Dates count as their day number (proleptic Gregorian ordinal).

Dates follow the Extended Date/Time Format (ISO 8601-2:2019) in this part: ``2025-01-09``, ``2025-01``, ``2025``, unspecified digits (``2025-01-XX``, ``202X``), intervals
(``2025-01-09/2025-01-11``, open ``../2025-01`` and ``2025-01/..``) and the qualifiers ``?``, ``~`` and ``%``. A qualified date has no edges, so it is kept and shown but settles nothing.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

Edge = tuple[float, int]

START: Edge = (-math.inf, 0)
END: Edge = (math.inf, 1)

BOUNDS = ("at_least", "more_than", "at_most", "less_than")

#: So many dates and so many numbers are remembered with what they state: registers write the same ones over and over. A text longer than ``_LONGEST`` is not kept, so that memory stays small whatever a file has in it.
_KEPT, _LONGEST = 4096, 40


class BadValue(Exception):
    """A value that a fact cannot have. ``what`` says what is wrong, ``fix`` what to write; ``word`` is the misspelt word, where there is one."""

    def __init__(self, what: str, fix: str, word: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.word = word


class Value(NamedTuple):
    """What is claimed of a fact: ``words`` for yes-or-no and listed facts, else the stretch from ``low`` to ``high``; ``text`` as a person wrote it."""

    text: str
    words: frozenset[str] | None = None
    low: Edge = START
    high: Edge = END

    def same_as(self, other: Value) -> bool:
        """Whether both say the same, however it is written."""
        return (self.words, self.low, self.high) == (other.words, other.low, other.high)


@lru_cache(maxsize=_KEPT)
def one_word(word: str) -> Value:
    """The value that states one word of a yes-or-no or listed fact: the same object each time, as long as it is remembered."""
    return Value(word, frozenset((word,)))


def read_value(kind: str, raw: object, words: Sequence[str] = (), minimum: float | None = None, maximum: float | None = None) -> Value:
    """The value that ``raw`` (as it stands in YAML or JSON) states of a fact of type ``kind``.

    ``words`` are the values of a listed fact; ``minimum`` and ``maximum`` limit numbers. Raises BadValue.
    """
    if kind == "bool":
        return _read_bool(raw)
    if kind == "enum":
        return _read_word(raw, words)
    if kind == "date":
        if not isinstance(raw, str):
            raise BadValue("a date is expected here", 'Write it in quotes as "2025-01-09", "2025-01" or "2025-01-09/2025-01-11".')
        return _read_dates(raw)
    if isinstance(raw, dict):
        return _read_bounds(kind, raw, minimum, maximum)
    return _read_number(kind, raw, minimum, maximum)


def _read_bool(raw: object) -> Value:
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    word = _YES_OR_NO.get(raw.lower()) if isinstance(raw, str) else None
    if word is None:
        raise BadValue(f"{_shown(raw)} is neither yes nor no", "Write yes, no or unknown.")
    return one_word(word)


_YES_OR_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}


def _read_word(raw: object, words: Sequence[str]) -> Value:
    if isinstance(raw, dict) and list(raw) == ["one_of"] and isinstance(raw["one_of"], list) and raw["one_of"]:
        several = [_listed_word(item, words) for item in raw["one_of"]]
        return Value(" or ".join(dict.fromkeys(several)), frozenset(several))
    return one_word(_listed_word(raw, words))


def _listed_word(raw: object, words: Sequence[str]) -> str:
    if isinstance(raw, str) and raw in words:
        return raw
    raise BadValue(f"{_shown(raw)} is not one of its values", f"Its values are {', '.join(words)}.", raw if isinstance(raw, str) else None)


def _number(kind: str, raw: object) -> float:
    too_long = False
    if isinstance(raw, str):
        text = raw.strip()
        if re.fullmatch(r"[+-]?\d{1,15}", text):
            return int(text)
        decimal = kind == "float" and re.fullmatch(r"[+-]?\d{1,15}\.\d+", text) is not None
        if decimal and _keeps_digits(text, float(text)):
            return float(text)
        too_long = decimal or re.fullmatch(r"[+-]?\d{16,}(\.\d*)?", text) is not None
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and -math.inf < raw < math.inf:
        too_long = abs(raw) >= 10**15
        if not too_long and (kind == "float" or raw == int(raw)):
            return int(raw) if raw == int(raw) else raw
    if too_long:
        raise BadValue("the number has more than 15 digits", "Check the number and its unit.")
    what = "a whole number" if kind == "int" else "a number"
    raise BadValue(f"{_shown(raw)} is not {what}", f"Write {what}, or bounds such as {{at_least: 3}}.")


def _read_bounds(kind: str, raw: dict[object, object], minimum: float | None, maximum: float | None) -> Value:
    unknown = [key for key in raw if key not in BOUNDS]
    if unknown or not raw:
        raise BadValue(
            f'"{unknown[0]}" is not a bound' if unknown else "no bound is given",
            "Bounds are at_least, more_than, at_most and less_than.",
            str(unknown[0]) if unknown else None,
        )
    bounds = {key: _number(kind, raw[key]) for key in BOUNDS if key in raw}
    low, high = START, END
    for key, bound in bounds.items():
        if key in ("at_least", "more_than"):
            low = max(low, whole((bound, key == "more_than"), kind))
        else:
            high = min(high, whole((bound, key == "at_most"), kind))
    text = " and ".join(f"{key.replace('_', ' ')} {in_digits(bound)}" for key, bound in bounds.items())
    if not low < high:
        raise BadValue(f"no number is {text}", "Check that the bounds do not cross.")
    low = low if minimum is None else max(low, (minimum, 0))
    high = high if maximum is None else min(high, whole((maximum, 1), kind))
    if not low < high:
        raise BadValue(f"{text} cannot be: the number is {_limits(minimum, maximum)}", "Check the number and its unit.")
    return Value(text, None, low, high)


def _limits(minimum: float | None, maximum: float | None) -> str:
    told = (("at least", minimum), ("at most", maximum))
    return " and ".join(f"{word} {in_digits(limit)}" for word, limit in told if limit is not None)


def _read_number(kind: str, raw: object, minimum: float | None, maximum: float | None) -> Value:
    if isinstance(raw, int | float) or (isinstance(raw, str) and len(raw) <= _LONGEST):
        return _remembered_number(kind, raw, minimum, maximum)
    return _exact_number(kind, raw, minimum, maximum)


def _exact_number(kind: str, raw: object, minimum: float | None, maximum: float | None) -> Value:
    exact = _number(kind, raw)
    if (minimum is not None and exact < minimum) or (maximum is not None and exact > maximum):
        raise BadValue(f"{in_digits(exact)} cannot be: the number is {_limits(minimum, maximum)}", "Check the number and its unit.")
    return Value(in_digits(exact), None, whole((exact, 0), kind), whole((exact, 1), kind))


#: Numbers that are equal but of another type (1, 1.0, True) are told apart.
_remembered_number = lru_cache(maxsize=_KEPT, typed=True)(_exact_number)


def in_digits(number: float) -> str:
    """A finite number with all its digits and without an exponent: ``1234567``, ``0.5``."""
    if number == int(number):
        return str(int(number))
    text = repr(number)
    if "e" in text:
        from decimal import Decimal

        text = format(Decimal(text), "f")
    return text


def _keeps_digits(text: str, number: float) -> bool:
    """Whether ``number`` is told with every digit of ``text``, from which it was read; up to 15 digits it always is, some numbers of 16 or 17 are too."""
    if len(text) <= 15:
        return True
    from decimal import Decimal

    return Decimal(text) == Decimal(in_digits(number))


def whole(edge: tuple[float, bool | int], kind: str) -> Edge:
    """An edge in its one form: between whole numbers and days, just after ``n`` is just before ``n + 1``."""
    value, side = edge
    return (value + 1, 0) if kind in ("int", "date") and side and math.isfinite(value) else (value, int(side))


# --- dates ---------------------------------------------------------------------------------------------------------------------------------------------

_DATE = r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<qualifier>[?~%]?)"


def read_date(text: str) -> tuple[Edge, Edge]:
    """The edges between which the date or interval ``text`` lies. Raises BadValue for what is no date, or no date that exists."""
    value = _read_dates(text)
    return value.low, value.high


def _read_dates(text: str) -> Value:
    return _remembered_dates(text) if len(text) <= _LONGEST else _between(text)


def _between(text: str) -> Value:
    text = text.strip()
    first, slash, second = text.partition("/")
    if not slash:
        return Value(text, None, *_one_date(first))
    low = START if first in ("", "..") else _one_date(first)[0]
    high = END if second in ("", "..") else _one_date(second)[1]
    if not low < high:
        raise BadValue(f'the interval "{text}" ends before it begins', "Write the earlier date first.")
    return Value(text, None, low, high)


_remembered_dates = lru_cache(maxsize=_KEPT)(_between)


def _one_date(text: str) -> tuple[Edge, Edge]:
    if len(text) == 10 and text.isascii() and text[7] == "-":  # not 2025-W02-4, a week and its day
        try:
            day_number = datetime.date.fromisoformat(text).toordinal()
            return (day_number, 0), (day_number + 1, 0)
        except ValueError:
            pass  # read below, with its reason
    match = re.fullmatch(_DATE, text)
    if match is None:
        raise BadValue(
            f'"{text}" is not a date that can be read',
            'Write "2025-01-09", "2025-01", "2025", "2025-01-XX" or an interval "2025-01-09/2025-01-11".',
        )
    year, month, day = match["year"], match["month"], match["day"]
    years = (int(year.replace("X", "0")), int(year.replace("X", "9")))
    months = (1, 12) if month in (None, "XX") else (int(month), int(month))
    try:
        begin = datetime.date(max(years[0], 1), months[0], 1)
        end = _last_day(years[1], months[1])
        if day not in (None, "XX"):
            if month == "XX" or "X" in year:
                raise BadValue(f'"{text}" gives a day but not its month or year', "Leave the day out too.")
            begin = end = begin.replace(day=int(day))
    except (ValueError, OverflowError) as error:  # the latter for the year 0000
        raise BadValue(f'the date "{text}" does not exist', "Check the month and the day.") from error
    if match["qualifier"]:
        return START, END
    return (begin.toordinal(), 0), (end.toordinal() + 1, 0)


def _last_day(year: int, month: int) -> datetime.date:
    following = datetime.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return following - datetime.timedelta(days=1) if following else datetime.date(9999, 12, 31)


def _shown(raw: object) -> str:
    if isinstance(raw, dict | list):
        return "a block of keys" if isinstance(raw, dict) else "a list"
    return "nothing" if raw is None else f'"{raw}"' if not isinstance(raw, bool) else f'"{str(raw).lower()}"'
