"""The file of cues of a language, as written.

Comes in: a document. Goes out: :class:`CuesFile`, with the shape that docs/scan.md describes; whether its rules and facts exist, and its phrases can be read, ``cues`` finds out. This model is also the JSON Schema that editors
complete keys from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from checker.rules import FactId, Sentence, Slug, Word
from checker.shapes import Written

Phrase = Annotated[str, StringConstraints(min_length=2, max_length=400)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]

#: What is questionable in how an article says something.
WordingKind = Literal["identifies", "states_guilt", "coerced_as_free"]

Scope = Literal["sentence", "paragraph", "article"]


class Topic(Written):
    """One of the Convention's subjects, by which cues are grouped and measured."""

    id: Slug
    title: Sentence


class About(Written):
    """What must stand in an article for it to be looked at: words that speak of captives and somewhere one of ``also``, or in two sentences words that speak of armed forces (``several``)."""

    phrases: list[Phrase] = Field(min_length=1)
    several: list[Phrase] = Field(default_factory=list)
    also: list[Phrase] = Field(default_factory=list)
    unless: list[Phrase] = Field(default_factory=list)


class CueWritten(Written):
    """One cue. In the file of a second language ``topic``, ``says``, ``engages``, ``facts``, ``wording`` and ``change`` may be left out: they are those of the first.

    ``broad``: taken only in a passage in which no other cue of its topic was found.
    """

    id: Slug
    topic: Slug | None = None
    says: Sentence | None = None
    engages: list[Slug] = Field(default_factory=list)
    facts: list[FactId] = Field(default_factory=list)
    wording: WordingKind | None = None
    change: Sentence | None = None
    phrases: list[Phrase] = Field(min_length=1)
    within: Scope = "sentence"
    near: list[Phrase] = Field(default_factory=list)
    unless: list[Phrase] = Field(default_factory=list)
    broad: bool = False
    only_in: list[Literal["headline", "caption", "para"]] = Field(default_factory=list)


class CuesFile(Written):
    """The cues of a language, with the lists of words that they share."""

    schema_: Literal["ihl-cues/1"] = Field(alias="schema")
    language: Language
    abbreviations: list[Phrase] = Field(default_factory=list)
    capitals: list[str] = Field(default_factory=list)
    lists: dict[Word, list[Phrase]] = Field(default_factory=dict)
    about: About
    topics: list[Topic] = Field(default_factory=list)
    cues: list[CueWritten] = Field(min_length=1)
