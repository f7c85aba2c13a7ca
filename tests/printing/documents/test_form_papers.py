"""The papers beside the intake form: what each is for holds, blank and filled."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest

from tests.desk.paper_words import plain, stand_in
from tests.printing.samples import NOW, STATION, case_file, form
from tests.programs import program
from tipdesk.cases.model import CaseFile
from tipdesk.core.settings import Language
from tipdesk.printing.documents.injuries import BodyOutline, Injury
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.pdf.pdf_file import WIDTH, Metadata, PdfFile
from tipdesk.printing.pdf.pen import Pen
from tipdesk.printing.plan import BlankForm, Copy, PrintOptions
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.wording import Voice, wording

BLANK = BlankForm(form(), STATION)
ENDANGERING = (
    "اتجار", "ضحية", "مجني", "جريمة", "جناية", "نيابة", "شرطة", "محكمة", "قضية", "ملف", "إيواء",
    "ملجأ", "تهريب", "استغلال", "مشتبه", "بلاغ", "سري", "محام", "وزارة", "داخلية", "دولة",
    "traffick", "victim", "crime", "police", "prosecut", "court", "shelter", "smuggl", "exploit",
    "suspect", "confidential", "ministry", "interior", "lawyer", "case file", "tip",
)  # fmt: skip


def exhibit(row: int, **answers: str) -> dict[str, str]:
    return {f"exhibit_rows[{row}]": "1"} | {
        f"exhibit_rows[{row}]/{name}": value for name, value in answers.items()
    }


def printed(
    document: str,
    source: CaseFile | BlankForm,
    copy: Copy = "file",
    *,
    language: Language = "ar",
    restricted: bool = False,
) -> bytes:
    options = PrintOptions(copy=copy, language=language, include_level4=restricted, printed_at=NOW)
    return render(document, source, options)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_quick_intake_is_one_sheet_of_two_sides(language: Language) -> None:
    for source in (BLANK, case_file(3), case_file(0)):
        assert page_count(printed("quick", source, language=language)) == 2


@pytest.mark.parametrize("document", ["injuries", "exhibits", "child", "smuggling", "assessment"])
def test_a_blank_annex_is_one_sheet(document: str) -> None:
    assert page_count(printed(document, BLANK)) == 2


def test_signatures_do_not_stand_on_a_page_of_their_own() -> None:
    pages = text(printed("smuggling", case_file(3, extra={"case_type": "tip_som"}))).split("\f")
    assert len(pages) == 2
    assert stand_in("المنفعة المالية", plain(pages[-1]))


# --- what the person carries -----------------------------------------------------------------


NEEDS = {
    f"needs[{row}]{path}": value
    for row, (kind, wanted) in enumerate(
        [("medical", "yes"), ("shelter", "yes"), ("wages", "yes"), ("education", "no")], 1
    )
    for path, value in (("", "1"), ("/need_type", kind), ("/need_wanted", wanted))
}


@pytest.mark.parametrize("document", ["closing", "safety"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_carried_tells_nothing_to_who_finds_it(document: str, language: Language) -> None:
    file = case_file(3, rows=3, extra={"safety_plan": "لا تخرج وحدها", **NEEDS})
    sheets = [printed(document, file, "person", language=language, restricted=True)]
    if document == "closing":
        sheets.append(printed(document, BLANK, language=language))
    for pdf in sheets:
        properties = pypdfium2.PdfDocument(pdf).get_metadata_dict()
        properties = {
            name: text_of_it for name, text_of_it in properties.items() if text_of_it != "tipdesk"
        }
        on_paper = plain(" ".join((text(pdf), *properties.values())))
        for word in (*ENDANGERING, "417", "K7Q-4MX", "لا تخرج وحدها", "3cc76a22"):
            assert not stand_in(word, on_paper), word
        assert "112" in on_paper


def test_the_sheet_says_when_next_and_what_may_be_read_by_anybody() -> None:
    file = case_file(3, extra={"iv_next": "2026-12-01T07:30:00+00:00", **NEEDS})
    on_paper = plain(text(printed("closing", file)))
    assert plain("01/12/2026") in on_paper
    assert plain("10:30") in on_paper
    for phrase in ("موعد في العيادة", "Appointment at the clinic", "Place", "Emergency"):
        assert stand_in(phrase, on_paper), phrase  # whoever reads one language alone
    for kind in ("إيواء", "أجور", "دراسة"):
        assert not stand_in(kind, on_paper)
    known = {
        kind
        for part in wording("closing").parts("harmless")
        for kind in part.setting("needs").split()
    }
    assert known <= {choice.name for choice in form().choices["need"]}


def test_what_is_internal_stands_on_the_agencys_own_copy_alone() -> None:
    file = case_file(3, extra={"iv_next": "2026-12-01T07:30:00+00:00"})
    day = plain("01/12/2026")
    assert day in plain(text(printed("quick", file)))
    others: tuple[Copy, ...] = ("person", "prosecution")
    for copy in others:
        assert day not in plain(text(printed("quick", file, copy))), copy


# --- exhibits --------------------------------------------------------------------------------


SECRET = exhibit(2, att_no="م-2", att_title="دفتر مقيّد", att_type="device", att_level="4")
PHONE = exhibit(
    1, att_no="م-1", att_title="هاتف أسود", att_type="device", att_level="2",
    att_from="جار المنشأة",
)  # fmt: skip


def test_a_restricted_exhibit_is_counted_and_not_named() -> None:
    file = case_file(3, rows=0, extra=PHONE | SECRET)
    for document in ("exhibits", "label", "intake"):
        on_paper = plain(text(printed(document, file)))
        assert stand_in("هاتف أسود", on_paper), document
        assert not stand_in("دفتر مقيّد", on_paper), document
        whole = plain(text(printed(document, file, restricted=True)))
        assert stand_in("دفتر مقيّد", whole), document
    assert stand_in("مرفقات مقيّدة", plain(text(printed("exhibits", file))))


def test_the_holder_gets_a_receipt_that_names_no_other() -> None:
    file = case_file(3, rows=0, extra=PHONE)
    receipt, own = (plain(text(printed("exhibits", file, copy))) for copy in ("person", "file"))
    assert stand_in("إيصال بالأشياء المستلمة", receipt)
    assert stand_in("هاتف أسود", receipt)
    assert stand_in("جار المنشأة", own)
    assert not stand_in("جار المنشأة", receipt)


def test_every_label_has_a_code_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    path.write_bytes(printed("label", case_file(3, rows=0, extra=PHONE | exhibit(3, att_no="م-3"))))
    subprocess.run([program("pdftoppm"), "-r", "150", "-png", path, tmp_path / "page"], check=True)
    (page,) = tmp_path.glob("page-*.png")
    command = [program("zbarimg"), "--quiet", "--raw", page]
    codes = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert sorted(codes) == [f"TIPDESK:2:EXHIBIT:MOI-2026-000417:{row}" for row in (1, 3)]


# --- injuries --------------------------------------------------------------------------------


OUTLINE = wording("injuries").part("outline")


def marks_drawn(language: Language, *injuries: Injury) -> list[tuple[float, float]]:
    """The left edges and tops of the marks alone: what an outline without them does not draw."""
    drawn = []
    for marks in ((), injuries):
        pen = Pen(PdfFile(Metadata("", "", "", language)), rtl=language == "ar")
        BodyOutline(Voice(language), OUTLINE, marks).draw(pen, 700)
        drawn.append(pen.finish())
    without, with_marks = drawn
    new = [operator for operator in with_marks if operator not in without and " c h B" in operator]
    return [tuple(map(float, operator.partition(" w ")[2].split()[:2])) for operator in new]  # type: ignore[misc]  # two numbers


@pytest.mark.parametrize("language", ["ar", "en"])
def test_right_and_left_are_the_persons_own_in_either_direction(language: Language) -> None:
    ((right, _), (left, _)) = marks_drawn(language, Injury(1, "arm_r"), Injury(2, "arm_l"))
    assert right < left  # seen from the front
    front = WIDTH * (0.75 if language == "ar" else 0.25)
    assert right < front < left
    ((back, _),) = marks_drawn(language, Injury(1, "back"))
    assert abs(back - (WIDTH - front)) < 20


def test_marks_on_one_place_stand_apart_and_intimate_places_have_none() -> None:
    (first, second) = marks_drawn("ar", Injury(1, "leg_l"), Injury(2, "leg_l"))
    assert abs(first[1] - second[1]) > 12
    assert marks_drawn("ar", Injury(1, "private"), Injury(2, "whole")) == []
    named = {"head", "face", "neck", "private", "whole"} | {
        choice.name for choice in form().choices["body"]
    }
    placed = [place for place in named if marks_drawn("ar", Injury(1, place))]
    assert len(placed) == len(form().choices["body"]) - 2


def test_injuries_that_were_not_released_are_not_marked_either() -> None:
    injury = {
        "injuries[1]": "1", "injuries[1]/inj_type": "burn", "injuries[1]/inj_body": "whole",
    }  # fmt: skip
    file = case_file(3, rows=0, extra=injury)
    shown = plain(text(printed("injuries", file)))
    assert stand_in("الجسم كله: 1", shown)
    options = PrintOptions(copy="prosecution", fields=frozenset({"sex", "medical_report_no"}))
    held = plain(text(render("injuries", file, options)))
    assert not stand_in("حرق", held)
    assert not stand_in("الجسم كله", held)
    assert stand_in("لم تُدرج بيانات الإصابات", held)
