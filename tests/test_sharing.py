"""Copies that may be passed on: no restricted value, no free text or exact date that the policy keeps in, and every verdict as before."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from command import ihl
from hypothesis import given
from planted import RESTRICTED, betrayed, planted
from shipped import example_records
from test_promises import backgrounds as backgrounds
from test_promises import compiled
from worlds import Situation, shipped_incident, situations

from checker import documents
from checker.documents import Document
from checker.errors import InputError
from checker.pipeline import incident
from checker.redaction import MARK, Secrets
from checker.redaction_policy import FactPolicy, RedactionPolicy, read_policy
from checker.rulebook import Rulebook
from checker.sharing import Shared, coarsened, outcomes, shared
from checker.treaties import bound_since
from checker.values import read_date
from checker.withholding import secrets_in

EXAMPLES = Path(__file__).parent.parent / "examples"
RECORDS = example_records(".yml", ".json")

#: Everything as far as it goes.
STRICT = RedactionPolicy(dates="year", facts=FactPolicy(dates="year"))


def copied(data: dict[str, Any], rulebook: Rulebook, policy: RedactionPolicy | None = None) -> Shared:
    return shared(Document("record.json", data), policy or RedactionPolicy(), secrets_in(data), rulebook)


def as_written(data: dict[str, Any], rulebook: Rulebook) -> list[Any]:
    return outcomes(incident(Document("record.json", data), rulebook, unredacted=True), rulebook)


def as_read(data: dict[str, Any], rulebook: Rulebook) -> list[Any]:
    return outcomes(incident(Document("record.json", data), rulebook), rulebook)


# --- no verdict changes --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_no_verdict_on_an_example_changes_by_redaction(path: Path, rulebook: Rulebook) -> None:
    data = planted(documents.read(str(path)).data)
    was = as_written(data, rulebook)
    assert was == as_read(data, rulebook)
    for policy in (RedactionPolicy(), STRICT):
        made = copied(data, rulebook, policy).data
        assert as_written(made, rulebook) == was
        assert not betrayed(json.dumps(made, ensure_ascii=False))


@pytest.mark.parametrize("seed", range(2))
def test_no_verdict_on_a_random_record_changes_by_redaction(seed: int, rulebook: Rulebook, backgrounds: list[dict[str, Any]]) -> None:
    data = planted(shipped_incident(Random(seed), rulebook.vocabulary, backgrounds))
    was = as_written(data, rulebook)
    assert was == as_read(data, rulebook)
    made = copied(data, rulebook, STRICT).data
    assert was == as_written(made, rulebook)
    assert not betrayed(json.dumps(made, ensure_ascii=False))


@given(situations)
def test_no_verdict_changes_whatever_the_rules_and_the_record(situation: Situation) -> None:
    world, plain = situation
    rulebook = compiled(world)
    if rulebook is None or not plain.get("person"):
        return
    data = planted(plain)
    was = as_written(data, rulebook)
    assert was == as_read(data, rulebook)
    made = copied(data, rulebook, STRICT)
    assert was == as_written(made.data, rulebook)
    assert not betrayed(json.dumps(made.data, ensure_ascii=False))


def near_a_treaty(rulebook: Rulebook) -> dict[str, Any]:
    """A record of the month in which a treaty came to bind one of its States, from the days before."""
    treaty = next(table for table in rulebook.treaties["treaties"] if table["treaty"] == "gc3")
    since = {code: found.text for code in treaty["parties"] if (found := bound_since(treaty, code)) is not None}
    code, day = next((code, day) for code, day in since.items() if len(day) == 10 and day[8:] > "20")
    other = next(name for name, earlier in since.items() if earlier[:4] < day[:4])
    return {
        "schema": "ihl-incident/1",
        "id": "near",
        "title": "Some days before a treaty came into force",
        "dates": f"{day[:8]}02/{day[:8]}05",
        "conflict": {"facts": {"armed_force_between_states": "yes"}},
        "party": [{"id": "one", "state": code}, {"id": "two", "state": other}],
        "person": [{"id": "first", "in_power_of": "one", "depends_on": "two", "facts": {"in_enemy_power": "yes"}}],
    }


def test_the_date_of_an_incident_stays_exact_where_a_treaty_turns_on_it(rulebook: Rulebook) -> None:
    data = near_a_treaty(rulebook)
    policy = RedactionPolicy(dates="month")
    if as_written(data, rulebook) == as_written({**data, "dates": data["dates"][:7]}, rulebook):
        pytest.fail("the case no longer turns on the treaty")
    made = copied(data, rulebook, policy)
    assert (made.data["dates"], made.kept) == (data["dates"], ("dates",))
    assert as_written(made.data, rulebook) == as_written(data, rulebook)


# --- what a copy holds ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "month", "year"),
    [
        ("2025-01-09", "2025-01", "2025"),
        ("2025-01-XX", "2025-01", "2025"),
        ("2025", "2025", "2025"),
        ("202X", "202X", "202X"),
        ("2025-01-09/2025-01-11", "2025-01", "2025"),
        ("2025-01-09/2025-02-01", "2025-01/2025-02", "2025"),
        ("../2025-01-11", "../2025-01", "../2025"),
        ("2025-01-09/..", "2025-01/..", "2025/.."),
        ("2025-01-09?", "2025-01?", "2025?"),
    ],
)
def test_a_date_is_coarsened_and_still_holds_its_days(date: str, month: str, year: str) -> None:
    assert (coarsened(date, "month"), coarsened(date, "year")) == (month, year)
    low, high = read_date(date)
    for coarse in (month, year):
        lower, higher = read_date(coarse)
        assert lower <= low
        assert higher >= high


def test_a_copy_has_no_free_text_but_what_the_policy_keeps(rulebook: Rulebook) -> None:
    data = documents.read(str(EXAMPLES / "fictional" / "tarnholm-broadcast.yml")).data
    made = copied(data, rulebook, read_policy(None, "rules", rulebook.vocabulary)).data
    text = json.dumps(made)
    assert "restricted" not in made
    assert made["title"] == MARK
    assert not re.search(r'"(summary|note|at|url|sha256)":', text)
    assert not any("label" in entry for entry in made["person"])
    assert [voice["name"] for voice in made["voices"] if voice["kind"] in ("captive", "witness", "reviewer")] == [MARK] * 3
    assert {entry["id"] for entry in made["person"]} == {"person-1", "person-2", "person-3"}
    assert "Hallin" not in text


def test_a_policy_that_keeps_everything_still_takes_out_what_is_restricted(rulebook: Rulebook, tmp_path: Path) -> None:
    keep = {
        "title": "keep",
        "summary": "keep",
        "notes": "keep",
        "locators": "keep",
        "labels": {"others": "keep"},
        "voices": {"others": "keep"},
    }
    sources = {"publisher": "keep", "title": "keep", "url": "keep", "sha256": "keep", "date": "day"}
    path = tmp_path / "house.yml"
    path.write_text(
        yaml.safe_dump({"schema": "ihl-redaction/1", **keep, "sources": sources, "ids": "keep", "dates": "day", "facts": {"dates": "day"}})
    )
    policy = read_policy(str(path), "", rulebook.vocabulary)
    data = documents.read(str(EXAMPLES / "fictional" / "fallow-lake-visit.yml")).data
    unplanted = copied(data, rulebook, policy)
    without = {key: value for key, value in data.items() if key != "restricted"}
    assert unplanted.data == json.loads(Secrets(data["restricted"]).hide(json.dumps(without, ensure_ascii=False)))
    made = copied(planted(data), rulebook, policy)
    assert MARK in made.data["summary"]
    assert not betrayed(json.dumps(made.data, ensure_ascii=False))


def test_a_fact_that_the_policy_withholds_is_left_out_only_where_no_verdict_rests_on_it(rulebook: Rulebook) -> None:
    data = documents.read(str(EXAMPLES / "fictional" / "tarnholm-broadcast.yml")).data
    policy = RedactionPolicy(facts=FactPolicy(withhold=["publication.identifiable", "conflict.war_declared"]))
    made = copied(data, rulebook, policy)
    assert any(name.endswith(".identifiable") for name in made.kept)
    assert all(name.partition(".")[0] in json.dumps(data) for name in made.kept), "they are named as the record names them"
    assert as_written(made.data, rulebook) == as_written(data, rulebook)


def test_a_restricted_value_that_decides_is_refused(rulebook: Rulebook) -> None:
    data = near_a_treaty(rulebook)
    data["restricted"] = {"first": {"captured": data["dates"].partition("/")[0]}}
    with pytest.raises(InputError) as caught:
        copied(data, rulebook)
    assert [problem.code for problem in caught.value.problems] == ["restricted-value"]
    assert data["dates"][:10] not in str(caught.value)


# --- the command ---------------------------------------------------------------------------------------------------------------------------------------


def test_copies_are_records_that_can_be_checked_and_that_hold_nothing_restricted(tmp_path: Path) -> None:
    records, copies = tmp_path / "records", tmp_path / "copies"
    for folder in (records, copies):
        folder.mkdir()
    for name in ("lowen-ford-search.yml", "orrin-quay-handover.json"):
        shutil.copy(EXAMPLES / "fictional" / name, records)
    outcome = ihl("records", "redact", records, "-o", copies)
    assert (outcome.code, outcome.err) == (0, "")
    assert sorted(path.name for path in copies.iterdir()) == ["fictional-lowen-ford.yml", "fictional-orrin-quay.json"]
    assert ihl("records", "scan", copies, "--against", records).code == 0
    before, after = (json.loads(ihl("check", folder, "--format", "json", "--fail-on", "never").out) for folder in (records, copies))
    assert before["totals"] == after["totals"]
    again = ihl("records", "redact", records, "-o", copies)
    assert again.code == 2
    assert {problem.code for problem in again.problems} == {"exists"}
    assert ihl("records", "redact", records, "-o", copies, "--force").code == 0


def test_a_register_is_copied_line_by_line_and_one_record_may_name_the_captive_of_another(tmp_path: Path) -> None:
    data = documents.read(str(EXAMPLES / "fictional" / "orrin-quay-handover.json")).data
    lines = [{**data, "id": f"day-{number}", "restricted": {}, "title": "A day"} for number in range(3)]
    lines[0]["restricted"] = {data["person"][0]["id"]: RESTRICTED}
    lines[2]["party"] = [{**party, "label": f"{party['label']} of Anselm Törvik"} for party in data["party"]]
    register, copy = tmp_path / "torvik.jsonl", tmp_path / "out"
    register.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"schema": "x"}]))
    copy.mkdir()
    outcome = ihl("records", "redact", register, "-o", copy)
    assert outcome.code == 2, "one of its lines is no record"
    assert [problem.line for problem in outcome.problems] == [4]
    (made,) = copy.iterdir()
    written = [json.loads(line) for line in made.read_text().splitlines()]
    assert [record["id"] for record in written] == ["day-0", "day-1", "day-2"]
    assert not betrayed(made.name + made.read_text() + outcome.out + outcome.err)


def test_the_scan_names_file_line_and_key_and_never_the_value(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"schema": "ihl-incident/1", "restricted": {"p": RESTRICTED}}))
    (tmp_path / "report.md").write_text("# A report\n\nIt was T&ouml;rvik.\n")
    (tmp_path / "quorl.csv").write_text("nothing\n")
    outcome = ihl("records", "scan", tmp_path / "report.md", tmp_path / "quorl.csv", "--against", record)
    assert outcome.code == 1
    assert "report.md:3: holds a restricted value of p, under names." in outcome.out
    assert "its name holds a restricted value of p, under aliases." in outcome.out
    assert not betrayed(outcome.out + outcome.err)
    assert ihl("records", "scan", tmp_path / "report.md", "--against", tmp_path / "gone.yml").code == 2


def test_a_word_of_the_rules_themselves_is_no_leak(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"schema": "ihl-incident/1", "restricted": {"p": {"names": ["Art Camp"]}}}))
    (tmp_path / "report.md").write_text("Art 13: in a camp\n")
    outcome = ihl("records", "scan", tmp_path / "report.md", "--against", record)
    assert outcome.code == 0
    assert outcome.out.count("perhaps a restricted value of p") == 1
    (tmp_path / "report.md").write_text("Art Camp was in a camp\n")
    assert ihl("records", "scan", tmp_path / "report.md", "--against", record).code == 1
