"""What the design of the exchange format and of the register promises, tried by whoever knows nothing of
the program: ten deeds written with sight of the design alone, each with the one answer that it
promises, then carried out. Beside some of them stands what the author of the deed came close to."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from cryptography import x509

from tests.bundle.test_trust import renumbered
from tests.bundle.world import CHEAP, PEOPLE
from tests.bundle.world import trust_list as signed_list
from tests.desk.approving import approve
from tests.desk.elsewhere import PERSON, beside
from tests.desk.files.test_level_losses import attached
from tests.envelopes import out_of_envelope
from tests.insiders.evidence import FIRST, PHOTO, approver, canonical, left_out, stated
from tests.insiders.levels import CLOSED, LATER, opens_with
from tests.insiders.offices import by_hand
from tests.insiders.stage import (
    ADMINISTRATOR,
    CASEWORKER,
    CLERK,
    COLLEAGUE,
    PLAN,
    Scene,
    verdict,
    write_rows,
)
from tests.insiders.table import Before, Group
from tests.programs import forget_seen
from tipdesk.bundle import authority
from tipdesk.bundle.approval import Subject, read_approval, subjects_digest
from tipdesk.bundle.container.index import BundlePlan, CarriedBefore
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import listed_as
from tipdesk.bundle.trust_list import first_signature, make_trust_list, write_listing
from tipdesk.cases.custody.chain import entry_after, inner_of_binding
from tipdesk.cases.custody.document import custody_json, segment_of
from tipdesk.cases.custody.following import keys_digest
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Answer, CaseId, CustodyEvent, Remark, Role
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import TipdeskError, VaultDamaged
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.packing import ExportPlan
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.backup import make
from tipdesk.desk.station.recovery import reset_passphrase
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.keys import case_keys, signing_keys
from tipdesk.storage.keys.slot_crypto import box_key

DESIGN = Group("what the design promises")
HERE = "TDX"


def refused_with(act: Callable[[], object]) -> str:
    """The name and the code of the error by which somebody refuses."""
    try:
        act()
    except TipdeskError as error:
        return f"refused: {type(error).__name__} {error.details.get('code', '')}".strip()
    return "not refused"


# --- 1: one person at two stations --------------------------------------------------------------


def asked_by_hand(
    scene: Scene,
    frozen: ExportPlan,
    subjects: Sequence[Subject],
    whom: str,
    exporter: str = OFFICER.login,
) -> tuple[ExportPlan, tuple[int, str]]:
    """A link by which an approver at another computer is asked for these files, and the export begun
    after it; the link."""
    vault, case_id = scene.beside(), frozen.case_file.case.id
    begun = custody_rows.of_case(vault, case_id)[-1]
    details = {"subjects": subjects_digest(tuple(subjects)), "approver": whom}
    entered = [
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=exporter,
            action=action,
            case_id=case_id,
            detail=detail,
        )
        for action, detail in (("approval_asked", details), (begun.action, begun.detail))
    ]
    segment = custody_rows.segment(vault, case_id, HERE, ())
    shown = replace(frozen, custody=custody_json((segment,)), signer=exporter)
    return shown, (entered[0].seq, entered[0].hash)


@DESIGN.row("officer who moved", "refused at the office: E_ONE_PERSON", Before.NOTHING)
def approves_what_she_wrote_elsewhere(scene: Scene) -> str:
    """Writes a file, is moved to another station whose approvers count for this one, gets a new
    certificate there under the same service number, and approves her own file; a colleague exports
    it in good faith."""
    world, frozen, exporter = scene.world, scene.frozen(), scene.exporter(COLLEAGUE)
    subjects = read_approval(frozen.approved.statement).subjects
    issued = next(item for item in world.agency.state.issued if item.holder.login == OFFICER.login)
    world.agency.revoke(issued.serial, x509.ReasonFlags.affiliation_changed, world.clock())
    there = beside(world, number=OFFICER.service_number)
    key = there.session.keys.signing_key(there.confirm(), CertificateRole.APPROVER)
    there.lock()
    frozen, head = asked_by_hand(scene, frozen, subjects, PERSON.login, COLLEAGUE.login)
    at = world.clock().replace(microsecond=0)
    signed = stated(key, approver=PERSON.login, head=head, approved_at=at)
    return scene.office(scene.sent(signed, frozen=replace(frozen, created=at), key=exporter))


# --- 2: an approval for several offices -----------------------------------------------------------


def numbered_after(scene: Scene, frozen: ExportPlan, previous: str) -> ExportPlan:
    """The same export once more, under the next number."""
    return replace(
        frozen,
        bundle_id=str(uuid.uuid4()),
        numbered=replace(frozen.numbered, number=frozen.numbered.number + 1, previous=previous),
        created=scene.world.clock().replace(microsecond=0),
    )


def sent_after_a_correction(scene: Scene, key: bytes | None) -> str:
    """A file goes to one office, and the supervisor corrects it; then it is sent with the approval of
    before to an office that has seen nothing, the correction shown as another file's. `key`: under
    which that export is entered; None: under the first one of the file."""
    case_id, frozen = scene.files.approved, scene.frozen()
    first = scene.exported_of(frozen)
    with scene.session(SUPERVISOR) as session:
        session.access.open_with_reason(case_id, AccessReason.SHIFT, "")
        session.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    vault = scene.beside()
    own = custody_rows.of_case(vault, case_id)
    exported = next(entry for entry in own if entry.action == "exported")
    begun = next(entry for entry in own if entry.action == "export_begun")
    assert exported.binding is not None
    shown = custody_rows.segment(vault, case_id, HERE, ())
    again = numbered_after(scene, frozen, first.manifest_sha256)
    number = str(again.numbered.number)
    detail = {**begun.detail, "bundle": again.bundle_id, "number": number}
    unbound = replace(begun, at=again.created, detail=detail, binding=None)
    keys = (shown.keys[0],) if key is None else (shown.keys[0], key)
    last = custody_rows.head(vault)
    mine = entry_after(last, unbound, exported.binding.n + 1, keys[-1])
    entries = (*(_unrelated(entry, exported.seq) for entry in shown.entries), mine)
    segment = segment_of(HERE, shown.first, shown.before, keys, entries)
    return scene.office(scene.sent(frozen=replace(again, custody=custody_json((segment,)))))


def _unrelated(entry: bytes | CustodyEvent, after: int) -> bytes | CustodyEvent:
    """An entry of the file after this one as if it were another file's."""
    if isinstance(entry, bytes) or entry.binding is None or entry.seq <= after:
        return entry
    return entry.binding.tag + inner_of_binding(entry.binding)


