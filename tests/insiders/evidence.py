"""What is sent: the record and its approval, documents and attachments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from tests.desk.approving import approve
from tests.insiders.stage import COLLEAGUE, Scene
from tests.insiders.table import Before, Group
from tipdesk.bundle.approval import (
    MEDIA_TYPE,
    SIGNATURE,
    STATEMENT,
    Approval,
    ApprovalKind,
    read_approval,
    write_approval,
)
from tipdesk.bundle.container.index import (
    NOTICE_FIELDS,
    BundleKind,
    BundlePlan,
    CarriedBefore,
    payload_of_bytes,
)
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.strict_json import write_json
from tipdesk.cases.handover.reading import OF_NOTICE
from tipdesk.cases.handover.rows import digest_of
from tipdesk.cases.model import Answer, CaseId
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult

APPROVAL = Group("the record and its approval", shared=True)
EXHIBITS = Group("documents and attachments", shared=True)

Contents = dict[str, bytes]
PHOTO = b"\xff\xd8\xff\xe0 another photograph"
FIRST, SECOND, NEW = "att/0001.jpg", "att/0002.jpg", "att/0003.jpg"


# --- what an officer does to a bundle between approval and signature --------------------------------


def swapped(*names: str, data: bytes = PHOTO) -> Callable[[BundlePlan], BundlePlan]:
    """Other bytes under these names, with sums that are right for them."""

    def change(plan: BundlePlan) -> BundlePlan:
        here = {f"{plan.case_id}/{name}" for name in names}
        kept = [item for item in plan.payloads if item.path not in here]
        return replace(plan, payloads=(*kept, *(payload_of_bytes(path, data) for path in here)))

    return change


def left_out(name: str) -> Callable[[BundlePlan], BundlePlan]:
    """Without that file."""

    def change(plan: BundlePlan) -> BundlePlan:
        gone = f"{plan.case_id}/{name}"
        return replace(plan, payloads=tuple(it for it in plan.payloads if it.path != gone))

    return change


def carried(name: str, manifest: str, sha256: str = "") -> Callable[[BundlePlan], BundlePlan]:
    """Without that file, which an earlier case bundle is said to have brought, maybe as another."""

    def change(plan: BundlePlan) -> BundlePlan:
        path = f"{plan.case_id}/{name}"
        (item,) = (item for item in plan.payloads if item.path == path)
        named = CarriedBefore(path, sha256 or item.sha256, item.size, manifest)
        return replace(left_out(name)(plan), carried_before=(named,))

    return change


def renamed(names: dict[str, str]) -> Callable[[BundlePlan], BundlePlan]:
    """Approved bytes under other names."""

    def change(plan: BundlePlan) -> BundlePlan:
        other = {f"{plan.case_id}/{old}": f"{plan.case_id}/{new}" for old, new in names.items()}
        return replace(
            plan,
            payloads=tuple(
                replace(item, path=other.get(item.path, item.path)) for item in plan.payloads
            ),
        )

    return change


def stated(key: SigningKey, **changes: object) -> Callable[[Contents], None]:
    """Another statement, signed with `key`, over what is there."""

    def change(contents: Contents) -> None:
        statement: Approval = replace(read_approval(contents[STATEMENT]), **changes)
        body = write_approval(statement)
        contents[STATEMENT] = body
        contents[SIGNATURE] = cms.sign(body, key, statement.approved_at, MEDIA_TYPE)

    return change


def approver(scene: Scene) -> SigningKey:
    """The supervisor's key."""
    keys = scene.world.officers.keys
    return keys.signing_key(scene.confirm(SUPERVISOR), CertificateRole.APPROVER)


# --- the record and its approval ----------------------------------------------------------------------


@APPROVAL.row("both", "taken as genuine", Before.NOTHING)
def nothing_is_done(scene: Scene) -> str:
    """An honest case bundle."""
    return scene.office(scene.sent())


