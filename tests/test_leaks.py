"""No command shows or writes what a record keeps restricted: every command that there is, on records in every text of which restricted values stand.

A new command that reads records gets a line in ``COMMANDS`` (or ``BROKEN``, where what is wrong with a record is what it prints).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import ihl
from messy import HEADING
from planted import betrayed, parts, planted, write_planted

EXAMPLES = Path(__file__).parent.parent / "examples" / "fictional"

#: Records that are quickly checked; the first has a publication.
SHORT = ("fallow-lake-visit.yml", "orrin-quay-handover.json")

#: Every command with its options: RECORD is a planted record, FOLDER a folder with several, OUT.json and the like a file to write to, NAMED one with a restricted name, OUTS a folder, KEPT a folder for a run, RULE a rule with a finding, ENTRY an entry of the record.
COMMANDS: dict[str, list[str]] = {
    "check": ["check", "RECORD"],
    "check everything": ["check", "RECORD", "--show", "all", "--plain"],
    "check as json": ["check", "FOLDER", "--format", "json"],
    "check as jsonl": ["check", "FOLDER", "--format", "jsonl"],
    "check a register": ["check", "REGISTER"],
    "why": ["why", "RECORD", "RULE"],
    "why where the subject does not occur": ["why", "RECORD", "gc3-114-accident-benefits-withheld"],
    "needs": ["needs", "FOLDER"],
    "needs everything": ["needs", "RECORD", "--show", "all"],
    "needs as json": ["needs", "FOLDER", "--format", "json"],
    "what if": ["what-if", "RECORD", "--set", "publication.identifiable=no"],
    "what if as json": ["what-if", "RECORD", "--set", "publication.identifiable=no", "--format", "json"],
    "what if of a name": ["what-if", "RECORD", "--set", "Anselm Törvik.identifiable=no"],
    "redact": ["records", "redact", "RECORD", "-o", "OUT.json"],
    "redact a folder": ["records", "redact", "FOLDER", "-o", "OUTS"],
    "redact into a register": ["records", "redact", "FOLDER", "-o", "OUT.jsonl"],
    "redact several into one": ["records", "redact", "FOLDER", "-o", "OUT.json"],
    "redact to a name": ["records", "redact", "RECORD", "-o", "NAMED"],
    "scan": ["records", "scan", "FOLDER", "--against", "FOLDER"],
    "lint": ["records", "lint", "FOLDER"],
    "lint as json": ["records", "lint", "FOLDER", "--format", "json"],
    "train export of a record": ["train", "export", "RECORD", "-o", "OUTS"],
    "train export of records": ["train", "export", "FOLDER", "-o", "OUTS"],
    "train export of a record in YAML": ["train", "export", "YAML", "-o", "OUTS", "--format", "all"],
    "check and keep": ["check", "PLAIN", "--save", "KEPT"],
    "check at a bar": ["check", "RECORD", "--min-grade", "B2", "--format", "json"],
    "diff": ["diff", "RECORD", "OTHER"],
    "what if of several": ["what-if", "FOLDER", "--set", "publication.identifiable=no"],
    "check into html": ["check", "FOLDER", "-o", "OUT.html", "--format", "html"],
    "check into docx": ["check", "FOLDER", "-o", "OUT.docx", "--format", "docx"],
    "check into md": ["check", "FOLDER", "-o", "OUT.md", "--format", "md"],
    "check into csv": ["check", "FOLDER", "-o", "OUT.csv", "--format", "csv"],
    "check into sarif": ["check", "FOLDER", "-o", "OUT.sarif", "--format", "sarif"],
    "check into xml": ["check", "FOLDER", "-o", "OUT.xml", "--format", "junit"],
    "check into a report of another ending": ["check", "FOLDER", "-o", "OUT.json"],
    "check and print html": ["check", "FOLDER", "--format", "html", "--show", "all"],
    "check and print csv": ["check", "FOLDER", "--format", "csv", "--show", "all"],
    "check on each telling": ["check", "FOLDER", "--by-account"],
    "check on each telling as json": ["check", "FOLDER", "--by-account", "--format", "json"],
    "check on two cores": ["check", "FOLDER", "--jobs", "2", "--format", "jsonl"],
    "check into a file of that name": ["check", "PLAIN", "-o", "NAMED.html"],
    "check and keep what is named so": ["check", "FOLDER", "--save", "KEPT"],
    "desk": ["desk", "RECORD"],
    "desk side by side": ["desk", "RECORD", "--compare", "--plain"],
    "desk as json": ["desk", "RECORD", "--format", "json"],
    "desk as json, side by side": ["desk", "RECORD", "--compare", "--format", "json"],
    "desk as markdown": ["desk", "RECORD", "--format", "md", "--answer", "recognisable=face"],
    "desk to a file": ["desk", "RECORD", "-o", "OUT.md"],
    "desk to a file of data": ["desk", "RECORD", "--compare", "-o", "OUT.json"],
    "desk to a file of that name": ["desk", "PLAIN", "-o", "NAMED.md"],
    "desk on nothing": ["desk", "RECORD", "--item", "torvik"],
    "desk on a folder": ["desk", "FOLDER"],
    "desk on a register": ["desk", "REGISTER"],
    "desk under a record": ["desk", "RECORD", "--house", "RECORD"],
    "verify": ["verify", "RUN"],
    "verify as json": ["verify", "RUN", "--format", "json"],
    "diff as json": ["diff", "RECORD", "OTHER", "--format", "json"],
    "diff of runs": ["diff", "RUN", "RUN-2"],
    "diff of runs as json": ["diff", "RUN", "RUN-2", "--format", "json"],
    "diff of nothing": ["diff", "RECORD", "OUTS"],
    "needs of each": ["needs", "FOLDER", "--each", "--top", "0"],
    "lint of a register": ["records", "lint", "REGISTER"],
    "export as csv": ["records", "export", "FOLDER", "--to", "csv", "-o", "OUT.csv"],
    "export as csv, exactly": ["records", "export", "FOLDER", "--to", "csv", "--exact", "-o", "OUT.csv"],
    "export as xlsx": ["records", "export", "FOLDER", "--to", "xlsx", "-o", "OUT.xlsx"],
    "export as xlsx, exactly": ["records", "export", "FOLDER", "--to", "xlsx", "--exact", "-o", "OUT.xlsx"],
    "export as jsonl": ["records", "export", "FOLDER", "--to", "jsonl", "-o", "OUT.jsonl"],
    "export to a name": ["records", "export", "FOLDER", "--to", "jsonl", "-o", "NAMED.jsonl"],
    "form": ["records", "form", "-o", "OUT.xlsx"],
    "template": ["records", "template", "-o", "OUT.xlsx"],
    "review of everything": ["review", "RECORD", "--prompt", "--only", "all", "--show", "all"],
    "review of what waits": ["review", "FOLDER", "--prompt"],
    "review of one": [
        "review",
        "RECORD",
        "--rule",
        "SEEN",
        "--decide",
        "confirm",
        "--reason",
        "Törvik, NV 33107, is seen",
        "--name",
        "O. Marsh",
    ],
    "review by somebody of that name": [
        "review",
        "RECORD",
        "--rule",
        "SEEN",
        "--decide",
        "confirm",
        "--reason",
        "Seen",
        "--name",
        "O. Torvik",
    ],
    "review of nothing": ["review", "RECORD", "--record", "torvik"],
    "new from a record": ["records", "new", "--resume", "RECORD"],
    "new from a record in yaml": ["records", "new", "--resume", "YAML"],
    "import of a sheet": ["records", "import", "SHEET", "--mapping", "MAPPING", "-o", "OUT.jsonl", "--errors", "ERRORS.xlsx"],
    "import of a messy sheet": ["records", "import", "MESSY", "--mapping", "MAPPING", "-o", "OUT.jsonl", "--errors", "ERRORS.csv"],
    "import of a messy sheet into files": ["records", "import", "MESSY", "--mapping", "MAPPING", "-o", "OUTS", "--errors", "ERRORS.xlsx"],
    "import of a register": ["records", "import", "REGISTER", "-o", "OUT.jsonl"],
    "mapping of a sheet": ["records", "map", "PLAIN.csv", "-o", "OUT.mapping"],
}

#: Commands on records that cannot be used.
BROKEN: dict[str, list[str]] = {
    "check": ["check", "RECORD"],
    "check as json": ["check", "RECORD", "--format", "json"],
    "why": ["why", "RECORD", "gc3-13-identifiable-images-in-public"],
    "needs": ["needs", "RECORD"],
    "what if": ["what-if", "RECORD", "--set", "publication.identifiable=no"],
    "redact": ["records", "redact", "RECORD", "-o", "OUTS"],
    "scan": ["records", "scan", "RECORD", "--against", "RECORD"],
    "lint": ["records", "lint", "RECORD"],
    "diff": ["diff", "RECORD", "RECORD"],
    "desk": ["desk", "RECORD"],
}


def example(name: str) -> dict[str, Any]:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text) if name.endswith(".json") else yaml.load(text, yaml.BaseLoader)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number, name in enumerate(SHORT):
        write_planted(example(name), made / f"torvik-{number}.json")
    lines = [json.dumps(planted({**example(SHORT[0]), "id": f"copy-{number}"})) for number in range(2)]
    (made / "anselm törvik.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return made


#: Rows of a sheet: a good one, and some that are wrong in and beside their restricted columns.
ROWS = (
    {},
    {"Wounded?": "Törvik"},
    {"Captured": "ANSELM-TORVIK"},
    {"Notes": "His mother calls him Törvik"},
    {"Headline": "", "Outlet": "Törvik"},
    {"Date": "Anselm Törvik", "Face shown?": "torvik", "Grade": "Törvik"},
    {"Case no": "torvik"},
    {"Case no": "C-1"},
)


def sheet(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """A sheet as people keep it, of the same captive in every row."""
    good = {
        "Date": "2031-03-12", "Place": "Lowen Ford", "Headline": "A picture of a sailor", "Outlet": "Harbour Post", "Link": "https://harbour.example/1", "Held by": "Norland",
        "Name of captive": "Anselm Törvik", "Captured": "2031-03-10", "Wounded?": "no", "Face shown?": "yes", "Name shown": "no", "Shown as": "photograph", "Who put it out": "own",
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEADING, restval="")
        table.writeheader()
        table.writerows({"Case no": f"C-{number}", **good, **row} for number, row in enumerate(rows, start=1))
    return path


#: Commands that write whole records, restricted block and all, for the person whose records they are: what they write is looked at where it is not such a record.
WHOLE = ("import", "new")


def ran(arguments: list[str], places: dict[str, Path | str], tmp_path: Path) -> None:
    """Runs a command and looks at all that it printed and wrote."""
    before = set(tmp_path.rglob("*"))
    whole = arguments[1] in WHOLE
    outcome = ihl(*(places.get(argument, argument) for argument in arguments))
    assert outcome.code in (0, 1, 2, 3), outcome.err
    assert not betrayed(outcome.out), outcome.out
    assert not betrayed(outcome.err), outcome.err
    for path in sorted(set(tmp_path.rglob("*")) - before):
        if whole and path.suffix in (".jsonl", ".yml", ".json"):
            continue
        for part, text in parts(path) if path.is_file() else [(path.name, path.name)]:
            assert not betrayed(text), part
    assert outcome.out or outcome.err or set(tmp_path.rglob("*")) - before, "it neither said nor did anything"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_and_writes_nothing_restricted(name: str, folder: Path, tmp_path: Path) -> None:
    outs = tmp_path / "out"
    outs.mkdir()
    places: dict[str, Path | str] = {
        "RECORD": folder / "torvik-0.json",
        "FOLDER": folder,
        "REGISTER": folder / "anselm törvik.jsonl",
        "OUT.json": outs / "made.json",
        "OUT.jsonl": outs / "made.jsonl",
        "KEPT": outs / "run",
        # A run names the files that it was made from, so that it can be verified.
        "PLAIN": write_planted(example(SHORT[0]), folder.parent / "plain.json"),
        "OTHER": folder / "torvik-1.json",
        "NAMED": outs / "Torvik.yml",
        "OUTS": outs,
        "NAMED.html": outs / "Torvik.html",
        "NAMED.md": outs / "Torvik.md",
        "NAMED.jsonl": outs / "Torvik.jsonl",
        "YAML": write_planted(example(SHORT[0]), tmp_path / "plain.yml"),
        "SHEET": sheet(folder / "torvik.csv", ROWS[:1]),
        "PLAIN.csv": sheet(tmp_path / "plain.csv", ROWS),
        "MESSY": sheet(folder / "kim törvik.csv", ROWS),
        "MAPPING": EXAMPLES.parent / "register" / "incidents.mapping",
        "RULE": "gc3-13-identifiable-images-in-public",
        "SEEN": "cihl-121-unclean-premises",
        **{f"OUT.{ending}": outs / f"made.{ending}" for ending in ("html", "docx", "md", "csv", "sarif", "xml", "xlsx", "mapping")},
        **{f"ERRORS.{ending}": outs / f"errors.{ending}" for ending in ("csv", "xlsx")},
    }
    for number, place in enumerate(("RUN", "RUN-2")):
        if place in COMMANDS[name]:
            quiet = write_planted({**example(SHORT[number]), "id": "same"}, tmp_path / f"quiet-{number}.json")
            places[place] = tmp_path / place
            assert ihl("check", quiet, "--save", tmp_path / place).code in (0, 1)
    ran(COMMANDS[name], places, tmp_path)


def broken(record: dict[str, Any]) -> dict[str, str]:
    """The planted record, spoilt in many ways; each with the text of its file."""
    good = planted(record)
    person, *others = good["person"]
    whole = json.dumps(good, ensure_ascii=False, indent=1)
    spoilt = {
        "unknown key": {**good, "Anselm Törvik": "x"},
        "unknown fact": {**good, "person": [{**person, "facts": {"torvik": "yes"}}, *others]},
        "a value that it cannot have": {**good, "person": [{**person, "facts": {"wounded": "Törvik", "captured_on": "TORVIK"}}, *others]},
        "a link to nothing": {**good, "person": [{**person, "in_power_of": "Anselm Törvik"}, *others]},
        "an id that is none": {**good, "id": "Anselm Törvik"},
        "the same id twice": {**good, "person": [person, *good["person"]]},
        "a grade that is none": {
            **good,
            "person": [{**person, "facts": {"wounded": {"is": "yes", "grade": "Quorl", "source": "kim_ostap"}}}, *others],
        },
        "a schema that is none": {**good, "schema": "anselm-torvik/1"},
        "restricted data of nobody": {**good, "restricted": {"Anselm Torvik": {"numbers": ["NV-3310-7"]}}, "torvik": 1},
        "restricted data in a list": {**good, "restricted": list(good["restricted"].values()), "torvik": 1},
        "no record": [good],
    }
    texts = {name: json.dumps(data, ensure_ascii=False, indent=1) for name, data in spoilt.items()}
    return {
        **texts,
        "cut off": whole[:-3],
        "a key twice": whole[:-1] + ', "Anselm Törvik": 1, "Anselm Törvik": 2}',
        "a duplicate in yaml": "torvik: 1\ntorvik: 2\nanchor: &a 1\nQuorl: *torvik\ntag: !ostap x\nrestricted:\n  p: {names: [Anselm Torvik, Quorl, Ostap], numbers: [NV-3310-7]}\n",
        "not yaml": "schema: ihl-incident/1\ntitle: [Torvik\nrestricted:\n  p:\n    names:\n    - Anselm Torvik\n",
    }


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("how", broken(example("fallow-lake-visit.yml")))
def test_what_is_wrong_with_a_record_is_told_without_what_it_keeps_restricted(how: str, name: str, tmp_path: Path) -> None:
    text = broken(example("fallow-lake-visit.yml"))[how]
    path = tmp_path / ("torvik.yml" if "yaml" in how else "torvik.json")
    path.write_text(text, encoding="utf-8")
    outs = tmp_path / "out"
    outs.mkdir()
    ran(BROKEN[name], {"RECORD": path, "OUTS": outs}, tmp_path)


def test_the_planted_values_are_found_where_they_are_shown(folder: Path) -> None:
    outcome = ihl("check", folder, "--unredacted")
    assert {"anselm", "torvik", "ostap", "quorl", "nv33107"} <= set(betrayed(outcome.out))


def test_restricted_data_go_to_a_terminal_alone(folder: Path) -> None:
    for command in ("check", "needs"):
        outcome = ihl(command, folder, "--unredacted", "--format", "json")
        assert (outcome.code, outcome.out) == (2, "")
        assert [problem.file for problem in outcome.problems] == ["--unredacted"]
