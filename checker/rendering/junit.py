"""JUnit XML, the form in which build servers show what ran and what failed.

Comes in: suites of cases, or what one run checked. Goes out: the text of the file. Texts are cleaned, which takes out what XML cannot hold, and escaped by the library that writes it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from checker.explanation import attributions, entry_name
from checker.findings import Result
from checker.pipeline import Checked, Run
from checker.report.annex import either, word_of
from checker.text import clean
from checker.truth import Verdict


class Case(NamedTuple):
    """One case: its name, the group it belongs to, where it is written, and how it came out: ``passed``, ``failure``, ``error`` or ``skipped``, with what is to be said of that."""

    name: str
    group: str
    file: str
    line: int
    outcome: str = "passed"
    says: str = ""
    more: str = ""


class Suite(NamedTuple):
    """Cases that ran together."""

    name: str
    cases: Sequence[Case]


#: What XML 1.0 cannot hold even escaped; ``clean`` shows all of it, and this is what makes sure.
_UNHOLDABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def as_xml(name: str, suites: Iterable[Suite]) -> str:
    """Suites as JUnit XML with a line break at its end."""
    root = ET.Element("testsuites", name=name)
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        outcomes = [case.outcome for case in suite.cases]
        counts = {
            "tests": len(outcomes),
            "failures": outcomes.count("failure"),
            "errors": outcomes.count("error"),
            "skipped": outcomes.count("skipped"),
        }
        made = ET.SubElement(root, "testsuite", {"name": _held(suite.name), **{key: str(number) for key, number in counts.items()}})
        totals = {key: totals[key] + number for key, number in counts.items()}
        for case in suite.cases:
            _add(made, case)
    for key, number in totals.items():
        root.set(key, str(number))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(suite: ET.Element, case: Case) -> None:
    made = ET.SubElement(suite, "testcase", name=_held(case.name), classname=_held(case.group))
    if case.file:
        made.set("file", _held(case.file))
    if case.line:
        made.set("line", str(case.line))
    if case.outcome == "passed":
        if case.says:
            ET.SubElement(made, "system-out").text = _held(case.says)
        return
    told = ET.SubElement(made, case.outcome, message=_held(case.says))
    if case.outcome != "skipped":
        told.set("type", "finding" if case.outcome == "failure" else "problem")
        told.text = _held(case.more or case.says)


def _held(text: str) -> str:
    return _UNHOLDABLE.sub("", clean(text))


# --- findings ------------------------------------------------------------------------------------------------------------------------------------------


def as_junit(run: Run, failing: Iterable[Result], *, show_all: bool = False) -> str:
    """What a run found: a suite for each record, a case for each finding. A finding at the threshold (``failing``) is a failure, an open one is skipped; what could not be read is an error.

    A case that did not fail says how it came out, for the lack of a failure is not compliance.
    """
    reached = {id(result) for result in failing}
    suites = [_suite(one, reached, show_all=show_all) for one in run.checked]
    if run.problems:
        unread = [
            Case(problem.code, "records that could not be used", problem.file, problem.line, "error", str(problem))
            for problem in run.problems
        ]
        suites.append(Suite("records that could not be used", unread))
    return as_xml(f"ihl check, reading {run.reading}, rulebook {run.rulebook.called}", suites)


def _suite(checked: Checked, reached: set[int], *, show_all: bool) -> Suite:
    record = checked.record
    cases = []
    for result in checked.results:
        if not (result.raised or show_all):
            continue
        finding = result.finding
        about = ", ".join(entry_name(record, identity) for identity in finding.binding.values())
        outcome = "failure" if id(result) in reached else "skipped" if result.verdict is Verdict.UNDETERMINED else "passed"
        says = f"{word_of(result)}: {finding.title} ({finding.provision})"
        if len(finding.possible) > 1:
            says += f". Possible: {either(finding.possible)}"
        elsewhere = "; ".join(f"on the reading {other.reading}: {either(other.possible)}" for other in finding.contested)
        said = attributions(finding.because, record)
        more = ". ".join(text for text in (says, elsewhere, f"On the word of: {said}" if said else "") if text)
        line = record.entries[finding.subject].line if finding.subject in record.entries else 0
        cases.append(
            Case(f"{finding.rule} [{about}]", f"{record.id}.{finding.rule}", record.file, line or record.line, outcome, says, more)
        )
    return Suite(record.id, cases)
