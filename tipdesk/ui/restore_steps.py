"""The steps of restoring a station: which backup, whose passphrase, what it holds."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from tipdesk.desk.restoring import FoundBackup, OpenedBackup
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.facts import Value, facts, foreign
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, card, clear, label, labelled, note, row
from tipdesk.ui.setup_steps import Step
from tipdesk.ui.widgets.combo_editor import CalmCombo
from tipdesk.ui.widgets.passphrase import PassphraseField


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
    """Whose passphrase opens it."""

    def __init__(self) -> None:
        super().__init__(_("Who opens it?"))
        self.login = CalmCombo()
        self.passphrase = PassphraseField()
        hint = _("The passphrase from the day of the backup. Then every file on it is read.")
        self.box.addWidget(
            card(
                labelled(_("Your code"), self.login),
                labelled(_("Passphrase"), self.passphrase),
                label(hint, "muted", wrap=True),
                spacing=px(16),
            )
        )
        self.box.addStretch(1)

    def show_logins(self, logins: tuple[str, ...]) -> None:
        """Offer who worked there."""
        self.login.clear()
        for login in logins:
            self.login.addItem(isolated(login), login)
        self.login.setCurrentIndex(0)
        self.passphrase.clear()


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
