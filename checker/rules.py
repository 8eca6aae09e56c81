"""Rules, definitions, cases, readings and vocabulary as written.

Comes in: documents. Goes out: pydantic models with the shape that ``docs/writing-rules.md`` describes; nothing is typed against the vocabulary yet, no condition is
parsed. These models are also the JSON Schemas that editors complete keys from.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed

Sentence = Annotated[str, StringConstraints(min_length=3)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]

Status = Literal["draft", "reviewed", "settled"]
Addressee = Literal[
    "detaining_power",
    "capturing_unit",
    "any_party",
    "state_party",
    "neutral_power",
    "power_of_origin",
    "protecting_power",
    "prisoner",
    "media",
]
Gravity = Literal["grave_breach", "serious", "obligation", "administrative", "guidance"]
OutcomeWord = Literal["breach", "undetermined", "excepted", "complied", "not_applicable"]
AnswerWord = Literal["yes", "no", "undetermined"]

GRAVITIES: tuple[str, ...] = get_args(Gravity)
ADDRESSEES: tuple[str, ...] = get_args(Addressee)


class Written(BaseModel):
    """What every kind of file has in common: no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Authority(Written):
    """Where a rule, exception or reading stands: the instrument, down to the paragraph, and the gist in own words."""

    instrument: Sentence
    article: str | None = None
    paragraph: str | None = None
    section: str | None = None
    gist: Sentence
    url: str | None = None

    @model_validator(mode="after")
    def _placed(self) -> Authority:
        if self.article is None and self.section is None:
            raise ValueError("an authority needs an article or a section|Name the place, down to the paragraph.")
        return self


class Part(Written):
    """One sentence and the condition that decides it."""

    says: Sentence
    when: Sentence
    except_in: list[Slug] = []
    only_in: list[Slug] = []


class ExceptionPart(Written):
    """One sentence of an exception and its condition."""

    says: Sentence
    when: Sentence


class Exemption(Written):
    """An exception: it covers a case if all its parts hold."""

    exception: Sentence
    cites: Sentence
    parts: Annotated[list[ExceptionPart], Field(min_length=1)]
    except_in: list[Slug] = []
    only_in: list[Slug] = []


class Rule(Written):
    """One provision, or one separately testable part of it, as a lawyer would argue it."""

    id: Slug
    title: Sentence
    status: Status
    authority: Annotated[list[Authority], Field(min_length=1)]
    duties: list[str] = []
    on: Word
    for_each: dict[Word, Word | list[Word]] = {}
    addressee: Addressee
    gravity: Gravity
    applies_when: list[Part] = []
    elements: Annotated[list[Part], Field(min_length=1)]
    unless: list[Exemption] = []
    remedy: Sentence
    for_editors: Sentence
    limits: Sentence


class Alternative(Written):
    """One way in which a definition holds: all its parts must."""

    ground: Sentence
    cites: Sentence
    parts: Annotated[list[ExceptionPart], Field(min_length=1)]


class Answers(Written):
    """The sentences that state a yes-or-no fact."""

    yes: Sentence
    no: Sentence
    unknown: Sentence


class Definition(Written):
    """A yes-or-no fact derived from other facts, with the authority for it."""

    id: FactId
    title: Sentence
    status: Status = "draft"
    authority: Annotated[list[Authority], Field(min_length=1)]
    asks: Sentence
    says: Answers
    holds_when: Annotated[list[Alternative], Field(min_length=1)]
    limits: Sentence


class LinkEntry(Written):
    """How a subject points at others."""

    to: list[Word]
    many: bool
    says: Sentence


