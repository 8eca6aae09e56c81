"""A lesson on one article: what it protects and why, a worked case with its counter-case, and what is contested.

Comes in: a place in the law and the rulebook. Goes out: a :class:`Taught`, without layout. The texts are those of ``rules/lessons/`` where somebody wrote one, else put together from the rules and the ledger, and it says so. The cases are those that
lawyers wrote beside the rules; what they come to was computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.rulebook import CompiledRule, Rulebook, article_url, provision
from checker.training.lesson_texts import Lesson, read_lesson
from checker.training.pairs import Pair, pairs_of
from checker.training.places import Place, Places
from checker.training.reasons import Reasons
from checker.training.situations import Bench, Situation, readings_apart
from checker.wording import worded

_WEIGHT = {"grave_breach": 0, "serious": 1, "obligation": 2, "administrative": 3, "guidance": 4}

#: How many rules are searched for the best case, and how many sentences for editors are taken from rules, where no lesson was written.
_SEARCHED, _TAKEN = 12, 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a record comes to: ``verdict`` and its ``words``, and ``because`` in sentences. ``reading`` and ``title`` name the reading, ``default`` says whether it is the one used unless another is asked for."""

    reading: str
    title: str
    default: bool
    verdict: str
    words: str
    because: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A case and its counter-case, one fact apart: ``shared`` is recorded in both, ``fact`` and ``instead`` in one of them."""

    rule: str
    title: str
    provision: str
    story: str
    shared: tuple[str, ...]
    fact: str
    outcome: Outcome
    counter_story: str
    instead: str
    counter: Outcome


@dataclass(frozen=True, slots=True)
class Contest:
    """The same facts under readings that differ."""

    rule: str
    title: str
    provision: str
    story: str
    facts: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One side of a contested point: what it says, and who says it where."""

    says: str
    by: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An authority: the place, the gist, and the page where it can be read (empty where none is known)."""

    place: str
    gist: str
    url: str


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson, ready to be laid out.

    ``note`` says where its words come from where nobody wrote the lesson, or where it is wider than what was asked for; ``lays_down`` are the entries of the ledger in short; ``untold`` why there is nothing to check, where that is so. ``points`` are
    contested points with their sides, ``settled`` why there is none; ``remedies`` are taken from rules where no lesson was written; ``rules`` are all that stand under the place: id, title, provision; ``rulebook`` is the digest of the rules by which its cases came out.
    """

    name: str
    called: str
    title: str
    note: str
    protects: str
    why: str
    lays_down: tuple[str, ...]
    worked: Worked | None
    points: tuple[tuple[str, tuple[Opinion, ...]], ...]
    settled: str
    contest: Contest | None
    watch_for: tuple[str, ...]
    remedies: tuple[str, ...]
    untold: tuple[str, ...]
    authority: tuple[Cited, ...]
    rules: tuple[tuple[str, str, str], ...]
    rulebook: str
    rulebook_name: str


def lesson(wanted: str, rulebook: Rulebook) -> Taught:
    """The lesson on the article or paragraph that somebody asked for. Raises InputError for one that is not known, or where its files cannot be used."""
    places = Places(rulebook)
    place = places.find(wanted)
    return taught(place, read_lesson(rulebook, places, place), Bench(rulebook))


def taught(place: Place, written: Lesson | None, bench: Bench) -> Taught:
    """The lesson on a place, with the texts that somebody wrote for its article, or without."""
    rulebook = bench.rulebook
    rules = [rulebook.rule(identity) for identity in place.rules]
    first = [rule for rule in rules if written is not None and rule.id in written.rules_first]
    if written is not None:
        first.sort(key=lambda rule: written.rules_first.index(rule.id))
    others = sorted((rule for rule in rules if rule not in first), key=lambda rule: (_WEIGHT[rule.gravity], -len(rule.forms), rule.id))
    order = [*first, *others][: max(_SEARCHED, len(first))]
    return Taught(
        name=place.name,
        called=place.called,
        title=written.title if written is not None and not place.paragraph else place.title,
        note=_note(place, written, rules),
        protects=written.protects if written is not None else "",
        why=written.why if written is not None else "",
        lays_down=tuple(entry.short for entry in place.entries),
        worked=_worked(order, bench),
        points=_points(written),
        settled=written.contested_none if written is not None else "",
        contest=_contest(first, bench) or _contest(others, bench),
        watch_for=tuple(written.watch_for) if written is not None else tuple(dict.fromkeys(rule.for_editors for rule in order))[:_TAKEN],
        remedies=() if written is not None else tuple(dict.fromkeys(rule.remedy for rule in order))[:_TAKEN],
        untold=_untold(place),
        authority=_authority(written, rules),
        rules=tuple((rule.id, rule.title, rule.provision) for rule in rules),
        rulebook=rulebook.digest,
        rulebook_name=rulebook.name,
    )


