"""Persons are entered once: offered by name and role, corrected at the suspects."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.form import close_list, offered, take
from tests.ui.drivers.interview import file_of, go_to, seek, strip
from tests.ui.drivers.interview import question as asked
from tests.ui.forms import ABOUT, question
from tests.ui.gestures import click, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.interview.people import NamedPerson
from tipdesk.cases.model import Answer
from tipdesk.forms.model import LocalText, QuestionType
from tipdesk.ui.form.editors import make_editor
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit.combo_editor import Surroundings

SALEM = "سالم المطيري"
PEOPLE = (
    NamedPerson(SALEM, (LocalText("المشتبه بهم", "Suspects"), LocalText("المجنِّد", "Recruiter"))),
    NamedPerson("أحمد", (LocalText("المترجم", "Interpreter"),)),
)


@pytest.fixture
def editor(qtbot):
    def make(people=PEOPLE):
        about = Surroundings("ar", officers=ABOUT.officers, now=ABOUT.now, people=lambda: people)
        editor = make_editor(question(QuestionType.PERSON), (), about)
        qtbot.addWidget(editor)
        with qtbot.waitActive(editor):
            editor.show()
            editor.activateWindow()
        editor.take_focus()
        editor.field = editor.inputs()[0]
        return editor

    yield make
    close_list()


def test_typing_offers_whom_the_file_names_with_their_roles(editor, qtbot):
    person_editor = editor()
    with qtbot.waitSignal(person_editor.edited):
        type_text("المط", person_editor.field)
    assert offered() != []
    assert offered() == [f"{SALEM} – المشتبه بهم • المجنِّد"]
    with qtbot.waitSignal(person_editor.edited):
        take()
    assert person_editor.text() == SALEM
    assert offered() == []


def test_spelling_decides_nothing(editor):
    person_editor = editor()
    type_text("احم", person_editor.field)
    assert offered() == ["أحمد – المترجم"]


def test_down_opens_the_whole_list(editor):
    person_editor = editor()
    press(Qt.Key.Key_Down, person_editor.field)
    assert len(offered()) == 2
    take(1)
    assert person_editor.text() == "أحمد"


def test_a_new_name_is_typed_freely(editor):
    person_editor = editor()
    type_text("خالد", person_editor.field)
    assert offered() == []
    assert person_editor.text() == "خالد"


def test_the_next_of_several_names_is_offered_behind_the_others(editor):
    person_editor = editor()
    type_text("مريم؛ سا", person_editor.field)
    take()
    assert person_editor.text() == f"مريم؛ {SALEM}"


def test_without_anybody_there_is_no_list(editor):
    person_editor = editor(people=())
    press(Qt.Key.Key_Down, person_editor.field)
    assert offered() == []
    assert not person_editor.field.opener.isVisible()


def test_what_is_only_shown_offers_nobody_and_hiding_closes_the_list(editor):
    person_editor = editor()
    press(Qt.Key.Key_Down, person_editor.field)
    assert offered() != []
    person_editor.hide()  # F7
    assert offered() == []
    person_editor.show()
    person_editor.set_read_only(True)
    person_editor.take_focus()
    press(Qt.Key.Key_Down, person_editor.field)
    assert offered() == []


@pytest.fixture
def page(officer, shown, qtbot, places):
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)
    session = officer.session
    given = {"case_type": "tip", "suspect_rows[1]": "1", "suspect_rows[1]/sus_name": SALEM,
             "rec_person": SALEM, "iv_private": "yes", "iv_suspect_near": "no", "fit_now": "yes",
             "consent_interview": "granted", "name_ar_first": "سلام", "age_stated": "30"}  # fmt: skip
    session.answers.save_answers(
        places.begun, {path: Answer(value) for path, value in given.items()}
    )
    page.load(case_of(officer.session, places.begun), "suspects")
    yield page
    page.leave()


def correct(page, text):
    field = asked(page, "suspect_rows[1]/sus_name").editor
    field.take_focus()
    field.inputs()[0].selectAll()
    type_text(text)


def stored(officer, places, path):
    return officer.session.files.load(places.begun).answers[path].value


def test_a_suspect_is_offered_elsewhere_in_the_file(page):
    assert [person.name for person in file_of(page).surroundings().people()] == [SALEM]


def test_a_name_corrected_at_the_suspects_is_corrected_where_it_was_chosen(page, officer, places):
    go_to(page, "recruitment")
    go_to(page, "suspects")
    correct(page, "سليم")
    page.flush()
    assert stored(officer, places, "rec_person") == SALEM  # not while it is typed
    press(Qt.Key.Key_Tab)
    assert stored(officer, places, "rec_person") == "سليم"
    assert asked(page, "rec_person").text == "سليم"
    assert "المجنِّد" in texts(page)
    click(page, "تراجع عنه هناك")
    assert stored(officer, places, "rec_person") == SALEM
    assert not strip(page, "followed").isVisible()


def test_it_follows_at_a_lock_too_and_an_emptied_name_changes_nothing(page, officer, places):
    correct(page, "سليم")
    page.leave()
    assert stored(officer, places, "rec_person") == "سليم"
    page.load(case_of(officer.session, places.begun), "suspects")
    correct(page, " ")
    press(Qt.Key.Key_Tab)
    assert stored(officer, places, "rec_person") == "سليم"


def put(page, path, text):
    seek(page, path)
    row = asked(page, path)
    row.field.selectAll()
    type_text(text)
    close_list()
    press(Qt.Key.Key_Tab)


PAID, PRESENT = "legs[1]/leg_company", "iv_present[1]/present_name"


@pytest.fixture
def named(page, officer, places):
    """Somebody without a row: entered as one who was present, then as company and contact."""
    session = officer.session
    page.leave()
    for words in ({"iv_present[1]": "1", PRESENT: "هيا"}, {"legs[1]": "1", PAID: "هيا؛ راجيش"}):
        session.answers.save_answers(
            places.begun, {path: Answer(value) for path, value in words.items()}
        )
    page.load(case_of(officer.session, places.begun), "suspects")
    return page


def test_names_in_plain_text_offer_whom_the_file_names(named):
    seek(named, PRESENT)
    editor = asked(named, PRESENT).editor
    editor.take_focus()
    press(Qt.Key.Key_Down, editor.inputs()[0])
    assert any(name.startswith(SALEM) for name in offered())
    close_list()


def test_a_name_follows_from_where_it_was_first_entered_and_is_taken_back(named, officer, places):
    put(named, PRESENT, "هيا العنزي")
    assert stored(officer, places, PAID) == "هيا العنزي؛ راجيش"
    assert strip(named, "followed").isVisible()
    click(named, "تراجع عنه هناك")
    assert stored(officer, places, PAID) == "هيا؛ راجيش"
    assert stored(officer, places, PRESENT) == "هيا العنزي"


def test_from_elsewhere_it_is_offered_and_put_in_step_when_it_is_the_same(named, officer, places):
    put(named, PAID, "هيا العنزي؛ راجيش")
    assert stored(officer, places, PRESENT) == "هيا"
    assert strip(named, "offered").isVisible()
    assert "هيا" not in strip(named, "offered").text()  # it stands while names are hidden
    click(named, "تصحيحه هناك أيضاً")
    assert stored(officer, places, PRESENT) == "هيا العنزي"
    assert not strip(named, "offered").isVisible()
    click(named, "تراجع عنه هناك")
    assert stored(officer, places, PRESENT) == "هيا"


def test_two_persons_are_not_merged_unasked(named, officer, places):
    put(named, "suspect_rows[1]/sus_name", "هيا")
    assert stored(officer, places, "rec_person") == SALEM
    assert strip(named, "offered").isVisible()
    click(named, "شخص آخر")
    assert not strip(named, "offered").isVisible()
    assert stored(officer, places, "rec_person") == SALEM


def test_an_offer_leaves_alone_what_was_answered_meanwhile(named, officer, places):
    put(named, PAID, "هيا العنزي؛ راجيش")
    put(named, PRESENT, "خالد")
    named._person_links.put_in_step()
    assert stored(officer, places, PRESENT) == "خالد"
