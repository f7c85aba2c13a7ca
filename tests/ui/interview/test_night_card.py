"""The card of a quick intake: what is refused, searched, undone, hidden and left open; and after a lock."""

import miniaudio
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.cases.specimens import passport
from tests.desk.paper.test_voices import recording
from tests.ui.drivers import night
from tests.ui.drivers.interview import is_reading_documents
from tests.ui.drivers.paper import document_choice
from tests.ui.drivers.window import current_page, enter, hit, open_interview, open_page, turn
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    dialogs,
    focused,
    press,
    texts,
    type_text,
    wait_until,
)
from tests.ui.scanning import keys
from tipdesk.cases.custody.chain import read_time
from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.i18n.language_cards import language_card, officers_card
from tipdesk.i18n.text import MASK, _
from tipdesk.printing.outside import isolated_sound
from tipdesk.printing.outside.own_process import Child
from tipdesk.texts.messages import reason_label
from tipdesk.ui.interview.night import rights_flow
from tipdesk.ui.interview.night.questions import LineStanding
from tipdesk.ui.viewers.sound import Player

READ = {
    "name_latin_surname": "TESFAYE", "name_latin_given": "SELAM", "birth_date": "2001-02-03",
    "sex": "female", "nationality": "ETH",
}  # fmt: skip
CIVIL, BORN = "299010100127", "1999-01-01"
CTRL, RETURN = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return


@pytest.fixture
def page(window, places, clock):
    """The card of a new quick file, in the window."""
    enter(window, places, clock)
    case = window.services.session.new_files.open_case(quick=True)
    open_interview(window, case.id)
    page = current_page(window)
    assert night.is_up(page)
    return page


def answers(window, page):
    return window.services.session.files.load(night.case_of(page)).answers


def values_of(window, page):
    """What is answered, path to value."""
    return {path: given.value for path, given in answers(window, page).items() if given.value}


def test_what_review_waits_for_leads_to_its_own_question_where_the_card_has_no_line(window, page):
    """When the notice was handed over is a button of the card. Written by hand on an empty form,
    as where there is no printer, its time is typed: not into the question that stands first."""
    review = open_page(window, "review", night.case_of(page))
    click(review, "تاريخ ووقت إخطار النيابة العامة")
    shown = current_page(window)
    assert not night.is_up(shown)
    assert "إخطار النيابة العامة" in focused().accessibleName()


def test_a_refused_answer_stays_in_its_line_and_counts_as_none(window, page):
    night.go_to(page, "birth_date")
    type_text("2035")
    press(RETURN)
    assert night.current(page) == "birth_date", "it holds the cursor"
    assert night.standing(page, "birth_date") == (LineStanding.REFUSED, "2035")
    assert night.standing(page, "age_stated")[0] is not LineStanding.ANSWERED
    night.go_to(page, "immediate_actions")
    night.search(page, "لا شيء")
    press(RETURN)
    night.pick(page, 5)  # «none» with another one
    assert night.standing(page, "immediate_actions")[0] is LineStanding.REFUSED
    press(RETURN)
    assert night.current(page) == "immediate_actions"
    hit(window, Qt.Key.Key_Z, CTRL)
    assert night.standing(page, "immediate_actions") == (LineStanding.ANSWERED, "لا شيء")


def read_document(page, text):
    """What a reader types, and Fill in."""
    with dialogs(answer("املأ")) as asked:
        keys(text, page.window())
        wait_until(lambda: not asked.left)
        wait_until(lambda: not is_reading_documents(page))
    page.window().activateWindow()  # a window manager does so when a dialog closes
    turn()


