"""How the cost of a record grows: with records, with rules, with open and with disputed facts; in CPU time and in memory.

    python benchmarks/growth.py [--records 100000] [--most] [--rules 5000] [--only records|rules|open|disputed]

Records: `ihl check` on the register of ``register.py``, one process each, its start taken off. Rules: invented ones (``synthetic``), compiled by our compiler, on subjects that the records state facts of, on subjects that they have but say
nothing of, and on subjects that they do not have; the rulebooks judge the same records in turn. Open and disputed facts: complete records of which a share is left open, or is told in two ways; from the line of JSON to the brief findings, in turn.
Each row is set against the first of its kind; what should not grow may be up to FLAT times the first. Peak memory is that of a process which does this one thing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import complete
import processes
import synthetic
import table
from laws import read_laws
from register import KINDS, record, register
from table import Row

from checker import documents
from checker.batch import Batch, Task, Wanted
from checker.bulk.block import Block
from checker.bulk.deciding import decided
from checker.bulk.plan import Plan
from checker.judging import Chosen
from checker.pipeline import incident
from checker.records import Record
from checker.rulebook import Rulebook

#: So many records are taken in turn, and decided at once.
CHUNK = 16

#: Where invented rules stand, seen from records that speak of publications and captives only.
PLACES = {
    "whose facts the records state": ("publication",),
    "which the records have, nothing stated": ("camp", "correspondence", "money", "repatriation"),
    "which the records do not have": ("trial", "discipline", "work", "search"),
    "which the records have, the status of the captive disputed": ("camp", "correspondence", "money", "repatriation"),
}

#: The place whose rules every record touches, and the one where what they all rest on is disputed, so that each has to be looked at on each telling.
STATED_PLACE, *_, DISPUTED_PLACE = PLACES

OPEN = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
DISPUTED = (0.0, 0.1, 0.25, 0.5, 1.0)

#: What should not grow with the records, or with rules that do not concern them, is at most so many times the first.
FLAT = 1.15

#: How much of a complete record stays stated where the share of disputed facts grows.
STATED = 0.25


def say(what: str) -> None:
    """Progress, on stderr."""
    print(what, file=sys.stderr, flush=True)


def in_turn(works: Mapping[str, Callable[[int, int], None]], records: int) -> dict[str, float]:
    """CPU milliseconds a record of several kinds of work, chunks in turn; each is given the first and last number of a chunk. The first chunk only warms."""
    spent = dict.fromkeys(works, 0.0)
    for start in range(0, records, CHUNK):
        end = min(start + CHUNK, records)
        for name, work in works.items():
            began = time.process_time()
            work(start, end)
            if start:
                spent[name] += time.process_time() - began
    return {name: seconds / max(records - CHUNK, 1) * 1000 for name, seconds in spent.items()}


def against_first(benchmark: str, figures: Sequence[tuple[str, float, str]], *, target: float | None = None) -> list[Row]:
    """Rows of a name, a figure and its wording; the ratio of each to the first, and a target for the last."""
    first = figures[0][1]
    return [
        Row(
            benchmark,
            name,
            said,
            figures[0][0] if number else "",
            number_ / first if number else None,
            target if number == len(figures) - 1 and number else None,
            False,
        )
        for number, (name, number_, said) in enumerate(figures)
    ]


# --- records


def checked(path: Path, into: Path) -> processes.Cost:
    """What `ihl check` takes for a register, kept in a folder."""
    command = [sys.executable, "-m", "checker", "check", str(path), "--save", str(into), "--brief", "--force", "--jobs", "1"]
    return processes.cost(command)


def with_records(steps: Sequence[int]) -> list[Row]:
    """Time a record and peak memory as the register grows. Both should stay as they are."""
    times, peaks = [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = {count: folder / f"{count}.jsonl" for count in steps}
        say(f"writing {max(steps):,} records")
        handles = {count: path.open("w", encoding="utf-8") for count, path in files.items()}
        for number, line in enumerate(register(max(steps)), start=1):
            for count, file in handles.items():
                if number <= count:
                    file.write(line)
        for file in handles.values():
            file.close()
        single = folder / "single.jsonl"
        single.write_text(next(register(1)), encoding="utf-8")
        checked(single, folder / "warm")
        start = min(checked(single, folder / "start").seconds for _ in range(3))
        for count in steps:
            took = checked(files[count], folder / f"run-{count}")
            each = (took.seconds - start) / count * 1000
            times.append((f"{count:,} records", each, f"{each:.3f} ms a record, after a start of {start * 1000:.0f} ms"))
            peaks.append((f"{count:,} records", took.megabytes, f"{took.megabytes:.0f} MB"))
            say(f"{count:,} records: {took.seconds:.1f} s of CPU, {took.megabytes:.0f} MB")
    return [
        *against_first("growth with records, time", times, target=FLAT),
        *against_first("growth with records, peak memory", peaks, target=FLAT),
    ]


# --- rules


def spoken_of(count: int, rulebook: Rulebook, *, disputed: bool) -> list[dict[str, Any]]:
    """Records on publications and captives only, in which nothing is disputed, or nothing but what the captive belonged to."""
    chance = random.Random(13)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        data = record(len(found) + 1, rulebook.vocabulary, chance)
        if "publication" in data and data["person"][0]["in_power_of"] == "holder":
            for entry in entries(data):
                entry["facts"] = {name: claims[0] if isinstance(claims, list) else claims for name, claims in entry["facts"].items()}
            if disputed:
                said = data["person"][0]["facts"]["belonged_to"]
                data["person"][0]["facts"]["belonged_to"] = [said, {**said, "is": "civilian"}]
            found.append(data)
    assert KINDS[0][1].keys() == {"person", "publication"}
    return found


def read(data: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> list[Record]:
    """Records as our reader makes them."""
    found = []
    for document in documents.parse_json_lines((json.dumps(one).encode() for one in data), "growth.jsonl"):
        if isinstance(document, Exception):
            raise document
        found.append(incident(document, rulebook))
    return found


def judging(rulebook: Rulebook, records: Sequence[Record]) -> Callable[[int, int], None]:
    """Every verdict of some records under a rulebook, and what is raised, decided in blocks."""
    plan = Plan(rulebook, rulebook.default_reading, Chosen(rulebook.heads))

    def work(start: int, end: int) -> None:
        for first in range(start, end, CHUNK):
            decided(Block(plan, records[first : min(first + CHUNK, end)]))

    return work


def with_rules(steps: Sequence[int], records: int) -> list[Row]:
    """Time a record, peak memory and compile time as the rulebook grows, by where its rules stand. Rules on what a record does not touch should cost nothing."""
    rows: list[Row] = []
    shipped = Rulebook.load()
    # Where a record costs next to nothing, more of them are measured.
    few = (STATED_PLACE, DISPUTED_PLACE)
    data = {place: spoken_of(records * (1 if place in few else 10), shipped, disputed=place == DISPUTED_PLACE) for place in PLACES}
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["IHL_CACHE_DIR"] = f"{temporary}/cache"
        lines = Path(temporary) / "records.jsonl"
        lines.write_text("".join(json.dumps(one) + "\n" for one in data[STATED_PLACE]), encoding="utf-8")
        compiling = []
        for place, subjects in PLACES.items():
            works, folders = {}, {}
            for count in steps:
                folder = synthetic.folder(Path(temporary) / f"{len(rows)}-{count}", count, subjects, shipped.vocabulary)
                began = time.process_time()
                rulebook = Rulebook.load(str(folder))
                seconds = time.process_time() - began
                say(f"{count:,} rules on subjects {place}: compiled in {seconds:.1f} s of CPU")
                if place == STATED_PLACE:
                    compiling.append(
                        (f"{count:,} rules", seconds / count, f"{seconds:.1f} s, {seconds / count * 1000:.1f} ms a rule, cold")
                    )
                name = f"{count:,} rules"
                works[name] = judging(rulebook, read(data[place], rulebook))
                folders[name] = folder
            spent = in_turn(works, len(data[place]))
            weights = {name: weighed("rules", str(folder), str(lines)) for name, folder in folders.items()}
            figures = [(name, each, f"{each:.3f} ms a record, peak {weights[name]:.0f} MB") for name, each in spent.items()]
            rows += against_first(f"growth with rules on subjects {place}", figures, target=None if place in few else FLAT)
        rows += against_first("growth with rules, compiling them", compiling)
        del os.environ["IHL_CACHE_DIR"]
    return rows


# --- open and disputed facts


def entries(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of a record as written."""
    for block in data.values():
        for entry in block if isinstance(block, list) else [block]:
            if isinstance(entry, dict) and "facts" in entry:
                yield entry


