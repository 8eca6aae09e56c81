"""The questions of a paper as learning platforms want them: each complete in itself, its texts as HTML.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: one :class:`Item` for each question. A bank shuffles its questions, so that each carries its situation. No platform has a place for everything:
what only trainers read about a section (minority view, prompts, sources, notes) stays on the trainer's sheet.

A question of kind ``many`` may have no right answer, which Moodle refuses to import. Where a paper has such a question, each of its questions of this kind gets one more answer, that none of the others is right;
if only some had it, it would give the answer away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.errors import InputError, Problem
from checker.handouts import phrases
from checker.handouts.texts import as_html, labelled, line, listed, shortened
from checker.training.paper import Choice, Kind, Paper, Question, Section

#: The most right answers one question may have: Moodle knows no fraction of a mark smaller than a twentieth (``question_bank::fraction_options``).
MOST_RIGHT = 20

#: The longest name of a question in Moodle.
_NAME = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as HTML: what it says, whether it is right, and why."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``name`` is plain text for lists, ``stem`` what the learner reads, ``feedback`` what is said after every answer, ``model`` the model answer to an open question; ``tags`` are plain."""

    id: str
    kind: Kind
    name: str
    stem: str
    answers: tuple[Answer, ...]
    feedback: str
    model: str
    points: int
    tags: tuple[str, ...]


def items(paper: Paper) -> tuple[Item, ...]:
    """Every question in order. Raises InputError where the paper cannot be asked (:func:`unfit`)."""
    if problems := unfit(paper):
        raise InputError(problems)
    empty = any(question.kind == "many" and not question.right for question in paper.questions)
    return tuple(
        _item(section, number, place, _with_none(question) if empty else question)
        for number, section in enumerate(paper.sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    )


def unfit(paper: Paper) -> tuple[Problem, ...]:
    """What keeps a paper from being asked: no question at all, questions of the same id, without a text, with too few choices, or with a key that does not fit their kind."""
    found = [
        Problem(
            f"{line(paper.id)}, question {line(question.id)}",
            0,
            "question",
            what,
            "Nobody could answer it, or not be marked for it.",
            "Correct the scenario.",
        )
        for question in paper.questions
        for what in _wrong(question)
    ]
    seen: set[str] = set()
    for question in paper.questions:
        if question.id in seen:
            what = "another question has the same id."
            found.append(
                Problem(
                    f"{line(paper.id)}, question {line(question.id)}",
                    0,
                    "duplicate-id",
                    what,
                    "A platform would take the two for one.",
                    "Give it another.",
                )
            )
        seen.add(question.id)
    if not seen:
        found.append(Problem(line(paper.id), 0, "nothing", "the paper has no question.", "", "Ask for other scenarios."))
    return tuple(found)


def _wrong(question: Question) -> Iterator[str]:
    if not line(question.asks):
        yield "it asks nothing."
    if question.kind == "open":
        if question.choices:
            yield "it is to be answered in words, and offers choices."
        return
    if len(question.choices) < 2:
        yield f"it offers {len(question.choices) or 'no'} {'choice' if len(question.choices) == 1 else 'choices'}, and needs two."
    if any(not line(choice.text) for choice in question.choices):
        yield "one of its choices says nothing."
    if question.kind == "one" and len(question.right) != 1:
        yield f"exactly one choice is to be right, and {len(question.right) or 'none'} {'are' if len(question.right) > 1 else 'is'}."
    if len(question.right) > MOST_RIGHT:
        yield f"{len(question.right)} choices are right, and Moodle can mark {MOST_RIGHT}."


def _with_none(question: Question) -> Question:
    if question.kind != "many":
        return question
    none = not question.right
    return replace(
        question, choices=(*question.choices, Choice(phrases.NONE_RIGHT, none, phrases.NONE_IS if none else phrases.NONE_IS_NOT))
    )


def _item(section: Section, number: int, place: int, question: Question) -> Item:
    provisions = "; ".join(map(line, question.provisions))
    return Item(
        id=question.id,
        kind=question.kind,
        name=shortened(f"{number}.{place} {phrases.SKILLS[question.skill]}: {line(section.title)}", _NAME),
        stem=_stem(section, question),
        answers=tuple(Answer(as_html(choice.text), choice.right, as_html(choice.why)) for choice in question.choices),
        feedback=as_html(question.explanation) + labelled(phrases.PROVISIONS, provisions),
        model=as_html(question.model_answer),
        points=question.points,
        tags=(question.skill, *map(line, question.provisions)),
    )


def _stem(section: Section, question: Question) -> str:
    """What a learner reads: title, role, situation and facts, then the question."""
    facts = listed(section.facts)
    return "".join((
        as_html(section.title, strong=True),
        labelled(phrases.ROLE, section.role),
        as_html(section.situation),
        f"<p>{phrases.FACTS}:</p>{facts}" if facts else "",
        as_html(question.asks, strong=True),
    ))  # fmt: skip
