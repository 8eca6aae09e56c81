"""Every limit: what has exactly so much is taken, what has one more is refused with a message that says what was met and how to raise it, and the rest of the run goes on.

A new limit in ``checker.limits`` needs a line in ``TRIED``.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command import GOOD, ROOT, RULEBOOK, ihl
from docx import Document as WordDocument
from test_journal import MADE

from checker import documents, journal, limits, manifests
from checker.conditions import BadCondition, Types, parse
from checker.desk.written import PolicyFile
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.exchange.grids import csv_grid
from checker.exchange.readers import FORMATS, Wanted
from checker.exchange.sheets import read_csv
from checker.exchange.workbooks import read_workbook
from checker.jsontext import CutLine, bounded_lines
from checker.limits import Limit
from checker.passages.articles import read_article
from checker.pipeline import check_record, incident, read_documents, record_files
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.shapes import validated

#: How much the input has of what is limited, and what reading it comes to.
Tried = tuple[int, Callable[[], Iterable[object]]]


@pytest.fixture(scope="module")
def small() -> Rulebook:
    """The small rulebook of the tests."""
    return Rulebook.load(str(RULEBOOK), keep=False)


BOOK = Rulebook.load(str(RULEBOOK), keep=False)


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def recorded(**changes: Any) -> Document:
    """A record with these keys."""
    data = {"schema": "ihl-incident/1", "id": "one", "title": "A record", **changes}
    return Document("one.yml", data)


def read(**changes: Any) -> Callable[[], Iterable[object]]:
    return lambda: [incident(recorded(**changes), BOOK)]


def people(count: int, **keys: Any) -> list[dict[str, Any]]:
    return [{"id": f"p{number}", **keys} for number in range(count)]


# --- one input for each limit ------------------------------------------------------------------------------------------------------------------------------


def _file_bytes(folder: Path) -> Tried:
    path = written(folder, "a.yml", GOOD.read_bytes())
    return GOOD.stat().st_size, lambda: read_documents(path)


def _line_bytes(folder: Path) -> Tried:
    line = json.dumps(recorded(summary="x" * 500).data)
    path = written(folder, "a.jsonl", f"{{}}\n{line}\n{{}}")
    return len(line), lambda: read_documents(path)


def _depth(_: Path) -> Tried:
    text = "[" * 7 + "]" * 7
    return 7, lambda: [documents.parse_yaml(text, "a"), documents.parse_json(text, "a")]


def _deep_json(_: Path) -> Tried:
    text = '{"a": [\n' * 4 + '"[[["' + "]}" * 4
    return 8, lambda: [documents.parse_json(text, "a")]


def _values(_: Path) -> Tried:
    return 10, lambda: [documents.parse_yaml("{a: [1, 2, 3], b: {c: d}}", "a")]


def _json_values(_: Path) -> Tried:
    return 5, lambda: [documents.parse_json('["a, [b", 2, 3, {}]', "a")]


def _files(folder: Path) -> Tried:
    for number in range(4):
        written(folder, f"{number}.yml", "")
    return 4, lambda: record_files([str(folder)])[1]


def _verdicts(_: Path) -> Tried:
    record = {"person": people(40), "publication": [{"id": "c", "depicts": [f"p{number}" for number in range(40)]}]}
    found = incident(recorded(**record), BOOK)
    return len(check_record(BOOK, found, BOOK.default_reading, BOOK.heads).results), read(**record)


def _accounts(_: Path) -> Tried:
    voices = [{"id": name, "name": name, "kind": "witness"} for name in "ab"]
    claims = [{"is": "yes", "said_by": "a"}, {"is": "no", "said_by": "b"}]
    record = {
        "voices": voices,
        "conflict": {"facts": {"fighting": claims}},
        "person": people(40),
        "publication": [{"id": "c", "depicts": [f"p{number}" for number in range(40)]}],
    }
    findings = len(check_record(BOOK, incident(recorded(**record), BOOK), BOOK.default_reading, BOOK.heads).results)
    return 2 * findings, read(**record)


def _claims(_: Path) -> Tried:
    claims = [{"is": "yes"}, {"is": "no"}]
    return 7, read(person=people(3, facts={"held": claims, "rank": "officer"})[:2] + people(4, facts={"held": "yes"})[3:])


def _restricted(_: Path) -> Tried:
    return 5, read(person=people(2), restricted={"p0": {"names": ["Tam Orel", "Orel"], "numbers": {"tag": [1, 2]}}, "p1": {"note": "x"}})


def _digits(_: Path) -> Tried:
    return 15, read(notice=[{"id": "n", "facts": {"kilometres_from_home": "9" * 15}}])


def _csv(text: str) -> Callable[[Path], Callable[[], Iterable[object]]]:
    def opened(folder: Path) -> Callable[[], Iterable[object]]:
        path = written(folder, "a.csv", text)
        return lambda: list(read_csv(path).lines)

    return opened


def _cells(folder: Path) -> Tried:
    path = written(folder, "a.csv", "a,b\n1,\n2,3\n")
    return 3, lambda: [csv_grid(path)]


MAPPING = """schema: ihl-mapping/1
record:
  id: {text: "row-{row}"}
  title: {column: Title}
  person:
    - id: p
      one_for_each: {column: People, split: ";"}
      facts: {held: {column: Held}}
