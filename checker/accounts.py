"""What a record comes to as each side tells it.

Comes in: a checked record. Goes out: :class:`ByAccount`: everybody who speaks to a fact of which claims differ, and every listed finding with the verdict on each telling. A *telling* is the
record with only that side's claims for each disputed fact to which the side speaks; undisputed facts stay as they are, and a disputed fact of which the side says nothing stays disputed
between the others. A side is a party through all its voices, else a voice, else a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.explanation import entry_name, party_name
from checker.findings import Result
from checker.pipeline import Checked
from checker.ranking import detailed
from checker.records import Record
from checker.tellings import account_of


@dataclass(frozen=True)
class Teller:
    """A side that speaks: its id, its name, and to how many of the disputed facts it speaks."""

    account: str
    name: str
    speaks_to: int


@dataclass(frozen=True)
class Told:
    """The verdict on one side's telling, with the ``cap`` on its wording; ``silent`` where the side says nothing of what is disputed here, so that the verdict is the one as recorded."""

    account: str
    verdict: str
    possible: tuple[str, ...]
    cap: str
    silent: bool


@dataclass(frozen=True)
class Telling:
    """One finding on every telling: as recorded (``verdict``, ``possible``), and as each side has it. ``differs`` where it does not come out the same for all of them."""

    rule: str
    title: str
    provision: str
    binding: Mapping[str, str]
    about: str
    verdict: str
    possible: tuple[str, ...]
    cap: str
    differs: bool
    accounts: tuple[Told, ...]


@dataclass(frozen=True)
class ByAccount:
    """One record as each side tells it: how many of its facts are ``disputed``, who speaks to them (parties first), and the findings, those on which the sides differ first."""

    record: str
    disputed: int
    sides: tuple[Teller, ...]
    findings: tuple[Telling, ...]


def by_account(checked: Checked, *, show_all: bool = False) -> ByAccount:
    """Every listed finding of a record on each side's telling."""
    record = checked.record
    disputed = [stated for entry in record.entries.values() for stated in entry.facts.values() if stated.disputed]
    spoken: dict[str, int] = {}
    for stated in disputed:
        for side in dict.fromkeys(account_of(record, claim) for claim in stated.claims if claim.value is not None):
            spoken[side] = spoken.get(side, 0) + 1
    order = (record.entries, record.voices)
    ranked = sorted(spoken, key=lambda side: next((rank for rank, known in enumerate(order) if side in known), len(order)))
    sides = tuple(Teller(side, party_name(record, side), spoken[side]) for side in ranked)
    told = [_told(result, sides, record) for result in checked.results if checked.lists(result, show_all=show_all)]
    return ByAccount(record.id, len(disputed), sides, tuple(sorted(told, key=lambda telling: not telling.differs)))


def _told(result: Result, sides: tuple[Teller, ...], record: Record) -> Telling:
    finding = detailed(result).finding
    known = {account.account: account for account in finding.accounts}
    accounts = tuple(
        Told(side.account, known[side.account].verdict, known[side.account].possible, known[side.account].cap, False)
        if side.account in known
        else Told(side.account, finding.verdict, finding.possible, finding.grade.cap, True)
        for side in sides
    )
    about = ", ".join(entry_name(record, identity) for identity in finding.binding.values())
    differs = len({(account.verdict, account.possible) for account in known.values()}) > 1
    return Telling(
        finding.rule,
        finding.title,
        finding.provision,
        finding.binding,
        about,
        finding.verdict,
        finding.possible,
        finding.grade.cap,
        differs,
        accounts,
    )
