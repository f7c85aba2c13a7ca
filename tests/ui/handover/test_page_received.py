"""A received bundle, read only: answers, papers, attachments, chain of custody."""

from dataclasses import replace

import pytest

from tests.ui.drivers.seeing import tabs, the
from tests.ui.drivers.vault import vault_of
from tests.ui.gestures import answer, bare, click, dialogs, pick, texts
from tests.ui.paper.test_page_paper import told_purpose
from tests.ui.paper.test_printing import Tray
from tests.ui.places import approve_now, export_now
from tipdesk.cases.files.workflow import APPROVED, APPROVED_DIRECTLY
from tipdesk.cases.model import CustodyEvent
from tipdesk.cases.paper.prints import Purpose
from tipdesk.core.work import Work
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, confirm
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _, set_language
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import action_label, problem
from tipdesk.ui.handover.received import ReceivedPage
from tipdesk.ui.viewers.pages import PdfPreview

PHOTO = b"\x89PNG made up" * 5000


@pytest.fixture(scope="module")
def made_places(made_places, tmp_path_factory):
    """With a file that has an attachment, exported and accepted; made once for all tests."""
    set_language("ar")
    folder = tmp_path_factory.mktemp("received")
    photo = folder / "صورة \u2066evil\u202e.png"
    photo.write_bytes(PHOTO)
    places = made_places.copy(folder / "places")
    clock = places.clock()
    officer = places.open(places.officers, OFFICER, clock)
    attached = attachments.seal(officer.attachments.attach_plan(places.ready), photo, Work())
    officer.attachments.attach(places.ready, attached)
    approve_now(officer, places.ready)
    bundle = export_now(officer, places.ready, places.usb_drive)
    officer.lock()
    receiver = places.open(places.prosecution, RECEIVER, clock)
    receive(receiver, bundle, places.usb_drive, confirm(receiver, RECEIVER))
    receiver.lock()
    return replace(places, ended=clock.now)


@pytest.fixture
def received(receiver):
    """The file, opened from the register."""
    row = receiver.session.receiving.register()[0]
    return receiver.session.receiving.open_received(row.id)


@pytest.fixture
def page(receiver, received, shown):
    page = shown(ReceivedPage(receiver))
    page.load(received)
    yield page
    page.leave()


def tab(page, title):
    parts = tabs(page)
    titles = [parts.tabText(at) for at in range(parts.count())]
    parts.setCurrentIndex(titles.index(_(title)))
    return parts.currentWidget()


def test_answers_are_read_in_words_and_what_stays_is_named(page, received):
    shown_text = bare(texts(page))
    record = received.record
    assert record.number in shown_text
    shown_answers = [given for given in record.answers if given.shown]
    assert shown_answers
    for shown_answer in shown_answers:
        assert bare(shown_answer.label) in shown_text
    for name in record.withheld:
        assert bare(name) in shown_text
    assert record.withheld_level4
    assert str(record.withheld_level4) in shown_text


def test_it_is_said_above_every_tab_that_no_supervisor_let_it_go(page, received):
    warning = problem("A_DIRECT")
    assert warning not in texts(page)
    received.custody = tuple(
        replace(entry, action=APPROVED_DIRECTLY) if entry.action == APPROVED else entry
        for entry in received.custody
    )
    page.load(received)
    assert warning in texts(page)


@pytest.mark.parametrize(
    "title", ["Notice", "Rights and consent", "Intake form", "Statement", "Cover"]
)
def test_every_paper_is_drawn_when_it_is_looked_at(page, jobs, qtbot, title):
    paper = tab(page, title)
    preview = the(paper, PdfPreview)
    qtbot.waitUntil(lambda: not jobs.busy and preview.complete, timeout=20_000)
    assert preview.pages >= 1


def test_what_leaves_of_a_bundle_is_an_entry(page, receiver, received, tmp_path):
    """An attachment is saved under a neutral name, after a warning."""
    tab(page, "Attachments")
    copy = tmp_path / "copy.png"
    suggested = []

    def choose(dialog):
        suggested.extend(dialog.selectedFiles())
        pick(copy)(dialog)

    with dialogs(answer(_("Choose where…")), choose, answer(_("Close"))):
        click(page, _("Save a copy…"))
    assert copy.read_bytes() == PHOTO
    assert suggested[0].rpartition("/")[2] == "0001.png"
    (tmp_path / "tray").mkdir()
    receiver.printers = Tray(tmp_path / "tray")
    tab(page, "Notice")
    with dialogs(told_purpose(Purpose.FILE, _("Print"))):
        click(page, _("Print"))
    printed, saved, *_others = custody_rows.newest_first(vault_of(receiver.session))
    assert (saved.action, saved.detail["sha256"]) == ("copied_out", received.attachments[0].sha256)
    assert (printed.action, printed.detail["document"]) == ("printed", "notice")
    assert printed.detail["purpose"] == "file"
    assert printed.detail["bundle"] == saved.detail["bundle"] == received.row.bundle_id


def test_no_name_that_people_gave_a_file_leaves_with_it(page):
    shown_text = texts(tab(page, "Attachments"))
    assert "evil" not in shown_text
    assert bare(_("Attachment {number}").format(number="1")) in bare(shown_text)


def test_the_chain_of_custody_is_told_in_words(page, received):
    tab(page, "Chain of custody")
    shown_text = texts(page)
    for words in ("The file was begun", "The supervisor approved the file"):
        assert _(words) in shown_text
    actions = {event.action for event in received.custody if event.action}
    assert actions
    assert not any(action in bare(shown_text).split() for action in actions)


def test_leaving_closes_the_bundle(page, received, qtbot):
    with qtbot.waitSignal(page.left):
        click(page, _("Back"))
    with pytest.raises(ValueError, match="closed"):
        received.document("notice")


def test_the_chain_says_when_a_draft_card_was_shown():
    shown, draft = (
        action_label(CustodyEvent(1, "", "", action="language_shown", detail={"card": card}))
        for card in ("signed_off", "draft")
    )
    assert "مسودة" in draft
    assert draft.startswith(shown)
    assert "مسودة" not in shown
    assert "مسودة" not in action_label(CustodyEvent(1, "", "", action="printed"))
