"""``ihl needs``: the open questions of one record, or over many."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from checker import library
from checker.bar import above, known_grade
from checker.cli.progress import Progress
from checker.cli.session import BAD, INTERRUPTED, NOTHING, OK, Stop, complain, known_word, load_rulebook, seen_only, terminal_width
from checker.errors import InputError, Problem
from checker.findings import Result
from checker.judging import judge_record
from checker.needs import Needs
from checker.pipeline import chosen_reading, read_records
from checker.ranking import detailed, rank
from checker.records import Record
from checker.rulebook import Rulebook
from checker.text import escape_unprintable

#: How many questions over several records a terminal shows.
_TOP = 20

_BREAK = "\n  "


class Asked(NamedTuple):
    """What was asked of ``ihl needs``, option by option. ``top`` None: as many as suit the form; 0: all."""

    paths: Sequence[str]
    reading: str | None = None
    show: str = "raised"
    output: str = "terminal"
    folder: str | None = None
    plain: bool = False
    each: bool = False
    top: int | None = None
    min_grade: str | None = None
    unredacted: bool = False


def needs_command(asked: Asked) -> int:
    """Runs ``ihl needs`` and returns its exit code."""
    try:
        known_word("--show", asked.show, ("raised", "all"))
        known_word("--format", asked.output, ("terminal", "json"))
        seen_only(asked.output, unredacted=asked.unredacted)
        rulebook = load_rulebook(asked.folder)
        reading = chosen_reading(rulebook, asked.reading)
        bar = known_grade("--min-grade", asked.min_grade) if asked.min_grade is not None else ""
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    problems: list[Problem] = []
    records = read_records(asked.paths or [library.bundled_example()], rulebook, problems, unredacted=asked.unredacted)
    sheet = (_Json if asked.output == "json" else _Terminal)(asked, rulebook, reading, bar)
    needs = Needs()
    progress = Progress("records read")
    code = OK
    try:
        first = [record for record in (next(records, None),) if record is not None]
        second = [record for record in (next(records, None),) if record is not None]
        several = bool(second)
        for read in chain(first, second, records):
            record = above(read, bar) if bar else read
            results = open_results(rulebook, record, reading, show=asked.show)
            needs.count(results, record.aside)
            if asked.each or not several:
                progress.clear()
                sheet.one(record, results)
            progress.show(needs.records)
    except KeyboardInterrupt:
        progress.clear()
        sys.stderr.write(f"Interrupted after {needs.records} records; what was counted follows.\n")
        code = INTERRUPTED
    progress.clear()
    complain(problems)
    sheet.end(needs)
    return code or (BAD if problems else OK if needs.records else NOTHING)


def open_results(rulebook: Rulebook, record: Record, reading: str, *, show: str = "raised") -> list[Result]:
    """The results of a record whose questions are asked: those that it raises and that weigh, or with ``show`` all of them."""
    results = judge_record(rulebook, record, reading)
    if show == "all":
        scores = rank(results)
        return [detailed(result, scores) for result in results]
    return [result for result in results if result.raised and result.weighs]


class _Terminal:
    """For people: the questions of one record in full, over several those that would settle most."""

    def __init__(self, asked: Asked, rulebook: Rulebook, reading: str, _bar: str) -> None:
        from checker.rendering import terminal

        self._asked, self._rulebook, self._reading = asked, rulebook, reading
        self._console = terminal.console(plain=asked.plain, width=terminal_width())

    def one(self, record: Record, results: Sequence[Result]) -> None:
        """Shows the questions of one record."""
        from checker.rendering import terminal, trees

        terminal.show(self._console, trees.needs(record, results, everything=self._asked.show == "all", top=self._asked.top or 0))

    def end(self, needs: Needs) -> None:
        """Shows those over all records, where there are several, and on what all of it stands."""
        from checker.rendering import terminal
        from checker.rendering.needs import total

        asked = self._asked
        if needs.records > 1:
            top = _TOP if asked.top is None else asked.top
            shown = total(needs, reading=self._reading, everything=asked.show == "all", top=top, each=asked.each)
            terminal.show(self._console, shown)
        if needs.records:
            terminal.show(self._console, [terminal.made_with(self._rulebook, self._reading)])


class _Json:
    """For programs: one JSON value, written piece by piece, so that a register of any length fits."""

    def __init__(self, asked: Asked, rulebook: Rulebook, reading: str, bar: str) -> None:
        self._top = asked.top
        self._first = True
        self._aside: dict[str, dict[str, int]] = {}
        head = f'"schema": "ihl-needs/1",\n  "rulebook": {json.dumps(rulebook.digest)},\n  "rulebook_name": {json.dumps(rulebook.name)},\n  "reading": {json.dumps(reading)},\n  "min_grade": {json.dumps(bar)}'
        sys.stdout.write(f'{{\n  {head},\n  "questions": [')

    def one(self, record: Record, results: Sequence[Result]) -> None:
        """Writes the questions of one record."""
        from checker.explanation import asked_together
        from checker.summary import set_aside

        self._aside.update(set_aside([record]))
        for fact, asks, subjects, score, bears in asked_together(results)[: self._top or None]:
            data = {"record": record.id, "fact": fact, "asks": asks, "subjects": subjects, "score": round(score, 3), "findings": bears}
            self._write(data)

    def end(self, needs: Needs) -> None:
        """Writes those over all records and closes the value."""
        aside = {key: count for key, count in needs.aside._asdict().items() if key != "bar"} if needs.aside is not None else None
        counted = f'"set_aside": {escape_unprintable(json.dumps(self._aside, ensure_ascii=False))},\n  "records": {needs.records},\n  "total_set_aside": {json.dumps(aside)}'
        sys.stdout.write(f"{'' if self._first else _BREAK}],\n  {counted},\n" + '  "total": [')
        self._first = True
        for need in needs.ranked()[: self._top or None]:
            self._write({**need._asdict(), "score": round(need.score, 3)})
        sys.stdout.write(f"{'' if self._first else _BREAK}]\n}}\n")

    def _write(self, data: object) -> None:
        sys.stdout.write(("" if self._first else ",") + "\n    " + escape_unprintable(json.dumps(data, ensure_ascii=False)))
        self._first = False
