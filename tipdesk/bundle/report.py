"""What was found out about a bundle, and a container that was opened to look at its members."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from tipdesk.bundle.approval import Approval
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.bag import BagInfo
from tipdesk.bundle.container.index import Index
from tipdesk.bundle.container.signed_list import NOTHING_SIGNED, SignedList, signed_json
from tipdesk.bundle.container.staging import ContainerStage
from tipdesk.bundle.container.zip import Member
from tipdesk.bundle.crypto.certificates import (
    CertificateRole,
    holder_of,
    known_roles,
    name_part,
)
from tipdesk.bundle.messages.annex import Annex
from tipdesk.bundle.messages.document import MessageDocument
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.strict_json import JsonValue, format_time
from tipdesk.core.disk import fill
from tipdesk.texts import messages

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class MemberFile(io.RawIOBase):
    """Reads one stretch of a container. Several may be open; each seeks before it reads."""

    def __init__(self, container: BinaryIO, member: Member) -> None:
        super().__init__()
        self._container = container
        self._member = member
        self._position = 0

    @classmethod
    def of(cls, container: BinaryIO, member: Member) -> BinaryIO:
        """The member as the type that files have."""
        return cast(BinaryIO, cls(container, member))

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` from the position on."""
        target = memoryview(buffer).cast("B")
        left = max(0, self._member.size - self._position)
        self._container.seek(self._member.offset + self._position)
        count = fill(self._container, target[: min(len(target), left)])
        self._position += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position; returns it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._member.size}
        self._position = max(0, start[whence] + offset)
        return self._position

    def tell(self) -> int:
        """The position in the member."""
        return self._position


