"""Pictures of every page but the interview, with its dialogs, and what is wrong with them.

    python tests/ui/pictures/shoot_pages.py {ar|en} {100|130} {light|dark|contrast} DEMO-FOLDER FOLDER

DEMO-FOLDER holds what `tipdesk.demo.vault.demo_vault` made; it is used up. Prints one line for each
cut text or foreign word; nothing when all is well.
"""

from __future__ import annotations

import faulthandler
import gc
import io
import os
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.envelopes import opens, out_of_envelope
from tests.remembered import remember_argon2
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.files import search_field
from tests.ui.drivers.seeing import every, long_field, tabs
from tests.ui.gestures import button, click, type_text
from tests.ui.pictures.photographer import WHOLE, Photographer
from tests.ui.pictures.shoot_access_reasons import access_reasons
from tests.ui.pictures.shoot_authority import authority_window
from tests.ui.pictures.shoot_backup import backup
from tests.ui.pictures.shoot_exhibits import exhibits
from tests.ui.pictures.shoot_forms import forms
from tests.ui.pictures.shoot_letterhead import letterhead
from tests.ui.pictures.shoot_levels import levels
from tests.ui.pictures.shoot_messages import messages_of_office, messages_of_station
from tests.ui.pictures.shoot_notices import notices
from tests.ui.pictures.shoot_printing import printing
from tests.ui.pictures.shoot_recovery import make_shares, use_shares
from tests.ui.pictures.shoot_referral import referral
from tests.ui.pictures.shoot_staff import sign_offs, staff
from tests.ui.pictures.shoot_update import update
from tests.ui.pictures.shoot_window import receiving_window, whole_window
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import AnnexInvalid, VaultInUse
from tipdesk.core.work import Work
from tipdesk.demo.stations import (
    OFFICER,
    RECEIVER,
    SUPERVISOR,
    confirm,
    make_officers_station,
    open_as,
)
from tipdesk.desk.handover.outgoing import BundleItem, ContentKind, ExportPreview
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.handover.taking_in import Waiting
from tipdesk.desk.station.recovery import RehearsalOutcome, Tried
from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _, set_language
from tipdesk.storage import passphrase
from tipdesk.storage.keys import unlock_failures
from tipdesk.ui.casework.page import FollowUpPage
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.handover.annexes import AnnexDialog
from tipdesk.ui.handover.check_panel import CheckPanel
from tipdesk.ui.handover.export import ExportPage
from tipdesk.ui.handover.export_contents import SendingAgain, contents_card
from tipdesk.ui.handover.receipt_dialogs import ask_receipt, ask_refusal, ask_taking_in
from tipdesk.ui.handover.receipt_import import import_receipt
from tipdesk.ui.handover.received import ReceivedPage
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.handover.set_aside import SetAsideList
from tipdesk.ui.interview.language_help import ask_language
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.review.annex import choose_prosecutor
from tipdesk.ui.review.elsewhere import ask_elsewhere
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.review.remarks import ask_picks, ask_remarks, remarkable
from tipdesk.ui.review.voiding import void_file
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.setup.recovery_sheet import SheetSteps
from tipdesk.ui.setup.renew import RenewPage
from tipdesk.ui.setup.trust_digits import ask_digits
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.station.recovery import RehearsalDialog, _trial_result
from tipdesk.ui.station.trust import tell_request
from tipdesk.ui.toolkit import theme as look
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask, show_error
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.parts import column
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import install_translators
from tipdesk.ui.viewers.attachment_view import AttachmentContent, show_attachment

WORDS = list(passphrase.recovery_word_list()[:24])
SHEET = RecoverySheet(tuple(WORDS), tuple(range(1, 25)), (3, 9, 20))
FINGERPRINT = "14253 36475 86970 81920 31425 36475 86970 81920"


def first_steps(camera: Photographer, services: Services, folder: Path) -> None:
    """What is shown before a vault is open."""
    page = UnlockPage(services)
    page.load()
    camera.page(page, "unlock", WHOLE)
    page.show_error(VaultInUse())
    for _number in range(5):
        unlock_failures.note(services.vault_dir, OFFICER.login, system_clock())
    page._wait.refresh()
    camera.page(page, "unlock-wait", WHOLE)
    unlock_failures.clear(services.vault_dir)
    page._on_key(unlock(services.vault_dir, OFFICER.login, OFFICER.passphrase))
    type_text("739", page.focusWidget())
    camera.page(page, "unlock-pin", WHOLE)
    page.load()
    button(page, _("I have lost my passphrase")).click()
    camera.page(page, "unlock-words", WHOLE)
    setup = SetupPage(Services(folder / "none", services.jobs))
    setup.load()
    camera.page(setup, "setup-1-purpose", WHOLE)
    button(setup, _("Next")).click()
    button(setup, _("Next")).click()
    camera.page(setup, "setup-2-station", WHOLE)
    setup._show(setup._people()[0])
    button(setup, _("Suggest five words")).click()
    camera.page(setup, "setup-3-people", WHOLE)
    setup._confirm.tell_certificate(needed=True)
    for step in (setup._recovery, setup._confirm):
        step.show_sheet(SHEET)
        setup._show(step)
        name = "setup-4-sheet" if step is setup._recovery else "setup-5-check"
        camera.page(setup, name, WHOLE)


