"""A lost station comes back from a stick, before there is a vault here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.shares import OpenedShare
from tipdesk.desk.upkeep.restoring import (
    FoundBackup,
    OpenedBackup,
    Way,
    by_shares,
    find_backups,
    known_logins,
    open_backup,
    restore_station,
)
from tipdesk.i18n.catalogue import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.restore_steps import WhatStep, WhichStep, WhoStep, missing_text
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.dialogs import ask, say
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.waiting import wait_for
from tipdesk.ui.toolkit.wizard import WizardFrame

_WHICH, _WHO, _WHAT = range(3)  # steps


class RestorePage(QWidget):
    """Three steps; nothing is written before the last one has ended well."""

    finished = Signal(str)  # the login that unlocks first
    recovered = Signal(object)  # the key of recovery words or shares, for Session.open
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._opened: OpenedBackup | None = None
        self._which, self._who, self._what = WhichStep(), WhoStep(services), WhatStep()
        steps = (self._which, self._who, self._what)
        titles = [_("Backup"), _("Opening"), _("Restoring")]
        self._frame = WizardFrame(_("Restoring a station"), titles, steps)
        self.setObjectName("page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)
        self._which.choose.clicked.connect(self._on_choose)
        self._which.found.currentIndexChanged.connect(self._show_ready)
        self._who.passphrase.submitted.connect(self._on_next)
        self._who.changed.connect(self._show_ready)
        self._who.given.connect(self._on_shares)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        QShortcut(QKeySequence("Ctrl+Return"), self._who.words, self._frame.next.click)

    def load(self) -> None:
        """Begin at the first step."""
        self._show(_WHICH)

    def take(self, folder: Path) -> None:
        """Offer the backups in `folder`, or say why there is none."""
        found: tuple[FoundBackup, ...] = ()
        said = ""
        try:
            found = find_backups(folder)
        except TipdeskError as error:
            words = sentence(error)
            said = f"{words.what} {words.next_step}"
        self._which.show_found(found)
        self._say(said)
        if found:
            self._frame.next.setFocus()

    # --- the steps --------------------------------------------------------------------------

    def _show(self, step: int) -> None:
        self._frame.steps.setCurrentIndex(step)
        self._frame.strip.set_current(step)
        texts = {_WHO: _("Open and check"), _WHAT: _("Restore the station")}
        self._frame.next.setText(texts.get(step, _("Next")))
        self._frame.next.setAccessibleName(self._frame.next.text())
        self._say("")
        self._show_ready()
        first = (self._which, self._who.first(), self._frame.next)
        first[step].setFocus()

    @Slot()
    def _show_ready(self) -> None:
        step = self._frame.steps.currentIndex()
        ready = step != _WHICH or self._which.chosen() is not None
        self._frame.next.setEnabled(ready)
        # Two shares go on by themselves: their own button checks them one by one.
        self._frame.next.setVisible(step != _WHO or not self._who.by_shares)

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("Choose the stick or its folder"))
        if folder is not None:
            self.take(folder)

    @Slot()
    def _on_back(self) -> None:
        self._wipe()
        self._who.clear()
        step = self._frame.steps.currentIndex()
        if step == _WHICH:
            self.left.emit()
        else:
            self._show(step - 1)

    @Slot()
    def _on_next(self) -> None:
        found = self._which.chosen()
        if found is None:
            return
        step = self._frame.steps.currentIndex()
        if step == _WHICH:
            self._ask_who(found)
        elif step == _WHO:
            way = self._who.how()
            if way is None:
                self._say(self._who.missing())
                self._who.first().setFocus()
            else:
                self._open(found, way)
        else:
            self._restore()

    def _ask_who(self, found: FoundBackup) -> None:
        try:
            self._who.show_backup(found.folder, known_logins(found.folder))
        except TipdeskError as error:
            words = sentence(error)
            self._say(f"{words.what} {words.next_step}")
            return
        self._show(_WHO)

    @Slot(object, object)
    def _on_shares(self, one: OpenedShare, other: OpenedShare) -> None:
        found = self._which.chosen()
        if found is not None:
            self._open(found, by_shares(one, other))
        one.wipe()
        other.wipe()

    def _open(self, found: FoundBackup, way: Way) -> None:
        task = partial(open_backup, found, way)
        opened = wait_for(self._services.jobs, self, _("Reading the whole backup"), task)
        if opened is None:
            self._who.again()
            return
        self._who.clear()
        self._opened = opened
        self._what.show_opened(opened)
        self._show(_WHAT)

    def _restore(self) -> None:
        opened = self._opened
        if opened is None or not (opened.missing == 0 or self._without(opened)):
            return
        services = self._services
        task = partial(restore_station, opened, services.vault_dir, services.clock)
        login = wait_for(services.jobs, self, _("Restoring a station"), task)
        if login is None:
            return
        follows = _("It opens with the passphrases from the day of the backup.")
        if opened.key.recovered:
            follows = _("Now somebody gets a new passphrase, and the vault a new recovery sheet.")
        say(self, _("The station is restored"), follows)
        if opened.key.recovered:  # nobody's passphrase is at hand: new ones follow at once
            self._opened = None
            self.recovered.emit(opened.key)
        else:
            self._wipe()
            self.finished.emit(login)

    def _without(self, opened: OpenedBackup) -> bool:
        title = _("Restore the station without them?")
        return ask(self, title, missing_text(opened.missing), _("Restore the station"), grave=True)

    def _wipe(self) -> None:
        if self._opened is not None:
            self._opened.wipe()
            self._opened = None

    def _say(self, text: str) -> None:
        self._frame.problem.setText(text)
        self._frame.problem.setVisible(bool(text))
