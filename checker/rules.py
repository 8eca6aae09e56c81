"""Rules, definitions, cases, readings, vocabulary, treaties and ledger as written.

Comes in: documents. Goes out: pydantic models with the shape that ``docs/writing-rules.md`` describes; nothing is typed against the vocabulary yet, no condition is
parsed. These models are also the JSON Schemas that editors complete keys from.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from checker.errors import listed
from checker.shapes import Written

Sentence = Annotated[str, StringConstraints(min_length=3)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]

State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

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


class StatesFile(Written):
    """The States that a record may name, by their code."""

    states: dict[State, Sentence]


class Decides(Written):
    """The fact that participation in a treaty decides: its value where every Power concerned is bound, and those left where one is not."""

    fact: FactId
    all: str
    otherwise: Annotated[list[str], Field(min_length=1)]


class Participation(Written):
    """Since when a State is bound: the day of its instrument, and the day from which the treaty is in force for it (both in EDTF)."""

    by: Literal["ratification", "accession", "succession"]
    deposited: str
    in_force: str
    note: str = ""


class Reservation(Written):
    """What a State has reserved to an article, from when and, if it was withdrawn, until when (both in EDTF)."""

    state: State
    article: str
    since: str
    until: str = ""
    gist: Sentence
    cites: Sentence


class Reserved(Written):
    """An article to which reservations matter: the fact that says whether a party has one, and the States whose reservations were looked up."""

    fact: FactId
    complete: bool


class TreatyFile(Written):
    """Who is bound by a treaty, and since when.

    ``binds`` is the yes-or-no fact of a party that says whether it is bound; ``outside`` are the States that were not bound on the day the table was checked.
    """

    treaty: Slug
    instrument: Sentence
    title: Sentence
    adopted: Day
    decides: Decides
    binds: FactId | None = None
    binds_from: Literal["deposited", "in_force"]
    cites: Sentence
    source: Sentence
    url: str
    checked: Day
    parties: dict[State, Participation]
    outside: list[State] = []
    reserved: dict[str, Reserved] = {}
    reservations: list[Reservation] = []
    limits: Sentence


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


class Untestable(Written):
    """Why no rule decides something: it is left to judgement, or records do not show it."""

    kind: Literal["judgement", "not_in_records"]
    reason: Sentence


class LedgerEntry(Written):
    """One duty, prohibition, entitlement or condition. ``untestable``: why no rule can decide it; ``as_far_as``: what part of it the rules leave out, and why."""

    id: Slug
    paragraph: str = ""
    short: Sentence
    untestable: Untestable | None = None
    as_far_as: str = ""

    @model_validator(mode="after")
    def _one(self) -> LedgerEntry:
        if self.untestable is not None and self.as_far_as:
            raise ValueError("an entry that no rule can decide is not decided in part either|Keep untestable or as_far_as.")
        return self


class LedgerArticle(Written):
    """One article, annex or other instrument with its entries, or the articles under which these are counted.

    ``paragraphs`` is how many it has; ``without`` those that lay down nothing that could be an entry, with the reason.
    """

    article: Annotated[str, StringConstraints(min_length=1)]
    title: Sentence
    paragraphs: Annotated[int, Field(ge=1)] | None = None
    entries: list[LedgerEntry] = []
    without: dict[str, Untestable] = {}
    counted_under: list[str] = []

    @model_validator(mode="after")
    def _counted(self) -> LedgerArticle:
        if bool(self.entries) == bool(self.counted_under):
            raise ValueError("either entries or counted_under is needed|List the entries, or the articles under which they are counted.")
        named = {entry.paragraph for entry in self.entries} | set(self.without)
        missing = [str(number) for number in range(1, (self.paragraphs or 0) + 1) if str(number) not in named]
        if missing and self.entries:
            raise ValueError(
                f"no entry and no reason stands for paragraph {listed(missing, joint='and')}|Add the entry, or the reason under without."
            )
        beyond = [name for name in named if name.isdigit() and self.paragraphs is not None and int(name) > self.paragraphs]
        if beyond:
            raise ValueError(
                f"it has {self.paragraphs} paragraphs, and an entry names paragraph {listed(sorted(beyond))}|Correct one of the two."
            )
        both = sorted({entry.paragraph for entry in self.entries} & set(self.without))
        if both:
            raise ValueError(f"paragraph {listed(both)} has entries, and a reason why it has none|Keep one of the two.")
        return self


class Section(Written):
    """A part of the Convention by its articles, under which reports count."""

    title: Sentence
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]


class LedgerFile(Written):
    """Every entry of the Convention and its annexes, and what other law adds."""

    instrument: Sentence
    sections: list[Section] = []
    articles: Annotated[list[LedgerArticle], Field(min_length=1)]
    annexes: list[LedgerArticle] = []
    beyond: list[LedgerArticle] = []
