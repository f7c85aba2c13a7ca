"""The computer's security chip (TPM 2.0) as the place of the second half of a shift key.

A chip gives the 32 bytes only for the PIN, and counts wrong ones itself, also against whoever has
copied all of the memory: behind it they may stay while the lid is shut. They are sealed under a key
that ends when the computer is switched off (the NULL hierarchy: its seed is new after each reset,
and the same after a sleep or a hibernation); what was sealed lies in this process alone.

    keep    CreatePrimary(NULL) -> Create(sealed data, authorisation from the PIN) -> FlushContext
    read    CreatePrimary(NULL) -> Load -> Unseal(authorisation)                   -> FlushContext

Commands and structures: TCG, TPM 2.0 Library, parts 3 and 2. On Linux through the kernel's resource
manager, which this user must be allowed to open; elsewhere there is no way to a chip yet.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import sleep

from tipdesk.core.pepper_place import Denial, Half, LockedMemory

DEVICE = Path("/dev/tpmrm0")
MOST_TRIES, LEAST_WAIT = 100, 600  # in a row; seconds until one more: a guard of six digits
Ask = Callable[[bytes], bytes]  # one command, its answer; raises OSError
Chip = Callable[[], AbstractContextManager[Ask]]  # raises OSError: there is none for us

_PLAIN, _AUTHORISED = 0x8001, 0x8002  # TPM_ST_NO_SESSIONS, TPM_ST_SESSIONS
_NULL, _PASSWORD = 0x40000007, 0x40000009  # TPM_RH_NULL, TPM_RS_PW
_CREATE_PRIMARY, _CREATE, _LOAD, _UNSEAL = 0x131, 0x153, 0x157, 0x15E
_FLUSH_CONTEXT, _GET_CAPABILITY = 0x165, 0x17A
_PROPERTIES, _PERMANENT, _MAX_AUTH_FAIL, _LOCKOUT_INTERVAL = 6, 0x200, 0x20F, 0x210
_LOCKOUT_AUTH_SET = 1 << 2  # TPMA_PERMANENT
_LOCKOUT, _RETRY, _AUTH_FAIL = 0x921, 0x922, 0x08E  # TPM_RC_*
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)  # seconds; a chip that is busy with itself is asked again
_MOST = 4096  # bytes of an answer
_HEADER = struct.Struct(">HII")  # tag, size, code

# TPMT_PUBLIC. A storage key: P-256, AES-128-CFB; fixedTPM, fixedParent, sensitiveDataOrigin,
# userWithAuth, noDA (its authorisation is empty), restricted, decrypt.
_STORAGE_KEY = struct.pack(
    ">HHIH HHH H HH HH", 0x23, 0x0B, 0x30472, 0, 6, 128, 0x43, 0x10, 3, 0x10, 0, 0
)
# Sealed data: fixedTPM, fixedParent, userWithAuth; without noDA, so that wrong ones are counted.
_SEALED_DATA = struct.pack(">HHIH HH", 0x08, 0x0B, 0x52, 0, 0x10, 0)


@dataclass(frozen=True, slots=True)
class Guard:
    """How a chip counts wrong authorisations, whatever a program does."""

    tries: int  # in a row
    wait: int  # seconds until it takes one more
    fixed: bool  # nobody sets the count back without a secret

    @property
    def holds(self) -> bool:
        """Whether six digits are safe behind it: 100 tries and one in ten minutes find one PIN of
        928,626 in half of nine years."""
        return self.fixed and 0 < self.tries <= MOST_TRIES and self.wait >= LEAST_WAIT


@dataclass(frozen=True, slots=True, repr=False)
class SealedInChip:
    """What only the chip that made it opens, until the computer is switched off."""

    private: bytes  # TPM2B_PRIVATE
    public: bytes  # TPM2B_PUBLIC


@contextmanager
def own_chip() -> Iterator[Ask]:
    """The chip of this computer. What it holds for us is let go afterwards.

    Raises:
        OSError: there is none, or this user may not ask it.
    """
    device = os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC)

    def ask(command: bytes) -> bytes:
        os.write(device, command)
        return os.read(device, _MOST)

    try:
        yield ask
    finally:
        os.close(device)


def chip_here() -> Chip | None:
    """The chip of this computer, if it has one that this user may ask."""
    return own_chip if os.access(DEVICE, os.R_OK | os.W_OK) else None


def guard(chip: Chip) -> Guard:
    """How it counts.

    Raises:
        OSError: it does not say.
    """
    with chip() as ask:
        permanent, tries, wait = (
            _property(ask, which) for which in (_PERMANENT, _MAX_AUTH_FAIL, _LOCKOUT_INTERVAL)
        )
    return Guard(tries, wait, bool(permanent & _LOCKOUT_AUTH_SET))


def guards(chip: Chip) -> bool:
    """Whether it counts so that six digits are safe behind it. One that does not say does not."""
    try:
        return guard(chip).holds
    except OSError:
        return False


def sealed(chip: Chip, secret: bytearray, authorisation: bytearray) -> SealedInChip:
    """Keep up to 128 bytes under 32 of authorisation; both stay the caller's to wipe.

    Raises:
        OSError: it does not.
    """
    with chip() as ask, _storage_key(ask) as parent:
        sensitive = _sized(_sized(authorisation) + _sized(secret))
        answer = _done(ask, _CREATE, parent, sensitive + _sized(_SEALED_DATA) + _NOTHING_ELSE)
        return SealedInChip(answer.sized(), answer.sized())


def unsealed(chip: Chip, kept: SealedInChip, authorisation: bytearray) -> bytearray | Denial:
    """What was sealed. On old chips it takes a second.

    Raises:
        OSError: it does not answer, or the computer was switched off since.
    """
    with chip() as ask, _storage_key(ask) as parent:
        loading = _done(
            ask, _LOAD, parent, _sized(kept.private) + _sized(kept.public), creates=True
        )
        with _let_go(ask, loading.handle) as item:
            code, answer = _answered(ask, _command(_UNSEAL, item, b"", authorisation))
    if code == _LOCKOUT:
        return Denial.RESTING
    if code & 0xBF == _AUTH_FAIL:  # without the number of what it speaks of
        return Denial.WRONG
    return bytearray(_Answer(_UNSEAL, code, answer).sized())


class ChipPlace:
    """Keeps a half in the chip, under the PIN as well. Where that does not guard six digits, or
    does not answer, it lies in locked memory, and ends as it does there."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self._sealed: SealedInChip | None = None
        self._memory: LockedMemory | None = None

    @property
    def outlasts_sleep(self) -> bool:
        """Whether it is in the chip."""
        return self._sealed is not None

    def keep(self, secret: bytearray, authorisation: bytearray) -> None:
        """Slow: in a JOB. `secret` stays the caller's to wipe."""
        with suppress(OSError):
            if guards(self._chip):
                self._sealed = sealed(self._chip, secret, authorisation)
                return
        self._memory = LockedMemory(secret)

    def half(self) -> Half | None:
        """What asks the chip, as soon as it is asked itself: in a JOB. None: it was forgotten."""
        if self._memory is not None:
            return self._memory.half()
        return None if self._sealed is None else partial(self._ask, self._sealed)

    def _ask(self, kept: SealedInChip, authorisation: bytearray) -> bytearray | Denial:
        try:
            return unsealed(self._chip, kept, authorisation)
        except OSError:
            return Denial.GONE

    def forget(self) -> None:
        """What is sealed is of no use without this; the chip itself holds nothing."""
        if self._memory is not None:
            self._memory.forget()
        self._sealed = self._memory = None


