"""What one person of the authority, with their own key and the root's, cannot do alone."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.test_trust import refused, renumbered, sign_pack
from tests.bundle.world import (
    CHEAP,
    NOW,
    PEOPLE,
    codes,
    enrol,
    person,
    second_signer,
    trust_list,
    world,
)
from tests.json_schema import faults
from tipdesk.bundle import authority
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.certifying import signatory
from tipdesk.bundle.certifying.listing import listing_of
from tipdesk.bundle.container import paths
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, Issuer, SigningKey, make_crl
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.trust import Moment, TrustStore, check_path, listed_as
from tipdesk.bundle.trust_list import (
    describe,
    first_signature,
    make_trust_list,
    read_trust_list,
    write_listing,
)
from tipdesk.core.errors import OnePerson, TrustPackInvalid, TrustPackOlder
from tipdesk.core.settings import resource

DAY = timedelta(days=1)
NOT_OURS = {"E_CERT_UNTRUSTED", "E_CERT_SIG"}  # roots of one year have one name


@pytest.fixture
def station(tmp_path: Path) -> Authority:
    return authority.init(tmp_path / "authority", "الجهة", PEOPLE, NOW, CHEAP)


@pytest.fixture
def current(station: Authority) -> TrustStore:
    return read_trust_list(trust_list(station, NOW), NOW).store


def by_hand(
    issuer: Issuer,
    holder: Holder,
    role: CertificateRole,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> SigningKey:
    """Whatever the root's key certifies outside the program."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = certificates.subject("KW", "الجهة", holder)
    leaf = certificates.issue_leaf(issuer, name, key.public_key(), {role}, NOW)
    return SigningKey(key, leaf, (issuer.certificate,))


def clerk(station: Authority) -> SigningKey:
    return station._trust_signer(NOW)


# --- one signature -----------------------------------------------------------------------------


def test_what_the_clerk_makes_alone_is_taken_nowhere(
    station: Authority, current: TrustStore
) -> None:
    waiting = station.trust_list(NOW)
    data = waiting.read_bytes()
    for known in (None, current):
        assert refused(data, known=known) == "E_ONE_PERSON"
    for trusted in (None, current, TrustStore(current.roots, current.crls)):
        report = verify(waiting, VerificationRequest(now=NOW, trust=trusted))
        assert Code.E_ONE_PERSON in {problem.code for problem in report.problems}
        assert not report.valid
        report.close()


def test_an_invented_second_person_is_none(station: Authority, current: TrustStore) -> None:
    """The clerk has the root's key and certifies anybody, with any number; the root names nobody
    more."""
    holder = Holder("لا أحد", "CA-7", "CA", "CA-2")
    for number in ("CA-7", PEOPLE[1].service_number):
        invented = by_hand(
            station._issuer, replace(holder, service_number=number), CertificateRole.TRUST
        )
        data = sign_pack(station, renumbered(current, 9), second=invented)
        for known in (None, current):
            assert refused(data, known=known) == "E_CERT_UNLISTED"
        report = verify(io.BytesIO(data), VerificationRequest(now=NOW, trust=current))
        assert codes(report) == ["E_CERT_UNLISTED"]
        assert report.trusted is False
        report.close()
        first = sign_pack(station, renumbered(current, 9), invented, clerk(station))
        assert refused(first) == "E_CERT_UNLISTED"


def test_the_same_person_with_two_certificates_is_one(
    station: Authority, current: TrustStore
) -> None:
    """A second number for one key, and one number for two keys."""
    mine = clerk(station)
    renamed = by_hand(
        station._issuer, Holder("غيري", "CA-8", "CA", "CA-8"), CertificateRole.TRUST, mine.private
    )
    assert refused(sign_pack(station, renumbered(current, 9), second=renamed)) == "E_ONE_PERSON"
    number = PEOPLE[0].service_number.lower()
    other = by_hand(
        station._issuer,
        Holder("يوسف", number, "CA", "CA-2"),
        CertificateRole.TRUST,
        second_signer(station).private,
    )
    assert refused(sign_pack(station, renumbered(current, 9), second=other)) == "E_ONE_PERSON"


