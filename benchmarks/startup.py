"""The cost of a whole `ihl check` on the article's incident, with the whole Convention loaded, against a process that only imports the libraries.

Both are run in turn (A B A B ..., and B A B A ... every other time) in one go, so that the ratio holds however busy the machine is; a process that does nothing is run with them, for what Python itself costs. The
cache is warmed first, and no process may write byte code or find none. CPU time is that of the process and whatever it started, user and system, as the system counts it (``wait4``); on a machine that others use it says
more than wall time. Prints the medians and the median of the ratios pair by pair, of both.

    python benchmarks/startup.py [--runs 25]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from typing import IO, NamedTuple

IMPORTS = "import pydantic, rich.console, rich.table, typer, yaml"
COMMANDS = {
    "whole `ihl check` on the article's incident": [sys.executable, "-m", "checker", "check"],
    f"only {IMPORTS}": [sys.executable, "-c", IMPORTS],
    "a process that does nothing": [sys.executable, "-c", "pass"],
}
TARGET = 1.4


class Cost(NamedTuple):
    """Seconds that one run of a command took."""

    wall: float
    cpu: float


def cost(command: list[str], given: IO[bytes] | None = None) -> Cost:
    """What one run of a command costs, its output read and thrown away; ``given`` is its standard input. Raises CalledProcessError if it fails."""
    # An installed package has its byte code; a setting that keeps it from being written would make every start compile the source.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime)


def main() -> None:
    """Runs the comparison and prints it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=25, help="counted rounds (default 25)")
    runs = parser.parse_args().runs
    names = list(COMMANDS)
    for _ in range(2):
        for command in COMMANDS.values():
            cost(command)
    rounds = []
    for number in range(runs):
        order = names if number % 2 else names[::-1]
        found = {name: cost(COMMANDS[name]) for name in order}
        rounds.append([found[name] for name in names])
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores, {runs} rounds after warming")
    for number, name in enumerate(names):
        wall, cpu = (statistics.median(one[number][kind] for one in rounds) * 1000 for kind in (0, 1))
        print(f"{name}: median {cpu:.0f} ms CPU, {wall:.0f} ms wall")
    for kind, name in ((1, "CPU"), (0, "wall")):
        ratios = sorted(one[0][kind] / one[1][kind] for one in rounds)
        target = f" (target: at most {TARGET})" if kind == 1 else ""
        print(f"ratio in {name} time: median {statistics.median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}{target}")


if __name__ == "__main__":
    main()