@APPROVAL.row("officer", "refused at the office: E_NOT_AS_APPROVED")
def another_record(scene: Scene) -> str:
    """An answer of the record changed after the approval, with a digest that is right for it."""

    def change(contents: Contents) -> None:
        record = json.loads(contents["record.json"])
        row = answer_in(record)
        digest = sha256(canonical(row)).hexdigest()
        row[2]["value"] += "0"
        fresh = sha256(canonical(row)).hexdigest()
        record["digests"] = sorted({*record["digests"], fresh} - {digest})
        contents["record.json"] = canonical(record)

    return scene.office(scene.sent(change))


@APPROVAL.row("officer", "refused at the office: E_NOT_AS_APPROVED")
def an_answer_without_its_digest(scene: Scene) -> str:
    """An answer of the record changed, its digest left as it was."""

    def change(contents: Contents) -> None:
        record = json.loads(contents["record.json"])
        answer_in(record)[2]["value"] += "0"
        contents["record.json"] = canonical(record)

    return scene.office(scene.sent(change))


def answer_in(record: dict[str, Any]) -> list[Any]:
    """A row that people read as an answer."""
    row: list[Any] = next(row for row in record["rows"] if row[1] == "urgency")
    return row


def canonical(value: object) -> bytes:
    """As every document is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@APPROVAL.row("officer", "refused at the office: E_APPROVAL_SIGNATURE")
def a_statement_that_was_changed(scene: Scene) -> str:
    """The statement says that the approval is valid for longer; the supervisor's signature stays."""

    def change(contents: Contents) -> None:
        statement = read_approval(contents[STATEMENT])
        later = statement.valid_until + timedelta(days=9)
        contents[STATEMENT] = write_approval(replace(statement, valid_until=later))

    return scene.office(scene.sent(change))


@APPROVAL.row("officer", "refused at the office: E_APPROVER E_CERT_ROLE E_ONE_PERSON")
def approves_in_the_supervisors_name(scene: Scene) -> str:
    """The approval signed with the officer's own key, in the supervisor's name."""
    return scene.office(scene.sent(stated(scene.exporter())))


@APPROVAL.row("officer", "refused at the office: E_CERT_ROLE E_ONE_PERSON")
def approves_in_ones_own_name(scene: Scene) -> str:
    """The approval signed with the officer's own key, in the officer's own name."""
    return scene.office(scene.sent(stated(scene.exporter(), approver=OFFICER.login)))


@APPROVAL.row("officer and colleague", "refused at the office: E_APPROVER E_CERT_ROLE")
def a_colleague_approves(scene: Scene) -> str:
    """A colleague who is no supervisor signs the approval in the supervisor's name."""
    return scene.office(scene.sent(stated(scene.exporter(COLLEAGUE))))


@APPROVAL.row("officer", "refused at the office: A_DIRECT E_DIRECT E_NOT_APPROVED")
def directly_though_never_hidden(scene: Scene) -> str:
    """The officer lets the file go alone, as if it were hidden from the supervisor."""
    change = stated(scene.exporter(), kind=ApprovalKind.DIRECT, approver=OFFICER.login, authors=())
    return scene.office(scene.sent(change))


@APPROVAL.row("supervisor", "refused at the office: E_ONE_PERSON")
def exports_what_they_approved(scene: Scene) -> str:
    """The supervisor signs the case bundle as well."""
    keys = scene.world.officers.keys
    key = keys.signing_key(scene.confirm(SUPERVISOR), CertificateRole.APPROVER)
    return scene.office(scene.sent(key=key))


@APPROVAL.row("colleague", "refused at the office: E_EXPORTER")
def a_colleague_exports_in_the_officers_name(scene: Scene) -> str:
    """A colleague signs an export that the officer has begun."""
    return scene.office(scene.sent(key=scene.exporter(COLLEAGUE)))


@APPROVAL.row("supervisor", "refused at the office: E_ONE_PERSON")
def approves_what_they_wrote(scene: Scene) -> str:
    """The statement names the supervisor among the authors, and as approver."""
    authors = (OFFICER.login, SUPERVISOR.login)
    return scene.office(scene.sent(stated(approver(scene), authors=authors)))


