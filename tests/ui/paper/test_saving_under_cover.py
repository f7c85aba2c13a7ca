"""Saving a large attachment goes on while the screen is covered; what is said waits."""

import os
import threading

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.drivers.locking import type_pin
from tests.ui.drivers.window import (
    choose_pin,
    current_page,
    enter,
    is_behind_privacy_screen,
    turn_to,
)
from tests.ui.gestures import answer, click, dialogs, later, pick
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal
from tipdesk.i18n.text import _


@pytest.fixture
def save(window, places, clock, tmp_path):
    """Saves an attachment, and does something once the dialog of the progress is there; the copy
    waits its turn behind a job that ends when the gate is opened."""
    gate = threading.Event()
    content = os.urandom(3 << 20)
    source = tmp_path / "film.mp4"
    source.write_bytes(content)
    enter(window, places, clock, choose_pin)
    session, jobs = window.services.session, window.services.jobs
    plan = session.attachments.attach_plan(places.ready)
    session.attachments.attach(places.ready, seal(plan, source, Work()))
    turn_to(window, "attachments", session.files.case(places.ready))
    target = tmp_path / "copy.mp4"
    jobs.run(lambda: gate.wait(300), done=lambda _r: None, failed=lambda _e: None)

    def run(act, *answers):
        def look():
            dialog = waiting()
            return dialog is not None and (act(dialog, gate), True)[1]

        with dialogs(answer(_("Choose where…")), pick(target), *answers), later(look):
            click(current_page(window), _("Save a copy…"))
        return target.read_bytes() == content if target.exists() else False

    yield run
    gate.set()


def waiting() -> QDialog | None:
    """The dialog of the progress, when it is to be seen."""
    covers = [
        widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "waiting"
    ]
    return next(
        (cover for cover in covers if isinstance(cover, QDialog) and cover.isVisible()), None
    )


def lift(window):
    type_pin(window)


def test_the_privacy_screen_does_not_stop_it_and_the_end_is_said_when_it_is_lifted(
    window, save, qtbot
):
    def cover(_dialog, gate):
        window.show_privacy_screen()
        assert waiting() is None
        assert is_behind_privacy_screen(window)
        gate.set()

    assert save(cover)  # no dialog came up before the privacy screen
    assert is_behind_privacy_screen(window)
    with dialogs(answer(_("Close"), says=_("Saved"))) as coming:
        lift(window)
        qtbot.waitUntil(lambda: not coming.left)


def test_whoever_comes_back_meanwhile_can_still_stop_it(window, save, tmp_path):
    def cover_and_stop(_dialog, gate):
        window.show_privacy_screen()
        lift(window)
        back = waiting()
        assert back is not None
        click(back, _("Stop"))
        gate.set()

    assert not save(cover_and_stop)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["film.mp4"]


def test_a_lock_asks_and_stopping_leaves_nothing(window, save, tmp_path):
    stop = answer(_("Stop it"), says=_("The copy is not saved yet"))

    def lock_first(_dialog, gate):
        window.ask_to_lock()
        gate.set()

    assert not save(lock_first, stop)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["film.mp4"]
