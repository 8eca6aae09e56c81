"""The cost of checking a record of a register against that of reading and validating it.

In one process and in turn, chunk by chunk, so that the ratios hold however busy the machine is; CPU time, not wall time. Side by side: parsing the JSON and validating it with a plain pydantic model of a record; our own reader, which
also checks facts against the vocabulary, links, ids, sources, dates and treaties; checking brief, without reasons; checking in full. Both kinds of checking begin with the line of JSON and end with the findings as
JSON Lines in a file; brief checking also record by record, as it was before many were decided at once. There are two models: a plain one, as a programme would have that only wants the shape of a record, and a full one, made from the vocabulary, that asks what our schema asks (``full_model``). The register is that of ``register.py``; everything in it is invented.

    python benchmarks/checking.py [--records 1024] [--profile brief|full]

Prints milliseconds a record and ratios against both models, and the machine; with ``--profile`` the functions in which checking spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import IO, Any, Literal

import table
from full_model import full_model
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from register import register
from table import Row

from checker.batch import BLOCK, Batch, Task, Wanted, document_of
from checker.errors import InputError
from checker.pipeline import incident
from checker.rulebook import Rulebook

#: So many records are taken in turn by each: as many as a run over a register decides at once.
CHUNK = BLOCK

#: What is promised: a register end to end, its findings written, in at most so many times what reading and validating it with pydantic takes.
TARGET = 2.0

PLAIN, FULL, OWN = "pydantic, plain model", "pydantic, full model", "our reader"


class Strict(BaseModel):
    """No key that is not known."""

    model_config = ConfigDict(extra="forbid")


class Claim(Strict):
    """One claim as written."""

    value: bool | int | float | str = Field(alias="is")
    source: str = ""
    at: str = ""
    said_by: str = ""
    grade: str = Field("", pattern=r"^([A-F][1-6])?$")
    note: str = ""


class Entry(BaseModel):
    """One subject; what is beside ``facts`` links to others."""

    model_config = ConfigDict(extra="allow")

    id: str
    label: str = ""
    facts: dict[str, Claim | list[Claim]] = {}


class Source(Strict):
    """One source as written."""

    id: str
    publisher: str = ""
    title: str = ""
    date: str = ""
    url: str = ""


class Voice(Strict):
    """One voice as written."""

    id: str
    name: str
    kind: Literal["party", "agency", "outlet", "witness", "captive", "organisation", "expert", "reviewer", "other"]
    party: str = ""


class Incident(Strict):
    """A record with the subjects that the register has."""

    schema_: Literal["ihl-incident/1"] = Field(alias="schema")
    id: str
    title: str
    dates: str = ""
    language: str = ""
    summary: str = ""
    sources: list[Source] = []
    voices: list[Voice] = []
    restricted: dict[str, dict[str, Any]] = {}
    conflict: Entry | None = None
    party: list[Entry] = []
    person: list[Entry] = []
    publication: list[Entry] = []
    medical_care: list[Entry] = []
    evacuation: list[Entry] = []
    interrogation: list[Entry] = []
    camp: list[Entry] = []
    transfer: list[Entry] = []
    repatriation: list[Entry] = []
    trial: list[Entry] = []
    death: list[Entry] = []


#: Some work on several records, and what it counts.
Work = Callable[[Sequence[Task]], int]


def validated(tasks: Sequence[Task]) -> int:
    """Reads and validates with pydantic. A link that leads nowhere is none of its business, so it takes every record."""
    for task in tasks:
        assert task.raw is not None
        Incident.model_validate_json(task.raw)
    return 0


def timed(work: Work, tasks: Sequence[Task]) -> tuple[float, int]:
    """CPU seconds of this process for some work on several records, and what it counts."""
    began = time.process_time()
    count = work(tasks)
    return time.process_time() - began, count


#: As the command line sets it (checker.cli).
gc.set_threshold(100_000, 50, 50)


def main() -> None:
    """Makes the register, runs all in turn and prints what they cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=1024)
    parser.add_argument("--profile", choices=("brief", "full"))
    table.option(parser)
    asked = parser.parse_args()
    rulebook = Rulebook.load()
    tasks = [Task("register.jsonl", number, line.encode(), 0) for number, line in enumerate(register(asked.records), start=1)]

    def read(tasks: Sequence[Task]) -> int:
        refused = 0
        for task in tasks:
            try:
                incident(document_of(task), rulebook)
            except InputError:
                refused += 1
        return refused

    model = full_model(rulebook.vocabulary)

    def validated_fully(tasks: Sequence[Task]) -> int:
        refused = 0
        for task in tasks:
            assert task.raw is not None
            try:
                model.model_validate_json(task.raw)
            except ValidationError:
                refused += 1
        return refused

    def checking(file: IO[str], *, reasons: bool, singly: bool = False) -> Work:
        batch = Batch(Wanted(rulebook.folder, rulebook.default_reading, reasons=reasons), rulebook)

        def work(tasks: Sequence[Task]) -> int:
            lines = 0
            for outcome in map(batch.outcome, tasks) if singly else batch.outcomes(tasks):
                file.write(outcome.findings)
                lines += outcome.findings.count("\n")
            return lines

        return work

    if asked.profile:
        with tempfile.TemporaryFile("w", encoding="utf-8") as file:
            work = checking(file, reasons=asked.profile == "full")
            timed(work, tasks[:CHUNK])
            profile = cProfile.Profile(time.process_time)
            profile.runcall(timed, work, tasks)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return

    with ExitStack() as stack:
        brief, alone, full = (stack.enter_context(tempfile.TemporaryFile("w", encoding="utf-8")) for _ in range(3))
        works = {
            PLAIN: validated,
            FULL: validated_fully,
            OWN: read,
            "checking, brief": checking(brief, reasons=False),
            "checking, brief, record by record": checking(alone, reasons=False, singly=True),
            "checking, every reason": checking(full, reasons=True),
        }
        spent, counts = in_turn(works, tasks)
    assert counts["checking, brief"] == counts["checking, every reason"]
    assert counts[FULL] == counts[OWN], "the full model refuses the records that our reader refuses"
    print(table.machine())
    print(f"CPU time, {len(tasks):,} records in turn, {len(rulebook.heads):,} rules; {counts['checking, brief']:,} findings listed")
    print(f"refused: {counts[OWN]} records by our reader, as many by the full model, none by the plain one")
    rows = rows_of(spent, len(tasks))
    print(table.as_table(rows))
    table.write(rows, asked.rows)


