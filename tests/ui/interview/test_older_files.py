"""A file of an older form that holds answers its rules refuse: said once, with a way to them."""

from pathlib import Path

import pytest

from tests.ui.drivers.interview import focused_path
from tests.ui.gestures import bare, click, texts
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, make_officers_station
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.publishing.catalogue import Catalogue, load_published, publish
from tipdesk.ui.interview.page import InterviewPage

OLDER_FORM = "بدأ هذا الملف بإصدار أقدم من النموذج"


@pytest.fixture
def older(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "older" / INTAKE_FORM
    folder.mkdir(parents=True)
    publish(folder, published_forms().get(INTAKE_FORM, 2))
    return load_published(tmp_path / "older")


@pytest.fixture
def station(tmp_path, clock, older):
    """Where a file was begun with the older form, with a year of birth that has not come yet."""
    folder = tmp_path / "station"
    make_officers_station(folder, clock)
    key = unlock(folder, OFFICER.login, OFFICER.passphrase, clock)
    session = Session.open(folder, key, clock, older)
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {"birth_date": Answer("2035")})
    session.lock()
    return folder


def test_it_names_them_once_and_leads_to_the_first(station, opened, shown, qtbot):
    officer = opened(station, OFFICER)
    case_id = officer.session.files.list_cases()[0].id
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)
    page.load(officer.session.files.case(case_id))
    words = bare(texts(page))
    assert OLDER_FORM in words
    assert "«تاريخ الميلاد (كامل أو جزئي)»" in words
    click(page, "إلى أولاها")
    assert focused_path(page) == "birth_date"
    page.leave()
    page.load(officer.session.files.case(case_id))
    assert OLDER_FORM not in bare(texts(page))
    page.leave()