@DESIGN.row(
    "officer", "refused at the office: E_CUSTODY_FORM E_LINK_FOREIGN W_MISSING", Before.NOTHING
)
def under_the_key_of_before(scene: Scene) -> str:
    """With one approval for two offices: exports to the first; the supervisor corrects the file; she
    exports to the second under the key from before, which hides that."""
    return sent_after_a_correction(scene, None)


@DESIGN.row("officer", "refused at the office: E_CASE_KEYS W_MISSING", Before.NOTHING)
def under_a_key_of_ones_own(scene: Scene) -> str:
    """The same under a next key that she made up, as if it were the file's."""
    return sent_after_a_correction(scene, bytes(range(32)))


@DESIGN.row("officer", "the supervisor's return: refused: CustodyBroken", Before.UNNOTICED)
def under_a_key_put_in_for_a_while(scene: Scene) -> str:
    """Puts another key of the file into its row before the supervisor returns the file, so that the
    return could be shown as another file's, and the right one back afterwards."""
    case_id = scene.files.approved
    with scene.by_hand(OFFICER) as vault:
        write_rows(vault, f"UPDATE custody_key SET key = zeroblob(32) WHERE case_id = '{case_id}'")
    remark = Remark("", "لا ترسلوه", "", scene.world.clock())
    with scene.session(SUPERVISOR) as session:
        back = scene.refused(
            lambda: session.steps.return_with_remarks(case_id, [remark], scene.confirm(SUPERVISOR))
        )
    return f"the supervisor's return: {back}"


# --- 3: a withdrawal by somebody else ---------------------------------------------------------------


def says_of_a_hidden_file(scene: Scene, kind: MessageType, body: dict[str, JsonValue]) -> str:
    """What the office answers to the implicated supervisor who signs a message about it."""
    world, case_id = scene.world, scene.files.hidden
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, scene.confirm(OFFICER))
    sent = scene.exported(case_id)
    world.accept(scene.check_at_office(sent.path))
    with scene.session(SUPERVISOR) as session:
        key = session.keys.signing_key(scene.confirm(SUPERVISOR), CertificateRole.APPROVER)
        about = MessageSubject(sent.manifest_sha256, "", case_id, 1)
        letter = Outgoing(kind, Correspondent("PPX"), about, body)
        kept = session.messages._signed(SUPERVISOR.login, key, letter)
        path = session.messages.write(kept, world.usb_drive)
    return refused_with(lambda: world.prosecution.messages.take(path))


