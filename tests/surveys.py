"""Filled forms, laid out as KoboToolbox and ODK Central export them.

The columns come from the XForm that pyxform made, so an answer to a question that no phone would show cannot be written. How each program lays out its export: kobotoolbox/formpack ``reporting/export.py`` and
``schema/fields.py``, kpi ``import_export_task.py`` (``COPY_FIELDS``), getodk/central-backend ``lib/data/briefcase.js``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl

XF = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"


@dataclass(repr=False)
class Question:
    """One question of an XForm: its path below the root, its type, its choices with their labels, its label and its logic."""

    path: str
    type: str
    choices: dict[str, str] = field(default_factory=dict)
    label: str = ""
    several: bool = False
    relevant: str = ""
    constraint: str = ""
    required: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(repr=False)
class XForm:
    """The questions of an XForm in order, and the paths of its repeated groups."""

    form_id: str
    version: str
    questions: dict[str, Question]
    repeats: list[str]

    def table_of(self, question: Question) -> str:
        """The repeated group in which a question stands, or nothing."""
        return next((path for path in self.repeats if question.path.startswith(path + "/")), "")


def parsed(xform: str) -> XForm:
    """What a phone reads in an XForm."""
    root = ElementTree.fromstring(xform)
    model = root.find(f"{H}head/{XF}model")
    assert model is not None
    instance = model.find(f"{XF}instance")
    assert instance is not None
    (data,) = list(instance)
    lists = {
        other.get("id"): {item.findtext(f"{XF}name") or "": item.findtext(f"{XF}label") or "" for item in other.iter(f"{XF}item")}
        for other in model.findall(f"{XF}instance")[1:]
    }
    start = f"/{data.tag.partition('}')[2] or data.tag}/"
    questions: dict[str, Question] = {}
    for bind in model.findall(f"{XF}bind"):
        path = (bind.get("nodeset") or "").removeprefix(start)
        questions[path] = Question(
            path, bind.get("type") or "", relevant=bind.get("relevant") or "", constraint=bind.get("constraint") or "",
            required=bind.get("required") == "true()",
        )  # fmt: skip
    body = root.find(f"{H}body")
    assert body is not None
    repeats = [(element.get("nodeset") or "").removeprefix(start) for element in body.iter(f"{XF}repeat")]
    for element in body.iter():
        kind = element.tag.removeprefix(XF)
        if kind in ("input", "select", "select1"):
            question = questions[(element.get("ref") or "").removeprefix(start)]
            question.label = "".join(element.find(f"{XF}label").itertext()) if element.find(f"{XF}label") is not None else ""  # type: ignore[union-attr]
            question.several = kind == "select"
            itemset = element.find(f"{XF}itemset")
            if itemset is not None:
                question.choices = lists[(itemset.get("nodeset") or "").partition("'")[2].partition("'")[0]]
    return XForm(data.get("id") or "", data.get("version") or "", questions, repeats)


@dataclass(repr=False)
class Filled:
    """One filled form: the answers to the questions outside of repeated groups, and the rounds of each group."""

    answers: dict[str, str]
    rounds: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    uuid: str = "0b6d64a1-5f0e-4b7e-9c1d-2f3a4b5c6d7e"
    time: str = "2031-05-04T10:20:30"
    status: str = ""


def _cells(form: XForm, table: str, answers: dict[str, str], layout: str, separator: str) -> dict[str, Any]:
    """The cells of one row: every question of a table, as columns of the given layout, filled or empty."""
    known = {question.name: question for question in form.questions.values() if form.table_of(question) == table and question.type}
    assert set(answers) <= set(known), f"the form does not ask {set(answers) - set(known)}"
    cells: dict[str, Any] = {}
    for name, question in known.items():
        if question.path.startswith("meta/"):
            continue
        given = answers.get(name, "")
        if question.choices and given:
            assert set(given.split() if question.several else [given]) <= set(question.choices), f"{name}: {given}"
        path = question.path.replace("/", separator) if separator else question.name
        if separator == "-" and table:
            path = question.path.removeprefix(table + "/").replace("/", "-")
        if not question.several or layout in ("both", "summary"):
            cells[path] = given
        if question.several and layout in ("both", "details"):
            for choice in question.choices:
                cells[f"{path}/{choice}"] = ("1" if choice in given.split() else "0") if given else ""
    return cells


def kobo(form: XForm, filled: list[Filled], path: Path, *, layout: str = "both", separator: str = "/", native: bool = False) -> Path:
    """An export of KoboToolbox as XLSX, XML values and headers. ``native``: numbers and dates as such, not as text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets: dict[str, Any] = {}
    heads: dict[str, list[str]] = {}

    def put(name: str, cells: dict[str, Any]) -> None:
        if name not in sheets:
            sheets[name] = book.create_sheet(name[:31])
            heads[name] = list(cells)
            sheets[name].append(heads[name])
        assert list(cells) == heads[name]
        sheets[name].append([int(cell) if native and str(cell).isdigit() and len(str(cell)) < 4 else cell for cell in cells.values()])

    numbers = dict.fromkeys(form.repeats, 0)
    for number, one in enumerate(filled, start=1):
        answers = {"ihl_form": "ihl-form/1", "ihl_form_version": form.version, "ihl_language": "en", "today": "2031-05-04", **one.answers}
        own = {
            "_id": 1000 + number, "_uuid": one.uuid, "_submission_time": one.time, "_validation_status": one.status, "_notes": "", "_status": "submitted_via_web",
            "_submitted_by": "enumerator7", "__version__": "vQ7", "_tags": "",
        }  # fmt: skip
        put("Incident record", {**_cells(form, "", answers, layout, separator), **own, "_index": number})
        for repeat in form.repeats:
            for round_ in one.rounds.get(repeat, []):
                numbers[repeat] += 1
                linked = {"_index": numbers[repeat], "_parent_table_name": "Incident record", "_parent_index": number}
                put(
                    repeat,
                    {
                        **_cells(form, repeat, round_, layout, separator),
                        **linked,
                        **{f"_submission_{key}": cell for key, cell in own.items()},
                    },
                )
    book.save(path)
    return path


