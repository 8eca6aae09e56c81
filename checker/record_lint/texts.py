"""What the words of a record give away: restricted values, names, numbers, places, and what fits one person alone.

Comes in: the material. Goes out: remarks, none of which repeats what it found. Patterns see what is written in digits, in Latin letters and in English words; a restricted value is found in any script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from checker.documents import Path
from checker.errors import listed
from checker.record_lint.material import PERSON, Material
from checker.record_lint.order import CAPTURE
from checker.records import Entry
from checker.redaction import Secrets
from checker.remarks import Remark

#: A quotation of more words than these is no longer "a few words".
FEW_WORDS = 12


def texts(material: Material) -> Iterator[Remark]:
    """Every remark on what the words of a record give away."""
    yield from _restricted(material)
    for written in material.texts:
        if written.path[-1:] == ("url",) and coordinates(written.text):
            yield material.written_at(written, "exact-place", "holds coordinates.")
    for written in material.prose:
        kinds = identifiers(written.text)
        if kinds:
            yield material.written_at(written, "identifier-in-text", f"holds what looks like {listed(kinds, joint='and')}.")
        if coordinates(written.text):
            yield material.written_at(written, "exact-place", "holds coordinates.")
        if longest := long_quotation(written.text):
            yield material.written_at(written, "long-quotation", f"quotes {longest} words.")
    yield from _names(material)
    yield from _singled_out(material)


# --- restricted values -----------------------------------------------------------------------------------------------------------------------------------


def _restricted(material: Material) -> Iterator[Remark]:
    record = material.record
    ids = {*record.entries, *record.sources, *record.voices}
    for written in material.texts:
        if written.text in ids and written.path[-1:] != ("id",):
            continue  # an id is remarked on where it is given, not wherever it is named
        for whose, key in dict.fromkeys((hit.whose, hit.key) for hit in material.secrets.leaks(written.text)):
            yield material.written_at(written, "restricted-in-text", f"holds a value restricted for {whose}, under {key}.")
    name = material.document.file.replace("\\", "/").rpartition("/")[2]
    for whose, key in dict.fromkeys((hit.whose, hit.key) for hit in material.secrets.leaks(name)):
        what = f"the name of the file holds a value restricted for {whose}, under {key}."
        yield Remark("restricted-in-text", material.document.file, 0, (record.id, whose), what)
    held = [(whose, key) for whose, details in record.restricted.items() for key, _ in _leaves(details)]
    for whose, details in record.restricted.items():
        for key, value in _leaves(details):
            if not Secrets({whose: {key: value}}):
                what = f"a value of {whose} under {key} is too short to be looked for."
                yield material.remark("restricted-too-short", ("restricted", whose, key), what, whose)
    if held:
        persons = dict.fromkeys(whose for whose, _ in held)
        what = f"{len(held)} value{'' if len(held) == 1 else 's'} of {listed(persons, joint='and')}."
        yield material.remark("restricted-present", ("restricted",), what, *persons)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a restricted block with the key under which it stands."""
    if isinstance(value, Mapping):
        for inner, details in value.items():
            yield from _leaves(details, str(inner))
    elif isinstance(value, list):
        for details in value:
            yield from _leaves(details, key)
    elif value is not None and value != "" and not isinstance(value, bool):
        yield key, value


# --- numbers and addresses of persons ------------------------------------------------------------------------------------------------------------------------

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DAY = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS}|{_SHORT_MONTHS})\b"
    rf"|\b(?:{_MONTHS}|{_SHORT_MONTHS})\.? \d{{1,2}}\b(?!\d))"
)

_IDENTIFIERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("a telephone number", re.compile(r"(?<![\w.])(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)")),
    ("a date of birth", re.compile(rf"\b(?:born(?: on| in)?|date of birth:?|DOB:?)\s+(?:{_DAY}|\d{{4}}\b)", flags=re.IGNORECASE)),
    ("a service number", re.compile(r"(?<![\w-])[A-Z]{1,4}[ -]?(?=(?:[ /-]?\d){5})\d[\d /-]*\d(?![\w-])|(?<!\d)\d{7,}(?!\d)")),
)


