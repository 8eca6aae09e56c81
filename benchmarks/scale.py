"""What large registers need, worked out from what one record costs here: CPU time, memory, disk. Fills the tables of docs/scale.md.

Measured are whole commands as somebody would run them, ``ihl check REGISTER --save RUN``, on registers of two sizes, so that what a start costs falls out: CPU time of all processes, not wall time. Three kinds of record, all of them
invented: *small*, as metadata or a line of a dataset of events would give (a conflict, two parties, a captive, a publication with two facts); *mixed*, those of ``register.py``; *dense*, those of ``register.py`` with something
stated of every fact of their subjects. Where several processes check, one puts the run together; its CPU time is measured on its own, since no number of cores shortens it. What stays in memory of each record is measured on
many ids and names without checking them.

Hours on more cores are not measured but worked out: the work divided by the cores, but never less than what is done in one process; a start is left out.

    python benchmarks/scale.py [--records 1000] [--write]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from register import record, stated

from checker.rulebook import Rulebook
from checker.vocabulary import Vocabulary

PAGE = Path(__file__).parent.parent / "docs" / "scale.md"
CORES = (1, 2, 16, 64)
KINDS = ("small", "mixed", "dense")

#: So many ids and names, of records that are not checked, show what stays in memory of each.
REMEMBERED = 5_000


class Magnitude(NamedTuple):
    """A register that there might be: how many records of which kind."""

    name: str
    records: int
    kind: str


#: Where the numbers come from stands in docs/scale.md.
MAGNITUDES = (
    Magnitude("a national register", 200_000, "mixed"),
    Magnitude("UCDP GED 25.1", 385_918, "small"),
    Magnitude("ACLED, by 2022", 1_300_000, "small"),
    Magnitude("the Syrian Archive's videos", 1_457_465, "small"),
    Magnitude("the same, every fact stated", 1_457_465, "dense"),
)


class Cost(NamedTuple):
    """What one record takes and leaves: bytes read, findings listed, CPU seconds of one process (brief, with every reason), CPU seconds of the process that puts a run together where others check (brief), bytes kept (brief, with every reason)."""

    read: float
    findings: float
    brief: float
    full: float
    together: float
    kept_brief: float
    kept_full: float


def lines(kind: str, records: int) -> Iterator[str]:
    """The lines of a register of one kind."""
    vocabulary = Rulebook.load().vocabulary
    chance = random.Random(f"scale {kind}")
    for number in range(1, records + 1):
        data = record(number, vocabulary, chance)
        yield json.dumps(reduced(data) if kind == "small" else filled(data, vocabulary, chance) if kind == "dense" else data) + "\n"


def reduced(data: dict[str, Any]) -> dict[str, Any]:
    """A record with no more than a line of metadata gives."""
    kept = ("schema", "id", "title", "dates", "language", "sources", "voices", "conflict", "party", "person")
    small = {key: data[key] for key in kept}
    person = small["person"][0]
    person["facts"] = {name: person["facts"][name] for name in ("in_enemy_power", "belonged_to")}
    claim = {"is": "yes", "source": "s1", "said_by": "outlet"}
    shown = {"id": "publication-1", "depicts": [person["id"]], "by": "holder", "facts": {"made_public": claim, "identifiable": claim}}
    return {**small, "person": [person], "publication": [shown]}


def filled(data: dict[str, Any], vocabulary: Vocabulary, chance: random.Random) -> dict[str, Any]:
    """A record with something stated of every fact of its subjects that can be stated, where it was silent."""
    voices = [voice["id"] for voice in data["voices"]]
    for subject, entries in data.items():
        if subject in vocabulary.subjects and subject not in ("conflict", "party"):
            for entry in entries:
                for fact in vocabulary.subjects[subject].facts.values():
                    if not fact.derived and not fact.judgement:
                        entry["facts"].setdefault(fact.name, stated(fact, chance, voices))
    return data


#: A run kept by two processes, in a process of its own: CPU seconds of the one that puts it together, without what a start costs.
TOGETHER = """
import sys, time
from checker import __version__, naming, runs, workers
from checker.batch import Batch, Wanted, tasks
from checker.rulebook import Rulebook
if __name__ == "__main__":
    register, folder = sys.argv[1:]
    rulebook = Rulebook.load()
    wanted = Wanted(rulebook.folder, rulebook.default_reading, reasons=False, statements=True)
    began = time.process_time()
    naming.unless_named({register: "register.jsonl"}, folder)
    described = runs.head(__version__, rulebook.digest, wanted, [register], folder)
    counts = runs.prepare(folder, described, resume=False, force=True)
    with runs.Kept(folder, described, counts, Batch(wanted, rulebook)) as kept:
        for outcome in workers.outcomes(tasks([register]), wanted, rulebook, 2):
            kept.take(outcome)
        assert runs.head(__version__, rulebook.digest, wanted, [register], folder) == described
        kept.finish()
    print((time.process_time() - began) / kept.counts.done)
"""

#: What a process takes that is ready to check (megabytes), and what it takes more for each record of which it remembers the id and what is withheld (bytes, at most at a time).
REMEMBER = """
import resource, sys, tracemalloc
from checker import batch, naming
from checker.rulebook import Rulebook
from checker.stream_ids import Ids
rulebook = Rulebook.load()
ids = Ids(batch.Batch(batch.Wanted(rulebook.folder, rulebook.default_reading), rulebook))
ready = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
tracemalloc.start()
before = tracemalloc.get_traced_memory()[0]
naming.unless_named({sys.argv[1]: "register.jsonl"}, "run")
number = 0
for number, task in enumerate(batch.tasks([sys.argv[1]]), start=1):
    ids.written(task)
    ids.shown(f"incident-{number}")
