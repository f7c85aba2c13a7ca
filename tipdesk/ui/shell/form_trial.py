"""A form tried before anybody works with it: the real screens on a record that is thrown away.

Why a form cannot be tried is told by every fault with its sheet, row and column (`TrialFaults`).
One that was tried can be published (`publish_form`): what changes is read first, for it cannot be
taken back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.authoring.publishing import Publishing, plan_publishing, publish_planned
from tipdesk.authoring.sources import FormDraft
from tipdesk.cases.model import Answer
from tipdesk.core.disk import remove_tree
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.form_trial import Trial, TrialVault, make_trial_vault
from tipdesk.forms.xlsform.faults import SheetFault, fault_line
from tipdesk.i18n.text import _, clean, foreign, in_one_line, isolate, isolated, language, ngettext
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.shell.page_book import PageBook
from tipdesk.ui.station.forms import TrialSource, add_changes
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.crash import told_later
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say
from tipdesk.ui.toolkit.jobs import JobRunner, wait_for
from tipdesk.ui.toolkit.keyboard import WindowListener, shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px

# --- faults -----------------------------------------------------------------------------------


_MOST = 500  # faults that are listed


class TrialFaults(QWidget):
    """The faults one under the other; they can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title = parts.label("", "h2", wrap=True)
        self._list = parts.text_area(400)
        self._list.setMaximumHeight(1 << 20)
        self._list.setReadOnly(True)
        self._list.setAccessibleName(_("Errors in the form"))
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(18))
        box.setSpacing(px(12))
        box.addWidget(self._title)
        box.addWidget(self._list, 1)

    def show_faults(self, faults: Sequence[SheetFault]) -> None:
        """List them."""
        count = len(faults)
        title = ngettext(
            "{count} error. The form cannot be published.",
            "{count} errors. The form cannot be published.",
            count,
        )
        self._title.setText(title.format(count=isolated(str(count))))
        lines = [fault_line(fault) for fault in faults[:_MOST]]
        self._list.setPlainText("\n".join(f"• {line}" for line in lines))
        self._list.setFocus()

    def show_error(self, error: TipdeskError) -> None:
        """The form could not be read at all."""
        message = sentence(error)
        self._title.setText(message.what)
        self._list.setPlainText(message.next_step)


# --- publishing -------------------------------------------------------------------------------


_TITLE = 400  # characters of a title that are shown


class _PublishDialog(Dialog):
    def __init__(self, planned: Publishing, parent: QWidget) -> None:
        super().__init__(parent, _("Publish a form"), Shape(spacing=14))
        form = planned.definition
        publish = parts.button(_("Publish"), style="primary")
        cancel = parts.button(_("Cancel"))
        publish.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        after = _(
            "A published version never changes again: a later change gets the next "
            "version. Stations take it once the certification authority has signed it."
        )
        details = [
            (_("Form"), isolated(form.form_id)),
            (_("Version"), isolated(str(form.version))),
            (_("Folder"), foreign(planned.folder.name)),
        ]
        box = self.box
        box.addWidget(
            parts.label(isolate(clean(form.title.text(language()))[:_TITLE]), "h2", wrap=True)
        )
        box.addWidget(facts(details))
        tick = add_changes(box, planned, publish)
        box.addWidget(parts.label(after, "muted", wrap=True))
        self.add_buttons(cancel, 1, *([tick] if tick else []), publish)
        self.setMinimumWidth(max(px(720), box.minimumSize().width()))
        cancel.setFocus()


def publish_form(jobs: JobRunner, path: Path, parent: QWidget) -> bool:
    """Show what would be published of the sheets at `path`, and publish it if it is wished.
    False when the sheets have faults."""
    planned = wait_for(
        jobs, parent, _("The form is being read…"), lambda _work: plan_publishing(path)
    )
    if isinstance(planned, FormDraft):
        return False
    if planned is None:
        return True
    if planned.done:
        say(parent, _("This version of the form is published already."), done=False)
        return True
    dialog = _PublishDialog(planned, parent)
    wished = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if wished:
        with errors_said(parent):
            _say_done(parent, publish_planned(planned), planned)
    return True


