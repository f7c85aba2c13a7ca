"""The open files of an officer, and many of them given to another one: chosen in the list, one
reason for all, one after the other, to be stopped between two of them."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from tipdesk.cases.model import Officer
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.load import MOST_LISTED, FileInHand
from tipdesk.i18n.text import _, isolate, isolated, language, ngettext
from tipdesk.texts.case_work import until_text
from tipdesk.texts.messages import role_label, sentence, status_label
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import Strip, button, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_WIDTH, _LIST, _TO = 840, 230, 290  # at 100 %
_NUMBERS = 8  # of files that are told of by number


class LeftFilesNote(Strip):
    """Tells whoever shares the work out of open files of somebody who works here no more."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="notewarn", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        count = self._services.session.load.left_open()
        text = ngettext(
            "{count} open file belongs to somebody who works here no more or is suspended.",
            "{count} open files belong to somebody who works here no more or is suspended.",
            count,
        )
        self.set_text(text.format(count=isolated(str(count))))
        self.setVisible(bool(count))


class _FilesToChoose(tables.RowsModel[FileInHand]):
    def flags(self, index: tables.Index) -> Qt.ItemFlag:
        """A file whose keys the officer cannot pass on is not chosen."""
        file = self.row(index)
        flags = super().flags(index)
        return flags if file is None or file.named else flags & ~Qt.ItemFlag.ItemIsSelectable


