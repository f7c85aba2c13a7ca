"""A file goes to another station with its person: one station owns it at any moment, whatever is
lost, torn, late or doubled on the way (docs/decisions/156).

`Holding` is how a file stands at one station; `holding_of` reads it from the station's own chain.
Its owner gives it up first (`give_up`) and from then on only reads it. Whoever it is for takes it
in (`take_in`) or refuses its number (`refuse`), also unseen. Only with that refusal the sender
takes it back (`take_back`), with the receipt it is done with it (`settle`). No clock decides. Each
step has a `bar_to_…` that says beforehand why not.

A giving-up has a number of its own (`TransferNumber`): how many stations have had the file, and
the entry of the chain that gave it up. What is refused or taken in once is never taken in by that
number or an earlier one. `refusal_digits` are read out by telephone where no USB drive can come.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tipdesk.cases import evidence
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody import delivery
from tipdesk.cases.custody.chain import CARRIED, DECISIONS, canonical
from tipdesk.cases.custody.following import GIVEN_UP, OPENED, TAKEN_BACK, TAKEN_IN
from tipdesk.cases.interview import statement
from tipdesk.cases.model import CustodyEvent

SETTLED = "transfer_settled"
"""The receipt of the other station is here."""

BY_DIGITS = "digits"
"""In the entry `TAKEN_BACK`: they were read out; else the message that refused it."""
DIGITS = 8
FREE_TRIES = 5  # wrong digits without a wait
_LONGEST_WAIT = 300  # seconds, as at unlocking
_REFUSAL = "tipdesk-transfer-refusal/1"
MOVES = (GIVEN_UP, TAKEN_BACK, TAKEN_IN, SETTLED)
"""Entries that say where a file is."""
_CHANGES = frozenset(
    {
        *("attached", "detached", "acquisition_recorded", "rights_read", ledger.NOTED),
        *(delivery.DELIVERED, delivery.WITHDRAWN, evidence.BEGUN, *statement.ENTRIES),
    }
)
_FOLDED = "edited"  # what was typed before is folded after: the desk refuses it as it is typed


class HoldingState(StrEnum):
    """How a file stands at one station."""

    ABSENT = "absent"  # it never was here
    OWNED = "owned"  # it is written in here and nowhere else
    AWAY = "away"  # given up; whether it was taken in is not known here
    GONE = "gone"  # taken in elsewhere, as the receipt says


class TransferBar(StrEnum):
    """Why a step is not taken."""

    NOT_OWNED = "not_owned"  # this station does not own the file
    NOT_AWAY = "not_away"  # it was not given up, or is settled
    OWNED_HERE = "owned_here"  # it is owned by whoever wants to take it in
    OLDER = "older"  # this number, or a later one, was taken in here
    REFUSED = "refused"  # this number, or a later one, was refused here
    OTHER_NUMBER = "other_number"  # it answers another giving-up than the last
    NO_CONSENT = "no_consent"  # the person does not want it: only letters go


@dataclass(frozen=True, slots=True, order=True)
class TransferNumber:
    """Which giving-up of a file: later ones are greater, whichever station they are of."""

    tenure: int  # how many stations have had the file, the one that gives it up included
    seq: int  # of its entry in the chain of that station


NEVER = TransferNumber(0, 0)
"""Before every giving-up."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How a file stands at one station."""

    state: HoldingState = HoldingState.ABSENT
    tenure: int = 0  # of this station when it had the file last; 0: never
    number: TransferNumber = NEVER  # of its last giving-up here
    taken: TransferNumber = NEVER  # what was taken in here last
    refused: TransferNumber = NEVER  # the latest number that was refused here
    other: str = ""  # the station that it went to or came from
    since: datetime | None = None

    @property
    def is_written(self) -> bool:
        """Whether anybody here writes in the file."""
        return self.state is HoldingState.OWNED


BEGUN_HERE = Holding(HoldingState.OWNED, tenure=1)


# --- the sender --------------------------------------------------------------------------------


def bar_to_giving_up(holding: Holding, *, consented: bool = True) -> TransferBar | None:
    """Why the file is not given up. `consented`: nobody refused the purpose `transfer` in the
    name of the person (casework.md §8: else only letters go)."""
    if not holding.is_written:
        return TransferBar.NOT_OWNED
    return None if consented else TransferBar.NO_CONSENT


def give_up(holding: Holding, seq: int, to: str = "", at: datetime | None = None) -> Holding:
    """From here on it is only read. `seq`: of the entry of the chain that says so."""
    number = TransferNumber(holding.tenure, seq)
    return replace(holding, state=HoldingState.AWAY, number=number, other=to, since=at)


def bar_to_taking_back(holding: Holding, refused: TransferNumber) -> TransferBar | None:
    """Why the file is not taken back with the receiver's refusal of this number."""
    if holding.state is not HoldingState.AWAY:
        return TransferBar.NOT_AWAY
    return None if refused == holding.number else TransferBar.OTHER_NUMBER


def take_back(holding: Holding, at: datetime | None = None) -> Holding:
    """It is written in here again, after a refusal; or because the other station is destroyed,
    which no rule can tell from one that keeps silent: two leads stand for that."""
    return replace(holding, state=HoldingState.OWNED, other="", since=at)


def bar_to_settling(holding: Holding, receipt: TransferNumber) -> TransferBar | None:
    """Why a receipt of this number does not end the giving-up. What came after it proves it, too:
    only who had it could give it on."""
    if holding.state is not HoldingState.AWAY:
        return TransferBar.NOT_AWAY
    if receipt == holding.number or receipt.tenure > holding.number.tenure:
        return None
    return TransferBar.OTHER_NUMBER


