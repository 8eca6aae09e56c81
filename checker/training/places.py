"""The article, paragraph or rule that somebody asks for, and the rules that stand under it.

Comes in: what somebody typed (``13``, ``13(2)``, ``Art 17``, ``AP I 75(4)``, ``CIHL 100``, ``Annex II``). Goes out: :class:`Place` with the entries of the ledger and the rules that decide them. What is looked up is the ledger, so that
an article without a rule is found too, with the reason why it has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.errors import InputError, did_you_mean, listed
from checker.ledger import read_ledger
from checker.rulebook import Rulebook
from checker.rules import LedgerArticle, LedgerEntry, LedgerFile, Untestable

#: The instruments beside the Convention, by the name under which the ledger lists them, and as rules cite them.
BESIDE = {"AP I": "AP I", "CIHL": "ICRC Customary IHL Study", "Rome Statute": "Rome Statute"}

#: How people begin the name of an instrument, in small letters.
_BEGINS = {
    "ap i": "AP I",
    "ap 1": "AP I",
    "additional protocol i": "AP I",
    "protocol i": "AP I",
    "cihl": "CIHL",
    "customary rule": "CIHL",
    "custom": "CIHL",
    "icrc customary ihl study": "CIHL",
    "rome statute": "Rome Statute",
    "rome": "Rome Statute",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the law as somebody asked for it.

    ``name`` is how it is written in files and commands (``13``, ``13(2)``, ``AP I 75``), ``article`` the name of the article without a paragraph, ``title`` what it is about, ``entries`` the entries of the ledger that belong to it, ``rules`` the
    rules that decide them or are cited to it, by id, ``without`` why there is nothing of it that a record could show (empty where there is), ``counted_under`` the articles under which its duties are counted.
    """

    name: str
    article: str
    paragraph: str
    title: str
    entries: tuple[LedgerEntry, ...]
    rules: tuple[str, ...]
    without: tuple[Untestable, ...] = ()
    counted_under: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """Its name in a sentence: ``Article 13(2)``, ``AP I, Article 75``, ``Customary rule 100``, ``Annex II``."""
        instrument, rest = _split(self.name)
        if instrument == "CIHL":
            return f"Customary rule {rest}"
        if instrument:
            return f"{instrument}, Article {rest}" if rest else instrument
        return f"Article {rest}" if rest[:1].isdigit() else rest

    @property
    def slug(self) -> str:
        """The name of the file of its lesson, without the ending: ``13``, ``ap-i-75``."""
        return slug(self.article)


def slug(article: str) -> str:
    """An article as the name of a file: ``13``, ``ap-i-75``, ``annex-ii``."""
    return re.sub(r"[^a-z0-9]+", "-", article.lower()).strip("-")


def _split(name: str) -> tuple[str, str]:
    """A name as the instrument (empty for the Convention and its annexes) and the rest."""
    for instrument in BESIDE:
        if name == instrument or name.startswith(f"{instrument} "):
            return instrument, name[len(instrument) :].strip()
    return "", name


