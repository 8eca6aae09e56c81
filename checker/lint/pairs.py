"""What is questionable between two rules: the same breaches, breaches that are all breaches of the other, and no way to meet both.

Comes in: the material. Goes out: remarks. All of it is exact, and computed in one space for the facts of both rules (``cells``), with every definition written out that shares a fact with
anything else in it. What these words mean:

- A rule's *breach* is the set of states in which it applies, all its elements hold and no exception does. One rule is *subsumed* by another if its breach lies within the other's, on every
  reading. That is so exactly if its breach meets neither a state in which a part of applies_when or an element of the other fails, nor one that an exception of the other covers; each of
  these is asked by itself, so that only the facts of one part are added, and the first answer that is yes ends it. A part none of whose facts the first rule knows can always fail.
- Two rules *contradict* each other if, on some reading, there is a state of the facts in their applies_when (the situation) such that every state of the remaining facts (the conduct) is a
  breach of one or the other, while for each of the two some conduct is no breach. Both then apply there. A fact that stands in applies_when and in an element belongs to the situation.

The situations in which every conduct is a breach are the maximal boxes of the breach that leave all conduct free. Where the two rules share no fact of conduct, no situation can force a
breach of one or the other without forcing one of them alone. A fact reached by two paths counts as two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from checker import grounds
from checker.cells import Partition, cover, tests
from checker.conditions import Tree
from checker.documents import Document
from checker.grounds import TooManyGrounds
from checker.lint.material import Material
from checker.remarks import Remark
from checker.rulebook import CompiledRule

Tell = Callable[[int], None]


def pairs(material: Material, tell: Tell = lambda _: None) -> Iterator[Remark]:
    """Every remark on two rules. ``tell`` is called with the number of pairs compared so far."""
    sides = [Side(material, rule) for rule in material.rulebook.rules()]
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Side]] = {}
    for side in sides:
        groups.setdefault((side.rule.on, tuple(sorted(side.rule.roles.items()))), []).append(side)
    compared = 0
    for group in groups.values():
        for first, second in combinations(group, 2):
            compared += 1
            tell(compared)
            if first.deciding & second.known or second.deciding & first.known:
                try:
                    yield from list(_compared(material, first, second))
                except TooManyGrounds:
                    yield _remark(material, "not-compared", first, second, f"{first.rule.id} and {second.rule.id} are too large together.")


class Side:
    """One rule with what a comparison needs of it: the trees of its parts, and the recorded facts on which each rests."""

    def __init__(self, material: Material, rule: CompiledRule) -> None:
        self.rule = rule
        self.trees = material.trees(rule.id)
        self.supports = [support(material, tree) for tree in self.trees]
        self.known = self.resting(range(len(self.trees)))
        self.deciding = self.resting(number for number in range(len(self.trees)) if not self.applies(number))

    def resting(self, numbers: Iterable[int]) -> frozenset[str]:
        """The recorded facts on which these parts rest."""
        return frozenset[str]().union(*(self.supports[number] for number in numbers))

    def applies(self, number: int) -> bool:
        """Whether a part stands in applies_when."""
        return self.rule.parts[number].section == "applies_when"

    def counting(self, reading: str) -> list[int]:
        """The numbers of the parts that count on a reading."""
        return [number for number, part in enumerate(self.rule.parts) if reading in part.readings]


def support(material: Material, tree: Tree) -> frozenset[str]:
    """The recorded facts on which a condition rests."""
    return frozenset[str]().union(*(material.compiler.support(test.fact) for test in tests(tree)))


class Joint:
    """Parts of one or two rules in one space. ``held`` lists them: a rule and the numbers of its parts."""

    def __init__(self, material: Material, held: Sequence[tuple[Side, Sequence[int]]]) -> None:
        trees = [side.trees[number] for side, numbers in held for number in numbers]
        self.partition = Partition([], Document("", {}), material.compiler.inlined(trees), [])
        self.space = self.partition.space
        places = [(id(side), number) for side, numbers in held for number in numbers]
        self.at = {place: index for index, place in enumerate(places)}

    def cover(self, side: Side, number: int, wanted: bool) -> Sequence[int]:
        """Where a part holds, or fails."""
        partition = self.partition
        return cover(partition.trees[self.at[id(side), number]], wanted, partition.index, partition.variables, self.space)

    def breach(self, side: Side, numbers: Iterable[int]) -> list[int]:
        """The states in which the parts of a rule that are in this space, of those that count, make a breach."""
        chosen = [number for number in numbers if (id(side), number) in self.at]
        parts = side.rule.parts
        held = [self.cover(side, number, True) for number in chosen if parts[number].section != "unless"]
        exceptions = sorted({parts[number].group for number in chosen} - {-1})
        open_ = [
            [box for number in chosen if parts[number].group == group for box in self.cover(side, number, False)] for group in exceptions
        ]
        return grounds.intersection([*held, *open_], self.space)

    def paths(self, side: Side, numbers: Iterable[int]) -> set[str]:
        """The facts that these parts name, by path, definitions written out as they are in this space."""
        return {test.path for number in numbers for test in tests(self.partition.trees[self.at[id(side), number]])}

    def whatever(self, conduct: Iterable[int], boxes: Iterable[int]) -> list[int]:
        """The maximal boxes of a cover that leave all conduct free: the situations in which every conduct lies in it."""
        free = set(conduct)
        return [box for box in grounds.maximal(boxes, self.space) if free.isdisjoint(self.space.constrained(box))]


# --- breaches within breaches ----------------------------------------------------------------------------------------------------------------------------


def within(material: Material, first: Side, second: Side, reading: str) -> bool:
    """Whether every breach of the first rule is a breach of the second on a reading."""
    own, others = first.counting(reading), second.counting(reading)
    parts = second.rule.parts
    groups = [[number] for number in others if parts[number].section != "unless"]
    groups += [[number for number in others if parts[number].group == group] for group in sorted({parts[n].group for n in others} - {-1})]
    for numbers in sorted(groups, key=lambda group: sum(len(second.supports[number]) for number in group)):
        unless = parts[numbers[0]].section == "unless"
        if not unless and not second.supports[numbers[0]] & first.known:
            return False
        if not unless and any(
            implies(material, first, number, second, numbers[0]) for number in own if first.rule.parts[number].section != "unless"
        ):
            continue
        joint = Joint(material, [(first, own), (second, numbers)])
        against = [joint.cover(second, number, unless) for number in numbers]
        if grounds.intersection([joint.breach(first, own), *against], joint.space):
            return False
    return True


def implies(material: Material, first: Side, number: int, second: Side, other: int) -> bool:
    """Whether a part of one rule by itself implies a part of another; kept, since hundreds of rules share the same few parts."""
    key = (first.rule.parts[number].when, second.rule.parts[other].when, tuple(first.rule.roles.items()))
    if key not in material.implied:
        if key[0] == key[1]:
            material.implied[key] = True
        elif not first.supports[number] & second.supports[other]:
            material.implied[key] = False
        else:
            joint = Joint(material, [(first, [number]), (second, [other])])
            met = grounds.intersection([joint.cover(first, number, True), joint.cover(second, other, False)], joint.space)
            material.implied[key] = not met
    return material.implied[key]


def _follows(first: CompiledRule, second: CompiledRule) -> bool:
    """Whether every binding of the first rule is one of the second."""
    return all(set(links) <= set(second.for_each[role]) for role, links in first.for_each.items())


# --- no way to meet both ---------------------------------------------------------------------------------------------------------------------------------


def contradict(material: Material, first: Side, second: Side, reading: str) -> bool:
    """Whether some situation leaves no conduct that is a breach of neither, though each rule alone leaves some."""
    held = [(side, side.counting(reading)) for side in (first, second)]
    applies = [[number for number in numbers if side.applies(number)] for side, numbers in held]
    conduct = [[number for number in numbers if not side.applies(number)] for side, numbers in held]
    situation = first.resting(applies[0]) | second.resting(applies[1])
    if not (first.resting(conduct[0]) & second.resting(conduct[1])) - situation:
        return False
    # A situation that forces a breach, applies_when or not, must show among the elements and exceptions already; there it is looked for in a far smaller space.
    alone = Joint(material, [(first, conduct[0]), (second, conduct[1])])
    free = [index for index, variable in enumerate(alone.partition.variables) if not material.compiler.support(variable.fact) & situation]
    if not alone.whatever(free, [box for side, numbers in held for box in alone.breach(side, numbers)]):
        return False
    joint = Joint(material, held)
    asked = {
        joint.partition.index[path] for side, numbers in zip((first, second), applies, strict=True) for path in joint.paths(side, numbers)
    }
    free = [index for index in range(len(joint.space.widths)) if index not in asked]
    breaches = [joint.breach(side, numbers) for side, numbers in held]
    one = grounds.maximal([box for breach in breaches for box in joint.whatever(free, breach)], joint.space)
    return not all(grounds.contains(one, box) for box in joint.whatever(free, [*breaches[0], *breaches[1]]))


# --- remarks ---------------------------------------------------------------------------------------------------------------------------------------------


def _compared(material: Material, first: Side, second: Side) -> Iterator[Remark]:
    readings = _told_apart(first.rule, second.rule, material.rulebook.readings)
    forth = _follows(first.rule, second.rule) and all(within(material, first, second, reading) for reading in readings)
    back = _follows(second.rule, first.rule) and all(within(material, second, first, reading) for reading in readings)
    if forth and back:
        what = f"{first.rule.id} and {second.rule.id} are breached in the same states."
        yield _remark(material, "same-breach", first, second, what)
    elif forth or back:
        inner, outer = (first, second) if forth else (second, first)
        what = f"every breach of {inner.rule.id} ({_standing(inner.rule)}) is a breach of {outer.rule.id} ({_standing(outer.rule)})."
        yield _remark(material, "subsumed", inner, outer, what)
    common = all(set(links) & set(second.rule.for_each[role]) for role, links in first.rule.for_each.items())
    if common and first.rule.addressee == second.rule.addressee:
        on = [reading for reading in readings if contradict(material, first, second, reading)]
        if on:
            what = f"{first.rule.id} and {second.rule.id} cannot both be met in some situation, on the reading {', '.join(on)}."
            yield _remark(material, "contradicting", first, second, what)


def _told_apart(first: CompiledRule, second: CompiledRule, readings: Iterable[str]) -> list[str]:
    """One reading for each pair of forms that the two rules take."""
    forms = {(first.form_of[reading], second.form_of[reading]): reading for reading in reversed(list(readings))}
    return sorted(forms.values())


def _standing(rule: CompiledRule) -> str:
    return f"{rule.provision}, {rule.gravity.replace('_', ' ')}"


def _remark(material: Material, code: str, first: Side, second: Side, what: str) -> Remark:
    document = material.written.rules[first.rule.id][1]
    return Remark(code, document.file, document.line("elements"), (first.rule.id, second.rule.id), what)
