"""The rules in plain words, as the site shows them: no layout.

Comes in: the rulebook and its cases, run. Goes out: shelves (an article, or another instrument) with rules and definitions, each with its sentences and its cases, and the verdict that the engine came to on each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from checker.cases import Ran, Trial, try_rulebook
from checker.errors import InputError
from checker.ledger import read_ledger
from checker.rulebook import Compiled, CompiledRule, Part, Rulebook, article_url, provision
from checker.wording import owed, worded


class Link(NamedTuple):
    """A source: how it is called, its page (or nothing), what it says."""

    text: str
    url: str
    gist: str


class Sentence(NamedTuple):
    """One sentence of a rule, and the readings on which alone it counts (their titles; none: on all)."""

    says: str
    readings: tuple[str, ...]


class Exemption(NamedTuple):
    """An exception of a rule, or one way in which a definition holds: its sentence, where it stands, what must hold for it."""

    says: str
    cites: str
    readings: tuple[str, ...]
    parts: tuple[Sentence, ...]


class Outcome(NamedTuple):
    """What a case came to: the word of the engine and its words for people, on which readings (their titles; none: on all), and the questions that are still open."""

    look: str
    word: str
    readings: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its sentence, what it came to, and the cases that are the same with something changed."""

    says: str
    outcomes: tuple[Outcome, ...]
    but: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule or a definition. ``key`` is its place on its page; ``owed`` says how grave it is and who owes it (empty for a definition); ``review`` are the day, the text and the doubts of its second reading."""

    id: str
    key: str
    title: str
    place: str
    owed: str
    status: str
    authority: tuple[Link, ...]
    applies: tuple[Sentence, ...]
    elements: tuple[Sentence, ...]
    unless: tuple[Exemption, ...]
    apart: tuple[str, ...]
    for_editors: str
    remedy: str
    limits: str
    review: tuple[str, str, tuple[str, ...]] | None
    cases: tuple[Case, ...]

    @property
    def count(self) -> int:
        """How many cases it has."""
        return sum(1 + len(case.but) for case in self.cases)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rules that stand together: of an article, or of another instrument. ``name`` is for files, ``group`` the heading under which the index has it."""

    name: str
    title: str
    about: str
    group: str
    entries: tuple[Entry, ...]


BEYOND = "Beside the Convention"
WORDS = "Words of law"


def shelves(rulebook: Rulebook) -> list[Shelf]:
    """Every rule, by article and then by other instrument, and the definitions last. The cases of all are run. Raises InputError where the rulebook's cases cannot be read at all."""
    titles = _titles(rulebook)
    found: dict[str, list[Entry]] = {}
    for trial in try_rulebook(rulebook, "rules", rulebook.rule_ids):
        assert isinstance(trial.compiled, CompiledRule)
        found.setdefault(trial.compiled.article or trial.compiled.place["instrument"], []).append(_entry(trial, rulebook))
    made = []
    for name in sorted(found, key=_order):
        entries = tuple(sorted(found[name], key=lambda entry: (_natural(entry.place), entry.title, entry.id)))
        number = int(name) if name.isdigit() else 0
        section = next((title for title, first, last in rulebook.sections if first <= number <= last), "")
        if name.isdigit():
            made.append(Shelf(name, f"Article {name}", titles.get(name, ""), section or "The Convention", entries))
        elif name.startswith("Annex"):
            made.append(Shelf(_file(name), name, titles.get(name, ""), "Annexes", entries))
        else:
            made.append(Shelf(_file(name), name, titles.get(name, ""), BEYOND, entries))
    words = tuple(_entry(trial, rulebook) for trial in try_rulebook(rulebook, "rules", rulebook.definition_ids))
    if words:
        made.append(Shelf("definitions", WORDS, "What the rules mean by words such as prisoner of war", WORDS, words))
    return made


def _titles(rulebook: Rulebook) -> Mapping[str, str]:
    """What the articles are about; a rulebook need not have a ledger that says so."""
    try:
        ledger = read_ledger(rulebook.folder)
    except InputError:
        return {}
    return {article.article: article.title for article in (*ledger.articles, *ledger.annexes, *ledger.beyond)}


