"""Language cards: signed off by two readers for one exact text, and what is noted where one stands
beside the Arabic."""

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.cases.consent.sharing import CONSENT
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AnswerRefused, ReadersRefused, TransitionRefused
from tipdesk.core.settings import resource
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.paper import language_cards as cards_module
from tipdesk.desk.paper.language_cards import LONGEST, RightsRead
from tipdesk.desk.paper.printing_room import PrintOptions
from tipdesk.i18n import language_cards
from tipdesk.i18n.language_cards import LANGUAGES, language_card
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import sentence

FIRST, SECOND = "راجيش كومار التجريبي", "Sunita Devi Example"


@pytest.fixture
def session(world: World):
    return world.reopen(SUPERVISOR)


def entries(session, action):
    events = custody_rows.newest_first(session._desk.vault)
    return [dict(event.detail) for event in events if event.action == action]


def test_a_card_is_a_draft_until_two_readers_are_recorded(world, session):
    assert session.cards.signed_off() == frozenset()
    signed = session.cards.record("hin", f"  {FIRST}  ", SECOND)
    assert signed.readers == (FIRST, SECOND)
    assert signed.by == SUPERVISOR.login
    again = world.reopen(SUPERVISOR)  # kept in the vault
    assert again.cards.sign_off("hin") == signed
    assert again.cards.signed_off() == {"hin"}
    assert entries(again, "card_signed_off") == [
        {
            "language": "hin",
            "text": language_card("hin").digest,
            "reader": FIRST,
            "second_reader": SECOND,
        }
    ]


def test_another_text_is_a_draft_again(session, monkeypatch, tmp_path):
    session.cards.record("hin", FIRST, SECOND)
    session.cards.record("urd", FIRST, SECOND)
    assert not session.cards.text_changed("hin")
    folder = tmp_path / "cards"
    folder.mkdir()
    for language in LANGUAGES:
        text = resource("cards", f"{language}.toml").read_text("utf-8")
        if language == "hin":
            text = text.replace('yes = "हाँ"', 'yes = "हां"')
        (folder / f"{language}.toml").write_text(text, "utf-8")
    monkeypatch.setattr(language_cards, "resource", tmp_path.joinpath)
    language_card.cache_clear()
    try:
        assert session.cards.sign_off("hin") is None
        assert session.cards.text_changed("hin")
        assert session.cards.signed_off() == {"urd"}
    finally:
        language_card.cache_clear()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("منى العنزي", "منى العنزي"),
        ("منى  العنزي", " مُنى العنـزي "),
        ("عبدالله الأحمد", "عبد الله الاحمد"),
        ("العنزي منى", "منى العنزي"),
        ("منى العنزي", "منى سالم العنزي"),  # one of them is only shorter
        ("Mohammed Ali", "MOHAMED  ALY"),
        ("José Example", "Jose Example"),
        ("Anne-Marie Test", "Anne Marie, Test"),
        ("सुनीता देवी", "सुनीतादेवी"),
    ],
)
def test_one_reader_does_not_sign_twice(session, first, second):
    for names in ((first, second), (second, first)):
        with pytest.raises(ReadersRefused) as refused:
            session.cards.record("hin", *names)
        assert refused.value.details["reason"] == "same"
    assert "شخص" in sentence(refused.value, "ar").what
    assert session.cards.sign_off("hin") is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Maria Example", "Mario Example"),
        ("منى العنزي", "مها العنزي"),
        ("सुनीता देवी", "सुनीति देवी"),
        ("علي حسن", "علي حسين"),
    ],
)
def test_two_people_of_like_names_sign(session, first, second):
    session.cards.record("hin", first, second)
    assert session.cards.sign_off("hin") is not None


@pytest.mark.parametrize(
    ("second", "reason"),
    [("", "missing"), (" . ", "missing"), ("12", "missing"), ("م" * (LONGEST + 1), "too_long")],
)
def test_a_name_is_needed(session, second, reason):
    for names in ((FIRST, second), (second, FIRST)):
        with pytest.raises(ReadersRefused) as refused:
            session.cards.record("hin", *names)
        assert refused.value.details["reason"] == reason


def test_a_supervisor_makes_it_a_draft_again_and_the_chain_keeps_both(session):
    session.cards.record("hin", FIRST, SECOND)
    session.cards.take_back("hin")
    assert session.cards.sign_off("hin") is None
    assert not session.cards.text_changed("hin")
    assert (
        len(entries(session, "card_signed_off")) == len(entries(session, "card_draft_again")) == 1
    )


