"""The skeleton of a record: its title and dates, sources, parties, captives, what happened, and what leads from one to the other.

Comes in: a state and the vocabulary. Goes out: the next question of the skeleton that is neither answered nor left out, and the state with the answer. A link is asked for only where there is something to
choose; what a captive has in any case (care, mail, visits) is asked for only where somebody says that it occurs.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checker.interview.answers import count, dated, looks_like_a_name, one, several, slug, yes
from checker.interview.provenance import begin_source
from checker.interview.state import (
    BACKGROUND,
    CONFLICT,
    OUTLET,
    PERSON,
    BadAnswer,
    Option,
    Place,
    Prompt,
    State,
    entries,
    identities,
    name_of,
    of,
    place_of,
    with_entry,
    with_key,
    with_value,
)
from checker.records import PARTY
from checker.vocabulary import Link, Subject, Vocabulary

#: The most captives that an interview makes entries for.
MOST_CAPTIVES = 30

#: The choice that stands for what is done to captives outside everything else that can happen.
_TREATMENT = "The captives themselves: how they were treated apart from all of these, such as violence, insults or hostage-taking."

#: How alike a word must be to the name of a State for the program to ask whether it was meant.
_ALIKE = 0.84

_NAMELESS = "This reads like a name or a number. A label should give nobody away. Keep it all the same?"

_LEFT_OUT = "leave it out"


def prompt(state: State, vocabulary: Vocabulary) -> Prompt | None:
    """The next question of the skeleton; None where all are answered or left out."""
    data, passed = state.data, state.passed
    form = state.form
    if form.get("form") == "state":
        return Prompt("near", f"Is that the State {form['near']}?", (Option("yes"), Option("no")), str(form["typed"]))
    if form.get("form") == "label":
        return Prompt(f"keep {form['entry']}", _NAMELESS, (Option("yes"), Option("no")), str(form["label"]), "no")
    if "title" not in data:
        return Prompt("title", "What is the incident, in a line? Do not name a captive.")
    if "id" not in data:
        proposed = slug(str(data["title"]), "incident")
        return Prompt("id", "What should the record be called, in a short name without spaces? The file gets this name.", (), "", proposed)
    if "dates" not in passed:
        return Prompt("dates", "When did it happen?", (), "", _LEFT_OUT, "2025-01-09, 2025-01, or from-to: 2025-01-09/2025-01-11")
    if "sources" not in passed:
        more = bool(data.get("sources"))
        asks = "Is there another source? Who published it?" if more else "Where was it read, seen or heard? Name who published it."
        return Prompt("sources", asks, (), "", "no more" if more else "no source yet")
    if "parties" not in passed:
        more = bool(of(data, PARTY))
        asks = (
            "Is there another party?"
            if more
            else "Which parties does it concern? One at a time, beginning with the one that holds the captives."
        )
        return Prompt("parties", asks, (), "", "no more" if more else "none known", "a State by its name or ISO code, or another name")
    if "captives" not in passed:
        asks = "How many captives does the record speak of? They get pseudonyms; nobody is named."
        return Prompt("captives", asks, (), "", "1", f"a number from 1 to {MOST_CAPTIVES}")
    return _captive(state, vocabulary) or _event(state, vocabulary)


def _captive(state: State, vocabulary: Vocabulary) -> Prompt | None:
    data = state.data
    parties = tuple(Option(party, name_of(data, vocabulary, party)) for party in of(data, PARTY))
    for person in of(data, PERSON):
        place = place_of(data, vocabulary, person)
        assert place is not None
        if "label" not in place.block and f"label {person}" not in state.passed:
            hint = "such as: the sailor, the second officer"
            return Prompt(f"label {person}", "Which words tell this captive from others, without a name?", (), person, _LEFT_OUT, hint)
        for link, asks in (
            ("in_power_of", "Which party holds this captive?"),
            ("depends_on", "Whose forces did this captive serve, or to which party does this captive belong?"),
        ):
            if (
                parties
                and link in vocabulary.subjects[PERSON].links
                and link not in place.block
                and f"link {person}.{link}" not in state.passed
            ):
                others = tuple(option for option in parties if link == "in_power_of" or option.word != place.block.get("in_power_of"))
                before = _of_the_last(state, person, link)
                enter = f"{name_of(data, vocabulary, before)}, as for the one before" if before else "not known"
                return Prompt(f"link {person}.{link}", asks, others, name_of(data, vocabulary, person), enter)
    return None


def _event(state: State, vocabulary: Vocabulary) -> Prompt | None:
    data = state.data
    if "happened" not in state.passed:
        asks = "What does the record speak of? Give all the numbers; the same number twice makes two entries."
        return Prompt("happened", asks, happenings(vocabulary), "", "nothing of this", several=True)
    found = [place for place in entries(data, vocabulary) if place.subject not in (*BACKGROUND, PERSON)]
    for place in found:
        subject = vocabulary.subjects[place.subject]
        if "label" not in place.block and f"label {place.id}" not in state.passed and len(of(data, place.subject)) > 1:
            asks = f"Which words tell this from the other {subject.plural}?"
            return Prompt(f"label {place.id}", asks, (), place.id, _LEFT_OUT)
        for link in subject.links.values():
            key = f"{place.id}.{link.name}"
            candidates = _candidates(state, link, vocabulary)
            if link.name not in place.block and f"link {key}" not in state.passed and (candidates or OUTLET in link.to):
                everybody = link.many and (_makes_it(subject, link) or link.name == next(iter(subject.links)))
                names = ", ".join(option.says or option.word for option in candidates)
                hint = "or the name of an outlet: a newspaper, a channel" if OUTLET in link.to else ""
                enter = (names if len(candidates) == 1 else "all of them") if everybody else "nobody" if link.many else "not known, or none"
                return Prompt(
                    f"link {key}", f"{link.says.rstrip('.')}?", candidates, name_of(data, vocabulary, place.id), enter, hint, link.many
                )
    return None


def happenings(vocabulary: Vocabulary) -> tuple[Option, ...]:
    """What can have happened, in the words of the vocabulary; the captives themselves come last."""
    found = [
        Option(subject.name, f"{subject.title}: {subject.about}")
        for subject in vocabulary.subjects.values()
        if subject.name not in (*BACKGROUND, PERSON)
    ]
    return (*found, Option(PERSON, _TREATMENT))


def settled(data: Mapping[str, Any], vocabulary: Vocabulary) -> frozenset[str]:
    """The steps that a record which somebody else began has behind it: nothing is asked again of what it has, nor of labels and links that it can do without."""
    found = {step for step in ("dates", "sources") if data.get(step)}
    found |= {"parties"} if of(data, PARTY) else set()
    found |= {"captives"} if of(data, PERSON) else set()
    happened = [place for place in entries(data, vocabulary) if place.subject not in (*BACKGROUND, PERSON)]
    found |= {"happened"} if happened else set()
    for place in entries(data, vocabulary):
        subject = vocabulary.subjects[place.subject]
        wanted = [link.name for link in subject.links.values() if place.subject == PERSON or _makes_it(subject, link)]
        found |= {f"label {place.id}", *(f"link {place.id}.{name}" for name in subject.links if name not in wanted)}
    return frozenset(found)


# --- answers -------------------------------------------------------------------------------------------------------------------------------------------


def take(state: State, asked: Prompt, text: str, vocabulary: Vocabulary, states: Mapping[str, str]) -> State:
    """The state with an answer to :func:`prompt`. ``states``: the States that a record may name, code to name. Raises BadAnswer."""
    if asked.step == "label" or asked.step == "keep":
        return _label(state, asked, text, vocabulary)
    if asked.step == "link":
        return _link(state, asked, text, vocabulary)
    data = state.data
    if asked.step in ("title", "id", "dates"):
        value = slug(text, "incident") if asked.step == "id" else dated(text) if asked.step == "dates" and text else text
        if asked.step == "id" and not text:
            value = asked.enter
        return (state.with_data(with_key(data, asked.step, value)) if value else state).passing(asked.step)
    if asked.step == "sources":
        return begin_source(state, text) if text else state.passing("sources")
    if asked.step == "parties":
        return _party(state, text, vocabulary, states) if text else state.passing("parties")
    if asked.step == "near":
        form = state.form
        meant = yes(text)
        return _with_party(state.closing(), str(form["near"] if meant else form["typed"]), vocabulary, states if meant else {})
    if asked.step == "captives":
        return _captives(state, count(text or "1", MOST_CAPTIVES), vocabulary)
    chosen = several(asked.options, text, repeated=True) if text else []
    return _happened(state, chosen, vocabulary)


def _party(state: State, typed: str, vocabulary: Vocabulary, states: Mapping[str, str]) -> State:
    known = {name.lower(): name for name in states.values()}
    if typed in states or typed.lower() in known or typed.upper() in states:
        return _with_party(state, typed, vocabulary, states)
    near = difflib.get_close_matches(typed.lower(), sorted(known), n=1, cutoff=_ALIKE)
    if near:
        return state.opening("state", typed=typed, near=known[near[0]])
    return _with_party(state, typed, vocabulary, {})


def _with_party(state: State, name: str, vocabulary: Vocabulary, states: Mapping[str, str]) -> State:
    codes = {**{code.lower(): code for code in states}, **{full.lower(): code for code, full in states.items()}}
    code = codes.get(name.lower(), "")
    label = states[code] if code else name
    if label in (name_of(state.data, vocabulary, party) for party in of(state.data, PARTY)):
        raise BadAnswer(f"{label} is a party of the record already.", "Name another, or press Enter.")
    block = {"id": slug(label, "party", identities(state.data, vocabulary), words=3), "label": label, **({"state": code} if code else {})}
    return state.with_data(with_entry(state.data, vocabulary.subjects[PARTY], block))


def _captives(state: State, number: int, vocabulary: Vocabulary) -> State:
    data: Mapping[str, Any] = state.data
    taken = identities(data, vocabulary)
    if CONFLICT in vocabulary.subjects and not of(data, CONFLICT):
        names = [name_of(data, vocabulary, party) for party in of(data, PARTY)]
        label = f"between {' and '.join(names)}" if len(names) == 2 else ""
        data = with_entry(data, vocabulary.subjects[CONFLICT], {"label": label} if label else {"id": CONFLICT})
    for _ in range(number):
        identity = next(name for name in (f"prisoner-{place}" for place in range(1, 10_000)) if name not in taken)
        taken.add(identity)
        data = with_entry(data, vocabulary.subjects[PERSON], {"id": identity})
    return state.with_data(data).passing("captives")


def _label(state: State, asked: Prompt, text: str, vocabulary: Vocabulary) -> State:
    if asked.step == "keep":
        label = str(state.form["label"])
        state = state.closing()
        return _labelled(state, asked.target, label, vocabulary) if text and yes(text) else state
    if not text:
        return state.passing(asked.key)
    sources = [str(block.get("publisher", "")) for block in state.data.get("sources") or ()]
    known = " ".join([*(name_of(state.data, vocabulary, party) for party in of(state.data, PARTY)), *sources])
    if looks_like_a_name(text, known):
        return state.opening("label", entry=asked.target, label=text)
    return _labelled(state, asked.target, text, vocabulary)


def _labelled(state: State, identity: str, label: str, vocabulary: Vocabulary) -> State:
    place = place_of(state.data, vocabulary, identity)
    assert place is not None
    block = {"id": identity, "label": label, **{key: value for key, value in place.block.items() if key != "id"}}
    blocks = [block if inner is place.block else inner for inner in state.data[place.subject]]
    return state.with_data(with_key(state.data, place.subject, blocks)).passing(f"label {identity}")


def _happened(state: State, chosen: list[str], vocabulary: Vocabulary) -> State:
    data: Mapping[str, Any] = state.data
    persons = of(data, PERSON)
    for name in vocabulary.subjects:
        for _ in range(chosen.count(name) if name != PERSON else 0):
            subject = vocabulary.subjects[name]
            taken = identities(data, vocabulary)
            stem = name.replace("_", "-")
            identity = next(word for word in (f"{stem}-{place}" for place in range(1, 10_000)) if word not in taken)
            made = {link.name: persons[0] for link in subject.links.values() if _makes_it(subject, link) and len(persons) == 1}
            data = with_entry(data, subject, {"id": identity, **made})
    return state.with_data(data).passing("happened", *(["treatment"] if PERSON in chosen else []))


def _link(state: State, asked: Prompt, text: str, vocabulary: Vocabulary) -> State:
    identity, _, name = asked.target.rpartition(".")
    place = place_of(state.data, vocabulary, identity)
    assert place is not None
    link = vocabulary.subjects[place.subject].links[name]
    if text:
        try:
            chosen = several(asked.options, text) if link.many else [one(asked.options, text)]
        except BadAnswer:
            if OUTLET not in link.to or text.isdigit():
                raise
            state, outlet = _outlet(state, text, vocabulary)
            chosen = [outlet]
    elif place.subject == PERSON:
        before = _of_the_last(state, identity, name)
        chosen = [before] if before else []
    else:
        chosen = [option.word for option in asked.options] if link.many and asked.enter != "nobody" else []
    state = state.passing(asked.key)
    if chosen:
        state = state.with_data(with_value(state.data, place.path, name, chosen[0] if len(chosen) == 1 else chosen))
    return _other_side(state, place, name, chosen) if "depends_on" in vocabulary.subjects[place.subject].links else state


def _other_side(state: State, place: Place, name: str, chosen: list[str]) -> State:
    """Where the holder of a captive is known and one other party is left, the captive belongs to that one."""
    if place.subject != PERSON or name != "in_power_of" or not chosen or "depends_on" in place.block:
        return state
    others = [party for party in of(state.data, PARTY) if party not in chosen]
    if len(others) != 1:
        return state if others else state.passing(f"link {place.id}.depends_on")
    return state.with_data(with_value(state.data, place.path, "depends_on", others[0])).passing(f"link {place.id}.depends_on")


def _outlet(state: State, name: str, vocabulary: Vocabulary) -> tuple[State, str]:
    known = {name_of(state.data, vocabulary, outlet): outlet for outlet in of(state.data, OUTLET)}
    if name in known:
        return state, known[name]
    identity = slug(name, "outlet", identities(state.data, vocabulary), words=3)
    data = with_entry(state.data, vocabulary.subjects[OUTLET], {"id": identity, "label": name})
    return replace(state, data=data), identity


def _candidates(state: State, link: Link, vocabulary: Vocabulary) -> tuple[Option, ...]:
    return tuple(
        Option(identity, _apart(name_of(state.data, vocabulary, identity), identity))
        for kind in link.to
        for identity in of(state.data, kind)
    )


def _apart(name: str, identity: str) -> str:
    return name if name != identity else ""


def _makes_it(subject: Subject, link: Link) -> bool:
    """Whether an entry is nothing without this link: whose mail it is, who is held in a camp."""
    return link.name == "of" or link.name == subject.implied_by


def _of_the_last(state: State, person: str, link: str) -> str:
    """What the captive before this one has under a link."""
    before = ""
    for block in state.data.get(PERSON) or ():
        if block["id"] == person:
            return before
        value = block.get(link) or ""
        before = value if isinstance(value, str) else ""
    return ""
