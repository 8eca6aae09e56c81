"""A lesson: for a terminal, as Markdown, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.text import Text

from checker.rendering.layout import Sheet
from checker.rendering.terminal import VERDICT_STYLE, words
from checker.text import clean
from checker.training.lessons import Contest, Outcome, Taught, Worked
from checker.wording import rulebook_called

#: The most rules that are listed; the others are counted.
_LISTED = 12

#: How long lines get: more tires whoever reads on.
_WIDEST = 96


def plain(lesson: Taught) -> dict[str, Any]:
    """A lesson as plain data for other programs."""
    data = asdict(lesson)
    data["points"] = [{"point": point, "sides": [asdict(side) for side in sides]} for point, sides in lesson.points]
    data["rules"] = [{"id": identity, "title": title, "provision": provision} for identity, title, provision in lesson.rules]
    return data


# --- terminal ------------------------------------------------------------------------------------------------------------------------------------------


def page(lesson: Taught, *, width: int) -> Iterable[RenderableType]:
    """A lesson for somebody who reads it in a terminal."""
    aside = max(0, width - _WIDEST)
    for block in _blocks(lesson):
        yield Padding(block, (0, aside, 0, 0)) if aside else block


def _blocks(lesson: Taught) -> Iterable[RenderableType]:
    yield Line_(words(f"{lesson.called}  {lesson.title}", "bold"), align="left", style="dim")
    if lesson.note:
        yield words(lesson.note, "dim")
    if lesson.protects:
        yield from _headed("What it protects", [lesson.protects])
    if lesson.why:
        yield from _headed("Why", [lesson.why])
    if lesson.rules and not lesson.protects:
        yield from _sources(lesson, "What it lays down")
    if lesson.untold:
        yield from _headed("Why nothing of it is checked", lesson.untold)
    if lesson.worked is not None:
        yield from _case(lesson.worked)
    yield from _contested(lesson)
    yield from _list("For editors", lesson.watch_for)
    yield from _list("What puts it right", lesson.remedies)
    if not lesson.rules:
        yield from _list("What it lays down", lesson.lays_down)
    if lesson.protects:
        yield from _sources(lesson, "Where it stands")
    yield from _next(lesson)


def _heading(text: str) -> Iterable[RenderableType]:
    yield Text()
    yield words(text, "bold cyan")


def _headed(heading: str, paragraphs: Iterable[str]) -> Iterable[RenderableType]:
    yield from _heading(heading)
    for paragraph in paragraphs:
        yield words(paragraph)


def _list(heading: str, items: Sequence[str]) -> Iterable[RenderableType]:
    if items:
        yield from _heading(heading)
        sheet = Sheet()
        for item in items:
            sheet.columns(words("·"), words(item), indent=2, label_width=0)
        yield sheet


def _case(case: Worked) -> Iterable[RenderableType]:
    yield from _heading("A worked case, and its counter-case")
    yield words(f"{case.title} ({case.provision})", "dim")
    sheet = Sheet()
    sheet.line(words(case.story), indent=0)
    sheet.line(words("Recorded in both:", "dim"), indent=0)
    for sentence in case.shared:
        sheet.columns(words("·"), words(sentence), indent=2, label_width=0)
    for label, story, fact, outcome in (("The case", "", case.fact, case.outcome), ("But", case.counter_story, case.instead, case.counter)):
        sheet.line(Text(), indent=0)
        sheet.columns(words(label, "bold"), words(story or fact), indent=0, label_width=8)
        if story:
            sheet.line(words(f"Recorded: {fact}"), indent=10)
        _outcome(sheet, outcome, indent=10)
    yield sheet


def _outcome(sheet: Sheet, outcome: Outcome, *, indent: int) -> None:
    sheet.line(words(f"▌{outcome.words}", VERDICT_STYLE[outcome.verdict]), indent=indent)
    sheet.line(words(outcome.because), indent=indent)


def _contested(lesson: Taught) -> Iterable[RenderableType]:
    if not (lesson.points or lesson.settled or lesson.contest):
        return
    sheet = Sheet()
    if lesson.points or lesson.settled:
        yield from _heading("What is contested")
    for number, (point, sides) in enumerate(lesson.points):
        if number:
            sheet.line(Text(), indent=0)
        sheet.line(words(point, "bold"), indent=0)
        for side in sides:
            text = words(side.says)
            text.append(" ")
            text.append_text(words(f"({side.by})", "dim"))
            sheet.columns(words("·"), text, indent=2, label_width=0)
    if lesson.settled:
        sheet.line(words(lesson.settled), indent=0)
    yield sheet
    if lesson.contest is not None:
        yield from _contest(lesson.contest)


def _contest(contest: Contest) -> Iterable[RenderableType]:
    yield from _heading("The same facts on each reading")
    yield words(f"{contest.title} ({contest.provision})", "dim")
    sheet = Sheet()
    sheet.line(words(contest.story), indent=0)
    for sentence in contest.facts:
        sheet.columns(words("·"), words(sentence), indent=2, label_width=0)
    for outcome in contest.outcomes:
        sheet.line(Text(), indent=0)
        used = " (used unless another is asked for)" if outcome.default else ""
        sheet.line(words(f"{outcome.title}{used}", "bold"), indent=2)
        _outcome(sheet, outcome, indent=4)
    yield sheet


def _sources(lesson: Taught, heading: str) -> Iterable[RenderableType]:
    yield from _list(heading, [f"{cited.place}. {cited.gist}" for cited in lesson.authority[:_LISTED]])


def _next(lesson: Taught) -> Iterable[RenderableType]:
    yield Text()
    if lesson.rules:
        number = len(lesson.rules)
        yield words(
            f"{number} rule{'s' * (number != 1)}: ihl law {lesson.name.partition('(')[0].lower()}. Exercises: ihl train drill --article {_quoted(lesson.name)}",
            "dim",
        )
    else:
        yield words("Every article: ihl law", "dim")
    yield words(_made_with(lesson), "dim")


def _made_with(lesson: Taught) -> str:
    return f"Rulebook {rulebook_called(lesson.rulebook_name, lesson.rulebook)}."


def _quoted(name: str) -> str:
    return name if name.isalnum() else f'"{name}"'


# --- Markdown ------------------------------------------------------------------------------------------------------------------------------------------


def markdown(lesson: Taught) -> str:
    """A lesson as Markdown."""
    blocks: list[str] = [f"# {_cell(lesson.called)}: {_cell(lesson.title)}"]
    if lesson.note:
        blocks.append(f"*{_cell(lesson.note)}*")
    for heading, text in (
        ("What it protects", lesson.protects),
        ("Why", lesson.why),
        ("Why nothing of it is checked", " ".join(lesson.untold)),
    ):
        if text:
            blocks += [f"## {heading}", _cell(text)]
    if lesson.worked is not None:
        blocks += _case_markdown(lesson.worked)
    if lesson.points or lesson.settled or lesson.contest:
        if lesson.points or lesson.settled:
            blocks.append("## What is contested")
        for point, sides in lesson.points:
            blocks += [f"**{_cell(point)}**", _bullets([f"{side.says} ({side.by})" for side in sides])]
        if lesson.settled:
            blocks.append(_cell(lesson.settled))
        if lesson.contest is not None:
            blocks += _contest_markdown(lesson.contest)
    laid_down = () if lesson.rules else lesson.lays_down
    for heading, items in (("For editors", lesson.watch_for), ("What puts it right", lesson.remedies), ("What it lays down", laid_down)):
        if items:
            blocks += [f"## {heading}", _bullets(items)]
    if lesson.authority:
        links = [
            f"{_cell(cited.place)}. {_cell(cited.gist)}{f' <{cited.url}>' if cited.url else ''}" for cited in lesson.authority[:_LISTED]
        ]
        blocks += [
            f"## {'Where it stands' if lesson.protects or not lesson.rules else 'What it lays down'}",
            "\n".join(f"- {link}" for link in links),
        ]
    return "\n\n".join([*blocks, f"*{_made_with(lesson)}*"]) + "\n"


def _case_markdown(case: Worked) -> list[str]:
    return [
        "## A worked case, and its counter-case",
        f"Rule: {_cell(case.title)} ({_cell(case.provision)})",
        _cell(case.story),
        "Recorded in both:",
        _bullets(case.shared),
        f"**The case.** {_cell(case.fact)}",
        _outcome_markdown(case.outcome),
        f"**But:** {_cell(case.counter_story or case.instead)}" + (f" Recorded: {_cell(case.instead)}" if case.counter_story else ""),
        _outcome_markdown(case.counter),
    ]


def _outcome_markdown(outcome: Outcome) -> str:
    return f"**{outcome.words}.** {_cell(outcome.because)}"


def _contest_markdown(contest: Contest) -> list[str]:
    readings = [f"{outcome.title}: **{outcome.words}.** {_cell(outcome.because)}" for outcome in contest.outcomes]
    return [
        "## The same facts on each reading",
        f"Rule: {_cell(contest.title)} ({_cell(contest.provision)})",
        _cell(contest.story),
        _bullets(contest.facts),
        "\n".join(f"{number}. {reading}" for number, reading in enumerate(readings, start=1)),
    ]


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {_cell(item)}" for item in items)


def _cell(text: str) -> str:
    text = clean(text)
    for character in "\\`*_[]<>#|":
        text = text.replace(character, f"\\{character}")
    return text
