"""What persons decided, beside what the program says.

Comes in: the decisions on findings. Goes out: for each result a :class:`~checker.report.model.Side`; and those decisions whose finding is no longer there. The program's result and the person's always stand side by side; neither
is ever put in the place of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.decisions import STANDARDS, Decision, Decisions, orphans, standing
from checker.errors import listed
from checker.explanation import entry_name
from checker.findings import Result
from checker.pipeline import Checked
from checker.report.annex import Decided, about_one, undecided, word_of
from checker.report.model import Link, Side
from checker.rulebook import Rulebook
from checker.wording import VERDICT_WORDS

#: How a person's decision reads, beside the program's result.
DECIDES_WORDS = {
    "confirm": "Confirms the program's result",
    "reject": "Comes to another result",
    "need_information": "Needs information",
    "out_of_scope": "Out of scope of this review",
}

#: What made a decision stale.
STALE_WORDS = {
    "facts": "the recorded facts that it rests on have changed since",
    "law": "the rule, a definition or the reading has changed since",
    "result": "the program comes to another result now",
}


def decided_by(decisions: Decisions) -> Decided:
    """A function that says what a person decided about a result."""
    if not decisions:
        return undecided

    def side(result: Result) -> Side:
        found = standing(result, decisions)
        if found.decision is None:
            return undecided(result)
        why = listed((STALE_WORDS[word] for word in found.because), joint="and")
        if found.stale:
            why += f"; the program's result then was {VERDICT_WORDS[found.decision.verdict].lower()}"
        return _side(found.decision, about_one(result), word_of(result), "stale" if found.stale else "current", why)

    return side


def left_over(checked: Sequence[Checked], decisions: Decisions, rulebook: Rulebook, keys: Sequence[str]) -> Iterator[tuple[Link, Side]]:
    """The decisions on findings that the records no longer have; ``keys`` are the places of the records in the report."""
    for one, key in zip(checked, keys, strict=True):
        own = [decision for decision in decisions if decision.record == one.record.id]
        for decision, why in orphans(own, one.record, rulebook):
            about = ", ".join(entry_name(one.record, identity) for identity in decision.binding.values())
            yield Link(one.record.id, key), _side(decision, f"{decision.rule}: {about}", "No such finding", "stale", why)


def _side(decision: Decision, about: str, program: str, state: str, why: str) -> Side:
    standard = STANDARDS[decision.standard].title if decision.standard in STANDARDS else decision.standard
    return Side(
        about,
        program,
        state,
        DECIDES_WORDS.get(decision.decides, decision.decides),
        decision.name,
        decision.date,
        standard,
        decision.reason,
        why,
    )
