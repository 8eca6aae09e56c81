"""How far an interview has come: the record as plain data, and what is remembered beside it.

Comes in: a state, and what is to be entered. Goes out: the next state; no state is ever changed. The data holds text only, as a record file that is read back would.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from checker.documents import Path
from checker.records import PARTY, SCHEMA
from checker.vocabulary import Subject, Vocabulary

PERSON = "person"
CONFLICT = "conflict"
OUTLET = "outlet"

#: Subjects of which an entry is made without being asked whether it occurs, or when another entry needs it.
BACKGROUND = (CONFLICT, PARTY, OUTLET)

_FIRST = ("schema", "id", "title", "dates", "language", "summary", "sources", "voices", *BACKGROUND, PERSON)
_LAST = "restricted"


class BadAnswer(Exception):
    """An answer that cannot be used: ``what`` is wrong with it, and what to type (``fix``)."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class Option(NamedTuple):
    """One of the answers that can be given by its number: the word for it, and what it says."""

    word: str
    says: str = ""


class Prompt(NamedTuple):
    """One thing to ask. ``key`` says which (``title``, ``link camp-1.holds``, ``fact camp-1.held_as``), ``about`` whom or what it is about, ``enter`` what an empty answer does (empty: an answer is needed).

    ``hint`` is what else may be typed. ``several``: more than one option may be given.
    """

    key: str
    asks: str
    options: tuple[Option, ...] = ()
    about: str = ""
    enter: str = ""
    hint: str = ""
    several: bool = False

    @property
    def step(self) -> str:
        """The first word of the key: what kind of thing is asked."""
        return self.key.partition(" ")[0]

    @property
    def target(self) -> str:
        """The rest of the key: the entry, link or fact that is asked about."""
        return self.key.partition(" ")[2]


@dataclass(frozen=True)
class State:
    """``data`` is the record; ``passed`` the steps of the skeleton that were answered or left out; ``skipped`` the facts (``entry.fact``, or ``entry.*``) that were left out on purpose; ``last`` the source, voice
    and reviewer of the last claim; ``pending`` what is half told, the innermost last; ``comments`` what a person wrote beside the record, by path (``()``: at its end)."""

    data: Mapping[str, Any]
    passed: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    last: Mapping[str, str] = field(default_factory=dict)
    pending: tuple[Mapping[str, Any], ...] = ()
    comments: Mapping[Path, str] = field(default_factory=dict)

    def with_data(self, data: Mapping[str, Any]) -> State:
        """The state with another record."""
        return replace(self, data=data)

    def passing(self, *steps: str) -> State:
        """The state with these steps of the skeleton behind it."""
        return replace(self, passed=self.passed | set(steps))

    def skipping(self, key: str) -> State:
        """The state with a fact, or all facts of an entry, left out on purpose."""
        return replace(self, skipped=(*self.skipped, key))

    def remembering(self, **last: str) -> State:
        """The state with another last source, voice or reviewer."""
        return replace(self, last={**self.last, **last})

    def telling(self, **values: Any) -> State:
        """The state with these values added to what is half told."""
        return replace(self, pending=(*self.pending[:-1], {**self.pending[-1], **values}))

    def opening(self, form: str, **values: Any) -> State:
        """The state with something new begun."""
        return replace(self, pending=(*self.pending, {"form": form, **values}))

    def closing(self) -> State:
        """The state with what was begun last taken away."""
        return replace(self, pending=self.pending[:-1])

    @property
    def form(self) -> Mapping[str, Any]:
        """What was begun last and is not yet told to its end; empty where nothing is."""
        return self.pending[-1] if self.pending else {}


class Place(NamedTuple):
    """An entry of the data: its subject, its id, where it stands, and its block."""

    subject: str
    id: str
    path: Path
    block: Mapping[str, Any]


def begun(identity: str = "") -> State:
    """The state of an interview of which nothing is told yet."""
    return State({"schema": SCHEMA, **({"id": identity} if identity else {})})


def entries(data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Place]:
    """Every entry of the record, in its order."""
    for key, value in data.items():
        if key not in vocabulary.subjects:
            continue
        if isinstance(value, dict):
            yield Place(key, str(value.get("id", key)), (key,), value)
        else:
            for number, block in enumerate(value or ()):
                yield Place(key, str(block.get("id", key)), (key, number), block)


def of(data: Mapping[str, Any], subject: str) -> list[str]:
    """The ids of the entries of one subject, in their order."""
    value = data.get(subject) or []
    return [str(value.get("id", subject))] if isinstance(value, dict) else [str(block.get("id", subject)) for block in value]


def place_of(data: Mapping[str, Any], vocabulary: Vocabulary, identity: str) -> Place | None:
    """The entry with an id; None where the record has none."""
    return next((place for place in entries(data, vocabulary) if place.id == identity), None)


def name_of(data: Mapping[str, Any], vocabulary: Vocabulary, identity: str) -> str:
    """How an entry reads: its label, else its id."""
    place = place_of(data, vocabulary, identity)
    return str(place.block.get("label") or identity) if place is not None else identity


def identities(data: Mapping[str, Any], vocabulary: Vocabulary) -> set[str]:
    """Every id in use in the record."""
    return {place.id for place in entries(data, vocabulary)}


def listed_block(data: Mapping[str, Any], key: str, identity: str) -> Mapping[str, Any]:
    """A source or a voice by its id; empty where the record has none such."""
    return next((block for block in data.get(key) or () if block.get("id") == identity), {})


def with_key(data: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The record with a key set, new keys in the place where records have them."""
    if key in data:
        return {name: value if name == key else inner for name, inner in data.items()}
    found = {}
    placed = False
    for name, inner in data.items():
        if not placed and _rank(key) < _rank(name):
            found[key] = value
            placed = True
        found[name] = inner
    return found if placed else {**found, key: value}


def _rank(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST) + (key == _LAST)


def with_block(data: Mapping[str, Any], key: str, block: Mapping[str, Any]) -> dict[str, Any]:
    """The record with a block added at the end of the list under a key."""
    return with_key(data, key, [*(data.get(key) or ()), dict(block)])


def with_entry(data: Mapping[str, Any], subject: Subject, block: Mapping[str, Any]) -> dict[str, Any]:
    """The record with an entry added; the one entry of a subject that a record has once stands alone."""
    return with_key(data, subject.name, dict(block)) if subject.one_per_record else with_block(data, subject.name, block)


def with_value(data: Mapping[str, Any], path: Path, key: str, value: Any) -> dict[str, Any]:
    """The record with a key set in the block at ``path``; facts stay last in their entry."""
    made = copy.deepcopy(dict(data))
    block: Any = made
    for step in path:
        block = block[step]
    facts = block.pop("facts", None) if key != "facts" else None
    block[key] = value
    if facts is not None:
        block["facts"] = facts
    return made


def with_fact(data: Mapping[str, Any], vocabulary: Vocabulary, identity: str, name: str, stated: Any) -> dict[str, Any]:
    """The record with a statement of one fact of an entry that it has."""
    place = place_of(data, vocabulary, identity)
    assert place is not None
    return with_value(data, place.path, "facts", {**(place.block.get("facts") or {}), name: stated})
