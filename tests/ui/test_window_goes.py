"""A window that was closed and forgotten leaves nothing: no page of it is kept by its own signals."""

import gc
import weakref

from tests.ui.sitting import enter, no_pin
from tipdesk.ui.main_window import MainWindow
from tipdesk.ui.services import Services


def test_nothing_holds_a_window_that_has_gone(qtbot, places, clock, jobs):
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True)
    window = MainWindow(services)
    window.services = services
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    enter(window, places, clock, no_pin)
    window.lock()
    window.close()
    gone = weakref.ref(window)
    del window
    gc.collect()
    assert gone() is None
