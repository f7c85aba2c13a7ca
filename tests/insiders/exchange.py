"""Requests for certificates and what comes of them, inside ordinary exchange."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.bundle.test_vouchers import make_voucher
from tests.bundle.world import CHEAP, PEOPLE
from tests.bundle.world import trust_list as signed_list
from tests.insiders.offices import THE_OFFICER, THE_SUPERVISOR, R, by_hand, renewed
from tests.insiders.stage import CASEWORKER, CLERK, COLLEAGUE, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.bundle import authority, vouchers
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import certificate_pem, fingerprint40, grouped, load_private_key
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.stations import AGENCY, OFFICER, SUPERVISOR, Credentials, trust_list
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.desk.session.session import Session
from tipdesk.storage.keys import signing_keys

EXCHANGE = Group("certificates by ordinary exchange")

BOTH_ROLES = {CertificateRole.EXPORTER, CertificateRole.APPROVER}


def own_digits(key: ec.EllipticCurvePrivateKey) -> str:
    """What somebody would have to read to the clerk for a key of their own."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return grouped(fingerprint40(public))


def certified(scene: Scene, request: bytes, who: Credentials) -> bytes:
    """The clerk ends somebody's former certificate and issues what a request asks for; PEM."""
    agency, now = scene.world.agency, scene.world.clock()
    for live in agency.state.live(who.service_number, now):
        agency.revoke(live.serial, R.superseded, now)
    return certificate_pem(agency.issue(read_enrolment(request), now))


def asked(scene: Scene, who: Credentials) -> bytes:
    """Somebody asks for an ordinary certificate at the station, as they should."""
    return scene.world.officers.keys.enrolment_request(scene.confirm(who))


def sent_with_certificates(
    scene: Scene, pems: Sequence[bytes], listed: bytes | None = None, who: Credentials = CLERK
) -> Path:
    """A message by which somebody of the office answers the station."""
    text = base64.b64encode(listed).decode("ascii") if listed is not None else None
    body: dict[str, JsonValue] = {
        "certificates": [pem.decode("ascii") for pem in pems],
        "list": text,
    }
    with scene.office_session(who) as session:
        letter = Outgoing(MessageType.CERTIFICATES, Correspondent("TDX"), MessageSubject(), body)
        session.messages.post(letter, scene.confirm(who))
        return session.messages.write_again(letter.message_id, scene.world.usb_drive)


def what_changes(scene: Scene, path: Path) -> str:
    """What the station has of certificates and lists after the officer took a message in."""
    session = scene.world.officers
    before = standing(session)
    try:
        session.messages.take(path)
    except TipdeskError as error:
        return f"refused: {type(error).__name__} {error.details.get('code', '')}".strip()
    return "nothing changes" if standing(session) == before else "it changes"


def standing(session: Session) -> tuple[object, ...]:
    """List in use, and whose certificate signs what."""
    people = (OFFICER.login, SUPERVISOR.login, COLLEAGUE.login)
    return session.keys.trust(), *map(session.keys.certificate_state, people)


# --- asking -----------------------------------------------------------------------------------------


