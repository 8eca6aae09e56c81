"""Word files (.docx) as the pieces of an article.

Comes in: the bytes of a file. Goes out: its headline (style Title, else the first heading), captions, the words that stand for pictures, paragraphs, and the cells of tables in their place. A file that unpacks to much more than
an article needs is refused before it is unpacked. The library is python-docx, the extra ``docx``.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from checker import limits
from checker.errors import InputError
from checker.passages.pieces import Piece


def pieces(file: str, raw: bytes) -> Iterator[Piece]:
    """The pieces of a Word file in their order. Raises InputError where the library is missing or the file is no Word file."""
    document = _opened(file, raw)
    try:
        yield from _read(document)
    except Exception as error:  # what is missing in a file shows only where it is asked for, and has no common class either
        raise InputError.single(file, 0, "format", _DAMAGED, _UNREAD, _ANEW) from error


_DAMAGED = "this is no Word file, or a damaged one."
_UNREAD, _ANEW = "Its text cannot be read.", "Open it in a word processor and save it as .docx again, or save it as .txt."


def _read(document: Any) -> Iterator[Piece]:
    named: dict[str | None, str] = {}
    headed = any(_style(paragraph, named) == "Title" for paragraph in document.paragraphs)
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for paragraph in _cells(block):
                yield Piece("para", paragraph.text)
            continue
        if not len(block._p):
            continue  # an empty line
        style = _style(block, named)
        kind = "para"
        if style == "Title":
            kind = "headline"
        elif style == "Caption":
            kind = "caption"
        elif style.startswith("Heading") and block.text.strip():
            kind = "heading" if headed else "headline"
            headed = True
        yield Piece(kind, block.text)
        for words in block._p.xpath(".//wp:docPr/@descr"):
            yield Piece("caption", str(words))


def _style(paragraph: Any, named: dict[str | None, str]) -> str:
    """The name of the style of a paragraph; each is looked up once, since the library looks through all of them."""
    own = paragraph._p.style
    if own not in named:
        named[own] = (paragraph.style.name or "") if paragraph.style is not None else ""
    return named[own]


def _cells(table: Any) -> Iterator[Any]:
    """The paragraphs of a table, each cell once though it may stand across several."""
    seen: set[int] = set()
    for row in table.rows:
        for cell in row.cells:
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                yield from cell.paragraphs


def _opened(file: str, raw: bytes) -> Any:
    try:
        import docx
    except ImportError as error:
        what, fix = "Word files need the library python-docx, which is not installed.", "pip install ihl-checker[docx]"
        raise InputError.single(file, 0, "extra", what, "", fix) from error
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            for limit, found in ((limits.ZIP_PARTS, len(parts)), (limits.UNPACKED_BYTES, sum(part.file_size for part in parts))):
                if found > limit.value:
                    raise limit.exceeded(file, 0, found)
            written = sum(part.file_size for part in parts if _is_xml(archive, part))
            if written > limits.ARTICLE_XML_BYTES.value:
                raise limits.ARTICLE_XML_BYTES.exceeded(file, 0, written)
        return docx.Document(io.BytesIO(raw))
    except InputError:
        raise
    except Exception as error:  # what a damaged file brings out of python-docx, lxml and zipfile has no common class
        raise InputError.single(file, 0, "format", _DAMAGED, _UNREAD, _ANEW) from error


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part begins as XML does, however it is called: what is XML becomes a tree in memory many times its size."""
    with archive.open(part) as file:
        return file.read(4_000).strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"<", b"")
