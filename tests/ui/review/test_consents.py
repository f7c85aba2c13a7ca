"""What was agreed to stands on the review, and is taken back there with one question."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit

from tests.ui.drivers.seeing import every, radios
from tests.ui.gestures import bare, buttons, click, dialogs, texts
from tests.ui.places import case_of
from tipdesk.cases.model import Answer, ConsentPurpose
from tipdesk.i18n.text import _
from tipdesk.ui.review.page import ReviewPage

SHARE = "consent_prosecution"


@pytest.fixture
def page(officer, places, shown):
    session = officer.session
    answers = {SHARE: Answer("granted_limited"), "consent_embassy": Answer("granted")}
    session.answers.save_answers(places.begun, answers)
    session.answers.fold(places.begun)
    session.answers.save_answers(places.begun, {"consent_by": Answer("guardian")})
    session.answers.fold(places.begun)  # who said it: noted, and no word more on the page
    page = shown(ReviewPage(officer))
    page.load(case_of(session, places.begun))
    return page


def question(officer, places, name):
    rules = officer.session.files.rules(places.begun)
    return rules.question(name).label.ar


def _state(officer, places, name):
    choices = officer.session.files.rules(places.begun).definition.choices["consent"]
    return next(choice.label.ar for choice in choices if choice.name == name)


def last(officer, places):
    return officer.session.files.load(places.begun).consents[-1]


def test_what_was_agreed_to_is_listed_and_can_be_taken_back(officer, places, page):
    embassy = question(officer, places, "consent_embassy")
    listed = bare(texts(page)).split("\n")
    at = listed.index(embassy)
    granted = _state(officer, places, "granted")
    assert listed[at + 1].startswith(granted)
    assert not listed[at + 2].startswith(granted)  # nothing changed of what was agreed to

    def take_back(dialog):
        confirming = buttons(dialog, _("Note it"))[0]
        assert not confirming.isEnabled()
        next(choice for choice in radios(dialog) if choice.text() == embassy).click()
        assert every(dialog, QLineEdit)[0].text() == _("The person no longer wishes it.")
        assert len(every(dialog, QLineEdit)) == 1  # nothing of the story is asked
        confirming.click()

    with dialogs(take_back):
        click(page, _("Note a withdrawal…"))
    noted = last(officer, places)
    assert (noted.purpose, noted.state) == (ConsentPurpose.EMBASSY, "withdrawn")
    assert _("The person no longer wishes it.") in bare(texts(page))
    answers = officer.session.files.answers(places.begun)
    assert answers["consent_embassy"].value == "withdrawn"


def test_a_lock_and_the_way_back_note_nothing(officer, places, page):
    before = last(officer, places)
    with dialogs(lambda dialog: click(dialog, _("Back to the review"))):
        click(page, _("Note a withdrawal…"))
    assert last(officer, places) == before


def test_what_stays_of_an_agreement_with_limits_is_ticked(officer, places, page):
    unknown = _("Which sections stay was not noted. Until then as much stays as with a refusal.")
    assert unknown in bare(texts(page))

    case_file = officer.session.files.load(places.begun)
    state, sections = officer.session.files.state(case_file), case_file.form.sections
    child = next(section.label.ar for section in sections if not state.is_relevant(section.name))

    def tick(dialog):
        ticks = every(dialog, QCheckBox)
        assert child not in [tick.text() for tick in ticks]  # what is not asked is not offered
        ticks[3].click()
        dialog.ticked = ticks[3].text()
        click(dialog, _("Note it"))

    with dialogs(tick):
        click(page, _("Note what stays here…"))
    noted = last(officer, places)
    assert noted.limits == (sections[3].name,)
    assert unknown not in bare(texts(page))
    assert sections[3].label.ar in bare(texts(page))


def test_hiding_the_screen_hides_the_words(officer, places, page):
    session = officer.session
    event = next(
        event
        for event in session.files.load(places.begun).consents
        if event.purpose is ConsentPurpose.EMBASSY
    )
    session.steps.withdrawing.withdraw(places.begun, event, "كلمات خاصة")
    page.load(case_of(session, places.begun))
    assert "كلمات خاصة" in bare(texts(page))
    page.set_masked(True)
    assert "كلمات خاصة" not in bare(texts(page))
