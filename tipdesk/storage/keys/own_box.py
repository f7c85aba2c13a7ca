"""Texts of the vault that one person opens: sealed to their public key, which the register names.
The key of the vault alone opens none, and after a recovery, which brings a new seed, nobody does.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag

from tipdesk.storage.keys import slot_crypto
from tipdesk.storage.keys.case_keys import CLOSED

_BEGINS = f"{CLOSED}own:"
_BOX = b"tipdesk/own-box/v1"


def close_to(public: bytes, place: str, text: str) -> str:
    """A text sealed to a public key (X25519), as it is stored at its place."""
    box = slot_crypto.close(public, text.encode(), _BOX, place.encode())
    return _BEGINS + base64.b64encode(box).decode("ascii")


def open_text(seed: bytes | bytearray, place: str, stored: str) -> str | None:
    """What `close_to` closed; None: it is another's, stands at another place, or was altered: only
    whose it is could tell which."""
    if not stored.startswith(_BEGINS):
        return None
    try:
        box = base64.b64decode(stored.removeprefix(_BEGINS), validate=True)
        return slot_crypto.open_box(seed, box, _BOX, place.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return None
