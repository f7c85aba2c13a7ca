"""«أوقف وأحِل»: an account that turns against the person is stopped, and what follows is told."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.toolkit.dialogs import ask, show_error
from tipdesk.ui.toolkit.parts import button, label, resize_on_screen, row, scrolled
from tipdesk.ui.toolkit.theme import px

KEY = Qt.Key.Key_F12
_STOP_WIDTH, _HEIGHT = 640, 560  # at 100 %


class After(Enum):
    """Where the officer goes from the sheet."""

    NOTICE = auto()
    SESSION_END = auto()
    BACK = auto()


def stop_account(parent: QWidget, session: Session, case: Case) -> Case | None:
    """Ask once, then stop; the file as it stands then. None: the interview goes on."""
    agreed = ask(
        parent,
        _("Stop the account and refer it?"),
        _(
            "For when what is said turns against the person who says it. What is written is kept "
            "and closed as it stands, the session ends now, and the time is noted. Nothing is "
            "deleted. Nobody can open it again; only dated additions are possible."
        ),
        _("Stop and refer"),
        _("Go on with the interview"),
        grave=True,
    )
    if not agreed:
        return None
    try:
        return session.intake.stop_account(case.id)
    except TipdeskError as error:
        show_error(parent, error)
        return None


def show_sheet(parent: QWidget, session: Session, stopped: datetime | None) -> After:
    """Tell what happens next, in the order in which it is done."""
    dialog = _Sheet(parent, session, stopped)
    dialog.exec()
    after = dialog.after
    dialog.deleteLater()
    return after


class _Sheet(QDialog):
    def __init__(self, parent: QWidget, session: Session, stopped: datetime | None) -> None:
        super().__init__(parent)
        title = _("The account is stopped: what happens now")
        self.setWindowTitle(title)
        resize_on_screen(self, _STOP_WIDTH, _HEIGHT)
        self.setMinimumWidth(px(_STOP_WIDTH))
        self.after = After.BACK
        notice = button(_("Notice to the Prosecution"), "file-text", "primary")
        end = button(_("End of the session"))
        back = button(_("Close"))
        notice.clicked.connect(lambda: self._go(After.NOTICE))
        end.clicked.connect(lambda: self._go(After.SESSION_END))
        back.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(12))
        box.addWidget(label(title, "h2", wrap=True))
        box.addWidget(scrolled(self._words(session, stopped)), 1)
        box.addWidget(row(back, 1, end, notice))
        notice.setDefault(True)
        notice.setFocus()

    def _go(self, after: After) -> None:
        self.after = after
        self.accept()

    def _words(self, session: Session, stopped: datetime | None) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        for title, lines in _told(_supervisors(session), stopped):
            box.addWidget(label(title, "h3", wrap=True))
            for line in lines:
                box.addWidget(label(isolate(line), "", wrap=True))
            box.addSpacing(px(8))
        box.addStretch(1)
        return holder


def _supervisors(session: Session) -> str:
    found = [one.name for one in session.supervisors()]
    return " • ".join(isolated(name) for name in found)


def _told(supervisors: str, stopped: datetime | None) -> list[tuple[str, tuple[str, ...]]]:
    when = isolated(format_datetime(stopped, language())) if stopped is not None else "—"
    done = _("What was written is kept and closed as it stood; stopped on {when}.")
    return [
        (
            _("Say to the person"),
            (
                _("“Nothing that was said here was wrong, and nothing more has to be said.”"),
                _("“Help and protection go on as before. They do not depend on the account.”"),
                _("Offer water and a break. Nobody is left alone with this."),
            ),
        ),
        (
            _("Do not ask any more"),
            (
                _("Nothing about what was said, nothing about entry, residence or papers."),
                _("No explanation, no signature, no promise of an outcome."),
                _("Whoever wants to go on talking is asked kindly to wait for the Prosecution."),
            ),
        ),
        (
            _("Call"),
            (
                _("Now: your supervisor ({names}).").format(names=supervisors)
                if supervisors
                else _("Now: your supervisor."),
                _("Then: the Public Prosecution, by the notice. It does not hold the account."),
            ),
        ),
        (_("What is done already"), (done.format(when=when),)),
    ]
