"""Rules, definitions, cases, readings, vocabulary and ledger as written.

Comes in: documents. Goes out: pydantic models with the shape that ``docs/writing-rules.md`` describes; nothing is typed against the vocabulary yet, no condition is
parsed. These models are also the JSON Schemas that editors complete keys from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from checker import documents
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed

Sentence = Annotated[str, StringConstraints(min_length=3)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]

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


class Review(Written):
    """A second reading by somebody who did not write it: the day, the text it was held against, and what is still in doubt."""

    on: Day
    against: Sentence
    doubts: list[Sentence] = []


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
    review: Review | None = None
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

    @model_validator(mode="after")
    def _reviewed(self) -> Rule:
        return _read_again(self)


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
    review: Review | None = None
    authority: Annotated[list[Authority], Field(min_length=1)]
    asks: Sentence
    says: Answers
    holds_when: Annotated[list[Alternative], Field(min_length=1)]
    limits: Sentence

    @model_validator(mode="after")
    def _reviewed(self) -> Definition:
        return _read_again(self)


R = TypeVar("R", Rule, Definition)


def _read_again(entry: R) -> R:
    if entry.status != "draft" and entry.review is None:
        raise ValueError(f"it is {entry.status}, but no review is given|Add review: {{on: DATE, against: TEXT}}, or leave it a draft.")
    return entry


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
            raise ValueError(
                f"says must have exactly the keys {listed(expected, joint='and')} for a fact of type {self.type}|Write one sentence for each."
            )
        if self.type == "enum" and len(self.says) < 3:
            raise ValueError("a listed fact needs at least two values besides unknown|Add the other, or make it a yes-or-no fact.")
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


class LedgerEntry(Written):
    """One duty, prohibition, entitlement or condition, and the reason where records cannot show it."""

    id: Slug
    paragraph: str = ""
    short: Sentence
    testable: bool
    reason: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> LedgerEntry:
        if self.testable == bool(self.reason):
            raise ValueError("an entry has a reason exactly if it is not testable|Say why records cannot show it, or take the reason away.")
        return self


class LedgerArticle(Written):
    """One article, annex or other instrument with its entries, or the articles under which these are counted."""

    article: Annotated[str, StringConstraints(min_length=1)]
    title: Sentence
    paragraphs: Annotated[int, Field(ge=1)] | None = None
    entries: list[LedgerEntry] = []
    counted_under: list[str] = []

    @model_validator(mode="after")
    def _counted(self) -> LedgerArticle:
        if bool(self.entries) == bool(self.counted_under):
            raise ValueError("either entries or counted_under is needed|List the entries, or the articles under which they are counted.")
        return self


class LedgerFile(Written):
    """Every entry of the Convention and its annexes, and what other law adds."""

    instrument: Sentence
    articles: Annotated[list[LedgerArticle], Field(min_length=1)]
    annexes: list[LedgerArticle] = []
    beyond: list[LedgerArticle] = []


M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], document: Document) -> M:
    """``document`` as ``model``. Raises InputError with every mistake, its line and the near miss."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise InputError(_problems(model, document, error.errors(include_url=False))) from error


def _problems(model: type[BaseModel], document: Document, details: Sequence[Any]) -> Iterator[Problem]:
    """One problem for each place. Where a value may have one of several shapes, pydantic reports every shape that it has not: the nearest is chosen."""
    placed: dict[documents.Path, list[Any]] = {}
    for detail in details:
        placed.setdefault(_place(document.data, detail["loc"], detail["type"]), []).append(detail)
    for path, several in placed.items():
        if len(several) > 1 and any(other != path and other[: len(path)] == path for other in placed):
            continue
        literal = [detail for detail in several if detail["type"] == "literal_error"]
        chosen = next((detail for detail in several if detail["type"] == "string_pattern_mismatch"), literal[0] if literal else several[0])
        wanted = list(dict.fromkeys(word for detail in literal for word in re.findall("'([^']+)'", detail["ctx"]["expected"])))
        yield _problem(model, document, path, chosen, wanted)


