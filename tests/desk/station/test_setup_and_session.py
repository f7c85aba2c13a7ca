"""First start, unlocking, locking, recovery, and what the chain tells of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cases.custody.chains import verify_chain
from tests.desk.approving import approve
from tests.desk.world import Calendar, World
from tipdesk.cases.model import Answer, Role, Station, StationKind
from tipdesk.core.errors import (
    ClockBehind,
    UnknownLogin,
    VaultExists,
    VaultMissing,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryWords,
)
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.locked_vault import known_logins, seconds_to_wait, vault_state
from tipdesk.desk.session.session import Place, Session
from tipdesk.desk.station.recovery import reset_passphrase
from tipdesk.desk.station.setup import (
    NewOfficer,
    StationPlan,
    create_station,
    plan_faults,
    rate_passphrase,
    suggest_passphrase,
)
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.storage import custody_rows
from tipdesk.storage.keys import unlock_failures

GOOD = "نخلة شراع مطر قهوة فانوس"
PLAN = StationPlan(
    Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT"),
    (
        NewOfficer("t-01", "أحمد", Role.OFFICER, GOOD),
        NewOfficer("S-٠١", "منى", Role.SUPERVISOR, GOOD + " سحاب"),
    ),
    cheap_keys=True,
)


def actions(session: Session) -> list[str]:
    return [event.action for event in custody_rows.chain(session._desk.vault)]


def test_a_station_is_made_opened_locked_and_its_chain_is_sealed(
    tmp_path: Path, template: World
) -> None:
    clock = Calendar(template.clock.now)
    vault_dir = tmp_path / "vault"
    assert vault_state(vault_dir) == "missing"
    assert known_logins(vault_dir) == ()
    sheet = create_station(vault_dir, PLAN, clock)
    assert vault_state(vault_dir) == "ready"
    assert known_logins(vault_dir) == ("T-01", "S-01")
    assert len(sheet.words) == len(sheet.numbers) == 24
    first, second, third = (sheet.words[position - 1] for position in sheet.asked)
    assert not sheet.wrong((f" {first.upper()} ", second, third))
    assert sheet.wrong((second, first, third)) == sheet.asked[:2]
    word_one, word_two, word_three = (sheet.numbers[position - 1] for position in sheet.asked)
    assert not sheet.wrong((f"{word_one:04d}", f" {word_two}", f"{word_three:04d}"))
    swapped = (f"{word_two:04d}", f"{word_one:04d}", f"{word_three:04d}")
    assert sheet.wrong(swapped) == sheet.asked[:2]
    session = Session.open(vault_dir, unlock(vault_dir, " t-٠١", GOOD, clock), clock)
    assert (session.station, session.officer.name) == (PLAN.station, "أحمد")
    assert [supervisor.login for supervisor in session.supervisors()] == ["S-01"]
    assert actions(session) == ["created", "unlocked"]
    assert verify_chain(custody_rows.chain(session._desk.vault))
    assert custody_rows.verify(session._desk.vault)
    with pytest.raises(VaultExists):
        create_station(vault_dir, PLAN, clock)
    session.lock()
    # The recovery words open it, a new passphrase is given, the old one opens nothing.
    again = Session.open(vault_dir, unlock_with_words(vault_dir, " ".join(sheet.words)), clock)
    assert again.recovered
    assert again.officer.login == "recovery"
    with pytest.raises(WeakPassphrase):
        reset_passphrase(again.renewals.plan_reset("T-01", "12345678"))
    renewal = reset_passphrase(again.renewals.plan_reset("T-01", "مرساة بستان غيمة دفتر نافذة"))
    second = confirm_officer(vault_dir, "S-01", GOOD + " سحاب")
    again.renewals.record_renewal(renewal, second)
    fresh = again.renewals.new_recovery_sheet(None, second)
    for words in (sheet.words, fresh.words):  # nobody has shown yet that the new one is on paper
        assert unlock_with_words(vault_dir, " ".join(words)).recovered
    again.renewals.sheet_confirmed()
    assert actions(again)[-3:] == ["passphrase_renewed", "recovery_renewed", "recovery_confirmed"]
    again.lock()
    with pytest.raises(WrongPassphrase):
        unlock(vault_dir, "T-01", GOOD, clock)
    with pytest.raises(WrongRecoveryWords):
        unlock_with_words(vault_dir, " ".join(sheet.words))
    assert unlock_with_words(vault_dir, " ".join(fresh.words)).recovered
    assert unlock(vault_dir, "T-01", "مرساة بستان غيمة دفتر نافذة", clock).login == "T-01"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"station": replace(PLAN.station, code="k")}, "code"),
        ({"station": replace(PLAN.station, agency="")}, "agency"),
        ({"officers": PLAN.officers[:1]}, "roles"),
        ({"officers": (*PLAN.officers, PLAN.officers[0])}, "login_twice"),
        ({"officers": (*PLAN.officers, replace(PLAN.officers[0], login="أحمد"))}, "login"),
        ({"officers": (*PLAN.officers, replace(PLAN.officers[0], login="recovery"))}, "login"),
        ({"officers": (*PLAN.officers, replace(PLAN.officers[0], login="T_9"))}, "login"),
        (
            {"officers": (*PLAN.officers, replace(PLAN.officers[0], login="T-9", name="ع" * 65))},
            "name",
        ),
        ({"officers": (*PLAN.officers, replace(PLAN.officers[0], login="X", name=" "))}, "name"),
        ({"station": replace(PLAN.station, kind=StationKind.RECEIVING)}, "roles"),
    ],
)
def test_an_incomplete_plan_says_what_it_lacks(
    tmp_path: Path, change: dict[str, object], fault: str
) -> None:
    plan = replace(PLAN, **change)
    assert plan_faults(plan) == (fault,)
    with pytest.raises(ValueError, match=fault):
        create_station(tmp_path, plan, Calendar)
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_makes_no_vault(tmp_path: Path) -> None:
    weak = replace(PLAN.officers[0], passphrase="123456789")
    with pytest.raises(WeakPassphrase):
        create_station(tmp_path, replace(PLAN, officers=(weak, PLAN.officers[1])), Calendar)
    assert list(tmp_path.iterdir()) == []


def test_a_set_up_that_was_cut_off_begins_anew_and_deletes_no_slots(
    tmp_path: Path, template: World
) -> None:
    clock = Calendar(template.clock.now)
    create_station(tmp_path, PLAN, clock)
    slots = (tmp_path / "vault.slots").read_bytes()
    (tmp_path / "vault.db").unlink()
    assert vault_state(tmp_path) == "ready"  # a lost database is said, not papered over
    with pytest.raises(VaultMissing):
        Session.open(tmp_path, unlock(tmp_path, "T-01", GOOD, clock), clock)
    create_station(tmp_path, PLAN, clock)
    assert (tmp_path / "vault.slots.old-1").read_bytes() == slots
    assert Session.open(tmp_path, unlock(tmp_path, "T-01", GOOD, clock), clock).lock() is None


def test_suggested_passphrases_pass_and_names_count_as_hints() -> None:
    assert rate_passphrase(suggest_passphrase()).acceptable
    assert not rate_passphrase("شسيبلاتنم").acceptable
    assert not rate_passphrase("12345678").acceptable


def test_locking_wipes_the_keys_and_keeps_the_place(world: World) -> None:
    key = unlock(world.officers.vault_dir, OFFICER.login, OFFICER.passphrase)
    seed, dek = key.seed, key.dek
    case = world.officers.new_files.open_case()
    world.officers.lock()
    session = Session.open(world.officers.vault_dir, key, world.clock)
    assert not any(dek)
    assert any(seed)  # for seals, until it is locked
    session.remember_place(Place(case.id, "account", "stmt_arabic", 17))
    session.lock()
    session.lock()
    assert session.locked
    assert not any(seed)
    again = world.reopen()
    assert again.last_place() == Place(case.id, "account", "stmt_arabic", 17)
    assert actions(again)[-3:] == ["unlocked", "locked", "unlocked"]
    other = world.reopen(SUPERVISOR)
    assert other.last_place() is None


def test_failed_passphrases_make_wait_and_stand_in_the_chain(world: World) -> None:
    vault_dir = world.officers.vault_dir
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock(vault_dir, OFFICER.login, "خطأ", world.clock)
    with pytest.raises(UnknownLogin):
        unlock(vault_dir, "X-99", "خطأ", world.clock)
    assert seconds_to_wait(vault_dir, world.clock) > 0
    session = world.reopen()
    failed = [
        event
        for event in custody_rows.chain(session._desk.vault)
        if event.action == "unlock_failed"
    ]
    assert [(event.officer, event.detail["count"]) for event in failed] == [(OFFICER.login, "4")]
    assert failed[0].detail["noted_at"] < failed[0].detail["last_at"]
    assert seconds_to_wait(vault_dir, world.clock) == 0
    session = world.reopen()
    assert actions(session).count("unlock_failed") == 1


def test_junk_among_the_failures_costs_an_entry_for_each_officer_at_most(world: World) -> None:
    vault_dir = world.officers.vault_dir
    world.officers.lock()
    planted = "".join(f"{at} {login}\n" for at in range(2000) for login in ("Z-1", OFFICER.login))
    (vault_dir / unlock_failures.NAME).write_text(planted, encoding="utf-8")
    session = world.reopen()
    failed = [
        event
        for event in custody_rows.chain(session._desk.vault)
        if event.action == "unlock_failed"
    ]
    assert [(event.officer, event.detail["count"]) for event in failed] == [(OFFICER.login, "2000")]


def test_a_clock_before_the_last_entry_is_entered_and_said(world: World) -> None:
    world.officers.lock()
    last = world.clock.now
    world.clock.move(hours=-3)
    session = world.reopen()
    assert [type(warning) for warning in session.warnings] == [ClockBehind]
    chain = custody_rows.chain(session._desk.vault)
    entered = next(event for event in chain if event.action == "clock_behind")
    assert entered.at is not None
    assert abs(entered.at - last) < timedelta(seconds=1)  # the chain never runs backwards
    clock_time = datetime.fromisoformat(entered.detail["clock"])
    assert abs(clock_time - world.clock.now) < timedelta(seconds=1)
    case_id = world.interview()
    assert session.steps.complete(case_id).revision == 1  # three hours stop nobody
    world.clock.move(hours=3)
    assert world.reopen().warnings == ()


def test_one_session_with_a_clock_far_ahead_costs_a_warning_not_the_vault(world: World) -> None:
    case_id = world.interview()
    world.officers.lock()
    right = world.clock.now
    world.clock.now = right.replace(year=2099)
    assert world.reopen().warnings == ()
    world.officers.lock()
    world.clock.now = right + timedelta(hours=1)
    session = world.reopen()
    assert [type(warning) for warning in session.warnings] == [ClockBehind]
    saved = session.answers.save_answers(case_id, {"urgency": Answer("immediate")})
    assert saved.at.year == right.year
    with pytest.raises(ClockBehind):
        session.steps.complete(case_id)
    world.reopen()
    with pytest.raises(ClockBehind):  # an officer cannot wave it through
        world.officers.steps.complete(case_id)
    world.reopen(SUPERVISOR)  # reads the warning; that is in the chain
    steps = world.reopen(OFFICER).steps
    steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    result = world.exported(case_id)
    assert result.created.year == right.year
    assert world.check(result.path).holds
    times = [event.at for event in custody_rows.chain(world.officers._desk.vault)]
    assert times == sorted(times)


def test_a_clock_set_back_by_days_while_open_stops_completion(world: World) -> None:
    case_id = world.interview()
    world.clock.move(days=-3)
    with pytest.raises(ClockBehind):
        world.officers.steps.complete(case_id)


def test_a_clock_set_back_while_open_never_turns_the_chain_around(world: World) -> None:
    new_files = world.officers.new_files
    new_files.open_case()
    world.clock.move(hours=-2)
    new_files.open_case()
    times = [event.at for event in custody_rows.chain(world.officers._desk.vault)]
    assert times == sorted(times)
    assert times[-1] - times[0] < timedelta(days=1)
