"""The situations that lawyers wrote as cases beside the rules, with what the engine makes of them.

Comes in: a rulebook and a rule. Goes out: :class:`Situation` for each case and each variation of it: the story, the facts, these facts as sentences, and the rule decided on the record that they make. A case whose verdict is not the one that
its author expected is left out, so that no exercise rests on it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

from checker.cases import Facts, case_record, read_facts, subject_of
from checker.errors import Problem
from checker.evaluation import Bound, Judge
from checker.folder import read_backgrounds, read_cases
from checker.rulebook import CompiledRule, Rulebook
from checker.vocabulary import UNKNOWN

#: Words at the beginning of a variation that are written small within a sentence.
_SMALL = ("He ", "She ", "They ", "It ", "The ", "A ", "An ", "Nobody ", "No ", "His ", "Her ", "Their ", "Only ", "There ")


@dataclass(eq=False)
class Situation:
    """What happened, as a record would have it.

    ``story`` is the case in its author's words and ``twist`` those of the variation (empty for the case itself); ``given`` what the background says (``shared`` are its facts); ``facts`` everything stated, by fact path, ``unknown`` included; ``own``
    the paths that the case itself speaks of, in its order. ``case`` and ``number`` say which it is: its case, and which variation of it, 0 for none.
    """

    rule: CompiledRule
    story: str
    twist: str
    given: tuple[str, ...]
    shared: Mapping[str, Any]
    facts: Mapping[str, Any]
    own: tuple[str, ...]
    case: int
    number: int
    _bench: Bench = field(repr=False)
    _bounds: dict[str, Bound] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The same each time: ``gc3-13-camp-onlookers.0.2``."""
        return f"{self.rule.id}.{self.case}.{self.number}"

    @property
    def narrative(self) -> str:
        """The story as it goes here."""
        return (
            f"{self.story} With this difference: {self.twist[:1].lower() + self.twist[1:] if self.twist.startswith(_SMALL) else self.twist}"
            if self.twist
            else self.story
        )

    @property
    def disputed(self) -> bool:
        """Whether some fact is told in more than one way."""
        return any(isinstance(value, list) for value in self.facts.values())

    def bound(self, reading: str) -> Bound:
        """The rule decided on the record that these facts make."""
        if reading not in self._bounds:
            self._bounds[reading] = self._bench.decide(self.rule, self.facts, reading)
        return self._bounds[reading]

    def verdict(self, reading: str) -> str:
        """What the record indicates on a reading."""
        return self.bound(reading).verdict.value

    def value(self, path: str) -> Any:
        """What is stated of a fact; ``unknown`` where nothing is."""
        return self.facts.get(path, UNKNOWN)

    def says(self, path: str) -> str:
        """The sentence that states a fact as it is here."""
        return self._bench.sentence(self.rule, path, self.value(path))

    @property
    def told(self) -> tuple[str, ...]:
        """The facts as sentences: what is given, the questions of law that it settles where the case departs from it, and the case's own facts in their order."""
        departs = any(self.facts.get(path) != value for path, value in self.shared.items())
        sentences = list(self.given) if not departs else []
        if departs:
            bound = self.bound(self._bench.rulebook.default_reading)
            for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True):
                if variable.fact.derived:
                    possible = bound.judge.definition(variable.fact.id, entry).possible
                    sentences.append(variable.fact.says[next(iter(possible)) if len(possible) == 1 else UNKNOWN])
            sentences += [self.says(path) for path in self.shared if self.facts.get(path) != self.shared[path]]
        return tuple(dict.fromkeys([*sentences, *(self.says(path) for path in self.own if path not in self.shared)]))


class Told(NamedTuple):
    """What the cases of a rule tell: ``values`` of each fact, and which values of two facts stand ``together`` in one case."""

    values: dict[str, list[Any]]
    together: set[frozenset[tuple[str, str]]]


