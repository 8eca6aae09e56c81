"""Whatever fails while a file is written: the old file or the whole new one is there, never half of one; it is told; and the next run works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from command import GOOD, RULEBOOK
from faulty import Ended, Machine, Plan, machine

from checker import documents, journal, outputs

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: Ended in the middle, cut off from power, no room, no leave to write from here on; under IHL_THOROUGH also others that a system can refuse with.
KINDS = ("KILL", "CUT", "ENOSPC", "EROFS")
MORE = ("EIO", "EACCES", "EDQUOT", "EMFILE", "EPERM", "ENOENT")

RULES = ("--rules", str(RULEBOOK))
RECORD = GOOD.read_text(encoding="utf-8")
OLD = b"what was there before\n"


class Writing(NamedTuple):
    """A command that writes files into the folder ``@``, what is typed, and how many of its calls are tried unless everything is."""

    arguments: tuple[str, ...]
    stdin: bytes = b""
    points: int = 99


WRITINGS: dict[str, Writing] = {
    "report as JSON": Writing(("check", "in.yml", "-o", "@/report.json")),
    "report as a page": Writing(("check", "in.yml", "-o", "@/report.html"), points=3),
    "report as a Word document": Writing(("check", "in.yml", "-o", "@/report.docx"), points=3),
    "export as CSV": Writing(("records", "export", "in.yml", "--to", "csv", "-o", "@/out.csv"), points=6),
    "export as a workbook": Writing(("records", "export", "in.yml", "--to", "xlsx", "-o", "@/out.xlsx"), points=3),
    "export as a register": Writing(("records", "export", "in.yml", "--to", "jsonl", "-o", "@/out.jsonl"), points=3),
    "copy": Writing(("records", "redact", "in.yml", "-o", "@/copy.yml"), points=3),
    "copies in a folder": Writing(("records", "redact", "in.yml", "-o", "@/copies/"), points=6),
    "copies in a register": Writing(("records", "redact", "in.yml", "-o", "@/copies.jsonl"), points=3),
    "import into a folder": Writing(("records", "import", "in.csv", "-o", "@/records"), points=6),
    "import into a register": Writing(("records", "import", "in.csv", "-o", "@/records.jsonl"), points=3),
    "template": Writing(("records", "template", "-o", "@/template.xlsx"), points=3),
    "survey form": Writing(("records", "form", "-o", "@/form.xlsx"), points=3),
    "class set": Writing(("train", "export", "-o", "@/set", "--count", "2"), points=3),
    "results of a drill": Writing(("train", "drill", "--count", "1", "--save", "@/drill.json"), b"1\n" * 8, points=3),
    "site": Writing(("train", "site", "-o", "@/site"), points=3),
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with records to read, and one to write into."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "in.yml").write_text(RECORD, encoding="utf-8")
    (folder / "out").mkdir()
    return folder


@pytest.fixture(scope="module")
def computer(here: Path) -> Iterator[Machine]:
    with machine(here / "cache", RULEBOOK) as made:
        ended = made.run("records", "export", "in.yml", "--to", "csv", "-o", "in.csv", *RULES, folder=here)
        assert ended.code == 0, ended.err
        yield made


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for what is not yet, or no longer, a file of somebody."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not outputs.unfinished(path.name) and path.suffix != ".part"
    }


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and (outputs.unfinished(path.name) or path.suffix == ".part")]


def emptied(folder: Path, kept: dict[str, bytes] | None = None) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    for name, content in (kept or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def age(folder: Path) -> None:
    """Lets time pass for what was left behind."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))


def spread(count: int, most: int) -> Sequence[int]:
    """At most so many of the calls, evenly spread, the first and the last among them; all of them under IHL_THOROUGH."""
    if THOROUGH or count <= most:
        return range(count)
    return sorted({round(number * (count - 1) / (most - 1)) for number in range(most)})


def assert_told(ended: Ended, kind: str, complete: bool) -> None:
    """The exit code says how it ended, and the message what failed and what to do; never a traceback."""
    assert "Traceback" not in ended.err
    assert "error of the program itself" not in ended.err, ended.err
    if kind in ("KILL", "CUT"):
        assert ended.code == -9
    elif complete:
        assert ended.code in (0, 1), ended.err
    else:
        assert ended.code == 2, (ended.code, ended.err)
        assert re.search(r"cannot be (written|made|read): [a-z ,/()-]+\. .*(Check|Give|Name)", ended.err), ended.err


