"""Every role at every act, through the desk: what the table closes, no counter opens."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.files.test_levels import OF_FILES
from tests.desk.sounding import Noise, put_away
from tests.desk.staffed import LOGINS, WORDS, Place
from tests.desk.world import World
from tests.forms.sheets_for_tests import compiled, question, section
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.custody.clock import (
    ClockComparison,
    ClockStatement,
    Reason,
    SpanKind,
    UncertainSpan,
)
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.evidence import CONSENT
from tipdesk.cases.files.workflow import FileStep, Voiding, VoidReason, may
from tipdesk.cases.model import Act, Answer, CaseId, Remark, Role, Status
from tipdesk.cases.paper.letterhead import Letterhead
from tipdesk.cases.permissions import ALLOWED, AccessReason
from tipdesk.core.errors import (
    AnswerRefused,
    AnswersLocked,
    ExportNotReady,
    NoCertificate,
    RestrictedClosed,
    StaffChangeRefused,
    TransitionRefused,
    TrustMissing,
    UndoRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import RECEIVER, make_authority, trust, trust_list
from tipdesk.desk.chosen_authority import roots_of
from tipdesk.desk.files.match_weights import MatchWeights
from tipdesk.desk.open_vault import Confirmed, signers_of
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.form_installing import InstallPlan, look_into
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.signing_and_trust import SealRecipient
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep.compacting import compact_vault
from tipdesk.desk.upkeep.salvaging import salvage_vault
from tipdesk.desk.upkeep.undo_migration import undo_migration
from tipdesk.desk.upkeep.vault_check import Examination
from tipdesk.forms.publishing.definition_json import definition_to_json
from tipdesk.printing.plan import PrintOptions
from tipdesk.storage import station_rows
from tipdesk.storage.station_rows import KeptTrustList

NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)
SPAN = UncertainSpan(SpanKind.SET, 1, 2, NOON, NOON, NOON, NOON)
REFUSED = (TransitionRefused, AnswersLocked, AnswerRefused, StaffChangeRefused)
TINY = compiled(section("s", question("text", "q", stage="S")))
NOBODY = SealRecipient("", "prosecution", "age1")


SIGNS = dict.fromkeys(LOGINS, "T-08") | {Role.OFFICER: "S-01"}  # a colleague who signs


@pytest.fixture(scope="module")
def agency(staffed: Place, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("agency") / "authority", staffed.clock)


@pytest.fixture(params=LOGINS)
def at(
    request: pytest.FixtureRequest, staffed: Place, agency: Authority, tmp_path: Path
) -> Iterator[tuple]:
    """Somebody of each role, at a copy of the station."""
    role = request.param
    place = staffed.copy(tmp_path / "vault")
    session = place.open(LOGINS[role])
    yield place, session, role, agency
    session.lock()


def _deeds(
    place: Place, session: Session, role: Role, agency: Authority
) -> dict[Act, Callable[[], object]]:
    """One deed for each act that has no status to wait for."""
    confirm = place.confirm(LOGINS[role])
    answer = {"name_latin_surname": Answer("RAI")}
    level4 = PrintOptions(copy="file", include_level4=True)
    other = next(login for login in LOGINS.values() if login != LOGINS[role])
    second = LOGINS[Role.ADMINISTRATOR if role is Role.SUPERVISOR else Role.SUPERVISOR]
    return {
        Act.SEE_FILES: lambda: session.files,
        Act.BEGIN_FILE: session._new_files.open_case,
        Act.SEE_SUSPECTS: lambda: session.access.open_suspects(place.begun),
        Act.SEARCH_OTHER_FILES: lambda: session.access_reasons.search_other_files(
            "RAI", AccessReason.CARE, ""
        ),
        Act.TAKE_LIST_OUT: lambda: session.access_reasons.take_list_out(
            AccessReason.AUDIT, "", 5, ("number",)
        ),
        Act.REASSIGN: session.load.officers,
        Act.KEEP_DIRECTORY: lambda: session.directory.note(AgencyDetails("moh")),
        Act.TAKE_CALENDAR_OUT: lambda: session.due.take_out(AccessReason.CARE, ""),
        Act.CHOOSE_WEIGHTS: MatchWeights(session._desk).put_back,
        Act.REVIEW_ACCESS_REASONS: session.access_reasons.since_review,
        Act.NAME_READERS: lambda: session.readers.name(place.begun, LOGINS[Role.CASEWORKER]),
        Act.GIVE_FILE: lambda: session.teams.take(place.begun),
        Act.LEAD_TEAMS: lambda: session.teams.make("فريق الليل"),
        Act.HIDE_FILE: lambda: session.readers.show_again(place.begun),
        Act.RECORD: lambda: record(session, place.begun),
        Act.EXPORT: lambda: send(session, place),
        Act.SEND_NOTICE: lambda: tell(session, place),
        Act.REVIEW_NOTICES: lambda: session.notice_reviews.mark(()),
        Act.ALLOW_NOTICES: lambda: session.notices.allow(allowed=True),
        Act.RECEIVE: lambda: take_receipt(session, place),
        Act.REFUSE: lambda: take_receipt(session, place),
        Act.EDIT: lambda: session._answers.save_answers(place.begun, answer),
        Act.AGREE_FOR_CHILD: lambda: session._statement.waive_specialist(
            place.begun, "لا مختص", confirm
        ),
        Act.COMPLETE: lambda: session._steps.complete(place.begun),
        Act.APPROVE: lambda: let_go(session, place, confirm),
        Act.RETURN: lambda: session._steps.return_with_remarks(
            place.completed, [Remark("", "نص", "", place.clock())], confirm
        ),
        Act.VOID: lambda: void(session, place),
        Act.UNVOID: lambda: lift(session, place, confirm),
        Act.FILE_SIGNED: lambda: file_signed(session, place),
        Act.AMEND: lambda: session._answers.amend(place.completed, answer, "سبب"),
        Act.PRINT_RESTRICTED: lambda: session.printing.print_plan(None, "intake", level4),
        Act.SIGN_OFF_CARDS: lambda: session.cards.record("hin", "قارئة أولى", "قارئ ثان"),
        Act.KEEP_VOICES: lambda: session.voices.remove("hin", "rights"),
        Act.MAKE_BACKUP: lambda: session.backups.plan(place.folder),
        Act.MAKE_SHEET: lambda: session.renewals.new_recovery_sheet(
            place.key(LOGINS[role]), place.confirm("T-08"), place.confirm("S-02")
        ),
        Act.MAKE_SHARES: lambda: session.shares.begin(place.key(LOGINS[role])).wipe(),
        Act.SEE_CUSTODY: session.custody.plan,
        Act.STATE_TIME: lambda: session.custody.attest(
            SPAN, ClockStatement(None, Reason.UNKNOWN, ClockComparison.NOTHING), confirm
        ),
        Act.SET_LETTERHEAD: lambda: session.letterheads.keep(Letterhead(("دولة الكويت",))),
        Act.UPDATE_PROGRAM: lambda: session.updates.plan(place.folder),
        Act.INSTALL_FORM: lambda: install(session, agency, place.confirm(second)),
        Act.CHOOSE_AUTHORITY: lambda: trust(
            session, trust_list(agency, place.clock()), agency, place.confirm(second)
        ),
        Act.RENEW_TRUST: lambda: renew(session, place, agency),
        Act.HOLD_CERTIFICATE: lambda: session.keys.enrolment_request(confirm, "DEMO-9"),
        Act.BRING_CERTIFICATE: lambda: bring(session, place.confirm(SIGNS[role]), agency),
        Act.DECIDE_STAFF: lambda: session.staff.suspend(place.key(LOGINS[role]), other),
        # These shut the vault.
        Act.CHECK_VAULT: lambda: look_through(place, session, role),
        Act.COMPACT_VAULT: lambda: compact(place, session, role),
        Act.SALVAGE_VAULT: lambda: salvage(place, session, role),
        Act.UNDO_MIGRATION: lambda: go_back(place, session, role),
    }


def let_go(session: Session, place: Place, confirm: Confirmed) -> None:
    """Approve a file, in all but the signature: the station has no certificates."""
    with suppress(NoCertificate):
        approve(session, place.completed, confirm)


def install(session: Session, agency: Authority, second: Confirmed) -> None:
    """Look into a form that was signed, and install it; neither without the other."""
    now = session._desk.now()
    file = agency.sign_form(definition_to_json(TINY), now)
    store = read_trust_list(trust_list(agency, now), now).store
    offered = look_into(InstallPlan(file.read_bytes(), store, now, ()))
    refused = []
    for deed in (lambda: session.forms.plan(file), lambda: session.forms.install(offered, second)):
        try:
            with suppress(TrustMissing):
                deed()
        except TransitionRefused as error:
            refused.append(error)
    if refused:
        assert len(refused) == 2
        raise refused[0]


def renew(session: Session, place: Place, agency: Authority) -> None:
    """A newer pack, where two who may have chosen the authority."""
    first, newer = (trust_list(agency, session._desk.now()) for _time in range(2))
    pack, body = read_trust_list(first, session._desk.now()), first.read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()
    station_rows.add_trust_list(
        session._desk.vault, KeptTrustList(sha256, body, session._desk.now(), "S-01")
    )
    session._desk.decide(
        DeedKind.TRUSTED,
        {"roots": sorted(roots_of(pack)), "list": sha256, "serial": pack.listing.serial},
        "trust_imported",
        signers=signers_of(
            *(place.confirm(LOGINS[role]) for role in (Role.SUPERVISOR, Role.ADMINISTRATOR))
        ),
    )
    assert session.keys.import_trust_list(newer).serial == pack.listing.serial + 1


def bring(session: Session, colleague: Confirmed, agency: Authority) -> None:
    """The certificate that was issued for a colleague."""
    request = read_enrolment(session.keys.enrolment_request(colleague, secrets.token_hex(4)))
    certificate = agency.issue(request, session._desk.now())
    session.keys.import_certificate(certificate_pem(certificate))


def look_through(place: Place, session: Session, role: Role) -> None:
    session.lock()
    with Examination(place.folder, place.key(LOGINS[role])) as examination:
        assert all(part.well for part in examination.parts(Work()))


def compact(place: Place, session: Session, role: Role) -> None:
    session.lock()
    compact_vault(place.folder, place.key(LOGINS[role]), place.clock, print)


def salvage(place: Place, session: Session, role: Role) -> None:
    """Into a new folder, where nothing is left for whoever may not."""
    session.lock()
    new = place.folder.with_name("new")
    try:
        salvage_vault(place.folder, place.key(LOGINS[role]), new, place.clock, print)
    except TransitionRefused:
        assert not [*new.iterdir()]
        raise


def go_back(place: Place, session: Session, role: Role) -> None:
    """Ask for the vault of an older program, of which there is none."""
    session.lock()
    with suppress(UndoRefused):
        undo_migration(place.folder, place.key(LOGINS[role]), place.clock, bool, print)


def void(session: Session, place: Place) -> None:
    """A file of one's own, of which nothing has left the room."""
    begins = session.officer.role in ALLOWED[Act.BEGIN_FILE]
    case_id = session._new_files.open_case().id if begins else place.begun
    session._voiding.void(case_id, Voiding(VoidReason.TEST))


