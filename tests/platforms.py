"""How the platforms read what is handed out, written from their documentation and importers and not from what writes it here.

Each reader gives :class:`Read` questions, whatever the platform: texts as somebody would see them, the mark of each answer, what is said after it. GIFT is read as Moodle's importer does (question/format/gift/format.php):
escaped characters out first, then the name, the braces, the general feedback, the answers. QTI is marked by running the rules that stand in the file.
"""

from __future__ import annotations

import html
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element


class Read(NamedTuple):
    """One question as a platform has it. ``marks`` are percentages, one for each answer."""

    kind: str
    name: str
    stem: str
    answers: tuple[str, ...]
    marks: tuple[float, ...]
    said: tuple[str, ...]
    after: str
    model: str
    points: float
    identity: str


class Blocks(HTMLParser):
    """HTML as its blocks of text, one on a line; anything but the few elements that are known fails."""

    KNOWN = frozenset(("p", "ul", "ol", "li", "strong", "hr", "div"))

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.KNOWN, tag
        assert {key for key, _ in attrs} <= {"class", "type", "dir", "id"}
        self.open.append(tag)
        if tag in ("p", "li"):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.blocks:
            self.blocks[-1] += data
        else:
            assert not data.strip(), data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def seen(fragment: str) -> str:
    """What somebody reads in a fragment of HTML."""
    blocks = Blocks()
    blocks.feed(fragment)
    blocks.close()
    assert not blocks.open
    return "\n".join(block for block in blocks.blocks if block)


def inside(node: Element | None, path: str = "text") -> str:
    assert node is not None
    found = node.find(path)
    assert found is not None
    return (found.text or "").strip()


# --- Moodle XML ---------------------------------------------------------------------------------------------------------------------------------------


def moodle(text: str) -> tuple[dict[str, str], list[Read]]:
    """The category and the questions of a Moodle XML file."""
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>'), "nothing may stand before the declaration"
    root = ET.fromstring(text.encode("utf-8"))
    assert root.tag == "quiz"
    first, *others = root.findall("question")
    assert first.attrib == {"type": "category"}
    path = inside(first.find("category"))
    category = {"path": path, "info": seen(inside(first.find("info"))), "idnumber": first.findtext("idnumber") or ""}
    return category, [_moodle_question(node) for node in others]


def _moodle_question(node: Element) -> Read:
    kind = node.attrib["type"]
    for name in ("questiontext", "generalfeedback"):
        found = node.find(name)
        assert found is not None
        assert found.attrib == {"format": "html"}
    answers = node.findall("answer")
    if kind == "multichoice":
        assert node.findtext("single") in ("true", "false")
        assert node.findtext("answernumbering") == "abc"
        assert len(answers) >= 2
        assert {answer.attrib["format"] for answer in answers} == {"html"}
        kind = "one" if node.findtext("single") == "true" else "many"
    else:
        assert kind == "essay"
        assert node.findtext("responseformat") == "editor"
        assert not answers
        kind = "open"
    assert len(node.findtext("idnumber") or "") <= 100
    assert len(inside(node.find("name"))) <= 255
    assert all(len(inside(tag)) <= 50 for tag in node.iterfind("tags/tag"))
    return Read(
        kind,
        inside(node.find("name")),
        seen(inside(node.find("questiontext"))),
        tuple(seen(inside(answer)) for answer in answers),
        tuple(float(answer.attrib["fraction"]) for answer in answers),
        tuple(seen(inside(answer.find("feedback"))) for answer in answers),
        seen(inside(node.find("generalfeedback"))),
        seen(inside(node.find("graderinfo"))) if kind == "open" else "",
        float(node.findtext("defaultgrade") or "nan"),
        node.findtext("idnumber") or "",
    )


# --- GIFT ---------------------------------------------------------------------------------------------------------------------------------------------

_ESCAPED = {r"\:": "&&058;", r"\#": "&&035;", r"\=": "&&061;", r"\{": "&&123;", r"\}": "&&125;", r"\~": "&&126;", r"\n": "&&010"}


def _out(text: str) -> str:
    text = text.replace("\\\\", "&&092;")
    for escaped, placeholder in _ESCAPED.items():
        text = text.replace(escaped, placeholder)
    return text.replace("&&092;", "\\")


def _back(text: str) -> str:
    for escaped, placeholder in _ESCAPED.items():
        text = text.replace(placeholder, "\n" if escaped == r"\n" else escaped[1])
    return text


