"""The rows that the benchmarks have in common, and the table made of them.

Comes in: :class:`Row` values of one or several benchmarks. Goes out: a table for people, in Markdown, with the machine it was made on and each target met or missed by how much. A benchmark writes its rows with ``--rows FILE``,
so that ``all.py`` can gather them from processes of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table: what was measured, the figure in words, what it is set against, and the ratio.

    ``target`` with ``at_least`` says what the ratio should be; None where there is no target.
    """

    benchmark: str
    what: str
    figure: str
    against: str = ""
    ratio: float | None = None
    target: float | None = None
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        if self.target is None or self.ratio is None:
            return True
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    @property
    def standing(self) -> str:
        """The target, and whether it is met or by how much it is missed."""
        if self.target is None or self.ratio is None:
            return ""
        bound = f"{'at least' if self.at_least else 'at most'} {self.target:g}"
        if self.met:
            return f"{bound}: met"
        missed = self.target / self.ratio if self.at_least else self.ratio / self.target
        return f"{bound}: **not met**, {figure(missed)} times off"


def figure(number: float) -> str:
    """A number with as many digits as mean something."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def machine() -> str:
    """The machine in a line: processor, cores, Python."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def as_table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, the name of a benchmark once."""
    lines = ["| benchmark | what | figure | set against | ratio | target |", "|---|---|---|---|---|---|"]
    before = ""
    for row in rows:
        name = "" if row.benchmark == before else row.benchmark
        before = row.benchmark
        cells = (name, row.what, row.figure, row.against, "" if row.ratio is None else figure(row.ratio), row.standing)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def option(parser: argparse.ArgumentParser) -> None:
    """Adds ``--rows`` to the options of a benchmark."""
    parser.add_argument("--rows", type=Path, metavar="FILE", help="also write the rows of the table to this file, as JSON Lines")


def write(rows: Iterable[Row], path: Path | None) -> None:
    """Writes rows for ``all.py``, if it asked for them."""
    if path is not None:
        path.write_text("".join(json.dumps(row._asdict()) + "\n" for row in rows), encoding="utf-8")


def read(path: Path) -> list[Row]:
    """The rows that a benchmark wrote."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
