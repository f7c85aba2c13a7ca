"""The shift key of an officer: three tries, and every end after which the passphrase is asked."""

import pytest

from tests.core.security_chips import OwnChip
from tests.desk.staffed import LOGINS, OWNER
from tipdesk.cases.model import Role
from tipdesk.desk.session.session import Session
from tipdesk.desk.shift import ShiftEnd, ShiftKeys, ShiftTry, Wrong, acceptable_pin
from tipdesk.storage.keys import unlock_failures

PIN, OTHER = b"739164", b"482915"
LEAD = LOGINS[Role.SUPERVISOR]


class Stopwatch:
    """The clock of the place, with a counter that the test moves."""

    def __init__(self, clock):
        self.clock, self.run, self.passed = clock, "a", 5_000

    def __call__(self):
        return self.clock()

    def counter(self):
        return self.run, self.passed


@pytest.fixture
def place(staffed, tmp_path):
    return staffed.copy(tmp_path / "vault")


@pytest.fixture
def watch(place):
    return Stopwatch(place.clock)


@pytest.fixture
def shift(place, watch):
    return ShiftKeys(place.folder, watch)


def begun(shift, place, login=OWNER, pin=PIN, hours=8, chip=None):
    """Chosen after the passphrase, before the vault is opened; the session."""
    key = place.key(login)
    new = shift.begin(key, bytearray(pin), hours, chip)
    shift.keep(new, new.seal())
    session = Session.open(place.folder, key, place.clock)
    shift.opened(login)
    return session


def tried(shift, pin, login=OWNER):
    attempt = shift.attempt(login, bytearray(pin))
    return shift.settle(attempt, attempt.open()) if isinstance(attempt, ShiftTry) else attempt


def test_a_pin_leads_back_and_the_log_says_so(shift, place):
    session = begun(shift, place)
    session.lock(shift_key=True)
    assert tried(shift, b"739165") == Wrong(2)
    key = tried(shift, PIN)
    back = Session.open(place.folder, key, place.clock)
    log = back._desk.vault.rows(
        "SELECT action, officer, json_extract(detail, '$.by'), json_extract(detail, '$.count')"
        " FROM custody ORDER BY seq DESC LIMIT 3"
    )
    assert [tuple(row) for row in reversed(log)] == [
        ("locked", OWNER, "shift_key", None),
        ("shift_key_failed", OWNER, None, "1"),
        ("unlocked", OWNER, "shift_key", None),
    ]
    (failed,) = back.failed_tries
    assert (failed.login, failed.count, failed.shift_key) == (OWNER, 1, True)
    assert len(back.files.list_cases()) == 2
    back.lock()
    again = place.open(OWNER)
    assert again.failed_tries == ()
    again.lock()


def test_the_third_wrong_one_in_a_row_ends_it_and_a_right_one_gives_three_again(shift, place):
    begun(shift, place).lock()
    assert tried(shift, b"000000") == Wrong(2)
    counted = [shift.attempt(OWNER, bytearray(b"000001"))]
    assert isinstance(counted[0], ShiftTry), "stopping the wait wins no try"
    tried(shift, PIN).wipe()
    outcomes = [tried(shift, pin) for pin in (b"000002", b"000003", b"000004")]
    assert outcomes == [Wrong(2), Wrong(1), ShiftEnd.TRIES]
    assert tried(shift, PIN) is ShiftEnd.TRIES
    assert shift.holders() == ()
    noted = unlock_failures.failures(place.folder)
    assert len(noted) == 4
    assert unlock_failures.seconds_to_wait(noted, place.clock()) == 0


@pytest.mark.parametrize("end", ["time", "boot", "sleep", "place"])
def test_every_end_forgets_the_pepper(shift, place, watch, end):
    begun(shift, place, hours=4).lock()
    held = shift._held[OWNER]
    watch.passed += 4 * 3_600_000 - 1
    assert shift.holders() == (OWNER,)
    assert shift.milliseconds_left() == 1
    if end == "time":
        watch.passed += 1
    elif end == "boot":
        watch.run = "b"
    elif end == "sleep":
        shift.end_all(ShiftEnd.SLEEP)
    else:
        held.place.forget()
    wanted = {"sleep": ShiftEnd.SLEEP, "place": ShiftEnd.LOST}.get(end, ShiftEnd.OVER)
    assert tried(shift, PIN) is wanted
    assert held.place.read() is None
    assert shift.milliseconds_left() is None


