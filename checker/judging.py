"""A whole record under many rules: which of them it touches, and what all the others come to.

Comes in: the rulebook, a record, a reading, the rules chosen. Goes out: :class:`Results`, one :class:`checker.findings.Result` for each rule and binding, none left out. Differs from
``findings`` in that nothing is said here about a single rule.

Most rules ask for nothing that a record states. What these come to rests on a few definitions alone, so rules that rest on the same ones are decided together, once for each binding, and only counted
until somebody wants to see them. So the time for a record does not grow with rules that it does not touch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from checker.evaluation import Judge, bindings, verdict_of
from checker.findings import Result, evaluated
from checker.ranking import rank_raised
from checker.records import Record
from checker.rulebook import Quiet, Rulebook, RuleHead
from checker.tellings import disputed_in

#: On what a rule is evaluated: its subject, and the links to the others.
Shape = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]


class _Alike(NamedTuple):
    """Rules of one shape that come to the same wherever a record touches none of them: how many they are."""

    shape: Shape
    quiet: Mapping[str, Quiet]
    rules: int


class Chosen(Sequence[RuleHead]):
    """Rules in their order, with what is alike among them worked out once for all records."""

    def __init__(self, heads: Sequence[RuleHead]) -> None:
        self.heads = heads
        self.numbers = {head.id: number for number, head in enumerate(heads)}
        self.shapes: list[Shape] = []
        self.first: dict[Shape, RuleHead] = {}
        """Every shape that occurs, with the first rule that has it."""
        self.alike: list[_Alike] = []
        self.kind: list[int] = []
        """Which of ``alike`` each rule belongs to; -1 where it is always evaluated."""
        self.loud: list[int] = []
        """The rules that are always evaluated."""
        by_kind: dict[tuple[Shape, int], int] = {}
        counts: list[int] = []
        for number, head in enumerate(heads):
            shape = (head.on, tuple(head.for_each.items()))
            self.shapes.append(shape)
            self.first.setdefault(shape, head)
            if not head.quiet:
                self.kind.append(-1)
                self.loud.append(number)
                continue
            key = (shape, id(head.quiet))
            if key not in by_kind:
                by_kind[key] = len(counts)
                counts.append(0)
                self.alike.append(_Alike(shape, head.quiet, 0))
            counts[by_kind[key]] += 1
            self.kind.append(by_kind[key])
        self.alike = [alike._replace(rules=count) for alike, count in zip(self.alike, counts, strict=True)]

    @overload
    def __getitem__(self, index: int) -> RuleHead: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RuleHead]: ...
    def __getitem__(self, index: int | slice) -> RuleHead | Sequence[RuleHead]:
        """One rule, or several."""
        return self.heads[index]

    def __len__(self) -> int:
        return len(self.heads)


class Results(Sequence[Result]):
    """One result for each rule and binding, in the order of the rules and the record.

    ``touched`` has those of the rules that the record touches, in the same order. The others are never raised; they are made when somebody asks for them, and counted without.
    """

    def __init__(
        self, judge: Judge, chosen: Chosen, occurring: Mapping[Shape, Sequence[dict[str, str]]], touched: Mapping[int, list[Result]]
    ) -> None:
        self._judge = judge
        self._chosen = chosen
        self._occurring = occurring
        self._by_rule = touched
        self.touched = [result for number in sorted(touched) for result in touched[number]]
        self._every: list[Result] | None = None

    def verdicts(self) -> Counter[str]:
        """How many results have each verdict."""
        found = Counter(result.verdict.value for result in self.touched)
        taken = Counter(self._chosen.kind[number] for number in self._by_rule)
        for kind, alike in enumerate(self._chosen.alike):
            rest = alike.rules - taken[kind]
            if rest and (occurring := self._occurring.get(alike.shape)):
                quiet = alike.quiet[self._judge.reading]
                for binding in occurring:
                    found[verdict_of(self._judge.quietly(quiet, binding)).value] += rest
        return found

    def bare(self) -> list[RuleHead]:
        """The rules whose subject does not occur in the record."""
        occurs = {shape for shape, found in self._occurring.items() if found}
        if len(occurs) == len(self._chosen.first):
            return []
        return [head for head, shape in zip(self._chosen.heads, self._chosen.shapes, strict=True) if shape not in occurs]

    def _all(self) -> list[Result]:
        if self._every is None:
            self._every = []
            scores = self.touched[0].scores if self.touched else {}
            decided: dict[int, list[frozenset[str]]] = {}
            for number, head in enumerate(self._chosen.heads):
                if number in self._by_rule:
                    self._every += self._by_rule[number]
                    continue
                occurring = self._occurring.get(self._chosen.shapes[number], ())
                kind = self._chosen.kind[number]
                if kind not in decided:
                    quiet = head.quiet[self._judge.reading]
                    decided[kind] = [self._judge.quietly(quiet, binding) for binding in occurring]
                for binding, possible in zip(occurring, decided[kind], strict=True):
                    result = Result(self._judge, head, binding, possible)
                    result.scores = scores
                    self._every.append(result)
        return self._every

    def __iter__(self) -> Iterator[Result]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | Sequence[Result]:
        """One result, or several."""
        return self._all()[index]


def judge_record(rulebook: Rulebook, record: Record, reading: str, rules: Sequence[RuleHead] | None = None) -> Results:
    """One result for each rule and binding, in the order of the rules and the record. Questions are ranked over all raised results.

    Whoever checks many records makes a :class:`Chosen` of the rules once.
    """
    chosen = rules if isinstance(rules, Chosen) else Chosen(rulebook.heads if rules is None else rules)
    judge = Judge(rulebook, record, reading)
    disputed = disputed_in(record)
    stated = {stated.fact.id for entry in record.entries.values() for stated in entry.facts.values() if stated.values}
    touched = rulebook.touched(stated, through_definitions=False)
    told = rulebook.touched(disputed.values(), through_definitions=True) if disputed else frozenset()
    subjects = {entry.subject for entry in record.entries.values()}
    occurring = {shape: list(bindings(head, record)) for shape, head in chosen.first.items() if head.on in subjects}
    numbers = {number for identity in touched | told if (number := chosen.numbers.get(identity)) is not None}
    found: dict[int, list[Result]] = {}
    for number in sorted(numbers.union(chosen.loud)):
        head = chosen.heads[number]
        disputes = disputed if head.id in told else {}
        found[number] = [evaluated(judge, head, binding, disputes) for binding in occurring.get(chosen.shapes[number], ())]
    scores = rank_raised(result for results in found.values() for result in results)
    for results in found.values():
        for result in results:
            result.scores = scores
    return Results(judge, chosen, occurring, found)
