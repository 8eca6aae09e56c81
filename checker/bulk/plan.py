"""The rules laid out for many records at once.

Comes in: the rulebook, a reading, the rules chosen. Goes out: :class:`Plan`: for each shape of rule (its subject and the links to the others) the places that its facts stand at, and every cover as plain numbers.

A *place* is a role and the links that lead from it to an entry. A *slot* is one fact at one place, cut at given edges. A *test* asks whether a slot, or a definition at a place, may still lie in some of its cells; a box is the tests
that must all come out so, and a cover is met where one of its boxes is. Definitions are laid out at every place where a rule asks for them, so that deciding them needs no look-up in the record.

Every captive has some subjects that most records do not describe (his correspondence, the notification about him). Nothing is stated of them, so what their rules come to follows from the captive alone: such a shape is a *guest* of the captives,
its rules are thinned to what they ask of them, and rules that are then the same are decided once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.claims import Stated
from checker.evaluation import CONFLICT
from checker.judging import Chosen
from checker.judging import Shape as Links
from checker.rulebook import Compiled, CompiledDefinition, CompiledRule, Rulebook, RuleHead
from checker.truth import OUTCOMES
from checker.values import Value
from checker.variables import Variable

Place = tuple[str, tuple[str, ...]]

#: The subject that has implied ones (:func:`checker.records.implied_entries`).
CAPTIVE = "person"

#: Tests that must all come out so; and the boxes of which one is enough.
Box = tuple[int, ...]
Cover = tuple[Box, ...]

#: The cells of so many values are remembered for each slot; then it begins anew, so that memory does not grow with the records.
REMEMBERED = 16

#: The outcomes of a rule and of a definition, in the order of their covers.
RULE_WORDS = tuple(outcome.value for outcome in OUTCOMES)
DEFINITION_WORDS = ("no", "yes")


class Slot(NamedTuple):
    """One fact at one place (its number in the shape), as rules cut it; ``known`` remembers which cells a value leaves."""

    place: int
    variable: Variable
    known: dict[int, tuple[Value, int]]

    def mask(self, stated: Stated) -> int:
        """The cells that what is stated leaves possible; 0 where it states no value."""
        mask = 0
        for claim in stated.claims:
            value = claim.value
            if value is not None:
                found = self.known.get(id(value))
                if found is None:
                    if len(self.known) >= REMEMBERED:
                        self.known.clear()
                    # The value is kept with its cells, so that nothing else can come to have its identity.
                    found = self.known[id(value)] = (value, self.variable.mask(value))
                mask |= found[1]
        return mask


class Test(NamedTuple):
    """Whether the slot (or, with ``derived``, the definition) of this number may lie in one of the cells of ``mask``."""

    number: int
    mask: int
    derived: bool


class Settled(NamedTuple):
    """A definition at a place: the covers of no and of yes, the slots whose values anything states that it rests on."""

    covers: tuple[Cover, Cover]
    slots: frozenset[int]


class Alike(NamedTuple):
    """Rules of a guest that come to the same, by their numbers: ``laid`` is one of them, with covers and slots thinned to what they ask of the captive."""

    laid: Laid
    numbers: tuple[int, ...]


class Laid(NamedTuple):
    """A rule laid out. ``covers``: for each reading that differs those of each outcome, in the order of :data:`RULE_WORDS`; ``form_of`` the number of a reading's.

    ``deciding``: the slots of the elements and exceptions, through definitions too; ``rests``: all that anything of it rests on, in a fixed order; ``reached``: the facts (by id) in these slots.
    """

    head: RuleHead
    rule: CompiledRule
    covers: tuple[tuple[Cover, ...], ...]
    form_of: Mapping[str, int]
    deciding: frozenset[int]
    rests: tuple[int, ...]
    reached: frozenset[str]


@dataclass(eq=False)
class Shape:
    """Rules of one shape: what they ask, and of what."""

    on: str
    for_each: Mapping[str, tuple[str, ...]]
    places: list[Place] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    definitions: list[Settled] = field(default_factory=list)
    """Each after those that it asks for."""
    wanted: list[dict[str, list[int]]] = field(default_factory=list)
    """For each place the slots by the name of the fact."""
    paths: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """For each place the number of its role (-1: the conflict) and the links."""
    guest: tuple[int, ...] = ()
    """For a shape that is a guest of the captives: the slot of theirs in which each of its own is, or -1 where nothing is ever stated."""
    alike: list[Alike] = field(default_factory=list)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that a row binds."""
        return (self.on, *self.for_each)


