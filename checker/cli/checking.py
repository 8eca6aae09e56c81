"""``ihl check``."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from checker import __version__, library
from checker.bar import above, known_grade
from checker.cli.asked import Asked
from checker.cli.progress import Progress
from checker.cli.session import (
    BAD,
    BROKEN,
    FOUND,
    INTERRUPTED,
    NOTHING,
    OK,
    Stop,
    complain,
    debugging,
    known_word,
    load_rulebook,
    seen_only,
    terminal_width,
)
from checker.errors import InputError, Problem
from checker.findings import Result
from checker.pipeline import Beside, Checked, Run, check_record, chosen_reading, chosen_rules, own_fault, read_records
from checker.text import clean

#: Reports for people, and tables and logs for other programs; made by ``cli.reporting``.
REPORTS = ("html", "docx", "md", "csv", "sarif", "junit")
FORMATS = ("terminal", "json", "jsonl", *REPORTS)
THRESHOLDS = ("breach", "contested", "undetermined", "never")


def check_command(asked: Asked) -> int:
    """Runs ``ihl check`` and returns its exit code."""
    try:
        known_word("--format", asked.output, FORMATS)
        known_word("--fail-on", asked.fail_on, THRESHOLDS)
        known_word("--show", asked.show, ("raised", "all"))
        seen_only(asked.output, unredacted=asked.unredacted, kept=asked.save is not None or asked.jobs != 1)
        rulebook = load_rulebook(asked.folder)
    except Stop as stop:
        return stop.code
    try:
        reading = chosen_reading(rulebook, asked.reading)
        chosen = chosen_rules(rulebook, asked.rules, asked.articles, asked.subjects)
        if asked.file is not None or asked.output in REPORTS:
            from checker.cli import reporting

            asked = reporting.settled(asked)
        bar = known_grade("--min-grade", asked.min_grade) if asked.min_grade is not None else ""
    except InputError as error:
        complain(error.problems)
        return BAD
    if asked.by_account and (asked.save is not None or asked.jobs > 1 or asked.output in ("jsonl", *REPORTS)):
        what = "tellings are compared record by record, in the terminal or in one JSON report."
        fix = "Leave out --save and --jobs, and choose terminal or json; every finding has its accounts in the other formats too."
        complain([Problem("--by-account", 0, "option", what, "Nothing would be shown of them.", fix)])
        return BAD
    if asked.save is not None or asked.jobs > 1:
        from checker.cli.streaming import stream_command

        return stream_command(asked, rulebook, reading, bar)
    run = Run(rulebook, reading, bar)
    show_all = asked.show == "all"
    stream = asked.output == "jsonl"
    code = OK
    count = 0
    progress = Progress()
    beside = Beside(rulebook, run.problems, run.left)
    records = read_records(asked.paths or [library.bundled_example()], rulebook, run.problems, unredacted=asked.unredacted)
    try:
        for record in records:
            count += 1
            try:
                checked = check_record(rulebook, above(record, bar) if bar else record, reading, chosen)
                if not bar:  # people decided on all claims, not on those above a bar
                    checked = checked._replace(decisions=beside.of(record))
            except Exception as error:
                if debugging() or isinstance(error, MemoryError):
                    raise
                run.problems.append(own_fault(record, error))
                code = BROKEN
                continue
            if code == OK and at_threshold(checked, asked.fail_on):
                code = FOUND
            if stream:
                from checker.rendering.machine import as_brief_lines, as_json_lines

                sys.stdout.writelines((as_brief_lines if asked.brief else as_json_lines)(checked, show_all=show_all))
            else:
                run.checked.append(checked)
            progress.show(count)
    except KeyboardInterrupt:
        progress.clear()
        follows = "no report was made" if asked.output in REPORTS else "what was checked follows"
        sys.stderr.write(f"Interrupted after {count} records; {follows}.\n")
        code = INTERRUPTED
    progress.clear()
    beside.end(whole=code != INTERRUPTED)
    complain(run.problems)
    if asked.output not in ("json", *REPORTS):
        sys.stderr.writelines(clean(sentence) + "\n" for sentence in _left(run))
    if asked.file is not None or asked.output in REPORTS:
        if run.checked and code != INTERRUPTED:
            from checker.cli.reporting import hand_out

            try:
                hand_out(run, asked, lambda result: _reaches(_verdict(result), asked.fail_on))
            except InputError as error:
                complain(error.problems)
                return BAD
    elif not stream:
        _print(run, asked)
    if code in (BROKEN, INTERRUPTED):
        return code
    if run.problems:
        return BAD
    if not count:
        named = " ".join(asked.paths)
        fix = "Records are .yml, .yaml, .json or .jsonl files; see docs/writing-records.md."
        complain([Problem(named, 0, "nothing", "no records were found, so nothing was checked.", "", fix)])
        return NOTHING
    return code


def _left(run: Run) -> Iterable[str]:
    """The decisions of people whose finding is no longer there, one sentence each."""
    for decision, why in run.left:
        yield f"Not shown: the decision of {decision.name} ({decision.date}) on {decision.rule} in {decision.record}, since {why}."


def _print(run: Run, asked: Asked) -> None:
    show_all = asked.show == "all"
    if asked.output == "json":
        from checker.rendering.machine import as_json

        sys.stdout.write(as_json(run, __version__, show_all=show_all, by_accounts=asked.by_account))
    elif run.checked:
        from checker.rendering import terminal

        width = terminal_width()
        console = terminal.console(plain=asked.plain, width=width)
        if asked.by_account:
            from checker.rendering import accounts

            terminal.show(console, accounts.tables(run.checked, run.rulebook, run.reading, width=width, show_all=show_all))
            return
        terminal.show(console, terminal.report(run.checked, run.rulebook, run.reading, width=width, show_all=show_all))


def at_threshold(checked: Checked, fail_on: str) -> bool:
    """Whether a record has a finding at the threshold."""
    return any(_reaches(verdicts, fail_on) for verdicts in _verdicts(checked))


def _verdicts(checked: Checked) -> Iterable[tuple[str, tuple[str, ...]]]:
    for result in checked.results:
        if result.raised:
            yield _verdict(result)


def _verdict(result: Result) -> tuple[str, tuple[str, ...]]:
    return result.verdict.value, tuple(other.verdict for other in result.contested)


def _reaches(verdicts: tuple[str, tuple[str, ...]], fail_on: str) -> bool:
    verdict, others = verdicts
    if fail_on == "never":
        return False
    if verdict == "breach" or (fail_on == "undetermined" and verdict == "undetermined"):
        return True
    return fail_on in ("contested", "undetermined") and "breach" in others