@DESIGN.row("implicated supervisor", "refused: MessageInvalid E_APPROVER", Before.NOTHING)
def withdraws_a_hidden_file(scene: Scene) -> str:
    """Takes manifest and ids of a hidden file's case bundle out of its open receipt, and withdraws
    it with their own certificate and number."""
    return says_of_a_hidden_file(scene, MessageType.WITHDRAWAL, {"reason": "سبب"})


@DESIGN.row("implicated supervisor", "refused: MessageInvalid E_APPROVER", Before.NOTHING)
def voids_a_hidden_file(scene: Scene) -> str:
    """Takes the ids of a hidden file's case bundle out of its open receipt, and tells the office that
    the file was voided."""
    return says_of_a_hidden_file(scene, MessageType.VOIDED, {"reason": "سبب"})


@DESIGN.row("implicated supervisor", "refused: MessageInvalid E_APPROVER", Before.NOTHING)
def answers_for_a_hidden_file(scene: Scene) -> str:
    """The same, and answers what the office asks the station about it."""
    items: JsonValue = [{"request_item": 1, "text": "لا شيء", "row": None}]
    return says_of_a_hidden_file(scene, MessageType.COMPLETION_ANSWER, {"items": items})


# --- 4: whom a hidden file is sealed to ------------------------------------------------------------


@DESIGN.row(
    "administrator", "T-07 is told: lists; hiding: refused: KeyRegisterDiffers", Before.NOTHING
)
def an_office_of_ones_own(scene: Scene) -> str:
    """Puts a trust list of an authority of her own in the place of the station's, so that what is
    hidden is sealed to an office whose key is hers; then an officer hides a file."""
    world = scene.world
    agency = authority.init(world.folder / "own", "x", PEOPLE, world.clock(), CHEAP)
    pack = signed_list(agency, world.clock()).read_bytes()
    with scene.by_hand(ADMINISTRATOR) as vault:
        write_rows(vault, "DELETE FROM trust_list")
        digest = sha256(pack).hexdigest()
        kept = station_rows.KeptTrustList(digest, pack, world.clock(), ADMINISTRATOR.login)
        station_rows.add_trust_list(vault, kept)
    unlocking = scene.at_unlock()
    with scene.session() as session:
        hidden = scene.refused(lambda: session.readers.hide(scene.files.begun, "مذكور"))
    return f"{unlocking}; hiding: {hidden}"


# --- 5: what is written after somebody's name was taken off -----------------------------------------


def kept_key(scene: Scene, case_id: CaseId) -> bytes:
    """The officer names the caseworker, who writes the key of the file out of memory, and takes the
    name off again."""
    with scene.session() as session:
        session.readers.name(case_id, CASEWORKER.login)
    seed = scene.seed(CASEWORKER)
    own = box_key(seed).public_key().public_bytes_raw()
    with scene.by_hand() as vault:
        key = case_keys.open_key(vault, case_id, case_keys.newest(vault, case_id), seed, own)
    assert key is not None
    with scene.session() as session:
        session.readers.unname(case_id, CASEWORKER.login)
    return bytes(key)


def new_words_and_file(scene: Scene, key: bytes, case_id: CaseId) -> str:
    """The officer writes an answer of level 4 and attaches a file; whether the key opens them."""
    with scene.session() as session:
        session.answers.save_answers(case_id, {PLAN: Answer(LATER)})
        added, _row = attached(session, case_id, scene.world.folder, "4")
    answer = opens_with(scene, key, case_id)
    with scene.by_hand() as vault:
        (stored,) = vault.row("SELECT key FROM attachment WHERE id = ?", (added.id,))
    try:
        closed = bytes(stored).decode("ascii")
        case_keys.open_text(key, case_id, case_keys.of_file(added.id, "key"), closed)
    except (VaultDamaged, UnicodeDecodeError):
        return f"{answer}, the file closed"
    return f"{answer}, the file opens"


@DESIGN.row("caseworker", f"{CLOSED}, the file closed", Before.NOTHING)
def a_key_kept_since_before(scene: Scene) -> str:
    """Named on a file, she keeps its key; her name is taken off, and the officer writes and attaches
    something of level 4."""
    case_id = scene.files.begun
    return new_words_and_file(scene, kept_key(scene, case_id), case_id)


