"""What waits for the supervisor stands first in the supervisor's list, in words, with its date."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.drivers.files import column, files_table, search_field, shown_numbers
from tests.ui.drivers.seeing import heads, radios
from tests.ui.gestures import bare, press, texts
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station
from tipdesk.i18n.text import MASK, _, ngettext
from tipdesk.ui.files.page import FilesPage

FORCED = {"episodes[1]": "1", "episodes[1]/ex_form": "forced_crime"}


def say(services, case_id, **answers):
    session = services.session
    session.answers.save_answers(case_id, {path: Answer(value) for path, value in answers.items()})
    session.answers.fold(case_id)


def listed(shown, services):
    page = shown(FilesPage(services))
    page.load()
    return page


def waiting_filter(page):
    chips = [chip for chip in radios(page) if "بانتظارك (" in chip.text()]
    return chips[0] if chips else None


@pytest.fixture
def page(supervisor, shown, places, clock):
    soon = (clock().date() + timedelta(days=3)).isoformat()
    say(supervisor, places.begun, risk_level="high", risk_review_at=soon)
    say(supervisor, places.ready, **FORCED)
    return listed(shown, supervisor)


def numbers(services, *case_ids):
    return [case_of(services.session, case_id).number for case_id in case_ids]


def test_the_most_pressing_files_stand_first_and_say_why(page, supervisor, places, clock):
    first = numbers(supervisor, places.begun, places.ready, places.completed)
    assert shown_numbers(page)[:3] == first
    assert len(shown_numbers(page)) == 5
    why = [bare(words) for words in column(page, "For the supervisor")]
    day = clock().date() + timedelta(days=3)
    assert why[0] == f"مراجعة الخطورة حتى {day:%d/%m/%Y}"
    assert why[1:3] == ["تنبيه عدم المساءلة", "للاعتماد"]
    assert why[3:] == ["", ""]


def test_what_is_looked_for_is_listed_as_it_was_changed(page, supervisor):
    """What waits would stand before what was meant; the filter counts all of it all the same."""
    search_field(page).setText("KWT")
    page.look_again()
    changed = [case.number for case in supervisor.session.files.list_cases("KWT")]
    assert shown_numbers(page) == changed
    assert changed[:3] != numbers(
        supervisor, *(case.id for case in supervisor.session.files.waiting())
    )
    assert bare(waiting_filter(page).text()) == "بانتظارك (3)"


def test_a_review_that_was_missed_says_so(supervisor, shown, places, clock):
    say(supervisor, places.begun, risk_level="high")
    clock.move(days=8)
    (reasons, *_rest) = column(listed(shown, supervisor), "For the supervisor")
    assert "فاتت مراجعة الخطورة" in reasons


def test_the_filter_counts_them_and_is_reached_by_keyboard(page, supervisor, places):
    chip = waiting_filter(page)
    assert bare(chip.text()) == "بانتظارك (3)"
    assert "3" in chip.accessibleName()
    chip.setFocus()
    press(Qt.Key.Key_Space, chip)
    assert shown_numbers(page) == numbers(supervisor, places.begun, places.ready, places.completed)
    assert bare(ngettext("{count} file", "{count} files", 3).format(count=3)) in bare(texts(page))
    assert files_table(page).isColumnHidden(2)  # nobody is named among them
    search_field(page).setText("زقزوق")
    page.look_again()
    assert bare(chip.text()) == "بانتظارك (0)"
    assert _("Nothing found") in texts(page)


def test_without_any_the_list_says_what_would_stand_there(shown, opened, clock, tmp_path):
    make_officers_station(tmp_path / "fresh", clock)
    page = listed(shown, opened(tmp_path / "fresh", SUPERVISOR))
    QTest.mouseClick(waiting_filter(page), Qt.MouseButton.LeftButton)
    assert shown_numbers(page) == []
    assert _("Nothing waits for the supervisor") in texts(page)
    assert _("Begin an interview") not in texts(page)


def test_names_hidden_hide_the_reasons(page):
    page.set_masked(True)
    assert set(column(page, "For the supervisor")) == {MASK}


def test_no_name_stands_among_the_reasons(page, supervisor, places):
    name = case_of(supervisor.session, places.ready).display_name
    assert name
    assert not any(part in words for words in column(page, "For the supervisor")
                   for part in name.split())  # fmt: skip


def test_an_officer_has_neither_filter_nor_reasons(opened, shown, places):
    page = listed(shown, opened(places.officers, OFFICER))
    assert waiting_filter(page) is None
    assert _("For the supervisor") not in heads(files_table(page))