def case_in(services: Services, status: Status) -> Case:
    return services.session.files.list_cases("", status)[0]


def whom(camera: Photographer, services: Services, page: ReviewPage, case: Case) -> None:
    """Who reads the protective annex, and who elsewhere is asked to approve."""
    keys = services.session.keys
    person = keys.prosecutors(keys.recipients()[0].code)[0]
    people = [replace(person, leads=True), replace(person, login="P-08")]
    elsewhere = [Correspondent("TDY", "S-21"), Correspondent("TDZ", "S-31")]
    camera.allow(person.office, *(item.login for item in people))
    camera.allow(*(part for item in elsewhere for part in (item.code, item.login)))
    camera.dialog("annex-whom", lambda: choose_prosecutor(page, people))
    camera.dialog("approval-whom", lambda: ask_elsewhere(services, page, case, elsewhere))


def files_and_review(camera: Photographer, services: Services) -> None:
    page = FilesPage(services)
    page.load()
    camera.page(page, "files")
    page.set_masked(True)
    camera.page(page, "files-masked")
    search_field(page).setText("لا شيء بهذا الاسم")
    page.load()
    camera.page(page, "files-none")
    review = ReviewPage(services)
    begun = services.session.new_files.open_case()
    review.load(begun)
    camera.page(review, "review-new")
    camera.dialog("void", lambda: void_file(services, begun, review))
    services.session.voiding.void(begun.id, Voiding(VoidReason.LEFT, words="لم تعد"))
    for status in Status:
        review.load(case_in(services, status))
        camera.page(review, f"review-{status.value}")
    session = services.session
    completed = case_in(services, Status.COMPLETED).id
    questions = remarkable(session, session.files.load(completed))
    unkept = (NO_REMARKS, lambda _kept: None)
    camera.dialog("remarks", lambda: ask_remarks(review, services.clock, questions, *unkept))
    form, pickable = session.files.load(completed).form, session.files.pickable(completed)
    camera.dialog("picks", lambda: ask_picks(review, form, pickable))
    whom(camera, services, review, case_in(services, Status.COMPLETED))
    supervisors = session.supervisors()
    purpose = _("Return the file with these remarks")
    camera.dialog("confirm", lambda: ask_confirmation(services, supervisors, purpose, review))
    question = _(
        "After this the answers are frozen. Later changes are dated amendments. Complete now?"
    )
    title = _("Complete the file")
    camera.dialog("ask", lambda: ask(review, title, question, title))
    camera.dialog("error", lambda: show_error(review, VaultInUse()))
    camera.allow("Filipino", "English")  # languages as their speakers write them
    for spoken in ("hin", "urd"):
        cards = partial(ask_language, services, review, spoken, True)
        camera.dialog(f"language-{spoken}", cards)


def case_work(camera: Photographer, services: Services) -> None:
    """The case work of a file as it stands, what is asked for an entry, and its history."""
    page = FollowUpPage(services)
    page.load(case_in(services, Status.APPROVED))
    camera.page(page, "case-work")
    for deed in ("New need", "Contact", "Incident", "Risk review", "Safety plan", "Close the file"):
        camera.dialog(f"case-work-{deed.lower().replace(' ', '-')}", button(page, _(deed)).click)
    click(page, _("History"))
    camera.page(page, "case-work-history")


def paper_and_attachments(camera: Photographer, services: Services, folder: Path) -> None:
    case = case_in(services, Status.IN_PROGRESS)
    page = AttachmentsPage(services)
    page.load(case)
    camera.page(page, "attachments-none")
    photo = folder / "جواز السفر.png"
    picture = QImage(900, 600, QImage.Format.Format_RGB32)
    picture.fill(0x88AABB)
    picture.save(str(photo))
    page.add([photo])
    camera.settle()
    camera.page(page, "attachments")
    attachment = services.session.files.load(case.id).attachments[0]
    opener = services.session.attachments.opener(attachment)
    seen = AttachmentContent(attachment.name, attachment.size, opener.open)
    camera.dialog("attachment", lambda: show_attachment(services, page, seen))
    paper = PaperPage(services)
    paper.load(case, "notice")
    camera.page(paper, "paper-notice")
    paper.load(case_in(services, Status.APPROVED), "intake")
    camera.page(paper, "paper-intake")
    printing(camera, paper)
    paper.load(None, "consent")
    camera.page(paper, "paper-blank")