# --- commands and answers -----------------------------------------------------------------------


class _Answer:
    """The parameters of a command that succeeded, read from the front."""

    def __init__(self, command: int, code: int, raw: bytes, *, creates: bool = False) -> None:
        """`creates`: a handle stands before them. Raises OSError: it did not succeed."""
        if code:
            raise OSError(f"the security chip answers {command:#x} with {code:#x}")
        self._rest = raw
        self.handle = int.from_bytes(self._taken(4)) if creates else 0
        self._taken(4)  # how long the parameters are

    def _taken(self, size: int) -> bytes:
        if size > len(self._rest):
            raise OSError("the security chip's answer ends too soon")
        first, self._rest = self._rest[:size], self._rest[size:]
        return first

    def sized(self) -> bytes:
        """The next TPM2B."""
        return self._taken(int.from_bytes(self._taken(2)))


def _sized(data: bytes | bytearray) -> bytes:
    return len(data).to_bytes(2) + data


_NOTHING_ELSE = _sized(b"") + bytes(4)  # outsideInfo; creationPCR


def _command(code: int, handle: int, parameters: bytes, authorisation: bytes | bytearray) -> bytes:
    """One handle, authorised by a password."""
    password = _PASSWORD.to_bytes(4) + _sized(b"") + b"\0" + _sized(authorisation)
    body = handle.to_bytes(4) + len(password).to_bytes(4) + password + parameters
    return _HEADER.pack(_AUTHORISED, _HEADER.size + len(body), code) + body


def _answered(ask: Ask, command: bytes) -> tuple[int, bytes]:
    """Response code, and what follows it. Raises OSError."""
    pauses = iter(_PAUSES)
    while True:
        answer = ask(command)
        if len(answer) < _HEADER.size or int.from_bytes(answer[2:6]) != len(answer):
            raise OSError("the security chip's answer is not whole")
        code = int.from_bytes(answer[6:10])
        pause = next(pauses, None)
        if code != _RETRY or pause is None:
            return code, answer[_HEADER.size :]
        sleep(pause)


def _done(ask: Ask, code: int, handle: int, parameters: bytes, *, creates: bool = False) -> _Answer:
    """Raises OSError: it did not succeed."""
    response, rest = _answered(ask, _command(code, handle, parameters, b""))
    return _Answer(code, response, rest, creates=creates)


@contextmanager
def _storage_key(ask: Ask) -> Iterator[int]:
    """The same key each time, until the computer is switched off."""
    empty = _sized(_sized(b"") + _sized(b""))
    parameters = empty + _sized(_STORAGE_KEY) + _NOTHING_ELSE
    with _let_go(ask, _done(ask, _CREATE_PRIMARY, _NULL, parameters, creates=True).handle) as key:
        yield key


@contextmanager
def _let_go(ask: Ask, handle: int) -> Iterator[int]:
    """An object that the chip holds, within."""
    try:
        yield handle
    finally:
        ask(_HEADER.pack(_PLAIN, _HEADER.size + 4, _FLUSH_CONTEXT) + handle.to_bytes(4))


def _property(ask: Ask, which: int) -> int:
    """One of the chip's properties (TPM_PT). Raises OSError: it has it not."""
    question = struct.pack(">III", _PROPERTIES, which, 1)
    head = _HEADER.pack(_PLAIN, _HEADER.size + len(question), _GET_CAPABILITY)
    code, answer = _answered(ask, head + question)
    # TPMI_YES_NO, TPM_CAP, count; TPM_PT, value
    if code or len(answer) != 17 or struct.unpack_from(">I", answer, 9)[0] != which:
        raise OSError("the security chip does not say how it counts")
    return int(struct.unpack_from(">I", answer, 13)[0])