# --- files that are written once -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["nothing", "something"])
@pytest.mark.parametrize("name", WRITINGS)
def test_a_file_is_the_old_one_or_the_whole_new_one_whatever_fails(name: str, before: str, computer: Machine, here: Path) -> None:
    writing = WRITINGS[name]
    out = here / "out"
    arguments = [word.replace("@", str(out)) for word in writing.arguments] + list(RULES)
    arguments += ["--force"] if before == "something" else []

    def run(plan: Plan | None = None) -> Ended:
        return computer.run(*arguments, folder=here, stdin=writing.stdin, plan=plan)

    emptied(out)
    first = run(Plan(str(out)))
    assert first.code in (0, 1), first.err
    whole = files(out)
    assert whole
    assert not leftovers(out)
    old = dict.fromkeys(whole, OLD) if before == "something" else {}
    emptied(out, old)
    count = len(run(Plan(str(out))).calls)
    thin = before == "something" and writing.points == 3
    kinds = (*KINDS, *MORE) if THOROUGH else KINDS if writing.points > 9 else ("KILL",) if thin else ("KILL", "ENOSPC")
    for kind in kinds:
        for at in spread(count, writing.points):
            emptied(out, old)
            ended = run(Plan(str(out), at, kind, stays=kind == "EROFS"))
            found = files(out)
            assert all(content == whole[path] or content == old.get(path) for path, content in found.items()), (kind, at)
            assert set(old) <= set(found), "nothing that was there is gone"
            assert_told(ended, kind, complete=found == whole)
            if kind not in ("KILL", "CUT", "EROFS"):
                assert len(leftovers(out)) <= (ended.code != 2), "what failed is tidied away"
            if not THOROUGH and at % 3:
                continue
            age(out)
            again = computer.run(*[word for word in arguments if word != "--force"], "--force", folder=here, stdin=writing.stdin)
            assert again.code == first.code, again.err
            assert files(out) == whole
            assert not leftovers(out) or kind == "EROFS", "the next one takes away what a killed one left"


def test_what_is_still_being_written_is_not_taken_away(tmp_path: Path, computer: Machine, here: Path) -> None:
    import fcntl

    held, left = tmp_path / ".ihl-abcdefgh.part", tmp_path / ".ihl-ijklmnop.part"
    other = tmp_path / ".ihl-notes"
    for path in (held, left, other):
        path.write_text("x")
    age(tmp_path)
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert computer.run("check", here / "in.yml", "-o", tmp_path / "report.json", *RULES).code == 1
    assert (held.exists(), left.exists(), other.exists()) == (True, False, True)


def test_what_is_said_to_be_written_is_on_disk_file_and_folder(computer: Machine, here: Path) -> None:
    emptied(here / "out")
    calls = computer.run("check", "in.yml", "-o", "out/report.json", *RULES, folder=here, plan=Plan(str(here / "out"))).calls
    names = [call.name for call in calls]
    assert names.index("write") < names.index("fsync") < names.index("link")
    assert (names[-1], calls[-1].path) == ("fsync", "."), "the folder, last of all"


def test_on_a_disk_without_links_a_file_is_written_and_nothing_replaced(computer: Machine, here: Path) -> None:
    emptied(here / "out")
    plan = Plan(str(here / "out"), 0, "EPERM", calls=("link",))
    assert computer.run("check", "in.yml", "-o", "out/report.json", *RULES, folder=here, plan=plan).code == 1
    assert json.loads((here / "out" / "report.json").read_bytes())
    assert not leftovers(here / "out")


# --- a disk that is really full ---------------------------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_really_full_leaves_no_half_of_a_file(computer: Machine, here: Path) -> None:
    """Where this may mount one, a disk of 64 kB; everywhere a limit of the system on the size of files, at every eighth of the file."""
    emptied(here / "out")
    arguments = ("check", here / "in.yml", "-o", here / "out" / "report.html", *RULES)
    assert computer.run(*arguments).code == 1
    size = (here / "out" / "report.html").stat().st_size
    for part in range(1, 8):
        emptied(here / "out")
        ended = computer.run(*arguments, limits={"FSIZE": size * part // 8})
        assert_told(ended, "EFBIG", complete=False)
        assert not list((here / "out").iterdir())
    small = here / "small"
    small.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], capture_output=True, check=False).returncode
    )
    if mounted:
        try:
            (small / "full").write_bytes(bytes(64 * 1024 - 8192))
            ended = computer.run("check", here / "in.yml", "-o", small / "report.html", *RULES)
            assert_told(ended, "ENOSPC", complete=False)
            assert "no space left on device" in ended.err
            assert [path.name for path in small.iterdir()] == ["full"]
        finally:
            subprocess.run(["umount", str(small)], check=True)


def readable_by_others() -> bool:
    """Whether the libraries lie where somebody else may read them."""
    places = [Path(place).resolve() for place in sys.path if place and Path(place).is_dir()]
    return all(folder.stat().st_mode & 0o005 == 0o005 for place in places for folder in (place, *place.parents))


