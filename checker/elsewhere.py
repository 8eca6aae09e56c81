"""A run whose records are checked elsewhere: by an engine for many machines, in its own processes.

Comes in: record files, what is asked of each record (:class:`Order`), and a function that has slices of records checked wherever it likes and hands back what came of them, in order. Goes out: the folder of a kept run, byte for byte
the one that ``ihl check --save`` writes. Differs from ``workers`` in that the processes are somebody else's, perhaps on other machines: each makes sure that it has the same rules and the same version before it checks anything.

What depends on other records (an id that is taken, names that only differ in what is withheld) is settled where the run is put together, in the order of the files, and nowhere else.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from checker import __version__, library, naming, runs
from checker.bar import known_grade
from checker.batch import BLOCK, Batch, Outcome, Task, Wanted, tasks
from checker.errors import InputError
from checker.pipeline import chosen_reading, chosen_rules, record_files
from checker.rulebook import Rulebook

#: So many records make a slice, unless the caller wants another number: enough that sending it costs little beside the work on it.
RECORDS = 500

Slice = list[Task]


class Order(NamedTuple):
    """What is asked of every record, by which rules and by which version of the program, so that another process can tell whether it would answer the same. An empty folder in ``wanted`` means the shipped rules, wherever they lie there."""

    wanted: Wanted
    rulebook: str
    version: str


def order(
    rulebook: Rulebook | None = None,
    *,
    reading: str | None = None,
    rules: Sequence[str] = (),
    show_all: bool = False,
    brief: bool = False,
    min_grade: str = "",
) -> Order:
    """What is asked of every record, as the options of ``ihl check`` say it: the reading, the rules (none: all), everything or what is raised, with reasons or without, the weakest grade that counts.

    Raises InputError for a reading or rule that the rulebook (default: the shipped one) does not have, and for what is no grade.
    """
    book = rulebook or Rulebook.load()
    folder = "" if os.path.realpath(book.folder) == os.path.realpath(library.rules_folder()) else os.path.abspath(book.folder)
    named = tuple(head.id for head in chosen_rules(book, rules)) if rules else ()
    bar = known_grade("min_grade", min_grade) if min_grade else ""
    return Order(
        Wanted(folder, chosen_reading(book, reading), named, show_all, not brief, statements=True, bar=bar), book.digest, __version__
    )


def checked(piece: Slice, asked: Order) -> list[Outcome]:
    """What came of each record of a slice: the work to be done elsewhere. The rules are loaded once for each process. What was sent is not sent back.

    Raises InputError where the rules or the program of this process are not those that were asked for.
    """
    batch = _batch(asked)
    several = (piece[start : start + BLOCK] for start in range(0, len(piece), BLOCK))
    return [outcome._replace(task=outcome.task._replace(raw=None)) for block in several for outcome in batch.outcomes(block)]


@lru_cache(maxsize=1)
def _batch(asked: Order) -> Batch:
    """What checks records as an order asks for it. Raises InputError where this process has other rules."""
    rulebook = Rulebook.load(asked.wanted.folder or None)
    if (asked.version, asked.rulebook) != (__version__, rulebook.digest):
        found = f"version {__version__} with rulebook {rulebook.digest[:12]}"
        raise InputError.single(
            rulebook.folder,
            0,
            "other-rules",
            f"here is {found}, asked for is version {asked.version} with rulebook {asked.rulebook[:12]}.",
            "Findings made with different rules would stand in one run.",
            "Install the same version and the same rules on every machine.",
        )
    return Batch(asked.wanted._replace(folder=rulebook.folder), rulebook)


def run(
    paths: Sequence[str],
    folder: str,
    asked: Order,
    through: Callable[[Iterator[Slice]], Iterable[list[Outcome]]],
    *,
    records: int = RECORDS,
    force: bool = False,
) -> dict[str, Any]:
    """Has records checked by an engine, keeps the run in a folder, and gives its manifest.

    ``through`` takes slices of ``records`` records each and gives what :func:`checked` makes of every one, in the order in which they came; only as many are held in memory as it takes ahead. Lines of a register are sent
    to where they are checked; files of one record are read there, by the same path. A run that is stopped can be gone on with by ``ihl check --save --resume``, and ``ihl verify`` makes a finished one again.

    Raises InputError where a file is missing or changes meanwhile, where the folder cannot be used, where the name of a file would give away what a record keeps restricted, where a process has other rules, and where
    the engine loses, repeats or reorders something. What the engine raises passes through.
    """
    files, missing = record_files(paths)
    if missing:
        raise InputError(missing)
    if "-" in files:
        what, fix = "standard input cannot be checked elsewhere.", "Write it to a file first."
        raise InputError.single("-", 0, "option", what, "It could not be read a second time to verify the run.", fix)
    if not files:
        fix = "Records are .yml, .yaml, .json or .jsonl files; see docs/writing-records.md."
        raise InputError.single(" ".join(paths), 0, "nothing", "no records were found, so nothing was checked.", "", fix)
    batch = _batch(asked)
    wanted = batch.wanted
    naming.unless_named({path: runs.beside(path, folder) for path in files}, folder)
    described = runs.head(asked.version, asked.rulebook, wanted, files, folder)
    counts = runs.prepare(folder, described, resume=False, force=force)
    sent: deque[Slice] = deque()
    seen: dict[str, str] = {}
    coming = tasks(files, paths, seen)

    def sending() -> Iterator[Slice]:
        while piece := list(islice(coming, records)):
            sent.append(piece)
            yield piece

    with runs.Kept(folder, described, counts, batch) as kept:
        for outcomes in through(sending()):
            piece = sent.popleft() if sent else []
            _matching(piece, outcomes, folder)
            for task, outcome in zip(piece, outcomes, strict=True):
                kept.take(outcome._replace(task=task._replace(seen=outcome.task.seen)))
        _matching(sent.popleft() if sent else list(islice(coming, 1)), [], folder)
        runs.unless_changed(described, files, seen, folder)
        return kept.finish()


def _matching(piece: Slice, outcomes: Sequence[Outcome], folder: str) -> None:
    """Raises InputError where outcomes are not those of the records whose turn it is: an engine that loses, repeats or reorders must not make a run that looks whole."""
    if [task[:2] for task in piece] != [outcome.task[:2] for outcome in outcomes]:
        what = "the engine gave what came of the records in another order, or not of all of them."
        fix = "Give what was made of each slice, in the order of the slices."
        raise InputError.single(folder, 0, "order", what, "Records would be lost, or findings stand under the wrong one.", fix)
