"""Sizes of files in words."""

from __future__ import annotations

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated


def size_text(octets: int) -> str:
    """A size with one decimal, in units of 1,000 as on the stick's label."""
    if octets < 1000:
        return _("{count} bytes").format(count=isolated(str(octets)))
    units = ((10**9, _("{count} GB")), (10**6, _("{count} MB")), (10**3, _("{count} kB")))
    unit, text = next(one for one in units if octets >= one[0])
    return text.format(count=isolated(f"{octets / unit:.1f}"))
