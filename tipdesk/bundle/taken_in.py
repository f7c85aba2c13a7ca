"""What a prosecutor signs who takes in a case bundle that was set aside (tipdesk-taken-in/1.0).

The office keeps statement and signature: nothing that was set aside counts as received without
them (docs/bundle-format.md §13.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle import strict_json, trust
from tipdesk.bundle.container.index import UUID
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import (
    LOGIN,
    UNIT,
    CertificateRole,
    SigningKey,
    holder_of,
)
from tipdesk.bundle.receipt import REGISTRY_NO
from tipdesk.core.errors import BundleUnreadable

FORMAT = "tipdesk-taken-in"
MOST_WORDS = 1000  # letters of a reason
_MEDIA_TYPE = "application/json"
_SHA256 = "[0-9a-f]{64}"
_CODE = "A_[A-Z_]{1,38}"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The statement, member by member."""

    bundle_id: str
    manifest: str  # SHA-256 (hex) of the case bundle's manifest
    codes: tuple[str, ...]  # why it was set aside, sorted
    reason: str
    registry_no: str
    office: str
    login: str  # of the prosecutor
    at: datetime

    def covers(self, bundle_id: str, manifest: str, codes: frozenset[str]) -> bool:
        """Whether it speaks of this very case bundle, and of all for which it was set aside."""
        return (self.bundle_id, self.manifest) == (bundle_id, manifest) and codes <= {*self.codes}


def write_statement(taken_in: TakenIn) -> bytes:
    """The bytes that are signed. Raises ValueError: a reader would not take them."""
    data = strict_json.write_json(
        {
            "format": FORMAT + "/1.0",
            "bundle_id": taken_in.bundle_id,
            "manifest": taken_in.manifest,
            "of": [*taken_in.codes],
            "reason": taken_in.reason,
            "registry_no": taken_in.registry_no,
            "office": taken_in.office,
            "login": taken_in.login,
            "at": strict_json.format_time(taken_in.at),
        }
    )
    read_statement(data)
    return data


def sign_statement(statement: bytes, key: SigningKey, at: datetime) -> bytes:
    """The prosecutor's signature over the statement."""
    return cms.sign(statement, key, at, _MEDIA_TYPE)


def standing_statement(
    statement: bytes, signature: bytes, store: trust.TrustStore, now: datetime, seen: datetime
) -> TakenIn | None:
    """What was signed, if a prosecutor's certificate stands behind it; None: it does not count.

    Args:
        statement: as kept.
        signature: as kept.
        store: whom the office trusts.
        now: today.
        seen: when it was signed here, as the register says.
    """
    try:
        taken_in = read_statement(statement)
        good = cms.read(signature, statement, _MEDIA_TYPE)
        holder = holder_of(good.certificate.subject)
    except (BundleUnreadable, ValueError):
        return None
    same = (holder.unit, holder.login) == (taken_in.office, taken_in.login)
    if good.problems or good.signed_at != taken_in.at or not same:
        return None
    problems = trust.check_path(
        good.certificate,
        CertificateRole.PROSECUTOR,
        store,
        trust.Moment(taken_in.at, now, seen),
        trust.SentAlong(good.certificates, good.crls),
        lenient_crl=True,
    )
    return None if any(problem.severity != "warning" for problem in problems) else taken_in


def read_statement(data: bytes) -> TakenIn:
    """What it says, whoever signed it. Raises ValueError: it is none."""
    fields = strict_json.Fields.of_document(data, FORMAT)
    taken_in = TakenIn(
        fields.text("bundle_id", UUID),
        fields.text("manifest", _SHA256),
        fields.texts("of", _CODE, 40),
        fields.text("reason", r"(?s).*\S.*", MOST_WORDS),
        fields.text("registry_no", REGISTRY_NO),
        fields.text("office", UNIT),
        fields.text("login", LOGIN),
        strict_json.parse_time(fields.text("at", strict_json.TIME_PATTERN)),
    )
    fields.end()
    codes = taken_in.codes
    if not codes or [*codes] != sorted(set(codes)):
        raise strict_json.NotStrictJson("of")
    return taken_in
