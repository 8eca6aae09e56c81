"""Every reader of the program as a function of bytes, for fuzzers and for the test that replays the corpus.

A target takes any bytes. It returns nothing where they are read or refused as the program refuses input (:class:`checker.errors.InputError` and the two errors of values and conditions); whatever else it raises is a fault
of the program. Where a format is an archive, the bytes are its inner parts, so that a fuzzer need not invent ZIP files; the archive targets take ZIP files, too.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from checker import cache as compiled
from checker import documents, journal, runs
from checker.conditions import BadCondition, Types, parse
from checker.desk.written import PolicyFile
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.exchange.dates import read_written, unknown_format
from checker.exchange.imported import Draft
from checker.exchange.mapping import read_mapping
from checker.exchange.readers import FORMATS, Wanted
from checker.exchange.reading import record_of
from checker.interview import paper
from checker.jsontext import bounded_lines
from checker.passages.articles import read_article
from checker.passages.cues import read_cues
from checker.passages.matching import scan
from checker.passages.names import withholder_of
from checker.passages.shown import shown
from checker.pipeline import check_record, incident, shown_problems
from checker.redaction_policy import read_policy
from checker.rendering.machine import as_json_lines
from checker.rulebook import Rulebook
from checker.run_differences import compare_runs
from checker.shapes import validated
from checker.training.scenarios import read_scenario
from checker.values import BadValue, read_value

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "broken" / "rulebook"
FOLDER = Path(tempfile.mkdtemp(prefix="ihl-fuzz-"))

#: What the program raises for input that cannot be used.
REFUSED = (InputError, BadCondition, BadValue)


@cache
def small() -> Rulebook:
    """The small rulebook of the tests."""
    return Rulebook.load(str(SMALL), keep=False)


@cache
def shipped() -> Rulebook:
    """The shipped rulebook, for what rests on its vocabulary."""
    return Rulebook.load()


def put(name: str, data: bytes) -> str:
    """A file with these bytes."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP file with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


# --- documents and records ---------------------------------------------------------------------------------------------------------------------------------


def lines_known(document: Document) -> None:
    """Asks for the line of everything in a document."""
    waiting: list[tuple[Any, documents.Path]] = [(document.data, ())]
    while waiting:
        data, path = waiting.pop()
        assert document.line(*path) >= 1
        if isinstance(data, dict | list):
            waiting += [(inner, (*path, key)) for key, inner in (data.items() if isinstance(data, dict) else enumerate(data))]


def yaml(data: bytes) -> None:
    """YAML."""
    lines_known(documents.parse_yaml(documents.decode(data, "x.yml"), "x.yml"))


def json(data: bytes) -> None:
    """JSON."""
    lines_known(documents.parse_json(documents.decode(data, "x.json"), "x.json"))


def checked(document: Document) -> None:
    """A record read, decided and written out; or its problems without what it keeps restricted."""
    try:
        record = incident(document, small())
    except InputError as error:
        for problem in shown_problems(error, document):
            assert str(problem)
        raise
    found = check_record(small(), record, small().default_reading, small().heads)
    few = sum(found.results.verdicts().values()) < 20_000  # of large records, what `ihl check` lists
    for line in as_json_lines(found, show_all=few):
        assert line.endswith("\n")


def jsonl(data: bytes) -> None:
    """A register."""
    for document in documents.parse_json_lines(bounded_lines(io.BytesIO(data)), "x.jsonl"):
        if isinstance(document, InputError):
            shown_problems(document, document)
        else:
            with contextlib.suppress(InputError):
                checked(document)


def record(data: bytes) -> None:
    """A record in YAML, or in JSON where it begins so."""
    try:
        text = documents.decode(data, "x")
        document = documents.parse_json(text, "x") if text.startswith("{") else documents.parse_yaml(text, "x")
    except InputError as error:
        shown_problems(error, error)
        raise
    checked(document)


def interview(data: bytes) -> None:
    """A record with the notes of an interview."""
    text = documents.decode(data, "x.yml")
    document = documents.parse_yaml(text, "x.yml")
    incident(document, small())  # as `ihl records new --resume` does before anything else
    paper.read(text, document, small().vocabulary)


