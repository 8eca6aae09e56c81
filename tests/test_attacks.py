"""The attack set against every way out: each attack in each text that a record, a paper or a rule can hold, written in every format, and looked at with readers that share nothing with what wrote it (``strict``).

What is the same in an attacked output and in that of its innocent twin is the program's own; anything more has come of an attack.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest
import strict
from attacks import ATTACKS, FIELDS, KINDS, TEXTS, attacked, innocent
from command import RULEBOOK

from checker import documents
from checker.exchange import writers
from checker.findings import Result
from checker.outlet import Outlet
from checker.pipeline import Run, check_record, incident
from checker.rendering.csv import as_csv
from checker.rendering.docx import as_docx
from checker.rendering.html import as_html
from checker.rendering.junit import as_junit
from checker.rendering.machine import as_json, as_json_lines
from checker.rendering.markdown import as_markdown
from checker.rendering.sarif import as_sarif
from checker.rendering.terminal import console, show
from checker.rendering.terminal import report as on_screen
from checker.report.front import report
from checker.rulebook import Rulebook
from checker.text import clean
from checker.writing import as_json as record_as_json
from checker.writing import as_yaml


class Checked(NamedTuple):
    """The attacked records checked, and their innocent twins."""

    bad: Run
    good: Run


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return Rulebook.load(str(RULEBOOK))


def run(records: list[dict[str, Any]], rulebook: Rulebook) -> Run:
    made = Run(rulebook, rulebook.default_reading)
    for number, record in enumerate(records):
        read = incident(documents.parse_json(json.dumps(record), f"r-{number}.json"), rulebook)
        made.checked.append(check_record(rulebook, read, made.reading, rulebook.heads))
    return made


@pytest.fixture(scope="module")
def checked(rules: Rulebook) -> Checked:
    return Checked(run(attacked(), rules), run(innocent(), rules))


def test_the_set_says_of_every_kind_what_must_not_happen_and_where_it_is_known_from() -> None:
    assert len(TEXTS) > 200
    assert FIELDS > 40
    for kind, about in KINDS.items():
        assert about["never"].endswith("."), kind
        assert about["sources"], kind
    assert len({(attack.kind, attack.name) for attack in ATTACKS}) == len(ATTACKS)


# --- terminals -----------------------------------------------------------------------------------------------------------------------------------------


def printed(run: Run, *, plain: bool) -> str:
    stream = console(plain=plain, width=100)
    stream.file = out = io.StringIO()
    if not plain:
        stream._color_system = 3  # type: ignore[assignment]
    for one in run.checked:
        show(stream, on_screen([one], run.rulebook, run.reading, width=100, show_all=True))
    return out.getvalue()


@pytest.mark.parametrize("plain", [True, False])
def test_a_terminal_is_told_nothing_but_the_colours_of_an_innocent_record(plain: bool, checked: Checked) -> None:
    out = printed(checked.bad, plain=plain)
    own = set(strict.obeyed(printed(some(checked.good), plain=plain)))
    assert own if not plain else not own
    assert set(strict.obeyed(out)) <= own
    assert all(re.fullmatch(r"csi [0-9;]*m", one) for one in own)
    assert strict.unseen(strict.shown(out)) == []

    if plain:
        out = "".join(out.split())
        assert [attack for attack in TEXTS if "".join(clean(attack).split()) not in out] == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.kind}: {attack.name}")
def test_nothing_passes_the_last_look_even_where_nobody_cleaned_it(attack: Any) -> None:
    stream = io.StringIO()
    Outlet(stream).write(f"{attack.text}\n{attack.text} and \x1b[1mbold\x1b[0m\n")
    out = stream.getvalue()
    assert all(re.fullmatch(r"csi [0-9;]*m|control 09", one) for one in strict.obeyed(out))
    assert strict.commands(out) == []
    joins = {"U+200C", "U+200D"} | {f"U+{code:04X}" for code in strict._IGNORED}
    assert set(strict.unseen(strict.shown(out), breaks="\n\t")) <= joins | {"U+1D173", "U+1D17A"}


# --- pages and papers ----------------------------------------------------------------------------------------------------------------------------------


def test_a_page_has_no_element_attribute_or_address_more_than_that_of_an_innocent_record(checked: Checked) -> None:
    page, good = as_html(report(checked.bad, "0")), strict.structure(as_html(report(checked.good, "0")))
    bad = strict.structure(page)
    assert bad.elements == good.elements
    assert strict.leads_astray(bad.leads) == []
    assert bad.other == good.other == []
    assert strict.unseen(page) == []
    said = strict.plain("".join(bad.said))
    assert [attack for attack in TEXTS if strict.plain(clean(attack)) not in said] == []


def test_markdown_has_no_heading_link_cell_or_element_more_than_that_of_an_innocent_record(checked: Checked) -> None:
    text = as_markdown(report(some(checked.bad, 5), "0"))
    tokens, leads, said = strict.markdown_structure(text)
    own, _, _ = strict.markdown_structure(as_markdown(report(some(checked.good, 5), "0")))
    assert tokens == own
    assert strict.leads_astray(leads) == []
    assert strict.unseen(text) == []
    assert [attack for attack in TEXTS if "".join(clean(attack).split()) not in "".join(said.split())] == []


def test_a_document_can_be_opened_and_says_every_attack_and_leads_nowhere_else(checked: Checked) -> None:
    content = as_docx(report(some(checked.bad), "0"))
    good = as_docx(report(some(checked.good), "0"))
    parts = strict.archive_parts(content)
    for name, part in strict.archive_parts(good).items():
        if name.endswith((".xml", ".rels")):
            assert strict.xml_structure(parts[name]) == strict.xml_structure(part), name
    relations = strict.xml_tree(parts["word/_rels/document.xml.rels"])
    assert strict.leads_astray([node.get("Target") for node in relations if node.get("TargetMode") == "External"]) == []
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells[:1]]
    said = strict.plain(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    assert strict.unseen(said) == []
    titles = [one.record.title for one in some(checked.bad).checked]
    assert [title for title in titles if strict.plain(clean(title)) not in said] == []


def some(run: Run, every: int = 9) -> Run:
    """Some of the records of a run: every attack stands in them, though not in each of their texts. All of them would make a document that takes a minute to write."""
    made = Run(run.rulebook, run.reading)
    made.checked += run.checked[::every]
    return made


# --- tables --------------------------------------------------------------------------------------------------------------------------------------------


def test_no_cell_of_findings_is_worked_out_and_none_is_lost(checked: Checked) -> None:
    text, good = as_csv(checked.bad, show_all=True), as_csv(checked.good, show_all=True)
    assert strict.formulas(text) == []
    assert strict.unseen(text) == []
    rows, own = strict.csv_cells(text), strict.csv_cells(good)
    assert len(rows) == len(own)
    assert {len(row) for row in rows} == {len(own[0])}
    titles = {row[1].replace("'", "") for row in rows}
    assert titles == {clean(one.record.title).replace("'", "") for one in checked.bad.checked} | {"title"}


@pytest.mark.parametrize("exact", [False, True])
def test_no_cell_of_an_export_is_worked_out_and_every_text_reads_back(exact: bool, rules: Rulebook, tmp_path: Path) -> None:
    from checker.exchange.imported import Draft
    from checker.exchange.sheets import read_csv
    from checker.exchange.tabular import read_tables
    from checker.exchange.workbooks import read_workbook

    records = attacked()
    text = writers.csv_heading() + "".join(writers.csv_rows(record, rules.vocabulary, exact=exact) for record in records)
    assert strict.unseen(text, breaks="\r\n\t") == []
    if not exact:
        assert strict.formulas(text) == []
    content = writers.workbook("x.xlsx", records[::3], rules.vocabulary, exact=exact)
    cells = list(strict.workbook_cells(content))
    assert {kind for kind, _ in cells} == {"s"}
    for name, part in strict.archive_parts(content).items():
        assert not re.search(rb"<f[ >/]", part), name
        strict.xml_structure(part) if name.endswith((".xml", ".rels")) else None
    (tmp_path / "x.csv").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "x.xlsx").write_bytes(content)
    for path, sheets in (
        (tmp_path / "x.csv", [read_csv(str(tmp_path / "x.csv"))]),
        (tmp_path / "x.xlsx", read_workbook(str(tmp_path / "x.xlsx"))),
    ):
        back = {item.data["id"]: item.data for item in read_tables(str(path), sheets, rules.vocabulary) if isinstance(item, Draft)}
        there = records if path.suffix == ".csv" else records[::3]
        assert len(back) == len(there)
        for record in there:
            found = back[record["id"]]
            if exact:
                assert found == record
            else:
                assert attacks_in(found) == attacks_in(record)


def attacks_in(record: dict[str, Any]) -> Counter[str]:
    """The attacks that stand in a record, counted; keys without a text are no part of it in the safe form."""
    return Counter(text for text in strict.json_texts(record) if text in TEXTS and text)


# --- JSON, YAML, XML -----------------------------------------------------------------------------------------------------------------------------------


def test_json_is_valid_loses_nothing_and_holds_nothing_that_is_obeyed(checked: Checked) -> None:
    text = as_json(checked.bad, "0", show_all=True)
    assert strict.obeyed(text) == strict.unseen(text) == strict.commands(text) == []
    data = strict.json_of(text)
    claims = [claim for finding in data["findings"] for basis in finding["because"] for claim in basis["claims"]]
    assert {claim["note"] for claim in claims} >= set(TEXTS) - {""}
    lines = "".join(line for one in checked.bad.checked for line in as_json_lines(one, show_all=True))
    assert strict.obeyed(lines) == strict.unseen(lines) == strict.commands(lines) == []
    assert len([strict.json_of(line) for line in lines.splitlines()]) == len(data["findings"])


@pytest.mark.parametrize("form", ["yml", "json", "jsonl"])
def test_a_record_that_is_written_reads_back_with_every_attack_in_it(form: str) -> None:
    write: Callable[[dict[str, Any]], str] = {"yml": as_yaml, "json": record_as_json, "jsonl": writers.json_line}[form]
    for record in attacked():
        text = write(record)
        assert strict.obeyed(text) == strict.unseen(text) == []
        back = documents.parse_yaml(text, "r.yml") if form == "yml" else documents.parse_json(text, "r.json")
        assert back.data == (shown_halves(record) if form == "yml" else record)


def shown_halves(value: Any) -> Any:
    """A record with every half of a letter shown, since YAML has no place for one."""
    if isinstance(value, dict):
        return {key: shown_halves(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shown_halves(inner) for inner in value]
    return re.sub("[\ud800-\udfff]", lambda half: f"<U+{ord(half[0]):04X}>", value) if isinstance(value, str) else value


def test_a_log_for_code_hosts_has_no_link_and_no_placeholder(checked: Checked) -> None:
    text = as_sarif(checked.bad, "0", show_all=True)
    assert strict.obeyed(text) == strict.unseen(text) == strict.commands(text) == []
    (found,) = strict.json_of(text)["runs"]
    messages = [result["message"]["text"] for result in found["results"]]
    assert len(messages) == len(json.loads(as_sarif(checked.good, "0", show_all=True))["runs"][0]["results"])
    assert [one for one in messages if re.search(r"\]\(", one)] == []
    assert [one for one in messages if re.search(r"[{}]", one.replace("{{", "").replace("}}", ""))] == []


def test_junit_has_no_element_more_than_that_of_an_innocent_record(checked: Checked) -> None:
    def failing(run: Run) -> list[Result]:
        return [result for one in run.checked for result in one.results if result.raised]

    text = as_junit(checked.bad, failing(checked.bad), show_all=True)
    good = as_junit(checked.good, failing(checked.good), show_all=True)
    assert strict.xml_structure(text.encode()) == strict.xml_structure(good.encode())
    assert strict.obeyed(text) == strict.unseen(text) == []
    assert Counter(node.tag for node in strict.xml_tree(text.encode()).iter())["testcase"] > len(TEXTS)
