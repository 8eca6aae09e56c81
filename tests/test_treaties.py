"""The law in force: which treaties bind the States of a record on its date, and what is left open."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from command import ihl
from hypothesis import given
from hypothesis import strategies as st

from checker import documents
from checker.pipeline import incident
from checker.records import Record
from checker.rulebook import Rulebook
from checker.treaties import in_force
from checker.values import read_date


def table(**parties: str) -> dict[str, Any]:
    """A treaty that decides powers_bound; each State with the day from which it is bound, ``outside`` or nothing."""
    bound = {code: {"by": "accession", "deposited": day, "in_force": day, "note": ""} for code, day in parties.items() if day != "outside"}
    return {
        "states": {code: f"Land {code}" for code in (*parties, "ZZZ")},
        "treaties": [
            {
                "treaty": "gc3", "adopted": "1949-08-12", "instrument": "GC III", "title": "t", "binds_from": "in_force", "binds": "party.bound_by_convention", "cites": "c", "source": "s", "url": "u",
                "checked": "2026-01-01", "decides": {"fact": "conflict.powers_bound", "all": "both_parties", "otherwise": ["one_accepts_and_applies", "one_outside"]},
                "parties": bound, "outside": [code for code, day in parties.items() if day == "outside"],
                "reserved": {"85": {"fact": "party.article_85_reservation", "complete": True}},
                "reservations": [{"state": "AAA", "article": "85", "since": "2000-05-05", "until": "2010-05-05", "gist": "g", "cites": "c"}],
            }
        ],
    }  # fmt: skip


def written(dates: str = "2020-01-01", holder: str = "AAA", other: str = "BBB", **facts: Any) -> dict[str, Any]:
    return {
        "schema": "ihl-incident/1", "id": "r", "title": "A captive", **({"dates": dates} if dates else {}),
        "conflict": {"facts": facts},
        "party": [{"id": "a", "state": holder} if holder else {"id": "a"}, {"id": "b", "state": other} if other else {"id": "b"}],
        "person": [{"id": "p", "in_power_of": "a", "depends_on": "b"}],
    }  # fmt: skip


def with_law(rulebook: Rulebook, record: dict[str, Any], tables: dict[str, Any]) -> Record:
    from checker.records import read_record

    read = read_record(documents.parse_json(json.dumps(record), "r.json"), rulebook.vocabulary)
    return in_force(read, tables, rulebook.vocabulary)


def bound(record: Record) -> tuple[set[str], str]:
    """The values that powers_bound may have (all three: open), and the note or place that gives the reason."""
    stated = record.of("conflict")[0].facts.get("powers_bound")
    if stated is None:
        return {"both_parties", "one_accepts_and_applies", "one_outside"}, ""
    words = {word for value in stated.values for word in value.words or ()}
    return words or {"both_parties", "one_accepts_and_applies", "one_outside"}, stated.note or stated.claims[0].at


OPEN = {"both_parties", "one_accepts_and_applies", "one_outside"}
OUTSIDE = {"one_accepts_and_applies", "one_outside"}


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("2006-07-06", OUTSIDE),
        ("2006-07-07", {"both_parties"}),
        ("2006-07-06/2006-07-07", OPEN),
        ("2006-07", OPEN),
        ("2006-08", {"both_parties"}),
        ("../2006-07-06", OUTSIDE),
        ("2006-07-07/..", {"both_parties"}),
        ("2006-07-07?", OPEN),
        ("", OPEN),
    ],
)
def test_the_day_on_which_a_state_becomes_bound_is_exact(rulebook: Rulebook, dates: str, expected: set[str]) -> None:
    record = with_law(rulebook, written(dates), table(AAA="1950-01-01", BBB="2006-07-07"))
    values, reason = bound(record)
    assert values == expected
    if dates and expected == OPEN:
        assert "since 2006-07-07" in reason
        assert dates in reason, "the note names the record's date"


def test_a_state_outside_is_outside_until_the_table_was_checked(rulebook: Rulebook) -> None:
    tables = table(AAA="1950-01-01", BBB="outside")
    assert bound(with_law(rulebook, written("2025-12-31"), tables))[0] == OUTSIDE
    values, reason = bound(with_law(rulebook, written("2026-05-01"), tables))
    assert values == OPEN
    assert "2026-01-01" in reason


def test_what_the_tables_do_not_know_stays_open(rulebook: Rulebook) -> None:
    tables = table(AAA="1950-01-01", BBB="1950-01-01")
    assert bound(with_law(rulebook, written(other="ZZZ"), tables)) == (OPEN, "since when GC III binds Land ZZZ is not known here")
    assert bound(with_law(rulebook, written(other=""), tables)) == (OPEN, ""), "a party that is no State leaves it to the record"
    assert bound(with_law(rulebook, written(other="AAA"), tables)) == (OPEN, ""), "one State alone is in no conflict between States"


def test_what_the_record_states_stands_beside_the_table(rulebook: Rulebook) -> None:
    tables = table(AAA="1950-01-01", BBB="1950-01-01")
    stated = with_law(rulebook, written(powers_bound="one_outside"), tables).of("conflict")[0].facts["powers_bound"]
    assert stated.disputed
    assert [claim.source for claim in stated.claims] == ["", "treaty:gc3"]
    assert not stated.supplied
    agreed = with_law(rulebook, written(powers_bound="both_parties"), tables).of("conflict")[0].facts["powers_bound"]
    assert not agreed.disputed
    asked = with_law(rulebook, written(powers_bound="unknown"), tables).of("conflict")[0].facts["powers_bound"]
    assert [value.text for value in asked.values] == ["both_parties"]


@pytest.mark.parametrize(
    ("dates", "holder", "expected"),
    [
        ("2000-05-04", "AAA", "no"),
        ("2000-05-05", "AAA", ""),
        ("2010-05-04", "AAA", ""),
        ("2010-05-05", "AAA", "no"),
        ("2005", "BBB", "no"),
        ("", "AAA", ""),
    ],
)
def test_a_reservation_leaves_open_what_it_touches_and_nothing_else(rulebook: Rulebook, dates: str, holder: str, expected: str) -> None:
    record = with_law(rulebook, written(dates, holder=holder, other="BBB"), table(AAA="1950-01-01", BBB="1950-01-01"))
    stated = record.entries["a"].facts["article_85_reservation"]
    assert [value.text for value in stated.values] == ([expected] if expected else [])
    if not expected:
        assert "made a reservation on 2000-05-05, withdrawn 2010-05-05" in stated.note


def test_what_the_tables_add_raises_no_rule(rulebook: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(written("2024-05-05", holder="UKR", other="RUS")), encoding="utf-8")
    record = incident(documents.read(str(path)), rulebook)
    assert record.law[:1] == ("GC III in force: Ukraine since 1954-08-03; Russia since 1954-05-10.",)
    from checker.judging import judge_record

    assert not [result.head.id for result in judge_record(rulebook, record, rulebook.default_reading) if result.raised]


def test_of_each_state_it_is_said_whether_it_is_bound(rulebook: Rulebook) -> None:
    record = with_law(rulebook, written("2006-07-01/2006-07-10"), table(AAA="1950-01-01", BBB="2006-07-07"))
    assert [value.text for value in record.entries["a"].facts["bound_by_convention"].values] == ["yes"]
    assert "since 2006-07-07" in record.entries["b"].facts["bound_by_convention"].note
    outside = with_law(rulebook, written("2006-07-01"), table(AAA="outside", BBB="2006-07-07"))
    assert [[value.text for value in outside.entries[party].facts["bound_by_convention"].values] for party in "ab"] == [["no"], ["no"]]


def test_a_state_may_be_named_by_code_or_name(rulebook: Rulebook) -> None:
    tables = table(AAA="1950-01-01", BBB="1950-01-01")
    assert bound(with_law(rulebook, written(other="land bbb"), tables))[0] == {"both_parties"}


def test_an_article_page_names_its_reservations() -> None:
    page = " ".join(ihl("law", "85", "--plain").out.split())
    assert "Russia (1954-05-10)" in page
    assert "Ukraine (1954-08-03, withdrawn 2006-06-30)" in page
    assert "Reserved by" not in ihl("law", "13", "--plain").out
    (article,) = json.loads(ihl("law", "85", "--format", "json").out)["articles"]
    assert {"state", "since", "until", "gist", "cites"} == set(article["reservations"][0])


@pytest.mark.parametrize(
    ("dates", "other", "expected"),
    [
        ("1999-04-01", "SRB", None),
        ("2025-01-11", "PRK", "both_parties"),
        ("2003-03-25", "USA", "both_parties"),
        ("1953-06-01", "PRK", "one_accepts_and_applies or one_outside"),
    ],
)
def test_the_shipped_tables_on_known_days(rulebook: Rulebook, dates: str, other: str, expected: str | None) -> None:
    record = with_law(rulebook, written(dates, holder="GBR", other=other), rulebook.treaties)  # type: ignore[arg-type]
    stated = record.of("conflict")[0].facts["powers_bound"]
    assert [value.text for value in stated.values] == ([expected] if expected else [])


def test_the_shipped_tables_know_every_state(rulebook: Rulebook) -> None:
    states = set(rulebook.treaties["states"])
    gc3, ap1 = rulebook.treaties["treaties"]
    assert set(gc3["parties"]) == states, "every State is a party to the Convention"
    assert set(ap1["parties"]) | set(ap1["outside"]) == states
    for treaty in (gc3, ap1):
        for code, entry in treaty["parties"].items():
            if (
                entry["by"] != "succession"
                and len(entry["deposited"]) == len(entry["in_force"]) == 10
                and entry["in_force"] > {"gc3": "1951", "ap1": "1978-12-07"}[treaty["treaty"]]  # after the treaty itself was in force
                and code not in ("KOR", "PSE")  # in force at once, as States in conflict
            ):
                first, later = (datetime.date.fromisoformat(entry[key]) for key in ("deposited", "in_force"))
                assert 180 <= (later - first).days <= 185, (treaty["treaty"], code)


days = st.dates(datetime.date(2006, 6, 20), datetime.date(2006, 7, 20))


def interval(pair: tuple[datetime.date, datetime.date]) -> str:
    first, last = sorted(pair)
    return f"{first}/{last}"


@given(st.tuples(days, days), st.tuples(days, days), st.tuples(days, days))
def test_settled_exactly_if_every_day_agrees(
    rulebook: Rulebook, time: tuple[Any, Any], first: tuple[Any, Any], second: tuple[Any, Any]
) -> None:
    """Reference: every day of the record with every first day that each State may have."""
    values, _ = bound(with_law(rulebook, written(interval(time)), table(AAA=interval(first), BBB=interval(second))))

    def every(text: str) -> range:
        low, high = read_date(text)
        return range(int(low[0]), int(high[0]))

    outcomes = {
        now >= since and now >= other
        for now in every(interval(time))
        for since in every(interval(first))
        for other in every(interval(second))
    }
    assert values == (OPEN if len(outcomes) == 2 else {"both_parties"} if True in outcomes else OUTSIDE)
