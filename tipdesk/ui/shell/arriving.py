"""`tipdesk FILE`: what was named at the start is opened once somebody has unlocked the vault, by
what it is and not by how it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.file_kind import FileKind, kind_of
from tipdesk.cases.model import StationKind
from tipdesk.core.errors import FileUnreadable, MessageForOther, MessageOwn
from tipdesk.i18n.text import N_, _
from tipdesk.ui.toolkit.dialogs import say, show_error

if TYPE_CHECKING:
    from tipdesk.desk.session.session import Session
    from tipdesk.ui.shell.page_book import PageBook


@dataclass(frozen=True, slots=True)
class _Taking:
    """The page that takes a kind in, at which stations, and what is said at the other kind."""

    page: str
    station: StationKind | None = None  # None: at both
    elsewhere: str = ""


TAKES: Mapping[FileKind, _Taking] = {
    FileKind.CASE_BUNDLE: _Taking(
        "receiving",
        StationKind.RECEIVING,
        N_("This is a case bundle. It is opened at the station of the Prosecution that it is for."),
    ),
    FileKind.RECEIPT: _Taking(
        "files",
        StationKind.OFFICER,
        N_("This is a receipt. It is read at the station that sent the case bundle."),
    ),
    FileKind.TRUST_LIST: _Taking("station"),
    FileKind.CERTIFICATE: _Taking("station"),
    FileKind.UPDATE: _Taking("station"),
    FileKind.FORM: _Taking(
        "station",
        StationKind.OFFICER,
        N_("This is a form. It is installed at the stations where interviews are taken."),
    ),
}
_SEALED_MESSAGE = _Taking("files")  # at a receiving station its page finds out
_NOT_HERE: Mapping[FileKind, str] = {
    FileKind.REQUEST: N_(
        "This is a request for a certificate. Carry it to the agency's certification authority, "
        "which answers with a certificate."
    ),
    FileKind.STATION_KIT: N_(
        "This is a station kit. A new station is set up with it at the first start; a colleague of "
        "the same kit comes in under “Who works here” on the page of the station."
    ),
    FileKind.MESSAGE: N_(
        "This message has no envelope: whoever carried it could read it. Ask its sender for it "
        "again, sealed."
    ),
    FileKind.NONE: N_(
        "It is no case bundle, receipt, trust list, certificate, form or update, whatever its name "
        "says. "
        "Ask whoever gave it to you for the file again."
    ),
}


def take_in(path: Path, book: PageBook, session: Session, window: QWidget) -> None:
    """Turn to the page for this file and hand it over there, or say why it is not opened here."""
    try:
        kind = kind_of(path)
        sealed_message = kind is FileKind.CASE_BUNDLE and _is_message(path, session)
    except (FileUnreadable, MessageForOther) as error:
        show_error(window, error)
        return
    taking = TAKES.get(kind)
    if sealed_message:
        kind, taking = FileKind.MESSAGE, _SEALED_MESSAGE
    if taking is None:
        _refuse(window, _(_NOT_HERE[kind]))
    elif taking.station not in (None, session.station.kind):
        _refuse(window, _(taking.elsewhere))
    elif taking.page != "station" and not session.has_counter:
        text = _("Your role does not take it in. Lock the station and ask a colleague who does.")
        _refuse(window, text)
    else:
        book.hand_in(taking.page, kind, path)


def _is_message(path: Path, session: Session) -> bool:
    """Whether a sealed file is a message for this station, or of it: its page says what lies beside
    one that was written here."""
    if session.station.kind is not StationKind.OFFICER:
        return False
    try:
        return session.messages.is_message(path)
    except MessageOwn:
        return True


def _refuse(window: QWidget, text: str) -> None:
    say(window, _("This file is not opened here"), text, done=False)
