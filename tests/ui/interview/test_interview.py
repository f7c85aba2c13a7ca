import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers import night
from tests.ui.drivers.interview import (
    file_of,
    focused_path,
    go_to,
    has_question,
    is_prepared,
    offer_break,
    put_unseen,
    question,
    quick_mode,
    refresh,
    repeat_of,
    scroll_area,
    section_list,
    section_names,
    section_of,
    section_up,
    still_needed,
    strip,
    way_on,
    why_unsaved,
)
from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.vault import vault_of
from tests.ui.gestures import button, click, dialogs, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import DiskFull
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.page import InterviewPage


@pytest.fixture
def page(officer, shown, qtbot):
    page = InterviewPage(officer)
    page.says = []
    page.saving.connect(lambda *signal_values: page.says.append(signal_values))
    with qtbot.waitActive(page):
        shown(page)
    yield page
    page.leave()


@pytest.fixture
def begun(page, officer, places):
    """The page with a file in which nothing is answered."""
    page.load(case_of(officer.session, places.begun))
    return page


def answers(officer, case_id):
    return officer.session.files.load(case_id).answers


def write(page, path, text):
    question(page, path).type(text)


def test_the_first_question_has_the_cursor(begun):
    assert focused_path(begun) == "iv_start"


def test_arabic_is_kept_after_a_pause(begun, officer, places, qtbot):
    go_to(begun, "acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    go_to(begun, "account")
    write(begun, "stmt_arabic", "وصلتُ في مارس ٢٠٢٦.")
    assert begun.says[-1][0].startswith("جارٍ الحفظ")
    qtbot.waitUntil(lambda: begun.says[-1][2] == "ok")
    saved = answers(officer, places.begun)
    assert saved["stmt_arabic"].value == "وصلتُ في مارس ٢٠٢٦."
    assert saved["name_latin_surname"].value == "TESFAYE"
    assert saved["stmt_arabic"].by == "T-07"
    assert begun.says[-1][0].startswith("حُفظ الساعة")


def test_leaving_a_field_keeps_it_at_once(begun, officer, places):
    go_to(begun, "acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    press(Qt.Key.Key_Tab)
    assert answers(officer, places.begun)["name_latin_surname"].value == "TESFAYE"


def test_skip_logic_follows_while_one_types(begun, qtbot):
    pills = question(begun, "int_mode").choices()
    qtbot.mouseClick(pills["phone"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: has_question(begun, "int_name"))
    assert question(begun, "int_name").is_asked


def test_a_stop_closes_sections_in_the_list(begun, qtbot):
    before = section_names(begun)
    qtbot.mouseClick(question(begun, "iv_private").choice("no"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(file_of(begun).sections()) < len(before))
    gone = set(before) - set(section_names(begun))
    assert {"account", "acquaintance"} <= gone
    assert "لتُفتح أقسام المقابلة" in texts(begun)


def test_declined_is_an_answer_and_nothing_waits_for_it_any_more(begun, officer, places):
    go_to(begun, "account")
    assert "stmt_arabic" in still_needed(begun, "account")
    asked = question(begun, "stmt_arabic")
    asked.give_reason(MissingReason.DECLINED)
    begun.flush()
    assert "stmt_arabic" not in still_needed(begun, "account")
    assert answers(officer, places.begun)["stmt_arabic"].reason is MissingReason.DECLINED


def test_f4_opens_the_menu_of_the_question_with_the_cursor(begun):
    write(begun, "iv_start", "")
    QTest.keyClick(begun, Qt.Key.Key_F4)
    menu = question(begun, "iv_start").menus()
    assert menu
    assert menu[-1].isVisible()
    menu[-1].close()


def test_rows_are_added_taken_away_and_brought_back(begun, officer, places):
    repeat = repeat_of(begun, "iv_present")
    repeat.add()
    assert focused_path(begun) == "iv_present[1]/present_name"
    type_text("مريم")
    repeat.remove(1)
    assert answers(officer, places.begun).get("iv_present[1]", Answer()).value == ""
    assert file_of(begun).state.rows("iv_present") == ()
    repeat.bring_back()
    assert file_of(begun).state.rows("iv_present") == (1,)
    assert question(begun, "iv_present[1]/present_name").answer == Answer("مريم")
    assert answers(officer, places.begun)["iv_present[1]/present_name"].value == "مريم"


def test_a_repeat_may_have_no_row_for_a_reason(begun, officer, places):
    repeat = repeat_of(begun, "iv_present")
    repeat.give_reason(MissingReason.NOT_ASKED)
    assert answers(officer, places.begun)["iv_present"].reason is MissingReason.NOT_ASKED
    assert "لم يُسأل" in repeat.words
    repeat.add()
    assert answers(officer, places.begun).get("iv_present", Answer()).reason is None


def test_next_and_previous_go_through_the_sections_and_end_in_the_review(begun, qtbot):
    names = section_names(begun)
    click(begun, "التالي")
    assert section_up(begun) == names[1]
    click(begun, "السابق")
    assert section_up(begun) == names[0]
    assert not button(begun, "السابق").isEnabled()
    go_to(begun, names[-1])
    with qtbot.waitSignal(begun.review_asked) as asked:
        click(way_on(begun), "المراجعة")
    assert asked.args[0].id == file_of(begun).case.id


def test_sections_are_walked_by_key(begun):
    names = section_names(begun)
    for keys in ("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgUp"):
        combination = QKeySequence(keys)[0]
        QTest.keyClick(begun, combination.key(), combination.keyboardModifiers())
    assert section_up(begun) == names[1]


def test_the_list_tells_what_each_section_still_needs(begun):
    model = section_list(begun).model()
    spoken = [model.index(at, 0).data() for at in range(model.rowCount())]
    assert spoken[0] == "التحضير"
    assert "مطلوبة" in spoken[1] or "مطلوبتان" in spoken[1]
    assert not any("من 126" in line or "%" in line for line in spoken)


def test_an_answer_that_breaks_a_rule_is_counted_where_it_stands(begun):
    """The review stops at it, so the section does not say that nothing is missing."""
    sections = section_list(begun)
    file_of(begun).put(
        {"iv_start": Answer("2026-01-02T10:00:00Z"), "iv_end": Answer("2026-01-02T09:00:00Z")}
    )
    file_of(begun).evaluate()
    section = section_of(begun, "iv_end")
    before = len(still_needed(begun, section))
    go_to(begun, section)
    assert "إجابة واحدة تحتاج إلى تصحيح" in texts(begun)
    line = next(
        entry for entry in sections.model().entries if getattr(entry, "name", "") == section
    )
    assert line.needed == before + 1
    put_unseen(begun, {"iv_end": Answer("2026-01-02T11:00:00Z")})
    refresh(begun)
    assert "تحتاج إلى تصحيح" not in texts(begun)


def test_coming_back_to_a_file_finds_its_section(begun, officer, places):
    go_to(begun, "rights")
    begun.leave()
    begun.load(case_of(officer.session, places.begun))
    assert section_up(begun) == "rights"


@pytest.mark.dressed
def test_a_question_is_found_from_the_review(begun, officer, places):
    begun.load(case_of(officer.session, places.begun), "account", "stmt_arabic")
    assert focused_path(begun) == "stmt_arabic"
    area = scroll_area(begun)
    asked = question(begun, "stmt_arabic")
    top = asked.row.mapTo(area.viewport(), asked.row.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height()


def test_a_full_disk_shows_a_banner_keeps_the_words_and_saves_later(
    begun, officer, places, monkeypatch, qtbot
):
    vault = vault_of(officer.session)
    go_to(begun, "account")
    pages = vault.rows("PRAGMA page_count")[0][0]
    vault.rows(f"PRAGMA max_page_count = {pages}")
    story = "قالت إنها وصلت في مارس وأن جواز سفرها أُخذ منها. " * 4000
    question(begun, "stmt_arabic").focus()
    QApplication.focusWidget().insertPlainText(story)
    begun.flush()
    assert strip(begun, "banner").isVisible()
    assert begun.says[-1][2] == "danger"
    assert isinstance(why_unsaved(begun), DiskFull)
    assert question(begun, "stmt_arabic").text == story
    vault.rows("PRAGMA max_page_count = 100000")
    click(begun, "إعادة المحاولة")
    assert not strip(begun, "banner").isVisible()
    assert answers(officer, places.begun)["stmt_arabic"].value == story


def test_half_a_date_is_said_and_not_lost_on_the_way_to_another_section(begun):
    go_to(begun, "registration")
    asked = question(begun, "intake_at")
    asked.field.setFocus()
    asked.field.selectAll()
    type_text("12/")
    go_to(begun, "rights")
    go_to(begun, "registration")
    assert question(begun, "intake_at").field.text() == "12/"
    assert "لا يُعدّ إجابة" in question(begun, "intake_at").message


def test_quick_mode_can_be_left_and_entered(begun, qtbot):
    everything = section_names(begun)
    qtbot.mouseClick(quick_mode(begun), Qt.MouseButton.LeftButton)
    assert night.is_up(begun)
    assert set(section_names(begun)) < set(everything)
    night.leave(begun)
    assert not night.is_up(begun)
    assert section_names(begun) == everything


def test_masked_names_are_not_on_the_screen(begun):
    go_to(begun, "acquaintance")
    write(begun, "name_latin_surname", "TESFAYE")
    begun.set_masked(True)
    assert not question(begun, "name_latin_surname").is_open
    begun.set_masked(False)
    assert question(begun, "name_latin_surname").is_open


def test_a_complete_file_is_read_and_amended_with_a_reason(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    go_to(page, "acquaintance")
    asked = question(page, "name_latin_surname")
    before = asked.text
    assert asked.field.isReadOnly()
    click(page, "تعديل مؤرَّخ")
    asked.retype("HAILE")
    page.flush()
    assert answers(officer, places.completed)["name_latin_surname"].value == before

    def say_why(dialog):
        long_field(dialog).setPlainText("خطأ في النقل من الجواز")
        click(dialog, "حفظ التعديل")

    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    file = officer.session.files.load(places.completed)
    assert file.answers["name_latin_surname"].value == "HAILE"
    assert [(amendment.path, amendment.note) for amendment in file.amendments] == [
        ("name_latin_surname", "خطأ في النقل من الجواز")
    ]
    assert question(page, "name_latin_surname").field.isReadOnly()


def test_a_dropped_amendment_changes_nothing(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    go_to(page, "acquaintance")
    before = question(page, "name_latin_surname").text
    click(page, "تعديل مؤرَّخ")
    write(page, "name_latin_surname", "X")
    click(page, "ترك التعديل")
    assert question(page, "name_latin_surname").text == before
    assert answers(officer, places.completed)["name_latin_surname"].value == before


def test_leaving_forgets_every_widget(begun):
    begun.leave()
    assert not has_question(begun, "iv_start")
    assert begun.place() is None


def test_nothing_of_a_section_is_made_once_the_vault_is_closed(officer, places):
    row = {"exhibit_rows[1]": Answer("1"), "exhibit_rows[1]/att_no": Answer("7")}
    officer.session.answers.save_answers(places.begun, row)
    page = InterviewPage(officer)
    page.load(officer.session.files.case(places.begun), "exhibits")
    page.leave()
    officer.session.lock()
    QApplication.processEvents()  # what waited for its turn comes: pytest-qt tells what fails
    assert officer.session.locked


def test_a_break_is_offered_calmly(begun):
    offer_break(begun)
    assert "استراحة" in strip(begun, "rest").text()
    click(begun, "متابعة")
    assert not strip(begun, "rest").isVisible()


def test_the_next_section_is_made_while_nothing_else_is_to_do(begun, qtbot):
    names = section_names(begun)
    qtbot.waitUntil(lambda: is_prepared(begun, names[1]))


def test_surroundings_that_stayed_the_same_are_told_to_no_question_again(officer, places):
    file = OpenFile(officer.session, case_of(officer.session, places.begun), system_clock)
    assert file.surroundings() == file.surroundings()
