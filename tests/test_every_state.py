"""Every state of the facts of a shipped rule, not a sample: rule-engine on the rule as written against the verdicts as compiled, on every reading.

A rule is tried on its own facts, with each definition that it uses as one more fact that is yes or no; each definition is tried by itself in the same way. So the spaces are small enough to be run through to the end:
every complete state of every rule and definition, and every *partial* state (some facts known, some open, in every combination), whose verdict must be exactly the union over its completions. A rule of more states than
STATES, or partial states than PARTIAL, is tried on a sample that is counted apart. That rules and definitions are put together rightly on records is held by ``test_exactness``, whose sample goes through the whole program.

A usual run goes through every complete state, and through the partial ones where these are few; ``IHL_THOROUGH=1 python tests/test_every_state.py`` goes through many more of them and prints the figures.
"""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from exhaustive import Exhaustive, conditions_of, outcome, paths_in

from checker import library
from checker.folder import read_folder
from checker.grounds import contains, meets
from checker.rulebook import Compiled, Rulebook
from checker.rules import Rule
from checker.values import END, START, Value
from checker.variables import Variable
from checker.vocabulary import Fact

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: More complete states, or more partial ones, than these are not run through but sampled.
STATES = 200_000
PARTIAL = 20_000 if THOROUGH else 300

RULEBOOK = Rulebook.load()
WRITTEN = Exhaustive(read_folder(library.rules_folder(), "rules"))
IDS = (*RULEBOOK.definition_ids, *RULEBOOK.rule_ids)

_NUMBERS = re.compile(r"(?<![\w.\"])\d+(?:\.\d+)?(?![\w.])")
_DAYS = re.compile(r'd"(\d{4}-\d{2}-\d{2})"')


def values_of(variable: Variable, texts: Sequence[str]) -> list[list[Any]]:
    """For each cell of a variable some complete values in it, found from the rule's text and not from its cuts: each constant, what is next to it, and what lies between."""
    fact = variable.fact
    if fact.derived or fact.type == "bool":
        values: list[Any] = [False, True]
    elif fact.words:
        values = list(fact.words)
    elif fact.type == "date":
        days = sorted({datetime.date.fromisoformat(day) for text in texts for day in _DAYS.findall(text)} or {datetime.date(2000, 1, 1)})
        values = sorted({day + datetime.timedelta(step) for day in days for step in (-1, 0, 1)})
    else:
        constants = sorted({float(number) for text in texts for number in _NUMBERS.findall(re.sub(r'"[^"]*"', "", text))} | {0.0})
        between = [(low + high) / 2 for low, high in pairwise(constants)]
        points = {*constants, *between, *(constant + step for constant in constants for step in (-1, -0.5, 0.5, 1))}
        low, high = fact.minimum or 0, fact.maximum
        values = sorted(
            point for point in points if point >= low and (high is None or point <= high) and (fact.type == "float" or point == int(point))
        )
        values = [int(value) if fact.type == "int" else value for value in values]
    cells: list[list[Any]] = [[] for _ in range(variable.width)]
    for value in values:
        cells[cell_of(variable, value)].append(value)
    return cells


def cell_of(variable: Variable, value: Any) -> int:
    """The cell of a complete value."""
    if isinstance(value, bool):
        return variable.words.index("yes" if value else "no")
    if isinstance(value, str):
        return variable.words.index(value)
    raw = value.isoformat() if isinstance(value, datetime.date) else value
    return variable.mask(variable.fact.read(raw)).bit_length() - 1


