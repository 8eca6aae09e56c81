"""Check records of captured soldiers against the Third Geneva Convention.

>>> from checker import Rulebook, load_record, check
>>> report = check(load_record("incident.yml"), Rulebook.load())  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from checker.api import Report as Report
    from checker.api import check as check
    from checker.api import load_record as load_record
    from checker.api import load_records as load_records
    from checker.errors import InputError as InputError
    from checker.rulebook import Rulebook as Rulebook

__all__ = ["InputError", "Report", "Rulebook", "check", "load_record", "load_records"]

_WHERE = {"Rulebook": "checker.rulebook", "InputError": "checker.errors"}


def __getattr__(name: str) -> Any:
    """The public names, imported when first used, so that the command line starts fast."""
    if name not in __all__:
        raise AttributeError(f"module 'checker' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_WHERE.get(name, "checker.api")), name)
