"""A station kit: made in two acts, opened with the words of an envelope, and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.kit.kits import (
    CLERK,
    OFFICER,
    ORDER,
    STATION,
    SUPERVISOR,
    codes,
    made_kit,
    new_authority,
    of_people,
)
from tests.bundle.world import CHEAP, NOW, PASSPHRASE, enrol, trust_list
from tests.json_schema import faults
from tipdesk.bundle.authority import Authority, open_authority
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_members
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, load_certificate
from tipdesk.bundle.file_kind import FileKind, kind_of
from tipdesk.bundle.kit import code, station_kit
from tipdesk.bundle.kit.making import ClosedKit, KitOrder
from tipdesk.bundle.kit.station_kit import KitPerson, StationKit, open_box, read_kit
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.strict_json import read_json, write_json
from tipdesk.bundle.trust import Moment, SentAlong, check_path
from tipdesk.cases.model import Role
from tipdesk.core import errors
from tipdesk.core.arabic_words import word_list
from tipdesk.core.settings import resource
from tipdesk.i18n.text import search_key

DAY = timedelta(days=1)


@pytest.fixture
def agency(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


@pytest.fixture
def kit(agency: Authority) -> ClosedKit:
    return made_kit(agency)


def opened(kit: ClosedKit, login: str = "T-07", typed: str = "", now=NOW) -> station_kit.OpenedBox:
    return open_box(read_kit(kit.path, now), login, typed or codes(kit)[login], now)


def public_der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


# --- the way it goes ---------------------------------------------------------------------------


def test_a_kit_says_whose_it_is_and_opens_for_each_of_its_people(kit: ClosedKit) -> None:
    assert kind_of(kit.path) is FileKind.STATION_KIT
    read = read_kit(kit.path, NOW)
    assert (read.station, read.kit_id) == (STATION, kit.kit_id)
    assert [listed.person for listed in read.people] == [OFFICER, SUPERVISOR, CLERK]
    assert read.valid_until == NOW + 89 * DAY
    for person in ORDER.people:
        box = opened(kit, person.login)
        assert box.listed.person == person
        assert box.trust.listing.serial == 1


def test_what_is_certified_under_a_box_counts_at_once_and_ends_with_the_kit(
    kit: ClosedKit,
) -> None:
    for person, role in (
        (OFFICER, CertificateRole.EXPORTER),
        (SUPERVISOR, CertificateRole.APPROVER),
    ):
        box = opened(kit, person.login)
        key = ec.generate_private_key(ec.SECP256R1())
        leaf, voucher = map(load_certificate, box.certify(public_der(key), NOW))
        sent = SentAlong((voucher,))
        assert check_path(leaf, role, box.trust, Moment(NOW, NOW), sent) == []
        assert leaf.not_valid_after_utc == NOW + 89 * DAY
    with pytest.raises(errors.NoCertificate):
        opened(kit, CLERK.login).certify(public_der(key), NOW)


def test_the_words_are_typed_as_people_type(kit: ClosedKit) -> None:
    words = codes(kit)["T-07"].split()
    short = " ".join(search_key(word)[:4] for word in words)
    numbered = "\n".join(f"{at}. {word}" for at, word in enumerate(words, start=1))
    marked = "، ".join("\u064e".join(word) for word in words)
    for typed in (short, numbered, marked, f"\u202b{'  '.join(words)}\u202c"):
        assert opened(kit, typed=typed).listed.person == OFFICER


def test_a_code_is_six_words_of_which_four_letters_count() -> None:
    keys = {search_key(word)[:4] for word in word_list()}
    assert len(keys) == 1974  # 65 bits in six
    assert len(code.new_code()) == 6
    assert code.new_code() != code.new_code()


def test_nothing_of_the_words_or_of_the_vouchers_keys_stays_at_the_authority(
    agency: Authority, kit: ClosedKit
) -> None:
    files = [path for path in agency.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".waiting"]
    known = " ".join((agency.state.agency, *(envelope.name for envelope in kit.envelopes)))
    words = {word for envelope in kit.envelopes for word in envelope.words}
    secret = [word.encode() for word in words if word not in known]  # «إدارة» is in its name
    for path in files:
        data = path.read_bytes()
        assert b"PRIVATE KEY" not in data
        assert not [word for word in secret if word in data]
    assert kit.envelopes[0].words[0] not in repr(kit)
    assert kit.envelopes[0].words[0] not in repr(kit.envelopes[0])


def test_what_could_not_be_handed_over_still_waits(agency: Authority) -> None:
    waiting = agency.prepare_kit(ORDER, NOW)
    trust_list(agency, NOW)

    def no_room(_closed: object) -> None:
        raise errors.DiskFull

    with pytest.raises(errors.DiskFull):
        agency.close_kit(waiting.kit_id, NOW, CHEAP, no_room)
    assert [item.listed for item in agency.waiting_kits(NOW)] == [True]
    assert opened(agency.close_kit(waiting.kit_id, NOW, CHEAP)).listed.person == OFFICER
    assert agency.waiting_kits(NOW) == ()


def test_a_kit_whose_vouchers_are_not_kept_does_not_wait(agency: Authority) -> None:
    """The disk takes the kit and not the authority's state: it could never be closed."""
    in_its_place = agency.folder / "authority.json.part"
    in_its_place.mkdir()
    with pytest.raises(errors.TargetNotWritable):
        agency.prepare_kit(ORDER, NOW)
    assert agency.waiting_kits(NOW) == ()
    in_its_place.rmdir()
    agency.prepare_kit(ORDER, NOW)
    assert len(agency.waiting_kits(NOW)) == 1


