"""What Qt does not tell of CUPS: where a queue leads, and whether it took the last paper.

The library is the one that Qt's own plugin has loaded (cups.h); without it there is no CUPS.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import cache
from typing import ClassVar

_SUCCESS = 0x00FF  # ipp_status_t: the highest that means so (RFC 8011, 4.1.6)


class _Option(ctypes.Structure):
    _fields_: ClassVar = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


class _Destination(ctypes.Structure):
    _fields_: ClassVar = [
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("num_options", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    ]


@cache
def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL("libcups.so.2")
    except OSError:
        return None


def addresses() -> Mapping[str, str]:
    """The address of each queue (cupsGetDests, option "device-uri"). Qt calls a queue of this
    computer no remote one, wherever its printer stands."""
    cups = _library()
    if cups is None:
        return {}
    found = ctypes.POINTER(_Destination)()
    count = cups.cupsGetDests(ctypes.byref(found))
    try:
        return {
            found[at].name.decode("utf-8", "replace"): option.value.decode("utf-8", "replace")
            for at in range(count)
            for option in found[at].options[: found[at].num_options]
            if option.name == b"device-uri"
        }
    finally:
        cups.cupsFreeDests(count, found)


def refused() -> bool:
    """Whether the last thing that was asked of CUPS in this thread failed: Qt hands a paper over
    and does not look."""
    cups = _library()
    return cups is not None and cups.cupsLastError() > _SUCCESS
