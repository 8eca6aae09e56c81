"""The whole of lint: every remark on a rulebook, in order, and those that are kept.

Comes in: the compiled rulebook. Goes out: :class:`Lint`, and its plain data with the keys of the JSON form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from checker.lint.facts import facts
from checker.lint.kept import parted
from checker.lint.material import Material
from checker.lint.pairs import pairs
from checker.lint.parts import parts
from checker.lint.remarks import CODES
from checker.lint.texts import texts
from checker.remarks import Remark, counted
from checker.remarks import plain as plain_remark
from checker.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Lint:
    """What lint says of a rulebook (its digest, and what it calls itself): the remarks that stand, and those kept on purpose, each with its reason."""

    rulebook: str
    rulebook_name: str
    remarks: tuple[Remark, ...]
    kept: tuple[tuple[Remark, str], ...]

    @property
    def totals(self) -> dict[str, int]:
        """How many remarks stand, by code in the order of :data:`CODES`; codes without any are left out."""
        return counted(self.remarks, CODES)

    @property
    def totals_kept(self) -> dict[str, int]:
        """How many are kept, by code."""
        return counted((remark for remark, _ in self.kept), CODES)

    def about(self, names: Iterable[str]) -> Lint:
        """The remarks with one of these codes, or about one of these."""

        wanted = frozenset(names)

        def meant(remark: Remark) -> bool:
            return remark.code in wanted or not wanted.isdisjoint(remark.about)

        return replace(self, remarks=tuple(filter(meant, self.remarks)), kept=tuple(pair for pair in self.kept if meant(pair[0])))

    def unasked(self) -> Lint:
        """The remarks that are made without being asked for by name."""
        remarks = tuple(remark for remark in self.remarks if not CODES[remark.code].asked)
        return replace(self, remarks=remarks, kept=tuple(pair for pair in self.kept if not CODES[pair[0].code].asked))


def lint(rulebook: Rulebook, tell: Callable[[int], None] = lambda _: None) -> Lint:
    """Every remark on a rulebook. ``tell`` is called with the number of pairs of rules compared so far. Raises InputError for a file beside the rules that cannot be used."""
    material = Material.of(rulebook)
    found = [*facts(material), *texts(material), *parts(material), *pairs(material, tell)]
    standing, kept = parted(found, *material.settings)
    order = list(CODES)

    def place(remark: Remark) -> tuple[int, str, int, tuple[str, ...]]:
        return order.index(remark.code), remark.file, remark.line, remark.about

    return Lint(rulebook.digest, rulebook.name, tuple(sorted(standing, key=place)), tuple(sorted(kept, key=lambda pair: place(pair[0]))))


def plain(found: Lint) -> dict[str, Any]:
    """What lint found as plain data, with the keys of the JSON form."""
    return {
        "schema": "ihl-lint/1",
        "rulebook": found.rulebook,
        "rulebook_name": found.rulebook_name,
        "totals": {"remarks": found.totals, "kept": found.totals_kept},
        "remarks": [plain_remark(remark, CODES) for remark in found.remarks],
        "kept": [{**plain_remark(remark, CODES), "reason": reason} for remark, reason in found.kept],
    }
