"""The compiled form against rule-engine run on every completion of the open facts: generated rulebooks and records, then every shipped rule.

Whatever is read off the grounds is checked against the same tables: the possible outcomes, the truth of each part, what forces a verdict, what can still change it, what each
answer would do and which changes lead elsewhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import prod
from random import Random
from typing import Any

import pytest
from exhaustive import Exhaustive, Facts, Key, State, Table, TooMany, facts_of
from hypothesis import given
from worlds import AUTHORITY, READINGS, Plain, Situation, World, fact_entry, read, situations, subject_file, worlds

from checker import documents, library
from checker.claims import Claim, Stated
from checker.errors import InputError
from checker.evaluation import Bound, Judge, bindings
from checker.folder import read_folder, rule_files
from checker.records import Record
from checker.rulebook import CompiledRule, Rulebook
from checker.truth import Truth
from checker.values import END, START, Value
from checker.variables import Variable

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


def tried(rulebook: Rulebook, exhaustive: Exhaustive, record: Record, facts: Facts) -> Iterator[Tried]:
    """Every rule and definition on every binding of a record, on every reading; those with more than STATES states are passed over."""
    for rule in rulebook.rules():
        for binding in bindings(rule, record):
            with suppress(TooMany):
                table = exhaustive.rule(rule.id, record, facts, binding, STATES)
                for reading in rulebook.readings:
                    yield Tried(Judge(rulebook, record, reading).bind(rule, binding), table, reading)
    for identity in rulebook.definition_ids:
        for entry in record.of(identity.partition(".")[0]):
            with suppress(TooMany):
                table = exhaustive.definition(identity, record, facts, entry.id, STATES)
                for reading in rulebook.readings:
                    yield Tried(Judge(rulebook, record, reading).definition(identity, entry.id), table, reading)


def every(situation: Situation, *, whole: int | None = None) -> Iterator[Tried]:
    """What a situation holds, or nothing where the compiler refuses its rules; ``whole`` keeps tables of all states, at most so many."""
    world, plain = situation
    try:
        rulebook, exhaustive = compiled(world)
    except InputError:
        return
    for one in tried(rulebook, exhaustive, read(plain, rulebook.vocabulary), facts_of(plain)):
        if whole is None or (one.table.whole and len(one.table.truths[0]) <= whole):
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
    least(one.table, one.table.outcomes[one.reading], one.bound.because())


def part_basis_agrees(one: Tried) -> None:
    for part, truths in zip(one.bound.compiled.parts, one.table.truths, strict=True):
        truth = one.bound.truth(part)
        if truth is Truth.OPEN:
            assert set(one.bound.deciding([part.holds, part.fails])) == depends(one.table, truths), part.when
        else:
            least(one.table, truths, one.bound.forcing(part.holds if truth is Truth.HOLDS else part.fails))


def least(table: Table, column: Mapping[State, object], keys: list[Key]) -> None:
    """These recorded facts by themselves leave what the whole record leaves of a column, and no smaller set of recorded facts does."""
    positions = positions_of(table)
    recorded = [number for number, domain in enumerate(table.domains) if len(table.allowed[number]) < len(domain)]
    left = {column[state] for state in table.states()}

    def keeping(kept: Iterable[int]) -> set[object]:
        states = table.states(table.restricted({number: table.allowed[number] for number in kept}, table.everything()))
        return {column[state] for state in states}

    chosen = {positions[key] for key in keys}
    assert len(chosen) == len(keys)
    assert chosen <= set(recorded), "every fact it rests on is recorded"
    assert keeping(chosen) == left, "they are enough"
    if chosen:
        for fewer in combinations(recorded, len(chosen) - 1):
            assert keeping(fewer) != left, f"{[table.keys[number] for number in fewer]} would do"


def deciding_agrees(one: Tried) -> None:
    found = one.bound.deciding()
    assert len(set(found)) == len(found)
    assert set(found) == depends(one.table, one.table.outcomes[one.reading])


def depends(table: Table, column: Mapping[State, object]) -> set[Key]:
    """The open facts on which a column still depends: two states that the record leaves possible differ in that fact alone and in the column."""
    found: set[Key] = set()
    for position, key in enumerate(table.keys):
        if not table.open(position):
            continue
        seen: dict[State, object] = {}
        for state in table.states():
            rest = state[:position] + state[position + 1 :]
            if seen.setdefault(rest, column[state]) != column[state]:
                found.add(key)
                break
    return found


def effects_agree(one: Tried) -> None:
    table, positions, variables = one.table, positions_of(one.table), variables_of(one.bound)
    answered: dict[Key, set[str]] = {}
    for effect in one.bound.effects():
        position, variable = positions[effect.key], variables[effect.key]
        numbers = [
            number
            for number in table.allowed[position]
            if variable.cell_text(cell_of(variable, table.domains[position][number])) == effect.answer
        ]
        assert numbers, f"{effect.key} can still be {effect.answer}"
        assert effect.leaves == one.possible(table.restricted({position: numbers})), effect
        assert effect.answer not in answered.setdefault(effect.key, set()), f"{effect.key} is asked once"
        answered[effect.key].add(effect.answer)
    for key in one.bound.deciding():
        position, variable = positions[key], variables[key]
        assert answered[key] == {
            variable.cell_text(cell_of(variable, table.domains[position][number])) for number in table.allowed[position]
        }


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
def test_the_facts_named_beside_a_part_are_those_that_settle_it_or_leave_it_open(situation: Situation) -> None:
    for one in every(situation, whole=600):
        part_basis_agrees(one)


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
    definitions: dict[str, Table] = {}
    rules: dict[str, Table] = {}
    try:
        for identity, (_, document) in exhaustive.written.definitions.items():
            definitions[document.file] = exhaustive.definition(identity, nothing, {}, "the subject", STATES)
        for identity, (rule, document) in exhaustive.written.rules.items():
            apart = {role: f"the {role}" for role in exhaustive.roles(rule) if role != "conflict"}
            rules[document.file] = exhaustive.rule(identity, nothing, {}, apart, STATES)
    except TooMany:
        return
    broken = {file for file, table in definitions.items() if has_constant_part(table) or constant(table)}
    if broken:  # what rests on a broken definition is judged once that is put right
        complained = {file for file, code in complaints if file in definitions and code == "constant"}
        assert complained
        assert complained <= broken
        return
    assert not any(file in definitions for file, _ in complaints)
    for file, table in rules.items():
        assert ((file, "constant") in complaints) == has_constant_part(table)
        if not has_constant_part(table):
            outcomes = [set(column.values()) for column in table.outcomes.values()]
            assert ((file, "never-breached") in complaints) == any("breach" not in found for found in outcomes)
            assert ((file, "always-breached") in complaints) == any(found == {"breach"} for found in outcomes)


def has_constant_part(table: Table) -> bool:
    return any(len(set(truths.values())) == 1 for truths in table.truths)


def constant(table: Table) -> bool:
    return any(len(set(outcomes.values())) == 1 for outcomes in table.outcomes.values())


# --- what generated rules once found ---------------------------------------------------------------------------------------------------------------------


def world_of(
    vocabulary: Mapping[str, dict[str, Plain]],
    elements: list[str],
    *,
    for_each: Plain | None = None,
    definitions: Mapping[str, str] | None = None,
) -> World:
    """A rulebook of one rule on an event, and definitions of one condition each."""
    files: dict[str, Plain] = {
        f"vocabulary/{subject}": subject_file(subject, vocabulary.get(subject, {})) for subject in ("conflict", "event", "person", "party")
    }
    files["readings"] = {
        "default": READINGS[0],
        "readings": {READINGS[0]: {"title": "The one reading", "holds": "What it holds.", "authority": AUTHORITY}},
    }
    for identity, when in (definitions or {}).items():
        files[f"definitions/{identity}"] = {
            "id": identity, "title": "An invented definition", "authority": AUTHORITY, "asks": "Was it so?", "says": {"yes": "It was so.", "no": "It was not so.", "unknown": "Not known."},
            "holds_when": [{"ground": "A way in which it holds.", "cites": "GC III, Art 13", "parts": [{"says": "It was so.", "when": when}]}], "limits": "Invented.",
        }  # fmt: skip
    files["law/rule"] = {
        "id": "rule", "title": "An invented wrong", "status": "draft", "authority": AUTHORITY, "on": "event", "for_each": for_each or {}, "addressee": "detaining_power", "gravity": "serious",
        "elements": [{"says": "It was so.", "when": when} for when in elements], "remedy": "Put it right.", "for_editors": "Take care.", "limits": "Invented.",
    }  # fmt: skip
    return World(files)


def record_of(**entries: list[Plain]) -> Plain:
    """A record as plain data."""
    return {"schema": "ihl-incident/1", "id": "day", "title": "A day", **entries}


def one_possible(world: World, plain: Plain) -> frozenset[str]:
    """What the world's one rule leaves possible of a record's one event; rule-engine agrees."""
    (found,) = [one for one in every((world, plain)) if one.bound.compiled.id == "rule"]
    for agrees in (possible_agrees, truth_agrees, because_agrees, part_basis_agrees, deciding_agrees, effects_agree, nearest_agrees):
        agrees(found)
    return found.bound.possible


FLAG = {"flag": fact_entry("bool")}


def test_two_roles_that_are_one_person_have_one_and_the_same_unknown_friend() -> None:
    world = world_of(
        {"person": FLAG, "event": FLAG},
        ["person.friend.flag or event.flag", "not other.friend.flag"],
        for_each={"person": "of", "other": "shown"},
    )
    plain = record_of(event=[{"id": "e", "of": ["p"], "shown": ["p"], "facts": {"flag": False}}], person=[{"id": "p"}])
    assert one_possible(world, plain) == {"complied"}


def test_two_unknown_subjects_with_a_fact_of_the_same_name_are_asked_about_apart() -> None:
    world = world_of({"person": FLAG, "party": FLAG}, ["event.by.flag", "person.friend.flag", "person.flag"], for_each={"person": "of"})
    plain = record_of(event=[{"id": "e", "of": ["p"]}], person=[{"id": "p", "facts": {"flag": True}}])
    assert one_possible(world, plain) == {"breach", "complied"}
    ((bound,),) = [[one.bound for one in every((world, plain))]]
    assert [key for key, _ in bound.nearest("breach") or []] == [("e:by", "flag"), ("p:friend", "flag")]


def test_no_change_is_named_for_an_outcome_that_a_definition_rules_out_here() -> None:
    world = world_of(
        {"person": FLAG, "event": FLAG}, ["event.flag", "person.defined"], for_each={"person": "of"}, definitions={"person.defined": "person.flag and not person.friend.flag"}
    )  # fmt: skip
    plain = record_of(event=[{"id": "e", "of": ["p"], "facts": {"flag": True}}], person=[{"id": "p", "friend": "p"}])
    assert one_possible(world, plain) == {"complied"}
    ((bound,),) = [[one.bound for one in every((world, plain)) if one.bound.compiled.id == "rule"]]
    assert bound.nearest("breach") is None


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize("never", ["event.n < 0", "event.n == 9", "event.n > 4", "event.n in [9]", "not (event.n <= 4)"])
def test_a_number_is_never_beyond_its_limits(kind: str, never: str) -> None:
    number = fact_entry(kind) | {"max": 4}
    world = world_of({"event": {**FLAG, "n": number}}, [f"({never} and event.flag) or event.n == 2"])
    assert one_possible(world, record_of(event=[{"id": "e", "facts": {"flag": True, "n": {"less_than": 2}}}])) == {"complied"}
    assert one_possible(world, record_of(event=[{"id": "e", "facts": {"flag": True, "n": {"more_than": 2}}}])) == {"complied"}


@pytest.mark.parametrize("also", ["event.flag", "event.other"])
@pytest.mark.parametrize(
    ("element", "expected"),
    [("event.defined in [true, false] and {}", "breach"), ("event.defined not in [true, false] or not {}", "complied")],
)
def test_a_definition_is_always_one_of_yes_and_no(also: str, element: str, expected: str) -> None:
    world = world_of(
        {"event": {**FLAG, "other": fact_entry("bool")}}, [element.format(also)], definitions={"event.defined": "not event.flag"}
    )
    assert one_possible(world, record_of(event=[{"id": "e", "facts": {"flag": True, "other": True}}])) == {expected}


def test_a_definition_with_too_many_grounds_is_refused_with_a_reason() -> None:
    pairs = {f"{side}_{number}": fact_entry("bool") for number in range(13) for side in ("left", "right")}
    when = " and ".join(f"(event.left_{number} or event.right_{number})" for number in range(13))
    world = world_of({"event": pairs}, ["event.defined"], definitions={"event.defined": when})
    with pytest.raises(InputError) as refused:
        compiled(world)
    assert [problem.code for problem in refused.value.problems] == ["too-many-grounds"]


@pytest.mark.parametrize("for_each", [{"person": "friend"}, {"conflict": "friend"}])
def test_a_role_cannot_take_the_name_of_the_rules_own_subject(for_each: Plain) -> None:
    world = world_of({"person": FLAG, "conflict": FLAG}, ["person.flag"], for_each=for_each)
    world.files["law/rule"]["on"] = "person"
    with pytest.raises(InputError):
        compiled(world)


def test_a_date_is_compared_with_a_day_and_not_with_a_time_of_day() -> None:
    world = world_of({"event": {"day": fact_entry("date")}}, ['event.day >= d"2031-01-09 12:00"'])
    with pytest.raises(InputError):
        compiled(world)


# --- every shipped rule ----------------------------------------------------------------------------------------------------------------------------------

RULES = library.rules_folder()
IDS = sorted(
    os.path.basename(name).removesuffix(".yml")
    for name in rule_files(RULES)
    if name not in ("readings.yml", "rulebook.yml") and not name.startswith(("vocabulary/", "treaties/", "ledger/"))
)

#: How many records each shipped rule is tried on, and how many completions one of them may have.
RECORDS = 20 if THOROUGH else 1
COMPLETIONS = 600 if THOROUGH else 200


@pytest.fixture(scope="session")
def shipped() -> Exhaustive:
    """The shipped rules as written."""
    return Exhaustive(read_folder(RULES, "rules"))


@pytest.fixture(scope="session")
def backgrounds() -> dict[str, dict[str, Any]]:
    """The shipped backgrounds: facts in which the law on prisoners of war applies, or does not."""
    return {
        name: background["facts"] for name, background in documents.read(os.path.join(RULES, "backgrounds.yml")).data["backgrounds"].items()
    }


def shipped_record(random: Random, exhaustive: Exhaustive, roles: Mapping[str, str]) -> tuple[Plain, dict[str, str]]:
    """A record without facts: an entry for each role and for what its single links lead to, some links left out and some leading to one party."""
    vocabulary = exhaustive.written.vocabulary
    record: Plain = {"schema": "ihl-incident/1", "id": "day", "title": "A day", "party": [{"id": "one"}, {"id": "another"}]}
    if random.random() < 0.9:
        record["conflict"] = [{"id": "war"}]
    for role, subject in roles.items():
        if subject != "conflict":
            entry: Plain = {"id": f"the-{role}"}
            for link in vocabulary.subjects[subject].links.values():
                if not link.many and "party" in link.to and random.random() < 0.7:
                    entry[link.name] = random.choice(("one", "another"))
            record.setdefault(subject, []).append(entry)
    return record, {role: f"the-{role}" for role, subject in roles.items() if subject != "conflict"}


def stated_at_random(random: Random, table: Table, background: Mapping[str, Any]) -> dict[Key, Any]:
    """What a record states of the facts of a rule: most of them settled, so that no more than ``COMPLETIONS`` ways are left open."""
    stated: dict[Key, Any] = {}
    width = {key: len(domain) for key, domain in zip(table.keys, table.domains, strict=True)}
    known = [bool(entry) and ":" not in entry for entry, _ in table.keys]
    left = COMPLETIONS // prod(width[key] for key, described in zip(table.keys, known, strict=True) if not described)
    for position in random.sample(range(len(table.keys)), len(table.keys)):
        key, fact, domain = table.keys[position], table.facts[position], table.domains[position]
        given = background.get(fact.id)
        if not known[position]:
            continue  # nothing can be stated of a subject that the record does not have
        if random.random() < 0.35 and width[key] <= left:
            left //= width[key]
            if random.random() < 0.3:
                stated[key] = random.choice(("unknown", "not_applicable", {"is": "unknown", "note": "Asked."}))
        elif fact.words and len(domain) > 2 and left >= 2 and random.random() < 0.3:
            left //= 2
            stated[key] = [plain_value(value) for value in random.sample(domain, 2)]
        elif given not in (None, "unknown") and random.random() < 0.9:
            stated[key] = given
        else:
            stated[key] = plain_value(random.choice(domain))
    return stated


def plain_value(value: Any) -> Any:
    """A value as a record states it."""
    return value if isinstance(value, bool | int | float | str) else value.isoformat()


def with_facts(record: Plain, stated: Mapping[Key, Any], judgements: set[Key]) -> Plain:
    """The record with these facts stated; what only a named person may judge is said by one."""
    filled = {**record, "voices": [{"id": "reviewer", "name": "A reviewer", "kind": "reviewer"}]}
    for subject, entries in record.items():
        if isinstance(entries, list) and subject != "voices":
            filled[subject] = [{**entry, "facts": {name: by_reviewer(value) if key in judgements else value for key, value in stated.items() for owner, name in [key] if owner == entry["id"]}} for entry in entries]  # fmt: skip
    return filled


def by_reviewer(value: Any) -> Any:
    """The same statement, made by a reviewer."""
    if isinstance(value, list):
        return [by_reviewer(item) for item in value]
    return value if isinstance(value, dict) or value in ("unknown", "not_applicable") else {"is": value, "said_by": "reviewer"}


def shipped_trials(
    identity: str, rulebook: Rulebook, exhaustive: Exhaustive, backgrounds: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Tried, Record]]:
    """A rule or definition on random records of its own facts, on every reading."""
    is_rule = identity in exhaustive.written.rules
    subject = identity.partition(".")[0]
    roles = exhaustive.roles(exhaustive.written.rules[identity][0]) if is_rule else {"conflict": "conflict", subject: subject}
    for number in range(RECORDS):
        random = Random(f"{identity} {number}")
        bare, binding = shipped_record(random, exhaustive, roles)
        entry = binding.get(subject, "war" if "conflict" in bare else "")

        def table(plain: Plain, limit: int, *, binding: dict[str, str] = binding, entry: str = entry) -> tuple[Record, Table]:
            record, facts = read(plain, rulebook.vocabulary), facts_of(plain)
            found = (
                exhaustive.rule(identity, record, facts, binding, limit)
                if is_rule
                else exhaustive.definition(identity, record, facts, entry, limit)
            )
            return record, found

        _, bare_table = table(bare, 0)
        background = backgrounds[random.choice(("prisoner-of-war", "prisoner-of-war", *backgrounds))]
        stated = stated_at_random(random, bare_table, background)
        judgements = {key for key, fact in zip(bare_table.keys, bare_table.facts, strict=True) if fact.judgement}
        record, found = table(with_facts(bare, stated, judgements), COMPLETIONS)
        for reading in rulebook.readings:
            judge = Judge(rulebook, record, reading)
            yield (
                Tried(judge.bind(rulebook.rule(identity), binding) if is_rule else judge.definition(identity, entry), found, reading),
                record,
            )


@pytest.mark.parametrize("identity", IDS)
def test_a_shipped_rule_and_its_reasons_come_out_as_rule_engine_does_on_every_completion(
    identity: str, rulebook: Rulebook, shipped: Exhaustive, backgrounds: dict[str, dict[str, Any]]
) -> None:
    for one, record in shipped_trials(identity, rulebook, shipped, backgrounds):
        possible_agrees(one)
        if one.reading == rulebook.default_reading or len(one.bound.compiled.forms) > 1:
            truth_agrees(one)
            deciding_agrees(one)
            effects_agree(one)
            reasons_lead_where_they_say(one, record)


def reasons_lead_where_they_say(one: Tried, record: Record) -> None:
    """The rule judged again on the record with only the facts of ``because``, without one of them, and with the changes of ``nearest``."""
    compiled, binding = one.bound.compiled, one.bound.binding

    def possible_of(changes: Mapping[Key, Stated | None]) -> frozenset[str]:
        judge = Judge(one.bound.judge.rulebook, record.stating(changes), one.reading)
        if isinstance(compiled, CompiledRule):
            return judge.bind(compiled, binding).possible
        return judge.definition(compiled.id, binding[compiled.id.partition(".")[0]]).possible

    keys = one.bound.because()
    others = dict.fromkeys((entry.id, name) for entry in record.entries.values() for name in entry.facts if (entry.id, name) not in keys)
    assert possible_of(others) == one.bound.possible, keys
    for key in keys:
        assert possible_of({**others, key: None}) > one.bound.possible, key
    variables = variables_of(one.bound)
    for word in compiled.grounds(one.reading):
        changes = one.bound.nearest(word)
        if changes is not None and all(entry in record.entries for (entry, _), _ in changes):
            assert possible_of({key: stating(variables[key], texts) for key, texts in changes}) == {word}


def stating(variable: Variable, texts: list[str]) -> Stated:
    """A statement that leaves possible exactly the cells with these texts."""
    cells = next(mask for mask in range(1, 1 << variable.width) if variable.cells_text(mask) == texts)
    if variable.fact.words:
        values = [Value(word, frozenset((word,))) for word in variable.fact.words]
    else:
        values = [Value("", None, low, high) for low, high in pairwise([START, *variable.cuts, END])]
    return Stated(variable.fact, tuple(Claim(value) for cell, value in enumerate(values) if cells >> cell & 1))


def test_every_shipped_rule_and_definition_is_tried(rulebook: Rulebook) -> None:
    assert sorted([*rulebook.rule_ids, *rulebook.definition_ids]) == IDS