@DESIGN.row("caseworker", f"{CLOSED}, the file closed", Before.NOTHING)
def the_newer_key_struck_off(scene: Scene) -> str:
    """The same; but before the officer writes, she strikes the newer key off, so that the one which
    she kept is the newest."""
    case_id = scene.files.begun
    key = kept_key(scene, case_id)
    with scene.by_hand() as vault:
        newest = case_keys.newest(vault, case_id)
        write_rows(
            vault,
            f"DELETE FROM case_key WHERE generation = {newest}",
            f"DELETE FROM case_key_maker WHERE generation = {newest}",
        )
    return new_words_and_file(scene, key, case_id)


# --- 6: a role that was taken away -----------------------------------------------------------------


@DESIGN.row("administrator", "T-07 hears: series by A-02", Before.NOTHING)
def a_backup_of_when_she_led(scene: Scene) -> str:
    """Two others give her another role. At a new computer, its clock set back, she restores a backup
    of before, in which she leads, and signs that numbers begin anew; an officer unlocks there."""
    world, drive = scene.world, scene.world.folder / "backups"
    drive.mkdir()
    with scene.session(ADMINISTRATOR) as session:
        key = scene.key(ADMINISTRATOR)
        session.backups.record(make(session.backups.plan(drive), key, Work()))
    with scene.session(SUPERVISOR) as session:
        two = scene.confirm(OFFICER)
        session.staff.change_role(
            scene.key(SUPERVISOR), ADMINISTRATOR.login, two, role=Role.CASEWORKER
        )
    with scene.session():
        pass
    (listed,) = find_backups(drive)
    opened = open_backup(
        listed, by_passphrase(ADMINISTRATOR.login, ADMINISTRATOR.passphrase), Work()
    )
    forget_seen()
    world.clock.move(days=-30)
    laptop = world.folder / "new"
    restore_station(opened, laptop, world.clock, Work())
    world.clock.move(days=30)
    session = world.sessions["officers"] = world.open(laptop, OFFICER)
    news = sorted({(item.what, *item.by) for item in session.news})
    words = ", ".join(f"{what} by {' '.join(by)}" for what, *by in news)
    return f"T-07 hears: {words or 'nothing'}"


# --- 7: a second signer of trust lists ---------------------------------------------------------------


@DESIGN.row(
    "authority's clerk",
    "refused: TrustPackInvalid E_CERT_UNLISTED; the list of before stays",
    Before.NOTHING,
)
def a_second_signer_invented(scene: Scene) -> str:
    """Certifies an invented person for trust lists with the root's key, adds an approver of their
    own, and signs the list with both keys; the office imports it."""
    world, now = scene.world, scene.world.clock().replace(microsecond=0)
    known = world.prosecution.keys.trust_store()
    assert known is not None
    assert known.listing is not None
    first, issuer = world.agency._trust_signer(now), world.agency._issuer
    clerk = certificates.holder_of(first.certificate.subject)
    nobody = replace(clerk, name="لا أحد", service_number="DEMO-3999", login="CA-9")
    second = by_hand(issuer, nobody, {CertificateRole.TRUST}, scene)
    own = Holder("مشرف", "DEMO-7777", HERE, "S-09")
    added = listed_as(by_hand(issuer, own, {CertificateRole.APPROVER}, scene).certificate)
    others = known.listing.certificates
    forged = renumbered(known, known.serial + 1, certificates=(*others, added), created=now)
    document = write_listing(forged)
    body = make_trust_list(document, first_signature(document, first, now), second, now)
    path = world.folder / "forged.asice"
    path.write_bytes(body)
    refused = refused_with(lambda: world.prosecution.keys.import_trust_list(path))
    stays = world.prosecution.keys.trust_store() == known
    return f"{refused}; {'the list of before stays' if stays else 'another list'}"


# --- 8: somebody else's annexes ------------------------------------------------------------------


@DESIGN.row(
    "clerk with the sheet", "P-03 works there; annexes: refused: WrongPassphrase", Before.NOTHING
)
def new_keys_for_the_prosecutor(scene: Scene) -> str:
    """Somebody of the office who has its recovery sheet gives the prosecutor a passphrase and keys of
    their own, by a deed that is signed as it has to be, unlocks as them, and opens what annexes were
    sealed to until then."""
    office, world = scene.world.folder / "prosecution", scene.world
    with scene.office_session() as session:
        sheet = session.renewals.new_recovery_sheet(scene.key(RECEIVER), scene.confirm(CLERK))
        session.renewals.sheet_confirmed()
    words = "محيط سنبلة دفتر جبل نافذة"
    session = Session.open(office, unlock_with_words(office, sheet.words), world.clock)
    plan = session.renewals.plan_reset(RECEIVER.login, words, cheap_keys=True)
    session.renewals.record_renewal(reset_passphrase(plan), scene.confirm(CLERK))
    session.lock()
    opened = unlock(office, RECEIVER.login, words, world.clock)
    seed = bytes(opened.seed)
    session = world.sessions["prosecution"] = Session.open(office, opened, world.clock)
    works = "works there" if session.register.difference is None else "is told"
    vault = session._desk.vault
    (recipient,) = signing_keys.own_recipients(vault, RECEIVER.login)
    annexes = scene.refused(
        lambda: signing_keys.own_identity(vault, RECEIVER.login, recipient, seed)
    )
    return f"{session.officer.login} {works}; annexes: {annexes}"


