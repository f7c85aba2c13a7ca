"""What is wrong with chain or clock is said once, right after unlocking; home follows."""

from datetime import timedelta

from PySide6.QtCore import Qt

from tests.ui.drivers.window import current_page
from tests.ui.gestures import dialogs, press
from tipdesk.core.errors import ClockBehind
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.texts.messages import sentence
from tipdesk.ui.files.shift import ShiftPage


def test_a_clock_that_stands_behind_is_said_and_keeps_nobody_out(window, places, clock):
    def warned(dialog):
        assert dialog.accessibleName() == sentence(ClockBehind(last="")).what
        press(Qt.Key.Key_Return, dialog)

    with dialogs(warned):
        window.enter(open_as(places.officers, OFFICER, lambda: clock() - timedelta(days=2)))
    assert isinstance(current_page(window), ShiftPage)
