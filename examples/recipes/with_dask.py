"""A register checked by Dask, kept as ``ihl check --save`` keeps it, byte for byte.

    pip install 'ihl-checker[scale]'
    python with_dask.py register.jsonl RUN              # processes of this machine
    python with_dask.py register.jsonl RUN --at tcp://scheduler:8786   # a cluster (pip install distributed)

Dask, because it is an ordinary library: it needs no service, runs in one process, in several or on a cluster with the same few lines, and keeps the order of what it is given. On a cluster every worker needs the same version of
ihl-checker; one that has another, or other rules, refuses the work.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

import dask
import dask.bag

from checker import InputError
from checker.batch import Outcome
from checker.elsewhere import Order, Slice, checked, order, run
from checker.text import clean


def each(pieces: list[Slice], asked: Order) -> list[list[Outcome]]:
    """One partition: what came of each slice in it."""
    return [checked(piece, asked) for piece in pieces]


def by_dask(slices: Iterator[Slice], asked: Order, ahead: int) -> Iterator[list[Outcome]]:
    """The outcomes of slices, in order, by whatever scheduler Dask is set to; ``ahead`` slices are under way at a time, and no more are held in memory."""
    while several := list(islice(slices, ahead)):
        bag = dask.bag.from_sequence(several, partition_size=1)
        yield from bag.map_partitions(partial(each, asked=asked)).compute()


def register(paths: list[str], folder: str, *, jobs: int, at: str = "", records: int = 500) -> dict[str, Any]:
    """Checks records on ``jobs`` processes of this machine (1: in this one), or on the cluster whose scheduler is ``at``, and gives the manifest of the run."""
    asked = order(brief=True)
    with ExitStack() as stack:
        if at:
            from distributed import Client

            client = stack.enter_context(Client(at))
            jobs = sum(client.ncores().values())
        elif jobs > 1:
            # One pool for the whole register: Dask would start new processes for every few slices, and each loads the rules.
            pool = stack.enter_context(ProcessPoolExecutor(jobs, get_context("spawn")))
            stack.enter_context(dask.config.set(scheduler="processes", pool=pool, chunksize=1))
        else:
            stack.enter_context(dask.config.set(scheduler="synchronous"))
        return run(paths, folder, asked, lambda slices: by_dask(slices, asked, 8 * jobs), records=records)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", help="record files and folders")
    parser.add_argument("folder", help="where the run is kept: a new folder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--at", default="", help="the scheduler of a cluster")
    parser.add_argument("--records", type=int, default=500, help="how many go to a process at a time")
    given = parser.parse_args()
    try:
        made = register(given.paths, given.folder, jobs=given.jobs, at=given.at, records=given.records)
    except InputError as error:
        print(clean(str(error)), file=sys.stderr)
        return 2
    print(f"{made['counts']['records']} records, {made['counts']['problems']} problems; kept in {given.folder}")
    return 2 if made["counts"]["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
