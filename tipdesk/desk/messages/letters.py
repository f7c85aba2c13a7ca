"""A message as it is read from the vault: who said it, and whether that holds today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tipdesk.bundle.container.index import BundleNumber
from tipdesk.bundle.messages.document import MessageDocument, read_message
from tipdesk.bundle.messages.judging import SignedParts, recheck
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.trust import TrustStore
from tipdesk.core.errors import BundleUnreadable, VaultDamaged
from tipdesk.desk.handover.numbering import CameNumber, against_numbers
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


def with_numbers(
    letters: Iterable[JudgedMessage], every: Iterable[message_rows.KeptMessage]
) -> Iterator[JudgedMessage]:
    """What came, held against everything that came with a number before or after it."""
    known = [number for kept in every if (number := _came(kept)) is not None]
    for letter in letters:
        own = next((item for item in known if item.bundle_id == letter.message.message_id), None)
        if not letter.came or own is None:
            yield letter
            continue
        gaps = (problem for problem in against_numbers(own, known) if _counts(problem))
        yield replace(letter, problems=(*letter.problems, *gaps))


def _counts(problem: Problem) -> bool:
    return problem.code in (Code.A_NUMBER_TWICE, Code.A_PREVIOUS, Code.W_MISSING)


def _came(kept: message_rows.KeptMessage) -> CameNumber | None:
    try:
        message = read_message(kept.document)
    except BundleUnreadable:
        return None
    numbered = message.numbered
    number = BundleNumber(
        message.sender.code,
        message.to.code,
        numbered.series,
        numbered.number,
        numbered.previous,
        numbered.not_sent,
    )
    return CameNumber(number, KIND, message.message_id, parts_of(kept).manifest_sha256)
