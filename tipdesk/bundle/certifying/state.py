"""What the certification authority remembers: whom it certified, what it took back, its counters
(`authority.json`).

Counters only ever grow, and what the folder has published counts as well: an old file that was put
back undoes none of it (`authority.caught_up`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from tipdesk.bundle import strict_json
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.trust_rows import ListedVoucher
from tipdesk.core import errors
from tipdesk.core.private_files import MayRead

FORMAT = "tipdesk-authority/3"
_EARLIER = (b'"format":"tipdesk-authority/1"', b'"format":"tipdesk-authority/2"')
STATE_FILE = "authority.json"
MAX_AGENCY = 100  # characters
RENEW_BEFORE = timedelta(days=90)
_SERIAL = "[0-9a-f]{1,40}"
_SHA256 = "[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate that the authority gave out."""

    serial: int
    roles: frozenset[certificates.CertificateRole]
    holder: certificates.Holder
    issued: datetime
    ends: datetime
    sha256: str  # hex, of the certificate
    label: str = ""  # the unit's name
    age_recipient: Recipient | None = None
    own_recipient: Recipient | None = None  # of a prosecutor, or an approver


@dataclass(frozen=True, slots=True)
class AuthorityState:
    """The whole state. Counters only ever grow."""

    country: str
    agency: str
    recovery: Recipient
    pack_serial: int = 0
    crl_number: int = 0
    update_number: int = 0  # of the newest release of the program that was countersigned
    issued: tuple[Issued, ...] = ()
    revoked: tuple[certificates.Revocation, ...] = ()
    vouchers: tuple[ListedVoucher, ...] = ()
    approves_for: tuple[tuple[str, str], ...] = ()  # station of the approver, of the exporter
    notices: tuple[str, ...] = ()  # offices that take notices
    heads: tuple[tuple[str, str], ...] = ()  # office, login of the prosecutor who leads it

    def find(self, serial: int) -> Issued | None:
        """The certificate with this number."""
        return next((item for item in self.issued if item.serial == serial), None)

    def in_force(self, role: certificates.CertificateRole) -> tuple[Issued, ...]:
        """The certificates of a role that are not revoked."""
        revoked_serials = {item.serial for item in self.revoked}
        return tuple(i for i in self.issued if role in i.roles and i.serial not in revoked_serials)

    def live(self, service_number: str, now: datetime) -> tuple[Issued, ...]:
        """The certificates of one person that count for longer than a renewal takes."""
        revoked_serials = {item.serial for item in self.revoked}
        return tuple(
            item
            for item in self.issued
            if item.holder.service_number == service_number
            and item.serial not in revoked_serials
            and item.ends > now + RENEW_BEFORE
        )


def serial_text(serial: int) -> str:
    """A certificate's number as people type it: hexadecimal, lower case."""
    return f"{serial:x}"


def save_state(folder: Path, state: AuthorityState, now: datetime) -> None:
    """Write the state. Raises DiskFull, TargetNotWritable."""
    value: strict_json.JsonValue = {
        "format": FORMAT,
        "country": state.country,
        "agency": state.agency,
        "recovery": state.recovery.text,
        "pack_serial": state.pack_serial,
        "crl_number": state.crl_number,
        "update_number": state.update_number,
        "issued": [_issued_json(item) for item in state.issued],
        "revoked": [
            {
                "serial": serial_text(item.serial),
                "when": strict_json.format_time(item.when),
                "reason": item.reason.name,
            }
            for item in state.revoked
        ],
        "vouchers": [
            {
                "sha256": item.sha256,
                "station": item.station,
                "login": item.login,
                "number": item.number,
                "from": strict_json.format_time(item.begins),
                "until": strict_json.format_time(item.ends),
            }
            for item in state.vouchers
        ],
        "approves_for": [list(pair) for pair in state.approves_for],
        "notices": list(state.notices),
        "heads": [list(head) for head in state.heads],
    }
    write_whole(folder, STATE_FILE, strict_json.write_json(value), now, MayRead.OWNER_HERE)