def test_a_document_that_is_read_answers_its_lines_of_the_card(window, page):
    """Whatever is up: the first keys of a burst have chosen or written, and that is put back."""
    night.go_to(page, "urgency")
    before = answers(window, page)
    read_document(page, passport())
    after = answers(window, page)
    assert {name: after[name].value for name in READ} == READ
    assert {after[name].source for name in READ} == {Source.DOCUMENT}
    assert after["documents[1]/doc_number"].value == "K1234567"
    assert after["documents[1]/doc_seen"].value == "original"
    for name in (*READ, "doc_number"):
        assert night.standing(page, name)[0] is LineStanding.ANSWERED
    assert night.current(page) == "urgency", "nothing else was answered"
    others = {path for path in after if path not in before} - {*READ, "age_basis"}
    assert all(path.startswith("documents[1]") for path in others), others

    hit(window, Qt.Key.Key_Z, CTRL)  # the answers and their row are one act
    assert not READ.keys() & values_of(window, page).keys()


def test_a_search_is_over_once_a_document_was_read(window, page):
    night.go_to(page, "immediate_actions")
    night.search(page, "ab")
    read_document(page, passport())
    assert night.current(page) == "immediate_actions"
    assert answers(window, page)["name_latin_surname"].value == "TESFAYE"


def test_a_digit_means_the_same_when_another_answer_closes_a_choice(window, page):
    night.go_to(page, "consent_interview")
    before = night.digits(page)
    night.pick(page, 4)
    refused = values_of(window, page)["consent_interview"]
    night.go_to(page, "birth_date")
    type_text("1990")
    press(RETURN)
    night.go_to(page, "consent_interview")
    assert night.digits(page) == before - {3}, "an adult's consent is not a child's"
    night.pick(page, 1)
    night.go_to(page, "consent_interview")
    night.pick(page, 3)
    assert values_of(window, page)["consent_interview"] != refused, "nothing is chosen by it"
    night.pick(page, 4)
    assert values_of(window, page)["consent_interview"] == refused


def test_a_civil_id_number_that_is_read_chooses_nothing_by_its_digits(window, page):
    night.go_to(page, "iv_suspect_near")
    before = values_of(window, page)
    read_document(page, CIVIL)
    after = values_of(window, page)
    added = {path: value for path, value in after.items() if before.get(path) != value}
    assert added == {"civil_id": CIVIL, "birth_date": BORN, "age_basis": "official_id"}
    assert night.current(page) == "iv_suspect_near"
    hit(window, Qt.Key.Key_Z, CTRL)
    night.go_to(page, "doc_number")  # a field: the first digits were written into it
    read_document(page, CIVIL)
    assert answers(window, page)["civil_id"].value == CIVIL
    assert focused().text() == ""


def test_rights_are_said_one_by_one_in_the_persons_language(window, page):
    """Space after each and Return after the last: 17 keys. Whoever breaks off has said some."""
    window.services.session.answers.save_answers(
        night.case_of(page), {"language_preferred": Answer("fil")}
    )
    page.load(window.services.session.files.case(night.case_of(page)))
    card = language_card("fil")
    shown = []

    def some(dialog):
        for _right in range(3):
            shown.append(night.right_up(dialog))
            press(Qt.Key.Key_Space, dialog)
        press(RETURN, dialog)  # not all of them
        press(Qt.Key.Key_Escape, dialog)

    def all_of_them(dialog):
        for _right in range(16):
            shown.append(night.right_up(dialog))
            press(Qt.Key.Key_Space, dialog)
        press(RETURN, dialog)

    night.go_to(page, "rights_explained")
    with dialogs(some):
        night.pick(page, 2)
    window.activateWindow()  # a window manager does so when a dialog closes
    turn()
    assert answers(window, page)["rights_explained"].value == "purpose voluntary silence"
    with dialogs(all_of_them):
        night.pick(page, 2)
    assert night.standing(page, "rights_explained") == (LineStanding.ANSWERED, "كلها (16)")
    texts = [*card.parts["rights"].values()]
    assert shown == texts[:3] + texts
    assert answers(window, page)["rights_how"].value == "spoken"
    file = window.services.session.files.load(night.case_of(page))
    first, second = [entry for entry in file.custody if entry.action == "rights_read"]
    assert first.detail["rights"] == "purpose voluntary silence"
    assert second.detail["rights"].split() == [*card.parts["rights"]]
    assert (second.detail["how"], second.detail["text"]) == ("spoken", card.digest)
    assert read_time(second.detail["began"]) < second.at


