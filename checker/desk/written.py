"""Policies and the desk's questions as written.

Comes in: ``policies/*.yml`` and ``desk.yml`` of a rules folder, or a house's own policy. Goes out: pydantic models of the shape that ``docs/desk.md`` describes; no condition is parsed. These models are also the
JSON Schemas that editors complete keys from.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, WithJsonSchema, model_validator

from checker.rules import Authority, Day, Exemption, FactId, Part, Sentence, Slug, Word
from checker.shapes import Written

#: What a policy asks for where one of its rules is raised, the gravest first. Where none is, it finds no concern.
Advice = Literal["do_not_use", "words_only", "change", "refer_up"]
ADVICE: tuple[str, ...] = get_args(Advice)

#: How a case beside a rule of a policy comes out.
Expected = Literal["raises", "excepted", "clear", "not_applicable", "open"]

Values = Annotated[str, StringConstraints(min_length=1)] | bool | list[str]

#: A word that editors with YAML 1.1 may take for a truth value: ``yes`` and ``no``.
YesNo = WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}, {"type": "boolean"}]})
Answer = Annotated[Word, YesNo]


class PolicyCase(Written):
    """Facts, and what a lawyer or editor expects of the rule on them. A fact left out is open."""

    case: Sentence
    facts: dict[str, Values]
    expect: Expected


class PolicyRule(Written):
    """One thing that a policy asks for: the rule form without readings, addressed to a newsroom."""

    id: Slug
    title: Sentence
    authority: Annotated[list[Authority], Field(min_length=1)]
    applies_when: list[Part] = []
    elements: Annotated[list[Part], Field(min_length=1)]
    unless: list[Exemption] = []
    advice: Advice
    sign_off: str = ""
    for_editors: Sentence
    limits: Sentence
    cases: Annotated[list[PolicyCase], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_form(self) -> PolicyRule:
        marked: list[Part | Exemption] = [*self.applies_when, *self.elements, *self.unless]
        if any(part.except_in or part.only_in for part in marked):
            raise ValueError("a rule of a policy has no readings|Leave out except_in and only_in, or write a policy for each reading.")
        return self


class Followed(Written):
    """A rule of law that a policy takes as its measure: what it asks for where the captor, had it released the item, would be in breach of it."""

    rule: Slug
    advice: Advice
    sign_off: str = ""


class Read(Written):
    """When the source was read, and whether it was the page itself or others telling of it."""

    on: Day
    as_: Annotated[Literal["page", "restatement"], Field(alias="as")]


class PolicyFile(Written):
    """One policy: a reading of the treaty held to by a newsroom, a State's position, or the guidance of a house, union or regulator."""

    policy: Slug
    title: Sentence
    kind: Literal["reading", "state", "guidance", "code", "regulator", "house"]
    by: Sentence
    holds: Sentence
    binds: Sentence
    read: Read
    authority: Annotated[list[Authority], Field(min_length=1)]
    limits: Sentence
    reading: Slug | None = None
    assumes: dict[FactId, Values] = {}
    follows: list[Followed] = []
    rules: list[PolicyRule] = []

    @model_validator(mode="after")
    def _something(self) -> PolicyFile:
        if not (self.follows or self.rules):
            raise ValueError("a policy without a rule asks for nothing|Add rules, or follows.")
        if self.follows and self.reading is None:
            raise ValueError("rules of law are followed on a reading, and none is named|Add reading: icrc-2020, or another.")
        return self


class OptionEntry(Written):
    """One answer: what it says and the facts it sets; ``else_``, in a question with many answers, those it sets where it is not chosen."""

    id: Answer
    says: Annotated[str, StringConstraints(min_length=2)]
    sets: dict[FactId, Values] = {}
    else_: Annotated[dict[FactId, Values], Field(alias="else")] = {}
    refer: bool = False
    note: str = ""


class QuestionEntry(Written):
    """One question at the desk; ``log`` is what it is called in a decision log.

    ``many``: any number of its options may hold; ``any_`` and ``none`` are what follows from one of them, and from none.
    """

    id: Word
    asks: Sentence
    log: Sentence
    why: Sentence
    many: bool = False
    any_: Annotated[dict[FactId, Values], Field(alias="any")] = {}
    none: dict[FactId, Values] = {}
    none_says: str = ""
    options: Annotated[list[OptionEntry], Field(min_length=1)]

    @model_validator(mode="after")
    def _shape(self) -> QuestionEntry:
        if self.many and not (self.any_ and self.none and self.none_says):
            raise ValueError("a question with many answers needs any, none and none_says|Say what follows from one of them, and from none.")
        if not self.many and (self.any_ or self.none or any(option.else_ for option in self.options)):
            raise ValueError("any, none and else are for questions with many answers|Add many: yes, or leave them out.")
        if not self.many and len(self.options) < 2:
            raise ValueError("a question needs at least two answers|Add the other.")
        return self


class ChangeEntry(Written):
    """Something an editor can do to an item: the fact it acts on, the values it mends, what that fact is afterwards, and how it is done."""

    id: Word
    fact: FactId
    mends: Annotated[list[Answer], Field(min_length=1)]
    leaves: Answer
    do: Sentence
    check: Sentence


class ResultEntry(Written):
    """A result in words: its name, what it means for the item, and what to do next."""

    says: Sentence
    means: Sentence
    next: Sentence


class DeskFile(Written):
    """The desk: the policy it uses unless another is asked for, what it takes for granted, the questions it opens and closes with, its questions, what reasons say of a fact, changes and results."""

    default: Slug
    compare: list[Slug]
    assumes: dict[FactId, Values]
    opens: list[Word]
    closes: list[Word]
    questions: Annotated[list[QuestionEntry], Field(min_length=1)]
    says: dict[FactId, dict[Answer, Sentence]] = {}
    changes: list[ChangeEntry]
    results: dict[Literal["do_not_use", "words_only", "change", "refer_up", "no_concern", "not_enough_facts"], ResultEntry]
    reminders: list[Sentence]
