"""``ihl rules list`` and ``show``; a fact is shown by ``show`` too."""

from __future__ import annotations

from collections.abc import Sequence

from checker.cli.session import BAD, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.errors import InputError, Problem, did_you_mean
from checker.pipeline import chosen_rules


def list_command(articles: Sequence[str], output: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl rules list`` and returns its exit code."""
    try:
        known_word("--format", output, ("terminal", "json"))
        rulebook = load_rulebook(folder)
        rules = [rulebook.rule(head.id) for head in chosen_rules(rulebook, articles=articles)]
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    if output == "json":
        data = [
            {
                "id": rule.id,
                "title": rule.title,
                "provision": rule.provision,
                "gravity": rule.gravity,
                "addressee": rule.addressee,
                "status": rule.status,
                "on": rule.on,
                "duties": list(rule.duties),
            }
            for rule in rules
        ]
        print_json(data)
        return OK
    from checker.rendering import catalogue, terminal

    console = terminal.console(plain=plain, width=terminal_width())
    terminal.show(console, catalogue.listing(rules, rulebook))
    return OK


def show_command(identity: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl rules show`` and returns its exit code."""
    try:
        rulebook = load_rulebook(folder)
    except Stop as stop:
        return stop.code
    recorded = [fact.id for fact in rulebook.vocabulary.facts() if not fact.derived]
    known = (*rulebook.rule_ids, *rulebook.definition_ids, *recorded)
    if identity not in known:
        complain(
            [
                Problem(
                    "RULE",
                    0,
                    "unknown-rule",
                    f'"{identity}" is not the id of a rule or definition, nor a fact.',
                    "",
                    did_you_mean(identity, known, otherwise="`ihl rules list` and `ihl rules facts` show them."),
                )
            ]
        )
        return BAD
    from checker.rendering import catalogue, facts, terminal

    console = terminal.console(plain=plain, width=terminal_width())
    if identity in rulebook.rule_ids:
        terminal.show(console, catalogue.rule_page(rulebook.rule(identity), rulebook))
        return OK
    from checker.uses import Uses

    uses, fact = Uses.of(rulebook), rulebook.vocabulary.fact(identity)
    if fact.derived:
        terminal.show(console, catalogue.definition_page(rulebook.definition(identity), rulebook))
        terminal.show(console, facts.users(fact, rulebook, uses, most=20))
    else:
        terminal.show(console, facts.fact_page(fact, rulebook, uses))
    return OK
