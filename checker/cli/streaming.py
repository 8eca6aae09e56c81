"""``ihl check`` on registers: records streamed on one core or several, printed as JSON Lines or kept as a run that can be resumed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from checker import __version__, library, naming, outputs, runs, workers
from checker.batch import Batch, Outcome, Task, Wanted, tasks
from checker.cli.asked import Asked
from checker.cli.progress import Progress
from checker.cli.session import BAD, BROKEN, FOUND, INTERRUPTED, NOTHING, OK, complain, terminal_width
from checker.errors import InputError, Problem
from checker.pipeline import chosen_rules, record_files
from checker.rulebook import Rulebook
from checker.taken import Ids

_FEWER = ", with a smaller --jobs if memory was short"


def stream_command(asked: Asked, rulebook: Rulebook, reading: str, bar: str) -> int:
    """Runs ``ihl check`` with ``--save`` or ``--jobs`` and returns its exit code."""
    jobs = asked.jobs if asked.jobs > 0 else os.cpu_count() or 1
    files, missing = record_files(asked.paths or [library.bundled_example()])
    complain(missing)
    try:
        _possible(asked, files)
        if not files and missing:
            return BAD
        if not files:
            fix = "Records are .yml, .yaml, .json or .jsonl files; see docs/writing-records.md."
            raise InputError.single(" ".join(asked.paths), 0, "nothing", "no records were found, so nothing was checked.", "", fix)
        filtered = asked.rules or asked.articles or asked.subjects
        rules = tuple(head.id for head in chosen_rules(rulebook, asked.rules, asked.articles, asked.subjects)) if filtered else ()
        wanted = Wanted(
            rulebook.folder, reading, rules, asked.show == "all", not asked.brief, asked.save is not None, bar, asked.save is None
        )
        if asked.save is None:
            return _printed(asked, files, wanted, rulebook, jobs, bool(missing))
        return _kept(asked, asked.save, files, wanted, rulebook, jobs, bool(missing))
    except InputError as error:
        complain(error.problems)
        return NOTHING if not files else BAD


def _possible(asked: Asked, files: list[str]) -> None:
    if asked.save is None and asked.output != "jsonl":
        raise InputError.single("--jobs", 0, "option", "several cores are used for streams only.", "", "Add --format jsonl, or --save DIR.")
    for path in files:
        if path == "-" or (os.path.exists(path) and not os.path.isfile(path)):
            called = "standard input" if path == "-" else "a pipe"
            what, fix = f"{called} cannot be streamed with --save or --jobs.", "Write it to a file first."
            raise InputError.single(path, 0, "option", what, "It could not be read a second time.", fix)


def _total(files: list[str]) -> int:
    return sum(os.path.getsize(path) for path in files if os.path.isfile(path))


def _printed(asked: Asked, files: list[str], wanted: Wanted, rulebook: Rulebook, jobs: int, missing: bool) -> int:
    counts = runs.Counts()
    ids = Ids(Batch(wanted, rulebook), places=True)
    progress = Progress(total=_total(files))
    try:
        for outcome in workers.outcomes(tasks(files, asked.paths), wanted, rulebook, jobs):
            outcome = ids.settled(outcome)
            counts = counts.and_(outcome)
            sys.stdout.write(outcome.findings)
            progress.show(counts.done, outcome.task.ends)
            if outcome.problems:
                progress.clear()
                complain(outcome.problems)
    except KeyboardInterrupt:
        progress.clear()
        sys.stderr.write(f"Interrupted after {counts.done:,} records; what was checked is printed.\n")
        return INTERRUPTED
    except workers.Lost as lost:
        progress.clear()
        sys.stderr.write(f"{lost} The first {counts.done:,} records were checked and are printed; run it again{_FEWER}.\n")
        return BROKEN
    progress.clear()
    return _code(counts, asked.fail_on, missing)


def _kept(asked: Asked, folder: str, files: list[str], wanted: Wanted, rulebook: Rulebook, jobs: int, missing: bool) -> int:
    naming.unless_named({path: runs.beside(path, folder) for path in files}, folder)
    described = runs.head(__version__, rulebook.digest, wanted, files, folder)
    with outputs.alone(folder):
        return _written(asked, folder, described, files, wanted, rulebook, jobs, missing)


def _written(
    asked: Asked, folder: str, described: dict[str, Any], files: list[str], wanted: Wanted, rulebook: Rulebook, jobs: int, missing: bool
) -> int:
    seen: dict[str, str] = {}
    counts = runs.prepare(folder, described, resume=asked.resume, force=asked.force)
    with runs.Kept(folder, described, counts, Batch(wanted, rulebook)) as kept:
        try:
            for outcome in _watched(tasks(files, asked.paths, seen), wanted, rulebook, jobs, kept, _total(files)):
                complain(kept.take(outcome))
        except KeyboardInterrupt:
            kept.pause()
            sys.stderr.write(
                f"Interrupted after {kept.counts.done:,} records. Nothing is lost: the same command with --resume goes on from there.\n"
            )
            return INTERRUPTED
        except workers.Lost as lost:
            kept.pause()
            sys.stderr.write(f"{lost} {kept.counts.done:,} records are kept: the same command with --resume goes on from there{_FEWER}.\n")
            return BROKEN
        runs.unless_changed(described, files, seen, folder)
        made = kept.finish()
    from checker.rendering import runs as rendering
    from checker.rendering import terminal

    console = terminal.console(plain=asked.plain, width=terminal_width())
    terminal.show(console, rendering.kept(made, folder, rulebook))
    return _code(kept.counts, asked.fail_on, missing)


def _watched(every: Iterator[Task], wanted: Wanted, rulebook: Rulebook, jobs: int, kept: runs.Kept, total: int) -> Iterator[Outcome]:
    """The outcomes of what is not done yet, with how far it has come."""
    before, done = 0, kept.counts.done
    for number, task in enumerate(islice(every, done)):
        kept.skip(number, task)
        before = task.ends
    progress = Progress(total=total, before=before)
    try:
        for number, outcome in enumerate(workers.outcomes(every, wanted, rulebook, jobs), start=done + 1):
            if outcome.problems:
                progress.clear()
            yield outcome
            progress.show(number, outcome.task.ends)
    finally:
        progress.clear()


def _code(counts: runs.Counts, fail_on: str, missing: bool) -> int:
    if counts.failed:
        return BROKEN
    if counts.problems or missing:
        return BAD
    if not counts.records:
        complain([Problem("-", 0, "nothing", "no records were found, so nothing was checked.", "", "See docs/writing-records.md.")])
        return NOTHING
    reached = {
        "never": False,
        "breach": counts.raised.get("breach", 0) > 0,
        "contested": counts.raised.get("breach", 0) > 0 or counts.elsewhere > 0,
        "undetermined": counts.raised.get("breach", 0) > 0 or counts.elsewhere > 0 or counts.raised.get("undetermined", 0) > 0,
    }
    return FOUND if reached[fail_on] else OK
