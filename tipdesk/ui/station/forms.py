"""The forms of the station: what interviews are taken with, a new one installed or tried.

Before a form is installed it is said who signed it and everything that changes. What protects
answers less than before stands first, and is ticked before anything can follow (`ask_install`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from tipdesk.authoring.publishing import Publishing
from tipdesk.authoring.sources import FormDraft, read_draft, stamp_of
from tipdesk.bundle.file_kind import OWN_SUFFIX
from tipdesk.bundle.form_file import SUFFIX
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act
from tipdesk.desk.station.form_installing import OfferedForm, look_into
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.differences import Difference
from tipdesk.i18n.text import (
    _,
    clean,
    foreign,
    format_datetime,
    isolate,
    isolated,
    language,
    ngettext,
)
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.confirming import ask_second
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import Strip, button, column, label, row, text_area
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px

# --- where a form that is to be tried comes from ----------------------------------------------


@dataclass(frozen=True, slots=True)
class TrialSource:
    """A form, read anew whenever its author wants to see it."""

    name: str  # of the file, or the form's id
    read: Callable[[], FormDraft]  # JOB
    stamp: Callable[[], object]  # another one when the form was changed
    sheets: Path | None = None  # what can be published of it


def source_of(path: Path) -> TrialSource:
    """A folder of sheets, a workbook or a definition."""
    sheets = None if path.suffix.lower() == ".json" else path
    return TrialSource(path.name, partial(read_draft, path), partial(stamp_of, path), sheets)


def source_of_form(form: FormDefinition) -> TrialSource:
    """A form that was read already."""
    return TrialSource(form.form_id, lambda: FormDraft(form), lambda: form.digest)


# --- before a form is installed ---------------------------------------------------------------


Try = Callable[[TrialSource, QWidget], None]  # the window is that over which it is tried

_LINE = 400  # characters of one change that are shown
_MOST = 2_000  # changes that are listed
_ALONE, _BESIDE, _LOOSER = 260, 74, 100  # heights of lists at 100 %


class _Offer(Dialog):
    def __init__(self, offered: OfferedForm, try_it: Try, parent: QWidget) -> None:
        super().__init__(parent, _("Install a form"), Shape(spacing=14))
        self._offered, self._try_it = offered, try_it
        install = button(_("Install"), style="primary")
        install.setDefault(True)
        trial = button(_("Try this form"), "eye")
        cancel = button(_("Cancel"))
        install.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        trial.clicked.connect(self._on_try)
        after = _("New interviews are taken with it. Files that are here stay as they are.")
        box = self.box
        box.addWidget(label(isolate(clean(_title(offered))), "h2", wrap=True))
        box.addWidget(facts(_facts(offered)))
        tick = add_changes(box, offered, install)
        box.addWidget(label(after, "muted", wrap=True))
        self.add_buttons(cancel, trial, 1, *([tick] if tick else []), install)
        self.setMinimumWidth(max(px(720), box.minimumSize().width()))
        (tick or install).setFocus()

    @Slot()
    def _on_try(self) -> None:
        self._try_it(source_of_form(self._offered.definition), self)


def add_changes(
    box: QVBoxLayout, offered: OfferedForm | Publishing, go_on: QPushButton
) -> QCheckBox | None:
    """Below what `box` holds: what is protected less than before, under its own heading, and then
    everything else. `go_on` waits for the tick that is given back, if there is one."""
    looser = [change for change in offered.changes if change.loosens]
    others = [change for change in offered.changes if not change.loosens]
    tick: QCheckBox | None = None
    if looser:
        warning = ngettext(
            "{count} thing is revealed more than before:",
            "{count} things are revealed more than before:",
            len(looser),
        ).format(count=isolated(str(len(looser))))
        tick = QCheckBox(_("I have read what is revealed more than before"))
        go_on.setEnabled(False)
        tick.toggled.connect(go_on.setEnabled)
        box.addWidget(Strip(warning, kind="notewarn"))
        box.addWidget(_listed(change_lines(looser), _("What is revealed more"), _LOOSER))
        box.setSpacing(px(9))  # both lists are to stand whole on a small laptop
    box.addWidget(label(_headline(offered, len(others)), wrap=True))
    if others:
        high = _BESIDE if looser else _ALONE
        box.addWidget(_listed(change_lines(others), _("What changes"), high), 1)
    return tick


def _listed(lines: list[str], name: str, height: int) -> QPlainTextEdit:
    """Changes, one below the other."""
    area = text_area(height)
    area.setReadOnly(True)
    area.setAccessibleName(name)
    area.setPlainText("\n".join(lines))
    return area


def _title(offered: OfferedForm) -> str:
    return offered.definition.title.text(language())[:_LINE]


def _facts(offered: OfferedForm) -> list[tuple[str, Value]]:
    before, form, file = offered.before, offered.definition, offered.file
    version = isolated(str(form.version))
    if before is not None:
        version = _("{new}, instead of {old}").format(
            new=version, old=isolated(str(before.version))
        )
    when = isolated(format_datetime(file.signed_at, language()))
    return [
        (_("Form"), isolated(form.form_id)),
        (_("Version"), version),
        (_("Signed by"), foreign(file.signed_by.agency or file.signed_by.name)),
        (_("Signed at"), when),
    ]


def _headline(offered: OfferedForm | Publishing, count: int) -> str:
    """How much changes; `count` are the changes that loosen nothing."""
    if offered.before is None:
        count = sum(1 for _question in offered.definition.questions())
        return ngettext(
            "This form is new here. It has {count} question.",
            "This form is new here. It has {count} questions.",
            count,
        ).format(count=isolated(str(count)))
    if count == len(offered.changes):
        text = ngettext("{count} thing changes:", "{count} things change:", count)
    else:
        text = ngettext("{count} thing else changes:", "{count} things else change:", count)
    return text.format(count=isolated(str(count)))


def change_lines(changes: Sequence[Difference]) -> list[str]:
    """What changes, one line each, in the language of the screen."""
    spoken = language()
    lines = [change.text.text(spoken).replace("\n", " ") for change in changes[:_MOST]]
    return [f"• {line[:_LINE]}{'…' if len(line) > _LINE else ''}" for line in lines]


def ask_install(offered: OfferedForm, try_it: Try, parent: QWidget) -> bool:
    """Show the offer and wait; whether the form is to be installed. `try_it` tries it first."""
    dialog = _Offer(offered, try_it, parent)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered


FORM_FILES = f"tipdesk (*{SUFFIX} *{OWN_SUFFIX})"
# Old and other workbooks are shown too: who chooses one is told what to do with it.
DRAFTS = "Excel, CSV, JSON (*.xlsx *.xlsm survey.csv *.json *.xls *.xlsb *.ods)"


class FormsCard(StationCard):
    """The forms in use, with their versions."""

    trial_asked = Signal(object, object)  # TrialSource, the window over which it is tried

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Interview forms"), parent)

    def lines(self) -> list[QWidget]:
        lines: list[QWidget] = []
        for form in self.services.session.forms.in_use():
            version = _("Version {version}").format(version=isolated(str(form.version)))
            came = _("with the program") if form.came_with_program else _("installed here")
            lines.append(
                column(
                    label(isolate(form.title.text(language()))),
                    label(f"{version} • {came}", "muted"),
                    spacing=0,
                )
            )
        text = _("Files keep the version that they were taken with. New ones use the newest.")
        trial = button(_("Try a form…"), "eye")
        trial.clicked.connect(self._on_try)
        buttons = [trial]
        if self.services.session.may(Act.INSTALL_FORM):
            install = button(_("Install a form…"), "file-plus")
            install.clicked.connect(self._on_install)
            buttons.insert(0, install)
        return [*lines, label(text, "muted", wrap=True), row(*buttons, 1)]

    @Slot()
    def _on_install(self) -> None:
        path = choose_file(self, _("Install a form"), FORM_FILES)
        if path is not None:
            self.take(path)

    @Slot()
    def _on_try(self) -> None:
        path = choose_file(self, _("Try a form"), DRAFTS)
        if path is not None:
            form = path.parent if path.suffix.lower() == ".csv" else path
            self.trial_asked.emit(source_of(form), self)

    def take(self, path: Path) -> None:
        """Check a form that the authority signed, say what changes, install it."""
        forms, jobs = self.services.session.forms, self.services.jobs
        with errors_said(self) as attempt:
            plan = forms.plan(path)
            offered = wait_for(
                jobs, self, _("The form is being checked…"), lambda _work: look_into(plan)
            )
            if offered is None:
                return
            if offered.here_already:
                say(self, _("This version of the form is in use already."), done=False)
            elif ask_install(offered, self.trial_asked.emit, self):
                purpose = _("Install a form")
                signers = ask_second(self.services, DeedKind.FORM, purpose, self)
                if signers is None:
                    return
                try:
                    forms.install(offered, *signers)
                finally:
                    for signer in signers:
                        signer.wipe()
        if attempt.failed:
            return
        self.changed.emit()
