"""Where the second half of a shift key lies: 32 random bytes, in memory that the system guards.

They lie apart from what they open, so that no copy of the program's own memory has both. Nothing
here is ever written to a disk; whoever ends a place has forgotten the bytes for good. What a system
can do is tried from the best place to the least (`pepper_place`):

    Linux      `SecretMemory`   memfd_secret(2): not in the kernel's own map, in no swap, readable
                                through no other process. While it is there the system does not
                                hibernate: it is ended before a sleep.
               `Keyring`        a key of the process keyring, which the kernel drops by itself
    Windows    `LockedMemory`   VirtualLock, and CryptProtectMemory for this process alone
    elsewhere  `LockedMemory`   mlock, where the system lets it

They end with a sleep, and when the lid is shut. One more place outlasts that for a while, as it
counts wrong PINs itself: a TPM (`security_chip.ChipPlace`). Windows Hello would be another.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from typing import Protocol

SIZE = 32  # bytes
_PAGE = mmap.PAGESIZE


class Denial(Enum):
    """Why a half is not given."""

    WRONG = auto()  # another PIN
    RESTING = auto()  # after wrong PINs the place takes none for a while
    GONE = auto()  # it is kept no more


# The bytes, for 32 of authorisation that only the PIN gives: slow, for a JOB. A place that counts
# no tries does not look at them.
Half = Callable[[bytearray], bytearray | Denial]


class PepperPlace(Protocol):
    """Keeps the bytes that it was made for, until it forgets them."""

    @property
    def outlasts_sleep(self) -> bool:
        """Whether nobody tries PIN after PIN who has all of the memory."""

    def half(self) -> Half | None:
        """What gives a copy, which the caller wipes; None: they are gone. Asked on the GUI
        thread."""

    def forget(self) -> None:
        """Overwrite them. Twice is harmless."""


class _Read:
    """A place whose bytes are read at once, before anything slow begins."""

    outlasts_sleep = False

    def read(self) -> bytearray | None:
        raise NotImplementedError

    def half(self) -> Half | None:
        """A copy of now."""
        copy = self.read()
        return None if copy is None else lambda _authorisation: copy


class _Page(_Read):
    """One page of this process; overwritten before it is given back."""

    def __init__(self, page: mmap.mmap) -> None:
        self._page: mmap.mmap | None = page

    def _fill(self, secret: bytearray) -> None:
        if self._page is not None:
            self._page[: len(secret)] = secret

    def read(self) -> bytearray | None:
        """A copy; None: it was forgotten."""
        if self._page is None:
            return None
        copy = bytearray(SIZE)
        with memoryview(self._page) as page:
            copy[:] = page[:SIZE]
        return copy

    def forget(self) -> None:
        """Overwrite it, and give it back."""
        if self._page is not None:
            self._page[:SIZE] = bytes(SIZE)
            self._page.close()
            self._page = None


def _address(page: mmap.mmap) -> int:
    """Where it lies. Nothing keeps hold of it: it can be given back afterwards."""
    return ctypes.addressof(ctypes.c_char.from_buffer(page))


if sys.platform == "win32":
    _SAME_PROCESS = 0

    class LockedMemory(_Page):
        """A page kept out of the page file, its bytes encrypted for this process by the system."""

        def __init__(self, secret: bytearray) -> None:
            """Raises OSError: the system does not protect it."""
            page = mmap.mmap(-1, _PAGE)
            super().__init__(page)
            self._at = _address(page)
            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.VirtualLock(ctypes.c_void_p(self._at), ctypes.c_size_t(_PAGE))  # as it can
            self._fill(secret)
            self._turn("CryptProtectMemory")

        def _turn(self, function: str) -> None:
            protection = getattr(ctypes.WinDLL("crypt32", use_last_error=True), function)
            if not protection(ctypes.c_void_p(self._at), SIZE, _SAME_PROCESS):
                raise ctypes.WinError(ctypes.get_last_error())

        def read(self) -> bytearray | None:
            """A copy; None: it was forgotten."""
            if self._page is None:
                return None
            self._turn("CryptUnprotectMemory")
            try:
                return super().read()
            finally:
                self._turn("CryptProtectMemory")

    def pepper_place(secret: bytearray, _seconds: int) -> PepperPlace:
        """The best place of this computer, with `secret` in it; the caller wipes `secret`."""
        return LockedMemory(secret)

else:
    import resource

    @contextmanager
    def _lockable() -> Iterator[None]:
        """Within: memory may be locked, which a database that was keyed has ended."""
        limits = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (limits[1], limits[1]))
        try:
            yield
        finally:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_MEMLOCK, limits)

    class LockedMemory(_Page):
        """A page that is not written to the swap, where the system lets it be locked."""

        def __init__(self, secret: bytearray) -> None:
            page = mmap.mmap(-1, _PAGE)
            super().__init__(page)
            place, size = ctypes.c_void_p(_address(page)), ctypes.c_size_t(_PAGE)
            with _lockable():
                self.locked = ctypes.CDLL(None).mlock(place, size) == 0
            self._fill(secret)

    if sys.platform == "linux":
        # By machine: memfd_secret(2), add_key(2), keyctl(2).
        _CALLS = {"x86_64": (447, 248, 250), "aarch64": (447, 217, 219)}
        _PROCESS_KEYRING, _UNLINK = -2, 9
        _READ, _REVOKE, _SET_TIMEOUT = 11, 3, 15

        def _call(which: int, *arguments: object) -> int:
            """Raises OSError: this kernel has it not, or refuses."""
            numbers = _CALLS.get(platform.machine())
            if numbers is None:
                raise OSError("no number of this call is known here")
            library = ctypes.CDLL(None, use_errno=True)
            library.syscall.restype = ctypes.c_long
            answer = int(library.syscall(ctypes.c_long(numbers[which]), *arguments))
            if answer < 0:
                raise OSError(ctypes.get_errno(), "refused by the system")
            return answer

        class SecretMemory(_Page):
            """A page that the kernel itself does not see."""

            def __init__(self, secret: bytearray) -> None:
                """Raises OSError: the kernel has none for us."""
                handle = _call(0, os.O_CLOEXEC)
                try:
                    os.ftruncate(handle, _PAGE)
                    with _lockable():
                        super().__init__(mmap.mmap(handle, _PAGE))
                finally:
                    os.close(handle)
                self._fill(secret)

        class Keyring(_Read):
            """A key in the keyring of this process. It belongs to the thread that made it and to
            those that begin later: made and read on the GUI thread."""

            def __init__(self, secret: bytearray, seconds: int) -> None:
                """Raises OSError: the kernel keeps none for us."""
                kept = (ctypes.c_char * SIZE).from_buffer(secret)
                ring = ctypes.c_long(_PROCESS_KEYRING)
                self._serial = _call(1, b"user", b"tipdesk:shift", kept, SIZE, ring)
                _call(2, _SET_TIMEOUT, self._serial, seconds)

            def read(self) -> bytearray | None:
                """A copy; None: revoked, or its time is over."""
                copy = bytearray(SIZE)
                place = (ctypes.c_char * SIZE).from_buffer(copy)
                try:
                    whole = _call(2, _READ, self._serial, place, SIZE) == SIZE
                except OSError:
                    return None
                return copy if whole else None

            def forget(self) -> None:
                """Revoke it: nobody reads it any more, and the kernel lets it go."""
                with suppress(OSError):
                    _call(2, _REVOKE, self._serial)
                with suppress(OSError):
                    _call(2, _UNLINK, self._serial, ctypes.c_long(_PROCESS_KEYRING))

        def pepper_place(secret: bytearray, seconds: int) -> PepperPlace:
            """The best place of this computer, with `secret` in it; the caller wipes `secret`."""
            with suppress(OSError, ValueError):
                return SecretMemory(secret)
            with suppress(OSError):
                return Keyring(secret, seconds)
            return LockedMemory(secret)

    else:

        def pepper_place(secret: bytearray, _seconds: int) -> PepperPlace:
            """The best place of this computer, with `secret` in it; the caller wipes `secret`."""
            return LockedMemory(secret)
