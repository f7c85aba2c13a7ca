"""Whatever is read out to the person stands on its page in the person's language: questions, rows
of repeats, headings of groups. The list of prompts comes from the card, none is named here."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from tests.i18n.test_language_cards import READ_OUT
from tests.ui.drivers.interview import (
    file_of,
    go_to,
    refresh,
    section_names,
    section_of,
    section_view,
)
from tests.ui.drivers.interview import question as asked
from tests.ui.drivers.seeing import every
from tests.ui.field_plans import PEOPLE, plans
from tests.ui.forms import ABOUT, YNU, question
from tipdesk.cases.files.review import PAGE
from tipdesk.cases.interview.statement import BY, REASON
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import SUPERVISOR, confirm
from tipdesk.forms.model import Group, GroupKind, LocalText, QuestionType
from tipdesk.i18n.language_cards import language_card
from tipdesk.ui.form.groups import GroupView, TableView
from tipdesk.ui.form.place_links import SpokenText
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.repeats import RepeatView
from tipdesk.ui.interview.page import InterviewPage

CARD = language_card("tam")
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def page(officer, shown):
    page = shown(InterviewPage(officer))
    yield page
    page.leave()


@pytest.fixture
def filled(officer, clock):
    """Files in which, taken together, every question is asked."""
    clock.now = START
    session = officer.session
    cases = [session.new_files.open_case() for _own in PEOPLE]
    planned = plans(session.files.rules(cases[0].id).definition, session.files.context(cases[0]))
    for case, plan in zip(cases, planned, strict=True):
        everything = plan.given | plan.typed
        if reason := everything.pop(REASON, ""):
            del everything[BY]
            session.statement.waive_specialist(
                case.id, reason, confirm(officer.session, SUPERVISOR)
            )
        session.answers.save_answers(
            case.id, {path: Answer(text) for path, text in everything.items()}
        )
    return cases


def beside(part):
    """The text in the person's language that is shown for one question or group itself."""
    around = part.notes if isinstance(part, QuestionRow) else part.heading
    spoken = around.spoken.widget
    return spoken.text() if spoken is not None and spoken.isVisible() else ""


def shown_on(page, names, view):
    """What is read out, by the name of its question or group, on the section that is shown."""
    QApplication.processEvents()
    prompts = {}
    for part in every(view, QuestionRow):
        if part.isVisible() and part.question.name in names:
            prompts[part.question.name] = beside(part)
    for kind in (GroupView, TableView, RepeatView):
        for part in every(view, kind):
            if part.isVisible() and part.heading.group.name in names:
                prompts[part.heading.group.name] = beside(part)
    return prompts


def test_every_prompt_of_the_cards_is_seen_on_its_page(page, officer, filled):
    names = {row["name"] for row in READ_OUT if row["read_out"] == "yes"}
    seen = {}
    for case in filled:
        page.load(officer.session.files.case(case.id))
        file_of(page).spoken = CARD.language
        for section in [name for name in section_names(page) if name != PAGE]:
            within = file_of(page).rules.section_of
            if not any(within(name) == section for name in names - seen.keys()):
                continue
            go_to(page, section)
            view = section_view(page)
            view.complete()
            seen |= shown_on(page, names, view)
            for path in [path for path in file_of(page).answers if path.endswith("]")]:
                if section_of(page, path) == section:
                    view.reveal(path)
                    seen |= shown_on(page, names, view)
    assert seen == {name: CARD.prompt(name) for name in names}


@pytest.mark.parametrize(
    ("kind", "view_of"),
    [
        (GroupKind.GROUP, GroupView),
        (GroupKind.TABLE, lambda group, about: TableView(group, YNU, about)),
        (GroupKind.REPEAT, RepeatView),
    ],
)
def test_every_kind_of_heading_shows_what_is_read_out(qtbot, kind, view_of):
    group = Group("disability", kind, LocalText("عنوان", "Heading"), (question(QuestionType.TEXT),))
    view = view_of(group, replace(ABOUT, spoken="tam"))
    qtbot.addWidget(view)
    view.show()
    assert beside(view) == CARD.prompt("disability")
    view.set_surroundings(ABOUT)
    assert beside(view) == ""


def test_a_group_s_prompt_comes_and_goes_with_the_language(page, officer, filled):
    page.load(officer.session.files.case(filled[0].id))
    go_to(page, "identity")
    view = section_view(page)
    assert not every(view, SpokenText)
    file_of(page).spoken = "hin"
    refresh(page)
    assert shown_on(page, {"disability"}, view) == {
        "disability": language_card("hin").prompt("disability")
    }
    file_of(page).spoken = ""
    refresh(page)
    assert shown_on(page, {"disability"}, view) == {"disability": ""}


def test_the_arabic_stands_with_a_prompt_where_the_form_has_no_words(page, officer, filled):
    page.load(officer.session.files.case(filled[1].id))
    go_to(page, "child")
    hint = asked(page, "child_tracing").row.words.hint
    assert not hint.text()
    file_of(page).spoken = "hin"
    refresh(page)
    assert hint.text() == language_card("ara").prompt("child_tracing")
    file_of(page).spoken = ""
    refresh(page)
    assert not hint.text()
