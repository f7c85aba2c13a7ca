"""Certificates and trust lists; the way to the office; the office's own people; receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.test_vouchers import make_voucher
from tests.bundle.world import CHEAP, PEOPLE
from tests.bundle.world import trust_list as signed_list
from tests.desk.approving import approve
from tests.envelopes import out_of_envelope
from tests.insiders.evidence import stated
from tests.insiders.keys import planted
from tests.insiders.stage import (
    CASEWORKER,
    CLERK,
    Scene,
    verdict,
    write_rows,
)
from tests.insiders.table import Before, Group
from tests.programs import copy_vault
from tipdesk.bundle import authority, vouchers
from tipdesk.bundle.certifying import signatory
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, Issuer, SigningKey
from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import Result, make_receipt
from tipdesk.bundle.trust import load_private_key
from tipdesk.bundle.trust_list import first_signature, listing_of, make_trust_list, write_listing
from tipdesk.bundle.trust_rows import ListedCertificate
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.deeds.register import fold
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.stations import (
    AGENCY,
    OFFICER,
    RECEIVER,
    SECOND_SIGNER,
    SUPERVISOR,
    trust_list,
)
from tipdesk.storage import bundle_numbers, custody_rows, message_rows, station_rows
from tipdesk.storage.keys import deed_rows, signing_keys

CERTIFICATES = Group("certificates and trust lists")
WAY = Group("on the way")
RECEIPTS = Group("receipts")
RECEIVING = Group("the receiving vault")

R = x509.ReasonFlags


def by_hand(
    issuer: Issuer,
    holder: Holder,
    roles: Collection[CertificateRole],
    scene: Scene,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> SigningKey:
    """Whatever somebody certifies with a root's key outside the program."""
    private = key or ec.generate_private_key(ec.SECP256R1())
    name = certificates.subject("KW", AGENCY, holder)
    leaf = certificates.issue_leaf(
        issuer, name, private.public_key(), set(roles), scene.world.clock()
    )
    return SigningKey(private, leaf, (issuer.certificate,))


def listed_too(scene: Scene, holder: Holder, *roles: CertificateRole) -> SigningKey:
    """Somebody whom the authority certifies as it should, and names in a list."""
    world = scene.world
    private = ec.generate_private_key(ec.SECP256R1())
    request = make_enrolment(private, set(roles), holder, AGENCY)
    certificate = world.agency.issue(read_enrolment(request), world.clock())
    renewed(scene)
    return SigningKey(private, certificate, (world.agency.root,))


def renewed(scene: Scene) -> None:
    """The office has the newest list."""
    world = scene.world
    world.prosecution.keys.import_trust_list(trust_list(world.agency, world.clock()))


THE_SUPERVISOR = Holder("بدر العتيبي", SUPERVISOR.service_number, "TDX", SUPERVISOR.login)
THE_OFFICER = Holder("نورة الخالدي", OFFICER.service_number, "TDX", OFFICER.login)


# --- certificates and trust lists -----------------------------------------------------------------


@CERTIFICATES.row("authority's clerk", "refused at the office: E_CERT_UNLISTED")
def a_second_supervisor(scene: Scene) -> str:
    """A second certificate in the supervisor's name, made with the root's key alone."""
    key = by_hand(scene.world.agency._issuer, THE_SUPERVISOR, {CertificateRole.APPROVER}, scene)
    return scene.office(scene.sent(stated(key)))


@CERTIFICATES.row("authority's clerk", "refused at the office: E_CERT_UNLISTED")
def a_second_officer(scene: Scene) -> str:
    """A second certificate in the officer's name, for the bundle."""
    key = by_hand(scene.world.agency._issuer, THE_OFFICER, {CertificateRole.EXPORTER}, scene)
    return scene.office(scene.sent(key=key))


@CERTIFICATES.row("authority's clerk", "refused: CertificateLive")
def a_second_certificate_by_the_program(scene: Scene) -> str:
    """The same through the program: this service number holds one."""
    role = CertificateRole.APPROVER
    return scene.refused(lambda: listed_too(scene, THE_SUPERVISOR, role))


