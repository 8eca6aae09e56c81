"""What is questionable among the parts of one rule or definition: parts, exceptions, readings and marks that change no ground.

Comes in: the material. Goes out: remarks. All of it is exact: the boxes in which the compiled parts hold (``grounds``) are intersected without the part in question, and what is left lies
within the part, or within what stood before, or does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from checker import grounds
from checker.documents import Document, Path
from checker.grounds import TooManyGrounds
from checker.lint.material import Material
from checker.remarks import Remark
from checker.rulebook import CompiledDefinition, CompiledRule
from checker.rules import Definition, Exemption, Rule
from checker.rules import Part as WrittenPart

Boxes = Sequence[int]


def parts(material: Material) -> Iterator[Remark]:
    """Every remark on parts, exceptions and readings."""
    for identity, entry, document in material.everything():
        try:
            if isinstance(entry, Rule):
                yield from list(_RuleParts(material, material.rulebook.rule(identity), entry, document).remarks())
            else:
                yield from list(_definition(material.rulebook.definition(identity), entry, document))
        except TooManyGrounds:
            yield Remark(
                "not-compared", document.file, document.line("id"), (identity,), f"{identity} is too large without one of its parts."
            )
    yield from _readings(material)


class Frame:
    """A rule with the parts that count on one reading; ``included`` are their numbers."""

    def __init__(self, rule: CompiledRule, included: Iterable[int]) -> None:
        self.rule = rule
        self.space = rule.space
        self.included = tuple(included)
        self.exceptions = sorted({rule.parts[number].group for number in self.included} - {-1})

    def of(self, section: str, group: int = -1) -> list[int]:
        """The numbers of the parts of a section, or of one exception."""
        return [number for number in self.included if (self.rule.parts[number].section, self.rule.parts[number].group) == (section, group)]

    def meeting(self, start: Boxes, numbers: Iterable[int]) -> list[int]:
        """The states of ``start`` in which all these parts hold."""
        return grounds.intersection([start, *(self.rule.parts[number].holds for number in numbers)], self.space)

    @cached_property
    def applies(self) -> list[int]:
        """Where the rule applies."""
        return self.meeting([self.space.full], self.of("applies_when"))

    @cached_property
    def elements(self) -> list[int]:
        """Where it applies and every element holds."""
        return self.meeting(self.applies, self.of("elements"))

    def covered(self, but: int = -1) -> tuple[int, ...]:
        """Where an exception covers it, other than the exception ``but``."""
        boxes = [box for group in self.exceptions if group != but for box in self.meeting(self.elements, self.of("unless", group))]
        return grounds.maximal(boxes, self.space)

    def within(self, boxes: Boxes, maximal: Boxes) -> bool:
        """Whether all states of ``boxes`` lie in the cover whose maximal boxes are given."""
        return all(grounds.contains(maximal, box) for box in boxes)

    def idle(self, number: int) -> bool:
        """Whether the rule comes out the same without the part ``number``, which counts here."""
        part = self.rule.parts[number]
        others = [other for other in self.of(part.section, part.group) if other != number]
        if part.section == "applies_when":
            return self.within(self.meeting([self.space.full], others), part.holds)
        if part.section == "elements":
            return self.within(self.meeting(self.applies, others), part.holds)
        return self.within(self.meeting(self.elements, others), self.covered())

    def idle_exception(self, group: int) -> bool:
        """Whether the rule comes out the same without an exception that counts here."""
        return self.within(self.meeting(self.elements, self.of("unless", group)), self.covered(but=group))

    @cached_property
    def never_complied(self) -> bool:
        """Whether no state comes out complied."""
        return all(self.within(self.applies, self.rule.parts[number].holds) for number in self.of("elements"))


class _RuleParts:
    def __init__(self, material: Material, rule: CompiledRule, entry: Rule, document: Document) -> None:
        self.rule = rule
        self.entry = entry
        self.document = document
        self.places = list(_places(entry))
        every = tuple(material.rulebook.readings)
        self.counting = [frozenset(_counting(mark, every)) for _, mark in self.places]
        self.frames: dict[str, Frame] = {}
        made: dict[tuple[int, ...], Frame] = {}
        for reading in every:
            included = tuple(number for number, readings in enumerate(self.counting) if reading in readings)
            self.frames[reading] = made.setdefault(included, Frame(rule, included))

    def remark(self, code: str, path: Path, what: str) -> Remark:
        return Remark(code, self.document.file, self.document.line(*path), (self.rule.id,), what)

    def remarks(self) -> Iterator[Remark]:
        name = self.rule.id
        complied = [frame for frame in dict.fromkeys(self.frames.values()) if frame.never_complied]
        if complied:
            on = [reading for reading, frame in self.frames.items() if frame in complied]
            where = "" if len(on) == len(self.frames) else f" on the reading {', '.join(on)}"
            yield self.remark("always-breached", ("elements",), f"wherever {name} applies{where}, all its elements hold.")
        for group, exemption in enumerate(self.entry.unless):
            frames = self.where(next(number for number, part in enumerate(self.rule.parts) if part.group == group))
            if all(frame.idle_exception(group) for frame in frames):
                yield self.remark(
                    "exception-never-matters", ("unless", group), f'no verdict of {name} rests on the exception "{exemption.exception}"'
                )
        for number, (path, _) in enumerate(self.places):
            part, frames = self.rule.parts[number], self.where(number)
            if part.section == "elements" and set(frames) & set(complied):
                continue
            if part.section == "unless":
                frames = [frame for frame in frames if not frame.idle_exception(part.group)]
                if not frames or len(self.entry.unless[part.group].parts) == 1:
                    continue
            if all(frame.idle(number) for frame in frames):
                yield self.remark("redundant-part", path, f"{name} comes out the same without `{part.when}`.")
        yield from self.marks()

    def where(self, number: int) -> list[Frame]:
        """The frames in which a part counts, each once."""
        return list(dict.fromkeys(frame for frame in self.frames.values() if number in frame.included))

    def marks(self) -> Iterator[Remark]:
        """Remarks on marks that change nothing."""
        seen: set[int] = set()
        for number, (path, mark) in enumerate(self.places):
            group = self.rule.parts[number].group
            if not (mark.except_in or mark.only_in) or group in seen:
                continue
            seen.update({group} - {-1})
            numbers = [other for other, part in enumerate(self.rule.parts) if part.group == group] if group >= 0 else [number]

            def same(reading: str, group: int = group, number: int = number, numbers: Sequence[int] = numbers) -> bool:
                """Whether a reading that leaves it out would come out the same with it."""
                frame = Frame(self.rule, sorted({*self.frames[reading].included, *numbers}))
                return frame.idle_exception(group) if group >= 0 else frame.idle(number)

            name = f"an exception of {self.rule.id}" if group >= 0 else f"`{self.rule.parts[number].when}` in {self.rule.id}"
            place = ("unless", group) if group >= 0 else path
            if idle := [reading for reading in mark.except_in if (mark.only_in and reading not in mark.only_in) or same(reading)]:
                what = f"leaving out {name} on the reading {', '.join(idle)} changes no ground."
                yield self.remark("reading-changes-nothing", (*place, "except_in"), what)
            left_out = [reading for reading in self.frames if reading not in (*mark.only_in, *mark.except_in)]
            if mark.only_in and all(same(reading) for reading in left_out):
                what = f"counting {name} on the reading {', '.join(mark.only_in)} only changes no ground."
                yield self.remark("reading-changes-nothing", (*place, "only_in"), what)


def _places(rule: Rule) -> Iterator[tuple[Path, WrittenPart | Exemption]]:
    """Every part in the order in which it is compiled: where it stands, and what bears its mark (for a part of an exception, the exception)."""
    for section in ("applies_when", "elements"):
        for number, part in enumerate(getattr(rule, section)):
            yield (section, number), part
    for number, exemption in enumerate(rule.unless):
        for index in range(len(exemption.parts)):
            yield ("unless", number, "parts", index), exemption


def _counting(mark: WrittenPart | Exemption, every: Iterable[str]) -> Iterator[str]:
    return (reading for reading in every if reading not in mark.except_in and (not mark.only_in or reading in mark.only_in))


def _definition(compiled: CompiledDefinition, entry: Definition, document: Document) -> Iterator[Remark]:
    space, holds = compiled.space, compiled.forms[0]["yes"]
    covers = [
        grounds.intersection([part.holds for part in compiled.parts if part.group == group], space)
        for group in range(len(entry.holds_when))
    ]
    for group, ground in enumerate(entry.holds_when):
        others = grounds.maximal([box for other, boxes in enumerate(covers) if other != group for box in boxes], space)
        if all(grounds.contains(others, box) for box in covers[group]):
            line = document.line("holds_when", group)
            yield Remark(
                "exception-never-matters",
                document.file,
                line,
                (entry.id,),
                f'{entry.id} never rests on the ground "{ground.ground}" alone.',
            )
            continue
        own = [part for part in compiled.parts if part.group == group]
        for number, part in enumerate(own) if len(own) > 1 else ():
            without = grounds.intersection([other.holds for other in own if other is not part], space)
            if all(grounds.contains(holds, box) for box in without):
                line = document.line("holds_when", group, "parts", number)
                yield Remark("redundant-part", document.file, line, (entry.id,), f"{entry.id} comes out the same without `{part.when}`.")


def _readings(material: Material) -> Iterator[Remark]:
    default = material.rulebook.default_reading
    for reading in material.rulebook.readings:
        if reading != default and all(rule.grounds(reading) == rule.grounds(default) for rule in material.rulebook.rules()):
            document = material.written.readings_document
            yield Remark(
                "reading-changes-nothing", document.file, document.line("readings", reading), (reading,), f"no rule comes out otherwise on the reading {reading} than on {default}."
            )  # fmt: skip
