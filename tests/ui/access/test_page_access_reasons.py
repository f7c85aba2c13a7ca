"""The supervisor goes through the reasons: what is told, hidden, marked, and when it is due."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QTableView

from tests.ui.drivers.seeing import every, rows, table
from tests.ui.drivers.vault import desk_of
from tests.ui.drivers.window import current_page, enter, go_to_station, hit, no_pin, page_name
from tests.ui.full_walk import fill
from tests.ui.gestures import answer, bare, button, click, dialogs, error, texts
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import DiskFull, TransitionRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import MASK, _
from tipdesk.texts.messages import access_reason_label
from tipdesk.ui.access.review_of_reasons import AccessReasonsPage
from tipdesk.ui.station.page import StationPage

MARK, WORDS = "زمردة", "سأل طبيب المركز عن المواعيد السابقة. " * 12
DONE, ALL = "I have gone through them", "Also those that were gone through"


@pytest.fixture
def other(places, clock):
    """A file of the supervisor, which the officer looked for twice and opened once."""
    session = places.open(places.officers, SUPERVISOR, clock)
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, {"name_ar_first": Answer(MARK)})
    session.lock()
    session = places.open(places.officers, OFFICER, clock)
    session.access_reasons.search_other_files(MARK, AccessReason.CARE, "")
    session.access_reasons.search_other_files("لا أحد هنا", AccessReason.OTHER, WORDS)
    session.access.open_with_reason(case.id, AccessReason.PROSECUTION, MARK)
    session.lock()
    return case


@pytest.fixture
def page(other, supervisor, shown):
    page = shown(AccessReasonsPage(supervisor))
    page.load()
    return page


def cells(page):
    (view,) = every(page, QTableView)  # also while it is empty and a note says so
    return [[bare(text) for text in row] for row in rows(view, hidden=True)]


def test_who_looked_at_what_and_why_and_names_hide_wherever_they_stand(page, other, supervisor):
    opened, none, all_cells = cells(page)
    who = f"T-07 • {supervisor.session.staff.names()['T-07']}"
    assert opened[1:] == [who, other.number, access_reason_label(AccessReason.PROSECUTION), MARK]
    assert none[1:] == [
        who,
        "سُئل عن «لا أحد هنا»: لم يُعثر على ملف",
        access_reason_label(AccessReason.OTHER),
        WORDS.strip(),
    ]
    assert all_cells[2:] == [
        f"سُئل عن «{MARK}»: عُثر على ملف واحد",
        access_reason_label(AccessReason.CARE),
        "—",
    ]

    page.set_masked(True)
    masked_cells = cells(page)
    name = supervisor.session.staff.names()["T-07"]
    assert not [text for row in masked_cells for text in row if MARK in text or name in text]
    assert [row[1] for row in masked_cells] == ["T-07"] * 3
    assert masked_cells[2][2:] == [
        f"سُئل عن «{MASK}»: عُثر على ملف واحد",
        access_reason_label(AccessReason.CARE),
        MASK,
    ]


def test_long_words_are_read_whole(page):
    view = table(page)
    layout = QTextLayout(WORDS.strip(), view.font())
    layout.setTextOption(QTextOption())
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(view.columnWidth(4) - 26)  # less than the style leaves
        high += line.height()
    layout.endLayout()
    assert view.rowHeight(1) >= high > view.rowHeight(2)


def test_marked_as_gone_through_they_give_way_and_can_be_shown(page, other, supervisor):
    with dialogs(answer(_("Cancel"), says="أتُسجَّل مراجعة")):
        click(page, _(DONE))
    assert len(cells(page)) == 3
    with dialogs(answer(_("Mark as gone through"), says="3")):
        click(page, _(DONE))
    assert cells(page) == []
    assert _("Nothing new since the last review") in texts(page)
    name = supervisor.session.staff.names()["S-01"]
    assert f"أجراها {name} (S-01)" in bare(texts(page))
    page.set_masked(True)
    assert "أجراها S-01" in bare(texts(page))
    page.set_masked(False)
    assert not button(page, _(DONE)).isEnabled()
    session = supervisor.session
    last = session.access_reasons.last_review()
    assert last is not None
    assert last.action == "looks_reviewed"
    session.access_reasons.search_other_files(
        MARK, AccessReason.AUDIT, ""
    )  # a supervisor's own stand with the others
    page.load()
    assert [row[1][:4] for row in cells(page)] == ["S-01"]
    click(page, _(ALL))
    assert [_("Gone through") in row[0] for row in cells(page)] == [False, True, True, True]
    with dialogs(answer(_("Mark as gone through"), says="سطر واحد")):
        click(page, _(DONE))
    assert not session.access_reasons.since_review()


def test_nobody_has_looked_yet(supervisor, shown):
    page = shown(AccessReasonsPage(supervisor))
    page.load()
    assert _("No reasons yet") in texts(page)
    assert _(ALL) not in texts(page)


def test_a_full_disk_is_said_and_nothing_is_marked(page, supervisor):
    fill(supervisor)
    with dialogs(answer(_("Mark as gone through")), error(DiskFull)):
        click(page, _(DONE))
    assert len(cells(page)) == len(supervisor.session.access_reasons.since_review()) == 3


def test_of_a_file_that_was_hidden_since_no_number_is_told(other, supervisor, opened, shown):
    supervisor.session.readers.hide(other.id, "موظف مذكور")
    page = shown(AccessReasonsPage(supervisor))
    page.load()
    assert cells(page)[0][2] == other.number  # it names this supervisor
    desk = desk_of(supervisor.session)
    desk.vault.execute("DELETE FROM reader")
    page.load()
    assert cells(page)[0][2] == "—"


def test_after_a_week_the_list_of_files_reminds_and_leads_there(window, other, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR)
    assert _("Go through them") not in texts(window)
    window.lock()
    clock.move(days=8)
    enter(window, places, clock, no_pin, SUPERVISOR)
    assert "3 أسباب اطلاع تنتظر المراجعة." in bare(texts(window))
    click(window, _("Go through them"))
    assert isinstance(current_page(window), AccessReasonsPage)
    with dialogs(answer(_("Mark as gone through"))):
        click(current_page(window), _(DONE))
    click(current_page(window), _("Back"))
    assert page_name(window) == "files"
    assert _("Go through them") not in texts(window)
    go_to_station(window)
    assert _("No reason waits to be gone through.") in texts(window)
    click(current_page(window), _("Go through the reasons…"))
    window.activateWindow()
    hit(window, Qt.Key.Key_Escape)
    assert isinstance(current_page(window), StationPage)


def test_nobody_else_comes_there(other, officer, shown):
    station = shown(StationPage(officer))
    station.load()
    assert _("Access reasons") not in texts(station)
    with pytest.raises(TransitionRefused):
        AccessReasonsPage(officer).load()


def test_what_was_told_of_other_files_stands_above_of_voided_files_first(
    places, clock, supervisor, shown, opened
):
    session = supervisor.session
    first, honest, made_up = (session.new_files.open_case() for _file in range(3))
    person = {"name_ar_first": "خديجة", "name_ar_family": "الرشيدي", "birth_date": "1991-04-17"}
    for case in (first, made_up, honest):
        answers = {path: Answer(value) for path, value in person.items()}
        session.answers.save_answers(case.id, answers)
        session.answers.fold(case.id)
    session.files.same_person.advice(honest.id)
    for given in ("خديجه", "خديجا"):
        session.answers.save_answers(made_up.id, {"name_ar_first": Answer(given)})
        session.files.same_person.advice(made_up.id)
    session.voiding.void(made_up.id, Voiding(VoidReason.MISTAKE))
    page = shown(AccessReasonsPage(supervisor))
    page.load()
    of_voided, of_honest = cells(page)[0], cells(page)[-1]
    assert of_voided[2].startswith(f"في {made_up.number}: تنبيه إلى ")
    tried = "أُلغي الملف • جُرِّب وصفان للشخص"
    assert of_voided[3:] == [_("It may be the same person"), tried]
    assert of_honest[3:] == [_("It may be the same person"), "—"]
    page.set_masked(True)
    assert cells(page)[0][2:] == of_voided[2:]  # nobody is named in it
    with dialogs(answer(_("Mark as gone through"))):
        click(page, _(DONE))
    assert cells(page) == []
