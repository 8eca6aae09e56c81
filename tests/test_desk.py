"""The editor's desk: what its answers mean is checked against every way that the open facts could turn out."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from command import ihl
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.desk import shelf
from checker.desk.answering import answer, changed, sentence
from checker.desk.compiling import compile_desk
from checker.desk.course import DONT_KNOW, MOST, Desk, Given, turned_on
from checker.desk.layers import Layer
from checker.desk.log import paragraph
from checker.errors import InputError
from checker.rulebook import Rulebook

KURSK = str(Path(__file__).parent.parent / "examples" / "kursk-2025" / "incident.yml")
RULEBOOK = Rulebook.load()
DESK = shelf.load(RULEBOOK)
LAYERS = list(DESK.layers)
RESULTS = list(DESK.plain["results"])
each_layer = pytest.mark.parametrize("name", LAYERS)

PHOTO = ["item=photo", "who=captive", "recognisable=face+marks", "humiliating=no", "pressure=no", "public_interest=no", "vital_interest=no"]


def args(*answers: str) -> list[str]:
    return [word for one in answers for word in ("--answer", one)]


# --- by the book: each rule on each complete state, without boxes ---------------------------------------------------------------------------------------


def masks_of(layer: Layer) -> dict[str, int]:
    """For each fact of a policy the values that it may have there: all, or what the policy and the desk take for granted."""
    return {
        fact: layer.plain["assumes"].get(fact, DESK.plain["assumes"].get(fact, full))
        for fact, full in zip(layer.facts, layer.full, strict=True)
    }


def single(masks: Mapping[str, int], chosen: random.Random) -> dict[str, int]:
    """A complete state within masks."""
    return {fact: 1 << chosen.choice([bit for bit in range(mask.bit_length()) if mask >> bit & 1]) for fact, mask in masks.items()}


def holds(box: list[int], state: Mapping[str, int], layer: Layer) -> bool:
    for fact, mask in zip(layer.facts, box, strict=True):  # noqa: SIM110 - asked a million times, and a loop is three times as fast
        if not state[fact] & mask:
            return False
    return True


def by_the_book(layer: Layer, state: Mapping[str, int]) -> str:
    """The result of a complete state: the gravest advice of the rules that are raised."""
    raised = {rule.advice for rule in layer.rules if any(holds(box, state, layer) for box in rule.plain["outcomes"]["raises"])}
    return next((word for word in RESULTS if word in raised), "no_concern")


def opened(state: Mapping[str, int], masks: Mapping[str, int], facts: list[str]) -> dict[str, int]:
    return {**state, **{fact: masks[fact] for fact in facts}}


def completions(state: Mapping[str, int]) -> Iterator[dict[str, int]]:
    for bits in itertools.product(*([1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1] for mask in state.values())):
        yield dict(zip(state, bits, strict=True))


@each_layer
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_results_left_are_those_of_the_ways_in_which_the_open_facts_can_turn_out(name: str, data: st.DataObject) -> None:
    layer = DESK.layers[name]
    masks = masks_of(layer)
    state = single(masks, random.Random(data.draw(st.integers(0, 2**32))))
    open_ = data.draw(st.lists(st.sampled_from(list(masks)), max_size=5, unique=True))
    some = opened(state, masks, open_)
    expected = {by_the_book(layer, complete) for complete in completions(some)}
    assert set(layer.possible(some)) == expected
    assert list(layer.possible(some)) == [word for word in RESULTS if word in expected], "the gravest first"


@each_layer
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_fact_decides_exactly_if_knowing_it_could_make_a_difference(name: str, data: st.DataObject) -> None:
    layer = DESK.layers[name]
    masks = masks_of(layer)
    state = single(masks, random.Random(data.draw(st.integers(0, 2**32))))
    open_ = data.draw(st.lists(st.sampled_from(list(masks)), min_size=1, max_size=4, unique=True))
    some = opened(state, masks, open_)
    expected = set()
    for fact in some:
        rest = {**some, fact: 1}
        for complete in completions({other: mask for other, mask in rest.items() if other != fact}):
            bits = [1 << bit for bit in range(some[fact].bit_length()) if some[fact] >> bit & 1]
            if len({by_the_book(layer, {**complete, fact: bit}) for bit in bits}) > 1:
                expected.add(fact)
                break
    assert layer.deciding(some) == expected


@each_layer
def test_every_result_that_a_policy_can_ask_for_is_reached_and_so_is_no_concern(name: str) -> None:
    layer = DESK.layers[name]
    chosen = random.Random(7)
    masks = masks_of(layer)
    expected = {rule.advice for rule in layer.rules} | {"no_concern"}
    met: set[str] = set()
    for _ in range(20_000):
        met.add(by_the_book(layer, single(masks, chosen)))
        if met == expected:  # by the book there is no other result
            break
    assert met == expected


@each_layer
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_changes_asked_for_answer_the_concern_and_none_of_them_is_idle(name: str, data: st.DataObject) -> None:
    layer = DESK.layers[name]
    answers = an_interview([layer], random.Random(data.draw(st.integers(0, 2**32))), 0.05)
    state = DESK.state(answers)
    found = answer(DESK, layer, state)
    if not found.changes:
        assert found.after == ""
        return
    entries = [change for change in DESK.plain["changes"] if change["id"] in found.changes]
    assert layer.possible(changed(DESK, state, entries)) == (found.after,)
    assert RESULTS.index(found.after) > RESULTS.index(found.possible[0]), "things get milder"
    for entry in entries:
        assert layer.possible(changed(DESK, state, [other for other in entries if other is not entry])) != (found.after,)


# --- the questions ---------------------------------------------------------------------------------------------------------------------------------------


def an_interview(layers: list[Layer], chosen: random.Random, ignorance: float) -> list[Given]:
    """A whole interview with answers by chance."""
    answers: list[Given] = []
    while (asked := DESK.asked_next(answers, layers)) is not None:
        options = [option["id"] for option in DESK.options(asked, DESK.state(answers))]
        if chosen.random() < ignorance:
            words: tuple[str, ...] = (DONT_KNOW,)
        elif asked["many"]:
            words = tuple(option for option in options if chosen.random() < 0.3)
        else:
            words = (chosen.choice(options),)
        answers.append(Given(asked["id"], words))
    return answers


@each_layer
def test_a_policy_by_itself_is_settled_in_at_most_twelve_questions_if_all_are_answered(name: str) -> None:
    layer = DESK.layers[name]
    chosen = random.Random(11)
    for _ in range(150):
        answers = an_interview([layer], chosen, 0)
        left = layer.deciding(DESK.state(answers))
        referred = {fact for given_ in answers if "senior" in given_.chosen for fact in turned_on(DESK.questions[given_.question])}
        assert left <= referred, f"open after {len(answers)} questions: {sorted(left)}"
        assert len(answers) <= MOST


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), ignorance=st.sampled_from([0, 0.2, 0.6]))
def test_a_question_is_asked_only_while_it_can_change_a_result_and_never_twice(seed: int, ignorance: float) -> None:
    layers = [DESK.layers[DESK.plain["default"]], DESK.layers[LAYERS[seed % len(LAYERS)]]]
    answers = an_interview(layers, random.Random(seed), ignorance)
    assert len({one.question for one in answers}) == len(answers) <= MOST
    for number, one in enumerate(answers):
        state = DESK.state(answers[:number])
        assert any(layer.deciding(state) & turned_on(DESK.questions[one.question]) for layer in layers)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_not_knowing_never_turns_one_settled_result_into_another(seed: int) -> None:
    chosen = random.Random(seed)
    layer = DESK.layers[LAYERS[seed % len(LAYERS)]]
    answers = an_interview([layer], chosen, 0)
    known = layer.possible(DESK.state(answers))
    for number, one in enumerate(answers):
        fewer = [*answers[:number], Given(one.question, (DONT_KNOW,)), *answers[number + 1 :]]
        assert set(known) <= set(layer.possible(DESK.state(fewer)))


def test_every_fact_that_a_policy_turns_on_is_asked_for_or_taken_for_granted() -> None:
    asked = frozenset[str]().union(*(turned_on(question) for question in DESK.plain["questions"]))
    for layer in DESK.layers.values():
        assert set(layer.facts) <= asked | set(layer.plain["assumes"]) | set(DESK.plain["assumes"])


def test_a_result_that_turns_on_a_judgement_alone_is_referred_and_one_that_turns_on_facts_is_not() -> None:
    layer = DESK.layers["gc3-icrc-2020"]
    told = {"item": ("photo",), "who": ("captive",), "recognisable": ("face",), "humiliating": ("no",), "pressure": ("no",), "vital_interest": ("no",), "dead": ("no",)}  # fmt: skip
    answers = [Given(*one) for one in told.items()]
    found = answer(DESK, layer, DESK.state([*answers, Given("public_interest", ("senior",)), Given("dignity", ("yes",))]))
    assert (found.result, found.find_out, len(found.judgements)) == ("refer_up", (), 1)
    assert found.possible == ("change", "no_concern")
    assert found.sign_off
    without = [one for one in answers if one.question != "pressure"]
    found = answer(DESK, layer, DESK.state([*without, Given("public_interest", ("no",))]))
    assert found.result == "not_enough_facts"
    assert any("made to appear" in ask for ask in found.find_out)


def test_a_later_answer_stands_over_an_earlier_one_and_what_contradicts_it_is_not_offered() -> None:
    photo = DESK.state([Given("item", ("photo",))])
    offered = [option["id"] for option in DESK.options(DESK.questions["recognisable"], photo)]
    assert "voice" not in offered
    assert "face" in offered
    both = DESK.state([Given("item", ("photo",)), Given("recognisable", ("voice",))])
    assert sentence(DESK, "publication.voice", both["publication.voice"]).startswith("The prisoner's voice is heard unaltered")


# --- the layers that follow the treaty -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gc3-icrc-2020", "gc3-strict", "gc3-narrow"])
def test_a_treaty_layer_is_raised_exactly_where_the_rules_it_follows_are_breached_on_its_reading(name: str) -> None:
    layer = DESK.layers[name]
    reading = name.removeprefix("gc3-")
    chosen = random.Random(3)
    masks = masks_of(layer)
    for _ in range(2_000):
        state = single(masks, chosen)
        for rule in layer.rules:
            if rule.id not in RULEBOOK.rule_ids:
                continue
            compiled = RULEBOOK.rule(rule.id)
            box = compiled.space.box([(index, state[variable.path]) for index, variable in enumerate(compiled.variables)])
            breached = any(not box & ~ground for ground in compiled.grounds(reading)["breach"])
            assert breached == any(holds(boxed, state, layer) for boxed in rule.plain["outcomes"]["raises"]), rule.id


# --- words -----------------------------------------------------------------------------------------------------------------------------------------------


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for inner in data.values():
            yield from texts(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from texts(inner)


def test_the_desk_never_says_that_something_is_permitted_and_accuses_nobody() -> None:
    for text in texts([DESK.plain["questions"], DESK.plain["results"], DESK.plain["changes"], DESK.plain["reminders"]]):
        assert not {"permitted", "allowed", "legal", "illegal", "guilty", "lawful", "unlawful", "violation", "breach"} & set(
            text.lower().split()
        ), text


# --- the command -----------------------------------------------------------------------------------------------------------------------------------------


def test_the_articles_images_are_answered_in_two_minutes_worth_of_keys() -> None:
    typed = "1\n1\nn\nno\n1 4\n2\n2\n2\n1\n"
    ran = ihl("desk", "--plain", stdin=typed)
    assert ran.code == 0, ran.err
    assert "Use only after changes" in ran.out
    assert "Describe in words only" in ran.out, "the strict reading stands beside it"
    assert "No concern found" in ran.out, "and so does the narrow one"
    assert ran.out.count("Question ") <= MOST
    assert "The prisoner can be recognised from it." in ran.out, "it is told as something that is not out yet"
    assert ran.out.count("The person is a prisoner of war, or has to be treated as one.") == 1, "what several rules rest on stands once"


def test_yes_stands_before_no_in_every_question_so_that_one_number_means_one_thing() -> None:
    for question in DESK.plain["questions"]:
        known = [option["id"] for option in question["options"]]
        assert not {"yes", "no"} <= set(known) or known[:2] == ["yes", "no"], question["id"]


def test_what_is_open_is_asked_in_the_desks_own_words_and_once() -> None:
    found = answer(DESK, DESK.layers["gc3-icrc-2020"], DESK.start())
    own = {question["asks"] for question in DESK.plain["questions"]}
    asked = [*found.find_out, *found.judgements]
    assert set(asked) <= own
    assert len(asked) == len(set(asked))
    assert DESK.questions["recognisable"]["asks"] in found.find_out, "for the face, the name and the rest together"
    assert DESK.questions["item"]["asks"] not in asked, "a record's reader has the item before them"


def test_answers_can_be_given_beforehand_and_come_out_as_data() -> None:
    ran = ihl("desk", *args(*PHOTO), "--format", "json")
    assert ran.code == 0, ran.err
    (check,) = json.loads(ran.out)["checks"]
    (result,) = check["results"]
    assert (result["result"], result["changes"], result["after"]) == ("change", ["face", "marks"], "no_concern")
    assert "solid mask" in result["log"]


def test_a_record_is_looked_at_item_by_item() -> None:
    ran = ihl("desk", KURSK, "--format", "json", "--compare")
    assert ran.code == 0, ran.err
    checks = json.loads(ran.out)["checks"]
    assert [check["item"] for check in checks][:2] == [
        "the SBU's photographs and videos: first prisoner and second prisoner",
        "the President's photographs and videos: first prisoner and second prisoner",
    ]
    first = {one["policy"]: one for one in checks[0]["results"]}
    assert first["gc3-icrc-2020"]["result"] == "not_enough_facts", "the article does not say whether a face could be recognised"
    assert first["gc3-icrc-2020"]["find_out"]
    filled = ihl("desk", KURSK, "--item", "sbu-images", *args(*PHOTO[2:], "item=photo", "dead=no"), "--format", "json")
    assert json.loads(filled.out)["checks"][0]["results"][0]["result"] == "change"


def test_going_back_asking_why_and_stopping_early() -> None:
    ran = ihl("desk", "--plain", stdin=f"1\nb\n?\n2\nnonsense\n{'9' * 5000}\n1\nq\n")
    assert ran.code == 0, ran.err
    assert "It can still change the answer under" in ran.out
    assert "Type one number from the list" in ran.out
    assert "Item: A video" in ran.out
    assert "Not enough facts" in ran.out
    nothing = ihl("desk", "--plain", stdin="q\n")
    assert nothing.code == 3
    assert "no question was answered" in nothing.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--policy", "gc3-strikt"], 'Did you mean "gc3-strict"?'),
        (["--answer", "itm=photo"], 'Did you mean "item"?'),
        (["--answer", "item=foto"], 'Did you mean "photo"?'),
        (["--answer", "item=photo+video"], "Several contradict each other"),
        (["--answer", "item=photo", "--answer", "item=video"], "is answered twice"),
        ([KURSK, "--item", "sbu-image"], 'Did you mean "sbu-images"?'),
        (["--format", "jsn"], 'Did you mean "json"?'),
    ],
)
def test_what_cannot_be_used_is_named_with_the_near_miss(arguments: list[str], says: str) -> None:
    ran = ihl("desk", *arguments)
    assert ran.code == 2
    assert says in ran.err


def test_a_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "check.md"
    assert ihl("desk", *args(*PHOTO), "-o", str(path)).code == 0
    text = path.read_text(encoding="utf-8")
    assert "Use only after changes" in text
    assert "For the decision log" in text
    again = ihl("desk", *args(*PHOTO), "-o", str(path))
    assert again.code == 2
    assert path.read_text(encoding="utf-8") == text


def test_the_log_says_what_was_answered_and_leaves_names_and_dates_to_people() -> None:
    answers = [Given(*one) for one in (("item", ("photo",)), ("who", ("captive",)), ("recognisable", ()), ("pressure", (DONT_KNOW,)))]
    text = paragraph(DESK, answers, answer(DESK, DESK.layers["gc3-icrc-2020"], DESK.state(answers)))
    assert "Item: A photograph." in text
    assert "Recognisable by: By nothing of the kind" in text
    assert "Signs of pressure: not known." in text
    assert "Checked by: ____" in text


# --- a house's own policy, and what is wrong with one ------------------------------------------------------------------------------------------------------

HOUSE = """\
policy: lowen-courier
title: The Lowen Courier
kind: house
by: the newsroom of a fictional newspaper
holds: Nothing that shows a captive runs without the night editor.
binds: Its own staff.
read: {on: "2026-11-23", as: page}
authority:
  - {instrument: The Lowen Courier, section: House rules 4, gist: Captives are shown only with the night editor's agreement.}
limits: It says nothing on quotations.
rules:
  - id: lowen-night-editor
    title: A captive is shown
    authority:
      - {instrument: The Lowen Courier, section: House rules 4, gist: Captives are shown only with the night editor's agreement.}
    elements:
      - {says: It shows the face of a captive., when: publication.face_shown}
    advice: refer_up
    sign_off: the night editor
    for_editors: Ask the night editor.
    limits: None.
    cases:
      - {case: A face., facts: {publication.face_shown: yes}, expect: raises}
"""


def test_a_house_adds_its_own_policy(tmp_path: Path) -> None:
    path = tmp_path / "courier.yml"
    path.write_text(HOUSE, encoding="utf-8")
    ran = ihl("desk", "--house", str(path), *args("item=photo", "recognisable=face"), "--plain")
    assert ran.code == 0, ran.err
    assert "Refer up" in ran.out
    assert "the night editor" in ran.out
    both = ihl("desk", "--house", str(path), "--compare", *args(*PHOTO), "--plain")
    assert "The Lowen Courier" in both.out
    assert "Treaty, read strictly" in both.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: publication.face_shown", "when: publication.face_shwn", 'Did you mean "publication.face_shown"?'),
        ("when: publication.face_shown", "when: camp.closed", "camp"),
        ("advice: refer_up", "advice: refer", 'Did you mean "refer_up"?'),
        ("policy: lowen-courier", "policy: gc3-strict", "is taken by"),
        ("limits: It says", "limit: It says", 'Did you mean "limits"?'),
        ("elements:", "applies_when: []\n    elements:", None),
        ("{says: It shows the face of a captive., when: publication.face_shown}", "{says: It shows the face., when: publication.made_public}", "raised whatever the facts"),
        ("{says: It shows the face of a captive., when: publication.face_shown}", '{says: It shows the face., when: "not publication.made_public"}', "can never be raised"),
        ("{says: It shows the face of a captive., when: publication.face_shown}", "{says: It shows the face., when: publication.face_shown, only_in: [strict]}", "has no readings"),
        ("rules:\n", "reading: icrc-2021\nfollows: [{rule: gc3-13-name-released, advice: change}]\nrules:\n", "is not a reading"),
        ("rules:\n", "reading: strict\nfollows: [{rule: gc3-13-name-realeased, advice: change}]\nrules:\n", 'Did you mean "gc3-13-name-released"?'),
        ("rules:\n", "follows: [{rule: gc3-13-name-released, advice: change}]\nrules:\n", "none is named"),
        ("rules:\n", "assumes: {publication.captor_involvement: owned}\nrules:\n", "own"),
        ("rules:\n", "assumes: {camp.closed: yes}\nrules:\n", "is no fact that the desk can ask for"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_policy_is_named_with_its_line(old: str, new: str, says: str | None, tmp_path: Path) -> None:
    path = tmp_path / "courier.yml"
    assert old in HOUSE
    path.write_text(HOUSE.replace(old, new, 1), encoding="utf-8")
    ran = ihl("desk", "--house", str(path), *args("item=photo"))
    if says is None:
        assert ran.code == 0, ran.err
        return
    assert ran.code == 2
    assert says in ran.err
    assert f"{path}:" in ran.err, "the file and the line"


@pytest.mark.parametrize("pairs", [(10, 20), (11,), (20,)])
def test_a_policy_of_too_many_combinations_is_refused_with_its_cause_after_a_counted_number_of_steps(
    pairs: tuple[int, ...], tmp_path: Path
) -> None:
    facts = [fact.id for fact in RULEBOOK.vocabulary.subjects["publication"].facts.values() if fact.type == "bool" and not fact.derived]
    facts += [fact.id for fact in RULEBOOK.vocabulary.subjects["person"].facts.values() if fact.type == "bool" and not fact.derived]
    either = [f"({one} or {other})" for one, other in zip(facts[:40:2], facts[1:40:2], strict=True)]
    starts = (0, *pairs[:-1])
    parts = [" and ".join(either[start:end]) for start, end in zip(starts, pairs, strict=True)]
    lines = "\n".join(f"      - {{says: It is so., when: {part}}}" for part in parts)
    path = tmp_path / "courier.yml"
    path.write_text(HOUSE.replace("      - {says: It shows the face of a captive., when: publication.face_shown}", lines), encoding="utf-8")
    ran = ihl("desk", "--house", str(path), *args("item=photo"))
    assert ran.code == 2
    assert [problem.code for problem in ran.problems] == ["too-many-grounds"]
    assert "Split it into several rules" in ran.err


def test_where_a_check_is_to_be_written_is_looked_at_before_anything_is_asked(tmp_path: Path) -> None:
    ran = ihl("desk", "-o", str(tmp_path / "no" / "check.md"), stdin="1\n1\n")
    assert (ran.code, ran.out, [problem.code for problem in ran.problems]) == (2, "", ["output-folder"])
    made = ihl("desk", *args("item=photo"), "-o", str(tmp_path / "check.json"))
    assert made.code == 0, made.err
    assert json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))["schema"] == "ihl-desk/1"
    assert "check.json" in made.out


def test_the_same_policies_compile_to_the_same_data_and_damage_to_what_is_kept_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IHL_CACHE_DIR", str(tmp_path))
    first = shelf.load(RULEBOOK).plain
    (kept,) = tmp_path.glob("desk-*.json")
    assert shelf.load(RULEBOOK).plain == first
    kept.write_bytes(kept.read_bytes()[:-40])
    assert shelf.load(RULEBOOK).plain == first == json.loads(json.dumps({**compile_desk(RULEBOOK), "digest": first["digest"]}))


def test_a_rulebook_without_a_desk_says_so(tmp_path: Path) -> None:
    import shutil

    root = Path(RULEBOOK.folder)
    shutil.copytree(root / "vocabulary", tmp_path / "rules" / "vocabulary")
    shutil.copy(root / "readings.yml", tmp_path / "rules" / "readings.yml")
    with pytest.raises(InputError, match="has no desk"):
        Desk(compile_desk(Rulebook.load(str(tmp_path / "rules"), keep=False)))
