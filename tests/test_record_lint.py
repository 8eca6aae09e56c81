"""What lint says of a record: nothing, until one thing in it is made questionable; and nothing either where it only looks so."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from command import ihl
from hypothesis import assume, given
from hypothesis import strategies as st
from shipped import example_records

from checker import documents, library, pipeline
from checker.evidence import independent, one_side
from checker.judging import judge_record
from checker.record_lint import order, run, texts
from checker.record_lint.links import OF_THE_RELEASE
from checker.record_lint.material import comments
from checker.record_lint.remarks import CODES, LEVELS
from checker.record_lint.sources import address
from checker.records import Record
from checker.redaction import Secrets
from checker.rulebook import Rulebook, RuleHead

CLEAN = Path(__file__).parent / "questionable" / "clean.yml"
RESTRICTED = "\nrestricted:\n  prisoner-1: {names: [Anselm Torvik], numbers: [NV-3310-7]}\n"


class Edit(NamedTuple):
    """One edit of the clean record: ``old`` replaced by ``new``; without ``old``, ``new`` is put at its end."""

    old: str
    new: str = ""


class Case(NamedTuple):
    """What calls for a code; what is nearly the same and does not; and what stands in the remark. ``also``: what else must be said of the first, since one cannot be had without the other."""

    wrong: Sequence[Edit]
    near: Sequence[Edit]
    says: str
    also: frozenset[str] = frozenset()


def written(edits: Sequence[Edit]) -> str:
    text = CLEAN.read_text(encoding="utf-8")
    for edit in edits:
        assert not edit.old or edit.old in text, f"the record does not hold {edit.old!r}"
        text = text.replace(edit.old, edit.new, 1) if edit.old else text + edit.new
    return text


def remarks(edits: Sequence[Edit], rulebook: Rulebook, file: str = "record.yml") -> list[run.Remark]:
    text = written(edits)
    return run.lint(documents.parse_yaml(text, file), rulebook, comments(text))[1]


def note(text: str) -> Edit:
    """A note on the sailor's wound."""
    return Edit("wounded: {is: yes, source: channel, at: picture, said_by: reporter}", f"wounded: {{is: yes, source: channel, at: picture, said_by: reporter, note: '{text}'}}")  # fmt: skip


def source(identity: str, more: str) -> Edit:
    return Edit("\nvoices:", f"  - {{id: {identity}, {more}}}\n\nvoices:")


def voice(identity: str, name: str, kind: str = "witness", more: str = "") -> Edit:
    return Edit("\nconflict:", f"  - {{id: {identity}, name: {name}, kind: {kind}{more}}}\n\nconflict:")


def fact(text: str) -> Edit:
    """A fact more about the sailor."""
    return Edit("      captured_on:", f"      {text}\n      captured_on:")


RELEASED = "{is: no, source: article, at: para 8, said_by: nurse}"
NAME_SHOWN = "name_shown: {is: no, source: later, at: para 1, said_by: courier}"
NOT_GIVEN = "        - {is: not_given, source: article, at: para 5, said_by: nurse}\n"
JUDGED = voice("reviewer", '"Odile Marsh, editor"', "reviewer")


def named(*claims: str) -> Edit:
    """What is claimed of the name in the picture: voice and source of each."""
    lines = "".join(
        f"\n        - {{is: no, said_by: {claim.split('@')[0]}, source: {claim.split('@')[1]}, at: para 1}}" for claim in claims
    )
    return Edit(NAME_SHOWN, f"name_shown:{lines}")


SECOND = "person:\n  - {id: prisoner-2, label: the second sailor, in_power_of: sudria, depends_on: norland%s}\n"
PRESENT = frozenset(("restricted-present",))

