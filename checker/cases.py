"""The cases beside each rule, run.

Comes in: the rulebook and its folder. Goes out: a :class:`Trial` for each rule and definition: every case on every reading, and what came out otherwise and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.claims import Claim, Stated
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.evaluation import Bound, Judge
from checker.folder import read_backgrounds, read_cases
from checker.records import Entry, Record
from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.rules import Case, CasesFile, Variation
from checker.values import BadValue
from checker.vocabulary import UNKNOWN, Vocabulary, value_problem

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """One case on one reading: what was expected, on which open facts it is said to turn, what came out, the facts as stated, and the rule on these.

    ``number`` counts the cases of its rule; ``varies`` where it is the last one that does not, with some facts changed.
    """

    case: str
    line: int
    reading: str
    expected: str
    verdict: str
    stated: Mapping[str, Any]
    bound: Bound
    turns_on: tuple[str, ...]
    wrong: str = ""
    number: int = 0
    varies: bool = False


@dataclass(slots=True)
class Trial:
    """What running the cases of one rule or definition showed."""

    compiled: Compiled
    file: str
    ran: list[Ran] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cases: int = 0

    @property
    def failed(self) -> list[Ran]:
        """The cases that came out otherwise than expected."""
        return [ran for ran in self.ran if ran.wrong]


def turning(bound: Bound, outcomes: Iterable[tuple[int, ...]] | None = None) -> list[str]:
    """The open facts that can still change the outcome (or membership of ``outcomes``), as a case names them."""
    return sorted(f"{entry}.{name}" for entry, name in bound.deciding(outcomes))


def try_rulebook(rulebook: Rulebook, shown: str, identities: Sequence[str] | None = None) -> Iterator[Trial]:
    """Runs the cases of the rules and definitions named (default: all), one trial each. Raises InputError if the backgrounds cannot be used."""
    file, document = read_backgrounds(rulebook.folder, shown)
    backgrounds = file.backgrounds
    problems: list[Problem] = []
    every = {subject: subject for subject in rulebook.vocabulary.subjects}
    for name, background in backgrounds.items():
        read_facts(background.facts, ("backgrounds", name, "facts"), document, every, rulebook.vocabulary, problems)
    if problems:
        raise InputError(problems)
    for identity in identities if identities is not None else (*rulebook.definition_ids, *rulebook.rule_ids):
        compiled: Compiled = rulebook.rule(identity) if identity in rulebook.rule_ids else rulebook.definition(identity)
        yield try_cases(rulebook, compiled, shown, {name: background.facts for name, background in backgrounds.items()})


def try_cases(rulebook: Rulebook, compiled: Compiled, shown: str, backgrounds: Mapping[str, Mapping[str, Any]]) -> Trial:
    """Runs the cases of one rule or definition."""
    # The same rules may have been compiled, and kept, under another folder name.
    file = f"{shown}/{compiled.file.partition('/')[2]}"
    trial = Trial(compiled, file)
    try:
        found = read_cases(rulebook.folder, shown, file)
    except InputError as error:
        trial.problems.extend(error.problems)
        return trial
    if found is None:
        trial.problems.append(
            Problem(
                file,
                0,
                "no-cases",
                "there are no cases beside it.",
                "A rule that nothing has tried cannot be relied on.",
                f"Write {file.removesuffix('.yml')}.cases.yml.",
            )
        )
        return trial
    cases, document = found
    if cases.rule != compiled.id:
        trial.problems.append(
            Problem(
                document.file,
                document.line("rule"),
                "id",
                f'these cases name the rule "{cases.rule}".',
                "They lie beside another.",
                f'Write "rule: {compiled.id}".',
            )
        )
    runner = _Runner(rulebook, compiled, document, backgrounds, trial)
    runner.run(cases)
    return trial


class _Runner:
    def __init__(
        self, rulebook: Rulebook, compiled: Compiled, document: Document, backgrounds: Mapping[str, Mapping[str, Any]], trial: Trial
    ) -> None:
        self.rulebook = rulebook
        self.compiled = compiled
        self.document = document
        self.backgrounds = backgrounds
        self.trial = trial
        self.roles: Mapping[str, str] = (
            compiled.roles
            if isinstance(compiled, CompiledRule)
            else {compiled.id.partition(".")[0]: compiled.id.partition(".")[0], "conflict": "conflict"}
        )

    def run(self, cases: CasesFile) -> None:
        for number, case in enumerate(cases.cases):
            path = ("cases", number)
            facts = self.background((*cases.given, *case.given), path)
            facts.update(self.facts(case.facts, (*path, "facts")))
            self.one(case, facts, path)
            for index, variation in enumerate(case.but):
                below = (*path, "but", index)
                self.one(variation, {**facts, **self.facts(variation.facts, (*below, "facts"))}, below)

    def background(self, names: Sequence[str], path: tuple[str | int, ...]) -> Facts:
        facts: Facts = {}
        for name in names:
            if name not in self.backgrounds:
                place = (
                    self.document.line(*path, "given")
                    if self.document.line(*path, "given") != self.document.line(*path)
                    else self.document.line("given")
                )
                self.trial.problems.append(
                    Problem(
                        self.document.file,
                        place,
                        "background",
                        f'"{name}" is not a background.',
                        "",
                        did_you_mean(name, self.backgrounds, otherwise=f"Backgrounds are {listed(self.backgrounds)}."),
                    )
                )
                continue
            facts.update({key: value for key, value in self.backgrounds[name].items() if key.partition(".")[0] in self.roles})
        return facts

    def facts(self, facts: Mapping[str, Any], path: tuple[str | int, ...]) -> Facts:
        return read_facts(facts, path, self.document, self.roles, self.rulebook.vocabulary, self.trial.problems)

    def one(self, variation: Variation | Case, facts: Facts, path: tuple[str | int, ...]) -> None:
        self.trial.cases += 1
        record = case_record(facts, self.roles, self.rulebook.vocabulary)
        binding = {role: role for role in self.roles if role != "conflict"}
        line = self.document.line(*path)
        stated = {key: value for key, value in facts.items() if value != UNKNOWN}
        readings = list(self.rulebook.readings) if isinstance(self.compiled, CompiledRule) else [self.rulebook.default_reading]
        if isinstance(variation.expect, dict):
            for name in variation.expect:
                if name not in readings:
                    self.trial.problems.append(
                        Problem(
                            self.document.file,
                            self.document.line(*path, "expect"),
                            "reading",
                            f'"{name}" is not a reading.',
                            "",
                            did_you_mean(name, readings),
                        )
                    )
        for reading in readings:
            turns_on = variation.turns_on.get(reading, []) if isinstance(variation.turns_on, dict) else variation.turns_on
            expected = variation.expect.get(reading) if isinstance(variation.expect, dict) else variation.expect
            judge = Judge(self.rulebook, record, reading)
            bound = (
                judge.bind(self.compiled, binding)
                if isinstance(self.compiled, CompiledRule)
                else judge.definition(self.compiled.id, self.compiled.id.partition(".")[0])
            )
            verdict = next(iter(bound.possible)) if len(bound.possible) == 1 else "undetermined"
            wrong = ""
            if expected is None:
                wrong = f"no verdict is expected on the reading {reading}; it came out {verdict}"
            elif expected != verdict:
                wrong = f"expected {expected}, came out {verdict}" + self.explained(bound)
            elif verdict == "undetermined":
                wrong = self.turning(turns_on, bound)
            number, varies = self.trial.cases, not isinstance(variation, Case)
            self.trial.ran.append(
                Ran(variation.case, line, reading, expected or "", verdict, stated, bound, tuple(turns_on), wrong, number, varies)
            )

    @staticmethod
    def turning(wanted: Sequence[str], bound: Bound) -> str:
        found = turning(bound)
        if wanted and sorted(wanted) != found:
            return f"it turns on {listed(found, joint='and', most=30)}, not on {listed(sorted(wanted), joint='and', most=30)}"
        return ""

    @staticmethod
    def explained(bound: Bound) -> str:
        sentences = [f"{part.when}: {bound.truth(part).value}" for part in bound.compiled.parts if bound.counts(part)]
        return f" ({'; '.join(sentences)})"


def read_facts(
    facts: Mapping[str, Any],
    path: tuple[str | int, ...],
    document: Document,
    roles: Mapping[str, str],
    vocabulary: Vocabulary,
    problems: list[Problem],
) -> Facts:
    """The facts at ``path`` that can be used; what is wrong with the others goes to ``problems``."""
    good: Facts = {}
    for key, value in facts.items():
        file, line = document.file, document.line(*path, key)
        subject = subject_of(key, roles, vocabulary)
        name = key.rpartition(".")[2]
        if subject is None:
            role = key.partition(".")[0]
            fix = f"Write subject.fact; subjects here are {listed(roles)}."
            fix = (
                f"From {role} it can follow {LINKS} links that lead to one subject."
                if role in roles
                else did_you_mean(role, roles, otherwise=fix)
            )
            problems.append(
                Problem(file, line, "unknown-subject", f'"{key}" is about no subject that is known here.', "No rule could see it.", fix)
            )
            continue
        known = vocabulary.subjects[subject].facts
        if name not in known:
            fix = did_you_mean(name, known, otherwise=f"`ihl schema facts` lists the facts of {subject}.")
            problems.append(Problem(file, line, "unknown-fact", f'"{name}" is not a fact of {subject}.', "No rule could see it.", fix))
            continue
        if known[name].derived:
            why, fix = "A case states what was observed.", "State those, or use a background (given)."
            problems.append(Problem(file, line, "derived-fact", f'"{key}" is worked out from other facts.', why, fix))
            continue
        try:
            for item in value if isinstance(value, list) else [value]:
                if item != UNKNOWN:
                    known[name].read(item)
        except BadValue as error:
            problems.append(value_problem(file, line, known[name], error))
            continue
        good[key] = value
    return good


#: How many links in a row a condition follows, and so a case.
LINKS = 2


def subject_of(key: str, roles: Mapping[str, str], vocabulary: Vocabulary) -> str | None:
    """The subject that the fact path ``key`` (``person.wounded``, ``person.in_power_of.x``) is about, or None."""
    role, *links = key.split(".")[:-1] or [""]
    subject = roles.get(role)
    for name in links:
        link = vocabulary.subjects[subject].links.get(name) if subject is not None else None
        subject = link.to[0] if link is not None and not link.many and len(link.to) == 1 else None
    return subject if len(links) <= LINKS else None


def case_record(facts: Mapping[str, Any], roles: Mapping[str, str], vocabulary: Vocabulary) -> Record:
    """The record that a case describes: one entry for each role, and for each single link of it, with the facts stated by nobody in particular."""
    subjects: dict[str, str] = dict(roles)
    for _ in range(LINKS):
        for identity, subject in list(subjects.items()):
            for link in vocabulary.subjects[subject].links.values():
                if not link.many and len(link.to) == 1:
                    subjects[f"{identity}.{link.name}"] = link.to[0]
    stated: dict[str, dict[str, Stated]] = {identity: {} for identity in subjects}
    for key, value in facts.items():
        identity, _, name = key.rpartition(".")
        fact = vocabulary.subjects[subjects[identity]].facts[name]
        items = [item for item in (value if isinstance(value, list) else [value]) if item != UNKNOWN]
        if items:
            stated[identity][name] = Stated(fact, tuple(Claim(fact.read(item)) for item in items))
    links: dict[str, dict[str, tuple[str, ...]]] = {identity: {} for identity in subjects}
    for other in subjects:
        identity, _, name = other.rpartition(".")
        if identity in links:
            links[identity][name] = (other,)
    entries = {identity: Entry(subject, identity, links=links[identity], facts=stated[identity]) for identity, subject in subjects.items()}
    return Record("case", "A case", "", entries=entries)
