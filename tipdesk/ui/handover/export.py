"""Referring a file: recipient, contents, what stays and why, target, progress, result.

`ExportTarget` asks where the bundle goes: the USB
drive or folder, its free space, and the exporter's declaration. `ExportProgress` shows how far it
is, with the way to stop it. `result_parts` says what is on the USB drive: its digits, where it
lies, what follows.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.bundle.messages.annex import SUFFIX as ANNEX_SUFFIX
from tipdesk.bundle.target import check_there
from tipdesk.cases.model import Case, CaseFile
from tipdesk.core.errors import Cancelled, TipdeskError
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.outgoing import ExportPreview
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.ui.handover import export_contents
from tipdesk.ui.messages.listing import beside_lines
from tipdesk.ui.paper.printing import print_pdf
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.choosing_files import UsbDriveChoice
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import (
    button,
    card,
    clear,
    copyable,
    label,
    labelled,
    note,
    on_escape,
    row,
    scrolled,
    size_text,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import StepStrip, band


class ExportProgress(QWidget):
    """Shown while a bundle is written and read back. `stop_asked` once."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._state = label("", "muted")
        self._stop = button(_("Stop"), "stop-circle")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(self._state, self.bar, row(self._stop, 1)))
        self._stop.clicked.connect(self._on_stop)

    def begin(self) -> None:
        """It begins: nothing is written yet."""
        self.bar.setMaximum(0)
        self._stop.setEnabled(True)
        self._state.setText(_("Preparing the documents…"))
        self.setVisible(True)
        self._stop.setFocus()

    def tell(self, done: int, total: int) -> None:
        """Bytes written and read back, of both together."""
        if not self._stop.isEnabled() or total <= 1:
            return
        self.bar.setMaximum(1000)
        self.bar.setValue(round(1000 * done / total))
        self._state.setText(
            _("Written and checked: {done} of {total}").format(
                done=size_text(done), total=size_text(total)
            )
        )

    @Slot()
    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._state.setText(_("Stopping…"))
        self.stop_asked.emit()


# --- the result -------------------------------------------------------------------------------


def result_parts(case: Case, result: packing.ExportResult, cover: QPushButton) -> list[QWidget]:
    """From top to bottom; `cover` prints the cover."""
    done = _("The case bundle is on the USB drive and was read back without a difference.")
    parts: list[QWidget] = [note(done, "noteok")]
    if result.tidied:
        parts.append(note(export_contents.tidied_text(result.tidied)))
    read = _("Read these digits to the Prosecution's office; they show the same ones.")
    digits = row(NumberedDigits(result.fingerprint.split()), 1)
    parts.append(card(label(_("Fingerprint"), "h2"), digits, label(read, "muted", wrap=True)))
    details: list[tuple[str, Value]] = [
        (_("File"), isolated(case.number)),
        (_("Recipient"), isolate(result.recipient)),
        (_("File on the USB drive"), copyable(result.path.name)),
        (_("Size"), size_text(result.size)),
    ]
    if result.annex:
        parts.append(note(_("Two files travel: the protective annex lies beside it, sealed.")))
        details.append((_("Protective annex"), copyable(result.annex + ANNEX_SUFFIX)))
    parts.append(card(facts(details), row(cover, 1), spacing=px(14)))
    follows = _(
        "Carry the USB drive by hand. When it comes back with a receipt, choose "
        "“Import a receipt or message” in the file list."
    )
    return [*parts, note(follows)]


# --- the target -------------------------------------------------------------------------------