class Plan:
    """Rules laid out for records of which many are decided at once.

    ``rules[i]`` is the rule of that number among those chosen, with its shape; None where two of its facts can be one and the same fact of a record (then it is among ``careful``, to be decided record by record).
    """

    def __init__(self, rulebook: Rulebook, reading: str, chosen: Chosen) -> None:
        self.rulebook = rulebook
        self.reading = reading
        self.chosen = chosen
        self.shapes: dict[Links, Shape] = {}
        self.by_subject: dict[str, list[Shape]] = {}
        self.rules: list[tuple[Shape, Laid] | None] = []
        careful: list[RuleHead] = []
        layers: dict[Links, _Layer] = {}
        for head, links in zip(chosen.heads, chosen.shapes, strict=True):
            if links not in layers:
                layers[links] = _Layer(rulebook, Shape(head.on, head.for_each))
            rule = rulebook.rule(head.id)
            if _ambiguous(rulebook, rule):
                careful.append(head)
                self.rules.append(None)
                continue
            shape = layers[links].shape
            if links not in self.shapes:
                self.shapes[links] = shape
                self.by_subject.setdefault(head.on, []).append(shape)
            self.rules.append((shape, layers[links].rule(head, rule)))
        self.by_shape: dict[int, list[tuple[int, Laid]]] = {}
        """The rules of each shape with their numbers, so that those of subjects that no record has are not even passed over."""
        for number, found in enumerate(self.rules):
            if found is not None:
                self.by_shape.setdefault(id(found[0]), []).append((number, found[1]))
        self.careful = Chosen(careful)
        self.guests: dict[str, list[Shape]] = {}
        host = layers.get((CAPTIVE, ())) or _Layer(rulebook, Shape(CAPTIVE, {}))
        self.captives = host.shape
        """The captives with what any guest asks of them."""
        if (CAPTIVE, ()) not in self.shapes:
            self.shapes[CAPTIVE, ()] = self.captives
            self.by_subject.setdefault(CAPTIVE, []).append(self.captives)
        for shape in self.shapes.values():
            if _is_guest(rulebook, shape):
                self.guests.setdefault(shape.on, []).append(shape)
                shape.guest = tuple(host.host(shape, slot) for slot in shape.slots)
                shape.alike = _alike(shape, self.rules)


def _is_guest(rulebook: Rulebook, shape: Shape) -> bool:
    """Whether nothing is asked of an implied entry that leads anywhere but to its captive."""
    implied = rulebook.vocabulary.subjects[shape.on].implied_by
    asked = [links for role, links in shape.places if role == shape.on]
    bound = len(shape.for_each) < 2 and all(implied in links for links in shape.for_each.values())
    return bool(implied) and bound and not any(implied in links for links in asked)


def _alike(shape: Shape, rules: Sequence[tuple[Shape, Laid] | None]) -> list[Alike]:
    """The rules of a guest, thinned; those that come to the same together."""
    free = {number for number, test in enumerate(shape.tests) if not test.derived and shape.guest[test.number] < 0}
    found: dict[tuple[object, ...], tuple[Laid, list[int]]] = {}
    for number, laid in enumerate(rules):
        if laid is None or laid[0] is not shape:
            continue
        rule = laid[1]
        covers = tuple(tuple(_thinned(cover, free) for cover in form) for form in rule.covers)
        deciding = frozenset(slot for slot in rule.deciding if shape.guest[slot] >= 0)
        forms = tuple(sorted(rule.form_of.items()))
        thin = rule._replace(covers=covers, deciding=deciding)
        found.setdefault((covers, forms, deciding), (thin, []))[1].append(number)
    return [Alike(laid, tuple(numbers)) for laid, numbers in found.values()]


def _thinned(cover: Cover, free: Set[int]) -> Cover:
    """A cover without the tests that always come out so, and without the boxes that lie within others."""
    boxes = sorted({frozenset(box) - free for box in cover}, key=lambda box: (len(box), sorted(box)))
    kept: list[frozenset[int]] = []
    for box in boxes:
        if not any(other <= box for other in kept):
            kept.append(box)
    return tuple(tuple(sorted(box)) for box in kept)


