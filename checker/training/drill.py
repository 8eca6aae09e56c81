"""A drill: questions one by one, what somebody answers, and how it went.

Comes in: the sections of a paper, lines that somebody typed. Goes out: which choices a line means, whether they are right, a hint, and the score. Nothing is read, printed or kept here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from checker.errors import listed
from checker.training.paper import Paper, Question, Section

#: Answers are numbered from 1; where more choices stand, a class would be lost before the program is.
_LETTERS = "abcdefghi"


class BadAnswer(Exception):
    """What was typed names no choice. The message says what can be typed."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the section and question, which choices were taken (numbers from 0), whether that is right, and whether a hint was asked for."""

    section: Section
    question: Question
    taken: tuple[int, ...]
    right: bool
    hinted: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """How a drill went so far: how many questions there were to ask, how many were answered, how many of these right."""

    questions: int
    answered: int
    right: int

    @classmethod
    def of(cls, paper: Paper, given: Sequence[Given]) -> Score:
        """The score of these answers to a paper."""
        return cls(len(list(asked(paper))), len(given), sum(one.right for one in given))


def asked(paper: Paper) -> Iterator[tuple[Section, Question]]:
    """The questions of a paper that a drill can ask: those with choices."""
    return ((section, question) for section in paper.sections for question in section.questions if question.choices)


def answered(section: Section, question: Question, text: str, *, hinted: bool = False) -> Given:
    """What a line means as an answer: ``2``, ``b``, where several may be right ``1 3``, ``ac`` or ``none``. Raises BadAnswer."""
    numbers = _numbers(text, len(question.choices))
    several = question.kind == "many"
    if numbers is None or (not numbers and not several) or (len(numbers) > 1 and not several):
        raise BadAnswer(ways(question))
    right = all((number in numbers) == choice.right for number, choice in enumerate(question.choices))
    return Given(section, question, tuple(sorted(numbers)), right, hinted)


def ways(question: Question) -> str:
    """What can be typed to answer a question."""
    last = len(question.choices)
    if question.kind == "many":
        return f"Type the numbers of all that are right (1 to {last}), such as 1 3, or none. ? gives a hint, q ends."
    return f"Type a number from 1 to {last}, or its letter. ? gives a hint, q ends."


def _numbers(text: str, choices: int) -> set[int] | None:
    """The choices that a line names, from 0; None where it names something else."""
    words = text.strip().lower()
    if words in ("none", "0", "-"):
        return set()
    parts = re.findall(r"\d+|[a-z]+", words)
    if not parts or max(map(len, parts)) > 50 or re.sub(r"[\s,;.&+()]|\d+|[a-z]+", "", words):
        return None
    found: set[int] = set()
    for part in parts:
        numbers = [int(part) - 1] if part.isdigit() else [_LETTERS.find(letter) for letter in part]
        if part == "and":
            continue
        if any(not 0 <= number < choices for number in numbers):
            return None
        found.update(numbers)
    return found


def hint(section: Section, question: Question) -> str:
    """Which of the recorded facts matter for a question; where none of them is named in its reasons, where to look."""
    facts = [fact for fact in section.facts if any(text in question.explanation for text in _texts(fact))]
    if facts:
        return f"It turns on what is recorded here: {' '.join(facts[:3])}"
    where = listed(question.provisions, joint="and")
    return (
        f"Look at {where}, and ask of each answer which word of the rule it touches."
        if where
        else "Ask of each answer which recorded fact it needs."
    )


def _texts(fact: str) -> list[str]:
    """How a recorded fact may stand in a reason: whole, and without the label of what it is about (``The clip: ...``)."""
    rest = fact.partition(": ")[2]
    return [text.rstrip(".") for text in (fact, rest) if text]


def kept(paper: Paper, given: Sequence[Given]) -> dict[str, Any]:
    """The results as plain data: what was asked, what was answered, and with what the same drill can be had again. Nobody is named, and no time is kept."""
    score = Score.of(paper, given)
    return {
        "schema": "ihl-drill/1",
        "paper": paper.id,
        "title": paper.title,
        "rulebook": paper.rulebook,
        "rulebook_name": paper.rulebook_name,
        "seed": paper.seed,
        "questions": score.questions,
        "answered": score.answered,
        "right": score.right,
        "answers": [
            {
                "question": one.question.id,
                "section": one.section.id,
                "skill": one.question.skill,
                "provisions": list(one.question.provisions),
                "answer": [one.question.choices[number].text for number in one.taken],
                "right": one.right,
                "hint": one.hinted,
            }
            for one in given
        ],
    }
