"""Rules as written, turned into grounds.

Comes in: a folder of rules (read through ``rules``). Goes out: the compiled rulebook as plain data, ready for JSON: the vocabulary, the readings, and for every definition and
rule its sentences, its facts cut into cells, and the maximal boxes of each outcome and of each sentence. Every mistake in every file is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from checker import documents
from checker.cells import Partition, quiet, tests
from checker.conditions import BadCondition, Joined, Negated, Test, Tree, Types, parse
from checker.contents import Contents
from checker.dependence import Dependence
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.folder import Written, read_folder
from checker.grounds import PAIRS, Effort, TooManyGrounds
from checker.outcomes import ParsedPart, counted_alike, counting, definition_outcomes, rule_outcomes
from checker.rules import Definition, ExceptionPart, Exemption, LedgerFile, Part, Rule
from checker.vocabulary import Fact

#: The subject whose facts every condition may use: a record has one conflict.
SHARED = "conflict"

#: A rule or definition with more tests than this, once the definitions that have to be are written out in it, is refused.
MOST_TESTS = 5000


class Compiler:
    """Compiles the definitions and rules of one folder; collects problems instead of stopping at the first."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.types = Types(written.vocabulary)
        self.readings = tuple(written.readings.readings)
        self.problems: list[Problem] = []
        self.numbers = {identity: number for number, identity in enumerate(testable(written.ledger))}
        self._definitions: dict[str, tuple[list[ParsedPart], bool]] = {}
        self._trees: dict[tuple[str, tuple[tuple[str, str], ...]], Tree] = {}
        self._definition_trees: dict[str, Tree] = {}
        self._sizes: dict[str, int] = {}
        self._supports: dict[str, frozenset[str]] = {}

    # conditions

    def tree(self, text: str, roles: Mapping[str, str], document: Document, path: documents.Path) -> Tree | None:
        """The tree of the condition at ``path`` of a document; None, and a problem noted, if it cannot be used."""
        key = (text, tuple(roles.items()))  # Half of the conditions of a rulebook stand in another rule, too, word for word.
        if key in self._trees:
            return self._trees[key]
        try:
            self._trees[key] = parse(text, roles, self.types)
            return self._trees[key]
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

    def entry(self, identity: str) -> tuple[Rule | Definition, Document]:
        """A rule or definition as written, and its document."""
        return self.written.rules[identity] if identity in self.written.rules else self.written.definitions[identity]

    def parts(self, identity: str) -> list[ParsedPart] | None:
        """The parts of a rule or definition in order; None, and the problems noted, if one of them cannot be used."""
        if identity in self.written.definitions:
            parts, whole = self._definition_parts(identity)
            return parts if whole else None
        rule, document = self.written.rules[identity]
        roles = self._roles(rule, document)
        if roles is None:
            return None
        written: list[tuple[documents.Path, Part | ExceptionPart, str, int, tuple[str, ...]]] = []
        for section, listed_parts in (("applies_when", rule.applies_when), ("elements", rule.elements)):
            for index, part in enumerate(listed_parts):
                written.append(((section, index), part, section, -1, self._readings(part, document, (section, index))))
        for group, exemption in enumerate(rule.unless):
            readings = self._readings(exemption, document, ("unless", group))
            for index, inner in enumerate(exemption.parts):
                written.append((("unless", group, "parts", index), inner, "unless", group, readings))
        parsed = []
        for path, entry, section, group, readings in written:
            tree = self.tree(entry.when, roles, document, (*path, "when"))
            if tree is not None:
                parsed.append(ParsedPart(path, entry.says, entry.when, section, group, readings, tree))
        return parsed if len(parsed) == len(written) else None

    def _definition_parts(self, identity: str) -> tuple[list[ParsedPart], bool]:
        """The parts of a definition that can be used, and whether these are all."""
        if identity not in self._definitions:
            definition, document = self.written.definitions[identity]
            subject = identity.partition(".")[0]
            roles = {subject: subject, SHARED: SHARED}
            parsed: list[ParsedPart] = []
            for group, alternative in enumerate(definition.holds_when):
                for index, part in enumerate(alternative.parts):
                    path = ("holds_when", group, "parts", index)
                    tree = self.tree(part.when, roles, document, (*path, "when"))
                    if tree is not None:
                        parsed.append(ParsedPart(path, part.says, part.when, "holds_when", group, (), tree))
            self._definitions[identity] = parsed, len(parsed) == sum(len(alternative.parts) for alternative in definition.holds_when)
        return self._definitions[identity]

    def definition_tree(self, identity: str) -> Tree:
        """The whole condition of a definition in its own facts and definitions."""
        if identity not in self._definition_trees:
            parts, _ = self._definition_parts(identity)
            alternatives = range(len(self.written.definitions[identity][0].holds_when))
            self._definition_trees[identity] = Joined(
                False, tuple(Joined(True, tuple(part.tree for part in parts if part.group == group)) for group in alternatives)
            )
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
            inside = [self.support(test.fact, (*using, fact.id)) for test in tests(self.definition_tree(fact.id))]
            self._supports[fact.id] = frozenset().union(*inside)
        return self._supports[fact.id]

    def inlined(self, trees: Sequence[Tree]) -> list[Tree]:
        """``trees`` with every definition written out that shares a recorded fact with anything else in them; the others may stand as one fact each."""
        current = list(trees)
        while True:
            found = {test.path: test.fact for tree in current for test in tests(tree)}
            if len(found) > MOST_TESTS or len(found) * sum(fact.derived for fact in found.values()) > PAIRS:
                raise TooManyGrounds
            shared = {
                path
                for path, fact in found.items()
                if fact.derived and any(other != path and self.support(fact) & self.support(found[other]) for other in found)
            }
            if not shared:
                return current
            # Definitions that are used twice, by definitions that are used twice, and so on, would double with each step.
            sizes = (self._size(test.fact.id) if test.path in shared else 1 for tree in current for test in tests(tree))
            if sum(sizes) > MOST_TESTS:
                raise TooManyGrounds
            current = [self._substitute(tree, shared) for tree in current]

    def _size(self, identity: str) -> int:
        """How many tests the condition of a definition has."""
        if identity not in self._sizes:
            self._sizes[identity] = sum(1 for _ in tests(self.definition_tree(identity)))
        return self._sizes[identity]

    def _substitute(self, tree: Tree, paths: set[str]) -> Tree:
        if isinstance(tree, Negated):
            return Negated(self._substitute(tree.tree, paths))
        if isinstance(tree, Joined):
            return Joined(tree.conjunction, tuple(self._substitute(child, paths) for child in tree.trees))
        if tree.path not in paths:
            return tree
        moved = _moved(self.definition_tree(tree.fact.id), tree.fact.subject, tree.path.rpartition(".")[0])
        yes, no = ((word in tree.constants) == (tree.operator != "!=") for word in ("yes", "no"))
        if yes == no:  # in [true, false], or in neither
            return Joined(not yes, (moved, Negated(moved)))
        return moved if yes else Negated(moved)

    # definitions and rules

    def partition(
        self, parts: Sequence[ParsedPart], document: Document, further: Sequence[Tree] = (), effort: Effort | None = None
    ) -> Partition:
        """The facts of these parts cut into cells, and the boxes of each; ``further`` are trees over the same facts that the cells must tell apart too. Raises TooManyGrounds."""
        written = [(part.path, part.says, part.when) for part in parts]
        return Partition(self.problems, document, self.inlined([*(part.tree for part in parts), *further]), written, effort)

    def _partition(self, parts: Sequence[ParsedPart], document: Document) -> Partition | None:
        """The same for a rule or definition that is to be compiled; None, and a problem noted, where there is too much to write out."""
        try:
            return self.partition(parts, document, effort=Effort())
        except TooManyGrounds:
            used = sorted({test.fact.id for part in parts for test in tests(part.tree) if test.fact.derived})
            self.problems.append(
                Problem(
                    document.file,
                    0,
                    "too-many-grounds",
                    f"this has more than {MOST_TESTS:,} tests of facts" + (", with the definitions written out in it." if used else "."),
                    f"A definition has to be written out where it shares a fact with another part: here {listed(used, joint='and')}."
                    if used
                    else "",
                    "Split it into several rules, or let the definitions that it uses rest on different facts.",
                )
            )
            return None

    def definition(self, identity: str) -> dict[str, Any] | None:
        """A definition, compiled."""
        definition, document = self.written.definitions[identity]
        found = self.parts(identity)
        if found is None:
            return None
        self.support(self.written.vocabulary.fact(identity))
        partition = self._partition(found, document)
        if partition is None:
            return None
        parts = partition.parts()
        for entry, part in zip(parts, found, strict=True):
            entry["group"] = part.group
        outcomes = partition.outcomes(partial(definition_outcomes, [(part, number) for number, part in enumerate(found)]))
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
            "id": identity, "title": definition.title, "subject": identity.partition(".")[0], "status": definition.status, "review": _review(definition),
            "authority": [a.model_dump(exclude_none=True) for a in definition.authority], "limits": definition.limits, "file": document.file, "variables": partition.plain(), "parts": parts,
            "groups": [{"says": a.ground, "cites": a.cites} for a in definition.holds_when], "forms": [{"readings": [], "outcomes": outcomes}],
        }  # fmt: skip

    def rule(self, identity: str) -> dict[str, Any] | None:
        """A rule, compiled for every reading."""
        rule, document = self.written.rules[identity]
        found = self.parts(identity)
        if found is None:
            return None
        partition = self._partition(found, document)
        if partition is None:
            return None
        parts = partition.parts()
        for entry, part in zip(parts, found, strict=True):
            entry.update(section=part.section, group=part.group, readings=list(part.readings))
        forms: list[dict[str, Any]] = []
        for readings, counted in counted_alike([(part, number) for number, part in enumerate(found)], self.readings):
            outcomes = partition.outcomes(partial(rule_outcomes, counted))
            if outcomes is None:
                return None
            forms.append({"readings": list(readings), "outcomes": outcomes})
            if not outcomes["breach"] and all(entry["holds"] and entry["fails"] for entry in parts):
                self.problems.append(
                    Problem(
                        document.file,
                        document.line("elements"),
                        "never-breached",
                        f"on the reading {readings[0]} no state of the facts is a breach.",
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
                        f"on the reading {readings[0]} every state of the facts is a breach.",
                        "Every record would be in breach, even an empty one.",
                        "Leave a part that counts on that reading.",
                    )
                )
        own = [box for part in parts if part["section"] != "applies_when" for box in (*part["holds"], *part["fails"])]
        deciding = sorted({index for box in own for index in partition.space.constrained(box)})
        exceptions = {part.group: part.readings for part in found if part.section == "unless"}
        return {
            "id": identity, "title": rule.title, "status": rule.status, "review": _review(rule), "authority": [a.model_dump(exclude_none=True) for a in rule.authority], "duties": rule.duties,
            "on": rule.on, "for_each": {role: [links] if isinstance(links, str) else links for role, links in rule.for_each.items()}, "roles": self._roles(rule, document), "addressee": rule.addressee,
            "gravity": rule.gravity, "remedy": rule.remedy, "for_editors": rule.for_editors, "limits": rule.limits, "file": document.file, "variables": partition.plain(), "parts": parts,
            "deciding": deciding,
            "quiet": quiet(partition, [form["outcomes"] for form in forms], deciding),
            "groups": [{"says": e.exception, "cites": e.cites, "readings": list(exceptions[number])} for number, e in enumerate(rule.unless)], "forms": forms,
        }  # fmt: skip

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

    def _readings(self, part: Part | Exemption, document: Document, path: documents.Path) -> tuple[str, ...]:
        every = self.readings
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
        return counting(part.only_in, part.except_in, every)


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


