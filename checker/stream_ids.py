"""The ids of the records of a stream, of which no two may have the same.

Comes in: outcomes, in their order, and the tasks that were done before a run was stopped. Goes out: the same outcomes, but for those whose id is taken. Only short digests are held, and none leaves the memory.
"""

from __future__ import annotations

import json

from checker.batch import Batch, Outcome, Task, document_of, short
from checker.errors import Problem


class Ids:
    """The ids of a stream, of which no two records may have the same. ``batch`` checks a record again that must go by another name."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._written: set[bytes] = set()
        self._shown: set[bytes] = set()

    def settled(self, outcome: Outcome) -> Outcome:
        """The outcome; or a problem in its place, where a record before it has the same id. Of two whose ids differ only in what is withheld the second is numbered, just as ``pipeline.read_records`` does it."""
        if not outcome.id or outcome.problems:
            return outcome
        if outcome.written in self._written:
            what = f'the record id "{outcome.id}" is taken by a record before it.'
            why, fix = "Findings of the two could not be told apart.", "Give one of them another id."
            return Outcome(outcome.task, problems=(Problem(outcome.task.file, outcome.task.line, "duplicate-id", what, why, fix),))
        number, name = 2, outcome.id
        while short(name) in self._shown:
            number, name = number + 1, f"{outcome.id}-{number}"
        if name != outcome.id:
            outcome = self._batch.outcome(outcome.task, name)
        self._written.add(outcome.written)
        self.shown(name)
        return outcome

    def shown(self, name: str) -> None:
        """Notes an id under which a record is shown."""
        self._shown.add(short(name))

    def written(self, task: Task) -> None:
        """Notes the id of a good record as it is written. A run that goes on asks the records themselves for it: no file of a run may hold what is withheld, nor a digest by which a guess at it could be proven."""
        written = json.loads(task.raw)["id"] if task.raw is not None else document_of(task).data["id"]
        self._written.add(short(written))