def _place(data: Any, location: Sequence[str | int], kind: str) -> documents.Path:
    """Where in the file an error lies: its location without what pydantic adds to tell shapes apart."""
    path: documents.Path = ()
    part: Any
    for part in location:
        if (isinstance(part, int) and isinstance(data, list)) or (isinstance(data, dict) and part in data):
            data, path = data[part], (*path, part)
    return (*path, location[-1]) if kind == "missing" else path


_LETTERS = {
    r"^[a-z][a-z0-9_]*$": "small letters, digits and underscores, a letter first",
    r"^\d{4}-\d{2}-\d{2}$": "a date such as 2026-11-23",
    r"^[a-z0-9][a-z0-9-]*$": "small letters, digits and dashes",
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "the subject, a dot and a name in small letters, such as person.protected",
}

#: What pydantic finds wrong with a shape, for people who do not program: what is wrong, what to do.
_SHAPES = {
    "model_type": ("a block of keys is expected here", 'Write "key: value" lines, indented below it.'),
    "dict_type": ("a block of keys is expected here", 'Write "key: value" lines, indented below it.'),
    "list_type": ("a list is expected here", 'Begin each entry with "- ", or put the entries in brackets.'),
    "string_type": ("text is expected here", "Write it on this line, in quotes if it holds a colon or begins with a bracket."),
    "string_too_short": ("this is too short to say anything", "Write it out."),
    "too_short": ("at least one entry is needed here", "Add one."),
    "bool_parsing": ("yes or no is expected here", "Write yes or no."),
    "bool_type": ("yes or no is expected here", "Write yes or no."),
    "float_parsing": ("a number is expected here", "Write it in digits."),
    "float_type": ("a number is expected here", "Write it in digits."),
}


def _problem(model: type[BaseModel], document: Document, path: documents.Path, detail: Any, wanted: Sequence[str]) -> Problem:
    kind, given = detail["type"], detail["input"]
    file, line = document.file, document.line(*path)
    key = str(path[-1]) if path else ""
    place = _words(path) or "the file"
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        return Problem(
            file,
            line,
            "unknown-key",
            f'"{key}" is not a key here.',
            "It would be ignored without a word.",
            did_you_mean(key, known, otherwise=f"Keys here are {listed(known)}." if known else ""),
        )
    if kind == "missing":
        inside = _words(path[:-1])
        return Problem(
            file, line, "missing-key", f'"{key}" is missing{f" in {inside}" if inside else ""}.', "Nothing stands in for it.", f"Add {key}."
        )
    if kind == "literal_error":
        word, values = (f'"{given}"' if isinstance(given, str) else "this"), f"Its values are {listed(wanted)}."
        return Problem(
            file,
            line,
            "enum-value",
            f"{place}: {word} is not one of the values it can have.",
            "",
            did_you_mean(given, wanted, otherwise=values) if isinstance(given, str) else values,
        )
    if kind == "value_error":
        what, _, fix = str(detail["ctx"]["error"]).partition("|")
        return Problem(file, line, "value", f"{place}: {what}.", "", fix)
    if kind == "string_pattern_mismatch":
        letters = _LETTERS.get(detail["ctx"]["pattern"], "other letters")
        name = given if isinstance(given, str) else key
        if letters.startswith("a date"):
            return Problem(file, line, "value", f'{place}: "{name}" is no date.', "", f"Write {letters}.")
        return Problem(
            file, line, "id", f'{place}: "{name}" cannot be a name here.', "Names are used in commands and files.", f"Use {letters}."
        )
    what, fix = _SHAPES.get(kind, (detail["msg"].lower(), "See docs/writing-rules.md for what belongs here."))
    return Problem(file, line, "type", f"{place}: {what}.", "It holds nothing." if given is None and path else "", fix)


def _words(path: documents.Path) -> str:
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in path)


def _known_keys(model: type[BaseModel], path: documents.Path) -> list[str]:
    """The keys that the model at ``path`` knows; nothing where a path leads through unions that cannot be followed."""
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(part))
            current = info.annotation if info else None
        else:
            current = next((argument for argument in reversed(get_args(current)) if _model_in(argument)), None)
    found = _model_in(current)
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)