class Bench:
    """Where cases are read and decided: a rulebook with the backgrounds of its cases; what was read once is kept."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._shown = os.path.basename(os.path.normpath(rulebook.folder))
        self._backgrounds = read_backgrounds(rulebook.folder, self._shown)[0].backgrounds
        self._read: dict[str, list[Situation]] = {}
        self._told: dict[str, Told] = {}

    def situations(self, rule: CompiledRule) -> list[Situation]:
        """The situations of a rule in the order of its cases. Raises InputError where its cases cannot be read."""
        if rule.id not in self._read:
            self._read[rule.id] = self._situations(rule)
        return self._read[rule.id]

    def plain(self, rule: CompiledRule) -> list[Situation]:
        """Those in which no fact is told in two ways: an exercise can begin with them."""
        return [situation for situation in self.situations(rule) if not situation.disputed]

    def told(self, rule: CompiledRule) -> Told:
        """What these tell: the values of each fact, and which values of two facts stand in one situation."""
        if rule.id not in self._told:
            told = self._told[rule.id] = Told({}, set())
            for situation in self.plain(rule):
                stated = [(path, value) for path in situation.own if (value := situation.value(path)) != UNKNOWN]
                for path, value in stated:
                    if value not in told.values.setdefault(path, []):
                        told.values[path].append(value)
                told.together.update(frozenset(((a, str(one)), (b, str(two)))) for (a, one), (b, two) in combinations(stated, 2))
        return self._told[rule.id]

    def changed(self, situation: Situation, path: str, value: Any) -> Situation:
        """The same situation with one fact otherwise, in nobody's words."""
        own = situation.own if path in situation.own else (*situation.own, path)
        return Situation(
            situation.rule, situation.story, situation.twist, situation.given, situation.shared, {**situation.facts, path: value}, own,
            situation.case, situation.number, self,
        )  # fmt: skip

    def decide(self, rule: CompiledRule, facts: Mapping[str, Any], reading: str) -> Bound:
        """A rule on the record that the facts make: one entry for each of its roles."""
        record = case_record(facts, rule.roles, self.rulebook.vocabulary)
        return Judge(self.rulebook, record, reading).bind(rule, {role: role for role in rule.roles if role != "conflict"})

    def sentence(self, rule: CompiledRule, path: str, value: Any) -> str:
        """The sentence of the vocabulary that states a fact; both, where it is told in more than one way."""
        subject = subject_of(path, rule.roles, self.rulebook.vocabulary)
        fact = self.rulebook.vocabulary.subjects[subject or ""].facts[path.rpartition(".")[2]]
        items = [item for item in (value if isinstance(value, list) else [value]) if item != UNKNOWN]
        return " But also: ".join(fact.sentence(fact.read(item)) for item in items) if items else fact.says[UNKNOWN]

    def _situations(self, rule: CompiledRule) -> list[Situation]:
        file = f"{self._shown}/{rule.file.partition('/')[2]}"
        read = read_cases(self.rulebook.folder, self._shown, file)
        if read is None:
            return []
        cases, document = read
        problems: list[Problem] = []
        found: list[Situation] = []
        for place, case in enumerate(cases.cases):
            names = [name for name in (*cases.given, *case.given) if name in self._backgrounds]
            shared: Facts = {}
            for name in names:
                shared.update({key: value for key, value in self._backgrounds[name].facts.items() if key.partition(".")[0] in rule.roles})
            given = tuple(self._backgrounds[name].says for name in names)
            path: tuple[str | int, ...] = ("cases", place)
            own = read_facts(case.facts, (*path, "facts"), document, rule.roles, self.rulebook.vocabulary, problems)
            made = [(Situation(rule, case.case, "", given, shared, {**shared, **own}, tuple(own), place, 0, self), case.expect)]
            for index, variation in enumerate(case.but):
                below = (*path, "but", index, "facts")
                turned = read_facts(variation.facts, below, document, rule.roles, self.rulebook.vocabulary, problems)
                facts, paths = {**shared, **own, **turned}, tuple(dict.fromkeys([*own, *turned]))
                made.append(
                    (Situation(rule, case.case, variation.case, given, shared, facts, paths, place, index + 1, self), variation.expect)
                )
            found += [situation for situation, expect in made if self._as_expected(situation, expect)]
        return [] if problems else found

    def _as_expected(self, situation: Situation, expect: str | Mapping[str, str]) -> bool:
        reading = self.rulebook.default_reading
        return situation.verdict(reading) == (expect.get(reading) if isinstance(expect, Mapping) else expect)


def readings_apart(situation: Situation, rulebook: Rulebook) -> Sequence[tuple[str, str]]:
    """Each reading with its verdict where they differ, the default first; nothing where all agree."""
    names = [rulebook.default_reading, *(name for name in rulebook.readings if name != rulebook.default_reading)]
    found = [(name, situation.verdict(name)) for name in names]
    return found if len({verdict for _, verdict in found}) > 1 else ()