def _formatted(text: str, default: str) -> tuple[str, str]:
    """The text and its format; a text that begins with a bracket names its own."""
    text = text.strip(" \t\n\r\0\x0b")
    if text.startswith("["):
        end = text.index("]")
        if text[1:end] in ("moodle", "html", "plain", "markdown"):
            return _back(text[end + 1 :]).strip(" \t\n\r\0\x0b"), text[1:end]
    return _back(text), default


def gift(text: str) -> tuple[str, list[Read]]:
    """The category and the questions of a GIFT file."""
    category, found = "", []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [" " if line.strip().startswith("//") else line for line in block.split("\n")]
        question = "\n".join(lines).strip()
        if not question:
            continue
        question = _out(question)
        if question.startswith("$CATEGORY:"):
            category = question[10:].strip()
            continue
        found.append(_gift_question(question))
    return category, found


def _gift_question(text: str) -> Read:
    assert text.startswith("::")
    name, _, text = text[2:].partition("::")
    start, finish = text.index("{"), text.index("}")
    assert text.endswith("}"), "else a gap is put into the question"
    answers = text[start + 1 : finish].strip()
    stem, kind_of_text = _formatted(text[:start] + text[finish + 1 :], "moodle")
    assert kind_of_text == "html"
    after = ""
    if "####" in answers:
        place = answers.rindex("####")
        after, _ = _formatted(answers[place + 4 :], "html")
        answers = answers[:place].strip()
    rows: list[tuple[float, str, str]] = []
    kind = "open"
    if answers:
        assert answers[0] != "#", "else it is a numerical question"
        assert "~" in answers, "else it is a short answer"
        kind = "one" if "=" in answers else "many"
        parts = answers.replace("=", "~=").split("~")
        for part in parts if parts[0].strip() else parts[1:]:
            part = part.strip()
            if part.startswith("="):
                mark, part = 100.0, part[1:]
            elif re.match(r"^%-*([0-9]{1,2})\.?([0-9]*)%", part):
                weight, _, part = part[1:].partition("%")
                mark = float(weight)
            else:
                mark = 0.0
            bits = part.split("#", 1)
            says, form = _formatted(bits[0], "html")
            why, _ = _formatted(bits[1], "html") if len(bits) > 1 else ("", "html")
            assert form == "html"
            rows.append((mark, seen(says), seen(why)))
        assert len(rows) >= 2
    return Read(
        kind,
        _back(name),
        seen(stem),
        tuple(row[1] for row in rows),
        tuple(row[0] for row in rows),
        tuple(row[2] for row in rows),
        seen(after),
        "",
        1,
        "",
    )


# --- QTI ----------------------------------------------------------------------------------------------------------------------------------------------


def local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def find(node: Element, name: str) -> Element:
    (found,) = [inner for inner in node if local(inner) == name]
    return found


def every(node: Element, name: str) -> list[Element]:
    return [inner for inner in node.iter() if local(inner) == name]


