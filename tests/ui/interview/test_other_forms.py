"""A form of another agency may lack what the program's own interview has: less is offered then."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.cases.test_form_duties import changed
from tests.forms.sheets_for_tests import compiled, question, repeat, section
from tests.ui.drivers.interview import (
    can_be_stopped,
    file_of,
    go_to,
    section_up,
    section_view,
    statement_bar,
)
from tests.ui.drivers.vault import install_form
from tests.ui.gestures import buttons, press
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AnswerRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.forms.publishing.definition_json import with_digest
from tipdesk.i18n.text import _
from tipdesk.ui.form.indicators import IndicatorsView
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.interview.readback import ReadbackPage

RECORDED = {"case_type": "tip", "consent_interview": "granted", "sex": "female", "fit_now": "yes"}
TINY = compiled(section("s", question("text", "q", stage="S")))


@pytest.fixture
def begun(officer, places):
    """Begins an interview with a form that a supervisor has installed before."""

    def begin(form):
        install_form(officer.session, form, places.confirm(SUPERVISOR))
        return officer.session.new_files.open_case(form_id=form.form_id)

    return begin


def without(*names):
    """The program's form under another name, without these questions."""
    form = changed(lambda part: None if part.name in names else part)
    return with_digest(replace(form, form_id="other"))


@pytest.mark.parametrize("gone", ["", "stmt_arabic", "stmt_readback", "stmt_sign_mode"])
def test_a_statement_is_offered_where_the_form_has_one(officer, shown, begun, gone):
    case = begun(TINY if not gone else without(gone))
    session = officer.session
    page = shown(InterviewPage(officer))
    page.load(case)
    assert not can_be_stopped(page)
    press(Qt.Key.Key_F12, page)
    for group in file_of(page).rules.definition.sections:
        go_to(page, group.name)
        assert not statement_bar(page).isVisible()
    page.leave()
    reading = shown(ReadbackPage(officer))
    reading.load(case)
    assert not buttons(reading, _("End of the reading…"))
    assert not buttons(reading, _("Stop and refer"))
    reading.leave()
    before = session.files.load(case.id).answers
    for deed in (
        lambda: session.statement.stop(case.id),
        lambda: session.statement.end_reading(case.id, "wet", whole=True),
        lambda: session.statement.add(case.id, "إضافة", ""),
    ):
        with pytest.raises(AnswerRefused):
            deed()
    assert session.files.load(case.id).answers == before


def test_a_stop_answers_only_what_the_form_asks(officer, begun):
    statement = (question("text", "stmt_arabic", stage="S"), question("datetime", "iv_end"))
    read = (
        question("select_one ynu", "stmt_readback"),
        question("select_one ynu", "stmt_sign_mode"),
        *repeat(
            "stmt_corrections",
            question("text", "correction_text"),
            question("datetime", "correction_at"),
        ),
    )
    case = begun(compiled(section("statement", *statement, *read)))
    session = officer.session
    session.statement.stop(case.id)
    answers = session.files.load(case.id).answers
    assert {path for path, answer in answers.items() if answer.value or answer.reason} == {
        "stmt_arabic",
        "stmt_readback",
        "stmt_sign_mode",
        "iv_end",
    }


@pytest.mark.parametrize("gone", ["ind_code", "ind_dimensions", "ind_set", "assess_officer"])
def test_the_panel_stands_where_the_form_has_all_of_it(officer, shown, begun, gone):
    case = begun(without(gone))
    officer.session.answers.save_answers(case.id, {k: Answer(v) for k, v in RECORDED.items()})
    page = shown(InterviewPage(officer))
    page.load(case, "indicators")
    assert section_up(page) == "indicators"
    assert not isinstance(section_view(page), IndicatorsView)
    page.leave()
