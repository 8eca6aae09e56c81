"""Articles in: text, Markdown, HTML and Word files.

Comes in: a path. Goes out: :class:`Article`: its passages with the places at which a person finds them, its headline, and its SHA-256. What a format is read with is one line of :data:`FORMATS`.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from checker import inputs, limits
from checker.errors import InputError, Problem, did_you_mean
from checker.passages.pieces import Piece


class Passage(NamedTuple):
    """A piece of an article. ``at`` is its place as a record's locator has it: headline, caption, para 8, line 3."""

    at: str
    text: str


class Article(NamedTuple):
    """What was read. ``notes`` say what a reader had to leave out or guess."""

    file: str
    sha256: str
    title: str
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()


class Pieces(NamedTuple):
    """Everything that a format's reader finds, with what it left out."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


class Format(NamedTuple):
    """A kind of file: how it is called, how it is read."""

    name: str
    read: Callable[[str, bytes], Pieces]


def _text(file: str, raw: bytes) -> Pieces:
    from checker.passages.plain import pieces

    text, note = decoded(file, raw)
    return Pieces(_bounded(file, pieces(_source(file, text))), note)


def _markdown(file: str, raw: bytes) -> Pieces:
    from checker.passages.marked import pieces

    text, note = decoded(file, raw)
    return Pieces(_bounded(file, pieces(_source(file, text))), note)


def _html(file: str, raw: bytes) -> Pieces:
    from checker.passages.hypertext import CHARSET, pieces

    said = CHARSET.search(raw[:4096])
    text, note = decoded(file, raw, said[1].decode("ascii") if said else "")
    return Pieces(_bounded(file, pieces(_source(file, text))), note)


def _word(file: str, raw: bytes) -> Pieces:
    from checker.passages.office import pieces

    return Pieces(_bounded(file, pieces(file, raw)))


#: A picture that stands in the page itself, as a browser saves it.
_PICTURE = re.compile(r"data:[a-z]++/[\w.+-]++(?:;[\w=-]++)*?;base64,[A-Za-z0-9+/=\s]++", flags=re.IGNORECASE)


def _source(file: str, text: str) -> str:
    """The text without the data of pictures. Raises InputError where there is more of it than is looked through."""
    if len(text) > limits.ARTICLE_SOURCE.value:
        text = _PICTURE.sub("data:", text)
    if len(text) > limits.ARTICLE_SOURCE.value:
        raise limits.ARTICLE_SOURCE.exceeded(file, 0, len(text))
    return text


def _bounded(file: str, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces that say something, counted as they come. Raises InputError where there are more, or more letters, than are looked through."""
    found: list[Piece] = []
    letters = 0
    for piece in pieces:
        if not piece.text.strip():
            continue
        found.append(piece)
        letters += len(" ".join(piece.text.split()))
        if len(found) > limits.PASSAGES.value:
            raise limits.PASSAGES.exceeded(file, 0)
        if letters > limits.ARTICLE_TEXT.value:
            raise limits.ARTICLE_TEXT.exceeded(file, 0)
    return tuple(found)


FORMATS = {
    ".txt": Format("text", _text),
    ".text": Format("text", _text),
    ".md": Format("Markdown", _markdown),
    ".markdown": Format("Markdown", _markdown),
    ".html": Format("HTML", _html),
    ".htm": Format("HTML", _html),
    ".xhtml": Format("HTML", _html),
    ".docx": Format("Word", _word),
}

#: What other files begin with that people may take for an article, and what to do with them.
_OTHERS = (
    (b"%PDF", "this is a PDF file.", "Save its text as .txt or .docx, and look whether the paragraphs came out whole."),
    (b"\xd0\xcf\x11\xe0", "this is a Word file of the old kind (.doc).", "Save it as .docx."),
    (b"{\\rtf", "this is a rich text file (.rtf).", "Save it as .docx or .txt."),
)


