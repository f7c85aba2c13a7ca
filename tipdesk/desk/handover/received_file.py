"""A received bundle, opened read-only from its sealed container.

What a supplement tells beside an earlier bundle is read from that one (`EarlierContainer`).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from tipdesk.bundle import approval, limits
from tipdesk.bundle.container import bag, paths, signed_list
from tipdesk.bundle.container.index import (
    BundleKind,
    BundleNumber,
    Index,
    IndexedFile,
    read_index,
)
from tipdesk.bundle.container.zip import Member, read_small, scan
from tipdesk.bundle.report import MemberFile
from tipdesk.bundle.taken_in import TakenIn
from tipdesk.cases.custody.document import read_before, read_custody
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.reading import ReadRecord, read_record
from tipdesk.cases.handover.reading_before import (
    IndexBefore,
    is_before,
    read_index_before,
    read_record_before,
)
from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core import errors
from tipdesk.core.settings import Language
from tipdesk.desk.handover.received_content import ATTACHED, CUSTODY, PAPERS, RECORD, SIGNED
from tipdesk.desk.paper.cover import attachment_called, signed_title
from tipdesk.i18n.text import clean, isolate

EarlierContainer = Callable[[str], BinaryIO | None]
"""The container that is kept under a manifest's digest (hex); None: it is not here."""


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
    result: str  # "accepted", "rejected" or "aside"; "" before it is answered
    error_code: str
    manifest: str = ""  # SHA-256 (hex)
    held_for: tuple[str, ...] = ()  # codes for which a prosecutor decides, or has decided
    taken_in: TakenIn | None = None  # what the prosecutor signed who took it in
    below: bool = False  # more of a file that stands above it under the same number
    is_notice: bool = False  # one person signed it; the file comes later under the same number

    @property
    def kept(self) -> bool:
        """Whether its content lies in the vault and can be opened."""
        return self.result in ("accepted", "aside")


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A printed form inside a bundle. `name` is a document key."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedAttachment:
    """An attachment inside a bundle."""

    path: str  # below bag/data/
    media_type: str
    size: int
    sha256: str
    papers: tuple[signed_list.ListedPaper, ...] = ()  # of a scan of signed pages
    manifest: str = ""  # of the earlier bundle that brought it; "" where it lies in this one
    original_name: str = ""  # as people called it; bundles of before 1.0 tell it

    @property
    def name(self) -> str:
        """The neutral name of the file, e.g. 0001.jpg."""
        return self.path.rpartition("/")[2]

    def called(self, language: Language) -> str:
        """What it is called: by kind and number, or by the pages that it shows."""
        if self.papers:
            return signed_title(self.papers, language)
        if self.original_name:
            return isolate(clean(self.original_name))
        return attachment_called(int(self.name[:4]), self.media_type, language)


