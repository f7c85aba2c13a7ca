"""What a document fills in: only what is empty, and what differs is left to choose."""

from __future__ import annotations

import pytest

from tests.cases.specimens import MRV_A, TD1, TD3, TODAY, card, passport
from tests.forms.intake_form import intake_rules
from tipdesk.cases.interview.document_filling import propose, read_document
from tipdesk.cases.model import Answer, MissingReason

FORM = intake_rules().definition


def proposed(text, answers=None, typed=None, *, scanned=False):
    document = read_document(text, TODAY)
    assert document is not None
    given = {path: Answer(value) for path, value in (answers or {}).items()}
    return propose(document, FORM, given, typed, scanned=scanned)


def by_name(proposal):
    return {filling.name: filling.value for filling in proposal.fillings}


def test_an_empty_file_gets_the_document_and_its_holder():
    proposal = proposed(passport())
    lines = passport().replace("\n", " ")
    assert by_name(proposal) == {
        "doc_type": "passport", "doc_number": "K1234567", "doc_country": "ETH",
        "doc_expires": "2030-01-01", "doc_mrz": lines, "name_latin_surname": "TESFAYE",
        "name_latin_given": "SELAM", "birth_date": "2001-02-03", "sex": "female",
        "nationality": "ETH", "age_basis": "official_id",
    }  # fmt: skip
    assert proposal.row == 0
    assert not any(filling.differs for filling in proposal.fillings)
    changes = proposal.changes(3, ())
    assert changes["documents[3]/doc_number"] == "K1234567"
    assert changes["name_latin_surname"] == "TESFAYE"
    assert len(changes) == len(proposal.fillings)


def test_how_it_was_seen_and_what_the_age_rests_on_is_not_asked_of_a_document_that_was_read():
    read = by_name(proposed(passport(), scanned=True))
    assert (read["doc_seen"], read["age_basis"]) == ("original", "official_id")
    assert "doc_seen" not in by_name(proposed(passport()))  # copied by hand, from whatever it was
    own = {"documents[1]": "1", "documents[1]/doc_number": "K1234567",
           "documents[1]/doc_seen": "copy", "age_basis": "disputed"}  # fmt: skip
    assert not {"doc_seen", "age_basis"} & by_name(proposed(passport(), own, scanned=True)).keys()
    # What the age rests on is not the document where another date stands.
    dated = proposed(passport(), {"birth_date": "1999-05"}, scanned=True)
    assert "age_basis" not in by_name(dated)
    same = proposed(passport(), {"birth_date": "2001-02-03|as she says"}, scanned=True)
    assert by_name(same)["age_basis"] == "official_id"
    number = "299123100064" if read_document("299123100064", TODAY).fits else "399123100068"
    assert "age_basis" not in by_name(proposed(number))  # it may be told by heart
    assert by_name(proposed(number, scanned=True))["age_basis"] == "official_id"


def test_every_name_and_code_is_one_of_the_form():
    for text in (passport(), card("A1234567", "399123100068"), MRV_A, TD1, "399123100068"):
        for filling in proposed(text).fillings:
            question = next(q for q in FORM.questions() if q.name == filling.name)
            codes = {choice.name for choice in FORM.choices.get(question.list_name, ())}
            assert not question.list_name or set(filling.value.split()) <= codes
            group = next(s for s in FORM.sections if question in tuple(s.questions()))
            repeats = [g.name for g in group.children if getattr(g, "count", None) is not None
                       and question in tuple(g.questions())]  # fmt: skip
            assert not filling.repeat or filling.repeat in repeats


def test_what_differs_is_left_to_choose():
    before = {"birth_date": "1999-05", "name_latin_surname": "TESFAY", "sex": "female"}
    proposal = proposed(passport(), before)
    differing = {
        filling.name: filling.before.value for filling in proposal.fillings if filling.differs
    }
    assert differing == {"birth_date": "1999-05", "name_latin_surname": "TESFAY"}
    assert proposal.same == ("sex",)
    kept = proposal.changes(1, ())
    assert not {"birth_date", "name_latin_surname", "sex"} & set(kept)
    assert proposal.changes(1, ["birth_date"])["birth_date"] == "2001-02-03"


def test_a_reason_for_no_answer_is_an_answer_too():
    document = read_document(passport(), TODAY)
    given = {"birth_date": Answer(reason=MissingReason.NOT_KNOWN)}
    filling = next(
        filling
        for filling in propose(document, FORM, given).fillings
        if filling.name == "birth_date"
    )
    assert filling.differs


