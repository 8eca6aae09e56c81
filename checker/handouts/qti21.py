"""A paper as a QTI 2.1 content package, as Blackboard imports it.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the bytes of the package: a manifest, a test, and one file for each question (IMS QTI 2.1). The elements stand in the order that the schema asks for, the
texts are XHTML, the marks are given by rules written out in each question. docs/decisions says why it is written here and by no library.

Every question is marked whole: full marks for exactly the right answers, none for others. The number of right answers is not told (``maxChoices`` 0). What is said after an answer is feedback, and so is the model answer
to an open question: a note to graders (``rubricBlock``) would be shown to learners by programs that pass over its view.
"""

from __future__ import annotations

from checker.handouts import phrases
from checker.handouts.items import Item, items
from checker.handouts.texts import as_html, digest, shortened
from checker.handouts.xml import DECLARATION, element, text
from checker.rendering.packing import archive
from checker.training.paper import Paper

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

#: Where the schema of questions and tests lies, as the specification gives it.
_SCHEMA = f"{_QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"

#: The folder of the questions in the package.
_FOLDER = "items"

#: The longest title.
_TITLE = 255

_ITEM = {"xmlns": _QTI, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": _SCHEMA}


def as_qti21(paper: Paper) -> bytes:
    """The paper as a package. Raises InputError where it cannot be asked (``items.unfit``)."""
    asked = items(paper)
    names = [f"item_{place:03d}" for place in range(1, len(asked) + 1)]
    return archive((
        ("imsmanifest.xml", _manifest(paper, names)),
        ("assessment.xml", _test(paper, names)),
        *((f"{_FOLDER}/{name}.xml", _item(item)) for name, item in zip(names, asked, strict=True)),
    ))  # fmt: skip


def _manifest(paper: Paper, names: list[str]) -> str:
    test = element(
        "resource",
        element("file", href="assessment.xml"),
        *(element("dependency", identifierref=name) for name in names),
        identifier="assessment",
        type="imsqti_test_xmlv2p1",
        href="assessment.xml",
    )
    resources = (
        element(
            "resource",
            element("file", href=f"{_FOLDER}/{name}.xml"),
            identifier=name,
            type="imsqti_item_xmlv2p1",
            href=f"{_FOLDER}/{name}.xml",
        )
        for name in names
    )
    metadata = element("metadata", element("schema", "QTIv2.1 Package"), element("schemaversion", "1.0.0"))
    own = f"ihl_{digest(paper.id)[:24]}"
    return DECLARATION + element(
        "manifest", metadata, element("organizations"), element("resources", test, *resources), identifier=own, xmlns=_PACKAGE
    )


def _test(paper: Paper, names: list[str]) -> str:
    section = element(
        "assessmentSection",
        *(element("assessmentItemRef", identifier=name, href=f"{_FOLDER}/{name}.xml") for name in names),
        identifier="section",
        title=_title(paper.title),
        visible="true",
    )
    part = element("testPart", section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    return DECLARATION + element(
        "assessmentTest", part, **_ITEM, identifier=f"ihl_{digest(paper.id)[:24]}", title=_title(paper.title), toolName="ihl-checker"
    )


def _title(title: str) -> str:
    return shortened(title, _TITLE) or "ihl"


def _item(item: Item) -> str:
    answers = [(f"answer_{place}", answer) for place, answer in enumerate(item.answers, start=1)]
    right = [ident for ident, answer in answers if answer.right]
    said = [(ident, answer.why) for ident, answer in answers if answer.why]
    cardinality = "multiple" if item.kind == "many" else "single"
    after = (f"{as_html(phrases.MODEL, strong=True)}{item.model}" if item.model else "") + item.feedback
    return DECLARATION + element(
        "assessmentItem",
        element(
            "responseDeclaration",
            element("correctResponse", *(element("value", ident) for ident in right)) if right else "",
            identifier="RESPONSE",
            cardinality=cardinality,
            baseType="string" if item.kind == "open" else "identifier",
        ),
        _outcome("SCORE", "float", "0"),
        _outcome("MAXSCORE", "float", str(item.points)),
        _outcome("FEEDBACK", "identifier", "", cardinality) if said else "",
        _outcome("EXPLANATION", "identifier", "") if after else "",
        element("itemBody", element("div", item.stem), _interaction(item, [(ident, answer.text) for ident, answer in answers])),
        _processing(item, said=bool(said), after=bool(after)),
        *(_modal("FEEDBACK", ident, why) for ident, why in said),
        _modal("EXPLANATION", "explained", after) if after else "",
        **_ITEM,
        identifier=f"q_{digest(item.id)[:24]}",
        title=_title(item.name),
        adaptive="false",
        timeDependent="false",
        toolName="ihl-checker",
    )


def _outcome(name: str, kind: str, default: str, cardinality: str = "single") -> str:
    inside = element("defaultValue", element("value", text(default))) if default else ""
    return element("outcomeDeclaration", inside, identifier=name, cardinality=cardinality, baseType=kind)


def _interaction(item: Item, answers: list[tuple[str, str]]) -> str:
    if item.kind == "open":
        return element("extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="12")
    return element(
        "choiceInteraction",
        *(element("simpleChoice", html, identifier=ident) for ident, html in answers),
        responseIdentifier="RESPONSE",
        shuffle="false",
        maxChoices="1" if item.kind == "one" else "0",
    )


def _processing(item: Item, *, said: bool, after: bool) -> str:
    """Full marks for the right answers, and what is said after any; whether an answer in words is right, a person says."""
    match = element("match", element("variable", identifier="RESPONSE"), element("correct", identifier="RESPONSE"))
    full = element("setOutcomeValue", element("variable", identifier="MAXSCORE"), identifier="SCORE")
    none = element("setOutcomeValue", element("baseValue", "0", baseType="float"), identifier="SCORE")
    rules = (
        element("responseCondition", element("responseIf", match, full), element("responseElse", none)) if item.kind != "open" else "",
        element("setOutcomeValue", element("variable", identifier="RESPONSE"), identifier="FEEDBACK") if said else "",
        element("setOutcomeValue", element("baseValue", "explained", baseType="identifier"), identifier="EXPLANATION") if after else "",
    )
    return element("responseProcessing", *rules) if any(rules) else ""


def _modal(outcome: str, ident: str, html: str) -> str:
    return element("modalFeedback", html, outcomeIdentifier=outcome, identifier=ident, showHide="show")
