"""Teams at the window: made, joined, given a file, opened without a reason, left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from tests.ui.drivers.seeing import first, long_field, radios, rows, seen
from tests.ui.drivers.window import (
    current_page,
    enter,
    go_to_station,
    hide_names,
    hit,
    no_pin,
    page_name,
    turn_to,
)
from tests.ui.gestures import (
    answer,
    bare,
    click,
    confirm,
    dialogs,
    give_reason,
    press,
    texts,
    type_text,
)
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, SUPERVISOR, open_as
from tipdesk.demo.stations import confirm as signs
from tipdesk.i18n.text import MASK, _

NAME = "فريق الليل"


def choose(at):
    def act(dialog):
        radios(dialog)[at].click()
        click(dialog, _("Go on"))

    return act


def named(text):
    def act(dialog):
        type_text(text, long_field(dialog))
        click(dialog, _("Make it"))

    return act


@pytest.fixture
def given(places, clock):
    """A file of the supervisor's, which the officer's team has."""
    session = open_as(places.officers, SUPERVISOR, clock)
    code = session.teams.make(NAME)
    session.teams.join(code, OFFICER.login, signs(session, OFFICER))
    case_id = session.new_files.open_case().id
    answers = {"name_ar_first": "زمردة", "name_latin_surname": "ZUMURRUD", "risk_level": "high"}
    session.answers.save_answers(case_id, {path: Answer(text) for path, text in answers.items()})
    session.lock()
    session = open_as(places.officers, SUPERVISOR, clock)
    session.teams.give(case_id, code)
    session.lock()
    return case_id


def test_a_lead_makes_a_team_and_the_member_signs(window, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    go_to_station(window)
    click(current_page(window), _("View teams…"))
    assert page_name(window) == "teams"
    page = current_page(window)
    assert _("There is no team yet") in texts(page)
    with dialogs(named(NAME)):
        click(page, _("Make a team…"))
    with dialogs(choose(1), confirm(OFFICER.passphrase)):
        click(page, _("Add a person…"))
    (team,) = window.services.session.teams.teams()
    assert [person.login for person in team.members] == [OFFICER.login]
    (line,) = rows(first(page, QTableView))
    assert team.members[0].name in bare(" ".join(line))
    with dialogs(answer(_("Take out"))):
        click(page, _("Take a person out…"))
    assert not window.services.session.teams.teams()[0].members
    click(page, _("Back"))
    assert page_name(window) == "station"


def test_a_file_is_given_on_the_page_of_its_case_work_and_withdrawn(window, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    session = window.services.session
    for name in (NAME, "فريق الإيواء"):
        session.teams.make(name)
    page = turn_to(window, "casework", session.files.case(places.approved))
    with dialogs(choose(1), answer(_("Give it"))):
        click(page, _("Give the file to a team…"))
    assert "مع الفريق: فريق الإيواء" in bare(texts(page))
    assert session.teams.team_of(places.approved).name == "فريق الإيواء"
    with dialogs(answer(_("Withdraw the file"))):
        click(page, _("Withdraw the file from the team…"))
    assert session.teams.team_of(places.approved) is None


def test_a_member_opens_the_case_work_without_a_reason_and_the_interview_with_one(
    window, places, clock, given
):
    enter(window, places, clock, no_pin, on=False)
    page = turn_to(window, "teams")
    _teams, files = seen(page, QTableView)
    (line,) = rows(files)
    assert "زمردة" in " ".join(line)
    hide_names(window, hidden=True)
    assert MASK in " ".join(rows(files)[0])
    hide_names(window, hidden=False)
    files.setFocus()
    hit(window, Qt.Key.Key_Return)
    assert page_name(window) == "casework"
    hit(window, Qt.Key.Key_Escape)
    assert page_name(window) == "teams"
    assert files.hasFocus()
    case = window.services.session.files.case(given)
    turn_to(window, "files")
    turn_to(window, "interview", case)
    assert page_name(window) == "casework"
    need = {"need_type": "medical", "timeframe": "h3", "agency": "moh", "wanted": "yes"}
    window.services.session.case_work.enter(given, EntryKind.NEED, "need:1001", need)
    page = turn_to(window, "casework", case, "need:1001")
    assert _("Referral sent") in texts(page)
    assert _("Letter…") not in texts(page)  # it is written from the whole file

    def reads(dialog):
        assert "ZUMURRUD" in texts(dialog)
        assert "عالٍ" not in texts(dialog)  # the risk is of level 3
        click(dialog, _("Close"))

    with dialogs(reads):
        click(page, _("Answers of levels 1 and 2…"))
    window.activateWindow()  # a window manager does so when a dialog closes
    need = window.services.session.case_work.work(given).next_subject("need")
    with dialogs(lambda _dialog: (press(Qt.Key.Key_Down), press(Qt.Key.Key_Return))):
        click(page, _("New need"))
    window.activateWindow()
    with dialogs(lambda _dialog: (press(Qt.Key.Key_Down), press(Qt.Key.Key_Return))):
        hit(window, Qt.Key.Key_R)
    assert window.services.session.case_work.work(given).needs[need].status == "sent"
    window.activateWindow()
    with dialogs(give_reason):
        click(page, _("Open the interview with a reason…"))
    assert page_name(window) == "interview"


def test_who_leaves_finds_its_files_no_more(window, places, clock, given):
    enter(window, places, clock, no_pin, on=False)
    page = turn_to(window, "teams")
    with dialogs(answer(_("Leave it"))):
        click(page, _("Leave this team…"))
    assert not window.services.session.teams.teams()[0].members
    assert not window.services.session.files.list_cases("ZUMURRUD")
