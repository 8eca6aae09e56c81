"""Writes what is generated from the program: the JSON Schemas beside this file, the options of every command in docs/cli.md, and the limits in docs/limits.md.

    python schemas/make.py

Run it after a change of the vocabulary, of the form of a file, or of a command. ``tests/test_docs.py`` compares what lies there with what this would write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from checker import limits
from checker.cli.app import app
from checker.rulebook import Rulebook
from checker.schemas import KINDS, schema_of

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
PAGE = ROOT / "docs" / "cli.md"
LIMITS_PAGE = ROOT / "docs" / "limits.md"

_REGION = re.compile(r"(<!-- generated: (?P<command>[^\n]*?) -->\n).*?(<!-- end -->)", flags=re.DOTALL)


def schemas() -> dict[Path, str]:
    """The schema of every kind of file, by the path at which it lies."""
    vocabulary = Rulebook.load(str(ROOT / "rules")).vocabulary
    return {SCHEMAS / f"{kind}.schema.json": json.dumps(schema_of(kind, vocabulary), ensure_ascii=False, indent=1) + "\n" for kind in KINDS}


def commands(group: Any = None, name: str = "ihl") -> Iterator[tuple[str, Any]]:
    """Every command by its whole name, as typer has it: ``ihl`` itself, ``ihl check``, ``ihl rules list``."""
    found = typer.main.get_command(app) if group is None else group
    inner: Mapping[str, Any] = getattr(found, "commands", {})
    if not hasattr(found, "commands") or found.name == "ihl":
        yield name, found
    for word, command in inner.items():
        yield from commands(command, f"{name} {word}")


def described(name: str, command: Any) -> str:
    """One command in Markdown: what it does, how it is written, and its arguments and options with their help."""
    parameters = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    usage = " ".join([name, "[OPTIONS]", *(str(argument.metavar) for argument in arguments), *(["COMMAND"] if name == "ihl" else [])])
    rows = [f"| {_written(parameter)} | {_meaning(parameter)} |" for parameter in parameters]
    table = "\n".join(["| argument or option | what it means |", "|---|---|", *rows, "| `-h`, `--help` | Show this and exit. |"])
    return f"{command.help}\n\n```text\n{usage}\n```\n\n{table}\n"


def _written(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`"
    return ", ".join(
        f"`{option}{f' {parameter.metavar}' if parameter.metavar else ''}`" for option in (*parameter.opts, *parameter.secondary_opts)
    )


def _meaning(parameter: Any) -> str:
    help_ = str(parameter.help).replace("|", "\\|")
    return f"{help_} Required." if parameter.required and parameter.param_type_name == "option" else help_


def page() -> str:
    """docs/cli.md with every generated part as it should be. Raises KeyError for a part that belongs to no command."""
    parts = {name: described(name, command) for name, command in commands()}
    return _REGION.sub(lambda found: f"{found[1]}\n{parts[found['command']]}\n{found[3]}", PAGE.read_text(encoding="utf-8"))


def limits_page() -> str:
    """docs/limits.md with its table as it should be."""
    rows = [
        f"| `{limit.name}` | {limit.default:,} {limit.unit} | {limit.what} | {limit.why} | {'cannot be raised' if limit.fixed else f'up to {limit.most:,}' if limit.most < 10**12 else 'yes'} |"
        for limit in limits.TABLE
    ]
    table = "\n".join(["| name | limit | of what | why | raised |", "|---|---|---|---|---|", *rows])
    return _REGION.sub(lambda found: f"{found[1]}\n{table}\n\n{found[3]}", LIMITS_PAGE.read_text(encoding="utf-8"))


def main() -> None:
    """Writes every file that is not as it should be, and removes schemas of kinds that are no more."""
    wanted = {**schemas(), PAGE: page(), LIMITS_PAGE: limits_page()}
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    for path in SCHEMAS.glob("*.schema.json"):
        if path not in wanted:
            path.unlink()
            print(f"removed {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
