"""The facts that rules and records may speak of, by subject.

Comes in: the compiled vocabulary (plain data). Goes out: :class:`Vocabulary`: every subject with its links and facts, every fact with its type, its question and the sentences
that state it. A definition counts as a fact that is derived; a record cannot state it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checker.errors import Problem, did_you_mean
from checker.values import BOUNDS, BadValue, Value, one_word, read_value

#: What a record writes for a fact that was asked and that nobody knows, and for one that does not arise.
UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"

#: The types of facts of which each value is a word with a sentence of its own.
_WORDED = ("bool", "enum")


class Fact(NamedTuple):
    """One observable thing about a subject, or, with ``derived``, a definition.

    ``type`` is bool, enum, int, float or date. ``says`` has a sentence for each value (``is`` for numbers and dates, with ``{value}`` in it) and one for ``unknown``.
    """

    subject: str
    name: str
    type: str
    asks: str
    says: Mapping[str, str]
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    judgement: bool = False
    articles: Sequence[str] = ()
    derived: bool = False

    @property
    def id(self) -> str:
        """``subject.name``."""
        return f"{self.subject}.{self.name}"

    @property
    def words(self) -> tuple[str, ...]:
        """The values of a yes-or-no or listed fact, in their order; nothing for numbers and dates."""
        if self.type == "bool":
            return ("no", "yes")
        return tuple(word for word in self.says if word != UNKNOWN) if self.type == "enum" else ()

    def word(self, raw: object) -> Value | None:
        """The value that ``raw`` states where it is one of the words of this fact just as they stand in the vocabulary; else None, though :meth:`read` may take it."""
        if isinstance(raw, str) and raw in self.says and raw not in (UNKNOWN, NOT_APPLICABLE) and self.type in _WORDED:
            return one_word(raw)
        return None

    def read(self, raw: object) -> Value:
        """The value that ``raw`` states of this fact. Raises BadValue."""
        return self.word(raw) or read_value(self.type, raw, self.words, self.minimum, self.maximum)

    def sentence(self, value: Value | None) -> str:
        """The sentence that states ``value``; None is unknown."""
        if value is None:
            return self.says[UNKNOWN]
        if value.words is None:
            return self.says["is"].replace("{value}", value.text)
        return " Or: ".join(self.says[word] for word in self.words if word in value.words)


class Link(NamedTuple):
    """How one subject points at others: a publication ``depicts`` persons."""

    name: str
    to: tuple[str, ...]
    many: bool
    says: str


class Subject(NamedTuple):
    """A kind of thing that facts are about.

    ``one_per_record``: a record has one (the conflict). ``implied_by``: the link by which every captive has one, described in the record or not.
    """

    name: str
    title: str
    plural: str
    about: str
    one_per_record: bool
    implied_by: str
    links: Mapping[str, Link]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every subject by name."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)

    def fact(self, fact_id: str) -> Fact:
        """The fact with this ``subject.name`` id. Raises KeyError."""
        subject, _, name = fact_id.partition(".")
        return self.subjects[subject].facts[name]

    def facts(self) -> Iterable[Fact]:
        """Every fact, by subject and name."""
        for subject in self.subjects.values():
            yield from subject.facts.values()

    def plain(self) -> dict[str, Any]:
        """As plain data for the compiled rulebook; :meth:`from_plain` reads it back."""
        return {
            name: {
                **subject._asdict(),
                "links": {key: link._asdict() for key, link in subject.links.items()},
                "facts": {key: list(fact._replace(articles=list(fact.articles))) for key, fact in subject.facts.items()},
            }
            for name, subject in self.subjects.items()
        }

    @classmethod
    def from_plain(cls, subjects: Mapping[str, Any], facts_of: Callable[[str], Mapping[str, Any]]) -> Vocabulary:
        """The vocabulary of a compiled rulebook: its subjects, and a function that reads the facts of one, which is called when they are needed."""
        made = {}
        for name, entry in subjects.items():
            links = {key: Link(link["name"], tuple(link["to"]), link["many"], link["says"]) for key, link in entry["links"].items()}
            made[name] = Subject(**{**entry, "links": links, "facts": _Facts(name, facts_of)})
        return cls(made)


class _Facts(Mapping[str, Fact]):
    """The facts of one subject, read when somebody asks for one: a record speaks of few subjects, and most rules of none of them."""

    def __init__(self, subject: str, facts_of: Callable[[str], Mapping[str, Any]]) -> None:
        self._subject = subject
        self._facts_of = facts_of
        self._read: dict[str, Fact] | None = None

    def _all(self) -> dict[str, Fact]:
        if self._read is None:
            self._read = {name: Fact(*row) for name, row in self._facts_of(self._subject).items()}
        return self._read

    def __getitem__(self, name: str) -> Fact:
        return self._all()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """As of any mapping, without the detour over an exception: a reader asks for every key that a record has."""
        return self._all().get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def value_problem(file: str, line: int, fact: Fact, error: BadValue) -> Problem:
    """The problem that a value which ``fact`` cannot have makes at a place."""
    code = "enum-value" if fact.type == "enum" and error.word else "date" if fact.type == "date" else "type"
    fix = did_you_mean(error.word, fact.words or BOUNDS, otherwise=error.fix) if error.word else error.fix
    return Problem(file, line, code, f"{fact.id}: {error.what}.", "A value that the fact cannot have would never be judged.", fix)
