"""Somebody who certifies a key of their own for some weeks, under a voucher that a list names."""

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
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import (
    CertificateRole,
    Holder,
    Issuer,
    Revocation,
    SigningKey,
    make_crl,
)
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path

DAY = timedelta(days=1)
OFFICER, APPROVER = CertificateRole.EXPORTER, CertificateRole.APPROVER
ENDS = NOW + 89 * DAY
WHO = person(number="K-70", unit="SH2")


def name(unit: str = "SH2", agency: str = "الإدارة العامة") -> list[x509.NameAttribute]:
    return list(subject(replace(WHO, unit=unit), agency))[:3]


def subject(holder: Holder, agency: str = "الإدارة العامة") -> x509.Name:
    return certificates.subject("KW", agency, holder)


def make_voucher(
    *,
    whom: x509.Name | None = None,
    roles: tuple[CertificateRole, ...] = (OFFICER,),
    where: list[x509.NameAttribute] | None = None,
    permitted: list[x509.GeneralName] | None = None,
    excluded: list[x509.GeneralName] | None = None,
    constrained: bool = True,
    critical: bool = True,
    critical_roles: bool = True,
    path_length: int | None = 0,
    life: timedelta = vouchers.LIFE,
    by: Issuer | None = None,
    now: datetime = NOW,
) -> Issuer:
    """A voucher for one person, with one thing wrong at most."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = by or world().issuer
    whom = whom or subject(WHO)
    common = x509.NameAttribute(NameOID.COMMON_NAME, "voucher")
    policies = [x509.PolicyInformation(role.policy, None) for role in roles]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([*(where or list(whom)[:3]), common]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now - DAY + life)
        .add_extension(x509.BasicConstraints(True, path_length), True)
        .add_extension(certificates.key_usage(issue=True), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    if constrained:
        names = permitted if permitted is not None else [x509.DirectoryName(whom)]
        builder = builder.add_extension(x509.NameConstraints(names, excluded), critical)
    if policies:
        builder = builder.add_extension(x509.CertificatePolicies(policies), critical_roles)
    return Issuer(builder.sign(issuer.key, hashes.SHA384()), key)


def voucher_for(agency: Authority, whom: x509.Name, now: datetime) -> Issuer:
    """One that this authority makes for somebody, and names in its next list."""
    voucher = make_voucher(whom=whom, by=agency._issuer, now=now)
    row = vouchers.listed_as(voucher.certificate)
    agency.state = replace(agency.state, vouchers=(*agency.state.vouchers, row))
    return voucher


def leaf_of(
    voucher: Issuer,
    holder: Holder | None = None,
    roles: tuple[CertificateRole, ...] = (OFFICER,),
    agency: str = "الإدارة العامة",
) -> SigningKey:
    key = ec.generate_private_key(ec.SECP256R1())
    whom = subject(holder or WHO, agency)
    leaf = certificates.issue_leaf(voucher, whom, key.public_key(), roles, NOW)
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
    assert (report.signed_by.temporary, report.approved_by.temporary) == (True, False)
    report.close()
    report = look(container.bytes())
    assert codes(report) == ["E_CERT_UNLISTED"]


def whole(unit: str = "SH2") -> x509.DirectoryName:
    return x509.DirectoryName(subject(replace(WHO, unit=unit)))


@pytest.mark.parametrize(
    ("changes", "codes_expected"),
    [
        ({"permitted": [whole("SH9")]}, {"E_CERT_USAGE", "E_CERT_UNTRUSTED"}),
        (
            {"permitted": [x509.DirectoryName(x509.Name(name()))]},
            {"E_CERT_USAGE", "E_CERT_UNTRUSTED"},
        ),
        ({"permitted": [whole(), whole("SH9")]}, {"E_CERT_USAGE", "E_CERT_UNTRUSTED"}),
        ({"excluded": [whole("SH9")]}, {"E_CERT_USAGE", "E_CERT_UNTRUSTED"}),
        ({"constrained": False}, {"E_CERT_USAGE"}),
        ({"critical": False}, {"E_CERT_USAGE", "E_CERT_UNTRUSTED"}),
        ({"where": name("SH9")}, {"E_CERT_USAGE"}),
        ({"path_length": None}, {"E_CERT_USAGE"}),
        ({"path_length": 1}, {"E_CERT_USAGE"}),
        ({"life": vouchers.LIFE + timedelta(seconds=1)}, {"E_CERT_USAGE"}),
        ({"roles": ()}, {"E_CERT_USAGE", "E_CERT_ROLE"}),
        ({"critical_roles": False}, {"E_CERT_USAGE", "E_CERT_ROLE"}),
        ({"roles": (CertificateRole.TRUST,)}, {"E_CERT_USAGE", "E_CERT_ROLE"}),
        ({"roles": (APPROVER,)}, {"E_CERT_ROLE"}),
    ],
)
def test_a_voucher_of_another_shape_vouches_for_nobody(
    changes: dict[str, object], codes_expected: set[str]
) -> None:
    voucher = make_voucher(**changes)
    judged_codes = set(judged(leaf_of(voucher), voucher)) - {"E_CERT_UNLISTED"}
    assert judged_codes == codes_expected


def test_a_voucher_speaks_for_one_person_and_their_roles() -> None:
    """Whoever holds its key makes no second person with it, and takes no further role."""
    voucher = make_voucher(roles=(OFFICER, APPROVER))
    both = leaf_of(voucher, roles=(OFFICER, APPROVER))
    assert judged(both, voucher) == judged(both, voucher, role=APPROVER) == []
    for holder in (
        replace(WHO, login="S-01"),
        replace(WHO, name="هند"),
        replace(WHO, unit="SH9"),
        replace(WHO, service_number="K-99"),
    ):
        assert judged(leaf_of(voucher, holder), voucher) == ["E_CERT_UNTRUSTED"]
    assert judged(leaf_of(voucher, agency="غيرها"), voucher) == ["E_CERT_UNTRUSTED"]
    narrow = make_voucher()
    assert judged(leaf_of(narrow, roles=(OFFICER, APPROVER)), narrow) == ["E_CERT_ROLE"]
    approver = leaf_of(narrow, roles=(APPROVER,))
    assert judged(approver, narrow, role=APPROVER) == ["E_CERT_ROLE"]
    trust = leaf_of(voucher, roles=(CertificateRole.TRUST,))
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
