"""``ihl desk``: what a newsroom might do with one item, asked for on the terminal, or read from a record."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker import outputs
from checker.cli.session import (
    BAD,
    INTERRUPTED,
    NOTHING,
    OK,
    Stop,
    as_json,
    complain,
    known_word,
    load_rulebook,
    one_record,
    print_json,
    terminal_width,
)
from checker.desk import answering, course, log, shelf
from checker.desk.answering import Answer
from checker.desk.course import DONT_KNOW, MOST, Desk, Given
from checker.desk.items import Item, items
from checker.desk.layers import Layer, State
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.records import Record
from checker.redaction import Secrets
from checker.text import clean

#: What nobody keeps restricted: the desk asks for nothing of the kind.
NOBODY = Secrets()

#: The widest that questions and answers are laid out.
_WIDEST = 100


class Wanted(NamedTuple):
    """What was asked of ``ihl desk``, option by option."""

    record: str | None = None
    item: str | None = None
    policies: Sequence[str] = ()
    compare: bool = False
    house: Sequence[str] = ()
    answers: Sequence[str] = ()
    listing: bool = False
    output: str = "terminal"
    file: str | None = None
    force: bool = False
    folder: str | None = None
    plain: bool = False


class _Left(Exception):
    """Somebody stops: by ``q``, at the end of the input, or by an interrupt."""


def desk_command(wanted: Wanted) -> int:
    """Runs ``ihl desk`` and returns its exit code."""
    try:
        known_word("--format", wanted.output, ("terminal", "json", "md"))
        if wanted.file is not None:
            outputs.unless_taken(wanted.file, force=wanted.force)  # before anybody has answered twelve questions
            if wanted.output == "terminal":
                wanted = wanted._replace(output="json" if wanted.file.lower().endswith(".json") else "md")
        rulebook = load_rulebook(wanted.folder)
        desk = shelf.load(rulebook, wanted.house)
        if wanted.listing:
            return _listed(wanted, desk)
        layers = _layers(wanted, desk)
        if wanted.record is not None:
            return _of_record(wanted, desk, layers, one_record(rulebook, wanted.record), rulebook)
        return _of_answers(wanted, desk, layers)
    except Stop as stop:
        return stop.code
    except InputError as error:
        from checker.cli.class_set import restricted_in
        from checker.withholding import without

        complain(without(error.problems, restricted_in(wanted.house)))  # somebody may have named a record instead of a policy
        return BAD


def _layers(wanted: Wanted, desk: Desk) -> list[Layer]:
    """The policies asked for, the first of them the one answered under; a house's own, where it gives one and names none."""
    known = list(desk.layers)
    for name in wanted.policies:
        if name not in desk.layers:
            fix = did_you_mean(name, known, otherwise=f"Policies are {listed(known, joint='and')}.")
            raise InputError.single("--policy", 0, "unknown-policy", f'"{name}" is no policy.', "Nothing would be answered under it.", fix)
    own = list(desk.plain["own"])
    if wanted.policies:
        return [desk.layers[name] for name in dict.fromkeys(wanted.policies)]
    if wanted.compare:
        return [desk.layers[name] for name in dict.fromkeys([*own, *known])]
    return [desk.layers[name] for name in own or [desk.plain["default"]]]


def _others(desk: Desk, layers: Sequence[Layer]) -> list[Layer]:
    """The readings that are shown beside a single policy."""
    return [desk.layers[name] for name in desk.plain["compare"] if len(layers) == 1 and name != layers[0].id]


# --- from answers --------------------------------------------------------------------------------------------------------------------------------------


def _of_answers(wanted: Wanted, desk: Desk, layers: Sequence[Layer]) -> int:
    told = _given(wanted.answers, desk)
    code = OK
    if wanted.answers:
        answers = told
    else:
        sitting = _Sitting(desk, layers, wanted.plain)
        try:
            sitting.run()
        except _Left:
            code = OK if sitting.answers else NOTHING
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            code = INTERRUPTED
        answers = sitting.answers
    if not answers:
        complain(
            [
                Problem(
                    "ihl desk",
                    0,
                    "nothing",
                    "no question was answered, so there is nothing to answer.",
                    "The result would say nothing of the item.",
                    "Start again when the item is at hand.",
                )
            ]
        )
        return code or NOTHING
    state = desk.state(answers)
    try:
        _put(wanted, desk, layers, [("", answers, state)])
    except InputError:
        _put(wanted._replace(file=None, output="terminal"), desk, layers, [("", answers, state)])  # what somebody answered is not lost
        raise
    return code