@APPROVAL.row("supervisor", "refused at the office: E_ONE_PERSON")
def leaves_the_author_out(scene: Scene) -> str:
    """The statement names somebody else as the author of what the officer wrote."""
    return scene.office(scene.sent(stated(approver(scene), authors=(COLLEAGUE.login,))))


@APPROVAL.row("officer", "refused at the office: E_APPROVAL_OLD", Before.NOTHING)
def keeps_an_approval_back(scene: Scene) -> str:
    """An approval is used after it has run out."""
    frozen = scene.frozen()
    late = replace(frozen, created=frozen.created + timedelta(days=15))
    scene.world.clock.move(days=15)
    try:
        return scene.office(scene.sent(frozen=late))
    finally:
        scene.world.clock.move(days=-15)


@APPROVAL.row("supervisor", "refused at the office: E_APPROVAL_OLD", Before.NOTHING)
def an_approval_for_ever(scene: Scene) -> str:
    """The supervisor signs an approval that is valid for a year."""
    until = scene.world.clock.now + timedelta(days=365)
    return scene.office(scene.sent(stated(approver(scene), valid_until=until)))


@APPROVAL.row("officer", "refused at the office: E_APPROVAL_OTHER E_NOT_AS_APPROVED")
def the_approval_of_another_file(scene: Scene) -> str:
    """The approval of another file laid beside this record."""
    other = scene.plan(scene.files.other)

    def change(contents: Contents) -> None:
        contents[STATEMENT] = other.approved.statement
        contents[SIGNATURE] = other.approved.signature

    return scene.office(scene.sent(change))


@APPROVAL.row("officer", "refused at the office: E_MEMBER_MISSING")
def no_approval(scene: Scene) -> str:
    """Statement and signature left out."""

    def whole(plan: BundlePlan) -> BundlePlan:
        return left_out(SIGNATURE)(left_out(STATEMENT)(plan))

    return scene.office(scene.sent(whole=whole))


@APPROVAL.row("officer", "refused at the office: E_NOTICE_MORE E_NOTICE_OFF", Before.NOTHING)
def a_file_as_a_notice(scene: Scene) -> str:
    """The whole file sent as a notice, which one person signs."""
    return scene.office(scene.sent(whole=lambda plan: replace(plan, kind=BundleKind.NOTICE)))


@APPROVAL.row("officer", "refused at the office: E_NOTICE_OFF", Before.NOTHING)
def a_notice_without_the_prosecutions_yes(scene: Scene) -> str:
    """A notice as it has to be, of the file and with a paper of the officer's own, to an office of
    which no trust list says that it takes notices."""

    def whole(plan: BundlePlan) -> BundlePlan:
        kept = {item.path.partition("/")[2]: item for item in plan.payloads}
        with kept["record.json"].open() as file:
            rows = {row[1]: row for row in json.load(file)["rows"]}
        rows["_release"][2] = {"basis": ["legal_duty"], "narrowed": False, "picks": []}
        alone = OF_NOTICE | NOTICE_FIELDS
        going = [rows[path] for path in sorted(rows.keys() & alone)]
        digests = sorted(digest_of(write_json(row)) for row in going)
        record = {"format": "tipdesk-record/1.0", "rows": going, "digests": digests}
        return replace(
            plan,
            kind=BundleKind.NOTICE,
            payloads=(
                payload_of_bytes(f"{plan.case_id}/record.json", write_json(record)),
                payload_of_bytes(f"{plan.case_id}/notice.pdf", b"%PDF-1.7 whatever they like"),
            ),
        )

    return scene.office(scene.sent(whole=whole))


@APPROVAL.row("officer", "refused at the office: E_STATION")
def in_another_stations_name(scene: Scene) -> str:
    """The bundle says that it comes from station ZZZ."""

    def whole(plan: BundlePlan) -> BundlePlan:
        return replace(plan, numbered=replace(plan.numbered, station="ZZZ"))

    return scene.office(scene.sent(whole=whole))


