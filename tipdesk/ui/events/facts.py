"""What is said of an event, asked once: its own questions, and those of the form it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.cases import events
from tipdesk.cases.custody.chain import timestamp
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.forms.events import event_questions
from tipdesk.forms.model import FormDefinition, QuestionType
from tipdesk.i18n.text import _, isolate, language
from tipdesk.texts.case_work import CodeNames
from tipdesk.texts.events import OWN_LABELS
from tipdesk.texts.messages import sentence
from tipdesk.ui.casework.fields import field_of
from tipdesk.ui.casework.plans import FieldPlan, FieldShape
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.parts import button, column, label, room_of, scrolled
from tipdesk.ui.toolkit.privacy import Veil
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_SHAPE = Shape(width=820, spacing=10)
FACTS = "facts"  # the part of an event, of which what is not entered is kept
KEPT_AFTER = 400  # milliseconds of writing, as answers are
_HIGH, _AROUND = 560, 210  # pixels at 100 %: the fields; head and buttons of the dialog
SORTS = "event_sort"  # the list of the kinds, for `CodeNames`
_SHAPES: Mapping[QuestionType, FieldShape] = {
    QuestionType.SELECT_ONE: FieldShape.CHOICE,
    QuestionType.SELECT_MULTIPLE: FieldShape.CODES,
    QuestionType.DATE: FieldShape.DAY,
    QuestionType.DATETIME: FieldShape.MOMENT,
}


def _plans(form: FormDefinition) -> Iterator[FieldPlan]:
    """What an event says of itself, then what it says of its files."""
    for question in events.OWN_QUESTIONS:
        shape = _SHAPES.get(question.type, FieldShape.LINE)
        list_name = SORTS if question.name == events.KIND else question.list_name
        yield FieldPlan(question.name, OWN_LABELS[question.name], shape, list_name)
    for question in event_questions(form):
        shape = _SHAPES.get(question.type, FieldShape.LINE)
        text = question.label.text(language())
        yield FieldPlan(question.name, text, shape, question.list_name)


class FactsDialog(Dialog):
    """`facts` is what was written, once it was confirmed."""

    def __init__(
        self, services: Services, event_id: str, known: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent, _("What is said of the event"), _SHAPE, for_officer=True)
        self._services, self._event_id = services, event_id
        form = services.session.events.form()
        names = CodeNames(form)
        self.facts: dict[str, str] = {}
        self._fields = [field_of(plan, names, services.clock) for plan in _plans(form)]
        for field in self._fields:
            field.show_value(known.get(field.plan.name, ""))
        self._stood = self._typed()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEPT_AFTER)
        self._keeping.timeout.connect(self._keep)
        kept = services.session.events.begun(event_id, FACTS)
        for field in self._fields:
            if field.plan.name in kept:
                field.show_typed(kept[field.plan.name])
            field.edited.connect(self._on_edited)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        self._ok = button(_("Enter it"), style="primary")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        inside = sorted(self._fields, key=lambda field: field.plan.name == events.AGENCIES)
        area = scrolled(column(*inside, 1, spacing=px(10)), edge=0)  # a long list of ticks is last
        area.setMinimumHeight(min(px(_HIGH), room_of(self).height() - px(_AROUND)))
        self._veil = Veil(area)
        self._veil.names_asked.connect(services.signals.names_asked)
        self.add_heading(_("What is said of the event"))
        hint = _("Typed once, and offered in each of its files. Nothing of a person, no name.")
        self.box.addWidget(label(hint, "muted", wrap=True))
        if kept:
            before = _("This is what you wrote before and did not enter.")
            self.box.addWidget(label(before, "muted", wrap=True))
        self.box.addWidget(self._veil, 1)
        self.box.addWidget(self._problem)
        self.add_buttons(cancel, 1, self._ok)
        self._fields[0].take_focus()
        self.set_masked(services.names_hidden)

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7): interpreters are among it."""
        self._veil.cover(masked)
        self._ok.setEnabled(not masked)

    # --- what is written --------------------------------------------------------------------

    def _typed(self) -> dict[str, str]:
        return {field.plan.name: field.typed() for field in self._fields}

    @Slot()
    def _on_edited(self) -> None:
        if not self._keeping.isActive():
            self._keeping.start()

    @Slot()
    def _keep(self) -> None:
        """What was typed and does not stand already."""
        self._keeping.stop()
        session = self._services.open_session
        if session is None:
            return
        typed = self._typed()
        changed = {name: text for name, text in typed.items() if text != self._stood[name]}
        try:
            session.events.keep_begun(self._event_id, FACTS, changed)
        except TipdeskError as error:
            self.say_error(error)

    def done(self, result: int) -> None:
        """However it goes: what was written is kept until the event says it."""
        self._keep()
        super().done(result)

    # --- entering ---------------------------------------------------------------------------

    @Slot()
    def _on_ok(self) -> None:
        facts = {}
        for field in self._fields:
            try:
                facts[field.plan.name] = field.value()
            except AnswerRefused as error:
                self.say_error(error)
                field.take_focus()
                return
        self.facts = facts
        self.accept()

    def say_error(self, error: TipdeskError) -> None:
        """What does not fit."""
        words = sentence(error)
        self._problem.setText(isolate(f"{words.what} {words.next_step}"))
        self._problem.show()


def ask_facts(
    services: Services, event_id: str, known: Mapping[str, str], parent: QWidget
) -> Mapping[str, str] | None:
    """What is said of an event ('': of a new one); None where nothing is to be entered. `known`:
    what stands."""
    begun = dict(known)
    if not begun:
        begun[events.BEGAN] = timestamp(_whole_hour(services.clock()))
    dialog = FactsDialog(services, event_id, begun, parent)
    confirmed = dialog.exec() == QDialog.DialogCode.Accepted
    facts = dialog.facts
    dialog.deleteLater()
    return facts if confirmed and services.open_session is not None else None


def _whole_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