@CERTIFICATES.row("officer", "refused at the office: E_CERT_ROLE E_CERT_UNTRUSTED", Before.NOTHING)
def a_supervisor_below_their_voucher(scene: Scene) -> str:
    """Certifies a key in the supervisor's name below the voucher by which they certify their own,
    and approves with it."""
    agency, now = scene.world.agency, scene.world.clock()
    own = certificates.subject("KW", AGENCY, THE_OFFICER)
    voucher = make_voucher(whom=own, by=agency._issuer, now=now)
    row = vouchers.listed_as(voucher.certificate)
    agency.state = replace(agency.state, vouchers=(row,))
    renewed(scene)
    key = by_hand(voucher, THE_SUPERVISOR, {CertificateRole.APPROVER}, scene)
    key = replace(key, chain=(voucher.certificate, agency.root))
    return scene.office(scene.sent(stated(key)))


@CERTIFICATES.row("authority's clerk", "refused: TrustPackInvalid")
def a_list_by_one_person(scene: Scene) -> str:
    """A trust list that the second person has not signed, brought to the office."""
    waiting = scene.world.agency.trust_list(scene.world.clock())
    return scene.refused(lambda: scene.world.prosecution.keys.import_trust_list(waiting))


def invented(scene: Scene) -> None:
    """The clerk certifies somebody who does not exist, as an approver."""
    world = scene.world
    nobody = Holder("شخص لا وجود له", "DEMO-9900", "TDX", "S-99")
    private, roles = ec.generate_private_key(ec.SECP256R1()), {CertificateRole.APPROVER}
    request = make_enrolment(private, roles, nobody, AGENCY)
    world.agency.issue(read_enrolment(request), world.clock())


@CERTIFICATES.row("authority's clerk", "the second person is shown S-99", Before.UNNOTICED)
def a_list_as_if_both_had_signed_it(scene: Scene) -> str:
    """Puts a list that they signed twice themself where the newest of both lies: somebody invented
    in it is nothing new in the next one, which the second person reads and signs."""
    agency, now = scene.world.agency, scene.world.clock()
    invented(scene)
    waiting = agency.trust_list(now)
    (agency.folder / "packs" / waiting.name).write_bytes(waiting.read_bytes())
    agency.trust_list(now)
    shown = signatory.read_waiting(agency.folder, signatory.newest_waiting(agency.folder), now)
    named = {row.login for row in shown.added if isinstance(row, ListedCertificate)}
    return f"the second person is shown {'S-99' if 'S-99' in named else 'nobody'}"


@CERTIFICATES.row(
    "authority's clerk",
    "second signature: refused: TrustPackInvalid; the office: refused: TrustPackInvalid",
    Before.UNNOTICED,
)
def a_revocation_taken_back(scene: Scene) -> str:
    """Makes the next list with a program of their own, without a revocation of before: whoever has
    that key signs again. The second person signs it with one too."""
    world, agency = scene.world, scene.world.agency
    serial = agency.state.issued[-1].serial
    agency.revoke(serial, R.key_compromise, world.clock())
    renewed(scene)
    agency.state = replace(agency.state, revoked=())
    (agency.folder / authority.CRL).unlink()
    now = world.clock()
    waiting = agency.trust_list(now)
    signing = scene.refused(lambda: signatory.read_waiting(agency.folder, waiting, now))
    document = listing_of(waiting.read_bytes(), now)
    key = signatory.open_signer(agency.folder, SECOND_SIGNER.passphrase)
    body = write_listing(document.store)
    first = first_signature(body, agency._trust_signer(now), now.replace(microsecond=0))
    signed = make_trust_list(body, first, key, now.replace(microsecond=0))
    waiting.write_bytes(signed)
    office = scene.refused(lambda: world.prosecution.keys.import_trust_list(waiting))
    return f"second signature: {signing}; the office: {office}"


@CERTIFICATES.row("authority's clerk", "refused: TrustPackOlder", Before.HELD)
def an_older_list(scene: Scene) -> str:
    """A list of before a revocation, brought once more."""
    older = trust_list(scene.world.agency, scene.world.clock())
    renewed(scene)
    return scene.refused(lambda: scene.world.prosecution.keys.import_trust_list(older))


@CERTIFICATES.row("officer", "refused at the office: E_CERT_SIG", Before.HELD)
def a_root_at_home(scene: Scene) -> str:
    """An approver certified under a root that the officer made."""
    private = ec.generate_private_key(ec.SECP384R1())
    root = certificates.make_root(private, "KW", AGENCY, scene.world.clock(), ())
    key = by_hand(Issuer(root, private), THE_SUPERVISOR, {CertificateRole.APPROVER}, scene)
    return scene.office(scene.sent(stated(key)))


