"""What is shipped: what kind of file each YAML and JSON file is, by the place where it lies; and the rulebook, loaded once for many tests."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from checker import library
from checker.rulebook import Rulebook


@lru_cache
def loaded() -> Rulebook:
    """The shipped rulebook; the same each time, so that what rests on it, such as the confirmed scenarios, is made once."""
    return Rulebook.load()


def kind_of(path: Path, root: Path) -> str:
    """The kind, one of ``checker.schemas.KINDS``, of a file below ``root``, the folder that holds ``rules/`` and ``examples/``."""
    folder, *rest = path.relative_to(root).parts
    if "rules" in rest:  # the rulebook of a package among the examples
        return kind_of(path, root.joinpath(folder, *rest[: rest.index("rules")]))
    if folder == "examples":
        kinds = {".policy.yml": "policy", ".scenario.yml": "scenario"}
        return next((kind for ending, kind in kinds.items() if path.name.endswith(ending)), "record")
    if path.name.endswith(".cases.yml"):
        return "cases"
    return {
        "vocabulary": "vocabulary",
        "definitions": "definition",
        "readings.yml": "readings",
        "rulebook.yml": "rulebook",
        "backgrounds.yml": "backgrounds",
        "lint.yml": "lint",
        "redaction.yml": "redaction",
        "cues": "cues",
        "desk.yml": "desk",
        "policies": "policy",
        "ledger": "ledger",
        "lessons": "lesson",
        "treaties": "states" if path.name == "states.yml" else "treaty",
    }.get(rest[0], "rule")


def example_records(*suffixes: str) -> list[Path]:
    """The records among the shipped examples, of these suffixes, in order."""
    folder = Path(library.examples_folder())
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and kind_of(path, folder.parent) == "record")
