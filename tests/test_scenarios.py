"""The scenario pack: every key is what the engine says, every mistake of an author is named, and a scenario becomes a section of a paper with nothing lost.

``MISTAKES`` change one thing in a good scenario; the problem must stand on the line of the change and say what is wrong, why, and what to do.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker import documents
from checker.errors import InputError, Problem
from checker.pipeline import record_files
from checker.record_lint.run import lint
from checker.records import SCENARIO
from checker.rulebook import Rulebook
from checker.training.checks import SKILLS
from checker.training.keys import Engine
from checker.training.scenarios import Scenario, facts, paper, read_scenario, read_scenarios, record_in, scenario_folder, section

FOLDER = Path(scenario_folder())
FILES = sorted(FOLDER.glob(f"*{SCENARIO}"))
GOOD = FOLDER / f"tarn-bridge-clip{SCENARIO}"

#: How many scenarios the pack has at least; half of the pack, however large, is about publication.
AT_LEAST = 48

#: What lint may say of the record of a scenario: its facts are given, not reported, so that nothing stands behind them; judgements carry their reason.
GIVEN = {"unsupported", "no-source", "judgements", "own-word"}

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

every_scenario = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(SCENARIO))


def read(text: str, rulebook: Rulebook, name: str = GOOD.name) -> Scenario:
    return read_scenario(documents.parse_yaml(text, name), rulebook)


def problems_of(text: str, rulebook: Rulebook, name: str = GOOD.name) -> tuple[Problem, ...]:
    try:
        read(text, rulebook, name)
    except InputError as error:
        return error.problems
    return ()


@cache
def written(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# --- the pack ------------------------------------------------------------------------------------------------------------------------------------------


@every_scenario
def test_every_key_is_what_the_engine_says(path: Path, rulebook: Rulebook) -> None:
    assert not [str(problem) for problem in problems_of(path.read_text(encoding="utf-8"), rulebook, path.name)]


def test_the_pack_is_read_whole_in_the_order_of_its_ids(rulebook: Rulebook) -> None:
    found, problems = read_scenarios(rulebook)
    assert not [str(problem) for problem in problems]
    assert [scenario.id for scenario in found] == sorted(path.name.removesuffix(SCENARIO) for path in FILES)


def test_the_pack_is_large_enough_and_half_of_it_on_publication() -> None:
    topics = Counter(written(path)["topic"] for path in FILES)
    assert len(FILES) >= AT_LEAST
    assert topics["publication"] >= len(FILES) / 2


def test_answers_vary_in_what_they_are_and_where_they_stand() -> None:
    """Of the questions that ask for a verdict, no verdict and no place among the options is right in more than half."""
    asked = [question for path in FILES for question in written(path)["questions"] if question["skill"] == "apply"]
    right = Counter(option["verdict"] for question in asked for option in question["options"] if option["right"])
    places = Counter(index for question in asked for index, option in enumerate(question["options"]) if option["right"])
    assert set(right) == {"breach", "complied", "undetermined", "excepted", "not_applicable"}
    assert max(right.values()) <= len(asked) / 2
    assert set(places) >= {0, 1, 2}
    assert max(places.values()) <= len(asked) / 2


@every_scenario
def test_every_skill_is_trained_and_every_text_is_plain(path: Path) -> None:
    data = written(path)
    assert {question["skill"] for question in data["questions"]} == set(SKILLS)
    for text in texts(data):
        assert not re.search(r"</?[a-z]+>|\*\*|`|\]\(", text), f"markup: {text}"
        assert "  " not in text, text
        for word in ("guilty", "illegal", "unlawful", "war criminal", "permitted", "is legal", "perpetrator", "violation committed"):
            assert word not in text.lower(), f"{word}: {text}"


@every_scenario
def test_the_record_of_a_scenario_leaves_nothing_to_remark(path: Path, rulebook: Rulebook) -> None:
    document = documents.read(str(path))
    scenario = read_scenario(document, rulebook)
    _, remarks = lint(record_in(document, scenario.written), rulebook)
    assert not [remark.what for remark in remarks if remark.code not in GIVEN]


def test_records_are_looked_for_beside_scenarios_and_not_in_them() -> None:
    assert record_files([str(FOLDER)]) == ([], [])
    assert not [name for name in record_files([str(FOLDER.parent)])[0] if name.endswith(SCENARIO)]


def test_the_page_lists_every_scenario_as_it_is() -> None:
    rows = [line for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    assert rows == [row(path) for path in FILES]


def row(path: Path) -> str:
    """The row of a scenario in examples/training/README.md."""
    data = written(path)
    articles = ", ".join(dict.fromkeys(about(rule) for rule in data["rules"]))
    return f"| [{data['title']}]({path.name}) | {data['topic']} | {data['difficulty']} | {data['minutes']} | {articles} |"


def about(rule: str) -> str:
    """The article in the id of a rule: ``Art 13``."""
    instrument, article = rule.split("-")[:2]
    return {"gc3": f"Art {article}", "ap1": f"AP I, Art {article}"}.get(instrument, instrument)


def texts(data: Any) -> Iterator[str]:
    """Every text in a scenario."""
    if isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


# --- a wrong key fails ---------------------------------------------------------------------------------------------------------------------------------


@every_scenario
def test_turning_a_key_round_is_noticed_on_its_line(path: Path, rulebook: Rulebook) -> None:
    """All at once, since each is compared by itself; and one alone, as each is in turn with ``IHL_THOROUGH=1``."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    keys = [number for number, line in enumerate(lines) if re.search(r"\bright: (yes|no)\b", line)]
    assert len(keys) == sum(len(question["options"]) for question in written(path)["questions"])
    alone = keys if THOROUGH else [keys[len(text) % len(keys)]]
    for turned in [keys, *([number] for number in alone)]:
        found = problems_of("".join(turn(line) if number in turned else line for number, line in enumerate(lines)), rulebook, path.name)
        assert [problem.line for problem in found if problem.code == "key"] == [number + 1 for number in turned]


