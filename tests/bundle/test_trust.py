"""Trust packs, fingerprints, the authority's folder and enrolment."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags

from tests.bundle.world import CHEAP, NOW, PASSPHRASE, certify, codes, enrol, world
from tipdesk.bundle import authority, sealed_key
from tipdesk.bundle.age_keys import Identity
from tipdesk.bundle.authority import Authority, open_authority
from tipdesk.bundle.certificates import CertificateRole, Holder, Issuer, make_crl
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.reader import Question, verify
from tipdesk.bundle.trust import (
    TrustStore,
    fingerprint40,
    grouped,
    same_digits,
    trust_from_pem,
    trust_to_pem,
)
from tipdesk.bundle.trust_pack import TrustPack, make_trust_pack, read_trust_pack
from tipdesk.errors import (
    AuthorityInvalid,
    CertificateUnknown,
    EnrolmentInvalid,
    NoCertificate,
    TrustPackInvalid,
    TrustPackOlder,
    WeakPassphrase,
    WrongPassphrase,
)

DAY = timedelta(days=1)


@pytest.fixture
def station(tmp_path: Path) -> Authority:
    return authority.init(tmp_path / "authority", "الجهة", PASSPHRASE, NOW, CHEAP)


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
    pack = read_trust_pack(station.trust_pack(NOW), NOW)
    store = pack.store
    assert store.serial == 1
    assert store.agency == "الجهة"
    assert store.fingerprint == station.fingerprint
    roles = {item.role: item.recipient for item in store.recipients}
    recovery = station.recovery_identity().recipient
    assert roles == {"prosecution": identity.recipient, "recovery": recovery}
    assert len(store.receivers) == 1
    assert receiver.key.certificate.serial_number in {i.serial for i in station.state.issued}
    assert pack.created == NOW


def test_a_revoked_receiver_gets_no_more_bundles(station: Authority) -> None:
    receiver = enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate())
    serial = receiver.key.certificate.serial_number
    station.revoke(serial, ReasonFlags.key_compromise, NOW)
    store = read_trust_pack(station.trust_pack(NOW), NOW).store
    assert [item.role for item in store.recipients] == ["recovery"]
    assert store.receivers == ()
    assert store.crls[0].get_revoked_certificate_by_serial_number(serial) is not None


def test_packs_are_counted_and_older_ones_refused(station: Authority) -> None:
    first, second = station.trust_pack(NOW), station.trust_pack(NOW + DAY)
    current = read_trust_pack(second, NOW + DAY).store
    assert current.serial == 2
    with pytest.raises(TrustPackOlder) as raised:
        read_trust_pack(first, NOW + DAY, current)
    assert raised.value.details == {"found": 1, "known": 2}
    assert read_trust_pack(second, NOW + DAY, current).store.serial == 2


def sign_pack(station: Authority, store: TrustStore) -> bytes:
    return make_trust_pack(TrustPack(store, NOW), station._trust_signer(NOW))


def test_an_older_list_in_a_newer_pack_is_refused(station: Authority, tmp_path: Path) -> None:
    """CRL rollback: the serial rises, the list's number falls."""
    current = read_trust_pack(station.trust_pack(NOW), NOW).store
    old = make_crl(station._issuer, (), 1, NOW)
    assert current.crl_number > 1
    path = tmp_path / "pack.asice"
    path.write_bytes(sign_pack(station, replace(current, serial=2, crls=(old,))))
    with pytest.raises(TrustPackOlder):
        read_trust_pack(path, NOW, current)


def test_a_pack_of_another_authority_is_refused(station: Authority, tmp_path: Path) -> None:
    current = read_trust_pack(station.trust_pack(NOW), NOW).store
    other = authority.init(tmp_path / "other", "الجهة", PASSPHRASE, NOW, CHEAP)
    for _ in range(3):
        path = other.trust_pack(NOW)
    with pytest.raises(TrustPackInvalid) as raised:
        read_trust_pack(path, NOW, current)
    assert raised.value.details["code"] in {"E_CERT_SIG", "E_CERT_UNTRUSTED"}


def test_only_the_trust_role_signs_packs(station: Authority, tmp_path: Path) -> None:
    store = read_trust_pack(station.trust_pack(NOW), NOW).store
    path = tmp_path / "pack.asice"
    for role in (CertificateRole.OFFICER, CertificateRole.RECEIVER):
        path.write_bytes(make_trust_pack(TrustPack(store, NOW), enrol(station, role, "x").key))
        with pytest.raises(TrustPackInvalid) as raised:
            read_trust_pack(path, NOW)
        assert raised.value.details["code"] == "E_CERT_ROLE"