@APPROVAL.row("officer", "refused at the office: E_APPROVAL_OTHER")
def another_revision(scene: Scene) -> str:
    """The bundle says that it is a later revision than the approved one."""
    return scene.office(scene.sent(whole=lambda plan: replace(plan, revision=plan.revision + 1)))


@APPROVAL.row("officer", "refused at the office: E_APPROVAL_OTHER", Before.NOTHING)
def for_another_office(scene: Scene) -> str:
    """The statement was signed for another office."""
    return scene.office(scene.sent(stated(approver(scene), offices=("QQQ",))))


@APPROVAL.row("officer", "refused at the office: E_NOT_AS_APPROVED", Before.NOTHING)
def less_was_approved(scene: Scene) -> str:
    """A file of the bundle stands in no line of what the supervisor signed."""
    listed = read_approval(scene.frozen().approved.statement).subjects
    fewer = tuple(item for item in listed if item.name != "consent.pdf")
    return scene.office(scene.sent(stated(approver(scene), subjects=fewer)))


# --- documents and attachments ----------------------------------------------------------------------

NOT_SO = "refused at the office: E_NOT_AS_APPROVED"


def answered(scene: Scene, result: ExportResult) -> None:
    """The office accepts a case bundle, and the receipt comes back."""
    receipt = scene.world.accept(scene.check_at_office(result.path))
    scene.world.officers.handover.import_receipt(receipt)


def amended(scene: Scene) -> CaseId:
    """The approved file, amended and approved anew."""
    session, case_id = scene.world.officers, scene.files.approved
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    session.steps.complete(case_id)
    approve(session, case_id, scene.confirm(SUPERVISOR))
    return case_id


@EXHIBITS.row("officer", NOT_SO)
def another_statement_on_paper(scene: Scene) -> str:
    """The printed statement swapped after the approval."""
    return scene.office(scene.sent(whole=swapped("statement.pdf", data=b"%PDF-1.7 another")))


@EXHIBITS.row("officer", NOT_SO)
def no_statement_on_paper(scene: Scene) -> str:
    """The printed statement left out."""
    return scene.office(scene.sent(whole=left_out("statement.pdf")))


@EXHIBITS.row("officer", NOT_SO)
def another_consent(scene: Scene) -> str:
    """The printed consent swapped after the approval."""
    return scene.office(scene.sent(whole=swapped("consent.pdf", data=b"%PDF-1.7 another")))


@EXHIBITS.row("officer", NOT_SO)
def one_more_paper(scene: Scene) -> str:
    """A paper put in that nobody approved."""
    return scene.office(scene.sent(whole=swapped("report.pdf", data=b"%PDF-1.7 another")))


@EXHIBITS.row("officer", NOT_SO)
def another_photograph(scene: Scene) -> str:
    """A photograph swapped after the approval."""
    return scene.office(scene.sent(whole=swapped(SECOND)))


@EXHIBITS.row("officer", NOT_SO)
def one_more_photograph(scene: Scene) -> str:
    """A photograph put in that the record does not know."""
    return scene.office(scene.sent(whole=swapped(NEW)))


@EXHIBITS.row("officer", NOT_SO)
def a_photograph_less(scene: Scene) -> str:
    """An approved photograph left out."""
    return scene.office(scene.sent(whole=left_out(FIRST)))


@EXHIBITS.row("officer", NOT_SO)
def photographs_exchanged(scene: Scene) -> str:
    """Two approved photographs under each other's name."""
    return scene.office(scene.sent(whole=renamed({FIRST: SECOND, SECOND: FIRST})))


@EXHIBITS.row("officer", "kept aside at the office: A_NOT_HERE", Before.NOTHING)
def said_to_be_there_and_never_sent(scene: Scene) -> str:
    """A photograph left out, as if an earlier case bundle had brought it that never was."""
    return scene.office(scene.sent(whole=carried(FIRST, "ab" * 32)))