def turn(line: str) -> str:
    """A line with its key turned round."""
    return re.sub(r"\bright: (yes|no)\b", lambda found: f"right: {'no' if found[1] == 'yes' else 'yes'}", line)


@every_scenario
def test_any_other_verdict_of_a_variant_is_noticed(path: Path, rulebook: Rulebook) -> None:
    """Every variant at once has another verdict, until each has had all others."""
    text = path.read_text(encoding="utf-8")
    head, variants = text.split("\nvariants:\n")
    first = head.count("\n") + 2
    lines = variants.splitlines()
    keys = [number for number, line in enumerate(lines) if line.startswith("    verdict: ")]
    assert len(keys) == len(written(path)["variants"])
    verdicts = ("breach", "excepted", "complied", "not_applicable", "undetermined")
    for step in range(1, len(verdicts)):
        others = {number: verdicts[(verdicts.index(lines[number].split()[1]) + step) % len(verdicts)] for number in keys}
        changed = "\n".join(f"    verdict: {others[number]}" if number in others else line for number, line in enumerate(lines))
        found = problems_of(f"{head}\nvariants:\n{changed}", rulebook, path.name)
        assert [(problem.line, problem.code) for problem in found] == [(first + number + 1, "key") for number in keys]


# --- every mistake is named ----------------------------------------------------------------------------------------------------------------------------


class Mistake(NamedTuple):
    """One change to the good scenario: ``old`` replaced by ``new`` once; the problem stands on the line of ``at`` (default: where the change is)."""

    old: str
    new: str
    code: str
    words: tuple[str, ...]
    at: str = ""


def mistake(old: str, new: str, code: str, *words: str, at: str = "") -> Mistake:
    return Mistake(old, new, code, words, at)


