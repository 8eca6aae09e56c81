"""The cost of a whole `ihl check` on the article's incident against a process that only imports the libraries.

Both are run in turn (A B A B ...) in one go, so that the ratio holds however busy the machine is. The cache is warmed first. Prints the medians and the ratio pair by pair, of CPU time and of the time that passed.

    python benchmarks/startup.py [--runs 25]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from operator import attrgetter

import table
from processes import cost
from table import Row

IMPORTS = "import pydantic, rich.console, rich.table, typer, yaml"
WHOLE = [sys.executable, "-m", "checker", "check"]
BARE = [sys.executable, "-c", IMPORTS]

SECONDS, PASSED = attrgetter("seconds"), attrgetter("passed")


#: What is promised: at most so many times the imports, with the whole Convention loaded.
TARGET = 1.4


def main() -> None:
    """Runs the comparison and prints it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=25, help="counted pairs (default 25)")
    table.option(parser)
    asked = parser.parse_args()
    for _ in range(2):
        cost(WHOLE)
        cost(BARE)
    pairs = [(cost(WHOLE), cost(BARE)) for _ in range(asked.runs)]
    print(table.machine())
    rows = []
    for name, of in (("CPU time", SECONDS), ("time that passed", PASSED)):
        ratios = sorted(of(whole) / of(bare) for whole, bare in pairs)
        whole, bare = (statistics.median(of(one) for one in side) * 1000 for side in zip(*pairs, strict=True))
        said = f"{whole:.0f} ms, imports {bare:.0f} ms, medians of {asked.runs} pairs; ratios {ratios[0]:.2f} to {ratios[-1]:.2f}"
        rows.append(
            Row(
                "start-up",
                f"`ihl check` on the article's incident, {name}",
                said,
                "importing its libraries",
                statistics.median(ratios),
                TARGET,
                False,
            )
        )
    rows.append(
        Row(
            "start-up",
            "`ihl check` on the article's incident, peak memory",
            f"{pairs[0][0].megabytes:.0f} MB",
            "importing its libraries",
            pairs[0][0].megabytes / pairs[0][1].megabytes,
        )
    )
    print(table.as_table(rows))
    table.write(rows, asked.rows)


if __name__ == "__main__":
    main()
