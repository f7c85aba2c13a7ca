"""A station that certifies its own people for some weeks, under a voucher that a list names."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bundle.raw import good, look
from tests.bundle.world import NOW, codes, person, world
from tipdesk.bundle import vouchers
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import (
    CertificateRole,
    Issuer,
    Revocation,
    SigningKey,
    make_crl,
)
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path

DAY = timedelta(days=1)
OFFICER = CertificateRole.EXPORTER
ENDS = NOW + 89 * DAY


def name(unit: str = "SH2", agency: str = "الإدارة العامة") -> list[x509.NameAttribute]:
    return [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "KW"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
    ]


def make_voucher(
    *,
    unit: str = "SH2",
    permitted: list[x509.GeneralName] | None = None,
    excluded: list[x509.GeneralName] | None = None,
    constrained: bool = True,
    critical: bool = True,
    path_length: int | None = 0,
    life: timedelta = vouchers.LIFE,
    by: Issuer | None = None,
) -> Issuer:
    """A voucher of one station, with one thing wrong at most."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = by or world().issuer
    where = name(unit)
    subject = x509.Name([*where, x509.NameAttribute(NameOID.COMMON_NAME, "voucher")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW - DAY + life)
        .add_extension(x509.BasicConstraints(True, path_length), True)
        .add_extension(certificates.key_usage(issue=True), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    if constrained:
        names = permitted if permitted is not None else [x509.DirectoryName(x509.Name(where))]
        builder = builder.add_extension(x509.NameConstraints(names, excluded), critical)
    return Issuer(builder.sign(issuer.key, hashes.SHA384()), key)


def leaf_of(
    voucher: Issuer,
    unit: str = "SH2",
    role: CertificateRole = OFFICER,
    agency: str = "الإدارة العامة",
) -> SigningKey:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = certificates.subject("KW", agency, person(unit=unit))
    leaf = certificates.issue_leaf(voucher, subject, key.public_key(), {role}, NOW)
    return SigningKey(key, leaf, (voucher.certificate, world().authority.root))


def naming(*named: Issuer) -> TrustStore:
    rows = tuple(vouchers.listed_as(voucher.certificate) for voucher in named)
    trust = world().trust
    return replace(trust, listing=replace(trust.listing, vouchers=rows))


def judged(
    key: SigningKey,
    voucher: Issuer,
    *,
    trust: TrustStore | None = None,
    now: datetime = NOW,
    claimed: datetime = NOW,
    role: CertificateRole = OFFICER,
) -> list[str]:
    problems = check_path(
        key.certificate,
        role,
        trust or naming(voucher),
        Moment(claimed, now),
        SentAlong((voucher.certificate,)),
        lenient_crl=True,
    )
    return [problem.code.value for problem in problems]


def test_a_leaf_below_a_voucher_counts_until_the_voucher_ends() -> None:
    voucher = make_voucher()
    key = leaf_of(voucher)
    assert judged(key, voucher) == []
    assert judged(key, voucher, now=ENDS, claimed=ENDS) == []
    later_on = ENDS + DAY
    assert judged(key, voucher, now=later_on, claimed=later_on) == ["E_CERT_EXPIRED"]
    assert judged(key, voucher, now=later_on) == ["W_EXPIRED_IN_TRANSIT", "W_TIME_UNPROVEN"]


def test_a_whole_bundle_under_a_voucher() -> None:
    voucher = make_voucher()
    container = replace(good(), key=leaf_of(voucher))
    report = look(container.bytes(), trust=naming(voucher))
    assert (codes(report), report.valid) == ([], True)
    report.close()
    report = look(container.bytes())
    assert codes(report) == ["E_CERT_UNLISTED"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"permitted": [x509.DirectoryName(x509.Name(name("SH9")))]}, "E_CERT_USAGE"),
        ({"permitted": [x509.DirectoryName(x509.Name(name()[:2]))]}, "E_CERT_USAGE"),
        (
            {"permitted": [x509.DirectoryName(x509.Name(name(unit))) for unit in ("SH2", "SH9")]},
            "E_CERT_USAGE",
        ),
        ({"excluded": [x509.DirectoryName(x509.Name(name("SH9")))]}, "E_CERT_USAGE"),
        ({"constrained": False}, "E_CERT_USAGE"),
        ({"critical": False}, "E_CERT_USAGE"),
        ({"path_length": None}, "E_CERT_USAGE"),
        ({"path_length": 1}, "E_CERT_USAGE"),
        ({"life": vouchers.LIFE + timedelta(seconds=1)}, "E_CERT_USAGE"),
    ],
)
def test_a_voucher_of_another_shape_vouches_for_nobody(
    changes: dict[str, object], code: str
) -> None:
    voucher = make_voucher(**changes)
    assert judged(leaf_of(voucher), voucher) == [code]


def test_a_voucher_speaks_for_one_station_and_for_no_list() -> None:
    voucher = make_voucher()
    assert judged(leaf_of(voucher, "SH9"), voucher) == ["E_CERT_UNTRUSTED"]
    assert judged(leaf_of(voucher, agency="غيرها"), voucher) == ["E_CERT_UNTRUSTED"]
    trust = leaf_of(voucher, role=CertificateRole.TRUST)
    named = judged(trust, voucher, role=CertificateRole.TRUST)
    assert {"E_CERT_ROLE", "E_CERT_UNLISTED"} <= set(named)


def test_a_voucher_that_no_list_names_or_that_was_revoked() -> None:
    """The clerk alone can make one."""
    voucher, other = make_voucher(), make_voucher()
    assert judged(leaf_of(voucher), voucher, trust=naming(other)) == ["E_CERT_UNLISTED"]
    elsewhere = replace(naming(voucher).listing.vouchers[0], station="SH9")
    trust = naming(voucher)
    listing = replace(trust.listing, vouchers=(elsewhere,))
    assert judged(leaf_of(voucher), voucher, trust=replace(trust, listing=listing)) == [
        "E_CERT_UNLISTED"
    ]
    gone = Revocation(voucher.certificate.serial_number, NOW, x509.ReasonFlags.key_compromise)
    revoked = replace(naming(voucher), crls=(make_crl(world().issuer, (gone,), 50, NOW),))
    assert judged(leaf_of(voucher), voucher, trust=revoked) == ["E_CERT_REVOKED"]


def test_a_voucher_makes_no_voucher() -> None:
    first = make_voucher()
    second = make_voucher(by=first)
    key = leaf_of(second)
    sent = SentAlong((second.certificate, first.certificate))
    problems = check_path(key.certificate, OFFICER, naming(first, second), Moment(NOW, NOW), sent)
    assert "E_CERT_UNTRUSTED" in {problem.code for problem in problems}
