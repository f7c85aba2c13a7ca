"""A bundle in which everything holds, its record and chain of custody too, or as a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.bundle.world import BUNDLE, CASE, NOW, NUMBERED, approved, documents, plan
from tests.cases import small_form
from tests.cases.custody.chains import Chain
from tests.records import SECRET
from tipdesk.bundle.approval import (
    MEDIA_TYPE,
    SIGNATURE,
    STATEMENT,
    ApprovalKind,
    subjects_digest,
    write_approval,
)
from tipdesk.bundle.container.index import BundleNumber, BundlePlan, Supplement, payload_of_bytes
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.custody.following import keys_digest
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Attachment, AttachmentId, CaseId

Edit = Callable[[bytes], bytes]


def unchanged(data: bytes) -> bytes:
    return data


def a_record() -> bytes:
    """A record with one attachment, that of `documents`."""
    file, photo = small_form.case_file(), documents()[2]
    case = replace(file.case, id=CaseId(CASE), revision=3)
    attached = Attachment(
        AttachmentId("a"), case.id, "a.jpg", photo.media_type, photo.size, photo.sha256, 0, "T-07", NOW
    )  # fmt: skip
    file = replace(file, case=case, attachments=(attached,))
    return build_record(file, small_form.state_of(small_form.EVERYTHING), (), SECRET)


@dataclass(frozen=True)
class Whole:
    """What is said in a bundle. Each field that lies is for one hostile case."""

    approver: SigningKey
    now: datetime = NOW
    record: bytes | None = None  # as it was approved
    sent: Edit = unchanged  # the record as it is sent
    custody: Edit = unchanged
    direct: bool = False
    actions: tuple[str, ...] = ()  # after the approval
    completed_by: str = "T-07"
    approved_by: str = "S-01"
    subjects: str = ""  # as the entry has them
    exported_by: str = "T-07"
    numbered: BundleNumber = NUMBERED
    bundle: str = BUNDLE
    supplements: Supplement | None = None
    chain: Chain | None = None  # that goes on; else one that begins with this bundle

    def plan(self, *recipients: Recipient, **changes: object) -> BundlePlan:
        """The bundle's plan, with what goes into it."""
        record = self.record or a_record()
        form, photo = documents()[1:]
        files = (payload_of_bytes(f"{CASE}/record.json", record), form, photo)
        login = "T-07" if self.direct else self.approved_by
        root = record_root(record)
        statement = approved(
            files,
            approver=login,
            approved_at=self.now - timedelta(hours=1),
            valid_until=self.now + timedelta(days=13),
            record_root=root,
        )
        if self.direct:
            statement = replace(statement, kind=ApprovalKind.DIRECT)
        chain, case_id = self.chain or Chain(), CaseId(CASE)
        if case_id not in chain.keys:
            chain.add("opened", case_id)
        if self.direct:
            chain.add("hidden", case_id)
        chain.add("completed", case_id, self.completed_by)
        subjects = self.subjects or subjects_digest(statement.subjects)
        action = "approved_directly" if self.direct else "approved"
        entry = chain.add(action, case_id, login, record=root, subjects=subjects)
        keys = keys_digest(chain.keys[case_id])
        statement = replace(statement, head=(entry.seq, entry.hash), case_keys=keys)
        for action in self.actions:
            chain.add(action, case_id)
        chain.add(
            "export_begun",
            case_id,
            self.exported_by,
            bundle=self.bundle,
            office=self.numbered.office,
            series=self.numbered.series,
            number=str(self.numbered.number),
        )
        body = write_approval(statement)
        custody = custody_json((chain.shown(case_id, station="SH2"),))
        payloads = (
            payload_of_bytes(f"{CASE}/record.json", self.sent(record)),
            form,
            photo,
            payload_of_bytes(f"{CASE}/custody.json", self.custody(custody)),
            payload_of_bytes(f"{CASE}/{STATEMENT}", body),
            payload_of_bytes(
                f"{CASE}/{SIGNATURE}",
                cms.sign(body, self.approver, statement.approved_at, MEDIA_TYPE),
            ),
        )
        usual = plan(
            payloads=payloads,
            created=self.now,
            numbered=self.numbered,
            bundle_id=self.bundle,
            supplements=self.supplements,
        )
        if recipients:
            usual = replace(usual, recipients=recipients)
        return replace(usual, **changes)