@CERTIFICATES.row("two stations", "refused at the office: E_STATION")
def a_supervisor_of_another_station(scene: Scene) -> str:
    """Approved by the supervisor of another station, with a good certificate."""
    holder = Holder("مشرف آخر", "DEMO-7001", "SHX", SUPERVISOR.login)
    key = listed_too(scene, holder, CertificateRole.APPROVER)
    return scene.office(scene.sent(stated(key)))


@CERTIFICATES.row("one person with two logins", "refused at the office: E_ONE_PERSON")
def one_person_twice(scene: Scene) -> str:
    """The officer's own key certified once more as an approver of another login and number."""
    world = scene.world
    own = signing_keys.of(world.officers._desk.vault, OFFICER.login)[0]
    body = signing_keys.private_key(world.officers._desk.vault, own, scene.seed(OFFICER))
    private = load_private_key(body)
    holder = Holder("شخص آخر", "DEMO-7002", "TDX", "S-09")
    roles = {CertificateRole.APPROVER}
    request = make_enrolment(private, roles, holder, AGENCY)
    certificate = world.agency.issue(read_enrolment(request), world.clock())
    renewed(scene)
    key = SigningKey(private, certificate, (world.agency.root,))
    return scene.office(scene.sent(stated(key, approver="S-09")))


@CERTIFICATES.row("receiving clerk", "refused at the office: E_CERT_ROLE E_STATION", Before.HELD)
def a_receiver_sends(scene: Scene) -> str:
    """The office's own clerk signs a case bundle."""
    key = scene.world.prosecution.keys.signing_key(scene.confirm(CLERK))
    return scene.office(scene.sent(key=key))


@CERTIFICATES.row("authority's clerk", "refused at the office: E_CERT_ROLE E_STATION", Before.HELD)
def the_clerk_sends(scene: Scene) -> str:
    """The clerk's own key for trust lists signs a case bundle."""
    return scene.office(scene.sent(key=scene.world.agency._trust_signer(scene.world.clock())))


def after_revocation(scene: Scene, who: str, reason: x509.ReasonFlags) -> str:
    """A bundle that says it was made before its signer's certificate was revoked."""
    world = scene.world
    path = scene.sent()
    serial = next(item.serial for item in world.agency.state.issued if item.holder.login == who)
    world.clock.move(minutes=5)
    world.agency.revoke(serial, reason, world.clock())
    renewed(scene)
    return scene.office(path)


@CERTIFICATES.row("leaver", "kept aside at the office: A_LEAVER")
def an_officer_who_left(scene: Scene) -> str:
    """The officer has left; the bundle is dated before."""
    return after_revocation(scene, OFFICER.login, R.cessation_of_operation)


@CERTIFICATES.row("leaver", "kept aside at the office: A_LEAVER", Before.NOTHING)
def a_supervisor_who_left(scene: Scene) -> str:
    """The supervisor has left; the approval is dated before."""
    return after_revocation(scene, SUPERVISOR.login, R.cessation_of_operation)


@CERTIFICATES.row("leaver", "kept aside at the office: A_LEAVER")
def an_officer_with_a_newer_certificate(scene: Scene) -> str:
    """The officer's certificate was superseded; the bundle is dated before."""
    return after_revocation(scene, OFFICER.login, R.superseded)


@CERTIFICATES.row("leaver", "refused at the office: E_CERT_REVOKED", Before.HELD)
def an_officer_whose_key_was_lost(scene: Scene) -> str:
    """The officer's key was lost; the bundle is dated before."""
    return after_revocation(scene, OFFICER.login, R.key_compromise)


@CERTIFICATES.row("leaver", "refused at the office: E_CERT_REVOKED", Before.NOTHING)
def a_supervisor_whose_key_was_lost(scene: Scene) -> str:
    """The supervisor's key was lost; the approval is dated before."""
    return after_revocation(scene, SUPERVISOR.login, R.key_compromise)


@CERTIFICATES.row("leaver", "refused at the office: E_CERT_REVOKED", Before.HELD)
def an_officer_revoked_without_a_reason(scene: Scene) -> str:
    """The officer's certificate was revoked, nobody said why."""
    return after_revocation(scene, OFFICER.login, R.unspecified)


