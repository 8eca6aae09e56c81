"""``ihl`` as real processes that meet real faults: killed at a chosen call of the file system, refused one, cut off from power, short of room, or at work on a file that somebody else changes just then.

Starting Python costs more than most commands, so one process (this file, run as a program) has everything imported and forks a child for each run. A child has its own folder, environment, limits, streams and faults, and is killed
with SIGKILL where the plan says so. Nothing of the program is replaced: the child sees faults where Python enters the system (audit events for opening, renaming, removing ...; the raw file and ``os.fsync`` for writing).
"""

from __future__ import annotations

import base64
import builtins
import errno
import io
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent

#: After so many seconds a child counts as hanging and is ended.
PATIENCE = 60

#: The calls at which a fault can be injected, by the audit event that tells of them (``write`` and ``fsync`` come from the wrapped file and call).
CALLS = {
    "open": "open",
    "os.rename": "rename",
    "os.link": "link",
    "os.remove": "unlink",
    "os.mkdir": "mkdir",
    "os.chmod": "chmod",
    "os.listdir": "list",
    "os.scandir": "list",
}


#: How many faults of each kind this process has had injected; pytest prints it at its end.
INJECTED: Counter[str] = Counter()


#: What somebody else can do to a file just before a call: the call itself goes on.
CHANGES = ("GROW", "SHRINK", "SHORTEN", "REWRITE", "REPLACE", "VANISH", "LEND")
SWAPS = ("LINK", "PIPE", "DEVICE", "FOLDER")


class Plan(NamedTuple):
    """What goes wrong: at the ``at``-th call that touches what begins with ``under`` (counted from 0), ``do``: the name of an errno, ``KILL``, or ``CUT`` (the same, and all that was not yet put on disk is gone). ``stays``: at every later call too. ``calls``: only at calls of these kinds;
    that something is read is told only where ``read`` is among them.

    Or, of CHANGES, what happens to the file ``on`` (else the one of the call): ``GROW`` by what stands in the file ``put``, ``SHRINK`` to half of it, ``SHORTEN`` to whole lines of that, ``REWRITE`` in its place, ``REPLACE`` by renaming, ``VANISH``, ``LEND``: replaced, and put back when it is opened again. Or, of SWAPS, what lies there
    from then on: a ``LINK`` to ``put``, a ``PIPE`` that nobody writes to, a ``DEVICE`` without end, a ``FOLDER``.
    """

    under: str
    at: int = -1
    do: str = "KILL"
    stays: bool = False
    calls: tuple[str, ...] = ()
    put: str = ""
    on: str = ""


