"""A file that another station gives has come on a USB drive: take it in, or refuse it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.cases.transfer import TransferBar
from tipdesk.core.errors import TransitionRefused
from tipdesk.desk.transfer.carrying import open_offered
from tipdesk.desk.transfer.holding import STEP
from tipdesk.desk.transfer.taking_over import OfferedFile
from tipdesk.i18n.text import _, in_one_line, isolated
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask, choose_one, errors_said, say, show_error
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.services import Services


def take_file_in(services: Services, parent: QWidget, path: Path) -> bool:
    """Say whose it is, ask what becomes of it, and for the passphrase; whether it was taken in. The
    answer is written to the drive on which the file came."""
    session = services.session
    with errors_said(parent) as attempt:
        plan = session.taking_over.offer_plan(path)
    if attempt.failed:
        return False
    title = _("The file is being read…")
    opened = wait_for(services.jobs, parent, title, partial(open_offered, plan))
    if opened is None:
        return False
    with errors_said(parent) as attempt:
        offer = session.taking_over.judge(opened)
    if attempt.failed:
        return False
    try:
        return _decided(services, parent, offer, path)
    finally:
        session.taking_over.drop(offer)  # what was taken in has its row by now


def _decided(services: Services, parent: QWidget, offer: OfferedFile, path: Path) -> bool:
    if offer.bar is not None:
        _say_why_not(services, parent, offer, path.parent)
        return False
    refuses = _is_refused(parent, offer)
    if refuses is None:
        return False
    if refuses:
        _refuse(services, parent, offer, path.parent)
        return False
    return _take_in(services, parent, offer, path.parent)


def _is_refused(parent: QWidget, offer: OfferedFile) -> bool | None:
    """What becomes of it; None: they went back."""
    number = isolated(offer.packet.head.number)
    title = _("Station {station} gives file {number} to this one").format(
        station=isolated(offer.sender.code), number=number
    )
    explained = _("Both are for ever: what is refused is never taken in, what is taken in stays.")
    choices = (_("Take the file in: the person is here"), _("Refuse it: the person is not here"))
    chosen = choose_one(parent, title, choices, explained=explained)
    return None if chosen is None else bool(chosen)


def _take_in(services: Services, parent: QWidget, offer: OfferedFile, folder: Path) -> bool:
    session, number = services.session, isolated(offer.packet.head.number)
    purpose = _("Take in file {number}").format(number=number)
    confirmed = ask_confirmation(services, [session.officer], purpose, parent)
    if confirmed is None:
        return False
    with errors_said(parent) as attempt:
        try:
            session.taking_over.take_in(offer, confirmed)
        finally:
            confirmed.wipe()
    if attempt.failed:
        return False
    text = _("It names you. Add whoever works on it to its assigned staff.")
    _save_receipt(services, parent, offer, folder, text)
    return True


def _refuse(services: Services, parent: QWidget, offer: OfferedFile, folder: Path) -> None:
    number = isolated(offer.packet.head.number)
    text = _("Station {station} takes it back with the answer on this USB drive.").format(
        station=isolated(offer.sender.code)
    )
    if not ask(parent, _("Refuse the file?"), text, _("Refuse it"), grave=True):
        return
    purpose = _("Refuse file {number}").format(number=number)
    confirmed = ask_confirmation(services, [services.session.officer], purpose, parent)
    if confirmed is None:
        return
    taking = services.session.taking_over
    with errors_said(parent) as attempt:
        try:
            sender, giving = offer.sender.code, offer.number
            digits = taking.refuse_number(offer.packet.head.number, sender, giving, confirmed)
            saved = taking.refuse(offer, confirmed, folder)
        finally:
            confirmed.wipe()
    if not attempt.failed:
        text = _("The answer is saved as {name}. By telephone these digits do as well: {digits}")
        words = text.format(name=in_one_line(saved.name), digits=isolated(grouped(digits)))
        say(parent, _("The file is refused"), words)


def _say_why_not(services: Services, parent: QWidget, offer: OfferedFile, folder: Path) -> None:
    if offer.again and offer.bar is TransferBar.OWNED_HERE:
        text = _("It was taken in before; nothing was changed.")
        _save_receipt(services, parent, offer, folder, text)
        return
    reason = offer.bar.value if offer.bar is not None else ""
    show_error(parent, TransitionRefused(step=STEP, status="", reason=reason))


def _save_receipt(
    services: Services, parent: QWidget, offer: OfferedFile, folder: Path, text: str
) -> None:
    with errors_said(parent) as attempt:
        saved = services.session.taking_over.write_receipt(offer.case_id, folder)
    if attempt.failed:
        return
    back = _("The receipt for station {station} is saved as:").format(
        station=isolated(offer.sender.code)
    )
    title = _("File {number} is here").format(number=isolated(offer.packet.head.number))
    say(parent, title, f"{text}\n{back}\n{in_one_line(saved.name)}")


def grouped(digits: str) -> str:
    """Eight digits as they are read out."""
    return f"{digits[:4]} {digits[4:]}"
