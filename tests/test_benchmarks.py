"""The benchmarks measure what they say: other engines get the same rules, a disagreement is found, the full pydantic model asks what our reader asks, and the table tells a missed target from a met one."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from checker import documents, library
from checker.errors import InputError
from checker.records import read_record
from checker.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
NAMES = (
    "complete",
    "contenders",
    "full_model",
    "growth",
    "languages",
    "laws",
    "peers",
    "processes",
    "register",
    "synthetic",
    "table",
    "all",
)


@pytest.fixture(scope="module")
def bench() -> Any:
    """The modules of the benchmarks, by name; they stand beside each other and import each other as scripts do."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return SimpleNamespace(**{name: importlib.import_module(name) for name in NAMES})
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def laws(bench: Any) -> Any:
    """The shipped rules as trees."""
    return bench.laws.read_laws(library.rules_folder())


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """The shipped rules, with the folder in which they stand."""
    return Rulebook.load()


@pytest.fixture(scope="module")
def few(laws: Any) -> Any:
    """Two rules of each shape."""
    return laws.only([rule.id for shape in laws.shapes for rule in (*shape.rules[:1], *shape.rules[-1:])])


# --- other engines


def test_every_rule_and_definition_is_given_to_the_others(laws: Any, book: Rulebook) -> None:
    assert not laws.untranslated
    assert sorted(rule.id for shape in laws.shapes for rule in shape.rules) == sorted(book.rule_ids)
    assert sorted(law.id for law in laws.definitions) == sorted(book.definition_ids)


def test_definitions_come_after_those_they_rest_on(laws: Any) -> None:
    done: set[str] = set()
    derived = {law.id for law in laws.definitions}
    for law in laws.definitions:
        used = {path for path in law.paths() if path in derived}
        assert used <= done
        done.add(law.id)


def test_rule_engine_and_plain_python_come_out_as_we_do_on_complete_records(bench: Any, few: Any, book: Rulebook) -> None:
    others = [
        bench.contenders.Lambda(few),
        bench.contenders.RuleEngine(few, book),
        bench.contenders.OursBare(few, book),
        bench.contenders.OursBulk(few, book),
    ]
    ours = bench.contenders.OursRecord(few, book)
    wrong, outcomes, compared = bench.peers.disagreements(ours, others, few, bench.complete.scenes(6, few, book))
    assert not wrong
    assert compared == 4 * sum(outcomes.values())
    assert set(outcomes) == {"breach", "complied", "excepted", "not_applicable"}, "a complete record leaves nothing undetermined"


def test_an_engine_that_comes_out_otherwise_is_found_and_the_rule_named(bench: Any, few: Any, book: Rulebook) -> None:
    class Careless(bench.contenders.Lambda):  # type: ignore[misc]
        """Takes every breach for complied."""

        name = "careless"

        def shape(self, *given: Any) -> list[str]:
            return ["complied" if word == "breach" else word for word in super().shape(*given)]

    ours = bench.contenders.OursRecord(few, book)
    wrong, outcomes, _ = bench.peers.disagreements(ours, [Careless(few)], few, bench.complete.scenes(2, few, book))
    assert len(wrong) == outcomes["breach"] > 0
    rule = wrong[0].removeprefix("careless: ").partition(" ")[0]
    assert rule in book.rule_ids
    assert "is complied, ours breach; " in wrong[0]


def test_rates_count_each_verdict_once_and_leave_out_the_first_chunk(bench: Any, few: Any, book: Rulebook) -> None:
    records = list(bench.complete.scenes(5, few, book))
    among = [bench.contenders.Lambda(few), bench.contenders.OursRecord(few, book), bench.contenders.OursBulk(few, book)]
    spent = bench.peers.rates(among, [records[:3], records[3:]])
    expected = sum(len(among[0].outcomes(scene)) for scene in records[3:])
    assert [verdicts for _, verdicts in spent.values()] == [expected] * 3
    rows = bench.peers.rows_of("rates", {"rule-engine": (2.0, 100), **spent}, [bench.contenders.RuleEngine(few, book), *among])
    assert [row.target for row in rows if row.target] == [60.0]