def put_in_the_supervisors_place(scene: Scene) -> ec.EllipticCurvePrivateKey:
    """A key of the caseworker's own as the supervisor's newest."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with scene.by_hand() as vault:
        vault.execute(
            "INSERT INTO signing_key(officer, public_der, nonce, wrapped, created_at)"
            " VALUES((SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?)",
            (SUPERVISOR.login, public, os.urandom(12), os.urandom(154), 1),
        )
    return private


@EXCHANGE.row("caseworker", "S-01 reads out no key of another", Before.UNNOTICED)
def a_key_in_the_supervisors_place(scene: Scene) -> str:
    """A key of the caseworker's own as the supervisor's newest, so that the station page shows its
    digits, and the supervisor reads these to the certification authority."""
    private = put_in_the_supervisors_place(scene)
    with scene.session(SUPERVISOR) as session:
        shown = session.keys.requested()
    theirs = shown is not None and shown.fingerprint == own_digits(private)
    return f"S-01 reads out {'the digits of another' if theirs else 'no key of another'}"


@EXCHANGE.row("caseworker", "the message asks for nothing that nobody asked for", Before.NOTHING)
def a_request_planted(scene: Scene) -> str:
    """A request in the supervisor's name, for a key of the caseworker's own, put where requests
    wait: the officer's key would sign it."""
    private = ec.generate_private_key(ec.SECP256R1())
    request = make_enrolment(private, BOTH_ROLES, THE_SUPERVISOR, AGENCY)
    with scene.by_hand() as vault:
        signing_keys.keep_unsent(vault, SUPERVISOR.login, request.decode("ascii"))
        signing_keys.keep_unsent(vault, CASEWORKER.login, "ما قالته لغيرها")
    with scene.session(OFFICER) as session:
        key = session.keys.signing_key(scene.confirm(OFFICER), CertificateRole.EXPORTER)
        session.certificates.sign("PPX", OFFICER.login, key)
        kept = session.messages.others()
    bodies = [item.message.body for item in kept if item.message.type == "certificate_requests"]
    return (
        f"the message asks for {'what was planted' if bodies else 'nothing that nobody asked for'}"
    )


@EXCHANGE.row("officer", "the office hands on nothing", Before.NOTHING)
def a_request_of_another_station(scene: Scene) -> str:
    """Asks for a certificate of another station's supervisor."""
    holder = replace(THE_SUPERVISOR, unit="SHX")
    return handed_on(scene, [make_enrolment(new_key(), BOTH_ROLES, holder, AGENCY)])


@EXCHANGE.row("officer", "the office hands on the honest one and another", Before.NOTHING)
def a_request_in_the_place_of_hers(scene: Scene) -> str:
    """Asks in the supervisor's name for a key of the officer's own, before and after the
    supervisor's own request: the clerk of the authority has both, and hears digits."""
    honest = asked(scene, SUPERVISOR)
    forged = make_enrolment(new_key(), BOTH_ROLES, THE_SUPERVISOR, AGENCY)
    return handed_on(scene, [forged, honest, forged], honest)


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key of one's own."""
    return ec.generate_private_key(ec.SECP256R1())


def handed_on(scene: Scene, requests: Sequence[bytes], honest: bytes = b"") -> str:
    """Each in a message of its own; what the office saves for the authority."""
    folder = scene.world.folder / "carried"
    folder.mkdir()
    for request in requests:
        body: dict[str, JsonValue] = {"requests": [request.decode("ascii")]}
        kind, to = MessageType.CERTIFICATE_REQUESTS, Correspondent("PPX")
        letter = Outgoing(kind, to, MessageSubject(), body)
        scene.world.officers.messages.post(letter, scene.confirm(OFFICER))
        path = scene.world.officers.messages.write_again(letter.message_id, scene.world.usb_drive)
        scene.world.prosecution.messages.take(path)
    scene.world.prosecution.carrying.save(folder)
    saved = {path.read_bytes() for path in folder.iterdir()}
    names = ["the honest one"] if honest in saved else []
    others = len(saved - {honest})
    return f"the office hands on {' and '.join([*names, *['another'] * others]) or 'nothing'}"


# --- answering --------------------------------------------------------------------------------------


@EXCHANGE.row("receiving clerk", "nothing changes", Before.NOTHING)
def a_certificate_that_no_list_names(scene: Scene) -> str:
    """Sends the supervisor a certificate that the root's key made and no list names."""
    session = scene.world.officers
    kept = signing_keys.of(session._desk.vault, SUPERVISOR.login)[0]
    key = signing_keys.private_key(session._desk.vault, kept, scene.seed(SUPERVISOR))
    private = load_private_key(key)
    issuer = scene.world.agency._issuer
    leaf = by_hand(issuer, THE_SUPERVISOR, {CertificateRole.EXPORTER}, scene, private).certificate
    return what_changes(scene, sent_with_certificates(scene, [certificate_pem(leaf)]))