"""


def _cell_entries(folder: Path) -> Tried:
    mapping = written(folder, "a.mapping.yml", MAPPING)
    path = written(folder, "a.csv", "Title,People,Held\nA,x;y;z,yes\n")
    return 3, lambda: FORMATS["csv"].read(path, Wanted(BOOK.vocabulary, mapping))


def workbook(folder: Path) -> str:
    book = openpyxl.Workbook()
    for _ in range(3):
        book.active.append(["Norland", "Sudria"])
    path = str(folder / "a.xlsx")
    book.save(path)
    return path


def _workbook(measured: Callable[[str, list[zipfile.ZipInfo]], int]) -> Callable[[Path], Tried]:
    def opened(folder: Path) -> Tried:
        path = workbook(folder)
        with zipfile.ZipFile(path) as file:
            met = measured(path, file.infolist())
        return met, lambda: [list(sheet.lines) for sheet in read_workbook(path)]

    return opened


def _shared(folder: Path) -> Tried:
    path = workbook(folder)
    texts = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>Norland</t></si></sst>"
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("xl/SharedStrings.xml", texts)
    return len(texts), lambda: read_workbook(path)


def _zip_ratio(folder: Path) -> Tried:
    path = str(folder / "a.xlsx")
    with zipfile.ZipFile(workbook(folder)) as file, zipfile.ZipFile(path + ".zip", "w", zipfile.ZIP_DEFLATED) as out:
        for part in file.namelist():
            out.writestr(part, file.read(part))
        out.writestr("much", b" " * 2_000_000)
        met = 2_000_000 // out.getinfo("much").compress_size
    os.replace(path + ".zip", path)
    return met, lambda: read_workbook(path)


def _article(name: str, text: str, met: int) -> Callable[[Path], Tried]:
    def opened(folder: Path) -> Tried:
        path = written(folder, name, text)
        return met, lambda: [read_article(path)]

    return opened


def _article_xml(folder: Path) -> Tried:
    made = WordDocument()
    made.add_paragraph("The captive was shown.")
    path = str(folder / "a.docx")
    made.save(path)
    with zipfile.ZipFile(path) as file:
        met = sum(part.file_size for part in file.infolist() if file.read(part)[:1] == b"<")
    return met, lambda: [read_article(path)]


def _rule_values(_: Path) -> Tried:
    document = documents.read(str(ROOT / "rules/policies/nuj.yml"))
    return len(document.lines), lambda: [validated(PolicyFile, document)]


def conditioned(text: str) -> Callable[[], Iterable[object]]:
    return lambda: [parse(text, {"person": "person"}, Types(BOOK.vocabulary))]


def _run_records(_: Path) -> Tried:
    lines = b"".join(json.dumps({"record": name}).encode() + b"\n" for name in "aabbc")
    return 3, lambda: manifests.sized_lines(io.BytesIO(lines), "records.jsonl", of_records=True)


def at(met: int, reading: Callable[[], Iterable[object]]) -> Callable[[Path], Tried]:
    return lambda _: (met, reading)


def in_csv(met: int, text: str) -> Callable[[Path], Tried]:
    return lambda folder: (met, _csv(text)(folder))


MANY_MISTAKES = {f"key{number}": 1 for number in range(5)}
LINKED = {"person": people(3), "publication": [{"id": "c", "depicts": ["p0", "p1", "p2", "p2"]}]}
SUMMED = sum

TRIED: dict[str, list[Callable[[Path], Tried]]] = {
    "FILE_BYTES": [_file_bytes],
    "LINE_BYTES": [_line_bytes],
    "DEPTH": [_depth, _deep_json],
    "VALUES": [_values, _json_values],
    "PROBLEMS": [at(5, read(**MANY_MISTAKES)), at(3, lambda: [documents.parse_yaml("[*a, *b, *c, d]", "a")]), at(2, lambda: [documents.parse_json('{"a": 1, "b": 1, "a": 1, "b": 1}', "a")])],
    "FILES": [_files],
    "ENTRIES": [at(6, read(person=people(5), party=[{"id": "norland"}]))],
    "LINKS": [at(4, read(**LINKED))],
    "VERDICTS": [_verdicts],
    "ACCOUNTS": [_accounts],
    "FACTS": [at(3, read(person=people(3, facts={"held": "yes"})))],
    "CLAIMS": [_claims],
    "CLAIMS_PER_FACT": [at(4, read(person=people(1, facts={"held": [{"is": "yes"}, {"is": "no"}] * 2})))],
    "SOURCES": [at(3, read(sources=[{"id": name} for name in "abc"]))],
    "VOICES": [at(3, read(voices=[{"id": name, "name": name, "kind": "witness"} for name in "abc"]))],
    "RESTRICTED": [_restricted],
    "TEXT": [at(8, read(title="A record"))],
    "ID": [at(80, read(id="x" * 80))],
    "DIGITS": [_digits],
    "ALIASES": [at(0, lambda: [documents.parse_yaml("a: &x b", "a")])],
    "ROWS": [in_csv(3, "a\nb\nc\n")],
    "COLUMNS": [in_csv(4, "a,b,c,d\n"), lambda folder: (2, _workbook(lambda *_: 2)(folder)[1])],
    "CELL": [in_csv(5, 'a,"bcdef",g\n')],
    "ROW": [in_csv(10, 'a,"b\nc"\nd\n'.replace("a,", "aaa,"))],
    "CELLS": [_cells],
    "CELL_ENTRIES": [_cell_entries],
    "WORKBOOK_BYTES": [_workbook(lambda path, _: os.path.getsize(path))],
    "UNPACKED_BYTES": [_workbook(lambda _, parts: sum(part.file_size for part in parts))],
    "ZIP_RATIO": [_zip_ratio],
    "ZIP_PARTS": [_workbook(lambda _, parts: len(parts))],
    "SHARED_TEXT_BYTES": [_shared],
    "ARTICLE_BYTES": [_article("a.txt", "The captive.", 12)],
    "ARTICLE_SOURCE": [_article("a.html", f"<p>The captive.<img src='data:image/png;base64,{'A' * 500}'>", 32)],
    "ARTICLE_TEXT": [_article("a.txt", "The captive.\n\n" + " " * 50 + "So.", 15)],
    "PASSAGES": [_article("a.md", "One.\n\n\n\nTwo.\n\nThree.\n", 3)],
    "ARTICLE_XML_BYTES": [_article_xml],
    "RULE_VALUES": [_rule_values],
    "CONDITION": [at(11, conditioned("person.held"))],
    "CONDITION_DEPTH": [at(2, conditioned("((person.held))"))],
    "DECISIONS": [at(3, lambda: journal.parse("- a\n- b\n- c\n", "a").problems), at(3, lambda: journal.parse("- a: [\n- b\n- c\n", "a").problems)],
    "RUN_RECORDS": [_run_records],
}  # fmt: skip


def problems(reading: Callable[[], Iterable[object]]) -> list[Problem]:
    """What is wrong, of an input that may have mistakes of other kinds, too."""
    found: list[Problem] = []
    try:
        for one in reading():
            if isinstance(one, InputError):
                found += one.problems
            elif isinstance(one, Problem):
                found.append(one)
    except InputError as error:
        found += error.problems
    except BadCondition as error:
        found.append(Problem("", 0, error.code, error.what + ".", error.why, error.fix))
    return found


def test_every_limit_is_tried() -> None:
    assert sorted(TRIED) == sorted(limit.name for limit in limits.TABLE)
    assert {limit.code for limit in limits.TABLE} == {"too-large", "too-many", "too-deep", "too-many-decisions", "cell"}


FREE = [(limit, number) for limit in limits.TABLE if not limit.fixed for number in range(len(TRIED[limit.name]))]


@pytest.mark.parametrize(("limit", "number"), FREE, ids=[f"{limit.name}-{number}" for limit, number in FREE])
def test_what_is_at_a_limit_is_taken_and_one_more_is_refused(
    limit: Limit, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met, reading = TRIED[limit.name][number](tmp_path)
    monkeypatch.setattr(limit, "value", met)
    assert not [problem for problem in problems(reading) if limit.variable in problem.fix]
    monkeypatch.setattr(limit, "value", met - 1)
    (problem,) = [problem for problem in problems(reading) if limit.variable in problem.fix]
    assert problem.code == limit.code
    assert f"and the limit is {met - 1:,}." in problem.what
    assert f"{met:,} {limit.unit}" in problem.what or f"more than {met - 1:,} {limit.unit}" in problem.what
    assert problem.why
    assert problem.file or limit.name in ("CONDITION", "CONDITION_DEPTH")


@pytest.mark.parametrize("name", ["ID", "DIGITS", "ALIASES"])
def test_a_fixed_limit_is_where_the_table_says(name: str, tmp_path: Path) -> None:
    met, reading = TRIED[name][0](tmp_path)
    assert met == next(limit.value for limit in limits.TABLE if limit.name == name)
    assert not problems(reading)
    beyond = {
        "ID": read(id="x" * 81),
        "DIGITS": read(notice=[{"id": "n", "facts": {"kilometres_from_home": "9" * 16}}]),
        "ALIASES": lambda: [documents.parse_yaml("a: &x b\nc: *x", "a")],
    }
    assert len(problems(beyond[name])) == 1


# --- the environment ---------------------------------------------------------------------------------------------------------------------------------------


def test_the_environment_raises_and_lowers_limits() -> None:
    try:
        assert limits.take({"IHL_LIMIT_TEXT": " 7 ", "IHL_LIMIT_DEPTH": "200", "HOME": "/"}) == []
        assert (limits.TEXT.value, limits.DEPTH.value, limits.VOICES.value) == (7, 200, limits.VOICES.default)
    finally:
        limits.take({})
    assert limits.TEXT.value == limits.TEXT.default


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("IHL_LIMIT_TXET", "9", ("IHL_LIMIT_TXET is no limit.", 'Did you mean "IHL_LIMIT_TEXT"?')),
        ("IHL_LIMIT_TEXT", "0", ('the limit cannot be "0".', "a whole number from 1")),
        ("IHL_LIMIT_TEXT", "many", ('the limit cannot be "many".', "a whole number from 1")),
        ("IHL_LIMIT_TEXT", "-3", ('the limit cannot be "-3".', "")),
        ("IHL_LIMIT_TEXT", "\u0663", ("the limit cannot be", "")),
        ("IHL_LIMIT_DEPTH", "201", ('the limit cannot be "201".', "from 1 to 200")),
        ("IHL_LIMIT_DIGITS", "16", ('the limit cannot be "16".', "It is fixed")),
        ("IHL_LIMIT_ALIASES", "1", ('the limit cannot be "1".', "It is fixed")),
    ],
)
def test_a_setting_that_cannot_be_used_changes_nothing_and_is_told(name: str, value: str, words: tuple[str, str]) -> None:
    (problem,) = limits.take({name: value})
    assert all(limit.value == limit.default for limit in limits.TABLE)
    assert problem.code == "option"
    assert problem.what == words[0] or words[0] in problem.what
    assert words[1] in problem.fix


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, since the environment is read when it starts."""
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments, "--rules", str(RULEBOOK)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_misspelt_limit_ends_a_command_before_anything_is_read() -> None:
    ran = run("check", str(GOOD), IHL_LIMIT_TXET="9")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert (
        ran.stderr
        == 'IHL_LIMIT_TXET: IHL_LIMIT_TXET is no limit. It would change nothing, without a word. Did you mean "IHL_LIMIT_TEXT"?\n'
    )


