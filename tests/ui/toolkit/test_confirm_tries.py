"""Guessing at a colleague's passphrase in a confirmation waits and is counted as at unlocking."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.drivers.vault import audit_log
from tests.ui.gestures import button, confirm, dialogs, field, press, texts, type_text
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.locked_vault import seconds_to_wait
from tipdesk.i18n.text import _
from tipdesk.storage.keys import unlock_failures
from tipdesk.ui.toolkit.confirming import ask_confirmation


def entries(services):
    chain = audit_log(services.session)
    return [
        (entry.officer, entry.detail["count"]) for entry in chain if entry.action == "unlock_failed"
    ]


def test_it_waits_after_three_and_the_chain_counts_them(officer, shown, jobs, clock, qtbot):
    page = shown(QWidget())
    people = officer.session.supervisors()

    def guess(dialog):
        where, ok = field(dialog, _("Passphrase")), button(dialog, _("Confirm"))
        for _again in range(3):
            type_text("خطأ", where)
            press(Qt.Key.Key_Return, where)
            qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
        assert not ok.isEnabled()
        assert "محاولات" in texts(dialog)
        type_text(SUPERVISOR.passphrase, where)
        press(Qt.Key.Key_Return, where)
        assert not jobs.busy  # Return waits too
        clock.move(minutes=10)
        qtbot.waitUntil(ok.isEnabled, timeout=5_000)
        press(Qt.Key.Key_Return, where)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)

    with dialogs(guess):
        assert ask_confirmation(officer, people, "", page) is not None
    assert entries(officer) == [(SUPERVISOR.login, "3")]
    assert seconds_to_wait(officer.vault_dir, clock) == 0


def test_closing_the_dialog_is_no_way_round_the_wait(officer, shown, clock, qtbot):
    for _again in range(6):
        unlock_failures.note(officer.vault_dir, SUPERVISOR.login, clock())
    page = shown(QWidget())

    def see(dialog):
        assert not button(dialog, _("Confirm")).isEnabled()
        clock.move(minutes=10)
        qtbot.waitUntil(button(dialog, _("Confirm")).isEnabled, timeout=5_000)
        confirm(SUPERVISOR.passphrase)(dialog)

    assert entries(officer) == []
    with dialogs(see):
        ask_confirmation(officer, officer.session.supervisors(), "", page)
    assert entries(officer) == [(SUPERVISOR.login, "6")]