def test_an_officer_records_nobody(world, session):
    session.cards.record("hin", FIRST, SECOND)
    officer = world.reopen()
    assert not officer.cards.may_sign_off
    for deed in (
        lambda: officer.cards.record("tam", FIRST, SECOND),
        lambda: officer.cards.take_back("hin"),
    ):
        with pytest.raises(TransitionRefused) as refused:
            deed()
        assert "{" not in sentence(refused.value).what
    assert officer.cards.signed_off() == {"hin"}


def test_paper_knows_which_cards_are_no_drafts(session):
    session.cards.record("hin", FIRST, SECOND)
    for document in ("card", "answers", "pointing"):
        plan = session.printing.print_plan(None, document, PrintOptions(card="hin"))
        assert plan.options.signed_off == {"hin"}
        assert plan.options.card == "hin"
    assert session.printing.print_plan(None, "consent").options.signed_off == ()


# --- where a card was shown -------------------------------------------------------------------


def entry_after(session, consent="granted", **answers):
    case = session.new_files.open_case()
    answers = {CONSENT: consent, **answers}
    rows = {path.partition("/")[0]: Answer("1") for path in answers if "/" in path}
    session.answers.save_answers(
        case.id, rows | {path: Answer(text) for path, text in answers.items()}
    )
    session.cards.note_shown(case.id, "hin")
    entry = entries(session, "language_shown")[0]
    assert entry.pop("language") == "hin"
    assert entry.pop("text") == language_card("hin").digest
    return entry


def test_the_entry_says_that_a_draft_was_shown_and_who_interpreted(world):
    officers = world.officers
    assert entry_after(officers) == {"card": "draft", "interpreting": "unanswered"}
    assert entry_after(officers, int_mode="none") == {"card": "draft", "interpreting": "none"}
    answers = {"int_mode": "phone", "int_name": "قيد 17"}
    assert entry_after(officers, **answers) == {
        "card": "draft",
        "interpreting": "phone",
        "interpreter": "قيد 17",
    }
    kept = entry_after(officers, consent="refused", **answers)  # the entry goes with the file
    assert kept == {"card": "draft", "interpreting": "phone"}


def test_only_rights_of_the_form_are_entered_as_explained_and_how(world):
    session = world.officers
    case_id = session.new_files.open_case().id
    note = session.cards.note_rights
    for codes, how in (((), "spoken"), (("freedom",), "spoken"), (("silence",), "telepathy")):
        with pytest.raises(AnswerRefused):
            note(case_id, RightsRead(codes, how, "hin"))
    note(case_id, RightsRead(("silence", "stop"), "written_card", "hin"))
    (entry,) = entries(session, "rights_read")
    assert (entry["rights"], entry["how"]) == ("silence stop", "written_card")
    assert entry["text"] == language_card("hin").digest
    assert "began" not in entry, "nobody knows when paper was read"
    session.voiding.void(case_id, Voiding(VoidReason.TEST))
    with pytest.raises(TransitionRefused):
        note(case_id, RightsRead(("silence",), "spoken", "hin"))


def test_the_newest_session_says_who_interprets(world):
    answers = {"int_mode": "phone", "int_name": "قيد 17"}
    row = "sessions[1]/session_"
    later = {f"{row}int_mode": "in_person", f"{row}int_name": "قيد 23"}
    assert entry_after(world.officers, **answers, **later) == {
        "card": "draft",
        "interpreting": "in_person",
        "interpreter": "قيد 23",
    }
    third = {"sessions[3]/session_int_mode": "video"}
    assert entry_after(world.officers, **answers, **later, **third) == {
        "card": "draft",
        "interpreting": "video",
    }
    assert entry_after(world.officers, **answers, **{f"{row}place": "shelter"}) == {
        "card": "draft",
        "interpreting": "unanswered",
    }


def test_the_entry_says_that_a_card_was_signed_off(session):
    session.cards.record("hin", FIRST, SECOND)
    assert entry_after(session, int_mode="video")["card"] == "signed_off"


def test_the_entry_names_no_interpreter_whom_the_file_keeps_back(world, monkeypatch):
    monkeypatch.setattr(cards_module, "released_fields", lambda *_a, **_k: frozenset())
    entry = entry_after(world.officers, int_mode="phone", int_name="قيد 17")
    assert entry == {"card": "draft", "interpreting": "phone"}


def test_the_entry_goes_with_the_file(world):
    case_id = world.interview(**{"sessions[1]/session_int_name": "قيد 17"})
    world.officers.cards.note_shown(case_id, "hin")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    checked = world.check(world.exported(case_id).path)
    assert checked.report.valid
    world.accept(checked)
    row = world.prosecution.receiving.register()[0]
    chain = world.prosecution.receiving.open_received(row.id).custody
    entry = next(event for event in chain if event.action == "language_shown")
    assert entry.detail["card"] == "draft"
    assert entry.detail["interpreter"] == "قيد 17"
