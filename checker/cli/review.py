"""``ihl review``: in an application, line by line, or one decision named by a script."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from checker.cli.session import BAD, INTERRUPTED, NOTHING, OK, Stop, complain, known_word, load_rulebook, terminal_width
from checker.decisions import DECIDES, PROVEN, STANDARDS
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.pipeline import Beside, Checked, check_record, chosen_reading, chosen_rules, read_records
from checker.redaction import Secrets
from checker.reviewing import ONLY, Item, Sitting, the_one
from checker.rulebook import Rulebook
from checker.text import clean
from checker.wording import DECIDES_WORDS

KEYS = {"c": "confirm", "r": "reject", "i": "need_information", "o": "out_of_scope"}


class Asked(NamedTuple):
    """What was asked of ``ihl review``, option by option."""

    paths: Sequence[str]
    reading: str | None = None
    rules: Sequence[str] = ()
    articles: Sequence[str] = ()
    records: Sequence[str] = ()
    only: str = "waiting"
    show: str = "raised"
    name: str = ""
    binding: Sequence[str] = ()
    decide: str = ""
    reason: str = ""
    standard: str = ""
    application: bool | None = None
    serve: bool = False
    host: str = "localhost"
    port: int = 8000
    folder: str | None = None
    plain: bool = False


def review_command(asked: Asked) -> int:
    """Runs ``ihl review`` and returns its exit code."""
    try:
        known_word("--only", asked.only, ONLY)
        known_word("--show", asked.show, ("raised", "all"))
        if asked.serve:
            from checker.cli.serving import serve_command

            return serve_command(asked.host, asked.port, sys.argv[1:])
        rulebook = load_rulebook(asked.folder)
        sitting, troubled = _sitting(asked, rulebook)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    if asked.decide:
        return _script(sitting, asked) or (BAD if troubled else OK)
    if asked.application or (asked.application is None and sys.stdin.isatty() and sys.stdout.isatty()):
        code = _application(sitting, asked)
    else:
        code = _prompt(sitting, asked)
    return code or (BAD if troubled else OK)


def _sitting(asked: Asked, rulebook: Rulebook) -> tuple[Sitting, bool]:
    """The findings that are asked for, and whether something could not be read. Raises InputError; Stop where there are none."""
    reading = chosen_reading(rulebook, asked.reading)
    rules = chosen_rules(rulebook, asked.rules, asked.articles)
    if "-" in asked.paths:
        what = "a record from standard input cannot be reviewed."
        raise InputError.single("-", 0, "no-place", what, "Decisions lie in a file beside that of the record.", "Save the record first.")
    problems: list[Problem] = []
    beside = Beside(rulebook, problems, [])
    checked: list[Checked] = []
    seen: list[str] = []
    secrets = Secrets()
    for record in read_records(asked.paths, rulebook, problems):
        seen.append(record.id)
        secrets.add(Secrets(record.restricted))
        if not asked.records or record.id in asked.records:
            checked.append(check_record(rulebook, record, reading, rules)._replace(decisions=beside.of(record)))
    beside.end()
    complain(problems)
    for wanted in asked.records:
        if wanted not in seen:
            near = did_you_mean(wanted, seen, otherwise=f"Found: {listed(seen) or 'none'}.")
            raise InputError.single("--record", 0, "filter", f'no record has the id "{secrets.hide(wanted)}".', "", near)
    everything = asked.show == "all" or bool(asked.decide)
    sitting = Sitting(checked, date=datetime.date.today().isoformat(), name=asked.name, show_all=everything)
    if not sitting.items:
        if not problems:
            what, fix = "no findings were found to review.", "Look with `ihl check --show all` what the records say."
            complain([Problem(secrets.hide(" ".join(asked.paths)), 0, "nothing", what, "", fix)])
        raise Stop(BAD if problems else NOTHING)
    return sitting, bool(problems)


# --- one decision, named by a script -------------------------------------------------------------------------------------------------------------------


def _script(sitting: Sitting, asked: Asked) -> int:
    try:
        if len(asked.rules) != 1:
            what = "a decision is about a finding of one rule."
            raise InputError.single("--rule", 0, "several-findings", what, "", "Give --rule once, and --binding where it has several.")
        item = the_one(sitting.items, asked.rules[0], _binding(asked.binding))
        signed = sitting.sign(item, asked.decide, reason=asked.reason, name=asked.name, standard=asked.standard)
    except InputError as error:
        complain(_as_option(problem) for problem in error.problems)
        return BAD
    _say(sitting.sentence(item))
    for remark in signed.remarks:
        _say(remark)
    return OK


def _as_option(problem: Problem) -> Problem:
    option = "--decide" if problem.file == "decides" else f"--{problem.file}"
    named = problem.file in ("decides", "standard", "reason", "name")
    return Problem(option if named else problem.file, problem.line, problem.code, problem.what, problem.why, problem.fix)


def _binding(written: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for pair in written:
        role, sign, identity = pair.partition("=")
        if not sign:
            fix = "Write --binding person=prisoner-1."
            raise InputError.single("--binding", 0, "option", f'"{pair}" has no "=" in it.', "", fix)
        found[role.strip()] = identity.strip()
    return found


# --- in an application ---------------------------------------------------------------------------------------------------------------------------------


def _application(sitting: Sitting, asked: Asked) -> int:
    try:
        from checker.rendering.review import ReviewApp
    except ModuleNotFoundError:
        if asked.application:
            what = "the review application needs the library textual, which is not installed."
            complain([Problem("--app", 0, "missing-extra", what, "", "pip install 'ihl-checker[review]', or go on with --prompt.")])
            return BAD
        sys.stderr.write("The review application needs textual (pip install 'ihl-checker[review]'); going on line by line.\n")
        return _prompt(sitting, asked)
    ReviewApp(sitting, only=asked.only).run()
    _say(_kept(sitting))
    return OK


# --- line by line --------------------------------------------------------------------------------------------------------------------------------------

_HELP = "c confirm, r reject, i need information, o out of scope, s skip, q stop"


def _prompt(sitting: Sitting, asked: Asked) -> int:
    """Goes through the findings one after another: plain lines in, plain lines out, so that a pipe or a screen reader can follow."""
    from checker.explanation import gathered
    from checker.rendering import terminal

    items = sitting.chosen(asked.only)
    width = terminal_width()
    console = terminal.console(plain=asked.plain, width=width)
    _say(f"{len(items)} findings to go through. For each: {_HELP}.")
    try:
        for number, item in enumerate(items, start=1):
            _say(f"\nFinding {number} of {len(items)}, record {item.record.id}, about {item.about}\n")
            terminal.show(console, [terminal.finding_block(gathered([item.result])[0], item.checked, width=width)])
            _say("")
            _say(sitting.sentence(item))
            stands = sitting.standing(item)
            if stands.decision is not None:
                _say(f"Reason given: {stands.decision.reason}")
            if not _asked_about(sitting, item):
                break
    except KeyboardInterrupt:
        _say("\n" + _kept(sitting))
        return INTERRUPTED
    _say("\n" + _kept(sitting))
    return OK


def _asked_about(sitting: Sitting, item: Item) -> bool:
    """Asks for a decision on one finding; False where somebody wants to stop."""
    while True:
        key = _ask("Decide (c, r, i, o, s, q): ")
        if key is None or key.lower() in ("q", "quit", "stop"):
            return False
        if key.lower() in ("s", "skip", ""):
            return True
        decides = KEYS.get(key.lower(), key.lower().replace(" ", "_"))
        if decides not in DECIDES:
            _say(f"Not understood. {_HELP}.")
            continue
        answers = _answers(sitting, decides)
        if answers is None:
            continue
        reason, standard, name = answers
        try:
            signed = sitting.sign(item, decides, reason=reason, name=name, standard=standard)
        except InputError as error:
            for problem in error.problems:
                _say(str(problem))
            continue
        _say(f"Signed: {DECIDES_WORDS[decides]} by {signed.decision.name}.")
        for remark in signed.remarks:
            _say(remark)
        return True


def _answers(sitting: Sitting, decides: str) -> tuple[str, str, str] | None:
    """Reason, standard of proof and name; None where the person goes back."""
    reason = _ask(f"{DECIDES[decides]} Reason (empty: go back): ")
    if not reason:
        return None
    standard = ""
    if decides in PROVEN:
        for number, one in enumerate(STANDARDS.values(), start=1):
            _say(f"  {number} {one.title}")
        chosen = _ask("Standard of proof (a number; empty: none): ") or ""
        ids = list(STANDARDS)
        if chosen.isdigit() and 1 <= int(chosen) <= len(ids):
            standard = ids[int(chosen) - 1]
        elif chosen:
            standard = chosen.replace(" ", "_")
    sitting.name = sitting.name or _ask("Your name: ") or ""
    return (reason, standard, sitting.name) if sitting.name else None


def _ask(question: str) -> str | None:
    """A line that somebody types, without spaces at its ends; None at the end of the input. One with letters that cannot be read is asked for again: what is signed must say what was meant."""
    while True:
        sys.stdout.write(question)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            sys.stdout.write("\n")
        if "\ufffd" not in line:
            return line.strip() if line else None
        _say("Some of these letters could not be read. Type it again, in UTF-8.")


def _say(text: str) -> None:
    sys.stdout.write(clean(text, keep_newlines=True) + "\n")


def _kept(sitting: Sitting) -> str:
    """How a sitting ended."""
    numbers = sitting.counts()
    made = len(sitting.signed)
    files = listed(sorted({os.path.basename(item.record.file) for item in sitting.items}), joint="and", most=3)
    signed = (
        f"{made} {'decision was' if made == 1 else 'decisions were'} signed and written beside {files}." if made else "Nothing was signed."
    )
    return (
        f"{signed} "
        f"Of {len(sitting.items)} findings: {numbers['decided']} decided, {numbers['stale']} open again, {numbers['open']} not reviewed."
    )
