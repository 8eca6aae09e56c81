"""What a verdict means, worked out the long way: rule-engine run on every way in which the facts could turn out.

Comes in: rules as written (not compiled) and a record. Goes out: a :class:`Table` for a rule or definition on a binding: one row for each complete state of the facts it rests on,
with the outcome on each reading and the truth of each part in that state. Nothing here uses boxes, cells or cuts; from the program it takes the reading of files and
:class:`checker.conditions.Reference`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import ceil, floor, prod
from types import SimpleNamespace
from typing import Any

from checker.conditions import Reference, Types
from checker.folder import Written
from checker.records import Record
from checker.rules import Definition, Exemption, Part, Rule
from checker.vocabulary import Fact

Key = tuple[str, str]
"""A fact of one subject: (entry id, fact name); ``entry:link`` stands for a subject that a missing link would lead to, nothing for a missing conflict."""

State = tuple[int, ...]
"""For each fact of a table the number of its value among the candidates."""

_PATH = re.compile(r"(?<![\w.])[a-z]\w*(?:\.[a-z]\w*)+")
_QUOTED = re.compile(r'"[^"]*"')
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_DATE = re.compile(r'd"(\d{4}-\d{2}-\d{2})"')


def paths_in(text: str) -> list[str]:
    """The fact paths in a condition."""
    return list(dict.fromkeys(_PATH.findall(_QUOTED.sub('""', text))))


# --- what a record leaves possible -----------------------------------------------------------------------------------------------------------------------


def allows(kind: str, raw: Any) -> Callable[[Any], bool]:
    """Whether a record that states ``raw`` (as it stands in the file; None for nothing) leaves a value of a fact possible."""
    claims = raw if isinstance(raw, list) else [raw]
    stated = [claim["is"] if isinstance(claim, dict) and "is" in claim else claim for claim in claims]
    tests = [_equals(kind, value) for value in stated if value not in (None, "unknown", "not_applicable")]
    return (lambda value: any(test(value) for test in tests)) if tests else (lambda _: True)


def _equals(kind: str, raw: Any) -> Callable[[Any], bool]:
    if kind == "bool":
        return lambda value: value is (raw if isinstance(raw, bool) else raw == "yes")
    if kind == "enum":
        return lambda value: value in (raw["one_of"] if isinstance(raw, dict) else [raw])
    if kind == "date":
        return _dated(raw)
    if isinstance(raw, dict):
        bounds: dict[str, Callable[[Any, Any], bool]] = {
            "at_least": lambda value, bound: value >= bound,
            "more_than": lambda value, bound: value > bound,
            "at_most": lambda value, bound: value <= bound,
            "less_than": lambda value, bound: value < bound,
        }
        return lambda value: all(bounds[name](value, bound) for name, bound in raw.items())
    return lambda value: bool(value == raw)


def _dated(raw: str) -> Callable[[datetime.date], bool]:
    first, slash, second = raw.partition("/")
    if not slash:
        return lambda value: raw.endswith("?") or value.isoformat().startswith(raw.removesuffix("-XX"))
    return lambda value: (first == ".." or value.isoformat() >= first) and (second == ".." or value.isoformat() <= second)


def _literals(raw: Any) -> Iterator[Any]:
    if isinstance(raw, dict | list):
        for item in raw.values() if isinstance(raw, dict) else raw:
            yield from _literals(item)
    else:
        yield raw


def candidates(fact: Fact, constants: Iterable[float], days: Iterable[datetime.date], raw: Any) -> list[Any]:
    """Enough values of a fact to tell apart whatever a condition with these constants, or the statement ``raw``, can tell apart."""
    if fact.words:
        return [word == "yes" for word in fact.words] if fact.type == "bool" else list(fact.words)
    thresholds: list[float] = sorted({day.toordinal() for day in days} if fact.type == "date" else set(constants))
    points: set[float] = set(thresholds)
    for literal in _literals(raw):
        if fact.type == "date" and isinstance(literal, str):
            found = re.findall(r"\d{4}(?:-\d{2})?(?:-\d{2})?", literal)
            points.update(datetime.date.fromisoformat((text + "-01-01")[:10]).toordinal() for text in found)
            points.update(datetime.date.fromisoformat(f"{int(text[:4]) + 1}-01-01").toordinal() - 1 for text in found)
            points.update(
                (datetime.date.fromisoformat(text[:7] + "-28") + datetime.timedelta(days=5)).replace(day=1).toordinal() - 1
                for text in found
                if len(text) > 4
            )
        elif isinstance(literal, int | float) and not isinstance(literal, bool):
            points.add(literal)
    points.update(limit for limit in (fact.minimum, fact.maximum) if limit is not None)
    ordered = sorted(points) or [datetime.date(2031, 1, 1).toordinal() if fact.type == "date" else 1]
    if fact.type == "float":
        spread = {*ordered, ordered[0] - 1, ordered[-1] + 1, *((low + high) / 2 for low, high in pairwise(ordered))}
    else:
        spread = {whole + step for point in ordered for whole in (floor(point), ceil(point)) for step in (-1, 0, 1)}
    possible = [
        value
        for value in sorted(spread)
        if (fact.minimum is None or value >= fact.minimum) and (fact.maximum is None or value <= fact.maximum)
    ]
    test = allows(fact.type, raw)
    chosen: dict[Any, Any] = {}
    for number in possible:
        value: Any = datetime.date.fromordinal(int(number)) if fact.type == "date" else int(number) if number == int(number) else number
        chosen.setdefault((tuple((number > threshold) - (number < threshold) for threshold in thresholds), test(value)), value)
    return list(chosen.values())


# --- rules run by rule-engine ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Every complete state of the facts that a rule or definition rests on, for one binding of one record.

    ``keys`` are the facts, ``domains`` their candidate values, ``allowed`` the numbers of the values that the record leaves possible; ``outcomes[reading]`` gives the
    outcome of each state, ``truths[part]`` whether the part holds in it.
    """

    keys: tuple[Key, ...]
    facts: tuple[Fact, ...]
    domains: tuple[tuple[Any, ...], ...]
    allowed: tuple[frozenset[int], ...]
    whole: bool
    outcomes: Mapping[str, Mapping[State, str]]
    truths: Sequence[Mapping[State, bool]]

    def states(self, allowed: Sequence[Iterable[int]] | None = None) -> Iterator[State]:
        """The states that the record leaves possible, or those within other sets of values."""
        yield from product(*(sorted(numbers) for numbers in (self.allowed if allowed is None else allowed)))

    def possible(self, reading: str, allowed: Sequence[Iterable[int]] | None = None) -> frozenset[str]:
        """The outcomes of those states."""
        outcomes = self.outcomes[reading]
        return frozenset(outcomes[state] for state in self.states(allowed))

    def restricted(self, changes: Mapping[int, Iterable[int]], base: Sequence[Iterable[int]] | None = None) -> list[Iterable[int]]:
        """The record's possible values (or ``base``) with those of some facts replaced."""
        start = list(self.allowed if base is None else base)
        return [changes.get(position, numbers) for position, numbers in enumerate(start)]

    def everything(self) -> list[frozenset[int]]:
        """All values of every fact: the empty record."""
        return [frozenset(range(len(domain))) for domain in self.domains]

    def open(self, position: int) -> bool:
        """Whether the record leaves more than one value of a fact possible."""
        return len(self.allowed[position]) > 1


