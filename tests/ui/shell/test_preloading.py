"""What is kept for good when everything was loaded ahead."""

import gc
import weakref

from PySide6.QtWidgets import QWidget

from tipdesk.ui.shell.preloading import Preloading


class Ring:
    def __init__(self):
        self.itself = self


def test_nothing_is_kept_that_only_waited_for_the_collector(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    was_on = gc.isenabled()
    gc.disable()
    try:
        preloading = Preloading(window, lambda: True)
        ring = weakref.ref(Ring())
        assert ring() is not None
        window.hide()
        window.show()
        qtbot.waitUntil(lambda: preloading.ended, timeout=60_000)
        assert ring() is None
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
