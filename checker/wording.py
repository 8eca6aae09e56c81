"""The words that reports use for verdicts, gravity, addressees and decisions. Chosen once, used everywhere.

A verdict has weaker words where the evidence for it is capped (:mod:`checker.evidence`). The verdict itself stays what it is; whoever shows one to a person asks :func:`worded`.
"""

from __future__ import annotations

from collections.abc import Iterable

_VERDICT_WORDS = {
    "breach": "Breach indicated",
    "undetermined": "Undetermined",
    "excepted": "Excepted",
    "complied": "Complied",
    "not_applicable": "Not applicable",
}

#: What a verdict means, to stand beside it.
VERDICT_MEANS = {
    "breach": "every element is recorded, and no exception covers it",
    "undetermined": "open facts can still decide it either way",
    "excepted": "every element is recorded, and an exception covers it",
    "complied": "the recorded facts speak against what the title names",
    "not_applicable": "the rule does not reach these facts",
}

_ALLEGED = {
    "breach": "Allegation recorded",
    "excepted": "Exception claimed",
    "complied": "Compliance claimed",
    "not_applicable": "Not applicable as claimed",
}

#: The words for verdicts whose evidence is capped, by cap: one party's word, one weak source, the word of the very party that the verdict is against.
CAPPED_WORDS = {
    "one_party": _ALLEGED,
    "weak_source": _ALLEGED,
    "against_itself": {
        "breach": "Acknowledgement recorded",
        "excepted": "Exception acknowledged",
        "complied": "Compliance acknowledged",
        "not_applicable": "Not applicable as acknowledged",
    },
}


#: What each cap adds to the explanation of a verdict.
CAP_MEANS = {
    "one_party": "this rests on one party's word, or on a single source graded weak",
    "weak_source": "this rests on one party's word, or on a single source graded weak",
    "against_itself": "this rests only on the word of the party against whose interest it is",
}


def rulebook_called(name: str, digest: str) -> str:
    """What every report calls the rulebook that it was made with: its name, if it has one, and the beginning of its digest."""
    return f"{name} {digest[:12]}".strip()


def worded(verdict: str, cap: str) -> str:
    """The words for a verdict, as strong as the evidence allows. ``cap`` is that of a finding's grade (empty: none); an open verdict has one wording only."""
    return CAPPED_WORDS[cap].get(verdict, _VERDICT_WORDS[verdict]) if cap else _VERDICT_WORDS[verdict]


def outcomes(verdicts: Iterable[str]) -> list[str]:
    """The words for verdicts that nobody has come to, in the order in which they are always named: those still possible, those that another fact would lead to. No evidence carries them yet, so none is capped."""
    named = set(verdicts)
    return [words.lower() for verdict, words in _VERDICT_WORDS.items() if verdict in named]


#: The Admiralty scales: the letter judges the source, the digit the information, each by itself.
SOURCE_WORDS = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "not to be judged",
}
INFORMATION_WORDS = {
    "1": "confirmed by others",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "not to be judged",
}


def graded(grade: str) -> str:
    """An Admiralty grade in words: ``source usually reliable, information probably true``."""
    return f"source {SOURCE_WORDS[grade[0]]}, information {INFORMATION_WORDS[grade[1]]}"


GRAVITY_WORDS = {
    "grave_breach": "grave-breach provision (Art 130)",
    "serious": "serious",
    "obligation": "obligation",
    "administrative": "administrative",
    "guidance": "guidance",
}

#: What a person decided on a finding, as it stands before "by" and a name.
DECIDES_WORDS = {
    "confirm": "confirmed",
    "reject": "rejected",
    "need_information": "found to need more information",
    "out_of_scope": "put out of scope",
}

#: What has changed since somebody decided.
CHANGED_WORDS = {"facts": "the facts have changed", "law": "the rule has changed", "result": "the program comes to another result"}

ADDRESSEE_WORDS = {
    "detaining_power": "the Detaining Power",
    "capturing_unit": "the capturing unit",
    "any_party": "every Party",
    "state_party": "every State party",
    "neutral_power": "the neutral Power",
    "power_of_origin": "the Power on which the prisoner depends",
    "protecting_power": "the Protecting Power",
    "prisoner": "the prisoner",
    "media": "newsrooms",
}


def owed(gravity: str, addressee: str) -> str:
    """How grave a provision is and who owes it: ``obligation, owed by the Detaining Power``."""
    joint = " for" if gravity == "guidance" else ", owed by"
    return f"{GRAVITY_WORDS[gravity]}{joint} {ADDRESSEE_WORDS[addressee]}"
