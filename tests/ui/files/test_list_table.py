"""The list as a table: asked why, warned, entered, written whole or not at all, and for few."""

from datetime import datetime

import openpyxl
import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.dialogs import typed_name
from tests.ui.drivers.files import column, shown_numbers
from tests.ui.drivers.seeing import faults, radios
from tests.ui.drivers.vault import vault_of
from tests.ui.gestures import bare, buttons, click, dialogs, press, texts
from tests.ui.places import case_of
from tipdesk.cases.permissions import AccessReason
from tipdesk.i18n.text import _
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import access_reason_label, standing_label
from tipdesk.ui.files.page import FilesPage

OUT = "Save as a table…"


@pytest.fixture
def page(supervisor, shown):
    page = shown(FilesPage(supervisor))
    page.load()
    return page


def say_why(dialog):
    assert "غير مشفّر" in texts(dialog)
    click(dialog, _("Choose where to…"))
    assert faults(dialog) == _("Choose a reason.")
    audit = access_reason_label(AccessReason.AUDIT)
    next(choice for choice in radios(dialog) if choice.text() == audit).click()
    click(dialog, _("Choose where to…"))


def place_at(path):
    def answer(dialog):
        typed_name(dialog).setText(str(path))
        dialog.accept()

    return answer


def take_out(page, path):
    done = []
    with dialogs(say_why, place_at(path), lambda dialog: done.append(texts(dialog)) or press(
            Qt.Key.Key_Return, dialog)):  # fmt: skip
        click(page, _(OUT))
    assert _("The table is saved.") in done[0]
    sheet = openpyxl.load_workbook(path).active
    return [list(row) for row in sheet.iter_rows(values_only=True)], sheet


def entries(services, action):
    events = custody_rows.newest_first(vault_of(services.session))
    return [event for event in events if event.action == action]


def test_a_supervisor_takes_out_what_the_list_shows_and_it_is_entered(
    page, supervisor, places, tmp_path
):
    rows, sheet = take_out(page, tmp_path / "list.xlsx")
    assert sheet.sheet_view.rightToLeft
    assert rows[0] == [_(name) for name in (
        "File number", "Person code", "Name", "For the supervisor", "Status",
        "Notice to the Prosecution")]  # fmt: skip
    assert {row[0] for row in rows[1:]} == set(shown_numbers(page))
    case = case_of(supervisor.session, places.exported)
    row = next(row for row in rows if row[0] == case.number)
    assert (row[2], row[4]) == (case.display_name, bare(standing_label(case)))
    assert isinstance(row[5], datetime)
    (event,) = entries(supervisor, "list_taken_out")
    assert event.case_id is None
    assert (event.detail["reason"], event.detail["files"]) == ("audit", "5")
    assert event.detail["columns"] == "number code name reason status notice"
    since = supervisor.session.access_reasons.since_review()
    assert since[0].matches == 5
    assert since[0].case_id is None


def test_what_is_hidden_with_f7_stays_out(page, tmp_path):
    page.set_masked(True)
    rows, _sheet = take_out(page, tmp_path / "list.xlsx")
    assert _("Name") not in rows[0]
    assert _("For the supervisor") not in rows[0]
    assert rows[0][0] == _("File number")


def test_whoever_goes_back_writes_and_enters_nothing(page, supervisor, tmp_path):
    with dialogs(lambda dialog: dialog.reject()):
        click(page, _(OUT))
    with dialogs(say_why, lambda dialog: dialog.reject()):
        click(page, _(OUT))
    assert entries(supervisor, "list_taken_out") == []
    assert list(tmp_path.glob("*.xlsx")) == []


def test_an_officer_is_not_offered_it(officer, shown):
    page = shown(FilesPage(officer))
    page.load()
    assert buttons(page, _(OUT)) == []
    assert column(page, "Name")