def testable(ledger: LedgerFile | None) -> list[str]:
    """The entries of a ledger that records can show, in its order."""
    articles = (*ledger.articles, *ledger.annexes, *ledger.beyond) if ledger else ()
    return [entry.id for article in articles for entry in article.entries if entry.untestable is None]


def compile_folder(root: str, shown: str | None = None, contents: Contents | None = None) -> dict[str, Any]:
    """The compiled rulebook of a folder as plain data. Raises InputError with every problem found.

    With ``contents`` its files are those, and what is remembered of a rule or definition is taken over where neither its file nor anything that it rests on has changed.
    """
    written = read_folder(root, shown, contents)
    compiler = Compiler(written)
    try:
        definitions, rules = _compiled(compiler, contents)
    finally:
        if contents is not None:
            contents.keep()
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


def _compiled(compiler: Compiler, contents: Contents | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every definition and every rule, compiled; no rule where a definition cannot be used."""
    written = compiler.written
    dependence = Dependence(written, SHARED)

    def either(identity: str, file: str, make: Callable[[str], Any], rests_on: Callable[[Mapping[str, Any]], str]) -> Any:
        if contents is None:
            return make(identity)
        known = contents.compiled(file)
        if known is not None and known[0] == rests_on(known[1]):
            return known[1]
        before = len(compiler.problems)
        made = make(identity)
        if made is not None and len(compiler.problems) == before:
            contents.remember(file, identity, rests_on(made), made)
        return made

    try:
        definitions = {
            identity: either(identity, written.definitions[identity][1].file, compiler.definition, dependence.of_definition)
            for identity in sorted(written.definitions)
        }
    except InputError as error:
        raise InputError(sorted({*compiler.problems, *error.problems})) from error
    if any(entry is None for entry in definitions.values()):
        return definitions, {}
    rules = {
        identity: either(identity, written.rules.file(identity), compiler.rule, dependence.of_rule) for identity in sorted(written.rules)
    }
    for rule in rules.values():
        if rule is not None:
            rule["numbers"] = [compiler.numbers[duty] for duty in rule["duties"] if duty in compiler.numbers]
    return definitions, rules
