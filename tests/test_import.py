"""A messy sheet goes in: the good rows become records, every other row comes back with its row, column, problem and what to do; and nothing is guessed, lost or written over."""

from __future__ import annotations

import csv
import datetime
import json
import re
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import Outcome, ihl
from hypothesis import given
from hypothesis import strategies as st
from messy import EXAMPLE, HEADING, Messy, as_csv, messy

from checker import documents, limits
from checker.exchange import drafting
from checker.exchange.dates import read_written, unknown_format
from checker.exchange.sheets import Line, Sheet
from checker.rulebook import Rulebook
from checker.values import BadValue, read_date

MAPPING = EXAMPLE.with_suffix(".mapping")


def as_workbook(path: Path, lines: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    sheet.merge_cells("A1:C1")
    book.save(path)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of an error sheet by its columns."""
    if path.suffix == ".csv":
        return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(path).active
    first, *rest = ([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True))
    return [dict(zip(first, row, strict=True)) for row in rest]


@pytest.fixture(params=["csv", "xlsx"])
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Messy]:
    made = messy(native=request.param == "xlsx")
    path = tmp_path / f"incidents.{request.param}"
    if request.param == "csv":
        path.write_bytes(as_csv(made.lines).encode("utf-8"))
    else:
        as_workbook(path, made.lines)
    return path, made


def test_the_example_is_the_sheet_that_is_made() -> None:
    assert EXAMPLE.read_bytes() == as_csv(messy().lines).encode("utf-8"), "run python tests/messy.py"


def test_the_good_rows_become_records_and_the_others_come_back(sheet: tuple[Path, Messy], tmp_path: Path) -> None:
    path, made = sheet
    out, errors = tmp_path / "records", tmp_path / f"errors{path.suffix}"
    ran = ihl("records", "import", path, "--mapping", MAPPING, "-o", out, "--errors", errors)
    assert ran.code == 2
    assert len(list(out.iterdir())) == made.good
    told = rows_of(errors)
    assert {int(row["Row"]) for row in told} == {slip.row for slip in made.wrong}
    for slip in made.wrong:
        found = [row for row in told if int(row["Row"]) == slip.row and (not slip.column or row["Column"] == slip.column)]
        assert any(slip.says in f"{row['Problem']} {row['What to do']}" for row in found), slip
        assert all(row["What to do"] for row in found)
    assert {"Wounded?", "Grade"} <= {row["Column"] for row in told if int(row["Row"]) == made.wrong[1].row}, "both of two slips in a row"
    assert [*told[0]][6:] == list(HEADING), "the row itself stands beside what is wrong with it"
    checked = ihl("check", out, "--fail-on", "never", "--format", "json")
    assert checked.code == 0, checked.err
    assert len(json.loads(checked.out)["records"]) == made.good


def test_no_name_comes_back_in_what_is_wrong(sheet: tuple[Path, Messy], tmp_path: Path) -> None:
    path, made = sheet
    place = HEADING.index("Name of captive")
    names = [part for slip in made.wrong for part in str(made.lines[slip.row - 1][place]).split()]
    assert names
    errors = tmp_path / "errors.csv"
    ran = ihl("records", "import", path, "--mapping", MAPPING, "-o", tmp_path / "records.jsonl", "--errors", errors)
    text = errors.read_text(encoding="utf-8") + ran.err + ran.out
    assert not [name for name in names if name in text]
    assert "[withheld]" in text
    ihl("records", "import", path, "--mapping", MAPPING, "-o", tmp_path / "records.jsonl", "--errors", errors, "--force", "--unredacted")
    assert all(name in errors.read_text(encoding="utf-8") for name in names)


def test_a_corrected_error_sheet_is_imported_again(tmp_path: Path) -> None:
    errors, corrected = tmp_path / "errors.csv", tmp_path / "corrected.csv"
    first = ihl("records", "import", EXAMPLE, "--mapping", MAPPING, "-o", tmp_path / "one", "--errors", errors, "--unredacted")
    assert first.code == 2
    rows = rows_of(errors)
    for row in rows:
        if row["Face shown?"] == "yess":
            row["Face shown?"] = "yes"
    with corrected.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    again = ihl("records", "import", corrected, "--mapping", MAPPING, "-o", tmp_path / "two")
    assert (tmp_path / "two" / "desk-8.yml").exists()
    assert len(again.problems) < len(first.problems)


# --- the mapping -----------------------------------------------------------------------------------------------------------------------------------------

PLAIN = """schema: ihl-mapping/1
record:
  id: {column: Id}
  title: {column: Title}
  person:
    - id: p
      facts:
        wounded: {column: Wounded}
        captured_on: {column: Captured}
"""


def imported(tmp_path: Path, text: str, mapping: str = PLAIN, *more: str) -> tuple[Outcome, list[Any]]:
    """What a sheet becomes by a mapping."""
    sheet, file, out = tmp_path / "sheet.csv", tmp_path / "a.mapping", tmp_path / "out.jsonl"
    sheet.write_text(text, encoding="utf-8")
    file.write_text(mapping, encoding="utf-8")
    out.unlink(missing_ok=True)
    ran = ihl("records", "import", sheet, "--mapping", file, "-o", out, *more)
    return ran, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []


def test_a_date_that_can_be_two_days_is_not_guessed(tmp_path: Path) -> None:
    sheet = "Id,Title,Wounded,Captured\na,A,yes,02/03/2025\nb,B,yes,2025-03-02\n"
    ran, records = imported(tmp_path, sheet)
    assert ran.code == 2
    assert [record["id"] for record in records] == ["b"]
    assert "could be 2025-02-03 or 2025-03-02" in ran.problems[0].what
    for written, day in (("DD/MM/YYYY", "2025-03-02"), ("MM/DD/YYYY", "2025-02-03")):
        _, records = imported(tmp_path, sheet, PLAIN.replace("record:", f"dates: {written}\nrecord:"))
        assert records[0]["person"][0]["facts"]["captured_on"] == day
    ran, records = imported(tmp_path, sheet, PLAIN.replace("record:", "dates: [DD/MM/YYYY, MM/DD/YYYY]\nrecord:"))
    assert len(records) == 1, "two formats that read it differently leave it open"


def test_an_empty_cell_states_nothing(tmp_path: Path) -> None:
    ran, records = imported(tmp_path, "Id,Title,Wounded,Captured\na,A, \u00a0,\n")
    assert ran.code == 0
    assert records == [{"schema": "ihl-incident/1", "id": "a", "title": "A", "person": [{"id": "p"}]}]


def test_a_column_that_is_neither_used_nor_left_out_is_named(tmp_path: Path) -> None:
    sheet = "Id,Title,Wounded,Captured,Rank\na,A,yes,,general\n"
    ran, records = imported(tmp_path, sheet)
    assert (ran.code, records) == (2, [])
    assert '"Rank"' in ran.problems[0].what
    assert imported(tmp_path, sheet, PLAIN.replace("record:", "unused: [Rank]\nrecord:"))[0].code == 0


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("Id,Title,Wounded,Captued\na,A,yes,\n", 'there is no column "Captured" in the table (row 1 was read as its heading). What it says would be lost. Did you mean "Captued"?'),
        ("Id,Title,Wounded,Captured,Wounded\na,A,yes,,no\n", 'the column "Wounded" is there twice'),
        ("Id,Title,Wounded,Captured\na,A,yes,,stray\n", '"stray" stands in a column without a name'),
        ("", "there is nothing in this file"),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_is_refused(tmp_path: Path, sheet: str, says: str) -> None:
    ran, records = imported(tmp_path, sheet)
    assert ran.code == 2
    assert not records
    assert says in ran.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wounded:", "wuonded:", 'Did you mean "wounded"?'),
        ("ihl-mapping/1", "ihl-mapping/2", "this is not a column mapping"),
        ("{column: Wounded}", "{column: Wounded, word: {yes: [y]}}", 'Did you mean "words"?'),
        ("{column: Wounded}", "{column: Wounded, words: {yess: [y]}}", 'Did you mean "yes"?'),
        ("{column: Wounded}", "{column: Wounded, words: {yes: [y], no: [y]}}", '"y" stands for yes already'),
        ("{column: Captured}", "{column: Captured, dates: DD/MM/YY}", 'has "YY"'),
        ("{column: Wounded}", "maybe", '"maybe" is neither yes nor no'),
        ("{column: Title}", "{column: Title, text: '{Title}'}", "exclude each other"),
        ("record:", "names_in_texts: refused\nrecord:", 'Did you mean "refuse"?'),
        ("title: {column: Title}", "language: en", '"title" is missing'),
        ("    - id: p", "    - ids: p", 'Did you mean "id"?'),
    ],
)
def test_a_mapping_with_a_mistake_is_refused_once_for_the_whole_sheet(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PLAIN
    ran, records = imported(tmp_path, "Id,Title,Wounded,Captured\na,A,yes,\nb,B,no,\n", PLAIN.replace(old, new))
    assert ran.code == 2
    assert not records
    assert says in ran.err
    assert "a.mapping:" in ran.err
    assert len(ran.problems) <= 2


SEVERAL = """schema: ihl-mapping/1
record:
  id: {column: Id}
  title: {text: "Case {Id}, row {row}"}
  party: [{id: sudria}, {id: norland}]
  person:
    - id: prisoner
      one_for_each: {column: Names, split: ";"}
      in_power_of: {column: Held by, words: {sudria: [SUD]}}
      facts: {wounded: {column: Wounded, words: {nothing: [none]}}}
  publication:
    - {id: picture, only_if: {column: Shown}, depicts: prisoner, facts: {form: {column: Shown}}}
  restricted:
    prisoner: {names: [{column: Names}]}
"""


def test_several_captives_in_a_cell_become_several(tmp_path: Path) -> None:
    ran, records = imported(
        tmp_path, "Id,Names,Held by,Wounded,Shown\na,Anna Ostrell; Bram Vasht,SUD,no,photograph or video\nb,,sudria,none,\n", SEVERAL
    )
    assert ran.code == 0, ran.err
    first, second = records
    assert [entry["id"] for entry in first["person"]] == ["prisoner-1", "prisoner-2"]
    assert first["restricted"] == {"prisoner-1": {"names": ["Anna Ostrell"]}, "prisoner-2": {"names": ["Bram Vasht"]}}
    assert first["publication"][0]["depicts"] == ["prisoner-1", "prisoner-2"]
    assert first["publication"][0]["facts"]["form"] == {"one_of": ["photograph", "video"]}
    assert first["title"] == "Case a, row 2"
    assert "person" not in second
    assert "publication" not in second


def test_what_a_mapping_says_of_a_column_goes_before_what_a_word_means_by_itself(tmp_path: Path) -> None:
    other = SEVERAL.replace(
        "in_power_of: {column: Held by, words: {sudria: [SUD]}}",
        "in_power_of: {column: Held by, words: {norland: [SUD, Sudria], sudria: [Norland]}}",
    )
    turned = other.replace("words: {nothing: [none]}", "words: {no: [yes], yes: [no]}").replace(
        "record:", "words: {yes: [ja], no: [nein]}\nrecord:", 1
    )
    sheet = "Id,Names,Held by,Wounded,Shown\na,Anna Ostrell,Sudria,no,text\nb,Bram Vasht,norland,nein,text\nc,Cato Lund,sud,ja,text\nd,Dov Marl,SUDRIA,yes,text\n"
    ran, records = imported(tmp_path, sheet, turned)
    assert ran.code == 0, ran.err
    captives = [record["person"][0] for record in records]
    assert [captive["in_power_of"] for captive in captives] == ["norland", "sudria", "norland", "norland"]
    assert [str(captive["facts"]["wounded"]) for captive in captives] in (["True", "True", "False", "False"], ["yes", "yes", "no", "no"])


def test_a_name_that_was_withheld_in_a_sheet_of_errors_is_not_taken_for_a_name(tmp_path: Path) -> None:
    ran, records = imported(tmp_path, "Id,Names,Held by,Wounded,Shown\na,[withheld],SUD,no,text\n", SEVERAL)
    assert ran.code == 2
    assert not records
    assert "was withheld when this sheet was written" in ran.err


@pytest.mark.parametrize(
    ("wanted", "count", "title"), [("refuse", 0, ""), ("withhold", 1, "Case of [withheld]"), ("keep", 1, "Case of Ostrell")]
)
def test_what_is_done_with_a_name_in_a_text_is_said_in_the_mapping(tmp_path: Path, wanted: str, count: int, title: str) -> None:
    mapping = PLAIN.replace("record:", f"names_in_texts: {wanted}\nrecord:") + "  restricted: {p: {names: [{column: Name}]}}\n"
    _, records = imported(tmp_path, "Id,Title,Wounded,Captured,Name\na,Case of Ostrell,yes,,Anna Ostrell\n", mapping)
    assert [record["title"] for record in records] == [title] * count


# --- files -----------------------------------------------------------------------------------------------------------------------------------------------


def test_nothing_is_written_where_one_of_the_files_is_there(tmp_path: Path) -> None:
    out = tmp_path / "records"
    assert ihl("records", "import", EXAMPLE, "--mapping", MAPPING, "-o", out).code == 2
    for path in out.iterdir():
        if path.name != "desk-3.yml":
            path.unlink()
    ran = ihl("records", "import", EXAMPLE, "--mapping", MAPPING, "-o", out)
    assert ran.code == 2
    assert "desk-3.yml already" in ran.err
    assert [path.name for path in out.iterdir()] == ["desk-3.yml"]
    assert ihl("records", "import", EXAMPLE, "--mapping", MAPPING, "-o", out, "--force").code == 2
    assert len(list(out.iterdir())) > 200


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{tmp}/none.csv", "-o", "{tmp}/x"], "there is no such file"),
        (["{tmp}/a.foo", "-o", "{tmp}/x"], "its ending tells no format"),
        (["{tmp}/a.foo", "--from", "cvs", "-o", "{tmp}/x"], 'Did you mean "csv"?'),
        (["{tmp}/a.csv", "-o", "{tmp}/x", "--errors", "{tmp}/e.txt"], "neither .csv nor .xlsx"),
        (["{tmp}/a.csv", "-o", "{tmp}/a.foo"], "this is a file"),
        (["{tmp}/a.csv", "-o", "{tmp}/x"], "`ihl records map"),
        (["{tmp}/latin.csv", "-o", "{tmp}/x"], "not UTF-8"),
        (["{tmp}/a.xlsx", "-o", "{tmp}/x"], "not a workbook"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_written(tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "a.foo").write_text("a,b\n1,2\n")
    (tmp_path / "a.xlsx").write_text("no workbook")
    (tmp_path / "latin.csv").write_bytes("table,record\nrecords,caf\u00e9\n".encode("latin-1"))
    ran = ihl("records", "import", *(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "x").exists()


def test_records_without_a_table_end_with_nothing_done(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n")
    assert ihl("records", "import", tmp_path / "a.jsonl", "-o", tmp_path / "x").code == 3


@pytest.mark.parametrize("kind", ["ratio", "entities", "parts"])
def test_a_workbook_made_to_exhaust_is_refused_before_it_is_unpacked(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "ratio":
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
        elif kind == "entities":
            archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>')
        else:
            for number in range(limits.ZIP_PARTS.value + 1):
                archive.writestr(f"{number}.xml", "<a/>")
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was opened"))
    ran = ihl("records", "import", path, "-o", tmp_path / "x")
    assert ran.code == 2
    assert ran.problems[0].code == {"ratio": "too-large", "entities": "workbook", "parts": "too-many"}[kind]


def test_without_the_library_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    ran = ihl("records", "import", tmp_path / "a.xlsx", "-o", tmp_path / "x")
    assert ran.code == 2
    assert "ihl-checker[tables]" in ran.err


def test_a_cell_that_contradicts_what_is_kept_exactly_is_named(tmp_path: Path) -> None:
    record = {"schema": "ihl-incident/1", "id": "day", "title": "A day", "person": [{"id": "p", "facts": {"wounded": True}}]}
    (tmp_path / "day.json").write_text(json.dumps(record))
    out = tmp_path / "x.csv"
    ihl("records", "export", tmp_path / "day.json", "--to", "csv", "--exact", "-o", out)
    out.write_bytes(out.read_bytes().replace(b",wounded,yes,", b",wounded,no,"))
    ran = ihl("records", "import", out, "-o", tmp_path / "back.jsonl")
    assert ran.code == 2
    assert "says something else" in ran.err
    assert not (tmp_path / "back.jsonl").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (",wounded,yes,", ",wuonded,yes,", 'Did you mean "wounded"?'),
        (",wounded,yes,", ",wounded,yess,", "neither yes nor no"),
        ("claims,day,p,", "claims,day,q,", '"q" is no entry of this record'),
        ("entries,day,", "entires,day,", 'Did you mean "entries"?'),
        ("table,record", "table,rekord", 'Did you mean "record"?'),
        (",person,p,", ",persom,p,", 'Did you mean "person"?'),
    ],
)
def test_a_table_that_was_spoiled_by_hand_is_refused_with_row_and_column(tmp_path: Path, old: str, new: str, says: str) -> None:
    record = {"schema": "ihl-incident/1", "id": "day", "title": "A day", "person": [{"id": "p", "facts": {"wounded": "yes"}}]}
    (tmp_path / "day.json").write_text(json.dumps(record))
    out = tmp_path / "x.csv"
    ihl("records", "export", tmp_path / "day.json", "--to", "csv", "-o", out)
    text = out.read_bytes().decode()
    assert old in text
    out.write_bytes(text.replace(old, new).encode())
    ran = ihl("records", "import", out, "-o", tmp_path / "back.jsonl")
    assert ran.code == 2
    assert says in ran.err
    assert f"{out}:" in ran.err
    assert not (tmp_path / "back.jsonl").exists()


def test_a_long_register_is_imported_line_by_line(tmp_path: Path) -> None:
    path, out = tmp_path / "register.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps({"schema": "ihl-incident/1", "id": f"case-{number}", "title": "A day"}) for number in range(500)]
    lines[20], lines[40] = "{", lines[3]
    path.write_text("\n".join(lines))
    ran = ihl("records", "import", path, "-o", out)
    assert [problem.line for problem in ran.problems] == [21, 41]
    assert len(out.read_text().splitlines()) == 498


# --- dates -----------------------------------------------------------------------------------------------------------------------------------------------


@given(
    st.dates(datetime.date(1000, 1, 1)),
    st.sampled_from(("DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "D MMMM YYYY", "MMM D, YYYY", "YYYY/MM/DD")),
)
def test_a_date_in_a_declared_format_is_read_as_it_was_meant(day: datetime.date, form: str) -> None:
    month = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")[
        day.month - 1
    ]
    written = (
        form.replace("YYYY", f"{day.year:04}").replace("DD", f"{day.day:02}").replace("MMMM", "\0").replace("MMM", "\1").replace("MM", f"{day.month:02}").replace("D", str(day.day))
        .replace("\0", month).replace("\1", month[:3])
    )  # fmt: skip
    assert unknown_format(form) is None
    assert read_written(written, (form,)) == day.isoformat()


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}", fullmatch=True))
def test_what_no_format_reads_is_an_error_and_never_a_date(text: str) -> None:
    try:
        assert read_date(read_written(text, ())), "what is read is a date"
    except BadValue as error:
        caught = error
    else:
        return
    assert caught.what
    assert caught.fix


# --- a mapping is drafted --------------------------------------------------------------------------------------------------------------------------------


def test_drafting_works_out_each_heading_and_each_fact_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However wide a sheet is: each column is held against every fact, and a thousand facts taken apart anew for each took seconds."""
    vocabulary = Rulebook.load().vocabulary
    facts = [fact for fact in vocabulary.facts() if not fact.derived]
    taken_apart: list[str] = []
    stems = drafting._stems
    monkeypatch.setattr(drafting, "_stems", lambda text: taken_apart.append(text) or stems(text))
    worked_out = {}
    for columns in (40, 80, 160):
        # Every third is like a fact, every third is like none, every third has the words of its cells for a fact.
        names = [(facts[number].name.replace("_", " "), f"zzz {number}", f"column {number}")[number % 3] for number in range(columns)]
        lines = [Line(1, tuple(names)), *(Line(2 + row, tuple("yes" if row % 2 else "no" for _ in names)) for row in range(6))]
        taken_apart.clear()
        assert "unused" in drafting.draft("sheet.csv", [Sheet("", iter(lines))], vocabulary)
        worked_out[columns] = len(taken_apart)
    assert all(2 * len(facts) <= calls <= 2 * len(facts) + columns for columns, calls in worked_out.items()), worked_out


def test_a_drafted_mapping_can_be_read_and_has_every_column(sheet: tuple[Path, Messy], tmp_path: Path) -> None:
    path, made = sheet
    out = tmp_path / "draft.mapping"
    ran = ihl("records", "map", path, "-o", out)
    assert ran.code == 0, ran.err
    text = out.read_text(encoding="utf-8")
    data = documents.read(str(out)).data
    used = set(re.findall(r"column: ([^,}\n]+)|\{([^{}:]+)\}", text))
    assert set(HEADING) <= {name.strip('"') for pair in used for name in pair if name} | set(data["unused"]), (
        "each is used or named as unused"
    )
    assert data["record"]["person"][0]["facts"]["wounded"] == {"column": "Wounded?"}
    assert data["record"]["publication"][0]["facts"]["form"] == {"column": "Shown as"}, "told by the words in its cells"
    assert "Was the captive wounded" in text, "the question stands beside it"
    assert {"y", "ja"} <= set(data["words"]["yes"])
    assert "maybe? (1)" in text, "what could not be placed is named"
    assert "229 as DD/MM/YYYY" in text or path.suffix == ".xlsx", "both ways of reading a date are named, and none is chosen"
    assert not {"DD/MM/YYYY", "MM/DD/YYYY"} & set(data.get("dates", []))
    names = [str(line[HEADING.index("Name of captive")]) for line in made.lines[4:] if len(line) == len(HEADING)]
    assert not [name for name in names if name and name != "Name of captive" and name in text], "no name comes into the draft"
    imported_ = ihl("records", "import", path, "--mapping", out, "-o", tmp_path / "out.jsonl")
    assert not [problem for problem in imported_.problems if problem.file == str(out)], "the draft itself is without a mistake"
    assert ihl("records", "map", path, "-o", out).code == 2, "it is not written over"


def test_a_date_that_only_one_format_reads_is_proposed_in_it(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Id,Date,Title\n1,31/01/2031,A\n2,30/12/2031,B\n")
    assert ihl("records", "map", tmp_path / "s.csv", "-o", tmp_path / "d.mapping").code == 0
    assert documents.read(str(tmp_path / "d.mapping")).data["dates"] == ["DD/MM/YYYY"]


def test_a_file_without_a_heading_has_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("1,2\n3,4\n")
    ran = ihl("records", "map", tmp_path / "s.csv", "-o", tmp_path / "d.mapping")
    assert ran.code == 2
    assert "looks like a heading" in ran.err


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_problem_with_a_record_repeats_nothing_that_it_keeps_restricted(form: str, tmp_path: Path) -> None:
    record: dict[str, Any] = {
        "schema": "ihl-incident/1",
        "id": "day",
        "title": "A day",
        "person": [{"id": "p", "facts": {"wounded": "yes"}}],
        "restricted": {"p": {"names": ["Anselm Torvik"]}},
    }
    path, errors = tmp_path / f"x.{form}", tmp_path / "errors.csv"
    (tmp_path / "day.jsonl").write_text(json.dumps(record) + "\n")
    if form == "csv":
        ihl("records", "export", tmp_path / "day.jsonl", "--to", "csv", "-o", path, "--unredacted")
        path.write_bytes(path.read_bytes().replace(b",wounded,yes,", b",wounded,as Torvik says,"))
    else:
        path.write_text(json.dumps(record).replace('"yes"', '"as Torvik says"') + "\n")
    ran = ihl("records", "import", path, "-o", tmp_path / "out.jsonl", "--errors", errors)
    assert ran.code == 2
    assert "[withheld] says" in ran.err
    assert "Torvik" not in ran.err + ran.out + errors.read_text(encoding="utf-8")
