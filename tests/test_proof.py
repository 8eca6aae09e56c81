"""The proof of the rules by their cases: each kind of change on a small rule, with cases that notice it and with one case too few; then generated rules against rule-engine run on every state."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from exhaustive import Exhaustive, Table, TooMany, conditions_of
from hypothesis import given
from hypothesis import strategies as st
from worlds import AUTHORITY, READINGS, Plain, World, fact_entry, subject_file, worlds

from checker import grounds, mutation
from checker import proof as proof_module
from checker.cases import Ran, case_record, try_rulebook
from checker.compiling import Compiler
from checker.conditions import written as condition_text
from checker.errors import InputError
from checker.evaluation import Judge
from checker.folder import read_folder
from checker.mutation import ALWAYS, Mutant
from checker.outcomes import rule_outcomes
from checker.proof import Change, Fate, Proof, prove
from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.rules import Definition, Rule

# --- each kind of change ---------------------------------------------------------------------------------------------------------------------------------

FACTS: dict[str, Plain] = {
    "event": {
        "seen": fact_entry("bool"),
        "heard": fact_entry("bool"),
        "told": fact_entry("bool"),
        "colour": fact_entry("enum"),
        "days": fact_entry("int"),
        "share": fact_entry("float"),
        "day": fact_entry("date"),
    },
    "person": {"held": fact_entry("bool"), "free": fact_entry("bool")},
    "party": {"bound": fact_entry("bool")},
    "conflict": {"open": fact_entry("bool")},
}


def part(when: str, **marks: list[str]) -> Plain:
    return {"says": "It was so.", "when": when, **marks}


def exception(*parts: str, **marks: list[str]) -> Plain:
    return {"exception": "It was excused.", "cites": "GC III, Art 13", "parts": [part(when) for when in parts], **marks}


def rule(*elements: str | Plain, applies: Sequence[str | Plain] = (), unless: Sequence[Plain] = ()) -> Plain:
    parts = [[entry if isinstance(entry, dict) else part(entry) for entry in section] for section in (applies, elements)]
    return {
        "id": "rule", "title": "An invented wrong", "status": "draft", "authority": AUTHORITY, "on": "event", "addressee": "detaining_power", "gravity": "obligation",
        "applies_when": parts[0], "elements": parts[1], "unless": list(unless), "remedy": "Put it right.", "for_editors": "Take care.", "limits": "Invented.",
    }  # fmt: skip


def definition(*alternatives: Sequence[str]) -> Plain:
    return {
        "id": "event.defined", "title": "An invented definition", "authority": AUTHORITY, "asks": "Was it so?",
        "says": {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."},
        "holds_when": [{"ground": f"Way {number}.", "cites": "GC III, Art 13", "parts": [part(when) for when in parts]} for number, parts in enumerate(alternatives)], "limits": "Invented.",
    }  # fmt: skip


def proven(entry: Plain, cases: Sequence[Plain], folder: str, *, further: Mapping[str, Plain] | None = None) -> Proof:
    """The proof of a rule or definition by these cases; fails where a case does not come out as it says."""
    files: dict[str, Plain] = {f"vocabulary/{subject}": subject_file(subject, facts) for subject, facts in FACTS.items()}
    readings = {name: {"title": f"The {name} reading", "holds": "What it holds.", "authority": AUTHORITY} for name in READINGS}
    files["readings"] = {"default": READINGS[0], "readings": readings}
    name = f"definitions/{entry['id']}" if "holds_when" in entry else f"law/{entry['id']}"
    files |= {name: entry, f"{name}.cases": {"rule": entry["id"], "cases": list(cases)}, **(further or {})}
    rulebook, written = World(files).compiled(folder)
    (trial,) = try_rulebook(rulebook, "world", [entry["id"]])
    assert not trial.problems, trial.problems
    assert not trial.failed, trial.failed
    return prove(Compiler(written), trial.compiled, trial.ran)


def case(expect: Any, turns_on: Any = (), **facts: Any) -> Plain:
    """A case on facts of the event; the expected verdict is one for all readings or one for each."""
    stated = {
        f"event.{name}": {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value for name, value in facts.items()
    }
    return {"case": f"{expect} {facts}", "facts": stated, "expect": expect} | ({"turns_on": turns_on} if turns_on else {})


def unnoticed(proof: Proof) -> list[str]:
    return [f"{change.mutant.kind}: {change.mutant.what} {change.mutant.change}" for change in proof.survivors]


BREACH, COMPLIED, EXCEPTED, NOWHERE = "breach", "complied", "excepted", "not_applicable"

OPEN = "undetermined"

#: For each kind of change: a rule, cases that notice every change to it, the numbers of some of them, and every change that goes unnoticed without those.
KINDS: dict[str, tuple[Plain, list[Plain], set[int], list[str]]] = {
    "a part of applies_when left out": (
        rule("event.seen", applies=["event.told"]),
        [case(BREACH, seen=True, told=True), case(COMPLIED, seen=False, told=True), case(NOWHERE, seen=True, told=False)], {2},
        ["part: `event.told` left out"],
    ),
    "an element left out": (
        rule("event.seen", "event.heard"),
        [case(BREACH, seen=True, heard=True), case(COMPLIED, seen=False, heard=True), case(COMPLIED, seen=True, heard=False)], {2},
        ["part: `event.heard` left out"],
    ),
    "a part of an exception left out": (
        rule("event.seen", unless=[exception("event.heard", "event.told")]),
        [
            case(EXCEPTED, seen=True, heard=True, told=True), case(BREACH, seen=True, heard=False, told=True), case(BREACH, seen=True, heard=True, told=False),
            case(COMPLIED, seen=False),
        ], {2},
        ["part: `event.told` left out"],
    ),
    "an exception left out": (
        rule("event.seen", unless=[exception("event.told"), exception("event.heard")]),
        [
            case(BREACH, seen=True, heard=False, told=False), case(EXCEPTED, seen=True, heard=False, told=True), case(EXCEPTED, seen=True, heard=True, told=False),
            case(COMPLIED, seen=False),
        ], {2},
        ['exception: the exception "It was excused." left out'],
    ),
    "an alternative left out": (
        definition(["event.seen"], ["event.heard", "event.told"]),
        [
            case("yes", seen=True, heard=False, told=False), case("no", seen=False, heard=True, told=False), case("no", seen=False, heard=False, told=True),
            case("yes", seen=False, heard=True, told=True),
        ], {0},
        ['alternative: the alternative "Way 0." left out'],
    ),
    "a part of an alternative left out": (
        definition(["event.seen", "event.heard"]),
        [case("yes", seen=True, heard=True), case("no", seen=False, heard=True), case("no", seen=True, heard=False)], {2},
        ["part: `event.heard` left out"],
    ),
    "a part negated": (
        rule("event.seen"),
        [case(OPEN, ["event.seen"]), case(BREACH, seen=True), case(COMPLIED, seen=False)], {1, 2},
        ["negation: `event.seen` turned into its opposite"],
    ),
    "an operand of or left out": (
        rule("event.seen or event.heard"),
        [case(BREACH, seen=True, heard=False), case(BREACH, seen=False, heard=True), case(COMPLIED, seen=False, heard=False)], {1},
        ["operand: `event.seen or event.heard` without `event.heard`"],
    ),
    "an operand of and left out": (
        rule("event.seen and event.heard"),
        [case(BREACH, seen=True, heard=True), case(COMPLIED, seen=True, heard=False), case(COMPLIED, seen=False, heard=True)], {2},
        ["operand: `event.seen and event.heard` without `event.seen`"],
    ),
    "or made and": (
        rule("event.seen or event.heard"),
        [case(BREACH, seen=True, heard=True), case(BREACH, seen=True, heard=False), case(BREACH, seen=False, heard=True), case(COMPLIED, seen=False, heard=False)], {1, 2},
        [
            "operand: `event.seen or event.heard` without `event.seen`", "operand: `event.seen or event.heard` without `event.heard`",
            "joint: `event.seen or event.heard` with `or` made `and`",
        ],
    ),
    "a test negated": (
        rule("event.seen or event.heard"),
        [case(BREACH, seen=True, heard=False), case(BREACH, seen=False, heard=True), case(COMPLIED, seen=False, heard=False)], {1, 2},
        [
            "part: `event.seen or event.heard` left out", "operand: `event.seen or event.heard` without `event.heard`",
            "negation: `event.seen or event.heard` with `event.heard` turned into its opposite",
        ],
    ),
    "a value taken out of a list": (
        rule('event.colour in ["red", "green"]'),
        [case(BREACH, colour="red"), case(BREACH, colour="green"), case(COMPLIED, colour="blue")], {1},
        ['value: `event.colour in ["red", "green"]` with "green" taken out of the list'],
    ),
    "a value put into a list": (
        rule('event.colour == "red"'),
        [case(BREACH, colour="red"), case(COMPLIED, colour="green"), case(COMPLIED, colour="blue")], {2},
        ['neighbour: `event.colour == "red"` with "blue" put beside "red"'],
    ),
    "a value put beside those excluded": (
        rule('event.colour != "red"'),
        [case(COMPLIED, colour="red"), case(BREACH, colour="green"), case(BREACH, colour="blue")], {1},
        ['neighbour: `event.colour != "red"` with "green" put beside "red"'],
    ),
    "a bound of whole numbers moved": (
        rule("event.days < 14"),
        [case(BREACH, days=13), case(COMPLIED, days=14), case(COMPLIED, days=20)], {1},
        ["bound: `event.days < 14` with 14 made 15"],
    ),
    "a bound of dates moved": (
        rule('event.day >= d"2031-01-31"'),
        [case(BREACH, day="2031-01-31"), case(COMPLIED, day="2031-01-30")], {0},
        ['bound: `event.day >= d"2031-01-31"` with d"2031-01-31" made d"2031-02-01"'],
    ),
    "strict made inclusive": (
        rule("event.share > 2.5"),
        [case(BREACH, share=2.6), case(BREACH, share=3), case(COMPLIED, share=2.5), case(COMPLIED, share=2)], {2},
        ["bound: `event.share > 2.5` with `>` made `>=`"],
    ),
    "inclusive made strict": (
        rule("event.share >= 2.5"),
        [case(BREACH, share=2.5), case(BREACH, share=3), case(COMPLIED, share=2.4), case(COMPLIED, share=1.6)], {0},
        ["bound: `event.share >= 2.5` with `>=` made `>`"],
    ),
    "equal made unequal": (
        rule("event.days == 2"),
        [case(OPEN, ["event.days"]), case(BREACH, days=2), case(COMPLIED, days=1), case(COMPLIED, days=3)], {1, 2, 3},
        ["negation: `event.days == 2` turned into its opposite", "bound: `event.days == 2` with 2 made 1", "bound: `event.days == 2` with 2 made 3"],
    ),
    "a mark left out": (
        rule("event.seen", part("event.heard", except_in=["close"])),
        [
            case(BREACH, seen=True, heard=True), case(COMPLIED, seen=False), case({"wide": COMPLIED, "close": BREACH, "odd": COMPLIED}, seen=True, heard=False),
        ], {2},
        ["part: `event.heard` left out", "mark: `event.heard` with except_in: close left out"],
    ),
    "one reading of a mark left out": (
        rule("event.seen", part("event.heard", only_in=["close", "odd"])),
        [case(BREACH, seen=True, heard=True), case(COMPLIED, seen=False, heard=True), case({"wide": BREACH, "close": COMPLIED, "odd": COMPLIED}, seen=True, heard=False)], {2},
        [
            "part: `event.heard` left out", "mark: `event.heard` with only_in: close, odd left out", "mark: `event.heard` with only_in: close left out",
            "mark: `event.heard` with only_in: odd left out",
        ],
    ),
    "a mark of an exception left out": (
        rule("event.seen", unless=[exception("event.heard", except_in=["close"])]),
        [case({"wide": EXCEPTED, "close": BREACH, "odd": EXCEPTED}, seen=True, heard=True), case(BREACH, seen=True, heard=False), case(COMPLIED, seen=False)], {0},
        ['exception: the exception "It was excused." left out', 'mark: the exception "It was excused." with except_in: close left out'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_noticed_by_the_cases_that_tell_it_apart_and_named_without_them(kind: str, tmp_path: Path) -> None:
    entry, cases, wanting, expected = KINDS[kind]
    whole = proven(entry, cases, str(tmp_path / "whole"))
    assert unnoticed(whole) == []
    assert whole.tally.tried == whole.tally.of > 0
    fewer = [one for number, one in enumerate(cases) if number not in wanting]
    assert unnoticed(proven(entry, fewer, str(tmp_path / "fewer"))) == expected


def test_every_kind_of_change_is_tried_above() -> None:
    tried = {name.partition(":")[0] for *_, expected in KINDS.values() for name in expected}
    source = Path(mutation.__file__).read_text(encoding="utf-8")
    assert tried == set(re.findall(r'(?:Mutant\(\s*|yield \(?\s*)"([a-z]+)"', source)) >= mutation.REMOVALS


# --- what is said of them ----------------------------------------------------------------------------------------------------------------------------------


def test_a_survivor_says_what_a_case_would_have_to_state(tmp_path: Path) -> None:
    entry = rule("event.days < 14", part("event.heard", only_in=["close"]))
    cases = [
        case(BREACH, days=13, heard=True),
        case(COMPLIED, days=20, heard=True),
        case({"wide": BREACH, "close": COMPLIED, "odd": BREACH}, days=3, heard=False),
    ]
    (left,) = proven(entry, cases, str(tmp_path)).survivors
    assert left.file == "world/law/rule.yml"
    assert "when: event.days < 14" in (tmp_path / "law/rule.yml").read_text().splitlines()[left.line - 1]
    remedy = left.remedy
    assert remedy is not None
    assert (remedy.case, remedy.line, remedy.reading) == (cases[0]["case"], 3, "wide")
    assert (remedy.changes, remedy.verdict, remedy.changed) == ((("event.days", ("14",)),), COMPLIED, BREACH)
    more = [*cases, case(COMPLIED, days=14, heard=True)]
    assert unnoticed(proven(entry, more, str(tmp_path))) == []


def test_a_remedy_names_the_recorded_facts_beneath_a_definition(tmp_path: Path) -> None:
    defined = definition(["event.seen", 'event.colour == "red"'])
    entry = rule("event.defined", "event.heard")
    cases = [case(BREACH, seen=True, colour="red", heard=True), case(COMPLIED, seen=True, colour="red", heard=False)]
    proof = proven(entry, cases, str(tmp_path), further={"definitions/event.defined": defined})
    (left,) = proof.survivors
    assert (left.mutant.what, left.mutant.change) == ("`event.defined`", "left out")
    assert left.remedy is not None
    assert left.remedy.changes == (("event.seen", ("no",)),)


def test_what_an_undetermined_case_turns_on_kills_only_where_it_is_stated(tmp_path: Path) -> None:
    entry = rule("event.seen", unless=[exception("event.heard", "event.told")])
    settled = [
        case(BREACH, seen=True, heard=False, told=True),
        case(COMPLIED, seen=False),
        case(EXCEPTED, seen=True, heard=True, told=True),
    ]
    told = "part: `event.told` left out"
    assert told in unnoticed(proven(entry, [*settled, case(OPEN, seen=True)], str(tmp_path)))
    assert told not in unnoticed(proven(entry, [*settled, case(OPEN, ["event.heard", "event.told"], seen=True)], str(tmp_path)))


def test_a_change_that_leaves_a_rule_constant_or_never_breached_is_tried_all_the_same(tmp_path: Path) -> None:
    proof = proven(rule("event.days < 1"), [case(COMPLIED, days=5)], str(tmp_path))
    fates = {change.mutant.change: change.fate for change in proof.changes}
    assert fates == {
        "left out": Fate.KILLED, "turned into its opposite": Fate.KILLED,
        "with 1 made 0": Fate.SURVIVED,  # no number of days is less than none, so that the rule can never be breached
        "with 1 made 2": Fate.SURVIVED,
    }  # fmt: skip
    proof = proven(rule("event.days < 1"), [case(COMPLIED, days=1), case(BREACH, days=0)], str(tmp_path))
    assert {change.fate for change in proof.changes} == {Fate.KILLED}


def test_a_part_that_can_be_left_out_without_any_change_is_superfluous_and_no_survivor(tmp_path: Path) -> None:
    entry = rule("event.seen or event.heard", applies=["event.seen"])
    proof = proven(entry, [case(BREACH, seen=True), case(NOWHERE, seen=False)], str(tmp_path))
    found = [(change.mutant.kind, change.mutant.what, change.mutant.change) for change in proof.superfluous]
    whole = "`event.seen or event.heard`"
    assert found == [("part", whole, "left out"), ("operand", whole, "without `event.heard`")]
    assert not proof.survivors
    assert proof.tally.of == len(proof.changes) - proof.unchanged


def test_changes_that_come_to_the_same_are_counted_once(tmp_path: Path) -> None:
    proof = proven(rule('event.colour in ["red", "green"]'), [case(BREACH, colour="red")], str(tmp_path))
    changes = [change.mutant.change for change in proof.changes]
    assert changes == ["left out", "turned into its opposite", 'with "red" taken out of the list', 'with "green" taken out of the list']


def test_a_case_that_comes_out_otherwise_kills_nothing(tmp_path: Path) -> None:
    proven(rule("event.seen"), [case(BREACH, seen=True)], str(tmp_path))
    rulebook, written = Rulebook.load(str(tmp_path), keep=False), read_folder(str(tmp_path))
    (tmp_path / "law/rule.cases.yml").write_text(yaml.safe_dump({"rule": "rule", "cases": [case(COMPLIED, seen=True)]}))
    (trial,) = try_rulebook(rulebook, tmp_path.name, ["rule"])
    assert trial.failed
    proof = prove(Compiler(written), trial.compiled, trial.ran)
    assert {change.fate for change in proof.changes} == {Fate.SURVIVED}
    assert {change.remedy for change in proof.changes} == {None}


def test_a_mutant_with_too_many_grounds_is_named_and_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case(BREACH, seen=True, heard=True), case(COMPLIED, seen=False, heard=True), case(COMPLIED, seen=True, heard=False)]

    def few(counted: Any, partition: Any) -> Any:
        if any(part.tree is not partition.trees[number] for part, number in counted):
            raise grounds.TooManyGrounds
        return rule_outcomes(counted, partition)

    monkeypatch.setattr(proof_module, "rule_outcomes", few)
    proof = proven(rule("event.seen", "event.heard"), cases, str(tmp_path))
    assert {change.fate for change in proof.changes} == {Fate.UNDECIDED}
    assert proof.survivors == list(proof.changes)
    assert proof.tally == (0, len(proof.changes))


# --- against rule-engine on every state ----------------------------------------------------------------------------------------------------------------------

#: More states than this are not run through.
STATES = 400


def changed_entry(entry: Rule | Definition, mutant: Mutant) -> Rule | Definition:
    """A rule or definition as somebody would have written it with the change made."""
    content = entry.model_dump(exclude_none=True)
    if mutant.tree is not None:
        target: Any = content
        for key in mutant.path:
            target = target[key]
        target["when"] = f"({target['when']}) or not ({target['when']})" if mutant.tree is ALWAYS else condition_text(mutant.tree)
    elif mutant.without:
        section, group = mutant.path
        left = content[section]
        if len(left) > 1 or section == "unless":
            del left[group]
        else:
            left[0]["parts"] = [part(f"({left[0]['parts'][0]['when']}) and not ({left[0]['parts'][0]['when']})")]
    else:
        target = content
        for key in mutant.path[:-1]:
            target = target[key]
        (readings,) = set(mutant.readings.values())
        target.update(only_in=list(readings), except_in=[])
    return type(entry).model_validate(content)


def as_stated(value: Any) -> Any:
    """A value as a case states it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value}" if isinstance(value, datetime.date) else value