CASES: dict[str, Case] = {
    "restricted-in-text": Case(
        [Edit("", RESTRICTED), note("His brother ANSELM  TÓRVIK saw it.")],
        [Edit("", RESTRICTED), note("His brother saw it.")],
        "the note of wounded of prisoner-1 holds a value restricted for prisoner-1, under names.",
        PRESENT,
    ),
    "identifier-in-text": Case(
        [note("He gave his number as NV-33107.")], [note("See page 33107, 2018-05-02, form A4.")], "the note of wounded of prisoner-1 holds what looks like a service number."
    ),
    "name-like-label": Case([Edit("label: the sailor\n", "label: Anselm Torvik of Norland\n")], [Edit("label: the sailor\n", "label: The Norlander Sailor held at Iron Pier\n")], "the label of prisoner-1 may be a name."),
    "exact-place": Case([note("Seen at 47.1234, 38.5678.")], [note("It rose from 47.1 to 38.5 degrees.")], "holds coordinates."),
    "singles-out": Case(
        [fact("age_years: {is: 19, source: article, at: para 3, said_by: reporter}"), note("Taken near Lowen on 30 April.")],
        [fact("age_years: {is: {at_least: 18}, source: article, at: para 3, said_by: reporter}"), note("Taken near Lowen on 30 April.")],
        "label, notes and facts of prisoner-1 give an age, a place and a day together.",
    ),
    "unsupported": Case([Edit(RELEASED, "no")], [Edit(RELEASED, "unknown")], "of prisoner-1, finally_released_and_repatriated rests on neither a source nor a voice."),
    "no-source": Case(
        [Edit(RELEASED, "{is: no, said_by: nurse}")], [Edit(RELEASED, "{is: unknown, said_by: nurse}")], "of prisoner-1, finally_released_and_repatriated rests on no source."
    ),
    "no-voice": Case([Edit(RELEASED, "{is: no, source: article, at: para 8}")], [Edit(RELEASED, "{is: unknown, source: article, at: para 8}")], "rests on no voice."),
    "derivation-circle": Case(
        [Edit('url: "https://channel.example/9"', 'url: "https://channel.example/9", derived_from: later'), Edit('"2018-05-18"', '"2018-05-03"')],
        [Edit('url: "https://channel.example/9"', 'url: "https://channel.example/9", derived_from: article'), Edit('"2018-05-03"', '"2018-05-17"')],
        "channel and later are derived from each other.",
    ),
    "one-report-twice": Case([named("reporter@channel", "courier@later")], [named("reporter@channel", "nurse@later", "courier@article")], "later derives from channel."),
    "one-voice-twice": Case([named("nurse@channel", "nurse@article", "courier@later"), Edit("derived_from: channel, ")], [named("nurse@channel", "reporter@article", "courier@later"), Edit("derived_from: channel, ")], "by nurse twice, by way of channel and of article."),
    "same-document": Case(
        [Edit('"https://courier.example/1"', '"http://www.post.example/sailor/?utm_source=x#top"')], [Edit('"https://courier.example/1"', '"https://post.example/sailor?page=2"')], "article and later have the same url."
    ),
    "same-voice": Case([Edit("name: Harbour Courier, kind", "name: harbour  post, kind")], [Edit("name: Harbour Courier, kind", "name: Harbour Post Online, kind")], "reporter and courier have the same name."),
    "own-word": Case([Edit(NOT_GIVEN)], [Edit(NOT_GIVEN, NOT_GIVEN.replace("not_given", "given"))], "care_response of care is given on the word of Sudria alone"),
    "voice-without-party": Case(
        [Edit("kind: party, party: sudria", "kind: party")], [Edit("kind: party, party: sudria", "kind: agency")], "ministry speaks for a party that is not named."
    ),
    "source-before-event": Case(
        [Edit('title: A post, date: "2018-05-03"', 'title: A post, date: "2018-04-27"')], [Edit('title: A post, date: "2018-05-03"', 'title: A post, date: "2018-04-27?"')], "channel is dated 2018-04-27 and cited for"
    ),
    "claim-after-source": Case(
        [Edit("/2018-05-01", "/2018-05-19"), Edit("2018-04-28/", "2018-05-17/"), Edit("source: channel, at: caption", "source: later, at: caption"), Edit('title: A post, date: "2018-05-03"', 'title: A post, date: "2018-05-19"'), Edit('derived_from: channel, '), Edit("source: article, at: para 8", "source: later, at: para 8"),
         Edit("source: article, at: para 5", "source: later, at: para 5"), Edit("source: article, at: para 5", "source: later, at: para 5"), Edit("source: article, at: para 6", "source: later, at: para 6")],
        [Edit("/2018-05-01", "/2018-05-17"), Edit("2018-04-28/", "2018-05-01/")],
        "captured_on of prisoner-1 is 2018-05-17/2018-05-19 on the word of article, which is dated 2018-05-16.",
    ),
    "capture-after-incident": Case([Edit('dates: "2018-05-02/2018-05-20"', 'dates: "2018-04-20/2018-04-27"')], [Edit('dates: "2018-05-02/2018-05-20"', 'dates: "2018-04-20/2018-04-28"')], "the incident is dated 2018-04-20/2018-04-27."),
    "longer-than-captivity": Case(
        [Edit("", "\ncorrespondence:\n  - id: mail\n    of: prisoner-1\n    facts: {days_in_camp_without_family_card: {is: {at_least: 21}, source: article, at: para 8, said_by: nurse}}\n")],
        [Edit("", "\ncorrespondence:\n  - id: mail\n    of: prisoner-1\n    facts: {days_in_camp_without_family_card: {is: {at_least: 20}, source: article, at: para 8, said_by: nurse}}\n")],
        "days_in_camp_without_family_card of mail is at least 21 (days) in article, which is dated 2018-05-16; prisoner-1 was captured on 2018-04-28/2018-05-01.",
    ),
    "derived-before-origin": Case([Edit('"2018-05-18"', '"2018-05-02"')], [Edit('"2018-05-18"', '"2018-05"')], "later is dated 2018-05-02, and channel, from which it derives, 2018-05-03."),
    "cannot-both-be": Case([Edit("is: no, source: article, at: para 8", "is: yes, source: article, at: para 8")], [fact("died: {is: no, source: article, at: para 8, said_by: nurse}")], "in_enemy_power of prisoner-1 is yes, and finally_released_and_repatriated is yes (lines 35 and 36)."),
    "restricted-too-short": Case(
        [Edit("", RESTRICTED.replace("NV-3310-7", "a7"))], [Edit("", RESTRICTED.replace("NV-3310-7", "a77"))], "a value of prisoner-1 under numbers is too short", PRESENT
    ),
    "linked-to-nobody": Case([Edit("    depicts: prisoner-1\n")], [Edit("    depicts: prisoner-1\n"), Edit("      identifiable: {is: yes, source: channel, at: picture, said_by: reporter}\n")], "picture has no depicts or quotes, though identifiable is recorded."),
    "no-captor": Case([Edit("    in_power_of: sudria\n")], [Edit("    in_power_of: sudria\n"), Edit("in_enemy_power: {is: yes, source: channel, at: caption, said_by: ministry}", "in_enemy_power: {is: no, source: channel, at: caption, said_by: reporter}")], "prisoner-1 is in the power of no party."),
    "no-place": Case([Edit(RELEASED, "{is: no, source: article, said_by: nurse}")], [Edit(RELEASED, "{is: unknown, source: article, said_by: nurse}")], "rests on no place in the source."),
    "ungraded": Case(
        [Edit("said_by", "grade: B2, said_by")] + [Edit(f"at: para {number}, said_by: {who}", f"at: para {number}, grade: B2, said_by: {who}") for number, who in ((9, "reporter"), (3, "reporter"), (8, "nurse"), (3, "reporter"), (1, "courier"), (5, "nurse"), (6, "ministry"), (5, "nurse"))]
        + [Edit("at: picture, said_by", "at: picture, grade: B2, said_by")] * 4,
        [Edit(RELEASED, "{is: unknown, note: Asked.}")],
        "of prisoner-1, in_enemy_power rests on no grade.",
    ),
    "judgement-without-reason": Case(
        [JUDGED, Edit("form: {is: photograph", "humiliating: {is: no, said_by: reviewer}\n      form: {is: photograph")], [JUDGED, Edit("form: {is: photograph", "humiliating: {is: no, said_by: reviewer, note: Seated.}\n      form: {is: photograph")],
        "humiliating of picture is judged without a reason.",
        frozenset(("judgements",)),
    ),
    "undated-source": Case([Edit('date: "2018-05-18", ')], [Edit('date: "2018-05-18"', 'date: "2018~"')], "later has no date."),
    "source-not-to-be-found": Case([Edit('publisher: Harbour Courier, '), Edit(', url: "https://courier.example/1"')], [Edit(', url: "https://courier.example/1"')], "later has no url, no sha256, and not both publisher and title."),
    "unused-source": Case([source("spare", 'publisher: P, title: T, date: "2018-05-19"')], [source("spare", 'publisher: P, title: T, date: "2018-05-01"'), Edit("derived_from: channel", "derived_from: [channel, spare]")], "no fact names spare."),
    "unused-voice": Case([voice("spare", "a passer-by")], [voice("spare", "a passer-by"), Edit(RELEASED, "{is: not_applicable, said_by: spare}")], "spare says nothing."),
    "unlinked-entry": Case([Edit("party:\n", "party:\n  - {id: farland, label: Farland}\n")], [Edit("party:\n", "party:\n  - {id: farland, label: Farland, note: Neutral.}\n")], "nothing leads to farland."),
    "unnamed-party": Case([Edit("{id: norland, label: Norland}", "{id: norland}")], [Edit("{id: norland, label: Norland}", "{id: norland, label: N}")], "norland has neither label nor state."),
    "no-own-power": Case([Edit("    depends_on: norland\n"), Edit("{id: norland, label: Norland}", "{id: norland, label: Norland, note: His.}")], [Edit("    depends_on: norland\n"), Edit("{id: norland, label: Norland}", "{id: norland, label: Norland, note: Hers.}"), Edit("is: armed_forces", "is: civilian")], "prisoner-1 depends on no party."),
    "no-actor": Case([Edit("    by: sudria\n    depicts")  , Edit("    label: the picture\n", "    label: the picture\n    depicts")], [Edit("", "\ncorrespondence:\n  - {id: mail, of: prisoner-1}\n")], "picture has no by."),
    "silent-captive": Case([Edit("person:\n", SECOND % "")], [Edit("person:\n", SECOND % ", facts: {wounded: {is: yes, source: article, at: para 3, said_by: nurse}}")], "no fact of prisoner-2 has a value."),
    "no-conflict": Case([Edit(CLEAN.read_text(encoding="utf-8").partition("conflict:")[2].partition("party:\n")[0]), Edit("conflict:party:", "party:")], [], "there is a captive and no conflict."),
    "long-quotation": Case(
        [note('He said "one two three four five six seven eight nine ten eleven twelve thirteen".')], [note('He said "one two three four five six seven eight nine ten eleven twelve" and left.')], "quotes 13 words."
    ),
    "judgements": Case([JUDGED, Edit("form: {is: photograph", "humiliating: {is: no, said_by: reviewer, note: Seated.}\n      form: {is: photograph")], [Edit("form: {is: photograph", "humiliating: {is: unknown, source: article}\n      form: {is: photograph")], "by reviewer: humiliating of picture."),
    "restricted-present": Case([Edit("", RESTRICTED)], [Edit("", "\nrestricted: {prisoner-1: {names: []}}\n")], "2 values of prisoner-1."),
}  # fmt: skip


