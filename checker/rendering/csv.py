"""Findings as CSV: one row a finding, for a spreadsheet program.

Comes in: checked records, with what persons decided. Goes out: lines of text under a row of headings. A cell that a spreadsheet program could take for a formula is put behind an apostrophe (OWASP, CSV injection: ``= + - @``, tab and
carriage return, and the full-width forms that East Asian versions take for the same); texts are cleaned, so that a cell never holds a line break.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from checker.explanation import attributions, entry_name, party_name
from checker.pipeline import Checked, Run
from checker.ranking import detailed
from checker.report.annex import word_of
from checker.report.signed import decided_by
from checker.text import clean

COLUMNS = (
    "record", "title", "rule", "rule_title", "provision", "gravity", "addressee", "subject", "about", "reading", "verdict", "reads", "possible", "contested", "accounts", "because",
    "on_whose_word", "one_side", "weakest_grade", "ask_first", "person_decided", "person", "decided_on", "standard_of_proof", "reason", "decision_state", "rulebook",
)  # fmt: skip

#: What a spreadsheet program takes for the start of a formula, and the guard itself.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def as_csv(run: Run, *, show_all: bool = False) -> str:
    """The findings as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for checked in run.checked:
        for row in _rows(checked, run.rulebook.digest, show_all=show_all):
            writer.writerow([guarded(cell) for cell in row])
    return out.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet program runs: cleaned, and behind an apostrophe where it could be taken for a formula."""
    return f"'{clean(text)}" if text.lstrip(" ").startswith(_FORMULA) or clean(text).startswith(_FORMULA) else clean(text)


def _rows(checked: Checked, digest: str, *, show_all: bool) -> Iterator[tuple[str, ...]]:
    record, side_of = checked.record, decided_by(checked.decisions)
    for result in checked.results:
        if not checked.lists(result, show_all=show_all):
            continue
        side = side_of(result)
        finding = detailed(result).finding
        ask = finding.to_find_out[0].asks if finding.to_find_out else ""
        yield (
            record.id, record.title, finding.rule, finding.title, finding.provision, finding.gravity, finding.addressee, finding.subject,
            ", ".join(entry_name(record, identity) for identity in finding.binding.values()), finding.reading, finding.verdict, word_of(result),
            "; ".join(finding.possible), "; ".join(f"{other.reading}: {' or '.join(other.possible)}" for other in finding.contested),
            "; ".join(f"{party_name(record, account.account)}: {' or '.join(account.possible)}" for account in finding.accounts),
            "; ".join(f"{basis.subject}.{basis.fact.partition('.')[2]} = {basis.value}" for basis in finding.because),
            attributions(finding.because, record, most=20), "; ".join(party_name(record, one) for one in finding.grade.one_side), finding.grade.weakest, ask,
            side.person, side.name, side.date, side.standard, side.reason, side.state, digest,
        )  # fmt: skip
