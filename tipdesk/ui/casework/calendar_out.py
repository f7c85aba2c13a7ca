"""Appointments and hearings that lie ahead as a file for another calendar (.ics): with a reason,
and a warning: it is not encrypted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.i18n.text import _, isolated, kuwait_day, ngettext
from tipdesk.printing.calendar_file import CalendarFile, write_calendar
from tipdesk.ui.access.taking_out import WhatLeaves, ask_why_taken
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.services import Services


def take_calendar_out(services: Services, page: QWidget) -> None:
    """Ask why and where to, enter it, and write what lies ahead."""
    with errors_said(page) as attempt:
        count = len(services.session.due.ahead())
    if attempt.failed:
        return
    if not count:
        text = _("There is nothing to save: done and cancelled ones are left out.")
        say(page, _("No appointment and no hearing lies ahead"), text, done=False)
        return
    given = ask_why_taken(page, _taken(count))
    if given is None:
        return
    name = f"calendar-{kuwait_day(services.clock()).isoformat()}.ics"
    path = choose_save_file(page, _("Where does the calendar go?"), name, _("Calendars (*.ics)"))
    if path is None:
        return
    with errors_said(page) as attempt:
        calendar = services.session.due.take_out(*given)
    if not attempt.failed:
        _write(services, page, path, calendar)


def _write(services: Services, page: QWidget, path: Path, calendar: CalendarFile) -> None:
    task = partial(write_calendar, path, calendar)
    title = _("The calendar is being written")
    if wait_for(services.jobs, page, title, task, unit=_count) is not None:
        text = _("It is not encrypted. Delete it as soon as it is not needed any more.")
        say(page.window(), _("The calendar is saved."), text)


def _count(count: int) -> str:
    return isolated(str(count))


def _taken(count: int) -> WhatLeaves:
    entries = ngettext("{count} meeting", "{count} meetings", count)
    what = _(
        "{count} will stand in it: appointments and hearings that lie ahead, each with its hour and"
        " the number of the file, without name, place or what it is for. The reason is kept with "
        "your name and entered in the chain of custody."
    )
    warning = _(
        "The file is not encrypted, and a calendar on a telephone may be copied to other computers "
        "by itself. What is cancelled here later stays there until you delete it."
    )
    return WhatLeaves(
        _("Save for another calendar"),
        what.format(count=entries.format(count=_count(count))),
        warning,
    )
