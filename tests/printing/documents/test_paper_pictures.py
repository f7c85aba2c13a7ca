"""Every paper, filled, blank and with what is hardest to print, looked at as a picture and as text."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests.printing.every_paper import for_her, further, hard, kept
from tests.printing.page_faults import faults, pages, too_low
from tests.printing.paper_snapshots import FOLDER, changed, picture
from tests.printing.print_sizes import lowest, printed, sheet_part
from tests.printing.samples import case_file
from tests.printing.scans import drawn, stored
from tests.programs import program
from tipdesk.cases.paper.prints import read_page_code, read_reply_code
from tipdesk.core.work import Work
from tipdesk.forms.model import LocalText
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.layout.blocks import Band
from tipdesk.printing.outside.own_process import read_codes
from tipdesk.printing.pdf.pdf_file import HEIGHT, Metadata, PdfFile
from tipdesk.printing.pdf.pen import MARGIN, TOP, Pen
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.text.layout import Style, styles
from tipdesk.printing.wording import Voice

KEPT, HARD, FURTHER = kept(), hard(), further()
MOST_PAGES = {"intake-hardest": 95, "exhibits-hardest": 68, "label-hardest": 10,
              "statement-narrative": 65, "statement-hardest": 7}  # fmt: skip
PLAIN = ("label", "closing", "keys")  # without our page frame
CHAIN = ("custody-filled", "certificate")  # their codes are those of chain papers
THAI = "U+0E"  # how the note names what no face has


@lru_cache(maxsize=64)
def pdf_of(name: str) -> bytes:
    return (KEPT.get(name) or HARD.get(name) or FURTHER[name])()


def wrong(name: str) -> list[str]:
    """What is wrong with a paper's pages."""
    framed, blank = not name.startswith(PLAIN), name.endswith("-blank")
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(pages(pdf_of(name)), 1)
        for fault in (*faults(page, framed=framed), *(too_low(page) if blank else ()))
    ]


@pytest.mark.parametrize("name", KEPT)
def test_a_paper_looks_as_it_did(name: str) -> None:
    strip, margin = picture(pdf_of(name)), int(22 * sheet_part(pdf_of(name)))
    edges = ImageOps.invert(strip.crop((0, 0, margin, strip.height))).getbbox()
    assert edges is None, "something is drawn on the margin"
    difference = changed(strip, name)
    assert not difference, (
        f"{name} looks different: {difference}. Look at it (shoot_papers.py); "
        "if it is meant, renew the picture: python tests/printing/paper_snapshots.py"
    )


def test_the_number_of_a_part_is_dark_on_its_gold() -> None:
    """A copier without colours would lose white on it: the contrast is 2.6, of navy 4.7."""
    pdf = PdfFile(Metadata("", "", "", "ar"))
    pen = Pen(pdf, rtl=False)
    with pen.marking.content():
        Band(Voice("ar"), "8", LocalText("", "")).draw(pen, TOP)
    pdf.add_page(pen.finish(), pen.marking.page)
    left, top = MARGIN + 4, HEIGHT - TOP + 2
    badge = drawn(pdf.to_bytes(), 0, 72).crop((int(left), int(top), int(left) + 16, int(top) + 14))
    darkest, lightest = badge.getextrema()
    assert darkest < 100 < lightest < 200


def test_no_picture_is_kept_of_what_is_not_printed() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(KEPT)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 1_700_000


@pytest.mark.parametrize("name", KEPT)
def test_nothing_runs_over(name: str) -> None:
    assert wrong(name) == []


SLOW = {"label-hardest", "exhibits-hardest"}  # sixty exhibits each; the intake has them too


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.long) if name in SLOW or "narrative" in name else name
    for name in HARD
])  # fmt: skip
def test_nothing_runs_over_with_what_is_hardest(name: str) -> None:
    assert wrong(name) == []
    assert page_count(pdf_of(name)) <= MOST_PAGES.get(name, 5)
    on_paper = text(pdf_of(name))
    assert ("◌" in on_paper) == (THAI in on_paper.rpartition("\f")[2])


@pytest.mark.long
@pytest.mark.parametrize("name", FURTHER)
def test_nothing_runs_over_in_other_languages_and_with_long_tables(name: str) -> None:
    assert wrong(name) == []


# --- for weak and for tired eyes ---------------------------------------------------------------


HERS = {f"hers-{name}": make for name, make in for_her(large=False).items()}
LARGE = {f"large-{name}": make for name, make in for_her(large=True).items()}
SHOWN = {"hers": [
    "hers-consent-file", "hers-card-file", "hers-answers-file", "hers-pointing-file",
    "hers-closing-person", "hers-safety-person", "hers-statement-person", "hers-closing-blank",
], "large": [
    "large-consent-file", "large-consent-blank", "large-card-file", "large-answers-file",
    "large-pointing-file", "large-closing-person", "large-safety-person", "large-statement-file",
    "large-referral-service",
]}  # fmt: skip
_HEAD = 655.0  # y of the lower edge of the first page's head, of one line of title
_UPPER, _LOWER = 812.0, 54.0  # of what a page holds


def too_small(pdf: bytes, *, label: float, english: float, body: float) -> set[str]:
    """What is printed smaller than it may be."""
    return {
        f"{piece.size} points on page {piece.page}: {piece.words}"
        for piece in printed(pdf)
        if piece.size + 0.01 < (body if piece.is_text else label if piece.is_arabic else english)
    }


def too_small_for_her(pdf: bytes, size: float) -> set[str]:
    """The same, of one size, in what stands inside the frame of each page."""
    return {
        f"{piece.size} points on page {piece.page}: {piece.words}"
        for piece in printed(pdf)
        if piece.size + 0.01 < size
        and piece.role != "Artifact"
        and not (piece.page == 1 and piece.y > _HEAD)
    }