def test_it_waits_for_a_list_that_two_have_signed(agency: Authority, tmp_path: Path) -> None:
    waiting = agency.prepare_kit(ORDER, NOW)
    assert waiting.listed is False
    assert not [p for p in (agency.folder / "kits").iterdir() if b"K-1001" in p.read_bytes()]
    with pytest.raises(errors.AuthorityInvalid) as refused:
        agency.close_kit(waiting.kit_id, NOW, CHEAP)
    assert refused.value.details["reason"] == "kit_list"
    agency.trust_list(NOW)  # one person has signed it
    with pytest.raises(errors.AuthorityInvalid):
        agency.close_kit(waiting.kit_id, NOW, CHEAP)
    trust_list(agency, NOW)
    again = open_authority(agency.folder, PASSPHRASE)
    assert [item.listed for item in again.waiting_kits(NOW)] == [True]
    closed = again.close_kit(waiting.kit_id, NOW, CHEAP)
    assert again.waiting_kits(NOW) == ()
    assert opened(closed).listed.person == OFFICER
    with pytest.raises(errors.AuthorityInvalid) as refused:
        again.close_kit(waiting.kit_id, NOW, CHEAP)
    assert refused.value.details["reason"] == "no_kit"


def test_a_voucher_can_be_revoked_by_its_number(agency: Authority, kit: ClosedKit) -> None:
    box = opened(kit)
    from tipdesk.bundle.authority import revocation_reason

    agency.revoke(box.keys.voucher.serial_number, revocation_reason("key_compromise"), NOW)
    assert agency.state.revoked[-1].serial == box.keys.voucher.serial_number


def revoked_of(agency: Authority) -> dict[int, x509.ReasonFlags]:
    """Every revocation that the folder knows, as it is published."""
    published = x509.load_pem_x509_crl((agency.folder / "crl.pem").read_bytes())
    kept = {item.serial: item.reason for item in agency.state.revoked}
    assert {item.serial_number for item in published} == set(kept)
    return kept


def test_a_lost_laptop_takes_the_vouchers_of_its_kit_with_it(
    agency: Authority, kit: ClosedKit
) -> None:
    own = {opened(kit, login).keys.voucher for login in ("T-07", "S-01")}
    assert agency.lose(STATION.code, NOW) == ()  # nobody has a certificate yet
    compromised = x509.ReasonFlags.key_compromise
    assert revoked_of(agency) == {item.serial_number: compromised for item in own}
    assert agency.state.vouchers == ()
    with pytest.raises(errors.StationUnknown):
        agency.lose(STATION.code, NOW)


@pytest.mark.parametrize("lost", [False, True])
def test_a_kit_that_waits_is_discarded_with_its_vouchers(agency: Authority, lost: bool) -> None:
    other = agency.prepare_kit(of_people(*others(), code="SH9"), NOW)
    waiting = agency.prepare_kit(ORDER, NOW)
    mine = {item.sha256 for item in agency.state.vouchers if item.station == STATION.code}
    if lost:  # its kit still waits, and no list will ever name it
        agency.lose(STATION.code, NOW)
    assert agency.discard_kit(waiting.kit_id, NOW).station == STATION
    whose = {(item.station, item.login, item.number) for item in agency.state.vouchers}
    assert whose == {("SH9", "T-07", "K-2001"), ("SH9", "S-01", "K-2002")}
    assert not mine & {item.sha256 for item in agency.state.vouchers}
    assert set(revoked_of(agency).values()) == {x509.ReasonFlags.key_compromise}
    assert len(revoked_of(agency)) == len(mine)
    assert [kit.kit_id for kit in agency.waiting_kits(NOW)] == [other.kit_id]
    again = open_authority(agency.folder, PASSPHRASE)
    for deed in (again.discard_kit, again.close_kit):
        with pytest.raises(errors.AuthorityInvalid) as refused:
            deed(waiting.kit_id, NOW)
        assert refused.value.details["reason"] == "no_kit"


