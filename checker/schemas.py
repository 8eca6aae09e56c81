"""JSON Schemas of every kind of file, so that editors complete keys and other programs can check what they write.

Rules, definitions, cases, vocabulary, readings and backgrounds come from the pydantic models; records come from the vocabulary, fact by fact; findings from the report. Draft 2020-12.
"""

from __future__ import annotations

from typing import Any

from checker.records import SCHEMA, VOICE_KINDS
from checker.vocabulary import Fact, Subject, Vocabulary

_WRITTEN = {
    "rule": "Rule",
    "definition": "Definition",
    "cases": "CasesFile",
    "vocabulary": "VocabularyFile",
    "readings": "ReadingsFile",
    "backgrounds": "BackgroundsFile",
}

KINDS = ("record", *_WRITTEN, "findings")


def schema_of(kind: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON Schema of a kind of file (one of :data:`KINDS`). Raises KeyError for another."""
    if kind == "record":
        return record_schema(vocabulary)
    if kind == "findings":
        from checker.api import Report

        return _headed(Report.model_json_schema(), "findings")
    from checker import rules

    return _headed(getattr(rules, _WRITTEN[kind]).model_json_schema(), kind)


def _headed(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"ihl-checker {kind}",
        **{key: value for key, value in _plain(schema).items() if key != "title"},
    }


def _plain(schema: Any) -> Any:
    """A pydantic schema without generated titles; yes and no are allowed where a bool is, since YAML editors may read them as text."""
    if isinstance(schema, dict):
        if schema.get("type") == "boolean":
            return {
                **{key: _plain(value) for key, value in schema.items() if key not in ("type", "title")},
                "enum": [True, False, "yes", "no"],
            }
        return {key: _plain(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
    return [_plain(item) for item in schema] if isinstance(schema, list) else schema


def record_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of incident records over a vocabulary."""
    identity = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"}
    text = {"type": "string"}
    definitions: dict[str, Any] = {
        "id": identity,
        "ids": {"oneOf": [{"$ref": "#/$defs/id"}, {"type": "array", "items": {"$ref": "#/$defs/id"}}]},
        "source": _block(
            {
                "id": {"$ref": "#/$defs/id"},
                "publisher": text,
                "title": text,
                "date": text,
                "url": text,
                "sha256": text,
                "derived_from": {"$ref": "#/$defs/ids"},
                "language": text,
                "note": text,
            },
            ["id"],
        ),
        "voice": _block(
            {
                "id": {"$ref": "#/$defs/id"},
                "name": text,
                "kind": {"enum": list(VOICE_KINDS)},
                "party": {"$ref": "#/$defs/id"},
                "note": text,
            },
            ["id", "name", "kind"],
        ),
    }
    properties: dict[str, Any] = {
        "schema": {"const": SCHEMA}, "id": {"$ref": "#/$defs/id"}, "title": text, "dates": text, "language": text, "summary": text,
        "sources": {"type": "array", "items": {"$ref": "#/$defs/source"}}, "voices": {"type": "array", "items": {"$ref": "#/$defs/voice"}},
        "restricted": {"type": "object", "description": "Names and other identifying data of captives, by pseudonym. Never printed unless asked for.", "additionalProperties": {"type": "object"}},
    }  # fmt: skip
    for subject in vocabulary.subjects.values():
        definitions[subject.name] = _subject(subject)
        entry = {"$ref": f"#/$defs/{subject.name}"}
        listed = {"type": "array", "items": entry, "description": subject.about}
        properties[subject.name] = {"oneOf": [entry, listed], "description": subject.about} if subject.one_per_record else listed
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ihl-checker record",
        **_block(properties, ["schema", "id", "title"]),
        "$defs": definitions,
    }


def _block(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _subject(subject: Subject) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"$ref": "#/$defs/id"}, "label": {"type": "string"}, "note": {"type": "string"}}
    for link in subject.links.values():
        properties[link.name] = {"$ref": "#/$defs/ids" if link.many else "#/$defs/id", "description": link.says}
    properties["facts"] = _block({fact.name: _fact(fact) for fact in subject.facts.values() if not fact.derived}, [])
    return {"description": subject.about, **_block(properties, [] if subject.one_per_record else ["id"])}


def _fact(fact: Fact) -> dict[str, Any]:
    value = _value(fact)
    claim = _block(
        {
            "is": {"anyOf": [value, {"enum": ["unknown", "not_applicable"]}]},
            "source": {"$ref": "#/$defs/id"},
            "at": {"type": "string"},
            "said_by": {"$ref": "#/$defs/id"},
            "grade": {"type": "string", "pattern": "^[A-F][1-6]$"},
            "note": {"type": "string"},
        },
        ["is"],
    )
    one = {"anyOf": [value, claim, {"enum": ["unknown", "not_applicable"]}]}
    return {"description": fact.asks, "anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}


def _value(fact: Fact) -> dict[str, Any]:
    if fact.type == "bool":
        return {"enum": [True, False, "yes", "no"]}
    if fact.type == "enum":
        word = {"enum": list(fact.words)}
        return {"anyOf": [word, _block({"one_of": {"type": "array", "items": word, "minItems": 1}}, ["one_of"])]}
    if fact.type == "date":
        return {"type": "string", "description": "An EDTF date or interval: 2025-01-09, 2025-01, 2025-01-09/2025-01-11."}
    number: dict[str, Any] = {"type": "integer" if fact.type == "int" else "number"}
    if fact.minimum is not None:
        number["minimum"] = fact.minimum
    if fact.maximum is not None:
        number["maximum"] = fact.maximum
    bound = {"type": number["type"]}
    return {
        "anyOf": [number, {**_block({"at_least": bound, "more_than": bound, "at_most": bound, "less_than": bound}, []), "minProperties": 1}]
    }
