"""Machine-readable lines, as the form itself checks them (V8): so a record can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forms.intake_form import TODAY, judged
from tipdesk.cases.interview.machine_readable import LineDoubt, read_lines

DOC = "documents[1]/"
# ICAO 9303's own specimens.
LINE1 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LINE2 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
PASSPORT = {DOC + "doc_type": "passport", DOC + "doc_mrz": f"{LINE1} {LINE2}"}
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< D231458907UTO7408122F1204159<<<<<<<6"


def check(lines: str) -> str:
    return judged({DOC + "doc_type": "passport", DOC + "doc_mrz": lines}).value(DOC + "doc_check")


@pytest.mark.parametrize("lines", [f"{LINE1} {LINE2}", TD1, TD2, f"{LINE1}{LINE2}".lower()])
def test_the_specimens_of_the_standard_fit(lines: str) -> None:
    assert check(lines) == "fit"


def test_each_check_digit_is_named() -> None:
    wrong = LINE2.replace("L898902C36", "L898902C37")
    assert check(LINE1 + wrong) == "number"
    assert check(LINE1 + wrong.replace("7408122F", "7408123F")) == "number birth"
    assert check(LINE1 + LINE2.replace("1204159", "1204150")) == "expiry"
    assert check(LINE1 + LINE2[:-1]) == "lines"
    assert check("") == ""


# ICAO 9303-5, 4.2.2.1, note j: a filler at the place of the check digit, and the number goes on
# in the optional data, its own check digit behind it.
LONG_TD1 = (
    "I<UTOD23145890<7349<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<4ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
)
LONG_TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D23145890<UTO7408122F12041597349<<<4"


@pytest.mark.parametrize("lines", [LONG_TD1, LONG_TD2])
def test_a_number_too_long_for_its_place_goes_on_in_the_optional_data(lines: str) -> None:
    assert check(lines) == "fit"
    assert check(lines.replace("7349", "7348")) == "number"
    assert check(lines.replace("7349", "7449")) == "number"
    assert check(lines.replace("D23145890", "D23145891")) == "number"
    row = {DOC + "doc_type": "national_id", DOC + "doc_mrz": lines}
    assert not judged({**row, DOC + "doc_number": "D23145890734"}).is_relevant(DOC + "mrz_differs")
    assert judged({**row, DOC + "doc_number": "D23145890735"}).is_relevant(DOC + "mrz_differs")


def test_a_visa_and_a_passport_have_no_longer_numbers() -> None:
    visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D23145890<UTO7408122F12041597349<<<<"
    assert check(visa) == "number"
    assert check(LINE1 + LINE2.replace("L898902C36", "L898902C3<")) == "number"


def test_what_the_lines_leave_out_is_no_misfit() -> None:
    unknown = TD1.replace("7408122", "<<<<<<<").replace("1204159", "<<<<<<0")
    assert check(unknown) == "fit"
    row = {DOC + "doc_type": "national_id", DOC + "doc_mrz": unknown}
    dated = {"birth_date": "1974-08-12", DOC + "doc_expires": "2012-04-15"}
    assert not judged({**row, **dated}).is_relevant(DOC + "mrz_differs")


def lines_to_read() -> Iterator[str]:
    """Specimens, each with one sign changed, in every place that a check digit covers."""
    for lines in (LINE1 + LINE2, TD1, TD2, LONG_TD1, LONG_TD2):
        bare = lines.replace(" ", "")
        yield bare
        for at in range(len(bare)):
            for sign in ("<", "1", "8"):
                yield bare[:at] + sign + bare[at + 1 :]


def test_the_form_and_the_reader_of_lines_agree() -> None:
    words = {LineDoubt.NUMBER: "number", LineDoubt.BIRTH: "birth", LineDoubt.EXPIRY: "expiry"}
    compared = 0
    for lines in lines_to_read():
        read = read_lines(lines, TODAY)
        if read is None or read.text.replace(" ", "") != lines:
            continue  # not lines, or the reader corrected a slip first
        compared += 1
        expected = " ".join(word for doubt, word in words.items() if doubt in read.doubts)
        assert check(lines) == (expected or "fit"), lines
    assert compared > 500


def test_every_single_wrong_digit_of_a_number_is_seen() -> None:
    for at in range(9):
        for digit in "0123456789":
            if digit != LINE2[at]:
                fits = check(LINE1 + LINE2[:at] + digit + LINE2[at + 1 :]) == "fit"
                # C and 2, and other pairs ten apart, are the blind spot of the check itself
                assert not fits or (int(LINE2[at], 36) - int(digit)) % 10 == 0
