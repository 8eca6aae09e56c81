"""The review application: the findings of some records, one of them in full, and a form to decide on it. In a terminal, or through textual-serve in a browser.

Comes in: a :class:`~checker.reviewing.Sitting`. Every decision is written when it is signed, so that quitting loses nothing. Whatever is shown passes through :func:`~checker.rendering.terminal.words`; nothing is read as markup.
Everything can be done with the keyboard, and no meaning rests on colour alone: how a finding stands is a word, what has the focus has a double border.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, RadioButton, RadioSet, Static, TextArea
from textual.widgets.option_list import Option

from checker.decisions import DECIDES, PROVEN, STANDARDS, verdict_words
from checker.errors import InputError
from checker.explanation import gathered
from checker.rendering.terminal import finding_block, lines, words
from checker.reviewing import ONLY, Item, Sitting
from checker.text import clean
from checker.wording import CHANGED_WORDS, DECIDES_WORDS, worded

#: How a finding stands, in a word of one width.
_MARKS = {"open": "open   ", "stale": "AGAIN  ", "decided": "decided"}
_STYLES = {"open": "", "stale": "bold", "decided": "dim"}

_TITLES = {"confirm": "Confirm", "reject": "Reject", "need_information": "Needs information", "out_of_scope": "Out of scope"}


class ReviewApp(App[None]):
    """Goes through findings and decides on them."""

    TITLE = "ihl review"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    CSS = """
    #top { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    #body { height: 1fr; }
    .-wide #body { layout: horizontal; }
    .-narrow #body { layout: vertical; }
    #findings, #finding { border: round $foreground 40%; padding: 0 1; background: $background; }
    #findings:focus, #finding:focus { border: double $accent; }
    .-wide #findings { width: 40; height: 1fr; }
    .-wide #finding { width: 1fr; height: 1fr; }
    .-narrow #findings { height: 8; }
    .-narrow #finding { height: 1fr; }
    #results { height: auto; max-height: 6; padding: 0 1; }
    #program, #people { width: 1fr; height: auto; }
    #program { margin-right: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "decide('confirm')", "Confirm"),
        Binding("r", "decide('reject')", "Reject"),
        Binding("i", "decide('need_information')", "Info"),
        Binding("o", "decide('out_of_scope')", "Out of scope"),
        Binding("n", "next", "Next"),
        Binding("f", "only", "Show"),
        Binding("t", "theme", "Theme"),
        Binding("q", "quit", "Quit"),
    ]

    def __init__(self, sitting: Sitting, *, only: str = "waiting") -> None:
        super().__init__()
        self.sitting = sitting
        self.only = only
        self.items: list[Item] = []

    def compose(self) -> ComposeResult:
        """The parts of the screen."""
        yield Static(id="top", markup=False)
        with Horizontal(id="body"):
            yield OptionList(id="findings", markup=False)
            with VerticalScroll(id="finding"):
                yield Static(id="full", markup=False)
                yield Static(id="story", markup=False)
        with Horizontal(id="results"):
            yield Static(id="program", markup=False)
            yield Static(id="people", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Shows the findings that were asked for."""
        self.theme = "textual-dark"
        self.query_one("#findings").border_title = "Findings"
        self.query_one("#finding").border_title = "The finding"
        self.query_one("#findings").border_subtitle = "Enter, Tab: to the finding"
        self._fill(0)
        self.query_one("#findings").focus()

    # --- what is shown

    def _fill(self, position: int) -> None:
        """Lists the findings anew, the one at ``position`` chosen."""
        self.items = self.sitting.chosen(self.only)
        findings = self.query_one("#findings", OptionList)
        findings.clear_options()
        record = ""
        for number, item in enumerate(self.items):
            if item.record.id != record:
                record = item.record.id
                findings.add_option(Option(words(record, "bold underline"), disabled=True))
            findings.add_option(Option(self._entry(item), id=str(number)))
        self._top()
        if self.items:
            findings.highlighted = findings.get_option_index(str(min(position, len(self.items) - 1)))
        self._show()

    def _entry(self, item: Item) -> Any:
        status = self.sitting.standing(item).status
        finding = item.result.finding
        return lines(
            [f"{_MARKS[status]}  {worded(finding.verdict, item.result.cap).lower()}", f"  {finding.title}", f"  {item.about}"],
            _STYLES[status],
        )

    def _top(self) -> None:
        numbers = self.sitting.counts()
        text = (
            f"{numbers['open']} open, {numbers['stale']} open again, {numbers['decided']} decided. Shown: {self.only} ({len(self.items)})"
        )
        self.query_one("#top", Static).update(words(text))

    def _chosen(self) -> int | None:
        findings = self.query_one("#findings", OptionList)
        if findings.highlighted is None or not self.items:
            return None
        identity = findings.get_option_at_index(findings.highlighted).id
        return int(identity) if identity is not None else None

    def _show(self) -> None:
        """The chosen finding in full, the program's result and the person's beside each other."""
        full, story, program, people = (self.query_one(name, Static) for name in ("#full", "#story", "#program", "#people"))
        number = self._chosen()
        if number is None:
            full.update(words("Nothing to show here. f shows other findings, q ends." if not self.items else ""))
            for part in (story, program, people):
                part.update(words(""))
            return
        item = self.items[number]
        pane = self.query_one("#finding", VerticalScroll)
        width = max(40, pane.scrollable_content_region.width or pane.size.width)
        full.update(finding_block(gathered([item.result])[0], item.checked._replace(decisions=None), width=width))
        story.update(lines(["", *self._story(item)]))
        pane.scroll_home(animate=False)
        program.update(lines(["THE PROGRAM", item.program]))
        people.update(lines(["PEOPLE", *self._people(item)]))

    def _story(self, item: Item) -> list[str]:
        """What was decided so far, with the reasons."""
        stands = self.sitting.standing(item)
        made = [*stands.history, *([stands.decision] if stands.decision else [])]
        return [f"{one.date}  {DECIDES_WORDS[one.decides]} by {one.name}: {one.reason}" for one in made]

    def _people(self, item: Item) -> list[str]:
        stands = self.sitting.standing(item)
        made = stands.decision
        if made is None:
            return ["Nobody has reviewed it."]
        since = " and ".join(CHANGED_WORDS[what] for what in stands.because)
        proof = f", {STANDARDS[made.standard].title}" if made.standard else ""
        then = f"The program then: {verdict_words(made.verdict, made.possible, made.cap)}"
        return [
            *([f"OPEN AGAIN: {since}"] if stands.stale else []),
            f"{DECIDES_WORDS[made.decides]} by {made.name}, {made.date}{proof}",
            *([then] if stands.stale else []),
        ]

    @on(OptionList.OptionHighlighted, "#findings")
    def _moved(self) -> None:
        self._show()

    @on(OptionList.OptionSelected, "#findings")
    def _opened(self) -> None:
        self.query_one("#finding").focus()

    def on_resize(self) -> None:
        """Lays the finding out for the new width."""
        self.call_after_refresh(self._show)

    # --- what can be done

    def action_decide(self, decides: str) -> None:
        """Opens the form for a decision on the chosen finding."""
        number = self._chosen()
        if number is None:
            return

        def signed(done: bool | None) -> None:
            if done:
                gone = self.sitting.standing(self.items[number]).status not in ("open", "stale") and self.only in (
                    "waiting",
                    "open",
                    "stale",
                )
                self._fill(number if gone else number + 1)
            self.query_one("#findings").focus()

        self.push_screen(DecisionForm(self.sitting, self.items[number], decides), signed)

    def action_next(self) -> None:
        """Goes to the next finding that waits for somebody."""
        number = self._chosen()
        start = -1 if number is None else number
        order = [*range(start + 1, len(self.items)), *range(start + 1)]
        waiting = [place for place in order if self.sitting.standing(self.items[place]).status != "decided"]
        if waiting:
            findings = self.query_one("#findings", OptionList)
            findings.highlighted = findings.get_option_index(str(waiting[0]))

    def action_only(self) -> None:
        """Shows the findings that stand in the next of the ways: waiting, open, stale, decided, all."""
        self.only = ONLY[(ONLY.index(self.only) + 1) % len(ONLY)]
        self._fill(0)

    def action_theme(self) -> None:
        """Dark on light, or light on dark."""
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"


class Choice(RadioButton):
    """A button of which one can see without colours whether it is chosen."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        """What stands in the button."""
        return "x" if self.value else " "


class DecisionForm(ModalScreen[bool]):
    """Reason, standard of proof and name for one decision. Nothing is chosen beforehand but what the person pressed."""

    CSS = """
    DecisionForm { align: center middle; }
    #form { width: 76; max-width: 100%; height: auto; max-height: 100%; border: thick $accent; padding: 0 1; background: $surface; }
    #form Static { height: auto; }
    #reason { height: 5; border: round $foreground 40%; padding: 0; }
    #reason:focus, #name:focus, #standard:focus-within { border: double $accent; }
    #name { border: round $foreground 40%; height: 3; }
    #standard { width: 100%; border: round $foreground 40%; height: 8; padding: 0 1; }
    DecisionForm.-narrow #means { display: none; }
    DecisionForm.-narrow #reason { height: 4; }
    #wrong { color: $error; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "sign", "Sign", priority=True),
        Binding("escape", "back", "Back", priority=True),
    ]

    def __init__(self, sitting: Sitting, item: Item, decides: str) -> None:
        super().__init__()
        self.sitting = sitting
        self.item = item
        self.decides = decides

    def compose(self) -> ComposeResult:
        """The form."""
        with VerticalScroll(id="form"):
            yield Static(
                lines(
                    [
                        f"{_TITLES[self.decides].upper()}: {self.item.result.finding.title}",
                        f"About {self.item.about}. The program: {self.item.program}.",
                    ]
                ),
                markup=False,
            )
            yield Static(words(DECIDES[self.decides]), id="means", markup=False)
            yield TextArea(id="reason", tab_behavior="focus", soft_wrap=True)
            if self.decides in PROVEN:
                with RadioSet(id="standard"):
                    yield Choice("none named", value=True, id="none")
                    for standard in STANDARDS.values():
                        yield Choice(standard.title, id=standard.id)
            yield Input(value=self.sitting.name, id="name")
            yield Static(id="wrong", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begins with the reason."""
        self.query_one("#reason").border_title = "Your reason"
        self.query_one("#name").border_title = "Your name"
        if self.decides in PROVEN:
            self.query_one("#standard").border_title = "Standard of proof that you apply"
            self.query_one("#standard").border_subtitle = "arrows, then Enter to choose"
        self.query_one("#reason").focus()

    @on(Input.Submitted, "#name")
    def action_sign(self) -> None:
        """Writes the decision, or says what is wrong with it."""
        standard = ""
        if self.decides in PROVEN:
            pressed = self.query_one("#standard", RadioSet).pressed_button
            standard = pressed.id if pressed is not None and pressed.id is not None and pressed.id != "none" else ""
        try:
            signed = self.sitting.sign(
                self.item, self.decides, reason=self.query_one("#reason", TextArea).text, name=self.query_one("#name", Input).value, standard=standard
            )  # fmt: skip
        except InputError as error:
            self.query_one("#wrong", Static).update(lines([f"{problem.what} {problem.fix}" for problem in error.problems]))
            wrong = error.problems[0].file
            if wrong in ("reason", "name"):
                self.query_one(f"#{wrong}").focus()
            return
        made = signed.decision
        proof = STANDARDS[made.standard].title if made.standard else "no standard of proof named"
        self.app.notify(clean(f"Signed: {DECIDES_WORDS[made.decides]} by {made.name}; {proof}."), markup=False, timeout=6)
        for remark in signed.remarks:
            self.app.notify(clean(remark), markup=False, timeout=12)
        self.dismiss(True)

    def action_back(self) -> None:
        """Leaves without deciding."""
        self.dismiss(False)