def test_in_a_folder_that_somebody_may_not_write_to_it_is_told(computer: Machine, here: Path, tmp_path: Path) -> None:
    """As an ordinary user, who is bound by rights."""
    locked = tmp_path / "locked"
    locked.mkdir()
    for folder in (tmp_path, *tmp_path.parents):
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    locked.chmod(0o555)
    user = 65534 if os.geteuid() == 0 else 0
    plan = None
    if user and not readable_by_others():  # then nobody else can run this Python, and the refusal has to be made
        user, plan = 0, Plan(str(locked), 0, "EACCES", stays=True)
    shutil.copy(here / "in.yml", tmp_path)
    for arguments in (("check", tmp_path / "in.yml", "-o", locked / "x.json"), ("check", tmp_path / "in.yml", "--save", locked / "run")):
        ended = computer.run(*arguments, *RULES, user=user, plan=plan)
        assert ended.code == 2, ended.err
        assert "permission denied" in ended.err
        assert "Check" in ended.err
    assert not list(locked.iterdir())


# --- decisions ---------------------------------------------------------------------------------------------------------------------------------------------


def deciding(record: Path, name: str) -> list[str]:
    return ["review", str(record), *RULES, "--rule", "recognisable-picture", "--decide", "confirm", "--reason", "Seen.", "--name", name]


@pytest.mark.parametrize("before", [(), ("First",)], ids=["no file yet", "after another"])
def test_no_decision_that_was_told_of_is_lost_and_none_before_it(before: tuple[str, ...], computer: Machine, here: Path) -> None:
    out = here / "out"
    record, path = out / "quay.yml", str(out / "quay.decisions.yml")
    emptied(out, {"quay.yml": RECORD.encode()})
    for name in before:
        assert computer.run(*deciding(record, name)).code == 0
    there = files(out)
    count = len(computer.run(*deciding(record, "One"), plan=Plan(str(out))).calls)
    for kind in (*KINDS, *(MORE if THOROUGH else ())):
        for at in range(count):
            emptied(out, there)
            ended = computer.run(*deciding(record, "One"), plan=Plan(str(out), at, kind, stays=kind == "EROFS"))
            found = journal.read(path)
            names = tuple(decision.name for decision in found.decisions)
            assert names in (before, (*before, "One")), (kind, at, names)
            assert {problem.code for problem in found.problems} <= {"torn-decision"}
            assert "Traceback" not in ended.err
            if "Reviewed: confirmed" in ended.out:
                assert names[-1:] == ("One",), "said, so there"
            if kind not in ("KILL", "CUT"):
                assert ("Reviewed: confirmed by One" in ended.out) == (names[-1:] == ("One",)), "there, so said"
                assert ended.code in ((0, 2) if names[-1:] == ("One",) else (2,)), ended.err
                assert (ended.code == 2) == bool(ended.err), "what is told of is in the exit code"
            assert computer.run(*deciding(record, "Two")).code in (0, 2)
            after = journal.read(path)
            assert tuple(decision.name for decision in after.decisions) == (*names, "Two")
            assert {problem.code for problem in after.problems} <= {"torn-decision"}, "it is still told what was torn"


# --- runs ----------------------------------------------------------------------------------------------------------------------------------------------------


def register(count: int) -> str:
    """A register of small records."""
    one = {"schema": "ihl-incident/1", "person": [{"id": "p", "facts": {"held": "yes"}}]}
    shown = {"publication": [{"id": "q", "depicts": "p", "facts": {"released": "yes", "face": "clear"}}]}
    return "".join(json.dumps({**one, **shown, "id": f"r{number}", "title": f"Record {number}"}) + "\n" for number in range(count))


@pytest.mark.parametrize("before", ["nothing", "an older run"])
def test_a_run_is_whole_or_goes_on_to_the_same_bytes_wherever_it_ended(before: str, computer: Machine, here: Path) -> None:
    out = here / "out"
    (here / "register.jsonl").write_text(register(20), encoding="utf-8")
    arguments = ["check", str(here / "register.jsonl"), *RULES, "--brief", "--save", str(out / "run")]
    emptied(out)
    assert computer.run(*arguments, "--show", "all").code == 0
    old = files(out) if before != "nothing" else {}
    begun = [*arguments, "--force"] if old else arguments
    emptied(out, old)
    first = computer.run(*begun, plan=Plan(str(out)))
    assert first.code == 0, first.err
    whole = files(out)
    assert sorted(Path(name).name for name in whole) == ["findings.jsonl", "problems.jsonl", "records.jsonl", "run.json"]
    for kind in (*KINDS, *(MORE if THOROUGH else ())) if not old else ("KILL", "ENOSPC"):
        for at in spread(len(first.calls), 99 if kind == "KILL" and not old else 16):
            emptied(out, old)
            ended = computer.run(*begun, plan=Plan(str(out), at, kind, stays=kind == "EROFS"))
            found = files(out)
            finished = any(name.endswith("run.json") for name in found)
            assert_told(ended, kind, complete=finished and found != old)
            if finished:
                assert {name: content for name, content in found.items() if not name.endswith("unfinished.json")} in (whole, old), (
                    kind,
                    at,
                )
                continue
            resumed = computer.run(*arguments, "--resume")
            if resumed.code == 2:
                assert old, resumed.err
                assert "--force" in resumed.err
                resumed = computer.run(*arguments, "--force")
            assert resumed.code == 0, (kind, at, resumed.err)
            assert files(out) == whole, (kind, at)
    assert computer.run("verify", out / "run", *RULES).code == 0


