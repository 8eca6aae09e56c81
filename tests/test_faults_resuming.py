"""A run that is killed, and killed again while it goes on, ends in the bytes of one that never was; and it goes on only from what it has seen of these very records."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import RULEBOOK
from faulty import Machine, Plan, machine
from test_faults_reading import MANY, ONE, OTHER, RECORD, assert_calm
from test_faults_writing import RULES, emptied, files, leftovers, register, spread

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: So fast a clock that how far a run came is noted after every record.
HASTE = 1_000_000


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(tmp_path_factory.mktemp("cache"), RULEBOOK) as made:
        yield made


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Begun:
    """A register with good and bad records, the run over it, and its states on the way."""

    def __init__(self, folder: Path, computer: Machine, *options: str) -> None:
        self.out = folder / "out"
        self.out.mkdir()
        lines = register(10).splitlines()
        bad = lines[2].replace('"held": "yes"', '"held": "perhaps"').replace('"r2"', '"bad"')
        self.records = folder / "in.jsonl"
        self.records.write_text("\n".join([*lines[:4], bad, lines[1], "", "{", *lines[4:]]) + "\n", encoding="utf-8")
        self.arguments = ["check", str(self.records), "--brief", "--fail-on", "never", *RULES, "--save", str(self.out / "run"), *options]
        self.computer = computer
        ended = computer.run(*self.arguments, plan=Plan(str(self.out)), haste=HASTE)
        assert ended.code == 2, "two of its lines cannot be read, and an id stands twice"
        self.calls, self.whole = ended.calls, files(self.out)
        assert json.loads(self.whole["run/run.json"])["counts"]["problems"] >= 3
        assert computer.run("verify", self.out / "run", *RULES).code == 0

    def killed(self, at: int) -> dict[str, bytes]:
        """What lies there where it was killed at a call."""
        emptied(self.out)
        assert self.computer.run(*self.arguments, plan=Plan(str(self.out), at, "KILL"), haste=HASTE).code == -9
        return everything(self.out)

    def ends(self) -> None:
        """Goes on to the end, and that is the same."""
        ended = self.computer.run(*self.arguments, "--resume")
        assert_calm(ended)
        if "is finished" in ended.err:  # it was killed behind its last word
            assert (self.out / "run" / "run.json").exists()
        assert ended.code == 2
        found = files(self.out)
        found.pop("run/unfinished.json", None)
        assert found == self.whole
        assert not [name for name in leftovers(self.out) if name == ".ihl-writing"]


@pytest.fixture(scope="module")
def begun(computer: Machine, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return Begun(tmp_path_factory.mktemp("begun"), computer)


@pytest.mark.parametrize("part", [0.15, 0.5, 0.85])
@pytest.mark.parametrize("kind", ["KILL", "CUT", "ENOSPC"])
def test_what_is_killed_while_it_goes_on_goes_on_once_more_to_the_same_bytes(
    kind: str, part: float, computer: Machine, begun: Begun
) -> None:
    there = begun.killed(int(len(begun.calls) * part))
    emptied(begun.out, there)
    calls = computer.run(*begun.arguments, "--resume", plan=Plan(str(begun.out)), haste=HASTE).calls
    assert files(begun.out) == begun.whole
    for at in spread(len(calls), 14 if kind == "KILL" else 6):
        emptied(begun.out, there)
        ended = computer.run(*begun.arguments, "--resume", plan=Plan(str(begun.out), at, kind), haste=HASTE)
        assert "Traceback" not in ended.err
        assert ended.code == (2 if kind == "ENOSPC" else -9)
        begun.ends()


def test_what_is_killed_again_and_again_comes_to_its_end(computer: Machine, begun: Begun) -> None:
    emptied(begun.out)
    began = [*begun.arguments]
    came = []
    for times in range(200):
        ended = computer.run(*began, plan=Plan(str(begun.out), 12 + times, "KILL"), haste=HASTE)
        if ended.code != -9:
            break
        noted = begun.out / "run" / "unfinished.json"
        came.append(json.loads(noted.read_bytes())["counts"]["done"] if noted.exists() else 0)
        began = [*begun.arguments, "--resume"] if noted.exists() else [*begun.arguments, "--force"]
    assert ended.code == 2, ended
    assert len(came) > 4
    assert came == sorted(came), "what was noted is never lost"
    found = files(begun.out)
    found.pop("run/unfinished.json", None)
    assert found == begun.whole


def test_what_is_killed_on_two_cores_goes_on_on_one_to_the_same_bytes(computer: Machine, begun: Begun) -> None:
    for at in spread(len(begun.calls), 3)[1:]:
        emptied(begun.out)
        ended = computer.run(*begun.arguments, "--jobs", "2", plan=Plan(str(begun.out), at - 2, "KILL"), haste=HASTE)
        assert ended.code == -9
        begun.ends()


@pytest.mark.parametrize("change", ["REWRITE", "REPLACE", "SHORTEN", "VANISH", "LEND"])
def test_a_run_that_goes_on_while_somebody_writes_does_not_mix_what_it_saw(change: str, computer: Machine, tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out"
    out.mkdir()
    path.write_text(ONE, encoding="utf-8")
    (tmp_path / "put").write_text("[]\n" * MANY, encoding="utf-8")
    arguments = ["check", str(path), "--brief", "--fail-on", "never", *RULES, "--save", str(out / "run")]
    assert computer.run(*arguments).code == 0
    whole = files(out)
    emptied(out)
    killed = computer.run(*arguments, plan=Plan(str(out), 60, "KILL", calls=("write",)), haste=HASTE)
    assert killed.code == -9
    assert 0 < json.loads((out / "run" / "unfinished.json").read_bytes())["counts"]["done"] < MANY
    begun = {name.relative_to(out).as_posix(): name.read_bytes() for name in out.rglob("*") if name.is_file()}
    watched = Plan(str(path), calls=("open", "read"), put=str(tmp_path / "put"))
    count = len(computer.run(*arguments, "--resume", plan=watched).calls)
    for at in spread(count, 12):
        emptied(out, begun)
        for left in tmp_path.glob("in.jsonl*"):
            left.unlink()
        path.write_text(ONE, encoding="utf-8")
        ended = computer.run(*arguments, "--resume", plan=watched._replace(at=at, do=change))
        assert_calm(ended)
        assert ended.code == (0 if (out / "run" / "run.json").exists() else 2), ended.err
        if ended.code:
            path.write_text(ONE, encoding="utf-8")
            assert computer.run(*arguments, "--resume").code == 0, "it goes on when the records are what they were"
        assert files(out) == whole, at


def test_a_run_that_saw_something_else_before_it_was_killed_does_not_go_on_from_it(computer: Machine, tmp_path: Path) -> None:
    path, run = tmp_path / "in.jsonl", tmp_path / "run"
    path.write_text(ONE, encoding="utf-8")
    (tmp_path / "put").write_text(OTHER, encoding="utf-8")
    arguments = ["check", str(path), "--brief", "--fail-on", "never", *RULES, "--save", str(run)]
    opened = [number for number, call in enumerate(computer.run(*arguments, plan=Plan(str(path))).calls) if call.name == "open"]
    shutil.rmtree(run)
    before_reading = opened[-2]  # the last one is for the manifest
    lent = computer.run(*arguments, plan=Plan(str(path), before_reading, "LEND", put=str(tmp_path / "put")), haste=HASTE)
    assert lent.code == 2
    assert "records were changed while they were read" in lent.err
    assert path.read_text(encoding="utf-8") == ONE
    noted = json.loads((run / "unfinished.json").read_bytes())
    assert noted["counts"]["done"], "it had come some way"
    again = computer.run(*arguments, "--resume")
    assert again.code == 2
    assert "records were changed while they were read" in again.err
    assert computer.run(*arguments, "--force").code == 0
    assert computer.run("verify", run, *RULES).code == 0


@pytest.mark.parametrize("change", ["REWRITE", "REPLACE", "VANISH", "LEND"])
def test_a_folder_of_records_that_changes_while_a_run_over_it_goes_on_is_not_mixed(change: str, computer: Machine, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    out.mkdir()
    records = {f"{name}.yml": RECORD.replace("id: good", f"id: {name}").encode() for name in ("a", "b", "c")}
    folder.mkdir()
    emptied(folder, records)
    (tmp_path / "put").write_bytes(b"schema: ihl-incident/1\nid: [another]\n")
    arguments = ["check", str(folder), "--brief", "--fail-on", "never", *RULES, "--save", str(out / "run")]
    calls = computer.run(*arguments, plan=Plan(str(out)), haste=HASTE).calls
    whole = files(out)
    emptied(out)
    assert computer.run(*arguments, plan=Plan(str(out), len(calls) * 2 // 3, "KILL"), haste=HASTE).code == -9
    there = everything(out)
    assert 0 < json.loads(there["run/unfinished.json"])["counts"]["done"] < 3
    for name in ("a.yml", "c.yml"):  # one that was done before, and one that was not
        watched = Plan(str(folder / name), calls=("open",), put=str(tmp_path / "put"))
        emptied(out, there)
        count = len(computer.run(*arguments, "--resume", plan=watched).calls)
        assert files(out) == whole
        for at in range(count):
            emptied(out, there)
            emptied(folder, records)
            ended = computer.run(*arguments, "--resume", plan=watched._replace(at=at, do=change))
            assert_calm(ended)
            assert ended.code == (0 if (out / "run" / "run.json").exists() else 2), ended.err
            if ended.code:
                emptied(folder, records)
                assert computer.run(*arguments, "--resume").code == 0
            assert files(out) == whole, (name, at)
