"""Packing notices: a job of frozen values that never sees the vault."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tipdesk import __version__
from tipdesk.bundle.container import index
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.target import remove
from tipdesk.bundle.writer import tidy, write_bundle
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.core.work import Work
from tipdesk.desk.handover.received_content import RECORD, check_notice
from tipdesk.forms.model import NOTICE
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import PrintOptions


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """One notice before it is drawn."""

    bundle_id: str
    numbered: index.BundleNumber
    case_file: CaseFile  # with the root of `record`
    record: bytes
    options: PrintOptions


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """Everything that packing needs. Made by `Notices.plan`."""

    notices: tuple[PlannedNotice, ...]
    created: datetime  # whole seconds; of all of them
    recipients: tuple[str, ...]  # age1…, recovery included
    recipient: str  # label
    target_dir: Path
    begun: frozenset[str] = frozenset()  # earlier bundles; what they left unfinished is removed


@dataclass(frozen=True, slots=True)
class PackedNotice:
    """A notice that stands on the target and was read back."""

    case_id: CaseId
    case_number: str
    revision: int
    bundle_id: str
    path: Path
    sha256: str  # hex, of the outer file
    manifest_sha256: str  # hex
    created: datetime


def pack_notices(plan: NoticePlan, key: SigningKey, work: Work) -> tuple[PackedNotice, ...]:
    """Draw, sign, encrypt, write and read back one after the other. JOB. Progress in notices.

    All of them stand there, or none: what follows the first names the one before.

    Raises:
        TargetNotWritable, DiskFull, ReadbackFailed, Cancelled
        NoCertificate: the certificate ran out meanwhile.
        ExportNotReady: a record holds more than a notice may (details: reason).
    """
    for notice in plan.notices:
        check_notice(notice.case_file.case.id, notice.record)
    tidy(plan.target_dir, plan.begun)
    packed: list[PackedNotice] = []
    try:
        for done, notice in enumerate(plan.notices):
            work.step(done, len(plan.notices))
            packed.append(_packed(plan, notice, packed, key))
        work.step(len(plan.notices), len(plan.notices))
    except BaseException:
        discard_notices(packed)
        raise
    return tuple(packed)


def discard_notices(packed: Iterable[PackedNotice]) -> None:
    """Take them off their target again: nobody has entered them. Raises nothing."""
    for notice in packed:
        for path in (notice.path, notice.path.with_name(notice.path.name + ".sha256")):
            with suppress(OSError):
                remove(path)


def _packed(
    plan: NoticePlan, notice: PlannedNotice, before: list[PackedNotice], key: SigningKey
) -> PackedNotice:
    case = notice.case_file.case
    numbered = notice.numbered
    if before:  # it was no number yet when this one was taken
        numbered = replace(numbered, previous=before[-1].manifest_sha256, not_sent=())
    paper = render(NOTICE, notice.case_file, notice.options)
    bundle = index.BundlePlan(
        bundle_id=notice.bundle_id,
        created=plan.created,
        payloads=(
            index.payload_of_bytes(f"{case.id}/{RECORD}", notice.record),
            index.payload_of_bytes(f"{case.id}/{NOTICE}.pdf", paper),
        ),
        case_id=case.id,
        revision=case.revision,
        numbered=numbered,
        recipients=tuple(Recipient.from_text(text) for text in plan.recipients),
        kind=index.BundleKind.NOTICE,
        app_version=__version__,
    )
    written = write_bundle(plan.target_dir, bundle, key, Work())
    return PackedNotice(
        case_id=case.id,
        case_number=case.number,
        revision=case.revision,
        bundle_id=written.bundle_id,
        path=written.path,
        sha256=written.sha256,
        manifest_sha256=written.manifest_sha256,
        created=plan.created,
    )
