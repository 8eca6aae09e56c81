"""What became of a run that is kept, and whether it could be recomputed, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import RenderableType

from checker.rendering.layout import Sheet
from checker.rendering.terminal import VERDICT_STYLE, made_with, words
from checker.rulebook import Rulebook
from checker.summary import by_words
from checker.truth import Verdict
from checker.wording import rulebook_called


def kept(manifest: Mapping[str, Any], folder: str, rulebook: Rulebook) -> Iterable[RenderableType]:
    """The totals of a run, the rules it was made with, and where it is kept."""
    counts = manifest["counts"]
    yield words(f"{_many(counts['records'], 'record')} checked on the reading {manifest['reading']}", "bold")
    sheet = Sheet()
    for verdict in Verdict:
        found = {verdict.value: counts["raised"].get(verdict.value, 0)}
        for said, number in by_words(found, counts["capped"]).items():
            if number:
                sheet.columns(words(f"{number:>9,}", VERDICT_STYLE[verdict.value]), words(said), label_width=9)
    sheet.columns(
        words(f"{sum(counts['verdicts'].values()) - sum(counts['raised'].values()):>9,}", "dim"),
        words("only counted, since the records say nothing about them", "dim"),
        label_width=9,
    )
    yield sheet
    if counts["contested"]:
        yield words(f"Of the findings listed, {counts['contested']:,} come out otherwise on another reading.")
    if counts["problems"]:
        yield words(
            f"{_many(counts['problems'], 'problem')} in {_many(counts['done'] - counts['records'], 'record')} left out: problems.jsonl",
            "bold yellow",
        )
    yield made_with(rulebook, manifest["reading"])
    yield words("Kept: run.json, findings.jsonl, records.jsonl and problems.jsonl in", "dim")
    yield words(f"  {folder}", whole=True)
    yield words("Recompute it:", "dim")
    yield words(f"  ihl verify {folder}", "dim", whole=True)


def verified(manifest: Mapping[str, Any], differs: Sequence[tuple[str, str]], name: str) -> Iterable[RenderableType]:
    """Whether a run came out the same, and what does not agree: where, and what of it; ``name`` is what the run's rulebook calls itself, as far as it is known."""
    counts = manifest["counts"]
    if not differs:
        yield words("Recomputed to the same bytes.", "bold green")
    else:
        yield words("It does not come out the same.", "bold red")
        sheet = Sheet()
        for where, what in differs:
            sheet.columns(words("differs", "red"), words(where, whole=True), label_width=7)
            sheet.line(words(what), indent=11)
        yield sheet
    yield words(
        f"{_many(counts['records'], 'record')}, {_many(sum(counts['raised'].values()), 'finding')}, reading {manifest['reading']}, rulebook {rulebook_called(name, manifest['rulebook'])}, version {manifest['version']}",
        "dim",
    )


def _many(number: int, word: str) -> str:
    return f"{number:,} {word if number == 1 else word + 's'}"