def test_the_clean_record_is_clean(rulebook: Rulebook) -> None:
    assert remarks([], rulebook) == []


def test_every_code_has_a_record_that_calls_for_it() -> None:
    assert list(CASES) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_questionable_record_is_remarked_on(code: str, rulebook: Rulebook) -> None:
    case = CASES[code]
    found = remarks(case.wrong, rulebook)
    assert {remark.code for remark in found} == {code, *case.also}
    assert any(case.says in remark.what for remark in found if remark.code == code), [remark.what for remark in found]


@pytest.mark.parametrize("code", CODES)
def test_what_only_looks_so_is_not(code: str, rulebook: Rulebook) -> None:
    assert {remark.code for remark in remarks(CASES[code].near, rulebook)} <= CASES[code].also - {code}


# --- tables ---------------------------------------------------------------------------------------------------------------------------------------------------


def test_every_code_says_all_that_a_reader_needs() -> None:
    for code, meaning in CODES.items():
        assert all((meaning.title, meaning.why, meaning.fix, meaning.when, meaning.example)), code
        assert meaning.level in LEVELS
    levels = [list(LEVELS).index(meaning.level) for meaning in CODES.values()]
    assert levels == sorted(levels), "the gravest first"


def test_the_tables_of_order_speak_of_facts_that_there_are(rulebook: Rulebook) -> None:
    vocabulary = rulebook.vocabulary
    dated = {fact.id for fact in vocabulary.facts() if fact.type == "date" and not fact.derived}
    assert dated == set(order.DATES), (
        "a new date has its place in the order of things: say in record_lint.order what it is the date of, and hold it against the others"
    )
    assert f"person.{order.CAPTURE}" in order.DATES
    person = vocabulary.subjects["person"].facts
    assert set(person) >= order.AFTER_CAPTURE
    assert all(person[name].type == "bool" for name in order.AFTER_CAPTURE)
    assert set(vocabulary.subjects) >= order.STANDING
    for identity, days in order.SPENT.items():
        fact = vocabulary.fact(identity)
        assert {"days": 1, "months": 28}[fact.unit] == days
        assert not fact.derived
    for pair in order.EXCLUDING:
        for name, values in ((pair.first, pair.these), (pair.second, pair.those)):
            assert set(values) <= set(person[name].words), f"{name}: {values}"
    assert set(vocabulary.subjects["publication"].facts) >= OF_THE_RELEASE


