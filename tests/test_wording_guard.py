"""No text of the project concludes guilt, calls an act legal or permitted, or shows a protective emblem.

Every file of the checkout is read: a new one is guarded without anybody's doing. ``wording.yml`` beside this holds the patterns, the files outside
and the phrases kept, each with its reason; what no longer occurs there has to go. Of Python the string literals are read (messages, help, docstrings),
as Python joins them; of every other file the whole text, comments included, since most of it is printed somewhere.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml
from command import ROOT, ihl

WORDING = yaml.safe_load((ROOT / "tests" / "wording.yml").read_text(encoding="utf-8"))

#: White space as texts break it: over lines, with the mark of a comment or a quotation at the start of the next one.
GAP = r"(?:\s+(?:(?:#+|>|//)\s+)?)"

#: Not in the checkout, or made by tools, where git is not there to say so (an unpacked sdist).
MADE = {".git", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "dist", "build", "site", ".venv"}


@dataclass(frozen=True)
class Text:
    """Some text of a file, and the line on which it starts."""

    file: str
    line: int
    words: str


def pattern(written: str) -> re.Pattern[str]:
    return re.compile(written.replace(" ?", r"\s*").replace(" ", GAP), re.IGNORECASE)


PATTERNS = [(pattern(each["match"]), each["reason"]) for each in WORDING["patterns"]]
KEPT = [(pattern(re.escape(each["says"]).replace(r"\ ", " ")), each["in"]) for each in WORDING["kept"]]

#: What a command prints, in place of the name of a file: it may say whatever some guarded text may.
PRINTED = "(printed)"


@cache
def files() -> tuple[str, ...]:
    """Every file of the checkout, committed or not, that git does not ignore; without git, every file that no tool made."""
    asked = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False)
    if asked.returncode == 0 and asked.stdout:
        names = asked.stdout.decode().strip("\0").split("\0")
    else:
        names = [each.relative_to(ROOT).as_posix() for each in ROOT.rglob("*") if not MADE & set(each.relative_to(ROOT).parts)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def meant(file: str, globs: list[str]) -> bool:
    return any(fnmatch(file, each) for each in globs)


def guarded(file: str) -> bool:
    return meant(file, WORDING["guarded_all_the_same"]) or not meant(file, list(WORDING["outside"]))


def literals(source: str, file: str) -> Iterator[Text]:
    """The string literals of a module; an f-string with a gap where a value goes."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
            parts = [part.value if isinstance(part, ast.Constant) else " … " for part in node.values]
            yield Text(file, node.lineno, "".join(str(part) for part in parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield Text(file, node.lineno, node.value)


def texts(file: str, content: str) -> Iterator[Text]:
    if file.endswith(".py"):
        yield from literals(content, file)
    else:
        yield Text(file, 1, content)


def said(text: Text) -> Iterator[str]:
    """What a text says that it should not: file, line, words and reason."""
    # Twice: as it is written, and as a browser or a reader of Markdown shows it. A mark is blanked, so that lines stay lines.
    for words in (text.words, re.sub(r"</?[a-z][^<>]*>|\*\*|__|`", "", unescape(text.words))):
        for kept, globs in KEPT:
            if text.file == PRINTED or meant(text.file, globs):
                words = kept.sub(lambda found: re.sub(r"\S", "·", found.group()), words)
        for wrong, reason in PATTERNS:
            for found in wrong.finditer(words):
                line = text.line + words.count("\n", 0, found.start())
                yield f"{text.file}:{line}: {' '.join(found.group().split())!r}: {reason}"


@cache
def everything() -> tuple[Text, ...]:
    read = (
        (name, (ROOT / name).read_text(encoding="utf-8"))
        for name in files()
        if guarded(name) and Path(name).suffix not in WORDING["pictures"]
    )
    return tuple(text for name, content in read for text in texts(name, content))


def test_no_text_of_the_project_concludes_guilt_gives_leave_or_shows_an_emblem() -> None:
    found = sorted({problem for text in everything() for problem in said(text)})
    assert not found, "\n".join(
        [*found, "", "Mend the text; where the word has to stand, keep the phrase in tests/wording.yml with the reason."]
    )


def test_no_file_is_a_picture() -> None:
    assert not [name for name in files() if Path(name).suffix.lower() in WORDING["pictures"]]


@pytest.mark.parametrize("each", WORDING["kept"], ids=lambda each: str(each["says"])[:50])
def test_every_phrase_kept_occurs_is_needed_and_says_why(each: dict[str, object]) -> None:
    phrase, globs = pattern(re.escape(str(each["says"])).replace(r"\ ", " ")), each["in"]
    assert isinstance(globs, list)
    assert str(each["reason"]).strip()
    assert any(wrong.search(str(each["says"])) for wrong, _ in PATTERNS), "no pattern forbids it"
    for glob in globs:
        assert any(phrase.search(text.words) for text in everything() if fnmatch(text.file, glob)), f"no longer in {glob}"


@pytest.mark.parametrize("glob", [*WORDING["outside"], *WORDING["guarded_all_the_same"]])
def test_what_stands_outside_is_still_there(glob: str) -> None:
    assert any(fnmatch(name, glob) for name in files())


#: A place of each kind, and a sentence as somebody might plant it there.
PLANTED = {
    "checker/errors.py": 'WHY = f"{who} is " "guilty."',
    "checker/cli/app.py": 'def check() -> None:\n    """Shows what was\n    illegal."""',
    "checker/wording.py": "WORDS = {'complied': 'legal'}",
    "checker/site/templates/page.html.j2": "<p title='the perpetrators'>x</p>",
    "checker/rendering/templates/report.html.j2": "a war <b>criminal</b>",
    "checker/handouts/templates/sheet.css": "p::before { content: '+'; color: red }",
    "checker/site/templates/site.css": 'p::before { content: "\\271A" }',
    "checker/handouts/templates/sheet.html.j2": "<svg><path d=''/></svg>",
    "rules/gc3/13-x/gc3-13-x.yml": "remedy: >\n  Stop what is\n  unlawful.",
    "rules/gc3/13-x/gc3-13-x.cases.yml": "- case: The guards committed a\n    war crime.",
    "rules/vocabulary/person.yml": "asks: Was he innocent?",
    "rules/definitions/x.yml": "says: The party violated the Convention.",
    "rules/policies/x.yml": "for_editors: You are allowed to publish it.",
    "rules/lessons/13.yml": "point: Publication is permitted.",
    "rules/cues/en.yml": "# says that the men are war\n# criminals",
    "rules/desk.yml": "says: Publishing is allowed.",
    "rules/ledger/gc3.yml": "as_far_as: A violation of the article by the captor.",
    "rules/readings.yml": "gist: Showing him was not allowed.",
    "examples/fictional/x.yml": "note: the culprits",
    "examples/training/x.scenario.yml": "why: The newspaper breached the treaty.",
    "examples/fictional/x.json": '{"note": "criminal acts by Norland"}',
    "schemas/x.json": '{"description": "\\u271a"}',
    "docs/x.md": "The act **was a** crime, `committed` by Norland.",
    "docs/new/kind.rst": "It amounts to a war crime.",
    "README.md": "Marked with a red cross sign. ",
    "SECURITY.md": "The offender.",
    "CONTRIBUTING.md": "Whatever is permissible.",
    "CHANGELOG.md": "Reports show \N{HOSPITAL}.",
    "action.yml": "description: finds atrocities",
    "tests/snapshots/check-80.txt": "breach: illegal",
    "benchmarks/all.py": "print('the criminals')",
}


@pytest.mark.parametrize("file", PLANTED)
def test_a_planted_sentence_is_seen(file: str) -> None:
    assert guarded(file)
    assert [problem for text in texts(file, PLANTED[file]) for problem in said(text)]


@pytest.mark.parametrize("character", "✚✙⛑☪☾☽🌙🏥🚑✝➕◆")
def test_an_emblem_is_seen_as_a_character_and_as_an_escape_of_html(character: str) -> None:
    for written in (character, f"&#{ord(character)};", f"&#x{ord(character):x};"):
        assert list(said(Text("docs/x.md", 1, written)))


@pytest.mark.parametrize(
    "fair",
    [
        "The record indicates a breach.",
        "The prisoner was not allowed to send letters.",
        "A criminal case was pending before a criminal court.",
        "The International Committee of the Red Cross visited the camp.",
        "A breach is indicated; an allegation is recorded.",
        "It convicts nobody.",
    ],
)
def test_what_a_record_indicates_and_what_a_treaty_says_is_not_caught(fair: str) -> None:
    assert not list(said(Text("docs/x.md", 1, fair)))


COMMANDS = [
    ["check"],
    ["check", "--show", "all", "--plain"],
    *(["check", "--format", each] for each in ("json", "jsonl", "csv", "md", "html", "sarif", "junit")),
    ["check", "examples/fictional", "--plain"],
    ["needs"],
    ["law"],
    ["rules", "list"],
    ["train", "quiz", "--seed", "1"],
    ["--help"],
    ["check", "--help"],
    ["check", "no-such-file.yml"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_a_command_prints_is_guarded_too(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ran = ihl(*command)
    assert ran.code in (0, 1, 2)
    assert ran.out or ran.err
    assert not list(said(Text(PRINTED, 1, ran.out + ran.err)))
