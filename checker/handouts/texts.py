"""The texts of a paper, fit to be handed out: cleaned, cut into paragraphs, escaped.

A paper holds plain texts. A line break in one begins a new paragraph; everything else that cannot be seen is shown and never obeyed (``text.clean``).
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable

from checker.text import clean


def line(text: str) -> str:
    """A text as one line, without spaces at its ends or several in a row."""
    return re.sub(" +", " ", clean(text)).strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """A text as paragraphs, each one line; empty ones are left out."""
    return tuple(part for part in map(line, re.split(r"\r\n|\r|\n", text)) if part)


def escaped(text: str) -> str:
    """One line as HTML. Quotation marks stay: it never stands in an attribute."""
    return html.escape(line(text), quote=False)


def as_html(text: str, *, strong: bool = False) -> str:
    """A text as paragraphs of HTML, on one line."""
    opening, closing = ("<p><strong>", "</strong></p>") if strong else ("<p>", "</p>")
    return "".join(f"{opening}{escaped(part)}{closing}" for part in paragraphs(text))


def labelled(label: str, text: str) -> str:
    """The same, its first paragraph opened by a label; nothing where the text is empty."""
    parts = paragraphs(text)
    return "".join(
        f"<p>{f'<strong>{escaped(label)}:</strong> ' if not place else ''}{escaped(part)}</p>" for place, part in enumerate(parts)
    )


def listed(texts: Iterable[str]) -> str:
    """Texts as a list in HTML, on one line; nothing where there is none."""
    items = "".join(f"<li>{escaped(text)}</li>" for text in texts if line(text))
    return f"<ul>{items}</ul>" if items else ""


def shortened(text: str, most: int) -> str:
    """One line of at most ``most`` characters; what is cut off is told by an ellipsis."""
    whole = line(text)
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def within(identity: str, most: int) -> str:
    """An identity of at most ``most`` characters that still differs from every other: what is too long ends in its digest."""
    whole = line(identity)
    return whole if len(whole) <= most else f"{whole[: most - 17]}-{digest(identity)[:16]}"


def digest(text: str) -> str:
    """A name for a text that is the same everywhere: 64 letters from 0 to f."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
