"""``ihl train quiz``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checker.cli.papers import as_json, chosen, give
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, known_word, load_rulebook, terminal_width
from checker.errors import InputError
from checker.rulebook import Rulebook
from checker.training.paper import Paper

AUDIENCES = ("learner", "trainer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a paper or a drill is to be about, option by option."""

    articles: tuple[str, ...]
    topics: tuple[str, ...]
    scenarios: tuple[str, ...]
    count: int
    seed: int
    reading: str | None
    folder: str | None

    def paper(self, rulebook: Rulebook) -> Paper:
        """The paper. Raises InputError where there is nothing to ask, or something that is not known."""
        from checker.training.quiz import paper

        return paper(
            rulebook,
            articles=self.articles,
            topics=self.topics,
            scenarios=self.scenarios,
            count=self.count,
            seed=self.seed,
            reading=self.reading,
        )


def _markdown(made: Any, audience: str) -> str:
    from checker.handouts.markdown import learner_text, trainer_text

    return learner_text(made) if audience == "learner" else trainer_text(made)


def quiz_command(wanted: Wanted, audience: str, output: str | None, file: str | None, force: bool, plain: bool) -> int:
    """Runs ``ihl train quiz`` and returns its exit code."""
    try:
        known_word("--for", audience, AUDIENCES)
        output = chosen(output, file, force=force)
        rulebook = load_rulebook(wanted.folder)
        from checker.rendering import papers as pages

        made = wanted.paper(rulebook)
        if output == "terminal":
            from checker.rendering import terminal

            width = terminal_width()
            terminal.show(terminal.console(plain=plain, width=width), pages.page(made, audience, width=width))
        else:
            content = as_json(pages.plain(made, audience)) if output == "json" else _markdown(made, audience)
            give(content, file, f"The paper “{made.title}” for the {audience}", force=force)
    except InputError as error:
        complain(error.problems)
        return NOTHING if all(problem.code == "nothing" for problem in error.problems) else BAD
    except Stop as stop:
        return stop.code
    return OK
