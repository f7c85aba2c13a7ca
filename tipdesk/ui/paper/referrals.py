"""Beside a letter of referral: which need it is about, what came back; in the letter's place, what
is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.paper.referrals import Missing, answered_at
from tipdesk.cases.permissions import Act
from tipdesk.core.errors import LetterRefused
from tipdesk.desk.paper.referring import Need
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.paper.reply_entry import enter_reply
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.nothing_here import NothingHere
from tipdesk.ui.toolkit.parts import button, label, labelled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class ReferralSide(QWidget):
    """`chosen` when another need was chosen, `answered` when a slip was entered, `question_asked`
    to go where what is missing is answered. `instead` stands where the letter would."""

    chosen = Signal()
    answered = Signal()
    question_asked = Signal(str, str)  # section, path

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._case: Case | None = None
        self._masked = False
        self._needs: Sequence[Need] = ()
        self._need = CalmCombo()
        self._said = label("", "muted", wrap=True)
        self._complete = button(_("Complete it in the interview"), "arrow-right", "primary")
        self.instead = NothingHere("article", self._complete)
        self._reply = button(_("Enter the reply slip…"), "qr-code")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        need = labelled(_("Need"), self._need)
        for part in (need, self._said, self._reply):
            box.addWidget(part)
        self._need.currentIndexChanged.connect(self._on_chosen)
        self._complete.clicked.connect(self._on_complete)
        self._reply.clicked.connect(self._on_reply)

    def show_case(self, case: Case | None) -> None:
        """The needs of the file, the one that was chosen before again; None: nothing is said.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self.setVisible(case is not None and not self._masked)
        before = self.need if case is not None and case == self._case else 0
        self._case = case
        if case is None:
            return
        self._needs = self._services.session.referring.needs(case.id, language())
        rows = [need.row for need in self._needs]
        self._need.blockSignals(True)
        self._need.clear()
        for need in self._needs:
            self._need.addItem(need.label, need.row)
        first = next((need.row for need in self._needs if not need.missing), 0)
        wanted = before if before in rows else first
        self._need.setCurrentIndex(rows.index(wanted) if wanted in rows else min(0, len(rows) - 1))
        self._need.blockSignals(False)
        self._need.setEnabled(len(rows) > 1)
        self._tell()

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7): what somebody needs, and from whom, tells of them."""
        self._masked = masked
        self.setVisible(self._case is not None and not masked)

    @property
    def need(self) -> int:
        """The row of the chosen need; 0: there is none."""
        return int(self._need.currentData() or 0)

    def _tell(self) -> None:
        need = next((one for one in self._needs if one.row == self.need), None)
        lacks = need.missing if need is not None else ()
        said = _told(need)
        self._said.setText("\n".join(said))
        self._said.setVisible(bool(said))
        may_write = self._services.session.may(Act.EDIT)
        left = need is not None and need.letter is not None
        self._complete.setVisible(may_write and bool(self._open_question()))
        self._reply.setVisible(may_write and (left or not lacks))
        self._reply.setEnabled(left)
        why = _why_not(lacks if need is not None else (Missing.NO_NEED,))
        self.instead.say(_("No letter can be printed for this need"), why)

    @Slot()
    def _on_chosen(self) -> None:
        self._tell()
        self.chosen.emit()

    def _open_question(self) -> str:
        """The path of what is answered first, so that a letter can be written; '' for nothing."""
        if not self._needs:
            return answered_at(Missing.NO_NEED, 0)
        lacks = next((one.missing for one in self._needs if one.row == self.need), ())
        paths = [answered_at(one, self.need) for one in lacks]
        return paths[0] if all(paths) and paths else ""

    @Slot()
    def _on_complete(self) -> None:
        path = self._open_question()
        if self._case is not None and path:
            section = self._services.session.intake.rules(self._case.id).section_of(path)
            self.question_asked.emit(section, path)

    @Slot()
    def _on_reply(self) -> None:
        if enter_reply(self._services, self, self._case, self.need):
            self.answered.emit()


def _why_not(lacks: Sequence[Missing]) -> str:
    """Everything that is missing, and what to do: what no answer mends goes before."""
    told = [sentence(LetterRefused(reason=one.value)) for one in lacks]
    final = [said for said, one in zip(told, lacks, strict=True) if not answered_at(one, 0)]
    step = [one.next_step for one in (*final, *told)][:1]
    return "\n".join([one.what for one in told] + step)


def _told(need: Need | None) -> list[str]:
    """To whom the letter goes, and when one has left."""
    if need is None:
        return [_("No need is recorded in the file.")]
    said = [_("To: {agency}").format(agency=need.agency)] if need.agency else []
    if need.letter is not None and need.letter.at is not None:
        when = isolated(format_datetime(need.letter.at, language()))
        said.append(_("The last letter left on {when}.").format(when=when))
    return said
