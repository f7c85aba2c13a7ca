"""Recording at the window: offered with consent, seen while it runs, played from its places."""

import miniaudio
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from tests.desk.sounding import Noise
from tests.ui.drivers.interview import answered, focused_path, frame_of, go_to, question
from tests.ui.drivers.locking import rest_timer, rest_watch, type_pin
from tests.ui.drivers.notes import recording_bar, recording_room
from tests.ui.drivers.seeing import combo, seen, the
from tests.ui.drivers.window import (
    choose_pin,
    current_page,
    enter,
    heard,
    hit,
    open_interview,
    open_page,
    top_bar,
    turn,
)
from tests.ui.drivers.writing import is_alone, quiet_line
from tests.ui.gestures import bare, buttons, click, dialogs, error, focused, press, texts, type_text
from tests.ui.layout_faults import crowded
from tipdesk.cases import evidence
from tipdesk.cases.model import Answer, Ending, MarkKind
from tipdesk.core.errors import NoMicrophone
from tipdesk.i18n.text import _
from tipdesk.texts import keys
from tipdesk.ui.toolkit.parts import Strip, length_text
from tipdesk.ui.viewers import sound
from tipdesk.ui.viewers.sound import SoundView, StreamPlayer

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def source(window):
    noise = Noise()
    window.services.microphones = lambda: (noise,)
    return noise


def open_statement(window, case_id, consent="granted"):
    """The account of a file whose consent to a recording stands like this."""
    session = window.services.session
    session.answers.save_answers(case_id, {evidence.CONSENT: Answer(consent)})
    page = open_interview(window, case_id)
    go_to(page, "account")
    question(page, "stmt_arabic").focus()
    return page


def agree(dialog):
    assert combo(dialog).currentText() == Noise.name
    click(dialog, _("Begin recording"))


def begin(window, places):
    page = open_statement(window, places.begun)
    with dialogs(agree):
        frame_of(page).record.click()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return page


def settled(window, qtbot):
    jobs = window.services.jobs
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)


def of_case(window, places):
    return window.services.session.recordings.of_case(places.begun)


def test_without_consent_it_is_not_offered_and_the_way_to_the_consent_is(
    window, places, clock, source
):
    enter(window, places, clock)
    page = open_statement(window, places.begun, "refused")
    frame = frame_of(page)
    assert frame.recording.isVisible()
    assert not frame.record.isVisible()
    frame.to_audio_consent.click()
    assert focused_path(page) == evidence.CONSENT
    open_statement(window, places.begun)
    assert frame.record.isVisible()
    go_to(page, "registration")
    assert not frame.recording.isVisible()


def test_it_is_seen_on_every_page_and_writing_marks_its_places(
    window, places, clock, source, qtbot
):
    enter(window, places, clock)
    page = begin(window, places)
    bar, room = recording_bar(window), recording_room(window)
    assert bar.isVisible()
    assert not frame_of(page).recording.isVisible()
    source.give(7)
    type_text("كان البيت بعيداً")
    page.flush()
    press(Qt.Key.Key_Return)
    source.give(2)
    type_text("ثم عدنا")
    page.flush()
    room.refresh()
    assert length_text(9000) in texts(bar)
    bar.note.setFocus()
    type_text("ذكر العنوان", bar.note)
    source.give(2)
    press(Qt.Key.Key_Return, bar.note)
    assert bar.note.text() == ""
    assert "وُضعت علامة عند" in texts(bar)
    assert f"وُضعت علامة عند {length_text(9000)}" in texts(bar)
    assert "العنوان" not in texts(bar)  # others look at the screen
    open_page(window, "attachments", places.begun)
    assert bar.isVisible()
    bar.stop.click()
    settled(window, qtbot)
    (recording,) = of_case(window, places)
    marks = [
        (mark.offset, mark.kind, mark.path, mark.paragraph, mark.text)
        for mark in recording.bookmarks
    ]
    assert (7000, MarkKind.WRITING, "stmt_arabic", 1, "") in marks
    assert (9000, MarkKind.WRITING, "stmt_arabic", 2, "") in marks
    assert [mark for mark in marks if mark[1] is MarkKind.NOTE and mark[4] == "ذكر العنوان"]
    assert recording.milliseconds == 11_000
    assert not buttons(bar, _("Stop and keep"))
    assert "بين مرفقاته" in bare(texts(bar))
    click(bar, _("I have read it"))
    assert not bar.isVisible()


def test_alone_with_the_statement_the_sign_stands_in_the_quiet_line(
    window, places, clock, source, qtbot
):
    enter(window, places, clock)
    page = begin(window, places)
    bar = recording_bar(window)
    hit(window, Qt.Key.Key_F2)
    assert is_alone(page)
    assert not bar.isVisible()
    source.give(3)
    recording_room(window).refresh()
    assert bare(length_text(3000)) in quiet_line(page)
    hit(window, Qt.Key.Key_B, CTRL)
    hit(window, Qt.Key.Key_F2)
    assert bar.isVisible()
    bar.stop.click()
    settled(window, qtbot)
    (recording,) = of_case(window, places)
    assert [mark.offset for mark in recording.bookmarks if mark.kind is MarkKind.NOTE] == [3000]


