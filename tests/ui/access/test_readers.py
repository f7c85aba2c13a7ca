"""What is closed, at the real windows: suspects, whom a file names, level 4, a hidden file."""

from tests.ui.drivers.interview import focused_path, go_to, question, section_up, seek
from tests.ui.drivers.seeing import combo, long_field, seen
from tests.ui.drivers.vault import desk_of
from tests.ui.drivers.window import current_page, enter, turn_to
from tests.ui.gestures import answer, button, click, confirm, dialogs, focused, texts, type_text
from tipdesk.cases.model import Answer, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.files import restricted
from tipdesk.i18n.text import _
from tipdesk.ui.access.readers_dialog import ReadersDialog
from tipdesk.ui.form.repeats import RepeatRow
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.review.page import ReviewPage

NAME = "suspect_rows[1]/sus_name"


def actions(session, case_id):
    return [entry.action for entry in session.files.load(case_id).custody]


def test_the_suspects_are_opened_by_a_deed_of_their_own(officer, places, shown):
    session = officer.session
    page = shown(InterviewPage(officer))
    page.load(session.files.case(places.ready))
    before = section_up(page)
    assert session.files.load(places.ready).answers[NAME].closed
    with dialogs(answer(_("Cancel"))):
        go_to(page, "suspects")
    assert section_up(page) == before
    with dialogs(answer(_("Open the section"))):
        go_to(page, "suspects")
    assert section_up(page) == "suspects"
    assert question(page, NAME).answer.value == session.files.load(places.ready).answers[NAME].value
    assert actions(session, places.ready).count("suspects_opened") == 1
    go_to(page, before)
    go_to(page, "suspects")  # it is open until the lock
    assert section_up(page) == "suspects"
    page.leave()


def test_a_place_among_the_suspects_is_come_back_to(window, places, clock):
    enter(window, places, clock)
    session = window.services.session
    session.access.open_suspects(places.ready)
    turn_to(window, "interview", session.files.case(places.ready), "suspects", NAME)
    window.lock()
    enter(window, places, clock)
    page = current_page(window)
    assert section_up(page) == "suspects"
    assert focused_path(page) == NAME


def test_level_4_is_closed_where_it_stands_and_keeps_what_stands(officer, places, shown):
    """Somebody whom the file does not name sees that, writes beside it, and changes nothing."""
    session, kept = officer.session, "تنام في غرفة أخرى"
    theirs = {"risk_person_view": Answer(kept), "suspect_rows[1]/sus_official": Answer("no")}
    session.access.open_suspects(places.ready)
    session.answers.save_answers(places.ready, theirs)
    session.readers.name(places.ready, SUPERVISOR.login)
    session.readers.unname(places.ready, OFFICER.login)
    session.access.open_with_reason(places.ready, AccessReason.SHIFT, "")
    page = shown(InterviewPage(officer))
    page.load(session.files.case(places.ready), "risk")
    row = question(page, "risk_person_view").row
    expected = _("Restricted: open to assigned staff")
    assert expected in texts(row)
    assert not row.editor.isVisible()
    assert not row.menu.isVisible()
    assert kept not in texts(page)
    assert seek(page, "risk_person_view")
    assert row.isAncestorOf(focused())  # the cursor stands on something that is seen
    assert focused().isVisible()
    go_to(page, "suspects")  # it is open, but for level 4 in it: nothing is asked again
    assert section_up(page) == "suspects"
    page.leave()
    assert session.files.load(places.ready).answers["risk_person_view"] == restricted.CLOSED


def test_a_row_with_what_is_closed_is_not_theirs_to_take_away(officer, places, shown):
    session = officer.session
    row = session.answers.add_row(places.ready, "documents")
    page = shown(InterviewPage(officer))
    for named in (True, False):
        if not named:
            session.readers.name(places.ready, SUPERVISOR.login)
            session.readers.unname(places.ready, OFFICER.login)
            session.access.open_with_reason(places.ready, AccessReason.SHIFT, "")
        page.load(session.files.case(places.ready), "papers", f"documents[{row}]/doc_type")
        frame = next(frame for frame in seen(page, RepeatRow) if frame.is_filled)
        assert (_("Remove") in texts(frame)) is named
    page.leave()


def test_names_are_put_on_a_file_and_taken_off(officer, places, shown):
    session = officer.session
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.completed))
    assert button(page, _("Assigned staff")).isVisible()
    dialog = shown(ReadersDialog(session, session.files.case(places.completed), page))
    assert _("Everybody here who works in files is assigned.") in texts(dialog)
    supervisor = next(person for person in session.officers() if person.login == SUPERVISOR.login)
    off = _("Remove {name}").format(name=supervisor.name)
    with dialogs(answer(_("Remove from the file"))):
        click(dialog, off)
    assert dialog.focusWidget() is combo(dialog)  # the button that had the cursor has gone
    assert [person.login for person in session.readers.readers(places.completed)] == [OFFICER.login]
    click(dialog, _("Add to the file"))
    assert {person.login for person in session.readers.readers(places.completed)} == {
        OFFICER.login, SUPERVISOR.login
    }  # fmt: skip
    assert {"reader_named", "reader_unnamed"} <= set(actions(session, places.completed))


def test_who_hides_a_file_leaves_earlier_sheets_out(officer, places, shown):
    session = officer.session
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.completed))
    dialog = shown(ReadersDialog(session, session.files.case(places.completed), page))
    shown_texts = []

    def why(asked):
        shown_texts.append(texts(asked))
        click(asked, _("No recovery sheet or share of this station opens it"))
        type_text("موظف في الوحدة مذكور", long_field(asked))
        click(asked, _("Hide the file"))

    with dialogs(why):
        click(dialog, _("Hide it from the unit…"))
    makers = session.readers.sheet_makers()
    assert makers
    assert any(code in text for code in makers for text in shown_texts)
    assert desk_of(session).book.state.left_out[places.completed]
    dialog.accept()


def test_a_hidden_file_is_let_go_by_its_officer(officer, places, shown):
    session = officer.session
    page = shown(ReviewPage(officer))
    page.load(session.files.case(places.completed))
    dialog = shown(ReadersDialog(session, session.files.case(places.completed), page))

    def why(asked):
        type_text("موظف في الوحدة مذكور", long_field(asked))
        click(asked, _("Hide the file"))

    with dialogs(why):
        click(dialog, _("Hide it from the unit…"))
    assert _("Show it to the unit again") in texts(dialog)
    dialog.accept()
    page.load(session.files.case(places.completed))
    assert _("Return with remarks") not in texts(page)
    with dialogs(answer(_("Go on")), confirm(OFFICER.passphrase)):
        click(page, _("Let it go directly"))
    case = session.files.case(places.completed)
    assert (case.status, case.hidden) == (Status.APPROVED, True)
    assert button(page, _("Refer to the Prosecution")).isEnabled()
