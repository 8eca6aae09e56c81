"""``ihl records form``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from checker.cli.session import BAD, OK, Stop, complain, load_rulebook
from checker.errors import InputError, Problem
from checker.outputs import unless_taken, write
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import clean

if TYPE_CHECKING:
    from checker.exchange.questions import Plan

#: Above so many questions a form is a burden on a phone, and the command says so.
_MANY = 250


class FormAsked(NamedTuple):
    """What was asked of the command."""

    output: str
    subjects: list[str]
    articles: list[str]
    language: str
    names: bool
    force: bool
    folder: str | None


def _titles(rulebook: Rulebook, wanted: Plan) -> dict[str, str]:
    """What the articles are about that the form lets people choose; a rulebook need not have a ledger that says so."""
    if not any(asked.articles for asked in wanted.asked):
        return {}
    from checker.ledger import read_ledger

    try:
        ledger = read_ledger(rulebook.folder)
    except InputError:
        return {}
    return {article.article: article.title for article in (*ledger.articles, *ledger.annexes)}


def form_command(asked: FormAsked) -> int:
    """Writes a survey form, checks it with pyxform where that is installed, and returns the exit code."""
    from checker.exchange.questions import plan
    from checker.exchange.xlsform import convert, make, workbook

    try:
        if not asked.output.lower().endswith(".xlsx"):
            raise InputError.single(
                asked.output, 0, "output-name", "a form is a workbook.", "Servers tell it by its name.", "Give a name that ends in .xlsx."
            )
        if not asked.language.replace("-", "").isalnum() or not asked.language.isascii():
            raise InputError(
                [Problem("--language", 0, "option", f'"{asked.language}" is no language.', "", "Write a code such as en, fr or uk.")]
            )
        unless_taken(asked.output, force=asked.force)
        rulebook = load_rulebook(asked.folder)
        wanted = plan(rulebook.vocabulary, asked.subjects, asked.articles, names=asked.names, language=asked.language)
        form = make(wanted, _titles(rulebook, wanted))
        content = workbook(form)
        converted = convert(content)
        write(asked.output, content, Secrets(), force=asked.force)
    except InputError as error:
        complain(error.problems)
        return BAD
    except Stop as stop:
        return stop.code
    lines = [
        f"{asked.output}: {form.questions} questions about {len(wanted.facts)} facts; those about what nobody chooses in the form stay hidden. Version {form.settings['version']}."
    ]
    if form.questions > _MANY:
        lines.append("That is a long form for a phone: --subject and --article together ask only what belongs to both.")
    if wanted.judgements:
        word = "judgement is" if wanted.judgements == 1 else "judgements are"
        lines.append(f"{wanted.judgements} {word} left out: only a named reviewer can enter them.")
    if wanted.names:
        lines.append("Names can be entered in a restricted group: use that on an encrypted form only, or leave it out with --no-names.")
    if converted is None:
        lines.append('Not checked: pyxform is not installed. Install it with: pip install "ihl-checker[forms]".')
    else:
        lines.append("Checked with pyxform, which makes of it the form that phones read.")
        lines += [f"pyxform says: {warning}" for warning in converted.warnings]
    sys.stdout.write("".join(f"{clean(line)}\n" for line in lines))
    return OK
