"""What lies in a file goes with it: attachments and recordings, each sealed anew under a key of its
own where it is taken in. Contents are never held in memory and never lie on a disk in the clear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.bundle.container.index import Payload, payload_of_bytes
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import MessageFile
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import OpenedContainer, VerificationReport
from tipdesk.cases.transfer_files import MovedAttachment
from tipdesk.cases.transfer_packet import MOST_BYTES, NAME, TransferPacket, read_packet
from tipdesk.core.errors import MessageInvalid
from tipdesk.core.work import Work
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import (
    SealedContent,
    content_path,
    open_content,
    remove_content,
)
from tipdesk.storage.keys.case_keys import Opens

_CONTENT = "application/octet-stream"


def payloads(
    vault: Database, packet: bytes, files: Iterable[MovedAttachment], opens: Opens
) -> tuple[Payload, ...]:
    """The packet, and the contents beside it in its order, as they lie sealed here. Their digests
    were taken as they were attached: writing them checks these.

    Raises:
        VaultDamaged: one of them is not known here any more.
    """

    def opened(content: SealedContent) -> BinaryIO:
        return cast(BinaryIO, open_content(vault.vault_dir, content))

    beside = (
        Payload(
            *(f"{item.id}.bin", item.size, item.sha256, item.crc32),
            partial(opened, attachments.content_of(vault, item.id, opens)),
            _CONTENT,
        )
        for item in files
    )
    return (payload_of_bytes(NAME, packet, "application/json"), *beside)


def is_beside(files: tuple[MessageFile, ...], packet: TransferPacket) -> bool:
    """Whether what a message names beside its packet is what the packet speaks of, one by one."""
    wanted = [(item.sha256, item.size) for item in packet.files.travelling]
    return [(item.sha256, item.size) for item in files[1:]] == wanted


# --- taken in ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """What `open_offered` (JOB) needs."""

    path: Path
    vault_dir: Path
    question: VerificationRequest = field(repr=False)
    sealed: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 (hex) by id of what was sealed before and is not recorded."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that was read to its end, and what of a file's attachments now lies sealed in the
    vault's folder, by id; no row knows of it."""

    path: Path
    report: VerificationReport
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # the packet
    sealed: Mapping[str, attachments.SealedAttachment] = field(default_factory=dict, repr=False)


def open_offered(plan: OfferPlan, work: Work) -> Opened:
    """Verify what has come, and seal what lies beside the packet of a file, each under a key of its
    own. What lies here already is passed over. Progress in bytes. JOB.

    Raises:
        MessageInvalid: what lies beside the packet is not what it speaks of.
        FileUnreadable, DiskFull, VaultReadOnly, Cancelled: nothing is left behind.
    """
    report = verify(plan.path, replace(plan.question, work=work))
    try:
        message, container = report.message, report.container
        is_file = message is not None and message.known is MessageType.TRANSFER
        if message is None or container is None or not (is_file and report.valid):
            return Opened(plan.path, report)
        data, packet = _packet(message.files, container)
        sealed = _sealed(plan, container, message.files, packet, work)
        return Opened(plan.path, report, {NAME: data}, sealed)
    finally:
        report.close()


def _packet(
    files: tuple[MessageFile, ...], container: OpenedContainer
) -> tuple[bytes, TransferPacket]:
    if not files or files[0].path != NAME or files[0].size > MOST_BYTES:
        raise MessageInvalid(code=Code.E_SEGMENT.value)
    with container.open(NAME) as file:
        data = file.read()
    try:
        packet = read_packet(data)
    except ValueError as error:
        raise MessageInvalid(code=Code.E_SEGMENT.value) from error
    if not is_beside(files, packet):
        raise MessageInvalid(code=Code.E_SEGMENT.value)
    return data, packet


def _sealed(
    plan: OfferPlan,
    container: OpenedContainer,
    files: tuple[MessageFile, ...],
    packet: TransferPacket,
    work: Work,
) -> dict[str, attachments.SealedAttachment]:
    sealed: dict[str, attachments.SealedAttachment] = {}
    total, done = sum(item.size for item in packet.files.travelling), 0

    def step(count: int, _total: int) -> None:
        work.step(done + count, total)

    each = Work(step)
    try:
        for item, named in zip(packet.files.travelling, files[1:], strict=True):
            lies = content_path(plan.vault_dir, item.id).exists()
            if not lies or plan.sealed.get(item.id, item.sha256) != item.sha256:
                with container.open(named.path) as source:
                    content = attachments.seal(
                        *(plan.vault_dir, source, item.name, item.media_type, each),
                        known_as=item.id,
                    )
                sealed[item.id] = content
                if (content.sha256, content.crc32) != (item.sha256, item.crc32):
                    raise MessageInvalid(code=Code.E_SEGMENT.value)
            done += item.size
    except BaseException:
        drop(plan.vault_dir, sealed)
        raise
    return sealed


def drop(vault_dir: Path, ids: Iterable[str]) -> None:
    """Delete what was sealed and is not taken in; what cannot be deleted now goes at the next
    opening of the vault."""
    for content_id in ids:
        with suppress(OSError):
            remove_content(vault_dir, content_id)
