"""A document read as a pydantic model, and what is wrong with it in words for people who do not program.

Comes in: a document and a model. Goes out: the model, or every mistake with its line, what to write instead and the near miss. What pydantic says of shapes is put into the program's own
sentences here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from checker import documents, limits
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed


class Written(BaseModel):
    """What every kind of file has in common: no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def _values(data: Any) -> int:
    """How many values stand in plain data: blocks, lists and what is in them."""
    count, waiting = 0, [data]
    while waiting:
        part = waiting.pop()
        count += 1
        if isinstance(part, dict | list):
            waiting.extend(part.values() if isinstance(part, dict) else part)
    return count


def validated(model: type[M], document: Document) -> M:
    """``document`` as ``model``. Raises InputError with every mistake, its line and the near miss."""
    if isinstance(document.data, dict | list) and _values(document.data) > limits.RULE_VALUES.value:
        raise limits.RULE_VALUES.exceeded(document.file, document.first_line, len(document.lines))
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        found = _problems(model, document, error.errors(include_url=False))
        raise InputError(limits.listed(found, document.file, document.first_line)) from error


def _problems(model: type[BaseModel], document: Document, details: Sequence[Any]) -> Iterator[Problem]:
    """One problem for each place. Where a value may have one of several shapes, pydantic reports every shape that it has not: the nearest is chosen."""
    placed: dict[documents.Path, list[Any]] = {}
    for detail in details:
        placed.setdefault(_place(document.data, detail["loc"], detail["type"]), []).append(detail)
    for path, several in placed.items():
        if len(several) > 1 and any(other != path and other[: len(path)] == path for other in placed):
            continue
        literal = [detail for detail in several if detail["type"] == "literal_error"]
        chosen = next((detail for detail in several if detail["type"] == "string_pattern_mismatch"), literal[0] if literal else several[0])
        wanted = list(dict.fromkeys(word for detail in literal for word in re.findall("'([^']+)'", detail["ctx"]["expected"])))
        yield _problem(model, document, path, chosen, wanted)


def _place(data: Any, location: Sequence[str | int], kind: str) -> documents.Path:
    """Where in the file an error lies: its location without what pydantic adds to tell shapes apart."""
    path: documents.Path = ()
    part: Any
    for part in location:
        if (isinstance(part, int) and isinstance(data, list)) or (isinstance(data, dict) and part in data):
            data, path = data[part], (*path, part)
    return (*path, location[-1]) if kind == "missing" else path


_LETTERS = {
    r"^[a-z][a-z0-9_]*$": "small letters, digits and underscores, a letter first",
    r"^[A-Z]{3}$": "three capital letters (ISO 3166-1 alpha-3), such as UKR",
    r"^\d{4}-\d{2}-\d{2}$": "a date such as 2026-11-23",
    r"^[a-z0-9][a-z0-9-]*$": "small letters, digits and dashes",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z][a-z0-9_]*$": "the id of an entry of the record, a dot and a fact, such as clip.identifiable",
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "the subject, a dot and a name in small letters, such as person.protected",
}

#: What pydantic finds wrong with a shape, for people who do not program: what is wrong, what to do.
_SHAPES = {
    "model_type": ("a block of keys is expected here", 'Write "key: value" lines, indented below it.'),
    "dict_type": ("a block of keys is expected here", 'Write "key: value" lines, indented below it.'),
    "list_type": ("a list is expected here", 'Begin each entry with "- ", or put the entries in brackets.'),
    "string_type": ("text is expected here", "Write it on this line, in quotes if it holds a colon or begins with a bracket."),
    "string_too_short": ("this is too short to say anything", "Write it out."),
    "too_short": ("at least one entry is needed here", "Add one."),
    "bool_parsing": ("yes or no is expected here", "Write yes or no."),
    "bool_type": ("yes or no is expected here", "Write yes or no."),
    "float_parsing": ("a number is expected here", "Write it in digits."),
    "float_type": ("a number is expected here", "Write it in digits."),
}


def _problem(model: type[BaseModel], document: Document, path: documents.Path, detail: Any, wanted: Sequence[str]) -> Problem:
    kind, given = detail["type"], detail["input"]
    file, line = document.file, document.line(*path)
    key = str(path[-1]) if path else ""
    place = _words(path) or "the file"
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        return Problem(
            file,
            line,
            "unknown-key",
            f'"{key}" is not a key here.',
            "It would be ignored without a word.",
            did_you_mean(key, known, otherwise=f"Keys here are {listed(known)}." if known else ""),
        )
    if kind == "missing":
        inside = _words(path[:-1])
        return Problem(
            file, line, "missing-key", f'"{key}" is missing{f" in {inside}" if inside else ""}.', "Nothing stands in for it.", f"Add {key}."
        )
    if kind == "literal_error":
        word, values = (f'"{given}"' if isinstance(given, str) else "this"), f"Its values are {listed(wanted)}."
        return Problem(
            file,
            line,
            "enum-value",
            f"{place}: {word} is not one of the values it can have.",
            "",
            did_you_mean(given, wanted, otherwise=values) if isinstance(given, str) else values,
        )
    if kind == "value_error":
        what, _, fix = str(detail["ctx"]["error"]).partition("|")
        return Problem(file, line, "value", f"{place}: {what}.", "", fix)
    if kind == "string_pattern_mismatch":
        letters = _LETTERS.get(detail["ctx"]["pattern"], "other letters")
        name = given if isinstance(given, str) else key
        if letters.startswith("a date"):
            return Problem(file, line, "value", f'{place}: "{name}" is no date.', "", f"Write {letters}.")
        return Problem(
            file, line, "id", f'{place}: "{name}" cannot be a name here.', "Names are used in commands and files.", f"Use {letters}."
        )
    what, fix = _SHAPES.get(kind, (detail["msg"].lower(), "See docs/writing-rules.md for what belongs here."))
    return Problem(file, line, "type", f"{place}: {what}.", "It holds nothing." if given is None and path else "", fix)


def _words(path: documents.Path) -> str:
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in path)


def _known_keys(model: type[BaseModel], path: documents.Path) -> list[str]:
    """The keys that the model at ``path`` knows; nothing where a path leads through unions that cannot be followed."""
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(part))
            current = info.annotation if info else None
        else:
            current = next((argument for argument in reversed(get_args(current)) if _model_in(argument)), None)
    found = _model_in(current)
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)
