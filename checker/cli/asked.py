"""What was asked of ``ihl check``: one value for all its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Asked(NamedTuple):
    """What was asked of ``ihl check``, option by option."""

    paths: Sequence[str]
    reading: str | None = None
    rules: Sequence[str] = ()
    articles: Sequence[str] = ()
    subjects: Sequence[str] = ()
    output: str = "terminal"
    file: str | None = None
    fail_on: str = "breach"
    show: str = "raised"
    folder: str | None = None
    plain: bool = False
    unredacted: bool = False
    min_grade: str | None = None
    by_account: bool = False
    save: str | None = None
    resume: bool = False
    force: bool = False
    brief: bool = False
    jobs: int = 1
