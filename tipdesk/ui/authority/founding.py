"""A new certification authority: the agency, its clerk, the second person, and the 40 digits."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tipdesk.bundle.certifying.signatory import Founder
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.authority.clerk import ClerkSession, may_found, set_up
from tipdesk.desk.station.setup import same_passphrase
from tipdesk.desk.station.signing_and_trust import is_service_number
from tipdesk.i18n.text import _, ascii_digits, clean, in_one_line, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.setup.steps import name_too_long
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import button, card, column, label, labelled, note, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import WizardFrame, WizardStep

_LONGEST_AGENCY = 100


class AgencyStep(WizardStep):
    """Whose authority it is, and where it lies."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("Whose certification authority is it?"), parent)
        self.folder = folder
        self.agency = TextLine()
        self.agency.setMaxLength(_LONGEST_AGENCY)
        self._place, self._hint = label("", wrap=True), label("", "muted", wrap=True)
        self.choose = button(_("Choose another folder…"), "folder-open")
        where = column(label(_("Its folder"), "fieldLabel"), self._place, self._hint, spacing=px(4))
        agency = labelled(
            _("Name of the agency"), self.agency, _("It stands in every certificate.")
        )
        advice = _(
            "Do this on a computer that is never connected to a network, with the second person "
            "beside you. Keep the computer locked away."
        )
        self.box.addWidget(card(agency, where, row(self.choose, 1), spacing=px(14)))
        self.box.addWidget(note(advice))
        self.box.addStretch(1)
        self.setFocusProxy(self.agency)
        self.choose.clicked.connect(self._on_choose)
        self.show_place()

    def show_place(self) -> None:
        """Say where it will lie, and whether it can."""
        self._place.setText(isolated(in_one_line(str(self.folder))))
        free = may_found(self.folder)
        self._hint.setText("" if free else _("Something is there already. Choose an empty folder."))
        self._hint.setVisible(not free)

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("An empty folder for the certification authority"))
        if folder is not None:
            self.folder = folder
            self.show_place()

    def problem(self) -> str:
        if not clean(self.agency.text()).strip():
            return self.at(self.agency, _("Enter the agency's name."))
        if not may_found(self.folder):
            text = _("Something is there already. Choose an empty folder.")
            return self.at(self.choose, text)
        return ""


class FounderStep(WizardStep):
    """One of the two who sign trust lists; they type this themselves."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.name, self.number = TextLine(), TextLine(ltr=True)
        self.passphrase = NewPassphrase(self._hints)
        who = row(
            labelled(_("Name"), self.name),
            labelled(_("Service number"), self.number),
            spacing=px(14),
            wide=0,
        )
        explained = label(text, "muted", wrap=True)
        self.box.addWidget(card(explained, who, self.passphrase, spacing=px(10)))
        self.box.addStretch(1)
        self.setFocusProxy(self.name)

    def _hints(self) -> tuple[str, ...]:
        return (self.number.text(), *self.name.text().split())

    def founder(self) -> Founder:
        """The person as described; only valid when `problem()` is empty."""
        number = ascii_digits(self.number.text()).strip()
        return Founder(clean(self.name.text()).strip(), number, self.passphrase.text())

    def problem(self) -> str:
        if not clean(self.name.text()).strip():
            return self.at(self.name, _("Enter the name."))
        if too_long := name_too_long(self.name.text()):
            return self.at(self.name, too_long)
        if not is_service_number(ascii_digits(self.number.text()).strip()):
            rule = _("A service number has Latin letters, digits, - and / only.")
            return self.at(self.number, rule)
        problem = self.passphrase.problem()
        return self.at(self.passphrase.faulty, problem) if problem else ""

    def wipe(self) -> None:
        """Forget the passphrase."""
        self.passphrase.wipe()


class _DigitsStep(WizardStep):
    """The authority is there; its digits are noted on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The certification authority is set up"), parent)
        text = _(
            "Write these 40 digits on paper, both of you. Every station types them in at its first "
            "import of a trust list; they vouch for all that follows. You find them again on the "
            "page of the trust list."
        )
        self._digits = QWidget()
        self._place = QVBoxLayout(self._digits)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(card(label(text, wrap=True), self._digits, spacing=px(14)))
        self.box.addStretch(1)

    def show_digits(self, fingerprint: str) -> None:
        """Show them in numbered groups."""
        self._place.addWidget(row(NumberedDigits(fingerprint.split()), 1))


