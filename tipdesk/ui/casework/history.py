"""The history of a file's case work: every entry as it was made, and what was corrected of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QTableView

from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.desk.case_work import FollowUp
from tipdesk.i18n.text import _, format_datetime, isolated, language
from tipdesk.texts.case_work import CodeNames, kind_name
from tipdesk.ui.casework.rows import need_title
from tipdesk.ui.toolkit import tables


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An entry in words. `veiled`: what is shown of it while names are hidden."""

    entry: WorkEntry
    words: str
    veiled: str
    counts: bool


def history_rows(follow_up: FollowUp) -> tuple[HistoryRow, ...]:
    """The newest first."""
    names, work = CodeNames(follow_up.form, follow_up.sex), follow_up.work
    rows = []
    for entry in reversed(work.log):
        text = names.entry_text(entry)
        if entry.kind is EntryKind.CORRECTION:
            number = isolated(entry.body["seq"])
            text = _("Corrects number {number} – {text}").format(number=number, text=text)
        need = work.needs.get(entry.subject) or work.needs.get(entry.body.get("need", ""))
        if need is not None and entry.kind is not EntryKind.NEED:
            text = f"{text} ({need_title(names, need)})"
        passed = work.passed_over.get(entry.seq)
        if passed is WhyNot.CORRECTED:
            text = _("{text} – corrected, it counts no more").format(text=text)
        elif passed is not None:
            text = _("{text} – it counts no more, as what it followed was corrected").format(
                text=text
            )
        rows.append(HistoryRow(entry, text, kind_name(entry.kind), passed is None))
    return tuple(rows)


def history_table(model: tables.RowsModel[HistoryRow]) -> QTableView:
    """Who entered what, and when."""
    return tables.wrapping(tables.table_view(model, _("History of the case work")))


def history_columns() -> list[tables.Column[HistoryRow]]:
    """Of that table."""
    return [
        tables.Column(_("Number"), lambda row: isolated(str(row.entry.seq)), ("000",)),
        tables.Column(
            _("Entered at"),
            lambda row: isolated(format_datetime(row.entry.at, language())),
            (tables.MOMENT,),
        ),
        tables.Column(_("By"), lambda row: isolated(row.entry.by), ("MMMM-00",)),
        tables.Column(_("What was entered"), lambda row: row.words, veiled=lambda row: row.veiled),
    ]
