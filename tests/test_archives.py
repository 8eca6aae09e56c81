"""What comes in from Uwazi and from the auto-archiver: every address, hash and time kept as it was, nothing guessed, no exact place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from command import ihl
from hypothesis import given
from hypothesis import strategies as st

from checker.documents import Document, parse_yaml
from checker.errors import InputError
from checker.exchange.archiver import COLUMNS, read_archiver
from checker.exchange.imported import CellProblem, Draft
from checker.exchange.uwazi import read_uwazi
from checker.records import read_record
from checker.rulebook import Rulebook
from checker.vocabulary import Vocabulary
from checker.writing import as_yaml

EXPORTS = Path(__file__).parent / "exports"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Rulebook.load().vocabulary


def is_a_record(draft: Draft, vocabulary: Vocabulary) -> bool:
    read_record(Document("draft", draft.data), vocabulary)
    return parse_yaml(as_yaml(draft.data, draft.comments), "draft").data == draft.data


# --- auto-archiver -------------------------------------------------------------------------------------------------------------------------------------


def test_an_archived_row_becomes_a_source_with_its_copy_its_times_and_its_hash(vocabulary: Vocabulary) -> None:
    drafts = read_archiver(str(EXPORTS / "auto-archiver.csv")).drafts
    assert [draft.rows for draft in drafts] == [(2,), (3,), (6,)]
    assert all(is_a_record(draft, vocabulary) for draft in drafts)
    first = drafts[0].data
    assert first["id"] == "archive-row-2"
    assert first["title"] == "Archived from channel.example (row 2)"
    assert "dates" not in first, "the day of the post is not that of the incident"
    assert first["publication"] == [{"id": "publication-1", "label": "the post archived as source-1"}], "nothing is stated of it"
    (source,) = first["sources"]
    assert source["sha256"] == "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    assert (source["publisher"], source["title"], source["date"]) == ("channel.example", "Our sailors", "2031-05-02")
    assert source["url"] == "https://channel.example/sudria_mod/7"
    assert source["note"].splitlines() == [
        "Archived copy: https://media.example/incident-7/page.html.",
        "The sha256 is that of the archived copy, not of the post.",
        "Uploaded: 2031-05-02T19:04:00+00:00.",
        "Archived: 2031-05-03T08:15:30.000123+00:00.",
        "Status: telethon_extractor: success.",
        "Folder: incident-7.",
        "Perceptual hashes: d4c3b2a1.",
        "WACZ: https://media.example/incident-7/page.wacz",
        "Replay: https://replayweb.page/?source=https%3A//media.example/incident-7/page.wacz",
        "Screenshot: https://media.example/incident-7/shot.png",
        "Case: harbour picture",
        "The text of the post (30 characters) is in the archive and not here.",
    ]


def test_only_a_sha_256_is_called_so() -> None:
    second, third = (draft.data["sources"][0] for draft in read_archiver(str(EXPORTS / "auto-archiver.csv")).drafts[1:])
    assert "sha256" not in second
    assert "Hash of the archived copy: SHA3-512:0123456789abcdef" in second["note"]
    assert "Archived copy: https://media.example/abc/1.html https://drive.example/abc/1.html." in second["note"]
    assert "sha256" not in third
    assert "No hash was calculated." in third["note"]
    assert "date" not in third, "02/05/2031 could be in May or in February"
    assert "Uploaded: 02/05/2031." in third["note"]


def test_rows_that_were_not_archived_are_problems_at_their_cell() -> None:
    problems = read_archiver(str(EXPORTS / "auto-archiver.csv")).problems
    assert [(problem.line, problem.code) for problem in problems] == [(4, "not-archived"), (5, "not-archived")]
    assert all(isinstance(problem, CellProblem) and problem.origin and problem.origin.column == "Archive status" for problem in problems)
    assert '"Archive failed no archiver found"' in problems[0].what


def test_rows_of_one_incident_are_put_together_where_a_mapping_says_so(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "mapping.yml").write_text("schema: ihl-archive-mapping/1\nincident: case\n", encoding="utf-8")
    drafts = read_archiver(str(EXPORTS / "auto-archiver.csv"), str(tmp_path / "mapping.yml")).drafts
    assert [(draft.data["id"], draft.rows) for draft in drafts] == [("archive-harbour-picture", (2, 3)), ("archive-march", (6,))]
    assert [source["id"] for source in drafts[0].data["sources"]] == ["source-1", "source-2"]
    assert all(is_a_record(draft, vocabulary) for draft in drafts)


@pytest.mark.parametrize(
    ("mapping", "code", "said"),
    [
        ("incident: case\n", "schema", 'Begin it with "schema: ihl-archive-mapping/1"'),
        ("schema: ihl-archive-mapping/1\nincidents: case\n", "unknown-key", 'Did you mean "incident"?'),
        ("schema: ihl-archive-mapping/1\ncolumns: {hahs: Hash}\n", "unknown-key", 'Did you mean "hash"?'),
        ("schema: ihl-archive-mapping/1\ncolumns: [hash]\n", "type", "should be a block"),
        ("schema: ihl-archive-mapping/1\nincident: [case]\n", "type", "should be the name of a column"),
        ("schema: ihl-archive-mapping/1\nincident: cases\n", "column", 'Did you mean "Case"?'),
        ("schema: ihl-archive-mapping/1\ncolumns: {url: Web page}\n", "not-a-sheet", '"Web page"'),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(mapping: str, code: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mapping.yml").write_text(mapping, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_archiver(str(EXPORTS / "auto-archiver.csv"), str(tmp_path / "mapping.yml"))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert said in f"{problem.what} {problem.fix}"


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        ({"link": ""}, "missing", "no link"),
        ({"link": "see channel 7"}, "url", "not an address"),
        ({"archive status": "", "archive location": ""}, "not-archived", "has not been archived yet"),
        ({"archive status": "Archive in progress", "archive location": ""}, "not-archived", "Archive in progress"),
        ({"hash": "SHA-256:9f86d0"}, "hash", "not a hash"),
        ({"hash": "SHA-256:" + "0" * 40}, "hash", "not a hash"),
        ({"hash": "yes"}, "hash", "not a hash"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_left_out_and_the_next_loads(cells: dict[str, str], code: str, said: str, tmp_path: Path) -> None:
    good = {
        "link": "https://a.example/1",
        "archive status": "x: success",
        "archive location": "https://m.example/1",
        "hash": "SHA-256:" + "ab" * 32,
    }
    (tmp_path / "sheet.csv").write_text(written([good | cells, good]), encoding="utf-8")
    imported = read_archiver(str(tmp_path / "sheet.csv"))
    assert [draft.rows for draft in imported.drafts] == [(3,)]
    (problem,) = imported.problems
    assert (problem.line, problem.code) == (2, code)
    assert said in problem.what
    assert problem.fix


def written(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS.values()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_a_copy_without_success_is_kept_with_its_status(tmp_path: Path) -> None:
    row = {
        "link": "https://a.example/1",
        "archive status": "no archiver",
        "archive location": "https://m.example/shot.png",
        "hash": "ab" * 32,
    }
    (tmp_path / "sheet.csv").write_text(written([row]), encoding="utf-8")
    (source,) = read_archiver(str(tmp_path / "sheet.csv")).drafts[0].data["sources"]
    assert "Status: no archiver." in source["note"]
    assert "sha256" not in source, "nobody said by which method"
    assert f"by an unnamed method: {'ab' * 32}." in source["note"]


def test_a_workbook_with_pictures_in_its_cells_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["LINK", "archive STATUS", "thumbnail"])
    book.active.append(["https://a.example/1", "x: success", '=IMAGE("https://m.example/t.jpg")'])
    book.save(tmp_path / "sheet.xlsx")
    (source,) = read_archiver(str(tmp_path / "sheet.xlsx")).drafts[0].data["sources"]
    assert "Thumbnail: https://m.example/t.jpg" in source["note"]


CELLS = st.text(alphabet=st.sampled_from("ab 1,;\"'\n:/=|\u00e9\u4e2d"), max_size=20)


@given(
    rows=st.lists(st.fixed_dictionaries({name: CELLS for name in COLUMNS.values() if name not in ("link", "hash")}), max_size=4),
    data=st.data(),
)
def test_every_cell_of_an_archived_row_is_kept_or_named(
    rows: list[dict[str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for row in rows:
        row["link"], row["archive status"] = "https://a.example/1", "x: success " + row["archive status"].replace("\n", " ")
        row["hash"] = data.draw(st.sampled_from(["", "not-calculated", "SHA-256:" + "Ab" * 32, "SHA3-512:" + "0" * 128, "cd" * 20]))
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    path.write_text(written(rows), encoding="utf-8", newline="")
    imported = read_archiver(str(path))
    assert (len(imported.drafts), imported.problems) == (len(rows), ())
    for draft, row in zip(imported.drafts, rows, strict=True):
        (source,) = draft.data["sources"]
        kept = " ".join(" ".join(str(text) for text in source.values()).split()).casefold()
        for name in ("archive status", "archive location", "archive date", "upload timestamp", "upload title", "destination folder", "perceptual hashes", "wacz", "screenshot", "replaywebpage"):  # fmt: skip
            assert " ".join(row[name].split()).casefold() in kept, name
        assert row["hash"].removeprefix("SHA-256:").replace("not-calculated", "").casefold() in kept


# --- Uwazi ---------------------------------------------------------------------------------------------------------------------------------------------


def test_an_export_of_uwazi_comes_in_with_its_dates_links_and_properties(vocabulary: Vocabulary) -> None:
    imported = read_uwazi(str(EXPORTS / "uwazi-export.csv"))
    assert imported.problems == ()
    assert all(is_a_record(draft, vocabulary) for draft in imported.drafts)
    first, second, third = (draft.data for draft in imported.drafts)
    assert (first["id"], first["title"], first["dates"]) == ("uwazi-row-2", "Harbour picture", "2031-05-02")
    assert first["sources"] == [
        {
            "id": "uwazi",
            "publisher": "Uwazi",
            "title": "Entity of a collection",
            "date": "2031-06-01",
            "note": "Date added: 2031-06-01\nTemplate: Incident\nDate of incident: 2031-05-02\nKind of violation: Images::Photograph; Insult\n"
            "Sources: https://harbour-post.example/the-sailor\nDescription: A ministry posted a picture.\nTwo weeks later the family had heard nothing.\n"
            "Number of captives: 1\nGeolocation: near 54, 19 (latitude and longitude to a whole degree).\nDocuments: /files/1717243.pdf\n"
            "Attachments: https://archive.example/api/files/a.jpg | https://archive.example/api/files/b.jpg\nPublished: Published",
        },
        {"id": "link-1", "title": "Harbour Post", "url": "https://harbour-post.example/the-sailor"},
        {"id": "link-2", "url": "https://archive.example/api/files/a.jpg"},
        {"id": "link-3", "url": "https://archive.example/api/files/b.jpg"},
    ]
    assert second["dates"] == "2031-05-10/2031-05-12"
    assert second["sources"][1] == {"id": "link-1", "url": "https://channel.example/9"}
    assert third["title"] == 'The "second" film'
    assert "dates" not in third


def test_a_position_is_taken_in_to_a_whole_degree_only() -> None:
    for name in ("uwazi-export.csv", "uwazi-import.csv"):
        draft = read_uwazi(str(EXPORTS / name)).drafts[0]
        assert "54.35" not in repr(draft.data)
        assert "18.64" not in repr(draft.data)
        assert "near 54, 19" in draft.data["sources"][0]["note"]
        assert "The exact position was not taken in" in draft.comments[("sources", 0)]


def test_a_file_in_the_form_that_uwazi_imports_comes_in_too(vocabulary: Vocabulary) -> None:
    imported = read_uwazi(str(EXPORTS / "uwazi-import.csv"))
    first, second = imported.drafts
    assert (first.data["id"], first.data["title"], first.data["dates"]) == ("uwazi-k3x9ab21", "Harbour picture", "2031-05-02/2031-05-09")
    assert "title__es: La foto del puerto" in first.data["sources"][0]["note"]
    assert [source.get("url") for source in first.data["sources"]] == [None, "https://a.example/1", "https://b.example/2"]
    assert (second.data["id"], second.data["dates"]) == ("uwazi-row-3", "../2031-06-01")
    assert is_a_record(first, vocabulary)


def test_two_properties_that_are_dates_are_not_chosen_between(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("Title,Captured,Released\nA,2031-05-02,2031-06-02\n", encoding="utf-8")
    (draft,) = read_uwazi(str(tmp_path / "u.csv")).drafts
    assert "dates" not in draft.data
    assert "Several properties are dates (Captured, Released)" in draft.comments[("id",)]


def test_a_date_that_could_be_two_is_left_in_the_note(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("Title,When\nA,02/05/2031\n", encoding="utf-8")
    (draft,) = read_uwazi(str(tmp_path / "u.csv")).drafts
    assert "dates" not in draft.data
    assert "When: 02/05/2031" in draft.data["sources"][0]["note"]


def test_an_entity_without_a_title_is_a_problem_and_the_next_loads(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("Title,Template\n,Incident\nB,Incident\n", encoding="utf-8")
    imported = read_uwazi(str(tmp_path / "u.csv"))
    assert [draft.data["title"] for draft in imported.drafts] == ["B"]
    (problem,) = imported.problems
    assert (problem.line, problem.code, "no title" in problem.what) == (2, "missing", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Name,Template\nA,B\n", "not-an-export"),
        ("Title,Title\nA,B\n", "column"),
        ("Title\nA,B\n", "too-many-cells"),
        (",,\nA,B,C\n", "no-header"),
        ("", "no-header"),
    ],
)
def test_a_file_that_is_no_table_of_uwazi_is_refused(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_uwazi(str(tmp_path / "u.csv"))
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("name", "options", "records"), [("uwazi-export.csv", ["--from", "uwazi"], 3), ("auto-archiver.csv", ["--from", "auto-archiver"], 3)]
)
def test_the_command_takes_them_in(name: str, options: list[str], records: int, tmp_path: Path) -> None:
    ran = ihl("records", "import", EXPORTS / name, *options, "-o", tmp_path / "records", "--errors", tmp_path / "errors.csv")
    assert ran.code == (0 if name.startswith("uwazi") else 2)
    assert f"{records} records written" in ran.out
    files = sorted((tmp_path / "records").iterdir())
    assert len(files) == records
    assert ihl("check", tmp_path / "records", "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("name", "program", "format_"),
    [
        ("uwazi-export.csv", "Uwazi", "uwazi"),
        ("auto-archiver.csv", "the auto-archiver", "auto-archiver"),
        ("odk/ihl_incident.csv", "ODK Central", "odk"),
    ],
)
def test_an_export_that_is_taken_for_a_table_is_known_by_its_columns(name: str, program: str, format_: str, tmp_path: Path) -> None:
    ran = ihl("records", "import", EXPORTS / name, "-o", tmp_path / "records")
    assert ran.code == 2
    assert f"has the columns of an export of {program}. Import it with --from {format_}." in ran.err
