"""Every way to print or save ends in an audit log entry; a new way has to be entered here."""

import ast
from functools import partial

import pytest
from PySide6.QtWidgets import QWidget

from tests.architecture.sources import ROOT, sources
from tests.ui.drivers.vault import desk_of, newest_entry
from tests.ui.full_walk import fill
from tests.ui.gestures import answer, bare, button, click, dialogs, field, pick, texts
from tests.ui.paper.test_page_paper import told_purpose
from tests.ui.paper.test_printing import Tray
from tipdesk.cases.custody.reading import Filter
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, confirm
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.evidence import attachments
from tipdesk.desk.handover.packing import ExportResult
from tipdesk.desk.paper.printing_room import render
from tipdesk.desk.station.setup import recovery_sheet
from tipdesk.i18n.text import _
from tipdesk.storage import passphrase
from tipdesk.ui.custody.papers import show_chain_paper
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.handover.export import ExportPage
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.setup import recovery_sheet as recovery_sheet_part
from tipdesk.ui.toolkit.dialogs import Cover

# What hands paper to a printer, or words to a file outside the vault.
OUT = {
    "ask_print", "PrintRun", "Spool", "print_on", "print_pdf", "print_pages", "QPrinter", "QPdfWriter",
    "print_share", "print_recovery_sheet", "save_pdf", "save_stream", "choose_save_file", "write_file",
    "write_files", "whole_file", "write_whole", "write_bytes", "write_text",
}  # fmt: skip

# Those that only carry out what one of `ENTERED` has begun, and is told what became of it.
CARRIES_OUT = {
    "ui/paper/print_run.py: PrintRun._on_drawn", "ui/paper/printing.py: print_pdf",
    "ui/paper/printing.py: print_pages", "ui/paper/print_dialog.py: save_pdf",
    "ui/toolkit/jobs.py: save_stream", "ui/setup/recovery_sheet.py: print_on", "ui/toolkit/printers.py: _device",
    "ui/setup/recovery_sheet.py: RecoveryStep.show_share", "ui/setup/recovery_sheet.py: RecoveryStep.show_sheet",
}  # fmt: skip

# Where there is no vault: what leaves has left one before, or was in none.
WITHOUT_A_VAULT = {
    "cli/print.py: run", "cli/print.py: _packs", "cli/print.py: _chain", "cli/forms.py: _compile",
    "cli/authority.py: _issue", "cli/authority.py: _trust_list", "cli/authority.py: _sign_form",
    "cli/authority.py: _recovery_identity", "cli/authority.py: _sign_update", "cli/authority.py: _countersign",
}  # fmt: skip

# The test that sees the entry in which each way ends.
ENTERED = {
    "ui/paper/printing.py: PaperPrinting.print": "test_blank_paper_is_an_entry_of_the_station",
    "ui/paper/printing.py: PaperPrinting.save": "test_blank_paper_is_an_entry_of_the_station",
    "ui/custody/papers.py: _ChainPaper._on_print": "test_a_paper_about_the_chain_is_an_entry",
    "ui/custody/papers.py: _ChainPaper._on_save": "test_the_certificate_is_saved_and_is_an_entry",
    "ui/handover/export.py: ExportPage._on_cover_drawn": "test_the_cover_beside_a_usb_drive_is_an_entry",
    "ui/evidence/attachment_cards.py: AttachmentCards._on_save": "test_a_copy_of_an_attachment_is_an_entry",
    "ui/setup/recovery_sheet.py: _ask_and_print": "test_a_sheet_that_opens_the_vault_is_an_entry",
    "ui/handover/received.py: _ReceivedPdf._on_print": "test_what_leaves_of_a_bundle_is_an_entry",
    "ui/handover/received.py: ReceivedPage._on_save": "test_what_leaves_of_a_bundle_is_an_entry",
    "ui/station/trust.py: CertificateCard._on_request": "test_a_request_for_a_certificate_is_an_entry",
    "ui/interview/night/two_copies.py: TwoCopies._on_drawn": "test_the_night_card_takes_few_actions_and_nothing_on_it_moves",
    "ui/files/list_table.py: take_list_out": "test_a_supervisor_takes_out_what_the_list_shows_and_it_is_entered",
    "ui/casework/calendar_out.py: take_calendar_out": "test_what_lies_ahead_is_saved_by_code_with_a_reason_and_is_an_entry",
    "cli/vault_audit.py: _write": "test_a_certificate_of_integrity_and_a_log_which_are_entries",
}
SEEN_IN = (
    "ui/shell/test_every_way_out.py", "ui/handover/test_page_received.py", "ui/custody/test_page_custody.py",
    "cli/test_vault_audit.py", "journeys/test_night_card.py", "ui/files/test_list_table.py",
    "ui/casework/test_calendar_page.py",
)  # fmt: skip


def parts(tree):
    """Every function of a file with its name, those of classes under the class's."""
    for top in tree.body:
        inside = top.body if isinstance(top, ast.ClassDef) else [top]
        outer = f"{top.name}." if isinstance(top, ast.ClassDef) else ""
        yield from ((outer + getattr(part, "name", ""), part) for part in inside)


def exits():
    """Where the product calls one of `OUT`, or hands it on: partial(save_stream, …)."""
    for path, text in sources().items():
        name = path.removeprefix("tipdesk/")
        if not name.startswith(("ui/", "cli/")) or not any(word in text for word in OUT):
            continue
        for where, part in parts(ast.parse(text)):
            for node in ast.walk(part):
                if isinstance(node, ast.Call):
                    given = (node.func, *node.args[:1])
                    if OUT & {
                        getattr(name_node, "id", getattr(name_node, "attr", ""))
                        for name_node in given
                    }:
                        yield f"{name}: {where}"


