"""Printing from the page of papers: own numbers, pages, purpose, warnings, cancel, the lock."""

from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from PySide6.QtPrintSupport import QPrinter

from tests.ui.drivers.paper import (
    paper_of,
    pdf_of,
    plan_of,
    preview_of,
    prints_both_sides,
    run_of,
    say_what_became,
    stop_printing,
)
from tests.ui.drivers.seeing import every, radios, tick
from tests.ui.drivers.window import enter, may_leave, no_pin, turn_to
from tests.ui.full_walk import fill
from tests.ui.gestures import answer, bare, button, buttons, click, dialogs, error, field, texts
from tests.ui.paper.test_page_paper import told_purpose
from tipdesk.cases.model import Answer
from tipdesk.cases.paper.prints import PrinterKind, Purpose, page_ranges
from tipdesk.core.errors import PaperOutdated, PrintFailed, PrintUnrecorded
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _
from tipdesk.printing.preview import page_count, text
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.paper.print_dialog import PagesField
from tipdesk.ui.toolkit.parts import Strip, has_focus
from tipdesk.ui.toolkit.printers import Job, Printer


class Tray:
    """Printers whose paper is a file of the test; every print gets its own."""

    def __init__(self, folder):
        self.folder, self.count = folder, 0

    def device(self):
        self.count += 1
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{self.count:02}.pdf"))
        return printer

    def __call__(self):
        make = partial(Printer, device=self.device)
        return (
            make("Laser", PrinterKind.LOCAL, both_sides=True),
            make("Corridor", PrinterKind.NETWORK),
            make("Print to PDF", PrinterKind.FILE),
        )

    def pages(self):
        return [page_count(path.read_bytes()) for path in sorted(self.folder.glob("*.pdf"))]


@pytest.fixture
def tray(tmp_path, officer):
    folder = tmp_path / "tray"
    folder.mkdir()
    officer.printers = Tray(folder)
    return officer.printers


@pytest.fixture
def page(officer, places, shown, jobs, qtbot, tray):
    page = shown(PaperPage(officer))
    page.load(officer.session.files.case(places.approved), "statement")
    qtbot.waitUntil(lambda: not jobs.busy and paper_of(page) is not None, timeout=30_000)
    return page


def prints(officer, places):
    """What the chain tells of papers that were printed."""
    entries = officer.session.files.load(places.approved).custody
    return [(entry.action, entry.detail) for entry in entries if "printer" in entry.detail]


def ended(page, jobs):
    return lambda: not jobs.busy and not page.under_way()


def from_to(first, last, then):
    def act(dialog):
        for name, value in ((_("First page to print"), first), (_("Last page to print"), last)):
            line = field(dialog, name)
            line.setText(str(value))
            line.textEdited.emit(str(value))
        then(dialog)

    return act


FILED = told_purpose(Purpose.FILE, _("Print"))


def two_copies(dialog):
    field(dialog, _("Copies")).setCurrentIndex(1)
    from_to(2, 2, FILED)(dialog)


def test_every_copy_has_its_own_number_and_is_recorded_by_itself(
    page, officer, places, jobs, qtbot, tray
):
    """All of them say what was looked at, whatever happens to the file meanwhile; what is changed
    before a print is asked for is looked at first."""
    shown = plan_of(page).source.digest

    def change(reason):
        answer = {"summons_address": Answer(f"مكتب الارتباط {reason}")}
        officer.session.answers.amend(places.approved, answer, reason)

    with dialogs(two_copies):
        click(page, _("Print"))
    run_of(page).progressed.connect(lambda done, _all: done == 1 and change("انتقل"))
    say_what_became(page, Job.WAITS)  # of the print before
    assert "توقفت الطابعة" not in bare(texts(page))
    assert not button(page, _("Save as PDF")).isEnabled()  # it would take the same number
    preview_of(page).turn_to(1)  # it can be looked at meanwhile
    assert preview_of(page).page() == 1
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    assert tray.pages() == [1, 1]
    sent = "أُرسلت صفحتان"
    assert sent in texts(page)
    assert _("Stop printing") not in texts(page)
    choice = field(page, _("Document"))
    about = ("copy", "pages", "count", "purpose", "printer", "record")
    printed = [(action, *map(details.get, about)) for action, details in prints(officer, places)]
    rest = ("2", str(preview_of(page).pages), "file", "local", shown)
    assert printed == [("printed", number, *rest) for number in ("1", "2")]
    qtbot.waitUntil(lambda: paper_of(page) is not None, timeout=30_000)
    assert "النسخة رقم 3" in text(pdf_of(page))
    assert button(page, _("Save as PDF")).isEnabled()
    assert plan_of(page).source.digest != shown
    change("عاد")
    with dialogs(error(PaperOutdated)):
        click(page, _("Print"))
    assert sent in texts(page)
    choice.setCurrentIndex(choice.findData("notice"))
    assert sent not in texts(page)


