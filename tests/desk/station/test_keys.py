"""Certificates and trust: who can sign today, whom this station believes."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.desk.interview.test_approval_binding import forge
from tests.desk.world import World
from tipdesk.bundle.certifying.signatory import open_signer
from tipdesk.bundle.crypto.certificates import LEAF_LIFE, CertificateRole, Holder
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.bundle.trust_list import (
    first_signature,
    make_trust_list,
    read_trust_list,
    write_listing,
)
from tipdesk.core.errors import (
    FileUnreadable,
    FingerprintMismatch,
    HolderRefused,
    NoCertificate,
    SecondPersonNeeded,
    TrustPackInvalid,
    TrustPackOlder,
)
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.station.setup import create_station
from tipdesk.desk.station.signing_and_trust import CertificateStanding, UnaskedCertificate
from tipdesk.storage import custody_rows
from tipdesk.storage.database import to_stored


@pytest.fixture
def pack(world: World) -> Path:
    return trust_list(world.agency, world.clock())


def test_an_officer_without_a_certificate_cannot_sign(world: World) -> None:
    keys = world.officers.keys
    assert keys.certificate_state("T-99").standing is CertificateStanding.MISSING
    with pytest.raises(NoCertificate):
        keys.signing_key(Confirmed("T-99", bytearray(32)))
    state = keys.certificate_state()
    assert state.standing is CertificateStanding.VALID
    assert (state.login, state.service_number) == (OFFICER.login, OFFICER.service_number)
    assert (state.roles, len(state.fingerprint.split())) == (("exporter",), 8)
    assert keys.signing_key(world.confirm(OFFICER)).certificate


def test_a_request_names_the_officer_and_keeps_its_key(world: World) -> None:
    keys = world.officers.keys
    first, second = (
        keys.enrolment_request(world.confirm(SUPERVISOR), SUPERVISOR.service_number)
        for _ in range(2)
    )
    assert keys.request_fingerprint(first) == keys.request_fingerprint(second)
    enrolment = read_enrolment(first)
    assert enrolment.holder == Holder("بدر العتيبي", SUPERVISOR.service_number, "TDX", "S-01")
    assert enrolment.roles == {CertificateRole.EXPORTER, CertificateRole.APPROVER}
    with pytest.raises(HolderRefused):
        world.reopen(SUPERVISOR).keys.enrolment_request(world.confirm(OFFICER), "٧")
    colleague = world.reopen(OFFICER).keys.enrolment_request(
        world.confirm(OFFICER), OFFICER.service_number
    )
    assert enrolment.age_recipient is not None  # for messages; the station has one
    assert read_enrolment(colleague).age_recipient == enrolment.age_recipient
    receiving = read_enrolment(
        world.prosecution.keys.enrolment_request(world.confirm(RECEIVER), RECEIVER.service_number)
    )
    assert receiving.label == world.prosecution.station.unit
    assert receiving.roles == {CertificateRole.RECEIVER, CertificateRole.PROSECUTOR}
    assert receiving.age_recipient is not None
    assert receiving.own_recipient not in (None, receiving.age_recipient)


def test_what_is_sealed_to_a_prosecutor_opens_with_their_own_passphrase_alone(world: World) -> None:
    """The trust list names the key; in the vault it lies wrapped, and the key of the database opens
    nothing of it."""
    keys = world.prosecution.keys
    (own,) = keys.own_identities(world.confirm(RECEIVER))
    (listed,) = keys.prosecutors("PPX")
    assert (listed.login, listed.recipient) == (RECEIVER.login, own.recipient)
    assert world.officers.keys.prosecutors("PPX") == (listed,)
    assert keys.prosecutors("TDX") == ()
    assert own.recipient not in {identity.recipient for identity in keys.age_identities()}
    assert keys.own_identities(Confirmed(RECEIVER.login, bytearray(32))) == ()
    assert keys.own_identities(Confirmed(OFFICER.login, world.confirm(RECEIVER).seed)) == ()
    again = read_enrolment(keys.enrolment_request(world.confirm(RECEIVER), RECEIVER.service_number))
    assert again.own_recipient == own.recipient
    vault = world.prosecution._desk.vault
    ((row,),) = vault.rows("SELECT group_concat(hex(wrapped)) FROM own_identity")
    assert own.text.encode().hex() not in row.lower()


def test_a_certificate_runs_out(world: World) -> None:
    world.clock.move(days=3 * 366 + 1)
    state = world.officers.keys.certificate_state()
    assert state.standing is CertificateStanding.EXPIRED
    with pytest.raises(NoCertificate):
        world.officers.keys.signing_key(world.confirm(OFFICER))


def test_a_revoked_certificate_signs_nothing_once_the_list_is_known(world: World) -> None:
    serial = next(
        issued.serial
        for issued in world.agency.state.issued
        if issued.holder.login == OFFICER.login
    )
    world.agency.revoke(serial, x509.ReasonFlags.key_compromise, world.clock())
    assert world.officers.keys.certificate_state().standing is CertificateStanding.VALID
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert world.officers.keys.certificate_state().standing is CertificateStanding.REVOKED


def test_another_authoritys_certificate_is_not_trusted(world: World) -> None:
    other = stations.make_authority(world.folder / "other", world.clock)
    request = read_enrolment(
        world.officers.keys.enrolment_request(world.confirm(SUPERVISOR), SUPERVISOR.service_number)
    )
    pem = certificate_pem(other.issue(request, world.clock()))
    state = world.reopen(SUPERVISOR).keys.import_certificate(pem)
    assert state.standing is CertificateStanding.UNTRUSTED


def test_a_strangers_certificate_and_junk_are_refused(world: World) -> None:
    request = read_enrolment(
        world.prosecution.keys.enrolment_request(world.confirm(RECEIVER), "DEMO-9")
    )
    pem = certificate_pem(world.agency.issue(request, world.clock()))
    with pytest.raises(NoCertificate):
        world.officers.keys.import_certificate(pem)
    with pytest.raises(FileUnreadable):
        world.officers.keys.import_certificate(b"junk")


def test_the_first_pack_needs_the_authoritys_digits(world: World, pack: Path) -> None:
    plan = stations._OFFICERS
    vault_dir = world.folder / "fresh"
    create_station(vault_dir, plan, world.clock)
    fresh = stations.open_as(vault_dir, SUPERVISOR, world.clock)
    try:
        info = fresh.keys.read_trust_list(pack)
        assert info.first
        assert fresh.keys.trust() is None
        for typed in ("", "1" * 40, info.fingerprint[:-1]):
            with pytest.raises(FingerprintMismatch):
                fresh.keys.import_trust_list(pack, typed)
        assert fresh.keys.trust() is None
        arabic = info.fingerprint.translate({48 + n: 0x660 + n for n in range(10)})
        with pytest.raises(SecondPersonNeeded):
            fresh.keys.import_trust_list(pack, arabic)
        assert fresh.keys.trust() is None
        second = stations.confirm(fresh, OFFICER)
        fresh.keys.import_trust_list(pack, arabic, second)
        assert fresh.keys.trust().serial == info.serial
    finally:
        fresh.lock()


def test_the_digits_of_one_root_bring_no_second_one(world: World, pack: Path) -> None:
    """A thief puts the true root first, and signs with his own."""
    other = stations.make_authority(world.folder / "other", world.clock)
    now = world.clock()
    true = read_trust_list(pack, now).store
    false = read_trust_list(trust_list(other, now), now).store
    both = replace(false, roots=(*true.roots, *false.roots), crls=(*true.crls, *false.crls))
    usb_drive = world.usb_drive / "trust-9.asice"
    document = write_listing(both)
    first = first_signature(document, other._trust_signer(now), now)
    second = open_signer(other.folder, stations.SECOND_SIGNER.passphrase)
    usb_drive.write_bytes(make_trust_list(document, first, second, now))
    create_station(world.folder / "fresh", stations._OFFICERS, world.clock)
    fresh = stations.open_as(world.folder / "fresh", SUPERVISOR, world.clock)
    try:
        for keys in (fresh.keys, world.officers.keys):
            with pytest.raises(TrustPackInvalid):
                keys.read_trust_list(usb_drive)
            with pytest.raises(TrustPackInvalid):
                keys.import_trust_list(usb_drive, world.agency.fingerprint)
        assert fresh.keys.trust() is None
    finally:
        fresh.lock()


def test_later_packs_come_from_the_same_authority_and_are_not_older(
    world: World, pack: Path
) -> None:
    keys = world.officers.keys
    old = pack.with_name("trust-1.asice")
    keys.import_trust_list(pack)
    keys.import_trust_list(pack)  # the same once more is nothing new
    with pytest.raises(TrustPackOlder):
        keys.import_trust_list(old)
    other = stations.make_authority(world.folder / "other", world.clock)
    with pytest.raises(TrustPackInvalid):
        keys.import_trust_list(trust_list(other, world.clock()), other.fingerprint)
    bad = world.usb_drive / "bad.asice"
    bad.write_bytes(pack.read_bytes()[:-1])
    with pytest.raises(TrustPackInvalid):
        keys.import_trust_list(bad)
    with pytest.raises(FileUnreadable):
        keys.import_trust_list(world.usb_drive / "missing.asice")
    assert keys.trust().serial == 2
    assert [recipient.label for recipient in keys.recipients()] == [world.prosecution.station.unit]


def test_a_pack_stays_in_use_when_its_signers_certificate_has_run_out(world: World) -> None:
    world.clock.move(days=3 * 366 + 1)
    assert world.officers.keys.trust() is not None


def test_a_trust_list_that_is_not_what_was_taken_does_not_count(world: World) -> None:
    """What was verified is remembered by its bytes and by when it came, and by nothing else: nobody
    who can write in the database profits by it."""
    store = world.officers.keys.trust_store()
    body, at = world.officers._desk.vault.row("SELECT body, imported_at FROM trust_list")
    altered = body[:-200] + bytes([body[-200] ^ 1]) + body[-199:]
    ran_out = to_stored(world.clock() + 8 * LEAF_LIFE)  # of its signer's certificate
    for column, value, kept in (("body", altered, body), ("imported_at", ran_out, at)):
        change = f"UPDATE trust_list SET {column} = ?"
        keys = forge(world, lambda rows, sql=change, new=value: rows.execute(sql, (new,))).keys
        assert keys.trust() is None
        assert keys.recipients() == ()
        with pytest.raises(NoCertificate):
            keys.signing_key(world.confirm(OFFICER))
        keys = forge(world, lambda rows, sql=change, old=kept: rows.execute(sql, (old,))).keys
        assert keys.trust_store() == store


def certify_elsewhere(world: World, login: str, number: str, code: str = "TDX") -> None:
    """What the authority gives out for a request that this station has not made."""
    key = ec.generate_private_key(ec.SECP256R1())
    holder = Holder("غيره", number, code, login)
    data = make_enrolment(key, {CertificateRole.EXPORTER}, holder, "x")
    world.agency.issue(read_enrolment(data), world.clock())


def test_a_certificate_in_our_name_that_nobody_here_asked_for_is_told_once(world: World) -> None:
    keys = world.officers.keys
    certify_elsewhere(world, "T-07", "DEMO-5")
    certify_elsewhere(world, "T-99", "DEMO-6", "SH9")  # another station's
    world.clock.move(minutes=1)
    keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert keys.told_unasked() == (UnaskedCertificate("T-07", "DEMO-5", ("exporter",)),)
    assert keys.told_unasked() == ()
    entry = custody_rows.chain(world.officers._desk.vault)[-1]
    assert (entry.action, entry.detail["unasked"]) == ("trust_imported", "T-07")
    keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert keys.told_unasked() == (), "it was told when it was new"


def test_a_certificate_that_was_asked_for_is_no_news(world: World) -> None:
    """The first for a request; a second one in the same name is."""
    keys = world.officers.keys
    (before,) = [
        item for item in world.agency.state.issued if item.holder.login == SUPERVISOR.login
    ]
    world.agency.revoke(before.serial, x509.ReasonFlags.superseded, world.clock())
    data = keys.enrolment_request(world.confirm(SUPERVISOR), SUPERVISOR.service_number)
    world.agency.issue(read_enrolment(data), world.clock())
    keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert keys.told_unasked() == ()
    serial = world.agency.state.issued[-1].serial
    world.agency.revoke(serial, x509.ReasonFlags.superseded, world.clock())
    certify_elsewhere(world, SUPERVISOR.login, SUPERVISOR.service_number)
    keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert [item.login for item in keys.told_unasked()] == [SUPERVISOR.login]
    pem = (world.agency.folder / "issued" / f"{serial:x}.pem").read_bytes()
    world.reopen(SUPERVISOR).keys.import_certificate(pem)
    certify_elsewhere(world, SUPERVISOR.login, "DEMO-7")
    keys = world.officers.keys
    keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert [item.service_number for item in keys.told_unasked()] == ["DEMO-7"]
