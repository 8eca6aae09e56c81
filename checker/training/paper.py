"""A paper: what is put before learners, with the answers and the reasons for each, and no layout.

Every exercise becomes one of these, whether it comes from a scenario, from a pair of situations or from a lesson; every form in which material leaves the program (sheets, Moodle, GIFT, QTI, Anki, the terminal)
is made from one. Texts are plain: no markup of any kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: ``one``: exactly one choice is right. ``many``: each choice is right or wrong by itself, and any number may be right. ``open``: an answer in the learner's own words, beside a model answer.
Kind = Literal["one", "many", "open"]

#: What a question trains: seeing which provisions matter, applying one, deciding what to do, and seeing what would change the answer.
Skill = Literal["spot", "apply", "decide", "change"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen: its text, whether it is right, and the reason for that, which is shown after the answer and to trainers."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    ``id`` is the same each time the same question is made, and unique in a paper. ``asks`` can be understood with the ``situation`` of its section alone. ``choices`` are in the order in which they are
    shown, and empty for an open question. ``model_answer`` is for open questions; ``explanation`` says in a few sentences why the answer is as it is; ``provisions`` are those that it turns on, such as ``GC III, Art 13(2)``.
    """

    id: str
    kind: Kind
    skill: Skill
    asks: str
    choices: tuple[Choice, ...]
    explanation: str
    provisions: tuple[str, ...]
    model_answer: str = ""
    points: int = 1

    @property
    def right(self) -> tuple[Choice, ...]:
        """The choices that are right."""
        return tuple(choice for choice in self.choices if choice.right)


@dataclass(frozen=True, slots=True)
class Section:
    """One situation and the questions on it.

    ``role`` is whose place the learner takes, ``situation`` the text that the learner reads, ``facts`` the recorded facts as sentences. The rest is for trainers: ``model_answer``, ``minority`` (how those see it who read the law otherwise),
    ``prompts`` for discussion, ``sources``, ``minutes`` and ``difficulty`` (1 to 3), ``notes`` such as what is left open on purpose and what leads astray.
    """

    id: str
    title: str
    role: str
    situation: str
    facts: tuple[str, ...]
    questions: tuple[Question, ...]
    model_answer: str = ""
    minority: str = ""
    prompts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    minutes: int = 0
    difficulty: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper for a class: its title, what it covers, and its sections in order.

    ``rulebook`` is the digest of the rules that computed the answers, ``rulebook_name`` what they call themselves (empty, if they do not say) and ``seed`` the number with which its exercises were chosen; the two and the version of the program give the same paper again.
    """

    id: str
    title: str
    about: str
    sections: tuple[Section, ...]
    rulebook: str
    rulebook_name: str
    seed: int

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def minutes(self) -> int:
        """How long it takes, as its sections are estimated."""
        return sum(section.minutes for section in self.sections)