def test_behind_the_chip_a_pin_leads_back_half_an_hour_after_the_lid_was_shut(shift, place, watch):
    chip = OwnChip()
    begun(shift, place, chip=chip).lock()
    begun(shift, place, LEAD, OTHER).lock()
    shift.leave(ShiftEnd.GONE)
    assert shift.holders() == (OWNER,), "what lies in memory ends"
    assert tried(shift, OTHER, LEAD) is ShiftEnd.GONE
    watch.passed += 29 * 60_000
    shift.leave(ShiftEnd.SLEEP)  # the lid first, then sleep: the time counts from the lid
    chip.sleep()
    assert shift.milliseconds_left() == 60_000
    tried(shift, PIN).wipe()
    assert shift.milliseconds_left() == 8 * 3_600_000 - 29 * 60_000, "the shift goes on"
    shift.leave(ShiftEnd.SLEEP)
    watch.passed += 30 * 60_000
    assert shift.holders() == ()
    assert tried(shift, PIN) is ShiftEnd.SLEEP
    assert chip.held == {}


def test_the_end_of_the_shift_comes_before_the_half_hour_where_it_is_sooner(shift, place, watch):
    begun(shift, place, hours=2, chip=OwnChip()).lock()
    watch.passed += 2 * 3_600_000 - 60_000
    shift.leave(ShiftEnd.GONE)
    watch.passed += 60_000
    assert tried(shift, PIN) is ShiftEnd.OVER


def test_the_chip_takes_the_third_wrong_pin_and_then_the_key_is_gone(shift, place):
    chip = OwnChip()
    begun(shift, place, chip=chip).lock()
    assert [tried(shift, pin) for pin in (b"000002", b"000003", b"000004")] == [
        *(Wrong(2), Wrong(1), ShiftEnd.TRIES)
    ]
    assert chip.failed == 3
    assert len(unlock_failures.failures(place.folder)) == 3


@pytest.mark.parametrize(("what", "end"), [("resting", "resting"), ("switched_off", "lost")])
def test_a_chip_that_gives_nothing_is_no_wrong_pin(shift, place, what, end):
    chip = OwnChip()
    begun(shift, place, chip=chip).lock()
    if what == "resting":
        chip.failed = chip.tries  # by another program
    else:
        chip.switch_off()
    assert tried(shift, PIN) is ShiftEnd(end)
    assert unlock_failures.failures(place.folder) == ()
    assert shift.holders() == ()


def test_without_a_chip_that_guards_a_shut_lid_ends_it_as_before(shift, place):
    begun(shift, place, chip=OwnChip(fixed=False)).lock()
    shift.leave(ShiftEnd.GONE)
    assert tried(shift, PIN) is ShiftEnd.GONE


def test_a_try_that_ends_after_the_key_opens_nothing(shift, place):
    begun(shift, place).lock()
    attempt = shift.attempt(OWNER, bytearray(PIN))
    key = attempt.open()
    shift.end_all(ShiftEnd.SLEEP)
    assert shift.settle(attempt, key) is ShiftEnd.SLEEP
    assert not any(key.dek)


def test_two_officers_are_sealed_apart_and_a_change_of_people_ends_both(shift, place):
    begun(shift, place).lock()
    session = begun(shift, place, LEAD, OTHER)
    assert shift.holders() == (OWNER, LEAD)
    assert tried(shift, OTHER) == Wrong(2)
    session.staff.suspend(place.key(LEAD), "T-08")
    assert shift.holders() == ()
    assert tried(shift, PIN) is ShiftEnd.CHANGED
    session.lock()


def test_what_was_changed_between_two_looks_opens_nothing_either(shift, place):
    """As somebody would who puts the slots back that were there before."""
    begun(shift, place).lock()
    shift._held[OWNER].standing = "of another time"
    attempt = ShiftTry(shift._held[OWNER].sealed, bytearray(PIN), shift._held[OWNER].place.half())
    key = attempt.open()
    assert shift.settle(attempt, key) is ShiftEnd.CHANGED
    assert not any(key.seed)


def test_no_easy_pin_and_no_longer_shift(shift, place):
    key = place.key(OWNER)
    for pin, hours in ((b"123456", 8), (PIN, 13), (PIN, 0)):
        with pytest.raises(ValueError, match="chosen"):
            shift.begin(key, bytearray(pin), hours)
    assert acceptable_pin(bytearray(PIN))
