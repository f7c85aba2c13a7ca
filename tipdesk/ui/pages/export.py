"""Referring a file: recipient, contents, what stays and why, target, progress, result."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Case
from tipdesk.cases.record import NOT_PICKED
from tipdesk.desk.handover import Blocker, Content, ContentKind, ExportPreview
from tipdesk.desk.packing import ExportResult, pack
from tipdesk.errors import Cancelled, TipdeskError
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.chosen_files import choose_folder
from tipdesk.ui.confirm_officer import ask_confirmation
from tipdesk.ui.dialogs import show_error
from tipdesk.ui.parts import (
    button,
    card,
    clear,
    copyable,
    label,
    labelled,
    note,
    row,
    scrolled,
)
from tipdesk.ui.services import Services
from tipdesk.ui.sizes import size_text
from tipdesk.ui.sticks import removable_folders
from tipdesk.ui.widgets.step_strip import StepStrip
from tipdesk.work import Work


def blocker_text(blocker: Blocker) -> str:
    """What stands in the way, and what to do."""
    return {
        Blocker.NOT_APPROVED: _("The supervisor has not approved the file yet."),
        Blocker.NO_TRUST: _("No trust pack is imported. Import it on the station page."),
        Blocker.NO_RECIPIENT: _("The trust pack names no Prosecution office."),
        Blocker.NO_RECOVERY: _("The trust pack holds no recovery key. Ask for a new pack."),
        Blocker.NO_CERTIFICATE: _(
            "You have no certificate that is valid today. Import it on the station page."
        ),
        Blocker.NO_BASIS: _(
            "The person has not agreed to share the file, and no legal basis is recorded. "
            "A refusal narrows the content; it never blocks the notice to the Prosecution."
        ),
        Blocker.INCOMPLETE: _("Answers are still missing. Look at the review."),
    }[blocker]


def content_text(content: Content) -> str:
    """One line of the contents list."""
    documents = {
        "notice": _("Notice to the Public Prosecution"),
        "consent": _("Rights and consent card"),
        "intake": _("Intake form"),
        "statement": _("Statement (not sworn)"),
        "cover": _("Cover of the referral file"),
    }
    if content.kind is ContentKind.DOCUMENT:
        return _("{title} (PDF)").format(title=documents.get(content.name, content.name))
    if content.kind is ContentKind.ATTACHMENT:
        size = size_text(content.size or 0)
        return _("Attachment: {name} ({size})").format(name=isolated(content.name), size=size)
    return {
        ContentKind.RECORD: _("The record with its answers (JSON)"),
        ContentKind.CUSTODY: _("Chain of custody of this file"),
        ContentKind.README: _("Instructions for opening it without tipdesk"),
    }[content.kind]


class ExportPage(QWidget):
    """The wizard of one export. Leaving it before the end leaves nothing behind."""

    left = Signal(object)  # Case

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._preview: ExportPreview | None = None
        self._target: Path | None = None
        self._work = Work()
        self._build()
        self._connect()

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("page")
        self._strip = StepStrip(
            [_("Recipient and contents"), _("What stays here"), _("Sign and save"), _("Result")]
        )
        self._recipient = QComboBox()
        self._contents, self._contents_box = self._list()
        self._withheld, self._withheld_box = self._list()
        self._result, self._result_box = self._list()
        self._steps = QStackedWidget()
        self._steps.addWidget(scrolled(self._contents, width=820))
        self._steps.addWidget(scrolled(self._withheld, width=820))
        self._steps.addWidget(scrolled(self._save_step(), width=820))
        self._steps.addWidget(scrolled(self._result, width=820))
        head = QFrame()
        head.setObjectName("topbar")
        head_box = QVBoxLayout(head)
        head_box.setContentsMargins(28, 16, 28, 12)
        head_box.addWidget(label(_("Refer to the Prosecution"), "h1"))
        head_box.addWidget(self._strip)
        self._leave = button(_("Close"), style="ghost")
        self._back = button(_("Back"), "arrow-left")
        self._next = button(_("Next"), style="primary")
        foot = QFrame()
        foot.setObjectName("footer")
        foot_box = QVBoxLayout(foot)
        foot_box.setContentsMargins(28, 12, 28, 12)
        foot_box.addWidget(row(self._leave, 1, self._back, self._next))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, stretch in ((head, 0), (self._steps, 1), (foot, 0)):
            box.addWidget(part, stretch)

    def _list(self) -> tuple[QWidget, QVBoxLayout]:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        return holder, box

    def _save_step(self) -> QWidget:
        holder, box = self._list()
        self._folder = QComboBox()
        self._choose = button(_("Choose a folder…"), "folder-open")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted")
        self._cancel = button(_("Stop"), "stop-circle")
        self._running = card(self._state, self._progress, row(self._cancel, 1))
        self._running.setVisible(False)
        advice = _(
            "The stick holds one encrypted file with a random name. Only the Prosecution and the "
            "agency's recovery key can open it. It is read back after writing."
        )
        box.addWidget(label(_("Where to save"), "h2"))
        box.addWidget(note(advice))
        box.addWidget(labelled(_("Stick or folder"), self._folder))
        box.addWidget(row(self._choose, 1))
        box.addWidget(label(_("I declare that it matches what was written down."), wrap=True))
        box.addWidget(self._running)
        box.addStretch(1)
        return holder

    def _connect(self) -> None:
        self._next.clicked.connect(self._on_next)
        self._back.clicked.connect(self._on_back)
        self._leave.clicked.connect(self._on_leave)
        self._choose.clicked.connect(self._on_choose)
        self._cancel.clicked.connect(self._on_cancel)

    # --- what is shown ----------------------------------------------------------------------

    def load(self, case: Case) -> None:
        """Begin an export of the file."""
        self._preview = self._services.session.handover.prepare(case.id)
        self._recipient = QComboBox()
        for recipient in self._preview.recipients:
            self._recipient.addItem(recipient.label, recipient)
        self._folder.clear()
        for folder in removable_folders():
            self._folder.addItem(isolated(str(folder)), folder)
        self._show_contents(self._preview)
        self._show_withheld(self._preview)
        self._go(0)

    def _show_contents(self, preview: ExportPreview) -> None:
        clear(self._contents_box)
        number = isolated(preview.case.number)
        self._contents_box.addWidget(label(_("File {number}").format(number=number), "muted"))
        for blocker in preview.blockers:
            self._contents_box.addWidget(note(blocker_text(blocker), "notewarn"))
        self._contents_box.addWidget(labelled(_("Recipient"), self._recipient))
        lines = [label(content_text(content), wrap=True) for content in preview.contents]
        self._contents_box.addWidget(card(label(_("What goes"), "h2"), *lines, spacing=8))
        self._contents_box.addStretch(1)

    def _show_withheld(self, preview: ExportPreview) -> None:
        clear(self._withheld_box)
        reason = _(
            "These answers stay here. The bundle names them without their values, so that the "
            "Prosecution can ask for them in writing."
        )
        self._withheld_box.addWidget(note(reason))
        if preview.withheld_level4:
            count = preview.withheld_level4
            text = ngettext(
                "{count} restricted answer stays here; only the number is given.",
                "{count} restricted answers stay here; only the number is given.",
                count,
            ).format(count=isolated(str(count)))
            self._withheld_box.addWidget(note(text, "notewarn"))
        lines = []
        for item in preview.withheld:
            why = (
                _("Not picked by the supervisor")
                if item.reason == NOT_PICKED
                else _("Not for the Prosecution")
            )
            lines.append(label(f"{item.label.text(language())} — {why}", wrap=True))
        if not lines:
            lines.append(label(_("Nothing else is withheld."), "muted"))
        self._withheld_box.addWidget(card(label(_("What stays"), "h2"), *lines, spacing=6))
        self._withheld_box.addStretch(1)

    def _go(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._strip.set_current(step)
        blocked = self._preview is None or bool(self._preview.blockers)
        self._back.setVisible(step in (1, 2))
        self._next.setVisible(step < 3)
        self._next.setEnabled(not blocked)
        self._next.setText(_("Sign and save") if step == 2 else _("Next"))
        self._running.setVisible(False)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_next(self) -> None:
        step = self._steps.currentIndex()
        if step < 2:
            self._go(step + 1)
        else:
            self._start()

    @Slot()
    def _on_back(self) -> None:
        self._go(self._steps.currentIndex() - 1)

    @Slot()
    def _on_leave(self) -> None:
        self._work.cancel()
        if self._preview is not None:
            self.left.emit(self._preview.case)

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("Choose the stick or a folder"))
        if folder is not None:
            self._folder.insertItem(0, isolated(str(folder)), folder)
            self._folder.setCurrentIndex(0)

    @Slot()
    def _on_cancel(self) -> None:
        self._work.cancel()
        self._state.setText(_("Stopping…"))

    def _start(self) -> None:
        folder: Path | None = self._folder.currentData()
        if folder is None:
            self._on_choose()
            folder = self._folder.currentData()
        if folder is None or self._preview is None:
            return
        session = self._services.session
        confirmed = ask_confirmation(
            self._services, [session.officer], _("Sign the referral file"), self
        )
        if confirmed is None:
            return
        try:
            plan = session.handover.plan(
                self._preview.case.id, self._recipient.currentData(), folder
            )
            key = session.keys.signing_key(confirmed)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self._work = self._services.jobs.work(self._on_progress)
        self._set_running(True)
        self._services.jobs.run(
            partial(pack, plan, key, self._work), done=self._on_packed, failed=self._on_failed
        )

    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setMaximum(1000)
        self._progress.setValue(round(1000 * done / total) if total else 0)
        self._state.setText(
            _("Written and checked: {done} of {total}").format(
                done=size_text(done), total=size_text(total)
            )
        )

    def _on_packed(self, result: ExportResult) -> None:
        self._set_running(False)
        case = self._services.session.handover.record(result)
        self._show_result(case, result)
        self._go(3)

    def _on_failed(self, error: TipdeskError) -> None:
        self._set_running(False)
        if not isinstance(error, Cancelled):
            show_error(self, error)

    def _set_running(self, running: bool) -> None:
        self._running.setVisible(running)
        self._progress.setMaximum(0)
        self._state.setText(_("Preparing the documents…"))
        for part in (self._next, self._back, self._leave, self._folder, self._choose):
            part.setEnabled(not running)

    def _show_result(self, case: Case, result: ExportResult) -> None:
        clear(self._result_box)
        self._result_box.addWidget(
            note(_("The referral file is on the stick and was read back without a difference."))
        )
        read = _("Read these digits to the Prosecution's office; they show the same ones.")
        self._result_box.addWidget(
            card(
                label(_("Fingerprint"), "h2"),
                copyable(result.fingerprint, "digits"),
                label(read, "muted", wrap=True),
            )
        )
        self._result_box.addWidget(
            card(
                label(_("Bundle"), "h2"),
                copyable(result.path.name),
                label(
                    _("Size: {size} • Recipient: {recipient} • File {number}").format(
                        size=size_text(result.size),
                        recipient=result.recipient,
                        number=isolated(case.number),
                    ),
                    "muted",
                    wrap=True,
                ),
            )
        )
        nextly = _(
            "Carry the stick by hand. When it comes back with a receipt, choose “Import a receipt” "
            "in the file list."
        )
        self._result_box.addWidget(note(nextly))
        self._result_box.addStretch(1)
        if self._preview is not None:
            self._leave.setEnabled(True)
