"""The export wizard: contents, what stays, target, progress, result; and what can go wrong."""

import os
import re
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from tests.programs import small_disk
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.seeing import every, the, tick
from tests.ui.gestures import (
    bare,
    button,
    click,
    confirm,
    dialogs,
    error,
    field,
    pick,
    press,
    texts,
    type_text,
    wait_until,
)
from tests.ui.places import approve_now
from tipdesk.cases.model import Answer, Status
from tipdesk.core.errors import Cancelled, DiskFull
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.desk.evidence import attachments
from tipdesk.desk.handover.packing import pack
from tipdesk.i18n.text import _, ngettext
from tipdesk.ui.handover.export import ExportPage, ExportProgress
from tipdesk.ui.setup.trust_digits import NumberedDigits


@pytest.fixture
def page(officer, places, shown):
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.approved))
    return page


@pytest.fixture
def done(jobs, qtbot):
    """Waits until nothing runs any more."""
    return lambda: qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def small(tmp_path):
    """A USB drive of 100 kB."""
    with small_disk(tmp_path / "small", "100k") as folder:
        yield folder


def go_to_target(page, folder):
    """Through contents and what stays, to the step where it is saved."""
    click(page, _("Next"))
    click(page, _("Next"))
    assert not button(page, _("Sign and save")).isEnabled()
    with dialogs(pick(folder)):
        click(page, _("Choose a folder…"))
    declared = tick(page)
    QTest.mouseClick(declared, Qt.MouseButton.LeftButton, pos=declared.rect().center())
    if not declared.isChecked():
        declared.click()
    assert button(page, _("Sign and save")).isEnabled()


def test_duty_and_missing_consent_do_not_contradict_each_other(page, officer, places):
    """The duty to inform is one question, what allows sharing without consent another."""
    answers = {
        "consent_prosecution": Answer("refused"),
        "referral_basis": Answer("duty_art40"),
        "processing_basis": Answer("consent"),
    }
    case = officer.session.answers.amend(places.approved, answers, "سبب")
    page.load(case)
    shown = bare(texts(page))
    form = officer.session.files.load(case.id).form
    labels = {
        asked.name: asked.label.text("ar") for asked in form.questions() if asked.name in answers
    }
    for label in labels.values():
        assert label in shown.splitlines()
    basis_line = next(line for line in shown.splitlines() if "«" in line or "“" in line)
    assert labels["processing_basis"] in basis_line
    assert labels["referral_basis"] not in basis_line


def status(officer, places):
    return officer.session.files.case(places.approved).status


def test_the_whole_way_to_the_digits(page, officer, places, target, done, qtbot):
    go_to_target(page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(page, _("Sign and save"))
    done()
    assert status(officer, places) is Status.EXPORTED
    export = officer.session.handover.exports(places.approved)[0]
    shown_text = bare(texts(page))
    assert export.file_name in shown_text
    numbered = [f"{number}: {group}" for number, group in enumerate(export.fingerprint.split(), 1)]
    assert the(page, NumberedDigits).accessibleName() == " ".join(numbered)
    assert (target / export.file_name).stat().st_size == export.size
    finish = button(page, _("Finish"))
    assert finish.objectName() == "primary"
    assert finish.x() < page.width() / 2  # where the way on stood in every step
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    for go_on in (finish.click, lambda: press(Qt.Key.Key_Escape, page)):
        with qtbot.waitSignal(page.left) as left:
            go_on()
        assert left.args[0].id == places.approved


def test_what_an_earlier_export_left_unfinished_is_removed_and_said(
    page, officer, places, target, done
):
    handover = officer.session.handover
    plan = handover.plan(places.approved, officer.session.keys.recipients()[0], target)
    (target / f"{plan.bundle_id}.asice.age.part").write_bytes(b"age-encryption.org/v1\n")
    go_to_target(page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(page, _("Sign and save"))
    done()
    one_file = "The unfinished file of an earlier export that was cut off was removed there."
    many = "{count} unfinished files of earlier exports that were cut off were removed there."
    assert ngettext(one_file, many, 1) in texts(page)
    assert not list(target.glob("*.part"))


def test_contents_basis_and_wish_are_shown_before_anything_is_signed(page, officer, places):
    shown_text = bare(texts(page))
    file = officer.session.files.load(places.approved)
    form, sex = file.form, file.answers["sex"].value
    stated = ("referral_basis", "processing_basis", "consent_prosecution", "person_wish")
    for question in form.questions():
        label = bare(question.label.text("ar", sex))
        assert question.name not in stated or label in shown_text
    for title in ("What goes", "Intake form"):
        assert _(title) in shown_text
    click(page, _("Next"))
    preview = officer.session.handover.prepare(places.approved)
    shown_text = bare(texts(page))
    for item in preview.withheld:
        assert bare(item.label.text("ar")) in shown_text
    assert preview.withheld_level4
    assert _("Not picked by the supervisor") in shown_text
    click(page, _("Back"))
    assert _("What goes") in texts(page)


def test_nothing_goes_without_the_declaration_or_a_target(page, target):
    click(page, _("Next"))
    click(page, _("Next"))
    tick(page).click()
    assert (
        not button(page, _("Sign and save")).isEnabled()
        or usb_drive_choice(page).folder() is not None
    )
    usb_drive_choice(page).take(target)
    assert button(page, _("Sign and save")).isEnabled()
    tick(page).click()
    assert not button(page, _("Sign and save")).isEnabled()


def test_from_the_declaration_the_next_key_leads_to_signing(page, target):
    go_to_target(page, target)
    tick(page).setFocus()
    press(Qt.Key.Key_Tab, tick(page))
    assert page.window().focusWidget() is button(page, _("Sign and save"))


def test_a_file_that_is_not_approved_says_what_is_in_the_way(officer, places, shown):
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.ready))
    assert _("The supervisor has not approved the file yet.") in texts(page)
    assert not button(page, _("Next")).isEnabled()


