"""The published guidance in ``rules/policies/``: every rule comes out as its cases say, cites its place, and asks for nothing that an editor could not do.

The cases are put to the compiled boxes, as the desk puts an item to them. What is forbidden in the wording stands here as a list of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import ROOT, ihl

from checker import cells, documents, library
from checker.conditions import Types, parse
from checker.desk.answering import SENIOR, answer
from checker.desk.compiling import OUTCOMES, ROLES, compile_desk
from checker.desk.course import Desk, Given
from checker.desk.layers import Layer, LayerRule
from checker.desk.written import PolicyFile, PolicyRule
from checker.pipeline import record_files
from checker.rulebook import Rulebook
from checker.shapes import validated

POLICIES = Path(library.rules_folder()) / library.POLICIES
HOUSE = Path(library.examples_folder()) / "policies" / "house-example.policy.yml"
FILES = [*sorted(POLICIES.glob("*.yml")), HOUSE]

#: What the page of layers lists: published guidance, without the readings of the treaty.
PUBLISHED = ("adf-2003", "ap", "bbc", "cje-ukraine", "impress", "nuj", "ofcom", "presserat", "rferl", "uk-brc", "us-dod")

#: Conclusions that no guidance draws here: nobody is found to have done wrong, and nothing is declared free to use. The readings speak of the treaty, and what it does not do to newsrooms.
CONCLUSIONS = re.compile(
    r"\b(?:il)?legal\w*|\b(?:un)?lawful\w*|\bpermi(?:t|ss)\w*|\ballow\w*|\bbreach\w*|\bviolat\w*|\bguilt\w*|\bwar crim\w*", re.I
)


class Case(NamedTuple):
    """A case beside a rule, with the policy and the rule it is about."""

    policy: str
    rule: PolicyRule
    number: int


def read(path: Path) -> PolicyFile:
    """A policy as written."""
    policy: PolicyFile = validated(PolicyFile, documents.read(str(path)))
    return policy


WRITTEN = [read(path) for path in FILES]
RULES = [(policy.policy, rule) for policy in WRITTEN for rule in policy.rules]
CASES = [Case(policy, rule, number) for policy, rule in RULES for number in range(len(rule.cases))]


@pytest.fixture(scope="module")
def desk(rulebook: Rulebook) -> Desk:
    return Desk({**compile_desk(rulebook, [str(HOUSE)]), "digest": "0" * 64})


def state_of(desk: Desk, facts: Mapping[str, Any]) -> dict[str, int]:
    """The facts of a case as masks. A fact that no policy turns on is a KeyError."""
    found = {}
    for fact, raw in facts.items():
        words = desk.plain["facts"][fact]["words"]
        found[fact] = sum(
            1 << words.index(word if isinstance(word, str) else "yes" if word else "no")
            for word in (raw if isinstance(raw, list) else [raw])
        )
    return found


def compiled(desk: Desk, policy: str, rule: str) -> tuple[Layer, LayerRule]:
    layer = desk.layers[policy]
    return layer, next(one for one in layer.rules if one.id == rule)


# --- what the rules come to --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.id}-{case.number}")
def test_a_case_comes_out_as_it_says(case: Case, desk: Desk) -> None:
    layer, rule = compiled(desk, case.policy, case.rule.id)
    written = case.rule.cases[case.number]
    assert rule.outcome(layer.masks(state_of(desk, written.facts))) == written.expect, written.case


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=lambda value: value if isinstance(value, str) else value.id)
def test_every_outcome_that_a_rule_can_reach_has_a_case(policy: str, rule: PolicyRule, desk: Desk) -> None:
    reachable = {word for word, boxes in compiled(desk, policy, rule.id)[1].plain["outcomes"].items() if boxes}
    assert {case.expect for case in rule.cases} == reachable | {"open"}


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=lambda value: value if isinstance(value, str) else value.id)
def test_a_fact_of_a_case_is_one_that_its_policy_turns_on(policy: str, rule: PolicyRule, desk: Desk) -> None:
    own = set(desk.layers[policy].facts)
    for case in rule.cases:
        assert set(case.facts) <= own | {"publication.identifiable"}, case.case


def test_no_case_is_told_twice() -> None:
    told = [(case.policy, case.rule.cases[case.number].case) for case in CASES]
    assert sorted({one for one in told if told.count(one) > 1}) == []


def test_in_every_state_a_rule_has_exactly_one_outcome(desk: Desk) -> None:
    for policy, written in RULES:
        layer, rule = compiled(desk, policy, written.id)
        turned = sorted(
            {
                index
                for boxes in rule.plain["outcomes"].values()
                for box in boxes
                for index, mask in enumerate(box)
                if mask != layer.full[index]
            }
        )
        for values in product(*([1 << bit for bit in range(layer.full[index].bit_length())] for index in turned)):
            masks = list(layer.full)
            for index, mask in zip(turned, values, strict=True):
                masks[index] = mask
            holding = [
                word
                for word, boxes in rule.plain["outcomes"].items()
                if any(not any(m & ~b for m, b in zip(masks, box, strict=True)) for box in boxes)
            ]
            assert len(holding) == 1, (written.id, values, holding)


# --- what is asked of an editor ----------------------------------------------------------------------------------------------------------------------------


def turned_on(rulebook: Rulebook, conditions: Iterator[str]) -> set[str]:
    """The facts that conditions turn on."""
    types = Types(rulebook.vocabulary)
    return {test.path for condition in conditions for test in cells.tests(parse(condition, ROLES, types))}


@pytest.mark.parametrize("rule", [rule for _, rule in RULES if rule.advice == "change"], ids=lambda rule: rule.id)
def test_where_a_change_is_asked_for_the_desk_knows_one_that_answers_the_concern(rule: PolicyRule, desk: Desk, rulebook: Rulebook) -> None:
    elements = turned_on(rulebook, (part.when for part in rule.elements))
    for change in desk.plain["changes"]:
        if change["fact"] in elements:
            break
    else:
        # Recognition is mended by mending every means of it, which the desk asks for one by one.
        assert "publication.identifiable" in elements, "no element rests on a fact that an editor can change"


def test_a_masked_face_and_a_cut_name_answer_guidance_on_recognition(desk: Desk) -> None:
    """From one end to the other: a portrait with a name, under each guidance that asks who can be told."""
    question = desk.questions["recognisable"]
    state = desk.start()
    for option in question["options"]:
        state.update(option["sets"] if option["id"] in ("face", "name") else option["else"])
    state.update(question["any"])
    state.update(
        state_of(
            desk,
            {
                "publication.form": "photograph", "person.protected_as_prisoner_of_war": "yes", "publication.public_interest_outweighs": "no", "publication.public_interest_compelling": "no", "publication.consent_informed_and_free": "no",
                "publication.dignity_preserved": "yes", "publication.statement_made": "none", "publication.shows_dead": "no", "publication.bandages_shown": "no", "publication.adds_risk": "no",
                "publication.captive_in_danger": "yes", "publication.circumstances_told": "yes",
            },
        )
    )  # fmt: skip
    for policy in ("adf-2003", "ap", "bbc", "impress", "nuj", "ofcom", "presserat", "uk-brc", "house-example"):
        found = answer(desk, desk.layers[policy], state)
        assert (found.result, found.after) == ("change", "no_concern"), policy
        assert set(found.changes) == ({"face"} if policy == "adf-2003" else {"face", "name"}), policy


def test_the_narrow_position_and_the_wide_guidance_part_on_a_neutral_portrait(desk: Desk) -> None:
    state = desk.start() | state_of(
        desk,
        {"publication.form": "photograph", "publication.identifiable": "yes", "publication.humiliating": "no", "person.protected_as_prisoner_of_war": "yes"},
    )  # fmt: skip
    assert answer(desk, desk.layers["us-dod"], state).result == "no_concern"
    assert answer(desk, desk.layers["nuj"], state).result == "change"


def test_a_rule_that_is_raised_names_who_signs_and_an_exception_is_for_somebody_senior_to_answer_for(desk: Desk) -> None:
    video = desk.start() | state_of(
        desk,
        {
            "publication.form": "video", "publication.identifiable": "no", "publication.humiliating": "no", "publication.adds_risk": "no", "publication.distress_shown": "no", "publication.accuses_own_side": "no",
            "publication.public_interest_outweighs": "yes", "person.protected_as_prisoner_of_war": "yes",
        },
    )  # fmt: skip
    found = answer(desk, desk.layers["rferl"], video)
    assert (found.result, found.sign_off) == ("refer_up", ("an editor",))
    photograph = {**video, **state_of(desk, {"publication.form": "photograph"})}
    found = answer(desk, desk.layers["rferl"], photograph)
    assert (found.result, found.sign_off) == ("no_concern", (SENIOR,))


@pytest.mark.parametrize("policy", PUBLISHED)
def test_a_policy_is_settled_within_twelve_questions(policy: str, desk: Desk) -> None:
    """Whatever is answered, as long as something is: the first answer, the last, and each in turn."""
    layer = desk.layers[policy]
    for choose in (lambda options: options[0], lambda options: options[-1], lambda options: options[len(options) // 2]):
        from checker.desk.course import Given

        answers: list[Given] = []
        while (question := desk.asked_next(answers, [layer])) is not None:
            options = [option["id"] for option in desk.options(question, desk.state(answers)) if option["sets"]]
            answers.append(Given(question["id"], (choose(options),)))
        assert len(answers) < 12
        assert len(layer.possible(desk.state(answers))) == 1, [given.question for given in answers]


def test_every_question_of_published_guidance_has_a_reason_of_its_own(desk: Desk) -> None:
    asked = {fact for policy in PUBLISHED for fact in desk.layers[policy].facts}
    for question in desk.questions.values():
        facts = {fact for option in question["options"] for fact in option["sets"]}
        if facts & asked:
            assert question["why"] != "A rule of the policy turns on it.", question["id"]


# --- sources and words -------------------------------------------------------------------------------------------------------------------------------------


def authorities(policy: PolicyFile) -> Iterator[tuple[str, Any]]:
    yield from ((policy.policy, authority) for authority in policy.authority)
    yield from ((rule.id, authority) for rule in policy.rules for authority in rule.authority)


@pytest.mark.parametrize("policy", WRITTEN, ids=lambda policy: policy.policy)
def test_every_rule_cites_its_place(policy: PolicyFile) -> None:
    for where, authority in authorities(policy):
        assert authority.article or authority.section, where
        if policy.policy in PUBLISHED:
            assert re.fullmatch(r"https?://[^\s]+", authority.url or ""), where


@pytest.mark.parametrize("policy", WRITTEN, ids=lambda policy: policy.policy)
def test_an_exception_cites_where_it_stands(policy: PolicyFile) -> None:
    for rule in policy.rules:
        for exception in rule.unless:
            assert re.search(r"\d|clause|rule|paragraph|point|test", exception.cites, re.I), rule.id


def test_what_was_read_through_others_says_so() -> None:
    for policy in WRITTEN:
        if policy.policy in PUBLISHED and policy.read.as_ == "restatement":
            assert re.search(r"\bread\b|at hand", policy.limits), policy.policy


def test_guidance_of_a_house_is_no_reading_of_the_treaty() -> None:
    for policy in WRITTEN:
        if policy.policy in PUBLISHED:
            assert policy.kind != "reading", policy.policy
            assert not policy.follows, policy.policy
            assert re.search(r"no interpretation|not addressed|binds no|not the treaty|the State's", policy.binds), policy.policy


@pytest.mark.parametrize("path", [path for path in FILES if not path.name.startswith("gc3-")], ids=lambda path: path.stem)
def test_no_wording_draws_a_conclusion(path: Path) -> None:
    assert CONCLUSIONS.findall(re.sub(r"https?://\S+", "", path.read_text(encoding="utf-8"))) == []


def test_the_page_of_layers_lists_them_as_they_are() -> None:
    page = (POLICIES / "README.md").read_text(encoding="utf-8")
    rows = {row[1]: row for row in re.finditer(r"^\| `([\w-]+)` \| (.+?) \| (\w+) \| (.+?) \| (.+?) \|$", page, re.M)}
    assert (
        set(rows) - {"do_not_use", "words_only", "change", "refer_up"}
        == set(PUBLISHED)
        == {path.stem for path in POLICIES.glob("*.yml") if not path.stem.startswith("gc3-")}
    )
    for policy in WRITTEN:
        if policy.policy in PUBLISHED:
            row = rows[policy.policy]
            assert row[3].lower() == policy.kind
            assert row[5] == policy.read.on


# --- a house's own ------------------------------------------------------------------------------------------------------------------------------------------


def test_a_policy_among_records_is_not_taken_for_one() -> None:
    found, problems = record_files([library.examples_folder()])
    assert found
    assert not problems
    assert not [path for path in found if path.endswith(".policy.yml")]
    assert ihl("check", HOUSE.parent).code == 3


def test_the_example_of_a_house_stands_beside_the_shipped_ones(desk: Desk) -> None:
    assert desk.layers["house-example"].title == "The Lowen Courier"
    assert {rule.advice for rule in desk.layers["house-example"].rules} == {"change", "words_only"}
    assert set(OUTCOMES) == {"raises", "excepted", "clear", "not_applicable"}
    assert (ROOT / "rules" / "policies" / "README.md").read_text(encoding="utf-8").count("examples/policies/house-example.policy.yml") == 1
