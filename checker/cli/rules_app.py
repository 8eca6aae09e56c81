"""The commands of ``ihl rules`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import completing
from checker.cli.options import AuthorFormat, Plain, Rules, ShortFormat

rules_app = typer.Typer(
    help="The rules: list them, read one, run their cases, find what is questionable in them.", no_args_is_help=True, rich_markup_mode=None
)


@rules_app.command("list")
def rules_list(
    article: Annotated[
        list[str] | None, typer.Option("--article", metavar="N", autocompletion=completing.article, help="Only this article.")
    ] = None,
    rulebooks: Annotated[
        bool, typer.Option("--rulebooks", help="List the rulebooks instead: the shipped one, and those installed as packages.")
    ] = False,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """List the rules with provision, gravity and status."""
    if rulebooks:
        from checker.cli.rulebooks import rulebooks_command

        raise typer.Exit(rulebooks_command(output))
    from checker.cli.catalogue import list_command

    raise typer.Exit(list_command(article or [], output, rules, plain))


@rules_app.command("show")
def rules_show(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="RULE", autocompletion=completing.rule_or_fact, help="The id of a rule or definition, or a fact such as person.wounded."
        ),
    ],
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Show a rule or definition as it reads, with its authority; or a fact, with every rule that rests on it."""
    from checker.cli.catalogue import show_command

    raise typer.Exit(show_command(rule, rules, plain))


@rules_app.command("test")
def rules_test(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", autocompletion=completing.rule_or_definition, help="Rules or definitions (default: all)."),
    ] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="Count what the cases try, kind by kind.")] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change every rule in one place at a time and name each change that no case notices.")
    ] = False,
    output: AuthorFormat = "terminal",
    rules: Rules = None,
) -> None:
    """Run the cases beside the rules and name what no case has tried."""
    from checker.cli.testing import test_command

    raise typer.Exit(test_command(names or [], coverage, mutate, output, rules))


@rules_app.command("facts")
def rules_facts(
    subject: Annotated[
        str | None, typer.Argument(metavar="[SUBJECT]", autocompletion=completing.subject, help="Only facts of this subject.")
    ] = None,
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
        typer.Argument(
            metavar="[NAME]...",
            autocompletion=completing.rule_or_fact,
            help="Only remarks about these rules, definitions or facts, or with these codes.",
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="CODE",
            autocompletion=completing.rule_code,
            help="Say what a code means and exactly when it is used; or all.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the remarks that lint.yml keeps too, each with its reason.")] = False,
    output: AuthorFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Find what is questionable, though not wrong, in the rules, their facts and their cases."""
    from checker.cli.lint import lint_command

    raise typer.Exit(lint_command(names or [], explain, everything, output, rules, plain))
