"""A raid at the real window: typed once, its people typed or pasted, and taken one by one by two
officers in turn. Acts are counted: a key is one, and so is a word or a name that is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget

from tests.ui.drivers.seeing import rows, table
from tests.ui.drivers.window import (
    as_hands_type,
    current_page,
    enter,
    hide_names,
    hit,
    no_pin,
    page_name,
)
from tests.ui.gestures import bare, click, dialogs, field, focused, texts, type_text, wait_until
from tipdesk.cases.model import Source
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.forms.events import placed
from tipdesk.forms.model import QuestionType

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALL_OF_IT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
OF_THE_PERSON = frozenset("CFGHIJKLNQ")
WORDS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON})


class Hands:
    """Counts what a person does at a window."""

    def __init__(self, window) -> None:
        self.window = window
        self.acts = 0

    def hit(self, key, modifier=PLAIN) -> None:
        self.acts += 1
        as_hands_type()
        hit(self.window, key, modifier)

    def type(self, text: str) -> None:
        self.acts += 1
        type_text(text)


@pytest.fixture
def home(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    return window


def type_event(hands: Hands) -> None:
    """From home to the roster of a new event."""

    def fill(dialog):
        field(dialog, "المكان").setText("المنقف")
        source = field(dialog, "كيفية العلم بالحالة")
        assert isinstance(source, QComboBox)
        source.setCurrentIndex(source.findData("police_operation"))
        field(dialog, "رقم محضر التحري أو قيد البلاغ").setText("71/2026")
        hands.acts += 4
        click(dialog, "تدوين")

    hands.hit(Qt.Key.Key_G, CTRL)
    assert page_name(hands.window) == "events"
    with dialogs(fill):
        hands.hit(Qt.Key.Key_N, CTRL)
    take_keys_back(hands.window)


def name_colleague(dialog) -> None:
    ticks = dialog.findChild(QListWidget)
    items = [ticks.item(at) for at in range(ticks.count())]
    item = next(item for item in items if SUPERVISOR.login in item.text())
    item.setCheckState(Qt.CheckState.Checked)
    click(dialog, "تدوين")


def take_keys_back(window) -> None:
    """No window manager gives them back after a dialog."""
    window.activateWindow()
    wait_until(lambda: QGuiApplication.focusWindow() is window.windowHandle())


def names_of(window) -> list[str]:
    return [bare(line[1]) for line in rows(table(current_page(window)))]


def files_of(window) -> list[str]:
    return [bare(line[-1]) for line in rows(table(current_page(window)))]


def take_next(hands: Hands) -> None:
    """Begin the file of who waits, confirm what event and roster say, and come back."""
    hands.hit(RETURN)
    assert page_name(hands.window) == "interview"
    hands.hit(RETURN, ALL_OF_IT)
    hands.hit(ESCAPE)
    assert page_name(hands.window) == "events"


def whole_raid(window, places, clock, count: int) -> None:
    hands = Hands(window)
    type_event(hands)
    of_event = hands.acts
    for number in range(count):
        assert isinstance(focused(), QLineEdit)
        hands.type(f"شخص رقم {number}")
        hands.hit(RETURN)
    typed = hands.acts - of_event
    assert names_of(window) == [f"شخص رقم {number}" for number in range(count)]
    with dialogs(name_colleague):
        click(current_page(window), "الموظفون…")
    take_keys_back(window)
    hands.acts = 0
    half = count // 2
    for _file in range(half):
        take_next(hands)
    taken = hands.acts
    assert files_of(window).count("ينتظر") == count - half
    hands.hit(Qt.Key.Key_L, CTRL)
    enter(window, places, clock, no_pin, who=SUPERVISOR, on=False)
    hands.hit(Qt.Key.Key_G, CTRL)
    hands.hit(RETURN)
    assert names_of(window) == [f"شخص رقم {number}" for number in range(count)]
    hands.acts = 0
    for _file in range(count - half):
        take_next(hands)
    taken += hands.acts
    print(f"{count} people: event {of_event} acts, roster {typed}, files {taken}")
    assert (typed, taken) == (2 * count, 3 * count)
    held_to_what_was_typed(window, count)


def held_to_what_was_typed(window, count: int) -> None:
    """Every line is one file, in which nothing of the person stands but the roster's words."""
    session = window.services.session
    (event,) = session.events.listed()
    files = [line.case_id for line in event.lines]
    assert len(files) == len(set(files) - {None}) == count
    assert {line.claimed_by for line in event.lines} == {OFFICER.login, SUPERVISOR.login}
    seen = set[str]()
    for line in event.lines:
        if line.claimed_by != session.officer.login:
            continue
        file = session.files.load(line.case_id)
        answers = {path: answer for path, answer in file.answers.items() if answer.value}
        assert answers["case_source"].source is Source.EVENT
        assert answers["police_report_no"].value == "71/2026"
        asked = {
            place.question.name
            for place in placed(file.form.sections)
            if place.section in OF_THE_PERSON and place.question.type in WORDS
        }
        words = {path: answer.value for path, answer in answers.items() if path in asked}
        assert words == {"name_ar_first": line.person.name}
        assert not seen & set(words.values())
        seen |= set(words.values())


