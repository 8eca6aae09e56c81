"""How the parts of a rule or definition add up to its outcomes.

Comes in: parsed parts (sentence, condition as a tree, place in the argument) and the boxes in which each condition holds and fails. Goes out: the boxes of each outcome. This is the only
place that says what applies_when, elements, exceptions and alternatives do to a verdict; the compiler and the proof of the rules (``proof``) both ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker import grounds
from checker.cells import Partition
from checker.conditions import Tree
from checker.documents import Path
from checker.truth import Verdict


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """One sentence and its condition as a tree.

    ``path`` is its place in the document; ``section`` is applies_when, elements, unless or holds_when; ``group`` the number of its exception or alternative, else -1; ``readings`` those that
    count it (a definition has one form for all, and none here).
    """

    path: Path
    says: str
    when: str
    section: str
    group: int
    readings: tuple[str, ...]
    tree: Tree


#: A part that counts, and the number of its condition in the partition.
Counted = tuple[ParsedPart, int]

Outcomes = dict[str, list[int]]


def counting(only_in: Sequence[str], except_in: Sequence[str], every: Sequence[str]) -> tuple[str, ...]:
    """The readings among ``every`` that count a part or exception with these marks."""
    return tuple(reading for reading in every if reading in (only_in or every) and reading not in except_in)


def counted_alike(parts: Sequence[Counted], readings: Sequence[str]) -> list[tuple[tuple[str, ...], list[Counted]]]:
    """The readings gathered by the parts that they count, with these parts."""
    forms: dict[tuple[int, ...], list[str]] = {}
    for reading in readings:
        forms.setdefault(tuple(index for index, (part, _) in enumerate(parts) if reading in part.readings), []).append(reading)
    return [(tuple(alike), [parts[index] for index in chosen]) for chosen, alike in forms.items()]


def rule_outcomes(counted: Sequence[Counted], partition: Partition) -> Outcomes:
    """The boxes of the four outcomes of a rule of which these parts count. Raises TooManyGrounds."""
    space, effort = partition.space, partition.effort

    def of(section: str, group: int = -1) -> list[int]:
        return [number for part, number in counted if part.section == section and part.group == group]

    def holds(numbers: Iterable[int]) -> list[tuple[int, ...]]:
        return [partition.covers(number, True) for number in numbers]

    def fails(numbers: Iterable[int]) -> list[int]:
        return grounds.absorbed((box for number in numbers for box in partition.covers(number, False)), effort)

    applies = grounds.intersection(holds(of("applies_when")), space, effort)
    elements = grounds.intersection([applies, *holds(of("elements"))], space, effort)
    exceptions = [of("unless", group) for group in sorted({part.group for part, _ in counted if part.section == "unless"})]
    return {
        Verdict.BREACH.value: grounds.intersection([elements, *(fails(exception) for exception in exceptions)], space, effort),
        Verdict.EXCEPTED.value: [
            box for exception in exceptions for box in grounds.intersection([elements, *holds(exception)], space, effort)
        ],
        Verdict.COMPLIED.value: grounds.intersection([applies, fails(of("elements"))], space, effort),
        Verdict.NOT_APPLICABLE.value: fails(of("applies_when")),
    }


def definition_outcomes(counted: Sequence[Counted], partition: Partition) -> Outcomes:
    """The boxes in which a definition of these parts holds (yes) and does not (no). Raises TooManyGrounds."""
    alternatives = [[number for part, number in counted if part.group == group] for group in sorted({part.group for part, _ in counted})]
    holding = [
        grounds.intersection([partition.covers(number, True) for number in one], partition.space, partition.effort) for one in alternatives
    ]
    failing = [[box for number in one for box in partition.covers(number, False)] for one in alternatives]
    return {"yes": [box for boxes in holding for box in boxes], "no": grounds.intersection(failing, partition.space, partition.effort)}