class Places:
    """Every place of a rulebook, ready to be found."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.ledger: LedgerFile = read_ledger(rulebook.folder)
        deciding: dict[str, list[str]] = {}
        self._placed: dict[tuple[str, str], dict[str, list[str]]] = {}
        for rule in rulebook.rules():
            for duty in rule.duties:
                deciding.setdefault(duty, []).append(rule.id)
            instrument, article = rule.place["instrument"], rule.place.get("article") or rule.place.get("section", "")
            self._placed.setdefault((instrument, article), {}).setdefault(rule.place.get("paragraph", ""), []).append(rule.id)
        self._deciding: Mapping[str, Sequence[str]] = deciding
        self._articles: dict[str, LedgerArticle] = {}
        for found in (*self.ledger.articles, *self.ledger.annexes):
            self._articles[found.article] = found
        for found in self.ledger.beyond:
            self._articles[found.article] = found
            for entry in found.entries:
                article, _ = _numbered(entry.paragraph)
                name = f"{found.article} {article}"
                own = [other for other in found.entries if _numbered(other.paragraph)[0] == article]
                self._articles.setdefault(name, LedgerArticle(article=name, title=found.title, entries=own))

    @property
    def articles(self) -> tuple[str, ...]:
        """The names of every article, in the order of the ledger: ``1`` to ``143``, the annexes, ``AP I 11`` and so on."""
        return tuple(name for name in self._articles if name not in BESIDE)

    def find(self, wanted: str) -> Place:
        """The place that ``wanted`` means. Raises InputError with the near miss."""
        name, paragraph = _read(wanted)
        known = {article.lower(): article for article in self._articles}
        article = known.get(name.lower())
        if article is None:
            raise self._unknown(wanted, name, "it is not in the ledger")
        place = self._place(article, paragraph)
        if paragraph and not place.rules and not place.entries and not place.without:
            raise self._unknown(wanted, name, f"{article} has no paragraph {paragraph}", paragraphs=self._paragraphs(article))
        return place

    def _unknown(self, wanted: str, name: str, because: str, paragraphs: Sequence[str] = ()) -> InputError:
        fix = "`ihl law` lists every article."
        if paragraphs:
            fix = f"Its paragraphs are {', '.join(paragraphs)}."
        elif instrument := _split(name)[0]:  # of numbers, the nearest in letters is seldom what was meant
            own = [_split(article)[1] for article in self.articles if _split(article)[0] == instrument]
            fix = f"Of {instrument} there are {listed(own, joint='and', most=40)}."
        elif not name[:1].isdigit():
            fix = did_you_mean(name, self._articles, otherwise=fix)
        return InputError.single("ARTICLE", 0, "unknown-article", f'"{wanted}" is no article that is known: {because}.', "", fix)

    def _paragraphs(self, article: str) -> list[str]:
        found = self._articles[article]
        named = [*(_numbered(entry.paragraph)[1] for entry in found.entries), *found.without]
        return sorted({name for name in named if name}, key=lambda name: (len(name), name))

    def _place(self, article: str, paragraph: str) -> Place:
        found = self._articles[article]
        entries = tuple(entry for entry in found.entries if not paragraph or _numbered(entry.paragraph)[1] == paragraph)
        rules = {rule for entry in entries for rule in self._deciding.get(entry.id, ())}
        instrument, rest = _split(article)
        cited = self._placed.get((BESIDE.get(instrument, "GC III"), f"Rule {rest}" if instrument == "CIHL" else rest), {})
        rules.update(rule for at, own in cited.items() if not paragraph or at == paragraph for rule in own)
        if paragraph:
            without = tuple(why for at, why in found.without.items() if at == paragraph)
        else:
            without = tuple(found.without.values()) if not rules else ()
        without += tuple(entry.untestable for entry in entries if entry.untestable is not None and not rules)
        name = f"{article}({paragraph})" if paragraph else article
        return Place(name, article, paragraph, found.title, entries, tuple(sorted(rules)), without, tuple(found.counted_under))


def _numbered(paragraph: str) -> tuple[str, str]:
    """The article and paragraph of an entry of another instrument: ``Art 75(4)`` is ``75`` and ``4``, ``Rule 124A`` is ``124A``; one of the Convention has the paragraph only."""
    found = re.fullmatch(r"(?:Art|Rule) (\w+)(?:\((\w+)\))?.*", paragraph)
    return (found[1], found[2] or "") if found else ("", paragraph)


def _read(wanted: str) -> tuple[str, str]:
    """What somebody typed as the name of an article and a paragraph."""
    text = " ".join(wanted.split())
    low = re.sub(r"^(?:gc ?iii|gc ?3|third geneva convention),? *", "", text.lower())
    instrument = ""
    for begins in sorted(_BEGINS, key=len, reverse=True):
        if low == begins or re.match(rf"{re.escape(begins)}[ ,(]", low):
            instrument, low = _BEGINS[begins], low[len(begins) :].lstrip(" ,")
            break
    low = re.sub(r"^(?:articles?|arts?\.?|rules?|§) *(?=\d)", "", low)
    if not instrument and re.match(r"rule \d", text.lower()):
        instrument = "CIHL"
    found = re.fullmatch(r"(\d+[a-z]?)(?: *[(,] *(?:para\.? *|paragraph *)?(\w+)\)?| +(?:para\.?|paragraph) *(\w+))?", low)
    if found is None:
        return f"{instrument} {low}".strip() if instrument else low, ""
    paragraph = found[2] or found[3] or ""
    return f"{instrument} {found[1].upper()}".strip(), paragraph
