"""A report as one HTML file: offline, without a script, printable, for a keyboard, in light and dark.

Comes in: a :class:`~checker.report.model.Report`. Goes out: the text of the file. Every text is cleaned (``text.clean``) and escaped by the template engine; only http and https addresses become links; a
content security policy forbids everything but the style in the file, which it knows by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checker.report import phrases
from checker.report.model import Report
from checker.text import clean, web_address

#: With more records than this, each is folded in the annex until somebody opens it; printed, all are open.
_FEW = 5

#: The longest title that stands at the head of each printed page.
_HEAD = 90


def as_html(report: Report) -> str:
    """The report as HTML."""
    environment = Environment(
        loader=PackageLoader("checker.rendering"), autoescape=True, finalize=_cleaned, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {"web": web_address, "lang": _language, "unbroken": _unbroken, "breakable": _breakable}
    assert environment.loader is not None
    style = _tight(environment.loader.get_source(environment, "report.css")[0] + _page(report))
    front = report.front
    contents = [
        ("answer", "Answer", True),
        ("weighty", "What weighs most", front.weighty),
        ("ask", "What to ask", front.asked),
        ("contested", "What is contested", front.contested),
        ("records", "Records", front.rows),
        ("decisions", "Decisions", front.signed),
        ("limits", "How to read this", True),
        ("annex", "Annex", report.records),
        ("rules", "Rules", report.rules),
    ]
    page = environment.get_template("report.html.j2").render(
        report=report,
        front=front,
        phrases=phrases,
        heads=phrases.HEADS,
        captions=phrases.CAPTIONS,
        contents=[(key, title) for key, title, there in contents if there],
        labels=(*(word for _, word in front.columns), "Contested"),
        anchors=frozenset(_anchors(report)),
        reading=report.reading,
        several=len(report.records) > 1,
        few=len(report.records) <= _FEW,
        digest=base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii"),
        style=Markup(style),
    )
    return _tight(page)


def _cleaned(value: object) -> object:
    """What the template prints, before it is escaped; what a macro made has been through here already."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _language(code: str) -> str:
    """An attribute that names the language of a text, where the record gives a code that can be one."""
    return Markup(f' lang="{code}"') if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else ""


def _unbroken(sentence: str, word: str) -> Markup:
    """A sentence in which one word, the name of the reading, is not broken at its hyphen."""
    return escape(clean(sentence)).replace(escape(word), Markup('<span class="keep">{}</span>').format(word))


def _breakable(word: str) -> Markup:
    """The words for a verdict, with the places at which a narrow column may break them."""
    return escape(word).replace("Acknowledgement", Markup("Acknowledge&shy;ment")).replace("Undetermined", Markup("Undeter&shy;mined"))


def _anchors(report: Report) -> list[str]:
    """Every place in the report that a link can lead to."""
    return [
        *(rule.key for rule in report.rules),
        *(record.key for record in report.records),
        *(part.key for record in report.records for verdict in record.verdicts for part in verdict.full),
    ]


def _page(report: Report) -> str:
    """What stands on every printed page: the title at its head, program, rulebook, reading and number at its foot."""
    title = report.title if len(report.title) <= _HEAD else report.title[: _HEAD - 1] + "…"
    face = 'font: 7.5pt "Liberation Sans", Arial, sans-serif; color: #45423c;'
    return (
        f'@page {{ size: A4; margin: 19mm 18mm 20mm; @top-left {{ content: "{_quoted(title)}"; {face} }} '
        f'@bottom-left {{ content: "{_quoted(report.identity)}"; {face} }} @bottom-right {{ content: counter(page) " / " counter(pages); {face} }} }}\n'
        "@page :first { @top-left { content: none; } }\n"
    )


def _quoted(text: str) -> str:
    """A text for a string of a style sheet: letters, digits and spaces as they are, everything else by its number, so that it can end neither the string nor the style."""
    return "".join(character if character.isalnum() or character == " " else f"\\{ord(character):06x} " for character in clean(text))


def _tight(text: str) -> str:
    """Without blank lines and indents. Texts from records hold no line breaks once they are cleaned, so that none of them is touched."""
    return re.sub(r"\n\s+", "\n", text)
