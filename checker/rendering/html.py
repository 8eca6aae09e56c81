"""A report as one HTML file: offline, without a script, printable, for a keyboard, in light and dark.

Comes in: a :class:`~checker.report.model.Report`. Goes out: the text of the file. Every text is cleaned (``text.clean``) and escaped by the template engine; only http and https addresses become links; a
content security policy forbids everything but the style in the file, which it knows by its hash.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from checker.rendering.offline import environment, policy_hash, running_heads, style_of, tight
from checker.report import phrases
from checker.report.model import Report
from checker.text import clean, web_address

#: With more records than this, each is folded in the annex until somebody opens it; printed, all are open.
_FEW = 5


def as_html(report: Report) -> str:
    """The report as HTML."""
    templates = environment("checker.rendering")
    templates.filters |= {"web": web_address, "lang": _language, "unbroken": _unbroken, "breakable": _breakable}
    style = style_of(templates, "report.css", running_heads(report.title, report.identity))
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
    page = templates.get_template("report.html.j2").render(
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
        digest=policy_hash(style),
        style=style,
    )
    return tight(page)


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
