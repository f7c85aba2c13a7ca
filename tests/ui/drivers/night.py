"""The card of a quick intake as an officer meets it. The only place of the tests that knows what it
is put together of."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from tests.ui.drivers.seeing import seen
from tests.ui.gestures import bare, focused, type_text
from tipdesk.cases.model import CaseId
from tipdesk.ui.form.place_links import SpokenText
from tipdesk.ui.interview.night.answer_line import AnswerLine
from tipdesk.ui.interview.night.answering_place import OneLine, Pill
from tipdesk.ui.interview.night.night_page import NightPage
from tipdesk.ui.interview.night.questions import LineStanding
from tipdesk.ui.interview.page import InterviewPage


def card(page: InterviewPage) -> NightPage:
    """The card, shown or not."""
    return page._night.page


def is_up(page: InterviewPage) -> bool:
    """Whether the card is all that is to be seen of the file."""
    return card(page).isVisible() and not page._frame.isVisible()


def line(page: InterviewPage, name: str) -> AnswerLine:
    """The line of a question."""
    entries = page._night._asked.all
    at = next(at for at, entry in enumerate(entries) if entry.question.name == name)
    return card(page).all_lines()[at]


def standing(page: InterviewPage, name: str) -> tuple[LineStanding, str]:
    """How a question stands on its line, and what its line says."""
    state = line(page, name).state
    return state.standing, bare(state.answer)


def current(page: InterviewPage) -> str:
    """The question that is answered."""
    return page._night._entry.question.name


def go_to(page: InterviewPage, name: str) -> None:
    """Click the line of a question."""
    QTest.mouseClick(line(page, name), Qt.MouseButton.LeftButton)


def pick(page: InterviewPage, *digits: int) -> None:
    """Press digits, where the keys go."""
    for digit in digits:
        QTest.keyClick(focused(), Qt.Key(ord(str(digit))))


def search(page: InterviewPage, words: str) -> None:
    """Press the ninth digit and type what is searched."""
    pick(page, 9)
    type_text(words)


def beside_question(page: InterviewPage) -> str:
    """What is said beside the question, whole."""
    (line,) = seen(card(page).place, OneLine)
    return bare(line.accessibleName())


def right_up(dialog: QWidget) -> str:
    """The right that is said now, in the person's language."""
    (words,) = dialog.findChildren(SpokenText)
    return words.text()


def look_whether_it_ended(flow: QWidget) -> None:
    """The recording of the rights is looked at once more, if anybody still looks at it."""
    for part in flow.children():
        if isinstance(part, QTimer) and part.isActive():
            part.timeout.emit()


def leave(page: InterviewPage) -> None:
    """Show all questions instead of the card."""
    QTest.mouseClick(card(page).full, Qt.MouseButton.LeftButton)


def explain(page: InterviewPage, reason: str) -> None:
    """Give this reason for no answer, from the menu that F4 opens."""
    page._night.open_menu()
    (menu,) = [menu for menu in card(page).findChildren(QMenu) if menu.isVisible()]
    next(act for act in menu.actions() if act.text() == reason).trigger()
    menu.close()


def case_of(page: InterviewPage) -> CaseId:
    """The file that is open."""
    assert page._file is not None
    return page._file.case.id


def offered(page: InterviewPage) -> list[str]:
    """The choices that have a digit now."""
    return [bare(text) for text in card(page).place.offered()]


def pad(page: InterviewPage) -> list[Pill]:
    """The choices of the answering place, from the first digit on."""
    return card(page).place._pad.pills


def digits(page: InterviewPage) -> set[int]:
    """The digits that choose something now."""
    return {pill.number for pill in pad(page) if pill.isEnabled()}


def places(page: InterviewPage) -> dict[str, QRect]:
    """Where every line, the answering place, its choices and the notice stand on the card."""
    whole = card(page)
    parts: dict[str, QWidget] = {
        entry.question.name: line_of
        for entry, line_of in zip(page._night._asked.all, whole.all_lines(), strict=True)
    }
    parts |= {
        "place": whole.place,
        "notice": whole.notice,
        "print": whole.print_both,
        "delivered": whole.delivered,
    }
    parts |= {f"digit {pill.number}": pill for pill in pad(page)}
    return {
        name: QRect(part.mapTo(whole, QPoint(0, 0)), part.size()) for name, part in parts.items()
    }


def notice_is_there(page: InterviewPage) -> bool:
    """Whether the notice that is shown says what the file says now."""
    notice = card(page).notice
    return notice._picture is not None and not notice._soon.isActive()


def undone(page: InterviewPage) -> str:
    """What its foot says of Ctrl+Z; '' while it says nothing."""
    return bare(card(page).undone_next.text())


def noted(page: InterviewPage) -> str:
    """What its head says of what is left and noted, whole."""
    return bare(card(page).left.accessibleName())
