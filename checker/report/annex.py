"""The annex on one record: its sources and facts as recorded, the findings with their sentences, what is open.

Comes in: a checked record, and what persons decided about its findings. Goes out: a :class:`~checker.report.model.RecordPart`. Nothing is weighed here: a dispute stays one, and what the record does not say is
said to be open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checker.claims import Stated
from checker.errors import listed
from checker.evidence import AGAINST_ITSELF, WEAK
from checker.explanation import (
    Alike,
    Line,
    about,
    asked_together,
    attribution,
    attributions,
    carrying,
    claimed,
    contradicted,
    entry_name,
    gathered,
    party_name,
    short_question,
    whose_word,
    would_be,
)
from checker.findings import Result, said
from checker.pipeline import Checked
from checker.records import Entry, Record
from checker.report.model import (
    BriefPart,
    FactPart,
    FindingPart,
    Link,
    QuestionPart,
    RecordPart,
    Rival,
    Sentence,
    Side,
    SourcePart,
    SubjectPart,
    Told,
    VerdictPart,
    VoicePart,
)
from checker.rulebook import Rulebook, article_url
from checker.summary import answer, left_out, plural, totals
from checker.truth import Truth, Verdict
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN
from checker.wording import CAP_MEANS, GRAVITY_WORDS, VERDICT_MEANS, outcomes, owed, worded

#: What a person decided about a result.
Decided = Callable[[Result], Side]

#: The questions of a record that are listed, and those of one finding; `ihl needs` has them all.
_QUESTIONS, _ASKED = 12, 3

#: With more records than this, the annex gives in full only what indicates a breach, what readings or accounts tell apart, and what a person decided about.
FULL = 25

_KINDS = {
    "party": "speaks for a party",
    "agency": "agency",
    "outlet": "outlet",
    "witness": "witness",
    "captive": "captive",
    "organisation": "organisation",
    "expert": "expert",
    "reviewer": "reviewer",
    "other": "other",
}


def undecided(result: Result) -> Side:
    """Where nobody has decided anything."""
    return Side(about_one(result), word_of(result), "open")


def about_one(result: Result) -> str:
    """Whom and what one result is about."""
    return ", ".join(entry_name(result.judge.record, identity) for identity in result.binding.values())


def word_of(result: Result) -> str:
    """How the verdict of a result reads."""
    return worded(result.verdict.value, result.finding.grade.cap)


def look_of(result: Result) -> str:
    """How a result is marked: its verdict, or ``alleged`` or ``acknowledged`` where a breach is worded with reserve."""
    cap = result.finding.grade.cap
    if result.verdict is not Verdict.BREACH or not cap:
        return result.verdict.value
    return "acknowledged" if cap == AGAINST_ITSELF else "alleged"


def record_part(
    checked: Checked, rulebook: Rulebook, reading: str, key: str, decided: Decided, *, show_all: bool, full: bool
) -> RecordPart:
    """The annex on one record; ``key`` names it within the report. Without ``full``, findings that only repeat what is open or complied with are in brief."""
    record = checked.record
    shown = [result for result in checked.results if checked.lists(result, show_all=show_all)]
    verdicts = []
    for verdict in Verdict:
        chosen = by_gravity(result for result in shown if result.verdict is verdict)
        alike: dict[str, list[Result]] = {}
        for result in chosen:
            alike.setdefault(word_of(result), []).append(result)
        # Those worded with reserve come after the others of their verdict.
        for number, word in enumerate(sorted(alike, key=lambda word: word != worded(verdict.value, "")), start=1):
            verdicts.append(_verdict(alike[word], checked, f"{key}-{verdict.value.replace('_', '-')}-{number}", decided, full=full))
    counts = totals([checked], show_all=show_all)
    bare = sum(counts.bare.values())
    return RecordPart(
        key,
        record.id,
        record.title,
        record.dates,
        record.language,
        record.summary,
        (*record.law, *([aside] if (aside := left_out(record)) else [])),
        tuple(answer(checked.results, reading)),
        bool(record.restricted),
        tuple(_source(record, identity) for identity in record.sources),
        tuple(
            VoicePart(voice.name, _KINDS.get(voice.kind, voice.kind), party_name(record, voice.party) if voice.party else "")
            for voice in record.voices.values()
        ),
        tuple(_subject(record, entry, rulebook) for entry in record.entries.values() if not entry.implied),
        _silent(record),
        tuple(verdicts),
        _questions(checked),
        f"{plural(counts.findings, 'verdict')}: {counts.listed} listed here, {counts.findings - counts.listed} only counted, since the record says nothing about them. "
        f"{plural(bare, 'rule')} could not be asked: what they are about does not occur in the record.",
    )


def by_gravity(results: Iterable[Result]) -> list[Result]:
    """Results in their order, the gravest provisions first."""
    order = list(GRAVITY_WORDS)
    return sorted(results, key=lambda result: order.index(result.finding.gravity))


# --- what is recorded ----------------------------------------------------------------------------------------------------------------------------------


def _source(record: Record, identity: str) -> SourcePart:
    source = record.sources[identity]
    repeats = listed((record.sources[other].publisher or other for other in source.derived_from), joint="and")
    return SourcePart(source.publisher, source.title, source.date, source.url, source.sha256, repeats, source.supplied)


def _subject(record: Record, entry: Entry, rulebook: Rulebook) -> SubjectPart:
    subject = rulebook.vocabulary.subjects[entry.subject]
    links = tuple(
        f"{name.replace('_', ' ')} {listed((entry_name(record, target) for target in targets), joint='and')}"
        for name, targets in entry.links.items()
    )
    facts = tuple(_fact(record, stated) for stated in entry.facts.values())
    return SubjectPart(subject.title, entry.label or entry.id, links, entry.note, facts)


def _fact(record: Record, stated: Stated) -> FactPart:
    fact = stated.fact
    status = "disputed" if stated.disputed else stated.status
    if status == NOT_APPLICABLE:
        says: tuple[str, ...] = (f"Recorded as not arising: {short_question(fact.asks)}",)
    elif status == UNKNOWN:
        says = (fact.says[UNKNOWN],)
    else:
        says = tuple(fact.sentence(value) for value in stated.values)
    claims = []
    for claim in stated.claims:
        told = said(claim)
        value = fact.sentence(claim.value) if stated.disputed else told.value
        claims.append(Told(value, attribution(replace(told, grade=""), record), claim.grade, claim.note))
    remark = "judgement of a named person" if fact.judgement and stated.values else "from the tables of treaties" if stated.supplied else ""
    note = stated.note if stated.note not in {claim.note for claim in claims} else ""
    values = " / ".join(value.text for value in stated.values) or status.replace("_", " ")
    return FactPart(fact.id, says, values, status, tuple(claims), note, remark)


def _silent(record: Record) -> str:
    """What every captive is owed and the record does not describe."""
    kinds: dict[str, dict[str, None]] = {}
    for entry in record.entries.values():
        if entry.implied:
            of = next((target for targets in entry.links.values() for target in targets), "")
            kinds.setdefault(entry_name(record, of), {})[entry.subject.replace("_", " ")] = None
    if not kinds:
        return ""
    same: dict[tuple[str, ...], list[str]] = {}
    for name, subjects in kinds.items():
        same.setdefault(tuple(subjects), []).append(name)
    told = "; ".join(f"of {listed(names, joint='and')}: {listed(subjects, joint='and')}" for subjects, names in same.items())
    return f"The record does not describe {told}. Every captive is owed these; what is open about them is counted, and silence is not compliance."


# --- what follows from it ------------------------------------------------------------------------------------------------------------------------------


def _verdict(results: Sequence[Result], checked: Checked, key: str, decided: Decided, *, full: bool) -> VerdictPart:
    verdict, cap = results[0].verdict, results[0].finding.grade.cap
    means = f"{VERDICT_MEANS[verdict.value]}; {CAP_MEANS[cap]}" if cap else VERDICT_MEANS[verdict.value]
    whole: list[FindingPart] = []
    brief: list[BriefPart] = []
    for group in gathered(results):
        sides = [decided(result) for result in group.results]
        signed = any(side.state != "open" for side in sides)
        if signed or _stands_out(group) or (full and verdict is not Verdict.NOT_APPLICABLE and group.results[0].weighs):
            whole.append(_finding(group, checked, f"{key}-{len(whole) + 1}", _sides(sides)))
        else:
            brief.append(_brief(group, checked.record))
    return VerdictPart(look_of(results[0]), word_of(results[0]), means, len(results), tuple(whole), tuple(brief))


def _stands_out(group: Alike) -> bool:
    """Whether a finding is given in full in any report: a breach is indicated, or a reading or an account comes out otherwise."""
    finding = group.first.finding
    apart = {account.possible for account in finding.accounts} | {other.possible for other in finding.contested}
    return finding.verdict == Verdict.BREACH.value or (bool(apart - {finding.possible}) and group.results[0].weighs)


def _sides(sides: Sequence[Side]) -> tuple[Side, ...]:
    """What was decided for each of several bindings; one line where nothing was decided for any."""
    if all(side.state == "open" for side in sides):
        return (sides[0]._replace(about=""),)
    return tuple(sides)


def _finding(group: Alike, checked: Checked, key: str, sides: tuple[Side, ...]) -> FindingPart:
    result = group.results[0]
    finding, rule = result.finding, result.rule
    meta = owed(finding.gravity, finding.addressee) + (" · draft rule" if rule.status == "draft" else "")
    return FindingPart(
        key,
        Link(rule.id, f"rule-{rule.id}"),
        finding.title,
        Link(finding.provision, article_url(rule.place)),
        meta,
        look_of(result),
        word_of(result),
        about(group, checked.record),
        bool(finding.contested),
        len(group.results),
        tuple(_sentences(group, checked.record)),
        tuple(_notes(group, checked.record)),
        sides,
    )


def _brief(group: Alike, record: Record) -> BriefPart:
    """A finding in brief, with the sentence that it turns on: that fails where it does not apply or is complied with, that is open where it is undetermined."""
    finding = group.first.finding
    wanted = Truth.OPEN if finding.verdict == Verdict.UNDETERMINED.value else Truth.FAILS
    lines = (*group.first.applies, *group.first.elements)
    found = next(((position, line) for position, line in enumerate(lines) if line.truth is wanted), None)
    notes = [f"{label}: {text}" for label, text in _notes(group, record) if label in ("Possible", "On whose word", "Ask")]
    return BriefPart(
        finding.rule,
        finding.title,
        finding.provision,
        about(group, record),
        len(group.results),
        wanted.value if found else "",
        found[1].says if found else "",
        _beside(group, *found, record) if found else "",
        ". ".join(notes) if group.results[0].weighs and finding.verdict != Verdict.NOT_APPLICABLE.value else "",
    )


def _sentences(group: Alike, record: Record) -> Iterable[Sentence]:
    """The sentences of a rule in order. Exceptions of what is complied with decide nothing, and one of which nothing is known has no parts to show."""
    position = 0
    for kind, lines in (("applies", group.first.applies), ("element", group.first.elements)):
        for line in lines:
            yield Sentence(kind, line.truth.value, line.says, _beside(group, position, line, record), _rivals(group, position, record))
            position += 1
    for exception in group.first.exceptions if group.first.finding.verdict != Verdict.COMPLIED.value else ():
        yield Sentence("exception", exception.truth.value, exception.says, exception.cites)
        settled = {line.truth for line in exception.lines} != {Truth.OPEN}
        for line in exception.lines:
            if settled or line.disputes:
                yield Sentence(
                    "part", line.truth.value, line.says, _beside(group, position, line, record), _rivals(group, position, record)
                )
            position += 1


def _beside(group: Alike, position: int, line: Line, record: Record) -> str:
    return "" if line.truth is Truth.OPEN else attributions(group.basis(position), record)


def _rivals(group: Alike, position: int, record: Record) -> tuple[Rival, ...]:
    """The claims that differ about the facts behind a sentence, over all the bindings."""
    shown: dict[Rival, None] = {}
    for dispute in group.disputes(position):
        for side in dispute.sides:
            shown[Rival(side.says, tuple(dict.fromkeys(claimed(claim, record) for claim in side.claims)))] = None
    return tuple(shown)


def _notes(group: Alike, record: Record) -> Iterable[tuple[str, str]]:
    """What is to be said below the sentences: what is possible, readings, accounts, on whose word, what to ask or what would change it."""
    finding = group.first.finding
    if len(finding.possible) > 1:
        yield "Possible", either(finding.possible)
    for other in finding.contested:
        possible = f" ({either(other.possible)})" if len(other.possible) > 1 else ""
        yield f"On the reading {other.reading}", f"{worded(other.verdict, other.cap).lower()}{possible}"
    for account in finding.accounts:
        yield f"As {party_name(record, account.account)} tells it", worded(account.verdict, account.cap).lower()
    sides = one_sided(group.results)
    if sides:
        yield "On whose word", whose_word([party_name(record, side) for side in sides], finding.grade.cap)
    if finding.grade.cap == WEAK:
        yield "On whose word", "a single source that is graded weak"
    if contradicted(finding, record):
        yield "Set aside", "a claim to the contrary that is graded weaker, or not at all"
    if carried := carrying(finding.grade):
        yield "Carried by", carried[:1].lower() + carried[1:]
    asked = asked_together(group.results)
    if asked:
        more = [f"And {plural(len(asked) - _ASKED, 'further question')}."] if len(asked) > _ASKED else []
        yield "Ask", " ".join([*(short_question(asks) for _, asks, _, _, _ in asked[:_ASKED]), *more])
    if not asked:
        yield from _would_change(group)


def _would_change(group: Alike) -> Iterable[tuple[str, str]]:
    finding = group.first.finding
    wanted = {Verdict.COMPLIED.value: Verdict.BREACH.value, Verdict.BREACH.value: Verdict.COMPLIED.value}.get(finding.verdict)
    for alternative in finding.would_change_if:
        if len(alternative.changes) == 1 and alternative.verdict == wanted:
            yield f"Would be {outcomes([wanted])[0]} if", would_be(group.results[0], alternative.changes[0])


def either(possible: Iterable[str]) -> str:
    """Verdicts as people read them: ``breach indicated or excepted``."""
    return listed(outcomes(possible))


def one_sided(results: Iterable[Result]) -> list[str]:
    """The parties on whose word alone a deciding fact of one of the results rests."""
    return list(dict.fromkeys(side for result in results for side in result.finding.grade.one_side))


def _questions(checked: Checked) -> tuple[QuestionPart, ...]:
    asked = asked_together(result for result in checked.results if result.raised and result.weighs)
    found = []
    for _, asks, subjects, _, bears in asked[:_QUESTIONS]:
        names = listed((entry_name(checked.record, subject) for subject in subjects), joint="and", most=3)
        found.append(QuestionPart(asks, names, plural(bears, "finding")))
    return tuple(found)
