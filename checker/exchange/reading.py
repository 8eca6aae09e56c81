"""A draft, read back as the record that it makes.

Comes in: a draft and the vocabulary. Goes out: the record, or everything that is wrong with it, each problem at the cell that it comes from, where the draft knows its cells, else at its row.
"""

from __future__ import annotations

from checker.documents import Document
from checker.errors import InputError, Problem
from checker.exchange.imported import Draft
from checker.records import Record, read_record
from checker.vocabulary import Vocabulary


def record_of(draft: Draft, file: str, vocabulary: Vocabulary) -> Record | list[Problem]:
    """The record that ``draft``, which came from ``file``, makes, or its problems."""
    cells = list(draft.origins.values())
    # The number of a cell stands in the place of a line, so that each problem comes back with the cell that it is about.
    lines = {place: number for number, place in enumerate(draft.origins)}
    first = lines.get((), 0) if cells else draft.rows[0] if draft.rows else 1
    try:
        return read_record(Document(file, draft.data, lines, first), vocabulary)
    except InputError as error:
        found = [
            cells[problem.line].problem(problem.code, problem.what, problem.why, problem.fix) if cells else problem
            for problem in error.problems
        ]
        return list(dict.fromkeys(found))