def _order(name: str) -> tuple[int, int, str]:
    return (0, int(name), "") if name.isdigit() else (1 if name.startswith("Annex") else 2, 0, name)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A text so that its numbers sort as numbers."""
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", text) if piece)


def _file(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _entry(trial: Trial, rulebook: Rulebook) -> Entry:
    compiled = trial.compiled
    titles = {name: reading["title"] for name, reading in rulebook.readings.items()}

    def only(readings: Sequence[str]) -> tuple[str, ...]:
        return tuple(titles[name] for name in titles if name in readings) if 0 < len(readings) < len(titles) else ()

    def sentence(part: Part) -> Sentence:
        return Sentence(part.says, only(part.readings))

    rule = compiled if isinstance(compiled, CompiledRule) else None
    unless = tuple(
        Exemption(
            group.says, group.cites, only(group.readings), tuple(Sentence(part.says, ()) for part in compiled.parts if part.group == number)
        )
        for number, group in enumerate(compiled.groups)
    )
    review = compiled.review
    return Entry(
        id=compiled.id,
        key=re.sub(r"^gc3-\d+-", "", compiled.id),
        title=compiled.title,
        place=provision(compiled.authority[0]),
        owed=owed(rule.gravity, rule.addressee) if rule else "",
        status=compiled.status,
        authority=tuple(Link(provision(entry), article_url(entry), entry["gist"]) for entry in compiled.authority),
        applies=tuple(sentence(part) for part in compiled.parts if part.section == "applies_when"),
        elements=tuple(sentence(part) for part in compiled.parts if part.section == "elements"),
        unless=unless,
        apart=_apart(compiled, titles) if rule else (),
        for_editors=rule.for_editors if rule else "",
        remedy=rule.remedy if rule else "",
        limits=compiled.limits,
        review=(review["on"], review["against"], tuple(review["doubts"])) if review else None,
        cases=tuple(_cases(trial.ran, titles, rulebook)),
    )


def _apart(compiled: Compiled, titles: Mapping[str, str]) -> tuple[str, ...]:
    """The readings that part on a rule: those of one form in one string each; none where all agree."""
    forms: dict[int, list[str]] = {}
    for name, title in titles.items():
        forms.setdefault(compiled.form_of.get(name, 0), []).append(title)
    return tuple(" and ".join(names) for names in forms.values()) if len(forms) > 1 else ()


def _cases(ran: Sequence[Ran], titles: Mapping[str, str], rulebook: Rulebook) -> Iterator[Case]:
    waiting: list[Case] = []
    base: tuple[str, tuple[Outcome, ...]] | None = None
    for (_, says, varies), runs in groupby(ran, key=lambda one: (one.number, one.case, one.varies)):
        outcomes = tuple(_outcomes(list(runs), titles, rulebook))
        if varies:
            waiting.append(Case(says, outcomes, ()))
            continue
        if base is not None:
            yield Case(*base, tuple(waiting))
        base, waiting = (says, outcomes), []
    if base is not None:
        yield Case(*base, tuple(waiting))


_ANSWERS = {"yes": "It holds", "no": "It does not hold"}


def _outcomes(runs: Sequence[Ran], titles: Mapping[str, str], rulebook: Rulebook) -> Iterator[Outcome]:
    """What the readings come to, those that agree together, in the order of the readings."""
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in runs:
        asks = tuple(_asks(one, rulebook)) if one.verdict == "undetermined" else ()
        together.setdefault((one.verdict, asks), []).append(titles[one.reading])
    for (verdict, asks), readings in together.items():
        yield Outcome(verdict, _ANSWERS.get(verdict) or worded(verdict, ""), tuple(readings) if len(together) > 1 else (), asks)


def _asks(one: Ran, rulebook: Rulebook) -> Iterator[str]:
    """The questions on which an open case turns, in the order of the rule's facts."""
    for identity, name in one.bound.deciding():
        entry = one.bound.judge.entry(identity)
        if entry is not None:
            yield rulebook.vocabulary.fact(f"{entry.subject}.{name}").asks