class TooMany(Exception):
    """There are more states than the test is willing to run through."""


@dataclass
class Exhaustive:
    """Runs the rules of a folder as written, one state at a time."""

    written: Written
    types: Types = field(init=False)
    _conditions: dict[tuple[str, tuple[tuple[str, str], ...]], Reference] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.types = Types(self.written.vocabulary)

    def condition(self, text: str, roles: Mapping[str, str]) -> Reference:
        """A condition as rule-engine runs it."""
        key = (text, tuple(sorted(roles.items())))
        if key not in self._conditions:
            self._conditions[key] = Reference(text, roles, self.types)
        return self._conditions[key]

    def roles(self, rule: Rule) -> dict[str, str]:
        """Each role of a rule and the subject that it is."""
        links = self.written.vocabulary.subjects[rule.on].links
        reached = {role: links[names if isinstance(names, str) else names[0]].to[0] for role, names in rule.for_each.items()}
        return {"conflict": "conflict", rule.on: rule.on, **reached}

    def rule(self, identity: str, record: Record, facts: Facts, binding: Mapping[str, str], limit: int) -> Table:
        """The table of a rule. Raises TooMany beyond ``limit`` states; with a limit of 0 it has no states, only facts and values."""
        rule, _ = self.written.rules[identity]
        return self.of(rule, record, facts, binding, limit)

    def definition(self, identity: str, record: Record, facts: Facts, entry: str, limit: int) -> Table:
        """The table of a definition about an entry: outcomes yes and no under every reading."""
        definition, _ = self.written.definitions[identity]
        return self.of(definition, record, facts, {identity.partition(".")[0]: entry}, limit)

    def of(
        self, entry: Rule | Definition, record: Record, facts: Facts, binding: Mapping[str, str], limit: int, further: Sequence[str] = ()
    ) -> Table:
        """The table of a rule or definition that need not be one of the folder; its facts and values are told apart as the conditions ``further`` need it too."""
        subject = entry.id.partition(".")[0]
        roles = self.roles(entry) if isinstance(entry, Rule) else {"conflict": "conflict", subject: subject}
        return _Run(self, record, facts).table(entry, roles, binding, limit, further)


