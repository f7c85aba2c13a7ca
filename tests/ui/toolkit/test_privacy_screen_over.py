"""The privacy screen over what is looked at, listened to and waited for: nothing of it is seen or heard."""

import threading
import wave

import miniaudio
import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.ui.drivers.locking import type_pin
from tests.ui.drivers.seeing import the
from tests.ui.drivers.window import (
    all_heard,
    choose_pin,
    enter,
    hit,
    is_behind_privacy_screen,
    is_open,
    open_page,
)
from tests.ui.gestures import click, dialogs, texts
from tipdesk.core.errors import DiskFull
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import Dialog
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.viewers import attachment_view
from tipdesk.ui.viewers.sound import SoundView, StreamPlayer

F9 = Qt.Key.Key_F9
NAME = "بيت خديجة"  # what a file is called, and nobody may read behind it


def check_covered(window):
    """Nothing but the privacy screen is on the screen, and in the tree of the screen reader."""
    assert is_behind_privacy_screen(window)
    assert [top_level for top_level in QApplication.topLevelWidgets() if top_level.isVisible()] == [
        window
    ]
    assert QApplication.activeModalWidget() is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as every event loop does
    heard = all_heard()
    assert [text for text in heard if NAME in text] == []
    assert _("PIN") in heard


def lift(window):
    type_pin(window)
    return is_open(window)


def picture(path):
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(path))


def paper(path):
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.drawText(200, 200, NAME)
    painter.end()


def sound(path):
    with wave.open(str(path), "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(16_000) * 30)


@pytest.fixture
def attached(window, places, clock, tmp_path):
    """Enters, and attaches a file that `write` makes; the page that shows it."""

    def attach(write, ending):
        enter(window, places, clock, choose_pin)
        path = tmp_path / f"{NAME}.{ending}"
        write(path)
        session = window.services.session
        sealed = attachments.seal(session.attachments.attach_plan(places.begun), path, Work())
        session.attachments.attach(places.begun, sealed)
        return open_page(window, "attachments", places.begun)

    return attach


@pytest.mark.parametrize(("write", "ending"), [(picture, "png"), (paper, "pdf")])
def test_over_what_is_looked_at(window, attached, write, ending):
    page = attached(write, ending)

    def cover(dialog):
        assert any(NAME in text for text in all_heard())
        hit(dialog, F9)

    with dialogs(cover):
        click(page, _("View it"))
    check_covered(window)
    assert lift(window)
    assert NAME in texts(window)


def test_over_a_sound_which_is_silent_at_once(window, attached, monkeypatch):
    null = [miniaudio.Backend.NULL]
    monkeypatch.setattr(
        attachment_view, "StreamPlayer", lambda opened, kind: StreamPlayer(opened, kind, null)
    )
    page = attached(sound, "wav")
    players = []

    def cover(dialog):
        view = the(dialog, SoundView)
        players.append(view.player)
        click(view, _("Listen"))
        assert view.player.playing
        hit(dialog, F9)
        assert not view.player.playing

    with dialogs(cover):
        click(page, _("Listen"))
    check_covered(window)
    assert lift(window)
    assert not players[0].playing


def test_over_work_that_waits_and_a_file_dialog(window, places, clock, qtbot, tmp_path):
    enter(window, places, clock, choose_pin)
    begun, end = threading.Event(), threading.Event()

    def work(_work):
        begun.set()
        end.wait(300)  # has no step at which it could stop

    def cover():
        assert begun.wait(300)
        assert any(NAME in text for text in all_heard())
        hit(QApplication.activeModalWidget(), F9)
        check_covered(window)
        end.set()

    QTimer.singleShot(0, cover)
    wait_for(window.services.jobs, window, NAME, work)
    check_covered(window)
    assert lift(window)

    def choose(dialog):
        assert isinstance(dialog, QFileDialog)
        assert any(NAME in text for text in all_heard())
        hit(dialog, F9)

    with dialogs(choose):
        assert choose_save_file(window, _("Save a copy"), f"{NAME}.pdf", "") is None
    check_covered(window)
    assert lift(window)


def test_over_the_dialog_of_a_job_which_goes_on(window, places, clock, qtbot):
    """A new passphrase is derived, a colleague enrolled: the dialog cannot be closed meanwhile."""
    enter(window, places, clock, choose_pin)
    jobs, end = window.services.jobs, threading.Event()
    dialog = Dialog(window, NAME, job=_("Put into use"))
    dialog.add_end()
    outcomes = [DiskFull(), None]

    def work():
        end.wait(300)
        if outcomes[0] is not None:
            raise outcomes[0]

    def begin():
        dialog.set_busy(True)
        jobs.run(work, done=lambda _none: dialog.accept(), failed=dialog.say_error)

    def cover():
        begin()
        assert any(NAME in text for text in all_heard())
        hit(dialog, F9)
        check_covered(window)
        end.set()
        qtbot.waitUntil(lambda: not jobs.busy)
        check_covered(window)  # it has failed, and says so to nobody
        assert lift(window)
        assert dialog.isVisible()
        assert sentence(DiskFull()).what in texts(dialog)
        outcomes.pop(0)
        begin()
        hit(dialog, F9)
        check_covered(window)

    QTimer.singleShot(0, cover)
    assert dialog.exec() == Dialog.DialogCode.Accepted
    check_covered(window)
    assert lift(window)
    dialog.deleteLater()
