"""Every command with its options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker import __version__

app = typer.Typer(
    name="ihl",
    help="Check records of captured soldiers against the prisoner-of-war provisions of the Third Geneva Convention.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(
    help="The rules: list them, read one, run their cases, find what is questionable in them.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(rules_app, name="rules")

Rules = Annotated[str | None, typer.Option("--rules", metavar="DIR", help="A rulebook folder instead of the shipped one.")]
Reading = Annotated[str | None, typer.Option("--reading", metavar="NAME", help="The reading of contested provisions (default: icrc-2020).")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal, json or jsonl.")]
ShortFormat = Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal or json.")]
Plain = Annotated[bool, typer.Option("--plain", help="No colour and no styling.")]
ShowAll = Annotated[
    str, typer.Option("--show", metavar="WHAT", help="raised (default), or all: list what the record says nothing about too.")
]
Record = Annotated[str, typer.Argument(metavar="RECORD", help="A record file.")]


def _version(wanted: bool) -> None:
    if wanted:
        from checker.cli.session import version_line

        typer.echo(version_line(__version__))
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and the rulebook's digest.")
    ] = False,
) -> None:
    """Check records of captured soldiers against the Third Geneva Convention."""


@app.command()
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Record files, folders, JSON Lines, or - for standard input; without any, the bundled example."
        ),
    ] = None,
    reading: Reading = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule (may be repeated).")] = None,
    article: Annotated[
        list[str] | None, typer.Option("--article", metavar="N", help="Only rules of this article (may be repeated).")
    ] = None,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", metavar="NAME", help="Only rules on this subject (may be repeated).")
    ] = None,
    output: Format = "terminal",
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", metavar="WHAT", help="Exit 1 on: breach (default), contested (breach on any reading), undetermined, or never."
        ),
    ] = "breach",
    show: ShowAll = "raised",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Check records and show what their facts indicate."""
    from checker.cli.checking import check_command

    raise typer.Exit(check_command(paths or [], reading, rule or [], article or [], subject or [], output, fail_on, show, rules, plain))


@app.command()
def why(
    record: Record,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule.")],
    reading: Reading = None,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Show how a verdict came about, down to the recorded facts and who says so."""
    from checker.cli.reasons import why_command

    raise typer.Exit(why_command(record, rule, reading, rules, plain))


@app.command()
def needs(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[RECORD]...", help="Record files or folders; without any, the bundled example.")
    ] = None,
    reading: Reading = None,
    show: ShowAll = "raised",
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """List the open questions, those that would settle most first."""
    from checker.cli.reasons import needs_command

    raise typer.Exit(needs_command(paths or [], reading, show, output, rules, plain))


@app.command("what-if")
def what_if(
    record: Record,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            help="release-1.identifiable=yes, or publication.identifiable=yes for every publication; unknown takes a fact away.",
        ),
    ],
    reading: Reading = None,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Compute again with changed facts and show which verdicts change. The record stays as it is."""
    from checker.cli.reasons import what_if_command

    raise typer.Exit(what_if_command(record, settings, reading, output, rules, plain))


@app.command()
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="record, rule, definition, cases, vocabulary, readings, backgrounds, ledger, lint or findings; facts lists the vocabulary.",
        ),
    ] = None,
    rules: Rules = None,
) -> None:
    """Print the JSON Schema of a kind of file."""
    from checker.cli.schemas import schema_command

    raise typer.Exit(schema_command(kind, rules))


@app.command()
def law(
    article: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE]", help="One article with its entries and rules: 13, annex ii, ap i; without it, all in a table."),
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal, json or md.")] = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Show how much of the Convention the rules cover, article by article."""
    from checker.cli.law import law_command

    raise typer.Exit(law_command(article or [], output, rules, plain))


@rules_app.command("list")
def rules_list(
    article: Annotated[list[str] | None, typer.Option("--article", metavar="N", help="Only this article.")] = None,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """List the rules with provision, gravity and status."""
    from checker.cli.catalogue import list_command

    raise typer.Exit(list_command(article or [], output, rules, plain))


@rules_app.command("show")
def rules_show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule or definition, or a fact such as person.wounded.")],
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Show a rule or definition as it reads, with its authority; or a fact, with every rule that rests on it."""
    from checker.cli.catalogue import show_command

    raise typer.Exit(show_command(rule, rules, plain))


@rules_app.command("test")
def rules_test(
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Rules or definitions (default: all).")] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="Count what the cases try, kind by kind.")] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change every rule in one place at a time and name each change that no case notices.")
    ] = False,
    output: ShortFormat = "terminal",
    rules: Rules = None,
) -> None:
    """Run the cases beside the rules and name what no case has tried."""
    from checker.cli.testing import test_command

    raise typer.Exit(test_command(names or [], coverage, mutate, output, rules))


@rules_app.command("facts")
def rules_facts(
    subject: Annotated[str | None, typer.Argument(metavar="[SUBJECT]", help="Only facts of this subject.")] = None,
    unused: Annotated[bool, typer.Option("--unused", help="Only facts on which nothing rests.")] = False,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """List the facts of the vocabulary with how many rules use each."""
    from checker.cli.facts import facts_command

    raise typer.Exit(facts_command(subject, unused, output, rules, plain))


@rules_app.command("lint")
def rules_lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Only remarks about these rules, definitions or facts, or with these codes."),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Say what a code means and exactly when it is used; or all.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the remarks that lint.yml keeps too, each with its reason.")] = False,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Find what is questionable, though not wrong, in the rules, their facts and their cases."""
    from checker.cli.lint import lint_command

    raise typer.Exit(lint_command(names or [], explain, everything, output, rules, plain))
