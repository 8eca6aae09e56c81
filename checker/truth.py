"""Whether a sentence holds on the recorded facts.

A sentence whose facts are open may still be settled: it :attr:`~Truth.HOLDS` if it is true however the open facts turn out, :attr:`~Truth.FAILS` if it is false
however they turn out, and is :attr:`~Truth.OPEN` otherwise. How that is decided is the business of ``grounds``; here are only the words.
"""

from __future__ import annotations

from enum import Enum


class Truth(Enum):
    """What the recorded facts say of one sentence."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


class Verdict(Enum):
    """What the recorded facts say of one rule, in the order in which reports show it."""

    BREACH = "breach"
    UNDETERMINED = "undetermined"
    EXCEPTED = "excepted"
    COMPLIED = "complied"
    NOT_APPLICABLE = "not_applicable"


#: The outcomes of a complete state of the facts: every verdict but the open one.
OUTCOMES = (Verdict.BREACH, Verdict.EXCEPTED, Verdict.COMPLIED, Verdict.NOT_APPLICABLE)
