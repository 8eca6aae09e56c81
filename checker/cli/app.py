"""Every command with its options. The work is done elsewhere, imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker import __version__, limits
from checker.cli import completing
from checker.cli.options import (
    Article,
    Force,
    Format,
    Jobs,
    MinGrade,
    Output,
    Plain,
    Reading,
    Record,
    Rule,
    Rules,
    ShortFormat,
    ShowAll,
    Unredacted,
)
from checker.cli.records_app import records_app
from checker.cli.rules_app import rules_app
from checker.cli.train_app import train_app
from checker.errors import InputError

app = typer.Typer(
    name="ihl",
    help="Check records of captured soldiers against the prisoner-of-war provisions of the Third Geneva Convention.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(rules_app, name="rules")
app.add_typer(records_app, name="records")
app.add_typer(train_app, name="train")


def _version(wanted: bool) -> None:
    if wanted:
        from checker.cli.rulebooks import version_lines
        from checker.cli.session import BAD, complain
        from checker.text import clean

        lines, problems = version_lines(__version__)
        typer.echo("\n".join(clean(line) for line in lines))
        complain(problems)
        raise typer.Exit(BAD if problems else 0)


@app.callback()
def main(
    version: Annotated[  # noqa: ARG001 (its callback does the work)
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version, and name, digest and day of the law of every rulebook."
        ),
    ] = False,
) -> None:
    """Check records of captured soldiers against the Third Geneva Convention."""
    try:
        limits.unless_wrong()
    except InputError as error:
        from checker.cli.session import BAD, complain

        complain(error.problems)
        raise typer.Exit(BAD) from error


@app.command()
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Record files, folders, JSON Lines, or - for standard input; without any, the bundled example."
        ),
    ] = None,
    reading: Reading = None,
    rule: Rule = None,
    article: Article = None,
    subject: Annotated[
        list[str] | None,
        typer.Option("--subject", metavar="NAME", autocompletion=completing.subject, help="Only rules on this subject (may be repeated)."),
    ] = None,
    output: Format = "terminal",
    file: Output = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="WHAT",
            autocompletion=completing.words("breach", "contested", "undetermined", "never"),
            help="Exit 1 on: breach (default), contested (breach on any reading), undetermined, or never.",
        ),
    ] = "breach",
    show: ShowAll = "raised",
    min_grade: MinGrade = None,
    by_account: Annotated[
        bool, typer.Option("--by-account", help="Show, where facts are disputed, how each finding comes out on each side's telling.")
    ] = False,
    save: Annotated[
        str | None,
        typer.Option(
            "--save", metavar="DIR", help="Keep the run in a folder: findings, what each record states, and a manifest for ihl verify."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the unfinished run in the folder of --save.")] = False,
    force: Force = False,
    brief: Annotated[bool, typer.Option("--brief", help="Findings without their reasons, for --save and --format jsonl.")] = False,
    jobs: Jobs = 1,
    rules: Rules = None,
    plain: Plain = False,
    unredacted: Unredacted = False,
) -> None:
    """Check records and show what their facts indicate."""
    from checker.cli.asked import Asked
    from checker.cli.checking import check_command

    asked = Asked(
        paths=paths or [],
        reading=reading,
        rules=rule or [],
        articles=article or [],
        subjects=subject or [],
        output=output,
        file=file,
        fail_on=fail_on,
        show=show,
        folder=rules,
        plain=plain,
        min_grade=min_grade,
        by_account=by_account,
        save=save,
        resume=resume,
        force=force,
        brief=brief,
        jobs=jobs,
        unredacted=unredacted,
    )
    raise typer.Exit(check_command(asked))


@app.command()
def desk(
    record: Annotated[
        str | None,
        typer.Argument(metavar="[RECORD]", help="A record file, whose publications are looked at; without one, questions are asked."),
    ] = None,
    item: Annotated[str | None, typer.Option("--item", metavar="ID", help="Only this publication of the record.")] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            autocompletion=completing.policy,
            help="The policy to answer under (may be repeated); --list has them.",
        ),
    ] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Answer under every policy, side by side.")] = False,
    house: Annotated[
        list[str] | None, typer.Option("--house", metavar="FILE", help="A house's own policy, beside those shipped (may be repeated).")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="QUESTION=OPTION",
            help="An answer given beforehand, such as recognisable=face+voice; nothing is asked then (may be repeated).",
        ),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List the policies: who stands behind them, whom they bind, what was read.")
    ] = False,
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal, md or json.")] = "terminal",
    file: Output = None,
    force: Force = False,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Check one item before it is used: a photo, a clip, a quotation, a document or an interview."""
    from checker.cli.desk import Wanted, desk_command

    wanted = Wanted(record, item, policy or [], compare, house or [], answer or [], listing, output, file, force, rules, plain)
    raise typer.Exit(desk_command(wanted))