@pytest.mark.parametrize("name", KEPT)
def test_nothing_is_too_small_to_be_read(name: str) -> None:
    """Labels, notes and the foot in Arabic 9 points at least, in English 7.5; text and answers
    10.5."""
    assert too_small(pdf_of(name), label=9.0, english=7.5, body=10.5) == set()


@pytest.mark.parametrize("size", [14.0, 18.0])
def test_what_the_person_reads_is_large(size: float) -> None:
    papers, names = (HERS, SHOWN["hers"]) if size == 14 else (LARGE, SHOWN["large"])
    assert set(names) <= set(papers)
    for name in names:
        pdf = papers[name]()
        plain = name.partition("-")[2].startswith(("closing", "safety"))
        assert plain or any(piece.y > _HEAD for piece in printed(pdf))
        assert (
            too_small(pdf, label=size, english=size, body=size)
            if plain
            else too_small_for_her(pdf, size)
        ) == set(), name
        assert [fault for page in pages(pdf) for fault in faults(page, framed=not plain)] == [], (
            name
        )


def empty_part(pdf: bytes) -> float:
    """Which part of the first page is empty, of one that others follow."""
    if page_count(pdf) == 1:
        return 0.0
    part = sheet_part(pdf)
    return (lowest(pdf) - _LOWER * part) / ((_UPPER - _LOWER) * part)


@pytest.mark.parametrize("name", KEPT)
def test_no_first_page_is_a_third_empty(name: str) -> None:
    assert empty_part(pdf_of(name)) < 1 / 3


def test_no_first_page_of_hers_is_a_third_empty() -> None:
    makers = {**HERS, **LARGE}
    empty = {name: empty_part(makers[name]()) for name in (*SHOWN["hers"], *SHOWN["large"])}
    assert {name: part for name, part in empty.items() if part >= 1 / 3} == {}


# --- codes -----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def corner(name: str) -> list[Image.Image]:
    """Where the code stands on each page, at the 150 dots an inch of a copier."""
    sheets = [drawn(pdf_of(name), page, 150) for page in range(page_count(pdf_of(name)))]
    return [sheet.crop((0, 0, sheet.width // 3, sheet.height // 4)) for sheet in sheets]


CODED = [name for name in KEPT if not name.startswith(PLAIN)]


def test_our_reader_finds_the_code_of_every_page() -> None:
    names = [name for name in CODED if not name.startswith(CHAIN)]
    expected = [
        (name.rpartition("-")[0], number, count)
        for name in names
        for count in [page_count(pdf_of(name))]
        for number in range(1, count + 1)
    ]
    first, *others = [sheet for name in names for sheet in corner(name)]
    tiff = stored(first, "TIFF", save_all=True, append_images=others)
    codes = read_codes(tiff, Work(), pdf=False)[0]
    assert [(code.document, code.page, code.pages) for (code,) in codes] == expected


def test_another_reader_finds_them_too(tmp_path: Path) -> None:
    sheets = 0
    for name in CODED:
        for number, sheet in enumerate(corner(name), 1):
            sheet.save(tmp_path / f"{name}-{number:02}.pgm")
            sheets += 1
    letter = drawn(pdf_of("referral-filled"), 1, 150)
    slip = letter.crop((0, letter.height // 4, letter.width // 3, letter.height))
    slip.save(tmp_path / "slip.pgm")
    command = [program("zbarimg"), "--quiet", "--raw", *sorted(tmp_path.iterdir())]
    codes_read = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    slips = [raw for raw in codes_read if read_reply_code(raw)]
    assert len(slips) == 1  # that of the letter of referral
    assert len(codes_read) == sheets + len(slips)
    assert all(raw.startswith("TIPDESK:") for raw in codes_read)
    codes = [code for raw in codes_read if (code := read_page_code(raw))]
    assert sum(code.page == 1 for code in codes) == sum(not n.startswith(CHAIN) for n in CODED)


# --- that these tests can fail ---------------------------------------------------------------

Draw = Callable[[Pen, Style], object]
DEFECTS: dict[str, Draw] = {
    "off the margins": lambda pen, style: pen.rule(-10, 300, 200),
    "below the foot": lambda pen, style: pen.text("سطر", style, 300, 36, 100),
    "empty": lambda pen, style: None,
    "text over text": lambda pen, style: [
        pen.text("سطر من كلمات", style, 0, y, 200) for y in (400, 397)
    ],
    "text across a line": lambda pen, style: (
        pen.text("سطر من كلمات", style, 0, 400, 200), pen.box(20, 500, (90, 200)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_found(defect: str) -> None:
    pdf = PdfFile(Metadata("", "", "", "ar"))
    pen = Pen(pdf, rtl=True)
    with pen.marking.content():
        if defect != "empty":
            pen.text("في مكانه", styles("ar").body, 0, 700, 200)
        DEFECTS[defect](pen, styles("ar").body)
    with pen.marking.content():
        pen.text("ذيل الصفحة", styles("ar").small, 0, 30, 200)
    pdf.add_page(pen.finish(), pen.marking.page)
    (page,) = pages(pdf.to_bytes())
    assert {fault.partition(":")[0] for fault in faults(page)} == {defect}


@pytest.mark.parametrize(
    "answers", [{"sex": "female"}, {"summons_address": "هنا"}, {"case_urgency": "routine"}]
)
def test_another_answer_is_another_picture(answers: dict[str, str]) -> None:
    strip = picture(render("cover", case_file(extra=answers)))
    assert changed(strip, "cover-filled")
