"""Trust packs, fingerprints, the authority's folder and enrolment."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags

from tests.bundle.world import CHEAP, NOW, PEOPLE, codes, enrol, second_signer, trust_list
from tipdesk.bundle import authority
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey, make_crl
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.trust import (
    TrustStore,
    fingerprint40,
    grouped,
    listed_as,
    same_digits,
    trust_from_pem,
    trust_to_pem,
)
from tipdesk.bundle.trust_list import (
    first_signature,
    make_trust_list,
    read_trust_list,
    write_listing,
)
from tipdesk.bundle.trust_rows import current
from tipdesk.core.errors import TrustPackInvalid, TrustPackOlder

DAY = timedelta(days=1)


@pytest.fixture
def station(tmp_path: Path) -> Authority:
    return authority.init(tmp_path / "authority", "الجهة", PEOPLE, NOW, CHEAP)


# --- fingerprints --------------------------------------------------------------------------


def test_fingerprint_vector() -> None:
    digits = "01048 83695 01651 43774 62985 82971 68170 89965"
    assert grouped(fingerprint40(b"abc")) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "0104883695016514377462985829716817089965",
        "01048 83695 01651 43774 62985 82971 68170 89965",
        "01048-83695-01651-43774-62985-82971-68170-89965\n",
        "٠١٠٤٨ ٨٣٦٩٥ ٠١٦٥١ ٤٣٧٧٤ ٦٢٩٨٥ ٨٢٩٧١ ٦٨١٧٠ ٨٩٩٦٥",
        "\u206601048\u2069 83695 01651 43774 62985 82971 68170 89965",
    ],
)
def test_digits_are_taken_however_they_are_typed(typed: str) -> None:
    assert same_digits(fingerprint40(b"abc"), typed)


@pytest.mark.parametrize(
    "typed", ["", "0104883695", "0104883695016514377462985829716817089966", "x"]
)
def test_other_digits(typed: str) -> None:
    assert not same_digits(fingerprint40(b"abc"), typed)
    assert not same_digits(fingerprint40(b"abc"), grouped(fingerprint40(b"abc")) + typed + "1")


# --- trust packs ---------------------------------------------------------------------------


def test_a_pack_brings_all_that_a_station_needs(station: Authority) -> None:
    identity = Identity.generate()
    receiver = enrol(station, CertificateRole.RECEIVER, "desk", identity)
    pack = read_trust_list(trust_list(station, NOW), NOW)
    listing = pack.listing
    assert (listing.serial, listing.agency, listing.created) == (1, "الجهة", NOW)
    assert pack.store.fingerprint == station.fingerprint
    assert [signer.name for signer in pack.signers] == [person.name for person in PEOPLE]
    (office,) = listing.offices
    assert (office.code, office.label) == ("SH2", "desk")
    assert current(office.keys, NOW) == (identity.recipient,)
    assert current(office.keys, NOW - DAY) == ()
    assert [key.recipient for key in listing.recovery] == [station.recovery_identity().recipient]
    assert [(item.code, item.kind) for item in listing.stations] == [("SH2", "receiving")]
    assert listed_as(receiver.key.certificate) in listing.certificates
    assert len(listing.certificates) == 3, "the desk and the two who sign"


def test_a_revoked_receiver_gets_no_more_bundles(station: Authority) -> None:
    receiver = enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate())
    serial = receiver.key.certificate.serial_number
    station.revoke(serial, ReasonFlags.key_compromise, NOW)
    store = read_trust_list(trust_list(station, NOW), NOW).store
    assert store.listing.offices == ()
    assert listed_as(receiver.key.certificate) in store.listing.certificates, "the list revokes it"
    assert store.crls[0].get_revoked_certificate_by_serial_number(serial) is not None


def test_packs_are_counted_and_older_ones_refused(station: Authority) -> None:
    first, second = trust_list(station, NOW), trust_list(station, NOW + DAY)
    current = read_trust_list(second, NOW + DAY).store
    assert current.serial == 2
    with pytest.raises(TrustPackOlder) as raised:
        read_trust_list(first, NOW + DAY, current)
    assert raised.value.details == {"found": 1, "known": 2}
    assert read_trust_list(second, NOW + DAY, current).store.serial == 2


def sign_pack(
    station: Authority,
    store: TrustStore,
    first: SigningKey | None = None,
    second: SigningKey | None = None,
) -> bytes:
    """A list that says whatever `store` says, by the two of `station` or by whom the test names."""
    document = write_listing(store)
    signature = first_signature(document, first or station._trust_signer(NOW), NOW)
    return make_trust_list(document, signature, second or second_signer(station), NOW)


def renumbered(store: TrustStore, serial: int, **changes: object) -> TrustStore:
    return replace(store, listing=replace(store.listing, serial=serial, **changes))


def refused(data: bytes, now: datetime = NOW, known: TrustStore | None = None) -> str:
    """The code with which a list is refused."""
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_list(io.BytesIO(data), now, known)
    return str(raised.value.details["code"])


def test_an_older_list_in_a_newer_pack_is_refused(station: Authority, tmp_path: Path) -> None:
    """CRL rollback: the serial rises, the list's number falls."""
    current = read_trust_list(trust_list(station, NOW), NOW).store
    old = make_crl(station._issuer, (), 1, NOW)
    assert current.crl_number > 1
    path = tmp_path / "pack.asice"
    path.write_bytes(sign_pack(station, renumbered(replace(current, crls=(old,)), 2)))
    with pytest.raises(TrustPackOlder):
        read_trust_list(path, NOW, current)


