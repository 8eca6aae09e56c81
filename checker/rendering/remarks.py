"""Remarks for a reader: by code, with the reason once and every place below it; and what a code means.

Comes in: remarks and the codes that they may have (``remarks``). Goes out: rich renderables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from checker.remarks import Code, Remark
from checker.rendering.layout import Sheet
from checker.rendering.terminal import words


def groups(
    remarks: Sequence[tuple[Remark, str]], codes: Mapping[str, Code], counts: Mapping[str, int] | None = None
) -> Iterator[RenderableType]:
    """Remarks by code, each with the reason for which it is kept, if it is; ``counts``: how many there are of each code, where not all are given."""
    for code, meaning in codes.items():
        chosen = [(remark, reason) for remark, reason in remarks if remark.code == code]
        if not chosen:
            continue
        count = counts[code] if counts is not None else len(chosen)
        yield Text.assemble(words(code, "bold"), words(f"  {meaning.title} ({count})"))
        sheet = Sheet()
        sheet.line(words(f"{meaning.why} {meaning.fix}", "dim"))
        for remark, reason in chosen:
            sheet.line(words(f"{remark.file}:{remark.line}" if remark.line else remark.file, "cyan"))
            sheet.line(words(remark.what), indent=6)
            if reason:
                sheet.line(words(f"Kept: {reason}", "dim"), indent=6)
        if count > len(chosen):
            sheet.line(words(f"and {count - len(chosen)} more, all of them with --format jsonl", "dim"))
        yield sheet
        yield Text()


def explanation(codes: Mapping[str, Code], levels: Mapping[str, str] | None = None) -> Iterable[RenderableType]:
    """What codes mean: how much hangs on them (where ``levels`` has a heading for each level), when exactly each is said, an example, why it matters, what to do."""
    for code, meaning in codes.items():
        yield Text.assemble(words(code, "bold"), words(f"  {meaning.title}"))
        rows = [("When", meaning.when), ("Example", meaning.example), ("Why", meaning.why), ("Do", meaning.fix)]
        if levels is not None:
            rows.insert(0, ("Level", levels[meaning.level]))
        rows = [(label, text) for label, text in rows if text]
        sheet = Sheet()
        for label, text in rows:
            sheet.columns(words(label, "dim"), words(text), label_width=max(len(label) for label, _ in rows))
        yield sheet
        yield Text()


def counted(totals: Mapping[str, int], count: int) -> str:
    """How many remarks, in all and by code: ``3 remarks (subsumed 2, terse 1)``."""
    listed = ", ".join(f"{code} {number}" for code, number in totals.items())
    return f"{count or 'no'} remark{'' if count == 1 else 's'}{f' ({listed})' if listed else ''}"
