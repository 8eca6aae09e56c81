"""Scenarios, read and confirmed by the engine; and as sections of a paper.

Comes in: files ``*.scenario.yml`` and the rulebook. Goes out: a :class:`Scenario` for each that can be used: whole, every key recomputed. A scenario with a wrong key is a problem and never reaches a class.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker import documents
from checker.desk.answering import Answer as DeskAnswer
from checker.desk.answering import Raised
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.findings import basis_of
from checker.library import examples_folder
from checker.pipeline import incident
from checker.records import SCENARIO, Record
from checker.records import SCENARIO_SCHEMA as SCHEMA
from checker.records import SCHEMA as RECORD_SCHEMA
from checker.rulebook import Rulebook
from checker.rulebook import provision as cited
from checker.shapes import validated
from checker.training.checks import wrong_in
from checker.training.keys import Asked, Engine, desk_of
from checker.training.paper import Choice, Paper, Question, Section
from checker.training.written import Asks, ScenarioFile
from checker.vocabulary import NOT_APPLICABLE
from checker.wording import VERDICT_MEANS, worded

#: What stands under every question of skill spot, so that nobody has to guess what "in play" means.
SPOT = "In play: on the facts as recorded it comes out as a breach or hangs on an exception, or may still do so."


class Scenario(NamedTuple):
    """One scenario that the engine has confirmed: as written, with its record."""

    written: ScenarioFile
    record: Record
    file: str

    @property
    def id(self) -> str:
        """Its id, which is also the beginning of its file name."""
        return self.written.id


def scenario_folder() -> str:
    """Where the shipped scenarios lie."""
    return os.path.join(examples_folder(), "training")


def read_scenarios(rulebook: Rulebook, paths: Sequence[str] = ()) -> tuple[list[Scenario], list[Problem]]:
    """The scenarios in files and folders (default: those shipped), by id; and what is wrong with the others."""
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for path in paths or [scenario_folder()]:
        for file in _files(path, problems):
            try:
                scenario = read_scenario(documents.read(file), rulebook)
            except InputError as error:
                problems.extend(error.problems)
                continue
            if scenario.id in found and found[scenario.id].file != scenario.file:
                what = f'the id "{scenario.id}" is taken by {found[scenario.id].file}.'
                fix = "Give one of them another id."
                problems.append(Problem(file, 0, "duplicate-id", what, "Questions of the two could not be told apart.", fix))
                continue
            found[scenario.id] = scenario
    return [found[identity] for identity in sorted(found)], problems


def _files(path: str, problems: list[Problem]) -> Iterable[str]:
    if not os.path.isdir(path):
        return [path]
    names = sorted(name for name in os.listdir(path) if name.endswith((".yml", ".yaml")) and not name.startswith("."))
    for name in names:
        if not name.endswith(SCENARIO):
            what, fix = "the name of this file does not tell that it is a scenario.", f"Call it NAME{SCENARIO}."
            problems.append(Problem(os.path.join(path, name), 0, "file-name", what, "It would be taken for a record.", fix))
    return [os.path.join(path, name) for name in names if name.endswith(SCENARIO)]


def read_scenario(document: Document, rulebook: Rulebook) -> Scenario:
    """The scenario in a document, every key recomputed. Raises InputError with everything that is wrong in it."""
    data = document.data
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        what, fix = "this is not a scenario that can be read.", f'A scenario begins with "schema: {SCHEMA}".'
        raise InputError.single(document.file, document.line("schema"), "schema", what, "No other form of it is known here.", fix)
    written = validated(ScenarioFile, document)
    problems = []
    if os.path.basename(document.file) != written.id + SCENARIO:
        what, fix = f'the id is "{written.id}", the file is called otherwise.', f"Call the file {written.id}{SCENARIO}, or correct the id."
        problems.append(
            Problem(document.file, document.line("id"), "id", what, "It would be found under one name and cited under another.", fix)
        )
    if "restricted" in written.record:
        why, fix = "A scenario is read by a class: nothing that leads to a person may stand in it.", "Invent the people, and take it out."
        where = document.line("record", "restricted")
        problems.append(Problem(document.file, where, "restricted", "the record has a block for restricted data.", why, fix))
    if problems:
        raise InputError(problems)
    record = incident(record_in(document, written), rulebook)
    if wrong := wrong_in(written, document, record, rulebook):
        raise InputError(wrong)
    return Scenario(written, record, document.file)


def record_in(document: Document, written: ScenarioFile) -> Document:
    """The record of a scenario as a document of its own, on the lines on which it stands; its schema, id and title are those of the scenario where it has none."""
    data: dict[str, Any] = {"schema": RECORD_SCHEMA, "id": written.id, "title": written.title, **written.record}
    lines: Mapping[documents.Path, int] = {path[1:]: line for path, line in document.lines.items() if path[:1] == ("record",)}
    return Document(document.file, data, lines, document.line("record"))


# --- as a section of a paper ---------------------------------------------------------------------------------------------------------------------------


def paper(
    scenarios: Sequence[Scenario], rulebook: Rulebook, *, identity: str = "scenarios", title: str, about: str, seed: int = 0
) -> Paper:
    """A paper of these scenarios in their order."""
    return Paper(identity, title, about, tuple(section(scenario, rulebook) for scenario in scenarios), rulebook.digest, rulebook.name, seed)


def section(scenario: Scenario, rulebook: Rulebook) -> Section:
    """A scenario as a section: its questions with the reason for each choice, and what the trainer needs."""
    written, engine = scenario.written, Engine(rulebook, scenario.record)
    minority = written.minority
    held = f"Reading {minority.reading}: {rulebook.readings[minority.reading]['title']}. " if minority.reading else ""
    by = f" ({cited(_plain(minority.source))})" if minority.source else ""
    notes = [f"Left open on purpose: {written.unknown.why}", f"Leads astray: {written.herring.says} {written.herring.why}"]
    for variant in written.variants:
        title, verdict = rulebook.rule(variant.rule).title, worded(variant.verdict, "")
        notes.append(f"Variant. {variant.says} {title}: {verdict.lower()}. {variant.why}")
    return Section(
        written.id,
        written.title,
        written.role,
        written.situation,
        facts(scenario.record),
        tuple(_question(engine, written, number) for number in range(len(written.questions))),
        written.model_answer,
        f"{held}{minority.says}{by}",
        tuple(written.prompts),
        tuple(f"{cited(_plain(source))}: {source.gist}" for source in written.sources),
        tuple(notes),
        written.minutes,
        written.difficulty,
    )


def _plain(source: Any) -> Mapping[str, str]:
    found: Mapping[str, str] = source.model_dump(exclude_none=True)
    return found


def facts(record: Record) -> tuple[str, ...]:
    """What a record states, in sentences: of each entry what is known of it, what nobody knows, and what is disputed."""
    said = []
    for entry in record.entries.values():
        label = entry.label or entry.id.replace("-", " ")
        for stated in entry.facts.values():
            if stated.supplied or stated.status == NOT_APPLICABLE:
                continue
            if not stated.values:
                text = stated.fact.sentence(None)
            elif stated.disputed:
                text = "Disputed. " + " But also: ".join(
                    _told(claim, stated.fact, record) for claim in stated.claims if claim.value is not None
                )
            else:
                text = stated.fact.sentence(stated.values[0])
            said.append(f"{label[:1].upper()}{label[1:]}: {text}")
    return tuple(said)


def _told(claim: Any, fact: Any, record: Record) -> str:
    voice = record.voices.get(claim.said_by)
    return f"{fact.sentence(claim.value)} ({voice.name})" if voice is not None else str(fact.sentence(claim.value))


def _question(engine: Engine, written: ScenarioFile, number: int) -> Question:
    asks = written.questions[number]
    rules = [option.rule for option in asks.options if option.rule is not None and option.right] if asks.rule is None else [asks.rule]
    provisions = tuple(dict.fromkeys(engine.rulebook.rule(rule).provision for rule in rules))
    if asks.policy is not None:
        layer = desk_of(engine.rulebook).layers[asks.policy].plain
        speaking = [rule.cites[0] for rule in _weighing(engine.at_desk(asks))]
        provisions = tuple(dict.fromkeys(speaking or [one["cites"] for one in layer["authority"]]))
    return Question(
        f"{written.id}-{number + 1}",
        "one" if asks.names in ("verdict", "result") else "many",
        asks.skill,
        f"{asks.asks} {SPOT}" if asks.skill == "spot" else asks.asks,
        tuple(Choice(option.says, option.right, option.why) for option in asks.options),
        _explained(engine, asks),
        provisions,
    )


def _explained(engine: Engine, asks: Asks) -> str:
    """Why the answer is as it is: the verdict in words, and the recorded facts that it rests on or the open ones that it turns on."""
    if asks.policy is not None:
        return _from_desk(engine, asks)
    if asks.rule is None:
        said = []
        for option in asks.options:
            answer = engine.answer(asks, option)
            title = engine.rulebook.rule(option.rule or "").title
            told = answer.right or answer.verdict not in ("", "undetermined")
            said.append(f"{title}: {worded(answer.verdict, '').lower() if told else 'nothing is recorded that brings it into play'}.")
        return " ".join(said)
    asked: Asked = engine.asked(asks)
    bound = engine.bound(asked)
    title, verdict = engine.rulebook.rule(asked.rule).title, bound.verdict.value
    if asks.names in ("reading", "account"):
        there = [
            f"{_reading(engine, option.reading) if option.reading else option.account}: {worded(engine.answer(asks, option).verdict, '').lower()}"
            for option in asks.options
        ]
        return f"{title}: {'; '.join(there)}."
    text = f"{title}: {worded(verdict, '').lower()} (reading {_reading(engine, asked.reading)}), that is, {VERDICT_MEANS[verdict]}."
    if len(bound.possible) == 1:
        named = {(entry, variable.fact.name) for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True)}
        keys = [key for key in bound.because() if key in named] or bound.because()  # who is a prisoner of war is told once, in the facts
        basis = [found.says for key in keys if (found := basis_of(bound.judge, key)) is not None]
        return f"{text} It rests on this: {' '.join(basis)}" if basis else text
    turns = (
        engine.rulebook.vocabulary.subjects[engine.record.entries[entry].subject].facts[name].asks
        for entry, name in bound.deciding()
        if entry in engine.record.entries
    )
    return f"{text} It turns on this: {' '.join(dict.fromkeys(turns))}"


def _reading(engine: Engine, name: str) -> str:
    """A reading by its title, in quotation marks."""
    return f"“{engine.rulebook.readings[name]['title']}”"


def _from_desk(engine: Engine, asks: Asks) -> str:
    """What the desk comes to, what that means, the rules of the policy that it rests on, and what would have to be changed, found out or judged."""
    desk, found = desk_of(engine.rulebook), engine.at_desk(asks)
    result, layer = desk.plain["results"][found.result], desk.layers[found.policy]
    changes = [str(change["do"]) for change in desk.plain["changes"] if change["id"] in found.changes]
    said = [f"{layer.title}: {result['says']}. {result['means']}"]
    said += ["It rests on this: " + "; ".join(rule.title for rule in weighing) + "." for weighing in [_weighing(found)] if weighing]
    excepted = [rule.title for rule in found.rules if rule.outcome == "excepted"]
    said += ["Covered by an exception: " + "; ".join(excepted) + "."] if excepted else []
    said += ["To change: " + " ".join(changes)] if changes and found.result == "change" else []
    said += ["To find out: " + " ".join(found.find_out)] if found.find_out else []
    said += ["To judge, by a named person: " + " ".join(found.judgements)] if found.judgements else []
    return " ".join(said)


def _weighing(found: DeskAnswer) -> list[Raised]:
    """The rules of a policy that the desk's result rests on: those raised that ask for it; none where the result is open or no concern."""
    return [rule for rule in found.rules if rule.outcome == "raises" and rule.advice == found.result]
