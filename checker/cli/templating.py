"""``ihl records template``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from checker import outputs
from checker.cli.session import BAD, OK, Stop, complain, load_rulebook
from checker.errors import InputError
from checker.exchange.template import chosen_subjects, template
from checker.redaction import Secrets
from checker.text import clean


def template_command(output: str, subjects: Sequence[str], force: bool, folder: str | None) -> int:
    """Runs ``ihl records template`` and returns its exit code."""
    try:
        rulebook = load_rulebook(folder)
        if not output.endswith(".xlsx"):
            raise InputError.single(
                "--output", 0, "option", f'"{output}" does not end in .xlsx.', "A template is a workbook.", "Give it this ending."
            )
        outputs.unless_taken(output, force=force)
        chosen = chosen_subjects(subjects, rulebook.vocabulary)
        outputs.write(output, template(output, chosen), Secrets(), force=force)
    except InputError as error:
        complain(error.problems)
        return BAD
    except Stop as stop:
        return stop.code
    facts = sum(1 for subject in chosen for fact in subject.facts.values() if not fact.derived)
    sys.stdout.write(
        clean(f"A template with {len(chosen)} subjects and {facts} facts written to {output}. Begin with its sheet help.") + "\n"
    )
    return OK
