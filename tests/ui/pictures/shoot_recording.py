"""Pictures of a recording: offered, asked about, running, paused, put away, listened to."""

from __future__ import annotations

from tests.desk.sounding import Noise
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
    page = window._book.current()
    assert isinstance(page, InterviewPage)
    session.answers.save_answers(case.id, {evidence.CONSENT: Answer("granted")})
    page.load(session.files.case(case.id), "account")
    camera.shot(window, "recording-offered")
    camera.dialog("recording-begin", page._frame.record.click)
    session.recordings.begin(case.id, source)
    source.give(11)
    session.recordings.writing("stmt_arabic", 1)
    session.recordings.note("ذكر العنوان", "stmt_arabic", 2)
    window._recording.look()
    window._recording._on_rested()
    camera.shot(window, "recording-resting")
    window._recording._on_touched()
    camera.dialog("recording-withdraw", window._recording.bar.withdraw.click)
    camera.shot(window, "recording-paused")
    window._recording.bar.stop.click()
    camera.settle()
    window._book.show("attachments", session.files.case(case.id))
    attached = window._book.current()
    assert isinstance(attached, AttachmentsPage)
    camera.allow("recording")
    camera.shot(window, "recording-kept")
    camera.dialog("recording-heard", button(attached, _("Listen")).click)
    button(window._recording.bar, _("I have read it")).click()
    window._book.show("interview", session.files.case(case.id))
