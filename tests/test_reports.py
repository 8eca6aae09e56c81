"""Reports for people and tables and logs for programs: the same content in every format, nothing in a record obeyed, the same bytes for the same input.

After a change that is meant, run ``IHL_UPDATE_SNAPSHOTS=1 pytest tests/test_reports.py`` and read the difference before committing it.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from command import RULEBOOK, ihl
from hostile import EVERYTHING, LINKS, hostile_report, run
from markdown_it import MarkdownIt

from checker.decisions import Decisions, Left, decide
from checker.library import examples_folder
from checker.pipeline import Run, check_record, read_records
from checker.rendering.csv import COLUMNS, as_csv, guarded
from checker.rendering.docx import as_docx
from checker.rendering.html import as_html
from checker.rendering.junit import as_junit
from checker.rendering.markdown import as_markdown, plain
from checker.rendering.sarif import as_sarif, file_address
from checker.report.front import report
from checker.report.model import Report
from checker.rulebook import Rulebook
from checker.text import clean, web_address

SNAPSHOTS = Path(__file__).parent / "snapshots"
INCIDENT = f"{examples_folder()}/kursk-2025/incident.yml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SAFE = "https://good.example/page?a=1&b=2#c"


def checked(rulebook: Rulebook, *paths: str) -> Run:
    made = Run(rulebook, rulebook.default_reading)
    for record in read_records(paths, rulebook, made.problems):
        made.checked.append(check_record(rulebook, record, made.reading, rulebook.heads))
    return made


@pytest.fixture(scope="module")
def kursk(rulebook: Rulebook) -> Report:
    return report(checked(rulebook, INCIDENT), "0")


@pytest.fixture(scope="module")
def fictional(rulebook: Rulebook) -> Run:
    return checked(rulebook, f"{examples_folder()}/fictional")


@pytest.fixture(scope="module")
def several(fictional: Run) -> Report:
    return report(fictional, "0")


@pytest.fixture(scope="module")
def hostile(rulebook: Rulebook) -> Report:
    return hostile_report(rulebook)


# --- what a report says --------------------------------------------------------------------------------------------------------------------------------


def test_markdown_reads_as_it_did_when_somebody_last_looked(kursk: Report) -> None:
    shown = re.sub(r"\b[0-9a-f]{12}([0-9a-f]{52})?\b", "............", as_markdown(kursk))
    path = SNAPSHOTS / "report-kursk.md"
    if os.environ.get("IHL_UPDATE_SNAPSHOTS") == "1":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def texts_of(value: object) -> list[str]:
    """Every text in a report that is to be read, keys of places and addresses left out."""
    if isinstance(value, str):
        return [value]
    if hasattr(value, "_fields"):
        return [
            text
            for name in value._fields
            if name not in ("key", "look", "to", "kind", "state", "language", "reading", "status")
            for text in texts_of(getattr(value, name))
        ]
    return [text for item in value for text in texts_of(item)] if isinstance(value, tuple) else []


def squeezed(text: str) -> str:
    return re.sub(r"[\s*\\_]+", "", clean(text.replace("\u00ad", ""))).lower()


class Shown(HTMLParser):
    """What an HTML file shows, and what it is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.style = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside if tag != self._inside else ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self.shown.append(data)


