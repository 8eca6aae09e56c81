"""What the claims of a record rest on: sources, voices, places, grades, and one report that looks like two.

Comes in: the material. Goes out: remarks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from checker.claims import Claim
from checker.errors import listed
from checker.evidence import ancestors
from checker.record_lint.material import Material, Told
from checker.records import Record
from checker.remarks import Remark

#: Voices that know something themselves; any other may only be passing on what it read.
_KNOWS = frozenset(("party", "witness", "captive", "expert", "reviewer", "other"))


def sources(material: Material) -> Iterator[Remark]:
    """Every remark on sources, voices and what claims rest on."""
    yield from _supports(material)
    yield from _circles(material)
    yield from _echoes(material)
    yield from _documents(material)
    yield from _voices(material)
    yield from _loose(material)
    yield from _judgements(material)


# --- what a claim rests on -------------------------------------------------------------------------------------------------------------------------------


def _supports(material: Material) -> Iterator[Remark]:
    voices = material.record.voices
    graded = any(told.claim.grade for told in material.told)

    def reviewer(claim: Claim) -> bool:
        return claim.said_by in voices and voices[claim.said_by].kind == "reviewer"

    checks: tuple[tuple[str, str, Callable[[Claim], bool]], ...] = (
        ("unsupported", "on neither a source nor a voice", lambda claim: not claim.source and not claim.said_by),
        ("no-source", "on no source", lambda claim: not claim.source and bool(claim.said_by) and not reviewer(claim)),
        ("no-voice", "on no voice", lambda claim: bool(claim.source) and not claim.said_by),
        ("no-place", "on no place in the source", lambda claim: bool(claim.source) and not claim.at),
        ("ungraded", "on no grade", lambda claim: graded and bool(claim.source) and not claim.grade and not reviewer(claim)),
    )
    for code, lacks, wrong in checks:
        by_entry: dict[str, list[Told]] = {}
        for told in material.said:
            if wrong(told.claim):
                by_entry.setdefault(told.entry.id, []).append(told)
        for identity, many in by_entry.items():
            first = many[0]
            lines = [material.document.line(*told.path) for told in many]
            apart = len(set(lines)) > 1
            facts = listed(
                (f"{told.fact.name} (line {line})" if apart else told.fact.name for told, line in zip(many, lines, strict=True)),
                joint="and",
            )
            what = f"of {identity}, {facts} {'rests' if len(many) == 1 else 'rest'} {lacks}."
            yield material.remark(code, first.path, what, identity, *dict.fromkeys(told.fact.id for told in many))


def _judgements(material: Material) -> Iterator[Remark]:
    judged = [told for told in material.said if told.fact.judgement]
    for told in judged:
        if not told.claim.note and not (told.claim.source and told.claim.at):
            yield material.remark(
                "judgement-without-reason", told.path, f"{told.about} is judged without a reason.", told.entry.id, told.fact.id
            )
    if judged:
        voices = dict.fromkeys(told.claim.said_by for told in judged)
        facts = listed((told.about for told in judged), joint="and")
        yield material.remark(
            "judgements", judged[0].path, f"by {listed(voices, joint='and')}: {facts}.", *dict.fromkeys(told.entry.id for told in judged)
        )


# --- one report counted as two -----------------------------------------------------------------------------------------------------------------------------


def _behind(record: Record) -> dict[str, frozenset[str]]:
    """For each source all those from which it derives, at whatever remove."""
    return {source: ancestors(record, source) for source in record.sources}


def _circles(material: Material) -> Iterator[Remark]:
    behind = _behind(material.record)
    seen: set[str] = set()
    for own, reached in behind.items():
        if own in reached and own not in seen:
            circle = [other for other in behind if other in reached and own in behind[other]]
            seen.update(circle)
            what = f"{own} is derived from itself." if circle == [own] else f"{listed(circle, joint='and')} are derived from each other."
            yield material.remark("derivation-circle", (*material.block("sources", own), "derived_from"), what, *circle)


def _echoes(material: Material) -> Iterator[Remark]:
    record = material.record
    behind = _behind(record)
    origins = {own: frozenset(other for other in reached if not behind[other]) for own, reached in behind.items()}

    def may_pass_on(claim: Claim, other: Claim) -> bool:
        return claim.said_by == other.said_by or claim.said_by not in record.voices or record.voices[claim.said_by].kind not in _KNOWS

    for one, other in _agreeing(material.said):
        first, second = one.claim, other.claim
        if not first.source or not second.source or first.source == second.source:
            continue
        if second.source in behind[first.source]:
            first, second = second, first
        if first.source in behind[second.source]:
            echo, how = may_pass_on(second, first), f"{second.source} derives from {first.source}"
        else:
            common = origins[first.source]
            echo = bool(common) and common == origins[second.source] and may_pass_on(first, second) and may_pass_on(second, first)
            how = f"both derive from {listed(sorted(common), joint='and')}"
        if echo:
            what = f"{one.about} is said to be {first.value.text if first.value else ''} by way of {first.source} and of {second.source}, and {how}."
            yield material.remark("one-report-twice", other.path, what, one.entry.id, one.fact.id)
        elif first.said_by and first.said_by == second.said_by:
            what = f"{one.about} is said to be {first.value.text if first.value else ''} by {first.said_by} twice, by way of {first.source} and of {second.source}."
            yield material.remark("one-voice-twice", other.path, what, one.entry.id, one.fact.id)


def _agreeing(said: Iterable[Told]) -> Iterator[tuple[Told, Told]]:
    """The pairs of claims that say the same of one fact."""
    by_fact: dict[tuple[str, str], list[Told]] = {}
    for told in said:
        by_fact.setdefault((told.entry.id, told.fact.name), []).append(told)
    for many in by_fact.values():
        for one, other in combinations(many, 2):
            if one.claim.value is not None and other.claim.value is not None and one.claim.value.same_as(other.claim.value):
                yield one, other


def _documents(material: Material) -> Iterator[Remark]:
    for one, other in combinations(material.record.own_sources, 2):
        path = material.block("sources", other.id)
        if one.sha256 and one.sha256.lower() == other.sha256.lower():
            yield material.remark("same-document", (*path, "sha256"), f"{one.id} and {other.id} have the same sha256.", one.id, other.id)
        elif one.url and address(one.url) == address(other.url) and not (one.sha256 and other.sha256):
            yield material.remark("same-document", (*path, "url"), f"{one.id} and {other.id} have the same url.", one.id, other.id)


def address(url: str) -> str:
    """An address without what does not tell documents apart: http or https, www, a last slash, a fragment, utm parameters, capitals of the host."""
    rest = re.sub(r"^https?://(www\.)?", "", url.strip(), flags=re.IGNORECASE).partition("#")[0]
    path, _, query = rest.partition("?")
    host, slash, path = path.partition("/")
    kept = "&".join(part for part in query.split("&") if part and not part.lower().startswith("utm_"))
    return f"{host.lower()}{slash}{path}".rstrip("/") + (f"?{kept}" if kept else "")


def _voices(material: Material) -> Iterator[Remark]:
    voices = list(material.record.voices.values())
    for one, other in combinations(voices, 2):
        if " ".join(one.name.casefold().split()) == " ".join(other.name.casefold().split()):
            path = (*material.block("voices", other.id), "name")
            yield material.remark("same-voice", path, f"{one.id} and {other.id} have the same name.", one.id, other.id)
    for voice in voices:
        if voice.kind == "party" and not voice.party:
            what = f"{voice.id} speaks for a party that is not named."
            yield material.remark("voice-without-party", material.block("voices", voice.id), what, voice.id)


# --- sources and voices that lead nowhere --------------------------------------------------------------------------------------------------------------------


def _loose(material: Material) -> Iterator[Remark]:
    record = material.record
    cited, heard = set(), set()
    for told in material.told:
        cited.add(told.claim.source)
        heard.add(told.claim.said_by)
    for entry, path in material.entries:
        for name, stated in entry.facts.items():
            raw = material.at((*path, "facts", name))
            if not stated.claims and isinstance(raw, dict):  # not_applicable may name who says so
                cited.add(raw.get("source", ""))
                heard.add(raw.get("said_by", ""))
    origins = {other for source in record.own_sources for other in source.derived_from if other != source.id}
    for source in record.own_sources:
        path = material.block("sources", source.id)
        if not source.date:
            yield material.remark("undated-source", path, f"{source.id} has no date.", source.id)
        if not source.url and not source.sha256 and not (source.publisher and source.title):
            yield material.remark(
                "source-not-to-be-found", path, f"{source.id} has no url, no sha256, and not both publisher and title.", source.id
            )
        if source.id not in cited | origins:
            yield material.remark("unused-source", path, f"no fact names {source.id}.", source.id)
    for voice in record.voices.values():
        if voice.id not in heard:
            yield material.remark("unused-voice", material.block("voices", voice.id), f"{voice.id} says nothing.", voice.id)
