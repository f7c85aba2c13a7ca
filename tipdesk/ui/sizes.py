"""Sizes of files in words."""

from __future__ import annotations

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated


def size_text(octets: int) -> str:
    """A size with one decimal, in units of 1,000 as on the stick's label."""
    if octets < 1000:
        return _("{count} bytes").format(count=isolated(str(octets)))
    for limit, text in (
        (10**6, _("{count} kB")),
        (10**9, _("{count} MB")),
        (10**15, _("{count} GB")),
    ):
        if octets < limit:
            return text.format(count=isolated(f"{octets * 1000 / limit:.1f}"))
    return _("{count} GB").format(count=isolated(f"{octets / 10**9:.0f}"))
