"""A kept run is the same on one core and on several, goes on where it was stopped, and can be recomputed to the same bytes; whatever was changed shows."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import ROOT, ihl

from checker import batch, runs, workers
from checker.errors import InputError
from checker.rulebook import Rulebook

EXAMPLES = ROOT / "examples"
FILES = ("findings.jsonl", "problems.jsonl", "records.jsonl", "run.json")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty records of the benchmark's register, one of which has an id that is taken and one a link that leads nowhere."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from register import register as made
    finally:
        sys.path.pop(0)
    lines = [line for line in made(45) if '"nobody"' not in line][:40]
    lines[7] = lines[7].replace("incident-000008", "incident-000003")
    lines[20] = lines[20].replace('"in_power_of": "holder"', '"in_power_of": "nobody"')
    path = tmp_path_factory.mktemp("register") / "register.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def kept(register: Path) -> Path:
    folder = register.parent / "kept"
    assert ihl("check", register, "--save", folder, "--brief").code == 2
    return folder


def test_a_run_has_everything_and_its_numbers_agree(register: Path, kept: Path) -> None:
    manifest = json.loads((kept / "run.json").read_text())
    counts = manifest["counts"]
    assert (counts["done"], counts["records"], counts["problems"]) == (40, 38, 2)
    assert len((kept / "records.jsonl").read_text().splitlines()) == 38
    assert len((kept / "findings.jsonl").read_text().splitlines()) == sum(counts["raised"].values())
    problems = [json.loads(line) for line in (kept / "problems.jsonl").read_text().splitlines()]
    assert [(problem["line"], problem["code"]) for problem in problems] == [(8, "duplicate-id"), (21, "missing-target")]
    assert manifest["inputs"] == [{"path": "../register.jsonl", "bytes": register.stat().st_size, "sha256": runs.sha256_of(str(register))}]
    assert not (kept / "unfinished.json").exists()


def test_what_is_kept_is_what_is_printed(register: Path, kept: Path) -> None:
    assert ihl("check", register, "--format", "jsonl", "--brief").out == (kept / "findings.jsonl").read_text()


def test_several_cores_find_the_same(register: Path, kept: Path) -> None:
    ihl("check", register, "--save", register.parent / "cores", "--brief", "--jobs", "2")
    assert {name: data for name, data in bytes_of(register.parent / "cores").items() if name != "run.json"} == {
        name: data for name, data in bytes_of(kept).items() if name != "run.json"
    }
    printed = ihl("check", register, "--format", "jsonl", "--jobs", "2")
    assert printed.out == ihl("check", register, "--format", "jsonl").out
    assert printed.code == 2


@pytest.mark.parametrize("after", [0, 1, 7, 8, 21, 39])
def test_a_run_stopped_at_any_record_goes_on_to_the_same_bytes(register: Path, kept: Path, rulebook: Rulebook, after: int) -> None:
    folder = register.parent / f"stopped-{after}"
    manifest = runs.manifest_of(str(kept))
    described = {key: value for key, value in manifest.items() if key not in ("counts", "files")}
    wanted = batch.Wanted(rulebook.folder, rulebook.default_reading, reasons=False, statements=True)
    with runs.Kept(
        str(folder), described, runs.prepare(str(folder), described, resume=False, force=False), batch.Batch(wanted, rulebook)
    ) as run:
        for number, outcome in enumerate(workers.outcomes(batch.tasks([str(register)]), wanted, rulebook, 1)):
            if number == after:
                break
            run.take(outcome)
        run.pause()
        (folder / "findings.jsonl").open("ab").write(b'{"half a li')
    assert not runs.is_run(str(folder))
    outcome = ihl("check", register, "--save", folder, "--brief", "--resume")
    assert outcome.code == 2
    assert bytes_of(folder) == bytes_of(kept)


def test_ctrl_c_and_kill_lose_nothing(tmp_path: Path, register: Path) -> None:
    lines = register.read_text().splitlines()
    many = tmp_path / "many.jsonl"
    many.write_text("".join(line.replace('"id": "incident-', f'"id": "i{number}-') + "\n" for number in range(8) for line in lines))
    whole = tmp_path / "whole"
    ihl("check", many, "--save", whole, "--brief")
    folder = tmp_path / "stopped"
    command = [sys.executable, "-m", "checker", "check", str(many), "--save", str(folder), "--brief", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number, (how, code) in enumerate(((signal.SIGINT, 130), (signal.SIGKILL, -9))):
        with subprocess.Popen(
            [*command, *(["--resume"] if number else [])],
            env=environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            limit = time.monotonic() + 60
            before = (folder / "findings.jsonl").stat().st_size if number else 0
            while time.monotonic() < limit and not (
                (folder / "findings.jsonl").exists() and (folder / "findings.jsonl").stat().st_size > before
            ):
                time.sleep(0.02)
            os.killpg(process.pid, how)
            _, said = process.communicate()
        assert process.returncode == code, said
        assert not (folder / "run.json").exists()
    assert "--resume" in said or how is signal.SIGKILL
    subprocess.run([*command, "--resume"], env=environment, check=False, capture_output=True)
    assert bytes_of(folder) == bytes_of(whole)


def test_nothing_is_overwritten_or_mixed(register: Path, kept: Path, tmp_path: Path) -> None:
    before = bytes_of(kept)
    assert [problem.code for problem in ihl("check", register, "--save", kept).problems] == ["exists"]
    assert [problem.code for problem in ihl("check", register, "--save", kept, "--resume").problems] == ["finished"]
    assert bytes_of(kept) == before
    copy = tmp_path / "copy"
    shutil.copytree(kept, copy)
    manifest = json.loads((copy / "run.json").read_text())
    (copy / "run.json").unlink()
    head = {key: value for key, value in manifest.items() if key not in ("counts", "files")}
    (copy / "unfinished.json").write_text(json.dumps({"head": head, "counts": runs.Counts().plain()}))
    assert [problem.code for problem in ihl("check", register, "--save", copy, "--brief").problems] == ["exists"]
    changed = ihl("check", register, "--save", copy, "--brief", "--resume", "--reading", "strict")
    assert [problem.code for problem in changed.problems] == ["changed"]
    assert "reading" in changed.problems[0].what
    (copy / "unfinished.json").write_text("{")
    assert [problem.code for problem in ihl("check", register, "--save", copy, "--brief", "--resume").problems] == ["damaged"]
    foreign = tmp_path / "notes.txt"
    foreign.write_text("mine")
    assert [problem.code for problem in ihl("check", register, "--save", tmp_path).problems] == ["exists"]
    assert [problem.code for problem in ihl("check", register, "--save", foreign).problems] == ["output-folder"]
    assert foreign.read_text() == "mine"


# --- recomputed ------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def moved(kept: Path, register: Path, tmp_path: Path) -> Path:
    """The run and its register at another place."""
    shutil.copy(register, tmp_path / "register.jsonl")
    shutil.copytree(kept, tmp_path / "kept")
    return tmp_path / "kept"


def test_a_run_is_recomputed_to_the_same_bytes_wherever_it_lies(moved: Path) -> None:
    outcome = ihl("verify", moved)
    assert outcome.code == 0
    assert "Recomputed to the same bytes." in outcome.out
    assert json.loads(ihl("verify", moved, "--format", "json", "--jobs", "2").out)["same"] is True


@pytest.mark.parametrize("name", ["findings.jsonl", "records.jsonl", "problems.jsonl"])
def test_what_was_changed_afterwards_shows(moved: Path, name: str) -> None:
    with (moved / name).open("ab") as file:
        file.write(b"\n")
    outcome = ihl("verify", moved)
    assert outcome.code == 1
    assert str(moved / name) in outcome.out
    (moved / name).unlink()
    assert ihl("verify", moved).code == 1


def test_a_long_path_is_neither_cut_nor_wrapped(moved: Path) -> None:
    far = moved.parent / "-".join(["a long name"] * 12)
    moved.rename(far)
    with (far / "problems.jsonl").open("ab") as file:
        file.write(b"\n")
    assert str(far / "problems.jsonl") in ihl("verify", far).out
    kept = ihl("check", moved.parent / "register.jsonl", "--save", far, "--force", "--fail-on", "never")
    assert f"ihl verify {far}\n" in kept.out


def test_findings_that_were_changed_with_their_digest_do_not_come_out_the_same(moved: Path) -> None:
    text = (moved / "findings.jsonl").read_text().replace('"verdict": "undetermined"', '"verdict": "complied"', 1)
    (moved / "findings.jsonl").write_text(text)
    manifest = json.loads((moved / "run.json").read_text())
    manifest["files"]["findings"] = runs.sha256_of(str(moved / "findings.jsonl"))
    (moved / "run.json").write_text(json.dumps(manifest))
    outcome = ihl("verify", moved)
    assert outcome.code == 1
    assert "findings.jsonl it comes out otherwise." in " ".join(outcome.out.split())


def test_records_rules_and_versions_that_changed_show(moved: Path) -> None:
    with (moved.parent / "register.jsonl").open("a") as file:
        file.write("\n")
    assert "has changed since" in ihl("verify", moved).out
    manifest = json.loads((moved / "run.json").read_text())
    manifest.update({"rulebook": "0" * 64, "version": "0.0.1", "reading": "none"})
    (moved / "run.json").write_text(json.dumps(manifest))
    said = " ".join(ihl("verify", moved).out.split())
    assert "rulebook 000000000000" in said
    assert "version 0.0.1" in said
    assert "no reading none" in said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "ihl-run/2"}', '{"schema": "ihl-run/1", "inputs": 3, "files": {}}'])
def test_a_manifest_that_cannot_be_used_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    assert [problem.code for problem in ihl("verify", tmp_path).problems] == ["damaged"]


def test_a_folder_without_a_run_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in ihl("verify", tmp_path).problems] == ["no-run"]
    (tmp_path / "unfinished.json").write_text("{}")
    assert "not finished" in ihl("verify", tmp_path).problems[0].what


def test_streams_need_a_stream(register: Path) -> None:
    assert [problem.code for problem in ihl("check", register, "--jobs", "2").problems] == ["option"]
    assert [problem.code for problem in ihl("check", "-", "--jobs", "2", "--format", "jsonl").problems] == ["option"]
    assert [problem.code for problem in ihl("check", "nowhere.yml", "--jobs", "2", "--format", "jsonl").problems] == ["unreadable"]


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("breach", 1), ("contested", 1), ("undetermined", 1)])
def test_the_exit_code_is_that_of_a_check(tmp_path: Path, fail_on: str, code: int) -> None:
    assert ihl("check", EXAMPLES, "--save", tmp_path / "run", "--brief", "--fail-on", fail_on).code == code
    kursk = ihl("check", EXAMPLES / "kursk-2025", "--save", tmp_path / "kursk", "--brief", "--fail-on", fail_on)
    assert kursk.code == ihl("check", EXAMPLES / "kursk-2025", "--fail-on", fail_on).code


def test_a_restricted_value_in_a_finding_leaves_the_record_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.rendering import machine

    monkeypatch.setattr(batch, "as_json_lines", lambda results, **_: ["about Anselm Torvik\n" for _ in results])
    assert machine
    record = (EXAMPLES / "kursk-2025" / "incident.yml").read_text() + "\nrestricted:\n  prisoner-1: {names: [Anselm Torvik]}\n"
    (tmp_path / "incident.yml").write_text(record)
    outcome = ihl("check", tmp_path / "incident.yml", "--save", tmp_path / "run")
    assert [problem.code for problem in outcome.problems] == ["leak"]
    assert not any(b"Torvik" in data for data in bytes_of(tmp_path / "run").values())


def test_a_damaged_line_of_a_run_is_a_problem(moved: Path) -> None:
    with (moved / "findings.jsonl").open("ab") as file:
        file.write(b"{\n")
    with pytest.raises(InputError, match="cannot be read"):
        runs.Part(str(moved), "findings")
