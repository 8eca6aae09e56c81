"""``ihl records new``: an interview on the terminal that ends in a record."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from checker import documents, outputs
from checker.cli.session import BAD, INTERRUPTED, NOTHING, OK, Stop, complain, load_rulebook, terminal_width
from checker.errors import InputError
from checker.interview import course, facts, paper
from checker.interview.answers import slug
from checker.interview.facts import Asking
from checker.interview.state import BadAnswer, Option, Prompt, State, begun
from checker.pipeline import chosen_reading, chosen_rules, incident
from checker.redaction import Secrets
from checker.text import clean
from checker.wording import outcomes

#: The widest that questions are laid out.
_WIDEST = 100

#: How many of the rules that a question bears on are shown to whoever asks why.
_REASONS = 4

#: Questions whose options are entries, sources or voices of the record, named by their ids.
_IDS = ("link", "source", "voice", "reviewer", "source.repeats", "voice.party")

_GREETING = (
    "An interview. It asks only what can still change a finding, what settles most first, and keeps the record in a file after every answer. Enter takes what is offered; ? says why a question is asked and "
    "what may be typed; b goes back; q saves and leaves."
)
_KEYS = (
    ("y, n or a number", "the answer; with 1 or 3 where it is one of several"),
    ("d, or d WORDS", "asked, and nobody knows; the words say who was asked"),
    ("s", "leave the question out; it is not asked again"),
    ("x", "leave out every further question about the same thing"),
    ("na, or na WORDS", "the question does not arise"),
    ("!", "disputed: tell one account after the other"),
    ("b", "back to the question before"),
    ("q", "save and leave"),
)


class Wanted(NamedTuple):
    """What was asked of ``ihl records new``, option by option."""

    output: str | None = None
    resume: str | None = None
    again: bool = False
    reading: str | None = None
    articles: Sequence[str] = ()
    force: bool = False
    folder: str | None = None


class _Left(Exception):
    """Somebody leaves: by ``q``, at the end of the input, or by an interrupt."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def new_command(wanted: Wanted) -> int:
    """Runs ``ihl records new`` and returns its exit code."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # what cannot be read is refused as an answer, and does not end the interview
    try:
        rulebook = load_rulebook(wanted.folder)
        reading = chosen_reading(rulebook, wanted.reading)
        asking = Asking(rulebook, reading, chosen_rules(rulebook, articles=wanted.articles), bool(wanted.articles))
        if wanted.again and wanted.resume is None:
            raise InputError.single(
                "--again", 0, "option", "nothing was left out before an interview begins.", "", "Name the record with --resume."
            )
        state, sheet = _resumed(wanted, asking) if wanted.resume is not None else _begun(wanted)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    return _Interview(wanted, asking, sheet).run(state)


# --- the file ------------------------------------------------------------------------------------------------------------------------------------------


@dataclass
class _Sheet:
    """The file that an interview writes: its own, once it was there. ``path`` is empty until the record has a name."""

    path: str
    force: bool
    secrets: Secrets = field(default_factory=Secrets)
    last: str | None = None

    def save(self, state: State, asking: Asking) -> None:
        """Writes the record as it now is. A file that somebody else has changed since is left to them, and the record goes on beside it."""
        if not self.path:
            return
        text = course.on_paper(state, asking)
        if text == self.last:
            return
        with outputs.in_turn(self.path):
            if self.last is not None and not _still(self.path, self.last):
                other = _free(self.path)
                _say(f"{self.path} was changed by somebody else meanwhile. It stays as it is; the interview goes on in {other}.")
                self.path, self.last, self.force = other, None, False
            outputs.unless_leaking(self.path, paper.without_notes(state, restricted=False), self.secrets)
            # The restricted block belongs into a record file; everything else was looked through above.
            outputs.write(self.path, text, Secrets(), force=self.force or self.last is not None)
            self.last = text


def _still(path: str, text: str) -> bool:
    """Whether this is what stands in a file, or there is none any more. One that cannot be read is somebody else's."""
    try:
        return documents.read_text(path) == text
    except InputError:
        return not os.path.lexists(path)


def _free(path: str) -> str:
    stem, suffix = os.path.splitext(path)
    return next(name for name in (f"{stem}-{number}{suffix}" for number in range(2, 10_000)) if not os.path.lexists(name))


def _begun(wanted: Wanted) -> tuple[State, _Sheet]:
    if wanted.output is None:
        return begun(), _Sheet("", wanted.force)
    _yaml(wanted.output, "-o")
    outputs.unless_taken(wanted.output, force=wanted.force)
    return begun(slug(os.path.splitext(os.path.basename(wanted.output))[0], "incident")), _Sheet(wanted.output, wanted.force)


