"""What the person agreed to, as a plain list, and taking it back: one question, and never why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tipdesk.cases.consent import ledger
from tipdesk.cases.consent.withdrawal import can_be_withdrawn, leaving_sections
from tipdesk.cases.model import CaseFile, ConsentEvent, ConsentPurpose, Status
from tipdesk.i18n.text import (
    MASK,
    _,
    clean,
    format_datetime,
    isolate,
    isolated,
    language,
    with_code,
)
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import (
    button,
    card,
    column,
    label,
    labelled,
    note,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_WIDTH = 560  # at 100 %
_MOST_WORDS = 200  # letters
_BETWEEN = 8  # pixels at 100 %, between ticks
_MOST_SEEN = 320  # pixels at 100 %, of a list of sections
_CHANGEABLE = frozenset({Status.IN_PROGRESS, Status.RETURNED, Status.COMPLETED})


# --- the list ---------------------------------------------------------------------------------


def consents_card(
    services: Services,
    case_file: CaseFile,
    names: Mapping[str, str],
    changed: Callable[[], None],
    *,
    masked: bool = False,
) -> QWidget:
    """What stands, each with what went before it; `changed` when something was noted. `masked`
    hides words and people."""
    events = case_file.consents
    lines: list[QWidget] = [label(_("What was agreed to"), "h2")]
    for event in ledger.ruling(events).values():
        earlier = _other_states([other for other in events if other.about == event.about])
        parts = [
            label(isolate(_about(case_file, event)), "h3", wrap=True),
            label(_line(case_file, event, names, masked=masked), wrap=True),
            *_more(case_file, event, masked=masked),
            *(
                label(_line(case_file, other, names, masked=masked), "muted", wrap=True)
                for other in reversed(earlier)
            ),
        ]
        lines.append(column(*parts, spacing=px(3)))
    if deeds := _deeds(services, case_file, changed):
        lines.append(row(*deeds, 1, spacing=px(8)))
    return card(*lines, spacing=px(12))


def _other_states(events: Sequence[ConsentEvent]) -> list[ConsentEvent]:
    """Of the events about one thing the earlier ones that the next one changed: who said it and
    how is noted after it, and the list shows neither."""
    return [event for event, after in pairwise(events) if event.state != after.state]


def _about(case_file: CaseFile, event: ConsentEvent) -> str:
    """What it is about, as the form asks it."""
    about = (language(), case_file.sex)
    if event.purpose is ConsentPurpose.SERVICE:
        return _("Sharing with {agency}").format(
            agency=isolate(_choice(case_file, "agency", event.recipient))
        )
    if event.purpose is ConsentPurpose.TRANSFER:
        return _("The file going to station {station}").format(station=isolated(event.recipient))
    name = ledger.QUESTIONS.get(event.purpose, "")
    question = next((item for item in case_file.form.questions() if item.name == name), None)
    return question.label.text(*about) if question is not None else event.purpose.value


def _choice(case_file: CaseFile, listed: str, name: str) -> str:
    for choice in case_file.form.choices.get(listed, ()):
        if choice.name == name:
            return choice.label.text(language(), case_file.sex)
    return name


def _line(
    case_file: CaseFile, event: ConsentEvent, names: Mapping[str, str], *, masked: bool
) -> str:
    return _("{state} • {when} • {who}").format(
        state=isolate(_choice(case_file, "consent", event.state)),
        when=isolated(format_datetime(event.at, language())),
        who=with_code(event.officer, "" if masked else names.get(event.officer, "")),
    )


def _more(case_file: CaseFile, event: ConsentEvent, *, masked: bool) -> list[QLabel]:
    """The words of a withdrawal; what stays of an agreement with limits."""
    if event.reason:
        return [label(MASK if masked else isolate(event.reason), wrap=True)]
    if event.state != ledger.LIMITED or event.purpose is not ConsentPurpose.PROSECUTION:
        return []
    if event.limits is None:
        text = _("Which sections stay was not noted. Until then as much stays as with a refusal.")
        return [label(text, wrap=True)]
    titles = [
        section.label.text(language(), case_file.sex)
        for section in case_file.form.sections
        if section.name in event.limits
    ]
    comma = "، " if language() == "ar" else ", "
    stays = comma.join(isolate(title) for title in titles) or "—"
    return [label(_("Stays here: {sections}").format(sections=stays), wrap=True)]


def _deeds(
    services: Services, case_file: CaseFile, changed: Callable[[], None]
) -> list[QPushButton]:
    session, case = services.session, case_file.case
    standing = can_be_withdrawn(case_file.consents)
    if not standing or not session.steps.withdrawing.may_withdraw(case.id):
        return []
    withdraw = button(_("Note a withdrawal…"), "hand-palm")
    withdraw.clicked.connect(lambda: _withdraw(services, case_file, withdraw.window(), changed))
    deeds = [withdraw]
    limited = any(
        event.purpose is ConsentPurpose.PROSECUTION and event.state == ledger.LIMITED
        for event in standing
    )
    if limited and case.status in _CHANGEABLE:
        limits = button(_("Note what stays here…"), "list-checks")
        limits.clicked.connect(
            lambda: _keep_sections(services, case_file, limits.window(), changed)
        )
        deeds.append(limits)
    return deeds


# --- taking it back ---------------------------------------------------------------------------


class _WithdrawalDialog(Dialog):
    """Which agreement, and in a line how it was said; the line is filled in already."""

    def __init__(
        self, parent: QWidget, case_file: CaseFile, standing: Sequence[ConsentEvent]
    ) -> None:
        title = _("What does the person take back?")
        super().__init__(parent, title, Shape(width=_WIDTH, spacing=10, fits=True))
        self._standing = standing
        self._group = QButtonGroup(self)
        self._words = TextLine()
        self._words.setMaxLength(_MOST_WORDS)
        self._words.setText(_("The person no longer wishes it."))
        self._ok = button(_("Note it"), "check", "primary")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self.accept)
        self._build(title, case_file)
        self._group.idToggled.connect(lambda _number, _on: self._on_changed())
        self._words.textChanged.connect(self._on_changed)
        if len(standing) == 1:
            self._group.button(0).setChecked(True)
        self._on_changed()
        self._group.button(0).setFocus()

    def _build(self, title: str, case_file: CaseFile) -> None:
        self.add_heading(title)
        text = _(
            "Anybody may take their word back at any time, and nobody has to say why. Nothing of "
            "what was told is asked again; help and referrals go on. What the law demands to be "
            "reported does not depend on it."
        )
        self.box.addWidget(label(text, wrap=True))
        for at, event in enumerate(self._standing):
            choice = QRadioButton(_about(case_file, event))
            self._group.addButton(choice, at)
            self.box.addWidget(choice)
        self.box.addWidget(labelled(_("How it was said"), self._words))
        if case_file.case.status is not Status.IN_PROGRESS:
            follows = _(
                "The file is completed and approved once more before anything of it leaves. What "
                "was handed over already stays where it is."
            )
            self.box.addWidget(note(follows))
        back = button(_("Back to the review"))
        back.clicked.connect(self.reject)
        self.add_buttons(back, 1, self._ok)

    def chosen(self) -> ConsentEvent | None:
        """What is taken back."""
        at = self._group.checkedId()
        return self._standing[at] if at >= 0 else None

    def words(self) -> str:
        """How it was said."""
        return clean(self._words.text()).strip()

    @Slot()
    def _on_changed(self) -> None:
        self._ok.setEnabled(self.chosen() is not None and bool(self.words()))


def _withdraw(
    services: Services, case_file: CaseFile, parent: QWidget, changed: Callable[[], None]
) -> None:
    dialog = _WithdrawalDialog(parent, case_file, can_be_withdrawn(case_file.consents))
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    event, words = dialog.chosen(), dialog.words()
    dialog.deleteLater()
    if not accepted or event is None:
        return
    with errors_said(parent):
        services.session.steps.withdrawing.withdraw(case_file.case.id, event, words)
        changed()


class _LimitsDialog(Dialog):
    """The sections that this person is `asked`; what is ticked stays here."""

    def __init__(
        self, parent: QWidget, case_file: CaseFile, kept: Sequence[str], asked: Collection[str]
    ) -> None:
        title = _("What stays here?")
        super().__init__(parent, title, Shape(width=_WIDTH, spacing=10, fits=True))
        self.add_heading(title)
        text = _(
            "Tick the sections that the person does not want to go to the Prosecution. The notice "
            "to the Prosecution goes all the same."
        )
        self.box.addWidget(label(text, wrap=True))
        self._ticks = {
            section.name: QCheckBox(section.label.text(language(), case_file.sex))
            for section in leaving_sections(case_file.form)
            if section.name in asked or section.name in kept
        }
        for name, tick in self._ticks.items():
            tick.setChecked(name in kept)
        listed = column(*self._ticks.values(), spacing=px(_BETWEEN))
        for tick in self._ticks.values():
            tick.ensurePolished()
        tall = sum(tick.sizeHint().height() + px(_BETWEEN) for tick in self._ticks.values())
        listed.setFixedHeight(tall)
        area = scrolled(listed, edge=px(6))
        area.setFixedHeight(px(_MOST_SEEN))
        self.box.addWidget(area)
        ok, back = button(_("Note it"), "check", "primary"), button(_("Back to the review"))
        ok.setDefault(True)
        ok.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        self.add_buttons(back, 1, ok)

    def kept(self) -> tuple[str, ...]:
        """The names of what is ticked."""
        return tuple(name for name, tick in self._ticks.items() if tick.isChecked())


def _keep_sections(
    services: Services, case_file: CaseFile, parent: QWidget, changed: Callable[[], None]
) -> None:
    event = ledger.ruling(case_file.consents).get((ConsentPurpose.PROSECUTION, ""))
    state = services.session.files.state(case_file)
    asked = [section.name for section in case_file.form.sections if state.is_relevant(section.name)]
    dialog = _LimitsDialog(parent, case_file, (event.limits or ()) if event else (), asked)
    accepted, kept = dialog.exec() == QDialog.DialogCode.Accepted, dialog.kept()
    dialog.deleteLater()
    if accepted:
        with errors_said(parent):
            services.session.steps.withdrawing.keep_sections(case_file.case.id, kept)
            changed()