def test_every_time_in_days_or_months_was_thought_of(rulebook: Rulebook) -> None:
    """Times that are set, counted before or after the captivity, or of somebody else; whoever adds a fact says which it is."""
    elsewhere = {
        "camp.months_begun_since_election",
        "conflict.full_months_from_denunciation_to_stop",
        "discipline.fine_days_of_pay",
        "discipline.free_days_between",
        "discipline.longer_of_two_days",
        "discipline.months_begun_from_award_to_start",
        "discipline.punishment_days",
        "discipline.total_days_for_all_acts",
        "trial.accused_notice_days",
        "trial.counsel_preparation_days",
        "trial.full_months_to_execution",
        "trial.protecting_power_days_to_find_counsel",
        "trial.protecting_power_notice_days",
        "trial.representative_notice_days",
        "work.annual_rest_days",
        "work.annual_rest_days_paid",
    }
    times = {fact.id for fact in rulebook.vocabulary.facts() if fact.unit in ("days", "weeks", "months") and not fact.derived}
    assert times == elsewhere | set(order.SPENT)


@pytest.mark.parametrize("pair", order.EXCLUDING, ids=lambda pair: f"{pair.first}-{pair.second}")
def test_each_pair_of_facts_that_exclude_each_other_is_found_and_unknown_excludes_nothing(
    pair: order.Excluding, rulebook: Rulebook
) -> None:
    def record(first: str, second: str) -> str:
        facts = f"{{{pair.first}: {first}, {pair.second}: {second}}}"
        return f"schema: ihl-incident/1\nid: a\ntitle: A\nperson:\n  - {{id: p, facts: {facts}}}\n"

    def found(first: str, second: str) -> list[str]:
        document = documents.parse_yaml(record(first, second), "a.yml")
        return [remark.what for remark in run.lint(document, rulebook, codes=["cannot-both-be"])[1]]

    for one in pair.these:
        for other in pair.those or ('"2018-05-01"',):
            assert len(found(one, other)) == 1
            assert found(one, "unknown") == found("unknown", other) == []
    if pair.those:
        person = rulebook.vocabulary.subjects["person"].facts
        free = [word for word in person[pair.second].words if word not in pair.those]
        assert [found(pair.these[0], word) for word in free] == [[]] * len(free)


def test_a_death_described_of_somebody_whose_captivity_had_not_ended(rulebook: Rulebook) -> None:
    ended = "captivity_ended_by: {is: not_ended, source: article, at: para 3, said_by: nurse}"
    death = Edit("", "\ndeath:\n  - {id: dying, of: prisoner-1}\n")
    assert [remark.what for remark in remarks([fact(ended), death], rulebook)] == [
        "dying describes the death of prisoner-1, whose captivity_ended_by is not_ended."
    ]
    assert remarks([fact(ended.replace("not_ended", "unknown")), death], rulebook) == []


