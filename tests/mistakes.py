"""Broken tables, mappings, exports, decisions and runs: what is written into a folder, and the command that meets it there.

``test_errors`` runs them and says what must be told. In the arguments ``@name`` is a file of the folder.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

import openpyxl
from command import GOOD, RULEBOOK

from checker.decisions import Decision
from checker.documents import read
from checker.journal import as_text
from checker.runs import PARTS, Counts

RULES = ("--rules", str(RULEBOOK))


class Broken(NamedTuple):
    """Files by their names, and a command."""

    files: Mapping[str, str | bytes]
    command: tuple[str, ...]


def imported(text: str, *options: str, name: str = "sheet.csv", **files: str) -> Broken:
    """An import of a table; further files by name, underscores for dots."""
    more = {key.replace("_", "."): value for key, value in files.items()}
    return Broken({name: text, **more}, ("records", "import", f"@{name}", "-o", "@out.jsonl", *options, *RULES))


def workbook(sheets: dict[str, list[list[str]]]) -> Broken:
    """An import of a workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return Broken({"sheet.xlsx": made.getvalue()}, ("records", "import", "@sheet.xlsx", "-o", "@out.jsonl", *RULES))


def archive(parts: dict[str, bytes]) -> Broken:
    """An import of a ZIP archive that is called a workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return Broken({"sheet.xlsx": made.getvalue()}, ("records", "import", "@sheet.xlsx", "-o", "@out.jsonl", *RULES))


MAPPING = """schema: ihl-mapping/1
record:
  id: {text: "row-{row}"}
  title: {column: Title}
  person:
    - id: first
      facts:
        held: {column: Held}
