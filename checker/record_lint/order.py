"""What cannot have happened in the order in which a record has it, and what cannot both be so.

Comes in: the material. Goes out: remarks. Only what is certain: one stretch of days lies before another if every day of the one does, so that a date with ``?`` or ``~``, which may be any day, never
counts. The vocabulary dates one thing alone, the capture; everything else is dated by its source and by the incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checker.claims import Stated
from checker.documents import Path
from checker.errors import listed
from checker.record_lint.material import PERSON, Material, Told
from checker.records import Entry
from checker.remarks import Remark
from checker.values import END, START, Edge, read_date

#: Every date of the vocabulary, with what it is the date of.
DATES: Mapping[str, str] = {"person.captured_on": "the beginning of the captivity"}

CAPTURE = "captured_on"

#: What can only be so of a person once captured.
AFTER_CAPTURE = frozenset(
    ("in_enemy_power", "had_fallen_into_enemy_power", "arrived_at_camp", "died", "finally_released_and_repatriated")
)  # fmt: skip

#: Subjects whose entries are no events of a captivity: they may be older than it, or go on without the person.
STANDING = frozenset(("conflict", "party", "outlet", PERSON, "camp", "death"))

#: Times that a captive spent in captivity: fact and the fewest days of its unit.
SPENT: Mapping[str, int] = {
    "correspondence.days_in_camp_without_agency_card": 1,
    "correspondence.days_in_camp_without_family_card": 1,
    "correspondence.days_without_new_cards": 1,
    "discipline.confinement_days_before_hearing": 1,
    "discipline.isolation_days_in_row": 1,
    "information.days_without_health_news": 1,
    "medical_care.longest_days_without_inspection": 1,
    "trial.months_begun_in_confinement": 28,
    "work.longest_days_without_fitness_examination": 1,
    "work.months_worked": 28,
}


class Excluding(NamedTuple):
    """Values of two facts of one captive that cannot both be so; no values stand for any."""

    first: str
    these: tuple[str, ...]
    second: str
    those: tuple[str, ...]


EXCLUDING = (
    Excluding("in_enemy_power", ("yes",), "had_fallen_into_enemy_power", ("no",)),
    Excluding("in_enemy_power", ("yes",), "finally_released_and_repatriated", ("yes",)),
    Excluding("in_enemy_power", ("yes",), "captivity_ended_by", ("repatriation", "death")),
    Excluding("had_fallen_into_enemy_power", ("no",), "finally_released_and_repatriated", ("yes",)),
    Excluding("had_fallen_into_enemy_power", ("no",), "captured_on", ()),
    Excluding("died", ("yes",), "captivity_ended_by", ("not_ended", "release", "repatriation", "escape")),
    Excluding("died", ("no",), "captivity_ended_by", ("death",)),
    Excluding("died", ("yes",), "finally_released_and_repatriated", ("yes",)),
    Excluding("finally_released_and_repatriated", ("yes",), "captivity_ended_by", ("not_ended", "death")),
)


class Stretch(NamedTuple):
    """The days that a date can mean."""

    low: Edge = START
    high: Edge = END

    def before(self, other: Stretch) -> bool:
        """Whether every day here lies before every day there."""
        return self.high <= other.low


def stretch(date: str) -> Stretch:
    """The days that a date as written can mean; any, where none is written."""
    return Stretch(*read_date(date)) if date else Stretch()


def captured(entry: Entry) -> Stretch:
    """The days on which a captive can have been captured, on whatever claim."""
    stated = entry.facts.get(CAPTURE)
    if stated is None or not stated.values:
        return Stretch()
    return Stretch(min(value.low for value in stated.values), max(value.high for value in stated.values))


def order(material: Material) -> Iterator[Remark]:
    """Every remark on the order of what a record tells."""
    yield from _before_the_event(material)
    yield from _origins(material)
    incident = stretch(material.record.dates)
    for told in material.said:
        yield from _claimed_date(material, told)
        yield from _spent(material, told)
    for entry, path in material.entries:
        if entry.subject == PERSON:
            if incident.before(captured(entry)):
                place = (*path, "facts", CAPTURE)
                what = f"{entry.id} was captured on {_written(entry, CAPTURE)}, and the incident is dated {material.record.dates}."
                yield material.remark("capture-after-incident", place, what, entry.id)
            yield from _excluding(material, entry, path)
        elif entry.subject == "death":
            yield from _dead_in_captivity(material, entry, path)


# --- sources and what they report ------------------------------------------------------------------------------------------------------------------------


def _before_the_event(material: Material) -> Iterator[Remark]:
    record = material.record
    incident = stretch(record.dates)
    cited: dict[tuple[str, str, str], list[Told]] = {}
    for told in material.said:
        source = record.sources.get(told.claim.source)
        if source is None or not source.date:
            continue
        date = stretch(source.date)
        captive = next((own for own in _captives(material, told) if date.before(captured(record.entries[own]))), "")
        if captive:
            cited.setdefault(
                (source.id, told.entry.id, f"{captive} was captured on {_written(record.entries[captive], CAPTURE)}"), []
            ).append(told)
        elif told.entry.subject not in STANDING and date.before(incident):
            cited.setdefault((source.id, told.entry.id, f"the incident is dated {record.dates}"), []).append(told)
    for (source_id, identity, later), many in cited.items():
        facts = listed(dict.fromkeys(told.fact.name for told in many), joint="and")
        what = f"{source_id} is dated {record.sources[source_id].date} and cited for {facts} of {identity}; {later}."
        yield material.remark("source-before-event", many[0].path, what, identity, source_id)


def _captives(material: Material, told: Told) -> list[str]:
    """The captives to whom a claim says that something was done in captivity."""
    entry = told.entry
    if entry.subject == PERSON:
        sure = told.claim.value is not None and told.claim.value.words == frozenset(("yes",))
        return [entry.id] if told.fact.name in AFTER_CAPTURE and sure else []
    if entry.subject in STANDING:
        return []
    return [target for targets in entry.links.values() for target in targets if material.record.entries[target].subject == PERSON]


def _origins(material: Material) -> Iterator[Remark]:
    sources = material.record.sources
    for source in material.record.own_sources:
        for other in source.derived_from:
            if other != source.id and stretch(source.date).before(stretch(sources[other].date)):
                what = f"{source.id} is dated {source.date}, and {other}, from which it derives, {sources[other].date}."
                yield material.remark("derived-before-origin", (*material.block("sources", source.id), "date"), what, source.id, other)


def _claimed_date(material: Material, told: Told) -> Iterator[Remark]:
    value, source = told.claim.value, material.record.sources.get(told.claim.source)
    if (
        told.fact.type == "date"
        and value is not None
        and source is not None
        and stretch(source.date).before(Stretch(value.low, value.high))
    ):
        what = f"{told.about} is {value.text} on the word of {source.id}, which is dated {source.date}."
        yield material.remark("claim-after-source", told.path, what, told.entry.id, source.id)


def _spent(material: Material, told: Told) -> Iterator[Remark]:
    value, source = told.claim.value, material.record.sources.get(told.claim.source)
    days = SPENT.get(told.fact.id)
    if days is None or value is None or source is None:
        return
    last = stretch(source.date).high[0]
    for target in dict.fromkeys(target for targets in told.entry.links.values() for target in targets):
        captive = material.record.entries[target]
        first = captured(captive).low[0] if captive.subject == PERSON else START[0]
        # From the first day to the last there are `last - first` days; the edge of the last is the day after it. One unit less, since it may only have been begun.
        if (value.low[0] - 1) * days > last - first:
            what = (
                f"{told.about} is {value.text} ({told.fact.unit}) in {source.id}, which is dated {source.date}; {target} was captured on "
                f"{_written(captive, CAPTURE)}."
            )
            yield material.remark("longer-than-captivity", told.path, what, told.entry.id, source.id)


# --- what cannot both be so ------------------------------------------------------------------------------------------------------------------------------


def _excluding(material: Material, entry: Entry, path: Path) -> Iterator[Remark]:
    for pair in EXCLUDING:
        first, second = entry.facts.get(pair.first), entry.facts.get(pair.second)
        if _within(first, pair.these) and _within(second, pair.those):
            one, other = (material.document.line(*path, "facts", name) for name in (pair.first, pair.second))
            lines = f" (lines {one} and {other})" if one != other else ""
            what = (
                f"{pair.first} of {entry.id} is {_written(entry, pair.first)}, and {pair.second} is {_written(entry, pair.second)}{lines}."
            )
            yield material.remark("cannot-both-be", (*path, "facts", pair.second), what, entry.id)


def _within(stated: Stated | None, words: tuple[str, ...]) -> bool:
    """Whether every value claimed of a fact is one of these (any, where none are given)."""
    if stated is None or not stated.values:
        return False
    return not words or all(value.words is not None and value.words <= set(words) for value in stated.values)


def _dead_in_captivity(material: Material, entry: Entry, path: Path) -> Iterator[Remark]:
    for target in entry.links.get("of", ()):
        if _within(material.record.entries[target].facts.get("captivity_ended_by"), ("not_ended",)):
            what = f"{entry.id} describes the death of {target}, whose captivity_ended_by is not_ended."
            yield material.remark("cannot-both-be", path, what, target, entry.id)


def _written(entry: Entry, fact: str) -> str:
    return " or ".join(value.text for value in entry.facts[fact].values)