Kind = Literal["bundle", "message", "receipt", "trust-pack", "form", "annex", "station-kit"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Whom the certificate of a good signature names."""

    name: str
    agency: str
    unit: str  # code of the station or office
    login: str
    service_number: str
    certificate_sha256: str  # hex
    roles: frozenset[CertificateRole] = frozenset()
    temporary: bool = False  # certified by themselves for some weeks, with a voucher

    @classmethod
    def of(cls, certificate: x509.Certificate, *, temporary: bool = False) -> Signer:
        """The holder of a certificate."""
        holder = holder_of(certificate.subject)
        return cls(
            holder.name,
            name_part(certificate.subject, NameOID.ORGANIZATION_NAME),
            holder.unit,
            holder.login,
            holder.service_number,
            certificate.fingerprint(hashes.SHA256()).hex(),
            known_roles(certificate),
            temporary,
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """What a receipt with a good signature says became of the bundle that it answers."""

    result: str  # accepted, aside or rejected
    registry_no: str = ""
    error_code: str = ""  # of a refusal
    kind: str = ""  # of what is answered; '' with 0 below where the office could not say
    number: int = 0
    codes: tuple[str, ...] = ()  # what the office found
    missing: tuple[int, ...] = ()  # numbers that have not come to the office
    not_sent: tuple[int, ...] = ()  # numbers of which the station has told it so

    @property
    def reason(self) -> str:
        """The error code in words, in the language in use; '' without one."""
        return messages.problem(self.error_code) if self.error_code else ""

    def to_json(self) -> JsonValue:
        """As the schema describes it."""
        return {
            "result": self.result,
            "registry_no": self.registry_no or None,
            "error_code": self.error_code or None,
            "reason": self.reason or None,
            "kind": self.kind or None,
            "number": self.number or None,
            "codes": list(self.codes),
            "missing": list(self.missing),
            "not_sent": list(self.not_sent),
        }


class OpenedContainer:
    """The members of a file in which everything holds."""

    def __init__(
        self, file: BinaryIO, members: Mapping[str, Member], stage: ContainerStage | None
    ) -> None:
        self._file = file
        self._members = members
        self._stage = stage

    def open(self, path: str) -> BinaryIO:
        """A member's content; `path` is below bag/data/. Raises KeyError for an unknown path."""
        member = self._members.get(paths.DATA + path) or self._members[path]
        return MemberFile.of(self._file, member)

    def close(self) -> None:
        """Delete what was staged."""
        self._file.close()
        if self._stage is not None:
            self._stage.discard()


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """Four answers, given apart, and every fault that was found."""

    kind: Kind
    format: str = ""  # e.g. tipdesk-exchange/1.0; '' if that could not be read
    bundle_id: str = ""
    complete: bool = False  # nothing is missing, nothing was added (of content: `read_content`)
    intact: bool = False  # every byte is as it was signed
    signed_by: Signer | None = None  # whose signature it is, if the signature is good
    also_signed_by: Signer | None = None  # of two who have to sign, the other
    signed_at: datetime | None = None  # as the signer claims
    trusted: bool | None = None  # whether our authority vouches for the signer; None: not asked
    authority: str = ""  # the 40 digits of the authority that was asked
    answer: Answered | None = None  # of a receipt, if its signature is good
    encrypted: bool = False  # it came in its envelope, sealed to its recipients
    signed: SignedList = NOTHING_SIGNED  # signed pages in a bundle, if they are what it says
    problems: tuple[Problem, ...] = ()
    read: bool = False  # the container could be read at all (steps 1 to 5)
    manifest_sha256: str = ""
    file_sha256: str = ""  # of the encrypted file
    file_size: int = 0
    crl_number: int = 0  # of the list by which the signer was judged
    info: BagInfo | None = None
    index: Index | None = None
    approval: Approval | None = None  # of a bundle, if its signature is good
    approved_by: Signer | None = None  # whose signature that is
    message: MessageDocument | None = None  # of a message, if it could be read
    annex: Annex | None = None  # a protective annex, if it could be read
    withheld: tuple[int, int] | None = None  # names of levels 1 to 3, count of level 4
    content: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # small JSON members
    members: tuple[Member, ...] = ()
    container: OpenedContainer | None = field(default=None, repr=False, compare=False)

    @property
    def valid(self) -> bool:
        """Complete, intact, signed by somebody we trust, for us, and without any fault."""
        return self.sound and not self.set_aside

    @property
    def set_aside(self) -> bool:
        """Whether a named prosecutor has to decide about it first."""
        return any(problem.severity == "aside" for problem in self.problems)

    @property
    def sound(self) -> bool:
        """Valid, or nothing more than set aside: it may be opened."""
        faultless = all(problem.severity != "error" for problem in self.problems)
        elsewhere = any(problem.code is Code.A_NOT_HERE for problem in self.problems)
        whole = self.complete or elsewhere  # what lacks came with an earlier bundle
        return self.read and whole and self.intact and self.trusted is True and faultless

    @property
    def quarantined(self) -> bool:
        """Set aside, or valid on nothing but the signer's own word about the time."""
        unproven = any(problem.code is Code.W_EXPIRED_IN_TRANSIT for problem in self.problems)
        return self.set_aside or unproven

    def close(self) -> None:
        """Delete what was staged; the container cannot be opened any more."""
        if self.container is not None:
            self.container.close()

    def to_json(self) -> dict[str, JsonValue]:
        """As resources/schemas/verification.schema.json describes it."""
        return {
            "format": self.format,
            "bundle_id": self.bundle_id,
            "complete": self.complete,
            "intact": self.intact,
            "signed_by": _signer_json(self.signed_by),
            "signed_at": format_time(self.signed_at) if self.signed_at else None,
            "approved_by": _signer_json(self.approved_by),
            "approved_at": format_time(self.approval.approved_at) if self.approval else None,
            **self._bundle_json(),
            **({"message": _message_json(self.message)} if self.message else {}),
            "trusted": self.trusted,
            "authority": self.authority or None,
            "answer": self.answer.to_json() if self.answer else None,
            **({"signed": signed_json(self.signed)} if self.signed != NOTHING_SIGNED else {}),
            "problems": [
                {
                    "code": problem.code.value,
                    "severity": problem.severity,
                    "path": problem.path,
                    "text": problem.text,
                }
                for problem in self.problems
            ],
        }

    def _bundle_json(self) -> dict[str, JsonValue]:
        """What a bundle or an annex says of itself, but for what is written in it; null for
        everything else."""
        index, approval = self.index, self.approval
        supplement = index.supplements if index else None
        place = index or self.annex
        numbered = place.numbered if place else None
        kind = "annex" if self.annex else None
        return {
            "kind": index.kind.value if index else kind,
            "case_id": place.case_id if place else None,
            "revision": place.revision if place else None,
            "station": numbered.station if numbered else None,
            "office": numbered.office if numbered else None,
            "series": numbered.series if numbered else None,
            "number": numbered.number if numbered else None,
            "previous": (numbered.previous or None) if numbered else None,
            "not_sent": [item.number for item in numbered.not_sent] if numbered else [],
            "supplements": {
                "manifest": supplement.manifest,
                "revision": supplement.revision,
                "changes": [
                    {"path": change.path, "how": change.how.value} for change in supplement.changes
                ],
            }
            if supplement
            else None,
            "withheld": {"named": self.withheld[0], "level4": self.withheld[1]}
            if self.withheld
            else None,
            "subjects": [
                {"name": item.name, "sha256": item.sha256, "size": item.size}
                for item in approval.subjects
            ]
            if approval
            else [],
        }


def _signer_json(signer: Signer | None) -> JsonValue:
    if signer is None:
        return None
    return {
        "name": signer.name,
        "agency": signer.agency,
        "unit": signer.unit,
        "login": signer.login,
        "service_number": signer.service_number,
        "certificate_sha256": signer.certificate_sha256,
        "temporary": signer.temporary,
    }


def _message_json(message: MessageDocument) -> JsonValue:
    """What a message says of itself, without its body."""
    about, numbered = message.about, message.numbered
    return {
        "type": message.type,
        "from": [message.sender.code, message.sender.login],
        "to": [message.to.code, message.to.login or None],
        "series": numbered.series,
        "number": numbered.number,
        "previous": numbered.previous or None,
        "not_sent": [item.number for item in numbered.not_sent],
        "about": {
            "manifest": about.manifest or None,
            "message_id": about.message_id or None,
            "case_id": about.case_id or None,
            "revision": about.revision,
        },
        "files": [
            {"path": item.path, "sha256": item.sha256, "size": item.size} for item in message.files
        ],
    }
