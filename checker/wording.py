"""The words that reports use for verdicts, gravity and addressees. Chosen once, used everywhere."""

from __future__ import annotations

VERDICT_WORDS = {
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

GRAVITY_WORDS = {
    "grave_breach": "grave-breach provision (Art 130)",
    "serious": "serious",
    "obligation": "obligation",
    "administrative": "administrative",
    "guidance": "guidance",
}

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