@pytest.fixture
def with_a_recording(window, places, clock, page, tmp_path, monkeypatch):
    """The card once a supervisor has brought a recording of the rights, so many seconds long; it
    is played to nobody."""
    monkeypatch.setattr(rights_flow, "Player", lambda: Player([miniaudio.Backend.NULL]))
    case_id, sound = night.case_of(page), tmp_path / "rights.wav"

    def opened(seconds):
        sound.write_bytes(recording(bytes(8000 * seconds)))
        window.lock()
        session = places.open(places.officers, SUPERVISOR, clock)
        session.voices.add(officers_card("ar").language, "rights", sound)
        session.lock()
        enter(window, places, clock, on=False)
        open_interview(window, case_id)
        return current_page(window)

    return opened


def test_a_recording_of_the_rights_that_breaks_off_was_not_heard(
    window, with_a_recording, monkeypatch
):
    """The process that decodes it has died, as one does that reads what is damaged."""
    readers = []

    class Reader(Child):
        def __init__(self, *how):
            super().__init__(*how)
            readers.append(self)

    monkeypatch.setattr(isolated_sound, "Child", Reader)
    page = with_a_recording(60)

    def broken(dialog):
        click(dialog, _("Listen"))
        readers[-1].close()
        wait_until(lambda: not buttons(dialog, _("Stop")))
        assert not button(dialog, _("All were said")).isEnabled()
        press(Qt.Key.Key_Escape, dialog)

    night.go_to(page, "rights_explained")
    with dialogs(broken):
        night.pick(page, 2)
    assert "rights_explained" not in answers(window, page)


def test_a_recording_of_the_rights_says_all_once_it_was_heard_to_its_end(window, with_a_recording):
    """Not where somebody stops it; then only what was said counts."""
    page = with_a_recording(1)

    def stopped(dialog):
        press(Qt.Key.Key_Space, dialog)
        click(dialog, _("Listen"))
        click(dialog, _("Stop"))
        night.look_whether_it_ended(dialog)
        assert not button(dialog, _("All were said")).isEnabled()
        press(Qt.Key.Key_Escape, dialog)

    def heard(dialog):
        click(dialog, _("Listen"))
        wait_until(button(dialog, _("All were said")).isEnabled)
        click(dialog, _("All were said"))

    night.go_to(page, "rights_explained")
    with dialogs(stopped):
        night.pick(page, 2)
    window.activateWindow()
    turn()
    assert answers(window, page)["rights_explained"].value == "purpose"
    with dialogs(heard):
        night.pick(page, 2)
    assert night.standing(page, "rights_explained") == (LineStanding.ANSWERED, "كلها (16)")
    assert answers(window, page)["rights_how"].value == "spoken audio"
    file = window.services.session.files.load(night.case_of(page))
    first, second = [entry for entry in file.custody if entry.action == "rights_read"]
    assert (first.detail["how"], second.detail["how"]) == ("spoken", "audio")
    assert len(second.detail["rights"].split()) == 16