def others() -> tuple[KitPerson, ...]:
    """The people of another station."""
    numbers = {"K-1001": "K-2001", "K-1002": "K-2002"}
    return tuple(
        replace(person, service_number=numbers[person.service_number])
        for person in (OFFICER, SUPERVISOR)
    )


def test_a_kit_has_no_code_of_an_office(agency: Authority) -> None:
    office = Holder("سارة المطيري", "P-2003", STATION.code, "P-03")
    enrol(agency, CertificateRole.RECEIVER, "x", holder=office)
    with pytest.raises(errors.KitPeopleRefused) as refused:
        agency.prepare_kit(ORDER, NOW)
    assert refused.value.details == {"reason": "office", "line": 0}


def test_a_kit_has_no_code_of_a_station_that_works(agency: Authority) -> None:
    """Two vaults under one code: the office could not tell whose a case bundle is."""
    another = Holder("نورة العلي", "K-3003", STATION.code, "T-33")
    signer = enrol(agency, CertificateRole.EXPORTER, "x", holder=another)
    with pytest.raises(errors.KitPeopleRefused) as refused:
        agency.prepare_kit(ORDER, NOW)
    assert refused.value.details == {"reason": "taken", "line": 0}
    agency.revoke(signer.key.certificate.serial_number, x509.ReasonFlags.key_compromise, NOW)
    assert agency.prepare_kit(ORDER, NOW).station == STATION


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (of_people(OFFICER), ("roles", 0)),
        (of_people(), ("many", 0)),
        (of_people(OFFICER, SUPERVISOR, code="sh2"), ("station", 0)),
        (of_people(OFFICER, SUPERVISOR, unit="سطر\nآخر"), ("station", 0)),
        (of_people(OFFICER, replace(SUPERVISOR, login="T-07")), ("twice", 2)),
        (of_people(OFFICER, replace(SUPERVISOR, service_number="k-1001")), ("twice", 2)),
        (of_people(OFFICER, replace(SUPERVISOR, name="")), ("holder", 2)),
        (of_people(OFFICER, replace(SUPERVISOR, role=Role.RECEIVER)), ("role", 2)),
        (of_people(OFFICER, replace(SUPERVISOR, languages=("Arabic",))), ("role", 2)),
    ],
)
def test_people_of_whom_no_kit_is_made(
    agency: Authority, order: KitOrder, refusal: tuple[str, int]
) -> None:
    with pytest.raises(errors.KitPeopleRefused) as refused:
        agency.prepare_kit(order, NOW)
    assert (refused.value.details["reason"], refused.value.details["line"]) == refusal
    assert agency.state.vouchers == ()


def test_nobody_who_holds_a_certificate_gets_a_kit_beside_it(agency: Authority) -> None:
    enrol(agency, CertificateRole.EXPORTER, "x", holder=OFFICER.holder(STATION))
    with pytest.raises(errors.KitPeopleRefused) as refused:
        agency.prepare_kit(ORDER, NOW)
    assert refused.value.details == {"reason": "live", "line": 1}


# --- what is refused ---------------------------------------------------------------------------


def test_another_envelope_another_kit_and_words_of_no_list(
    agency: Authority, kit: ClosedKit
) -> None:
    second = made_kit(agency)
    for typed in (codes(kit)["S-01"], codes(second)["T-07"]):
        with pytest.raises(errors.KitCodeWrong) as wrong:
            opened(kit, typed=typed)
        assert wrong.value.details == {"login": "T-07"}
    words = codes(kit)["T-07"].split()
    for typed, position in (
        (" ".join(words[:5]), 0),
        (" ".join([*words, words[0]]), 0),
        (" ".join([*words[:3], "ظظظظ", *words[4:]]), 4),
        ("open sesame", 0),
    ):
        with pytest.raises(errors.KitWordUnknown) as unknown:
            opened(kit, typed=typed)
        assert unknown.value.details["position"] == position


def test_a_late_kit(kit: ClosedKit) -> None:
    assert opened(kit, now=NOW + 89 * DAY).listed.person == OFFICER
    with pytest.raises(errors.KitExpired) as late:
        opened(kit, now=NOW + 89 * DAY + timedelta(seconds=1))
    assert late.value.details == {"date": "21/02/2027"}
    with pytest.raises(errors.KitCodeWrong):  # nobody learns of a late one who has no envelope
        opened(kit, typed=codes(kit)["S-01"], now=NOW + 100 * DAY)


