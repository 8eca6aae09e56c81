"""What changed between two states of records, rules or runs, and what each change is due to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.text import Text

from checker.differences import Cause, Changed, Compared, RuleChange
from checker.rendering.layout import Sheet
from checker.rendering.terminal import VERDICT_STYLE, words
from checker.wording import outcomes, worded

_NONE = "not listed"
_KINDS = {
    "fact": "fact",
    "treaty": "treaty",
    "links": "entries",
    "rule": "rule",
    "definition": "definition",
    "reading": "reading",
    "rulebook": "rules",
    "program": "version",
    "record": "record",
    "source": "source",
    "dates": "record",
}
_HOW = {"added": "added", "removed": "removed", "decides": "decides otherwise", "texts": "other words, same verdicts"}


def record(compared: Compared) -> Iterable[RenderableType]:
    """One record: cause by cause the findings that changed, those with another verdict first; then what it states otherwise without a listed finding being due to it."""
    yield Line_(words(compared.title or compared.record, "bold"), align="left", style="dim")
    if compared.title:
        yield words(compared.record, "dim")
    yield Text()
    for causes, enough, changed in _by_cause(compared.changed):
        yield _causes(causes, enough)
        yield _findings(changed)
        yield Text()
    if compared.unlisted:
        yield Padding(words(f"{_many(compared.unlisted, 'finding')} changed that a report only counts.", "dim"), (0, 0, 0, 2))
    if compared.idle:
        yield Padding(words("Stated otherwise, without any listed finding being due to it:", "dim"), (0, 0, 0, 2))
        sheet = Sheet()
        for cause in compared.idle:
            sheet.columns(words(_KINDS[cause.kind], "dim"), words(_said(cause), "dim"), indent=4, label_width=10)
        yield sheet
    if compared.unlisted or compared.idle:
        yield Text()


def _by_cause(changed: Sequence[Changed]) -> list[tuple[tuple[Cause, ...], bool, list[Changed]]]:
    """Changes with the same causes together, those first by which a verdict is another one."""
    found: dict[tuple[tuple[Cause, ...], bool], list[Changed]] = {}
    for one in changed:
        found.setdefault((one.causes, one.enough or len(one.causes) == 1), []).append(one)
    groups = [(causes, enough, sorted(several, key=_weight)) for (causes, enough), several in found.items()]
    return sorted(groups, key=lambda group: min(map(_weight, group[2])))


def _weight(changed: Changed) -> int:
    """What is read first: a verdict that became another, then a finding that is listed or not, then one that is as open as before but between other outcomes."""
    before, after = changed.verdicts
    return 0 if before != after and before and after else 1 if before != after else 2


def _causes(causes: Sequence[Cause], enough: bool) -> RenderableType:
    sheet = Sheet()
    for number, cause in enumerate(causes):
        label = "Due to" if number == 0 else "or to" if enough else "with"
        sheet.columns(words(label, "bold cyan"), words(f"{_KINDS[cause.kind]} {_said(cause)}", "bold"), indent=0)
        for which, says in zip(("was", "is"), cause.says, strict=True):
            if says:
                sheet.columns(words(which, "dim"), words(says, "dim"), indent=8, label_width=3)
    if not causes:
        sheet.columns(words("Due to", "bold cyan"), words("nothing that was kept: other texts, or another version"), indent=0)
    return sheet


def _findings(changed: Sequence[Changed]) -> RenderableType:
    together: dict[tuple[Any, ...], list[Changed]] = {}
    for one in changed:
        together.setdefault((one.rule, one.before, one.after, one.listed, one.caps), []).append(one)
    sheet = Sheet()
    for several in together.values():
        first = several[0]
        about = "; ".join(", ".join(one.binding.values()) for one in several[:3]) + (
            f" and {len(several) - 3} more" if len(several) > 3 else ""
        )
        sheet.line(Text.assemble(words("▌ ", VERDICT_STYLE.get(first.verdicts[1] or first.verdicts[0], "")), words(first.title)))
        outcome = _outcome(first, 0)
        outcome.append_text(words(" → "))
        outcome.append_text(_outcome(first, 1))
        sheet.line(outcome, indent=4)
        sheet.line(words(f"{first.provision}  {about}", "dim"), indent=4)
    return sheet


def _outcome(changed: Changed, side: int) -> Text:
    verdict, possible = changed.verdicts[side], (changed.before, changed.after)[side]
    if not verdict:
        return words(_NONE, "dim")
    text = words(worded(verdict, changed.caps[side]).lower(), VERDICT_STYLE[verdict])
    if verdict == "undetermined" and changed.verdicts[0] == changed.verdicts[1]:
        text.append_text(words(f" ({' or '.join(outcomes(possible))})", "dim"))
    if not changed.listed[side]:
        text.append_text(words(" (only counted)", "dim"))
    return text


def _said(cause: Cause) -> str:
    if cause.kind == "reading":
        return f"{cause.was} → {cause.now}"
    if not cause.was and not cause.now:
        return cause.what
    if cause.was == cause.now:
        return f"{cause.what}: {cause.now}, on another word, grade or note"
    return f"{cause.what}: {cause.was or 'nothing'} → {cause.now or 'nothing'}"


def rules(changes: Sequence[RuleChange]) -> Iterable[RenderableType]:
    """The rules and definitions that changed."""
    yield words(f"{_many(len(changes), 'rule or definition', 'rules and definitions')} changed", "bold")
    sheet = Sheet()
    for change in changes:
        sheet.columns(words(_HOW[change.how], "dim" if change.how == "texts" else "yellow"), words(change.id), label_width=26)
    yield sheet
    yield Text()


def closing(changed: int, records: int, alone: Iterable[tuple[str, Sequence[str]]], books: Iterable[str]) -> Iterable[RenderableType]:
    """How much changed over all. ``alone``: each side, and the ids of records that only it has; ``books``: what the rulebook of each is called."""
    for which, ids in alone:
        if ids:
            yield words(f"Only in {which}: {', '.join(ids[:12])}{f' and {len(ids) - 12:,} more' if len(ids) > 12 else ''}", "yellow")
    yield words(
        "No listed finding changed." if not changed else f"{_many(changed, 'listed finding')} changed in {_many(records, 'record')}.",
        "bold",
    )
    yield words(f"Rulebook {', then '.join(dict.fromkeys(books))}.", "dim")


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
