"""The facts of a rule cut into cells, and its conditions as boxes over them.

Comes in: the trees of the conditions of one rule or definition. Goes out: :class:`Partition`: the facts they turn on, the cuts between the numbers and dates that they tell apart, and the
boxes (see ``grounds``) in which each part holds and fails.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from checker import grounds
from checker.conditions import Joined, Negated, Test, Tree
from checker.documents import Document, Path
from checker.errors import Problem, listed
from checker.grounds import Effort, Space, TooManyGrounds
from checker.truth import OUTCOMES
from checker.values import Edge, whole
from checker.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Variable:
    """One fact as a rule sees it: the path to it, and its cells (words, or the cuts between them)."""

    path: str
    fact: Fact
    cuts: tuple[Edge, ...]

    @property
    def width(self) -> int:
        """How many cells it has."""
        return len(self.fact.words) if self.fact.words else len(self.cuts) + 1

    def mask(self, test: Test) -> int:
        """The cells in which ``test`` is true."""
        if self.fact.words:
            chosen = sum(1 << self.fact.words.index(word) for word in set(test.constants))
            return chosen if test.operator in ("==", "in") else ~chosen & ((1 << self.width) - 1)
        result = 0
        for constant in test.constants:
            before, after = whole((constant, 0), self.fact.type), whole((constant, 1), self.fact.type)
            low, high = {"<": (None, before), "<=": (None, after), ">": (after, None), ">=": (before, None)}.get(
                test.operator, (before, after)
            )
            result |= self._between(low, high)
        return ~result & ((1 << self.width) - 1) if test.operator == "!=" else result

    def _between(self, low: Edge | None, high: Edge | None) -> int:
        least, most = self.fact.minimum, self.fact.maximum
        if (low is not None and most is not None and low >= whole((most, 1), self.fact.type)) or (
            high is not None and least is not None and high <= (least, 0)
        ):
            return 0
        first = 0 if low is None else bisect_right(self.cuts, low)
        last = len(self.cuts) if high is None else bisect_left(self.cuts, high)
        return ((1 << (last + 1 - first)) - 1) << first if first <= last else 0


def tests(tree: Tree) -> Iterable[Test]:
    """Every test in a tree."""
    if isinstance(tree, Test):
        yield tree
    else:
        for child in tree.trees if isinstance(tree, Joined) else (tree.tree,):
            yield from tests(child)


def cover(
    tree: Tree, wanted: bool, variables: Mapping[str, int], cells: Sequence[Variable], space: Space, effort: Effort | None = None
) -> list[int]:
    """The boxes in which ``tree`` is ``wanted``: negation is pushed inward, ``and`` intersects, ``or`` unites. Raises TooManyGrounds beyond ``effort``."""
    spent = effort or Effort()
    if isinstance(tree, Negated):
        return cover(tree.tree, not wanted, variables, cells, space, spent)
    if isinstance(tree, Joined):
        covers = [cover(child, wanted, variables, cells, space, spent) for child in tree.trees]
        if tree.conjunction is wanted:
            return grounds.intersection(covers, space, spent)
        return grounds.absorbed((box for boxes in covers for box in boxes), spent)
    index = variables[tree.path]
    mask = cells[index].mask(tree)
    if not wanted:
        mask = ~mask & ((1 << cells[index].width) - 1)
    return [space.box([(index, mask)])] if mask else []


class Partition:
    """The facts of one rule or definition, cut into cells, and the boxes of each of its parts.

    ``trees`` has the condition of each part, ``written`` where it stands, its sentence and its text; further trees only help to cut. What is wrong goes to ``problems``. ``effort`` is what may be spent on all of it together;
    without one, on each cover by itself.
    """

    def __init__(
        self,
        problems: list[Problem],
        document: Document,
        trees: Sequence[Tree],
        written: Sequence[tuple[Path, str, str]],
        effort: Effort | None = None,
    ) -> None:
        self.problems = problems
        self.document = document
        self.trees = trees
        self.written = written
        found = {test.path: test.fact for tree in self.trees for test in tests(tree)}
        cuts: dict[str, set[Edge]] = {}
        for tree in self.trees:
            for test in tests(tree):
                if not test.fact.words:
                    cuts.setdefault(test.fact.id, set()).update(_cuts(test))
        self.variables = [Variable(path, found[path], tuple(sorted(cuts.get(found[path].id, ())))) for path in sorted(found)]
        self.index = {variable.path: position for position, variable in enumerate(self.variables)}
        self.space = Space(tuple(variable.width for variable in self.variables))
        self.effort = effort
        self._exploded = False
        self._covers: dict[tuple[int, bool], tuple[int, ...]] = {}

    def covers(self, part: int, wanted: bool) -> tuple[int, ...]:
        """The maximal boxes in which a part holds, or fails."""
        key = (part, wanted)
        if key not in self._covers:
            boxes = cover(self.trees[part], wanted, self.index, self.variables, self.space, self.effort)
            self._covers[key] = grounds.maximal(boxes, self.space, self.effort)
        return self._covers[key]

    def parts(self) -> list[dict[str, Any]]:
        """Each part with its sentence and its boxes; parts that can never or always hold are noted as problems."""
        result = []
        for number, (path, says, when) in enumerate(self.written):
            holds: tuple[int, ...] = (0,)
            fails: tuple[int, ...] = (0,)
            if not self._exploded:  # One part without end is enough to be told: the others have no steps left.
                try:
                    holds, fails = self.covers(number, True), self.covers(number, False)
                except TooManyGrounds:
                    self.too_many(number)
                    holds = fails = (0,)
            for cover_, what in ((holds, "can never hold"), (fails, "always holds")):
                if not cover_:
                    self.problems.append(
                        Problem(
                            self.document.file,
                            self.document.line(*path, "when"),
                            "constant",
                            f"`{when}` {what}.",
                            "A condition that no state of the facts changes decides nothing.",
                            "Check the values and limits it compares with.",
                        )
                    )
            result.append({"says": says, "when": when, "holds": list(holds), "fails": list(fails)})
        return result

    def outcomes(self, added_up: Callable[[Partition], Mapping[str, Iterable[int]]]) -> dict[str, list[int]] | None:
        """The grounds of each outcome, whose boxes ``added_up`` works out; None, and a problem noted, if there are too many."""
        if self._exploded:
            return None
        try:
            return {word: list(grounds.maximal(boxes, self.space, self.effort)) for word, boxes in added_up(self).items()}
        except TooManyGrounds:
            self.too_many()
            return None

    def too_many(self, part: int | None = None) -> None:
        """Notes that the rule, or one part of it by itself, has more grounds than the limit: where they come from, and how to have fewer."""
        self._exploded = True
        if part is None:
            what, line = "this has", 0
            facts, cause = len(self.variables), self._multiplied()
        else:
            path, _, when = self.written[part]
            what, line = f"`{when if len(when) <= 80 else when[:75] + ' ...'}` alone has", self.document.line(*path, "when")
            facts, cause = len({test.path for test in tests(self.trees[part])}), ""
        limit = f"{grounds.allowed():,} grounds, or they take too many steps to work out."
        self.problems.append(
            Problem(
                self.document.file,
                line,
                "too-many-grounds",
                f"{what} more than {limit}",
                f"It turns on {facts} facts in too many combinations to be decided quickly" + (f": {cause}." if cause else "."),
                "Split it into several rules, or gather parts of it in a definition, which then counts as one fact as long as nothing else here uses its facts; "
                "IHL_GROUNDS raises the limit (docs/writing-rules.md).",
            )
        )

    def _multiplied(self) -> str:
        """What multiplies: the ways in which each exception or alternative can fail, and those in which each other part can hold, as far as they were worked out."""
        factors: dict[Path, list[int]] = {}
        for number, (path, _, _) in enumerate(self.written):
            group = next((path[: place + 2] for place, key in enumerate(path) if key in ("unless", "holds_when")), path)
            factors.setdefault(group, []).append(len(self._covers.get((number, group is path), ())))
        named = {"unless": "exception", "holds_when": "alternative", "elements": "element", "applies_when": "entry of applies_when,"}
        told = []
        for group, ways in sorted(factors.items(), key=lambda item: -sum(item[1])):
            if sum(ways) > 1:
                kind, place = group[-2:]
                verb = "fails" if kind in ("unless", "holds_when") else "holds"
                told.append(
                    f"{named.get(str(kind), 'part')} {int(place) + 1} (line {self.document.line(*group)}) {verb} in {sum(ways)} ways"
                )
        return f"{listed(told, joint='and', most=6)}, and these multiply"

    def plain(self) -> list[dict[str, Any]]:
        """The variables as plain data."""
        return [
            {"path": v.path, "fact": v.fact.id, "derived": v.fact.derived, "cuts": [list(cut) for cut in v.cuts]} for v in self.variables
        ]


def _cuts(test: Test) -> set[Edge]:
    low, high = test.fact.minimum, test.fact.maximum
    edges = {
        whole((constant, side), test.fact.type)
        for constant in test.constants
        for side in ((0, 1) if test.operator in ("==", "!=", "in") else (0,) if test.operator in ("<", ">=") else (1,))
    }
    return {edge for edge in edges if (low is None or edge > (low, 0)) and (high is None or edge < whole((high, 1), test.fact.type))}


def quiet(partition: Partition, forms: Sequence[Mapping[str, Sequence[int]]], deciding: Sequence[int]) -> dict[str, Any] | None:
    """What a rule comes to where the record states none of its own facts, so that it need not be evaluated one by one.

    Only the definitions it uses can then narrow it: ``paths`` leads to them (path and definition), and ``forms`` has, for each form and each combination of what they may be (no, yes or either, the last path counting
    fastest), the outcomes possible, as bits in the order of :data:`~checker.truth.OUTCOMES`. None for a rule that has to be evaluated all the same: one whose elements or exceptions
    rest on definitions (``deciding`` has their variables), with more than two definitions, or with one fact under two paths.
    """
    space = partition.space
    derived = [index for index, variable in enumerate(partition.variables) if variable.fact.derived]
    facts = [variable.fact.id for variable in partition.variables]
    if len(derived) > 2 or len(set(facts)) < len(facts) or set(derived) & set(deciding):
        return None
    tables = []
    for outcomes in forms:
        table = []
        for masks in product((1, 2, 3), repeat=len(derived)):
            box = space.box(zip(derived, masks, strict=True))
            bits = sum(1 << number for number, outcome in enumerate(OUTCOMES) if grounds.meets(outcomes[outcome.value], box, space))
            if bits in (1, 2):
                return None
            table.append(bits)
        tables.append(table)
    return {"paths": [[partition.variables[index].path, facts[index]] for index in derived], "forms": tables}
