"""The drive of an export is not there, or goes in the middle: what is said, and trying again."""

import shutil

from PySide6.QtCore import Qt

from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.gestures import button, click, confirm, dialogs, error, press, texts
from tests.ui.handover.test_page_export import big_page, done, go_to_target, page, status, target
from tipdesk.cases.model import Status
from tipdesk.core.errors import TargetNotWritable
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _

__all__ = ["big_page", "done", "page", "target"]


def has_gone(target):
    """Expects to hear that the drive was removed, said of it by its own short name."""

    def act(dialog):
        error(TargetNotWritable, name=target.name, reason="gone")(dialog)

    return act


def retry_is_ready(page, target):
    """The chosen folder is kept, and the keyboard stands on the way to try again."""
    retry = button(page, _("Try again"))
    assert usb_drive_choice(page).folder() == target
    assert retry.isEnabled()
    assert page.focusWidget() is retry
    return retry


def test_a_drive_that_was_removed_before_it_began_asks_for_no_passphrase(
    page, officer, places, target, done, qtbot
):
    go_to_target(page, target)
    shutil.rmtree(target)
    with dialogs(has_gone(target)):
        click(page, _("Sign and save"))
    with dialogs(has_gone(target)), qtbot.assertNotEmitted(page.left):
        press(Qt.Key.Key_Return, retry_is_ready(page, target))
    retry_is_ready(page, target)
    assert status(officer, places) is Status.APPROVED
    target.mkdir()
    with dialogs(confirm(OFFICER.passphrase)):
        press(Qt.Key.Key_Return, page.focusWidget())
    done()
    assert status(officer, places) is Status.EXPORTED


def test_usb_drives_are_looked_for_again_and_one_that_is_not_there_goes(page, target):
    go_to_target(page, target)
    shutil.rmtree(target)
    with dialogs(has_gone(target)):
        click(page, _("Sign and save"))
    assert _("It is not connected now. Connect it and try again, or choose another.") in texts(page)
    click(page, _("Search for USB drives again"))
    assert usb_drive_choice(page).folder() != target


def test_a_drive_that_is_pulled_in_the_middle_leaves_the_way_to_try_again(
    big_page, officer, places, target, done, qtbot
):
    go_to_target(big_page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(big_page, _("Sign and save"))
    qtbot.waitUntil(
        lambda: any(path.stat().st_size > 1 << 20 for path in target.iterdir()), timeout=60_000
    )
    with dialogs(has_gone(target)):
        shutil.rmtree(target)
        done()
    retry_is_ready(big_page, target)
    assert officer.session.files.case(places.ready).status is Status.APPROVED
    target.mkdir()  # it is connected again
    with dialogs(confirm(OFFICER.passphrase)):
        press(Qt.Key.Key_Return, big_page.focusWidget())
    done()
    assert officer.session.files.case(places.ready).status is Status.EXPORTED
