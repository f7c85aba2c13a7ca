"""Who may sign what, and when: path, role, revocation and the time rule (format §1.7, §1.9)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags
from cryptography.x509.oid import NameOID

from tests.bundle.raw import good, look
from tests.bundle.world import NOW, certify, codes, subject_name, world
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import (
    CertificateRole,
    Issuer,
    Revocation,
    SigningKey,
    make_crl,
)
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICER = CertificateRole.EXPORTER


def store(*revocations: Revocation, number: int = 9, created: datetime = NOW) -> TrustStore:
    issuer = world().issuer
    return TrustStore((issuer.certificate,), (make_crl(issuer, revocations, number, created),))


def judged(
    key: SigningKey,
    *,
    trust: TrustStore | None = None,
    claimed: datetime = NOW,
    now: datetime = NOW,
    seen: datetime | None = None,
    lenient: bool = False,
) -> list[str]:
    problems = check_path(
        key.certificate,
        OFFICER,
        trust or store(),
        Moment(claimed, now, seen),
        lenient_crl=lenient,
    )
    return [problem.code.value for problem in problems]


# --- shape, role, root ---------------------------------------------------------------------


def usage(**bits: bool) -> x509.KeyUsage:
    names = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: bits.get(name, False) for name in names})


EMAIL = x509.ExtendedKeyUsageOID.EMAIL_PROTECTION
STAMPING = x509.ExtendedKeyUsageOID.TIME_STAMPING
SHAPES = {
    "good": ({}, []),
    "no purposes": ({"usages": []}, ["E_CERT_USAGE"]),
    "only e-mail": ({"usages": [EMAIL]}, ["E_CERT_USAGE"]),
    "time stamping": ({"usages": [STAMPING]}, ["E_CERT_USAGE"]),
    "encryption": ({"usage": usage(key_agreement=True)}, ["E_CERT_USAGE"]),
    "no non-repudiation": ({"usage": usage(digital_signature=True)}, ["E_CERT_USAGE"]),
    "authority": ({"ca": True}, ["E_CERT_USAGE"]),
    "unknown critical": ({"critical": x509.ObjectIdentifier("1.2.3.4")}, ["E_CERT_CRITICAL"]),
    "no role": ({"policies": []}, ["E_CERT_ROLE"]),
    "receiver": ({"role": CertificateRole.RECEIVER}, ["E_CERT_ROLE"]),
    "trust packs": ({"role": CertificateRole.TRUST}, ["E_CERT_ROLE"]),
    "two roles": (
        {"policies": [OFFICER.policy, CertificateRole.RECEIVER.policy]},
        ["E_CERT_ROLE"],
    ),
    "approver too": ({"policies": [OFFICER.policy, CertificateRole.APPROVER.policy]}, []),
    "approver alone": ({"role": CertificateRole.APPROVER}, ["E_CERT_ROLE"]),
    "a policy of somebody else": (
        {"policies": [OFFICER.policy, x509.ObjectIdentifier("1.2.3.4")]},
        ["E_CERT_ROLE"],
    ),
    "policies not critical": ({"policies_critical": False}, ["E_CERT_ROLE"]),
    **{
        f"{times} of {oid.dotted_string}": ({"oid": oid, "times": times}, ["E_CERT_HOLDER"])
        for oid in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.USER_ID, NameOID.SERIAL_NUMBER)
        for times in (0, 2)
    },
}


def named(oid: x509.ObjectIdentifier, times: int) -> x509.Name:
    """A name that has this part as often."""
    parts = list(subject_name())
    (part,) = (part for part in parts if part.oid == oid)
    return x509.Name([*(part for part in parts if part.oid != oid), *[part] * times])


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    changes, expected = SHAPES[name]
    if "oid" in changes:
        changes = {"subject": named(**changes)}
    assert judged(certify(**changes)) == expected


def test_roles_are_distinct_and_below_our_own_arc() -> None:
    policies = {role.policy.dotted_string for role in CertificateRole}
    assert len(policies) == 5
    assert all(policy.startswith("2.25.") for policy in policies)


def test_issued_by_a_namesake() -> None:
    """Same name and same serial number, other key."""
    here = world().issuer
    forged_key = ec.generate_private_key(ec.SECP384R1())
    forged = Issuer(here.certificate, forged_key)
    key = certify(by=forged, serial=world().officer.key.certificate.serial_number)
    assert judged(key) == ["E_CERT_SIG"]


def signers() -> list[ec.EllipticCurvePublicKey]:
    return [ec.generate_private_key(ec.SECP256R1()).public_key() for _ in range(2)]


def test_issued_by_a_stranger() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    root = certificates.make_root(key, "KW", "other", NOW, signers())
    assert judged(certify(by=Issuer(root, key))) == ["E_CERT_UNTRUSTED"]


def test_signed_by_an_officer() -> None:
    """A leaf issues nothing: depth is one."""
    officer = world().officer.key
    key = certify(by=Issuer(officer.certificate, officer.private))
    assert judged(key) == ["E_CERT_UNTRUSTED"]


def test_a_whole_bundle_of_a_stranger_tells_who_it_claims_to_be() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    root = certificates.make_root(key, "KW", "other", NOW, signers())
    report = look(replace(good(), key=certify(by=Issuer(root, key))).bytes())
    assert codes(report) == ["E_CERT_UNTRUSTED"]
    assert (report.complete, report.intact, report.trusted, report.valid) == (
        True,
        True,
        False,
        False,
    )
    assert report.signed_by is not None


# --- time ----------------------------------------------------------------------------------


def test_time_in_the_future() -> None:
    key = certify()
    assert judged(key, claimed=NOW + timedelta(hours=24)) == []
    assert judged(key, claimed=NOW + timedelta(hours=25)) == ["E_TIME_FUTURE"]


def test_expired_in_transit() -> None:
    """Valid when it was signed, expired on the way: quarantine for 180 days, then refused."""
    key = certify(life=30 * DAY, start=NOW - DAY)
    end = key.certificate.not_valid_after_utc
    fresh = store(created=end)
    assert judged(key, now=end, trust=fresh) == []
    waiting = ["W_EXPIRED_IN_TRANSIT", "W_TIME_UNPROVEN"]
    assert judged(key, now=end + DAY, trust=store(created=end)) == waiting
    late = end + 180 * DAY
    assert judged(key, now=late, trust=store(created=late)) == waiting
    assert judged(key, now=late + DAY, trust=store(created=late)) == ["E_CERT_EXPIRED"]


def test_an_own_receipt_proves_the_time() -> None:
    key = certify(life=30 * DAY, start=NOW - DAY)
    late = NOW + 400 * DAY
    assert judged(key, now=late, seen=NOW + DAY, trust=store(created=late)) == []


def test_signed_outside_the_certificates_life() -> None:
    key = certify(start=NOW - 10 * DAY, life=20 * DAY)
    assert judged(key, claimed=NOW - 11 * DAY) == ["E_CERT_EXPIRED"]
    assert judged(key, claimed=NOW + 11 * DAY, now=NOW + 11 * DAY) == ["E_CERT_EXPIRED"]
    assert judged(certify(start=NOW + 2 * DAY), claimed=NOW) == ["E_CERT_EXPIRED"]


def test_root_expired() -> None:
    late = NOW + timedelta(days=21 * 366)
    key = certify(life=timedelta(days=30 * 366))
    assert judged(key, now=late, claimed=late, trust=store(created=late)) == ["E_CERT_EXPIRED"]


# --- revocation ----------------------------------------------------------------------------


def revoked(key: SigningKey, reason: ReasonFlags, when: datetime) -> TrustStore:
    return store(Revocation(key.certificate.serial_number, when, reason))


@pytest.mark.parametrize(
    "reason", [ReasonFlags.key_compromise, ReasonFlags.unspecified, ReasonFlags.ca_compromise]
)
def test_backdated_with_a_stolen_key(reason: ReasonFlags) -> None:
    """The thief claims hours before the theft; it does not help."""
    key = certify()
    trust = revoked(key, reason, NOW)
    assert judged(key, claimed=NOW - 5 * HOUR, trust=trust) == ["E_CERT_REVOKED"]
    assert judged(key, claimed=NOW, trust=trust) == ["E_CERT_REVOKED"]


@pytest.mark.parametrize("reason", [ReasonFlags.superseded, ReasonFlags.affiliation_changed])
def test_left_the_service(reason: ReasonFlags) -> None:
    """What claims to be from before is set aside; what is signed after is refused."""
    key = certify(start=NOW - 20 * DAY)
    trust = revoked(key, reason, NOW)
    before = judged(key, claimed=NOW - 5 * DAY, trust=trust)
    assert before == ["A_LEAVER"]
    assert judged(key, claimed=NOW + DAY, now=NOW + DAY, trust=trust) == ["E_CERT_REVOKED"]


def test_received_before_the_theft() -> None:
    key = certify()
    trust = revoked(key, ReasonFlags.key_compromise, NOW)
    early, late = NOW - 5 * HOUR, NOW + DAY
    assert judged(key, claimed=early, seen=early, trust=trust) == ["W_REVOKED_LATER"]
    assert judged(key, claimed=early, seen=late, now=late, trust=trust) == ["E_CERT_REVOKED"]


def test_backdated_whole_bundle() -> None:
    here = world()
    trust = revoked(here.officer.key, ReasonFlags.key_compromise, NOW - DAY)
    report = look(good().bytes(), trust=replace(trust, listing=here.trust.listing))
    assert codes(report) == ["E_CERT_REVOKED"]
    assert report.trusted is False


# --- revocation lists ----------------------------------------------------------------------


def test_no_list() -> None:
    trust = replace(store(), crls=())
    assert judged(certify(), trust=trust) == ["E_CRL_MISSING"]


def test_a_list_of_somebody_else_is_none() -> None:
    here = world().issuer
    forged = make_crl(
        Issuer(here.certificate, ec.generate_private_key(ec.SECP384R1())), (), 99, NOW
    )
    assert judged(certify(), trust=replace(store(), crls=(forged,))) == ["E_CRL_MISSING"]


def test_stale_list() -> None:
    """Overdue: a warning for 30 days, then an error at the receiver; a laptop is only warned."""
    key = certify()
    due = NOW + certificates.CRL_LIFE
    assert judged(key, now=due) == []
    assert judged(key, now=due + DAY) == ["W_CRL_STALE"]
    assert judged(key, now=due + 31 * DAY) == ["E_CRL_STALE"]
    assert judged(key, now=due + 31 * DAY, lenient=True) == ["W_CRL_STALE"]


def test_the_newest_list_counts() -> None:
    """An older list beside a newer one, and an older one sent along, change nothing."""
    key = certify()
    issuer = world().issuer
    gone = Revocation(key.certificate.serial_number, NOW, ReasonFlags.key_compromise)
    old, new = make_crl(issuer, (), 4, NOW), make_crl(issuer, (gone,), 5, NOW)
    trust = TrustStore((issuer.certificate,), (old, new))
    assert judged(key, trust=trust) == ["E_CERT_REVOKED"]
    assert trust.crl_number == 5
    moment = Moment(NOW, NOW)
    only_new, only_old = replace(trust, crls=(new,)), replace(trust, crls=(old,))
    for kept, sent in ((only_new, (old,)), (only_old, (new,))):
        problems = check_path(key.certificate, OFFICER, kept, moment, SentAlong(crls=sent))
        assert [problem.code.value for problem in problems] == ["E_CERT_REVOKED"]


def test_a_list_that_comes_along_does_not_stand_alone() -> None:
    """A thief could send one from before the revocation."""
    key = certify()
    mine = make_crl(world().issuer, (), 4, NOW)
    trust = replace(store(), crls=())
    problems = check_path(
        key.certificate, OFFICER, trust, Moment(NOW, NOW), SentAlong(crls=(mine,))
    )
    assert [problem.code.value for problem in problems] == ["E_CRL_MISSING"]


def test_a_list_about_something_else_is_none() -> None:
    """A critical extension may say that it lists only authorities, or only some reasons."""
    issuer = world().issuer
    narrow = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=True,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + DAY)
        .add_extension(x509.CRLNumber(99), critical=False)
        .add_extension(narrow, critical=True)
        .sign(issuer.key, hashes.SHA384())
    )
    assert judged(certify(), trust=replace(store(), crls=(crl,))) == ["E_CRL_MISSING"]
