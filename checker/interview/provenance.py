"""Where something stands and who says it: a new source, a new voice, asked key by key.

Comes in: a state in which a source or a voice is begun, and what was typed. Goes out: the next thing to ask of it, and the state with the source or voice in the record.
"""

from __future__ import annotations

from collections.abc import Collection

from checker.claims import VOICE_KINDS
from checker.interview.answers import dated, looks_like_a_name, one, several, slug, yes
from checker.interview.state import Option, Prompt, State, listed_block, name_of, of, with_block
from checker.records import PARTY
from checker.vocabulary import Vocabulary

#: What each kind of voice is, in the words of docs/writing-records.md.
KINDS = {
    "party": "speaks for a party to the conflict: a ministry, an army, State media, a president",
    "agency": "an international agency or its delegates",
    "outlet": "a newspaper, broadcaster, news agency or channel",
    "witness": "somebody who saw it; described, not named",
    "captive": "somebody who is or was held; described, not named",
    "organisation": "a group that collects or publishes what it finds",
    "expert": "a doctor, lawyer or other expert",
    "reviewer": "the person who enters judgements and answers for them",
    "other": "none of these",
}

#: Kinds of voice that speak for themselves: whether they speak for a party is not asked.
_FOR_THEMSELVES = ("witness", "captive", "expert", "reviewer")

#: Kinds of voice that could come to harm by being named.
_DESCRIBED = ("witness", "captive")

_SOURCE_KEYS = {
    "title": ("What is its title?", "leave it out"),
    "date": ("When was it published?", "leave it out"),
    "url": ("Where is it on the web?", "leave it out"),
}
_ASK_NAME = "This reads like a name or a number. Somebody could be found by it. Keep it as it is?"


def prompt(state: State, vocabulary: Vocabulary) -> Prompt | None:
    """What to ask next of the source or voice that was begun; None where neither was."""
    form = state.form
    if form.get("form") == "source":
        for key, (asks, enter) in _SOURCE_KEYS.items():
            if key not in form:
                hint = "2025-01-09, 2025-01 or 2025" if key == "date" else ""
                return Prompt(f"source.{key}", asks, (), str(form["publisher"]), enter, hint)
        choices = tuple(Option(block["id"], _source_says(block)) for block in state.data.get("sources") or ())
        asks = "Does it repeat one of the sources named before, so that an echo could be taken for a second witness?"
        return Prompt("source.repeats", asks, choices, str(form["publisher"]), "no", several=True)
    if form.get("form") != "voice":
        return None
    name = str(form["name"])
    if "kind" not in form:
        return Prompt("voice.kind", "What kind of voice is that?", tuple(Option(kind, KINDS[kind]) for kind in VOICE_KINDS), name)
    if "keep" not in form:
        return Prompt("voice.keep", _ASK_NAME, (Option("yes"), Option("no")), name, "no")
    parties = tuple(Option(party, name_of(state.data, vocabulary, party)) for party in of(state.data, PARTY))
    need = "" if form["kind"] == "party" else "for none"
    return Prompt("voice.party", "For which party does it speak?", parties, name, need)


def take(state: State, asked: Prompt, text: str, vocabulary: Vocabulary) -> State:
    """The state with an answer to :func:`prompt`; a source or voice that is told to its end is entered. Raises BadAnswer."""
    key = asked.key.partition(".")[2]
    if asked.step.startswith("source."):
        if key == "repeats":
            return _enter_source(state.telling(repeats=several(asked.options, text) if text else []))
        state = state.telling(**{key: dated(text) if key == "date" and text else text})
        if key == "url" and not state.data.get("sources"):
            return _enter_source(state.telling(repeats=[]))
        return state
    if key == "kind":
        kind = one(asked.options, text)
        known = " ".join([*(name_of(state.data, vocabulary, party) for party in of(state.data, PARTY)), *_publishers(state)])
        doubtful = kind in _DESCRIBED and looks_like_a_name(str(state.form["name"]), known)
        state = state.telling(kind=kind) if doubtful else state.telling(kind=kind, keep="yes")
    elif key == "keep":
        if not (text and yes(text)):
            return state.closing()
        state = state.telling(keep="yes")
    else:
        return _enter_voice(state.telling(party=one(asked.options, text) if text else ""))
    if "keep" in state.form and (state.form["kind"] in _FOR_THEMSELVES or not of(state.data, PARTY)):
        return _enter_voice(state.telling(party=""))
    return state


def begin_source(state: State, publisher: str) -> State:
    """A new source, of which the publisher is known."""
    return state.opening("source", publisher=publisher)


def begin_voice(state: State, name: str) -> State:
    """A new voice, of which the name or description is known."""
    return state.opening("voice", name=name)


def with_voice(state: State, name: str, kind: str, party: str = "") -> tuple[State, str]:
    """The state with a voice that is told in one go, and its id."""
    taken = {block["id"] for block in state.data.get("voices") or ()}
    identity = slug("reviewer" if kind == "reviewer" else name, kind, taken, words=3)
    block = {"id": identity, "name": name, "kind": kind, **({"party": party} if party else {})}
    return state.with_data(with_block(state.data, "voices", block)), identity


def source_name(state: State, identity: str) -> str:
    """How a source reads in a prompt."""
    block = listed_block(state.data, "sources", identity)
    return _source_says(block) or identity


def voice_name(state: State, identity: str) -> str:
    """How a voice reads in a prompt."""
    return str(listed_block(state.data, "voices", identity).get("name", identity))


def voice_called(state: State, name: str, kinds: Collection[str] = VOICE_KINDS) -> str:
    """The id of the voice that has this name, or is it; empty where there is none of these kinds."""
    voices = [block for block in state.data.get("voices") or () if block.get("kind") in kinds]
    return next(
        (str(block["id"]) for block in voices if name.lower() in (str(block["id"]).lower(), str(block.get("name", "")).lower())), ""
    )


def unnamed_publisher(state: State, source: str) -> str:
    """The publisher of a source where no voice of the record has its name yet."""
    publisher = str(listed_block(state.data, "sources", source).get("publisher", ""))
    names = {str(block.get("name", "")) for block in state.data.get("voices") or ()}
    return "" if publisher in names else publisher


def _source_says(block: object) -> str:
    found = block if isinstance(block, dict) else {}
    return ", ".join(str(found[key]) for key in ("publisher", "title", "date") if found.get(key))


def _publishers(state: State) -> list[str]:
    return [str(block.get("publisher", "")) for block in state.data.get("sources") or ()]


def _enter_source(state: State) -> State:
    form = state.form
    taken = {block["id"] for block in state.data.get("sources") or ()}
    identity = slug(str(form["publisher"]), "source", taken, words=3)
    told = {key: form[key] for key in ("publisher", *_SOURCE_KEYS) if form.get(key)}
    repeats = form["repeats"]
    block = {"id": identity, **told, **({"derived_from": repeats} if repeats else {})}
    state = state.closing().with_data(with_block(state.data, "sources", block))
    return state.remembering(source=identity).telling(source=identity) if state.form.get("form") == "claim" else state


def _enter_voice(state: State) -> State:
    form = state.form
    state, identity = with_voice(state.closing(), str(form["name"]), str(form["kind"]), str(form["party"]))
    return state.telling(said_by=identity).remembering(voice=identity)
