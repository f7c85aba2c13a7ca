"""A file goes to another station with its person, from its review: asking her, giving the file up,
writing it to the drive, taking it back; and where it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.consent import ledger
from tipdesk.cases.model import Act, Case, Status
from tipdesk.cases.transfer import NEVER, Holding, HoldingState, TransferNumber
from tipdesk.desk.messages.messages import write_planned
from tipdesk.i18n.text import _, format_datetime, in_one_line, isolated, language
from tipdesk.texts.messages import wait_text
from tipdesk.ui.review.elsewhere import person_text
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import AskedWords, ask, ask_words, choose_one, errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import button, card, label, row
from tipdesk.ui.toolkit.services import Services

_BY_HERSELF, _BY_GUARDIAN = "self", "guardian"  # list SIGNER of the form


def number_text(number: TransferNumber) -> str:
    """The number of a giving-up as it is read out."""
    return f"{number.tenure}-{number.seq}"


class TransferPart(QWidget):
    """On the page of a file: where it is, and what can be done about that."""

    changed = Signal()

    def __init__(self, services: Services, case: Case) -> None:
        super().__init__()
        self._services, self._case = services, case
        self._giving = services.session.giving_up
        self.holding = self._giving.holding(case.id)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if self.holding.state is HoldingState.OWNED:
            box.addWidget(self._owned())
        elif self.holding.state is HoldingState.AWAY:
            box.addWidget(self._away())
        else:
            text = _("File {number} is at station {station}. Here it is only read.").format(
                number=isolated(case.number), station=isolated(self.holding.other)
            )
            box.addWidget(_card(text))

    @property
    def is_written(self) -> bool:
        """Whether anybody here writes in the file."""
        return self.holding.is_written

    def _owned(self) -> QWidget:
        lines, deeds = [], []
        if self.holding.taken != NEVER:
            text = _("It came from station {station} on {when}.").format(
                station=isolated(self.holding.other), when=_when(self.holding)
            )
            lines.append(label(text, wrap=True))
            receipt = button(_("Save the receipt again…"), "download-simple")
            receipt.clicked.connect(self._on_receipt)
            deeds.append(receipt)
        text = _(
            "Where the person goes to another shelter, the file can go too, on a USB drive that "
            "one approver there opens. From then on it is only read here."
        )
        lines.append(label(text, "muted", wrap=True))
        give = button(_("Give the file to another station…"), "export")
        give.clicked.connect(self._on_give)
        return _card("", *lines, row(*deeds, give, 1))

    def _away(self) -> QWidget:
        way = self._giving.on_its_way(self._case.id)
        person = person_text(way.to) if way is not None else isolated(self.holding.other)
        text = _(
            "The file is on its way to {person} since {when}. Until it is taken in there or "
            "refused, nobody writes in it."
        ).format(person=person, when=_when(self.holding))
        by_telephone = _("To be read out by telephone: file {file}, number {number}.").format(
            file=isolated(self._case.number), number=isolated(number_text(self.holding.number))
        )
        save = button(_("Save it on a USB drive…"), "download-simple", "primary")
        save.clicked.connect(self._on_save)
        back = button(_("Write in it again, with digits…"), "arrow-u-up-left")
        back.clicked.connect(self._on_back)
        return _card(text, label(by_telephone, "muted", wrap=True), row(save, back, 1))

    # --- giving up --------------------------------------------------------------------------

    @Slot()
    def _on_give(self) -> None:
        if give_up(self._services, self, self._case):
            self.changed.emit()

    @Slot()
    def _on_save(self) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is not None:
            save(self._services, self, self._case, folder)

    # --- coming back ------------------------------------------------------------------------

    @Slot()
    def _on_back(self) -> None:
        if self._waits():
            return
        text = _(
            "The other station refuses the file and reads out eight digits. With these it is "
            "written in here again, and what lies on the USB drive is never taken in there."
        )
        asked = AskedWords(_("Digits of the refusal"), text, _("Go on"))
        digits = ask_words(self, asked, begun="", keep=lambda _words: None)
        if not digits:
            return
        purpose = _("Take file {number} back").format(number=isolated(self._case.number))
        supervisors = self._services.session.supervisors()
        confirmed = ask_confirmation(self._services, supervisors, purpose, self)
        if confirmed is None:
            return
        right = False
        with errors_said(self) as attempt:
            try:
                right = self._giving.take_back(self._case.id, digits, confirmed)
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        if not right and not self._waits():
            text = _("Let them be read out once more: of file {file}, number {number}.").format(
                file=isolated(self._case.number), number=isolated(number_text(self.holding.number))
            )
            say(self, _("These are not the digits"), text, done=False)
        self.changed.emit()

    def _waits(self) -> bool:
        """Whether wrong digits were typed too often to type others yet; it is said then."""
        left = self._giving.seconds_to_wait(self._case.id)
        if left:
            say(self, _("These are not the digits"), wait_text(left), done=False)
        return bool(left)

    @Slot()
    def _on_receipt(self) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        with errors_said(self) as attempt:
            path = self._services.session.taking_over.write_receipt(self._case.id, folder)
        if not attempt.failed:
            say(self, _("The receipt is saved"), in_one_line(path.name))


def can_be_given(services: Services, case: Case) -> bool:
    """Whether the page of a file speaks of giving it to another station at all."""
    session = services.session
    fits = case.status is not Status.VOIDED and not case.hidden
    return fits and session.may(Act.EXPORT) and bool(session.giving_up.receivers())


def give_up(services: Services, parent: QWidget, case: Case) -> bool:
    """Ask to whom, what the person said, where to, and for a supervisor's passphrase; give the file
    up and save it. Whether it is given up, also where the USB drive took nothing."""
    person = _receiver(services, parent)
    if person is None or not _agreed(services, parent, case, person.code):
        return False
    with errors_said(parent) as attempt:
        services.session.giving_up.check(case.id, person.code)
    folder = None
    if not attempt.failed:
        folder = choose_folder(parent, _("Choose the USB drive or a folder"))
    if folder is None or not _given(services, parent, case, person):
        return False
    save(services, parent, case, folder)
    return True


def _receiver(services: Services, parent: QWidget) -> Correspondent | None:
    with errors_said(parent) as attempt:
        people = services.session.giving_up.receivers()
    if attempt.failed or not people:
        return None
    title = _("Who there takes the file in?")
    chosen = choose_one(parent, title, [*map(person_text, people)])
    return None if chosen is None else people[chosen]


def _given(services: Services, parent: QWidget, case: Case, person: Correspondent) -> bool:
    session = services.session
    text = _(
        "From now on the file is only read here, until {person} takes it in or refuses it. No time "
        "ends that."
    ).format(person=person_text(person))
    if not ask(parent, _("Give the file up?"), text, _("Give it up"), grave=True):
        return False
    purpose = _("Give file {number} to {person}").format(
        number=isolated(case.number), person=person_text(person)
    )
    confirmed = ask_confirmation(services, session.supervisors(), purpose, parent)
    if confirmed is None:
        return False
    with errors_said(parent) as attempt:
        try:
            session.giving_up.give_up(case.id, person, confirmed)
        finally:
            confirmed.wipe()
    return not attempt.failed


def save(services: Services, parent: QWidget, case: Case, folder: Path) -> None:
    """Write what is on its way to a drive, and say to whom it goes."""
    with errors_said(parent) as attempt:
        way = services.session.giving_up.on_its_way(case.id)
        plan = services.session.giving_up.writing_plan(case.id, folder)
    if attempt.failed or way is None:
        return
    title = _("The file is being saved…")
    path = wait_for(services.jobs, parent, title, partial(write_planned, plan))
    if path is None:
        return
    with errors_said(parent) as attempt:
        services.session.giving_up.written(plan)
    if attempt.failed:
        return
    text = _("Take it to {person}. The sealed file is saved as:").format(person=person_text(way.to))
    say(parent, _("The file can go"), f"{text}\n{in_one_line(path.name)}")


def _agreed(services: Services, parent: QWidget, case: Case, station: str) -> bool:
    """What was said of it, asked once; whether the file may go."""
    giving = services.session.giving_up
    with errors_said(parent) as attempt:
        known = giving.consent(case.id, station)
    if attempt.failed:
        return False
    if known is not None and known.state in ledger.CONSENTED | {ledger.UNABLE}:
        return True
    answers = (
        (_("The person agrees"), ledger.GRANTED, _BY_HERSELF),
        (_("A child agrees, and so does the guardian"), ledger.ASSENT, _BY_GUARDIAN),
        (_("The person cannot decide now, and has to be moved"), ledger.UNABLE, _BY_HERSELF),
        (_("The person does not want it"), ledger.REFUSED, _BY_HERSELF),
    )
    title = _("What was said of the file going to station {station}?").format(
        station=isolated(station)
    )
    explained = _(
        "Ask before, in a language that the person understands. After a refusal only letters go."
    )
    chosen = choose_one(parent, title, [text for text, _state, _by in answers], explained=explained)
    if chosen is None:
        return False
    _text, state, by = answers[chosen]
    with errors_said(parent) as attempt:
        giving.note_consent(case.id, station, state, by)
    if attempt.failed:
        return False
    if state == ledger.REFUSED:
        text = _("It is noted. Services and the other shelter get letters of referral alone.")
        say(parent, _("The file stays here"), text, done=False)
    return state != ledger.REFUSED


def _card(text: str, *more: QWidget) -> QWidget:
    title = label(_("At which station the file is"), "h2", wrap=True)
    return card(title, *([label(text, wrap=True)] if text else []), *more)


def _when(holding: Holding) -> str:
    return isolated(format_datetime(holding.since, language())) if holding.since else "—"
