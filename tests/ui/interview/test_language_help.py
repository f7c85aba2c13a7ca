"""The person's language in the interview: cards, prompts beside the Arabic, recordings."""

import miniaudio
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget

from tests.desk.paper.test_voices import recording
from tests.ui.drivers.interview import file_of, focused_path, go_to, question, section_up, strip
from tests.ui.drivers.paper import choose_document
from tests.ui.drivers.seeing import tabs, the, tick
from tests.ui.gestures import bare, button, buttons, click, dialogs, field, press, texts
from tests.ui.places import case_of
from tipdesk.cases.interview.assessing import follow_ups, law_elements
from tipdesk.cases.model import Answer
from tipdesk.i18n.language_cards import language_card
from tipdesk.i18n.text import _
from tipdesk.ui.interview.language_help import VoiceLine, draft_note
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.viewers.sound import Player

BUTTON, LANGUAGE = "In the person's language", _("The person's language")


@pytest.fixture
def page(officer, places, interview_of):
    return interview_of(officer, places.ready)


def choose(language, *, beside=True, then=None):
    """In the dialog: go to a language by keys, tick, close."""

    def act(dialog):
        names = the(dialog, QListWidget)
        assert names.hasFocus()
        names.setCurrentRow(0)
        steps = [card.language for card in _cards()].index(language)
        for _step in range(steps):
            press(Qt.Key.Key_Down)
        assert dialog.chosen == language
        if tick(dialog).isChecked() != beside:
            tick(dialog).setFocus()
            press(Qt.Key.Key_Space)
        (then or (lambda shown: click(shown, _("Close"))))(dialog)

    return act


def _cards():
    return [
        language_card(language)
        for language in ("hin", "fil", "sin", "tam", "ben", "npi", "tel", "mal")
    ]


def prompts(page):
    QApplication.processEvents()
    row = question(page, "name_ar_first")
    spoken = row.row.notes.spoken.widget
    return spoken.text() if spoken is not None and spoken.isVisible() else ""


def test_questions_stand_beside_the_arabic_while_they_are_wanted(page, officer, places):
    go_to(page, "acquaintance")
    assert prompts(page) == ""
    with dialogs(choose("tam")):
        click(page, _(BUTTON))
    assert prompts(page) == language_card("tam").text("prompts", "name_ar_first")
    assert draft_note() in texts(page)
    go_to(page, "account")  # and in sections that are opened afterwards
    row = question(page, "stmt_arabic")
    assert row.row.notes.spoken.widget.text() == language_card("tam").text("prompts", "stmt_arabic")
    go_to(page, "acquaintance")
    with dialogs(choose("tam", beside=False)):
        click(page, _("Beside it: {language}").format(language="التاميلية"))
    assert prompts(page) == ""
    assert draft_note() not in texts(page)
    chain = [event.action for event in officer.session.files.load(places.ready).custody]
    assert chain.count("language_shown") == 1


def test_the_language_stays_when_the_file_is_left_also_to_print(page, officer, places):
    go_to(page, "acquaintance")
    with dialogs(choose("tam", then=lambda shown: click(shown, _("Print")))):
        click(page, _(BUTTON))
    page.load(officer.session.files.case(places.ready), "acquaintance")
    assert prompts(page) == language_card("tam").text("prompts", "name_ar_first")


def test_escape_changes_nothing(page):
    go_to(page, "acquaintance")
    with dialogs(lambda dialog: press(Qt.Key.Key_Escape, dialog)):
        click(page, _(BUTTON))
    assert prompts(page) == ""


def test_the_cards_begin_with_the_language_that_the_person_prefers(page, officer, places):
    answers = officer.session.files.load(places.ready).answers
    wanted = answers["language_preferred"].value
    seen = []

    def look(dialog):
        seen.append(dialog.chosen)
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(look):
        click(page, _(BUTTON))
    known = {card.language for card in _cards()} | {"urd", "amh", "eng", "ara"}
    assert seen == [wanted if wanted in known else "hin"]


