"""What the commands of the classroom have in common when they give a text out: its format, and the file it goes to."""

from __future__ import annotations

import json
import sys
from typing import Any

from checker import outputs
from checker.cli.session import known_word
from checker.errors import InputError
from checker.redaction import Secrets
from checker.text import clean, escape_unprintable

FORMATS = ("terminal", "md", "json")

#: The format that the ending of a file asks for.
_ENDINGS = {".md": "md", ".markdown": "md", ".json": "json"}


def chosen(output: str | None, file: str | None, *, force: bool) -> str:
    """The format to write: the one asked for, else the one that the file's ending means, else that of the terminal. Stop(2) for an unknown one; raises InputError where the file says nothing, or is there already."""
    if output is not None:
        known_word("--format", output, FORMATS)
    if file is None:
        return output or "terminal"
    outputs.unless_taken(file, force=force)
    ending = f".{file.rpartition('.')[2].lower()}"
    found = output or _ENDINGS.get(ending, "")
    if found in ("", "terminal"):
        what = f'nothing says in which format "{file}" is to be written.'
        raise InputError.single(
            "--output", 0, "option", what, "Nothing was written.", "Let the name end in .md or .json, or add --format md or json."
        )
    return found


def give(content: str, file: str | None, what: str, *, force: bool) -> None:
    """Prints a text, or writes it to a file and says so."""
    if file is None:
        sys.stdout.write(content)
        return
    outputs.write(file, content, Secrets(), force=force)  # nothing in it comes from a record of somebody's own
    sys.stdout.write(clean(f"{what} written to {file}.") + "\n")


def as_json(data: Any) -> str:
    """Plain data as indented JSON, with what could not be printed escaped in it."""
    return escape_unprintable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
