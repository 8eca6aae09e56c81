"""Markdown as the pieces of an article.

Comes in: Markdown. Goes out: its headline (the title of its front matter, or its first heading), the words that stand for pictures as captions, its paragraphs, the items of its lists and the cells of its tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checker.passages.pieces import Piece

#: Front matter: lines of keys between two lines of dashes, at the very beginning.
_FRONT = re.compile(r"---\n(?P<keys>(?:[^\n]*\n){0,200}?)---\n")
_TITLE = re.compile(r"^title:[ \t]*(?P<title>[^\n]+)$", flags=re.MULTILINE | re.IGNORECASE)


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a Markdown text in their order."""
    front = _FRONT.match(text)
    headed = False
    if front is not None:
        text = text[front.end() :]
        if (title := _TITLE.search(front["keys"])) is not None:
            yield Piece("headline", title["title"].strip().strip("\"'"))
            headed = True
    heading = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            heading = True
        elif token.type == "inline":
            words, pictures = _read(token.children or [])
            kind = "para" if not heading else "heading" if headed else "headline"
            headed = headed or heading
            heading = False
            yield Piece(kind, words)
            for picture in pictures:
                yield Piece("caption", picture)
        elif token.type in ("fence", "code_block"):
            yield Piece("para", token.content)
        elif token.type == "html_block":
            from checker.passages.hypertext import pieces as of_html

            yield from (Piece("para" if piece.kind == "headline" else piece.kind, piece.text) for piece in of_html(token.content))


def _read(children: list[Token]) -> tuple[str, list[str]]:
    """The words of a line of Markdown, and those that stand for its pictures."""
    words: list[str] = []
    pictures: list[str] = []
    for child in children:
        if child.type == "image":
            pictures.append(" ".join(part for part in (child.content, str(child.attrGet("title") or "")) if part))
        elif child.type in ("text", "code_inline"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return "".join(words), pictures
