"""Workbooks (.xlsx) in and out.

Comes in: the path of a workbook, or sheets of texts. Goes out: :class:`Sheet` values as ``sheets`` has them, or the bytes of a workbook, the same for the same content. Every text is written as text, never as a formula, and in
columns that a spreadsheet program leaves as they are. Characters that XML has no place for are written as Office Open XML does, ``_xHHHH_``, and a text that has such letters itself as ``_x005F_xHHHH_`` (ECMA-376 Part 1, 22.9.2.19).

A workbook is a ZIP file of XML: one that unpacks to much more than a table needs, or that defines entities, is refused before it is unpacked. Formulas are not worked out: the value that the spreadsheet program kept is taken.
"""

from __future__ import annotations

import datetime
import io
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from checker import inputs, limits
from checker.errors import InputError
from checker.exchange.sheets import Line, Sheet

#: What reading a ZIP archive raises where it is damaged, encrypted, or packed in a way that is not known.
DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error, lzma.LZMAError)

#: A part that unpacks to less may be packed as tightly as it will.
_SMALL = 1_000_000

#: What a sheet and a cell can hold (Excel specifications and limits).
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """``text`` with what XML cannot hold as ``_xHHHH_``."""
    if "_x" in text:
        text = _LIKE_ESCAPED.sub("_x005F_", text)
    return _UNHOLDABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescaped(text: str) -> str:
    """What :func:`escaped` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def openpyxl(path: str) -> Any:
    """The library that reads and writes workbooks. Raises InputError with what to install where it is missing."""
    try:
        import openpyxl
    except ImportError as error:
        raise InputError.single(
            path,
            0,
            "extra",
            "workbooks need the library openpyxl, which is not installed.",
            "",
            "Install it with: pip install 'ihl-checker[tables]'. CSV and JSON Lines work without it.",
        ) from error
    return openpyxl


# --- in ------------------------------------------------------------------------------------------------------------------------------------------------


def read_workbook(path: str, *, formulas_as_text: bool = False) -> list[Sheet]:
    """The visible and hidden sheets of a workbook, their lines read as they are asked for; with ``formulas_as_text`` a formula counts as the text that it was made of. Raises InputError for what is no workbook, or one that would unpack to an absurd size."""
    library = openpyxl(path)
    raw = _bytes(path)
    _unless_absurd(path, raw)
    try:
        values = library.load_workbook(io.BytesIO(raw), read_only=True, data_only=not formulas_as_text)
        # What a cell was made of is asked for only where a formula has no result, and reading all texts a second time takes as long as the first.
        formulas = library.load_workbook(io.BytesIO(raw), read_only=True) if not formulas_as_text and _has_formulas(raw) else values
    except Exception as error:  # whatever the library makes of a broken file
        raise _broken(path, type(error).__name__) from error
    return [
        Sheet(name, _lines(path, values[name], formulas[name]))
        for name in values.sheetnames
        if hasattr(values[name], "iter_rows")  # a chart has no rows
    ]


def unless_absurd(path: str, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raises InputError for an archive that was made to exhaust whoever unpacks it: by what its directory says, of which no part is read further."""
    if len(parts) > limits.ZIP_PARTS.value:
        raise limits.ZIP_PARTS.exceeded(path, 0, len(parts))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.UNPACKED_BYTES.value:
        raise limits.UNPACKED_BYTES.exceeded(path, 0, unpacked)
    for part in parts:
        ratio = part.file_size // max(part.compress_size, 1)
        if part.file_size > _SMALL and ratio > limits.ZIP_RATIO.value:
            raise limits.ZIP_RATIO.exceeded(path, 0, ratio, f'the part "{part.filename}"')


def _bytes(path: str) -> bytes:
    """The bytes of a workbook, read once: what is looked through must be what is opened. Raises InputError for a file that cannot be read, or is too large."""
    try:
        with inputs.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            raw = file.read(limits.WORKBOOK_BYTES.value + 1) if size <= limits.WORKBOOK_BYTES.value else b""
            if max(size, len(raw)) > limits.WORKBOOK_BYTES.value:
                raise limits.WORKBOOK_BYTES.exceeded(path, 0, max(size, len(raw)))
            return raw
    except OSError as error:
        raise InputError.single(
            path, 0, "unreadable", f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}.", "", "Check the path."
        ) from error


