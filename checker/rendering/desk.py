"""The desk in a terminal: a question, an answer, policies side by side.

Comes in: the desk, a question or answers. Goes out: Rich renderables from 60 columns on. A result is always a word, whatever its colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.rule import Rule as Line_
from rich.text import Text

from checker.desk.answering import Answer
from checker.desk.course import Desk, Given
from checker.desk.log import answered
from checker.errors import listed
from checker.rendering.layout import Sheet
from checker.rendering.terminal import words
from checker.wording import rulebook_called

RESULT_STYLE = {
    "do_not_use": "bold red",
    "words_only": "bold magenta",
    "change": "bold yellow",
    "refer_up": "bold blue",
    "no_concern": "bold green",
    "not_enough_facts": "bold",
}

#: How a kind of policy is called.
KINDS = {
    "reading": "reading of the treaty",
    "state": "position of a State",
    "guidance": "guidance",
    "code": "code of conduct",
    "regulator": "code of a regulator",
    "house": "house rules",
}


def question(asked: Mapping[str, Any], options: Sequence[Mapping[str, Any]], number: int, most: int) -> Iterable[RenderableType]:
    """A question with its options, numbered."""
    yield Text()
    yield Line_(words(f"Question {number} of at most {most}", "dim"), align="left", style="dim")
    yield words(asked["asks"], "bold")
    sheet = Sheet()
    for place, option in enumerate(options, start=1):
        sheet.columns(words(str(place), "cyan"), words(option["says"]), label_width=2)
    if asked["many"]:
        sheet.columns(words("0", "cyan"), words(asked["none_says"]), label_width=2)
    yield sheet
    keys = "numbers, such as 1 3" if asked["many"] else "a number"
    yield words(f"  {keys} · d don't know · ? why do you ask · b back · q stop here", "dim")


def reason(asked: Mapping[str, Any], options: Sequence[Mapping[str, Any]], bearing: Sequence[str]) -> Iterable[RenderableType]:
    """Why a question is asked, and which policies still turn on it."""
    sheet = Sheet()
    sheet.line(words(asked["why"]))
    for option in options:
        if option["note"]:
            sheet.line(words(f"{option['says']}: {option['note']}", "dim"))
    sheet.line(words(f"It can still change the answer under: {'; '.join(bearing)}.", "dim"))
    yield sheet


def card(desk: Desk, found: Answer, *, heading: str = "", parting: bool = True) -> Iterable[RenderableType]:
    """An answer: the result first, then why, what to change, what is open, who must agree and, with ``parting``, what to do next."""
    plain, layer = desk.plain, desk.layers[found.policy]
    result = plain["results"][found.result]
    yield Text()
    if heading:
        yield Line_(words(heading, "bold"), align="left", style="dim")
    style = RESULT_STYLE[found.result]
    yield Text.assemble(words("▌ ", style), words(result["says"], style))
    sheet = Sheet()
    kind = layer.plain["kind"]
    sheet.line(words(layer.title if kind == "reading" else f"{layer.title} ({KINDS[kind]})", "dim"))
    sheet.line(words(result["means"]))
    if len(found.possible) > 1:
        left = listed([plain["results"][word]["says"].lower() for word in found.possible])
        sheet.line(words(f"Still possible: {left}.", "yellow"))
        if "no_concern" not in found.possible:
            sheet.line(words("Whatever is found out, it is not for use as it stands.", "yellow"))
    yield sheet
    yield from _why(found)
    yield from _changes(desk, found)
    for title, asks in (("To find out", found.find_out), ("For a named person to judge", found.judgements)):
        if asks:
            yield from _section(title, [(words("?", "yellow"), words(ask)) for ask in asks])
    if found.sign_off:
        yield from _section("Who must agree", [(words("□"), words(one)) for one in found.sign_off])
    if parting:
        reminders = [] if found.result == "do_not_use" else plain["reminders"]
        yield from _section("Next", [(Text(), words(result["next"])), *((Text(), words(one, "dim")) for one in reminders)])


def _why(found: Answer) -> Iterable[RenderableType]:
    """The rules that speak to the item; a sentence on which several rest stands once."""
    raised = [rule for rule in found.rules if rule.outcome == "raises"]
    excepted = [rule for rule in found.rules if rule.outcome == "excepted"]
    if not (raised or excepted):
        return
    sheet, told = Sheet(), set[str]()
    for rule in (*raised, *excepted):
        firm = rule.outcome == "raises"
        mark = "" if firm else " · an exception is taken to hold"
        sheet.line(Text.assemble(words(rule.title, "bold" if firm else ""), words(f" · {rule.cites[0]}{mark}", "dim")))
        further = [sentence for sentence in rule.because if sentence not in told]
        told.update(further)
        if further:
            sheet.line(words(" ".join(further)), indent=4)
    yield Text()
    yield words("Why", "bold underline")
    yield sheet
    if any(rule.law for rule in raised):
        note = Sheet()
        note.line(
            words(
                "The provisions bind the captor, not a newsroom: this is what the captor would answer for, had it released the item.", "dim"
            )
        )
        yield note


def _changes(desk: Desk, found: Answer) -> Iterable[RenderableType]:
    if not found.changes:
        return
    sheet = Sheet()
    for change in desk.plain["changes"]:
        if change["id"] in found.changes:
            sheet.columns(words("□"), words(change["do"]), label_width=1)
            sheet.line(words(change["check"], "dim"), indent=5)
    after = desk.plain["results"][found.after]["says"].lower()
    yield Text()
    yield Text.assemble(words("What to change", "bold underline"), words(f" · then: {after}", "dim"))
    yield sheet


def _section(title: str, rows: Sequence[tuple[Text, Text]]) -> Iterable[RenderableType]:
    sheet = Sheet()
    for label, body in rows:
        if label.plain:
            sheet.columns(label, body, label_width=1)
        else:
            sheet.line(body)
    yield Text()
    yield words(title, "bold underline")
    yield sheet


def beside(desk: Desk, mine: Answer, others: Sequence[Answer]) -> Iterable[RenderableType]:
    """How the other policies come out on the same answers, and what those hold that differ."""
    if not others:
        return
    sheet = Sheet()
    result = desk.plain["results"][mine.result]["says"].lower()
    if all(found.result == mine.result for found in others):
        titles = listed([desk.layers[found.policy].title for found in others], joint="and")
        sheet.line(words(f"{titles}: {result} as well."))
        others = []
    for found in (mine, *others) if others else ():
        title = f"{desk.layers[found.policy].title}{' (this one)' if found is mine else ''}"
        sheet.columns(
            words(desk.plain["results"][found.result]["says"], RESULT_STYLE[found.result]),
            words(title, "dim" if found is mine else ""),
            label_width=24,
        )
        if found is not mine and found.result != mine.result:
            sheet.line(words(desk.layers[found.policy].plain["holds"].strip(), "dim"), indent=28)
    yield Text()
    yield words(heading_beside(desk, mine), "bold underline")
    yield sheet


def heading_beside(desk: Desk, mine: Answer) -> str:
    """What stands over the other readings."""
    return (
        f"The same answers on {'other readings' if desk.layers[mine.policy].plain['kind'] == 'reading' else 'the readings of the treaty'}"
    )


def side_by_side(desk: Desk, found: Sequence[Answer]) -> Iterable[RenderableType]:
    """Policies gathered by what they come to, the gravest first: where they agree, and where one is stricter."""
    results = list(desk.plain["results"])
    yield Text()
    yield words(verdict_on_all(desk, found), "bold")
    for word in results:
        alike = [one for one in found if one.result == word]
        if not alike:
            continue
        yield Text()
        yield Text.assemble(
            words(f"▌ {desk.plain['results'][word]['says']}", RESULT_STYLE[word]), words(f"  {len(alike)} of {len(found)}", "dim")
        )
        sheet = Sheet()
        for one in alike:
            layer = desk.layers[one.policy]
            sheet.line(Text.assemble(words(layer.title, "bold"), words(f" · {KINDS[layer.plain['kind']]}", "dim")))
            for rule in one.rules:
                if rule.outcome in ("raises", "excepted"):
                    said = "" if rule.outcome == "raises" else "excepted: "
                    place = f" ({rule.cites[0]})" if rule.law else ""
                    sheet.line(words(f"{said}{rule.title}{place}"), indent=4)
            if len(one.possible) > 1:
                sheet.line(
                    words(f"still possible: {', '.join(desk.plain['results'][left]['says'].lower() for left in one.possible)}", "dim"),
                    indent=4,
                )
                for label, asks in (("to find out", one.find_out), ("to judge", one.judgements)):
                    if asks:
                        sheet.line(words(f"{label}: {'; '.join(_in_short(desk, asks))}", "dim"), indent=4)
            if one.changes:
                changes = [change["id"].replace("_", " ") for change in desk.plain["changes"] if change["id"] in one.changes]
                sheet.line(words(f"change: {', '.join(changes)}", "yellow"), indent=4)
        yield sheet


def _in_short(desk: Desk, asks: Sequence[str]) -> list[str]:
    """Questions by what they are called in a decision log."""
    named = {question["asks"]: question["log"] for question in desk.plain["questions"]}
    return [named[ask][:1].lower() + named[ask][1:] for ask in asks]


def verdict_on_all(desk: Desk, found: Sequence[Answer]) -> str:
    """Where the policies agree, in a sentence."""
    results = desk.plain["results"]
    counted: dict[str, int] = {}
    for one in found:
        counted[one.result] = counted.get(one.result, 0) + 1
    if len(counted) == 1:
        return f"All {len(found)} policies come to the same: {results[found[0].result]['says'].lower()}."
    order = list(results)
    said = [f"{results[word]['says'].lower()} ({counted[word]})" for word in order if word in counted]
    return f"{len(found)} policies differ: {', '.join(said)}."


def given(desk: Desk, answers: Sequence[Given]) -> Iterable[RenderableType]:
    """What was answered, a line each."""
    if answers:
        sheet = Sheet()
        for one in answers:
            sheet.line(words(answered(desk, one), "dim"))
        yield Text()
        yield words("Answered", "bold underline")
        yield sheet


def log(text: str) -> Iterable[RenderableType]:
    """The paragraph for the decision log."""
    sheet = Sheet()
    sheet.line(words(text))
    yield Text()
    yield words("For the decision log", "bold underline")
    yield sheet


def made_with(desk: Desk) -> Iterable[RenderableType]:
    """On which policies and rules the answers stand."""
    yield Text()
    yield words(provenance(desk), "dim")


def provenance(desk: Desk) -> str:
    """The policies and the rulebook of a desk, in a sentence."""
    return f"Policies {desk.plain['digest'][:12]}, rulebook {rulebook_called(desk.plain['rulebook_name'], desk.plain['rulebook'])}."


def policies(desk: Desk) -> Iterable[RenderableType]:
    """Every policy: who stands behind it, whom it binds, and what was read."""
    for layer in desk.layers.values():
        plain = layer.plain
        mark = "  the one used unless another is named" if layer.id == desk.plain["default"] else ""
        yield Text.assemble(
            words(layer.id, "bold cyan"), words(f"  {layer.title}", "bold"), words(f"  {KINDS[plain['kind']]}{mark}", "dim")
        )
        sheet = Sheet()
        sheet.line(words(plain["holds"].strip()))
        sheet.line(words(plain["binds"].strip(), "dim"))
        how = "the page itself" if plain["read"]["as"] == "page" else "others telling of it"
        rules = f"{len(layer.rules)} {'rule' if len(layer.rules) == 1 else 'rules'}"
        sheet.line(words(f"{rules}; read on {plain['read']['on']}: {how}", "dim"))
        yield sheet
        yield Text()
