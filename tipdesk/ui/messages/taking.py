"""Reading a message from the USB drive, and saying what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.desk.messages.messages import TakenMessage
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.correspondence import type_title
from tipdesk.ui.messages.listing import message_part
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


def take_message(services: Services, parent: QWidget, path: Path) -> bool:
    """Verify it, keep it on its file, show what it says; whether it was taken."""
    with errors_said(parent) as attempt:
        taken = services.session.messages.take(path)
    if attempt.failed:
        return False
    _tell(parent, taken)
    return True


def _what_follows(taken: TakenMessage) -> str:
    message, number = taken.letter.message, isolated(taken.about)
    if message.known is MessageType.APPROVAL_REQUEST:
        who = isolated(message.to.login)
        return _("{login} finds it above the list of files and answers it.").format(login=who)
    if message.known is MessageType.APPROVAL_ANSWER:
        if message.body["p7s"] is not None:
            return _("File {number} is approved and can be referred.").format(number=number)
        return _("File {number} was not approved; the remarks are kept.").format(number=number)
    if message.known is MessageType.COMPLETION_REQUEST:
        return _(
            "It is kept with file {number}. The supervisor is told, and finds the file in their "
            "list."
        ).format(number=number)
    if taken.about:
        return _("It is kept with file {number}.").format(number=number)
    return _("It is kept.")


def _tell(parent: QWidget, taken: TakenMessage) -> None:
    title = _("This message was read before") if taken.again else _("A message has come")
    text = _("Nothing has changed.") if taken.again else _what_follows(taken)
    dialog = Dialog(parent, title, Shape(least_width=560, margins=SENTENCE_MARGINS, spacing=16))
    sign = label()
    sign.setPixmap(pixmap("check-circle", "ok", 32))
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    head = column(label(title, "h2", wrap=True), label(text, "muted", wrap=True), spacing=px(4))
    dialog.box.addWidget(row(sign, head, spacing=px(14), wide=1))
    dialog.box.addWidget(card(message_part(taken.letter)))
    dialog.add_buttons(1, close)
    dialog.exec()
    dialog.deleteLater()
