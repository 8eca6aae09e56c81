"""What persons decided, beside what the program says.

Comes in: the decisions beside a record, and those whose finding is no longer there. Goes out: for each result a :class:`~checker.report.model.Side`. The program's result and the person's always stand side by side; neither is ever
put in the place of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.decisions import STANDARDS, Decision, Decisions, Left, standing, verdict_words
from checker.errors import listed
from checker.explanation import entry_name
from checker.findings import Result
from checker.pipeline import Checked
from checker.report.annex import Decided, about_one, undecided, word_of
from checker.report.model import Link, Side
from checker.wording import CHANGED_WORDS, DECIDES_WORDS


def decided_by(decisions: Decisions | None) -> Decided:
    """A function that says what a person decided about a result of one record."""
    if not decisions:
        return undecided

    def side(result: Result) -> Side:
        found = standing(result, decisions)
        if found.decision is None:
            return undecided(result)
        why = ""
        if found.stale:
            since = listed((CHANGED_WORDS[word] for word in found.because), joint="and")
            then = verdict_words(found.decision.verdict, found.decision.possible, found.decision.cap)
            why = f"since then {since}; the program's result then was {then}"
        return _side(found.decision, about_one(result), word_of(result), "stale" if found.stale else "current", why)

    return side


def left_over(left: list[Left], checked: Mapping[str, Checked], keys: Mapping[str, str]) -> Iterator[tuple[Link, Side]]:
    """The decisions whose finding is no longer there; ``checked`` and ``keys`` have the records of the report and their places in it, by id."""
    for decision, why in left:
        one = checked.get(decision.record)
        named = [entry_name(one.record, identity) if one else identity for identity in decision.binding.values()]
        about = f"{decision.rule}: {', '.join(named)}" if named else decision.rule
        yield Link(decision.record, keys.get(decision.record, "")), _side(decision, about, "No such finding", "stale", why)


def _side(decision: Decision, about: str, program: str, state: str, why: str) -> Side:
    word = DECIDES_WORDS.get(decision.decides, decision.decides)
    standard = STANDARDS[decision.standard].title if decision.standard in STANDARDS else decision.standard
    return Side(about, program, state, word[:1].upper() + word[1:], decision.name, decision.date, standard, decision.reason, why)
