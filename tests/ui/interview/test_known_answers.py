"""What is known stands in its field with its source; what is offered counts once it is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QListWidget

from tests.ui.drivers.interview import (
    come_by_no_key,
    go_into,
    go_to,
    put_answers,
    question,
    repeat_of,
    scroll_area,
)
from tests.ui.drivers.seeing import every
from tests.ui.gestures import bare, click, dialogs, press, texts
from tipdesk.cases.model import Answer, Source
from tipdesk.ui.form.section_state import SuggestionStrip
from tipdesk.ui.interview.page import InterviewPage

SHOWN = {
    name: Answer(value)
    for name, value in {
        "consent_interview": "granted", "case_type": "tip_som", "rec_country": "NPL",
        "debt_start_amount": "500", "age_stated": "30", "iv_private": "yes",
        "iv_suspect_near": "no", "fit_now": "yes",
    }.items()
}  # fmt: skip
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(officer, shown, qtbot):
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)
    yield page
    page.leave()


def of_event(page):
    return [line for line in bare(texts(page)).splitlines() if line.startswith("من الواقعة")]


def offered(page):
    return [line for line in bare(texts(page)).splitlines() if line.startswith("معروض")]


def test_what_is_known_is_shown_with_its_source_and_changed_as_any_answer(page, officer, qtbot):
    session = officer.session
    case = session.new_files.open_case()
    page.load(case, "registration")
    agency = question(page, "intake_agency")
    assert agency.answer.source is Source.STATION
    assert "المصدر: بيان المحطة" in bare(texts(page))
    agency.editor.show_value("shelter")
    come_by_no_key(page, "intake_agency")
    page.flush()
    kept = session.files.load(case.id).answers["intake_agency"]
    assert (kept.value, kept.source) == ("shelter", None)

    go_to(page, "rights")  # what follows from an answer stands in its field at once
    put_answers(page, {"language_preferred": Answer("npi")})
    qtbot.waitUntil(lambda: question(page, "rights_language").answer.value == "npi")
    assert "المصدر: إجابة أخرى في هذا الملف" in bare(texts(page))


def test_an_offer_of_the_same_event_is_confirmed_by_key(page, officer, qtbot):
    session = officer.session
    first = session.new_files.open_case()
    given = {"case_type": "tip", "case_source": "police_operation", "urgency": "immediate"}
    session.answers.save_answers(first.id, {name: Answer(value) for name, value in given.items()})
    case = session.new_files.open_case()
    page.load(case, "registration")
    assert not of_event(page)

    def choose(dialog):
        files = dialog.findChild(QListWidget)
        numbers = [bare(files.item(at).text()) for at in range(files.count())]
        files.setCurrentRow(next(at for at, text in enumerate(numbers) if first.number in text))
        click(dialog, "اختيار")

    with dialogs(choose):
        menu = question(page, "case_type").open_menu()
        chosen = next(act for act in menu.actions() if "اختر الواقعة" in act.text())
        menu.close()
        chosen.trigger()
    lines = of_event(page)
    assert len(lines) == 2, lines  # nothing of the person, and no judgement
    assert lines[1].endswith("نوع الواقعة: اتجار بالأشخاص. لا يُحتسب بعد.")
    assert "case_type" not in session.files.load(case.id).answers
    with qtbot.waitActive(page):  # no window manager gives the keys back after a dialog
        page.activateWindow()
    assert go_into(page, "case_type")
    press(Qt.Key.Key_Return, modifier=ALT)
    kept = session.files.load(case.id).answers["case_type"]
    assert (kept.value, kept.source) == ("tip", Source.EVENT)
    assert question(page, "case_type").answer.value == "tip"
    press(Qt.Key.Key_Return, modifier=ALT)  # nothing is offered there any more
    assert session.files.load(case.id).answers["case_type"] == kept

    go_to(page, "journey")
    legs = repeat_of(page, "legs")
    legs.add()
    question(page, "legs[1]/leg_to_place").type("دلهي")
    legs.add()
    assert any("دلهي" in line for line in offered(page))
    question(page, "legs[2]/leg_from_place").focus()
    press(Qt.Key.Key_Return, modifier=ALT)
    page.flush()
    assert session.files.load(case.id).answers["legs[2]/leg_from_place"].value == "دلهي"


def test_all_that_an_event_says_is_confirmed_by_one_key_and_undone_by_one(page, officer, qtbot):
    session = officer.session
    facts = {
        "intake_site_type": "border_port", "intake_port": "kwi_airport",
        "case_source": "police_operation", "referring_agency": "moi_tip",
    }  # fmt: skip
    form = session.events.form()
    facts["intake_port"] = form.choices["port"][0].name
    facts["referring_agency"] = form.choices["agency"][0].name
    event = session.events.begin(facts)
    case = session.new_files.open_case()
    session.events.put(case.id, event.id)
    page.load(case, "registration")
    assert len(of_event(page)) == 4
    assert go_into(page, "case_type")
    press(Qt.Key.Key_Return, modifier=ALT | Qt.KeyboardModifier.ShiftModifier)
    page.flush()
    kept = session.files.load(case.id).answers
    assert {name: kept[name].value for name in facts} == facts
    assert {kept[name].source for name in facts} == {Source.EVENT}
    assert "المصدر: مستند الواقعة" in bare(texts(page))
    press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    page.flush()
    kept = session.files.load(case.id).answers
    assert not any(kept[name].value for name in facts if name in kept)


def test_what_is_likely_comes_with_the_answer_that_it_goes_by(page, officer, qtbot):
    """Nobody has to leave the section and come back to it."""
    session = officer.session
    case = session.new_files.open_case()
    page.load(case, "session")
    go_to(page, "journey")
    legs = repeat_of(page, "legs")
    legs.add()
    put_answers(page, {"legs[1]/leg_from_country": Answer("NPL"), "case_type": Answer("som")})
    go_to(page, "smuggling")
    assert not any("نيبالي" in line for line in offered(page))
    question(page, "som_agreed_fee_amount").type("900")
    qtbot.waitUntil(lambda: any("نيبالي" in line for line in offered(page)))
    assert go_into(page, "som_agreed_fee_currency")
    press(Qt.Key.Key_Return, modifier=ALT)
    page.flush()
    kept = session.files.load(case.id).answers["som_agreed_fee_currency"]
    assert (kept.value, kept.source) == ("NPR", Source.OFFERED)


def test_an_hour_that_is_offered_is_one_offer_however_late_it_is(page, officer, clock, qtbot):
    """Its line keeps its place; the moment that counts is that of the key."""
    session = officer.session
    case = session.new_files.open_case()
    page.load(case, "session_end")
    clock.move(minutes=30)
    put_answers(page, {"urgency": Answer("routine")})
    go_to(page, "session_end")
    first = offered(page)
    assert len(first) == 1, first
    clock.move(minutes=15)
    put_answers(page, {"person_role": Answer("victim")})
    second = offered(page)
    assert len(second) == 1, second
    assert second != first
    clock.move(minutes=5)
    assert go_into(page, "iv_end")
    press(Qt.Key.Key_Return, modifier=ALT)
    page.flush()
    kept = session.files.load(case.id).answers
    passed = datetime.fromisoformat(kept["iv_end"].value) - datetime.fromisoformat(
        kept["iv_start"].value
    )
    assert timedelta(minutes=48) < passed < timedelta(minutes=52)
    assert kept["iv_end"].source is Source.OFFERED


def test_what_is_offered_below_a_field_comes_into_sight_with_it(page, officer, qtbot):
    session = officer.session
    case = session.new_files.open_case()
    page.resize(1000, 600)
    page.load(case, "session")
    put_answers(page, SHOWN)
    go_to(page, "recruitment")
    assert go_into(page, "debt_start_currency")
    QApplication.processEvents()
    area = scroll_area(page)
    line = next(part for part in every(area, SuggestionStrip) if "الدين" in texts(part))
    end = line.mapTo(area.viewport(), QPoint(0, line.height())).y()
    assert 0 < end <= area.viewport().height()
