"""The reason of an amendment is written once: a lock or a way back keeps it with the amendment."""

import pytest
from PySide6.QtCore import QTimer

from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.window import current_page, enter
from tests.ui.gestures import click, dialogs, type_text
from tests.ui.interview.test_drafts import WHY, amending, open_file, stands
from tipdesk.cases.interview.unfinished import NO_DRAFT
from tipdesk.ui.shell import main_window

__all__ = ["open_file"]


def shows_why(dialog):
    assert long_field(dialog).toPlainText() == WHY
    dialog.reject()


@pytest.mark.parametrize("slow", [False, True])
def test_a_lock_keeps_the_reason_with_its_amendment(window, places, clock, open_file, qtbot, slow):
    """Also on a computer so slow that the rest of the lock is due while the dialog still waits."""
    page = open_file(places.completed)
    amending(page)

    def lock(dialog):
        type_text(WHY, long_field(dialog))
        window.lock()
        if slow:  # as if the timer had been heard at once
            window.lock()
            assert window.services.open_session is not None

    with dialogs(lock):
        click(page, "حفظ التعديل…")
    qtbot.waitUntil(lambda: window.services.open_session is None)
    enter(window, places, clock)
    page = current_page(window)
    with dialogs(shows_why):
        click(page, "حفظ التعديل…")
    with dialogs(lambda dialog: click(dialog, "حفظ التعديل")):
        click(page, "حفظ التعديل…")
    value, amendments = stands(window, places)
    assert (value, [amendment.note for amendment in amendments]) == ("HAILE", [WHY])
    assert window.services.session.drafts.draft(places.completed) == NO_DRAFT


def test_a_lock_that_was_asked_for_twice_locks_nobody_who_comes_in_after_it(
    window, places, clock, open_file, qtbot, monkeypatch
):
    page = open_file(places.completed)
    amending(page)

    unwinding = 200  # milliseconds
    monkeypatch.setattr(main_window, "_UNWINDING", unwinding)  # the first is heard after the second
    with dialogs(lambda dialog: window.lock()):
        click(page, "حفظ التعديل…")
    window.lock()
    assert window.services.open_session is None

    enter(window, places, clock)
    later = QTimer(window)
    with qtbot.waitSignal(later.timeout):
        later.start(2 * unwinding)
    assert window.services.open_session is not None


def test_the_reason_is_in_the_vault_while_it_is_written_and_goes_with_the_amendment(
    window, places, open_file, qtbot
):
    page = open_file(places.completed)
    amending(page)

    def wait(dialog):
        type_text(WHY, long_field(dialog))
        kept = window.services.session.drafts.draft
        qtbot.waitUntil(lambda: kept(places.completed).why == WHY)
        dialog.reject()

    with dialogs(wait):
        click(page, "حفظ التعديل…")
    with dialogs(shows_why):
        click(page, "حفظ التعديل…")
    click(page, "ترك التعديل")
    assert window.services.session.drafts.draft(places.completed) == NO_DRAFT