def test_a_kit_that_waited_too_long(agency: Authority) -> None:
    waiting = agency.prepare_kit(ORDER, NOW)
    trust_list(agency, NOW)
    with pytest.raises(errors.KitExpired):
        agency.close_kit(waiting.kit_id, NOW + 90 * DAY, CHEAP)


def members_of(kit: ClosedKit) -> dict[str, bytes]:
    report = verify(io.BytesIO(kit.path.read_bytes()), VerificationRequest(now=NOW))
    return dict(report.content)


def altered_people(members: dict[str, bytes]) -> None:
    document = read_json(members[paths.KIT])
    document["officers"][0]["role"] = "supervisor"
    members[paths.KIT] = write_json(document)


def another_list(members: dict[str, bytes]) -> None:
    document = read_json(members[paths.KIT])
    document["trust"] = hashlib.sha256(members[paths.KIT_TRUST] + b"x").hexdigest()
    members[paths.KIT] = write_json(document)


def boxes_exchanged(members: dict[str, bytes]) -> None:
    boxes = read_json(members[paths.KIT_BOXES])
    first, second, *_rest = boxes["boxes"]
    first["box"], second["box"] = second["box"], first["box"]
    members[paths.KIT_BOXES] = write_json(boxes)


def costly(members: dict[str, bytes]) -> None:
    boxes = read_json(members[paths.KIT_BOXES])
    boxes["boxes"][0]["box"]["memory_kib"] = 1 << 30
    members[paths.KIT_BOXES] = write_json(boxes)


def box_missing(members: dict[str, bytes]) -> None:
    boxes = read_json(members[paths.KIT_BOXES])
    boxes["boxes"].pop()
    members[paths.KIT_BOXES] = write_json(boxes)


@pytest.mark.parametrize(
    ("change", "error", "detail"),
    [
        (altered_people, errors.KitInvalid, "E_KIT_FORM"),
        (another_list, errors.KitInvalid, "E_KIT_FORM"),
        (boxes_exchanged, errors.KitCodeWrong, ""),
        (costly, errors.KitInvalid, "E_KIT_FORM"),
        (box_missing, errors.KitInvalid, "E_KIT_FORM"),
    ],
)
def test_a_kit_that_somebody_signed_anew(
    agency: Authority,
    kit: ClosedKit,
    change: Callable[[dict[str, bytes]], None],
    error: type[errors.TipdeskError],
    detail: str,
) -> None:
    """By the clerk alone, after it was made: the boxes say what was in it."""
    members = members_of(kit)
    change(members)
    order = (paths.KIT, paths.KIT_TRUST, paths.KIT_BOXES)
    signer = agency._trust_signer(NOW)
    kit.path.write_bytes(sign_members({name: members[name] for name in order}, signer, NOW))
    with pytest.raises(error) as refused:
        opened(kit)
    assert refused.value.details.get("code", "") == detail


def test_a_kit_with_a_byte_changed_and_what_is_none(kit: ClosedKit, agency: Authority) -> None:
    whole = kit.path.read_bytes()
    at = whole.index(b"K-1001")
    kit.path.write_bytes(whole[:at] + b"K-1009" + whole[at + 6 :])
    with pytest.raises(errors.KitInvalid):
        read_kit(kit.path, NOW)
    for data in (b"", whole[:-1], (agency.folder / "packs" / "trust-1.asice").read_bytes()):
        kit.path.write_bytes(data)
        with pytest.raises((errors.KitInvalid, errors.FileUnreadable)):
            read_kit(kit.path, NOW)


def test_the_kit_of_another_authority_vouches_for_itself_alone(
    tmp_path: Path, kit: ClosedKit
) -> None:
    """Somebody makes a kit of their own with the same people: it does not open."""
    forged = made_kit(new_authority(tmp_path / "other"))
    with pytest.raises(errors.KitCodeWrong):
        opened(forged, typed=codes(kit)["T-07"])


def test_what_a_kit_says_in_verify(kit: ClosedKit, agency: Authority) -> None:
    data = io.BytesIO(kit.path.read_bytes())
    trust = opened(kit).trust
    report = verify(data, VerificationRequest(now=NOW, trust=trust, lenient_crl=True))
    report = station_kit.describe(report)
    assert (report.valid, report.kind, report.format) == (True, "station-kit", "tipdesk-kit/1.0")
    schema = json.loads(resource("schemas", "verification.schema.json").read_text("utf-8"))
    assert faults(report.to_json(), schema) == []


def test_the_document_has_no_secret(kit: ClosedKit) -> None:
    document = json.loads(members_of(kit)[paths.KIT])
    assert {*document} == {
        *("format", "kit_id", "created", "valid_until", "station", "trust", "officers")
    }
    assert isinstance(read_kit(kit.path, NOW), StationKit)