class ReceivedContainer:
    """A container that was verified and has lain sealed since, with the files of its case."""

    def __init__(self, container: BinaryIO, manifest: str = "") -> None:
        """Open it; it is closed where it cannot be read. `manifest` is the SHA-256 (hex) of the one
        that was received.

        Raises:
            VaultDamaged: it is not what was kept.
        """
        self._file = container
        self._as_signed: set[str] = set()  # files that were held against the manifest
        try:
            members = scan(container, paths.is_bag_member)
            self._members = {member.name: member for member in members}
            self._digests = self._signed_digests(manifest)
            index = read_small(container, self._members[paths.INDEX], limits.JSON)
            self.before = read_index_before(index) if is_before(index) else None
            self.index: Index = self._as_now(self.before) if self.before else read_index(index)
            self.files = dict(self.index.of_case())
            record = self.read(RECORD)
            self.record = read_record_before(record) if self.before else read_record(record)
        except (errors.BundleUnreadable, KeyError, ValueError) as error:
            container.close()
            raise errors.VaultDamaged(what="received") from error

    def open(self, name: str) -> BinaryIO:
        """A file of the case. Raises KeyError: it is not here."""
        member: Member = self._members[paths.DATA + self.files[name].path]
        return MemberFile.of(self._file, member)

    def open_signed(self, name: str) -> BinaryIO:
        """As `open`, held against the manifest once before. JOB, where it is large.

        Raises:
            KeyError: it is not here.
            VaultDamaged: it is not as it was signed.
        """
        path = paths.DATA + self.files[name].path
        signed = self._digests.get(path)
        if signed is not None and path not in self._as_signed:
            with MemberFile(self._file, self._members[path]) as whole:
                digest = hashlib.file_digest(whole, "sha256").hexdigest()
            if digest != signed:
                raise errors.VaultDamaged(what="received")
            self._as_signed.add(path)
        return self.open(name)

    def read(self, name: str) -> bytes:
        """All of a file of the case, as it was signed. Raises KeyError: it is not here; ValueError:
        it is not as it was signed."""
        with self.open(name) as file:
            data = file.read()
        signed = self._digests.get(paths.DATA + self.files[name].path)
        if signed is not None and hashlib.sha256(data).hexdigest() != signed:
            raise ValueError(name)
        return data

    def attached(self, sha256: str, size: int) -> IndexedFile | None:
        """The attached file with this digest, if it holds one."""
        for name, file in self.files.items():
            signed = self._digests.get(paths.DATA + file.path)
            if name.startswith(ATTACHED) and (signed, file.size) == (sha256, size):
                return file
        return None

    def close(self) -> None:
        """Let go of it. Twice is harmless."""
        self._file.close()

    def _as_now(self, before: IndexBefore) -> Index:
        """What is shown of a bundle of before exchange format 1.0, which had no number."""
        member = self._members[paths.DATA + before.record]
        digest = self._digests[member.name]
        record = IndexedFile(before.record, digest, member.size, paths.media_type(before.record))
        files = [
            IndexedFile(file.path, file.sha256, file.size, file.media_type) for file in before.files
        ]
        return Index(
            bundle_id=before.bundle_id,
            created=before.created,
            app_version="",
            kind=BundleKind.CASE,
            case_id=before.case_id,
            revision=before.revision,
            tenure=1,
            numbered=BundleNumber(station="", office="", series="", number=0),
            supplements=None,
            carried_before=(),
            files=(record, *files),
        )

    def _signed_digests(self, manifest: str) -> dict[str, str]:
        """Digests of the members by the manifest that was received. Raises ValueError: it is
        another manifest."""
        signed = read_small(self._file, self._members[paths.MANIFEST], limits.MANIFEST)
        if manifest and hashlib.sha256(signed).hexdigest() != manifest:
            raise ValueError("manifest")
        return {reference.name: reference.sha256 for reference in bag.read_manifest(signed)}


def _nothing_earlier(_manifest: str) -> BinaryIO | None:
    return None


