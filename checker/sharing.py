"""The copy of a record that may be passed on: without its restricted block, without restricted values in any text, and with no more free text and no more exact dates than a policy lets out.

Comes in: a record's document, a policy, the restricted values, the rulebook. Goes out: :class:`Shared`: the plain data of the copy, and what was done. No verdict changes, on any reading: a date is
coarsened, and a fact left out, only where every rule comes out as it does for the record itself. Comments and layout of the file are not in its data, so they stay behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.documents import Document
from checker.errors import InputError
from checker.evaluation import Judge, bindings
from checker.pipeline import incident
from checker.records import Record
from checker.redaction import MARK, Secrets
from checker.redaction_policy import RedactionPolicy
from checker.rulebook import Rulebook
from checker.tellings import account_of, telling
from checker.vocabulary import Fact, Vocabulary
from checker.withholding import renamed

Data = dict[str, Any]
Place = tuple[str | int, ...]

#: In the place of a value: nothing.
_GONE = object()


class Shared(NamedTuple):
    """A copy: its data; how many texts were taken out or changed; which dates are less exact, which facts are left out, which stay as they are since a verdict rests on them."""

    data: Data
    texts: int
    coarsened: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]


def shared(document: Document, policy: RedactionPolicy, secrets: Secrets, rulebook: Rulebook) -> Shared:
    """The copy of the record in ``document``. Raises InputError where the record cannot be read, or where a value on which a verdict rests is itself restricted."""
    record = incident(document, rulebook)
    wanted = outcomes(record, rulebook)

    def same(data: Data) -> bool:
        return outcomes(incident(Document(record.file, data), rulebook), rulebook) == wanted

    copier = _Copier(policy, secrets, rulebook.vocabulary)
    data = copier.copy(document.data)
    if not same(data):
        what, why = (
            "without its texts a verdict would come out otherwise.",
            "The copy would say something else than the record; nothing was written.",
        )
        raise InputError.single(record.file, record.line, "redaction", what, why, "Please report it: texts and ids should decide nothing.")
    known = renamed(copier.entries, secrets)
    names = {new: known[own] for own, new in copier.entries.items()}
    steps = list(_steps(data, policy, secrets, rulebook.vocabulary, names))
    done, kept = _taken(data, steps, same)
    for step, value in done:
        _put(data, step.place, value)
    stuck = [step.name for step in steps if step.restricted and step.name in kept]
    if stuck:
        raise InputError.single(
            record.file,
            record.line,
            "restricted-value",
            f"the value of {', '.join(stuck)} is itself restricted, and a verdict rests on it.",
            "The copy would either betray it or say something else; nothing was written.",
            "Take the value out of the restricted block, or state the fact less exactly.",
        )
    return Shared(
        data,
        copier.changed,
        tuple(step.name for step, value in done if value is not _GONE),
        tuple(step.name for step, value in done if value is _GONE),
        tuple(kept),
    )


def outcomes(record: Record, rulebook: Rulebook) -> list[Any]:
    """What every rule comes to on every reading, as recorded and on each side's telling of what is disputed; in the order of the rules and of the record, without its ids."""
    disputed = [(entry.id, name) for entry in record.entries.values() for name, stated in entry.facts.items() if stated.disputed]
    sides = dict.fromkeys(
        account_of(record, claim) for own, name in disputed for claim in record.entries[own].facts[name].claims if claim.value is not None
    )
    tellings = [record, *(telling(record, disputed, side) for side in sides)]
    return [list(_possible(told, rulebook, reading)) for reading in rulebook.readings for told in tellings]


