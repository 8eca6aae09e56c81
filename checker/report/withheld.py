"""A report without what any of its records keeps restricted.

Comes in: a report, the restricted values of all its records. Goes out: the same report with each of them withheld wherever it stands. The texts of a record come without its own values; here those of the *other* records are withheld
too: the name of a captive in one may be that of a witness in another.
"""

from __future__ import annotations

from typing import Any, TypeVar

from checker.redaction import Secrets
from checker.report.model import Link

#: What leads from place to place in the report, and holds nothing of a record.
_KEYS = frozenset(("key", "look", "kind", "state", "status", "truth", "language"))

Part = TypeVar("Part", bound=tuple[Any, ...])


def withheld(part: Part, secrets: Secrets) -> Part:
    """A report, or a part of one, with every restricted value withheld. A link whose address holds one leads nowhere."""
    if not secrets:
        return part
    made: Any = _without(part, secrets)
    return made  # type: ignore[no-any-return]


def _without(value: Any, secrets: Secrets) -> Any:
    if isinstance(value, str):
        return secrets.hide(value)
    if isinstance(value, Link):
        return Link(secrets.hide(value.text), value.to if secrets.hide(value.to) == value.to else "")
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(
            *(inner if name in _KEYS else _without(inner, secrets) for name, inner in zip(value._fields, value, strict=True))
        )
    return tuple(_without(inner, secrets) for inner in value) if isinstance(value, tuple) else value