def test_a_pack_of_another_authority_is_refused(station: Authority, tmp_path: Path) -> None:
    current = read_trust_list(trust_list(station, NOW), NOW).store
    other = authority.init(tmp_path / "other", "الجهة", PEOPLE, NOW, CHEAP)
    for _ in range(3):
        path = trust_list(other, NOW)
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_list(path, NOW, current)
    assert raised.value.details["code"] in {"E_CERT_SIG", "E_CERT_UNTRUSTED"}


def test_only_the_trust_role_signs_packs(station: Authority) -> None:
    store = read_trust_list(trust_list(station, NOW), NOW).store
    for role in (CertificateRole.EXPORTER, CertificateRole.RECEIVER):
        other = enrol(station, role, "x").key
        assert refused(sign_pack(station, store, second=other)) == "E_CERT_ROLE"
        assert refused(sign_pack(station, store, first=other)) == "E_CERT_ROLE"


def test_an_altered_pack_is_refused(station: Authority, tmp_path: Path) -> None:
    data = trust_list(station, NOW).read_bytes()
    path = tmp_path / "pack.asice"
    for place in range(0, len(data), 97):
        changed = bytearray(data)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(TrustPackInvalid):
            read_trust_list(path, NOW)


def test_a_root_that_is_none_is_refused(station: Authority, tmp_path: Path) -> None:
    """A leaf, or an authority that another one made, is no root."""
    store = read_trust_list(trust_list(station, NOW), NOW).store
    leaf = enrol(station, CertificateRole.EXPORTER, "x").key.certificate
    path = tmp_path / "pack.asice"
    path.write_bytes(sign_pack(station, replace(store, roots=(leaf,))))
    with pytest.raises(TrustPackInvalid):
        read_trust_list(path, NOW)
    with pytest.raises(TrustPackInvalid):
        trust_from_pem(leaf.public_bytes(Encoding.PEM))


def test_a_pack_after_its_list_is_overdue_is_still_read_by_a_laptop(station: Authority) -> None:
    assert read_trust_list(trust_list(station, NOW), NOW + 200 * DAY).store.serial == 1


def test_trust_pem(station: Authority) -> None:
    pem = (station.folder / "trust.pem").read_bytes()
    store = trust_from_pem(pem)
    assert trust_to_pem(store) == pem
    assert store.roots == (station.root,)
    assert store.crl_number == 1
    for bad in (b"", b"x", pem[:300], pem[pem.index(b"-----BEGIN X509") :], pem[:-100]):
        with pytest.raises(TrustPackInvalid):
            trust_from_pem(bad)


