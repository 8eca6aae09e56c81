"""The same input gives the same bytes in every surrounding: real processes, each command in each of them (``surroundings``); and whatever states a verdict names its rulebook."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import surroundings
from surroundings import COMMANDS, DIGEST_ALONE, REPORTS, Prepared, differing, outcome, prepared, runs_in, worlds

from checker.rulebook import Rulebook
from checker.runs import manifest_of

WORLDS = worlds()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepared(tmp_path_factory.mktemp("surroundings"))


def readable(data: bytes) -> bytes:
    """The bytes of an output, those of an archive unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def names_its_rulebook(text: str, digest_alone: bool) -> bool:
    """Whether an output names the shipped rulebook: in words as every report does, or under the two keys of all that is for programs."""
    book = Rulebook.load()
    if digest_alone:
        return book.digest in text
    keyed = re.search(r'"rulebook":\s*(\{[^}]*)?"' + book.digest, text) and re.search(
        rf'"rulebook_name":\s*(\{{[^}}]*)?"{book.name}"', text
    )
    return f"ulebook {book.name} {book.digest[:12]}" in " ".join(text.split()) or bool(keyed)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_the_same_in_every_surrounding(made: Prepared, name: str) -> None:
    first = outcome(made, name, WORLDS[0])
    assert any(data for part, data in first.items() if part not in ("exit code", "stderr")), first["stderr"]
    # An outer time or place shows neither in what is printed nor in what is written.
    for data in first.values():
        assert str(Path.home()).encode() + b"/" not in readable(data).replace(str(made.work).encode(), b"").replace(
            surroundings.ROOT.as_posix().encode(), b""
        )
    for world in WORLDS[1:]:
        if runs_in(name, world):
            assert not differing(first, outcome(made, name, world)), f"{name} in {world.name}"
    if name in REPORTS:
        assert any(names_its_rulebook(readable(data).decode(errors="replace"), name in DIGEST_ALONE) for data in first.values())


def test_the_surroundings_differ_in_all_that_must_not_matter(record_property: Callable[[str, object], None]) -> None:
    told = "; ".join(world.name for world in WORLDS)
    record_property("surroundings", told)
    print(told)
    for key in ("PYTHONHASHSEED", "LC_ALL", "TZ"):
        assert len({world.environment[key] for world in WORLDS}) >= 3
    assert {world.environment.get("PYTHONUTF8") for world in WORLDS} >= {None, "0", "1"}
    assert {world.folder for world in WORLDS} >= {".", "/", "elsewhere"}
    assert sys.executable in {world.python for world in WORLDS}
    versions = [surroundings.version_of(world.python) for world in WORLDS if world.python != sys.executable]
    assert len(set(versions)) == len(versions)


def test_a_surrounding_that_did_matter_would_be_seen(made: Prepared, tmp_path: Path) -> None:
    """The hash seed, the locale, the time zone, the order of folders and the current folder reach the process."""
    probe = (
        "import locale, os, sys, time; from checker.cli import run\n"
        "print(hash('a'), sys.flags.utf8_mode, locale.getpreferredencoding(False), time.tzname, os.getcwd(), os.listdir(sys.argv[1]), [entry.name for entry in os.scandir(sys.argv[1])])"
    )
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("")
    told = []
    for world in WORLDS[:3]:
        shim = str(made.work / "shim") if world.backwards else ""
        environment = surroundings._environment(world.environment, shim=shim)
        ran = subprocess.run(
            [sys.executable, "-c", probe, str(tmp_path)],
            env=environment,
            cwd=made.work / world.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(ran.stdout)
    assert len(set(told)) == 3
    assert "['c', 'b', 'a'] ['c', 'b', 'a']" in told[1]
    assert "ANSI_X3.4-1968" in told[1] or "US-ASCII" in told[1]
    assert differing({"stdout": b"one two"}, {"stdout": b"one three", "file": b""}) == [
        "file from byte 0: b'' and b''",
        "stdout from byte 5: b'one two' and b'one three'",
    ]


def test_the_order_in_which_files_are_named_does_not_matter(made: Prepared) -> None:
    """A shell sorts ``*.yml`` otherwise in each language."""
    folder = Path(made.places["IN"])
    files = [str(path) for path in sorted(folder.rglob("*")) if path.suffix in (".yml", ".jsonl") and ".decisions" not in path.name]
    assert len(files) == 4
    for options in (
        ["check", "--format", "json"],
        ["check", "--plain"],
        ["check", "--format", "md"],
        ["needs", "--format", "json"],
        ["check", "--save", "OUT/run", "--brief"],
    ):
        found = [
            outcome(made, "check", world, [options[0], *paths, *options[1:]])
            for world, paths in ((WORLDS[0], files), (WORLDS[1], files[::-1]), (WORLDS[2], [files[2], files[0], files[3], files[1]]))
        ]
        assert not differing(found[0], found[1])
        assert not differing(found[0], found[2])


@pytest.mark.parametrize("options", [["--save", "OUT/run"], ["--save", "OUT/run", "--brief"], ["--format", "jsonl"]], ids=" ".join)
def test_the_number_of_cores_does_not_matter(made: Prepared, options: list[str]) -> None:
    found = [outcome(made, "check", WORLDS[number % 3], ["check", "IN", *options, "--jobs", str(number)]) for number in (1, 2, 3)]
    assert found[0]["exit code"] == b"2"
    for part, data in found[0].items():
        if part == "stderr" and "jsonl" in options:
            # One process remembers where an id was taken and names the place; a stream only remembers that it was. The problems and their places are the same.
            told = [[line.partition(b" ")[0] for line in one[part].splitlines()] for one in found]
            assert told[0] == told[1]
            assert found[1][part] == found[2][part]
        else:
            assert data == found[1][part] == found[2][part], part


def test_a_run_kept_anywhere_is_verified_anywhere(made: Prepared, tmp_path: Path) -> None:
    """Each surrounding, other Pythons among them, verifies the run of each other."""
    kept = {}
    for world in WORLDS:
        ran = outcome(made, "check", world, ["check", "GOOD", "--save", "OUT/run", "--brief"])
        assert ran["exit code"] in (b"0", b"1")
        kept[world.name] = tmp_path / str(len(kept)) / "out" / "run"
        shutil.copytree(made.places["OUT"], kept[world.name].parent)
        shutil.copytree(made.places["GOOD"], kept[world.name].parent.parent / "good")
    manifests = [manifest_of(str(folder)) for folder in kept.values()]
    assert all(manifest == manifests[0] for manifest in manifests)
    for world in WORLDS:
        for maker, folder in kept.items():
            told = json.loads(outcome(made, "verify", world, ["verify", str(folder), "--format", "json"])["stdout"])
            assert told["same"] is True, f"made in {maker}, verified in {world.name}"
            assert told["rulebook"] == manifests[0]["rulebook"]


def test_rules_copied_file_by_file_in_another_order_are_the_same_rulebook(tmp_path: Path) -> None:
    source = surroundings.ROOT / "tests" / "broken" / "rulebook"
    digests = set()
    for number, backwards in enumerate((False, True)):
        folder = tmp_path / str(number)
        for path in sorted((path for path in source.rglob("*") if path.is_file()), reverse=backwards):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            os.utime(target, (1_000_000_000 + number, 1_000_000_000 + number))
        digests.add(Rulebook.load(str(folder), keep=False).digest)
    assert len(digests) == 1
