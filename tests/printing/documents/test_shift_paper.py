"""The handover of a shift: always one page, whatever there is to say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cases.files.test_shift import CASE
from tests.printing.archive_rules import faults
from tests.printing.documents.test_documents import words
from tests.printing.documents.test_letterhead import LARGEST
from tests.printing.samples import case_file, form
from tests.storage.samples import START
from tipdesk.cases.files.shift import Shift, file_line
from tipdesk.cases.model import Station, StationKind
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import page_count, text

STATION = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
BUSY = replace(CASE, notified_at=None, review_due=date(2026, 11, 25), urgency="within_72h")


def shift(count: int, more: int = 0) -> Shift:
    lines = tuple(file_line(replace(BUSY, number=f"KWT-2026-{at:05d}")) for at in range(count))
    late = START + timedelta(days=5)
    return Shift(late, "T-07", "KWT", lines, more, 1, 2, 3, START, backup_due=True)


def drawn(handover: Shift, letterhead: Letterhead = PLAIN) -> bytes:
    options = PrintOptions(copy="file", shift=handover, letterhead=letterhead)
    return render("handover", BlankForm(form(), STATION), options)


@pytest.mark.parametrize("count", [0, 1, 7, 60])
@pytest.mark.parametrize("letterhead", [PLAIN, LARGEST], ids=["own", "largest"])
def test_it_is_one_page_and_what_has_no_line_is_counted(count: int, letterhead: Letterhead) -> None:
    pdf = drawn(shift(count, more=4), letterhead)
    assert page_count(pdf) == 1
    on_paper = text(pdf)
    lines = sum(f"KWT-2026-{at:05d}" in on_paper for at in range(count))
    assert lines > 3 or lines == count
    if count:
        assert f"وعددها {count - lines + 4}؛" in " ".join(on_paper.split())


def test_the_widest_code_of_a_person_stands_on_one_line() -> None:
    narrow = shift(1)
    wide = replace(narrow.files[0], person_code="WWWW-WWWW")
    assert wide.person_code in text(drawn(replace(narrow, files=(wide,))))


def test_it_says_deadlines_and_whom_things_wait_for() -> None:
    pdf = drawn(shift(1))
    assert faults(pdf) == []
    on_paper = words(text(pdf))
    for wanted in ("الاستعجال 27/11/2026", "الخطر 25/11/2026", "فات", "KWT", "T-07"):
        assert words(wanted) <= on_paper, wanted
    assert words("نموذج للملء") - on_paper
    assert shift(1).digest[:8] in text(pdf)


def test_each_deadline_says_for_itself_whether_it_has_passed() -> None:
    later = replace(BUSY, review_due=date(2027, 1, 5))
    at_once = replace(BUSY, number="KWT-2026-00001", review_due=None, urgency="immediate")
    lines = (file_line(later), file_line(at_once))
    printed_lines = text(drawn(replace(shift(0), files=lines))).split("\n")
    days = ("27/11/2026", "05/01/2027", "منذ 09:00 24/11/2026")
    for day, passed in zip(days, (True, False, False), strict=True):
        (line,) = [printed_line for printed_line in printed_lines if day in printed_line]
        assert ("فات" in line) is passed, line


def test_without_a_shift_it_is_blank_even_of_a_file() -> None:
    blank = render("handover", BlankForm(form()), PrintOptions(copy="file"))
    assert page_count(blank) == 1
    assert words("نموذج للملء بخط اليد") <= words(text(blank))
    of_file = text(render("handover", case_file(), PrintOptions(copy="file")))
    assert case_file().case.number not in of_file
    assert case_file().case.person_code not in of_file
