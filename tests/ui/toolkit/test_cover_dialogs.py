"""What stands before the window is covered with it; and what is asked is asked under the lid."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QScrollBar

from tests.ui.drivers.interview import question, seek
from tests.ui.drivers.locking import type_pin
from tests.ui.drivers.seeing import combo, seen
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    current_page,
    enter,
    heard,
    is_at_unlock,
    is_behind_privacy_screen,
    is_open,
    open_page,
    turn,
)
from tests.ui.gestures import answer, button, click, dialogs, focused, type_text, wait_until
from tests.ui.glass import (
    CTRL_L,
    F9,
    HIDING_ACTS,
    STORY,
    Watch,
    edit,
    is_blank,
    is_covered,
    landscape,
    on_glass,
    written,
)
from tests.ui.shell.test_main_window import full_disk
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.dialogs import ask_text
from tipdesk.ui.toolkit.parts import Banner

# --- what stands before the window --------------------------------------------------------------


@pytest.mark.parametrize("way", ["F9", "Ctrl+L", "rest"])
def test_a_dialog_with_what_is_typed_in_it(window, places, clock, way):
    enter(window, places, clock)
    page = written(window, places)
    watches, asked = [], []

    def act(dialog):
        type_text("كلام عن الشخص", dialog.focusWidget())
        QApplication.processEvents()
        assert not is_blank(on_glass(dialog))
        edit(page, STORY + ".")
        watches.append(Watch(window))
        HIDING_ACTS[way](window)
        assert is_covered(window)
        assert dialog.isVisible()
        turn()
        assert not dialog.isVisible()

    with dialogs(act):
        ask_text(page, "عنوان", "سؤال", "نعم", begun="", keep=asked.append)
        window.repaint()
        assert way == "F9" or is_covered(window)  # until whoever waited for it has gone on
    wait_until(lambda: way == "F9" or window.services.open_session is None)
    assert asked[-1] == "كلام عن الشخص"
    assert watches[0].covered
    assert all(watches[0].covered)


@pytest.mark.parametrize("way", ["F9", "Ctrl+L"])
def test_an_open_list(window, places, clock, way):
    enter(window, places, clock)
    page = begun_interview(window, places)
    assert seek(page, "language_preferred")
    combo(question(page, "language_preferred").editor).showPopup()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QApplication.processEvents()
    assert not is_blank(on_glass(popup))
    watch = Watch(window)
    HIDING_ACTS[way](window)
    assert popup.isVisible()
    assert is_covered(window)
    turn()
    assert all(watch.covered)
    assert watch.covered or way == "F9"  # nothing was typed
    assert QApplication.activePopupWidget() is None


def test_a_picture_that_is_looked_at(window, places, clock, tmp_path):
    enter(window, places, clock, choose_pin)
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    path = tmp_path / "صورة.png"
    assert picture.save(str(path))
    session = window.services.session
    session.attachments.attach(
        places.begun, attachments.seal(session.attachments.attach_plan(places.begun), path, Work())
    )
    open_page(window, "attachments", places.begun)

    def act(dialog):
        QApplication.processEvents()
        assert not is_blank(on_glass(dialog))
        F9(window)
        assert dialog.isVisible()
        assert is_covered(window)
        turn()
        assert not dialog.isVisible()

    with dialogs(act):
        click(current_page(window), _("View it"))
    assert is_behind_privacy_screen(window)


def test_a_window_that_comes_up_in_between_comes_up_covered(window, places, clock):
    enter(window, places, clock)
    written(window, places)
    CTRL_L(window)
    late = QDialog(window)
    late.resize(300, 200)
    QLabel(STORY, late)
    late.show()
    assert is_blank(late.grab().toImage())
    turn()
    assert not late.isVisible()
    assert is_at_unlock(window)


def resting(page):
    """Where everything is scrolled to, once what the full disk has called up is laid out: on a busy
    machine the banner of a refused save comes while the page is still being looked at."""
    bars_seen = []

    def rests():
        QApplication.processEvents()
        bars = seen(page, QScrollBar)  # the next section is made meanwhile, unseen
        bars_seen.append([(bar.value(), bar.maximum()) for bar in bars])
        return len(bars_seen) > 2 and bars_seen[-1] == bars_seen[-2] == bars_seen[-3]

    wait_until(lambda: seen(page, Banner))
    wait_until(rests)
    return [value for value, _most in bars_seen[-1]]


# --- asked under the lid ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["Ctrl+L", "Ctrl+Shift+L", "frame"])
def test_whether_it_may_lock_is_asked_under_the_lid_and_no_lifts_it(window, places, clock, way):
    enter(window, places, clock)
    page = begun_interview(window, places)
    full_disk(window, page)
    field = focused()
    field.moveCursor(field.textCursor().MoveOperation.PreviousWord)
    field.ensureCursorVisible()
    at = field.textCursor().position()
    resting(page)
    scrolled = field.verticalScrollBar().value()

    def stay(dialog):
        assert on_glass(window) == landscape(window)
        assert not any(STORY in text for text in heard(window))
        click(dialog, _("Stay here"))

    with dialogs(stay):
        HIDING_ACTS[way](window)
        turn()
    assert current_page(window) is page
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert focused() is field
    assert field.textCursor().position() == at
    resting(page)
    assert field.verticalScrollBar().value() == scrolled
    assert not field.visibleRegion().isEmpty()  # where the cursor is, it is in sight
    assert any(STORY in text for text in heard(window))
    QApplication.processEvents()
    assert not is_covered(window)
    window.repaint()
    assert on_glass(window) != landscape(window)
    type_text("س", field)
    assert field.toPlainText()[at] == "س"
    HIDING_ACTS["F9"](window)  # and it falls again
    assert is_covered(window)


def test_who_would_rather_lose_it_comes_back_to_the_same_field(window, places, clock):
    enter(window, places, clock)
    page = begun_interview(window, places)
    full_disk(window, page)
    with dialogs(answer(_("Go on and lose it"))):
        CTRL_L(window)
        turn()
    assert is_at_unlock(window)
    assert window.services.open_session is None


def test_the_question_itself_is_covered_by_the_next_key(window, places, clock):
    enter(window, places, clock, choose_pin)
    full_disk(window, begun_interview(window, places))

    def cover(dialog):
        F9(window)
        assert is_covered(window)
        assert dialog.isVisible()
        turn()
        assert not dialog.isVisible()
        assert is_behind_privacy_screen(window)

    with dialogs(cover):
        CTRL_L(window)
        turn()
    assert is_behind_privacy_screen(window)
    type_pin(window)
    assert is_open(window)
    QApplication.processEvents()
    assert not is_covered(window)


def test_a_dialog_below_the_question_is_seen_again_when_nobody_locks(window, places, clock):
    enter(window, places, clock)
    page = begun_interview(window, places)
    full_disk(window, page)

    def lock(dialog):
        CTRL_L(window)
        turn()  # the question comes and goes
        QApplication.processEvents()
        dialog.repaint()
        assert not is_blank(on_glass(dialog))
        button(dialog, _("Cancel")).click()

    with dialogs(lock, answer(_("Stay here"))):
        ask_text(page, "عنوان", "سؤال", "نعم", begun="", keep=str)
    assert current_page(window) is page
