"""Every rule on every row of a block at once: what is possible, what is raised, how many of each verdict.

Comes in: a block. Goes out: :class:`Decided` for each record: its verdicts counted and its raised rows. An outcome is possible on a row if one box of its cover meets what the facts leave; that is asked of all rows in one operation on whole columns.
Agrees with ``judging``, which does the same for one record and says more (``tests/test_bulk.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from checker.bulk.block import Block, GuestRows, Rows
from checker.bulk.plan import RULE_WORDS, Cover, Laid
from checker.findings import Result
from checker.judging import judge_record

BREACH, EXCEPTED = RULE_WORDS.index("breach"), RULE_WORDS.index("excepted")


class Raised(NamedTuple):
    """A rule raised on a row. ``possible``: the outcomes, as a bit each in the order of ``RULE_WORDS``; ``contested``: the readings on which the verdict differs, with the outcomes possible there."""

    laid: Laid
    rows: Rows
    row: int
    possible: int
    contested: tuple[tuple[str, int], ...]


class Decided(NamedTuple):
    """One record: how many results have each verdict, and what is raised, in the order of the rules and the record. A :class:`~checker.findings.Result` stands for what was decided record by record."""

    verdicts: dict[str, int]
    raised: list[Raised | Result]


#: What is raised, after the number of the rule, whether its entry is implied, and the row, by which it is put in order: a record has its implied entries last.
_Placed = tuple[int, bool, int, "Raised | Result"]
_in_order = itemgetter(0, 1, 2)


def decided(block: Block) -> list[Decided]:
    """Every record of a block."""
    plan = block.plan
    counts = [[0] * (len(RULE_WORDS) + 1) for _ in block.records]
    raised: list[list[_Placed]] = [[] for _ in block.records]
    shown = {key: (Columns(rows), Tally()) for key, rows in block.rows.items() if rows.count}
    for key, (columns, tally) in shown.items():
        for number, laid in plan.by_shape.get(key, ()):
            _decide(block, laid, (number,), columns, tally, raised)
    implied = [(Columns(rows), Tally()) for rows in block.guests.values() if rows.count]
    for columns, tally in implied:
        for alike in columns.rows.shape.alike:
            _decide(block, alike.laid, alike.numbers, columns, tally, raised)
    for columns, tally in (*shown.values(), *implied):
        tally.into(counts, columns.rows)
    verdicts = [{word: count for word, count in zip((*RULE_WORDS, "undetermined"), each, strict=True) if count} for each in counts]
    _carefully(block, verdicts, raised)
    return [Decided(found, [one for *_, one in sorted(each, key=_in_order)]) for found, each in zip(verdicts, raised, strict=True)]


def _decide(block: Block, rule: Laid, numbers: Sequence[int], here: Columns, tally: Tally, raised: Sequence[list[_Placed]]) -> None:
    """One rule, or several that come to the same, on the rows of one shape."""
    plan, rows = block.plan, here.rows
    possible = here.possible(rule.covers[rule.form_of[plan.reading]])
    settled = _settled(possible)
    tally.add(settled, rows.main, len(numbers))
    others = _elsewhere(rule, here, settled, plan.reading, plan.rulebook.readings) if len(rule.covers) > 1 else ()
    rest = _raised(rule, here, settled, others)
    if not rest:
        return
    laid = [(number, found[1]) for number in numbers if (found := plan.rules[number]) is not None]
    implied = isinstance(rows, GuestRows)
    for index, column in enumerate((*settled, rest)):
        for row in rows_of(rest & column):
            bit = 1 << row
            bits = 1 << index if index < len(settled) else _bits(possible, bit)
            contested = tuple((reading, _bits(there, bit)) for reading, there, differs in others if differs & bit) if others else ()
            for number, one in laid:
                raised[rows.record[row]].append((number, implied, row, Raised(one, rows, row, bits, contested)))
        rest &= ~column


def rows_of(column: int) -> Iterator[int]:
    """The rows of a column, in their order."""
    while column:
        low = column & -column
        column ^= low
        yield low.bit_length() - 1


def _bits(columns: Sequence[int], bit: int) -> int:
    return sum(1 << index for index, column in enumerate(columns) if column & bit)


Others = Sequence[tuple[str, Sequence[int], int]]


def _elsewhere(rule: Laid, columns: Columns, settled: Sequence[int], reading: str, readings: Iterable[str]) -> Others:
    """What each reading that differs leaves possible, with the column of the rows on which its verdict differs."""
    found = []
    for other in readings:
        form = rule.form_of[other]
        if form != rule.form_of[reading]:
            there = columns.possible(rule.covers[form])
            alike = _settled(there)
            differs = 0
            for one, two in zip(settled, alike, strict=True):
                differs |= one ^ two
            found.append((other, there, differs))
    return found


def _raised(rule: Laid, columns: Columns, settled: Sequence[int], others: Others) -> int:
    """The rows, of the records as they are, on which a rule is raised. What ``judging`` passes over as untouched is none of them (:func:`checker.cells.quiet`)."""
    rows = columns.rows
    hard = settled[BREACH] | settled[EXCEPTED]
    raised = hard | columns.said(rule.deciding)
    for _, there, _ in others:
        raised |= _settled(there)[BREACH]
    for row in rows_of(hard & ~rows.main):
        # A row of which nobody tells anything is one of no captive that has the subject.
        raised |= 1 << rows.told.get(row, row)
    return raised & rows.main


def _settled(possible: Sequence[int]) -> list[int]:
    """For each outcome the rows on which it alone is possible."""
    several = any_ = 0
    for column in possible:
        several |= any_ & column
        any_ |= column
    return [column & ~several for column in possible]


class Columns:
    """The columns of one shape in a block, worked out when a rule asks for them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.all = (1 << rows.count) - 1
        self._tests: list[int | None] = [None] * len(rows.shape.tests)
        self._definitions: list[tuple[int, int] | None] = [None] * len(rows.shape.definitions)
        self._possible: dict[tuple[Cover, ...], list[int]] = {}

    def possible(self, covers: tuple[Cover, ...]) -> list[int]:
        """For each cover the rows on which one of its boxes meets what the facts leave. Rules that ask the same of the same are answered once."""
        found = self._possible.get(covers)
        if found is None:
            found = self._possible[covers] = [self._met(cover) for cover in covers]
        return found

    def _met(self, cover: Cover) -> int:
        found, tests = 0, self._tests
        for box in cover:
            column = self.all
            for test in box:
                known = tests[test]
                column &= self._test(test) if known is None else known
                if not column:
                    break
            found |= column
            if found == self.all:
                break
        return found

    def _test(self, number: int) -> int:
        test = self.rows.shape.tests[number]
        if test.derived:
            no, yes = self._settles(test.number)
            column = (no if test.mask & 1 else 0) | (yes if test.mask & 2 else 0)
        else:
            column = self.all
            for mask, rows in self.rows.left(test.number).items():
                if not mask & test.mask:
                    column &= ~rows
        self._tests[number] = column
        return column

    def _settles(self, number: int) -> tuple[int, int]:
        found = self._definitions[number]
        if found is None:
            no, yes = self.rows.shape.definitions[number].covers
            found = self._definitions[number] = (self._met(no), self._met(yes))
        return found

    def said(self, slots: Iterable[int]) -> int:
        """The rows on which a record itself states a value of one of these slots."""
        found = 0
        for slot in slots:
            found |= self.rows.said(slot)
        return found


