"""The account is read out page by page, corrected on the way, and closed at the end."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.drivers.interview import can_be_stopped, go_to, question, repeat_of, section_up
from tests.ui.drivers.seeing import radios, the
from tests.ui.drivers.window import (
    current_page,
    enter,
    heard,
    hit,
    no_pin,
    open_interview,
    page_name,
)
from tests.ui.gestures import answer, bare, click, dialogs, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AccountFrozen, DiskFull
from tipdesk.ui.form.choice_editors import CheckPill
from tipdesk.ui.interview.readback import ReadbackPage

STORY = "\n".join(f"وصلتُ في اليوم {number} ثم أُخذ جواز سفري مني." for number in range(1, 31))


def with_statement(services, places, text=STORY, language="ara"):
    recorded = {"stmt_arabic": Answer(text), "stmt_language": Answer(language)}
    services.session.answers.save_answers(places.begun, recorded)
    return case_of(services.session, places.begun)


def stored(services, places, path):
    return services.session.files.load(places.begun).answers.get(path, Answer()).value


def back_at(window):
    """A dialog has gone: the keyboard is the window's again, as a window manager sees to it."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


@pytest.fixture
def page(officer, places, shown):
    page = shown(ReadbackPage(officer))
    page.load(with_statement(officer, places))
    page.goes = []
    page.left.connect(lambda case, section: page.goes.append(section))
    yield page
    page.leave()


def choose(how, whole=True):
    """Answers «How did the reading end?»."""

    def act(dialog):
        pills = {choice.text(): choice for choice in radios(dialog)}
        assert [text for text, pill in pills.items() if pill.isChecked()] == ["لم يُطلب التوقيع"]
        assert the(dialog, CheckPill).isChecked() is whole
        pills[how].click()
        click(dialog, "أقفل الأقوال")

    return act


