"""A shift key: what it is sealed under, what it opens for whom, and which PINs are refused."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.storage.samples import OFFICER, SUPERVISOR
from tipdesk.core.pepper_place import Denial
from tipdesk.storage.keys import keys, shift_key

PIN = b"739164"


def test_pin_and_pepper_together_open_it_and_nothing_else_does(vault_dir, dek, seeds):
    key = keys.UnlockedKey(OFFICER, dek, seeds[OFFICER])
    pepper = os.urandom(32)
    typed, half = bytearray(PIN), bytearray(pepper)
    asked = []

    def kept(authorisation):
        asked.append(bytes(authorisation))
        return half

    sealed = shift_key.seal(vault_dir, key, typed, kept)
    assert not any(typed), "wiped"
    assert not any(half), "wiped"

    def of(bytes_there):
        """A place that has these bytes, and notes for which authorisation."""

        def given(authorisation):
            asked.append(bytes(authorisation))
            return bytearray(bytes_there)

        return given

    back = shift_key.opened(sealed, bytearray(PIN), of(pepper))
    assert isinstance(back, keys.UnlockedKey)
    assert asked[0] == asked[1], "the same PIN, the same authorisation"
    assert (back.login, back.dek, back.seed) == (OFFICER, dek, seeds[OFFICER])
    assert back.by_shift_key
    for other, there, pin in (
        (sealed, pepper, b"739165"),
        (sealed, os.urandom(32), PIN),
        (replace(sealed, login=SUPERVISOR), pepper, PIN),
        (replace(sealed, vault_id="0" * 32), pepper, PIN),
    ):
        assert shift_key.opened(other, bytearray(pin), of(there)) is Denial.WRONG
    assert asked[2] != asked[0], "another PIN, another one"
    assert shift_key.opened(sealed, bytearray(PIN), lambda _none: Denial.GONE) is Denial.GONE
    assert dek not in sealed.box
    assert PIN.decode() not in repr(sealed)


@pytest.mark.parametrize(
    "easy",
    [
        *("111111", "121212", "112233", "123456", "987654", "246802", "739739"),
        *("050599", "140399", "991231", "199803", "031998"),
        *("12345", "1234567", "٧٣٩١٦٤", "73916a"),
    ],
)
def test_digits_that_are_tried_first_are_refused(easy):
    assert not shift_key.acceptable_pin(bytearray(easy.encode()))


def test_few_are_refused():
    """Each that is refused helps whoever guesses: most stay."""
    refused = sum(not shift_key.acceptable_pin(bytearray(b"%06d" % n)) for n in range(0, 10**6, 97))
    assert refused * 97 < 80_000
    assert shift_key.acceptable_pin(bytearray(PIN))
