"""HTML as the pieces of an article.

Comes in: HTML, however broken. Goes out: its headline (the first ``h1``, else the title), captions (``figcaption``, and the words that stand for pictures), and paragraphs. Scripts, styles, forms and navigation are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from checker.passages.pieces import Piece

#: The encoding that a page says it has.
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", flags=re.IGNORECASE)

#: What is not the article. An element that holds text is left out with everything in it.
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "footer",
        "form",
        "button",
        "select",
        "textarea",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
    ]
)

#: Where one paragraph ends and another begins.
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "aside",
        "figure",
        "figcaption",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "body",
        "html",
        "address",
        "details",
        "summary",
    ]
)

_KINDS = {"h1": "headline", "figcaption": "caption", "caption": "caption", "title": "title"}
_KINDS |= dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading")


#: How many tags may be begun after the last one that ends; more are text.
MOST_OPEN = 100


class _Reader(HTMLParser):
    """Gathers the text of each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._words: list[str] = []
        self._kind = "para"
        self._skipped: str = ""
        self._depth = 0
        self._breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if self._skipped:
            self._depth += tag == self._skipped
        elif tag in _SKIPPED:
            self._skipped, self._depth = tag, 1
        elif tag == "img":
            named = dict(attrs)
            words = " ".join(text for key in ("alt", "title") if (text := named.get(key)))
            if words.strip():
                self.found.append(Piece("caption", words))
        elif tag == "br":
            self._breaks += 1
            if self._breaks > 1:
                self.end()
            else:
                self._words.append(" ")
        elif tag in _BLOCKS or tag in _KINDS:
            self.end()
            # A paragraph within a caption is a part of it.
            self._kind = _KINDS.get(tag, self._kind if self._kind == "caption" else "para")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content; ``<script/>`` opens one all the same, as in browsers, and ``<svg/>`` does not."""
        self.handle_starttag(tag, attrs)
        if tag in ("svg", "math"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._skipped:
            self._depth -= tag == self._skipped
            if not self._depth:
                self._skipped = ""
        elif tag in _KINDS:
            self.end()
            self._kind = "para"
        elif tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._skipped:
            self._words.append(data)
            self._breaks = 0 if data.strip() else self._breaks

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """What begins with ``<![``: one that there is not in HTML is passed over as a comment, as browsers do, where the parser would fail."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def end(self) -> None:
        """A block ends."""
        text = "".join(self._words)
        self._words.clear()
        self._breaks = 0
        if text.strip():
            self.found.append(Piece(self._kind, text))


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a page in their order; the title stands in where there is no ``h1``."""
    reader = _Reader()
    whole, closing, rest = text.rpartition(">")
    if rest.count("<") > MOST_OPEN:  # tags that never end: the parser would look through all of the rest for each of them
        rest = rest.replace("<", "&lt;")
    reader.feed(whole + closing + rest)
    reader.close()
    reader.end()
    headed = any(piece.kind == "headline" for piece in reader.found)
    titled = False
    headlines = 0
    for piece in reader.found:
        if piece.kind == "title":
            if not headed and not titled:
                yield Piece("headline", piece.text)
            titled = True
            continue
        headlines += piece.kind == "headline"
        yield Piece("heading", piece.text) if piece.kind == "headline" and headlines > 1 else piece
