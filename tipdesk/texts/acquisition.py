"""How a file was acquired, in words: for the screen, the paper and the receiving desk alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases.acquisition import Acquired, Acquisition, HashComparison, HashOf, WriteBlocker
from tipdesk.core.settings import Language
from tipdesk.i18n.text import N_, format_datetime, isolate, isolated, texts

BLOCKERS: Mapping[WriteBlocker, str] = {
    WriteBlocker.HARDWARE: N_("A write-blocking device"),
    WriteBlocker.SOFTWARE: N_("A write-blocking program or setting"),
    WriteBlocker.NONE: N_("None"),
}
HASHED: Mapping[HashOf, str] = {
    HashOf.FILE: N_("Of the file itself"),
    HashOf.MEDIUM: N_("Of the device or disk inside the image"),
}
VERDICTS: Mapping[HashComparison, str] = {
    HashComparison.NOT_GIVEN: N_("The tool's hash is not recorded, so nothing was compared."),
    HashComparison.SAME: N_(
        "The copy kept here has the very hash that the tool gave ({algorithm})."
    ),
    HashComparison.DIFFERENT: N_(
        "The copy kept here has another hash than the tool gave ({algorithm}). Either the file was "
        "changed on the way, or the tool's hash is of something else."
    ),
    HashComparison.STORED_SAME: N_(
        "The hash that the tool gave is the one that the image itself carries ({algorithm}). The "
        "contents of the image were not worked out again here."
    ),
    HashComparison.STORED_DIFFERENT: N_(
        "The image itself carries another hash than the tool gave ({algorithm})."
    ),
    HashComparison.NOT_COMPARED: N_(
        "The hash is of what lies inside the image, and the image carries none of its kind that "
        "can be read here ({algorithm}). The tool itself can compare it."
    ),
}
_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512"}
_MAKE, _MODEL, _SERIAL = N_("Make"), N_("Model"), N_("Serial number")
_TOOL, _VERSION = N_("Tool"), N_("Version")
_BLOCKER, _BLOCKER_NAME = N_("Write protection of the source"), N_("Which one")
_BY, _AT = N_("Acquired by"), N_("Acquired at")
_SOURCE_HASH = N_("Hash given by the tool")
LABELS: Mapping[str, str] = {
    "make": _MAKE, "model": _MODEL, "serial": _SERIAL, "tool": _TOOL, "version": _VERSION,
    "blocker": _BLOCKER, "blocker_name": _BLOCKER_NAME, "acquired_by": _BY, "acquired_at": _AT,
    "source_hash": _SOURCE_HASH,
}  # fmt: skip
"""By field of `Acquisition`."""


def verdict(acquired: Acquired, language: Language) -> str:
    """What became of the tool's hash, as a sentence."""
    text = texts(language).gettext(VERDICTS[acquired.outcome.compared])
    return text.format(algorithm=isolated(_NAMES.get(acquired.acquisition.algorithm, "")))


def acquisition_lines(acquired: Acquired, language: Language) -> list[tuple[str, str]]:
    """What was recorded: name and value, only what was said."""
    say, acquisition = texts(language).gettext, acquired.acquisition
    lines = [
        (_BY, isolate(acquisition.acquired_by)),
        (_AT, _moment(acquisition.acquired_at, language)),
        (N_("Device"), isolated(" ".join(filter(None, (acquisition.make, acquisition.model))))),
        (_SERIAL, isolated(acquisition.serial)),
        (_TOOL, isolated(" ".join(filter(None, (acquisition.tool, acquisition.version))))),
        (_BLOCKER, _blocked(acquisition, language)),
        (_hash_name(acquisition), isolated(acquisition.source_hash)),
    ]
    plain = [(say(name), value) for name, value in lines if value.strip("\u2066\u2067\u2069")]
    by = say(N_("{officer}, {when}")).format(
        officer=isolated(acquired.by), when=isolated(format_datetime(acquired.at, language))
    )
    return [*plain, (say(N_("Recorded by")), by)]


def _hash_name(acquisition: Acquisition) -> str:
    medium = acquisition.hash_of == HashOf.MEDIUM
    return N_("Hash given by the tool, of the device or disk") if medium else _SOURCE_HASH


def _blocked(acquisition: Acquisition, language: Language) -> str:
    if acquisition.blocker not in tuple(WriteBlocker):
        return isolate(acquisition.blocker_name)
    blocker = texts(language).gettext(BLOCKERS[WriteBlocker(acquisition.blocker)])
    return (
        f"{blocker}: {isolate(acquisition.blocker_name)}" if acquisition.blocker_name else blocker
    )


def _moment(stored: str, language: Language) -> str:
    try:
        return isolated(format_datetime(datetime.fromisoformat(stored), language))
    except ValueError:
        return isolated(stored)
