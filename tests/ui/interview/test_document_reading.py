"""Section D takes documents in: a reader's burst, lines by hand, what is filled, what is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QRadioButton

from tests.cases.specimens import TD3, passport
from tests.ui.drivers.interview import (
    add_row,
    amendments,
    answered,
    begin_amending,
    file_of,
    go_to,
    is_reading_documents,
    put_answers,
    question,
    section_list,
    section_up,
)
from tests.ui.drivers.seeing import every, radios
from tests.ui.gestures import answer, bare, button, buttons, click, dialogs, press, texts, type_text
from tests.ui.places import case_of
from tests.ui.scanning import keys
from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

pytestmark = pytest.mark.dressed

LINES = passport()
CIVIL = "399123100068"


@pytest.fixture
def page(officer, shown, qtbot, places):
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)
    page.load(case_of(officer.session, places.begun))
    go_to(page, "papers")
    yield page
    page.leave()


@pytest.fixture
def stored(officer, places):
    def read():
        answers = officer.session.files.load(places.begun).answers
        return {path: answer.value for path, answer in answers.items() if answer.value}

    return read


def save(page, **answers):
    put_answers(page, {path: Answer(value) for path, value in answers.items()})


def scan(page, qtbot, text, act, path="civil_id"):
    question(page, path).focus()
    with dialogs(act) as asked:
        keys(text, page)
        qtbot.waitUntil(lambda: not asked.left, timeout=5000)
        qtbot.waitUntil(lambda: not is_reading_documents(page))


def lines_of(dialog):
    (lines,) = every(dialog, QPlainTextEdit)  # also while names are hidden
    return lines


@pytest.mark.parametrize("end", ["\n", "\t", ""])
def test_a_reader_is_told_by_its_speed_and_fills_what_is_confirmed(page, qtbot, stored, end):
    typed = LINES.replace("\n", end or "\n") + end
    scan(page, qtbot, typed, answer("املأ", says="TESFAYE"))
    answers = stored()
    assert answers["documents[1]/doc_number"] == "K1234567"
    assert answers["documents[1]/doc_type"] == "passport"
    assert answers["documents[1]/doc_seen"] == "original"
    assert answers["age_basis"] == "official_id"
    assert answers["documents[1]/doc_mrz"] == LINES.replace("\n", " ")
    assert answers["name_latin_surname"] == "TESFAYE"
    assert answers["birth_date"] == "2001-02-03"
    assert "civil_id" not in answers  # what the first keys had typed there is gone
    assert question(page, "civil_id").text == ""
    assert question(page, "documents[1]/doc_number").text == "K1234567"
    assert answered(page, "birth_date").source is Source.DOCUMENT
    assert file_of(page).state.value("documents[1]/doc_check") == "fit"


def test_what_stood_in_the_field_is_put_back_with_its_cursor(page, qtbot, stored):
    save(page, civil_id="4711")
    question(page, "civil_id").row.show_answer(Answer("4711"))
    question(page, "civil_id").focus(2)
    with dialogs(answer("إلغاء")) as asked:
        keys(LINES, page)
        qtbot.waitUntil(lambda: not asked.left, timeout=5000)
    editor = question(page, "civil_id").editor
    assert (editor.text(), editor.inputs()[0].cursorPosition()) == ("4711", 2)
    assert stored()["civil_id"] == "4711"
    assert not any(path.startswith("documents") for path in stored())


def test_the_pace_of_hands_is_never_held(page, qtbot):
    question(page, "civil_id").focus()
    keys(CIVIL, page, every=60)
    assert question(page, "civil_id").text == CIVIL  # at once, though it is a number that fits


def test_a_fast_burst_that_is_no_document_is_handed_on(page, qtbot):
    question(page, "civil_id").focus()
    keys("ABCDEFGHIJ", page)
    qtbot.waitUntil(lambda: question(page, "civil_id").text == "ABCDEFGHIJ", timeout=2000)


def test_a_slower_key_behind_a_burst_keeps_its_place(page, qtbot):
    question(page, "civil_id").focus()
    keys("ABCDEFGH", page)
    keys("x", page)
    assert question(page, "civil_id").text == "ABCDEFGHx"


def test_a_civil_id_number_is_filled_likewise(page, qtbot, stored):
    add_row(page, "documents")
    scan(page, qtbot, CIVIL + "\n", answer("املأ", says=CIVIL), "documents[1]/doc_number")
    assert stored()["civil_id"] == CIVIL
    assert question(page, "civil_id").text == CIVIL
    assert question(page, "documents[1]/doc_number").text == ""


def test_another_number_of_twelve_digits_stays_where_it_was_scanned(page, qtbot):
    add_row(page, "documents")
    question(page, "documents[1]/doc_number").focus()
    keys("399123100069", page)
    editor = question(page, "documents[1]/doc_number").editor
    qtbot.waitUntil(lambda: editor.text() == "399123100069", timeout=2000)


def test_outside_the_section_nothing_is_caught(page, qtbot):
    go_to(page, "acquaintance")
    question(page, "name_latin_surname").focus()
    keys("P<ETHTESFAYE", page)
    assert question(page, "name_latin_surname").text == "P<ETHTESFAYE"


def by_hand(page, *acts):
    def act(dialog):
        for deed in acts:
            deed(dialog)

    with dialogs(act):
        click(page, "أسطر الجواز")


def typed(text):
    return lambda dialog: lines_of(dialog).setPlainText(text)


def test_lines_can_be_typed_and_what_differs_is_chosen(page, stored):
    save(page, birth_date="1999", sex="male", name_latin_given="SELAM")

    def choose(dialog):
        shown = bare(texts(dialog))
        assert "في الملف: 1999" in shown
        pick = next(choice for choice in radios(dialog) if "2001" in choice.text())
        pick.setChecked(True)

    by_hand(page, typed(LINES), choose, answer("املأ"))
    answers = stored()
    assert answers["birth_date"] == "2001-02-03"
    assert answers["sex"] == "male"  # nobody chose the document's
    assert answers["name_latin_given"] == "SELAM"


def test_a_reason_is_not_written_over_unasked(page, officer, places):
    put_answers(page, {"birth_date": Answer(reason=MissingReason.DECLINED)})
    by_hand(page, typed(LINES), answer("املأ"))
    assert officer.session.files.load(places.begun).answers["birth_date"].reason


def test_doubts_are_amber_and_block_nothing(page, stored):
    wrong = LINES.replace("K12345", "K12346").lower()
    by_hand(page, typed(wrong), answer("املأ", says="رقم التحقق"))
    assert stored()["documents[1]/doc_number"].startswith("K12346")


def test_what_cannot_be_read_says_what_is_expected(page, stored):
    def act(dialog):
        assert not button(dialog, "املأ").isEnabled()
        lines_of(dialog).setPlainText("P<ETH")
        assert "44" in texts(dialog)
        assert not button(dialog, "املأ").isEnabled()
        click(dialog, "إلغاء")

    by_hand(page, act)
    assert not any(path.startswith("documents") for path in stored())


def test_the_same_document_fills_its_row_again_and_adds_none(page, stored):
    by_hand(page, typed(LINES), answer("املأ"))

    def again(dialog):
        lines_of(dialog).setPlainText(LINES)
        assert "في الملف من قبل" in texts(dialog)
        assert not button(dialog, "املأ").isEnabled()
        click(dialog, "إلغاء")

    by_hand(page, again)
    assert "documents[2]" not in stored()


def test_lines_half_typed_outlive_a_lock_and_are_forgotten_when_given_up(page, officer, places):
    by_hand(page, typed("P<ETHTES"), lambda dialog: dialog.reject())  # as a lock sends it away
    draft = officer.session.drafts.draft(places.begun)
    assert "P<ETHTES" in draft.typed.values()
    page.load(case_of(officer.session, places.begun), "papers")

    def begun(dialog):
        assert lines_of(dialog).toPlainText() == "P<ETHTES"
        press(Qt.Key.Key_Escape, dialog)

    by_hand(page, begun)
    assert not officer.session.drafts.draft(places.begun)


def test_what_is_typed_in_the_dialog_is_kept_while_it_is_typed(page, officer, places, qtbot):
    def act(dialog):
        type_text("P<ETH", lines_of(dialog))
        qtbot.waitUntil(lambda: bool(officer.session.drafts.draft(places.begun)), timeout=3000)
        click(dialog, "إلغاء")

    by_hand(page, act)


def test_names_are_hidden_in_the_dialog_too(page):
    save(page, birth_date="1999")

    def act(dialog):
        lines_of(dialog).setPlainText(LINES)
        page.set_masked(True)
        shown = bare(texts(dialog))
        assert not any(word in shown for word in ("TESFAYE", "K1234567", "2001", "1999"))
        assert not lines_of(dialog).isVisible()
        page.set_masked(False)
        assert "TESFAYE" in texts(dialog)
        click(dialog, "إلغاء")

    by_hand(page, act)


def test_an_unknown_country_is_left_out_and_told(page, stored):
    by_hand(page, typed(TD3), answer("املأ", says="UTO"))
    assert "nationality" not in stored()


def test_half_a_date_is_offered_beside_the_documents_and_replaced(page, officer, places, stored):
    go_to(page, "acquaintance")
    question(page, "birth_date").fields[1].setFocus()
    type_text("31")
    go_to(page, "papers")
    assert officer.session.drafts.draft(places.begun).typed

    def chosen(dialog):
        pick = next(choice for choice in radios(dialog) if "2001" in choice.text())
        assert pick.isChecked(), "half an answer gives way"

    by_hand(page, typed(LINES), chosen, answer("املأ"))
    assert stored()["birth_date"] == "2001-02-03"
    assert not officer.session.drafts.draft(places.begun)
    go_to(page, "acquaintance")
    assert question(page, "birth_date").text == "2001-02-03"


def test_a_complete_file_takes_documents_as_amendments_only(page, officer, places):
    case = officer.session.files.case(places.completed)
    page.load(case, "papers")
    assert not buttons(page, _("Passport lines"))
    begin_amending(page)
    go_to(page, "papers")
    by_hand(page, typed(LINES), answer("املأ"))
    assert any(answer.value == "K1234567" for answer in amendments(page).values())
    stands = officer.session.files.load(places.completed).answers.values()
    assert not any(answer.value == "K1234567" for answer in stands)


def test_a_nationality_is_said_as_the_document_says_it_and_added(page, stored):
    save(page, nationality="NPL")

    def choose(dialog):
        pick = next(choice for choice in radios(dialog) if "إثيوبيا" in choice.text())
        assert bare(pick.text()) == "أضف من الوثيقة: إثيوبيا"
        pick.setChecked(True)

    by_hand(page, typed(LINES), choose, answer("املأ"))
    assert stored()["nationality"] == "NPL ETH"


def test_lines_from_before_give_way_to_what_is_pasted(page):
    by_hand(page, typed("V<XXXTES"), lambda dialog: dialog.reject())

    def paste(dialog):
        lines_of(dialog).insertPlainText(LINES)
        assert lines_of(dialog).toPlainText() == LINES
        click(dialog, "إلغاء")

    by_hand(page, paste)


def test_tab_leads_from_the_lines_over_the_choices_to_filling_in(page):
    save(page, birth_date="1999")

    def walk(dialog):
        lines_of(dialog).setPlainText(LINES)
        stops, at = [], lines_of(dialog)
        for _step in range(40):
            at = at.nextInFocusChain()
            if isinstance(at, QRadioButton | QPushButton):
                stops.append(at.text())
        kinds = ["1999" in bare(stop) or "2001" in stop for stop in stops]
        assert kinds[:2] == [True, True]
        assert stops.index("املأ") < stops.index("إلغاء")
        click(dialog, "إلغاء")

    by_hand(page, walk)


def test_a_dialog_that_grows_stays_on_the_screen(page):
    def grow(dialog):
        room = dialog.screen().availableGeometry()
        dialog.move(dialog.x(), room.bottom() - dialog.height())
        lines_of(dialog).setPlainText(LINES)
        assert dialog.frameGeometry().bottom() <= room.bottom()
        click(dialog, "إلغاء")

    by_hand(page, grow)


def test_a_reader_is_heard_beside_the_questions_too(page, qtbot, stored):
    section_list(page).setFocus()
    with dialogs(answer("املأ", says="TESFAYE")) as asked:
        keys(LINES, page)
        qtbot.waitUntil(lambda: not asked.left, timeout=5000)
        qtbot.waitUntil(lambda: not is_reading_documents(page))
    assert stored()["documents[1]/doc_number"] == "K1234567"
    assert section_up(page) == "papers"
