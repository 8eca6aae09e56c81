"""Puts the compiled rulebook into the wheel, so that the first check of a fresh installation is as fast as the second; and a bill of materials, so that whoever installs it can tell what it rests on.

The same sources give the same bytes, wherever and whenever they are built: tests/test_packaging.py builds twice, far apart, and compares.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRulebook(BuildHookInterface[Any]):
    """Compiles ``rules/`` and adds the result as ``checker/data/compiled``; writes the bill of materials for ``.dist-info/sboms``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the wheel is written; an editable installation reads the folder itself."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from checker import __version__, cache
            from checker.compiling import compile_folder
        finally:
            sys.path.remove(self.root)
        rules = str(Path(self.root) / "rules")
        digest = cache.digest(rules, keep=False)
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / f"{digest}.json"
        path.write_bytes(cache.encoded(compile_folder(rules)))
        build_data["force_include"][str(path)] = f"checker/data/compiled/{digest}.json"
        bill = Path(self._folder.name) / "ihl-checker.cdx.json"
        project = tomllib.loads((Path(self.root) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        bill.write_text(json.dumps(bill_of_materials(project, __version__, digest), indent=2) + "\n", encoding="utf-8")
        build_data["sbom_files"].append(str(bill))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling calls it so)
        """Runs when the wheel is written."""
        if version != "editable":
            self._folder.cleanup()


def bill_of_materials(project: dict[str, Any], version: str, rulebook: str) -> dict[str, Any]:
    """The bill of materials of the wheel in CycloneDX 1.6: the program, the rulebook that it carries, and the libraries that it asks for with the versions that it takes.

    It says what ``pyproject.toml`` says and no more: which versions are there is decided by whoever installs. It has neither a time nor a serial number, so that the same sources give the same bill.
    """
    own = f"pkg:pypi/{project['name']}@{version}"
    extras = {name: asked for name, asked in project["optional-dependencies"].items() if name not in ("all", "dev", "docs")}
    components: dict[str, dict[str, Any]] = {}
    needed: set[str] = set()
    for extra, asked in {"": project["dependencies"], **extras}.items():
        for requirement in asked:
            name, bounds = _parted(requirement)
            if name == project["name"]:
                continue
            reference = f"pkg:pypi/{name}"
            entry = components.setdefault(
                reference,
                {
                    "type": "library",
                    "bom-ref": reference,
                    "name": name,
                    "purl": reference,
                    "scope": "optional",
                    "properties": [{"name": "ihl:versions", "value": bounds}],
                },
            )
            if extra:
                entry["properties"].append({"name": "ihl:extra", "value": extra})
            else:
                entry["scope"] = "required"
                needed.add(reference)
    rules = {
        "type": "data",
        "bom-ref": f"rulebook:{rulebook}",
        "name": "rulebook",
        "version": rulebook,
        "description": "The rules, definitions, vocabulary and treaty tables in checker/data/rules, under the digest that every report names",
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": version,
                "purl": own,
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [rules, *(components[reference] for reference in sorted(components))],
        "dependencies": [{"ref": own, "dependsOn": sorted([rules["bom-ref"], *needed])}],
    }


def _parted(requirement: str) -> tuple[str, str]:
    """A requirement of pyproject.toml as the name in the form that package indexes use, and its bounds."""
    at = next((place for place, letter in enumerate(requirement) if letter in "[<>=!~; "), len(requirement))
    name = requirement[:at].lower().replace("_", "-").replace(".", "-")
    rest = requirement[at:]
    return name, rest.partition("]")[2] if rest.startswith("[") else rest
