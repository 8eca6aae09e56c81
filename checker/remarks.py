"""A remark: something questionable in what can be used, and what its code means.

Comes in: nothing. Goes out: :class:`Code` and :class:`Remark`, as both lints use them: that of rulebooks (``lint``) and that of records (``record_lint``). What is wrong is a ``Problem`` (``errors``)
and stops a file from being used; a remark stops nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Code(NamedTuple):
    """One kind of remark: its title, why it matters, what to do, and exactly when it is made.

    ``asked``: only shown where somebody asks for it by name. ``level``: how much hangs on it, where a lint ranks its codes. ``example``: one situation that calls for it.
    """

    title: str
    why: str
    fix: str
    when: str
    asked: bool = False
    level: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One questionable thing: its code, what it is about (ids of rules, facts, records, entries, ...), where, and what."""

    code: str
    file: str
    line: int
    about: tuple[str, ...]
    what: str


def counted(remarks: Iterable[Remark], codes: Mapping[str, Code]) -> dict[str, int]:
    """How many remarks there are, by code in the order of ``codes``; codes without any are left out."""
    counts = Counter(remark.code for remark in remarks)
    return {code: counts[code] for code in codes if code in counts}


def plain(remark: Remark, codes: Mapping[str, Code]) -> dict[str, Any]:
    """A remark as plain data, with the keys of the JSON forms."""
    code = codes[remark.code]
    level = {"level": code.level} if code.level else {}
    place = {"about": list(remark.about), "file": remark.file, "line": remark.line}
    return {"code": remark.code, **level, **place, "what": remark.what, "why": code.why, "fix": code.fix}
