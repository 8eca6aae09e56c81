"""``ihl scan``."""

from __future__ import annotations

import json
import sys
from typing import NamedTuple

from checker import outputs
from checker.cli.session import BAD, FOUND, OK, Stop, complain, known_word, load_rulebook, seen_only, terminal_width
from checker.documents import parse_yaml
from checker.errors import InputError
from checker.passages.articles import read_article
from checker.passages.cues import Basis, read_cues
from checker.passages.drafting import draft
from checker.passages.matching import Scan, scan
from checker.passages.names import Withholder, withholder_of
from checker.passages.shown import Shown, plain, shown
from checker.pipeline import incident
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.text import clean, escape_unprintable
from checker.writing import as_yaml

FORMATS = ("terminal", "json", "md")
FAIL_ON = ("never", "wording", "any")
BY = ("paragraph", "provision")


class Asked(NamedTuple):
    """What was asked of ``ihl scan``, option by option."""

    article: str
    draft: str | None
    language: str
    cues: str | None
    by: str
    output: str
    file: str | None
    force: bool
    fail_on: str
    folder: str | None
    plain: bool
    unredacted: bool
    anyway: bool


def passages_command(asked: Asked) -> int:
    """Runs ``ihl scan`` and returns its exit code."""
    try:
        known_word("--format", asked.output, FORMATS)
        known_word("--fail-on", asked.fail_on, FAIL_ON)
        known_word("--by", asked.by, BY)
        seen_only(asked.output if asked.file is None else "file", unredacted=asked.unredacted)
        rulebook = load_rulebook(asked.folder)
    except Stop as stop:
        return stop.code
    try:
        for path in (asked.file, asked.draft):
            if path is not None:
                outputs.unless_taken(path, force=asked.force)
        if asked.file is not None and asked.output == "terminal":
            asked = asked._replace(output="json" if asked.file.lower().endswith(".json") else "md")
        cues = read_cues(rulebook, asked.language, asked.cues)
        found = scan(read_article(asked.article), cues, anyway=asked.anyway)
        withholder = withholder_of(found, cues)
        told = shown(found, withholder, cues.language, dict(cues.topics), unredacted=asked.unredacted)
        _print(asked, told, rulebook, cues.basis)
        if asked.draft is not None:
            _write_draft(asked, found, withholder, rulebook, cues.language)
    except InputError as error:
        complain(error.problems)
        return BAD
    failed = {"never": False, "wording": bool(told.wording), "any": bool(told.passages)}[asked.fail_on]
    return FOUND if failed else OK


def _print(asked: Asked, told: Shown, rulebook: Rulebook, basis: Basis) -> None:
    """Shows what was found, or writes it to a file."""
    from checker.rendering import passages as pages
    from checker.rendering import terminal

    provisions = {head.id: head.provision for head in rulebook.heads}
    if asked.output == "json":
        text = escape_unprintable(json.dumps(plain(told, provisions, basis), ensure_ascii=False, indent=2)) + "\n"
    elif asked.output == "md":
        text = pages.as_markdown(told, basis)
    else:
        engaged = {rule for passage in told.passages for one in passage.cues for rule in one.cue.engages}
        titles = {rule: rulebook.rule(rule).title for rule in sorted(engaged)}
        console = terminal.console(plain=asked.plain, width=terminal_width())
        terminal.show(console, pages.report(told, basis, provisions, titles, by=asked.by))
        return
    if asked.file is None:
        sys.stdout.write(text)
    else:
        outputs.write(asked.file, text, Secrets(), force=asked.force)


def _write_draft(asked: Asked, found: Scan, withholder: Withholder, rulebook: Rulebook, language: str) -> None:
    """Writes the draft record, once it has been read back as one."""
    made = draft(found, rulebook.vocabulary, withholder, language)
    text = as_yaml(made.data, made.comments, head=made.head)
    record = incident(parse_yaml(text, "draft"), rulebook)
    assert asked.draft is not None
    outputs.write(asked.draft, text, Secrets(), force=asked.force)
    facts = sum(len(entry.facts) for entry in record.entries.values())
    line = f"A draft with {facts} facts, all unknown, written to {asked.draft}. Fill it in, then: ihl check {asked.draft}"
    sys.stderr.write(clean(line) + "\n")
