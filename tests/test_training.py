"""Lessons, exercises, drills and papers: every answer recomputed, every article taught, the same seed the same paper."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from command import ihl
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import loaded
from test_terminal import printed

from checker import documents
from checker.cases import case_record
from checker.errors import InputError
from checker.evaluation import Judge
from checker.training import drill
from checker.training.chance import shuffled
from checker.training.exercises import exercise
from checker.training.lesson_texts import lesson_in, read_lesson, read_lessons
from checker.training.lessons import Taught, lesson, taught
from checker.training.pairs import differing, pairs_of
from checker.training.paper import Choice, Paper, Question, Section
from checker.training.places import Places
from checker.training.quiz import paper
from checker.training.reasons import ANSWERS, answer
from checker.training.situations import Bench
from checker.training.topics import ARTICLES, topic_of
from checker.training.written import Topic
from checker.truth import Verdict
from checker.wording import VERDICT_MEANS, worded

pytestmark = pytest.mark.usefixtures("one_rulebook")

ROOT = Path(__file__).parent.parent
SNAPSHOTS = Path(__file__).parent / "snapshots"

RULES = loaded()
THOROUGH = os.environ.get("IHL_THOROUGH") == "1"
BENCH = Bench(RULES)
PLACES = Places(RULES)
READING = RULES.default_reading


def verdict_of_facts(rule: str, facts: dict[str, object], reading: str) -> str:
    """What a record made of nothing but these facts comes to, without anything of the classroom."""
    compiled = RULES.rule(rule)
    record = case_record(facts, compiled.roles, RULES.vocabulary)
    bound = Judge(RULES, record, reading).bind(compiled, {role: role for role in compiled.roles if role != "conflict"})
    return next(iter(bound.possible)) if len(bound.possible) == 1 else "undetermined"


# --- pairs ---------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(8))
def test_every_rule_has_pairs_one_recorded_fact_apart_that_a_record_of_their_facts_confirms(part: int) -> None:
    """That records confirm what pairs say is tried on the rules for Article 13, and on every fourth of the others; on all with ``IHL_THOROUGH=1``."""
    for number, identity in enumerate(RULES.rule_ids[part::8]):
        rule = RULES.rule(identity)
        pairs = pairs_of(BENCH, rule, READING)
        if not (THOROUGH or number % 4 == 0 or identity.startswith("gc3-13-")):
            assert any({"breach", "complied", "excepted"} >= set(pair.verdicts) for pair in pairs), f"{identity}: no pair to teach with"
            continue
        decided = {id(one): verdict_of_facts(identity, dict(one.facts), READING) for pair in pairs for one in (pair.first, pair.second)}
        assert any({"breach", "complied", "excepted"} >= set(pair.verdicts) for pair in pairs), f"{identity}: no pair to teach with"
        for pair in pairs:
            before, after = dict(pair.first.facts), dict(pair.second.facts)
            assert differing(before, after) == [pair.path], identity
            found = decided[id(pair.first)], decided[id(pair.second)]
            assert found == pair.verdicts, (identity, pair.first.id, pair.path)
            assert found[0] != found[1], (identity, pair.first.id, pair.path)
            assert pair.first.says(pair.path) != pair.change.says, (identity, pair.path)


@pytest.mark.parametrize("reading", [name for name in RULES.readings if name != READING])
def test_pairs_are_confirmed_on_the_other_readings_too(reading: str) -> None:
    contested = [identity for identity in RULES.rule_ids if len(RULES.rule(identity).forms) > 1]
    assert len(contested) > 10
    for identity in contested:
        for pair in pairs_of(BENCH, RULES.rule(identity), reading):
            assert (
                verdict_of_facts(identity, dict(pair.first.facts), reading),
                verdict_of_facts(identity, dict(pair.second.facts), reading),
            ) == pair.verdicts


def test_a_change_that_nobody_wrote_tells_only_values_that_some_case_tells_together() -> None:
    found = 0
    for identity in PLACES.find("13").rules:
        situations = [situation for situation in BENCH.situations(RULES.rule(identity)) if not situation.disputed]
        for pair in pairs_of(BENCH, RULES.rule(identity), READING):
            after = pair.second
            if any(after is situation for situation in situations):
                continue
            found += 1
            for path in after.own:
                if path in after.shared or after.value(path) == "unknown" or path == pair.path:
                    continue
                together = {pair.path: after.value(pair.path), path: after.value(path)}
                assert any(all(one.facts.get(key) == value for key, value in together.items()) for one in situations), after.id
    assert found > 10


# --- exercises -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exercises() -> list[Section]:
    return [made for identity in RULES.rule_ids[::5] if (made := exercise(BENCH, RULES.rule(identity), READING, 7)) is not None]


def test_every_rule_that_is_tried_gives_an_exercise(exercises: list[Section]) -> None:
    assert len(exercises) == len(RULES.rule_ids[::5])


def test_each_question_has_one_right_answer_and_a_reason_for_every_other(exercises: list[Section]) -> None:
    for section in exercises:
        assert 2 <= len(section.questions) <= 3
        for question in section.questions:
            assert question.kind == "one"
            assert len(question.right) == 1
            assert len(question.choices) >= 3
            assert len({choice.text for choice in question.choices}) == len(question.choices), question.id
            assert all(choice.why and choice.why.endswith((".", "?", "”")) for choice in question.choices), question.id
            assert question.explanation
            assert question.provisions


def test_the_key_of_each_exercise_is_what_a_record_of_its_facts_comes_to(exercises: list[Section]) -> None:
    by_id = {situation.id: situation for section in exercises for situation in BENCH.situations(RULES.rule(rule_of(section)))}
    for section in exercises:
        situation = by_id[section.id]
        verdict = verdict_of_facts(situation.rule.id, dict(situation.facts), READING)
        assert section.questions[0].right[0].text == answer(verdict), section.id


def test_what_a_change_is_said_to_lead_to_is_what_it_leads_to(exercises: list[Section]) -> None:
    checked: Counter[str] = Counter()
    for section in exercises:
        rule = RULES.rule(rule_of(section))
        situation = next(one for one in BENCH.situations(rule) if one.id == section.id)
        values = {
            (sentence, path): value
            for one in (*BENCH.situations(rule), *(pair.second for pair in pairs_of(BENCH, rule, READING)))
            for path, value in one.facts.items()
            if (sentence := one.says(path))
        }
        for question in section.questions[1:]:
            if question.id.endswith(".2"):
                for choice in question.choices:
                    paths = [path for sentence, path in values if sentence == choice.text]
                    verdicts = {verdict_of_facts(rule.id, {**situation.facts, path: values[choice.text, path]}, READING) for path in paths}
                    said = re.match(r"(?:Then|It stays as it was): ([^.]+)\.", choice.why)
                    assert said, choice.why
                    assert said[1] in {worded(verdict, "").lower() for verdict in verdicts}, (question.id, choice.text)
                    checked[said[0].partition(":")[0]] += 1
            else:
                paths = [path for sentence, path in values if sentence and sentence in question.asks]
                verdicts = {
                    verdict_of_facts(rule.id, {**situation.facts, path: values[sentence, path]}, READING)
                    for sentence, path in values
                    if sentence in question.asks
                }
                assert question.right[0].text in {answer(verdict) for verdict in verdicts}, (question.id, paths)
                checked["supposed"] += 1
    assert min(checked["Then"], checked["supposed"], checked["It stays as it was"]) > 20


def rule_of(section: Section) -> str:
    return section.id.rpartition(".")[0].rpartition(".")[0]


def test_the_answers_are_mixed(exercises: list[Section]) -> None:
    first = Counter(section.questions[0].right[0].text for section in exercises)
    assert set(first) == {answer(verdict) for verdict in ANSWERS}
    assert max(first.values()) < len(exercises) * 0.6


def test_the_words_for_answers_are_those_of_reports() -> None:
    assert list(ANSWERS) == [verdict.value for verdict in Verdict]
    for verdict in ANSWERS:
        assert answer(verdict) == f"{worded(verdict, '')}: {VERDICT_MEANS[verdict]}."


def test_an_exercise_does_not_call_anything_legal_or_anybody_guilty(exercises: list[Section]) -> None:
    for section in exercises[::5]:
        own = " ".join([section.role, *(question.asks for question in section.questions)]).lower()
        assert not re.search(r"\b(legal|permitted|guilty|violation)\b", own)


# --- lessons -------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("article", PLACES.articles)
def test_every_article_has_a_lesson(article: str) -> None:
    place = PLACES.find(article)
    found = taught(place, read_lesson(RULES, PLACES, place), BENCH)
    assert found.name == article
    assert found.title
    assert found.called
    if not found.rules:
        assert found.untold
        assert found.lays_down + found.untold
        return
    assert found.protects or found.authority
    assert found.watch_for
    assert found.worked is not None
    worked = found.worked
    assert worked.outcome.verdict != worked.counter.verdict
    assert worked.fact not in worked.shared
    assert worked.instead not in worked.shared
    assert worked.fact != worked.instead
    if found.contest is not None:
        assert len({outcome.verdict for outcome in found.contest.outcomes}) > 1
        assert {outcome.reading for outcome in found.contest.outcomes} == set(RULES.readings)


def test_a_worked_case_sets_a_breach_beside_what_complies_where_there_is_such_a_pair() -> None:
    found = [lesson.worked for article in ("13", "17", "18", "26", "99") if (lesson := lesson_on(article)).worked is not None]
    assert [(worked.outcome.verdict, worked.counter.verdict) for worked in found if worked] == [("breach", "complied")] * 5
    assert all(worked.counter_story for worked in found if worked)


def lesson_on(article: str) -> Taught:
    return lesson(article, RULES)


def test_written_lessons_meet_their_checks() -> None:
    for article, written in read_lessons(RULES, PLACES).items():
        assert taught(PLACES.find(article), written, BENCH).protects == written.protects


GOOD_LESSON = """\
article: "13"
title: Humane treatment
protects: Prisoners are kept from harm and from the eyes of the curious.
why: Somebody who is held cannot walk away.
watch_for: [A face is a name.]
contested:
  - point: Whether a neutral picture falls under it.
    sides:
      - {says: It does where somebody can be recognised., who: the ICRC}
      - {says: Only humiliation does., cites: "DoD Law of War Manual, 9.5.3"}
