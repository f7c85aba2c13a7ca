"""Protective annexes: at the station until they leave, and at the office."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.insiders.stage import CLERK, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages.annex import SUFFIX, Annex, seal_annex
from tipdesk.bundle.receipt import SUFFIX as RECEIPT
from tipdesk.bundle.receipt import AnsweredKind, Receipt, Result, make_receipt
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.storage import annex_rows
from tipdesk.storage.keys import signing_keys

ANNEXES = Group("protective annexes")
STOPPED = "the desk: refused: CustodyBroken; vault check: annex_differs"
PHONE = "+96555500077"
ANSWERS = {
    "risk_level": "high",
    "risk_factors": "threats_kw",
    "phone_safe": PHONE,
    "address_house": "عمارة الياسمين 7",
}


def protective(scene: Scene, number: int = 5) -> CaseId:
    """A file with an annex, approved."""
    return scene.approved_again(number, **ANSWERS)


def beside(result: ExportResult) -> Path:
    """The annex that lies beside a case bundle."""
    return result.path.with_name(result.annex + SUFFIX)


def received(scene: Scene, case_id: CaseId) -> ExportResult:
    """A file as it is sent and received."""
    result = scene.exported(case_id)
    scene.world.accept(scene.check_at_office(result.path))
    return result


def opened(scene: Scene, path: Path) -> str:
    """What the prosecutor is told of an annex."""
    try:
        read = scene.world.prosecution.annexes.open(path, scene.confirm(RECEIVER))
    except TipdeskError as error:
        return f"{type(error).__name__} {error.details.get('code', '')}".strip()
    return " ".join(problem.code.value for problem in read.problems) or "taken as genuine"


def exported_after(scene: Scene, case_id: CaseId, *statements: str) -> str:
    """What the officer and a check say after rows of annexes were changed."""
    with scene.by_hand() as vault:
        write_rows(vault, *statements)
    scene.world.reopen(OFFICER)
    desk = scene.refused(lambda: scene.plan(case_id))
    return f"the desk: {desk}; {scene.checked()}"


def of_file(case_id: CaseId) -> str:
    """The row of its annex."""
    return (
        "approval IN (SELECT approval.id FROM approval JOIN case_file ON case_file.id = case_ref"
        f" WHERE uuid = '{case_id}')"
    )


@ANNEXES.row("everybody", "W_MISSING", Before.NOTHING)
def as_it_should_be(scene: Scene) -> str:
    """Approved, sent, opened by its prosecutor; annexes of other files have lower numbers and wait at
    the station."""
    return opened(scene, beside(received(scene, protective(scene))))


@ANNEXES.row("caseworker", STOPPED, Before.NOTHING)
def struck_off_before_it_leaves(scene: Scene) -> str:
    """The annex of an approved file deleted: its case bundle would leave without it, and nobody at
    the office can tell."""
    case_id = protective(scene)
    return exported_after(scene, case_id, f"DELETE FROM annex WHERE {of_file(case_id)}")


@ANNEXES.row("caseworker", STOPPED, Before.NOTHING)
def other_bytes_in_its_row(scene: Scene) -> str:
    """Other sealed bytes under the annex of an approved file."""
    case_id = protective(scene)
    return exported_after(
        scene, case_id, f"UPDATE annex SET sealed = zeroblob(900) WHERE {of_file(case_id)}"
    )


@ANNEXES.row("receiving clerk", "WrongPassphrase", Before.NOTHING)
def a_prosecutors_identity_by_hand(scene: Scene) -> str:
    """Takes the prosecutor's sealed identity out of the vault and tries their own passphrase."""
    with scene.office_by_hand() as vault:
        recipient = signing_keys.own_recipients(vault, RECEIVER.login)[0]
        seed = scene.seed(CLERK)
        try:
            signing_keys.own_identity(vault, RECEIVER.login, recipient, seed)
        except TipdeskError as error:
            return type(error).__name__
    return "opens"


def written_after_it_was_taken_in(scene: Scene, statement: str) -> str:
    """What the check of the office says once a row of an annex was written by hand."""
    path = beside(received(scene, protective(scene)))
    desk = scene.world.prosecution.annexes
    read = desk.open(path, scene.confirm(RECEIVER))
    desk.accept(read, scene.confirm(RECEIVER), scene.world.usb_drive)
    with scene.office_by_hand() as vault:
        write_rows(vault, statement)
    return scene.checked_at_office()


@ANNEXES.row("receiving clerk", "vault check: annex_differs", Before.NOTHING)
def struck_off_at_the_office(scene: Scene) -> str:
    """An annex that a prosecutor took in is deleted."""
    return written_after_it_was_taken_in(scene, "DELETE FROM came_annex")