def lines_with(shares: Sequence[float], records: int, disputed: bool) -> dict[float, list[bytes]]:
    """The same complete records with a share of their facts left out, or (of those that are kept) told in two ways, as lines of JSON."""
    rulebook = Rulebook.load()
    near = complete.spreads(read_laws(rulebook.folder).every())
    background = documents.read(f"{rulebook.folder}/backgrounds.yml").data["backgrounds"]["prisoner-of-war"]["facts"]
    found: dict[float, list[bytes]] = {share: [] for share in shares}
    for number in range(1, records + 1):
        data = complete.plain(number, rulebook, near, background, random.Random(f"growth {number}"))
        for share in shares:
            chance = random.Random(f"{number}")  # what is open at one share is open at every larger one
            one = json.loads(json.dumps(data))
            for subject in rulebook.vocabulary.subjects.values():
                block = one.get(subject.name, ())
                for entry in [block] if isinstance(block, dict) else block:
                    for name in list(entry["facts"]):
                        drawn, again = chance.random(), chance.random()
                        if drawn >= (STATED if disputed else 1 - share):
                            del entry["facts"][name]
                        elif disputed and again < share:
                            claim = entry["facts"][name]
                            other = other_value(subject.facts[name].words, claim["is"])
                            if other is not None:
                                entry["facts"][name] = [claim, {**claim, "is": other}]
            found[share].append(json.dumps(one).encode())
    return found