def test_a_mark_by_key_is_seen_and_can_be_taken_back(window, places, clock, source, qtbot):
    enter(window, places, clock)
    page = begin(window, places)
    bar = recording_bar(window)
    height = bar.height()
    assert keys.MARK.text in bare(texts(bar))
    assert crowded(window) == []
    bar.show_live("1", running=False)
    assert crowded(bar) == []
    bar.show_live("1", running=True)
    source.give(3)
    hit(window, Qt.Key.Key_B, CTRL)
    assert _("Marked at {time}.").format(time=length_text(3000)) in texts(bar).split("\n")
    assert focused() is question(page, "stmt_arabic").editor.inputs()[0]
    assert any(length_text(3000) in words for words in heard(window))
    source.give(1)
    hit(window, Qt.Key.Key_B, CTRL)
    click(bar, _("Remove the bookmark"))
    assert _("The bookmark was removed.") in texts(bar).split("\n")
    hit(window, Qt.Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)  # there is none any more
    assert bar.height() == height  # nothing moved under who writes
    bar.stop.click()
    settled(window, qtbot)
    (recording,) = of_case(window, places)
    assert [mark.offset for mark in recording.bookmarks if mark.kind is MarkKind.NOTE] == [3000]
    assert {mark.kind for mark in recording.bookmarks} <= {MarkKind.NOTE, MarkKind.WRITING}


def test_a_cover_pauses_it_and_a_lock_ends_it(window, places, clock, source, qtbot):
    enter(window, places, clock, choose_pin)
    begin(window, places)
    source.give(2)
    hit(window, Qt.Key.Key_F9)
    assert source.deliver is None
    type_pin(window)
    assert source.deliver is None
    recording_bar(window).pause.click()
    source.give(1)
    hit(window, Qt.Key.Key_L, CTRL)
    assert source.deliver is None
    enter(window, places, clock)
    settled(window, qtbot)
    (recording,) = of_case(window, places)
    assert (recording.milliseconds, recording.ending) == (3000, Ending.LOCKED)
    assert [mark.kind for mark in recording.bookmarks] == [MarkKind.PAUSED, MarkKind.RESUMED]
    assert "لأن المحطة أُقفلت" in texts(recording_bar(window))


def test_rest_warns_for_a_minute_and_then_ends_it_and_locks(window, places, clock, source):
    enter(window, places, clock)
    begin(window, places)
    source.give(1)
    watch, timer, bar = rest_watch(window), rest_timer(window), recording_bar(window)
    usual = timer.interval()
    watch.rested.emit()
    assert window.services.open_session is not None
    assert seen(bar, Strip)
    assert timer.interval() == 60_000
    hit(window, Qt.Key.Key_Shift)
    assert not seen(bar, Strip)
    assert timer.interval() == usual
    watch.rested.emit()
    watch.rested.emit()
    turn()
    assert window.services.open_session is None
    assert source.deliver is None


def test_withdrawn_it_ends_and_the_file_says_so(window, places, clock, source, qtbot):
    enter(window, places, clock)
    page = begin(window, places)
    source.give(2)

    def withdraw(dialog):
        assert source.deliver is None
        click(dialog, _("End it and note the withdrawal"))

    with dialogs(withdraw):
        recording_bar(window).withdraw.click()
    settled(window, qtbot)
    assert answered(page, evidence.CONSENT).value == evidence.WITHDRAWN
    assert not frame_of(page).record.isVisible()
    assert of_case(window, places)[0].ending is Ending.WITHDRAWN
    open_page(window, "attachments", places.begun)
    shown_text = bare(texts(current_page(window)))
    assert "الموافقة على التسجيل لم تعد قائمة" in shown_text
    name = window.services.session.staff.names()["T-07"]
    assert f"{name} (T-07)" in shown_text
    top_bar(window).hide_names.click()
    assert name not in bare(texts(current_page(window)))


def test_another_file_ends_it_and_no_microphone_is_said(window, places, clock, source, qtbot):
    enter(window, places, clock)
    begin(window, places)
    source.give(1)
    open_interview(window, places.ready)
    recording_room(window).refresh()
    assert source.deliver is None
    settled(window, qtbot)
    assert len(of_case(window, places)) == 1
    window.services.microphones = lambda: ()
    page = open_statement(window, places.begun)
    with dialogs(error(NoMicrophone)):
        frame_of(page).record.click()


def test_it_is_listened_to_from_a_marked_place(window, places, clock, source, qtbot, monkeypatch):
    null = [miniaudio.Backend.NULL]
    monkeypatch.setattr(
        sound, "StreamPlayer", lambda opened, kind: StreamPlayer(opened, kind, null)
    )
    enter(window, places, clock)
    begin(window, places)
    source.give(9)
    recording_bar(window).set_mark()
    source.give(0.3)
    recording_bar(window).stop.click()
    settled(window, qtbot)
    open_page(window, "attachments", places.begun)

    def listen(dialog):
        view = the(dialog, SoundView)
        view.places.itemClicked.emit(view.places.item(view.places.count() - 1))
        assert view.player.playing
        assert 4 <= view.player.second < 6
        the(view, QSlider).setValue(9200)
        qtbot.waitUntil(lambda: not view.player.playing, timeout=5_000)
        dialog.reject()

    with dialogs(listen):
        click(current_page(window), _("Listen"))


def test_a_consent_that_the_form_refuses_is_none_beside_the_recording(
    window, places, clock, source, qtbot
):
    """A child's assent, in the file of an adult."""
    enter(window, places, clock)
    begin(window, places)
    source.give(2)
    recording_bar(window).stop.click()
    settled(window, qtbot)
    answers = {"birth_date": Answer("1990"), evidence.CONSENT: Answer("assent")}
    window.services.session.answers.save_answers(places.begun, answers)
    open_page(window, "attachments", places.begun)
    assert "الموافقة على التسجيل لم تعد قائمة" in bare(texts(current_page(window)))
