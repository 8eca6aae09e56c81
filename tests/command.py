"""The command line, run inside the test: what it printed, with which exit code, and the problems that it named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checker.cli.app import app
from checker.errors import Problem
from checker.text import clean

#: The checkout.
ROOT = Path(__file__).parent.parent

BROKEN = ROOT / "tests" / "broken"

#: A small rulebook without a mistake, and a good record for it.
RULEBOOK = BROKEN / "rulebook"
GOOD = BROKEN / "good.yml"


@dataclass(frozen=True)
class Outcome:
    """One run: exit code, standard output, standard error, and the problems printed on either, in their order."""

    code: int
    out: str
    err: str
    problems: tuple[Problem, ...]


def ihl(*arguments: str | Path, stdin: str | bytes | None = None, **environment: str) -> Outcome:
    """Runs ``ihl`` with these arguments and additions to the environment. Fails where the program fails on its own account."""
    written: dict[str, Problem] = {}
    as_text = Problem.__str__

    def noted(problem: Problem) -> str:
        text = as_text(problem)
        written[clean(text)] = problem
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Problem, "__str__", noted)
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = [*result.stderr.splitlines(), *result.stdout.splitlines()]
    return Outcome(result.exit_code, result.stdout, result.stderr, tuple(written[line] for line in lines if line in written))
