"""A scenario as written: the model of the files ``examples/training/*.scenario.yml``.

Comes in: nothing. Goes out: pydantic models with the shape that ``examples/training/README.md`` describes; no key is recomputed yet, and the record inside is not yet read. The models are also the JSON Schema that editors
complete keys from.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from checker.errors import listed
from checker.rules import Authority, OutcomeWord, Sentence, Slug
from checker.shapes import Written

SCHEMA = "ihl-scenario/1"

Topic = Literal[
    "publication", "status", "capture", "evacuation", "questioning", "camp", "food", "medical", "religion", "work", "money", "correspondence", "relief", "complaint", "discipline", "trial", "transfer", "repatriation", "death", "visit",
]  # fmt: skip

#: What the options of a question may name, by its skill. All options of one question name the same thing.
NAMES = {"spot": ("rule",), "apply": ("verdict",), "decide": ("fact", "reading", "account", "result"), "change": ("set",)}

#: What the desk can come to on an item.
Result = Literal["do_not_use", "words_only", "change", "refer_up", "no_concern", "not_enough_facts"]

#: ``entry.fact`` with the ids of the record: ``clip.identifiable``.
FactOf = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z][a-z0-9_]*$")]


class Option(Written):
    """One answer that may be chosen: what it says, what it names, whether the author holds it right, and the reason, which is shown after the answer.

    It names one of these: a ``rule`` (is it in play?), a ``verdict`` (is it that of the rule?), an open ``fact`` (can it still decide?), a ``reading`` or an ``account`` (does the rule come out so there?),
    a ``result`` (does the desk come to it?), changed facts to ``set`` (does the verdict change?).
    """

    rule: Slug | None = None
    verdict: OutcomeWord | None = None
    fact: FactOf | None = None
    reading: Slug | None = None
    account: str | None = None
    result: Result | None = None
    set: dict[FactOf, Any] | None = None
    says: Sentence
    right: bool
    why: Sentence

    @property
    def names(self) -> tuple[str, ...]:
        """What it names; exactly one thing where it is well formed."""
        return tuple(name for name in ("rule", "verdict", "fact", "reading", "account", "result", "set") if getattr(self, name) is not None)


class Asks(Written):
    """One question. ``rule`` and ``subjects`` say which finding it is about, ``reading`` on which reading (default: that of the rulebook); a question of skill spot has neither rule nor subjects.
    ``policy``: of a question on what the desk comes to, which has no rule; its ``subjects`` single out one item, a publication with a person.

    ``comes_out``: the verdict whose readings or accounts are asked for.
    """

    skill: Literal["spot", "apply", "decide", "change"]
    asks: Sentence
    rule: Slug | None = None
    subjects: dict[str, str] = Field(default_factory=dict)
    reading: Slug | None = None
    policy: Slug | None = None
    comes_out: OutcomeWord | None = None
    options: Annotated[list[Option], Field(min_length=2)]

    @property
    def names(self) -> str:
        """What its options name."""
        return self.options[0].names[0]

    @model_validator(mode="after")
    def _named(self) -> Asks:
        known = NAMES[self.skill]
        for option in self.options:
            if len(option.names) != 1 or option.names[0] not in known:
                raise ValueError(
                    f"an option of skill {self.skill} names {listed(option.names, joint='and') or 'nothing that could be worked out'}"
                    f"|Give each option {listed(known)}."
                )
        if len({option.names for option in self.options}) > 1:
            raise ValueError(
                "its options name different things|Let all options of a question name the same: its key would be read in two ways."
            )
        if (self.names == "result") != (self.policy is not None):
            raise ValueError(
                "a policy goes with options that name results of the desk, and only with these|Name the policy, or take it out."
            )
        if (self.skill == "spot" or self.policy is not None) == (self.rule is not None):
            raise ValueError(
                "a question of skill spot or with a policy has no rule, and every other has one|Name the rule, or take it out."
            )
        if (self.names in ("reading", "account")) != (self.comes_out is not None):
            raise ValueError(
                "comes_out goes with options that name readings or accounts, and only with these|Say which verdict is asked for."
            )
        return self


class Unknown(Written):
    """The deliberate unknown: a fact that the record states as unknown, and why it is left open."""

    fact: FactOf
    why: Sentence


class Herring(Written):
    """The red herring: what leads astray, the recorded fact behind it, and why it does not matter."""

    says: Sentence
    fact: FactOf
    why: Sentence


class Minority(Written):
    """How those see it who read the law otherwise: on another ``reading`` of the rulebook, or as a ``source`` has it."""

    reading: Slug | None = None
    source: Authority | None = None
    says: Sentence

    @model_validator(mode="after")
    def _held(self) -> Minority:
        if self.reading is None and self.source is None:
            raise ValueError("nobody is named who holds this view|Add a reading of the rulebook, or a source.")
        return self


class Variant(Written):
    """The same case with one fact changed, and what follows for one rule."""

    says: Sentence
    set: Annotated[dict[FactOf, Any], Field(min_length=1, max_length=1)]
    rule: Slug
    subjects: dict[str, str] = Field(default_factory=dict)
    reading: Slug | None = None
    verdict: OutcomeWord
    why: Sentence


class ScenarioFile(Written):
    """One fictional case for a class: what learners read, the record of its facts, questions with their key, and what the trainer needs."""

    schema_: Literal["ihl-scenario/1"] = Field(alias="schema")
    id: Slug
    title: Sentence
    topic: Topic
    difficulty: Annotated[int, Field(ge=1, le=3)]
    minutes: Annotated[int, Field(ge=5, le=90)]
    role: Sentence
    situation: Sentence
    record: dict[str, Any]
    unknown: Unknown
    herring: Herring
    rules: Annotated[list[Slug], Field(min_length=1)]
    questions: Annotated[list[Asks], Field(min_length=4)]
    model_answer: Sentence
    minority: Minority
    sources: Annotated[list[Authority], Field(min_length=1)]
    prompts: Annotated[list[Sentence], Field(min_length=2)]
    variants: Annotated[list[Variant], Field(min_length=2)]
