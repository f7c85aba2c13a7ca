"""A small world to test in: an authority, an officer, a receiving station, one bundle."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tipdesk.bundle import authority
from tipdesk.bundle.approval import (
    MEDIA_TYPE,
    SIGNATURE,
    STATEMENT,
    Approval,
    ApprovalKind,
    Subject,
    is_approved_name,
    write_approval,
)
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.certifying.listing import listing_of
from tipdesk.bundle.certifying.signatory import Founder, countersign, open_signer, read_waiting
from tipdesk.bundle.container.index import BundleNumber, BundlePlan, Payload, payload_of_bytes
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.age import Identity, Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, Issuer, SigningKey
from tipdesk.bundle.crypto.sealed_key import SealCost
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.bundle.reader import VerificationRequest
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.trust import TrustStore, listed_as
from tipdesk.bundle.trust_rows import ListedCertificate, current

NOW = datetime(2026, 11, 24, 12, 30, 10, tzinfo=UTC)
CASE = "6ab4a4e2-3f0c-4d5e-9a43-0a2c3f1d9b10"
BUNDLE = "7d4f5a1e-8b62-4c39-9d2b-1f0c53a9be77"
PASSPHRASE = "five words of a clerk"
SECOND_PASSPHRASE = "five others of the second person"
PEOPLE = (Founder("هالة", "CA-9001", PASSPHRASE), Founder("يوسف", "CA-9002", SECOND_PASSPHRASE))
CHEAP = SealCost(memory_kib=64, passes=1, lanes=1)
MARKER = "زينب المجهولة"  # stands for testimony in a record


class MemoryStage:
    """Staging in memory, for files that are made up here."""

    def __init__(self) -> None:
        self.data = io.BytesIO()
        self.discarded = False

    def write(self, data: memoryview) -> None:
        self.data.write(data)

    def reader(self) -> io.BytesIO:
        return io.BytesIO(self.data.getvalue())

    def discard(self) -> None:
        self.discarded = True


@dataclass(frozen=True)
class Station:
    """A key with its certificate, as a laptop or the receiving desk holds it."""

    key: SigningKey
    identity: Identity | None = None


@dataclass(frozen=True)
class World:
    """Everybody who takes part."""

    authority: Authority
    officer: Station
    approver: Station
    receiver: Station
    trust: TrustStore

    @property
    def issuer(self) -> Issuer:
        return self.authority._issuer

    def listed(self) -> TrustStore:
        """The trust list with every certificate that `certify` has made so far."""
        listing = self.trust.listing
        return replace(
            self.trust,
            listing=replace(listing, certificates=(*listing.certificates, *_CERTIFIED)),
        )

    def question(self, **changes: object) -> VerificationRequest:
        """What the receiving desk asks."""
        asked = VerificationRequest(
            now=NOW, identity=self.receiver.identity, trust=self.listed(), staging=MemoryStage
        )
        return replace(asked, **changes)

    def plain(self, **changes: object) -> VerificationRequest:
        """The same about a container that is not encrypted."""
        return self.question(staging=None, **changes)


_CERTIFIED: list[ListedCertificate] = []
_numbers = count(18)


def person(name: str = "سالم", number: str = "", unit: str = "SH2", login: str = "T-07") -> Holder:
    """Somebody whom a certificate can name; of another number each time unless it is said."""
    return Holder(name, number or f"K-{next(_numbers)}", unit, login)


def enrol(
    station: Authority,
    role: CertificateRole,
    name: str,
    identity: Identity | None = None,
    holder: Holder | None = None,
) -> Station:
    """Key, request, certificate: the way every station goes."""
    private = ec.generate_private_key(ec.SECP256R1())
    recipient = identity.recipient if identity else None
    request = make_enrolment(
        private, {role}, holder or person(name), "any", name, AgeKeys(recipient)
    )
    certificate = station.issue(read_enrolment(request), NOW)
    return Station(SigningKey(private, certificate, (station.root,)), identity)


@cache
def world() -> World:
    """One world for all tests; nothing in it changes."""
    folder = Path(mkdtemp(prefix="tipdesk-test-"))
    station = authority.init(folder / "authority", "الإدارة العامة", PEOPLE, NOW, CHEAP)
    officer = enrol(station, CertificateRole.EXPORTER, "سالم")
    approver = enrol(station, CertificateRole.APPROVER, "هند", holder=person("هند", login="S-01"))
    receiver = enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate())
    crl = station.crl(NOW)
    listing = listing_of(station.state, 1, NOW)
    trust = TrustStore((station.root,), (crl,), listing)
    return World(station, officer, approver, receiver, trust)


SERIES = "0b1f2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
NUMBERED = BundleNumber("SH2", "PPX", SERIES, 1)


def documents() -> tuple[Payload, ...]:
    """A record, a printed form, an attachment."""
    record = f'{{"case":"{MARKER}"}}'.encode()
    return (
        payload_of_bytes(f"{CASE}/record.json", record),
        payload_of_bytes(f"{CASE}/intake.pdf", b"%PDF-1.7\n" * 40),
        payload_of_bytes(f"{CASE}/att/0001.jpg", bytes(range(256)) * 600),
    )


def approved(payloads: Sequence[Payload], **changes: object) -> Approval:
    """What the approver of this world says of some files."""
    names = {payload.path.removeprefix(f"{CASE}/"): payload for payload in payloads}
    statement = Approval(
        kind=ApprovalKind.SECOND_PERSON,
        station="SH2",
        case_id=CASE,
        revision=3,
        tenure=1,
        approver="S-01",
        authors=("T-07",),
        approved_at=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(days=13),
        offices=("PPX",),
        record_root="ab" * 32,
        subjects=tuple(
            Subject(name, payload.sha256, payload.size)
            for name, payload in sorted(names.items())
            if is_approved_name(name)
        ),
        head=(11, "cd" * 32),
        case_keys="ef" * 32,
        annex="01" * 32,
    )
    return replace(statement, **changes)


def signed_approval(
    payloads: Sequence[Payload], key: SigningKey | None = None, **changes: object
) -> tuple[Payload, Payload]:
    """Statement and signature as files of the case."""
    approval = approved(payloads, **changes)
    statement = write_approval(approval)
    signature = cms.sign(statement, key or world().approver.key, approval.approved_at, MEDIA_TYPE)
    return (
        payload_of_bytes(f"{CASE}/{STATEMENT}", statement),
        payload_of_bytes(f"{CASE}/{SIGNATURE}", signature),
    )


def plan(**changes: object) -> BundlePlan:
    """A plan of one case: record, printed form, attachment, and their approval."""
    here = world()
    payloads = documents()
    usual_plan = BundlePlan(
        bundle_id=BUNDLE,
        created=NOW,
        payloads=(*payloads, *signed_approval(payloads)),
        case_id=CASE,
        revision=3,
        numbered=NUMBERED,
        recipients=recipients(here.trust),
        app_version="0.1.0",
    )
    return replace(usual_plan, **changes)


def recipients(trust: TrustStore) -> tuple[Recipient, ...]:
    """Whom a bundle for the only office is sealed to."""
    (office,) = trust.listing.offices
    return (*current(office.keys, NOW), *(key.recipient for key in trust.listing.recovery))


def trust_list(station: Authority, now: datetime) -> Path:
    """The next trust list, signed by both people."""
    return signed_by_second(station, station.trust_list(now), now)


def signed_by_second(station: Authority, waiting: Path, now: datetime) -> Path:
    """What the clerk made, after the second person has signed it."""
    proposal = read_waiting(station.folder, waiting, now)
    return countersign(station.folder, proposal, second_signer(station), now)


def second_signer(station: Authority) -> SigningKey:
    """The second person's key."""
    return open_signer(station.folder, SECOND_PASSPHRASE)


