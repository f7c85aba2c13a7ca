"""NIST's PKITS (version 1.0.1) against our path check, as far as it applies.

Our profile has a root and certificates that it signs, nothing between. So each test's last
certificate is judged with its own issuer as the root. What PKITS asks of certificates in between, of
policies that are mapped and of names that are constrained has no place here: `NOT_OURS` says why.

Of each verdict only what speaks about the path counts: no certificate of PKITS is of our shape
(role, holder, purpose). PKITS signs with RSA of 2048 bits, which the profile refuses (a test in
`test_certificate_path.py`); that alone is lifted here.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography import x509

from tipdesk.bundle import trust
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.problems import Code
from tipdesk.bundle.trust import Moment, TrustStore, check_path

FOLDER = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
WHEN = datetime(2020, 1, 1, tzinfo=UTC)

# Last certificate, and what is said of the path.
JUDGED = {
    # 4.1 signatures
    "ValidCertificatePathTest1": (),
    "InvalidEESignatureTest3": ("E_CERT_SIG",),
    # 4.2 validity; the issuer's own too
    "InvalidCAnotBeforeDateTest1": ("E_CERT_EXPIRED",),
    "InvalidEEnotBeforeDateTest2": ("E_CERT_EXPIRED",),
    "Validpre2000UTCnotBeforeDateTest3": (),
    "ValidGeneralizedTimenotBeforeDateTest4": (),
    "InvalidCAnotAfterDateTest5": ("E_CERT_EXPIRED",),
    "InvalidEEnotAfterDateTest6": ("E_CERT_EXPIRED",),
    "Invalidpre2000UTCEEnotAfterDateTest7": ("E_CERT_EXPIRED",),
    "ValidGeneralizedTimenotAfterDateTest8": (),
    # 4.3 names
    "InvalidNameChainingTest1": ("E_CERT_UNTRUSTED",),
    "InvalidNameChainingOrderTest2": ("E_CERT_UNTRUSTED",),
    "ValidNameUIDsTest6": (),
    "ValidRFC3280MandatoryAttributeTypesTest7": (),
    "ValidRFC3280OptionalAttributeTypesTest8": (),
    "ValidUTF8StringEncodedNamesTest9": (),
    # 4.4 revocation lists
    "InvalidMissingCRLTest1": ("E_CRL_MISSING",),
    "InvalidRevokedEETest3": ("E_CERT_REVOKED",),
    "InvalidBadCRLSignatureTest4": ("E_CRL_MISSING",),
    "InvalidBadCRLIssuerNameTest5": ("E_CRL_MISSING",),
    "InvalidWrongCRLTest6": ("E_CRL_MISSING",),
    "ValidTwoCRLsTest7": (),
    "InvalidUnknownCRLEntryExtensionTest8": ("E_CERT_REVOKED",),
    "InvalidUnknownCRLExtensionTest9": ("E_CRL_MISSING",),
    "InvalidUnknownCRLExtensionTest10": ("E_CRL_MISSING",),
    "InvalidOldCRLnextUpdateTest11": ("E_CRL_STALE",),
    "Invalidpre2000CRLnextUpdateTest12": ("E_CRL_STALE",),
    "ValidGeneralizedTimeCRLnextUpdateTest13": (),
    "ValidLongSerialNumberTest16": (),
    "ValidLongSerialNumberTest17": (),
    "InvalidLongSerialNumberTest18": ("E_CERT_REVOKED",),
    # 4.16 private extensions
    "ValidUnknownNotCriticalCertificateExtensionTest1": (),
}

# Valid by RFC 5280 and refused here, on purpose: what, and why.
STRICTER = {
    r"Valid(NameChaining|Rollover|UTF8StringCase).*": (
        "E_CERT_UNTRUSTED",
        "one spelling: an issuer's name is compared byte for byte, so that every reader agrees",
    ),
    r"Valid(distributionPoint|only|IDPwith|cRLIssuer).*": (
        "E_CRL_MISSING",
        "a list that a critical extension narrows counts for nothing: the authority makes whole ones",
    ),
}

# Invalid by RFC 5280, and refused here by the same rule as above.
NARROWED = r"Invalid(distributionPoint|only|IDPwith|cRLIssuer|deltaCRLIndicator).*"

NOT_OURS = {
    r".*DSA.*": "DSA keys are no keys of the profile, and one of these cannot be read at all",
    r".*(olic|AnyPolicy|PolicyMapping|UserNotice|CPSPointer|anyPolicy|Mapping).*": (
        "4.8 to 4.12: policies are mapped and inhibited by certificates in between. Ours are roles "
        "in the last certificate, compared one by one (test_certificate_path.py)"
    ),
    r".*nameConstraints.*": "4.13: certificates in between constrain names; there are none",
    r".*(SelfIssued|pathLenConstraint).*": "4.5, 4.6: certificates in between",
    r"Invalid(CASignature|RevokedCA).*": "the issuer is the root here: nobody signs or revokes it",
    r".*(basicConstraints|cAFalse|keyUsage).*": (
        "4.6, 4.7: what an issuer may do is asked of the root when a trust list is taken in "
        "(trust.check_root, test_trust.py)"
    ),
    r".*NegativeSerialNumber.*": (
        "4.4: RFC 5280 allows no number below one. It can stand on no list, so nobody could revoke "
        "it: refused for its shape, and not looked for (that was an error without a code)"
    ),
    r".*SeparateCertificateandCRLKeys.*": "one key signs certificates and lists",
    r".*deltaCRLTest.*": "4.15: the authority makes whole lists; what only changes one is narrowed",
    r".*NoissuingDistributionPoint.*": "4.14: as ValidCertificatePathTest1",
    r"InvalidUnknownCriticalCertificateExtensionTest2": (
        "4.16: refused for its shape, before extensions are looked at; our own one is in "
        "test_certificate_path.py"
    ),
}


@cache
def store() -> TrustStore:
    """Every issuer of PKITS as a root, and every list."""
    issuers = [
        path
        for path in sorted((FOLDER / "certs").glob("*.crt"))
        if not path.stem.endswith("EE") and path.stem != "DSAParametersInheritedCACert"
    ]
    roots = [x509.load_der_x509_certificate(path.read_bytes()) for path in issuers]
    paths = sorted((FOLDER / "crls").glob("*.crl"))
    lists = [x509.load_der_x509_crl(path.read_bytes()) for path in paths]
    return TrustStore(tuple(roots), tuple(lists))


def verdict(name: str) -> tuple[str, ...]:
    """What is said of the path of this certificate."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # serial numbers that RFC 5280 forbids
        certificate = x509.load_der_x509_certificate(
            (FOLDER / "certs" / f"{name}EE.crt").read_bytes()
        )
        problems = check_path(certificate, CertificateRole.EXPORTER, store(), Moment(WHEN, WHEN))
    return tuple(problem.code.name for problem in problems if problem.code is not Code.E_CERT_USAGE)


