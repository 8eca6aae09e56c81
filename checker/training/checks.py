"""What is wrong with a scenario: names that lead nowhere, keys that the engine does not confirm, an unknown that decides nothing, a red herring that matters.

Comes in: a scenario as written, its document and its record. Goes out: every :class:`~checker.errors.Problem` in it, with what the engine says and why. Differs from :mod:`checker.training.keys` in that it compares with what
the author wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from checker.documents import Document
from checker.errors import Problem, did_you_mean, listed
from checker.records import Record
from checker.rulebook import Rulebook
from checker.training.keys import Answer, Asked, Engine, Place, desk_of
from checker.training.written import Asks, ScenarioFile, Variant
from checker.values import BadValue
from checker.vocabulary import UNKNOWN, Fact, value_problem

SKILLS: tuple[str, ...] = get_args(Asks.model_fields["skill"].annotation)


def wrong_in(scenario: ScenarioFile, document: Document, record: Record, rulebook: Rulebook) -> list[Problem]:
    """Everything that is wrong in a scenario whose form is right; keys are compared only where every name in it leads somewhere."""
    checks = _Checks(scenario, document, record, rulebook)
    checks.names()
    if not checks.problems:
        checks.keys()
        checks.unknown()
        checks.herring()
        checks.minority()
    checks.structure()
    return sorted(set(checks.problems))


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")


class _Checks:
    def __init__(self, scenario: ScenarioFile, document: Document, record: Record, rulebook: Rulebook) -> None:
        self.scenario = scenario
        self.document = document
        self.record = record
        self.rulebook = rulebook
        self.engine = Engine(rulebook, record)
        self.problems: list[Problem] = []

    def problem(self, place: Place, code: str, what: str, why: str, fix: str) -> None:
        self.problems.append(Problem(self.document.file, self.document.line(*place), code, what, why, fix))

    # --- names

    def names(self) -> None:
        """Rules, readings, subjects, facts, values and accounts that there are not."""
        for number, rule in enumerate(self.scenario.rules):
            self.rule(rule, ("rules", number))
        for number, question in enumerate(self.scenario.questions):
            place: Place = ("questions", number)
            self.finding(question, place)
            for index, option in enumerate(question.options):
                here = (*place, "options", index)
                if option.rule is not None:
                    self.rule(option.rule, (*here, "rule"))
                if option.fact is not None:
                    self.fact(option.fact, (*here, "fact"))
                if option.reading is not None:
                    self.reading(option.reading, (*here, "reading"))
                if option.account is not None and option.account not in (known := self.engine.accounts()):
                    fix = did_you_mean(option.account, known, otherwise=f"Those who do are {listed(known, joint='and') or 'none'}.")
                    self.problem((*here, "account"), "account", f'"{option.account}" speaks to no disputed fact of the record.', "", fix)
                self.values(option.set or {}, (*here, "set"))
        for number, variant in enumerate(self.scenario.variants):
            self.finding(variant, ("variants", number))
            self.values(variant.set, ("variants", number, "set"))
        self.fact(self.scenario.unknown.fact, ("unknown", "fact"))
        self.fact(self.scenario.herring.fact, ("herring", "fact"))
        if self.scenario.minority.reading is not None:
            self.reading(self.scenario.minority.reading, ("minority", "reading"))

    def rule(self, rule: str, place: Place) -> bool:
        if rule in self.rulebook.rule_ids:
            return True
        fix = did_you_mean(rule, self.rulebook.rule_ids, otherwise="`ihl rules list` shows their ids.")
        self.problem(place, "unknown-rule", f'"{rule}" is not the id of a rule.', "No answer could be worked out.", fix)
        return False

    def reading(self, reading: str, place: Place) -> None:
        if reading not in self.rulebook.readings:
            fix = did_you_mean(reading, self.rulebook.readings, otherwise=f"Readings are {listed(self.rulebook.readings)}.")
            self.problem(place, "reading", f'"{reading}" is not a reading.', "", fix)

    def finding(self, question: Asks | Variant, place: Place) -> None:
        """That rule, subjects and reading single out one finding."""
        if question.reading is not None:
            self.reading(question.reading, (*place, "reading"))
        if isinstance(question, Asks) and question.policy is not None:
            self.item(question, place)
        if question.rule is None or not self.rule(question.rule, (*place, "rule")):
            return
        found = self.engine.bindings(question.rule, question.subjects)
        if len(found) == 1:
            return
        every = self.engine.bindings(question.rule, {})
        why = "It could not be said whose answer this is." if found else "There is nothing to answer."
        choices = listed(("{" + ", ".join(f"{role}: {entry}" for role, entry in one.items()) + "}" for one in every), most=6)
        fix = f"Write subjects: {choices}." if every else f"Add {self.rulebook.rule(question.rule).on} to the record, or ask another rule."
        what = f"{question.rule} meets {len(found) or 'no'} groups of subjects of the record here, not one."
        self.problem((*place, "subjects" if question.subjects else "rule"), "subjects", what, why, fix)

    def item(self, question: Asks, place: Place) -> None:
        """That there is the policy, and that the subjects single out one item."""
        known = desk_of(self.rulebook).layers
        if question.policy not in known:
            fix = did_you_mean(question.policy or "", known, otherwise=f"Policies are {listed(known)}.")
            self.problem((*place, "policy"), "unknown-policy", f'"{question.policy}" is not a policy.', "The desk could not be asked.", fix)
        found = self.engine.items(question.subjects)
        if len(found) != 1:
            choices = listed((f"{{publication: {one.item}, person: {one.captive}}}" for one in self.engine.items({})), most=6)
            what = f"the subjects meet {len(found) or 'no'} items of the record, not one."
            fix = f"Write subjects: {choices}." if choices else "Add a publication that depicts or quotes somebody."
            self.problem(
                (*place, "subjects" if question.subjects else "policy"), "subjects", what, "It could not be said which item is meant.", fix
            )

    def fact(self, path: str, place: Place) -> Fact | None:
        """The fact that ``entry.fact`` means; None, and a problem noted, where the record can have no such fact."""
        identity, _, name = path.rpartition(".")
        entry = self.record.entries.get(identity)
        if entry is None:
            fix = did_you_mean(identity, self.record.entries, otherwise=f"It has {listed(self.record.entries, joint='and')}.")
            self.problem(place, "missing-target", f'the record has no "{identity}".', "", fix)
            return None
        facts = {key: fact for key, fact in self.rulebook.vocabulary.subjects[entry.subject].facts.items() if not fact.derived}
        if name not in facts:
            fix = did_you_mean(name, facts, otherwise=f"`ihl schema facts` lists the facts of {entry.subject}.")
            self.problem(place, "unknown-fact", f'"{name}" is not a fact of {entry.subject} that a record states.', "", fix)
            return None
        return facts[name]

    def values(self, changes: Mapping[str, object], place: Place) -> None:
        for path, raw in changes.items():
            fact = self.fact(path, (*place, path))
            try:
                if fact is not None and raw != UNKNOWN:
                    fact.read(raw)
            except BadValue as error:
                assert fact is not None
                self.problems.append(value_problem(self.document.file, self.document.line(*place, path), fact, error))

    # --- keys

    def keys(self) -> None:
        """Keys that the engine does not confirm."""
        answers = self.engine.answers(self.scenario)
        for number, question in enumerate(self.scenario.questions):
            for index, option in enumerate(question.options):
                place: Place = ("questions", number, "options", index)
                answer = answers[place]
                if answer.right != option.right:
                    key, found = ("right", "wrong") if option.right else ("wrong", "right")
                    what = f"the key calls this option {key}, and by the engine it is {found}: {self.said(question, index, answer)}."
                    self.problem((*place, "right"), "key", what, answer.why, "Correct the key with its reason, or the facts of the record.")
        for number, variant in enumerate(self.scenario.variants):
            answer = answers["variants", number]
            if answer.verdict != variant.verdict:
                what = f"{variant.rule} comes out {_words(answer.verdict)} here, not {_words(variant.verdict)}."
                fix = "Correct the verdict with its reason, or the fact that is changed."
                self.problem(("variants", number, "verdict"), "key", what, answer.why, fix)
            before = self.engine.bound(self.engine.asked(variant))
            if list(variant.set.values()) == [self.recorded(next(iter(variant.set)))]:
                what = f"this variant changes nothing: the record states {next(iter(variant.set))} so already."
                fix = f"As recorded {variant.rule} comes out {_words(before.verdict.value)}."
                self.problem(("variants", number, "set"), "variant", what, fix, "Set another value.")

    def recorded(self, path: str) -> object:
        """The one value that the record states, as written; ``unknown`` where it is open."""
        entry, _, name = path.rpartition(".")
        stated = self.record.entries[entry].facts.get(name)
        if stated is None or not stated.values:
            return UNKNOWN
        return stated.values[0].text if len(stated.values) == 1 else None

    def said(self, question: Asks, index: int, answer: Answer) -> str:
        """What the engine says of an option, in a few words."""
        option, rule = question.options[index], question.rule
        verdict = _words(answer.verdict) or "nothing"
        if option.result is not None:
            return f"under {question.policy} the desk comes to {verdict}"
        if option.rule is not None:
            return f"{option.rule} is {'' if answer.right else 'not '}in play, it comes out {verdict}"
        if option.fact is not None:
            return f"{option.fact} {'can still decide' if answer.right else 'decides nothing in'} {rule}"
        if option.set is not None:
            return f"with this change {rule} {'comes' if answer.right else 'still comes'} out {verdict}"
        where = f" on {option.reading or option.account}" if option.verdict is None else ""
        return f"{rule} comes out {verdict}{where}"

    # --- the deliberate unknown, the red herring, the minority

    def unknown(self) -> None:
        """That the unknown is stated as one, and can still decide a finding that is asked about."""
        path = self.scenario.unknown.fact
        entry, _, name = path.rpartition(".")
        stated = self.record.entries[entry].facts.get(name)
        if stated is None or stated.status != UNKNOWN:
            told = "says nothing of it" if stated is None else "states a value"
            what = f"{path} is the deliberate unknown, and the record {told}."
            self.problem(("unknown", "fact"), "unknown", what, "Learners are to see that it was asked.", f"Write {name}: unknown there.")
        elif not any((entry, name) in self.engine.bound(asked).deciding() for asked in self.asked()):
            what = f"{path} is the deliberate unknown, and can decide no finding that is asked about."
            fix = "Ask about a finding that turns on it, or leave another fact open."
            self.problem(("unknown", "fact"), "unknown", what, "Nothing would be lost by leaving it out.", fix)

    def asked(self) -> list[Asked]:
        return list(self.engine.every_asked(self.scenario))

    def herring(self) -> None:
        """That the red herring is recorded, and that no other value of it changes an answer."""
        path = self.scenario.herring.fact
        entry, _, name = path.rpartition(".")
        stated = self.record.entries[entry].facts.get(name)
        if stated is None or not stated.values:
            what = f"{path} is the red herring, and the record states no value of it."
            self.problem(("herring", "fact"), "herring", what, "What is not there leads nobody astray.", "State it in the record.")
            return
        opened = self.engine.changed({path: UNKNOWN})
        for asked in self.asked():
            if (entry, name) in opened.bound(asked).deciding():
                self.matters(path, f"the verdict of {asked.rule} can turn on it (reading {asked.reading})")
                return
        before = self.engine.answers(self.scenario)
        for word in stated.fact.words or (("yes", "no") if stated.fact.type == "bool" else ()):
            after = self.engine.changed({path: word}).answers(self.scenario)
            for place, answer in after.items():
                if (answer.right, answer.verdict) != (before[place].right, before[place].verdict):
                    self.matters(path, f"with {word} another answer would be right on line {self.document.line(*place)}")
                    return

    def matters(self, path: str, how: str) -> None:
        what = f"{path} is the red herring, and it matters: {how}."
        fix = "Choose a fact that changes no answer, or ask about other findings."
        self.problem(("herring", "fact"), "herring", what, "Learners would be taught to pass over what decides.", fix)

    def minority(self) -> None:
        """That a minority view held on another reading comes out otherwise there."""
        reading = self.scenario.minority.reading
        if reading is None:
            return
        if reading == self.rulebook.default_reading:
            what = f'"{reading}" is the default reading, on which the answers stand.'
            self.problem(("minority", "reading"), "minority", what, "It is no other view.", "Name another, or a source.")
        elif not any(
            self.engine.bound(asked).verdict is not self.engine.bound(asked._replace(reading=reading)).verdict for asked in self.asked()
        ):
            what = f"on the reading {reading} every finding that is asked about comes out the same."
            fix = "Name the reading on which it differs, or give the source of the view."
            self.problem(("minority", "reading"), "minority", what, "The view would differ in words only.", fix)

    # --- structure

    def structure(self) -> None:
        """Skills that are not asked, questions without a right or a wrong answer, rules never asked about."""
        missing = [skill for skill in SKILLS if not any(question.skill == skill for question in self.scenario.questions)]
        if missing:
            what = f"no question has the skill {listed(missing, joint='and')}."
            self.problem(("questions",), "structure", what, "Each scenario trains all four.", "Add one.")
        for number, question in enumerate(self.scenario.questions):
            self.options(question, ("questions", number))
        asked = {question.rule for question in self.scenario.questions} | {
            option.rule for question in self.scenario.questions for option in question.options
        }
        for rule in (rule for rule in self.scenario.rules if rule not in asked):
            place: Place = ("rules", self.scenario.rules.index(rule))
            self.problem(
                place, "structure", f"no question is about {rule}.", "The scenario is listed under it.", "Ask about it, or take it out."
            )

    def options(self, question: Asks, place: Place) -> None:
        right = [option for option in question.options if option.right]
        if not right or len(right) == len(question.options):
            what = f"every option of this question is {'right' if right else 'wrong'}."
            self.problem(place, "structure", what, "It asks nothing.", "Let at least one option be right and one wrong.")
        elif question.names in ("verdict", "result") and len(right) > 1:
            self.problem(place, "structure", f"more than one {question.names} is right.", "There is only one.", "Keep one.")
        named = [str(getattr(option, question.names)) for option in question.options]
        for double in _twice(named):
            self.problem(place, "structure", f"two options of this question name {double}.", "One of them is never read.", "Remove one.")


def _twice(words: Iterable[str]) -> list[str]:
    """The words that occur more than once."""
    found = list(words)
    return sorted({word for word in found if found.count(word) > 1})
