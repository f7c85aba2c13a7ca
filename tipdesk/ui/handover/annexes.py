"""Protective annexes at the office: a prosecutor opens one, reads it and answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.bundle.writer import SUFFIX
from tipdesk.cases.handover.reading import RecordedAnswer
from tipdesk.cases.model import MissingReason
from tipdesk.desk.messages.annex_desk import ReadAnnex, TakenAnnex
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import (
    _,
    code_text,
    foreign,
    format_datetime,
    in_one_line,
    isolate,
    isolated,
    language,
)
from tipdesk.texts.messages import problem, reason_label
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say
from tipdesk.ui.toolkit.parts import button, card, label, note, row, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px


class AnnexPart(QWidget):
    """What of annexes is here, by file and prosecutor, and the way to open one."""

    changed = Signal()

    def __init__(self, services: Services, came: Sequence[TakenAnnex]) -> None:
        super().__init__()
        self._services = services
        text = _(
            "A protective annex comes beside its case bundle and opens for one prosecutor only, "
            "under their own passphrase. It is kept sealed here."
        )
        opening = button(_("Open a protective annex…"), "folder-open")
        opening.clicked.connect(self._on_open)
        parts: list[QWidget] = [
            label(_("Protective annexes"), "h2"),
            label(text, "muted", wrap=True),
            row(opening, 1),
        ]
        parts += [self._line(item) for item in came]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(*parts, spacing=px(10)))

    def _line(self, came: TakenAnnex) -> QWidget:
        own = came.login == self._services.session.officer.login
        words = _("File {number}, from station {station}, for {login}").format(
            number=isolated(came.case_number or came.case_id),
            station=isolated(came.station),
            login=isolated(came.login),
        )
        reading = button(_("Open read-only"), "eye")
        reading.setAccessibleName(f"{_('Open read-only')}: {words}")
        reading.setVisible(own)
        reading.clicked.connect(lambda: self._read(came))
        return row(label(words, wrap=True), reading, wide=0)

    def _on_open(self) -> None:
        pattern = f"{_('Protective annexes')} (*{SUFFIX})"
        path = choose_file(self, _("Open a protective annex"), pattern)
        if path is None:
            return
        self._with_passphrase(_("Open the protective annex"), lambda own: self._open(path, own))

    def _read(self, came: TakenAnnex) -> None:
        self._with_passphrase(_("Open the protective annex"), lambda own: self._again(came, own))

    def _with_passphrase(self, purpose: str, act: Callable[[Confirmed], None]) -> None:
        """Do what the officer's passphrase opens."""
        confirmed = ask_confirmation(
            self._services, [self._services.session.officer], purpose, self
        )
        if confirmed is None:
            return
        try:
            act(confirmed)
        finally:
            confirmed.wipe()

    def _again(self, came: TakenAnnex, confirmed: Confirmed) -> None:
        with errors_said(self) as attempt:
            read = self._services.session.annexes.read(came, confirmed)
        confirmed.wipe()
        if not attempt.failed:
            self._show(read, answers=False)

    def _open(self, path: Path, confirmed: Confirmed) -> None:
        """Show it, and sign the answer by the passphrase that opened it. What that gave stays here
        for as long as the annex is on the screen, as it does in the session; a lock ends both."""
        desk = self._services.session.annexes
        with errors_said(self) as attempt:
            read = desk.open(path, confirmed)
        decision = "" if attempt.failed else self._show(read, answers=True)
        if not decision:
            return
        accept = decision == "accept"
        with errors_said(self) as attempt:
            answer = (desk.accept if accept else desk.refuse)(read, confirmed, path.parent)
        if not attempt.failed:
            lines = f"{_('The signed answer is on the USB drive as:')}\n{in_one_line(answer.name)}"
            title = _("The annex is taken in") if accept else _("The refusal is signed")
            say(self, title, lines, done=accept)
        self.changed.emit()

    def _show(self, read: ReadAnnex, *, answers: bool) -> str:
        """What the reader decides; '' for nothing."""
        dialog = AnnexDialog(self, read, answers=answers)
        dialog.exec()
        decision = dialog.decision
        dialog.deleteLater()
        return decision


class AnnexDialog(Dialog):
    """What an annex says, and the ways to answer it."""

    def __init__(self, parent: QWidget, read: ReadAnnex, *, answers: bool) -> None:
        title = _("Protective annex")
        super().__init__(parent, title, Shape(least_width=720))
        self.setAccessibleName(title)
        self.decision = ""
        self.add_heading(title)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        for item in read.problems:
            text = _problem_text(item.code.value)
            box.addWidget(note(text) if item.severity == "warning" else note(text, "notewarn"))
        box.addWidget(card(facts(_facts(read))))
        if read.holds:
            for section, lines in _sections(read.annex.shown):
                box.addWidget(card(label(isolate(section), "h2", wrap=True), facts(lines)))
        box.addStretch(1)
        area = scrolled(inner)
        area.setMinimumHeight(px(380))
        self.box.addWidget(area, 1)
        close = button(_("Close"))
        close.clicked.connect(self.reject)
        deeds: list[QWidget | int] = [close, 1]
        if answers and not read.answered:
            refuse = button(_("Refuse…"), "prohibit")
            refuse.clicked.connect(lambda: self._decide("refuse"))
            deeds.append(refuse)
            if read.holds:
                accept = button(_("Take in and sign the receipt"), "seal-check", "primary")
                accept.clicked.connect(lambda: self._decide("accept"))
                deeds.append(accept)
        self.add_buttons(*deeds)

    def _decide(self, decision: str) -> None:
        self.decision = decision
        self.accept()


def _problem_text(code: str) -> str:
    if code == "W_EARLIER_MISSING":
        return _("The case bundle that it belongs to has not come here yet.")
    if code == "W_MISSING":
        return _("Annexes of this station with lower numbers have not come here.")
    return problem(code)


def _facts(read: ReadAnnex) -> list[tuple[str, Value]]:
    annex = read.annex
    lines: list[tuple[str, Value]] = [
        (_("File number"), code_text(read.case_number or annex.case_id)),
        (_("Station"), code_text(annex.numbered.station)),
        (_("Signed by"), foreign(read.signed_by)),
    ]
    if read.signed_at is not None:
        when = isolated(format_datetime(read.signed_at, language()))
        lines.append((_("Signed at"), when))
    return lines


def _sections(
    answers: Sequence[RecordedAnswer],
) -> list[tuple[str, list[tuple[str, Value]]]]:
    """In the order of the form."""
    arabic = language() == "ar"
    sections: dict[str, list[tuple[str, Value]]] = {}
    for answer in answers:
        section = answer.section if arabic else answer.section_en
        text = (answer.shown if arabic else answer.shown_en) or _reason(answer.reason)
        name = isolate(answer.label if arabic else answer.label_en)
        sections.setdefault(section, []).append((name, isolate(text)))
    return list(sections.items())


def _reason(code: str) -> str:
    """Why there is no answer; a code of a later list is shown as it is."""
    known = {reason.value: reason for reason in MissingReason}
    return reason_label(known[code]) if code in known else isolated(code)
