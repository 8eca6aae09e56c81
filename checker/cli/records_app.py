"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Force, Rules

records_app = typer.Typer(
    help="Incident records: find what is questionable in them, write, import, export, compare and share them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@records_app.command("redact")
def records_redact(
    records: Annotated[list[str], typer.Argument(metavar="RECORD...", help="Record files, folders or registers (.jsonl).")],
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Where the copy goes: a file, a register (.jsonl), or a folder for several records."
        ),
    ],
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="FILE", help="What is let out, instead of the shipped redaction.yml."),
    ] = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Make copies of records that may be passed on. No verdict changes."""
    from checker.cli.sharing import redact_command

    raise typer.Exit(redact_command(records, output, policy, rules, force))


@records_app.command("scan")
def records_scan(
    artefacts: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files of any kind that the program wrote, or folders of them.")
    ],
    against: Annotated[
        list[str], typer.Option("--against", metavar="RECORD", help="The records whose restricted values are looked for (may be repeated).")
    ],
) -> None:
    """Look for restricted values in written files. Exits 1 where one is found."""
    from checker.cli.scanning import scan_command

    raise typer.Exit(scan_command(artefacts, against))
