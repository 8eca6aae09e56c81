"""What a finding says beside its verdict: what is recorded, what would change it, why it is raised at all."""

from __future__ import annotations

import os
from collections import Counter
from itertools import combinations

import pytest
from command import ROOT
from hypothesis import given
from hypothesis import strategies as st
from shipped import loaded
from worlds import READINGS, Situation, compiled, read, shipped_incident, situations

from checker import documents, library
from checker.claims import Claim, Stated, Voice
from checker.evaluation import Key, verdict_of
from checker.evidence import Grade, strength
from checker.findings import Result, basis_of, does_not_arise, recorded
from checker.judging import judge_record
from checker.pipeline import read_records
from checker.ranking import detailed, rank, rank_raised, ranks
from checker.records import Entry, Record
from checker.tellings import account_of, disputed_in, telling
from checker.values import Value
from checker.vocabulary import Fact

GRAVITIES = ("grave_breach", "serious", "obligation", "administrative", "guidance")

FACT = Fact("publication", "released", "bool", "Was it?", {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."})
YES, NO = Value(words=frozenset({"yes"}), text="yes"), Value(words=frozenset({"no"}), text="no")


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Every result of some random records and of the bundled incident under the shipped rules."""
    from random import Random

    rulebook = loaded()
    backgrounds = documents.read(os.path.join(library.rules_folder(), "backgrounds.yml")).data["backgrounds"]
    found: list[Result] = []
    for seed in range(3):
        plain = shipped_incident(Random(f"findings {seed}"), rulebook.vocabulary, [one["facts"] for one in backgrounds.values()])
        found += judge_record(rulebook, read(plain, rulebook.vocabulary), rulebook.default_reading)
    for record in read_records([str(ROOT / "examples" / "kursk-2025" / "incident.yml")], rulebook, []):
        found += judge_record(rulebook, record, rulebook.default_reading)
    return found


def test_what_is_recorded_is_said_in_a_word() -> None:
    assert recorded(None) == "unknown"
    assert recorded(Stated(FACT, (), "unknown")) == "unknown"
    assert recorded(Stated(FACT, (), "not_applicable")) == "not_applicable"
    assert recorded(Stated(FACT, (Claim(YES),))) == "yes"
    assert recorded(Stated(FACT, (Claim(YES), Claim(NO)))) == "yes / no"


def test_every_verdict_that_some_change_leads_to_is_named_once_and_never_the_one_there_is(results: list[Result]) -> None:
    named = 0
    for result in results:
        alternatives = [one.verdict for one in detailed(result).finding.would_change_if]
        if len(result.possible) != 1:
            assert not alternatives
            continue
        others = [word for word in ("breach", "excepted", "complied", "not_applicable") if word not in result.possible]
        assert sorted(alternatives) == sorted(word for word in others if result.bound.nearest(word))
        named += len(alternatives)
    assert named > 100


def says(result: Result, key: Key) -> bool:
    """Whether the record itself, and no treaty table, states a value of a fact."""
    stated = result.judge.stated(key)
    return stated is not None and bool(stated.values) and not stated.supplied


def test_a_verdict_is_the_one_outcome_left_and_undetermined_where_there_are_several(results: list[Result]) -> None:
    words = ("breach", "excepted", "complied", "not_applicable")
    for size in (1, 2, 3, 4):
        for left in combinations(words, size):
            assert verdict_of(frozenset(left)).value == (left[0] if size == 1 else "undetermined")
    for result in results:
        assert result.verdict is verdict_of(result.possible)
        assert result.finding.verdict == result.verdict.value
        assert set(result.finding.possible) == result.possible


def reasons_to_raise(result: Result) -> dict[str, bool]:
    """Why a result is listed, each reason worked out by itself."""
    return {
        "hard": result.possible in ({"breach"}, {"excepted"}),
        "states": any(says(result, key) for key in result.bound.base_keys(result.rule.deciding_variables)),
        "reading": any(other.verdict == "breach" for other in result.contested),
        "account": bool(result.disputed)
        and any(account.verdict in ("breach", "excepted") for account in detailed(result).finding.accounts),
    }


def test_a_result_is_raised_by_a_hard_verdict_a_deciding_fact_another_reading_or_an_account(results: list[Result]) -> None:
    why = Counter[str]()
    for result in results:
        reasons = reasons_to_raise(result)
        assert result.raised == any(reasons.values()), (result.head.id, reasons)
        why.update(name for name, found in reasons.items() if found)
    assert why["hard"]
    assert why["states"]


@given(situations, st.sampled_from(READINGS))
def test_nothing_else_raises_a_result_of_any_rules(situation: Situation, reading: str) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is not None:
        for result in judge_record(rulebook, read(plain, rulebook.vocabulary), reading):
            reasons = reasons_to_raise(result)
            assert result.raised == any(reasons.values()), (result.head.id, reasons)


def test_details_are_filled_in_on_request_where_nothing_is_raised(results: list[Result]) -> None:
    quiet = [one for one in results if not one.raised and len(one.possible) == 1]
    assert quiet
    assert any(detailed(one).finding.because for one in quiet)
    assert all(not one.finding.because for one in quiet)


def test_a_fact_stated_without_a_value_is_no_basis(results: list[Result]) -> None:
    seen = 0
    for result in results:
        for entry in result.judge.record.entries.values():
            for name, stated in entry.facts.items():
                assert (basis_of(result.judge, (entry.id, name)) is None) == (not stated.values)
                seen += not stated.values
        if seen > 20:
            break
    assert seen


def test_a_grade_of_nothing_says_nothing() -> None:
    assert Grade() == Grade("", "", "", None, (), "")


def test_what_does_not_arise_is_told_from_what_is_unknown() -> None:
    assert [does_not_arise(one) for one in (None, Stated(FACT, (), "unknown"), Stated(FACT, (), "not_applicable"), Stated(FACT, (Claim(YES),)))] == [False, False, True, False]  # fmt: skip


def test_an_open_result_is_worded_without_reserve(results: list[Result]) -> None:
    assert {one.cap for one in results if len(one.possible) > 1} == {""}


def test_a_claim_is_told_by_its_party_its_voice_its_source_or_nobody() -> None:
    voices = {"ministry": Voice("ministry", "The ministry", "party", "norland"), "nurse": Voice("nurse", "A nurse", "witness")}
    record = Record("day", "A day", "day.yml", voices=voices)
    claims = (Claim(YES, "paper", "", "ministry"), Claim(YES, "paper", "", "nurse"), Claim(YES, "paper"), Claim(YES))
    assert [account_of(record, claim) for claim in claims] == ["norland", "nurse", "paper", "unnamed"]


def test_a_telling_has_of_each_disputed_fact_the_values_of_that_side_alone_where_it_gives_any() -> None:
    voices = {"ministry": Voice("ministry", "The ministry", "party", "norland"), "army": Voice("army", "The army", "party", "norland"), "nurse": Voice("nurse", "A nurse", "witness")}  # fmt: skip
    ministry, army, nurse, silent = Claim(YES, "paper", "", "ministry"), Claim(NO, "radio", "", "army"), Claim(NO, "paper", "", "nurse"), Claim(None, "wire", "", "nurse")  # fmt: skip
    entry = Entry(
        "publication",
        "photo",
        facts={
            "all": Stated(FACT, (ministry, army, nurse)),
            "some": Stated(FACT, (Claim(YES, "blog"), army)),
            "not_known": Stated(FACT, (silent, ministry, army)),
            "agreed": Stated(FACT, (nurse, army)),
            "open": Stated(FACT, (), "unknown"),
        },
    )
    record = Record("day", "A day", "day.yml", voices=voices, entries={"photo": entry})
    assert set(disputed_in(record)) == {("photo", "all"), ("photo", "some"), ("photo", "not_known")}
    assert set(disputed_in(record).values()) == {"publication.released"}

    def told(side: str) -> dict[str, tuple[Claim, ...]]:
        facts = telling(record, disputed_in(record), side).entries["photo"].facts
        assert facts["agreed"] == entry.facts["agreed"]
        assert facts["open"] == entry.facts["open"]
        return {name: facts[name].claims for name in ("all", "some", "not_known")}

    untouched = {name: entry.facts[name].claims for name in ("all", "some", "not_known")}
    assert told("norland") == {"all": (ministry, army), "some": (army,), "not_known": (ministry, army)}
    assert told("nurse") == untouched | {"all": (nurse,)}, "a side that leaves a fact open gives no value of it"
    assert told("blog") == untouched | {"some": (Claim(YES, "blog"),)}
    assert told("nobody") == untouched


def test_only_results_that_are_raised_and_not_harmless_are_ranked_and_each_adds_its_share(results: list[Result]) -> None:
    harmless = {"complied", "not_applicable"}
    chosen = [one for one in results if one.raised and not one.possible <= harmless]
    assert 0 < len(chosen) < sum(one.raised for one in results)
    assert [ranks(one) for one in results] == [one in chosen for one in results]
    total: dict[Key, float] = {}
    for one in chosen:
        for key, gain in rank([one]).items():
            total[key] = total.get(key, 0) + gain
    assert rank_raised(results) == pytest.approx(total)
    assert len(total) < sum(len(rank([one])) for one in chosen), "some facts are asked for by several"
    assert all(rank([one]) == {} for one in results if len(one.possible) == 1)


def test_a_result_in_detail_has_the_scores_it_is_given_or_its_own(results: list[Result]) -> None:
    (one, *_) = (one for one in results if not one.raised and len(one.possible) > 1 and rank([one]))
    given = dict.fromkeys(rank([one]), 7.0)
    assert detailed(one).scores == rank([one])
    assert detailed(one, given).scores == given
    raised = next(one for one in results if one.raised)
    assert detailed(raised, given) is raised


def test_every_gravity_weighs_less_than_the_graver(results: list[Result]) -> None:
    weights = {gravity: {rank([one])[key] / gain for one in results if one.rule.gravity == gravity and len(one.possible) > 1 for key, gain in share(one).items()} for gravity in GRAVITIES}  # fmt: skip
    rounded = {gravity: {round(weight, 6) for weight in found} for gravity, found in weights.items() if found}
    assert rounded["grave_breach"] == {4}
    assert rounded["serious"] == {3}
    assert rounded["obligation"] == {2}
    assert all(rounded.get(gravity, {1}) == {1} for gravity in ("administrative", "guidance"))


def share(result: Result) -> dict[Key, float]:
    """Of each deciding fact the share of outcomes that its answers rule out on average, and no less than a little."""
    found: dict[Key, float] = {}
    for key in result.bound.deciding():
        left = [len(effect.leaves) for effect in result.bound.effects() if effect.key == key]
        found[key] = max((len(result.possible) - sum(left) / len(left)) / (len(result.possible) - 1), 0.02)
    return found


def test_an_open_result_asks_for_every_fact_that_can_still_decide_it_and_a_settled_one_for_nothing(results: list[Result]) -> None:
    counted: dict[int, int] = {}
    for result in results:
        if not (result.raised or len(result.possible) > 1):
            continue
        questions = detailed(result).finding.to_find_out
        asked = [(one.subject, one.fact.partition(".")[2]) for one in questions]
        assert sorted(asked) == (sorted(result.bound.deciding()) if len(result.possible) > 1 else [])
        assert len(set(asked)) == len(asked)
        for question in questions:
            assert len(question.answers) > 1
            assert all(set(left) <= result.possible and left for left in question.answers.values())
        late = [does_not_arise(result.judge.stated(key)) for key in asked]
        assert late == sorted(late), "what does not arise comes last"
        for at in (False, True):
            scores = [question.score for question, is_late in zip(questions, late, strict=True) if is_late is at]
            assert scores == sorted(scores, reverse=True)
        counted[len(result.possible)] = counted.get(len(result.possible), 0) + 1
    assert set(counted) == {1, 2, 3, 4}, "results with every number of outcomes were looked at"


def test_a_verdict_is_told_on_the_account_of_each_side_that_states_a_value_and_of_no_other() -> None:
    rulebook = loaded()
    record = read(
        {
            "schema": "ihl-incident/1",
            "id": "day",
            "title": "A day",
            "sources": [{"id": "paper", "publisher": "The Paper"}],
            "voices": [
                {"id": "ministry", "name": "The ministry", "kind": "party", "party": "norland"},
                {"id": "embassy", "name": "The embassy", "kind": "party", "party": "sudria"},
                {"id": "nurse", "name": "A nurse", "kind": "witness"},
            ],
            "party": [{"id": "norland", "label": "Norland"}, {"id": "sudria", "label": "Sudria"}],
            "person": [
                {
                    "id": "captive",
                    "label": "a captive",
                    "in_power_of": "norland",
                    "depends_on": "sudria",
                    "facts": {
                        "died": [
                            {"is": "yes", "source": "paper", "said_by": "embassy"},
                            {"is": "no", "source": "paper", "said_by": "ministry"},
                            {"is": "unknown", "source": "paper", "said_by": "nurse"},
                        ]
                    },
                }
            ],
        },
        rulebook.vocabulary,
    )
    told = [detailed(result) for result in judge_record(rulebook, record, rulebook.default_reading) if result.disputed]
    assert told
    assert {tuple(account.account for account in one.finding.accounts) for one in told} == {("sudria", "norland")}


def test_what_is_open_only_between_no_breach_and_no_rule_does_not_weigh(results: list[Result]) -> None:
    kinds = set()
    for result in results:
        idle = len(result.possible) > 1 and "breach" not in result.possible and "excepted" not in result.possible and not result.contested
        assert result.weighs is not idle
        kinds.add((idle, len(result.possible) == 1, bool(result.contested)))
    assert len(kinds) > 3


def test_what_a_finding_rests_on_is_told_with_its_fact_its_entry_and_what_is_claimed(results: list[Result]) -> None:
    told = 0
    for result in results:
        if result.raised:
            record = result.judge.record
            for basis in result.finding.because:
                stated = record.entries[basis.subject].facts[basis.fact.partition(".")[2]]
                assert stated.fact.id == basis.fact
                assert basis.value == " / ".join(value.text for value in stated.values)
                assert [(one.source, one.said_by, one.at, one.grade) for one in basis.claims] == [
                    (one.source, one.said_by, one.at, one.grade) for one in stated.claims
                ]
                told += 1
    assert told > 50


def test_a_settled_verdict_is_graded_by_its_elements_and_exceptions_where_it_rests_on_any(results: list[Result]) -> None:
    kinds = set()
    for result in results:
        if not result.raised or len(result.possible) != 1:
            continue
        record, finding = result.judge.record, result.finding
        keys = [(basis.subject, basis.fact.partition(".")[2]) for basis in finding.because]
        own = set(result.bound.base_keys(result.rule.deciding_variables))
        turning = [key for key in keys if key in own] or keys
        carried = [strength(record, record.entries[entry].facts[fact]) for entry, fact in turning]
        known = [one for one in carried if one is not None]
        assert finding.grade.independent == min((one.independent for one in known), default=None)
        assert finding.grade.one_side == tuple(dict.fromkeys(one.side for one in known if one.side))
        kinds.add((len(turning) < len(keys), finding.grade.cap))
    assert {narrowed for narrowed, _ in kinds} == {True, False}
    assert len({cap for _, cap in kinds}) > 1


def test_what_decides_one_outcome_is_not_taken_for_what_decides_the_verdict(results: list[Result]) -> None:
    fewer = 0
    for result in results:
        if len(result.possible) > 1 and result.raised:
            every = result.bound.deciding()
            for word in sorted(result.possible):
                some = result.bound.deciding([result.bound.grounds()[word]])
                assert set(some) <= set(every)
                assert result.bound.deciding() == every
                fewer += len(some) < len(every)
    assert fewer


def test_only_what_the_record_states_is_named_as_what_a_verdict_rests_on(results: list[Result]) -> None:
    for result in results:
        if result.raised:
            assert all(result.judge.stated(key) is not None for key in result.bound.because())
            for other in result.contested:
                there = result.judge.on(other.reading).bind(result.rule, result.binding)
                assert all(there.judge.stated(key) is not None for key in there.because())