def _issued_json(item: Issued) -> strict_json.JsonValue:
    return {
        "serial": serial_text(item.serial),
        "roles": certificates.roles_text(item.roles),
        "name": item.holder.name,
        "service_number": item.holder.service_number,
        "unit": item.holder.unit,
        "login": item.holder.login,
        "label": item.label,
        "issued": strict_json.format_time(item.issued),
        "ends": strict_json.format_time(item.ends),
        "sha256": item.sha256,
        "age_recipient": item.age_recipient.text if item.age_recipient else None,
        "own_recipient": item.own_recipient.text if item.own_recipient else None,
    }


def load_state(folder: Path) -> AuthorityState:
    """Read the state. Raises AuthorityInvalid (reason "missing", "state" or "outdated")."""
    try:
        data = (folder / STATE_FILE).read_bytes()
    except OSError as error:
        raise errors.AuthorityInvalid(reason="missing") from error
    if any(earlier in data for earlier in _EARLIER):
        raise errors.AuthorityInvalid(reason="outdated")
    try:
        fields = strict_json.Fields(strict_json.read_json(data))
        fields.text("format", FORMAT)
        state = AuthorityState(
            fields.text("country", "[A-Z]{2}"),
            fields.text("agency", limit=MAX_AGENCY),
            Recipient.from_text(fields.text("recovery")),
            fields.number("pack_serial"),
            fields.number("crl_number"),
            fields.number("update_number"),
            tuple(_issued(strict_json.Fields(item)) for item in fields.items("issued", 100_000)),
            tuple(_revoked(strict_json.Fields(item)) for item in fields.items("revoked", 100_000)),
            tuple(_voucher(strict_json.Fields(item)) for item in fields.items("vouchers")),
            tuple(_pair(item) for item in fields.items("approves_for")),
            tuple(_unit(item) for item in fields.items("notices")),
            tuple(_head(item) for item in fields.items("heads")),
        )
        fields.end()
    except (ValueError, errors.BundleUnreadable) as error:
        raise errors.AuthorityInvalid(reason="state") from error
    return state


def _issued(fields: strict_json.Fields) -> Issued:
    recipient = fields.optional_text("age_recipient")
    own = fields.optional_text("own_recipient")
    item = Issued(
        int(fields.text("serial", _SERIAL), 16),
        frozenset(map(certificates.CertificateRole, fields.text("roles").split())),
        certificates.Holder(
            fields.text("name"),
            fields.text("service_number"),
            fields.text("unit"),
            fields.text("login"),
        ),
        strict_json.parse_time(fields.text("issued", strict_json.TIME_PATTERN)),
        strict_json.parse_time(fields.text("ends", strict_json.TIME_PATTERN)),
        fields.text("sha256", _SHA256),
        fields.text("label"),
        Recipient.from_text(recipient) if recipient else None,
        Recipient.from_text(own) if own else None,
    )
    fields.end()
    return item


def _voucher(fields: strict_json.Fields) -> ListedVoucher:
    item = ListedVoucher(
        fields.text("sha256", _SHA256),
        fields.text("station", certificates.UNIT),
        fields.text("login", certificates.LOGIN),
        fields.text("number", limit=64),
        strict_json.parse_time(fields.text("from", strict_json.TIME_PATTERN)),
        strict_json.parse_time(fields.text("until", strict_json.TIME_PATTERN)),
    )
    fields.end()
    return item


def _unit(value: strict_json.JsonValue) -> str:
    return strict_json.Fields({"code": value}).text("code", certificates.UNIT)


def _pair(value: strict_json.JsonValue) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("pair")
    approver, exporter = map(_unit, value)
    return approver, exporter


def _head(value: strict_json.JsonValue) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("head")
    office, login = value
    return _unit(office), strict_json.Fields({"login": login}).text("login", certificates.LOGIN)


def _revoked(fields: strict_json.Fields) -> certificates.Revocation:
    reason = fields.text("reason", "[a-z_]+")
    if reason not in x509.ReasonFlags.__members__:
        raise ValueError("reason")
    item = certificates.Revocation(
        int(fields.text("serial", _SERIAL), 16),
        strict_json.parse_time(fields.text("when", strict_json.TIME_PATTERN)),
        x509.ReasonFlags[reason],
    )
    fields.end()
    return item
