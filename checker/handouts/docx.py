"""A paper as Word documents, one for learners and one for trainers.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the bytes of a document, made of the pieces in ``rendering.word``, the same for the same paper. The learner's is made from the paper without its answers (``learner``).
"""

from __future__ import annotations

from checker.handouts import phrases
from checker.handouts.learner import for_learners
from checker.handouts.texts import line, paragraphs
from checker.rendering.word import Pages
from checker.training.paper import Paper, Question, Section

#: On how many lines an open question is answered.
_LINES = 8


def learner_document(paper: Paper) -> bytes:
    """The document that learners get."""
    made = _Learner(for_learners(paper), phrases.FOR_LEARNERS)
    made.paragraph([("soft", f"{phrases.NAME}: {'_' * 48}   {phrases.DATE}: {'_' * 20}")])
    made.sections()
    return made.bytes()


def trainer_document(paper: Paper) -> bytes:
    """The document with the answers, the reasons and what a trainer needs besides."""
    made = _Trainer(paper, phrases.FOR_TRAINERS)
    made.glance()
    made.sections()
    return made.bytes()


class _Sheet(Pages):
    """What both have."""

    def __init__(self, paper: Paper, kind: str) -> None:
        super().__init__(paper.title, phrases.identity(paper), "en")
        self.paper = paper
        self.paragraph([("label", kind)])
        self.head("Title", line(paper.title))
        self.prose(paper.about)
        total = phrases.points(sum(question.points for question in paper.questions))
        told = (total, phrases.minutes(paper.minutes))
        self.paragraph([("soft", " · ".join(part for part in told if part))])

    def prose(self, text: str, label: str = "") -> None:
        """A text as paragraphs, the first with a label before it."""
        for place, part in enumerate(paragraphs(text)):
            self.paragraph([("bold", f"{label}: " if label and not place else ""), ("", part)])

    def sections(self) -> None:
        """Every section, each on a new page."""
        for number, section in enumerate(self.paper.sections, start=1):
            self.head("Heading 1", f"{number} {line(section.title)}", fresh=number > 1 or isinstance(self, _Trainer))
            told = (phrases.minutes(section.minutes), phrases.DIFFICULTY[section.difficulty])
            self.paragraph([("soft", " · ".join(part for part in told if part))])
            self.prose(section.role, phrases.ROLE)
            self.prose(section.situation)
            self.listing(phrases.FACTS, section.facts)
            self.before(section)
            for place, question in enumerate(section.questions, start=1):
                self.head("Heading 3", f"{number}.{place} {line(question.asks)}")
                self.question(question)
            self.after(section)
        self.paragraph([("soft", phrases.FICTIONAL)])

    def listing(self, label: str, texts: tuple[str, ...]) -> None:
        """Texts as a list under a label; nothing where there is none."""
        if texts:
            self.paragraph([("bold", label)]).paragraph_format.keep_with_next = True
            self.list_of([[("", line(text))] for text in texts])

    def told(self, question: Question, *, skill: bool) -> None:
        """What to do, and what it counts."""
        trains = f"{phrases.SKILLS[question.skill]}. " if skill else ""
        self.paragraph(
            [("soft", f"{trains}{phrases.DO[question.kind]} {phrases.points(question.points)}.")]
        ).paragraph_format.keep_with_next = True

    def before(self, section: Section) -> None:
        """What stands before the questions."""

    def question(self, question: Question) -> None:
        """A question below its head."""

    def after(self, section: Section) -> None:
        """What stands after the questions."""


class _Learner(_Sheet):
    def question(self, question: Question) -> None:
        self.told(question, skill=False)
        choices = phrases.choosable(question)
        for place, (letter, text) in enumerate(choices, start=1):
            made = self.paragraph([("", f"{'○' if question.kind == 'one' else '☐'}  "), ("bold", f"{letter}) "), ("", line(text))])
            made.paragraph_format.keep_with_next = place < len(choices)
            made.paragraph_format.keep_together = True
        if question.kind == "open":
            self.ruled(_LINES)


class _Trainer(_Sheet):
    def glance(self) -> None:
        """The answers in one table."""
        self.head("Heading 2", phrases.KEY)
        self.paragraph([("soft", phrases.COMPUTED)])
        rows = [
            [[("bold", f"{number}.{place}")], [("", line(section.title))], [("", phrases.SKILLS[question.skill])], [("bold", phrases.key(question))], [("", str(question.points))]]
            for number, section in enumerate(self.paper.sections, start=1)
            for place, question in enumerate(section.questions, start=1)
        ]  # fmt: skip
        self.table("", ("Question", "Situation", "Trains", "Answer", "Points"), rows, (20, 70, 34, 26, 16))

    def before(self, section: Section) -> None:
        self.listing(phrases.NOTES, section.notes)

    def question(self, question: Question) -> None:
        self.told(question, skill=True)
        for place, choice in enumerate(question.choices):
            mark = ("complied", f"{phrases.RIGHT}. ") if choice.right else ("breach", f"{phrases.WRONG}. ")
            made = self.paragraph([("bold", f"{phrases.letter(place)}) "), mark, ("bold" if choice.right else "", line(choice.text))])
            made.paragraph_format.keep_with_next = True
            for part in paragraphs(choice.why):
                self.paragraph([("", part)], "List Bullet 2")
        self.prose(question.model_answer, phrases.MODEL)
        self.prose(question.explanation, phrases.BECAUSE)
        if question.provisions:
            self.paragraph([("soft", f"{phrases.PROVISIONS}: {'; '.join(map(line, question.provisions))}")])

    def after(self, section: Section) -> None:
        self.prose(section.model_answer, phrases.MODEL)
        self.prose(section.minority, phrases.MINORITY)
        self.listing(phrases.PROMPTS, section.prompts)
        self.listing(phrases.SOURCES, section.sources)