KEYS = (
    (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
    (Qt.Key.Key_Down, Qt.Key.Key_Up),
    (Qt.Key.Key_Left, Qt.Key.Key_Right),
    (Qt.Key.Key_Space, Qt.Key.Key_Backspace),
)


def test_keys_turn_the_pages_and_no_word_is_left_out(page):
    assert page.pages.hasFocus()
    for onward, back in KEYS:
        heard = page.pages.accessibleDescription()
        for number in range(2, page.pages.count + 1):
            press(onward, page.pages)
            assert page.pages.number == number
            heard += " " + page.pages.accessibleDescription()
        assert heard.split() == STORY.split()
        press(onward, page.pages)
        assert page.pages.number == page.pages.count
        press(back, page.pages)
        assert page.pages.number == page.pages.count - 1
        press(Qt.Key.Key_Home, page.pages)
        assert page.pages.number == 1


def test_a_correction_leaves_the_place_and_what_was_read(page, officer, places):
    page.load(with_statement(officer, places, " ".join(STORY.split("\n"))))  # one paragraph
    while not page.pages.all_seen:
        press(Qt.Key.Key_PageDown, page.pages)
    first = page.pages.place()
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    texts(page)
    assert page.pages.number > 1
    assert page.pages.all_seen
    assert first[1].split()[0] in page.pages.accessibleDescription()


def test_what_was_corrected_stays_in_sight(page):
    """Whoever ends the reading sees what was noted on the way."""
    for text, count in (("كان ذلك في أبريل.", "دُوِّن تصحيح واحد."), ("لا في مارس.", "دُوِّن تصحيحان.")):
        press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
        type_text(text)
        press(Qt.Key.Key_Escape)
        assert count in texts(page)
    assert "كان ذلك في أبريل." in bare(texts(page))
    page.set_masked(True)
    assert "كان ذلك في أبريل." not in bare(texts(page))
    assert "دُوِّن تصحيحان." in texts(page)


def test_every_line_stands_inside_its_page(page):
    for width, height in ((1366, 676), (1024, 560)):
        page.resize(width, height)
        texts(page)
        for lines in page.pages._pages:
            for placed in lines:
                assert placed.line.naturalTextWidth() <= page.pages.width() - 40
                assert placed.top + placed.line.height() <= page.pages.height()


def test_a_correction_is_kept_as_it_is_typed_with_its_place_and_time(page, officer, places):
    press(Qt.Key.Key_PageDown, page.pages)
    number, words = page.pages.place()
    assert number > 1
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    assert page.flush()
    assert "stmt_corrections[1]" not in officer.session.files.load(places.begun).answers
    type_text("كان ذلك في أبريل.")
    assert page.flush()  # what the pause, a lock or leaving does
    path = "stmt_corrections[1]/correction_text"
    assert stored(officer, places, path) == f"الفقرة {number} «{words}…»: كان ذلك في أبريل."
    assert stored(officer, places, "stmt_corrections[1]/correction_at")
    press(Qt.Key.Key_Escape)
    assert page.pages.hasFocus()
    assert page.goes == []
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    type_text("وكان معي أخي.")
    click(page, "أزِله")
    answers = officer.session.files.load(places.begun).answers
    assert [path for path in answers if path.startswith("stmt_corrections[2]") and
            path.endswith("]")] == []  # fmt: skip
    assert stored(officer, places, "stmt_arabic") == STORY


def test_the_end_closes_the_statement_as_it_was_signed(page, officer, places):
    for _turn in range(page.pages.count):
        press(Qt.Key.Key_PageDown, page.pages)
    with dialogs(choose("بصمة إبهام")):
        click(page, "ختام التلاوة…")
    assert page.goes == ["readback"]
    assert stored(officer, places, "stmt_sign_mode") == "thumbprint"
    assert stored(officer, places, "stmt_readback") == "yes"
    with pytest.raises(AccountFrozen):
        officer.session.answers.save_answers(places.begun, {"stmt_arabic": Answer("x")})


def test_pages_that_nobody_saw_are_not_said_to_be_read(page, officer, places):
    with dialogs(choose("عجز عن التوقيع", whole=False)):
        click(page, "ختام التلاوة…")
    assert stored(officer, places, "stmt_readback") == "no"
    page.load(case_of(officer.session, places.begun))
    for gone in ("ختام التلاوة…", "دوّن تصحيحاً هنا"):
        assert gone not in texts(page)
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    assert not page.panel.isVisible()


def test_going_back_closes_nothing(page, officer, places):
    with dialogs(lambda dialog: dialog.reject()):
        click(page, "ختام التلاوة…")
    assert page.goes == []
    back_at(page)
    press(Qt.Key.Key_Escape, page.pages)
    assert page.goes == ["readback"]
    officer.session.answers.save_answers(places.begun, {"stmt_arabic": Answer("غيرها")})


def test_hidden_names_hide_the_statement_and_its_correction(page):
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    type_text("كان ذلك في أبريل.")
    page.set_masked(True)
    assert not page.panel.isVisible()
    assert not any("جواز" in part for part in heard(page.pages))
    assert page.pages.accessibleDescription() == "مخفية"
    page.set_masked(False)
    assert page.panel.isVisible()
    assert "أبريل" in page.panel.field.toPlainText()
    assert "جواز" in page.pages.accessibleDescription()


def test_a_full_disk_is_said_beside_the_correction(page, officer, monkeypatch):
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    type_text("كان ذلك في أبريل.")

    def full(*_arguments):
        raise DiskFull

    with monkeypatch.context() as disk:
        disk.setattr(type(officer.session.answers), "add_row", full)
        assert page.flush() is False
        assert "لم يُحفظ بعد" in texts(page)
        click(page, "تمّ")
        assert page.panel.isVisible()
    assert page.flush()


def test_a_lock_keeps_the_correction_and_comes_back_to_the_reading(window, places, clock):
    enter(window, places, clock, no_pin)
    with_statement(window.services, places)
    page = open_interview(window, places.begun, "readback")
    click(page, "اتلُ الأقوال")
    path = "stmt_corrections[1]/correction_text"
    hit(window, Qt.Key.Key_PageDown)
    for begun, typed in (("", "كان ذلك "), ("كان ذلك ", "في أبريل.")):
        hit(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        page = current_page(window)
        texts(page)
        shown, stood = page.panel.field.toPlainText(), (2, page.pages.accessibleDescription())
        window.lock()  # before the pause has kept anything
        enter(window, places, clock, no_pin)
        page = current_page(window)
        assert isinstance(page, ReadbackPage)
        assert texts(page)
        assert (page.pages.number, page.pages.accessibleDescription()) == stood
        assert page.panel.field.hasFocus()
        assert page.panel.field.toPlainText() == shown
        assert stored(window.services, places, path) == (shown.strip() if begun else "")
        type_text(typed)
    page.flush()
    assert stored(window.services, places, path) == f"{shown}{typed}"
    for before in (shown, shown.removesuffix("كان ذلك ")):  # across two locks
        press(Qt.Key.Key_Z, page.panel.field, Qt.KeyboardModifier.ControlModifier)
        assert page.panel.field.toPlainText() == before
    click(page, "أزِله")
    answers = window.services.session.files.load(places.begun).answers
    assert not [
        path for path in answers if path.startswith("stmt_corrections[") and "/" not in path
    ]
    window.lock()
    enter(window, places, clock, no_pin)
    assert not current_page(window).panel.open


def test_the_interview_shows_a_closed_statement_and_takes_additions_only(window, places, clock):
    enter(window, places, clock, no_pin)
    session = window.services.session
    with_statement(window.services, places)
    session.statement.end_reading(places.begun, "declined", whole=True)
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)  # it outlives the lock
    enter(window, places, clock, no_pin)
    page = open_interview(window, places.begun, "account")
    assert "أُقفلت الأقوال في" in texts(page)
    editor = question(page, "stmt_arabic").editor
    editor.take_focus()
    type_text("زيادة")
    assert editor.text() == STORY
    assert "سؤال وجواب (س / ج)" not in texts(page)

    def cut_off(dialog):
        type_text("وكان معي", dialog.focusWidget())
        dialog.reject()  # as a lock does

    with dialogs(cut_off):
        click(page, "أضف إلى الأقوال")

    def go_on(dialog):
        type_text(" أخي.", dialog.focusWidget())
        click(dialog, "أضِفه")

    with dialogs(go_on):
        click(page, "أضف إلى الأقوال")
    assert stored(window.services, places, "stmt_corrections[1]/correction_text") == "وكان معي أخي."
    assert not window.services.session.drafts.draft(places.begun)
    go_to(page, "readback")
    assert question(page, "stmt_corrections[1]/correction_text").text == "وكان معي أخي."
    assert repeat_of(page, "stmt_corrections").add_button.isHidden()
    assert not question(page, "stmt_wish").row.menu.isHidden()  # the wish may change


def test_stop_and_refer_is_one_key_from_everywhere(window, places, clock):
    enter(window, places, clock, no_pin)
    with_statement(window.services, places, "وصلتُ.")
    page = open_interview(window, places.begun, "papers")
    go_to(page, "account")
    question(page, "stmt_arabic").focus(6)
    type_text(" ثم قلت")  # not saved yet
    with dialogs(answer("تابع المقابلة", says="هل تُوقف الأقوال وتُحال؟")):
        hit(window, Qt.Key.Key_F12)
    assert stored(window.services, places, "iv_stop") == ""
    back_at(window)
    sheet = answer("ختام الجلسة", says="لا خطأ في أي كلام قيل هنا")
    with dialogs(answer("أوقف وأحِل"), sheet):
        hit(window, Qt.Key.Key_F12)
    assert section_up(page) == "session_end"
    assert stored(window.services, places, "stmt_arabic") == "وصلتُ. ثم قلت"
    assert stored(window.services, places, "iv_stop") == "stopped_referred"
    go_to(page, "journey")
    assert "أُوقفت الأقوال وأُحيلت" in texts(page)
    with dialogs(answer("إخطار النيابة العامة")):
        click(page, "ما يلي الآن")
    assert page_name(window) == "paper"


def test_the_reading_can_be_stopped_too(page, officer, places):
    with dialogs(answer("أوقف وأحِل"), answer("ختام الجلسة")):
        press(Qt.Key.Key_F12, page.pages)
    assert page.goes == ["session_end"]
    assert stored(officer, places, "iv_stop") == "stopped_referred"


def test_a_complete_file_is_not_stopped(officer, places, interview_of):
    page = interview_of(officer, places.completed)
    assert not can_be_stopped(page)
    press(Qt.Key.Key_F12)  # nothing comes