def _ambiguous(rulebook: Rulebook, compiled: Compiled) -> bool:
    """Whether two variables of a rule, or of a definition that it rests on, can be one and the same fact."""
    return bool(compiled.namesakes) or any(
        _ambiguous(rulebook, rulebook.definition(variable.fact.id)) for variable in compiled.variables if variable.fact.derived
    )


class _Layer:
    """Lays out what belongs to one shape."""

    def __init__(self, rulebook: Rulebook, shape: Shape) -> None:
        self.rulebook = rulebook
        self.shape = shape
        self._places: dict[Place, int] = {}
        self._slots: dict[tuple[int, str, tuple[tuple[float, int], ...]], int] = {}
        self._tests: dict[Test, int] = {}
        self._definitions: dict[tuple[Place, str], int] = {}

    def rule(self, head: RuleHead, rule: CompiledRule) -> Laid:
        roles = {head.on, *head.for_each, CONFLICT}
        places = [(variable.role, variable.links) for variable in rule.variables]
        assert all(role in roles for role, _ in places)
        covers = tuple(tuple(self._cover(rule, places, form.get(word, ())) for word in RULE_WORDS) for form in rule.forms)
        rests = self._rests(rule, places, range(len(places)))
        deciding = self._rests(rule, places, rule.deciding_variables)
        reached = frozenset(self.shape.slots[number].variable.fact.id for number in rests)
        return Laid(head, rule, covers, rule.form_of, frozenset(deciding), tuple(rests), reached)

    def host(self, shape: Shape, slot: Slot) -> int:
        """The slot of the captives in which a slot of a guest is; -1 where it is about what nothing is stated of."""
        role, links = shape.places[slot.place]
        if role == shape.on:
            return -1
        return self._slot((CONFLICT, links) if role == CONFLICT else (CAPTIVE, links), slot.variable)

    def _rests(self, compiled: Compiled, places: Sequence[Place], indexes: Sequence[int]) -> list[int]:
        """The slots of all facts that some variables rest on, by way of definitions too."""
        rests: dict[int, None] = {}
        for index in indexes:
            variable, place = compiled.variables[index], places[index]
            if variable.fact.derived:
                rests.update(dict.fromkeys(sorted(self.shape.definitions[self._definition(place, variable.fact.id)].slots)))
            else:
                rests[self._slot(place, variable)] = None
        return list(rests)

    def _cover(self, compiled: Compiled, places: Sequence[Place], boxes: Sequence[int]) -> Cover:
        space = compiled.space
        return tuple(
            tuple(self._test(compiled.variables[index], places[index], space.cells(box, index)) for index in space.constrained(box))
            for box in boxes
        )

    def _test(self, variable: Variable, place: Place, mask: int) -> int:
        derived = variable.fact.derived
        number = self._definition(place, variable.fact.id) if derived else self._slot(place, variable)
        test = Test(number, mask, derived)
        if test not in self._tests:
            self._tests[test] = len(self.shape.tests)
            self.shape.tests.append(test)
        return self._tests[test]

    def _slot(self, place: Place, variable: Variable) -> int:
        if place not in self._places:
            self._places[place] = len(self.shape.places)
            self.shape.places.append(place)
            role, links = place
            self.shape.paths.append((self.shape.roles.index(role) if role in self.shape.roles else -1, links))
            self.shape.wanted.append({})
        at = self._places[place]
        key = (at, variable.fact.name, variable.cuts)
        if key not in self._slots:
            self._slots[key] = len(self.shape.slots)
            self.shape.wanted[at].setdefault(variable.fact.name, []).append(len(self.shape.slots))
            self.shape.slots.append(Slot(at, variable, {}))
        return self._slots[key]

    def _definition(self, place: Place, identity: str) -> int:
        key = (place, identity)
        if key not in self._definitions:
            definition: CompiledDefinition = self.rulebook.definition(identity)
            subject = identity.partition(".")[0]
            role, links = place
            places = [
                (role, links + variable.links) if variable.role == subject else (variable.role, variable.links)
                for variable in definition.variables
            ]
            (found,) = definition.forms
            no, yes = (self._cover(definition, places, found.get(word, ())) for word in DEFINITION_WORDS)
            rests = self._rests(definition, places, range(len(places)))
            self._definitions[key] = len(self.shape.definitions)
            self.shape.definitions.append(Settled((no, yes), frozenset(rests)))
        return self._definitions[key]
