"""Who works here: a card of the station page, with what a supervisor decides about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from tipdesk.cases.model import Officer
from tipdesk.desk.session.session import UnlockedKey
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import isolate, isolated
from tipdesk.texts.messages import role_label
from tipdesk.ui.setup.own_passphrase import renew_own_passphrase
from tipdesk.ui.station.new_colleague import ask_colleague
from tipdesk.ui.toolkit.cards import StationCard
from tipdesk.ui.toolkit.confirming import ask_key
from tipdesk.ui.toolkit.dialogs import ask, errors_said, say
from tipdesk.ui.toolkit.parts import button, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import MASK


class StaffCard(StationCard):
    """Who is enrolled here and who of them can sign; the officer's own passphrase."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Who works here"), parent)

    def lines(self) -> list[QWidget]:
        staff = self.services.session.staff
        made: list[QWidget] = [self._line(officer) for officer in staff.members()]
        renew = button(_("Change my passphrase…"), "password")
        renew.clicked.connect(self._on_renew)
        if not staff.may_change():
            return [*made, row(renew, 1)]
        add = button(_("Add a person…"), "user-plus")
        add.clicked.connect(self._on_add)
        return [*made, row(add, renew, 1)]

    # --- inside -----------------------------------------------------------------------------

    def _line(self, officer: Officer) -> QWidget:
        session = self.services.session
        who = column(
            label(MASK if self.masked else isolate(officer.name)),
            label(f"{isolated(officer.login)} • {role_label(officer.role)}", "muted"),
            spacing=0,
        )
        parts: list[QWidget] = [who, self._chip(officer)]
        if session.staff.may_change():
            more = self._more(officer)
            parts.append(more)
            if officer.login == session.officer.login:  # nobody removes themselves
                kept = more.sizePolicy()
                kept.setRetainSizeWhenHidden(True)  # the chips stand below each other
                more.setSizePolicy(kept)
                more.hide()
        return row(*parts, wide=0)

    def _chip(self, officer: Officer) -> QLabel:
        if officer.suspended:
            made = label(_("Suspended"), "chipwarn")
        elif self._signs(officer):
            made = label(_("Can sign"), "chipok")
        else:
            made = label(_("No certificate"), "chipgrey")
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        return made

    def _signs(self, officer: Officer) -> bool:
        standing = self.services.session.keys.certificate_state(officer.login).standing
        return standing is CertificateStanding.VALID

    def _more(self, officer: Officer) -> QPushButton:
        made = button("", "dots-three", "ghost")
        name = _("{name}: suspend or remove").format(name=isolate(officer.name))
        made.setAccessibleName(_("Suspend or remove") if self.masked else name)
        made.setToolTip(_("Suspend or remove"))
        made.clicked.connect(partial(self._on_more, officer, made))
        return made

    def _on_more(self, officer: Officer, below: QPushButton, _checked: bool = False) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if officer.suspended:
            back = menu.addAction(_("Let in again…"))
            back.triggered.connect(partial(self._on_reinstate, officer))
        else:
            out = menu.addAction(_("Suspend…"))
            out.triggered.connect(partial(self._on_suspend, officer))
        gone = menu.addAction(_("Take off the station…"))
        gone.triggered.connect(partial(self._on_remove, officer))
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _on_suspend(self, officer: Officer, _checked: bool = False) -> None:
        text = _(
            "{name} cannot open the vault until you let them in again. Files and drafts stay as "
            "they are. Whoever should never come back is removed instead: only that changes the "
            "vault's key."
        )
        if ask(self, _("Suspend this person?"), self._about(text, officer), _("Suspend")):
            self._decide(_("Suspend"), officer, self.services.session.staff.suspend)

    def _on_reinstate(self, officer: Officer, _checked: bool = False) -> None:
        text = _("{name} opens the vault again with the passphrase they had.")
        if ask(self, _("Let this person in again?"), self._about(text, officer), _("Let in")):
            self._decide(_("Let in"), officer, self.services.session.staff.reinstate)

    def _on_remove(self, officer: Officer, _checked: bool = False) -> None:
        text = _(
            "{name} never opens this vault again, and the vault gets another key. What they "
            "entered stays in the files, under their name. This cannot be taken back, and it does "
            "not call back what was copied before."
        )
        known = (*self._unrecorded(officer), *self._only_reader(officer))
        about = "\n".join((self._about(text, officer), *known))
        if not ask(self, _("Remove this person?"), about, _("Take off"), grave=True):
            return
        signed = self._signs(officer)
        if self._decide(_("Take off"), officer, self.services.session.staff.remove):
            more = _("Ask the authority to take the certificate back as well.") if signed else ""
            say(self.window(), _("Removed. The vault has another key now."), more)

    def _unrecorded(self, officer: Officer) -> Iterator[str]:
        """What is typed and no answer yet is handed on: in which files."""
        numbers = self.services.session.staff.unrecorded(officer.login)
        if numbers:
            text = _("Words that are no answer yet are handed on to you, in: {files}")
            yield text.format(files=" • ".join(isolated(number) for number in numbers))

    def _only_reader(self, officer: Officer) -> Iterator[str]:
        """What nobody else reads: in how many files."""
        count = len(self.services.session.staff.only_reader(officer.login))
        if count:
            text = ngettext(
                "What is restricted in {count} file is open to nobody else: it opens with the "
                "recovery sheet alone then. Let them name a colleague on it first.",
                "What is restricted in {count} files is open to nobody else: it opens with the "
                "recovery sheet alone then. Let them name a colleague on them first.",
                count,
            )
            yield text.format(count=isolated(str(count)))

    def _about(self, text: str, officer: Officer) -> str:
        known = isolated(officer.login) if self.masked else isolate(officer.name)
        return text.format(name=known)

    def _decide(self, deed: str, officer: Officer, act: Callable[[UnlockedKey, str], None]) -> bool:
        """Ask for the passphrase and do it; whether it was done."""
        session = self.services.session
        purpose = _("{deed}: {login}").format(deed=deed, login=isolated(officer.login))
        key = ask_key(self.services, session.officer, purpose, self)
        if key is None:
            return False
        done = False
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            with errors_said(self):
                act(key, officer.login)
                done = True
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.changed.emit()
        return done

    @Slot()
    def _on_add(self) -> None:
        if ask_colleague(self.services, self):
            self.changed.emit()

    @Slot()
    def _on_renew(self) -> None:
        renew_own_passphrase(self.services, self)
