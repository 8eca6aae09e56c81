"""The boundary for text from outside: what it lets through, and that nothing is printed that has not passed it.

A hostile record holds, in every field that takes text, what terminals, markup and readers can be misled with. Every command prints it in every form, and none of that may come
out raw.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import GOOD, RULEBOOK, Outcome, ihl
from rich.cells import cell_len

from checker.text import clean, escape_unprintable

RULES = ("--rules", str(RULEBOOK))

#: What must never reach a terminal or a reader as it is: what it would do there.
TRAPS = {
    "writes to the clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "clears the screen": "\x1b[2J\x1b[H",
    "colours what follows": "\x1b[5;7;35;42m",
    "8-bit control sequence": "\x9b31m",
    "8-bit operating system command": "\x9d0;title\x9c",
    "hides the line": "honest\rfalse",
    "takes letters back": "abc\x08\x08\x08",
    "rings": "\x07",
    "ends the text": "before\0after",
    "deletes": "\x7f",
    "next line": "a\x85b",
    "line break": "first line\nsecond line\ttab",
    "line separators": "a\u2028b\u2029c",
    "turns the order of reading": "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "hides letters": "in\u200bvis\ufeffible\u2060\u00ad",
    "tag letters": "\U000e0041\U000e0042",
    "private letter": "\ue000",
    "half a letter": "\ud800 \udfff",
    "markup": "[red]red[/red] [/] [bold",
    "link markup": "[link=https://example.org]press[/link]",
    "markup of a sentence": "He said [sic] that [t]he",
    "emoji code": ":smile: :warning:",
    "format fields": "{0} {name} %s %(x)s ${HOME}",
    "very long word": "w" * 400,
    "wide letters": "漢字かな交じり文" * 12,
}

HOSTILE = " | ".join(TRAPS.values())


def record(text: str) -> dict[str, Any]:
    """A record with ``text`` in every field that takes text."""
    claim = {"source": "paper", "at": text, "said_by": "ministry", "note": text}
    return {
        "schema": "ihl-incident/1",
        "id": "r-1",
        "title": text,
        "dates": "2031-03-14",
        "language": text,
        "summary": text,
        "sources": [{"id": "paper", "publisher": text, "title": text, "url": text, "sha256": text, "language": text, "note": text}],
        "voices": [
            {"id": "ministry", "name": text, "kind": "party", "party": "norland", "note": text},
            {"id": "reviewer", "name": text, "kind": "reviewer"},
        ],
        "restricted": {"first": {"names": ["Anselm Torvik"], "numbers": ["NV-3310-7"]}},
        "conflict": {"id": "war", "label": text, "note": text, "facts": {"fighting": {"is": "yes", **claim}}},
        "party": [{"id": "norland", "label": text, "note": text}],
        "person": [
            {"id": "first", "label": text, "note": text, "in_power_of": "norland", "facts": {"held": {"is": "yes", **claim}}},
            {"id": "second", "label": text, "in_power_of": "norland", "facts": {"held": [{"is": "yes", **claim}, {"is": "no", "note": text}]}},
        ],
        "publication": [
            {
                "id": "photo", "label": text, "note": text, "by": "norland", "depicts": ["first", "second"],
                "facts": {
                    "released": {"is": "yes", **claim, "grade": "B2"}, "face": [{"is": "clear", **claim}, {"is": "blurred", "note": text}],
                    "need_compelling": {"is": "unknown", "note": text},
                },
            },
            {
                "id": "film", "label": text, "depicts": "first",
                "facts": {"released": {"is": "yes", **claim}, "face": {"is": "clear", **claim}, "need_compelling": {"is": "no", "said_by": "reviewer", "note": text}},
            },
        ],
        "notice": [{"id": "card", "label": text, "of": "first", "facts": {"days_until_told": {"is": "not_applicable", "note": text}}}],
    }  # fmt: skip


COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "RECORD"),
    "check all": ("check", "RECORD", "--show", "all"),
    "check two": ("check", "RECORD", str(GOOD)),
    "check strict": ("check", "RECORD", "--reading", "strict"),
    "why": ("why", "RECORD", "recognisable-picture"),
    "why late": ("why", "RECORD", "family-told-late"),
    "needs": ("needs", "RECORD"),
    "needs all": ("needs", "RECORD", "--show", "all"),
    "what if": ("what-if", "RECORD", "--set", "publication.released=no"),
    "what if it is unknown": ("what-if", "RECORD", "--set", "person.held=unknown"),
}

JSON_COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "RECORD", "--format", "json"),
    "check all": ("check", "RECORD", "--format", "json", "--show", "all"),
    "needs": ("needs", "RECORD", "--format", "json"),
    "what if": ("what-if", "RECORD", "--set", "publication.released=no", "--format", "json"),
}

#: A terminal that shows every colour.
COLOUR = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}

_SGR = re.compile(r"\x1b\[[0-9;]*m")


def harmful(text: str, *, breaks: str = "\n") -> list[str]:
    """The characters of ``text`` that a terminal obeys or a reader cannot see."""
    return sorted({f"U+{ord(c):04X}" for c in text if c not in breaks and c not in "\u200c\u200d" and _hidden(c)})


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.json"
    path.write_text(json.dumps(record(HOSTILE)))
    return path


@pytest.fixture(scope="module")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("innocent") / "innocent.json"
    path.write_text(json.dumps(record("an innocent sentence")))
    return path


def run(command: tuple[str, ...], path: Path, *options: str, **environment: str) -> Outcome:
    outcome = ihl(*(str(path) if word == "RECORD" else word for word in command), *options, *RULES, **environment)
    assert outcome.code in (0, 1), outcome.err
    assert outcome.err == ""
    return outcome


# --- what the boundary lets through ---------------------------------------------------------------------------------------------------------------------


def every_character() -> Iterator[str]:
    """Every character of the planes that hold any, and of the private planes the ends."""
    for first, last in ((0, 0x323AF), (0xE0000, 0xE01FF), (0xF0000, 0xF00FF), (0x10FF00, sys.maxunicode)):
        yield from map(chr, range(first, last + 1))


def test_every_character_is_either_shown_as_it_is_or_spelt_out() -> None:
    for character in every_character():
        cleaned = clean(character)
        if cleaned != character:
            assert cleaned in (" ", f"<U+{ord(character):04X}>")
        else:
            assert not _hidden(character) or character in "\u200c\u200d"


def test_printable_text_and_every_space_that_is_no_break_come_back_unchanged() -> None:
    spaces = "".join(character for character in every_character() if unicodedata.category(character) == "Zs")
    assert "\u2009" in spaces
    assert clean(spaces) == spaces
    text = "Ça va? Ünïcödé, русский, 한국어, العربية, עברית, हिन्दी 👩\u200d⚕️ [sic] :smile:"
    assert clean(text) == text


def test_joiners_that_persian_and_indic_scripts_need_are_kept() -> None:
    persian = "می\u200cخواهم"
    indic = "क्\u200dष"
    assert clean(persian) == persian
    assert clean(indic) == indic
    assert escape_unprintable(json.dumps(persian, ensure_ascii=False)) == f'"{persian}"'


def test_tabs_and_breaks_become_spaces_unless_breaks_are_asked_for() -> None:
    assert clean("a\tb\nc\r\nd") == "a b c  d"
    assert clean("a\tb\nc\r\nd", keep_newlines=True) == "a b\nc \nd"
    assert clean("\x1b[31m", keep_newlines=True) == "<U+001B>[31m"


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean(HOSTILE)
    assert clean(once) == once
    assert harmful(once, breaks="") == []


def test_escaped_json_holds_nothing_harmful_and_loses_nothing() -> None:
    text = "".join(character for character in every_character() if not 0xD800 <= ord(character) <= 0xDFFF) + "\udfff \ud800"
    written = escape_unprintable(json.dumps({"text": text}, ensure_ascii=False, indent=2))
    assert harmful(written) == []
    assert json.loads(written) == {"text": text}


# --- end to end ------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("name", COMMANDS)
def test_plain_output_holds_nothing_harmful_and_keeps_its_width(name: str, width: str, hostile: Path) -> None:
    out = run(COMMANDS[name], hostile, "--plain", COLUMNS=width, **COLOUR).out
    assert harmful(out) == []
    assert max(cell_len(line) for line in out.splitlines()) <= int(width)


@pytest.mark.parametrize("name", COMMANDS)
def test_coloured_output_holds_no_other_control_than_the_colours_of_an_innocent_record(name: str, hostile: Path, innocent: Path) -> None:
    out = run(COMMANDS[name], hostile, **COLOUR).out
    own = set(_SGR.findall(run(COMMANDS[name], innocent, **COLOUR).out))
    assert own
    assert set(_SGR.findall(out)) <= own
    assert harmful(_SGR.sub("", out)) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_output_to_a_file_holds_nothing_harmful(name: str, hostile: Path) -> None:
    assert harmful(run(COMMANDS[name], hostile).out) == []


@pytest.mark.parametrize("name", JSON_COMMANDS)
def test_json_holds_nothing_harmful_and_can_be_read(name: str, hostile: Path) -> None:
    out = run(JSON_COMMANDS[name], hostile).out
    assert harmful(out) == []
    assert isinstance(json.loads(out), dict)


def test_json_lines_hold_nothing_harmful_and_each_can_be_read(hostile: Path) -> None:
    out = run(("check", "RECORD", "--format", "jsonl"), hostile).out
    assert harmful(out) == []
    assert all(isinstance(json.loads(line), dict) for line in out.split("\n") if line)


def test_json_loses_nothing_of_what_a_record_says(hostile: Path) -> None:
    findings = json.loads(run(JSON_COMMANDS["check"], hostile).out)["findings"]
    claims = [claim for finding in findings for basis in finding["because"] for claim in basis["claims"] if claim["said_by"] == "ministry"]
    assert claims
    assert all((claim["at"], claim["note"]) == (HOSTILE, HOSTILE) for claim in claims)


@pytest.mark.parametrize("name", ["check", "why", "needs", "what if"])
def test_brackets_and_codes_of_a_record_are_shown_as_they_stand(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record("[sic] [/] [red]x :smile:")))
    shown = run(COMMANDS[name], path, "--plain", COLUMNS="118").out
    assert "[sic] [/] [red]x :smile:" in " ".join(shown.split())


@pytest.mark.parametrize("name", ["check", "why", "needs"])
def test_persian_is_shown_with_its_joiners(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record("می\u200cخواهم")))
    assert "می\u200cخواهم" in run(COMMANDS[name], path, "--plain").out


def test_what_is_taken_out_is_shown_and_not_dropped(hostile: Path) -> None:
    shown = "".join(run(COMMANDS["check"], hostile, "--plain", COLUMNS="118").out.split())
    assert "".join(clean(HOSTILE).split()) in shown


@pytest.mark.parametrize("command", [*COMMANDS.values(), *JSON_COMMANDS.values(), ("check", "RECORD", "--format", "jsonl")])
def test_what_is_restricted_is_never_printed(command: tuple[str, ...], hostile: Path) -> None:
    outcome = run(command, hostile)
    assert not [word for word in ("Anselm", "Torvik", "3310") if word in outcome.out + outcome.err]


# --- messages --------------------------------------------------------------------------------------------------------------------------------------------


def broken_records(text: str) -> Iterator[dict[str, Any]]:
    """Records with ``text`` at every place that a message can quote."""
    good = record("a sentence")
    yield {**good, text: "a key"}
    yield {**good, "schema": text}
    yield {**good, "id": text}
    yield {**good, "dates": text}
    yield {**good, "sources": [{"id": text}, {"id": "paper", "derived_from": text, text: text}]}
    yield {**good, "voices": [{"id": "ministry", "name": "x", "kind": text, "party": text}]}
    yield {**good, "restricted": {text: {"names": [text]}}}
    yield {**good, "person": [{"id": "first", "in_power_of": [text], "facts": {text: "yes"}}]}
    yield {**good, "person": [{"id": "first", "facts": {"held": text, "rank": text, "captured_on": text}}]}
    yield {**good, "notice": [{"id": "card", "facts": {"days_until_told": {text: 3}, "kilometres_from_home": text}}]}
    yield {
        **good,
        "publication": [{"id": "photo", "facts": {"released": {"is": "yes", "source": text, "said_by": text, "grade": text, text: text}}}],
    }
    yield {**good, "publication": [{"id": "photo", "facts": {"face": {"one_of": [text]}}}]}


def test_messages_quote_nothing_harmful(tmp_path: Path) -> None:
    lines = "".join(json.dumps(broken) + "\n" for broken in broken_records(HOSTILE))
    (tmp_path / "broken.jsonl").write_text(lines)
    for form in ("terminal", "json", "jsonl"):
        outcome = ihl("check", tmp_path, "--format", form, *RULES)
        assert outcome.code == 2
        assert {problem.line for problem in outcome.problems} == set(range(1, lines.count("\n") + 1))
        assert harmful(outcome.err) == []
        assert harmful(outcome.out) == []
        assert "Traceback" not in outcome.err
        assert len(outcome.err.splitlines()) == len(outcome.problems)


def test_names_of_files_are_cleaned_in_messages(tmp_path: Path) -> None:
    folder = tmp_path / "in\x1b[2Jbox\u202e"
    folder.mkdir()
    (folder / "bro\x07ken\x9b.yml").write_text("a: b: c\n")
    (folder / "again\n.yml").write_text("- a\n")
    for outcome in (
        ihl("check", folder, *RULES),
        ihl("check", folder, *RULES, "--format", "json"),
        ihl("check", f"{folder}/gone\x1b]0;x\x07", *RULES),
    ):
        assert outcome.code == 2
        assert harmful(outcome.err) == []
        assert harmful(outcome.out) == []


def test_options_are_cleaned_in_messages() -> None:
    trap = "\x1b]52;c;x\x07\u202e"
    for arguments in (
        ("check", "--format", trap),
        ("check", "--reading", trap),
        ("check", "--rule", trap),
        ("check", "--rules", trap),
        ("why", str(GOOD), trap),
        ("what-if", str(GOOD), "--set", trap),
        ("what-if", str(GOOD), "--set", f"{trap}.{trap}={trap}"),
        ("what-if", str(GOOD), "--set", f"photo.face={trap}"),
        ("rules", "show", trap),
        ("rules", "test", trap),
        ("schema", trap),
    ):
        outcome = ihl(*arguments, *(() if "--rules" in arguments else RULES))
        assert outcome.code == 2
        assert outcome.err
        assert harmful(outcome.err) == []


# --- rules from strangers -------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small rulebook with traps in every sentence."""
    root = tmp_path_factory.mktemp("rules") / "rulebook"
    shutil.copytree(RULEBOOK, root)
    trap = "".join(
        character if character.isalnum() else f"\\u{ord(character):04x}"
        for character in "\x1b]52;c;x\x07 \x9b31m \u202e \u2028 [red] :smile:"
    )
    sentence = re.compile(
        r"^(\s*(?:- )?(?:title|plural|about|asks|holds|ground|cites|limits|remedy|for_editors|exception|case|yes|no|unknown|is|says):) (?![{\[])(\S.+)$",
        re.M,
    )
    inline = re.compile(r"\b(says|gist): ([^\",}]+)([,}])")
    for path in root.rglob("*.yml"):
        text = sentence.sub(lambda found: f'{found[1]} "{trap} {found[2]}"', path.read_text())
        path.write_text(inline.sub(lambda found: f'{found[1]}: "{trap} {found[2]}"{found[3]}', text))
    return root


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", str(GOOD)),
        ("check", str(GOOD), "--format", "json"),
        ("why", str(GOOD), "recognisable-picture"),
        ("why", str(GOOD), "family-told-late"),
        ("needs", "OPEN"),
        ("what-if", str(GOOD), "--set", "photo.released=no"),
        ("rules", "list"),
        ("rules", "list", "--format", "json"),
        ("rules", "show", "recognisable-picture"),
        ("rules", "show", "person.captive"),
        ("rules", "test"),
        ("schema", "facts"),
        ("schema", "record"),
    ],
)
def test_rules_from_strangers_print_nothing_harmful(arguments: tuple[str, ...], hostile_rules: Path, tmp_path: Path) -> None:
    open_record = tmp_path / "open.yml"
    open_record.write_text(GOOD.read_text().replace("face: clear", "face: unknown"))
    outcome = ihl(*(open_record if word == "OPEN" else word for word in arguments), "--rules", hostile_rules)
    assert outcome.code in (0, 1), outcome.err
    assert outcome.out
    if arguments != ("rules", "test"):
        assert "<U+001B>" in outcome.out or "\\u001b" in outcome.out
    assert harmful(outcome.out) == []
    assert harmful(outcome.err) == []


def test_cases_from_strangers_that_come_out_otherwise_print_nothing_harmful(hostile_rules: Path, tmp_path: Path) -> None:
    root = tmp_path / "rulebook"
    shutil.copytree(hostile_rules, root)
    cases = root / "showing/recognisable-picture.cases.yml"
    cases.write_text(cases.read_text().replace("expect: breach", "expect: excepted"))
    outcome = ihl("rules", "test", "--rules", root)
    assert outcome.code == 1
    assert "<U+001B>" in outcome.out
    assert harmful(outcome.out) == []