@ANNEXES.row("receiving clerk", "refused: AnnexReceiptRefused; waits after 15 days", Before.NOTHING)
def taken_in_by_the_clerk(scene: Scene) -> str:
    """The annex is kept back at the counter, and the clerk signs that it was taken in."""
    case_id = protective(scene)
    result = received(scene, case_id)
    path = clerks_receipt(scene, result)
    refusal = scene.refused(lambda: scene.world.officers.handover.import_receipt(path))
    return f"{refusal}; {after_15_days(scene, case_id)}"


@ANNEXES.row("caseworker", "vault check: annex_differs; waits after 15 days", Before.NOTHING)
def an_answer_written_in(scene: Scene) -> str:
    """A row that says of an annex which left that its prosecutor took it in."""
    case_id = protective(scene)
    result = received(scene, case_id)
    body = clerks_receipt(scene, result).read_bytes()
    with scene.by_hand() as vault:
        answered = (str(uuid4()), result.annex, Result.ACCEPTED.value, body, 1)
        vault.execute("INSERT INTO annex_receipt VALUES(?, ?, ?, ?, ?)", answered)
    return f"{scene.checked()}; {after_15_days(scene, case_id)}"


@ANNEXES.row("officer", "waits after 15 days", Before.NOTHING)
def left_off_the_drive(scene: Scene) -> str:
    """The case bundle leaves without its annex, and it is not entered that one was written."""
    case_id = protective(scene)
    result = pack(scene.plan(case_id), scene.exporter(), Work())
    beside(result).unlink()
    scene.world.officers.handover.record(replace(result, annex=""))
    return after_15_days(scene, case_id)


def clerks_receipt(scene: Scene, result: ExportResult) -> Path:
    """A receipt for an annex as the clerk's own key signs it, of what they know by its drive."""
    vault = scene.world.officers._desk.vault
    kept = annex_rows.find(vault, result.annex)
    sealed = beside(result).read_bytes()
    with scene.office_session(CLERK) as counter:
        key = counter.keys.signing_key(scene.confirm(CLERK), CertificateRole.RECEIVER)
    receipt = Receipt(
        receipt_id=str(uuid4()),
        bundle_id=result.annex,
        file_sha256=hashlib.sha256(sealed).hexdigest(),
        file_size=len(sealed),
        manifest_sha256=kept.manifest,
        signer_sha256="",
        signed_at=None,
        received_at=scene.world.clock().replace(microsecond=0),
        result=Result.ACCEPTED,
        kind=AnsweredKind.ANNEX,
        case_id=kept.case_id,
        revision=kept.revision,
        number=kept.number,
        series=kept.series,
    )
    path = scene.world.usb_drive / f"{receipt.receipt_id}{RECEIPT}"
    path.write_bytes(make_receipt(receipt, key))
    return path


def after_15_days(scene: Scene, case_id: CaseId) -> str:
    """Whether the station is told that the annex of a file was not answered."""
    scene.world.clock.move(days=15)
    scene.world.reopen(OFFICER)
    waiting = scene.world.officers.handover.waiting_annex(case_id)
    return "waits after 15 days" if waiting else "nobody is told"


@ANNEXES.row("receiving clerk", "vault check: annex_differs", Before.NOTHING)
def numbered_otherwise_at_the_office(scene: Scene) -> str:
    """The number of an annex that a prosecutor took in is written lower, so that no gap shows."""
    return written_after_it_was_taken_in(scene, "UPDATE came_annex SET number = 1")


@ANNEXES.row("supervisor", "E_ANNEX_OTHER W_MISSING", Before.NOTHING)
def another_annex_of_an_approved_file(scene: Scene) -> str:
    """The approver signs another annex of the same file afterwards, without what it said."""
    result = received(scene, protective(scene))
    read = scene.world.prosecution.annexes.open(beside(result), scene.confirm(RECEIVER))
    return opened(scene, signed_anew(scene, replace(read.annex, answers=read.annex.answers[:1])))


def signed_anew(scene: Scene, annex: Annex) -> Path:
    """An annex as the supervisor signs it by hand."""
    keys, confirmed = scene.world.officers.keys, scene.confirm(SUPERVISOR)
    person = next(item for item in keys.prosecutors("PPX") if item.login == annex.login)
    key = keys.signing_key(confirmed, CertificateRole.APPROVER)
    at = scene.world.clock().replace(microsecond=0)
    path = scene.world.usb_drive / f"{annex.annex_id}-2{SUFFIX}"
    path.write_bytes(seal_annex(annex, key, at, person.recipient).sealed)
    return path