def test_what_is_certain_of_an_open_record_holds_of_the_record_closed(bench: Any, few: Any, book: Rulebook) -> None:
    chunk = [bench.complete.closed(record, few, book) for record in bench.peers.open_records(bench.register.register(12), book)]
    row, wrong = bench.peers.overclaimed(few, book, bench.contenders.Lambda(few), chunk)
    assert wrong == 0
    assert "0 of the rest differ" in row.figure


def test_the_same_conditions_stand_in_every_language(bench: Any) -> None:
    test, joined, negated = (getattr(importlib.import_module("checker.conditions"), name) for name in ("Test", "Joined", "Negated"))
    vocabulary = Rulebook.load().vocabulary
    alive, number = vocabulary.fact("conflict.occupation"), next(fact for fact in vocabulary.facts() if fact.type == "float")
    word = next(fact for fact in vocabulary.facts() if fact.type == "enum" and fact.subject == "publication")
    first, second = word.words[:2]
    tree = joined(True, (negated(test("conflict.occupation", alive, "==", ("yes",))), joined(False, (test("n.x", number, ">=", (3,)), test("p.w", word, "in", (first, second))))))  # fmt: skip
    languages = bench.languages
    said = {name: languages.condition(tree, getattr(languages, name)) for name in ("RULE_ENGINE", "ZEN", "CEL", "PYTHON")}
    assert said == {
        "RULE_ENGINE": f'not (conflict.occupation) and (n.x >= 3.0 or (p.w in ["{first}", "{second}"]))',
        "ZEN": f'not (conflict__occupation) and (n__x >= 3.0 or (p__w in ["{first}", "{second}"]))',
        "CEL": f'!(conflict__occupation) && (n__x >= 3.0 || (p__w in ["{first}", "{second}"]))',
        "PYTHON": f'not (conflict["occupation"]) and (n["x"] >= 3.0 or (p["w"] in ["{first}", "{second}"]))',
    }
    law = bench.laws.Law("rule", ("conflict",), test("conflict.occupation", alive, "==", ("yes",)), tree, (negated(tree),))
    assert languages.expression(law, languages.CEL).startswith("(conflict__occupation) ? ((")
    rego = languages.Rego()
    rego.outcome("r0", law)
    assert rego.lines == [
        "c0 if { input.conflict__occupation == true }",
        "c1 if { input.n__x >= 3.0 }",
        f'c1 if {{ input.p__w in {{"{first}", "{second}"}} }}',
        "c2 if { not c0; c1 }",
        'r0 := "not_applicable" if { not c0 } else := "complied" if { not c2 } else := "excepted" if { not c2 } else := "breach" if { true }',
    ]


def test_plain_python_means_what_the_trees_mean(bench: Any, few: Any, book: Rulebook) -> None:
    scene = next(iter(bench.complete.scenes(1, few, book)))
    functions = bench.contenders.Lambda(few)
    functions.outcomes(scene)  # works out the definitions
    for shape, bound in zip(few.shapes, scene.bound, strict=True):
        for binding in bound:
            things = [scene.entries[identity] for identity in binding]
            for rule in shape.rules:
                values = {path: bench.peers.value(scene, path, shape.roles, binding) for path in rule.paths()}
                for tree in rule.trees():
                    text = bench.languages.condition(tree, bench.languages.PYTHON)
                    assert bool(eval(text, dict(zip(shape.roles, things, strict=True)))) is bench.laws.holds(tree, values), text


# --- the full pydantic model


def plain_record(bench: Any, book: Rulebook) -> dict[str, Any]:
    """A complete record as written."""
    import random

    return bench.complete.plain(1, book, {}, {}, random.Random(1))  # type: ignore[no-any-return]


