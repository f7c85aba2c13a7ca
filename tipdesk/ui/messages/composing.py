"""Writing a message: one plain dialog that asks for what its type needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.strict_json import JsonValue, format_time
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.messages.letters import Judged, JudgedMessage, judge
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import (
    _,
    ascii_digits,
    clean,
    in_one_line,
    isolated,
    ngettext,
)
from tipdesk.texts.correspondence import code_title, member_title, type_title
from tipdesk.ui.messages.answers_dialog import AnswersDialog
from tipdesk.ui.messages.listing import beside_lines, messages_card
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say, show_error
from tipdesk.ui.toolkit.fields import BoundedText, CalmCombo, TextLine, code_field
from tipdesk.ui.toolkit.parts import (
    button,
    clear,
    column,
    label,
    labelled,
    note,
    row,
    text_area,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_AT_ONCE = 4  # messages whose signatures are verified without a job
_MOST = 4000  # letters of what somebody writes


@dataclass(frozen=True, slots=True)
class _Member:
    """One member of a body, as it is asked for."""

    name: str
    kind: str  # "text", "words", "code", "day", "moment", "choice" or "prosecutor"
    choices: tuple[str, ...] = ()
    optional: bool = False


_MEMBERS: Mapping[MessageType, tuple[_Member, ...]] = {
    MessageType.REGISTERED: (_Member("registry_no", "code"),),
    MessageType.ASSIGNED: (_Member("login", "code", optional=True),),
    MessageType.HEARING: (
        _Member("what", "choice", ("questioning", "hearing", "examination")),
        _Member("at", "moment"),
        _Member("court", "words"),
        _Member("summons_to", "words", optional=True),
        _Member("attends", "choice", ("person", "officer", "papers")),
    ),
    MessageType.DECISION: (
        _Member(
            "outcome",
            "choice",
            ("to_court", "kept_temporarily", "kept_finally", "joined", "forwarded"),
        ),
        _Member("decided_at", "day"),
        _Member("note", "text", optional=True),
    ),
    MessageType.ART12: (
        _Member("measure", "choice", ("medical_social", "shelter")),
        _Member("by", "choice", ("prosecution", "court")),
        _Member("order", "words"),
        _Member("from", "day"),
        _Member("until", "day", optional=True),
    ),
    MessageType.ANNEX_REQUEST: (_Member("to", "prosecutor"), _Member("reason", "text")),
    MessageType.COMPLETION_REQUEST: (
        _Member("text", "text"),
        _Member("reply_by", "day"),
        _Member("readers", "choice", ("supervisor", "file")),
    ),
    MessageType.COMPLETION_ANSWER: (_Member("text", "text"),),
    MessageType.SUMMONS_ADDRESS: (_Member("text", "words"),),
    MessageType.WITHDRAWAL: (_Member("reason", "text"),),
}
"""What is asked for, the gravest last; other types are written by what the program does."""
_TO_SOMEBODY = frozenset({MessageType.ANNEX_REQUEST})


_OR_NULL = frozenset({"login", "until"})
_AHEAD = frozenset({"at", "reply_by"})  # a slip of the year is stopped
_Person = tuple[str, str]  # code of the office, login


class _Asked(QWidget):
    """The fields of one type."""

    def __init__(self, kind: MessageType, people: Sequence[_Person]) -> None:
        super().__init__()
        self._kind = kind
        self._fields = {member: _field(member, people) for member in _MEMBERS[kind]}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(column(*self._rows(), 1, spacing=px(10)))

    def _rows(self) -> Iterator[QWidget]:
        """Short fields stand two beside each other: a small screen is not high."""
        waiting: QWidget | None = None
        for member, field in self._fields.items():
            part = labelled(member_title(member.name), field, _hint(member))
            if member.kind == "text":
                yield from [waiting] if waiting is not None else []
                yield part
                waiting = None
            elif waiting is None:
                waiting = part
            else:
                yield _beside(waiting, part)
                waiting = None
        if waiting is not None:
            yield waiting

    def body(self, now: datetime) -> dict[str, JsonValue] | str:
        """What was written; a sentence where something is missing, no date or of the past."""
        values: dict[str, JsonValue] = {}
        for member, field in self._fields.items():
            try:
                values[member.name] = value = _value(member, field)
            except ValueError:
                field.setFocus()
                return _unfit(member, field)
            if member.name in _AHEAD and _is_over(str(value), now):
                field.setFocus()
                text = _("{field}: this has passed already.")
                return text.format(field=member_title(member.name))
        return _whole(self._kind, values)

    def begin(self) -> None:
        """The cursor at what is asked first."""
        next(iter(self._fields.values())).setFocus()


def _beside(first: QWidget, second: QWidget) -> QWidget:
    """Both as wide as each other, their tops level."""
    both = QWidget()
    box = QHBoxLayout(both)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(14))
    for part in (first, second):
        box.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return both


def _field(member: _Member, people: Sequence[_Person]) -> QWidget:
    if member.kind == "prosecutor":
        combo = CalmCombo()
        for office, login in people:
            combo.addItem(isolated(login), [office, login])
        return combo
    if member.kind == "choice":
        combo = CalmCombo()
        for code in member.choices:
            combo.addItem(code_title(code), code)
        return combo
    if member.kind == "text":
        return text_area(96)
    line: QLineEdit = TextLine() if member.kind == "words" else code_field("")
    line.setMaxLength(_MOST)
    return line


def _hint(member: _Member) -> str:
    hints = {"day": _("Day/month/year"), "moment": _("Day/month/year hour:minute")}
    parts = [hints.get(member.kind, ""), _("May stay empty.") if member.optional else ""]
    return " • ".join(filter(None, parts))


def _value(member: _Member, field: QWidget) -> JsonValue:
    """Raises ValueError."""
    if isinstance(field, CalmCombo):
        chosen = field.currentData()
        return [str(part) for part in chosen] if isinstance(chosen, list) else str(chosen)
    raw = field.toPlainText() if isinstance(field, BoundedText) else _text_of(field)
    text = clean(raw).strip()[:_MOST]
    if not text:
        if not member.optional:
            raise ValueError(member.name)
        return None if member.name in _OR_NULL else ""
    if member.kind == "day":
        return f"{_local(text, '%d/%m/%Y'):%Y-%m-%d}"
    if member.kind == "moment":
        return format_time(_local(text, "%d/%m/%Y %H:%M"))
    if member.name == "registry_no" and not re.fullmatch("[A-Z0-9/-]{1,32}", text):
        raise ValueError(member.name)
    if member.name == "login" and not re.fullmatch("[A-Z0-9][A-Z0-9.-]{0,19}", text):
        raise ValueError(member.name)
    return text


def _local(text: str, form: str) -> datetime:
    """Raises ValueError."""
    return datetime.strptime(ascii_digits(text), form).replace(tzinfo=KUWAIT)


def _text_of(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else ""


def _unfit(member: _Member, field: QWidget) -> str:
    text = field.toPlainText() if isinstance(field, BoundedText) else _text_of(field)
    sentence = (
        _("{field}: it is not written like this.") if text.strip() else _("{field}: still empty.")
    )
    return sentence.format(field=member_title(member.name))


def _is_over(written: str, now: datetime) -> bool:
    """Whether a day or a moment lies before now."""
    if len(written) == len("2026-12-31"):
        return written < f"{now.astimezone(KUWAIT):%Y-%m-%d}"
    return written < format_time(now)


def _whole(kind: MessageType, values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The body, where its form is more than its members."""
    if kind is MessageType.COMPLETION_REQUEST:
        item = {"path": None, "paragraph": None, "sha256": None, "text": values.pop("text")}
        return {"items": [item], **values}
    if kind is MessageType.COMPLETION_ANSWER:
        return {"items": [{"request_item": 1, "text": values["text"], "row": None}]}
    return values