def _unless_absurd(path: str, raw: bytes) -> None:
    """Raises InputError for what is no workbook, or made to exhaust whoever opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            unless_absurd(path, parts)
            texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
            if texts > limits.SHARED_TEXT_BYTES.value:
                raise limits.SHARED_TEXT_BYTES.exceeded(path, 0, texts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        start = file.read(4_000)
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise InputError.single(
                            path,
                            0,
                            "workbook",
                            "a part of this workbook defines entities.",
                            "They can unfold without end.",
                            "Save it anew.",
                        )
    except (*DAMAGED, OSError) as error:
        raise _broken(path, type(error).__name__) from error


_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def _has_formulas(raw: bytes) -> bool:
    """Whether a sheet may hold a formula: what looks like one in a text counts, too."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for part in archive.infolist():
            with archive.open(part) as file:
                end = b""
                while content := file.read(1_000_000):
                    if _FORMULA.search(end + content):
                        return True
                    end = content[-100:]
    return False


def _broken(path: str, said: str) -> InputError:
    return InputError.single(
        path,
        0,
        "workbook",
        f"this is not a workbook that can be read ({said}).",
        "Only .xlsx files without a password can be opened; .xls and .ods cannot.",
        "Save it as .xlsx in a spreadsheet program, or as CSV.",
    )


def _lines(path: str, values: Any, formulas: Any) -> Iterator[Line]:
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
    try:
        rows = (
            ((row, row) for row in values.iter_rows())
            if formulas is values
            else zip(values.iter_rows(), formulas.iter_rows(), strict=False)
        )
        for number, (row, written) in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise _broken(path, "more rows than a sheet has")
            if len(row) > limits.COLUMNS.value:
                raise limits.COLUMNS.exceeded(path, number, len(row))
            if not row and not written:
                continue  # a gap, which can be a million rows long
            cells, wrong = [], []
            for place, (cell, source) in enumerate(zip(row, written, strict=False)):
                text, problem = _text(cell, source)
                cells.append(text)
                if problem:
                    wrong.append((place, problem))
            yield Line(number, tuple(cells), tuple(wrong))
    except InputError:
        raise
    except Exception as error:
        raise _broken(path, type(error).__name__) from error


def _text(cell: Any, source: Any) -> tuple[str, str]:
    """The text of a cell, and what is wrong with it."""
    value = cell.value
    if value is None:
        if source.value is not None and source.data_type == "f":
            return "", "holds a formula without a result"
        return "", ""
    if cell.data_type == "e":
        return str(value), f"holds the error {value}"
    if isinstance(value, bool):
        return "yes" if value else "no", ""
    if isinstance(value, datetime.datetime):
        return (value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")), ""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat(), ""
    if isinstance(value, float):
        return (str(int(value)) if value == int(value) and abs(value) < 1e15 else str(value)), ""
    return unescaped(str(value)), ""


# --- out -----------------------------------------------------------------------------------------------------------------------------------------------


def workbook_bytes(book: Any) -> bytes:
    """A workbook of the library as the bytes of a file, without the time of its making, so that the same content gives the same bytes."""
    made = io.BytesIO()
    book.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(\w+)[^>]*>)[^<]*(</dcterms:\w+>)", rb"\g<1>2000-01-01T00:00:00Z\g<3>", content)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return fixed.getvalue()


def text_cell(cell: Any, text: str) -> Any:
    """Puts ``text`` into a cell as text that no program takes for a formula, a number or a date."""
    cell.value = escaped(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(("=", "+", "-", "@", "'")):
        cell.quotePrefix = True
    return cell


def unless_too_long(path: str, sheet: str, number: int, cells: Sequence[str]) -> None:
    """Raises InputError where a row cannot be kept in a workbook."""
    longest = max((len(escaped(cell)) for cell in cells), default=0)
    if longest > MAX_TEXT or number > MAX_ROWS:
        what = f"a text of {longest:,} characters" if longest > MAX_TEXT else f"more than {MAX_ROWS:,} rows"
        raise InputError.single(
            path,
            0,
            "too-large",
            f'the sheet "{sheet}" would have {what}.',
            "A workbook cannot hold that, and would cut it off.",
            "Export to CSV or JSON Lines.",
        )
