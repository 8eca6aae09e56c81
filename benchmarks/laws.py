"""The rulebook as other engines could be given it: every rule and definition as trees of conditions, with how they add up to an outcome.

Comes in: a folder of rules. Goes out: :class:`Laws`: the definitions in the order in which they can be worked out, and the rules gathered by what they are evaluated on. The trees are those of
``checker.conditions``, made by the compiler of the project before it cuts anything into cells, so that nothing of how we decide is in what the others are given.

Definitions are worked out first, in the order of their dependence, once for each subject of a record, and then stand as a fact; the same for every engine. (Written out in place they would
be worked out again in every rule that uses them, which would make the others slower.) What counts is one reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.cells import tests
from checker.compiling import Compiler
from checker.conditions import Joined, Negated, Tree
from checker.errors import InputError
from checker.folder import read_folder

#: The subject whose facts every condition may use.
CONFLICT = "conflict"


class Law(NamedTuple):
    """One rule or definition. ``applies`` and ``elements`` are one tree each, ``exceptions`` a tree each; a definition has nothing but ``elements``. None: nothing is asked."""

    id: str
    roles: tuple[str, ...]
    applies: Tree | None
    elements: Tree | None
    exceptions: tuple[Tree, ...]
    definition: bool = False

    def trees(self) -> list[Tree]:
        """Its conditions."""
        return [tree for tree in (self.applies, self.elements, *self.exceptions) if tree is not None]

    def paths(self) -> list[str]:
        """The paths to its facts, sorted."""
        return sorted({test.path for tree in self.trees() for test in tests(tree)})


class Shape(NamedTuple):
    """Rules that are evaluated on the same subjects: ``on``, the links to the others, the roles in order, and the paths to every fact that one of them uses."""

    on: str
    links: tuple[tuple[str, tuple[str, ...]], ...]
    roles: tuple[str, ...]
    rules: tuple[Law, ...]
    paths: tuple[str, ...]


class Laws(NamedTuple):
    """``definitions`` come after those they rest on; ``untranslated`` has the rules that could not be given to other engines, with the reason."""

    definitions: tuple[Law, ...]
    shapes: tuple[Shape, ...]
    untranslated: dict[str, str]
    reading: str

    def every(self) -> Iterator[Law]:
        """Definitions and rules."""
        yield from self.definitions
        for shape in self.shapes:
            yield from shape.rules

    def only(self, rules: Sequence[str]) -> Laws:
        """The same with these rules alone, and every definition."""
        kept = []
        for shape in self.shapes:
            chosen = tuple(rule for rule in shape.rules if rule.id in rules)
            if chosen:
                kept.append(shape._replace(rules=chosen, paths=_paths(chosen)))
        return self._replace(shapes=tuple(kept))


def read_laws(folder: str, reading: str = "") -> Laws:
    """The rulebook in ``folder`` on a reading (default: its own default). Raises InputError where it cannot be used."""
    written = read_folder(folder, folder)
    compiler = Compiler(written)
    reading = reading or written.readings.default
    order: list[str] = []
    rests: dict[str, list[str]] = {}
    for identity in sorted(written.definitions):
        rests[identity] = sorted({test.fact.id for test in tests(compiler.definition_tree(identity)) if test.fact.derived})
    while len(order) < len(rests):
        order += [identity for identity in rests if identity not in order and set(rests[identity]) <= set(order)]
    definitions = []
    for identity in order:
        roles = tuple(sorted({CONFLICT, identity.partition(".")[0]}))
        definitions.append(Law(identity, roles, None, compiler.definition_tree(identity), (), True))
    untranslated: dict[str, str] = {}
    by_shape: dict[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], list[Law]] = {}
    for identity in sorted(written.rules):
        rule, _ = written.rules[identity]
        parts = compiler.parts(identity)
        if parts is None:
            untranslated[identity] = "it cannot be read"
            continue
        counted = [part for part in parts if reading in part.readings]

        def joined(section: str, group: int = -1, *, counted: list = counted) -> Tree | None:  # type: ignore[type-arg]
            trees = tuple(part.tree for part in counted if part.section == section and part.group == group)
            return Joined(True, trees) if len(trees) > 1 else trees[0] if trees else None

        groups = sorted({part.group for part in counted if part.section == "unless"})
        exceptions = tuple(tree for group in groups if (tree := joined("unless", group)) is not None)
        links = tuple((role, (names,) if isinstance(names, str) else tuple(names)) for role, names in rule.for_each.items())
        roles = tuple(dict.fromkeys((CONFLICT, rule.on, *rule.for_each)))
        by_shape.setdefault((rule.on, links), []).append(Law(identity, roles, joined("applies_when"), joined("elements"), exceptions))
    if compiler.problems:
        raise InputError(sorted(set(compiler.problems)))
    shapes = tuple(Shape(on, links, rules[0].roles, tuple(rules), _paths(rules)) for (on, links), rules in by_shape.items())
    return Laws(tuple(definitions), shapes, untranslated, reading)


def _paths(rules: Sequence[Law]) -> tuple[str, ...]:
    return tuple(sorted({path for rule in rules for path in rule.paths()}))


def holds(tree: Tree, values: dict[str, object]) -> bool:
    """Whether a tree holds of facts by path: its meaning in the plainest form, for tests."""
    if isinstance(tree, Negated):
        return not holds(tree.tree, values)
    if isinstance(tree, Joined):
        return (all if tree.conjunction else any)(holds(child, values) for child in tree.trees)
    value = values[tree.path]
    constants = [constant == "yes" if tree.fact.type == "bool" else constant for constant in tree.constants]
    if tree.operator == "in":
        return value in constants
    first = constants[0]
    outcome: bool = {
        "==": lambda: value == first,
        "!=": lambda: value != first,
        "<": lambda: value < first,  # type: ignore[operator]
        "<=": lambda: value <= first,  # type: ignore[operator]
        ">": lambda: value > first,  # type: ignore[operator]
        ">=": lambda: value >= first,  # type: ignore[operator]
    }[tree.operator]()
    return outcome