# --- interviews -----------------------------------------------------------------------------------------------------------------------------------------------

BEGUN = """schema: ihl-incident/1
id: quay
title: A picture from the quay
dates: "2031-03-14"
sources: [{id: paper, publisher: Harbour Post}]
party: [{id: norland, label: Norland}]
conflict: {facts: {fighting: yes}}
person: [{id: first, in_power_of: norland}]
publication: [{id: photo, depicts: first, by: norland}]
"""
TYPED = b"y\n\n\n1\n\n\ny\n\n\nn\n\n\nq\n"


def facts_in(text: str) -> int:
    """How many facts a record states."""
    data = documents.parse_yaml(text, "quay.yml").data
    entries = [entry for block in data.values() for entry in (block if isinstance(block, list) else [block]) if isinstance(entry, dict)]
    return sum(len(entry.get("facts", ())) for entry in entries)


def test_what_an_interview_says_is_written_is_in_the_file(computer: Machine, here: Path) -> None:
    out = here / "out"
    begun = {"quay.yml": BEGUN.encode()}
    arguments = ["records", "new", "--resume", str(out / "quay.yml"), *RULES]
    emptied(out, begun)
    first = computer.run(*arguments, stdin=TYPED, plan=Plan(str(out)))
    assert first.code == 0, first.err
    assert first.out.count("Written: ") > 2
    whole = files(out)
    assert facts_in(whole["quay.yml"].decode()) == 1 + first.out.count("Written: ")
    for kind in (*KINDS, *(MORE if THOROUGH else ())):
        for at in spread(len(first.calls), 24 if kind == "KILL" else 10):
            emptied(out, begun)
            ended = computer.run(*arguments, stdin=TYPED, plan=Plan(str(out), at, kind, stays=kind == "EROFS"))
            found = files(out)
            assert list(found) == ["quay.yml"]
            stated = facts_in(found["quay.yml"].decode())
            assert stated >= 1 + ended.out.count("Written: "), "said, so there"
            assert_told(ended, kind, complete=found == whole or ended.code == 0)
            if kind not in ("KILL", "CUT"):
                assert stated == 1 + ended.out.count("Written: "), "there, so said"
                assert (ended.code == 2) == ("cannot be" in ended.err)
            assert computer.run("check", out / "quay.yml", *RULES, "--fail-on", "never").code == 0


# --- the cache ---------------------------------------------------------------------------------------------------------------------------------------------


def test_a_cache_is_never_a_reason_to_fail_or_to_decide_otherwise(computer: Machine, here: Path) -> None:
    out = here / "out"
    arguments = ["check", str(here / "in.yml"), *RULES]
    kept = {"IHL_CACHE_DIR": str(out)}
    emptied(out)
    first = computer.run(*arguments, environment=kept, plan=Plan(str(out)))
    assert first.code == 1, first.err
    whole = [name for name in files(out) if not name.startswith(("index-", "pieces-"))]
    for kind in (*KINDS, *(MORE if THOROUGH else ())):
        for at in range(len(first.calls)):
            emptied(out)
            ended = computer.run(*arguments, environment=kept, plan=Plan(str(out), at, kind, stays=kind == "EROFS"))
            if kind in ("KILL", "CUT"):
                assert ended.code == -9
            else:
                assert (ended.code, ended.err, ended.out) == (1, "", first.out), "a cache that cannot be written costs time"
            age(out)
            again = computer.run(*arguments, environment=kept)
            assert (again.code, again.err, again.out) == (1, "", first.out)
            assert [name for name in files(out) if not name.startswith(("index-", "pieces-"))] == whole or kind == "EROFS"


# --- files that change while they are read ------------------------------------------------------------------------------------------------------------------


def test_a_record_that_is_gone_in_the_middle_of_a_run_is_told_and_the_others_are_checked(computer: Machine, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yml").write_text(RECORD.replace("id: good", f"id: good{number}"), encoding="utf-8")
    for at in range(3):
        ended = computer.run("check", tmp_path, "--format", "json", *RULES, plan=Plan(str(tmp_path), at, "ENOENT", calls=("open",)))
        assert ended.code == 2
        assert f"{at}.yml: the file cannot be read: no such file or directory." in ended.err
        assert len(json.loads(ended.out)["records"]) == 2
