"""``ihl rules lint``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from checker import __version__
from checker.cli.progress import Progress
from checker.cli.session import BAD, FOUND, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.errors import InputError, Problem, did_you_mean
from checker.rulebook import Rulebook


def lint_command(names: Sequence[str], explain: str | None, everything: bool, output: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl rules lint`` and returns its exit code: 0 nothing to remark, 1 remarks, 2 a file cannot be used."""
    from checker.lint.remarks import CODES
    from checker.rendering import lint as pages
    from checker.rendering import remarks as explained
    from checker.rendering import terminal

    if explain is not None:
        try:
            known_word("--explain", explain, (*CODES, "all"))
        except Stop as stop:
            return stop.code
        console = terminal.console(plain=plain, width=terminal_width())
        terminal.show(console, explained.explanation(CODES if explain == "all" else {explain: CODES[explain]}))
        return OK
    from checker.lint import run

    progress = Progress("pairs of rules compared")
    try:
        known_word("--format", output, ("terminal", "json", "sarif", "junit"))
        rulebook = load_rulebook(folder)
        found = run.lint(rulebook, progress.show)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    finally:
        progress.clear()
    if names:
        known = _names(rulebook, CODES, [word for remark in (*found.remarks, *(kept for kept, _ in found.kept)) for word in remark.about])
        unknown = [name for name in names if name not in known]
        if unknown:
            fix = "A name is a rule, a definition, a fact or a code; `--explain all` lists the codes."
            complain(
                Problem("NAME", 0, "unknown-name", f'"{name}" is nothing that lint looks at.', "", did_you_mean(name, known, otherwise=fix))
                for name in unknown
            )
            return BAD
        found = found.about(names)
    else:
        found = found.unasked()
    if output == "json":
        print_json(run.plain(found))
    elif output in ("sarif", "junit"):
        from checker.rendering.authors import lint_as_junit, lint_as_sarif

        sys.stdout.write(lint_as_sarif(found, __version__) if output == "sarif" else lint_as_junit(found))
    else:
        console = terminal.console(plain=plain, width=terminal_width())
        terminal.show(console, pages.report(found, everything=everything))
    return FOUND if found.remarks else OK


def _names(rulebook: Rulebook, codes: Iterable[str], others: Iterable[str]) -> set[str]:
    facts = {fact.id for fact in rulebook.vocabulary.facts()}
    return {*rulebook.rule_ids, *rulebook.definition_ids, *facts, *codes, *others}