def case_facts(table: Table, random: Random) -> dict[str, Any]:
    """What a case may state of the facts of a table: for each a value, or nothing."""
    facts: dict[str, Any] = {}
    for (entry, name), domain in zip(table.keys, table.domains, strict=True):
        if random.random() < 0.8 and ":" not in entry:  # a case cannot speak of what lies beyond two links
            facts[f"{entry}.{name}"] = as_stated(random.choice(domain))
    return facts


def as_conditions(several: Sequence[Mapping[str, Any]]) -> list[str]:
    """The numbers and days that cases state, as conditions: the tables have to tell these values apart too."""
    texts = []
    for facts in several:
        for path, value in facts.items():
            if not isinstance(value, str):
                texts.append(f"{path} == {value}")
            elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                texts.append(f'{path} == d"{value}"')
    return texts


def rows(table: Table, facts: Mapping[str, Any]) -> Iterator[tuple[frozenset[tuple[Any, Any]], tuple[str, ...]]]:
    """The states that a case leaves possible (fact and value), each with its outcome on every reading."""
    for state in table.states(table.everything()):
        values = {key: domain[number] for key, domain, number in zip(table.keys, table.domains, state, strict=True)}
        if all(facts.get(f"{entry}.{name}", as_stated(value)) == as_stated(value) for (entry, name), value in values.items()):
            yield frozenset(values.items()), tuple(column[state] for column in table.outcomes.values())


