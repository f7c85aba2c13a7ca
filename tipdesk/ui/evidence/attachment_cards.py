"""One card for each attached file: what is said of it, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Attachment, Case
from tipdesk.core.errors import TipdeskError
from tipdesk.core.plain_file import safe_name
from tipdesk.i18n.catalogue import _, is_rtl, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated, with_code
from tipdesk.media.kinds import SOUNDS
from tipdesk.ui.evidence.acquisition_dialog import record_acquisition
from tipdesk.ui.evidence.exhibit_line import ExhibitLines
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import ask, errors_said, say, show_error
from tipdesk.ui.toolkit.facts import foreign
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button, card, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.sizes import size_text
from tipdesk.ui.toolkit.tables import MASK
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.waiting import save_stream, wait_for
from tipdesk.ui.viewers.attachment_line import about_file, said_closed
from tipdesk.ui.viewers.attachment_view import Shown, can_be_shown, show_attachment, show_recording
from tipdesk.ui.viewers.heard_recording import heard_recording


class AttachmentCards(QObject):
    """The cards of one file's attachments, made anew with each look."""

    changed = Signal()  # one was removed, or its acquisition recorded

    def __init__(self, services: Services, case: Case, page: QWidget, *, masked: bool) -> None:
        super().__init__(page)
        self._services, self._case, self._page, self._masked = services, case, page, masked

    def card(self, attachment: Attachment, lines: ExhibitLines, *, editable: bool) -> QWidget:
        """What is known of the file, and the buttons."""
        if attachment.closed:
            return self._closed_card(attachment)
        when = isolated(format_datetime(attachment.added_at, language()))
        names = {} if self._masked else self._services.session.staff.names()
        who = with_code(attachment.added_by, names.get(attachment.added_by, ""))
        text = _("{size} • added by {officer}, {when}").format(
            size=size_text(attachment.size), officer=who, when=when
        )
        sign = label()
        sign.setPixmap(pixmap("paperclip", "primary", 22))
        about = column(
            label(self._named(attachment), "fieldLabel", wrap=True),
            label(text, "muted", wrap=True),
            spacing=px(2),
        )
        heard = attachment.media_type in SOUNDS
        play = "caret-left" if is_rtl() else "caret-right"
        look = button(_("Listen") if heard else _("Look at it"), play if heard else "eye", "ghost")
        look.clicked.connect(partial(self._on_look, attachment))
        save = button(_("Save a copy…"), "download-simple", "ghost")
        save.clicked.connect(partial(self._on_save, attachment))
        remove = button(_("Remove…"), "trash", "ghost")
        remove.clicked.connect(partial(self._on_remove, attachment, lines))
        parts = [row(sign, about, look, save, remove, spacing=px(8), wide=1)]
        shown = can_be_shown(attachment.media_type, attachment.size)
        look.setVisible(shown and not self._masked)
        remove.setVisible(editable)
        if not self._masked:
            parts += about_file(attachment)
        if not self._is_recording(attachment):
            parts.append(self._acquisition(attachment, editable=editable))
        if lines.known:
            parts.append(lines.line(attachment))
        made = card(*parts, spacing=px(6))
        made.setAccessibleName(self._named(attachment))
        return made

    def _closed_card(self, attachment: Attachment) -> QWidget:
        """Of level 4, which is closed to the officer: that it is there, and who knows more."""
        sign = label()
        sign.setPixmap(pixmap("lock-key", "text3", 22))
        when = isolated(format_datetime(attachment.added_at, language()))
        text = _(
            "Added by {officer}, {when}. What it is called and what it holds is open to those whom "
            "the file names."
        ).format(officer=isolated(attachment.added_by), when=when)
        name = said_closed()
        about = column(label(name, "fieldLabel"), label(text, "muted", wrap=True), spacing=px(2))
        made = card(row(sign, about, spacing=px(8), wide=1))
        made.setAccessibleName(name)
        return made

    def _is_recording(self, attachment: Attachment) -> bool:
        """How a recording was made is known: the program made it."""
        made = self._services.session.recordings.of_case(attachment.case_id)
        return any(one.id == attachment.id for one in made)

    def _acquisition(self, attachment: Attachment, *, editable: bool) -> QWidget:
        known = attachment.acquisition is not None
        said = "" if known else _("How it was acquired is not recorded.")
        text = _("Correct the acquisition record…") if known else _("Record the acquisition…")
        record = button(text, "fingerprint", "ghost")
        record.clicked.connect(partial(self._on_acquisition, attachment))
        line = row(label(said, "muted", wrap=True), record, spacing=px(8), wide=0)
        record.setVisible(editable and not self._masked)
        return line

    def _named(self, attachment: Attachment) -> str:
        return MASK if self._masked else foreign(attachment.name)

    def _on_look(self, attachment: Attachment, _checked: bool = False) -> None:
        try:
            opener = self._services.session.intake.opener(attachment)
        except TipdeskError as error:
            show_error(self._page, error)
            return
        heard = heard_recording(self._services.session, attachment, opener)
        if heard is not None:
            show_recording(self._page, attachment.name, heard)
            return
        shown = Shown(attachment.name, attachment.size, opener.open)
        show_attachment(self._services, self._page, shown)

    def _on_acquisition(self, attachment: Attachment, _checked: bool = False) -> None:
        if record_acquisition(self._services, self._case, attachment, self._page):
            self.changed.emit()

    def _on_save(self, attachment: Attachment, _checked: bool = False) -> None:
        page = self._page
        warning = _("The copy is not encrypted. Keep it where only you can open it.")
        if not ask(page, _("Save a copy outside the vault"), warning, _("Choose where…")):
            return
        path = choose_save_file(page, _("Save a copy"), safe_name(attachment.name), "")
        if path is None:
            return
        try:
            opener = self._services.session.intake.opener(attachment)
        except TipdeskError as error:
            show_error(page, error)
            return
        task = partial(save_stream, path, opener.open, attachment.size)
        about = _("The copy is not saved yet")
        saved = wait_for(self._services.jobs, page, _("Saving a copy…"), task, about=about)
        if saved is not None:
            with errors_said(page):
                self._services.session.intake.record_copy(attachment)
            say(page, _("Saved"), warning)

    def _on_remove(
        self, attachment: Attachment, lines: ExhibitLines, _checked: bool = False
    ) -> None:
        question = _("{name} will be destroyed and cannot be brought back. Remove it?").format(
            name=self._named(attachment)
        )
        if lines.has_row(attachment):
            told = _("Its row in the list of exhibits stays, and then has no file and no SHA-256.")
            question = f"{question}\n\n{told}"
        if not ask(self._page, _("Remove the attachment"), question, _("Remove"), grave=True):
            return
        try:
            self._services.session.intake.detach(self._case.id, attachment)
        except TipdeskError as error:
            show_error(self._page, error)
        self.changed.emit()
