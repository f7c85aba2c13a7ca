"""Voiding a file from its review: why, a supervisor where one is needed, and lifting it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QLabel, QPushButton, QRadioButton, QWidget

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.files.workflow import MOST_WORDS, Voiding, VoidReason
from tipdesk.cases.model import Case
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import (
    MASK,
    _,
    clean,
    format_datetime,
    isolate,
    isolated,
    language,
    with_code,
)
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence, void_reason_label
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, show_error
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, label, labelled, note, row
from tipdesk.ui.toolkit.services import Services

_WIDTH = 540  # at 100 %
_CODE = 24  # letters of a file number, and more


class _VoidDialog(Dialog):
    """One reason from the list, the other file's number where there is one, and a line."""

    def __init__(self, session: Session, case: Case, parent: QWidget, *, supervised: bool) -> None:
        title = _("Why is the file voided?")
        super().__init__(
            parent, title, Shape(width=_WIDTH, spacing=10, fits=True), for_officer=True
        )
        self._session, self._case = session, case
        self.why: Voiding | None = None
        self._reasons = tuple(VoidReason)
        self._group = QButtonGroup(self)
        self._number, self._words = TextLine(), TextLine()
        self._number.setMaxLength(_CODE)
        self._words.setMaxLength(MOST_WORDS)
        number = _("Number of the other file")
        self._number.setPlaceholderText(number)
        self._number.setAccessibleName(number)
        keeps_place = self._number.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self._number.setSizePolicy(keeps_place)
        self._problem: QLabel = label("", "error", wrap=True)
        self._ok = button(_("Void the file"), "prohibit", "primary")
        self._ok.setDefault(True)
        self._build(title, supervised=supervised)
        self._group.idToggled.connect(lambda _number, _on: self._on_changed())
        self._number.textChanged.connect(self._on_changed)
        self._ok.clicked.connect(self._on_ok)
        QShortcut(shortcut_of(keys.AGREE), self, self._ok.click)
        self._on_changed()
        self._group.button(0).setFocus()

    def _build(self, title: str, *, supervised: bool) -> None:
        text = _(
            "Nothing of file {number} is deleted, and its number is given to no other. It leaves "
            "the lists of work and its deadlines; nobody writes in it, prints it or refers it. A "
            "supervisor can lift that."
        ).format(number=isolated(self._case.number))
        box = self.box
        self.add_heading(title)
        box.addWidget(label(text, wrap=True))
        if supervised:
            warning = _(
                "Something of this file was printed, told or handed over, a second person approved "
                "it or sent it back, or it is not yours: a supervisor voids it, with their own "
                "passphrase."
            )
            box.addWidget(note(warning, "notewarn"))
        for at, reason in enumerate(self._reasons):
            choice = QRadioButton(void_reason_label(reason))
            self._group.addButton(choice, at)
            duplicate = reason is VoidReason.DUPLICATE  # beside it: nothing moves when it is chosen
            box.addWidget(row(choice, self._number, wide=1) if duplicate else choice)
        box.addWidget(labelled(_("In a few words (optional)"), self._words))
        box.addWidget(self._problem)
        back = button(_back())
        back.clicked.connect(self.reject)
        self.add_buttons(back, 1, self._ok)

    def _reason(self) -> VoidReason | None:
        at = self._group.checkedId()
        return self._reasons[at] if at >= 0 else None

    @Slot()
    def _on_changed(self) -> None:
        self._number.setVisible(self._reason() is VoidReason.DUPLICATE)
        self._problem.hide()

    @Slot()
    def _on_ok(self) -> None:
        reason = self._reason()
        if reason is None:
            self._say(_("Choose a reason."))
            return
        why = Voiding(reason, self._number.text(), clean(self._words.text()))
        try:
            self.why = self._session.voiding.checked(self._case, why)
        except TipdeskError as error:
            message = sentence(error)
            self._say(f"{message.what} {message.next_step}")
            self._number.setFocus()
            return
        self.accept()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()