@EXCHANGE.row("receiving clerk", "nothing changes", Before.NOTHING)
def a_certificate_for_another_key(scene: Scene) -> str:
    """Sends a certificate in the supervisor's name for a key that nobody has there, with the list
    of before that does not name it."""
    request = make_enrolment(new_key(), BOTH_ROLES, THE_SUPERVISOR, AGENCY)
    pem = certified(scene, request, SUPERVISOR)
    return what_changes(scene, sent_with_certificates(scene, [pem]))


@EXCHANGE.row("receiving clerk", "nothing changes", Before.NOTHING)
def an_older_list_by_message(scene: Scene) -> str:
    """Sends the list of before a revocation."""
    agency, now = scene.world.agency, scene.world.clock()
    older = trust_list(agency, now).read_bytes()
    scene.world.officers.keys.import_trust_list(trust_list(agency, scene.world.clock()))
    return what_changes(scene, sent_with_certificates(scene, [b"-"], older))


@EXCHANGE.row("receiving clerk", "nothing changes", Before.NOTHING)
def a_list_by_one_person_by_message(scene: Scene) -> str:
    """Sends a newer list that the second person has not signed."""
    waiting = scene.world.agency.trust_list(scene.world.clock()).read_bytes()
    return what_changes(scene, sent_with_certificates(scene, [b"-"], waiting))


@EXCHANGE.row("receiving clerk", "nothing changes", Before.NOTHING)
def a_list_of_another_authority_by_message(scene: Scene) -> str:
    """Sends a list of an authority of their own, two of which have signed it."""
    agency = authority.init(scene.world.folder / "own", "x", PEOPLE, scene.world.clock(), CHEAP)
    body = b""
    for _time in range(9):
        body = signed_list(agency, scene.world.clock()).read_bytes()
    return what_changes(scene, sent_with_certificates(scene, [b"-"], body))


@EXCHANGE.row("officer", "refused: MessageInvalid E_CERT_ROLE", Before.NOTHING)
def an_answer_by_a_station(scene: Scene) -> str:
    """Signs an answer to their own station, as if an office had certified somebody."""
    session = scene.world.officers
    body: dict[str, JsonValue] = {"certificates": ["-"], "list": None}
    letter = Outgoing(MessageType.CERTIFICATES, Correspondent("TDX"), MessageSubject(), body)
    kept = session.messages._signed(OFFICER.login, scene.exporter(), letter)
    path = session.messages.write(kept, scene.world.usb_drive)
    with scene.by_hand(OFFICER) as vault:
        write_rows(vault, f"DELETE FROM message WHERE message_id = '{letter.message_id}'")
    return what_changes(scene, path)


@EXCHANGE.row("courier", "refused: MessageForOther; nothing changes", Before.NOTHING)
def an_answer_carried_elsewhere(scene: Scene) -> str:
    """Brings the answer to the office that wrote it, as if a station had; then the station has it
    twice."""
    pem = certified(scene, asked(scene, SUPERVISOR), SUPERVISOR)
    listed = trust_list(scene.world.agency, scene.world.clock()).read_bytes()
    path = sent_with_certificates(scene, [pem], listed)
    renamed = path.rename(path.with_name("00000000-0000-4000-8000-000000000000.age"))
    elsewhere = scene.refused(lambda: scene.world.prosecution.messages.take(renamed))
    scene.world.officers.messages.take(renamed)
    return f"{elsewhere}; {what_changes(scene, renamed)}"


