"""What the engine answers to the questions of a scenario, whatever key its author wrote.

Comes in: a scenario as written, its record, the rulebook. Goes out: for every option whether it is right, for every variant the verdict, with the reason in sentences; and which findings are asked about. No key is read here:
:mod:`checker.training.checks` compares.

What makes an option right:

======== =========================================================================================================================
spot     the rule is *in play*: the record says something about it (if only that something is unknown), and it comes out as a
         breach or excepted, or may still do so
apply    the rule comes out with this verdict
decide   the open fact can still decide the finding; or the rule comes out so on this reading, or on this account; or the
         desk comes to this result for the item, under the policy named
change   with the facts changed the rule comes out with another verdict (open counts as one)
======== =========================================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from checker.claims import Claim, Stated
from checker.desk import answering, shelf
from checker.desk.course import Desk
from checker.desk.items import CAPTIVE, ITEM, Item, items
from checker.evaluation import Bound, Judge, Key, bindings
from checker.findings import Result, ordered
from checker.judging import judge_record
from checker.records import Record
from checker.rulebook import Rulebook
from checker.tellings import account_of, disputed_in, told_by
from checker.training.written import Asks, Option, ScenarioFile, Variant
from checker.vocabulary import UNKNOWN

#: Where something stands in the file: ``("questions", 0, "options", 2)``.
Place = tuple[str | int, ...]

_OPEN_TO = frozenset(("breach", "excepted"))


class Asked(NamedTuple):
    """A finding that a scenario asks about: a rule on a binding and a reading."""

    rule: str
    binding: Mapping[str, str]
    reading: str


class Answer(NamedTuple):
    """What the engine says: ``right`` of an option (of a variant: always true), the verdict that it rests on, and why, in sentences."""

    right: bool
    verdict: str
    why: str


class Engine:
    """Answers the questions of scenarios on one record; everything that it is given must have been found to exist (:mod:`checker.training.checks`)."""

    def __init__(self, rulebook: Rulebook, record: Record) -> None:
        self.rulebook = rulebook
        self.record = record
        self._judge = Judge(rulebook, record, rulebook.default_reading)
        # Each is asked for once an option, and is the same for every option of a question.
        self._bounds: dict[tuple[str, str, frozenset[tuple[str, str]]], Bound] = {}
        self._answered: dict[tuple[str, frozenset[tuple[str, str]]], answering.Answer] = {}
        self._spotted: dict[tuple[str, str], Answer] = {}

    def bindings(self, rule: str, subjects: Mapping[str, str]) -> list[dict[str, str]]:
        """The ways in which a rule's subjects occur in the record, of those that name ``subjects``."""
        found = bindings(self.rulebook.rule(rule), self.record)
        return [one for one in found if all(one.get(role) == entry for role, entry in subjects.items())]

    def bound(self, asked: Asked) -> Bound:
        """One finding, evaluated."""
        key = (asked.rule, asked.reading, frozenset(asked.binding.items()))
        if key not in self._bounds:
            judge = self._judge.on(asked.reading) if asked.reading != self.rulebook.default_reading else self._judge
            self._bounds[key] = judge.bind(self.rulebook.rule(asked.rule), asked.binding)
        return self._bounds[key]

    def asked(self, question: Asks | Variant) -> Asked:
        """The finding that a question or variant is about."""
        assert question.rule is not None
        binding = self.bindings(question.rule, question.subjects)[0]
        return Asked(question.rule, binding, question.reading or self.rulebook.default_reading)

    def every_asked(self, scenario: ScenarioFile) -> Iterator[Asked]:
        """Every finding that the scenario asks about, those of all rules offered under spot, and those on the readings offered included."""
        for question in scenario.questions:
            reading = question.reading or self.rulebook.default_reading
            if question.policy is not None:
                continue
            if question.rule is None:
                for option in question.options:
                    yield from (Asked(option.rule or "", binding, reading) for binding in self.bindings(option.rule or "", {}))
                continue
            asked = self.asked(question)
            yield asked
            if question.names == "reading":
                yield from (asked._replace(reading=option.reading or "") for option in question.options)
        for variant in scenario.variants:
            yield self.asked(variant)

    def changed(self, changes: Mapping[str, object]) -> Engine:
        """The same on a record in which these facts (``entry.fact``) have other values; ``unknown`` opens one."""
        stated: dict[Key, Stated | None] = {}
        for path, raw in changes.items():
            entry, _, name = path.rpartition(".")
            fact = self.rulebook.vocabulary.subjects[self.record.entries[entry].subject].facts[name]
            stated[(entry, name)] = None if raw == UNKNOWN else Stated(fact, (Claim(fact.read(raw)),))
        return Engine(self.rulebook, self.record.stating(stated))

    def accounts(self) -> list[str]:
        """Who speaks to the disputed facts of the record."""
        claims = (claim for entry, name in disputed_in(self.record) for claim in self.record.entries[entry].facts[name].claims)
        return list(dict.fromkeys(account_of(self.record, claim) for claim in claims))

    def items(self, subjects: Mapping[str, str]) -> list[Item]:
        """The items of the record as the desk sees them, of those that are about ``subjects``."""
        found = items(self.record, self.rulebook, desk_of(self.rulebook))
        return [one for one in found if all({ITEM: one.item, CAPTIVE: one.captive}.get(role) == entry for role, entry in subjects.items())]

    def at_desk(self, question: Asks) -> answering.Answer:
        """What the desk comes to for the item of a question, under its policy."""
        key = (question.policy or "", frozenset(question.subjects.items()))
        if key not in self._answered:
            desk = desk_of(self.rulebook)
            self._answered[key] = answering.answer(desk, desk.layers[key[0]], self.items(question.subjects)[0].state)
        return self._answered[key]

    # --- answers

    def answers(self, scenario: ScenarioFile) -> dict[Place, Answer]:
        """Whether each option is right, and what each variant comes out as."""
        found: dict[Place, Answer] = {}
        for number, question in enumerate(scenario.questions):
            for index, option in enumerate(question.options):
                found["questions", number, "options", index] = self.answer(question, option)
        for number, variant in enumerate(scenario.variants):
            bound = self.changed(variant.set).bound(self.asked(variant))
            found["variants", number] = Answer(True, bound.verdict.value, reasons(bound))
        return found

    def answer(self, question: Asks, option: Option) -> Answer:
        """Whether an option is right."""
        reading = question.reading or self.rulebook.default_reading
        if option.rule is not None:
            if (option.rule, reading) not in self._spotted:
                self._spotted[option.rule, reading] = self._in_play(option.rule, reading)
            return self._spotted[option.rule, reading]
        if option.result is not None:
            found = self.at_desk(question)
            return Answer(found.result == option.result, found.result, _at_desk(found))
        asked = self.asked(question)
        bound = self.bound(asked)
        verdict = bound.verdict.value
        if option.verdict is not None:
            return Answer(verdict == option.verdict, verdict, reasons(bound))
        if option.fact is not None:
            entry, _, name = option.fact.rpartition(".")
            return Answer((entry, name) in bound.deciding(), verdict, _turns_on(bound))
        if option.reading is not None:
            there = self.bound(asked._replace(reading=option.reading))
            return Answer(there.verdict.value == question.comes_out, there.verdict.value, reasons(there))
        if option.account is not None:
            told = told_by(bound.judge, option.account).bind(bound.compiled, asked.binding)
            return Answer(told.verdict.value == question.comes_out, told.verdict.value, reasons(told))
        after = self.changed(option.set or {}).bound(asked)
        return Answer(after.verdict is not bound.verdict, after.verdict.value, reasons(after))

    def _in_play(self, rule: str, reading: str) -> Answer:
        results = self.results(rule, reading)
        for result in results:
            if in_play(result):
                return Answer(True, result.verdict.value, reasons(result.bound))
        if not results:
            return Answer(False, "", f"The record has no {self.rulebook.rule(rule).on.replace('_', ' ')} that it could be about.")
        silent = (
            ""
            if any(result.raised or _spoken_of(result) for result in results)
            else "The record says nothing about its elements or exceptions. "
        )
        return Answer(False, results[0].verdict.value, f"{silent}{reasons(results[0].bound)}")

    def results(self, rule: str, reading: str) -> Sequence[Result]:
        """What the record indicates under a rule, for every binding."""
        return judge_record(self.rulebook, self.record, reading, [self.rulebook.head[rule]])


