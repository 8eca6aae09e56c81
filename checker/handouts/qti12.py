"""A paper as a QTI 1.2 package, in the shape that Canvas writes and imports.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the bytes of the package: a manifest, the questions as one assessment (IMS QTI 1.2.1), and what Canvas wants to know of the quiz besides. The shape is that
of Canvas's own export, which text2qti follows too; docs/decisions says why it is written here and by no library.

Every question is marked whole: full marks for exactly the right answers, none for others. QTI has no note to graders that Canvas reads, so that the model answer to an open question is said after the answer.
"""

from __future__ import annotations

from checker.handouts import phrases
from checker.handouts.items import Item, items
from checker.handouts.texts import as_html, digest, shortened
from checker.handouts.xml import DECLARATION, element, text
from checker.rendering.packing import archive
from checker.training.paper import Paper

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"

#: The longest title that Canvas keeps.
_TITLE = 255

#: What Canvas calls each kind of question.
_TYPES = {"one": "multiple_choice_question", "many": "multiple_answers_question", "open": "essay_question"}

#: The one response of a question.
_RESPONSE = "response1"


def as_qti12(paper: Paper) -> bytes:
    """The paper as a package. Raises InputError where it cannot be asked (``items.unfit``)."""
    asked = items(paper)
    # Identifiers must not begin with a figure, and those of two papers must differ where both are imported into one course.
    own = f"ihl_{digest(paper.id)[:24]}"
    return archive((
        ("imsmanifest.xml", _manifest(own)),
        (f"{own}/assessment_meta.xml", _meta(paper, asked, own)),
        (f"{own}/{own}.xml", _assessment(paper, asked, own)),
    ))  # fmt: skip


def _manifest(own: str) -> str:
    return DECLARATION + element(
        "manifest",
        element("metadata", element("schema", "IMS Content"), element("schemaversion", "1.1.3")),
        element("organizations"),
        element(
            "resources",
            element(
                "resource",
                element("file", href=f"{own}/{own}.xml"),
                element("dependency", identifierref=f"{own}_meta"),
                identifier=own,
                type="imsqti_xmlv1p2",
            ),
            element(
                "resource",
                element("file", href=f"{own}/assessment_meta.xml"),
                identifier=f"{own}_meta",
                type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
                href=f"{own}/assessment_meta.xml",
            ),
        ),
        identifier=f"{own}_manifest",
        xmlns=_PACKAGE,
    )


def _meta(paper: Paper, asked: tuple[Item, ...], own: str) -> str:
    """The quiz as Canvas knows it: a practice quiz, so that nothing is graded before somebody decides so."""
    about = as_html(paper.about) + as_html(f"{phrases.identity(paper)}. {phrases.FICTIONAL}")
    return DECLARATION + element(
        "quiz",
        element("title", text(shortened(paper.title, _TITLE))),
        element("description", text(about)),
        element("shuffle_answers", "false"),
        element("quiz_type", "practice_quiz"),
        element("points_possible", f"{sum(item.points for item in asked)}.0"),
        element("available", "false"),
        identifier=own,
        xmlns=_CANVAS,
    )


def _assessment(paper: Paper, asked: tuple[Item, ...], own: str) -> str:
    section = element("section", *(_item(item) for item in asked), ident="root_section")
    return DECLARATION + element(
        "questestinterop", element("assessment", section, ident=own, title=shortened(paper.title, _TITLE)), xmlns=_QTI
    )


def _item(item: Item) -> str:
    own = f"q_{digest(item.id)[:24]}"
    answers = [(f"{own}_{place}", answer) for place, answer in enumerate(item.answers, start=1)]
    fields = {
        "question_type": _TYPES[item.kind],
        "points_possible": f"{item.points}.0",
        "original_answer_ids": ",".join(ident for ident, _ in answers),
        "assessment_question_identifierref": f"{own}_ref",
    }
    metadata = element(
        "qtimetadata",
        *(element("qtimetadatafield", element("fieldlabel", key), element("fieldentry", value)) for key, value in fields.items()),
    )
    after = _after(item)
    said = [(ident, answer.why) for ident, answer in answers if answer.why]
    return element(
        "item",
        element("itemmetadata", metadata),
        element("presentation", _material(item.stem), _response(item, [(ident, answer.text) for ident, answer in answers])),
        element(
            "resprocessing",
            element("outcomes", element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")),
            _condition(element("other"), _shows("general_fb"), goes_on=True) if after else "",
            *(_condition(_chosen(ident), _shows(f"{ident}_fb"), goes_on=True) for ident, _ in said),
            _right(item, [ident for ident, _ in answers]),
        ),
        _feedback("general_fb", after) if after else "",
        *(_feedback(f"{ident}_fb", why) for ident, why in said),
        ident=own,
        title=shortened(item.name, _TITLE),
    )


def _after(item: Item) -> str:
    return (f"{as_html(phrases.MODEL, strong=True)}{item.model}" if item.model else "") + item.feedback


def _material(html: str) -> str:
    return element("material", element("mattext", text(html), texttype="text/html"))


def _response(item: Item, answers: list[tuple[str, str]]) -> str:
    if item.kind == "open":
        return element(
            "response_str",
            element("render_fib", element("response_label", ident="answer1", rshuffle="No")),
            ident=_RESPONSE,
            rcardinality="Single",
        )
    labels = (element("response_label", _material(html), ident=ident) for ident, html in answers)
    return element(
        "response_lid", element("render_choice", *labels), ident=_RESPONSE, rcardinality="Single" if item.kind == "one" else "Multiple"
    )


def _right(item: Item, idents: list[str]) -> str:
    """When full marks are given: for an open question, a person decides."""
    if item.kind == "open":
        return _condition(element("other"), goes_on=False)
    chosen = [
        _chosen(ident) if answer.right else element("not", _chosen(ident)) for ident, answer in zip(idents, item.answers, strict=True)
    ]
    one = "".join(_chosen(ident) for ident, answer in zip(idents, item.answers, strict=True) if answer.right)
    when = one if item.kind == "one" else element("and", *chosen)
    return _condition(when, element("setvar", "100", action="Set", varname="SCORE"), goes_on=False)


def _condition(when: str, *then: str, goes_on: bool) -> str:
    return element("respcondition", element("conditionvar", when), *then, continue_="Yes" if goes_on else "No")


def _chosen(ident: str) -> str:
    return element("varequal", ident, respident=_RESPONSE)


def _shows(feedback: str) -> str:
    return element("displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _feedback(ident: str, html: str) -> str:
    return element("itemfeedback", element("flow_mat", _material(html)), ident=ident)