@CERTIFICATES.row("leaver", "refused: NoCertificate", Before.HELD)
def an_officer_who_left_exports(scene: Scene) -> str:
    """The officer's certificate is revoked, and the station has the list."""
    world = scene.world
    serial = next(i.serial for i in world.agency.state.issued if i.holder.login == OFFICER.login)
    world.agency.revoke(serial, R.cessation_of_operation, world.clock())
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    return scene.refused(scene.exporter)


def listed_by_a_deed(scene: Scene, body: bytes, serial: int) -> None:
    """A trust list and a deed about it, that the caseworker alone has signed."""
    sha256 = hashlib.sha256(body).hexdigest()
    with scene.by_hand() as vault:
        kept = station_rows.KeptTrustList(sha256, body, scene.world.clock(), CASEWORKER.login)
        station_rows.add_trust_list(vault, kept)
        roots = sorted(fold(deed_rows.deeds(vault), deed_rows.verifies).state.roots)
        named = {"roots": roots, "list": sha256, "serial": serial}
        planted(vault, scene, DeedKind.TRUSTED, named, C_04=scene.seed(CASEWORKER))


@CERTIFICATES.row("caseworker", "the authority stays; T-07 hears: trusted by C-04")
def an_authority_of_ones_own(scene: Scene) -> str:
    """A list of an authority of the caseworker's own, with a key that would open what is sent."""
    before = scene.world.officers.keys.trust()
    agency = authority.init(scene.world.folder / "own", "x", PEOPLE, scene.world.clock(), CHEAP)
    body = signed_list(agency, scene.world.clock()).read_bytes()
    listed_by_a_deed(scene, body, 99)
    heard = scene.heard()
    same = scene.world.officers.keys.trust() == before
    return f"{'the authority stays' if same else 'another authority'}; {heard}"


@CERTIFICATES.row("caseworker", "T-07 is told: unsigned")
def an_older_list_by_a_deed(scene: Scene) -> str:
    """A list of before a revocation made the newest again, by hand."""
    world = scene.world
    older = trust_list(world.agency, world.clock()).read_bytes()
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    listed_by_a_deed(scene, older, 3)
    return scene.at_unlock()


# --- on the way -----------------------------------------------------------------------------------


@WAY.row("courier", "kept aside at the office: A_NOT_ENCRYPTED")
def without_its_envelope(scene: Scene) -> str:
    """A case bundle out of its encrypted envelope."""
    identity = scene.world.prosecution.keys.age_identity()
    return scene.office(out_of_envelope(scene.sent(), identity))


@WAY.row("courier", "refused at the office: E_AGE_PAYLOAD", Before.HELD)
def a_byte_of_it(scene: Scene) -> str:
    """A byte in the middle of the case bundle flipped."""
    path = scene.sent()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return scene.office(path)


@WAY.row("courier", "refused at the office: E_AGE_PAYLOAD", Before.HELD)
def the_end_of_it(scene: Scene) -> str:
    """The case bundle cut off."""
    path = scene.sent()
    path.write_bytes(path.read_bytes()[:-4096])
    return scene.office(path)


@WAY.row("officer", "refused at the office: E_NOT_FOR_US", Before.HELD)
def sealed_to_another(scene: Scene) -> str:
    """A case bundle of another office, sealed to this one by somebody who could open it."""
    ours = scene.world.prosecution.keys.age_identity()
    other = Identity.generate()

    def for_another(plan: object) -> object:
        return replace(plan, recipients=(other.recipient,))

    path = scene.sent(whole=for_another)
    return scene.office(sealed_again(path, other, ours))


def sealed_again(path: Path, opens: Identity, to: Identity) -> Path:
    """The same container in another envelope."""
    inside = out_of_envelope(path, opens)
    with path.open("wb") as file:
        again = EncryptedOutput(file.write, [to.recipient])
        again.write(inside.read_bytes())
        again.close()
    return path


# --- receipts ---------------------------------------------------------------------------------------


def receipt_of(scene: Scene) -> Path:
    """The honest receipt of an honest case bundle."""
    path = scene.exported().path
    return scene.world.accept(scene.check_at_office(path))


def changed(scene: Scene, receipt: Path, key: SigningKey | None = None, **changes: object) -> Path:
    """A receipt that says something else, signed by the clerk or with another key."""
    answer = replace(recorded_receipt(receipt.read_bytes(), scene.world.clock()), **changes)
    signing = key or scene.world.prosecution.keys.signing_key(scene.confirm(CLERK))
    receipt.write_bytes(make_receipt(answer, signing))
    return receipt


