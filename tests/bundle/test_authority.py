"""The authority's folder, its keys and lists, and how stations are enrolled."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags

from tests.bundle.world import (
    CHEAP,
    NOW,
    PASSPHRASE,
    PEOPLE,
    certify,
    enrol,
    person,
    second_signer,
    trust_list,
    world,
)
from tests.systems import private
from tipdesk.bundle import authority
from tipdesk.bundle.authority import Authority, open_authority
from tipdesk.bundle.certifying.signatory import Founder
from tipdesk.bundle.crypto import certificates, sealed_key
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, Issuer
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.bundle.strict_json import write_json
from tipdesk.bundle.trust import (
    trust_from_pem,
)
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.core.errors import (
    AgencyNameRefused,
    AuthorityInvalid,
    CertificateUnknown,
    EnrolmentInvalid,
    NoCertificate,
    OnePerson,
    WeakPassphrase,
    WrongPassphrase,
)
from tipdesk.texts.messages import sentence

DAY = timedelta(days=1)


@pytest.fixture
def station(tmp_path: Path) -> Authority:
    return authority.init(tmp_path / "authority", "الجهة", PEOPLE, NOW, CHEAP)


def test_the_folder_holds_no_bare_key(station: Authority) -> None:
    secret = station.recovery_identity()
    for path in station.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"PRIVATE KEY" not in data
            assert secret.text.encode() not in data
            assert secret.secret not in data
    assert private(station.folder / "keys.json")


def test_it_opens_again_with_its_passphrase_only(station: Authority) -> None:
    enrol(station, CertificateRole.EXPORTER, "سالم")
    again = open_authority(station.folder, PASSPHRASE)
    assert again.state == station.state
    assert again.fingerprint == station.fingerprint
    assert again.recovery_identity() == station.recovery_identity()
    assert open_authority(station.folder, f"  {PASSPHRASE.replace(' ', '  ')} ").root == again.root
    with pytest.raises(WrongPassphrase):
        open_authority(station.folder, PASSPHRASE + "x")


def test_set_up_twice_or_weakly(station: Authority, tmp_path: Path) -> None:
    with pytest.raises(AuthorityInvalid):
        authority.init(station.folder, "x", PEOPLE, NOW, CHEAP)
    weak = (PEOPLE[0], replace(PEOPLE[1], passphrase="short"))
    with pytest.raises(WeakPassphrase):
        authority.init(tmp_path / "new", "x", weak, NOW, CHEAP)
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


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 8), ("lanes", 64), ("passes", 0), ("nonce", "AA=="), ("salt", "AA==")],
)
def test_costs_out_of_range_and_short_salts_are_damage(
    station: Authority, name: str, value: object
) -> None:
    path = station.folder / "keys.json"
    fields = json.loads(path.read_bytes()) | {"memory_kib": 64, "lanes": 8, name: value}
    path.write_text(json.dumps(fields), "utf-8")
    with pytest.raises(AuthorityInvalid) as caught:
        open_authority(station.folder, PASSPHRASE)
    assert caught.value.details == {"reason": "key"}


def test_keys_of_another_authority_do_not_fit(station: Authority, tmp_path: Path) -> None:
    other = authority.init(tmp_path / "other", "x", PEOPLE, NOW, CHEAP)
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


def test_an_old_state_put_back_revives_no_certificate(station: Authority) -> None:
    desk = enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate())
    serial = desk.key.certificate.serial_number
    first = trust_list(station, NOW)
    old_state = (station.folder / "authority.json").read_bytes()
    station.revoke(serial, ReasonFlags.superseded, NOW)
    second = trust_list(station, NOW)
    packs = {path: path.read_bytes() for path in (first, second)}
    (station.folder / "authority.json").write_bytes(old_state)
    again = open_authority(station.folder, PASSPHRASE)
    entry = again.crl(NOW + DAY).get_revoked_certificate_by_serial_number(serial)
    assert entry.revocation_date_utc == NOW
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name == (
        "superseded"
    )
    third = trust_list(again, NOW + DAY)
    assert third.name == "trust-3.asice"
    assert {path: path.read_bytes() for path in packs} == packs
    store = read_trust_list(third, NOW + DAY).store
    assert store.listing.offices == ()
    assert len(store.listing.recovery) == 1
    assert serial in {
        item.serial for item in open_authority(station.folder, PASSPHRASE).state.revoked
    }


def test_what_the_old_state_does_not_know_can_still_be_revoked(station: Authority) -> None:
    old_state = (station.folder / "authority.json").read_bytes()
    serial = enrol(station, CertificateRole.EXPORTER, "x").key.certificate.serial_number
    (station.folder / "authority.json").write_bytes(old_state)
    again = open_authority(station.folder, PASSPHRASE)
    again.revoke(serial, ReasonFlags.key_compromise, NOW)
    crl = x509.load_pem_x509_crl((station.folder / "crl.pem").read_bytes())
    assert crl.get_revoked_certificate_by_serial_number(serial) is not None


def test_a_pack_never_overwrites_another(station: Authority) -> None:
    (station.folder / "packs" / "trust-7.asice").write_bytes(b"given out already")
    assert station.trust_list(NOW).name == "trust-8.asice"


@pytest.mark.parametrize("name", ["crl.pem", "trust-signer.pem"])
def test_a_damaged_list_or_signer_is_said(station: Authority, tmp_path: Path, name: str) -> None:
    trust_list(station, NOW)
    other = authority.init(tmp_path / "other", "x", PEOPLE, NOW, CHEAP)
    trust_list(other, NOW)
    whole = (station.folder / name).read_bytes()
    for data in (b"", b"junk", whole[: len(whole) // 2], (other.folder / name).read_bytes()):
        (station.folder / name).write_bytes(data)
        with pytest.raises(AuthorityInvalid) as raised:
            open_authority(station.folder, PASSPHRASE).trust_list(NOW)
        assert raised.value.details == {"reason": "state"}


@pytest.mark.parametrize(
    "agency", ["", "  ", "a\nb", "a\u202eb", "a\x00", "\udcff", "x" * 101, "\u200f"]
)
def test_an_agency_has_a_name_of_one_line(tmp_path: Path, agency: str) -> None:
    with pytest.raises(AgencyNameRefused):
        authority.init(tmp_path / "new", agency, PEOPLE, NOW, CHEAP)
    assert not (tmp_path / "new").exists()


def test_a_long_name_of_an_agency_opens_again(tmp_path: Path) -> None:
    name = "ا" * 100
    authority.init(tmp_path / "new", f" {name} ", PEOPLE, NOW, CHEAP)
    assert open_authority(tmp_path / "new", PASSPHRASE).state.agency == name


def test_what_is_revoked_becomes_neither_milder_nor_later(station: Authority) -> None:
    """A lost key is lost, whatever the clerk says of it later, and a leaver left on the first day:
    else what was signed in between would count again."""
    people = (
        enrol(station, CertificateRole.EXPORTER, "x"),
        enrol(station, CertificateRole.RECEIVER, "desk", Identity.generate()),
    )
    lost, left = serials = [each.key.certificate.serial_number for each in people]
    station.revoke(lost, ReasonFlags.key_compromise, NOW)
    station.revoke(left, ReasonFlags.cessation_of_operation, NOW)
    for serial in serials:
        station.revoke(serial, ReasonFlags.superseded, NOW + DAY)
    kept = {item.serial: (item.when, item.reason) for item in station.state.revoked}
    assert kept[lost] == (NOW, ReasonFlags.key_compromise)
    assert kept[left][0] == NOW
    station.revoke(left, ReasonFlags.key_compromise, NOW + DAY)
    kept = {item.serial: (item.when, item.reason) for item in station.state.revoked}
    assert kept[left] == (NOW, ReasonFlags.key_compromise)


def test_revoke_what_was_never_issued(station: Authority) -> None:
    with pytest.raises(CertificateUnknown):
        station.revoke(12345, ReasonFlags.superseded, NOW)


def test_the_reason_stands_in_the_list(station: Authority) -> None:
    serial = enrol(station, CertificateRole.EXPORTER, "x").key.certificate.serial_number
    station.revoke(serial, ReasonFlags.superseded, NOW)
    again = open_authority(station.folder, PASSPHRASE)
    entry = again.crl(NOW + DAY).get_revoked_certificate_by_serial_number(serial)
    assert (
        entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name == "superseded"
    )
    assert entry.revocation_date_utc == NOW


def test_who_signs_lists_is_certified_as_long_as_the_root(station: Authority) -> None:
    clerk, second = station._trust_signer(NOW).certificate, second_signer(station).certificate
    ends = {item.not_valid_after_utc for item in (station.root, clerk, second)}
    assert len(ends) == 1
    assert station._trust_signer(NOW + 1000 * DAY).certificate == clerk
    named = certificates.list_signers(station.root)
    assert named == {certificates.key_digest(item.public_key()) for item in (clerk, second)}


@pytest.mark.parametrize("earlier", ["tipdesk-authority/1", "tipdesk-authority/2"])
def test_a_folder_of_an_earlier_version_is_said_in_words(station: Authority, earlier: str) -> None:
    path = station.folder / "authority.json"
    path.write_bytes(path.read_bytes().replace(b"tipdesk-authority/3", earlier.encode()) + b"\n")
    with pytest.raises(AuthorityInvalid) as raised:
        open_authority(station.folder, PASSPHRASE)
    assert raised.value.details == {"reason": "outdated"}
    text = sentence(raised.value, "en")
    assert "earlier version" in text.what
    assert "recovery key" in text.next_step


@pytest.mark.parametrize(
    "people",
    [
        PEOPLE[:1],
        (PEOPLE[0], replace(PEOPLE[1], service_number=" ca-9001 ")),
        (PEOPLE[0], replace(PEOPLE[1], passphrase=f" {PASSPHRASE}")),
        (*PEOPLE, PEOPLE[0]),
    ],
)
def test_an_authority_has_two_people(tmp_path: Path, people: tuple[Founder, ...]) -> None:
    with pytest.raises(OnePerson):
        authority.init(tmp_path / "new", "x", people, NOW, CHEAP)
    assert not (tmp_path / "new").exists()


def test_sealed_keys_do_not_open_elsewhere() -> None:
    sealed = sealed_key.seal(b"secret", PASSPHRASE, "one", CHEAP)
    assert sealed_key.unseal(sealed, PASSPHRASE, "one") == b"secret"
    with pytest.raises(WrongPassphrase):
        sealed_key.unseal(sealed, PASSPHRASE, "two")
    greedy = json.loads(sealed) | {"memory_kib": 1 << 40}
    with pytest.raises(AuthorityInvalid):
        sealed_key.unseal(write_json(greedy), PASSPHRASE, "one")


# --- enrolment -----------------------------------------------------------------------------

KEY = ec.generate_private_key(ec.SECP256R1())
AGE, OWN = Identity.generate().recipient, Identity.generate().recipient
DESK = Holder("سارة", "R-1", "PPX", "P-03")
BOTH = {CertificateRole.RECEIVER, CertificateRole.PROSECUTOR}
REQUEST = make_enrolment(KEY, BOTH, DESK, "x", "مكتب", AgeKeys(AGE, OWN))


def test_enrolment_comes_back() -> None:
    enrolment = read_enrolment(REQUEST)
    assert enrolment.roles == BOTH
    assert (enrolment.holder, enrolment.label) == (DESK, "مكتب")
    assert (enrolment.age_recipient, enrolment.own_recipient) == (AGE, OWN)
    assert enrolment.public_key == KEY.public_key()
    assert len(enrolment.fingerprint) == 40


def test_the_age_key_is_bound_to_the_request() -> None:
    """Who swaps it on the way is found out: the 40 digits vouch for both keys."""
    other = Identity.generate().recipient.text.encode()
    swapped = [REQUEST.replace(key.text.encode(), other) for key in (AGE, OWN)]
    request = json.loads(REQUEST)
    removed = [request | {name: None} for name in ("age_recipient", "own_recipient")]
    receivers = request | {"roles": "receiver"}  # what only a prosecutor has
    for data in (*swapped, *map(write_json, (*removed, receivers))):
        with pytest.raises(EnrolmentInvalid):
            read_enrolment(data)


def test_malformed_requests() -> None:
    value = json.loads(REQUEST)
    pem = value["csr_pem"]
    other = make_enrolment(
        ec.generate_private_key(ec.SECP521R1()), {CertificateRole.EXPORTER}, person(), "x"
    )
    bad = [
        b"",
        b"{}",
        other,
        write_json(value | {"roles": "trust"}),
        write_json(value | {"roles": "judge"}),
        write_json(value | {"roles": ""}),
        write_json(value | {"roles": "exporter receiver"}),
        write_json(value | {"roles": "approver prosecutor"}),
        write_json(value | {"label": "turned\u202e"}),
        write_json(value | {"format": "tipdesk-enrolment/2.0"}),
        write_json(value | {"csr_pem": pem[:200]}),
        write_json(value | {"csr_pem": pem.replace("A", "B", 1)}),
        write_json(value | {"more": 1}),
    ]
    for data in bad:
        with pytest.raises(EnrolmentInvalid):
            read_enrolment(data)


def test_a_certificate_says_what_the_authority_wants(station: Authority) -> None:
    certificate = station.issue(read_enrolment(REQUEST), NOW)
    words = {attribute.rfc4514_attribute_name: attribute.value for attribute in certificate.subject}
    assert words["O"] == "الجهة"  # not what the request claims
    assert words["CN"] == "سارة"
    assert (words["OU"], words["UID"], words["2.5.4.5"]) == ("PPX", "P-03", "R-1")
    policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies)
    numbers = [policy.policy_identifier.dotted_string for policy in policies.value]
    assert policies.critical
    assert [number.rpartition(".")[2] for number in numbers] == ["2", "5"]
    assert certificate.not_valid_after_utc <= station.root.not_valid_after_utc
    path = station.folder / "issued" / f"{certificate.serial_number:x}.pem"
    assert x509.load_pem_x509_certificate(path.read_bytes()) == certificate


def test_a_key_needs_its_own_certificate() -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

    from tipdesk.bundle.crypto.certificates import signing_key

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