class States:
    """A rule or definition as written, run by rule-engine on every state of its own facts; and the same as compiled."""

    def __init__(self, identity: str) -> None:
        rules, definitions = WRITTEN.written.rules, WRITTEN.written.definitions
        self.written = (rules.get(identity) or definitions[identity])[0]
        subject = identity.partition(".")[0]
        self.compiled: Compiled = RULEBOOK.rule(identity) if isinstance(self.written, Rule) else RULEBOOK.definition(identity)
        self.roles = WRITTEN.roles(self.written) if isinstance(self.written, Rule) else {"conflict": "conflict", subject: subject}
        self.texts = conditions_of(self.written)
        self.variables = self.compiled.variables
        #: Definitions that share facts with the rule, which is then compiled on these facts: worked out from them, by rule-engine and the definition as written.
        self.inner: dict[str, list[list[str]]] = {}
        free: dict[str, None] = {}
        waiting = [path for text in self.texts for path in paths_in(text)]
        while waiting:
            path = waiting.pop()
            if path in self.compiled.positions or path in self.inner:
                continue
            fact = self.fact(path)
            if fact.derived:
                above, subject = path.rpartition(".")[0], fact.subject
                alternatives = WRITTEN.written.definitions[fact.id][0].holds_when
                self.inner[path] = [
                    [re.sub(rf"(?<![\w.\"]){subject}(?=\.)", above, part.when) for part in one.parts] for one in alternatives
                ]
                waiting += [below for one in self.inner[path] for text in one for below in paths_in(text)]
            else:
                free[path] = None
        self.dropped = tuple(Variable.at(path, self.fact(path), ()) for path in free)
        self.variables += self.dropped
        self.values = [values_of(variable, self.texts) for variable in self.variables]
        #: Every cell must have a value, or the states run through would not be all of them.
        assert all(cell for cells in self.values for cell in cells), identity
        self.count = prod(sum(map(len, cells)) for cells in self.values)
        self.partial = prod((1 << variable.width) - 1 for variable in self.compiled.variables)
        self.number = {variable.path: number for number, variable in enumerate(self.variables)}
        self.places = [tuple(sorted(self.below(text))) for text in self.texts]
        self.known: list[dict[tuple[Any, ...], bool]] = [{} for _ in self.texts]

    def below(self, text: str) -> set[int]:
        """The variables that a condition rests on, by way of the definitions that are worked out too."""
        return {self.number[leaf] for path in paths_in(text) for leaf in self.leaves(path)}

    def leaves(self, path: str) -> set[str]:
        """The facts that a path rests on: itself, or those of a definition that is worked out."""
        if path not in self.inner:
            return {path}
        return {leaf for one in self.inner[path] for text in one for below in paths_in(text) for leaf in self.leaves(below)}

    def depth(self, path: str) -> int:
        """How many definitions deep a path is worked out."""
        return (
            1 + max(self.depth(below) for one in self.inner[path] for text in one for below in paths_in(text)) if path in self.inner else 0
        )

    def fact(self, path: str) -> Fact:
        """The fact at the end of a path."""
        role, *links, name = path.split(".")
        subject = self.roles[role]
        for link in links:
            subject = WRITTEN.written.vocabulary.subjects[subject].links[link].to[0]
        return WRITTEN.written.vocabulary.subjects[subject].facts[name]

    def outcome(self, state: Sequence[Any], reading: str) -> str:
        """The outcome of a complete state, from rule-engine and the rule as written."""
        held = []
        for text, places, known in zip(self.texts, self.places, self.known, strict=True):
            chosen = tuple(state[place] for place in places)
            if chosen not in known:
                known[chosen] = WRITTEN.condition(text, self.roles).holds(self.things(places, chosen))
            held.append(known[chosen])
        return outcome(self.written, held, reading)

    def things(self, places: Sequence[int], chosen: Sequence[Any]) -> dict[str, SimpleNamespace]:
        values = {self.variables[place].path: value for place, value in zip(places, chosen, strict=True)}
        found = {role: SimpleNamespace() for role in self.roles}
        worked_out = [path for path in sorted(self.inner, key=self.depth) if self.leaves(path) <= values.keys()]
        for path in (*values, *worked_out):
            value = (
                values[path]
                if path in values
                else any(all(WRITTEN.condition(text, self.roles).holds(found) for text in one) for one in self.inner[path])
            )
            role, *links, name = path.split(".")
            thing = found[role]
            for link in links:
                if not hasattr(thing, link):
                    setattr(thing, link, SimpleNamespace())
                thing = getattr(thing, link)
            at_noon = (
                datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC) if isinstance(value, datetime.date) else value
            )
            setattr(thing, name, at_noon)
        return found

    def verdicts(self, box: int, reading: str) -> frozenset[str]:
        """What the compiled form leaves possible of a box of cells."""
        return frozenset(word for word, boxes in self.compiled.grounds(reading).items() if meets(boxes, box, self.compiled.space))


