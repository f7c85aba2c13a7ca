"""The officer's signing key and whom this station trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tipdesk.desk.approval import Confirmed


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody in the trust pack that a bundle can be sealed to."""

    label: str
    role: str  # "prosecution" or "recovery"
    age: str  # age1…


@dataclass(frozen=True, slots=True)
class TrustPackInfo:
    """What stands in a trust pack. `fingerprint` is 40 digits in 8 groups of 5."""

    path: Path
    fingerprint: str
    serial: int
    agency: str
    recipients: tuple[Recipient, ...]
    first: bool  # nothing is trusted yet: the 40 digits must be typed


class CertificateStanding(StrEnum):
    """Whether the officer can sign today."""

    MISSING = "missing"  # no certificate imported yet
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"  # not by the authority of the trust pack


@dataclass(frozen=True, slots=True)
class CertificateState:
    """The certificate of one officer; times and names are empty while it is missing."""

    standing: CertificateStanding
    holder: str = ""  # common name and service number
    fingerprint: str = ""  # 40 digits in 8 groups
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class Keys:
    """Certificates and trust of this station. GUI thread; short."""

    def enrolment_request(self, confirmed: Confirmed) -> bytes:
        """The file to carry to the authority (JSON tipdesk-enrolment/1). Makes the officer's key
        (and a receiving station's age identity) when there is none yet."""
        raise NotImplementedError

    def request_fingerprint(self, request: bytes) -> str:
        """40 digits in 8 groups, to read to the authority's clerk."""
        raise NotImplementedError

    def import_certificate(self, data: bytes) -> CertificateState:
        """Keep the certificate (PEM) that the authority issued for an officer of this station.

        Raises:
            FileUnreadable: not a certificate.
            NoCertificate: it belongs to no key of this station.
        """
        raise NotImplementedError

    def certificate_state(self, login: str = "") -> CertificateState:
        """Where an officer's certificate stands ('' : the officer of this session)."""
        raise NotImplementedError

    def read_trust_pack(self, path: Path) -> TrustPackInfo:
        """Look into a trust pack before importing it.

        Raises:
            FileUnreadable, TrustPackInvalid, TrustPackOlder
        """
        raise NotImplementedError

    def import_trust_pack(self, path: Path, typed_digits: str = "") -> TrustPackInfo:
        """Trust it. The first pack needs the 40 digits of its authority (any digits, any
        spaces); later ones must come from the same authority and not be older.

        Raises:
            FingerprintMismatch, TrustPackInvalid, TrustPackOlder, FileUnreadable
        """
        raise NotImplementedError

    def trust(self) -> TrustPackInfo | None:
        """The pack in use, or None."""
        raise NotImplementedError

    def recipients(self) -> tuple[Recipient, ...]:
        """Prosecution offices of the trust pack in use (the recovery key is always added)."""
        raise NotImplementedError