@EXCHANGE.row("receiving clerk", "it changes; nothing changes", Before.NOTHING)
def the_same_certificate_many_times(scene: Scene) -> str:
    """The honest answer with each certificate a hundred times among words that are none; then once
    more in a message of its own."""
    pem = certified(scene, asked(scene, SUPERVISOR), SUPERVISOR)
    listed = trust_list(scene.world.agency, scene.world.clock()).read_bytes()
    noise = [pem, b"-----BEGIN CERTIFICATE-----", pem + pem, b"A" * 60_000]
    first = what_changes(scene, sent_with_certificates(scene, noise * 5, listed))
    count = len(signing_keys.certificates(scene.world.officers._desk.vault))
    again = what_changes(scene, sent_with_certificates(scene, [pem] * 200, listed))
    assert len(signing_keys.certificates(scene.world.officers._desk.vault)) == count
    return f"{first}; {again}"


def lasting(
    leaf: x509.Certificate, issuer: ec.EllipticCurvePrivateKey, term: timedelta
) -> x509.Certificate:
    """The same certificate with a longer term."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(leaf.issuer)
        .public_key(leaf.public_key())
        .serial_number(leaf.serial_number)
        .not_valid_before(leaf.not_valid_before_utc)
        .not_valid_after(leaf.not_valid_before_utc + term)
    )
    for item in leaf.extensions:
        builder = builder.add_extension(item.value, item.critical)
    return builder.sign(issuer, hashes.SHA256())


@EXCHANGE.row(
    "officer", "refused at the office: E_CERT_EXPIRED E_CERT_UNLISTED W_LATE", Before.NOTHING
)
def a_temporary_certificate_of_years(scene: Scene) -> str:
    """Certifies their own key by the voucher of their envelope for years, and refers with it when
    the voucher has ended."""
    agency, now = scene.world.agency, scene.world.clock()
    own = certificates.subject("KW", AGENCY, THE_OFFICER)
    voucher = make_voucher(whom=own, by=agency._issuer, now=now)
    row = vouchers.listed_as(voucher.certificate)
    agency.state = replace(agency.state, vouchers=(row,))
    key = by_hand(voucher, THE_OFFICER, {CertificateRole.EXPORTER}, scene)
    key = replace(key, chain=(voucher.certificate, agency.root))
    key = replace(key, certificate=lasting(key.certificate, voucher.key, timedelta(days=2000)))
    renewed(scene)
    scene.frozen()
    scene.world.clock.move(days=300)
    renewed(scene)
    return scene.office(scene.sent(key=key))


@EXCHANGE.row("receiving clerk", "S-01 keeps the newest certificate", Before.NOTHING)
def a_certificate_that_was_taken_back(scene: Scene) -> str:
    """Holds back the supervisor's first certificate, that was revoked since, and sends it when the
    supervisor has the next one."""
    first = certified(scene, asked(scene, SUPERVISOR), SUPERVISOR)
    scene.world.clock.move(days=1)
    second = certified(scene, asked(scene, SUPERVISOR), SUPERVISOR)
    listed = trust_list(scene.world.agency, scene.world.clock()).read_bytes()
    what_changes(scene, sent_with_certificates(scene, [second], listed))
    before = standing(scene.world.officers)
    what_changes(scene, sent_with_certificates(scene, [first]))
    same = standing(scene.world.officers) == before
    return f"S-01 {'keeps the newest certificate' if same else 'has one that was revoked'}"


@EXCHANGE.row("officer", "S-01 hears: trusted by T-07, unasked by T-07", Before.NOTHING)
def a_second_certificate_in_the_supervisors_name(scene: Scene) -> str:
    """Has read digits of a key of their own to the authority in the supervisor's name; imports the
    list that names it, and says nothing."""
    certified(scene, make_enrolment(new_key(), BOTH_ROLES, THE_SUPERVISOR, AGENCY), SUPERVISOR)
    path = trust_list(scene.world.agency, scene.world.clock())
    scene.world.officers.keys.import_trust_list(path)
    return scene.heard(SUPERVISOR)


def who_signs(scene: Scene) -> str:
    """Whether the supervisor can be chosen as approver, and signs as one."""
    role = CertificateRole.APPROVER
    with scene.session(OFFICER) as session:
        chosen = session.keys.can_sign(SUPERVISOR.login, role)
    with scene.session(SUPERVISOR) as session:
        signs = session.keys.can_sign(SUPERVISOR.login, role) and session.keys.signing_key(
            scene.confirm(SUPERVISOR), role
        )
    may, does = "may" if chosen else "may not", "signs" if signs else "signs nothing"
    return f"T-07 {may} choose S-01; S-01 {does}"


@EXCHANGE.row("caseworker", "T-07 may choose S-01; S-01 signs", Before.UNNOTICED)
def a_key_that_keeps_the_supervisor_from_signing(scene: Scene) -> str:
    """The same with the colleague's certificate beside it, so that the supervisor approves nothing
    more."""
    put_in_the_supervisors_place(scene)
    with scene.by_hand() as vault:
        vault.execute(
            "INSERT INTO certificate(signing_key, pem, chain_pem, imported_at)"
            " SELECT (SELECT max(id) FROM signing_key), pem, '', 1 FROM certificate LIMIT 1"
        )
    return who_signs(scene)


@EXCHANGE.row("caseworker", "T-07 may choose S-01; S-01 signs", Before.UNNOTICED)
def what_is_no_certificate_beside_the_supervisors_key(scene: Scene) -> str:
    """Rows beside the supervisor's own key, newer than their certificate: one that is none, and
    the officer's. A list comes after that, which asks what was imported here."""
    with scene.by_hand() as vault:
        for pem in ("'x'", "(SELECT pem FROM certificate LIMIT 1)"):
            vault.execute(
                "INSERT INTO certificate(signing_key, pem, chain_pem, imported_at)"
                f" SELECT signing_key.id, {pem}, '', 9999999999999 FROM signing_key"
                " JOIN officer ON officer.id = officer WHERE login = ?",
                (SUPERVISOR.login,),
            )
    scene.world.officers.keys.import_trust_list(trust_list(scene.world.agency, scene.world.clock()))
    return who_signs(scene)


