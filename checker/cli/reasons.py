"""``ihl why`` and ``ihl what-if``: reasons, other facts."""

from __future__ import annotations

from collections.abc import Sequence

from checker.bar import above, known_grade
from checker.claims import Claim, Stated
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, known_word, load_rulebook, one_record, print_json, terminal_width
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.evaluation import Key
from checker.judging import judge_record
from checker.pipeline import Beside, chosen_reading
from checker.ranking import detailed
from checker.records import Record
from checker.rulebook import Rulebook
from checker.values import BadValue
from checker.vocabulary import UNKNOWN, value_problem


def why_command(path: str, rule: str, reading: str | None, min_grade: str | None, folder: str | None, plain: bool, unredacted: bool) -> int:
    """Runs ``ihl why`` and returns its exit code."""
    try:
        rulebook = load_rulebook(folder)
        known_rule(rulebook, rule)
        reading = chosen_reading(rulebook, reading)
        bar = known_grade("--min-grade", min_grade) if min_grade is not None else ""
        record = one_record(rulebook, path, unredacted=unredacted)
        record = above(record, bar) if bar else record
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    results = [detailed(result) for result in judge_record(rulebook, record, reading, [head for head in rulebook.heads if head.id == rule])]
    if not results:
        complain(
            [
                Problem(
                    record.file,
                    0,
                    "no-subject",
                    f'the record has no {rulebook.rule(rule).on.replace("_", " ")} that "{rule}" could be evaluated on.',
                    "",
                    f"Add one under {rulebook.rule(rule).on}: to the record, if it occurred.",
                )
            ]
        )
        return NOTHING
    from checker.rendering import terminal, trees

    problems: list[Problem] = []
    # People decided on all claims, not on those above a bar.
    decisions = None if bar else Beside(rulebook, problems, []).of(record)
    complain(problems)
    terminal.show(terminal.console(plain=plain, width=terminal_width()), trees.reasons(results, record, rulebook, decisions))
    return BAD if problems else OK


def known_rule(rulebook: Rulebook, rule: str) -> None:
    """Stop(2) unless the rulebook has the rule."""
    if rule not in rulebook.rule_ids:
        complain(
            [
                Problem(
                    "RULE",
                    0,
                    "unknown-rule",
                    f'"{rule}" is not the id of a rule.',
                    "",
                    did_you_mean(rule, rulebook.rule_ids, otherwise="`ihl rules list` shows their ids."),
                )
            ]
        )
        raise Stop(BAD)


# --- what-if -------------------------------------------------------------------------------------------------------------------------------------------


def what_if_command(path: str, settings: Sequence[str], reading: str | None, output: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl what-if`` and returns its exit code."""
    try:
        known_word("--format", output, ("terminal", "json"))
        rulebook = load_rulebook(folder)
        reading = chosen_reading(rulebook, reading)
        record = one_record(rulebook, path)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    from checker.redaction import Secrets

    secrets = Secrets(record.restricted)
    try:
        changes = settled(record, settings, rulebook)
    except InputError as error:
        from checker.withholding import without

        complain(without(error.problems, secrets))
        return BAD
    settings = [secrets.hide(setting) for setting in settings]
    before = judge_record(rulebook, record, reading)
    after = judge_record(rulebook, record.stating(changes), reading)
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old.possible != new.possible]
    if output == "json":
        data = [
            {
                "rule": new.finding.rule,
                "binding": dict(new.finding.binding),
                "before": {"verdict": old.finding.verdict, "possible": old.finding.possible},
                "after": {"verdict": new.finding.verdict, "possible": new.finding.possible},
            }
            for old, new in moved
        ]
        print_json(
            {
                "schema": "ihl-what-if/1",
                "rulebook": rulebook.digest,
                "rulebook_name": rulebook.name,
                "record": record.id,
                "reading": reading,
                "set": list(settings),
                "changed": data,
            }
        )
        return OK
    from checker.rendering import terminal, trees

    console = terminal.console(plain=plain, width=terminal_width())
    terminal.show(console, [*trees.changed(moved, record, settings, reading), terminal.made_with(rulebook, reading)])
    return OK


def settled(record: Record, settings: Sequence[str], rulebook: Rulebook) -> dict[Key, Stated | None]:
    """The changes that ``SUBJECT.FACT=VALUE`` settings ask for; the subject is an entry's id, or a kind of subject for every entry of it. Raises InputError."""
    problems: list[Problem] = []
    changes: dict[Key, Stated | None] = {}
    for setting in settings:
        target, equals, raw = setting.partition("=")
        subject, dot, name = target.strip().rpartition(".")
        if not equals or not dot:
            problems.append(
                Problem(
                    "--set",
                    0,
                    "option",
                    f'"{setting}" is not of the form SUBJECT.FACT=VALUE.',
                    "",
                    "Write for example release-1.identifiable=yes.",
                )
            )
            continue
        entries = [record.entries[subject]] if subject in record.entries else record.of(subject)
        if not entries:
            problems.append(
                Problem(
                    "--set",
                    0,
                    "missing-target",
                    f'the record has no "{subject}".',
                    "",
                    did_you_mean(
                        subject,
                        [*record.entries, *rulebook.vocabulary.subjects],
                        otherwise=f"It has {listed(record.entries, joint='and')}.",
                    ),
                )
            )
            continue
        fact = rulebook.vocabulary.subjects[entries[0].subject].facts.get(name)
        if fact is None or fact.derived:
            known = [key for key, value in rulebook.vocabulary.subjects[entries[0].subject].facts.items() if not value.derived]
            problems.append(
                Problem(
                    "--set",
                    0,
                    "unknown-fact",
                    f'"{name}" is not a fact of {entries[0].subject} that can be set.',
                    "",
                    did_you_mean(name, known),
                )
            )
            continue
        try:
            stated = None if raw.strip() == UNKNOWN else Stated(fact, (Claim(fact.read(raw.strip())),))
        except BadValue as error:
            problems.append(value_problem("--set", 0, fact, error))
            continue
        for entry in entries:
            changes[(entry.id, name)] = stated
    if problems:
        raise InputError(problems)
    return changes