class FactEntry(Written):
    """One fact of the vocabulary."""

    type: Literal["bool", "enum", "int", "float", "date"]
    unit: str = ""
    min: float | None = None
    max: float | None = None
    asks: Sentence
    says: dict[str, Sentence]
    judgement: bool = False
    articles: list[str]

    @field_validator("asks")
    @classmethod
    def _question(cls, asks: str) -> str:
        if not asks.endswith("?"):
            raise ValueError("a question ends with a question mark|Write it as one would ask it.")
        return asks

    @model_validator(mode="after")
    def _sentences(self) -> FactEntry:
        if "unknown" not in self.says:
            raise ValueError('says has no sentence for "unknown"|Every fact can be open; write the sentence that says so.')
        expected = {"bool": ["yes", "no", "unknown"], "int": ["is", "unknown"], "float": ["is", "unknown"], "date": ["is", "unknown"]}.get(
            self.type
        )
        if expected is not None and sorted(self.says) != sorted(expected):
            raise ValueError(f"says must have exactly the keys {listed(expected, joint='and')} for a fact of type {self.type}|")
        if self.type == "enum" and len(self.says) < 3:
            raise ValueError("a listed fact needs at least two values besides unknown|")
        if "is" in (expected or ()) and "{value}" not in self.says["is"]:
            raise ValueError('the sentence says.is has no "{value}" in it|Put {value} where the number or date belongs.')
        return self


class VocabularyFile(Written):
    """One subject with its links and facts."""

    subject: Word
    title: Sentence
    plural: Sentence
    about: Sentence
    one_per_record: bool = False
    implied_by: str = ""
    links: dict[Word, LinkEntry] = {}
    facts: dict[Word, FactEntry] = {}

    @field_validator("facts", mode="before")
    @classmethod
    def _none(cls, facts: Any) -> Any:
        return {} if facts is None else facts


class Reading(Written):
    """One of several rival readings of a provision."""

    title: Sentence
    holds: Sentence
    authority: Annotated[list[Authority], Field(min_length=1)]


class ReadingsFile(Written):
    """Every reading, and the one used unless another is asked for."""

    default: Slug
    readings: dict[Slug, Reading]


class Background(Written):
    """Facts that several cases have in common, under a name."""

    says: Sentence
    facts: dict[str, Any]


class BackgroundsFile(Written):
    """Every background by name."""

    backgrounds: dict[Slug, Background]


class Variation(Written):
    """A case that changes some facts of the one above it."""

    case: Sentence
    facts: dict[str, Any] = {}
    expect: OutcomeWord | AnswerWord | dict[Slug, OutcomeWord]
    turns_on: list[str] | dict[Slug, list[str]] = []


class Case(Variation):
    """Facts, and the verdict that a lawyer expects of them."""

    given: list[Slug] = []
    but: list[Variation] = []


class CasesFile(Written):
    """The cases of one rule or definition."""

    rule: str
    given: list[Slug] = []
    cases: Annotated[list[Case], Field(min_length=1)]


M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], document: Document) -> M:
    """``document`` as ``model``. Raises InputError with every mistake, its line and the near miss."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise InputError(_problem(model, document, detail) for detail in error.errors(include_url=False)) from error


def _problem(model: type[BaseModel], document: Document, detail: Any) -> Problem:
    path = tuple(part for part in detail["loc"])
    kind = detail["type"]
    line = document.line(*path)
    key = str(path[-1]) if path else ""
    where = ".".join(str(part) for part in path)
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        return Problem(
            document.file,
            line,
            "unknown-key",
            f'"{key}" is not a key here.',
            "It would be ignored without a word.",
            did_you_mean(key, known, otherwise=f"Keys here are {listed(known)}." if known else ""),
        )
    if kind == "missing":
        return Problem(document.file, line, "missing-key", f'"{where}" is missing.', "", f"Add {key}.")
    if kind == "literal_error":
        wanted = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return Problem(
            document.file,
            line,
            "enum-value",
            f'{where}: "{detail["input"]}" is not one of the values it can have.',
            "",
            did_you_mean(str(detail["input"]), wanted, otherwise=f"Its values are {listed(wanted)}."),
        )
    if kind == "value_error":
        what, _, fix = str(detail["ctx"]["error"]).partition("|")
        return Problem(document.file, line, "value", f"{where}: {what}." if where else f"{what}.", "", fix)
    return Problem(
        document.file,
        line,
        "type",
        f"{where or 'the file'}: {detail['msg'].lower().replace('input should', 'this should')}.",
        "",
        "See docs/writing-rules.md for what belongs here.",
    )


def _known_keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys that the model at ``path`` knows; nothing where a path leads through unions that cannot be followed."""
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(part))
            current = info.annotation if info else None
        inner = [_model_in(argument) for argument in get_args(current)]
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            current = next((found for found in reversed(inner) if found), current)
    found = _model_in(current)
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)