def test_every_text_of_a_card_can_be_read(page):
    card, seen = language_card("ben"), []

    def look(dialog):
        for at in range(tabs(dialog).count()):
            tabs(dialog).setCurrentIndex(at)
            seen.append(bare(texts(dialog)))
        click(dialog, _("Close"))

    with dialogs(choose("ben", beside=False, then=look)):
        click(page, _(BUTTON))
    rights, consent, answers, questions, after = seen
    assert all(text in rights for text in language_card("ara").parts["rights"].values())
    assert all(text in rights for text in card.parts["rights"].values())
    assert all(text in consent for text in card.parts["consent"].values())
    assert all(card.text("words", key) in answers for key in ("yes", "no", "stop", "decline"))
    assert all(text in questions for text in card.parts["prompts"].values())
    for language in (card, language_card("ara")):
        assert all(
            language.text("follow_ups", code) in after for code in follow_ups(file_of(page).state)
        )


def test_print_leads_to_the_card_on_paper(page, officer, places, shown, qtbot):
    with (
        qtbot.waitSignal(page.print_asked) as asked,
        dialogs(choose("npi", beside=False, then=lambda shown: click(shown, _("Print")))),
    ):
        click(page, _(BUTTON))
    case, document, card = asked.args
    assert (case.id, document, card) == (places.ready, "card", "npi")
    paper = shown(PaperPage(officer))
    paper.load(case, document, card)
    assert field(paper, LANGUAGE).currentData() == "npi", "the card that was in front"
    choose_document(paper, "notice")
    assert LANGUAGE not in texts(paper)


def test_a_supervisor_adds_a_recording_and_it_is_played(supervisor, places, interview_of, tmp_path):
    sound = tmp_path / "voice.wav"
    sound.write_bytes(recording(bytes(8000)))
    page = interview_of(supervisor, places.ready)

    def listen(dialog):
        line = the(dialog, VoiceLine)
        assert buttons(dialog, _("Add a recording…"))
        assert not button(dialog, _("Listen")).isEnabled()
        supervisor.session.voices.add("hin", "rights", sound)
        line.load("hin", "rights")
        line.player = Player([miniaudio.Backend.NULL])
        click(dialog, _("Listen"))
        assert line.player.playing
        click(dialog, _("Stop"))
        assert not line.player.playing
        click(dialog, _("Listen"))
        tabs(dialog).setCurrentIndex(1)  # another card: silence
        assert not line.player.playing
        assert not button(dialog, _("Listen")).isEnabled()
        click(dialog, _("Close"))

    with dialogs(choose("hin", beside=False, then=listen)):
        click(page, _(BUTTON))


# --- drafts, and who interprets ---------------------------------------------------------------


def in_dialog(page, look, *, title=None):
    """Look at the dialog in Tamil, then close it and keep Tamil beside the Arabic."""

    def act(dialog):
        look(dialog)
        click(dialog, _("Close"))

    with dialogs(choose("tam", then=act)):
        click(page, title or _(BUTTON))


def test_a_draft_is_called_one_in_the_dialog_until_it_is_signed_off(
    supervisor, places, interview_of
):
    page = interview_of(supervisor, places.ready)
    cards, seen = supervisor.session.cards, []

    def look(dialog):
        noted = []
        for row in (3, 4):  # Tamil, Bengali
            the(dialog, QListWidget).setCurrentRow(row)
            noted.append(draft_note() in texts(dialog))
        seen.append(noted)
        the(dialog, QListWidget).setCurrentRow(3)

    in_dialog(page, look)
    assert draft_note() in texts(page)
    cards.record("tam", "லதா எடுத்துக்காட்டு", "Ravi Example")
    in_dialog(page, look, title=_("Beside it: {language}").format(language="التاميلية"))
    assert draft_note() not in texts(page)
    assert seen == [[True, True], [False, True]]


def nobody(page):
    QApplication.processEvents()
    return strip(page, "nobody_interprets").isVisible()