def lift(session: Session, place: Place, confirmed: Confirmed) -> None:
    """Of a file that a supervisor has voided, if nobody has yet."""
    case_id = place.begun
    if session.officer.role in ALLOWED[Act.SEE_FILES]:
        session._voiding.void(
            case_id, Voiding(VoidReason.TEST), place.confirm(LOGINS[Role.SUPERVISOR])
        )
    try:
        session._voiding.unvoid(case_id, confirmed)
    except TransitionRefused:
        if session.officer.role in ALLOWED[Act.SEE_FILES]:  # it stands for the other deeds
            session._voiding.unvoid(case_id, place.confirm(LOGINS[Role.SUPERVISOR]))
        raise


def file_signed(session: Session, place: Place) -> None:
    """Whom the file does not name is told that first."""
    with suppress(RestrictedClosed):
        session.signed_papers.plan(place.begun)


def send(session: Session, place: Place) -> None:
    """Begin an export, for which much is missing: whoever may not is told that first."""
    with suppress(ExportNotReady):
        session.handover.plan(place.completed, NOBODY, place.folder)


def tell(session: Session, place: Place) -> None:
    """A notice where no office takes any: whoever may not is told that first."""
    with suppress(ExportNotReady):
        session.notices.plan([place.begun], NOBODY, place.folder)


