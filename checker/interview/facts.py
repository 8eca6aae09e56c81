"""The facts of a record, asked one at a time, that which settles most first.

Comes in: a state, the rulebook and a reading. Goes out: which findings are open, the fact to ask next and why, and the state with what is said of it: by whom, where it stands, or that nobody knows, that it does
not arise, that it is disputed. A fact is asked only while it can still decide an open finding that the record raises, or one about something of which somebody said that it occurred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from checker.documents import Document
from checker.evaluation import Key
from checker.findings import Result
from checker.interview.answers import one, options, value
from checker.interview.provenance import begin_source, begin_voice, source_name, unnamed_publisher, voice_called, voice_name, with_voice
from checker.interview.state import (
    BACKGROUND,
    CONFLICT,
    PERSON,
    BadAnswer,
    Option,
    Prompt,
    State,
    listed_block,
    name_of,
    place_of,
    with_entry,
    with_fact,
)
from checker.judging import judge_record
from checker.pipeline import incident
from checker.ranking import rank
from checker.records import Record
from checker.rulebook import Rulebook, RuleHead
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact

#: What stands under a fact that somebody did not know and said no more about.
NOT_KNOWN = "Asked when the record was written; whoever wrote it did not know."

#: Outcomes between which a finding may stay open without anything to find out.
_HARMLESS = frozenset(("complied", "not_applicable"))

_GRADE = re.compile(r",?\s*\bgrade\s+([A-F][1-6])$")


class Look(NamedTuple):
    """A state as the rules see it: the record, the findings that are open, and how much each open fact would settle."""

    record: Record
    results: Sequence[Result]
    open: Sequence[Result]
    scores: Mapping[Key, float]


class Reason(NamedTuple):
    """Why a fact is asked: a rule whose findings it can settle, and what each answer would leave possible."""

    rule: str
    title: str
    provision: str
    findings: int
    answers: Mapping[str, frozenset[str]]


@dataclass(eq=False)
class Asking:
    """What an interview asks about: the rules it was narrowed to (``narrowed``), on a reading. Looks at a state once."""

    rulebook: Rulebook
    reading: str
    rules: Sequence[RuleHead]
    narrowed: bool = False
    _state: State | None = None
    _look: Look | None = None

    def look(self, state: State) -> Look:
        """The open findings of a state. Raises InputError where its record is not valid."""
        if self._look is None or self._state is not state:
            record = incident(Document("the record", state.data), self.rulebook)
            results = judge_record(self.rulebook, record, self.reading, self.rules)
            open_ = [result for result in results if self._matters(result, record, state)]
            self._state, self._look = state, Look(record, results, open_, rank(open_))
        return self._look

    def _matters(self, result: Result, record: Record, state: State) -> bool:
        """Whether a finding is open, weighs, and is one of those that the interview is about."""
        if len(result.possible) == 1 or result.possible <= _HARMLESS:
            return False
        subject = result.head.on
        named = not record.entries[result.binding[subject]].implied and subject not in (*BACKGROUND, PERSON)
        return result.raised or self.narrowed or named or (subject == PERSON and "treatment" in state.passed)


def open_facts(asking: Asking, state: State) -> list[Key]:
    """The facts that nobody has been asked yet and that can still decide an open finding, those that settle most first."""
    look = asking.look(state)
    found = []
    for (entry, name), _ in sorted(look.scores.items(), key=lambda item: (-item[1], item[0])):
        identity = entry or CONFLICT
        askable = identity in look.record.entries or (not entry and CONFLICT not in look.record.entries)
        if (
            askable
            and f"{identity}.{name}" not in state.skipped
            and f"{identity}.*" not in state.skipped
            and not _stated(asking, state, identity, name)
        ):
            found.append((identity, name))
    return found


def _stated(asking: Asking, state: State, identity: str, name: str) -> bool:
    place = place_of(state.data, asking.rulebook.vocabulary, identity)
    return place is not None and name in (place.block.get("facts") or {})


def fact_of(asking: Asking, state: State, target: str) -> Fact:
    """The fact that ``entry.fact`` names."""
    identity, _, name = target.rpartition(".")
    entry = asking.look(state).record.entries.get(identity)
    return asking.rulebook.vocabulary.subjects[entry.subject if entry is not None else CONFLICT].facts[name]


def why(asking: Asking, state: State, target: str) -> list[Reason]:
    """The rules whose open findings a fact can settle, and how; those with the most findings first."""
    identity, _, name = target.rpartition(".")
    keys = {(identity, name), *([("", name)] if identity == CONFLICT else [])}
    found: dict[str, Reason] = {}
    for result in asking.look(state).open:
        if not keys & set(result.bound.deciding()):
            continue
        rule = result.rule
        reason = found.get(rule.id) or Reason(rule.id, rule.title, rule.provision, 0, {})
        answers = dict(reason.answers)
        for effect in result.bound.effects():
            if effect.key in keys:
                answers[effect.answer] = answers.get(effect.answer, frozenset()) | effect.leaves
        found[rule.id] = reason._replace(findings=reason.findings + 1, answers=answers)
    return sorted(found.values(), key=lambda reason: (-reason.findings, reason.rule))


# --- what to ask ---------------------------------------------------------------------------------------------------------------------------------------


def prompt(state: State, asking: Asking) -> Prompt | None:
    """What to ask of the fact that is half told, else the next fact; None where nothing that is open matters any more."""
    form = state.form
    if form.get("form") == "unknown":
        return Prompt(
            f"unknown {form['target']}", "Who was asked, or where was it looked for?", (), _about(state, asking, form["target"]), "no note"
        )
    if form.get("form") == "claim":
        return _claim(state, asking)
    found = open_facts(asking, state)
    if not found:
        return None
    target = ".".join(found[0])
    fact = fact_of(asking, state, target)
    return Prompt(f"fact {target}", fact.asks, options(fact), _about(state, asking, target), "", _what_to_type(fact))


def _claim(state: State, asking: Asking) -> Prompt:
    form = state.form
    target = str(form["target"])
    fact = fact_of(asking, state, target)
    about = _about(state, asking, target)
    if "value" not in form:
        told = len(form["claims"])
        asks = f"{fact.asks} {'What does one side say?' if not told else 'What does another say?'}"
        return Prompt(f"account {target}", asks, options(fact), about, "that is all" if told > 1 else "", _what_to_type(fact))
    if fact.judgement and "said_by" not in form:
        people = tuple(Option(block["id"], block["name"]) for block in state.data.get("voices") or () if block.get("kind") == "reviewer")
        last = state.last.get("reviewer", "")
        enter = voice_name(state, last) if last else "leave the question out"
        asks = "This is a judgement, which only a person can make and answer for by name. Who makes it?"
        return Prompt(
            f"reviewer {target}", asks, people, about, enter, "the person's own name" if not people else "a number, or another name"
        )
    if fact.judgement:
        return Prompt(f"reason {target}", "For what reason, in a sentence?", (), about, "no reason given")
    if "source" not in form:
        sources = tuple(Option(block["id"], source_name(state, block["id"])) for block in state.data.get("sources") or ())
        return Prompt(f"source {target}", "Where does it stand?", sources, about, "no source", "or the publisher of a new source")
    if "said_by" not in form:
        voices = [Option(block["id"], block["name"]) for block in state.data.get("voices") or () if block.get("kind") != "reviewer"]
        publisher = unnamed_publisher(state, str(form["source"]))
        voices += [Option(publisher, "itself, as an outlet")] if publisher else []
        hint = "or somebody new: a ministry, a witness (described, never named)"
        return Prompt(f"voice {target}", "Who says so?", tuple(voices), about, "not known", hint)
    says = voice_name(state, str(form["said_by"])) or "nobody named"
    asks = f"Where in it? From {source_name(state, str(form['source'])) or 'no source'}; said by {says}."
    return Prompt(f"said {target}", asks, (), about, "no place", "para 4, page 12, 02:40; or: source, voice, note WORDS")


def _about(state: State, asking: Asking, target: str) -> str:
    identity, _, name = target.rpartition(".")
    look = asking.look(state)
    entry = look.record.entries.get(identity)
    label = name_of(state.data, asking.rulebook.vocabulary, identity)
    if entry is not None and entry.implied:
        persons = [name_of(state.data, asking.rulebook.vocabulary, target) for targets in entry.links.values() for target in targets]
        label = f"{entry.subject.replace('_', ' ')} of {', '.join(persons)}"
    return f"{label} \u00b7 {name.replace('_', ' ')}"


def _what_to_type(fact: Fact) -> str:
    unit = f" of {fact.unit}" if fact.unit else ""
    if fact.judgement and fact.type == "enum":
        return "a number; a judgement, for which somebody answers by name"
    return {
        "bool": "y or n",
        "enum": "a number; 1 or 3, where it is one of them",
        "date": "2025-01-09, 2025-01, 2025-01-09/2025-01-11, or ../2025-01",
        "int": f"a whole number{unit}, or at least 3, less than 9, 3 to 5",
        "float": f"a number{unit}, or at least 3, less than 9, 3 to 5",
    }[fact.type]


# --- answers -------------------------------------------------------------------------------------------------------------------------------------------


def take(state: State, asked: Prompt, text: str, asking: Asking) -> State:
    """The state with an answer to :func:`prompt`. Raises BadAnswer."""
    target = asked.target
    if asked.step == "fact":
        return _fact(state, target, text, asking)
    if asked.step == "unknown":
        return _state(state.closing(), target, {"is": UNKNOWN, "note": text or NOT_KNOWN}, asking)
    if asked.step == "account":
        if not text:
            if asked.enter:
                return _state(state.closing(), target, list(state.form["claims"]), asking)
            raise BadAnswer("a dispute has two accounts at least.", "Give the value, or go back with b.")
        return _provided(state.telling(value=_unknown_or(fact_of(asking, state, target), text)), asking)
    if asked.step == "reviewer":
        return _reviewer(state, asked, text)
    if asked.step == "reason":
        return _told(state.telling(note=text), asking)
    if asked.step == "source":
        return _source(state, asked, text)
    if asked.step == "voice":
        return _voice(state, asked, text)
    return _said(state, text, asking)


def skip(state: State, asked: Prompt) -> State:
    """The state with the fact that is asked left out on purpose."""
    return (state.closing() if asked.step in ("unknown", "account", "reviewer") else state).skipping(asked.target)


def skip_all(state: State, asked: Prompt) -> State:
    """The state with every further question about the same entry left out on purpose."""
    return state.skipping(f"{asked.target.rpartition('.')[0]}.*")


def _fact(state: State, target: str, text: str, asking: Asking) -> State:
    word, _, rest = text.partition(" ")
    word, rest = word.lower().rstrip(":,"), rest.strip()
    fact = fact_of(asking, state, target)
    if word == "d":
        return _state(state, target, {"is": UNKNOWN, "note": rest}, asking) if rest else state.opening("unknown", target=target)
    if word == "na":
        return _state(state, target, {"is": NOT_APPLICABLE, "note": rest} if rest else NOT_APPLICABLE, asking)
    if text == "!":
        return state.opening("claim", target=target, claims=[], disputed="yes")
    if not text:
        raise BadAnswer("an answer is needed.", f"Type {_what_to_type(fact)}; d if nobody knows, s to leave it out.")
    return _provided(state.opening("claim", target=target, claims=[], disputed="no", value=value(fact, text)), asking)


def _unknown_or(fact: Fact, text: str) -> Any:
    return UNKNOWN if text.lower() == "d" else value(fact, text)


def _provided(state: State, asking: Asking) -> State:
    """The claim with the source and voice of the one before, so that they need not be told again; in a dispute the voice is asked each time."""
    form = state.form
    if fact_of(asking, state, str(form["target"])).judgement:
        return state
    sources = [block["id"] for block in state.data.get("sources") or ()]
    source = state.last.get("source", sources[0] if len(sources) == 1 else None)
    if source is None:
        return state
    state = state.telling(source=source)
    voice = state.last.get("voice")
    return state if voice is None or form["disputed"] == "yes" else state.telling(said_by=voice)


def _reviewer(state: State, asked: Prompt, text: str) -> State:
    identity = voice_called(state, text, ("reviewer",)) if text else state.last.get("reviewer", "")
    if not text and not identity:
        return skip(state, asked)
    if text.isdigit() and asked.options:
        identity = one(asked.options, text)
    elif not identity:
        if len(text) < 3 or text.isdigit():
            raise BadAnswer(f'"{text}" is no name.', "Whoever reads the record must know who judged: write the name, or press Enter.")
        state, identity = with_voice(state, text, "reviewer")
    return state.remembering(reviewer=identity).telling(said_by=identity)


def _source(state: State, asked: Prompt, text: str) -> State:
    if text and not (text.isdigit() or text in [option.word for option in asked.options]):
        return begin_source(state, text)
    source = one(asked.options, text) if text else ""
    state = state.telling(source=source).remembering(source=source)
    voice = state.last.get("voice")
    if "again" in state.form or voice is None or state.form["disputed"] == "yes":
        return state
    return state.telling(said_by=voice)


def _voice(state: State, asked: Prompt, text: str) -> State:
    if not text:
        return state.telling(said_by="").remembering(voice="")
    known = voice_called(state, text)
    if not (known or text.isdigit() or text in [option.word for option in asked.options]):
        return begin_voice(state, text)
    voice = known or one(asked.options, text)
    if not listed_block(state.data, "voices", voice):
        state, voice = with_voice(state, voice, "outlet")
    return state.telling(said_by=voice).remembering(voice=voice)


def _said(state: State, text: str, asking: Asking) -> State:
    word, _, rest = text.partition(" ")
    if text.lower() in ("source", "voice"):
        form = {key: inner for key, inner in state.form.items() if key != "said_by" and (key != "source" or text.lower() == "voice")}
        return state.closing().opening(**{**form, "again": "yes"})
    if word.lower() in ("note", "note:") and rest:
        return state.telling(note=rest)
    grade = _GRADE.search(text)
    at = text[: grade.start()].strip() if grade else text
    return _told(state.telling(at=at, **({"grade": grade[1]} if grade else {})), asking)


def _told(state: State, asking: Asking) -> State:
    """The claim is complete: it is entered, or put beside the other accounts."""
    form = state.form
    claim = {"is": form["value"], **{key: form[key] for key in ("source", "at", "said_by", "grade", "note") if form.get(key)}}
    target = str(form["target"])
    if form["disputed"] == "yes":
        kept = {key: form[key] for key in ("form", "target", "disputed")}
        return state.closing().opening(**kept, claims=[*form["claims"], claim])
    return _state(state.closing(), target, claim if len(claim) > 1 else claim["is"], asking)


def _state(state: State, target: str, stated: Any, asking: Asking) -> State:
    """The record with what is said of a fact; an entry that it had only by implication is written down."""
    identity, _, name = target.rpartition(".")
    vocabulary = asking.rulebook.vocabulary
    data: Mapping[str, Any] = state.data
    if place_of(data, vocabulary, identity) is None:
        entry = asking.look(state).record.entries.get(identity)
        if entry is None:
            data = with_entry(data, vocabulary.subjects[CONFLICT], {"id": CONFLICT})
        else:
            links = {link: targets[0] if len(targets) == 1 else list(targets) for link, targets in entry.links.items()}
            data = with_entry(data, vocabulary.subjects[entry.subject], {"id": identity, **links})
    return state.with_data(with_fact(data, vocabulary, identity, name, stated))
