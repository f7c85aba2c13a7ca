"""Who signs a paper: the boxes at its end, with their lines, in their order, filled and blank."""

import unicodedata
from dataclasses import replace

import pytest

from tests.printing.documents.test_documents import OPTIONS
from tests.printing.page_faults import pages
from tests.printing.samples import case_file, form
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.preview import text

NAME, NUMBER, SIGN, DATE = "الاسم أو الرقم الوظيفي:", "رقم القيد:", "التوقيع:", "التاريخ والوقت:"
FOOT = 49.0  # the line above the foot of a page, in points
THUMB, CODE = "بصمة الإبهام", "رمز الشخص المرجعي:"
BOXES = {
    "notice": [
        ("محرِّر الإخطار", NAME, SIGN, DATE),
        ("استلام النيابة العامة", NAME, NUMBER, SIGN, DATE),
    ],
    "intake": [("الموظف المختص", NAME, SIGN, DATE), ("المشرف", NAME, SIGN, DATE)],
    "cover": [
        ("الجهة المرسلة", NAME, SIGN, DATE),
        ("إيصال الاستلام", NUMBER, NAME, SIGN, DATE),
    ],
    "consent": [
        ("الشخص", THUMB, CODE, SIGN, DATE),
        ("المترجم", NAME, SIGN, DATE),
        ("الموظف", NAME, SIGN, DATE),
    ],
    "statement": [
        ("صاحب الأقوال", THUMB, CODE, SIGN, DATE),
        ("المترجم", NAME, SIGN, DATE),
        ("الموظف القائم بالمقابلة", NAME, SIGN, DATE),
    ],
}


def lines(pdf: bytes) -> list[str]:
    read = unicodedata.normalize("NFKC", text(pdf)).splitlines()
    return [line.strip("\u200b\u2066\u2069 ") for line in read]


@pytest.mark.parametrize("document", BOXES)
def test_every_paper_has_the_boxes_of_those_who_sign_it(document: str) -> None:
    read = lines(render(document, case_file(extra={"sex": "male"}), OPTIONS))
    at = 0
    for title, *below in BOXES[document]:
        at = read.index(title, at)
        for line in below:
            at = next(n for n, printed in enumerate(read[at:], at) if line in printed)
    for line in (SIGN, DATE):
        assert read.count(line) == len(BOXES[document]), line
    assert " ".join(read).count(f"{NAME} ريم الخطيب") == 1  # the officer alone


@pytest.mark.parametrize("document", BOXES)
def test_blank_paper_has_as_many_and_names_nobody(document: str) -> None:
    read = lines(render(document, BlankForm(form())))
    for line in (SIGN, DATE):
        assert read.count(line) == len(BOXES[document]), line
    named = sum(NAME in box for box in BOXES[document])
    assert " ".join(read).count(NAME) == named  # in narrow boxes on two lines


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_line_of_every_page_stands_clear_of_its_foot(language: str) -> None:
    """In English why it was not signed takes two lines."""
    pdf = render("statement", case_file(), replace(OPTIONS, language=language))
    for page in pages(pdf):
        assert [drawn for drawn in page.texts if drawn.bottom < FOOT < drawn.top] == []