@app.command()
def verify(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The folder of a run kept with ihl check --save.")],
    jobs: Jobs = 1,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Recompute a kept run and compare it byte for byte."""
    from checker.cli.verifying import verify_command

    raise typer.Exit(verify_command(run, jobs, output, rules, plain))


@app.command()
def why(
    record: Record,
    rule: Annotated[str, typer.Argument(metavar="RULE", autocompletion=completing.rule, help="The id of a rule.")],
    reading: Reading = None,
    min_grade: MinGrade = None,
    rules: Rules = None,
    plain: Plain = False,
    unredacted: Unredacted = False,
) -> None:
    """Show how a verdict came about, down to the recorded facts and who says so."""
    from checker.cli.reasons import why_command

    raise typer.Exit(why_command(record, rule, reading, min_grade, rules, plain, unredacted))


@app.command()
def needs(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Record files, folders or JSON Lines; without any, the bundled example."),
    ] = None,
    reading: Reading = None,
    show: ShowAll = "raised",
    each: Annotated[bool, typer.Option("--each", help="Of several records, list the questions of each too, not only over all.")] = False,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=0, help="List only the first N questions (over several records: 20); 0 lists all."),
    ] = None,
    min_grade: MinGrade = None,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    plain: Plain = False,
    unredacted: Unredacted = False,
) -> None:
    """List the open questions, those that would settle most first; of several records, over all of them."""
    from checker.cli.needs import Asked, needs_command

    raise typer.Exit(needs_command(Asked(paths or [], reading, show, output, rules, plain, each, top, min_grade, unredacted)))


@app.command("what-if")
def what_if(
    record: Record,
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            autocompletion=completing.setting,
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
def review(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Record files, folders or JSON Lines.")],
    reading: Reading = None,
    rule: Rule = None,
    article: Article = None,
    record: Annotated[
        list[str] | None, typer.Option("--record", metavar="ID", help="Only the record with this id (may be repeated).")
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="WHAT", help="waiting (default: open, or open again), open, stale, decided or all.")
    ] = "waiting",
    show: ShowAll = "raised",
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Who decides. Asked for otherwise, and remembered until the end.")
    ] = "",
    decide: Annotated[
        str,
        typer.Option("--decide", metavar="WHAT", help="Decide on one finding and end: confirm, reject, need_information or out_of_scope."),
    ] = "",
    binding: Annotated[
        list[str] | None, typer.Option("--binding", metavar="ROLE=ID", help="With --decide: whom or what it is about (may be repeated).")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="With --decide: the reason.")] = "",
    standard: Annotated[
        str, typer.Option("--standard", metavar="NAME", help="With --decide confirm or reject: the standard of proof that you apply.")
    ] = "",
    application: Annotated[
        bool | None,
        typer.Option("--app/--prompt", help="In an application, or line by line (default: as the terminal allows).", show_default=False),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Serve the application to a browser on this machine.")] = False,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="With --serve: the address to listen on.")] = "localhost",
    port: Annotated[int, typer.Option("--port", metavar="N", help="With --serve: the port.")] = 8000,
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Go through findings and decide on them: the decision of a person beside the program's result."""
    from checker.cli.review import Asked, review_command

    asked = Asked(
        paths=paths,
        reading=reading,
        rules=rule or [],
        articles=article or [],
        records=record or [],
        only=only,
        show=show,
        name=name,
        binding=binding or [],
        decide=decide,
        reason=reason,
        standard=standard,
        application=application,
        serve=serve,
        host=host,
        port=port,
        folder=rules,
        plain=plain,
    )
    raise typer.Exit(review_command(asked))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A record file, a folder of them, a kept run, or a rulebook folder.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same as it is now.")],
    on: Annotated[
        list[str] | None, typer.Option("--on", metavar="PATH", help="Records on which two rulebooks are compared (default: the examples).")
    ] = None,
    reading: Reading = None,
    old_reading: Annotated[
        str | None, typer.Option("--old-reading", metavar="NAME", autocompletion=completing.reading, help="Another reading for OLD.")
    ] = None,
    output: ShortFormat = "terminal",
    rules: Rules = None,
    old_rules: Annotated[
        str | None, typer.Option("--old-rules", metavar="DIR", autocompletion=completing.rulebook, help="Another rulebook folder for OLD.")
    ] = None,
    plain: Plain = False,
) -> None:
    """Show which findings changed between two states, and what each change is due to: a fact, a rule, a reading, a treaty date."""
    from checker.cli.differing import Asked, diff_command

    raise typer.Exit(diff_command(Asked(old, new, on or [], reading, old_reading, rules, old_rules, output, plain)))


@app.command("scan")
def scan_article(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="A text, Markdown, HTML or Word file (.txt, .md, .html, .docx).")],
    draft: Annotated[
        str | None, typer.Option("--draft", metavar="FILE", help="Write a draft record: every fact unknown, with its passages as locator.")
    ] = None,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="The language of the article (default: en).")] = "en",
    cues: Annotated[
        str | None, typer.Option("--cues", metavar="FILE", help="A file of cues of your own instead of the shipped ones.")
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Look also through an article that does not seem to speak of captives.")] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help="Group by paragraph (default) or provision, on a terminal.")
    ] = "paragraph",
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal, json or md.")] = "terminal",
    file: Output = None,
    force: Force = False,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="WHAT", help="Exit 1 on: wording (questionable wording), any (a passage), or never (default)."),
    ] = "never",
    rules: Rules = None,
    plain: Plain = False,
    unredacted: Unredacted = False,
) -> None:
    """Find the passages of an article on which provisions bear, and questionable wording. It takes no value from them."""
    from checker.cli.passages import Asked, passages_command

    asked = Asked(article, draft, language, cues, by, output, file, force, fail_on, rules, plain, unredacted, anyway)
    raise typer.Exit(passages_command(asked))


@app.command()
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="record, decisions, rule, definition, cases, vocabulary, readings, backgrounds, ledger, policy, desk, lint, redaction, cues, lesson, scenario or findings; facts lists the vocabulary.",
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
        typer.Argument(
            metavar="[ARTICLE]",
            autocompletion=completing.article,
            help="One article with its entries and rules: 13, annex ii, ap i; without it, all in a table.",
        ),
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="terminal, json or md.")] = "terminal",
    rules: Rules = None,
    plain: Plain = False,
) -> None:
    """Show how much of the Convention the rules cover, article by article."""
    from checker.cli.law import law_command

    raise typer.Exit(law_command(article or [], output, rules, plain))