def test_half_typed_words_are_not_written_over():
    proposal = proposed(passport(), typed={"birth_date": "exact\n3\n2\n"})
    filling = next(filling for filling in proposal.fillings if filling.name == "birth_date")
    assert filling.before.value == "exact\n3\n2\n"


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("birth_date", "2001-02-03|يوم عيد"),
        ("birth_date", "1901-02-03"),
        ("name_latin_surname", "Tesfáye"),
        ("nationality", "SDN ETH"),
        ("documents[1]/doc_number", "k-123 4567"),
    ],
)
def test_what_says_the_same_is_not_asked_again(name, before):
    row = {"documents[1]": "1"} if "[" in name else {}
    proposal = proposed(passport(), {**row, name: before})
    assert name.rpartition("/")[2] in proposal.same


def test_a_further_nationality_is_added():
    proposal = proposed(passport(), {"nationality": "SDN"})
    assert proposal.changes(1, ["nationality"])["nationality"] == "SDN ETH"


def test_the_same_document_keeps_its_row():
    other = {"documents[1]": "1", "documents[1]/doc_number": "X1", "documents[2]": "1",
             "documents[2]/doc_number": "K1234567"}  # fmt: skip
    assert proposed(passport(), other).row == 2
    lines = {"documents[4]": "1", "documents[4]/doc_mrz": passport().lower()}
    assert proposed(passport(), lines).row == 4


def test_an_empty_row_is_used_and_a_removed_one_is_not():
    answers = {"documents[1]": "", "documents[1]/doc_number": "K1234567", "documents[2]": "1",
               "documents[2]/doc_seen": "original", "documents[3]": "1"}  # fmt: skip
    assert proposed(passport(), answers).row == 3
    del answers["documents[3]"]
    assert proposed(passport(), answers).row == 0


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (passport(), "passport"),
        (passport(country="XXB"), "refugee_td"),
        (MRV_A, "visa"),
        (TD1, "national_id"),
        (card("A1234567"), "civil_id"),
    ],
)
def test_the_type_of_a_document_follows_its_code(lines, kind):
    assert by_name(proposed(lines))["doc_type"] == kind


def test_germany_has_another_code_and_utopia_none():
    assert by_name(proposed(passport(country="D")))["nationality"] == "DEU"
    utopia = proposed(TD3)
    assert utopia.unknown == ("UTO",)
    assert "nationality" not in by_name(utopia)


def test_a_kuwaiti_card_gives_the_civil_id_number_when_it_fits():
    assert by_name(proposed(card("A1234567", "399123100068")))["civil_id"] == "399123100068"
    assert "civil_id" not in by_name(proposed(card("A1234567", "399123100067")))
    assert "civil_id" not in by_name(proposed(card("A1234567", "399123100068", "ARE")))


def test_a_civil_id_number_alone_fills_itself_and_the_birth_date():
    proposal = proposed("399123100068")
    assert by_name(proposal) == {"civil_id": "399123100068", "birth_date": "2099-12-31"}
    assert proposal.changes(0, ()) == by_name(proposal)


def test_words_are_no_document():
    assert read_document("رقم الجواز ضاع", TODAY) is None


@pytest.mark.parametrize(
    ("nation", "filled"),
    [
        ("XXA", {"nationality_status": "stateless"}),
        ("XXB", {}),
        ("XXC", {}),
        ("XXX", {}),
        ("GBN", {"nationality": "GBR"}),
        ("GBD", {"nationality": "GBR"}),
        ("UNO", {}),
    ],
)
def test_what_is_no_country_is_nobodys_nationality(nation, filled):
    """Without a nationality one is stateless, or a refugee: neither is a country."""
    proposal = proposed(passport(country=nation))
    given = by_name(proposal)
    assert {name: given[name] for name in given if name.startswith("nationality")} == filled
    assert given["doc_country"] == nation  # who has issued it
    assert proposal.unknown == ()  # known, and no country


def test_an_undetermined_nationality_is_not_called_stateless_without_a_choice():
    proposal = proposed(passport(country="XXA"), {"nationality_status": "bidoon"})
    differing = {
        filling.name: filling.before.value for filling in proposal.fillings if filling.differs
    }
    assert differing == {"nationality_status": "bidoon"}
    assert proposal.changes(1, ()).get("nationality_status") is None
