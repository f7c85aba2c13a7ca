"""What the list of exhibits says of an attached file, and the way to its row."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tipdesk.cases.answers import counting
from tipdesk.cases.evidence import exhibits
from tipdesk.cases.evidence.exhibits import Exhibit
from tipdesk.cases.evidence.recordings import consent_stands
from tipdesk.cases.files.workflow import Step
from tipdesk.cases.handover.record import is_narrowed
from tipdesk.cases.model import Attachment, CaseFile
from tipdesk.forms.model import path_of
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import MASK
from tipdesk.ui.toolkit.theme import px


class ExhibitLines(QObject):
    """The lines of one file's attachments, made anew with each look."""

    changed = Signal(object)  # Attachment whose row came or went
    row_asked = Signal(object, str, str)  # Case, section, path

    def __init__(
        self, services: Services, case_file: CaseFile, page: QWidget, *, masked: bool
    ) -> None:
        super().__init__(page)
        self._services, self._file, self._page, self._masked = services, case_file, page, masked
        intake = services.session.intake
        state = intake.state(case_file)
        self._rows = exhibits.listed(case_file.form, case_file.answers, state)
        self.known = exhibits.can_link(case_file.form)  # whether there is anything to say
        self._asked = self.known and state.is_relevant(exhibits.ROWS)
        self._can_add = self._asked and Step.EDIT in intake.steps(case_file.case)
        self._narrowed = is_narrowed(case_file.answers)
        self._counting = counting(case_file.answers, state)
        kept = exhibits.kept_back(case_file, state, (), narrowed=self._narrowed)
        self._held = kept.attachments
        self._recorded = frozenset(one.id for one in case_file.recordings)
        self._first: dict[str, QPushButton] = {}  # by attachment

    def line(self, attachment: Attachment) -> QWidget:
        """What is said of the file, and what can be done about it."""
        found = [one for one in self._rows if attachment.id in (one.file, one.copy)]
        buttons = self._buttons(attachment, found[0].row if found else 0)
        if buttons:
            self._first[attachment.id] = buttons[0]
        said = label(self._said(attachment, found), "muted", wrap=True)
        return row(said, *buttons, spacing=px(8), wide=0)

    def has_row(self, attachment: Attachment) -> bool:
        """Whether a row describes the file."""
        return any(attachment.id in (one.file, one.copy) for one in self._rows)

    def take_focus(self, attachment: Attachment) -> None:
        """Put the focus where the pressed button was."""
        if (first := self._first.get(attachment.id)) is not None:
            first.setFocus()

    def _buttons(self, attachment: Attachment, at: int) -> list[QPushButton]:
        made: list[QPushButton] = []
        if at and self._can_add and exhibits.is_as_added(self._file.answers, at, attachment):
            made.append(button(_("Take the row out again"), "arrow-u-up-left", "ghost"))
            made[-1].clicked.connect(lambda: self._on_unlist(attachment, at))
        if at and self._asked:
            made.append(button(_("Show the row"), "list-checks", "ghost"))
            made[-1].clicked.connect(lambda: self._on_row(at))
        if not at and self._can_add:
            made.append(button(_("Add to the list of exhibits"), "plus", "ghost"))
            made[-1].clicked.connect(lambda: self._on_list(attachment))
        return made

    def _on_list(self, attachment: Attachment) -> None:
        with errors_said(self._page):
            self._services.session.intake.list_as_exhibit(self._file.case.id, attachment)
        self.changed.emit(attachment)

    def _on_unlist(self, attachment: Attachment, number: int) -> None:
        with errors_said(self._page):
            case_id = self._file.case.id
            self._services.session.intake.remove_row(case_id, exhibits.ROWS, number)
        self.changed.emit(attachment)

    def _on_row(self, number: int) -> None:
        case = self._file.case
        section = self._services.session.intake.rules(case.id).section_of(exhibits.ROWS)
        self.row_asked.emit(case, section, path_of(exhibits.TITLE, exhibits.ROWS, number))

    def _said(self, attachment: Attachment, found: list[Exhibit]) -> str:
        held = attachment.id in self._held
        if not found and attachment.id in self._recorded:
            if not consent_stands(self._counting):
                return _(
                    "Recorded here: the consent to it no longer stands, so it stays here and is "
                    "not referred. Remove it if it is to be destroyed too."
                )
            return _(
                "Recorded here: it goes only when the supervisor picks it, and while the consent "
                "to it stands."
            )
        if not found and held:
            return _("Another row keeps the same contents back, so this file stays here too.")
        if not found:
            return _("No row of the list of exhibits describes it. It goes with the file.")
        return "\n".join(
            self._what(one, attachment, held=held).format(
                exhibit=MASK if self._masked else isolate(one.name.text(language()))
            )
            for one in found
        )

    def _what(self, one: Exhibit, attachment: Attachment, *, held: bool) -> str:
        """What its row means for the file."""
        if one.mark == exhibits.NO:
            return _("{exhibit}: left out, stays here.")
        if one.mark == exhibits.ONLY_REDACTED and attachment.id != one.copy:
            return _("{exhibit}: the original, stays here. Its redacted copy goes.")
        if one.needs_pick(narrowed=self._narrowed):
            return _("{exhibit}: protected, goes only when the supervisor picks it.")
        if held:
            return (
                _("{exhibit}: recorded here, goes only when the supervisor picks it.")
                if attachment.id in self._recorded
                else _("{exhibit}: stays here, since another row keeps the same contents back.")
            )
        if one.mark == exhibits.ONLY_REDACTED:
            return _("{exhibit}: the redacted copy, goes with the file.")
        return _("{exhibit}: goes with the file.")
