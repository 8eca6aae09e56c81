"""The rows of a table as it lies in a file, whatever the file.

Comes in: the path of a CSV file or a workbook. Goes out: :class:`Sheet` values: numbered lines of cells as text, read one by one, with what could not be read as a value (a formula that was never worked out). What the
cells mean is not asked here. Lines are numbered as a spreadsheet program numbers rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, TextIO

from checker import inputs, limits
from checker.errors import InputError

DELIMITERS = (",", ";", "\t", "|")

#: How many lines at the top of a file are looked at for its delimiter and its heading.
TOP = 40


class Line(NamedTuple):
    """One row: its number, its cells as text (empty for nothing), and what is wrong with some of them, by place."""

    number: int
    cells: tuple[str, ...]
    wrong: tuple[tuple[int, str], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells) and not self.wrong


class Sheet(NamedTuple):
    """A table: the name of the sheet (empty for a file that is one table) and its lines, to be read once."""

    name: str
    lines: Iterator[Line]


def read_csv(path: str, *, delimiter: str = "", encoding: str = "") -> Sheet:
    """The table in a CSV file, read as it is asked for. Without a delimiter, the one that occurs most often at the top is taken.

    The lines raise InputError where the file cannot be read, is no text in its encoding (UTF-8 unless said otherwise), or has a cell that is too long.
    """
    return Sheet("", _csv_lines(path, delimiter, encoding))


def _csv_lines(path: str, delimiter: str, encoding: str) -> Iterator[Line]:
    csv.field_size_limit(limits.CELL.value)
    number = 0
    try:
        with inputs.opened(path) as raw:
            file = io.TextIOWrapper(raw, encoding=encoding or _encoding(raw), newline="")
            top = file.read(64_000)
            file.seek(0)
            for line in bounded_rows(file, path, delimiter or _delimiter(top)):
                number = line.number
                yield line
            file.detach()
    except InputError as error:
        raise inputs.after(error, number) from error
    except OSError as error:
        raise InputError.single(
            path,
            0,
            "unreadable",
            f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            "",
            "Check the path and that you may read it.",
        ) from error
    except LookupError as error:
        raise InputError.single(
            path, 0, "encoding", f'"{encoding}" is not an encoding.', "", "Write for example utf-8 or windows-1252."
        ) from error
    except UnicodeError as error:
        raise InputError.single(
            path,
            number + 1,
            "not-text",
            f"this is not {encoding or 'UTF-8'} text.",
            "Letters with accents would be wrong, or the file is no table.",
            'Save it as "CSV UTF-8", or name its encoding in the mapping: encoding: windows-1252.',
        ) from error
    except csv.Error as error:
        raise InputError.single(
            path, number + 1, "csv", f"this is not valid CSV: {error}.", "Nothing after this row can be understood.", "Check its quotes."
        ) from error


def bounded_rows(file: TextIO, path: str, delimiter: str) -> Iterator[Line]:
    """The rows of CSV text, of which none is read further than the limits say. Raises InputError, and csv.Error for a cell that is too long or quotes that do not fit."""
    number, length = 0, 0

    def lines() -> Iterator[str]:
        nonlocal length
        longest = limits.ROW.value
        while text := file.readline(longest + 1 - length):
            length += len(text)
            if length > longest:
                raise limits.ROW.exceeded(path, number + 1)
            yield text

    rows = csv.reader(lines(), delimiter=delimiter)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise limits.CELL.exceeded(path, number + 1) from error
            raise
        number, length = number + 1, 0
        if len(cells) > limits.COLUMNS.value:
            raise limits.COLUMNS.exceeded(path, number, len(cells))
        if number > limits.ROWS.value:
            raise limits.ROWS.exceeded(path, number)
        yield Line(number, tuple(cells))


def _encoding(file: BinaryIO) -> str:
    """UTF-8, unless the file begins with the mark of UTF-16, which spreadsheet programs write as "Unicode text"."""
    start = file.read(2)
    file.seek(0)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _delimiter(top: str) -> str:
    text = "\n".join(re.sub(r'"[^"]*"', "", top).splitlines()[:TOP])
    return max(DELIMITERS, key=lambda one: (text.count(one), -DELIMITERS.index(one)))


def csv_line(cells: Sequence[str]) -> str:
    """One line of CSV (RFC 4180) with its line break."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def tidy(text: str) -> str:
    """The text of a cell as a person meant it: without blanks at its ends, every run of blanks (also unbreakable ones) as one."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def heading(lines: Iterable[Line]) -> Line | None:
    """The first line that is not blank."""
    return next((line for line in lines if not line.blank), None)
