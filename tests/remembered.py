"""Argon2id's answers, each worked out once in a process: it is dear by design, and always the same.

Nothing is weaker for it: what is asked for the first time is computed at its full cost, and a
passphrase, a salt or a cost that differs in anything is asked for the first time.
"""

from __future__ import annotations

from functools import cache

from tipdesk.bundle.crypto import sealed_key
from tipdesk.storage import kdf
from tipdesk.storage.kdf import KdfCost

argon2 = kdf._argon2  # that itself, for a test of how long it takes


def remember_argon2() -> None:
    """For all tests of this process."""
    known = cache(argon2)

    def remembered(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
        measured = not passphrase  # by `chosen_for_this_machine`
        return argon2(passphrase, salt, cost) if measured else known(passphrase, salt, cost)

    kdf._argon2 = remembered
    sealed_key._key = cache(sealed_key._key)
