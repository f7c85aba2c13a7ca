"""Changing a file that was approved or sent: what is said before, while and after it is done."""

import pytest
from PySide6.QtCore import Qt

from tests.desk.approving import approve
from tests.ui.drivers.interview import (
    amending_bar,
    drop_amendment,
    go_to,
    question,
    scroll_area,
    seek,
)
from tests.ui.drivers.seeing import every, long_field
from tests.ui.gestures import answer, bare, button, click, dialogs, press, texts, type_text
from tests.ui.places import case_of
from tests.ui.review.test_remarks import give_back
from tipdesk.cases.model import Answer, MissingReason, Status
from tipdesk.demo.stations import SUPERVISOR, confirm
from tipdesk.i18n.text import _
from tipdesk.texts.messages import reason_label, standing_label, status_label
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.dialogs import ask_text
from tipdesk.ui.toolkit.parts import LinkRow

ENDS = _(
    "It ends the supervisor's approval: the file is then completed and approved anew before it "
    "is referred."
)


@pytest.fixture
def page(officer, shown):
    page = shown(InterviewPage(officer))
    yield page
    page.leave()


def bar(page):
    return texts(amending_bar(page))


def change(officer, case_id):
    return officer.session.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")


def test_before_and_while_an_approved_file_is_amended_it_says_what_that_ends(page, officer, places):
    page.load(case_of(officer.session, places.approved))
    assert ENDS in bar(page)
    click(page, _("Amend"))
    assert ENDS in bar(page)
    page._keeper.unrecorded.take({"urgency": Answer("routine")})
    with dialogs(answer(_("Cancel"), says=ENDS)):
        click(page, _("Keep the amendment…"))
    drop_amendment(page)


def test_a_file_that_only_waits_says_nothing_of_an_approval(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    assert ENDS not in bar(page)
    page.load(case_of(officer.session, places.exported))
    assert ENDS not in bar(page)
    assert _(
        "What was referred stays as it was sent: the file is then completed, approved and referred "
        "anew."
    ) in bar(page)


def test_afterwards_nobody_is_said_to_have_returned_it(page, officer, places, shown):
    case = change(officer, places.approved)
    assert case.status is Status.RETURNED
    assert case.changed
    page.load(case)
    assert _("This file is complete. A later change") not in bar(page)
    assert "عُدِّل هذا الملف بعد اعتماده" in bare(bar(page))
    files = shown(FilesPage(officer))
    files.load()
    column = [row for row in files._table._model.rows() if row.id == case.id]
    assert column[0].changed
    for words in (texts(page), standing_label(column[0])):
        assert _("Changed after its approval") in words
        assert status_label(Status.RETURNED) not in words
    give_back(officer.session, places.completed, ("", "يُستوفى"))
    returned = officer.session.files.case(places.completed)
    assert standing_label(returned) == status_label(Status.RETURNED)


def test_remarks_of_an_earlier_round_are_named_as_such_and_lead_to_their_questions(
    officer, places, shown, qtbot
):
    steps = officer.session.steps
    give_back(officer.session, places.completed, ("stmt_arabic", "أولى"), ("", "ثانية"))
    review = shown(ReviewPage(officer))
    review.load(case_of(officer.session, places.completed))
    words = bare(texts(review))
    assert _("Earlier remarks") not in words
    assert words.index("أولى") < words.index("ثانية")
    line = next(
        link_row for link_row in every(review, LinkRow) if "أولى" in link_row.accessibleName()
    )
    with qtbot.waitSignal(review.question_asked) as asked:
        line.click()
    assert asked.args[1:] == ["account", "stmt_arabic"]
    change(officer, places.completed)
    steps.complete(places.completed)
    approve(officer.session, places.completed, confirm(officer.session, SUPERVISOR), ())
    change(officer, places.completed)
    review.load(case_of(officer.session, places.completed))
    words = bare(texts(review))
    assert _("Earlier remarks") in words
    assert _("The supervisor's remarks") not in words


def test_the_way_to_keep_an_amendment_stays_in_sight(page, officer, places):
    page.load(case_of(officer.session, places.approved))
    click(page, _("Amend"))
    go_to(page, "account")
    scroll = scroll_area(page).verticalScrollBar()
    scroll.setValue(scroll.maximum())
    assert scroll.value()
    keep = button(page, _("Keep the amendment…"))
    assert keep.visibleRegion().boundingRect() == keep.rect()


def test_the_reason_is_kept_by_key_and_by_the_next_tab(page):
    def by_key(dialog):
        field = long_field(dialog)
        type_text("سبب", field)
        press(Qt.Key.Key_Tab, field)
        assert button(dialog, "حفظ").hasFocus()
        press(Qt.Key.Key_Tab)
        assert button(dialog, _("Cancel")).hasFocus()
        press(Qt.Key.Key_Return, field, Qt.KeyboardModifier.ControlModifier)

    with dialogs(by_key):
        assert ask_text(page, "سبب", "", "حفظ", begun="", keep=lambda _words: None) == "سبب"


def test_reasons_agree_with_the_person(page, officer, places):
    case = case_of(officer.session, places.ready)
    session = officer.session
    for sex, declined_words in (("female", "امتنعت عن الإجابة"), ("male", "امتنع عن الإجابة")):
        declined = Answer(reason=MissingReason.DECLINED)
        session.answers.save_answers(case.id, {"sex": Answer(sex), "name_ar_first": declined})
        page.load(case)
        assert seek(page, "name_ar_first")
        row = question(page, "name_ar_first")
        assert declined_words in row.words.split("\n")
        assert row.row.menu.sex == sex
    assert reason_label(MissingReason.NOT_KNOWN, "ar", "female") == "لا تعلم"


def test_the_review_speaks_of_the_person_as_the_interview_does(officer, places, shown):
    case = officer.session.files.case(places.begun)
    officer.session.answers.save_answers(case.id, {"sex": Answer("female")})
    review = shown(ReviewPage(officer))
    review.load(case)
    form = officer.session.files.load(case.id).form
    wish = next(question for question in form.questions() if question.name == "person_wish")
    labels = [link_row.accessibleName() for link_row in every(review, LinkRow)]
    assert wish.label.text("ar", "female") in labels
    assert wish.label.text("ar") not in labels
