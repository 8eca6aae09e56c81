"""A paper without its answers: what learners may have before they have answered.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: another that holds neither key nor reasons, models, sources, notes or provisions (which answer the question what matters). Everything for learners is made
from this one, so that no form can pass on what it was never given.
"""

from __future__ import annotations

from dataclasses import replace

from checker.training.paper import Choice, Paper, Question, Section


def for_learners(paper: Paper) -> Paper:
    """The paper as learners get it."""
    return replace(paper, sections=tuple(_section(section) for section in paper.sections))


def _section(section: Section) -> Section:
    return Section(
        id=section.id,
        title=section.title,
        role=section.role,
        situation=section.situation,
        facts=section.facts,
        questions=tuple(_question(question) for question in section.questions),
        minutes=section.minutes,
        difficulty=section.difficulty,
    )


def _question(question: Question) -> Question:
    return Question(
        id=question.id,
        kind=question.kind,
        skill=question.skill,
        asks=question.asks,
        choices=tuple(Choice(choice.text, False, "") for choice in question.choices),
        explanation="",
        provisions=(),
        points=question.points,
    )
