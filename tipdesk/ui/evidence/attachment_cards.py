"""One card for each attached file: what is said of it, what the list of exhibits says of it and the
way to its row there, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tipdesk.cases import evidence
from tipdesk.cases.answers import counting
from tipdesk.cases.consent.sharing import ReleasedContent
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.release import sharing_of
from tipdesk.cases.model import Attachment, Case, CaseFile
from tipdesk.core.plain_file import safe_name
from tipdesk.desk.evidence.attachments import NEUTRAL_TYPES, forget, seal_neutral
from tipdesk.forms.model import path_of
from tipdesk.i18n.text import (
    MASK,
    _,
    foreign,
    format_datetime,
    is_rtl,
    isolate,
    isolated,
    language,
    with_code,
)
from tipdesk.media.exif import NOTHING_SAID
from tipdesk.media.kinds import SOUNDS
from tipdesk.media.neutral import PICTURE_TYPES
from tipdesk.ui.evidence.acquisition_dialog import record_acquisition
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import ask, errors_said, say
from tipdesk.ui.toolkit.jobs import save_stream, wait_for
from tipdesk.ui.toolkit.parts import button, card, column, label, row, size_text
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px
from tipdesk.ui.viewers import attachment_view
from tipdesk.ui.viewers.attachment_line import about_file, said_closed
from tipdesk.ui.viewers.sound import heard_recording


class ExhibitLines(QObject):
    """The lines of one file's attachments, made anew with each look."""

    changed = Signal(object)  # Attachment whose row came or went
    row_asked = Signal(object, str, str)  # Case, section, path

    def __init__(
        self, services: Services, case_file: CaseFile, page: QWidget, *, masked: bool
    ) -> None:
        super().__init__(page)
        self._services, self._file, self._page, self._masked = services, case_file, page, masked
        files = services.session.files
        state = files.state(case_file)
        self._rows = evidence.listed(case_file.form, case_file.answers, state)
        self.known = evidence.can_link(case_file.form)  # whether there is anything to say
        self._asked = self.known and state.is_relevant(evidence.ROWS)
        self._can_add = self._asked and FileStep.EDIT in files.open_steps(case_file.case)
        self._reach = sharing_of(case_file, state)
        self._counting = counting(case_file.answers, state)
        withheld = evidence.kept_back(case_file, state, (), self._reach)
        self._held = withheld.attachments
        self._recorded = frozenset(recording.id for recording in case_file.recordings)
        self._first: dict[str, QPushButton] = {}  # by attachment

    def line(self, attachment: Attachment) -> QWidget:
        """What is said of the file, and what can be done about it."""
        described = [
            exhibit for exhibit in self._rows if attachment.id in (exhibit.file, exhibit.copy)
        ]
        buttons = self._buttons(attachment, described[0].row if described else 0)
        if buttons:
            self._first[attachment.id] = buttons[0]
        text = label(self._text(attachment, described), "muted", wrap=True)
        return row(text, *buttons, spacing=px(8), wide=0)

    def has_row(self, attachment: Attachment) -> bool:
        """Whether a row describes the file."""
        return any(attachment.id in (exhibit.file, exhibit.copy) for exhibit in self._rows)

    def take_focus(self, attachment: Attachment) -> None:
        """Put the focus where the pressed button was."""
        if (first := self._first.get(attachment.id)) is not None:
            first.setFocus()

    def _buttons(self, attachment: Attachment, at: int) -> list[QPushButton]:
        buttons: list[QPushButton] = []
        if at and self._can_add and evidence.is_as_added(self._file.answers, at, attachment):
            buttons.append(button(_("Remove the row again"), "arrow-u-up-left", "ghost"))
            buttons[-1].clicked.connect(lambda: self._on_unlist(attachment, at))
        if at and self._asked:
            buttons.append(button(_("Show the row"), "list-checks", "ghost"))
            buttons[-1].clicked.connect(lambda: self._on_row(at))
        if self._can_add and self._tells(attachment):
            buttons.append(button(_("Copy without what it tells"), "copy", "ghost"))
            buttons[-1].clicked.connect(lambda: self._on_neutral(attachment))
        if not at and self._can_add:
            buttons.append(button(_("Add to the list of exhibits"), "plus", "ghost"))
            buttons[-1].clicked.connect(lambda: self._on_list(attachment))
        return buttons

    def _tells(self, attachment: Attachment) -> bool:
        """Whether a copy is offered, and there is none yet: of a picture that tells of itself, and
        of a document, in which most is not seen from outside."""
        copied = any(other.derived_from == attachment.sha256 for other in self._file.attachments)
        is_copy = bool(attachment.derived_from)
        tells = attachment.photo != NOTHING_SAID or attachment.media_type not in PICTURE_TYPES
        return tells and attachment.media_type in NEUTRAL_TYPES and not (copied or is_copy)

    def _on_neutral(self, attachment: Attachment) -> None:
        session, page = self._services.session, self._page
        with errors_said(page) as attempt:
            opener = session.attachments.acquisition_opener(attachment)
            plan = session.attachments.attach_plan(self._file.case.id)
        if attempt.failed:
            return
        task = partial(seal_neutral, plan, opener, attachment)
        sealed = wait_for(self._services.jobs, page, _("Making a copy…"), task)
        if sealed is None:
            return
        with errors_said(page) as attempt:
            session.attachments.attach_neutral(attachment, sealed)
        if attempt.failed:
            forget(plan, sealed)
        self.changed.emit(attachment)

    def _on_list(self, attachment: Attachment) -> None:
        with errors_said(self._page):
            self._services.session.attachments.list_as_exhibit(self._file.case.id, attachment)
        self.changed.emit(attachment)

    def _on_unlist(self, attachment: Attachment, number: int) -> None:
        with errors_said(self._page):
            case_id = self._file.case.id
            self._services.session.answers.remove_row(case_id, evidence.ROWS, number)
        self.changed.emit(attachment)

    def _on_row(self, number: int) -> None:
        case = self._file.case
        section = self._services.session.files.rules(case.id).section_of(evidence.ROWS)
        self.row_asked.emit(case, section, path_of(evidence.TITLE, evidence.ROWS, number))

    def _text(self, attachment: Attachment, described: list[evidence.Exhibit]) -> str:
        withheld = attachment.id in self._held
        if not described and attachment.id in self._recorded:
            if not evidence.consent_stands(self._counting):
                return _(
                    "Recorded here: the consent to it no longer holds, so it stays "
                    "here and is not referred. Remove it if it is to be destroyed too."
                )
            return _(
                "Recorded here: it goes only when the supervisor picks it, and while "
                "the consent to it holds."
            )
        if not described and withheld and self._reach.narrows:
            return self._kept_by_word()
        if not described and withheld:
            return _("Another row keeps the same contents back, so this file stays here too.")
        if not described:
            return _("No row of the list of exhibits describes it. It goes with the file.")
        return "\n".join(
            self._row_text(exhibit, attachment, withheld=withheld).format(
                exhibit=MASK if self._masked else isolate(exhibit.name.text(language()))
            )
            for exhibit in described
        )

    def _kept_by_word(self) -> str:
        """What the person said, or has not said yet, keeps the file here."""
        if self._reach.content is ReleasedContent.NARROWED:
            return _(
                "What the person said keeps it here, unless its row says that it shows neither "
                "body nor home nor what is in a phone."
            )
        if self._reach.content is ReleasedContent.NOTICE:
            return _("It goes only when the person agrees to share the file, or a law demands it.")
        return _("The person keeps the exhibits: it stays here.")

    def _row_text(
        self, exhibit: evidence.Exhibit, attachment: Attachment, *, withheld: bool
    ) -> str:
        if exhibit.mark != evidence.NO and exhibit.is_kept(self._reach):
            return "{exhibit}: " + self._kept_by_word()
        return self._meaning(exhibit, attachment, withheld=withheld)

    def _meaning(self, exhibit: evidence.Exhibit, attachment: Attachment, *, withheld: bool) -> str:
        """What its row means for the file."""
        if exhibit.mark == evidence.NO:
            return _("{exhibit}: left out, stays here.")
        if exhibit.mark == evidence.ONLY_REDACTED and attachment.id != exhibit.copy:
            return _("{exhibit}: the original, stays here. Its redacted copy goes.")
        if exhibit.needs_pick(self._reach):
            return _("{exhibit}: protected, goes only when the supervisor picks it.")
        if withheld:
            return (
                _("{exhibit}: recorded here, goes only when the supervisor picks it.")
                if attachment.id in self._recorded
                else _("{exhibit}: stays here, since another row keeps the same contents back.")
            )
        if exhibit.mark == evidence.ONLY_REDACTED:
            return _("{exhibit}: the redacted copy, goes with the file.")
        return _("{exhibit}: goes with the file.")


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
        look = button(_("Listen") if heard else _("View it"), play if heard else "eye", "ghost")
        look.clicked.connect(partial(self._on_look, attachment))
        save = button(_("Save a copy…"), "download-simple", "ghost")
        save.clicked.connect(partial(self._on_save, attachment))
        remove = button(_("Remove…"), "trash", "ghost")
        remove.clicked.connect(partial(self._on_remove, attachment, lines))
        parts = [row(sign, about, look, save, remove, spacing=px(8), wide=1)]
        viewable = attachment_view.can_be_shown(attachment.media_type, attachment.size)
        look.setVisible(viewable and not self._masked)
        remove.setVisible(editable)
        if not self._masked:
            parts += about_file(attachment)
        if not self._is_recording(attachment):
            parts.append(self._acquisition(attachment, editable=editable))
        if lines.known:
            parts.append(lines.line(attachment))
        attachment_card = card(*parts, spacing=px(6))
        attachment_card.setAccessibleName(self._named(attachment))
        return attachment_card

    def _closed_card(self, attachment: Attachment) -> QWidget:
        """Of level 4, which is closed to the officer: that it is there, and who knows more."""
        sign = label()
        sign.setPixmap(pixmap("lock-key", "text3", 22))
        when = isolated(format_datetime(attachment.added_at, language()))
        text = _(
            "Added by {officer}, {when}. Its name and contents are open to the assigned staff."
        ).format(officer=isolated(attachment.added_by), when=when)
        name = said_closed()
        about = column(label(name, "fieldLabel"), label(text, "muted", wrap=True), spacing=px(2))
        attachment_card = card(row(sign, about, spacing=px(8), wide=1))
        attachment_card.setAccessibleName(name)
        return attachment_card

    def _is_recording(self, attachment: Attachment) -> bool:
        """How a recording was made is known: the program made it."""
        recordings = self._services.session.recordings.of_case(attachment.case_id)
        return any(recording.id == attachment.id for recording in recordings)

    def _acquisition(self, attachment: Attachment, *, editable: bool) -> QWidget:
        known = attachment.acquisition is not None
        missing = "" if known else _("How it was acquired is not recorded.")
        text = _("Correct the acquisition record…") if known else _("Record the acquisition…")
        record = button(text, "fingerprint", "ghost")
        record.clicked.connect(partial(self._on_acquisition, attachment))
        line = row(label(missing, "muted", wrap=True), record, spacing=px(8), wide=0)
        record.setVisible(editable and not self._masked)
        return line

    def _named(self, attachment: Attachment) -> str:
        return MASK if self._masked else foreign(attachment.name)

    def _on_look(self, attachment: Attachment, _checked: bool = False) -> None:
        with errors_said(self._page) as attempt:
            opener = self._services.session.attachments.opener(attachment)
        if attempt.failed:
            return
        heard = heard_recording(self._services.session, attachment, opener)
        if heard is not None:
            attachment_view.show_recording(self._page, attachment.name, heard)
            return
        content = attachment_view.AttachmentContent(attachment.name, attachment.size, opener.open)
        attachment_view.show_attachment(self._services, self._page, content)

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
        with errors_said(page) as attempt:
            opener = self._services.session.attachments.opener(attachment)
        if attempt.failed:
            return
        task = partial(save_stream, path, opener.open, attachment.size)
        about = _("The copy is not saved yet")
        saved = wait_for(self._services.jobs, page, _("Saving a copy…"), task, about=about)
        if saved is not None:
            with errors_said(page):
                self._services.session.attachments.record_copy(attachment)
            say(page, _("Saved"), warning)

    def _on_remove(
        self, attachment: Attachment, lines: ExhibitLines, _checked: bool = False
    ) -> None:
        question = _("{name} will be destroyed and cannot be brought back. Remove it?").format(
            name=self._named(attachment)
        )
        if lines.has_row(attachment):
            warning = _(
                "Its row in the list of exhibits stays, and then has no file and no SHA-256."
            )
            question = f"{question}\n\n{warning}"
        if not ask(self._page, _("Remove the attachment"), question, _("Remove"), grave=True):
            return
        with errors_said(self._page):
            self._services.session.attachments.detach(self._case.id, attachment)
        self.changed.emit()