def central(
    form: XForm, filled: list[Filled], path: Path, *, layout: str = "summary", group_paths: bool = True, unpacked: bool = False
) -> Path:
    """An export of ODK Central: a ZIP with a CSV for the form and one for each repeated group; ``unpacked``: a folder."""
    separator = "-" if group_paths else ""
    tables: dict[str, list[dict[str, Any]]] = {form.form_id: [], **{f"{form.form_id}-{repeat}": [] for repeat in form.repeats}}
    empty = {f"{form.form_id}-{repeat}": [*_cells(form, repeat, {}, layout, separator), "PARENT_KEY", "KEY"] for repeat in form.repeats}
    for one in filled:
        key = f"uuid:{one.uuid}"
        answers = {"ihl_form": "ihl-form/1", "ihl_form_version": form.version, "ihl_language": "en", "today": "2031-05-04", **one.answers}
        tables[form.form_id].append({
            "SubmissionDate": one.time, **_cells(form, "", answers, layout, separator), "meta-instanceID": key, "KEY": key, "SubmitterID": 12, "SubmitterName": "App user 3",
            "AttachmentsPresent": 0, "AttachmentsExpected": 0, "Status": "", "ReviewState": one.status, "DeviceID": "collect:1", "Edits": 0, "FormVersion": form.version,
        })  # fmt: skip
        for repeat in form.repeats:
            for number, round_ in enumerate(one.rounds.get(repeat, []), start=1):
                cells = {**_cells(form, repeat, round_, layout, separator), "PARENT_KEY": key, "KEY": f"{key}/{repeat}[{number}]"}
                tables[f"{form.form_id}-{repeat}"].append(cells)
    texts = {}
    for name, rows in tables.items():
        whole = io.StringIO(newline="")
        writer = csv.DictWriter(whole, list(rows[0]) if rows else empty.get(name, []), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        texts[f"{name}.csv"] = whole.getvalue()
    if unpacked:
        path.mkdir()
        for name, text in texts.items():
            (path / name).write_text(text, encoding="utf-8")
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path
