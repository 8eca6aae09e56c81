"""JSON Schemas of every kind of file, so that editors complete keys and other programs can check what they write.

Rules, definitions, cases, vocabulary, readings, rulebook.yml, backgrounds, treaties, the ledger, lint.yml, policies, the desk, cues, lessons and scenarios come from the pydantic models; records come from the vocabulary, fact by fact; decisions from what may be decided; findings from the report. Draft 2020-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker import decisions
from checker.claims import VOICE_KINDS
from checker.digests import LENGTH
from checker.records import PARTY, SCHEMA
from checker.vocabulary import Fact, Subject, Vocabulary

_WRITTEN = {
    "rule": "Rule",
    "definition": "Definition",
    "cases": "CasesFile",
    "vocabulary": "VocabularyFile",
    "readings": "ReadingsFile",
    "backgrounds": "BackgroundsFile",
    "treaty": "TreatyFile",
    "states": "StatesFile",
    "ledger": "LedgerFile",
}

_DESK = {"policy": "PolicyFile", "desk": "DeskFile"}

KINDS = ("record", "decisions", *_WRITTEN, *_DESK, "rulebook", "lint", "redaction", "cues", "lesson", "scenario", "findings")


def schema_of(kind: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON Schema of a kind of file (one of :data:`KINDS`). Raises KeyError for another."""
    if kind == "record":
        return record_schema(vocabulary)
    if kind == "decisions":
        return decisions_schema()
    if kind == "findings":
        from checker.api import Report

        return _headed(Report.model_json_schema(), "findings")
    if kind == "rulebook":
        from checker.declared import RulebookFile

        return _headed(RulebookFile.model_json_schema(), kind)
    if kind == "lint":
        from checker.lint.kept import LintFile

        return _headed(LintFile.model_json_schema(), kind)
    if kind == "redaction":
        from checker.redaction_policy import RedactionPolicy

        return _headed(RedactionPolicy.model_json_schema(), kind)
    if kind == "cues":
        from checker.passages.written import CuesFile

        return _headed(CuesFile.model_json_schema(), kind)
    if kind == "lesson":
        from checker.training.lesson_texts import Lesson

        return _headed(Lesson.model_json_schema(), kind)
    if kind == "scenario":
        from checker.training.written import ScenarioFile

        return _headed(ScenarioFile.model_json_schema(), kind)
    if kind in _DESK:
        from checker.desk import written

        return _headed(getattr(written, _DESK[kind]).model_json_schema(), kind)
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
        if isinstance(words := schema.get("enum"), list) and {"yes", "no"} <= {word for word in words if isinstance(word, str)}:
            return {
                **{key: _plain(value) for key, value in schema.items() if key not in ("enum", "type", "title")},
                "enum": [*words, True, False],
            }
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
    for key in ("source", "said_by"):
        definitions[f"claim_{key}"] = {"$ref": "#/$defs/id"}
    definitions |= {"claim_at": text, "claim_note": text, "claim_grade": {"type": "string", "pattern": "^[A-F][1-6]$"}}
    for kind in ("bool", "int", "float", "date"):
        definitions |= _stated(kind, _typed(kind, 0 if kind in ("int", "float") else None))
    for subject in vocabulary.subjects.values():
        definitions[subject.name] = _subject(subject)
        for fact in subject.facts.values():
            if _own(fact):
                definitions |= _stated(fact.id, _value(fact))
        entry = {"$ref": f"#/$defs/{subject.name}"}
        listed = {"type": "array", "items": entry, "description": subject.about}
        properties[subject.name] = {"oneOf": [entry, listed], "description": subject.about} if subject.one_per_record else listed
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ihl-checker record",
        **_block(properties, ["schema", "id", "title"]),
        "$defs": definitions,
    }


