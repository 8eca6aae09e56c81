"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.options import Force, Format, Plain, Reading, Rules, Unredacted

records_app = typer.Typer(
    help="Incident records: find what is questionable in them, write, import, export, compare and share them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@records_app.command("import")
def records_import(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Tables, workbooks or JSON Lines.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="PATH", help="A folder for one file each, or a file that ends in .jsonl.")
    ],
    source: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="csv, xlsx or jsonl (default: told by the ending of the file).")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option("--mapping", metavar="FILE", help="Which column is which fact; `ihl records map` drafts one.")
    ] = None,
    errors: Annotated[
        str | None, typer.Option("--errors", metavar="FILE", help="Where to list the rows that were not taken in: a .xlsx or .csv file.")
    ] = None,
    unredacted: Unredacted = False,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Take in records from tables and other programs; rows that cannot be read come back with what to do about them."""
    from checker.cli.importing import Asked, import_command

    raise typer.Exit(import_command(Asked(files, output, source, mapping, errors, force, unredacted, rules)))


@records_app.command("export")
def records_export(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Record files, folders, JSON Lines, or - for standard input.")],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="csv, xlsx or jsonl.")],
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    exact: Annotated[
        bool,
        typer.Option(
            "--exact/--safe",
            help="Every text as it is, for machines; or (default) so that no spreadsheet program takes one for a formula, which import undoes.",
        ),
    ] = False,
    unredacted: Unredacted = False,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Write records as a table, a workbook or JSON Lines, with nothing lost but what they keep restricted."""
    from checker.cli.exporting import Asked, export_command

    raise typer.Exit(export_command(Asked(paths, to, output, exact, unredacted, force, rules)))


@records_app.command("template")
def records_template(
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The workbook to write (.xlsx).")],
    subject: Annotated[
        list[str] | None,
        typer.Option("--subject", metavar="NAME", help="Only this subject and those that it needs (may be repeated; default: all)."),
    ] = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Write a workbook to fill records in: a sheet for each subject, drop-downs, help and a codebook."""
    from checker.cli.templating import template_command

    raise typer.Exit(template_command(output, subject or [], force, rules))


@records_app.command("map")
def records_map(
    sheet: Annotated[str, typer.Argument(metavar="SHEET", help="A table or workbook with one incident in a row.")],
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The mapping to write (.mapping).")],
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Draft a column mapping for a sheet from its headings, to be completed by a person."""
    from checker.cli.mapping import map_command

    raise typer.Exit(map_command(sheet, output, force, rules))


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
