"""What an export of filled forms can have wrong with it, one mistake at a time; what of a captive is withheld; and the two commands from end to end."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import ihl
from surveys import Filled, XForm, central, kobo, parsed

from checker.documents import parse_yaml
from checker.errors import InputError, Problem
from checker.exchange import xlsform
from checker.exchange.answers import read_submissions
from checker.exchange.imported import CellProblem
from checker.exchange.questions import plan
from checker.redaction import MARK
from checker.rulebook import Rulebook
from checker.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Rulebook.load().vocabulary


@pytest.fixture(scope="module")
def form(vocabulary: Vocabulary) -> XForm:
    converted = xlsform.convert(xlsform.workbook(xlsform.make(plan(vocabulary, subjects=["publication", "repatriation"]))))
    assert converted is not None
    return parsed(converted.xform)


GOOD = Filled(
    {"record_title": "A captured sailor in a picture", "record_dates": "2031-05-02", "record_covers": "source voice party person publication repatriation"},
    {
        "source": [{"source_id": "source-1", "source_title": "Post on a public channel", "source_url": "https://channel.example/7"}],
        "voice": [{"voice_id": "voice-1", "voice_name": "the sailor's mother", "voice_kind": "witness"}],
        "party": [{"party_id": "party-1", "party_label": "Sudria"}],
        "person": [
            {
                "person_id": "prisoner-1", "person_label": "the sailor", "person_in_power_of": "party-1", "person_said_by": "voice-1", "person__wounded": "yes",
                "person__captured_on": "known", "person__captured_on__value": "2031-04-28/2031-05-01", "person__belonged_to": "question_not_asked",
                "person__finally_released_and_repatriated": "unknown",
            }
        ],
        "publication": [
            {"publication_id": "publication-1", "publication_depicts": "prisoner-1", "publication_source": "source-1", "publication__identifiable": "yes", "publication__voice": "not_applicable"}
        ],
        "repatriation": [{"repatriation_id": "repatriation-1", "repatriation__blind_eyes": "between", "repatriation__blind_eyes__value": "0", "repatriation__blind_eyes__to": "2"}],
    },
)  # fmt: skip


def with_(answers: dict[str, str] | None = None, **rounds: Any) -> Filled:
    """The good form with other answers: to the record, or to the first round of a group (a list: all its rounds)."""
    changed = {**GOOD.rounds}
    for name, other in rounds.items():
        changed[name] = other if isinstance(other, list) else [{**changed[name][0], **other}, *changed[name][1:]]
    return replace(GOOD, answers={**GOOD.answers, **(answers or {})}, rounds=changed)


def without(filled: Filled, group: str, *questions: str) -> Filled:
    return replace(
        filled, rounds={**filled.rounds, group: [{key: text for key, text in filled.rounds[group][0].items() if key not in questions}]}
    )


def test_the_record_reads_as_it_was_answered(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    imported = read_submissions(str(central(form, [GOOD], tmp_path / "ihl_incident.zip")), vocabulary)
    assert imported.problems == ()
    (draft,) = imported.drafts
    assert draft.rows == (2,)
    assert draft.data == {
        "schema": "ihl-incident/1",
        "id": "submission-0b6d64a1-5f0e-4b7e-9c1d-2f3a4b5c6d7e",
        "title": "A captured sailor in a picture",
        "dates": "2031-05-02",
        "language": "en",
        "sources": [
            {
                "id": "form",
                "publisher": "ODK Central",
                "title": "Filled form",
                "date": "2031-05-04",
                "note": f"Submission uuid:0b6d64a1-5f0e-4b7e-9c1d-2f3a4b5c6d7e, received 2031-05-04T10:20:30, form ihl-form/1 version {form.version}.",
            },
            {"id": "source-1", "title": "Post on a public channel", "url": "https://channel.example/7"},
        ],
        "voices": [{"id": "voice-1", "name": "the sailor's mother", "kind": "witness"}],
        "party": [{"id": "party-1", "label": "Sudria"}],
        "person": [
            {
                "id": "prisoner-1",
                "label": "the sailor",
                "in_power_of": "party-1",
                "facts": {
                    "captured_on": {"is": "2031-04-28/2031-05-01", "source": "form", "said_by": "voice-1"},
                    "finally_released_and_repatriated": {"is": "unknown", "source": "form", "said_by": "voice-1"},
                    "wounded": {"is": "yes", "source": "form", "said_by": "voice-1"},
                },
            }
        ],
        "publication": [
            {
                "id": "publication-1",
                "depicts": "prisoner-1",
                "facts": {"identifiable": {"is": "yes", "source": "source-1"}, "voice": {"is": "not_applicable", "source": "source-1"}},
            }
        ],
        "repatriation": [{"id": "repatriation-1", "facts": {"blind_eyes": {"is": {"at_least": "0", "at_most": "2"}, "source": "form"}}}],
    }


# --- one mistake at a time -----------------------------------------------------------------------------------------------------------------------------

#: What is wrong, the code, the column, and words that the message must have.
WRONG: dict[str, tuple[Filled, str, str, tuple[str, ...]]] = {
    "no title": (with_({"record_title": ""}), "missing", "record_title", ("no answer", "export again")),
    "a date that does not exist": (with_({"record_dates": "2031-02-31"}), "date", "record_dates", ("does not exist",)),
    "a date in words": (with_(person={"person__captured_on__value": "early May"}), "value", "person__captured_on__value", ('"early May" is not a date',)),
    "the date is missing": (without(GOOD, "person", "person__captured_on__value"), "missing", "person__captured_on__value", ("no answer",)),
    "a number beyond its limit": (with_(repatriation={"repatriation__blind_eyes": "exactly", "repatriation__blind_eyes__value": "3"}), "value", "repatriation__blind_eyes__value", ("at least 0 and at most 2",)),
    "numbers that cross": (with_(repatriation={"repatriation__blind_eyes__value": "2", "repatriation__blind_eyes__to": "1"}), "value", "repatriation__blind_eyes__value", ("no number is at least 2 and at most 1",)),
    "a source that nobody described": (with_(publication={"publication_source": "source-2"}), "missing-target", "publication_source", ('"source-2" is chosen', "Described are source-1")),
    "a voice that nobody described": (with_(person={"person_said_by": "voice-9"}), "missing-target", "person_said_by", ('"voice-9" is chosen',)),
    "a link that leads nowhere": (with_(publication={"publication_depicts": "prisoner-1 prisoner-4"}), "missing-target", "publication_depicts", ('"prisoner-4" is chosen', "Described are prisoner-1: describe it")),
    "no id": (without(GOOD, "publication", "publication_id"), "missing", "publication_id", ("no answer",)),
    "one source twice": (with_(source=[*GOOD.rounds["source"], *GOOD.rounds["source"]]), "duplicate-id", "source_id", ('"source-1" is described twice',)),
    "two names for one": (with_(party=[*GOOD.rounds["party"], {"party_id": "party-1", "party_label": "Norland"}]), "differs", "party_label", ('"Sudria" and "Norland"',)),
    "two captors of one": (with_(party=[*GOOD.rounds["party"], {"party_id": "party-2"}], person=[*GOOD.rounds["person"], {"person_id": "prisoner-1", "person_in_power_of": "party-2"}]), "too-many", "person_in_power_of", ("party-1 and party-2",)),
    "an answer against not applicable": (with_(publication=[*GOOD.rounds["publication"], {"publication_id": "publication-1", "publication__voice": "altered"}]), "differs", "publication__voice", ("does not arise",)),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("program", [kobo, central])
def test_a_mistake_keeps_its_submission_out_and_says_where_and_what_to_do(name: str, program: Callable[..., Path], form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:  # fmt: skip
    filled, code, column, said = WRONG[name]
    other = replace(GOOD, uuid="11111111-5f0e-4b7e-9c1d-2f3a4b5c6d7e")
    imported = read_submissions(str(program(form, [filled, other], tmp_path / ("export.xlsx" if program is kobo else "x.zip"))), vocabulary)
    assert [draft.data["id"] for draft in imported.drafts] == [f"submission-{other.uuid}"], "the other row loads"
    (problem,) = imported.problems
    assert isinstance(problem, CellProblem)
    assert problem.origin is not None
    assert problem.code == code
    assert problem.origin.column.endswith(column)
    assert problem.line >= 2
    assert all(words in f"{problem.what} {problem.fix}" for words in said), problem
    assert problem.fix


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    """A workbook with a change made to it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def put(sheet: str, column: str, text: str) -> Callable[[Any], None]:
    """Writes a text under a column of a sheet, in its first row; over its name where it begins with an asterisk."""

    def change(book: Any) -> None:
        place = next(cell for cell in book[sheet][1] if str(cell.value).endswith(column))
        book[sheet].cell(1 if text.startswith("*") else 2, place.column).value = text.removeprefix("*")

    return change