def _back() -> str:
    return _("Back to the review")  # in Arabic to cancel and to void are one word


def void_button(
    services: Services, case: Case, parent: QWidget, done: Callable[[], None]
) -> QPushButton:
    """Asks why, and voids the file; then `done`."""
    void = button(_("Void the file…"), "prohibit", "ghost")
    void.clicked.connect(partial(_then, partial(void_file, services, case, parent), done))
    return void


def lift_button(
    services: Services, case: Case, parent: QWidget, done: Callable[[], None]
) -> QPushButton:
    """A supervisor lifts the voiding; then `done`."""
    lift = button(_("Lift the voiding…"), "arrow-u-up-left", "primary")
    lift.clicked.connect(partial(_then, partial(lift_voiding, services, case, parent), done))
    return lift


def _then(deed: Callable[[], bool], done: Callable[[], None], _checked: object = None) -> None:
    if deed():
        done()


def void_file(services: Services, case: Case, parent: QWidget) -> bool:
    """Ask why, and a supervisor where one is needed; whether the file is voided now."""
    session = services.session
    try:
        supervised = session.voiding.needs_supervisor(case.id)
        dialog = _VoidDialog(session, case, parent, supervised=supervised)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        why = dialog.why
        dialog.deleteLater()
        if not accepted or why is None:
            return False
        if not supervised:
            session.voiding.void(case.id, why)
            return True
        purpose = _("Void the file")
        return _confirmed(
            services, case, purpose, parent, partial(session.voiding.void, case.id, why)
        )
    except TipdeskError as error:
        show_error(parent, error)
        return False


def lift_voiding(services: Services, case: Case, parent: QWidget) -> bool:
    """A supervisor takes it back; whether the file stands again where it stood."""
    deed = partial(services.session.voiding.unvoid, case.id)
    try:
        return _confirmed(services, case, _("Lift the voiding of the file"), parent, deed)
    except TipdeskError as error:
        show_error(parent, error)
        return False


def _confirmed(
    services: Services, case: Case, purpose: str, parent: QWidget, deed: Callable[[Confirmed], Case]
) -> bool:
    """Do it as one of the supervisors; of a hidden file, which none of them sees, as its own
    officer. Whether it is done."""
    session = services.session
    confirming = [session.officer] if case.hidden else session.supervisors()
    confirmed = ask_confirmation(services, confirming, purpose, parent, back=_back())
    if confirmed is None:
        return False
    try:
        deed(confirmed)
    finally:
        confirmed.wipe()
    return True


def void_note(session: Session, case: Case, *, masked: bool) -> QWidget:
    """Why a file was voided, by whom and when; `masked` hides what was written beside it."""
    why = session.voiding.why(case.id)
    reassurance = _("Nothing of it is deleted. A supervisor can lift the voiding.")
    if why is None or why.at is None:
        return note(reassurance)
    words = MASK if masked and why.words else isolate(why.words)
    name = "" if masked else session.staff.names().get(why.by, "")
    heading = _("Voided on {when} by {who}: {reason}").format(
        when=isolated(format_datetime(why.at, language())),
        who=with_code(why.by, name),
        reason=isolate(void_reason_label(why.reason)),
    )
    if why.duplicate_of:
        heading = f"{heading} ({isolated(why.duplicate_of)})"
    lines = (heading, words, _of_notice(session, case), reassurance)
    return note("\n".join(line for line in lines if line), "notewarn")


def _of_notice(session: Session, case: Case) -> str:
    """What becomes of the notice that the Prosecution holds; '' where it holds none."""
    if session.notices.newest(case.id) is None:
        return ""
    letters = session.messages.about(case.id)
    if any(letter.message.known is MessageType.VOIDED for letter in letters):
        return _(
            "The Prosecution holds a notice of it. The message that it was voided is signed, and "
            "goes with the next USB drive to that office."
        )
    return _("The Prosecution holds a notice of it: tell that office on paper that it was voided.")
