"""Hooks and the action for repositories of records and rules: run as they are written, in a repository of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import BROKEN, GOOD, ROOT, RULEBOOK

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INCIDENT = ROOT / "examples" / "kursk-2025" / "incident.yml"
PAGE = ROOT / "docs" / "repositories.md"

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder in which ``ihl`` is this checkout."""
    path = tmp_path / "bin" / "ihl"
    path.parent.mkdir()
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom checker.cli import run\nrun()\n", encoding="utf-8"
    )
    path.chmod(0o755)
    return path.parent


# --- hooks ---------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a good record, a record with a mistake, a rulebook, and files that are none of these."""
    top = tmp_path / "repository"
    (top / "records").mkdir(parents=True)
    shutil.copy(INCIDENT, top / "records")
    (top / "records" / "notes.txt").write_text("not a record\n")
    (top / "other.yml").write_text("not: a record\n")
    shutil.copytree(RULEBOOK, top / "rules")
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"} for hook in HOOKS]}]}
    (top / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=top, check=True, env={**os.environ, **QUIET})
    return top


def hooked(repository: Path, program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit itself makes of the repository."""
    environment = {
        **os.environ, **QUIET, "PATH": f"{program}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(repository.parent / "pre-commit"), "PYTHONPATH": "",
    }  # fmt: skip
    command = [sys.executable, "-m", "pre_commit", "run", "--verbose", "--all-files", *words]
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)


def test_pre_commit_takes_the_hooks() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], capture_output=True, check=False
    )
    assert ran.returncode == 0
    assert [hook["id"] for hook in HOOKS] == ["ihl-records", "ihl-check", "ihl-rules", "ihl-rules-lint"]
    assert all(hook["language"] == "python" for hook in HOOKS)
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{hook['id']}`" in page for hook in HOOKS)


def test_good_records_and_rules_pass(repository: Path, program: Path) -> None:
    for hook in ("ihl-check", "ihl-rules"):
        ran = hooked(repository, program, hook)
        assert ran.returncode == 0, ran.stdout
        assert "Passed" in ran.stdout
    assert "Two North Korean soldiers" in hooked(repository, program, "ihl-check").stdout


def test_only_records_are_looked_at(repository: Path, program: Path) -> None:
    out = hooked(repository, program, "ihl-check").stdout
    assert "notes.txt" not in out
    assert "other.yml" not in out


@pytest.mark.parametrize("hook", ["ihl-records", "ihl-check"])
def test_a_record_with_a_mistake_stops_the_commit(repository: Path, program: Path, hook: str) -> None:
    shutil.copy(BROKEN / "records" / "unknown-key.yml", repository / "records")
    subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
    ran = hooked(repository, program, hook)
    assert ran.returncode == 1
    assert "exit code: 2" in ran.stdout
    assert 'Did you mean "language"?' in ran.stdout


def test_remarks_on_records_stop_the_commit_at_the_level_asked_for(repository: Path, program: Path) -> None:
    assert "exit code: 1" in hooked(repository, program, "ihl-records").stdout
    path = repository / ".pre-commit-config.yaml"
    config = yaml.safe_load(path.read_text())
    config["repos"][0]["hooks"][0]["args"] = ["--fail-on", "danger"]
    path.write_text(yaml.safe_dump(config))
    subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
    assert hooked(repository, program, "ihl-records").returncode == 0


def test_a_rule_that_its_cases_contradict_stops_the_commit(repository: Path, program: Path) -> None:
    rule = repository / "rules" / "showing" / "recognisable-picture.yml"
    rule.write_text(rule.read_text().replace('publication.face == "clear"', 'publication.face == "hidden"'))
    subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
    ran = hooked(repository, program, "ihl-rules")
    assert ran.returncode == 1
    assert "came out otherwise" in ran.stdout


# --- the action ----------------------------------------------------------------------------------------------------------------------------------------


def test_the_action_uses_nobody_elses_and_takes_inputs_as_data() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in STEPS:
        assert "uses" not in step
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an input in a script would be run"
    used = {found for step in STEPS for value in step.get("env", {}).values() for found in re.findall(r"inputs\.([\w-]+)", value)}
    assert used == set(ACTION["inputs"])
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in ACTION["inputs"])


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_the_scripts_of_the_action_are_clean(number: int, tmp_path: Path) -> None:
    script = tmp_path / "step.sh"
    script.write_text("#!/usr/bin/env bash\n" + STEPS[number]["run"], encoding="utf-8")
    shellcheck = Path(sys.executable).with_name("shellcheck")
    ran = subprocess.run([str(shellcheck), str(script)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def step(name: str, sandbox: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs one step as the platform does: its script in bash, inputs in its environment, in the folder ``work`` of the sandbox."""
    found = next(step for step in STEPS if step["name"] == name)
    values = {key: str(entry["default"]) for key, entry in ACTION["inputs"].items()} | {
        key.replace("_", "-"): value for key, value in inputs.items()
    }
    environment = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], value).replace("${{ github.action_path }}", str(ROOT))
        for key, value in found.get("env", {}).items()
    }
    script = sandbox / "step.sh"
    script.write_text(found["run"], encoding="utf-8")
    plain = {**os.environ, "RUNNER_TEMP": str(sandbox), "GITHUB_OUTPUT": str(sandbox / "output"), **environment}
    (sandbox / "output").write_text("")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=sandbox / "work", env=plain, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.fixture
