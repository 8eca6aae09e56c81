"""The commands of ``ihl records`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import completing
from checker.cli.options import Force, Plain, Reading, Rules, Unredacted

records_app = typer.Typer(
    help="Incident records: find what is questionable in them, write, import, export, compare and share them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@records_app.command("import")
def records_import(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Tables, workbooks, JSON Lines, or exports of other programs.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="PATH", help="A folder for one file each, or a file that ends in .jsonl.")
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            autocompletion=completing.words("csv", "xlsx", "jsonl", "kobo", "odk", "uwazi", "auto-archiver"),
            help="csv, xlsx, jsonl, kobo, odk, uwazi or auto-archiver (default: told by the ending of the file).",
        ),
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


@records_app.command("form")
def records_form(
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The workbook to write: form.xlsx.")],
    subject: Annotated[
        list[str] | None,
        typer.Option(
            "--subject",
            metavar="NAME",
            autocompletion=completing.subject,
            help="Ask about this subject (may be repeated; default: publication).",
        ),
    ] = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            "--article", metavar="N", autocompletion=completing.article, help="Ask only what belongs to this article (may be repeated)."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="The language of the answers; the questions are in English.")
    ] = "en",
    no_names: Annotated[
        bool, typer.Option("--no-names", help="Leave out the restricted group in which names of captives may be entered.")
    ] = False,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Make a survey form (XLSForm) for KoboToolbox or ODK from the vocabulary; what is filled in comes back with `ihl records import`."""
    from checker.cli.form import FormAsked, form_command

    raise typer.Exit(form_command(FormAsked(output, subject or [], article or [], language, not no_names, force, rules)))


@records_app.command("export")
def records_export(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Record files, folders, JSON Lines, or - for standard input.")],
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", autocompletion=completing.words("csv", "xlsx", "jsonl"), help="csv, xlsx or jsonl.")
    ],
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
        typer.Option(
            "--subject",
            metavar="NAME",
            autocompletion=completing.subject,
            help="Only this subject and those that it needs (may be repeated; default: all).",
        ),
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
        str | None,
        typer.Option(
            "--explain",
            metavar="CODE",
            autocompletion=completing.record_code_or_all,
            help="Say what a code means and exactly when it is used; or all.",
        ),
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option(
            "--code", metavar="CODE", autocompletion=completing.record_code, help="Only remarks with this code (may be repeated)."
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", autocompletion=completing.words("terminal", "json", "jsonl"), help="terminal, json or jsonl."
        ),
    ] = "terminal",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="LEVEL",
            autocompletion=completing.words("danger", "misleads", "any", "never"),
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
        list[str] | None,
        typer.Option(
            "--article",
            metavar="N",
            autocompletion=completing.article,
            help="Ask only what rules of this article turn on (may be repeated).",
        ),
    ] = None,
    reading: Reading = None,
    rules: Rules = None,
    force: Force = False,
) -> None:
    """Write a record in an interview that asks only what matters next."""
    from checker.cli.interview import Wanted, new_command

    raise typer.Exit(new_command(Wanted(output, resume, again, reading, article or [], force, rules)))


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
