"""A form that was tried is published: what changes is read first, for it cannot be taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from tipdesk.authoring.publishing import Publishing, plan_publishing, publish_planned
from tipdesk.authoring.sources import Draft
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.ui.station.form_offer import add_changes
from tipdesk.ui.toolkit.dialogs import errors_said, say
from tipdesk.ui.toolkit.facts import facts, foreign
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.waiting import wait_for

_TITLE = 400  # characters of a title that are shown


class _Question(QDialog):
    def __init__(self, planned: Publishing, parent: QWidget) -> None:
        super().__init__(parent)
        form = planned.definition
        self.setWindowTitle(_("Publish a form"))
        publish = button(_("Publish"), style="primary")
        cancel = button(_("Cancel"))
        publish.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        after = _(
            "A published version never changes again: a later change gets the next version. "
            "Stations take it once the authority has signed it."
        )
        told = [
            (_("Form"), isolated(form.form_id)),
            (_("Version"), isolated(str(form.version))),
            (_("Folder"), foreign(planned.folder.name)),
        ]
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(isolate(clean(form.title.text(language()))[:_TITLE]), "h2", wrap=True))
        box.addWidget(facts(told))
        tick = add_changes(box, planned, publish)
        box.addWidget(label(after, "muted", wrap=True))
        box.addWidget(row(cancel, 1, *([tick] if tick else []), publish))
        self.setMinimumWidth(max(px(720), box.minimumSize().width()))
        cancel.setFocus()


def publish_form(jobs: JobRunner, path: Path, parent: QWidget) -> bool:
    """Show what would be published of the sheets at `path`, and publish it if it is wished.
    False when the sheets have faults."""
    planned = wait_for(
        jobs, parent, _("The form is being read…"), lambda _work: plan_publishing(path)
    )
    if isinstance(planned, Draft):
        return False
    if planned is None:
        return True
    if planned.done:
        say(parent, _("This version of the form is published already."), done=False)
        return True
    dialog = _Question(planned, parent)
    wished = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if wished:
        with errors_said(parent):
            _say_done(parent, publish_planned(planned), planned)
    return True


def _say_done(parent: QWidget, written: Path, planned: Publishing) -> None:
    said = _("Version {version} is published: {file}, in the folder {folder}.").format(
        version=isolated(str(planned.definition.version)),
        file=isolated(written.name),
        folder=isolated(planned.folder.name),
    )
    then = _("The authority signs the file; stations install what it signed ({command}).").format(
        command=isolated("tipdesk authority sign-form")
    )
    say(parent, said, then)
