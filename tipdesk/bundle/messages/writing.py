"""A message on its way out: signed, sealed, written, with no plaintext on a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.index import Payload
from tipdesk.bundle.container.zip import ContainerWriter
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageFile,
    file_path,
    write_message,
)
from tipdesk.bundle.messages.judging import SignedParts
from tipdesk.bundle.target import new_file, read_back, remove, said_of, write_whole
from tipdesk.bundle.trust_rows import Listing, current

SUFFIX = ".message.asice.age"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message that was signed and has not left yet."""

    message: MessageDocument
    parts: SignedParts
    payloads: tuple[Payload, ...]  # the files, under the paths that the message gives them


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """What was written of it."""

    path: Path
    sha256: str  # hex, of the sealed file
    size: int


def sealed_to(listing: Listing, code: str, now: datetime) -> tuple[Recipient, ...]:
    """Whom a message to a station or office is sealed to: every current key of theirs, and the
    recovery keys; nobody where they have none."""
    keys = [
        *(key for office in listing.offices if office.code == code for key in office.keys),
        *(key for station in listing.stations if station.code == code for key in station.keys),
    ]
    own = tuple(dict.fromkeys(current(keys, now)))
    return (*own, *(key.recipient for key in listing.recovery)) if own else ()


def sealed_to_approver(listing: Listing, approver: Correspondent) -> tuple[Recipient, ...]:
    """Whom a request for an approval is sealed to (§10.1): the key of whoever is asked, and no
    other, also none for recovery; nobody where the list has none."""
    return tuple(
        item.recipient
        for item in listing.approvers
        if (item.station, item.login) == (approver.code, approver.login)
    )


def files_of(payloads: Sequence[Payload]) -> tuple[tuple[MessageFile, ...], tuple[Payload, ...]]:
    """Files under the names that a message gives them: how it names them, and they themselves."""
    named, renamed = [], []
    for number, payload in enumerate(payloads, start=1):
        path = file_path(number, payload.path.rpartition(".")[2])
        named.append(MessageFile(path, payload.sha256, payload.size, payload.media_type))
        renamed.append(replace(payload, path=path))
    return tuple(named), tuple(renamed)


def sign_message(
    message: MessageDocument, key: SigningKey, payloads: Sequence[Payload] = ()
) -> SignedMessage:
    """Sign a message and the files that it names (`files_of`).

    Raises:
        BundleUnreadable: it is none that a reader takes.
        NoCertificate: the key's certificate is not valid at the time of the message.
    """
    key.check_valid(message.at)
    document = write_message(message)
    references = [
        bag.SignedFile(
            paths.MESSAGE, paths.media_type(paths.MESSAGE), hashlib.sha256(document).hexdigest()
        ),
        *(bag.SignedFile(item.path, item.media_type, item.sha256) for item in payloads),
    ]
    manifest = bag.write_manifest(references)
    signature = cms.sign(manifest, key, message.at)
    return SignedMessage(message, SignedParts(document, manifest, signature), tuple(payloads))


def write_message_file(
    target: Path,
    signed: SignedMessage,
    recipients: Sequence[Recipient],
    step: Callable[[int], None] = lambda _count: None,
) -> WrittenMessage:
    """Write a message, sealed to all `recipients`, and a `.sha256` beside it into `target`. `step`
    is told of every part that was written, and read back.

    Raises:
        VaultDamaged: a file is not what was signed (details: what, its path).
        DiskFull, TargetNotWritable, ReadbackFailed: nothing is left at the target; nor where `step`
            raises.
    """
    name = signed.message.message_id + SUFFIX
    with said_of(target):
        path, when = target / name, signed.message.at
        with new_file(target, name, when) as file:
            output = EncryptedOutput(file.write, tuple(dict.fromkeys(recipients)))
            try:
                _write_container(output, signed, step)
                digest = output.close()
            except BaseException as error:
                output.abandon(error)
                raise
        try:
            read_back(path, digest, step)
            line = f"{digest.sha256}  {name}\n"
            write_whole(target, name + ".sha256", line.encode("ascii"), when)
        except BaseException:
            remove(path)
            raise
    return WrittenMessage(path, digest.sha256, digest.size)


def _write_container(
    output: EncryptedOutput, signed: SignedMessage, step: Callable[[int], None]
) -> None:
    container = ContainerWriter(output.write, signed.message.at)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    container.put(paths.MESSAGE, signed.parts.document)
    for payload in signed.payloads:
        container.begin(payload.path, payload.size, payload.crc32)
        payload.pour(output, step)
    container.put(paths.MANIFEST, signed.parts.manifest)
    container.put(paths.SIGNATURE, signed.parts.signature)
    container.finish()
