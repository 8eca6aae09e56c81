"""``ihl train site``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from checker import __version__, outputs
from checker.cli.session import BAD, OK, Stop, complain, load_rulebook
from checker.errors import InputError, Problem
from checker.redaction import Secrets
from checker.text import clean


def site_command(output: str, house: Sequence[str], force: bool, folder: str | None) -> int:
    """Runs ``ihl train site`` and returns its exit code. Nothing is written unless every file can be."""
    try:
        rulebook = load_rulebook(folder)
        _usable(output)
        from checker.site.build import site

        made = site(rulebook, __version__, house)
        places = [(page, _place(output, page.path)) for page in made.pages]
        for folder_ in sorted({os.path.dirname(place) for _, place in places}):
            _made(folder_)
        for _, place in places:
            outputs.unless_taken(place, force=force)
        for page, place in places:
            outputs.write(place, page.text, Secrets(), force=force)
    except InputError as error:
        complain(error.problems)
        return BAD
    except Stop as stop:
        return stop.code
    size = sum(len(page.text.encode("utf-8")) for page in made.pages)
    sys.stdout.write(
        clean(
            f"{len(made.pages)} files, {size / 1_000_000:.1f} MB, written to {output}. Open {os.path.join(output, 'index.html')}, or put the folder on any web server."
        )
        + "\n"
    )
    if made.left_out:
        complain([_left_out(made.left_out)])
    return OK


def _left_out(number: int) -> Problem:
    what = f"{number} {'scenario is' if number == 1 else 'scenarios are'} left out: these rules do not confirm every answer."
    return Problem(
        "examples/training",
        0,
        "left-out",
        what,
        "A wrong key would teach the wrong thing.",
        "Use the shipped rules, or see what `ihl train quiz` says of them.",
    )


def _usable(output: str) -> None:
    """Raises InputError where the folder of the site cannot be one."""
    if os.path.lexists(output) and not os.path.isdir(output):
        raise InputError.single(output, 0, "output-folder", "this is a file.", "A site is a folder of files.", "Give the name of a folder.")


def _place(output: str, path: str) -> str:
    """Where a file of the site goes. Raises InputError where a link in the folder would lead it elsewhere."""
    place = os.path.join(output, *path.split("/"))
    root = os.path.realpath(output)
    if os.path.commonpath([root, os.path.realpath(place)]) != root:
        what = "a link in the folder leads out of it."
        raise InputError.single(
            place, 0, "output-folder", what, "A file elsewhere would be written or replaced.", "Remove the link, or choose an empty folder."
        )
    return place


def _made(folder: str) -> None:
    """Makes a folder, where there is none. Raises InputError where that is not possible."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise InputError.single(
            folder, 0, "unwritable", f"the folder cannot be made: {why}.", "", "Check the path and your rights."
        ) from error
