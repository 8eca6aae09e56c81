"""The desk compiled: policies and questions as written, turned into grounds of results.

Comes in: a rules folder, its rulebook, and a house's own policies. Goes out: the desk as plain data, ready for JSON and for the browser: the facts it turns on, its questions as bit masks over their values, and for each
policy the maximal boxes (see ``grounds``) of every result and of every rule's outcomes. Every mistake in every file is reported at once.

A definition is one fact here: the desk asks its question. So a policy may not use a definition beside a fact that this rests on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from checker import documents, grounds, library
from checker.cells import Partition, tests
from checker.conditions import BadCondition, Tree, Types, parse
from checker.desk import phrases
from checker.desk.course import turned_on
from checker.desk.written import ADVICE, DeskFile, PolicyFile, PolicyRule
from checker.documents import Document, Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.grounds import Space, TooManyGrounds
from checker.outcomes import ParsedPart, rule_outcomes
from checker.rulebook import CompiledRule, Rulebook, article_url, provision
from checker.shapes import validated
from checker.values import BadValue
from checker.vocabulary import Fact

#: Who is spoken of: the item that a newsroom has, the captive whom it shows or quotes, and the conflict.
ROLES = {"publication": "publication", "person": "person", "conflict": "conflict"}

#: The results of a policy in order, the gravest first.
RESULTS = (*ADVICE, "no_concern")

#: Outcomes of a rule of a policy, by what they are called where it is raised against nobody.
OUTCOMES = {"raises": "breach", "excepted": "excepted", "clear": "complied", "not_applicable": "not_applicable"}

Plain = dict[str, Any]


def compile_desk(rulebook: Rulebook, house: Sequence[str] = ()) -> Plain:
    """The desk of a rulebook's folder, with the policies in the files ``house`` beside those shipped. Raises InputError with every problem found."""
    return _Compiler(rulebook).desk(house)


