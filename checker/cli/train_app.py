"""The commands of ``ihl train`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Force, Rules

train_app = typer.Typer(
    help="For classes and newsrooms: a site to read and to try things out.", no_args_is_help=True, rich_markup_mode=None
)


@train_app.callback()
def main() -> None:
    """For classes and newsrooms: a site to read and to try things out."""


@train_app.command("site")
def train_site(
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="The folder to write the site to.")],
    house: Annotated[
        list[str] | None, typer.Option("--house", metavar="FILE", help="A policy of your own for the desk (may be repeated).")
    ] = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Write a site that works offline: the desk in the page, lessons, scenarios, and the rules in plain words with their cases."""
    from checker.cli.site import site_command

    raise typer.Exit(site_command(output, house or [], force, rules))