@pytest.mark.parametrize(
    ("mode", "warned"),
    [("", True), ("none", True), ("card", True), ("in_person", False), ("officer_speaks", False)],
)
def test_a_draft_without_an_interpreter_is_warned_of(page, officer, places, mode, warned):
    page.leave()
    officer.session.answers.save_answers(places.begun, {"int_mode": Answer(mode)})
    page.load(case_of(officer.session, places.begun))
    assert not nobody(page)  # nothing stands beside the Arabic yet
    in_dialog(page, lambda dialog: None)
    assert nobody(page) is warned
    entry = officer.session.files.load(places.begun).custody[-1]
    assert (entry.action, entry.detail["card"]) == ("language_shown", "draft")
    assert entry.detail["interpreting"] == (mode or "unanswered")


def test_the_warning_leads_to_the_question_and_goes_with_its_answer(page, officer, places, qtbot):
    page.leave()
    page.load(case_of(officer.session, places.begun))
    go_to(page, "account")
    in_dialog(page, lambda dialog: None)
    assert nobody(page)
    click(page, _("Record the interpreter"))
    assert focused_path(page) == "int_mode"
    pills = question(page, "int_mode").choices()
    qtbot.mouseClick(pills["phone"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not nobody(page))
    qtbot.mouseClick(pills["none"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: nobody(page))
    go_to(page, "account")  # nothing is held up
    assert section_up(page) == "account"
    assert nobody(page)


def test_a_signed_card_warns_of_nothing(supervisor, places, interview_of):
    supervisor.session.cards.record("tam", "லதா எடுத்துக்காட்டு", "Ravi Example")
    page = interview_of(supervisor, places.begun)
    in_dialog(page, lambda dialog: None)
    assert not nobody(page)


# --- what may follow the account --------------------------------------------------------------

OPEN = {
    "case_type": "tip",
    "consent_interview": "granted",
    "sex": "female",
    "birth_date": "1999-03-05",
    "age_basis": "official_id",
    "fit_now": "yes",
}


def last_card(page):
    """What the dialog's last card shows."""
    seen = []

    def look(dialog):
        tabs(dialog).setCurrentIndex(tabs(dialog).count() - 1)
        seen.append(bare(texts(dialog)))
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(look):
        click(page, _(BUTTON))
    return seen[0]


def offered(shown_text):
    return {
        code
        for code, text in language_card("ara").parts["follow_ups"].items()
        if text in shown_text
    }


def test_follow_up_questions_are_read_from_a_card_that_names_no_law(page, officer, places):
    page.leave()
    given = {path: Answer(value) for path, value in OPEN.items()}
    officer.session.answers.save_answers(places.begun, given)
    page.load(case_of(officer.session, places.begun))
    shown_text = last_card(page)
    asked = {element.code for element in law_elements() if element.to_person}
    concerned = {code for code in asked if not code.startswith(("som_", "a3_"))}
    assert offered(shown_text) == concerned
    lines = shown_text.splitlines()
    for element in law_elements():
        assert element.label.ar not in lines
        assert element.code not in shown_text
    assert not any(word in shown_text for word in ("القانون", "المادة", "مؤشر", "عنصر"))
    # What has been answered stays among them, so that nobody can tell from the list.
    more = {"rec_channel": Answer("job_site")}
    page.leave()
    officer.session.answers.save_answers(places.begun, more)
    page.load(case_of(officer.session, places.begun))
    assert offered(last_card(page)) == concerned


def test_nothing_follows_a_statement_that_is_not_open(page, officer, places):
    closed = _("Nothing is asked about the statement now: it is closed.")
    page.leave()
    given = {path: Answer(value) for path, value in OPEN.items()}
    refused = given | {"consent_interview": Answer("refused")}
    officer.session.answers.save_answers(places.begun, refused)
    page.load(case_of(officer.session, places.begun))
    assert offered(shown_text := last_card(page)) == set()
    assert closed in shown_text
    page.leave()
    officer.session.answers.save_answers(places.begun, given)
    officer.session.statement.stop(places.begun)
    page.load(case_of(officer.session, places.begun))
    assert offered(shown_text := last_card(page)) == set()
    assert closed in shown_text


def test_an_officer_cannot_change_recordings(page):
    def look(dialog):
        assert not buttons(dialog, _("Add a recording…"))
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(look):
        click(page, _(BUTTON))
