"""What the pages say is so: commands run as shown, links lead somewhere, and what is generated from the program is current."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from command import RULEBOOK, ihl
from jsonschema import Draft202012Validator
from shipped import kind_of

from checker.cli import process, session
from checker.decisions import Review, Reviewed
from checker.errors import Problem
from checker.findings import Account, Alternative, Basis, Change, Grade, OtherReading, Question, Said
from checker.schemas import KINDS
from checker.summary import Totals

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(path for folder in ("docs", "examples", "rules") for path in (ROOT / folder).rglob("*.md"))])
INCIDENT = "examples/kursk-2025/incident.yml"


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- what is generated ---------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """The script that writes the generated files."""
    spec = importlib.util.spec_from_file_location("make", ROOT / "schemas" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_page_is_current(make: ModuleType) -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == make.page(), "run python schemas/make.py"


def test_the_page_of_limits_is_current(make: ModuleType) -> None:
    assert (ROOT / "docs" / "limits.md").read_text(encoding="utf-8") == make.limits_page(), "run python schemas/make.py"


def test_the_command_page_has_every_command(make: ModuleType) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    names = [name for name, _ in make.commands()]
    assert {
        "ihl",
        "ihl check",
        "ihl why",
        "ihl needs",
        "ihl what-if",
        "ihl schema",
        "ihl law",
        "ihl records lint",
        "ihl rules facts",
        "ihl rules lint",
        "ihl rules list",
        "ihl rules show",
        "ihl rules test",
    } <= set(names)
    assert re.findall(r"^## (ihl.*)$", page, flags=re.M) == re.findall(r"^<!-- generated: (.*) -->$", page, flags=re.M)
    assert sorted(re.findall(r"^## (ihl.*)$", page, flags=re.M)) == sorted(names)


def test_another_help_text_would_make_the_command_page_stale(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    current, found = make.page(), list(make.commands())
    for _, command in found:
        if command.name == "needs":
            command.help = "Something else."
    monkeypatch.setattr(make, "commands", lambda: found)
    assert make.page() != current


@pytest.fixture(scope="module")
def schemas(make: ModuleType) -> dict[Path, str]:
    """Every schema as it should be."""
    found: dict[Path, str] = make.schemas()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_current(schemas: dict[Path, str], kind: str) -> None:
    path = ROOT / "schemas" / f"{kind}.schema.json"
    assert path.exists(), "run python schemas/make.py"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(schemas[path]), "run python schemas/make.py"


def test_there_is_one_schema_for_each_kind_of_file() -> None:
    assert sorted(path.name for path in (ROOT / "schemas").glob("*.json")) == sorted(f"{kind}.schema.json" for kind in KINDS)


# --- YAML and its schemas ------------------------------------------------------------------------------------------------------------------------------

SHIPPED = sorted([*(ROOT / "rules").rglob("*.yml"), *(ROOT / "examples").rglob("*.yml")])


class AsAnEditorReads(yaml.SafeLoader):
    """YAML 1.2, as editors read it: ``yes`` and dates are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (the loader's own)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    AsAnEditorReads.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    return {
        kind: Draft202012Validator(json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))) for kind in KINDS
    }


def test_every_kind_of_file_is_shipped() -> None:
    assert {kind_of(path, ROOT) for path in SHIPPED} == {*KINDS} - {"decisions", "findings"}


@pytest.mark.parametrize("path", SHIPPED, ids=shown)
def test_a_shipped_file_names_its_schema_and_meets_it(path: Path, validators: dict[str, Draft202012Validator]) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert found, "its first line names its schema, so that editors complete keys"
    assert (path.parent / found[1]).resolve() == ROOT / "schemas" / f"{kind_of(path, ROOT)}.schema.json"
    errors = validators[kind_of(path, ROOT)].iter_errors(yaml.load(text, AsAnEditorReads))
    assert not [f"{'.'.join(str(part) for part in error.absolute_path)}: {error.message[:200]}" for error in errors]


@pytest.mark.parametrize("arguments", [["examples"], ["examples", "--show", "all", "--reading", "strict"]], ids=" ".join)
def test_what_a_check_prints_as_json_meets_the_schema_of_findings(
    arguments: list[str], validators: dict[str, Draft202012Validator]
) -> None:
    ran = ihl("check", *(str(ROOT / word) if word == "examples" else word for word in arguments), "--format", "json", "--fail-on", "never")
    assert not [error.message[:200] for error in validators["findings"].iter_errors(json.loads(ran.out))]


# --- the pages -----------------------------------------------------------------------------------------------------------------------------------------


