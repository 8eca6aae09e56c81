"""A result as sentences in order, each with its truth, and the facts, sources and voices beside it. No layout.

Comes in: a :class:`~checker.findings.Result`. Goes out: an :class:`Explanation`. Everything that is shown to a person comes from here; everything from a record in it is still to be
cleaned by the renderer that prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from checker.claims import Stated
from checker.evaluation import Bound, Key
from checker.evidence import AGAINST_ITSELF, Grade
from checker.findings import Basis, Change, Finding, Result, Said, basis_of, fact_of, said
from checker.records import Record
from checker.rulebook import CompiledDefinition, Part
from checker.truth import Truth
from checker.values import Value
from checker.variables import Variable
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN


class Side(NamedTuple):
    """One of the values that are claimed of a fact: the sentence that states it, and whoever claims it."""

    says: str
    claims: tuple[Said, ...]


class Dispute(NamedTuple):
    """A fact of which claims differ: the sides, in the order of the record."""

    fact: str
    subject: str
    asks: str
    sides: tuple[Side, ...]


#: How the sentence of an open fact begins where claims differ.
DISPUTED = "Disputed: "


class Line(NamedTuple):
    """One sentence of a rule as the record has it: ``basis`` the recorded facts that settle it, ``open`` the sentences of the facts that leave it open.

    ``disputes``: of these facts, those of which claims differ, with the claims side by side.
    """

    section: str
    group: int
    says: str
    truth: Truth
    basis: tuple[Basis, ...]
    open: tuple[str, ...]
    inner: tuple[Ground, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def unknown(self) -> list[str]:
        """The sentences of the open facts that nobody disputes."""
        return [sentence for sentence in self.open if not sentence.startswith(DISPUTED)]


class Ground(NamedTuple):
    """An exception of a rule or an alternative of a definition: its sentence, citation, truth and parts. ``of`` is the definition's question."""

    says: str
    cites: str
    truth: Truth
    lines: tuple[Line, ...]
    of: str = ""


class Explanation(NamedTuple):
    """One result in sentences."""

    finding: Finding
    applies: tuple[Line, ...]
    elements: tuple[Line, ...]
    exceptions: tuple[Ground, ...]

    @property
    def lines(self) -> list[Line]:
        """Every sentence, in the order of the rule."""
        return [*self.applies, *self.elements, *(line for exception in self.exceptions for line in exception.lines)]


def explain(result: Result, *, deep: bool = False) -> Explanation:
    """The sentences of a result; ``deep`` opens the definitions that they rest on."""
    bound = result.bound
    lines = [(part, _line(bound, part, deep)) for part in result.rule.parts if bound.counts(part)]
    exceptions = []
    for number, group in enumerate(result.rule.groups):
        own = tuple(line for part, line in lines if part.section == "unless" and part.group == number)
        if own:
            exceptions.append(Ground(group.says, group.cites, _all(line.truth for line in own), own))
    return Explanation(
        result.finding,
        tuple(line for part, line in lines if part.section == "applies_when"),
        tuple(line for part, line in lines if part.section == "elements"),
        tuple(exceptions),
    )


def _line(bound: Bound, part: Part, deep: bool) -> Line:
    truth = bound.truth(part)
    if truth is Truth.OPEN:
        keys = bound.deciding([part.holds, part.fails])
        return Line(
            part.section,
            part.group,
            part.says,
            truth,
            (),
            tuple(dict.fromkeys(_open_sentence(bound, key) for key in keys)),
            _inner(bound, part) if deep else (),
            disputes(bound, keys),
        )
    keys = bound.forcing(part.holds if truth is Truth.HOLDS else part.fails)
    basis = tuple(found for key in keys if (found := basis_of(bound.judge, key)) is not None)
    return Line(part.section, part.group, part.says, truth, basis, (), _inner(bound, part) if deep else (), disputes(bound, keys))


def disputes(bound: Bound, keys: Iterable[Key]) -> tuple[Dispute, ...]:
    """Those of the facts of which claims differ, with the claims side by side."""
    found = []
    for key in keys:
        stated = bound.judge.stated(key)
        if stated is not None and stated.disputed:
            sides = tuple(
                Side(
                    stated.fact.sentence(value),
                    tuple(said(claim) for claim in stated.claims if claim.value is not None and claim.value.same_as(value)),
                )
                for value in stated.values
            )
            found.append(Dispute(stated.fact.id, key[0], stated.fact.asks, sides))
    return tuple(found)


def _open_sentence(bound: Bound, key: Key) -> str:
    stated = bound.judge.stated(key)
    fact = fact_of(bound.judge, key, bound)
    if stated is not None and stated.status == NOT_APPLICABLE:
        return f"{fact.asks} The record says that this does not arise."
    if stated is not None and stated.disputed:
        return DISPUTED + " But also: ".join(_told(stated, value, bound.judge.record) for value in stated.values)
    if stated is not None and stated.note:
        return f"{fact.says[UNKNOWN]} ({stated.note})"
    return fact.says[UNKNOWN]


