"""Whatever surrounds a command (streams, terminal, locale, home, limits, signals, other processes): the exit code is right, what to do is said, and there is no traceback. Every run is a program of its own, from its start."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import GOOD, ROOT, RULEBOOK
from faulty import Machine, machine
from test_faults_writing import RECORD, files, register

from checker import journal, outputs, workers
from checker.batch import Wanted
from checker.errors import InputError

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"

#: What a terminal without a locale has, where Python may not help itself.
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Folder:
    """A folder to work in, with the rules compiled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "IHL_CACHE_DIR": str(path / "cache"), "R": str(RULEBOOK)}
        (path / "good.yml").write_text(RECORD, encoding="utf-8")
        (path / "register.jsonl").write_text(register(3000), encoding="utf-8")
        self.report = self.shell("ihl check good.yml --rules $R").out

    def shell(self, line: str, *, without: str = "", stdin: bytes = b"", limit: tuple[str, int] | None = None, **environment: str) -> Said:
        """A line for the shell, in which ``ihl`` is the program."""
        around = {**self.environment, **environment}
        for name in without.split():
            around.pop(name, None)

        def limited() -> None:
            if limit is not None:
                resource.setrlimit(getattr(resource, f"RLIMIT_{limit[0]}"), (limit[1], limit[1]))

        line = re.sub(r"\bihl\b(?= )", f"'{sys.executable}' -m checker", line)
        ran = subprocess.run(
            ["sh", "-c", line], cwd=self.path, env=around, input=stdin, capture_output=True, preexec_fn=limited, timeout=120, check=False
        )
        said = Said(ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace"))
        assert "Traceback" not in said.err, said.err
        assert "error of the program itself" not in said.err, said.err
        return said

    def start(self, *arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
        """A program that goes on running."""
        return subprocess.Popen(
            [sys.executable, "-m", "checker", *map(str, arguments), "--rules", str(RULEBOOK)],
            cwd=self.path, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("around"))


# --- streams -----------------------------------------------------------------------------------------------------------------------------------------------


STREAMS: dict[str, tuple[str, int, str]] = {
    "no output": ("ihl check good.yml --rules $R >&-", 1, ""),
    "no messages": ("ihl check good.yml gone.yml --rules $R 2>&-", 2, ""),
    "no stream at all": ("ihl check good.yml --rules $R -o report.json <&- >&- 2>&-; a=$?; test -s report.json && exit $a", 1, ""),
    "no input": ("ihl check - --rules $R <&-", 2, "<stdin>: the file is empty"),
    "no input for an interview": ("ihl records new --rules $R <&-", 3, ""),
    "no input for a review": ("ihl review good.yml --prompt --rules $R <&-", 0, ""),
    "full disk for the output": ("ihl check good.yml --rules $R >/dev/full", 2, "standard output: the output cannot be written: no space left on device."),
    "full disk for a register": ("ihl check register.jsonl --format jsonl --rules $R >/dev/full", 2, "no space left on device. It is not whole."),
    "full disk for messages": ("ihl check good.yml gone.yml --rules $R 2>/dev/full", 2, ""),
    "full disk for a list of rules": ("ihl rules list --rules $R >/dev/full", 2, "the output cannot be written"),
    "full disk for the questions of a review": ("ihl review good.yml --prompt --rules $R >/dev/full", 2, "the output cannot be written"),
    "reader who leaves at once": ("(ihl check register.jsonl --format jsonl --rules $R; echo $? >&2) | :", 0, "141"),
    "reader of the first line": ("(ihl check register.jsonl --format jsonl --show all --rules $R; echo $? >&2) | head -1", 0, "141"),
    "reader of messages who leaves": ("(ihl check good.yml gone.yml --rules $R -o later.json 2>&1 >/dev/null; echo $? >code) | :; sleep 0.1; exit $(cat code)", 2, ""),
    "reader of a terminal report who leaves": ("(ihl check good.yml --rules $R; echo $? >&2) | :", 0, "1\n"),
    "a pipe for a file": ("mkfifo pipe; ihl check good.yml --rules $R --format html --force -o pipe; a=$?; test -p pipe && exit $a", 2, "this is a device or a pipe, not a file"),
}  # fmt: skip


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_is_closed_or_full_changes_no_exit_code_but_that_of_what_is_lost(name: str, folder: Folder) -> None:
    line, code, words = STREAMS[name]
    said = folder.shell(line)
    assert said.code == code, said
    assert words in said.err
    assert words or not said.err


def test_a_file_never_takes_the_place_of_a_closed_stream(folder: Folder) -> None:
    assert folder.shell("ihl check good.yml --rules $R -o place.json >&- 2>&-").code == 1
    assert json.loads((folder.path / "place.json").read_text())["schema"] == "ihl-findings/1"


# --- locale, terminal, places ------------------------------------------------------------------------------------------------------------------------------


AROUND: dict[str, Mapping[str, str]] = {
    "POSIX": {"LC_ALL": "POSIX"}, "a locale that there is not": {"LC_ALL": "xx_XX"}, "ASCII": ASCII, "ASCII for streams": {"PYTHONIOENCODING": "ascii:strict"},
    "Latin-1 for streams": {"PYTHONIOENCODING": "latin-1"}, "no width": {"COLUMNS": "0"}, "a column": {"COLUMNS": "1"}, "a negative width": {"COLUMNS": "-3"},
    "a word for a width": {"COLUMNS": "wide"}, "endless width": {"COLUMNS": "99999999999"}, "a dumb terminal": {"TERM": "dumb"}, "no kind of terminal": {"TERM": ""},
    "no time zone": {"TZ": "Nowhere/None"}, "no home": {"HOME": "/nonexistent/home", "IHL_CACHE_DIR": ""}, "a file for a cache": {"IHL_CACHE_DIR": "good.yml"},
    "a device for a cache": {"IHL_CACHE_DIR": "/dev/null/cache"}, "no place for temporary files": {"TMPDIR": "/nonexistent"},
}  # fmt: skip


@pytest.mark.parametrize("name", AROUND)
def test_locale_terminal_and_places_change_nothing_but_the_layout(name: str, folder: Folder) -> None:
    said = folder.shell("ihl check good.yml --rules $R", without="XDG_CACHE_HOME", **AROUND[name])
    assert (said.code, said.err) == (1, "")
    assert re.findall(r"\w+", said.out) == re.findall(r"\w+", folder.report)


NAMES = b"caf\xe9 \xff\xc3.yml"

PLACES: dict[str, tuple[str, int, str, Mapping[str, str]]] = {
    "report beside a name that is no text": ("ihl check names --rules $R -o names.html --force", 1, "names.html: 1 record", {}),
    "run on a name that is no text": ("ihl check names --rules $R --save named --force && :; ihl verify named --rules $R", 0, "", {}),
    "the same in ASCII": ("ihl check names --rules $R --format sarif", 1, "", ASCII),
    "copies in ASCII": ("ihl records redact names -o copied/ --rules $R", 0, "", ASCII),
    "umlaut for a file in ASCII": ("ihl check good.yml --rules $R -o \u00fc.html --force", 1, "1 record", ASCII),
    "folder that is gone": ("mkdir gone; cd gone; rmdir ../gone; ihl check $D/good.yml --rules $R", 1, "", {}),
    "folder that is gone, for a report": ("mkdir gone; cd gone; rmdir ../gone; ihl check $D/good.yml --rules $R -o x.json", 2, "cannot be written: no such file or directory", {}),
    "folder that is gone, for a run": ("mkdir gone; cd gone; rmdir ../gone; ihl check $D/good.yml --rules $R --save x", 4, "Look whether the folder that you are in", {}),
    "temporary files nowhere, for a workbook": ("ihl records export good.yml --to xlsx -o book.xlsx --rules $R", 0, "", {"TMPDIR": "/nonexistent"}),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_names_and_places_that_are_odd_or_gone_are_told(name: str, folder: Folder) -> None:
    line, code, words, environment = PLACES[name]
    place = os.fsencode(folder.path) + b"/names"
    os.makedirs(place, exist_ok=True)
    Path(os.fsdecode(place + b"/" + NAMES)).write_bytes(RECORD.encode())
    said = folder.shell(line, D=str(folder.path), **environment)
    assert said.code == code, said
    assert words in said.err


def test_what_is_signed_is_what_was_typed_or_asked_for_again(folder: Folder, tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "quay.yml")
    said = folder.shell(
        "ihl review $D/quay.yml --prompt --rules $R",
        D=str(tmp_path),
        stdin="c\nGr\u00fcndlich.\n\nO. M\n".encode() + b"c\n\xff\n\nq\n",
        **ASCII,
    )
    assert "could not be read. Type it again" in said.out
    (made,) = journal.read(str(tmp_path / "quay.decisions.yml")).decisions
    assert made.reason == "Gr\u00fcndlich."


@pytest.mark.parametrize(
    ("limit", "codes"), [(("NOFILE", 5), (1, 4)), (("NOFILE", 8), (1, 4)), (("AS", 20 << 20), (4,)), (("AS", 64 << 20), (1, 4))]
)
def test_a_system_that_gives_little_gets_a_message(limit: tuple[str, int], codes: tuple[int, ...], folder: Folder) -> None:
    said = folder.shell("ihl check good.yml --rules $R", limit=limit)
    assert said.code in codes, said
    assert said.code == 1 or said.err.startswith("ihl: ")


@pytest.fixture(scope="module")
def computer(folder: Folder) -> Iterator[Machine]:
    with machine(folder.path / "cache", RULEBOOK) as made:
        yield made


def test_memory_that_runs_out_in_the_middle_is_no_fault_of_a_record(computer: Machine, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(register(500), encoding="utf-8")
    told = []
    for megabytes in (1, 2, 4, 4000):
        ended = computer.run("check", tmp_path / "many.jsonl", "--rules", RULEBOOK, "--format", "json", more=megabytes << 20)
        assert "internal" not in ended.err
        # -11: a library in C, or Python itself, is brought down by it; then nothing is said to be whole either.
        assert (ended.code, "not enough memory" in ended.err) in ((0, False), (4, True), (-11, False)), ended.err
        assert ended.code in (4, -11) or json.loads(ended.out)["schema"] == "ihl-findings/1"
        told.append(ended.code)
    assert told[0] in (4, -11)
    assert told[-1] == 0


# --- signals, terminals, other processes --------------------------------------------------------------------------------------------------------------------


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


SWALLOWED = """
import os, sys, time, weakref
from checker.cli import process

class Thing: pass

process.heed_signals()
for _ in range(3):
    thing = Thing()
    seen = weakref.ref(thing, lambda _: os.kill(os.getpid(), {number}) or sum(range(9)))
    try:
        del thing
        time.sleep(20)
    except KeyboardInterrupt:
        print("ended")
thing = Thing()
seen = weakref.ref(thing, lambda _: 1 / 0)
del thing
sys.exit(process.of_interrupt())
"""


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_an_interruption_that_comes_while_an_object_is_cleared_away_is_not_lost(number: signal.Signals) -> None:
    begun = time.monotonic()
    found = subprocess.run(
        [sys.executable, "-c", SWALLOWED.replace("{number}", str(int(number)))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (found.stdout, found.returncode) == ("ended\n" * 3, 128 + number)
    assert found.stderr.count("Exception ignored") == found.stderr.count("ZeroDivisionError") == 1, "what else is lost is told as ever"
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_who_is_asked_to_end_ends_at_any_moment_and_can_go_on(number: signal.Signals, folder: Folder) -> None:
    """From the start of Python on; what Python itself says before the program begins is not the program's."""
    kept = folder.path / f"ended-{number.name}"
    early = [-number, 1] if number == signal.SIGINT else [-number]
    for moment in range(40 if THOROUGH else 7):
        shutil.rmtree(kept, ignore_errors=True)
        with folder.start("check", "register.jsonl", "--save", kept, "--brief") as process:
            time.sleep(0.02 + moment * (0.02 if THOROUGH else 0.09))
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
        assert process.returncode in (128 + number, 0, *early), err
        assert "error of the program" not in err
        assert process.returncode in early or "Traceback" not in err, err
        # While the package is only being imported Python speaks, too.
        ours = set(re.findall(r'checker/(\S+)", line \d+, in (\S+)', err.partition("Traceback")[2]))
        assert ours <= {("__init__.py", "<module>"), ("__main__.py", "<module>")}, err
    if (kept / "unfinished.json").exists():
        assert "--resume" in err


def working(process: subprocess.Popen[str], kept: Path) -> list[int]:
    """The processes that check records, once there is something to lose."""
    end = time.monotonic() + 60
    while time.monotonic() < end and not ((kept / "findings.jsonl").exists() and (kept / "findings.jsonl").stat().st_size):
        time.sleep(0.01)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def gone(pids: list[int]) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end and any(map(alive, pids)):
        time.sleep(0.02)
    return not any(map(alive, pids))


def test_a_worker_that_is_killed_is_told_of_and_the_run_goes_on_to_the_same_bytes(folder: Folder) -> None:
    kept, whole = folder.path / "worked", folder.path / "whole"
    with folder.start("check", "register.jsonl", "--save", kept, "--brief", "--jobs", "2") as process:
        workers = working(process, kept)
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "was ended from outside" in err
    assert "--resume" in err
    assert "Traceback" not in err
    assert gone(workers)
    assert folder.shell(f"ihl check register.jsonl --save {kept} --brief --resume --rules $R").code == 0
    assert folder.shell(f"ihl check register.jsonl --save {whole} --brief --rules $R").code == 0
    assert files(kept) == files(whole)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP], ids=lambda number: number.name)
def test_no_process_stays_behind(number: signal.Signals, folder: Folder) -> None:
    kept = folder.path / f"left-{number.name}"
    with folder.start("check", "register.jsonl", "--save", kept, "--brief", "--jobs", "2", start_new_session=True) as process:
        workers = working(process, kept)
        if number == signal.SIGKILL:
            process.kill()
        else:
            os.killpg(process.pid, number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 129), err
    assert "Traceback" not in err
    assert gone(workers)
    assert not (kept / "run.json").exists()


def test_several_cores_without_shared_memory_are_refused_with_what_to_do(folder: Folder) -> None:
    hook = folder.path / "hook"
    hook.mkdir()
    refusing = "import _multiprocessing, errno\ndef refuse(*_, **__): raise FileNotFoundError(errno.ENOENT, 'No such file or directory')\n_multiprocessing.SemLock = type('SemLock', (), {'__new__': refuse, 'SEM_VALUE_MAX': 9})\n"
    (hook / "sitecustomize.py").write_text(refusing, encoding="utf-8")
    said = folder.shell("ihl check register.jsonl --format jsonl --jobs 2 --rules $R", PYTHONPATH=f"{ROOT}{os.pathsep}{hook}")
    assert said.code == 2, said
    assert "several cores cannot be used on this system" in said.err
    assert "Leave out --jobs" in said.err


def test_an_odd_clock_changes_nothing_but_what_cannot_be_written_then(folder: Folder) -> None:
    hook = folder.path / "clock"
    hook.mkdir()
    for year, now in ((1970, 0), (3000, 32_503_680_000)):
        text = f"import time\nreal = time.localtime\ntime.time = lambda: {now}.0\ntime.time_ns = lambda: {now}_000_000_000\n"
        (hook / "sitecustomize.py").write_text(f"{text}time.localtime = lambda *now: real(*now or ({now},))\n", encoding="utf-8")
        around = {"PYTHONPATH": f"{ROOT}{os.pathsep}{hook}", "PYTHONDONTWRITEBYTECODE": "1"}
        said = folder.shell("ihl check good.yml --rules $R", **around)
        assert (said.code, said.err, said.out) == (1, "", folder.report)
        said = folder.shell("ihl records export good.yml --to xlsx -o clock.xlsx --rules $R", **around)
        assert said.code == 4
        assert re.search(rf"the clock of this machine says {year}, .* Set the clock\.", said.err)
        assert not (folder.path / "clock.xlsx").exists()


TERMINALS: dict[str, tuple[tuple[str, ...], bytes, bytes]] = {
    "interview": (("records", "new", "-o", "said.yml"), b"> ", b"A picture from the quay\n"),
    "review, line by line": (("review", "closed.yml", "--prompt"), b"q): ", b"c\nSeen.\n\nO. Marsh\n"),
    "review, in the application": (("review", "closed.yml", "--app"), b"Quit", b""),
}


@pytest.mark.parametrize("name", TERMINALS)
def test_a_terminal_that_is_closed_ends_what_runs_in_it_and_loses_nothing(name: str, folder: Folder) -> None:
    arguments, until, typed = TERMINALS[name]
    for path in folder.path.glob("closed*"):
        path.unlink()
    (folder.path / "closed.yml").write_text(RECORD, encoding="utf-8")
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(folder.path)
        os.environ.update(folder.environment, TERM="xterm")
        os.execv(sys.executable, [sys.executable, "-m", "checker", *arguments, "--rules", str(RULEBOOK)])
    seen = b""

    def wait_for(done: Callable[[], bool]) -> None:
        nonlocal seen
        end = time.monotonic() + 60
        while time.monotonic() < end and not done():
            if select.select([terminal], [], [], 0.05)[0]:
                seen += os.read(terminal, 65536)

    wait_for(lambda: until in seen)
    if typed:
        os.write(terminal, typed)
        wait_for(lambda: (folder.path / "said.yml").exists() if "new" in arguments else b"Signed: " in seen)
    os.close(terminal)
    end = time.monotonic() + 60
    while not (ended := os.waitpid(pid, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.02)
    if not ended[0]:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert ended[0], "it hangs"
    assert os.waitstatus_to_exitcode(ended[1]) == 129
    if "new" in arguments:
        assert "A picture from the quay" in (folder.path / "said.yml").read_text()
    elif typed:
        (made,) = journal.read(str(folder.path / "closed.decisions.yml")).decisions
        assert made.name == "O. Marsh"
    assert not list(folder.path.glob(".ihl-*"))


def test_what_is_refused_has_its_code(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as refused:
        outputs.unless_taken(str(tmp_path / "pipe"), force=True)
    assert [problem.code for problem in refused.value.problems] == ["no-file"]
    with outputs.alone(str(tmp_path)), pytest.raises(InputError) as busy, outputs.alone(str(tmp_path)):
        raise AssertionError("two at once")
    assert [problem.code for problem in busy.value.problems] == ["locked"]


def test_several_cores_have_their_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: Any) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", refusing)
    with pytest.raises(InputError) as refused:
        next(workers.outcomes([], Wanted("", ""), None, 2))  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == ["several-cores"]
