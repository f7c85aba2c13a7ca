"""Language cards at the station: two readers sign one off, on screen and on paper."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget

from tests.ui.drivers.seeing import seen, tabs, the
from tests.ui.gestures import (
    answer,
    bare,
    buttons,
    click,
    dialogs,
    field,
    focused,
    press,
    texts,
    type_text,
)
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.i18n.language_cards import LANGUAGES, language_card
from tipdesk.i18n.text import _
from tipdesk.printing.preview import text
from tipdesk.printing.wording import wording
from tipdesk.ui.station.page import StationPage

FIRST, SECOND = "راجيش كومار", "سونيتا ديفي"
NAMES = (_("First reader, full name"), _("Second reader, full name"))
RECORD = _("Record the sign-off")


@pytest.fixture
def page(supervisor, shown):
    station = shown(StationPage(supervisor))
    station.load()
    return station


def write(dialog, *names):
    for title, name in zip(NAMES, names, strict=True):
        line = field(dialog, title)
        line.clear()
        type_text(name, line)


def at_work(*deeds):
    """In the dialog: each deed in turn, then close."""

    def act(dialog):
        assert the(dialog, QListWidget).hasFocus()
        for deed in deeds:
            deed(dialog)
        click(dialog, _("Close"))

    return act


def open_cards(page, *deeds):
    with dialogs(at_work(*deeds)):
        click(page, _("Language cards…"))


def checked(count):
    return _("Checked by two readers: {count} of {size}").format(count=count, size=len(LANGUAGES))


def test_a_supervisor_records_two_readers_by_keys(page, supervisor):
    seen = []

    def sign(dialog):
        press(Qt.Key.Key_Down)  # Filipino
        seen.append(bare(texts(dialog)))
        field(dialog, NAMES[0]).setFocus()
        type_text(FIRST)
        press(Qt.Key.Key_Tab)
        type_text(SECOND)
        press(Qt.Key.Key_Return, focused())
        seen.append(bare(texts(dialog)))
        seen.append(the(dialog, QListWidget).item(1).text())

    assert checked(0) in bare(texts(page))
    open_cards(page, sign)
    before, after, line = seen
    assert _("Draft: no two native readers have read this text yet.") in before
    mark = language_card("fil").digest[:16].upper()
    assert " ".join(mark[at : at + 4] for at in range(0, 16, 4)) in before
    assert FIRST in after
    assert SECOND in after
    assert _("Draft: no two native readers have read this text yet.") not in after
    assert RECORD not in after
    assert line.endswith(_("checked"))
    assert supervisor.session.cards.signed_off() == {"fil"}
    assert checked(1) in bare(texts(page))


def test_one_person_twice_is_refused_in_words_and_the_names_stay(page, supervisor):
    def sign(dialog):
        write(dialog, FIRST, f" {FIRST} ")
        click(dialog, RECORD)
        assert "يبدو الاسمان لشخص واحد" in texts(dialog)
        assert dialog.first.text() == FIRST
        write(dialog, FIRST, "")
        click(dialog, RECORD)
        assert _("Two readers are needed, each with a name.") in texts(dialog)
        the(dialog, QListWidget).setCurrentRow(3)  # another language: nothing is carried over
        assert dialog.first.text() == ""
        assert _("Two readers are needed, each with a name.") not in texts(dialog)

    open_cards(page, sign)
    assert supervisor.session.cards.signed_off() == frozenset()


def test_it_can_be_made_a_draft_again(page, supervisor):
    supervisor.session.cards.record("hin", FIRST, SECOND)

    def back(dialog):
        click(dialog, _("Make it a draft again…"))

    def look(dialog):
        assert _("Draft: no two native readers have read this text yet.") in texts(dialog)

    with dialogs(at_work(back, look), answer(_("Make it a draft again"))):
        click(page, _("Language cards…"))
    assert supervisor.session.cards.signed_off() == frozenset()


def test_a_text_that_changed_is_said_to_have(page, supervisor, monkeypatch):
    supervisor.session.cards.record("hin", FIRST, SECOND)
    monkeypatch.setattr(type(language_card("hin")), "digest", "0" * 64)
    changed_text, seen = "تغيّر النص بعد مراجعته", []
    open_cards(page, lambda dialog: seen.append(changed_text in texts(dialog)))
    assert seen == [True]


def test_the_texts_are_read_from_there(page):
    def read(dialog):
        click(dialog, _("Read the texts…"))

    def look(dialog):
        assert dialog.chosen == "hin"
        assert not seen(dialog, QCheckBox)
        assert not buttons(dialog, _("Print"))
        parts = tabs(dialog)
        parts.setCurrentIndex(parts.count() - 1)
        shown_text = bare(texts(dialog))
        assert all(
            follow_up in shown_text
            for follow_up in language_card("hin").parts["follow_ups"].values()
        )
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(at_work(read), look):
        click(page, _("Language cards…"))


def test_an_officer_reads_who_checked_it_and_records_nobody(officer, shown):
    page = shown(StationPage(officer))
    page.load()

    def look(dialog):
        shown_text = texts(dialog)
        assert _("A supervisor records who has read a card.") in shown_text
        assert RECORD not in shown_text
        assert not dialog.first.isVisible()

    open_cards(page, look)


def test_a_receiving_station_has_no_cards(receiver, shown):
    page = shown(StationPage(receiver))
    page.load()
    assert _("Language cards…") not in texts(page)


def test_paper_of_a_signed_card_is_no_draft(supervisor):
    printing, cards = supervisor.session.printing, supervisor.session.cards
    draft = wording("card").text("draft").ar.split()[0].rstrip("،")

    def papers(card):
        return {
            document: draft
            in text(render(printing.print_plan(None, document, PrintOptions(card=card))))
            for document in ("card", "answers", "pointing")
        }

    assert papers("fil") == {"card": True, "answers": True, "pointing": True}
    cards.record("fil", FIRST, SECOND)
    assert papers("fil") == {"card": False, "answers": False, "pointing": True}
    assert papers("tam")["card"]
    for language in LANGUAGES:
        cards.record(language, FIRST, SECOND)
    assert papers("fil")["pointing"] is False
