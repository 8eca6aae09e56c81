"""A pydantic model of a record that asks what our schema asks, made from the vocabulary.

Comes in: the vocabulary. Goes out: a model class. Every fact has its type, its words, its limits and every form in which a record may state it: a value, bounds, one of several words, a claim, a list of these, unknown, not applicable. Keys
that are not known are refused; ids are well formed and given once; links lead to an entry of the right kind; sources and voices of claims are there; a judgement is made by a reviewer. Differs from our reader in that a
mistake has no line, no near miss and no advice, dates are told by their pattern only, and what comes out is no record yet: no typed values with edges, no implied subjects, no treaties, nothing withheld.

It is made as quick as pydantic allows without a model of another shape: facts are a TypedDict (hundreds of fields with defaults take longer), unions are tried in the order in which registers use their forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, NotRequired

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator
from typing_extensions import TypedDict

from checker.claims import VOICE_KINDS
from checker.records import SCHEMA
from checker.vocabulary import Fact, Subject, Vocabulary

FORBID = ConfigDict(extra="forbid")

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]

#: EDTF as far as records use it: days, months, years, parts left open, intervals, a mark of doubt.
_DATE = r"(\d{4}|\d{3}X|\d{2}XX|XXXX)(-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12]\d|3[01]|XX))?)?[?~%]?"
Date = Annotated[str, Field(pattern=rf"^({_DATE}|({_DATE}|\.\.)?/({_DATE}|\.\.)?)$")]


class Strict(BaseModel):
    """No key that is not known."""

    model_config = FORBID


class Source(Strict):
    """One source."""

    id: Id
    publisher: str = ""
    title: str = ""
    date: Date | None = None
    url: str = ""
    sha256: str = ""
    derived_from: Id | list[Id] = []
    language: str = ""
    note: str = ""


class Voice(Strict):
    """One voice."""

    id: Id
    name: Annotated[str, Field(min_length=1)]
    kind: Literal[VOICE_KINDS]  # type: ignore[valid-type]
    party: Id | None = None
    note: str = ""


def ordered(*kinds: Any) -> Any:
    """A union whose members are tried in this order."""
    made = kinds[0]
    for kind in kinds[1:]:
        made = made | kind
    return Annotated[made, Field(union_mode="left_to_right")] if len(kinds) > 1 else made


def _consistent(bounds: dict[str, float]) -> dict[str, float]:
    if not bounds:
        raise ValueError("no bound is given")
    low = max((bounds[key] for key in ("at_least", "more_than") if key in bounds), default=None)
    high = min((bounds[key] for key in ("at_most", "less_than") if key in bounds), default=None)
    if low is not None and high is not None and low > high:
        raise ValueError("the bounds cross")
    return bounds


def value_of(fact: Fact) -> Any:
    """The type of what may be stated of a fact, unknown included."""
    if fact.type == "bool":
        return ordered(Literal["yes", "no", "true", "false", "unknown"], bool)
    if fact.type == "enum":
        words = Literal[fact.words]  # type: ignore[valid-type]
        alternatives = {"one_of": Annotated[list[words], Field(min_length=1)]}  # type: ignore[valid-type]
        several = TypedDict("Several", alternatives)  # type: ignore[operator]
        several.__pydantic_config__ = FORBID  # type: ignore[attr-defined]
        return ordered(Literal[(*fact.words, "unknown")], several)  # type: ignore[valid-type]
    if fact.type == "date":
        return ordered(Date, Literal["unknown"])
    kind: Any = int if fact.type == "int" else float
    number = Annotated[kind, Field(ge=fact.minimum, le=fact.maximum)]
    edges = dict.fromkeys(("at_least", "more_than", "at_most", "less_than"), NotRequired[kind])
    bounds = TypedDict("Bounds", edges)  # type: ignore[operator]
    bounds.__pydantic_config__ = FORBID  # type: ignore[attr-defined]
    return ordered(number, Annotated[bounds, AfterValidator(_consistent)], Literal["unknown"])


def stated_of(fact: Fact, made: dict[Any, Any]) -> Any:
    """The type of what may stand under a fact; facts that take the same values share it."""
    key = (fact.type, fact.words, fact.minimum, fact.maximum)
    if key not in made:
        value = value_of(fact)
        said: dict[str, Any] = {"source": (str, ""), "at": (str, ""), "said_by": (str, ""), "note": (str, "")}
        said["grade"] = (Annotated[str, Field(pattern=r"^([A-F][1-6])?$")], "")
        claim = create_model("Claim", __config__=FORBID, value=(ordered(value, Literal["not_applicable"]), Field(alias="is")), **said)
        listed = Annotated[list[ordered(claim, value)], Field(min_length=1)]  # type: ignore[misc]
        made[key] = ordered(claim, listed, Literal["not_applicable"], value)
    return made[key]


def entry_of(subject: Subject, made: dict[Any, Any]) -> type[BaseModel]:
    """The model of the entries of a subject."""
    facts = {fact.name: NotRequired[stated_of(fact, made)] for fact in subject.facts.values() if not fact.derived}
    stated = TypedDict(f"{subject.name}_facts", facts)  # type: ignore[operator]
    stated.__pydantic_config__ = FORBID  # type: ignore[attr-defined]
    fields: dict[str, Any] = {
        "id": (Id | None, None) if subject.one_per_record else (Id, ...),
        "label": (str, ""),
        "note": (str, ""),
        "facts": (stated, {}),
    }
    if subject.name == "party":
        fields["state"] = (str, "")
    for link in subject.links.values():
        fields[link.name] = (ordered(list[Id], Id) if link.many else Id | None, None)
    made_model: type[BaseModel] = create_model(subject.name, __config__=FORBID, **fields)
    return made_model


class Whole(Strict):
    """What every record has, and what is asked across its parts. The subjects are added to it by :func:`full_model`."""

    schema_: Literal[SCHEMA] = Field(alias="schema")  # type: ignore[valid-type]
    id: Id
    title: Annotated[str, Field(min_length=1)]
    dates: Date | Literal[""] = ""
    language: str = ""
    summary: str = ""
    sources: list[Source] = []
    voices: list[Voice] = []
    restricted: dict[str, dict[str, Any]] = {}
    subjects: ClassVar[tuple[Subject, ...]] = ()

    def entries(self) -> Iterator[tuple[Subject, Any]]:
        """Every entry with its subject."""
        for subject in self.subjects:
            block = getattr(self, subject.name)
            if block is not None:
                for entry in block if isinstance(block, list) else (block,):
                    yield subject, entry

    @model_validator(mode="after")
    def whole(self) -> Whole:
        """Ids once, links that lead somewhere, sources and voices that are there, judgements by reviewers."""
        kinds: dict[str, str] = {}
        for subject, entry in self.entries():
            own = entry.id or subject.name
            if own in kinds:
                raise ValueError(f"the id {own} is taken")
            kinds[own] = subject.name
        sources, voices = {source.id for source in self.sources}, {voice.id: voice for voice in self.voices}
        if len(sources) < len(self.sources) or len(voices) < len(self.voices):
            raise ValueError("two sources or two voices have one id")
        for voice in self.voices:
            if voice.party is not None and kinds.get(voice.party) != "party":
                raise ValueError(f"{voice.party} is no party")
        for own in self.restricted:
            if own not in kinds:
                raise ValueError(f"{own} is nobody here")
        for subject, entry in self.entries():
            for name, link in subject.links.items():
                targets = getattr(entry, name)
                if targets is not None:
                    for target in targets if isinstance(targets, list) else (targets,):
                        if kinds.get(target) not in link.to:
                            raise ValueError(f"{name} leads to {target}, which is no {link.to}")
            for name, stated in entry.facts.items():
                for claim in stated if isinstance(stated, list) else (stated,):
                    judged = subject.facts[name].judgement
                    if isinstance(claim, BaseModel):
                        if claim.source and claim.source not in sources:  # type: ignore[attr-defined]
                            raise ValueError(f"{claim.source} is no source")  # type: ignore[attr-defined]
                        if claim.said_by and claim.said_by not in voices:  # type: ignore[attr-defined]
                            raise ValueError(f"{claim.said_by} is no voice")  # type: ignore[attr-defined]
                        if judged and claim.value not in ("unknown", "not_applicable"):  # type: ignore[attr-defined]
                            voice_ = voices.get(claim.said_by)  # type: ignore[attr-defined]
                            if voice_ is None or voice_.kind != "reviewer":
                                raise ValueError(f"{name} is a judgement")
                    elif judged and claim not in ("unknown", "not_applicable"):
                        raise ValueError(f"{name} is a judgement")
        return self


def full_model(vocabulary: Vocabulary) -> type[Whole]:
    """The model of a record over a vocabulary."""
    made: dict[Any, Any] = {}
    fields: dict[str, Any] = {}
    for subject in vocabulary.subjects.values():
        entry = entry_of(subject, made)
        fields[subject.name] = (ordered(entry, list[entry]) | None, None) if subject.one_per_record else (list[entry], [])  # type: ignore[valid-type]
    model = create_model("FullRecord", __base__=Whole, **fields)
    model.subjects = tuple(vocabulary.subjects.values())
    return model
