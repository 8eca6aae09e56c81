"""Completion in the shell: what each shell is told, by the very scripts that are installed, and quickly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from command import ROOT, RULEBOOK

from checker.cli.app import app
from checker.rulebook import Rulebook


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``ihl`` is this checkout."""
    folder = tmp_path_factory.mktemp("bin")
    path = folder / "ihl"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom checker.cli import run\nrun()\n", encoding="utf-8"
    )
    path.chmod(0o755)
    return folder


def ran(program: Path, command: Sequence[str], **environment: str) -> str:
    plain = {**os.environ, "PATH": f"{program}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(command, env=plain, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def script(program: Path, shell: str) -> str:
    """What ``ihl --install-completion`` puts into a start-up file."""
    return ran(program, ["ihl"], _IHL_COMPLETE=f"source_{shell}")


def told(program: Path, line: str) -> list[str]:
    """What is offered for the last word of a line, as the shells ask for it."""
    words = line.split(" ")
    return ran(program, ["ihl"], _IHL_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)).split()


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("ihl wh", ["why", "what-if"]),
        ("ihl rules l", ["list", "lint"]),
        ("ihl check --fail", ["--fail-on"]),
        ("ihl check --reading ", ["icrc-2020", "narrow", "strict"]),
        ("ihl check --rule gc3-13-identifiable", ["gc3-13-identifiable-images-in-public"]),
        ("ihl why record.yml gc3-13-identifiable", ["gc3-13-identifiable-images-in-public"]),
        ("ihl check --article 13", ["13", "130"]),
        ("ihl check --subject pub", ["publication"]),
        ("ihl check --format s", ["sarif"]),
        ("ihl check --fail-on c", ["contested"]),
        ("ihl check --show a", ["all"]),
        ("ihl check --rules g", ["gc3"]),
        ("ihl desk --policy rf", ["rferl"]),
        ("ihl rules show person.wound", ["person.wounded"]),
        ("ihl rules test person.protected_as", ["person.protected_as_prisoner_of_war"]),
        ("ihl rules lint gc3-13-identifiable", ["gc3-13-identifiable-images-in-public"]),
        ("ihl rules lint --explain unus", ["unused-fact"]),
        ("ihl needs --reading s", ["strict"]),
        ("ihl needs --min-grade B", ["B1", "B6"]),
        ("ihl what-if record.yml --set publication.identi", ["publication.identifiable=yes", "publication.identifiable=unknown"]),
        ("ihl what-if record.yml --set person.captured_on", ["person.captured_on=", "person.captured_on=unknown"]),
        ("ihl diff old new --old-reading n", ["narrow"]),
        ("ihl diff old new --old-rules g", ["gc3"]),
        ("ihl law 13", ["13", "130"]),
        ("ihl train lesson 12", ["12", "126"]),
        ("ihl train drill --article 13", ["13", "130"]),
        ("ihl train drill --topic quest", ["questioning"]),
        ("ihl train quiz --reading n", ["narrow"]),
        ("ihl train quiz --scenario tarn", ["tarn-bridge-clip"]),
        ("ihl train quiz --for t", ["trainer"]),
        ("ihl train export tarn", ["tarn-bridge-clip"]),
        ("ihl train export --article 13", ["13"]),
        ("ihl records form --subject pub", ["publication"]),
        ("ihl records form --article 13", ["13"]),
        ("ihl records template --subject pub", ["publication"]),
        ("ihl records new --article 13", ["13"]),
        ("ihl records new --reading s", ["strict"]),
        ("ihl records lint --code no-", ["no-voice", "no-place"]),
        ("ihl records lint --explain al", ["all"]),
        ("ihl records lint --fail-on m", ["misleads"]),
        ("ihl records lint --format json", ["json", "jsonl"]),
        ("ihl records export records/ --to x", ["xlsx"]),
        ("ihl records import file --from k", ["kobo"]),
    ],
)
def test_values_are_offered(program: Path, line: str, some: list[str]) -> None:
    offered = told(program, line)
    assert set(some) <= set(offered)
    assert all(word.startswith(line.rpartition(" ")[2]) for word in offered)