def in_turn(works: dict[str, Work], tasks: Sequence[Task]) -> tuple[dict[str, float], dict[str, int]]:
    """CPU seconds of each kind of work and what it counts, chunks of records in turn."""
    spent = dict.fromkeys(works, 0.0)
    counts = dict.fromkeys(works, 0)
    for work in works.values():  # what is loaded and worked out once
        timed(work, tasks[:CHUNK])
    for start in range(0, len(tasks), CHUNK):
        for name, work in works.items():
            seconds, count = timed(work, tasks[start : start + CHUNK])
            spent[name] += seconds
            counts[name] += count
        print(f"{min(start + CHUNK, len(tasks)):,} of {len(tasks):,} records", file=sys.stderr, flush=True)
    return spent, counts


def rows_of(spent: dict[str, float], records: int) -> list[Row]:
    """Each kind of work against both models."""
    rows = []
    for name, seconds in spent.items():
        for against in (PLAIN, FULL):
            if name not in (PLAIN, FULL) or (name, against) == (FULL, PLAIN):
                target = TARGET if name == "checking, brief" else None
                what = f"{name}, findings written" if name.startswith("checking") else name
                rows.append(
                    Row(
                        "a register, from JSON Lines to JSON Lines",
                        what,
                        f"{seconds / records * 1000:.3f} ms a record",
                        against,
                        seconds / spent[against],
                        target,
                        False,
                    )
                )
    first = Row("a register, from JSON Lines to JSON Lines", PLAIN, f"{spent[PLAIN] / records * 1000:.3f} ms a record")
    return [first, *rows]


if __name__ == "__main__":
    main()
