"""The signed answer: made, read, and judged by the export log."""

import hashlib
import io
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bundle.raw import encrypted
from tests.bundle.world import CASE, MARKER, NOW, PEOPLE, SERIES, codes, enrol, plan, world
from tipdesk.bundle import receipt as receipts
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.reader import verify
from tipdesk.bundle.receipt import ExportedBundle, ReceiptStanding, Result
from tipdesk.bundle.writer import WrittenBundle, write_bundle
from tipdesk.core.work import Work

HEAD = (17, "cd" * 32)


def written(folder: Path, **changes: object):
    return write_bundle(folder, plan(**changes), world().officer.key, Work())


def received(folder: Path, **changes: object) -> tuple[Path, receipts.Receipt, ExportedBundle]:
    done = written(folder)
    report = verify(done.path, world().question())
    receipt = receipts.receipt_for(
        *(report, str(uuid.uuid4()), NOW + timedelta(days=1), Result.ACCEPTED),
        receipts.SeriesStanding(HEAD),
    )
    receipt = replace(receipt, **changes)
    path = folder / f"{receipt.receipt_id}{receipts.SUFFIX}"
    path.write_bytes(receipts.make_receipt(receipt, world().receiver.key))
    return path, receipt, exported_as(done)


def exported_as(done: WrittenBundle) -> ExportedBundle:
    """As the export log has it."""
    place = (CASE, 3, SERIES, 1, HEAD)
    return ExportedBundle(done.bundle_id, done.sha256, done.manifest_sha256, *place)


LATER = NOW + timedelta(days=2)


def test_a_receipt_comes_back_as_it_was_made(tmp_path: Path) -> None:
    path, receipt, exported = received(tmp_path, registry_no="PP-2026/00123", missing=(1, 7))
    answer = receipts.read_receipt(path, world().trust, LATER)
    assert answer.problems == ()
    assert answer.receipt == receipt
    assert answer.receipt.signed_at == NOW
    assert answer.receipt.crl_number > 0
    assert receipts.judge(answer.receipt, exported, None) is ReceiptStanding.NEW


def test_a_receipt_names_nobody(tmp_path: Path) -> None:
    """It travels in the clear: no officer, no person, no original file name."""
    path, _, _ = received(tmp_path)
    import zipfile

    text = zipfile.ZipFile(path).read("receipt.json").decode()
    for word in ("سالم", MARKER, "صورة", "K-17", "الإدارة"):
        assert word not in text


def test_a_refusal_of_an_unreadable_bundle(tmp_path: Path) -> None:
    done = written(tmp_path)
    data = done.path.read_bytes()[:-100]
    report = verify(io.BytesIO(data), world().question())
    receipt = receipts.receipt_for(report, str(uuid.uuid4()), LATER, Result.REJECTED)
    bundle_id = done.path.name.partition(".")[0]
    receipt = replace(receipt, bundle_id=bundle_id, codes=("E_AGE_PAYLOAD",))
    path = tmp_path / "refusal.receipt.asice"
    path.write_bytes(receipts.make_receipt(receipt, world().receiver.key))
    answer = receipts.read_receipt(path, world().trust, LATER)
    assert answer.receipt.result is Result.REJECTED
    assert answer.receipt.error_code == "E_AGE_PAYLOAD"
    assert (answer.receipt.case_id, answer.receipt.number, answer.receipt.head) == ("", 0, None)
    assert answer.receipt.file_sha256 == hashlib.sha256(data).hexdigest()
    exported = exported_as(done)
    assert receipts.judge(answer.receipt, exported, None) is ReceiptStanding.NEW
    accepted = replace(answer.receipt, result=Result.ACCEPTED)
    assert receipts.judge(accepted, exported, None) is ReceiptStanding.MISMATCH


def test_receipts_are_judged_by_the_export_log(tmp_path: Path) -> None:
    _, receipt, exported = received(tmp_path)
    judge = receipts.judge
    older = replace(receipt, receipt_id=str(uuid.uuid4()), received_at=NOW)
    assert judge(receipt, None, None) is ReceiptStanding.UNKNOWN
    assert (
        judge(receipt, replace(exported, bundle_id=str(uuid.uuid4())), None)
        is ReceiptStanding.UNKNOWN
    )
    assert judge(receipt, replace(exported, file_sha256="0" * 64), None) is ReceiptStanding.MISMATCH
    assert (
        judge(receipt, replace(exported, manifest_sha256="0" * 64), None)
        is ReceiptStanding.MISMATCH
    )
    assert judge(receipt, exported, receipt) is ReceiptStanding.SAME
    assert judge(older, exported, receipt) is ReceiptStanding.OLDER
    assert judge(receipt, exported, older) is ReceiptStanding.NEW


