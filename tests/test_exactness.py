"""The compiled form against rule-engine run on every completion of the open facts: generated rulebooks and records, then every shipped rule.

Whatever is read off the grounds is checked against the same tables: the possible outcomes, the truth of each part, what forces a verdict, what can still change it, what each
answer would do and which changes lead elsewhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import prod
from random import Random
from typing import Any

import pytest
from exhaustive import Exhaustive, Facts, Key, State, Table, TooMany, facts_of
from hypothesis import event, example, given, note
from hypothesis import strategies as st
from worlds import AUTHORITY, READINGS, Plain, World, fact_entry, incidents, read, subject_file, worlds

from checker import library
from checker.errors import InputError
from checker.evaluation import Bound, Judge, bindings
from checker.folder import read_backgrounds, read_folder
from checker.records import Record
from checker.rulebook import Rulebook, Variable
from checker.truth import Truth

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: More states than this are not run through; the facts of generated rules are few, so that this is rare.
STATES = 3000


# --- generated rulebooks ---------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """A rule or definition on one binding and reading, as compiled and as a table of every state."""

    bound: Bound
    table: Table
    reading: str

    def possible(self, allowed: list[Any] | None = None) -> frozenset[str]:
        return self.table.possible(self.reading, allowed)


def compiled(world: World) -> tuple[Rulebook, Exhaustive]:
    """The world's rulebook and the same rules as written. Raises InputError where the compiler refuses them."""
    with tempfile.TemporaryDirectory() as folder:
        rulebook, written = world.compiled(folder)
    return rulebook, Exhaustive(written)


def tried(rulebook: Rulebook, exhaustive: Exhaustive, record: Record, facts: Facts, limit: int = STATES) -> Iterator[Tried]:
    """Every rule and definition on every binding of a record, on every reading."""
    judges = [Judge(rulebook, record, reading) for reading in rulebook.readings]
    for rule in rulebook.rules():
        for binding in bindings(rule, record):
            yield from _each(judges, lambda judge, rule=rule, binding=binding: judge.bind(rule, binding), lambda rule=rule, binding=binding: exhaustive.rule(rule.id, record, facts, binding, limit))  # type: ignore[misc]  # fmt: skip
    for identity in rulebook.definition_ids:
        for entry in record.of(identity.partition(".")[0]):
            yield from _each(judges, lambda judge, identity=identity, entry=entry: judge.definition(identity, entry.id), lambda identity=identity, entry=entry: exhaustive.definition(identity, record, facts, entry.id, limit))  # type: ignore[misc]  # fmt: skip


def _each(judges: list[Judge], bind: Callable[[Judge], Bound], tabulate: Callable[[], Table]) -> Iterator[Tried]:
    try:
        table = tabulate()
    except TooMany:
        event("too many states")
        return
    for judge in judges:
        yield Tried(bind(judge), table, judge.reading)


Situation = tuple[World, Plain]

situations: st.SearchStrategy[Situation] = worlds().flatmap(lambda world: st.tuples(st.just(world), incidents(world)))


def every(situation: Situation, *, whole: int | None = None) -> Iterator[Tried]:
    """What a situation holds, or nothing where the compiler refuses its rules; ``whole`` keeps tables of all states, at most so many."""
    world, plain = situation
    try:
        rulebook, exhaustive = compiled(world)
    except InputError as error:
        event(f"refused: {error.problems[0].code}")
        return
    for one in tried(rulebook, exhaustive, read(plain, rulebook.vocabulary), facts_of(plain)):
        if whole is None or (one.table.whole and len(one.table.truths[0]) <= whole):
            event(f"possible: {len(one.bound.possible)}")
            yield one


# --- what is compared ------------------------------------------------------------------------------------------------------------------------------------


def possible_agrees(one: Tried) -> None:
    assert one.bound.possible == one.possible()


