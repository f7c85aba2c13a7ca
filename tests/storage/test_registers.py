"""Exports, receipts, the receiving register, counters, trust packs, places, officers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2

from tests.storage.samples import OFFICER, START, SUPERVISOR, new_case
from tipdesk.cases.model import Officer, Role, Station, StationKind
from tipdesk.storage import handover_rows, station_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import StagedContent, open_content
from tipdesk.storage.handover_rows import KeptExport, KeptReceipt, KeptReceived
from tipdesk.storage.keys.slot_crypto import OfficerKeys
from tipdesk.storage.station_rows import KeptTrustList, Place
from tipdesk.storage.vault import Vault


def sample_export(case, **fields):
    usual = KeptExport(
        bundle_id="b-1",
        case_id=case.id,
        revision=1,
        created_at=START,
        recipient="نيابة حولي",
        signer=OFFICER,
        file_name="b-1.asice.age",
        size=12345,
        sha256="aa" * 32,
        manifest_sha256="bb" * 32,
        fingerprint="12345 " * 8,
        contents="ما أُرسل: بيان الإجابات.",
    )
    return replace(usual, **fields)


def sample_receipt(**fields):
    usual = KeptReceipt(
        receipt_id="r-1",
        bundle_id="b-1",
        result="accepted",
        number="HWL-2026-00001",
        error_code="",
        received_at=START + timedelta(hours=1),
        signed_by="وكيل النيابة",
        body=b"PK\3\4",
        imported_at=START + timedelta(hours=2),
        imported_by=SUPERVISOR,
    )
    return replace(usual, **fields)


def test_exports_come_back_newest_first_and_never_change(vault):
    case, other = new_case(vault), new_case(vault, 2)
    first = sample_export(case)
    second = sample_export(case, bundle_id="b-2", created_at=START + timedelta(days=1))
    for export in (first, second, first):
        handover_rows.add_export(vault, export)
    assert handover_rows.exports(vault, case.id) == (second, first)
    at_once = [
        sample_export(other, bundle_id=f"same-time-{number}") for number in (3, 1, 4, 1, 5, 9, 2, 6)
    ]
    for export in at_once:
        handover_rows.add_export(vault, export)
    entered = list(dict.fromkeys(at_once))
    assert list(handover_rows.exports(vault, other.id)) == entered[::-1]
    other = new_case(vault, 3)
    assert handover_rows.exports(vault, other.id) == ()
    assert handover_rows.find_export(vault, "b-2") == second
    assert handover_rows.find_export(vault, "none") is None
    with pytest.raises(ValueError, match="another bundle"):
        handover_rows.add_export(vault, replace(first, manifest_sha256="cc" * 32))
    for statement in ("UPDATE export SET sha256 = ''", "DELETE FROM export"):
        with pytest.raises(dbapi2.IntegrityError):
            vault.execute(statement)


def test_receipts_answer_a_known_bundle_once(vault):
    case = new_case(vault)
    with pytest.raises(dbapi2.IntegrityError):
        handover_rows.add_receipt(vault, sample_receipt())
    handover_rows.add_export(vault, sample_export(case))
    refusal = sample_receipt(receipt_id="r-0", result="rejected", number="", error_code="E_DIGEST")
    refusal = replace(refusal, received_at=START)
    assert handover_rows.add_receipt(vault, refusal)
    assert handover_rows.add_receipt(vault, sample_receipt())
    assert not handover_rows.add_receipt(vault, sample_receipt())
    assert handover_rows.receipts(vault, "b-1") == (sample_receipt(), refusal)
    with pytest.raises(dbapi2.IntegrityError):
        vault.execute("DELETE FROM receipt")


def sample_received(**fields):
    usual = KeptReceived(
        number="HWL-2026-00001",
        bundle_id="b-1",
        sha256="aa" * 32,
        manifest_sha256="bb" * 32,
        case_id="c-1",
        case_number="KWT-2026-00001",
        person_code="K7M2-Q9XP",
        revision=1,
        received_at=START,
        received_by=OFFICER,
        signed_by="ضابط",
        signed_at=START - timedelta(days=1),
        result="accepted",
        error_code="",
        receipt_id="r-1",
        receipt=b"PK\3\4",
    )
    return replace(usual, **fields)


def test_the_register_keeps_what_was_received_sealed(vault, vault_dir, dek):
    stage = StagedContent(vault_dir)
    stage.write(b"container " * 50_000)
    entry = sample_received(content=stage.finish())
    number = handover_rows.add_received(vault, entry)
    vault.close()
    with Vault.open(vault_dir, dek) as again:
        kept = handover_rows.find_received(again, number)
        assert kept == replace(entry, id=number)
        with open_content(vault_dir, kept.content) as reader:
            assert reader.read() == b"container " * 50_000
        assert attachments.missing(again) == ()


@pytest.mark.parametrize(
    ("query", "rows"),
    [("HWL\0", 1), ("hwl \ud800", 1), ("hwl " * 16_000, 1), ("x" * 40_000, 0)],
)
def test_whatever_is_pasted_into_the_registers_search_is_borne(vault, query, rows):
    handover_rows.add_received(vault, sample_received())
    assert len(handover_rows.register(vault, query)) == rows


def test_a_bundle_is_accepted_once_and_refused_as_often_as_needed(vault):
    refused = sample_received(number="", result="rejected", error_code="E_DIGEST", receipt_id="r-0")
    handover_rows.add_received(vault, refused)
    handover_rows.add_received(vault, replace(refused, receipt_id="r-00"))
    handover_rows.add_received(vault, sample_received())
    with pytest.raises(ValueError, match="accepted before"):
        handover_rows.add_received(vault, sample_received(number="X-2", receipt_id="r-2"))
    with pytest.raises(ValueError, match="number is taken"):
        handover_rows.add_received(
            vault,
            sample_received(manifest_sha256="cc" * 32, receipt_id="r-3", case_id="another file"),
        )
    second = sample_received(
        number="X-2", manifest_sha256="cc" * 32, revision=2, bundle_id="b-2", receipt_id="r-3"
    )
    handover_rows.add_received(vault, second)
    assert handover_rows.accepted_bundle(vault, "b-1", "bb" * 32).receipt_id == "r-1"
    assert handover_rows.accepted_bundle(vault, "b-1", "dd" * 32) is None
    assert [known.number for known in handover_rows.known_bundles(vault)] == [
        "",
        "",
        "HWL-2026-00001",
        "X-2",
    ]
    assert handover_rows.find_received_number(vault, "X-2").revision == 2


def test_the_register_is_searched_by_numbers_codes_and_signers(vault):
    handover_rows.add_received(vault, sample_received())
    handover_rows.add_received(
        vault,
        sample_received(
            number="X-9", manifest_sha256="cc" * 32, person_code="AAAA-BBBB", receipt_id="r-2"
        ),
    )
    assert [entry.number for entry in handover_rows.register(vault)] == ["X-9", "HWL-2026-00001"]
    for query, wanted in {
        "hwl": ["HWL-2026-00001"],
        "aaaa x-9": ["X-9"],
        "ضابط": ["X-9", "HWL-2026-00001"],
        "%": [],
        "aaaa hwl": [],
    }.items():
        assert [entry.number for entry in handover_rows.register(vault, query)] == wanted


def test_numbers_go_on_and_never_come_twice(vault, vault_dir, dek):
    assert [station_rows.next_number(vault, "case-2026") for _ in range(3)] == [1, 2, 3]
    assert station_rows.next_number(vault, "case-2027") == 1

    def cut_off():
        with vault.transaction():
            station_rows.next_number(vault, "case-2026")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    vault.close()
    with Vault.open(vault_dir, dek) as again:
        assert station_rows.next_number(again, "case-2026") == 4
        for statement in ("UPDATE counter SET last = 1", "DELETE FROM counter"):
            with pytest.raises(dbapi2.IntegrityError):
                again.execute(statement)


def pack(body):
    return KeptTrustList(hashlib.sha256(body).hexdigest(), body, START, SUPERVISOR)


def test_trust_lists_are_kept_as_they_came(vault):
    first, second = pack(b"first"), pack(b"second")
    assert station_rows.trust_list(vault, first.sha256) is None
    for came in (first, second, first):
        station_rows.add_trust_list(vault, came)
    assert station_rows.trust_list(vault, first.sha256) == first
    assert station_rows.trust_list(vault, second.sha256) == second
    for statement in ("UPDATE trust_list SET body = x''", "DELETE FROM trust_list"):
        with pytest.raises(dbapi2.IntegrityError):
            vault.execute(statement)


def test_places_are_each_officers_own(vault):
    assert station_rows.last_place(vault, OFFICER) is None
    place = Place("c-1", "B", "trip[2]/from", 17)
    station_rows.remember_place(vault, OFFICER, place)
    assert station_rows.last_place(vault, OFFICER) == place
    assert station_rows.last_place(vault, SUPERVISOR) is None
    station_rows.remember_place(vault, OFFICER, None)
    assert station_rows.last_place(vault, OFFICER) is None


def test_the_station(vault):
    assert station_rows.station(vault) == Station(StationKind.OFFICER, "moi", "مركز", "KWT")
    with vault.transaction():
        vault.set_meta("station", "")
    assert station_rows.station(vault) is None


def test_officers_and_their_keys(vault, clock):
    assert [officer.login for officer in station_rows.officers(vault)] == [SUPERVISOR, OFFICER]
    keys = OfficerKeys(bytes(32), bytes(32))
    added = station_rows.add(vault, "T-08", "أحمد", Role.OFFICER, keys, clock())
    assert (
        station_rows.find(vault, "T-08") == added == Officer(added.id, "T-08", "أحمد", Role.OFFICER)
    )
    station_rows.rename(vault, "T-08", "أحمد علي")
    assert station_rows.find(vault, "T-08").name == "أحمد علي"
    assert station_rows.find(vault, "X") is None
    station_rows.add_keys(vault, "T-08", keys, clock())
    with pytest.raises(dbapi2.IntegrityError):
        station_rows.add(vault, "T-08", "آخر", Role.OFFICER, keys, clock())