_Sign = Callable[[QWidget, MessageType, Mapping[str, JsonValue]], bool]


class MessageDialog(Dialog):
    """Which type, what it says. It is signed from here: what was written stays until it was."""

    def __init__(
        self,
        parent: QWidget,
        kinds: Sequence[MessageType],
        people: Sequence[_Person],
        now: Callable[[], datetime],
        sign: _Sign,
    ) -> None:
        super().__init__(parent, _("Write a message"), Shape(least_width=640, spacing=12))
        self._now, self._sign = now, sign
        self._kinds = CalmCombo()
        self._pages = [_Asked(kind, people) for kind in kinds]
        self._asked = QStackedWidget()
        for kind, page in zip(kinds, self._pages, strict=True):
            self._kinds.addItem(type_title(kind.value), kind)
            self._asked.addWidget(page)
        self._missing = label("", "error", wrap=True)
        self._missing.hide()
        ok, back = button(_("Sign and save…"), style="primary"), button(_("Cancel"))
        ok.setDefault(True)
        self._add_parts(kinds)
        self.add_buttons(back, 1, ok)
        self._kinds.currentIndexChanged.connect(self._on_kind)
        ok.clicked.connect(self._on_ok)
        back.clicked.connect(self.reject)

    def _add_parts(self, kinds: Sequence[MessageType]) -> None:
        """Where there is one type it is the heading, and nobody has to choose it."""
        alone = len(kinds) == 1
        self.add_heading(type_title(kinds[0].value) if alone else _("Write a message"))
        if not alone:
            self.box.addWidget(labelled(_("Type"), self._kinds))
        self.box.addWidget(self._asked)
        self.box.addWidget(self._missing)
        self.box.addWidget(note(_("Do not write a name: numbers and codes are enough.")))
        if alone:
            self._pages[0].begin()
        else:
            self._kinds.setFocus()

    @Slot(int)
    def _on_kind(self, at: int) -> None:
        self._asked.setCurrentIndex(at)
        self._missing.hide()

    @Slot()
    def _on_ok(self) -> None:
        body = self._pages[self._asked.currentIndex()].body(self._now())
        if isinstance(body, str):
            self._missing.setText(body)
            self._missing.show()
            return
        self._missing.hide()
        if self._sign(self, MessageType(self._kinds.currentData()), body):
            self.accept()


