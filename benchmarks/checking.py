"""The cost of checking a record of a register against that of reading and validating it.

In one process and in turn, chunk by chunk, so that the ratios hold however busy the machine is; CPU time, not wall time. Side by side: parsing the JSON and validating it with a plain pydantic model of a record; our own reader, which
also checks facts against the vocabulary, links, ids, sources, dates and treaties; checking brief, without reasons; checking in full. Both kinds of checking begin with the line of JSON and end with the findings as
JSON Lines. The register is that of ``register.py``; everything in it is invented.

    python benchmarks/checking.py [--records 1000] [--profile brief|full]

Prints milliseconds a record and ratios, and the machine; with ``--profile`` the functions in which checking spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import pstats
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from register import register

from checker.batch import Batch, Task, Wanted, document_of
from checker.errors import InputError
from checker.pipeline import incident
from checker.rulebook import Rulebook

#: So many records are taken in turn by each of the four.
CHUNK = 50


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


def validated(task: Task) -> int:
    """Reads and validates with pydantic. A link that leads nowhere is none of its business, so it takes every record."""
    assert task.raw is not None
    Incident.model_validate_json(task.raw)
    return 0


def timed(work: Callable[[Task], int], tasks: Sequence[Task]) -> tuple[float, int]:
    """CPU seconds of this process for some work on each task, and what it counts."""
    began = time.process_time()
    count = sum([work(task) for task in tasks])
    return time.process_time() - began, count


def main() -> None:
    """Makes the register, runs the four in turn and prints what they cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--profile", choices=("brief", "full"))
    asked = parser.parse_args()
    rulebook = Rulebook.load()
    tasks = [Task("register.jsonl", number, line.encode(), 0) for number, line in enumerate(register(asked.records), start=1)]

    def read(task: Task) -> int:
        try:
            incident(document_of(task), rulebook)
        except InputError:
            return 1
        return 0

    def checking(*, reasons: bool) -> Callable[[Task], int]:
        batch = Batch(Wanted(rulebook.folder, rulebook.default_reading, reasons=reasons), rulebook)
        return lambda task: batch.outcome(task).findings.count("\n")

    if asked.profile:
        work = checking(reasons=asked.profile == "full")
        timed(work, tasks[:CHUNK])
        profile = cProfile.Profile(time.process_time)
        profile.runcall(timed, work, tasks)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return

    works = {
        "reading and validating with pydantic": validated,
        "reading and validating with our reader": read,
        "checking, brief": checking(reasons=False),
        "checking, full": checking(reasons=True),
    }
    spent = dict.fromkeys(works, 0.0)
    counts = dict.fromkeys(works, 0)
    for work in works.values():  # what is loaded and worked out once
        timed(work, tasks[:CHUNK])
    for start in range(0, len(tasks), CHUNK):
        for name, work in works.items():
            seconds, count = timed(work, tasks[start : start + CHUNK])
            spent[name] += seconds
            counts[name] += count
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores; CPU time, {len(tasks):,} records in turn")
    print(
        f"{len(rulebook.heads):,} rules; {counts['checking, full']:,} findings listed; {counts['reading and validating with our reader']} records refused by our reader, none by pydantic"
    )
    one, own, *_ = spent.values()
    for name, seconds in spent.items():
        print(
            f"{name:40} {seconds / len(tasks) * 1000:6.3f} ms a record, {seconds / one:6.1f} times pydantic, {seconds / own:5.1f} times our reader"
        )
    assert counts["checking, brief"] == counts["checking, full"]


if __name__ == "__main__":
    main()