def identifiers(text: str) -> list[str]:
    """What kinds of numbers and addresses of a person a text seems to hold: an e-mail address, a telephone number, a date of birth, a service number."""
    return [kind for kind, pattern in _IDENTIFIERS if pattern.search(text)]


_DECIMAL = r"[-+]?\d{1,3}\.\d{3,}"
_COORDINATES = (
    re.compile(rf"(?<![\w.])({_DECIMAL})\s*°?\s*[NSns]?\s*[,;/ ]\s*({_DECIMAL})(?![\w.]*\.\d)"),
    re.compile(r"\b\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′’]"),
    re.compile(r"\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V]\s?(?:\d{8}|\d{10}|\d{4} \d{4}|\d{5} \d{5})\b"),
)


def coordinates(text: str) -> bool:
    """Whether a text holds coordinates: two decimal numbers that can be latitude and longitude, degrees with minutes, or a grid reference."""
    decimal = _COORDINATES[0].search(text)
    return bool(decimal and abs(float(decimal[1])) <= 90 and abs(float(decimal[2])) <= 180) or any(
        pattern.search(text) for pattern in _COORDINATES[1:]
    )


_QUOTED = re.compile('"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»')


def long_quotation(text: str) -> int:
    """The number of words of the longest quotation in a text; 0 where none has more than :data:`FEW_WORDS`."""
    longest = max((len("".join(part or "" for part in found).split()) for found in _QUOTED.findall(text)), default=0)
    return longest if longest > FEW_WORDS else 0


# --- what looks like a name --------------------------------------------------------------------------------------------------------------------------------

#: Words that begin with a capital letter in descriptions and are no names.
_PLAIN = frozenset(
    "a an the one two three four five six seven eight nine ten first second third fourth fifth sixth seventh eighth ninth tenth last other "
    "prisoner prisoners captive captives soldier sailor airman fighter pilot gunner driver medic doctor nurse surgeon chaplain officer recruit conscript volunteer witness resident "
    "villager neighbour relative mother father sister brother wife husband son daughter man woman person civilian former released wounded unnamed unknown anonymous young old "
    "senior junior army navy air force forces armed marine marines guard national state territorial special federal general staff private corporal sergeant lieutenant captain major "
    "colonel commander brigadier admiral brigade regiment battalion company platoon squadron division hospital camp red cross crescent north south east west northern southern "
    "eastern western monday tuesday wednesday thursday friday saturday sunday pow "
    f"{_MONTHS.replace('|', ' ').lower()}".split()
)
_UNITS = ("brigade", "regiment", "battalion", "company", "platoon", "squad", "squadron", "battery", "detachment", "division")
_BEFORE_A_PLACE = frozenset(("at", "in", "near", "outside", "around", "from"))
_CAPITALISED = re.compile(r"[^\W\d_][\w'’-]*", flags=re.UNICODE)


def looks_like_a_name(text: str, known: Iterable[str]) -> bool:
    """Whether a description has two or more words in a row that begin with a capital letter, not all of them known. A word is known too where it begins like a known one (Norlander, Norland)."""
    words = {*_PLAIN, *known}
    stems = tuple(word[:5] for word in known if len(word) >= 5)

    def strange(word: str) -> bool:
        small = word.casefold()
        return small not in words and not (small.startswith(stems) if stems else False)

    for stretch in re.split(r"[^\w\s'’-]+", text):
        row: list[str] = []
        before = ""
        for word in [*_CAPITALISED.findall(stretch), ""]:
            if word[:1].isupper() and not word.isupper():
                row.append(word)
                continue
            something_else = before in _BEFORE_A_PLACE or not {word.casefold() for word in row}.isdisjoint(_UNITS)
            if len(row) > 1 and not something_else and any(map(strange, row)):
                return True
            row, before = [], word.casefold()
    return False


def _known(material: Material) -> set[str]:
    """The words of the record's own parties, outlets, publishers and conflict, and those of States."""
    record = material.record
    named = [entry.label for entry in record.entries.values() if entry.subject in ("party", "outlet", "conflict")]
    named += [entry.state for entry in record.of("party")]
    named += [source.publisher for source in record.own_sources]
    named += [voice.name for voice in record.voices.values() if voice.kind in ("party", "agency", "outlet", "organisation")]
    named += material.rulebook.treaties.get("states", {}).values()
    return {word.casefold() for text in named for word in _CAPITALISED.findall(text)}


