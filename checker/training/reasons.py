"""Why a rule comes out as it does on a record, and why not otherwise: a reason for each answer that somebody could give.

Comes in: a rule decided on a record. Goes out: for each verdict a sentence or a few, made from the sentences of the rule and of the facts, and from what the engine says of each: never from the verdict alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.errors import listed
from checker.evaluation import Bound
from checker.explanation import short_question
from checker.findings import fact_of
from checker.rulebook import CompiledRule, Part
from checker.truth import Truth, Verdict
from checker.wording import VERDICT_MEANS, outcomes, worded

#: The answers to "what does the record indicate?", in the order in which they are always named.
ANSWERS = tuple(verdict.value for verdict in Verdict)


def answer(verdict: str) -> str:
    """A verdict as an answer to choose: its words, and what they mean."""
    return f"{worded(verdict, '')}: {VERDICT_MEANS[verdict]}."


class Reasons:
    """The reasons for and against each verdict on one decided rule."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        self.verdict = bound.verdict.value
        counted = [part for part in bound.compiled.parts if bound.counts(part)]
        self.applies = [part for part in counted if part.section == "applies_when"]
        self.elements = [part for part in counted if part.section == "elements"]
        self.exceptions = [
            (group, own)
            for number, group in enumerate(bound.compiled.groups)
            if (own := [part for part in counted if part.section == "unless" and part.group == number])
        ]

    def why(self, claimed: str) -> str:
        """Why the record indicates ``claimed``, or why it does not."""
        return self._right() if claimed == self.verdict else self._wrong(claimed)

    def rests_on(self) -> str:
        """The recorded facts that the verdict rests on, as a further sentence; nothing where its reasons name them already, or where it is open."""
        if self.verdict not in ("breach", "excepted"):
            return ""
        own = {key for index in self._own() for key in self.bound.base_keys([index])}
        sentences = [
            " Or: ".join(stated.fact.sentence(value) for value in stated.values)
            for key in self.bound.because()
            if key in own and (stated := self.bound.judge.stated(key)) is not None and stated.values
        ]
        return f" It rests on what is recorded: {' '.join(dict.fromkeys(sentences))}" if sentences else ""

    def _own(self) -> Sequence[int]:
        """The facts of elements and exceptions."""
        compiled = self.bound.compiled
        return compiled.deciding_variables if isinstance(compiled, CompiledRule) else ()

    # --- the right answer

    def _right(self) -> str:
        if self.verdict == "breach":
            return f"Every element is recorded: {self._quoted(self.elements)}.{self._no_exception()}"
        if self.verdict == "complied":
            return self._failing(self.elements, "The record speaks against it.", "One of its elements fails, whatever the open facts are.")
        if self.verdict == "excepted":
            return f"Every element is recorded, but an exception covers it: {self._covering()}."
        if self.verdict == "not_applicable":
            whole = "The rule does not reach these facts, whatever the open ones are."
            return self._failing(self.applies, "The rule does not reach these facts.", whole)
        return (
            f"What is not recorded can still decide it: {self._turning()}. It can still come out {listed(outcomes(self.bound.possible))}."
        )

    # --- the wrong ones

    def _wrong(self, claimed: str) -> str:
        if self.verdict == "undetermined":
            return f"Too early: the record does not say enough. {self._turning_sentence()}"
        if claimed == "undetermined":
            return "Nothing that is left open could still change it: the facts that decide it are recorded."
        if self.verdict == "not_applicable":
            leads = {
                "breach": "Before the elements it must apply, and it does not.",
                "excepted": "Where the rule does not apply there is nothing to except.",
                "complied": "It does not come to the elements.",
            }
            return f"{leads[claimed]} {self._right()}"
        if claimed == "not_applicable":
            if self.applies:
                return f"The rule does reach these facts: {self._quoted(self.applies)}."
            return "The rule has no condition of its own for reaching a case: it asks for its elements only."
        if claimed == "breach":
            return (
                self._right() if self.verdict == "excepted" else self._right().replace("The record speaks against it.", "An element fails.")
            )
        if claimed == "excepted":
            if self.verdict == "complied":
                return "There is nothing to except: an element fails already. " + self._right()
            return self._no_exception().strip() or "No exception covers it."
        if self.verdict == "excepted":
            return f"No element fails: {self._quoted(self.elements)}. That an exception covers it is another answer."
        return f"No element fails: {self._quoted(self.elements)}."

    # --- sentences

    def _quoted(self, parts: Sequence[Part]) -> str:
        holding = [part for part in parts if self.bound.truth(part) is Truth.HOLDS]
        return listed([_quote(part.says) for part in holding or parts], joint="and", most=4)

    def _failing(self, parts: Sequence[Part], opening: str, whole: str) -> str:
        failing = [part for part in parts if self.bound.truth(part) is Truth.FAILS]
        if not failing:
            return whole
        said = [f"It would need: {_quote(part.says)}, and the record says otherwise{self._recorded(part)}" for part in failing[:2]]
        return f"{opening} {' '.join(said)}"

    def _recorded(self, part: Part) -> str:
        """What the record states that settles a part, as an addition to a sentence, with its full stop."""
        sentences = []
        for key in self.bound.forcing(part.holds if self.bound.truth(part) is Truth.HOLDS else part.fails):
            stated = self.bound.judge.stated(key)
            if stated is not None and stated.values:
                sentences.append(" Or: ".join(stated.fact.sentence(value) for value in stated.values))
        return f": {' '.join(dict.fromkeys(sentences))}" if sentences else "."

    def _no_exception(self) -> str:
        """Why no exception covers it, as a further sentence; nothing where the rule has none."""
        said = []
        for group, parts in self.exceptions[:3]:
            missing = next((part for part in parts if self.bound.truth(part) is not Truth.HOLDS), None)
            if missing is not None:
                fails = self.bound.truth(missing) is Truth.FAILS
                said.append(
                    f"The exception {_quote(group.says)} would need {_quote(missing.says)}, which is {'not so' if fails else 'open'} here."
                )
        if not self.exceptions:
            return " The rule knows no exception on this reading."
        return " " + " ".join(said) if said else ""

    def _covering(self) -> str:
        covering = [
            f"{_quote(group.says)} ({group.cites})"
            for group, parts in self.exceptions
            if all(self.bound.truth(part) is Truth.HOLDS for part in parts)
        ]
        return listed(covering, joint="and") if covering else "one of its exceptions, whatever the open facts are"

    def _turning(self) -> str:
        asked = [_quote(short_question(fact_of(self.bound.judge, key, self.bound).asks)) for key in self.bound.deciding()]
        return listed(dict.fromkeys(asked), joint="and", most=3)

    def _turning_sentence(self) -> str:
        return f"It turns on {self._turning()}, and can still come out {listed(outcomes(self.bound.possible))}."


def _quote(sentence: str) -> str:
    """A sentence within a sentence: in quotation marks, without its full stop."""
    return f"“{sentence.rstrip('.')}”"