@pytest.fixture(autouse=True)
def _keys_of_pkits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "is_allowed_key", lambda _key: True)


def all_names() -> list[str]:
    return sorted(path.stem[:-2] for path in (FOLDER / "certs").glob("*EE.crt"))


@pytest.mark.parametrize("name", JUDGED)
def test_a_path_of_nist_is_judged_as_nist_says(name: str) -> None:
    assert verdict(name) == JUDGED[name]
    assert bool(JUDGED[name]) == name.startswith("Invalid")


def test_what_is_stricter_here_is_refused_for_its_one_reason() -> None:
    for pattern, (code, _why) in STRICTER.items():
        names = [name for name in all_names() if re.fullmatch(pattern, name)]
        assert names, pattern
        assert {verdict(name) for name in names} == {(code,)}, pattern
    narrowed = [name for name in all_names() if re.fullmatch(NARROWED, name)]
    assert {verdict(name) for name in narrowed} == {("E_CRL_MISSING",)}


def test_every_other_path_has_its_reason_and_ends_in_a_verdict() -> None:
    patterns = [*STRICTER, NARROWED, *NOT_OURS]
    for name in all_names():
        matching = [pattern for pattern in patterns if re.fullmatch(pattern, name)]
        assert matching or name in JUDGED, name
        if "DSAParameter" not in name:
            verdict(name)
    assert all(name in all_names() for name in JUDGED)
    assert len(all_names()) > 200
