"""What the window shows to a caseworker and to the station's administrator."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.drivers.interview import file_of
from tests.ui.drivers.window import (
    current_page,
    go_home,
    hit,
    open_interview,
    page_name,
)
from tests.ui.gestures import dialogs, give_reason, texts
from tipdesk.cases.model import Role
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.texts.messages import role_label

WORDS = "محيط سنبلة دفتر جبل نافذة"


@pytest.fixture
def come_in(window, places, clock):
    """Somebody of a role is enrolled by the supervisor, and unlocks the window."""

    def enter(role):
        session = places.open(places.officers, SUPERVISOR, clock)
        key = unlock(session.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
        new = NewOfficer("X-1", "دانة", role, WORDS)
        session.staff.record_enrolment(
            enrol(EnrolmentPlan(session.vault_dir, key, new, cheap_keys=True)),
            confirm(session, OFFICER),
        )
        session.lock()
        with dialogs():
            window.enter(
                Session.open(places.officers, unlock(places.officers, "X-1", WORDS), clock)
            )
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        return texts(window)

    return enter


def test_an_administrator_begins_at_the_station_and_comes_to_no_file(come_in, window):
    shown_text = come_in(Role.ADMINISTRATOR)
    assert page_name(window) == "station"
    assert role_label(Role.ADMINISTRATOR) in shown_text
    assert _("Add a person…") in shown_text
    assert _("Files") not in shown_text.split("\n")
    assert _("Back") not in shown_text.split("\n")
    with dialogs():
        hit(window, Qt.Key.Key_Escape)
    assert page_name(window) == "station"
    go_home(window)
    assert page_name(window) == "station"


def test_a_caseworker_works_in_files_and_begins_none(come_in, window, places):
    come_in(Role.CASEWORKER)
    assert page_name(window) == "shift"
    shown_text = texts(window) + texts(go_home(window))
    assert page_name(window) == "files"
    for words in (_("New interview"), _("Quick intake"), _("Import a receipt or message")):
        assert words not in shown_text.split("\n")
    with dialogs():
        hit(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    with dialogs(give_reason):  # the file names others
        open_interview(window, places.begun)
    assert file_of(current_page(window)).can_edit
    assert _("Add a person…") not in texts(window)
