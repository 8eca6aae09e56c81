"""What lint found, for a reader: by code, with the reason once and every place below it; and what a code means.

Comes in: what lint found (``lint.run``). Goes out: rich renderables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from checker.lint.remarks import CODES, Remark
from checker.lint.run import Lint
from checker.rendering.layout import Sheet
from checker.rendering.terminal import words


def report(found: Lint, *, everything: bool) -> Iterable[RenderableType]:
    """Every remark by code, those that are kept too with ``everything``, and the totals in the last line."""
    yield from _groups([(remark, "") for remark in found.remarks])
    if everything and found.kept:
        yield words("Kept on purpose", "bold")
        yield Text()
        yield from _groups(found.kept)
    yield words(totals(found), "bold")


def totals(found: Lint) -> str:
    """The line of totals: ``3 remarks (subsumed 2, terse 1); 12 kept, each with a reason.``"""
    count = len(found.remarks)
    listed = ", ".join(f"{code} {number}" for code, number in found.totals.items())
    said = f"{count or 'no'} remark{'' if count == 1 else 's'}{f' ({listed})' if listed else ''}"
    return f"{said}; {len(found.kept) or 'none'} kept{', each with a reason' if found.kept else ''}."


def _groups(remarks: Sequence[tuple[Remark, str]]) -> Iterator[RenderableType]:
    for code in CODES:
        chosen = [(remark, reason) for remark, reason in remarks if remark.code == code]
        if not chosen:
            continue
        meaning = CODES[code]
        yield Text.assemble(words(code, "bold"), words(f"  {meaning.title} ({len(chosen)})"))
        sheet = Sheet()
        sheet.line(words(f"{meaning.why} {meaning.fix}", "dim"))
        for remark, reason in chosen:
            sheet.line(words(f"{remark.file}:{remark.line}" if remark.line else remark.file, "cyan"))
            sheet.line(words(remark.what), indent=6)
            if reason:
                sheet.line(words(f"Kept: {reason}", "dim"), indent=6)
        yield sheet
        yield Text()


def explanation(codes: Iterable[str]) -> Iterable[RenderableType]:
    """What codes mean: when exactly each is said, why it matters, what to do."""
    for code in codes:
        meaning = CODES[code]
        yield Text.assemble(words(code, "bold"), words(f"  {meaning.title}"))
        sheet = Sheet()
        for label, text in (("When", meaning.when), ("Why", meaning.why), ("Do", meaning.fix)):
            sheet.columns(words(label, "dim"), words(text), label_width=4)
        yield sheet
        yield Text()