@lru_cache(maxsize=4)
def desk_of(rulebook: Rulebook) -> Desk:
    """The desk with the shipped policies of a rulebook. Raises InputError where they cannot be used."""
    return shelf.load(rulebook)


def in_play(result: Result) -> bool:
    """Whether the record says something about the rule, if only that something of it is unknown, and it comes out as a breach or excepted, or may still do so."""
    return bool(result.possible & _OPEN_TO) and (result.raised or _spoken_of(result))


def _spoken_of(result: Result) -> bool:
    """Whether the record says that a fact of the rule's elements or exceptions was asked for and is unknown."""
    found = (result.judge.stated(key) for key in result.bound.base_keys(result.rule.deciding_variables))
    return any(stated is not None and stated.status == UNKNOWN for stated in found)


_TRUTHS = {"holds": "so it is", "fails": "not so", "open": "open"}


def reasons(bound: Bound) -> str:
    """The sentences of a rule that count on the reading, each with whether it is so: those that settle the verdict, or all that are open."""
    said = [f"{part.says.rstrip('.')}: {_TRUTHS[bound.truth(part).value]}" for part in bound.compiled.parts if bound.counts(part)]
    return "; ".join(dict.fromkeys(said)) + "."


def _at_desk(found: answering.Answer) -> str:
    """Which rules of the policy speak to the item, and what is left to find out or to judge."""
    speaking = [f"{rule.title} ({rule.outcome})" for rule in found.rules]
    left = [*found.find_out, *found.judgements]
    return f"{'; '.join(speaking) or 'No rule of the policy speaks to it'}.{' Open: ' + ' '.join(left) if left else ''}"


def _turns_on(bound: Bound) -> str:
    deciding = [f"{entry}.{name}" for entry, name in bound.deciding()]
    if not deciding:
        return f"Nothing is open: it comes out {bound.verdict.value.replace('_', ' ')}."
    return f"It can still come out {' or '.join(word.replace('_', ' ') for word in ordered(bound.possible))}, and turns on {', '.join(deciding)}."