print(ready, (tracemalloc.get_traced_memory()[1] - before) / number)
"""


def printed(script: str, *arguments: Path) -> list[float]:
    """The numbers that a script of ours prints."""
    told = subprocess.run([sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True)
    return [float(word) for word in told.stdout.split()]


def kept(register: Path, folder: Path, *options: str) -> float:
    """CPU seconds of a run kept by one process, start and all."""
    command = [sys.executable, "-m", "checker", "check", str(register), "--save", str(folder), "--force", "--fail-on", "never", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 2), command
    return usage.ru_utime + usage.ru_stime


def measured(kind: str, records: int, folder: Path) -> Cost:
    """What a record of one kind costs: the difference between a register and its first fifth, by the record."""
    register = [*lines(kind, records)]
    path, run = folder / "register.jsonl", folder / "run"
    spent: list[list[float]] = []
    for part in (register[: records // 5], register):
        path.write_text("".join(part), encoding="utf-8")
        row: list[float] = [path.stat().st_size]
        for options in (("--brief",), ()):
            row.append(kept(path, run, *options))
            row.append(sum((run / f"{name}.jsonl").stat().st_size for name in ("findings", "records", "problems")))
        spent.append([*row, (run / "findings.jsonl").read_bytes().count(b"\n")])
    read, brief, kept_brief, full, kept_full, findings = (
        (large - little) / (records - records // 5) for little, large in zip(*spent, strict=True)
    )
    return Cost(read, findings, brief, full, printed(TOGETHER, path, run)[0], kept_brief, kept_full)


def remembered(folder: Path) -> tuple[float, float]:
    """Megabytes of a process that is ready to check, and bytes that it remembers of each record."""
    path = folder / "register.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines("mixed", REMEMBERED))
    ready, stays = printed(REMEMBER, path)
    return ready, stays


def hours(records: int, cost: Cost, cores: int) -> float:
    """How long a register takes, brief, in hours: on one core all of it, on more the work divided by them, but not less than what is done where the run is put together."""
    if cores == 1:
        return records * cost.brief / 3600
    return records * max((cost.brief + cost.together) / cores, cost.together) / 3600


def time_told(found: float) -> str:
    """Hours in words: seconds, minutes or hours, two digits."""
    seconds = found * 3600
    value, unit = (seconds, "s") if seconds < 60 else (seconds / 60, "min") if seconds < 3600 else (found, "h")
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def size_told(found: float) -> str:
    """Bytes in words."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if found >= size:
            return f"{found / size:.1f} {unit}" if found < 10 * size else f"{found / size:,.0f} {unit}"
    return f"{found:.0f} B"


def row(*cells: str) -> str:
    """A row of a table in Markdown."""
    return "| " + " | ".join(cells) + " |\n"


def page(costs: dict[str, Cost], ready: float, stays: float, records: int) -> str:
    """What stands between the marks of docs/scale.md."""
    rulebook = Rulebook.load()
    text = (
        f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores; {len(rulebook.heads):,} rules, rulebook {rulebook.digest[:12]}; "
        f"{records:,} records of each kind, a fifth of that of dense ones. A process that is ready to check takes {ready:.0f} MB; {stays:.0f} bytes of each record stay in the one that puts the run together.\n\n"
    )
    text += row("a record", "read", "findings", "CPU, brief", "CPU, every reason", "in the one process that puts together", "kept, brief", "kept, every reason")  # fmt: skip
    text += row(*["---"] * 8)
    for kind, cost in costs.items():
        text += row(
            kind, size_told(cost.read), f"{cost.findings:.1f}", f"{cost.brief * 1e3:.2f} ms", f"{cost.full * 1e3:.2f} ms", f"{cost.together * 1e3:.2f} ms",
            size_told(cost.kept_brief), size_told(cost.kept_full),
        )  # fmt: skip
    text += "\n" + row("register", "records", "of the kind", *(f"{cores} core{'s' * (cores > 1)}" for cores in CORES), "core hours, every reason", "memory", "disk, brief", "disk, every reason")  # fmt: skip
    text += row(*["---"] * (7 + len(CORES)))
    for name, number, kind in MAGNITUDES:
        cost = costs[kind]
        text += row(
            name, f"{number:,}", kind, *(time_told(hours(number, cost, cores)) for cores in CORES), f"{number * cost.full / 3600:.1f}",
            size_told(ready * 2**20 + number * stays), size_told(number * cost.kept_brief), size_told(number * cost.kept_full),
        )  # fmt: skip
    useful = min(cost.brief / cost.together for cost in costs.values()) + 1
    return (
        text
        + f"\nBeyond about {useful:.0f} cores one run gets no faster: by then the process that puts it together is busy all the time.\n"
    )


MARKS = re.compile(r"(<!-- measured: python benchmarks/scale.py --write -->\n).*?(<!-- end -->)", flags=re.S)


def main() -> None:
    """Measures, and prints the tables or writes them into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/scale.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        costs = {kind: measured(kind, asked.records // (5 if kind == "dense" else 1), folder) for kind in KINDS}
        text = page(costs, *remembered(folder), asked.records)
    if asked.write:
        before = PAGE.read_text(encoding="utf-8")
        assert MARKS.search(before), f"{PAGE} has no marks"
        PAGE.write_text(MARKS.sub(lambda found: found[1] + text + found[2], before), encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