def readings_of(states: States) -> list[str]:
    """One reading for each form that the rule has, and every reading where it has several."""
    return list(RULEBOOK.readings) if len(states.compiled.forms) > 1 else [RULEBOOK.default_reading]


def tried(identity: str) -> Counter[str]:
    """Tries a rule on every state (or a counted sample), complete and partial; how many of each. Raises AssertionError at the first difference."""
    states, counted, random = States(identity), Counter[str](), Random(identity)
    space, widths = states.compiled.space, [variable.width for variable in states.compiled.variables]
    every = [[(cell, value) for cell, values in enumerate(cells) for value in values] for cells in states.values]
    exhausted = states.count <= STATES
    complete: Any = product(*every) if exhausted else ([random.choice(one) for one in every] for _ in range(2000))
    readings = readings_of(states)
    outcomes: dict[str, dict[tuple[int, ...], str]] = {reading: {} for reading in readings}
    for state in complete:
        counted["states" if exhausted else "sampled states"] += 1
        cells = tuple(cell for cell, _ in state[: len(widths)])
        box = space.box((number, 1 << cell) for number, cell in enumerate(cells))
        for reading in readings:
            expected = states.outcome([value for _, value in state], reading)
            assert states.verdicts(box, reading) == {expected}, (identity, reading, state)
            assert [word for word, boxes in states.compiled.grounds(reading).items() if contains(boxes, box)] == [expected], (
                identity,
                state,
            )
            outcomes[reading][cells] = expected
    if not exhausted:
        return counted + Counter(sampled=1)
    whole = states.partial <= PARTIAL
    masks: Any = (
        product(*(range(1, 1 << width) for width in widths))
        if whole
        else ([random.randrange(1, 1 << width) for width in widths] for _ in range(100))
    )
    for chosen in masks:
        left = prod(mask.bit_count() for mask in chosen)
        if not whole and left > 4000:
            continue
        counted["partial states" if whole else "sampled partial states"] += 1
        box = space.box(enumerate(chosen))
        inside = list(product(*([cell for cell in range(width) if mask >> cell & 1] for mask, width in zip(chosen, widths, strict=True))))
        for reading in readings:
            expected = {outcomes[reading][cells] for cells in inside}
            assert states.verdicts(box, reading) == expected, (identity, reading, chosen)
            certain = {word for word, boxes in states.compiled.grounds(reading).items() if contains(boxes, box)}
            assert certain == (expected if len(expected) == 1 else set()), (identity, reading, chosen)
    return counted + Counter(exhausted=1, whole=int(whole))


@pytest.mark.parametrize("part", range(8))
def test_every_state_of_a_shipped_rule_comes_out_as_rule_engine_says(part: int) -> None:
    total = Counter[str]()
    for identity in IDS[part::8]:
        total += tried(identity)
    assert total["states"] > 20
    assert total["partial states"] + total["sampled partial states"] > 20


def test_a_wrong_ground_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = RULEBOOK.rule_ids[0]
    compiled = RULEBOOK.rule(identity)
    breaches = compiled.forms[0]["breach"]
    monkeypatch.setattr(
        compiled, "forms", tuple({**form, "breach": breaches[1:], "complied": (*form["complied"], breaches[0])} for form in compiled.forms)
    )
    with pytest.raises(AssertionError):
        tried(identity)


def test_the_values_reach_both_ends_of_every_number() -> None:
    variables = [variable for identity in IDS for variable in States(identity).variables if variable.cuts]
    assert variables
    for variable in variables:
        assert variable.mask(Value("", None, START, END)) == (1 << variable.width) - 1


if __name__ == "__main__":
    figures = Counter[str]()
    for one in IDS:
        figures += tried(one)
    print(f"{len(IDS)} rules and definitions, {figures['exhausted']} of them in every state ({figures['states']:,} states), {figures['whole']} also in every partial state ({figures['partial states']:,}); "
          f"sampled: {figures['sampled states']:,} states of {figures['sampled']}, {figures['sampled partial states']:,} partial states of the others; no difference")  # fmt: skip
