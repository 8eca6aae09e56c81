"""``ihl train drill``: exercises on the terminal, one question after the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

from checker import outputs
from checker.cli.papers import as_json
from checker.cli.quiz import Wanted
from checker.cli.session import BAD, INTERRUPTED, NOTHING, OK, Stop, complain, load_rulebook, terminal_width
from checker.errors import InputError
from checker.redaction import Secrets
from checker.text import clean
from checker.training import drill
from checker.training.paper import Paper, Question, Section


class _Left(Exception):
    """Somebody leaves before the end: by ``q``, or because nothing more can be read."""


def drill_command(wanted: Wanted, save: str | None, force: bool, plain: bool) -> int:
    """Runs ``ihl train drill`` and returns its exit code."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # what cannot be read is refused as an answer, and does not end the drill
    try:
        if save is not None:
            outputs.unless_taken(save, force=force)
        rulebook = load_rulebook(wanted.folder)
        made = wanted.paper(rulebook)
        session = _Session(made, plain)
        code = session.run()
        if save is not None and session.given:
            outputs.write(save, as_json(drill.kept(made, session.given)), Secrets(), force=force)
            sys.stdout.write(clean(f"The results are in {save}.") + "\n")
    except InputError as error:
        complain(error.problems)
        return NOTHING if all(problem.code == "nothing" for problem in error.problems) else BAD
    except Stop as stop:
        return stop.code
    return code


class _Session:
    """One drill on the terminal: what was answered so far is kept in memory, and nowhere else."""

    def __init__(self, paper: Paper, plain: bool) -> None:
        # A pipe or a screen reader gets plain text, and so does a file.
        self.plain = plain or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb"
        self.paper = paper
        self.given: list[drill.Given] = []

    def run(self) -> int:
        """Asks until all is asked or somebody leaves, and says how it went."""
        from checker.rendering import papers as pages
        from checker.rendering.terminal import words

        code = OK
        try:
            self.show([words(self.paper.title, "bold"), words(self.paper.about, "dim")])
            self.ask()
        except _Left:
            pass
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            code = INTERRUPTED
        self.show([words(""), *pages.score(drill.Score.of(self.paper, self.given)), pages.made_with(self.paper)])
        return code

    def ask(self) -> None:
        """Every question in order."""
        from checker.rendering import papers as pages
        from checker.rendering.terminal import words

        last, role = "", ""
        places = {section.id: place for place, section in enumerate(self.paper.sections, start=1)}
        for number, (section, question) in enumerate(drill.asked(self.paper), start=1):
            if section.id != last:
                new = section.role if section.role != role else ""
                self.show([words(""), *pages.situation(section, places[section.id], len(places), role=new)])
                last, role = section.id, section.role
            self.show(pages.question(question, number))
            self.given.append(self.answer(section, question))
            self.show(pages.feedback(self.given[-1]))

    def answer(self, section: Section, question: Question) -> drill.Given:
        """What somebody answers: asked for until it can be used."""
        from checker.rendering.terminal import words

        hinted = False
        while True:
            text = self.read()
            if text in ("?", "h", "hint"):
                hinted = True
                self.show([words(drill.hint(section, question))])
                continue
            try:
                return drill.answered(section, question, text, hinted=hinted)
            except drill.BadAnswer as bad:
                self.show([words(str(bad))])

    def read(self) -> str:
        """A line of what somebody types. Raises _Left at ``q`` and at the end of the input."""
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = sys.stdin.readline() if sys.stdin is not None else ""  # a closed one is none
        if not line:
            sys.stdout.write("\n")
            raise _Left
        text = line.strip()
        if not sys.stdin.isatty():
            sys.stdout.write(clean(text) + "\n")
        if text.lower() in ("q", "quit"):
            raise _Left
        return text

    def show(self, blocks: Iterable[Any]) -> None:
        """Prints blocks (renderables of rich) one below the other."""
        from checker.rendering import papers as pages
        from checker.rendering import terminal

        width = terminal_width()
        terminal.show(terminal.console(plain=self.plain, width=width), pages.narrowed(blocks, width))