def other_value(words: Sequence[str], said: Any) -> Any:
    """Another value for a fact; None for numbers and dates, which stay."""
    return next((word for word in words if word != said), None)


def checking(lines: Sequence[bytes], rulebook: Rulebook) -> Callable[[int, int], None]:
    """From the line of JSON to the brief findings."""
    batch = Batch(Wanted(rulebook.folder, rulebook.default_reading, reasons=False), rulebook)

    def work(start: int, end: int) -> None:
        for first in range(start, end, CHUNK):
            block = [Task("growth.jsonl", number + 1, lines[number], 0) for number in range(first, min(first + CHUNK, end))]
            for outcome in batch.outcomes(block):
                assert not outcome.problems, outcome.problems[0]

    return work


def with_facts(shares: Sequence[float], records: int, disputed: bool) -> list[Row]:
    """Time a record and peak memory as facts are left open, or disputed."""
    rulebook = Rulebook.load()
    word = "disputed" if disputed else "open"
    made = lines_with(shares, records, disputed)
    names = {share: f"{share:.0%} of the facts {word}" for share in shares}
    # A rulebook each: what one share of a record has worked out would be there for the next.
    spent = in_turn({names[share]: checking(made[share], Rulebook.load()) for share in shares}, records)
    figures = []
    with tempfile.TemporaryDirectory() as temporary:
        for share in shares:
            path = Path(temporary) / "records.jsonl"
            path.write_bytes(b"\n".join(made[share]) + b"\n")
            facts = sum(len(entry["facts"]) for line in made[share] for entry in entries(json.loads(line))) // records
            peak = weighed("facts", rulebook.folder, str(path))
            each = spent[names[share]]
            figures.append((names[share], each, f"{each:.2f} ms a record ({facts} facts stated), peak {peak:.0f} MB"))
            say(f"{names[share]}: {each:.2f} ms a record")
    return against_first(f"growth with {word} facts", figures)


# --- memory


def weighed(kind: str, folder: str, lines: str) -> float:
    """Peak memory in megabytes of a process that judges (``rules``) or checks (``facts``) a block of these records under the rulebook of a folder; the next block takes the place of the one before."""
    return processes.cost([sys.executable, __file__, "--weigh", kind, folder, lines], fine=(0,)).megabytes


def weigh(kind: str, folder: str, lines: str) -> None:
    """What such a process does."""
    rulebook = Rulebook.load(folder)
    raw = Path(lines).read_bytes().splitlines()[:CHUNK]
    if kind == "rules":
        judging(rulebook, read([json.loads(line) for line in raw], rulebook))(0, len(raw))
    else:
        checking(raw, rulebook)(0, len(raw))


def main() -> None:
    """Measures and prints the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000, help="the largest register (default 100,000; from 1,000 in steps of ten)")
    parser.add_argument("--most", action="store_true", help="go on to a million records")
    parser.add_argument("--rules", type=int, default=5_000, help="the largest rulebook (default 5,000; from 50 in steps of ten)")
    parser.add_argument("--each", type=int, default=64, help="records for the rows on rules and facts (default 64; the first 16 only warm)")
    parser.add_argument("--only", choices=("records", "rules", "open", "disputed"))
    parser.add_argument("--weigh", nargs=3, help=argparse.SUPPRESS)
    table.option(parser)
    asked = parser.parse_args()
    if asked.weigh:
        weigh(*asked.weigh)
        return
    most = 1_000_000 if asked.most else asked.records
    kinds: dict[str, Callable[[], list[Row]]] = {
        "records": lambda: with_records(steps(1_000, most)),
        "rules": lambda: with_rules(steps(50, asked.rules), asked.each),
        "open": lambda: with_facts(OPEN, asked.each, disputed=False),
        "disputed": lambda: with_facts(DISPUTED, asked.each, disputed=True),
    }
    rows = [row for kind, made in kinds.items() if asked.only in (None, kind) for row in made()]
    print(table.machine())
    print(table.as_table(rows))
    table.write(rows, asked.rows)


def steps(first: int, last: int) -> list[int]:
    """From the first to the last in steps of ten; the last is always there."""
    found = [min(first, last)]
    while found[-1] * 10 <= last:
        found.append(found[-1] * 10)
    return found if found[-1] >= last else [*found, last]


if __name__ == "__main__":
    main()
