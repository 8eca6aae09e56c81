"""``ihl train lesson``."""

from __future__ import annotations

from collections.abc import Sequence

from checker.cli.papers import as_json, chosen, give
from checker.cli.session import BAD, OK, Stop, complain, load_rulebook, terminal_width
from checker.errors import InputError


def lesson_command(article: Sequence[str], output: str | None, file: str | None, force: bool, folder: str | None, plain: bool) -> int:
    """Runs ``ihl train lesson`` and returns its exit code."""
    try:
        output = chosen(output, file, force=force)
        rulebook = load_rulebook(folder)
        from checker.rendering import lessons as pages
        from checker.training.lessons import lesson

        taught = lesson(" ".join(article), rulebook)
        if output == "terminal":
            from checker.rendering import terminal

            width = terminal_width()
            terminal.show(terminal.console(plain=plain, width=width), pages.page(taught, width=width))
        else:
            content = as_json(pages.plain(taught)) if output == "json" else pages.markdown(taught)
            give(content, file, f"The lesson on {taught.called}", force=force)
    except InputError as error:
        complain(error.problems)
        return BAD
    except Stop as stop:
        return stop.code
    return OK