MISTAKES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "an unknown key": lambda data: data.update(colour="red"),
    "an unknown fact": lambda data: data["person"][0]["facts"].update(moode="calm"),
    "a derived fact": lambda data: data["person"][0]["facts"].update(protected_as_prisoner_of_war="yes"),
    "another word": lambda data: data["person"][0]["facts"]["belonged_to"].update({"is": "the_navy"}),
    "a claim without a value": lambda data: data["person"][0]["facts"]["belonged_to"].pop("is"),
    "an unknown key of a claim": lambda data: data["person"][0]["facts"]["belonged_to"].update(page=3),
    "no such grade": lambda data: data["person"][0]["facts"]["belonged_to"].update(grade="G7"),
    "no such source": lambda data: data["person"][0]["facts"]["belonged_to"].update(source="s9"),
    "no such voice": lambda data: data["person"][0]["facts"]["belonged_to"].update(said_by="nobody"),
    "an empty list of claims": lambda data: data["person"][0]["facts"].update(belonged_to=[]),
    "a link that leads nowhere": lambda data: data["person"][0].update(in_power_of="nobody"),
    "a link to another kind": lambda data: data["person"][0].update(in_power_of="prisoner-1"),
    "an id twice": lambda data: data["party"][1].update(id=data["party"][0]["id"]),
    "an id that is none": lambda data: data["party"][1].update(id="the other side"),
    "no such kind of voice": lambda data: data["voices"][0].update(kind="spirit"),
    "restricted data of nobody": lambda data: data.update(restricted={"ghost": {"names": ["Xan Orre"]}}),
    "no title": lambda data: data.pop("title"),
    "another schema": lambda data: data.update(schema="ihl-incident/9"),
}


def refused_by_us(data: dict[str, Any], book: Rulebook) -> bool:
    """Whether our reader refuses a record."""
    document = next(documents.parse_json_lines([json.dumps(data).encode()], "one.jsonl"))
    assert not isinstance(document, InputError)
    try:
        read_record(document, book.vocabulary)
    except InputError:
        return True
    return False


@pytest.fixture(scope="module")
def model(bench: Any, book: Rulebook) -> Any:
    """The full pydantic model."""
    return bench.full_model.full_model(book.vocabulary)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_full_model_refuses_what_our_reader_refuses(mistake: str, bench: Any, model: Any, book: Rulebook) -> None:
    data = plain_record(bench, book)
    assert not refused_by_us(data, book)
    model.model_validate_json(json.dumps(data))
    MISTAKES[mistake](data)
    assert refused_by_us(data, book)
    with pytest.raises(ValidationError):
        model.model_validate_json(json.dumps(data))


def test_the_full_model_takes_every_form_that_our_reader_takes(bench: Any, model: Any, book: Rulebook) -> None:
    facts = [fact for fact in book.vocabulary.subjects["person"].facts.values() if not fact.derived and not fact.judgement]
    one = {kind: next((fact for fact in book.vocabulary.facts() if fact.type == kind and not fact.judgement), None) for kind in ("int", "float", "date")}  # fmt: skip
    data = plain_record(bench, book)
    listed, told = next(fact for fact in facts if fact.type == "enum"), next(fact for fact in facts if fact.type == "bool")
    forms: list[tuple[str, str, Any]] = [
        ("person", told.name, form)
        for form in (True, "yes", "unknown", "not_applicable", {"is": "not_applicable", "note": "x"}, ["yes", {"is": "no"}])
    ]
    forms += [
        ("person", listed.name, form)
        for form in (listed.words[0], {"one_of": list(listed.words[:2])}, {"is": {"one_of": list(listed.words[:2])}})
    ]
    for kind, fact in one.items():
        if fact is not None:
            values = (
                ["2031-01", "2031-01-XX", "2031-01-01/2031-02-03", "../2031-05-01"]
                if kind == "date"
                else [{"at_least": 1}, {"is": {"more_than": 1, "at_most": 20}}, 3]
            )
            forms += [(fact.subject, fact.name, form) for form in values]
    for subject, name, form in forms:
        entry = data[subject] if isinstance(data[subject], dict) else data[subject][0]
        entry["facts"][name] = form
        assert not refused_by_us(data, book), (name, form)
        model.model_validate_json(json.dumps(data))


# --- growth


def test_invented_rules_compile_and_can_be_breached(bench: Any, tmp_path: Path) -> None:
    vocabulary = Rulebook.load().vocabulary
    folder = bench.synthetic.folder(tmp_path / "rules", 6, ("publication", "trial"), vocabulary)
    rulebook = Rulebook.load(str(folder), keep=False)
    assert [head.on for head in rulebook.heads] == ["publication", "trial"] * 3
    for rule in rulebook.rules():
        found = rule.grounds(rulebook.default_reading)
        assert found["breach"]
        assert found["complied"]


