"""The rulebooks that somebody has installed as Python packages, under the entry points ``ihl_checker.rulebooks``.

Comes in: nothing, or the name of one. Goes out: the folder of each with its name. A package declares ``NAME = "package:folder"``, and the folder holds nothing but data, laid out like the shipped ``rules/``. Nothing of such
a package is ever run: the entry point is read, never loaded, and where the package lies is asked of the import system, which does not execute a top-level package in order to find it.
"""

from __future__ import annotations

import os
import re
from importlib import metadata, util
from typing import NamedTuple

from checker import documents, library
from checker.errors import InputError, Problem, did_you_mean, listed

GROUP = "ihl_checker.rulebooks"

_PLACE = re.compile(r"([A-Za-z_]\w*):([\w-]+)", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class Installed(NamedTuple):
    """A rulebook in a package: its name, the folder of its rules, and the distribution that it came with (``lamplight-rules 1.2``)."""

    name: str
    folder: str
    package: str


class Introduction(NamedTuple):
    """What a rulebook is called: as far as ``rulebook.yml`` can be read, without judging it. Empty where it has no such file."""

    name: str
    title: str
    by: str
    law: str


def installed() -> tuple[list[Installed], list[Problem]]:
    """Every installed rulebook by name, and what is wrong with those that cannot be found or told apart."""
    found: dict[str, list[Installed]] = {}
    problems: list[Problem] = []
    for entry in metadata.entry_points(group=GROUP):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "a package"
        folder = _folder(entry.value)
        if folder is None:
            what = f'the rulebook "{entry.name}" is said to lie in "{entry.value}", where there is no folder.'
            fix = f'The package names it "package:folder", such as {entry.name} = "{entry.name.replace("-", "_")}_rules:rules".'
            problems.append(Problem(package, 0, "rulebook-place", what, "It cannot be used.", fix))
        elif not _NAME.fullmatch(entry.name) or entry.name != (said := introduced(folder).name):
            other = f'calls itself "{said}"' if _NAME.fullmatch(entry.name) else "has a name that no rulebook can have"
            what, fix = f'the rulebook "{entry.name}" {other}.', f"The entry point and {library.RULEBOOK} have one name."
            problems.append(Problem(package, 0, "rulebook-name", what, "Reports would name it otherwise than you do.", fix))
        else:
            found.setdefault(entry.name, []).append(Installed(entry.name, folder, package))
    shipped = introduced(library.rules_folder()).name
    good = []
    for name, several in sorted(found.items()):
        # A package that is installed twice, or seen through two folders of the path, is still one.
        places = {os.path.realpath(one.folder): one for one in several}
        if len(places) == 1 and name != shipped:
            good.append(several[0])
            continue
        packages = sorted({one.package for one in several})
        who = listed(packages, joint="and") + (f" and the rulebook shipped with ihl-checker all call it {name}" if name == shipped else "")
        what = f'the rulebook "{name}" is there more than once: {who}.'
        problems.append(
            Problem(packages[0], 0, "rulebook-twice", what, "A report could not say which was meant.", "Remove one, or name its folder.")
        )
    return good, problems


def _folder(value: str) -> str | None:
    place = _PLACE.fullmatch(value)
    if place is None:
        return None
    # Only a top-level package: to find what lies in a package, Python would run it.
    spec = util.find_spec(place[1])
    for path in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = os.path.join(path, place[2])
        if os.path.isdir(folder):
            return folder
    return None


def folder_of(word: str) -> str:
    """The folder that ``--rules`` means: a folder of that path, else the rulebook of that name, else the path as it is, for the reader of folders to complain of.

    Raises InputError where it is the name of a rulebook and there is none, or no usable one.
    """
    if os.path.isdir(word) or not _NAME.fullmatch(word):
        return word
    good, problems = installed()
    for one in good:
        if one.name == word:
            return one.folder
    shipped = introduced(library.rules_folder()).name
    if word == shipped:
        return library.rules_folder()
    known = sorted([*(one.name for one in good), shipped])
    named = [problem for problem in problems if f'"{word}"' in problem.what]
    fix = did_you_mean(word, known, otherwise=f"Rulebooks are {listed(known)}; `ihl rules list --rulebooks` tells of them.")
    raise InputError(
        named
        or [
            Problem(
                "--rules", 0, "unknown-rulebook", f'"{word}" is neither a folder nor the name of a rulebook that is installed.', "", fix
            )
        ]
    )


def introduced(folder: str) -> Introduction:
    """What a rulebook says it is called."""
    path = os.path.join(folder, library.RULEBOOK)
    if not os.path.exists(path):
        return Introduction("", "", "", "")
    try:
        data = documents.parse_yaml(documents.read_text(path), path).data
    except InputError:
        data = {}
    said = data if isinstance(data, dict) else {}
    return Introduction(*(str(said.get(key, "")) for key in Introduction._fields))
