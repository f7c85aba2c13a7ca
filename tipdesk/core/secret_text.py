"""Texts that leave nothing behind: a passphrase overwrites itself when nobody holds it any more.

Python cannot change a text, and what it frees of small ones lies in its own pools, where neither
the C library nor the system ever overwrites it. Whoever made a text, and handed it to nobody, may
overwrite the memory that it stands in (`overwrite`). A `SecretText` does that by itself, so that it
can be handed on: to a dialog, a job, a derivation.

What was made of it on the way (a normal form, an encoding) is another text, to be overwritten by
whoever made it.
"""

from __future__ import annotations

import ctypes
import sys

_POINTER = ctypes.sizeof(ctypes.c_void_p)
_WIDE = ((0x100, 1), (0x10000, 2), (sys.maxunicode + 1, 4))  # first character beyond, bytes of one
_BYTES_HEAD = bytes.__basicsize__ - 1  # a bytes object: its head, its bytes, a zero


class SecretText(str):
    """As any text, until nobody holds it."""

    __slots__ = ()

    def __del__(self) -> None:
        place = ctypes.c_void_p.from_address(id(self) + str.__basicsize__ - _POINTER).value
        if place is not None:
            _overwrite_at(place, self)


def overwrite(text: str | bytes) -> None:
    """Overwrite a text, or bytes, that the caller has made and that nobody else holds.

    Nothing happens to one of less than two characters (Python shares those) and where the memory
    does not look as expected.
    """
    if isinstance(text, bytes) and len(text) > 1:
        ctypes.memset(id(text) + _BYTES_HEAD, 0, len(text))
    elif type(text) is str and len(text) > 1:
        _overwrite_at(id(text) + sys.getsizeof(text) - _width(text) * (len(text) + 1), text)


def _overwrite_at(place: int, text: str) -> None:
    size = len(text)
    if size < 2:
        return
    width = _width(text)
    first, last = (
        int.from_bytes(ctypes.string_at(place + width * at, width), sys.byteorder)
        for at in (0, size - 1)
    )
    if (first, last) == (ord(text[0]), ord(text[-1])):
        ctypes.memset(place, 0, width * size)


def _width(text: str) -> int:
    """Bytes of one of its characters, as Python keeps it."""
    highest = ord(max(text))
    return next(width for beyond, width in _WIDE if highest < beyond)
