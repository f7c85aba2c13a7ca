"""The program on this computer: its version, and an update from a USB drive.

What an update says of itself is shown once maker and agency vouch for it: who signed, from which
version to which, what changes. A backup is offered first. Installing locks the vault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from tipdesk import __version__
from tipdesk.bundle.update.update_file import SUFFIX
from tipdesk.core.errors import UpdateRefused
from tipdesk.core.installation import Kind
from tipdesk.desk.update import wording
from tipdesk.desk.update.installing import save_package
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.station.backup import last_text
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import Strip, button, column, label, note, row, text_area
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

UPDATES = f"tipdesk (*{SUFFIX})"
_CHANGES = 110  # height of the list at 100 %


class UpdateCard(StationCard):
    """Which program this is, and how it is updated."""

    install_asked = Signal(object)  # OpenedUpdate, noted as begun; whoever takes it closes it

    def __init__(
        self, services: Services, back_up: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        """`back_up` makes a backup."""
        super().__init__(services, _("Program"), parent)
        self._back_up = back_up

    def lines(self) -> list[QWidget]:
        updates = self.services.session.updates
        version = _("Version {version}").format(version=isolated(__version__))
        lines: list[QWidget] = [label(version)]
        try:
            takes, newest = updates.takes_updates(), updates.newest()
        except UpdateRefused as error:
            message = sentence(error)
            return [*lines, note(f"{message.what} {message.next_step}", "notedanger")]
        if not takes:
            return [*lines, label(_no_updates(), "muted", wrap=True)]
        go = button(_("Update from a USB drive…"), "download-simple")
        go.clicked.connect(self._on_update)
        now = self.services.clock()
        return [
            *lines,
            label(wording.age(newest, now), "muted", wrap=True),
            label(_how(updates.installation.kind), "muted", wrap=True),
            row(go, 1),
        ]

    @Slot()
    def _on_update(self) -> None:
        path = choose_file(self, _("Update from a USB drive"), UPDATES)
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Look into an update, say what it is, and let it be installed."""
        session, jobs = self.services.session, self.services.jobs
        opened: OpenedUpdate | None = None
        with errors_said(self) as attempt:
            task = partial(look_into, session.updates.plan(path))
            opened = wait_for(jobs, self, _("The update is being verified…"), task)
            if opened is not None and self.services.open_session is session:
                session.updates.record_seen(opened.verdict)
        if opened is None:
            return
        handed_over = False
        try:
            if not attempt.failed and self.services.open_session is session:
                handed_over = self._offer(opened)
        finally:
            if not handed_over:
                opened.close()
        if not handed_over and self.services.open_session is session:
            self.changed.emit()

    def _offer(self, opened: OpenedUpdate) -> bool:
        """Whether it was handed on to be installed."""
        if not opened.verdict.accepted:
            message = wording.refused(opened.verdict)
            say(self, message.what, message.next_step, done=False)
            return False
        session = self.services.session
        offer = _Offer(opened, self.services, self._back_up, self)
        agreed = offer.exec() == QDialog.DialogCode.Accepted
        offer.deleteLater()
        if not agreed or self.services.open_session is not session:
            return False
        if opened.installation.base is None:
            self._save(opened)
            return False
        if not self._begin(opened):
            return False
        self.install_asked.emit(opened)
        return True

    def _begin(self, opened: OpenedUpdate) -> bool:
        """Whether it was entered that this update begins."""
        with errors_said(self) as attempt:
            self.services.session.updates.record_begun(opened.verdict)
        return not attempt.failed

    def _save(self, opened: OpenedUpdate) -> None:
        """Give the package to whoever administers this computer."""
        session = self.services.session
        folder = choose_folder(self, _("Save the package for the administrator"))
        if folder is None or self.services.open_session is not session or not self._begin(opened):
            return
        task = partial(save_package, opened, folder)
        path = wait_for(self.services.jobs, self, _("The package is being saved…"), task)
        release = opened.verdict.release
        if path is not None and release is not None:
            say(self, _("The package is saved."), wording.for_administrator(path, release))


class _Offer(Dialog):
    """Who signed it, what changes, and what will happen."""

    def __init__(
        self,
        opened: OpenedUpdate,
        services: Services,
        back_up: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, _("Update"), Shape(least_width=720, spacing=10, fits=True))
        self._services, self._back_up = services, back_up
        verdict, kind = opened.verdict, opened.installation.kind
        self.add_heading(wording.way(verdict, __version__), wrap=True)
        signers = [label(line, wrap=True) for line in wording.signers(verdict)]
        self.box.addWidget(column(*signers, spacing=px(2)))
        changes = text_area(_CHANGES)
        changes.setReadOnly(True)
        changes.setAccessibleName(_("What changes"))
        changes.setPlainText("\n".join(f"• {line}" for line in wording.changes(verdict)))
        self.box.addWidget(label(_("What changes"), "h3"))
        self.box.addWidget(changes, 1)
        for caution in wording.cautions(verdict):
            self.box.addWidget(Strip(caution, kind="notewarn"))
        self._backup: QLabel = label("", wrap=True)
        happens = label(_what_happens(kind), "muted", wrap=True)
        self.box.addWidget(column(self._backup, happens, spacing=px(4)))
        cancel = button(_("Cancel"))
        save = button(_("Make a backup first…"), "floppy-disk")
        go = button(_go_on(kind), style="primary")
        go.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self._on_backup)
        go.clicked.connect(self.accept)
        self.add_buttons(cancel, save, 1, go)
        self._show_backup()
        go.setFocus()

    def _show_backup(self) -> None:
        self._backup.setText(last_text(self._services.session.backups.last()))

    @Slot()
    def _on_backup(self) -> None:
        session = self._services.session
        self._back_up()
        if self._services.open_session is session:
            self._show_backup()


def _no_updates() -> str:
    return _(
        "This build of the program takes no updates from a USB drive. A new version is installed"
        " with its own installer; the vault stays as it is."
    )


def _how(kind: Kind) -> str:
    if kind in (Kind.WINDOWS, Kind.LINUX):
        return _(
            "An update comes as a file on a USB drive, signed by the program's maker and by the"
            " agency. The vault is locked for it."
        )
    if kind is Kind.DEBIAN:
        return _(
            "The program was installed for everybody on this computer. An update is verified here;"
            " its administrator installs it."
        )
    return _(
        "This program was not installed for this user. An update is verified here, and its package"
        " can be saved."
    )


def _what_happens(kind: Kind) -> str:
    if kind in (Kind.WINDOWS, Kind.LINUX):
        return _(
            "The vault is locked, and the new version is installed beside this one. It starts from"
            " then on. This version stays until the new one has opened the vault."
        )
    return _(
        "The package is saved where you choose. Whoever administers this computer installs it;"
        " nothing changes before."
    )


def _go_on(kind: Kind) -> str:
    if kind in (Kind.WINDOWS, Kind.LINUX):
        return _("Lock and install")
    return _("Save the package…")


def updated_text(before: str) -> str:
    """What is said after the first unlocking with another version."""
    return isolate(
        _("From version {old} to version {new}. The files are as they were.").format(
            old=isolated(before), new=isolated(__version__)
        )
    )