def test_a_root_of_ones_own_names_whom_one_likes_and_has_other_digits(
    station: Authority, current: TrustStore
) -> None:
    """The root's key makes another root of the same name and key that names an invented person:
    forty digits tell them apart, and no station goes over to it."""
    mine = clerk(station)
    friend = ec.generate_private_key(ec.SECP256R1())
    forged = certificates.make_root(
        station._issuer.key, "KW", "الجهة", NOW, [mine.private.public_key(), friend.public_key()]
    )
    issuer = Issuer(forged, station._issuer.key)
    invented = by_hand(
        issuer, Holder("لا أحد", "CA-7", "CA", "CA-2"), CertificateRole.TRUST, friend
    )
    data = sign_pack(station, renumbered(replace(current, roots=(forged,)), 9), second=invented)
    assert read_trust_list(io.BytesIO(data), NOW).store.fingerprint != station.fingerprint
    assert refused(data, known=current) == "E_CERT_UNLISTED"
    both = renumbered(replace(current, roots=(*current.roots, forged)), 9)
    assert refused(sign_pack(station, both, second=invented), known=current) == "E_CERT_UNLISTED"


def test_who_signed_first_cannot_sign_second(station: Authority) -> None:
    proposal = signatory.read_waiting(station.folder, station.trust_list(NOW), NOW)
    with pytest.raises(OnePerson):
        signatory.countersign(station.folder, proposal, clerk(station), NOW)
    assert signatory.newest_waiting(station.folder).is_file()


def test_a_list_that_was_changed_on_its_way_to_the_second_person(
    station: Authority, current: TrustStore
) -> None:
    """Only what the clerk signed is shown, and only what this authority's clerk signed."""
    waiting = station.trust_list(NOW)
    document = write_listing(renumbered(current, 9))
    stranger = enrol(station, CertificateRole.EXPORTER, "x").key
    other = first_signature(write_listing(current), clerk(station), NOW)
    for first, outer, code in (
        (first_signature(document, stranger, NOW), stranger, "E_CERT_ROLE"),
        (other, clerk(station), "E_SIG_DIGEST"),
    ):
        waiting.write_bytes(make_trust_list(document, first, outer, NOW))
        with pytest.raises(TrustPackInvalid) as raised:
            signatory.read_waiting(station.folder, waiting, NOW)
        assert raised.value.details == {"code": code}
    waiting.write_bytes(sign_pack(station, current))
    with pytest.raises(TrustPackOlder):
        signatory.read_waiting(station.folder, waiting, NOW)


# --- certificates that no list names -----------------------------------------------------------


@pytest.mark.parametrize(
    "role", [role for role in CertificateRole if role is not CertificateRole.TRUST]
)
def test_a_certificate_by_hand_stands_in_no_list(station: Authority, role: CertificateRole) -> None:
    honest = enrol(station, role, "x")
    store = read_trust_list(trust_list(station, NOW), NOW).store
    forged = by_hand(station._issuer, person(), role)
    moment = Moment(NOW, NOW)
    assert check_path(honest.key.certificate, role, store, moment) == []
    problems = check_path(forged.certificate, role, store, moment)
    assert [problem.code for problem in problems] == ["E_CERT_UNLISTED"]


def test_a_row_that_says_something_else_of_a_certificate_is_none() -> None:
    """The second person read the row: what stands in it is what counts."""
    here = world()
    officer = here.officer.key.certificate
    row = listed_as(officer)
    moment = Moment(NOW, NOW)
    for changed in (
        replace(row, code="SH9"),
        replace(row, login="T-99"),
        replace(row, number="K-99"),
        replace(row, roles=frozenset({CertificateRole.APPROVER})),
        replace(row, ends=row.ends + DAY),
        replace(row, sha256="0" * 64),
    ):
        listing = replace(here.trust.listing, certificates=(changed,))
        store = replace(here.trust, listing=listing)
        problems = check_path(officer, CertificateRole.EXPORTER, store, moment)
        assert [problem.code for problem in problems] == ["E_CERT_UNLISTED"]


