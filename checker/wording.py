"""The words that reports use for verdicts, gravity, addressees and decisions. Chosen once, used everywhere."""

from __future__ import annotations

VERDICT_WORDS = {
    "breach": "Breach indicated",
    "undetermined": "Undetermined",
    "excepted": "Excepted",
    "complied": "Complied",
    "not_applicable": "Not applicable",
}

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