# --- 9: taken in by another statement --------------------------------------------------------------


@DESIGN.row("receiving clerk", "aside; vault check: taken_in_unsigned", Before.NOTHING)
def the_statement_of_another_one(scene: Scene) -> str:
    """Two case bundles that were set aside wait; the prosecutor takes one in. The clerk makes the
    other one received by its row, with the next number and a copy of that statement."""
    world, desk = scene.world, scene.world.prosecution
    identity = desk.keys.age_identity()
    for case_id in (scene.files.approved, scene.files.other):
        path = out_of_envelope(scene.sent(frozen=scene.plan(case_id)), identity)
        world.accept(scene.check_at_office(path))
    first, other = sorted(row.id for row in desk.receiving.register())
    desk.taking_in.take_in(first, scene.confirm(RECEIVER), "سبب", world.usb_drive)
    with scene.office_by_hand() as vault:
        received = f"result = 'accepted', number = 'PPX-2026-00002' WHERE id = {other}"
        write_rows(
            vault,
            f"INSERT INTO taken_in SELECT {other}, statement, signature FROM taken_in",
            f"UPDATE received SET {received}",
        )
    with scene.office_session() as session:
        (row,) = (row for row in session.receiving.register() if row.id == other)
    return f"{row.result}; {scene.checked_at_office()}"


# --- 10: a picture that was there before -------------------------------------------------------------


@DESIGN.row(
    "officer",
    "refused at the office: E_NOT_AS_APPROVED att/0001.jpg",
    Before.NOTHING,
)
def a_forgery_under_a_known_name(scene: Scene) -> str:
    """Asks an approver at another computer for the file once more, in which a picture has the digest
    of a forgery: they take it for the known one. She leaves it out, as if the case bundle before had
    brought it."""
    frozen = scene.frozen()
    first = scene.exported_of(frozen)
    scene.world.accept(scene.check_at_office(first.path))
    forged = Subject(FIRST, sha256(PHOTO).hexdigest(), len(PHOTO))
    body = with_picture(packing._contents(frozen, Work())["record.json"], forged)
    record = Subject("record.json", sha256(body).hexdigest(), len(body))
    instead = {item.name: item for item in (forged, record)}
    listed = read_approval(frozen.approved.statement).subjects
    subjects = tuple(instead.get(item.name, item) for item in listed)
    again = numbered_after(scene, frozen, first.manifest_sha256)
    frozen, head = asked_by_hand(scene, again, subjects, SUPERVISOR.login)
    keys = keys_digest(custody_rows.case_keys(scene.beside(), scene.files.approved))
    about = {"subjects": subjects, "record_root": record_root(body), "head": head}
    signed = stated(approver(scene), **about, case_keys=keys, approved_at=frozen.created)

    def change(contents: dict[str, bytes]) -> None:
        contents["record.json"] = body
        signed(contents)

    def whole(plan: BundlePlan) -> BundlePlan:
        path = f"{plan.case_id}/{FIRST}"
        named = CarriedBefore(path, forged.sha256, forged.size, first.manifest_sha256)
        return replace(left_out(FIRST)(plan), carried_before=(named,))

    checked = scene.check_at_office(scene.sent(change, whole, frozen=frozen))
    (where,) = (item.path for item in checked.findings if item.severity == "error")
    return f"{verdict(checked)} {where.partition(scene.files.approved + '/')[2]}"


def with_picture(record: bytes, picture: Subject) -> bytes:
    """The record with another first picture, its digest and row right for it."""
    document = json.loads(record)
    row = next(row for row in document["rows"] if row[1] == "_attachment[1]")
    before = sha256(canonical(row)).hexdigest()
    row[2] |= {"sha256": picture.sha256, "size": picture.size}
    after = sha256(canonical(row)).hexdigest()
    document["digests"] = sorted({*document["digests"], after} - {before})
    return canonical(document)