def test_a_wrong_passphrase_signs_nothing(page, officer, places, target):
    go_to_target(page, target)

    def wrong(dialog: QDialog) -> None:
        where = field(dialog, _("Passphrase"))
        type_text("خطأ", where)
        press(Qt.Key.Key_Return, where)
        wait_until(lambda: not officer.jobs.busy)
        assert dialog.isVisible()
        click(dialog, _("Cancel"))

    with dialogs(wrong):
        click(page, _("Sign and save"))
    assert list(target.iterdir()) == []
    assert status(officer, places) is Status.APPROVED


def test_a_full_usb_drive_is_said_and_holds_nothing_afterwards(
    page, officer, places, small, target, done
):
    go_to_target(page, small)
    with dialogs(confirm(OFFICER.passphrase), error(DiskFull, reason="target")):
        click(page, _("Sign and save"))
        done()
    assert list(small.iterdir()) == []
    assert status(officer, places) is Status.APPROVED
    # Another USB drive, the same page: it goes.
    usb_drive_choice(page).take(target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(page, _("Sign and save"))
    done()
    assert status(officer, places) is Status.EXPORTED


@pytest.fixture
def big_page(officer, places, shown, tmp_path):
    """The wizard for a file with 60 MB of attachments: a stop comes in the middle."""
    attach_big(officer, places, tmp_path)
    page = shown(ExportPage(officer))
    page.load(approve_now(officer.session, places.ready))
    return page


def attach_big(officer, places, folder):
    path = folder / "big.bin"
    path.write_bytes(os.urandom(1 << 20) * 60)
    session = officer.session
    session.attachments.attach(
        places.ready, attachments.seal(session.attachments.attach_plan(places.ready), path, Work())
    )


def megabytes(size):
    """Of a size in words: a stop may come before the first megabyte."""
    count, unit = re.search(r"([\d.]+) (\w+)", size).groups()
    return float(count) * {"بايت": 1e-6, "كيلوبايت": 1e-3, "ميغابايت": 1}[unit]


def progress(page):
    return every(page, ExportProgress)[0].bar


def test_stop_leaves_nothing_on_the_usb_drive(big_page, officer, places, target, done, qtbot):
    assert "big.bin" in bare(texts(big_page))
    go_to_target(big_page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(big_page, _("Sign and save"))
    qtbot.waitUntil(lambda: progress(big_page).value() > 0, timeout=60_000)
    shown_text = bare(texts(big_page))
    share = progress(big_page).value() / progress(big_page).maximum()
    words = re.escape(bare(_("Written and checked: {done} of {total}")))
    reading = re.search(re.sub(r"\\{\w+\\}", "(.+)", words), shown_text)
    written, whole = map(megabytes, reading.groups())
    assert whole == pytest.approx(126, abs=2)  # MB: 60 MiB, written and read back
    assert written == pytest.approx(share * whole, abs=1)
    qtbot.waitUntil(
        lambda: any(path.stat().st_size > 1 << 20 for path in target.iterdir()), timeout=60_000
    )
    click(big_page, _("Stop"))
    done()
    assert list(target.iterdir()) == []
    assert officer.session.files.case(places.ready).status is Status.APPROVED
    assert button(big_page, _("Sign and save")).isEnabled()


def test_another_page_or_the_lock_stops_it_too(big_page, target, done):
    go_to_target(big_page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(big_page, _("Sign and save"))
    big_page.leave()
    done()
    assert list(target.iterdir()) == []


def test_a_stop_when_all_is_written_takes_it_away_too(
    big_page, officer, places, target, jobs, done
):
    """The worker has ended, and the window has not heard of it yet."""
    go_to_target(big_page, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(big_page, _("Sign and save"))
    wait_until(lambda: progress(big_page).value() > 0)
    stop, ended = button(big_page, _("Stop")), Event()
    jobs.run(ended.set, done=lambda _none: None, failed=lambda _error: None)
    assert ended.wait(300)  # no event is heard of meanwhile
    stop.click()
    done()
    assert [path.name for path in target.iterdir() if ".asice" in path.name] == []
    assert officer.session.files.case(places.ready).status is Status.APPROVED
    assert button(big_page, _("Sign and save")).isEnabled()


class _LateStop(Work):
    """Somebody presses «Stop» when the last byte has just been read back."""

    def step(self, done, total):
        super().step(done, total)
        if done >= total > 1:
            self.cancel()


def planned(officer, places, target):
    handover = officer.session.handover
    recipient = officer.session.keys.recipients()[0]
    plan = handover.plan(places.approved, recipient, target)
    return plan, handover.signing_key(confirm_now(officer.session, OFFICER))


def test_a_stop_at_the_very_end_takes_the_finished_bundle_away(officer, places, target):
    plan, key = planned(officer, places, target)
    with pytest.raises(Cancelled):
        pack(plan, key, _LateStop())
    assert [path.name for path in target.iterdir() if plan.bundle_id in path.name] == []


def test_a_lock_in_the_very_moment_of_the_end_leaves_no_unknown_bundle(
    page, officer, places, target
):
    plan, key = planned(officer, places, target)
    result = pack(plan, key, Work())
    session, officer.open_session = officer.session, None
    page._on_packed(key, result)
    officer.open_session = session
    assert not result.path.exists()
    assert session.handover.exports(places.approved) == ()
