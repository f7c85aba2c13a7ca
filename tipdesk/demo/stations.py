"""The three places of the journey, made for the demo: authority, officers' station, Prosecution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from tipdesk.bundle import authority
from tipdesk.bundle.certifying.signatory import Founder, countersign, open_signer, read_waiting
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.clock import Clock
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station import staff
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import unlock

AGENCY = "الجهة التجريبية"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who can open a demo vault. Demo only: these passphrases stand in the source."""

    login: str
    passphrase: str
    service_number: str = ""  # made up


OFFICER = Credentials("T-07", "نخلة شراع مطر قهوة فانوس", "DEMO-1007")
SUPERVISOR = Credentials("S-01", "مرساة بستان غيمة دفتر نافذة", "DEMO-1001")
RECEIVER = Credentials("P-03", "ميزان سفينة جسر زيتون قنديل", "DEMO-2003")

_OFFICERS = StationPlan(
    Station(StationKind.OFFICER, "moi_tip", "وحدة المقابلات التجريبية", "TDX"),
    (
        NewOfficer(OFFICER.login, "نورة الخالدي", Role.OFFICER, OFFICER.passphrase),
        NewOfficer(SUPERVISOR.login, "بدر العتيبي", Role.SUPERVISOR, SUPERVISOR.passphrase),
    ),
    cheap_keys=True,
)
_PROSECUTION = StationPlan(
    Station(StationKind.RECEIVING, "pp_capital_tip", "مكتب الاستقبال التجريبي", "PPX"),
    (NewOfficer(RECEIVER.login, "سارة المطيري", Role.PROSECUTOR, RECEIVER.passphrase),),
    cheap_keys=True,
)


COLLEAGUES = (
    NewOfficer("T-12", "ليلى الشمري", Role.OFFICER, "سنبلة مصباح وردة جبل قارب"),
    NewOfficer("C-04", "عادل الرشيدي", Role.CASEWORKER, "تفاحة ساعة نهر مفتاح غزال"),
    NewOfficer("A-02", "هند الصباح", Role.ADMINISTRATOR, "كتاب نجمة حديقة رمان شباك"),
)
"""Who works at the officers' station too where the demonstration is kept."""
CLERK = NewOfficer("P-11", "منى الراشد", Role.RECEIVER, "بحيرة شمعة سلم رصيف مرآة")
"""Who receives at the Prosecution beside the prosecutor, where it is kept."""
AUTHORITY = Credentials("CA-1", "عبارة مرور جهة التصديق التجريبية", "DEMO-9001")
SECOND_SIGNER = Credentials("CA-2", "عبارة مرور الشخص الثاني التجريبية", "DEMO-9002")


def enrol_colleagues(vault_dir: Path, clock: Clock) -> None:
    """The supervisor enrols `COLLEAGUES`, and the officer signs for them too."""
    enrol(vault_dir, COLLEAGUES, clock)


def enrol(vault_dir: Path, people: Iterable[NewOfficer], clock: Clock) -> None:
    """The supervisor enrols people, and the officer signs for them too."""
    session = open_as(vault_dir, SUPERVISOR, clock)
    try:
        for colleague in people:
            key = unlock(vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase, clock)
            plan = staff.EnrolmentPlan(vault_dir, key, colleague, cheap_keys=True)
            second = confirm(session, OFFICER)
            session.staff.record_enrolment(staff.enrol(plan), second)
            key.wipe()
            second.wipe()
    finally:
        session.lock()


def enrol_clerk(vault_dir: Path, clock: Clock) -> None:
    """The prosecutor enrols `CLERK`."""
    session = open_as(vault_dir, RECEIVER, clock)
    try:
        key = unlock(vault_dir, RECEIVER.login, RECEIVER.passphrase, clock)
        session.staff.record_enrolment(
            staff.enrol(staff.EnrolmentPlan(vault_dir, key, CLERK, cheap_keys=True))
        )
        key.wipe()
    finally:
        session.lock()


def people() -> tuple[tuple[str, NewOfficer], ...]:
    """Everybody of a kept demonstration, each with the code of the station."""
    officers = (*_OFFICERS.officers, *COLLEAGUES)
    return (
        *((_OFFICERS.station.code, officer) for officer in officers),
        *((_PROSECUTION.station.code, officer) for officer in (*_PROSECUTION.officers, CLERK)),
    )


def make_officers_station(vault_dir: Path, clock: Clock) -> None:
    """A vault with one officer and one supervisor; Argon2id at its floor."""
    create_station(vault_dir, _OFFICERS, clock)


def make_prosecution(vault_dir: Path, clock: Clock) -> None:
    """A receiving vault with one receiver; Argon2id at its floor."""
    create_station(vault_dir, _PROSECUTION, clock)


def open_as(vault_dir: Path, who: Credentials, clock: Clock) -> Session:
    """Unlock a demo vault."""
    return Session.open(vault_dir, unlock(vault_dir, who.login, who.passphrase, clock), clock)


def confirm(session: Session, who: Credentials) -> Confirmed:
    """Give the passphrase once more."""
    return confirm_officer(session.vault_dir, who.login, who.passphrase)


def make_authority(folder: Path, clock: Clock) -> authority.Authority:
    """A certificate authority for the demo, its keys under a throw-away passphrase."""
    people = (
        Founder("هالة الفهد", AUTHORITY.service_number, AUTHORITY.passphrase),
        Founder("يوسف العنزي", SECOND_SIGNER.service_number, SECOND_SIGNER.passphrase),
    )
    return authority.init(folder, AGENCY, people, clock(), FLOOR)


def trust_list(agency: authority.Authority, now: datetime) -> Path:
    """The next trust list, signed by the clerk and by the second person."""
    proposal = read_waiting(agency.folder, agency.trust_list(now), now)
    return countersign(agency.folder, proposal, _second_signer(agency.folder), now)


@lru_cache(maxsize=8)
def _second_signer(folder: Path) -> SigningKey:
    """Opened once for a folder: Argon2id takes its time."""
    return open_signer(folder, SECOND_SIGNER.passphrase)


def certify(agency: authority.Authority, session: Session, who: Credentials, clock: Clock) -> None:
    """Carry the station's request to the authority and the certificate back."""
    confirmed = confirm(session, who)
    request = session.keys.enrolment_request(confirmed, who.service_number)
    confirmed.wipe()
    certificate = agency.issue(read_enrolment(request), clock())
    session.keys.import_certificate(certificate_pem(certificate))


def trust(session: Session, pack: Path, agency: authority.Authority, *signers: Confirmed) -> None:
    """Import the authority's trust list after typing its 40 digits; where more than one person
    works a second one signs."""
    session.keys.import_trust_list(pack, agency.fingerprint, *signers)


def equip(
    agency: authority.Authority, vault_dir: Path, clock: Clock, *holders: Credentials
) -> Path:
    """A supervisor of the officers' station brings certificates and the first trust list, which is
    made now: it names whoever is certified by then."""
    session = open_as(vault_dir, SUPERVISOR, clock)
    try:
        for who in holders:
            certify(agency, session, who, clock)
        pack = trust_list(agency, clock())
        second = confirm(session, OFFICER)
        trust(session, pack, agency, second)
        second.wipe()
    finally:
        session.lock()
    return pack