def test_an_altered_pack_is_refused(station: Authority, tmp_path: Path) -> None:
    data = station.trust_pack(NOW).read_bytes()
    path = tmp_path / "pack.asice"
    for place in range(0, len(data), 97):
        changed = bytearray(data)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(TrustPackInvalid):
            read_trust_pack(path, NOW)


def test_a_root_that_is_none_is_refused(station: Authority, tmp_path: Path) -> None:
    """A leaf, or an authority that another one made, is no root."""
    store = read_trust_pack(station.trust_pack(NOW), NOW).store
    leaf = enrol(station, CertificateRole.OFFICER, "x").key.certificate
    path = tmp_path / "pack.asice"
    path.write_bytes(sign_pack(station, replace(store, roots=(leaf,))))
    with pytest.raises(TrustPackInvalid):
        read_trust_pack(path, NOW)
    with pytest.raises(TrustPackInvalid):
        trust_from_pem(leaf.public_bytes(Encoding.PEM))


def test_a_pack_after_its_list_is_overdue_is_still_read_by_a_laptop(station: Authority) -> None:
    assert read_trust_pack(station.trust_pack(NOW), NOW + 200 * DAY).store.serial == 1


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
    report = verify(station.trust_pack(NOW), Question(now=NOW, trust=trust))
    assert codes(report) == []
    assert report.kind == "trust-pack"
    assert report.valid
    report.close()


# --- the authority's folder ----------------------------------------------------------------


def test_the_folder_holds_no_bare_key(station: Authority) -> None:
    secret = station.recovery_identity()
    for path in station.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"PRIVATE KEY" not in data
            assert secret.text.encode() not in data
            assert secret.secret not in data
    assert (station.folder / "keys.json").stat().st_mode & 0o077 == 0


def test_it_opens_again_with_its_passphrase_only(station: Authority) -> None:
    enrol(station, CertificateRole.OFFICER, "سالم")
    again = open_authority(station.folder, PASSPHRASE)
    assert again.state == station.state
    assert again.fingerprint == station.fingerprint
    assert again.recovery_identity() == station.recovery_identity()
    assert open_authority(station.folder, f"  {PASSPHRASE.replace(' ', '  ')} ").root == again.root
    with pytest.raises(WrongPassphrase):
        open_authority(station.folder, PASSPHRASE + "x")


def test_set_up_twice_or_weakly(station: Authority, tmp_path: Path) -> None:
    with pytest.raises(AuthorityInvalid):
        authority.init(station.folder, "x", PASSPHRASE, NOW, CHEAP)
    with pytest.raises(WeakPassphrase):
        authority.init(tmp_path / "new", "x", "short", NOW, CHEAP)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["authority.json", "keys.json", "ca.pem"])
