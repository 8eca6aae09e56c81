"""The pieces of one offline HTML file: templates whose texts are cleaned and escaped, a style that the page's policy knows by its hash, and what stands on every printed page.

Comes in: the package whose templates are meant, texts. Goes out: what a page is made with. Nothing in such a page is fetched or run.
"""

from __future__ import annotations

import base64
import hashlib
import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checker.text import clean

#: The longest title that stands at the head of each printed page.
_HEAD = 90


def environment(package: str) -> Environment:
    """The templates of a package. Every text that they print is cleaned (``text.clean``), then escaped."""
    return Environment(
        loader=PackageLoader(package), autoescape=True, finalize=_cleaned, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def _cleaned(value: object) -> object:
    """What a template prints, before it is escaped; what a macro made has been through here already."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def style_of(templates: Environment, name: str, more: str = "") -> Markup:
    """A style sheet of the package, with more rules at its end."""
    assert templates.loader is not None
    return Markup(tight(templates.loader.get_source(templates, name)[0] + more))


def policy_hash(style: str) -> str:
    """The hash by which a content security policy knows a style."""
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def running_heads(title: str, identity: str) -> str:
    """Rules for what stands on every printed page: the title at its head, what made it and the number at its foot."""
    short = title if len(title) <= _HEAD else title[: _HEAD - 1] + "…"
    face = 'font: 7.5pt "Liberation Sans", Arial, sans-serif; color: #45423c;'
    return (
        f'@page {{ size: A4; margin: 19mm 18mm 20mm; @top-left {{ content: "{_quoted(short)}"; {face} }} '
        f'@bottom-left {{ content: "{_quoted(identity)}"; {face} }} @bottom-right {{ content: counter(page) " / " counter(pages); {face} }} }}\n'
        "@page :first { @top-left { content: none; } }\n"
    )


def _quoted(text: str) -> str:
    """A text for a string of a style sheet: letters, digits and spaces as they are, everything else by its number, so that it can end neither the string nor the style."""
    return "".join(character if character.isalnum() or character == " " else f"\\{ord(character):06x} " for character in clean(text))


def tight(text: str) -> str:
    """Without blank lines and indents. Texts from outside hold no line breaks once they are cleaned, so that none of them is touched."""
    return re.sub(r"\n\s+", "\n", text)
