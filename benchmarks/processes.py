"""CPU time, time and peak memory of a command.

Between us and the command stands a small process of its own: Linux counts as the peak of a process also what the process that started it held at that moment, so that a large benchmark would
weigh itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

_BETWEEN = """
import resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss, time.perf_counter() - began)
"""

#: An installed package has its byte code; a setting that keeps it from being written would make every start compile the source.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """CPU seconds of a command and of what it started, the peak memory of the largest process in megabytes, and the seconds that passed."""

    seconds: float
    megabytes: float
    passed: float


def cost(command: Sequence[str], *, fine: Sequence[int] = (0, 1, 2)) -> Cost:
    """What a command takes. Raises RuntimeError if it does not end with one of the exit codes ``fine`` (a check that finds something ends with 1, one of records that cannot be read with 2)."""
    done = subprocess.run([sys.executable, "-S", "-c", _BETWEEN, *command], check=True, capture_output=True, text=True, env=ENVIRONMENT)
    code, seconds, kilobytes, passed = done.stdout.split()
    if int(code) not in fine:
        raise RuntimeError(f"{' '.join(command)} ended with {code}")
    return Cost(float(seconds), int(kilobytes) / 1024, float(passed))
