"""The words that the program and its rules say by themselves, whatever a record holds.

Comes in: a word or several. Goes out: whether they stand, in this order, in the shipped rules or, written small, in the sources and templates of the package (where an invented name may serve as an example).
A restricted value that is such a word is in every report, so that finding it there betrays nobody.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from checker import library
from checker.spelling import plain_words

#: A word with a capital.
_CAPITAL = re.compile(r"\b[A-Z]\w*")

_KINDS = (".yml", ".py", ".j2", ".html", ".css", ".md")


@lru_cache(maxsize=4096)
def says(words: str) -> bool:
    """Whether the program says these words itself, in whatever spelling they are given."""
    plain = plain_words(words)
    return bool(plain) and f" {plain} " in _everything()


@lru_cache(maxsize=1)
def _everything() -> str:
    """Everything that the program can say, in plain words. It is put together when somebody first asks, which is when a leak is suspected."""
    found = []
    rules = library.rules_folder()
    for root in (rules, library.package_folder()):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in ("data", "__pycache__"))
            for name in sorted(names):
                if name.endswith(_KINDS) and not name.endswith(".cases.yml"):
                    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                        text = file.read()
                    found.append(plain_words(text if root == rules else _CAPITAL.sub(" . ", text)))
    return f" {' . '.join(found)} "
