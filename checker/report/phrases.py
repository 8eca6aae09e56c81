"""The headings and fixed sentences of a report, the same in every format."""

from __future__ import annotations

#: The headings of its parts.
HEADS = {
    "answer": "The answer",
    "weighty": "What weighs most",
    "asked": "What to ask first",
    "contested": "What is contested",
    "records": "The records",
    "signed": "What persons decided",
    "limits": "How to read this, and what it does not say",
    "annex": "Annex: the records",
    "annex_one": "Annex: the record",
    "rules": "Annex: the rules behind these findings",
    "indicates": "What the recorded facts indicate",
    "questions": "What to find out, the most useful first",
    "facts": "Facts as recorded, and on whose word",
    "sources": "Sources and voices",
}

#: What stands above its tables and lists.
CAPTIONS = {
    "numbers": "Findings at a glance",
    "weighty": "Breaches indicated first, then those alleged or acknowledged, then what would be one on another reading, then what may still be one; the gravest provisions first.",
    "contested": "Where another reading of the provision, or another side's account of the facts, comes out otherwise.",
    "records": "Findings that the records raise, by what came out.",
    "signed": "The program's result and the person's, side by side. A stale decision was taken on other facts or another rule, and is open again.",
    "counted": "What was only counted, since the records say nothing about it.",
}

UNREAD = "These files could not be used, or not in full:"
WITHHELD = "What the record keeps restricted about captives is not shown."
NO_SOURCE = "The record names no source."
NOBODY_SAYS = "stated without a source"
NO_FACT = "no fact is recorded"
SUPPLIED = "a table of treaties that comes with the rules, no source of the record"
CLOSING = "What a record indicates is not a judgment on anybody, and silence is not compliance."
