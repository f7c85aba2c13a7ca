"""Review: what is missing, completion, four eyes, return, approval with picks, what follows."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QPushButton,
)

from tests.ui.drivers.seeing import combo, every, long_field, seen
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    confirm,
    dialogs,
    error,
    field,
    press,
    texts,
    type_text,
)
from tests.ui.review.test_remarks import give_back
from tipdesk.cases.model import Answer, Status
from tipdesk.core.errors import ExportNotReady, WrongPassphrase
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence, status_label
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.review.remarks import ask_picks, remarkable
from tipdesk.ui.toolkit.parts import LinkRow


def needed():
    text = _(
        "Whoever completed or changed a file does not approve it. Another supervisor of this "
        "station is needed."
    )
    return bare(text)


@pytest.fixture
def page(officer, shown):
    return shown(ReviewPage(officer))


def status(officer, case_id):
    return officer.session.files.case(case_id).status


def load(page, officer, case_id):
    page.load(officer.session.files.case(case_id))
    QApplication.processEvents()


def choose_supervisor(dialog: QDialog) -> None:
    who = combo(dialog)
    assert [who.itemData(at) for at in range(who.count())] == [SUPERVISOR.login]


def rows(page):
    return seen(page, LinkRow)


@pytest.mark.dressed
def test_what_is_missing_is_listed_by_section_and_leads_to_the_question(
    page, officer, places, qtbot
):
    load(page, officer, places.begun)
    report = officer.session.steps.review(places.begun)
    assert len(rows(page)) == len(report.needed) + len(report.warnings)
    assert str(len(report.needed)) in bare(texts(page))
    assert not button(page, _("Complete and hand to the supervisor")).isEnabled()
    for need in (report.needed[0], report.needed[-1]):
        line = next(
            link_row
            for link_row in rows(page)
            if link_row.accessibleName() == need.label.text("ar")
        )
        with qtbot.waitSignal(page.question_asked) as asked:
            QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        assert asked.args[0].id == places.begun
        assert asked.args[1:] == [need.section, need.path]
    line.setFocus()
    with qtbot.waitSignal(page.question_asked):
        press(Qt.Key.Key_Space, line)


def test_completing_asks_first_and_freezes(page, officer, places):
    load(page, officer, places.ready)
    with dialogs(answer(_("Cancel"))):
        click(page, _("Complete and hand to the supervisor"))
    assert status(officer, places.ready) is Status.IN_PROGRESS
    with dialogs(lambda dialog: press(Qt.Key.Key_Return, dialog)):
        click(page, _("Complete and hand to the supervisor"))
    assert status(officer, places.ready) is Status.COMPLETED
    assert status_label(Status.COMPLETED) in texts(page)
    assert button(page, _("Approve")).isEnabled()


def test_the_supervisor_returns_with_remarks_which_the_officer_sees(page, officer, places):
    load(page, officer, places.completed)

    def write(dialog):
        on = button(dialog, _("Go on"))
        assert not on.isEnabled()
        type_text("وضّح تاريخ الوصول.", long_field(dialog))
        click(dialog, _("Go on"))

    with dialogs(write, confirm(SUPERVISOR.passphrase)):
        click(page, _("Return with remarks"))
    assert status(officer, places.completed) is Status.RETURNED
    assert "وضّح تاريخ الوصول." in texts(page)
    assert SUPERVISOR.login in bare(texts(page))
    with dialogs(answer(_("Cancel"), says="وضّح تاريخ الوصول.")):
        click(page, _("Complete and hand to the supervisor"))  # nothing was done about it
    assert status(officer, places.completed) is Status.RETURNED
    with dialogs(answer(_("Send it as it is"))):
        click(page, _("Complete and hand to the supervisor"))
    assert status(officer, places.completed) is Status.COMPLETED


def test_a_returned_file_that_was_changed_goes_on_as_usual(page, officer, places):
    give_back(officer.session, places.completed, ("", "وضّح تاريخ الوصول."))
    officer.session.answers.amend(places.completed, {"urgency": Answer("routine")}, "سبب")
    load(page, officer, places.completed)
    with dialogs(answer(_("Complete the file"))):
        click(page, _("Complete and hand to the supervisor"))
    assert status(officer, places.completed) is Status.COMPLETED


def test_whoever_returned_a_file_is_told_that_the_officer_sends_it_again(supervisor, shown, places):
    give_back(supervisor.session, places.completed, ("", "وضّح تاريخ الوصول."))
    page = shown(ReviewPage(supervisor))
    load(page, supervisor, places.completed)
    assert _("Complete and hand to the supervisor") not in texts(page)
    assert _("You returned this file, so its officer sends it again.") in texts(page)


def test_a_file_changed_after_its_approval_was_returned_by_nobody(page, officer, places):
    officer.session.answers.amend(places.approved, {"urgency": Answer("routine")}, "سبب")
    load(page, officer, places.approved)
    assert status(officer, places.approved) is Status.RETURNED
    changed = _("The file was changed after it was approved. Complete it and have it approved.")
    assert changed in texts(page)
    back = _("The supervisor returned the file. Correct what the remarks name, then complete it.")
    assert back not in texts(page)


def test_going_back_returns_nothing(page, officer, places):
    load(page, officer, places.completed)
    with dialogs(answer(_("Cancel"))):
        click(page, _("Return with remarks"))
    assert status(officer, places.completed) is Status.COMPLETED


def test_approval_under_the_supervisors_passphrase_with_picks(page, officer, places):
    load(page, officer, places.completed)
    pickable = officer.session.files.pickable(places.completed)
    assert pickable
    chosen = []

    def choose(dialog):
        tick = every(dialog, QCheckBox)[0]
        tick.setChecked(True)
        assert not button(dialog, _("Go on")).isEnabled()  # a pick needs its reason
        title = _("Why it may go: {question}").format(question=tick.text())
        type_text("طلبته النيابة العامة.", field(dialog, title))
        chosen.append(pickable[0].name)
        click(dialog, _("Go on"))

    def wrong_then_right(dialog):
        choose_supervisor(dialog)
        where = field(dialog, _("Passphrase"))
        type_text(OFFICER.passphrase, where)
        press(Qt.Key.Key_Return, where)

        def again():
            wrong_passphrase = sentence(
                WrongPassphrase(reason="person", login=SUPERVISOR.login)
            ).what
            if wrong_passphrase not in texts(dialog):
                QTimer.singleShot(20, again)
                return
            type_text(SUPERVISOR.passphrase, where)
            press(Qt.Key.Key_Return, where)

        again()

    with dialogs(choose, wrong_then_right):
        click(page, _("Approve"))
    case = officer.session.files.case(places.completed)
    assert case.status is Status.APPROVED
    picks = officer.session.files.picks(case)
    assert [(pick.name, pick.reason, pick.by) for pick in picks] == [
        (chosen[0], "طلبته النيابة العامة.", SUPERVISOR.login)
    ]
    assert button(page, _("Refer to the Prosecution")).isEnabled()


def test_what_keeps_a_file_here_is_said_before_a_passphrase_is_typed(page, officer, places):
    session, case_id = officer.session, places.completed
    answers = {"consent_prosecution": Answer("refused"), "processing_basis": Answer("consent")}
    session.answers.amend(case_id, answers, "سُحبت الموافقة")
    load(page, officer, case_id)
    with dialogs(error(ExportNotReady, reason="no_basis")):
        click(page, _("Approve"))
    assert status(officer, case_id) is Status.COMPLETED


def test_whoever_completed_a_file_is_told_on_the_page_that_another_approves(
    supervisor, places, shown
):
    page = shown(ReviewPage(supervisor))
    load(page, supervisor, places.ready)
    with dialogs(answer(_("Complete the file"))):
        click(page, _("Complete and hand to the supervisor"))
    assert not button(page, _("Approve")).isEnabled()
    assert needed() in bare(texts(page))


def test_a_supervisor_who_amended_a_file_is_told_so_before_typing_a_passphrase(
    supervisor, places, shown
):
    page = shown(ReviewPage(supervisor))
    load(page, supervisor, places.completed)
    assert button(page, _("Approve")).isEnabled()
    assert needed() not in bare(texts(page))
    supervisor.session.answers.amend(
        places.completed, {"stmt_arabic": Answer("أقوال معدّلة")}, "طلب الشخص التصحيح."
    )
    load(page, supervisor, places.completed)
    assert not button(page, _("Approve")).isEnabled()
    assert needed() in bare(texts(page))


def test_an_approved_file_leads_to_the_export_and_can_still_be_returned(
    page, officer, places, qtbot
):
    load(page, officer, places.approved)
    with qtbot.waitSignal(page.export_asked) as asked:
        click(page, _("Refer to the Prosecution"))
    assert asked.args[0].id == places.approved
    assert button(page, _("Return with remarks")).isEnabled()


def test_a_referred_file_shows_its_bundle_and_the_digits(page, officer, places):
    load(page, officer, places.exported)
    export = officer.session.handover.exports(places.exported)[0]
    shown_text = bare(texts(page))
    assert export.file_name in shown_text
    assert export.fingerprint.split() == [
        group for group in shown_text.split() if group in export.fingerprint.split()
    ]
    assert _("No receipt yet") in texts(page)
    assert button(page, _("Import a receipt or message")).isEnabled()


def test_an_amendment_shows_before_now_and_why(page, officer, places):
    officer.session.answers.amend(
        places.completed, {"stmt_arabic": Answer("أقوال معدّلة")}, "طلب الشخص التصحيح."
    )
    load(page, officer, places.completed)
    assert "أقوال معدّلة" in texts(page)
    assert "طلب الشخص التصحيح." in texts(page)
    assert _("Before") in texts(page)


@pytest.mark.parametrize(
    ("text", "signal"), [("Attachments", "attachments_asked"), ("Print", "print_asked")]
)
def test_paper_and_attachments_are_one_click_away(page, officer, places, qtbot, text, signal):
    load(page, officer, places.ready)
    with qtbot.waitSignal(getattr(page, signal)) as asked:
        click(page, _(text))
    assert asked.args[0].id == places.ready


def test_no_line_is_higher_or_lower_than_its_words(page, officer, places):
    load(page, officer, places.begun)
    for line in rows(page):
        assert isinstance(line, QPushButton)
        assert line.height() >= line.heightForWidth(line.width())


RISK = {"risk_level": Answer("high"), "risk_review_at": Answer("2099-01-01")}


def test_hidden_names_hide_what_the_form_says_of_answers(page, officer, places):
    officer.session.answers.save_answers(places.begun, RISK)
    load(page, officer, places.begun)
    words = bare(texts(page))
    assert words.count("الخطورة مرتفعة") == 2  # a note of the form, and a date that is too late
    page.set_masked(True)
    assert "الخطورة" not in bare(texts(page))
    page.set_masked(False)
    assert bare(texts(page)) == words


def test_what_may_be_picked_and_remarked_on_agrees_with_the_person(page, officer, places):
    file = officer.session.files.load(places.ready)
    sex = file.sex
    assert sex in ("female", "male")
    asked = next(
        question for question in file.form.questions() if question.name == "sus_knows_place"
    )
    when = next(item for item in file.form.questions() if item.name == "timeline_when")
    seen = []

    def look(dialog):
        seen.extend(box.text() for box in every(dialog, QCheckBox))
        dialog.reject()

    with dialogs(look):
        ask_picks(page, file.form, [asked, when], sex=sex)
    person = bare(asked.label.text("ar", sex))
    assert [bare(text) for text in seen] == [f"المشتبه بهم • {person}", "تسلسل الأحداث • متى"]
    role = next(question for question in file.form.questions() if question.name == "person_role")
    (line,) = [
        candidate for candidate in remarkable(officer.session, file) if candidate.name == role.name
    ]
    assert line.label.ar.startswith(role.label.text("ar", sex) + " • ")
    assert role.label.text("ar", sex) != role.label.ar
