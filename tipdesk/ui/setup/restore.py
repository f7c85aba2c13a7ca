"""A lost station comes back from a USB drive, before there is a vault here.

Its steps are which backup, what opens it, and what it holds.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.locked_vault import has_shares
from tipdesk.desk.station.shares import OpenedShare
from tipdesk.desk.upkeep import restoring
from tipdesk.i18n.text import _, foreign, format_datetime, isolate, isolated, language, ngettext
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.two_shares import RecoveryWords, TwoShares
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.dialogs import ask, say
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, card, clear, column, label, labelled, note, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import WizardFrame, WizardStep

# --- steps ------------------------------------------------------------------------------------


_PASSPHRASE, _WORDS, _SHARES = "passphrase", "words", "shares"


class WhichStep(WizardStep):
    """The folder, and which of its backups."""

    def __init__(self) -> None:
        super().__init__(_("Which backup?"))
        self.choose = button(_("Choose the USB drive or its folder…"), "folder-open")
        self.backups = CalmCombo()
        self.backups.setPlaceholderText(_("No backup chosen yet"))
        text = _(
            "For a new computer, or one that lost its data: the station comes back as "
            "it was when the backup was made. What was entered later is not in it."
        )
        self.box.addWidget(note(text))
        self.box.addWidget(
            card(row(self.choose, 1), labelled(_("Backup"), self.backups), spacing=px(16))
        )
        self.box.addStretch(1)
        self.setFocusProxy(self.choose)

    def show_found(self, backups: tuple[restoring.FoundBackup, ...]) -> None:
        """Offer what lies there; the newest is chosen."""
        self.backups.clear()
        for backup in backups:
            self.backups.addItem(foreign(backup.folder.name), backup)
        self.backups.setCurrentIndex(0 if backups else -1)

    def chosen(self) -> restoring.FoundBackup | None:
        """The chosen one."""
        backup: restoring.FoundBackup | None = self.backups.currentData()
        return backup


class WhoStep(WizardStep):
    """Whose passphrase opens it, or the recovery words, or two recovery shares."""

    changed = Signal()  # another kind of key, or other words
    given = Signal(object, object)  # two shares

    def __init__(self, services: Services) -> None:
        super().__init__(_("Who opens it?"))
        self._folder = Path()
        self.key_kind = CalmCombo()
        self.login = CalmCombo()
        self.login.setPlaceholderText(_("Choose your code"))
        self.passphrase = PassphraseField()
        self.words = RecoveryWords()
        self.shares = TwoShares(services, lambda: self._folder, counts=False)
        self._counted = label("", "muted")
        hint = _("The passphrase from the day of the backup. Then every file on it is read.")
        words = labelled(
            _("The 24 words of the recovery sheet"),
            self.words,
            _("The sheet that was valid on the day of the backup. The use is recorded."),
        )
        by_login = column(
            labelled(_("Your code"), self.login),
            labelled(_("Passphrase"), self.passphrase),
            label(hint, "muted", wrap=True),
            spacing=px(16),
        )
        self._fields = (by_login, column(words, self._counted, spacing=px(4)), self.shares)
        self.box.addWidget(
            card(labelled(_("Opened with"), self.key_kind), *self._fields, spacing=px(16))
        )
        self.box.addStretch(1)
        self.key_kind.currentIndexChanged.connect(self._on_key_kind)
        self.words.textChanged.connect(self._on_words)
        self.shares.given.connect(self.given)

    def show_backup(self, folder: Path, logins: tuple[str, ...]) -> None:
        """Offer who worked there, and what else opens it."""
        self._folder = folder
        self.clear()
        self.login.clear()
        for login in logins:
            self.login.addItem(isolated(login), login)
        self.login.choose(None)
        self.key_kind.clear()
        self.key_kind.addItem(_("a passphrase"), _PASSPHRASE)
        self.key_kind.addItem(_("the recovery words"), _WORDS)
        if has_shares(folder):
            self.key_kind.addItem(_("two recovery shares"), _SHARES)
        self.key_kind.setCurrentIndex(0)

    @property
    def by_shares(self) -> bool:
        """Whether two shares are asked for, which go on by themselves."""
        return bool(self.key_kind.currentData() == _SHARES)

    def how(self) -> restoring.Unlock | None:
        """How the backup is to be opened; None: something is still missing."""
        if self.key_kind.currentData() == _WORDS:
            return restoring.by_words(self.words.toPlainText()) if self.words.whole else None
        login, typed = self.login.currentData(), self.passphrase.text()
        return restoring.by_passphrase(login, typed) if login and typed else None

    def missing(self) -> str:
        """What has to be chosen first; '' for nothing."""
        by_login = self.key_kind.currentData() == _PASSPHRASE
        return _("Choose your code first.") if by_login and not self.login.currentData() else ""

    def first(self) -> QWidget:
        """Where the typing begins."""
        by_login = self.passphrase if self.login.currentData() else self.login
        return {_WORDS: self.words, _SHARES: self.shares}.get(self.key_kind.currentData(), by_login)

    def again(self) -> None:
        """It did not open: what was typed can be corrected."""
        if self.by_shares:
            self.shares.load()
        self.passphrase.select_all()
        self.first().setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self.passphrase.clear()
        self.words.clear()
        self.shares.wipe()

    @Slot()
    def _on_key_kind(self) -> None:
        at = self.key_kind.currentIndex()
        for number, part in enumerate(self._fields):
            part.setVisible(number == at)
        self.clear()
        self.shares.load()
        self._on_words()
        if self.key_kind.hasFocus():
            return
        self.first().setFocus()

    @Slot()
    def _on_words(self) -> None:
        self._counted.setText(self.words.counted())
        self.changed.emit()


class WhatStep(WizardStep):
    """What it is."""

    def __init__(self) -> None:
        super().__init__(_("Is this the one?"))
        self._facts = QVBoxLayout()
        self.box.addLayout(self._facts)
        self.box.addStretch(1)

    def show_opened(self, opened: restoring.OpenedBackup) -> None:
        """Station, date, how much it holds, what is missing."""
        clear(self._facts)
        proof = opened.proof
        made_at = isolated(format_datetime(opened.made_at, language()))
        lines: list[tuple[str, Value]] = [
            (_("Unit"), isolate(opened.station.unit)),
            (_("Station code"), isolated(opened.station.code)),
            (_("Made at"), made_at),
            (_("Files"), isolated(str(proof.cases or proof.received))),
            (_("Attachments"), isolated(str(opened.attachments))),
        ]
        self._facts.addWidget(card(facts(lines)))
        if opened.missing:
            self._facts.addWidget(note(missing_text(opened.missing), "notewarn"))
        else:
            self._facts.addWidget(note(_("Every file of it was read and is whole."), "noteok"))


def missing_text(count: int) -> str:
    """What will be missing after the restoration."""
    return ngettext(
        "{count} attachment is damaged and cannot be restored. An older backup shares "
        "it; another USB drive may hold it whole.",
        "{count} attachments are damaged and cannot be restored. Older backups share "
        "them; another USB drive may hold them whole.",
        count,
    ).format(count=isolated(str(count)))


_WHICH, _WHO, _WHAT = range(3)  # steps


class RestorePage(QWidget):
    """Three steps; nothing is written before the last one has ended well."""

    finished = Signal(str)  # the login that unlocks first
    recovered = Signal(object)  # the key of recovery words or shares, for Session.open
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._opened: restoring.OpenedBackup | None = None
        self._which, self._who, self._what = WhichStep(), WhoStep(services), WhatStep()
        steps = (self._which, self._who, self._what)
        titles = [_("Backup"), _("Opening"), _("Restoring")]
        self._frame = WizardFrame(_("Restoring a station"), titles, steps)
        self.setObjectName("page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)
        self._which.choose.clicked.connect(self._on_choose)
        self._which.backups.currentIndexChanged.connect(self._show_ready)
        self._who.passphrase.submitted.connect(self._on_next)
        self._who.changed.connect(self._show_ready)
        self._who.given.connect(self._on_shares)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        QShortcut(shortcut_of(keys.AGREE), self._who.words, self._frame.next.click)

    def load(self) -> None:
        """Begin at the first step."""
        self._show(_WHICH)

    def take(self, folder: Path) -> None:
        """Offer the backups in `folder`, or say why there is none."""
        backups: tuple[restoring.FoundBackup, ...] = ()
        problem = ""
        try:
            backups = restoring.find_backups(folder)
        except TipdeskError as error:
            words = sentence(error)
            problem = f"{words.what} {words.next_step}"
        self._which.show_found(backups)
        self._say(problem)
        if backups:
            self._frame.next.setFocus()

    # --- the steps --------------------------------------------------------------------------

    def _show(self, step: int) -> None:
        self._frame.steps.setCurrentIndex(step)
        self._frame.strip.set_current(step)
        texts = {_WHO: _("Open and verify"), _WHAT: _("Restore the station")}
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
        folder = choose_folder(self, _("Choose the USB drive or its folder"))
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
        backup = self._which.chosen()
        if backup is None:
            return
        step = self._frame.steps.currentIndex()
        if step == _WHICH:
            self._ask_who(backup)
        elif step == _WHO:
            unlock = self._who.how()
            if unlock is None:
                self._say(self._who.missing())
                self._who.first().setFocus()
            else:
                self._open(backup, unlock)
        else:
            self._restore()

    def _ask_who(self, backup: restoring.FoundBackup) -> None:
        try:
            self._who.show_backup(backup.folder, restoring.known_logins(backup.folder))
        except TipdeskError as error:
            words = sentence(error)
            self._say(f"{words.what} {words.next_step}")
            return
        self._show(_WHO)

    @Slot(object, object)
    def _on_shares(self, first: OpenedShare, second: OpenedShare) -> None:
        backup = self._which.chosen()
        if backup is not None:
            self._open(backup, restoring.by_shares(first, second))
        first.wipe()
        second.wipe()

    def _open(self, backup: restoring.FoundBackup, unlock: restoring.Unlock) -> None:
        task = partial(restoring.open_backup, backup, unlock)
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
        task = partial(restoring.restore_station, opened, services.vault_dir, services.clock)
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

    def _without(self, opened: restoring.OpenedBackup) -> bool:
        title = _("Restore the station without them?")
        return ask(self, title, missing_text(opened.missing), _("Restore the station"), grave=True)

    def _wipe(self) -> None:
        if self._opened is not None:
            self._opened.wipe()
            self._opened = None

    def _say(self, text: str) -> None:
        self._frame.problem.setText(text)
        self._frame.problem.setVisible(bool(text))
