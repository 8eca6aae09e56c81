"""The words that reports use for verdicts, gravity and addressees. Chosen once, used everywhere."""

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