@EXHIBITS.row("officer", NOT_SO, Before.NOTHING)
def said_to_be_there_as_another(scene: Scene) -> str:
    """A photograph left out, as if an earlier case bundle had brought it with other bytes."""
    return scene.office(scene.sent(whole=carried(FIRST, "ab" * 32, sha256(PHOTO).hexdigest())))


@EXHIBITS.row("officer", NOT_SO, Before.NOTHING, alone=True)
def left_out_of_every_bundle(scene: Scene) -> str:
    """A photograph left out, with the manifest of a case bundle that came and had it not."""
    other = scene.exported(scene.files.other)
    answered(scene, other)
    return scene.office(scene.sent(whole=carried(FIRST, other.manifest_sha256)))


@EXHIBITS.row("officer", NOT_SO, Before.NOTHING, alone=True)
def rows_say_that_it_was_brought(scene: Scene) -> str:
    """The list of what each case bundle left off is emptied, so that the next one names the wrong
    one as having brought a photograph."""
    answered(scene, scene.exported())
    answered(scene, scene.exported(amended(scene)))
    scene.beside().execute("UPDATE sent_bundle SET carried = '[]'")
    return scene.office(scene.exported(amended(scene)).path)


@EXHIBITS.row("officer", "refused at the office: E_INDEX_MISMATCH")
def a_signed_page_that_was_never_filed(scene: Scene) -> str:
    """A scan put in as a signed page that the chain knows nothing of."""
    return scene.office(scene.sent(whole=swapped("signed/0001.jpg")))


@EXHIBITS.row(
    "officer", "taken as genuine; the station's own digits on the paper cover", Before.HELD
)
def another_cover_inside(scene: Scene) -> str:
    """The exporter's own cover inside the bundle swapped: it is nobody's approved document."""
    answer = scene.office(scene.sent(whole=swapped("cover.pdf", data=b"%PDF-1.7 another")))
    return f"{answer}; the station's own digits on the paper cover"


@EXHIBITS.row("officer", NOT_SO, alone=True)
def sealed_documents_exchanged(scene: Scene) -> str:
    """Rows of the approved documents in the database point to each other's sealed content."""
    vault = scene.beside()
    rows = vault.rows(
        "SELECT approved_file.id, name FROM approved_file"
        " JOIN approval ON approval.id = approval JOIN case_file ON case_file.id = case_ref"
        " WHERE uuid = ? AND name IN ('intake.pdf', 'statement.pdf') ORDER BY name",
        (scene.files.approved,),
    )
    (intake, _), (statement, _) = rows
    for sealed, name in ((intake, "x"), (statement, "intake.pdf"), (intake, "statement.pdf")):
        vault.execute("UPDATE approved_file SET name = ? WHERE id = ?", (name, sealed))
    return scene.office(scene.sent(frozen=scene.plan()))


@EXHIBITS.row("officer", "refused: VaultDamaged", Before.HELD, alone=True)
def sealed_photograph_swapped(scene: Scene) -> str:
    """The sealed content of a photograph overwritten in the folder."""
    vault = scene.beside()
    (name,) = vault.row("SELECT id FROM attachment ORDER BY id LIMIT 1") or ("",)
    (path,) = scene.station.glob(f"**/{name}*")
    path.write_bytes(bytes(path.stat().st_size))
    return scene.refused(lambda: scene.sent(frozen=scene.plan()))


@EXHIBITS.row("officer", "refused: CustodyBroken", alone=True)
def another_photograph_in_its_row(scene: Scene) -> str:
    """The row of a photograph says the digest of the other one."""
    vault = scene.beside()
    (first, other) = vault.rows("SELECT id, sha256 FROM attachment ORDER BY id LIMIT 2")
    vault.execute("UPDATE attachment SET sha256 = ? WHERE id = ?", (other[1], first[0]))
    return scene.refused(scene.plan)
