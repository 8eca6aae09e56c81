"""Two programs, or eight, at the same work at once: no decision is lost, nothing is spoilt, and who must wait or give way is told."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK
from faulty import Machine, Plan, Run, machine
from test_faults_writing import BEGUN, TYPED, deciding, emptied, files, leftovers, register

from checker import journal

RULES = ("--rules", str(RULEBOOK))
THOROUGH = os.environ.get("IHL_THOROUGH") == "1"


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(tmp_path_factory.mktemp("cache"), RULEBOOK) as made:
        yield made


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "quay.yml"
    path.write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.mark.parametrize("many", [2, 8])
def test_everybody_who_decides_at_once_is_heard(many: int, computer: Machine, record: Path) -> None:
    names = [f"Reviewer {number}" for number in range(many)]
    for ended in computer.together([Run(deciding(record, name)) for name in names]):
        assert ended.code == 0, ended.err
    found = journal.read(journal.beside(str(record)))
    assert not found.problems
    assert sorted(decision.name for decision in found.decisions) == names
    assert [decision.after for decision in found.decisions[1:]] == [decision.digest for decision in found.decisions[:-1]]


@pytest.mark.parametrize("many", [2, 8])
def test_a_cold_cache_serves_everybody(many: int, computer: Machine, record: Path, tmp_path: Path) -> None:
    kept = {"IHL_CACHE_DIR": str(tmp_path / "cold")}
    alone = computer.run("check", record, *RULES, "--format", "json")
    for ended in computer.together([Run(("check", record, *RULES, "--format", "json"), environment=kept)] * many):
        assert (ended.code, ended.out, ended.err) == (1, alone.out, "")
    assert not leftovers(tmp_path / "cold")


@pytest.mark.parametrize("many", [2, 8])
def test_a_run_is_written_by_one_at_a_time(many: int, computer: Machine, tmp_path: Path) -> None:
    (tmp_path / "register.jsonl").write_text(register(60), encoding="utf-8")
    arguments = ("check", tmp_path / "register.jsonl", *RULES, "--brief")
    assert computer.run(*arguments, "--save", tmp_path / "alone").code == 0
    ended = computer.together([Run((*arguments, "--save", tmp_path / "shared"))] * many)
    assert sorted(one.code for one in ended) == [0] + [2] * (many - 1)
    for one in ended:
        if one.code:
            assert "somebody else is writing here" in one.err or "there are files in this folder already" in one.err
    assert files(tmp_path / "shared") == files(tmp_path / "alone")
    assert not leftovers(tmp_path / "shared")
    for one in computer.together([Run((*arguments, "--save", tmp_path / "shared", "--force"))] * many):
        assert one.code == 0 or "somebody else is writing here" in one.err
    assert files(tmp_path / "shared") == files(tmp_path / "alone")


def test_a_killed_run_is_taken_up_by_one_of_those_who_try(computer: Machine, tmp_path: Path) -> None:
    (tmp_path / "register.jsonl").write_text(register(60), encoding="utf-8")
    arguments = ("check", tmp_path / "register.jsonl", *RULES, "--brief", "--save")
    assert computer.run(*arguments, tmp_path / "alone").code == 0
    (tmp_path / "runs").mkdir()
    killed = computer.run(*arguments, tmp_path / "runs" / "shared", plan=Plan(str(tmp_path / "runs"), 3, "KILL"))
    assert killed.code == -9
    ended = computer.together([Run((*arguments, tmp_path / "runs" / "shared", "--resume"))] * 4)
    assert sorted(one.code for one in ended) == [0, 2, 2, 2]
    alone = files(tmp_path / "alone")
    shared = files(tmp_path / "runs" / "shared")
    assert {name: content for name, content in shared.items() if name != "run.json"} == {
        name: content for name, content in alone.items() if name != "run.json"
    }
    assert json.loads(shared["run.json"])["files"] == json.loads(alone["run.json"])["files"]


@pytest.mark.parametrize("many", [2, 8])
def test_of_those_who_write_one_file_one_is_first_and_the_others_are_told(
    many: int, computer: Machine, record: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    arguments = ("check", record, *RULES, "-o", out / "report.html")
    ended = computer.together([Run(arguments)] * many)
    assert sorted(one.code for one in ended) == [1] + [2] * (many - 1)
    assert all("there is a file of this name already" in one.err for one in ended if one.code == 2)
    whole = files(out)
    emptied(out)
    for one in computer.together([Run((*arguments, "--force"))] * many):
        assert one.code == 1, one.err
    assert files(out) == whole
    assert not leftovers(out)


# --- interviews ----------------------------------------------------------------------------------------------------------------------------------------------

TYPED_OTHERWISE = b"y\n\n\n2\n\n\nn\n\n\ny\n\n\nq\n"

#: What is said to be written, and how it stands in the record.
SAID = {
    "The person was in the hands of the other side.": "held: {is: yes",
    "The face can be seen.": "face: {is: clear",
    "The face is blurred.": "face: {is: blurred",
    "It was released to the public.": "released: {is: yes",
    "It was not released to the public.": "released: {is: no",
}


@pytest.mark.parametrize("many", [2, 5])
def test_of_those_who_are_interviewed_on_one_record_none_loses_an_answer(many: int, computer: Machine, tmp_path: Path) -> None:
    """All that was said to be written stands in the file that is named to them in the end: the record, or one beside it, of which they are told."""
    for number in range(12 if THOROUGH else 4):
        folder = tmp_path / f"round-{number}"
        folder.mkdir()
        (folder / "quay.yml").write_text(BEGUN, encoding="utf-8")
        arguments = ("records", "new", "--resume", "quay.yml", *RULES)
        ended = computer.together([Run(arguments, folder=folder, stdin=TYPED if one % 2 else TYPED_OTHERWISE) for one in range(many)])
        for said in ended:
            assert (said.code, said.err) == (0, "")
            kept = (folder / re.findall(r"The record is in (\S+)\.\n", said.out)[-1]).read_text(encoding="utf-8")
            sentences = re.findall(r"^Written: (.*)$", said.out, flags=re.M)
            assert [sentence for sentence in sentences if SAID[sentence] not in kept] == []
        told = sum("was changed by somebody else meanwhile" in said.out for said in ended)
        assert told == len(list(folder.glob("quay-*.yml")))
        assert not leftovers(folder)


def test_a_record_that_somebody_saved_so_that_it_cannot_be_read_is_left_to_them(computer: Machine, tmp_path: Path) -> None:
    record, put = tmp_path / "quay.yml", tmp_path / "put"
    record.write_text(BEGUN, encoding="utf-8")
    put.write_bytes(BEGUN.replace("quay\n", "qu\u00e4y\n").encode("latin-1"))
    plan = Plan(str(tmp_path / ".ihl-writing"), 0, "REPLACE", put=str(put), on=str(record), calls=("open",))
    ended = computer.run("records", "new", "--resume", "quay.yml", *RULES, folder=tmp_path, stdin=TYPED, plan=plan)
    assert ended.code == 0, ended.err
    assert "was changed by somebody else meanwhile" in ended.out
    assert record.read_bytes() == put.read_bytes()
    assert "face: {is: clear" in (tmp_path / "quay-2.yml").read_text(encoding="utf-8")
