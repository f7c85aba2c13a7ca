"""The roster of an event: typed line by line, pasted as a list, taken one by one to begin a file.

`Return` in a field enters the line and begins the next; what was typed of sex and language stays,
for on a list they are mostly the same. A list in the clipboard is pasted into the name: each of its
lines is one. In the table `Return` begins the file of a person, or opens the one there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases import events
from tipdesk.cases.events import Event, RosterLine, RosterPerson, folded, pasted_people
from tipdesk.cases.model import Case, CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.model import FormDefinition
from tipdesk.i18n.text import _, isolate, isolated, ngettext
from tipdesk.texts import keys
from tipdesk.texts.case_work import CodeNames
from tipdesk.ui.events.facts import KEPT_AFTER
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_LINE = "line"  # the part of an event, of which what is not entered is kept
_AGE, _SEX, _LANGUAGE = 80, 110, 150  # pixels at 100 %


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A line of the table: somebody on the roster, or a file that was begun otherwise."""

    number: int  # from 1
    line: RosterLine | None
    case: Case | None  # None: nobody has begun one, or the officer is not told of it


class _NameLine(TextLine):
    """Takes a list of several lines, where one is pasted."""

    listed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = QGuiApplication.clipboard().text()
        if event.matches(QKeySequence.StandardKey.Paste) and "\n" in text.strip():
            self.listed.emit(text)
            return
        super().keyPressEvent(event)


def words_of(form: FormDefinition, question: str) -> dict[str, str]:
    """What a list may say for an answer of the form: words, folded, to codes."""
    list_name = next(
        (each.list_name for each in form.questions() if each.name == question and each.list_name),
        "",
    )
    words = dict[str, str]()
    for choice in form.choices.get(list_name, ()):
        for text in (choice.label.ar, choice.label.en, choice.name):
            words.setdefault(folded(text), choice.name)
    return words


_SHORT: Mapping[str, str] = {"f": "female", "m": "male", "انثي": "female", "ذكر": "male"}


