"""The list of files: what its rows say, and which of them is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from tests.ui.drivers.seeing import every, heads, rows
from tests.ui.gestures import bare, field
from tipdesk.cases.model import Case
from tipdesk.i18n.text import _
from tipdesk.ui.files.case_table import CaseTable


def case_table(page: QWidget) -> CaseTable:
    """The list, also while it says that there is nothing."""
    (cases,) = every(page, CaseTable)
    return cases


def files_table(page: QWidget) -> QTableView:
    """Its rows."""
    (view,) = every(case_table(page), QTableView)
    return view


def shown_numbers(page: QWidget) -> list[str]:
    """The numbers of the files that are listed, from the top."""
    return [bare(row[0]) for row in rows(files_table(page))]


def column(page: QWidget, name: str) -> list[str]:
    """What the rows say in the column of this name."""
    view = files_table(page)
    at = heads(view).index(_(name))
    return [row[at] for row in rows(view)]


def choose_file(page: QWidget, number: str) -> None:
    """Click on a file, by its number."""
    view = files_table(page)
    row = view.model().index(shown_numbers(page).index(number), 0)
    view.scrollTo(row)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(row).center())


def chosen_file(page: QWidget) -> Case:
    """The file that is chosen."""
    case = case_table(page).chosen()
    assert case is not None
    return case


def search_field(page: QWidget) -> QLineEdit:
    """Where files are looked for."""
    line = field(page, _("Search by file number, code, name or passport"))
    assert isinstance(line, QLineEdit)
    return line


def ask_for_menu(page: QWidget) -> None:
    """Ask for the menu of the file that is chosen, with the other button of the mouse."""
    view = files_table(page)
    view.customContextMenuRequested.emit(view.visualRect(view.currentIndex()).center())
