"""Nothing is lost between records and tables: what is exported is imported as it was, whatever stands in it."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import ihl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from worlds import AWKWARD, awkward, strange_incidents

from checker import documents, library
from checker.cli.importing import unplaced
from checker.documents import Document
from checker.errors import InputError
from checker.exchange.cells import carried, said, shown
from checker.exchange.readers import FORMATS, Wanted
from checker.exchange.redacted import redacted
from checker.exchange.workbooks import escaped, unescaped
from checker.exchange.writers import csv_heading, csv_rows, json_line, workbook
from checker.records import Record, read_record
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import guarded, unguarded
from checker.vocabulary import Vocabulary

#: A failing record is shown as it is: it is too large to be made smaller in reasonable time.
unshrunk = settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))

BACKGROUNDS: list[dict[str, Any]] = [{}]


class Shipped:
    """The vocabulary of the shipped rules; it says nothing of itself where Hypothesis shows what a test was called with."""

    vocabulary: Vocabulary


@pytest.fixture(scope="module", autouse=True)
def _shipped(rulebook: Rulebook) -> None:
    Shipped.vocabulary = rulebook.vocabulary


def through(data: list[dict[str, Any]], vocabulary: Vocabulary, form: str, *, exact: bool) -> list[Any]:
    """The records after they were written to a file and read back."""
    if form == "csv":
        content = (csv_heading() + "".join(csv_rows(one, vocabulary, exact=exact) for one in data)).encode("utf-8")
    elif form == "jsonl":
        content = "".join(json_line(one) for one in data).encode("utf-8")
    else:
        content = workbook("x.xlsx", data, vocabulary, exact=exact)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{form}"
        path.write_bytes(content)
        found = list(FORMATS[form].read(str(path), Wanted(vocabulary)))
    assert all(hasattr(item, "data") for item in found), [str(item) for item in found]
    return [item.data for item in found]


def record_of(data: Any, vocabulary: Vocabulary) -> Record:
    return unplaced(read_record(Document("x", data), vocabulary))


def valid(data: Any, vocabulary: Vocabulary) -> bool:
    try:
        record_of(data, vocabulary)
    except InputError:
        return False
    return True


def typed(data: Any) -> str:
    """The data to the letter and type, keys in any order."""
    return json.dumps(data, sort_keys=True)


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@unshrunk
@given(choices=st.data())
def test_an_exact_export_is_imported_to_the_letter(form: str, choices: st.DataObject) -> None:
    vocabulary = Shipped.vocabulary
    data = choices.draw(strange_incidents(vocabulary, BACKGROUNDS))
    assert valid(data, vocabulary)
    (back,) = through([data], vocabulary, form, exact=True)
    assert typed(back) == typed(data)
    assert record_of(back, vocabulary) == record_of(data, vocabulary)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@unshrunk
@given(choices=st.data())
def test_a_safe_export_is_imported_to_the_same_record(form: str, choices: st.DataObject) -> None:
    vocabulary = Shipped.vocabulary
    data = choices.draw(strange_incidents(vocabulary, BACKGROUNDS))
    (back,) = through([data], vocabulary, form, exact=False)
    assert record_of(back, vocabulary) == record_of(data, vocabulary)


@unshrunk
@given(choices=st.data())
def test_a_redacted_export_is_imported_to_the_redacted_record(choices: st.DataObject) -> None:
    vocabulary = Shipped.vocabulary
    data = choices.draw(strange_incidents(vocabulary, BACKGROUNDS))
    secrets = Secrets(data.get("restricted"))
    shared = redacted(data, secrets, vocabulary)
    assert "restricted" not in shared
    (back,) = through([shared], vocabulary, "csv", exact=True)
    assert typed(back) == typed(shared)
    record_of(back, vocabulary)


@given(awkward)
def test_a_guard_is_undone_and_nothing_that_is_guarded_begins_like_a_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@given(st.text(st.sampled_from("_x0041Fa5 ") | st.characters()))
def test_what_xml_cannot_hold_is_escaped_and_comes_back(text: str) -> None:
    held = escaped(text)
    assert unescaped(held) == text
    assert not any(ord(letter) < 0x20 and letter not in "\t\n" for letter in held)
    assert not any(0xD800 <= ord(letter) < 0xE000 for letter in held)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("yes", "yes"),
        (True, "yes"),
        (3, "3"),
        ({"at_least": "3"}, "at least 3"),
        ({"at_most": "5", "more_than": "2"}, "more than 2 and at most 5"),
        ({"one_of": ["photograph", "video"]}, "photograph or video"),
        ("2018-04-28/2018-05-01", "2018-04-28/2018-05-01"),
    ],
)
def test_a_value_stands_in_a_cell_as_a_report_shows_it(value: Any, text: str) -> None:
    assert shown(value) == text
    assert said(text) == (value if isinstance(value, str | dict) else text)


def test_what_changes_how_text_looks_or_writes_over_a_line_is_shown_in_a_cell() -> None:
    assert carried("a\u202eb\x01") == "a<U+202E>b<U+0001>"
    assert carried("two\r\nlines, one\rover the other") == "two\r\nlines, one<U+000D>over the other"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", [text for text in AWKWARD if text.strip()])
def test_no_cell_of_a_safe_export_begins_like_a_formula(form: str, text: str, tmp_path: Path) -> None:
    record = {"schema": "ihl-incident/1", "id": "day", "title": text, "person": [{"id": "p", "label": text, "note": text}]}
    (tmp_path / "day.json").write_text(json_line(record), encoding="utf-8")
    out = tmp_path / f"x.{form}"
    assert ihl("records", "export", tmp_path / "day.json", "--to", form, "-o", out).code == 0
    cells: list[str] = []
    if form == "csv":
        with out.open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
    else:
        for sheet in openpyxl.load_workbook(out):
            for row in sheet.iter_rows():
                assert all(cell.data_type in ("s", "n") for cell in row), "no formula"
                cells += [cell.value for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))]
    assert ihl("records", "import", out, "-o", tmp_path / "back.jsonl").code == 0
    assert json.loads((tmp_path / "back.jsonl").read_text(encoding="utf-8")) == record


# --- the commands ----------------------------------------------------------------------------------------------------------------------------------------

EXAMPLES = [
    str(path)
    for path in sorted(Path(library.examples_folder()).rglob("*.yml"))
    if "schema: ihl-incident/1" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("mode", ["--safe", "--exact"])
def test_the_examples_come_back_as_they_went(form: str, mode: str, tmp_path: Path) -> None:
    out, back = tmp_path / f"all.{form}", tmp_path / "back"
    ran = ihl("records", "export", *EXAMPLES, "--to", form, "-o", out, mode, "--unredacted")
    assert ran.code == 0, ran.err
    assert ihl("records", "import", out, "-o", back).code == 0
    for path in EXAMPLES:
        before = documents.read(path)
        after = documents.read(str(back / f"{before.data['id']}.yml"))
        assert record_of(after.data, Shipped.vocabulary) == record_of(before.data, Shipped.vocabulary)
        assert mode == "--safe" or typed(after.data) == typed(before.data)


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_the_same_records_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert ihl("records", "export", *EXAMPLES, "--to", form, "-o", tmp_path / f"{name}.{form}").code == 0
    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


NAMED: dict[str, Any] = {
    "schema": "ihl-incident/1",
    "id": "torvik-harbour",
    "title": "Anselm Torvik in a picture",
    "sources": [{"id": "torvik-article", "url": "https://post.example/anselm-torvik"}],
    "person": [
        {"id": "torvik", "label": "Mr Torvik", "facts": {"wounded": {"is": "yes", "source": "torvik-article", "note": "TÖRVIK is seen."}}}
    ],
    "publication": [{"id": "picture", "depicts": ["torvik"]}],
    "restricted": {"torvik": {"names": ["Anselm Torvik"]}},
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_an_export_holds_nothing_restricted_unless_asked_for(form: str, tmp_path: Path) -> None:
    records = [
        NAMED,
        {**NAMED, "id": "anselm-torvik", "title": "Another"},
        {"schema": "ihl-incident/1", "id": "third", "title": "Anselm Torvik again"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json_line(record) for record in records), encoding="utf-8")
    out, back = tmp_path / f"out.{form}", tmp_path / "back.jsonl"
    assert ihl("records", "export", tmp_path / "in.jsonl", "--to", form, "-o", out).code == 0
    assert ihl("records", "import", out, "-o", back).code == 0
    text = back.read_text(encoding="utf-8")
    assert not list(Secrets(NAMED["restricted"]).leaks(text))
    one, two, three = (json.loads(line) for line in text.splitlines())
    assert "restricted" not in one
    assert len({one["id"], two["id"], three["id"]}) == 3
    assert one["publication"][0]["depicts"] in (one["person"][0]["id"], [one["person"][0]["id"]]), "links still lead there"
    assert one["person"][0]["facts"]["wounded"]["is"] == "yes"
    assert three["title"] == "[withheld] again", "also where only another record keeps it restricted"
    assert ihl("records", "export", tmp_path / "in.jsonl", "--to", form, "-o", out, "--force", "--unredacted").code == 0
    assert ihl("records", "import", out, "-o", back, "--force").code == 0
    assert [json.loads(line)["id"] for line in back.read_text(encoding="utf-8").splitlines()] == [
        "torvik-harbour",
        "anselm-torvik",
        "third",
    ]