def decisions_schema() -> dict[str, Any]:
    """The schema of the files of decisions that lie beside records."""
    text = {"type": "string"}
    short = {"type": "string", "pattern": f"^[0-9a-f]{{{LENGTH}}}$"}
    properties: dict[str, Any] = {
        "schema": {"const": decisions.SCHEMA},
        "record": {**text, "description": "The id of the record."},
        "rule": text,
        "binding": {"type": "object", "additionalProperties": text, "description": "Whom and what the finding is about: role and id."},
        "reading": text,
        "decides": _one_of(decisions.DECIDES),
        "standard": _one_of({key: f"{standard.means} ({standard.authority})" for key, standard in decisions.STANDARDS.items()}),
        "reason": {**text, "maxLength": decisions.LONGEST},
        "name": {**text, "description": "The person who decided."},
        "date": {**text, "format": "date"},
        "program": {
            **_block({"verdict": text, "possible": {"type": "array", "items": text, "minItems": 1}, "cap": text}, ["verdict", "possible"]),
            "description": "The program's result at that time.",
        },
        "rests_on": {**_block({"facts": short, "law": short}, ["facts", "law"]), "description": "Digests of what the finding rested on."},
        "after": {**short, "description": "The digest of the decision that stood before this one."},
        "digest": {**short, "description": "The digest of this one."},
    }
    required = [key for key in properties if key not in ("standard", "after")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ihl-checker decisions",
        "type": "array",
        "items": _block(properties, required),
    }


def _one_of(words: Mapping[str, str]) -> dict[str, Any]:
    return {"oneOf": [{"const": word, "description": means} for word, means in words.items()]}


def _block(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _subject(subject: Subject) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"$ref": "#/$defs/id"}, "label": {"type": "string"}, "note": {"type": "string"}}
    if subject.name == PARTY:
        properties["state"] = {
            "type": "string",
            "description": "Which State it is (ISO 3166-1 alpha-3, such as UKR), so that the treaties in force for it on the date are known.",
        }
    for link in subject.links.values():
        properties[link.name] = {"$ref": "#/$defs/ids" if link.many else "#/$defs/id", "description": link.says}
    properties["facts"] = _block({fact.name: _fact(fact) for fact in subject.facts.values() if not fact.derived}, [])
    return {"description": subject.about, **_block(properties, [] if subject.one_per_record else ["id"])}


_SAID = {"enum": ["unknown", "not_applicable"]}


def _fact(fact: Fact) -> dict[str, Any]:
    return {"description": fact.asks, "$ref": f"#/$defs/{fact.id if _own(fact) else fact.type}.stated"}


def _own(fact: Fact) -> bool:
    """Whether a fact takes values of its own, and not just those of its type."""
    return not fact.derived and (fact.type == "enum" or fact.minimum not in (None, 0) or fact.maximum is not None)


def _stated(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """Definitions of what may stand for a fact: a value, a claim or a list of these. Each is written once, since there are hundreds of facts."""
    reference = {part: {"$ref": f"#/$defs/{name}.{part}"} for part in ("value", "claimed")}
    said = {key: {"$ref": f"#/$defs/claim_{key}"} for key in ("source", "at", "said_by", "grade", "note")}
    return {
        f"{name}.value": value,
        f"{name}.claimed": {"anyOf": [reference["value"], _block({"is": reference["value"], **said}, ["is"])]},
        f"{name}.stated": {"anyOf": [reference["claimed"], {"type": "array", "minItems": 1, "items": reference["claimed"]}]},
    }


def _value(fact: Fact) -> dict[str, Any]:
    if fact.type != "enum":
        return _typed(fact.type, fact.minimum, fact.maximum)
    several = _block({"one_of": {"type": "array", "items": {"enum": list(fact.words)}, "minItems": 1}}, ["one_of"])
    return {"anyOf": [{"enum": [*fact.words, *_SAID["enum"]]}, several]}


def _typed(kind: str, minimum: float | None = None, maximum: float | None = None) -> dict[str, Any]:
    if kind == "bool":
        return {"enum": [True, False, "yes", "no", *_SAID["enum"]]}
    if kind == "date":
        return {"type": "string", "description": "An EDTF date or interval: 2025-01-09, 2025-01, 2025-01-09/2025-01-11."}
    limits = {key: limit for key, limit in (("minimum", minimum), ("maximum", maximum)) if limit is not None}
    number = {"type": "integer" if kind == "int" else "number", **limits}
    bounds = _block({key: {"type": number["type"]} for key in ("at_least", "more_than", "at_most", "less_than")}, [])
    return {"anyOf": [number, {**bounds, "minProperties": 1}, _SAID]}
