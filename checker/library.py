"""Where the shipped rules and examples lie, and where compiled rulebooks are kept.

In a wheel they stand inside the package (``checker/data``); in a checkout they are the top-level folders ``rules/`` and ``examples/``.
"""

from __future__ import annotations

import os

from checker.errors import InputError

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


#: More grounds than this cannot be asked for: they would be held against each other for hours.
MOST_GROUNDS = 1_000_000


def _shipped(name: str) -> str:
    inside = os.path.join(_PACKAGE, "data", name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), name)


def rules_folder() -> str:
    """The shipped rulebook."""
    return _shipped("rules")


def package_folder() -> str:
    """The sources of the package."""
    return _PACKAGE


#: The desk's questions, and the folder of its policies, in a rules folder.
DESK, POLICIES = "desk.yml", "policies"

_BESIDE = (f"{POLICIES}/", "cues/", "lessons/")
_ASIDE = ("backgrounds.yml", "lint.yml", "redaction.yml", DESK)


def desk_files(root: str) -> list[str]:
    """The files of a rules folder that the desk is made of, as paths, in a fixed order: the policies, then the questions."""
    folder = os.path.join(root, POLICIES)
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yml")) if os.path.isdir(folder) else []
    questions = os.path.join(root, DESK)
    return [*(os.path.join(folder, name) for name in names), *([questions] if os.path.exists(questions) else [])]


def decides(name: str) -> bool:
    """Whether a file of a rules folder (its path within it) has a part in what a report says.

    Cases, backgrounds, what lint is told and what a copy lets out have none; nor have the desk's policies and questions, the cues of a scan, and the lessons.
    """
    return name.endswith(".yml") and not name.endswith(".cases.yml") and not name.startswith(_BESIDE) and name not in _ASIDE


def examples_folder() -> str:
    """The shipped incident records."""
    return _shipped("examples")


def bundled_example() -> str:
    """The incident that ``ihl check`` checks when no path is given."""
    return os.path.join(examples_folder(), "kursk-2025")


def built_folder() -> str:
    """Where a wheel carries its compiled rulebook."""
    return os.path.join(_PACKAGE, "data", "compiled")


def cache_folder() -> str | None:
    """Where compiled rulebooks are kept for this user; None where there is no such place (no home folder)."""
    chosen = os.environ.get("IHL_CACHE_DIR")
    if chosen:
        return chosen
    import platformdirs

    try:
        folder = platformdirs.user_cache_dir("ihl-checker", appauthor=False)
    except (RuntimeError, KeyError):
        return None
    # Where there is no home folder, "~" stays as it is and would become a folder of that name wherever one stands.
    return folder if os.path.isabs(folder) else None


def most_grounds(usual: int) -> int:
    """How many grounds a rule may have (``IHL_GROUNDS``), or else the usual number. Raises InputError for what is no such number."""
    chosen = os.environ.get("IHL_GROUNDS", "")
    if not chosen:
        return usual
    if not (chosen.isascii() and chosen.isdigit() and 0 < int(chosen[:12]) <= MOST_GROUNDS and len(chosen) <= 12):
        raise InputError.single(
            "IHL_GROUNDS",
            0,
            "option",
            f'"{chosen[:40]}" is no number of grounds.',
            "It says how many grounds a rule may have before it is refused.",
            f"Write a whole number from 1 to {MOST_GROUNDS:,} ({usual:,} without it).",
        )
    return int(chosen)
