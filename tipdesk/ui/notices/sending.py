"""Sending electronic notices: all that can leave, in one go, on one USB drive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.bundle.target import check_there
from tipdesk.core.errors import Cancelled, TipdeskError
from tipdesk.desk.notices.packing import PackedNotice, discard_notices, pack_notices
from tipdesk.desk.notices.sending import NoticeCondition, NoticeFile
from tipdesk.desk.station.signing_and_trust import SealRecipient
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language, listed, ngettext
from tipdesk.texts.messages import problem
from tipdesk.ui.notices.shift_pin import confirm_by_pin
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.choosing_files import UsbDriveChoice
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_TURN = 0.008  # seconds after which waiting events have their turn
_SIDE, _LIST = 420, 560  # pixels at 100 %: where they go, and what the list needs beside it
_ANY = 1 << 20  # no bound


def count_text(count: int) -> str:
    """So many notices."""
    text = ngettext("{count} notice", "{count} notices", count)
    return text.format(count=isolated(str(count)))


def condition_text(condition: NoticeCondition) -> str:
    """What keeps every notice here, and what to do instead."""
    return {
        NoticeCondition.NOT_HERE: _(
            "Electronic notices are off at this station: a supervisor allows them on the station "
            "page. Until then the notice is handed over on paper."
        ),
        NoticeCondition.NO_CERTIFICATE: _(
            "You have no certificate that is valid today: the notice is handed over on paper."
        ),
        NoticeCondition.NO_RECOVERY: _(
            "The trust list has no recovery key: bring a newer one. Until then the notice is "
            "handed over on paper."
        ),
    }.get(
        condition,
        _(
            "The Prosecution has not said that one of its offices takes electronic notices. It "
            "comes with a trust list; until then the notice is handed over on paper."
        ),
    )


class NoticesPage(QWidget):
    """Files by number and code alone. What can leave is chosen already."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._choices: dict[QCheckBox, NoticeFile] = {}
        self._unread: Iterator[NoticeFile] = iter(())
        self._reading = QTimer(self, interval=0)
        self._condition: NoticeCondition | None = None
        self._news = QVBoxLayout()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        self._office = CalmCombo()
        self._to = parts.labelled(_("Recipient"), self._office)
        self._drive = UsbDriveChoice()
        self._send = parts.button(_("Sign and hand over"), "signature", "primary")
        self._why = parts.label("", "muted", wrap=True)
        self._state = parts.label("", "muted", wrap=True)
        self._stop = parts.button(_("Stop"), "stop-circle")
        self._work = services.jobs.work()
        self._about = ""
        self.under_way = lambda: self._about  # what ends when the page is left
        self._nothing = parts.NothingHere("checks")
        self._build()
        self._drive.changed.connect(self._show_ready)
        self._reading.timeout.connect(self._read_on)
        self._send.clicked.connect(self._on_send)
        self._stop.clicked.connect(self.leave)

    def _build(self) -> None:
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        lines = QWidget()
        lines.setLayout(self._lines)
        self._list = parts.scrolled(lines, edge=0)
        text = _(
            "Ten answers and the notice itself leave, nothing else of the file; a supervisor goes "
            "through it afterwards. The file itself is referred later, as any other."
        )
        self._side = parts.column(
            parts.card(self._to, self._drive, spacing=px(12)), self._send, self._why, 1
        )
        self._running = parts.card(self._state, parts.row(self._stop, 1))
        self._running.hide()
        self._beside = parts.scrolled(parts.column(self._running, self._side), edge=0)
        self._body = QWidget()
        self._halves = QHBoxLayout(self._body)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(px(20))
        self._halves.addWidget(self._list, 1)
        self._halves.addWidget(self._beside, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(12))
        box.setSpacing(px(10))
        box.addWidget(parts.page_head(_("Electronic notices"), back))
        box.addWidget(parts.label(text, "muted", wrap=True))
        box.addLayout(self._news)
        box.addWidget(self._body, 1)
        box.addWidget(self._nothing, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the list would be too narrow beside it, what is done stands below."""
        super().resizeEvent(event)
        beside = self.width() >= px(_SIDE + _LIST)
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._beside.setMaximumWidth(px(_SIDE) if beside else _ANY)
        self._beside.setMinimumWidth(px(_SIDE) if beside else 0)

    # --- what is shown ----------------------------------------------------------------------

    def load(self) -> None:
        """Read which files are to be told of. Raises TransitionRefused."""
        notices = self._services.session.notices
        self._unread = notices.files()
        parts.clear(self._news)
        self._condition = notices.in_the_way()
        if self._condition is not None:
            self._news.addWidget(parts.note(condition_text(self._condition), "notewarn"))
        self._office.clear()
        for office in notices.offices():
            self._office.addItem(isolate(office.label), office)
        self._office.setCurrentIndex(0 if self._office.count() else -1)
        self._to.setVisible(self._office.count() > 1)
        parts.clear(self._lines)
        self._lines.addStretch(1)
        self._choices = {}
        self._nothing.say(_("Nothing to tell of"), self._why_nothing())
        self._drive.begin()
        self._reading.start()
        self._show_ready()
        self.setFocus()

    def _why_nothing(self) -> str:
        if not self._services.session.files.count():
            return _("There is no file here yet. Its notice can be handed over as soon as one is.")
        return _("Of every file here the Prosecution was told, or has a receipt for its notice.")

    @Slot()
    def _read_on(self) -> None:
        """The next files, as many as keep no key and no cover waiting."""
        ends = perf_counter() + _TURN
        while perf_counter() < ends:
            file = next(self._unread, None)
            if file is None:
                self._reading.stop()
                self._show_ready()
                parts.begin_at(self, self._send if self._send.isEnabled() else self)
                return
            self._add(file)

    def _add(self, file: NoticeFile) -> None:
        choice = QCheckBox(f"{isolated(file.case.number)} • {isolated(file.case.person_code)}")
        choice.setChecked(file.ready)
        choice.setEnabled(not file.open)
        choice.toggled.connect(self._show_ready)
        text = standing_text(file)
        choice.setAccessibleDescription(text)
        self._choices[choice] = file
        line = parts.column(choice, parts.label(text, "muted", wrap=True), spacing=px(2))
        self._lines.insertWidget(self._lines.count() - 1, parts.card(line))

    def _chosen(self) -> list[NoticeFile]:
        return [file for choice, file in self._choices.items() if choice.isChecked()]

    @Slot()
    def _show_ready(self) -> None:
        chosen, why = len(self._chosen()), ""
        reads = self._reading.isActive()
        self._body.setVisible(reads or bool(self._choices))
        self._nothing.setVisible(not reads and not self._choices)
        if reads:
            why = _("Reading which files have a notice to send…")
        elif self._office.currentData() is None or self._condition is not None:
            why = _("No notice leaves electronically now.")
        elif not chosen:
            why = _("Choose a file whose answers are complete.")
        elif self._drive.folder() is None:
            why = _("Connect a USB drive, or choose a folder.")
        self._send.setEnabled(not why)
        self._send.setText(
            _("Sign and hand over: {notices}").format(notices=count_text(chosen))
            if chosen
            else _("Sign and hand over")
        )
        self._send.setAccessibleName(self._send.text())
        self._why.setText(why)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_send(self) -> None:
        chosen, folder = self._chosen(), self._drive.folder()
        if not chosen or folder is None:
            return
        notices = self._services.session.notices
        with errors_said(self) as attempt:
            check_there(folder)  # before a PIN is typed for nothing
        if attempt.failed:
            return
        purpose = _("Sign {notices} to the Prosecution").format(notices=count_text(len(chosen)))
        confirmed = confirm_by_pin(self._services, purpose, self)
        if confirmed is None:
            return
        try:
            key = notices.signing_key(confirmed)
            office = self._office.currentData()
            plan = notices.plan([file.case.id for file in chosen], office, folder)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self._work = self._services.jobs.work(self._tell)
        self._set_running(running=True)
        self._services.jobs.run(
            partial(pack_notices, plan, key, self._work),
            done=partial(self._on_packed, office, folder),
            failed=self._on_failed,
            unwanted=discard_notices,
            about=self._about,
        )

    @Slot()
    def leave(self) -> None:
        """Another page, the lock, a stop: what is being written ends, nothing is left behind."""
        self._reading.stop()
        self._work.cancel()

    def _tell(self, done: int, total: int) -> None:
        self._state.setText(
            _("{done} of {total}").format(done=isolated(str(done)), total=count_text(total))
        )

    def _set_running(self, *, running: bool) -> None:
        self._about = _("The notices are not handed over yet") if running else ""
        self._state.setText(_("Signing and writing the notices…"))
        self._running.setVisible(running)
        self._list.setEnabled(not running)
        self._side.setVisible(not running)
        if running:
            self._stop.setFocus()

    def _on_failed(self, error: TipdeskError) -> None:
        """Nothing is left of it; what was chosen stays."""
        self._set_running(running=False)
        if not isinstance(error, Cancelled):
            show_error(self, error)
        self._drive.keep()
        self._send.setFocus()

    def _on_packed(
        self, office: SealRecipient, folder: Path, packed: Sequence[PackedNotice]
    ) -> None:
        if self._services.open_session is None:  # locked in this very moment: nothing is left
            discard_notices(packed)
            return
        self._set_running(running=False)
        try:
            self._services.session.notices.record(packed)
            self._services.session.outbox.write(office.code, folder)  # what waits for it goes along
        except TipdeskError as error:
            discard_notices(packed)
            show_error(self, error)
            return
        with errors_said(self):
            self.load()
        text = _(
            "{notices} for {office} are on the USB drive and were read back without a difference. "
            "Carry it there by hand; the receipt that comes back says that the Prosecution was "
            "notified at this hour."
        ).format(notices=count_text(len(packed)), office=isolate(office.label))
        self._news.addWidget(parts.note(text, "noteok"))


def standing_text(file: NoticeFile) -> str:
    """How it stands with the notice of a file."""
    if file.open:
        names = [isolate(label.text(language())) for label in file.open]
        return _("Still open: {answers}").format(answers=listed(names, language()))
    if file.sent is None:
        return _("Complete, not handed over yet")
    when = isolated(format_datetime(file.sent.at, language()))
    if file.answer is None:
        return _("Handed over on {time}, no receipt yet. Choose it to hand it over again.").format(
            time=when
        )
    if file.answer.error_code:
        return _("Handed over on {time}, and refused: {reason}").format(
            time=when, reason=problem(file.answer.error_code)
        )
    return _("Handed over on {time}, and kept aside: a prosecutor decides about it.").format(
        time=when
    )
