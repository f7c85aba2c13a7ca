"""The handover of a shift: always one page, whatever there is to say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cases.casework.test_shift import AT_ONCE, URGENT, line, owing
from tests.printing.archive_rules import faults
from tests.printing.documents.test_documents import words
from tests.printing.documents.test_letterhead import LARGEST
from tests.printing.samples import case_file, form
from tests.storage.samples import START
from tipdesk.cases.casework.deadlines import WITHOUT_LIMIT, DeadlineKind, WaitsFor, end_of
from tipdesk.cases.casework.shift import Shift
from tipdesk.cases.model import Station, StationKind
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.documents.station.shift_words import deadline_lines, waits_text
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.wording import Voice, wording

STATION = Station(StationKind.OFFICER, "moi_tip", "وحدة", "KWT")
BUSY = (
    owing(DeadlineKind.HIGH_RISK_REVIEW, end_of(date(2026, 11, 25)), WaitsFor.SUPERVISOR),
    URGENT,
    owing(DeadlineKind.NOTICE),
)
NEEDS = tuple(owing(DeadlineKind.NEED, START + timedelta(days=day)) for day in range(1, 5))


def shift(count: int, more: int = 0) -> Shift:
    lines = tuple(line(f"KWT-2026-{at:05d}", *BUSY) for at in range(count))
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


@pytest.mark.parametrize("kind", sorted(DeadlineKind))
def test_whatever_is_owed_has_words_on_both_pages(kind: DeadlineKind) -> None:
    """What has no limit is told by what waits."""
    whole = line("KWT-2026-00000", owing(kind, START))
    if kind not in WITHOUT_LIMIT:
        assert wording("calendar").part("owed").text(kind.value).text("ar")
        assert deadline_lines(whole, shift(0), Voice("ar"))
    assert waits_text(whole, Voice("ar")) or not whole.tasks


def test_each_deadline_says_for_itself_whether_it_has_passed() -> None:
    review = owing(DeadlineKind.HIGH_RISK_REVIEW, end_of(date(2027, 1, 5)), WaitsFor.SUPERVISOR)
    lines = (line("KWT-2026-00000", URGENT, review), line("KWT-2026-00001", AT_ONCE))
    printed_lines = text(drawn(replace(shift(0), files=lines))).split("\n")
    days = ("27/11/2026", "05/01/2027", "منذ 09:00 24/11/2026")
    for day, passed in zip(days, (True, False, False), strict=True):
        (of_day,) = [printed_line for printed_line in printed_lines if day in printed_line]
        assert ("فات" in of_day) is passed, of_day


def test_of_many_deadlines_the_first_are_told_and_the_others_counted() -> None:
    on_paper = text(drawn(replace(shift(0), files=(line("KWT-2026-00000", *NEEDS),))))
    days = ["25/11/2026", "26/11/2026", "27/11/2026", "28/11/2026"]
    assert [day in on_paper for day in days] == [True, True, True, False]
    assert "وغيرها: 1" in on_paper


def test_without_a_shift_it_is_blank_even_of_a_file() -> None:
    blank = render("handover", BlankForm(form()), PrintOptions(copy="file"))
    assert page_count(blank) == 1
    assert words("نموذج للملء بخط اليد") <= words(text(blank))
    of_file = text(render("handover", case_file(), PrintOptions(copy="file")))
    assert case_file().case.number not in of_file
    assert case_file().case.person_code not in of_file