def test_what_was_signed_before_an_end_or_a_leaving_stays_in_the_list(station: Authority) -> None:
    """Until nothing can be on its way any more; and who is revoked is refused as revoked."""
    officer = enrol(station, CertificateRole.EXPORTER, "x").key.certificate
    end = officer.not_valid_after_utc
    assert listed_as(officer) in listing_of(station.state, 1, end + 180 * DAY).certificates
    assert listed_as(officer) not in listing_of(station.state, 1, end + 181 * DAY).certificates
    station.revoke(officer.serial_number, x509.ReasonFlags.cessation_of_operation, NOW + DAY)
    store = read_trust_list(trust_list(station, NOW + DAY), NOW + DAY).store
    problems = check_path(officer, CertificateRole.EXPORTER, store, Moment(NOW, NOW + DAY))
    assert [problem.code for problem in problems] == ["A_LEAVER"]


def test_a_certificate_that_ended_long_ago_is_judged_by_our_own_receipt(station: Authority) -> None:
    officer = enrol(station, CertificateRole.EXPORTER, "x").key.certificate
    late = officer.not_valid_after_utc + 400 * DAY
    crl = make_crl(station._issuer, (), 50, late)
    store = TrustStore((station.root,), (crl,), listing_of(station.state, 7, late))
    seen = check_path(officer, CertificateRole.EXPORTER, store, Moment(NOW, late, NOW))
    assert seen == []
    unseen = check_path(officer, CertificateRole.EXPORTER, store, Moment(NOW, late))
    assert [problem.code for problem in unseen] == ["E_CERT_UNLISTED", "E_CERT_EXPIRED"]


def test_a_list_sent_along_lets_nobody_in_again(station: Authority) -> None:
    """The clerk alone makes a newer list of revocations without the entry."""
    officer = enrol(station, CertificateRole.EXPORTER, "x").key.certificate
    station.revoke(officer.serial_number, x509.ReasonFlags.key_compromise, NOW)
    store = read_trust_list(trust_list(station, NOW), NOW).store
    empty = make_crl(station._issuer, (), 99, NOW)
    sent = check_path(
        officer,
        CertificateRole.EXPORTER,
        replace(store, crls=(*store.crls, empty)),
        Moment(NOW, NOW),
    )
    assert [problem.code for problem in sent] == ["E_CERT_REVOKED"]


# --- handing over to another root --------------------------------------------------------------


