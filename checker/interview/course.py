"""The course of an interview: what to ask next, and what an answer makes of the state.

Comes in: a state and what somebody typed. Goes out: the next prompt, and the next state; or BadAnswer. First what is half told, then the skeleton, then the facts, until nothing that is open matters any more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from checker.documents import Path
from checker.errors import InputError
from checker.explanation import short_question
from checker.interview import facts, paper, provenance, skeleton
from checker.interview.facts import Asking
from checker.interview.state import PERSON, BadAnswer, Prompt, State, entries, listed_block, name_of, place_of
from checker.redaction import Secrets
from checker.text import clean
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN

HEAD = "yaml-language-server: $schema=record.schema.json"

#: The longest answer, and how many of the open facts the file lists.
_LONGEST, _LISTED = 2000, 25

_ABOUT = {
    "sources": "Where it was read, seen or heard.",
    "voices": "Who says it.",
    "conflict": "The conflict in which it happened.",
    "party": "The parties that it concerns.",
    "person": "The captives, under pseudonyms. Names belong into no part of the record but `restricted`.",
}

#: Answers that mean something only where a fact is asked.
_OF_FACTS = ("d", "na", "!", "x")

_FACT_STEPS = ("fact", "unknown", "account", "reviewer", "reason", "source", "voice", "said")


def next_prompt(state: State, asking: Asking) -> Prompt | None:
    """What to ask next; None where nothing that is open could change a finding."""
    vocabulary = asking.rulebook.vocabulary
    form = state.form.get("form", "")
    if form in ("source", "voice"):
        return provenance.prompt(state, vocabulary)
    if form not in ("claim", "unknown"):
        found = skeleton.prompt(state, vocabulary)
        if found is not None:
            return found
    return facts.prompt(state, asking)


def answered(state: State, asked: Prompt, text: str, asking: Asking, secrets: Secrets) -> State:
    """The state after an answer to ``asked``. ``s`` leaves a question out, ``x`` every further one about the same entry. Raises BadAnswer."""
    text = text.strip()
    if text != clean(text) or "\ufffd" in text or len(text) > _LONGEST:
        raise BadAnswer(f"the answer is longer than {_LONGEST} characters, or holds some that cannot be seen.", "Type it once more.")
    if next(secrets.hits(text), None) is not None:
        raise BadAnswer("this holds something that the record keeps restricted.", "Say it in words that lead to nobody.")
    return _commented(state, _after(state, asked, text, asking), asking)


def _after(state: State, asked: Prompt, text: str, asking: Asking) -> State:
    vocabulary = asking.rulebook.vocabulary
    a_fact = asked.step in _FACT_STEPS
    if text.lower() == "s":
        return _left_out(state, asked, asking)
    if text.lower() == "x" and asked.step == "fact":
        return facts.skip_all(state, asked)
    if text.lower() in _OF_FACTS and asked.step not in ("fact", "account"):
        raise BadAnswer(
            f'"{text}" answers questions about facts only.', "Press Enter to leave this out." if asked.enter else "Type what is asked."
        )
    if not text and not asked.enter and asked.step not in ("fact", "account"):
        raise BadAnswer("this cannot be left out.", "Type what is asked; q saves and leaves.")
    if asked.step.startswith(("source.", "voice.")):
        return provenance.take(state, asked, text, vocabulary)
    if a_fact:
        return facts.take(state, asked, text, asking)
    return skeleton.take(state, asked, text, vocabulary, asking.rulebook.treaties.get("states", {}))


def _left_out(state: State, asked: Prompt, asking: Asking) -> State:
    if asked.step in ("fact", "unknown", "account", "reviewer"):
        return facts.skip(state, asked)
    if asked.step in ("link", "label", "dates", "sources", "parties", "happened"):
        return state.passing(asked.key)
    if not asked.enter:
        raise BadAnswer("this cannot be left out.", "Type what is asked; q saves and leaves.")
    return _after(state, asked, "", asking)


# --- comments ------------------------------------------------------------------------------------------------------------------------------------------


def _commented(before: State, after: State, asking: Asking) -> State:
    """The state with a comment above whatever is new in it: the question above a fact, what it is about above a subject."""
    vocabulary = asking.rulebook.vocabulary
    comments = dict(after.comments)
    if not comments and "title" not in before.data:
        comments[("schema",)] = HEAD
    for key in after.data:
        if key not in before.data and (key in _ABOUT or key in vocabulary.subjects):
            comments.setdefault((key,), _ABOUT.get(key) or vocabulary.subjects[key].about)
    stated = set(_stated(before, asking))
    for path, subject, name in _stated(after, asking):
        if (path, subject, name) not in stated:
            comments.setdefault(path, "\n".join(textwrap.wrap(vocabulary.subjects[subject].facts[name].asks, 100)))
    return replace(after, comments=comments)


def _stated(state: State, asking: Asking) -> Iterator[tuple[Path, str, str]]:
    for place in entries(state.data, asking.rulebook.vocabulary):
        for name in place.block.get("facts") or {}:
            yield (*place.path, "facts", name), place.subject, name


# --- what was entered ------------------------------------------------------------------------------------------------------------------------------------


def entered(before: State, after: State, asking: Asking) -> list[str]:
    """What an answer has put into the record beyond its own words: the sentence of a fact, a link that followed by itself."""
    vocabulary = asking.rulebook.vocabulary
    found = []
    stated = set(_stated(before, asking))
    for path, subject, name in _stated(after, asking):
        if (path, subject, name) not in stated:
            block: Any = after.data
            for step in path:
                block = block[step]
            fact = vocabulary.subjects[subject].facts[name]
            found += [_sentence(fact, claim) for claim in (block if isinstance(block, list) else [block])]
    for place in entries(after.data, vocabulary):
        old = place_of(before.data, vocabulary, place.id)
        if (
            place.subject == PERSON
            and old is not None
            and "in_power_of" not in old.block
            and "in_power_of" in place.block
            and "depends_on" in place.block
        ):
            other = name_of(after.data, vocabulary, str(place.block["depends_on"]))
            found.append(f"The captive then belongs to {other}, the other party (b takes it back).")
    return found


def _sentence(fact: Any, claim: Any) -> str:
    raw = claim.get("is", claim) if isinstance(claim, dict) else claim
    if raw == NOT_APPLICABLE:
        return "That this does not arise."
    return str(fact.sentence(None if raw == UNKNOWN else fact.read(raw)))


# --- the file ------------------------------------------------------------------------------------------------------------------------------------------


def on_paper(state: State, asking: Asking) -> str:
    """The record file of a state."""
    vocabulary = asking.rulebook.vocabulary
    told = skeleton.prompt(replace(state, pending=()), vocabulary) is None
    keys = [".".join(key) for key in facts.open_facts(asking, state)] if told else []
    open_ = [(key, short_question(facts.fact_of(asking, state, key).asks)) for key in keys[:_LISTED]]
    skipped = [(key, _asks(state, asking, key) if told else "") for key in dict.fromkeys(state.skipped)]
    return paper.written(state, open_, skipped, max(0, len(keys) - _LISTED))


def _asks(state: State, asking: Asking, key: str) -> str:
    if key.endswith(".*"):
        return "every further question about it"
    try:
        return short_question(facts.fact_of(asking, state, key).asks)
    except KeyError:  # the entry is no longer in the record
        return "a question about what is no longer in the record"


def resumed(state: State, asking: Asking, *, again: bool = False) -> State:
    """A state read from a file, fit to go on with: what it remembers of sources, voices and entries that are gone is forgotten; with ``again`` everything left out is asked once more.

    Raises InputError where the record is not valid.
    """
    data: Mapping[str, Any] = state.data
    vocabulary = asking.rulebook.vocabulary
    if "title" in data and "id" in data:
        asking.look(state)
    lists = {"source": "sources", "voice": "voices", "reviewer": "voices"}
    last = {key: word for key, word in state.last.items() if key in lists and (not word or listed_block(data, lists[key], word))}
    state = replace(state, last=last)
    if again:
        kept = {step for step in skeleton.settled(data, vocabulary) if not step.startswith(("label ", "link "))}
        state = replace(state, skipped=(), passed=frozenset(kept | ({"treatment"} & state.passed)))
    try:
        next_prompt(state, asking)
    except (KeyError, TypeError, AssertionError, InputError):
        state = replace(state, pending=())
    return state
