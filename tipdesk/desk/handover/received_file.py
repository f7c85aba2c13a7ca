"""A received bundle, opened read-only from its sealed container."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from tipdesk.bundle import limits
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import IndexedCase, read_index
from tipdesk.bundle.container.signed_list import (
    NOTHING_SIGNED,
    ListedPaper,
    SignedList,
    read_signed_list,
)
from tipdesk.bundle.container.zip import Member, read_small, scan
from tipdesk.bundle.report import MemberFile
from tipdesk.cases.custody.chain import custody_from_json
from tipdesk.cases.files import four_eyes
from tipdesk.cases.handover.record_reading import ReadRecord, read_record
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import BundleUnreadable, VaultDamaged
from tipdesk.desk.handover.content import SIGNED


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One row of the register."""

    id: int
    number: str  # receipt number; "" when refused or only kept aside
    bundle_id: str
    case_number: str
    person_code: str
    revision: int
    received_at: datetime
    received_by: str
    signed_by: str
    result: str  # "accepted", "rejected" or "quarantined" (kept aside); "" before it is answered
    error_code: str

    @property
    def kept(self) -> bool:
        """Whether its content lies in the vault and can be opened."""
        return self.result in ("accepted", "quarantined")


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A printed form inside a bundle. `name` is a document key."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedAttachment:
    """An attachment inside a bundle. `original_name` comes from outside: shown only, isolated."""

    path: str
    original_name: str
    media_type: str
    size: int
    sha256: str
    papers: tuple[ListedPaper, ...] = ()  # of a scan of signed pages


class ReceivedFile:
    """Record, documents, attached files, signed pages and chain of one bundle. `close` it when its
    page goes."""

    def __init__(self, container: BinaryIO, row: ReceivedRow) -> None:
        """Open a container that was verified and has lain sealed since; before it is accepted
        `row` has id 0 and no result.

        Raises:
            VaultDamaged: it is not what was accepted.
        """
        self._file = container
        self.row = row
        try:
            members = scan(container, paths.is_bag_member)
            self._members = {member.name: member for member in members}
            index = read_index(read_small(container, self._member(paths.INDEX), limits.JSON))
            case = index.cases[0]
            self.record: ReadRecord = read_record(self._read(case.record))
            self.custody: tuple[CustodyEvent, ...] = self._chain(case)
            self.signed_list = self._signed_list(case)
        except (BundleUnreadable, KeyError, IndexError, ValueError) as error:
            container.close()
            raise VaultDamaged(what="received") from error
        self.documents = tuple(
            ReceivedDocument(one.kind, one.path, one.size)
            for one in case.documents
            if one.media_type == "application/pdf"
        )
        named = {scan.path: scan.papers for scan in self.signed_list.scans}
        lying = tuple(
            ReceivedAttachment(
                one.path, one.original_name, one.media_type, one.size, one.sha256,
                named.get(one.path, ()),
            )
            for one in case.attachments
        )  # fmt: skip
        self.attachments = tuple(one for one in lying if not one.papers)
        self.signed = tuple(one for one in lying if one.papers)

    @property
    def direct(self) -> bool:
        """Whether its own officer let it go, without a supervisor."""
        return four_eyes.went_directly(self.custody, CaseId(self.record.case_id))

    def document(self, name: str) -> bytes:
        """The PDF of a document key.

        Raises:
            KeyError: the bundle holds no such document.
        """
        for document in self.documents:
            if document.name == name:
                return self._read(document.path)
        raise KeyError(name)

    def open(self, attachment: ReceivedAttachment) -> BinaryIO:
        """Read an attachment; nothing is written to the disk in the clear."""
        return MemberFile.of(self._file, self._member(paths.DATA + attachment.path))

    def close(self) -> None:
        """Let go of the container. Twice is harmless."""
        self._file.close()

    def _member(self, name: str) -> Member:
        return self._members[name]

    def _read(self, path: str) -> bytes:
        with MemberFile.of(self._file, self._member(paths.DATA + path)) as file:
            return file.read()

    def _signed_list(self, case: IndexedCase) -> SignedList:
        for document in case.documents:
            if document.kind == SIGNED:
                return read_signed_list(self._read(document.path))
        return NOTHING_SIGNED

    def _chain(self, case: IndexedCase) -> tuple[CustodyEvent, ...]:
        for document in case.documents:
            if document.kind == "custody":
                return custody_from_json(self._read(document.path))
        return ()


def buffered(sealed: io.RawIOBase) -> BinaryIO:
    """A sealed file with read-ahead."""
    return cast(BinaryIO, io.BufferedReader(sealed, 256 << 10))
