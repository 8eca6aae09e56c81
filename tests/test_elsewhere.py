"""Records checked by an engine of somebody else's make the run that ``ihl check --save`` makes, byte for byte; an engine or a machine that cannot be relied on is found out."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from command import GOOD, ROOT, RULEBOOK, ihl
from planted import betrayed
from test_withheld_runs import good, write

from checker import elsewhere
from checker.batch import Outcome
from checker.elsewhere import Slice, checked, order
from checker.errors import InputError
from checker.rulebook import Rulebook

RECIPE = ROOT / "examples" / "recipes" / "with_dask.py"
FILES = ("findings.jsonl", "problems.jsonl", "records.jsonl", "run.json")

#: How the small rulebook and the good record for it are named to a run.
SMALL = str(RULEBOOK)


def bytes_of(folder: Path) -> dict[str, bytes]:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    return {name: (folder / name).read_bytes() for name in FILES}


def here(asked: elsewhere.Order) -> Callable[[Iterator[Slice]], Iterable[list[Outcome]]]:
    """An engine of the simplest kind. What it sends goes through a pickle, as between processes."""
    return lambda slices: (pickle.loads(pickle.dumps(checked(pickle.loads(pickle.dumps(piece)), asked))) for piece in slices)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register (one id taken, one link that leads nowhere, one line that is no JSON, blank lines), files of one record and one that cannot be read."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from register import register
    finally:
        sys.path.pop(0)
    folder = tmp_path_factory.mktemp("elsewhere") / "records"
    folder.mkdir()
    lines = [line for line in register(34) if '"nobody"' not in line][:30]
    lines[7] = lines[7].replace("incident-000008", "incident-000003")
    lines[20] = lines[20].replace('"in_power_of": "holder"', '"in_power_of": "nobody"')
    lines[25] = "{\n"
    lines.insert(3, "\n   \n")
    (folder / "a-register.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "b.yml").write_text((ROOT / "examples" / "kursk-2025" / "incident.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "c.json").write_text("[", encoding="utf-8")
    (folder / "d-empty.jsonl").write_text("")
    return folder


@pytest.fixture(scope="module")
def kept(records: Path) -> Path:
    """The run as the program itself keeps it."""
    folder = records.parent / "kept"
    assert ihl("check", records, "--save", folder, "--brief").code == 2
    return folder


def test_an_engine_makes_the_same_run_whatever_the_size_of_slices(records: Path, kept: Path) -> None:
    asked = order(brief=True)
    for size in (1, 7, 500):
        folder = records.parent / f"slices-{size}"
        made = elsewhere.run([str(records)], str(folder), asked, here(asked), records=size)
        assert bytes_of(folder) == bytes_of(kept)
        assert made == json.loads((kept / "run.json").read_text())
    assert (made["counts"]["done"], made["counts"]["problems"]) == (32, 4)


def test_every_option_says_the_same_as_on_the_command_line(tmp_path: Path) -> None:
    asked = order(reading="strict", rules=["gc3-13-identifiable-images-in-public"], show_all=True, min_grade="C3")
    example = ROOT / "examples" / "kursk-2025" / "incident.yml"
    elsewhere.run([str(example)], str(tmp_path / "one"), asked, here(asked))
    ihl(
        "check", example, "--save", tmp_path / "other", "--reading", "strict", "--rule", "gc3-13-identifiable-images-in-public", "--show", "all",
        "--min-grade", "C3",
    )  # fmt: skip
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")
    assert bytes_of(tmp_path / "one")["findings.jsonl"]


def test_rules_of_a_house_are_loaded_from_their_folder(tmp_path: Path) -> None:
    asked = order(Rulebook.load(SMALL))
    elsewhere.run([str(GOOD)], str(tmp_path / "one"), asked, here(asked))
    ihl("check", GOOD, "--save", tmp_path / "other", "--rules", RULEBOOK)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")


def test_ids_that_differ_only_in_what_is_withheld_are_numbered_across_slices(tmp_path: Path) -> None:
    ids = ("torvik-photo", "anselm-photo", "withheld-photo-2", "torvik-photo", "withheld-photo", "plain", "plain")
    register = write(tmp_path / "register.jsonl", *(good(id=identity) for identity in ids))
    asked = order(Rulebook.load(SMALL))
    elsewhere.run([str(register)], str(tmp_path / "one"), asked, here(asked), records=2)
    ihl("check", register, "--save", tmp_path / "other", "--rules", RULEBOOK)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")
    assert not betrayed("".join(data.decode() for data in bytes_of(tmp_path / "one").values()))
    assert len({json.loads(line)["record"] for line in (tmp_path / "one" / "records.jsonl").read_text().splitlines()}) == 5


def test_what_was_made_elsewhere_is_verified_here(records: Path) -> None:
    asked = order(brief=True)
    folder = records.parent / "verified"
    elsewhere.run([str(records)], str(folder), asked, here(asked))
    assert ihl("verify", folder).code == 0


def test_a_run_that_stops_is_gone_on_with_by_the_program(records: Path, kept: Path) -> None:
    asked = order(brief=True)
    folder = records.parent / "stopped"

    def breaks(slices: Iterator[Slice]) -> Iterator[list[Outcome]]:
        yield from here(asked)(islice(slices, 3))
        raise ConnectionError("the scheduler is gone")

    with pytest.raises(ConnectionError):
        elsewhere.run([str(records)], str(folder), asked, breaks, records=5)
    assert (folder / "unfinished.json").exists()
    assert ihl("check", records, "--save", folder, "--brief", "--resume").code == 2
    assert bytes_of(folder) == bytes_of(kept)


def reordered(slices: Iterator[Slice]) -> Iterator[Slice]:
    every = list(slices)
    return iter(every[::-1])


def repeated(slices: Iterator[Slice]) -> Iterator[Slice]:
    for piece in slices:
        yield piece
        yield piece


#: What an engine may do wrong with the slices.
WRONGS: dict[str, Callable[[Iterator[Slice]], Iterable[Slice]]] = {
    "another order": reordered,
    "the first left out": lambda slices: islice(slices, 1, None),
    "the last left out": lambda slices: list(slices)[:-1],
    "stops asking": lambda slices: islice(slices, 2),
    "nothing": lambda slices: islice(slices, 0),
    "twice": repeated,
    "a record left out": lambda slices: (piece[:-1] for piece in slices),
    "a record twice": lambda slices: (piece + piece[:1] for piece in slices),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_an_engine_that_loses_repeats_or_reorders_makes_no_run(records: Path, tmp_path: Path, wrong: str) -> None:
    asked = order(brief=True, rules=["gc3-13-identifiable-images-in-public"])
    with pytest.raises(InputError) as found:
        elsewhere.run([str(records)], str(tmp_path / "run"), asked, lambda slices: here(asked)(iter(WRONGS[wrong](slices))), records=5)
    assert [problem.code for problem in found.value.problems] == ["order"]
    assert not (tmp_path / "run" / "run.json").exists()


@pytest.mark.parametrize("changed", [{"rulebook": "0" * 64}, {"version": "0.0.1"}])
def test_a_machine_with_other_rules_or_another_version_checks_nothing(changed: dict[str, str]) -> None:
    with pytest.raises(InputError) as found:
        checked([], order()._replace(**changed))
    problem = found.value.problems[0]
    assert problem.code == "other-rules"
    assert (changed.get("version") or "000000000000") in problem.what
    # The error reaches the machine that asked, with all it says.
    again = pickle.loads(pickle.dumps(found.value))
    assert (again.problems, str(again)) == (found.value.problems, str(found.value))


@pytest.mark.parametrize(("paths", "code"), [(["nowhere.yml"], "unreadable"), (["-"], "option"), ([], "nothing")])
def test_what_cannot_be_checked_elsewhere_is_said_before_anything_is_written(tmp_path: Path, paths: list[str], code: str) -> None:
    asked = order()
    with pytest.raises(InputError) as found:
        elsewhere.run(paths, str(tmp_path / "run"), asked, here(asked))
    assert [problem.code for problem in found.value.problems] == [code]
    assert not (tmp_path / "run").exists()


def test_nothing_is_overwritten_and_nothing_that_changes_meanwhile_is_kept(tmp_path: Path) -> None:
    asked = order(Rulebook.load(SMALL))
    record = tmp_path / "record.yml"
    record.write_bytes(GOOD.read_bytes())

    def meddled(slices: Iterator[Slice]) -> Iterator[list[Outcome]]:
        yield from here(asked)(slices)
        record.write_bytes(record.read_bytes() + b"\n")

    with pytest.raises(InputError) as found:
        elsewhere.run([str(record)], str(tmp_path / "run"), asked, meddled)
    assert [problem.code for problem in found.value.problems] == ["changed"]
    assert not (tmp_path / "run" / "run.json").exists()
    with pytest.raises(InputError) as found:
        elsewhere.run([str(record)], str(tmp_path / "run"), asked, here(asked))
    assert [problem.code for problem in found.value.problems] == ["exists"]
    elsewhere.run([str(record)], str(tmp_path / "run"), asked, here(asked), force=True)
    assert (tmp_path / "run" / "run.json").exists()


def test_a_reading_a_rule_or_a_grade_that_is_not_there_is_an_error() -> None:
    for wrong in ({"reading": "no-such"}, {"rules": ["no-such"]}, {"min_grade": "Z9"}):
        with pytest.raises(InputError):
            order(**wrong)  # type: ignore[arg-type]


# --- the recipe ------------------------------------------------------------------------------------------------------------------------------------------


def by_dask(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The recipe, run as a program of its own, as somebody would."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, str(RECIPE), *map(str, arguments)], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_recipe_makes_the_same_run_in_one_process_and_in_several(records: Path, kept: Path, jobs: int) -> None:
    folder = records.parent / f"dask-{jobs}"
    ran = by_dask(records, folder, "--jobs", str(jobs), "--records", "4")
    assert (ran.returncode, ran.stderr) == (2, "")
    assert ran.stdout == f"28 records, 4 problems; kept in {folder}\n"
    assert bytes_of(folder) == bytes_of(kept)


def test_the_recipe_says_what_is_wrong(tmp_path: Path) -> None:
    ran = by_dask(tmp_path / "nowhere.yml", tmp_path / "run", "--jobs", "1")
    assert ran.returncode == 2
    assert "there is no such file" in ran.stderr
    assert "Traceback" not in ran.stderr
