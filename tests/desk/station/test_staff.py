"""Who works at a station: enrolled, suspended, let in again, removed, each with an entry."""

import pytest

from tests.desk.world import World
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, Role
from tipdesk.core.errors import (
    PassphraseTaken,
    SecondPersonNeeded,
    StaffChangeRefused,
    UnknownLogin,
    VaultDamaged,
    WeakPassphrase,
    WrongRecoveryWords,
)
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials, confirm
from tipdesk.desk.approval import confirm_signer
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.locked_vault import RECOVERY_LOGIN
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage.database import connect

NADIA = NewOfficer("T-08", "نادية العنزي", Role.OFFICER, "ميزان سفينة جسر زيتون قنديل")


def key_of(session: Session, who: Credentials = SUPERVISOR) -> UnlockedKey:
    return unlock(session.vault_dir, who.login, who.passphrase)


def added(session: Session, new: NewOfficer = NADIA) -> None:
    key = key_of(session)
    plan = EnrolmentPlan(session.vault_dir, key, new, cheap_keys=True)
    try:
        session.staff.record_enrolment(enrol(plan), confirm(session, OFFICER))
    finally:
        key.wipe()


def comes_in(world: World, session: Session, who: NewOfficer | Credentials) -> Session:
    """Lock, and open as somebody else with the passphrase alone."""
    session.lock()
    key = unlock(session.vault_dir, who.login, who.passphrase)
    world.sessions["officers"] = Session.open(session.vault_dir, key, world.clock)
    return world.officers


def entries(session: Session, login: str) -> list[tuple[str, str]]:
    rows = session._desk.vault.rows("SELECT action, detail FROM custody ORDER BY seq")
    return [(action, detail) for action, detail in rows if f'"{login}"' in detail]


def standing(session: Session) -> dict[str, bool]:
    return {member.login: member.suspended for member in session.staff.members()}


def test_somebody_new_works_with_a_passphrase_of_their_own(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    added(session)
    assert standing(session) == {"S-01": False, "T-07": False, "T-08": False}
    session = comes_in(world, session, NADIA)
    assert (session.officer.login, session.officer.role) == ("T-08", Role.OFFICER)
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {"name_ar_first": Answer("مريم")})
    assert [action for action, _detail in entries(session, "T-08")] == ["officer_enrolled"]
    assert chain_fault(session._desk.vault) is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"passphrase": "مطر"}, WeakPassphrase),
        ({"passphrase": OFFICER.passphrase}, PassphraseTaken),
        ({"login": "t-07"}, ValueError),
    ],
)
def test_who_cannot_be_enrolled(world: World, change: dict, error: type[Exception]) -> None:
    session = world.reopen(SUPERVISOR)
    fields = {
        "login": "T-08",
        "name": "نادية",
        "role": Role.OFFICER,
        "passphrase": NADIA.passphrase,
    }
    with pytest.raises(error):
        added(session, NewOfficer(**{**fields, **change}))
    assert standing(session) == {"S-01": False, "T-07": False}


