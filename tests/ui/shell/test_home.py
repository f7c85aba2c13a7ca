"""Home: what waits and who is here; digits and keys lead on, and what is to be read waits there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.drivers.home import empty, home_words, is_scrolled, unread_sign, waiting, who_is_here
from tests.ui.drivers.interview import go_into, go_to, question
from tests.ui.drivers.notes import tries_told
from tests.ui.drivers.seeing import seen
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    current_page,
    enter,
    hit,
    is_at_unlock,
    no_pin,
    open_interview,
    page_name,
)
from tests.ui.gestures import bare, button, click, field, focused, press, texts, type_text
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import WrongPassphrase
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station, open_as
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _, format_date, format_time, kuwait_day
from tipdesk.ui.files import page as files_page
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.parts import LinkRow
from tipdesk.ui.toolkit.services import Services


def fail(places, clock):
    with pytest.raises(WrongPassphrase):
        unlock(places.officers, OFFICER.login, "خطأ", clock)


def choose_line(at):
    """Come to a line of the list by the arrows, and open it."""
    for _step in range(at):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)


def test_an_unlocking_leads_to_what_waits_and_keys_lead_on(window, places, clock):
    enter(window, places, clock, choose_pin, SUPERVISOR, on=False)
    window.lock()
    enter(window, places, clock, choose_pin, on=False)
    home = current_page(window)
    assert isinstance(home, HomePage)
    assert who_is_here(home) == ["T-07 • موظف يعمل هنا الآن", "S-01 مقفل، يعود بالرقم السري"]
    lines = waiting(home)
    number = window.services.session.files.case(places.begun).number
    at = next(at for at, line in enumerate(lines) if number in line)
    assert "استكمال المقابلة" in lines[at]
    assert "تسليم الإخطار" in lines[at]
    assert not any("راجيش" in line for line in lines), "no name"
    choose_line(at)
    page = current_page(window)
    assert isinstance(page, InterviewPage)
    page.left.emit()
    assert current_page(window) is home  # one came from there
    press(Qt.Key.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    assert isinstance(current_page(window), FilesPage)
    type_text("راج")
    assert isinstance(focused(), QLineEdit), "it leads into the search"
    assert focused().text() == "راج"


def test_whoever_approves_comes_to_the_review(window, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    home = current_page(window)
    choose_line(next(at for at, line in enumerate(waiting(home)) if "الاعتماد" in line))
    assert isinstance(current_page(window), ReviewPage)


def test_what_is_to_be_read_never_stands_over_a_file_and_waits_at_home(window, places, clock):
    enter(window, places, clock, no_pin)
    go_to(begun_interview(window, places), "account")
    assert go_into(current_page(window), "stmt_arabic")
    window.lock()
    clock.move(minutes=1)
    fail(places, clock)
    enter(window, places, clock, no_pin)
    assert isinstance(current_page(window), InterviewPage)
    assert (tries_told(window), unread_sign(window)) == ("", True)
    click(window, f"{_('Shift')} •")
    assert "محاولة واحدة للرمز T-07" in tries_told(window)
    click(window, _("I have read it"))
    assert (tries_told(window), unread_sign(window)) == ("", False)
    assert button(window, _("Shift"))


def test_where_nothing_waits_it_says_so(jobs, shown, places, clock):
    make_officers_station(places.folder / "fresh", clock)
    services = Services(places.folder / "fresh", jobs, clock=clock, cheap_keys=True)
    services.opened(open_as(services.vault_dir, OFFICER, clock))
    page = shown(HomePage(services))
    page.load()
    assert empty(page)
    assert "لا يوجد ملف هنا بعد" in home_words(page)
    services.session.new_files.open_case()
    page.load()
    assert not empty(page)
    services.session.lock()
    services.closed()


def test_what_is_due_at_once_stands_with_its_time_as_the_handover_says_it(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    file = window.services.session.new_files.open_case()
    go_to(open_interview(window, file.id), "registration")
    question(current_page(window), "urgency").choose("immediate")
    window.lock()
    enter(window, places, clock, no_pin, on=False)
    click(window, _("Shift"))
    (line,) = [line for line in waiting(current_page(window)) if file.number in line]
    assert line.endswith("حالاً، منذ " + bare(format_time(file.created_at)))
    clock.move(minutes=60 * 24)
    click(window, _("Files"))
    click(window, _("Shift"))
    (line,) = [line for line in waiting(current_page(window)) if file.number in line]
    assert line.endswith("حالاً، منذ " + format_date(kuwait_day(file.created_at), "ar"))


def test_escape_from_a_file_after_a_lock_leads_home(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    file = window.services.session.files.case(places.begun)
    lines = waiting(current_page(window))
    choose_line(next(at for at, line in enumerate(lines) if file.number in line))
    go_to(current_page(window), "account")
    assert go_into(current_page(window), "stmt_arabic")
    window.lock()
    enter(window, places, clock, no_pin, on=False)
    page = current_page(window)
    assert isinstance(page, InterviewPage)
    page.left.emit()
    assert isinstance(current_page(window), HomePage)


def test_what_was_looked_for_is_gone_when_one_comes_from_home_again(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    press(Qt.Key.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    type_text("راجيش")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)  # opens the first
    current_page(window).left.emit()
    assert (
        field(current_page(window), _("Search by file number, code, name or passport")).text()
        == "راجيش"
    ), "one is still at it"
    click(window, _("Shift"))
    click(window, _("All files"))
    assert (
        field(current_page(window), _("Search by file number, code, name or passport")).text() == ""
    )


def test_on_a_low_page_the_first_of_what_is_to_be_read_stands_for_all(window, places, clock):
    clock.move(minutes=60 * 24 * 40)  # a backup is missed, and more
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    more = _("{count} more reminders").split("{count}")[1].strip()
    assert more not in home_words(window)
    window.resize(1366, 560)
    QApplication.processEvents()
    assert more in home_words(window) or bare(_("{count} more reminder")).split()[-1] in home_words(
        window
    )


def test_a_lock_right_after_a_letter_ends_the_search(window, places, clock, monkeypatch):
    monkeypatch.setattr(files_page, "_PAUSE", 0)
    enter(window, places, clock, no_pin, on=False)
    press(Qt.Key.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    type_text("راج")
    window.lock()
    QApplication.processEvents()  # what was searched for is not asked of a locked vault
    assert is_at_unlock(window)


def test_a_digit_lists_the_files_that_its_line_counts_and_again_all(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    home = current_page(window)
    whole = waiting(home)
    unfinished = [line for line in whole if "استكمال المقابلة" in line]
    assert f"مقابلات لم تُستكمل ({len(unfinished)})" in home_words(window)
    assert len(unfinished) < len(whole)
    press(Qt.Key.Key_1)
    assert waiting(home) == unfinished
    press(Qt.Key.Key_1)
    assert waiting(home) == whole
    press(Qt.Key.Key_7)  # a line that counts nothing here
    assert waiting(home) == whole


def test_each_role_reads_its_own_lines_and_no_name(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    assert "بانتظار الاعتماد" not in home_words(window)
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    words = home_words(window)
    assert "بانتظار الاعتماد" in words
    assert "مقابلات لم تُستكمل" not in words
    assert "راجيش" not in words


@pytest.mark.dressed
@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR], ids=lambda who: who.login)
def test_with_large_letters_nothing_of_it_is_below_the_edge(qapp, window, places, clock, who):
    theme.apply(qapp, 130, "light")
    try:
        enter(window, places, clock, no_pin, who, on=False)
        window.resize(1366, 768)
        QApplication.processEvents()
        home = current_page(window)
        assert not is_scrolled(home)
        deeds = [deed for deed in seen(home, LinkRow) if deed.accessibleDescription()]
        assert len(deeds) > 5
        assert all(deed.accessibleDescription() in texts(deed) for deed in deeds)
        low = deeds[0].height()
        window.resize(1366, 1100)
        QApplication.processEvents()
        assert deeds[0].height() > low, "two lines, where there is room"
    finally:
        theme.apply(qapp, 100, "light")


def test_a_digit_of_a_supervisor_leads_to_the_reasons_that_it_counts(window, places, clock):
    session = places.open(places.officers, SUPERVISOR, clock)
    session.access.open_with_reason(places.begun, AccessReason.AUDIT, "")
    session.lock()
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    assert "7  أسباب اطلاع تنتظر المراجعة (1)" in home_words(window)
    hit(window, Qt.Key.Key_7)
    assert page_name(window) == "reasons"
