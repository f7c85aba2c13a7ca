"""A letter of referral on the paper page, and the slip that comes back to it."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QCheckBox

from tests.printing.scans import copier, drawn, stored
from tests.ui.drivers.paper import preview_of
from tests.ui.drivers.seeing import every, tick
from tests.ui.drivers.window import enter, hide_names, no_pin, top_bar
from tests.ui.gestures import answer, button, click, dialogs, error, field, pick, texts
from tests.ui.paper.test_page_paper import told_purpose
from tipdesk.cases.model import Answer, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose, ReplyCode
from tipdesk.core.errors import SlipRefused
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.paper.referring import ScannedSlip
from tipdesk.forms.values import stored_date_time
from tipdesk.i18n.text import _
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.form.date_editors import DateTimeEditor
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.paper.referrals import AnsweredNeed, ReplyDialog, SeenSlip

MEDICAL, LEGAL = 1, 2
CLINIC = "العيادة الثانية"
COME = datetime(2026, 11, 29, 6, tzinfo=UTC)
CONSENT = "consent_services[1]/service_consent"
RECORDED = {
    "needs[1]": "1", "needs[1]/need_type": "medical", "needs[1]/need_wanted": "yes",
    "needs[1]/ref_agency": "moh", "needs[2]": "1", "needs[2]/need_type": "legal_aid",
    "needs[2]/need_wanted": "yes", "needs[2]/ref_agency": "lawyers", "consent_services[1]": "1",
    "consent_services[1]/service_agency": "moh", CONSENT: "granted",
}  # fmt: skip


@pytest.fixture
def case_id(officer, places):
    given = {path: Answer(text) for path, text in RECORDED.items()}
    officer.session.answers.save_answers(places.begun, given)
    return places.begun


@pytest.fixture
def page(officer, case_id, shown, ready):
    page = shown(PaperPage(officer))
    page.load(officer.session.files.case(case_id), "referral")
    ready()
    return page


@pytest.fixture
def ready(jobs, qtbot):
    return lambda: qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)


@pytest.fixture
def slip(page, ready, tmp_path):
    """The letter was saved; its slip has come back as a copier's picture."""
    path = tmp_path / "letter.pdf"
    where = told_purpose(Purpose.SERVICE, _("Choose where…"))
    with dialogs(where, pick(path), answer(_("Close"), says=_("Saved"))):
        click(page, _("Save as PDF"))
    ready()
    back = tmp_path / "slip.png"
    back.write_bytes(stored(copier(drawn(path.read_bytes(), 1, 150), 1), "PNG"))
    return back


def typed(officer, says=""):
    """What an officer types beside the picture."""

    def act(dialog):
        assert says in texts(dialog), texts(dialog)
        click(dialog, _("Record"))
        assert _("Choose what the service answers.") in texts(dialog)
        status = field(dialog, _("What the service answers"))
        status.setCurrentIndex(status.findData("accepted"))
        assert _("Choose what the service answers.") not in texts(dialog)  # it is chosen
        place = field(dialog, _("Place of the appointment, and with whom"))
        place.setText(CLINIC)
        come, answered = every(dialog, DateTimeEditor)
        status.setCurrentIndex(status.findData("unavailable"))
        assert not place.isVisible()
        assert not come.isVisible()
        status.setCurrentIndex(status.findData("accepted"))
        come.show_value(stored_date_time(COME))
        answered.show_value(stored_date_time(officer.clock()))
        field(dialog, _("Who answered, and in which position")).setText("د. هدى العنزي")
        officer.clock.move(minutes=5)
        click(dialog, _("Record"))

    return act


def recorded(dialog):
    """It is said which answer of which file was entered."""
    answer(_("Close"), says=_("The answer is recorded"))(dialog)
    for words in ("قُبلت الإحالة", "وزارة الصحة", CLINIC, "29/11/2026 09:00"):
        assert words in texts(dialog)


