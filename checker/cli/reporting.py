"""``ihl check`` in the formats that are written to files: reports for people, and tables and logs for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable

from checker import __version__, outputs
from checker.cli.asked import Asked
from checker.cli.progress import Progress
from checker.errors import InputError
from checker.findings import Result
from checker.pipeline import Run
from checker.redaction import Secrets, secrets_of
from checker.summary import plural
from checker.text import clean

#: From so many records on it is said that a report is being made: it takes some seconds.
_MANY = 25

#: What the name of a file says about its format, where nobody says more.
_SUFFIXES = {"html": "html", "htm": "html", "docx": "docx", "md": "md", "csv": "csv", "sarif": "sarif", "xml": "junit", "json": "json"}


def settled(asked: Asked) -> Asked:
    """What is asked for, the format taken from the name of the file where none is given. Raises InputError where it cannot be written: asked before long work begins."""
    if asked.file is not None and asked.output == "terminal":
        asked = asked._replace(output=_SUFFIXES.get(asked.file.rpartition(".")[2].lower(), "terminal"))
    if asked.output == "docx":
        try:
            import checker.rendering.docx  # noqa: F401 - whether the library is there
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "docx":
                raise
            fix = "Install it: pip install 'ihl-checker[docx]'. Or choose html or md."
            raise InputError.single(
                "--format", 0, "extra", "python-docx is not installed, which writes Word documents.", "", fix
            ) from missing
        if asked.file is None:
            raise InputError.single(
                "--format", 0, "option", "a Word document cannot be printed.", "", "Add -o with the name of a file: -o report.docx."
            )
    if asked.file is not None:
        if asked.output in ("terminal", "jsonl"):
            fix = "Add --format html, docx, md, csv, sarif, junit or json; or keep a whole run with --save DIR."
            raise InputError.single("-o", 0, "option", f"{asked.output} is not written to a file.", "", fix)
        outputs.unless_taken(asked.file, force=asked.force)
    return asked


def hand_out(run: Run, asked: Asked, reaches: Callable[[Result], bool]) -> None:
    """Writes what a run found to the file asked for, or prints it. ``reaches`` says whether a result is at the threshold of ``--fail-on``.

    Raises InputError, and gives out nothing, where a restricted value stands in what would be given out.
    """
    secrets = secrets_of(one.record.restricted for one in run.checked)
    progress = Progress()
    try:
        if len(run.checked) > _MANY:
            progress.stage("making the report")
        content = _made(run, asked, reaches, secrets)
        if len(run.checked) > _MANY:
            progress.stage("looking through it for restricted values")
        if asked.file is not None:
            outputs.write(asked.file, content, secrets, force=asked.force)
    finally:
        progress.clear()
    if asked.file is not None:
        sys.stderr.write(clean(f"{asked.file}: {plural(len(run.checked), 'record')}, {asked.output}.") + "\n")
        return
    assert isinstance(content, str)
    outputs.unless_leaking("standard output", content, secrets)
    sys.stdout.write(content)


def _made(run: Run, asked: Asked, reaches: Callable[[Result], bool], secrets: Secrets) -> str | bytes:
    show_all = asked.show == "all"
    if asked.output == "sarif":
        from checker.rendering.sarif import as_sarif

        return as_sarif(run, __version__, show_all=show_all)
    if asked.output == "junit":
        from checker.rendering.junit import as_junit

        failing = (result for one in run.checked for result in one.results if result.raised and reaches(result))
        return as_junit(run, failing, show_all=show_all)
    if asked.output == "json":
        from checker.rendering.machine import as_json

        return as_json(run, __version__, show_all=show_all, by_accounts=asked.by_account)
    if asked.output == "csv":
        from checker.rendering.csv import as_csv

        return as_csv(run, show_all=show_all)
    from checker.report.front import report
    from checker.report.withheld import withheld

    whole = withheld(report(run, __version__, show_all=show_all), secrets)
    if asked.output == "html":
        from checker.rendering.html import as_html

        return as_html(whole)
    if asked.output == "md":
        from checker.rendering.markdown import as_markdown

        return as_markdown(whole)
    from checker.rendering.docx import as_docx

    return as_docx(whole)
