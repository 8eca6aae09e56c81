"""What a finding rests on, as two short digests: one of the recorded facts, one of the law.

Comes in: a :class:`~checker.findings.Result`. Goes out: two words that stay the same for as long as nothing that the finding rests on changes, on every machine and in whatever order a file has its keys, and that
differ as soon as something does. A person's decision on the finding is bound to both.

The facts: every fact that the rule reaches for this binding, through definitions and links, stated or not; each claim with its value, place, voice, grade and note; of the sources and voices behind them what says
who they are and on whom they depend; which entries the links lead to; the dates of the record. The law: what decides (the maximal boxes of each outcome and of each sentence on this reading, definitions too) and what the
person read (the sentences, questions and titles). How a condition is spelt, the status of a rule and where its file lies are no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from checker.claims import Claim, Source, Stated
from checker.evaluation import Bound
from checker.findings import Result
from checker.records import Record
from checker.redaction import Secrets
from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.statements import digest_of
from checker.vocabulary import Fact

#: How many hexadecimal digits of a SHA-256 are kept: enough that two findings do not meet by chance, few enough to be compared by eye.
LENGTH = 16

#: What is left out of a source: where a copy of it lies.
_ADDRESS = ("url", "supplied")

#: What is left out of a table of treaties: the day on which somebody last compared it. What it says of a State stands in the claims.
_TABLE = (*_ADDRESS, "title", "date")


def digest(data: Any) -> str:
    """The digest of plain data in short."""
    return digest_of(data)[:LENGTH]


# --- facts ---------------------------------------------------------------------------------------------------------------------------------------------


def facts_digest(result: Result) -> str:
    """The digest of the recorded facts that a result rests on."""
    return digest(facts_of(result))


def facts_of(result: Result) -> dict[str, Any]:
    """The recorded facts that a result rests on, as plain data. Restricted values are withheld in it, so that a record and its redacted copy rest on the same."""
    record = result.judge.record
    ways: dict[str, dict[str, str]] = {}
    _follow(result.bound, ways)
    stated = {".".join(key): _stated(result.judge.stated(key)) for key in result.bound.base_keys()}
    claims = [claim for key in result.bound.base_keys() if (found := result.judge.stated(key)) is not None for claim in found.claims]
    data = {
        "dates": record.dates,
        "links": ways,
        "facts": stated,
        "sources": {source.id: _source(source) for source in _sources(record, claims)},
        "voices": {claim.said_by: _filled(record.voices[claim.said_by]._asdict()) for claim in claims if claim.said_by in record.voices},
    }
    secrets = Secrets(record.restricted)
    hidden: dict[str, Any] = _hidden(data, secrets) if secrets else data
    return hidden


def _follow(bound: Bound, ways: dict[str, dict[str, str]]) -> None:
    """Which entry every path of a rule leads to, and of every definition that it rests on."""
    name = " ".join((bound.compiled.id, *(f"{role}={entry}" for role, entry in sorted(bound.binding.items()))))
    if name in ways:
        return
    ways[name] = {variable.path: entry for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True)}
    for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True):
        if variable.fact.derived:
            _follow(bound.judge.definition(variable.fact.id, entry), ways)


def _stated(stated: Stated | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    claims = [_claim(claim) for claim in stated.claims]
    return _filled(
        {"status": stated.status, "note": stated.note, "claims": sorted(claims, key=lambda claim: json.dumps(claim, sort_keys=True))}
    )


def _claim(claim: Claim) -> dict[str, Any]:
    value = claim.value
    told = None if value is None else sorted(value.words) if value.words is not None else value.text
    return {**_filled(claim._asdict()), "value": told}


def _sources(record: Record, claims: Iterable[Claim]) -> list[Source]:
    """The sources of claims and all that these are derived from, since that decides how many tell it independently."""
    found: dict[str, Source] = {}
    waiting = [claim.source for claim in claims]
    while waiting:
        source = record.sources.get(waiting.pop())
        if source is not None and source.id not in found:
            found[source.id] = source
            waiting += source.derived_from
    return list(found.values())


def _source(source: Source) -> dict[str, Any]:
    left_out = _TABLE if source.supplied else _ADDRESS
    return _filled(
        {key: sorted(value) if key == "derived_from" else value for key, value in source._asdict().items() if key not in left_out}
    )


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: a key that a later version adds changes no digest until somebody fills it."""
    return {key: value for key, value in data.items() if value not in ("", (), [], {}, None, False)}


def _hidden(data: Any, secrets: Secrets) -> Any:
    if isinstance(data, dict):
        return {secrets.hide(key): _hidden(value, secrets) for key, value in data.items()}
    if isinstance(data, list):
        return [_hidden(value, secrets) for value in data]
    return secrets.hide(data) if isinstance(data, str) else data


# --- law -----------------------------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def law_digest(rulebook: Rulebook, rule: str, reading: str) -> str:
    """The digest of a rule on a reading, with every definition and fact that it uses."""
    return digest(law_of(rulebook, rule, reading))


def law_of(rulebook: Rulebook, rule: str, reading: str) -> dict[str, Any]:
    """A rule on a reading as plain data: what decides, and the sentences that are read."""
    compiled = rulebook.rule(rule)
    definitions: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    return {
        "rule": _compiled(rulebook, compiled, reading, definitions, facts),
        "provision": compiled.provision,
        "gravity": compiled.gravity,
        "addressee": compiled.addressee,
        "on": compiled.on,
        "for_each": {role: list(links) for role, links in compiled.for_each.items()},
        "reading": {"name": reading, **rulebook.readings[reading]},
        "definitions": definitions,
        "facts": facts,
    }


def _compiled(rulebook: Rulebook, compiled: Compiled, reading: str, definitions: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """A rule or definition; the definitions and facts that it uses are added to the others."""
    for variable in compiled.variables:
        fact = variable.fact
        facts.setdefault(fact.id, _fact(fact))
        if fact.derived and fact.id not in definitions:
            definitions[fact.id] = None  # being worked out, so that nothing is visited twice
            definitions[fact.id] = _compiled(rulebook, rulebook.definition(fact.id), reading, definitions, facts)
    parts = [part for part in compiled.parts if not part.readings or reading in part.readings]
    groups = [group for group in compiled.groups if not group.readings or reading in group.readings]
    return {
        "id": compiled.id,
        "title": compiled.title if isinstance(compiled, CompiledRule) else "",
        "outcomes": {word: _boxes(compiled, boxes) for word, boxes in compiled.grounds(reading).items()},
        "parts": [[part.section, part.group, part.says, _boxes(compiled, part.holds), _boxes(compiled, part.fails)] for part in parts],
        "groups": [[group.says, group.cites] for group in groups],
    }


def _boxes(compiled: Compiled, boxes: Iterable[int]) -> list[dict[str, list[str]]]:
    """Boxes as facts and the values that they leave, in an order of their own."""
    space = compiled.space
    found = [
        {compiled.variables[index].path: compiled.variables[index].cells_text(space.cells(box, index)) for index in space.constrained(box)}
        for box in boxes
    ]
    return sorted(found, key=lambda box: json.dumps(box, sort_keys=True))


def _fact(fact: Fact) -> dict[str, Any]:
    return {"type": fact.type, "asks": fact.asks, "says": dict(fact.says), "unit": fact.unit, "judgement": fact.judgement}