def test_what_of_somebody_new_will_not_do_is_named(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    faults = {
        "login": NewOfficer("ت 8", "نادية", Role.OFFICER, ""),
        "login_taken": NewOfficer("t-07", "نادية", Role.OFFICER, ""),
        "name": NewOfficer("T-08", " ", Role.OFFICER, ""),
        "role": NewOfficer("T-08", "نادية", Role.RECEIVER, ""),
    }
    for fault, new in faults.items():
        assert session.staff.faults(new) == (fault,)
    assert session.staff.faults(NADIA) == ()


def test_somebody_suspended_is_out_until_let_in_again(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    session.staff.suspend(key_of(session), "T-07")
    assert standing(session)["T-07"]
    with pytest.raises(UnknownLogin):
        unlock(session.vault_dir, OFFICER.login, OFFICER.passphrase)
    with pytest.raises(StaffChangeRefused):
        session.staff.suspend(key_of(session), "T-07")
    session.staff.reinstate(key_of(session), "T-07")
    assert comes_in(world, session, OFFICER).officer.login == "T-07"
    actions = [action for action, _detail in entries(world.officers, "T-07")]
    assert actions[-2:] == ["officer_suspended", "officer_reinstated"]


def test_who_left_has_no_key_and_the_others_go_on(world: World) -> None:
    case_id = world.interview()
    session = world.reopen(SUPERVISOR)
    added(session)
    old = key_of(session)
    session.staff.suspend(key_of(session), "T-07")  # comes back after the key has changed
    session.staff.remove(key_of(session), "T-08")
    with pytest.raises(UnknownLogin):
        unlock(session.vault_dir, NADIA.login, NADIA.passphrase)
    session.answers.save_answers(case_id, {"name_ar_first": Answer("هند")})  # the session goes on
    session.staff.reinstate(key_of(session), "T-07")
    session = comes_in(world, session, OFFICER)
    assert session.files.load(case_id).answers["name_ar_first"].value == "هند"
    with pytest.raises(VaultDamaged):
        connect(session.vault_dir / "vault.db", old.dek)
    # The name stays for what was entered, and the code is nobody else's.
    assert session.staff.names()["T-08"] == NADIA.name
    assert "T-08" not in standing(session)
    assert session.staff.faults(NADIA) == ("login_taken",)
    assert chain_fault(session._desk.vault) is None


def test_words_that_are_no_answer_yet_are_handed_on(world: World) -> None:
    case_id = world.interview()
    world.officers.drafts.keep_draft(case_id, Draft(typed={"birth_date": "2015", "alias": "م"}))
    session = world.reopen(SUPERVISOR)
    session.drafts.keep_draft(case_id, Draft(typed={"alias": "ن"}))
    number = session.files.case(case_id).number
    assert session.staff.unrecorded("T-07") == (number,)
    session.staff.remove(key_of(session), "T-07")
    assert session.drafts.draft(case_id).typed == {"alias": "ن", "birth_date": "2015"}
    assert session.drafts.others_drafts(case_id) == ("T-07",)  # «م» is not lost either
    assert session.staff.unrecorded("T-07") == (number,)


def test_a_suspended_supervisor_approves_nothing(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    added(session, NewOfficer("S-02", "منى", Role.SUPERVISOR, NADIA.passphrase))
    assert {supervisor.login for supervisor in session.supervisors()} == {"S-01", "S-02"}
    session.staff.suspend(key_of(session), "S-02")
    assert {supervisor.login for supervisor in session.supervisors()} == {"S-01"}
    session.staff.remove(key_of(session), "S-02")
    assert {supervisor.login for supervisor in session.supervisors()} == {"S-01"}


@pytest.mark.parametrize("deed", ["suspend", "reinstate", "remove"])
def test_whose_decision_it_is_and_about_whom(world: World, deed: str) -> None:
    session = world.officers
    refused = [(OFFICER, "S-01", "not_yours")]
    session = world.reopen(SUPERVISOR)
    refused += [(SUPERVISOR, "S-01", "oneself"), (SUPERVISOR, "T-99", "not_here")]
    for who, login, reason in refused:
        session = world.reopen(who)
        key = key_of(session, who)
        with pytest.raises(StaffChangeRefused) as caught:
            getattr(session.staff, deed)(key, login)
        assert caught.value.details == {"reason": reason}
        assert not any(key.dek)
    assert standing(session) == {"S-01": False, "T-07": False}


def test_two_others_give_somebody_another_role(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    added(session)
    with pytest.raises(SecondPersonNeeded):
        session.staff.change_role(key_of(session), NADIA.login, role=Role.CASEWORKER)
    second = confirm(session, OFFICER)
    with pytest.raises(StaffChangeRefused):
        session.staff.change_role(key_of(session), SUPERVISOR.login, second, role=Role.OFFICER)
    with pytest.raises(StaffChangeRefused):
        session.staff.change_role(key_of(session), NADIA.login, role=Role.RECEIVER)
    second = confirm(session, OFFICER)
    session.staff.change_role(key_of(session), NADIA.login, second, role=Role.CASEWORKER)
    assert session.register.difference is None
    session = comes_in(world, session, NADIA)
    assert session.officer.role is Role.CASEWORKER
    assert session.register.difference is None
    assert [action for action, _detail in entries(session, NADIA.login)][-1] == "officer_role"


def test_where_two_work_the_sheet_signs_beside_the_lead(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    sheet = session.renewals.new_recovery_sheet(key_of(session), confirm(session, OFFICER))
    session.renewals.sheet_confirmed()
    assert session.register.seconds(DeedKind.ROLE, OFFICER.login) == ()
    assert session.register.sheet_signs(DeedKind.ROLE, OFFICER.login)
    words = " ".join(sheet.words)
    signer = confirm_signer(session.vault_dir, RECOVERY_LOGIN, words, world.clock)
    with pytest.raises(SecondPersonNeeded):
        session.staff.change_role(key_of(session), OFFICER.login, role=Role.CASEWORKER)
    session.staff.change_role(key_of(session), OFFICER.login, signer, role=Role.CASEWORKER)
    assert session.register.difference is None
    assert standing(session) == {"S-01": False, "T-07": False}
    with pytest.raises(WrongRecoveryWords):
        confirm_signer(session.vault_dir, RECOVERY_LOGIN, "no such words", world.clock)
