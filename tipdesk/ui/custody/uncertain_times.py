"""Spans of uncertain time, and a supervisor's statement about one of them."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.cases.custody.clock import (
    LONGEST_WORDS,
    ClockComparison,
    ClockStatement,
    Reason,
    UncertainSpan,
)
from tipdesk.cases.custody.reading import ChainReading
from tipdesk.core.clock import KUWAIT
from tipdesk.i18n.text import _, format_time, kuwait_day, language
from tipdesk.texts.custody import COMPARED, REASONS, moment, span_sentence, statement_sentence
from tipdesk.ui.form.date_editors import DateField
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import (
    button,
    card,
    column,
    label,
    labelled,
    note,
    resize_on_screen,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_SIZE = (820, 560)  # at 100 %


class _UncertainTimes(Dialog):
    """Every span, the newest first, with what was stated; `stated` tells that something was."""

    def __init__(self, services: Services, reading: ChainReading, parent: QWidget) -> None:
        super().__init__(parent, _("Uncertain times"), Shape(margins=(22, 18, 22, 16)))
        self._services, self._reading = services, reading
        self.stated = False
        officers = services.session.custody.may_state()
        cards = [self._card(span, may=bool(officers)) for span in reversed(reading.spans)]
        close = button(_("Close"), style="primary")
        close.clicked.connect(self.accept)
        about = _(
            "The program cannot know which clock was right. A supervisor compares the "
            "clock and states here what time it was; that becomes an entry of the "
            "chain, appears on every print and goes with the case bundles of the files "
            "concerned."
        )
        box = self.box
        self.add_heading(_("Uncertain times"))
        box.addWidget(label(about, "muted", wrap=True))
        box.addWidget(scrolled(column(*cards, 1)), 1)
        self.add_buttons(1, close)
        resize_on_screen(self, *_SIZE)

    def _card(self, span: UncertainSpan, *, may: bool) -> QWidget:
        text = span_sentence(span, language(), names=self._reading.names)
        parts: list[QWidget] = [label(text, wrap=True)]
        for attested in span.attested:
            name = self._reading.names.get(attested.by, "")
            parts.append(note(statement_sentence(attested, language(), name)))
        if may:
            go = button(_("State what time it was…"), "clock")
            go.clicked.connect(partial(self._on_state, span))
            parts.append(row(go, 1))
        return card(*parts, spacing=px(10))

    def _on_state(self, span: UncertainSpan, _checked: bool = False) -> None:
        asking = _TimeStatement(self._services, span, self)
        accepted = asking.exec() == QDialog.DialogCode.Accepted
        statement = asking.statement
        asking.deleteLater()
        if not accepted or statement is None:
            return
        session = self._services.session
        officers = session.custody.may_state()
        confirmed = ask_confirmation(self._services, officers, _("State what time it was"), self)
        if confirmed is None:
            return
        try:
            if self._services.open_session is session:
                with errors_said(self):
                    session.custody.attest(span, statement, confirmed)
                    self.stated = True
        finally:
            confirmed.wipe()
        if self.stated:
            self.accept()


class _TimeStatement(Dialog):
    """Asks what time it was, compared with what, and why the clock was wrong."""

    def __init__(self, services: Services, span: UncertainSpan, parent: QWidget) -> None:
        super().__init__(parent, _("State what time it was"), Shape(least_width=620))
        self._span = span
        self.statement: ClockStatement | None = None
        self._compared, self._reason = CalmCombo(), CalmCombo()
        for compared, text in COMPARED.items():
            self._compared.addItem(_(text), compared.value)
        for reason, text in REASONS.items():
            self._reason.addItem(_(text), reason.value)
        for combo in (self._compared, self._reason):  # stated, not taken over
            combo.setPlaceholderText(_("Choose"))
            combo.setCurrentIndex(-1)
        self._day, self._time = DateField(services.clock), TextLine(ltr=True)
        self._time.setPlaceholderText("00:00")
        self._words = TextLine()
        self._words.setMaxLength(LONGEST_WORDS)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        self._true = row(
            labelled(_("Day of the true time"), self._day),
            labelled(_("True time, hours and minutes"), self._time),
        )
        ok = button(_("Next"), style="primary")
        ok.setDefault(True)
        cancel = button(_("Cancel"))
        box = self.box
        template = _(
            "The clock showed {time} when entry {first} was made. What was the actual time?"
        )
        question = template.format(time=moment(span.clock_time, language()), first=span.first)
        self.add_heading(question, wrap=True)
        box.addWidget(labelled(_("Compared with"), self._compared))
        box.addWidget(self._true)
        box.addWidget(labelled(_("Why the clock was wrong"), self._reason))
        hint = _("About the clock only: name nobody. These words go with the case bundles.")
        box.addWidget(labelled(_("In your own words, if needed"), self._words, hint))
        box.addWidget(self._problem)
        self.add_buttons(cancel, 1, ok)
        self._day.line.setAccessibleName(_("Day of the true time"))
        self._show_shown()
        self._compared.currentIndexChanged.connect(self._on_compared)
        ok.clicked.connect(self._on_ok)
        cancel.clicked.connect(self.reject)

    def _show_shown(self) -> None:
        """Begin with what the clock showed: often only the hour was wrong."""
        self._day.show_day(kuwait_day(self._span.clock_time))
        self._time.setText(format_time(self._span.clock_time))

    @Slot()
    def _on_compared(self) -> None:
        known = self._compared.currentData() != ClockComparison.NOTHING.value
        self._true.setVisible(known)

    @Slot()
    def _on_ok(self) -> None:
        for combo, missing in (
            (self._compared, _("Choose with what the clock was compared.")),
            (self._reason, _("Choose why the clock was wrong.")),
        ):
            if combo.currentData() is None:
                self._say(missing, combo)
                return
        compared = ClockComparison(self._compared.currentData())
        true = None if compared is ClockComparison.NOTHING else self._true_time()
        if true is None and compared is not ClockComparison.NOTHING:
            problem = _("Write the day as dd/mm/yyyy and the time as hours:minutes.")
            self._say(problem, self._time)
            return
        reason = Reason(self._reason.currentData())
        self.statement = ClockStatement(true, reason, compared, self._words.text())
        self.accept()

    def _say(self, problem: str, where: QWidget) -> None:
        self._problem.setText(problem)
        self._problem.show()
        where.setFocus()

    def _true_time(self) -> datetime | None:
        """The time on Kuwait's clock; None: it is none. A minute that was not changed keeps the
        seconds that the clock showed."""
        day, text = self._day.day(), self._time.text()
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in text).strip()
        try:
            clock = time.fromisoformat(plain if len(plain) == 5 else f"0{plain}")
        except ValueError:
            return None
        if day is None:
            return None
        clock_showed = self._span.clock_time.astimezone(KUWAIT)
        typed = datetime.combine(day, clock, KUWAIT)
        return clock_showed if typed == clock_showed.replace(second=0, microsecond=0) else typed


def show_uncertain_times(services: Services, reading: ChainReading, parent: QWidget) -> bool:
    """Show the spans; whether somebody has stated something, which must be read anew."""
    dialog = _UncertainTimes(services, reading, parent)
    dialog.exec()
    stated = dialog.stated
    dialog.deleteLater()
    return stated