"""


def mapped(old: str, new: str, text: str = "Title,Held\nA picture,yes\n") -> Broken:
    """An import by a mapping in which one thing is changed."""
    assert old in MAPPING
    return imported(text, "--mapping", "@sheet.mapping", sheet_mapping=MAPPING.replace(old, new, 1))


def archived(text: str, mapping: str = "") -> Broken:
    """An import of a sheet of the auto-archiver."""
    options = ("--mapping", "@sheet.mapping") if mapping else ()
    return imported(text, "--from", "auto-archiver", *options, **({"sheet_mapping": mapping} if mapping else {}))


def reviewed(*options: str) -> Broken:
    """A review of the good record."""
    return Broken({"good.yml": GOOD.read_text()}, ("review", "@good.yml", *options, *RULES))


def signed(*options: str, **changes: str) -> Broken:
    """A decision on the one finding of the good record that is a breach, with other options."""
    usual = {
        "--decide": "confirm",
        "--rule": "recognisable-picture",
        "--reason": "Seen.",
        "--name": "O. Marsh",
        **{f"--{key}": value for key, value in changes.items()},
    }
    return reviewed(*(word for pair in usual.items() for word in pair), *options)


DECIDED = {
    "schema": "ihl-decision/1", "record": "good", "rule": "recognisable-picture", "binding": {"publication": "photo"}, "reading": "usual", "decides": "confirm", "reason": "Seen.",
    "name": "O. Marsh", "date": "2031-04-01", "program": {"verdict": "breach", "possible": ["breach"]}, "rests_on": {"facts": "0", "law": "0"}, "digest": "0",
}  # fmt: skip


_MADE = Decision(
    "good",
    "recognisable-picture",
    {"publication": "photo"},
    "usual",
    "confirm",
    "Seen.",
    "O. Marsh",
    "2031-04-01",
    "",
    "breach",
    ("breach",),
    "0",
    "0",
)

#: A decision that names one before it, which is not there.
BEHIND = as_text(_MADE.sealed("0"))


def decided(text: str = "", **changes: object) -> Broken:
    """A check of the good record with a broken decision beside it, and another behind that, so that the broken one is no unfinished end."""
    block = json.dumps({key: value for key, value in {**DECIDED, **changes}.items() if value is not None})
    return Broken(
        {"good.yml": GOOD.read_text(), "good.decisions.yml": text or f"- {block}\n- {json.dumps(DECIDED)}\n"},
        ("check", "@good.yml", *RULES),
    )


LONG = "record,table,entry,title"
RUN = {
    "schema": "ihl-run/1", "version": "0", "rulebook": "0", "reading": "common", "rules": [], "show": "raised", "reasons": True, "min_grade": "", "inputs": [],
    "counts": Counts().plain(), "files": dict.fromkeys(PARTS, "0"),
}  # fmt: skip

INPUTS: dict[str, Broken] = {
    # --- tables
    "empty table": imported(""),
    "table of nobody": imported("a,b\n1,2\n"),
    "table of another program": imported("ihl_form,_uuid\n1,2\n"),
    "ending of no format": imported("", name="sheet.doc"),
    "format of no program": imported("", "--from", "kobbo"),
    "column that there is not": imported(f"{LONG},zebra\none,record,,A\n"),
    "column twice": imported(f"{LONG},title\none,record,,A,B\n"),
    "table that there is not": imported(f"{LONG}\none,recrd,,A\n"),
    "row of no record": imported(f"{LONG}\n,record,,A\n"),
    "rows of a record apart": imported(f"{LONG}\none,records,,A\ntwo,records,,B\none,records,,C\n"),
    "quote left open": imported(f'{LONG}\none,records,,"{"A" * 1_100_000}"\n'),
    "too many cells": imported(",".join("x" * 5000) + "\n"),
    "row with text under no column": imported(f"{LONG}\none,records,,A,B\n"),
    "table whose records are gone": imported("recrd,table,entry,fact,is\none,claims,a,b,c\n"),
    "table with a subject that there is not": imported("record,table,id,title,subject\none,records,,A,\none,entries,a,,persn\n"),
    "table that says two things": imported('record,table,id,title,exactly\none,records,,A,"{""title"": ""B""}"\n'),
    "export into nothing that can hold it": Broken({}, ("records", "export", str(GOOD), "--to", "xlsxx", "-o", "@x", *RULES)),
    "import into a file": Broken({"sheet.csv": "", "out": ""}, ("records", "import", "@sheet.csv", "-o", "@out", *RULES)),
    "import with errors as a text": Broken({"sheet.csv": ""}, ("records", "import", "@sheet.csv", "-o", "@out", "--errors", "@errors.txt", *RULES)),
    "import over records": Broken({"lines.jsonl": '{"schema": "ihl-incident/1", "id": "one", "title": "A"}\n', "out/one.yml": ""}, ("records", "import", "@lines.jsonl", "-o", "@out", *RULES)),
    "import of a record twice": Broken({"lines.jsonl": '{"schema": "ihl-incident/1", "id": "one", "title": "A"}\n' * 2}, ("records", "import", "@lines.jsonl", "-o", "@out", *RULES)),
    "export of a record twice": Broken({"lines.jsonl": '{"schema": "ihl-incident/1", "id": "one", "title": "A"}\n' * 2}, ("records", "export", "@lines.jsonl", "--to", "jsonl", "-o", "@out.jsonl", *RULES)),
    "import of nothing": Broken({"lines.jsonl": ""}, ("records", "import", "@lines.jsonl", "-o", "@out", *RULES)),
    "stream of a record twice": Broken({"lines.jsonl": '{"schema": "ihl-incident/1", "id": "one", "title": "A"}\n' * 2}, ("check", "@lines.jsonl", "--save", "@run", *RULES)),
    "import with many problems": imported("Title,Held\n" + "A,perhaps\n" * 60, "--mapping", "@sheet.mapping", "--errors", "@errors.csv", sheet_mapping=MAPPING),
    "import of no file": Broken({}, ("records", "import", "@sheet.csv", "-o", "@out", *RULES)),
    "import into a folder that cannot be": Broken({"lines.jsonl": '{"schema": "ihl-incident/1", "id": "one", "title": "A"}\n', "x": ""}, ("records", "import", "@lines.jsonl", "-o", "@x/out", *RULES)),
    "copies into a folder that cannot be": Broken({"incident.yml": GOOD.read_text(encoding="utf-8"), "x": ""}, ("records", "redact", "@incident.yml", "-o", "@x/out/", *RULES)),
    "dates that are written in another way": mapped("held: {column: Held}", "captured_on: {column: Held}", text="Title,Held\nA,1/2/2031\nB,2031.02.01\nC,25/2/2031\n"),
    "table without records": imported("table,entry,fact,title\nrecords,,,A\n"),
    "record with two rows": imported(f"{LONG}\none,records,,A\none,records,,B\n"),
    "record with a column of others": imported(f"{LONG}\none,records,x,A\n"),
    "claim of nothing": imported("record,table,entry,fact,title,is\none,records,,,A,\none,claims,,held,,yes\none,claims,nobody,held,,yes\n"),
    "claim of no fact": imported("record,table,id,entry,fact,title,is,subject\none,records,,,,A,,\none,entries,first,,,,,person\none,claims,,first,,,yes,\none,entries,second,,,,,\n"),
    "record of another form": imported("record,table,schema,title\none,records,ihl-incident/9,A\n"),
    "restricted without a key": imported("record,table,title,entry,value\none,records,A,,\none,restricted,,first,x\n"),
    "decision on two findings": Broken({"lines.jsonl": "".join(json.dumps({**read(str(GOOD)).data, "id": own}) + "\n" for own in ("one", "two"))}, ("review", "@lines.jsonl", "--rule", "recognisable-picture", "--decide", "confirm", "--reason", "x", "--name", "y", *RULES)),
    "workbook with a sheet that nobody knows": workbook({"records": [["record", "title"], ["one", "A"]], "persn": [["record", "id"], ["one", "first"]]}),
    "workbook without records": workbook({"records": [["rec", "title"], ["one", "A"]], "claims": [["record"]]}),
    "workbook with an entry without an id": workbook({"records": [["record", "title"], ["one", "A"]], "person": [["record", "id", "label"], ["one", "", "the sailor"]]}),
    "workbook that says two things": workbook({"records": [["record", "title"], ["one", "A"]], "person": [["record", "id", "label"], ["one", "first", "a sailor"], ["one", "first", "a soldier"]]}),
    "workbook with entities": archive({"xl/workbook.xml": b"<!DOCTYPE x>"}),
    "workbook that unfolds": archive({"xl/workbook.xml": b" " * 2_000_000}),
    "workbook with a row without an end": workbook({"records": [["x"] * 5_000]}),
    "workbook that cannot hold a text": Broken({"one.json": '{"schema": "ihl-incident/1", "id": "one", "title": "' + "x" * 40_000 + '"}'}, ("records", "export", "@one.json", "--to", "xlsx", "-o", "@out.xlsx", *RULES)),
    "run below a file": Broken({"x": ""}, ("check", str(GOOD), "--save", "@x/run", *RULES)),
    "entry with a link that is none": imported("record,table,id,title,subject,links\none,records,,A,,\none,entries,first,,person,zebra\n"),
    "record in a form that nobody knows": imported("record,table,title,form\none,records,A,saf\n"),
    "record in another form of table": imported("record,table,title,exactly\none,records,A,\"{\"\"schema\"\": \"\"ihl-incident/9\"\"}\"\n"),
    "workbook that is none": imported("no workbook", name="sheet.xlsx"),
    # --- by a mapping
    "mapping of another kind": mapped("schema: ihl-mapping/1", "schema: ihl-mapping/9"),
    "mapping without a record": mapped("record:", "claims:"),
    "mapping with a long delimiter": mapped("record:", "delimiter: ';;'\nrecord:"),
    "mapping with claims that are a word": mapped("record:", "claims: reporter\nrecord:"),
    "mapping with a value that is none": mapped("{column: Held}", "{zebra: Held}"),
    "mapping with a column and a text": mapped("{column: Held}", "{column: Held, text: yes}"),
    "mapping with words that are a word": mapped("{column: Held}", "{column: Held, words: ja}"),
    "mapping with words for nothing that there is": mapped("{column: Held}", "{column: Held, words: {yess: ja}}"),
    "mapping with a word for two": mapped("{column: Held}", "{column: Held, words: {yes: ja, no: ja}}"),
    "mapping that repeats a text": mapped("- id: first", "- id: first\n      one_for_each: x"),
    "mapping with a block for a text": mapped("{column: Title}", "{zebra: Title}"),
    "mapping with facts that are a list": mapped("facts:\n        held: {column: Held}", "facts: [held]\n      label: {column: Held}"),
    "mapping with a fact that there is not": mapped("held:", "hold:"),
    "mapping with a fact that is worked out": mapped("held:", "captive:"),
    "mapping with a word for names that there is not": mapped("record:", "names_in_texts: refus\nrecord:"),
    "mapping with a kind of voice that there is not": mapped("person:", "voices: [{id: a, name: b, kind: partie}]\n  person:"),
    "mapping without a title": mapped("  title: {column: Title}\n", "", text="Held\nyes\n"),
    "mapping with a format of dates that nobody knows": mapped("record:", "dates: [DD/XX]\nrecord:"),
    "mapping with a format of dates without a year": mapped("record:", "dates: [MM/DD]\nrecord:"),
    "mapping of a column that is not there": mapped("{column: Held}", "{column: Hold}"),
    "mapping of a sheet that is empty": mapped("record:", "record:", text=""),
    "mapping of a column that is there twice": mapped("record:", "record:", text="Title,Held,Held\nA,yes,no\n"),
    "mapping that passes over a column": mapped("record:", "record:", text="Title,Held,Notes\nA,yes,x\n"),
    "mapping in an encoding that there is not": mapped("record:", "encoding: utf-99\nrecord:"),
    "mapped row with a cell too many": mapped("record:", "record:", text="Title,Held\nA,yes,x\n"),
    "mapped row with nothing that counts": mapped("record:", "unused: [Notes]\nrecord:", text="Title,Held,Notes,More\nA,yes,x,\n,,x,y\n"),
    "mapped row that names the captive": mapped("person:", "restricted: {first: {names: [{column: Name}]}}\n  person:", text="Title,Held,Name\nAnselm Torvik seen,yes,Anselm Torvik\n"),
    "sheet to draft a mapping of": Broken({"sheet.csv": "1,2\n3,4\n"}, ("records", "map", "@sheet.csv", "-o", "@new.mapping", *RULES)),
    # --- of other programs
    "archive without its columns": archived("Link,State\nx,y\n"),
    "archive with a mapping of another kind": archived("Link,Archive status\n", "schema: x/1\n"),
    "archive with a mapping with a key": archived("Link,Archive status\n", "schema: ihl-archive-mapping/1\ncolums: {}\ncolumns: {zebra: x}\nincident: [a]\n"),
    "archive with a mapping with columns that are a list": archived("Link,Archive status\n", "schema: ihl-archive-mapping/1\ncolumns: [a]\n"),
    "archive without the column that holds rows together": archived("Link,Archive status\n", "schema: ihl-archive-mapping/1\nincident: Case\n"),
    "archive rows": archived("Link,Archive status,Archive location,Hash\n,success,x,\nftp,success,x,\nhttps://a.example/1,,x,\nhttps://a.example/1,nothing,,\nhttps://a.example/1,success,x,SHA-256:12\n"),
    "entities without a title": imported("Name,Date added\nx,y\n", "--from", "uwazi"),
    "entity without a title": imported("Title,Date added\n,y\n", "--from", "uwazi"),
    "entities without a heading": imported("\n", "--from", "uwazi"),
    "entities with a column twice": imported("Title,Title\nx,y\n", "--from", "uwazi"),
    "entities with a cell too many": imported("Title\nx,y\n", "--from", "uwazi"),
    "table of a form": imported("KEY,SubmissionDate\nx,y\n", "--from", "odk"),
    "form without its rounds": imported("_uuid,ihl_form\nx,y\n", "--from", "kobo"),
    "archive that is none": imported("no archive", "--from", "odk", name="form.zip"),
    # --- made
    "form of a word": Broken({}, ("records", "form", "-o", "@form.doc", *RULES)),
    "form in no language": Broken({}, ("records", "form", "-o", "@form.xlsx", "--language", "?", *RULES)),
    "form on no subject": Broken({}, ("records", "form", "-o", "@form.xlsx", "--subject", "persn", *RULES)),
    "form on no article": Broken({}, ("records", "form", "-o", "@form.xlsx", "--article", "999", *RULES)),
    "template of another ending": Broken({}, ("records", "template", "-o", "@form.csv", *RULES)),
    "template of no subject": Broken({}, ("records", "template", "-o", "@form.xlsx", "--subject", "persn", *RULES)),
    "lint of nothing": Broken({}, ("records", "lint", "@", *RULES)),
    "interview asked again from nothing": Broken({}, ("records", "new", "--again", *RULES)),
    "interview into no YAML": Broken({"one.json": "{}"}, ("records", "new", "--resume", "@one.json", *RULES)),
    "report that cannot be printed": Broken({}, ("check", str(GOOD), "--format", "docx", *RULES)),
    "report that is not written": Broken({}, ("check", str(GOOD), "-o", "@x.txt", *RULES)),
    "tellings as a report": Broken({}, ("check", str(GOOD), "--by-account", "--format", "md", *RULES)),
    "cores without a stream": Broken({}, ("check", str(GOOD), "--jobs", "2", *RULES)),
    "stream of standard input": Broken({}, ("check", "-", "--jobs", "2", "--format", "jsonl", *RULES)),
    "records and a rulebook": Broken({}, ("diff", str(GOOD), str(RULEBOOK), *RULES)),
    # --- decisions
    "review of standard input": Broken({}, ("review", "-", *RULES)),
    "review of no such record": reviewed("--record", "goood"),
    "review of nothing": Broken({"sparse.yml": "schema: ihl-incident/1\nid: sparse\ntitle: A sparse record\n"}, ("review", "@sparse.yml", *RULES)),
    "decision on several rules": reviewed("--decide", "confirm"),
    "decision on no pair": signed("--binding", "photo"),
    "decision on nobody": signed("--binding", "publication=phto"),
    "decision on a rule without a finding": signed(rule="person.captive"),
    "decision without a reason": signed(reason=" "),
    "decision without a name": signed(name=" "),
    "decision that is none": signed(decide="confrm"),
    "decision of no standard": signed(standard="certain"),
    "decision with a standard that decides nothing": signed(decide="out_of_scope", standard="beyond_reasonable_doubt"),
    "decision with a long reason": signed(reason="x" * 5001),
    "decisions that are no list": decided("a: 1\n"),
    "decision that is a word": decided(f"- word\n- {json.dumps(DECIDED)}\n"),
    "decision of another form": decided(schema="ihl-decision/9"),
    "decision with a word that is none": decided(decides="confrm"),
    "decision without the program": decided(program=None),
    "decision that rests on nothing": decided(rests_on={}),
    "decision about a list": decided(binding=[]),
    "decision that was changed": decided(),
    "decision that was broken off": decided(f"- {json.dumps(DECIDED)}\n- {{schema: ihl-decision/1, rec"),
    "decision behind one that is gone": decided(BEHIND),
    # --- runs
    "run begun with other rules": Broken({"run/unfinished.json": json.dumps({"head": {}, "counts": Counts().plain()}), "run/findings.jsonl": "", "run/records.jsonl": "", "run/problems.jsonl": ""}, ("check", str(GOOD), "--save", "@run", "--resume", *RULES)),
    "run that is none": Broken({"run/x": ""}, ("verify", "@run", *RULES)),
    "run that is not finished": Broken({"run/unfinished.json": "{}"}, ("verify", "@run", *RULES)),
    "run that cannot be read": Broken({"run/run.json": "{"}, ("verify", "@run", *RULES)),
    "run of another form": Broken({"run/run.json": "{}"}, ("verify", "@run", *RULES)),
    "run in a file": Broken({"run": ""}, ("check", str(GOOD), "--save", "@run", *RULES)),
    "run that goes on from nothing that can be read": Broken({"run/unfinished.json": "{"}, ("check", str(GOOD), "--save", "@run", "--resume", *RULES)),
    "run that is finished": Broken({"run/run.json": json.dumps(RUN)}, ("check", str(GOOD), "--save", "@run", "--resume", *RULES)),
    "run named after a captive": Broken({"torvik.json": '{"schema": "ihl-incident/1", "id": "x", "restricted": {"p": {"names": ["Anselm Torvik"]}}}'}, ("check", "@torvik.json", "--save", "@run", *RULES)),
    "runs with a line that cannot be read": Broken({f"{run}/{part}": text for run in ("a", "b") for part, text in (("run.json", json.dumps(RUN)), ("records.jsonl", "{\n"))}, ("diff", "@a", "@b", *RULES)),
    "runs with a line of another kind": Broken({f"{run}/{part}": text for run in ("a", "b") for part, text in (("run.json", json.dumps(RUN)), ("records.jsonl", '{"record": "one"}\n'), ("findings.jsonl", ""))}, ("diff", "@a", "@b", *RULES)),
    "runs with a part missing": Broken({f"{run}/{part}": text for run in ("a", "b") for part, text in (("run.json", json.dumps(RUN)), ("records.jsonl", ""))}, ("diff", "@a", "@b", *RULES)),
}  # fmt: skip

#: What each must come to: the exit code, and of each problem its line, its code and words of its message.
EXPECTED: dict[str, tuple[int, tuple[tuple[int | str, ...], ...]]] = {
    "empty table": (2, ((0, "mapping", "there is nothing in this file.", "Check that it is the file that you meant, and that it was saved."),)),
    "table of nobody": (2, ((1, "mapping", "this table is not one that the program writes.", "Which column is which fact has to be said by somebody; it is not guessed."),)),
    "table of another program": (2, ((1, "mapping", "this table is not one that the program writes, but has the columns of an export of KoboToolbox.", "Import it with --from kobo."),)),
    "ending of no format": (2, ((0, "format", "its ending tells no format.", "Known are .csv, .tsv, .txt, .xlsx, .xlsm, .jsonl or .zip.", "Name the format with --from csv, xlsx, jsonl, kobo, odk, uwazi or auto-archiver."),)),
    "format of no program": (2, ((0, "option", '"kobbo" is not a format.', 'Did you mean "kobo"?'),)),
    "column that there is not": (2, ((1, "column", '"zebra" is not a column.', "What stands below it would be lost.", "Its columns are table, record, entry, fact, is, source, at, said_by, grade, note, subject, id or 19 more."),)),
    "column twice": (2, ((1, "column", 'the column "title" is there twice.', "Nobody could tell which is meant.", "Rename or delete one."),)),
    "table that there is not": (2, ((2, "table", 'column "table": "recrd" is not a table.', "What stands there would be lost.", 'Did you mean "records"?'),)),
    "row of no record": (2, ((2, "cell", 'column "record": the cell names no record.', "What it was to say would be lost.", "Write the value itself."),)),
    "rows of a record apart": (2, ((4, "scattered", 'column "record": rows of the record "one" stand further up, with others between.', "A long table is read record by record.", 'Sort the table by its column "record", keeping the rows of a record in their order.'),)),
    "quote left open": (2, ((2, "too-large", "a cell has more than 1,000,000 characters, and the limit is 1,000,000.", "Check the quotes before this row", "IHL_LIMIT_CELL=2000000"),)),
    "too many cells": (2, ((1, "too-large", "the row has 5,000 columns, and the limit is 2,000.", "Check the quotes before this row", "IHL_LIMIT_COLUMNS=5000"),)),
    "row with text under no column": (2, ((2, "cell", 'the row holds "B" in a column without a name.', "What it was to say would be lost.", "Write the value itself."),)),
    "table whose records are gone": (2, ((1, "mapping", "this table is not one that the program writes.", "Which column is which fact has to be said by somebody; it is not guessed."),)),
    "table with a subject that there is not": (2, ((3, "unknown-subject", 'column "subject": "persn" is not a subject.', "Nobody could tell what the entry is.", 'Did you mean "person"?'),)),
    "table that says two things": (2, ((2, "contradiction", 'column "exactly": the cell "exactly" says something else of "title" than the cells do.', "One of the two has been changed, and nobody could tell which is meant.", 'Where the cells are right, delete the cell "exactly".'),)),
    "export into nothing that can hold it": (2, ((0, "option", '"xlsxx" is not one of its values.', 'Did you mean "xlsx"?'),)),
    "import into a file": (2, ((0, "output-folder", "this is a file.", "Each record is written to a file of its own.", "Name a folder, or a file that ends in .jsonl."),)),
    "import with errors as a text": (2, ((0, "option", "Give it one of these endings."),)),
    "import over records": (2, ((0, "exists", "there is a file one.yml already.", "Nothing is overwritten silently, so nothing was written.", "Import into another folder, or add --force to replace them."),)),
    "import of a record twice": (2, ((2, "duplicate-id", 'the id "one" is taken by lines.jsonl, row 1.', "Findings of the two could not be told apart, and one file would replace the other.", "Give one of them another id, or delete the row if both are the same incident."),)),
    "export of a record twice": (2, ((2, "duplicate-id", "Rows of the two could not be told apart.", "Give one of them another id."),)),
    "import of nothing": (3, ((0, "nothing", "no records were found, so nothing was written.", "Check the file."),)),
    "stream of a record twice": (2, ((2, "duplicate-id", 'the record id "one" is taken by a record before it.', "Findings of the two could not be told apart.", "Give one of them another id."),)),
    "import with many problems": (2, ((2, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (3, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (4, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (5, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (6, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (7, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (8, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (9, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (10, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (11, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (12, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (13, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (14, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (15, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (16, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (17, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (18, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (19, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (20, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (21, "word", 'column "Held": "perhaps" is none of the words that are known here.', "A value that nobody can place would be guessed.", "Write no, yes, unknown or not_applicable, or say in the mapping, under words, which of these it stands for."), (0, "more", "40 more problems are listed there."),)),
    "import of no file": (2, ((0, "unreadable", "there is no such file.", "Check the path."),)),
    "import into a folder that cannot be": (2, ((0, "unwritable", "the folder cannot be made: not a directory.", "Check the path and your rights."),)),
    "copies into a folder that cannot be": (2, ((0, "output-folder", "this folder cannot be made: not a directory.", "No copy was written.", "Give another folder."),)),
    "dates that are written in another way": (2, ((2, "date", 'column "Held": "1/2/2031" could be 2031-01-02 or 2031-02-01.', "A date that is read wrongly can turn a finding.", "Say in the mapping how this column writes dates: dates: DD/MM/YYYY, or dates: MM/DD/YYYY."), (3, "date", 'column "Held": the date "2031.02.01" does not exist.', "A date that is read wrongly can turn a finding.", "Check it, and write it as 2025-03-02, 2025-03 or 2025."), (4, "date", 'column "Held": "25/2/2031" is in a format that nobody has declared.', "A date that is read wrongly can turn a finding.", "Say in the mapping how this column writes dates: dates: DD/MM/YYYY, or dates: MM/DD/YYYY."),)),
    "table without records": (2, ((1, "mapping", "this table is not one that the program writes.", "Which column is which fact has to be said by somebody; it is not guessed."),)),
    "record with two rows": (2, ((3, "duplicate-id", 'column "record": the record has a row of its own already (row 2).', "One of the two would be lost.", "Keep one of them, or give this one another id."),)),
    "record with a column of others": (2, ((2, "table", 'column "entry": a row of "records" has no "entry".', "What stands there would be lost.", "Empty the cell."),)),
    "claim of nothing": (2, ((3, "missing-target", 'column "entry": the entry is missing.', "Of whom or what it is claimed would be lost.", "Its entries are none."), (4, "missing-target", 'column "entry": "nobody" is no entry of this record.', "Of whom or what it is claimed would be lost.", "Its entries are none."),)),
    "claim of no fact": (2, ((5, "unknown-subject", 'column "subject": the subject is missing.', "Nobody could tell what the entry is.", "Subjects are conflict, notice, outlet, party, person or publication."), (4, "missing-key", 'column "fact": the fact is missing.', "Nobody could tell what is claimed.", "Write its name."),)),
    "record of another form": (2, ((1, "column", '"schema" is not a column.', "What stands below it would be lost.", "Its columns are table, record, entry, fact, is, source, at, said_by, grade, note, subject, id or 19 more."),)),
    "restricted without a key": (2, ((3, "missing-key", 'column "key": the key is missing.', "Nobody could tell what is restricted.", "Write names, numbers or another key."),)),
    "decision on two findings": (2, ((0, "several-findings", "2 findings of recognisable-picture are meant.", "A decision is about one.", "Name one of: one --binding publication=photo --binding person=first; two --binding publication=photo --binding person=first."),)),
    "workbook with a sheet that nobody knows": (2, ((0, "sheet", '"persn" is not a sheet that holds records.', "What stands in it would be lost.", 'Did you mean "person"?'),)),
    "workbook without records": (2, ((1, "column", '"rec" is not a column of the sheet "records".', "What stands below it would be lost.", 'Did you mean "record"?'), (1, "column", 'the column "record" of the sheet "records" is missing.', "Nobody could tell of which record a row is.", "Add it."),)),
    "workbook with an entry without an id": (2, ((2, "missing-key", 'sheet "person", column "id": this person has no id.', "Nothing could lead to it.", "Write a pseudonym or a short name."),)),
    "workbook that says two things": (2, ((3, "contradiction", 'sheet "person", column "label": an earlier row says otherwise of "first" in this column.', "A row after the first of an entry only adds what another source says of its facts.", "Empty the cell, or give the row an id of its own."),)),
    "workbook with entities": (2, ((0, "workbook", "a part of this workbook defines entities.", "They can unfold without end.", "Save it anew."),)),
    "workbook that unfolds": (2, ((0, "too-large", " bytes unpacked for each byte packed, and the limit is 200.", "A file can be made to exhaust the memory or the time of whoever opens it.", "IHL_LIMIT_ZIP_RATIO="),)),
    "workbook with a row without an end": (2, ((1, "too-large", " columns, and the limit is 2,000.", "delete the columns without content"),)),
    "workbook that cannot hold a text": (2, ((0, "too-large", 'the sheet "records" would have a text of 40,000 characters.', "A workbook cannot hold that, and would cut it off.", "Export to CSV or JSON Lines."),)),
    "run below a file": (2, ((0, "unwritable", "the file cannot be written: not a directory.", "", "Check the path, your rights and the space left"),)),
    "entry with a link that is none": (2, ((3, "link", 'column "links": "zebra" is no link.', "Whom the entry concerns would be lost.", 'Write the link, a colon and ids, such as "by: sudria; depicts: prisoner-1, prisoner-2".'),)),
    "record in a form that nobody knows": (2, ((2, "value", 'column "form": "saf" is not a form in which records are written.', "Nobody could tell whether apostrophes belong to the texts.", 'Did you mean "safe"?'),)),
    "record in another form of table": (2, ((2, "contradiction", 'column "exactly": the cell "exactly" says something else of "schema" than the cells do.', "One of the two has been changed, and nobody could tell which is meant.", 'Where the cells are right, delete the cell "exactly".'),)),
    "workbook that is none": (2, ((0, "workbook", "this is not a workbook that can be read (BadZipFile).", "Only .xlsx files without a password can be opened; .xls and .ods cannot.", "Save it as .xlsx in a spreadsheet program, or as CSV."),)),
    "mapping of another kind": (2, ((1, "schema", "this is not a column mapping.", 'A mapping begins with "schema: ihl-mapping/1"; `ihl records map` drafts one.'),)),
    "mapping without a record": (2, ((3, "unknown-key", '"id" is not a key of every claim.', "It would be ignored without a word.", "Its keys are source, at, said_by, grade and note."), (4, "unknown-key", '"title" is not a key of every claim.', "It would be ignored without a word.", "Its keys are source, at, said_by, grade and note."), (5, "unknown-key", '"person" is not a key of every claim.', "It would be ignored without a word.", "Its keys are source, at, said_by, grade and note."), (6, "type", "neither a text nor a column stands here.", "Write a text, or {column: NAME}."), (1, "missing-key", '"record" is missing.', "It says what each row becomes.", "Write a record there, with {column: NAME} where a value comes from the sheet."),)),
    "mapping with a long delimiter": (2, ((2, "value", "a delimiter is one character.", 'Write for example ";" in quotes.'),)),
    "mapping with claims that are a word": (2, ((2, "type", '"claims" should be a block of keys.', "Write source and said_by below it."),)),
    "mapping with a value that is none": (2, ((8, "type", "person.held: a block of keys is neither yes nor no.", "A value that the fact cannot have would never be judged.", "Write yes, no or unknown."),)),
    "mapping with a column and a text": (2, ((8, "type", '"column" and "text" exclude each other.', "Keep one."),)),
    "mapping with words that are a word": (2, ((8, "type", '"words" should be a block of keys.', "Write for example yes: [y, ja]."),)),
    "mapping with words for nothing that there is": (2, ((8, "value", '"yess" is not a value that cells can stand for here.', 'Did you mean "yes"?'),)),
    "mapping with a word for two": (2, ((8, "value", '"ja" stands for yes already.', "A cell could mean either.", "Keep it at one of them."),)),
    "mapping that repeats a text": (2, ((7, "type", "a column is expected here.", 'Write {column: NAME, split: ";"}.'),)),
    "mapping with a block for a text": (2, ((4, "type", "neither a text nor a column stands here.", "Write a text, or {column: NAME}."),)),
    "mapping with facts that are a list": (2, ((7, "type", '"facts" should be a block of facts.', "Write one fact a line."),)),
    "mapping with a fact that there is not": (2, ((8, "unknown-fact", '"hold" is not a fact of person.', "No record could state it.", 'Did you mean "held"?'),)),
    "mapping with a fact that is worked out": (2, ((8, "unknown-fact", '"person.captive" is worked out from other facts.', "No record could state it.", "`ihl schema facts` lists the facts of person."),)),
    "mapping with a word for names that there is not": (2, ((2, "value", '"refus" is not one of its values.', 'Did you mean "refuse"?'),)),
    "mapping with a kind of voice that there is not": (2, ((5, "enum-value", '"partie" is not a kind of voice.', 'Did you mean "party"?'),)),
    "mapping without a title": (2, ((2, "missing-key", '"title" is missing.', "Every record has one.", 'Add title: {column: NAME}, or {text: "..."}.'),)),
    "mapping with a format of dates that nobody knows": (2, ((2, "date", '"DD/XX" has letters that stand for nothing.', "Dates would be read wrongly.", "Write for example DD/MM/YYYY, MM/DD/YYYY, D MMMM YYYY or YYYY-MM-DD."),)),
    "mapping with a format of dates without a year": (2, ((2, "date", '"MM/DD" does not say once each where day, month and year stand.', "Dates would be read wrongly.", "Write for example DD/MM/YYYY, MM/DD/YYYY, D MMMM YYYY or YYYY-MM-DD."),)),
    "mapping of a column that is not there": (2, ((8, "column", 'there is no column "Hold" in the table (row 1 was read as its heading).', "What it says would be lost.", 'Did you mean "Held"?'),)),
    "mapping of a sheet that is empty": (2, ((0, "empty", "there is nothing in this file.", "Check the file."),)),
    "mapping of a column that is there twice": (2, ((1, "column", 'the column "Held" is there twice.', "Nobody could tell which is meant.", "Rename one of them in the sheet."),)),
    "mapping that passes over a column": (2, ((0, "column", 'the mapping says nothing of "Notes".', "What stands there would be lost without a word.", "Use the column in the mapping, or name it under unused: to leave it out knowingly."),)),
    "mapping in an encoding that there is not": (2, ((0, "encoding", '"utf-99" is not an encoding.', "Write for example utf-8 or windows-1252."),)),
    "mapped row with a cell too many": (2, ((2, "cell", '"x" stands in a column without a name.', "It would be lost.", "Move it, or name the column."),)),
    "mapped row with nothing that counts": (2, ((0, "column", 'the mapping says nothing of "More".', "What stands there would be lost without a word.", "Use the column in the mapping, or name it under unused: to leave it out knowingly."),)),
    "mapped row that names the captive": (2, ((2, "name", 'column "Title": the text repeats what "Name" keeps restricted.', "Texts are read, quoted and passed on; they would lead to the captive.", "Write the pseudonym instead, or say names_in_texts: withhold in the mapping to have it taken out of every text."),)),
    "sheet to draft a mapping of": (2, ((0, "heading", "no row of this file looks like a heading.", "Columns are found by their names.", "Name the columns in one row."),)),
    "archive without its columns": (2, ((1, "not-a-sheet", 'the columns "link" and "archive status" are not there.', "The auto-archiver needs both, so this is no sheet of it, or its columns were renamed.", "Name them in a mapping (ihl-archive-mapping/1). Found: Link or State."),)),
    "archive with a mapping of another kind": (2, ((1, "schema", "this is not a mapping for sheets of the auto-archiver.", 'Begin it with "schema: ihl-archive-mapping/1"; then columns and incident.'),)),
    "archive with a mapping with a key": (2, ((2, "unknown-key", '"colums" is not a key of such a mapping.', "It would be ignored without a word.", 'Did you mean "columns"?'), (3, "unknown-key", '"zebra" is not a column of the auto-archiver.', "Its columns are url, status, folder, archive, date, thumbnail, timestamp, title, text, screenshot, hash, pdq_hash, wacz or replaywebpage."), (4, "type", '"incident" should be the name of a column.', "Write the name."),)),
    "archive with a mapping with columns that are a list": (2, ((2, "type", '"columns" should be a block of names.', "Write for example: columns: {hash: Hash (SHA)}."),)),
    "archive without the column that holds rows together": (2, ((1, "column", 'there is no column "Case".', "Rows could not be put together.", "Its columns are Link or Archive status."),)),
    "archive rows": (2, ((2, "missing", 'column "Link": there is no link in this row.', "Nobody could tell what was archived.", "Add the link."), (3, "url", 'column "Link": this is not an address on the web.', "Nobody could look it up.", "It begins with https://."), (4, "not-archived", 'column "Archive status": this row has not been archived yet.', "It was left out.", "Run the auto-archiver, then import again."), (5, "not-archived", 'column "Archive status": this post was not archived: "nothing".', "It was left out: a post that is gone proves nothing.", "Archive it again, or by hand, and write it into a record as a source."), (6, "hash", 'column "Hash": this is not a hash of the auto-archiver.', "A hash that was cut off proves nothing.", "Copy it from the archive; it reads SHA-256: or SHA3-512: and 64 or 128 digits."),)),
    "entities without a title": (2, ((1, "not-an-export", 'there is no column "Title".', "Every entity of Uwazi has one, so this is no export of it.", "Export the entities from Uwazi as CSV; for other tables use --from csv with a mapping."),)),
    "entity without a title": (2, ((2, "missing", 'column "Title": the entity has no title.', "A record cannot do without it; this one was left out.", "Give it one in Uwazi, and export again."),)),
    "entities without a heading": (2, ((1, "no-header", "the first row names no columns.", "Export the table with its header row."),)),
    "entities with a column twice": (2, ((1, "column", 'column "Title": two columns are called "Title".', "Nobody could tell which of them counts.", "Rename one, or take it out."),)),
    "entities with a cell too many": (2, ((2, "too-many-cells", "the row has more cells than there are columns.", "What stands in the others belongs to nothing.", "Look for a quotation mark or separator that is missing, or name the column."),)),
    "table of a form": (2, ((0, "one-of-several", "this is one table of an export of ODK Central.", "The groups that repeat (captives, publications) stand in the others.", "Name the ZIP archive, or the folder into which it was unpacked."),)),
    "form without its rounds": (2, ((0, "no-repeats", "a CSV export of KoboToolbox leaves out the groups that repeat.", "Every captive and publication would be lost.", "Export as XLS, with XML values and headers."),)),
    "archive that is none": (2, ((0, "archive", "this is not a ZIP archive that can be read.", "Download the export again."),)),
    "form of a word": (2, ((0, "output-name", "a form is a workbook.", "Servers tell it by its name.", "Give a name that ends in .xlsx."),)),
    "form in no language": (2, ((0, "option", '"?" is no language.', "Write a code such as en, fr or uk."),)),
    "form on no subject": (2, ((0, "option", '"persn" is not a subject.', 'Did you mean "person"?'),)),
    "form on no article": (2, ((0, "option", 'no fact belongs to Article "999".', "The form would ask nothing.", "Write a number, such as 13; `ihl rules facts` lists the facts with their articles."),)),
    "template of another ending": (2, ((0, "option", "A template is a workbook.", "Give it this ending."),)),
    "template of no subject": (2, ((0, "option", '"persn" is not a subject.', 'Did you mean "person"?'),)),
    "lint of nothing": (3, ((0, "nothing", "no records were found, so nothing was looked at.", "Records are .yml, .yaml, .json or .jsonl files; see docs/writing-records.md."),)),
    "interview asked again from nothing": (2, ((0, "option", "nothing was left out before an interview begins.", "Name the record with --resume."),)),
    "interview into no YAML": (2, ((0, "format", "this is no YAML file, but ends in .json.", "An interview writes comments beside the facts, which only YAML can hold.", "Give a name that ends in .yml with -o."),)),
    "report that cannot be printed": (2, ((0, "option", "a Word document cannot be printed.", "Add -o with the name of a file: -o report.docx."),)),
    "report that is not written": (2, ((0, "option", "terminal is not written to a file.", "Add --format html, docx, md, csv, sarif, junit or json; or keep a whole run with --save DIR."),)),
    "tellings as a report": (2, ((0, "option", "tellings are compared record by record, in the terminal or in one JSON report.", "Nothing would be shown of them.", "Leave out --save and --jobs, and choose terminal or json; every finding has its accounts in the other formats too."),)),
    "cores without a stream": (2, ((0, "option", "several cores are used for streams only.", "Add --format jsonl, or --save DIR."),)),
    "stream of standard input": (2, ((0, "option", "standard input cannot be streamed with --save or --jobs.", "It could not be read a second time.", "Write it to a file first."),)),
    "records and a rulebook": (2, ((0, "kinds", "They have nothing to compare.", "Compare two of a kind."),)),
    "review of standard input": (2, ((0, "no-place", "a record from standard input cannot be reviewed.", "Decisions lie in a file beside that of the record.", "Save the record first."),)),
    "review of no such record": (2, ((0, "filter", 'no record has the id "goood".', 'Did you mean "good"?'),)),
    "review of nothing": (3, ((0, "nothing", "no findings were found to review.", "Look with `ihl check --show all` what the records say."),)),
    "decision on several rules": (2, ((0, "several-findings", "a decision is about a finding of one rule.", "Give --rule once, and --binding where it has several."),)),
    "decision on no pair": (2, ((0, "option", '"photo" has no "=" in it.', "Write --binding person=prisoner-1."),)),
    "decision on nobody": (2, ((0, "no-finding", "no finding of recognisable-picture is about publication=phto.", "Nothing was decided.", "There are: good --binding publication=photo --binding person=first."),)),
    "decision on a rule without a finding": (2, ((0, "filter", 'no rule has "person.captive".', "Nothing would be checked.", "`ihl rules list` shows what there is."),)),
    "decision without a reason": (2, ((0, "reason", "a decision needs a reason.", "Whoever reads it later could not tell what it rests on.", "Give one, in a sentence."),)),
    "decision without a name": (2, ((0, "name", "a decision needs the name of the person who makes it.", "A decision is somebody's; nobody answers for one without a name.", "Give yours."),)),
    "decision that is none": (2, ((0, "decides", '"confrm" is not a decision.', 'Did you mean "confirm"?'),)),
    "decision of no standard": (2, ((0, "standard", '"certain" is not a standard of proof.', "Standards are reasonable_grounds_to_suspect, reasonable_grounds_to_believe, balance_of_probabilities, clear_an"),)),
    "decision with a standard that decides nothing": (2, ((0, "standard", "a standard of proof does not belong to out_of_scope.", "Nothing is held to be proven by it.", "Leave it out."),)),
    "decision with a long reason": (2, ((0, "reason", "the reason is longer than 5,000 characters.", "Say it shorter, and put the rest into a note of the record."),)),
    "decisions that are no list": (2, ((1, "no-decisions", "this is not a list of decisions.", "No decision in it can be shown.", "Move it out of the way."),)),
    "decision that is a word": (2, ((1, "no-decision", "this is not a decision.", "A decision is a block of keys.", "Take it out, or make it a comment."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision of another form": (2, ((1, "schema", '"ihl-decision/9" is not a form of decision that can be read.', "Only ihl-decision/1 is known here."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision with a word that is none": (2, ((1, "value", 'decides cannot be "confrm".', 'Did you mean "confirm"?'), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision without the program": (2, ((1, "type", '"program" should have the verdict of the program and what it left possible.', "Nobody could tell what it was about, so it does not count.", "Put it back as it was, or decide anew with `ihl review`."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision that rests on nothing": (2, ((1, "type", '"rests_on" should have the digest of the facts and that of the law.', "Nobody could tell what it was about, so it does not count.", "Put it back as it was, or decide anew with `ihl review`."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision about a list": (2, ((1, "type", '"binding" should be a block of words.', "Nobody could tell what it was about, so it does not count.", "Put it back as it was, or decide anew with `ihl review`."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision that was changed": (2, ((1, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."), (2, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."),)),
    "decision that was broken off": (2, ((1, "altered-decision", "this decision of O. Marsh on good is not as it was signed: something in it was changed.", "It does not count, and the finding is open.", "Put it back as it was, or decide anew with `ihl review`."), (2, "torn-decision", "the decision that begins here is not whole: the program was probably stopped while it wrote.", "It does not count; all others do.", "Decide anew with `ihl review`, and put # before the lines of what is left here."),)),
    "decision behind one that is gone": (2, ((1, "missing-decision", "a decision that stood before this one of O. Marsh (2031-04-01) is no longer there, or not as it was signed.", "Decisions are never taken back by removing them; a later one takes their place.", "Look for the earlier state of the file in a backup or in version control."),)),
    "run begun with other rules": (2, ((0, "changed", "the unfinished run in this folder was begun with other form of run, version of the program, rules, reading, ru", "Its findings and new ones would not belong together.", "Run it again as it was begun, or begin anew with --force."),)),
    "run that is none": (2, ((0, "no-run", "no run is kept here.", "Name the folder given to `ihl check --save`."),)),
    "run that is not finished": (2, ((0, "no-run", "the run in this folder is not finished.", "Go on with it: the same `ihl check` with --resume."),)),
    "run that cannot be read": (2, ((0, "damaged", "the manifest cannot be read.", "Nothing can be recomputed from it.", "Make the run again."),)),
    "run of another form": (2, ((0, "damaged", "this is not the manifest of a run.", "Nothing can be recomputed from it.", 'Its "schema" should be ihl-run/1.'),)),
    "run in a file": (2, ((0, "output-folder", "this is a file.", "A run is kept in a folder.", "Name another place."),)),
    "run that goes on from nothing that can be read": (2, ((0, "damaged", "it cannot be read how far this run came.", "Records could be left out or counted twice.", "Begin anew with --force."),)),
    "run that is finished": (2, ((0, "finished", "the run in this folder is finished.", "There is nothing to resume.", "Look at it with `ihl verify`, or run again with --force."),)),
    "run named after a captive": (2, ((0, "leak", "this name holds what a record keeps restricted.", "A kept run names its folder and every file that it was made from, so that it can be verified; nothing was written.", "Rename the file or folder."),)),
    "runs with a line that cannot be read": (2, ((1, "damaged", "this line of a run cannot be read.", "Make the run again."),)),
    "runs with a line of another kind": (2, ((0, "damaged", "what a run says of the record one cannot be read.", "Make the run again."),)),
    "runs with a part missing": (2, ((0, "damaged", "a part of a run is missing or cannot be read.", "Make the run again; `ihl verify` says which part."),)),
}  # fmt: skip