def _told(stated: Stated, value: Value, record: Record) -> str:
    """One of several rival accounts of a fact, and who gives it."""
    claims = (claim for claim in stated.claims if claim.value is not None and claim.value.same_as(value))
    tellers = "; ".join(dict.fromkeys(text for claim in claims if (text := attribution(said(claim), record))))
    return f"{stated.fact.sentence(value)} – {tellers}." if tellers else stated.fact.sentence(value)


def _inner(bound: Bound, part: Part) -> tuple[Ground, ...]:
    """The definitions that a part rests on, opened."""
    space = bound.compiled.space
    indexes = sorted({index for box in part.holds for index in space.constrained(box)})
    grounds: list[Ground] = []
    for index in indexes:
        variable: Variable = bound.compiled.variables[index]
        if variable.fact.derived:
            grounds.extend(definition_grounds(bound.judge.definition(variable.fact.id, bound.entries[index]), variable.fact.asks))
    return tuple(grounds)


def definition_grounds(bound: Bound, asks: str = "") -> list[Ground]:
    """The alternatives of a definition with their parts."""
    compiled = bound.compiled
    assert isinstance(compiled, CompiledDefinition)
    found = []
    for number, group in enumerate(compiled.groups):
        lines = tuple(_line(bound, part, True) for part in compiled.parts if part.group == number)
        found.append(Ground(group.says, group.cites, _all(line.truth for line in lines), lines, asks))
    return found