def take_receipt(session: Session, place: Place) -> None:
    """Of somebody whom this station does not trust."""
    (paper := place.folder / "receipt").write_bytes(b"{}")
    with suppress(TrustMissing):
        session.handover.import_receipt(paper)


def record(session: Session, case_id: CaseId) -> None:
    if session.may(Act.SEE_FILES):
        session.answers.save_answers(case_id, {CONSENT: Answer("granted")})
    session._recordings.begin(case_id, Noise())
    session._recordings.stop()
    put_away(session)


def test_what_the_table_closes_no_counter_opens(at: tuple) -> None:
    place, session, role, agency = at
    deeds = _deeds(place, session, role, agency)
    for act, deed in deeds.items():
        if role in ALLOWED[act]:
            deed()
        else:
            with pytest.raises(REFUSED) as caught:
                deed()
            whose = caught.value.details.get("reason", "role")
            assert whose in ("role", "not_supervisor", "not_yours"), act


def test_no_act_is_left_out(at: tuple) -> None:
    """What comes in is another station's: it stands below."""
    place, session, role, agency = at
    assert set(Act) - {Act.TAKE_IN, Act.DECIDE_ASIDE} == _deeds(place, session, role, agency).keys()
    assert {step.value for step in FileStep} <= {act.value for act in Act}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", FileStep)
