"""Papers of those who work here, in the window: the letterhead's dialog, the handover of a shift,
the way to the review sheet."""

import pytest
from PIL import Image

from tests.ui.drivers.paper import (
    arabic_line,
    draw_now,
    paper_of,
    pdf_of,
    preview_of,
    record_print,
    times_drawn,
)
from tests.ui.drivers.seeing import faults
from tests.ui.drivers.vault import newest_entry
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    dialogs,
    error,
    field,
    pick,
    texts,
    type_text,
)
from tests.ui.paper.test_printing import Tray
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import LetterheadRefused
from tipdesk.desk.paper.letterheads import PLAIN, Letterhead
from tipdesk.i18n.text import _
from tipdesk.printing.preview import text
from tipdesk.ui.paper.letterhead_dialog import LetterheadDialog
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.station.page import StationPage

USE, BLANK = _("Use it"), _("Blank form, to fill in by hand")


@pytest.fixture
def dialog(supervisor, shown):
    return shown(LetterheadDialog(supervisor))


@pytest.fixture
def settled(jobs, qtbot):
    """Waits until what was typed is drawn."""

    def wait(dialog, turn=0):
        preview = preview_of(dialog)
        qtbot.waitUntil(lambda: times_drawn(preview) > turn and not jobs.busy, timeout=20_000)
        return times_drawn(preview)

    return wait


def test_what_is_typed_is_drawn_and_then_used(dialog, supervisor, settled, tmp_path, jobs, qtbot):
    drawn = settled(dialog)
    type_text("وزارة التجربة", arabic_line(dialog, 1))
    drawn = settled(dialog, drawn)
    type_text("سطر", field(dialog, _("One line at the foot of every page")))
    settled(dialog, drawn)
    path = tmp_path / "شعار.png"
    Image.new("RGB", (60, 30), (1, 2, 3)).save(path)
    with dialogs(pick(path)):
        click(dialog, _("Choose a picture…"))
    qtbot.waitUntil(lambda: dialog.typed().emblem is not None and not jobs.busy, timeout=20_000)
    assert "60" in bare(texts(dialog))
    assert supervisor.session.letterheads.current() == PLAIN  # nothing is kept before
    click(dialog, USE)
    kept = supervisor.session.letterheads.current()
    assert (kept.arabic, kept.foot) == (("وزارة التجربة",), "سطر")
    assert kept.emblem is not None
    assert (kept.emblem.width, kept.emblem.height) == (60, 30)


def test_a_shelter_and_a_drawing_are_refused_in_words(dialog, settled, tmp_path):
    settled(dialog)
    type_text("مركز إيواء النساء", arabic_line(dialog, 2))
    draw_now(dialog)
    assert "مركز إيواء النساء" in faults(dialog)
    assert not button(dialog, USE).isEnabled()
    arabic_line(dialog, 2).clear()
    draw_now(dialog)
    assert not faults(dialog)
    assert button(dialog, USE).isEnabled()
    path = tmp_path / "شعار.png"
    path.write_text("<svg/>", "utf-8")
    with dialogs(pick(path), error(LetterheadRefused, reason="kind")):
        click(dialog, _("Choose a picture…"))
        settled(dialog)
    assert dialog.typed().emblem is None


def test_it_goes_back_to_the_programs_own(supervisor, shown, settled):
    supervisor.session.letterheads.keep(Letterhead(("وزارة التجربة",), foot="سطر"))
    page = shown(StationPage(supervisor))
    page.load()
    assert "وزارة التجربة" in texts(page)

    def reset(dialog):
        click(dialog, _("The program's own"))
        assert [arabic_line(dialog, number).text() for number in (1, 2, 3)] == [""] * 3
        click(dialog, USE)

    with dialogs(reset):
        click(page, _("Change the letterhead…"))
    assert supervisor.session.letterheads.current() == PLAIN
    assert "وزارة التجربة" not in texts(page)


def test_an_officer_is_not_offered_it(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    assert _("Change the letterhead…") not in texts(page)


def record(page):
    printed = Print(PrintOutcome.PRINTED, Purpose.CHECK)
    record_print(page, printed)


def purpose_of_signing(dialog):
    assert field(dialog, _("What is it for?")).currentText() == _("To be signed")
    click(dialog, _("Cancel"))


def test_a_shift_is_handed_over_from_the_station_page(
    officer, places, shown, qtbot, jobs, tmp_path
):
    station = shown(StationPage(officer))
    station.load()
    with qtbot.waitSignal(station.handover_asked):
        click(station, _("Print the handover"))
    page = shown(PaperPage(officer))

    def drawn():
        qtbot.waitUntil(
            lambda: not jobs.busy and paper_of(page) and preview_of(page).pages == 1, timeout=20_000
        )
        return text(pdf_of(page))

    page.load(None, "handover")
    number = officer.session.files.case(places.ready).number
    assert number in drawn()
    # No account stands on it: what whoever finds it would read is said as it is.
    with dialogs(answer(_("Cancel"), says="عرف أي ملفات حالات لدى المحطة وما جرى فيها")):
        click(page, _("Save as PDF"))
    # Both who hand over and who take over sign it: nobody is asked what it is for.
    officer.printers = Tray(tmp_path)
    with dialogs(purpose_of_signing):
        click(page, _("Print"))
    record(page)
    entry = newest_entry(officer.session)
    assert (entry.action, entry.case_id, entry.detail["document"]) == ("printed", None, "handover")
    blank = button(page, BLANK)
    assert blank.isVisible()
    blank.click()
    assert number not in drawn()
    record(page)
    newest = newest_entry(officer.session)
    assert (newest.seq, newest.detail["document"]) == (entry.seq + 1, "handover")  # blank ones too
    document = field(page, _("Document"))
    document.setCurrentIndex(document.findData("notice"))  # of no file: blank only
    drawn()
    assert not buttons(page, BLANK)


@pytest.mark.parametrize(("who", "offered"), [("supervisor", True), ("officer", False)])
def test_the_review_sheet_is_one_click_away_for_a_supervisor(
    request, places, shown, qtbot, who, offered
):
    services = request.getfixturevalue(who)
    page = shown(ReviewPage(services))
    page.load(services.session.files.case(places.ready))
    assert (_("Review sheet on paper") in texts(page)) == offered
    if offered:
        with qtbot.waitSignal(page.sheet_asked) as asked:
            click(page, _("Review sheet on paper"))
        assert asked.args[1] == "review"
