"""Every button of the certification authority's pages, with room on the disk and without: none ends
on the crash page, and what writes says that the disk is full. A revocation is refused until both of
its questions are answered, and has tests of its own."""

from contextlib import contextmanager, nullcontext

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.bundle.world import PASSPHRASE, SECOND_PASSPHRASE
from tests.ui.authority.conftest import EXPORTER, KHALED, request_of
from tests.ui.drivers.authority import settle, tick, turn_to
from tests.ui.drivers.seeing import seen
from tests.ui.full_walk import Walker
from tests.ui.gestures import bare, button, texts
from tipdesk.core.errors import DiskFull
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence


def _nothing(page, ministry):
    """It is pressed as it comes."""


def _compared(page, ministry):
    path = ministry.drive / "enrolment-t-20.json"
    path.write_bytes(request_of(KHALED, EXPORTER))
    page.open([path])
    box = tick(page)
    if not box.isChecked():
        box.click()


STOPS = {  # page, what is done there first, the buttons that write
    "People": (_nothing, ("A laptop is lost…", "Save the certificate…")),
    "Requests": (_compared, ("Certify",)),
    "Stations and offices": (_nothing, ()),
    "Trust list": (
        _nothing,
        ("Make the next list", "Publish a new one", "Save it to a USB drive…"),
    ),
    "Station kits": (_nothing, ()),  # what is not filled in is refused first
}
FULL = bare(sentence(DiskFull()).what)


@contextmanager
def full_disk():
    """No file grows by a byte: what a full disk does to whoever writes."""
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def walker(ministry, tmp_path):
    any_file = tmp_path / "request.json"
    any_file.write_bytes(request_of(KHALED, EXPORTER))
    people = {"CA-1": PASSPHRASE, "CA-2": SECOND_PASSPHRASE}
    files = {"any": any_file, "folder": ministry.drive, "save": tmp_path / "saved"}
    return Walker(people, files)


def come(clerk, ministry, name):
    """To a page as it is found, from another one."""
    turn_to(clerk, _("People" if name != "People" else "Requests"))
    page = turn_to(clerk, _(name))
    STOPS[name][0](page, ministry)
    return page


def said_full(clerk, ministry, walker, name, disk) -> set[str]:
    """Press every button of a page; those after which it is said that the disk is full."""
    titles = set()
    offered = [
        part.text()
        for part in seen(come(clerk, ministry, name), QAbstractButton)
        if part.isEnabled() and part.text() and not part.isCheckable()
    ]
    for text in dict.fromkeys(offered):
        page = come(clerk, ministry, name)
        if not button(page, text).isEnabled():
            continue  # an earlier one has done it
        with disk():
            walker.press(button(page, text), lambda: clerk.services.jobs.busy)
            settle(clerk)
        if walker.said_full or FULL in bare(texts(page)):
            titles.add(text)
    return titles


@pytest.mark.parametrize("name", STOPS)
def test_no_button_ends_on_the_crash_page(clerk, ministry, walker, qtbot, name):
    with qtbot.captureExceptions() as faults:
        assert said_full(clerk, ministry, walker, name, nullcontext) == set()
    assert not faults


@pytest.mark.parametrize("name", STOPS)
def test_what_writes_says_that_the_disk_is_full(clerk, ministry, walker, qtbot, name):
    with qtbot.captureExceptions() as faults:
        titles = said_full(clerk, ministry, walker, name, full_disk)
    assert not faults
    assert titles == {_(title) for title in STOPS[name][1]}
