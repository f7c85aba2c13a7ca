"""The page of a file's case work: what stands there, how it is entered by keyboard, and that nothing
that was written is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QWidget

from tests.ui.drivers.seeing import faults, first, line_fields, rows, seen, table
from tests.ui.drivers.window import (
    current_page,
    enter,
    hit,
    no_pin,
    page_name,
    turn_to,
)
from tests.ui.full_walk import fill
from tests.ui.gestures import (
    bare,
    button,
    click,
    dialogs,
    field,
    give_reason,
    press,
    texts,
    type_text,
)
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Status
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.i18n.text import N_, _
from tipdesk.ui.toolkit.parts import Strip

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RETURN, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down
WORDS = "وقف رجل أمام الباب مرتين"
MEDICAL = {"need_type": "medical", "timeframe": "h3", "agency": "moh", "wanted": "yes"}


@pytest.fixture
def follow(window, places, clock):
    """The page of a file that was sent, in which a need was noted and referred."""
    enter(window, places, clock, no_pin)
    session, case_id = window.services.session, places.exported
    session.case_work.enter(case_id, EntryKind.NEED, "need:1001", MEDICAL)
    session.case_work.enter(case_id, EntryKind.REFERRAL_SENT, "need:1001", {"agency": "moh"})
    return shown(window, places)


def shown(window, places) -> QWidget:
    return turn_to(window, "casework", window.services.session.files.case(places.exported))


def work(window, places):
    return window.services.session.case_work.work(places.exported)


def at_need(page: QWidget) -> None:
    """The cursor on the line of the need, by keys alone."""
    view = table(page)
    view.setFocus()
    press(Qt.Key.Key_Home, view, CTRL)
    for line in rows(view):
        if bare(line[0]).startswith("رعاية طبية"):
            return
        press(DOWN, view)
    raise AssertionError("there is no line of the need")


def answers(dialog: QDialog) -> None:
    """The first answer of the list, and Return."""
    press(DOWN)
    press(RETURN)


def test_an_answer_is_entered_by_keys_and_changes_nothing_that_was_sent(follow, window, places):
    at_need(follow)
    for key in (Qt.Key.Key_E, RETURN):
        with dialogs(answers):
            press(key)
        window.activateWindow()  # a window manager does so when a dialog closes
        assert table(follow).hasFocus()
    stands = work(window, places)
    assert [entry.kind for entry in stands.log[2:]] == [EntryKind.ANSWERED] * 2
    assert stands.needs["need:1001"].status == "received"
    assert stands.passed_over == {}
    assert window.services.session.files.case(places.exported).status is Status.EXPORTED


@pytest.mark.parametrize(
    ("letter", "kind"),
    [("ث", EntryKind.ANSWERED), ("ق", EntryKind.REFERRAL_SENT), ("ش", EntryKind.APPOINTMENT)],
)
def test_the_letters_enter_it_on_an_arabic_keyboard_too(follow, window, places, letter, kind):
    at_need(follow)

    def appoint(dialog: QDialog) -> None:
        day, hour = line_fields(dialog)[:2]
        type_text("05/01/2027", day)
        type_text("10:30", hour)
        press(RETURN)

    act = {EntryKind.ANSWERED: answers, EntryKind.APPOINTMENT: appoint}
    with dialogs(act.get(kind, lambda _dialog: press(RETURN))):
        type_text(letter)
    last = work(window, places).log[-1]
    assert last.kind is kind
    assert "need:1001" in (last.subject, last.body.get("need"))


def test_return_leads_on_from_what_a_service_accepted_to_its_appointment(follow, window, places):
    session, at = window.services.session, timestamp(window.services.clock())
    accepted = {"status": "accepted", "at": at}
    session.case_work.enter(places.exported, EntryKind.ANSWERED, "need:1001", accepted)
    follow.look_again()
    at_need(follow)

    def appoint(dialog: QDialog) -> None:
        day, hour = line_fields(dialog)[:2]
        type_text("04/03/2026", day)
        type_text("09:00", hour)
        press(RETURN)

    with dialogs(appoint):
        press(RETURN)
    stands = work(window, places)
    assert stands.needs["need:1001"].status == "scheduled"
    assert stands.log[-1].body["need"] == "need:1001"


def test_what_was_just_entered_is_taken_back_by_one_key_and_both_stay(follow, window, places):
    at_need(follow)
    with dialogs(answers):
        press(Qt.Key.Key_E)
    window.activateWindow()
    assert "دُوّن: ردّ الجهة" in texts(follow)
    hit(window, Qt.Key.Key_Z, CTRL)
    stands = work(window, places)
    assert stands.needs["need:1001"].status == "sent"
    assert [entry.kind for entry in stands.log[2:]] == [EntryKind.ANSWERED, EntryKind.CORRECTION]
    hit(window, Qt.Key.Key_Z, CTRL)
    assert len(work(window, places).log) == 4, "there is nothing to take back any more"
    click(follow, _("History"))
    newest = [bare(line[3]) for line in rows(table(follow))][:2]
    assert "يصحّح البند 3" in newest[0]
    assert "صُحّح ولم يعد يُحتسب" in newest[1]


def test_an_entry_of_the_history_is_corrected_with_a_reason(follow, window, places):
    click(follow, _("History"))

    def say_why(dialog: QDialog) -> None:
        type_text("أُرسلت إلى جهة أخرى", first(dialog, QPlainTextEdit))
        click(dialog, _("Correct it"))

    with dialogs(say_why):
        click(follow, _("Correct this entry…"))
    stands = work(window, places)
    assert stands.needs["need:1001"].status == "draft"
    assert stands.log[-1].body["reason"] == "أُرسلت إلى جهة أخرى"
    assert window.services.session.drafts.unentered(places.exported) == {}


def test_what_is_late_stands_first(follow, window, places, clock):
    clock.move(hours=4)
    follow.look_again()
    line = rows(table(follow))[0]
    assert bare(line[0]).startswith("رعاية طبية")
    assert "متأخر" in line[3]


def test_what_was_written_and_not_entered_is_there_again(follow, window, places, clock):
    def write(dialog: QDialog) -> None:
        type_text(WORDS, first(dialog, QPlainTextEdit))
        dialog.reject()

    with dialogs(write):
        click(follow, _("Incident"))
    assert "بدأته ولم تدوّنه بعد: حادثة" in bare(texts(follow))
    session = window.services.session
    assert session.drafts.unentered(places.exported)["incident"]["words"] == WORDS
    window.lock()
    enter(window, places, clock, no_pin)
    again = []

    def look(dialog: QDialog) -> None:
        again.append(first(dialog, QPlainTextEdit).toPlainText())
        field(dialog, _("What happened")).setCurrentIndex(1)
        click(dialog, _("Enter it"))

    with dialogs(look):
        click(shown(window, places), _("Incident"))
    assert again == [WORDS]
    assert work(window, places).incidents[-1].words == WORDS
    assert window.services.session.drafts.unentered(places.exported) == {}


def test_a_lock_while_something_is_written_loses_none_of_it(follow, window, places, clock, qtbot):
    def write(dialog: QDialog) -> None:
        type_text(WORDS, first(dialog, QPlainTextEdit))
        window.lock()

    with dialogs(write):
        click(follow, _("Incident"))
    qtbot.waitUntil(lambda: window.services.open_session is None, timeout=30_000)
    enter(window, places, clock, no_pin)
    kept = window.services.session.drafts.unentered(places.exported)
    assert kept["incident"]["words"] == WORDS


def test_what_is_written_is_kept_while_it_is_written(follow, window, places, qtbot):
    drafts = window.services.session.drafts

    def write(dialog: QDialog) -> None:
        type_text(WORDS, first(dialog, QPlainTextEdit))
        qtbot.waitUntil(lambda: bool(drafts.unentered(places.exported)), timeout=30_000)
        dialog.reject()

    with dialogs(write):
        click(follow, _("Incident"))


def test_on_a_full_disk_nothing_is_entered_and_what_was_written_stays(follow, window, places):
    before = work(window, places)
    fill(window.services)

    def write(dialog: QDialog) -> None:
        field(dialog, _("What happened")).setCurrentIndex(1)
        type_text(WORDS, first(dialog, QPlainTextEdit))
        click(dialog, _("Enter it"))
        assert faults(dialog)
        assert first(dialog, QPlainTextEdit).toPlainText() == WORDS
        dialog.reject()

    with dialogs(write):
        click(follow, _("Incident"))
    assert work(window, places) == before


def test_another_way_than_the_safe_one_asks_why(follow, window, places):
    def call(dialog: QDialog) -> None:
        assert "الطريقة الآمنة" in texts(dialog)
        field(dialog, _("How")).setCurrentIndex(1)
        tick = next(t for t in seen(dialog, QCheckBox) if t.text() == _("It was the safe way"))
        tick.setChecked(False)
        click(dialog, _("Enter it"))
        assert faults(dialog)
        type_text("الهاتف مغلق", field(dialog, _("Why another way")))
        press(RETURN)

    with dialogs(call):
        click(follow, _("Contact"))
    assert work(window, places).contacts[-1].why_not == "الهاتف مغلق"


def test_whoever_is_not_named_sees_nothing_of_level_4_and_hears_why(follow, window, places, clock):
    session = window.services.session
    plan = {"words": WORDS, "measures": "escort"}
    session.case_work.enter(places.exported, EntryKind.SAFETY_PLAN, body=plan)
    session.readers.unname(places.exported, SUPERVISOR.login)
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    with dialogs(give_reason):
        page = shown(window, places)
    safety = button(page, _("Safety plan"))
    assert not safety.isEnabled()
    assert "لا يقرأ هذا إلا المكلَّفون بالملف" in texts(page)

    def call(dialog: QDialog) -> None:
        assert "محجوبة عنك" in texts(dialog)
        assert "+965" not in bare(texts(dialog))
        dialog.reject()

    with dialogs(call):
        click(page, _("Contact"))
    click(page, _("History"))
    every_line = "\n".join(line[3] for line in rows(table(page)))
    assert WORDS not in every_line
    assert "جزء منه محجوب عنك" in every_line


def test_a_second_person_approves_the_closing_and_nothing_is_promised_after_it(
    follow, window, places, clock
):
    def close(dialog: QDialog) -> None:
        assert "رعاية طبية" in texts(dialog), "what is not ended is told"
        answers(dialog)

    with dialogs(close):
        click(follow, _("Close the file"))
    assert not button(follow, _("Approve the closing")).isEnabled()
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    page = shown(window, places)

    def approve(dialog: QDialog) -> None:
        first(dialog, QCheckBox).setChecked(True)
        click(dialog, _("Enter it"))

    with dialogs(approve):
        click(page, _("Approve the closing"))
    assert work(window, places).closed
    at_need(page)
    assert not button(page, _("Answer")).isEnabled()
    assert "الملف مغلق" in texts(page)
    assert button(page, _("Reopen the file")).isEnabled()


@pytest.mark.parametrize("before", ["files", "interview"])
def test_a_key_leads_there_and_escape_back(window, places, clock, before):
    enter(window, places, clock, no_pin)
    arguments = [window.services.session.files.case(places.ready)] if before == "interview" else []
    page = turn_to(window, before, *arguments)
    if before == "files":
        press(DOWN, table(page))
        press(DOWN, table(page))
    hit(window, Qt.Key.Key_F3, SHIFT)
    assert page_name(window) == "casework"
    press(Qt.Key.Key_Escape, current_page(window))
    assert page_name(window) == before
    assert before != "files" or table(page).currentIndex().row() == 2


def test_where_nothing_is_noted_a_new_need_is_entered(window, places, clock):
    enter(window, places, clock, no_pin)
    page = turn_to(window, "casework", window.services.session.files.case(places.begun))
    with dialogs(answers):
        click(page, _("New need"))
    assert any("الاحتياج" in line[0] or "إيواء" in line[0] for line in rows(table(page)))


def test_below_each_need_of_the_interview_stands_how_it_is_now(window, places, clock):
    enter(window, places, clock, no_pin)
    session, case_id = window.services.session, places.exported
    case, subject = session.files.case(case_id), next(iter(work(window, places).needs))
    again = {"wanted": "yes"}
    session.case_work.enter(case_id, EntryKind.NEED_CHANGED, subject, again)
    session.case_work.enter(case_id, EntryKind.REFERRAL_SENT, subject, {"agency": "moh"})
    visit = {"at": "2027-01-05T07:00:00.000Z", "need": subject}
    session.case_work.enter(case_id, EntryKind.APPOINTMENT, "", visit)
    page = turn_to(window, "interview", case, "needs_referrals")
    told_below = [text for text in texts(page).splitlines() if "أُرسلت في" in text]
    assert len(told_below) == 1
    assert "الموعد: 05/01/2027 10:00" in bare(told_below[0])
    strip = next(strip for strip in seen(page, Strip) if "أُرسلت في" in strip.text())
    click(strip, _("Case work"))
    assert page_name(window) == "casework"
    press(Qt.Key.Key_Escape, current_page(window))
    assert current_page(window) is page


ENTERED = [
    (N_("Shelter"), N_("Room"), "12", EntryKind.SHELTER, {"what": "in", "room": "12"}),
    (N_("Outcome of the case"), N_("What was decided"), DOWN, EntryKind.OUTCOME, {}),
    (
        N_("Order or term"),
        N_("Which order or term"),
        DOWN,
        EntryKind.MEASURE,
        {"measure": "medical"},
    ),
    (N_("Hearing"), N_("Day and hour"), "05/01/2027 10:30", EntryKind.HEARING, {}),
]


@pytest.mark.parametrize("what", ENTERED, ids=lambda what: what[3].value)
def test_what_becomes_of_the_person_and_of_the_case_is_entered_and_taken_back(
    follow, window, places, what
):
    """By keys: what the program knows stands there."""
    deed, label, typed, kind, body = what

    def write(dialog: QDialog) -> None:
        if kind is EntryKind.HEARING:
            day, hour = line_fields(dialog)[:2]
            type_text("05/01/2027", day)
            type_text("10:30", hour)
        elif typed == DOWN:
            press(DOWN)
        else:
            type_text(typed, field(dialog, _(label)))
        press(RETURN)

    with dialogs(write):
        button(follow, _(deed)).setFocus()
        press(Qt.Key.Key_Space)
    last = work(window, places).log[-1]
    assert last.kind is kind
    assert body.items() <= last.body.items()
    window.activateWindow()
    hit(window, Qt.Key.Key_Z, CTRL)
    stands = work(window, places)
    assert [entry.kind for entry in stands.log[2:]] == [kind, EntryKind.CORRECTION]
    assert set(stands.passed_over) == {3}, "it counts no more"


def test_to_a_decision_that_closes_the_case_the_person_objects_from_its_line(
    follow, window, places
):
    book = window.services.session.case_work
    book.enter(places.exported, EntryKind.OUTCOME, "outcome:1", {"outcome": "charged_tip"})
    book.enter(places.exported, EntryKind.OUTCOME, "outcome:2", {"outcome": "archived_final"})
    follow.look_again()
    view = table(follow)
    view.setFocus()
    with dialogs(answers):
        at_line(view, "حفظ نهائي")
        click(follow, _("Objection"))
    assert work(window, places).outcomes["outcome:2"].objection == "filed"
    assert "التظلم: قُدّم" in bare("\n".join(line[1] for line in rows(view)))
    at_line(view, "إحالة إلى المحكمة")
    assert _("Objection") not in texts(follow).splitlines(), "to that nobody objects"


def at_line(view: QWidget, state: str) -> None:
    """The cursor on the line that stands so, by keys alone."""
    view.setFocus()
    press(Qt.Key.Key_Home, view, CTRL)
    for line in rows(view):
        if state in " ".join(line[:2]):
            return
        press(DOWN, view)
    raise AssertionError(f"there is no line that stands so: {state}")


def test_an_order_is_ended_from_its_line_and_keeps_what_was_noted(follow, window, places):
    order = {"measure": "shelter", "by": "court", "order": "7/2027", "until": "2027-03-01"}
    window.services.session.case_work.enter(places.exported, EntryKind.MEASURE, body=order)
    follow.look_again()
    at_line(table(follow), "إيداع بمركز إيواء")

    def end(dialog: QDialog) -> None:
        assert field(dialog, _("Number of the order (optional)")).text() == "7/2027"
        type_text("04/03/2026", line_fields(dialog)[-1])
        press(RETURN)

    with dialogs(end):
        press(RETURN)
    last = list(work(window, places).measures.values())[-1]
    assert last.ended is not None
    assert (last.by, last.order) == ("court", "7/2027")


def test_the_room_is_asked_only_of_those_who_may_read_it(follow, window, places, clock):
    window.services.session.readers.unname(places.exported, SUPERVISOR.login)
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    with dialogs(give_reason):
        page = shown(window, places)

    def move(dialog: QDialog) -> None:
        assert _("Room") not in texts(dialog).splitlines()
        press(RETURN)

    with dialogs(move):
        click(page, _("Shelter"))
    assert "room" not in work(window, places).log[-1].body


def test_how_long_a_file_is_kept_is_decided_alone_and_stands_among_the_rest(
    follow, window, places, clock
):
    assert not button(follow, _("How long it is kept")).isEnabled(), "an officer does not decide it"
    window.lock()
    enter(window, places, clock, no_pin, SUPERVISOR)
    page = shown(window, places)

    def hold(dialog: QDialog) -> None:
        first(dialog, QCheckBox).setChecked(True)
        click(dialog, _("Enter it"))

    with dialogs(hold):
        click(page, _("How long it is kept"))
    assert work(window, places).log[-1].body == {"hold": "yes"}
    at_line(table(page), _("not to be destroyed until that is lifted"))

    def lift(dialog: QDialog) -> None:
        assert first(dialog, QCheckBox).isChecked(), "what was decided stands there"
        type_text("01/01/2040", line_fields(dialog)[0])
        first(dialog, QCheckBox).setChecked(False)
        click(dialog, _("Enter it"))

    with dialogs(lift):
        press(RETURN, table(page))
    retention = work(window, places).retention
    assert (retention.hold, str(retention.until)) == (False, "2040-01-01")
    assert "01/01/2040" in bare("\n".join(line[1] for line in rows(table(page))))


LEGAL = {"need_type": "legal_aid", "timeframe": "d3", "agency": "lawyers", "wanted": "yes"}


def test_the_letter_of_a_need_is_one_press_away(window, places, clock):
    """File, paper and need are known: none of them is asked again. Back leads to the same line, and
    of what the person wants no more no letter is offered."""
    enter(window, places, clock, no_pin)
    work, case_id = window.services.session.case_work, places.exported
    work.enter(case_id, EntryKind.NEED, "need:1001", MEDICAL)
    work.enter(case_id, EntryKind.NEED, "need:1002", LEGAL)
    follow = shown(window, places)
    asked = next(at for at, row in enumerate(rows(table(follow))) if "مساعدة قانونية" in row[0])
    for _line in range(asked):
        hit(window, DOWN)
    hit(window, Qt.Key.Key_P, CTRL)
    assert page_name(window) == "paper"
    assert "مساعدة قانونية" in field(current_page(window), _("Need")).currentText()
    click(current_page(window), _("Back"))
    assert page_name(window) == "casework"
    assert table(current_page(window)).currentIndex().row() == asked
    work.enter(case_id, EntryKind.ANSWERED, "need:1002", {"status": "declined_person"})
    follow = shown(window, places)
    hit(window, Qt.Key.Key_Home, CTRL)
    of_needs = {}
    for row in rows(table(follow)):
        of_needs[row[0]] = _("Letter…") in texts(follow)
        hit(window, DOWN)
    offered = [what for what, letter in of_needs.items() if letter]
    assert not [what for what in offered if "مساعدة قانونية" in what]
    assert [what for what in offered if "رعاية طبية" in what]
