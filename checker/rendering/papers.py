"""A paper for learners or for trainers, and the questions of a drill: for a terminal, and as plain data. As Markdown: ``handouts.markdown``.

What learners get holds no key: neither which answer is right, nor a reason, nor the notes for trainers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.text import Text

from checker.rendering.layout import Sheet
from checker.rendering.terminal import words
from checker.training.drill import Given, Score, ways
from checker.training.paper import Choice, Paper, Question, Section
from checker.wording import rulebook_called

LEARNER, TRAINER = "learner", "trainer"

#: How long lines get: more tires whoever reads on.
_WIDEST = 96

#: What a trainer sees of a question or section, and a learner does not.
_KEYS = {"right", "why", "explanation", "model_answer", "minority", "prompts", "sources", "notes"}


def plain(paper: Paper, audience: str) -> dict[str, Any]:
    """A paper as plain data; for learners without the key."""
    data = {"schema": "ihl-paper/1", **asdict(paper), "for": audience}
    return data if audience == TRAINER else _without_key(data)


def _without_key(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_key(value) for key, value in data.items() if key not in _KEYS}
    return [_without_key(item) for item in data] if isinstance(data, list | tuple) else data


# --- terminal ------------------------------------------------------------------------------------------------------------------------------------------


def narrowed(blocks: Iterable[RenderableType], width: int) -> Iterable[RenderableType]:
    """Blocks that keep to lines which can be read."""
    aside = max(0, width - _WIDEST)
    for block in blocks:
        yield Padding(block, (0, aside, 0, 0)) if aside else block


def page(paper: Paper, audience: str, *, width: int) -> Iterable[RenderableType]:
    """A paper for a terminal."""
    yield from narrowed(_page(paper, audience), width)


def _page(paper: Paper, audience: str) -> Iterable[RenderableType]:
    yield words(paper.title, "bold")
    yield words(paper.about, "dim")
    role = ""
    for number, section in enumerate(paper.sections, start=1):
        yield Text()
        yield from situation(section, number, len(paper.sections), role=section.role if section.role != role else "")
        role = section.role
        for place, question in enumerate(section.questions, start=1):
            yield Text()
            yield from asking(question, f"{number}.{place}", with_key=audience == TRAINER)
        if audience == TRAINER:
            yield from _for_trainers(section)
    yield Text()
    yield made_with(paper)


def made_with(paper: Paper) -> Text:
    """From which rules and with which seed a paper was made."""
    return words(f"Rulebook {rulebook_called(paper.rulebook_name, paper.rulebook)}, seed {paper.seed}.", "dim")


def situation(section: Section, number: int, of: int, *, role: str) -> Iterable[RenderableType]:
    """What learners read before the questions on it."""
    yield Line_(words(f"{number} of {of}  {section.title}", "bold"), align="left", style="dim")
    if role:
        yield words(role, "dim")
    yield words(section.situation)
    if section.facts:
        sheet = Sheet()
        sheet.line(words("Recorded:", "dim"), indent=0)
        for fact in section.facts:
            sheet.columns(words("·"), words(fact), indent=2, label_width=0)
        yield sheet


def asking(question: Question, label: str, *, with_key: bool = False) -> Iterable[RenderableType]:
    """A question with its choices; for trainers with the key."""
    sheet = Sheet()
    several = " (Any number may be right.)" if question.kind == "many" else ""
    room = max(3, len(label))
    sheet.columns(words(label, "bold cyan"), words(f"{question.asks}{several}", "bold"), indent=0, label_width=room)
    for number, choice in enumerate(question.choices, start=1):
        mark = words(f"{number}", "bold green" if with_key and choice.right else "")
        text = words(f"{choice.text}{_marked(choice) if with_key else ''}", "green" if with_key and choice.right else "")
        sheet.columns(mark, text, indent=room + 2, label_width=1)
        if with_key:
            sheet.line(words(choice.why, "dim"), indent=room + 5)
    if with_key:
        sheet.line(words(f"Why: {question.explanation}"), indent=room + 2)
        if question.model_answer:
            sheet.line(words(f"Model answer: {question.model_answer}"), indent=room + 2)
    yield sheet


def _marked(choice: Choice) -> str:
    """Right or wrong in words, so that nothing rests on colour."""
    return "  [right]" if choice.right else ""


def _for_trainers(section: Section) -> Iterable[RenderableType]:
    sheet = Sheet()
    for heading, texts in _told(section):
        sheet.line(Text(), indent=0)
        sheet.line(words(heading, "bold"), indent=2)
        for text in texts:
            sheet.line(words(text), indent=4)
    yield sheet


def _told(section: Section) -> Iterable[tuple[str, Sequence[str]]]:
    """What trainers are told of a section, where there is anything: heading and texts."""
    told = (
        ("Model answer", (section.model_answer,)),
        ("Read otherwise", (section.minority,)),
        ("To discuss", section.prompts),
        ("Notes", section.notes),
        ("Sources", section.sources),
    )
    return [(heading, texts) for heading, texts in told if any(texts)]


# --- drill ---------------------------------------------------------------------------------------------------------------------------------------------


def question(asked: Question, number: int) -> Iterable[RenderableType]:
    """A question of a drill, with what can be typed."""
    yield Text()
    yield from asking(asked, f"{number}.")
    yield words(ways(asked), "dim")


def feedback(given: Given) -> Iterable[RenderableType]:
    """Whether an answer was right, and the reasons: for what was chosen wrongly, and for what is right. What was said once is not said again."""
    asked = given.question
    sheet = Sheet()
    sheet.line(words("Right." if given.right else "Not so.", "bold green" if given.right else "bold red"), indent=0)
    said = ""
    for number, choice in enumerate(asked.choices, start=1):
        taken = number - 1 in given.taken
        if taken == choice.right or (choice.right and asked.kind == "one"):
            continue
        sheet.line(words(f"{'You chose' if taken else 'Right too, and left out'}: {number}  {choice.text}"), indent=2)
        sheet.line(words(choice.why), indent=4)
        said += choice.why
    if asked.kind == "one" and not given.right:
        for number, choice in enumerate(asked.choices, start=1):
            if choice.right:
                sheet.line(words(f"The answer: {number}  {choice.text}", "bold"), indent=2)
    if asked.explanation not in said:
        sheet.line(words(asked.explanation), indent=2 if given.right else 4)
    yield sheet


def score(result: Score) -> Iterable[RenderableType]:
    """How it went."""
    left = result.questions - result.answered
    more = f" {left} {'question was' if left == 1 else 'questions were'} not reached." if left else ""
    if not result.answered:
        yield words("Nothing was answered.")
        return
    yield words(f"{result.right} of {result.answered} right.{more}", "bold")
