"""The example records: that each loads and comes out as a careful lawyer expects, that the fictional ones show every form a record can take, and that what
``docs/writing-records.md`` tells people to write and to type is true.

A verdict in the table that changes is a change of the law as encoded, of the engine or of a record. Find out which before you change the table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from checker.api import check, load_record
from checker.claims import VOICE_KINDS, Stated
from checker.cli.app import app
from checker.findings import Finding
from checker.library import examples_folder
from checker.pipeline import record_files
from checker.records import Record
from checker.rulebook import Rulebook
from checker.schemas import schema_of
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN

EXAMPLES = Path(examples_folder())
FICTIONAL = EXAMPLES / "fictional"
GUIDE = Path(__file__).parent.parent / "docs" / "writing-records.md"

FILES = [Path(name) for name in record_files([str(EXAMPLES)])[0]]
FIVE = [path for path in FILES if path.parent == FICTIONAL]

TARNHOLM = "fictional-tarnholm-broadcast"
LOWEN = "fictional-lowen-ford"
SALLOW = "fictional-sallow-hills"
FALLOW = "fictional-fallow-lake"
ORRIN = "fictional-orrin-quay"

#: rule, record, the subjects bound, the verdict on the default reading
EXPECTED = [
    # Images: the same Article, three outcomes, by what can be recognised and why it was shown; what others print is not the captor's act.
    ("gc3-13-identifiable-images-in-public", TARNHOLM, "brigadier-clip prisoner-1", "excepted"),
    ("gc3-13-identifiable-images-in-public", TARNHOLM, "statement-clip prisoner-2", "breach"),
    ("gc3-13-identifiable-images-in-public", TARNHOLM, "yard-photograph prisoner-3", "complied"),
    ("gc3-13-identifiable-images-in-public", TARNHOLM, "courier-still prisoner-2", "not_applicable"),
    ("gc3-13-name-released", TARNHOLM, "brigadier-clip prisoner-1", "excepted"),
    ("gc3-13-voice-released", TARNHOLM, "statement-clip prisoner-2", "breach"),
    ("gc3-13-compelled-appearance", TARNHOLM, "statement-clip prisoner-2", "undetermined"),
    ("gc3-13-parading", TARNHOLM, "prisoner-3", "undetermined"),
    ("gc3-13-violence-by-public", TARNHOLM, "prisoner-3", "complied"),
    ("gc3-70-no-capture-card-to-family", TARNHOLM, "private-mail prisoner-2", "breach"),
    # Questioning and property.
    ("gc3-17-questioning-in-language-not-understood", LOWEN, "questioning-recruit prisoner-2", "breach"),
    ("gc3-17-questioning-in-language-not-understood", LOWEN, "questioning-corporal prisoner-1", "complied"),
    ("gc3-17-threats-for-refusal", LOWEN, "questioning-corporal prisoner-1", "undetermined"),
    ("gc3-17-mental-torture", LOWEN, "questioning-corporal prisoner-1", "complied"),
    ("gc3-17-identity-card-taken", LOWEN, "search-corporal prisoner-1", "breach"),
    ("gc3-18-sentimental-articles-taken", LOWEN, "search-corporal prisoner-1", "breach"),
    ("gc3-18-clothing-or-mess-articles-taken", LOWEN, "search-corporal prisoner-1", "excepted"),
    ("gc3-18-money-taken-without-receipt", LOWEN, "search-corporal prisoner-1", "undetermined"),
    ("gc3-18-valuables-withdrawn-without-formalities", LOWEN, "search-corporal prisoner-1", "complied"),
    ("gc3-18-decorations-taken", LOWEN, "search-corporal prisoner-1", "not_applicable"),
    # At least five days in camp without a card are not yet more than seven.
    ("gc3-70-no-capture-card-to-family", LOWEN, "corporal-mail prisoner-1", "undetermined"),
    # Doubt protects whichever government is right; a civilian is no prisoner of war; an internee of a neutral Power is not in enemy hands.
    ("gc3-5-status-denied-without-tribunal", SALLOW, "fighter-1", "breach"),
    ("gc3-5-treatment-withheld-in-doubt", SALLOW, "fighter-1", "breach"),
    ("gc3-5-treatment-withheld-in-doubt", SALLOW, "fighter-2", "undetermined"),
    ("gc3-5-status-denied-without-tribunal", SALLOW, "villager", "not_applicable"),
    ("gc3-4-status-refused-to-prisoner-of-war", SALLOW, "fighter-1", "undetermined"),
    ("gc3-4-neutral-internee-below-standard", SALLOW, "internee", "complied"),
    ("gc3-13-insults", SALLOW, "internee", "not_applicable"),
    ("gc3-19-evacuation-delayed", SALLOW, "three-days fighter-2", "excepted"),
    ("gc3-19-evacuation-delayed", SALLOW, "march-down fighter-1", "complied"),
    ("gc3-19-needless-danger-while-waiting", SALLOW, "three-days fighter-2", "breach"),
    ("gc3-20-no-safe-drinking-water-on-the-way", SALLOW, "march-down fighter-1", "undetermined"),
    ("gc3-22-interned-in-penitentiary", SALLOW, "jail fighter-1", "breach"),
    ("gc3-22-interned-in-penitentiary", SALLOW, "jail villager", "not_applicable"),
    # A camp that is mostly in order.
    ("gc3-22-unhealthy-premises", FALLOW, "camp-12 prisoner-1", "complied"),
    ("gc3-23-camp-not-marked", FALLOW, "camp-12 prisoner-1", "excepted"),
    ("gc3-29-toilets-not-open-day-and-night", FALLOW, "camp-12 prisoner-1", "breach"),
    ("gc3-29-too-little-water-or-soap", FALLOW, "camp-12 prisoner-1", "undetermined"),
    ("gc3-30-serious-case-not-admitted", FALLOW, "care-tuberculosis prisoner-1", "complied"),
    ("gc3-31-no-monthly-inspection", FALLOW, "care-tuberculosis prisoner-1", "complied"),
    ("gc3-33-made-to-do-other-work", FALLOW, "doctor", "complied"),
    ("gc3-33-visits-outside-camp-denied", FALLOW, "doctor", "breach"),
    ("gc3-70-no-capture-card-to-family", FALLOW, "mail doctor", "complied"),
    ("gc3-71-incoming-mail-limited", FALLOW, "mail prisoner-1", "excepted"),
    ("gc3-122-no-weekly-health-news", FALLOW, "notification prisoner-1", "undetermined"),
    ("gc3-126-premises-closed-to-visitors", FALLOW, "july-visit prisoner-1", "undetermined"),
    ("gc3-126-no-interview-without-witnesses", FALLOW, "july-visit prisoner-1", "complied"),
    # Handed to an ally, and one of them home again.
    ("gc3-12-transfer-without-assurance", ORRIN, "handover prisoner-1", "undetermined"),
    ("gc3-12-transfer-outside-convention", ORRIN, "handover prisoner-1", "complied"),
    ("gc3-12-failures-not-corrected", ORRIN, "handover prisoner-1", "complied"),
    ("gc3-12-return-refused", ORRIN, "handover prisoner-1", "breach"),
    ("gc3-18-property-not-returned", ORRIN, "prisoner-2", "breach"),
    ("gc3-13-insults", ORRIN, "prisoner-2", "not_applicable"),
    ("gc3-70-no-new-card-after-sickness-or-transfer", ORRIN, "mail prisoner-1", "breach"),
    ("gc3-126-visit-refused", ORRIN, "first-visit prisoner-1", "excepted"),
    ("gc3-126-no-interview-without-witnesses", ORRIN, "second-visit prisoner-1", "breach"),
]

#: rule, record, the subjects bound, whose account, the verdict on it
TOLD = [
    ("gc3-13-compelled-appearance", TARNHOLM, "statement-clip prisoner-2", {"kestovia": "complied", "gunner": "breach"}),
    ("gc3-13-parading", TARNHOLM, "prisoner-3", {"stallholder": "breach", "kestovia": "complied"}),
    ("gc3-17-coercion-for-information", LOWEN, "questioning-corporal prisoner-1", {"sorrenia": "complied", "corporal": "breach"}),
    ("gc3-18-money-taken-without-receipt", LOWEN, "search-corporal prisoner-1", {"sorrenia": "complied", "corporal": "breach"}),
    ("gc3-4-status-refused-to-prisoner-of-war", SALLOW, "fighter-1", {"kestovia": "breach", "velmark": "not_applicable"}),
    ("gc3-29-too-little-water-or-soap", FALLOW, "camp-12 doctor", {"tharsia": "complied", "representative": "breach"}),
    ("gc3-12-transfer-without-assurance", ORRIN, "handover prisoner-1", {"sorrenia": "complied", "staff": "breach"}),
]

EMBLEM = re.compile(r"\bred[\s-]+(?:cross|crescent|crystal)|\bred[\s-]+lion[\s-]+and[\s-]+sun|[✚✙☪⛑]", re.IGNORECASE)
COMMITTEE = "International Committee of the Red Cross"


@pytest.fixture(scope="module")
def records(rulebook: Rulebook) -> dict[str, Record]:
    return {record.id: record for record in (load_record(path, rulebook) for path in FIVE)}


@pytest.fixture(scope="module")
def listed(rulebook: Rulebook, records: dict[str, Record]) -> tuple[Finding, ...]:
    return check(records.values(), rulebook).findings


@pytest.fixture(scope="module")
def everything(rulebook: Rulebook, records: dict[str, Record]) -> dict[tuple[str, str, str], Finding]:
    found = check(records.values(), rulebook, show_all=True).findings
    return {(finding.rule, finding.record, " ".join(finding.binding.values())): finding for finding in found}


def stated(record: Record) -> Iterator[Stated]:
    for entry in record.entries.values():
        yield from entry.facts.values()


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield str(value)


def typed(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "NO_COLOR": "1"})
    return result.exit_code, result.output


# --- the records -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_loads(path: Path, rulebook: Rulebook) -> None:
    assert load_record(path, rulebook).entries


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_editors_find_nothing_wrong_with_an_example(path: Path, rulebook: Rulebook) -> None:
    text = path.read_text(encoding="utf-8")
    data = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    jsonschema.Draft202012Validator(schema_of("record", rulebook.vocabulary)).validate(data)


def test_there_are_five_fictional_records_one_of_them_in_json() -> None:
    assert sorted(path.suffix for path in FIVE) == [".json", ".yml", ".yml", ".yml", ".yml"]
    assert all(
        path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../schemas/record.schema.json\n")
        for path in FIVE
        if path.suffix == ".yml"
    )


@pytest.mark.parametrize("path", FIVE, ids=lambda path: path.name)
def test_each_fictional_record_shows_every_form_that_a_record_can_take(path: Path, rulebook: Rulebook) -> None:
    record = load_record(path, rulebook)
    facts = list(stated(record))
    claims = [claim for fact in facts for claim in fact.claims]
    assert len(record.sources) >= 2
    assert {"party", "reviewer"} <= {voice.kind for voice in record.voices.values()}
    assert any(claim.source and claim.at and claim.said_by and claim.grade for claim in claims)
    assert any(fact.disputed for fact in facts)
    assert any(fact.status == UNKNOWN and fact.note for fact in facts)
    assert any(fact.status == NOT_APPLICABLE and fact.note for fact in facts)
    assert any(claim.value and claim.value.text.startswith(("at least", "at most", "more than")) for claim in claims)
    assert any(fact.fact.type == "date" and claim.value and set(claim.value.text) & set("/X?~.") for fact in facts for claim in fact.claims)
    assert any(fact.fact.judgement and record.voices[claim.said_by].kind == "reviewer" for fact in facts for claim in fact.claims)
    assert record.restricted


@pytest.mark.parametrize("path", FIVE, ids=lambda path: path.name)
def test_every_claim_of_a_fictional_record_says_where_it_stands(path: Path, rulebook: Rulebook) -> None:
    for fact in stated(load_record(path, rulebook)):
        for claim in fact.claims:
            assert (claim.source and claim.said_by) or claim.value is None, fact.fact.id


def test_links_in_fictional_records_lead_nowhere() -> None:
    for path in FIVE:
        for address in re.findall(r"https?://([^/\s\"]+)", path.read_text(encoding="utf-8")):
            assert address.endswith(".example"), address


def test_no_example_mentions_an_emblem() -> None:
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not EMBLEM.search(text if path.parent == FICTIONAL else text.replace(COMMITTEE, "")), path.name


def test_what_is_restricted_is_never_printed(records: dict[str, Record]) -> None:
    secrets = {leaf for record in records.values() for leaf in leaves(dict(record.restricted))}
    assert len(secrets) >= 10
    for arguments in (["check", str(FICTIONAL), "--show", "all"], ["check", str(FICTIONAL), "--format", "json"], ["needs", str(FICTIONAL)]):
        code, shown = typed(*arguments)
        assert code in (0, 1)
        assert not [secret for secret in secrets if re.search(rf"\b{re.escape(secret)}\b", shown)]


# --- the verdicts ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "record", "subjects", "verdict"), EXPECTED, ids=lambda value: value)
def test_comes_out_as_a_lawyer_expects(
    rule: str, record: str, subjects: str, verdict: str, everything: dict[tuple[str, str, str], Finding]
) -> None:
    assert everything[rule, record, subjects].verdict == verdict


@pytest.mark.parametrize(("rule", "record", "subjects", "accounts"), TOLD, ids=lambda value: value if isinstance(value, str) else "")
def test_a_dispute_has_a_verdict_for_each_side_that_tells_it(
    rule: str, record: str, subjects: str, accounts: dict[str, str], everything: dict[tuple[str, str, str], Finding]
) -> None:
    finding = everything[rule, record, subjects]
    assert {account.account: account.verdict for account in finding.accounts} == accounts
    assert finding.verdict == "undetermined"


def test_the_fictional_records_reach_every_outcome_between_them(listed: tuple[Finding, ...]) -> None:
    assert {finding.verdict for finding in listed} == {"breach", "excepted", "complied", "not_applicable", "undetermined"}


def test_each_fictional_record_raises_a_breach_and_something_that_was_complied_with(listed: tuple[Finding, ...]) -> None:
    for record in (TARNHOLM, LOWEN, SALLOW, FALLOW, ORRIN):
        assert {"breach", "excepted", "complied", "undetermined"} <= {finding.verdict for finding in listed if finding.record == record}


def test_the_fictional_records_are_spread_over_the_articles(listed: tuple[Finding, ...]) -> None:
    settled = {re.split(r"-", finding.rule)[1] for finding in listed if finding.verdict != "undetermined"}
    assert {
        "4",
        "5",
        "12",
        "13",
        "15",
        "17",
        "18",
        "19",
        "20",
        "22",
        "23",
        "29",
        "30",
        "31",
        "33",
        "69",
        "70",
        "71",
        "122",
        "126",
    } <= settled


def test_the_picture_of_the_brigadier_is_judged_in_three_ways_on_three_readings(everything: dict[tuple[str, str, str], Finding]) -> None:
    finding = everything["gc3-13-identifiable-images-in-public", TARNHOLM, "brigadier-clip prisoner-1"]
    others = {other.reading: other.verdict for other in finding.contested}
    assert {finding.reading: finding.verdict, **others} == {"icrc-2020": "excepted", "strict": "breach", "narrow": "complied"}


@pytest.mark.parametrize(
    ("rule", "record", "subjects", "fact"),
    [
        (
            "gc3-13-identifiable-images-in-public",
            TARNHOLM,
            "brigadier-clip prisoner-1",
            "publication.public_interest_compelling",
        ),
        ("gc3-17-mental-torture", LOWEN, "questioning-corporal prisoner-1", "interrogation.mental_suffering_inflicted"),
        ("gc3-22-interned-in-penitentiary", SALLOW, "jail fighter-1", "camp.penitentiary_in_prisoners_interest"),
        ("gc3-23-camp-not-marked", FALLOW, "camp-12 prisoner-1", "camp.military_reason_against_marking"),
        ("gc3-126-visit-refused", ORRIN, "first-visit prisoner-1", "visit.imperative_military_necessity"),
    ],
)
def test_a_verdict_rests_on_a_judgement_that_a_named_reviewer_has_entered(
    rule: str, record: str, subjects: str, fact: str, everything: dict[tuple[str, str, str], Finding], records: dict[str, Record]
) -> None:
    basis = next(basis for basis in everything[rule, record, subjects].because if basis.fact == fact)
    voice = records[record].voices[basis.claims[0].said_by]
    assert (voice.kind, bool(voice.name)) == ("reviewer", True)


def test_what_a_newspaper_abroad_prints_breaches_no_rule_of_the_treaty(rulebook: Rulebook, records: dict[str, Record]) -> None:
    for reading in rulebook.readings:
        found = check(records[TARNHOLM], rulebook, reading=reading, show_all=True).findings
        assert {finding.verdict for finding in found if finding.subject == "courier-still"} == {"not_applicable"}


def test_to_a_civilian_and_an_internee_of_a_neutral_power_only_the_rule_on_internees_applies(listed: tuple[Finding, ...]) -> None:
    found = [finding for finding in listed if {"villager", "internee"} & set(finding.binding.values())]
    assert {finding.verdict for finding in found} == {"not_applicable", "complied"}
    assert [finding.rule for finding in found if finding.verdict == "complied"] == ["gc3-4-neutral-internee-below-standard"]


def test_evidence_caps_the_words_and_never_the_verdict(everything: dict[tuple[str, str, str], Finding]) -> None:
    # The captor's own word that no card was written; an army's refusal as its own side and the other Power could each be meant; outsiders saw the jail.
    for rule, record, subjects, verdict, cap in (
        ("gc3-70-no-capture-card-to-family", TARNHOLM, "private-mail prisoner-2", "breach", "against_itself"),
        ("gc3-12-return-refused", ORRIN, "handover prisoner-1", "breach", "one_party"),
        ("gc3-22-interned-in-penitentiary", SALLOW, "jail fighter-1", "breach", ""),
        ("gc3-5-status-denied-without-tribunal", SALLOW, "fighter-1", "breach", ""),
        ("gc3-18-money-taken-without-order", LOWEN, "search-corporal prisoner-1", "complied", "one_party"),
    ):
        finding = everything[rule, record, subjects]
        assert (finding.verdict, finding.grade.cap) == (verdict, cap), (rule, finding.grade)


def test_an_admission_counts_as_one_sides_word_and_a_second_voice_ends_that(everything: dict[tuple[str, str, str], Finding]) -> None:
    assert everything["gc3-70-no-capture-card-to-family", TARNHOLM, "private-mail prisoner-2"].grade.one_side == ("kestovia",)
    assert everything["gc3-12-failures-not-corrected", ORRIN, "handover prisoner-1"].grade.one_side == ()


def test_a_dispute_about_status_alone_lists_no_rule_of_which_the_record_says_nothing(listed: tuple[Finding, ...]) -> None:
    about = {finding.subject for finding in listed if finding.record == SALLOW}
    assert not [subject for subject in about if subject.startswith(("information-of", "visit-of"))]
    assert {"fighter-1", "march-down", "jail"} <= about


def test_reasons_name_who_gives_which_account() -> None:
    code, shown = typed("why", str(FICTIONAL / "tarnholm-broadcast.yml"), "gc3-13-parading", "--plain")
    assert code == 0
    rows = [re.split(r"\s{2,}", line.replace("│", " ").strip()) for line in shown[shown.index("Disputed:") :].splitlines()[1:6]]
    square, ministry = (" ".join(row[side] for row in rows if len(row) > side) for side in (0, 1))
    assert "– a stallholder on the market square, in The Orrin Courier, para 9 (C3)" in square
    assert "– Ministry of Defence of Kestovia, in The Orrin Courier, para 10 (D3)" in ministry
    assert "As a stallholder on the market square tells it: breach indicated" in " ".join(shown.split())


def test_the_readme_presents_every_record_and_names_only_rules_that_exist(rulebook: Rulebook) -> None:
    text = (FICTIONAL / "README.md").read_text(encoding="utf-8")
    assert all(f"]({path.name})" in text for path in FIVE)
    named = set(re.findall(r"gc3-[a-z0-9-]+", text))
    assert named <= {rule.id for rule in rulebook.rules()}
    assert len(named) >= 10


# --- the guide -------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.fixture
def written(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The pieces of the guide put together as it says, in a folder of their own."""
    record = "\n".join(re.findall(r"^```yaml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE))
    (tmp_path / "my-incident.yml").write_text(record, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return record


def test_the_pieces_of_the_guide_make_a_record(written: str, rulebook: Rulebook) -> None:
    record = load_record("my-incident.yml", rulebook)
    assert {"publication", "medical_care", "correspondence", "person"} <= {
        entry.subject for entry in record.entries.values() if not entry.implied
    }
    jsonschema.Draft202012Validator(schema_of("record", rulebook.vocabulary)).validate(yaml.safe_load(written))


def test_the_record_of_the_guide_comes_out_as_a_lawyer_expects(written: str, rulebook: Rulebook) -> None:
    found = {finding.rule: finding for finding in check(load_record("my-incident.yml", rulebook), rulebook).findings}
    care = found["gc3-15-medical-attention-not-given"]
    assert {account.account: account.verdict for account in care.accounts} == {"sudria": "complied", "nurse": "breach"}
    assert found["gc3-13-identifiable-images-in-public"].possible == ("breach", "excepted")
    assert written.count("gc3-") == 0


@pytest.mark.usefixtures("written")
def test_every_command_in_the_guide_runs(guide: str) -> None:
    found = re.findall(r"^\| `ihl ([^`]+)` \|", guide, re.MULTILINE)
    assert len(found) >= 8
    for command in found:
        code, shown = typed(*command.split())
        assert code in (0, 1), (command, shown)
        assert shown


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("      identifiable:", "      identifable:"),
        (
            'note: "The face is blurred, the number on the vest is not."',
            "note: The face is blurred, the number on the vest is not.",
        ),
    ],
)
def test_the_errors_that_the_guide_shows_are_those_that_the_program_prints(written: str, guide: str, right: str, wrong: str) -> None:
    assert written.count(right) == 1
    Path("my-incident.yml").write_text(written.replace(right, wrong), encoding="utf-8")
    code, shown = typed("check", "my-incident.yml")
    assert code == 2
    assert f"```text\n{shown.strip()}\n```" in guide


def test_the_guide_lists_every_subject_with_its_links(guide: str, rulebook: Rulebook) -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]*)\|$", guide, re.MULTILINE)
    described = {name: set(re.findall(r"`(\w+)`", links)) for name, links in rows}
    assert described == {subject.name: set(subject.links) for subject in rulebook.vocabulary.subjects.values()}


def test_the_guide_names_every_kind_of_voice(guide: str) -> None:
    sentence = re.search(r"`kind` is (.+?)\. Give", guide, re.DOTALL)
    assert sentence
    assert tuple(re.findall(r"`(\w+)`", sentence[1])) == VOICE_KINDS


def test_the_fact_that_the_guide_shows_is_listed_so(guide: str) -> None:
    block = re.search(r"^```text\n(publication\.identifiable.*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert block
    assert block[1] in typed("schema", "facts")[1]


def test_what_the_guide_calls_a_judgement_is_marked_as_one() -> None:
    _, facts = typed("schema", "facts")
    assert re.search(r"^publication\.public_interest_compelling: bool \[judgement\]$", facts, re.MULTILINE)
    assert re.search(r"^person\.protected_as_prisoner_of_war: bool \[definition\]$", facts, re.MULTILINE)