class ReceivedFile:
    """Record, documents, attached files, signed pages and chain of one bundle. `close` it when its
    page goes."""

    def __init__(
        self, container: BinaryIO, row: ReceivedRow, earlier: EarlierContainer = _nothing_earlier
    ) -> None:
        """Open a container that was verified and has lain sealed since; before it is accepted
        `row` has id 0 and no result. `earlier` opens what it follows and builds upon.

        Raises:
            VaultDamaged: it is not what was accepted.
        """
        self._container = ReceivedContainer(container, row.manifest)
        self._open_earlier = earlier
        self._earlier: dict[str, ReceivedContainer | None] = {}
        self.row = row
        try:
            self.custody, self.others_entries = self._chain()
            self.signed_list = self._signed_list()
            self.attachments, self.signed = self._attached()
            self.approved_alone = self._approved_alone()
        except (errors.BundleUnreadable, KeyError, IndexError, ValueError) as error:
            self.close()
            raise errors.VaultDamaged(what="received") from error
        except BaseException:
            self.close()
            raise
        files = self._container.files
        self.record = self._container.record
        self.follows = self._container.index.supplements
        papers = {paper: files.get(f"{paper}.pdf") for paper in PAPERS}
        self.documents = tuple(
            ReceivedDocument(paper, file.path, file.size)
            for paper, file in papers.items()
            if file is not None
        )

    @property
    def direct(self) -> bool:
        """Whether its own officer let it go, without a supervisor."""
        own = workflow.went_directly(self.custody, CaseId(self.record.case_id))
        return self.approved_alone or own

    def before(self) -> ReadRecord | None:
        """The record of the bundle that this one follows; None where that one is not here.

        Raises:
            VaultDamaged: that one is not what was kept.
        """
        earlier = self._of(self.follows.manifest) if self.follows else None
        return earlier.record if earlier else None

    def document(self, name: str) -> bytes:
        """The PDF of a document key.

        Raises:
            KeyError: the bundle holds no such document.
        """
        if name not in {document.name for document in self.documents}:
            raise KeyError(name)
        return self._container.read(f"{name}.pdf")

    def open(self, attachment: ReceivedAttachment) -> BinaryIO:
        """Read an attachment, as it was signed; nothing is written to the disk in the clear. JOB,
        where it is large.

        Raises:
            KeyError: it is not here.
            VaultDamaged: it is not as it was signed.
        """
        if not attachment.manifest:
            return self._container.open_signed(self._name(attachment.path))
        earlier = self._of(attachment.manifest)
        file = earlier.attached(attachment.sha256, attachment.size) if earlier else None
        if earlier is None or file is None:
            raise KeyError(attachment.path)
        return earlier.open_signed(file.path.removeprefix(earlier.index.folder))

    def close(self) -> None:
        """Let go of the container, and of what it builds upon. Twice is harmless."""
        self._container.close()
        for earlier in self._earlier.values():
            if earlier is not None:
                earlier.close()

    def __enter__(self) -> ReceivedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- inside -----------------------------------------------------------------------------

    def _name(self, path: str) -> str:
        return path.removeprefix(self._container.index.folder)

    def _of(self, manifest: str) -> ReceivedContainer | None:
        if manifest not in self._earlier:
            container = self._open_earlier(manifest)
            self._earlier[manifest] = ReceivedContainer(container, manifest) if container else None
        return self._earlier[manifest]

    def _attached(
        self,
    ) -> tuple[tuple[ReceivedAttachment, ...], tuple[ReceivedAttachment, ...]]:
        """The attached files, and the scans of signed pages."""
        named = {scan.path: scan.papers for scan in self.signed_list.scans}
        before = self._container.before
        called = {file.path: file.original_name for file in before.files} if before else {}
        lying = [
            ReceivedAttachment(
                file.path,
                file.media_type,
                file.size,
                file.sha256,
                named.get(file.path, ()),
                original_name=called.get(file.path, ""),
            )
            for name, file in self._container.files.items()
            if name.startswith((ATTACHED, signed_list.FOLDER))
        ]
        scans = tuple(attachment for attachment in lying if attachment.papers)
        attached = [attachment for attachment in lying if not attachment.papers]
        attached += self._carried()
        return tuple(sorted(attached, key=lambda attachment: attachment.path)), scans

    def _carried(self) -> Iterator[ReceivedAttachment]:
        """Attachments that earlier bundles brought and that are here."""
        for item in self._container.index.carried_before:
            earlier = self._of(item.manifest)
            file = earlier.attached(item.sha256, item.size) if earlier else None
            if file is not None:
                yield ReceivedAttachment(
                    item.path, file.media_type, file.size, file.sha256, manifest=item.manifest
                )

    @property
    def not_here(self) -> int:
        """How many attachments an earlier bundle brought that is not here."""
        carried = len(self._container.index.carried_before)
        return carried - sum(bool(attachment.manifest) for attachment in self.attachments)

    @property
    def approval(self) -> approval.Approval | None:
        """What was approved; a notice and bundles of before have none."""
        if approval.STATEMENT not in self._container.files:
            return None
        return approval.read_approval(self._container.read(approval.STATEMENT))

    def _approved_alone(self) -> bool:
        """Whether the approval says that no second person saw it."""
        statement = self.approval
        return statement is not None and statement.kind is approval.ApprovalKind.DIRECT

    def _signed_list(self) -> signed_list.SignedList:
        if SIGNED not in self._container.files:
            return signed_list.NOTHING_SIGNED
        data = self._container.read(SIGNED)
        if self._container.before is not None:  # the same members, under another name
            data = data.replace(b'"tipdesk-signed/1"', b'"tipdesk-signed/1.0"', 1)
        return signed_list.read_signed_list(data)

    def _chain(self) -> tuple[tuple[CustodyEvent, ...], int]:
        """The entries of the file that can be read, and how many others prove them."""
        if CUSTODY not in self._container.files:
            return (), 0
        data, case_id = self._container.read(CUSTODY), CaseId(self._container.index.case_id)
        try:
            segments = read_custody(data, case_id)
        except ValueError:
            return read_before(data), 0
        own = tuple(entry for segment in segments for entry in segment.own)
        return own, sum(len(segment.entries) for segment in segments) - len(own)


def buffered(sealed: io.RawIOBase) -> BinaryIO:
    """A sealed file with read-ahead."""
    return cast(BinaryIO, io.BufferedReader(sealed, 256 << 10))