def export(camera: Photographer, services: Services, usb_drive: Path) -> None:
    page = ExportPage(services)
    page.load(case_in(services, Status.IN_PROGRESS))
    camera.page(page, "export-blocked")
    case = case_in(services, Status.APPROVED)
    page.load(case)
    camera.page(page, "export-1-contents")
    export_again(camera, services.session.handover.prepare(case.id))
    button(page, _("Next")).click()
    camera.page(page, "export-2-withheld")
    button(page, _("Next")).click()
    usb_drive_choice(page).take(usb_drive)
    camera.page(page, "export-3-save")
    session = services.session
    plan = session.handover.plan(case.id, session.keys.recipients()[0], usb_drive)
    page._plan = plan
    key = session.handover.signing_key(confirm(session, OFFICER))
    page._on_packed(key, pack(plan, key, Work()))
    camera.page(page, "export-4-result")
    receipt = min(usb_drive.glob("*.receipt.asice"))
    camera.dialog("receipt", lambda: import_receipt(services, page, receipt))


def export_again(camera: Photographer, preview: ExportPreview) -> None:
    """What goes, once the office has attachments of the file."""
    office = preview.recipients[0].code
    had = BundleItem(
        ContentKind.ATTACHMENT, "contract.jpg", 3_400_000, True, offices=frozenset({office})
    )
    again = SendingAgain()
    again.tell((had,))
    contents = contents_card((had, *preview.contents), office)
    camera.page(column(again, contents, 1), "export-1-again")


def station(camera: Photographer, services: Services, folder: Path) -> None:
    page = StationPage(services)
    page.load()
    camera.page(page, "station")
    camera.dialog("digits", lambda: ask_digits(page, "الجهة التجريبية", ""))
    camera.dialog("request", lambda: tell_request(page, Path("enrolment-t-07.json"), FINGERPRINT))
    rehearsal(camera, services, page)
    steps = SheetSteps(services)
    steps.show_sheet(SHEET)
    camera.page(steps, "sheet", (760, 520))
    make_officers_station(folder / "fresh", system_clock)
    fresh = Services(folder / "fresh", services.jobs, cheap_keys=True)
    fresh.opened(open_as(folder / "fresh", SUPERVISOR, system_clock))
    files = FilesPage(fresh)
    files.load()
    camera.page(files, "files-empty")
    page = StationPage(fresh)
    page.load()
    camera.page(page, "station-fresh")
    share = make_shares(camera, fresh, page)
    backup(camera, fresh, page, folder / "backup-stick")
    use_shares(camera, fresh, folder / "backup-stick", share)
    staff(camera, fresh, page)
    sign_offs(camera, fresh, page)
    letterhead(camera, fresh, page, folder)
    renew = RenewPage(fresh)
    renew.load()
    camera.page(renew, "renew", WHOLE)
    fresh.session.lock()


def rehearsal(camera: Photographer, services: Services, page: StationPage) -> None:
    """The recovery sheet is tried: before, and words that no sheet has."""
    dialog = RehearsalDialog(services, page)
    camera.dialog("rehearsal", dialog.exec)
    long_field(dialog).setPlainText(" ".join(WORDS))
    dialog._say(_trial_result(Tried(RehearsalOutcome.OTHER)), opens=False)
    camera.dialog("rehearsal-other", dialog.exec)


def shoot_set_aside(
    camera: Photographer, page: ReceivingPage, services: Services, usb_drive: Path
) -> None:
    """What waits for a prosecutor: nothing, and two of which one went directly."""
    tabs(page).setCurrentIndex(2)
    camera.page(page, "set-aside-none")
    row = services.session.receiving.register()[0]
    held = (("A_DIRECT",), ("A_NUMBER_TWICE", "A_PREVIOUS"))
    waiting = [Waiting(replace(row, held_for=codes), "TDX") for codes in held]
    cards = every(page, SetAsideList)[0]
    for decides in (True, False):
        cards.show_rows(waiting, decides=decides)
        camera.page(page, "set-aside" if decides else "set-aside-receiver")
    camera.dialog("taking-in", lambda: ask_taking_in(page, usb_drive, lambda _number: False))


