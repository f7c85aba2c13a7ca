"""Before a form is installed: who signed it, and everything that changes, said in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from tipdesk.authoring.publishing import Publishing
from tipdesk.desk.form_installing import OfferedForm
from tipdesk.forms.differences import Difference
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.ui.facts import Value, facts, foreign
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, label, row, text_area
from tipdesk.ui.trial_source import TrialSource, source_of_form

Try = Callable[[TrialSource, QWidget], None]  # the window is that over which it is tried

_LINE = 400  # characters of one change that are shown
_MOST = 2_000  # changes that are listed


class _Offer(QDialog):
    def __init__(self, offered: OfferedForm, try_it: Try, parent: QWidget) -> None:
        super().__init__(parent)
        self._offered, self._try_it = offered, try_it
        self.setWindowTitle(_("Install a form"))
        self.setMinimumWidth(px(720))
        self._changes = listed(change_lines(offered.changes))
        install = button(_("Install"), style="primary")
        install.setDefault(True)
        trial = button(_("Try this form"), "eye")
        cancel = button(_("Cancel"))
        install.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        trial.clicked.connect(self._on_try)
        after = _("New interviews are taken with it. Files that are here stay as they are.")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(isolate(clean(_title(offered))), "h2", wrap=True))
        box.addWidget(facts(_facts(offered)))
        box.addWidget(label(headline(offered), wrap=True))
        box.addWidget(self._changes, 1)
        box.addWidget(label(after, "muted", wrap=True))
        box.addWidget(row(cancel, trial, 1, install))
        install.setFocus()

    @Slot()
    def _on_try(self) -> None:
        self._try_it(source_of_form(self._offered.definition), self)


def listed(lines: list[str]) -> QPlainTextEdit:
    """The changes, one below the other."""
    shown = text_area(260)
    shown.setReadOnly(True)
    shown.setAccessibleName(_("What changes"))
    shown.setPlainText("\n".join(lines))
    shown.setVisible(bool(lines))
    return shown


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


def headline(offered: OfferedForm | Publishing) -> str:
    """How much changes."""
    if offered.before is None:
        count = sum(1 for _question in offered.definition.questions())
        return ngettext(
            "This form is new here. It has {count} question.",
            "This form is new here. It has {count} questions.",
            count,
        ).format(count=isolated(str(count)))
    count = len(offered.changes)
    return ngettext("{count} thing changes:", "{count} things change:", count).format(
        count=isolated(str(count))
    )


def change_lines(changes: Sequence[Difference]) -> list[str]:
    """What changes, one line each, in the language of the screen."""
    spoken = language()
    lines = [one.text.text(spoken).replace("\n", " ") for one in changes[:_MOST]]
    return [f"• {line[:_LINE]}{'…' if len(line) > _LINE else ''}" for line in lines]


def ask_install(offered: OfferedForm, try_it: Try, parent: QWidget) -> bool:
    """Show the offer and wait; whether the form is to be installed. `try_it` tries it first."""
    dialog = _Offer(offered, try_it, parent)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered
