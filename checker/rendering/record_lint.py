"""What lint found in records, for a reader: what endangers a person first.

Comes in: the tally of a run (``record_lint.run``). Goes out: rich renderables.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from checker.record_lint.remarks import CODES, LEVELS
from checker.record_lint.run import Tally
from checker.rendering.remarks import counted, groups
from checker.rendering.terminal import words
from checker.rulebook import Rulebook

_STYLE = {"danger": "bold red", "misleads": "bold yellow", "tidy": "bold", "information": "bold"}


def report(tally: Tally, rulebook: Rulebook) -> Iterable[RenderableType]:
    """The remarks that a tally keeps, by level and code, then the rulebook, and the totals in the last line."""
    for level, heading in LEVELS.items():
        codes = {code: meaning for code, meaning in CODES.items() if meaning.level == level and tally.counts[code]}
        if codes:
            yield Text.assemble(
                words(heading.upper(), _STYLE[level]), words(f"  {counted({}, sum(tally.counts[code] for code in codes))}", "dim")
            )
            yield Text()
            yield from groups([(remark, "") for code in codes for remark in tally.kept[code]], codes, tally.counts)
    yield words(f"Rulebook {rulebook.called}.", "dim")
    yield words(totals(tally), "bold")


def totals(tally: Tally) -> str:
    """The line of totals: ``3 remarks (identifier-in-text 1, no-place 2) on 2 records. A danger to a person is named in 1 of them.``"""
    said = counted(tally.totals, sum(tally.totals.values()))
    records = f"{tally.records} record{'' if tally.records == 1 else 's'}"
    danger = f" A danger to a person is named in {tally.endangering} of them." if tally.endangering and tally.records > 1 else ""
    return f"{said[0].upper()}{said[1:]} on {records}.{danger}"
