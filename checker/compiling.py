"""Rules as written, turned into grounds.

Comes in: a folder of rules (read through ``rules``). Goes out: the compiled rulebook as plain data, ready for JSON: the vocabulary, the readings, and for every definition and
rule its sentences, its facts cut into cells, and the maximal boxes of each outcome and of each sentence. Every mistake in every file is reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checker import documents, grounds
from checker.cells import Partition, quiet, tests
from checker.conditions import BadCondition, Joined, Negated, Test, Tree, Types, parse
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.folder import Written, read_folder
from checker.grounds import TooManyGrounds
from checker.rules import Definition, LedgerFile, Rule
from checker.truth import Verdict
from checker.vocabulary import Fact

#: The subject whose facts every condition may use: a record has one conflict.
SHARED = "conflict"


class Compiler:
    """Compiles the definitions and rules of one folder; collects problems instead of stopping at the first."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.types = Types(written.vocabulary)
        self.problems: list[Problem] = []
        self.numbers = {identity: number for number, identity in enumerate(testable(written.ledger))}
        self._definition_trees: dict[str, Tree | None] = {}
        self._supports: dict[str, frozenset[str]] = {}

    # conditions

    def tree(self, text: str, roles: Mapping[str, str], document: Document, path: documents.Path) -> Tree | None:
        """The tree of the condition at ``path`` of a document; None, and a problem noted, if it cannot be used."""
        try:
            return parse(text, roles, self.types)
        except BadCondition as error:
            self.problems.append(
                Problem(
                    document.file,
                    document.line(*path),
                    error.code,
                    error.what + ("," if error.why[:1].islower() else "."),
                    error.why,
                    error.fix,
                )
            )
            return None

    def definition_tree(self, identity: str) -> Tree | None:
        """The whole condition of a definition in its own facts and definitions."""
        if identity not in self._definition_trees:
            definition, document = self.written.definitions[identity]
            subject = identity.partition(".")[0]
            roles = {subject: subject, SHARED: SHARED}
            alternatives: list[Tree] = []
            for index, alternative in enumerate(definition.holds_when):
                parts = [
                    self.tree(part.when, roles, document, ("holds_when", index, "parts", number, "when"))
                    for number, part in enumerate(alternative.parts)
                ]
                alternatives.append(Joined(True, tuple(part for part in parts if part is not None)))
            self._definition_trees[identity] = Joined(False, tuple(alternatives))
        return self._definition_trees[identity]

    def support(self, fact: Fact, using: tuple[str, ...] = ()) -> frozenset[str]:
        """The recorded facts on which ``fact`` rests: itself, or those of its definition. Raises InputError for a circle of definitions."""
        if not fact.derived:
            return frozenset((fact.id,))
        if fact.id in using:
            _, document = self.written.definitions[fact.id]
            circle = [*using[using.index(fact.id) :], fact.id]
            raise InputError.single(
                document.file,
                document.line("holds_when"),
                "definition-cycle",
                f"this definition rests on itself: {' → '.join(circle)}.",
                "A circle decides nothing.",
                "Define one of them by recorded facts.",
            )
        if fact.id not in self._supports:
            tree = self.definition_tree(fact.id)
            self._supports[fact.id] = (
                frozenset().union(*(self.support(test.fact, (*using, fact.id)) for test in tests(tree))) if tree else frozenset()
            )
        return self._supports[fact.id]

    def inlined(self, trees: Sequence[Tree]) -> list[Tree]:
        """``trees`` with every definition written out that shares a recorded fact with anything else in them; the others may stand as one fact each."""
        current = list(trees)
        while True:
            found = {test.path: test.fact for tree in current for test in tests(tree)}
            shared = {
                path
                for path, fact in found.items()
                if fact.derived and any(other != path and self.support(fact) & self.support(found[other]) for other in found)
            }
            if not shared:
                return current
            current = [self._substitute(tree, shared) for tree in current]

    def _substitute(self, tree: Tree, paths: set[str]) -> Tree:
        if isinstance(tree, Negated):
            return Negated(self._substitute(tree.tree, paths))
        if isinstance(tree, Joined):
            return Joined(tree.conjunction, tuple(self._substitute(child, paths) for child in tree.trees))
        if tree.path not in paths:
            return tree
        body = self.definition_tree(tree.fact.id)
        assert body is not None
        moved = _moved(body, tree.fact.subject, tree.path.rpartition(".")[0])
        yes, no = ((word in tree.constants) == (tree.operator != "!=") for word in ("yes", "no"))
        if yes == no:  # in [true, false], or in neither
            return Joined(not yes, (moved, Negated(moved)))
        return moved if yes else Negated(moved)

    # definitions and rules

    def definition(self, identity: str) -> dict[str, Any] | None:
        """A definition, compiled."""
        definition, document = self.written.definitions[identity]
        subject = identity.partition(".")[0]
        tree = self.definition_tree(identity)
        if (
            tree is None
            or not isinstance(tree, Joined)
            or sum(len(a.trees) for a in tree.trees if isinstance(a, Joined)) != sum(len(a.parts) for a in definition.holds_when)
        ):
            return None
        self.support(self.written.vocabulary.fact(identity))
        flat = [part for alternative in tree.trees if isinstance(alternative, Joined) for part in alternative.trees]
        written = [
            (("holds_when", a, "parts", p), part.says, part.when)
            for a, alternative in enumerate(definition.holds_when)
            for p, part in enumerate(alternative.parts)
        ]
        partition = Partition(self.problems, document, self.inlined(flat), written)
        parts = partition.parts()
        at = 0
        positive: list[list[int]] = []
        try:
            for alternative in definition.holds_when:
                chosen = range(at, at + len(alternative.parts))
                at += len(alternative.parts)
                positive.append(grounds.intersection([partition.covers(index, True) for index in chosen], partition.space))
                for index in chosen:
                    parts[index]["group"] = len(positive) - 1
            negative = grounds.intersection(
                [[box for index in _group(parts, g) for box in partition.covers(index, False)] for g in range(len(positive))],
                partition.space,
            )
        except TooManyGrounds:
            partition.too_many()
            return None
        outcomes = partition.outcomes({"yes": [box for boxes in positive for box in boxes], "no": negative})
        if outcomes is None:
            return None
        for word, what in (("yes", "can never hold"), ("no", "always holds")):
            if not outcomes[word]:
                self.problems.append(
                    Problem(
                        document.file,
                        document.line("holds_when"),
                        "constant",
                        f"this definition {what}.",
                        "It would decide nothing.",
                        "Check its parts.",
                    )
                )
        return {
            "id": identity, "title": definition.title, "subject": subject, "status": definition.status, "review": _review(definition), "authority": [a.model_dump(exclude_none=True) for a in definition.authority],
            "limits": definition.limits, "file": document.file, "variables": partition.plain(), "parts": parts, "groups": [{"says": a.ground, "cites": a.cites} for a in definition.holds_when], "forms": [{"readings": [], "outcomes": outcomes}],
        }  # fmt: skip

    def rule(self, identity: str) -> dict[str, Any] | None:
        """A rule, compiled for every reading."""
        rule, document = self.written.rules[identity]
        roles = self._roles(rule, document)
        if roles is None:
            return None
        every = tuple(self.written.readings.readings)
        sections: list[tuple[documents.Path, Any, str, int, tuple[str, ...]]] = []
        for section in ("applies_when", "elements"):
            sections += [
                ((section, index), part, section, -1, self._readings(part, every, document, (section, index)))
                for index, part in enumerate(getattr(rule, section))
            ]
        groups: list[tuple[str, ...]] = []
        for number, exemption in enumerate(rule.unless):
            groups.append(self._readings(exemption, every, document, ("unless", number)))
            sections += [
                (("unless", number, "parts", index), part, "unless", number, groups[-1]) for index, part in enumerate(exemption.parts)
            ]
        trees = [self.tree(part.when, roles, document, (*path, "when")) for path, part, *_ in sections]
        whole_trees = [tree for tree in trees if tree is not None]
        if len(whole_trees) != len(trees):
            return None
        partition = Partition(
            self.problems, document, self.inlined(whole_trees), [(path, part.says, part.when) for path, part, *_ in sections]
        )
        parts = partition.parts()
        for entry, (_, _, section, group, readings) in zip(parts, sections, strict=True):
            entry.update(section=section, group=group, readings=list(readings))
        forms: dict[tuple[int, ...], dict[str, Any]] = {}
        for reading in every:
            included = tuple(index for index, (*_, readings) in enumerate(sections) if reading in readings)
            if included in forms:
                forms[included]["readings"].append(reading)
                continue
            covers = self._outcomes(partition, parts, included)
            outcomes = partition.outcomes(covers) if covers is not None else None
            if outcomes is None:
                return None
            forms[included] = {"readings": [reading], "outcomes": outcomes}
            if not outcomes["breach"] and all(entry["holds"] and entry["fails"] for entry in parts):
                self.problems.append(
                    Problem(
                        document.file,
                        document.line("elements"),
                        "never-breached",
                        f"on the reading {reading} no state of the facts is a breach.",
                        "A rule that cannot be breached protects nobody.",
                        "Check the elements against applies_when and the exceptions.",
                    )
                )
            elif outcomes["breach"] == [partition.space.full]:
                self.problems.append(
                    Problem(
                        document.file,
                        document.line("elements"),
                        "always-breached",
                        f"on the reading {reading} every state of the facts is a breach.",
                        "Every record would be in breach, even an empty one.",
                        "Leave a part that counts on that reading.",
                    )
                )
        own = [box for part in parts if part["section"] != "applies_when" for box in (*part["holds"], *part["fails"])]
        deciding = sorted({index for box in own for index in partition.space.constrained(box)})
        return {
            "id": identity, "title": rule.title, "status": rule.status, "review": _review(rule), "authority": [a.model_dump(exclude_none=True) for a in rule.authority], "duties": rule.duties, "numbers": [self.numbers[duty] for duty in rule.duties if duty in self.numbers],
            "on": rule.on, "for_each": {role: [links] if isinstance(links, str) else links for role, links in rule.for_each.items()}, "roles": roles, "addressee": rule.addressee, "gravity": rule.gravity,
            "remedy": rule.remedy, "for_editors": rule.for_editors, "limits": rule.limits, "file": document.file, "variables": partition.plain(), "parts": parts,
            "deciding": deciding,
            "quiet": quiet(partition, [form["outcomes"] for form in forms.values()], deciding),
            "groups": [{"says": e.exception, "cites": e.cites, "readings": list(r)} for e, r in zip(rule.unless, groups, strict=True)], "forms": list(forms.values()),
        }  # fmt: skip

    def _outcomes(self, partition: Partition, parts: list[dict[str, Any]], included: tuple[int, ...]) -> dict[str, list[int]] | None:
        """The boxes of the four outcomes of a rule on one reading."""
        space = partition.space

        def of(section: str, group: int = -1) -> list[int]:
            return [index for index in included if parts[index]["section"] == section and parts[index]["group"] == group]

        def fails(indexes: Iterable[int]) -> list[int]:
            return grounds.absorbed(box for index in indexes for box in partition.covers(index, False))

        try:
            applies = grounds.intersection([partition.covers(index, True) for index in of("applies_when")], space)
            elements = grounds.intersection([applies, *(partition.covers(index, True) for index in of("elements"))], space)
            exceptions = [
                of("unless", group)
                for group in sorted({parts[index]["group"] for index in included if parts[index]["section"] == "unless"})
            ]
            covered = [
                box
                for exception in exceptions
                for box in grounds.intersection([elements, *(partition.covers(index, True) for index in exception)], space)
            ]
            return {
                Verdict.BREACH.value: grounds.intersection([elements, *(fails(exception) for exception in exceptions)], space),
                Verdict.EXCEPTED.value: covered,
                Verdict.COMPLIED.value: grounds.intersection([applies, fails(of("elements"))], space),
                Verdict.NOT_APPLICABLE.value: fails(of("applies_when")),
            }
        except TooManyGrounds:
            partition.too_many()
            return None

    def _roles(self, rule: Rule, document: Document) -> dict[str, str] | None:
        subjects = self.written.vocabulary.subjects
        if rule.on not in subjects:
            self.problems.append(
                Problem(
                    document.file,
                    document.line("on"),
                    "unknown-subject",
                    f'"{rule.on}" is no subject.',
                    "The rule would never be evaluated.",
                    did_you_mean(rule.on, subjects, otherwise=f"Subjects are {listed(subjects)}."),
                )
            )
            return None
        roles = {SHARED: SHARED, rule.on: rule.on}
        for role, links in rule.for_each.items():
            for link in [links] if isinstance(links, str) else links:
                known = subjects[rule.on].links
                if link not in known:
                    self.problems.append(
                        Problem(
                            document.file,
                            document.line("for_each", role),
                            "unknown-link",
                            f'"{link}" is no link of {rule.on}.',
                            "The rule would never be evaluated.",
                            did_you_mean(link, known, otherwise=f"Its links are {listed(known) or 'none'}."),
                        )
                    )
                    return None
                if role == rule.on or len(known[link].to) != 1 or (role in roles and roles[role] != known[link].to[0]):
                    self.problems.append(
                        Problem(
                            document.file,
                            document.line("for_each", role),
                            "unknown-link",
                            f'"{link}" leads to {listed(known[link].to)} and cannot be bound to "{role}".',
                            "",
                            "Bind a link that leads to one subject.",
                        )
                    )
                    return None
                roles[role] = known[link].to[0]
        return roles

    def _readings(self, part: Any, every: tuple[str, ...], document: Document, path: documents.Path) -> tuple[str, ...]:
        for key in ("except_in", "only_in"):
            for name in getattr(part, key):
                if name not in every:
                    self.problems.append(
                        Problem(
                            document.file,
                            document.line(*path, key),
                            "reading",
                            f'"{name}" is not a reading.',
                            "The part would be kept or left out by mistake.",
                            did_you_mean(name, every, otherwise=f"Readings are {listed(every)}."),
                        )
                    )
        chosen = part.only_in or every
        return tuple(reading for reading in every if reading in chosen and reading not in part.except_in)


