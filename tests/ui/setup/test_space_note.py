"""A full disk is said for as long as it is full: on the interview and on the list of files."""

import pytest

from tests.programs import small_disk
from tests.storage.keys.test_slots_on_a_full_disk import fill
from tests.ui.drivers.interview import question, saving, write
from tests.ui.drivers.window import begun_interview, current_page, enter, no_pin, top_bar
from tests.ui.gestures import click, texts
from tipdesk.storage import platform
from tipdesk.ui.interview.autosave import SaveKind

DISK_FULL = "قرص هذا الجهاز ممتلئ"


@pytest.fixture
def small_places(window, made_places, tmp_path):
    """The stations on a real disk that can be filled."""
    with small_disk(tmp_path / "small", "256m") as folder:
        places = made_places.copy(folder / "places")
        window.services.vault_dir = places.officers
        yield places
        window.lock()


@pytest.fixture
def filled(window, small_places, clock):
    """Types on a full disk until the ballast is given up; the interview and what fills the disk."""
    enter(window, small_places, clock, no_pin)
    page = begun_interview(window, small_places)
    assert DISK_FULL not in texts(window)
    write(page, "account", "stmt_arabic", "قالت")
    question(page, "stmt_arabic").editor.show_value("قالت إنها وصلت. " * 9000)
    page._keeper.edited("stmt_arabic")
    full = fill(small_places.folder.parent, 0)
    assert page.flush()
    assert saving(page) is SaveKind.SAVED
    assert not (small_places.officers / platform.NAME).exists()
    return page, full


def test_it_is_said_while_one_types_and_goes_when_there_is_room(
    window, filled, small_places, qtbot
):
    page, full = filled
    page._space._again.setInterval(20)
    assert DISK_FULL in texts(page)
    page._space.refresh()
    assert DISK_FULL in texts(page)
    full.unlink()
    qtbot.waitUntil(lambda: DISK_FULL not in texts(page))
    assert (small_places.officers / platform.NAME).stat().st_size == platform.SIZE


def test_it_is_said_above_the_files_also_after_a_lock(window, filled, small_places, clock):
    _page, full = filled
    click(top_bar(window), "الملفات")
    assert DISK_FULL in texts(current_page(window))
    window.lock()
    enter(window, small_places, clock, no_pin)  # comes back to the interview
    assert DISK_FULL in texts(current_page(window))
    click(top_bar(window), "الملفات")
    full.unlink()
    current_page(window).load()
    assert DISK_FULL not in texts(window)
