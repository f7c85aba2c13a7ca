"""An approval by USB drive at the real windows: asked for on the page of the file, signed on the
page of another station's approver, imported where the file is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTabWidget

from tests.desk.elsewhere import APPROVER, CODE, HELPER, make_elsewhere
from tests.ui import layout_faults
from tests.ui.drivers.seeing import long_field, seen, tabs
from tests.ui.drivers.vault import vault_of
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    dropped,
    error,
    pick,
    texts,
    type_text,
)
from tipdesk.bundle.approval import read_approval
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages.approving import answer_body, sign_anew
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import MessageSubject
from tipdesk.cases.model import Answer, Status
from tipdesk.core.errors import MessageForOther, MessageInvalid, RequestEnded, RequestLapsed
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.handover.requested_approval import RequestedApprovalsPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.services import Services

ASK = "Ask an approver elsewhere…"
SUFFIX = "*.message.asice.age"


@pytest.fixture
def elsewhere(officer, places, clock, tmp_path):
    """The other shelter, known at the officers' station."""
    there = make_elsewhere(tmp_path / "elsewhere", clock, places.agency(), [officer.session])
    yield there
    there.lock()


@pytest.fixture
def approver(elsewhere, jobs, clock):
    """Its approver's window."""
    services = Services(elsewhere.vault, jobs, clock=clock, cheap_keys=True)
    services.opened(elsewhere.session)
    yield services
    elsewhere.lock()
    services.closed()


@pytest.fixture
def review(officer, elsewhere, places, shown):
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.completed))
    return page


def asked(page, places):
    """Ask the approver; the request on the USB drive."""
    before = set(places.usb_drive.glob(SUFFIX))
    with dialogs(
        answer(_("Go on")),  # nothing protected is picked
        pick(places.usb_drive),
        confirm(OFFICER.passphrase),
        answer(_("Close"), says=_("The request is signed")),
    ):
        click(page, _(ASK))
    (path,) = set(places.usb_drive.glob(SUFFIX)) - before
    return path


def imported(services, shown, path, says):
    """Drop it on the list of files."""
    page = shown(FilesPage(services))
    page.load()
    with dialogs(answer(_("Close"), says=says)):
        page.dropEvent(dropped(path))
    return page


def answered(page, places, deed, *before):
    """Press `deed` and sign; the answer on the USB drive."""
    earlier = set(places.usb_drive.glob(SUFFIX))
    with dialogs(
        *before,
        pick(places.usb_drive),
        confirm(APPROVER.passphrase),
        answer(_("Close"), says=_("The answer is signed")),
    ):
        click(page, deed)
    (path,) = set(places.usb_drive.glob(SUFFIX)) - earlier
    return path


def answer_about(elsewhere, statement, message, folder):
    """An answer about `message` that an approver signs outside the window: of another statement."""
    key = elsewhere.session.keys.signing_key(elsewhere.confirm(), CertificateRole.APPROVER)
    at = elsewhere.clock().replace(microsecond=0)
    signed = sign_anew(read_approval(statement.encode()), key, at)
    about = MessageSubject("", message.message_id, message.about.case_id, message.about.revision)
    outgoing = Outgoing(MessageType.APPROVAL_ANSWER, message.sender, about, answer_body(*signed))
    elsewhere.session.messages.post(outgoing, elsewhere.confirm())
    return elsewhere.session.messages.write_again(outgoing.message_id, folder)


@pytest.fixture
def request_file(review, places):
    return asked(review, places)


@pytest.fixture
def asked_page(request_file, approver, shown):
    """The page of the approver with what is asked for."""
    files = imported(approver, shown, request_file, _("It waits for your answer."))
    assert "1" in texts(files)
    assert button(files, _("Look at it"))
    page = shown(RequestedApprovalsPage(approver))
    page.load()
    yield page
    page.leave()


def test_a_file_is_approved_at_another_computer(
    review, asked_page, officer, places, shown, approver
):
    case = officer.session.files.case(places.completed)
    who = _("{login} of station {station}").format(login=APPROVER.login, station=CODE)
    assert who in bare(texts(review))
    assert buttons(review, _("Withdraw the request"))
    assert not buttons(review, _(ASK))

    assert case.number in bare(texts(asked_page))
    papers = tabs(asked_page)
    titles = [papers.tabText(at) for at in range(papers.count())]
    assert titles == [
        _("Answers"),
        _("Notice"),
        _("Rights and consent"),
        _("Intake form"),
        _("Statement"),
        _("Attachments"),
    ]
    for at in range(papers.count()):
        papers.setCurrentIndex(at)
        assert not [*layout_faults.cut(asked_page), *layout_faults.turned(asked_page)]
    asked_page.set_masked(True)
    assert not seen(asked_page, QTabWidget)
    asked_page.set_masked(False)
    path = answered(asked_page, places, _("Approve and sign…"))
    assert _("You have approved it.") in texts(asked_page)
    imported(officer, shown, path, _("Approved and signed."))
    assert officer.session.files.case(places.completed).status is Status.APPROVED
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.completed))
    assert button(page, _("Refer to the Prosecution")).isEnabled()
    assert not buttons(page, _("Withdraw the request"))


