"""The first page: where the authority lies, and the passphrase of its clerk."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tipdesk import __version__
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.authority.clerk import ClerkSession, is_authority, may_found, open_folder
from tipdesk.i18n.text import _, in_one_line, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.parts import button, card, column, label, labelled, row, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px

_WIDTH = 520  # at 100 %


class AuthorityOpening(QWidget):
    """Opens the authority's folder in a job."""

    opened = Signal(object)  # ClerkSession
    founding_asked = Signal()

    def __init__(self, services: Services, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.folder = folder
        self._build()
        self._open.clicked.connect(self._on_open)
        self._passphrase.submitted.connect(self._on_open)
        self._choose.clicked.connect(self._on_choose)
        self._set_up.clicked.connect(self.founding_asked)

    def _build(self) -> None:
        self.setObjectName("page")
        picture, title = label(), label(_("Certification authority"), "h1")
        picture.setPixmap(pixmap("seal-check", "primary", 44))
        explained = label(
            _("Its keys are encrypted in its folder. The clerk's passphrase opens them."),
            "muted",
            wrap=True,
        )
        for part in (picture, title, explained):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place, self._hint = label("", wrap=True), label("", "muted", wrap=True)
        self._choose = button(_("Choose another folder…"), "folder-open")
        self._passphrase = PassphraseField()
        self._problem = label("", "error", wrap=True)
        self._open = button(_("Open the certification authority"), style="primary")
        self._set_up = button(_("Set up a new certification authority…"), style="ghost")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        where = column(label(_("Its folder"), "fieldLabel"), self._place, self._hint, spacing=px(4))
        frame = card(
            picture,
            title,
            explained,
            where,
            row(self._choose, 1),
            column(
                labelled(_("Passphrase of the clerk"), self._passphrase),
                self._problem,
                spacing=px(4),
            ),
            self._open,
            row(1, self._set_up, 1),
            self._busy,
            spacing=px(12),
        )
        frame.setFixedWidth(px(_WIDTH))
        works = _("Version {version} • works without any network")
        version = label(works.format(version=isolated(__version__)), "muted")
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(2)
        box.addWidget(row(1, frame, 1))
        box.addStretch(2)
        box.addWidget(version, 0, Qt.AlignmentFlag.AlignCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(middle))

    def load(self, notice: str = "") -> None:
        """Ask for the passphrase; `notice` is what has to be known first."""
        self._passphrase.clear()
        self._set_busy(False)
        self._say(notice)
        self._show_place()

    def _show_place(self) -> None:
        here = is_authority(self.folder)
        self._place.setText(isolated(in_one_line(str(self.folder))))
        self._hint.setText(
            ""
            if here
            else _("No certification authority is there. Choose its folder, or set up a new one.")
        )
        self._hint.setVisible(not here)
        self._open.setEnabled(here)
        self._passphrase.setEnabled(here)
        (self._passphrase if here else self._first_deed()).setFocus()

    def _first_deed(self) -> QWidget:
        """Where no authority is: setting one up, unless something else fills the folder."""
        return self._set_up if may_found(self.folder) else self._choose

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("The certification authority's folder"))
        if folder is not None:
            self.folder = folder
            self.load()

    @Slot()
    def _on_open(self) -> None:
        typed = self._passphrase.text()
        if not typed or not self._open.isEnabled():
            return
        self._say("")
        self._set_busy(True)
        self._services.jobs.run(
            partial(open_folder, self.folder, typed, self._services.clock),
            done=self._on_opened,
            failed=self._on_failed,
            unwanted=ClerkSession.close,
        )

    def _on_opened(self, session: ClerkSession) -> None:
        self.load()
        self.opened.emit(session)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        words = sentence(error)
        self._say(f"{words.what} {words.next_step}")
        self._passphrase.select_all()
        self._passphrase.setFocus()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._choose, self._passphrase, self._open, self._set_up):
            part.setEnabled(not busy)
