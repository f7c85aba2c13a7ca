"""The people of the vectors, by what is right or wrong with their certificates."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.vectors import people
from tests.vectors.people import (
    APPROVER,
    ARC,
    BEGIN,
    CLERK_KEY,
    DAY,
    EXPORTER,
    ISSUED,
    NOW,
    PROSECUTOR,
    RECEIVER,
    ROOT,
    SECOND_KEY,
    TRUST,
    Extensions,
    Wish,
    ec_key,
    issue,
    key_usage,
    rsa_key,
    voucher,
)

_APPROVER = {"roles": (APPROVER,), "login": "S-01", "name": "هند"}

# --- good -------------------------------------------------------------------------------------

OFFICER = issue("T-07", Wish())
SUPERVISOR = issue("S-01", Wish(number="K-19", **_APPROVER))
BOTH = issue("S-02", Wish(roles=(EXPORTER, APPROVER), login="S-02", number="K-20"))
OFFICER_384 = issue("T-07 P-384", Wish(number="K-21", key=ec_key("T-07 P-384", ec.SECP384R1())))
OFFICER_RSA = issue("T-07 RSA", Wish(number="K-22", key=rsa_key(3072)))
SUPERVISOR_384 = issue(
    "S-01 P-384", Wish(number="K-23", key=ec_key("S-01 P-384", ec.SECP384R1()), **_APPROVER)
)
LONG_NAME = issue(
    "T-07 long",
    Wish(
        number="K-24",
        name="سالم" * 8,
        subject=lambda parts: parts.append(
            x509.NameAttribute(x509.ObjectIdentifier("2.5.4.41"), "سالم" * 12)
        ),
    ),
)
NEIGHBOUR = issue("S-61", Wish(roles=(APPROVER,), unit="SH6", login="S-61", number="K-25"))
SAME_CODE = issue("S-01 SH6", Wish(roles=(APPROVER,), unit="SH6", login="T-07", number="K-26"))
DESK = issue("P-02", Wish(roles=(RECEIVER,), unit="PPX", login="P-02", number="K-27"))
JUDGE = issue("P-01", Wish(roles=(RECEIVER, PROSECUTOR), unit="PPX", login="P-01", number="K-28"))
CLERK = issue("CA-1", Wish((TRUST,), "CA", "CA-1", "CA-9001", "هالة", key=CLERK_KEY, listed=False))
SECOND = issue(
    "CA-2", Wish((TRUST,), "CA", "CA-2", "CA-9002", "يوسف", key=SECOND_KEY, listed=False)
)

# --- one person, or the wrong one -------------------------------------------------------------

FOREIGN = issue("S-91", Wish(roles=(APPROVER,), unit="SH9", login="S-91", number="K-30"))
SAME_LOGIN = issue("S as T-07", Wish(roles=(APPROVER,), login="T-07", number="K-31"))
SAME_NUMBER = issue("S as K-18", Wish(number="K-18", **_APPROVER))
SAME_NUMBER_LOWER = issue("S as k-18", Wish(number="k-18", **_APPROVER))
SAME_KEY = issue("S with T-07's key", Wish(number="K-32", key=ec_key("T-07"), **_APPROVER))
OTHER_STATION = issue("T-91", Wish(unit="SH9", number="K-33"))

# --- shape ------------------------------------------------------------------------------------


def _replace(kind: type, extension: x509.ExtensionType | None, critical: bool = False) -> object:
    """An extension of this kind instead, or none."""

    def edit(parts: Extensions) -> None:
        place = next(at for at, (old, _critical) in enumerate(parts) if isinstance(old, kind))
        parts[place : place + 1] = [] if extension is None else [(extension, critical)]

    return edit


def _without(oid: x509.ObjectIdentifier) -> object:
    def edit(parts: list[x509.NameAttribute]) -> None:
        parts[:] = [part for part in parts if part.oid != oid]

    return edit


def _more(oid: x509.ObjectIdentifier, text: str) -> object:
    return lambda parts: parts.append(x509.NameAttribute(oid, text))


def _policies(*names: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies(
        [x509.PolicyInformation(x509.ObjectIdentifier(name), None) for name in names]
    )


_CA = _replace(x509.BasicConstraints, x509.BasicConstraints(True, 0), True)
_PURPOSE = _replace(
    x509.ExtendedKeyUsage, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
)
_NO_POLICY = _replace(x509.CertificatePolicies, None)
_OTHER_POLICY = _replace(x509.CertificatePolicies, _policies(f"{ARC}.1", f"{ARC}.7"), True)
_ANY_POLICY = _replace(x509.CertificatePolicies, _policies("2.5.29.32.0"), True)
_UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")

SHAPES: dict[str, tuple[Wish, str, str]] = {
    "ca": (Wish(extensions=_CA), "E_CERT_USAGE", "is a CA"),
    "no-purpose": (
        Wish(extensions=_PURPOSE),
        "E_CERT_USAGE",
        "is not for the signing of documents",
    ),
    "no-nonrepudiation": (
        Wish(usage=("digital_signature",)),
        "E_CERT_USAGE",
        "lacks nonRepudiation",
    ),
    "no-key-usage": (
        Wish(extensions=_replace(x509.KeyUsage, None)),
        "E_CERT_USAGE",
        "has no keyUsage",
    ),
    "no-policy": (Wish(roles=(1,), extensions=_NO_POLICY), "E_CERT_ROLE", "has no policies"),
    "policy-not-critical": (
        Wish(critical_policies=False),
        "E_CERT_ROLE",
        "has policies that are not critical",
    ),
    "policy-unknown": (
        Wish(extensions=_OTHER_POLICY),
        "E_CERT_ROLE",
        "has a policy beside .1 that the format does not know",
    ),
    "policy-any": (Wish(extensions=_ANY_POLICY), "E_CERT_ROLE", "has anyPolicy"),
    "policy-receiver": (
        Wish(roles=(RECEIVER,)),
        "E_CERT_ROLE",
        "is one for receipts",
    ),
    "policy-approver": (Wish(roles=(APPROVER,)), "E_CERT_ROLE", "is one for approvals"),
    "policies-apart": (
        Wish(roles=(EXPORTER, RECEIVER)),
        "E_CERT_ROLE",
        "has two policies that may not stand together",
    ),
    "critical": (
        Wish(extensions=lambda parts: parts.append((_UNKNOWN, True))),
        "E_CERT_CRITICAL",
        "has a critical extension that nobody knows",
    ),
    "no-unit": (
        Wish(subject=_without(NameOID.ORGANIZATIONAL_UNIT_NAME)),
        "E_CERT_HOLDER",
        "names no station",
    ),
    "two-units": (
        Wish(subject=_more(NameOID.ORGANIZATIONAL_UNIT_NAME, "SH6")),
        "E_CERT_HOLDER",
        "names two stations",
    ),
    "unit-lower": (
        Wish(unit="sh2", listed=False),
        "E_CERT_HOLDER",
        "names a station in lower case",
    ),
    "no-login": (Wish(subject=_without(NameOID.USER_ID)), "E_CERT_HOLDER", "names no login"),
    "two-logins": (
        Wish(subject=_more(NameOID.USER_ID, "T-08")),
        "E_CERT_HOLDER",
        "names two logins",
    ),
    "no-number": (
        Wish(subject=_without(NameOID.SERIAL_NUMBER)),
        "E_CERT_HOLDER",
        "names no service number",
    ),
    "no-name": (
        Wish(subject=_without(NameOID.COMMON_NAME)),
        "E_CERT_HOLDER",
        "names nobody",
    ),
    "no-agency": (
        Wish(subject=_without(NameOID.ORGANIZATION_NAME)),
        "E_CERT_HOLDER",
        "names no agency",
    ),
    "more-in-subject": (
        Wish(subject=_more(NameOID.LOCALITY_NAME, "Kuwait")),
        "E_CERT_HOLDER",
        "has a part of the name that the format does not know",
    ),
    "ended": (
        Wish(end=NOW - DAY),
        "E_CERT_EXPIRED",
        "had ended when it signed",
    ),
    "not-begun": (
        Wish(begin=NOW + DAY),
        "E_CERT_EXPIRED",
        "had not begun when it signed",
    ),
    "unlisted": (Wish(listed=False), "E_CERT_UNLISTED", "stands in no trust list"),
    "revoked-compromise": (Wish(), "E_CERT_REVOKED", "was revoked later, for a stolen key"),
    "revoked-ca": (Wish(), "E_CERT_REVOKED", "was revoked later, for a stolen key of the CA"),
    "revoked-aa": (
        Wish(),
        "E_CERT_REVOKED",
        "was revoked later, for a stolen key of the attribute authority",
    ),
    "revoked-no-reason": (Wish(), "E_CERT_REVOKED", "was revoked later, and nobody says why"),
    "revoked-before": (
        Wish(),
        "E_CERT_REVOKED",
        "was revoked for leaving before it signed",
    ),
    "left": (Wish(), "A_LEAVER", "was revoked after it signed, for leaving"),
    "superseded": (Wish(), "A_LEAVER", "was revoked after it signed, for a newer certificate"),
    "moved": (Wish(), "A_LEAVER", "was revoked after it signed, for a change of place"),
}
PEOPLE = {name: issue(f"shape {name}", wish) for name, (wish, _code, _about) in SHAPES.items()}
ROW_DIFFERS = {
    "code": ("SH6", "another station"),
    "login": ("T-70", "another login"),
    "number": ("K-99", "another service number"),
    "roles": ([EXPORTER, APPROVER], "more roles"),
    "until": ("2030-01-01T00:00:00Z", "another end"),
    "sha256": ("0" * 64, "another digest"),
}
DIFFERS = {name: issue(f"row {name}", Wish()) for name in ROW_DIFFERS}
ENDING = issue("ending", Wish(end=NOW + 10 * DAY))
APPROVER_LEFT = issue("S left", Wish(number="K-40", **_APPROVER))
APPROVER_UNLISTED = issue("S unlisted", Wish(number="K-41", listed=False, **_APPROVER))
APPROVER_EXPORTS = issue("S exports", Wish(roles=(EXPORTER,), login="S-01", number="K-42"))
OTHER_ROOT = people.root_of("another root", (CLERK_KEY, SECOND_KEY))
STRANGER = issue("stranger", Wish(issuer=OTHER_ROOT))
SAME_NAME_ROOT = people.Person(ec_key("not the root", ec.SECP384R1()), ROOT.certificate)
FORGED = issue("forged", Wish(issuer=SAME_NAME_ROOT))
WEAK_RSA = issue("weak RSA", Wish(key=rsa_key(2048)))
CURVE_521 = issue("P-521", Wish(key=ec_key("P-521", ec.SECP521R1())))
K1 = issue("secp256k1", Wish(key=ec_key("secp256k1", ec.SECP256K1())))

# --- vouchers ---------------------------------------------------------------------------------

_WHOM = Wish(number="K-50")
_SHORT_LIVED = {"end": BEGIN + 90 * DAY, "listed": False}


def below(label: str, by: people.Person, **more: object) -> people.Person:
    """A leaf below a voucher, which goes with the signature."""
    values = {"number": _WHOM.number, **_SHORT_LIVED, "more": (by.certificate,), **more}
    return issue(label, Wish(issuer=by, **values))


def _vouched(
    name: str, instead: object = None, end: datetime = BEGIN + 90 * DAY
) -> tuple[people.Person, people.Person]:
    """A voucher of which something may be otherwise, and a leaf below it."""
    by = voucher(f"voucher {name}", _WHOM, end, instead or (lambda parts: None))
    return by, below(f"T-07 voucher {name}", by)


_WHERE = x509.Name(list(people.subject_of(_WHOM))[:3])
VOUCHER = voucher("voucher", _WHOM)
VOUCHED = below("T-07 vouched", VOUCHER)
VOUCHED_ALONE = below("T-07 vouched alone", VOUCHER, more=())
VOUCHED_ELSEWHERE = below("T-07 vouched elsewhere", VOUCHER, unit="SH6")
VOUCHED_ANOTHER = below("T-08 vouched", VOUCHER, login="T-08", number="K-51")
VOUCHED_RENAMED = below("T-07 vouched renamed", VOUCHER, name="هند")
VOUCHED_MORE = below("T-07 vouched more", VOUCHER, roles=(EXPORTER, APPROVER))
VOUCHER_UNLISTED, VOUCHED_UNLISTED = _vouched("unlisted")
VOUCHER_LONG, VOUCHED_LONG = _vouched("long", end=BEGIN + 91 * DAY)
VOUCHER_WIDE, VOUCHED_WIDE = _vouched("wide", _replace(x509.NameConstraints, None))
VOUCHER_STATION, VOUCHED_STATION = _vouched(
    "station",
    _replace(x509.NameConstraints, x509.NameConstraints([x509.DirectoryName(_WHERE)], None), True),
)
VOUCHER_LENGTH, VOUCHED_LENGTH = _vouched(
    "length", _replace(x509.BasicConstraints, x509.BasicConstraints(True, None), True)
)
VOUCHER_USAGE, VOUCHED_USAGE = _vouched(
    "usage", _replace(x509.KeyUsage, key_usage("crl_sign"), True)
)
VOUCHER_SOFT, VOUCHED_SOFT = _vouched(
    "soft", lambda parts: parts.__setitem__(3, (parts[3][0], False))
)
VOUCHER_NO_ROLE, VOUCHED_NO_ROLE = _vouched("no role", _replace(x509.CertificatePolicies, None))
VOUCHER_ROLE_SOFT, VOUCHED_ROLE_SOFT = _vouched(
    "role soft", lambda parts: parts.__setitem__(4, (parts[4][0], False))
)
VOUCHER_REVOKED, VOUCHED_REVOKED = _vouched("revoked")
LISTED_VOUCHERS = (
    VOUCHER,
    VOUCHER_LONG,
    VOUCHER_WIDE,
    VOUCHER_STATION,
    VOUCHER_LENGTH,
    VOUCHER_USAGE,
    VOUCHER_SOFT,
    VOUCHER_NO_ROLE,
    VOUCHER_ROLE_SOFT,
    VOUCHER_REVOKED,
)

# --- what the authority says of them ----------------------------------------------------------

_HOUR_AGO = NOW.replace(minute=25)  # after everything was signed, before it is checked
REVOKED = [
    (PEOPLE["revoked-compromise"].certificate, _HOUR_AGO, ReasonFlags.key_compromise),
    (PEOPLE["revoked-ca"].certificate, _HOUR_AGO, ReasonFlags.ca_compromise),
    (PEOPLE["revoked-aa"].certificate, _HOUR_AGO, ReasonFlags.aa_compromise),
    (PEOPLE["revoked-no-reason"].certificate, _HOUR_AGO, None),
    (PEOPLE["revoked-before"].certificate, NOW - DAY, ReasonFlags.cessation_of_operation),
    (PEOPLE["left"].certificate, _HOUR_AGO, ReasonFlags.cessation_of_operation),
    (PEOPLE["superseded"].certificate, _HOUR_AGO, ReasonFlags.superseded),
    (PEOPLE["moved"].certificate, _HOUR_AGO, ReasonFlags.affiliation_changed),
    (APPROVER_LEFT.certificate, _HOUR_AGO, ReasonFlags.cessation_of_operation),
    (VOUCHER_REVOKED.certificate, _HOUR_AGO, ReasonFlags.key_compromise),
]
CRL = people.crl(5, REVOKED)


def certificate_rows() -> list[dict[str, object]]:
    """Every certificate that is listed, and those of which the list says something else."""
    rows = []
    for certificate, wish in ISSUED:
        row = people.row_of(certificate, wish)
        for name, person in DIFFERS.items():
            if person.certificate == certificate:
                row[name] = ROW_DIFFERS[name][0]
        rows.append(row)
    return rows


def voucher_rows() -> list[dict[str, object]]:
    return [
        {
            "sha256": hashlib.sha256(people.der_of(item.certificate)).hexdigest(),
            "station": "SH2",
            "login": _WHOM.login,
            "number": _WHOM.number,
            "from": people.stamp(item.certificate.not_valid_before_utc),
            "until": people.stamp(item.certificate.not_valid_after_utc),
        }
        for item in LISTED_VOUCHERS
    ]
