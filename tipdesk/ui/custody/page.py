"""The chain of custody for people: who did what, and when; and whether it still holds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from tipdesk.cases.custody.anchors import Anchor, grouped_digits
from tipdesk.cases.custody.reading import AuditEntry, ChainReading
from tipdesk.cases.model import Case
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.i18n.text import _, format_datetime, isolated, language, ngettext
from tipdesk.texts.custody import objection_message
from tipdesk.texts.custody_events import print_words
from tipdesk.texts.messages import action_label
from tipdesk.ui.custody.compare_anchor import compare_anchors
from tipdesk.ui.custody.filters import ChainFilter, code_of, name_of
from tipdesk.ui.custody.papers import examined, show_chain_paper
from tipdesk.ui.custody.summary import ChainSummary
from tipdesk.ui.custody.uncertain_times import show_uncertain_times
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.dialogs import errors_said, say, show_error
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import MOMENT, Column, RowsModel, select_row, table_view
from tipdesk.ui.toolkit.theme import px

_FILE = 3  # a column: of one file it says nothing
_TWO_LINES = 48  # pixels at 100 %
_A_NAME = "نورة بنت عبدالله الخالدي"  # a sample
_MOST_TOLD = 12  # exceptions that are told at once


class CustodyPage(QWidget):
    """Of one file, or of the whole station. What happened cannot be changed here; what time it
    was can be stated."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._reading: ChainReading | None = None
        self._anchors: tuple[Anchor, ...] = ()
        self._work = services.jobs.work()
        self._asked = 0  # number of the newest reading asked for
        self.setObjectName("page")
        self._filter = ChainFilter(services.clock)
        self._model: RowsModel[AuditEntry] = RowsModel(_columns())
        self._table = table_view(self._model, _("Chain of custody"))
        self._table.setWordWrap(True)  # of a paper it is told what for, and which pages
        self._table.verticalHeader().setDefaultSectionSize(px(_TWO_LINES))
        self._everything = parts.button(_("Show every entry"), "arrows-clockwise")
        self._none = parts.NothingHere("magnifying-glass", self._everything)
        self._parts = QStackedWidget()
        self._summary = ChainSummary()
        self._about = parts.label("", "muted", wrap=True)
        self._count = parts.label("", "muted")
        self._mark = parts.label("", "muted", wrap=True)
        self._build()
        self._filter.changed.connect(self._show)

    def _build(self) -> None:
        self._compare = parts.button(_("Compare a fingerprint…"), "fingerprint")
        self._print = parts.button(_("Print the list…"), "printer")
        self._certify = parts.button(_("Certificate of integrity…"), "certificate")
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._stop = parts.button(_("Stop"), "stop-circle")
        self._again = parts.button(_("Read the chain again"), "arrows-clockwise")
        self._reads = parts.row(
            parts.label(_("The chain is being read…"), "muted"), self._busy, self._stop, wide=1
        )
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        deeds = (back, self._compare, self._print, self._certify)
        head = parts.page_head(_("Chain of custody"), *deeds, subtitle=self._about)
        box = parts.roomy(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        for part in (head, self._reads, self._again, self._summary, self._filter):
            box.addWidget(part)
        self._filter.add_beside(parts.row(self._count, self._mark, spacing=px(20)))
        self._parts.addWidget(self._table)
        self._parts.addWidget(self._none)
        box.addWidget(self._parts, 1)
        self._everything.clicked.connect(self._on_everything)
        self._summary.exceptions_asked.connect(self._on_exceptions)
        self._summary.times_asked.connect(self._on_times)
        self._compare.clicked.connect(self._on_compare)
        self._print.clicked.connect(self._on_print)
        self._certify.clicked.connect(self._on_certify)
        self._stop.clicked.connect(self._on_stop)
        self._again.clicked.connect(self._read)
        self._again.hide()

    # --- reading ----------------------------------------------------------------------------

    def load(self, case: Case | None = None) -> None:
        """Show the chain of this file, or of the station, and follow it once, in a job.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        self._case, self._anchors = case, ()
        plan = self._services.session.custody.plan(case.id if case is not None else None)
        self._about.setText(
            _("File {number}").format(number=isolated(case.number))
            if case is not None
            else _("Everything that was done at this station")
        )
        self._table.setColumnHidden(_FILE, case is not None)
        self._filter.clear()
        self._begin(partial(read_chain, plan))
        parts.begin_at(self, self._filter.search)

    def leave(self) -> None:
        """Another page follows: nobody waits for the reading."""
        self._on_stop()
        self._asked += 1

    def set_masked(self, masked: bool) -> None:
        """Hide or show the names of who acted and sealed (F7)."""
        self._model.set_masked(masked)
        self._summary.set_masked(masked)

    @Slot()
    def _read(self) -> None:
        case = self._case
        with errors_said(self):
            plan = self._services.session.custody.plan(case.id if case is not None else None)
            self._begin(partial(read_chain, plan))

    def _begin(self, task: partial[ChainReading]) -> None:
        self._asked += 1
        jobs = self._services.jobs
        self._work = jobs.work(self._on_progress)
        self._busy.setRange(0, 0)
        self._show_reading(None)
        done, failed = partial(self._on_read, self._asked), partial(self._on_failed, self._asked)
        jobs.run(partial(task, self._work), done=done, failed=failed)

    def _on_progress(self, done: int, total: int) -> None:
        self._busy.setRange(0, max(total, 1))
        self._busy.setValue(done)

    def _on_read(self, request: int, reading: ChainReading) -> None:
        if request == self._asked:
            self._show_reading(reading.compared_with(self._anchors))

    def _on_failed(self, request: int, error: TipdeskError) -> None:
        if request != self._asked:
            return
        self._reads.hide()
        self._again.show()
        show_error(self, error)

    @Slot()
    def _on_stop(self) -> None:
        self._work.cancel()

    # --- what is shown ----------------------------------------------------------------------

    def _show_reading(self, reading: ChainReading | None) -> None:
        """Show what was read; None: it is being read."""
        self._reading = reading
        self._reads.setVisible(reading is None)
        self._again.hide()
        for part in (self._compare, self._print, self._certify):
            part.setEnabled(reading is not None)
        self._summary.show_reading(reading)
        if reading is None:
            self._parts.setCurrentWidget(self._table)
            self._model.set_rows(())
            for words in (self._count, self._mark):
                words.setText("")
            return
        entry, digest = reading.head
        mark = _("Fingerprint of the chain at entry {entry}: {digits}")
        digits = isolated(grouped_digits(digest)) if digest else "—"
        self._mark.setText(mark.format(entry=isolated(str(entry)), digits=digits))
        self._filter.offer(reading)
        self._show()

    @Slot()
    def _show(self) -> None:
        passing = self._filter.passing() if self._reading is not None else ()
        self._model.set_rows(passing)
        select_row(self._table, 0)
        count = len(passing)
        count_text = ngettext("{count} entry", "{count} entries", count)
        self._count.setText(count_text.format(count=isolated(str(count))) if passing else "")
        self._none.say(
            _("Nothing found"),
            _(
                "No entry matches the words, the person, the act and the days chosen "
                "above. Nothing is missing from the chain."
            ),
        )
        self._parts.setCurrentWidget(self._table if passing else self._none)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_everything(self) -> None:
        self._filter.clear()
        self._show()
        self._filter.search.setFocus()

    @Slot()
    def _on_exceptions(self) -> None:
        if self._reading is None:
            return
        objections = self._reading.objections
        messages = [
            objection_message(objection, language()) for objection in objections[:_MOST_TOLD]
        ]
        lines = [f"{message.what}\n{message.next_step}" for message in messages]
        if len(objections) > _MOST_TOLD:
            unnamed = isolated(str(len(objections) - _MOST_TOLD))
            more = _("And {count} more, which the command {command} lists.")
            lines.append(more.format(count=unnamed, command=isolated("tipdesk vault audit")))
        say(
            self,
            _("What was not confirmed by verification, and what to do"),
            "\n\n".join(lines),
            done=False,
        )

    @Slot()
    def _on_times(self) -> None:
        if self._reading is not None and show_uncertain_times(self._services, self._reading, self):
            self._read()

    @Slot()
    def _on_compare(self) -> None:
        if self._reading is None:
            return
        anchors = compare_anchors(self._services, self._reading, self)
        if anchors:
            self._anchors = (*self._anchors, *anchors)
            self._show_reading(self._reading.compared_with(anchors))

    @Slot()
    def _on_print(self) -> None:
        if self._reading is not None:
            wanted = self._filter.wanted()
            paper = self._services.session.chain_papers.paper(self._reading, wanted)
            show_chain_paper(self._services, "custody", paper, self)

    @Slot()
    def _on_certify(self) -> None:
        reading = self._reading
        if reading is None:
            return
        session = self._services.session
        examination = examined(self._services, reading, self)
        if examination is not None and self._services.open_session is session:
            paper = session.chain_papers.paper(reading, self._filter.wanted(), examination)
            show_chain_paper(self._services, "certificate", paper, self)


def _columns() -> tuple[Column[AuditEntry], ...]:
    return (
        Column(_("Number"), lambda entry: isolated(str(entry.seq)), ("00000",)),
        Column(_("Time"), _when, (MOMENT + " ?",)),
        Column(_("What was done"), _deed, veiled=partial(_deed, masked=True)),
        Column(_("File"), lambda entry: isolated(entry.number), ("AAAAAA-0000-00000",)),
        Column(_("Code"), lambda entry: code_of(entry.event.officer), ("RECOVERY",)),
        Column(
            _("By"), lambda entry: name_of(entry.event.officer, entry.name), (_A_NAME,), masked=True
        ),
    )


def _deed(entry: AuditEntry, *, masked: bool = False) -> str:
    """What was done; of a paper also what for. Words of one's own may name somebody."""
    if not entry.event.at:
        return "—"
    words = "" if masked else entry.words
    action, purpose = action_label(entry.event), print_words(entry.event, language(), words)
    return f"{action}: {purpose}" if purpose else action


def _when(entry: AuditEntry) -> str:
    """A time that cannot be trusted is marked."""
    at = entry.event.at
    time = isolated(format_datetime(at, language())) if at else "—"
    mark = "؟" if language() == "ar" else "?"
    return f"{time} {mark}" if entry.uncertain else time