class FoundingPage(QWidget):
    """Goes step by step. Nothing is written before both people are known."""

    founded = Signal(object)  # ClerkSession
    left = Signal()

    def __init__(self, services: Services, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._session: ClerkSession | None = None
        self._agency = AgencyStep(folder)
        self._clerk = FounderStep(
            _("The clerk"),
            _("Opens the certification authority and signs every trust list first."),
        )
        self._second = FounderStep(
            _("The second person"),
            _(
                "Signs every trust list after reading what is new in it. The second person types "
                "this alone; the clerk must not know this passphrase."
            ),
        )
        self._digits = _DigitsStep()
        self._steps: tuple[WizardStep, ...] = (
            self._agency,
            self._clerk,
            self._second,
            self._digits,
        )
        titles = [_("Agency"), _("Clerk"), _("Second person"), _("40 digits")]
        self._frame = WizardFrame(_("Setting up a certification authority"), titles, self._steps)
        self.setObjectName("page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)
        for field in self._frame.steps.findChildren(QLineEdit):
            field.textChanged.connect(self._on_corrected)
        self._frame.next.clicked.connect(self._on_next)
        self._frame.back.clicked.connect(self._on_back)
        self._at = 0

    def load(self) -> None:
        """Begin at the first step."""
        self._show(0)

    def end(self) -> None:
        """It is left or locked: what was typed is forgotten, and what is open is closed."""
        self._clerk.wipe()
        self._second.wipe()
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a field goes on; on a button it stays the button's own."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(QApplication.focusWidget(), QLineEdit):
            self._frame.next.click()
        else:
            super().keyPressEvent(event)

    # --- inside -------------------------------------------------------------------------------

    def _show(self, at: int) -> None:
        self._at = at
        step = self._steps[at]
        self._frame.steps.setCurrentIndex(at)
        self._frame.strip.set_current(at)
        self._frame.back.setVisible(step is not self._digits)
        texts = {self._second: _("Set it up"), self._digits: _("Begin to work")}
        self._frame.next.setText(texts.get(step, _("Next")))
        self._say("")
        (self._frame.next if step is self._digits else step).setFocus()

    @Slot()
    def _on_next(self) -> None:
        step = self._steps[self._at]
        if problem := self._problem():
            self._say(problem)
            (step.faulty or step).setFocus(Qt.FocusReason.TabFocusReason)
        elif step is self._digits:
            session, self._session = self._session, None
            self.founded.emit(session)
        elif step is self._second:
            self._set_up()
        else:
            self._show(self._at + 1)

    def _problem(self) -> str:
        step = self._steps[self._at]
        problem = step.problem()
        if problem or step is not self._second:
            return problem
        clerk, second = self._clerk.founder(), self._second.founder()
        if clerk.service_number.casefold() == second.service_number.casefold():
            return step.at(self._second.number, _("The second person has another service number."))
        if same_passphrase(clerk.passphrase, second.passphrase):
            text = _("The second person needs a passphrase of their own.")
            return step.at(self._second.passphrase, text)
        return ""

    @Slot()
    def _on_corrected(self) -> None:
        """What was said goes as soon as it is not so any more."""
        said_now = self._frame.problem.text()
        if said_now and self._problem() != said_now:
            self._say("")

    @Slot()
    def _on_back(self) -> None:
        if self._at:
            self._show(self._at - 1)
        else:
            self.end()
            self.left.emit()

    def _set_up(self) -> None:
        agency = clean(self._agency.agency.text()).strip()
        people = (self._clerk.founder(), self._second.founder())
        task = partial(
            set_up,
            self._agency.folder,
            agency,
            people,
            self._services.clock,
            cheap=self._services.cheap_keys,
        )
        self._set_busy(True)
        self._services.jobs.run(
            task, done=self._on_founded, failed=self._on_failed, unwanted=ClerkSession.close
        )

    def _on_founded(self, session: ClerkSession) -> None:
        self._set_busy(False)
        self._clerk.wipe()
        self._second.wipe()
        self._session = session
        self._digits.show_digits(session.fingerprint)
        self._show(self._at + 1)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_busy(False)
        words = sentence(error)
        self._say(f"{words.what} {words.next_step}")

    def _set_busy(self, busy: bool) -> None:
        self._frame.busy.setVisible(busy)
        for part in (self._frame.next, self._frame.back, self._frame.steps):
            part.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self._frame.problem.setText(text)
        self._frame.problem.setVisible(bool(text))
