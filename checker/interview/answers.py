"""What somebody typed, as a value.

Comes in: a line of text, and what may be answered. Goes out: the option, the ids or the value of a fact as a record writes it; or BadAnswer, with what to type instead.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

from checker.errors import did_you_mean
from checker.interview.state import BadAnswer, Option
from checker.values import BadValue, read_date
from checker.vocabulary import Fact

_BOUND = {">=": "at_least", "at least": "at_least", ">": "more_than", "more than": "more_than", "over": "more_than", "<=": "at_most", "at most": "at_most", "up to": "at_most",
          "<": "less_than", "less than": "less_than", "under": "less_than"}  # fmt: skip
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_BOUNDED = re.compile(rf"({'|'.join(sorted(map(re.escape, _BOUND), key=len, reverse=True))})\s*({_NUMBER})")
_BETWEEN = re.compile(rf"(?:between\s+)?({_NUMBER})\s*(?:to|and|\.\.|-|\u2013)\s*({_NUMBER})")


def value(fact: Fact, text: str) -> Any:
    """The value of a fact as a record writes it: a word, ``{one_of: [...]}``, a number, bounds, or a date. Raises BadAnswer."""
    raw = _raw(fact, text.strip())
    try:
        fact.read(raw)
    except BadValue as error:
        fix = did_you_mean(error.word, fact.words, otherwise=error.fix) if error.word else error.fix
        raise BadAnswer(f"{error.what}.", fix) from error
    return raw


def options(fact: Fact) -> tuple[Option, ...]:
    """The answers to a question that can be given by number; none for numbers and dates."""
    words = ("yes", "no") if fact.type == "bool" else fact.words
    return tuple(Option(word, fact.says.get(word, "")) for word in words)


def _raw(fact: Fact, text: str) -> Any:
    if fact.type == "bool":
        return {"y": "yes", "n": "no", "1": "yes", "2": "no"}.get(text.lower(), text)
    if fact.type == "enum":
        chosen = several(options(fact), re.sub(r"\bor\b|/", " ", text))
        return chosen[0] if len(chosen) == 1 else {"one_of": chosen}
    if fact.type in ("int", "float"):
        lowered = text.lower()
        if between := _BETWEEN.fullmatch(lowered):
            return {"at_least": between[1], "at_most": between[2]}
        if bounded := _BOUNDED.fullmatch(lowered):
            return {_BOUND[bounded[1]]: bounded[2]}
    return text


def one(choices: Sequence[Option], text: str) -> str:
    """The word of the option that a number or a word names. Raises BadAnswer."""
    found = several(choices, text)
    if len(found) > 1:
        raise BadAnswer("that is more than one.", "Give one number.")
    return found[0]


def several(choices: Sequence[Option], text: str, *, repeated: bool = False) -> list[str]:
    """The words of the options that numbers or words name, in the order given; twice only where ``repeated``. Raises BadAnswer."""
    words = {option.word.lower(): option.word for option in choices}
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if text.strip().lower() == "all" and "all" not in words:
        return [option.word for option in choices]
    found: list[str] = []
    for part in [text.strip()] if text.strip().lower() in words else parts:
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 4 else 0
        word = choices[number - 1].word if 1 <= number <= len(choices) else words.get(part.lower(), "")
        if not word:
            fix = did_you_mean(part, words, otherwise=f"Type {'a number from 1 to ' + str(len(choices)) if len(choices) > 1 else '1'}.")
            raise BadAnswer(f'"{part}" is not one of the answers.', fix)
        if repeated or word not in found:
            found.append(word)
    if not found:
        raise BadAnswer("nothing was given.", "Type a number.")
    return found


def dated(text: str) -> str:
    """A date or interval as records write it (EDTF). Raises BadAnswer."""
    try:
        read_date(text)
    except BadValue as error:
        raise BadAnswer(f"{error.what}.", error.fix) from error
    return text


def count(text: str, most: int) -> int:
    """A whole number from 1 to ``most``. Raises BadAnswer."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= most:
        raise BadAnswer(f'"{text}" is not a number from 1 to {most}.', "Where there are more, describe some of them as a group.")
    return number


def slug(text: str, otherwise: str, taken: Collection[str] = (), *, words: int = 6) -> str:
    """An id made of the first words of a text, ``otherwise`` where it has no Latin letters; with a number where that is taken."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)).lower()
    parts = re.findall(r"[a-z0-9]+", plain)[:words]
    first = "-".join(parts)[:50].strip("-") or otherwise
    found, number = first, 2
    while found in taken:
        found, number = f"{first}-{number}", number + 1
    return found


def yes(text: str) -> bool:
    """Whether somebody typed yes. Raises BadAnswer for what is neither yes nor no."""
    word = {"y": True, "yes": True, "1": True, "n": False, "no": False, "2": False}.get(text.strip().lower())
    if word is None:
        raise BadAnswer(f'"{text}" is neither yes nor no.', "Type y or n.")
    return word


#: Words in a label that begin with a capital and name nobody.
_COMMON = frozenset(("i", *(datetime.date(2000, month, 1).strftime("%B").lower() for month in range(1, 13))))


def looks_like_a_name(text: str, known: str) -> bool:
    """Whether a label may give a person away: a capital where no sentence begins, words that all begin with one, or a number of four digits or more.

    ``known`` is the text of the record in which words may stand that are no person's: its parties, its title, its sources.
    """
    if re.search(r"\d{4,}", re.sub(r"(?<=\d)[\s-](?=\d)", "", text)):
        return True
    harmless = {word.lower() for word in re.findall(r"\w+", known)} | _COMMON
    words = re.findall(r"[^\W\d_][\w'\u2019-]*", text)
    capital = [word[:1].isupper() and word.lower() not in harmless for word in words]
    articles = words[:1] and words[0].lower() in ("the", "a", "an", "one", "this", "his", "her", "their")
    return any(capital[1:]) or (len(words) == 1 and capital[0] and not articles)