def sandbox(tmp_path: Path, program: Path) -> Path:
    """A folder with the program where the action installs it, and a repository to work in."""
    shutil.copytree(program, tmp_path / "ihl" / "bin")
    (tmp_path / "work" / "records").mkdir(parents=True)
    shutil.copy(INCIDENT, tmp_path / "work" / "records")
    return tmp_path


def test_the_action_installs_itself_and_what_is_named(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    python = tmp_path / "python"
    python.write_text(
        '#!/usr/bin/env bash\nmkdir -p "$3/bin"\nfor name in pip ihl; do printf "%s\\n" "#!/usr/bin/env bash" "printf \'%s|\' $name \\"\\$@\\"; echo" > "$3/bin/$name"; chmod +x "$3/bin/$name"; done\n'
    )
    python.chmod(0o755)
    ran = step("Install ihl-checker", tmp_path, python=str(python), packages="lamplight-rules==1.0\n\nother; touch pwned\n")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        f"pip|install|--quiet|--disable-pip-version-check|{ROOT}|lamplight-rules==1.0|other; touch pwned|",
        "ihl|--version|",
    ]
    assert not list((tmp_path / "work").iterdir())


def test_the_action_checks_records_and_ends_as_asked(sandbox: Path) -> None:
    fine = step("Check the records", sandbox)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "Two North Korean soldiers" in fine.stdout
    assert step("Check the records", sandbox, fail_on="contested").returncode == 1
    assert step("Check the records", sandbox, reading="strict").returncode == 1
    assert step("Check the records", sandbox, lint="any").returncode == 1
    assert step("Check the records", sandbox, reading="strikt").returncode == 2
    assert step("Check the records", sandbox, paths="").stdout == "No paths: no records are checked.\n"


def test_the_action_writes_sarif_whatever_the_findings(sandbox: Path) -> None:
    ran = step("Check the records", sandbox, sarif="out.sarif", reading="strict")
    assert ran.returncode == 1
    assert json.loads((sandbox / "work" / "out.sarif").read_text())["version"] == "2.1.0"
    assert (sandbox / "output").read_text() == "sarif=out.sarif\n"


def test_the_action_stops_for_records_that_cannot_be_used(sandbox: Path) -> None:
    shutil.copy(BROKEN / "records" / "unknown-key.yml", sandbox / "work" / "records")
    ran = step("Check the records", sandbox, fail_on="never", lint="never")
    assert ran.returncode == 2
    assert 'Did you mean "language"?' in ran.stderr


def test_odd_paths_are_paths(sandbox: Path) -> None:
    odd = sandbox / "work" / "--help; touch pwned $(touch pwned)"
    odd.mkdir()
    shutil.copy(INCIDENT, odd)
    ran = step("Check the records", sandbox, paths=f"{odd.name}\n")
    assert ran.returncode == 0, ran.stderr
    assert "Two North Korean soldiers" in ran.stdout
    assert not (sandbox / "work" / "pwned").exists()


def test_the_action_tests_and_lints_a_rulebook_folder(sandbox: Path) -> None:
    shutil.copytree(ROOT / "examples" / "rulebook-package" / "lamplight_rules" / "rules", sandbox / "work" / "rules")
    ran = step("Test the rulebook", sandbox, rules="rules")
    assert ran.returncode == 0, ran.stderr
    assert "0 came out otherwise" in ran.stdout
    cases = sandbox / "work" / "rules" / "showing" / "lamplight-one-editor.cases.yml"
    cases.write_text(cases.read_text().replace("expect: excepted", "expect: complied"))
    assert step("Test the rulebook", sandbox, rules="rules").returncode == 1
    assert step("Test the rulebook", sandbox, rules="").stdout == ""
    shutil.copytree(RULEBOOK, sandbox / "work" / "small")
    shutil.copy(GOOD, sandbox / "work" / "good.yml")
    assert step("Check the records", sandbox, rules="small", paths="good.yml", lint="never").returncode == 1