def taken_in(scene: Scene, receipt: Path) -> str:
    """What the station says of a receipt."""
    try:
        outcome = scene.world.officers.handover.import_receipt(receipt)
    except TipdeskError as error:
        code = error.details.get("code", "")
        return f"refused at the station: {type(error).__name__} {code}".strip()
    return f"taken at the station as {outcome.meaning}"


@RECEIPTS.row("both", "taken at the station as accepted", Before.HELD)
def an_honest_receipt(scene: Scene) -> str:
    """An honest receipt."""
    return taken_in(scene, receipt_of(scene))


@RECEIPTS.row("officer", "refused at the station: ReceiptInvalid E_CERT_ROLE", Before.HELD)
def by_the_officer(scene: Scene) -> str:
    """A receipt that the officer signed."""
    path = receipt_of(scene)
    return taken_in(scene, changed(scene, path, scene.exporter()))


@RECEIPTS.row("courier", "refused at the station: ReceiptInvalid E_CRC", Before.HELD)
def a_word_of_it(scene: Scene) -> str:
    """A refusal made an acceptance; the signature stays."""
    path = receipt_of(scene)
    path.write_bytes(path.read_bytes().replace(b"PPX-2026-00001", b"PPX-2026-00009"))
    return taken_in(scene, path)


@RECEIPTS.row("receiving clerk", "refused at the station: ReceiptNeverSent")
def of_other_content(scene: Scene) -> str:
    """An acceptance of other content under the case bundle's id."""
    return taken_in(scene, changed(scene, receipt_of(scene), manifest_sha256="0" * 64))


@RECEIPTS.row("officer at home", "refused at the station: ReceiptNeverSent")
def of_what_was_sent_from_a_copy(scene: Scene) -> str:
    """A copy of the vault at home, the chain grown on there, a case bundle sent from it: the
    receipt tells the station."""
    path = sent_from_a_copy(scene)
    return taken_in(scene, scene.world.accept(scene.check_at_office(path)))


@RECEIPTS.row("officer at home", "S-01 hears: never_sent by T-07")
def brings_the_answer_and_says_nothing(scene: Scene) -> str:
    """The same, and the officer alone takes in what the office answers, and tells nobody."""
    of_what_was_sent_from_a_copy(scene)
    return scene.heard(SUPERVISOR)


def sent_from_a_copy(scene: Scene) -> Path:
    """By the officer, with numbers of the copy's own."""
    scene.leave()
    copy = copy_vault(scene.station, scene.world.folder / "home")
    session = scene.world.sessions["officers"] = scene.world.open(copy, OFFICER)
    bundle_numbers.begin_series(session._desk.vault)
    path = scene.exported().path
    scene.leave()
    return path


@RECEIPTS.row(
    "officer at home",
    "taken as genuine; the next honest one: kept aside at the office: A_FORK W_NEW_SERIES",
)
def a_fork_of_the_chain(scene: Scene) -> str:
    """The same; the office holds the chains against each other at the next honest bundle."""
    path = sent_from_a_copy(scene)
    checked = scene.check_at_office(path)
    answer = verdict(checked)
    scene.world.accept(checked)
    return f"{answer}; the next honest one: {scene.office(scene.exported(scene.files.other).path)}"


@RECEIPTS.row(
    "receiving clerk",
    "taken at the station as accepted; anchor: the office's register has no such number",
    Before.NOTHING,
)
def for_what_was_never_registered(scene: Scene) -> str:
    """The clerk signs an acceptance by hand and registers nothing."""
    path = scene.exported().path
    checked = scene.check_at_office(path)
    receipt = scene.world.accept(checked)
    answer = taken_in(scene, changed(scene, receipt, registry_no="PPX-2026-00077"))
    numbers = {row.number for row in scene.world.prosecution.receiving.register()}
    anchor = "" if "PPX-2026-00077" in numbers else "the office's register has no such number"
    return f"{answer}; anchor: {anchor}"