class ExportTarget(QWidget):
    """`changed` when the folder or the declaration did."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usb_drive = UsbDriveChoice()
        # Rule 7: the exporter answers for the copy, never the person for the truth.
        self._declared = QCheckBox(_("I declare that it matches what was written down."))
        advice = _(
            "The case bundle is written encrypted, under a random name. Only the "
            "Prosecution and the agency's recovery key can open it. It is read back "
            "after writing."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(note(advice))
        box.addWidget(card(self._usb_drive, self._declared, spacing=px(12)))
        self._usb_drive.changed.connect(self.changed)
        self._declared.toggled.connect(self.changed)
        self.setFocusProxy(self._usb_drive)

    def begin(self) -> None:
        """A new export: nothing is declared, the USB drives of now are offered."""
        self._declared.setChecked(False)
        self._usb_drive.begin()

    def keep(self) -> None:
        """Offer the USB drives that are connected now; what is chosen stays so, to be tried
        again."""
        self._usb_drive.keep()

    def take_focus(self) -> None:
        """The cursor stands at what is still to be done: the declaration, once there is a drive."""
        (self._usb_drive if self.folder() is None else self._declared).setFocus()

    def folders(self) -> list[Path]:
        """What is offered, in its order."""
        return self._usb_drive.folders()

    def folder(self) -> Path | None:
        """The chosen folder, or None."""
        return self._usb_drive.folder()

    def ready(self) -> bool:
        """Whether a folder is chosen and the declaration given."""
        return self.folder() is not None and self._declared.isChecked()

    def take(self, folder: Path) -> None:
        """Choose a folder that no USB drive is."""
        self._usb_drive.take(folder)


_WIDTH = 840  # at 100 %
_SAVE, _RESULT = 2, 3  # steps


class ExportPage(QWidget):
    """The wizard of one export. Leaving it before the end leaves nothing behind."""

    left = Signal(object)  # Case
    station_asked = Signal()  # trust list or certificate are missing

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._preview: ExportPreview | None = None
        self._plan: packing.ExportPlan | None = None
        self._failed_at: Path | None = None  # where the last try went wrong
        self._masked = False
        self._about = ""
        self.under_way = lambda: self._about  # what ends when the page is left
        self._contents = QVBoxLayout()
        self._again = export_contents.SendingAgain()
        self._work = services.jobs.work()
        self._build()
        self._connect()

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("page")
        self._strip = StepStrip(
            [_("Recipient and contents"), _("What stays here"), _("Sign and save"), _("Result")]
        )
        self._recipient = CalmCombo()
        self._target = ExportTarget()
        self._running = ExportProgress()
        self._steps = QStackedWidget()
        self._boxes: list[QVBoxLayout] = []
        for _step in range(_RESULT + 1):
            holder = QWidget()
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(px(14))
            self._boxes.append(box)
            self._steps.addWidget(scrolled(holder, width=px(_WIDTH)))
        self._boxes[_SAVE].addWidget(self._target)
        self._boxes[_SAVE].addWidget(self._running)
        self._boxes[_SAVE].addStretch(1)
        self._leave = button(_("Close"), style="ghost")
        self._why = label("", "muted")
        self._back = button(_("Back"), "arrow-left")
        self._next = button(_("Next"), style="primary")
        foot = row(self._leave, 1, self._why, self._back, self._next)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(
            band("topbar", (12, 12), label(_("Refer to the Prosecution"), "h1"), self._strip)
        )
        box.addWidget(self._steps, 1)
        box.addWidget(band("footer", (12, 12), foot))
        for first, second in ((self._next, self._back), (self._back, self._leave)):
            QWidget.setTabOrder(first, second)  # from what is asked to what goes on with it

    def _connect(self) -> None:
        self._next.clicked.connect(self._on_next)
        self._back.clicked.connect(lambda: self._go(self._steps.currentIndex() - 1))
        self._leave.clicked.connect(self._on_leave)
        on_escape(self, self._back, self._leave, self._next)  # the last one at the end only
        self._running.stop_asked.connect(self.leave)  # nothing is left of it
        self._target.changed.connect(self._show_ready)

    # --- what is shown ----------------------------------------------------------------------

    def load(self, case: Case) -> None:
        """Begin an export of the file."""
        session = self._services.session
        self._preview = session.handover.prepare(case.id)
        self._plan = None
        self._target.begin()
        box = self._boxes[0]
        clear(box)
        self._recipient = CalmCombo()
        if not self._preview.recipients:  # with this hint Qt would choose none of them
            self._recipient.setPlaceholderText(_("No recipient yet"))
        for recipient in self._preview.recipients:
            self._recipient.addItem(isolate(recipient.label), recipient)
        if self._preview.recipients:  # beside a placeholder Qt chooses nothing by itself
            self._recipient.setCurrentIndex(0)
        case_file = session.files.load(case.id)
        for blocker in self._preview.blockers:
            box.addWidget(note(export_contents.blocker_text(blocker, case_file), "notewarn"))
        if export_contents.SETTLED_AT_STATION & set(self._preview.blockers):
            station = button(_("To the station page"), "gear")
            station.clicked.connect(self.station_asked)
            box.addWidget(row(station, 1))
        for leaving_note in export_contents.leaving_notes(
            case_file, session.files.state(case_file)
        ):
            box.addWidget(leaving_note)
        about = export_contents.basis_facts(case_file)
        box.addWidget(card(labelled(_("Recipient"), self._recipient), about, spacing=px(16)))
        self._again = export_contents.SendingAgain()
        box.addWidget(self._again)
        self._contents = QVBoxLayout()
        box.addLayout(self._contents)
        self._show_recipient()
        self._recipient.currentIndexChanged.connect(self._show_recipient)
        self._again.changed.connect(self._show_contents)
        box.addStretch(1)
        self._show_withheld(self._preview, case_file)
        self._go(0)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what attachments are called (F7)."""
        self._masked = masked
        self._show_contents()

    @Slot()
    def _show_recipient(self) -> None:
        """What this office has already."""
        preview = self._preview
        self._again.tell(preview.staying_off(self._office()) if preview else ())
        self._show_contents()

    @Slot()
    def _show_contents(self) -> None:
        clear(self._contents)
        if self._preview is not None:
            office = "" if self._again.everything else self._office()
            self._contents.addWidget(
                export_contents.contents_card(self._preview.contents, office, masked=self._masked)
            )

    def _office(self) -> str:
        """The code of the office that is chosen; "" for none."""
        recipient = self._recipient.currentData()
        return recipient.code if recipient is not None else ""

    def _show_withheld(self, preview: ExportPreview, case_file: CaseFile) -> None:
        box = self._boxes[1]
        clear(box)
        for part in export_contents.withheld_parts(preview, case_file):
            box.addWidget(part)
        box.addStretch(1)

    def _go(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._strip.set_current(step if step < _RESULT else _RESULT + 1)
        self._back.setVisible(step in (1, _SAVE))
        self._leave.setVisible(step < _RESULT)
        self._failed_at = None
        self._running.setVisible(False)
        self._show_ready()
        area = self._steps.currentWidget()
        if isinstance(area, QScrollArea):
            area.verticalScrollBar().setValue(0)
        if step == _SAVE:
            self._target.take_focus()
        else:
            (self._next if self._next.isEnabled() else self._leave).setFocus()

    def _name_next(self) -> None:
        """What the way on is called."""
        text = {_SAVE: _("Sign and save"), _RESULT: _("Finish")}.get(
            self._steps.currentIndex(), _("Next")
        )
        if self._failed_at is not None and self._failed_at == self._target.folder():
            text = _("Try again")
        self._next.setText(text)

    @Slot()
    def _show_ready(self) -> None:
        blocked = self._preview is None or bool(self._preview.blockers)
        step = self._steps.currentIndex()
        why = ""
        if step != _RESULT and blocked:
            why = _("Next opens when what is above is settled.")
        elif step == _SAVE and not self._target.ready():
            why = _("Give the declaration.")
            if self._target.folder() is None:
                why = _("Choose a USB drive or a folder and give the declaration.")
        self._next.setEnabled(not why)
        self._next.setAccessibleDescription(why)
        self._name_next()
        self._why.setText(why)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_next(self) -> None:
        step = self._steps.currentIndex()
        if step == _RESULT:
            self._on_leave()
        elif step < _SAVE:
            self._go(step + 1)
        else:
            self._start()

    @Slot()
    def _on_leave(self) -> None:
        if self._preview is not None:
            self.left.emit(self._preview.case)

    @Slot()
    def leave(self) -> None:
        """Another page, the lock, a stop: a running export ends, nothing is left behind."""
        self._work.cancel()

    def _start(self) -> None:
        folder, preview = self._target.folder(), self._preview
        if folder is None or preview is None:
            return
        try:
            check_there(folder)  # before a passphrase is typed for nothing
        except TipdeskError as error:
            self._on_failed(error)
            return
        session = self._services.session
        purpose = _("Sign the case bundle")
        confirmed = ask_confirmation(self._services, [session.officer], purpose, self)
        if confirmed is None:
            return
        try:
            plan = session.handover.plan(
                preview.case.id,
                self._recipient.currentData(),
                folder,
                send_all=self._again.everything,
            )
            key = session.handover.signing_key(confirmed)
            session.certificates.remember(confirmed)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self._plan = plan
        self._work = self._services.jobs.work(self._running.tell)
        self._set_running(True)
        self._services.jobs.run(
            partial(packing.pack, plan, key, self._work),
            done=partial(self._on_packed, key),
            failed=self._on_failed,
            unwanted=packing.discard,
            about=self._about,
        )

    def _on_packed(self, key: packing.SigningKey, result: packing.ExportResult) -> None:
        if self._services.open_session is None:  # locked in this very moment: nothing is left
            packing.discard(result)
            return
        if self._work.cancelled:  # a stop when all was written: nothing is left either
            packing.discard(result)
            self._on_failed(Cancelled())
            return
        try:
            case = self._services.session.handover.record(result)
            outbox = self._services.session.outbox
            beside = outbox.with_export(result.bundle_id, key, result.path.parent)
        except TipdeskError as error:
            packing.discard(result)
            self._on_failed(error)
            return
        self._set_running(False)
        self._show_result(case, result, beside)
        self._go(_RESULT)

    def _on_failed(self, error: TipdeskError) -> None:
        """Nothing is left of it. What was chosen stays, and Return tries again."""
        saving = self._steps.currentIndex() == _SAVE
        self._set_running(False)
        if not isinstance(error, Cancelled):
            self._failed_at = self._target.folder() if saving else None
            self._name_next()
            show_error(self, error)
        if saving:
            self._target.keep()
            self._next.setFocus()

    def _set_running(self, running: bool) -> None:
        self._next.setEnabled(not running)
        if not running:
            self._next.setFocus()  # before what has it is hidden: it would go to «Close»
        self._about = _("The referral of the file is not finished yet") if running else ""
        for part in (self._back, self._target):
            part.setEnabled(not running)
        if running:
            self._running.begin()
        else:
            self._running.setVisible(False)

    # --- the result -------------------------------------------------------------------------

    def _show_result(self, case: Case, result: packing.ExportResult, beside: int) -> None:
        box = self._boxes[_RESULT]
        clear(box)
        cover = button(_("Print the cover"), "printer")
        cover.clicked.connect(lambda _checked=False: self._on_cover(result))
        for part in (*result_parts(case, result, cover), *map(note, beside_lines(beside))):
            box.addWidget(part)
        box.addStretch(1)

    def _on_cover(self, result: packing.ExportResult) -> None:
        if self._plan is not None:
            self._services.jobs.run(
                partial(packing.paper_cover, self._plan, result),
                done=partial(self._on_cover_drawn, result),
                failed=self._on_failed,
            )

    def _on_cover_drawn(self, result: packing.ExportResult, pdf: bytes) -> None:
        room = self._services.session.printing
        print_pdf(self._services, pdf, self, partial(room.record_printed, result.case_id, "cover"))
