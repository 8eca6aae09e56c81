"""What is missing between the entries of a record: captives in nobody's power, acts done by nobody or to nobody, entries to which nothing leads.

Comes in: the material. Goes out: remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.claims import Stated
from checker.documents import Path
from checker.errors import listed
from checker.record_lint.material import PERSON, Material
from checker.records import Entry
from checker.remarks import Remark
from checker.vocabulary import Subject

_CAPTIVE = re.compile(r"\b(prisoner|captive)s?\b", flags=re.IGNORECASE)

#: Values by which a publication says that it has nothing of the kind in it.
_NOTHING = frozenset(("no", "none", "never", "not_heard"))

#: Those who belonged to no party's forces.
_OWN_POWER_NONE = frozenset(("civilian", "armed_group_of_no_party"))


def links(material: Material) -> Iterator[Remark]:
    """Every remark on entries and their links."""
    record = material.record
    led_to = {target for entry, _ in material.entries for targets in entry.links.values() for target in targets if target != entry.id}
    led_to |= {voice.party for voice in record.voices.values()}
    subjects = material.rulebook.vocabulary.subjects
    for entry, path in material.entries:
        if entry.subject == PERSON:
            yield from _captive(material, entry, path)
        elif entry.subject == "party" and not entry.label and not entry.state:
            yield material.remark("unnamed-party", path, f"{entry.id} has neither label nor state.", entry.id)
        if entry.subject in ("party", "outlet") and entry.id not in led_to and not entry.facts and not entry.note:
            yield material.remark("unlinked-entry", path, f"nothing leads to {entry.id}.", entry.id)
        yield from _about(material, entry, path, subjects[entry.subject])
    captives = record.of(PERSON)
    if captives and not record.of("conflict"):
        path = (PERSON, 0)
        yield material.remark(
            "no-conflict", path, f"there {'is a captive' if len(captives) == 1 else f'are {len(captives)} captives'} and no conflict."
        )


def _captive(material: Material, entry: Entry, path: Path) -> Iterator[Remark]:
    held = _words(entry.facts.get("in_enemy_power"))
    belonged = _words(entry.facts.get("belonged_to"))
    if not entry.links.get("in_power_of") and held != {"no"}:
        yield material.remark("no-captor", path, f"{entry.id} is in the power of no party.", entry.id)
    if not entry.links.get("depends_on") and not (belonged and belonged <= _OWN_POWER_NONE):
        yield material.remark("no-own-power", path, f"{entry.id} depends on no party.", entry.id)
    if not any(stated.values for stated in entry.facts.values()):
        yield material.remark("silent-captive", path, f"no fact of {entry.id} has a value.", entry.id)


def _about(material: Material, entry: Entry, path: Path, subject: Subject) -> Iterator[Remark]:
    to_captives = [name for name, link in subject.links.items() if link.many and PERSON in link.to]
    stated = [fact for fact in entry.facts.values() if fact.values]
    if to_captives and not any(entry.links.get(name) for name in to_captives):
        speaking = [
            fact for fact in stated if entry.subject != "publication" or (_CAPTIVE.search(fact.fact.asks) and not _words(fact) <= _NOTHING)
        ]
        speaking = [fact for fact in speaking if fact.fact.name not in OF_THE_RELEASE]
        if speaking:
            facts = listed((fact.fact.name for fact in speaking), joint="and", most=4)
            what = f"{entry.id} has no {listed(to_captives)}, though {facts} {'is' if len(speaking) == 1 else 'are'} recorded."
            yield material.remark("linked-to-nobody", path, what, entry.id)
    actors = [name for name in ("by", "run_by") if name in subject.links]
    if actors and stated and not any(entry.links.get(name) for name in actors):
        yield material.remark("no-actor", path, f"{entry.id} has no {listed(actors)}.", entry.id)


#: Questions about a publication that speak of a captive and are answered for one that shows nobody too.
OF_THE_RELEASE = frozenset(("captor_involvement", "private_filming_ban_enforced"))


def _words(stated: Stated | None) -> set[str]:
    """The words claimed of a fact; numbers and dates as they are written."""
    if stated is None:
        return set()
    return {word for value in stated.values for word in (value.words if value.words is not None else (value.text,))}
