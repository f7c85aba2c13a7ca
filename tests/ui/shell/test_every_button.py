"""A full disk is said in a sentence at every button that writes; none ends on the crash page.

The stops below press every button of every page. A new button that writes is noticed: it is not
among those that are known to say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.seeing import seen, tabs, tick
from tests.ui.full_walk import Walker, fill
from tests.ui.gestures import button, click
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.shell.page_book import MAKERS, Leaves

# What is typed in the interview is kept by autosave, keys and sheets of the station are renewed in
# dialogs of their own, a received file is only read, the reasons and the notices of the night are a supervisor's, a PIN
# signs notices: each has its own tests.
_ELSEWHERE = {
    "interview", "station", "received", "reasons", "requests", "notices", "notice_reviews",
    "load", "directory",
}  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """A page with a file in some state, and the buttons that write there."""

    page: str
    case: str = ""  # a field of `Places`
    writes: tuple[str, ...] = ()
    before: Callable[[QWidget, object], None] = lambda page, places: None
    register: bool = False  # of the receiving station


def _to_target(page: QWidget, places: object) -> None:
    click(page, _("Next"))
    click(page, _("Next"))
    usb_drive_choice(page).take(places.usb_drive)
    tick(page).setChecked(True)


def _checked(page: QWidget, places: object) -> None:
    page.check(places.bundle)


def _registered(page: QWidget, places: object) -> None:
    tabs(page).setCurrentIndex(1)


PAPERS = ("Save as PDF",)  # that a notice was handed over waits for its print
KEPT = (  # reading needs no room
    "Add a file…",
    "From camera or scanner…",
    "Record the acquisition…",
    "Remove…",
)
FAMILY = ("A file of the family…", "Begin a file of this child")
RECEIVED = ("Refuse…", "Receive and sign the receipt")
STOPS = {
    "shift": Stop("shift"),
    "files": Stop("files", "", ("New interview", "Quick intake", "From a paper pack")),
    "review, ready": Stop("review", "ready", ("Complete and hand to the supervisor", *FAMILY)),
    "review, completed": Stop("review", "completed", ("Approve", "Return with remarks", *FAMILY)),
    "review, approved": Stop("review", "approved", ("Return with remarks", *FAMILY)),
    "review, exported": Stop("review", "exported", ("Approve once more", *FAMILY)),
    "readback": Stop("readback", "ready", ("End of the reading…", "Stop and refer")),
    "paper": Stop("paper", "begun", PAPERS),
    "attachments": Stop("attachments", "ready", KEPT),
    "export": Stop("export", "approved"),
    "export, target": Stop("export", "approved", ("Sign and save",), _to_target),
    "custody": Stop("custody", "approved"),
    "casework": Stop("casework", "exported"),
    "taking_over": Stop("taking_over"),
    "due": Stop("due"),
    "teams": Stop("teams"),
    "calendar": Stop("calendar"),
    "events": Stop("events", "", ("New event",)),
    "receiving": Stop("receiving", register=True),
    "receiving, checked": Stop("receiving", "", RECEIVED, _checked, register=True),
    "register": Stop("receiving", "", (), _registered, register=True),
}


def names(page: QWidget) -> list[str]:
    """Every button that can be pressed, once; choices of a list of choices write nothing."""
    offered = [
        part.accessibleName() or part.text()
        for part in seen(page, QAbstractButton)
        if part.isEnabled() and part.text() and not part.isCheckable()
    ]
    return list(dict.fromkeys(offered))


@pytest.fixture
def walker(tmp_path, places):
    small = tmp_path / "photo.png"
    small.write_bytes(b"png")
    files = {"any": small, "folder": places.usb_drive, "save": tmp_path / "saved.pdf"}
    people = {who.login: who.passphrase for who in (OFFICER, SUPERVISOR, RECEIVER)}
    return Walker(people, {**files, "age": places.bundle})


def test_every_page_is_walked():
    assert {stop.page for stop in STOPS.values()} | _ELSEWHERE == set(MAKERS)


@pytest.mark.parametrize("name", STOPS)
def test_no_button_ends_on_the_crash_page(name, request, places, shown, qtbot, walker):
    stop = STOPS[name]
    services = request.getfixturevalue("receiver" if stop.register else "officer")
    made_full(services, places, walker)

    def fresh() -> QWidget:
        page = shown(MAKERS[stop.page](services))
        if isinstance(page, ReceivingPage):
            page.opened.connect(lambda received: received.close())
            page.opened.connect(page.load)  # what is opened was looked at, and one came back
        case = [services.session.files.case(getattr(places, stop.case))] if stop.case else []
        page.load(*case)
        stop.before(page, places)
        qtbot.waitUntil(lambda: not services.jobs.busy, timeout=60_000)
        QApplication.processEvents()
        return page

    def left(page: QWidget) -> None:
        page.hide()
        if isinstance(page, Leaves):
            page.leave()

    titles = set()
    first = fresh()
    every = names(first)
    left(first)
    for text in every:
        page = fresh()
        with qtbot.captureExceptions() as faults:
            walker.press(button(page, text), lambda: services.jobs.busy)
        assert not faults, f"{text}: {faults}"
        if walker.said_full:
            titles.add(text)
        left(page)
    deeds = {title.rpartition("\u2069: ")[2] for title in titles}  # of a line it says of which
    assert deeds == {_(title) for title in stop.writes}


def made_full(services, places, walker) -> None:
    """An attachment to remove; every file was looked at, which is entered once; then it is full."""
    if services.session.officer.login == OFFICER.login:
        session = services.session
        plan = session.attachments.attach_plan(places.ready)
        session.attachments.attach(places.ready, attachments.seal(plan, walker.any_file, Work()))
        for stop in STOPS.values():
            if stop.case:
                session.files.load(getattr(places, stop.case))
    fill(services)