def settle(holding: Holding, at: datetime | None = None) -> Holding:
    """The other station has it."""
    return replace(holding, state=HoldingState.GONE, since=at)


# --- the receiver ------------------------------------------------------------------------------


def bar_to_taking_in(holding: Holding, number: TransferNumber) -> TransferBar | None:
    """Why a packet of this number is not taken in."""
    if holding.is_written:
        return TransferBar.OWNED_HERE
    if number.tenure <= holding.tenure:
        return TransferBar.OLDER
    return TransferBar.REFUSED if number <= holding.refused else None


def take_in(
    holding: Holding, number: TransferNumber, sender: str = "", at: datetime | None = None
) -> Holding:
    """This station owns it now. Its receipt is `taken`, written again as often as it is lost."""
    return replace(
        holding,
        state=HoldingState.OWNED,
        tenure=number.tenure + 1,
        taken=number,
        other=sender,
        since=at,
    )


def bar_to_refusing(holding: Holding, number: TransferNumber) -> TransferBar | None:
    """Why a number is not refused; what was refused before is told again as often as asked for."""
    return TransferBar.OLDER if number.tenure <= holding.tenure else None


def refuse(holding: Holding, number: TransferNumber) -> Holding:
    """Neither this number nor an earlier one is ever taken in here. Kept before it is told."""
    return replace(holding, refused=max(holding.refused, number))


# --- read from the chain ---------------------------------------------------------------------


def holding_of(
    entries: Iterable[CustodyEvent], refused: TransferNumber = NEVER, begun: bool = False
) -> Holding:
    """How the file stands here, by the entries of the chain that are of it, in their order.

    `refused`: what is kept of refusals, which are of no file. `begun`: it was begun here, by
    entries that are not among these.

    Raises:
        ValueError: an entry lacks the numbers that it must have.
    """
    holding = replace(BEGUN_HERE if begun else Holding(), refused=refused)
    for entry in entries:
        holding = _after(holding, entry)
    return holding


def _after(holding: Holding, entry: CustodyEvent) -> Holding:
    detail = entry.detail
    match entry.action:
        case _ if entry.action in (OPENED, CARRIED) and holding.state is HoldingState.ABSENT:
            return replace(holding, state=HoldingState.OWNED, tenure=1)
        case action if action == TAKEN_IN:
            number = TransferNumber(int(detail.get("tenure", "")), int(detail.get("number", "")))
            return take_in(holding, number, detail.get("from", ""), entry.at)
        case action if action == GIVEN_UP:
            return give_up(holding, entry.seq, detail.get("to", ""), entry.at)
        case action if action == TAKEN_BACK:
            return take_back(holding, entry.at)
        case action if action == SETTLED:
            return settle(holding, entry.at)
    return holding


def is_given_up(actions: Iterable[str]) -> bool:
    """Whether a file is only read here, by the actions of its entries, in order."""
    return [action for action in actions if action in MOVES][-1:] in ([GIVEN_UP], [SETTLED])


def changes_file(action: str) -> bool:
    """Whether an entry with this action changes a file, or decides on it: nobody makes it where the
    file is given up."""
    back = action in (TAKEN_BACK, TAKEN_IN)
    return not back and (action in DECISIONS or action in _CHANGES)


def written_behind(entries: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """The entries of one file (number and action, in order) that change it although this station
    had given it up: somebody wrote them with modules by hand."""
    given, behind = False, []
    for seq, action in entries:
        if action in (TAKEN_IN, TAKEN_BACK):
            given = False
        elif given and (changes_file(action) or action == _FOLDED):
            behind.append(seq)
        else:
            given = given or action == GIVEN_UP
    return tuple(behind)


# --- digits that are read out by telephone ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """One giving-up as both stations name it: by telephone too, where nothing has come."""

    file_number: str
    sender: str  # code of the station
    receiver: str
    number: TransferNumber


def refusal_digits(shared: bytes, passage: Passage) -> str:
    """Eight digits that only the two stations know: HMAC-SHA256 under `shared`, the X25519 secret
    of their keys. They say that the receiver has refused this number and no other.

    Raises:
        ValueError: no secret of 32 bytes.
    """
    if len(shared) != 32:
        raise ValueError("not a shared secret")
    number = passage.number
    text = canonical(
        [
            _REFUSAL,
            passage.sender,
            passage.receiver,
            passage.file_number,
            number.tenure,
            number.seq,
        ]
    )
    value = int.from_bytes(hmac.digest(shared, text, "sha256"), "big")
    return f"{value % 10**DIGITS:0{DIGITS}d}"


def are_digits(shared: bytes, passage: Passage, typed: str) -> bool:
    """Whether somebody typed these digits, grouped or not, in digits of either script."""
    if any(not (sign.isdecimal() or sign.isspace() or sign in "-\u2066\u2069") for sign in typed):
        return False
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    return hmac.compare_digest(digits, refusal_digits(shared, passage))


def seconds_to_wait(wrong: Sequence[datetime], now: datetime) -> int:
    """How long until digits may be typed again: nothing before the fifth wrong ones, then 2, 4, 8 …
    seconds, at most 300, as at unlocking. `wrong`: when they were, the oldest first.

    A time far ahead, of a clock that was wrong, is over.
    """
    over = len(wrong) - FREE_TRIES
    if over < 0:
        return 0
    wait = min(1 << min(over + 1, 16), _LONGEST_WAIT)
    passed = int((now - wrong[-1]).total_seconds())
    return 0 if passed < -_LONGEST_WAIT else max(0, min(wait, wait - passed))
