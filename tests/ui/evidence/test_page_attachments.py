"""Attachments: taken in by choosing and dropping, looked at, saved, destroyed; large ones too."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.ui.drivers.evidence import is_taking_in, progress
from tests.ui.drivers.paper import preview_of
from tests.ui.gestures import (
    answer,
    bare,
    click,
    dialogs,
    dropped,
    error,
    pick,
    press,
    texts,
    wait_until,
)
from tipdesk.core.errors import AnswersLocked, FileUnreadable, VaultDamaged
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.desk.paper.printing_room import render
from tipdesk.i18n.text import _
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.toolkit.parts import has_focus


@pytest.fixture
def page(officer, places, shown):
    page = shown(AttachmentsPage(officer))
    page.load(officer.session.files.case(places.ready))
    return page


@pytest.fixture
def done(page, jobs, qtbot):
    """Waits until everything that was dropped is taken in."""
    return lambda: qtbot.waitUntil(
        lambda: not jobs.busy and not is_taking_in(page),
        timeout=60_000,
    )


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "صورة الجواز.png"
    picture = QImage(1200, 800, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    assert picture.save(str(path))
    return path


def kept(officer, case_id):
    return officer.session.files.load(case_id).attachments


def sealed(places):
    """Every encrypted content of the station; approvals have theirs too."""
    return {path for path in (places.officers / "att").rglob("*") if path.is_file()}


def test_a_chosen_file_is_kept_encrypted_and_listed(page, officer, places, photo, done):
    with dialogs(pick(photo)):
        click(page, _("Add a file…"))
    done()
    attachment = kept(officer, places.ready)[0]
    assert (attachment.name, attachment.size) == (photo.name, photo.stat().st_size)
    assert photo.name in bare(texts(page))
    sealed = [path for path in (places.officers / "att").rglob("*") if path.is_file()]
    assert sealed
    assert all(b"PNG" not in path.read_bytes()[:64] for path in sealed)


def test_several_dropped_files_are_taken_one_after_another(page, officer, places, tmp_path, done):
    paths = [tmp_path / f"paper{number}.txt" for number in range(3)]
    for path in paths:
        path.write_text("ورقة", "utf-8")
    page.dropEvent(dropped(*paths))
    done()
    assert [attachment.name for attachment in kept(officer, places.ready)] == [
        path.name for path in paths
    ]


def test_a_file_that_cannot_be_read_is_said_and_the_others_follow(
    page, officer, places, photo, tmp_path, done
):
    gone = tmp_path / "gone.pdf"
    with dialogs(error(FileUnreadable, name="gone.pdf")):
        page.dropEvent(dropped(gone, photo))
        done()
    assert [attachment.name for attachment in kept(officer, places.ready)] == [photo.name]


def test_a_large_file_shows_progress_and_can_be_stopped(
    page, officer, places, tmp_path, done, qtbot
):
    before = sealed(places)
    large = tmp_path / "film.mp4"
    with large.open("wb") as file:
        for _part in range(200):
            file.write(os.urandom(1 << 20))
    page.dropEvent(dropped(large, large))
    qtbot.waitUntil(lambda: progress(page) > 0, timeout=60_000)
    click(page, _("Stop"))
    done()
    assert kept(officer, places.ready) == ()
    assert sealed(places) == before


def test_a_picture_is_looked_at_inside_the_program(page, officer, places, photo, done):
    page.dropEvent(dropped(photo))
    done()
    seen = []

    def look(dialog):
        preview = preview_of(dialog)
        wait_until(lambda: preview.complete)
        assert has_focus(preview)
        seen.append(preview.zoom())
        press(Qt.Key.Key_Plus, dialog, Qt.KeyboardModifier.ControlModifier)
        seen.append(preview.zoom())
        press(Qt.Key.Key_Return, dialog)

    with dialogs(look):
        click(page, _("View it"))
    assert 0.3 < seen[0] < seen[1]  # all of it at first, and larger when asked
    assert officer.session.files.load(places.ready).custody[-1].action == "viewed"


def test_a_pdf_is_looked_at_page_by_page(page, officer, places, tmp_path, done):
    path = tmp_path / "عقد.pdf"
    plan = officer.session.printing.print_plan(None, "intake")
    path.write_bytes(render(plan))
    page.dropEvent(dropped(path))
    done()
    pages = []

    def look(dialog):
        pages.append(preview_of(dialog).pages)
        click(dialog, _("Close"))

    with dialogs(look):
        click(page, _("View it"))
    assert pages[0] >= 1


def test_what_only_claims_to_be_a_picture_is_said(page, tmp_path, done):
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    page.dropEvent(dropped(path))
    done()
    cannot_be_shown = _("The program cannot show this file. Save a copy to view it.")
    with dialogs(answer(_("Close"), says=cannot_be_shown)):
        click(page, _("View it"))


def test_a_copy_outside_asks_first_and_is_whole(page, photo, tmp_path, done):
    page.dropEvent(dropped(photo))
    done()
    copy = tmp_path / "copy.png"
    with dialogs(answer(_("Cancel"))):
        click(page, _("Save a copy…"))
    with dialogs(answer(_("Choose where…")), pick(copy), answer(_("Close"))):
        click(page, _("Save a copy…"))
    assert copy.read_bytes() == photo.read_bytes()


def test_an_altered_sealed_file_is_said_and_no_copy_is_left(page, places, photo, tmp_path, done):
    before = sealed(places)
    page.dropEvent(dropped(photo))
    done()
    (added,) = sealed(places) - before
    data = bytearray(added.read_bytes())
    data[len(data) // 2] ^= 1
    added.write_bytes(data)
    copy = tmp_path / "copy.png"
    with dialogs(
        answer(_("Choose where…")),
        pick(copy),
        error(VaultDamaged, what="sealed_file"),
    ):
        click(page, _("Save a copy…"))
    assert sorted(path.name for path in tmp_path.glob("copy*")) == []


def test_destroying_asks_and_return_means_no(page, officer, places, photo, done):
    page.dropEvent(dropped(photo))
    done()
    with dialogs(lambda dialog: press(Qt.Key.Key_Return, dialog)):
        click(page, _("Remove…"))
    assert len(kept(officer, places.ready)) == 1
    with dialogs(answer(_("Remove"))):
        click(page, _("Remove…"))
    assert kept(officer, places.ready) == ()
    assert _("Drop a photograph or a document here. It is kept encrypted in the vault.") in texts(
        page
    )


def test_a_complete_file_takes_nothing_more(officer, places, shown, photo, tmp_path):
    page = shown(AttachmentsPage(officer))
    page.load(officer.session.files.case(places.completed))
    assert _("The file is complete; its attachments are frozen.") in texts(page)
    assert _("Add a file…") not in texts(page)
    session = officer.session
    sealed = attachments.seal(session.attachments.attach_plan(places.completed), photo, Work())
    with pytest.raises(AnswersLocked):
        session.attachments.attach(places.completed, sealed)


def test_a_large_file_is_taken_in_while_the_officer_goes_on(page, officer, places, tmp_path, done):
    large = tmp_path / "film.mp4"
    large.write_bytes(os.urandom(1 << 20) * 60)
    page.dropEvent(dropped(large))
    left = []
    page.left.connect(left.append)
    click(page, _("Back"))
    assert left[0].id == places.ready
    page.load(officer.session.files.case(places.begun))  # another file meanwhile
    done()
    assert [attachment.size for attachment in kept(officer, places.ready)] == [60 << 20]
    assert kept(officer, places.begun) == ()


def test_a_lock_in_the_middle_leaves_nothing(page, officer, places, tmp_path, jobs, qtbot):
    before = sealed(places)
    large = tmp_path / "film.mp4"
    large.write_bytes(os.urandom(1 << 20) * 100)
    page.dropEvent(dropped(large))
    qtbot.waitUntil(lambda: progress(page) > 0, timeout=60_000)
    session = officer.session
    jobs.cancel_all()
    officer.closed()
    session.lock()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert sealed(places) == before
    officer.open_session = session  # for the fixture, which locks it once more
