"""What is wrong with chain or clock stands above home after unlocking, until it was read."""

from datetime import timedelta

from tests.ui.drivers.notes import tries_told
from tests.ui.drivers.window import current_page
from tests.ui.gestures import bare, click, dialogs
from tipdesk.core.errors import ClockBehind
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.files.home import HomePage


def test_a_clock_that_stands_behind_is_said_at_home_and_keeps_nobody_out(window, places, clock):
    with dialogs():
        window.enter(open_as(places.officers, OFFICER, lambda: clock() - timedelta(days=2)))
    assert isinstance(current_page(window), HomePage)
    what = sentence(ClockBehind(last="")).what
    assert bare(what) in tries_told(window)
    click(window, _("I have read it"))
    assert tries_told(window) == ""
