"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Force, Format, Plain, Rules

records_app = typer.Typer(
    help="Incident records: find what is questionable in them, write, import, export, compare and share them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@records_app.command("lint")
def records_lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Record files, folders, JSON Lines, or - for standard input; without any, the bundled example."
        ),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Say what a code means and exactly when it is used; or all.")
    ] = None,
    code: Annotated[list[str] | None, typer.Option("--code", metavar="CODE", help="Only remarks with this code (may be repeated).")] = None,
    output: Format = "terminal",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="LEVEL",
            help="Exit 1 on remarks of this level or a graver one: danger, misleads, any (default; information never counts), or never.",
        ),
    ] = "any",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Find what is questionable, though not wrong, in records: sources, links, the order of events, and words that endanger a person."""
    from checker.cli.record_lint import Asked, lint_command

    raise typer.Exit(lint_command(Asked(paths or [], explain, code or [], output, fail_on, rules, plain)))


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