@pytest.mark.parametrize("status", Status)
def test_a_step_is_open_to_the_roles_of_the_table_alone(
    status: Status, step: FileStep, role: Role
) -> None:
    if role not in ALLOWED[Act(step.value)]:
        assert not may(step, status, role)


def test_an_administrator_sees_no_file(staffed: Place, tmp_path: Path) -> None:
    place = staffed.copy(tmp_path / "vault")
    session = place.open(LOGINS[Role.ADMINISTRATOR])
    try:
        assert not session.has_counter
        for look in (
            *(partial(getattr, session, name) for name in OF_FILES),
            lambda: session.printing.print_plan(place.begun, "intake"),
        ):
            with pytest.raises(TransitionRefused):
                look()
        assert session.printing.print_plan(None, "intake")  # a blank form shows nobody
    finally:
        session.lock()


def test_an_administrator_of_the_prosecutions_station_reads_nothing_that_came_in(
    world: World,
) -> None:
    world.accept(world.check(world.exported(world.approved()).path))
    vault = world.prosecution.vault_dir
    row = world.prosecution.receiving.register()[0]
    key = unlock(vault, RECEIVER.login, RECEIVER.passphrase)
    new = NewOfficer("A-9", "دانة", Role.ADMINISTRATOR, WORDS)
    enrolled = enrol(EnrolmentPlan(vault, key, new, cheap_keys=True))
    world.prosecution.staff.record_enrolment(enrolled)
    world.prosecution.lock()
    session = Session.open(vault, unlock(vault, "A-9", WORDS), world.clock)
    try:
        counter = session.receiving
        for deed in (
            counter.register,
            lambda: counter.open_received(row.id),
            lambda: counter.reissue(row.id, world.usb_drive),
            lambda: counter.plan(world.usb_drive),
        ):
            with pytest.raises(TransitionRefused):
                deed()
    finally:
        session.lock()
