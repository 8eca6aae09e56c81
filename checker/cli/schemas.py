"""``ihl schema``."""

from __future__ import annotations

import sys

from checker.cli.session import BAD, OK, Stop, complain, load_rulebook, print_json
from checker.errors import Problem, did_you_mean, listed
from checker.text import clean


def schema_command(kind: str | None, folder: str | None) -> int:
    """Runs ``ihl schema`` and returns its exit code."""
    from checker.schemas import KINDS, schema_of

    if kind is None:
        sys.stdout.write(
            "Kinds of files: " + listed(KINDS, joint="and", most=len(KINDS)) + ". `ihl schema facts` lists the facts of the vocabulary.\n"
        )
        return OK
    if kind not in (*KINDS, "facts"):
        complain(
            [
                Problem(
                    "KIND",
                    0,
                    "option",
                    f'"{kind}" is not a kind of file.',
                    "",
                    did_you_mean(kind, (*KINDS, "facts"), otherwise=f"Kinds are {listed(KINDS, most=len(KINDS))}."),
                )
            ]
        )
        return BAD
    try:
        rulebook = load_rulebook(folder)
    except Stop as stop:
        return stop.code
    if kind == "facts":
        for fact in rulebook.vocabulary.facts():
            values = f" ({', '.join(fact.words)})" if fact.type == "enum" else f" ({fact.unit})" if fact.unit else ""
            kind = f"{fact.type}{values}{' [definition]' if fact.derived else ''}{' [judgement]' if fact.judgement else ''}"
            sys.stdout.write(f"{clean(f'{fact.id}: {kind}')}\n    {clean(fact.asks)}\n")
        return OK
    print_json(schema_of(kind, rulebook.vocabulary))
    return OK
