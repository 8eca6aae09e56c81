"""A check at the desk as Markdown, to be kept or printed.

Comes in: the desk, answers, and what each policy comes to. Goes out: the text. Every text is escaped by ``markdown.plain``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.desk.answering import Answer
from checker.desk.course import Desk, Given
from checker.desk.log import answered, paragraph
from checker.errors import listed
from checker.rendering.desk import heading_beside, provenance
from checker.rendering.markdown import plain


def markdown(desk: Desk, name: str, answers: Sequence[Given], found: Sequence[Answer], others: Sequence[Answer]) -> str:
    """One item under each policy asked for, the other readings in a table, and the paragraph for the decision log."""
    blocks = [f"# {plain(name or 'An item at the desk')}"]
    for one in found:
        blocks += _answer(desk, one)
    if others:
        rows = [
            f"| {plain(desk.layers[one.policy].title)} | {plain(desk.plain['results'][one.result]['says'])} |" for one in (*found, *others)
        ]
        blocks += [f"## {heading_beside(desk, found[0])}", "\n".join(["| Policy | Result |", "| --- | --- |", *rows])]
    if answers:
        blocks += ["## Answered", _list(answered(desk, given) for given in answers)]
        blocks += ["## For the decision log", *(plain(paragraph(desk, answers, one)) for one in found)]
    return "\n\n".join([*blocks, f"*{plain(provenance(desk))}*"]) + "\n"


def _answer(desk: Desk, found: Answer) -> Iterator[str]:
    results = desk.plain["results"]
    yield f"## {plain(desk.layers[found.policy].title)}: {plain(results[found.result]['says'])}"
    yield plain(results[found.result]["means"])
    if len(found.possible) > 1:
        yield f"Still possible: {plain(listed([results[word]['says'].lower() for word in found.possible]))}."
        if "no_concern" not in found.possible:
            yield "Whatever is found out, it is not for use as it stands."
    for heading, outcome in (("Why", "raises"), ("Where an exception is taken to hold", "excepted")):
        rules = [
            f"**{plain(rule.title)}** ({plain(rule.cites[0])}). {plain(' '.join(rule.because))}"
            for rule in found.rules
            if rule.outcome == outcome
        ]
        if rules:
            yield f"### {heading}"
            yield _listed(rules)
    if found.changes:
        changes = {change["id"]: change for change in desk.plain["changes"]}
        yield f"### What to change (then: {plain(results[found.after]['says'].lower())})"
        yield _listed(f"[ ] {plain(changes[name]['do'])} {plain(changes[name]['check'])}" for name in found.changes)
    for heading, asks in (
        ("To find out", found.find_out),
        ("For a named person to judge", found.judgements),
        ("Who must agree", found.sign_off),
    ):
        if asks:
            yield f"### {heading}"
            yield _list(asks)
    yield f"### Next\n\n{plain(results[found.result]['next'])}"


def _list(texts: Iterator[str] | Sequence[str]) -> str:
    return _listed(plain(text) for text in texts)


def _listed(texts: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)