def test_what_is_open_or_disputed_is_the_share_that_is_said(bench: Any, book: Rulebook) -> None:
    def stated(line: bytes) -> list[Any]:
        return [fact for entry in bench.growth.entries(json.loads(line)) for fact in entry["facts"].values()]

    opened = bench.growth.lines_with((0.0, 0.5, 1.0), 1, False)
    whole = len(stated(opened[0.0][0]))
    assert len(stated(opened[1.0][0])) == 0
    assert 0.4 < len(stated(opened[0.5][0])) / whole < 0.6
    told = bench.growth.lines_with((0.0, 1.0), 1, True)
    assert not [fact for fact in stated(told[0.0][0]) if isinstance(fact, list)]
    assert len([fact for fact in stated(told[1.0][0]) if isinstance(fact, list)]) > 0.8 * len(stated(told[1.0][0]))
    for line in (*opened[0.5], *told[1.0]):
        assert not refused_by_us(json.loads(line), book)


def test_steps_end_with_the_last(bench: Any) -> None:
    assert bench.growth.steps(1_000, 100_000) == [1_000, 10_000, 100_000]
    assert bench.growth.steps(50, 5_000) == [50, 500, 5_000]
    assert bench.growth.steps(1_000, 2_000) == [1_000, 2_000]
    assert bench.growth.steps(1_000, 600) == [600]


def test_the_cost_of_a_command_is_its_own_and_a_failure_is_no_figure(bench: Any) -> None:
    ballast = bytearray(200_000_000)
    assert bench.processes.cost([sys.executable, "-S", "-c", "pass"]).megabytes < len(ballast) / 2e6
    with pytest.raises(RuntimeError, match="ended with 4"):
        bench.processes.cost([sys.executable, "-S", "-c", "raise SystemExit(4)"])


# --- the table


def test_a_target_is_met_or_missed_by_so_much(bench: Any) -> None:
    row = bench.table.Row
    assert row("a", "b", "c", "d", 61.0, 60.0).standing == "at least 60: met"
    assert row("a", "b", "c", "d", 15.0, 60.0).standing == "at least 60: **not met**, 4.00 times off"
    assert row("a", "b", "c", "d", 1.39, 1.4, False).standing == "at most 1.4: met"
    assert row("a", "b", "c", "d", 35.0, 2.0, False).standing == "at most 2: **not met**, 17.5 times off"
    assert row("a", "b", "c").standing == ""


def test_the_table_names_each_benchmark_once_and_survives_writing(bench: Any, tmp_path: Path) -> None:
    row = bench.table.Row
    rows = [
        row("rate", "ours", "5 a | b", "theirs", 1234.5),
        row("rate", "theirs", "4"),
        row("size", "ours", "3 MB", "", 0.456, 1.0, False),
    ]
    assert bench.table.as_table(rows).splitlines()[2:] == [
        "| rate | ours | 5 a \\| b | theirs | 1,234 |  |",
        "|  | theirs | 4 |  |  |  |",
        "| size | ours | 3 MB |  | 0.46 | at most 1: met |",
    ]
    bench.table.write(rows, tmp_path / "rows")
    assert bench.table.read(tmp_path / "rows") == rows
    said = bench.all.text(rows, "python benchmarks/all.py")
    assert "1 of 1 targets are met." in said
    assert bench.table.machine() in said


def test_the_table_goes_between_the_marks_of_the_page_and_nowhere_else(bench: Any) -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    once = bench.all.placed(page, "a table\n")
    assert bench.all.placed(once, "a table\n") == once
    before, after = page.split(bench.all.BEGIN)[0], page.split(bench.all.END)[1]
    assert once == f"{before}{bench.all.BEGIN}\n\na table\n\n{bench.all.END}{after}"
    with pytest.raises(ValueError, match="has no"):
        bench.all.placed("a page without marks", "a table\n")


def test_a_quick_run_and_a_whole_one_take_the_same_benchmarks(bench: Any) -> None:
    quick, whole = bench.all.plan(100_000, True), bench.all.plan(100_000, False)
    assert list(quick) == list(whole)
    assert all((ROOT / "benchmarks" / f"{name}.py").is_file() for name in quick)