def truth_agrees(one: Tried) -> None:
    for part, truths in zip(one.bound.compiled.parts, one.table.truths, strict=True):
        found = {truths[state] for state in one.table.states()}
        expected = Truth.OPEN if len(found) > 1 else Truth.HOLDS if found == {True} else Truth.FAILS
        assert one.bound.truth(part) is expected, part.when


def because_agrees(one: Tried) -> None:
    table, positions = one.table, positions_of(one.table)
    keys = one.bound.because()
    assert len(set(keys)) == len(keys)
    recorded = [number for number, domain in enumerate(table.domains) if len(table.allowed[number]) < len(domain)]

    def keeping(kept: set[int]) -> frozenset[str]:
        return one.possible(table.restricted({number: table.allowed[number] for number in kept}, table.everything()))

    chosen = {positions[key] for key in keys}
    assert chosen <= set(recorded), "every fact it rests on is recorded"
    assert keeping(chosen) == one.possible(), "they are enough"
    if chosen:
        for fewer in combinations(recorded, len(chosen) - 1):
            assert keeping(set(fewer)) != one.possible(), f"{[table.keys[number] for number in fewer]} would do"


def deciding_agrees(one: Tried) -> None:
    table, outcomes = one.table, one.table.outcomes[one.reading]
    expected: set[Key] = set()
    for position, key in enumerate(table.keys):
        seen: dict[State, str] = {}
        for state in table.states():
            rest = state[:position] + state[position + 1 :]
            if seen.setdefault(rest, outcomes[state]) != outcomes[state]:
                expected.add(key)
                break
    found = one.bound.deciding()
    assert len(set(found)) == len(found)
    assert set(found) == expected


def effects_agree(one: Tried) -> None:
    table, positions, variables = one.table, positions_of(one.table), variables_of(one.bound)
    answered: dict[Key, set[str]] = {}
    for effect in one.bound.effects():
        position, variable = positions[effect.key], variables[effect.key]
        numbers = [number for number in table.allowed[position] if variable.cell_text(cell_of(variable, table.domains[position][number])) == effect.answer]
        assert numbers, f"{effect.key} can still be {effect.answer}"
        assert effect.leaves == one.possible(table.restricted({position: numbers})), effect
        assert effect.answer not in answered.setdefault(effect.key, set()), f"{effect.key} is asked once"
        answered[effect.key].add(effect.answer)
    for key in one.bound.deciding():
        position, variable = positions[key], variables[key]
        assert answered[key] == {variable.cell_text(cell_of(variable, table.domains[position][number])) for number in table.allowed[position]}


def nearest_agrees(one: Tried) -> None:
    table, positions, variables = one.table, positions_of(one.table), variables_of(one.bound)
    for word in one.bound.compiled.grounds(one.reading):
        changes = one.bound.nearest(word)
        if changes is None:
            assert word not in one.table.outcomes[one.reading].values()
            continue
        wanted = {}
        for key, texts in changes:
            position, variable = positions[key], variables[key]
            cells = next(mask for mask in range(1, 1 << variable.width) if variable.cells_text(mask) == texts)
            wanted[position] = [number for number, value in enumerate(table.domains[position]) if cells >> cell_of(variable, value) & 1]
            assert wanted[position], f"{key} can be {texts}"
            assert not set(table.allowed[position]) <= set(wanted[position]), f"{key} is changed"
        assert one.possible(table.restricted(wanted)) == {word}, f"{changes} lead to {word}"
        if changes:
            for fewer in combinations(range(len(table.keys)), len(changes) - 1):
                assert not reachable(one, fewer, word), f"changing {[table.keys[number] for number in fewer]} would do for {word}"


def reachable(one: Tried, free: tuple[int, ...], word: str) -> bool:
    """Whether some values of the facts in ``free``, the others as recorded, make ``word`` certain."""
    table, outcomes = one.table, one.table.outcomes[one.reading]
    base = table.everything()
    leads: dict[tuple[int, ...], bool] = {}
    for state in table.states(table.restricted({number: base[number] for number in free})):
        chosen = tuple(state[number] for number in free)
        leads[chosen] = leads.get(chosen, True) and outcomes[state] == word
    return any(leads.values())


