"""«تجربة ورقة الاسترداد» on the station page: it says whether the sheet opens, and wipes the words."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.vault import newest_entry
from tests.ui.drivers.window import enter, turn_to
from tests.ui.gestures import bare, button, click, dialogs, field, press, texts, type_text
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.storage import passphrase
from tipdesk.ui.station.page import StationPage

OTHER = passphrase.to_words(bytes(range(32)))


@pytest.fixture
def words(supervisor):
    key = unlock(supervisor.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    second = confirm(supervisor.session, OFFICER)
    return supervisor.session.renewals.new_recovery_sheet(key, second).words


def typed(dialog):
    return field(dialog, _("The 24 words of the recovery sheet"))


def test_the_words_are_typed_and_wiped_and_it_says_that_they_open(page, supervisor, words):
    def rehearse(dialog):
        assert dialog.focusWidget() is typed(dialog)
        assert not button(dialog, _("Try the words")).isEnabled()
        type_text(" ".join(words), typed(dialog))
        press(Qt.Key.Key_Return, typed(dialog), Qt.KeyboardModifier.ControlModifier)
        assert "تفتح هذه الخزنة" in texts(dialog)
        assert typed(dialog).toPlainText() == ""
        assert dialog.focusWidget() is button(dialog, _("Close"))
        press(Qt.Key.Key_Return, dialog.focusWidget())

    with dialogs(rehearse):
        click(page, _("Try the recovery sheet…"))
    assert newest_entry(supervisor.session).action == "recovery_rehearsed"


def test_a_mistyped_word_stays_to_be_corrected_and_goes_with_the_dialog(page, words):
    kept = []

    def mistype(dialog):
        type_text(" ".join((*words[:6], "zzzz", *words[7:])), typed(dialog))
        click(dialog, _("Try the words"))
        assert "الكلمة رقم 7 " in bare(texts(dialog))
        assert typed(dialog).toPlainText().split()[6] == "zzzz"
        typed(dialog).insertPlainText(" ")
        assert "الكلمة رقم" not in texts(dialog), "what was said of the words before is gone"
        kept.append(typed(dialog))
        kept[0].textChanged.connect(lambda: kept.append(kept[0].toPlainText()))
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(mistype):
        click(page, _("Try the recovery sheet…"))
    assert kept[-1] == ""


def test_words_of_another_vault_open_nothing_and_are_wiped(page, supervisor):
    def rehearse(dialog):
        type_text(" ".join(OTHER), typed(dialog))
        click(dialog, _("Try the words"))
        assert "لخزنة أخرى" in texts(dialog)
        assert typed(dialog).toPlainText() == ""
        click(dialog, _("Close"))

    with dialogs(rehearse):
        click(page, _("Try the recovery sheet…"))
    head = newest_entry(supervisor.session)
    assert (head.action, head.detail["opened"]) == ("recovery_rehearsed", "no")


def test_a_lock_takes_the_words_with_it(window, places, clock, qtbot):
    enter(window, places, clock)
    turn_to(window, "station")
    kept = []

    def lock(dialog):
        words = typed(dialog)
        type_text(" ".join(OTHER), words)
        words.textChanged.connect(lambda: kept.append(words.toPlainText()))
        window.lock_unasked()
        assert not dialog.isVisible()

    with dialogs(lock):
        click(window, _("Try the recovery sheet…"))
    qtbot.waitUntil(lambda: window.services.open_session is None)
    assert kept == [""]


def test_who_does_not_look_after_the_station_makes_no_sheet(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    assert _("Make a new sheet…") not in texts(page)
    assert _("Try the recovery sheet…") in texts(page)
