"""What lint found in a rulebook, for a reader.

Comes in: what lint found (``lint.run``). Goes out: rich renderables.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from checker.lint.remarks import CODES
from checker.lint.run import Lint
from checker.rendering.remarks import counted, groups
from checker.rendering.terminal import words
from checker.wording import rulebook_called


def report(found: Lint, *, everything: bool) -> Iterable[RenderableType]:
    """Every remark by code, those that are kept too with ``everything``, then the rulebook, and the totals in the last line."""
    yield from groups([(remark, "") for remark in found.remarks], CODES)
    if everything and found.kept:
        yield words("Kept on purpose", "bold")
        yield Text()
        yield from groups(found.kept, CODES)
    yield words(f"Rulebook {rulebook_called(found.rulebook_name, found.rulebook)}.", "dim")
    yield words(totals(found), "bold")


def totals(found: Lint) -> str:
    """The line of totals: ``3 remarks (subsumed 2, terse 1); 12 kept, each with a reason.``"""
    return f"{counted(found.totals, len(found.remarks))}; {len(found.kept) or 'none'} kept{', each with a reason' if found.kept else ''}."