def test_missing_or_broken_files(station: Authority, name: str) -> None:
    path = station.folder / name
    whole = path.read_bytes()
    for data in (None, b"", b"{}", whole[: len(whole) // 2]):
        path.unlink(missing_ok=True)
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(AuthorityInvalid):
            open_authority(station.folder, PASSPHRASE)


def test_keys_of_another_authority_do_not_fit(station: Authority, tmp_path: Path) -> None:
    other = authority.init(tmp_path / "other", "x", PASSPHRASE, NOW, CHEAP)
    (station.folder / "keys.json").write_bytes((other.folder / "keys.json").read_bytes())
    with pytest.raises(WrongPassphrase):
        open_authority(station.folder, PASSPHRASE)


def test_list_numbers_only_grow(station: Authority) -> None:
    """Also when an old state is copied back: the published list itself is asked."""
    old_state = (station.folder / "authority.json").read_bytes()
    for _ in range(3):
        station.crl(NOW)
    published = trust_from_pem((station.folder / "trust.pem").read_bytes()).crl_number
    (station.folder / "authority.json").write_bytes(old_state)
    again = open_authority(station.folder, PASSPHRASE)
    again.crl(NOW)
    newer = trust_from_pem((station.folder / "trust.pem").read_bytes()).crl_number
    assert newer == published + 1


def test_revoke_what_was_never_issued(station: Authority) -> None:
    with pytest.raises(CertificateUnknown):
        station.revoke(12345, ReasonFlags.superseded, NOW)


def test_the_reason_stands_in_the_list(station: Authority) -> None:
    serial = enrol(station, CertificateRole.OFFICER, "x").key.certificate.serial_number
    station.revoke(serial, ReasonFlags.superseded, NOW)
    again = open_authority(station.folder, PASSPHRASE)
    entry = again.crl(NOW + DAY).get_revoked_certificate_by_serial_number(serial)
    assert (
        entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name == "superseded"
    )
    assert entry.revocation_date_utc == NOW


def test_the_trust_signer_is_renewed_in_time(station: Authority) -> None:
    first = station._trust_signer(NOW).certificate
    assert station._trust_signer(NOW + DAY).certificate == first
    late = first.not_valid_after_utc - 10 * DAY
    renewed = station._trust_signer(late).certificate
    assert renewed.not_valid_after_utc > first.not_valid_after_utc
    assert renewed.public_key() == first.public_key()


def test_sealed_keys_do_not_open_elsewhere() -> None:
    sealed = sealed_key.seal(b"secret", PASSPHRASE, "one", CHEAP)
    assert sealed_key.unseal(sealed, PASSPHRASE, "one") == b"secret"
    with pytest.raises(WrongPassphrase):
        sealed_key.unseal(sealed, PASSPHRASE, "two")
    greedy = json.loads(sealed) | {"memory_kib": 1 << 40}
    with pytest.raises(AuthorityInvalid):
        sealed_key.unseal(json.dumps(greedy).encode(), PASSPHRASE, "one")


# --- enrolment -----------------------------------------------------------------------------

KEY = ec.generate_private_key(ec.SECP256R1())
AGE = Identity.generate().recipient
REQUEST = make_enrolment(KEY, CertificateRole.RECEIVER, Holder("مكتب", "R-1"), "x", AGE)


def test_enrolment_comes_back() -> None:
    enrolment = read_enrolment(REQUEST)
    assert enrolment.role is CertificateRole.RECEIVER
    assert enrolment.holder == Holder("مكتب", "R-1")
    assert enrolment.age_recipient == AGE
    assert enrolment.public_key == KEY.public_key()
    assert len(enrolment.fingerprint) == 40


def test_the_age_key_is_bound_to_the_request() -> None:
    """Who swaps it on the way is found out: the 40 digits vouch for both keys."""
    swapped = REQUEST.replace(AGE.text.encode(), Identity.generate().recipient.text.encode())
    removed = json.loads(REQUEST) | {"age_recipient": None}
    for data in (swapped, json.dumps(removed).encode()):
        with pytest.raises(EnrolmentInvalid):
            read_enrolment(data)


def test_malformed_requests() -> None:
    value = json.loads(REQUEST)
    pem = value["csr_pem"]
    other = make_enrolment(
        ec.generate_private_key(ec.SECP521R1()), CertificateRole.OFFICER, Holder("x", ""), "x"
    )
    bad = [
        b"",
        b"{}",
        other,
        json.dumps(value | {"role": "trust"}).encode(),
        json.dumps(value | {"role": "judge"}).encode(),
        json.dumps(value | {"format": "tipdesk-enrolment/2"}).encode(),
        json.dumps(value | {"csr_pem": pem[:200]}).encode(),
        json.dumps(value | {"csr_pem": pem.replace("A", "B", 1)}).encode(),
        json.dumps(value | {"more": 1}).encode(),
    ]
    for data in bad:
        with pytest.raises(EnrolmentInvalid):
            read_enrolment(data)


def test_a_certificate_says_what_the_authority_wants(station: Authority) -> None:
    certificate = station.issue(read_enrolment(REQUEST), NOW)
    words = {attribute.rfc4514_attribute_name: attribute.value for attribute in certificate.subject}
    assert words["O"] == "الجهة"  # not what the request claims
    assert words["CN"] == "مكتب"
    assert certificate.not_valid_after_utc <= station.root.not_valid_after_utc
    path = station.folder / "issued" / f"{certificate.serial_number:x}.pem"
    assert x509.load_pem_x509_certificate(path.read_bytes()) == certificate


def test_a_key_needs_its_own_certificate() -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

    from tipdesk.bundle.signing import signing_key

    pkcs8 = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    mine = certify(KEY).certificate.public_bytes(Encoding.PEM)
    other = certify().certificate.public_bytes(Encoding.PEM)
    root = world().authority.root.public_bytes(Encoding.PEM)
    assert signing_key(pkcs8, mine, root).certificate.public_key() == KEY.public_key()
    for certificate in (other, b"", b"x"):
        with pytest.raises(NoCertificate):
            signing_key(pkcs8, certificate, root)


def test_an_issuer_signs_with_its_own_key() -> None:
    issuer = world().issuer
    assert isinstance(issuer, Issuer)
    assert issuer.certificate.public_key() == issuer.key.public_key()
