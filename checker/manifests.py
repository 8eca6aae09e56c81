"""The manifest of a kept run, and the lines of its parts, as they are read back: whole, or an error.

Comes in: files that the program wrote and somebody may have changed, cut or made up. Goes out: plain data of the shape that ``runs`` writes, so that nobody who uses them meets anything else. What is in them is not believed here: ``ihl verify``
recomputes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from checker import documents, inputs, limits
from checker.errors import InputError
from checker.jsontext import CutLine, bounded_lines

#: The keys of a manifest and of each of its inputs, and what stands under them.
_KEYS: Mapping[str, type] = {
    "schema": str, "version": str, "rulebook": str, "reading": str, "rules": list, "show": str, "reasons": bool, "min_grade": str, "inputs": list, "counts": dict, "files": dict,
}  # fmt: skip
_INPUT: Mapping[str, type] = {"path": str, "bytes": int, "sha256": str}
_COUNTS: Mapping[str, type] = {
    "done": int, "records": int, "problems": int, "failed": int, "contested": int, "elsewhere": int, "verdicts": dict, "raised": dict, "capped": dict,
}  # fmt: skip


def well_formed(data: Any, parts: tuple[str, ...]) -> bool:
    """Whether plain data has the shape of a manifest whose run has these parts; of its schema nothing is said."""
    return (
        _has(data, _KEYS)
        and all(isinstance(word, str) for word in data["rules"])
        and all(_has(one, _INPUT) for one in data["inputs"])
        and set(data["files"]) == set(parts)
        and all(isinstance(digest, str) for digest in data["files"].values())
        and counted(data["counts"])
    )


def counted(data: Any) -> bool:
    """Whether plain data has the shape of what a run counted."""
    return (
        _has(data, _COUNTS)
        and all(_number(count) for key in ("verdicts", "raised") for count in data[key].values())
        and all(isinstance(caps, dict) and all(map(_number, caps.values())) for caps in data["capped"].values())
    )


def _has(data: Any, keys: Mapping[str, type]) -> bool:
    return isinstance(data, dict) and all(
        isinstance(data.get(key), kind) and (kind is not int or _number(data[key])) for key, kind in keys.items()
    )


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**limits.DIGITS.value


def plain(path: str) -> Any:
    """The plain data in a JSON file of a run. Raises OSError where it cannot be opened, and ValueError for what is no JSON, too large or too deep."""
    try:
        with inputs.opened(path, found=True) as file:
            raw = file.read(limits.FILE_BYTES.value + 1)
        return documents.parse_json(documents.decode(raw, path), path).data
    except InputError as error:
        raise ValueError(str(error)) from error


def sized_lines(file: BinaryIO, path: str, *, of_records: bool) -> Iterator[tuple[Any, int]]:
    """The lines of one part of a run as plain data, each with its length in bytes; where they are ``of_records``, each names its record. Raises InputError for one that cannot be read."""
    records = 0
    last = None
    for number, raw in enumerate(bounded_lines(file), start=1):
        if isinstance(raw, CutLine):
            raise limits.LINE_BYTES.exceeded(path, number, raw.length)
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise _unread(path, number) from error
        if not isinstance(data, dict) or (of_records and not isinstance(data.get("record"), str)):
            raise _unread(path, number)
        if data.get("record") != last:
            records, last = records + 1, data.get("record")
            if records > limits.RUN_RECORDS.value:
                raise limits.RUN_RECORDS.exceeded(path, number)
        yield data, len(raw)


def _unread(path: str, number: int) -> InputError:
    return InputError.single(path, number, "damaged", "this line of a run cannot be read.", "", "Make the run again.")