Facts = Mapping[str, Mapping[str, Any]]
"""Entry id to fact name to what the record states of it, as it stands in the file."""


def facts_of(plain: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a record (plain data) states, by entry; a subject that a record has once may stand without a list and an id."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in plain.items():
        blocks = value if isinstance(value, list) else [{"id": key, **value}] if key == "conflict" else []
        found.update({block["id"]: dict(block.get("facts", {})) for block in blocks if isinstance(block, dict) and "facts" in block})
    return found


class _Run:
    def __init__(self, exhaustive: Exhaustive, record: Record, facts: Facts) -> None:
        self.exhaustive = exhaustive
        self.vocabulary = exhaustive.written.vocabulary
        self.record = record
        self.facts = facts
        self.state: dict[Key, Any] = {}
        self.held: dict[Any, bool] = {}
        self.resting: dict[Any, tuple[Key, ...]] = {}

    # where a path leads

    def start(self, role: str, binding: Mapping[str, str]) -> str:
        if role in binding:
            return binding[role]
        return next((entry.id for entry in self.record.of(role)), "")

    def steps(self, path: str, roles: Mapping[str, str], binding: Mapping[str, str]) -> tuple[str, Fact]:
        """The entry that a path leads to and the fact that it asks for."""
        role, *links, name = path.split(".")
        subject, entry = roles[role], self.start(role, binding)
        for link in links:
            known = self.record.entries.get(entry)
            targets = known.links.get(link, ()) if known is not None else ()
            entry = targets[0] if targets else f"{entry}:{link}"
            subject = self.vocabulary.subjects[subject].links[link].to[0]
        return entry, self.vocabulary.subjects[subject].facts[name]

    def texts(self, text: str, roles: Mapping[str, str]) -> set[str]:
        """A condition and every condition that it rests on through definitions."""
        found = {text}
        for path in paths_in(text):
            subject = roles[path.partition(".")[0]]
            *_, name = path.split(".")
            for link in path.split(".")[1:-1]:
                subject = self.vocabulary.subjects[subject].links[link].to[0]
            if self.vocabulary.subjects[subject].facts[name].derived:
                for inner in self.parts(f"{subject}.{name}"):
                    found |= self.texts(inner, {"conflict": "conflict", subject: subject})
        return found

    def parts(self, identity: str) -> list[str]:
        return [part.when for alternative in self.exhaustive.written.definitions[identity][0].holds_when for part in alternative.parts]

    def rests_on(self, text: str, roles: Mapping[str, str], binding: Mapping[str, str]) -> tuple[Key, ...]:
        """The facts on which a condition rests."""
        memo = (text, tuple(binding.items()))
        if memo not in self.resting:
            found: dict[Key, None] = {}
            for path in paths_in(text):
                entry, fact = self.steps(path, roles, binding)
                if fact.derived:
                    for inner in self.parts(fact.id):
                        found.update(
                            dict.fromkeys(self.rests_on(inner, {"conflict": "conflict", fact.subject: fact.subject}, {fact.subject: entry}))
                        )
                else:
                    found[(entry, fact.name)] = None
            self.resting[memo] = tuple(found)
        return self.resting[memo]

    # one state

    def holds(self, text: str, roles: Mapping[str, str], binding: Mapping[str, str]) -> bool:
        """Whether rule-engine finds the condition true in the current state."""
        memo = (text, tuple(binding.items()), tuple(self.state[key] for key in self.rests_on(text, roles, binding)))
        if memo not in self.held:
            things = {role: SimpleNamespace() for role in roles}
            for path in paths_in(text):
                entry, fact = self.steps(path, roles, binding)
                role, *links, name = path.split(".")
                thing = things[role]
                for link in links:
                    if not hasattr(thing, link):
                        setattr(thing, link, SimpleNamespace())
                    thing = getattr(thing, link)
                setattr(thing, name, self.defined(fact, entry) if fact.derived else _engine_value(self.state[(entry, fact.name)]))
            self.held[memo] = self.exhaustive.condition(text, roles).holds(things)
        return self.held[memo]

    def defined(self, fact: Fact, entry: str) -> bool:
        """Whether a definition holds of an entry in the current state: all parts of one alternative do."""
        definition = self.exhaustive.written.definitions[fact.id][0]
        roles, binding = {"conflict": "conflict", fact.subject: fact.subject}, {fact.subject: entry}
        return any(all(self.holds(part.when, roles, binding) for part in alternative.parts) for alternative in definition.holds_when)

    # all states

    def table(
        self, written: Rule | Definition, roles: Mapping[str, str], binding: Mapping[str, str], limit: int, further: Sequence[str] = ()
    ) -> Table:
        texts = conditions_of(written)
        keys: dict[Key, Fact] = {}
        for text in (*texts, *further):
            for key in self.rests_on(text, roles, binding):
                keys.setdefault(key, self.fact(key, text, roles, binding))
        every = set().union(*(self.texts(text, roles) for text in (*texts, *further)))
        constants = {float(number) for text in every for number in _NUMBER.findall(_QUOTED.sub("", text))}
        days = {datetime.date.fromisoformat(day) for text in every for day in _DATE.findall(text)}
        stated = [self.facts.get(entry, {}).get(name) for entry, name in keys]
        domains = tuple(tuple(candidates(fact, constants, days, raw)) for fact, raw in zip(keys.values(), stated, strict=True))
        allowed = tuple(
            frozenset(number for number, value in enumerate(domain) if test(value))
            for domain, test in zip(domains, (allows(fact.type, raw) for fact, raw in zip(keys.values(), stated, strict=True)), strict=True)
        )
        whole = prod(map(len, domains)) <= limit
        if limit == 0:
            return Table(tuple(keys), tuple(keys.values()), domains, allowed, whole, {}, ())
        if not whole and prod(map(len, allowed)) > limit:
            raise TooMany
        outcomes: dict[str, dict[State, str]] = {reading: {} for reading in self.exhaustive.written.readings.readings}
        truths: list[dict[State, bool]] = [{} for _ in texts]
        order = list(keys)
        places = [tuple(order.index(key) for key in self.rests_on(text, roles, binding)) for text in texts]
        known: list[dict[State, bool]] = [{} for _ in texts]
        combined: dict[tuple[str, tuple[bool, ...]], str] = {}
        for state in product(*(range(len(domain)) if whole else sorted(numbers) for domain, numbers in zip(domains, allowed, strict=True))):
            held: list[bool] = []
            for part, text in enumerate(texts):
                chosen = tuple(state[place] for place in places[part])
                if chosen not in known[part]:
                    self.state = {order[place]: domains[place][state[place]] for place in places[part]}
                    known[part][chosen] = self.holds(text, roles, binding)
                held.append(known[part][chosen])
                truths[part][state] = held[-1]
            for reading, column in outcomes.items():
                truth = (reading, tuple(held))
                if truth not in combined:
                    combined[truth] = outcome(written, held, reading)
                column[state] = combined[truth]
        return Table(tuple(order), tuple(keys.values()), domains, allowed, whole, outcomes, truths)

    def fact(self, key: Key, text: str, roles: Mapping[str, str], binding: Mapping[str, str]) -> Fact:
        for path in paths_in(text):
            entry, fact = self.steps(path, roles, binding)
            if (entry, fact.name) == key and not fact.derived:
                return fact
            if fact.derived:
                inner = {fact.subject: entry}
                for below in self.parts(fact.id):
                    if key in self.rests_on(below, {"conflict": "conflict", fact.subject: fact.subject}, inner):
                        return self.fact(key, below, {"conflict": "conflict", fact.subject: fact.subject}, inner)
        raise KeyError(key)


def _engine_value(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
    return value


# --- from parts to an outcome ----------------------------------------------------------------------------------------------------------------------------


def conditions_of(written: Rule | Definition) -> list[str]:
    """The conditions of a rule or definition, in the order of its parts."""
    if isinstance(written, Definition):
        return [part.when for alternative in written.holds_when for part in alternative.parts]
    marked = [part.when for part in (*written.applies_when, *written.elements)]
    return marked + [part.when for exemption in written.unless for part in exemption.parts]


def counts(marked: Part | Exemption, reading: str) -> bool:
    """Whether a part or exception counts on a reading."""
    return reading not in marked.except_in and (not marked.only_in or reading in marked.only_in)


def outcome(written: Rule | Definition, held: Sequence[bool], reading: str) -> str:
    """The outcome of a complete state, from the truth of every part."""
    if isinstance(written, Definition):
        alternatives = _split(held, [len(alternative.parts) for alternative in written.holds_when])
        return "yes" if any(all(truths) for truths in alternatives) else "no"
    sizes = [len(written.applies_when), len(written.elements), *(len(exemption.parts) for exemption in written.unless)]
    applies, elements, *exceptions = _split(held, sizes)
    if not all(truth for part, truth in zip(written.applies_when, applies, strict=True) if counts(part, reading)):
        return "not_applicable"
    if not all(truth for part, truth in zip(written.elements, elements, strict=True) if counts(part, reading)):
        return "complied"
    excepted = any(all(truths) for exemption, truths in zip(written.unless, exceptions, strict=True) if counts(exemption, reading))
    return "excepted" if excepted else "breach"


def _split(held: Sequence[bool], sizes: Sequence[int]) -> list[Sequence[bool]]:
    found: list[Sequence[bool]] = []
    for size in sizes:
        found.append(held[:size])
        held = held[size:]
    return found
