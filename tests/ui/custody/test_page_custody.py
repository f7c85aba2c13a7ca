"""The chain of custody on the screen: of the station, of one file, searched, and what it proves."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from tests.ui.drivers.seeing import every, line_fields, rows, seen, the
from tests.ui.drivers.vault import newest_entry
from tests.ui.drivers.window import current_page, enter, go_to_station, no_pin, page_name, turn_to
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    dialogs,
    field,
    focused,
    pick,
    press,
    texts,
    type_text,
)
from tests.ui.layout_faults import cut
from tests.ui.paper.test_page_paper import told_purpose
from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.custody.reading import Filter
from tipdesk.cases.paper.prints import Print, PrinterKind, PrintOutcome, Purpose
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.book import examine
from tipdesk.i18n.text import MASK, _, format_time
from tipdesk.printing.preview import text
from tipdesk.ui.custody.filters import ChainFilter
from tipdesk.ui.custody.page import CustodyPage
from tipdesk.ui.custody.papers import _Comparing, show_chain_paper
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.parts import Strip


@pytest.fixture
def page(supervisor, shown, jobs, qtbot):
    page = shown(CustodyPage(supervisor))
    page.load()
    qtbot.waitUntil(lambda: not jobs.busy)
    return page


def read(window, qtbot):
    """The chain has been read; what it shows."""
    page = current_page(window)
    assert isinstance(page, CustodyPage)
    qtbot.waitUntil(lambda: reading(page) is not None)
    return page


def reading(page):
    """What has been read of the chain; None while it is read."""
    return page._reading


def read_again(page):
    """As the button does that stands there only after a reading that was stopped."""
    page._read()


def chain_table(page):
    (view,) = every(page, QTableView)  # also while a note says that nothing was found
    return view


def cells(page):
    return [[bare(text) for text in row] for row in rows(chain_table(page), hidden=True)]


def test_what_was_done_stands_with_its_time_file_and_person(page, supervisor, places):
    entries = cells(page)
    numbers = [int(row[0]) for row in entries]
    assert numbers == sorted(numbers, reverse=True)
    number = supervisor.session.files.case(places.approved).number
    approved = next(row for row in entries if row[2] == _("The supervisor approved the file"))
    assert approved[4:] == ["S-01", supervisor.session.staff.names()["S-01"]]
    assert number in {row[3] for row in entries}
    assert "الحلقات الموجودة متصلة كلها" in texts(page)


def test_the_number_of_the_last_entry_stands_beside_its_word(page):
    entry, digest = reading(page).head
    assert f"عند الحلقة {entry}: {grouped_digits(digest)}" in bare(texts(page))


def test_a_search_narrows_it_by_every_word(page, supervisor, places, qtbot):
    number = supervisor.session.files.case(places.approved).number
    whole = len(cells(page))
    search = field(page, _("Number or words"))
    type_text(f"{number} اعتمد", search)
    qtbot.waitUntil(lambda: 0 < len(cells(page)) < whole)
    assert {row[3] for row in cells(page)} == {number}
    search.setText("لا شيء كهذا")
    qtbot.waitUntil(lambda: cells(page) == [])
    assert _("Nothing found") in texts(page)
    assert not chain_table(page).isVisibleTo(page)
    click(page, _("Show every entry"))
    assert len(cells(page)) == whole
    assert focused() is search
    assert _("Nothing found") not in texts(page)


def test_the_hint_of_the_search_is_whole_in_large_letters(supervisor, shown, jobs, qtbot, qapp):
    theme.apply(qapp, 130)
    try:
        page = shown(CustodyPage(supervisor))
        theme.dress(page)
        page.load()
        qtbot.waitUntil(lambda: not jobs.busy)
        assert texts(page)  # and everything has its place
        qtbot.waitUntil(lambda: cut(page) == [])
    finally:
        theme.apply(qapp)


def sealed(page):
    """What is said first of the whole chain: up to where it is sealed, and by whom."""
    return bare(next(strip.text() for strip in seen(page, Strip)))


def test_hidden_names_hide_who_acted(page, supervisor):
    name = supervisor.session.staff.names()["T-07"]
    assert f"{name} (T-07)" in sealed(page)
    page.set_masked(True)
    assert {row[5] for row in cells(page)} == {MASK}
    assert "T-07" in sealed(page)
    assert name not in bare(texts(page))


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR])
def test_a_files_chain_is_one_click_from_its_review(window, places, clock, qtbot, who):
    enter(window, places, clock, no_pin, who)
    case = window.services.session.files.case(places.approved)
    turn_to(window, "review", case)
    click(current_page(window), _("Chain of custody"))
    page = read(window, qtbot)
    assert {row[3] for row in cells(page)} == {case.number}
    click(page, _("Back"))
    assert page_name(window) == "review"


def test_the_station_leads_there_who_may_see_all(window, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR)
    go_to_station(window)
    click(current_page(window), _("View chain of custody…"))
    assert isinstance(current_page(window), CustodyPage)
    window.lock()
    enter(window, places, clock, no_pin, OFFICER)
    go_to_station(window)
    assert _("View chain of custody…") not in texts(current_page(window))


def test_who_what_and_when_narrow_it_and_the_paper(page, supervisor, qtbot):
    whole = len(cells(page))
    for name, value in ((_("Who"), "S-01"), (_("What was done"), "approved")):
        choice = field(page, name)
        choice.setCurrentIndex(choice.findData(value))
    qtbot.waitUntil(lambda: 0 < len(cells(page)) < whole)
    assert {row[4] for row in cells(page)} == {"S-01"}
    assert {row[2] for row in cells(page)} == {_("The supervisor approved the file")}
    type_text("01/01/2020", field(page, _("To the day")))
    qtbot.waitUntil(lambda: cells(page) == [])
    wanted = the(page, ChainFilter).wanted()
    assert (wanted.officer, wanted.action, wanted.last) == ("S-01", "approved", date(2020, 1, 1))
    assert supervisor.session.chain_papers.paper(reading(page), wanted).wanted == wanted


def test_the_reading_is_stopped_and_begun_again(page, jobs, qtbot):
    compare = button(page, _("Compare a fingerprint…"))
    (stop,) = (part for part in every(page, QPushButton) if part.text() == _("Stop"))
    read_again(page)
    assert reading(page) is None
    assert not compare.isEnabled()
    stop.click()
    read_again(page)  # the first is wanted no more, whatever became of it
    qtbot.waitUntil(lambda: reading(page) is not None)
    assert compare.isEnabled()
    assert not buttons(page, _("Read the chain again"))
    read_again(page)
    stop.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    if reading(page) is None:  # it was stopped before its end
        click(page, _("Read the chain again"))
        qtbot.waitUntil(lambda: reading(page) is not None)


def test_a_fingerprint_from_paper_is_compared(page):
    seq, digest = reading(page).head

    def compare(digits):
        def in_dialog(dialog):
            lines = line_fields(dialog)
            for line, typed in zip(lines, (str(seq), digits), strict=True):
                line.clear()
                type_text(typed, line)
            click(dialog, _("Compare"))
            compared.append(texts(dialog))
            click(dialog, _("Close"))

        with dialogs(in_dialog):
            click(page, _("Compare a fingerprint…"))

    compared = []
    compare(grouped_digits(digest))
    assert "ما زالت السلسلة تحتوي على" in bare(compared[-1])
    assert "الحلقات الموجودة متصلة كلها" in texts(page)
    compare("12345")
    assert _("Type the number of the entry and all 25 digits of its fingerprint.") in compared[-1]
    compare("1" * 25)
    assert "لا تحتوي السلسلة على" in bare(compared[-1])
    assert "الحلقات الموجودة متصلة كلها" not in texts(page)
    with dialogs(lambda dialog: (compared.append(texts(dialog)), click(dialog, _("Close")))):
        click(page, _("What to do…"))
    assert "اقرأ الأرقام على الورقة مرة أخرى" in bare(compared[-1])


def test_the_certificate_is_saved_and_is_an_entry(page, supervisor, tmp_path, qtbot):
    path = tmp_path / "certificate.pdf"

    def in_paper(dialog):
        save = button(dialog, _("Save as PDF"))
        qtbot.waitUntil(save.isEnabled, timeout=20_000)
        save.click()
        click(dialog, _("Close"))

    examined = examined_quickly(page, supervisor)
    paper = supervisor.session.chain_papers.paper(reading(page), Filter(), examined)
    where = told_purpose(Purpose.PROSECUTION, _("Choose where…"))
    with dialogs(in_paper, where, pick(path), answer(_("Close"))):
        show_chain_paper(supervisor, "certificate", paper, page)
    assert "تُحفظ هذه الورقة خارج المحطة" in text(path.read_bytes())
    newest = newest_entry(supervisor.session)
    assert (newest.action, newest.detail["document"]) == ("saved", "certificate")
    assert newest.detail["purpose"] == "prosecution"
    assert newest.detail["anchor"] == str(reading(page).head[0])


def examined_quickly(page, services):
    """As the button does, without its two dialogs."""
    book = services.session.custody
    steps = tuple(book.answers(None))
    return examine(book.examination(None, len(steps), ()), reading(page), Work())


def test_answers_are_compared_file_by_file_and_can_be_stopped(page, supervisor):
    steps = supervisor.session.custody.answers(None)
    whole = _Comparing(steps, page)
    assert whole.exec() == whole.DialogCode.Accepted
    assert (whole.files, whole.objections) == (len(supervisor.session.files.list_cases()), ())
    stopped = _Comparing(iter([(5, None)] * 1000), page)
    with dialogs(lambda dialog: click(dialog, _("Stop"))):
        assert stopped.exec() == stopped.DialogCode.Rejected


def test_a_supervisor_states_what_time_it_was(page, supervisor, clock, qtbot):
    clock.move(hours=-4)
    supervisor.session.new_files.open_case()
    read_again(page)
    qtbot.waitUntil(lambda: reading(page) is not None)
    assert reading(page).spans
    (span,) = reading(page).spans

    def state(dialog):
        field(dialog, _("In your own words, if needed")).setText("ساعة الحائط")
        click(dialog, _("Next"))
        assert _("Choose with what the clock was compared.") in texts(dialog)
        press(Qt.Key.Key_Down)  # nothing was chosen beforehand; the cursor stands where it is asked
        click(dialog, _("Next"))
        assert _("Choose why the clock was wrong.") in texts(dialog)
        press(Qt.Key.Key_Down)
        hours = field(dialog, _("True time, hours and minutes"))
        hours.clear()
        type_text("٢٥:٠٠", hours)
        click(dialog, _("Next"))
        assert dialog.isVisible()
        hours.clear()
        type_text("٩:٠٥", hours)
        click(dialog, _("Next"))

    def confirm(dialog):
        type_text(SUPERVISOR.passphrase, field(dialog, _("Passphrase")))
        click(dialog, _("Confirm"))

    with dialogs(answer(_("State what time it was…")), state, confirm):
        click(page, _("View the times…"))
    qtbot.waitUntil(lambda: reading(page) is not None and bool(reading(page).spans[0].attested))
    (attestation,) = reading(page).spans[0].attested
    assert attestation.statement.words == "ساعة الحائط"
    assert attestation.statement.true is not None
    assert format_time(attestation.statement.true) == "09:05"
    assert attestation.first == span.first


def test_what_a_paper_was_for_is_told_and_its_words_are_masked(shown, officer, places, qtbot):
    as_printed = Print(
        PrintOutcome.PRINTED, Purpose.OTHER, "لمحاميها", PrinterKind.NETWORK, 2, (1, 2), 3
    )
    officer.session.printing.record_printed(places.approved, "notice", as_printed)
    page = shown(CustodyPage(officer))
    page.load(officer.session.files.case(places.approved))
    qtbot.waitUntil(lambda: reading(page) is not None, timeout=20_000)

    def deeds(role=Qt.ItemDataRole.DisplayRole):
        model = chain_table(page).model()
        return [bare(str(model.index(row, 2).data(role))) for row in range(model.rowCount())]

    whole = "طُبع مستند: غرض آخر: «لمحاميها» · النسخة رقم 2 · الصفحات 1–2 من 3 · على طابعة في الشبكة"
    assert whole in deeds()
    assert whole in deeds(Qt.ItemDataRole.ToolTipRole)
    page.set_masked(True)
    assert not any("لمحاميها" in deed for deed in deeds() + deeds(Qt.ItemDataRole.ToolTipRole))
