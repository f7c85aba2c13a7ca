"""A message at the real windows: written by the office, read at the station, and back."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel

from tests.ui.drivers.files import column, shown_numbers
from tests.ui.drivers.notes import tries_told
from tests.ui.drivers.seeing import combo, every, seen, tabs
from tests.ui.drivers.window import enter, go_home, no_pin, open_page
from tests.ui.gestures import (
    answer,
    bare,
    click,
    confirm,
    dialogs,
    dropped,
    error,
    field,
    pick,
    texts,
    type_text,
)
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.model import Status
from tipdesk.core.errors import MessageOwn
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.demo.stations import confirm as confirmed
from tipdesk.i18n.text import _
from tipdesk.texts.correspondence import member_title, type_title
from tipdesk.ui.handover.received import ReceivedPage
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.review.page import ReviewPage

RECEIVER_OFFICE = "PPX"
SUFFIX = "*.message.asice.age"


@contextmanager
def confirming(services, who):
    """The key that somebody's passphrase opens."""
    session = services.session
    given = confirmed(session, who)
    try:
        yield session.keys.signing_key(given)
    finally:
        given.wipe()


@pytest.fixture
def received(places, receiver):
    """The referred file, accepted at the office; its page there."""
    receive(
        receiver.session, places.bundle, places.usb_drive, confirmed(receiver.session, RECEIVER)
    )
    row = receiver.session.receiving.register()[0]
    return receiver.session.receiving.open_received(row.id)


@pytest.fixture
def office(receiver, received, shown):
    page = shown(ReceivedPage(receiver))
    page.load(received)
    parts = tabs(page)
    titles = [parts.tabText(at) for at in range(parts.count())]
    parts.setCurrentIndex(titles.index(_("Messages")))
    yield page
    page.leave()


def fill(kind, **members):
    """Chooses the type, types what it asks for, goes on."""

    def act(dialog):
        kinds = combo(dialog)
        kinds.setCurrentIndex(kinds.findText(type_title(kind.value)))
        for name, text in members.items():
            type_text(text, field(dialog, member_title(name)))
        click(dialog, _("Sign and save…"))

    return act


def written(page, who, usb_drive, fill_in):
    """Write a message; the file on the USB drive."""
    before = set(usb_drive.glob(SUFFIX))
    with dialogs(
        fill_in,
        pick(usb_drive),
        confirm(who.passphrase),
        answer(_("Close"), says=_("The message is signed")),
    ):
        click(page, _("Write a message…"))
    (path,) = set(usb_drive.glob(SUFFIX)) - before
    return path


def test_a_date_of_the_office_stands_on_the_file(office, officer, places, shown):
    hearing = fill(MessageType.HEARING, at="24/12/2026 11:30", court="الدائرة الأولى")
    path = written(office, RECEIVER, places.usb_drive, hearing)
    assert type_title("hearing") in texts(office)

    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.exported))
    assert _("Messages of the Prosecution") not in texts(page)
    with dialogs(pick(path), answer(_("Close"), says=_("A message has come"))):
        click(page, _("Import a receipt or message"))
    on_page = bare(texts(page))
    for text in (_("Messages of the Prosecution"), "الدائرة الأولى", "24/12/2026 11:30"):
        assert text in on_page
    assert _("Signature verified") in on_page
    page.set_masked(True)
    assert "الدائرة الأولى" not in bare(texts(page))
    assert officer.session.files.case(places.exported).status is Status.EXPORTED


def test_what_was_written_here_is_not_taken_for_something_that_came(
    office, officer, receiver, places, shown
):
    hearing = fill(MessageType.HEARING, at="24/12/2026 11:30", court="الدائرة الأولى")
    path = written(office, RECEIVER, places.usb_drive, hearing)
    receiving = shown(ReceivingPage(receiver))
    receiving.load()
    with dialogs(error(MessageOwn, code=officer.session.station.code)):
        receiving.dropEvent(dropped(path))
    receiving.leave()
    path.unlink()
    review = shown(ReviewPage(officer))
    review.load(officer.session.files.case(places.exported))
    own = written(review, OFFICER, places.usb_drive, address)
    with dialogs(pick(own), error(MessageOwn, code=RECEIVER_OFFICE)):
        click(review, _("Import a receipt or message"))


