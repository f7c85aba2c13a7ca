"""The list as a table for another program: with a reason, and a warning: it is not encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.cases.files.list_view import FileColumn
from tipdesk.cases.model import Case
from tipdesk.core.clock import Clock
from tipdesk.desk.files.file_list import MOST_IN_TABLE, FileList
from tipdesk.i18n.text import _, is_rtl, isolated, kuwait_day, ngettext
from tipdesk.printing.sheet import Cell, SheetPlan, write_sheet
from tipdesk.texts.messages import standing_label
from tipdesk.ui.access.taking_out import WhatLeaves, ask_why_taken
from tipdesk.ui.files.case_table import column_title, hides, why_waiting
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.services import Services

# Of direction, for the screen.
_MARKS = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")


def take_list_out(
    services: Services,
    page: QWidget,
    cases: Sequence[Case],
    shown: Sequence[FileColumn],
    *,
    masked: bool,
) -> None:
    """Ask why and where to, enter it, and write the table; of columns that are hidden now (F7)
    nothing leaves."""
    if len(cases) > MOST_IN_TABLE:
        most = isolated(f"{MOST_IN_TABLE:,}")
        title = _("One table holds {count} files").format(count=most)
        say(page, title, _("Narrow the list by filters first."), done=False)
        return
    given = ask_why_taken(page, _taken(len(cases)))
    if given is None:
        return
    pattern = _("Tables (*.xlsx)")
    name = f"files-{kuwait_day(services.clock()).isoformat()}.xlsx"
    path = choose_save_file(page, _("Where does the table go?"), name, pattern)
    if path is None:
        return
    columns = [column for column in shown if not (masked and hides(column))]
    plan = table_of(services.session.files.file_list, services.clock, cases, columns)
    with errors_said(page) as attempt:
        reason, words = given
        services.session.access_reasons.take_list_out(reason, words, len(cases), columns)
    if attempt.failed:
        return
    _write(services, page, path, plan)


def _write(services: Services, page: QWidget, path: Path, plan: SheetPlan) -> None:
    task = partial(write_sheet, path, plan)
    title = _("The table is being written")
    rows = wait_for(services.jobs, page, title, task, unit=lambda count: isolated(str(count)))
    if rows is not None:
        text = _("It is not encrypted. Delete it as soon as it is not needed any more.")
        say(page.window(), _("The table is saved."), text)


def table_of(
    words: FileList, clock: Clock, cases: Sequence[Case], columns: Sequence[FileColumn]
) -> SheetPlan:
    """The rows as they stand in the list: texts as texts, days and times as such."""
    heads = tuple(column_title(column, words, clock) for column in columns)
    rows = tuple(tuple(_cell(words, clock, case, column) for column in columns) for case in cases)
    return SheetPlan(_("Files"), heads, rows, right_to_left=is_rtl())


def _cell(words: FileList, clock: Clock, case: Case, column: FileColumn) -> Cell:
    values: dict[FileColumn, Cell] = {
        FileColumn.NUMBER: case.number,
        FileColumn.CODE: case.person_code,
        FileColumn.NAME: case.display_name,
        FileColumn.NOTICE: case.notified_at,
        FileColumn.CHANGED: case.updated_at,
        FileColumn.OPENED: kuwait_day(case.created_at),
        FileColumn.DEADLINE: case.deadline,
    }
    if column in values:
        return values[column]
    if column is FileColumn.REASON:
        return why_waiting(case, clock).translate(_MARKS)
    if column is FileColumn.STATUS:
        return standing_label(case).translate(_MARKS)
    chosen = {
        FileColumn.OFFICER: case.created_by,
        FileColumn.NATIONALITY: case.nationality,
        FileColumn.SITE: case.site,
        FileColumn.RISK: case.risk,
    }
    return words.label(column, chosen[column]).translate(_MARKS)


def _taken(files: int) -> WhatLeaves:
    count = ngettext("{count} file", "{count} files", files)
    what = _(
        "{count} will stand in it, with the columns that are shown now; what is hidden with F7 "
        "stays out. The reason is kept with your name and entered in the chain of custody."
    )
    warning = _(
        "The table is not encrypted. Whoever gets hold of it reads it, and nothing here knows "
        "where it goes. Keep it on a USB drive that stays locked away."
    )
    return WhatLeaves(
        _("Save the list as a table"),
        what.format(count=count.format(count=isolated(str(files)))),
        warning,
    )
