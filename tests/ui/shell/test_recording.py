"""Recording at the window: offered with consent, seen while it runs, played from its places."""

import miniaudio
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from tests.desk.sounding import Noise
from tests.ui.drivers.window import enter, heard, hit, turn
from tests.ui.gestures import bare, click, dialogs, error, focused, press, texts, type_text
from tests.ui.looking import crowded
from tests.ui.places import case_of
from tipdesk.cases import evidence
from tipdesk.cases.model import Answer, Ending, MarkKind
from tipdesk.core.errors import NoMicrophone
from tipdesk.i18n.text import _
from tipdesk.ui.shell.recording_room import KEY
from tipdesk.ui.toolkit.parts import length_text
from tipdesk.ui.viewers import sound
from tipdesk.ui.viewers.sound import SoundView, StreamPlayer

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def source(window):
    made = Noise()
    window.services.microphones = lambda: (made,)
    return made


def account(window, case_id, consent="granted"):
    """The account of a file whose consent to a recording stands like this."""
    session = window.services.session
    session.answers.save_answers(case_id, {evidence.CONSENT: Answer(consent)})
    window._book.show("interview", case_of(window.services.session, case_id))
    page = window._book.current()
    page._stage.show("account")
    page._stage.row("stmt_arabic").take_focus()
    return page


def agree(dialog):
    assert dialog.findChild(QComboBox).currentText() == Noise.name
    click(dialog, _("Begin recording"))


def begin(window, places):
    page = account(window, places.begun)
    with dialogs(agree):
        page._frame.record.click()
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
    page = account(window, places.begun, "refused")
    frame = page._frame
    assert frame.recording.isVisible()
    assert not frame.record.isVisible()
    frame.to_audio_consent.click()
    assert page._stage.focused().path == evidence.CONSENT
    account(window, places.begun)
    assert frame.record.isVisible()
    page._stage.show("registration")
    assert not frame.recording.isVisible()


def test_it_is_seen_on_every_page_and_writing_marks_its_places(
    window, places, clock, source, qtbot
):
    enter(window, places, clock)
    page = begin(window, places)
    bar, room = window._recording.bar, window._recording
    assert bar.isVisible()
    assert not page._frame.recording.isVisible()
    source.give(7)
    type_text("كان البيت بعيداً")
    page.flush()
    press(Qt.Key.Key_Return)
    source.give(2)
    type_text("ثم عدنا")
    page.flush()
    room.look()
    assert length_text(9000) in texts(bar)
    bar.note.setFocus()
    type_text("ذكر العنوان", bar.note)
    source.give(2)
    press(Qt.Key.Key_Return, bar.note)
    assert bar.note.text() == ""
    assert "وُضعت علامة عند" in texts(bar)
    assert length_text(9000) in bar._marked.text()
    assert "العنوان" not in texts(bar)  # others look at the screen
    window._book.show("attachments", case_of(window.services.session, places.begun))
    assert bar.isVisible()
    bar.stop.click()
    settled(window, qtbot)
    (made,) = of_case(window, places)
    told = [(one.offset, one.kind, one.path, one.paragraph, one.text) for one in made.bookmarks]
    assert (7000, MarkKind.WRITING, "stmt_arabic", 1, "") in told
    assert (9000, MarkKind.WRITING, "stmt_arabic", 2, "") in told
    assert [one for one in told if one[1] is MarkKind.NOTE and one[4] == "ذكر العنوان"]
    assert made.milliseconds == 11_000
    assert not bar._line.isVisible()
    assert "بين مرفقاته" in bare(texts(bar))
    click(bar, _("I have read it"))
    assert not bar.isVisible()


def test_a_mark_by_key_is_seen_and_can_be_taken_back(window, places, clock, source, qtbot):
    enter(window, places, clock)
    page = begin(window, places)
    bar = window._recording.bar
    height = bar.height()
    assert KEY in bare(bar._marked.text())
    assert crowded(window) == []
    bar.show_live("1", running=False)
    assert crowded(bar) == []
    bar.show_live("1", running=True)
    source.give(3)
    hit(window, Qt.Key.Key_B, CTRL)
    assert bar._marked.text() == _("Marked at {time}.").format(time=length_text(3000))
    assert focused() is page._stage.row("stmt_arabic").editor.inputs()[0]
    assert any(length_text(3000) in one for one in heard(window))
    source.give(1)
    hit(window, Qt.Key.Key_B, CTRL)
    click(bar, _("Take the mark back"))
    assert bar._marked.text() == _("The mark was taken back.")
    hit(window, Qt.Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)  # there is none any more
    assert bar.height() == height  # nothing moved under who writes
    bar.stop.click()
    settled(window, qtbot)
    (made,) = of_case(window, places)
    assert [one.offset for one in made.bookmarks if one.kind is MarkKind.NOTE] == [3000]
    assert {one.kind for one in made.bookmarks} <= {MarkKind.NOTE, MarkKind.WRITING}


