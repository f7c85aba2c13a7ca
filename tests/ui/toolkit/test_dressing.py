"""How the window looks is chosen at the station page, and holds at once, with nothing lost."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QLabel

from tests.ui.drivers.files import column
from tests.ui.drivers.interview import (
    file_of,
    focused_question,
    go_to,
    put_answers,
    section_up,
    sections_in_sight,
    write,
)
from tests.ui.drivers.locking import is_locked, type_pin
from tests.ui.drivers.notes import damage_note, failed_tries, tries_told
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    current_page,
    enter,
    hit,
    is_behind_privacy_screen,
    is_open,
)
from tests.ui.gestures import bare, button, click, field, press, texts
from tipdesk.cases.model import Answer
from tipdesk.core.errors import WrongPassphrase
from tipdesk.core.settings import Settings, WindowLooks, load_settings, save_settings
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import MASK, _, isolated, language
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit import theme as look
from tipdesk.ui.toolkit.theme import Dress, wear

WORDS = "قالت إن الباب كان مقفلاً"


@pytest.fixture(autouse=True)
def as_it_was(qapp):
    """The other tests go on in light colours, in Arabic, at 100 %."""
    yield
    wear(qapp, Dress("ar", 100, "light"))


@pytest.fixture
def station(window, places, clock, qtbot):
    """Opens the station page and chooses there, as a person does; waits for the new window."""
    enter(window, places, clock)

    def choose(name, text, *, at_once=True):
        if not isinstance(current_page(window), StationPage):
            click(window, _("Station"))
        before = window._layers
        choice = field(window, name)
        choice.setFocus()
        choice.setCurrentIndex(choice.findText(text))
        choice.activated.emit(choice.currentIndex())
        if at_once:
            qtbot.waitUntil(lambda: window._layers is not before)

    return choose


def ground(window):
    """The colour behind the page, as it is drawn."""
    shown = window.grab().toImage()
    return QColor(shown.pixel(shown.width() - 8, shown.height() // 2)).name().upper()


@pytest.mark.parametrize(
    ("name", "theme"), [("Dark", "dark"), ("High contrast", "contrast"), ("Light", "light")]
)
def test_colours_that_are_chosen_hold_at_once_and_at_the_next_start(
    window, station, qtbot, name, theme
):
    assert ground(window) == look.THEMES["light"]["bg"]
    station(_("Colours"), _(name), at_once=theme != "light")
    assert ground(window) == look.THEMES[theme]["bg"]
    assert load_settings().theme == theme
    assert field(window, _("Colours")).currentText() == _(name)
    window.lock()
    assert ground(window) == look.THEMES[theme]["bg"]  # for whoever unlocks, too


def test_the_size_that_is_chosen_holds_at_once(window, station):
    def tall():
        title = next(part for part in every(window, QLabel) if part.text() == _("This station"))
        return QFontInfo(title.font()).pointSizeF()

    click(window, _("Station"))
    before = tall()
    station(_("Size of letters"), isolated("130%"))
    assert tall() == pytest.approx(1.3 * before, rel=0.05)
    assert load_settings().font_scale == 130


def test_the_language_that_is_chosen_holds_at_once(window, station):
    station(_("Language of the screen"), "English")
    assert language() == "en"
    assert "This station" in texts(window)
    assert "هذه المحطة" not in texts(window)
    assert window.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert window.windowTitle() == "Intake"
    station("Language of the screen", "العربية")
    assert "This station" not in texts(window)
    assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_what_nobody_has_read_yet_is_said_in_the_language_that_is_chosen(
    window, station, places, clock
):
    click(window, _("Station"))
    window.lock()
    with pytest.raises(WrongPassphrase):
        unlock(places.officers, OFFICER.login, "خطأ", clock)
    enter(window, places, clock)
    assert "محاولة واحدة للرمز T-07" in tries_told(window)
    station(_("Language of the screen"), "English")
    assert "Wrong entries since you were last here" in tries_told(window)
    assert "محاول" not in tries_told(window)
    click(window, _("I have read it"))
    station("Language of the screen", "العربية")
    assert tries_told(window) == ""


@pytest.mark.parametrize("name", ["Colours", "Lock by itself after"])
def test_what_could_not_be_kept_is_said_where_it_is_chosen(window, station, monkeypatch, name):
    """A full disk: it holds until the end, in a window that is built anew too."""
    expected = _("The settings could not be saved; they hold until the end.")

    def full(*_given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("tipdesk.ui.station.page.save_settings", full)
        if name == "Colours":
            station(_(name), _("Dark"))
            assert ground(window) == look.THEMES["dark"]["bg"]
        else:
            click(window, _("Station"))
            station(_(name), field(window, _(name)).itemText(0), at_once=False)
        assert expected in texts(window)
    assert load_settings() == Settings()
    station(_("Colours"), _("High contrast"))
    assert expected not in texts(window)


def test_who_chooses_goes_on_where_they_were(window, station):
    station(_("Colours"), _("Dark"))
    assert isinstance(current_page(window), StationPage)
    assert field(window, _("Colours")).hasFocus()
    station(_("Size of letters"), isolated("130%"))
    chosen = field(window, _("Size of letters"))
    assert chosen.hasFocus()
    assert chosen.visibleRegion().boundingRect() == chosen.rect()  # scrolled into sight
    click(current_page(window), _("Back"))
    assert isinstance(current_page(window), FilesPage)


def test_an_interview_is_gone_back_to_where_it_was_left(window, places, station):
    page = begun_interview(window, places)
    write(page, "account", "stmt_arabic", WORDS)
    station(_("Colours"), _("High contrast"))
    click(current_page(window), _("Back"))
    again = current_page(window)
    assert isinstance(again, InterviewPage)
    assert again is not page
    assert section_up(again) == "account"
    statement = focused_question(again)
    assert statement.path == "stmt_arabic"
    assert WORDS in statement.typed
    assert WORDS in window.services.session.files.load(places.begun).answers["stmt_arabic"].value


def test_f10_leads_from_a_field_to_it_and_back_to_the_same_field(window, places, clock, qtbot):
    enter(window, places, clock)
    page = begun_interview(window, places)
    write(page, "account", "stmt_arabic", WORDS)
    hit(window, Qt.Key.Key_F10)
    assert isinstance(current_page(window), StationPage)
    size = field(window, _("Size of letters"))
    before = window._layers
    size.setCurrentIndex(size.findText(isolated("160%")))
    size.activated.emit(size.currentIndex())
    qtbot.waitUntil(lambda: window._layers is not before)
    press(Qt.Key.Key_Escape)
    again = current_page(window)
    assert (section_up(again), focused_question(again).path) == ("account", "stmt_arabic")
    assert WORDS in focused_question(again).typed


def test_it_is_the_officers_own_and_comes_with_them(window, station, places, clock, qtbot):
    """In the vault, by whom it was chosen; the other one sees what they chose themselves."""
    station(_("Colours"), _("Dark"))
    station(_("Size of letters"), isolated("110%"))
    window.lock()
    enter(window, places, clock, who=SUPERVISOR)
    station(_("Size of letters"), isolated("120%"))
    station(_("Colours"), _("High contrast"))
    window.lock()
    save_settings(Settings())  # of the computer
    window.services.settings = Settings()
    for who, theme, size in ((OFFICER, "dark", 110), (SUPERVISOR, "contrast", 120)):
        enter(window, places, clock, who=who)
        qtbot.waitUntil(lambda theme=theme: ground(window) == look.THEMES[theme]["bg"])
        assert window.services.settings.font_scale == size
        assert isinstance(current_page(window), FilesPage)
        window.lock()


def test_a_page_is_opened_again_at_the_same_place(window, places, clock, qtbot):
    """The look of another officer comes while the page that one comes back to is open already."""
    enter(window, places, clock)
    page = begun_interview(window, places)
    write(page, "account", "stmt_arabic", WORDS)
    window.services.session.own_looks.keep(WindowLooks("ar", 120, "dark"))
    window.lock()
    enter(window, places, clock, on=False)
    qtbot.waitUntil(lambda: ground(window) == look.THEMES["dark"]["surface"])
    again = current_page(window)
    assert (section_up(again), focused_question(again).path) == ("account", "stmt_arabic")


def test_all_sections_and_tools_are_in_sight_on_a_small_laptop(window, places, station, qapp):
    station(_("Size of letters"), isolated("130%"))
    page = begun_interview(window, places)
    put_answers(page, {"case_type": Answer("tip_som")})
    go_to(page, "rights")
    for height in (768, 697):  # with a taskbar
        window.resize(1366, height)
        for _round in range(4):
            qapp.processEvents()
        names = sections_in_sight(page)
        assert len(names) >= (20 if height < 768 else len(file_of(page).sections()))
    for tool in ("Stop and refer", "Notice to the Prosecution", "Review", "Timeline"):
        part = button(page, _(tool))
        assert part.visibleRegion().boundingRect() == part.rect()


def test_names_stay_hidden_and_keys_go_on(window, station, places, qtbot):
    choose_pin(window.services, places.key(OFFICER))
    window.services.shift_keys().opened(OFFICER.login)
    hit(window, Qt.Key.Key_F7)
    station(_("Colours"), _("Dark"))
    assert button(window, _("Hide names")).isChecked()
    click(current_page(window), _("Back"))
    assert set(column(current_page(window), "Name")) == {MASK}
    hit(window, Qt.Key.Key_F7)
    assert not button(window, _("Hide names")).isChecked()
    hit(window, Qt.Key.Key_F9)
    assert is_behind_privacy_screen(window)
    type_pin(window)
    assert is_open(window)
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert is_locked(window)


def test_what_runs_is_not_ended_by_it(window, station, jobs, qtbot, qapp):
    """It waits for the lock, which ends work by itself."""
    go_on = Event()
    jobs.run(lambda: go_on.wait(30), done=lambda _done: None, failed=lambda _error: None)
    station(_("Colours"), _("Dark"), at_once=False)
    qapp.processEvents()  # what was asked for would be done now
    assert ground(window) == look.THEMES["light"]["bg"]
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    window.lock()
    qtbot.waitUntil(lambda: ground(window) == look.THEMES["dark"]["bg"])


def test_a_warning_that_was_not_read_stands_there_still(window, station, places):
    failed_tries(window).say(())
    click(window, _("Station"))
    damage_note(window).say("تلف")
    station(_("Colours"), _("Dark"))
    assert "تلف" in bare(texts(window))
    click(damage_note(window), _("I have read it"))
    station(_("Colours"), _("Light"))
    assert "تلف" not in bare(texts(window))


def test_what_the_system_asks_for_is_followed(qapp, monkeypatch):
    class Hints:
        scheme, contrast = Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference

        def colorScheme(self):  # noqa: N802  Qt's name
            return self.scheme

        def accessibility(self):
            return self

        def contrastPreference(self):  # noqa: N802  Qt's name
            return self.contrast

    hints = Hints()
    monkeypatch.setattr(look.QGuiApplication, "styleHints", lambda: hints)
    assert Settings().theme == "system"
    assert look.theme_of("system") == "light"
    hints.scheme = Qt.ColorScheme.Dark
    assert look.theme_of("system") == "dark"
    assert look.theme_of("light") == "light"
    hints.contrast = Qt.ContrastPreference.HighContrast
    assert look.theme_of("system") == "contrast"
    assert look.theme_of("dark") == "dark"
