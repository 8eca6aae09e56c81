"""The passages of an article for a reader: by paragraph or by provision, in a terminal or as Markdown.

Comes in: what is shown of a scan (``passages.shown``). Goes out: rich renderables, or text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.rule import Rule as Line_
from rich.text import Text

from checker.passages.cues import Basis
from checker.passages.shown import CLOSING, WITHHELD, Shown, ShownCue, ShownPassage, summary, wording_title
from checker.rendering import markdown as written
from checker.rendering.layout import Sheet
from checker.rendering.terminal import words

_MARK = "bold cyan"


def report(found: Shown, basis: Basis, provisions: Mapping[str, str], titles: Mapping[str, str], *, by: str) -> Iterable[RenderableType]:
    """A scan: the answer first, then the passages ``by`` paragraph or provision. ``provisions`` and ``titles`` are those of the rules, by id."""
    yield Line_(words(found.title or "Article without a headline", "bold"), align="left", style="dim")
    yield Text()
    yield words(summary(found), "bold")
    for note in found.notes:
        yield words(note, "yellow")
    yield Text()
    if len(found.passages) > 1:
        yield _overview(found)
        yield Text()
    yield from _by_provision(found, provisions, titles) if by == "provision" else _by_paragraph(found)
    yield words(CLOSING, "dim")
    if found.passages and not found.unredacted:
        yield words(WITHHELD, "dim")
    yield words(basis.sentence, "dim")


def _overview(found: Shown) -> RenderableType:
    """Where to look, in a line for each subject: first what a newsroom can still change."""
    sheet = Sheet()
    for (wording, topic), places in found.places().items():
        line = words(f"! {wording_title(wording)}" if wording else f"› {found.topics[topic]}", "bold yellow" if wording else "bold")
        line.append_text(words(f"  {places}"))
        sheet.line(line)
    return sheet


def _by_paragraph(found: Shown) -> Iterator[RenderableType]:
    width = max((len(passage.at) for passage in found.passages), default=0)
    first = {one.cue.id: passage.at for passage in reversed(found.passages) for one in passage.cues}
    for passage in found.passages:
        sheet = Sheet()
        sheet.columns(words(passage.at, "bold"), _excerpt(passage), label_width=width, indent=0)
        subjects = dict.fromkeys((one.cue.wording, one.cue.topic) for one in passage.cues)
        for subject in subjects:
            cues = [one for one in passage.cues if (one.cue.wording, one.cue.topic) == subject]
            sheet.columns(Text(), _heading(cues, found), label_width=width, indent=0)
            for one in cues:
                if one.words:
                    sheet.columns(Text(), _matched(one), label_width=width + 2, indent=0)
                if first[one.cue.id] == passage.at:
                    sheet.columns(Text(), words(one.cue.says, "dim"), label_width=width + 2, indent=0)
                    if one.cue.change:
                        sheet.columns(Text(), words(f"Instead: {one.cue.change}"), label_width=width + 2, indent=0)
        yield sheet
        yield Text()


def _excerpt(passage: ShownPassage) -> Text:
    """The sentences of a passage, the words that matched marked in them."""
    text = words("")
    for piece, marked in passage.pieces:
        text.append_text(words(piece, _MARK if marked else ""))
    return text


def _heading(cues: Sequence[ShownCue], found: Shown) -> Text:
    """What cues of one subject are about, and their provisions."""
    cue = cues[0].cue
    if cue.wording:
        return words(f"! {wording_title(cue.wording)}", "bold yellow")
    provisions = dict.fromkeys(provision for one in cues for provision in one.cue.provisions)
    return Text.assemble(words(f"› {found.topics[cue.topic]}", "bold"), words(f"  {shortened(provisions)}", "blue"))


def _matched(one: ShownCue) -> Text:
    return words(" · ".join(f"“{text}”" for text in dict.fromkeys(one.words)), _MARK)


def shortened(provisions: Iterable[str]) -> str:
    """Provisions in one line, each instrument named once: ``GC III, Art 13(2), 17(4)``."""
    shown: list[str] = []
    before = ""
    for provision in sorted(provisions, key=_order):
        instrument, _, place = provision.partition(", Art ")
        shown.append(place if place and instrument == before else provision)
        before = instrument
    return ", ".join(shown)


def _order(provision: str) -> tuple[str, int, str]:
    instrument, _, place = provision.partition(", Art ")
    digits = "".join(letter for letter in place.partition("(")[0] if letter.isdigit())
    return ("" if instrument == "GC III" else instrument, int(digits or 0), place)


def _by_provision(found: Shown, provisions: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[RenderableType]:
    """Provision by provision: the rules under it that are engaged, and where."""
    wording = [(passage, one) for passage in found.passages for one in passage.cues if one.cue.wording]
    if wording:
        yield words("Wording", "bold yellow")
        sheet = Sheet()
        for kind in dict.fromkeys(one.cue.wording for _, one in wording):
            sheet.line(words(wording_title(kind)))
            for passage, one in wording:
                if one.cue.wording == kind:
                    sheet.line(_place(passage, one), indent=4)
        yield sheet
        yield Text()
    for provision in sorted({name for passage in found.passages for one in passage.cues for name in one.cue.provisions}, key=_order):
        yield words(provision, "bold blue")
        engaged = [(passage, one) for passage in found.passages for one in passage.cues if provision in one.cue.provisions]
        rules = dict.fromkeys(rule for _, one in engaged for rule in one.cue.engages if provisions[rule] == provision)
        sheet = Sheet()
        for rule in rules:
            sheet.line(Text.assemble(words(titles[rule]), words(f"  {rule}", "dim")))
        for passage, one in engaged:
            sheet.line(_place(passage, one), indent=4)
        yield sheet
        yield Text()


def _place(passage: ShownPassage, one: ShownCue) -> Text:
    where = words(f"{passage.at}: ", "bold")
    where.append_text(_matched(one) if one.words else words("[name withheld]", "dim"))
    return where


def _piece(piece: str, *, marked: bool) -> str:
    """A piece of a passage, bold where it is ``marked``; the white space around it stays, outside the asterisks."""
    bare = piece.strip()
    if not bare:
        return piece
    before, _, after = piece.partition(bare)
    text = written.plain(bare)
    return f"{before}**{text}**{after}" if marked else f"{before}{text}{after}"


def as_markdown(found: Shown, basis: Basis) -> str:
    """A scan as Markdown, paragraph by paragraph."""
    lines = [f"# {written.plain(found.title or 'Article without a headline')}", "", summary(found), ""]
    if len(found.passages) > 1:
        for (wording, topic), places in found.places().items():
            lines.append(f"- **{wording_title(wording) if wording else found.topics[topic]}**: {written.plain(places)}")
        lines.append("")
    lines += [f"{written.plain(note)}\n" for note in found.notes]
    for passage in found.passages:
        lines += [f"## {written.plain(passage.at)}", ""]
        text = "".join(_piece(piece, marked=marked) for piece, marked in passage.pieces)
        lines += [f"> {text}", ""]
        for one in passage.cues:
            head = wording_title(one.cue.wording) if one.cue.wording else f"{found.topics[one.cue.topic]} ({shortened(one.cue.provisions)})"
            matched = ", ".join(f"“{written.plain(text)}”" for text in dict.fromkeys(one.words))
            lines.append(
                f"- **{head}**{f': {matched}' if matched else ''}. {one.cue.says}"
                + (f" *Instead:* {one.cue.change}" if one.cue.change else "")
            )
        lines.append("")
    lines += [CLOSING, *([WITHHELD] if found.passages and not found.unredacted else []), "", f"*{written.plain(basis.sentence)}*"]
    return "\n".join(lines) + "\n"