def test_one_text_can_single_a_person_out_and_a_units_own_name_among_the_sources_does_not(rulebook: Rulebook) -> None:
    text = "The 4th Hallin Brigade took him near Lowen on 30 April 2018."
    assert [remark.what for remark in remarks([Edit("summary: Sudria posts", f"summary: {text} Sudria posts")], rulebook)] == [
        "the summary gives a military unit, a place and a day together."
    ]
    assert remarks([Edit("title: The sailor,", f"title: {text.rstrip('.')},")], rulebook) == []
    assert (
        remarks(
            [Edit("label: the sailor\n", "label: the sailor of the 4th Hallin Brigade\n"), note("Taken near Lowen in April.")], rulebook
        )
        == []
    )


def test_disputed_dates_count_as_all_that_they_can_be(rulebook: Rulebook) -> None:
    later = "\n        - {is: 2018-05-18, source: later, at: para 1, said_by: courier}\n        - {is: 2018-04-30, source: article, at: para 3, said_by: reporter}"
    claim = '{is: "2018-04-28/2018-05-01", source: article, at: para 3, said_by: reporter}'
    assert remarks([Edit(claim, later)], rulebook) == [], "on one of the two tellings nothing is out of order"
    found = remarks([Edit(claim, later.replace("2018-04-30", "2018-05-15"))], rulebook)
    assert {remark.code for remark in found} == {"source-before-event"}


# --- patterns ----------------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Write to a.torvik+x@mail.example.org today", ["an e-mail address"]),
        ("call +380 44 123-45-67", ["a telephone number"]),
        ("call 0044 20 7946 0000.", ["a telephone number"]),
        ("He was born on 12 May 1999", ["a date of birth"]),
        ("Born 1999 in the north", ["a date of birth"]),
        ("DOB: 1999-05-12", ["a date of birth"]),
        ("number VK-77-41903", ["a service number"]),
        ("number 60017234", ["a service number"]),
        ("On 2018-05-02, para 12, page 33107.", []),
        ("From 2018-04-28/2018-05-01, 60 km behind the front", []),
        ("born to soldiers", []),
        ("Camp 12, form A4, GC III 1949, AP I 1977", []),
        ("ISBN of nothing: 123456", []),
        ("He has 3 brothers @ home", []),
        ("Article 13(2), 02:40 to 03:15", []),
    ],
)
def test_numbers_and_addresses_of_persons(text: str, kinds: list[str]) -> None:
    assert texts.identifiers(text) == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("47.12345, 38.56789", True),
        ("at 47.1234 N 38.5678 E", True),
        ("https://maps.example/@47.123456,38.567891,15z", True),
        ("47° 12' 33\" N", True),
        ("37U DQ 1234 5678", True),
        ("versions 1.234 and later", False),
        ("from 147.123 to 338.567, in euros", False),
        ("47.1, 38.5", False),
        ("40° in the shade", False),
    ],
)
def test_coordinates(text: str, found: bool) -> None:
    assert texts.coordinates(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anselm Torvik", True),
        ("the sailor Anselm Torvik", True),
        ("Private Torvik", True),
        ("brother of Ólafur Þórsson", True),
        ("Анселм Торвик", True),
        ("Jean-Paul d'Arc, Marie Curie", True),
        ("the sailor", False),
        ("First Prisoner", False),
        ("North Korean soldier", False),
        ("a prisoner of the Harbour Post", False),
        ("the prisoner held at Iron Pier", False),
        ("Sgt", False),
        ("a POW of the USA", False),
    ],
)
def test_what_looks_like_a_name(text: str, found: bool) -> None:
    assert texts.looks_like_a_name(text, ["korea", "harbour", "post"]) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A 19-year-old driver near Lowen on 11 February 2020", {"age", "place", "day"}),
        ("of the 4th Hallin Brigade", {"unit"}),
        ("his battalion, in May", set()),
        ("aged 19, in Norland", {"age"}),
        ("Taken at Iron Pier on 2018-05-02", {"place", "day"}),
        ("Third Battalion, May 2018", {"unit"}),
        ("12.05.2018", {"day"}),
    ],
)
def test_what_is_exact(text: str, found: set[str]) -> None:
    assert texts.traits(text, ["norland"]) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.Post.example/a/", "http://post.example/a", True),
        ("https://post.example/a?utm_source=x&page=2", "https://post.example/a?page=2#end", True),
        ("https://post.example/a", "https://post.example/A", False),
        ("https://post.example/a?page=1", "https://post.example/a?page=2", False),
    ],
)
def test_addresses_of_one_document(one: str, other: str, same: bool) -> None:
    assert (address(one) == address(other)) is same


@pytest.mark.parametrize(("quote", "words"), [('"{}"', 13), ("“{}”", 13), ("„{}“", 13), ("«{}»", 13), ("'{}'", 0), ('"{}', 0)])
def test_quotations(quote: str, words: int) -> None:
    assert texts.long_quotation(quote.format("w " * 13)) == words
    assert texts.long_quotation(quote.format("w " * 12)) == 0


def test_comments_are_read_where_they_are_comments() -> None:
    text = 'a: 1 # one\n# two\nb: x#y\nrestricted:\n  # three\n  p: {numbers: ["4 #5"]}\nc: 1 # six\n'
    assert comments(text, (4, 6)) == [(1, "one"), (2, "two"), (5, "three"), (7, "six")]


