"""A message as it is read from the vault: who said it, and whether that holds today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import MessageDocument, read_message
from tipdesk.bundle.messages.judging import SignedParts, recheck
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.trust import TrustStore
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import read_time, timestamp
from tipdesk.core.errors import BundleUnreadable, VaultDamaged
from tipdesk.desk.handover.numbering import CameNumber, against_numbers
from tipdesk.forms.model import MAX_TEXT
from tipdesk.i18n.text import clean, kuwait_day
from tipdesk.storage import message_rows

KIND = "message"  # in the numbers of what comes and leaves


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """A message that is kept here."""

    message: MessageDocument
    came: bool  # else it was sent
    case_id: str  # of the file it is about; '' for none
    kept_at: datetime
    signer: str  # whom the certificate names
    problems: tuple[Problem, ...] = ()  # as of now

    @property
    def holds(self) -> bool:
        """Whether it is as it was signed, by somebody who stands."""
        return all(problem.severity == "warning" for problem in self.problems)


def parts_of(kept: message_rows.KeptMessage) -> SignedParts:
    """What was signed."""
    return SignedParts(kept.document, kept.manifest, kept.signature)


def read_letter(
    kept: message_rows.KeptMessage, trust: TrustStore | None, now: datetime
) -> JudgedMessage:
    """A kept message, judged again.

    Raises:
        VaultDamaged: what is kept is no message any more.
    """
    parts = parts_of(kept)
    try:
        message = read_message(parts.document)
    except BundleUnreadable as error:
        raise VaultDamaged(what="message") from error
    rechecked = recheck(parts, trust, now, kept.kept_at)
    came = kept.way == message_rows.CAME
    return JudgedMessage(
        message, came, kept.case_id, kept.kept_at, rechecked.signer, rechecked.problems
    )


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Messages that nobody has judged today, by this trust list."""

    kept: tuple[message_rows.KeptMessage, ...]
    trust: TrustStore | None
    now: datetime


Judged = Mapping[message_rows.KeptMessage, JudgedMessage]


def judge(asked: Unjudged) -> Judged:
    """Each as it is to be shown. JOB: a signature takes milliseconds.

    Raises:
        VaultDamaged: as `read_letter`.
    """
    return {kept: read_letter(kept, asked.trust, asked.now) for kept in asked.kept}


class Judgements:
    """What was judged by now: once a day and trust list, and anew for whatever has changed. GUI
    thread."""

    def __init__(self) -> None:
        self._letters: dict[message_rows.KeptMessage, JudgedMessage] = {}
        self._by: tuple[TrustStore | None, date] | None = None

    def missing(
        self, kept: Iterable[message_rows.KeptMessage], trust: TrustStore | None, now: datetime
    ) -> Unjudged:
        """Which of these are to be judged."""
        by = (trust, kuwait_day(now))
        if self._by is None or self._by[0] is not trust or self._by[1] != by[1]:
            self._letters.clear()
            self._by = by
        return Unjudged(tuple(item for item in kept if item not in self._letters), trust, now)

    def keep(self, letters: Judged) -> None:
        """What `judge` gave."""
        self._letters.update(letters)

    def of(self, kept: message_rows.KeptMessage) -> JudgedMessage:
        """The letter of a message that was judged."""
        return self._letters[kept]


def number_of(message: MessageDocument, parts: SignedParts) -> message_rows.KeptNumber:
    """Which of the messages from one to another it is, as it is kept beside it."""
    numbered = message.numbered
    return message_rows.KeptNumber(
        sender=message.sender.code,
        to=message.to.code,
        series=numbered.series,
        number=numbered.number,
        previous=numbered.previous,
        not_sent=tuple((gone.number, gone.bundle_id) for gone in numbered.not_sent),
        manifest=parts.manifest_sha256,
    )


def with_numbers(
    letters: Iterable[JudgedMessage], came: Iterable[tuple[str, message_rows.KeptNumber]]
) -> Iterator[JudgedMessage]:
    """What came, held against everything that came with a number before or after it; `came` is the
    oldest first."""
    known = {message_id: _came(message_id, number) for message_id, number in came}
    anew = frozenset(_numbered_anew(known.values()))
    for letter in letters:
        own = known.get(letter.message.message_id)
        if not letter.came or own is None:
            yield letter
            continue
        others = (item for item in known.values() if _place(item) == _place(own))
        gaps = (problem for problem in against_numbers(own, others) if _counts(problem))
        series = [Problem(Code.W_NEW_SERIES)] if own.bundle_id in anew else []
        yield replace(letter, problems=(*letter.problems, *series, *gaps))


def _numbered_anew(came: Iterable[CameNumber]) -> Iterator[str]:
    """The first message of a series that came after one of another series from the same place."""
    begun: dict[str, set[str]] = {}
    for item in came:
        series = begun.setdefault(item.numbered.station, set())
        if series and item.numbered.series not in series:
            yield item.bundle_id
        series.add(item.numbered.series)


def _counts(problem: Problem) -> bool:
    return problem.code in (
        Code.A_NUMBER_TWICE,
        Code.A_PREVIOUS,
        Code.A_VOID_CAME,
        Code.W_MISSING,
    )


def _place(item: CameNumber) -> tuple[str, str]:
    return item.numbered.station, item.numbered.series


def _came(message_id: str, kept: message_rows.KeptNumber) -> CameNumber:
    number = BundleNumber(
        kept.sender,
        kept.to,
        kept.series,
        kept.number,
        kept.previous,
        tuple(NotSent(*gone) for gone in kept.not_sent),
    )
    return CameNumber(number, KIND, message_id, kept.manifest)


# --- what the office says, as an entry of the case work ---------------------------------------


_ENTRIES = {
    MessageType.HEARING: EntryKind.HEARING,
    MessageType.ART12: EntryKind.MEASURE,
    MessageType.DECISION: EntryKind.OUTCOME,
}
_OUTCOMES = {"kept_temporarily": "archived_temp", "kept_finally": "archived_final"}
"""By the message: the same in list pp_out; the others are called alike."""


def entry_of(message: MessageDocument) -> tuple[EntryKind, Mapping[str, str]] | None:
    """Kind and body of the entry that a message about a hearing, an order or a decision is; None:
    it is none. That a file was registered, and what is asked to be completed, stands on the file.
    """
    kind = _ENTRIES.get(message.known) if message.known is not None else None
    if kind is None:
        return None
    body = {name: _line(value) for name, value in message.body.items() if isinstance(value, str)}
    if kind is EntryKind.HEARING:
        body["at"] = timestamp(read_time(body["at"]))
    if kind is EntryKind.OUTCOME:
        body["outcome"] = _OUTCOMES.get(body["outcome"], body["outcome"])
    return kind, {name: text for name, text in body.items() if text}


def _line(text: str) -> str:
    """Words from outside, as one line of an entry."""
    return " ".join(clean(text).split())[:MAX_TEXT].strip()