MISTAKES = {
    "another schema": mistake("ihl-scenario/1", "ihl-scenario/9", "schema", "not a scenario that can be read", 'begins with "schema: ihl-scenario/1"'),
    "another id": mistake("id: tarn-bridge-clip", "id: tarn-bridge", "id", "the file is called otherwise", "tarn-bridge.scenario.yml", "cited under another"),
    "unknown key": mistake("minutes: 15", "minuts: 15", "unknown-key", '"minuts" is not a key', 'Did you mean "minutes"?'),
    "restricted block": mistake("  conflict:\n", "  restricted: {private: {names: [X]}}\n  conflict:\n", "restricted", "block for restricted data", "read by a class", at="  restricted:"),
    "broken record": mistake("made_public: yes", "made_publc: yes", "unknown-fact", '"made_publc" is not a fact of publication', 'Did you mean "made_public"?'),
    "no reason": mistake("        why: No questioning is described. He spoke of the cold.\n", "", "missing-key", '"why" is missing', at="      - rule: gc3-17"),
    "unknown rule": mistake("- rule: gc3-17-threats-for-refusal", "- rule: gc3-17-threats-for-refusl", "unknown-rule", "is not the id of a rule", 'Did you mean "gc3-17-threats-for-refusal"?'),
    "unknown rule it is about": mistake("rules: [gc3-13-identifiable", "rules: [gc3-13-identifable", "unknown-rule", "is not the id of a rule", "Did you mean"),
    "unknown reading": mistake("- reading: narrow", "- reading: narow", "reading", '"narow" is not a reading', 'Did you mean "narrow"?'),
    "rule without subject": mistake("    rule: gc3-13-identifiable-images-in-public\n    options:\n      - verdict", "    rule: gc3-17-threats-for-refusal\n    options:\n      - verdict", "subjects", "meets no groups of subjects", "There is nothing to answer", "Add interrogation to the record", at="    rule: gc3-17-threats"),
    "subjects that do not meet": mistake("    comes_out: breach", "    subjects: {person: clip}\n    comes_out: breach", "subjects", "meets no groups of subjects", "Write subjects: {publication: clip, person: private}", at="    subjects:"),
    "entry that is not there": mistake("{clip.identifiable: no}", "{clp.identifiable: no}", "missing-target", 'the record has no "clp"', 'Did you mean "clip"?'),
    "fact that is not there": mistake("{clip.identifiable: no}", "{clip.identifable: no}", "unknown-fact", '"identifable" is not a fact of publication', 'Did you mean "identifiable"?'),
    "derived fact": mistake("fact: clip.bandages_shown", "fact: private.protected_as_prisoner_of_war", "unknown-fact", "not a fact of person that a record states"),
    "value that cannot be": mistake("{clip.captor_involvement: others}", "{clip.captor_involvement: other}", "enum-value", "publication.captor_involvement", 'Did you mean "others"?'),
    "option that names nothing": mistake("      - reading: strict\n        says", "      - says", "value", "names nothing that could be worked out", "Give each option fact, reading, account or result", at="  - skill: decide"),
    "option that names another thing": mistake("- reading: strict", "- fact: clip.identifiable", "value", "its options name different things", at="  - skill: decide"),
    "question without rule": mistake("    rule: gc3-13-identifiable-images-in-public\n    comes_out", "    comes_out", "value", "a question of skill spot or with a policy has no rule, and every other has one", at="  - skill: decide"),
    "question without its verdict": mistake("    comes_out: breach\n", "", "value", "comes_out goes with options that name readings or accounts", at="  - skill: decide"),
    "minority of nobody": mistake("  reading: strict\n  says", "  says", "value", "nobody is named who holds this view", "Add a reading", at="minority:"),
    "another policy": mistake("    policy: gc3-icrc-2020", "    policy: gc3-icrc-2021", "unknown-policy", '"gc3-icrc-2021" is not a policy', 'Did you mean "gc3-icrc-2020"?'),
    "item that is not there": mistake("    policy: gc3-icrc-2020", "    policy: gc3-icrc-2020\n    subjects: {publication: clp}", "subjects", "the subjects meet no items of the record", "Write subjects: {publication: clip, person: private}", at="    subjects:"),
    "policy without results": mistake("    comes_out: breach\n", "    comes_out: breach\n    policy: gc3-icrc-2020\n", "value", "a policy goes with options that name results", at="  - skill: decide"),
    "wrong result of the desk": mistake("says: Not enough facts.\n        right: yes", "says: Not enough facts.\n        right: no", "key", "under gc3-icrc-2020 the desk comes to not enough facts", "Open: ", at="        right: no\n        why: Whether he can be recognised, by what"),
    "account of nobody": mistake("- reading: strict", "- account: norland", "value", "different things", at="  - skill: decide"),
    "wrong key": mistake("says: It cannot be said yet.\n        right: yes", "says: It cannot be said yet.\n        right: no", "key", "calls this option wrong, and by the engine it is right", "comes out undetermined", "The prisoner could be recognised from it: open", at="        right: no\n        why: Everything else"),
    "wrong verdict of a variant": mistake("verdict: not_applicable\n", "verdict: complied\n", "key", "comes out not applicable here, not complied", "Correct the verdict", at="    verdict: complied"),
    "variant that changes nothing": mistake("set: {clip.captor_involvement: others}", "set: {clip.captor_involvement: own}", "variant", "changes nothing", "Set another value"),
    "unknown that is known": mistake("fact: clip.identifiable\n", "fact: clip.made_public\n", "unknown", "the record states a value", "Write made_public: unknown there"),
    "unknown of which nothing is said": mistake("fact: clip.identifiable\n", "fact: clip.name_shown\n", "unknown", "the record says nothing of it"),
    "unknown that decides nothing": mistake("fact: clip.identifiable\n", "fact: private.captured_on\n", "unknown", "can decide no finding that is asked about", "Nothing would be lost"),
    "herring that is not there": mistake("fact: clip.bandages_shown", "fact: clip.marks_shown", "herring", "the record states no value of it", "leads nobody astray"),
    "herring that matters": mistake("fact: clip.bandages_shown", "fact: clip.humiliating", "herring", "and it matters: the verdict of gc3-13-humiliating-images can turn on it", "pass over what decides"),
    "minority that agrees": mistake("  reading: strict\n  says", "  reading: icrc-2020\n  says", "minority", "is the default reading", at="  reading: icrc-2020\n  says"),
    "skill that is not asked": mistake("  - skill: decide\n", "  - skill: change\n", "value", "an option of skill change names reading", at="  - skill: change\n    asks: On which"),
    "rule that nobody asks about": mistake("gc3-13-humiliating-images]", "gc3-13-parading]", "structure", "no question is about gc3-13-parading", "listed under it"),
    "two options that name the same": mistake("- reading: narrow", "- reading: strict", "structure", "two options of this question name strict", at="  - skill: decide"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_place_reason_and_remedy(name: str, rulebook: Rulebook) -> None:
    one = MISTAKES[name]
    good = GOOD.read_text(encoding="utf-8")
    if one.words[0].startswith("can decide no finding"):
        good = good.replace("wounded: yes}", "wounded: yes, captured_on: unknown}")
    assert one.old in good
    text = good.replace(one.old, one.new, 1)
    found = problems_of(text, rulebook)
    line = text.count("\n", 0, text.index(one.at or one.new)) + 1
    chosen = [problem for problem in found if problem.code == one.code and problem.line == line]
    assert chosen, (line, [str(problem) for problem in found])
    for word in one.words:
        assert word in str(chosen[0])


def test_more_mistakes_that_no_single_change_makes(rulebook: Rulebook) -> None:
    good = GOOD.read_text(encoding="utf-8")
    head, questions = good.split("questions:\n")
    every_right = head + "questions:\n" + questions.replace("right: no", "right: yes")
    assert {"every option of this question is right.", "more than one verdict is right.", "more than one result is right."} & {
        problem.what for problem in problems_of(every_right, rulebook)
    }
    all_wrong = head + "questions:\n" + questions.replace("right: yes", "right: no")
    assert "every option of this question is wrong." in [problem.what for problem in problems_of(all_wrong, rulebook)]
    assert "more than one verdict is right." in [
        problem.what for problem in problems_of(good.replace("says: \"Yes: in doubt one may take it that nobody knows him.\"\n        right: no", "says: Yes indeed.\n        right: yes"), rulebook)
    ]  # fmt: skip
    start, end = good.index("  - skill: decide"), good.index("  - skill: change")
    spot = good[good.index("  - skill: spot") : good.index("  - skill: apply")]
    without = problems_of(good[:start] + spot + good[end:], rulebook)
    assert [(problem.code, problem.what) for problem in without] == [("structure", "no question has the skill decide.")]
    same = (
        good.replace("reading: strict\n  says", "reading: narrow\n  says")
        .replace("identifiable: {is: unknown", "identifiable: {is: no")
        .replace("set: {clip.identifiable: no}", "set: {clip.identifiable: yes}")
    )
    assert "minority" not in [problem.code for problem in problems_of(same, rulebook)]


def test_a_minority_view_that_comes_out_the_same_is_named(rulebook: Rulebook) -> None:
    """On a case about food no reading of Article 13 makes a difference."""
    text = _about_food(GOOD.read_text(encoding="utf-8"))
    found = [problem for problem in problems_of(text, rulebook) if problem.code == "minority"]
    assert ["on the reading strict every finding that is asked about comes out the same." in str(problem) for problem in found] == [True]


def _about_food(text: str) -> str:
    """The good scenario with questions about onlookers at a camp, on which the readings agree."""
    head, rest = text.split("questions:\n")
    head = head.replace("unknown:\n  fact: clip.identifiable", "unknown:\n  fact: camp-1.onlookers").replace(
        "  publication:\n",
        "  camp:\n    - {id: camp-1, label: the camp, run_by: norland, holds: private, facts: {onlookers: unknown}}\n  publication:\n",
    )
    head = re.sub(r"rules: \[.*\]", "rules: [gc3-13-camp-onlookers]", head)
    tail = rest[rest.index("model_answer:") :]
    rule = "gc3-13-camp-onlookers"
    options = "says: One of the two, right: {}, why: Because it is so"
    questions = "\n".join(
        [
            f"  - {{skill: spot, asks: Which rule, options: [{{rule: {rule}, {options.format('yes')}}}, {{rule: gc3-13-parading, {options.format('no')}}}]}}",
            f"  - {{skill: apply, asks: Which verdict, rule: {rule}, options: [{{verdict: undetermined, {options.format('yes')}}}, {{verdict: breach, {options.format('no')}}}]}}",
            f"  - {{skill: decide, asks: Which fact, rule: {rule}, options: [{{fact: camp-1.onlookers, {options.format('yes')}}}, {{fact: clip.form, {options.format('no')}}}]}}",
            f"  - {{skill: change, asks: Which change, rule: {rule}, options: [{{set: {{camp-1.onlookers: admitted}}, {options.format('yes')}}}, {{set: {{clip.form: audio}}, {options.format('no')}}}]}}",
        ]
    )
    tail = tail[: tail.index("variants:")] + (
        f"variants:\n  - {{says: Suppose they were let in., set: {{camp-1.onlookers: admitted}}, rule: {rule}, verdict: breach, why: They were.}}\n"
        f"  - {{says: Suppose they were kept away., set: {{camp-1.onlookers: kept_away}}, rule: {rule}, verdict: complied, why: They were.}}\n"
    )
    return f"{head}questions:\n{questions}\n{tail}"


def test_accounts_are_those_of_whoever_speaks_to_a_dispute(rulebook: Rulebook) -> None:
    text = _about_food(GOOD.read_text(encoding="utf-8"))
    told = text.replace("onlookers: unknown", "onlookers: [{is: admitted, said_by: ministry}, {is: kept_away, said_by: guard}]").replace(
        "  voices:\n",
        "  voices:\n    - {id: ministry, name: The ministry, kind: party, party: norland}\n    - {id: guard, name: A guard, kind: witness}\n",
    )
    decide = "  - {skill: decide, asks: On whose account is it a breach, rule: gc3-13-camp-onlookers, comes_out: breach, options: ["
    option = "{{account: {}, says: On this one, right: {}, why: Because they tell it so}}"

    def asking(*accounts: tuple[str, str]) -> str:
        options = ", ".join(option.format(*account) for account in accounts)
        return re.sub(r"  - \{skill: decide.*\n", f"{decide}{options}]}}\n".replace("\\", ""), told)

    good = problems_of(asking(("norland", "yes"), ("guard", "no")), rulebook)
    assert not [problem for problem in good if problem.code in ("key", "account")]
    wrong = problems_of(asking(("norland", "no"), ("guard", "yes")), rulebook)
    if not any(problem.code == "key" for problem in wrong):
        raise AssertionError([str(problem) for problem in wrong])
    (unknown,) = problems_of(asking(("norland", "yes"), ("gard", "no")), rulebook)
    assert unknown.code == "account"
    assert 'Did you mean "guard"?' in str(unknown)


def test_files_and_ids_are_told_apart(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    text = GOOD.read_text(encoding="utf-8")
    for folder in ("one", "two"):
        (tmp_path / folder / GOOD.name).write_text(text, encoding="utf-8")
    (tmp_path / "two" / "draft.yml").write_text(text, encoding="utf-8")
    found, problems = read_scenarios(rulebook, [str(tmp_path / "one"), str(tmp_path / "two")])
    assert [scenario.id for scenario in found] == ["tarn-bridge-clip"]
    assert [(problem.code, Path(problem.file).name) for problem in problems] == [("file-name", "draft.yml"), ("duplicate-id", GOOD.name)]
    assert "Call it NAME.scenario.yml." in str(problems[0])
    assert 'the id "tarn-bridge-clip" is taken by' in str(problems[1])
    missing, gone = read_scenarios(rulebook, [str(tmp_path / "gone.scenario.yml")])
    assert (missing, [problem.code for problem in gone]) == ([], ["unreadable"])


@given(
    st.recursive(
        st.none() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
    st.data(),
)
def test_whatever_stands_in_a_scenario_is_a_problem_and_no_error(rulebook: Rulebook, junk: Any, data: st.DataObject) -> None:
    plain = documents.read(str(GOOD)).data
    plain[data.draw(st.sampled_from([key for key in plain if key != "schema"]))] = junk
    try:
        read_scenario(documents.Document(GOOD.name, plain), rulebook)
    except InputError as error:
        found = error.problems
        assert found


# --- as a section of a paper ---------------------------------------------------------------------------------------------------------------------------


@every_scenario
def test_a_section_holds_everything_of_its_scenario(path: Path, rulebook: Rulebook) -> None:
    scenario = read_scenario(documents.read(str(path)), rulebook)
    made = section(scenario, rulebook)
    assert made == section(scenario, rulebook)
    assert (made.id, made.title, made.role, made.situation) == (
        scenario.id,
        scenario.written.title,
        scenario.written.role,
        scenario.written.situation,
    )
    assert len({question.id for question in made.questions}) == len(scenario.written.questions)
    for question, asks in zip(made.questions, scenario.written.questions, strict=True):
        assert [(choice.text, choice.right, choice.why) for choice in question.choices] == [
            (option.says, option.right, option.why) for option in asks.options
        ]
        assert question.kind == ("one" if asks.names in ("verdict", "result") else "many")
        assert question.kind == "many" or len(question.right) == 1
        assert question.provisions
        assert question.explanation
    shown = "\n".join([made.model_answer, made.minority, *made.notes, *made.sources, *made.prompts])
    for text in (
        scenario.written.unknown.why,
        scenario.written.herring.says,
        scenario.written.minority.says,
        scenario.written.model_answer,
    ):
        assert text in shown
    for variant in scenario.written.variants:
        assert variant.says in shown


@every_scenario
def test_learners_read_every_recorded_fact_as_a_sentence(path: Path, rulebook: Rulebook) -> None:
    scenario = read_scenario(documents.read(str(path)), rulebook)
    said = facts(scenario.record)
    stated = [
        stated
        for entry in scenario.record.entries.values()
        for stated in entry.facts.values()
        if not stated.supplied and stated.status != "not_applicable"
    ]
    assert len(said) == len(stated)
    for sentence in said:
        assert re.fullmatch(r"[A-Z].*: [A-Z\"].*[.)]", sentence), sentence
    unknown_entry, _, unknown_fact = scenario.written.unknown.fact.rpartition(".")
    assert any(scenario.record.entries[unknown_entry].facts[unknown_fact].fact.sentence(None) in sentence for sentence in said)


def test_a_paper_is_the_same_each_time_and_names_the_rules_that_computed_it(rulebook: Rulebook) -> None:
    found, _ = read_scenarios(rulebook)
    made = paper(found, rulebook, title="Scenarios", about="Article 13")
    assert made == paper(found, rulebook, title="Scenarios", about="Article 13")
    assert made.rulebook == rulebook.digest
    assert len({question.id for question in made.questions}) == len(made.questions)
    assert made.minutes == sum(scenario.written.minutes for scenario in found)


def test_the_engine_sees_the_record_and_not_the_key(rulebook: Rulebook) -> None:
    """Answers are the same whatever the author wrote."""
    good = read_scenario(documents.read(str(GOOD)), rulebook)
    turned = good.written.model_copy(
        update={"questions": [question.model_copy(update={"options": [option.model_copy(update={"right": not option.right}) for option in question.options]}) for question in good.written.questions]}
    )  # fmt: skip
    engine = Engine(rulebook, good.record)
    assert engine.answers(good.written) == engine.answers(turned)