def _given(texts: Sequence[str], desk: Desk) -> list[Given]:
    """Answers from ``--answer question=option`` (several options: ``a+b``; none: ``none``; not known: ``dont_know``). Raises InputError with every one that cannot be used."""
    problems: list[Problem] = []
    found: list[Given] = []
    for text in texts:
        name, _, chosen = text.partition("=")
        if name not in desk.questions:
            fix = did_you_mean(name, desk.questions, otherwise=f"Questions are {listed(list(desk.questions), joint='and')}.")
            problems.append(
                Problem("--answer", 0, "unknown-question", f'"{name}" is no question of the desk.', "The answer would be lost.", fix)
            )
            continue
        question = desk.questions[name]
        known = [option["id"] for option in question["options"]]
        words = [] if question["many"] and chosen == "none" else [DONT_KNOW] if chosen == DONT_KNOW else chosen.split("+")
        wrong = [word for word in words if word not in (*known, DONT_KNOW)]
        more = [*known, DONT_KNOW, *(["none"] if question["many"] else [])]
        problems += [
            Problem(
                "--answer",
                0,
                "value",
                f'"{word}" is no answer to "{name}".',
                "The desk could not tell what follows from it.",
                did_you_mean(word, more, otherwise=f"Answers are {listed(more)}."),
            )
            for word in wrong
        ]
        if len(words) > 1 and (not question["many"] or DONT_KNOW in words):
            problems.append(Problem("--answer", 0, "value", f'"{name}" has one answer.', "Several contradict each other.", "Name one."))
        if any(given.question == name for given in found):
            problems.append(
                Problem("--answer", 0, "value", f'"{name}" is answered twice.', "Only one answer can count.", "Name each question once.")
            )
        found.append(Given(name, tuple(words)))
    if problems:
        raise InputError(problems)
    return found


class _Sitting:
    """Questions on a terminal, one after the other."""

    def __init__(self, desk: Desk, layers: Sequence[Layer], plain: bool) -> None:
        from checker.rendering.terminal import console

        self.desk, self.layers = desk, layers
        self.answers: list[Given] = []
        self.console = console(plain=plain, width=min(terminal_width(), _WIDEST))

    def run(self) -> None:
        """Asks until no question can change an answer any more. Raises _Left."""
        reconfigure = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
        while (asked := self.desk.asked_next(self.answers, self.layers)) is not None:
            self.ask(asked)

    def ask(self, asked: Mapping[str, Any]) -> None:
        """One question, until something usable is typed."""
        from checker.rendering import desk as rendering

        options = self.desk.options(asked, self.desk.state(self.answers))
        self.show(rendering.question(asked, options, len(self.answers) + 1, MOST))
        while True:
            text = self.read()
            if text == "b":
                if self.answers:
                    self.answers.pop()
                    return
                self.say("This is the first question.")
            elif text in ("?", "h"):
                state = self.desk.state(self.answers)
                bearing = [layer.title for layer in self.layers if layer.deciding(state) & course.turned_on(asked)]
                self.show(rendering.reason(asked, options, bearing))
            elif (chosen := _chosen(text, asked, options)) is None:
                several = "numbers from the list, such as 1 3, or 0" if asked["many"] else "one number from the list"
                self.say(f"Type {several}; d if you do not know; ? for the reason of the question.")
            else:
                self.answers.append(Given(asked["id"], chosen))
                for option in options:
                    if option["id"] in chosen and option["note"]:
                        self.say(option["note"])
                return

    def read(self) -> str:
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = sys.stdin.readline() if sys.stdin is not None else ""  # a closed one is none
        if not line:
            sys.stdout.write("\n")
            raise _Left
        text = clean(line).strip().lower()
        if text in ("q", "quit"):
            raise _Left
        return text

    def say(self, text: str) -> None:
        from checker.rendering.terminal import words

        self.show([words(f"  {text}")])

    def show(self, blocks: Iterable[Any]) -> None:
        from checker.rendering.terminal import show

        show(self.console, blocks)


def _chosen(text: str, asked: Mapping[str, Any], options: Sequence[Mapping[str, Any]]) -> tuple[str, ...] | None:
    """What somebody typed as the options chosen; None where it is nothing of the kind."""
    if text in ("d", "don't know", DONT_KNOW):
        return (DONT_KNOW,)
    known = [option["id"] for option in options]
    if (word := {"y": "yes", "n": "no"}.get(text, text)) in ("yes", "no") and word in known:
        return (word,)
    words = text.replace(",", " ").split()
    if not words or any(not (word.isascii() and word.isdigit() and len(word) < 4) or int(word) > len(options) for word in words):
        return None
    numbers = [int(word) for word in words]
    if asked["many"]:
        return tuple(options[number - 1]["id"] for number in sorted(set(numbers))) if 0 not in numbers else None if len(numbers) > 1 else ()
    return (options[numbers[0] - 1]["id"],) if len(numbers) == 1 and numbers[0] else None


# --- from a record -------------------------------------------------------------------------------------------------------------------------------------


