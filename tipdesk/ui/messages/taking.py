"""Reading a message from the USB drive, and saying what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.model import Act, Case, CaseId, Status
from tipdesk.core.errors import FileHasCome, MessageOwn, TipdeskError
from tipdesk.desk.messages.messages import Messages, TakenMessage
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.correspondence import type_title
from tipdesk.ui.messages.listing import message_part
from tipdesk.ui.messages.moving import take_file_in
from tipdesk.ui.messages.unasked import tell_unasked
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, errors_said
from tipdesk.ui.toolkit.parts import button, card, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px


def beside_card(taken: Sequence[TakenMessage]) -> QWidget:
    """What was taken in beside something else: which messages, on which files they stand."""
    lines = [_line(item) for item in taken]
    return card(label(_("Messages that came with it"), "h3"), *lines, spacing=px(4))


def tell_beside(parent: QWidget, taken: Sequence[TakenMessage]) -> None:
    """Say what was taken in beside a case bundle; nothing where nothing was."""
    if not taken:
        return
    dialog = Dialog(
        parent, _("Messages have come"), Shape(least_width=560, margins=SENTENCE_MARGINS)
    )
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    dialog.box.addWidget(beside_card(taken))
    dialog.add_buttons(1, close)
    dialog.exec()
    dialog.deleteLater()


def _line(taken: TakenMessage) -> QWidget:
    title = type_title(taken.letter.message.type)
    if taken.about:
        title = _("{title} • file {number}").format(title=title, number=isolated(taken.about))
    return label(title, wrap=True)


@dataclass(frozen=True, slots=True)
class NextPages:
    """Where one goes on from what came, on the page that imports it."""

    requests: Callable[[], object]
    review: Callable[[Case], object]
    referral: Callable[[Case], object]


@dataclass(frozen=True, slots=True)
class _Next:
    """The deed that follows what came, on a button."""

    text: str
    go: Callable[[], object]


def take_message(
    services: Services, parent: QWidget, path: Path, next_pages: NextPages | None = None
) -> bool:
    """Verify it, keep it on its file, show what it says and lead on; whether it was taken."""
    with errors_said(parent) as attempt:
        try:
            came = _taken(services.session.messages, path)
        except FileHasCome:
            return take_file_in(services, parent, path)
    if attempt.failed:
        return False
    tell_unasked(parent, services.session.keys.told_unasked())
    if len(came) > 1:
        tell_beside(parent, came)
        return True
    (taken,) = came
    following = _next(services, taken, next_pages) if next_pages is not None else None
    if _tell(parent, taken, following) and following is not None:
        following.go()
    return True


def _taken(messages: Messages, path: Path) -> tuple[TakenMessage, ...]:
    """The message; where it was written here, what lies beside it for this station: request and
    answer lie on one drive, and their names tell nobody which is which.

    Raises: as `Messages.take`.
    """
    try:
        return (messages.take(path),)
    except MessageOwn:
        if not (came := messages.take_beside(path)):
            raise
        return came


def _next(services: Services, taken: TakenMessage, next_pages: NextPages) -> _Next | None:
    """What whoever is here does next about an approval; None: nothing, or somebody else does."""
    session, message = services.session, taken.letter.message
    if message.known is MessageType.APPROVAL_REQUEST:
        waiting = (item.message_id for item in session.answering.requests() if item.waits)
        own = message.message_id in waiting
        return _Next(_("Look at it"), next_pages.requests) if own else None
    if message.known is not MessageType.APPROVAL_ANSWER or taken.again:
        return None
    try:
        case = session.files.case(CaseId(message.about.case_id))
    except TipdeskError:
        return None  # it is closed to whoever brought the answer
    if case.status is Status.APPROVED and session.may(Act.EXPORT):
        return _Next(_("Refer to the Prosecution"), partial(next_pages.referral, case))
    return _Next(_("Review"), partial(next_pages.review, case))


def _what_follows(taken: TakenMessage, *, own: bool) -> str:
    message, number = taken.letter.message, isolated(taken.about)
    if message.known is MessageType.APPROVAL_REQUEST:
        waits, late = _("It waits for your answer."), _("The time in which it counts is over.")
        return waits if own else late
    if message.known is MessageType.APPROVAL_ANSWER:
        if message.body["p7s"] is not None:
            return _("File {number} is approved and can be referred.").format(number=number)
        return _("File {number} was not approved; the remarks are kept.").format(number=number)
    if message.known is MessageType.COMPLETION_REQUEST:
        return _(
            "It is kept with file {number}. The supervisor is told, and finds the file in their "
            "list."
        ).format(number=number)
    if message.known is MessageType.CERTIFICATES:
        return _("Certificates that the trust list names are used from now on.")
    kept = _("It is kept with file {number}.").format(number=number)
    return kept if taken.about else _("It is kept.")


def _tell(parent: QWidget, taken: TakenMessage, following: _Next | None) -> bool:
    """Show what came; whether what follows was asked for."""
    own = following is not None  # what follows is for whoever is here
    title = _("This message was read before") if taken.again else _("A message has come")
    text = _("Nothing has changed.") if taken.again else _what_follows(taken, own=own)
    dialog = Dialog(parent, title, Shape(least_width=560, margins=SENTENCE_MARGINS, spacing=16))
    sign = label()
    sign.setPixmap(pixmap("check-circle", "ok", 32))
    head = column(label(title, "h2", wrap=True), label(text, "muted", wrap=True), spacing=px(4))
    dialog.box.addWidget(row(sign, head, spacing=px(14), wide=1))
    dialog.box.addWidget(card(message_part(taken.letter)))
    close = button(_("Close"), style="" if following else "primary")
    close.clicked.connect(dialog.reject)
    go = button(following.text, style="primary") if following else close
    go.setDefault(True)
    if following is not None:
        go.clicked.connect(dialog.accept)
        dialog.add_buttons(close, 1, go)
    else:
        dialog.add_buttons(1, close)
    go.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted
