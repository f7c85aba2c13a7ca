"""One entry of the case work, asked and entered.

What is written and not entered is kept while it is written, and when the dialog goes, however.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.cases.casework.entries import EntryKind
from tipdesk.core.errors import AnswerRefused, TipdeskError, WorkEntryInvalid
from tipdesk.desk.case_work import FollowUp
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.texts import keys
from tipdesk.texts.case_work import CodeNames
from tipdesk.texts.messages import sentence
from tipdesk.ui.casework.directory import proposal_text
from tipdesk.ui.casework.fields import EntryField, field_of
from tipdesk.ui.casework.plans import EntryAbout, EntryPlan, body_of, plan_of, presets
from tipdesk.ui.casework.rows import open_things
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, column, label, note, room_of, scrolled
from tipdesk.ui.toolkit.privacy import Veil
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_SHAPE = Shape(width=600, spacing=10)
# Pixels at 100 %: the head of the dialog, what is missing and its buttons; beside its fields.
_AROUND, _EDGE = 190, 24
_OFFERED = 4  # services for a need
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


def safe_way_text(follow_up: FollowUp) -> str:
    """How the person can be reached without danger; who has to be asked where that is closed."""
    if not follow_up.reads_restricted:
        return _(
            "The safe way to reach the person is closed to you. Ask assigned staff before you try."
        )
    number, hours, word = follow_up.safe_way
    parts = []
    if number:
        parts.append(_("Number: {number}").format(number=isolated(number)))
    if hours:
        parts.append(_("When and how: {hours}").format(hours=isolate(hours)))
    if word:
        parts.append(_("Code word: {word}").format(word=isolate(word)))
    if not parts:
        return _("The file says nothing of a safe way. Ask the person for it when you speak.")
    return "\n".join((_("The safe way, as the person said it:"), *parts))


class EntryDialog(Dialog):
    """`body` is what was written, once it was entered."""

    def __init__(
        self, services: Services, follow_up: FollowUp, about: EntryAbout, title: str,
        parent: QWidget,
    ) -> None:  # fmt: skip
        plan = plan_of(about, follow_up)
        super().__init__(parent, _(plan.deed), _SHAPE, for_officer=True)
        self._services, self._follow_up, self._about = services, follow_up, about
        self._first = presets(about, follow_up)
        names = CodeNames(follow_up.form, follow_up.sex)
        self._fields = [field_of(each, names, services.clock) for each in plan.fields]
        self._resumes: QWidget | None = None  # what had the cursor before names were hidden
        self._was_entered = False
        self._build(plan, title)
        self._begun = self._typed()
        self._show_kept()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEPT_AFTER)
        self._keeping.timeout.connect(self._keep)
        for each in self._fields:
            each.edited.connect(self._on_edited)
            stays = each.sizePolicy()  # nothing moves when it is asked
            stays.setRetainSizeWhenHidden(True)
            each.setSizePolicy(stays)
        self._show_asked()
        self._fields[0].take_focus()
        self.set_masked(services.names_hidden)

    def _build(self, plan: EntryPlan, title: str) -> None:
        self._ok = button(_("Enter it"), style="primary")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        QShortcut(shortcut_of(keys.AGREE), self, self._ok.click)
        self._back = button(_("Cancel"))
        self._back.clicked.connect(self.reject)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        self._kept = label(
            _("This is what you wrote before and did not enter."), "muted", wrap=True
        )
        self._kept.hide()
        parts: list[QWidget | int] = [label(isolate(title), wrap=True)] if title else []
        parts += [self._kept, *self._fields]
        if plan.hint:
            parts.append(label(_(plan.hint), "muted", wrap=True))
        if self._about.kind is EntryKind.REFERRAL_SENT:
            parts += [note(text) for text in self._proposals()]
        speaks = self._about.kind is EntryKind.CONTACT
        if self._about.kind in (EntryKind.CLOSING, EntryKind.CLOSING_APPROVED):
            standing = open_things(self._follow_up)
            if standing:
                text = _("Not ended yet: {things}").format(things=standing)
                parts.append(note(text, "notewarn"))
        for each in self._fields:
            each.show_value(self._first.get(each.plan.name, ""))
        self._content = column(*parts, 1, spacing=px(10))
        self._area = scrolled(self._content, edge=0)
        below = [note(safe_way_text(self._follow_up))] if speaks else []
        self._veil = Veil(column(self._area, *below, spacing=px(10)))
        self._veil.names_asked.connect(self._services.signals.names_asked)
        self.add_heading(_(plan.deed))
        self.box.addWidget(self._veil, 1)
        self.box.addWidget(self._problem)
        self.add_buttons(self._back, 1, self._ok)

    def _proposals(self) -> list[str]:
        """Who serves the need, as the directory knows it: one text, or none."""
        need = self._follow_up.work.needs.get(self._about.subject)
        directory, case_id = self._services.session.directory, self._follow_up.case.id
        offered = directory.proposed(case_id, need.need_type) if need is not None else ()
        names = CodeNames(self._follow_up.form, self._follow_up.sex)
        lines = [proposal_text(each, names, directory.today) for each in offered[:_OFFERED]]
        return ["\n".join((_("They serve this need:"), *lines))] if lines else []

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its fields need, if the screen has the room."""
        for part in self._content.findChildren(QWidget):
            part.ensurePolished()
        width, room = self.width() - px(2 * _EDGE), room_of(self).height()
        high = self._content.heightForWidth(width)
        least = max(high, self._content.sizeHint().height()) + px(4)
        self._area.setMinimumHeight(min(least, room - px(_AROUND)))
        super().showEvent(event)

    def set_masked(self, masked: bool) -> None:
        """Hide or show it (F7)."""
        if masked:
            self._resumes = self.focusWidget()
        self._veil.cover(masked)
        self._ok.setEnabled(not masked)
        if not masked and self._resumes is not None:
            self._resumes.setFocus()

    # --- what is written --------------------------------------------------------------------

    def _typed(self) -> dict[str, str]:
        return {each.plan.name: each.typed() for each in self._fields}

    def _is_asked(self, field: EntryField) -> bool:
        if field.plan.shown_for is None:
            return True
        name, values = field.plan.shown_for
        other = next((each for each in self._fields if each.plan.name == name), None)
        return other is not None and other.typed() in values

    def _show_asked(self) -> None:
        for each in self._fields:
            each.setVisible(self._is_asked(each))

    def _show_kept(self) -> None:
        drafts = self._services.session.drafts
        kept = drafts.unentered(self._follow_up.case.id).get(self._about.place, {})
        for each in self._fields:
            if each.plan.name in kept:
                each.show_typed(kept[each.plan.name])
        self._kept.setVisible(bool(kept))

    @Slot()
    def _on_edited(self) -> None:
        self._show_asked()
        self._say("")
        if not self._keeping.isActive():
            self._keeping.start()

    @Slot()
    def _keep(self) -> None:
        """What was typed, beside what was typed of other entries; what stood here at first is no
        draft."""
        self._keeping.stop()
        session = self._services.open_session
        if session is None:
            return
        typed = {} if self._was_entered else self._typed()
        changed = {name: text for name, text in typed.items() if text != self._begun.get(name)}
        case_id, place = self._follow_up.case.id, self._about.place
        try:
            kept = session.drafts.unentered(case_id)
            if kept.get(place, {}) != changed:
                session.drafts.keep_unentered(case_id, {**kept, place: changed})
        except TipdeskError as error:
            self._say_error(error)

    def done(self, result: int) -> None:
        """However it goes."""
        self._keep()
        super().done(result)

    # --- entering ---------------------------------------------------------------------------

    def _written(self) -> dict[str, str] | None:
        """What the fields say; None where something cannot be read, which is said."""
        written = {}
        for each in self._fields:
            if not self._is_asked(each):
                continue
            try:
                written[each.plan.name] = each.value()
            except AnswerRefused as error:
                self._say_error(error)
                each.take_focus()
                return None
        return written

    @Slot()
    def _on_ok(self) -> None:
        written = self._written()
        if written is None:
            return
        body = body_of(self._about, written, self._first)
        try:
            self._enter(body)
        except WorkEntryInvalid as error:
            self._refuse(str(error.details.get("field", "")))
        except TipdeskError as error:
            self._say_error(error)
        else:
            self._was_entered = True
            self.accept()

    def _enter(self, body: Mapping[str, str]) -> None:
        book, case_id = self._services.session.case_work, self._follow_up.case.id
        if self._about.kind is EntryKind.CLOSING_APPROVED:
            kept = {name: value for name, value in body.items() if value != "no"}
            if kept:
                book.enter(case_id, EntryKind.RETENTION, body=kept)
            book.enter(case_id, EntryKind.CLOSING_APPROVED)
            return
        book.enter(case_id, self._about.kind, self._about.subject, body)

    def _refuse(self, name: str) -> None:
        """A field is missing, or holds what does not fit."""
        field = next((each for each in self._fields if each.plan.name == name), None)
        if field is None:
            self._say(_("Nothing was written yet."))
            self._fields[0].take_focus()
            return
        text = _("This is still missing: {what}")
        self._say(text.format(what=_(field.plan.label)))
        field.take_focus()

    def _say(self, text: str) -> None:
        self._problem.setText(isolate(text))
        self._problem.setVisible(bool(text))

    def _say_error(self, error: TipdeskError) -> None:
        words = sentence(error)
        self._say(f"{words.what} {words.next_step}")


ENTRY_KEYS = {
    EntryKind.ANSWERED: keys.ENTER_ANSWER,
    EntryKind.REFERRAL_SENT: keys.ENTER_REFERRAL,
    EntryKind.APPOINTMENT: keys.ENTER_APPOINTMENT,
}
_ARABIC = {"E": "ث", "R": "ق", "A": "ش"}  # what the same keys write in Arabic


def kind_typed(event: QKeyEvent) -> EntryKind | None:
    """What is entered by a key of a list."""
    typed = event.text().casefold()
    for kind, key in ENTRY_KEYS.items():
        if typed and typed in (key.text.casefold(), _ARABIC[key.text]):
            return kind
    return None


def ask_entry(
    services: Services, follow_up: FollowUp, about: EntryAbout, title: str, parent: QWidget
) -> bool:
    """Ask what an entry says, and enter it; whether that was done."""
    dialog = EntryDialog(services, follow_up, about, title, parent)
    entered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return entered and services.open_session is not None
