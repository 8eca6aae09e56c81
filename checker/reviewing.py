"""One sitting of a reviewer: the findings to go through, how each stands with people, and what is decided on them.

Comes in: checked records with the decisions that lie beside them. Goes out: :class:`Item` for each finding, in the order of a report; each decision is written at once, so that nothing is lost whatever ends the sitting. Whether the
findings are shown in an application, asked for line by line or named by a script makes no difference here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker import journal
from checker.decisions import Decision, Decisions, Standing, decide, in_words, standing, verdict_words, withheld_in
from checker.errors import InputError, Problem, listed
from checker.explanation import entry_name
from checker.findings import Result
from checker.pipeline import Checked
from checker.records import Record
from checker.redaction import Secrets
from checker.truth import Verdict

#: Which findings to go through: those that wait for somebody (open or open again), or those that stand in one way.
ONLY = ("waiting", "open", "stale", "decided", "all")

_VERDICTS = [verdict.value for verdict in Verdict]
_GRAVITY = ("grave_breach", "serious", "obligation", "administrative", "guidance")


class Item(NamedTuple):
    """One finding of one record."""

    checked: Checked
    result: Result

    @property
    def record(self) -> Record:
        """The record."""
        return self.checked.record

    @property
    def about(self) -> str:
        """Whom and what it is about, in the words of the record."""
        return ", ".join(entry_name(self.record, identity) for identity in self.result.binding.values())

    @property
    def program(self) -> str:
        """The program's result in words."""
        return verdict_words(self.result.verdict.value, self.result.finding.possible, self.result.cap)


class Signed(NamedTuple):
    """A decision as it was written, and what the person must be told of it."""

    decision: Decision
    remarks: tuple[str, ...]


class Sitting:
    """The findings of some records, and what people have decided on them so far."""

    def __init__(self, checked: Iterable[Checked], *, date: str, name: str = "", show_all: bool = False) -> None:
        self.date = date
        self.name = name
        self.signed: list[Decision] = []
        self._decisions: dict[str, Decisions] = {}
        self.items: list[Item] = []
        for one in checked:
            self._decisions.setdefault(journal.beside(one.record.place), one.decisions or Decisions())
            found = [Item(one, result) for result in one.results if one.lists(result, show_all=show_all)]
            weighty = [item for item in found if show_all or _weighs(item)]
            self.items += sorted(
                weighty, key=lambda item: (_VERDICTS.index(item.result.verdict.value), _GRAVITY.index(item.result.rule.gravity))
            )

    def standing(self, item: Item) -> Standing:
        """How a finding stands with people."""
        return standing(item.result, self._decisions[journal.beside(item.record.place)])

    def sentence(self, item: Item) -> str:
        """How a finding stands with people, beside the program's result, in a sentence or two."""
        return in_words(self.standing(item), item.program) or f"Nobody has reviewed it. The program: {item.program}."

    def chosen(self, only: str) -> list[Item]:
        """The findings that stand in one of the ways of :data:`ONLY`."""
        wanted = {"waiting": ("open", "stale"), "all": ("open", "stale", "decided")}.get(only, (only,))
        return [item for item in self.items if self.standing(item).status in wanted]

    def counts(self) -> dict[str, int]:
        """How many findings are open, stale and decided."""
        numbers = {"open": 0, "stale": 0, "decided": 0}
        for item in self.items:
            numbers[self.standing(item).status] += 1
        return numbers

    def sign(self, item: Item, decides: str, *, reason: str, name: str, standard: str = "") -> Signed:
        """Writes a decision of a person to the file beside the record. Raises InputError where it is none, or cannot be written."""
        made = decide(item.result, decides, reason=reason, name=name, date=self.date, standard=standard)
        path = journal.beside(item.record.place)
        known = self.standing(item).decision
        written = journal.append(path, made, Secrets(item.record.restricted))
        there = journal.read(path).decisions
        if all(one.digest != written.digest for one in there):  # it cannot be read just now, and is there all the same
            there = (*self._decisions[path], written)
        fresh = Decisions(there)
        self._decisions[path] = fresh
        self.name = made.name
        self.signed.append(written)
        remarks = []
        if withheld_in(made, reason):
            remarks.append("A name or number that the record keeps restricted was withheld from your reason.")
        between = fresh.on(item.result)[-2:-1]
        if between and (known is None or between[0].digest != known.digest):
            other = between[0]
            remarks.append(
                f"{other.name} decided on it while you were reading ({other.decides}: {other.reason}). Yours now stands after that."
            )
        return Signed(written, tuple(remarks))


def _weighs(item: Item) -> bool:
    """Whether a report shows the finding in full: not what the rule does not reach, nor what is open only between no breach and no rule. What somebody has decided on always counts."""
    decided = item.checked.decisions is not None and bool(item.checked.decisions.on(item.result))
    return decided or (item.result.verdict is not Verdict.NOT_APPLICABLE and item.result.weighs)


def the_one(items: Sequence[Item], rule: str, binding: Mapping[str, str]) -> Item:
    """The one finding of a rule whose binding has these ids. Raises InputError where there is none or more than one."""
    of_rule = [item for item in items if item.result.head.id == rule]
    found = [item for item in of_rule if binding.items() <= item.result.binding.items()]
    if len(found) == 1:
        return found[0]
    shown = "; ".join(_written(item) for item in (found or of_rule)[:12])
    if not of_rule:
        what = f"no finding of {rule} is in these records."
        raise InputError.single("--rule", 0, "no-finding", what, "Nothing was decided.", "What it is about does not occur there; look with `ihl check --show all`.")  # fmt: skip
    if not found:
        what = f"no finding of {rule} is about {listed(f'{role}={identity}' for role, identity in binding.items())}."
        raise InputError.single("--binding", 0, "no-finding", what, "Nothing was decided.", f"There are: {shown}.")
    what = f"{len(found)} findings of {rule} are meant."
    raise InputError([Problem("--binding", 0, "several-findings", what, "A decision is about one.", f"Name one of: {shown}.")])


def _written(item: Item) -> str:
    return " ".join((item.record.id, *(f"--binding {role}={identity}" for role, identity in item.result.binding.items())))
