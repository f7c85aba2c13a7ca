"""Machine-readable lines against the standard's own specimens, made-up ones, and slips of typing."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.specimens import MRV_A, MRV_B, TD1, TD2, TD3, TODAY, card, digit, passport
from tipdesk.cases.interview.machine_readable import (
    DocumentSize,
    LineDoubt,
    TypingSlip,
    check_digit,
    read_lines,
    same_latin_name,
)


def read(text):
    document = read_lines(text, TODAY)
    assert document is not None, text
    return document


@pytest.mark.parametrize(
    ("lines", "kind", "head", "days"),
    [
        (TD3, DocumentSize.TD3, ("P", "L898902C3", "UTO"), ("1974-08-12", "2012-04-15")),
        (TD2, DocumentSize.TD2, ("I", "D23145890", "UTO"), ("1974-08-12", "2012-04-15")),
        (TD1, DocumentSize.TD1, ("I", "D23145890", "UTO"), ("1974-08-12", "2012-04-15")),
        (MRV_A, DocumentSize.MRV_A, ("V", "L8988901C", "XXX"), ("1940-09-07", "1996-12-10")),
        (MRV_B, DocumentSize.MRV_B, ("V", "L8988901C", "XXX"), ("1940-09-07", "1996-12-10")),
    ],
)
def test_the_specimens_of_the_standard_are_read(lines, kind, head, days):
    document = read(lines)
    assert (document.kind, document.issuer) == (kind, "UTO")
    assert (document.code, document.number, document.nationality) == head
    assert (document.surname, document.given, document.sex) == ("ERIKSSON", "ANNA MARIA", "female")
    assert (document.birth, document.expiry) == days
    assert document.doubts == document.slips == ()
    assert document.text == lines.replace("\n", " ")
    assert read(document.text) == document  # as the form keeps them


@pytest.mark.parametrize(
    ("at", "doubts"),
    [
        (9, (LineDoubt.NUMBER, LineDoubt.COMPOSITE)),
        (19, (LineDoubt.BIRTH, LineDoubt.COMPOSITE)),
        (27, (LineDoubt.EXPIRY, LineDoubt.COMPOSITE)),
        (42, (LineDoubt.OPTIONAL, LineDoubt.COMPOSITE)),
        (43, (LineDoubt.COMPOSITE,)),
    ],
)
def test_each_check_digit_is_told_by_itself(at, doubts):
    place = 45 + at  # behind the first line
    wrong = str((int(TD3[place]) + 4) % 10)
    assert read(TD3[:place] + wrong + TD3[place + 1 :]).doubts == doubts


def test_the_composite_covers_cards_and_td2_as_well():
    for lines in (TD1, TD2):
        at = lines.rindex("6")
        assert read(lines[:at] + "7" + lines[at + 1 :]).doubts == (LineDoubt.COMPOSITE,)


@pytest.mark.parametrize("check", ["<", "0"])
def test_the_check_digit_of_empty_optional_data_may_be_left_out(check):
    lines = passport()
    body = lines[:-2] + check
    whole = digit(body[45:55] + body[58:65] + body[66:88])
    assert read(body + whole).doubts == ()


def test_a_long_number_goes_on_in_the_optional_data():
    document = read(card("D23145890734"))
    assert (document.number, document.optional, document.doubts) == ("D23145890734", (), ())
    assert LineDoubt.NUMBER in read(card("D23145890734").replace("<734", "<735")).doubts


def test_optional_data_are_told_apart():
    assert read(card("A1234567", "399123100068")).optional == ("399123100068",)


@pytest.mark.parametrize(
    ("names", "surname", "given"),
    [
        ("VAN<DER<MUELLEN<<MARIA", "VAN DER MUELLEN", "MARIA"),
        ("SELAM", "SELAM", ""),
        ("<<SELAM", "", "SELAM"),
        ("ABDUL<RAHMAN<<OMAR<<ALI", "ABDUL RAHMAN", "OMAR ALI"),
    ],
)
def test_names_are_taken_apart_at_two_fillers(names, surname, given):
    document = read(passport(names=names))
    assert (document.surname, document.given) == (surname, given)
    assert LineDoubt.NAMES_CUT not in document.doubts


def test_names_that_fill_their_line_may_be_cut():
    assert read(passport(names="A" * 30 + "<<" + "B" * 7)).doubts == (LineDoubt.NAMES_CUT,)


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ("010203", "2001-02-03"),
        ("261124", "2026-11-24"),  # today
        ("261125", "1926-11-25"),  # nobody is born tomorrow
        ("270101", "1927-01-01"),
        ("740812", "1974-08-12"),
        ("7408<<", "1974-08"),
        ("74<<<<", "1974"),
        ("74<<12", "1974"),
        ("740000", "1974"),
        ("26<<<<", "2026"),
        ("<<<<<<", ""),
    ],
)
def test_a_birth_date_may_be_known_in_part(typed, birth):
    document = read(passport(birth=typed))
    assert document.birth == birth
    assert document.doubts == ()


@pytest.mark.parametrize("typed", ["011303", "010230", "<10203", "0<0203", "010299"])
def test_what_is_no_day_is_told_and_left_out(typed):
    document = read(passport(birth=typed))
    assert (document.birth, document.doubts) == ("", (LineDoubt.BIRTH_UNREAD,))


@pytest.mark.parametrize(
    ("typed", "expiry"),
    [("300101", "2030-01-01"), ("120415", "2012-04-15"), ("991231", "1999-12-31"),
     ("750101", "2075-01-01"), ("<<<<<<", "")],
)  # fmt: skip
def test_a_document_expires_within_half_a_century(typed, expiry):
    assert read(passport(expiry=typed)).expiry == expiry


@pytest.mark.parametrize(("typed", "sex"), [("F", "female"), ("M", "male"), ("<", ""), ("X", "")])
def test_sex_is_only_what_the_form_knows(typed, sex):
    assert read(passport(sex=typed)).sex == sex


def test_codes_are_the_lines_own():
    document = read(passport(country="D", code="PD"))
    assert (document.code, document.issuer, document.nationality) == ("PD", "D", "D")


FIRST, SECOND = TD3.split("\n")


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        (TD3.lower(), TypingSlip.LOWER_CASE),
        (TD3.translate(str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")), TypingSlip.ARABIC_DIGITS),
        (f"{FIRST[:26]}\n{SECOND}", TypingSlip.FILLERS),
        (f"{FIRST}<<\n{SECOND}", TypingSlip.FILLERS),
        (f"{FIRST}\n{SECOND.replace('<<<<<', '<<')}", TypingSlip.FILLERS),
        (f"{FIRST}\n{SECOND.replace('<<<<<', '<<<<<<')}", TypingSlip.FILLERS),
        (f"{FIRST.replace('ERIKSSON', 'ERIK SSON')}\n{SECOND}", TypingSlip.SPACES),
        (f"{FIRST.replace('<', ' ')}\n{SECOND}", TypingSlip.SPACES),
        (TD3.replace("ERIKSSON", "ERIKS50N"), TypingSlip.DIGIT_FOR_LETTER),
        (TD3.replace("6UTO", "6UT0"), TypingSlip.DIGIT_FOR_LETTER),
        (TD3.replace("1204159", "I2O4I59"), TypingSlip.LETTER_FOR_DIGIT),
        (TD3.replace("ERIKSSON", "ÉRIKSSÓN"), TypingSlip.LETTERS),
        (TD3.replace("<<", "«"), None),
    ],
)
def test_slips_of_typing_are_corrected_and_told(typed, slip):
    document = read(typed)
    assert document.text == TD3.replace("\n", " ")
    assert document.slips == ((slip,) if slip else ())
    assert document.doubts == ()


def test_numbers_that_would_fit_are_told_and_never_taken():
    document = read(TD3.replace("L898902C3", "L8989O2C3"))
    assert document.number == "L8989O2C3"
    assert document.doubts == (LineDoubt.NUMBER, LineDoubt.COMPOSITE)
    assert "L898902C3" in document.alike
    assert read(TD3).alike == ()


@pytest.mark.parametrize(
    "text",
    ["", "P", FIRST, SECOND, "399123100068", "P<UTO\nL89", f"{FIRST}\n{SECOND}\n{SECOND}\nX",
     "وصلت من المطار في مارس ثم بدأت العمل", FIRST + "\n" + SECOND[:20], f"{FIRST}<<<<\n{SECOND}",
     TD3.replace("L898", "L.98"), "A" * 88 + "B"],
)  # fmt: skip
def test_what_holds_no_lines_is_not_read(text):
    assert read_lines(text, TODAY) is None


NAMES = st.from_regex(r"[A-Z]{1,8}(<[A-Z]{1,5})?<<[A-Z]{1,8}(<[A-Z]{1,5})?", fullmatch=True)
NUMBERS = st.from_regex(r"[A-Z0-9]{1,9}", fullmatch=True)
DAYS = st.dates(TODAY.replace(year=1940), TODAY)


@settings(max_examples=60, deadline=None)
@given(NAMES, NUMBERS, DAYS, st.sampled_from(["ETH", "D", "XXA", "GBN"]))
def test_what_is_written_is_read_again(names, number, born, country):
    document = read(passport(number, names, country=country, birth=f"{born:%y%m%d}"))
    surname, _gap, given_names = names.partition("<<")
    assert document.surname == surname.replace("<", " ")
    assert document.given == given_names.replace("<", " ")
    assert (document.number, document.nationality) == (number, country)
    assert document.birth == born.isoformat()
    assert document.doubts == document.slips == ()
    assert read(document.text) == document


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=string.ascii_uppercase + string.digits + "<", max_size=44))
def test_check_digits_are_those_of_the_standard(text):
    assert check_digit(text) == digit(text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120) | st.text(alphabet="P<0O لا\n٠AZß", max_size=100))
def test_whatever_is_typed_nothing_is_raised(text):
    read_lines(text, TODAY)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Müller", "MUELLER", True),
        ("Müller", "MULLER", True),
        ("Al-Sabah", "AL SABAH", True),
        ("O'Neil", "ONEIL", True),
        ("Tesfaye", "TESFAI", False),
        ("Østergård", "OESTERGAARD", True),
    ],
)
def test_a_latin_name_is_the_same_however_it_is_spelt(name, other, same):
    assert same_latin_name(name, other) is same


def test_a_name_that_was_cut_is_the_beginning_of_the_other():
    assert same_latin_name("Bartholomew", "BARTHOLO", cut=True) is True
    assert same_latin_name("Bartholomew", "BARTHOLO") is False
