"""What the cases of the rules prove: a line for each thing that is wrong, untried or unnoticed, the totals, and the same as plain data.

Comes in: :class:`Tested` for each rule and definition. Goes out: lines of text (not yet cleaned), or data for JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.cases import Trial
from checker.coverage import Coverage, Tally, summed
from checker.errors import listed
from checker.proof import Change, Fate, Proof
from checker.rulebook import Rulebook

SCHEMA = "ihl-rules-test/1"


class Tested(NamedTuple):
    """One rule or definition: its cases, what they try, and, where that was asked for, which changes they notice."""

    trial: Trial
    coverage: Coverage
    proof: Proof | None

    @property
    def clean(self) -> bool:
        """Whether every case came out as expected, nothing is left untried and every change is noticed."""
        survivors = self.proof.survivors if self.proof is not None else ()
        return not (self.trial.problems or self.trial.failed or survivors) and self.coverage.whole


def lines(tested: Tested) -> Iterator[str]:
    """What is to be said of one rule or definition; nothing where all is well."""
    trial, coverage, proof = tested
    yield from (str(problem) for problem in trial.problems)
    for ran in trial.failed:
        yield f"{cases_file(trial)}:{ran.line}: [{ran.reading}] {ran.case}: {ran.wrong}"
    if trial.ran:
        yield from (f"{trial.file}: {what}" for what in coverage.missing)
        yield from (f"{trial.file}: no case tries {what}" for what in coverage.untried)
    if proof is not None:
        for change in proof.survivors:
            yield f"{_place(change)} goes unnoticed by every case."
            yield f"    {remedy(change)}"
        yield from (f"{_place(change)} changes nothing, proven: it is superfluous." for change in proof.superfluous)


def _place(change: Change) -> str:
    return f"{change.file}:{change.line}: {change.mutant.what} {change.mutant.change}"


def remedy(change: Change) -> str:
    """What would make a case notice a change, in a sentence."""
    remedy = change.remedy
    if change.fate is Fate.UNDECIDED:
        return "It has too many grounds to be worked out."
    if remedy is None:
        return "No case that comes out as expected can be changed so that it would."
    changes = listed((f"{fact} to {listed(values)}" for fact, values in remedy.changes), joint="and")
    return (
        f'In "{remedy.case}" (line {remedy.line}), change {changes}: the rule then says {remedy.verdict}, the changed rule {remedy.changed} '
        f"[{remedy.reading}]."
    )


def cases_file(trial: Trial) -> str:
    """Where the cases of a rule or definition lie."""
    return f"{trial.file.removesuffix('.yml')}.cases.yml"


def totals(several: Sequence[Tested], *, coverage: bool) -> Iterator[str]:
    """The last lines: what was run, what was tried (in full with ``coverage``), which changes were noticed."""
    tallies = summed(tested.coverage.tallies for tested in several)
    if coverage:
        width = max((len(kind) for kind in tallies), default=0)
        yield from (f"{kind:<{width}}  {fraction(tally)}" for kind, tally in tallies.items())
    proofs = [tested.proof for tested in several if tested.proof is not None]
    if proofs:
        unnoticed = Counter(change.mutant.kind for proof in proofs for change in proof.survivors)
        if unnoticed:
            yield f"Unnoticed: {listed((f'{number} {kind}' for kind, number in unnoticed.most_common()), joint='and')}."
        killed, unchanged = mutants_killed(proofs)
        yield f"{fraction(killed)} mutants killed, {unchanged} proven to change nothing."
    grounds = grounds_tried(tallies)
    cases, failed = sum(tested.trial.cases for tested in several), sum(len(tested.trial.failed) for tested in several)
    yield f"{len(several)} rules and definitions, {cases} cases, {failed} came out otherwise; {grounds.tried} of {grounds.of} grounds tried."


def grounds_tried(tallies: Mapping[str, Tally]) -> Tally:
    """The grounds of all outcomes together."""
    grounds = [tally for kind, tally in tallies.items() if kind.startswith("grounds of ")]
    return Tally(sum(tally.tried for tally in grounds), sum(tally.of for tally in grounds))


def mutants_killed(proofs: Iterable[Proof]) -> tuple[Tally, int]:
    """How many changes the cases notice, of all that are not proven to change nothing; and how many are."""
    killed, unchanged = Tally(0, 0), 0
    for proof in proofs:
        killed, unchanged = killed.plus(proof.tally), unchanged + proof.unchanged
    return killed, unchanged


def fraction(tally: Tally) -> str:
    """``3 of 4 (75 %)``."""
    return f"{tally.tried} of {tally.of} ({tally.percent} %)"


def plain(several: Sequence[Tested], rulebook: Rulebook) -> dict[str, Any]:
    """The same as plain data."""
    proofs = [tested.proof for tested in several if tested.proof is not None]
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "rulebook": rulebook.digest,
        "rulebook_name": rulebook.name,
        "cases": sum(tested.trial.cases for tested in several),
        "failed": sum(len(tested.trial.failed) for tested in several),
        "coverage": _tallies(summed(tested.coverage.tallies for tested in several)),
    }
    if proofs:
        data["mutation"] = _mutation(proofs)
    data["rules"] = [_rule(tested) for tested in several]
    return data


def _tallies(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {kind: _tally(tally) for kind, tally in tallies.items()}


def _tally(tally: Tally) -> dict[str, int]:
    return {"tried": tally.tried, "of": tally.of, "percent": tally.percent}


def _mutation(proofs: Sequence[Proof]) -> dict[str, int]:
    killed, unchanged = mutants_killed(proofs)
    return {"killed": killed.tried, "of": killed.of, "percent": killed.percent, "unchanged": unchanged}


def _rule(tested: Tested) -> dict[str, Any]:
    trial, coverage, proof = tested
    data: dict[str, Any] = {
        "id": trial.compiled.id,
        "file": trial.file,
        "cases": trial.cases,
        "problems": [str(problem) for problem in trial.problems],
        "failed": [{"line": ran.line, "reading": ran.reading, "case": ran.case, "wrong": ran.wrong} for ran in trial.failed],
        "coverage": _tallies(coverage.tallies),
        "grounds": [{"readings": list(readings), "outcome": outcome, **_tally(tally)} for readings, outcome, tally in coverage.grounds],
        "missing": list(coverage.missing),
        "untried": list(coverage.untried),
    }
    if proof is not None:
        data["mutation"] = _mutation([proof])
        data["survivors"] = [_change(change) for change in proof.survivors]
        data["superfluous"] = [_change(change) for change in proof.superfluous]
    return data


def _change(change: Change) -> dict[str, Any]:
    mutant = change.mutant
    data: dict[str, Any] = {"kind": mutant.kind, "file": change.file, "line": change.line, "what": mutant.what, "change": mutant.change}
    if change.remedy is not None:
        remedy = change.remedy
        data["remedy"] = {
            "case": remedy.case,
            "line": remedy.line,
            "reading": remedy.reading,
            "facts": {fact: list(values) for fact, values in remedy.changes},
            "as_it_stands": remedy.verdict,
            "with_the_change": remedy.changed,
        }
    return data
