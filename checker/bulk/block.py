"""The facts of many records, slot by slot: what each leaves possible on every row.

Comes in: a plan and records. Goes out: :class:`Block`. A *row* is a binding of one shape in one record; a *column* is an integer with a bit for each row. Where claims differ, the record as each side tells it follows as more rows, so that they are decided
along with the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from checker.bulk.plan import CAPTIVE, Plan, Shape
from checker.evaluation import CONFLICT
from checker.records import Entry, Record
from checker.tellings import account_of, disputed_in, telling

_NOTHING: Mapping[int, int] = {}


class Rows:
    """The rows of one shape in a block.

    ``record[row]``: the number of its record; ``main``: the column of the rows of the records as they are; ``told[row]``: the row as it is of one where a side tells it.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.count = 0
        self.record: list[int] = []
        self.main = 0
        self.told: dict[int, int] = {}
        self._bound: list[tuple[str, ...]] = []
        self._cells: list[dict[int, int]] = []
        self._left: list[dict[int, int]] = [{} for _ in shape.slots]
        self._said: list[int] = [0] * len(shape.slots)

    def bound(self, row: int) -> tuple[str, ...]:
        """The ids of the entries that a row binds, in the order of the shape's roles."""
        return self._bound[row]

    def cells(self, row: int, slots: Sequence[int]) -> tuple[int | None, ...]:
        """What the facts leave of some slots on a row; None where no value is stated."""
        return tuple(map(self._cells[row].get, slots))

    def left(self, slot: int) -> Mapping[int, int]:
        """The columns of the rows on which values are stated of a slot, by the cells that they leave."""
        return self._left[slot]

    def said(self, slot: int) -> int:
        """The column of the rows on which the record itself states a value of a slot."""
        return self._said[slot]

    def take(self, number: int, record: Record, conflict: Entry | None, bound: tuple[str, ...], *, whole: bool) -> None:
        """A row more; ``whole``: of a record as it is."""
        shape, bit = self.shape, 1 << self.count
        self.count += 1
        self.record.append(number)
        self._bound.append(bound)
        if whole:
            self.main |= bit
        cells: dict[int, int] = {}
        known, slots, left, said = record.entries, shape.slots, self._left, self._said
        for (at, links), wanted in zip(shape.paths, shape.wanted, strict=True):
            entry = known.get(bound[at]) if at >= 0 else conflict
            for link in links:
                targets = entry.links.get(link) if entry is not None else None
                entry = known.get(targets[0]) if targets else None
            if entry is None or not entry.facts:
                continue
            for name, stated in entry.facts.items():
                if name not in wanted:
                    continue
                own = stated.status == "stated" and not stated.supplied
                for slot in wanted[name]:
                    mask = slots[slot].mask(stated)
                    if mask:
                        cells[slot] = mask
                        columns = left[slot]
                        columns[mask] = columns.get(mask, 0) | bit
                    if own:
                        said[slot] |= bit
        self._cells.append(cells)


class GuestRows(Rows):
    """The rows of a shape whose entries are implied, one for each captive: what is known of them stands in the rows of the captives."""

    def __init__(self, shape: Shape, host: Rows) -> None:
        super().__init__(shape)
        self.host = host
        self.record = host.record
        self.told = host.told
        self._implied: dict[int, str] = {}

    def be(self, row: int, entry: str, *, whole: bool) -> None:
        """The captive of a row has this implied entry."""
        self._implied[row] = entry
        self.count = row + 1
        if whole:
            self.main |= 1 << row

    def bound(self, row: int) -> tuple[str, ...]:
        """The ids of the implied entry and of its captive."""
        implied = (self._implied[row],)
        return implied + self.host.bound(row) if self.shape.for_each else implied

    def cells(self, row: int, slots: Sequence[int]) -> tuple[int | None, ...]:
        """What the facts of the captive leave of some slots."""
        guest = self.shape.guest
        return self.host.cells(row, [guest[slot] for slot in slots])

    def left(self, slot: int) -> Mapping[int, int]:
        """The columns of the captives, by the cells left of a slot; nothing for what an implied entry is asked."""
        here = self.shape.guest[slot]
        return self.host.left(here) if here >= 0 else _NOTHING

    def said(self, slot: int) -> int:
        """The column of the rows on which something is stated of the captive, for a slot that is his."""
        return self.host.said(self.shape.guest[slot])


class Block:
    """Records laid out against a plan."""

    def __init__(self, plan: Plan, records: Sequence[Record]) -> None:
        self.plan = plan
        self.records = records
        self.rows = {id(shape): Rows(shape) for shape in plan.shapes.values()}
        self.captives = self.rows[id(plan.captives)]
        self.guests = {id(shape): GuestRows(shape, self.captives) for shapes in plan.guests.values() for shape in shapes}
        for number, record in enumerate(records):
            disputes = disputed_in(record)
            if not disputes:
                self._take(number, record, whole=True)
                continue
            every = list(self.rows.values())
            before = [rows.count for rows in every]
            self._take(number, record, whole=True)
            for side in dict.fromkeys(_sides(record, disputes)):
                starts = [rows.count for rows in every]
                self._take(number, telling(record, disputes, side), whole=False)
                for rows, first, start in zip(every, before, starts, strict=True):
                    rows.told.update((row, row - start + first) for row in range(start, rows.count))

    def _take(self, number: int, record: Record, *, whole: bool) -> None:
        plan = self.plan
        conflict = next((entry for entry in record.entries.values() if entry.subject == CONFLICT), None)
        place: dict[str, int] = {}
        for identity, entry in record.entries.items():
            if entry.subject == CAPTIVE:
                place[identity] = self.captives.count
            shapes = plan.by_subject.get(entry.subject, ())
            guests = plan.guests.get(entry.subject, ()) if entry.implied else ()
            for shape in shapes:
                if shape in guests:
                    captive = next(iter(entry.links.values()))[0]
                    self.guests[id(shape)].be(place[captive], identity, whole=whole)
                elif not shape.for_each:
                    self.rows[id(shape)].take(number, record, conflict, (identity,), whole=whole)
                else:
                    for chosen in _chosen(shape, entry):
                        self.rows[id(shape)].take(number, record, conflict, (identity, *chosen), whole=whole)


def _sides(record: Record, disputes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Whose tellings there are of what is disputed."""
    for entry, name in disputes:
        for claim in record.entries[entry].facts[name].claims:
            if claim.value is not None:
                yield account_of(record, claim)


def _chosen(shape: Shape, entry: Entry) -> Iterator[tuple[str, ...]]:
    """What the other roles of a shape bind where its subject is this entry."""
    return product(*(dict.fromkeys(target for link in links for target in entry.links.get(link, ())) for links in shape.for_each.values()))