def positions_of(table: Table) -> dict[Key, int]:
    """The place of each fact in a table."""
    return {key: position for position, key in enumerate(table.keys)}


def variables_of(bound: Bound) -> dict[Key, Variable]:
    """Each fact of a binding with the variable that cuts it into cells, through definitions."""
    found: dict[Key, Variable] = {}
    for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True):
        if variable.fact.derived:
            found |= variables_of(bound.judge.definition(variable.fact.id, entry))
        else:
            found.setdefault((entry, variable.fact.name), variable)
    return found


def cell_of(variable: Variable, value: Any) -> int:
    """The cell in which a complete value lies."""
    raw = value if isinstance(value, bool | int | float | str) else value.isoformat()
    return variable.mask(variable.fact.read(raw)).bit_length() - 1


# --- generated rules, generated records ------------------------------------------------------------------------------------------------------------------


@given(situations)
def test_generated_rules_come_out_as_rule_engine_does_on_every_completion(situation: Situation) -> None:
    for one in every(situation):
        possible_agrees(one)


@given(situations)
def test_a_part_holds_or_fails_exactly_if_it_does_on_every_completion(situation: Situation) -> None:
    for one in every(situation):
        truth_agrees(one)


@given(situations)
def test_because_is_the_smallest_set_of_recorded_facts_that_rules_out_what_is_ruled_out(situation: Situation) -> None:
    for one in every(situation, whole=600):
        because_agrees(one)


@given(situations)
def test_deciding_names_exactly_the_open_facts_on_which_the_outcome_still_depends(situation: Situation) -> None:
    for one in every(situation):
        deciding_agrees(one)


@given(situations)
def test_each_answer_leaves_possible_what_the_effects_say(situation: Situation) -> None:
    for one in every(situation):
        effects_agree(one)


@given(situations)
def test_the_nearest_changes_lead_to_the_outcome_and_no_fewer_do(situation: Situation) -> None:
    for one in every(situation, whole=400):
        nearest_agrees(one)


@given(worlds())
def test_the_compiler_calls_constant_exactly_what_rule_engine_finds_the_same_in_every_state(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world.write(folder)
        exhaustive = Exhaustive(read_folder(folder, "world"))
        try:
            world.compiled(folder)
            complaints = set()
        except InputError as error:
            complaints = {(problem.file, problem.code) for problem in error.problems}
    assert {code for _, code in complaints} <= {"constant", "never-breached", "always-breached"}
    nothing = read({"schema": "ihl-incident/1", "id": "none", "title": "Nothing"}, exhaustive.written.vocabulary)
    tables: dict[str, Table] = {}
    try:
        for identity, (_, document) in exhaustive.written.definitions.items():
            tables[document.file] = exhaustive.definition(identity, nothing, {}, "", STATES)
        for identity, (rule, document) in exhaustive.written.rules.items():
            apart = {role: f"the {role}" for role in exhaustive.roles(rule) if role != "conflict"}
            tables[document.file] = exhaustive.rule(identity, nothing, {}, apart, STATES)
    except TooMany:
        event("too many states")
        return
    broken = any(file.startswith("world/definitions/") and always_the_same(table) for file, table in tables.items())
    for file, table in tables.items():
        if broken and file.startswith("world/law/"):
            continue
        same = any(len(set(truths.values())) == 1 for truths in table.truths)
        if file.startswith("world/definitions/"):
            assert ((file, "constant") in complaints) == (same or always_the_same(table))
            continue
        assert ((file, "constant") in complaints) == same
        if not same:
            never = any("breach" not in outcomes.values() for outcomes in table.outcomes.values())
            always = any(set(outcomes.values()) == {"breach"} for outcomes in table.outcomes.values())
            assert ((file, "never-breached") in complaints) == never
            assert ((file, "always-breached") in complaints) == always


def always_the_same(table: Table) -> bool:
    return any(len(set(outcomes.values())) == 1 for outcomes in table.outcomes.values())