@RECEIPTS.row("receiving clerk", "taken at the station as undecided; its file: exported")
def for_what_was_set_aside(scene: Scene) -> str:
    """A case bundle that no second person approved is set aside; the clerk signs an acceptance by
    hand, with no word of why it was set aside."""
    case_id = scene.files.hidden
    scene.world.officers.steps.complete(case_id)
    approve(scene.world.officers, case_id, scene.confirm(OFFICER))
    receipt = scene.world.accept(scene.check_at_office(scene.exported(case_id).path))
    says = {"result": Result.ACCEPTED, "codes": (), "registry_no": "PPX-2026-00077"}
    answer = taken_in(scene, changed(scene, receipt, **says))
    return f"{answer}; its file: {scene.world.officers.files.case(case_id).status}"


# --- the receiving vault ----------------------------------------------------------------------------


def kept_aside(scene: Scene) -> object:
    """A case bundle that came open, set aside."""
    identity = scene.world.prosecution.keys.age_identity()
    checked = scene.check_at_office(out_of_envelope(scene.sent(), identity))
    scene.world.accept(checked)
    return scene.world.prosecution.receiving.register()[0]


@RECEIVING.row("receiving clerk", "refused: SetAside")
def asks_twice(scene: Scene) -> str:
    """What was set aside is accepted once more."""
    identity = scene.world.prosecution.keys.age_identity()
    path = out_of_envelope(scene.sent(), identity)
    scene.world.accept(scene.check_at_office(path))
    return scene.refused(lambda: scene.world.accept(scene.check_at_office(path)))


@RECEIVING.row("receiving clerk", "refused: TransitionRefused")
def takes_in_alone(scene: Scene) -> str:
    """The clerk takes in what waits for a prosecutor."""
    row = kept_aside(scene)
    desk = scene.world.prosecution
    return scene.refused(
        lambda: desk.taking_in.take_in(row.id, scene.confirm(CLERK), "سبب", scene.world.usb_drive)
    )


@RECEIVING.row("receiving clerk", "aside; vault check: taken_in_unsigned")
def a_row_that_says_received(scene: Scene) -> str:
    """The row of what was set aside says that it was received, with a number."""
    kept_aside(scene)
    with scene.office_by_hand() as vault:
        write_rows(vault, "UPDATE received SET result = 'accepted', number = 'PPX-2026-00001'")
    with scene.office_session() as session:
        (row,) = session.receiving.register()
    return f"{row.result}; {scene.checked_at_office()}"


@RECEIVING.row("prosecutor", "accepted with a reason that is signed", Before.NOTHING)
def a_prosecutor_takes_in(scene: Scene) -> str:
    """The prosecutor takes it in, as it should be."""
    row = kept_aside(scene)
    desk = scene.world.prosecution
    taken, _receipt = desk.taking_in.take_in(
        row.id, scene.confirm(RECEIVER), "سبب", scene.world.usb_drive
    )
    reason = taken.taken_in.reason if taken.taken_in else ""
    return f"{taken.result} with {'a reason that is signed' if reason else 'none'}"


@RECEIVING.row("receiving clerk", "signed with the next receipt: nothing", Before.NOTHING)
def a_word_in_the_prosecutors_name(scene: Scene) -> str:
    """A row by which the prosecutor owes the station a decision: it would be signed with whatever
    they sign next."""
    world = scene.world
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        manifest = vault.row("SELECT manifest_sha256 FROM received")[0]
        body = {"outcome": "kept_finally", "decided_at": "2026-11-24", "note": ""}
        text = canonical(["decision", "", manifest, body]).decode("ascii")
        message_rows.owe(vault, RECEIVER.login, text, scene.seed(CLERK))
    with scene.office_session() as session:
        (row,) = session.receiving.register()
        confirmed = scene.confirm(RECEIVER)
        count = session.outbox.with_answer(row.bundle_id, confirmed, world.usb_drive)
    return f"signed with the next receipt: {count or 'nothing'}"


@RECEIVING.row("receiving clerk", "refused: VaultDamaged")
def other_content_under_the_row(scene: Scene) -> str:
    """The row of a received case bundle points to the content of another one."""
    for case_id in (scene.files.approved, scene.files.other):
        scene.world.accept(scene.check_at_office(scene.exported(case_id).path))
    first, other = sorted(row.id for row in scene.world.prosecution.receiving.register())
    with scene.office_by_hand() as vault:
        kept = vault.row("SELECT sealed_id, key, size FROM received WHERE id = ?", (other,))
        change = "UPDATE received SET sealed_id = ?, key = ?, size = ? WHERE id = ?"
        vault.execute(change, (*kept, first))
    with scene.office_session() as session:
        return scene.refused(lambda: session.receiving.open_received(first).close())


