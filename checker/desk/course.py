"""The questions of the desk: which to ask next, and what an answer says.

Comes in: the compiled desk and the answers so far. Goes out: the state that they add up to, the next question that can still change a result, or none. Questions are asked in the order of what they settle on average over their
answers; those that the desk opens with come first, and those it closes with last, where they matter. Nothing is asked that cannot change a result any more, and never more than :data:`MOST` questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from checker.desk.layers import Layer, State

#: So many questions are asked at most; what is open after that stays open.
MOST = 12

#: The answer of somebody who does not know.
DONT_KNOW = "dont_know"

#: Weighs the answers of questions with different numbers of answers alike, in whole numbers (the least common multiple of 1 to 10).
_SHARE = 2520

Plain = Mapping[str, Any]


class Given(NamedTuple):
    """An answer: the question, and the options chosen (none of them, in a question with many answers, where no option holds), or :data:`DONT_KNOW`."""

    question: str
    chosen: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether it says anything."""
        return self.chosen != (DONT_KNOW,)


@dataclass(frozen=True, eq=False)
class Desk:
    """The compiled desk, ready to be asked."""

    plain: Plain

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """Its policies by name."""
        facts = self.plain["facts"]
        return {
            layer["id"]: Layer(layer, tuple((1 << len(facts[fact]["words"])) - 1 for fact in layer["facts"])) for layer in self.plain["layers"]
        }  # fmt: skip

    @cached_property
    def questions(self) -> Mapping[str, Plain]:
        """Its questions by name, in order."""
        return {question["id"]: question for question in self.plain["questions"]}

    def start(self) -> dict[str, int]:
        """What the desk takes for granted of every item."""
        return dict(self.plain["assumes"])

    def options(self, question: Plain, state: State) -> list[Plain]:
        """The options of a question that what is known does not rule out."""
        return [option for option in question["options"] if all(state.get(fact, mask) & mask for fact, mask in option["sets"].items())]

    def state(self, answers: Sequence[Given], start: State | None = None) -> dict[str, int]:
        """What the answers add up to; where one contradicts an earlier one, the later stands."""
        state = dict(self.start() if start is None else start)
        for given in answers:
            if given.known:
                _enter(state, said(self.questions[given.question], given.chosen))
        return state

    def asked_next(self, answers: Sequence[Given], layers: Sequence[Layer], start: State | None = None) -> Plain | None:
        """The next question; None where no question can change a result any more, or enough were asked."""
        if len(answers) >= MOST:
            return None
        state = self.state(answers, start)
        deciding = frozenset[str]().union(*(layer.deciding(state) for layer in layers))
        done = {given.question for given in answers}
        waiting: list[Plain] = [
            question for question in self.plain["questions"] if question["id"] not in done and deciding & turned_on(question) and len(self.options(question, state)) > (0 if question["many"] else 1)
        ]  # fmt: skip
        for question in waiting:
            if question["id"] in self.plain["opens"]:
                return question
        closing = self.plain["closes"]
        return max(waiting, key=lambda question: (question["id"] not in closing, self._settled(question, state, layers)), default=None)

    def _settled(self, question: Plain, state: State, layers: Sequence[Layer]) -> int:
        """How many results a question rules out, on average over its answers, in parts of :data:`_SHARE`."""
        before = sum(len(layer.possible(state)) for layer in layers)
        answers = list(self._answers(question, state))
        after = 0
        for chosen in answers:
            entered = dict(state)
            _enter(entered, said(question, chosen))
            after += sum(len(layer.possible(entered)) for layer in layers)
        return (before * len(answers) - after) * _SHARE // len(answers)

    def _answers(self, question: Plain, state: State) -> Iterator[tuple[str, ...]]:
        if question["many"]:
            yield ()
        for option in self.options(question, state):
            yield (option["id"],)


def turned_on(question: Plain) -> frozenset[str]:
    """The facts of which some answer to a question says something."""
    return frozenset(
        [*question["any"], *question["none"], *(fact for option in question["options"] for fact in (*option["sets"], *option["else"]))]
    )


def said(question: Plain, chosen: Sequence[str]) -> dict[str, int]:
    """What an answer says of the facts."""
    found: dict[str, int] = {}
    for option in question["options"]:
        found.update(option["sets"] if option["id"] in chosen else option["else"])
    if question["many"]:
        found.update(question["any"] if chosen else question["none"])
    return found


def _enter(state: dict[str, int], found: Mapping[str, int]) -> None:
    for fact, mask in found.items():
        state[fact] = state.get(fact, mask) & mask or mask
