"""A draft record out of a scan: which facts an article bears on, where, and not one of their values.

Comes in: a scan and the vocabulary. Goes out: plain data of a record, and comments by path, as ``writing`` takes them. The source is the article, by its SHA-256. Every fact is *unknown* and has its passages as locator: what they say
is for a person to read and to enter. The entries stand for whoever and whatever the article speaks of; how many there are, and who did what, the draft does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from checker.documents import Path
from checker.passages.articles import together
from checker.passages.matching import Scan
from checker.passages.names import Withholder
from checker.vocabulary import UNKNOWN, Subject, Vocabulary

SCHEMA = "ihl-incident/1"
SOURCE = "a"
PERSON = "person"

#: The subjects that a draft begins with: the others hang on them.
FIRST = ("party", PERSON, "publication")

#: The ids of the entries that a draft needs to hang facts on.
CAPTIVE, HOLDER, OWN_SIDE = "captive-1", "holding-power", "own-power"

_HEAD = """\
Drafted by `ihl scan` from the words of one article. Nothing in it is a finding: every value is unknown until a person has read the passage and entered what it says, and who says it.
Go through the facts: read the passage under "at", write the value under "is", add a voice and said_by. Take out what does not arise. `ihl needs FILE` lists what would settle most."""

_LINKS = "Placeholders: one captive, one party that holds, one that the captive served. Give each captive and each publication an entry of its own, and see to the links."


class Draft(NamedTuple):
    """A draft: plain data, comments by path, and what stands at the very top."""

    data: dict[str, Any]
    comments: Mapping[Path, str]
    head: str


def draft(scan: Scan, vocabulary: Vocabulary, withholder: Withholder, language: str) -> Draft:
    """The draft record of an article. Names in its headline are withheld; its file name, which may be a name too, is left out."""
    places: dict[str, dict[str, None]] = {}
    reasons: dict[str, dict[str, None]] = {}
    for hit in scan.hits:
        for fact in hit.cue.facts:
            places.setdefault(fact, {})[scan.article.passages[hit.passage].at] = None
            reasons.setdefault(fact, {})[hit.cue.id] = None
    title = withholder.hide(scan.article.title)
    source: dict[str, Any] = {"id": SOURCE}
    if title:
        source["title"] = title
    source["sha256"] = scan.article.sha256
    source["language"] = language
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "id": f"draft-{scan.article.sha256[:12]}",
        "title": "Draft from an article, to be filled in",
        "language": language,
        "sources": [source],
    }
    comments: dict[Path, str] = {}
    for name in _order(places, vocabulary):
        subject = vocabulary.subjects[name]
        asked = [fact for fact in places if fact.partition(".")[0] == name]
        facts = {fact.partition(".")[2]: _unknown(places[fact], reasons[fact]) for fact in asked}
        if not facts and name not in (PERSON, "party"):
            continue
        if name == "party":
            data[name] = [
                {"id": HOLDER, "label": "the party that holds the captives"},
                {"id": OWN_SIDE, "label": "the party that they served"},
            ]
            comments[(name,)] = _LINKS
            if facts:
                data[name][1]["facts"] = facts
        else:
            entry = {"id": CAPTIVE if name == PERSON else f"{name.replace('_', '-')}-1", **_described(subject)}
            if facts:
                entry["facts"] = facts
            data[name] = entry if subject.one_per_record else [entry]
        for fact in facts:
            where: Path = (name, "facts", fact) if subject.one_per_record else (name, int(name == "party"), "facts", fact)
            comments[where] = vocabulary.fact(f"{name}.{fact}").asks
    return Draft(data, comments, _HEAD)


def _order(places: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The subjects of a draft as a person fills them in: who holds whom, the captive, what was published, then the rest as the article comes to it."""
    asked = [fact.partition(".")[0] for fact in places]
    return [name for name in dict.fromkeys([*FIRST, *asked]) if name in vocabulary.subjects]


def _described(subject: Subject) -> dict[str, Any]:
    """The label of an entry, and its links to the captive. Who did it is not linked: that would be an answer."""
    if subject.name == PERSON:
        return {"label": "the captives of the article", "in_power_of": HOLDER, "depends_on": OWN_SIDE}
    entry: dict[str, Any] = {"label": f"{subject.title.lower()} in the article"}
    for link in subject.links.values():
        if link.to == (PERSON,):
            entry[link.name] = CAPTIVE
    return entry


def _unknown(places: Iterable[str], reasons: Iterable[str]) -> dict[str, str]:
    """An unknown value with its passages and the cues that led there."""
    return {"is": UNKNOWN, "source": SOURCE, "at": together(list(places)), "note": f"Cue: {', '.join(reasons)}."}