class Call(NamedTuple):
    """A call of the file system: which, on what, and how far it was into the file."""

    name: str
    path: str


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (that of a signal as a negative number), what it printed, the calls that it made, CPU seconds."""

    code: int
    out: str
    err: str
    calls: tuple[Call, ...]
    cpu: float


class Run(NamedTuple):
    """One run of ``ihl``."""

    arguments: Sequence[str | Path]
    folder: str | Path = "."
    stdin: bytes = b""
    plan: Plan | None = None
    environment: Mapping[str, str] = {}
    limits: Mapping[str, int] = {}
    """Of the system, by the name in ``resource`` without ``RLIMIT_``."""
    more: int = 0
    """How much more memory than it has when it begins it may take, if that is limited."""
    user: int = 0
    """To be that user, if one is named."""
    haste: int = 1
    """How many times as fast the clock goes by which it is known how long something takes."""

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {
            **self._asdict(),
            "arguments": [str(argument) for argument in self.arguments],
            "folder": str(self.folder),
            "stdin": base64.b64encode(self.stdin).decode(),
            "plan": list(self.plan) if self.plan is not None else None,
            "environment": dict(self.environment),
            "limits": dict(self.limits),
        }


class Machine:
    """The process that forks a child for each run."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str | Path, **options: Any) -> Ended:
        """One run, waited for."""
        return self.together([Run(arguments, **options)])[0]

    def together(self, every: Sequence[Run]) -> list[Ended]:
        """Several runs at once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([run.plain() for run in every]) + "\n")
        self._process.stdin.flush()
        answers = json.loads(self._process.stdout.readline())
        ended = [Ended(one["code"], one["out"], one["err"], tuple(Call(*call) for call in one["calls"]), one["cpu"]) for one in answers]
        INJECTED.update(run.plan.do for run, one in zip(every, ended, strict=True) if run.plan is not None and _met(run.plan, one))
        return ended


def _met(plan: Plan, ended: Ended) -> bool:
    """Whether a run came to the call at which something was to go wrong; of one that was killed nothing but that is known."""
    reached = [call for call in ended.calls if not plan.calls or call.name in plan.calls]
    return 0 <= plan.at < len(reached) or (plan.at >= 0 and ended.code == -signal.SIGKILL)


@contextmanager
def machine(cache: str | Path, *rules: str | Path) -> Iterator[Machine]:
    """A machine whose runs find these rulebooks compiled."""
    environment = {**os.environ, "IHL_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, __file__, *map(str, rules)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Machine(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


# --- in the child ----------------------------------------------------------------------------------------------------------------------------------------


class _Faults:
    """Counts calls, and lets the one fail that the plan names."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.calls: list[Call] = []
        self.busy = False
        self.counted = 0
        self.lent: tuple[str, str] | None = None
        #: How much of each file that was written to is on disk for certain.
        self.synced: dict[str, int] = {}

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python tells of its calls."""
        if self.busy or event not in CALLS:
            return
        paths = [os.fsdecode(path) for path in arguments[:2] if isinstance(path, str | bytes)]
        if event == "open" and (not paths or not isinstance(arguments[0], str | bytes)):
            return
        self.busy = True
        try:
            near = [path for path in paths[: 2 if event in ("os.rename", "os.link") else 1] if self.watched(path)]
            if near:
                self.reached(CALLS[event], near[-1])
        finally:
            self.busy = False

    def watched(self, path: str) -> bool:
        """Whether a path lies where faults are wanted."""
        return os.path.normpath(os.path.join(_CWD, path)).startswith(self.plan.under)

    def reached(self, name: str, path: str, half: Any = None) -> None:
        """A call was reached: does what is planned for it. ``half`` does a part of a write first, as a full disk and an end in the middle do."""
        self.calls.append(Call(name, os.path.relpath(os.path.join(_CWD, path), self.plan.under)))
        if self.plan.calls and name not in self.plan.calls:
            return
        number, self.counted = self.counted, self.counted + 1
        if self.lent is not None and name == "open":
            os.replace(*self.lent)
            self.lent = None
        if self.plan.at < 0 or not (number == self.plan.at or (self.plan.stays and number > self.plan.at)):
            return
        if half is not None and self.plan.do in ("KILL", "CUT", "ENOSPC"):
            half()
        if self.plan.do in ("KILL", "CUT"):
            if self.plan.do == "CUT":
                for file, size in self.synced.items():
                    if os.path.exists(file) and os.path.getsize(file) > size:
                        os.truncate(file, size)
            os.kill(os.getpid(), signal.SIGKILL)
        if self.plan.do in CHANGES or self.plan.do in SWAPS:
            self.happens(self.plan.on or os.path.join(_CWD, path))
            return
        code = getattr(errno, self.plan.do)
        raise OSError(code, os.strerror(code), path)

    def happens(self, path: str) -> None:
        """What somebody else does to a file, or puts in its place."""
        do, put, beside = self.plan.do, self.plan.put, f"{path}.meanwhile"
        content = _content(put) if put and do != "LINK" else b""
        if do in ("GROW", "REWRITE"):
            with _open(path, "ab" if do == "GROW" else "r+b") as file:
                file.write(content)
                file.truncate()
        elif do in ("SHRINK", "SHORTEN"):
            os.truncate(path, len(shrunk(_content(path), do)))
        elif do in ("REPLACE", "LEND"):
            with _open(beside, "wb") as file:
                file.write(content)
            if do == "LEND":
                os.link(path, f"{path}.lent")
                self.lent = (f"{path}.lent", path)
            os.replace(beside, path)
        else:
            if os.path.lexists(path):
                os.rename(path, f"{path}.away")
            swap(path, do, put)


def swap(path: str, do: str, put: str) -> None:
    """Puts something that is no file where nothing lies, or leaves nothing there."""
    if do == "LINK":
        os.symlink(put, path)
    elif do == "PIPE":
        os.mkfifo(path)
    elif do == "FOLDER":
        os.mkdir(path)
    elif do == "DEVICE":
        try:
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
        except PermissionError:
            os.symlink("/dev/zero", path)


def shrunk(content: bytes, do: str) -> bytes:
    """What is left of a file: half of it, or the whole lines of that half."""
    half = content[: len(content) // 2]
    return half[: half.rfind(b"\n") + 1] if do == "SHORTEN" else half


def _content(path: str) -> bytes:
    with _open(path, "rb") as file:
        return bytes(file.read())


_CWD = "/"
_faults: _Faults | None = None
_open, _fsync, _FileIO = io.open, os.fsync, io.FileIO


def _place(handle: int) -> str:
    return os.readlink(f"/proc/self/fd/{handle}")


class _File(_FileIO):
    """A raw file that tells when it is written to."""

    def write(self, data: Any) -> int:
        """Writes, unless a fault is due."""
        faults = _faults
        path = _place(self.fileno())
        if faults is None or faults.busy or not faults.watched(path):
            return super().write(data) or 0
        whole = bytes(data)
        faults.busy = True
        try:
            faults.synced.setdefault(path, os.fstat(self.fileno()).st_size)
            faults.reached("write", path, lambda: super(_File, self).write(whole[: len(whole) // 2]))
        finally:
            faults.busy = False
        return super().write(whole) or 0


class _Read(_FileIO):
    """A raw file that tells when it is read."""

    def readinto(self, buffer: Any) -> Any:
        """Reads, after whatever happens before."""
        self._reached()
        return super().readinto(buffer)

    def readall(self) -> bytes:
        """Reads to the end, after whatever happens before."""
        self._reached()
        return super().readall()

    def _reached(self) -> None:
        faults = _faults
        path = _place(self.fileno())
        if faults is not None and not faults.busy and faults.watched(path):
            faults.busy = True
            try:
                faults.reached("read", path)
            finally:
                faults.busy = False


def _opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, closefd: bool = True, **options: Any) -> Any:
    if "b" in mode and any(letter in mode for letter in "wax") and buffering != 0 and "opener" not in options:
        return io.BufferedWriter(_File(file, mode.replace("b", ""), closefd=closefd))
    if mode == "rb" and buffering != 0 and _faults is not None and "read" in _faults.plan.calls:
        return io.BufferedReader(_Read(file, closefd=closefd))
    return _open(file, mode, buffering, *rest, closefd=closefd, **options)


def _synced(handle: int) -> None:
    faults = _faults
    path = _place(handle)
    if faults is not None and not faults.busy and faults.watched(path):
        faults.busy = True
        try:
            faults.reached("fsync", path)
            if os.path.isfile(path):
                faults.synced[path] = os.fstat(handle).st_size
        finally:
            faults.busy = False
    _fsync(handle)


def _child(asked: dict[str, Any], files: Sequence[int], calls: int) -> None:
    """Becomes one run of ``ihl``. Never returns."""
    global _CWD, _faults
    signal.alarm(PATIENCE)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    _CWD = os.getcwd()
    for number, handle in enumerate(files):
        os.dup2(handle, number)
    sys.stdin, sys.stdout, sys.stderr = (
        _open(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = ["ihl", *asked["arguments"]]
    if asked["haste"] > 1:
        clock = time.monotonic
        time.monotonic = lambda: clock() * asked["haste"]
    if asked["user"]:
        os.setgroups([])
        os.setgid(asked["user"])
        os.setuid(asked["user"])
    if asked["plan"] is not None:
        plan = Plan(*asked["plan"])
        faults = _faults = _Faults(plan._replace(under=os.path.realpath(plan.under), calls=tuple(plan.calls)))
        leave = os._exit

        def left(code: int) -> None:
            faults.busy = True
            _open(calls, "w", encoding="utf-8", errors="surrogateescape").write(json.dumps(faults.calls))
            leave(code)

        os._exit = left  # type: ignore[assignment]
        io.open = builtins.open = _opened
        io.FileIO = _File  # type: ignore[misc]
        os.fsync = _synced
        sys.addaudithook(faults.hook)
    for name, most in asked["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    if asked["more"]:
        size = int(_open("/proc/self/statm", encoding="ascii").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + asked["more"], size + asked["more"]))
    from checker.cli import run

    run()


def _serve(rules: Sequence[str]) -> None:
    import pkgutil

    import checker
    from checker.rulebook import Rulebook

    for module in pkgutil.walk_packages(checker.__path__, "checker."):
        if not module.name.endswith(("__main__", "rendering.review", "cli.serving")):
            __import__(module.name)
    for folder in rules:
        Rulebook.load(folder)
    for line in sys.stdin:
        running = []
        for asked in json.loads(line):
            streams = [os.memfd_create(name) for name in ("in", "out", "err", "calls")]
            os.write(streams[0], base64.b64decode(asked["stdin"]))
            os.lseek(streams[0], 0, os.SEEK_SET)
            pid = os.fork()
            if not pid:
                try:
                    _child(asked, streams[:3], streams[3])
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(99)
            running.append((pid, streams))
        answers = []
        for pid, streams in running:
            _, status, usage = os.wait4(pid, 0)
            _, out, err, calls = (os.pread(stream, 10_000_000, 0).decode("utf-8", "replace") for stream in streams)
            for stream in streams:
                os.close(stream)
            code, cpu = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
            answers.append({"code": code, "out": out, "err": err, "calls": json.loads(calls or "[]"), "cpu": cpu})
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1:])