class _Compiler:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.types = Types(rulebook.vocabulary)
        self.problems: list[Problem] = []
        self.facts: dict[str, Fact] = {}
        self.assumed: dict[str, int] = {}
        self.known = {fact.id: fact for role in ROLES for fact in rulebook.vocabulary.subjects[role].facts.values() if fact.words}

    def desk(self, house: Sequence[str]) -> Plain:
        root, shown = self.rulebook.folder, os.path.basename(os.path.normpath(self.rulebook.folder))
        written: list[tuple[PolicyFile, Document]] = []
        desk: tuple[DeskFile, Document] | None = None
        for path in library.desk_files(root):
            name = f"{shown}/{os.path.relpath(path, root).replace(os.sep, '/')}"
            if path == os.path.join(root, library.DESK):
                desk = self.read(path, name, DeskFile)
            elif (policy := self.read(path, name, PolicyFile)) is not None:
                self.named(policy, os.path.basename(path).removesuffix(".yml"))
                written.append(policy)
        own = [policy for path in house if (policy := self.read(path, path, PolicyFile)) is not None]
        written += own
        if desk is None and not self.problems:
            self.note(
                Document(f"{shown}/{library.DESK}", {}),
                (),
                "no-desk",
                "this rulebook has no desk.",
                "There is nothing to ask.",
                f"Add {library.DESK}.",
            )
        self.unique(written)
        if self.problems or desk is None:
            raise InputError(sorted(set(self.problems)))
        self.assumed = self.masks(desk[0].assumes, desk[1], ("assumes",))
        layers = [layer for policy, document in written if (layer := self.layer(policy, document)) is not None]
        first = {name: place for place, name in enumerate(desk[0].compare)}
        layers.sort(key=lambda layer: (first.get(layer["id"], len(first)), layer["id"]))
        plain = self.questions(*desk)
        asks, says = phrases.asked(plain), self.sentences(*desk)
        self.compared(*desk, [policy.policy for policy, _ in written])
        if self.problems:
            raise InputError(sorted(set(self.problems)))
        return {
            "rulebook": self.rulebook.digest,
            "rulebook_name": self.rulebook.name,
            "facts": {
                path: phrases.plain_fact(fact, asks.get(path, fact.asks), says.get(path, {})) for path, fact in sorted(self.facts.items())
            },
            **plain,
            "own": [policy.policy for policy, _ in own],
            "layers": layers,
        }

    def read(self, path: str, shown: str, model: Any) -> Any:
        try:
            document = documents.parse_yaml(documents.read_text(path), shown)
            return validated(model, document), document
        except InputError as error:
            self.problems += [replace(p, file=shown) if p.file == path else p for p in error.problems]
            return None

    def note(self, document: Document, path: Path, code: str, what: str, why: str, fix: str) -> None:
        self.problems.append(Problem(document.file, document.line(*path) if path else 0, code, what, why, fix))

    def named(self, policy: tuple[PolicyFile, Document], stem: str) -> None:
        if policy[0].policy != stem:
            what = f'the policy "{policy[0].policy}" is not called like its file.'
            self.note(
                policy[1],
                ("policy",),
                "id",
                what,
                "One name for one policy keeps it findable.",
                f'Write "policy: {stem}" or rename the file.',
            )

    def unique(self, written: Sequence[tuple[PolicyFile, Document]]) -> None:
        seen: dict[str, str] = {}
        for policy, document in written:
            names: list[tuple[Path, str]] = [(("policy",), policy.policy)]
            names += [(("rules", number, "id"), rule.id) for number, rule in enumerate(policy.rules)]
            for path, name in names:
                if name in seen:
                    what, why = f'the name "{name}" is taken by {seen[name]}.', "Two answers could not be told apart."
                    self.note(document, path, "duplicate-id", what, why, "Rename one.")
                seen.setdefault(name, document.file)

    # facts and their values

    def fact(self, identity: str, document: Document, path: Path) -> Fact | None:
        """A fact that the desk can turn on, noted as one; None, and a problem, for another."""
        known = self.known
        if identity not in known:
            fix = did_you_mean(identity, known, otherwise=f"The desk knows the yes-or-no and listed facts of {listed(ROLES, joint='and')}.")
            what = f'"{identity}" is no fact that the desk can ask for.'
            self.note(document, path, "unknown-fact", what, "It would be open for ever.", fix)
            return None
        return self.facts.setdefault(identity, known[identity])

    def mask(self, fact: Fact, raw: Any, document: Document, path: Path) -> int:
        """The values that ``raw`` leaves of a fact; all of them, and a problem noted, where it has no such value."""
        words: set[str] = set()
        for one in raw if isinstance(raw, list) else [raw]:
            try:
                words |= fact.read(one).words or frozenset()
            except BadValue as error:
                fix = did_you_mean(error.word, fact.words, otherwise=error.fix) if error.word else error.fix
                self.note(document, path, "value", f"{error.what}.", "The desk could never reach it.", fix)
                return (1 << len(fact.words)) - 1
        return sum(1 << index for index, word in enumerate(fact.words) if word in words)

    def masks(self, entries: Mapping[str, Any], document: Document, path: Path) -> dict[str, int]:
        return {
            identity: self.mask(fact, raw, document, (*path, identity))
            for identity, raw in entries.items()
            if (fact := self.fact(identity, document, (*path, identity))) is not None
        }

    # one policy

    def layer(self, policy: PolicyFile, document: Document) -> Plain | None:
        """A policy compiled; None, and the problems noted, where it cannot be."""
        before = len(self.problems)
        assumed = self.masks(policy.assumes, document, ("assumes",))
        parsed = [(rule, self.parts(rule, number, document)) for number, rule in enumerate(policy.rules)]
        followed = [rule for number, entry in enumerate(policy.follows) if (rule := self.followed(entry.rule, number, policy, document))]
        if len(self.problems) > before:
            return None
        partition = self.partition(parsed, followed, document)
        compiled: list[Plain] = []
        start = 0
        for own, parts in parsed:
            numbered = [(part, start + number) for number, part in enumerate(parts)]
            start += len(parts)
            found = partition.outcomes(partial(rule_outcomes, numbered))
            if found is None:
                return None
            compiled.append(self.own(own, found, numbered))
        compiled += [self.taken(entry, rule, policy, partition) for entry, rule in zip(policy.follows, followed, strict=True)]
        try:
            results = _results(compiled, partition.space)
        except TooManyGrounds:
            partition.too_many()
            return None
        self.sound(policy, compiled, results, assumed, partition, document)
        return {
            "id": policy.policy, "title": policy.title, "kind": policy.kind, "by": policy.by, "holds": policy.holds, "binds": policy.binds, "limits": policy.limits,
            "read": policy.read.model_dump(by_alias=True), "authority": [_cited(entry.model_dump(exclude_none=True)) for entry in policy.authority],
            "assumes": assumed, "facts": [variable.path for variable in partition.variables],
            "results": {word: _boxes(boxes, partition.space) for word, boxes in results.items()},
            "rules": [{**entry, "outcomes": {word: _boxes(boxes, partition.space) for word, boxes in entry["outcomes"].items()}} for entry in compiled],
        }  # fmt: skip

    def parts(self, rule: PolicyRule, number: int, document: Document) -> list[ParsedPart]:
        written: list[tuple[Path, str, str, str, int]] = []
        for section, parts in (("applies_when", rule.applies_when), ("elements", rule.elements)):
            written += [((section, place), part.says, part.when, section, -1) for place, part in enumerate(parts)]
        for group, exemption in enumerate(rule.unless):
            written += [
                (("unless", group, "parts", place), part.says, part.when, "unless", group) for place, part in enumerate(exemption.parts)
            ]
        found = []
        for path, says, when, section, group in written:
            try:
                tree = parse(when, ROLES, self.types)
            except BadCondition as error:
                what = error.what + ("," if error.why[:1].islower() else ".")
                fix = error.fix.replace("; others are bound with on and for_each.", ": a policy speaks of nothing else.")
                self.note(document, ("rules", number, *path, "when"), error.code, what, error.why, fix)
                continue
            found.append(ParsedPart(("rules", number, *path), says, when, section, group, (), tree))
            for identity in _paths(tree):
                self.fact(identity, document, ("rules", number, *path, "when"))
        return found

    def followed(self, identity: str, number: int, policy: PolicyFile, document: Document) -> CompiledRule | None:
        path: Path = ("follows", number, "rule")
        if identity not in self.rulebook.rule_ids:
            fix = did_you_mean(identity, self.rulebook.rule_ids, otherwise="`ihl rules list` has them.")
            self.note(document, path, "unknown-rule", f'"{identity}" is no rule.', "The policy would follow nothing.", fix)
            return None
        if policy.reading not in self.rulebook.readings:
            fix = did_you_mean(str(policy.reading), self.rulebook.readings, otherwise=f"Readings are {listed(self.rulebook.readings)}.")
            self.note(
                document, ("reading",), "reading", f'"{policy.reading}" is not a reading.', "The rules could not be followed on it.", fix
            )
            return None
        rule = self.rulebook.rule(identity)
        whole = all(self.fact(variable.path, document, path) is not None for variable in rule.variables)
        return rule if whole else None

    def partition(
        self, parsed: Sequence[tuple[PolicyRule, list[ParsedPart]]], followed: Sequence[CompiledRule], document: Document
    ) -> Partition:
        """The facts of a policy, those of its own rules and of those it follows, and the boxes of its own parts."""
        parts = [part for _, found in parsed for part in found]
        needed = {variable.path for rule in followed for variable in rule.variables}
        further = [parse(_any_test(self.facts[path], path), ROLES, self.types) for path in sorted(needed)]
        return Partition(self.problems, document, [*(part.tree for part in parts), *further], [(p.path, p.says, p.when) for p in parts])

    def own(self, rule: PolicyRule, found: Mapping[str, Sequence[int]], numbered: Sequence[tuple[ParsedPart, int]]) -> Plain:
        return {
            "id": rule.id, "title": rule.title, "advice": rule.advice, "sign_off": rule.sign_off, "for_editors": rule.for_editors, "limits": rule.limits,
            "authority": [_cited(entry.model_dump(exclude_none=True)) for entry in rule.authority],
            "parts": [part.says for part, _ in numbered if part.section != "unless"], "exceptions": [entry.exception for entry in rule.unless], "law": "",
            "outcomes": {word: list(found[verdict]) for word, verdict in OUTCOMES.items()},
        }  # fmt: skip

    def taken(self, entry: Any, rule: CompiledRule, policy: PolicyFile, partition: Partition) -> Plain:
        """A rule of law as a policy follows it: its grounds on the policy's reading, in the policy's facts."""
        reading = str(policy.reading)
        where = [partition.index[variable.path] for variable in rule.variables]
        space = partition.space

        def moved(box: int) -> int:
            return space.box([(where[index], rule.space.cells(box, index)) for index in range(len(where))])

        counted = [part for part in rule.parts if not part.readings or reading in part.readings]
        return {
            "id": rule.id, "title": rule.title, "advice": entry.advice, "sign_off": entry.sign_off, "for_editors": rule.for_editors, "limits": rule.limits,
            "authority": [_cited(dict(authority)) for authority in rule.authority], "parts": [part.says for part in counted if part.section != "unless"],
            "exceptions": [group.says for group in rule.groups if not group.readings or reading in group.readings], "law": rule.provision,
            "outcomes": {word: [moved(box) for box in rule.grounds(reading)[verdict]] for word, verdict in OUTCOMES.items()},
        }  # fmt: skip

    def sound(
        self,
        policy: PolicyFile,
        compiled: Sequence[Plain],
        results: Mapping[str, Sequence[int]],
        assumed: Mapping[str, int],
        partition: Partition,
        document: Document,
    ) -> None:
        """Notes rules that can never be raised, or always are, on what the policy takes for granted."""
        space = partition.space
        start = space.box([(partition.index[path], mask) for path, mask in {**self.assumed, **assumed}.items() if path in partition.index])
        own = len(policy.rules)
        for number, rule in enumerate(compiled):
            path: Path = ("rules", number, "elements") if number < own else ("follows", number - own)
            if not grounds.meets(rule["outcomes"]["raises"], start, space):
                self.note(
                    document,
                    path,
                    "never-raised",
                    f'"{rule["id"]}" can never be raised here.',
                    "It would ask for nothing.",
                    "Check its conditions and what the policy assumes.",
                )
            elif grounds.contains(rule["outcomes"]["raises"], start):
                self.note(
                    document,
                    path,
                    "always-raised",
                    f'"{rule["id"]}" is raised whatever the facts.',
                    "Every item would be answered alike.",
                    "Give it a condition.",
                )
        if not grounds.meets(results["no_concern"], start, space):
            self.note(
                document,
                ("policy",),
                "always-raised",
                "under this policy every item raises a concern.",
                "It could tell nothing apart.",
                "Check its rules.",
            )

    # the questions

    def questions(self, desk: DeskFile, document: Document) -> Plain:
        questions = []
        for number, entry in enumerate(desk.questions):
            at: Path = ("questions", number)
            options = []
            for place, option in enumerate(entry.options):
                here = (*at, "options", place)
                options.append(
                    {
                        "id": option.id,
                        "says": option.says,
                        "sets": self.masks(option.sets, document, (*here, "sets")),
                        "else": self.masks(option.else_, document, (*here, "else")),
                        "refer": option.refer,
                        "note": option.note,
                    }
                )
                if entry.many and not option.else_:
                    self.note(
                        document,
                        here,
                        "missing",
                        f'the answer "{option.id}" does not say what follows where it is not chosen.',
                        "Leaving it out would leave the fact open.",
                        "Add else.",
                    )
            questions.append(
                {
                    "id": entry.id,
                    "asks": entry.asks,
                    "log": entry.log,
                    "why": entry.why,
                    "many": entry.many,
                    "any": self.masks(entry.any_, document, (*at, "any")),
                    "none": self.masks(entry.none, document, (*at, "none")),
                    "none_says": entry.none_says,
                    "options": options,
                }
            )
        known = [entry.id for entry in desk.questions]
        for key, names in (("opens", desk.opens), ("closes", desk.closes)):
            for number, name in enumerate(names):
                if name not in known:
                    fix = did_you_mean(name, known, otherwise=f"Questions are {listed(known, joint='and')}.")
                    self.note(document, (key, number), "unknown-question", f'"{name}" is no question.', "The desk could not ask it.", fix)
        asked = {fact for question in questions for fact in turned_on(question)}
        questions += [
            phrases.from_vocabulary(path, fact)
            for path, fact in sorted(self.facts.items())
            if path not in asked and path not in self.assumed
        ]
        changes = []
        for number, change in enumerate(desk.changes):
            fact = self.fact(change.fact, document, ("changes", number, "fact"))
            if fact is not None:
                mends = self.mask(fact, list(change.mends), document, ("changes", number, "mends"))
                leaves = self.mask(fact, [change.leaves], document, ("changes", number, "leaves"))
                changes.append(
                    {"id": change.id, "fact": change.fact, "mends": mends, "leaves": leaves, "do": change.do, "check": change.check}
                )
        return {
            "default": desk.default, "compare": desk.compare, "assumes": self.assumed, "opens": desk.opens, "closes": desk.closes, "questions": questions, "changes": changes,
            "results": {word: entry.model_dump() for word, entry in desk.results.items()}, "reminders": desk.reminders,
        }  # fmt: skip

    def sentences(self, desk: DeskFile, document: Document) -> dict[str, dict[str, str]]:
        """The desk's own sentences on facts, by fact and value."""
        for identity, says in desk.says.items():
            fact = self.fact(identity, document, ("says", identity))
            if fact is not None:
                self.mask(fact, list(says), document, ("says", identity))
        return {identity: dict(says) for identity, says in desk.says.items()}

    def compared(self, desk: DeskFile, document: Document, known: Sequence[str]) -> None:
        named: list[tuple[Path, str]] = [
            (("default",), desk.default),
            *((("compare", number), name) for number, name in enumerate(desk.compare)),
        ]
        for path, name in named:
            if name not in known:
                fix = did_you_mean(name, known, otherwise=f"Policies are {listed(known, joint='and')}.")
                self.note(document, path, "unknown-policy", f'"{name}" is no policy.', "The desk could not answer under it.", fix)