def test_a_limit_holds_in_every_process_of_a_run_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [json.dumps(recorded(id=f"r{number}", summary="x" * (5_000 if number == 20 else 1)).data) for number in range(40)]
    path = written(tmp_path, "a.jsonl", "\n".join(lines))
    ran = [
        run("check", path, "--format", "jsonl", "--show", "all", "--jobs", jobs, "--fail-on", "never", IHL_LIMIT_LINE_BYTES="4000")
        for jobs in ("1", "2")
    ]
    assert ran[0].stdout == ran[1].stdout
    for one in ran:
        assert one.returncode == 2
        assert one.stderr == (
            f"{path}:21: the line has {len(lines[20]):,} bytes, and the limit is 4,000. Every line of a register is held in memory as a whole. "
            f"Split the record. Or set IHL_LIMIT_LINE_BYTES={len(lines[20])} to raise the limit.\n"
        )
    lower = run("check", path, "--format", "jsonl", "--jobs", "2", "--fail-on", "never", IHL_LIMIT_TEXT="4000")
    assert lower.returncode == 2
    assert "IHL_LIMIT_TEXT=5000" in lower.stderr, "a worker reads the environment, too"


# --- the rest of the run -----------------------------------------------------------------------------------------------------------------------------------


def test_a_line_without_an_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.LINE_BYTES, "value", 1_000)

    class Endless(io.BytesIO):
        """A register whose second line has a gigabyte; it is made as it is read, and only so much of it at once as somebody asks for."""

        left = 1_000_000_000
        most = 0

        def readline(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert size > 0, "a line is asked for without a bound"
            self.most = max(self.most, size)
            if self.tell() == 0 or not self.left:
                return super().readline(size)
            self.left = max(self.left - size, 0)
            return b"x" * size if self.left else b"x\n"

    register = Endless(b'{"a": 1}\n{"b": 2}\n')
    found = list(bounded_lines(register))
    assert [type(one) for one in found] == [bytes, CutLine, bytes]
    assert register.most <= 1_000_000


def test_good_records_beside_one_that_is_too_large_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.ENTRIES, "value", 6)
    (tmp_path / "large.json").write_text(json.dumps(recorded(person=people(7)).data))
    ran = ihl("check", tmp_path, GOOD, "--rules", RULEBOOK)
    assert ran.code == 2
    assert [(problem.line, problem.what) for problem in ran.problems] == [(1, "the record has 7 entries, and the limit is 6.")]
    assert "A good record beside the broken ones" in ran.out


def test_a_part_that_is_named_otherwise_is_xml_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.ARTICLE_XML_BYTES, "value", 1_000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as file:
        file.writestr("word/media/picture.png", "\ufeff  <w:document>" + " " * 2_000)
    (problem,) = problems(lambda: [read_article(str(tmp_path / "a.docx"))])
    assert "bytes of XML" in problem.what


def test_no_further_decision_is_written_than_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "a.decisions.yml")
    monkeypatch.setattr(limits.DECISIONS, "value", 1)
    journal.append(path, MADE, Secrets())
    before = (tmp_path / "a.decisions.yml").read_bytes()
    with pytest.raises(InputError, match="IHL_LIMIT_DECISIONS=2"):
        journal.append(path, MADE, Secrets())
    assert (tmp_path / "a.decisions.yml").read_bytes() == before