def _names(material: Material) -> Iterator[Remark]:
    described: list[tuple[str, Path, str]] = [
        (entry.label, (*path, "label"), entry.id) for entry, path in material.entries if entry.subject == PERSON
    ]
    described += [
        (voice.name, (*material.block("voices", voice.id), "name"), voice.id)
        for voice in material.record.voices.values()
        if voice.kind in ("witness", "captive")
    ]
    known: set[str] | None = None
    for text, path, whose in described:
        if looks_like_a_name(text, ()):
            known = _known(material) if known is None else known
            if looks_like_a_name(text, known):
                place = material.name_of(path)
                yield material.remark("name-like-label", path, f"{place} may be a name.", whose)


# --- unit, place, day; age, place, day ------------------------------------------------------------------------------------------------------------------------

_ORDINAL = r"(?:\d{1,4}(?:st|nd|rd|th)?|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|[IVX]{1,5})"
_BODY = rf"(?:{'|'.join(_UNITS)})"
_UNIT = re.compile(rf"\b{_ORDINAL}(?: [A-Z][\w-]+){{0,3}} {_BODY}\b|\b{_BODY} (?:No\.? ?)?\d{{1,4}}\b", flags=re.IGNORECASE)
_AGE = re.compile(r"\b(?:aged?|at the age of) \d{1,2}\b|\b\d{1,2}[- ]years?[- ]old\b|\b\d{1,2} years of age\b", flags=re.IGNORECASE)
_ON_A_DAY = re.compile(_DAY)
_PLACE = re.compile(r"\b(?:[Aa]t|[Ii]n|[Nn]ear|[Oo]utside|[Aa]round|[Ff]rom|[Tt]o) (?:the )?([^\W\d_][\w'’-]*)")


def traits(text: str, known: Iterable[str] = ()) -> frozenset[str]:
    """What of unit, age, day and place a text gives exactly; ``known`` are words that are no places."""
    found = {name for name, pattern in (("unit", _UNIT), ("age", _AGE), ("day", _ON_A_DAY)) if pattern.search(text)}
    barred = {*_PLAIN, *known}
    if coordinates(text) or any(word[0].isupper() and word.casefold() not in barred for word in _PLACE.findall(text)):
        found.add("place")
    return frozenset(found)


def _one_alone(found: Iterable[str]) -> bool:
    return {"day", "place"} <= set(found) and not {"unit", "age"}.isdisjoint(found)


def _singled_out(material: Material) -> Iterator[Remark]:
    barred: set[str] | None = None

    def exactly(text: str) -> frozenset[str]:
        nonlocal barred
        found = traits(text)
        if "place" in found:
            barred = _known(material) if barred is None else barred
            found = traits(text, barred)
        return found

    for written in material.prose:
        if written.path[:1] not in (("sources",), ("voices",)) and _one_alone(found := exactly(written.text)):
            yield material.written_at(written, "singles-out", f"gives {_in_words(found)} together.")
    for entry, path in material.entries:
        if entry.subject == PERSON:
            inside = [written for written in material.prose if written.path[: len(path)] == path]
            apart = [exactly(written.text) for written in inside]
            found = frozenset().union(*apart, _recorded(entry))
            if _one_alone(found) and not any(map(_one_alone, apart)):
                yield material.remark(
                    "singles-out", path, f"label, notes and facts of {entry.id} give {_in_words(found)} together.", entry.id
                )


def _recorded(entry: Entry) -> frozenset[str]:
    """What the facts of a captive give exactly: the day of capture, the age."""
    tests: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
        CAPTURE: ("day", lambda low, high: high - low == 1),
        "age_years": ("age", lambda low, high: high - low == 1),
    }
    found = set()
    for name, (what, exact) in tests.items():
        stated = entry.facts.get(name)
        if stated is not None and any(exact(value.low[0], value.high[0]) for value in stated.values):
            found.add(what)
    return frozenset(found)


def _in_words(found: Iterable[str]) -> str:
    words = {"unit": "a military unit", "age": "an age", "place": "a place", "day": "a day"}
    return listed((words[each] for each in words if each in found), joint="and")
