"""The receiving station: drop a bundle, read what was found, open it, receipt or refusal."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from tipdesk.desk.approval import Confirmed
from tipdesk.desk.receiving import CheckedBundle, Finding, ReceivedRow, check
from tipdesk.errors import Cancelled, TipdeskError
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.messages import problem
from tipdesk.ui.answering import ask_answer
from tipdesk.ui.chosen_files import choose_file
from tipdesk.ui.confirm_officer import ask_confirmation
from tipdesk.ui.dialogs import say, show_error
from tipdesk.ui.parts import (
    MARGIN,
    button,
    card,
    clear,
    copyable,
    label,
    note,
    page_head,
    row,
    scrolled,
)
from tipdesk.ui.services import Services
from tipdesk.ui.sizes import size_text
from tipdesk.ui.tables import Column, RowsModel, selected, table_view
from tipdesk.ui.widgets.chips import ChipDelegate
from tipdesk.work import Work

BUNDLES = "tipdesk (*.asice.age)"


class ReceivingPage(QWidget):
    """Checks bundles in the background and keeps the register."""

    opened = Signal(object)  # ReceivedFile

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._checked: CheckedBundle | None = None
        self._source: Path | None = None
        self._work = Work()
        self.setAcceptDrops(True)
        self._build()

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("page")
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._report = QWidget()
        self._report_box = QVBoxLayout(self._report)
        self._report_box.setContentsMargins(0, 0, 0, 0)
        self._report_box.setSpacing(12)
        self._tabs.addTab(scrolled(self._report, width=900), _("Check a bundle"))
        self._tabs.addTab(self._register_tab(), _("Register"))
        self._tabs.currentChanged.connect(self._on_tab)
        choose = button(_("Choose a bundle…"), "folder-open", "primary")
        choose.clicked.connect(self._on_choose)
        self._choose = choose
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, 20, MARGIN, 14)
        box.addWidget(page_head(_("Receiving"), choose))
        box.addWidget(self._tabs, 1)

    def _register_tab(self) -> QWidget:
        columns: list[Column[ReceivedRow]] = [
            Column(_("Receipt number"), lambda row: isolated(row.number) or "—", 180),
            Column(_("File number"), lambda row: isolated(row.case_number) or "—", 180),
            Column(_("Person code"), lambda row: isolated(row.person_code) or "—", 130),
            Column(
                _("Received at"),
                lambda row: isolated(format_datetime(row.received_at, language())),
                180,
            ),
            Column(_("Signed by"), lambda row: isolated(row.signed_by)),
            Column(
                _("Answer"),
                lambda row: _("Accepted") if row.result == "accepted" else _("Refused"),
                130,
                chip=lambda row: "chipok" if row.result == "accepted" else "chipwarn",
            ),
        ]
        self._register: RowsModel[ReceivedRow] = RowsModel(columns)
        self._table = table_view(self._register, _("Register"))
        self._table.setItemDelegate(ChipDelegate(self._table))
        self._table.activated.connect(self._on_open_registered)
        self._table.doubleClicked.connect(self._on_open_registered)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(self._table)
        return holder

    # --- checking ---------------------------------------------------------------------------

    def load(self) -> None:
        """Show the place to drop a bundle, and the register as it stands."""
        self._register.set_rows(self._services.session.receiving.register())
        if self._checked is None:
            self._show_drop()

    def _show_drop(self) -> None:
        clear(self._report_box)
        drop = QFrame()
        drop.setObjectName("drop")
        box = QVBoxLayout(drop)
        box.setContentsMargins(30, 70, 30, 70)
        for text, style in (
            (_("Drop a bundle here"), "h2"),
            (_("or choose it from the stick. It is checked before anything is opened."), "muted"),
        ):
            line = label(text, style, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(line)
        self._report_box.addWidget(drop)
        self._report_box.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self._choose.isEnabled():
            event.acceptProposedAction()
            self.check(paths[0])

    @Slot()
    def _on_choose(self) -> None:
        path = choose_file(self, _("Choose a bundle"), BUNDLES)
        if path is not None:
            self.check(path)

    def check(self, path: Path) -> None:
        """Verify the bundle at `path` in the background."""
        self._forget()
        try:
            plan = self._services.session.receiving.plan(path)
        except TipdeskError as error:
            show_error(self, error)
            return
        self._source = path
        self._tabs.setCurrentIndex(0)
        clear(self._report_box)
        progress = QProgressBar()
        progress.setTextVisible(False)
        progress.setMaximum(0)
        state = label(_("Checking {name}…").format(name=isolated(path.name)), "muted", wrap=True)
        stop = button(_("Stop"), "stop-circle")

        def on_progress(done: int, total: int) -> None:
            progress.setMaximum(1000)
            progress.setValue(round(1000 * done / total) if total else 0)
            state.setText(
                _("Checked: {done} of {total}").format(done=size_text(done), total=size_text(total))
            )

        self._work = self._services.jobs.work(on_progress)
        stop.clicked.connect(self._work.cancel)
        self._report_box.addWidget(card(state, progress, row(stop, 1)))
        self._report_box.addStretch(1)
        self._choose.setEnabled(False)
        self._services.jobs.run(
            partial(check, plan, self._work), done=self._on_checked, failed=self._on_failed
        )

    def _on_failed(self, error: TipdeskError) -> None:
        self._choose.setEnabled(True)
        self._show_drop()
        if not isinstance(error, Cancelled):
            show_error(self, error)

    def _forget(self) -> None:
        if self._checked is not None:
            self._services.session.receiving.discard(self._checked)
        self._checked = None

    # --- the report -------------------------------------------------------------------------

    def _on_checked(self, checked: CheckedBundle) -> None:
        self._choose.setEnabled(True)
        self._checked = checked
        clear(self._report_box)
        headline = (
            _("This bundle holds. It can be opened and received.")
            if checked.holds
            else _("This bundle does not hold. It is not opened; it can be refused.")
        )
        self._report_box.addWidget(note(headline, "note" if checked.holds else "notewarn"))
        self._report_box.addWidget(self._answers(checked))
        if checked.findings:
            lines = [self._finding_line(finding) for finding in checked.findings]
            self._report_box.addWidget(card(label(_("What was found"), "h2"), *lines, spacing=8))
        if checked.already:
            text = _(
                "It was received before under number {number}; the receipt can be given again."
            )
            self._report_box.addWidget(note(text.format(number=isolated(checked.already))))
        self._report_box.addWidget(self._buttons(checked))
        self._report_box.addStretch(1)

    def _answers(self, checked: CheckedBundle) -> QWidget:
        trusted = {
            True: _("Yes: by the authority of the trust pack"),
            False: _("No"),
            None: _("Not answered"),
        }[checked.trusted]
        signed_at = checked.signed_at
        pairs = [
            (_("Complete"), _("Yes") if checked.complete else _("No")),
            (_("Intact"), _("Yes") if checked.intact else _("No")),
            (_("Signed by"), isolated(checked.signed_by) or _("Nobody that can be named")),
            (
                _("Signed at (as claimed)"),
                isolated(format_datetime(signed_at, language())) if signed_at else "—",
            ),
            (_("Trusted"), trusted),
            (_("Bundle"), isolated(checked.bundle_id)),
            (_("File"), "، ".join(map(isolated, checked.case_numbers)) or "—"),
        ]
        lines = [row(label(name, "fieldLabel"), 1, label(value)) for name, value in pairs]
        fingerprint = copyable(checked.fingerprint, "digits")
        heard = _("Compare with the digits that the officer reads to you.")
        return card(*lines, label(_("Fingerprint"), "fieldLabel"), fingerprint,
                    label(heard, "muted", wrap=True), spacing=8)  # fmt: skip

    def _finding_line(self, finding: Finding) -> QWidget:
        text = problem(finding.code)
        where = f" ({isolated(finding.path)})" if finding.path else ""
        style = "error" if finding.severity == "error" else "muted"
        return label(f"{text}{where} — {isolated(finding.code)}", style, wrap=True)

    def _buttons(self, checked: CheckedBundle) -> QWidget:
        look = button(_("Open read-only"), "eye")
        look.setEnabled(checked.holds)
        look.clicked.connect(self._on_look)
        refuse = button(_("Refuse…"), "prohibit")
        refuse.clicked.connect(self._on_refuse)
        accept = button(_("Receive and sign the receipt"), "seal-check", "primary")
        accept.setEnabled(checked.holds)
        accept.clicked.connect(self._on_accept)
        return row(look, 1, refuse, accept)

    # --- answering --------------------------------------------------------------------------

    def _confirm(self, purpose: str) -> Confirmed | None:
        officer = self._services.session.officer
        return ask_confirmation(self._services, [officer], purpose, self)

    @Slot()
    def _on_look(self) -> None:
        if self._checked is not None:
            self.opened.emit(self._services.session.receiving.preview(self._checked))

    @Slot()
    def _on_accept(self) -> None:
        self._answer(accept=True)

    @Slot()
    def _on_refuse(self) -> None:
        self._answer(accept=False)

    def _answer(self, *, accept: bool) -> None:
        checked, source = self._checked, self._source
        if checked is None or source is None:
            return
        codes = [finding.code for finding in checked.findings if finding.severity == "error"]
        asked = ask_answer(self, accept=accept, folder=source.parent, codes=codes)
        if asked is None:
            return
        confirmed = self._confirm(_("Sign the receipt") if accept else _("Sign the refusal"))
        if confirmed is None:
            return
        receiving = self._services.session.receiving
        try:
            if accept:
                kept, path = receiving.accept(checked, confirmed, asked.text, asked.folder)
            else:
                kept, path = receiving.refuse(checked, confirmed, asked.text, asked.folder)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        self._checked = None
        self.load()
        text = _("The signed answer is on the stick as {name}. Number: {number}.").format(
            name=isolated(path.name), number=isolated(kept.number) or "—"
        )
        say(self, _("Received") if accept else _("Refused"), text)

    # --- the register -----------------------------------------------------------------------

    @Slot(int)
    def _on_tab(self, _index: int) -> None:
        self._register.set_rows(self._services.session.receiving.register())

    @Slot()
    def _on_open_registered(self) -> None:
        index = selected(self._table)
        kept = self._register.row(index) if index else None
        if kept is None or kept.result != "accepted":
            return
        try:
            self.opened.emit(self._services.session.receiving.open_received(kept.id))
        except TipdeskError as error:
            show_error(self, error)

    def leave(self) -> None:
        """Stop a running check and forget what was not answered."""
        self._work.cancel()
        self._forget()
