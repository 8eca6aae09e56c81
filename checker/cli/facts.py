"""``ihl rules facts``."""

from __future__ import annotations

from checker.cli.session import BAD, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.errors import Problem, did_you_mean, listed
from checker.uses import Uses


def facts_command(subject: str | None, unused: bool, output: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl rules facts`` and returns its exit code."""
    try:
        known_word("--format", output, ("terminal", "json"))
        rulebook = load_rulebook(folder)
    except Stop as stop:
        return stop.code
    subjects = rulebook.vocabulary.subjects
    if subject is not None and subject not in subjects:
        fix = did_you_mean(subject, subjects, otherwise=f"Subjects are {listed(subjects)}.")
        complain([Problem("SUBJECT", 0, "unknown-subject", f'"{subject}" is no subject.', "", fix)])
        return BAD
    uses = Uses.of(rulebook)
    facts = [fact for fact in rulebook.vocabulary.facts() if not fact.derived and subject in (None, fact.subject)]
    chosen = [fact for fact in facts if not (unused and fact.id in uses.direct)]
    if output == "json":
        data = [
            {
                "fact": fact.id,
                "type": fact.type,
                "asks": fact.asks,
                "judgement": fact.judgement,
                "articles": list(fact.articles),
                "direct": list(uses.direct.get(fact.id, ())),
                "through": {definition: list(users) for definition, users in uses.through(fact.id).items()},
            }
            for fact in chosen
        ]
        print_json(data)
        return OK
    from checker.rendering import facts as pages
    from checker.rendering import terminal

    console = terminal.console(plain=plain, width=terminal_width())
    terminal.show(console, pages.listing(chosen, uses))
    return OK
