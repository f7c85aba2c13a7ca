"""What lets the Prosecution's office open a hidden file when the officer who hid it is lost: the
keys of the file, sealed to the office.

Nobody at the station opens it: it is an age file to every current key of the offices of the trust
list in use, which two people chose, and to its recovery keys. It is made as a file is hidden, and
anew at unlocking and lock of whoever the file names, when the file has another key since or the
office has. A deed names its digest, so that one which somebody else puts in its place counts for
nothing. It says nothing of the file without the rows that its keys open:
`desk.upkeep.escrow_taking` takes both out.

Whoever made it signs it with their certificate for exports or approvals, if they have one: what its
keys open was written by somebody whom the file names, and whose keys they are is proved so.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Identity, Recipient
from tipdesk.bundle.crypto.certificates import (
    LOGIN,
    UNIT,
    CertificateRole,
    SigningKey,
    holder_of,
    known_roles,
)
from tipdesk.bundle.crypto.streams import EncryptedOutput, decrypt
from tipdesk.bundle.messages.writing import sealed_to
from tipdesk.bundle.problems import Code
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path
from tipdesk.cases import outside
from tipdesk.cases.custody.chain import canonical, read_time, timestamp
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.deeds.needs import RegisterState
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import BundleUnreadable, DiskFull, EscrowUnreadable
from tipdesk.desk.chosen_authority import list_in_use
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault, SessionNews
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, escrow_rows
from tipdesk.storage.keys import case_keys

FORMAT = "tipdesk-escrow/1.0"
_MEDIA_TYPE = "application/json"
_SIGNED = " signed"
_SIGNERS = (CertificateRole.EXPORTER, CertificateRole.APPROVER)


class Escrow:
    """Makes them; `signs` gives the key of the officer of the session. GUI thread; short."""

    def __init__(
        self, desk: OpenVault, restricted: Restricted, signs: Callable[[], SigningKey | None]
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = restricted
        self._signs = signs

    def offices(self) -> tuple[str, ...]:
        """Who could open a file that is hidden now: names of offices; nobody: no trust list was
        taken, and nothing is sealed."""
        pack = list_in_use(self._vault, self._desk.book.state)
        return tuple(office.label for office in pack.listing.offices) if pack else ()

    def make(self, case_id: CaseId) -> str:
        """Seal every key of a file that is open to the officer; its digest, '' where there is
        nobody to seal to. Inside the transaction of the deed that names it."""
        recipients = recipients_now(self._vault, self._desk.book.state, self._desk.now())
        if not recipients:
            return ""
        newest = case_keys.newest(self._vault, case_id)
        numbered = ((number, self._restricted.keys.key(case_id, number))
                    for number in range(1, newest + 1))  # fmt: skip
        keys = [[number, key.hex()] for number, key in numbered if key is not None]
        at, key = self._desk.now().replace(microsecond=0), self._signs()
        last = custody_rows.head(self._vault)
        document = canonical(
            {
                "format": FORMAT,
                "station": self._desk.station.code,
                "case_id": case_id,
                "keys": keys,
                "by": self._desk.officer.login,
                "at": timestamp(at),
                "head": [last.seq, last.hash] if last is not None else None,
            }
        )
        signature = cms.sign(document, key, at, _MEDIA_TYPE) if key is not None else b""
        p7s = base64.b64encode(signature).decode("ascii") or None
        text = canonical({"escrow": document.decode("ascii"), "p7s": p7s})
        sealed_to_whom = digest_of_recipients(recipients) + (_SIGNED if key is not None else "")
        escrow = escrow_rows.KeptEscrow(_sealed(text, recipients), newest, sealed_to_whom)
        escrow_rows.add(self._vault, case_id, escrow)
        return escrow.sha256

    def renew(self, *, first: bool = True) -> None:
        """Make anew what is not there, or lacks a key of a file or of the office: of every hidden
        file that names the officer. A full disk keeps nobody out. `first`: also of a file that
        never had one, which the officer is told of."""
        book = self._desk.book
        if not book.begun or self._vault.refusal is not None:
            return
        for case_id in map(CaseId, sorted(book.state.hidden)):
            if not first and not book.state.escrows.get(case_id):
                continue
            if self._lacks(case_id) and self._restricted.is_open(case_id):
                with suppress(DiskFull):
                    self._make_anew(case_id)

    def _make_anew(self, case_id: CaseId) -> None:
        own, first = self._desk.officer.login, not self._desk.book.state.escrows.get(case_id)
        with self._vault.transaction():
            body = {"case": case_id, "by": own, "escrow": self.make(case_id)}
            self._desk.decide(DeedKind.ESCROWED, body, "escrow_sealed", case_id)
        if first:
            number = case_rows.numbers_for(self._vault, own).get(case_id, "")
            self._desk.news = (*self._desk.news, SessionNews("escrowed", (), number, (own,)))

    def _lacks(self, case_id: CaseId) -> bool:
        state = self._desk.book.state
        recipients = recipients_now(self._vault, state, self._desk.now())
        if not recipients:
            return False  # there is nobody to seal to
        kept = escrow_rows.find(self._vault, case_id, state.escrows.get(case_id, ""))
        newest, to_whom = case_keys.newest(self._vault, case_id), digest_of_recipients(recipients)
        if kept is None or kept.generation != newest:
            return True
        unsigned = kept.recipients == to_whom and self._signs() is not None
        return unsigned or kept.recipients not in (to_whom, to_whom + _SIGNED)


def for_office(state: RegisterState) -> tuple[str, ...]:
    """The files that the office opens: those that are hidden, and those whose officer was removed
    while they were."""
    sealed = {case for case, digest in state.escrows.items() if digest}
    return tuple(sorted(state.hidden.keys() | sealed))


def recipients_now(vault: Database, state: RegisterState, now: datetime) -> tuple[Recipient, ...]:
    """Every current key of the offices of the trust list in use, and its recovery keys."""
    pack = list_in_use(vault, state)
    if pack is None:
        return ()
    listing = pack.listing
    keys = (key for office in listing.offices for key in sealed_to(listing, office.code, now))
    return tuple(dict.fromkeys(keys))


def digest_of_recipients(recipients: Sequence[Recipient]) -> str:
    """By which it is known whether an office has other keys since."""
    return hashlib.sha256("\n".join(sorted(key.text for key in recipients)).encode()).hexdigest()


def _sealed(text: bytes, recipients: Sequence[Recipient]) -> bytes:
    body = bytearray()
    output = EncryptedOutput(body.extend, recipients)
    try:
        output.write(text)
        output.close()
    except BaseException as error:
        output.abandon(error)
        raise
    return bytes(body)


# --- at the office --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenedEscrow:
    """The keys of one hidden file, by their numbers."""

    station: str
    case_id: CaseId
    keys: dict[int, bytes]
    by: str  # login of whoever sealed them, as it says
    at: datetime
    head: tuple[int, str]  # number and hash of the last entry of the chain then
    document: bytes
    signature: bytes  # '' where nobody signed


@dataclass(frozen=True, slots=True)
class EscrowSigner:
    """Who signed for the keys of a hidden file; `code`: why their certificate does not stand."""

    name: str
    login: str
    code: str = ""


def open_escrow(body: bytes, identities: Sequence[Identity]) -> OpenedEscrow:
    """What an office opens with its own identity.

    Raises:
        EscrowUnreadable: it is none, or not sealed to this office.
    """
    try:
        text = bytearray()
        decrypt(io.BytesIO(body), identities, text.extend, lambda _count: None)
        outer = json.loads(text)
        document = outside.text(outer["escrow"]).encode()
        fields = json.loads(document)
        if fields["format"] != FORMAT or canonical(fields) != document:
            raise EscrowUnreadable
        seq, digest = outside.items(fields["head"])
        return OpenedEscrow(
            outside.text(fields["station"], UNIT),
            CaseId(outside.text(fields["case_id"], outside.UUID)),
            {int(number): bytes.fromhex(key) for number, key in fields["keys"]},
            outside.text(fields["by"], LOGIN),
            read_time(outside.text(fields["at"], outside.TIME)),
            (outside.whole_number(seq, 1), outside.text(digest, outside.SHA256)),
            document,
            base64.b64decode(outer["p7s"] or "", validate=True),
        )
    except (BundleUnreadable, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EscrowUnreadable from error


def signer_of(escrow: OpenedEscrow, trust: TrustStore | None, now: datetime) -> EscrowSigner | None:
    """Who signed for the keys; None: nobody.

    Raises:
        EscrowUnreadable: something else was signed.
    """
    if not escrow.signature:
        return None
    try:
        good = cms.read(escrow.signature, escrow.document, _MEDIA_TYPE)
        holder = holder_of(good.certificate.subject)
    except (BundleUnreadable, ValueError) as error:
        raise EscrowUnreadable from error
    same = (holder.unit, holder.login) == (escrow.station, escrow.by)
    if good.problems or good.signed_at != escrow.at or not same:
        raise EscrowUnreadable
    return EscrowSigner(holder.name, holder.login, _why_not(good, trust, Moment(escrow.at, now)))


def _why_not(signature: cms.Signature, trust: TrustStore | None, moment: Moment) -> str:
    if trust is None:
        return Code.W_NO_LIST.value
    sent = SentAlong(signature.certificates, signature.crls)
    known = known_roles(signature.certificate)
    role = next((role for role in _SIGNERS if role in known), _SIGNERS[0])
    problems = check_path(signature.certificate, role, trust, moment, sent, lenient_crl=True)
    return next((item.code.value for item in problems if item.severity != "warning"), "")


# --- what does not hold --------------------------------------------------------------------------


def escrow_faults(vault: Database, state: RegisterState) -> Iterator[tuple[CaseId, bool]]:
    """Files for the office whose keys are not sealed to it as their deed says (True), or which it
    could not open now: nothing was sealed yet, or the file has another key since (False)."""
    for case_id in map(CaseId, for_office(state)):
        digest = state.escrows.get(case_id, "")
        kept = escrow_rows.find(vault, case_id, digest)
        if digest and kept is None:
            yield case_id, True
        elif case_id not in state.hidden:
            continue  # whoever wrote in it last is removed
        elif kept is None or kept.generation < case_keys.newest(vault, case_id):
            yield case_id, False
