"""What is stated of one fact: claims, each with its source, its voice and its grade.

Comes in: what stands under a fact in a record. Goes out: :class:`Stated`: claims with typed values, or that the fact was asked and nobody knows, or that it does not arise. Claims that
differ stay side by side, and a judgement needs a named person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.blocks import BlockReader
from checker.documents import Document, Path
from checker.errors import Problem, did_you_mean, listed
from checker.values import BadValue, Value
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, value_problem

VOICE_KINDS = ("party", "agency", "outlet", "witness", "captive", "organisation", "expert", "reviewer", "other")

_CLAIM_KEYS = ("is", "source", "at", "said_by", "grade", "note")
#: Every Admiralty grade: a letter for the source, a digit for the information.
GRADES = frozenset(letter + digit for letter in "ABCDEF" for digit in "123456")


class Source(NamedTuple):
    """Where claims stand: an article, report or form. ``date`` is an EDTF date as written. ``supplied``: no source of the record, but a table of treaties."""

    id: str
    publisher: str = ""
    title: str = ""
    date: str = ""
    url: str = ""
    sha256: str = ""
    derived_from: tuple[str, ...] = ()
    supplied: bool = False


class Voice(NamedTuple):
    """Who says something. ``party`` names the party to the conflict for which the voice speaks, if it does."""

    id: str
    name: str
    kind: str
    party: str = ""


class Claim(NamedTuple):
    """One statement about one fact; ``value`` None means that this voice leaves it open. ``grade`` is an Admiralty grade such as B2."""

    value: Value | None
    source: str = ""
    at: str = ""
    said_by: str = ""
    grade: str = ""
    note: str = ""


class Stated(NamedTuple):
    """What the record states of one fact: claims, or that it was asked and nobody knows, or that it does not arise (``status``).

    ``supplied``: the record itself says nothing of it; it follows from the tables of treaties.
    """

    fact: Fact
    claims: tuple[Claim, ...]
    status: str = "stated"
    note: str = ""
    line: int = 0
    supplied: bool = False

    @property
    def values(self) -> tuple[Value, ...]:
        """The different values claimed, in the order of the claims."""
        found: list[Value] = []
        for claim in self.claims:
            if claim.value is not None and not any(claim.value.same_as(other) for other in found):
                found.append(claim.value)
        return tuple(found)

    @property
    def disputed(self) -> bool:
        """Whether claims differ."""
        return len(self.claims) > 1 and len(self.values) > 1


class ClaimReader(BlockReader):
    """Reads what stands under the facts of one record, whose sources and voices are known."""

    def __init__(self, document: Document, problems: list[Problem], sources: Mapping[str, Source], voices: Mapping[str, Voice]) -> None:
        super().__init__(document, problems)
        self.sources = sources
        self.voices = voices

    def stated(self, fact: Fact, value: Any, path: Path) -> Stated | None:
        """What a record states of ``fact`` with ``value``; None, and problems noted, where it cannot be used."""
        line = self.document.line(*path)
        if isinstance(value, list):
            if not value:
                self.problem(path, "type", f"{fact.id} has an empty list of claims.", "", "Write a claim, or leave the fact out.")
            claims = [claim for index, item in enumerate(value) if (claim := self._claim(fact, item, (*path, index))) is not None]
            return self._gathered(fact, tuple(claims), line)
        if isinstance(value, dict) and value.get("is") == NOT_APPLICABLE:
            self.keys(value, _CLAIM_KEYS, path, "a claim")
            return Stated(fact, (), NOT_APPLICABLE, self.text(value, "note", path), line)
        if value == NOT_APPLICABLE:
            return Stated(fact, (), NOT_APPLICABLE, "", line)
        claim = self._claim(fact, value, path)
        return None if claim is None else self._gathered(fact, (claim,), line)

    @staticmethod
    def _gathered(fact: Fact, claims: tuple[Claim, ...], line: int) -> Stated:
        if any(claim.value is not None for claim in claims):
            return Stated(fact, claims, "stated", "", line)
        return Stated(fact, claims, UNKNOWN, next((claim.note for claim in claims if claim.note), ""), line)

    def _claim(self, fact: Fact, value: Any, path: Path) -> Claim | None:
        if not isinstance(value, dict) or not ("is" in value or set(value) & set(_CLAIM_KEYS)):
            return self._judged(fact, Claim(self._value(fact, value, path)), path)
        self.keys(value, _CLAIM_KEYS, path, "a claim")
        if "is" not in value:
            self.problem(
                path, "missing-key", f'this claim about {fact.id} says nothing: "is" is missing.', "", "Add is: with a value or unknown."
            )
            return None
        source, voice, grade = self.text(value, "source", path), self.text(value, "said_by", path), self.text(value, "grade", path)
        if source and source not in self.sources:
            self.problem(
                (*path, "source"),
                "missing-target",
                f'"{source}" is no source of this record.',
                "What a claim rests on would be lost.",
                did_you_mean(source, self.sources, otherwise=f"Its sources are {listed(self.sources) or 'none'}."),
            )
        if voice and voice not in self.voices:
            self.problem(
                (*path, "said_by"),
                "missing-target",
                f'"{voice}" is no voice of this record.',
                "Who says it would be lost.",
                did_you_mean(voice, self.voices, otherwise=f"Its voices are {listed(self.voices) or 'none'}."),
            )
        if grade and grade not in GRADES:
            self.problem(
                (*path, "grade"),
                "value",
                f'"{grade}" is not an Admiralty grade.',
                "",
                "Write a letter A to F for the source and a digit 1 to 6 for the information, such as B2.",
            )
        return self._judged(
            fact,
            Claim(
                self._value(fact, value["is"], (*path, "is")),
                source,
                self.text(value, "at", path),
                voice,
                grade,
                self.text(value, "note", path),
            ),
            path,
        )

    def _judged(self, fact: Fact, claim: Claim, path: Path) -> Claim:
        if (
            fact.judgement
            and claim.value is not None
            and (voice := self.voices.get(claim.said_by)) is not None
            and voice.kind == "reviewer"
        ):
            return claim
        if fact.judgement and claim.value is not None:
            self.problem(
                path,
                "judgement",
                f"{fact.id} is a judgement, and no named person has made it.",
                "Only a person can answer for it; a program or a source cannot.",
                "Add a voice of kind reviewer with the person's name, and said_by with its id; or leave it unknown.",
            )
        return claim

    def _value(self, fact: Fact, raw: Any, path: Path) -> Value | None:
        if raw == UNKNOWN:
            return None
        if raw is None:
            self.problem(path, "type", f"{fact.id} has no value.", "", "Write a value or unknown, or leave the fact out.")
            return None
        try:
            return fact.read(raw)
        except BadValue as error:
            self.problems.append(value_problem(self.document.file, self.document.line(*path), fact, error))
            return None