def test_an_officer_cannot_sign_a_receipt(tmp_path: Path) -> None:
    """Roles are not exchanged: E_CERT_ROLE in both directions."""
    _, receipt, _ = received(tmp_path)
    path = tmp_path / "forged.receipt.asice"
    path.write_bytes(receipts.make_receipt(receipt, world().officer.key))
    answer = receipts.read_receipt(path, world().trust, LATER)
    assert answer.receipt is None
    assert [problem.code for problem in answer.problems] == ["E_CERT_ROLE"]


def test_a_receiver_cannot_sign_a_bundle(tmp_path: Path) -> None:
    done = write_bundle(tmp_path, plan(), world().receiver.key, Work())
    report = verify(done.path, world().question())
    assert codes(report) == ["E_CERT_ROLE"]
    assert (report.complete, report.intact, report.trusted) == (True, True, False)


def test_an_encrypted_receipt_is_none(tmp_path: Path) -> None:
    """Only bundles are encrypted; nothing else hides in one."""
    path, _, _ = received(tmp_path)
    sealed = io.BytesIO(encrypted(path.read_bytes()))
    assert codes(verify(sealed, world().question())) == ["E_PATH"]


def test_a_bundle_is_no_receipt(tmp_path: Path) -> None:
    done = written(tmp_path)
    answer = receipts.read_receipt(done.path, world().trust, LATER)
    assert answer.receipt is None
    assert answer.problems


def test_a_receipt_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    from tests.bundle.world import CHEAP
    from tipdesk.bundle import authority
    from tipdesk.bundle.crypto.certificates import CertificateRole

    _, receipt, _ = received(tmp_path)
    other = authority.init(tmp_path / "other", "الإدارة العامة", PEOPLE, NOW, CHEAP)
    path = tmp_path / "forged.receipt.asice"
    key = enrol(other, CertificateRole.RECEIVER, "desk").key
    path.write_bytes(receipts.make_receipt(receipt, key))
    answer = receipts.read_receipt(path, world().trust, LATER)
    assert answer.receipt is None
    assert [problem.code for problem in answer.problems] == ["E_CERT_SIG"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("registry_no", "زينب"), ("registry_no", "a b"), ("case_id", "not-an-id")],
)
def test_a_receipt_with_free_text_is_not_made(tmp_path: Path, field: str, value: str) -> None:
    _, receipt, _ = received(tmp_path)
    with pytest.raises(ValueError, match=field):
        receipts.make_receipt(replace(receipt, **{field: value}), world().receiver.key)


def test_only_receivers_whom_the_trust_list_names_sign_receipts(tmp_path: Path) -> None:
    """A certificate with the role is not enough: the clerk alone can issue one."""
    path, receipt, _ = received(tmp_path)
    here = world()
    assert receipts.read_receipt(path, here.trust, LATER).receipt == receipt
    rows = here.trust.listing.certificates
    others = tuple(row for row in rows if CertificateRole.RECEIVER not in row.roles)
    other = replace(here.trust, listing=replace(here.trust.listing, certificates=others))
    answer = receipts.read_receipt(path, other, LATER)
    assert answer.receipt is None
    assert [problem.code for problem in answer.problems] == ["E_CERT_UNLISTED"]
    assert answer.verification.trusted is False
    assert verify(written(tmp_path).path, here.question(trust=other)).valid


def test_a_refusal_of_another_file_does_not_undo_an_acceptance(tmp_path: Path) -> None:
    _, accepted, exported = received(tmp_path)
    refused = replace(
        accepted,
        receipt_id=str(uuid.uuid4()),
        result=Result.REJECTED,
        received_at=LATER,
        codes=("E_AGE_PAYLOAD",),
    )
    damaged = replace(refused, file_sha256="0" * 64, manifest_sha256="")
    judge = receipts.judge
    assert judge(damaged, exported, None) is ReceiptStanding.NEW
    assert judge(damaged, exported, accepted) is ReceiptStanding.MISMATCH
    assert judge(refused, exported, accepted) is ReceiptStanding.NEW
    assert judge(accepted, exported, damaged) is ReceiptStanding.NEW  # though it was given earlier
    quarantined = replace(accepted, result=Result.QUARANTINED)
    assert judge(damaged, exported, quarantined) is ReceiptStanding.MISMATCH