def shoot_annexes(
    camera: Photographer, page: ReceivingPage, services: Services, usb_drive: Path
) -> None:
    """The page of annexes with one that came, and what its prosecutor reads."""
    desk = services.session.annexes
    for path in sorted(usb_drive.glob("*.age")):
        confirmed = confirm(services.session, RECEIVER)
        with suppress(AnnexInvalid):
            read = desk.open(path, confirmed)
            camera.dialog("annex", partial(AnnexDialog(page, read, answers=True).exec))
            desk.accept(read, confirmed, usb_drive)
            break
    page.load()
    tabs(page).setCurrentIndex(3)
    camera.page(page, "annexes")


def receiving(camera: Photographer, services: Services, usb_drive: Path) -> None:
    page = ReceivingPage(services)
    page.load()
    camera.page(page, "receiving-drop")
    kept = {row.bundle_id for row in services.session.receiving.register()}
    office = services.session.keys.age_identity()
    bundles = [path for path in sorted(usb_drive.glob("*.age")) if opens(path, office)]
    page.check(next(bundle for bundle in bundles if bundle.name[:36] not in kept))
    camera.page(page, "receiving-holds")
    page.check(out_of_envelope(every(page, CheckPanel)[0].source, office))
    camera.page(page, "receiving-open")
    camera.dialog("receipt-number", lambda: ask_receipt(page, usb_drive, lambda _number: False))
    camera.dialog("refusal", lambda: ask_refusal(page, usb_drive, ["A_NOT_ENCRYPTED", "E_DIGEST"]))
    page.check(next(bundle for bundle in bundles if bundle.name[:36] in kept))
    camera.page(page, "receiving-again")
    data = bytearray(bundles[0].read_bytes())
    data[len(data) // 2] ^= 1
    bundles[0].write_bytes(data)
    page.check(bundles[0])
    camera.page(page, "receiving-damaged")
    tabs(page).setCurrentIndex(1)
    camera.page(page, "register")
    shoot_set_aside(camera, page, services, usb_drive)
    shoot_annexes(camera, page, services, usb_drive)
    page.leave()
    rows = services.session.receiving.register()
    row = next(entry for entry in rows if entry.result == "accepted")
    received = ReceivedPage(services)
    received.load(services.session.receiving.open_received(row.id))
    parts = tabs(received)
    for at in range(parts.count()):
        parts.setCurrentIndex(at)
        camera.page(received, f"received-{at + 1}")
    messages_of_office(camera, services, received, row)
    received.leave()


def main(language: str, scale: str, theme: look.Theme, demo: str, folder: str) -> int:
    """Take the pictures; 1 when something is wrong."""
    faulthandler.enable()  # a crash says where
    remember_argon2()
    gc.set_threshold(10_000, 20, 20)  # as the tests themselves
    set_language(language)
    application = QApplication([])
    install_translators(application)  # as `app` does: Qt's own dialogs speak too
    look.apply(application, int(scale), theme)
    places, target = Path(demo), Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    jobs = JobRunner()
    camera = Photographer(language, f"{scale}-{theme}", target, jobs)
    camera.allow(*WORDS)
    camera.allow_folder(places / "stick")
    officers = Services(places / "officers", jobs)
    prosecution = Services(places / "prosecution", jobs)
    whole_window(camera, officers, places)  # it dresses itself
    receiving_window(camera, prosecution)
    authority_window(camera, jobs)
    application.setStyleSheet(look.style_sheet())  # pages stand by themselves from here on
    first_steps(camera, officers, places)
    update(camera, Services(officers.vault_dir, jobs), places)
    officers.opened(open_as(officers.vault_dir, OFFICER, system_clock))
    prosecution.opened(open_as(prosecution.vault_dir, RECEIVER, system_clock))
    files_and_review(camera, officers)
    case_work(camera, officers)
    paper_and_attachments(camera, officers, places)
    exhibits(camera, officers, places)
    access_reasons(camera, officers, levels(camera, officers, places))
    export(camera, officers, places / "stick")
    station(camera, officers, places)
    forms(camera, officers, places)
    referral(camera, officers)
    messages_of_station(camera, officers)
    notices(camera, officers)
    receiving(camera, prosecution, places / "stick")
    for services in (officers, prosecution):
        services.session.lock()
    jobs.close()
    if isinstance(sys.stdout, io.TextIOWrapper):  # a pipe of Windows has a small code page
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write("".join(f"{fault}\n" for fault in camera.faults))
    return int(bool(camera.faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:6]))