def address(dialog):
    type_text("المحل المختار", field(dialog, member_title("text")))
    click(dialog, _("Sign and save…"))


def test_something_that_is_no_date_is_not_signed(office, places):
    def wrong(dialog):
        day = member_title("decided_at")
        click(dialog, _("Sign and save…"))
        assert _("{field}: still empty.").format(field=member_title("registry_no")) in texts(dialog)
        fill(MessageType.DECISION, decided_at="31/02/2026")(dialog)
        assert _("{field}: it is not written like this.").format(field=day) in texts(dialog)
        click(dialog, _("Cancel"))

    with dialogs(wrong):
        click(office, _("Write a message…"))
    assert list(places.usb_drive.glob(SUFFIX)) == []


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        (MessageType.COMPLETION_REQUEST, "reply_by", "31/12/2020"),
        (MessageType.HEARING, "at", "31/12/2020 09:00"),
    ],
)
def test_a_day_that_has_passed_is_no_appointment(office, places, kind, name, text):
    others = {"court": "الدائرة"} if kind is MessageType.HEARING else {"text": "من سلّمه؟"}

    def wrong(dialog):
        fill(kind, **others, **{name: text})(dialog)
        sentence = _("{field}: this has passed already.").format(field=member_title(name))
        assert sentence in texts(dialog)
        click(dialog, _("Cancel"))

    with dialogs(wrong):
        click(office, _("Write a message…"))
    assert list(places.usb_drive.glob(SUFFIX)) == []


def test_what_was_written_stays_when_the_folder_is_not_chosen(office, places):
    request = fill(MessageType.COMPLETION_REQUEST, text="من سلّمه؟", reply_by="31/12/2030")
    written_text = []

    def write(dialog):
        request(dialog)  # returns after the folder was refused
        written_text.append(field(dialog, member_title("text")).toPlainText())
        click(dialog, _("Cancel"))

    with dialogs(write, lambda folder: folder.reject()):
        click(office, _("Write a message…"))
    assert written_text == ["من سلّمه؟"]
    assert list(places.usb_drive.glob(SUFFIX)) == []


def test_an_officer_is_not_asked_which_type_there_is_one(officer, places, shown):
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.exported))
    seen_texts, types = [], []

    def look(dialog):
        seen_texts.append(texts(dialog))
        types.extend(seen(dialog, QComboBox))
        assert field(dialog, member_title("text")).hasFocus()
        click(dialog, _("Cancel"))

    with dialogs(look):
        click(page, _("Write a message…"))
    assert type_title("summons_address") in seen_texts[0]
    assert types == []


def test_nobody_answers_a_request_that_did_not_come(office, supervisor, places, shown):
    page = shown(ReviewPage(supervisor))
    page.load(supervisor.session.files.case(places.exported))
    offered = []

    def look(dialog):
        kinds = combo(dialog)
        offered.append([kinds.itemText(at) for at in range(kinds.count())])
        click(dialog, _("Cancel"))

    with dialogs(look):
        click(page, _("Write a message…"))
    request = fill(MessageType.COMPLETION_REQUEST, text="من سلّمه؟", reply_by="31/12/2030")
    path = written(office, RECEIVER, places.usb_drive, request)
    with dialogs(pick(path), answer(_("Close"))):
        click(page, _("Import a receipt or message"))
    with dialogs(look):
        click(page, _("Write a message…"))
    title = type_title("completion_answer")
    assert [title in titles for titles in offered] == [False, True]


def test_answers_that_are_shown_later_reach_the_office(
    received, receiver, supervisor, places, shown
):
    page = shown(ReviewPage(supervisor))
    page.load(supervisor.session.files.case(places.exported))

    def choose(dialog):
        staying = supervisor.session.disclosing.staying(places.exported)
        for section in {item.section.text("ar") for item in staying}:
            assert section in bare(texts(dialog))
        every(dialog, QCheckBox)[0].click()
        type_text("طلبت النيابة", field(dialog, _("Why")))
        click(dialog, _("Sign and save…"))

    with dialogs(
        choose,
        pick(places.usb_drive),
        confirm(SUPERVISOR.passphrase),
        answer(_("Close"), says=_("The message is signed")),
    ):
        click(page, _("Show answers later…"))
    (path,) = places.usb_drive.glob(SUFFIX)
    received.close()
    receiving = shown(ReceivingPage(receiver))
    receiving.load()
    with dialogs(answer(_("Close"), says="طلبت النيابة")):
        receiving.dropEvent(dropped(path))
    (letter,) = receiver.session.messages.about(received.record.case_id)
    assert letter.message.type == MessageType.DISCLOSURE
    receiving.leave()


