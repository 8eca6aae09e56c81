"""What the cases of the rules and lint show, for the build of somebody who writes rules: as SARIF and as JUnit XML.

Comes in: rules and definitions as tested (``rendering.proof``), or what lint found. Goes out: the text of a file. A case that came out otherwise, a case file that cannot be used, what no case tries and a change that no case notices are errors or
warnings at a line of a file; a remark of lint is a note, since it names something questionable and nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.lint.remarks import CODES
from checker.lint.run import Lint
from checker.rendering.junit import Case, Suite, as_xml
from checker.rendering.proof import Tested, cases_file, remedy
from checker.rendering.sarif import Kind, Note, log
from checker.rulebook import Rulebook
from checker.wording import rulebook_called

_KINDS = (
    Kind(
        "case-came-out-otherwise",
        "A case comes out otherwise than it says",
        "The rule, run on the facts of the case, gives another verdict, or turns on other facts.",
        "Correct the case, if it is wrong about the law; else the rule.",
    ),
    Kind(
        "cases-unusable",
        "A file of cases that cannot be used",
        "Its cases were not run, so nothing shows that the rule says what it should.",
        "Correct what the message names.",
    ),
    Kind(
        "untried",
        "Something that no case tries",
        "An outcome, an exception or a ground of the rule could be wrong without any case noticing.",
        "Add a case that comes out so.",
    ),
    Kind(
        "change-unnoticed",
        "A change of the rule that no case notices",
        "The rule could be changed in this place without a case coming out otherwise.",
        "Add or change a case as the message says.",
    ),
)

_ABOUT = "The cases beside the rules, run; what they do not try; and, where asked for, the changes that they do not notice."


def tests_as_sarif(several: Sequence[Tested], rulebook: Rulebook, version: str) -> str:
    """Cases, coverage and proof as SARIF."""
    notes = [note for tested in several for note in _notes(tested)]
    properties = {
        "rulebook": rulebook.digest,
        "rulebook_name": rulebook.name,
        "rules": len(several),
        "cases": sum(tested.trial.cases for tested in several),
    }
    return log(_KINDS, notes, version, about=_ABOUT, properties=properties)


def _notes(tested: Tested) -> Iterator[Note]:
    trial, coverage, proof = tested
    own = trial.compiled.id
    for problem in trial.problems:
        yield Note("cases-unusable", "fail", "error", str(problem), problem.file, problem.line, f"{own}/{problem.code}/{problem.line}")
    for ran in trial.failed:
        says = f"{own}, on the reading {ran.reading}: {ran.case}: {ran.wrong}"
        yield Note("case-came-out-otherwise", "fail", "error", says, cases_file(trial), ran.line, f"{own}/{ran.reading}/{ran.case}")
    if trial.ran:
        for what in (*coverage.missing, *(f"no case tries {untried}" for untried in coverage.untried)):
            yield Note("untried", "fail", "warning", f"{own}: {what}.", trial.file, 1, f"{own}/{what}")
    for change in proof.survivors if proof is not None else ():
        mutant = change.mutant
        says = f"{own}: {mutant.what} {mutant.change} goes unnoticed by every case. {remedy(change)}"
        yield Note("change-unnoticed", "fail", "warning", says, change.file, change.line, f"{own}/{mutant.what}/{mutant.change}")


def tests_as_junit(several: Sequence[Tested], rulebook: Rulebook) -> str:
    """Cases as JUnit XML: a suite for each rule or definition, a case for each case on each reading, and one for whether everything is tried and every change noticed."""
    return as_xml(
        f"ihl rules test, rulebook {rulebook.called}", [Suite(tested.trial.compiled.id, list(_cases(tested))) for tested in several]
    )


def _cases(tested: Tested) -> Iterator[Case]:
    trial, coverage, proof = tested
    own, file = trial.compiled.id, cases_file(trial)
    for problem in trial.problems:
        yield Case(f"cases of {own}", own, problem.file, problem.line, "error", str(problem))
    for ran in trial.ran:
        outcome = "failure" if ran.wrong else "passed"
        yield Case(f"{ran.case} [{ran.reading}]", own, file, ran.line, outcome, ran.wrong)
    if trial.ran:
        left = [*coverage.missing, *(f"no case tries {untried}" for untried in coverage.untried)]
        yield Case("everything is tried", own, trial.file, 1, "failure" if left else "passed", "; ".join(left))
    if proof is not None:
        unnoticed = [
            f"{change.file}:{change.line}: {change.mutant.what} {change.mutant.change}. {remedy(change)}" for change in proof.survivors
        ]
        yield Case("every change is noticed", own, trial.file, 1, "failure" if unnoticed else "passed", "; ".join(unnoticed))


def lint_as_sarif(found: Lint, version: str) -> str:
    """Remarks as SARIF."""
    used = [*found.totals]
    kinds = [Kind(code, CODES[code].title, CODES[code].why, f"{CODES[code].fix} When it is said: {CODES[code].when}") for code in used]
    notes = [
        Note(remark.code, "fail", "note", remark.what, remark.file, remark.line, "/".join((remark.code, *remark.about, remark.what)))
        for remark in found.remarks
    ]
    about = "What is questionable, though not wrong, in the rules, their facts and their cases."
    return log(
        kinds,
        notes,
        version,
        about=about,
        properties={"rulebook": found.rulebook, "rulebook_name": found.rulebook_name, "kept": len(found.kept)},
    )


def lint_as_junit(found: Lint, codes: Iterable[str] = CODES) -> str:
    """Remarks as JUnit XML: a suite for each code, a failure for each remark; a remark that is kept on purpose is skipped, with its reason."""
    suites = []
    for code in codes:
        cases = [
            Case(
                ", ".join(remark.about) or remark.file,
                code,
                remark.file,
                remark.line,
                "failure",
                remark.what,
                f"{remark.what} {CODES[code].why} {CODES[code].fix}",
            )
            for remark in found.remarks
            if remark.code == code
        ]
        cases += [
            Case(", ".join(remark.about) or remark.file, code, remark.file, remark.line, "skipped", f"Kept: {reason}")
            for remark, reason in found.kept
            if remark.code == code
        ]
        suites.append(Suite(code, cases or [Case("no remark", code, "", 0)]))
    return as_xml(f"ihl rules lint, rulebook {rulebook_called(found.rulebook_name, found.rulebook)}", suites)
