"""Faults of the two signatures, and of the certificates of those who sign (§3.3, §3.4, §5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from cryptography.x509 import ReasonFlags

from tests.vectors import cast, people, signing
from tests.vectors.people import DAY, END, NOW, Person, stamp
from tests.vectors.signing import NULL, Edit, Parts, der, oid
from tests.vectors.vector import Vector, case
from tests.vectors.writing import CREATED, SIGNED_AT, Envelope, put

notice = partial(case, kind="notice")


def vectors() -> Iterator[Vector]:
    yield from _structure()
    yield from _attributes()
    yield from _algorithms()
    yield from _approval()
    yield from _shapes()
    yield from _paths()
    yield from _vouchers()
    yield from _times()
    yield from _two_people()


# --- CMS --------------------------------------------------------------------------------------


def _cms(name: str, about: str, code: str, edit: Edit, **values: object) -> Vector:
    return notice(f"cms-{name}", f"CMS: {about}", code, cms=edit, **values)


def _set(**values: object) -> Edit:
    def edit(parts: Parts) -> None:
        for name, value in values.items():
            setattr(parts, name, value)

    return edit


def _structure() -> Iterator[Vector]:
    yield _cms("type", "no SignedData.", "E_SIG_TYPE", _set(kind=oid("1.2.840.113549.1.7.5")))
    yield _cms(
        "content-type",
        "another content type.",
        "E_SIG_TYPE",
        _set(content_type=signing.SIGNED_DATA),
    )
    yield _cms("content", "the content inside.", "E_SIG_NOT_DETACHED", _set(content=b"x"))
    yield _cms("version", "SignedData version 3.", "E_SIG_PARSE", _set(version=3))
    yield _cms("signer-version", "SignerInfo version 3.", "E_SIG_PARSE", _set(signer_version=3))
    yield _cms("two-signers", "two signers.", "E_SIG_SIGNERS", _two_signers)
    yield _cms(
        "certificate-absent", "without the certificate.", "E_SIG_CERT_MISSING", _no_certificate
    )
    yield _cms(
        "other-certificate", "with another certificate.", "E_SIG_CERT_MISSING", _other_certificate
    )
    yield _cms("serial", "another serial number.", "E_SIG_CERT_MISSING", _set(serial=7))
    yield _cms("digests", "two digest algorithms.", "E_SIG_ALG", _two_digests)
    yield _cms("nine-certificates", "nine certificates.", "E_SIG_CERTS", _nine)
    for name, about, edit in (
        ("trailing", "a byte follows.", lambda d: d + b"\0"),
        ("cut", "the last byte is missing.", lambda d: d[:-1]),
        ("empty", "nothing.", lambda d: b""),
        ("words", "no DER.", lambda d: b"signed by me"),
        ("indefinite", "BER of indefinite length.", _indefinite),
        ("long-length", "a length that is longer than it must be.", _long_length),
        ("pem", "PEM.", lambda d: b"-----BEGIN CMS-----\n" + d),
    ):
        yield notice(f"cms-{name}", f"CMS: {about}", "E_SIG_PARSE", signature=edit)
    yield _cms("unsorted", "attributes in another order.", "E_SIG_PARSE", _unsorted)


def _two_signers(parts: Parts) -> None:
    parts.more.append(_signer_of(signing.sign(b"x", cast.BOTH, NOW, signing.XML)))


def _signer_of(data: bytes) -> bytes:
    """The SignerInfo: it is the last element."""
    for at in range(len(data) - 1, 0, -1):
        if data[at : at + 2] == b"\x31\x82":
            size = int.from_bytes(data[at + 2 : at + 4])
            if at + 4 + size == len(data):
                return data[at + 4 :]
    raise AssertionError("no signers")


def _no_certificate(parts: Parts) -> None:
    parts.certificates = [people.der_of(people.ROOT.certificate)]


def _other_certificate(parts: Parts) -> None:
    parts.certificates = [people.der_of(cast.BOTH.certificate)]


def _two_digests(parts: Parts) -> None:
    parts.digests = [signing.SHA256, signing.SHA384]


def _nine(parts: Parts) -> None:
    others = [person.certificate for person in list(cast.PEOPLE.values())[:8]]
    parts.certificates += [people.der_of(item) for item in others]


def _unsorted(parts: Parts) -> None:
    parts.sorted = False
    parts.attributes.reverse()


def _indefinite(data: bytes) -> bytes:
    return b"\x30\x80" + data[4:] + b"\0\0"


def _long_length(data: bytes) -> bytes:
    return b"\x30\x83\0" + data[2:]


# --- attributes -------------------------------------------------------------------------------


def _attributes() -> Iterator[Vector]:
    needed = {
        "content-type": signing.CONTENT_TYPE,
        "digest": signing.DIGEST,
        "time": signing.TIME,
        "certificate": signing.CERTIFICATE,
        "mime": signing.MIME,
        "protection": signing.PROTECTION,
    }
    for name, attribute in needed.items():
        yield _cms(f"no-{name}", f"without the signed attribute {name}.", "E_SIG_ATTR_MISSING",
                   lambda parts, attribute=attribute: parts.drop(attribute))  # fmt: skip
    yield _cms("attribute-twice", "an attribute twice.", "E_SIG_ATTR_DUP",
               lambda parts: parts.attributes.append((signing.MIME, [signing.mime("text/xml")])))  # fmt: skip
    yield _cms("two-values", "an attribute with two values.", "E_SIG_ATTR_MULTI",
               lambda p: p.put(signing.MIME, signing.mime("text/xml"), signing.mime("text/xml"), NULL))  # fmt: skip
    yield _cms("attribute-more", "a signed attribute that nobody knows.", "E_SIG_PARSE",
               lambda parts: parts.attributes.append((oid("1.2.3.4.5"), [NULL])))  # fmt: skip
    yield _cms("content-type-other", "the attribute names another type.", "E_SIG_CT",
               lambda parts: parts.put(signing.CONTENT_TYPE, signing.SIGNED_DATA))  # fmt: skip
    yield _cms("digest-other", "the digest of something else.", "E_SIG_DIGEST",
               lambda parts: parts.put(signing.DIGEST, der(4, bytes(32))))  # fmt: skip
    yield _cms("mime-other", "signed as a document of another type.", "E_SIG_MIME",
               lambda parts: parts.put(signing.MIME, signing.mime("application/json")))  # fmt: skip
    sha384 = signing.protection(signing.SHA384, signing.ECDSA_256)
    yield _cms("protection-other", "cmsAlgorithmProtection of other algorithms.", "E_SIG_ALGPROT",
               lambda parts: parts.put(signing.PROTECTION, sha384))  # fmt: skip
    other = signing.signing_certificate(signing.certificate_id(cast.BOTH.certificate))
    yield _cms("certificate-other", "signingCertificateV2 of another.", "E_SIG_ESS",
               lambda parts: parts.put(signing.CERTIFICATE, other))  # fmt: skip
    bare = signing.signing_certificate(
        signing.certificate_id(cast.OFFICER.certificate, issuer_serial=False)
    )
    yield _cms("certificate-bare", "signingCertificateV2 without issuerSerial.", "E_SIG_ESS",
               lambda parts: parts.put(signing.CERTIFICATE, bare))  # fmt: skip
    none = signing.signing_certificate()
    yield _cms("certificate-none", "signingCertificateV2 without a certificate.", "E_SIG_ESS",
               lambda parts: parts.put(signing.CERTIFICATE, none))  # fmt: skip
    yield _cms("time-other", "another time than `created`.", "E_INDEX_MISMATCH",
               lambda p: p.put(signing.TIME, signing.utc_time(CREATED + timedelta(seconds=1))))  # fmt: skip
    general = der(0x18, CREATED.strftime("%Y%m%d%H%M%SZ").encode())
    yield _cms("time-generalized", "signingTime as GeneralizedTime.", "E_SIG_PARSE",
               lambda parts: parts.put(signing.TIME, general))  # fmt: skip


def _algorithm(digest: bytes, algorithm: bytes) -> Edit:
    def edit(parts: Parts) -> None:
        parts.digest, parts.algorithm, parts.digests = digest, algorithm, [digest]
        parts.put(signing.PROTECTION, signing.protection(digest, algorithm))

    return edit


def _algorithms() -> Iterator[Vector]:
    sha256 = signing.SHA256
    rsa = {"exporter": cast.OFFICER_RSA}
    yield _cms("sha1", "SHA-1.", "E_SIG_ALG", _algorithm(signing.SHA1, signing.ECDSA_256))
    yield notice("cms-sha384-p256", "CMS: P-256 with SHA-384.", "E_SIG_ALG", "E_SIG_DIGEST",
               cms=_sha384_p256)  # fmt: skip
    yield _cms("ecdsa-null", "ECDSA with NULL.", "E_SIG_ALG",
               _algorithm(sha256, der(0x30, oid("1.2.840.10045.4.3.2"), NULL)))  # fmt: skip
    yield _cms("rsa-for-ec", "RSA is said, ECDSA is there.", "E_SIG_ALG",
               _algorithm(sha256, signing.RSA_SHA256))  # fmt: skip
    yield _cms("pss-salt", "PSS with a salt of 20.", "E_SIG_ALG",
               _algorithm(sha256, signing.pss(20)), **rsa)  # fmt: skip
    sha1_mask = der(0x30, oid("1.2.840.113549.1.1.8"), der(0x30, oid("1.3.14.3.2.26"), NULL))
    yield _cms("pss-mask", "PSS with MGF1-SHA-1.", "E_SIG_ALG",
               _algorithm(sha256, signing.pss(32, sha1_mask)), **rsa)  # fmt: skip
    yield notice("good-rsa-plain", "RSA under the name rsaEncryption.",
               cms=_algorithm(sha256, signing.RSA_PLAIN), **rsa)  # fmt: skip
    yield notice("good-digest-null", "SHA-256 with NULL.",
               cms=_algorithm(signing.SHA256_NULL, signing.ECDSA_256))  # fmt: skip
    for name, about, who in (
        ("rsa-2048", "RSA of 2048 bits.", cast.WEAK_RSA),
        ("p521", "P-521.", cast.CURVE_521),
        ("secp256k1", "secp256k1.", cast.K1),
    ):
        yield notice(f"cms-{name}", f"CMS: {about}", "E_SIG_ALG", exporter=who)
    yield _cms("key", "signed with another key.", "E_SIG_BAD", _set(key=cast.BOTH.key))
    yield notice("cms-flipped", "CMS: one bit of the signature is another.", "E_SIG_BAD",
               signature=lambda d: d[:-1] + bytes((d[-1] ^ 1,)))  # fmt: skip


def _sha384_p256(parts: Parts) -> None:
    _algorithm(signing.SHA384, signing.ECDSA_384)(parts)
    parts.put(signing.DIGEST, der(4, hashlib.sha384(b"").digest()))


# --- the approver's signature -----------------------------------------------------------------


def _approval(code: str = "E_APPROVAL_SIGNATURE") -> Iterator[Vector]:
    later = signing.utc_time(SIGNED_AT + timedelta(seconds=1))
    edits: dict[str, tuple[str, Edit]] = {
        "mime": ("signed as a manifest.", lambda p: p.put(signing.MIME, signing.mime("text/xml"))),
        "digest": ("of other bytes.", lambda p: p.put(signing.DIGEST, der(4, bytes(32)))),
        "key": ("signed with another key.", _set(key=cast.OFFICER.key)),
        "time": ("another time than `approved_at`.", lambda p: p.put(signing.TIME, later)),
        "two-signers": ("two signers.", _two_signers),
        "attribute": ("a signed attribute is missing.", lambda p: p.drop(signing.PROTECTION)),
    }
    for name, (about, edit) in edits.items():
        yield case(f"approval-signature-{name}", f"approval.p7s: {about}", code, approval_cms=edit)
    yield case("approval-signature-trailing", "approval.p7s: a byte follows.", code,
               approval_signature=lambda d: d + b"\0")  # fmt: skip
    yield case("approval-signature-none", "No approval.p7s.", "E_MEMBER_MISSING",
               sent=lambda f: {n: d for n, d in f.items() if n != "approval.p7s"})  # fmt: skip


# --- certificates -----------------------------------------------------------------------------


def _shapes() -> Iterator[Vector]:
    unlisted = {"ca", "no-unit", "two-units", "unit-lower", "no-login", "two-logins", "no-number"}
    role = {"no-policy", "policy-not-critical", "policy-unknown", "policy-any", "policies-apart"}
    for name, (_wish, code, about) in cast.SHAPES.items():
        codes = [code]
        if name in unlisted or name in role:
            codes.append("E_CERT_UNLISTED")
        yield notice(f"certificate-{name}", f"The exporter's certificate {about}.", *codes,
                   exporter=cast.PEOPLE[name])  # fmt: skip
    for name, (_value, about) in cast.ROW_DIFFERS.items():
        yield notice(f"certificate-row-{name}",
                   f"The trust list says {about} of the certificate than it says itself.",
                   "E_CERT_UNLISTED", exporter=cast.DIFFERS[name])  # fmt: skip
    yield case("certificate-approver-unlisted", "The approver's certificate stands in no list.",
               "E_CERT_UNLISTED", approver=cast.APPROVER_UNLISTED)  # fmt: skip
    yield case("certificate-approver-exports", "The approver's certificate is one for case bundles.",
               "E_CERT_ROLE", approver=cast.APPROVER_EXPORTS)  # fmt: skip
    yield case("certificate-direct-role", "`direct`, signed with a certificate for approvals alone.",
               "E_CERT_ROLE", "A_DIRECT", direct=True)  # fmt: skip


def _paths() -> Iterator[Vector]:
    yield notice("certificate-stranger", "The exporter's certificate is another agency's.",
               "E_CERT_UNTRUSTED", exporter=cast.STRANGER)  # fmt: skip
    yield notice("certificate-forged", "The certificate names our root, which did not sign it.",
               "E_CERT_SIG", exporter=cast.FORGED)  # fmt: skip
    yield notice("certificate-root-signs", "The root itself signs.", "E_CERT_USAGE",
               "E_CERT_UNLISTED", exporter=people.ROOT)  # fmt: skip
    yield notice("certificate-no-crl", "Root alone is given, without a revocation list.",
               "E_CRL_MISSING", "W_NO_LIST", trust="root.pem", envelope=Envelope())  # fmt: skip
    yield notice("certificate-pem-revoked", "The same root and list judge a revoked one.",
               "E_CERT_REVOKED", "W_NO_LIST", trust="trust.pem",
               exporter=cast.PEOPLE["revoked-no-reason"])  # fmt: skip
    empty = people.crl(9, begin=NOW, due=NOW + 90 * DAY)
    hiding = replace(cast.PEOPLE["revoked-compromise"], crls=(empty,))
    yield notice("certificate-crl-hides", "A newer list goes along in which the revocation is gone.",
               "E_CERT_REVOKED", exporter=hiding)  # fmt: skip
    entry = (cast.OFFICER.certificate, NOW - DAY, ReasonFlags.key_compromise)
    newer = replace(cast.OFFICER, crls=(people.crl(9, [entry], begin=NOW),))
    yield notice("certificate-crl-newer", "A newer list goes along, by which the signer is revoked.",
               "E_CERT_REVOKED", exporter=newer)  # fmt: skip
    other = people.crl(9, [entry], issuer=cast.OTHER_ROOT)
    yield notice("good-crl-of-another", "A list of another agency goes along, and says nothing here.",
               exporter=replace(cast.OFFICER, crls=(other,)))  # fmt: skip


def _vouchers() -> Iterator[Vector]:
    rows: dict[str, tuple[Person, str, tuple[str, ...]]] = {
        "alone": (cast.VOUCHED_ALONE, "does not go along", ("E_CERT_UNTRUSTED",)),
        "elsewhere": (cast.VOUCHED_ELSEWHERE, "is of another station than the leaf",
                      ("E_CERT_UNTRUSTED",)),
        "another": (cast.VOUCHED_ANOTHER, "speaks for somebody else", ("E_CERT_UNTRUSTED",)),
        "renamed": (cast.VOUCHED_RENAMED, "names the person otherwise", ("E_CERT_UNTRUSTED",)),
        "more": (cast.VOUCHED_MORE, "has fewer roles than the leaf", ("E_CERT_ROLE",)),
        "unlisted": (cast.VOUCHED_UNLISTED, "stands in no list", ("E_CERT_UNLISTED",)),
        "long": (cast.VOUCHED_LONG, "is valid for 91 days", ("E_CERT_USAGE",)),
        "wide": (cast.VOUCHED_WIDE, "has no name constraints", ("E_CERT_USAGE",)),
        "station": (cast.VOUCHED_STATION, "speaks for a whole station",
                    ("E_CERT_UNTRUSTED", "E_CERT_USAGE")),
        "no-role": (cast.VOUCHED_NO_ROLE, "has no policies", ("E_CERT_ROLE", "E_CERT_USAGE")),
        "role-soft": (cast.VOUCHED_ROLE_SOFT, "has policies that are not critical",
                      ("E_CERT_ROLE", "E_CERT_USAGE")),
        "length": (cast.VOUCHED_LENGTH, "has no path length", ("E_CERT_USAGE",)),
        "usage": (cast.VOUCHED_USAGE, "may not sign certificates", ("E_CERT_USAGE",)),
        "soft": (cast.VOUCHED_SOFT, "has name constraints that are not critical",
                 ("E_CERT_UNTRUSTED", "E_CERT_USAGE")),
        "revoked": (cast.VOUCHED_REVOKED, "is revoked", ("E_CERT_REVOKED",)),
    }  # fmt: skip
    for name, (who, about, codes) in rows.items():
        yield notice(f"voucher-{name}", f"The exporter's voucher {about}.", *codes, exporter=who)


def _times() -> Iterator[Vector]:
    at = CREATED - timedelta(hours=24, seconds=1)
    yield case("time-future", "It says that it was signed more than 24 hours after now.",
               "E_TIME_FUTURE", at=at)  # fmt: skip
    yield case("time-crl-stale", "The revocation list is past its nextUpdate by 31 days.",
               "E_CRL_STALE", "W_LATE", at=NOW + 120 * DAY)  # fmt: skip
    yield case("time-in-transit", "The certificate ended on the way.", "W_EXPIRED_IN_TRANSIT",
               "W_TIME_UNPROVEN", exporter=cast.ENDING, at=NOW + 11 * DAY)  # fmt: skip
    yield case("time-ended-long-ago", "The certificate ended 181 days ago.", "E_CERT_EXPIRED",
               "E_CRL_STALE", "W_LATE", exporter=cast.ENDING, at=NOW + 191 * DAY)  # fmt: skip
    late = {"created": END + DAY, "approved_at": END + DAY - timedelta(hours=1)}
    yield case("time-after-the-end", "Signed a day after both certificates ended.",
               "E_CERT_EXPIRED", "E_CRL_STALE", at=END + 2 * DAY, **late)  # fmt: skip
    yield case("time-approval-after", "Approved after it was handed over.", "E_APPROVAL_OLD",
               approved_at=CREATED + timedelta(seconds=1))  # fmt: skip
    yield case("time-approval-ended", "Handed over a second after the approval's end.",
               "E_APPROVAL_OLD", created=SIGNED_AT + 14 * DAY + timedelta(seconds=1),
               at=SIGNED_AT + 15 * DAY)  # fmt: skip
    yield case("time-approval-long", "An approval of 30 days and a second.", "E_APPROVAL_OLD",
               approval=put(valid_until=stamp(SIGNED_AT + 30 * DAY + timedelta(seconds=1))))  # fmt: skip


def _two_people() -> Iterator[Vector]:
    same = "E_ONE_PERSON"
    yield case("person-same", "Exporter and approver are one.", same, "E_CERT_ROLE",
               approver=cast.OFFICER, approver_login="T-07")  # fmt: skip
    yield case("person-both-roles", "One person with both roles signs twice.", same,
               exporter=cast.BOTH, approver=cast.BOTH, exporter_login="S-02",
               approver_login="S-02")  # fmt: skip
    yield case("person-same-login", "One login under two service numbers.", same,
               approver=cast.SAME_LOGIN, approver_login="T-07")  # fmt: skip
    yield case("person-same-number", "One service number under two logins.", same,
               approver=cast.SAME_NUMBER)  # fmt: skip
    yield case("person-same-number-case", "One service number, once in lower case.", same,
               approver=cast.SAME_NUMBER_LOWER)  # fmt: skip
    yield case("person-same-key", "One key in two certificates.", same,
               approver=cast.SAME_KEY)  # fmt: skip
    yield case("person-author", "The approver is among the authors.", same,
               approval=put(authors=["S-01", "T-07"]))  # fmt: skip
    yield case("person-author-number", "An author has the approver's service number.", same,
               approver=cast.SAME_NUMBER, exporter=cast.BOTH, exporter_login="S-02")  # fmt: skip
    yield case("person-no-authors", "The approval names no author.", same,
               approval=put(authors=[]))  # fmt: skip
    yield case("person-author-missing", "The chain tells of an author whom the approval lacks.",
               same, approval=put(authors=["T-09"]))  # fmt: skip
    yield case("person-foreign", "An approver of another station.", "E_STATION",
               approver=cast.FOREIGN, approver_login="S-91")  # fmt: skip
    yield case("person-foreign-pem", "The same neighbour, where no trust list says that they may.",
               "E_STATION", "W_NO_LIST", approver=cast.NEIGHBOUR, approver_login="S-61",
               trust="trust.pem")  # fmt: skip
    yield case("person-exporter-elsewhere", "The exporter is of another station.", "E_STATION",
               exporter=cast.OTHER_STATION)  # fmt: skip
    yield case("person-approver-other", "The approval names another approver than signed.",
               "E_APPROVER", approver_login="S-03")  # fmt: skip
    yield case("person-left-aside", "The exporter has left since.", "A_LEAVER",
               exporter=cast.PEOPLE["left"])  # fmt: skip