def test_a_raid_of_six_by_two_officers(home, places, clock):
    whole_raid(home, places, clock, 6)


@pytest.mark.long
def test_a_raid_of_115_by_two_officers(home, places, clock):
    whole_raid(home, places, clock, 115)


def test_a_list_is_pasted_taken_back_and_hidden(home):
    window, hands = home, Hands(home)
    type_event(hands)
    QGuiApplication.clipboard().setText("1. سيتا تامانغ\tأنثى\t24\tنيبالية\n2. رام\tذكر\t31\n")
    hands.hit(Qt.Key.Key_V, CTRL)
    assert names_of(window) == ["سيتا تامانغ", "رام"]
    assert [bare(text) for text in rows(table(current_page(window)))[0][2:5]] == [
        "أنثى", "24", "النيبالية",
    ]  # fmt: skip
    table(current_page(window)).setFocus()
    hands.hit(Qt.Key.Key_Delete)
    assert len(names_of(window)) == 1
    hands.hit(Qt.Key.Key_Z, CTRL)
    assert len(names_of(window)) == 2
    hide_names(window, True)
    shown = texts(current_page(window)) + str(rows(table(current_page(window))))
    assert "سيتا" not in shown
    assert "رام" not in shown
    hide_names(window, False)
    hands.hit(Qt.Key.Key_Z, CTRL)
    assert "لا أحد في الكشف بعد" in texts(current_page(window))
    hands.hit(ESCAPE)
    assert page_name(window) == "events"
    hands.hit(ESCAPE)
    assert page_name(window) == "shift"


def test_a_line_that_is_none_is_refused_and_what_was_typed_stays(home):
    window, hands = home, Hands(home)
    type_event(hands)
    age = field(current_page(window), "السن")
    age.setText("300")
    with dialogs(lambda dialog: click(dialog, "إغلاق")):
        hands.hit(RETURN)
    assert age.text() == "300"
    assert "لا أحد في الكشف بعد" in texts(current_page(window))


def test_what_was_written_and_not_entered_is_there_again_after_a_lock(home, places, clock, qtbot):
    """Of a new event, and of a line of its roster; nobody else finds it."""
    window, hands = home, Hands(home)

    def write(dialog):
        field(dialog, "المكان").setText("المنقف")
        window.lock()

    def come_back(who=OFFICER):
        qtbot.waitUntil(lambda: window.services.open_session is None)
        enter(window, places, clock, no_pin, who=who, on=False)
        hands.hit(Qt.Key.Key_G, CTRL)

    def enter_it(dialog):
        assert field(dialog, "المكان").text() == "المنقف"
        assert "هذا ما كتبته" in texts(dialog)
        click(dialog, "تدوين")

    def find_nothing(dialog):
        assert not field(dialog, "المكان").text()
        dialog.reject()

    hands.hit(Qt.Key.Key_G, CTRL)
    with dialogs(write):
        hands.hit(Qt.Key.Key_N, CTRL)
    come_back(SUPERVISOR)
    with dialogs(find_nothing):
        hands.hit(Qt.Key.Key_N, CTRL)
    window.lock()
    come_back()
    with dialogs(enter_it):
        hands.hit(Qt.Key.Key_N, CTRL)
    take_keys_back(window)
    hands.type("سيتا")
    field(current_page(window), "السن").setText("24")
    hands.hit(Qt.Key.Key_L, CTRL)
    come_back()
    hands.hit(RETURN)
    name = focused()
    assert isinstance(name, QLineEdit)
    assert (name.text(), field(current_page(window), "السن").text()) == ("سيتا", "24")
    hands.hit(RETURN)
    assert names_of(window) == ["سيتا"]
    window.lock()
    come_back()
    hands.hit(RETURN)
    assert not field(current_page(window), "السن").text()
    with dialogs(find_nothing):
        hands.hit(Qt.Key.Key_N, CTRL)
