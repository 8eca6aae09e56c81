"""The questions over many records: each counted once, that which would settle most first, whatever their number."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from command import BROKEN, GOOD, RULEBOOK, ihl

from checker.findings import Result
from checker.library import examples_folder
from checker.needs import Needs
from checker.records import Aside

FICTIONAL = Path(examples_folder()) / "fictional"
RULES = ("--rules", str(RULEBOOK))


def asked(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ihl("needs", *arguments, "--format", "json").out)
    return found


@pytest.fixture(scope="module")
def each() -> dict[str, Any]:
    return asked(FICTIONAL, "--each")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Thirty records of one kind, one below the other."""
    from checker import documents

    data = documents.read(str(GOOD)).data
    data["publication"][0]["facts"].pop("face")
    path = tmp_path / "register.jsonl"
    path.write_text("".join(json.dumps({**data, "id": f"record-{number}"}) + "\n" for number in range(30)), encoding="utf-8")
    return path


def test_the_total_is_the_sum_over_the_records(each: dict[str, Any]) -> None:
    assert each["records"] == len({question["record"] for question in each["questions"]}) == 5
    for need in each["total"]:
        own = [question for question in each["questions"] if question["fact"] == need["fact"]]
        assert need["records"] == len(own)
        assert need["findings"] == sum(question["findings"] for question in own)
        assert need["score"] == pytest.approx(sum(question["score"] for question in own), abs=0.01)
        assert {question["asks"] for question in own} == {need["asks"]}
    assert {need["fact"] for need in each["total"]} == {question["fact"] for question in each["questions"]}


def test_what_would_settle_most_comes_first(each: dict[str, Any]) -> None:
    scores = [need["score"] for need in each["total"]]
    assert scores == sorted(scores, reverse=True)
    assert asked(FICTIONAL, "--top", "3")["total"] == each["total"][:3]


def test_several_records_give_the_total_and_one_its_own_questions(each: dict[str, Any]) -> None:
    whole = asked(FICTIONAL)
    assert whole["questions"] == []
    assert whole["total"] == each["total"]
    one = asked(FICTIONAL / "tarnholm-broadcast.yml")
    assert one["records"] == 1
    assert [question["fact"] for question in one["questions"]] == [need["fact"] for need in one["total"]]


def test_a_terminal_shows_the_first_and_how_many_there_are(each: dict[str, Any]) -> None:
    shown = ihl("needs", FICTIONAL, "--top", "2", "--plain").out
    assert shown.startswith("5 records on the reading icrc-2020: what to find out")
    assert f"and {len(each['total']) - 2} more: --top 0 lists all" in shown
    assert each["total"][1]["fact"] in shown
    assert each["total"][2]["fact"] not in shown
    everything = ihl("needs", FICTIONAL, "--top", "0", "--plain").out
    assert all(need["fact"] in everything for need in each["total"])
    assert "more: --top 0" not in everything


def test_each_record_comes_before_the_total() -> None:
    shown = ihl("needs", FICTIONAL, "--each", "--top", "1", "--plain").out
    assert shown.count(": what to find out") == 6
    assert shown.rindex("5 records on the reading") > shown.rindex("Captured soldiers on the evening news in Tarnholm: what to find out")
    assert "--each" not in shown


def test_a_fact_asked_in_many_records_is_one_question(register: Path) -> None:
    found = asked(register, *RULES)
    assert found["records"] == 30
    assert [(need["fact"], need["records"]) for need in found["total"]] == [("publication.face", 30)]


def test_records_are_let_go_once_they_are_counted(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[Any] = []
    count = Needs.count
    most = 0

    def counted(self: Needs, results: Iterable[Result], aside: Aside | None = None) -> None:
        nonlocal most
        kept = list(results)
        alive.extend(weakref.ref(result.judge) for result in kept[:1])
        gc.collect()
        most = max(most, sum(reference() is not None for reference in alive))
        count(self, kept, aside)

    monkeypatch.setattr(Needs, "count", counted)
    assert asked(register, *RULES)["records"] == 30
    assert len(alive) == 30
    assert most <= 3, "those read ahead, and the one before"


def test_good_records_are_counted_whatever_is_wrong_with_others(register: Path) -> None:
    ran = ihl("needs", register, BROKEN / "records" / "unknown-key.yml", *RULES, "--format", "json")
    assert ran.code == 2
    assert {problem.code for problem in ran.problems} == {"unknown-key"}
    assert json.loads(ran.out)["records"] == 30


def test_nothing_to_read_and_a_number_below_nought_are_named(tmp_path: Path) -> None:
    assert ihl("needs", tmp_path).code == 3
    assert json.loads(ihl("needs", tmp_path, "--format", "json").out)["total"] == []
    assert ihl("needs", "--top", "-1").code == 2


def test_an_interrupt_shows_what_was_counted(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Needs.count

    def counted(self: Needs, results: Iterable[Result], aside: Aside | None = None) -> None:
        if self.records == 7:
            raise KeyboardInterrupt
        count(self, results, aside)

    monkeypatch.setattr(Needs, "count", counted)
    ran = ihl("needs", register, *RULES, "--format", "json")
    assert ran.code == 130
    assert "Interrupted after 7 records" in ran.err
    assert json.loads(ran.out)["total"][0]["records"] == 7


def test_what_a_bar_sets_aside_is_summed_over_the_records() -> None:
    found = asked(FICTIONAL, "--each", "--min-grade", "B2")
    assert len(found["set_aside"]) == found["records"] == 5
    for key in ("claims", "ungraded"):
        assert found["total_set_aside"][key] == sum(aside[key] for aside in found["set_aside"].values())
    assert f"{found['total_set_aside']['claims']} claims weaker than B2" in " ".join(
        ihl("needs", FICTIONAL, "--min-grade", "B2").out.split()
    )
    assert asked(FICTIONAL)["total_set_aside"] is None