def test_a_pack_verifies_on_its_own(station: Authority) -> None:
    trust = trust_from_pem((station.folder / "trust.pem").read_bytes())
    report = verify(trust_list(station, NOW), VerificationRequest(now=NOW, trust=trust))
    assert codes(report) == []
    assert report.kind == "trust-pack"
    assert report.valid
    report.close()


# --- one authority, the one whose digits were typed -----------------------------------------


def both_authorities(station: Authority, folder: Path) -> tuple[bytes, Authority]:
    """The true root (which is public) and a stranger's, in a pack that the stranger signed."""
    other = authority.init(folder / "stranger", "الجهة", PEOPLE, NOW, CHEAP)
    true = read_trust_list(trust_list(station, NOW), NOW).store
    false = read_trust_list(trust_list(other, NOW), NOW).store
    roots, crls = (*true.roots, *false.roots), (*true.crls, *false.crls)
    return sign_pack(other, renumbered(replace(false, roots=roots, crls=crls), 9)), other


def test_a_second_root_comes_only_from_those_whom_the_first_names(
    station: Authority, tmp_path: Path
) -> None:
    """Forty digits vouch for one root; a stranger's list that names it first is not signed by it."""
    data, _other = both_authorities(station, tmp_path)
    current = read_trust_list(trust_list(station, NOW), NOW).store
    for known in (None, current):
        assert refused(data, known=known) in {"E_CERT_UNTRUSTED", "E_CERT_SIG"}


def test_a_pack_without_a_root_is_refused(station: Authority) -> None:
    current = read_trust_list(trust_list(station, NOW), NOW).store
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_list(io.BytesIO(sign_pack(station, replace(current, roots=()))), NOW)
    assert raised.value.details == {"code": "E_TRUST_FORM"}
    with pytest.raises(TrustPackInvalid):
        _ = TrustStore((), ()).fingerprint


def test_the_signer_of_a_first_pack_comes_from_its_root(station: Authority, tmp_path: Path) -> None:
    other = authority.init(tmp_path / "stranger", "الجهة", PEOPLE, NOW, CHEAP)
    true = read_trust_list(trust_list(station, NOW), NOW).store
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_list(io.BytesIO(sign_pack(other, true)), NOW)
    assert raised.value.details["code"] in {"E_CERT_SIG", "E_CERT_UNTRUSTED"}


def test_a_later_pack_keeps_the_root(station: Authority, tmp_path: Path) -> None:
    """Also when the authority itself signs: another root needs its digits typed."""
    other = authority.init(tmp_path / "other", "الجهة", PEOPLE, NOW, CHEAP)
    current = read_trust_list(trust_list(station, NOW), NOW).store
    false = read_trust_list(trust_list(other, NOW), NOW).store
    newest = make_crl(other._issuer, (), 99, NOW)
    moved = renumbered(replace(false, crls=(newest,)), current.serial + 1)
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_list(io.BytesIO(sign_pack(station, moved)), NOW, current)
    assert raised.value.details == {"code": "E_CERT_UNTRUSTED"}


def test_a_list_of_a_stranger_is_no_part_of_a_pack(station: Authority, tmp_path: Path) -> None:
    """Its number would count as the newest."""
    other = authority.init(tmp_path / "other", "الجهة", PEOPLE, NOW, CHEAP)
    current = read_trust_list(trust_list(station, NOW), NOW).store
    foreign = make_crl(other._issuer, (), 99, NOW)
    for crls in ((*current.crls, foreign), ()):
        with pytest.raises(TrustPackInvalid) as raised:
            read_trust_list(io.BytesIO(sign_pack(station, replace(current, crls=crls))), NOW)
        assert raised.value.details == {"code": "E_TRUST_FORM"}


def test_pem_with_two_authorities_is_refused(station: Authority, tmp_path: Path) -> None:
    other = authority.init(tmp_path / "other", "الجهة", PEOPLE, NOW, CHEAP)
    pems = [
        (authority_of_pem.folder / "trust.pem").read_bytes()
        for authority_of_pem in (station, other)
    ]
    with pytest.raises(TrustPackInvalid) as raised:
        trust_from_pem(b"".join(pems))
    assert raised.value.details == {"code": "E_TRUST_FORM"}
    assert trust_from_pem(pems[0] + pems[0]).roots == (station.root,)  # the same twice is one
