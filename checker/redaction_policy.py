"""What a house lets out in the copy of a record that it passes on.

Comes in: ``redaction.yml`` of a rules folder, or a house's own file of that form. Goes out: :class:`RedactionPolicy`. It decides no verdict. Restricted values are withheld whatever a policy says.
"""

from __future__ import annotations

import os
from typing import Literal

from pydantic import Field

from checker import documents
from checker.claims import VOICE_KINDS
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.rules import FactId, Word
from checker.shapes import Written, validated
from checker.vocabulary import Vocabulary

FILE = "redaction.yml"

Choice = Literal["keep", "withhold"]
Exactness = Literal["day", "month", "year"]

#: The key under ``labels`` and ``voices`` for all that are not named.
OTHERS = "others"


class SourcePolicy(Written):
    """What is said of a source."""

    publisher: Choice = "keep"
    title: Choice = "withhold"
    url: Choice = "withhold"
    sha256: Choice = "withhold"
    date: Exactness = "month"


class FactPolicy(Written):
    """How exact facts that are dates may be, and which facts are left out where no verdict rests on them."""

    dates: Exactness = "month"
    withhold: list[FactId] = Field(default_factory=list)


class RedactionPolicy(Written):
    """What a copy that is passed on keeps."""

    schema_: Literal["ihl-redaction/1"] = Field(default="ihl-redaction/1", alias="schema")
    title: Choice = "withhold"
    summary: Choice = "withhold"
    notes: Choice = "withhold"
    locators: Choice = "withhold"
    labels: dict[Word, Choice] = Field(default_factory=dict)
    sources: SourcePolicy = SourcePolicy()
    voices: dict[Word, Choice] = Field(default_factory=dict)
    ids: Literal["keep", "number"] = "number"
    dates: Exactness = "month"
    facts: FactPolicy = FactPolicy()

    def label(self, subject: str) -> Choice:
        """Whether the labels of a subject are kept."""
        return self.labels.get(subject, self.labels.get(OTHERS, "withhold"))

    def voice(self, kind: str) -> Choice:
        """Whether the names of voices of a kind are kept."""
        return self.voices.get(kind, self.voices.get(OTHERS, "withhold"))


def read_policy(path: str | None, folder: str, vocabulary: Vocabulary) -> RedactionPolicy:
    """The policy in a file, or that of a rules folder; the strictest where that has none. Raises InputError with everything that is wrong in it."""
    if path is None:
        path = os.path.join(folder, FILE)
        if not os.path.exists(path):
            return RedactionPolicy()
    shown = os.path.basename(path) if folder and path.startswith(folder) else path
    document = documents.parse_yaml(documents.read_text(path), shown)
    policy = validated(RedactionPolicy, document)
    problems = []
    for key, named, known in (
        ("labels", policy.labels, [*vocabulary.subjects, OTHERS]),
        ("voices", policy.voices, [*VOICE_KINDS, OTHERS]),
    ):
        for word in named:
            if word not in known:
                fix = did_you_mean(word, known, otherwise=f"Write one of {listed(known)}.")
                problems.append(
                    Problem(
                        shown,
                        document.line(key, word),
                        "unknown-key",
                        f'{key}: "{word}" is not known.',
                        "It would be ignored without a word.",
                        fix,
                    )
                )
    facts = [fact.id for fact in vocabulary.facts() if not fact.derived]
    for number, identity in enumerate(policy.facts.withhold):
        if identity not in facts:
            problems.append(
                Problem(
                    shown,
                    document.line("facts", "withhold", number),
                    "unknown-fact",
                    f'"{identity}" is not a fact that records state.',
                    "It would be ignored without a word.",
                    did_you_mean(identity, facts, otherwise="`ihl schema facts` lists the facts."),
                )
            )
    if problems:
        raise InputError(problems)
    return policy
