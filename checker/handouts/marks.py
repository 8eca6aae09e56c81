"""What each answer to a question with several right ones counts, in percent, as Moodle can take it.

Moodle refuses a file with a fraction that is not in its list (``question_bank::fraction_options_full``), and a question whose right answers do not add up to the whole mark. A wrong answer takes away what a right one
gives, or else whoever ticks everything would have full marks; nobody falls below nothing.
"""

from __future__ import annotations

#: One over each of these is in Moodle's list; written with the digits that it writes.
_WHOLES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111", 10: "10", 20: "5"}


def shares(number: int) -> tuple[str, ...]:
    """``number`` percentages from Moodle's list that add up to 100; from 11 on some are tenths and some are twentieths. Above 20 each is a twentieth, which does for wrong answers only."""
    if number in _WHOLES:
        return (_WHOLES[number],) * number
    tenths = max(0, 20 - number)
    return ("10",) * tenths + ("5",) * (number - tenths)


def fractions(right: tuple[bool, ...]) -> tuple[str, ...]:
    """The percentage of each answer of a question of which any number may be chosen, by whether it is right."""
    gains, losses = iter(shares(sum(right))), iter(shares(len(right) - sum(right)))
    return tuple(next(gains) if good else f"-{next(losses)}" for good in right)
