"""Nobody touches a key while an export runs: everything is covered, the export goes on to its end,
is recorded, and only then the vault locks."""

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox

from tests.ui.gestures import click, confirm, dialogs
from tests.ui.sitting import choose_pin, enter, layer, no_pin
from tipdesk.cases.model import Status
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.catalogue import _


@pytest.fixture
def exporting(window, places, clock, tmp_path):
    """Begins a real export; it waits its turn behind a job that ends when it is told to."""
    gate = threading.Event()
    target = tmp_path / "usb"
    target.mkdir()

    def begin(pin):
        enter(window, places, clock, pin)
        window._held._again.setInterval(20)
        session = window.services.session
        window._book.show("export", session.intake.case(places.approved))
        page = window._book.current()
        click(page, _("Next"))
        click(page, _("Next"))
        page._target.take(target)
        page.findChild(QCheckBox).setChecked(True)

        def hold(dialog):
            confirm(OFFICER.passphrase)(dialog)
            window.services.jobs.run(
                lambda: gate.wait(60), done=lambda _r: None, failed=lambda _e: None
            )

        with dialogs(hold):
            click(page, _("Sign and save"))
        return page

    yield begin, gate, target
    gate.set()


@pytest.mark.parametrize("pin", [choose_pin, no_pin])
def test_the_export_ends_under_the_cover_and_the_lock_follows(
    window, places, clock, qtbot, exporting, pin
):
    begin, gate, target = exporting
    begin(pin)
    for _period in range(2):  # a second one gives the export up no more than the first
        window._watch._timer.timeout.emit()
        covered = window._curtain if pin is choose_pin else window._cover
        assert layer(window) is covered
    assert window.services.open_session is not None
    assert list(target.iterdir()) == []
    QTimer.singleShot(0, gate.set)
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=60_000)
    assert layer(window) is window._unlock
    session = open_as(places.officers, OFFICER, clock)
    (export,) = session.handover.exports(places.approved)
    assert session.intake.case(places.approved).status is Status.EXPORTED
    session.lock()
    assert (target / export.file_name).stat().st_size == export.size
