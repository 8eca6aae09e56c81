"""Whoever writes to records while they are read: what comes out is that of one whole state of them, or it is told that it is not; and a run that is kept vouches for nothing that was not read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import GOOD, RULEBOOK
from faulty import CHANGES, SWAPS, Ended, Machine, Plan, machine, shrunk, swap
from test_faults_writing import RULES, deciding, emptied, register, spread

from checker import inputs, journal
from checker.errors import InputError

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"
RECORD = GOOD.read_text(encoding="utf-8")

#: At which calls somebody else is at work: while it is looked for, opened and read.
SEEN = ("list", "open", "read")

#: The id of a record in a file that nobody named.
UNNAMED = "nobody-named-it"

#: Enough for records to be decided in blocks, and for a register that is read in several pieces.
MANY = 80


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def computer(cache: Path) -> Iterator[Machine]:
    with machine(cache, RULEBOOK) as made:
        yield made


def after(kind: str, before: bytes, put: bytes) -> bytes | None:
    """What a file holds after somebody else was at work; None where there is none."""
    if kind == "GROW":
        return before + put
    if kind in ("SHRINK", "SHORTEN"):
        return shrunk(before, kind)
    return {"REWRITE": put, "REPLACE": put, "VANISH": None, "LEND": before}[kind]


def states(kind: str, before: bytes, put: bytes) -> list[bytes | None]:
    """The states of a file that there were."""
    return [before, put] if kind == "LEND" else [before, after(kind, before, put)]


class Reading(NamedTuple):
    """A command that reads the file ``@``, which is called so; what stands in it, and what somebody else puts there; how many calls are tried unless everything is."""

    name: str
    arguments: tuple[str, ...]
    before: str
    put: str
    points: int = 4


ONE = register(MANY)
OTHER = ONE.replace("Record", "Another telling of record").replace('"released": "yes"', '"released": "no"')
MORE = ONE.replace('"id": "r', '"id": "s')
TOLD = RECORD.replace("released: {is: yes,", "released: {is: no,")
TABLE = "Title,Held\n" + "".join(f"A picture of day {day},yes\n" for day in range(500))
MAPPED = """schema: ihl-mapping/1
record:
  id: {text: "row-{row}"}
  title: {column: Title}
  person:
    - {id: first, facts: {held: {column: Held}}}