def test_of_a_copy_that_cannot_be_recorded_no_other_follows(
    page, officer, places, jobs, qtbot, tray
):
    fill(officer)
    with dialogs(two_copies, error(PrintUnrecorded, reason="full")) as asked:
        click(page, _("Print"))
        qtbot.waitUntil(lambda: not asked.left, timeout=30_000)
    qtbot.waitUntil(lambda: not jobs.busy and paper_of(page) is not None, timeout=30_000)
    assert not page.under_way()
    assert (tray.pages(), prints(officer, places)) == ([1], [])
    assert _("Stop printing") not in texts(page)
    assert officer.session.printing.next_copy(plan_of(page)).options.copy_number == 1


def test_only_the_pages_that_changed(page, officer, places, jobs, qtbot, tray):
    """Nothing is offered at first; after pages 1 and 2 the others never left; then none is left."""
    room, count = officer.session.printing, preview_of(page).pages
    assert room.changed(plan_of(page), paper_of(page)) is None
    with dialogs(from_to(1, 2, FILED)):
        click(page, _("Print"))
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    assert has_focus(preview_of(page))  # the next keys turn its pages
    rest = room.changed(plan_of(page), paper_of(page))
    assert rest == tuple(range(3, count + 1))

    def only(dialog):
        choice = next(choice for choice in radios(dialog) if "تغيّرت" in choice.text())
        assert page_ranges(rest) in bare(texts(dialog))
        choice.click()
        FILED(dialog)

    with dialogs(only):
        click(page, _("Print"))
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    assert tray.pages() == [2, count - 2]
    assert prints(officer, places)[-1][1]["pages"] == page_ranges(rest)
    assert room.changed(plan_of(page), paper_of(page)) == ()


def test_pages_that_changed_are_offered_where_others_stay(qapp):
    for changed, choices in ((None, 2), ((), 2), ((2,), 3), ((1, 2, 3), 2)):
        field_of_pages = PagesField(3, changed)
        ways_shown = radios(field_of_pages)
        none_has = _("No page has changed since it was printed last.") in texts(field_of_pages)
        assert (len(ways_shown), none_has) == (choices, changed == ())


def test_nothing_is_printed_before_it_is_said_what_for_and_what_a_printer_means_is_told(
    page, officer, places, jobs, qtbot, tray
):
    network, file = "هذه الطابعة على الشبكة", "هذه لا تطبع ورقاً"

    def judge(dialog):
        choice = field(dialog, _("Printer"))
        assert network not in bare(texts(dialog))
        assert tick(dialog).isEnabled()
        tick(dialog).setChecked(True)
        click(dialog, _("Print"))
        assert dialog.isVisible()
        assert _("Say what the document is for: it is noted in the chain of custody.") in texts(
            dialog
        )
        choice.setCurrentIndex(2)
        assert file in bare(dialog_told(dialog))
        choice.setCurrentIndex(1)
        assert network in bare(dialog_told(dialog))
        assert not tick(dialog).isEnabled()  # this one turns no sheets
        assert not buttons(dialog, _("Print"))
        for first, last in ((0, 2), (3, 2), (1, 99)):
            from_to(first, last, told_purpose(Purpose.PROSECUTION, _("Print there all the same")))(
                dialog
            )
            assert dialog.isVisible()
        from_to(1, 1, lambda asked: click(asked, _("Print there all the same")))(dialog)

    with dialogs(judge):
        click(page, _("Print"))
    assert not prints_both_sides(page)
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    ((action, details),) = prints(officer, places)
    assert (action, details["printer"], details["purpose"]) == ("printed", "network", "prosecution")
    assert "Corridor" not in str(details)


def dialog_told(dialog):
    return " ".join(strip.text() for strip in every(dialog, Strip) if strip.isVisible())