def test_values_are_those_of_the_rulebook_on_the_line(program: Path) -> None:
    assert told(program, f"ihl check --rules {RULEBOOK} --reading ") == ["usual", "strict"]
    assert told(program, f"ihl check --rules {RULEBOOK} --rule ") == list(Rulebook.load(str(RULEBOOK)).rule_ids)
    assert told(program, f"ihl train quiz --rules {RULEBOOK} --reading ") == ["usual", "strict"]
    assert "questioning" not in told(program, f"ihl train quiz --rules {RULEBOOK} --topic "), "no rule of it stands under that topic"


def test_a_rulebook_that_cannot_be_read_offers_nothing_and_says_nothing(program: Path) -> None:
    assert told(program, "ihl check --rules nowhere --reading ") == []


#: Whatever takes something of the rulebook, by the name of its parameter; and where one of these names means a file.
OF_THE_RULEBOOK = {
    "rule",
    "article",
    "subject",
    "topic",
    "scenario",
    "reading",
    "old_reading",
    "rules",
    "old_rules",
    "settings",
    "min_grade",
}
FILES = {("scan", "article")}


def parameters(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Every parameter of every command, by its words."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from parameters(inner, (*path, name))
    if not hasattr(command, "commands"):
        yield from (((*path, parameter.name), command, parameter) for parameter in command.params)


def test_whatever_takes_something_of_the_rulebook_offers_it() -> None:
    taken = [one for one in parameters(typer.main.get_command(app)) if one[0][-1] in OF_THE_RULEBOOK and one[0] not in FILES]
    assert len(taken) > 50
    assert not [" ".join(path) for path, command, parameter in taken if not parameter.shell_complete(typer.Context(command), "")]


def test_where_nothing_is_offered_the_shell_offers_files(program: Path) -> None:
    assert told(program, "ihl check exam") == []
    assert "complete -o default" in script(program, "bash")


def test_an_answer_needs_neither_the_compiler_nor_a_report(program: Path) -> None:
    code = "import sys; sys.argv = ['ihl']; from checker.cli import _code, process; _code(process.take_streams()[0]); print(sorted({'rule_engine', 'pydantic', 'jinja2', 'checker.compiling'} & set(sys.modules)))"
    told(program, "ihl check --reading ")
    out = ran(program, [sys.executable, "-c", code], _IHL_COMPLETE="complete_bash", COMP_WORDS="ihl check --reading s", COMP_CWORD="3", PYTHONPATH=str(ROOT))  # fmt: skip
    assert out.splitlines() == ["strict", "[]"]


#: How a real shell is made to complete ``ihl check --reading n``, with the script before it.
ASKED = {
    "bash": '{script}\nCOMP_WORDS=(ihl check --reading n); COMP_CWORD=3; _ihl_completion ihl; printf "%s\\n" "${{COMPREPLY[@]}}"',
    "zsh": (
        "autoload -Uz compinit && compinit -u -d {folder}/dump\n{script}\n_arguments() {{ print -r -- $@ }}; _describe() {{ print -r -- $@ ${{(P)2}} }}\n"
        "words=(ihl check --reading n); CURRENT=4; _ihl_completion"
    ),
    "fish": '{script}\ncomplete -C "ihl check --reading n"',
}


@pytest.mark.parametrize("shell", ["bash", *(shell for shell in ("zsh", "fish") if shutil.which(shell))])
def test_a_real_shell_completes_with_the_script(program: Path, shell: str, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(ASKED[shell].format(script=script(program, shell), folder=tmp_path), encoding="utf-8")
    assert "narrow" in ran(program, [shell, str(path)], HOME=str(tmp_path))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_there_is_a_script_for_each_shell(program: Path, shell: str) -> None:
    assert "_IHL_COMPLETE" in script(program, shell).upper()


def test_installing_says_what_it_changed(program: Path, tmp_path: Path) -> None:
    out = ran(program, ["bash", "-c", "ihl --install-completion; true"], HOME=str(tmp_path), SHELL="/bin/bash")
    assert "bash completion installed" in out
    assert (tmp_path / ".bashrc").exists()
    assert list((tmp_path / ".bash_completions").iterdir())
