"""The same batch on several cores: tasks out, outcomes back, in the order of the tasks.

Comes in: tasks, what is wanted, how many processes. Goes out: the outcomes, exactly as one process would give them. Only a few chunks are under way at a time, so memory does not grow with the input.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

from checker.batch import Batch, Outcome, Task, Wanted, blocks
from checker.errors import InputError
from checker.rulebook import Rulebook

#: How many records go to a process at once, at most, and how many chunks wait for each process.
CHUNK, AHEAD = 64, 3

_batch: Batch | None = None


def outcomes(tasks: Iterable[Task], wanted: Wanted, rulebook: Rulebook, jobs: int) -> Iterator[Outcome]:
    """The outcome of each task, in order, made by ``jobs`` processes (1: by this one).

    Whoever stops taking outcomes, or is interrupted or killed, leaves no process behind. Raises Lost where one of the processes is ended from outside, and InputError where the system has no room for several.
    """
    if jobs < 2:
        batch = Batch(wanted, rulebook)
        for block in blocks(tasks):
            yield from batch.outcomes(block)
        return
    waiting: deque[Future[list[Outcome]]] = deque()
    coming = blocks(tasks, CHUNK)
    # Processes are started afresh, not forked: the same on every system, and nothing of this process goes along.
    try:
        with _calm():
            pool = ProcessPoolExecutor(jobs, get_context("spawn"), _prepare, (wanted,))
    except (OSError, ImportError, NotImplementedError) as error:  # no shared memory, or none to write to
        what = f"several cores cannot be used on this system ({type(error).__name__}: {error})."
        raise InputError.single(
            "--jobs", 0, "several-cores", what, "Nothing was checked.", "Leave out --jobs: the result is the same."
        ) from error
    try:
        while True:
            while len(waiting) < jobs * AHEAD and (chunk := next(coming, None)):
                with _calm():
                    waiting.append(pool.submit(_outcomes, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Lost from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Lost(Exception):
    """One of the processes was ended from outside, so that what it had under way did not come back."""

    def __str__(self) -> str:
        return "One of the processes that checked records was ended from outside: by somebody, or by the system for want of memory."


@contextmanager
def _calm() -> Iterator[None]:
    """A process that is started here hears nothing of Ctrl-C and of a closed terminal, not even while it starts: they are the business of this one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare(wanted: Wanted) -> None:
    """Makes a process ready: an interruption is the business of the one that started it, and without that it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # As in the process that started this one (``checker.cli``): a run makes many small objects, and looking for garbage among them finds nothing.
    gc.set_threshold(100_000, 50, 50)
    global _batch
    _batch = Batch(wanted, Rulebook.load(wanted.folder))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _outcomes(chunk: list[Task]) -> list[Outcome]:
    assert _batch is not None
    return _batch.outcomes(chunk)