def test_remarks_of_an_approver_elsewhere_stand_as_remarks(asked_page, officer, places, shown):
    def write(dialog):
        type_text("أين صفحة التعريف؟", long_field(dialog))
        click(dialog, _("Go on"))

    path = answered(asked_page, places, _("Send back with remarks…"), write)
    assert _("You have sent it back.") in texts(asked_page)
    imported(officer, shown, path, _("Not approved."))
    assert officer.session.files.case(places.completed).status is Status.RETURNED
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.completed))
    on_page = bare(texts(page))
    assert "أين صفحة التعريف؟" in on_page
    assert f"{CODE}/{APPROVER.login}" in on_page


def test_remarks_that_were_begun_are_there_after_a_lock(
    asked_page, approver, elsewhere, places, shown
):
    def begin(dialog):
        type_text("أين صفحة التعريف؟", long_field(dialog))
        dialog.reject()

    def look(dialog):
        assert long_field(dialog).toPlainText() == "أين صفحة التعريف؟"
        click(dialog, _("Go on"))

    with dialogs(begin):
        click(asked_page, _("Send back with remarks…"))
    elsewhere.lock()
    approver.closed()
    approver.opened(elsewhere.session)
    page = shown(RequestedApprovalsPage(approver))
    page.load()
    answered(page, places, _("Send back with remarks…"), look)
    (request,) = elsewhere.session.answering.requests()
    assert elsewhere.session.answering.begun_remarks(request.message_id) == ""
    page.leave()


def test_several_requests_are_told_apart_by_their_files(
    review, request_file, approver, officer, places, shown
):
    files = officer.session.files
    officer.session.steps.complete(places.ready)
    review.load(files.case(places.ready))
    for path in (request_file, asked(review, places)):
        approver.session.messages.take(path)
    page = shown(RequestedApprovalsPage(approver))
    page.load()
    for case_id in (places.completed, places.ready):
        assert files.case(case_id).number in bare(texts(page))
    page.leave()


def test_what_was_asked_for_is_taken_back_and_asked_for_anew(review, request_file, places):
    with dialogs(answer(_("Withdraw it"))):
        click(review, _("Withdraw the request"))
    assert buttons(review, _(ASK))
    assert asked(review, places) != request_file


def test_it_is_saved_once_more(review, request_file, places):
    request_file.unlink()
    with dialogs(pick(places.usb_drive), answer(_("Close"), says=_("The request is signed"))):
        click(review, _("Save the request again…"))
    assert request_file.exists()


def test_nobody_is_offered_where_nobody_elsewhere_may(officer, places, shown):
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.completed))
    assert not buttons(page, _(ASK))
    assert button(page, _("Approve")).isEnabled()


def test_after_its_time_nobody_signs_it_and_nothing_of_it_stays(
    review, asked_page, approver, elsewhere, officer, places
):
    elsewhere.clock.move(days=15)
    with dialogs(error(RequestLapsed)):
        click(asked_page, _("Approve and sign…"))
    assert _("Nobody can sign it any more: its time is over.") in texts(asked_page)
    assert not buttons(asked_page, _("Look at it"))
    elsewhere.lock()
    approver.closed()
    approver.opened(elsewhere.session)
    assert vault_of(approver.session).rows("SELECT * FROM message_file") == []
    review.load(officer.session.files.case(places.completed))
    assert _("Its time is over: withdraw it and ask once more.") in texts(review)
    assert not buttons(review, _("Save the request again…"))
    with dialogs(answer(_("Withdraw it"))):
        click(review, _("Withdraw the request"))
    assert buttons(review, _(ASK))


def test_answers_that_count_for_nothing_are_told_in_words(
    review, request_file, elsewhere, officer, places, shown
):
    """Of another file; too late; of a file that was changed meanwhile; and the request itself."""
    officer.session.steps.complete(places.ready)
    review.load(officer.session.files.case(places.ready))
    other = asked(review, places)
    answering = elsewhere.session.answering
    first, second = (
        elsewhere.session.messages.take(path).letter.message for path in (request_file, other)
    )
    right, late = (
        answering.approve(message.message_id, elsewhere.confirm(), places.usb_drive)
        for message in (first, second)
    )
    wrong = answer_about(elsewhere, first.body["approval"], second, places.usb_drive)
    page = shown(FilesPage(officer))
    page.load()

    def refused(path, expected):
        with dialogs(expected):
            page.dropEvent(dropped(path))

    refused(wrong, error(MessageInvalid, code="E_APPROVAL_OTHER"))
    amended = {"urgency": Answer("routine")}
    officer.session.answers.amend(places.ready, amended, "سبب")
    refused(late, error(RequestEnded))
    late.unlink()
    wrong.unlink()
    assert officer.session.files.case(places.ready).status is Status.COMPLETED
    assert right.exists()
    with dialogs(answer(_("Refer to the Prosecution"), says=_("Approved and signed."))):
        page.dropEvent(dropped(request_file))  # the answer lies beside it
    assert officer.session.files.case(places.completed).status is Status.APPROVED


def test_a_colleague_there_is_told_who_opens_it(request_file, elsewhere, jobs, clock, shown):
    services = Services(elsewhere.vault, jobs, clock=clock, cheap_keys=True)
    services.opened(elsewhere.open(HELPER))
    page = shown(FilesPage(services))
    page.load()
    with dialogs(error(MessageForOther)):
        page.dropEvent(dropped(request_file))
    elsewhere.lock()
    services.closed()