EDITED: dict[str, tuple[Callable[[Any], None], str, str]] = {
    "a word that is no choice": (
        put("publication", "publication__identifiable", "perhaps"),
        "choice",
        '"perhaps" is not one of its choices. ',
    ),
    "a misspelt choice": (put("publication", "publication__identifiable", "unknwon"), "choice", 'Did you mean "unknown"?'),
    "another form": (put("Incident record", "ihl_form", "ihl-form/9"), "form-version", '"ihl-form/9" is not a form that can be read'),
    "no id of a submission": (put("Incident record", "_uuid", ""), "submission-id", "has no id"),
    "a round without its submission": (put("publication", "_submission__uuid", "elsewhere"), "no-parent", "belongs to no submission"),
    "an id that no form offers": (put("person", "person_id", "Anselm"), "choice", '"Anselm" is not one of its choices'),
}


@pytest.mark.parametrize("name", EDITED)
def test_what_somebody_changed_in_an_export_is_said(name: str, form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    change, code, said = EDITED[name]
    path = edited(kobo(form, [GOOD], tmp_path / "export.xlsx"), change)
    imported = read_submissions(str(path), vocabulary)
    assert (code, True) in [(problem.code, said.strip() in f"{problem.what} {problem.fix}") for problem in imported.problems], (
        imported.problems
    )


def test_a_round_is_found_by_its_number_where_the_id_is_not_exported(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = edited(kobo(form, [GOOD], tmp_path / "export.xlsx"), put("publication", "_submission__uuid", ""))
    (draft,) = read_submissions(str(path), vocabulary).drafts
    assert draft.data["publication"][0]["id"] == "publication-1"
    assert "enumerator7" not in repr(draft), "who sent it is not taken in"


def test_a_round_without_the_id_of_its_submission_is_given_to_none(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    folder = central(form, [GOOD, replace(GOOD, uuid="22222222-5f0e-4b7e-9c1d-2f3a4b5c6d7e")], tmp_path / "unpacked", unpacked=True)
    table = folder / "ihl_incident-publication.csv"
    head, first, second = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join((head, first.replace(f",uuid:{GOOD.uuid},uuid:", ",,uuid:"), second)) + "\n", encoding="utf-8")
    imported = read_submissions(str(folder), vocabulary)
    assert [problem.code for problem in imported.problems] == ["no-parent"]
    assert [len(draft.data.get("publication", ())) for draft in imported.drafts] == [0, 1]


def test_tables_are_found_though_somebody_renamed_the_first(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    folder = central(form, [GOOD], tmp_path / "unpacked", unpacked=True)
    (folder / "ihl_incident.csv").rename(folder / "incidents of May.csv")
    imported = read_submissions(str(folder), vocabulary)
    assert imported.problems == ()
    assert imported.drafts[0].data["person"][0]["id"] == "prisoner-1"


def test_a_column_and_a_sheet_that_the_form_does_not_have_are_named_and_the_rest_loads(
    form: XForm, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        book["person"].cell(1, 60).value, book["person"].cell(2, 60).value = "shoe_size", "44"
        book.create_sheet("publicaton").append(["_index"])

    imported = read_submissions(str(edited(kobo(form, [GOOD], tmp_path / "export.xlsx"), change)), vocabulary)
    assert len(imported.drafts) == 1
    assert {(problem.code, problem.line) for problem in imported.problems} == {("unknown-column", 1), ("unknown-group", 1)}
    assert any('Did you mean "publication"?' in problem.fix for problem in imported.problems)


@pytest.mark.parametrize(("program", "status"), [(kobo, "validation_status_not_approved"), (central, "rejected")])
def test_a_submission_that_was_rejected_is_left_out_and_said(program: Callable[..., Path], status: str, form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:  # fmt: skip
    imported = read_submissions(
        str(program(form, [replace(GOOD, status=status)], tmp_path / ("e.xlsx" if program is kobo else "e.zip"))), vocabulary
    )
    assert imported.drafts == ()
    assert [problem.code for problem in imported.problems] == ["rejected"], "and its rounds are no orphans"


@pytest.mark.parametrize("program", [kobo, central])
def test_an_empty_round_is_no_entry(program: Callable[..., Path], form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    filled = with_(source=[*GOOD.rounds["source"], {}], outlet=[{}])
    imported = read_submissions(str(program(form, [filled], tmp_path / ("e.xlsx" if program is kobo else "e.zip"))), vocabulary)
    assert imported.problems == ()
    assert len(imported.drafts[0].data["sources"]) == 2
    assert "outlet" not in imported.drafts[0].data


def test_an_answer_that_begins_like_a_formula_is_the_text_it_was(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    (draft,) = read_submissions(
        str(kobo(form, [with_({"record_title": "=1+1 is what they said"})], tmp_path / "e.xlsx")), vocabulary
    ).drafts
    assert draft.data["title"] == "=1+1 is what they said"


def refused(path: Path, vocabulary: Vocabulary) -> Problem:
    with pytest.raises(InputError) as caught:
        read_submissions(str(path), vocabulary)
    return caught.value.problems[0]


def test_files_that_are_no_export_are_refused_with_what_to_do(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "kobo.csv").write_text('"ihl_form";"_uuid"\n"ihl-form/1";"a"\n', encoding="utf-8")
    assert refused(tmp_path / "kobo.csv", vocabulary).code == "no-repeats"
    central(form, [GOOD], tmp_path / "unpacked", unpacked=True)
    assert refused(tmp_path / "unpacked" / "ihl_incident.csv", vocabulary).code == "one-of-several"
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(tmp_path / "other.xlsx")
    assert refused(tmp_path / "other.xlsx", vocabulary).code == "not-an-export"
    book.active.append(["x", "y"])
    book.active.cell(1, 3).value = "_uuid"
    book.save(tmp_path / "others.xlsx")
    assert refused(tmp_path / "others.xlsx", vocabulary).code == "not-our-form"
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    assert refused(tmp_path / "broken.zip", vocabulary).code == "archive"
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert refused(tmp_path / "empty.zip", vocabulary).code == "not-an-export"
    assert refused(tmp_path / "missing.zip", vocabulary).code == "unreadable"
    with zipfile.ZipFile(tmp_path / "latin.zip", "w") as archive:
        archive.writestr("form.csv", "SubmissionDate,KEY,ihl_form\n\xe9,b,c\n".encode("latin-1"))
    assert refused(tmp_path / "latin.zip", vocabulary).code == "not-text"


# --- what is restricted --------------------------------------------------------------------------------------------------------------------------------

NAMED = with_(
    {"record_title": "Anselm Torvik in a picture"},
    person={
        "person_label": "TORVIK, a sailor",
        "person_restricted": "yes",
        "restricted_names": "Anselm Torvik\nold Torvik",
        "restricted_numbers": "NV-3310-7",
    },
)


def test_names_come_only_into_the_restricted_part_and_are_withheld_elsewhere(form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    (draft,) = read_submissions(str(kobo(form, [NAMED], tmp_path / "e.xlsx")), vocabulary).drafts
    assert draft.data["restricted"] == {"prisoner-1": {"names": ["Anselm Torvik", "old Torvik"], "numbers": ["NV-3310-7"]}}
    assert draft.data["title"] == f"{MARK} in a picture"
    assert draft.data["person"][0]["label"] == f"{MARK}, a sailor"
    assert ("title",) in draft.comments
    assert ("person", 0) in draft.comments
    assert "torvik" not in repr({key: part for key, part in draft.data.items() if key != "restricted"}).casefold()


WRONG_AND_NAMED = {
    "a date": replace(NAMED, answers={**NAMED.answers, "record_dates": "when Torvik came"}),
    "a captive without an id": without(NAMED, "person", "person_id"),
    "a submission that was rejected": replace(NAMED, status="validation_status_not_approved"),
}


@pytest.mark.parametrize("name", WRONG_AND_NAMED)
def test_a_problem_repeats_no_name(name: str, form: XForm, vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = kobo(form, [WRONG_AND_NAMED[name]], tmp_path / "e.xlsx")
    problems = read_submissions(str(path), vocabulary).problems
    assert problems
    assert "torvik" not in " ".join(str(problem) for problem in problems).casefold()
    ran = ihl("records", "import", path, "--from", "kobo", "-o", tmp_path / "out", "--errors", tmp_path / "errors.csv")
    assert ran.code == 2
    told = ran.out + ran.err + (tmp_path / "errors.csv").read_text(encoding="utf-8")
    assert "torvik" not in told.casefold()
    assert "enumerator7" not in told, "who sent it is not repeated either"


# --- the commands --------------------------------------------------------------------------------------------------------------------------------------


def test_a_form_is_made_filled_and_imported_by_the_commands(tmp_path: Path) -> None:
    made = ihl("records", "form", "-o", tmp_path / "form.xlsx")
    assert made.code == 0
    assert "questions about" in made.out
    assert "Checked with pyxform" in made.out
    converted = xlsform.convert((tmp_path / "form.xlsx").read_bytes())
    assert converted is not None
    filled = replace(
        GOOD,
        answers={**GOOD.answers, "record_covers": "source voice party person publication"},
        rounds={key: rows for key, rows in GOOD.rounds.items() if key != "repatriation"},
    )
    central(parsed(converted.xform), [filled], tmp_path / "export.zip")
    ran = ihl("records", "import", tmp_path / "export.zip", "-o", tmp_path / "records")
    assert ran.code == 0, ran.err
    (written,) = (tmp_path / "records").iterdir()
    assert parse_yaml(written.read_text(encoding="utf-8"), "x").data["person"][0]["facts"]["wounded"]["is"] == "yes"
    assert ihl("check", written, "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--subject", "publicaton"], 'Did you mean "publication"?'),
        (["--article", "999"], 'no fact belongs to Article "999"'),
        (["--language", "en glish"], "is no language"),
        (["--rules", "nowhere"], "nowhere"),
    ],
)
def test_a_form_that_cannot_be_made_is_refused(options: list[str], said: str, tmp_path: Path) -> None:
    ran = ihl("records", "form", "-o", tmp_path / "form.xlsx", *options)
    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "form.xlsx").exists()


def test_a_form_is_written_over_nothing_and_only_as_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_text("mine", encoding="utf-8")
    ran = ihl("records", "form", "-o", tmp_path / "form.xlsx")
    assert (ran.code, "--force" in ran.err) == (2, True)
    assert (tmp_path / "form.xlsx").read_text(encoding="utf-8") == "mine"
    assert ihl("records", "form", "-o", tmp_path / "form.xlsx", "--force").code == 0
    assert ihl("records", "form", "-o", tmp_path / "form.xls").code == 2


def test_a_form_with_many_facts_of_a_subject_says_what_each_article_is_about(tmp_path: Path) -> None:
    assert ihl("records", "form", "-o", tmp_path / "form.xlsx", "--subject", "person").code == 0
    rows = list(openpyxl.load_workbook(tmp_path / "form.xlsx")["choices"].iter_rows(values_only=True))
    assert ("person_articles", "a17", "Article 17: Questioning, identity cards, no coercion") in rows, [
        row for row in rows if row[1] == "a17"
    ]


def test_a_long_form_is_called_long(tmp_path: Path) -> None:
    assert "a long form for a phone" in ihl("records", "form", "-o", tmp_path / "f.xlsx", "--subject", "camp", "--subject", "person").out


def test_without_pyxform_the_form_is_made_and_the_command_says_that_it_was_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyxform.xls2xform", None)
    ran = ihl("records", "form", "-o", tmp_path / "form.xlsx")
    assert ran.code == 0
    assert 'pip install "ihl-checker[forms]"' in ran.out
    assert (tmp_path / "form.xlsx").exists()


def test_without_openpyxl_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    ran = ihl("records", "form", "-o", tmp_path / "form.xlsx")
    assert ran.code == 2
    assert "ihl-checker[tables]" in ran.err


def test_an_export_of_odk_central_as_it_lies_in_a_folder(vocabulary: Vocabulary, tmp_path: Path) -> None:
    folder = Path(__file__).parent / "exports" / "odk"
    ran = ihl("records", "import", folder, "--from", "odk", "-o", tmp_path / "records")
    assert (ran.code, ran.err) == (0, "")
    first, second = (draft.data for draft in read_submissions(str(folder), vocabulary).drafts)
    assert first["person"] == [
        {
            "id": "prisoner-1",
            "label": "the sailor",
            "in_power_of": "party-1",
            "depends_on": "party-2",
            "facts": {
                "belonged_to": {"is": "armed_forces", "source": "source-1", "at": "para 3", "said_by": "voice-1"},
                "captured_on": {"is": "2031-04-28/2031-05-01", "source": "source-1", "at": "para 3", "said_by": "voice-1"},
                "finally_released_and_repatriated": {"is": "unknown", "source": "source-1", "at": "para 3", "said_by": "voice-1"},
                "in_enemy_power": {"is": "yes", "source": "source-1", "at": "para 3", "said_by": "voice-1"},
                "wounded": [
                    {"is": "yes", "source": "source-1", "at": "para 3", "said_by": "voice-1"},
                    {"is": "no", "source": "source-1", "at": "para 6", "said_by": "voice-2"},
                ],
            },
        }
    ]
    assert first["conflict"]["facts"]["powers_bound"] == {"is": "both_parties", "source": "source-1", "at": "para 2", "said_by": "voice-1"}
    assert first["publication"][0]["depicts"] == "prisoner-1"
    assert first["publication"][0]["by"] == "party-1"
    assert first["restricted"] == {"prisoner-1": {"names": ["Anselm Torvik"], "numbers": ["NV-3310-7"]}}
    assert first["sources"][0]["note"].startswith("Submission uuid:7f0f8a52-9a5f-4b2c-8b11-2f4a4be0f9d1, received 2031-05-04T10:22:03.123Z")
    assert second["person"][0]["facts"] == {"in_enemy_power": {"is": "yes", "source": "form"}}
    assert "Field app 3" not in repr(first)


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_an_archive_with_damaged_contents_is_a_problem(tmp_path: Path, how: int) -> None:
    """The contents are damaged and their list is whole, as after a download that went wrong in the middle."""
    for name in ("export.zip", "export.xlsx"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", how) as archive:
            archive.writestr("submissions.csv", "KEY,title\n" + "uuid,incident\n" * 200)
            archive.writestr("[Content_Types].xml", "<Types/>" + " " * 500)
        data = bytearray(path.read_bytes())
        for start in (data.index(b"submissions.csv") + 15, data.index(b"[Content_Types].xml") + 19):
            data[start + 4 : start + 20] = b"\xff" * 16
        path.write_bytes(data)
        outcome = ihl("records", "import", path, *(("--from", "odk") if name.endswith("zip") else ()), "-o", tmp_path / "out.jsonl")
        assert outcome.code == 2
        assert [problem.code for problem in outcome.problems][:1] in (["archive"], ["workbook"])
