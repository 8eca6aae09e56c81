"""Pages of the site: one file each, with everything in it that it needs.

Comes in: a template with what it prints. Goes out: a :class:`Page`. Style and scripts stand in the page itself and the content security policy names them by their hashes, so that a page works by itself: from
a disk, from a stick, from any folder of any host, sent by post. (``'self'`` would not do: what it means for files that are opened from a disk is left to each browser.) Nothing can be fetched, sent or
embedded; every text is cleaned (``text.clean``) and escaped by the template engine.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checker.text import clean, web_address
from checker.wording import rulebook_called


class Identity(NamedTuple):
    """What a site was made by and from: version of the program, digest of the rulebook and what it calls itself."""

    version: str
    rulebook: str
    rulebook_name: str

    @property
    def called(self) -> str:
        """What the foot of a page calls the rulebook."""
        return rulebook_called(self.rulebook_name, self.rulebook)


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: its path below the folder, with ``/``, and its text."""

    path: str
    text: str


#: The parts of the site, as the bar at the head of each page has them: where each begins and what it is called.
PARTS = (
    ("desk.html", "Desk"),
    ("lessons/index.html", "Lessons"),
    ("scenarios/index.html", "Scenarios"),
    ("rules/index.html", "Rules"),
    ("about.html", "About"),
)


class Press:
    """Makes pages of one site. ``parts`` are the files at which the parts that it has begin; a part without one is not offered."""

    def __init__(self, identity: Identity, parts: Sequence[str]) -> None:
        self.identity = identity
        self.parts = tuple((path, name) for path, name in PARTS if path in parts)
        environment = Environment(
            loader=PackageLoader("checker.site"), autoescape=True, finalize=_cleaned, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        environment.filters |= {"web": web_address, "paragraphs": _paragraphs}
        self._environment = environment
        self._sources: dict[str, str] = {}

    def page(self, path: str, template: str, *, title: str, scripts: Sequence[str] = (), **printed: Any) -> Page:
        """The page at ``path``. ``scripts`` are files of this package that it runs, in order."""
        style, code = self._source("site.css"), [self._source(name) for name in scripts]
        policy = f"default-src 'none'; style-src {_hash(style)}; "
        policy += f"script-src {' '.join(_hash(text) for text in code)}; " if code else ""
        text = self._environment.get_template(template).render(
            **printed,
            path=path,
            title=title,
            root="../" * path.count("/"),
            here=next(
                (start for start, _ in self.parts if start == path or ("/" in start and path.startswith(start.partition("/")[0] + "/"))), ""
            ),
            parts=self.parts,
            identity=self.identity,
            policy=Markup(policy + "base-uri 'none'; form-action 'none'"),
            style=Markup(style),
            scripts=[Markup(text) for text in code],
        )
        return Page(path, _tight(text))

    def piece(self, template: str, macro: str, *arguments: Any) -> Markup:
        """A part of a page, made by a macro before it is known on which page it stands."""
        found = getattr(self._environment.get_template(template).module, macro)
        made: Markup = found(*arguments)
        return Markup(_tight(made))

    def _source(self, name: str) -> str:
        if name not in self._sources:
            assert self._environment.loader is not None
            self._sources[name] = _tight(self._environment.loader.get_source(self._environment, name)[0])
        return self._sources[name]


def in_page(data: Any) -> Markup:
    """Plain data as JSON that can stand in a page, inside ``<script type="application/json">``: its texts cleaned, and nothing in it can end the element."""
    text = json.dumps(_clean_data(data), ensure_ascii=True, separators=(",", ":"), sort_keys=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _clean_data(data: Any) -> Any:
    """Plain data with every text in it as it may be shown."""
    if isinstance(data, dict):
        return {key: _clean_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_clean_data(value) for value in data]
    return clean(data) if isinstance(data, str) else data


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _cleaned(value: object) -> object:
    """What a template prints, before it is escaped; what a macro made has been through here already."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _paragraphs(text: str) -> Markup:
    """A text with empty lines in it as paragraphs."""
    pieces = [clean(" ".join(piece.split())) for piece in re.split(r"\n\s*\n", text)]
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(piece)) for piece in pieces if piece)


def _tight(text: str) -> str:
    """Without blank lines and indents; no text of ours holds a line break that counts."""
    return re.sub(r"\n\s+", "\n", text)