@RECEIVING.row("receiving clerk", "vault check: content_altered", Before.HELD)
def content_overwritten(scene: Scene) -> str:
    """The sealed content of a received case bundle overwritten."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        (name,) = vault.row("SELECT sealed_id FROM received")
    (path,) = (scene.world.folder / "prosecution").glob(f"**/{name}*")
    path.write_bytes(bytes(path.stat().st_size))
    return scene.checked_at_office()


@RECEIVING.row("receiving clerk", "P-03 is told: roles")
def the_clerk_as_a_prosecutor(scene: Scene) -> str:
    """The clerk's own row says prosecutor."""
    with scene.office_by_hand() as vault:
        write_rows(vault, "UPDATE officer SET role = 'prosecutor' WHERE login = 'R-11'")
    return scene.at_office_unlock()


@RECEIVING.row("receiving clerk", "P-03 is told: past_changed")
def an_entry_of_the_register_removed(scene: Scene) -> str:
    """A received case bundle struck off, with the entries that tell of it."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    scene.at_office_unlock()
    with scene.office_by_hand() as vault:
        (seq,) = vault.row("SELECT seq FROM custody WHERE action = 'received'")
        write_rows(
            vault,
            f"DELETE FROM custody_seal WHERE seq >= {seq}",
            f"DELETE FROM custody WHERE seq >= {seq}",
            "DELETE FROM came_number",
            "DELETE FROM received",
        )
    return scene.at_office_unlock()


def warned(scene: Scene) -> str:
    """What the prosecutor is warned of when they unlock the office."""
    with scene.office_session() as session:
        warnings = sorted(type(warning).__name__ for warning in session.warnings)
    return f"P-03 is warned: {' '.join(warnings) or 'of nothing'}"


@RECEIVING.row(
    "receiving clerk", "P-03 is warned: ReceivedRegisterDiffers; vault check: received_missing"
)
def a_row_of_the_register_removed(scene: Scene) -> str:
    """A received case bundle struck off the register, its entry stays."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        write_rows(
            vault, "DELETE FROM came_number", "DELETE FROM shown_chain", "DELETE FROM received"
        )
    return f"{warned(scene)}; {scene.checked_at_office()}"


@RECEIVING.row(
    "receiving clerk", "P-03 is warned: ReceivedRegisterDiffers; vault check: received_differs"
)
def another_number_in_the_register(scene: Scene) -> str:
    """A received case bundle gets another number in its row."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        write_rows(vault, "UPDATE received SET number = 'PPX-2026-00099'")
    return f"{warned(scene)}; {scene.checked_at_office()}"


@RECEIVING.row("receiving clerk", "vault check: received_differs received_missing")
def another_number_in_row_and_entry(scene: Scene) -> str:
    """The same, with an entry that says so: the receipt is signed."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        (bundle,) = vault.row("SELECT bundle_id FROM received")
        write_rows(vault, "UPDATE received SET number = 'PPX-2026-00099'")
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer="R-11",
            action="received",
            detail={"bundle": bundle, "number": "PPX-2026-00099"},
        )
    return scene.checked_at_office()


@RECEIVING.row("receiving clerk", "vault check: received_differs", Before.UNNOTICED)
def a_refusal_that_was_none(scene: Scene) -> str:
    """A received case bundle becomes a refused one in its row."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        write_rows(vault, "UPDATE received SET result = 'rejected', number = ''")
    return scene.checked_at_office()


@RECEIVING.row("receiving clerk", "vault check: received_place", Before.NOTHING)
def its_place_forgotten(scene: Scene) -> str:
    """Number and chain that came with a case bundle struck off, so that what is missing before the
    next one is not told, and no fork is."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        write_rows(vault, "DELETE FROM came_number", "DELETE FROM shown_chain")
    return scene.checked_at_office()


@RECEIVING.row("receiving clerk", "vault check: received_place", Before.NOTHING)
def another_chain_remembered(scene: Scene) -> str:
    """What the office was shown of the station's chain overwritten."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_by_hand() as vault:
        write_rows(vault, "UPDATE shown_chain SET hashes = zeroblob(length(hashes))")
    return scene.checked_at_office()
