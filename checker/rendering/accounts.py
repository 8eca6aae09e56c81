"""Findings as each side tells them, side by side.

Comes in: checked records. Goes out: Rich renderables: for each record who speaks, a table of the findings on which the sides differ, and the others in a line each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.accounts import ByAccount, Teller, Telling, Told, by_account
from checker.pipeline import Checked
from checker.rendering.layout import Sheet
from checker.rendering.terminal import VERDICT_STYLE, closing, words
from checker.rulebook import Rulebook
from checker.summary import left_out
from checker.truth import Verdict
from checker.wording import outcomes, worded

#: A column for each side, as long as this much room is left for each of them; else the sides stand below each other.
_COLUMN = 17
_FINDING = 26


def tables(checked: Sequence[Checked], rulebook: Rulebook, reading: str, *, width: int, show_all: bool = False) -> Iterable[RenderableType]:
    """Each record on every telling, then the totals of the run."""
    for one in checked:
        yield Line_(words(f"{one.record.title}: as each side tells it", "bold"), align="left", style="dim")
        yield words(f"{one.record.id}  on the reading {reading}", "dim")
        if sentence := left_out(one.record):
            yield words(sentence, "magenta")
        yield Text()
        yield from _record(by_account(one, show_all=show_all), width)
    yield from closing(checked, rulebook, reading, width=width, show_all=show_all)


def _record(told: ByAccount, width: int) -> Iterable[RenderableType]:
    if not told.sides:
        yield Padding(words("No fact of this record is disputed, so there is one telling only; ihl check shows it."), (0, 2))
        yield Text()
        return
    speak = "; ".join(f"{side.name} to {side.speaks_to}" for side in told.sides)
    facts = "1 fact is disputed." if told.disputed == 1 else f"{told.disputed} facts are disputed."
    yield Padding(words(f"{facts} Who speaks to how many of them: {speak}."), (0, 2))
    yield Padding(words("Of each disputed fact a telling has that side's claims only; all else is as recorded.", "dim"), (0, 2))
    yield Text()
    differing = [finding for finding in told.findings if finding.differs]
    if differing:
        yield Text.assemble(words("THE SIDES DIFFER", "bold magenta"), words(f"  {_findings(len(differing))}", "dim"))
        yield Text()
        for first in _chunks(told.sides, width):
            yield _table(differing, first)
            yield Text()
    same = [finding for finding in told.findings if not finding.differs]
    if same:
        yield Text.assemble(
            words("THE SIDES DO NOT DIFFER", "bold"),
            words(f"  {_findings(len(same))}: the same on every telling that speaks to them", "dim"),
        )
        yield Text()
        sheet = Sheet()
        for said, findings in _by_words(same).items():
            sheet.line(words(f"{said}: {len(findings)}", VERDICT_STYLE[findings[0].verdict]))
            about: dict[tuple[str, str], list[str]] = {}
            for finding in findings:
                about.setdefault((finding.title, finding.provision), []).append(finding.about)
            for (title, place), subjects in about.items():
                sheet.line(Text.assemble(words(title), words(f"  {place}  {'; '.join(subjects)}", "dim")), indent=4)
        yield sheet
        yield Text()


def _chunks(sides: Sequence[Teller], width: int) -> list[Sequence[Teller]]:
    """The sides in as many tables as it takes for each of them to have room."""
    most = max(1, (width - _FINDING) // _COLUMN)
    return [sides[start : start + most] for start in range(0, len(sides), most)]


def _table(findings: Sequence[Telling], sides: Sequence[Teller]) -> Table:
    table = Table(box=None, show_edge=False, padding=(0, 2, 1, 0), header_style="dim", expand=True, pad_edge=False)
    table.add_column("finding", ratio=2)
    for side in sides:
        table.add_column(words(side.name), width=_COLUMN - 2)
    for finding in findings:
        by = {account.account: account for account in finding.accounts}
        table.add_row(
            Text("\n").join(
                [
                    Text.assemble(words(finding.title), words(f"  {finding.about}", "dim")),
                    words(f"as recorded: {worded(finding.verdict, finding.cap).lower()}", VERDICT_STYLE[finding.verdict]),
                ]
            ),
            *(_cell(by[side.account]) for side in sides),
        )
    return table


def _cell(told: Told) -> Text:
    if told.silent:
        return words("says nothing of it", "dim")
    style = VERDICT_STYLE[told.verdict]
    if told.verdict != "undetermined":
        return words(worded(told.verdict, told.cap).lower(), style)
    return Text.assemble(words(worded(told.verdict, "").lower(), style), words(f" ({' or '.join(outcomes(told.possible))})", "dim"))


def _by_words(findings: Sequence[Telling]) -> dict[str, list[Telling]]:
    found: dict[str, list[Telling]] = {}
    for finding in findings:
        found.setdefault(worded(finding.verdict, finding.cap), []).append(finding)
    order = [verdict.value for verdict in Verdict]
    return dict(sorted(found.items(), key=lambda item: order.index(item[1][0].verdict)))


def _findings(number: int) -> str:
    return f"{number} {'finding' if number == 1 else 'findings'}"
