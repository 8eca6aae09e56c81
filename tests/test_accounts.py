"""Each side's telling: who speaks, how every finding comes out on each telling, and how that reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK, ihl
from hypothesis import given
from test_promises import compiled
from worlds import Situation, read, situations

from checker.accounts import ByAccount, by_account
from checker.api import Report, check, load_record
from checker.evaluation import Judge
from checker.explanation import explain
from checker.judging import judge_record
from checker.library import examples_folder
from checker.pipeline import check_record
from checker.ranking import detailed
from checker.rulebook import Rulebook
from checker.tellings import telling

RULES = ("--rules", str(RULEBOOK))
FICTIONAL = Path(examples_folder()) / "fictional"
SALLOW = FICTIONAL / "sallow-hills-fighters.yml"
WATER = "gc3-20-no-safe-drinking-water-on-the-way"


def told(path: Path, rulebook: Rulebook) -> ByAccount:
    return by_account(check_record(rulebook, load_record(path, rulebook), rulebook.default_reading, rulebook.heads))


@given(situations)
def test_a_verdict_on_a_telling_is_that_of_the_record_as_that_side_tells_it(situation: Situation) -> None:
    world, plain = situation
    if (rulebook := compiled(world)) is None:
        return
    record = read(plain, rulebook.vocabulary)
    found = by_account(check_record(rulebook, record, rulebook.default_reading, rulebook.heads), show_all=True)
    disputed = [(entry.id, name) for entry in record.entries.values() for name, stated in entry.facts.items() if stated.disputed]
    assert found.disputed == len(disputed)
    assert bool(found.sides) == bool(disputed)
    assert [finding.differs for finding in found.findings] == sorted((finding.differs for finding in found.findings), reverse=True)
    for result in judge_record(rulebook, record, rulebook.default_reading):
        for account in detailed(
            result
        ).finding.accounts:  # what a rule does not reach changes nothing: alone with its own disputes it comes out the same
            alone = Judge(rulebook, telling(record, result.disputed, account.account), rulebook.default_reading)
            assert alone.bind(result.rule, result.binding).possible == frozenset(account.possible)
    for side in found.sides:
        there = judge_record(rulebook, telling(record, disputed, side.account), rulebook.default_reading)
        possible = {(result.head.id, tuple(result.binding.items())): result.possible for result in there}
        assert len(possible) == len(found.findings)
        for finding in found.findings:
            account = next(account for account in finding.accounts if account.account == side.account)
            assert set(account.possible) == possible[finding.rule, tuple(finding.binding.items())]
            assert set(account.possible) <= set(finding.possible), "a telling never leaves more open than the record"
            assert not account.silent or account.possible == finding.possible


def test_three_sides_and_one_that_says_nothing_of_it(rulebook: Rulebook) -> None:
    found = told(SALLOW, rulebook)
    assert [(side.account, side.name, side.speaks_to) for side in found.sides] == [
        ("velmark", "Velmark", 3),
        ("kestovia", "Kestovia", 2),
        ("lawyer", "the fighters' lawyer", 1),
    ]
    finding = next(f for f in found.findings if f.rule == "gc3-4-status-refused-to-prisoner-of-war" and f.binding["person"] == "fighter-1")
    assert (finding.differs, finding.verdict) == (True, "undetermined")
    assert [(account.account, account.verdict, account.silent) for account in finding.accounts] == [
        ("velmark", "not_applicable", False),
        ("kestovia", "breach", False),
        ("lawyer", "undetermined", True),
    ]


def test_two_sides(rulebook: Rulebook) -> None:
    found = told(FICTIONAL / "lowen-ford-search.yml", rulebook)
    assert [side.account for side in found.sides] == ["sorrenia", "corporal"]
    finding = next(f for f in found.findings if f.rule == "gc3-18-money-taken-without-receipt")
    assert [(account.verdict, account.silent) for account in finding.accounts] == [("complied", False), ("breach", False)]


def test_the_findings_on_which_sides_differ_come_first(rulebook: Rulebook) -> None:
    flags = [finding.differs for finding in told(SALLOW, rulebook).findings]
    assert flags == sorted(flags, reverse=True)
    assert (True in flags, False in flags) == (True, True)


# --- how it is shown -----------------------------------------------------------------------------------------------------------------------------------


def test_the_table_has_a_column_for_each_side() -> None:
    outcome = ihl("check", SALLOW, "--by-account", "--plain", COLUMNS="100")
    assert outcome.code == 1, "exit codes follow the verdicts as recorded"
    header = next(line for line in outcome.out.splitlines() if line.startswith("finding"))
    assert header.index("Velmark") < header.index("Kestovia")
    flat = " ".join(outcome.out.split())
    assert "3 facts are disputed. Who speaks to how many of them: Velmark to 3; Kestovia to 2; the fighters' lawyer to 1." in flat
    assert flat.index("THE SIDES DIFFER") < flat.index("THE SIDES DO NOT DIFFER")
    assert "as recorded: undetermined" in flat


def test_many_sides_take_several_tables(tmp_path: Path) -> None:
    claims = [{"is": "yes" if number % 2 else "no", "said_by": f"voice-{number}"} for number in range(7)]
    record = {
        "schema": "ihl-incident/1", "id": "many", "title": "Many voices", "conflict": {"facts": {"fighting": "yes"}},
        "voices": [{"id": f"voice-{number}", "name": f"Voice {number}", "kind": "witness"} for number in range(7)],
        "party": [{"id": "norland"}], "person": [{"id": "first", "in_power_of": "norland", "facts": {"held": "yes", "rank": "soldier"}}],
        "publication": [{"id": "photo", "depicts": "first", "by": "norland", "facts": {"released": claims, "face": "clear"}}],
    }  # fmt: skip
    path = tmp_path / "many.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    outcome = ihl("check", path, *RULES, "--by-account", "--plain", COLUMNS="80")
    assert outcome.code == 0
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
    headers = [line for line in outcome.out.splitlines() if line.startswith("finding")]
    assert [name for line in headers for name in line.split("  ") if name.strip().startswith("Voice")] == [f"Voice {n}" for n in range(7)]
    assert len(headers) == 3


def test_without_a_dispute_there_is_one_telling() -> None:
    outcome = ihl("check", GOOD, *RULES, "--by-account", "--plain")
    assert "No fact of this record is disputed" in outcome.out
    data = json.loads(ihl("check", GOOD, *RULES, "--by-account", "--format", "json").out)["by_account"]
    assert [(one["record"], one["disputed"], one["sides"]) for one in data] == [("good", 0, [])]
    assert all(finding["accounts"] == [] and not finding["differs"] for finding in data[0]["findings"])


def test_json_says_the_same(rulebook: Rulebook) -> None:
    data = json.loads(ihl("check", SALLOW, "--by-account", "--format", "json").out)
    Report.model_validate(data)
    finding = next(one for one in data["by_account"][0]["findings"] if one["rule"] == WATER)
    assert {account["account"]: account["verdict"] for account in finding["accounts"]} == {
        "velmark": "complied",
        "kestovia": "undetermined",
        "lawyer": "breach",
    }
    assert check(load_record(SALLOW, rulebook), rulebook, by_accounts=True).by_account[0].sides[0].name == "Velmark"
    assert json.loads(ihl("check", SALLOW, "--format", "json").out)["by_account"] == []


@pytest.mark.parametrize("other", [["--format", "jsonl"], ["--jobs", "2"], ["--save", "run"]])
def test_where_tellings_could_not_be_shown_nobody_is_left_waiting_for_them(other: list[str]) -> None:
    outcome = ihl("check", SALLOW, "--by-account", *other)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--by-account: tellings are compared record by record" in outcome.err


# --- contradicting claims ------------------------------------------------------------------------------------------------------------------------------


def test_each_value_stands_beside_its_rival_with_who_says_it_where_and_how_it_is_graded() -> None:
    for command in (["check", SALLOW, "--rule", WATER, "--fail-on", "never"], ["why", SALLOW, WATER]):
        shown = ihl(*command, "--plain", COLUMNS="80").out.splitlines()
        start = next(number for number, line in enumerate(shown) if line.rstrip().endswith("Disputed:"))
        left, right = shown[start + 1].replace("│", " ").strip().split("   ", 1)
        assert (left, right.strip()) == ("There was too little drinking", "There was enough safe drinking")
        block = " ".join(" ".join(shown[start : start + 6]).split())
        for words in ("fighters' lawyer, in", "(C3)", "Ministry of the Interior of", "line 11 (D3)"):
            assert words in block


def test_a_dispute_that_changes_nothing_is_still_shown(tmp_path: Path) -> None:
    text = GOOD.read_text().replace(
        "days_until_told: {at_least: 3, at_most: 5}", "days_until_told: [{is: 9, said_by: ministry}, {is: 12, source: paper}]"
    )
    assert text != GOOD.read_text()
    path = tmp_path / "record.yml"
    path.write_text(text)
    shown = ihl("check", path, *RULES, "--plain", "--show", "all", COLUMNS="100").out
    start = shown.index("Disputed:")
    sides = shown[start : start + 600]
    assert re.search(r"– The ministry, no source named \(ungraded\)\s+– nobody named, in Harbour Post \(ungraded\)", sides), sides


def test_what_each_side_claims_stands_in_its_account(rulebook: Rulebook) -> None:
    finding = check(load_record(SALLOW, rulebook), rulebook, rules=[WATER]).findings[0]
    tells = {account.account: [(basis.fact, basis.value) for basis in account.tells] for account in finding.accounts}
    assert tells["lawyer"] == [("evacuation.drinking_water", "too_little")]
    assert tells["velmark"] == [("evacuation.drinking_water", "enough_and_safe")]
    assert tells["kestovia"] == [], "what it says of the status does not matter here"


def test_the_lines_of_an_explanation_keep_disputes_apart(rulebook: Rulebook) -> None:
    record = load_record(SALLOW, rulebook)
    result = next(r for r in judge_record(rulebook, record, rulebook.default_reading) if r.head.id == WATER and r.raised)
    line = next(line for line in explain(result).lines if line.disputes)
    assert [side.claims[0].said_by for side in line.disputes[0].sides] == ["lawyer", "interior"]
    assert line.unknown == []
    assert len(line.open) == 1


@pytest.mark.parametrize("output", ["jsonl", "json"])
def test_every_account_is_in_the_findings_too(output: str) -> None:
    printed = ihl("check", SALLOW, "--format", output, "--fail-on", "never").out
    findings = json.loads(printed)["findings"] if output == "json" else [json.loads(line) for line in printed.splitlines()]
    assert any(account["tells"] for finding in findings for account in finding["accounts"])


@pytest.mark.parametrize("name", ["sallow-hills-fighters.yml", "tarnholm-broadcast.yml"])
def test_a_verdict_on_a_telling_is_worded_with_the_reserve_that_it_has_by_itself(name: str) -> None:
    rulebook = Rulebook.load()
    record = load_record(FICTIONAL / name, rulebook)
    caps = set()
    for result in judge_record(rulebook, record, rulebook.default_reading):
        if not result.raised:
            continue
        for account in detailed(result).finding.accounts:
            alone = telling(record, result.disputed, account.account)
            (there,) = [
                one for one in judge_record(rulebook, alone, rulebook.default_reading, [result.head]) if one.binding == result.binding
            ]
            assert account.cap == there.cap
            caps.add((len(account.possible) == 1, account.cap))
    assert {(True, ""), (True, "one_party")} <= caps
    assert {cap for settled, cap in caps if not settled} <= {""}