class ReassignDialog(Dialog):
    """Each file takes effect by itself: what was reassigned before a stop stays so."""

    def __init__(self, services: Services, officer: Officer, parent: QWidget) -> None:
        title = _("Files of {officer}").format(officer=isolated(officer.login))
        super().__init__(parent, title, Shape(least_width=_WIDTH))
        self._services, self._officer = services, officer
        self._queue: deque[FileInHand] = deque()
        self._done: list[FileInHand] = []
        self._left: list[tuple[FileInHand, TipdeskError]] = []
        self._stopped = False
        self._model = _FilesToChoose(_columns())
        self._table = tables.table_view(self._model, title)
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self._table.setMinimumHeight(px(_LIST))
        self._table.selectionModel().selectionChanged.connect(self._on_chosen)
        self._nothing = parts.NothingHere("checks")
        self._nothing.say(_("No open file"), _("Nothing waits with this officer."))
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._all = button(_("Choose all"), "checks")
        self._all.clicked.connect(self._on_all)
        self._chosen_count = label("", "muted")
        self._to = CalmCombo()
        self._why = QLineEdit()
        self._why.textEdited.connect(self._on_chosen)
        self._build(title)
        self._read()

    def _build(self, title: str) -> None:
        for colleague in self._services.session.load.colleagues(self._officer.login):
            name = f"{colleague.login} • {colleague.name} • {role_label(colleague.role)}"
            self._to.addItem(name, colleague.login)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._result = label("", "muted", wrap=True)
        self._problem = label("", "error", wrap=True)
        self._close = button(_("Close"))
        self._close.clicked.connect(self._on_close)
        self._ok = button(_("Reassign"), "users", style="primary")
        self._ok.clicked.connect(self._on_ok)
        self._ok.setDefault(True)
        hint = _(
            "Space chooses a file, {all} all of them. The new officer gets the file with its keys; "
            "whoever had it is no longer assigned and opens nothing that is written afterwards."
        )
        to, why = _("To whom"), _("Why")
        for field, name in ((self._to, to), (self._why, why)):
            field.setAccessibleName(name)
        self.add_heading(title)
        self.box.addWidget(label(hint.format(all=isolated("Ctrl+A")), "muted", wrap=True))
        self.box.addWidget(self._lists, 1)
        self.box.addWidget(row(self._all, self._chosen_count, 1))
        self._to.setMinimumWidth(px(_TO))
        self.box.addWidget(row(labelled(to, self._to), labelled(why, self._why), wide=1))
        for part in (self._progress, self._result, self._problem):
            self.box.addWidget(part)
        self.add_buttons(self._close, 1, self._ok)

    # --- what is shown ----------------------------------------------------------------------

    def _read(self) -> None:
        files = self._services.session.load.files_of(self._officer.login)
        self._model.set_rows(files)
        self._lists.setCurrentWidget(self._table if files else self._nothing)
        if files:
            self._table.selectionModel().setCurrentIndex(
                self._model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_chosen()

    def _chosen(self) -> list[FileInHand]:
        rows = self._table.selectionModel().selectedRows()
        files = [self._model.row(index) for index in sorted(rows, key=lambda index: index.row())]
        return [file for file in files if file is not None and file.named]

    @Slot()
    def _on_chosen(self) -> None:
        count, listed = len(self._chosen()), self._model.rowCount()
        text = ngettext("{count} file chosen", "{count} files chosen", count)
        text = text.format(count=isolated(str(count)))
        if listed == MOST_LISTED:
            more = _("The first {count} are listed.").format(count=isolated(str(listed)))
            text = f"{text} • {more}"
        self._chosen_count.setText(text)
        running = self._progress.isVisible()
        ready = bool(count) and bool(self._why.text().strip()) and self._to.count() > 0
        self._ok.setEnabled(ready and not running)
        for part in (self._table, self._all, self._to, self._why):
            part.setEnabled(not running and bool(listed))

    @Slot()
    def _on_all(self) -> None:
        self._table.selectAll()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- one after the other ----------------------------------------------------------------

    @Slot()
    def _on_ok(self) -> None:
        self._queue = deque(self._chosen())
        self._done, self._left, self._stopped = [], [], False
        self._progress.setRange(0, len(self._queue))
        self._progress.setValue(0)
        self._progress.show()
        self._say("", "")
        self._close.setText(_("Stop"))
        self._on_chosen()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._step)

    @Slot()
    def _step(self) -> None:
        session = self._services.open_session
        if session is None:
            return
        if self._stopped or not self._queue:
            self._end()
            return
        file = self._queue.popleft()
        try:
            session.load.reassign(file.case_id, self._to.currentData(), self._why.text())
            self._done.append(file)
        except TipdeskError as error:
            self._left.append((file, error))
        self._progress.setValue(self._progress.value() + 1)
        QTimer.singleShot(0, self, self._step)

    def _end(self) -> None:
        self._progress.hide()
        self._close.setText(_("Close"))
        to = isolated(str(self._to.currentData()))
        texts = []
        if self._done:
            text = ngettext(
                "{count} file reassigned to {officer}.",
                "{count} files reassigned to {officer}.",
                len(self._done),
            )
            texts.append(text.format(count=isolated(str(len(self._done))), officer=to))
        if self._queue:
            text = ngettext(
                "Stopped: {count} file stays as it was.",
                "Stopped: {count} files stay as they were.",
                len(self._queue),
            )
            texts.append(text.format(count=isolated(str(len(self._queue)))))
        problem = ""
        if self._left:
            numbers = [isolated(file.number) for file, _error in self._left[:_NUMBERS]]
            if len(self._left) > _NUMBERS:
                numbers.append("…")
            words = sentence(self._left[0][1])
            between = "، " if language() == "ar" else ", "
            problem = _("Not reassigned: {numbers}. {why} {next}").format(
                numbers=between.join(numbers), why=words.what, next=words.next_step
            )
        self._say(" ".join(texts), problem)
        self._read()

    def _say(self, text: str, problem: str) -> None:
        self._result.setText(text)
        self._result.setVisible(bool(text))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    @Slot()
    def _on_close(self) -> None:
        if self._progress.isVisible():
            self._stopped = True
        else:
            self.accept()

    def reject(self) -> None:
        """Escape stops what runs; after that it leads back."""
        if self._progress.isVisible():
            self._stopped = True
        else:
            super().reject()


def _columns() -> list[tables.Column[FileInHand]]:
    not_named = _("you are not assigned")
    widest = _("Late: {count}").format(count="00")

    def late(file: FileInHand) -> str:
        return _("Late: {count}").format(count=isolated(str(file.late))) if file.late else ""

    def nearest(file: FileInHand) -> str:
        return "" if file.nearest is None else isolated(until_text(file.nearest, language()))

    return [
        tables.Column(_("File number"), lambda file: isolated(file.number), ("KWT-2026-00000",)),
        tables.Column(_("Status"), lambda file: isolate(status_label(file.status))),
        tables.Column(
            _("Needs"), late, (widest,), chip=lambda file: "chipwarn" if file.late else ""
        ),
        tables.Column(_("Next"), nearest, (tables.MOMENT,)),
        tables.Column(
            _("Its keys"),
            lambda file: "" if file.named else not_named,
            (not_named,),
            chip=lambda file: "" if file.named else "chipgrey",
        ),
    ]


def reassign_files(services: Services, officer: Officer, parent: QWidget) -> None:
    """Show the open files of an officer, and give chosen ones to another.

    Raises:
        TransitionRefused: the role of the session's officer does not reassign files.
    """
    dialog = ReassignDialog(services, officer, parent)
    dialog.exec()
    dialog.deleteLater()