def fenced(page: Path) -> list[tuple[str, str]]:
    """The blocks of code in a page: language and text."""
    return re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def commands() -> list[tuple[str, str, int]]:
    """Every ``ihl`` command shown in a block for a console or shell: page, command, and the exit code that the page expects (``# exit 1``; else 0)."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for language, block in fenced(page):
            for line in block.splitlines() if language in ("console", "sh", "shell", "bash") else ():
                command, _, comment = line.strip().removeprefix("$ ").partition(" #")
                if command.startswith("ihl "):
                    expected = re.search(r"\bexit (\d+)\b", comment)
                    found.append((shown(page), command.strip(), int(expected[1]) if expected else 0))
    return found


COMMANDS = commands()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


def test_the_command_page_shows_every_command_at_work() -> None:
    at_work = {" ".join(word for word in command.split()[:3]) for page, command, _ in COMMANDS if page == "docs/cli.md"}
    for name in (
        "check",
        "why",
        "needs",
        "what-if",
        "law",
        "rules list",
        "rules show",
        "rules test",
        "rules facts",
        "rules lint",
        "schema",
    ):
        assert any(command.startswith(f"ihl {name}") for command in at_work), name
    assert {0, 1, 2, 3} <= {code for _, _, code in COMMANDS}


@pytest.mark.parametrize(("page", "command", "code"), COMMANDS)
def test_a_command_in_a_page_runs_and_ends_as_the_page_says(page: str, command: str, code: int, cache: str) -> None:
    words = shlex.split(command)
    assert not {"|", ">", "<", "&&", ";"} & set(words), f"{page} shows a command that needs a shell"
    environment = {**os.environ, "IHL_CACHE_DIR": cache, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "checker", *words[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code, ran.stderr
    assert ran.stdout or code, "it has something to say"


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, flags=re.M)}


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_in_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or not there.is_relative_to(ROOT) or (anchor and anchor not in headings(there)):
            dead.append(target)
    assert not dead


def test_the_pages_that_people_start_from_are_there() -> None:
    assert {"README.md", "docs/architecture.md", "docs/cli.md", "docs/writing-rules.md", "docs/writing-records.md"} <= {
        shown(page) for page in PAGES
    }


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) >= 10


@pytest.mark.parametrize("path", DECISIONS, ids=shown)
def test_a_decision_gives_context_decision_and_consequences_on_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {int(path.name[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, flags=re.M) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 45


# --- exit codes and JSON keys --------------------------------------------------------------------------------------------------------------------------


def rows(heading: str) -> dict[str, str]:
    """The table under a heading of the command page: first column without quotes to the rest."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = re.split(r"^#", page.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.M)[0]
    return dict(re.findall(r"^\| (?!-|key|code|command|variable)(.+?) \| (.+) \|$", section, flags=re.M))


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def names(*kinds: type) -> set[str]:
    return {field.name for kind in kinds for field in fields(kind)}


def test_the_exit_codes_are_those_of_the_program() -> None:
    codes = {session.OK, session.FOUND, session.BAD, session.NOTHING, session.BROKEN, session.INTERRUPTED, process.GONE}
    assert {int(code) for code in rows("Exit codes")} == codes


def test_the_keys_of_the_report_are_those_printed() -> None:
    printed = json.loads(ihl("check", str(ROOT / INCIDENT), "--format", "json").out)
    described = {word: rest for key, rest in rows("ihl check --format json").items() for word in quoted(key)}
    assert list(described) == list(printed)
    assert quoted(described["totals"]) == names(Totals) == set(printed["totals"])
    assert quoted(described["problems"]) == names(Problem)


def test_the_keys_of_a_finding_are_those_printed() -> None:
    printed = json.loads(ihl("check", str(ROOT / INCIDENT), "--format", "json").out)["findings"][0]
    described = {word: rest for key, rest in rows("A finding").items() for word in re.findall(r"`([^`]+)`", key)}
    assert list(described) == list(printed) == [field.name for field in fields(Reviewed)]
    inner = {"contested": names(OtherReading), "because": names(Basis, Said), "would_change_if": names(Alternative, Change), "to_find_out": names(Question), "accounts": names(Account), "grade": names(Grade), "review": names(Review)}  # fmt: skip
    assert {key: quoted(described[key]) for key in inner} == inner


def test_the_keys_of_the_other_commands_are_those_printed() -> None:
    described = {next(iter(quoted(command))): quoted(keys) for command, keys in rows("The other commands").items()}
    needs = json.loads(ihl("needs", str(ROOT / INCIDENT), "--format", "json").out)
    assert described["ihl needs --format json"] == {*needs, *needs["questions"][0], needs["schema"]}
    moved = json.loads(ihl("what-if", str(ROOT / INCIDENT), "--set", "publication.identifiable=no", "--format", "json").out)
    assert described["ihl what-if --format json"] == {*moved, *moved["changed"][0], *moved["changed"][0]["after"], moved["schema"]}
    listed = json.loads(ihl("rules", "list", "--format", "json").out)
    assert described["ihl rules list --format json"] == set(listed[0])
    facts = json.loads(ihl("rules", "facts", "--format", "json").out)
    assert described["ihl rules facts --format json"] == set(facts[0])
    linted = json.loads(ihl("rules", "lint", "--format", "json", "--rules", RULEBOOK).out)
    assert described["ihl rules lint --format json"] == {*linted, *linted["remarks"][0], *linted["totals"], "reason", linted["schema"]}
