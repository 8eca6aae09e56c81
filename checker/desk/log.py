"""What goes into a decision log: the check of one item under one policy as a paragraph.

Comes in: the desk, the answers, and the desk's answer. Goes out: plain sentences. Names and dates are left as blanks for the person who signs; nothing that identifies a captive is in it, since the desk asks for nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.desk.answering import Answer
from checker.desk.course import Desk, Given

BLANK = "__________"


def paragraph(desk: Desk, answers: Sequence[Given], found: Answer) -> str:
    """The check as one paragraph: the policy, the result, why, what to change, what is open, and who signs."""
    plain = desk.plain
    layer = desk.layers[found.policy]
    results = plain["results"]
    says = [f'Desk check under "{layer.title}": {results[found.result]["says"].lower()}.']
    if len(found.possible) > 1:
        says.append(f"Still possible: {_joined([results[word]['says'].lower() for word in found.possible])}.")
    for rule in found.rules:
        if rule.outcome == "raises":
            says.append(f"{rule.title} ({rule.cites[0]}).")
        elif rule.outcome == "excepted":
            says.append(f"{rule.title} ({rule.cites[0]}): an exception is taken to hold.")
    told = [answered(desk, given) for given in answers]
    says.append(f"Answers given. {'. '.join(told)}." if told else "No answers were given.")
    if found.changes:
        changes = {change["id"]: change["do"] for change in plain["changes"]}
        says.append(f"To be done first: {' '.join(changes[name] for name in found.changes)}")
    if found.find_out:
        says.append(f"To find out: {' '.join(found.find_out)}")
    if found.judgements:
        says.append(f"For a named person to judge: {' '.join(found.judgements)}")
    if found.sign_off:
        says.append(f"To agree: {_joined(found.sign_off)}: {BLANK}.")
    says.append(f"Item: {BLANK}. Checked by: {BLANK}. Date: {BLANK}.")
    says.append(f"(ihl-checker, policies {plain['digest'][:12]}; a check of recorded answers, not a finding on anybody's conduct.)")
    return " ".join(says)


def answered(desk: Desk, given: Given) -> str:
    """A question and what was answered, in short."""
    question = desk.questions[given.question]
    if not given.known:
        return f"{question['log']}: not known"
    says = [option["says"] for option in question["options"] if option["id"] in given.chosen]
    return f"{question['log']}: {_joined(says) or question['none_says']}"


def _joined(words: Sequence[str]) -> str:
    return "; ".join(words)
