"""XML as the platforms read it: elements as text, made in the order in which they are written.

Texts come in as they are to be read; what they are made of is escaped here. HTML goes in as CDATA, as Moodle's documentation asks and its own export does.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

#: What every file begins with: nothing may stand before it.
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, *inside: str, **attributes: str) -> str:
    """An element around XML that is written already. An attribute whose name Python keeps for itself ends in an underscore."""
    opened = f"{name}{written({key.rstrip('_'): value for key, value in attributes.items()})}"
    content = "".join(inside)
    if not content:
        return f"<{opened}/>\n"
    return (
        f"<{opened}>\n{content}</{name}>\n"
        if content.startswith("<") and not content.startswith("<![CDATA[")
        else f"<{opened}>{content}</{name}>\n"
    )


def written(attributes: Mapping[str, str]) -> str:
    """Attributes as they stand in a tag, each after a space."""
    return "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())


def text(plain: str) -> str:
    """A plain text."""
    return escape(plain)


def cdata(html: str) -> str:
    """HTML, unescaped in the file. Where it held the end of such a stretch, it is cut in two there."""
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>" if html else ""
