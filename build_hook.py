"""Puts the compiled rulebook into the wheel, so that the first check of a fresh installation is as fast as the second."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRulebook(BuildHookInterface[Any]):
    """Compiles ``rules/`` and adds the result as ``checker/data/compiled``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the wheel is written; an editable installation reads the folder itself."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from checker import cache
            from checker.compiling import compile_folder
        finally:
            sys.path.remove(self.root)
        rules = str(Path(self.root) / "rules")
        digest = cache.digest(rules, keep=False)
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / f"{digest}.json"
        path.write_bytes(cache.encoded(compile_folder(rules)))
        build_data["force_include"][str(path)] = f"checker/data/compiled/{digest}.json"
