"""What an import brought: records as plain data, and what could not be taken in.

Comes in: nothing; this is the one form in which every reader of foreign files hands over. Each record is plain data as ``documents`` gives it and ``writing`` writes it; whoever takes it in reads it
back as a record before it is kept. A problem names the file and the row (``line``), and in its text the column and the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.documents import Path
from checker.errors import Problem


class Draft(NamedTuple):
    """One record that was read: its data, comments by path for whoever goes on with it, and the rows of the foreign file that it came from (1-based)."""

    data: Mapping[str, Any]
    comments: Mapping[Path, str] = {}
    rows: tuple[int, ...] = ()


class Imported(NamedTuple):
    """The drafts of a file in order, and every problem; a row with a problem is in no draft."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()