class Tally:
    """How many rules have each verdict on each row. A number for each row is kept across columns, one column for each of its binary digits, so that a whole column is counted in few operations."""

    def __init__(self) -> None:
        self.rules = 0
        self._digits: list[list[int]] = [[] for _ in RULE_WORDS]

    def add(self, settled: Sequence[int], among: int, times: int) -> None:
        """Counts one rule, or ``times`` rules alike."""
        self.rules += times
        for digits, column in zip(self._digits, settled, strict=True):
            if not (column := column & among):
                continue
            for first in rows_of(times):
                carry, place = column, first
                while carry:
                    while place >= len(digits):
                        digits.append(0)
                    digits[place], carry = digits[place] ^ carry, digits[place] & carry
                    place += 1

    def into(self, counts: Sequence[list[int]], rows: Rows) -> None:
        """Adds the count of each verdict, the open one last, to those of the record of each row."""
        width = rows.count
        weights = [(word, 1 << place) for word, digits in enumerate(self._digits) for place in range(len(digits))]
        texts = [f"{digit & rows.main:0{width}b}"[::-1] for digits in self._digits for digit in digits]
        main = f"{rows.main:0{width}b}"[::-1]
        known: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for row, (is_main, *set_) in enumerate(zip(main, *texts, strict=True)):
            if is_main == "0":
                continue
            key = tuple(set_)
            adds = known.get(key)
            if adds is None:
                each = [0] * (len(RULE_WORDS) + 1)
                for (word, weight), digit in zip(weights, key, strict=True):
                    each[word] += weight if digit == "1" else 0
                each[-1] = self.rules - sum(each)
                adds = known[key] = [(word, count) for word, count in enumerate(each) if count]
            found = counts[rows.record[row]]
            for word, count in adds:
                found[word] += count


def _carefully(block: Block, verdicts: Sequence[dict[str, int]], raised: Sequence[list[_Placed]]) -> None:
    """Adds the rules that are decided record by record: what is raised of each; their verdicts are counted."""
    plan = block.plan
    if not plan.careful:
        return
    for number, record in enumerate(block.records):
        results = judge_record(plan.rulebook, record, plan.reading, plan.careful)
        for word, count in results.verdicts().items():
            verdicts[number][word] = verdicts[number].get(word, 0) + count
        raised[number].extend((plan.chosen.numbers[result.head.id], False, 0, result) for result in results.touched if result.raised)
