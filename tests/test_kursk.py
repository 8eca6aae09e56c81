"""The article's incident comes out as a careful lawyer expects."""

from __future__ import annotations

import pytest

from checker.api import check, load_record
from checker.explanation import asked_together
from checker.findings import Result
from checker.judging import judge_record
from checker.library import bundled_example
from checker.records import Record
from checker.rulebook import Rulebook

IMAGES = "gc3-13-identifiable-images-in-public"
PUBLICATIONS = ("newspaper-article", "newspaper-picture")


@pytest.fixture(scope="module")
def record(rulebook: Rulebook) -> Record:
    return load_record(f"{bundled_example()}/incident.yml", rulebook)


@pytest.fixture(scope="module")
def results(rulebook: Rulebook, record: Record) -> list[Result]:
    return judge_record(rulebook, record, rulebook.default_reading)


def verdicts(results: list[Result], rule: str) -> set[str]:
    found = {result.finding.verdict for result in results if result.finding.rule == rule}
    assert found, f"{rule} was not evaluated"
    return found


@pytest.mark.parametrize(("reading", "verdict"), [("strict", "breach"), ("icrc-2020", "undetermined"), ("narrow", "undetermined")])
def test_release_of_the_images_depends_on_the_reading(rulebook: Rulebook, record: Record, reading: str, verdict: str) -> None:
    report = check(record, rulebook, reading=reading, rules=[IMAGES])
    assert len(report.findings) == 4, "two releases of two prisoners each"
    assert {finding.verdict for finding in report.findings} == {verdict}


def test_release_of_the_images_is_contested(results: list[Result]) -> None:
    for result in results:
        if result.finding.rule == IMAGES:
            assert {(other.reading, other.verdict) for other in result.finding.contested} == {("strict", "breach")}


def test_whether_they_can_be_recognised_leads_the_questions(results: list[Result]) -> None:
    fact, asks, subjects, _, _ = asked_together(result for result in results if result.raised)[0]
    assert fact == "publication.identifiable"
    assert asks.startswith("Could anyone recognise the prisoner")
    assert {"sbu-images", "president-images"} <= set(subjects)


def test_medical_care_is_complied_with_on_the_word_of_the_detaining_power_alone(results: list[Result]) -> None:
    care = [result.finding for result in results if result.finding.rule == "gc3-15-medical-attention-not-given"]
    assert [finding.verdict for finding in care] == ["complied", "complied"]
    assert all(finding.grade.one_side == ("ukraine",) for finding in care)


def test_questioning_in_a_language_understood_is_complied_with(results: list[Result]) -> None:
    assert verdicts(results, "gc3-17-questioning-in-language-not-understood") == {"complied"}


@pytest.mark.parametrize(
    "rule",
    [
        "gc3-17-physical-torture",
        "gc3-17-mental-torture",
        "gc3-17-coercion-for-information",
        "gc3-70-no-capture-card-to-family",
        "gc3-70-no-capture-card-to-agency",
        "gc3-122-particulars-not-given-to-bureau",
        "gc3-122-particulars-not-forwarded",
        "gc3-126-visit-refused",
        "gc3-126-icrc-visit-refused",
    ],
)
def test_what_the_article_does_not_speak_of_is_undetermined(results: list[Result], rule: str) -> None:
    assert verdicts(results, rule) == {"undetermined"}


@pytest.mark.parametrize("reading", ["icrc-2020", "strict", "narrow"])
def test_no_treaty_rule_finds_the_newspaper_in_breach(rulebook: Rulebook, record: Record, reading: str) -> None:
    for result in judge_record(rulebook, record, reading):
        if result.finding.subject in PUBLICATIONS:
            assert "breach" not in result.finding.possible, result.finding.rule


def test_the_other_sides_silence_does_not_make_the_status_disputed(record: Record) -> None:
    for person in ("prisoner-1", "prisoner-2"):
        stated = record.entries[person].facts["belonged_to"]
        assert {claim.said_by for claim in stated.claims} == {"sbu", "kremlin"}
        assert not stated.disputed


def test_every_fact_has_a_source_a_paragraph_and_a_voice_or_a_note(record: Record) -> None:
    for entry in record.entries.values():
        for name, stated in entry.facts.items():
            for claim in stated.claims if not stated.supplied else ():
                assert claim.source == "nyt", (entry.id, name)
                assert claim.at.startswith(("para ", "caption")), (entry.id, name)
                assert claim.said_by or claim.note, (entry.id, name)


def test_the_report_counts_every_rule_and_binding_once(rulebook: Rulebook, record: Record, results: list[Result]) -> None:
    keys = [(result.finding.rule, tuple(sorted(result.finding.binding.items()))) for result in results]
    assert len(keys) == len(set(keys))
    report = check(record, rulebook)
    assert report.totals.findings == len(results)
    assert report.totals.listed + sum(sum(numbers.values()) for numbers in report.totals.counted.values()) == len(results)
    assert sum(report.totals.bare.values()) + len({result.finding.rule for result in results}) == len(rulebook.rule_ids)
