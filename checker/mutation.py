"""Every small change that could be made to a rule or definition: one part, one mark or one test at a time.

Comes in: its parts as parsed, and the marks that say which readings count them. Goes out: :class:`Mutant` values: what would be changed, in plain words, and the parts as they would then
stand. Nothing is decided here; whether the cases notice a change is the business of ``proof``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.conditions import Joined, Negated, Test, Tree, constant_text, written
from checker.documents import Path
from checker.outcomes import Counted, ParsedPart, counting
from checker.rules import Definition, Exemption, Part, Rule

#: Holds whatever the facts: what stands in place of a part that is left out.
ALWAYS = Joined(True, ())

#: Kinds of change that only take something away. One that changes nothing shows that what it takes away is superfluous.
REMOVALS = frozenset(("part", "exception", "alternative", "operand", "value", "mark"))

#: What a bound may be made instead of: strict for inclusive, and back.
_SHARPENED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

#: The last day that there is.
_LAST_DAY = datetime.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    ``kind`` is a word for the kind of change, ``path`` the place in the document, ``what`` the thing changed and ``change`` what is done to it, in words. ``part`` is the number of the part
    that has the condition ``tree`` instead of its own, if one has; ``without`` are the parts left out with their exception or alternative, ``readings`` those counted on other readings.
    """

    kind: str
    path: Path
    what: str
    change: str
    part: int = -1
    tree: Tree | None = None
    without: frozenset[int] = frozenset()
    readings: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def counted(self, parts: Sequence[ParsedPart], number: int) -> list[Counted]:
        """The parts as they stand after the change; ``number`` is that of the changed condition in the partition."""
        return [
            (
                replace(part, readings=self.readings[index]) if index in self.readings else part,
                number if index == self.part and self.tree is not None else index,
            )
            for index, part in enumerate(parts)
            if index not in self.without
        ]


def mutants(entry: Rule | Definition, parts: Sequence[ParsedPart], every: Sequence[str]) -> Iterator[Mutant]:
    """Every change to a rule or definition as written, whose parts are ``parts``; ``every`` has the names of all readings."""
    for number, part in enumerate(parts):
        what = f"`{part.when}`"
        yield Mutant("part", part.path, what, "left out", number, ALWAYS)
        yield Mutant("negation", part.path, what, "turned into its opposite", number, opposite(part.tree))
        for kind, tree, change in changed(part.tree):
            yield Mutant(kind, part.path, what, change, number, tree)
    if isinstance(entry, Definition):
        for group, alternative in enumerate(entry.holds_when):
            yield Mutant(
                "alternative", ("holds_when", group), f'the alternative "{alternative.ground}"', "left out", without=_group(parts, group)
            )
        return
    for group, exemption in enumerate(entry.unless):
        yield Mutant("exception", ("unless", group), f'the exception "{exemption.exception}"', "left out", without=_group(parts, group))
        yield from _remarked(exemption, ("unless", group), f'the exception "{exemption.exception}"', sorted(_group(parts, group)), every)
    for number, marked in enumerate((*entry.applies_when, *entry.elements)):
        yield from _remarked(marked, parts[number].path, f"`{marked.when}`", [number], every)


def _group(parts: Sequence[ParsedPart], group: int) -> frozenset[int]:
    return frozenset(number for number, part in enumerate(parts) if part.group == group)


def _remarked(marked: Part | Exemption, path: Path, what: str, numbers: Sequence[int], every: Sequence[str]) -> Iterator[Mutant]:
    """A mark left out, or one of its readings."""
    for key in ("except_in", "only_in"):
        names: list[str] = getattr(marked, key)
        for fewer in dict.fromkeys(((), *(tuple(name for name in names if name != gone) for gone in names)) if names else ()):
            marks = {"only_in": marked.only_in, "except_in": marked.except_in, key: fewer}
            readings = counting(marks["only_in"], marks["except_in"], every)
            gone = ", ".join(name for name in names if name not in fewer)
            yield Mutant("mark", (*path, key), what, f"with {key}: {gone} left out", readings=dict.fromkeys(numbers, readings))


def opposite(tree: Tree) -> Tree:
    """The tree that holds exactly where ``tree`` fails."""
    if isinstance(tree, Negated):
        return tree.tree
    if isinstance(tree, Test) and tree.operator in _OPPOSITE:
        return replace(tree, operator=_OPPOSITE[tree.operator])
    return Negated(tree)


def changed(tree: Tree) -> Iterator[tuple[str, Tree, str]]:
    """Every change inside a condition: its kind, the condition as it then stands, and the change in words."""
    if isinstance(tree, Negated):
        for kind, inner, change in changed(tree.tree):
            yield kind, opposite(inner), change
        return
    if isinstance(tree, Test):
        yield "negation", opposite(tree), f"with `{written(tree)}` turned into its opposite"
        yield from _compared(tree)
        return
    for index, child in enumerate(tree.trees):
        rest = (*tree.trees[:index], *tree.trees[index + 1 :])
        yield "operand", rest[0] if len(rest) == 1 else Joined(tree.conjunction, rest), f"without `{written(child)}`"
    words = ("and", "or") if tree.conjunction else ("or", "and")
    yield "joint", Joined(not tree.conjunction, tree.trees), f"with `{words[0]}` made `{words[1]}`"
    for index, child in enumerate(tree.trees):
        for kind, inner, change in changed(child):
            yield kind, Joined(tree.conjunction, (*tree.trees[:index], inner, *tree.trees[index + 1 :])), change


def _compared(test: Test) -> Iterator[tuple[str, Tree, str]]:
    """A comparison with other constants, or another comparison with the same."""
    if test.operator == "in":
        for gone in dict.fromkeys(test.constants) if len(set(test.constants)) > 1 else ():
            left = tuple(constant for constant in test.constants if constant != gone)
            yield "value", replace(test, constants=left), f"with {constant_text(test.fact, gone)} taken out of the list"
    if test.fact.type == "enum":
        for word in test.fact.words:
            if word not in test.constants:
                more: Tree = replace(test, operator="in", constants=(*test.constants, word))
                shown = constant_text(test.fact, word)
                yield "neighbour", opposite(more) if test.operator == "!=" else more, f"with {shown} put beside {_several(test)}"
    elif test.fact.type != "bool":
        for number, constant in enumerate(test.constants):
            for moved in (constant - 1, constant + 1):
                if test.fact.type == "date" and not 1 <= moved <= _LAST_DAY:
                    continue
                constants = (*test.constants[:number], moved, *test.constants[number + 1 :])
                yield (
                    "bound",
                    replace(test, constants=constants),
                    f"with {constant_text(test.fact, constant)} made {constant_text(test.fact, moved)}",
                )
        if test.operator in _SHARPENED:
            sharpened = _SHARPENED[test.operator]
            yield "bound", replace(test, operator=sharpened), f"with `{test.operator}` made `{sharpened}`"


def _several(test: Test) -> str:
    return "the others in the list" if test.operator == "in" else constant_text(test.fact, test.constants[0])
