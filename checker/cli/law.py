"""``ihl law``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from checker.cli.session import BAD, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.errors import InputError

FORMATS = ("terminal", "json", "md")


def law_command(words: Sequence[str], output: str, folder: str | None, plain: bool) -> int:
    """Runs ``ihl law`` and returns its exit code."""
    try:
        known_word("--format", output, FORMATS)
        rulebook = load_rulebook(folder)
    except Stop as stop:
        return stop.code
    from checker import ledger

    try:
        account = ledger.account(rulebook)
        one = account.find(" ".join(words)) if words else None
    except InputError as error:
        complain(error.problems)
        return BAD
    if output == "json":
        data = ledger.plain(account, account.articles if one is None else [one])
        print_json(data)
        return OK
    from checker.rendering import ledger as pages

    if output == "md":
        sys.stdout.write(pages.markdown(account) if one is None else pages.article_markdown(one, account))
        return OK
    from checker.rendering import terminal

    console = terminal.console(plain=plain, width=terminal_width())
    terminal.show(console, pages.table(account) if one is None else pages.article_page(one, account))
    return OK
