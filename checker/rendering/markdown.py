"""A report as Markdown (CommonMark, with the tables of GitHub).

Comes in: a :class:`~checker.report.model.Report`. Goes out: the text. Every text is cleaned (``text.clean``) and escaped by :func:`plain`, so that nothing in a record makes a heading, a link, a table cell, an image or
HTML; only http and https addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.report.model import FindingPart, Front, Link, RecordPart, Report, RulePart, Side, SourcePart
from checker.report.phrases import CAPTIONS, CLOSING, HEADS, NO_FACT, NO_SOURCE, NOBODY_SAYS, SUPPLIED, WITHHELD
from checker.text import clean, web_address

#: What Markdown, its tables, GitHub's formulas or HTML in it would read as markup, anywhere in a line.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&$#]")

#: What GitHub's Markdown makes a link of by itself: an address with its scheme (also without one before its slashes, as others have it), one that begins with www, an address for mail (GFM, 6.9).
_ADDRESS = re.compile(r"/(?=/)|(?<=\bwww)\.|@", re.I)

#: What would make a list, a heading or a rule at the start of a line.
_OPENING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")


def plain(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _ADDRESS.sub(r"\\\g<0>", _unlinked(text))


def _unlinked(text: str) -> str:
    """The same for the words of a link, in which there is no other."""
    return _OPENING.sub(_opened, _MARKUP.sub(r"\\\g<0>", clean(text).strip()))


def _opened(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if not match[0].isdigit() else f"{match[0]}\\"


def as_markdown(report: Report) -> str:
    """The report as Markdown with a line break at its end."""
    blocks = [
        f"# {plain(report.title)}",
        plain(report.scope),
        f"*{plain(report.identity)}*",
        *_front(report.front, several=len(report.records) > 1),
        f"## {HEADS['annex' if len(report.records) > 1 else 'annex_one']}",
    ]
    for record in report.records:
        blocks += _record(record)
    if report.rules:
        blocks += [f"## {HEADS['rules']}", *(block for rule in report.rules for block in _rule(rule))]
    blocks += ["---", f"{plain(report.identity)}. {CLOSING}"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(front: Front, *, several: bool) -> Iterator[str]:
    yield f"## {HEADS['answer']}"
    first, *others = front.answer
    yield f"**{plain(first)}**"
    yield from (plain(sentence) for sentence in others)
    if front.unread:
        yield "**Not in this report.** These files could not be used, or not in full:"
        yield _list(plain(line) for line in front.unread)
    if front.ask:
        yield f"> **Ask first:** {plain(front.ask)}"
    yield _table(
        CAPTIONS["numbers"],
        ("", "Findings", "Meaning"),
        ((plain(one.label), f"**{one.number}**" if one.number else "0", plain(one.means)) for one in front.numbers),
    )
    yield plain(front.decisions)
    if front.weighty:
        yield f"## {HEADS['weighty']}"
        yield _table(
            CAPTIONS["weighty"],
            ("Finding", "The program", "On whose word", "A person"),
            (
                (
                    f"**{plain(one.finding.text)}**, {plain(one.provision)}: {plain(one.about)}{f' ({plain(one.record.text)})' if several else ''}",
                    plain(one.word),
                    plain(one.word_of),
                    plain(one.decided),
                )
                for one in front.weighty
            ),
        )
        yield plain(front.more)
    if front.asked:
        yield f"## {HEADS['asked']}"
        yield _list((f"{plain(one.asks)} *({plain(one.where)})*" for one in front.asked), numbered=True)
    if front.contested:
        yield f"## {HEADS['contested']}"
        yield _table(
            CAPTIONS["contested"],
            ("Provision", "Here", "There", "In"),
            (
                (f"{plain(one.title)}, {plain(one.provision)}", plain(one.here), plain(one.there), plain(one.where))
                for one in front.contested
            ),
        )
        yield plain(front.contested_more)
    if front.rows:
        yield f"## {HEADS['records']}"
        yield _table(
            CAPTIONS["records"],
            ("Record", *(plain(word) for _, word in front.columns), "Contested", "Ask first"),
            (
                (f"{plain(row.title)} ({plain(row.record.text)})", *(str(number) for number in row.counts), plain(row.ask))
                for row in front.rows
            ),
        )
    if front.signed:
        yield f"## {HEADS['signed']}"
        yield _table(
            CAPTIONS["signed"],
            ("Finding", "The program", "A person"),
            ((f"{plain(one.about)} ({plain(record.text)})", plain(one.program), _person(one)) for record, one in front.signed),
        )
    yield f"## {HEADS['limits']}"
    yield _list(plain(sentence) for sentence in (*front.limits, *front.reading))
    if front.counted:
        yield _table(
            CAPTIONS["counted"],
            ("Section or instrument", "Verdicts"),
            ((plain(place), plain(text)) for place, text in front.counted),
        )


def _record(part: RecordPart) -> Iterator[str]:
    yield f"### {plain(part.title)}"
    yield plain(" · ".join(text for text in (part.id, part.dates, *(f"{v.number} {v.word.lower()}" for v in part.verdicts)) if text))
    yield plain(part.summary)
    for number, sentence in enumerate(part.answer):
        yield f"**{plain(sentence)}**" if not number else plain(sentence)
    yield from (plain(sentence) for sentence in part.law)
    if part.verdicts:
        yield f"#### {HEADS['indicates']}"
    for verdict in part.verdicts:
        yield f"##### {plain(verdict.word)}: {verdict.number} {'finding' if verdict.number == 1 else 'findings'}, {plain(verdict.means)}"
        for finding in verdict.full:
            yield from _finding(finding)
        if verdict.brief:
            yield _list(
                f"{plain(one.title)} ({plain(one.provision)}; {plain(one.about)}; {plain(one.rule)})"
                + (f" *{plain(one.truth)}:* {plain(one.says)}" if one.says else "")
                + (f" ({plain(one.beside)})" if one.beside else "")
                + (f" {plain(one.note)}" if one.note else "")
                for one in verdict.brief
            )
    yield plain(part.counted)
    if part.questions:
        yield f"#### {HEADS['questions']}"
        yield _list((f"{plain(one.asks)} *({plain(one.about)}; {plain(one.bears)})*" for one in part.questions), numbered=True)
    yield f"#### {HEADS['facts']}"
    for subject in part.subjects:
        yield f"**{plain(subject.name)}** {plain(' · '.join(text for text in (subject.kind, *subject.links, subject.note) if text))}"
        yield (
            _list(
                f"{'*Disputed.* ' if fact.status == 'disputed' else ''}{' *But also:* '.join(plain(says) for says in fact.says)}"
                f"{f' {plain(fact.note)}' if fact.note else ''} ({plain(fact.fact)} = {plain(fact.values)}{f'; {plain(fact.remark)}' if fact.remark else ''})"
                + "".join(
                    f"\n  - {f'{plain(claim.value)} – ' if fact.status == 'disputed' else ''}{plain(claim.by or NOBODY_SAYS)}"
                    f"{f' **{plain(claim.grade)}**' if claim.grade else ''}{f' {plain(claim.note)}' if claim.note else ''}"
                    for claim in fact.claims
                )
                for fact in subject.facts
            )
            or f"{NO_FACT.capitalize()}."
        )
    yield plain(part.silent)
    if part.withheld:
        yield WITHHELD
    yield f"#### {HEADS['sources']}"
    yield _list(_source(source) for source in part.sources) or NO_SOURCE
    if part.voices:
        voices = "; ".join(f"{voice.name} ({voice.kind}{f': {voice.party}' if voice.party else ''})" for voice in part.voices)
        yield plain(f"Voices: {voices}.")


def _finding(part: FindingPart) -> Iterator[str]:
    yield f"###### {plain(part.title)}{' – contested' if part.contested else ''}"
    yield f"{_link(part.provision)} · {plain(part.meta)} · {plain(part.rule.text)}"
    yield f"*{plain(part.about)}*" if part.about else ""
    yield _list(
        f"{'  ' if line.kind == 'part' else ''}**{plain(line.truth)}** {'Unless: ' if line.kind == 'exception' else ''}{plain(line.says)}"
        + (f" *({plain(line.beside)})*" if line.beside else "")
        + "".join(f"\n    - *Disputed:* {plain(one.says)} – {plain('; '.join(one.told))}" for one in line.rivals)
        for line in part.sentences
    )
    yield _list(f"{plain(label)}: {plain(text)}" for label, text in part.notes)
    if len(part.sides) == 1 and part.sides[0].state == "open":
        yield f"The program: **{plain(part.word)}** · A person: **not decided**"
    else:
        yield _table("", ("", "The program", "A person"), ((plain(one.about), plain(one.program), _person(one)) for one in part.sides))


def _person(side: Side) -> str:
    """What a person decided, for a table cell."""
    if side.state == "open":
        return "**not decided**"
    who = ", ".join(text for text in (side.name, side.date) if text)
    standard = f"; standard of proof: {side.standard}" if side.standard else ""
    stale = f" **Stale, open again:** {plain(side.why)}" if side.state == "stale" else ""
    return f"**{plain(side.person)}** ({plain(who + standard)}) {plain(side.reason)}{stale}"


def _source(source: SourcePart) -> str:
    head = f"**{plain(source.publisher)}** " if source.publisher else ""
    remarks = [
        SUPPLIED if source.supplied else "",
        f"repeats {source.repeats}" if source.repeats else "",
        f"SHA-256 {source.sha256}" if source.sha256 else "",
    ]
    told = ", ".join(text for text in (source.title, source.date) if text)
    return head + "; ".join(
        [plain(told), *(plain(remark) for remark in remarks if remark), *([_link(Link(source.url, source.url))] if source.url else [])]
    )


def _rule(rule: RulePart) -> Iterator[str]:
    yield f"### {plain(rule.title)}"
    yield plain(f"{rule.id} · {rule.status}")
    rest = (("What puts it right", rule.remedy), ("For editors", rule.for_editors), ("What it does not see", rule.limits))
    yield _list(
        [
            *(f"{_link(link)}: {plain(gist)}" for link, gist in rule.authority),
            *(f"*{label}:* {plain(text)}" for label, text in rest if text),
        ]
    )


def _link(link: Link) -> str:
    address = web_address(link.to)
    return f"[{_unlinked(link.text)}](<{address}>)" if address else plain(link.text)


def _list(items: Iterable[str], *, numbered: bool = False) -> str:
    """Items as a list; one that begins with two spaces stands below the one before."""
    lines = []
    for number, item in enumerate(items, start=1):
        inner = item.startswith("  ")
        lines.append(f"{'  ' if inner else ''}{f'{number}.' if numbered else '-'} {item.strip()}")
    return "\n".join(lines)


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a sentence before it. Cells hold no line breaks, and their bars are escaped."""
    lines = [f"| {' | '.join(heads)} |", f"|{'|'.join(' --- ' for _ in heads)}|", *(f"| {' | '.join(row)} |" for row in rows)]
    return (f"{plain(caption)}\n\n" if caption else "") + "\n".join(lines)
