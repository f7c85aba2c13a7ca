"""Each place keeps 32 bytes until it forgets them; which one is taken is the system's to say."""

import os
import sys

from tipdesk.core import pepper_place
from tipdesk.core.pepper_place import LockedMemory


def places():
    secret = bytearray(os.urandom(pepper_place.SIZE))
    yield secret, LockedMemory(secret)
    yield secret, pepper_place.pepper_place(secret, 60)
    if sys.platform == "linux":
        for make in (pepper_place.SecretMemory, lambda kept: pepper_place.Keyring(kept, 60)):
            try:
                yield secret, make(secret)
            except OSError as error:  # this kernel has it not, or gives us none
                print(error)


def test_each_place_keeps_the_bytes_apart_and_forgets_them_for_good():
    for secret, place in places():
        kept = bytes(secret)
        first = place.read()
        assert first == kept
        first[:] = bytes(len(first))
        secret[:] = bytes(len(secret))
        assert place.read() == kept, "a copy of its own"
        place.forget()
        assert place.read() is None
        place.forget()
        secret[:] = kept


def test_where_the_kernel_has_no_better_place_the_next_is_taken(monkeypatch):
    secret = bytearray(os.urandom(pepper_place.SIZE))
    call = pepper_place._call
    kinds = []
    for refused in ((), (0,), (0, 1)):

        def calls(which, *arguments, refused=refused):
            if which in refused:
                raise OSError(38, "not here")
            return call(which, *arguments)

        monkeypatch.setattr(pepper_place, "_call", calls)
        place = pepper_place.pepper_place(secret, 60)
        assert place.read() == secret
        kinds.append(type(place).__name__)
        place.forget()
    assert kinds[-1] == "LockedMemory"
    assert kinds[0] in ("SecretMemory", "Keyring", "LockedMemory")
