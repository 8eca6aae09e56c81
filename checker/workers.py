"""The same batch on several cores: tasks out, outcomes back, in the order of the tasks.

Comes in: tasks, what is wanted, how many processes. Goes out: the outcomes, exactly as one process would give them. Only a few chunks are under way at a time, so memory does not grow with the input.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from checker.batch import Batch, Outcome, Task, Wanted, blocks
from checker.rulebook import Rulebook

#: How many records go to a process at once, at most, and how many chunks wait for each process.
CHUNK, AHEAD = 64, 3

_batch: Batch | None = None


def outcomes(tasks: Iterable[Task], wanted: Wanted, rulebook: Rulebook, jobs: int) -> Iterator[Outcome]:
    """The outcome of each task, in order, made by ``jobs`` processes (1: by this one).

    Whoever stops taking outcomes, or is interrupted, leaves no process behind.
    """
    if jobs < 2:
        batch = Batch(wanted, rulebook)
        for block in blocks(tasks):
            yield from batch.outcomes(block)
        return
    waiting: deque[Future[list[Outcome]]] = deque()
    coming = blocks(tasks, CHUNK)
    # Processes are started afresh, not forked: the same on every system, and nothing of this process goes along.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _prepare, (wanted,))
    try:
        while True:
            while len(waiting) < jobs * AHEAD and (chunk := next(coming, None)):
                waiting.append(pool.submit(_outcomes, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare(wanted: Wanted) -> None:
    """Makes a process ready: an interruption is the business of the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _batch
    _batch = Batch(wanted, Rulebook.load(wanted.folder))


def _outcomes(chunk: list[Task]) -> list[Outcome]:
    assert _batch is not None
    return _batch.outcomes(chunk)