def work_of(officer, case_id):
    return officer.session.case_work.work(case_id)


def test_a_need_without_its_consent_shows_no_letter_and_says_what_is_missing(page, ready):
    assert preview_of(page).pages == 2
    which = field(page, _("Need"))
    assert which.currentData() == MEDICAL
    which.setCurrentIndex(which.findData(LEGAL))
    ready()
    assert preview_of(page).pages == 0
    assert not preview_of(page).isVisible()
    assert _("There is no consent on record to share with this service.") in texts(page)
    assert _("Complete what is missing in the file, then print the letter.") in texts(page)
    assert not button(page, _("Print")).isEnabled()
    assert not button(page, _("Save as PDF")).isEnabled()
    for row in (MEDICAL, LEGAL):  # before the letter about the first need is drawn
        which.setCurrentIndex(which.findData(row))
    ready()
    assert preview_of(page).pages == 0
    assert not button(page, _("Print")).isEnabled()
    which.setCurrentIndex(which.findData(MEDICAL))
    ready()
    assert preview_of(page).pages == 2
    assert button(page, _("Print")).isEnabled()
    every(page, QCheckBox)[0].setChecked(True)  # blank
    ready()
    assert preview_of(page).pages == 2


def test_what_is_missing_is_answered_where_it_is_asked(page, officer, case_id, ready, qtbot):
    which = field(page, _("Need"))
    which.setCurrentIndex(which.findData(LEGAL))
    ready()
    with qtbot.waitSignal(page.question_asked) as asked:
        click(page, _("Complete it in the interview"))
    assert (asked.args[0].id, *asked.args[1:]) == (case_id, "rights", "consent_services")
    refused = {"service_agency": "lawyers", "service_consent": "refused"}
    row = {f"consent_services[2]/{name}": Answer(text) for name, text in refused.items()}
    officer.session.answers.save_answers(case_id, {"consent_services[2]": Answer("1"), **row})
    page.load(officer.session.files.case(case_id), "referral")
    which.setCurrentIndex(which.findData(LEGAL))
    ready()
    assert preview_of(page).pages == 0
    assert _("Complete it in the interview") not in texts(page)  # a refusal is an answer
    assert _("Complete what is missing in the file, then print the letter.") not in texts(page)
    answers = officer.session.files.load(case_id).answers
    gone = {path: Answer("") for path in answers if path.startswith("needs[")}
    officer.session.answers.save_answers(case_id, gone)
    page.load(officer.session.files.case(case_id), "referral")
    ready()
    with qtbot.waitSignal(page.question_asked) as asked:
        click(page, _("Complete it in the interview"))
    assert asked.args[1:] == ["needs_referrals", "needs"]


def test_a_slip_is_entered_beside_its_picture_and_kept(page, officer, case_id, slip, ready):
    assert button(page, _("Enter the reply slip…")).isEnabled()
    with dialogs(pick(slip), typed(officer, says="وزارة الصحة"), recorded):
        click(page, _("Enter the reply slip…"))
    work = work_of(officer, case_id)
    need = work.needs[f"intake:{MEDICAL}"]
    assert (need.status, need.answered_by) == ("scheduled", "د. هدى العنزي")
    booked = work.appointments[need.appointment]
    assert (booked.at, booked.place) == (COME, CLINIC)
    (kept,) = officer.session.signed_papers.kept(case_id)
    assert kept.attachment.name == "slip.png"
    assert {entry.document for entry in need.history[-2:]} == {kept.attachment.sha256}
    ready()

    def again(dialog):
        assert "المدوَّن الآن: حُدد موعد" in texts(dialog)
        assert "هدى العنزي" in texts(dialog)
        assert CLINIC in texts(dialog)
        dialog.reject()

    with dialogs(pick(slip), again):
        click(page, _("Enter the reply slip…"))
    ready()

    def without_its_picture(dialog):
        tick(dialog).setChecked(False)
        typed(officer)(dialog)

    with dialogs(pick(slip), without_its_picture, recorded):
        click(page, _("Enter the reply slip…"))
    assert len(officer.session.signed_papers.kept(case_id)) == 1
    assert work_of(officer, case_id).log[-1].document == ""


