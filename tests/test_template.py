"""The workbook in which people fill in records: made from the vocabulary, filled in, and taken in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import ihl

from checker.exchange.tabular import columns_of
from checker.rulebook import Rulebook

CHOSEN = ("publication", "correspondence")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    ran = ihl("records", "template", "-o", path, *(word for name in CHOSEN for word in ("--subject", name)))
    assert ran.code == 0, ran.err
    return path


@pytest.fixture
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def rule_for(sheet: Any, cell: str) -> Any:
    """The rule of a cell: its list, its question."""
    return next((rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref), None)


def place(sheet: Any, name: str) -> str:
    """The letter of a column."""
    return str(next(cell.column_letter for cell in sheet[1] if cell.value == name))


def words_of(book: Any, name: str) -> list[str]:
    """The words behind a name of the workbook."""
    where = book.defined_names[name].attr_text
    sheet, _, cells = where.partition("!")
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


def put(sheet: Any, row: int, **cells: str) -> None:
    for name, value in cells.items():
        sheet[f"{place(sheet, name)}{row}"] = value


def test_it_has_a_sheet_for_what_is_wanted_and_for_what_every_record_needs(book: Any) -> None:
    assert book.sheetnames == ["help", "records", "sources", "voices", "conflict", "party", "person", "correspondence", "outlet", "publication", "restricted", "codebook", "lists"]  # fmt: skip
    assert book["lists"].sheet_state == "hidden"
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_without_a_choice_it_has_every_subject_and_every_fact(rulebook: Rulebook, tmp_path: Path) -> None:
    assert ihl("records", "template", "-o", tmp_path / "all.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    for subject in rulebook.vocabulary.subjects.values():
        names = [cell.value for cell in book[subject.name][1]]
        assert set(names) == {*columns_of(subject), *(fact.name for fact in subject.facts.values() if not fact.derived)}
        assert len(names) == len(set(names)), "no fact is called as another column is"


def test_every_fact_with_words_has_a_drop_down_of_them(book: Any, rulebook: Rulebook) -> None:
    count = 0
    for subject in ("person", "publication", "conflict", "correspondence"):
        for fact in rulebook.vocabulary.subjects[subject].facts.values():
            if fact.derived:
                continue
            rule = rule_for(book[subject], f"{place(book[subject], fact.name)}3")
            assert rule.prompt.startswith(fact.asks[:200]), "the question is shown beside the cell"
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            if fact.words:
                count += 1
                assert sorted(words_of(book, rule.formula1)) == sorted((*fact.words, "unknown", "not_applicable"))
                assert rule.errorStyle == "warning", "one of two values can be typed in"
    assert count > 100


def test_grades_kinds_and_ids_are_offered(book: Any) -> None:
    assert len(words_of(book, rule_for(book["person"], f"{place(book['person'], 'grade')}3").formula1)) == 36
    assert "witness" in words_of(book, rule_for(book["voices"], f"{place(book['voices'], 'kind')}3").formula1)
    for column, name in (("record", "ids_records"), ("depicts", "ids_person"), ("source", "ids_sources"), ("said_by", "ids_voices")):
        assert rule_for(book["publication"], f"{place(book['publication'], column)}3").formula1 == name
        assert name in book.defined_names


def test_it_can_be_read_without_scrolling_about(book: Any) -> None:
    for name in book.sheetnames[1:-2]:
        sheet = book[name]
        assert sheet.freeze_panes == "C3"
        for cell in sheet[1]:
            assert sheet.column_dimensions[cell.column_letter].width >= len(str(cell.value)), "headings are not cut off"
            assert cell.fill.start_color.rgb != cell.font.color.rgb
        assert all(cell.alignment.wrap_text for cell in sheet[2])


def test_the_codebook_says_what_every_value_means(book: Any, rulebook: Rulebook) -> None:
    rows = list(book["codebook"].iter_rows(min_row=2, values_only=True))
    for fact in rulebook.vocabulary.subjects["publication"].facts.values():
        if not fact.derived:
            mine = [row for row in rows if row[:2] == ("publication", fact.name)]
            assert [row[5] for row in mine] == list(fact.says.values())
            assert mine[0][2] == fact.asks


def test_the_same_vocabulary_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    ihl("records", "template", "-o", tmp_path / "again.xlsx", *(word for name in CHOSEN for word in ("--subject", name)))
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def filled(path: Path, out: Path) -> Path:
    """The template, filled in as a person would."""
    book = openpyxl.load_workbook(path)
    put(book["records"], 3, record="harbour", title="A picture in the harbour", dates="2031-01", language="en")
    put(book["sources"], 3, record="harbour", id="article", publisher="Harbour Post")
    put(book["sources"], 4, record="harbour", id="channel", publisher="Ministry", derived_from="article")
    put(book["voices"], 3, record="harbour", id="reporter", name="Harbour Post", kind="outlet")
    put(book["voices"], 4, record="harbour", id="ministry", name="Ministry", kind="party", party="sudria")
    put(book["voices"], 5, record="harbour", id="reviewer", name="Odile Marsh", kind="reviewer")
    put(
        book["conflict"],
        3,
        record="harbour",
        source="article",
        said_by="reporter",
        armed_force_between_states="Yes",
        powers_bound="both_parties",
    )
    put(book["party"], 3, record="harbour", id="sudria", label="Sudria")
    put(book["party"], 4, record="harbour", id="norland", label="Norland")
    for number in (1, 2):
        put(
            book["person"],
            2 + number,
            record="harbour",
            id=f"prisoner-{number}",
            in_power_of="sudria",
            depends_on="norland",
            source="article",
            in_enemy_power="yes ",
            wounded="not applicable",
        )
    put(
        book["publication"],
        3,
        record="harbour",
        id="picture",
        by="sudria",
        depicts="prisoner-1, prisoner-2",
        source="article",
        said_by="reporter",
        grade="B2",
        identifiable="yes",
        form="photograph or video",
    )
    put(book["publication"], 4, record="harbour", id="picture", source="channel", said_by="ministry", identifiable="no")
    put(book["publication"], 5, record="harbour", id="picture", said_by="reviewer", humiliating="no")
    put(book["correspondence"], 3, record="harbour", id="mail", of="prisoner-1", days_in_camp_without_family_card="more than 7")
    book["correspondence"][f"{place(book['correspondence'], 'days_in_camp_without_agency_card')}3"] = 9
    put(book["restricted"], 3, record="harbour", entry="prisoner-1", key="names", value="Anselm Torvik")
    book.save(out)
    return out


def test_what_is_filled_in_becomes_a_record(path: Path, tmp_path: Path) -> None:
    ran = ihl("records", "import", filled(path, tmp_path / "filled.xlsx"), "-o", tmp_path / "out.jsonl")
    assert ran.code == 0, ran.err
    (record,) = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert record["conflict"]["facts"]["armed_force_between_states"] == {"is": "yes", "source": "article", "said_by": "reporter"}
    assert record["person"][1] == {
        "id": "prisoner-2",
        "in_power_of": "sudria",
        "depends_on": "norland",
        "facts": {"in_enemy_power": {"is": "yes", "source": "article"}, "wounded": {"is": "not_applicable", "source": "article"}},
    }
    picture = record["publication"][0]
    assert picture["depicts"] == ["prisoner-1", "prisoner-2"]
    assert picture["facts"]["identifiable"] == [
        {"is": "yes", "source": "article", "said_by": "reporter", "grade": "B2"},
        {"is": "no", "source": "channel", "said_by": "ministry"},
    ]
    assert picture["facts"]["form"]["is"] == {"one_of": ["photograph", "video"]}
    assert picture["facts"]["humiliating"] == {"is": "no", "said_by": "reviewer"}
    assert record["correspondence"][0]["facts"] == {
        "days_in_camp_without_family_card": {"more_than": "7"},
        "days_in_camp_without_agency_card": "9",
    }
    assert record["restricted"] == {"prisoner-1": {"names": ["Anselm Torvik"]}}
    assert ihl("check", tmp_path / "out.jsonl", "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "says"),
    [
        ("publication", 3, {"identifiable": "maybe"}, 'sheet "publication", column "identifiable"'),
        ("publication", 4, {"label": "another"}, "an earlier row says otherwise"),
        ("person", 3, {"in_power_of": "sudira"}, 'Did you mean "sudria"?'),
        ("person", 3, {"id": ""}, "has no id"),
        ("person", 4, {"record": ""}, "names no record"),
        ("publication", 5, {"said_by": "reporter"}, "is a judgement"),
        ("publication", 3, {"said_by": "reportr"}, 'column "said_by"'),
        ("sources", 3, {"date": "last week"}, 'sheet "sources", column "date"'),
        ("publication", 1, {"identifiable": "identifable"}, 'Did you mean "identifiable"?'),
        ("publication", 3, {"form": "=A1"}, "formula without a result"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_sheet_row_and_column_and_keeps_the_record_out(
    path: Path, tmp_path: Path, sheet: str, row: int, cells: dict[str, str], says: str
) -> None:
    out = filled(path, tmp_path / "filled.xlsx")
    book = openpyxl.load_workbook(out)
    put(book["records"], 4, record="other", title="Another")
    put(book[sheet], row, **cells)
    book.save(out)
    ran = ihl("records", "import", out, "-o", tmp_path / "records", "--errors", tmp_path / "errors.xlsx")
    assert ran.code == 2
    assert says in ran.err, ran.err
    assert f"filled.xlsx:{row}" in ran.err
    assert not (tmp_path / "records" / "harbour.yml").exists()
    assert (tmp_path / "records" / "other.yml").exists() == (row != 1), "the other record is taken in, unless a whole column is in doubt"
    errors = openpyxl.load_workbook(tmp_path / "errors.xlsx").active
    assert errors["A1"].value == "Where"
    assert "Torvik" not in str([cell.value for line in errors for cell in line])


@pytest.mark.parametrize(
    ("arguments", "says"), [(["-o", "x.xls"], "does not end in .xlsx"), (["-o", "x.xlsx", "--subject", "persom"], 'Did you mean "person"?')]
)
def test_a_wrong_wish_is_answered(arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = ihl("records", "template", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert not list(tmp_path.iterdir())