def _moved(tree: Tree, subject: str, prefix: str) -> Tree:
    """A definition's tree with its own subject replaced by the path ``prefix`` under which it is used."""
    if isinstance(tree, Negated):
        return Negated(_moved(tree.tree, subject, prefix))
    if isinstance(tree, Joined):
        return Joined(tree.conjunction, tuple(_moved(child, subject, prefix) for child in tree.trees))
    head, _, rest = tree.path.partition(".")
    return Test(f"{prefix}.{rest}", tree.fact, tree.operator, tree.constants) if head == subject else tree


def _review(entry: Rule | Definition) -> dict[str, Any] | None:
    return None if entry.review is None else entry.review.model_dump()


def _group(parts: list[dict[str, Any]], group: int) -> list[int]:
    return [index for index, part in enumerate(parts) if part["group"] == group]


def testable(ledger: LedgerFile | None) -> list[str]:
    """The entries of a ledger that records can show, in its order."""
    articles = (*ledger.articles, *ledger.annexes, *ledger.beyond) if ledger else ()
    return [entry.id for article in articles for entry in article.entries if entry.untestable is None]


def compile_folder(root: str, shown: str | None = None) -> dict[str, Any]:
    """The compiled rulebook of a folder as plain data. Raises InputError with every problem found."""
    written = read_folder(root, shown)
    compiler = Compiler(written)
    try:
        definitions = {identity: compiler.definition(identity) for identity in sorted(written.definitions)}
    except InputError as error:
        raise InputError(sorted({*compiler.problems, *error.problems})) from error
    broken = any(entry is None for entry in definitions.values())
    rules = {} if broken else {identity: compiler.rule(identity) for identity in sorted(written.rules)}
    if compiler.problems:
        raise InputError(sorted(set(compiler.problems)))
    ledger = written.ledger
    return {
        "vocabulary": written.vocabulary.plain(),
        "ledger": [
            ledger.instrument if ledger else "",
            len(compiler.numbers),
            [[s.title, s.first, s.last] for s in ledger.sections] if ledger else [],
        ],
        "treaties": {"states": dict(written.states), "treaties": [treaty.model_dump() for treaty in written.treaties]},
        "default_reading": written.readings.default,
        "readings": {name: reading.model_dump(exclude_none=True) for name, reading in written.readings.readings.items()},
        "definitions": definitions,
        "rules": rules,
    }