def _all(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    return Truth.FAILS if Truth.FAILS in found else Truth.OPEN if Truth.OPEN in found else Truth.HOLDS


# --- on whose word -----------------------------------------------------------------------------------------------------------------------------------


def attribution(claim: Said, record: Record) -> str:
    """Who says it and where it stands: ``President of Norland, Harbour Post para 4 (B2)``. The publisher is left out where the record has one source only."""
    voice = record.voices.get(claim.said_by)
    source = record.sources.get(claim.source)
    name = voice.name if voice is not None else ""
    publisher = (source.publisher or source.id) if source is not None else ""
    if publisher and (publisher == name or (name and source is not None and not source.supplied and len(record.own_sources) == 1)):
        publisher = ""
    shown = ", ".join(part for part in (name, " ".join(part for part in (publisher, claim.at) if part)) if part)
    return f"{shown} ({claim.grade})" if claim.grade and shown else shown


def claimed(claim: Said, record: Record) -> str:
    """One claim in full: who says it, where it stands, and its grade: ``a nurse, in Harbour Post, para 5 (B2)``."""
    voice, source = record.voices.get(claim.said_by), record.sources.get(claim.source)
    name = voice.name if voice is not None else "nobody named"
    publisher = (source.publisher or source.id) if source is not None else ""
    where = "no source named" if source is None else f"in {publisher}" if publisher != name else ""
    place = ", ".join(part for part in (where, claim.at) if part)
    return f"{name}{f', {place}' if place else ''} ({claim.grade or 'ungraded'})"


def attributions(basis: Iterable[Basis], record: Record, *, most: int = 2) -> str:
    """Who stands behind several facts, without repetition; where there are more than ``most``, only the voices."""
    facts = list(basis)
    shown = list(
        dict.fromkeys(text for fact in facts for claim in fact.claims if claim.value != UNKNOWN and (text := attribution(claim, record)))
    )
    if len(shown) <= most:
        return "; ".join(shown)
    voices = list(
        dict.fromkeys(
            record.voices[claim.said_by].name
            for fact in facts
            for claim in fact.claims
            if claim.value != UNKNOWN and claim.said_by in record.voices
        )
    )
    return f"{len({(fact.fact, fact.subject) for fact in facts})} facts: {', '.join(voices)}" if voices else "; ".join(shown[:most]) + " …"


def whose_word(parties: Sequence[str], cap: str) -> str:
    """On whose word alone a fact that decides a finding rests."""
    said = f"that of {' and '.join(parties)} alone"
    if not cap:  # a party that speaks for itself puts a cap on the wording
        return f"for part of it {said}, against its own interest"
    return f"{said}, against its own interest" if cap == AGAINST_ITSELF else said


def carrying(grade: Grade) -> str:
    """How strongly a finding is carried, in a line: the weakest letter and digit, and the fewest independent sources behind a fact that decides."""
    parts = [
        f"weakest grade: {grade.weakest}" if grade.weakest else "",
        f"fewest independent sources: {grade.independent}" if grade.independent is not None else "",
    ]
    said = " · ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def contradicted(finding: Finding, record: Record) -> list[Basis]:
    """The facts that a finding rests on of which claims to the contrary were set aside."""
    gone = record.aside.contradicted if record.aside is not None else frozenset()
    return [basis for basis in finding.because if (basis.subject, basis.fact.partition(".")[2]) in gone]


def short_question(asks: str) -> str:
    """A question without the examples that follow a colon."""
    return asks.partition(": ")[0].rstrip("?") + "?"


def entry_name(record: Record, identity: str) -> str:
    """How an entry of the record reads: its label, else its id."""
    entry = record.entries.get(identity)
    if entry is None:
        return identity if identity and ":" not in identity else "not recorded"
    if entry.implied:
        of = next((target for targets in entry.links.values() for target in targets), "")
        return f"{entry.subject.replace('_', ' ')} of {entry_name(record, of)}"
    return entry.label or entry.id


def party_name(record: Record, identity: str) -> str:
    """The label of the party that gives an account; where it is a voice or a source that gives it, their name."""
    if identity in record.entries:
        return entry_name(record, identity)
    voice, source = record.voices.get(identity), record.sources.get(identity)
    return voice.name if voice is not None else (source.publisher or source.id) if source is not None else identity


# --- findings alike ----------------------------------------------------------------------------------------------------------------------------------


class Alike(NamedTuple):
    """Results of one rule that came out the same way for several bindings, shown once."""

    first: Explanation
    results: tuple[Result, ...]
    explanations: tuple[Explanation, ...]

    def basis(self, position: int) -> list[Basis]:
        """The facts behind the sentence at ``position``, over all the bindings; those of which claims differ are apart, in :meth:`disputes`."""
        apart = {(dispute.fact, dispute.subject) for dispute in self.disputes(position)}
        facts = [fact for explanation in self.explanations for fact in explanation.lines[position].basis]
        return [fact for fact in facts if (fact.fact, fact.subject) not in apart]

    def disputes(self, position: int) -> list[Dispute]:
        """The disputed facts behind the sentence at ``position``, over all the bindings, each once."""
        return list(dict.fromkeys(dispute for explanation in self.explanations for dispute in explanation.lines[position].disputes))


def gathered(results: Sequence[Result]) -> list[Alike]:
    """Results in their order, those of one rule with the same verdict and the same truth of each sentence put together."""
    groups: dict[tuple[object, ...], list[tuple[Result, Explanation]]] = {}
    for result in results:
        explanation = explain(result)
        finding = result.finding
        key = (
            finding.rule,
            finding.verdict,
            finding.possible,
            finding.grade.cap,
            tuple((o.reading, o.verdict, o.cap) for o in finding.contested),
            tuple(line.truth for line in explanation.lines),
            tuple((a.account, a.verdict) for a in finding.accounts),
        )
        groups.setdefault(key, []).append((result, explanation))
    return [Alike(pairs[0][1], tuple(r for r, _ in pairs), tuple(e for _, e in pairs)) for pairs in groups.values()]


def about(group: Alike, record: Record) -> str:
    """Whom and what a finding is about: ``release-1 (first prisoner, second prisoner)``."""
    by: dict[str, list[str]] = {}
    for result in group.results:
        others = [entry_name(record, identity) for role, identity in result.binding.items() if role != result.rule.on]
        by.setdefault(result.binding[result.rule.on], []).extend(others)
    together: dict[str, list[str]] = {}
    for subject, names in by.items():
        implied = record.entries[subject].implied
        together.setdefault("" if implied else ", ".join(dict.fromkeys(names)), []).append(entry_name(record, subject))
    return "; ".join(f"{' and '.join(names)} ({others})" if others else ", ".join(names) for others, names in together.items())


def would_be(result: Result, change: Change) -> str:
    """What a fact would have to be, as a sentence where its value has one."""
    fact = result.bound.judge.rulebook.vocabulary.fact(change.fact)
    sentences = [fact.says[value] if value in fact.says else fact.says["is"].replace("{value}", value) for value in change.to]
    return " Or: ".join(sentences[:2]) + (" Or otherwise." if len(sentences) > 2 else "")


def asked_together(results: Iterable[Result]) -> list[tuple[str, str, list[str], float, int]]:
    """The questions of several results, one for each fact, best first: (fact id, question, subjects, score, how many results it bears on)."""
    scores: dict[str, dict[str, float]] = {}
    asks: dict[str, str] = {}
    bears: dict[str, int] = {}
    for result in results:
        for fact in {question.fact for question in result.finding.to_find_out}:
            bears[fact] = bears.get(fact, 0) + 1
        for question in result.finding.to_find_out:
            asks[question.fact] = question.asks
            scores.setdefault(question.fact, {})[question.subject] = question.score
    found = [(fact, asks[fact], sorted(by), sum(by.values()), bears[fact]) for fact, by in scores.items()]
    return sorted(found, key=lambda item: (-item[3], item[0]))


__all__ = [
    "DISPUTED",
    "Alike",
    "Dispute",
    "Explanation",
    "Ground",
    "Line",
    "Side",
    "about",
    "asked_together",
    "attribution",
    "attributions",
    "carrying",
    "claimed",
    "contradicted",
    "definition_grounds",
    "disputes",
    "entry_name",
    "explain",
    "gathered",
    "party_name",
    "short_question",
    "whose_word",
    "would_be",
]