def _is_told_elsewhere(letter: JudgedMessage) -> bool:
    """Whether what it means stands on the page of the file by itself: an approval elsewhere."""
    message = letter.message
    approves = message.known is MessageType.APPROVAL_ANSWER and message.body["p7s"] is not None
    return approves or message.known is MessageType.APPROVAL_REQUEST


class CorrespondencePart(QWidget):
    """The messages about one file, and what may be written about it."""

    def __init__(self, services: Services, case_id: str, *, masked: bool = False) -> None:
        super().__init__()
        self._services, self._case_id, self._masked = services, case_id, masked
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(14))
        self._show()

    def _show(self) -> None:
        """All that there is; many signatures are verified behind it first."""
        waiting = self._services.session.messages.unjudged(self._case_id)
        if len(waiting.kept) <= _AT_ONCE:
            self._show_letters()
            return
        clear(self._box)
        self._box.addWidget(label(_("Verifying the signatures of the messages…"), "muted"))
        self._box.addStretch(1)
        task = partial(judge, waiting)
        self._services.jobs.run(task, done=self._on_judged, failed=self._on_failed)

    def _on_failed(self, error: TipdeskError) -> None:
        show_error(self, error)

    def _on_judged(self, letters: Judged) -> None:
        if self._services.open_session is None:
            return
        self._services.session.messages.keep(letters)
        self._show_letters()

    def _show_letters(self) -> None:
        clear(self._box)
        messages = self._services.session.messages
        about = messages.about(self._case_id)
        if letters := [letter for letter in about if not _is_told_elsewhere(letter)]:
            self._box.addWidget(messages_card(letters, masked=self._masked))
        if count := messages.closed(self._case_id):
            self._box.addWidget(note(_closed_text(count)))
        deeds: list[QWidget | int] = []
        if kinds := _fitting(_writable(self._services), about):
            write = button(_("Write a message…"), "pencil-simple")
            write.clicked.connect(partial(self._on_write, kinds))
            deeds.append(write)
        if messages.can_send(MessageType.DISCLOSURE):
            later = button(_("Show answers later…"), "eye")
            later.clicked.connect(self._on_show_answers)
            deeds.append(later)
        self._box.addWidget(row(*deeds, 1))
        self._box.addStretch(1)

    def _on_write(self, kinds: Sequence[MessageType], _checked: bool = False) -> None:
        if _write_message(self._services, self, self._case_id, kinds):
            self._show()

    @Slot()
    def _on_show_answers(self) -> None:
        if _show_answers(self._services, self, self._case_id):
            self._show()


