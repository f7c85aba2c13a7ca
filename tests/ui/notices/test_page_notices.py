"""Electronic notices at the real window: from home under the PIN of the shift, and the supervisor's review."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from tests.desk.notices.telling import ANSWERS, OFFICE
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.notices import (
    gone_through,
    listed,
    type_shift_pin,
    wait_for_list,
    write_remark,
)
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import choose_pin, current_page, enter, no_pin
from tests.ui.gestures import bare, click, dialogs, press, texts, wait_until
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import SUPERVISOR, trust_list
from tipdesk.i18n.text import _
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.notices.reviewing import NoticeReviewsPage
from tipdesk.ui.notices.sending import NoticesPage

CTRL = Qt.KeyboardModifier.ControlModifier


def allow(places, clock):
    """The office says that it takes notices, the supervisor allows them; a file of the night waits."""
    agency = places.agency()
    agency.notices(OFFICE, clock(), ends=False)
    pack = trust_list(agency, clock())
    session = places.open(places.officers, SUPERVISOR, clock)
    session.keys.import_trust_list(pack)
    session.notices.allow(allowed=True)
    session.lock()


def escape(window):
    window.activateWindow()  # a window manager does so when a dialog closes
    QTest.qWaitForWindowActive(window)
    press(Qt.Key.Key_Escape, window.focusWidget() or window)


def night_file(session):
    case = session.new_files.open_case(quick=True)
    session.answers.save_answers(case.id, {path: Answer(text) for path, text in ANSWERS.items()})
    return case


def test_a_pin_sends_what_is_ready_and_the_supervisor_goes_through_it(window, places, clock):
    allow(places, clock)
    enter(window, places, clock, choose_pin, on=False)
    case = night_file(window.services.session)
    press(Qt.Key.Key_E, current_page(window), modifier=CTRL)
    page = current_page(window)
    assert isinstance(page, NoticesPage)
    wait_for_list(page)
    chosen = {bare(box.text()): box.isChecked() for box in every(page, QCheckBox)}
    assert chosen.pop(f"{case.number} • {case.person_code}") is True
    assert not any(chosen.values()), "what is still open is not chosen"
    usb_drive_choice(page).take(places.usb_drive)
    before = {*places.usb_drive.iterdir()}
    with dialogs(type_shift_pin):
        click(page, bare(_("Sign and hand over: {notices}").format(notices="إخطار واحد")))
    wait_until(lambda: not window.services.jobs.busy)
    wait_for_list(page)
    assert len({*places.usb_drive.glob("*.asice.age")} - before) == 1
    assert "وقُرئ منها بلا اختلاف" in bare(texts(page))
    assert "لا إيصال بعد" in listed(page, case.number)
    escape(window)
    assert isinstance(current_page(window), HomePage)
    window.lock()

    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    home = current_page(window)
    assert isinstance(home, HomePage)
    assert "مضى أكثر من يوم" not in bare(texts(home))
    window.lock()
    clock.move(hours=24)
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    home = current_page(window)
    assert bare(_("{notices} More than a day has passed.")).partition("{notices}")[2] in bare(
        texts(home)
    )
    click(home, _("Go through them"))
    page = current_page(window)
    assert isinstance(page, NoticeReviewsPage)
    assert [case.number in line for line in gone_through(page)] == [True]
    write_remark(page, "أكملوا أساس الإحالة")
    click(page, _("I have gone through all of them"))
    assert gone_through(page) == []
    (item,) = window.services.session.notice_reviews.notices()
    assert (item.review.by, item.review.remark) == (SUPERVISOR.login, "أكملوا أساس الإحالة")
    escape(window)
    assert current_page(window) is home


def test_where_notices_are_off_nothing_leads_there(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    home = current_page(window)
    assert _("Electronic notices") not in texts(home)
    press(Qt.Key.Key_E, home, modifier=CTRL)
    assert current_page(window) is home
