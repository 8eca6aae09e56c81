"""The attack set (``attacks.yml``), and what carries it: records, papers and rulebooks in every text of which one of its attacks stands, turned so that each attack comes to stand in each text.

Beside each of them goes an innocent twin, the same with plain words, so that what a format makes of an attack can be compared with what it makes of a word.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from command import RULEBOOK
from papers import CLASS

from checker.training.paper import Paper


class Attack(NamedTuple):
    """One attack: its kind, its name, the text itself."""

    kind: str
    name: str
    text: str


_WRITTEN = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")

#: As the file has them: what never may come of a kind, and where it is known from.
KINDS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "attacks.yml").read_text(encoding="ascii"))

ATTACKS: tuple[Attack, ...] = tuple(
    Attack(kind, name, _WRITTEN.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), text).replace("{LONG}", "x" * 300))
    for kind, about in KINDS.items()
    for name, text in about["attacks"].items()
)

TEXTS: tuple[str, ...] = tuple(dict.fromkeys(attack.text for attack in ATTACKS))


def turned(start: int) -> Iterator[str]:
    """The attacks without end, from the one at a place on."""
    place = start
    while True:
        yield TEXTS[place % len(TEXTS)]
        place += 1


def words() -> Iterator[str]:
    """Innocent words without end, no two the same."""
    number = 0
    while True:
        number += 1
        yield f"innocent {number}"


def twin(texts: Iterator[str], plain: Iterator[str]) -> Iterator[str]:
    """For each attack a word, but nothing where an attack is empty or blank and an address of the web where it is one."""
    for text in texts:
        word = next(plain)
        if not text.strip():
            yield text
        else:
            yield f"https://innocent.example/{word.split()[1]}" if re.fullmatch(r"https?://[!-~]+", text) else word


#: Keys of a record under which any text may stand. Others hold ids, words of the vocabulary, dates and grades.
_FREE = ("title", "summary", "language", "publisher", "url", "sha256", "label", "note", "name", "at")

_CLAIM = {"source": "paper", "at": "", "said_by": "ministry", "note": ""}

#: A record for the small rulebook with every text that a record can hold. The texts are filled in.
_SHAPE: dict[str, Any] = {
    "schema": "ihl-incident/1", "id": "r", "title": "", "dates": "2031-03-14", "language": "", "summary": "",
    "sources": [
        {"id": "paper", "publisher": "", "title": "", "url": "", "sha256": "", "language": "", "note": ""},
        {"id": "post", "publisher": "", "title": "", "url": "", "derived_from": "paper"},
    ],
    "voices": [{"id": "ministry", "name": "", "kind": "party", "party": "norland", "note": ""}, {"id": "reviewer", "name": "", "kind": "reviewer"}],
    "conflict": {"id": "war", "label": "", "note": "", "facts": {"fighting": {"is": "yes", **_CLAIM}}},
    "party": [{"id": "norland", "label": "", "note": ""}],
    "person": [
        {"id": "first", "label": "", "note": "", "in_power_of": "norland", "facts": {"held": {"is": "yes", **_CLAIM}}},
        {"id": "second", "label": "", "in_power_of": "norland", "facts": {"held": [{"is": "yes", **_CLAIM}, {"is": "no", "note": ""}]}},
    ],
    "publication": [
        {"id": "photo", "label": "", "note": "", "by": "norland", "depicts": ["first", "second"], "facts": {
            "released": {"is": "yes", **_CLAIM, "grade": "B2"}, "face": [{"is": "clear", **_CLAIM}, {"is": "blurred", "note": ""}], "need_compelling": {"is": "unknown", "note": ""}}},
        {"id": "film", "label": "", "depicts": "first", "facts": {
            "released": {"is": "yes", **_CLAIM}, "face": {"is": "clear", **_CLAIM}, "need_compelling": {"is": "no", "said_by": "reviewer", "note": ""}}},
    ],
    "notice": [{"id": "card", "label": "", "of": "first", "facts": {"days_until_told": {"is": "not_applicable", "note": ""}}}],
}  # fmt: skip


def filled(value: Any, texts: Iterator[str], key: str = "") -> Any:
    """A copy of a record with the next text at every place that may hold one."""
    if isinstance(value, dict):
        return {name: filled(inner, texts, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, texts, key) for inner in value]
    return (
        (next(texts) or "-")
        if key in ("title", "name") and isinstance(value, str)
        else next(texts)
        if key in _FREE and isinstance(value, str)
        else value
    )


#: How many texts such a record has.
FIELDS = json.dumps(filled(_SHAPE, iter(["\0"] * 1000))).count("\\u0000")


def records(make: Callable[[int], Iterator[str]]) -> list[dict[str, Any]]:
    """As many records as there are attacks, the texts of each one place further on: every attack stands in every text of one of them."""
    return [{**filled(_SHAPE, make(start)), "id": f"r-{start}"} for start in range(len(TEXTS))]


def attacked() -> list[dict[str, Any]]:
    """The records with the attacks."""
    return records(turned)


def innocent() -> list[dict[str, Any]]:
    """Their twins."""
    plain = words()
    return records(lambda start: twin(turned(start), plain))


def replaced(thing: Any, texts: Iterator[str], leave: tuple[str, ...] = ("id", "kind", "skill", "rulebook")) -> Any:
    """A paper, section, question or choice with the next text in every field in which there is one."""
    if isinstance(thing, str):
        return thing and (next(texts).strip() or "-")
    if isinstance(thing, tuple):
        return tuple(replaced(inner, texts, leave) for inner in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(
            thing, **{field.name: replaced(getattr(thing, field.name), texts, leave) for field in fields(thing) if field.name not in leave}
        )
    return thing


def papers(make: Callable[[int], Iterator[str]], count: int) -> list[Paper]:
    """Papers with the attacks in their texts; ``count`` of them, each begun where the one before ended."""
    step = len(TEXTS) // count
    return [replaced(CLASS, make(number * step)) for number in range(count)]


_SENTENCE = re.compile(
    r"^(\s*(?:- )?(?:title|plural|about|asks|holds|ground|cites|limits|remedy|for_editors|exception|case|yes|no|unknown|is|says):) (?![{\[])(\S.+)$",
    re.M,
)
_INLINE = re.compile(r"\b(says|gist): ([^\",}]+)([,}])")


def rulebook(folder: Path, texts: Iterator[str]) -> Path:
    """The small rulebook with an attack before every sentence of its rules, readings and vocabulary."""
    root = folder / "rulebook"
    shutil.copytree(RULEBOOK, root)

    def quoted(sentence: str) -> str:
        held = "".join(
            letter for letter in f"{next(texts)} {sentence}" if not "\ud800" <= letter <= "\udfff"
        )  # YAML has no place for halves of letters
        return '"' + "".join(letter if letter.isalnum() and letter.isascii() else f"\\U{ord(letter):08x}" for letter in held) + '"'

    for path in sorted(root.rglob("*.yml")):
        text = _SENTENCE.sub(lambda found: f"{found[1]} {quoted(found[2])}", path.read_text())
        path.write_text(_INLINE.sub(lambda found: f"{found[1]}: {quoted(found[2])}{found[3]}", text))
    return root
