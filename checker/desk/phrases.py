"""What the desk asks to learn a fact, and what its reasons say of it: its own words where it has them, else the vocabulary's.

Comes in: facts of the vocabulary, and the desk's questions as compiled. Goes out: plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.desk.course import turned_on
from checker.vocabulary import Fact

Plain = dict[str, Any]


def asked(desk: Mapping[str, Any]) -> dict[str, str]:
    """What the desk asks to learn each fact: of the questions that tell of it, one that it does not open with, and that tells of the fewest facts."""
    found: dict[str, str] = {}
    for question in sorted(desk["questions"], key=lambda question: (question["id"] in desk["opens"], len(turned_on(question)))):
        for fact in turned_on(question):
            found.setdefault(fact, question["asks"])
    return found


def from_vocabulary(path: str, fact: Fact) -> Plain:
    """The question of a fact that the desk has none for: the vocabulary's own."""
    order = ("yes", "no") if fact.type == "bool" else fact.words
    options = [
        {"id": word, "says": fact.says[word], "sets": {path: 1 << fact.words.index(word)}, "else": {}, "refer": False, "note": ""}
        for word in order
    ]
    return {
        "id": path.replace(".", "_"), "asks": fact.asks, "log": fact.name.replace("_", " ").capitalize(), "why": "A rule of the policy turns on it.", "many": False, "any": {}, "none": {}, "none_says": "", "options": options,
    }  # fmt: skip


def plain_fact(fact: Fact, asks: str, says: Mapping[str, str]) -> Plain:
    """A fact as plain data: its values, what is asked for it, and a sentence for each value."""
    return {"words": list(fact.words), "asks": asks, "says": {**fact.says, **says}, "judgement": fact.judgement}