def _possible(record: Record, rulebook: Rulebook, reading: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The outcomes left of each rule and binding; without the reasons, which cost more than the verdicts."""
    judge = Judge(rulebook, record, reading)
    facts = [stated for entry in record.entries.values() for stated in entry.facts.values()]
    touched = rulebook.touched({stated.fact.id for stated in facts if stated.values}, through_definitions=False)
    touched |= rulebook.touched({stated.fact.id for stated in facts if stated.disputed}, through_definitions=True)
    alike: dict[Any, list[dict[str, str]]] = {}  # hundreds of rules are about the same few subjects
    for head in rulebook.heads:
        about = (head.on, *head.for_each.items())
        if about not in alike:
            alike[about] = list(bindings(head, record))
        for binding in alike[about]:
            if head.quiet and head.id not in touched:
                yield head.id, judge.quietly(head.quiet[reading], binding)
            else:
                yield head.id, judge.bind(rulebook.rule(head.id), binding).possible


# --- dates and facts -----------------------------------------------------------------------------------------------------------------------------------


class _Step(NamedTuple):
    """What may be done to one value: the choices, that which takes most away first. ``restricted``: the value itself may not stay."""

    name: str
    place: Place
    choices: tuple[Any, ...]
    restricted: bool


def _steps(data: Data, policy: RedactionPolicy, secrets: Secrets, vocabulary: Vocabulary, names: Mapping[str, str]) -> Iterator[_Step]:
    """The steps that the policy asks for. ``names``: for the ids of the copy those by which the reader of the record knows its entries."""
    if data.get("dates"):
        yield from _step("dates", ("dates",), data["dates"], _finer(policy.dates), secrets, leave=False)
    for subject, place, entry in _entries(data, vocabulary):
        for name, stated in (entry.get("facts") or {}).items():
            fact = vocabulary.subjects[subject].facts[name]
            finer = _finer(policy.facts.dates) if fact.type == "date" else ()
            shown = f"{names.get(entry.get('id', ''), subject)}.{name}"
            values = stated if fact.words == () else None
            yield from _step(shown, (*place, "facts", name), stated, finer, secrets, leave=fact.id in policy.facts.withhold, values=values)


def _step(name: str, place: Place, value: Any, units: Sequence[str], secrets: Secrets, *, leave: bool, values: Any = "") -> Iterator[_Step]:
    """The step for one value, if there is anything to do. ``values``: where restricted values may stand in it; None where they cannot."""
    restricted = values is not None and _holds(value, secrets)
    choices = [_GONE] if leave else []
    choices += [coarse for unit in units if (coarse := _stated(value, lambda text, unit=unit: coarsened(text, unit))) != value]  # type: ignore[misc]
    if restricted:
        choices = [choice for choice in choices if choice is _GONE or not _holds(choice, secrets)]
        choices += [] if leave else [_GONE]
    if choices:
        yield _Step(name, place, tuple(choices), restricted)


def _finer(unit: str) -> tuple[str, ...]:
    return {"year": ("year", "month"), "month": ("month",)}.get(unit, ())


def _taken(data: Data, steps: Sequence[_Step], same: Callable[[Data], bool]) -> tuple[list[tuple[_Step, Any]], list[str]]:
    """The steps that change no verdict, each with its choice, and the names of those that would. All at once is tried first, then one after the other."""
    if not steps:
        return [], []
    every = [(step, step.choices[0]) for step in steps]
    if same(_with(data, every)):
        return every, []
    done: list[tuple[_Step, Any]] = []
    kept: list[str] = []
    for step in sorted(steps, key=lambda step: not step.restricted):
        for choice in step.choices:
            if same(_with(data, [*done, (step, choice)])):
                done.append((step, choice))
                break
        else:
            kept.append(step.name)
    return done, kept


def _with(data: Data, changes: Sequence[tuple[_Step, Any]]) -> Data:
    copy: Data = _copied(data)
    for step, value in changes:
        _put(copy, step.place, value)
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _put(data: Any, place: Place, value: Any) -> None:
    for part in place[:-1]:
        data = data[part]
    if value is _GONE:
        del data[place[-1]]
    else:
        data[place[-1]] = value


def _stated(value: Any, change: Callable[[str], str]) -> Any:
    """What is stated, each of its values changed."""
    if isinstance(value, list):
        return [_stated(item, change) for item in value]
    if isinstance(value, dict):
        return {key: change(inner) if key == "is" and isinstance(inner, str) else inner for key, inner in value.items()}
    return change(value) if isinstance(value, str) else value


def _holds(value: Any, secrets: Secrets) -> bool:
    """Whether a restricted value stands in what is claimed."""
    if isinstance(value, list):
        return any(_holds(item, secrets) for item in value)
    if isinstance(value, dict):
        return _holds(value["is"], secrets) if "is" in value else any(_holds(inner, secrets) for inner in value.values())
    return any(secrets.hits(str(value)))


def coarsened(text: str, unit: str) -> str:
    """An EDTF date or interval no more exact than the unit (``month``, ``year``): it still contains the days that it contained."""
    ends = [_one_coarsened(end, unit) for end in text.strip().split("/")]
    return ends[0] if len(set(ends)) == 1 else "/".join(ends)


def _one_coarsened(date: str, unit: str) -> str:
    match = re.fullmatch(r"([\dX]{4})(-[\dX]{2})?(-[\dX]{2})?([?~%]?)", date)
    if match is None:
        return date
    year, month, _, doubt = match.groups()
    return year + (month or "" if unit == "month" and month != "-XX" else "") + doubt


def _entries(data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, Place, Data]]:
    """The entries of each subject, and where they stand."""
    for subject in vocabulary.subjects:
        value = data.get(subject)
        if isinstance(value, dict):
            yield subject, (subject,), value
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            yield subject, (subject, number), entry


# --- texts and ids -------------------------------------------------------------------------------------------------------------------------------------


class _Copier:
    """Copies a record's data without the texts that the policy withholds. ``changed`` counts the texts that are gone or no longer what they were."""

    def __init__(self, policy: RedactionPolicy, secrets: Secrets, vocabulary: Vocabulary) -> None:
        self.policy = policy
        self.secrets = secrets
        self.vocabulary = vocabulary
        self.changed = 0
        self.entries: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.voices: dict[str, str] = {}

    def copy(self, data: Data) -> Data:
        """The data of the copy."""
        found = [(subject, entry["id"]) for subject, _, entry in _entries(data, self.vocabulary) if "id" in entry]
        self.entries = self.ids(found)
        self.sources = self.ids([("source", source["id"]) for source in data.get("sources") or ()])
        self.voices = self.ids([("voice", voice["id"]) for voice in data.get("voices") or ()])
        policy = self.policy
        made: Data = {}
        for key, value in data.items():
            if key == "restricted" or value is None:
                continue
            if key == "id":
                made[key] = next(iter(renamed([value], self.secrets).values()))
            elif key == "title":
                made[key] = self.text(value, policy.title, needed=True)
            elif key == "summary":
                self.put(made, key, value, policy.summary)
            elif key == "language":
                self.put(made, key, value, "keep")
            elif key == "sources":
                made[key] = [self.source(source) for source in value]
            elif key == "voices":
                made[key] = [self.voice(voice) for voice in value]
            elif key in self.vocabulary.subjects:
                made[key] = [self.entry(key, entry) for entry in value] if isinstance(value, list) else self.entry(key, value)
            else:
                made[key] = value
        return made

    def ids(self, own: Sequence[tuple[str, str]]) -> dict[str, str]:
        """The new id of each (kind, id)."""
        if self.policy.ids == "keep":
            return renamed([identity for _, identity in own], self.secrets)
        counts: dict[str, int] = {}
        found = {}
        for kind, identity in own:
            counts[kind] = counts.get(kind, 0) + 1
            found[identity] = f"{kind}-{counts[kind]}"
        return found

    def text(self, text: str, choice: str, *, needed: bool = False) -> str:
        """A text as the policy has it, empty where it is gone (unless ``needed``)."""
        new = self.secrets.hide(text) if choice == "keep" else MARK if needed else ""
        self.changed += new != text
        return new

    def put(self, block: Data, key: str, value: Any, choice: str) -> None:
        """Puts a text under a key, if anything of it is left."""
        new = self.text(value, choice) if isinstance(value, str) else value
        if new != "":
            block[key] = new

    def source(self, source: Data) -> Data:
        policy = self.policy.sources
        made: Data = {}
        for key, value in source.items():
            if key == "id":
                made[key] = self.sources[value]
            elif key == "derived_from":
                made[key] = _renamed(value, self.sources)
            elif key == "date" and isinstance(value, str):
                coarse = value if policy.date == "day" else coarsened(value, policy.date)
                if not any(self.secrets.hits(coarse)):
                    made[key] = coarse
                self.changed += coarse != value
            else:
                self.put(made, key, value, self.policy.notes if key == "note" else getattr(policy, key, "keep"))
        return made

    def voice(self, voice: Data) -> Data:
        made: Data = {}
        for key, value in voice.items():
            if key == "id":
                made[key] = self.voices[value]
            elif key == "party":
                made[key] = _renamed(value, self.entries)
            elif key == "name":
                made[key] = self.text(value, self.policy.voice(voice["kind"]), needed=True)
            else:
                self.put(made, key, value, self.policy.notes if key == "note" else "keep")
        return made

    def entry(self, subject: str, entry: Data) -> Data:
        made: Data = {}
        facts = self.vocabulary.subjects[subject].facts
        for key, value in entry.items():
            if key == "id":
                made[key] = self.entries[value]
            elif key in self.vocabulary.subjects[subject].links:
                made[key] = _renamed(value, self.entries)
            elif key == "facts":
                made[key] = {name: self.fact(facts[name], stated) for name, stated in (value or {}).items()}
            elif key == "label":
                self.put(made, key, value, self.policy.label(subject))
            else:
                self.put(made, key, value, self.policy.notes if key == "note" else "keep")
        return made

    def fact(self, fact: Fact, stated: Any) -> Any:
        if isinstance(stated, list):
            return [self.fact(fact, claim) for claim in stated]
        if not isinstance(stated, dict) or "is" not in stated:
            return stated
        made: Data = {}
        for key, value in stated.items():
            if key == "source":
                made[key] = _renamed(value, self.sources)
            elif key == "said_by":
                made[key] = _renamed(value, self.voices)
            elif key in ("at", "note"):
                self.put(made, key, value, self.policy.locators if key == "at" else self.policy.notes)
            else:
                made[key] = value
        return made


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value
