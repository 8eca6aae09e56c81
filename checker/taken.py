"""The ids of a stream of records, of which no two may have the same.

Comes in: outcomes, one by one, in the order of their records, whatever process they came from. Goes out: each as it was, under another name, or a problem in its place. It differs from ``batch`` in that it knows what came before.
"""

from __future__ import annotations

import json

from checker.batch import Batch, Outcome, Task, document_of, short
from checker.errors import InputError
from checker.pipeline import duplicate, shown_problems


class Ids:
    """The ids so far. ``batch`` checks a record again that must go by another name.

    ``places``: say where the record stands that has the id already, as a check in one process does. A kept run does not: its problems are moved with it and compared from any folder, so no path may stand in their words.
    """

    def __init__(self, batch: Batch, *, places: bool = False) -> None:
        self._batch = batch
        self._written: set[bytes] = set()
        self._shown: set[bytes] = set()
        self._places: dict[bytes, str] | None = {} if places else None

    def settled(self, outcome: Outcome) -> Outcome:
        """The outcome; or a problem in its place, where a record before it has the same id. Of two whose ids differ only in what is withheld the second is numbered, just as ``pipeline.read_records`` does it."""
        if not outcome.id or outcome.problems:
            return outcome
        if outcome.written in self._written:
            return self._duplicate(outcome)
        number, name = 2, outcome.id
        while short(name) in self._shown:
            number, name = number + 1, f"{outcome.id}-{number}"
        if name != outcome.id:
            outcome = self._batch.outcome(outcome.task, name)
        self._written.add(outcome.written)
        if self._places is not None:
            self._places[outcome.written] = outcome.place
        self.shown(name)
        return outcome

    def _duplicate(self, outcome: Outcome) -> Outcome:
        """That the id is taken, at the line on which it stands: the record is read again for it, since an outcome has only what nearly all of them need."""
        try:
            document = document_of(outcome.task)
        except InputError as error:  # the file has changed meanwhile
            return Outcome(outcome.task, problems=tuple(shown_problems(error, error)))
        where = "a record before it" if self._places is None else self._places[outcome.written]
        return Outcome(outcome.task, problems=tuple(shown_problems(duplicate(document, outcome.id, where), document)))

    def shown(self, name: str) -> None:
        """Notes an id under which a record is shown."""
        self._shown.add(short(name))

    def written(self, task: Task) -> None:
        """Notes the id of a good record as it is written. A run that goes on asks the records themselves for it: no file of a run may hold what is withheld, nor a digest by which a guess at it could be proven."""
        written = json.loads(task.raw)["id"] if task.raw is not None else document_of(task).data["id"]
        self._written.add(short(written))