@pytest.mark.parametrize("code", ["one-report-twice", "one-voice-twice"])
def test_what_is_called_one_report_counts_as_one_independent_source(code: str, rulebook: Rulebook) -> None:
    record = pipeline.incident(documents.parse_yaml(written(CASES[code].wrong), "a.yml"), rulebook)
    claims = record.entries["picture"].facts["name_shown"].claims
    assert independent(record, claims) < len(claims)


# --- on whose word ------------------------------------------------------------------------------------------------------------------------------------------------

GIVEN = "        - {is: given, source: article, at: para 6, said_by: ministry}\n"


def own_words(edits: Sequence[Edit], rulebook: Rulebook) -> list[tuple[str, ...]]:
    """The facts that stand on a party's own word in its favour, by the names that the remarks begin with."""
    return sorted(tuple(remark.what.split(" ")[0:3:2]) for remark in remarks(edits, rulebook) if remark.code == "own-word")


def test_what_a_party_admits_is_not_in_its_favour(rulebook: Rulebook) -> None:
    assert own_words([], rulebook) == [], "in_enemy_power stands on the word of the ministry alone, and opens the way to nearly every rule"
    assert own_words([Edit(GIVEN, GIVEN.replace("is: given", "is: not_given")), Edit(NOT_GIVEN)], rulebook) == []


def test_two_facts_that_bar_the_same_breach_are_both_found(rulebook: Rulebook) -> None:
    needed = Edit("care_needed: {is: yes, source: article, at: para 5, said_by: nurse}", "care_needed: {is: no, source: article, at: para 5, said_by: ministry}")  # fmt: skip
    assert own_words([Edit(NOT_GIVEN), needed], rulebook) == [("care_needed", "care"), ("care_response", "care")]


@pytest.mark.parametrize(
    "edit",
    [
        Edit(GIVEN, GIVEN.replace("ministry", "nurse")),
        Edit(GIVEN, GIVEN.replace("ministry", "reporter")),
        Edit(GIVEN, GIVEN.replace(", said_by: ministry", "")),
        Edit(GIVEN, GIVEN + GIVEN.replace("ministry", "courier")),
        Edit("kind: party, party: sudria", "kind: party, party: norland"),
    ],
    ids=["a witness", "an outlet", "nobody", "somebody else too", "the other side"],
)
def test_anybody_elses_word_is_no_word_in_ones_own_favour(edit: Edit, rulebook: Rulebook) -> None:
    assert own_words([Edit(NOT_GIVEN), edit], rulebook) == []


def test_what_treaties_say_of_states_is_known(rulebook: Rulebook) -> None:
    states = [
        Edit("{id: sudria, label: Sudria}", "{id: sudria, label: Sudria, state: UKR}"),
        Edit("{id: norland, label: Norland}", "{id: norland, label: Norland, state: RUS}"),
        Edit("    powers_bound: {is: both_parties, source: article, at: para 9, said_by: reporter}\n"),
    ]
    assert own_words([*states, Edit(NOT_GIVEN)], rulebook) == [("care_response", "care")]
    by_party = Edit("powers_bound: {is: both_parties, source: article, at: para 9, said_by: reporter}", "powers_bound: {is: one_outside, source: article, at: para 9, said_by: ministry}")  # fmt: skip
    assert ("powers_bound", "conflict") not in own_words([*states[:2], by_party], rulebook), "the tables of treaties say it too"


REMARKED: set[tuple[Path, str]] = {
    (Path(library.examples_folder()) / name, code)
    for name, codes in {
        "kursk-2025/incident.yml": ("own-word",),
        "fictional/fallow-lake-visit.yml": ("own-word", "judgements", "restricted-present"),
        "fictional/lowen-ford-search.yml": ("own-word", "judgements", "restricted-present"),
        "fictional/orrin-quay-handover.json": ("own-word", "judgements", "restricted-present"),
        "fictional/sallow-hills-fighters.yml": ("judgements", "restricted-present"),
        "fictional/tarnholm-broadcast.yml": ("judgements", "restricted-present"),
    }.items()
    for code in codes
}


def linted(path: Path, rulebook: Rulebook) -> list[run.Remark]:
    text = path.read_text(encoding="utf-8")
    return run.lint(documents.read(str(path)), rulebook, [] if path.suffix == ".json" else comments(text))[1]


def test_of_the_examples_nothing_is_said_that_is_not_so_and_meant(rulebook: Rulebook) -> None:
    paths = example_records(".yml", ".json")
    assert {(path, remark.code) for path in paths for remark in linted(path, rulebook)} == REMARKED


