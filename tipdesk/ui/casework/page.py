"""«المتابعة»: how the case work of a file stands, and what is entered there.

What is late stands first. Keys of the list: `Return` enters what comes next, `E` an answer, `R` a
referral, `A` an appointment. What cannot be entered rests, and a line says why. Nothing is ever
deleted: undoing is a correction, and both stand in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.casework.case_work import Need, WhyNot
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.model import Case, Source
from tipdesk.cases.paper import referrals
from tipdesk.core.errors import TipdeskError, WorkEntryRefused
from tipdesk.desk.case_work import FollowUp
from tipdesk.i18n.text import MASK, _, isolate, isolated, language, listed
from tipdesk.texts import keys
from tipdesk.texts.case_work import CodeNames, kind_name
from tipdesk.texts.messages import sentence
from tipdesk.ui.access.giving import give_or_take, show_told
from tipdesk.ui.access.reason_dialog import ask_reason
from tipdesk.ui.casework.entry_dialog import ENTRY_KEYS, ask_entry, kind_typed
from tipdesk.ui.casework.history import (
    HistoryRow,
    history_columns,
    history_rows,
    history_table,
)
from tipdesk.ui.casework.plans import PLANS, EntryAbout, deed_text
from tipdesk.ui.casework.rows import (
    RowKind,
    StandingRow,
    since_text,
    standing_rows,
    until_text,
)
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import ask_text, errors_said, show_error
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_OF_NEED = (
    *(EntryKind.ANSWERED, EntryKind.REFERRAL_SENT, EntryKind.APPOINTMENT, EntryKind.DELIVERED),
    EntryKind.NEED_CHANGED,
)
_OF_MEETING = (EntryKind.ATTENDED, EntryKind.NO_SHOW, EntryKind.CANCELLED)
_OF_FILE = (
    *(EntryKind.NEED, EntryKind.APPOINTMENT, EntryKind.CONTACT, EntryKind.INCIDENT),
    *(EntryKind.RISK_REVIEW, EntryKind.SAFETY_PLAN, EntryKind.SHELTER, EntryKind.MEASURE),
    *(EntryKind.HEARING, EntryKind.OUTCOME, EntryKind.RETENTION),
)
_VEILED = (RowKind.OTHER, RowKind.MEASURE, RowKind.OUTCOME)
_SAMPLE = "إحالة إلى المحكمة – تهريب مهاجرين"


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to enter, its button, and why it cannot be entered now."""

    about: EntryAbout
    button: QPushButton
    why_not: WhyNot | None


