"""How strongly claims carry a verdict: grades judged apart, independent sources, and the cap on the wording."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from command import GOOD, RULEBOOK, ihl
from hypothesis import given
from hypothesis import strategies as st

from checker import evidence
from checker.claims import Claim, Source, Stated, Voice
from checker.evidence import (
    AGAINST_ITSELF,
    CAPS,
    ONE_PARTY,
    WEAK,
    Grade,
    Strength,
    cap_of,
    grade_of,
    independent,
    one_side,
    speaks_against,
    strength,
    weak,
)
from checker.records import Entry, Record
from checker.truth import Verdict
from checker.values import Value
from checker.vocabulary import Fact
from checker.wording import CAPPED_WORDS, graded, worded

YES, NO = Value(words=frozenset({"yes"}), text="yes"), Value(words=frozenset({"no"}), text="no")
SAYS = {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."}
FACT = Fact("publication", "released", "bool", "Was it?", SAYS)
JUDGED = FACT._replace(judgement=True)

VOICES = {
    "ministry": Voice("ministry", "The ministry", "party", "norland"),
    "army": Voice("army", "The army", "party", "norland"),
    "embassy": Voice("embassy", "The embassy", "party", "sudria"),
    "nurse": Voice("nurse", "A nurse", "witness"),
    "mother": Voice("mother", "A mother", "witness"),
}


def record(*sources: Source, **entries: Entry) -> Record:
    return Record("day", "A day", "day.yml", sources={source.id: source for source in sources}, voices=VOICES, entries=entries)


def stated(*claims: Claim, fact: Fact = FACT) -> Stated:
    return Stated(fact, claims)


def claim(source: str = "", said_by: str = "", grade: str = "", value: Value | None = YES) -> Claim:
    return Claim(value, source, "", said_by, grade)


# --- independent sources -------------------------------------------------------------------------------------------------------------------------------

PAPER, RADIO, WIRE = Source("paper"), Source("radio"), Source("wire")

COUNTS: dict[str, tuple[tuple[Source, ...], tuple[Claim, ...], int]] = {
    "nothing": ((), (), 0),
    "one source": ((PAPER,), (claim("paper", "nurse"),), 1),
    "two sources, two voices": ((PAPER, RADIO), (claim("paper", "nurse"), claim("radio", "mother")), 2),
    "two claims from one source": ((PAPER,), (claim("paper", "nurse"), claim("paper", "mother")), 1),
    "one voice through two outlets": ((PAPER, RADIO), (claim("paper", "nurse"), claim("radio", "nurse")), 1),
    "two voices of one party": ((PAPER, RADIO), (claim("paper", "ministry"), claim("radio", "army")), 1),
    "two parties": ((PAPER, RADIO), (claim("paper", "ministry"), claim("radio", "embassy")), 2),
    "sources without voices": ((PAPER, RADIO), (claim("paper"), claim("radio")), 2),
    "voices without sources": ((), (claim("", "nurse"), claim("", "mother"), claim("", "nurse")), 2),
    "neither source nor voice": ((), (claim(), claim()), 1),
    "an unnamed claim beside a named one": ((PAPER,), (claim("paper", "nurse"), claim()), 2),
    "derived from the other": ((PAPER, Source("radio", derived_from=("paper",))), (claim("paper", "nurse"), claim("radio", "mother")), 1),
    "derived by way of a third": (
        (PAPER, Source("wire", derived_from=("paper",)), Source("radio", derived_from=("wire",))),
        (claim("paper", "nurse"), claim("radio", "mother")),
        1,
    ),
    "two derived from one that says nothing of it": (
        (WIRE, Source("paper", derived_from=("wire",)), Source("radio", derived_from=("wire",))),
        (claim("paper", "nurse"), claim("radio", "mother")),
        1,
    ),
    "a note that sums up two reports leaves them two": (
        (PAPER, RADIO, Source("note", derived_from=("paper", "radio"))),
        (claim("paper", "nurse"), claim("radio", "mother"), claim("note")),
        2,
    ),
    "the note alone": ((PAPER, RADIO, Source("note", derived_from=("paper", "radio"))), (claim("note"),), 1),
    "a circle": (
        (Source("paper", derived_from=("radio",)), Source("radio", derived_from=("paper",))),
        (claim("paper", "nurse"), claim("radio", "mother")),
        1,
    ),
    "a circle of three, and its voices elsewhere": (
        (
            Source("paper", derived_from=("radio",)),
            Source("radio", derived_from=("wire",)),
            Source("wire", derived_from=("paper",)),
            Source("blog"),
        ),
        (claim("paper", "nurse"), claim("radio", "mother"), claim("wire"), claim("blog", "nurse")),
        1,
    ),
    "derived from itself": ((Source("paper", derived_from=("paper",)),), (claim("paper", "nurse"),), 1),
    "two summaries with one report in common": (
        (PAPER, RADIO, WIRE, Source("note", derived_from=("paper", "radio")), Source("memo", derived_from=("radio", "wire"))),
        (claim("note"), claim("memo")),
        1,
    ),
    "a summary of the reports behind two others": (
        (
            PAPER,
            RADIO,
            Source("a", derived_from=("paper",)),
            Source("b", derived_from=("radio",)),
            Source("note", derived_from=("paper", "radio")),
        ),
        (claim("a", "nurse"), claim("b", "mother"), claim("note")),
        2,
    ),
    "a source that repeats a voice heard elsewhere": (
        (PAPER, RADIO, Source("blog", derived_from=("paper",))),
        (claim("paper", "ministry"), claim("radio", "ministry"), claim("blog", "nurse")),
        1,
    ),
    "the same file twice": (
        (Source("paper", sha256="AB"), Source("radio", sha256="ab")),
        (claim("paper", "nurse"), claim("radio", "mother")),
        1,
    ),
    "the pair that fits best is found": (
        (PAPER, RADIO, WIRE),
        (claim("paper", "nurse"), claim("paper", "mother"), claim("radio", "nurse"), claim("wire", "mother")),
        2,
    ),
    "three of each, crosswise": (
        (PAPER, RADIO, WIRE),
        (claim("paper", "nurse"), claim("paper", "mother"), claim("radio", "nurse"), claim("wire", "mother"), claim("wire", "ministry")),
        3,
    ),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_sources_that_do_not_depend_on_each_other(name: str) -> None:
    sources, claims, count = COUNTS[name]
    for _ in range(3):
        assert independent(record(*sources), claims) == count
        claims = (*claims[1:], *claims[:1])


def test_a_long_chain_of_sources_ends() -> None:
    chain = [Source(f"s{number}", derived_from=(f"s{(number + 1) % 400}",)) for number in range(400)]
    assert independent(record(*chain), [claim(source.id, "nurse") for source in chain]) == 1


def test_many_claims_behind_one_fact_are_counted_without_trying_everything() -> None:
    many = [Source(f"s{number}") for number in range(150)]
    assert independent(record(*many), [claim(source.id) for source in many]) == 150
    assert independent(record(*many), [claim(source.id, voice) for source in many for voice in ("nurse", "mother", "ministry")]) == 3


def notes(*reports: str) -> tuple[Record, list[Claim]]:
    """Claims of as many notes, each derived from the reports named for it (a letter each), which say nothing of it themselves."""
    known = [Source(letter) for letter in sorted(set("".join(reports)))]
    made = [Source(str(number), derived_from=tuple(letters)) for number, letters in enumerate(reports)]
    return record(*known, *made), [claim(source.id) for source in made]


#: Six notes on five reports, of which three have nothing in common (the last, the third and the fifth); who only ever takes the note that shares least with the others finds two.
ENTANGLED = ("be", "ac", "ab", "de", "cd", "e")


def test_the_most_notes_without_a_common_report_are_found_though_the_next_best_leads_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    known, claims = notes(*ENTANGLED)
    assert independent(known, claims) == 3
    monkeypatch.setattr(evidence, "MOST_TRIED", len(claims))
    assert independent(known, claims) == 3, "as many as are tried in every way"
    monkeypatch.setattr(evidence, "MOST_TRIED", len(claims) - 1)
    assert independent(known, claims) == 2, "one more is picked one by one, and may be counted too low"


def test_hundreds_of_entangled_notes_are_counted_soon_and_never_too_high() -> None:
    random = Random("entangled")
    known, claims = notes(*("".join(random.sample([chr(0x4E00 + number) for number in range(200)], 3)) for _ in range(300)))
    assert 20 < independent(known, claims) <= 200 // 3


NAMES = [f"s{number}" for number in range(6)]
claims_: st.SearchStrategy[Claim] = st.builds(claim, st.sampled_from(["", *NAMES]), st.sampled_from(["", *VOICES]))
derived = st.fixed_dictionaries({name: st.lists(st.sampled_from(NAMES), max_size=2, unique=True) for name in NAMES})


def of(links: dict[str, list[str]]) -> Record:
    return record(*(Source(name, derived_from=tuple(links[name])) for name in links))


def shared(known: Record, claims: list[Claim], one: Claim, other: Claim) -> bool:
    """Whether two claims share a source, a file or a voice, as docs/evidence.md says it."""

    def behind(source: str) -> set[str]:
        found = {source} & set(known.sources)
        for _ in known.sources:
            found |= {name for own in found for name in known.sources[own].derived_from}
        return found

    def above(source: str) -> set[str]:
        return set().union(*(behind(name) for name in known.sources[source].derived_from)) if source else set()

    def parties(said: Claim) -> set[str]:
        heard = {said.said_by, *(each.said_by for each in claims if each.source in above(said.source))} - {""}
        return {VOICES[voice].party or voice for voice in heard}

    def files(said: Claim) -> set[str]:
        return {known.sources[name].sha256.upper() for name in behind(said.source)} - {""}

    if not any((one.source, one.said_by, other.source, other.said_by)):
        return True
    return any(found(one) & found(other) for found in (lambda said: behind(said.source), files, parties))


def counted(known: Record, claims: list[Claim]) -> int:
    """The most claims of which no two share anything, by trying every choice of them."""
    apart = {frozenset(pair) for pair in combinations(range(len(claims)), 2) if not shared(known, claims, *(claims[at] for at in pair))}
    return max(
        size
        for size in range(len(claims) + 1)
        if any(all(frozenset(pair) in apart for pair in combinations(chosen, 2)) for chosen in combinations(range(len(claims)), size))
    )


hashes = st.lists(st.sampled_from(["", "", "", "ab", "AB", "cd"]), min_size=len(NAMES), max_size=len(NAMES))


@given(derived, hashes, st.lists(claims_, max_size=8))
def test_the_count_is_that_of_trying_every_choice(links: dict[str, list[str]], files: list[str], claims: list[Claim]) -> None:
    known = record(*(Source(name, sha256=file, derived_from=tuple(links[name])) for name, file in zip(NAMES, files, strict=True)))
    assert independent(known, claims) == counted(known, claims)


def test_the_count_of_entangled_notes_is_that_of_trying_every_choice() -> None:
    for seed in range(60):
        random = Random(f"notes {seed}")
        known, claims = notes(*("".join(random.sample("abcdefg", random.randint(1, 3))) for _ in range(random.randint(4, 8))))
        assert independent(known, claims) == counted(known, claims), seed


@given(derived, st.lists(claims_, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_neither_order_nor_names_nor_repetition_count(links: dict[str, list[str]], claims: list[Claim], random: Random) -> None:
    count = independent(of(links), claims)
    assert 1 <= count <= len({one.source or f"{one.said_by} alone" for one in claims})
    assert independent(of(links), [*claims, random.choice(claims)]) == count
    assert independent(of(links), random.sample(claims, len(claims))) == count
    new = dict(zip(NAMES, random.sample([f"x{number}" for number in range(20)], len(NAMES)), strict=True))
    renamed = {new[name]: [new[other] for other in others] for name, others in links.items()}
    assert independent(of(renamed), [one._replace(source=new.get(one.source, "")) for one in claims]) == count


@given(derived, st.lists(claims_, min_size=1, max_size=7), claims_, st.randoms(use_true_random=False))
def test_a_source_derived_from_one_that_says_it_too_never_raises_the_count(
    links: dict[str, list[str]], claims: list[Claim], added: Claim, random: Random
) -> None:
    saying = [one.source for one in claims if one.source]
    if not saying or not added.source or added.source in saying:
        return
    links = deepcopy(links) | {added.source: [random.choice(saying), *links[added.source]]}
    assert independent(of(links), [*claims, added]) <= independent(of(links), claims)


@given(derived, st.lists(claims_, min_size=1, max_size=8), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_learning_that_a_source_is_derived_never_raises_the_count(
    links: dict[str, list[str]], claims: list[Claim], one: str, other: str
) -> None:
    more = deepcopy(links) | {one: [*links[one], other]}
    assert independent(of(more), claims) <= independent(of(links), claims)


# --- the strength of a fact ----------------------------------------------------------------------------------------------------------------------------


def test_letter_and_digit_are_judged_apart() -> None:
    found = strength(record(PAPER, RADIO), stated(claim("paper", "nurse", "A6"), claim("radio", "mother", "D1")))
    assert found == Strength("A", "1", 2, "", False)


def test_the_weakest_letter_and_the_weakest_digit_may_come_from_two_facts() -> None:
    facts = [stated(claim("paper", "nurse", "B3")), stated(claim("paper", "nurse", "C1")), stated(claim("paper", "nurse"))]
    grade = grade_of(record(PAPER), facts, facts[:1], "breach", "")
    assert (grade.weakest, grade.weakest_source, grade.weakest_information) == ("C3", "C", "3")


def test_a_grade_is_that_of_graded_facts_and_empty_where_nothing_is_graded_or_rests_on_claims() -> None:
    ungraded, good = stated(claim("paper", "nurse")), stated(claim("paper", "nurse", "B3"))
    assert grade_of(record(PAPER), [ungraded, good], [good], "breach", "") == Grade("B3", "B", "3", 1, (), "")
    assert grade_of(record(PAPER), [ungraded], [ungraded], "breach", "") == Grade("", "", "", 1, (), "")
    assert grade_of(record(PAPER), [], [], "breach", "") == Grade("", "", "", None, (), "")


def test_a_grade_names_each_party_on_whose_word_alone_a_deciding_fact_rests_and_nobody_else() -> None:
    known = record(PAPER, RADIO)
    facts = [stated(claim("paper", said)) for said in ("nurse", "embassy", "ministry", "army")]
    assert grade_of(known, facts, facts, "breach", "").one_side == ("sudria", "norland")
    assert grade_of(known, facts, facts[:1], "breach", "").one_side == ()


def test_a_fact_that_nobody_is_named_for_rests_on_no_partys_word() -> None:
    assert one_side(record(PAPER), stated(claim("paper"))) == ""
    assert one_side(record(PAPER), stated(claim("paper", "gone"))) == ""
    assert one_side(record(PAPER), stated(claim("paper", value=None))) == ""


@pytest.mark.parametrize(("grade", "expected"), [("A1", False), ("C3", False), ("D1", True), ("A4", True), ("E2", True), ("F6", True)])
def test_a_grade_is_weak_on_either_axis(grade: str, expected: bool) -> None:
    assert weak(grade) is expected
    assert strength(record(PAPER), stated(claim("paper", "nurse", grade))).weak is expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((claim("paper", "nurse", "D4"), claim("radio", "mother", "E5")), False),
        ((claim("paper", "nurse", "D4"), claim("radio", "nurse", "E5")), True),
        ((claim("paper", "nurse", "D4"), claim("paper", "mother", "B2")), False),
        ((claim("paper", "nurse", "D4"), claim("paper", "mother")), True),
        ((claim("paper", "nurse"),), False),
        ((claim("paper", "nurse", "E5"), claim("radio", "mother", "E5", NO)), True),
        ((claim("paper", "nurse", "E5"), claim("radio", "mother", "B2", NO)), False),
    ],
)
def test_a_fact_is_weak_where_its_only_source_is_graded_weak(claims: tuple[Claim, ...], expected: bool) -> None:
    found = strength(record(PAPER, RADIO), stated(*claims))
    assert found is not None
    assert found.weak is expected


#: What is said, what somebody says who has it from there, and how the fact is then carried: letter and digit, the party on whose word alone it rests, whether its only source is weak.
COPY = Source("radio", derived_from=("paper",))
REPEATED: dict[str, tuple[tuple[Source, ...], tuple[Claim, ...], tuple[str, str, bool]]] = {
    "a party's word, copied by an outlet that names nobody": (
        (PAPER, COPY),
        (claim("paper", "ministry"), claim("radio")),
        ("", "norland", False),
    ),
    "in two steps": (
        (PAPER, Source("wire", derived_from=("paper",)), Source("radio", derived_from=("wire",))),
        (claim("paper", "ministry"), claim("wire"), claim("radio")),
        ("", "norland", False),
    ),
    "derived from each other": (
        (Source("paper", derived_from=("radio",)), COPY),
        (claim("paper", "ministry"), claim("radio")),
        ("", "norland", False),
    ),
    "an outlet that has it from elsewhere": ((PAPER, RADIO), (claim("paper", "ministry"), claim("radio")), ("", "", False)),
    "a copy that heard somebody else as well": ((PAPER, COPY), (claim("paper", "ministry"), claim("radio", "nurse")), ("", "", False)),
    "a copy that says otherwise": ((PAPER, COPY), (claim("paper", "ministry"), claim("radio", value=NO)), ("", "", False)),
    "a weak report in a good paper": ((PAPER, COPY), (claim("paper", "nurse", "E5"), claim("radio", "nurse", "A1")), ("E5", "", True)),
    "the same, the voice not named": ((PAPER, COPY), (claim("paper", "nurse", "E5"), claim("radio", "", "A1")), ("E5", "", True)),
    "a good report in a weak paper": ((PAPER, COPY), (claim("paper", "nurse", "B2"), claim("radio", "", "E5")), ("B2", "", False)),
    "only the copy is graded": ((PAPER, COPY), (claim("paper", "nurse"), claim("radio", "", "E5")), ("E5", "", True)),
    "a copy of two that names the voice of one of them": (
        (PAPER, WIRE, Source("radio", derived_from=("paper", "wire"))),
        (claim("paper", "nurse", "E5"), claim("wire", "mother", "D6"), claim("radio", "nurse", "A1")),
        ("D5", "", False),
    ),
    "a party's two spokesmen": ((PAPER, COPY), (claim("paper", "ministry", "E5"), claim("radio", "army", "A1")), ("E5", "norland", True)),
}


@pytest.mark.parametrize("name", REPEATED)
def test_who_only_repeats_adds_neither_a_voice_nor_a_better_grade(name: str) -> None:
    sources, claims, (grade, side, is_weak) = REPEATED[name]
    for order in (claims, claims[::-1]):
        found = strength(record(*sources), stated(*order))
        assert found is not None
        assert (found.letter + found.digit, found.side, found.weak) == (grade, side, is_weak)


def test_rival_values_do_not_confirm_each_other() -> None:
    found = strength(
        record(PAPER, RADIO, WIRE), stated(claim("paper", "nurse"), claim("radio", "mother", value=NO), claim("wire", "embassy", value=NO))
    )
    assert found is not None
    assert (found.independent, found.side) == (2, "")


def test_an_unknown_claim_carries_nothing() -> None:
    found = strength(record(PAPER, RADIO), stated(claim("paper", "ministry", "B2"), claim("radio", "nurse", "A1", None)))
    assert found == Strength("B", "2", 1, "norland", False)


def test_what_a_treaty_table_or_a_reviewer_says_is_not_graded() -> None:
    table = Source("treaty:gc3", supplied=True)
    assert strength(record(table), stated(claim("treaty:gc3"))) is None
    assert strength(record(table, PAPER), stated(claim("paper", "ministry", "E5"), claim("treaty:gc3"))) is None
    assert strength(record(PAPER), stated(claim("paper", "nurse", "E5"), fact=JUDGED)) is None
    assert strength(record(), stated(claim("paper", "nurse", value=None))) is None


# --- the cap -------------------------------------------------------------------------------------------------------------------------------------------


def carried(side: str = "", *, is_weak: bool = False) -> Strength:
    return Strength("B", "2", 1, side, is_weak)


CASES: dict[str, tuple[list[Strength], str, str]] = {
    "nothing to weigh": ([], "norland", ""),
    "others say it": ([carried()], "norland", ""),
    "the accuser's word": ([carried("sudria")], "norland", ONE_PARTY),
    "one fact on the accuser's word": ([carried(), carried("sudria")], "norland", ONE_PARTY),
    "nobody's interest is plain": ([carried("norland")], "", ONE_PARTY),
    "its own word against itself": ([carried("norland"), carried("norland")], "norland", AGAINST_ITSELF),
    "its own word and others'": ([carried("norland"), carried()], "norland", ""),
    "each side one fact": ([carried("norland"), carried("sudria")], "norland", ONE_PARTY),
    "a weak source": ([carried(), carried(is_weak=True)], "norland", WEAK),
    "its own word, graded weak": ([carried("norland", is_weak=True)], "norland", WEAK),
    "a weak source and the accuser": ([carried("sudria"), carried(is_weak=True)], "norland", ONE_PARTY),
}


@pytest.mark.parametrize("name", CASES)
def test_the_weakest_fact_caps_the_wording(name: str) -> None:
    facts, against, expected = CASES[name]
    assert cap_of(facts, against) == expected
    assert cap_of(facts[::-1], against) == expected


def test_an_open_verdict_has_no_cap_and_no_count() -> None:
    facts = [stated(claim("paper", "ministry", "E5"))]
    grade = grade_of(record(PAPER), facts, facts, "", "")
    assert (grade.cap, grade.independent, grade.one_side, grade.weakest) == ("", None, (), "E5")


PARTIES = {name: Entry("party", name) for name in ("norland", "sudria", "illvania")}
CAPTIVE = Entry("person", "captive", links={"in_power_of": ("norland",), "depends_on": ("sudria",)})


@pytest.mark.parametrize(
    ("addressee", "verdict", "links", "expected"),
    [
        ("detaining_power", "breach", {}, "norland"),
        ("detaining_power", "complied", {}, "sudria"),
        ("capturing_unit", "breach", {"by": ("norland",)}, "norland"),
        ("power_of_origin", "breach", {}, "sudria"),
        ("power_of_origin", "excepted", {}, "norland"),
        ("protecting_power", "breach", {}, ""),
        ("media", "breach", {}, ""),
        ("detaining_power", "breach", {"by": ("norland",), "to": ("illvania",)}, ""),
        ("detaining_power", "breach", {"run_by": ("illvania",)}, ""),
        ("detaining_power", "breach", {"by": ("sudria",)}, ""),
        ("detaining_power", "breach", {"by": ("gone",)}, "norland"),
    ],
)
def test_whose_interest_a_verdict_is_against(addressee: str, verdict: str, links: Any, expected: str) -> None:
    event = Entry("transfer", "event", links=links)
    known = record(captive=CAPTIVE, event=event, **PARTIES)
    assert speaks_against(known, verdict, addressee, ["event", "captive"]) == expected
    assert speaks_against(known, verdict, addressee, ["event", "gone", "captive"]) == expected


@pytest.mark.parametrize("addressee", ["detaining_power", "capturing_unit", "power_of_origin"])
@pytest.mark.parametrize("verdict", ["breach", "complied"])
def test_whose_interest_is_not_plain_where_no_power_or_two_are_named(addressee: str, verdict: str) -> None:
    other = Entry("person", "other", links={"in_power_of": ("norland",), "depends_on": ("illvania",)})
    alone = Entry("person", "alone")
    known = record(captive=CAPTIVE, other=other, alone=alone, **PARTIES)
    assert speaks_against(known, verdict, addressee, ["captive", "other"]) == "", "captives of two Powers"
    assert speaks_against(known, verdict, addressee, ["alone"]) == ""
    assert speaks_against(known, verdict, addressee, []) == ""


# --- the words -----------------------------------------------------------------------------------------------------------------------------------------


def test_there_is_a_wording_for_each_cap_and_each_settled_verdict() -> None:
    assert set(CAPPED_WORDS) == set(CAPS)
    settled = {verdict.value for verdict in Verdict} - {"undetermined"}
    for cap in CAPS:
        assert set(CAPPED_WORDS[cap]) == settled
        assert worded("undetermined", cap) == worded("undetermined", "")
        assert not {worded(verdict, cap) for verdict in settled} & {worded(verdict, "") for verdict in settled}
    assert worded("breach", ONE_PARTY) == worded("breach", WEAK) == "Allegation recorded"
    assert worded("breach", "") == "Breach indicated"


def test_no_wording_convicts_or_permits() -> None:
    every = " ".join(
        [*(worded(verdict.value, "") for verdict in Verdict), *(word for words in CAPPED_WORDS.values() for word in words.values())]
    ).lower()
    assert not [
        word for word in ("guilt", "legal", "lawful", "permitted", "violat", "committed", "admit", "confess", "prove") if word in every
    ]


def test_a_grade_reads_as_its_two_scales() -> None:
    assert graded("B4") == "source usually reliable, information doubtful"


# --- in a report ---------------------------------------------------------------------------------------------------------------------------------------


def incident(released: str, *, radio: str = "") -> str:
    """The good record with other claims that the picture was released, two more voices and a second source."""
    return (
        GOOD.read_text()
        .replace("{is: yes, source: paper, at: \"para 2\", said_by: ministry, grade: B2}", released)
        .replace("  - {id: paper, publisher: Harbour Post}", f"  - {{id: paper, publisher: Harbour Post}}\n  - {{id: radio, publisher: Radio Sudria{radio}}}")
        .replace("  - {id: norland, label: Norland}", "  - {id: norland, label: Norland}\n  - {id: sudria, label: Sudria}")
        .replace(
            "  - {id: reviewer,",
            "  - {id: clerk, name: a clerk, kind: witness}\n  - {id: cook, name: a cook, kind: witness}\n"
            "  - {id: embassy, name: The embassy, kind: party, party: sudria}\n  - {id: reviewer,",
        )
    )  # fmt: skip


CLERK = "{is: yes, source: paper, said_by: clerk, grade: D2}"
COOK = "{is: yes, source: radio, said_by: cook, grade: D2}"

REPORTS = {
    "a weak source": (CLERK, "", "Allegation recorded", WEAK, 1),
    "two weak sources": (f"[{CLERK}, {COOK}]", "", "Breach indicated", "", 1),
    "a weak source and its echo": (f"[{CLERK}, {COOK}]", ", derived_from: paper", "Allegation recorded", WEAK, 1),
    "the captives' own Power": ("{is: yes, source: paper, said_by: embassy, grade: A1}", "", "Allegation recorded", ONE_PARTY, 1),
    "the embassy in two outlets": (
        "[{is: yes, source: paper, said_by: embassy, grade: A1}, {is: yes, source: radio, said_by: embassy, grade: A1}]",
        "",
        "Allegation recorded",
        ONE_PARTY,
        1,
    ),
    "the captor, and a face that others saw": ("{is: yes, source: paper, said_by: ministry, grade: B2}", "", "Breach indicated", "", 1),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_no_more_than_its_evidence_allows_and_ends_alike(name: str, tmp_path: Path) -> None:
    released, radio, said, cap, count = REPORTS[name]
    path = tmp_path / "record.yml"
    path.write_text(incident(released, radio=radio), encoding="utf-8")
    rule = "recognisable-picture"
    shown = ihl("check", path, "--rule", rule, "--rules", RULEBOOK, "--plain")
    assert shown.code == 1, "the exit code follows the verdict"
    assert f"{said.upper()}  1 finding" in shown.out
    assert ("no breach on the reading" in shown.out) is bool(cap)
    assert ("1 allegation of a breach is recorded" in shown.out) is bool(cap)
    data = json.loads(ihl("check", path, "--rule", rule, "--rules", RULEBOOK, "--format", "json").out)
    (finding,) = data["findings"]
    assert (finding["verdict"], finding["grade"]["cap"], finding["grade"]["independent"]) == ("breach", cap, count)
    assert data["totals"]["verdicts"]["breach"] == 1
    assert data["totals"]["capped"] == ({"breach": {cap: 1}} if cap else {})
    assert f"{said} photo" in " ".join(ihl("why", path, rule, "--rules", RULEBOOK, "--plain").out.split())


def test_the_sources_of_elements_and_exceptions_are_counted_and_not_those_of_what_only_makes_the_rule_apply(tmp_path: Path) -> None:
    face = "[{is: clear, source: paper, said_by: clerk}, {is: clear, source: radio, said_by: cook}]"
    path = tmp_path / "record.yml"
    path.write_text(incident(f"[{CLERK}, {COOK}]").replace("face: clear", f"face: {face}"), encoding="utf-8")
    data = json.loads(ihl("check", path, "--rule", "recognisable-picture", "--rules", RULEBOOK, "--format", "json").out)
    (finding,) = data["findings"]
    carried = {basis["fact"]: len(basis["claims"]) for basis in finding["because"]}
    assert carried["publication.released"] == carried["publication.face"] == 2
    assert min(carried.values()) == 1, "the status of the captive rests on one claim"
    assert finding["grade"]["independent"] == 2
