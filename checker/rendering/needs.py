"""The questions over many records, those that would settle the most findings first.

Comes in: what was counted. Goes out: Rich renderables, with the words and cleaning of ``terminal``.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.needs import Needs
from checker.rendering.terminal import words
from checker.summary import aside_in_words


def total(needs: Needs, *, reading: str, everything: bool, top: int, each: bool) -> Iterable[RenderableType]:
    """The questions over all records, the first ``top`` of them (0: all); ``each``: those of each record stand above."""
    scope = "all rules" if everything else "the findings that the records raise"
    yield Line_(words(f"{needs.records} records on the reading {reading}: what to find out", "bold"), align="left", style="dim")
    if needs.aside is not None:
        yield words(aside_in_words(needs.aside), "magenta")
    ranked = needs.ranked()
    if not ranked:
        yield words(f"No open question bears on {scope}.")
        return
    told = "1 question bears" if len(ranked) == 1 else f"{len(ranked)} questions bear"
    without = needs.records - needs.open
    nothing = f" {without} of the records {'has' if without == 1 else 'have'} no open question." if without else ""
    yield words(f"{told} on {scope}; what would settle most over all records comes first.{nothing}", "dim")
    yield Text()
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=4, justify="right")
    table.add_column(ratio=1)
    shown = ranked[:top] if top else ranked
    for number, need in enumerate(shown, start=1):
        findings = f"{need.findings} {'finding' if need.findings == 1 else 'findings'}"
        table.add_row(words(str(number), "yellow"), words(need.asks))
        table.add_row(Text(), words(f"{need.fact} · {findings} · {need.records} of {needs.records} records", "dim"))
    yield table
    if len(shown) < len(ranked):
        yield Text()
        yield words(f"      and {len(ranked) - len(shown)} more: --top 0 lists all", "dim")
    if not each:
        yield words("      --each lists the questions of each record too", "dim")
