"""``ihl train export``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from checker import outputs
from checker.cli.quiz import Wanted
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, known_word, load_rulebook
from checker.errors import InputError
from checker.pipeline import read_documents
from checker.redaction import Secrets
from checker.text import clean
from checker.withholding import secrets_in, secrets_in_text, without


def export_command(wanted: Wanted, formats: str | None, output: str, force: bool) -> int:
    """Writes a class set into a folder and returns the exit code: 0 all of it was written, 2 nothing was, 3 there is nothing to ask."""
    from checker.handouts.forms import CLASS_SET, FORMS, Handout, handouts

    try:
        forms = _formats(formats, tuple(FORMS), CLASS_SET)
        rulebook = load_rulebook(wanted.folder)
        made = wanted.paper(rulebook)
        files: Sequence[Handout] = handouts(made, forms)
        _write(output, files, force=force)
    except InputError as error:
        complain(without(error.problems, restricted_in(wanted.scenarios)))
        return NOTHING if all(problem.code == "nothing" for problem in error.problems) else BAD
    except Stop as stop:
        return stop.code
    questions = f"{len(made.questions)} question{'s' * (len(made.questions) != 1)}"
    width = max(len(file.name) for file in files)
    lasts = f", about {made.minutes} minutes" if made.minutes else ""
    lines = [f"{output}: {made.title}, {questions}{lasts}."]
    lines += [f"  {file.name:{width}}  {file.what}" for file in files]
    if kept := [file.name for file in files if not file.for_learners]:
        lines.append(f"The answers are in {', '.join(kept)}: keep {'it' if len(kept) == 1 else 'these'} from learners.")
    lines.append(f"The same options with --seed {made.seed} give the same files again.")
    sys.stdout.write("".join(f"{clean(line)}\n" for line in lines))
    return OK


def restricted_in(words: Sequence[str]) -> Secrets:
    """What files that were named as scenarios or policies keep restricted: such a file keeps nothing, but somebody may name a record, and messages name files and quote what is wrong in them."""
    found = Secrets()
    for word in words:
        names = [os.path.join(word, name) for name in sorted(os.listdir(word))] if os.path.isdir(word) else [word]
        for name in filter(os.path.isfile, names):
            for document in read_documents(name):
                found.add(secrets_in_text(document.text) if isinstance(document, InputError) else secrets_in(document.data))
    return found


def _formats(text: str | None, known: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    """The forms that are wanted, from words with commas between them. Stop(2) for an unknown one."""
    if text is None:
        return usual
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        known_word("--format", word, (*known, "all"))
    if not words:
        known_word("--format", text, (*known, "all"))
    return known if "all" in words else tuple(words)


def _write(output: str, files: Sequence[tuple[str, str, bool, str | bytes]], *, force: bool) -> None:
    """Every file into the folder, which is made if it is not there. Nothing is written where one of them is there already and may not be replaced."""
    places = [os.path.join(output, name) for name, *_ in files]
    if os.path.lexists(output):
        if not os.path.isdir(output):
            what, fix = "this is a file.", "Give the name of a folder: a class set is several files."
            raise InputError.single(output, 0, "output-folder", what, "Nothing was written.", fix)
        for place in places:
            outputs.unless_taken(place, force=force)
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        what = f"this folder cannot be made: {(error.strerror or str(error)).lower()}."
        raise InputError.single(output, 0, "output-folder", what, "Nothing was written.", "Give another folder.") from error
    for place, (_, _, _, content) in zip(places, files, strict=True):
        # Scenarios hold nothing restricted: one that does is refused when it is read.
        outputs.write(place, content, Secrets(), force=force)
