"""A record's facts as boxes, and what follows from them for each rule.

Comes in: a record and the rulebook. Goes out: for each rule and binding a :class:`Bound`, from which everything else is read off: the outcomes still possible, whether
each sentence holds, which recorded facts force that, which open facts can still change it and what each answer would do. No sentence is written here and
nothing is ranked.

A definition that a rule uses as one fact is decided first, on the same record (the compiler makes sure that nothing is lost by it). Where two paths of a rule lead to
the same subject, the facts they share are treated as the one fact they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import NamedTuple

from checker import grounds
from checker.claims import Stated
from checker.records import Entry, Record
from checker.rulebook import Compiled, CompiledRule, Part, Quiet, Rulebook, RuleHead
from checker.truth import Truth, Verdict
from checker.values import Edge
from checker.variables import Variable

#: One recorded or open fact of one subject: (entry id, fact name). Where the link to the subject is missing, ``entry:link`` stands for its id, so that two ways to the same
#: unknown subject meet; an empty id is the conflict of a record that has none.
Key = tuple[str, str]

Binding = Mapping[str, str]

CONFLICT = "conflict"


_ALONE = {word: frozenset((word,)) for word in ("breach", "excepted", "complied", "not_applicable", "yes", "no")}


def verdict_of(possible: frozenset[str]) -> Verdict:
    """The verdict where these outcomes are possible: the one outcome left, else undetermined."""
    return Verdict(next(iter(possible))) if len(possible) == 1 else Verdict.UNDETERMINED


class Effect(NamedTuple):
    """What one answer to one open fact would leave possible."""

    key: Key
    answer: str
    leaves: frozenset[str]


def bindings(rule: CompiledRule | RuleHead, record: Record) -> Iterator[dict[str, str]]:
    """Every way in which the rule's subjects occur in the record: role to entry id, in the order of the record."""
    for entry in record.of(rule.on):
        choices = [
            list(dict.fromkeys(target for link in links for target in entry.links.get(link, ()))) for links in rule.for_each.values()
        ]
        for chosen in product(*choices):
            yield {rule.on: entry.id, **dict(zip(rule.for_each, chosen, strict=True))}