def _note(place: Place, written: Lesson | None, rules: Sequence[CompiledRule]) -> str:
    if written is None:
        if not rules:
            return "No rule of the program stands under it, and nobody has written a lesson on it. What follows is from the ledger of the Convention."
        return "Nobody has written a lesson on it yet: what follows is put together from its rules and their cases."
    return f"The text is about the whole of {place.article}; the cases are from paragraph {place.paragraph}." if place.paragraph else ""


def _points(written: Lesson | None) -> tuple[tuple[str, tuple[Opinion, ...]], ...]:
    return tuple(
        (point.point, tuple(Opinion(side.says, ", ".join(part for part in (side.who, side.cites) if part)) for side in point.sides))
        for point in (written.contested if written is not None else ())
    )


def _untold(place: Place) -> tuple[str, ...]:
    """Why nothing of it is checked, where that is so."""
    if place.counted_under:
        articles = f"Article{'s' if len(place.counted_under) > 1 else ''} {' and '.join(place.counted_under)}"
        return (f"Its duties are counted under {articles}.",)
    return tuple(dict.fromkeys(why.reason for why in place.without)) if not place.rules else ()


def _authority(written: Lesson | None, rules: Sequence[CompiledRule]) -> tuple[Cited, ...]:
    cited: list[dict[str, str]] = (
        [authority.model_dump(exclude_none=True) for authority in written.authority]
        if written is not None
        else [dict(rule.authority[0]) for rule in sorted(rules, key=lambda rule: (rule.provision, _WEIGHT[rule.gravity]))]
    )
    found = {provision(authority): Cited(provision(authority), authority["gist"], article_url(authority)) for authority in reversed(cited)}
    return tuple(reversed(found.values()))


# --- computed ------------------------------------------------------------------------------------------------------------------------------------------


def outcome(situation: Situation, reading: str, rulebook: Rulebook) -> Outcome:
    """What a situation comes to on a reading, with the reasons."""
    verdict = situation.verdict(reading)
    because = Reasons(situation.bound(reading)).why(verdict)
    return Outcome(reading, rulebook.readings[reading]["title"], reading == rulebook.default_reading, verdict, worded(verdict, ""), because)


def _worked(rules: Sequence[CompiledRule], bench: Bench) -> Worked | None:
    """The best pair of the first rule that has a plain one: what is indicated as a breach beside what is complied with; else the best there is."""
    reading = bench.rulebook.default_reading
    best: Pair | None = None
    for rule in rules:
        for pair in pairs_of(bench, rule, reading):
            if best is None or _rank(pair) < _rank(best):
                best = pair
        if best is not None and not any(_rank(best)[:3]):
            break
    if best is None:
        return None
    rule, first, second = best.rule, best.first, best.second
    shared = tuple(sentence for sentence in first.told if sentence in second.told and sentence != first.says(best.path))
    return Worked(
        rule.id, rule.title, rule.provision, first.narrative, shared, first.says(best.path), outcome(first, reading, bench.rulebook),
        best.change.words, second.says(best.path), outcome(second, reading, bench.rulebook),
    )  # fmt: skip


def _rank(pair: Pair) -> tuple[bool, bool, bool, bool, int]:
    """How well a pair teaches, the least first: a breach beside what complies, told as a story, from the case itself; then with no more facts than it needs."""
    before, after = pair.verdicts
    return (
        (before, after) != ("breach", "complied"),
        not pair.change.words,
        pair.first.number > 0,
        after != "excepted",
        len(pair.first.told),
    )


def _contest(rules: Sequence[CompiledRule], bench: Bench) -> Contest | None:
    """The situation on which the readings differ most; of those alike, the first."""
    rulebook, most, best = bench.rulebook, 1, None
    for rule in rules:
        for situation in bench.plain(rule) if len(rule.forms) > 1 else ():
            verdicts = {verdict for _, verdict in readings_apart(situation, rulebook)}
            if len(verdicts) > most and "undetermined" not in verdicts:
                most, best = len(verdicts), situation
    if best is None:
        return None
    outcomes = tuple(outcome(best, name, rulebook) for name, _ in readings_apart(best, rulebook))
    return Contest(best.rule.id, best.rule.title, best.rule.provision, best.narrative, best.told, outcomes)
