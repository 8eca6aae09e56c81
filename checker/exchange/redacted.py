"""The plain data of a record without what it keeps restricted.

Comes in: the plain data of a valid record, and restricted values. Goes out: the same record without its restricted block and with every restricted value withheld from its texts, ids too; whatever led to an id leads to the new one. The values
of facts stay: they are words of the vocabulary, numbers and dates, and changing one would change what the record says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.redaction import MARK, Secrets
from checker.vocabulary import Vocabulary

#: What stands in an id for a restricted value.
_ID_MARK = "withheld"
_LONGEST_ID = 80

#: Keys whose value is a word, a date or a digest: hiding a part of it would change what the record says, and a leak in it is found when the file is written.
_KEPT = frozenset(("schema", "dates", "date", "kind", "grade", "state", "sha256"))

#: Keys under which the id of a source, a voice or an entry stands.
_POINTERS = frozenset(("id", "source", "said_by", "party", "derived_from"))


def redacted(data: Mapping[str, Any], secrets: Secrets, vocabulary: Vocabulary) -> dict[str, Any]:
    """``data`` as it may be shared. ``secrets`` are at least its own restricted values."""
    pointers = _POINTERS | {link for subject in vocabulary.subjects.values() for link in subject.links}
    return _Redactor(secrets, pointers).record(data)


class _Redactor:
    def __init__(self, secrets: Secrets, pointers: frozenset[str]) -> None:
        self.secrets = secrets
        self.pointers = pointers
        self.ids: dict[str, str] = {}

    def record(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.value(value, key) for key, value in data.items() if key != "restricted"}

    def value(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {
                name: inner if name == "is" else self.fact(inner) if key == "facts" else self.value(inner, name)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        if not isinstance(value, str) or key in _KEPT:
            return value
        return self.identity(value) if key in self.pointers else self.secrets.hide(value)

    def fact(self, stated: Any) -> Any:
        """What stands under a fact: its claims are looked through, its bare values stay."""
        if isinstance(stated, list):
            return [self.fact(item) for item in stated]
        return self.value(stated, "claim") if isinstance(stated, dict) and "is" in stated else stated

    def identity(self, identity: str) -> str:
        """An id without restricted values, another for each id."""
        if identity not in self.ids:
            plain = made = self.secrets.hide(identity).replace(MARK, _ID_MARK)[:_LONGEST_ID]
            number = 1
            while made in self.ids.values():
                number += 1
                made = f"{plain[: _LONGEST_ID - len(str(number)) - 1]}-{number}"
            self.ids[identity] = made
        return self.ids[identity]
