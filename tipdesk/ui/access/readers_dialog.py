"""Whom a file names: who opens it without a reason, and its level 4; and hiding it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Act, Case, Officer
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, clean, format_date, isolate, isolated, kuwait_day, language
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.toolkit.dialogs import AskedWords, Dialog, Offer, Shape, ask, ask_words
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import button, clear, column, label, note, row
from tipdesk.ui.toolkit.theme import px

_WIDTH = 600  # at 100 %


class ReadersDialog(Dialog):
    """Everything takes effect at once, and is entered."""

    def __init__(self, session: Session, case: Case, parent: QWidget) -> None:
        title = _("Staff assigned to the file")
        super().__init__(parent, title, Shape(least_width=_WIDTH))
        self._session, self.case = session, case
        self._reason = ""  # of hiding, begun and not confirmed
        text = _(
            "They open it without giving a reason, and see what is restricted in it: "
            "what could endanger or incriminate the person. Add only who needs it for "
            "this file."
        )
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        self._foot = QVBoxLayout()
        box = self.box
        self.add_heading(title)
        box.addWidget(label(text, "muted", wrap=True))
        box.addLayout(self._lines)
        box.addWidget(self._problem)
        box.addStretch(1)  # the dialog keeps its size when a name goes
        box.addLayout(self._foot)
        self._show()

    def _show(self) -> None:
        clear(self._lines)
        clear(self._foot)
        known = {officer.login: officer for officer in self._session.officers()}
        counter = self._session.readers
        readers = counter.readers(self.case.id)
        may = self._session.may(Act.NAME_READERS) and counter.reads_restricted(self.case.id)
        for reader in readers:
            who = known.get(reader.login)
            name = who.name if who else reader.login
            role = role_label(who.role) if who else ""
            since = _("added on {date}").format(
                date=isolated(format_date(kuwait_day(reader.named_at), language()))
            )
            words = column(label(name), label(f"{role} • {since}", "muted"), spacing=px(0))
            parts: list[QWidget | int] = [words, 1]
            if may and len(readers) > 1:
                deed = button(_("Remove from the file"), style="ghost")
                deed.setAccessibleName(_("Remove {name}").format(name=name))
                deed.clicked.connect(partial(self._on_unname, reader.login, name))
                parts.append(deed)
            self._lines.addWidget(row(*parts))
        self._choice: CalmCombo | None = None
        if may:
            self._lines.addWidget(self._adding({reader.login for reader in readers}))
        else:
            self._lines.addWidget(note(_("Only assigned staff can add others.")))
        if self.case.hidden:
            self._lines.addWidget(note(said_hidden(), "notewarn"))
        self._foot.addWidget(self._buttons(may=may))

    def _adding(self, named: set[str]) -> QWidget:
        free = [
            officer
            for officer in self._session.officers()
            if officer.login not in named and allowed(Act.SEE_FILES, officer.role)
        ]
        if not free:
            return label(_("Everybody here who works in files is assigned."), "muted", wrap=True)
        choice = self._choice = CalmCombo()
        choice.setAccessibleName(_("A colleague"))
        for officer in free:
            choice.addItem(f"{officer.name} • {role_label(officer.role)}", officer.login)
        add = button(_("Add to the file"), "plus")
        add.clicked.connect(lambda: self._on_name(free, choice.currentIndex()))
        return row(choice, add, wide=0)

    def _buttons(self, *, may: bool) -> QWidget:
        close = self._close = button(_("Close"), style="primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        parts: list[QWidget | int] = [1, close]
        if may and self._session.may(Act.HIDE_FILE):
            hidden = self.case.hidden
            text = _("Show it to the unit again") if hidden else _("Hide it from the unit…")
            hiding = button(text, "eye-slash")
            hiding.clicked.connect(self._on_show_again if hidden else self._on_hide)
            parts.insert(0, hiding)
        return row(*parts)

    # --- deeds ------------------------------------------------------------------------------

    def _on_name(self, free: list[Officer], at: int) -> None:
        if 0 <= at < len(free):
            self._done(partial(self._session.readers.name, self.case.id, free[at].login))

    def _on_unname(self, login: str, name: str) -> None:
        own = login == self._session.officer.login
        text = _(
            "What they have read they know. What is written from now on is closed to them, and "
            "they open the file with a reason only."
        )
        title = (
            _("Remove yourself from the file?")
            if own
            else _("Remove {name} from the file?").format(name=isolated(name))
        )
        if ask(self, title, text, _("Remove from the file"), grave=own):
            self._done(partial(self._session.readers.unname, self.case.id, login))

    @Slot()
    def _on_hide(self) -> None:
        counter = self._session.readers
        makers = counter.sheet_makers()
        offer = Offer(_("No recovery sheet or share of this station opens it")) if makers else None
        asked = AskedWords(
            _("Hide the file from the unit"),
            "\n".join(self._what_hiding_means(makers)),
            _("Hide the file"),
        )
        reason = ask_words(
            self,
            asked,
            begun=self._reason,
            keep=self._keep,
            offer=offer,
        )
        if reason:
            alone = offer is not None and offer.taken
            self._done(partial(counter.hide, self.case.id, reason, without_sheets=alone))

    def _what_hiding_means(self, makers: Sequence[str]) -> Iterator[str]:
        """Who finds it and who opens it, and what hiding does not reach."""
        yield _(
            "When an official or a colleague is implicated. From now on this window "
            "shows the file to you alone: no list, no search and no supervisor of this "
            "station finds it, and you refer it to the Prosecution directly. What "
            "colleagues have read they know, and older backups keep it as it was."
        )
        offices = self._session.escrow.offices()
        between = ", " if language() == "en" else "، "
        if offices:
            yield _(
                "Should you be lost, the Prosecution can open it, and nobody here can: "
                "its keys are sealed to {offices}."
            ).format(offices=between.join(isolate(clean(office)) for office in offices))
        else:
            yield _(
                "No trust list is in use, so the Prosecution cannot open it should you be lost."
            )
        if makers:
            yield _(
                "The recovery sheet or shares of this station open it too; who signed for them: "
                "{codes}. If one of them is implicated, leave them out: without your "
                "passphrase the file then opens at the Prosecution only."
            ).format(codes=between.join(map(isolated, makers)))
        yield _("Why is it hidden?")

    @Slot()
    def _on_show_again(self) -> None:
        text = _(
            "It is in the list again, and its supervisor can be added to it. "
            "Colleagues with a reason can again read what was in it before it was "
            "hidden. What was written since stays closed to all but the assigned staff."
        )
        if ask(self, _("Show the file to the unit again?"), text, _("Show it")):
            self._done(partial(self._session.readers.show_again, self.case.id))

    def _keep(self, words: str) -> None:
        self._reason = words

    def _done(self, deed: Callable[[], object]) -> None:
        try:
            deed()
            self.case = self._session.files.case(self.case.id)
        except TipdeskError as error:
            message = sentence(error)
            self._problem.setText(f"{message.what} {message.next_step}")
            self._problem.show()
            return
        self._problem.hide()
        self._show()
        self._take_focus()

    def _take_focus(self) -> None:
        """What had the cursor has gone: on to the next name, else to the way out."""
        (self._choice or self._close).setFocus()


def said_hidden() -> str:
    """What a hidden file means to the officer who hid it."""
    return _(
        "This file is hidden from the unit and its supervisor. You complete it and "
        "refer it to the Prosecution directly; the cover, the chain of custody and the "
        "verification at the Prosecution say so, without the reason."
    )


def show_readers(session: Session, case: Case, parent: QWidget) -> None:
    """Show whom a file names, and change it."""
    dialog = ReadersDialog(session, case, parent)
    dialog.exec()
    dialog.deleteLater()
