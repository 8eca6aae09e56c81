"""The fixed words of everything that is handed out, each chosen once."""

from __future__ import annotations

from checker import __version__
from checker.training.paper import Kind, Paper, Question, Skill
from checker.wording import rulebook_called

#: What a learner is told of a kind of question.
DO: dict[Kind, str] = {
    "one": "Choose one answer.",
    "many": "Choose every answer that is right: there may be one, several or none.",
    "open": "Answer in your own words.",
}

SKILLS: dict[Skill, str] = {
    "spot": "Spot",
    "apply": "Apply",
    "decide": "Decide",
    "change": "What would change it",
}

DIFFICULTY = {1: "introductory", 2: "intermediate", 3: "demanding"}

ROLE = "Your role"
FACTS = "What is recorded"
MODEL = "Model answer"
MINORITY = "How others read it"
PROMPTS = "To discuss"
SOURCES = "Sources"
NOTES = "Notes for the trainer"
BECAUSE = "Why"
PROVISIONS = "Turns on"
RIGHT, WRONG = "Right", "Wrong"
KEY = "Answers at a glance"
NAME, DATE = "Name", "Date"

FOR_LEARNERS = "Learner sheet"
FOR_TRAINERS = "Trainer sheet: holds the answers"

#: Added to questions of kind ``many`` where a platform cannot hold one that has no right answer.
NONE_RIGHT = "None of the answers given here is right."
NONE_IS = "None of the other answers is right, so this one is."
NONE_IS_NOT = "At least one of the other answers is right."

#: What a sheet may not be taken for.
FICTIONAL = "An exercise. Answers say what the facts as stated indicate under the rules of this program; they are no finding on any real person or State."

#: Where the answers come from.
COMPUTED = "The answers to questions with choices were computed from the rules, not typed in."


def identity(paper: Paper) -> str:
    """What made the paper: with these three it can be made again."""
    return f"ihl-checker {__version__}, rulebook {rulebook_called(paper.rulebook_name, paper.rulebook)}, seed {paper.seed}"


def minutes(number: int) -> str:
    """An estimated time, or nothing where nobody estimated one."""
    return f"about {number} {'minute' if number == 1 else 'minutes'}" if number > 0 else ""


def points(number: int) -> str:
    """What a question counts."""
    return f"{number} {'point' if number == 1 else 'points'}"


def letter(number: int) -> str:
    """The letter of a choice, counted from 0: a to z, then aa, ab and so on."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def key(question: Question) -> str:
    """The answers to a question in letters, as a trainer marks them."""
    if question.kind == "open":
        return "own words"
    return ", ".join(letter(place) for place, choice in enumerate(question.choices) if choice.right) or "none"


def choosable(question: Question) -> tuple[tuple[str, str], ...]:
    """The choices of a question as learners see them: letter and text."""
    return tuple((letter(place), choice.text) for place, choice in enumerate(question.choices))
