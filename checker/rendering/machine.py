"""Findings as JSON (``ihl-findings/1``) and JSON Lines, for programs.

Same input, same bytes: keys in a fixed order, no times, no paths of the machine. Text from records is escaped where it could not be printed safely; nothing of it is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from checker.accounts import by_account
from checker.findings import Finding, Result, ordered
from checker.pipeline import Checked, Run
from checker.summary import findings_of, reach, set_aside, totals
from checker.text import escape_unprintable

SCHEMA = "ihl-findings/1"


def report(run: Run, version: str, *, show_all: bool = False, by_accounts: bool = False) -> dict[str, Any]:
    """The whole report as plain data; ``by_accounts`` with every finding on each side's telling."""
    return {
        "schema": SCHEMA,
        "version": version,
        "rulebook": run.rulebook.digest,
        "reading": run.reading,
        "records": [checked.record.id for checked in run.checked],
        "totals": asdict(totals(run.checked, show_all=show_all)),
        "reach": asdict(reach(run.checked, run.rulebook)),
        "law": {checked.record.id: list(checked.record.law) for checked in run.checked},
        "min_grade": run.bar,
        "set_aside": set_aside(checked.record for checked in run.checked),
        "by_account": [asdict(by_account(checked, show_all=show_all)) for checked in run.checked] if by_accounts else [],
        "findings": [_plain(finding) for checked in run.checked for finding in findings_of(checked, show_all=show_all)],
        "left": [{**left.decision.plain(), "why": left.why} for left in run.left],
        "problems": [asdict(problem) for problem in run.problems],
    }


def as_json(run: Run, version: str, *, show_all: bool = False, by_accounts: bool = False) -> str:
    """The report as indented JSON with a line break at its end."""
    return (
        escape_unprintable(json.dumps(report(run, version, show_all=show_all, by_accounts=by_accounts), ensure_ascii=False, indent=2))
        + "\n"
    )


def as_json_lines(checked: Checked, *, show_all: bool = False) -> Iterator[str]:
    """Each listed finding of a record as one line of JSON."""
    for finding in findings_of(checked, show_all=show_all):
        yield line_of(finding)


def line_of(finding: Finding) -> str:
    """A finding as one line of JSON."""
    return escape_unprintable(json.dumps(_shallow(finding), ensure_ascii=False, default=vars)) + "\n"


def _shallow(finding: Finding) -> dict[str, Any]:
    """The same as :func:`_plain`, the parts of the finding left as they are: a copy of each of them costs more than the JSON of all."""
    return {**vars(finding), "review": None} if not hasattr(finding, "review") else vars(finding)


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding with the decision of a person beside it, or nothing in its place."""
    return {**asdict(finding), "review": None} if not hasattr(finding, "review") else asdict(finding)


def brief(result: Result) -> dict[str, Any]:
    """A finding without its reasons: what it is about, what came out, and on which readings otherwise. What a register keeps of each."""
    head, rule = result.head, result.rule
    return {
        "rule": head.id,
        "provision": head.provision,
        "record": result.judge.record.id,
        "subject": result.binding[head.on],
        "binding": dict(result.binding),
        "reading": result.judge.reading,
        "verdict": result.verdict.value,
        "cap": result.cap,
        "possible": list(ordered(result.possible)),
        "contested": [{"reading": other.reading, "verdict": other.verdict} for other in result.contested],
        "gravity": rule.gravity,
        "addressee": rule.addressee,
    }


def as_brief_lines(checked: Checked, *, show_all: bool = False) -> Iterator[str]:
    """Each listed finding of a record without its reasons as one line of JSON."""
    for result in checked.listed(show_all=show_all):
        yield escape_unprintable(json.dumps(brief(result), ensure_ascii=False)) + "\n"