def test_a_printer_that_does_not_print_now_is_told_before_and_what_a_print_became_after(
    page, officer, tray
):
    rests = (("stopped", "متوقفة مؤقتاً"), ("closed", "لا تقبل هذه الطابعة"))
    officer.printers = lambda: (
        *(replace(tray()[0], **{rest: True}) for rest, _reason in rests), *tray()
    )  # fmt: skip

    def judge(dialog):
        for at, (_rest, reason) in enumerate(rests):
            field(dialog, _("Printer")).setCurrentIndex(at)
            assert reason in bare(dialog_told(dialog))
            assert buttons(dialog, _("Print there all the same"))
        field(dialog, _("Printer")).setCurrentIndex(2)
        assert dialog_told(dialog) == ""
        dialog.reject()

    with dialogs(judge):
        click(page, _("Print"))
    for job, outcome in ((Job.WAITS, "توقفت الطابعة"), (Job.GIVEN_UP, "أُلغيت الطباعة")):
        say_what_became(page, job)
        assert outcome in bare(texts(page))


def test_without_a_printer_it_is_said_what_can_be_done(page, officer):
    officer.printers = tuple
    with dialogs(answer(_("Close"), says=_("No printer was found"))):
        click(page, _("Print"))


def test_words_of_another_purpose_stay_in_the_vault(page, officer, places, jobs, qtbot, tray):
    def wish(dialog):
        choice = field(dialog, _("What is it for?"))
        choice.setCurrentIndex(choice.findData("other"))
        from_to(1, 1, lambda asked: click(asked, _("Print")))(dialog)
        assert dialog.isVisible()
        field(dialog, _("What for, in a few words")).setText("لملف المحامي")
        click(dialog, _("Print"))

    with dialogs(wish):
        click(page, _("Print"))
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    ((_action, details),) = prints(officer, places)
    assert "المحامي" not in str(details)
    assert len(details["purpose_commitment"]) == 64


def test_stopping_is_recorded_and_the_next_copy_has_the_next_number(
    page, officer, places, jobs, qtbot, tray
):
    with dialogs(FILED):
        click(page, _("Print"))
    stop_printing(page)  # before its first page is drawn
    qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    assert tray.count == 0
    with dialogs(FILED, answer(_("Close"), says=_("Printing was stopped"))):
        click(page, _("Print"))
        # At the first page: any later the printing may have come to its end.
        run_of(page).progressed.connect(button(page, _("Stop printing")).click)
        qtbot.waitUntil(ended(page, jobs), timeout=30_000)
    printed = [
        (action, details["copy"], details["pages"]) for action, details in prints(officer, places)
    ]
    assert printed == [("print_cancelled", "1", ""), ("print_cancelled", "2", "1")]
    assert officer.session.printing.changed(plan_of(page), paper_of(page)) is None
    plan = officer.session.printing.print_plan(places.approved, "statement")
    assert plan.options.copy_number == 3


@pytest.mark.qt_log_ignore("QPainter::begin.*", extend=True)  # that is the failure
def test_a_printer_that_takes_no_page_is_said_and_recorded(
    page, officer, places, jobs, qtbot, tray
):
    tray.folder.rmdir()
    with dialogs(FILED, error(PrintFailed, reason="refused")) as asked:
        click(page, _("Print"))
        qtbot.waitUntil(lambda: not asked.left, timeout=30_000)
    ((action, details),) = prints(officer, places)
    assert (action, details["pages"]) == ("print_failed", "")


def test_a_lock_stops_the_printing_and_the_chain_tells_of_it(
    window, places, clock, jobs, qtbot, tmp_path
):
    folder = tmp_path / "tray"
    folder.mkdir()
    window.services.printers = Tray(folder)
    enter(window, places, clock, no_pin)
    case = window.services.session.files.case(places.approved)
    page = turn_to(window, "paper", case, "intake")
    qtbot.waitUntil(lambda: not jobs.busy and paper_of(page) is not None, timeout=30_000)
    with dialogs(FILED):
        click(page, _("Print"))
    with qtbot.waitSignal(run_of(page).progressed, timeout=30_000):
        pass
    held = Event()  # no further page while the dialog is answered
    jobs.run(held.wait, done=lambda _over: None, failed=lambda _error: None)
    with dialogs(answer(_("Wait"), says=_("The document is still being printed"))):
        assert not may_leave(window)
    window.lock()
    held.set()
    session = places.open(places.officers, OFFICER, clock)
    entries = session.files.load(places.approved).custody
    assert [entry.action for entry in entries if "printer" in entry.detail] == ["print_cancelled"]
    session.lock()