def test_a_cover_pauses_it_and_a_lock_ends_it(window, places, clock, source, qtbot):
    enter(window, places, clock)
    window._pin = "1234"
    begin(window, places)
    source.give(2)
    hit(window, Qt.Key.Key_F9)
    assert source.deliver is None
    type_text("1234", window._curtain._field)
    press(Qt.Key.Key_Return, window._curtain._field)
    assert source.deliver is None
    window._recording.bar.pause.click()
    source.give(1)
    hit(window, Qt.Key.Key_L, CTRL)
    assert source.deliver is None
    enter(window, places, clock)
    settled(window, qtbot)
    (made,) = of_case(window, places)
    assert (made.milliseconds, made.ending) == (3000, Ending.LOCKED)
    assert [one.kind for one in made.bookmarks] == [MarkKind.PAUSED, MarkKind.RESUMED]
    assert "لأن المحطة أُقفلت" in texts(window._recording.bar)


def test_rest_warns_for_a_minute_and_then_ends_it_and_locks(window, places, clock, source):
    enter(window, places, clock)
    begin(window, places)
    source.give(1)
    watch, room = window._watch, window._recording
    usual = watch._timer.interval()
    watch.rested.emit()
    assert window.services.open_session is not None
    assert room.bar._held.isVisible()
    assert watch._timer.interval() == 60_000
    hit(window, Qt.Key.Key_Shift)
    assert not room.bar._held.isVisible()
    assert watch._timer.interval() == usual
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
        window._recording.bar.withdraw.click()
    settled(window, qtbot)
    assert page._file.answers[evidence.CONSENT].value == evidence.WITHDRAWN
    assert not page._frame.record.isVisible()
    assert of_case(window, places)[0].ending is Ending.WITHDRAWN
    window._book.show("attachments", case_of(window.services.session, places.begun))
    said = bare(texts(window._book.current()))
    assert "الموافقة على التسجيل لم تعد قائمة" in said
    name = window.services.session.staff.names()["T-07"]
    assert f"{name} (T-07)" in said
    window._top.hide_names.click()
    assert name not in bare(texts(window._book.current()))


def test_another_file_ends_it_and_no_microphone_is_said(window, places, clock, source, qtbot):
    enter(window, places, clock)
    begin(window, places)
    source.give(1)
    window._book.show("interview", case_of(window.services.session, places.ready))
    window._recording.look()
    assert source.deliver is None
    settled(window, qtbot)
    assert len(of_case(window, places)) == 1
    window.services.microphones = lambda: ()
    page = account(window, places.begun)
    with dialogs(error(NoMicrophone)):
        page._frame.record.click()


def test_it_is_listened_to_from_a_marked_place(window, places, clock, source, qtbot, monkeypatch):
    null = [miniaudio.Backend.NULL]
    monkeypatch.setattr(
        sound, "StreamPlayer", lambda opened, kind: StreamPlayer(opened, kind, null)
    )
    enter(window, places, clock)
    begin(window, places)
    source.give(9)
    window._recording.bar.set_mark()
    source.give(0.3)
    window._recording.bar.stop.click()
    settled(window, qtbot)
    window._book.show("attachments", case_of(window.services.session, places.begun))

    def listen(dialog):
        view = dialog.findChild(SoundView)
        view.places.itemClicked.emit(view.places.item(view.places.count() - 1))
        assert view.player.playing
        assert 4 <= view.player.second < 6
        view._slider.setValue(9200)
        qtbot.waitUntil(lambda: not view.player.playing, timeout=5_000)
        dialog.reject()

    with dialogs(listen):
        click(window._book.current(), _("Listen"))


def test_a_consent_that_the_form_refuses_is_none_beside_the_recording(
    window, places, clock, source, qtbot
):
    """A child's assent, in the file of an adult."""
    enter(window, places, clock)
    begin(window, places)
    source.give(2)
    window._recording.bar.stop.click()
    settled(window, qtbot)
    said = {"birth_date": Answer("1990"), evidence.CONSENT: Answer("assent")}
    window.services.session.answers.save_answers(places.begun, said)
    window._book.show("attachments", case_of(window.services.session, places.begun))
    assert "الموافقة على التسجيل لم تعد قائمة" in bare(texts(window._book.current()))