def decisions(data: bytes) -> None:
    """A file of decisions."""
    for problem in journal.parse(documents.decode(data, "x.decisions.yml"), "x.decisions.yml").problems:
        assert str(problem)


# --- rules -------------------------------------------------------------------------------------------------------------------------------------------------


def in_rulebook(name: str, data: bytes) -> None:
    """The small rulebook with one file changed, compiled."""
    folder = FOLDER / "rulebook"
    if not folder.exists():
        shutil.copytree(SMALL, folder)
    was = (SMALL / name).read_bytes()
    (folder / name).write_bytes(data)
    try:
        documents.parse_yaml(documents.decode(data, name), name)  # what is no YAML needs no rulebook around it
        Rulebook.load(str(folder), keep=False)
    finally:
        (folder / name).write_bytes(was)


def rule(data: bytes) -> None:
    """A rule."""
    in_rulebook("showing/recognisable-picture.yml", data)


def vocabulary(data: bytes) -> None:
    """A file of the vocabulary."""
    in_rulebook("vocabulary/person.yml", data)


def definition(data: bytes) -> None:
    """A definition."""
    in_rulebook("definitions/person.captive.yml", data)


def treaty(data: bytes) -> None:
    """A table of treaties."""
    in_rulebook("treaties/pact.yml", data)


def condition(data: bytes) -> None:
    """A condition."""
    parse(data.decode("utf-8", "replace"), {name: name for name in small().vocabulary.subjects}, _types())


@cache
def _types() -> Types:
    return Types(small().vocabulary)


def policy(data: bytes) -> None:
    """A policy of a house for the desk."""
    validated(PolicyFile, documents.parse_yaml(documents.decode(data, "x.policy.yml"), "x.policy.yml"))


def redaction(data: bytes) -> None:
    """A policy for redacted copies."""
    read_policy(put("redaction.yml", data), str(SMALL), small().vocabulary)


def scenario(data: bytes) -> None:
    """A case for a class."""
    document = documents.parse_yaml(documents.decode(data, "x.scenario.yml"), "x.scenario.yml")
    identity = document.data.get("id") if isinstance(document.data, dict) else None
    read_scenario(Document(f"{identity}.scenario.yml", document.data, document.lines), shipped())


def cues(data: bytes) -> None:
    """A file of cues."""
    read_cues(small(), path=put("cues.yml", data))


def compiled_rules(data: bytes) -> None:
    """A compiled rulebook as it lies in the cache."""
    put("cache/x.json", data)
    os.environ["IHL_CACHE_DIR"] = str(FOLDER / "cache")
    compiled.find("x")


def date(data: bytes) -> None:
    """A date, a number, a word, as they stand in records and in tables."""
    text = data.decode("utf-8", "replace")
    for kind, raw in (("date", text), ("int", text), ("float", {"at_least": text}), ("bool", text), ("enum", {"one_of": [text]})):
        with contextlib.suppress(BadValue):
            read_value(kind, raw, ("yes",))
    form, _, rest = text.partition("\n")
    read_written(rest, [one for one in form.split("|") if unknown_format(one) is None])


# --- runs --------------------------------------------------------------------------------------------------------------------------------------------------


def run(data: bytes) -> None:
    """A kept run: its manifest, what the records state and the findings, with a line of dashes between them."""
    manifest, states, findings = (*data.split(b"\n---\n"), b"", b"")[:3]
    for name, content in (("run.json", manifest), ("records.jsonl", states), ("findings.jsonl", findings), ("problems.jsonl", b"")):
        put(f"run/{name}", content)
    folder = str(FOLDER / "run")
    runs.manifest_of(folder)
    for compared in compare_runs(folder, folder, small()):
        assert compared
    put("other/run.json", manifest)
    for part, content in (("records", b""), ("findings", b"")):
        put(f"other/{part}.jsonl", content)
    for compared in compare_runs(str(FOLDER / "other"), folder, small()):
        assert compared


# --- files of other programs -------------------------------------------------------------------------------------------------------------------------------