def test_without_a_partys_own_word_a_breach_can_indeed_not_be_ruled_out(rulebook: Rulebook) -> None:
    """Held against the findings themselves: each rule that a remark names cannot be a breach as recorded, and can be one without that fact or without it and the party's other facts."""
    looked_at = 0
    for path, code in sorted(REMARKED):
        if code != "own-word":
            continue
        record = pipeline.incident(documents.read(str(path)), rulebook)
        for remark in linted(path, rulebook):
            if remark.code != "own-word":
                continue
            name, _, identity = remark.what.split(" ")[:3]
            party = remark.about[2]
            own = {
                (entry.id, stated.fact.name): None
                for entry in record.entries.values()
                for stated in entry.facts.values()
                if one_side(record, stated) == party
            }
            assert (identity, name) in own
            first = re.search(r"\(([^()]*(?:\([^()]*\)[^()]*)*), ([a-z0-9-]+)\)", remark.what)
            assert first is not None
            head = [head for head in rulebook.heads if head.id == first[2]]

            def breach(record: Record, head: list[RuleHead] = head) -> list[bool]:
                return ["breach" in result.possible for result in judge_record(rulebook, record, rulebook.default_reading, head)]

            others = {key: None for key in own if key != (identity, name)}
            sides = [(breach(world), breach(world.stating({(identity, name): None}))) for world in (record, record.stating(others))]
            assert any(not told and untold for before, after in sides for told, untold in zip(before, after, strict=True)), remark.what
            looked_at += 1
    assert looked_at > 10


# --- nothing that is restricted is printed --------------------------------------------------------------------------------------------------------------------------

EVERYWHERE = [
    Edit("title: A captured", "title: Anselm Torvik, a captured"),
    Edit("https://post.example/sailor", "https://post.example/anselm-torvik"),
    Edit("id: picture", "id: anselm-torvik-picture"),
    Edit("id: channel", "id: Torvik-channel"),
    Edit("source: channel", "source: Torvik-channel"),
    Edit("derived_from: channel", "derived_from: Torvik-channel"),
    Edit("\nsources:", "\n# Torvik's mother called\nsources:"),
    note("Number nv 33107."),
    Edit("label: the care of the sailor", "label: the care of ТОРВИК"),
    Edit("", RESTRICTED),
]


def test_a_restricted_value_is_found_everywhere_and_printed_nowhere(tmp_path: Path) -> None:
    text = written([*EVERYWHERE[:4], *EVERYWHERE[5:]]).replace("source: channel", "source: Torvik-channel")
    path = tmp_path / "torvik" / "Anselm_Torvik.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    outcome = ihl("records", "lint", path, "--format", "json")
    places = [
        remark["what"].partition(" holds")[0] for remark in json.loads(outcome.out)["remarks"] if remark["code"] == "restricted-in-text"
    ]
    assert places == [
        "the name of the file",
        "the title",
        "a comment",
        "the url of the source article",
        "the id of the source [withheld]-channel",
        "the note of wounded of prisoner-1",
        "the id of [withheld]-picture",
        "the label of care",
    ]
    for shown in (outcome, ihl("records", "lint", path, "--plain"), ihl("records", "lint", path, "--format", "jsonl")):
        assert shown.code == 1
        assert not re.search("torvik|anselm|3310", shown.out + shown.err, flags=re.IGNORECASE)
        assert "\u0422" not in shown.out


