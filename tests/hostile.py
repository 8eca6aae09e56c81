"""A record whose every text tries to be something else: markup, a link, a formula, an instruction to a terminal or a style sheet. And a small report made of it."""

from __future__ import annotations

import json

from checker import documents
from checker.pipeline import Run, check_record, incident
from checker.report.front import report
from checker.report.model import Report
from checker.rulebook import Rulebook

MARKUP = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "' onmouseover='document.title=1' x='",
    "</title><svg onload=\"document.title='owned'\">",
    "</style><script>document.title='owned'</script>",
    '\\"; } body { display: none } /*',
    "<!-- <iframe src=https://evil.example> -->",
    "&lt;script&gt;alert(1)&lt;/script&gt; ]]> <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]> &y;",
    "{{ 7 * 7 }} {% for x in y %} {# comment #}",
)
MARKDOWN = (
    "[click](javascript:alert(1)) ![pixel](https://evil.example/pixel.png) <https://evil.example>",
    "| a | b |",
    "# a heading",
    "- item **bold** __bold__ `code` ~~gone~~ $x$",
    "1. first",
    "> quote",
    "--- \\",
    "[ref]: https://evil.example",
)
FORMULAS = (
    '=HYPERLINK("https://evil.example","x")',
    "+1+1",
    "-1-1",
    "@SUM(1)",
    "\uff1d1+1",
    "\uff0b1",
    " =1+1",
)
UNSEEN = (
    "red \u202egnp.exe",
    "\u2066isolated\u2069",
    "bell\u0085 line\u2028separator\u2029",
    "\ufeffmark",
    "tag\U000e0041",
    "\u200bzero",
    "\x7f",
)
LINKS = (
    "javascript:document.title='owned'",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>document.title='owned'</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "https://evil.example/\" onclick=\"document.title='owned'",
    "https://evil.example/\u202egnp",
    "//evil.example/x",
    "https://good.example/page?a=1&b=2#c",
)
TEXTS = (*MARKUP, *MARKDOWN, *FORMULAS, *UNSEEN)
EVERYTHING = " ".join(TEXTS)


def record_text(title: str = EVERYTHING) -> str:
    """The record as JSON."""
    sources = [
        {"id": f"s{number}", "publisher": text, "title": text, "url": LINKS[number % len(LINKS)], "sha256": text}
        for number, text in enumerate(TEXTS)
    ]
    voices = [{"id": f"v{number}", "name": text, "kind": "witness"} for number, text in enumerate(TEXTS)]
    claims = [
        {"is": "yes" if number % 2 else "no", "source": f"s{number}", "said_by": f"v{number}", "at": text, "note": text, "grade": "B2"}
        for number, text in enumerate(TEXTS)
    ]
    return json.dumps(
        {
            "schema": "ihl-incident/1", "id": "hostile", "title": title, "summary": EVERYTHING, "dates": "2031-03", "language": "\"><script>",
            "sources": sources, "voices": voices,
            "conflict": {"label": EVERYTHING, "facts": {"armed_force_between_states": True, "powers_bound": "both_parties"}},
            "party": [{"id": "norland", "label": EVERYTHING}],
            "person": [{"id": "p1", "label": EVERYTHING, "in_power_of": "norland", "note": EVERYTHING, "facts": {"in_enemy_power": claims, "wounded": claims[0]}}],
            "publication": [{"id": "film", "label": EVERYTHING, "by": "norland", "depicts": ["p1"], "facts": {
                "form": "photograph", "captor_involvement": "own", "made_public": claims[1], "identifiable": claims,
                "name_shown": {"is": "unknown", "note": EVERYTHING}, "voice": {"is": "not_applicable", "note": EVERYTHING},
            }}],
        }
    )  # fmt: skip


def run(rulebook: Rulebook, *texts: str) -> Run:
    """What checking records, each as JSON, found."""
    made = Run(rulebook, rulebook.default_reading)
    for text in texts or (record_text(),):
        record = incident(documents.parse_json(text, "<b>hostile</b>.json"), rulebook)
        made.checked.append(check_record(rulebook, record, made.reading, rulebook.heads))
    return made


def hostile_report(rulebook: Rulebook) -> Report:
    """The report on the hostile record."""
    return report(run(rulebook), "0")
