import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from tests.ui.gestures import click, dialogs, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import DiskFull
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.page import InterviewPage


@pytest.fixture
def page(officer, shown, qtbot):
    made = InterviewPage(officer)
    made.says = []
    made.saving.connect(lambda *said: made.says.append(said))
    with qtbot.waitActive(made):
        shown(made)
    yield made
    made.leave()


@pytest.fixture
def begun(page, officer, places):
    """The page with a file in which nothing is answered."""
    page.load(case_of(officer.session, places.begun))
    return page


def answers(officer, case_id):
    return officer.session.files.load(case_id).answers


def row(page, path):
    found = page._stage.row(path)
    assert found is not None, path
    return found


def write(page, path, text):
    row(page, path).editor.take_focus()
    type_text(text)


def test_the_first_question_has_the_cursor(begun):
    assert begun._stage.focused().path == "iv_start"


def test_arabic_is_kept_after_a_pause(begun, officer, places, qtbot):
    begun._stage.show("acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    begun._stage.show("account")
    write(begun, "stmt_arabic", "وصلتُ في مارس ٢٠٢٦.")
    assert begun.says[-1][0].startswith("جارٍ الحفظ")
    qtbot.waitUntil(lambda: begun.says[-1][2] == "ok")
    found = answers(officer, places.begun)
    assert found["stmt_arabic"].value == "وصلتُ في مارس ٢٠٢٦."
    assert found["name_latin_surname"].value == "TESFAYE"
    assert found["stmt_arabic"].by == "T-07"
    assert begun.says[-1][0].startswith("حُفظ الساعة")


def test_leaving_a_field_keeps_it_at_once(begun, officer, places):
    begun._stage.show("acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    press(Qt.Key.Key_Tab)
    assert answers(officer, places.begun)["name_latin_surname"].value == "TESFAYE"


def test_skip_logic_follows_while_one_types(begun, qtbot):
    pills = row(begun, "int_mode").editor._pills
    qtbot.mouseClick(pills["phone"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: begun._stage.row("int_name") is not None)
    assert row(begun, "int_name").isVisible()


def test_a_stop_closes_sections_in_the_list(begun, qtbot):
    before = [one.name for one in begun._file.sections()]
    qtbot.mouseClick(row(begun, "iv_private").editor._pills["no"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(begun._file.sections()) < len(before))
    gone = set(before) - {one.name for one in begun._file.sections()}
    assert {"account", "acquaintance"} <= gone
    assert "أُغلقت أقسام المقابلة" in texts(begun)


def test_declined_is_an_answer_and_nothing_waits_for_it_any_more(begun, officer, places):
    begun._stage.show("account")
    assert "stmt_arabic" in begun._file.needs["account"]
    found = row(begun, "stmt_arabic")
    found.menu.reason_chosen.emit(MissingReason.DECLINED)
    begun.flush()
    assert "stmt_arabic" not in begun._file.needs["account"]
    assert answers(officer, places.begun)["stmt_arabic"].reason is MissingReason.DECLINED


def test_f4_opens_the_menu_of_the_question_with_the_cursor(begun):
    write(begun, "iv_start", "")
    QTest.keyClick(begun, Qt.Key.Key_F4)
    menu = row(begun, "iv_start").menu.findChildren(QMenu)
    assert menu
    assert menu[-1].isVisible()
    menu[-1].close()


def test_rows_are_added_taken_away_and_brought_back(begun, officer, places):
    view = begun._stage._shown
    repeat = view.repeat("iv_present")
    repeat._add.click()
    assert begun._stage.focused().path == "iv_present[1]/present_name"
    type_text("مريم")
    repeat.rows((1,))[0].removed.emit()
    assert answers(officer, places.begun).get("iv_present[1]", Answer()).value == ""
    assert begun._file.state.rows("iv_present") == ()
    repeat._undo.click()
    assert begun._file.state.rows("iv_present") == (1,)
    assert row(begun, "iv_present[1]/present_name").answer() == Answer("مريم")
    assert answers(officer, places.begun)["iv_present[1]/present_name"].value == "مريم"


def test_a_repeat_may_have_no_row_for_a_reason(begun, officer, places):
    repeat = begun._stage._shown.repeat("iv_present")
    repeat.menu.reason_chosen.emit(MissingReason.NOT_ASKED)
    assert answers(officer, places.begun)["iv_present"].reason is MissingReason.NOT_ASKED
    assert "لم يُسأل" in texts(repeat)
    repeat._add.click()
    assert answers(officer, places.begun).get("iv_present", Answer()).reason is None


def test_next_and_previous_go_through_the_sections_and_end_in_the_review(begun, qtbot):
    names = [one.name for one in begun._file.sections()]
    click(begun, "التالي")
    assert begun._stage.section == names[1]
    click(begun, "السابق")
    assert begun._stage.section == names[0]
    assert not begun._frame.previous.isEnabled()
    begun._stage.show(names[-1])
    with qtbot.waitSignal(begun.review_asked) as asked:
        click(begun._frame.following.parentWidget(), "المراجعة")
    assert asked.args[0].id == begun._file.case.id


def test_sections_are_walked_by_key(begun):
    names = [one.name for one in begun._file.sections()]
    for keys in ("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgUp"):
        one = QKeySequence(keys)[0]
        QTest.keyClick(begun, one.key(), one.keyboardModifiers())
    assert begun._stage.section == names[1]


def test_the_list_tells_what_each_section_still_needs(begun):
    model = begun._frame.sections.model()
    spoken = [model.index(at, 0).data() for at in range(model.rowCount())]
    assert spoken[0] == "التحضير"
    assert "مطلوبة" in spoken[1] or "مطلوبتان" in spoken[1]
    assert not any("من 126" in one or "%" in one for one in spoken)


def test_an_answer_that_breaks_a_rule_is_counted_where_it_stands(begun):
    """The review stops at it, so the section does not say that nothing is missing."""
    sections = begun._frame.sections
    begun._file.put(
        {"iv_start": Answer("2026-01-02T10:00:00Z"), "iv_end": Answer("2026-01-02T09:00:00Z")}
    )
    begun._file.evaluate()
    section = begun._file.rules.section_of("iv_end")
    before = len(begun._file.needs.get(section, ()))
    begun._stage.show(section)
    assert "إجابة واحدة تحتاج إلى تصحيح" in texts(begun)
    line = next(one for one in sections.model().entries if getattr(one, "name", "") == section)
    assert line.needed == before + 1
    begun._file.put({"iv_end": Answer("2026-01-02T11:00:00Z")})
    begun._file.evaluate()
    begun._stage.refresh()
    assert "تحتاج إلى تصحيح" not in texts(begun)


def test_coming_back_to_a_file_finds_its_section(begun, officer, places):
    begun._stage.show("rights")
    begun.leave()
    begun.load(case_of(officer.session, places.begun))
    assert begun._stage.section == "rights"


def test_a_question_is_found_from_the_review(begun, officer, places):
    begun.load(case_of(officer.session, places.begun), "account", "stmt_arabic")
    assert begun._stage.focused().path == "stmt_arabic"
    area = begun._frame.area
    found = row(begun, "stmt_arabic")
    top = found.mapTo(area.viewport(), found.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height()


def test_a_full_disk_shows_a_banner_keeps_the_words_and_saves_later(
    begun, officer, places, monkeypatch, qtbot
):
    vault = officer.session._desk.vault
    begun._stage.show("account")
    pages = vault.rows("PRAGMA page_count")[0][0]
    vault.rows(f"PRAGMA max_page_count = {pages}")
    story = "قالت إنها وصلت في مارس وأن جواز سفرها أُخذ منها. " * 4000
    row(begun, "stmt_arabic").editor.take_focus()
    QApplication.focusWidget().insertPlainText(story)
    begun.flush()
    assert begun._frame.banner.isVisible()
    assert begun.says[-1][2] == "danger"
    assert isinstance(begun._keeper.state.error, DiskFull)
    assert row(begun, "stmt_arabic").editor.text() == story
    vault.rows("PRAGMA max_page_count = 100000")
    click(begun, "إعادة المحاولة")
    assert not begun._frame.banner.isVisible()
    assert answers(officer, places.begun)["stmt_arabic"].value == story


def test_half_a_date_is_said_and_not_lost_on_the_way_to_another_section(begun):
    begun._stage.show("registration")
    found = row(begun, "intake_at")
    found.editor._field.line.setFocus()
    found.editor._field.line.selectAll()
    type_text("12/")
    begun._stage.show("rights")
    begun._stage.show("registration")
    assert row(begun, "intake_at").editor._field.line.text() == "12/"
    assert "لا يُعدّ إجابة" in row(begun, "intake_at").notes.problem.text()


def test_quick_mode_can_be_left_and_entered(begun, qtbot):
    everything = [one.name for one in begun._file.sections()]
    qtbot.mouseClick(begun._frame.quick, Qt.MouseButton.LeftButton)
    few = [one.name for one in begun._file.sections()]
    assert set(few) < set(everything)
    begun._stage.show("acquaintance")
    assert not row(begun, "name_latin_surname").isHidden()
    assert begun._stage.row("name_ar_first") is None
    qtbot.mouseClick(begun._frame.quick, Qt.MouseButton.LeftButton)
    assert [one.name for one in begun._file.sections()] == everything


def test_masked_names_are_not_on_the_screen(begun):
    begun._stage.show("acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    begun.set_masked(True)
    assert not row(begun, "name_latin_surname").editor.isVisible()
    begun.set_masked(False)
    assert row(begun, "name_latin_surname").editor.isVisible()


def test_a_complete_file_is_read_and_amended_with_a_reason(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    page._stage.show("acquaintance")
    found = row(page, "name_latin_surname")
    before = found.editor.text()
    assert found.editor.inputs()[0].isReadOnly()
    click(page, "تعديل مؤرَّخ")
    found.editor.take_focus()
    QApplication.focusWidget().selectAll()
    type_text("HAILE")
    page.flush()
    assert answers(officer, places.completed)["name_latin_surname"].value == before

    def say_why(dialog):
        dialog.findChild(QPlainTextEdit).setPlainText("خطأ في النقل من الجواز")
        click(dialog, "حفظ التعديل")

    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    file = officer.session.files.load(places.completed)
    assert file.answers["name_latin_surname"].value == "HAILE"
    assert [(one.path, one.note) for one in file.amendments] == [
        ("name_latin_surname", "خطأ في النقل من الجواز")
    ]
    assert row(page, "name_latin_surname").editor.inputs()[0].isReadOnly()


def test_a_dropped_amendment_changes_nothing(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    page._stage.show("acquaintance")
    before = row(page, "name_latin_surname").editor.text()
    click(page, "تعديل مؤرَّخ")
    write(page, "name_latin_surname", "X")
    click(page, "ترك التعديل")
    assert row(page, "name_latin_surname").editor.text() == before
    assert answers(officer, places.completed)["name_latin_surname"].value == before


def test_leaving_forgets_every_widget(begun):
    begun.leave()
    assert begun._stage.row("iv_start") is None
    assert begun.place() is None


def test_a_break_is_offered_calmly(begun):
    begun._break.timer.timeout.emit()
    assert "استراحة" in begun._frame.rest.text()
    click(begun, "متابعة")
    assert not begun._frame.rest.isVisible()


def test_the_next_section_is_made_while_nothing_else_is_to_do(begun, qtbot):
    names = [one.name for one in begun._file.sections()]
    qtbot.waitUntil(lambda: begun._stage._views.is_made(names[1]))


def test_surroundings_that_stayed_the_same_are_told_to_no_question_again(officer, places):
    file = OpenFile(officer.session, case_of(officer.session, places.begun), system_clock)
    assert file.surroundings() == file.surroundings()