def test_every_way_is_known_and_its_entry_is_seen():
    assert set(exits()) == CARRIES_OUT | WITHOUT_A_VAULT | ENTERED.keys()
    seen = "".join((ROOT / "tests" / way).read_text("utf-8") for way in SEEN_IN)
    assert [test_name for test_name in ENTERED.values() if f"def {test_name}(" not in seen] == []


@pytest.fixture
def tray(tmp_path, officer):
    (tmp_path / "tray").mkdir()
    officer.printers = Tray(tmp_path / "tray")
    return officer.printers


@pytest.fixture
def newest(officer):
    """The newest entry: action, whether it is of a file, and what it tells."""

    def look():
        entry = newest_entry(officer.session)
        details = {
            key: entry.detail.get(key) for key in ("document", "purpose", "printer", "pages")
        }
        return entry.action, entry.case_id, *details.values()

    return look


def test_blank_paper_is_an_entry_of_the_station(officer, shown, jobs, qtbot, tray, newest):
    """What it is for is filled in already. Words of another purpose nothing would keep."""
    page = shown(PaperPage(officer))
    page.load(None, "pointing")

    def ready():
        return not jobs.busy and page._drawn is not None and not page.under_way()

    def wish(dialog):
        choice = field(dialog, _("What is it for?"))
        assert choice.currentData() == Purpose.BLANK
        assert choice.findData(Purpose.OTHER.value) < 0
        click(dialog, _("Print"))

    qtbot.waitUntil(ready, timeout=20_000)
    with dialogs(wish):
        click(page, _("Print"))
    qtbot.waitUntil(ready, timeout=20_000)
    assert newest() == ("printed", None, "pointing", "blank", "local", "1")
    with dialogs(answer(_("Choose where…")), pick(tray.folder / "x.pdf"), answer(_("Close"))):
        click(page, _("Save as PDF"))
    assert newest() == ("saved", None, "pointing", "blank", None, "1")
    fill(officer)  # it follows when there is room
    as_printed = Print(PrintOutcome.PRINTED, Purpose.BLANK)
    officer.session.printing.record_station_paper("pointing", as_printed)


def test_a_paper_about_the_chain_is_an_entry(officer, places, jobs, qtbot, tray, newest):
    session, case_id = officer.session, places.approved
    paper = session.chain_papers.paper(
        read_chain(session.custody.plan(case_id), Work()), Filter(action="approved")
    )

    def in_paper(dialog):
        sends = button(dialog, _("Print"))
        qtbot.waitUntil(sends.isEnabled, timeout=20_000)
        sends.click()
        click(dialog, _("Close"))

    with dialogs(in_paper, told_purpose(Purpose.CHECK, _("Print"))):
        show_chain_paper(officer, "custody", paper, QWidget())
    assert newest()[:5] == ("printed", case_id, "custody", "check", "local")


def test_the_cover_beside_a_usb_drive_is_an_entry(
    officer, places, shown, tray, newest, monkeypatch
):
    session, page = officer.session, shown(ExportPage(officer))
    pdf = render(session.printing.print_plan(None, "pointing"))  # one page, like any other
    now = desk_of(session).now()
    result = ExportResult(
        places.approved, 1, "", places.usb_drive, 0, "", "", "", "", OFFICER.login, now
    )
    with dialogs(told_purpose(Purpose.PROSECUTION, _("Print"))):
        page._on_cover_drawn(result, pdf)
    assert newest() == ("printed", places.approved, "cover", "prosecution", "local", "1")
    monkeypatch.setattr(Cover, "down", True)
    with dialogs():  # behind the privacy screen nothing comes up
        page._on_cover_drawn(result, pdf)


def test_a_copy_of_an_attachment_is_an_entry(officer, places, shown, newest, tmp_path):
    session, source, page = officer.session, tmp_path / "a.bin", AttachmentsPage(officer)
    source.write_bytes(b"made up")
    session.attachments.attach(
        places.ready,
        attachments.seal(session.attachments.attach_plan(places.ready), source, Work()),
    )
    shown(page).load(session.files.case(places.ready))
    with dialogs(answer(_("Choose where…")), pick(tmp_path / "copy"), answer(_("Close"))):
        click(page, _("Save a copy…"))
    assert newest()[:2] == ("copied_out", places.ready)


def test_a_sheet_that_opens_the_vault_is_an_entry(officer, qtbot, tray, newest, monkeypatch):
    """At the first start, before there is an open vault, as soon as it is opened."""
    monkeypatch.setattr(
        recovery_sheet_part, "_paper_only", lambda device: device()
    )  # the tray is of files
    sheet, parent = recovery_sheet(passphrase.to_words(bytes(range(32)))), QWidget()
    qtbot.addWidget(parent)
    printing = partial(recovery_sheet_part.print_recovery_sheet, officer, sheet, parent)

    def once_on_paper(dialog):
        where = field(dialog, _("Printer"))
        offered = [bare(where.itemText(at)) for at in range(where.count())]
        assert offered == ["Laser", "Corridor"]
        assert _("Copies") not in texts(dialog)
        click(dialog, _("Print"))

    with dialogs(once_on_paper):
        printing()
    assert newest() == ("printed", None, "recovery", "sealed", "local", "1")
    before, session = newest_entry(officer.session), officer.session
    officer.open_session = None
    with dialogs(answer(_("Print"))):
        printing()
    officer.open_session = session
    assert newest_entry(session) == before
    assert officer.note_sheet() == ()
    assert newest_entry(session).seq == before.seq + 1
    assert newest()[2] == "recovery"


def test_a_request_for_a_certificate_is_an_entry(officer, newest):
    confirmed = confirm(officer.session, OFFICER)
    officer.session.keys.enrolment_request(confirmed, "DEMO-9")
    assert newest()[:2] == ("certificate_requested", None)
