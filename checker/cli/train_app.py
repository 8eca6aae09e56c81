"""The commands of ``ihl train`` with their options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import completing
from checker.cli.options import Force, Output, Plain, Rules

train_app = typer.Typer(help="The classroom: a lesson on an article, exercises, papers.", no_args_is_help=True, rich_markup_mode=None)

TextFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        autocompletion=completing.words("terminal", "md", "json"),
        help="terminal, md or json (default: as the file is called, else terminal).",
    ),
]


@train_app.command()
def lesson(
    article: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE",
            autocompletion=completing.article,
            help="An article or a paragraph of it: 13, 13(2), ap i 75, cihl 99, annex ii.",
        ),
    ],
    output: TextFormat = None,
    file: Output = None,
    force: Force = False,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Tell what an article protects and why, with a worked case, its counter-case and what is contested."""
    from checker.cli.lesson import lesson_command

    raise typer.Exit(lesson_command(article, output, file, force, rules, plain))


Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--article",
        metavar="N",
        autocompletion=completing.article,
        help="Only this article or paragraph: 13, 13(2), ap i 75 (may be repeated).",
    ),
]
Topics = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        metavar="T",
        autocompletion=completing.topic,
        help="Only this topic: publication, questioning, camp, trial ... (may be repeated).",
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="ID",
        autocompletion=completing.scenario,
        help="Only this scenario, by id or file, and nothing else (may be repeated).",
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Chooses the exercises: the same seed, the same choice.")]
OnReading = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="NAME",
        autocompletion=completing.reading,
        help="The reading on which exercises are judged (default: icrc-2020).",
    ),
]


@train_app.command()
def drill(
    article: Articles = None,
    topic: Topics = None,
    scenario: Scenarios = None,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many situations, each with two questions or more.")] = 5,
    seed: Seed = 1,
    reading: OnReading = None,
    save: Annotated[
        str | None, typer.Option("--save", metavar="FILE", help="Keep the results in a file (JSON). Without it nothing is kept.")
    ] = None,
    force: Force = False,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Ask exercises one by one, with the reasons after each answer. ? gives a hint, q ends."""
    from checker.cli.drill import drill_command
    from checker.cli.quiz import Wanted

    wanted = Wanted(tuple(article or ()), tuple(topic or ()), tuple(scenario or ()), count, seed, reading, rules)
    raise typer.Exit(drill_command(wanted, save, force, plain))


@train_app.command()
def quiz(
    article: Articles = None,
    topic: Topics = None,
    scenario: Scenarios = None,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many situations, each with two questions or more.")] = 6,
    seed: Seed = 1,
    reading: OnReading = None,
    audience: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="WHOM",
            autocompletion=completing.words("learner", "trainer"),
            help="learner (default), or trainer: with the key and the reasons.",
        ),
    ] = "learner",
    output: TextFormat = None,
    file: Output = None,
    force: Force = False,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Build a paper: situations and questions, balanced over answers, difficulty and articles."""
    from checker.cli.quiz import Wanted, quiz_command

    wanted = Wanted(tuple(article or ()), tuple(topic or ()), tuple(scenario or ()), count, seed, reading, rules)
    raise typer.Exit(quiz_command(wanted, audience, output, file, force, plain))


@train_app.command("export")
def train_export(
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="The folder for the files; it is made if need be.")],
    named: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            autocompletion=completing.scenario,
            help="Scenarios by id, or files and folders of your own; without any, what --article and --topic choose.",
        ),
    ] = None,
    article: Articles = None,
    topic: Topics = None,
    scenario: Scenarios = None,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many situations, each with two questions or more.")] = 6,
    seed: Seed = 1,
    reading: OnReading = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT,...",
            help="learner-html, trainer-html, docx, moodle, gift, qti, anki, md or all (default: learner-html,trainer-html,moodle).",
        ),
    ] = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Write a class set into a folder: a sheet for learners, one for the trainer with the answers, and the import for Moodle or others."""
    from checker.cli.class_set import export_command
    from checker.cli.quiz import Wanted

    wanted = Wanted(tuple(article or ()), tuple(topic or ()), (*(named or ()), *(scenario or ())), count, seed, reading, rules)
    raise typer.Exit(export_command(wanted, formats, output, force))


@train_app.command("site")
def train_site(
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="The folder to write the site to.")],
    house: Annotated[
        list[str] | None,
        typer.Option("--house", metavar="FILE", help="A house's own policy for the desk, beside those shipped (may be repeated)."),
    ] = None,
    force: Force = False,
    rules: Rules = None,
) -> None:
    """Write a site that works offline: the desk in the page, lessons, scenarios, and the rules in plain words with their cases."""
    from checker.cli.site import site_command

    raise typer.Exit(site_command(output, house or [], force, rules))