def _resumed(wanted: Wanted, asking: Asking) -> tuple[State, _Sheet]:
    path = str(wanted.resume)
    output = wanted.output or path
    _yaml(output, "--resume" if wanted.output is None else "-o")
    if wanted.output is not None:
        outputs.unless_taken(output, force=wanted.force)
    text = documents.read_text(path)
    document = documents.parse_json(text, path) if path.endswith(".json") else documents.parse_yaml(text, path)
    named = {"id": "incident", "title": "not yet told", **document.data} if isinstance(document.data, dict) else document.data
    incident(replace(document, data=named), asking.rulebook)  # every problem with its line; what is not told yet is asked first
    state = paper.read(text, document, asking.rulebook.vocabulary)
    restricted = state.data.get("restricted")
    sheet = _Sheet(output, wanted.force, Secrets(restricted if isinstance(restricted, dict) else None))
    outputs.unless_leaking(output, paper.without_notes(state, restricted=False), sheet.secrets)
    state = course.resumed(state, asking, again=wanted.again)
    kept = paper.read(again := course.on_paper(state, asking), documents.parse_yaml(again, path), asking.rulebook.vocabulary)
    if kept.data != state.data or kept.comments != state.comments:
        raise InputError.single(
            path, 0, "comments", "the file holds comments that could not be kept in their places.", "What somebody wrote would be lost.", "Give another file with -o."
        )  # fmt: skip
    if wanted.output is None:
        sheet.last = text
    return state, sheet


def _yaml(path: str, option: str) -> None:
    if not path.endswith((".yml", ".yaml")):
        raise InputError.single(
            option, 0, "format", f"this is no YAML file, but ends in {os.path.splitext(path)[1] or 'nothing'}.", "An interview writes comments beside the facts, which only YAML can hold.", "Give a name that ends in .yml with -o."
        )  # fmt: skip


# --- the conversation ----------------------------------------------------------------------------------------------------------------------------------


