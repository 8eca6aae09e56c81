"""The law in force: what treaties say of the States in a record, on its date.

Comes in: a record whose parties name States, and the tables of who is bound by which treaty since when. Goes out: the same record with what follows from the tables added to its
facts, each with the table as its source. A State, a date or a table that leaves it open adds nothing but a note that names the day on which it turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from checker.claims import Claim, Source, Stated
from checker.errors import InputError, Problem, did_you_mean
from checker.records import Entry, Record
from checker.values import END, START, BadValue, Edge, Value, read_date
from checker.vocabulary import UNKNOWN, Vocabulary


class Power(NamedTuple):
    """A party of a record that is a State: its code and its name."""

    party: str
    code: str
    name: str


class Stretch(NamedTuple):
    """The days between two edges, as written."""

    text: str
    low: Edge
    high: Edge

    def before(self, other: Stretch) -> bool:
        """Whether every day here lies before every day there."""
        return self.high <= other.low

    def reached(self, other: Stretch) -> bool:
        """Whether every day here is the last possible first day of ``other``, or a later one."""
        return self.low >= (other.high[0] - 1, 0)


def in_force(record: Record, tables: Mapping[str, Any], vocabulary: Vocabulary) -> Record:
    """The record with what treaties say of its States on its date: claims and notes beside its own, and ``law`` in sentences.

    ``tables`` is :attr:`~checker.rulebook.Rulebook.treaties`. Raises InputError for a State that the tables do not know.
    """
    named = [entry for entry in record.of("party") if entry.state]
    if not named:
        return record
    powers = _powers(record, named, tables["states"])
    time = _stretch(record.dates)
    sources = dict(record.sources)
    changes: dict[tuple[str, str], Stated | None] = {}
    law: list[str] = []
    for treaty in tables["treaties"]:
        source = Source(
            f"treaty:{treaty['treaty']}",
            f"Parties to {treaty['instrument']}",
            treaty["source"],
            treaty["checked"],
            treaty["url"],
            supplied=True,
        )
        found = _participation(record, powers, treaty, time, vocabulary)
        law += [_sentence(treaty["instrument"], supplied) for supplied in found.values()]
        for power in powers.values():
            found.update(_each(power, treaty, time, vocabulary))
            found.update(_reservations(power, treaty, time, vocabulary))
        for key, supplied in found.items():
            sources[source.id] = source
            claims = tuple(claim._replace(source=source.id) for claim in supplied.claims)
            changes[key] = _beside(record.entries[key[0]].facts.get(key[1]), supplied._replace(claims=claims))
    return record.stating(changes)._replace(sources=sources, law=tuple(law))


def _sentence(instrument: str, supplied: Stated) -> str:
    if not supplied.claims:
        return f"{supplied.note[:1].upper()}{supplied.note[1:]}."
    claim = supplied.claims[0]
    settled = claim.value is not None and len(claim.value.words or ()) == 1
    return f"{instrument} in force: {claim.at}." if settled else f"{claim.at}."


def _powers(record: Record, named: Iterable[Entry], states: Mapping[str, str]) -> dict[str, Power]:
    codes = {name.lower(): code for code, name in states.items()}
    problems, powers = [], {}
    for entry in named:
        code = entry.state if entry.state in states else codes.get(entry.state.lower(), "")
        if not code:
            near = did_you_mean(
                entry.state,
                [*states, *states.values()],
                otherwise="Write its ISO 3166-1 alpha-3 code, such as UKR; leave it out for what is no State.",
            )
            what, why = f'"{entry.state}" is no State that is known here.', "Which treaties bind it could not be told."
            problems.append(Problem(record.file, entry.line, "unknown-state", what, why, near))
            continue
        powers[entry.id] = Power(entry.id, code, states[code])
    if problems:
        raise InputError(problems)
    return powers


def _stretch(text: str) -> Stretch:
    try:
        return Stretch(text, *(read_date(text) if text else (START, END)))
    except BadValue:  # refused when the record was read
        return Stretch(text, START, END)


# --- who is bound --------------------------------------------------------------------------------------------------------------------------------------


def _participation(
    record: Record, powers: Mapping[str, Power], treaty: Mapping[str, Any], time: Stretch, vocabulary: Vocabulary
) -> dict[tuple[str, str], Stated]:
    """What the treaty comes to between the Powers that hold the captives of the record and those on which they depend."""
    concerned = dict.fromkeys(
        party for person in record.of("person") for link in ("in_power_of", "depends_on") for party in person.links.get(link, ())
    )
    if not all(party in powers for party in concerned) or len({powers[party].code for party in concerned}) < 2:
        return {}
    fact = vocabulary.fact(treaty["decides"]["fact"])
    conflicts = record.of(fact.subject)
    if not conflicts:
        return {}
    states = {powers[party].code: powers[party] for party in concerned}.values()
    told = [bound(treaty, power, time) for power in states]
    key = (conflicts[0].id, fact.name)
    outside = [place for word, place in told if word == "no"]
    doubts = [place for word, place in told if not word]
    if outside:
        words = treaty["decides"]["otherwise"]
        return {key: Stated(fact, (Claim(Value(" or ".join(words), frozenset(words)), at="; ".join(outside)),), supplied=True)}
    if doubts:
        return {key: Stated(fact, (), UNKNOWN, "; ".join(doubts), supplied=True)}
    word = treaty["decides"]["all"]
    return {key: Stated(fact, (Claim(Value(word, frozenset((word,))), at="; ".join(place for _, place in told)),), supplied=True)}


def _each(power: Power, treaty: Mapping[str, Any], time: Stretch, vocabulary: Vocabulary) -> dict[tuple[str, str], Stated]:
    """Whether one State is bound by the treaty, where a fact of parties says so."""
    if not treaty["binds"]:
        return {}
    fact = vocabulary.fact(treaty["binds"])
    word, place = bound(treaty, power, time)
    claims = (Claim(Value(word, frozenset((word,))), at=place),) if word else ()
    return {(power.party, fact.name): Stated(fact, claims, "stated" if word else UNKNOWN, "" if word else place, supplied=True)}


def bound(treaty: Mapping[str, Any], power: Power, time: Stretch) -> tuple[str, str]:
    """Whether a treaty bound a State at a time: yes, no, or empty where that is open; and what it turns on."""
    since = bound_since(treaty, power.code)
    if since is not None:
        if time.reached(since):
            return "yes", f"{power.name} since {since.text}"
        if time.before(since):
            return "no", f"{power.name} has been bound by {treaty['instrument']} only since {since.text}"
        return "", f"{treaty['instrument']} has bound {power.name} since {since.text}, and the record {_dated(time)}"
    if power.code not in treaty["outside"]:
        return "", f"since when {treaty['instrument']} binds {power.name} is not known here"
    told = f"{power.name} was not a party to {treaty['instrument']} on {treaty['checked']}"
    return ("no", told) if time.high <= _stretch(treaty["checked"]).high else ("", f"{told}; whether it has joined since is not known here")


def bound_since(treaty: Mapping[str, Any], code: str) -> Stretch | None:
    """The day from which a treaty has bound a State in a conflict; None for a State that is not among its parties."""
    entry = treaty["parties"].get(code)
    if entry is None:
        return None
    force, deposited = _stretch(entry["in_force"]), _stretch(entry["deposited"])
    if treaty["binds_from"] == "in_force":
        return force
    first = min(force, deposited, key=lambda stretch: stretch.low)
    return Stretch(first.text, first.low, min(force.high, deposited.high))


def _dated(time: Stretch) -> str:
    return f"dates the incident {time.text}" if time.text else "gives no date of the incident"


# --- what is reserved ----------------------------------------------------------------------------------------------------------------------------------


def _reservations(power: Power, treaty: Mapping[str, Any], time: Stretch, vocabulary: Vocabulary) -> dict[tuple[str, str], Stated]:
    """Whether a State has a reservation to the articles where that matters: surely not, or open with the reservation in the note, since others may not accept it."""
    found = {}
    for article, reserved in treaty["reserved"].items():
        fact = vocabulary.fact(reserved["fact"])
        own = [entry for entry in treaty["reservations"] if entry["state"] == power.code and entry["article"] == article]
        live = [
            entry
            for entry in own
            if not time.before(_stretch(entry["since"])) and not (entry["until"] and time.reached(_stretch(entry["until"])))
        ]
        if live:
            note = "; ".join(
                f"{power.name} made a reservation on {entry['since']}{_ended(entry)}; whether it counts between these two sides is open"
                for entry in live
            )
            found[(power.party, fact.name)] = Stated(fact, (), UNKNOWN, note, supplied=True)
        elif reserved["complete"] and power.code in treaty["parties"]:
            at = (
                "; ".join(f"reservation of {entry['since']}{_ended(entry)}" for entry in own)
                or f"no reservation to Article {article} by {power.name}"
            )
            found[(power.party, fact.name)] = Stated(fact, (Claim(Value("no", frozenset(("no",))), at=at),), supplied=True)
    return found


def _ended(entry: Mapping[str, str]) -> str:
    return f", withdrawn {entry['until']}" if entry["until"] else ""


# --- together ------------------------------------------------------------------------------------------------------------------------------------------


def _beside(stated: Stated | None, supplied: Stated) -> Stated:
    """What the record states, with what the table says beside it."""
    if stated is None or not stated.values:
        return supplied
    if not supplied.claims:
        return stated
    return stated._replace(claims=(*stated.claims, *supplied.claims))