def _of_record(wanted: Wanted, desk: Desk, layers: Sequence[Layer], record: Record, rulebook: Any) -> int:
    secrets = Secrets(record.restricted)
    found = list(items(record, rulebook, desk))
    names = list(dict.fromkeys(one.item for one in found))
    if wanted.item is not None:
        if wanted.item not in names:
            fix = did_you_mean(wanted.item, names, otherwise=f"Its publications are {listed(names, joint='and') or 'none'}.")
            raise InputError.single(
                "--item",
                0,
                "unknown-item",
                f'the record has no publication "{secrets.hide(wanted.item)}".',
                "Nothing would be looked at.",
                fix,
            )
        found = [one for one in found if one.item == wanted.item]
    if not found:
        problem = Problem(
            secrets.hide(wanted.record or ""),
            0,
            "no-item",
            "the record has no publication.",
            "The desk looks at one item.",
            "Add a publication, or answer the questions with `ihl desk`.",
        )
        complain([problem])
        return NOTHING
    told = _given(wanted.answers, desk)
    checks = [(_called(record, alike), told, desk.state(told, alike[0].state)) for alike in _alike(found)]
    _put(wanted, desk, layers, checks, secrets)
    return OK


def _alike(found: Sequence[Item]) -> list[list[Item]]:
    """The captives of one item of whom the same is known, together."""
    gathered: dict[tuple[str, tuple[tuple[str, int], ...]], list[Item]] = {}
    for one in found:
        gathered.setdefault((one.item, tuple(sorted(one.state.items()))), []).append(one)
    return list(gathered.values())


def _called(record: Record, alike: Sequence[Item]) -> str:
    captives = [record.entries[one.captive].label or one.captive for one in alike if one.captive]
    label = record.entries[alike[0].item].label or alike[0].item
    return f"{label}: {listed(captives, joint='and')}" if captives else label


# --- out ------------------------------------------------------------------------------------------------------------------------------------------------


def _put(
    wanted: Wanted, desk: Desk, layers: Sequence[Layer], checks: Sequence[tuple[str, list[Given], State]], secrets: Secrets = NOBODY
) -> None:
    """Prints what the policies say of each check, or writes it to a file, where none of ``secrets`` may stand."""
    answered = [(name, answers, [answering.answer(desk, layer, state) for layer in layers], state) for name, answers, state in checks]
    if wanted.output == "terminal":
        _print(wanted, desk, layers, answered)
        return
    if wanted.output == "json":
        data = {
            "schema": "ihl-desk/1",
            "policies": desk.plain["digest"],
            "rulebook": desk.plain["rulebook"],
            "rulebook_name": desk.plain["rulebook_name"],
            "checks": [_json(desk, name, answers, found) for name, answers, found, _ in answered],
        }
        text = as_json(data)
    else:
        from checker.rendering.desk_markdown import markdown

        text = "\n".join(
            markdown(desk, name, answers, found, [answering.answer(desk, layer, state) for layer in _others(desk, layers)])
            for name, answers, found, state in answered
        )
    if wanted.file is None:
        sys.stdout.write(text)
        return
    complain(outputs.write(wanted.file, text, secrets, force=wanted.force))
    sys.stdout.write(clean(f"The check is written to {wanted.file}.") + "\n")


def _print(wanted: Wanted, desk: Desk, layers: Sequence[Layer], answered: Sequence[tuple[str, list[Given], list[Answer], State]]) -> None:
    from checker.rendering import desk as rendering
    from checker.rendering.terminal import console, show, words

    blocks: list[Any] = []
    for place, (name, answers, found, state) in enumerate(answered):
        if len(found) > 1:
            blocks += [words(name, "bold")] if name else []
            blocks += rendering.side_by_side(desk, found)
            blocks += rendering.given(desk, answers)
            continue
        following = answered[place + 1 : place + 2]
        parting = not following or following[0][2][0].result != found[0].result
        blocks += rendering.card(desk, found[0], heading=name, parting=parting)
        blocks += rendering.beside(desk, found[0], [answering.answer(desk, layer, state) for layer in _others(desk, layers)])
        if answers:
            blocks += rendering.log(log.paragraph(desk, answers, found[0]))
    blocks += rendering.made_with(desk)
    show(console(plain=wanted.plain, width=min(terminal_width(), _WIDEST)), blocks)


def _json(desk: Desk, name: str, answers: Sequence[Given], found: Sequence[Answer]) -> dict[str, Any]:
    return {
        "item": name,
        "answers": {given.question: list(given.chosen) for given in answers},
        "results": [
            {**one._asdict(), "rules": [rule._asdict() for rule in one.rules], "log": log.paragraph(desk, answers, one) if answers else ""}
            for one in found
        ],
    }


def _listed(wanted: Wanted, desk: Desk) -> int:
    if wanted.output == "json":
        keys = ("id", "title", "kind", "by", "holds", "binds", "limits", "read", "authority")
        print_json([{key: layer.plain[key] for key in keys} for layer in desk.layers.values()])
        return OK
    from checker.rendering import desk as rendering
    from checker.rendering.terminal import console, show

    show(console(plain=wanted.plain, width=min(terminal_width(), _WIDEST)), rendering.policies(desk))
    return OK