@EXCHANGE.row("officer", "C-04 hears: trusted by T-07, unasked by T-07", Before.NOTHING)
def a_certificate_of_nobody(scene: Scene) -> str:
    """The same in the name of a supervisor whom nobody has enrolled there."""
    holder = replace(THE_SUPERVISOR, service_number="DEMO-9901", login="S-99")
    agency, now = scene.world.agency, scene.world.clock()
    agency.issue(read_enrolment(make_enrolment(new_key(), BOTH_ROLES, holder, AGENCY)), now)
    scene.world.officers.keys.import_trust_list(trust_list(agency, scene.world.clock()))
    return scene.heard(CASEWORKER)


@EXCHANGE.row("officer", "S-01 hears: trusted by T-07, unasked by T-07", Before.NOTHING)
def silenced_by_a_row(scene: Scene) -> str:
    """The same in the supervisor's name, and their certificate put beside the supervisor's key by
    hand, as if it had been asked for and had come."""
    pem = certified(
        scene, make_enrolment(new_key(), BOTH_ROLES, THE_SUPERVISOR, AGENCY), SUPERVISOR
    )
    path = trust_list(scene.world.agency, scene.world.clock())
    with scene.by_hand(OFFICER) as vault:
        kept = signing_keys.of(vault, SUPERVISOR.login)[0]
        vault.execute(
            "INSERT INTO certificate(signing_key, pem, chain_pem, imported_at) VALUES(?, ?, '', 1)",
            (kept.id, pem.decode("ascii")),
        )
    with scene.session(OFFICER) as session:
        session.keys.import_trust_list(path)
    return scene.heard(SUPERVISOR)


@EXCHANGE.row("officer", "S-01 hears: trusted by T-07", Before.NOTHING)
def the_supervisors_next_certificate(scene: Scene) -> str:
    """Brings the list with the certificate that the supervisor has asked for, as it should be."""
    certified(scene, asked(scene, SUPERVISOR), SUPERVISOR)
    path = trust_list(scene.world.agency, scene.world.clock())
    scene.world.officers.keys.import_trust_list(path)
    return scene.heard(SUPERVISOR)
