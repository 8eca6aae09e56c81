"""What people read, at fixed widths: compared with text files that a person has looked at.

After a change that is meant, run ``IHL_UPDATE_SNAPSHOTS=1 pytest tests/test_terminal.py`` and read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK, ihl
from typer.testing import CliRunner

from checker.cli.app import app
from checker.library import examples_folder
from checker.rulebook import Rulebook

QUESTIONABLE = Path(__file__).parent / "questionable" / "much.yml"
SNAPSHOTS = Path(__file__).parent / "snapshots"
SCAN = Path(__file__).parent.parent / "benchmarks" / "scan"
INCIDENT = f"{examples_folder()}/kursk-2025/incident.yml"
SALLOW = f"{examples_folder()}/fictional/sallow-hills-fighters.yml"
IMAGES = "gc3-13-identifiable-images-in-public"

CASES: dict[str, tuple[int, list[str]]] = {
    "check-60": (60, ["check", INCIDENT]),
    "check-80": (80, ["check", INCIDENT]),
    "check-120": (120, ["check", INCIDENT]),
    "check-strict-80": (80, ["check", INCIDENT, "--reading", "strict"]),
    "check-fictional-100": (100, ["check", f"{examples_folder()}/fictional"]),
    "check-by-account-80": (80, ["check", SALLOW, "--by-account"]),
    "check-min-grade-80": (80, ["check", SALLOW, "--min-grade", "C3", "--article", "5", "--article", "20"]),
    "why-disputed-80": (80, ["why", SALLOW, "gc3-20-no-safe-drinking-water-on-the-way"]),
    "why-80": (80, ["why", INCIDENT, IMAGES]),
    "needs-80": (80, ["needs", INCIDENT]),
    "needs-fictional-80": (80, ["needs", f"{examples_folder()}/fictional", "--top", "6"]),
    "needs-fictional-120": (120, ["needs", f"{examples_folder()}/fictional", "--top", "6"]),
    "what-if-80": (80, ["what-if", INCIDENT, "--set", "publication.identifiable=yes", "--set", "publication.dignity_preserved=no"]),
    "scan-80": (80, ["scan", f"{SCAN}/tabloid-killer.txt"]),
    "scan-60": (60, ["scan", f"{SCAN}/photo-essay.html"]),
    "scan-by-provision-120": (120, ["scan", f"{SCAN}/court-report.txt", "--by", "provision"]),
    "scan-nothing-80": (80, ["scan", f"{SCAN}/dam-feature.txt"]),
    "rules-show-80": (80, ["rules", "show", IMAGES]),
    "rules-show-definition-80": (80, ["rules", "show", "person.status_in_doubt"]),
    "rules-show-fact-80": (80, ["rules", "show", "publication.face", "--rules", str(RULEBOOK)]),
    "rules-facts-80": (80, ["rules", "facts", "person", "--rules", str(RULEBOOK)]),
    "records-lint-80": (80, ["records", "lint", f"{examples_folder()}/fictional", str(QUESTIONABLE)]),
    "records-lint-120": (120, ["records", "lint", str(QUESTIONABLE), INCIDENT]),
    "records-lint-explain-80": (80, ["records", "lint", "--explain", "own-word"]),
    "rules-lint-80": (80, ["rules", "lint", "--rules", str(RULEBOOK)]),
}


def printed(width: int, arguments: list[str], **environment: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": str(width), "TERM": "xterm-256color", **environment})
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.mark.parametrize("name", CASES)
def test_reads_as_it_did_when_somebody_last_looked(name: str) -> None:
    width, arguments = CASES[name]
    shown = (
        re.sub(r"\b[0-9a-f]{12}\b", "............", printed(width, [*arguments, "--plain"]))
        .replace(examples_folder(), "examples")
        .replace(str(Path(__file__).parent), "tests")
    )
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("IHL_UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("why")])
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    width, arguments = CASES[name]
    for line in printed(width, [*arguments, "--plain"]).splitlines():
        assert len(line) <= width, line


def test_colour_carries_no_meaning_of_its_own() -> None:
    coloured = printed(80, ["check", INCIDENT], FORCE_COLOR="1")
    assert "\x1b[" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    plain = printed(80, ["check", INCIDENT, "--plain"])
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_no_color_is_obeyed() -> None:
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", printed(80, ["check", INCIDENT], FORCE_COLOR="1", NO_COLOR="1"))


def test_the_answer_comes_first_and_says_what_it_is_not() -> None:
    lines = printed(118, ["check", INCIDENT, "--plain"]).splitlines()
    assert lines[3].strip() == "The recorded facts indicate no breach on the reading icrc-2020; that is not a finding that there was none."
    assert any(line.strip().startswith("Ask first: Could anyone recognise the prisoner") for line in lines[:8])


def test_every_listed_provision_shows_its_page(rulebook: Rulebook) -> None:
    shown = printed(120, ["check", INCIDENT, "--plain"])
    assert len(rulebook.rule_ids) > 0
    assert shown.count("https://ihl-databases.icrc.org/en/") == shown.count("▌")


def test_narrow_terminals_get_sixty_columns() -> None:
    assert max(len(line) for line in printed(20, ["check", INCIDENT, "--plain"]).splitlines()) <= 60


def test_of_many_records_a_terminal_gets_the_overview_and_is_told_how_to_see_the_rest(tmp_path: Path) -> None:
    good = GOOD.read_text(encoding="utf-8")
    for number in range(26):
        (tmp_path / f"r{number}.yml").write_text(re.sub(r"^id: .*$", f"id: r{number}", good, flags=re.M), encoding="utf-8")
    few = ihl("check", *sorted(tmp_path.glob("*.yml"))[:25], "--rules", RULEBOOK, "--fail-on", "never")
    many = ihl("check", tmp_path, "--rules", RULEBOOK, "--fail-on", "never", "--min-grade", "A1")
    every = ihl("check", tmp_path, "--rules", RULEBOOK, "--fail-on", "never", "--show", "all")
    assert "too many for a terminal" not in few.out + every.out
    assert "The findings of 26 records are too many for a terminal." in many.out
    assert "-o report.html" in many.out
    assert "set aside" in many.out
    assert all(re.search(rf"^r{number} ", many.out, flags=re.M) for number in range(26))
    assert len(many.out.splitlines()) < len(few.out.splitlines()) / 3
