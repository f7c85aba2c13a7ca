"""Signed papers at the attachments page, and packs that are typed in, through the windows."""

import pytest
from PIL import Image
from PySide6.QtWidgets import QLineEdit

from tests.printing.scans import copier, drawn, stored
from tests.ui.drivers.seeing import the
from tests.ui.gestures import answer, click, dialogs, pick, texts, type_text
from tipdesk.cases.model import Answer
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose, grouped_serial, new_serials
from tipdesk.cases.paper.signed_papers import WhyScanEnded
from tipdesk.desk.paper.printing_room import PrintOptions, draw, render
from tipdesk.i18n.text import _
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.paper.documents import document_name

OLDER = "عُدِّل السجل بعد طباعة هذا المستند"


@pytest.fixture
def page(officer, shown):
    return shown(AttachmentsPage(officer))


def scan_of(officer, case_id, path, copy="file"):
    room = officer.session.printing
    plan = room.print_plan(case_id, "notice", PrintOptions(copy=copy))
    paper = draw(plan)
    room.record(plan, paper, Print(PrintOutcome.PRINTED, Purpose.FILE), (1,))
    path.write_bytes(stored(copier(drawn(paper.pdf, 0, 150), 1.0), "PNG"))
    return path


def test_a_signed_page_is_filed_and_listed_also_of_a_complete_file(page, officer, places, tmp_path):
    case_id = places.approved
    path = scan_of(officer, case_id, tmp_path / "signed.png")
    page.load(officer.session.files.case(case_id))
    with dialogs(pick(path), answer(_("Close"), says=_("Filed as scan of the signed original"))):
        click(page, _("File a signed document…"))
    assert document_name("notice") in texts(page)
    assert len(officer.session.signed_papers.kept(case_id)) == 1
    with dialogs(answer(_("Close"), says="إخطار النيابة العامة، مراجعة السجل")):  # not signed.png
        click(page, _("View it"))
    assert OLDER not in texts(page)
    for masked in (True, False):  # a picture tells whom it is of
        page.set_masked(masked)
        assert (_("View it") in texts(page)) is not masked
    path = scan_of(officer, case_id, tmp_path / "before.png")
    officer.session.answers.amend(case_id, {"summons_address": Answer("مكتب الارتباط")}, "انتقل")
    with dialogs(pick(path), answer(_("Close"), says=OLDER)):
        click(page, _("File a signed document…"))
    assert OLDER in texts(page)


def test_what_was_filed_already_is_asked_about(page, officer, places, tmp_path):
    case_id, before = places.approved, sealed(officer)
    path = scan_of(officer, case_id, tmp_path / "signed.png")
    page.load(officer.session.files.case(case_id))
    add, filed = (
        _("File a signed document…"),
        answer(_("Close"), says=_("Filed as scan of the signed original")),
    )
    with dialogs(pick(path), filed):
        click(page, add)
    kept = officer.session.signed_papers.kept
    with dialogs(pick(path), answer(_("Do not file it"), says="الصورة نفسها")):
        click(page, add)
    assert len(kept(case_id)) == 1
    path.write_bytes(path.read_bytes() + b" ")  # another scan of the same page
    again = answer(_("File as a further scan of the original"), says="سبق أن حفظها")
    with dialogs(pick(path), again, filed):
        click(page, add)
    assert [len(attachment.before) for attachment in kept(case_id)] == [0, 1]
    assert len(sealed(officer) - before) == 2


def sealed(officer):
    """Every encrypted content that the vault holds."""
    return set((officer.vault_dir / "att").glob("*/*"))


@pytest.mark.parametrize(
    ("copy", "whose_copy"), [("file", "نسخة الملف"), ("prosecution", "نسخة النيابة العامة")]
)
def test_it_is_said_whose_copy_was_signed(page, officer, places, tmp_path, copy, whose_copy):
    path = scan_of(officer, places.approved, tmp_path / "signed.png", copy)
    page.load(officer.session.files.case(places.approved))
    with dialogs(pick(path), answer(_("Close"), says=whose_copy)):
        click(page, _("File a signed document…"))
    assert whose_copy in texts(page)


def test_of_a_scan_that_ends_early_what_was_read_can_be_filed(page, officer, places, tmp_path):
    case_id = places.approved
    first = Image.open(scan_of(officer, case_id, tmp_path / "signed.png"))
    white = Image.new("1", (9000, 9000), 1)
    path = tmp_path / "long.tif"
    packed = {"compression": "group4"}
    path.write_bytes(stored(first, "TIFF", save_all=True, append_images=[white], **packed))
    page.load(officer.session.files.case(case_id))
    add, part = _("File a signed document…"), _("Only a part of the scan was read")
    with dialogs(pick(path), answer(_("Cancel"), says=part)):
        click(page, add)
    assert officer.session.signed_papers.kept(case_id) == ()
    filed = answer(_("Close"), says="لم تُقرأ الصورة من الصفحة")
    with dialogs(pick(path), answer(_("File what was read"), says=part), filed):
        click(page, add)
    (kept,) = officer.session.signed_papers.kept(case_id)
    assert (kept.kept.ended, kept.kept.read, len(kept.papers)) == (WhyScanEnded.SIZE, 1, 1)


def test_the_next_step_is_said_when_a_page_is_missing(page, officer, places, tmp_path):
    room, case_id = officer.session.printing, places.approved
    pdf = render(room.print_plan(case_id, "statement", PrintOptions(copy="file")))
    room.record_printed(case_id, "statement", Print(PrintOutcome.PRINTED, Purpose.FILE))
    path = tmp_path / "first.png"
    path.write_bytes(stored(copier(drawn(pdf, 0, 150), 1.0), "PNG"))
    page.load(officer.session.files.case(case_id))
    with dialogs(pick(path), answer(_("Close"), says="امسح المستند كاملاً")):
        click(page, _("File a signed document…"))
    assert _("Scan the whole document again with these pages, and file it as well.") not in texts(
        page
    )


def test_a_page_of_another_file_is_refused_in_words(page, officer, places, tmp_path):
    path = scan_of(officer, places.approved, tmp_path / "other.png")
    other = officer.session.new_files.open_case()
    page.load(other)
    with dialogs(pick(path), answer(_("Close"), says="من ملف آخر")):
        click(page, _("File a signed document…"))
    assert officer.session.signed_papers.kept(other.id) == ()


def test_a_pack_is_typed_in_from_the_list_and_a_slip_is_said(officer, shown, qtbot):
    page = shown(FilesPage(officer))
    page.load()
    (serial,) = new_serials(1, officer.clock().date())
    wrong = serial[:-1] + str((int(serial[-1]) + 1) % 10)

    def typed(dialog):
        line = the(dialog, QLineEdit)
        type_text(wrong, line)
        click(dialog, _("Go on"))
        assert _(
            "This is no pack's number: eleven digits, of which the last one checks the others."
        ) in texts(dialog)
        assert line.hasSelectedText()  # what is typed next takes its place
        type_text(grouped_serial(serial), line)
        click(dialog, _("Go on"))

    with qtbot.waitSignal(page.opened) as opened, dialogs(typed):
        click(page, _("From a paper pack"))
    (case,) = opened.args
    assert officer.session.new_files.pack_of(case.id) == serial
