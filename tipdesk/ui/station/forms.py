"""The forms of the station: what interviews are taken with, a new one installed or tried."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.bundle.form_file import SUFFIX
from tipdesk.cases.permissions import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.form_installing import look_into
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.station.form_offer import ask_install
from tipdesk.ui.station.trial_source import source_of
from tipdesk.ui.toolkit.cards import StationCard
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import say, show_error
from tipdesk.ui.toolkit.parts import button, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.waiting import wait_for

FORM_FILES = f"tipdesk (*{SUFFIX})"
# Old and other workbooks are shown too: who chooses one is told what to do with it.
DRAFTS = "Excel, CSV, JSON (*.xlsx *.xlsm survey.csv *.json *.xls *.xlsb *.ods)"


class FormsCard(StationCard):
    """The forms in use, with their versions."""

    trial_asked = Signal(object, object)  # TrialSource, the window over which it is tried

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Interview forms"), parent)

    def lines(self) -> list[QWidget]:
        made: list[QWidget] = []
        for form in self.services.session.forms.in_use():
            version = _("Version {version}").format(version=isolated(str(form.version)))
            came = _("with the program") if form.came_with_program else _("installed here")
            made.append(
                column(
                    label(isolate(form.title.text(language()))),
                    label(f"{version} • {came}", "muted"),
                    spacing=0,
                )
            )
        text = _("Files keep the version that they were taken with. New ones use the newest.")
        trial = button(_("Try a form…"), "eye")
        trial.clicked.connect(self._on_try)
        ways = [trial]
        if self.services.session.may(Act.INSTALL_FORM):
            install = button(_("Install a form…"), "file-plus")
            install.clicked.connect(self._on_install)
            ways.insert(0, install)
        return [*made, label(text, "muted", wrap=True), row(*ways, 1)]

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
        try:
            plan = forms.plan(path)
            offered = wait_for(
                jobs, self, _("The form is being checked…"), lambda _work: look_into(plan)
            )
            if offered is None:
                return
            if offered.here_already:
                say(self, _("This version of the form is in use already."), done=False)
            elif ask_install(offered, self.trial_asked.emit, self):
                forms.install(offered)
        except TipdeskError as error:
            show_error(self, error)
            return
        self.changed.emit()
