"""The list is sorted at its heads, sifted, and looked at by views that are kept by a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QListWidget

from tests.ui.drivers.files import column, files_table, search_field, shown_numbers
from tests.ui.drivers.seeing import heads, radios, the
from tests.ui.gestures import (
    button,
    buttons,
    click,
    dialogs,
    field,
    press,
    texts,
    type_text,
)
from tests.ui.places import case_of
from tipdesk.cases.files.list_view import LONGEST_NAME
from tipdesk.cases.model import Status
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import MASK, _, search_key
from tipdesk.texts.messages import status_label
from tipdesk.ui.files.page import FilesPage

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CHANGE = "Columns and filters…"
USUAL = ["File number", "Person code", "Name", "Status", "Notice to the Prosecution", "Last change"]


def click_head(page, name):
    header = files_table(page).horizontalHeader()
    at = heads(files_table(page)).index(_(name))
    spot = header.viewport().rect().center()
    spot.setX(header.sectionViewportPosition(at) + header.sectionSize(at) // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def arrow(page):
    """Beside which title the arrow stands, and whether it points down."""
    header = files_table(page).horizontalHeader()
    if not header.isSortIndicatorShown():
        return None
    down = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    return heads(files_table(page))[header.sortIndicatorSection()], down


def choose(dialog, name, text):
    """Choose a line of a field by its words."""
    combo = field(dialog, _(name))
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findText(text))


def tick_columns(dialog, *names):
    """Tick these columns and no others."""
    listed = the(dialog, QListWidget)
    for at in range(listed.count()):
        item = listed.item(at)
        wanted = item.text() in [_(name) for name in names]
        if wanted is not (item.checkState() is Qt.CheckState.Checked):
            listed.setCurrentRow(at)
            press(Qt.Key.Key_Space, listed)


def view_choice(page):
    combo = field(page, _("View of the list"))
    assert isinstance(combo, QComboBox)
    return combo


def choose_view(page, text):
    combo = view_choice(page)
    at = [combo.itemText(row).strip("\u2066\u2067\u2068\u2069") for row in range(combo.count())]
    combo.setFocus()
    combo.setCurrentIndex(at.index(text))
    combo.activated.emit(combo.currentIndex())


def names_in(page):
    return [name for name in column(page, "Name") if name != "—"]


@pytest.mark.dressed
def test_a_click_on_a_head_sorts_and_another_one_turns_the_order(page):
    assert arrow(page) is None
    click_head(page, "Name")
    names = names_in(page)
    assert names == sorted(names, key=search_key)
    assert column(page, "Name")[-1] == "—", "what has no name stands last"
    assert arrow(page) == (_("Name"), False)
    click_head(page, "Name")
    assert names_in(page) == names[::-1]
    assert column(page, "Name")[-1] == "—"
    assert arrow(page) == (_("Name"), True)
    click_head(page, "File number")
    assert shown_numbers(page) == sorted(shown_numbers(page))


@pytest.mark.dressed
def test_a_screen_reader_is_told_of_the_order(page):
    click_head(page, "Status")
    click_head(page, "Status")
    model, role = files_table(page).model(), Qt.ItemDataRole.AccessibleTextRole
    at = heads(files_table(page)).index(_("Status"))
    spoken = model.headerData(at, Qt.Orientation.Horizontal, role)
    assert spoken == _("{column}, sorted downwards").format(column=_("Status"))
    assert _("Sorted by: {column}, downwards").format(column=_("Status")) in texts(page)
    assert model.headerData(0, Qt.Orientation.Horizontal, role) is None


@pytest.mark.dressed
def test_what_waits_for_a_supervisor_keeps_its_own_order(supervisor, shown):
    page = shown(FilesPage(supervisor))
    page.load()
    click_head(page, "For the supervisor")
    assert arrow(page) is None
    chip = next(chip for chip in radios(page) if "بانتظارك" in chip.text())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    before = shown_numbers(page)
    click_head(page, "Status")
    assert shown_numbers(page) == before
    assert arrow(page) is None


def test_columns_are_chosen_by_keyboard_and_the_number_always_stays(page):
    assert heads(files_table(page)) == [_(name) for name in USUAL]

    def ask_for(dialog):
        tick_columns(dialog, "Name", "Nationality", "Opened by")
        click(dialog, _("Show"))

    with dialogs(ask_for):
        press(Qt.Key.Key_F, modifier=CTRL_SHIFT)
    shown = ["File number", "Name", "Opened by", "Nationality"]
    assert heads(files_table(page)) == [_(name) for name in shown]
    page.set_masked(True)
    assert set(column(page, "Nationality")) == set(column(page, "Name")) == {MASK}
    assert MASK not in column(page, "Opened by")
    page.set_masked(False)

    def as_usual(dialog):
        click(dialog, _("As usual"))
        click(dialog, _("Show"))

    with dialogs(as_usual):
        click(page, _(CHANGE))
    assert heads(files_table(page)) == [_(name) for name in USUAL]


def test_a_column_is_moved_and_the_table_follows(page):
    def move(dialog):
        listed = the(dialog, QListWidget)
        names = [listed.item(at).text() for at in range(listed.count())]
        listed.setCurrentRow(names.index(_("Status")))
        click(dialog, _("Up"))
        click(dialog, _("Show"))

    with dialogs(move):
        click(page, _(CHANGE))
    assert heads(files_table(page))[1:4] == [_("Person code"), _("Status"), _("Name")]


def test_filters_leave_files_out_say_which_and_go_again(page, officer, places):
    label = officer.session.files.file_list.label
    case = case_of(officer.session, places.ready)
    nation = label("nationality", case.nationality)

    def sift(dialog):
        choose(dialog, "Nationality", nation)
        click(dialog, _("Show"))

    with dialogs(sift):
        click(page, _(CHANGE))
    assert case.number in shown_numbers(page)
    assert len(shown_numbers(page)) < 5
    assert nation in texts(page)
    click(page, _("Without filters"))
    assert len(shown_numbers(page)) == 5


def test_a_supervisor_sifts_by_the_team_that_has_a_file_and_by_whom_it_is_with(
    supervisor, places, shown
):
    session = supervisor.session
    code = session.teams.make("فريق الليل")
    session.teams.give(places.approved, code)
    number = case_of(session, places.approved).number
    page = shown(FilesPage(supervisor))
    page.load()

    def sift(name, text):
        def act(dialog):
            choose(dialog, name, text)
            click(dialog, _("Show"))

        return act

    with dialogs(sift("Team that has it", "فريق الليل")):
        click(page, _(CHANGE))
    assert shown_numbers(page) == [number]
    assert "فريق الليل" in texts(page)
    click(page, _("Without filters"))
    people = {person.login: person.name for person in session.officers()}
    with dialogs(sift("With", people[OFFICER.login])):
        click(page, _(CHANGE))
    assert number in shown_numbers(page)
    with dialogs(sift("With", people[SUPERVISOR.login])):
        click(page, _(CHANGE))
    assert number not in shown_numbers(page)


def test_no_date_is_said_where_it_stands(page):
    def write(dialog):
        type_text("31/02/2026", field(dialog, _("Opened from")))
        click(dialog, _("Show"))
        assert _("This is no date: write day, month and year.") in texts(dialog)
        field(dialog, _("Opened from")).setText("01/01/2031")
        click(dialog, _("Show"))

    with dialogs(write):
        click(page, _(CHANGE))
    assert shown_numbers(page) == []
    assert _("Nothing found") in texts(page)


def saved(page, name, *, risk="", order=""):
    def keep(dialog: QDialog):
        line = field(dialog, _("Name of the view"))
        assert not button(dialog, _("Save as a view")).isEnabled()
        type_text(name, line)
        if risk:
            choose(dialog, "Risk", risk)
        if order:
            choose(dialog, "Order", order)
        click(dialog, _("Save as a view"))

    with dialogs(keep):
        click(page, _(CHANGE))


def test_a_view_is_kept_by_its_name_beyond_the_lock_and_for_its_officer_alone(
    opened, places, shown
):
    services = opened(places.officers, OFFICER)
    page = shown(FilesPage(services))
    page.load()
    QTest.mouseClick(
        next(chip for chip in radios(page) if chip.text() == status_label(Status.IN_PROGRESS)),
        Qt.MouseButton.LeftButton,
    )
    saved(page, "مفتوحة بالاسم", order=_("Name"))
    numbers = shown_numbers(page)
    assert len(numbers) == 2
    services.session.lock()
    services.closed()
    services.opened(places.open(places.officers, OFFICER, services.clock))
    again = shown(FilesPage(services))
    again.load()
    assert shown_numbers(again) == numbers
    assert next(chip for chip in radios(again) if chip.isChecked()).text() == status_label(
        Status.IN_PROGRESS
    )
    choose_view(again, _("Usual view"))
    assert len(shown_numbers(again)) == 5
    choose_view(again, "مفتوحة بالاسم")
    assert shown_numbers(again) == numbers

    with dialogs(lambda dialog: click(dialog, _("Delete the view"))):
        click(again, _("Delete the view…"))
    assert len(shown_numbers(again)) == 5
    assert view_choice(again).count() == 1
    services.session.lock()
    services.closed()
    services.opened(places.open(places.officers, SUPERVISOR, services.clock))
    colleague = shown(FilesPage(services))
    assert view_choice(colleague).count() == 1


def test_what_is_only_tried_is_gone_when_somebody_comes_from_home(page):
    saved(page, "بالرقم", order=_("File number"))

    def sift(dialog):
        choose(dialog, "Risk", field(dialog, _("Risk")).itemText(1))
        click(dialog, _("Show"))

    with dialogs(sift):
        click(page, _(CHANGE))
    search_field(page).setText("5")
    page.begin_anew()
    page.load()
    assert buttons(page, _("Without filters")) == []
    assert shown_numbers(page) == sorted(shown_numbers(page))
    assert len(shown_numbers(page)) == 5


def test_a_name_is_as_long_as_it_may_be(page):
    def write(dialog):
        line = field(dialog, _("Name of the view"))
        type_text("ن" * (LONGEST_NAME + 9), line)
        assert len(line.text()) == LONGEST_NAME
        dialog.reject()

    with dialogs(write):
        click(page, _(CHANGE))


@pytest.mark.dressed
def test_how_wide_a_column_is_comes_back(page, officer, shown, qtbot):
    view = files_table(page)
    header = view.horizontalHeader()
    wider = header.sectionSize(0) + 60
    header.resizeSection(0, wider)
    qtbot.waitUntil(lambda: bool(officer.session.files.file_list.kept().widths), timeout=5_000)
    again = shown(FilesPage(officer))
    again.load()
    assert abs(files_table(again).horizontalHeader().sectionSize(0) - wider) <= 1
    assert heads(files_table(again)) == [_(name) for name in USUAL]


def test_more_files_come_when_the_end_is_reached(page, officer, monkeypatch):
    from tipdesk.ui.files import page as module

    monkeypatch.setattr(module, "WINDOW", 2)
    page.begin_anew()
    click_head(page, "File number")
    assert len(shown_numbers(page)) == 2
    click(page, _("Show more"))
    assert len(shown_numbers(page)) == 4
    click(page, _("Show more"))
    assert shown_numbers(page) == sorted(shown_numbers(page))
    assert len(shown_numbers(page)) == 5
    assert buttons(page, _("Show more")) == []
