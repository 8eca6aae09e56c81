"""Rulebooks that come as Python packages: found by name without running them, checked for what they ask, named on every report."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import GOOD, ROOT, RULEBOOK, Outcome, ihl

from checker import __version__, library
from checker.declared import RULES_FORM, declared_in, unfit
from checker.documents import parse_yaml
from checker.errors import InputError
from checker.installed import GROUP, installed
from checker.pipeline import record_files
from checker.rulebook import Rulebook

EXAMPLE = ROOT / "examples" / "rulebook-package"
RULES = EXAMPLE / "lamplight_rules" / "rules"


def package(site: Path, name: str, *, entry: str = "", module: str = "", version: str = "1.0", **changes: str) -> Path:
    """A package as an installer leaves it in a folder: the metadata, and the example's rules with changes in ``rulebook.yml``. Its code says so if it is ever run. Gives the folder of its rules."""
    module = module or f"{name.replace('-', '_')}_rules"
    information = site / f"{module}-{version}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {module.replace('_', '-')}\nVersion: {version}\n")
    (information / "entry_points.txt").write_text(f"[{GROUP}]\n{entry or f'{name} = {module}:rules'}\n")
    folder = site / module / "rules"
    shutil.copytree(RULES, folder)
    (site / module / "__init__.py").write_text("raise SystemExit('the package was run')\n")
    for file in sorted(folder.rglob("*.yml")):
        file.write_text(file.read_text().replace("lamplight", name))
        file.rename(file.with_name(file.name.replace("lamplight", name)))
    declared = folder / "rulebook.yml"
    for old, new in changes.items():
        text = declared.read_text()
        declared.write_text(re.sub(rf'{old}: ("[^"]+"|[^,}}\n]+)', f"{old}: {new}", text))
        assert declared.read_text() != text
    return folder


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python looks for packages in."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def record(folder: Path) -> Path:
    """The record that the example's page shows."""
    block = re.search(r"```yaml\n(.*?)```", (EXAMPLE / "README.md").read_text(encoding="utf-8"), flags=re.S)
    assert block
    path = folder / "incident.yml"
    path.write_text(block[1], encoding="utf-8")
    return path


def problems(outcome: Outcome) -> list[tuple[str, str]]:
    return [(problem.code, problem.what) for problem in outcome.problems]


