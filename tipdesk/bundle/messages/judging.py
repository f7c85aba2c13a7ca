"""Who may have said a message, and whether it is what was signed: when it comes, and each time that
a kept one is read again (§10)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole, holder_of, in_order, known_roles
from tipdesk.bundle.messages.bodies import ANYBODY, rows_of, signed_as
from tipdesk.bundle.messages.document import MessageDocument, differing_files, read_message
from tipdesk.bundle.problems import Code, Problem, collecting
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path
from tipdesk.cases.handover.rows import RowUnproved, prove


def role_for(message: MessageDocument | None, certificate: x509.Certificate) -> CertificateRole:
    """As what the signer's certificate has to be good."""
    known = message.known if message is not None else None
    allowed = signed_as(known) if known is not None else ANYBODY
    return in_order(known_roles(certificate) & allowed or allowed)[0]


def judge(
    message: MessageDocument,
    signature: cms.Signature | None,
    digests: Mapping[str, str],
    sizes: Mapping[str, int],
) -> Iterator[Problem]:
    """What is to be said of a message beside its signature and its signer's standing.

    Args:
        message: as read.
        signature: over the manifest; None where it could not be read.
        digests: SHA-256 (hex) by member name, from the manifest.
        sizes: bytes by member name, of what is there.
    """
    if signature is not None and not signature.problems:
        holder = holder_of(signature.certificate.subject)
        if (holder.unit, holder.login) != (message.sender.code, message.sender.login):
            yield Problem(Code.E_MESSAGE_FROM, paths.MESSAGE)
        if signature.signed_at != message.at:
            yield Problem(Code.E_MESSAGE_FROM, paths.MESSAGE, "at")
    for name in differing_files(message.files, digests, sizes):
        yield Problem(Code.E_MESSAGE_FORM, name)
    if message.is_newer:
        yield Problem(Code.W_NEWER)


def prove_rows(message: MessageDocument, digests: Collection[str]) -> Iterator[Problem]:
    """E_ROW where the message shows what the record with these digests does not prove. The digests
    are those of the record that the message is about: its root is in that case's approval."""
    try:
        prove(rows_of(message.body), digests)
    except RowUnproved as error:
        yield Problem(Code.E_ROW, paths.MESSAGE, error.path)
    except ValueError:
        yield Problem(Code.E_ROW, paths.MESSAGE)


@dataclass(frozen=True, slots=True)
class SignedParts:
    """What is kept of a message: enough to judge it again without the files that came with it."""

    document: bytes  # message.json
    manifest: bytes
    signature: bytes

    @property
    def manifest_sha256(self) -> str:
        """By which the next message names it."""
        return hashlib.sha256(self.manifest).hexdigest()


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What is to be said of a kept message now."""

    problems: tuple[Problem, ...]
    signer: str = ""  # whom the certificate of its signature names


def recheck(
    parts: SignedParts, trust: TrustStore | None, now: datetime, seen: datetime
) -> Rechecked:
    """What is to be said today of a message that was kept at the time `seen`: whether somebody has
    changed it since, and whether its signer stands (not asked where no list says who does)."""
    problems: list[Problem] = []
    signer = ""
    with collecting(problems):
        message = read_message(parts.document)
        digests = {item.name: item.sha256 for item in bag.read_manifest(parts.manifest)}
        if digests.get(paths.MESSAGE) != hashlib.sha256(parts.document).hexdigest():
            problems.append(Problem(Code.E_DIGEST, paths.MESSAGE))
        signature = cms.read(parts.signature, parts.manifest)
        signer = holder_of(signature.certificate.subject).name
        problems += signature.problems
        # Files that are not kept count as they are named: their digests stand in the manifest.
        sizes = {file.path: file.size for file in message.files}
        problems += judge(message, signature, digests, sizes)
        problems += _standing(message, signature, trust, Moment(signature.signed_at, now, seen))
    return Rechecked(tuple(problems), signer)


def _standing(
    message: MessageDocument, signature: cms.Signature, trust: TrustStore | None, moment: Moment
) -> list[Problem]:
    if trust is None:
        return [Problem(Code.W_NO_LIST)]
    return check_path(
        signature.certificate,
        role_for(message, signature.certificate),
        trust,
        moment,
        SentAlong(signature.certificates, signature.crls),
        lenient_crl=True,
    )
