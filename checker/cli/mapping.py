"""``ihl records map``."""

from __future__ import annotations

import os
import sys

from checker import outputs
from checker.cli.session import BAD, OK, Stop, complain, load_rulebook
from checker.errors import InputError
from checker.exchange.drafting import draft
from checker.exchange.readers import sheets_of
from checker.redaction import Secrets
from checker.text import clean


def map_command(path: str, output: str, force: bool, folder: str | None) -> int:
    """Runs ``ihl records map`` and returns its exit code."""
    try:
        rulebook = load_rulebook(folder)
        outputs.unless_taken(output, force=force)
        outputs.write(output, draft(path, sheets_of(path), rulebook.vocabulary), Secrets(), force=force)
    except InputError as error:
        complain(error.problems)
        return BAD
    except Stop as stop:
        return stop.code
    sys.stdout.write(
        clean(
            f"A draft written to {output}. Read it, complete it, then: ihl records import {os.path.basename(path)} --mapping {output} -o records/"
        )
        + "\n"
    )
    return OK