# --- the example ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example built as a wheel by its own build system and installed in a folder of its own, without the network."""
    folder = tmp_path_factory.mktemp("example")
    source = shutil.copytree(EXAMPLE, folder / "source")
    subprocess.run(
        [sys.executable, "-c", "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(folder / "site"), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "site"


def test_the_example_is_built_installed_listed_tried_and_checked_with(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(environment)
    listed = ihl("rules", "list", "--rulebooks")
    assert listed.code == 0
    assert "lamplight  House rules of the Lamplight Courier on captives" in listed.out
    assert "package lamplight-rules 1.0" in listed.out
    data: list[dict[str, Any]] = json.loads(ihl("rules", "list", "--rulebooks", "--format", "json").out)
    assert [(entry["name"], entry["package"], entry["usable"]) for entry in data] == [
        ("gc3", "", True),
        ("lamplight", "lamplight-rules 1.0", True),
    ]
    version = ihl("--version").out.splitlines()
    digest = Rulebook.load(str(environment / "lamplight_rules" / "rules")).digest
    assert version[1] == f"lamplight-rules 1.0, rulebook lamplight {digest[:12]} (8 files), law as read on 2026-11-23"

    tested = ihl("rules", "test", "--rules", "lamplight", "--mutate")
    assert tested.code == 0
    assert "16 of 16 (100 %) mutants killed" in tested.out
    assert ihl("rules", "lint", "--rules", "lamplight").code == 0

    path = record(tmp_path)
    found = ihl("check", path, "--rules", "lamplight")
    assert found.code == 1
    assert f"rulebook lamplight {digest[:12]}" in " ".join(found.out.split())
    assert "GC III" not in found.out
    report = json.loads(ihl("check", path, "--rules", "lamplight", "--format", "json").out)
    assert (report["rulebook_name"], report["rulebook"]) == ("lamplight", digest)
    assert {finding["rule"]: finding["verdict"] for finding in report["findings"]} == {
        "lamplight-one-editor": "breach",
        "lamplight-words-from-questioning": "undetermined",
    }


@pytest.mark.parametrize("form", ["html", "md", "docx", "junit", "sarif", "terminal", "json"])
def test_reports_name_the_rulebook(form: str, tmp_path: Path) -> None:
    target = tmp_path / "report"
    ran = ihl("check", record(tmp_path), "--rules", RULES, "--format", form, *(["-o", target] if form == "docx" else []))
    if form == "docx":
        import docx

        text = "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    else:
        text = ran.out
    assert re.search(rf"lamplight\W{{1,4}}{Rulebook.load(str(RULES)).digest[:12]}|\"rulebook_name\": \"lamplight\"", " ".join(text.split()))


#: Whatever else finds something with a rulebook, and where it says so; RECORD is a record, the rulebook is that of the package.
ANSWERS = {
    "why": ["why", "RECORD", "lamplight-one-editor"],
    "what-if": ["what-if", "RECORD", "--set", "publication.made_public=no"],
    "what-if, json": ["what-if", "RECORD", "--set", "publication.made_public=no", "--format", "json"],
    "needs": ["needs", "RECORD"],
    "needs, json": ["needs", "RECORD", "--format", "json"],
    "diff": ["diff", "RECORD", "RECORD"],
    "diff, json": ["diff", "RECORD", "RECORD", "--format", "json"],
    "records lint": ["records", "lint", "RECORD"],
    "records lint, json": ["records", "lint", "RECORD", "--format", "json"],
    "rules list": ["rules", "list"],
    "rules lint": ["rules", "lint"],
    "rules lint, json": ["rules", "lint", "--format", "json"],
    "rules lint, sarif": ["rules", "lint", "--format", "sarif"],
    "rules lint, junit": ["rules", "lint", "--format", "junit"],
    "rules test": ["rules", "test"],
    "rules test, json": ["rules", "test", "--format", "json"],
    "rules test, sarif": ["rules", "test", "--format", "sarif"],
    "rules test, junit": ["rules", "test", "--format", "junit"],
}


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_else_is_found_with_a_rulebook_names_it_in_the_same_words(name: str, tmp_path: Path) -> None:
    path = record(tmp_path)
    ran = ihl(*(path if word == "RECORD" else word for word in ANSWERS[name]), "--rules", RULES)
    assert ran.code in (0, 1), ran.err
    digest = Rulebook.load(str(RULES)).digest
    if name.endswith(("json", "sarif")):
        assert re.search(rf'"rulebook":\s*(\{{[^}}]*)?"{digest}"', ran.out)
        assert re.search(r'"rulebook_name":\s*(\{[^}]*)?"lamplight"', ran.out)
    else:
        assert f"ulebook lamplight {digest[:12]}" in " ".join(ran.out.split())


def test_a_run_names_the_rulebook_where_it_is_at_hand_and_its_digest_where_it_is_not(tmp_path: Path) -> None:
    path, runs = record(tmp_path), (tmp_path / "one", tmp_path / "two")
    for run in runs:
        kept = ihl("check", path, "--rules", RULES, "--save", run)
        digest = Rulebook.load(str(RULES)).digest
        assert f"rulebook lamplight {digest[:12]}." in " ".join(kept.out.split())
    for command in (["verify", runs[0]], ["diff", *runs]):
        assert f"ulebook lamplight {digest[:12]}" in " ".join(ihl(*command, "--rules", RULES).out.split())
        told = json.loads(ihl(*command, "--rules", RULES, "--format", "json").out)["rulebook_name"]
        assert told == ("lamplight" if command[0] == "verify" else {"old": "lamplight", "new": "lamplight"})
    other = " ".join(ihl("verify", runs[0]).out.split())
    assert f"made with rulebook {digest[:12]}, here is gc3 {Rulebook.load().digest[:12]}." in other
    assert f"rulebook {digest[:12]}, version" in other
    assert json.loads(ihl("verify", runs[0], "--format", "json").out)["rulebook_name"] == ""


def test_the_same_records_are_found_among_the_examples_as_before() -> None:
    found, wrong = record_files([library.examples_folder()])
    assert not wrong
    assert not [path for path in found if "rulebook-package" in path]


def test_the_shipped_rulebook_says_for_which_day_it_states_the_law() -> None:
    declared = yaml.safe_load((Path(library.rules_folder()) / "rulebook.yml").read_text())
    days = {
        line.split('"')[1]
        for path in Path(library.rules_folder()).rglob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.fullmatch(r'  on: "\d{4}-\d\d-\d\d"', line)
    }
    assert declared["law"] == max(days)
    assert ihl("--version").out == (
        f"ihl-checker {__version__}, rulebook gc3 {Rulebook.load().digest[:12]} ({len(decisive())} files), law as read on {max(days)}\n"
    )


def decisive() -> list[str]:
    root = Path(library.rules_folder())
    return [name for path in root.rglob("*") if library.decides(name := path.relative_to(root).as_posix())]


# --- found by name, and never run ----------------------------------------------------------------------------------------------------------------------


def test_listing_and_checking_run_nothing_of_a_package(site: Path, tmp_path: Path) -> None:
    package(site, "loud")
    code = "import sys; from checker.cli import run; sys.argv = ['ihl', *sys.argv[1:]]; run()"  # the very start that the command has
    for arguments in (["rules", "list", "--rulebooks"], ["--version"], ["rules", "test", "--rules", "loud"]):
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={"PYTHONPATH": f"{site}:{ROOT}", "IHL_CACHE_DIR": str(tmp_path / "cache"), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert "the package was run" not in ran.stdout + ran.stderr
        assert "2 rules" in ran.stdout or "loud" in ran.stdout


def test_a_folder_goes_before_a_name(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(site, "harbour")
    shutil.copytree(RULEBOOK, tmp_path / "harbour")
    monkeypatch.chdir(tmp_path)
    assert ihl("check", GOOD, "--rules", "harbour").code == 1
    monkeypatch.chdir(site)
    assert ihl("check", GOOD, "--rules", "harbour").code == 2


def test_the_name_of_the_shipped_rulebook_means_it() -> None:
    assert ihl("rules", "list", "--rules", "gc3").out == ihl("rules", "list").out


@pytest.mark.parametrize(
    ("word", "fix"), [("harbor", 'Did you mean "harbour"?'), ("zzz", "Rulebooks are gc3 or harbour"), ("gc33", 'Did you mean "gc3"?')]
)
def test_a_name_that_is_not_there_is_answered_with_the_near_miss(site: Path, word: str, fix: str) -> None:
    package(site, "harbour")
    outcome = ihl("check", GOOD, "--rules", word)
    assert outcome.code == 2
    assert problems(outcome) == [("unknown-rulebook", f'"{word}" is neither a folder nor the name of a rulebook that is installed.')]
    assert fix.split(" or ")[0] in outcome.problems[0].fix


@pytest.mark.parametrize(
    "value", ["harbour_rules:nowhere", "no_such_module:rules", "harbour_rules.rules:x", "harbour_rules", "../up:rules"]
)
def test_an_entry_point_that_leads_nowhere_is_named(site: Path, value: str) -> None:
    package(site, "harbour", entry=f"harbour = {value}")
    outcome = ihl("rules", "list", "--rulebooks")
    assert outcome.code == 2
    assert problems(outcome) == [("rulebook-place", f'the rulebook "harbour" is said to lie in "{value}", where there is no folder.')]
    assert "gc3" in outcome.out
    assert problems(ihl("check", GOOD, "--rules", "harbour")) == problems(outcome)
    assert ihl("check", GOOD, "--rules", str(RULEBOOK)).code == 1, "what is wrong with one package is no matter for others"


def test_two_packages_of_one_name_are_told_of_and_neither_is_taken(site: Path) -> None:
    package(site, "harbour")
    package(site, "harbour", module="other_harbour", version="2.0")
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    assert problems(outcome) == [
        ("rulebook-twice", 'the rulebook "harbour" is there more than once: harbour-rules 1.0 and other-harbour 2.0.')
    ]


def test_no_package_takes_the_name_of_the_shipped_rulebook(site: Path) -> None:
    package(site, "gc3", module="false_rules")
    assert [problem.code for problem in ihl("rules", "list", "--rulebooks").problems] == ["rulebook-twice"]
    assert ihl("rules", "list", "--rules", "gc3").out == ihl("rules", "list").out, "the name means the shipped rulebook"


def test_a_package_is_called_what_it_calls_itself(site: Path) -> None:
    package(site, "harbour", entry="harbor = harbour_rules:rules")
    package(site, "quay", entry="QUAY = quay_rules:rules")
    found, wrong = installed()
    assert not found
    assert sorted((problem.code, problem.what) for problem in wrong) == [
        ("rulebook-name", 'the rulebook "QUAY" has a name that no rulebook can have.'),
        ("rulebook-name", 'the rulebook "harbor" calls itself "harbour".'),
    ]


# --- what it asks, and what it may not take -------------------------------------------------------------------------------------------------------------


def test_a_rulebook_in_another_form_is_refused_with_the_near_miss(site: Path) -> None:
    package(site, "harbour", rules="ihl-rules/2")
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    (problem,) = outcome.problems
    assert (problem.code, problem.line, problem.fix) == ("rulebook-form", 6, f'Did you mean "{RULES_FORM}"?')
    assert problem.what == f'the rulebook "harbour" is written in the form "ihl-rules/2", and ihl-checker {__version__} reads {RULES_FORM}.'
    listed = ihl("rules", "list", "--rulebooks")
    assert listed.code == 2
    assert "cannot be used with this version" in listed.out


def test_a_rulebook_for_another_version_is_refused(site: Path) -> None:
    package(site, "harbour", program='">=7"')
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    assert problems(outcome) == [("rulebook-version", f'the rulebook "harbour" asks for ihl-checker >=7, and this is {__version__}.')]


@pytest.mark.parametrize(
    ("version", "bounds", "refused"),
    [
        ("0.1.0", ">=0.1,<1", 0), ("0.1", ">=0.1.0", 0), ("1.0.0", ">=0.1,<1", 1), ("0.1.0", "==0.1", 0), ("0.1.0", ">0.1", 1), ("0.10", ">0.9", 0),
        ("2.0.dev1", "<=2", 0), ("0.1.0", ">=1,<0.1", 2), ("0.1.0", "", 0), ("3.1.4", " >= 3.1 , < 4 ", 0),
    ],
)  # fmt: skip
def test_bounds_on_the_version_are_read_as_numbers(version: str, bounds: str, refused: int) -> None:
    text = (RULES / "rulebook.yml").read_text().replace('">=0.1,<1"', json.dumps(bounds))
    document = parse_yaml(text, "rulebook.yml")
    assert len(list(unfit(declared_in(document), document, version))) == refused


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('">=0.1,<1"', '"newer than 0.1"', "is no bound on a version"),
        ('">=0.1,<1"', '">=0.1;<1"', "is no bound on a version"),
        ('"2026-11-23"', '"2026-02-30"', "2026-02-30"),
        ("title:", "titel:", 'Did you mean "title"?'),
        ("requires: {rules: ihl-rules/1,", "requires: {", "rules"),
        ("name: lamplight", "name: Lamp light", "name"),
    ],
)
def test_mistakes_in_the_file_are_named(old: str, new: str, words: str) -> None:
    text = (RULES / "rulebook.yml").read_text()
    assert old in text
    with pytest.raises(InputError) as caught:
        declared_in(parse_yaml(text.replace(old, new), "rulebook.yml"))
    assert any(words in str(problem) and problem.line for problem in caught.value.problems)


def test_a_rule_of_the_shipped_rulebook_keeps_its_id(site: Path) -> None:
    folder = package(site, "harbour")
    for ending in (".yml", ".cases.yml"):
        path = folder / "showing" / f"harbour-one-editor{ending}"
        path.with_name(f"gc3-13-identifiable-images-in-public{ending}").write_text(
            path.read_text().replace("harbour-one-editor", "gc3-13-identifiable-images-in-public")
        )
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    (problem,) = outcome.problems
    assert (problem.code, problem.file) == ("rule-taken", "rules/showing/gc3-13-identifiable-images-in-public.yml")
    assert problem.what == 'the id "gc3-13-identifiable-images-in-public" is that of a rule of the shipped rulebook.'
    assert "harbour-gc3-13-identifiable-images-in-public" in problem.fix
    declared = folder / "rulebook.yml"
    declared.write_text(declared.read_text().replace("name: harbour", "name: gc3"))
    assert ihl("rules", "test", "--rules", folder).code == 0, "a version of the shipped rulebook may"


def test_a_fact_of_the_shipped_vocabulary_keeps_its_meaning(site: Path) -> None:
    folder = package(site, "harbour")
    path = folder / "vocabulary" / "publication.yml"
    fact = textwrap.dedent("""
        identifiable:
          type: enum
          asks: How well can they be recognised?
          says: {well: They can be recognised well., badly: They can hardly be recognised., unknown: It is not known.}
          articles: ["13"]
    """)
    path.write_text(path.read_text() + textwrap.indent(fact, "  "))
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    (problem,) = outcome.problems
    assert (problem.code, problem.file) == ("fact-differs", "rules/vocabulary/publication.yml")
    assert path.read_text().splitlines()[problem.line - 1].strip() == "identifiable:"
    assert problem.what == '"publication.identifiable" is enum (badly, well) here, and bool in the shipped vocabulary.'


def test_a_rulebook_without_a_conflict_is_told_what_is_missing(site: Path) -> None:
    folder = package(site, "harbour")
    (folder / "vocabulary" / "conflict.yml").unlink()
    outcome = ihl("check", GOOD, "--rules", "harbour")
    assert outcome.code == 2
    assert [problem.code for problem in outcome.problems] == ["missing-subject"]


def test_what_a_rulebook_says_of_itself_counts_in_its_digest(site: Path) -> None:
    folder = package(site, "harbour")
    before = Rulebook.load(str(folder), keep=False).digest
    declared = folder / "rulebook.yml"
    declared.write_text(declared.read_text().replace("on captives", "on all captives"))
    assert Rulebook.load(str(folder), keep=False).digest != before
