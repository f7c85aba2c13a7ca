"""How much work a guessed passphrase costs: Argon2id (RFC 9106) and HKDF (RFC 5869)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass

from tipdesk.core.secret_text import overwrite
from tipdesk.storage.passphrase import normalise
from tipdesk.storage.platform import total_memory

SALT_SIZE = 16
_KEY_SIZE = 32
_SIZES = (512 * 1024, 256 * 1024, 128 * 1024)  # KiB, dearest first
_NEVER_BELOW = 256 * 1024  # KiB, where an eighth of the memory is so much
_PATIENCE = 1.2  # seconds that an unlock may take
_MOST_RUNS, _HARDLY_LESS = 8, 0.95


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Argon2id's parameters: memory in KiB, passes, lanes."""

    memory_kib: int
    time: int
    lanes: int

    @property
    def within_bounds(self) -> bool:
        """Whether it is neither too cheap to protect nor dearer than is ever chosen."""
        return _CHEAPEST.at_most(self) and self.at_most(CEILING)

    def at_most(self, other: KdfCost) -> bool:
        """Whether it asks for no more than `other` in any part."""
        return all(a <= b for a, b in zip(astuple(self), astuple(other), strict=True))

    def dearer_of(self, other: KdfCost) -> KdfCost:
        """The greater of each part."""
        return KdfCost(*map(max, astuple(self), astuple(other)))

    def below(self, other: KdfCost) -> bool:
        """Whether `other` asks for more in some part and for less in none."""
        return self != other and self.at_most(other)


FLOOR = KdfCost(64 * 1024, 3, 4)  # RFC 9106's second recommendation
CEILING = KdfCost(_SIZES[0], 3, 4)  # the dearest that is ever chosen
_CHEAPEST = KdfCost(FLOOR.memory_kib, FLOOR.time, 1)
_ONE_LANE = KdfCost(64 * 1024, 3, 1)


def chosen_for_this_machine() -> KdfCost:
    """The dearest cost that takes at most 1.2 s here while nothing else runs, and an eighth of the
    memory; never below 256 MiB where there is so much. Slow.

    What is measured is processor time of one lane, not the clock: a computer that is busy while a
    station is set up chooses no weaker cost than it would at rest.
    """
    at_once = min(FLOOR.lanes, os.cpu_count() or 1)
    return _dearest(steady_seconds(_seconds_of_one_lane) / _ONE_LANE.memory_kib / at_once)


def steady_seconds(run: Callable[[], float]) -> float:
    """The least that `run` takes, asked until two runs in a row took hardly less: caches that
    others fill and a processor that is still slow make some runs longer, and none shorter."""
    least, steady = run(), 0
    for _turn in range(_MOST_RUNS):
        seconds = run()
        steady = steady + 1 if seconds > least * _HARDLY_LESS else 0
        least = min(least, seconds)
        if steady == 2:
            break
    return least


def _seconds_of_one_lane() -> float:
    began = time.thread_time()  # one lane is worked out by the thread that asks
    _argon2("", bytes(SALT_SIZE), _ONE_LANE)
    return time.thread_time() - began


def could_be_dearer(cost: KdfCost, seconds: float) -> bool:
    """Whether this machine would choose more than `cost`, of which a derivation took `seconds`."""
    return cost.below(_dearest(seconds / cost.memory_kib * FLOOR.time / cost.time))


def _dearest(per_kib: float) -> KdfCost:
    roomy = [size for size in _SIZES if size * 1024 * 8 <= total_memory()]
    for size in roomy:
        if size * per_kib <= _PATIENCE or size == _NEVER_BELOW:
            return KdfCost(size, CEILING.time, CEILING.lanes)
    return FLOOR


def derive_into(key: bytes | bytearray, info: bytes, target: bytearray) -> None:
    """HKDF-SHA256 of `key` without salt, written into `target` (32 bytes)."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    HKDF(hashes.SHA256(), len(target), None, info).derive_into(key, target)


def subkey(key: bytes | bytearray, info: bytes) -> bytearray:
    """A 32-byte key for one purpose; the caller wipes it."""
    target = bytearray(32)
    derive_into(key, info, target)
    return target


def wipe(*secrets: bytearray) -> None:
    """Overwrite secrets that are no longer needed."""
    for secret in secrets:
        secret[:] = bytes(len(secret))


def key_from_passphrase(passphrase: str, salt: bytes, cost: KdfCost) -> bytearray:
    """The key-encryption key of a slot. Slow by design; releases the GIL.

    Raises:
        ValueError: the cost is out of bounds; nothing was computed.
    """
    if not cost.within_bounds:
        raise ValueError("Argon2 parameters out of bounds")
    return subkey(_argon2(passphrase, salt, cost), b"tipdesk/kek/v1")


def stretched(pin: bytearray, salt: bytes) -> bytearray:
    """A PIN (digits 0-9) at the floor's cost; the caller wipes it, and `pin` is wiped here. Slow;
    releases the GIL."""
    key = _derived(pin, salt, FLOOR)
    copy = bytearray(key)
    overwrite(key)
    return copy


def _argon2(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    return _derived(_as_derived(passphrase), salt, cost)


def _derived(secret: bytearray, salt: bytes, cost: KdfCost) -> bytes:
    """By the library's own function, which takes the secret where it lies and copies it to no
    text that could not be overwritten. `secret` is wiped."""
    from argon2.exceptions import HashingError
    from argon2.low_level import ARGON2_VERSION, Type, core, error_to_str, ffi

    key = ffi.new("uint8_t[]", _KEY_SIZE)
    kept = ffi.from_buffer("uint8_t[]", secret), ffi.from_buffer("uint8_t[]", salt)
    asked = {
        "out": key, "outlen": _KEY_SIZE, "version": ARGON2_VERSION,
        "pwd": kept[0], "pwdlen": len(secret), "salt": kept[1], "saltlen": len(salt),
        "t_cost": cost.time, "m_cost": cost.memory_kib, "lanes": cost.lanes, "threads": cost.lanes,
    }  # fmt: skip
    fault = core(ffi.new("argon2_context *", asked), Type.ID.value)
    wipe(secret)
    if fault:
        raise HashingError(error_to_str(fault))
    return bytes(ffi.buffer(key, _KEY_SIZE))


def _as_derived(passphrase: str) -> bytearray:
    """In its normal form, in UTF-8; the caller wipes it."""
    normal = normalise(passphrase)
    coded = normal.encode("utf-8", "surrogatepass")
    secret = bytearray(coded)
    overwrite(coded)
    if normal is not passphrase:
        overwrite(normal)
    return secret
