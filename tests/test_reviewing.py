"""The walk of docs/reviewing.md, from a messy sheet to a signed and redacted report: every command of the page in its order, with what the page says that one sees.

What a person does between the commands (correcting the sheet of errors, answering a question, mending a record) is done here, as the page says it.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import yaml
from command import ROOT, Outcome, ihl

PAGE = ROOT / "docs" / "reviewing.md"
SHEET = ROOT / "examples" / "register"


class Step(NamedTuple):
    """A command of the page: its words, the exit code that the page expects, and the lines that it shows."""

    command: str
    code: int
    shown: tuple[str, ...]


def steps() -> Iterator[Step]:
    """The commands in the order of the page."""
    for block in re.findall(r"^```text\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            first, *shown = part.splitlines()
            command, _, comment = first.partition(" #")
            expected = re.search(r"exit (\d)", comment)
            yield Step(command.strip(), int(expected[1]) if expected else 0, tuple(line for line in shown if line != "..."))


STEPS = tuple(steps())

#: What the cells should have said that kept their rows out, by case and column; None empties the cell.
MENDED = {
    ("8", "Face shown?"): "yes",
    ("19", "Wounded?"): "unknown",
    ("19", "Grade"): "B1",
    ("33", "Date"): "31/12/2031",
    ("52", "Captured"): None,
    ("61", "Shown as"): "photograph",
    ("77", "Days without mail"): "3",
    ("88", "Grade"): None,
    ("104", "Held by"): "Norland",
    ("131", "Face shown?"): "unknown",
    ("171", "Outlet"): "Emmer Courier",
    ("205", "Notes"): "Relatives called",
    ("222", "Date"): "28/02/2031",
    ("240", "Days without mail"): None,
    ("281", "Name shown"): "unknown",
}


def mend_the_sheet_of_errors() -> None:
    """What a person does in a spreadsheet program after the first import."""
    book = openpyxl.load_workbook("errors.xlsx")
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]]
    for row in list(sheet.iter_rows(min_row=2)):
        cells = dict(zip(heading, row, strict=True))
        case = str(cells["Case no"].value or "").strip()
        for (about, column), value in MENDED.items():
            if about == case:
                cells[column].value = value
        if case == "12":
            cells["Case no"].value = str(cells["Link"].value).rsplit("/", 1)[1]
        if case == "Total":
            for cell in row:
                cell.value = None
    book.save("errors.xlsx")


def blurred_after_all() -> None:
    """The correction of step 9, in an editor."""
    path = Path("records/desk-16.yml")
    before = path.read_text(encoding="utf-8")
    after = before.replace("identifiable: {is: yes,", "identifiable: {is: no,")
    assert after != before
    path.write_text(after, encoding="utf-8")


#: What a person does by hand before a command.
BY_HAND: dict[str, Callable[[], None]] = {
    "ihl records import errors.xlsx": mend_the_sheet_of_errors,
    "ihl check records/ --save run-2": blurred_after_all,
}

#: What a person types while a command runs.
TYPED = {
    "ihl records new": "n\n1\n0:40\nq\n",
    "ihl review records/ --record desk-1 ": "s\ni\nWho filmed it, and where?\nOdile Marsh\nq\n",
    "ihl review records/ --only stale": "q\n",
}


def of(table: dict[str, object], command: str) -> object:
    return next((given for start, given in table.items() if command.startswith(start)), None)


def undated(text: str) -> str:
    """Text without what is another on every day: the date of a decision."""
    return re.sub(r"\bon \d{4}-\d\d-\d\d", "on DATE", text)


class Walk(NamedTuple):
    """The walk when it is over: the folder, and each command with its outcome."""

    folder: Path
    ran: tuple[tuple[Step, Outcome], ...]

    def outcome(self, start: str) -> Outcome:
        return next(outcome for step, outcome in self.ran if step.command.startswith(start))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Every command of the page, one after the other, in an empty folder with the sheet and its mapping."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("incidents.csv", "incidents.mapping"):
        shutil.copy(SHEET / name, folder)
    ran = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for step in STEPS:
            if do := of(dict(BY_HAND), step.command):
                assert callable(do)
                do()
            if step.command.endswith("-o report.html --force"):
                refused = ihl(*shlex.split(step.command.removesuffix(" --force"))[1:])
                assert refused.code == 2, "nothing is overwritten without --force"
                shutil.copy("report.html", "report-1.html")
            typed = of(dict(TYPED), step.command)
            ran.append((step, ihl(*shlex.split(step.command)[1:], stdin=str(typed or ""), COLUMNS="80")))
    return Walk(folder, tuple(ran))


def names(folder: Path) -> set[str]:
    """Every name that the records of the walk keep restricted, and each part of it, in small letters."""
    found: set[str] = set()
    for path in sorted((folder / "records").glob("desk-*.yml")):
        if not path.name.endswith(".decisions.yml"):
            restricted = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("restricted") or {}
            whole = {name.casefold() for kept in restricted.values() for name in kept["names"]}
            found |= whole | {part for name in whole for part in name.split()}
    return found


def betrayed(content: str, kept: set[str]) -> set[str]:
    """Those of the names that stand in a text; looked for in another way than the program does."""
    return kept & set(re.findall(r"\w+", content.casefold())) | {name for name in kept if " " in name and name in content.casefold()}


def test_the_page_has_the_whole_way() -> None:
    typed = " ".join(step.command for step in STEPS)
    for part in (
        "records map",
        "records import",
        "records lint",
        "needs",
        "check",
        "why",
        "records new",
        "review",
        "--decide",
        "diff",
        "verify",
        "redact",
        "scan",
    ):
        assert part in typed
    assert all(step.command.startswith("ihl ") for step in STEPS)


def test_every_command_ends_and_says_what_the_page_shows(walk: Walk) -> None:
    wrong = []
    for step, outcome in walk.ran:
        if outcome.code != step.code:
            wrong.append(f"{step.command}: exit {outcome.code}\n{outcome.err[-600:]}")
        said = iter(undated(outcome.err + outcome.out).splitlines())
        for line in step.shown:
            if not any(undated(line).strip() in one for one in said):
                wrong.append(f"{step.command}: does not say {line!r}, or not there")
                break
    assert not wrong, "\n".join(wrong)


def test_all_three_hundred_incidents_come_in(walk: Walk) -> None:
    records = [path for path in (walk.folder / "records").glob("*.yml") if not path.name.endswith(".decisions.yml")]
    assert len(records) == 300
    data = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in records]
    assert all(record["person"][0]["in_power_of"] != record["person"][0]["depends_on"] for record in data), "nobody is held by his own side"
    assert sum("restricted" in record for record in data) > 100


def test_what_is_shared_holds_nothing_restricted(walk: Walk) -> None:
    kept = names(walk.folder)
    assert len(kept) > 300
    shared = [walk.folder / "report.html", walk.folder / "report-1.html", *sorted((walk.folder / "shared").glob("*.yml"))]
    assert len(shared) == 302
    text = "\n".join(path.read_text(encoding="utf-8") for path in shared[2:])
    assert "restricted" not in text
    for content in (text, shared[0].read_text(encoding="utf-8")):
        assert not betrayed(content, kept)
    for path in (walk.folder / "run-1").iterdir():
        assert not betrayed(path.read_text(encoding="utf-8"), kept), path.name
    assert ihl("records", "scan", str(walk.folder / "errors.xlsx"), "--against", str(walk.folder / "records")).code == 1, (
        "the scan does find what is there"
    )


def test_the_report_shows_decisions_and_those_that_are_stale(walk: Walk) -> None:
    first, last = ((walk.folder / name).read_text(encoding="utf-8") for name in ("report-1.html", "report.html"))
    assert "Two of us saw the film" in first
    assert "Who filmed it, and where?" in first
    assert "Blurred, as the later edition shows." in last
    assert "Odile Marsh" in last
    stale = walk.outcome("ihl review records/ --only stale").out
    assert "Since then the facts have changed" in stale
    decisions = yaml.safe_load((walk.folder / "records" / "desk-16.decisions.yml").read_text(encoding="utf-8"))
    assert [one["program"]["verdict"] for one in decisions] == ["undetermined", "complied"]


def test_a_stale_decision_is_marked_in_the_report(walk: Walk, tmp_path: Path) -> None:
    for name in ("desk-16.yml", "desk-16.decisions.yml"):
        shutil.copy(walk.folder / "records" / name, tmp_path)
    record = tmp_path / "desk-16.yml"
    record.write_text(record.read_text(encoding="utf-8").replace("identifiable: {is: no,", "identifiable: {is: unknown,"), encoding="utf-8")
    assert ihl("check", record, "-o", tmp_path / "report.md").code == 0
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "stale" in report.lower()
    assert "Blurred, as the later edition shows" in report


def test_the_difference_names_what_was_answered_and_what_was_corrected(walk: Walk) -> None:
    said = walk.outcome("ihl diff").out
    assert set(re.findall(r"\bdesk-\d+\b", said)) == {"desk-1", "desk-16"}
    assert "identifiable" in said


def test_a_report_can_be_made_from_the_copies_too(walk: Walk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.html"
    assert ihl("check", walk.folder / "shared" / "desk-16.yml", "-o", copy).code == 0
    assert not betrayed(copy.read_text(encoding="utf-8"), names(walk.folder))
