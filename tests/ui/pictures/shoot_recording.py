"""Pictures of a recording: offered, asked about, running, paused, put away, listened to."""

from __future__ import annotations

from tests.desk.sounding import Noise
from tests.ui.drivers.interview import frame_of
from tests.ui.drivers.locking import rest_watch
from tests.ui.drivers.notes import recording_bar, recording_room
from tests.ui.drivers.window import current_page, turn_to
from tests.ui.gestures import button
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases import evidence
from tipdesk.cases.model import Answer, Case
from tipdesk.i18n.text import _
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit.services import Services


def recording(camera: Photographer, window: MainWindow, services: Services, case: Case) -> None:
    """One file's conversation, from the offer to the marked places."""
    session, source = services.session, Noise()
    services.microphones = lambda: (source,)
    page = current_page(window)
    assert isinstance(page, InterviewPage)
    session.answers.save_answers(case.id, {evidence.CONSENT: Answer("granted")})
    page.load(session.files.case(case.id), "account")
    camera.shot(window, "recording-offered")
    camera.dialog("recording-begin", frame_of(page).record.click)
    session.recordings.begin(case.id, source)
    source.give(11)
    session.recordings.writing("stmt_arabic", 1)
    session.recordings.note("ذكر العنوان", "stmt_arabic", 2)
    recording_room(window).refresh()
    rest_watch(window).rested.emit()
    camera.shot(window, "recording-resting")
    rest_watch(window).touched.emit()
    camera.dialog("recording-withdraw", recording_bar(window).withdraw.click)
    camera.shot(window, "recording-paused")
    recording_bar(window).stop.click()
    camera.settle()
    attached = turn_to(window, "attachments", session.files.case(case.id))
    assert isinstance(attached, AttachmentsPage)
    camera.allow("recording")
    camera.shot(window, "recording-kept")
    camera.dialog("recording-heard", button(attached, _("Listen")).click)
    button(recording_bar(window), _("I have read it")).click()
    turn_to(window, "interview", session.files.case(case.id))