def taken_in(form: str, path: str, mapping: str = "") -> None:
    """An import: every draft read as a record, every problem printed."""
    for found in FORMATS[form].read(path, Wanted(small().vocabulary, mapping)):
        if isinstance(found, Draft):
            record_of(found, path, small().vocabulary)
        elif isinstance(found, Problem):
            assert str(found)


def csv(data: bytes) -> None:
    """A table in the program's own form."""
    taken_in("csv", put("x.csv", data))


MAPPING = b"""schema: ihl-mapping/1
record:
  id: {text: "row-{row}"}
  title: {column: Title}
  dates: {column: Day, dates: [DD.MM.YYYY]}
  person:
    - id: p
      one_for_each: {column: People, split: ";"}
      facts:
        held: {column: Held, words: {yes: ja, no: nein}}
"""


def mapped(data: bytes) -> None:
    """Any table, by a mapping."""
    taken_in("csv", put("x.csv", data), put("x.mapping.yml", MAPPING))


def mapping(data: bytes) -> None:
    """A mapping."""
    path = put("x.mapping.yml", data)
    read_mapping(path, small().vocabulary)
    taken_in("csv", put("x.csv", b"Title,Day,People,Held\nA picture,02.03.2031,a;b,ja\n"), path)


def uwazi(data: bytes) -> None:
    """An export of Uwazi."""
    taken_in("uwazi", put("x.csv", data))


def archiver(data: bytes) -> None:
    """The sheet of the auto-archiver."""
    taken_in("auto-archiver", put("x.csv", data))


def odk(data: bytes) -> None:
    """An export of ODK Central: a ZIP file, or its tables with a line of dashes between them."""
    if not data.startswith(b"PK"):
        tables = data.split(b"\n---\n")
        data = archive({f"form{f'-{number}' if number else ''}.csv": table for number, table in enumerate(tables)})
    taken_in("odk", put("x.zip", data))


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BOOK = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="records" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


def workbook(data: bytes) -> None:
    """A workbook in the program's own form: a ZIP file, or the inside of its one sheet."""
    if not data.startswith(b"PK"):
        data = archive({**BOOK, "xl/worksheets/sheet1.xml": SHEET + data + b"</sheetData></worksheet>"})
    taken_in("xlsx", put("x.xlsx", data))


def kobo(data: bytes) -> None:
    """An export of KoboToolbox, like :func:`workbook`."""
    if not data.startswith(b"PK"):
        data = archive({**BOOK, "xl/worksheets/sheet1.xml": SHEET + data + b"</sheetData></worksheet>"})
    taken_in("kobo", put("x.xlsx", data))


# --- articles ----------------------------------------------------------------------------------------------------------------------------------------------


def scanned(name: str, data: bytes) -> None:
    """An article, scanned and shown."""
    found = scan(read_article(put(name, data)), _cues(), anyway=True)
    shown(found, withholder_of(found, _cues()), "en", dict(_cues().topics))


@cache
def _cues() -> Any:
    return read_cues(shipped())


def article(data: bytes) -> None:
    """An article in plain text."""
    scanned("x.txt", data)


def html(data: bytes) -> None:
    """An article in HTML."""
    scanned("x.html", data)


def markdown(data: bytes) -> None:
    """An article in Markdown."""
    scanned("x.md", data)


WORD = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}  # fmt: skip
BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def word(data: bytes) -> None:
    """An article in a Word file: a ZIP file, or the inside of its body."""
    if not data.startswith(b"PK"):
        data = archive({**WORD, "word/document.xml": BODY + data + b"</w:body></w:document>"})
    scanned("x.docx", data)


#: Every target by its name. Their corpora lie in ``fuzz/corpus/<name>/``.
TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        yaml, json, jsonl, record, interview, decisions, rule, vocabulary, definition, treaty, condition, policy, redaction, scenario, cues, compiled_rules, date,
        run, csv, mapped, mapping, uwazi, archiver, odk, workbook, kobo, article, html, markdown, word,
    )
}  # fmt: skip


def tried(name: str, data: bytes) -> str:
    """What becomes of bytes in a target: "taken" or "refused". Whatever else it raises is a fault."""
    try:
        TARGETS[name](data)
    except REFUSED:
        return "refused"
    return "taken"