def _say_done(parent: QWidget, written: Path, planned: Publishing) -> None:
    text = _("Version {version} is published: {file}, in the folder {folder}.").format(
        version=isolated(str(planned.definition.version)),
        file=isolated(written.name),
        folder=isolated(planned.folder.name),
    )
    then = _(
        "The certification authority signs the file; stations install what it signed ({command})."
    ).format(command=isolated("tipdesk authority sign-form"))
    say(parent, text, then)


_HIDE = "F7"


class _HideKey(WindowListener):
    """F7 in the windows of a trial. It comes before the station's own, which is below."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.listen()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() != Qt.Key.Key_F7 or not plain:
            return False
        if not event.isAutoRepeat():
            self.pressed.emit()
        return True


class _Book(PageBook):
    """The pages of a trial. Whatever would lead to the station leads to the one record."""

    def __init__(self, services: Services, stack: QStackedWidget) -> None:
        super().__init__(services, stack)
        self.trial: Trial | None = None

    def show(self, name: str, *arguments: object) -> None:
        if self.trial is None:
            return
        if name in ("home", "station", "files", "receiving"):
            name, arguments = "interview", (self.trial.case,)
        super().show(name, *arguments)


class TrialWindow(Dialog):
    """The form that `source` reads, on a throw-away record; nothing of it is kept."""

    ended = Signal()

    def __init__(
        self, outside: Services, source: TrialSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, _("Trial of a form"), Shape(margins=(0, 0, 0, 0)))
        self._source, self._clock = source, outside.clock
        self._folder = tempfile.TemporaryDirectory(prefix="tipdesk-trial-")
        self._turn = 0  # counts the readings
        self._over = False
        self._stamp: object = None
        self._kept: tuple[Mapping[str, Answer], str] = ({}, "")  # answers, and the section shown
        self._services = Services(
            Path(self._folder.name), JobRunner(self), outside.settings, outside.clock
        )
        self._stack = QStackedWidget()
        self._book = _Book(self._services, self._stack)
        self._faults = TrialFaults()
        self._stack.addWidget(self._faults)
        self._keys = _HideKey(self)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._build()
        parts.resize_on_screen(self, 1200, 700)

    def _build(self) -> None:
        self._notice = parts.label("", "noteText", wrap=True)
        self._reload = parts.button(_("Read again"), "arrows-clockwise")
        self._reload.setToolTip(
            _("After the sheet was changed and saved ({key})").format(
                key=isolated(keys.READ_AGAIN.text)
            )
        )
        self._questions = parts.button(_("Questions"), "list-checks")
        self._paper = parts.button(_("On paper"), "printer")
        self._publish = parts.button(_("Publish…"), "file-plus")
        if self._source.sheets is None:
            self._publish.hide()
        self._hide = parts.button(_("Hide names"), "eye-slash")
        self._hide.setCheckable(True)
        self._hide.setToolTip(isolated(_HIDE))
        close = parts.button(_("End the trial"), "x", "primary")
        self._reload.clicked.connect(self.load)
        self._questions.clicked.connect(self._book.show_home)
        self._paper.clicked.connect(self._on_paper)
        self._publish.clicked.connect(self._on_publish)
        self._hide.toggled.connect(self._book.set_masked)
        self._keys.pressed.connect(self._hide.toggle)
        close.clicked.connect(self.reject)
        QShortcut(shortcut_of(keys.READ_AGAIN), self, self.load)
        strip = QFrame()
        parts.as_strip(strip, "notewarn")
        line = QVBoxLayout(strip)
        line.setContentsMargins(px(14), px(8), px(14), px(8))
        line.addWidget(self._notice)
        deeds = (self._reload, self._questions, self._paper, self._hide, self._publish)
        line.addWidget(parts.row(*deeds, 1, close))
        box = self.box
        box.setSpacing(0)
        box.addWidget(strip)
        box.addWidget(self._stack, 1)

    # --- reading the form --------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read the form as it is now; what was answered so far is kept where it still fits."""
        if self._services.jobs.busy or self._over:
            return
        self._turn += 1
        self._stamp = self._source.stamp()
        self._say(_("The form is being read…"))
        self._reload.setEnabled(False)
        place = Path(self._folder.name) / str(self._turn)
        make_vault = partial(make_trial_vault, place, self._clock)
        self._services.jobs.run(
            partial(_prepared, self._source.read, make_vault),
            done=self._on_read,
            failed=self._on_failed,
            unwanted=_let_go,
        )

    def _on_read(self, loaded: tuple[FormDraft, TrialVault | None]) -> None:
        draft, vault = loaded
        if self._book.trial is not None:  # else a reading with faults has put them away
            self._kept = self._put_away()
        answers, section = self._kept
        self._reload.setEnabled(True)
        if draft.definition is None or vault is None:
            self._show_faults(draft)
            return
        trial = Trial(vault, draft.definition, self._clock)
        self._services.opened(trial.session)
        trial.take_over(answers)
        self._book.trial = trial
        self._say(self._marked())
        self._enable(usable=True)
        known = section in {group.name for group in draft.definition.sections}
        self._book.show("interview", trial.case, section if known else "")

    def _on_failed(self, error: TipdeskError) -> None:
        """Nothing could be read: what is shown stays, if anything is."""
        self._reload.setEnabled(True)
        message = sentence(error)
        if self._book.trial is None:
            self._faults.show_error(error)
            self._stack.setCurrentWidget(self._faults)
            self._enable(usable=False)
        self._say(f"{message.what} {message.next_step}")

    def _show_faults(self, draft: FormDraft) -> None:
        self._faults.show_faults(draft.faults)
        self._stack.setCurrentWidget(self._faults)
        self._enable(usable=False)
        name = in_one_line(self._source.name)
        self._say(_("{name} has errors. Correct them, save, and read it again.").format(name=name))

    def _marked(self) -> str:
        return _(
            "Trial of {name}: nothing is kept, everything is deleted at the end. Type made-up"
            " answers only."
        ).format(name=in_one_line(self._source.name))

    def _say(self, text: str) -> None:
        self._notice.setText(text)

    def _enable(self, *, usable: bool) -> None:
        for part in (self._questions, self._paper, self._publish):
            part.setEnabled(usable)

    # --- what is shown -----------------------------------------------------------------------

    @Slot()
    def _on_paper(self) -> None:
        if self._book.trial is not None:
            self._book.show("paper", self._book.trial.case, "intake")

    @Slot()
    def _on_publish(self) -> None:
        """What is published is what was tried: a change since then is read first."""
        if self._source.sheets is None:
            return
        if self._source.stamp() != self._stamp:
            self._say(self._changed())
            return
        self._book.flush()
        if not publish_form(self._services.jobs, self._source.sheets, self):
            self.load()

    def _changed(self) -> str:
        text = _("The form was changed since it was read. Press {key} to read it again.")
        return text.format(key=isolated(keys.READ_AGAIN.text))

    def event(self, event: QEvent) -> bool:
        """Coming back from the sheet: say that it was changed."""
        back = event.type() == QEvent.Type.WindowActivate and self._book.trial is not None
        if back and self._source.stamp() != self._stamp:
            self._say(self._changed())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Return belong to the pages; they do not end the trial."""
        if event.key() not in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    # --- the end -----------------------------------------------------------------------------

    def _put_away(self) -> tuple[Mapping[str, Answer], str]:
        """Close the record; what was answered, and the section in sight."""
        trial, self._book.trial = self._book.trial, None
        if trial is None:
            return {}, ""
        place = self._book.place()
        self._book.flush()
        answers = trial.answers()
        self._book.close()
        self._services.closed()
        trial.close()
        remove_tree(trial.vault_dir)
        return answers, place.section if place is not None else ""

    def done(self, result: int) -> None:
        """Delete everything."""
        if not self._over:
            self._over = True
            self._services.jobs.close()
            with told_later():
                self._put_away()
            self._folder.cleanup()
            self.ended.emit()
        super().done(result)


def _prepared(
    read: Callable[[], FormDraft], make_vault: Callable[[], TrialVault]
) -> tuple[FormDraft, TrialVault | None]:
    """The form, and a vault for it unless it has faults. JOB."""
    draft = read()
    return draft, make_vault() if draft.definition is not None else None


def _let_go(loaded: tuple[FormDraft, TrialVault | None]) -> None:
    if loaded[1] is not None:
        loaded[1].key.wipe()


def try_form(services: Services, source: TrialSource, parent: QWidget) -> None:
    """Try a form; come back when the trial has ended."""
    window = TrialWindow(services, source, parent)
    window.load()
    window.exec()
    window.deleteLater()
