"""A survey form for phones and browsers, made from the vocabulary: an XLSForm workbook.

Comes in: a plan of what to ask. Goes out: the sheets ``survey``, ``choices`` and ``settings`` of an XLSForm, as the reference at xlsform.org describes them (types, groups, repeats, ``relevant``, ``constraint``,
``hint``, ``guidance_hint``, ``appearance``), as data and as a workbook; and what pyxform, with which ODK and KoboToolbox convert such workbooks, says of it.

Ids are chosen from lists and never typed, so that an export links entries without any name. Of a number the form asks how it is meant (exactly, at least, between); a date is typed as text in the Extended
Date/Time Format, because the date pickers of phones make a day out of every month. Nothing asks for a position or the number of a device. Questions that are not about what was chosen stay hidden (``relevant``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from checker.claims import VOICE_KINDS
from checker.errors import InputError
from checker.exchange.questions import (
    AMOUNTS,
    BETWEEN,
    FORM,
    KNOWN,
    NOT_ASKED,
    OPENING,
    RESTRICTED,
    SOURCE_KEYS,
    Asked,
    Plan,
    answer,
    ids,
    links,
    of,
    upto,
    value,
    words,
)
from checker.exchange.workbooks import openpyxl, text_cell, workbook_bytes
from checker.records import PARTY
from checker.text import clean
from checker.values import in_digits
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact

#: The columns of each sheet, in their order.
SURVEY = (
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "appearance",
)
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version")

FORM_ID = "ihl_incident"

_DAY = "[0-9]{4}(-([0-9]{2}|XX)(-([0-9]{2}|XX))?)?[?~%]?"
#: Dates as records have them, near enough for a phone: what passes here and is no date is found on import.
DATES = rf"^({_DAY}|({_DAY}|\.\.)/({_DAY}|\.\.))$"
_DATES_SAID = "A day, month or year, or from-to: 2025-01-09, 2025-01, 2025, 2025-01-09/2025-01-11, ../2025-01."

_AMOUNTS_SAID = {
    "exactly": "Exactly this number",
    "at_least": "At least this number",
    "more_than": "More than this number",
    "at_most": "At most this number",
    "less_than": "Less than this number",
    BETWEEN: "From one number to another, both included",
}
_STATES_SAID = {
    UNKNOWN: "It was asked, and nobody knows or answered.",
    NOT_APPLICABLE: "The question does not arise.",
    NOT_ASKED: "It was not asked.",
}
_NO_NAMES = "Never a name of a captive or of a witness who is at risk."


class Form(NamedTuple):
    """An XLSForm: the rows of its sheets, each with the columns of :data:`SURVEY`, :data:`CHOICES`, :data:`SETTINGS`."""

    survey: tuple[dict[str, str], ...]
    choices: tuple[dict[str, str], ...]
    settings: dict[str, str]

    @property
    def questions(self) -> int:
        """How many questions a person could be asked at most, in one round of every group."""
        return sum(row["type"].partition(" ")[0] in ("text", "integer", "decimal", "select_one", "select_multiple") for row in self.survey)


class _Sheets:
    """The rows of the sheets while they are made."""

    def __init__(self) -> None:
        self.survey: list[dict[str, str]] = []
        self.lists: dict[str, dict[str, str]] = {}

    def row(self, kind: str, name: str, label: str = "", **columns: str) -> None:
        """A row of the survey."""
        self.survey.append({"type": kind, "name": name, "label": label, **columns})

    def choose(self, name: str, label: str, listed: str, choices: dict[str, str], kind: str = "select_one", **columns: str) -> None:
        """A question with a list of choices, which is written once."""
        self.lists[listed] = choices
        self.row(f"{kind} {listed}", name, label, **columns)

    def one_of(self, thing: str, name: str, label: str, kind: str = "select_one", **columns: str) -> None:
        """A question that is answered with the id of something that is entered elsewhere in the form; asked where that is."""
        self.chosen(thing, name, label, kind, relevant=_entered(thing), **columns)

    def chosen(self, thing: str, name: str, label: str, kind: str = "select_one", **columns: str) -> None:
        """A question that is answered with an id, or with several."""
        self.choose(name, label, f"{thing}_ids", {own: own.replace("-", " ") for own in ids(thing)}, kind, **columns)


def _entered(thing: str) -> str:
    """That somebody has said that there is something of this kind to enter. Without it a form in a browser begins every repeated group with an empty round that cannot be sent."""
    return f"selected(${{record_covers}}, '{thing}')"


def make(plan: Plan, titles: Mapping[str, str] | None = None) -> Form:
    """The form that asks what is planned; ``titles`` says what articles are about. Its version is a digest of all that it says, so the same plan has the same version."""
    sheets = _Sheets()
    _record(sheets, plan)
    _sources(sheets)
    _voices(sheets)
    for asked in plan.asked:
        _subject(sheets, asked, titles or {}, names=plan.names)
    choices = [{"list_name": name, "name": word, "label": label} for name, words_ in sheets.lists.items() for word, label in words_.items()]
    said = repr((sheets.survey, choices, plan.language))
    version = hashlib.sha256(said.encode()).hexdigest()[:12]
    sheets.survey[:0] = [
        {"type": "calculate", "name": "ihl_form", "calculation": f"'{FORM}'"},
        {"type": "calculate", "name": "ihl_form_version", "calculation": f"'{version}'"},
        {"type": "calculate", "name": "ihl_language", "calculation": f"'{plan.language}'"},
        {"type": "today", "name": "today"},
    ]
    settings = {"form_title": "Incident record", "form_id": FORM_ID, "version": version}
    return Form(tuple(sheets.survey), tuple(choices), settings)


def _record(sheets: _Sheets, plan: Plan) -> None:
    sheets.row("begin_group", "record", "The incident", appearance="field-list")
    sheets.row("text", "record_title", "What happened, in one line?", hint=_NO_NAMES, required="yes")
    sheets.row("text", "record_dates", "When?", **_dated())
    sheets.row("text", "record_summary", "What happened, in two or three sentences of your own?", hint=_NO_NAMES, appearance="multiline")
    enter = {"source": "Sources: where you read, saw or heard it", "voice": "Voices: who says it"}
    enter |= {asked.subject.name: asked.subject.title for asked in plan.asked}
    sheets.choose(
        "record_covers",
        "What is there to enter?",
        "covers",
        enter,
        kind="select_multiple",
        required="yes",
        hint="Only what is chosen here is asked about.",
    )
    sheets.row("end_group", "record")


def _dated() -> dict[str, str]:
    return {"hint": _DATES_SAID, "constraint": f"regex(., '{DATES}')", "constraint_message": _DATES_SAID}


def _sources(sheets: _Sheets) -> None:
    sheets.row("begin_repeat", "source", "A source: where you read, saw or heard it", relevant=_entered("source"))
    sheets.chosen(
        "source",
        of("source", "id"),
        "Which source is this?",
        required="yes",
        hint="Each source has a number of its own. What you were told yourself needs no source: this form is one.",
    )
    for key, label in SOURCE_KEYS.items():
        sheets.row("text", of("source", key), label, **(_dated() if key == "date" else {}))
    sheets.row("end_repeat", "source")


def _voices(sheets: _Sheets) -> None:
    sheets.row("begin_repeat", "voice", "A voice: somebody who says it", relevant=_entered("voice"))
    sheets.chosen("voice", of("voice", "id"), "Which voice is this?", required="yes", hint="Each voice has a number of its own.")
    sheets.row("text", of("voice", "name"), "Who is it?", hint="Describe a witness or a former captive; do not name one.", required="yes")
    kinds = {kind: kind.capitalize() for kind in VOICE_KINDS if kind != "reviewer"}
    sheets.choose(of("voice", "kind"), "What kind of voice?", "voice_kinds", kinds, required="yes")
    sheets.one_of("party", of("voice", "party"), "For which party does it speak, if for one?")
    sheets.row("text", of("voice", "note"), "What a reader must know about it")
    sheets.row("end_repeat", "voice")


def _subject(sheets: _Sheets, asked: Asked, titles: Mapping[str, str], *, names: bool) -> None:
    subject = asked.subject
    name = subject.name
    frame = "group" if subject.one_per_record else "repeat"
    sheets.row(f"begin_{frame}", name, subject.title, relevant=_entered(name))
    if not subject.one_per_record:
        sheets.chosen(
            name,
            of(name, "id"),
            "Which one is this?",
            required="yes",
            hint="Two rounds with the same answer are two accounts of the same one: use them where two voices tell it differently.",
        )
    sheets.row(
        "text", of(name, "label"), "What shall it be called in a report?", **({} if name in (PARTY, "outlet") else {"hint": _NO_NAMES})
    )
    if name == PARTY:
        sheets.row("text", of(name, "state"), "Which State is it, if it is one?", hint="Its name or three-letter code.")
    for link in subject.links.values():
        for question, kind in links(link, subject).items():
            sheets.one_of(
                kind,
                question,
                link.says if len(link.to) == 1 else f"{link.says} If it was one: the {kind}.",
                kind="select_multiple" if link.many else "select_one",
            )
    if asked.facts:
        sheets.one_of(
            "source", of(name, "source"), "Which source do the following answers come from?", hint="Leave blank if it was said to you."
        )
        sheets.row("text", of(name, "at"), "Where in it?", hint="Such as: para 4, page 12, 02:40.")
        sheets.one_of("voice", of(name, "said_by"), "Who says so?")
    if asked.articles:
        articles = {_word(article): _called(article, titles) for article in asked.articles}
        sheets.choose(
            of(name, "articles"),
            "Which Articles does the report touch?",
            f"{name}_articles",
            articles,
            kind="select_multiple",
            hint="Only what belongs to them is asked.",
        )
    for fact in asked.facts:
        _fact(sheets, fact, asked.articles)
    sheets.row("text", of(name, "note"), "What else must a reader know?", hint=_NO_NAMES, appearance="multiline")
    if name == "person" and names:
        _restricted(sheets)
    sheets.row(f"end_{frame}", name)


def _fact(sheets: _Sheets, fact: Fact, articles: Sequence[str]) -> None:
    shown = (
        " or ".join(f"selected(${{{of(fact.subject, 'articles')}}}, '{_word(article)}')" for article in fact.articles)
        if articles and fact.id not in OPENING
        else ""
    )
    guidance = ", ".join(f"Article {article}" if article.isdigit() else article for article in fact.articles)
    about = {"guidance_hint": f"{fact.id}; {guidance}", **({"relevant": shown} if shown else {})}
    name = answer(fact)
    if fact.type in ("bool", "enum"):
        sheets.choose(name, fact.asks, name, _sentences(fact), **about)
        return
    if fact.type == "date":
        sheets.choose(name, fact.asks, "date_answers", {KNOWN: "A date is given.", **_STATES_SAID}, **about)
        sheets.row("text", value(fact), "On which date?", relevant=f"${{{name}}} = '{KNOWN}'", required="yes", **_dated())
        return
    sheets.choose(
        name, fact.asks, "number_answers", {**_AMOUNTS_SAID, **_STATES_SAID}, **about, **({"hint": f"In {fact.unit}."} if fact.unit else {})
    )
    kind = "integer" if fact.type == "int" else "decimal"
    given = " or ".join(f"${{{name}}} = '{word}'" for word in (*AMOUNTS, BETWEEN))
    unit = f" ({fact.unit})" if fact.unit else ""
    sheets.row(kind, value(fact), f"Which number{unit}?", relevant=given, required="yes", **_limits(fact))
    sheets.row(
        kind,
        upto(fact),
        f"And up to which{unit}?",
        relevant=f"${{{name}}} = '{BETWEEN}'",
        required="yes",
        **_limits(fact, above=f"${{{value(fact)}}}"),
    )


def _sentences(fact: Fact) -> dict[str, str]:
    """The choices of a yes-or-no or listed fact: its values with the sentences that state them."""
    return {word: fact.says[word] if word in fact.says else _STATES_SAID[word] for word in words(fact)}


def _limits(fact: Fact, above: str = "") -> dict[str, str]:
    limits = [f". >= {in_digits(fact.minimum)}"] if fact.minimum is not None else []
    limits += [f". <= {in_digits(fact.maximum)}"] if fact.maximum is not None else []
    limits += [f". > {above}"] if above else []
    said = [f"at least {in_digits(fact.minimum)}"] if fact.minimum is not None else []
    said += [f"at most {in_digits(fact.maximum)}"] if fact.maximum is not None else []
    said += ["more than the first number"] if above else []
    return {"constraint": " and ".join(limits), "constraint_message": f"The number is {' and '.join(said)}."} if limits else {}


def _restricted(sheets: _Sheets) -> None:
    sheets.choose(
        "person_restricted",
        "RESTRICTED. Is there anything to note that would lead to this captive?",
        "restricted_answers",
        {"no": "No, or it must not be written here.", "yes": "Yes, and this form is encrypted."},
        hint="It is kept apart from the record and never printed. Do without it wherever you can.",
    )
    sheets.row("begin_group", "restricted", "RESTRICTED", relevant="${person_restricted} = 'yes'")
    for key, label in RESTRICTED.items():
        sheets.row("text", of("restricted", key), f"RESTRICTED. {label}", appearance="multiline")
    sheets.row("end_group", "restricted")


def _called(article: str, titles: Mapping[str, str]) -> str:
    """An article as it is chosen: with what it is about, where that is known."""
    name = f"Article {article}" if article.isdigit() else article
    return f"{name}: {titles[article]}" if article in titles else name


def _word(article: str) -> str:
    """An article as a choice: ``AP I 75`` has spaces, which part the choices of an answer."""
    return "a" + "".join(letter if letter.isalnum() else "_" for letter in article)


# --- as a file -----------------------------------------------------------------------------------------------------------------------------------------


def workbook(form: Form) -> bytes:
    """The form as an .xlsx file, the same bytes for the same form. Raises InputError where openpyxl is not there to write it."""
    book = openpyxl("form").Workbook()
    book.remove(book.worksheets[0])
    for title, columns, rows in (
        ("survey", SURVEY, form.survey),
        ("choices", CHOICES, form.choices),
        ("settings", SETTINGS, (form.settings,)),
    ):
        sheet = book.create_sheet(title)
        for number, line in enumerate((dict(zip(columns, columns, strict=True)), *rows), start=1):
            for place, column in enumerate(columns, start=1):
                if text := line.get(column, ""):
                    text_cell(sheet.cell(number, place), clean(text, keep_newlines=True))
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns):
            sheet.column_dimensions["ABCDEFGHIJK"[place]].width = 60 if column in ("label", "hint") else 24
    return workbook_bytes(book)


class Converted(NamedTuple):
    """What pyxform made of a form: the XForm (XML) that phones read, and its warnings."""

    xform: str
    warnings: tuple[str, ...]


def convert(form: bytes) -> Converted | None:
    """The form as the library that ODK and KoboToolbox use converts it; None where pyxform is not installed.

    Java is not needed (``validate=False``). Raises InputError where pyxform refuses the form.
    """
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert as xls2xform
    except ImportError:
        return None
    warnings: list[str] = []
    try:
        result: Any = xls2xform(form, warnings=warnings, validate=False, file_type=".xlsx")
    except PyXFormError as error:
        raise InputError.single(
            "form",
            0,
            "xlsform",
            f"pyxform refuses the form: {error}.",
            "No server would take it.",
            "Please report it with the options that you gave.",
        ) from error
    return Converted(str(result.xform), tuple(warnings))
