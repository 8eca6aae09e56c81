"""The ledger of the Convention: every entry of every article, and which rules decide it.

Comes in: a rulebook, and the file ``ledger/gc3.yml`` of its folder. Goes out: :class:`Account`: articles, annexes and what other law adds, each with its entries, the rules that list
them under ``duties``, their cases, and a status worked out from these. The ledger decides no verdict; nothing is laid out here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from checker import documents
from checker.errors import InputError, did_you_mean
from checker.folder import LEDGER, ledger_in
from checker.rulebook import Rulebook
from checker.rules import LedgerArticle, LedgerFile

ENCODED = "encoded"
AS_FAR = "encoded as far as records can show"
PARTLY = "partly encoded"
NOT_YET = "not encoded yet"
JUDGEMENT = "judgement only"
NOT_CHECKABLE = "not checkable from records"
ELSEWHERE = "counted under other articles"

_WHY = {"judgement": JUDGEMENT, "not_in_records": NOT_CHECKABLE}

#: The parts of a ledger, in their order: those of the Convention, and what other law adds.
PARTS = ("articles", "annexes", "beyond")


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty, prohibition, entitlement or condition, and the rules that decide it.

    ``untestable`` is the status of what no rule can decide, else empty; ``reason`` says why, or what part of it the rules leave out.
    """

    id: str
    paragraph: str
    short: str
    untestable: str
    reason: str
    rules: tuple[str, ...]

    @property
    def testable(self) -> bool:
        """Whether records can show it."""
        return not self.untestable

    @property
    def status(self) -> str:
        """How far rules decide it."""
        if self.untestable:
            return self.untestable
        return NOT_YET if not self.rules else AS_FAR if self.reason else ENCODED


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article: its place, status, and the reasons where that is less than encoded."""

    place: str
    status: str
    reasons: tuple[str, ...]
    rules: tuple[str, ...]


class Reservation(NamedTuple):
    """What a State has reserved to an article, from when and, if it was withdrawn, until when (EDTF)."""

    state: str
    since: str
    until: str
    gist: str
    cites: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, annex or other instrument with its entries. ``without``: status and reason of paragraphs that lay down nothing that could be an entry.

    ``paragraphs`` is 0 where their number is left open; ``cases`` counts those of its rules.
    """

    article: str
    part: str
    title: str
    paragraphs: int
    entries: tuple[Entry, ...]
    without: Mapping[str, tuple[str, str]]
    counted_under: tuple[str, ...]
    cases: int
    reservations: tuple[Reservation, ...] = ()

    @property
    def testable(self) -> int:
        """How many entries records can show."""
        return sum(entry.testable for entry in self.entries)

    @property
    def decided(self) -> int:
        """How many of these some rule decides."""
        return sum(entry.testable and bool(entry.rules) for entry in self.entries)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide one of its entries, each once, by id."""
        return tuple(sorted({rule for entry in self.entries for rule in entry.rules}))

    @property
    def by_paragraph(self) -> tuple[Paragraph, ...]:
        """Every paragraph in order: those with entries, and those without."""
        places = list(dict.fromkeys([entry.paragraph for entry in self.entries]))
        places = sorted([*places, *self.without], key=lambda place: int(place) if place.isdigit() else 0)
        found = []
        for place in places:
            if place in self.without:
                status, reason = self.without[place]
                found.append(Paragraph(place, status, (reason,), ()))
                continue
            own = [entry for entry in self.entries if entry.paragraph == place]
            rules = tuple(sorted({rule for entry in own for rule in entry.rules}))
            found.append(Paragraph(place, _together(own), tuple(dict.fromkeys(entry.reason for entry in own if entry.reason)), rules))
        return tuple(found)

    @property
    def status(self) -> str:
        """How far rules cover it."""
        return _together(self.entries) if self.entries else ELSEWHERE

    @property
    def reason(self) -> str:
        """Why nothing of it is checked, where nothing can be; else empty."""
        if self.status == ELSEWHERE:
            return f"Its duties are counted under Article{'s' if len(self.counted_under) > 1 else ''} {', '.join(self.counted_under)}."
        return " ".join(dict.fromkeys(entry.reason for entry in self.entries)) if self.status in (NOT_CHECKABLE, JUDGEMENT) else ""


def _together(entries: Sequence[Entry]) -> str:
    """The status of several entries: what they share; what is left open where anything is; else that rules reach as far as records can show."""
    found = {entry.status for entry in entries}
    if len(found) == 1:
        return found.pop()
    if NOT_YET in found:
        return PARTLY
    return NOT_CHECKABLE if found == {JUDGEMENT, NOT_CHECKABLE} else AS_FAR


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is, how much of it rules decide, and by how many rules and cases. A rule that decides entries of two articles is counted once."""

    entries: int
    testable: int
    decided: int
    rules: int
    cases: int


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger held against a rulebook. ``unlisted`` has what rules list under ``duties`` that the ledger does not know, with these rules."""

    instrument: str
    rulebook: str
    rulebook_name: str
    articles: tuple[Article, ...]
    cases_of: Mapping[str, int]
    unlisted: Mapping[str, tuple[str, ...]]

    def totals(self, articles: Iterable[Article] | None = None) -> Totals:
        """The totals of these articles (default: of all)."""
        chosen = tuple(self.articles if articles is None else articles)
        rules = {rule for article in chosen for rule in article.rules}
        return Totals(
            sum(len(article.entries) for article in chosen),
            sum(article.testable for article in chosen),
            sum(article.decided for article in chosen),
            len(rules),
            sum(self.cases_of[rule] for rule in rules),
        )

    def find(self, wanted: str) -> Article:
        """An article by its number or name: ``13``, ``Art 13``, ``annex ii``. Raises InputError with the near miss."""
        named = {article.article.lower(): article for article in self.articles}
        word = re.sub(r"^(?:gc ?iii,? *)?(?:articles?|arts?\.?)? *(?=\d)", "", " ".join(wanted.split()).lower())
        if word in named:
            return named[word]
        raise InputError.single(
            "ARTICLE",
            0,
            "unknown-article",
            f'"{wanted}" is no article of the ledger.',
            "`ihl law` lists them all.",
            did_you_mean(word, [article.article for article in self.articles]),
        )


def read_ledger(folder: str) -> LedgerFile:
    """The ledger of a rules folder. Raises InputError with everything that is wrong in it, or if there is none."""
    shown = f"{os.path.basename(os.path.normpath(folder))}/{LEDGER}"
    path = os.path.join(folder, LEDGER)
    if not os.path.exists(path):
        raise InputError.single(
            shown, 0, "no-ledger", "this rulebook has no ledger.", "Nothing says what its rules should cover.", f"Add {LEDGER}, or leave --rules out."
        )  # fmt: skip
    return ledger_in(documents.parse_yaml(documents.read_text(path), shown))


def account(rulebook: Rulebook) -> Account:
    """The ledger of a rulebook, held against its rules. Raises InputError if there is none that can be used."""
    ledger = read_ledger(rulebook.folder)
    states = rulebook.treaties["states"]
    reserved = [
        (entry["article"], Reservation(states[entry["state"]], entry["since"], entry["until"], entry["gist"], entry["cites"]))
        for treaty in rulebook.treaties["treaties"]
        if treaty["instrument"] == ledger.instrument
        for entry in treaty["reservations"]
    ]
    deciding: dict[str, list[str]] = {}
    cases_of: dict[str, int] = {}
    for rule in rulebook.rules():
        for duty in dict.fromkeys(rule.duties):
            deciding.setdefault(duty, []).append(rule.id)
        cases_of[rule.id] = count_cases(rulebook.folder, rule.file)
    articles = []
    for part in PARTS:
        written: Sequence[LedgerArticle] = getattr(ledger, part)
        for article in written:
            entries = tuple(
                Entry(
                    entry.id,
                    entry.paragraph,
                    entry.short,
                    _WHY[entry.untestable.kind] if entry.untestable else "",
                    entry.untestable.reason if entry.untestable else entry.as_far_as,
                    tuple(deciding.pop(entry.id, ())),
                )
                for entry in article.entries
            )
            without = {place: (_WHY[why.kind], why.reason) for place, why in article.without.items()}
            rules = {rule for entry in entries for rule in entry.rules}
            cases = sum(cases_of[rule] for rule in rules)
            reservations = tuple(sorted(one for number, one in reserved if number == article.article and part == PARTS[0]))
            under = tuple(article.counted_under)
            articles.append(
                Article(article.article, part, article.title, article.paragraphs or 0, entries, without, under, cases, reservations)
            )
    unlisted = {duty: tuple(rules) for duty, rules in sorted(deciding.items())}
    return Account(ledger.instrument, rulebook.digest, rulebook.name, tuple(articles), cases_of, unlisted)


_CASE = re.compile(r"^ *- *(?:\{ *)?case:", flags=re.MULTILINE)


def count_cases(folder: str, rule_file: str) -> int:
    """How many cases stand beside a rule; 0 where it has none. Their first lines are counted: reading hundreds of files in full would take a second."""
    path = os.path.join(folder, rule_file.partition("/")[2]).removesuffix(".yml") + ".cases.yml"
    return len(_CASE.findall(documents.read_text(path))) if os.path.exists(path) else 0


def plain(account: Account, articles: Sequence[Article]) -> dict[str, Any]:
    """The account of these articles as plain data, with the keys of the JSON form."""
    totals = account.totals(articles)
    return {
        "schema": "ihl-law/1",
        "instrument": account.instrument,
        "rulebook": account.rulebook,
        "rulebook_name": account.rulebook_name,
        "totals": {name: getattr(totals, name) for name in Totals.__slots__},
        "articles": [_plain_article(article) for article in articles],
        "unlisted": {duty: list(rules) for duty, rules in account.unlisted.items()},
    }


def _plain_article(article: Article) -> dict[str, Any]:
    return {
        "article": article.article,
        "part": article.part,
        "title": article.title,
        "paragraphs": article.paragraphs or None,
        "status": article.status,
        "reason": article.reason,
        "testable": article.testable,
        "decided": article.decided,
        "rules": list(article.rules),
        "cases": article.cases,
        "counted_under": list(article.counted_under),
        "reservations": [reservation._asdict() for reservation in article.reservations],
        "by_paragraph": [
            {"paragraph": paragraph.place, "status": paragraph.status, "reasons": list(paragraph.reasons), "rules": list(paragraph.rules)}
            for paragraph in article.by_paragraph
        ],
        "entries": [
            {
                "id": entry.id,
                "paragraph": entry.paragraph,
                "short": entry.short,
                "testable": entry.testable,
                "status": entry.status,
                "reason": entry.reason,
                "rules": list(entry.rules),
            }
            for entry in article.entries
        ],
    }