class FollowUpPage(QWidget):
    """Needs, referrals, appointments, reviews and the rest of one file, and its history."""

    left = Signal(object)  # Case
    interview_asked = Signal(object)  # Case
    letter_asked = Signal(object, str, str)  # Case, the paper, the number of a need

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._case: Case | None = None
        self._follow_up: FollowUp | None = None
        self._masked = False
        self._undoable = 0  # number of the entry that was just made; 0 none
        self._row_deeds: list[_Deed] = []
        self._file_deeds: list[_Deed] = []
        self._model: tables.RowsModel[StandingRow] = tables.RowsModel(_columns())
        self._past: tables.RowsModel[HistoryRow] = tables.RowsModel(history_columns())
        self._build()
        self._connect()

    def _build(self) -> None:
        self._back = parts.way_back(_("Back"))
        self._history = parts.button(_("History"), "clock-counter-clockwise")
        self._history.setCheckable(True)
        self._about = parts.label("", "muted", wrap=True)
        self._give = parts.button(_("Give the file to a team…"), "users-three")
        self._below = parts.button(_("Answers of levels 1 and 2…"), "list-checks")
        self._whole = parts.button(_("Open the interview with a reason…"), "folder-open")
        self._by_team = parts.Strip(kind="note")
        self._undo = parts.button(keys.UNDO.beside(_("Undo")), "arrow-counter-clockwise")
        self._note = parts.Strip(kind="noteok", action=self._undo)
        self._note.hide()
        self._unentered = parts.Strip(kind="note")
        self._unentered.hide()
        self._table = tables.table_view(self._model, _("How the case work stands"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._past_table = history_table(self._past)
        self._nothing = parts.NothingHere("checks")
        self._nothing.say(
            _("Nothing is noted yet"),
            _("What the person needs, and what becomes of it, is entered below."),
        )
        self._lists = QStackedWidget()
        for shown in (self._table, self._nothing, self._past_table):
            self._lists.addWidget(shown)
        self._correct = parts.button(_("Correct this entry…"), "note-pencil")
        self._of_row, self._of_file = QVBoxLayout(), QVBoxLayout()
        self._why = parts.label("", "muted", wrap=True)
        hints = _(
            "{next}: what comes next • {answer}: answer • {sent}: referral • {fixed}: appointment"
        )
        self._hints = parts.label(
            hints.format(
                next=isolated("Return"),
                answer=isolated(keys.ENTER_ANSWER.text),
                sent=isolated(keys.ENTER_REFERRAL.text),
                fixed=isolated(keys.ENTER_APPOINTMENT.text),
            ),
            "faint",
            wrap=True,
        )
        box = parts.roomy(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        head = parts.page_head(
            _("Case work"), self._back, self._give, self._history, subtitle=self._about
        )
        of_team = parts.flowing(self._below, self._whole, spacing=px(6))
        self._of_team = parts.column(self._by_team, of_team, spacing=px(6))
        for part in (head, self._of_team, self._note, self._unentered):
            box.addWidget(part)
        box.addWidget(self._lists, 1)
        for line in (self._of_row, self._of_file):
            line.setContentsMargins(0, 0, 0, 0)
            box.addLayout(line)
        box.addWidget(parts.row(self._correct, 1))
        box.addWidget(self._why)
        box.addWidget(self._hints)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self.left.emit(self._case))
        self._history.toggled.connect(lambda _on: self._show_lists())
        self._undo.clicked.connect(self._on_undo)
        self._give.clicked.connect(self._on_give)
        self._below.clicked.connect(self._on_told)
        self._whole.clicked.connect(self._on_whole)
        self._correct.clicked.connect(self._on_correct)
        QShortcut(shortcut_of(keys.UNDO), self, self._on_undo)
        QShortcut(shortcut_of(keys.PRINT), self, self._on_letter)
        self._table.selectionModel().currentRowChanged.connect(lambda _now, _old: self._offer())
        self._past_table.selectionModel().currentRowChanged.connect(
            lambda _now, _old: self._offer()
        )
        self._table.doubleClicked.connect(lambda _index: self._enter_next())
        self._table.installEventFilter(self)

    # --- what is shown ----------------------------------------------------------------------

    def load(self, case: Case, about: str = "") -> None:
        """Show how the case work of the file stands, with the cursor on what is `about` that.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        if self._case is None or self._case.id != case.id:
            self._undoable = 0
            self._note.hide()
            self._history.setChecked(False)
        self._follow_up = self._services.session.case_work.follow_up(case.id)
        self._case = self._follow_up.case
        self._show()
        self._choose(about)
        parts.begin_at(self, self._first())

    def _choose(self, subject: str) -> None:
        """The cursor on the line that is about that, where there is one."""
        subjects = [row.subject for row in self._model.rows()]
        if subject in subjects:
            tables.select_row(self._table, subjects.index(subject))

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        if self._case is not None:
            try:
                self.load(self._case)
            except TipdeskError as error:
                show_error(self, error)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what points to the person (F7)."""
        self._masked = masked
        chosen = [self._table.currentIndex().row(), self._past_table.currentIndex().row()]
        for model in (self._model, self._past):
            model.set_masked(masked)
        for view, row in zip((self._table, self._past_table), chosen, strict=True):
            tables.select_row(view, row)
        self._say_note()

    def _first(self) -> QWidget:
        if self._history.isChecked():
            return self._past_table
        if self._model.rows():
            return self._table
        free = [deed.button for deed in self._file_deeds if deed.button.isEnabled()]
        return free[0] if free else self._back

    def _show(self) -> None:
        follow_up = self._follow_up
        if follow_up is None:
            return
        number, code = isolated(follow_up.case.number), isolated(follow_up.case.person_code)
        about_file = _("File {number} • {code}").format(number=number, code=code)
        self._about.setText(f"{about_file}{self._show_team(follow_up)}")
        chosen, past = self._chosen(), self._chosen_entry()
        self._model.set_rows(standing_rows(follow_up))
        self._past.set_rows(history_rows(follow_up))
        subjects = [(row.kind, row.subject) for row in self._model.rows()]
        about = (chosen.kind, chosen.subject) if chosen else None
        tables.select_row(self._table, subjects.index(about) if about in subjects else 0)
        seqs = [row.entry.seq for row in self._past.rows()]
        tables.select_row(
            self._past_table, seqs.index(past.seq) if past and past.seq in seqs else 0
        )
        self._say_unentered(follow_up)
        self._make_file_deeds(follow_up)
        self._show_lists()

    def _show_team(self, follow_up: FollowUp) -> str:
        """What is offered of teams; which has the file, as the head says it."""
        teams, case_id = self._services.session.teams, follow_up.case.id
        team = teams.team_of(case_id)
        self._give.setText(
            _("Give the file to a team…") if team is None else _("Withdraw the file from the team…")
        )
        self._give.setAccessibleName(self._give.text())
        self._give.setVisible(teams.may_give(case_id))
        self._of_team.setVisible(follow_up.by_team)
        self._by_team.set_text(
            _(
                "You open this file because your team has it: the case work, and answers of levels "
                "1 and 2. More of it opens with a reason."
            )
        )
        if team is None:
            return ""
        return " • " + _("with the team {team}").format(team=isolate(team.name))

    def _show_lists(self) -> None:
        history = self._history.isChecked()
        empty = self._table if self._model.rows() else self._nothing
        self._lists.setCurrentWidget(self._past_table if history else empty)
        self._correct.setVisible(history and bool(self._past.rows()))
        self._hints.setVisible(not history and bool(self._model.rows()))
        self._offer()

    def _chosen(self) -> StandingRow | None:
        return self._model.row(self._table.currentIndex())

    def _chosen_entry(self) -> WorkEntry | None:
        row = self._past.row(self._past_table.currentIndex())
        return None if row is None else row.entry

    def _say_unentered(self, follow_up: FollowUp) -> None:
        """What was begun and not entered."""
        kept = self._services.session.drafts.unentered(follow_up.case.id)
        kinds = dict.fromkeys(EntryKind(place.split()[0]) for place in kept)
        names = listed([kind_name(kind) for kind in kinds], language())
        text = _("Begun and not entered yet: {what}. It is there when you enter it.")
        self._unentered.set_text(text.format(what=names))
        self._unentered.setVisible(bool(kinds))

    # --- what can be entered ----------------------------------------------------------------

    def _deed(self, follow_up: FollowUp, about: EntryAbout) -> _Deed:
        plan = PLANS[about.kind]
        deed = parts.button(deed_text(about), plan.picture)
        if (key := ENTRY_KEYS.get(about.kind)) is not None:
            deed.setToolTip(key.beside(_(plan.deed)))
        why = follow_up.why_not(about.kind, about.subject, about.body)
        if about.kind is EntryKind.CLOSING_APPROVED and why is WhyNot.NO_RETENTION:
            why = None  # it is asked on the way
        deed.setEnabled(why is None)
        deed.clicked.connect(lambda: self._enter(about))
        return _Deed(about, deed, why)

    def _lay(self, line: QVBoxLayout, title: str, buttons: Sequence[QPushButton]) -> None:
        parts.clear(line)
        if buttons:
            about = parts.label(title, "muted")
            line.addWidget(parts.row(about, parts.flowing(*buttons, spacing=px(6)), wide=1))

    def _make_file_deeds(self, follow_up: FollowUp) -> None:
        kinds = [*_OF_FILE, EntryKind.CLOSING]
        if follow_up.work.closing is not None:
            ends = (EntryKind.CLOSING_APPROVED, EntryKind.REOPENED)
            kinds = [*_OF_FILE, *(ends[1:] if follow_up.work.closed else ends)]
        self._file_deeds = [self._deed(follow_up, EntryAbout(kind)) for kind in kinds]
        buttons = [deed.button for deed in self._file_deeds]
        self._lay(self._of_file, _("The file:"), buttons)

    def _of(self, row: StandingRow) -> list[EntryAbout]:
        """What can be entered of a line."""
        if row.kind is RowKind.NEED:
            known = {
                EntryKind.APPOINTMENT: EntryAbout(EntryKind.APPOINTMENT, "", {"need": row.subject})
            }
            return [known.get(kind, EntryAbout(kind, row.subject)) for kind in _OF_NEED]
        if row.kind in (RowKind.APPOINTMENT, RowKind.HEARING):
            moved = EntryKind(row.kind.value)
            return [EntryAbout(kind, row.subject) for kind in (*_OF_MEETING, moved)]
        if row.kind is RowKind.MEASURE:
            return [EntryAbout(EntryKind.MEASURE, row.subject)]
        if row.kind is RowKind.OUTCOME:
            return self._of_decision(row.subject)
        if row.subject == DeadlineKind.URGENCY.value:
            return [EntryAbout(EntryKind.URGENCY_SETTLED)]
        return []

    def _of_decision(self, subject: str) -> list[EntryAbout]:
        """Of a decision: what the person says to it, where it can be objected to."""
        outcome = self._follow_up.work.outcomes[subject] if self._follow_up is not None else None
        objected = outcome is not None and outcome.may_be_objected
        kinds = (*((EntryKind.OBJECTION,) if objected else ()), EntryKind.OUTCOME)
        return [EntryAbout(kind, subject) for kind in kinds]

    @Slot()
    def _offer(self) -> None:
        """The deeds of the line that is chosen, and why some of them rest."""
        follow_up, row = self._follow_up, self._chosen()
        if follow_up is None:
            return
        history = self._history.isChecked()
        entry = self._chosen_entry() if history else None
        abouts = self._of(row) if row is not None and not history else []
        self._row_deeds = [self._deed(follow_up, about) for about in abouts]
        buttons = [deed.button for deed in self._row_deeds]
        if not history and self._needing_letter() is not None:
            letter = parts.button(_("Letter…"), "article")
            letter.setToolTip(keys.PRINT.beside(_("The letter to the service, to be printed")))
            letter.clicked.connect(self._on_letter)
            buttons.append(letter)
        self._lay(self._of_row, _("This line:"), buttons)
        why = None
        if entry is not None:
            why = follow_up.why_not(EntryKind.CORRECTION, body={"seq": str(entry.seq)})
        self._correct.setEnabled(entry is not None and why is None)
        resting = [(deed.button.text(), deed.why_not) for deed in self._row_deeds]
        resting += [(deed.button.text(), deed.why_not) for deed in self._file_deeds]
        resting = [(_("Correct this entry…"), why)] if history else resting
        self._say_why(resting)
        for deed in self._file_deeds:
            deed.button.setVisible(not history)

    def _needing_letter(self) -> Need | None:
        """The need of the chosen line that a letter may go out for, from whom the file names."""
        row, follow_up = self._chosen(), self._follow_up
        if row is None or follow_up is None or follow_up.by_team or follow_up.work.closed:
            return None
        need = follow_up.work.needs.get(row.subject) if row.kind is RowKind.NEED else None
        return None if need is None or need.ended or need.gone else need

    @Slot()
    def _on_letter(self) -> None:
        """To the letter itself; that it was sent is entered as it is printed."""
        need = self._needing_letter()
        if self._case is not None and need is not None and not self._history.isChecked():
            self.letter_asked.emit(self._case, referrals.DOCUMENT, str(need.number))

    def _say_why(self, resting: Iterable[tuple[str, WhyNot | None]]) -> None:
        """In words, each reason once."""
        reasons: dict[WhyNot, list[str]] = {}
        for name, why in resting:
            if why is not None and name not in reasons.setdefault(why, []):
                reasons[why].append(name)
        lines = [
            f"{listed(names, language())}: {sentence(WorkEntryRefused(reason=why.value)).what}"
            for why, names in reasons.items()
        ]
        self._why.setText("\n".join(map(isolate, lines)))
        self._why.setVisible(bool(lines))

    # --- entering ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return watched is self._table and self._pressed(event)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether a key of the list has entered something."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._enter_next()
        kind = kind_typed(event)
        return kind is not None and self._press(kind)

    def _press(self, *kinds: EntryKind) -> bool:
        """Press the first of these that can be pressed, of the line before that of the file."""
        for kind in kinds:
            for deed in (*self._row_deeds, *self._file_deeds):
                if deed.about.kind is kind and deed.button.isEnabled():
                    deed.button.click()
                    return True
        return False

    def _enter_next(self) -> bool:
        """What comes next of the line."""
        row, follow_up = self._chosen(), self._follow_up
        if row is None or follow_up is None:
            return False
        need = follow_up.work.needs.get(row.subject)
        if need is not None:
            return self._enter_next_of(follow_up.work.next_of(need, follow_up.at), need.subject)
        if row.kind in (RowKind.APPOINTMENT, RowKind.HEARING):
            return self._press(EntryKind.ATTENDED)
        if row.kind in (RowKind.MEASURE, RowKind.OUTCOME):
            return self._press(self._of(row)[0].kind)
        of_file = {
            "risk_review": EntryKind.RISK_REVIEW,
            "plan": EntryKind.SAFETY_PLAN,
            "contact": EntryKind.CONTACT,
            "shelter": EntryKind.SHELTER,
            "retention": EntryKind.RETENTION,
            DeadlineKind.URGENCY.value: EntryKind.URGENCY_SETTLED,
        }
        if row.subject == "closing":
            return self._press(EntryKind.CLOSING_APPROVED, EntryKind.CLOSING)
        return row.subject in of_file and self._press(of_file[row.subject])

    def _enter_next_of(self, step: tuple[EntryKind, str] | None, need: str) -> bool:
        """Of a need; whether somebody came is noted of its appointment."""
        if step is None:
            return False
        kind, subject = step
        if subject in ("", need):
            return self._press(kind)
        self._enter(EntryAbout(kind, subject))
        return True

    def _enter(self, about: EntryAbout) -> None:
        follow_up, case = self._follow_up, self._case
        if follow_up is None or case is None:
            return
        before = follow_up.work.next_seq
        row = self._chosen()
        of_row = row is not None and (about in self._of(row) or about.kind in _OF_MEETING)
        title = row.what if row is not None and of_row else ""
        if not ask_entry(self._services, follow_up, about, title, self):
            self._look_quietly()
            return
        self._undoable = before
        self._look_quietly()
        if about.kind is EntryKind.NEED:  # what comes next is about it
            self._choose(follow_up.work.next_subject("need"))
        self._say_note()
        parts.begin_at(self, self._first())
        self._first().setFocus()

    def _look_quietly(self) -> None:
        if self._services.open_session is not None:
            self.look_again()

    def _say_note(self) -> None:
        """What was just entered, that it stays, and how it is taken back."""
        follow_up = self._follow_up
        log = follow_up.work.log if follow_up is not None else ()
        entry = next((entry for entry in log if entry.seq == self._undoable), None)
        self._note.setVisible(entry is not None)
        if entry is None or follow_up is None:
            return
        names = CodeNames(follow_up.form, follow_up.sex)
        what = kind_name(entry.kind) if self._masked else names.entry_text(entry)
        text = _("Entered: {what}. Undoing corrects it; both stay in the history.")
        self._note.set_text(text.format(what=what))

    @Slot()
    def _on_give(self) -> None:
        if self._case is not None:
            give_or_take(self._services.session, self._case, self)
            self._look_quietly()

    @Slot()
    def _on_told(self) -> None:
        if self._case is not None:
            with errors_said(self):
                case_file = self._services.session.files.told_to_team(self._case.id)
                show_told(case_file, self, masked=self._masked)

    @Slot()
    def _on_whole(self) -> None:
        """A reason opens the interview, as for everybody whom the file does not name."""
        if self._case is not None and ask_reason(self._services.session, self._case, self):
            self.interview_asked.emit(self._case)

    @Slot()
    def _on_undo(self) -> None:
        if not self._undoable or self._case is None or self._note.isHidden():
            return
        self._take_back(self._undoable, _("Taken back at once: entered by mistake"))

    @Slot()
    def _on_correct(self) -> None:
        """Ask why, and correct the entry that is chosen."""
        entry, case = self._chosen_entry(), self._case
        if entry is None or case is None:
            return
        drafts, place = self._services.session.drafts, f"{EntryKind.CORRECTION.value} {entry.seq}"
        kept = drafts.unentered(case.id)

        def keep(text: str) -> None:
            try:
                drafts.keep_unentered(case.id, {**kept, place: {"reason": text} if text else {}})
            except TipdeskError as error:
                show_error(self, error)

        reason = ask_text(
            self,
            _("Why is this entry wrong?"),
            _("It stays in the history and counts no more. What is right is entered anew."),
            _("Correct it"),
            begun=kept.get(place, {}).get("reason", ""),
            keep=keep,
        )
        if reason and self._services.open_session is not None:
            self._take_back(entry.seq, " ".join(reason.split()))
            keep("")
            self._look_quietly()

    def _take_back(self, seq: int, reason: str) -> None:
        case = self._case
        if case is None:
            return
        origin = (Source.OBSERVATION, "")
        body = {"seq": str(seq), "reason": reason}
        try:
            self._services.session.case_work.enter(
                case.id, EntryKind.CORRECTION, body=body, origin=origin
            )
        except TipdeskError as error:
            show_error(self, error)
            return
        if self._undoable == seq:
            self._undoable = 0
        self._look_quietly()
        self._say_note()
        self._first().setFocus()


def _columns() -> list[tables.Column[StandingRow]]:
    return [
        tables.Column(_("What"), lambda row: row.what, veiled=lambda row: row.veiled),
        tables.Column(
            _("How it stands"),
            lambda row: row.state,
            (_SAMPLE,),
            chip=lambda row: row.chip,
            veiled=lambda row: MASK if row.kind in _VEILED else row.state,
        ),
        tables.Column(_("Since"), since_text, (tables.MOMENT,)),
        tables.Column(
            _("Until"),
            until_text,
            (f"متأخر: {tables.MOMENT}",),
            chip=lambda row: "chipwarn" if row.late else "",
        ),
    ]