def test_a_slip_of_another_need_or_without_a_code_is_refused(page, officer, case_id, slip):
    stray = slip.with_name("stray.png")
    stray.write_bytes(b"\x89PNG\r\n\x1a\n")
    with dialogs(pick(stray), error(SlipRefused, reason="no_code")):
        click(page, _("Enter the reply slip…"))
    officer.session.answers.save_answers(case_id, {"urgent_health": Answer("ألم")})
    plan = officer.session.printing.print_plan(case_id, "referral", PrintOptions(need=MEDICAL))
    officer.session.printing.record_printed(
        case_id, "referral", Print(PrintOutcome.PRINTED, Purpose.FILE), None, plan.letter
    )
    with dialogs(pick(slip), error(SlipRefused, reason="older")):
        click(page, _("Enter the reply slip…"))


def test_from_the_list_a_slip_finds_its_file_and_a_complete_one_stays_as_it_is(
    officer, places, shown, tmp_path
):
    session, room = officer.session, officer.session.printing
    given = {path: Answer(text) for path, text in RECORDED.items() if "[1]" in path}
    session.answers.save_answers(places.ready, given)
    plan = room.print_plan(places.ready, "referral", PrintOptions(need=MEDICAL))
    room.record_printed(
        places.ready, "referral", Print(PrintOutcome.PRINTED, Purpose.FILE), None, plan.letter
    )
    session.steps.complete(places.ready)
    before = session.files.whole(places.ready)
    slip = tmp_path / "slip.png"
    slip.write_bytes(stored(copier(drawn(render(plan), 1, 150), 0), "PNG"))
    page = shown(FilesPage(officer))
    page.load()
    with dialogs(
        pick(slip),
        typed(officer, says="وزارة الصحة"),
        recorded,
    ):
        click(page, _("Enter a reply slip"))
    assert work_of(officer, places.ready).needs["intake:1"].status == "scheduled"
    assert before.case.status is Status.COMPLETED
    after = session.files.whole(places.ready)
    assert (after.case.status, after.case.revision) == (before.case.status, before.case.revision)
    assert (after.digest, after.answers) == (before.digest, before.answers)
    (kept,) = officer.session.signed_papers.kept(places.ready)  # where attachments are frozen
    assert (kept.attachment.name, kept.papers) == ("slip.png", ())
    page = shown(AttachmentsPage(officer))
    page.load(session.files.case(places.ready))
    assert "قسيمة رد" in texts(page)


def test_what_stands_beside_the_letter_is_hidden_with_the_names(page):
    """What somebody needs, and from whom, tells of them (F7)."""
    for masked in (False, True, False):
        page.set_masked(masked)
        assert ("وزارة الصحة" in texts(page)) is not masked


def test_the_dialog_of_a_slip_hides_with_the_names_too(window, places, clock):
    """F7 before it, and while it is open; one can show them again from within."""
    enter(window, places, clock, no_pin)
    services = window.services
    case = services.session.files.case(places.begun)
    seen = SeenSlip(ScannedSlip("slip.png", "image/png", b"", ReplyCode(case.number, 1, "00")))
    hide_names(window, True)
    asked = AnsweredNeed("رعاية طبية – وزارة الصحة", ())
    dialog = ReplyDialog(services, case, seen.scanned.read, asked, seen, window)
    dialog.show()
    for masked in (True, False, True):
        hide_names(window, masked)
        assert ("وزارة الصحة" in texts(dialog)) is not masked
        assert dialog.ok.isEnabled() is not masked
    top_bar(window).hide_names.setChecked(True)
    click(dialog, _("Show names"))
    assert "وزارة الصحة" in texts(dialog)
    dialog.reject()
    dialog.deleteLater()