def test_an_order_and_a_request_for_the_annex_are_written(office, officer, places, shown):
    order = fill(MessageType.ART12, order="رقم 12 لسنة 2026", **{"from": "01/12/2026"})
    paths = {written(office, RECEIVER, places.usb_drive, order)}
    wanted = fill(MessageType.ANNEX_REQUEST, reason="لتقدير الخطر")
    paths.add(written(office, RECEIVER, places.usb_drive, wanted))
    letters = officer.session.messages
    bodies = {letters.take(path).letter.message.type: path for path in sorted(paths)}
    assert set(bodies) == {"art12", "annex_request"}
    newest = {letter.message.type: letter.message.body for letter in letters.about(places.exported)}
    assert newest["art12"] == {
        "measure": "medical_social",
        "by": "prosecution",
        "order": "رقم 12 لسنة 2026",
        "from": "2026-12-01",
        "until": None,
    }
    assert newest["annex_request"] == {
        "to": [RECEIVER_OFFICE, RECEIVER.login],
        "reason": "لتقدير الخطر",
    }


def test_messages_beside_a_receipt_come_with_it(office, officer, places, shown):
    hearing = fill(MessageType.HEARING, at="24/12/2026 11:30", court="الدائرة الأولى")
    written(office, RECEIVER, places.usb_drive, hearing)
    (receipt,) = places.usb_drive.glob("*.receipt.asice")
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.exported))

    def close(dialog):
        on_dialog = bare(texts(dialog))
        assert _("Messages that came with it") in on_dialog
        assert type_title("hearing") in on_dialog
        click(dialog, _("Close"))

    with dialogs(pick(receipt), close):
        click(page, _("Import a receipt or message"))
    assert "الدائرة الأولى" in bare(texts(page))


def test_many_messages_are_verified_behind_the_page(office, officer, places, shown, qtbot):
    subject = officer.session.messages.subject(
        officer.session.handover.exports(places.exported)[0].manifest_sha256
    )
    with confirming(officer, OFFICER) as key:
        for number in range(9):
            body = {"text": f"المحل {number}"}
            officer.session.messages.sign_as(
                OFFICER.login, key, MessageType.SUMMONS_ADDRESS, subject, body
            )
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.exported))
    at_once = [part.text() for part in every(page, QLabel)]  # before an event ends the job
    assert _("Verifying the signatures of the messages…") in at_once
    qtbot.waitUntil(lambda: "المحل 8" in bare(texts(page)))
    assert bare(texts(page)).count(_("Signature verified")) == 9
    page.load(officer.session.files.case(places.exported))
    assert "المحل 8" in bare(texts(page))


def test_a_request_to_complete_a_file_reaches_the_supervisor_once(office, window, places, clock):
    request = fill(MessageType.COMPLETION_REQUEST, text="من سلّمه؟", reply_by="31/12/2030")
    path = written(office, RECEIVER, places.usb_drive, request)
    enter(window, places, clock, no_pin, SUPERVISOR)
    window.lock()
    enter(window, places, clock, no_pin, OFFICER)
    with dialogs(answer(_("Close"), says="ويُبلَّغ المشرف")):
        go_home(window).dropEvent(dropped(path))
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    number = number_of(window, places)
    assert f"استيفاء الملف {number}" in tries_told(window)
    page = go_home(window)
    assert shown_numbers(page)[0] == number
    why = _("To be completed by {date}").format(date="31/12/2030")
    assert bare(column(page, "For the supervisor")[0]) == why
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    assert tries_told(window) == ""
    review = open_page(window, "review", places.exported)
    written(review, SUPERVISOR, places.usb_drive, fill(MessageType.COMPLETION_ANSWER, text="هو"))
    assert why not in map(bare, column(go_home(window), "For the supervisor"))


def number_of(window, places):
    return window.services.session.files.case(places.exported).number
