"""A press lands on what was aimed at: on nothing that has only just come there."""

from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QVBoxLayout, QWidget

from tests.ui.drivers.seeing import seen
from tests.ui.drivers.stillness import (
    Hour,
    Landing,
    come_and_go,
    control_at,
    goes_by,
    press_at,
)
from tests.ui.drivers.window import enter, open_page, page_name, turn_to
from tests.ui.gestures import dialogs
from tipdesk.ui.shell.still import StillPress

PAGES = {  # the file with which each is opened
    "shift": "", "files": "", "interview": "begun", "review": "ready", "paper": "ready",
    "attachments": "ready", "export": "approved", "station": "", "custody": "approved",
    "readback": "ready", "taking_over": "", "due": "", "events": "", "casework": "approved",
    "teams": "", "calendar": "",
}  # fmt: skip
WAITS = (0, 40, 150, 299, 300, 301, 900)  # milliseconds after something moved


@pytest.fixture
def landing(qapp):
    spy = Landing()
    yield spy
    spy.end()


def test_a_press_waits_until_what_came_has_stood_for_300_milliseconds(qtbot):
    window, hour, pressed = QWidget(), Hour(), []
    box = QVBoxLayout(window)
    for name in "abc":
        push = QPushButton(name)
        push.clicked.connect(lambda _down, name=name: pressed.append(name))
        box.addWidget(push)
    qtbot.addWidget(window)
    still = StillPress(window, hour)
    with qtbot.waitActive(window):
        window.show()
    QApplication.processEvents()
    still.look()
    top, middle, _low = seen(window, QPushButton)
    at = middle.geometry().center()

    def press():
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
        return "".join(pressed)

    hour.now += 300
    assert press() == "b"
    box.removeWidget(top)
    top.deleteLater()
    box.setContentsMargins(0, 60, 0, 0)
    window.resize(window.width(), window.height() + 1)
    QApplication.processEvents()
    at = middle.geometry().center()
    assert press() == "b", "it has only just come there"
    hour.now += 299
    assert press() == "b"
    hour.now += 1
    assert press() == "bb"


@pytest.mark.parametrize("by_key", [True, False])
def test_what_has_long_come_is_pressed_without_a_move_of_the_mouse(qtbot, by_key):
    """A tap on the touch pad where the pointer rests, after a page that came by a key, or slowly
    enough for the hand to rest: the button has long stood there."""
    window, now, asked, pressed = QWidget(), [0], [], []

    def clock():
        asked.append(now[0])
        return now[0]

    box = QVBoxLayout(window)
    push = QPushButton("a")
    push.clicked.connect(lambda: pressed.append("a"))
    box.addWidget(push)
    qtbot.addWidget(window)
    still = StillPress(window, clock)
    with qtbot.waitActive(window):
        window.show()
    window.resize(300, 300)
    QApplication.processEvents()
    still.look()
    now[0] += 1000
    before = len(asked)
    box.setContentsMargins(0, 60, 0, 0)
    if by_key:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(asked) > before, timeout=5000)
    now[0] += 300
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=push.geometry().center())
    assert pressed == ["a"]


def test_a_press_waits_as_long_on_a_button_that_says_something_else(qtbot):
    """As the choices of the next question, in the place of those before."""
    window, hour, pressed = QWidget(), Hour(), []
    choice = QPushButton("نعم")
    choice.clicked.connect(lambda: (pressed.append(choice.text()), choice.setText("لا")))
    QVBoxLayout(window).addWidget(choice)
    qtbot.addWidget(window)
    still = StillPress(window, hour)
    with qtbot.waitActive(window):
        window.show()
    QApplication.processEvents()
    still.look()
    hour.now += 1000
    at = choice.geometry().center()
    for _press in range(2):  # a double click
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert pressed == ["نعم"]
    hour.now += 300
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert pressed == ["نعم", "لا"]


def pressed_at_random(window, places, landing, presses, names, seed):
    hour, chance = Hour(), Random(seed)
    dropped = 0
    for name in names:
        case, so_far = PAGES[name], dropped
        with dialogs():  # a page that does not open says so instead of waiting for an answer
            open_page(window, name, getattr(places, case)) if case else turn_to(window, name)
        assert page_name(window) == name
        for _round in range(4):
            QApplication.processEvents()
        goes_by(window, hour)
        for _press in range(presses):
            parts = [
                part
                for part in seen(window, QAbstractButton)
                if part.isEnabled() and not part.visibleRegion().isEmpty()
            ]
            part = chance.choice(parts)
            at = part.mapTo(window, part.visibleRegion().boundingRect().center())
            hour.now += 1000
            before = control_at(window, at)
            moved = chance.random() < 0.7
            if moved:
                come_and_go(window)
            wait = chance.choice(WAITS)
            hour.now += wait
            now = control_at(window, at)
            control = press_at(window, at, landing)
            if wait < 300 and now != before:
                assert control is None, (seed, name, at, wait)
                dropped += 1
            else:
                assert control is now[0], (seed, name, at, wait)
        print(f"{name}: {presses} presses, dropped {dropped - so_far}", flush=True)
    return dropped


def test_no_press_lands_on_what_was_elsewhere_a_moment_before(window, places, clock, landing):
    enter(window, places, clock)
    names = ("files", "interview", "station")
    assert pressed_at_random(window, places, landing, 12, names, 7) > 3


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_none_of_ten_thousand_does_on_any_page(window, places, clock, landing):
    enter(window, places, clock)
    presses = -(-10_000 // len(PAGES))
    dropped = pressed_at_random(window, places, landing, presses, tuple(PAGES), 2026)
    print(f"{presses * len(PAGES)} presses, dropped {dropped}")
    assert dropped > 1000