def word_text(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    parts = (made.element.body, made.sections[0].footer._element)
    return "\n".join(element.text or "" for part in parts for element in part.iter(f"{{{W}}}t"))


def authorities(made: Report) -> set[str]:
    """The addresses that a report may lead to: those of the rules, and the one harmless address in the hostile record."""
    parts = [part for record in made.records for verdict in record.verdicts for part in verdict.full]
    return {SAFE, *(link.to for rule in made.rules for link, _ in rule.authority), *(part.provision.to for part in parts)}


@pytest.mark.parametrize("which", ["kursk", "several", "hostile"])
def test_html_word_and_markdown_say_everything_that_the_report_holds(which: str, request: pytest.FixtureRequest) -> None:
    made: Report = request.getfixturevalue(which)
    html, word, markdown = (squeezed(text) for text in ("".join(Shown(as_html(made)).shown), word_text(as_docx(made)), as_markdown(made)))
    wanted = sorted({squeezed(text) for text in texts_of(made)} - {""})
    assert len(wanted) > 200
    assert [text for text in wanted if text not in html] == []
    assert [text for text in wanted if text not in word] == []
    assert [text for text in wanted if text not in markdown] == []


def test_the_first_page_counts_what_the_annex_lists(several: Report) -> None:
    front = several.front
    by_look = {number.look: number.number for number in front.numbers}
    for look in ("breach", "alleged"):
        listed = sum(part.number for record in several.records for part in record.verdicts if part.look == look)
        assert by_look[look] == listed == sum(row.counts[[name for name, _ in front.columns].index(look)] for row in front.rows)
    assert by_look["breach"] > 0
    assert by_look["alleged"] > 0
    for row, record in zip(front.rows, several.records, strict=True):
        assert (row.record.text, row.record.to) == (record.id, record.key)


def test_what_weighs_most_comes_first_and_leads_to_its_place(several: Report) -> None:
    looks = [weighty.look for weighty in several.front.weighty]
    order = ["breach", "alleged", "acknowledged"]
    assert looks == sorted(looks, key=lambda look: order.index(look) if look in order else len(order))
    places = {part.key: part.title for record in several.records for verdict in record.verdicts for part in verdict.full}
    assert all(places[weighty.finding.to] == weighty.finding.text for weighty in several.front.weighty)


def test_a_report_on_many_records_keeps_every_breach_and_every_difference_in_full(fictional: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Run(fictional.rulebook, fictional.reading, checked=fictional.checked[3:])
    full = report(few, "0")
    monkeypatch.setattr("checker.report.front.FULL", 1)
    brief = report(few, "0")
    assert any("in brief (ihl why" in sentence for sentence in brief.front.limits)
    assert not any("in brief (ihl why" in sentence for sentence in full.front.limits)
    shorter = 0
    for there, here in zip(full.records, brief.records, strict=True):
        assert [(part.word, part.number) for part in there.verdicts] == [(part.word, part.number) for part in here.verdicts]
        for before, after in zip(there.verdicts, here.verdicts, strict=True):
            kept = {(part.rule.text, part.about) for part in after.full} | {(part.rule, part.about) for part in after.brief}
            assert {(part.rule.text, part.about) for part in before.full} <= kept
            wanted = [part for part in before.full if part.contested or part.look in ("breach", "alleged", "acknowledged")]
            assert {part.title for part in wanted} <= {part.title for part in after.full}
            shorter += len(before.full) - len(after.full)
    assert shorter > 10


def test_records_that_could_not_be_used_are_named_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text((RULEBOOK.parent / "good.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "broken.yml").write_text("schema: ihl-incident/1\nid: x\ntitle: Anselm Torvik\nnonsense: Anselm Torvik\n", encoding="utf-8")
    outcome = ihl("check", tmp_path, "--format", "md", "--rules", RULEBOOK)
    assert outcome.code == 2
    assert "Not in this report" in outcome.out
    assert "broken.yml: 1 problem" in outcome.out
    assert "Torvik" not in outcome.out
    assert str(tmp_path) not in outcome.out


# --- decisions -------------------------------------------------------------------------------------------------------------------------------------------


def test_the_program_and_the_person_stand_side_by_side_in_every_format(fictional: Run) -> None:
    first = fictional.checked[0]
    chosen = [result for result in first.results if result.raised and result.verdict.value == "breach"][:2]
    reason = "The delegates saw it <b>themselves</b> =1+1"
    current = decide(chosen[0], "confirm", reason=reason, name="Odile Marsh", date="2026-05-04", standard="reasonable_grounds_to_believe")
    stale = decide(chosen[1], "reject", reason="Another building.", name="Ilan Brook", date="2026-05-05")._replace(facts="0" * 64)
    gone = decide(chosen[0], "reject", reason="Gone.", name="Maren Ost", date="2026-05-06")._replace(rule="no-such-rule")
    decided = first._replace(decisions=Decisions([current, stale]))
    signed_run = Run(
        fictional.rulebook,
        fictional.reading,
        checked=[decided, *fictional.checked[1:]],
        left=[Left(gone, "the rulebook no longer has this rule")],
    )
    made = report(signed_run, "0")
    sides = {side.name: side for _, side in made.front.signed}
    assert {name: side.state for name, side in sides.items()} == {"Odile Marsh": "current", "Ilan Brook": "stale", "Maren Ost": "stale"}
    assert all(side.program and side.person for side in sides.values())
    assert "the facts have changed" in sides["Ilan Brook"].why
    assert "Persons have decided 1 of " in made.front.decisions
    for text in (as_markdown(made), "".join(Shown(as_html(made)).shown), word_text(as_docx(made))):
        for wanted in (
            "Odile Marsh",
            "2026-05-04",
            "reasonable grounds to believe",
            "Ilan Brook",
            "Another building.",
            "Maren Ost",
            "no longer has this rule",
            "Breach indicated",
        ):
            assert squeezed(wanted) in squeezed(text), wanted
        assert "stale" in text.lower()
    assert "<b>themselves" not in as_html(made)
    rows = list(csv.DictReader(io.StringIO(as_csv(signed_run))))
    signed = [row for row in rows if row["person"]]
    assert {(row["person"], row["decision_state"], row["verdict"]) for row in signed} == {
        ("Odile Marsh", "current", "breach"),
        ("Ilan Brook", "stale", "breach"),
    }
    assert {row["decision_state"] for row in rows if not row["person"]} == {"open"}


def test_decisions_are_read_from_beside_the_records(tmp_path: Path) -> None:
    from checker import journal
    from checker.redaction import Secrets

    (tmp_path / "good.yml").write_text((RULEBOOK.parent / "good.yml").read_text(encoding="utf-8"), encoding="utf-8")
    book = Rulebook.load(str(RULEBOOK), keep=False)
    result = next(result for result in checked(book, str(tmp_path / "good.yml")).checked[0].results if result.raised)
    made = decide(result, "need_information", reason="Ask the photographer.", name="Odile Marsh", date="2026-05-04")
    journal.append(str(tmp_path / "good.decisions.yml"), made, Secrets())
    outcome = ihl("check", tmp_path / "good.yml", "--format", "md", "--rules", RULEBOOK, "--fail-on", "never")
    assert outcome.code == 0
    assert "Odile Marsh" in outcome.out
    assert "Ask the photographer." in outcome.out


# --- nothing in a record is obeyed -----------------------------------------------------------------------------------------------------------------------


def test_html_holds_nothing_that_a_record_put_there(hostile: Report) -> None:
    text = as_html(hostile)
    made = Shown(text)
    assert {tag for tag, _ in made.tags}.isdisjoint(
        {"script", "img", "svg", "iframe", "object", "embed", "link", "form", "input", "base", "b-hostile"}
    )
    assert not [
        (tag, name)
        for tag, attributes in made.tags
        for name in attributes
        if name.startswith("on") or name in ("style", "src", "srcdoc", "action", "formaction")
    ]
    addresses = {attributes["href"] or "" for tag, attributes in made.tags if tag == "a"}
    outside = {address for address in addresses if not address.startswith("#")}
    assert SAFE in outside
    assert outside <= authorities(hostile)
    assert all(
        attributes.get("rel") == "noreferrer noopener"
        for tag, attributes in made.tags
        if tag == "a" and (attributes["href"] or "").startswith("http")
    )
    identities = [attributes["id"] for _, attributes in made.tags if "id" in attributes]
    assert len(identities) == len(set(identities))
    assert {address[1:] for address in addresses if address.startswith("#")} <= set(identities)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "{{" in "".join(made.shown), "what looks like a template is shown"


def test_the_policy_of_the_page_knows_its_style_and_allows_nothing_else(hostile: Report) -> None:
    made = Shown(as_html(hostile))
    policy = next(attributes["content"] or "" for tag, attributes in made.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(made.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    order = [tag for tag, _ in made.tags]
    assert order.index("style") > next(number for number, (_, attributes) in enumerate(made.tags) if "http-equiv" in attributes)
    assert "url(" not in made.style
    assert "@import" not in made.style
    assert "body { display: none }" not in made.style


def test_markdown_holds_nothing_that_a_record_put_there(hostile: Report, kursk: Report) -> None:
    for made in (hostile, kursk):
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(as_markdown(made))
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in tokens} | {token.type for token in inline}
        assert kinds.isdisjoint({"html_block", "html_inline", "image", "code_block", "fence", "code_inline", "s_open"})
        addresses = {str(token.attrs["href"]) for token in inline if token.type == "link_open"}
        assert made is kursk or addresses <= authorities(made)
        headings = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
        assert "a heading" not in headings
        widths = [len(row) for row in rows_of(tokens)]
        assert widths
        assert set(widths) <= {2, 3, 4, len(made.front.columns) + 3}


def rows_of(tokens: Sequence[object]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":  # type: ignore[attr-defined]
            rows.append([])
        elif token.type in ("td_open", "th_open"):  # type: ignore[attr-defined]
            rows[-1].append("")
    return rows


@pytest.mark.parametrize(
    "text", [*EVERYTHING.split(" "), "1) x", "12. x", "+ x", "= x", "=====", "-----", "***", "    indented", "a\n# b", "http://x.example"]
)
def test_a_text_comes_out_of_markdown_as_it_went_in(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"{plain(text)}\n")
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown == clean(text).strip()
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


def test_a_word_document_opens_holds_no_foreign_link_and_is_the_same_each_time(hostile: Report) -> None:
    data = as_docx(hostile)
    assert data == as_docx(hostile)
    made = docx.Document(io.BytesIO(data))
    outside = {relation.target_ref for relation in made.part.rels.values() if relation.is_external}
    assert SAFE in outside
    assert outside <= authorities(hostile)
    assert {paragraph.style.name for paragraph in made.paragraphs if paragraph.style} >= {
        "Title",
        "Heading 1",
        "Heading 2",
        "Heading 5",
        "List Bullet",
        "Caption",
    }
    assert made.core_properties.created == made.core_properties.modified
    assert made.core_properties.author == "ihl-checker"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        foot = next(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert hostile.identity in foot
    assert "NUMPAGES" in foot


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", " =1", "'x"])
def test_no_cell_of_a_table_is_run(text: str) -> None:
    assert guarded(text).startswith("'")


def test_every_row_of_the_table_is_a_finding_and_every_cell_is_guarded(rulebook: Rulebook) -> None:
    made = run(rulebook)
    text = as_csv(made)
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == list(COLUMNS)
    assert len(rows) - 1 == sum(result.raised for result in made.checked[0].results) == text.count("\n") - 1
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20"))]
    assert all(cell.isprintable() for row in rows for cell in row)


@pytest.mark.parametrize("address", LINKS)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert web_address(address) == (address if address == SAFE else "")


# --- SARIF and JUnit -----------------------------------------------------------------------------------------------------------------------------------


def sarif_of(text: str) -> tuple[dict, list[dict]]:  # type: ignore[type-arg]
    """The driver and the results of a log, after a look at everything that SARIF 2.1.0 asks of one."""
    whole = json.loads(text)
    assert whole["version"] == "2.1.0"
    assert whole["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = whole["runs"]
    driver = only["tool"]["driver"]
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule.get("helpUri", "https://").startswith(("https://", "http://"))
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["kind"] in ("fail", "review", "open")
        assert result["level"] in (("note", "warning", "error") if result["kind"] == "fail" else ("none",))
        for location in result.get("locations", ()):
            address = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9/._~%:-]+", address)
            assert location["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1
    fingerprints = [result["partialFingerprints"]["finding/v1"] for result in only["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    return driver, only["results"]


def test_sarif_takes_each_finding_for_what_it_is(fictional: Run) -> None:
    driver, results = sarif_of(as_sarif(fictional, "0"))
    raised = [result for one in fictional.checked for result in one.results if result.raised]
    breaches = [result for result in raised if result.verdict.value == "breach"]
    assert sum(result["kind"] == "fail" for result in results) == sum(not result.finding.grade.cap for result in breaches) > 0
    assert sum(result["kind"] == "review" for result in results) == sum(bool(result.finding.grade.cap) for result in breaches) > 0
    assert {result["level"] for result in results if result["kind"] == "fail"} == {"warning"}
    assert "not a judgment" in driver["fullDescription"]["text"]
    assert all("complied" not in result["message"]["text"].partition(":")[0].lower() for result in results)
    record = fictional.checked[0].record
    lines = Path(record.file).read_text(encoding="utf-8").splitlines()
    at = [
        (result["locations"][0]["physicalLocation"]["region"]["startLine"], result["partialFingerprints"]["finding/v1"].split("/"))
        for result in results
        if result["partialFingerprints"]["finding/v1"].startswith(f"{record.id}/")
    ]
    written = [(line, identities) for line, identities in at if line != record.line]
    assert len(written) > len(at) / 2
    assert all(any(f"id: {identity}" in lines[line - 1] for identity in identities) for line, identities in written)


def test_sarif_shows_hostile_texts_and_encodes_the_file(rulebook: Rulebook) -> None:
    text = as_sarif(run(rulebook), "0")
    _, results = sarif_of(text)
    assert results
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%3Cb%3Ehostile%3C/b%3E.json"
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("records/a b.yml", "records/a%20b.yml"),
        ("./x.yml", "x.yml"),
        ("/tmp/é.yml", "file:///tmp/%C3%A9.yml"),
        ("a\\b.yml", "a/b.yml"),
        ("C:\\b.yml", "/C%3A/b.yml"),
        ("<stdin>", ""),
        ("-", ""),
    ],
)
def test_a_path_as_an_address(path: str, address: str) -> None:
    assert file_address(path) == address


def junit_of(text: str) -> ET.Element:
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    for suite in root:
        cases = list(suite)
        assert suite.get("name")
        assert {case.tag for case in cases} == {"testcase"}
        assert all(case.get("name") and case.get("classname") for case in cases)
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(key) or 0) == sum(case.find(tag) is not None for case in cases)
        assert int(suite.get("tests") or 0) == len(cases)
    for key in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(key) or 0) == sum(int(suite.get(key) or 0) for suite in root)
    return root


def test_junit_fails_what_reaches_the_threshold_and_says_how_the_rest_came_out(fictional: Run) -> None:
    breaches = [result for one in fictional.checked for result in one.results if result.raised and result.verdict.value == "breach"]
    root = junit_of(as_junit(fictional, breaches))
    assert int(root.get("failures") or 0) == len(breaches) > 0
    assert len(root) == len(fictional.checked)
    passed = [case for case in root.iter("testcase") if case.find("failure") is None and case.find("skipped") is None]
    assert passed
    assert all(
        (case.findtext("system-out") or "").startswith(("Complied", "Compliance", "Excepted", "Exception", "Not applicable"))
        for case in passed
    )


def test_junit_of_a_hostile_record_is_xml(rulebook: Rulebook) -> None:
    made = run(rulebook)
    root = junit_of(as_junit(made, [result for result in made.checked[0].results if result.raised]))
    assert int(root.get("failures") or 0) == int(root.get("tests") or 0) > 0


def test_rule_authors_see_what_is_untried_at_its_file() -> None:
    cases = ihl("rules", "test", "--rules", RULEBOOK, "--format", "junit")
    root = junit_of(cases.out)
    assert int(root.get("tests") or 0) > 0
    driver, results = sarif_of(ihl("rules", "test", "--rules", RULEBOOK, "--format", "sarif").out)
    assert {rule["id"] for rule in driver["rules"]} == {"case-came-out-otherwise", "cases-unusable", "untried", "change-unnoticed"}
    plainly = json.loads(ihl("rules", "test", "--rules", RULEBOOK, "--format", "json").out)
    wanted = sum(len(rule["missing"]) + len(rule["untried"]) + len(rule["failed"]) + len(rule["problems"]) for rule in plainly["rules"])
    assert len(results) == wanted
    for result in results:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (RULEBOOK.parent / place).is_file()
    assert (cases.code, ihl("rules", "test", "--rules", RULEBOOK).code) == (cases.code, cases.code)


def test_a_case_that_comes_out_otherwise_is_an_error_at_its_line(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, folder)
    path = next(
        path
        for path in sorted(folder.rglob("*.cases.yml"))
        if "expect: breach" in path.read_text(encoding="utf-8") or "breach" in path.read_text(encoding="utf-8")
    )
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"(expect: )breach", r"\1complied", text, count=1)
    assert changed != text, text
    path.write_text(changed, encoding="utf-8")
    outcome = ihl("rules", "test", "--rules", folder, "--format", "sarif")
    assert outcome.code == 1
    _, results = sarif_of(outcome.out)
    failed = [result for result in results if result["ruleId"] == "case-came-out-otherwise"]
    assert failed
    assert {result["level"] for result in failed} == {"error"}
    assert failed[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(path.name)
    assert failed[0]["locations"][0]["physicalLocation"]["region"]["startLine"] > 1
    junit = junit_of(ihl("rules", "test", "--rules", folder, "--format", "junit").out)
    assert any(case.find("failure") is not None and path.name in (case.get("file") or "") for case in junit.iter("testcase"))


def test_remarks_of_lint_are_notes_at_their_line() -> None:
    plainly = json.loads(ihl("rules", "lint", "--rules", RULEBOOK, "--format", "json").out)
    outcome = ihl("rules", "lint", "--rules", RULEBOOK, "--format", "sarif")
    _, results = sarif_of(outcome.out)
    assert [(result["ruleId"], result["message"]["text"]) for result in results] == [
        (remark["code"], remark["what"]) for remark in plainly["remarks"]
    ]
    assert {result["level"] for result in results} == {"note"}
    junit = junit_of(ihl("rules", "lint", "--rules", RULEBOOK, "--format", "junit").out)
    assert int(junit.get("failures") or 0) == len(results)
    assert int(junit.get("skipped") or 0) == len(plainly["kept"])


# --- files -----------------------------------------------------------------------------------------------------------------------------------------------

GOOD = RULEBOOK.parent / "good.yml"
QUICK = ("--rules", str(RULEBOOK), "--fail-on", "never")


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.md", "findings.csv", "findings.json", "log.sarif", "cases.xml"])
def test_the_name_of_the_file_gives_the_format_and_the_bytes_are_the_same_each_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    first = ihl("check", GOOD, "-o", path, *QUICK)
    assert (first.code, first.out) == (0, "")
    assert name in first.err
    before = path.read_bytes()
    refused = ihl("check", GOOD, "-o", path, *QUICK)
    assert refused.code == 2
    assert [problem.code for problem in refused.problems] == ["exists"]
    assert path.read_bytes() == before
    assert ihl("check", GOOD, "-o", path, "--force", *QUICK).code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--format", "docx"], "option"),
        (["-o", "report"], "option"),
        (["--format", "jsonl", "-o", "x.jsonl"], "option"),
        (["-o", "no/such/folder/x.html"], "output-folder"),
        (["--format", "pdf"], "option"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_checked(arguments: list[str], code: str) -> None:
    outcome = ihl("check", GOOD, *arguments, *QUICK)
    assert outcome.code == 2
    assert [problem.code for problem in outcome.problems] == [code]
    assert outcome.problems[0].fix


def test_a_word_document_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    for name in [
        name for name in sys.modules if name.partition(".")[0] == "docx" or name in ("checker.rendering.docx", "checker.rendering.word")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    outcome = ihl("check", GOOD, "-o", tmp_path / "report.docx", *QUICK)
    assert outcome.code == 2
    assert [problem.code for problem in outcome.problems] == ["extra"]
    assert "ihl-checker[docx]" in outcome.problems[0].fix
    assert not (tmp_path / "report.docx").exists()


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.md", "findings.csv", "log.sarif", "cases.xml"])
def test_nothing_is_written_that_holds_a_restricted_value(tmp_path: Path, name: str) -> None:
    path = tmp_path / "record.yml"
    text = GOOD.read_text(encoding="utf-8")
    path.write_text(f"{text}restricted:\n  first: {{names: [Anselm Torvik]}}\n", encoding="utf-8")
    assert ihl("check", path, "-o", tmp_path / f"Torvik-{name}", *QUICK).code == 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["record.yml"]
    outcome = ihl("check", path, "-o", tmp_path / name, *QUICK)
    assert outcome.code == 0
    assert b"Torvik" not in (tmp_path / name).read_bytes()


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.md"])
def test_what_one_record_keeps_restricted_is_withheld_in_the_texts_of_another(tmp_path: Path, name: str) -> None:
    (tmp_path / "records").mkdir()
    text = GOOD.read_text(encoding="utf-8")
    (tmp_path / "records" / "a.yml").write_text(f"{text}restricted:\n  first: {{names: [Anselm Torvik]}}\n", encoding="utf-8")
    (tmp_path / "records" / "b.yml").write_text(
        text.replace("id: good\n", "id: other\n").replace("The ministry", "Ina TORVIK of the ministry"), encoding="utf-8"
    )
    outcome = ihl("check", tmp_path / "records", "-o", tmp_path / name, *QUICK)
    assert outcome.code == 0, outcome.err
    data = (tmp_path / name).read_bytes()
    shown = word_text(data) if name.endswith("docx") else data.decode()
    assert "torvik" not in shown.lower()
    assert "[withheld]" in shown.replace("\\", "")
    assert "of the ministry" in shown


def test_nothing_checked_makes_no_report(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    outcome = ihl("check", tmp_path / "records", "-o", tmp_path / "report.html", *QUICK)
    assert outcome.code == 3
    assert not (tmp_path / "report.html").exists()


def test_whoever_watches_is_told_that_a_large_report_is_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.cli import progress, reporting

    monkeypatch.setattr(reporting, "_MANY", 0)
    said: list[str] = []
    monkeypatch.setattr(progress.Progress, "stage", lambda _, what: said.append(what))
    assert ihl("check", "-o", tmp_path / "report.md", "--fail-on", "never").code == 0
    assert said == ["making the report", "looking through it for restricted values"]