def read_article(path: str) -> Article:
    """The article in a file. Raises InputError where it cannot be read, is too large, is of another kind, or has no text."""
    raw = _bytes(path)
    ending = os.path.splitext(path)[1].lower()
    for begins, what, fix in _OTHERS:
        if raw.startswith(begins):
            raise InputError.single(path, 0, "format", what, "Its text cannot be told from its layout here.", fix)
    if raw.startswith(b"PK\x03\x04") and ending != ".docx":
        raise InputError.single(path, 0, "format", "this is a ZIP file, not text.", "", "Give a Word file the ending .docx.")
    if ending not in FORMATS:
        fix = did_you_mean(ending, FORMATS, otherwise="Save it as .txt, .md, .html or .docx.")
        raise InputError.single(path, 0, "format", f'the ending "{ending}" is not one of those that are read.', "", fix)
    found = FORMATS[ending].read(path, raw)
    passages = _numbered(found.pieces)
    if not passages:
        raise InputError.single(path, 0, "empty", "there is no text in it.", "Nothing was looked at.", "Check that it is the article.")
    title = next((passage.text for passage in passages if passage.at == "headline"), "")
    return Article(path, hashlib.sha256(raw).hexdigest(), title, passages, found.notes)


def _bytes(path: str) -> bytes:
    try:
        with inputs.opened(path) as file:
            raw = file.read(limits.ARTICLE_BYTES.value + 1)
            size = len(raw) if len(raw) <= limits.ARTICLE_BYTES.value else os.fstat(file.fileno()).st_size
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        fix = "Check the path and that you may read it."
        raise InputError([Problem(path, 0, "unreadable", f"the file cannot be read: {reason}.", "", fix)]) from error
    if len(raw) > limits.ARTICLE_BYTES.value:
        raise limits.ARTICLE_BYTES.exceeded(path, 0, size or None)
    return raw


#: Byte order marks, the longer first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(file: str, raw: bytes, said: str = "") -> tuple[str, tuple[str, ...]]:
    """Bytes as text, and what had to be guessed: as a byte order mark or the file (``said``) tells, else UTF-8, else Windows-1252. Raises InputError for what is no text."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _lines(raw.removeprefix(mark) if name == "utf-8" else raw, name), ()
    if b"\0" in raw:
        raise InputError.single(file, 0, "not-text", "this is a binary file, not text.", "", "Save the article as text, HTML or .docx.")
    try:
        return _lines(raw, "utf-8", "strict"), ()
    except UnicodeDecodeError:
        pass
    try:
        codec = codecs.lookup(said or "cp1252")
        name = codec.name if codec._is_text_encoding else "cp1252"
    except LookupError:
        name = "cp1252"
    note = f"It is not UTF-8; it was read as {name}. Where letters look wrong, save it as UTF-8."
    return _lines(raw, name), (note,)


def _lines(raw: bytes, name: str, errors: str = "replace") -> str:
    """Text with one kind of line break."""
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", raw.decode(name, errors))


def _numbered(pieces: Iterable[Piece]) -> tuple[Passage, ...]:
    """Pieces with their places: paragraphs counted, captions counted where there are several, one headline and whatever follows it as lines of the head."""
    found = [Piece(piece.kind, text) for piece in pieces if (text := " ".join(piece.text.split()))]
    captions = sum(piece.kind == "caption" for piece in found)
    counts = {"caption": 0, "para": 0, "headline": 0, "heading": 0}
    passages = []
    for kind, text in found:
        if kind in counts:
            counts[kind] += 1
        if kind == "headline" and counts[kind] > 1:
            at = f"headline {counts[kind]}"
        elif kind == "headline" or (kind == "caption" and captions == 1):
            at = kind
        else:
            at = f"{kind} {counts[kind]}" if kind in counts else kind
        passages.append(Passage(at, text))
    return tuple(passages)


def together(places: list[str]) -> str:
    """Places in one locator: "headline, para 1, 3 and 8"."""
    numbers = [place.removeprefix("para ") for place in places if place.startswith("para ")]
    others = [place for place in places if not place.startswith("para ")]
    if numbers:
        listed = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        others.append(f"para {listed}")
    return ", ".join(others)