class RosterCard(QWidget):
    """Follows one event."""

    opened = Signal(object)  # Case

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._event: Event | None = None
        self._undo: list[tuple[RosterLine, ...] | RosterLine] = []  # lines typed; one taken back
        form = services.session.events.form()
        self._names = CodeNames(form)
        self._sexes = {**_SHORT, **words_of(form, events.OFFERED_AT[events.SEX])}
        self._languages = words_of(form, events.OFFERED_AT[events.LANGUAGE])
        self._lists = {
            name: next(each.list_name for each in form.questions() if each.name == question)
            for name, question in events.OFFERED_AT.items()
        }
        self._build()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEPT_AFTER)
        self._keeping.timeout.connect(self.keep)
        for field in (self._name, self._age):
            field.textChanged.connect(lambda _text: self._keep_soon())
        for combo in (self._sex, self._language):
            combo.currentIndexChanged.connect(lambda _at: self._keep_soon())

    def _build(self) -> None:
        self._name = _NameLine()
        self._name.hold(events.LONGEST_NAME)
        self._name.setPlaceholderText(_("Name as it was said"))
        self._name.setAccessibleName(_("Name as it was said"))
        self._age = TextLine(ltr=True)
        self._age.setPlaceholderText(_("Age"))
        self._age.setAccessibleName(_("Age"))
        self._age.setMaxLength(3)
        self._age.setFixedWidth(px(_AGE))
        self._sex = self._combo(events.SEX, _("Sex"), _SEX)
        self._language = self._combo(events.LANGUAGE, _("Language"), _LANGUAGE)
        enter = parts.button(_("Enter it"), style="primary")
        enter.clicked.connect(self._on_enter)
        paste = parts.button(_("Paste a list"))
        paste.clicked.connect(lambda: self._on_listed(QGuiApplication.clipboard().text()))
        for field in (self._name, self._age):
            field.returnPressed.connect(self._on_enter)
        self._name.listed.connect(self._on_listed)
        self._entry = parts.row(
            self._name, self._sex, self._age, self._language, enter, paste, wide=0
        )
        stays = self._entry.sizePolicy()  # nothing moves when names are hidden
        stays.setRetainSizeWhenHidden(True)
        self._entry.setSizePolicy(stays)
        self._model: tables.RowsModel[RosterRow] = tables.RowsModel(self._columns())
        self._table = tables.table_view(self._model, _("Roster"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.activated.connect(self._on_open)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete),
            self._table,
            self._on_take_back,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        QShortcut(shortcut_of(keys.UNDO), self, self._on_undo)
        self._nothing = parts.NothingHere("users")
        self._nothing.say(
            _("Nobody is on the roster yet"),
            _("Type a name and press Return, or paste a list: each line is one person."),
        )
        self._shown = QStackedWidget()
        for part in (self._table, self._nothing):
            self._shown.addWidget(part)
        self._back = parts.FittingButton("arrow-counter-clockwise")
        self._back.clicked.connect(self._on_undo)
        self._counts = parts.label("", "muted")
        foot = _("{begin}: begin the file, or open it • {back}: take the line back")
        texts = foot.format(begin=isolated("Return"), back=isolated("Delete"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(self._entry)
        box.addWidget(self._shown, 1)
        box.addWidget(parts.row(self._counts, parts.label(texts, "faint"), 1, self._back))

    def _combo(self, part: str, title: str, width: int) -> CalmCombo:
        combo = CalmCombo()
        combo.addItem(title, "")
        for code, name in self._names.choices(self._lists[part]):
            combo.addItem(name, code)
        combo.setAccessibleName(title)
        combo.setFixedWidth(px(width))
        return combo

    def _columns(self) -> list[tables.Column[RosterRow]]:
        def person(row: RosterRow) -> RosterPerson:
            return row.line.person if row.line is not None else RosterPerson("")

        def code(part: str, text: str) -> str:
            return self._names.name(self._lists[part], text) if text else ""

        return [
            tables.Column(_("Line"), lambda row: isolated(str(row.number)), ("0000",)),
            tables.Column(
                _("Name as it was said"), lambda row: isolate(person(row).name), masked=True
            ),
            tables.Column(
                _("Sex"), lambda row: code(events.SEX, person(row).sex), ("أنثى",), masked=True
            ),
            tables.Column(_("Age"), lambda row: isolated(person(row).age), ("000",), masked=True),
            tables.Column(
                _("Language"),
                lambda row: code(events.LANGUAGE, person(row).language),
                ("الإندونيسية",),
                masked=True,
            ),
            tables.Column(
                _("File"),
                _file_text,
                ("KWT-2026-00000 • T-07",),
                chip=lambda row: "chipgrey" if row.line and row.line.case_id is None else "chipok",
            ),
        ]

    # --- what is shown ----------------------------------------------------------------------

    def show_event(self, event: Event) -> None:
        """Its roster, and files that were begun otherwise; the first who waits is chosen."""
        if self._event is None or self._event.id != event.id:
            self._undo.clear()
            self.keep()
            self._event = event
            self._show_begun(event)
        self._event = event
        cases = {case.id: case for case in self._services.session.events.files_of(event.id)}
        rows = [
            RosterRow(at, line, cases.get(line.case_id or CaseId("")))
            for at, line in enumerate(event.lines, 1)
        ]
        lined = {line.case_id for line in event.lines}
        others = [case for case_id, case in cases.items() if case_id not in lined]
        rows += [RosterRow(at, None, case) for at, case in enumerate(others, len(rows) + 1)]
        self._model.set_rows(rows)
        self._shown.setCurrentWidget(self._table if rows else self._nothing)
        waits = next((at for at, row in enumerate(rows) if row.line and not row.line.case_id), 0)
        tables.select_row(self._table, waits)
        done = len(event.lines) - event.open_lines
        counts = _("{done} begun • {open} waiting")
        self._counts.setText(
            counts.format(done=isolated(str(done)), open=isolated(str(event.open_lines)))
        )
        self._show_undo()

    def begins_at(self) -> QWidget:
        """What takes the focus: a line that was begun, who waits, else where one types."""
        waits = self._event is not None and self._event.open_lines
        return self._table if waits and not self._typed() else self._name

    def _show_begun(self, event: Event) -> None:
        """The line that was typed before and not entered."""
        kept = self._services.session.events.begun(event.id, _LINE)
        self._name.setText(kept.get(events.NAME, ""))
        self._age.setText(kept.get(events.AGE, ""))
        for combo, part in ((self._sex, events.SEX), (self._language, events.LANGUAGE)):
            if part in kept:
                combo.setCurrentIndex(max(combo.findData(kept[part]), 0))

    def _typed(self) -> dict[str, str]:
        """What stands in the fields of a line; sex and language alone stay of the line before."""
        if not (self._name.text().strip() or self._age.text().strip()):
            return {}
        return {
            events.NAME: self._name.text(),
            events.AGE: self._age.text(),
            events.SEX: str(self._sex.currentData()),
            events.LANGUAGE: str(self._language.currentData()),
        }

    def _keep_soon(self) -> None:
        if not self._keeping.isActive():
            self._keeping.start()

    @Slot()
    def keep(self) -> None:
        """What is typed of a line is there again after a lock. Where the disk is full, entering the
        line says so."""
        self._keeping.stop()
        session = self._services.open_session
        if session is not None and self._event is not None:
            with suppress(TipdeskError):
                session.events.keep_begun(self._event.id, _LINE, self._typed())

    def set_masked(self, masked: bool) -> None:
        """Hide or show who is on it (F7)."""
        chosen = self._table.currentIndex().row()
        self._model.set_masked(masked)
        self._entry.setVisible(not masked)
        self._back.setVisible(bool(self._undo) and not masked)
        tables.select_row(self._table, chosen)

    def _show_undo(self) -> None:
        self._back.setVisible(bool(self._undo) and not self._services.names_hidden)
        if self._undo:
            last = self._undo[-1]
            if isinstance(last, RosterLine):
                text = _("Undo: line taken back")
            else:
                text = ngettext("Undo: {count} line", "Undo: {count} lines", len(last))
                text = text.format(count=isolated(str(len(last))))
            self._back.say(keys.UNDO.beside(text))

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_enter(self) -> None:
        """The line is entered, and the next begins."""
        person = RosterPerson(
            self._name.text(),
            str(self._sex.currentData()),
            self._age.text(),
            str(self._language.currentData()),
        )
        if self._add((person,)):
            self._name.clear()
            self._age.clear()
            self.keep()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_listed(self, text: str) -> None:
        """A list: each line is one."""
        people = pasted_people(text, self._sexes, self._languages)
        if people:
            self._add(people)
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, people: tuple[RosterPerson, ...]) -> bool:
        if self._event is None:
            return False
        before = self._event
        try:
            after = self._services.session.rosters.add(before.id, people)
        except TipdeskError as error:
            show_error(self, error)
            return False
        known = {line.seq for line in before.lines}
        self._undo.append(tuple(line for line in after.lines if line.seq not in known))
        self.show_event(after)
        tables.select_row(self._table, len(after.lines) - 1)
        return True

    @Slot()
    def _on_take_back(self) -> None:
        line = self._chosen_line()
        if line is not None and self._event is not None:
            with errors_said(self):
                after = self._services.session.rosters.take_back(self._event.id, line.seq)
                self._undo.append(line)
                self.show_event(after)
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_undo(self) -> None:
        """The lines that were typed last go, or the one that was taken back is there again."""
        if not self._undo or self._event is None or self._services.names_hidden:
            return
        last = self._undo.pop()
        rosters, event = self._services.session.rosters, self._event
        with errors_said(self):
            if isinstance(last, RosterLine):
                event = rosters.add(event.id, (last.person,))
                again = event.lines[-1]
                self._undo = [
                    tuple(again if line.seq == last.seq else line for line in typed)
                    if isinstance(typed, tuple)
                    else typed
                    for typed in self._undo
                ]
            else:
                for line in last:
                    standing = event.line(line.seq)
                    if standing is not None and standing.case_id is None:
                        event = rosters.take_back(event.id, line.seq)
            self.show_event(event)

    def _chosen_line(self) -> RosterLine | None:
        index = tables.selected(self._table)
        row = None if index is None else self._model.row(index)
        return None if row is None else row.line

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        """Begin the file of a line, or open the one there is."""
        row = self._model.row(index)
        if row is None or self._event is None:
            return
        with errors_said(self):
            case = row.case
            if case is None and row.line is not None and row.line.case_id is None:
                case = self._services.session.rosters.begin_file(self._event.id, row.line.seq)
                self._undo.clear()
            if case is not None:
                self.opened.emit(case)


def _file_text(row: RosterRow) -> str:
    """Its number, and who began it."""
    if row.line is not None and row.line.case_id is None:
        return _("waits")
    if row.case is None:
        return ""
    by = row.line.claimed_by if row.line is not None else row.case.created_by
    return f"{isolated(row.case.number)} • {isolated(by)}"
