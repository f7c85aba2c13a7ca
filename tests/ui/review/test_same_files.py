"""That another file is of the same person stands on the page of a file, and leads there."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import question
from tests.ui.drivers.window import enter, no_pin, open_interview, page_name
from tests.ui.gestures import answer, bare, click, dialogs, give_reason, press, texts
from tipdesk.cases.model import Answer
from tipdesk.cases.persons.same import Kinship, PairSays
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.ui.review.page import ReviewPage

NAMES = {"name_ar_first": "خديجة", "name_ar_family": "الرشيدي", "birth_date": "1991-04-17"}


def record(session, case_id):
    answers = {path: Answer(value) for path, value in NAMES.items()}
    session.answers.save_answers(case_id, answers)
    session.answers.fold(case_id)


@pytest.fixture
def other(places, clock):
    """A supervisor's file of the person."""
    session = places.open(places.officers, SUPERVISOR, clock)
    case = session.new_files.open_case()
    record(session, case.id)
    session.lock()
    return case


def choose_sibling(_dialog):
    for _step in range(list(Kinship).index(Kinship.SIBLING)):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)


def test_the_page_of_a_file_says_it_and_takes_it_back(other, officer, places, shown):
    session = officer.session
    record(session, places.begun)
    session.files.same_person.say(places.begun, other.id, PairSays.SAME)
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.begun))
    words = f"الشخص نفسه الوارد في الملف {other.number}، كما ذكر {session.officer.name}"
    assert words in bare(texts(page))
    page.set_masked(True)
    assert session.officer.name not in texts(page)
    page.set_masked(False)
    asked = []
    page.file_asked.connect(asked.append)
    with dialogs(answer(_("Cancel"), says=other.number)):
        click(page, _("Open the file"))
    assert not asked
    click(page, _("Undo"))
    assert other.number not in bare(texts(page))
    assert not session.files.same_person.said_of(places.begun)


def test_another_file_is_opened_from_the_name_with_a_reason(window, other, places, clock):
    enter(window, places, clock, no_pin, OFFICER)
    session = window.services.session
    record(session, places.begun)
    section = session.files.rules(places.begun).section_of("name_ar_first")
    page = open_interview(window, places.begun, section, "name_ar_first")
    row = question(page, "name_ar_first").row
    opening = row.notes.advice.stops()[-1]
    with dialogs(answer(_("Cancel"), says=other.number)):
        opening.click()
    assert other.number in bare(row.notes.advice.text())
    with dialogs(give_reason):
        opening.click()
    assert page_name(window) == "interview"
    assert other.number in bare(texts(window))
    assert places.begun != page.left_at().case_id


def test_a_file_of_the_family_is_named_and_taken_back(other, officer, places, shown):
    session = officer.session
    record(session, places.begun)
    session.new_files.open_case()
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.begun))
    assert "لم يُذكر هنا أي ملف للأسرة" in bare(texts(page))

    def choose_first(dialog):
        assert other.number not in bare(texts(dialog))  # it names others
        press(Qt.Key.Key_Return)

    with dialogs(choose_first, choose_sibling):
        click(page, _("A file of the family…"))
    (line,) = session.families.of_case(places.begun).files
    assert f"الأخ أو الأخت في الملف {line.number}" in bare(texts(page))
    click(page, _("Undo"))
    assert "لم يُذكر هنا أي ملف للأسرة" in bare(texts(page))


def test_a_child_is_turned_to_with_what_was_said_of_it(officer, places, shown):
    session = officer.session
    row = {"children_in_kw[1]": "1", "children_in_kw[1]/child_kw_name": "نور"}
    session.answers.save_answers(places.begun, {path: Answer(row[path]) for path in row})
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.begun))
    page.set_masked(True)
    assert "نور" not in texts(page)
    page.set_masked(False)
    assert "نور" in texts(page)
    asked = []
    page.file_asked.connect(asked.append)
    click(page, _("Begin a file of this child"))
    (child,) = asked
    assert session.knowing.offered(child.id)["name_ar_first"].value == "نور"
    page.load(session.files.case(places.begun))
    assert f"الابن أو الابنة في الملف {child.number}" in bare(texts(page))
    assert "لطفل واحد" not in texts(page)
    second = session.new_files.open_case()
    say_family = session.files.same_person.say_family
    say_family(places.begun, second.id, Kinship.CHILD, "children_in_kw[1]")
    page.load(session.files.case(places.begun))
    assert f"ملفات لطفل واحد: {child.number}، {second.number}." in bare(texts(page))


def test_two_sisters_are_told_apart_at_the_name(window, other, places, clock):
    enter(window, places, clock, no_pin, OFFICER)
    session = window.services.session
    record(session, places.begun)
    section = session.files.rules(places.begun).section_of("name_ar_first")
    page = open_interview(window, places.begun, section, "name_ar_first")
    row = question(page, "name_ar_first").row

    with dialogs(choose_sibling):
        click(row, "من الأسرة")
    assert f"الأخ أو الأخت في الملف {other.number}" in bare(texts(row))