def _closed_text(count: int) -> str:
    text = ngettext(
        "{count} message is closed to you: it shows answers of level 4.",
        "{count} messages are closed to you: they show answers of level 4.",
        count,
    )
    return text.format(count=isolated(str(count)))


def _writable(services: Services) -> tuple[MessageType, ...]:
    """The types that the officer of the session may write by hand here."""
    can_send = services.session.messages.can_send
    kinds = tuple(kind for kind in _MEMBERS if can_send(kind))
    return kinds if _prosecutors(services) else tuple(k for k in kinds if k not in _TO_SOMEBODY)


def _fitting(
    kinds: Sequence[MessageType], about: Sequence[JudgedMessage]
) -> tuple[MessageType, ...]:
    """Without the answer to a request where nobody has asked."""
    came = {letter.message.known for letter in about if letter.came}
    asked = MessageType.COMPLETION_REQUEST in came
    return tuple(kind for kind in kinds if asked or kind is not MessageType.COMPLETION_ANSWER)


def _prosecutors(services: Services) -> tuple[_Person, ...]:
    """To whom a protective annex can be sealed here; whoever asks comes first."""
    session = services.session
    office = session.station.code
    logins = {person.login for person in session.keys.prosecutors(office)}
    own = session.officer.login
    return tuple(
        (office, login) for login in sorted(logins, key=lambda login: (login != own, login))
    )


def _write_message(
    services: Services, parent: QWidget, case_id: str, kinds: Sequence[MessageType]
) -> bool:
    """Ask what it says, sign and save it; whether one was written."""
    send = services.session.messages.send

    def sign(dialog: QWidget, kind: MessageType, body: Mapping[str, JsonValue]) -> bool:
        return _signed(services, dialog, lambda by, folder: send(kind, case_id, body, by, folder))

    dialog = MessageDialog(parent, kinds, _prosecutors(services), services.clock, sign)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def _show_answers(services: Services, parent: QWidget, case_id: str) -> bool:
    """Let the Prosecution see answers that stayed when the file was approved; whether it was."""
    disclosing, own = services.session.disclosing, CaseId(case_id)
    with errors_said(parent) as attempt:
        staying = disclosing.staying(own)
    if attempt.failed:
        return False
    if not staying:
        text = _("Every answer that may go to the Prosecution has gone.")
        say(parent, _("Show answers later"), text, done=False)
        return False
    disclose = disclosing.disclose

    def sign(dialog: QWidget, paths: Sequence[str], reason: str) -> bool:
        return _signed(
            services, dialog, lambda by, folder: disclose(own, paths, reason, by, folder)
        )

    dialog = AnswersDialog(parent, staying, sign)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def _signed(
    services: Services,
    parent: QWidget,
    send: Callable[[Confirmed, Path], tuple[JudgedMessage, Path]],
) -> bool:
    """Ask where to and for the passphrase, then sign and save."""
    folder = choose_folder(parent, _("Choose the USB drive or a folder"))
    if folder is None:
        return False
    session = services.session
    confirmed = ask_confirmation(services, [session.officer], _("Sign the message"), parent)
    if confirmed is None:
        return False
    with errors_said(parent) as attempt:
        try:
            letter, path = send(confirmed, folder)
            beside = session.outbox.write(letter.message.to.code, folder)
        finally:
            confirmed.wipe()
    if attempt.failed:
        return False
    lines = [_("The sealed message is saved as:"), in_one_line(path.name), *beside_lines(beside)]
    say(parent, _("The message is signed"), "\n".join(lines))
    return True