@dataclass
class _Interview:
    wanted: Wanted
    asking: Asking
    sheet: _Sheet
    before: list[State] = field(default_factory=list)

    def run(self, state: State) -> int:
        """Asks until nothing matters any more or somebody leaves. The file is up to date after every answer."""
        self.tell(_GREETING)
        try:
            while (asked := course.next_prompt(state, self.asking)) is not None:
                before, state = state, self.answer(state, asked)
                self.sheet.save(state, self.asking)
                if self.before and self.before[-1] is before:  # said once it is on disk
                    for line in course.entered(before, state, self.asking):
                        self.tell(f"Written: {line}")
            self.sheet.save(state, self.asking)
            self.tell("Nothing that is still open could change a finding.")
            return self.leave(state, OK)
        except (_Left, KeyboardInterrupt) as left:
            if isinstance(left, KeyboardInterrupt):
                _say("")
            with contextlib.suppress(InputError):  # said when it was tried first
                self.sheet.save(state, self.asking)
            return self.leave(state, left.code if isinstance(left, _Left) else INTERRUPTED)
        except InputError as error:
            complain(error.problems)
            if self.sheet.last is not None:
                self.tell(f"The last answer is not in {self.sheet.path}; all before it are. --resume goes on from there.")
            return BAD

    def answer(self, state: State, asked: Prompt) -> State:
        """One question, asked until something usable is typed: the state after it, or the one before where somebody goes back."""
        self.show(state, asked)
        while True:
            text = self.read()
            if text == "b":
                if self.before:
                    return self.before.pop()
                self.tell("There is nothing before this. What the file holds can be changed in any editor.")
            elif text in ("?", "h"):
                self.explain(state, asked)
            else:
                try:
                    after = self.named(course.answered(state, asked, text, self.asking, self.sheet.secrets))
                except BadAnswer as bad:
                    self.tell(f"{bad.what[:1].upper()}{bad.what[1:]} {bad.fix}".strip())
                    continue
                self.before.append(state)
                return after

    def named(self, state: State) -> State:
        """The state, once the file has a name: that of the record, unless one was given."""
        if self.sheet.path or "id" not in state.data:
            return state
        path = f"{state.data['id']}.yml"
        try:
            outputs.unless_taken(path, force=self.wanted.force)
        except InputError as error:
            problem = error.problems[0]
            raise BadAnswer(
                f"{path}: {problem.what}", "Give another short name; or leave, and go on in that file with --resume."
            ) from error
        self.sheet.path = path
        return state

    def read(self) -> str:
        """A line of what somebody types."""
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            _say("")
            raise _Left(OK)
        text = line.strip()
        if not sys.stdin.isatty():
            self.tell(text)
        if text == "q":
            raise _Left(OK)
        return text

    def leave(self, state: State, code: int) -> int:
        """Says where the record is and how to go on."""
        if self.sheet.last is None:
            _say("Nothing was written.")
            return code if code != OK else NOTHING
        where = shlex.quote(self.sheet.path)
        if "title" in state.data and not state.pending:
            from checker.summary import answer

            look = self.asking.look(state)
            self.tell(" ".join(answer(look.results, self.asking.reading)))
        options = "".join(f" --article {shlex.quote(article)}" for article in self.wanted.articles)
        options += f" --reading {self.wanted.reading}" if self.wanted.reading else ""
        options += f" --rules {shlex.quote(self.wanted.folder)}" if self.wanted.folder else ""
        self.tell(f"The record is in {self.sheet.path}.")
        self.tell(f"  ihl records new --resume {where}{options}", wrap=False)
        self.tell(f"  ihl check {where}", wrap=False)
        return code

    # --- what is shown

    def show(self, state: State, asked: Prompt) -> None:
        """A question with its answers."""
        _say("")
        open_ = len(self.asking.look(state).open) if asked.step in ("fact", "account") else 0
        head = asked.about + (f"  ({open_} finding{'s' * (open_ != 1)} open)" if open_ else "")
        if head:
            self.tell(head)
        self.tell(asked.asks)
        if [option.word for option in asked.options] == ["yes", "no"]:
            keys = "y yes, n no" + ("; a judgement, for which somebody answers by name" if self.judged(state, asked) else "")
        else:
            keys = asked.hint
            for number, option in enumerate(asked.options, start=1):
                self.tell(f"{number:3d}  {_shown(option, asked)}", hanging=5)
        keys += "; d not known, s leave out, ? why and more" if asked.step in ("fact", "account") else ""
        parts = [part for part in (keys, f"Enter: {asked.enter}" if asked.enter else "") if part]
        if parts:
            self.tell(f"({'; '.join(parts)})")

    def judged(self, state: State, asked: Prompt) -> bool:
        """Whether a judgement is asked for."""
        return asked.step in ("fact", "account") and facts.fact_of(self.asking, state, asked.target).judgement

    def explain(self, state: State, asked: Prompt) -> None:
        """Why a question is asked and what may be typed."""
        if asked.step not in ("fact", "account"):
            self.tell(
                "The skeleton of the record: who, where and what, so that the questions that follow are about this incident and no other. b goes back, q saves and leaves."
            )
            return
        reasons = facts.why(self.asking, state, asked.target)
        self.tell(f"Asked because it can settle {sum(reason.findings for reason in reasons)} of the open findings:")
        for reason in reasons[:_REASONS]:
            self.tell(f"  {reason.title} ({reason.provision})", hanging=4)
            for answer, leaves in reason.answers.items():
                self.tell(f"    {answer}: then {' or '.join(outcomes(leaves))}", hanging=6)
        if len(reasons) > _REASONS:
            self.tell(f"  and {len(reasons) - _REASONS} more")
        fact = facts.fact_of(self.asking, state, asked.target)
        if fact.type == "bool":
            self.tell(f"  y says: {fact.says['yes']}", hanging=4)
            self.tell(f"  n says: {fact.says['no']}", hanging=4)
        for keys, means in _KEYS:
            self.tell(f"  {keys:17} {means}", hanging=20)

    def tell(self, text: str, *, hanging: int = 0, wrap: bool = True) -> None:
        """Prints a paragraph: cleaned, without what the record keeps restricted."""
        _say(self.sheet.secrets.hide(text), hanging=hanging, wrap=wrap)


def _shown(option: Option, asked: Prompt) -> str:
    """An option as it is listed: with its word, unless that is an id which only repeats what it says."""
    repeats = asked.step in _IDS and slug(option.says, "", words=9).startswith(option.word)
    if not option.says or asked.step == "happened" or repeats:
        return option.says or option.word
    return f"{option.word}: {option.says}"


def _say(text: str, *, hanging: int = 0, wrap: bool = True) -> None:
    text = clean(text)
    width = min(terminal_width(), _WIDEST)
    shown = textwrap.wrap(text, width, subsequent_indent=" " * hanging, break_on_hyphens=False, drop_whitespace=True) if wrap else [text]
    sys.stdout.write("\n".join(shown or [""]) + "\n")
    sys.stdout.flush()
