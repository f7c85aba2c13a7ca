"""After a step the focus stays on the page: the next Space must not leave it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.window import (
    current_page,
    enter,
    go_to_station,
    hit,
    no_pin,
    open_page,
    page_name,
    top_bar,
    turn_to,
)
from tests.ui.gestures import (
    answer,
    button,
    confirm,
    dialogs,
    field,
    focused,
    pick,
    press,
    type_text,
)
from tests.ui.places import case_of
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.demo.stations import confirm as confirmed
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.parts import has_focus


@pytest.fixture
def desk(window, places, clock):
    enter(window, places, clock, no_pin)
    return window


def press_on(window, text):
    """Go to the button and press Space, as somebody without a mouse does."""
    button(current_page(window), text).setFocus()
    hit(window, Qt.Key.Key_Space)


def active_again(window):
    """As a window manager does when a dialog has closed."""
    QApplication.processEvents()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def still_there(window, name):
    """A Space more does nothing, Tab goes on within the page."""
    active_again(window)
    page = current_page(window)
    assert page_name(window) == name
    assert page.isAncestorOf(focused()), focused()
    before = QApplication.focusWidget()
    hit(window, Qt.Key.Key_Space)
    assert current_page(window) is page
    assert QApplication.activeModalWidget() is None
    before.setFocus()
    hit(window, Qt.Key.Key_Tab)
    assert page.isAncestorOf(focused()), focused()


def remark(dialog: QDialog) -> None:
    type_text("وضّح تاريخ الوصول.", field(dialog, _("Remarks for the officer")))
    button(dialog, _("Go on")).click()


def test_after_completion(desk, places):
    open_page(desk, "review", places.ready)
    with dialogs(answer(_("Complete the file"))):
        press_on(desk, _("Complete and hand to the supervisor"))
    still_there(desk, "review")


def test_after_a_return(desk, places):
    open_page(desk, "review", places.completed)
    with dialogs(remark, confirm(SUPERVISOR.passphrase)):
        press_on(desk, _("Return with remarks"))
    still_there(desk, "review")


def test_after_an_approval(desk, places):
    open_page(desk, "review", places.completed)
    with dialogs(answer(_("Go on")), confirm(SUPERVISOR.passphrase)):
        press_on(desk, _("Approve"))
    still_there(desk, "review")


def test_after_the_import_of_a_pack_and_of_a_certificate(desk, places, clock, tmp_path):
    session = desk.services.session
    go_to_station(desk)
    pack = trust_list(places.agency(), clock())
    with dialogs(pick(pack)):
        press_on(desk, _("Import a trust list…"))
    active_again(desk)
    assert focused() is button(current_page(desk), _("Import a trust list…"))
    request = session.keys.enrolment_request(confirmed(session, OFFICER), "DEMO-9")
    certificate = places.agency().issue(read_enrolment(request), clock())
    path = tmp_path / "certificate.pem"
    path.write_bytes(certificate_pem(certificate))
    with dialogs(pick(path)):
        press_on(desk, _("Import the certificate…"))
    active_again(desk)
    assert focused() is button(current_page(desk), _("Save a request…"))


@pytest.mark.parametrize("name", ["review", "station"])
def test_enter_does_not_leave_a_page_that_was_just_turned_to(desk, places, name):
    interview = case_of(desk.services.session, places.begun)
    turn_to(desk, "interview", interview)
    top_bar(desk).hide_names.setFocus()  # where the bar had it
    page = turn_to(desk, name, *([interview] if name != "station" else []))
    assert has_focus(page)
    hit(desk, Qt.Key.Key_Return)
    assert current_page(desk) is page
    hit(desk, Qt.Key.Key_Tab)
    assert page.isAncestorOf(focused()), focused()
    press_on(desk, {"review": _("Print"), "station": _("Print blank forms")}[name])
    assert current_page(desk) is not page
    turn_to(desk, "back")  # the button was made anew
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert has_focus(page)


def test_tab_leads_from_a_time_to_its_button_now(desk, places):
    session = desk.services.session
    page = turn_to(desk, "interview", case_of(session, places.begun))
    go_to(page, "session")
    question(page, "iv_start").focus()
    names = []
    for _stop in range(3):
        names.append(focused().accessibleName())
        press(Qt.Key.Key_Tab)
    assert names == ["بداية الجلسة", "بداية الجلسة: الوقت", "بداية الجلسة: الآن"]
