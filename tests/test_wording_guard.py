"""No text that can reach a person concludes that somebody is guilty, that something is legal or may be done, or shows a protective emblem.

Everything shipped and shown is read, whatever is added to it: messages (the texts in the program's source), templates, rules with their cases, policies, lessons, scenarios, cues, examples, schemas, pages, and the
snapshots of what is printed. What is looked for, and the few texts that are kept with a reason, stand in wording_guard.yml. ``python tests/test_wording_guard.py`` prints how much was read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = yaml.safe_load((Path(__file__).parent / "wording_guard.yml").read_text("utf-8"))
NEVER = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in DATA["never"].items()}
EMBLEMS = re.compile("[" + "".join(chr(int(str(code), 16)) for code in DATA["emblems"]) + "]")
ESCAPED = re.compile(r"\\[uU]0*([0-9a-f]{4,6})\b|\\u\{0*([0-9a-f]+)\}|&#x0*([0-9a-f]+);|&#0*([0-9]+);", re.IGNORECASE)
DRAWN = re.compile(DATA["drawn"], re.IGNORECASE)

#: So much before and after a word is looked at for a phrase that is kept.
AROUND = 90


class Found(NamedTuple):
    """A word that is not to be said: in which file, of which kind, with what stands around it."""

    file: str
    kind: str
    word: str
    around: str


def files() -> list[Path]:
    """Every file that is guarded."""
    found = []
    for name in DATA["read"]:
        place = ROOT / name
        assert place.exists(), name
        found += [
            path
            for path in ([place] if place.is_file() else sorted(place.rglob("*")))
            if path.is_file() and "__pycache__" not in path.parts
        ]
    return found


@lru_cache(None)
def texts(path: Path) -> tuple[str, ...]:
    """The texts of a file: of a module those in its code, with what is filled in as an ellipsis; of any other file all of it."""
    content = path.read_text("utf-8")
    if path.suffix != ".py":
        return (content,)
    tree = ast.parse(content)
    joined = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    return tuple(text for node in ast.walk(tree) if id(node) not in joined if (text := said(node)))


def said(node: ast.AST) -> str:
    """A text in code."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "…" for piece in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def conclusions(text: str, file: str = "") -> Iterator[Found]:
    """Every conclusion in a text, whatever is kept."""
    plain = re.sub(r"\s+(?:[#>] )?\s*|\*\*|__", " ", text)
    for kind, pattern in NEVER.items():
        for match in pattern.finditer(plain):
            yield Found(file, kind, match[0], plain[max(0, match.start() - AROUND) : match.end() + AROUND])


def emblems(text: str) -> list[str]:
    """Every protective emblem in a text, as a character, an escape or a drawing."""
    codes = [int(next(filter(None, match.groups()))[:8], 10 if match[4] else 16) for match in ESCAPED.finditer(text)]
    escaped = [chr(code) for code in codes if code < 0x110000 and EMBLEMS.match(chr(code))]
    return EMBLEMS.findall(text) + escaped + DRAWN.findall(text)


def keeps(entry: dict[str, str], found: Found) -> bool:
    """Whether an entry of the kept list is about this word."""
    return (
        fnmatch(found.file, entry["where"])
        and found.word.lower() in entry["phrase"].lower()
        and entry["phrase"].lower() in found.around.lower()
    )


@lru_cache(None)
def all_found() -> tuple[Found, ...]:
    return tuple(found for path in files() for text in texts(path) for found in conclusions(text, path.relative_to(ROOT).as_posix()))


def test_no_text_concludes_guilt_or_gives_leave() -> None:
    told = [found for found in all_found() if not any(keeps(entry, found) for entry in DATA["kept"])]
    assert not told, "\n".join(f"{found.file}: {found.word!r} ({found.kind}) in: {found.around}" for found in told[:40])


def test_every_text_that_is_kept_is_there_and_has_a_reason() -> None:
    for entry in DATA["kept"]:
        assert len(entry["why"]) > 15, entry
        assert any(keeps(entry, found) for found in all_found()), f"nothing needs this any more: {entry}"


def test_no_text_shows_a_protective_emblem() -> None:
    shown = {
        path.relative_to(ROOT).as_posix(): found for path in files() if (found := [mark for text in texts(path) for mark in emblems(text)])
    }
    assert not shown


def test_every_file_is_a_text_of_a_known_kind() -> None:
    assert not [path.relative_to(ROOT).as_posix() for path in files() if path.suffix not in DATA["kinds"]], (
        "a picture, or a file that nobody reads here"
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("guilt", "The guard is guilty of it."), ("guilt", "The\n  perpetrators were not named."), ("guilt", "He is a war\ncriminal."), ("innocence", "The party is innocent."),
        ("crime", "The unit committed a war crime."), ("crime", "This is a war crime."), ("violation", "Norland violated Article 13."), ("violation", "A violation was committed."),
        ("violation", "a violation of the Convention by Norland"), ("breach", "Norland has breached its duties."), ("breach", "The paper commits a breach."), ("law", "This is illegal."),
        ("law", "It may legally be shown."), ("law", "an unlawful order"), ("law", "Publication is\n# lawful."), ("leave", "allowed by law"), ("leave", "You are permitted to publish this."),
        ("leave", "Publication is permitted."), ("leave", "safe to publish"), ("guilt", "The **guilty** party"),
    ],
)  # fmt: skip
def test_a_conclusion_is_noticed(kind: str, text: str) -> None:
    assert kind in {found.kind for found in conclusions(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Breach indicated",
        "a grave breach",
        "The camp allowed no letters.",
        "He was not allowed to write.",
        "an alleged violation",
        "He was convicted by a court.",
    ],
)
def test_what_happened_may_be_told(text: str) -> None:
    assert not list(conclusions(text))


@pytest.mark.parametrize(
    "text",
    ["\u271a", "a \u262a b", r"'\u271A'", "&#10010;", "&#x271a;", "\U0001f319", r"\u{1f3e5}", '<svg viewBox="0 0 3 3">', "red-cross.png"],
)
def test_an_emblem_is_noticed(text: str) -> None:
    assert emblems(text)


@pytest.mark.parametrize("text", ["\u2716 \u2713 + \u00d7 \u25c6", r"\u2713", "International Committee of the Red Cross"])
def test_marks_and_names_are_no_emblems(text: str) -> None:
    assert not emblems(text)


def test_a_text_put_together_in_code_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text('why = f"{party} is " "gui" "lty of it"\n', "utf-8")
    assert [found.kind for text in texts(tmp_path / "module.py") for found in conclusions(text)] == ["guilt"]


if __name__ == "__main__":
    every = [text for path in files() for text in texts(path)]
    print(
        f"{len(files())} files, {len(every)} texts, {sum(len(text.split()) for text in every)} words; {len(NEVER)} kinds of conclusion, {len(DATA['emblems'])} emblem characters; {len(DATA['kept'])} kept with a reason"
    )
