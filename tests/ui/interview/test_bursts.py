"""A reader that types without end, and one over which the screen changes."""

from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from tests.cases.specimens import passport
from tests.long_runs import long
from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.locking import held_key, pin_field, type_pin
from tests.ui.drivers.seeing import every, long_field, seen
from tests.ui.drivers.window import (
    PIN,
    choose_pin,
    enter,
    hit,
    is_behind_privacy_screen,
    is_open,
    layer,
    no_pin,
    open_interview,
)
from tests.ui.gestures import PLAIN, click
from tests.ui.scanning import keys
from tipdesk.i18n.text import _
from tipdesk.ui.interview.documents import MOST

LINES = passport()
END = LINES.index("\n")


@pytest.fixture(params=["lock", "curtain"])
def cut(request, window, places, clock):
    """The cursor stands at the documents; what comes between."""
    enter(window, places, clock, no_pin if request.param == "lock" else choose_pin)
    at_papers(window, places)
    return {"lock": window.lock, "curtain": window.show_privacy_screen}[request.param]


def at_papers(window, places):
    page = open_interview(window, places.begun)
    go_to(page, "papers")
    QApplication.processEvents()
    question(page, "civil_id").focus()
    return page


def typed(window):
    """What stands in the fields before the person, and whether anything was sent."""
    QTest.qWait(500)
    if is_behind_privacy_screen(window):
        return ["•" * pin_field(window).filled] if pin_field(window).filled else []
    fields = seen(layer(window), QLineEdit)
    assert fields
    return [field.text() for field in fields if field.text() not in ("", "S-01", "S-02")]


def secret(window):
    if is_behind_privacy_screen(window):
        return pin_field(window)
    return next(
        field
        for field in every(layer(window), QLineEdit)
        if field.isVisible() and field.echoMode() is not QLineEdit.EchoMode.Normal
    )


def stands(window):
    """How much has come where the secret is typed."""
    behind = is_behind_privacy_screen(window)
    return pin_field(window).filled if behind else len(secret(window).text())


def nothing_was_sent(window):
    if is_behind_privacy_screen(window):
        return held_key(window).tries == 3
    return window.services.open_session is None


@pytest.mark.parametrize("at", [40, END + 1, *long(2, END + 3)])
def test_the_rest_of_a_burst_reaches_no_passphrase(window, cut, at):
    keys(LINES[:at], window)
    cut()
    QApplication.processEvents()
    secret(window).setFocus()
    keys(LINES[at:] + "\n", window, after=200 if at == END + 1 else 8)
    assert all(len(text) <= 3 for text in typed(window))  # five keys tell a reader
    assert at == 2 or typed(window) == []
    assert nothing_was_sent(window)
    (pin_field(window).begin if is_behind_privacy_screen(window) else secret(window).clear)()
    keys("1234", window, every=60, after=400)
    assert stands(window) == 4


@pytest.mark.parametrize(("after", "every"), [(45, 41), (299, 150), (299, 41), (2_000, 30)])
def test_nothing_of_a_hand_is_swallowed(window, cut, after, every):
    """Not even of one that begins right after a line's end."""
    keys(LINES[: END + 1], window)
    cut()
    QApplication.processEvents()
    secret(window).setFocus()
    keys("12", window, every=every, after=after)
    keys("3", window, after=200)
    QTest.qWait(200)
    assert stands(window) == 3


def test_a_burst_without_end_holds_nothing_up(window, places, clock):
    enter(window, places, clock)
    page = at_papers(window, places)
    field = question(page, "civil_id").field
    keys("A" * (MOST + 100), window)
    assert field.text() == "A" * (MOST + 100)  # without a pause, and in its order
    keys("B" * 50, window, after=8)
    assert field.text().endswith("B" * 50)
    keys(LINES[:30], window)  # after a pause another burst is told again
    assert field.text().endswith("B" * 50 + LINES[:4])


def read_back(texts):
    """Note what the dialog says, and send it away. It is looked for among the windows: after this
    many keys of a reader's own time Qt names no dialog that is up."""
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            texts.append(long_field(dialog).toPlainText().strip())
            dialog.reject()


@pytest.mark.parametrize("before", ["7" * 90, LINES])
def test_the_keys_that_cover_work_in_the_midst_of_it(window, places, clock, before):
    enter(window, places, clock, choose_pin)
    page = at_papers(window, places)
    keys(before, window)
    hit(window, Qt.Key.Key_F9, PLAIN)
    assert is_behind_privacy_screen(window)
    keys("7" * 90 + "\n", window, after=8)
    QTest.qWait(300)
    assert QApplication.activeModalWidget() is None, "no dialog before the curtain"
    assert pin_field(window).filled == 0
    keys(PIN[:5], window, every=90)
    assert pin_field(window).filled == 5
    type_pin(window, PIN[5:])
    assert is_open(window)
    if before == LINES:  # what was read is there when it is asked for
        texts, looking = [], QTimer(window)
        looking.timeout.connect(partial(read_back, texts))
        looking.start(50)
        click(page, _("Passport lines"))
        looking.stop()
        assert texts[:1] == [LINES.strip()]
