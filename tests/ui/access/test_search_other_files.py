"""Asking from the list of files whether there is another one: a reason, and what is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.ui.drivers.files import case_table, chosen_file, search_field
from tests.ui.drivers.seeing import long_field, radios, rows, table, the
from tests.ui.drivers.vault import actions, vault_of
from tests.ui.full_walk import fill
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    dialogs,
    field,
    focused,
    give_reason,
    press,
    texts,
    type_text,
)
from tipdesk.cases.model import Answer
from tipdesk.cases.permissions import MOST_ASKED, AccessReason
from tipdesk.core.errors import DiskFull, LookupsUsedUp, ReasonNeeded
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _, ngettext
from tipdesk.texts.messages import access_reason_label, sentence
from tipdesk.ui.access.reason_dialog import ReasonField
from tipdesk.ui.files.page import FilesPage

MARK, REPORT = "زمردة", "ZX-7788990"
ASK = "Is there another file in the unit?"
ONE_OTHER_FILE = ngettext("{count} other file was found.", "{count} other files were found.", 1)


@pytest.fixture
def other(places, clock):
    """A file of the supervisor, which does not name the officer."""
    session = places.open(places.officers, SUPERVISOR, clock)
    case = session.new_files.open_case()
    answers = {"name_ar_first": Answer(MARK), "police_report_no": Answer(REPORT)}
    session.answers.save_answers(case.id, answers)
    session.lock()
    return case


@pytest.fixture
def session(page):
    return page.services.session


@pytest.fixture
def page(other, opened, places, shown):
    services = opened(places.officers, OFFICER)
    page = shown(FilesPage(services))
    page.services = services
    page.load()
    return page


def search(page, text):
    search_field(page).setText(text)
    page.look_again()


def reason(dialog):
    return the(dialog, ReasonField)


def choose(dialog, reason):
    click_at = button(dialog, access_reason_label(reason))
    click_at.setFocus()
    press(Qt.Key.Key_Space, click_at)


def asked_for(page, text, *acts):
    """Search, ask, and do this in the dialog, which is then sent away."""
    search(page, text)

    def act(dialog):
        for deed in acts:
            deed(dialog)
        dialog.reject()

    with dialogs(act):
        click(page, _(ASK))


def kept(page):
    """What the vault has kept, the last first."""
    return vault_of(page.services.session).rows(
        "SELECT sought, reason, words, found FROM look ORDER BY id DESC"
    )


def test_what_the_search_does_not_find_is_asked_for_by_keys(page, other, qtbot):
    search_field(page).setFocus()
    type_text(MARK)
    press(Qt.Key.Key_Return)  # searches, and goes where it goes on
    assert _("Nothing found") in texts(page)
    assert focused() is button(page, _(ASK))

    offered = []

    def ask(dialog):
        assert field(dialog, _("What is looked for")).text() == MARK
        assert not any(choice.isChecked() for choice in radios(dialog))
        assert focused().text() == access_reason_label(AccessReason.SHIFT)
        click(dialog, _("Ask"))
        assert _("Choose a reason.") in texts(dialog)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Return):
            press(key)
        shown_text = bare(texts(dialog))
        assert ONE_OTHER_FILE in shown_text
        (first_row,) = rows(table(dialog))
        cells = [bare(text) for text in first_row]
        officer = page.services.session.staff.names()["S-01"]
        unit = page.services.session.station.unit
        assert cells[:3] == [other.number, unit, f"S-01 • {officer}"]
        assert MARK not in shown_text + "".join(cells)
        offered.append(dialog)
        press(Qt.Key.Key_Return)

    def confirm_it(dialog):
        assert offered[0].case.display_name == ""
        assert dialog.field.reason() is AccessReason.SHIFT  # as it was asked
        assert not vault_of(page.services.session).rows("SELECT 1 FROM look WHERE sought = ''")
        press(Qt.Key.Key_Return)

    with qtbot.waitSignal(page.opened) as opened, dialogs(ask, confirm_it):
        press(Qt.Key.Key_Return)
    assert opened.args[0].id == other.id
    page.services.session.files.load(other.id)  # open
    shift = AccessReason.SHIFT.value
    assert kept(page) == [("", shift, "", 0), (MARK, shift, "", 1)]
    chain = actions(page.services.session)
    assert chain[-3:] == ["looked_up", "opened_with_reason", "viewed"]


def test_who_does_not_confirm_the_reason_opens_nothing(page, other, qtbot):
    search(page, MARK)

    def ask(dialog):
        choose(dialog, AccessReason.OTHER)
        type_text("سؤال الطبيب", long_field(dialog))
        click(dialog, _("Ask"))
        press(Qt.Key.Key_Return)

    def other_reason(dialog):
        assert dialog.field.words() == "سؤال الطبيب"
        choose(dialog, AccessReason.CARE)
        click(dialog, _("Cancel"))

    with qtbot.assertNotEmitted(page.opened), dialogs(ask, other_reason):
        click(page, _(ASK))
    with pytest.raises(ReasonNeeded):
        page.services.session.files.load(other.id)
    page.set_masked(True)

    def hidden(dialog):
        assert dialog.field.words() == ""  # words of a reason hide with names
        give_reason(dialog)

    with qtbot.waitSignal(page.opened), dialogs(ask, hidden):
        click(page, _(ASK))


def test_beside_files_that_are_found_it_is_offered_too(page, other):
    assert _(ASK) not in texts(page)
    search(page, other.number)
    assert chosen_file(page).id == other.id  # by its whole number
    assert not case_table(page).isAncestorOf(button(page, _(ASK)))
    search(page, other.person_code[:-1])
    assert case_table(page).isAncestorOf(button(page, _(ASK)))


def test_whoever_finds_every_file_is_offered_no_question(other, supervisor, shown):
    page = shown(FilesPage(supervisor))
    search(page, MARK)
    assert chosen_file(page).id == other.id
    assert _(ASK) not in texts(page)


def test_none_is_found_and_the_question_comes_back_as_it_was(page):
    def again(dialog):
        choose(dialog, AccessReason.OTHER)
        click(dialog, _("Ask"))
        assert _("Say in a few words what the reason is.") in texts(dialog)
        type_text("سؤال من الطبيب", long_field(dialog))
        click(dialog, _("Ask"))
        assert _("No other file was found.") in texts(dialog)
        assert _("Open the file") not in texts(dialog)
        click(dialog, _("Ask something else"))
        assert field(dialog, _("What is looked for")).text() == "لا أحد"
        assert reason(dialog).words() == "سؤال من الطبيب"
        field(dialog, _("What is looked for")).setText(f"  {REPORT} ")
        click(dialog, _("Ask"))
        assert ONE_OTHER_FILE in bare(texts(dialog))

    asked_for(page, "لا أحد", again)
    words = ("other", "سؤال من الطبيب")
    assert kept(page) == [(REPORT, *words, 1), ("لا أحد", *words, 0)]


def test_a_hidden_file_is_never_found(other, places, clock, opened, shown):
    session = places.open(places.officers, SUPERVISOR, clock)
    session.readers.hide(other.id, "موظف مذكور")
    session.lock()
    page = shown(FilesPage(opened(places.officers, OFFICER)))

    def ask(dialog):
        choose(dialog, AccessReason.CARE)
        click(dialog, _("Ask"))
        assert _("No other file was found.") in texts(dialog)

    asked_for(page, MARK, ask)
    asked_for(page, other.number, ask)


def test_what_hinders_is_said_in_the_dialog_and_keeps_what_was_typed(page):
    access_reasons = page.services.session.access_reasons

    def refused(dialog):
        choose(dialog, AccessReason.RETURNED)
        field(dialog, _("What is looked for")).setText("زم")
        click(dialog, _("Ask"))
        assert _("Three letters or digits at least are looked for.") in texts(dialog)
        field(dialog, _("What is looked for")).setText(MARK)
        said_of(dialog, DiskFull())
        vault_of(page.services.session).limit_pages(1 << 20)
        for _time in range(MOST_ASKED):
            access_reasons.search_other_files(MARK, AccessReason.RETURNED, "")
        said_of(dialog, LookupsUsedUp(most=MOST_ASKED))

    def said_of(dialog, error):
        click(dialog, _("Ask"))
        message = sentence(error)
        assert f"{bare(message.what)} {bare(message.next_step)}" in bare(texts(dialog))
        assert field(dialog, _("What is looked for")).text() == MARK
        assert reason(dialog).reason() is AccessReason.RETURNED

    fill(page.services)
    asked_for(page, "x", refused)
    assert len(kept(page)) == MOST_ASKED


def test_names_hide_in_the_open_dialog(page):
    def ask(dialog):
        line = field(dialog, _("What is looked for"))
        assert line.echoMode() is QLineEdit.EchoMode.Password
        page.set_masked(False)
        assert line.echoMode() is QLineEdit.EchoMode.Normal
        choose(dialog, AccessReason.CARE)
        click(dialog, _("Ask"))
        page.set_masked(True)
        assert bare(rows(table(dialog))[0][2]) == "S-01"

    page.set_masked(True)
    asked_for(page, MARK, ask)
    with dialogs(answer(_("Cancel"))):
        click(page, _(ASK))