authority:
  - {instrument: GC III, article: "13", gist: Prisoners are treated humanely.}
rules_first: [gc3-13-identifiable-images-in-public]
"""


def read_text(text: str, name: str = "13.yml") -> object:
    return lesson_in(documents.parse_yaml(text, f"rules/lessons/{name}"), RULES, PLACES)


def test_a_lesson_that_is_whole_is_read_and_taught() -> None:
    written = lesson_in(documents.parse_yaml(GOOD_LESSON, "rules/lessons/13.yml"), RULES, PLACES)
    found = taught(PLACES.find("13"), written, BENCH)
    assert found.protects.startswith("Prisoners are kept")
    assert not found.note
    assert found.worked is not None
    assert found.worked.rule == "gc3-13-identifiable-images-in-public"
    assert found.contest is not None
    assert found.contest.rule == "gc3-13-identifiable-images-in-public"
    assert [side.by for side in found.points[0][1]] == ["the ICRC", "DoD Law of War Manual, 9.5.3"]
    assert "paragraph 2" in taught(PLACES.find("13(2)"), written, BENCH).note


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('article: "13"\ntitle', 'article: "313"\ntitle', '"313" is no article that is known'),
        ('article: "13"\ntitle', 'article: "Art 13"\ntitle', 'Write article: "13".'),
        ('article: "13"\ntitle', 'article: "14"\ntitle', "Call it 14.yml."),
        ("identifiable-images-in-public]", "identifable-images-in-public]", 'Did you mean "gc3-13-identifiable-images-in-public"?'),
        ("[gc3-13-identifiable-images-in-public]", "[gc3-17-identity-card-taken]", "does not stand under Article 13"),
        ("[gc3-13-id", "[gc3-13-identifiable-images-in-public, gc3-13-id", "stands here a second time"),
        ("who: the ICRC}", 'who: ""}', "nobody is named who sees it so"),
        ('      - {says: Only humiliation does., cites: "DoD Law of War Manual, 9.5.3"}\n', "", "one side only"),
        ("rules_first", "contested_none: Nobody disputes it.\nrules_first", "either a contested point or contested_none is needed"),
        ("watch_for", "watch_four", 'Did you mean "watch_for"?'),
        ("watch_for: [A face is a name.]", "watch_for: []", "at least one entry is needed"),
    ],
)
def test_a_mistake_in_a_lesson_is_named(old: str, new: str, says: str) -> None:
    assert old in GOOD_LESSON
    with pytest.raises(InputError) as caught:
        read_text(GOOD_LESSON.replace(old, new, 1))
    assert any(says in str(problem) for problem in caught.value.problems), str(caught.value)
    assert all(problem.file == "rules/lessons/13.yml" and problem.line for problem in caught.value.problems)


# --- places and topics ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("13", "13"),
        ("Art 13(2)", "13(2)"),
        ("GC III, Art 17", "17"),
        ("art. 13 para 2", "13(2)"),
        ("ap i 75", "AP I 75"),
        ("AP I, Art 75(4)", "AP I 75(4)"),
        ("Additional Protocol I, article 75", "AP I 75"),
        ("annex ii", "Annex II"),
        ("Rule 99", "CIHL 99"),
        ("cihl 124a", "CIHL 124A"),
        ("rome statute 8", "Rome Statute 8"),
    ],
)
def test_an_article_is_found_as_people_write_it(typed: str, name: str) -> None:
    assert PLACES.find(typed).name == name


def test_every_rule_stands_under_some_article_and_a_paragraph_has_no_rule_that_its_article_has_not() -> None:
    placed = {rule for article in PLACES.articles for rule in PLACES.find(article).rules}
    assert placed == set(RULES.rule_ids)
    assert set(PLACES.find("13(2)").rules) < set(PLACES.find("13").rules)


def test_topics_are_those_of_scenarios_and_an_article_has_one() -> None:
    assert set(ARTICLES) == set(get_args(Topic))
    every = [article for articles in ARTICLES.values() for article in articles]
    assert len(every) == len(set(every))
    assert set(every) <= set(range(1, 144))
    assert {topic_of(head) for head in RULES.heads} == {*ARTICLES, ""}


# --- papers --------------------------------------------------------------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(1, 7), st.sampled_from([(), ("13",), ("13(2)", "17"), ("AP I 75",)]))
def test_a_paper_has_what_was_asked_for_without_doubles_and_is_the_same_again(seed: int, count: int, articles: tuple[str, ...]) -> None:
    made = paper(RULES, articles=articles, count=count, seed=seed)
    assert made == paper(RULES, articles=articles, count=count, seed=seed)
    assert len(made.sections) == count
    assert len({section.id for section in made.sections}) == count
    ids = [question.id for question in made.questions]
    assert len(ids) == len(set(ids))
    assert [section.difficulty for section in made.sections] == sorted(section.difficulty for section in made.sections)
    for section in made.sections if articles else ():
        known = {rule for article in articles for rule in PLACES.find(article).rules}
        assert rule_of(section) in known or "." not in section.id


def test_other_seeds_give_other_papers() -> None:
    assert len({tuple(section.id for section in paper(RULES, articles=["13"], count=4, seed=seed).sections) for seed in range(8)}) > 5


def test_a_paper_mixes_scenarios_and_exercises_and_does_not_ask_twice_about_a_rule_while_there_are_others() -> None:
    made = paper(RULES, articles=["13"], count=8, seed=2)
    exercises = [section for section in made.sections if "." in section.id]
    assert exercises
    assert len(exercises) < 8
    assert len({rule_of(section) for section in exercises}) == len(exercises)
    assert len({section.difficulty for section in made.sections}) > 1
    assert {question.skill for question in made.questions} >= {"apply", "change", "spot"}


PROBE = """\
import hashlib
from checker.rulebook import Rulebook
from checker.training.quiz import paper
print(hashlib.sha256(repr(paper(Rulebook.load(), articles=["13"], count=5, seed=3)).encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_whatever_python_makes_of_sets() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", PROBE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


@given(st.lists(st.text(max_size=5), unique=True), st.integers())
def test_an_order_by_chance_loses_nothing_and_hangs_on_nothing_but_seed_and_names(things: list[str], seed: int) -> None:
    assert sorted(shuffled(things, seed)) == sorted(things)
    assert shuffled(things, seed) == shuffled(list(reversed(things)), seed)


def keys_in(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from keys_in(value)
    elif isinstance(data, list):
        for item in data:
            yield from keys_in(item)


def test_what_learners_get_holds_no_key() -> None:
    asked = ["train", "quiz", "--article", "13", "--count", "3", "--seed", "5"]
    made = paper(RULES, articles=["13"], count=3, seed=5)
    learner, trainer = ihl(*asked, "--format", "json"), ihl(*asked, "--format", "json", "--for", "trainer")
    assert not {"right", "why", "explanation", "model_answer", "minority", "notes", "prompts"} & set(keys_in(json.loads(learner.out)))
    assert {"right", "why", "explanation", "model_answer"} <= set(keys_in(json.loads(trainer.out)))
    for output in ("terminal", "md"):
        shown = " ".join(re.sub(r"[\\\s]+", " ", ihl(*asked, "--format", output, COLUMNS="4000").out).split())
        assert "right]" not in shown
        assert "(right)" not in shown
        for section in made.sections:
            for question in section.questions:
                assert question.explanation not in shown
                assert all(choice.text in shown.replace("\\", "") for choice in question.choices)
                assert not [choice.why for choice in question.choices if len(choice.why) > 40 and choice.why in shown]


def test_a_paper_is_written_to_a_file_and_none_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "paper.md"
    assert ihl("train", "quiz", "--article", "17", "--count", "2", "-o", file).code == 0
    first = file.read_text(encoding="utf-8")
    assert first.startswith("# Article 17\n")
    assert ihl("train", "quiz", "--article", "17", "--count", "2", "-o", file).code == 2
    assert ihl("train", "quiz", "--article", "17", "--count", "2", "-o", file, "--force").code == 0
    assert file.read_text(encoding="utf-8") == first
    assert ihl("train", "lesson", "17", "-o", tmp_path / "lesson.json").code == 0
    assert json.loads((tmp_path / "lesson.json").read_text(encoding="utf-8"))["name"] == "17"


def test_a_scenario_can_be_asked_for_by_its_id_or_its_file() -> None:
    by_id = paper(RULES, scenarios=["tarn-bridge-clip"])
    by_file = paper(RULES, scenarios=[str(ROOT / "examples" / "training" / "tarn-bridge-clip.scenario.yml")])
    assert [section.id for section in by_id.sections] == ["tarn-bridge-clip"]
    assert by_id.sections == by_file.sections


# --- drills --------------------------------------------------------------------------------------------------------------------------------------------


def test_a_drill_takes_numbers_letters_hints_and_what_is_no_answer(tmp_path: Path) -> None:
    made = paper(RULES, articles=["17"], count=2, seed=3)
    questions = list(drill.asked(made))
    right = [[number for number, choice in enumerate(question.choices, start=1) if choice.right] for _, question in questions]
    typed = [" ".join(str(number) for number in numbers) or "none" for numbers in right]
    typed[-1] = "none" if right[-1] else "1"
    lines = ["x", "?", *typed[:1], "99", *typed[1:]]
    if questions[-1][1].kind == "one":  # none is no answer to it: another one is
        lines[-1] = str(next(number for number in range(1, 9) if number not in right[-1]))
    file = tmp_path / "results.json"
    ran = ihl("train", "drill", "--article", "17", "--count", "2", "--seed", "3", "--save", file, stdin="\n".join(lines) + "\n")
    assert ran.code == 0
    assert ran.out.count("Right.") == len(questions) - 1
    assert ran.out.count("Not so.") == 1
    assert f"{len(questions) - 1} of {len(questions)} right." in ran.out
    assert " ".join(ran.out.split()).count("? gives a hint, q ends.") == len(questions) + 2
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["answered"], kept["right"], kept["seed"]) == (len(questions), len(questions) - 1, 3)
    assert [answer["hint"] for answer in kept["answers"]] == [True] + [False] * (len(questions) - 1)
    assert not re.search(r"20\d\d-\d\d-\d\d", file.read_text(encoding="utf-8").replace(RULES.digest, ""))


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("q\n", "Nothing was answered."),
        ("", "Nothing was answered."),
        ("1\n", "of 1 right."),
        ("1\nq\n", "of 1 right."),
        ("9" * 5000 + "\nq\n", "Nothing was answered."),
    ],
)
def test_a_drill_ends_with_its_score_at_q_and_at_the_end_of_the_input(typed: str, score: str, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    ran = ihl("train", "drill", "--topic", "trial", "--count", "2", "--seed", "2", "--save", file, stdin=typed)
    assert ran.code == 0
    assert score in ran.out
    assert file.exists() == ("1" in typed)


def test_a_drill_that_is_interrupted_says_the_score_and_keeps_what_was_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.cli import drill as command

    lines = iter(["1"])

    def read(_: object) -> str:
        line = next(lines, None)
        if line is None:
            raise KeyboardInterrupt
        return line

    monkeypatch.setattr(command._Session, "read", read)
    file = tmp_path / "results.json"
    ran = ihl("train", "drill", "--article", "99", "--count", "2", "--save", file)
    assert ran.code == 130
    assert "of 1 right." in ran.out
    assert json.loads(file.read_text(encoding="utf-8"))["answered"] == 1


def test_nothing_is_kept_unless_somebody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ihl("train", "drill", "--article", "17", "--count", "1", stdin="1\n1\n1\n").code == 0
    assert not list(tmp_path.iterdir())


def test_the_same_seed_asks_the_same() -> None:
    asked = ["train", "drill", "--article", "13", "--count", "3", "--seed", "11"]
    assert ihl(*asked, stdin="1\n" * 20).out == ihl(*asked, stdin="1\n" * 20).out


MANY = Question("m", "many", "spot", "Which?", (Choice("a", True, "w"), Choice("b", False, "w"), Choice("c", True, "w")), "e", ())
ONE = dataclasses.replace(MANY, id="o", kind="one", choices=(Choice("a", True, "w"), Choice("b", False, "w")))
SECTION = Section("s", "t", "r", "x", (), (MANY, ONE))


@pytest.mark.parametrize(
    ("question", "text", "taken", "right"),
    [
        (ONE, "1", (0,), True),
        (ONE, "b", (1,), False),
        (ONE, " A ", (0,), True),
        (MANY, "1 3", (0, 2), True),
        (MANY, "ac", (0, 2), True),
        (MANY, "1,3", (0, 2), True),
        (MANY, "a and c", (0, 2), True),
        (MANY, "1", (0,), False),
        (MANY, "none", (), False),
        (MANY, "123", None, None),
        (ONE, "", None, None),
        (ONE, "none", None, None),
        (ONE, "1 2", None, None),
        (ONE, "3", None, None),
        (ONE, "what", None, None),
        (MANY, "1!", None, None),
    ],
)
def test_what_a_line_means(question: Question, text: str, taken: tuple[int, ...] | None, right: bool | None) -> None:
    if taken is None:
        with pytest.raises(drill.BadAnswer):
            drill.answered(SECTION, question, text)
        return
    found = drill.answered(SECTION, question, text)
    assert (found.taken, found.right) == (taken, right)


@given(st.text(max_size=12))
def test_no_line_breaks_a_drill(text: str) -> None:
    for question in (ONE, MANY):
        try:
            found = drill.answered(SECTION, question, text)
        except drill.BadAnswer:
            continue
        assert all(0 <= number < len(question.choices) for number in found.taken)


def test_a_hint_names_recorded_facts_and_no_answer() -> None:
    made = paper(RULES, articles=["13"], count=6, seed=4)
    named = 0
    for section, question in drill.asked(made):
        hint = drill.hint(section, question)
        assert hint
        named += any(fact in hint for fact in section.facts)
        assert not any(choice.text in hint for choice in question.right)
    assert named > 5


def test_a_hint_leaves_out_what_does_not_matter() -> None:
    facts = (
        "The clip: It was released to the public.",
        "The clip: It showed a bandage.",
        "It came from the captor: its army.",
        "He spoke.",
    )
    asked = dataclasses.replace(
        ONE, explanation="It would need more. It was released to the public. He spoke.", provisions=("GC III, Art 13(2)",)
    )
    hint = drill.hint(dataclasses.replace(SECTION, facts=facts), asked)
    assert hint == "It turns on what is recorded here: The clip: It was released to the public. He spoke."
    assert "GC III, Art 13(2)" in drill.hint(SECTION, asked)


def test_a_score_counts_what_was_left() -> None:
    made = Paper("p", "t", "a", (SECTION,), "0" * 64, "common", 1)
    given = [drill.answered(SECTION, MANY, "1 3")]
    assert drill.Score.of(made, given) == drill.Score(2, 1, 1)


# --- what is wrong with what was asked -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["lesson", "anex", "ii"], 2, 'Did you mean "Annex II"?'),
        (["lesson", "13(9)"], 2, "Its paragraphs are 1, 2, 3."),
        (["lesson", "AP I 999"], 2, "Of AP I there are 11, 33"),
        (["lesson", "200"], 2, "`ihl law` lists every article."),
        (["lesson", "13", "--format", "html"], 2, "Its values are terminal, md or json."),
        (["lesson", "13", "-o", "lesson.docx"], 2, "Let the name end in .md or .json"),
        (["quiz", "--article", "1333"], 2, '--article: "1333" is no article'),
        (["quiz", "--topic", "publikation"], 2, 'Did you mean "publication"?'),
        (["drill", "--scenario", "tarn-bridge-clp"], 2, 'Did you mean "tarn-bridge-clip"?'),
        (["quiz", "--reading", "strickt"], 2, 'Did you mean "strict"?'),
        (["quiz", "--count", "0"], 2, "between 1 and 100 situations"),
        (["quiz", "--for", "lerner"], 2, 'Did you mean "learner"?'),
        (["quiz", "--article", "134"], 3, "there is nothing to ask about Article 134"),
        (["drill", "--article", "134"], 3, "there is nothing to ask about Article 134"),
    ],
)
def test_what_was_asked_wrongly_is_named_with_what_to_do(
    arguments: list[str], code: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = ihl("train", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert not list(tmp_path.iterdir())


# --- as it reads ---------------------------------------------------------------------------------------------------------------------------------------

READ: dict[str, tuple[int, list[str]]] = {
    "train-lesson-60": (60, ["train", "lesson", "17", "--plain"]),
    "train-lesson-80": (80, ["train", "lesson", "13(2)"]),
    "train-lesson-120": (120, ["train", "lesson", "18"]),
    "train-lesson-without-rules-80": (80, ["train", "lesson", "67"]),
    "train-lesson-markdown": (80, ["train", "lesson", "17", "--format", "md"]),
    "train-quiz-80": (80, ["train", "quiz", "--scenario", "tarn-bridge-clip"]),
    "train-quiz-trainer-100": (100, ["train", "quiz", "--article", "ap i 42", "--count", "2", "--for", "trainer"]),
}


@pytest.mark.parametrize("name", READ)
def test_reads_as_it_did_when_somebody_last_looked(name: str) -> None:
    width, arguments = READ[name]
    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed(width, arguments)).replace(RULES.digest[:12], "RULEBOOK")
    assert all(len(line) <= width for line in shown.splitlines()) or "md" in arguments
    path = SNAPSHOTS / f"{name}.txt"
    if "IHL_UPDATE_SNAPSHOTS" in os.environ:
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_a_drill_reads_as_it_did_when_somebody_last_looked() -> None:
    ran = ihl("train", "drill", "--article", "ap i 42", "--count", "2", "--seed", "3", stdin="?\n1\nz\n2\n3\nq\n", COLUMNS="80")
    path = SNAPSHOTS / "train-drill-80.txt"
    shown = ran.out.replace(RULES.digest[:12], "RULEBOOK")
    if "IHL_UPDATE_SNAPSHOTS" in os.environ:
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
