"""Forms on the station page: installed from a signed file, chosen for an interview, tried."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget

from tests.cases.test_form_duties import changed
from tests.desk.session.test_old_versions import next_version
from tests.forms.sheets_for_tests import SETTINGS, compiled, question, section, sheets
from tests.ui.drivers.interview import question as question_on
from tests.ui.drivers.seeing import first, long_field, seen, tick
from tests.ui.drivers.window import enter, go_to_station, hit, no_pin
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    error,
    pick,
    press,
    texts,
    type_text,
)
from tipdesk.authoring.sources import published_in
from tipdesk.authoring.workbook import write_workbook
from tipdesk.cases.model import Answer
from tipdesk.core.errors import FormFileInvalid, FormOlder, FormPublished
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.forms.model import Release
from tipdesk.forms.publishing.definition_json import definition_to_json
from tipdesk.forms.xlsform.export import sheets_of
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.shell.form_trial import TrialWindow, try_form
from tipdesk.ui.station.forms import source_of, source_of_form
from tipdesk.ui.station.page import StationPage

NEWEST = published_forms().newest(INTAKE_FORM)
NEXT = next_version(NEWEST)
TINY = compiled(section("s", question("text", "q", stage="S")), [])


def loosened(*names):
    """The next version, in which these questions go to the Prosecution and are of level 1."""
    goes = frozenset({Release.PROSECUTION})
    return changed(
        lambda part: replace(part, release=goes, level=1) if part.name in names else part
    )


CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.trial_asked.connect(lambda source, over: try_form(supervisor, source, over))
    page.load()
    return page


def signs():
    """The officer signs beside the supervisor."""
    return confirm(OFFICER.passphrase)


def signed(places, clock, form):
    return places.agency().sign_form(definition_to_json(form), clock())


def test_a_form_is_installed_after_its_changes_were_read(page, supervisor, places, clock):
    assert f"الإصدار {NEWEST.version}" in bare(texts(page))

    def read(dialog):
        shown = bare(texts(dialog))
        assert f"{NEXT.version} بدلاً من {NEWEST.version}" in shown
        assert "stmt_wish" in long_field(dialog).toPlainText()
        assert "الجهة التجريبية" in shown
        click(dialog, _("Install"))

    with dialogs(pick(signed(places, clock, NEXT)), read, signs()):
        click(page, _("Install a form…"))
    assert f"الإصدار {NEXT.version}" in bare(texts(page))
    assert supervisor.session.new_files.open_case().form_version == NEXT.version
    with dialogs(pick(signed(places, clock, NEXT)), answer(_("Close"), says="مستخدم هنا بالفعل")):
        click(page, _("Install a form…"))


def test_what_is_revealed_more_stands_first_and_is_ticked(page, supervisor, places, clock):
    form = loosened("contact_name", "safety_plan", "name_ar_first")

    def read(dialog):
        first, second = seen(dialog, QPlainTextEdit)
        assert "contact_name" in first.toPlainText()
        assert "safety_plan" in first.toPlainText()
        assert "contact_name" not in second.toPlainText()
        assert first.y() < second.y()
        assert "تُكشف 5 أمور أكثر من قبل" in bare(texts(dialog))
        install, read_it = button(dialog, _("Install")), tick(dialog)
        assert not install.isEnabled()
        assert read_it.hasFocus()
        assert read_it.text() == "قرأتُ ما يُكشف أكثر من قبل"
        press(Qt.Key.Key_Return, read_it)
        assert dialog.isVisible()
        press(Qt.Key.Key_Space, read_it)
        click(dialog, _("Install"))

    with dialogs(pick(signed(places, clock, form)), read, signs()):
        click(page, _("Install a form…"))
    assert supervisor.session.new_files.open_case().form_version == form.version


def test_publishing_asks_for_the_same_tick(trial, book, qtbot):
    folder = book.with_suffix("")
    with dialogs(answer(_("Publish")), answer(_("Close"), says="v1.json")):
        click(trial, _("Publish…"))
    lines = section("s", question("text", "q", release="PP ST"), question("text", "gone"))
    write_workbook(book, sheets(lines, settings={**SETTINGS, "version": "2"}))
    read(trial, qtbot)

    def look(dialog):
        publish = button(dialog, _("Publish"))
        assert not publish.isEnabled()
        tick(dialog).click()
        publish.click()

    with dialogs(look, answer(_("Close"), says="v2.json")):
        click(trial, _("Publish…"))
    assert [form.version for form in published_in(folder)] == [1, 2]


def test_going_back_installs_nothing_and_refusals_are_said(page, supervisor, places, clock):
    with dialogs(pick(signed(places, clock, NEXT)), answer(_("Cancel"))):
        click(page, _("Install a form…"))
    before = supervisor.session.forms.in_use()
    old = published_forms().get(INTAKE_FORM, 1)
    refused = error(FormOlder, form=INTAKE_FORM, found=1, known=NEWEST.version)
    with dialogs(pick(signed(places, clock, old)), refused):
        click(page, _("Install a form…"))
    broken = places.usb_drive / "broken.form.asice"
    broken.write_bytes(b"PK\3\4")
    with dialogs(pick(broken), error(FormFileInvalid, code="E_ZIP_SIZE")):
        click(page, _("Install a form…"))
    assert supervisor.session.forms.in_use() == before


def test_an_interview_is_taken_with_the_form_that_was_chosen(
    page, supervisor, shown, places, clock
):
    with dialogs(pick(signed(places, clock, TINY)), answer(_("Install"), says="جديد هنا"), signs()):
        click(page, _("Install a form…"))
    files, opened = shown(FilesPage(supervisor)), []
    files.opened.connect(opened.append)
    files.load()

    def choose(dialog):
        button(dialog, TINY.title.ar).click()
        click(dialog, _("Begin"))

    with dialogs(choose):
        click(files, _("New interview"))
    with dialogs(answer(_("Cancel"))):
        click(files, _("New interview"))
    with dialogs():  # only one of the two has a quick mode
        click(files, _("Quick intake"))
    assert [form.form_id for form in opened] == [TINY.form_id, INTAKE_FORM]
    page = shown(InterviewPage(supervisor))
    page.load(opened[0])
    assert "عنوان q" in bare(texts(page))
    page.leave()


# --- trying ---------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    """A workbook as a designer has it."""
    path = tmp_path / "نموذجي.xlsx"
    write_workbook(path, sheets(section("s", question("text", "q"), question("text", "gone"))))
    return path


@pytest.fixture
def trial(book, supervisor, qtbot):
    trial_window = TrialWindow(supervisor, source_of(book))
    qtbot.addWidget(trial_window)
    trial_window.show()
    read(trial_window, qtbot)
    yield trial_window
    trial_window.reject()


def read(window, qtbot, key=False):
    press(Qt.Key.Key_R, window, CTRL) if key else window.load()
    read_through(window, qtbot)


def read_through(window, qtbot):
    qtbot.waitUntil(lambda: not behind(window).jobs.busy, timeout=30_000)


def behind(window):
    """The services of the vault of a trial."""
    return window._services


def tried(window):
    """The file that is tried, and what was answered in it."""
    return window._book.trial


def current(window):
    """The page that is up."""
    return first(window, QStackedWidget).currentWidget()  # the outermost


def test_a_form_is_tried_on_the_real_screens_and_nothing_is_kept(trial, supervisor, book, qtbot):
    assert isinstance(current(trial), InterviewPage)
    shown = bare(texts(trial))
    assert "عنوان q" in shown
    assert "لا يُحفظ شيء" in shown
    before = supervisor.session.files.count()
    folder = behind(trial).session.vault_dir
    assert folder.is_dir()
    type_text("كلام مختلق", question_on(current(trial), "q").editor.focusProxy())
    click(trial, _("On paper"))
    read_through(trial, qtbot)
    assert isinstance(current(trial), PaperPage)
    assert tried(trial).answers()["q"].value == "كلام مختلق"
    click(trial, _("Questions"))
    assert isinstance(current(trial), InterviewPage)
    trial.reject()
    assert not folder.exists()
    assert not folder.parent.exists()
    assert supervisor.session.files.count() == before


def test_what_was_typed_is_there_after_reading_again(trial, book, qtbot):
    session = behind(trial).session
    case = tried(trial).case
    session.answers.save_answers(case.id, {"q": Answer("كلام"), "gone": Answer("غيره")})
    old = session.vault_dir
    write_workbook(book, sheets(section("s", question("text", "q"), question("integer", "more"))))
    read(trial, qtbot, key=True)
    assert not old.exists()
    answers = tried(trial).answers()
    assert answers["q"].value == "كلام"
    assert "gone" not in answers
    assert "عنوان more" in bare(texts(trial))


def test_faults_stand_in_words_until_they_are_corrected(trial, book, qtbot):
    behind(trial).session.answers.save_answers(tried(trial).case.id, {"q": Answer("كلام")})
    write_workbook(book, sheets(section("s", question("text", "q", relevant="${agee} > ١"))))
    read(trial, qtbot)
    shown = bare(long_field(current(trial)).toPlainText())
    assert "survey H3 (relevant)" in shown
    assert "١" in shown
    assert not button(trial, _("On paper")).isEnabled()
    book.write_bytes(b"no workbook")
    read(trial, qtbot)
    assert "نموذجي" in bare(texts(trial))
    write_workbook(book, sheets_of(replace(TINY, version=1)))
    read(trial, qtbot)
    assert isinstance(current(trial), InterviewPage)
    assert tried(trial).answers()["q"].value == "كلام", "faults lose no answers"


def test_a_form_that_was_tried_is_published_after_its_changes_were_read(trial, book, qtbot):
    folder = book.with_suffix("")
    with dialogs(answer(_("Cancel"))):
        click(trial, _("Publish…"))
    assert not folder.exists()
    with dialogs(answer(_("Publish")), answer(_("Close"), says="v1.json")):
        click(trial, _("Publish…"))
    (first,) = published_in(folder)
    assert [asked.name for asked in first.questions()] == ["q", "gone"]
    with dialogs(answer(_("Close"), says="منشور بالفعل")):
        click(trial, _("Publish…"))
    write_workbook(book, sheets(section("s", question("text", "q"))))
    click(trial, _("Publish…"))
    assert "Ctrl+R" in bare(texts(trial)), "what is published was tried before"
    read(trial, qtbot)
    with dialogs(error(FormPublished, form="tiny", version=1)):
        click(trial, _("Publish…"))
    write_workbook(
        book, sheets(section("s", question("text", "q")), settings={**SETTINGS, "version": "2"})
    )
    read(trial, qtbot)

    def look(dialog):
        assert "gone" in long_field(dialog).toPlainText()
        click(dialog, _("Publish"))

    with dialogs(look, answer(_("Close"), says="v2.json")):
        click(trial, _("Publish…"))
    assert [form.version for form in published_in(folder)] == [1, 2]
    assert isinstance(current(trial), InterviewPage), "the trial goes on"


def test_a_definition_is_tried_and_not_published(supervisor, qtbot):
    trial_window = TrialWindow(supervisor, source_of_form(TINY))
    qtbot.addWidget(trial_window)
    trial_window.show()
    read(trial_window, qtbot)
    assert not buttons(trial_window, _("Publish…"))
    trial_window.reject()


def test_f7_hides_what_is_typed_in_a_trial_too(trial, qtbot):
    hit(trial, Qt.Key.Key_F7)
    assert current(trial)._stage._views.masked
    assert button(trial, _("Hide names")).isChecked()
    hit(trial, Qt.Key.Key_F7)
    assert not current(trial)._stage._views.masked


def test_a_form_is_tried_before_it_is_installed(page, supervisor, places, clock, qtbot):
    def look(window):
        read_through(window, qtbot)
        assert isinstance(current(window), InterviewPage)
        click(window, _("End the trial"))

    def try_first(dialog):
        click(dialog, _("Try this form"))
        click(dialog, _("Cancel"))

    with dialogs(pick(signed(places, clock, TINY)), try_first, look):
        click(page, _("Install a form…"))
    assert len(supervisor.session.forms.in_use()) == 1


def test_the_lock_ends_a_trial_and_deletes_it(window, places, clock, book, qtbot):
    enter(window, places, clock, no_pin)
    go_to_station(window)
    folders = []

    def lock(trial):
        read_through(trial, qtbot)
        folders.append(behind(trial).session.vault_dir)
        window.lock()

    with dialogs(lock):
        window._book.trial_asked.emit(source_of(book), window)
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=10_000)
    assert not folders[0].exists()
