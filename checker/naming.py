"""The names of files that a kept run is made from: none may lead to a person whom a record protects.

Comes in: where the inputs of a run and its folder lie. Goes out: nothing, or what must be renamed first. Nothing else that is written names the files it was made from as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.batch import Task, document_of, tasks
from checker.errors import InputError, Problem
from checker.leaks import leaks
from checker.redaction import Secrets
from checker.withholding import secrets_in, secrets_in_text


def unless_named(places: Mapping[str, str], folder: str) -> None:
    """Raises InputError where the place of an input as the manifest would have it (``places``, by its path), or the folder of the run, holds what a record keeps restricted: every value of a record in the name of its own file, whole names and numbers in that of another.

    To be asked before anything is written. Only records that can have a restricted block are read for it.
    """
    others = Secrets()
    named: dict[str, Secrets] = {}
    for task in tasks(list(places)):
        for own, whole in _secrets_of(task):
            others.add(whole)
            for place in (places[task.file], folder):
                if _holds(place, own):
                    named.setdefault(place, Secrets()).add(own)
    for place in (*places.values(), folder):
        if place in named or _holds(place, others):
            named.setdefault(place, Secrets()).add(others)
    if named:
        what = "this name holds what a record keeps restricted."
        why = "A kept run names its folder and every file that it was made from, so that it can be verified; nothing was written."
        raise InputError(
            Problem(secrets.hide(place), 0, "leak", what, why, "Rename the file or folder.") for place, secrets in named.items()
        )


def _secrets_of(task: Task) -> Iterator[tuple[Secrets, Secrets]]:
    """What a record keeps restricted, if it can: all of it, and whole names and numbers."""
    if task.raw is not None and b"restricted" not in task.raw and b"\\u" not in task.raw:
        return
    try:
        data = document_of(task).data
        block = data.get("restricted") if isinstance(data, dict) else None
        yield secrets_in(data), Secrets(block if isinstance(block, dict) else None, parts=False)
    except InputError as error:
        yield secrets_in_text(error.text), Secrets()


def _holds(place: str, secrets: Secrets) -> bool:
    return any(not leak.ordinary for leak in leaks(place, "", secrets))