"""

READINGS: dict[str, Reading] = {
    "register, printed": Reading("in.jsonl", ("check", "@", "--format", "jsonl"), ONE, OTHER),
    "register, as a report": Reading("in.jsonl", ("check", "@", "--format", "json", "--show", "all"), ONE, MORE),
    "record": Reading("in.yml", ("check", "@", "--format", "json"), RECORD, TOLD, 8),
    "record of a folder": Reading("folder/in.yml", ("check", "folder", "--format", "json"), RECORD, TOLD, 8),
    "copy": Reading("in.yml", ("records", "redact", "@", "-o", "made.yml", "--force"), RECORD, TOLD),
    "copies of a register": Reading("in.jsonl", ("records", "redact", "@", "-o", "made.jsonl", "--force"), ONE, OTHER),
    "register on two cores": Reading("in.jsonl", ("check", "@", "--format", "jsonl", "--jobs", "2"), ONE, OTHER, 2),
    "import of a register": Reading("in.jsonl", ("records", "import", "@", "-o", "made.jsonl", "--force"), ONE, MORE),
    "import of a table": Reading("in.csv", ("records", "import", "@", "-o", "made.jsonl", "--force", "--mapping", "in.mapping"), TABLE, TABLE.replace("yes", "no"), 6),
}  # fmt: skip


def workbook(held: str) -> bytes:
    from checker.exchange.workbooks import openpyxl, workbook_bytes

    book = openpyxl("").Workbook()
    for row in TABLE.replace("yes", held).splitlines()[:150]:
        book.active.append(row.split(","))
    return workbook_bytes(book)


def told(ended: Ended, name: str) -> bool:
    """Whether it is said, of the file and its line, that it is not whole, and the exit code is that of it."""
    return ended.code == 2 and f"{name}" in ended.err


def chosen(ended: Ended, plan: Plan, most: int) -> list[int]:
    """The calls that are tried, of those that are watched: each opening, and others."""
    watched = [call for call in ended.calls if not plan.calls or call.name in plan.calls]
    return sorted({*spread(len(watched), most), *(number for number, call in enumerate(watched) if call.name == "open")})


def assert_calm(ended: Ended) -> None:
    assert "Traceback" not in ended.err
    assert "error of the program itself" not in ended.err, ended.err
    assert ended.code in (0, 1, 2, 3), (ended.code, ended.err)


class Place:
    """A folder in which commands read the file that somebody else changes."""

    def __init__(self, folder: Path, computer: Machine) -> None:
        self.folder, self.computer = folder, computer
        self.kept: dict[Any, tuple[int, str, bytes]] = {}
        (folder / "in.mapping").write_text(MAPPED, encoding="utf-8")

    def run(self, reading: Reading, content: bytes | None, plan: Plan | None = None) -> tuple[Ended, bytes]:
        """The command on a file that holds this, and the file that it has made."""
        path = self.folder / reading.name
        path.parent.mkdir(exist_ok=True)
        for left in (*path.parent.glob(f"{path.name}*"), *self.folder.glob("made*")):
            left.unlink()
        if reading.name.startswith("folder/"):
            (path.parent / "other.yml").write_text(RECORD.replace("id: good", "id: other"), encoding="utf-8")
        if content is not None:
            path.write_bytes(content)
        ended = self.computer.run(*[word.replace("@", reading.name) for word in reading.arguments], *RULES, folder=self.folder, plan=plan)
        assert_calm(ended)
        made = next(self.folder.glob("made.*"), None)
        return ended, made.read_bytes() if made is not None else b""

    def result(self, reading: Reading, content: bytes | None) -> tuple[int, str, bytes]:
        """What it comes to where nobody disturbs."""
        key = (reading.arguments, content)
        if key not in self.kept:
            ended, made = self.run(reading, content)
            self.kept[key] = (ended.code, ended.out, made)
        return self.kept[key]


@pytest.mark.parametrize("name", [*READINGS, "import of a workbook"])
def test_what_is_read_while_somebody_writes_is_one_whole_state_or_told(name: str, computer: Machine, tmp_path: Path) -> None:
    reading = READINGS.get(name) or READINGS["import of a table"]._replace(name="in.xlsx")
    before, put = reading.before.encode(), reading.put.encode()
    if name not in READINGS:
        before, put = workbook("yes"), workbook("no")
        reading = reading._replace(arguments=tuple(word.replace("@", "in.xlsx") for word in reading.arguments))
    place = Place(tmp_path, computer)
    (tmp_path / "put").write_bytes(put)
    watched = Plan(str(tmp_path / reading.name), calls=SEEN, put=str(tmp_path / "put"))
    first, _ = place.run(reading, before, watched)
    assert first.code in (0, 1), first.err
    for kind in CHANGES if reading.points > 2 else ("SHORTEN", "REWRITE"):
        whole = [place.result(reading, state) for state in states(kind, before, put)]
        for at in chosen(first, watched, reading.points):
            ended, made = place.run(reading, before, watched._replace(at=at, do=kind))
            if (ended.code, ended.out, made) not in whole:
                assert told(ended, Path(reading.name).name), (kind, at, ended)
                assert "import" not in reading.arguments or kind in ("VANISH", "REPLACE", "LEND") or not made, "no state of it is taken in"
            assert (ended.code == 2) == bool(ended.err)


def test_what_was_changed_is_told_with_the_line_after_which_it_was(computer: Machine, tmp_path: Path) -> None:
    place = Place(tmp_path, computer)
    reading = READINGS["register, printed"]
    (tmp_path / "put").write_bytes(MORE.encode())
    watched = Plan(str(tmp_path / reading.name), calls=("open", "read"), put=str(tmp_path / "put"))
    count = len(place.run(reading, ONE.encode(), watched)[0].calls)
    said, _ = place.run(reading, ONE.encode(), watched._replace(at=count - 1, do="GROW"))
    size, more = len(ONE), len(ONE) + len(MORE)
    sizes = f"it had {size:,} bytes at the beginning and has {more:,} now"
    assert said.code == 2
    assert f"in.jsonl:{2 * MANY}: the file was changed while it was read: {sizes}. What was read may be half of one state" in said.err
    assert "Run it again when nobody writes to it." in said.err


def test_what_is_told_of_a_change_has_its_code(tmp_path: Path) -> None:
    path = tmp_path / "in.yml"
    path.write_text("one", encoding="utf-8")
    with pytest.raises(InputError) as met, inputs.opened(str(path)) as file:
        path.write_bytes(file.read() + b" more")
    assert [(problem.line, problem.code) for problem in met.value.problems] == [(0, "changed")]


# --- runs that are kept ------------------------------------------------------------------------------------------------------------------------------------


def bytes_of_run(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class Keeping(NamedTuple):
    """A run that is kept, of what lies under a name; how many calls are tried for each change."""

    what: str
    options: tuple[str, ...]
    points: int


KEEPINGS: dict[str, Keeping] = {
    "register in blocks": Keeping("in.jsonl", ("--brief",), 6),
    "register one by one": Keeping("in.jsonl", ("--show", "all", "--brief"), 4),
    "register on two cores": Keeping("in.jsonl", ("--brief", "--jobs", "2"), 2),
    "folder of records": Keeping("folder/a.yml", ("--brief",), 6),
    "folder of records on two cores": Keeping("folder/a.yml", ("--brief", "--jobs", "2"), 2),
}


@pytest.mark.parametrize("name", KEEPINGS)
def test_a_kept_run_vouches_for_what_was_read_and_for_nothing_else(name: str, computer: Machine, tmp_path: Path) -> None:
    keeping = KEEPINGS[name]
    path, run, put = tmp_path / keeping.what, tmp_path / "run", tmp_path / "put"
    of_register = keeping.what.endswith(".jsonl")
    before, other = (ONE.encode(), OTHER.encode()) if of_register else (RECORD.encode(), TOLD.encode())
    put.write_bytes(other)
    named = tmp_path / keeping.what.split("/")[0]
    arguments = ["check", str(named), *keeping.options, "--fail-on", "never", *RULES, "--save", str(run)]

    def laid(content: bytes | None) -> None:
        shutil.rmtree(run, ignore_errors=True)
        path.parent.mkdir(exist_ok=True)
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        if not of_register:
            (path.parent / "b.yml").write_text(RECORD.replace("id: good", "id: other"), encoding="utf-8")
        if content is not None:
            path.write_bytes(content)

    undisturbed: dict[bytes, dict[str, bytes]] = {}
    for content in (before, other, before + other, shrunk(before, "SHRINK"), shrunk(before, "SHORTEN")):
        laid(content)
        if computer.run(*[word for word in arguments if word not in ("--jobs", "2")]).code in (0, 2) and (run / "run.json").exists():
            undisturbed[content] = bytes_of_run(run)
    laid(before)
    watched = Plan(str(path), calls=("open", "read"), put=str(put))
    first = computer.run(*arguments, plan=watched)
    finished = 0
    for kind in CHANGES if keeping.points > 2 else ("LEND", "SHORTEN", "REWRITE", "VANISH"):
        for at in chosen(first, watched, keeping.points) if keeping.points > 2 else spread(len(first.calls), keeping.points):
            laid(before)
            ended = computer.run(*arguments, plan=watched._replace(at=at, do=kind))
            assert_calm(ended)
            if not (run / "run.json").exists():
                assert ended.code == 2, (kind, at)
                assert ended.err
                continue
            finished += 1
            (state,) = [
                content
                for content in undisturbed
                if hashlib.sha256(content).hexdigest() in [item["sha256"] for item in json.loads((run / "run.json").read_bytes())["inputs"]]
            ]
            assert bytes_of_run(run) == undisturbed[state], (kind, at)
            verified = computer.run("verify", run, *RULES)
            now = path.read_bytes() if path.exists() else None
            assert verified.code == (0 if now == state else 1), (kind, at, verified.out)
            assert now == state or "changed since" in verified.out or "not there any more" in verified.out
    assert finished


# --- what is swapped between a look and the opening ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("swapped", SWAPS)
@pytest.mark.parametrize("options", [(), ("--save",)], ids=["read", "kept"])
def test_what_takes_the_place_of_a_record_is_neither_waited_for_nor_read(
    swapped: str, options: tuple[str, ...], computer: Machine, tmp_path: Path
) -> None:
    folder, run = tmp_path / "folder", tmp_path / "run"
    folder.mkdir()
    (tmp_path / "secret.yml").write_text(RECORD.replace("id: good", f"id: {UNNAMED}"), encoding="utf-8")
    arguments = ["check", str(folder), "--fail-on", "never", *RULES, *((*options, str(run)) if options else ("--format", "json"))]
    for file in ("a.yml", "b.jsonl"):
        content = RECORD if file.endswith(".yml") else register(3)

        def laid(content: str = content, file: str = file) -> None:
            emptied(folder, {file: content.encode(), "c.yml": RECORD.replace("id: good", "id: other").encode()})
            shutil.rmtree(run, ignore_errors=True)

        laid()
        assert UNNAMED in computer.run("check", tmp_path / "secret.yml", "--format", "json", *RULES).out, "it would show"
        watched = Plan(str(folder / file), calls=("open",), put=str(tmp_path / "secret.yml"))
        count = len(computer.run(*arguments, plan=watched).calls)
        for at in range(count):
            laid()
            ended = computer.run(*arguments, plan=watched._replace(at=at, do=swapped))
            assert_calm(ended)
            assert ended.cpu < 20
            assert UNNAMED not in ended.out + ended.err
            assert ended.code == 2, (at, ended.out)
            assert file in ended.err or "records were changed" in ended.err
            assert not (run / "run.json").exists()


@pytest.mark.parametrize("name", ["a.yml", "a.jsonl"])
def test_a_folder_that_becomes_a_link_to_another_place_is_not_followed(name: str, computer: Machine, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "in" / "folder", tmp_path / "elsewhere"
    for place, identity in ((folder, "quay"), (elsewhere, UNNAMED)):
        place.mkdir(parents=True)
        content = RECORD.replace("id: good", f"id: {identity}") if name.endswith(".yml") else register(3).replace('"r1"', f'"{identity}"')
        (place / name).write_text(content, encoding="utf-8")
    arguments = ["check", str(tmp_path / "in"), "--format", "json", "--show", "all", *RULES]
    assert UNNAMED in computer.run("check", elsewhere, *arguments[2:]).out
    plan = Plan(str(folder / name), 0, "LINK", calls=("open",), put=str(elsewhere), on=str(folder))
    ended = computer.run(*arguments, plan=plan)
    assert_calm(ended)
    assert ended.code == 2
    assert f"{name}: this is a link to a file outside the folder that was named. It was not followed." in ended.err
    assert UNNAMED not in ended.out + ended.err


def test_a_pipe_cannot_be_read_twice_and_that_is_told(computer: Machine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.jsonl")
    for options in (("--save", tmp_path / "run"), ("--jobs", "2", "--format", "jsonl")):
        ended = computer.run("check", tmp_path / "in.jsonl", *options, *RULES)
        assert ended.code == 2
        assert "in.jsonl: a pipe cannot be streamed with --save or --jobs. It could not be read a second time." in ended.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("swapped", SWAPS)
def test_what_goes_by_the_name_of_a_file_of_the_program_is_not_waited_for(
    swapped: str, computer: Machine, cache: Path, tmp_path: Path
) -> None:
    """Decisions, parts of a run, a cache, a lock: whatever lies there from the beginning."""
    secret = tmp_path / "secret.yml"
    secret.write_text("- Nobody may read this\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "quay.yml").write_text(RECORD, encoding="utf-8")
    kept = tmp_path / "kept"
    assert computer.run("check", tmp_path / "in", *RULES, "--save", kept).code in (0, 1)

    def here(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
        swap(str(path), swapped, str(secret))

    def tried(*arguments: str | Path, **around: Any) -> Ended:
        ended = computer.run(*arguments, *RULES, **around)
        assert_calm(ended)
        assert secret.read_text(encoding="utf-8") == "- Nobody may read this\n"
        return ended

    here(tmp_path / "in" / "quay.decisions.yml")
    assert tried("check", tmp_path / "in").code in (1, 2)
    assert tried(*deciding(tmp_path / "in" / "quay.yml", "One")[:-2], "--name", "One").code == 2
    for part in ("run.json", "findings.jsonl", "records.jsonl", "problems.jsonl"):
        shutil.copytree(kept, tmp_path / part)
        here(tmp_path / part / part)
        assert tried("verify", tmp_path / part).code in (1, 2)
    for part in ("unfinished.json", "findings.jsonl", "records.jsonl", "problems.jsonl"):
        run = tmp_path / f"resumed-{part}"
        run.mkdir()
        killed = computer.run("check", tmp_path / "in", *RULES, "--save", run / "run", plan=Plan(str(run), 0, "KILL", calls=("fsync",)))
        assert killed.code == -9
        here(run / "run" / part)
        assert tried("check", tmp_path / "in", "--save", run / "run", "--resume").code == 2
    alone = tried("check", tmp_path / "in" / "quay.yml", "--format", "json")
    for name in [path.name for path in cache.iterdir()]:
        shutil.copytree(cache, tmp_path / f"cache-{name}", dirs_exist_ok=True)
        here(tmp_path / f"cache-{name}" / name)
        again = tried(
            "check", tmp_path / "in" / "quay.yml", "--format", "json", environment={"IHL_CACHE_DIR": str(tmp_path / f"cache-{name}")}
        )
        assert (again.code, again.out) == (alone.code, alone.out)


@pytest.mark.parametrize("swapped", SWAPS)
def test_nothing_is_written_through_what_takes_the_place_of_a_file(swapped: str, computer: Machine, tmp_path: Path) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.write_text("untouched\n", encoding="utf-8")
    outside.chmod(0o600)
    (tmp_path / "in.yml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(register(3), encoding="utf-8")
    writings = {
        "report.json": (["check", str(tmp_path / "in.yml"), "-o", str(out / "report.json"), "--force"], {"report.json": b"old\n"}),
        "in.decisions.yml": (deciding(out / "in.yml", "One"), {"in.yml": RECORD.encode()}),
        "run/findings.jsonl": (["check", str(tmp_path / "in.jsonl"), "--save", str(out / "run")], {}),
        "run/run.json": (["check", str(tmp_path / "in.jsonl"), "--save", str(out / "run")], {}),
    }
    for name, (arguments, before) in writings.items():
        arguments = [*arguments, *(() if "--rules" in arguments else RULES)]
        out.mkdir(exist_ok=True)
        emptied(out, before)
        watched = Plan(str(out), put=str(outside), on=str(out / name))
        count = len(computer.run(*arguments, plan=watched).calls)
        for at in spread(count, 7):
            emptied(out, before)
            (out / "run").mkdir()
            ended = computer.run(*arguments, plan=watched._replace(at=at, do=swapped))
            assert "Traceback" not in ended.err
            assert ended.code in (0, 1, 2), (name, at, ended.err)
            assert outside.read_text(encoding="utf-8") == "untouched\n", (name, at)
            assert outside.stat().st_mode & 0o777 == 0o600


def test_a_decision_is_not_said_to_be_made_where_no_file_of_decisions_can_be(computer: Machine, tmp_path: Path) -> None:
    record = tmp_path / "quay.yml"
    record.write_text(RECORD, encoding="utf-8")
    os.mkfifo(tmp_path / "quay.decisions.yml")
    ended = computer.run(*deciding(record, "One"))
    assert ended.code == 2
    assert "it is no file, but something that goes by the name of one" in ended.err or "this is no file" in ended.err
    (tmp_path / "quay.decisions.yml").unlink()
    assert computer.run(*deciding(record, "One")).code == 0
    assert [decision.name for decision in journal.read(str(tmp_path / "quay.decisions.yml")).decisions] == ["One"]