def verdicts(table: Table, facts: Mapping[str, Any]) -> list[str]:
    """The verdict on a case on each reading."""
    possible = [set(found) for found in zip(*(outcomes for _, outcomes in rows(table, facts)), strict=True)]
    return [next(iter(found)) if len(found) == 1 else OPEN for found in possible]


def as_cases(rulebook: Rulebook, compiled: Compiled, several: Sequence[Mapping[str, Any]], roles: Mapping[str, str]) -> list[Ran]:
    """Cases that expect what comes out."""
    binding = {role: role for role in roles if role != "conflict"}
    found = []
    for number, facts in enumerate(several):
        record = case_record(facts, roles, rulebook.vocabulary)
        for reading in rulebook.readings if isinstance(compiled, CompiledRule) else [rulebook.default_reading]:
            bound = Judge(rulebook, record, reading).bind(compiled, binding)
            verdict = next(iter(bound.possible)) if len(bound.possible) == 1 else OPEN
            found.append(Ran(f"case {number}", number, reading, verdict, verdict, facts, bound, ()))
    return found


def changes_of(world: World, random: Random) -> Iterator[tuple[Change, Table, Table, list[dict[str, Any]]]]:
    """Some changes to every rule and definition of a world: the change with its fate, every state before and after it, and the cases that were run."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            rulebook, written = world.compiled(folder)
        except InputError:
            return
    exhaustive, compiler = Exhaustive(written), Compiler(written)
    for identity in (*rulebook.definition_ids, *rulebook.rule_ids):
        compiled: Compiled = rulebook.rule(identity) if identity in rulebook.rule_ids else rulebook.definition(identity)
        entry, _ = compiler.entry(identity)
        subject = identity.partition(".")[0]
        roles = exhaustive.roles(entry) if isinstance(entry, Rule) else {"conflict": "conflict", subject: subject}
        empty, binding = case_record({}, roles, rulebook.vocabulary), {role: role for role in roles}
        try:
            plain = exhaustive.of(entry, empty, {}, binding, STATES)
        except TooMany:
            continue
        cases = [case_facts(plain, random) for _ in range(random.randrange(5))]
        proof = prove(compiler, compiled, as_cases(rulebook, compiled, cases, roles))
        for change in random.sample(proof.changes, min(8, len(proof.changes))):
            other = changed_entry(entry, change.mutant)
            try:
                stated = as_conditions(cases)
                before = exhaustive.of(entry, empty, {}, binding, STATES, [*conditions_of(other), *stated])
                after = exhaustive.of(other, empty, {}, binding, STATES, [*conditions_of(entry), *stated])
            except TooMany:
                continue
            yield change, before, after, cases


@given(worlds(), st.integers(0, 2**32))
def test_every_fate_is_what_running_all_states_shows(world: World, seed: int) -> None:
    for change, before, after, cases in changes_of(world, Random(seed)):
        first, second = dict(rows(before, {})), dict(rows(after, {}))
        assert first.keys() == second.keys()
        noticed = any(verdicts(before, facts) != verdicts(after, facts) for facts in cases)
        fate = Fate.UNCHANGED if first == second else Fate.KILLED if noticed else Fate.SURVIVED
        assert change.fate is fate, change


@given(worlds(), st.integers(0, 2**32))
def test_the_remedy_of_a_survivor_tells_it_from_the_rule(world: World, seed: int) -> None:
    for change, before, after, cases in changes_of(world, Random(seed)):
        if not any(":" in entry for entry, _ in before.keys):
            assert (change.remedy is not None) == (change.fate is Fate.SURVIVED and bool(cases))
        if change.remedy is not None:
            facts = {**cases[change.remedy.line], **{fact: values[0] for fact, values in change.remedy.changes}}
            if all(name.rpartition(".")[2].startswith(("bool", "enum")) for name, _ in change.remedy.changes):
                reading = list(before.outcomes).index(change.remedy.reading) if change.remedy.reading in before.outcomes else 0
                assert verdicts(before, facts)[reading] == change.remedy.verdict
                assert verdicts(after, facts)[reading] == change.remedy.changed
