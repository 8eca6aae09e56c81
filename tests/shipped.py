"""What kind of file each shipped YAML and JSON file is, by the place where it lies."""

from __future__ import annotations

from pathlib import Path

from checker import library


def kind_of(path: Path, root: Path) -> str:
    """The kind, one of ``checker.schemas.KINDS``, of a file below ``root``, the folder that holds ``rules/`` and ``examples/``."""
    folder, *rest = path.relative_to(root).parts
    if folder == "examples":
        kinds = {".policy.yml": "policy", ".scenario.yml": "scenario"}
        return next((kind for ending, kind in kinds.items() if path.name.endswith(ending)), "record")
    if path.name.endswith(".cases.yml"):
        return "cases"
    return {
        "vocabulary": "vocabulary",
        "definitions": "definition",
        "readings.yml": "readings",
        "backgrounds.yml": "backgrounds",
        "lint.yml": "lint",
        "redaction.yml": "redaction",
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
