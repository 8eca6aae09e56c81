"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Force, Format, Plain, Reading, Rules

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


@records_app.command("new")
def new(
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="The record file to write; without it, named after the record.")
    ] = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="FILE", help="Go on with a record: what it says is kept, and not asked again.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="With --resume: ask what was left out on purpose once more.")] = False,
    article: Annotated[
        list[str] | None, typer.Option("--article", metavar="N", help="Ask only what rules of this article turn on (may be repeated).")
    ] = None,
    reading: Reading = None,
    rules: Rules = None,
    force: Force = False,
) -> None:
    """Write a record in an interview that asks only what matters next."""
    from checker.cli.interview import Wanted, new_command

    raise typer.Exit(new_command(Wanted(output, resume, again, reading, article or [], force, rules)))
