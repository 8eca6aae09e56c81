"""The whole of this lint: every remark on one record, in order; and the tally of a run over many.

Comes in: documents, one by one, and the rulebook. Goes out: remarks, from which every restricted value is withheld, and a :class:`Tally`, which keeps so many of each code as somebody may read, so that memory does not grow
with a register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from checker.documents import Document
from checker.record_lint.favour import favour
from checker.record_lint.links import links
from checker.record_lint.material import Material
from checker.record_lint.order import order
from checker.record_lint.remarks import CODES, LEVELS
from checker.record_lint.sources import sources
from checker.record_lint.texts import texts
from checker.redaction import Secrets
from checker.remarks import Remark
from checker.rulebook import Rulebook

#: How many remarks of one code a tally keeps; the others are counted.
KEPT = 200

#: What ``--fail-on`` can name, and the levels that each reaches.
THRESHOLDS = {"danger": ("danger",), "misleads": ("danger", "misleads"), "any": ("danger", "misleads", "tidy"), "never": ()}

_ORDER = {code: number for number, code in enumerate(CODES)}
_LEVEL_ORDER = {level: number for number, level in enumerate(LEVELS)}


@dataclass
class Tally:
    """What a run has found so far."""

    records: int = 0
    endangering: int = 0
    """Records with a remark that names a danger to a person."""
    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[str, list[Remark]] = field(default_factory=lambda: {code: [] for code in CODES})

    def add(self, remarks: Sequence[Remark]) -> None:
        """Takes in the remarks on one record."""
        self.records += 1
        self.endangering += any(CODES[remark.code].level == "danger" for remark in remarks)
        for remark in remarks:
            self.counts[remark.code] += 1
            if len(self.kept[remark.code]) < KEPT:
                self.kept[remark.code].append(remark)

    @property
    def totals(self) -> dict[str, int]:
        """How many remarks there are, by code in the order of :data:`CODES`; codes without any are left out."""
        return {code: self.counts[code] for code in CODES if self.counts[code]}

    def reaches(self, threshold: str) -> bool:
        """Whether a remark is of a level that ``--fail-on`` names."""
        return any(CODES[code].level in THRESHOLDS[threshold] for code in self.totals)


def lint(
    document: Document, rulebook: Rulebook, comments: Sequence[tuple[int, str]] = (), codes: Collection[str] = tuple(CODES)
) -> tuple[str, list[Remark]]:
    """The id of the record in a document and the remarks on it, those that endanger a person first; only those with one of ``codes``. Raises InputError if it is no good record."""
    material = Material.of(document, rulebook, comments)
    makers = (texts, sources, order, links, *((favour,) if "own-word" in codes else ()))  # the one that takes long
    found = [_safe(remark, material.secrets) for maker in makers for remark in maker(material) if remark.code in codes]
    return material.record.id, sorted(dict.fromkeys(found), key=_place)


def _place(remark: Remark) -> tuple[int, int, int, tuple[str, ...], str]:
    return _LEVEL_ORDER[CODES[remark.code].level], _ORDER[remark.code], remark.line, remark.about, remark.what


def _safe(remark: Remark, secrets: Secrets) -> Remark:
    """A remark without restricted values: in what it says, in the ids that it names, in the name of the file."""
    if not secrets:
        return remark
    return replace(remark, file=secrets.hide(remark.file), about=tuple(map(secrets.hide, remark.about)), what=secrets.hide(remark.what))