def test_a_long_list_is_searched_in_place_and_a_row_is_undone_whole(window, page):
    night.go_to(page, "nationality")
    assert night.offered(page)[-1] == "غير ذلك…"
    night.search(page, "السنغ")
    assert night.offered(page) == ["السنغال"]
    hit(window, Qt.Key.Key_A, CTRL)
    type_text("seneg")
    assert night.offered(page) == ["السنغال"], "the keyboard is still at the letters of a passport"
    hit(window, Qt.Key.Key_A, CTRL)
    type_text("xyz")
    assert night.offered(page) == []
    assert night.beside_question(page) == "لا إجابة بهذه الحروف. Esc: رجوع"
    hit(window, Qt.Key.Key_A, CTRL)
    type_text("السنغ")
    press(RETURN)
    press(RETURN)
    assert night.standing(page, "nationality")[1] == "السنغال"
    night.go_to(page, "need_type")
    night.pick(page, 1, 2)
    assert night.standing(page, "need_type")[1] == "إيواء، رعاية طبية"
    hit(window, Qt.Key.Key_Z, CTRL)
    assert night.standing(page, "need_type")[1] == "إيواء"
    night.pick(page, 1)
    assert night.standing(page, "need_type")[0] is LineStanding.OPEN


def test_a_line_is_left_open_explained_and_hidden(window, page):
    night.go_to(page, "sex")
    press(Qt.Key.Key_Space)
    assert night.standing(page, "sex")[0] is LineStanding.OPEN
    assert night.current(page) == "name_latin_surname"
    type_text("TESFAYE")
    press(RETURN)
    night.explain(page, reason_label(MissingReason.DECLINED))
    assert answers(window, page)["name_latin_given"].reason is MissingReason.DECLINED
    page.set_masked(True)
    assert night.standing(page, "name_latin_surname")[1] == MASK
    night.go_to(page, "sex")
    assert night.offered(page) == [], "a choice tells as much as a name"
    page.set_masked(False)
    assert len(night.offered(page)) == 2


def test_after_a_lock_the_card_is_there_with_what_was_typed(window, places, clock, page):
    night.go_to(page, "doc_number")
    type_text("P12")
    window.lock()
    enter(window, places, clock)
    page = current_page(window)
    assert night.is_up(page)
    assert night.current(page) == "doc_number"
    type_text("34")
    press(RETURN)
    assert answers(window, page)["documents[1]/doc_number"].value == "P1234"


def test_a_lower_window_has_lower_lines(window, page):
    before = night.line(page, "sex").height()
    window.resize(1366, 640)
    QApplication.processEvents()
    assert window.height() == 640
    assert night.line(page, "sex").height() < before
    whole = night.card(page).rect()
    assert all(whole.contains(place) for place in night.places(page).values())


def test_what_stops_the_interview_says_what_to_do_in_one_line(window, page):
    for path, digit in (("iv_suspect_near", 1), ("fit_now", 2)):
        night.go_to(page, path)
        night.pick(page, digit)
    on_card = bare(texts(page))
    assert "انقل الشخص إلى مكان آمن • أضف في «الاحتياجات» رعاية مهلتها ساعة • بقيت" in on_card
    assert "أُغلقت" not in on_card  # that, and what else there is, is read at the mouse


def test_agreement_alone_as_the_basis_says_what_is_still_to_be_asked(window, page):
    unasked = "لم يُسأل عن مشاركة الملف مع النيابة العامة"
    assert unasked not in bare(night.noted(page))
    night.go_to(page, "processing_basis")
    night.pick(page, 1)
    assert unasked in bare(night.noted(page))
    night.pick(page, 3)  # a duty beside it
    assert unasked not in bare(night.noted(page))


def test_without_a_printer_the_notice_is_shown_where_it_can_be_saved(window, page):
    window.services.printers = tuple
    with dialogs(answer(_("See the document"), says=_("No printer was found"))):
        hit(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    paper = current_page(window)
    assert document_choice(paper).currentData() == "notice"
    assert button(paper, _("Save as PDF")).isEnabled()


def test_what_was_chosen_is_read_back_as_it_was_chosen(window, page):
    """Two shelters are called alike on paper."""
    taken_back = []
    for digit, place in ((1, "جليب الشيوخ"), (2, "حولي")):
        night.go_to(page, "intake_site_type")
        night.pick(page, digit)
        assert place in night.standing(page, "intake_site_type")[1]
        taken_back.append(night.undone(page))
    assert len(set(taken_back)) == 2