def successor(station: Authority) -> tuple[Issuer, SigningKey, SigningKey]:
    """Another root, and its two people."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    root_key = ec.generate_private_key(ec.SECP384R1())
    public = [key.public_key() for key in keys]
    root = certificates.make_root(root_key, "KW", "الجهة", NOW, public)
    issuer = Issuer(root, root_key)
    first, second = (
        by_hand(
            issuer, Holder(f"جديد {at}", f"N-{at}", "CA", f"CA-{at}"), CertificateRole.TRUST, key
        )
        for at, key in enumerate(keys, start=3)
    )
    return issuer, first, second


def test_a_root_hands_over_to_another(station: Authority, current: TrustStore) -> None:
    issuer, first, second = successor(station)
    crl = make_crl(issuer, (), current.crl_number + 1, NOW)
    both = renumbered(
        replace(current, roots=(*current.roots, issuer.certificate), crls=(*current.crls, crl)), 2
    )
    over = read_trust_list(io.BytesIO(sign_pack(station, both)), NOW, current).store
    assert over.roots == (station.root, issuer.certificate)
    assert over.fingerprint == station.fingerprint
    alone = renumbered(replace(both, roots=(issuer.certificate,), crls=(crl,)), 3)
    data = sign_pack(station, alone, first, second)
    assert read_trust_list(io.BytesIO(data), NOW, over).store.roots == (issuer.certificate,)
    assert refused(data, known=current) in NOT_OURS, "it missed the list between"
    backwards = sign_pack(station, renumbered(current, 4))
    later_on = read_trust_list(io.BytesIO(data), NOW, over).store
    assert refused(backwards, known=later_on) in NOT_OURS


def test_the_new_people_alone_take_over_nothing(station: Authority, current: TrustStore) -> None:
    issuer, first, second = successor(station)
    crl = make_crl(issuer, (), current.crl_number + 1, NOW)
    both = renumbered(
        replace(current, roots=(*current.roots, issuer.certificate), crls=(*current.crls, crl)), 2
    )
    for signers in ((first, second), (clerk(station), second), (first, second_signer(station))):
        assert refused(sign_pack(station, both, *signers), known=current) in NOT_OURS
    assert refused(sign_pack(station, both, first, second)) in NOT_OURS


def test_two_roots_stand_beside_each_other_for_half_a_year(
    station: Authority, current: TrustStore
) -> None:
    issuer, _first, _second = successor(station)
    crl = make_crl(issuer, (), current.crl_number + 1, NOW)
    both = replace(current, roots=(*current.roots, issuer.certificate), crls=(*current.crls, crl))
    begun = issuer.certificate.not_valid_before_utc
    for after, taken in ((timedelta(days=180), True), (timedelta(days=180, seconds=1), False)):
        data = sign_pack(station, renumbered(both, 2, created=begun + after))
        if taken:
            assert read_trust_list(io.BytesIO(data), NOW, current).store.serial == 2
        else:
            assert refused(data, known=current) == "E_TRUST_FORM"
    third = successor(station)[0].certificate
    assert refused(
        sign_pack(station, renumbered(replace(both, roots=(*both.roots, third)), 2))
    ) == ("E_TRUST_FORM")
    assert refused(sign_pack(station, renumbered(replace(both, crls=current.crls), 2))) == (
        "E_TRUST_FORM"
    ), "the second root has no list of revocations"


# --- the document ------------------------------------------------------------------------------


def test_a_list_is_what_the_schema_describes(station: Authority) -> None:
    from tipdesk.bundle.crypto.age import Identity

    enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate())
    station.state = replace(station.state, approves_for=(("SH2", "SH6"),), notices=("SH2",))
    report = verify(trust_list(station, NOW), VerificationRequest(now=NOW))
    schema = json.loads(resource("schemas", "trust.schema.json").read_text("utf-8"))
    value = json.loads(report.content[paths.TRUST])
    assert faults(value, schema) == []
    assert value["offices"][0]["accepts_notice"] is True
    assert faults(value | {"more": 1}, schema)
    report.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"more": 1}, "E_TRUST_FORM"),
        ({"format": "tipdesk-trust/2.0"}, "E_VERSION"),
        ({"format": "tipdesk-trust/1"}, "E_TRUST_FORM"),
        ({"recovery": []}, "E_TRUST_FORM"),
        ({"serial": 0}, "E_TRUST_FORM"),
        ({"approves_for": [["SH2"]]}, "E_TRUST_FORM"),
        ({"heads": [{"office": "PPX", "login": "P-1", "key": "age1"}]}, "E_TRUST_FORM"),
    ],
)
def test_a_document_of_another_form_is_refused(
    station: Authority, current: TrustStore, change: dict[str, object], code: str
) -> None:
    document = altered(current, change)
    assert refused(signed(station, document)) == code


def altered(store: TrustStore, change: dict[str, object]) -> bytes:
    value = json.loads(write_listing(store)) | change
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


def signed(station: Authority, document: bytes) -> bytes:
    first = first_signature(document, clerk(station), NOW)
    return make_trust_list(document, first, second_signer(station), NOW)


def test_a_newer_minor_version_is_read_and_told(station: Authority, current: TrustStore) -> None:
    rows = [row | {"later": 1} for row in json.loads(write_listing(current))["certificates"]]
    change = {"format": "tipdesk-trust/1.7", "more": [1], "certificates": rows}
    data = signed(station, altered(renumbered(current, 2), change))
    pack = read_trust_list(io.BytesIO(data), NOW, current)
    assert (pack.store.serial, pack.newer) == (2, True)
    report = describe(verify(io.BytesIO(data), VerificationRequest(now=NOW, trust=current)))
    assert codes(report) == ["W_NEWER"]
    assert report.valid
    report.close()