def test_the_problems_of_a_record_that_cannot_be_used_keep_its_secrets_too(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(written([Edit("depicts: prisoner-1", "depicts: Torvik"), Edit("", RESTRICTED)]), encoding="utf-8")
    outcome = ihl("records", "lint", path)
    assert outcome.code == 2
    assert "[withheld]" in outcome.err
    assert "torvik" not in outcome.err.lower()


NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHÓéЖя", min_size=4, max_size=9)


@given(
    name=NAMES,
    number=st.integers(100_000, 10**9),
    place=st.sampled_from(["title", "label", "note", "id", "locator"]),
    form=st.sampled_from([str.upper, str.lower, str.title]),
)
def test_wherever_a_value_is_written_it_is_found_and_not_repeated(
    rulebook: Rulebook, name: str, number: int, place: str, form: Callable[[str], str]
) -> None:
    assume(name.casefold() not in CLEAN.read_text(encoding="utf-8").casefold())
    value = form(name)
    edit = {
        "title": Edit("title: A captured sailor in a picture", f'title: "{value} {number}, a sailor"'),
        "label": Edit("label: the sailor\n", f'label: "the sailor {value} {number}"\n'),
        "note": note(f"Called {value} ({number})."),
        "id": Edit("label: the picture", f'label: "{number}/{value}"'),
        "locator": Edit("at: para 8", f'at: "para 8, {value}, {number}"'),
    }[place]  # fmt: skip
    record = [edit, Edit("", f'\nrestricted: {{prisoner-1: {{names: ["{name}"], numbers: ["{number}"]}}}}\n')]
    found = remarks(record, rulebook)
    secrets = Secrets({"prisoner-1": {"names": [name], "numbers": [str(number)]}})
    assume(len(secrets) == 2)
    assert sum(remark.code == "restricted-in-text" for remark in found) >= 2
    assert not [remark for remark in found if secrets.leaks(remark.what + remark.file + " ".join(remark.about))]


# --- the command ------------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clean record, one with a danger and something untidy, and one that cannot be used."""
    shutil.copy(CLEAN, tmp_path / "clean.yml")
    questionable = [
        Edit("id: harbour", "id: second"),
        note("Write to a@mail.example."),
        Edit(RELEASED, "{is: no, source: article, said_by: nurse}"),
    ]
    (tmp_path / "questionable.yml").write_text(written(questionable), encoding="utf-8")
    return tmp_path


def test_exit_codes(folder: Path) -> None:
    clean, questionable = folder / "clean.yml", folder / "questionable.yml"
    assert ihl("records", "lint", clean).code == 0
    assert ihl("records", "lint", questionable).code == 1
    assert ihl("records", "lint", questionable, "--fail-on", "danger").code == 1
    assert ihl("records", "lint", questionable, "--fail-on", "never").code == 0
    assert ihl("records", "lint", questionable, "--code", "no-place", "--fail-on", "danger").code == 0
    assert ihl("records", "lint", questionable, "--code", "no-place", "--fail-on", "misleads").code == 0
    assert ihl("records", "lint", questionable, "--code", "no-place").code == 1
    information = folder / "information.yml"
    information.write_text(written([Edit("", RESTRICTED)]), encoding="utf-8")
    assert ihl("records", "lint", information).code == 0, "information is no remark that counts"
    (folder / "empty").mkdir()
    assert ihl("records", "lint", folder / "empty").code == 3


def test_good_records_are_looked_at_whatever_is_wrong_with_others(folder: Path) -> None:
    (folder / "broken.yml").write_text(written([Edit("id: harbour", "id: third"), Edit("identifiable:", "identifable:")]), encoding="utf-8")
    shutil.copy(CLEAN, folder / "twice.yml")
    outcome = ihl("records", "lint", folder, "--format", "jsonl")
    assert outcome.code == 2
    assert [problem.code for problem in outcome.problems] == ["unknown-fact", "duplicate-id"]
    assert [json.loads(line)["code"] for line in outcome.out.splitlines()] == ["identifier-in-text", "no-place"]


def test_a_remark_says_where_what_why_and_what_to_do(folder: Path) -> None:
    (remark,) = json.loads(ihl("records", "lint", folder / "questionable.yml", "--code", "no-place", "--format", "json").out)["remarks"]
    assert remark == {
        "code": "no-place",
        "level": "tidy",
        "about": ["second", "prisoner-1", "person.finally_released_and_repatriated"],
        "file": str(folder / "questionable.yml"),
        "line": 36,
        "what": "of prisoner-1, finally_released_and_repatriated rests on no place in the source.",
        "why": CODES["no-place"].why,
        "fix": CODES["no-place"].fix,
    }
    shown = ihl("records", "lint", folder / "questionable.yml", "--plain").out
    assert f"{folder / 'questionable.yml'}:36" in shown.replace("\n", "").replace("  ", "")


def test_all_forms_say_the_same(folder: Path) -> None:
    whole = json.loads(ihl("records", "lint", folder, "--format", "json").out)
    lines = [json.loads(line) for line in ihl("records", "lint", folder, "--format", "jsonl").out.splitlines()]
    assert whole["remarks"] == lines
    assert (whole["schema"], whole["records"], whole["totals"]) == ("ihl-record-lint/1", 2, {"identifier-in-text": 1, "no-place": 1})
    last = ihl("records", "lint", folder, "--plain").out.strip().splitlines()[-2:]
    assert " ".join(last) == "2 remarks (identifier-in-text 1, no-place 1) on 2 records. A danger to a person is named in 1 of them."
    assert json.loads(ihl("records", "lint", folder / "clean.yml", "--format", "json").out)["remarks"] == []


def test_a_register_is_read_line_by_line(folder: Path) -> None:
    data = documents.parse_yaml(written([Edit(RELEASED, "{is: no, source: article, said_by: nurse}")]), "a.yml").data
    register = "".join(json.dumps({**data, "id": f"r{number}"}) + "\n" for number in range(run.KEPT + 3))
    (folder / "register.jsonl").write_text(register + "{\n", encoding="utf-8")
    outcome = ihl("records", "lint", folder / "register.jsonl", "--plain")
    assert outcome.code == 2
    assert f"no-place  A claim without a place in its source ({run.KEPT + 3})" in outcome.out
    assert "and 3 more, all of them with --format jsonl" in outcome.out
    assert len(ihl("records", "lint", folder / "register.jsonl", "--format", "jsonl").out.splitlines()) == run.KEPT + 3
    piped = ihl("records", "lint", "-", "--format", "jsonl", stdin=register)
    assert (piped.code, len(piped.out.splitlines())) == (1, run.KEPT + 3)


def test_codes_are_explained_and_a_misspelt_one_is_answered() -> None:
    every = ihl("records", "lint", "--explain", "all")
    assert every.code == 0
    assert all(code in every.out for code in CODES)
    assert "Danger to a person" in ihl("records", "lint", "--explain", "singles-out").out
    for option in ("--explain", "--code"):
        outcome = ihl("records", "lint", option, "one-reprot-twice")
        assert outcome.code == 2
        assert 'Did you mean "one-report-twice"?' in outcome.err
    assert ihl("records", "lint", "--fail-on", "dangre").code == 2
    assert ihl("records", "lint", "--format", "cvs").code == 2


def test_without_a_path_the_bundled_example_is_looked_at() -> None:
    outcome = ihl("records", "lint", "--plain")
    assert outcome.code == 1
    assert "on 1 record." in outcome.out


def test_same_input_same_bytes(folder: Path) -> None:
    assert ihl("records", "lint", folder, "--format", "json").out == ihl("records", "lint", folder, "--format", "json").out
