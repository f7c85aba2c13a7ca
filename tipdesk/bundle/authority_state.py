"""What an authority keeps in `authority.json`: whom it certified, what it revoked, its counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from tipdesk.bundle.crypto.age_keys import Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole, Revocation
from tipdesk.bundle.strict_json import Fields, JsonValue, read_json, write_json
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.times import TIME_PATTERN, format_time, parse_time
from tipdesk.core.errors import AuthorityInvalid, BundleUnreadable

FORMAT = "tipdesk-authority/1"
STATE_FILE = "authority.json"
MAX_AGENCY = 100  # characters
_SERIAL = "[0-9a-f]{1,40}"


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate that the authority gave out."""

    serial: int
    role: CertificateRole
    name: str
    service_number: str
    issued: datetime
    sha256: str  # hex, of the certificate
    age_recipient: Recipient | None = None


@dataclass(frozen=True, slots=True)
class AuthorityState:
    """The whole state. Counters only ever grow."""

    country: str
    agency: str
    recovery: Recipient
    pack_serial: int = 0
    crl_number: int = 0
    issued: tuple[Issued, ...] = ()
    revoked: tuple[Revocation, ...] = ()

    def find(self, serial: int) -> Issued | None:
        """The certificate with this number."""
        return next((item for item in self.issued if item.serial == serial), None)

    def in_force(self, role: CertificateRole) -> tuple[Issued, ...]:
        """The certificates of a role that are not revoked."""
        gone = {item.serial for item in self.revoked}
        return tuple(i for i in self.issued if i.role is role and i.serial not in gone)


def serial_text(serial: int) -> str:
    """A certificate's number as people type it: hexadecimal, lower case."""
    return f"{serial:x}"


def save_state(folder: Path, state: AuthorityState, now: datetime) -> None:
    """Write the state. Raises DiskFull, TargetNotWritable."""
    value: JsonValue = {
        "format": FORMAT,
        "country": state.country,
        "agency": state.agency,
        "recovery": state.recovery.text,
        "pack_serial": state.pack_serial,
        "crl_number": state.crl_number,
        "issued": [_issued_json(item) for item in state.issued],
        "revoked": [
            {
                "serial": serial_text(item.serial),
                "when": format_time(item.when),
                "reason": item.reason.name,
            }
            for item in state.revoked
        ],
    }
    write_whole(folder, STATE_FILE, write_json(value), now)


def _issued_json(item: Issued) -> JsonValue:
    return {
        "serial": serial_text(item.serial),
        "role": item.role.value,
        "name": item.name,
        "service_number": item.service_number,
        "issued": format_time(item.issued),
        "sha256": item.sha256,
        "age_recipient": item.age_recipient.text if item.age_recipient else None,
    }


def load_state(folder: Path) -> AuthorityState:
    """Read the state. Raises AuthorityInvalid (reason "missing" or "state")."""
    try:
        data = (folder / STATE_FILE).read_bytes()
    except OSError as error:
        raise AuthorityInvalid(reason="missing") from error
    try:
        fields = Fields(read_json(data))
        fields.text("format", FORMAT)
        state = AuthorityState(
            fields.text("country", "[A-Z]{2}"),
            fields.text("agency", limit=MAX_AGENCY),
            Recipient.from_text(fields.text("recovery")),
            fields.number("pack_serial"),
            fields.number("crl_number"),
            tuple(_issued(Fields(item)) for item in fields.items("issued", 100_000)),
            tuple(_revoked(Fields(item)) for item in fields.items("revoked", 100_000)),
        )
        fields.end()
    except (ValueError, BundleUnreadable) as error:
        raise AuthorityInvalid(reason="state") from error
    return state


def _issued(fields: Fields) -> Issued:
    recipient = fields.optional_text("age_recipient")
    item = Issued(
        int(fields.text("serial", _SERIAL), 16),
        CertificateRole(fields.text("role")),
        fields.text("name"),
        fields.text("service_number"),
        parse_time(fields.text("issued", TIME_PATTERN)),
        fields.text("sha256", "[0-9a-f]{64}"),
        Recipient.from_text(recipient) if recipient else None,
    )
    fields.end()
    return item


def _revoked(fields: Fields) -> Revocation:
    reason = fields.text("reason", "[a-z_]+")
    if reason not in x509.ReasonFlags.__members__:
        raise ValueError("reason")
    item = Revocation(
        int(fields.text("serial", _SERIAL), 16),
        parse_time(fields.text("when", TIME_PATTERN)),
        x509.ReasonFlags[reason],
    )
    fields.end()
    return item
