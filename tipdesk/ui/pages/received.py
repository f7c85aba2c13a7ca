"""A received bundle, read only: its answers in words, its papers, its attachments."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from tipdesk.desk.receiving import ReceivedAttachment, ReceivedFile
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.chosen_files import choose_save_file, write_file
from tipdesk.ui.dialogs import say, show_error
from tipdesk.ui.parts import MARGIN, button, card, column, label, note, page_head, row, scrolled
from tipdesk.ui.preview import PdfPreview, print_pdf
from tipdesk.ui.services import Services
from tipdesk.ui.sizes import size_text

_SAVE_LIMIT = 256 * 1024 * 1024  # bytes that are saved in one piece


class ReceivedPage(QWidget):
    """Shows what the officer sent; nothing here can be changed."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._received: ReceivedFile | None = None
        self.setObjectName("page")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(MARGIN, 20, MARGIN, 14)
        self._shown: QWidget | None = None

    def load(self, received: ReceivedFile) -> None:
        """Show this bundle; it is closed when the page is left."""
        self.leave()
        self._received = received
        back = button(_("Back"), "arrow-left")
        back.clicked.connect(self._on_back)
        subtitle = _("File {number} • revision {revision} • read only").format(
            number=isolated(received.row.case_number), revision=isolated(str(received.row.revision))
        )
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._answers(received), _("Answers"))
        titles = {
            "notice": _("Notice"),
            "consent": _("Rights and consent"),
            "intake": _("Intake form"),
            "statement": _("Statement"),
            "cover": _("Cover"),
        }
        for document in received.documents:
            tabs.addTab(
                self._paper(received.document(document.name)),
                titles.get(document.name, document.name),
            )
        tabs.addTab(self._attachments(received), _("Attachments"))
        self._shown = column(page_head(_("Received file"), back, subtitle=subtitle), tabs)
        self._box.addWidget(self._shown)

    def _answers(self, received: ReceivedFile) -> QWidget:
        arabic = language() == "ar"
        parts: list[QWidget] = []
        by_section = groupby(
            received.record.answers, key=lambda one: one.section if arabic else one.section_en
        )
        for section, answers in by_section:
            lines: list[QWidget] = [label(section, "h2")]
            for answer in answers:
                title = answer.label if arabic else answer.label_en
                lines.append(label(title, "fieldLabel", wrap=True))
                lines.append(label(answer.shown if arabic else answer.shown_en, wrap=True))
            parts.append(card(*lines, spacing=4))
        if received.record.withheld:
            stays: list[QWidget] = [label(_("Withheld, named without their values"), "h2")]
            stays += [label(name, wrap=True) for name in received.record.withheld]
            parts.append(card(*stays, spacing=4))
        if received.record.withheld_level4:
            count = received.record.withheld_level4
            text = ngettext(
                "{count} restricted answer was withheld.",
                "{count} restricted answers were withheld.",
                count,
            ).format(count=isolated(str(count)))
            parts.append(note(text))
        if not parts:
            parts.append(note(_("The record holds no answers that may be shown here.")))
        return scrolled(column(*parts, 1), width=900)

    def _paper(self, pdf: bytes) -> QWidget:
        preview = PdfPreview()
        preview.show_pdf(pdf)
        printing = button(_("Print"), "printer")
        printing.clicked.connect(lambda: print_pdf(pdf, "tipdesk", self))
        return column(row(1, printing), preview)

    def _attachments(self, received: ReceivedFile) -> QWidget:
        if not received.attachments:
            return column(note(_("No attachments were sent.")), 1)
        lines: list[QWidget | int] = []
        for attachment in received.attachments:
            save = button(_("Save a copy…"), "download-simple")
            save.clicked.connect(lambda _c=False, one=attachment: self._on_save(one))
            name = label(isolated(attachment.original_name), wrap=True)
            size = label(size_text(attachment.size), "muted")
            lines.append(card(row(name, 1, size, save)))
        return scrolled(column(*lines, 1), width=900)

    def _on_save(self, attachment: ReceivedAttachment) -> None:
        if self._received is None:
            return
        # The name came with the bundle: only its last, cleaned part is suggested.
        suggested = attachment.path.rpartition("/")[2]
        path = choose_save_file(self, _("Save a copy"), suggested, "")
        if path is None:
            return
        try:
            with self._received.open(attachment) as source:
                write_file(path, source.read(_SAVE_LIMIT))
        except TipdeskError as error:
            show_error(self, error)
            return
        say(self, _("Saved"), _("The copy is not encrypted. Keep it where only you can open it."))

    def _on_back(self) -> None:
        self.leave()
        self.left.emit()

    def leave(self) -> None:
        """Close the bundle and take it off the screen."""
        if self._shown is not None:
            self._box.removeWidget(self._shown)
            self._shown.deleteLater()
            self._shown = None
        if self._received is not None:
            self._received.close()
            self._received = None