def _results(rules: Sequence[Plain], space: Space) -> dict[str, tuple[int, ...]]:
    """The maximal boxes of each result: a rule of the gravest advice decides, and where none is raised there is no concern."""
    found: dict[str, tuple[int, ...]] = {}
    rest: list[int] = [space.full]
    for advice in ADVICE:
        chosen = [rule for rule in rules if rule["advice"] == advice]
        raised = grounds.maximal([box for rule in chosen for box in rule["outcomes"]["raises"]], space)
        found[advice] = grounds.maximal(grounds.intersection([rest, raised], space), space)
        for rule in chosen:
            quiet = grounds.maximal([box for word, boxes in rule["outcomes"].items() if word != "raises" for box in boxes], space)
            rest = list(grounds.maximal(grounds.intersection([rest, quiet], space), space))
    found["no_concern"] = tuple(rest)
    return found


def _boxes(boxes: Iterable[int], space: Space) -> list[list[int]]:
    """Boxes as the masks of their facts, in a fixed order: those that leave most free first, so that the first that contains a state needs the fewest facts."""
    ordered = sorted(boxes, key=lambda box: (len(space.constrained(box)), box))
    return [[space.cells(box, index) for index in range(len(space.widths))] for box in ordered]


def _paths(tree: Tree) -> Iterator[str]:
    return (test.path for test in tests(tree))


def _any_test(fact: Fact, path: str) -> str:
    """A condition that turns on a fact, whichever."""
    return path if fact.type == "bool" else f'{path} == "{fact.words[0]}"'


def _cited(authority: dict[str, Any]) -> Plain:
    return {"cites": provision(authority), "gist": authority["gist"], "url": article_url(authority)}
