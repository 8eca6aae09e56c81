"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Reading, Rules

records_app = typer.Typer(
    help="Incident records: find what is questionable in them, write, import, export, compare and share them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


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
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a record in an interview that asks only what matters next."""
    from checker.cli.interview import Wanted, new_command

    raise typer.Exit(new_command(Wanted(output, resume, again, reading, article or [], force, rules)))
