"""A disk that takes nothing more keeps nobody from opening a file to read it."""

import pytest

from tests.ui.drivers.window import current_page, enter, no_pin, turn_to
from tests.ui.full_walk import fill
from tests.ui.gestures import dialogs


@pytest.mark.parametrize("name", ["interview", "review", "paper", "attachments", "export"])
def test_every_page_of_a_file_opens(window, places, clock, jobs, qtbot, name):
    enter(window, places, clock, no_pin)
    home = current_page(window)
    fill(window.services)
    with dialogs():
        turn_to(window, name, window.services.session.files.case(places.approved))
        qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    assert current_page(window) is not home
