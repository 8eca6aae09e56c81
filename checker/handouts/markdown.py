"""A paper as Markdown (CommonMark), one sheet for learners and one for trainers: plain enough to be printed, pasted or read as it is.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the text of a file. Every text is cleaned and escaped (``rendering.markdown.plain``). The learner's is made from the paper without its answers (``learner``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.handouts import phrases
from checker.handouts.learner import for_learners
from checker.handouts.texts import line, paragraphs
from checker.rendering.markdown import plain
from checker.training.paper import Choice, Paper, Question, Section

#: On how many lines an open question is answered, and such a line.
_LINES, _RULE = 6, r"\_" * 60

#: Where learners write who they are.
_WHO = f"{phrases.NAME}: {_RULE[:60]} {phrases.DATE}: {_RULE[:24]}"


def learner_text(paper: Paper) -> str:
    """The sheet that learners get."""
    return _text(for_learners(paper), phrases.FOR_LEARNERS, key=False)


def trainer_text(paper: Paper) -> str:
    """The sheet with the answers, the reasons and what a trainer needs besides."""
    return _text(paper, phrases.FOR_TRAINERS, key=True)


def _text(paper: Paper, kind: str, *, key: bool) -> str:
    total = phrases.points(sum(question.points for question in paper.questions))
    told = (total, phrases.minutes(paper.minutes))
    blocks = [
        f"# {_plain(paper.title)}",
        f"*{kind}. {', '.join(part for part in told if part)}.*",
        *_prose(paper.about),
        *(_glance(paper) if key else [_WHO]),
        *(block for place, section in enumerate(paper.sections, start=1) for block in _section(section, place, key=key)),
        "---",
        f"*{phrases.FICTIONAL}*",
        f"*{_plain(phrases.identity(paper))}*",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _plain(text: str) -> str:
    return plain(line(text))


def _prose(text: str, label: str = "") -> Iterator[str]:
    for place, part in enumerate(paragraphs(text)):
        yield (f"**{label}:** " if label and not place else "") + plain(part)


def _list(label: str, texts: Iterable[str]) -> str:
    items = "\n".join(f"- {_plain(text)}" for text in texts if line(text))
    return f"**{label}**\n\n{items}" if items else ""


def _glance(paper: Paper) -> Iterator[str]:
    yield f"## {phrases.KEY}"
    yield phrases.COMPUTED
    rows = (
        f"| {number}.{place} | {phrases.SKILLS[question.skill]} | {phrases.key(question)} | {question.points} |"
        for number, section in enumerate(paper.sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    )
    yield "\n".join(("| Question | Trains | Answer | Points |", "|---|---|---|---|", *rows))


def _section(section: Section, number: int, *, key: bool) -> Iterator[str]:
    yield f"## {number} {_plain(section.title)}"
    told = (phrases.minutes(section.minutes), phrases.DIFFICULTY[section.difficulty])
    yield f"*{', '.join(part for part in told if part)}*"
    yield from _prose(section.role, phrases.ROLE)
    yield from _prose(section.situation)
    yield _list(phrases.FACTS, section.facts)
    yield _list(phrases.NOTES, section.notes)
    for place, question in enumerate(section.questions, start=1):
        yield f"### {number}.{place} {_plain(question.asks)}"
        yield f"*{phrases.DO[question.kind]} {phrases.points(question.points)}.*"
        yield from _key(question) if key else _blank(question)
    yield from _prose(section.model_answer, phrases.MODEL)
    yield from _prose(section.minority, phrases.MINORITY)
    yield _list(phrases.PROMPTS, section.prompts)
    yield _list(phrases.SOURCES, section.sources)


def _blank(question: Question) -> Iterator[str]:
    """What a learner fills in."""
    if question.kind == "open":
        yield from [_RULE] * _LINES
    elif question.choices:
        yield "\n".join(f"- ☐ {letter}) {_plain(text)}" for letter, text in phrases.choosable(question))


def _key(question: Question) -> Iterator[str]:
    """The answers and the reasons."""
    if question.choices:
        yield "\n".join(_answered(phrases.letter(place), choice) for place, choice in enumerate(question.choices))
    yield from _prose(question.model_answer, phrases.MODEL)
    yield from _prose(question.explanation, phrases.BECAUSE)
    if question.provisions:
        yield f"*{phrases.PROVISIONS}: {'; '.join(map(_plain, question.provisions))}*"


def _answered(letter: str, choice: Choice) -> str:
    why = "".join(f"\n\n  {plain(part)}" for part in paragraphs(choice.why))
    return f"- **{letter}) {phrases.RIGHT if choice.right else phrases.WRONG}.** {_plain(choice.text)}{why}"