def subject_name(number: str = "K-17") -> x509.Name:
    """As the authority makes it."""
    return certificates.subject("KW", "الإدارة العامة", person(number=number))


def codes(report: VerificationReport) -> list[str]:
    """The codes of a report, in order."""
    return [problem.code.value for problem in report.problems]


def certify(
    key: object = None,
    *,
    role: CertificateRole = CertificateRole.EXPORTER,
    start: datetime = NOW - timedelta(days=1),
    life: timedelta = timedelta(days=1000),
    usages: list[x509.ObjectIdentifier] | None = None,
    policies: list[x509.ObjectIdentifier] | None = None,
    policies_critical: bool = True,
    subject: x509.Name | None = None,
    usage: x509.KeyUsage | None = None,
    ca: bool = False,
    critical: x509.ObjectIdentifier | None = None,
    serial: int | None = None,
    by: Issuer | None = None,
) -> SigningKey:
    """A leaf with one thing wrong, issued by the world's authority."""
    issuer = by or world().issuer
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = subject or subject_name()
    usages = [certificates.DOCUMENT_SIGNING] if usages is None else usages
    policies = [role.policy] if policies is None else policies
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
        .add_extension(x509.BasicConstraints(ca, None), True)
        .add_extension(usage or certificates.key_usage(sign=True), True)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), False)
    if policies:
        informations = [x509.PolicyInformation(policy, None) for policy in policies]
        builder = builder.add_extension(x509.CertificatePolicies(informations), policies_critical)
    if critical:
        builder = builder.add_extension(x509.UnrecognizedExtension(critical, b"\5\0"), True)
    certificate = builder.sign(issuer.key, hashes.SHA384())
    _CERTIFIED.append(listed_as(certificate))
    return SigningKey(key, certificate, (issuer.certificate,))


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """An RSA key, made once."""
    return rsa.generate_private_key(65537, bits)
