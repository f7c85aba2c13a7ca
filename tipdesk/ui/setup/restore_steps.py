"""The steps of restoring a station: which backup, what opens it, what it holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.desk.station.shares import has_shares
from tipdesk.desk.upkeep.restoring import FoundBackup, OpenedBackup, Way, by_passphrase, by_words
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.setup.recovery_words import RecoveryWords
from tipdesk.ui.setup.setup_steps import Step
from tipdesk.ui.setup.two_shares import TwoShares
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.facts import Value, facts, foreign
from tipdesk.ui.toolkit.parts import button, card, clear, column, label, labelled, note, row
from tipdesk.ui.toolkit.passphrase import PassphraseField
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_PASSPHRASE, _WORDS, _SHARES = "passphrase", "words", "shares"


class WhichStep(Step):
    """The folder, and which of its backups."""

    def __init__(self) -> None:
        super().__init__(_("Which backup?"))
        self.choose = button(_("Choose the stick or its folder…"), "folder-open")
        self.found = CalmCombo()
        self.found.setPlaceholderText(_("No backup chosen yet"))
        text = _(
            "For a new computer, or one that lost its data: the station comes back as it stood "
            "when the backup was made. What was entered later is not in it."
        )
        self.box.addWidget(note(text))
        self.box.addWidget(
            card(row(self.choose, 1), labelled(_("Backup"), self.found), spacing=px(16))
        )
        self.box.addStretch(1)
        self.setFocusProxy(self.choose)

    def show_found(self, found: tuple[FoundBackup, ...]) -> None:
        """Offer what lies there; the newest is chosen."""
        self.found.clear()
        for one in found:
            self.found.addItem(foreign(one.folder.name), one)
        self.found.setCurrentIndex(0 if found else -1)

    def chosen(self) -> FoundBackup | None:
        """The chosen one."""
        found: FoundBackup | None = self.found.currentData()
        return found


class WhoStep(Step):
    """Whose passphrase opens it, or the recovery words, or two recovery shares."""

    changed = Signal()  # another way, or other words
    given = Signal(object, object)  # two shares

    def __init__(self, services: Services) -> None:
        super().__init__(_("Who opens it?"))
        self._folder = Path()
        self.way = CalmCombo()
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
        self._ways = (by_login, column(words, self._counted, spacing=px(4)), self.shares)
        self.box.addWidget(card(labelled(_("Opened with"), self.way), *self._ways, spacing=px(16)))
        self.box.addStretch(1)
        self.way.currentIndexChanged.connect(self._on_way)
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
        self.way.clear()
        self.way.addItem(_("a passphrase"), _PASSPHRASE)
        self.way.addItem(_("the recovery words"), _WORDS)
        if has_shares(folder):
            self.way.addItem(_("two recovery shares"), _SHARES)
        self.way.setCurrentIndex(0)

    @property
    def by_shares(self) -> bool:
        """Whether two shares are asked for, which go on by themselves."""
        return bool(self.way.currentData() == _SHARES)

    def how(self) -> Way | None:
        """How the backup is to be opened; None: something is still missing."""
        if self.way.currentData() == _WORDS:
            return by_words(self.words.toPlainText()) if self.words.whole else None
        login, typed = self.login.currentData(), self.passphrase.text()
        return by_passphrase(login, typed) if login and typed else None

    def missing(self) -> str:
        """What has to be chosen first; '' for nothing."""
        by_login = self.way.currentData() == _PASSPHRASE
        return _("Choose your code first.") if by_login and not self.login.currentData() else ""

    def first(self) -> QWidget:
        """Where the typing begins."""
        by_login = self.passphrase if self.login.currentData() else self.login
        return {_WORDS: self.words, _SHARES: self.shares}.get(self.way.currentData(), by_login)

    def again(self) -> None:
        """It did not open: what was typed can be mended."""
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
    def _on_way(self) -> None:
        at = self.way.currentIndex()
        for number, part in enumerate(self._ways):
            part.setVisible(number == at)
        self.clear()
        self.shares.load()
        self._on_words()
        if self.way.hasFocus():
            return
        self.first().setFocus()

    @Slot()
    def _on_words(self) -> None:
        self._counted.setText(self.words.counted())
        self.changed.emit()


class WhatStep(Step):
    """What it is."""

    def __init__(self) -> None:
        super().__init__(_("Is this the one?"))
        self._told = QVBoxLayout()
        self.box.addLayout(self._told)
        self.box.addStretch(1)

    def show_opened(self, opened: OpenedBackup) -> None:
        """Station, date, how much it holds, what is missing."""
        clear(self._told)
        proof = opened.proof
        made_at = isolated(format_datetime(opened.made_at, language()))
        lines: list[tuple[str, Value]] = [
            (_("Unit"), isolate(opened.station.unit)),
            (_("Station code"), isolated(opened.station.code)),
            (_("Made at"), made_at),
            (_("Files"), isolated(str(proof.cases or proof.received))),
            (_("Attachments"), isolated(str(opened.attachments))),
        ]
        self._told.addWidget(card(facts(lines)))
        if opened.missing:
            self._told.addWidget(note(missing_text(opened.missing), "notewarn"))
        else:
            self._told.addWidget(note(_("Every file of it was read and is whole."), "noteok"))


def missing_text(count: int) -> str:
    """What will be missing after the restoration."""
    return ngettext(
        "{count} attachment is damaged and cannot be restored. An older backup shares it; another "
        "stick may hold it whole.",
        "{count} attachments are damaged and cannot be restored. Older backups share them; another "
        "stick may hold them whole.",
        count,
    ).format(count=isolated(str(count)))
