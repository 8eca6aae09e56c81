"""Every benchmark but that of `ihl scan`, one after the other, and one table of all ratios.

    python benchmarks/all.py [--quick] [--records 100000] [--write]

Each runs in a process of its own, so that none weighs another's memory; within each what is compared runs in turn, in CPU time wherever that can be told. ``--quick`` takes a minute and a half of CPU and small registers; its ratios are rougher. ``--write`` puts the
table into docs/performance.md, between the marks there. The other engines are the extra ``bench``: pip install -e ".[bench]".
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import table
from table import Row

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"

BEGIN, END = "<!-- benchmarks -->", "<!-- end of benchmarks -->"

#: The distributions whose versions decide the figures.
ENGINES = ("rule-engine", "zen-engine", "cel-python", "common-expression-language", "regopy", "gordon-to-regorus", "pydantic")


def plan(records: int, quick: bool) -> dict[str, list[str]]:
    """The benchmarks with their options."""
    if quick:
        small = str(min(records, 600))
        return {
            "peers": ["--chunks", "2", "--agree", "1", "--small"],
            "startup": ["--runs", "5"],
            "checking": ["--records", "256"],
            "register": ["--records", small, "--slice", "300", "--rounds", "1"],
            "growth": ["--records", str(min(records, 2_000)), "--rules", "500", "--each", "32"],
        }
    return {
        "peers": [],
        "startup": [],
        "checking": ["--records", "5000"],
        "register": ["--records", str(records), "--slice", str(min(records, 10_000))],
        "growth": ["--records", str(records)],
    }


def versions() -> str:
    """The versions of what is installed of the others."""
    found = []
    for name in ENGINES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def run(name: str, options: Sequence[str], folder: Path) -> list[Row]:
    """The rows of one benchmark. Raises CalledProcessError if it fails: a disagreement of outcomes is a failure."""
    rows = folder / f"{name}.jsonl"
    paths = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH", ""))))
    print(f"{name} {' '.join(options)}", file=sys.stderr, flush=True)
    # What it prints is the same rows, and where outcomes differ the rules and facts: on stderr, where the progress is.
    subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *options, "--rows", str(rows)],
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=sys.stderr,
    )
    return table.read(rows)


def text(rows: Sequence[Row], command: str) -> str:
    """The whole of what is printed: how it was made, the table, and how many targets are met."""
    with_target = [row for row in rows if row.target is not None]
    missed = [row for row in with_target if not row.met]
    return (
        f"Made by `{command}` on: {table.machine()}. {versions()}.\n\n"
        "Ratios are those of one run, what is compared taken in turn, in CPU time unless a row says otherwise. The other engines are two-valued: on complete records all come out as we do; on records that leave facts open they "
        "cannot be asked for a verdict, and the rates beside ours are those on the same records closed, what is not stated taken as no, the first word, the least number. A target that is missed says how many times its figure is off.\n\n"
        f"{table.as_table(rows)}\n"
        f"{len(with_target) - len(missed)} of {len(with_target)} targets are met.\n"
    )


def placed(page: str, made: str) -> str:
    """A page with what stands between its marks replaced. Raises ValueError where it has no marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def main() -> None:
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small registers and few rounds")
    parser.add_argument("--records", type=int, default=100_000, help="the largest register (default 100,000)")
    parser.add_argument("--only", nargs="*", choices=sorted(plan(1, False)), help="some of the benchmarks")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        for name, options in plan(asked.records, asked.quick).items():
            if not asked.only or name in asked.only:
                rows += run(name, options, Path(temporary))
    command = " ".join(
        [
            "python benchmarks/all.py",
            *(["--quick"] if asked.quick else []),
            *([] if asked.records == 100_000 else ["--records", str(asked.records)]),
        ]
    )
    made = text(rows, command)
    print(made)
    if asked.write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
        print(f"written to {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main()