class Judge:
    """Decides rules and definitions on one record and one reading; definitions are decided once for each subject."""

    def __init__(self, rulebook: Rulebook, record: Record, reading: str) -> None:
        self.rulebook = rulebook
        self.record = record
        self.reading = reading
        conflicts = record.of(CONFLICT)
        self._conflict = conflicts[0].id if conflicts else ""
        self._definitions: dict[Key, Bound] = {}
        self._others: dict[str, Judge] = {}
        self._changed: dict[str, Judge] = {}
        self._places: dict[tuple[str, tuple[str, ...]], str] = {}
        self._masks: dict[tuple[Key, tuple[Edge, ...]], int] = {}
        self._derived: dict[Key, int] = {}

    def on(self, reading: str) -> Judge:
        """The judge of the same record on another reading."""
        if reading not in self._others:
            self._others[reading] = Judge(self.rulebook, self.record, reading)
        return self._others[reading]

    def of(self, name: str, changed: Callable[[Record], Record]) -> Judge:
        """The judge of the same record with something changed in it; made once for each ``name``, so that what it decides is shared."""
        if name not in self._changed:
            self._changed[name] = Judge(self.rulebook, changed(self.record), self.reading)
        return self._changed[name]

    def bind(self, compiled: Compiled, binding: Binding) -> Bound:
        """A rule or definition on one binding."""
        return self._bound(compiled, binding)

    def definition(self, identity: str, entry: str) -> Bound:
        """A definition (``subject.name``) about one entry; an id that the record does not have means a subject that is not known."""
        key = (entry, identity)
        if key not in self._definitions:
            self._definitions[key] = self._bound(self.rulebook.definition(identity), {identity.partition(".")[0]: entry})
        return self._definitions[key]

    def stated(self, key: Key) -> Stated | None:
        """What the record states of a fact, if anything."""
        entry = self.record.entries.get(key[0])
        return entry.facts.get(key[1]) if entry is not None else None

    def entry(self, identity: str) -> Entry | None:
        """An entry of the record."""
        return self.record.entries.get(identity)

    def _bound(self, compiled: Compiled, binding: Binding) -> Bound:
        entries = []
        masks = []
        box = 0
        known = self.record.entries
        for role, links, name, definition, shift, whole, variable in compiled.slots:
            entry = self._entry_at(role, links, binding) if links else binding.get(role, self._conflict if role == CONFLICT else "")
            if definition:
                mask = self._decided(entry, definition)
            elif entry in known and name in known[entry].facts:
                mask = self._mask((entry, name), variable) or whole
            else:
                mask = whole
            box |= mask << shift
            entries.append(entry)
            masks.append(mask)
        same = self._same(compiled, entries) if compiled.namesakes else ()
        return Bound(self, compiled, dict(binding), tuple(entries), tuple(masks), box, same)

    def _same(self, compiled: Compiled, entries: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """The pairs of variables that are one and the same fact here."""
        first: dict[Key, int] = {}
        same: list[tuple[int, int]] = []
        for index in compiled.namesakes:
            if entries[index]:
                key = (entries[index], compiled.variables[index].fact.name)
                if key in first:
                    same.append((first[key], index))
                else:
                    first[key] = index
        return tuple(same)

    def quietly(self, quiet: Quiet, binding: Binding) -> frozenset[str]:
        """The outcomes that a rule leaves possible of whose own facts the record states none."""
        number = 0
        for role, links, definition in quiet.paths:
            number = number * 3 + self._decided(self._entry_at(role, links, binding), definition) - 1
        return quiet.table[number]

    def _entry_at(self, role: str, links: tuple[str, ...], binding: Binding) -> str:
        identity = binding.get(role, self._conflict if role == CONFLICT else "")
        if not links:
            return identity
        place = self._places.get((identity, links))
        if place is None:
            place = self._places[identity, links] = self._followed(identity, links)
        return place

    def _followed(self, identity: str, links: tuple[str, ...]) -> str:
        for link in links:
            entry = self.record.entries.get(identity)
            targets = entry.links.get(link, ()) if entry is not None else ()
            identity = targets[0] if targets else f"{identity}:{link}"
        return identity

    def _decided(self, entry: str, definition: str) -> int:
        """What a definition may be: no 1, yes 2, either 3."""
        mask = self._derived.get((entry, definition))
        if mask is None:
            possible = self.definition(definition, entry).possible
            mask = self._derived[entry, definition] = ("no" in possible) | ("yes" in possible) << 1
        return mask

    def _mask(self, key: Key, variable: Variable) -> int:
        """The cells that what the record states of a fact leaves possible; 0 where it states no value. Rules cut the same number at different edges."""
        mask = self._masks.get((key, variable.cuts))
        if mask is None:
            mask = 0
            for value in self.record.entries[key[0]].facts[key[1]].values:
                mask |= variable.mask(value)
            self._masks[key, variable.cuts] = mask
        return mask


@dataclass(eq=False)
class Bound:
    """One rule or definition on one binding of one record.

    ``entries[i]``, ``masks[i]``: the entry that variable ``i`` is about and the cells it may still have; ``box`` the same as one box; ``same`` the pairs of variables that
    are one and the same fact here.
    """

    judge: Judge
    compiled: Compiled
    binding: dict[str, str]
    entries: tuple[str, ...]
    masks: tuple[int, ...]
    box: int
    same: tuple[tuple[int, int], ...]
    _covers: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    def exact(self, cover: tuple[int, ...]) -> tuple[int, ...]:
        """Maximal boxes in the states that this binding allows: those given, unless two variables are one fact here."""
        if not self.same:
            return cover
        if cover not in self._covers:
            boxes: Iterable[int] = cover
            for first, second in self.same:
                boxes = grounds.identified(boxes, self.compiled.space, first, second)
            self._covers[cover] = grounds.maximal(boxes, self.compiled.space)
        return self._covers[cover]

    def grounds(self, reading: str | None = None) -> Mapping[str, tuple[int, ...]]:
        """The grounds of each outcome on a reading (default: the judge's)."""
        found = self.compiled.grounds(reading or self.judge.reading)
        return {word: self.exact(boxes) for word, boxes in found.items()} if self.same else found

    def outcomes(self, box: int, reading: str | None = None) -> frozenset[str]:
        """The outcomes that some state in ``box`` has."""
        key = (self.compiled.form_of.get(reading or self.judge.reading, 0), box, self.same)
        known = self.compiled.worked_out
        found: frozenset[str] | None = known.get(key)
        if found is None:
            found = known[key] = self._outcomes(box, reading)
        return found

    def _outcomes(self, box: int, reading: str | None) -> frozenset[str]:
        found = self.grounds(reading)
        for word, boxes in found.items():
            if grounds.contains(boxes, box):
                return _ALONE[word]
        space = self.compiled.space
        return frozenset([word for word, boxes in found.items() if grounds.meets(boxes, box, space)])

    @property
    def possible(self) -> frozenset[str]:
        """The outcomes that the recorded facts leave possible."""
        if self._possible is None:
            self._possible = self.outcomes(self.box)
        return self._possible

    _possible: frozenset[str] | None = None
    _effects: list[Effect] | None = None
    _deciding: list[Key] | None = None

    @property
    def verdict(self) -> Verdict:
        """The one outcome left, else undetermined (for rules)."""
        return verdict_of(self.possible)

    def counts(self, part: Part) -> bool:
        """Whether the part counts on this reading."""
        return not part.readings or self.judge.reading in part.readings

    def truth(self, part: Part) -> Truth:
        """Whether the recorded facts settle a part."""
        if grounds.contains(self.exact(part.holds), self.box):
            return Truth.HOLDS
        return Truth.FAILS if grounds.contains(self.exact(part.fails), self.box) else Truth.OPEN

    # --- which recorded facts force it

    def forcing(self, cover: tuple[int, ...]) -> list[Key]:
        """The smallest set of recorded facts that keeps this binding inside ``cover`` (its maximal boxes), or nothing if they do not."""
        best: list[Key] | None = None
        for ground in self.exact(cover):
            if self.box & ~ground:
                continue
            keys: dict[Key, None] = {}
            for index in self.compiled.space.constrained(ground):
                keys.update(dict.fromkeys(self.settling(index, self.compiled.space.cells(ground, index))))
            if best is None or len(keys) < len(best):
                best = list(keys)
        return best or []

    def settling(self, index: int, wanted: int) -> list[Key]:
        """The recorded facts that keep variable ``index`` within the cells ``wanted``."""
        variable, entry = self.compiled.variables[index], self.entries[index]
        if not variable.fact.derived:
            return [(entry, variable.fact.name)]
        inner = self.judge.definition(variable.fact.id, entry)
        return inner.forcing(inner.compiled.grounds(self.judge.reading)["yes" if wanted == 2 else "no"])

    def because(self) -> list[Key]:
        """The smallest set of recorded facts that forces the verdict; for an open one, that rules out the outcomes which are no longer possible."""
        found = self.compiled.grounds(self.judge.reading)
        if len(self.possible) == len([word for word in found if found[word]]):
            return []
        cover = tuple(box for word in found if word in self.possible for box in found[word])
        return self.forcing(cover if len(self.possible) == 1 else self._maximal(cover))

    def _maximal(self, boxes: tuple[int, ...]) -> tuple[int, ...]:
        """The maximal boxes of a cover, worked out once for all records."""
        known = self.compiled.worked_out
        found: tuple[int, ...] | None = known.get(("maximal", boxes))
        if found is None:
            found = known["maximal", boxes] = grounds.maximal(boxes, self.compiled.space)
        return found

    # --- which open facts still matter

    def deciding(self, cover: Iterable[tuple[int, ...]] | None = None) -> list[Key]:
        """The open facts that can still change the outcome (or membership of the given covers), in the order of the rule's facts."""
        if cover is None and self._deciding is not None:
            return self._deciding
        keys: dict[Key, None] = {}
        for index in self._turning(tuple(cover if cover is not None else self.grounds().values())):
            variable, entry = self.compiled.variables[index], self.entries[index]
            if variable.fact.derived:
                keys.update(dict.fromkeys(self.judge.definition(variable.fact.id, entry).deciding()))
            else:
                keys[(entry, variable.fact.name)] = None
        if cover is None:
            self._deciding = list(keys)
        return list(keys)

    def _turning(self, covers: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
        """The variables, open here, that can still change the membership of one of these covers; worked out once for all records."""
        key = ("turning", covers, self.box, self.same)
        known = self.compiled.worked_out
        found: tuple[int, ...] | None = known.get(key)
        if found is None:
            space = self.compiled.space
            turning: set[int] = set()
            for boxes in covers:
                for box in grounds.maximal([ground & self.box for ground in self.exact(boxes)], space):
                    turning.update(index for index, bits in enumerate(space.fields) if box & bits != self.box & bits)
            found = known[key] = tuple(sorted(turning))
        return found

    def effects(self) -> list[Effect]:
        """What each possible answer to each open fact would leave possible."""
        if self._effects is None:
            self._effects = self._answered()
        return self._effects

    def _answered(self) -> list[Effect]:
        space = self.compiled.space
        found: list[Effect] = []
        twins = {second for _, second in self.same}
        for index, variable in enumerate(self.compiled.variables):
            mask = self.masks[index]
            if mask & (mask - 1) == 0 or index in twins:
                continue
            rest = self.box & ~space.fields[index]
            entry = self.entries[index]
            if variable.fact.derived:
                for effect in self.judge.definition(variable.fact.id, entry).effects():
                    inner = ("no" in effect.leaves) | ("yes" in effect.leaves) << 1
                    found.append(Effect(effect.key, effect.answer, self.outcomes(rest | inner << space.shifts[index])))
                continue
            key = (entry, variable.fact.name)
            found += [
                Effect(key, variable.cell_text(cell), self.outcomes(rest | 1 << cell << space.shifts[index]))
                for cell in range(variable.width)
                if mask >> cell & 1
            ]
        return found

    # --- which changes lead elsewhere

    def nearest(self, word: str) -> list[tuple[Key, list[str]]] | None:
        """The fewest changes and answers that make the outcome ``word`` certain: facts with the values that do it; None if nothing does."""
        found = self.compiled.grounds(self.judge.reading)[word]
        return self.changes_into(self.exact(found))

    def changes_into(self, boxes: Iterable[int]) -> list[tuple[Key, list[str]]] | None:
        """The fewest changes and answers that bring the facts into one of ``boxes``: facts with the values that do it; None if nothing does."""
        best: list[tuple[Key, list[str]]] | None = None
        for ground in boxes:
            changes: dict[Key, list[str]] = {}
            for index in self.compiled.space.constrained(ground):
                wanted = self.compiled.space.cells(ground, index)
                if not self.masks[index] & ~wanted:
                    continue
                variable, entry = self.compiled.variables[index], self.entries[index]
                if variable.fact.derived:
                    inner = self.judge.definition(variable.fact.id, entry).nearest("yes" if wanted == 2 else "no")
                    if inner is None:  # here the definition can never come out so, as where a link leads back to the entry itself
                        break
                    changes.update(inner)
                else:
                    changes[(entry, variable.fact.name)] = variable.cells_text(wanted)
            else:
                if best is None or len(changes) < len(best):
                    best = list(changes.items())
        return best

    # --- what is recorded

    def states(self, indexes: Iterable[int]) -> bool:
        """Whether the record states a value of a fact that one of these variables rests on."""
        for index in indexes:
            variable, entry = self.compiled.variables[index], self.entries[index]
            if variable.fact.derived:
                if self.judge.definition(variable.fact.id, entry).stated:
                    return True
                continue
            stated = self.judge.stated((entry, variable.fact.name))
            if stated is not None and stated.status == "stated" and not stated.supplied:
                return True
        return False

    @cached_property
    def stated(self) -> bool:
        """Whether the record states a value of any fact that it rests on."""
        return self.states(range(len(self.entries)))

    def base_keys(self, indexes: Iterable[int] | None = None) -> dict[Key, None]:
        """Every recorded or open fact that the chosen variables (default: all) rest on."""
        keys: dict[Key, None] = {}
        for index in range(len(self.entries)) if indexes is None else sorted(indexes):
            variable, entry = self.compiled.variables[index], self.entries[index]
            if variable.fact.derived:
                keys.update(self.judge.definition(variable.fact.id, entry).base_keys())
            else:
                keys[(entry, variable.fact.name)] = None
        return keys
