"""Paper: preview, zoom, print, save, and the notice that was handed over."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox

from tests.printing.print_sizes import printed
from tests.ui.drivers.paper import options_of, pdf_of, plan_of, preview_of, sheet
from tests.ui.drivers.seeing import every
from tests.ui.full_walk import fill
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    dialogs,
    error,
    field,
    pick,
    press,
    texts,
    type_text,
)
from tipdesk.cases.paper.prints import Purpose
from tipdesk.core.errors import DiskFull, TargetNotWritable
from tipdesk.demo.journey import print_notice
from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.i18n.text import _, format_datetime
from tipdesk.printing.preview import page_count, text
from tipdesk.ui.paper.documents import document_groups
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.setup.recovery_sheet import draw_recovery_sheet

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(officer, shown):
    return shown(PaperPage(officer))


@pytest.fixture
def drawn(jobs, qtbot):
    """Waits until the paper is drawn and its visible pages are sharp."""

    def wait(page):
        preview = preview_of(page)
        qtbot.waitUntil(
            lambda: not jobs.busy and preview.pages > 0 and preview.complete, timeout=30_000
        )
        return preview

    return wait


def load(page, officer, case_id, document="notice"):
    page.load(officer.session.files.case(case_id), document)


def actions(officer, case_id):
    return [event.action for event in officer.session.files.load(case_id).custody]


# A letter has to be asked for by a need (`test_referral`).
SHOWN = [
    document.key
    for group in document_groups().values()
    for document in group
    if document.key != "referral"
]


@pytest.mark.dressed
@pytest.mark.parametrize("document", SHOWN)
def test_every_document_is_shown_page_by_page(page, officer, places, drawn, document):
    load(page, officer, places.approved, document)
    preview = drawn(page)
    assert preview.pages == page_count(pdf_of(page))
    assert field(page, _("Document")).currentData() == document
    picture = preview.grab().toImage()
    assert len({picture.pixel(x, picture.height() // 3) for x in range(0, picture.width(), 7)}) > 1


def test_the_copies_that_are_offered_are_those_that_are_made(page, officer, places, drawn):
    load(page, officer, places.approved, "exhibits")
    copy = field(page, _("Copy"))
    assert [copy.itemData(at) for at in range(copy.count())] == ["file", "prosecution", "person"]
    assert copy.currentData() == "file"
    copy.setCurrentIndex(copy.findData("person"))
    drawn(page)
    document = field(page, _("Document"))
    document.setCurrentIndex(document.findData("assessment"))
    drawn(page)
    assert copy.currentData() == options_of(page).copy == "file"
    assert not copy.isEnabled()
    document.setCurrentIndex(document.findData("exhibits"))
    assert copy.currentData() == "person"
    assert not document.model().item(0).isEnabled()  # a heading


def test_a_paper_for_the_person_chooses_no_copy_of_the_papers_after_it(
    page, officer, places, drawn
):
    load(page, officer, places.approved, "closing")
    document, copy = field(page, _("Document")), field(page, _("Copy"))
    assert copy.currentData() == "person"
    document.setCurrentIndex(document.findData("exhibits"))
    assert copy.currentData() == options_of(page).copy == "file"
    copy.setCurrentIndex(copy.findData("person"))
    load(page, officer, places.ready, "exhibits")
    assert copy.currentData() == "file"  # of another file, as at first
    document.setCurrentIndex(document.findData("handover"))
    drawn(page)
    for idle in (_("Copy"), _("Code instead of the name")):  # it is of no file
        assert idle not in texts(page)


def test_a_newer_choice_wins_over_the_one_that_is_being_drawn(page, officer, places, drawn):
    load(page, officer, places.approved, "intake")
    where = field(page, _("Document"))
    where.setFocus()
    press(Qt.Key.Key_Up, where)
    press(Qt.Key.Key_Up, where)
    drawn(page)
    assert where.currentData() == "notice"
    assert preview_of(page).pages == page_count(pdf_of(page)) == 1


@pytest.mark.dressed
def test_pages_fill_the_width_and_grow_with_the_zoom(page, officer, places, drawn):
    load(page, officer, places.approved, "intake")
    preview = drawn(page)
    width = sheet(preview, 0).width()
    assert width > 0.9 * min(preview.viewport().width(), 900)
    press(Qt.Key.Key_Plus, page, CTRL)
    drawn(page)
    assert sheet(preview, 0).width() > width
    press(Qt.Key.Key_0, page, CTRL)
    drawn(page)
    assert sheet(preview, 0).width() == width
    click(page, _("Smaller"))
    drawn(page)
    assert sheet(preview, 0).width() < width
    click(page, _("Whole page"))
    seen = sheet(preview, 0).size()
    assert seen.height() <= preview.viewport().height() < 1.1 * seen.height()
    for turned, grows in ((120, True), (-120, False)):
        before = sheet(preview, 0).width()
        wheel(preview, turned)
        assert (sheet(preview, 0).width() > before) is grows


def wheel(preview, turned):
    """A notch of the wheel over the pages, Control held."""
    here, nothing = QPointF(50, 50), QPoint()
    more = (Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False)
    event = QWheelEvent(here, here, nothing, QPoint(0, turned), *more)
    QApplication.sendEvent(preview.viewport(), event)


def test_pages_are_turned_by_buttons_keys_and_number(page, officer, places, drawn):
    load(page, officer, places.approved, "intake")
    preview = drawn(page)
    last = preview.pages - 1
    assert last >= 2
    number = field(page, _("Page number"))
    for act, there in (
        (lambda: click(page, _("Next page")), 1),
        (lambda: click(page, _("Last page")), last),
        (lambda: click(page, _("Page before")), last - 1),
        (lambda: press(Qt.Key.Key_Home, preview), 0),
        (lambda: press(Qt.Key.Key_PageDown, preview), 1),
        (lambda: press(Qt.Key.Key_End, preview), last),
        (lambda: press(Qt.Key.Key_PageUp, preview), last - 1),
    ):
        act()
        assert (preview.page(), number.text()) == (there, str(there + 1))
    number.selectAll()
    type_text("٢", number)
    press(Qt.Key.Key_Return, number)
    assert (preview.page(), number.text()) == (1, "2")
    assert preview.verticalScrollBar().value() == sheet(preview, 1).y()
    preview.verticalScrollBar().setValue(0)  # by hand
    assert number.text() == "1"
    number.selectAll()
    type_text("99", number)
    press(Qt.Key.Key_Return, number)
    assert (preview.page(), number.text()) == (last, str(last + 1))


def test_a_blank_form_holds_nothing_of_the_person(page, officer, places, drawn):
    load(page, officer, places.approved, "intake")
    drawn(page)
    name = officer.session.files.case(places.approved).display_name.split()[0]
    assert name in text(pdf_of(page)) or officer.session.files.case(places.approved).number in text(
        pdf_of(page)
    )
    blank = button(page, _("Blank form, to fill in by hand"))
    blank.click()
    drawn(page)
    assert officer.session.files.case(places.approved).number not in text(pdf_of(page))
    page.set_masked(True)  # so it stays in sight while names are hidden
    assert _("Show names") not in texts(page)
    blank.click()
    assert _("Show names") in texts(page)


def test_blank_forms_without_any_file(page, drawn, qtbot):
    page.load(None, "intake")
    drawn(page)
    assert _("Blank form, to fill in by hand") not in texts(page)
    with qtbot.waitSignal(page.left) as left:
        click(page, _("Back"))
    assert left.args == [None]


def test_only_the_supervisor_is_offered_restricted_answers(officer, places, page, drawn):
    load(page, officer, places.approved, "intake")
    assert _("Restricted answers too") not in texts(page)


def test_large_print_is_offered_for_what_she_reads_and_remembered_for_the_file(
    page, officer, places, drawn
):
    def large():
        (tick,) = [box for box in every(page, QCheckBox) if box.text() == _("Large print")]
        return tick

    def smallest():
        return min(piece.size for piece in printed(pdf_of(page)) if piece.is_text)

    for case_id in (places.approved, places.completed):  # whatever was answered of their eyes
        officer.session.printing.choose_large_print(case_id, large=False)
    load(page, officer, places.approved, "intake")
    drawn(page)
    assert not large().isVisible()  # the copies that are filed
    load(page, officer, places.approved, "closing")
    drawn(page)
    assert large().isVisible()
    assert not large().isChecked()
    assert 14 <= round(smallest(), 1) < 18
    large().click()
    drawn(page)
    assert smallest() >= 17.99
    load(page, officer, places.completed, "closing")
    assert not large().isChecked()
    load(page, officer, places.approved, "card")
    assert large().isChecked()
    drawn(page)


def test_restricted_answers_are_asked_for_in_each_file_anew(supervisor, places, shown, drawn):
    page = shown(PaperPage(supervisor))
    load(page, supervisor, places.approved, "intake")
    tick = next(box for box in every(page, QCheckBox) if box.text() == _("Restricted answers too"))
    tick.click()
    drawn(page)
    assert plan_of(page).options.include_level4
    load(page, supervisor, places.completed, "intake")
    drawn(page)
    assert not plan_of(page).options.include_level4
    assert not tick.isChecked()


def told_purpose(purpose, then):
    """Says what the paper is for, and presses this button."""

    def act(dialog):
        choice = field(dialog, _("What is it for?"))
        choice.setCurrentIndex(choice.findData(purpose.value))
        click(dialog, then)

    return act


def test_saving_warns_and_is_recorded_with_its_purpose(page, officer, places, drawn, tmp_path):
    load(page, officer, places.approved, "statement")
    for copy in ("1", "2"):  # what is shown has the number of the next copy
        drawn(page).turn_to(1)
        shown = pdf_of(page)
        assert f"النسخة رقم {copy}" in text(shown)
        path = tmp_path / f"statement-{copy}.pdf"
        where = told_purpose(Purpose.CHECK, _("Choose where…"))
        with dialogs(where, pick(path), answer(_("Close"), says=_("Saved"))):
            click(page, _("Save as PDF"))
        assert path.read_bytes() == shown
        entry = officer.session.files.load(places.approved).custody[-1]
        recorded = (entry.action, entry.detail["purpose"], entry.detail["copy"])
        assert recorded == ("saved", "check", copy)
        preview = drawn(page)  # it looks where it looked
        assert preview.page() == 1
        assert preview.verticalScrollBar().value() == sheet(preview, 1).y() > 0
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_folder_that_takes_no_file_is_said_and_what_is_not_recorded_does_not_stay(
    page, officer, places, drawn, tmp_path
):
    load(page, officer, places.approved)
    drawn(page)
    where = told_purpose(Purpose.CHECK, _("Choose where…"))
    with dialogs(where, pick("/sys/notice.pdf"), error(TargetNotWritable)):
        click(page, _("Save as PDF"))
    drawn(page)
    fill(officer)
    with dialogs(where, pick(tmp_path / "notice.pdf"), error(DiskFull)):
        click(page, _("Save as PDF"))
    assert not (tmp_path / "notice.pdf").exists()
    assert "saved" not in actions(officer, places.approved)


def test_the_notice_that_was_handed_over_is_noted_with_its_time(
    page, officer, places, drawn, qtbot
):
    load(page, officer, places.begun)
    drawn(page)
    assert not button(page, _("The notice was handed over now")).isEnabled(), "nothing was printed"
    print_notice(officer.session, places.begun)
    load(page, officer, places.begun)
    drawn(page)
    with dialogs(answer(_("Cancel"))):
        click(page, _("The notice was handed over now"))
    assert officer.session.files.case(places.begun).notified_at is None
    with qtbot.waitSignal(page.notified) as noted, dialogs(answer(_("It was handed over"))):
        click(page, _("The notice was handed over now"))
    given = officer.session.files.case(places.begun).notified_at
    assert noted.args[0].notified_at == given is not None
    assert _("The notice was handed over now") not in texts(page)
    assert bare(format_datetime(given, "ar")) in bare(texts(page))
    drawn(page)
    click(page, _("It was not handed over"))
    assert officer.session.files.case(places.begun).notified_at is None
    assert actions(officer, places.begun)[-2:] == ["prosecution_notified", "notified_withdrawn"]
    assert button(page, _("The notice was handed over now")).isEnabled()


def test_the_words_of_the_recovery_sheet_stand_in_columns_that_do_not_touch(qapp):
    width, height = 1700, 2400
    sheet = RecoverySheet(tuple(["WWWWWWWW"] * 24), tuple(range(2000, 2024)), (1, 2, 3))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_recovery_sheet(painter, QRectF(0, 0, width, height), sheet)
    painter.end()
    below_the_advice = range(450, 1430, 2)  # and above the code
    for edge in (width // 3, 2 * width // 3, width - 1):
        strip = [image.pixelColor(edge - 3, y).lightness() for y in below_the_advice]
        assert min(strip) > 200
    begun = [image.pixelColor(x, y).lightness() for x in range(60) for y in below_the_advice]
    assert min(begun) < 100
