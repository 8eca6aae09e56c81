"""``ihl rules test``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from checker import __version__
from checker.cli.session import BAD, FOUND, OK, Stop, complain, known_word, load_rulebook, print_json
from checker.errors import InputError, Problem, did_you_mean
from checker.text import clean


def test_command(names: Sequence[str], coverage: bool, mutate: bool, output: str, folder: str | None) -> int:
    """Runs ``ihl rules test`` and returns its exit code: 0 all clean, 1 a case came out otherwise or something is untried or unnoticed, 2 a file cannot be used."""
    try:
        known_word("--format", output, ("terminal", "json", "sarif", "junit"))
        rulebook = load_rulebook(folder)
    except Stop as stop:
        return stop.code
    known = (*rulebook.definition_ids, *rulebook.rule_ids)
    unknown = [name for name in names if name not in known]
    if unknown:
        complain(
            Problem(
                "RULE",
                0,
                "unknown-rule",
                f'"{name}" is not the id of a rule or definition.',
                "",
                did_you_mean(name, known, otherwise="`ihl rules list` shows their ids."),
            )
            for name in unknown
        )
        return BAD
    from checker.cases import try_rulebook
    from checker.compiling import Compiler
    from checker.coverage import coverage as covered
    from checker.folder import read_folder
    from checker.proof import prove
    from checker.rendering import progress, proof

    shown = os.path.basename(os.path.normpath(rulebook.folder))
    chosen = names or known
    several: list[proof.Tested] = []
    try:
        compiler = Compiler(read_folder(rulebook.folder, shown)) if mutate else None
        trials = try_rulebook(rulebook, shown, chosen)
        for trial in progress.followed(trials, len(chosen), "Testing the rules", watched=sys.stderr.isatty()):
            proven = prove(compiler, trial.compiled, trial.ran) if compiler is not None and trial.ran else None
            several.append(proof.Tested(trial, covered(trial.compiled, trial.ran), proven))
    except InputError as error:
        complain(error.problems)
        return BAD
    if output == "json":
        print_json(proof.plain(several, rulebook))
    elif output == "sarif":
        from checker.rendering.authors import tests_as_sarif

        sys.stdout.write(tests_as_sarif(several, rulebook, __version__))
    elif output == "junit":
        from checker.rendering.authors import tests_as_junit

        sys.stdout.write(tests_as_junit(several, rulebook))
    else:
        for tested in several:
            sys.stdout.writelines(clean(line) + "\n" for line in proof.lines(tested))
        sys.stdout.write(clean(f"Rulebook {rulebook.called}.") + "\n")
        sys.stdout.writelines(clean(line) + "\n" for line in proof.totals(several, coverage=coverage))
    if any(tested.trial.problems for tested in several):
        return BAD
    return OK if all(tested.clean for tested in several) else FOUND
