"""The security chip gives what it keeps for one authorisation, counts the others, and has nothing
more after the computer was switched off."""

import os

import pytest

from tests.core.security_chips import OwnChip, SoftwareChip
from tipdesk.core.pepper_place import SIZE, Denial
from tipdesk.core.security_chip import ChipPlace, Guard, guard, guards, sealed, unsealed


@pytest.fixture(params=["own", pytest.param("swtpm", marks=pytest.mark.long)])
def chip(request, tmp_path):
    if request.param == "own":
        yield OwnChip()
        return
    emulator = SoftwareChip(tmp_path)
    yield emulator
    emulator.end()


def fresh():
    return bytearray(os.urandom(SIZE)), bytearray(os.urandom(SIZE))


def test_it_gives_the_bytes_for_their_authorisation_also_after_a_sleep(chip):
    secret, authorisation = fresh()
    kept = sealed(chip, secret, authorisation)
    assert secret not in kept.private + kept.public
    assert unsealed(chip, kept, authorisation) == secret
    chip.sleep()
    assert unsealed(chip, kept, authorisation) == secret
    other, another = fresh()
    assert unsealed(chip, sealed(chip, other, another), another) == other
    assert unsealed(chip, kept, authorisation) == secret


def test_a_hibernation_is_no_more_than_a_sleep_to_it(chip):
    secret, authorisation = fresh()
    kept = sealed(chip, secret, authorisation)
    chip.hibernate()
    assert unsealed(chip, kept, authorisation) == secret
    assert unsealed(chip, kept, fresh()[1]) is Denial.WRONG


def test_nothing_is_left_of_it_once_the_computer_was_switched_off(chip):
    secret, authorisation = fresh()
    kept = sealed(chip, secret, authorisation)
    chip.switch_off()
    with pytest.raises(OSError, match="the security chip answers 0x157"):
        unsealed(chip, kept, authorisation)
    assert unsealed(chip, sealed(chip, secret, authorisation), authorisation) == secret


def test_it_counts_wrong_ones_and_then_takes_not_even_the_right_one(chip):
    counts = guard(chip)
    assert counts.holds, counts
    secret, authorisation = fresh()
    kept = sealed(chip, secret, authorisation)
    wrong = [unsealed(chip, kept, fresh()[1]) for _try in range(counts.tries)]
    assert wrong == [Denial.WRONG] * counts.tries
    assert unsealed(chip, kept, authorisation) is Denial.RESTING
    chip.sleep()
    assert unsealed(chip, kept, authorisation) is Denial.RESTING


def test_an_authorisation_that_ends_in_zeros_is_its_own(chip):
    secret, authorisation = fresh()
    authorisation[-4:] = bytes(4)
    kept = sealed(chip, secret, authorisation)
    assert unsealed(chip, kept, authorisation) == secret
    assert unsealed(chip, kept, authorisation[:-5]) is Denial.WRONG


def test_a_place_in_the_chip_outlasts_a_sleep_until_it_is_forgotten(chip):
    secret, authorisation = fresh()
    place = ChipPlace(chip)
    place.keep(secret, authorisation)
    assert place.outlasts_sleep
    chip.sleep()
    half = place.half()
    assert half(authorisation) == secret
    assert half(fresh()[1]) is Denial.WRONG
    chip.switch_off()
    assert half(authorisation) is Denial.GONE
    place.forget()
    assert place.half() is None
    place.forget()


class Broken:
    """A chip that ends every answer too soon."""

    def __init__(self, whole):
        self.whole = whole

    def __call__(self):
        return self

    def __enter__(self):
        return lambda command: OwnChip()._ask(command)[: self.whole]

    def __exit__(self, *_error):
        return None


@pytest.mark.parametrize(
    "chip",
    [
        *(OwnChip(fixed=False), OwnChip(tries=101), OwnChip(tries=0), OwnChip(wait=599)),
        *(Broken(0), Broken(12), Broken(26)),
    ],
)
def test_where_it_does_not_guard_the_bytes_lie_in_memory_and_end_with_a_sleep(chip):
    assert not guards(chip)
    secret, authorisation = fresh()
    place = ChipPlace(chip)
    place.keep(secret, authorisation)
    assert not place.outlasts_sleep
    assert place.half()(fresh()[1]) == secret, "nothing there looks at it"
    place.forget()
    assert place.half() is None


def test_a_chip_that_is_busy_is_asked_again():
    chip = OwnChip()
    chip.busy = 2
    assert guard(chip) == Guard(10, 7200, fixed=True)
    assert chip.asked[:3] == [0x17A] * 3
    assert len(chip.asked) == 5


def test_nothing_is_left_in_the_chip_by_whoever_asked_it():
    chip = OwnChip()
    secret, authorisation = fresh()
    kept = sealed(chip, secret, authorisation)
    unsealed(chip, kept, fresh()[1])
    assert chip.held == {}
