"""The cost of a whole `ihl check` on the article's incident against a process that only imports the libraries.

Both are run in turn (A B A B ...) in one go, so that the ratio holds however busy the machine is. The cache is warmed first. Prints the medians and the ratio pair by pair.

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

IMPORTS = "import pydantic, rich.console, rich.table, typer, yaml"
WHOLE = [sys.executable, "-m", "checker", "check"]
BARE = [sys.executable, "-c", IMPORTS]


# An installed package has its byte code; a setting that keeps it from being written would make every start compile the source.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: list[str]) -> float:
    """Wall seconds of one run of a command, its output read and thrown away. Raises CalledProcessError if it fails."""
    began = time.perf_counter()
    subprocess.run(command, check=True, env=ENVIRONMENT, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Runs the comparison and prints it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=25, help="counted pairs (default 25)")
    runs = parser.parse_args().runs
    for _ in range(2):
        seconds(WHOLE)
        seconds(BARE)
    pairs = [(seconds(WHOLE), seconds(BARE)) for _ in range(runs)]
    ratios = sorted(whole / bare for whole, bare in pairs)
    print(f"Python {platform.python_version()} on {platform.machine()}, {runs} pairs after warming")
    print(f"whole `ihl check` on the article's incident: median {statistics.median(whole for whole, _ in pairs) * 1000:.0f} ms")
    print(f"only {IMPORTS}: median {statistics.median(bare for _, bare in pairs) * 1000:.0f} ms")
    print(f"ratio: median {statistics.median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f} (target: at most 1.5)")


if __name__ == "__main__":
    main()