def package(content: bytes) -> dict[str, Element]:
    """The files of a package that its manifest names: each is there, none is there besides, every dependency leads to a resource and no identifier is given twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert made.testzip() is None
        names = made.namelist()
        assert names[0] == "imsmanifest.xml"
        assert len(names) == len(set(names))
        files = {name: ET.fromstring(made.read(name)) for name in names}
    manifest = files.pop("imsmanifest.xml")
    resources = every(manifest, "resource")
    identities = [node.attrib["identifier"] for node in (manifest, *resources)]
    assert len(identities) == len(set(identities))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", identity) for identity in identities), "each is an XML id"
    listed = [node.attrib["href"] for resource in resources for node in every(resource, "file")]
    assert sorted(listed) == sorted(files)
    assert all(resource.attrib.get("href", files and listed[0]) in listed for resource in resources)
    assert {node.attrib["identifierref"] for node in every(manifest, "dependency")} <= set(identities)
    return files


def whole_mark(score: float, most: float) -> float:
    return 100 * score / most


def qti12(content: bytes) -> list[Read]:
    """The questions of a QTI 1.2 package, marked by its own rules."""
    files = package(content)
    (root,) = [node for node in files.values() if local(node) == "questestinterop"]
    (meta,) = [node for node in files.values() if local(node) == "quiz"]
    assert root.tag == "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}questestinterop"
    found = every(root, "item")
    idents = [node.attrib["ident"] for node in root.iter() if "ident" in node.attrib and local(node) in ("item", "assessment", "section")]
    assert len(idents) == len(set(idents))
    (total,) = every(meta, "points_possible")
    questions = [_qti12_item(node) for node in found]
    assert float(total.text or "nan") == sum(question.points for question in questions)
    return questions


def _holds12(node: Element, chosen: set[str]) -> bool:
    kind = local(node)
    if kind == "other":
        return True
    if kind == "varequal":
        assert node.attrib["respident"] == "response1"
        return (node.text or "") in chosen
    if kind == "not":
        return not all(_holds12(inner, chosen) for inner in node)
    assert kind in ("and", "conditionvar"), kind
    return all(_holds12(inner, chosen) for inner in node)


def run12(item: Element, chosen: set[str]) -> tuple[float, set[str]]:
    """The score of what was chosen and the feedback that is shown."""
    score, shown = 0.0, set()
    for condition in every(find(item, "resprocessing"), "respcondition"):
        if _holds12(find(condition, "conditionvar"), chosen):
            for node in condition:
                if local(node) == "setvar":
                    assert node.attrib == {"action": "Set", "varname": "SCORE"}
                    score = float(node.text or "nan")
                elif local(node) == "displayfeedback":
                    shown.add(node.attrib["linkrefid"])
            if condition.attrib.get("continue", "No") == "No":
                break
    return score, shown


def _qti12_item(item: Element) -> Read:
    assert [local(node) for node in item][:3] == ["itemmetadata", "presentation", "resprocessing"]
    fields = {(node[0].text or ""): (node[1].text or "") for node in every(item, "qtimetadatafield")}
    feedback = {node.attrib["ident"]: seen(every(node, "mattext")[0].text or "") for node in every(item, "itemfeedback")}
    presentation = find(item, "presentation")
    stem = seen(every(find(presentation, "material"), "mattext")[0].text or "")
    labels = [node for node in every(presentation, "response_label") if every(node, "mattext")]
    idents = [node.attrib["ident"] for node in labels]
    assert len(idents) == len(set(idents))
    assert fields["original_answer_ids"].split(",") == (idents or [""])
    kind = {"multiple_choice_question": "one", "multiple_answers_question": "many", "essay_question": "open"}[fields["question_type"]]
    if kind != "open":
        assert find(presentation, "response_lid").attrib["rcardinality"] == {"one": "Single", "many": "Multiple"}[kind]
    right = marked(kind, idents, lambda chosen: run12(item, chosen)[0] / 100)
    _, always = run12(item, set())
    assert all(name in feedback for chosen in idents for name in run12(item, {chosen})[1])
    said = [run12(item, {ident})[1] - always for ident in idents]
    return Read(
        kind,
        item.attrib["title"],
        stem,
        tuple(seen(every(node, "mattext")[0].text or "") for node in labels),
        tuple(100.0 * (ident in right) for ident in idents),
        tuple("\n".join(feedback[name] for name in names) for names in said),
        "\n".join(feedback[name] for name in sorted(always)),
        "",
        float(fields["points_possible"]),
        item.attrib["ident"],
    )


def marked(kind: str, idents: list[str], score: object) -> set[str]:
    """What must be chosen for full marks: found by trying. Every other way to answer has none."""
    if kind == "open":
        return set()
    sizes = (1,) if kind == "one" else range(len(idents) + 1)
    tried = {chosen: score(set(chosen)) for size in sizes for chosen in combinations(idents, size)}  # type: ignore[operator]
    assert set(tried.values()) <= {0.0, 1.0}
    (right,) = [chosen for chosen, marks in tried.items() if marks == 1.0]
    return set(right)


def qti21(content: bytes) -> list[Read]:
    """The questions of a QTI 2.1 package in the order of its test, marked by its own rules."""
    files = package(content)
    space = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    (test,) = [node for node in files.values() if node.tag == f"{space}assessmentTest"]
    order = [node.attrib["href"] for node in every(test, "assessmentItemRef")]
    assert sorted(order) == sorted(name for name, node in files.items() if node.tag == f"{space}assessmentItem")
    found = [_qti21_item(files[name]) for name in order]
    assert len({one.identity for one in found}) == len(found)
    return found


#: In what order the schema wants the parts of a question.
_ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]


def xhtml(node: Element) -> str:
    """What somebody reads in an element of XHTML."""
    inner = "".join(ET.tostring(child, encoding="unicode") for child in node)
    assert not (node.text or "").strip()
    return seen(
        re.sub(r"</?html:|</?ns0:", lambda m: "</" if m[0].startswith("</") else "<", inner).replace(
            ' xmlns:ns0="http://www.imsglobal.org/xsd/imsqti_v2p1"', ""
        )
    )


def run21(item: Element, chosen: set[str]) -> dict[str, object]:
    """The outcomes after what was chosen."""
    state: dict[str, object] = {node.attrib["identifier"]: _default(node) for node in every(item, "outcomeDeclaration")}
    state["RESPONSE"] = chosen
    declared = find(item, "responseDeclaration")
    correct = {node.text or "" for node in every(declared, "value")}

    def value(node: Element) -> object:
        kind = local(node)
        if kind == "variable":
            return state[node.attrib["identifier"]]
        if kind == "correct":
            return correct
        assert kind == "baseValue", kind
        return float(node.text or "nan") if node.attrib["baseType"] == "float" else {node.text or ""}

    def run(node: Element) -> None:
        kind = local(node)
        if kind == "setOutcomeValue":
            assert node.attrib["identifier"] in state, "it is declared"
            state[node.attrib["identifier"]] = value(node[0])
        elif kind == "responseCondition":
            match = node[0][0]
            assert [local(inner) for inner in node] == ["responseIf", "responseElse"]
            assert local(match) == "match"
            for inner in list(node[0])[1:] if value(match[0]) == value(match[1]) else node[1]:
                run(inner)
        else:
            raise AssertionError(kind)

    for processing in every(item, "responseProcessing"):
        for node in processing:
            run(node)
    return state


def _default(node: Element) -> object:
    values = [inner.text or "" for inner in every(node, "value")]
    return float(values[0]) if node.attrib["baseType"] == "float" else set(values)


def _qti21_item(item: Element) -> Read:
    parts = [local(node) for node in item]
    assert parts == sorted(parts, key=_ORDER.index), "the schema has an order"
    body = find(item, "itemBody")
    choices = every(body, "simpleChoice")
    idents = [node.attrib["identifier"] for node in choices]
    declared = find(item, "responseDeclaration").attrib
    if choices:
        assert declared["baseType"] == "identifier"
        kind = {"single": "one", "multiple": "many"}[declared["cardinality"]]
        assert find(body, "choiceInteraction").attrib["maxChoices"] == {"one": "1", "many": "0"}[kind], (
            "the number of right answers is not told"
        )
    else:
        kind = "open"
        find(body, "extendedTextInteraction")
    feedback = {(node.attrib["outcomeIdentifier"], node.attrib["identifier"]): xhtml(node) for node in every(item, "modalFeedback")}

    def shown(state: dict[str, object], outcome: str) -> str:
        return "\n".join(text for (name, ident), text in feedback.items() if name == outcome and ident in state.get(outcome, ()))  # type: ignore[operator]

    most = run21(item, set())["MAXSCORE"]
    right = marked(kind, idents, lambda chosen: run21(item, chosen)["SCORE"] / most)  # type: ignore[operator]
    return Read(
        kind,
        item.attrib["title"],
        xhtml(find(body, "div")),
        tuple(xhtml(node) for node in choices),
        tuple(100.0 * (ident in right) for ident in idents),
        tuple(shown(run21(item, {ident}), "FEEDBACK") for ident in idents),
        shown(run21(item, set()), "EXPLANATION"),
        "",
        most,  # type: ignore[arg-type]
        item.attrib["identifier"],
    )


# --- Anki ---------------------------------------------------------------------------------------------------------------------------------------------


class Card(NamedTuple):
    """One card: what Anki knows it by, its fields, and the numbers of its note and its deck."""

    guid: str
    fields: dict[str, str]
    note: int
    deck: str


def anki(content: bytes) -> list[Card]:
    """The cards of a package, from its database."""
    with zipfile.ZipFile(io.BytesIO(content)) as made, tempfile.TemporaryDirectory() as folder:
        assert sorted(made.namelist()) == ["collection.anki2", "media"]
        assert json.loads(made.read("media")) == {}
        path = Path(folder) / "collection.anki2"
        path.write_bytes(made.read("collection.anki2"))
        base = sqlite3.connect(path)
        try:
            assert base.execute("pragma integrity_check").fetchone() == ("ok",)
            models, decks = (json.loads(text) for text in base.execute("select models, decks from col").fetchone())
            rows = base.execute(
                "select notes.guid, notes.flds, notes.mid, notes.id, cards.did from notes join cards on cards.nid = notes.id order by notes.id"
            ).fetchall()
            assert len(rows) == base.execute("select count(*) from cards").fetchone()[0]
        finally:
            base.close()
    found = []
    for guid, fields, model, note, deck in rows:
        names = [field["name"] for field in models[str(model)]["flds"]]
        values = fields.split("\x1f")
        assert len(names) == len(values)
        assert not any(mark in value for value in values for mark in ("[", "{")), "Anki finds nothing to obey"
        found.append(Card(guid, dict(zip(names, values, strict=True)), note, decks[str(deck)]["name"]))
    return found


def card_text(field: str) -> str:
    """What somebody reads in a field of a card."""
    return seen(field) if field.startswith("<") else html.unescape(field)
