"""Page codes read from what copiers and telephones give, in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageDraw

from tests.printing.samples import case_file
from tests.printing.scans import copier, drawn, paint_code, stored, telephone
from tipdesk.cases.paper.prints import PageCode
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.outside import own_process
from tipdesk.printing.outside.own_process import read_codes
from tipdesk.printing.plan import PrintOptions

CODE = PageCode("statement", "MOI-2026-000417", 2, case_file().digest[:32], 1, 4, 4)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render("statement", case_file(), PrintOptions(copy_number=4))


def test_every_page_of_a_pdf_in_its_order(paper: bytes) -> None:
    codes, ended = read_codes(paper, Work(), pdf=True)
    assert ended is None
    assert codes == tuple((replace(CODE, page=page),) for page in (1, 2, 3, 4))


@pytest.mark.parametrize(
    "angle", [-4, 90, *(pytest.param(turn, marks=pytest.mark.long) for turn in (0, 1.5, 180))]
)
def test_black_and_white_at_150_dots_put_in_crookedly(paper: bytes, angle: float) -> None:
    picture = stored(copier(drawn(paper, 1, 150), angle), "PNG")
    assert read_codes(picture, Work(), pdf=False)[0] == ((replace(CODE, page=2),),)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 12))]
)
def test_a_slanted_photograph_in_bad_light(paper: bytes, seed: int) -> None:
    picture = stored(telephone(drawn(paper, 2, 200), seed), "JPEG", quality=60)
    assert read_codes(picture, Work(), pdf=False)[0] == ((replace(CODE, page=3),),)


def hard_to_read(paper: bytes) -> Iterator[Image.Image]:
    """A coarse scan, a halftone, one with holes: each is read in one way only."""
    yield copier(drawn(paper, 1, 80), 3)
    corner = drawn(paper, 2, 300).crop((0, 0, 520, 3508))
    yield corner.point(lambda tone: 60 + tone // 2).convert("1")
    grain = Image.frombytes("L", corner.size, Random(2).randbytes(corner.width * corner.height))
    holes = grain.point(lambda tone: 255 * (tone <= 90)).convert("1")
    yield Image.composite(Image.new("L", corner.size, 255), corner, holes)


def test_what_is_not_found_at_once_is_tried_in_other_ways(paper: bytes) -> None:
    first, *others = (picture.convert("L") for picture in hard_to_read(paper))
    tiff = stored(first, "TIFF", save_all=True, append_images=others)
    codes, _ended = read_codes(tiff, Work(), pdf=False)
    assert codes == tuple((replace(CODE, page=page),) for page in (2, 3, 3))


def test_a_tiff_of_several_pages(paper: bytes) -> None:
    pages = [copier(drawn(paper, page, 150), 0) for page in range(3)]
    tiff = stored(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    pages_read = read_codes(tiff, Work(), pdf=False)[0]
    assert [codes[0].page for codes in pages_read] == [1, 2, 3]


def test_a_page_without_a_code_has_its_place(paper: bytes) -> None:
    white = Image.new("1", (1240, 1754), 1)
    pages = [white, copier(drawn(paper, 0, 150), 0)]
    pdf = stored(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150)
    assert read_codes(pdf, Work(), pdf=True)[0] == (None, (CODE,))


def backs() -> Iterator[tuple[Image.Image, bool]]:
    """Back sides as copiers give them, and whether they are blank."""
    white = Image.new("L", (1240, 1754), 244)
    yield white, True
    dusty = white.copy()
    for at in range(2):
        ImageDraw.Draw(dusty).ellipse((300 * at + 90, 700, 300 * at + 93, 703), fill=20)
    yield dusty, True
    shadow = white.copy()
    ImageDraw.Draw(shadow).rectangle((0, 0, 12, 1754), fill=0)  # the lid at the edge
    ImageDraw.Draw(shadow).text((400, 500), "the front shines through " * 3, fill=222)
    yield shadow, True
    for width, tone in ((3, 40), (1, 60), (2, 150)):  # a pen, a thin one, a pencil
        written = white.copy()
        ImageDraw.Draw(written).line(((600, 900), (640, 880), (660, 930)), fill=tone, width=width)
        yield written, False
    yield Image.new("L", (1240, 1754), 30), False  # the lid was open


def test_only_a_page_without_a_stroke_is_blank() -> None:
    pages, blank = zip(*backs(), strict=True)
    tiff = stored(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    pages_read, ended = read_codes(tiff, Work(), pdf=False)
    assert ended is None
    assert [codes is None for codes in pages_read] == list(blank)


def test_a_page_full_of_codes_is_no_page_of_ours() -> None:
    """Each would be a paper in the chain, and its list one that no receiver reads."""
    full = Image.new("L", (1500, 1500), 255)
    for at in range(16):
        code = replace(CODE, copy=at + 1)
        paint_code(full, code.text, 370 * (at % 4) + 20, 370 * (at // 4) + 20)
    few = full.crop((0, 0, 750, 750))
    pages_read, _ended = read_codes(
        stored(few, "TIFF", save_all=True, append_images=[full]), Work(), pdf=False
    )
    assert [len(codes) for codes in pages_read] == [4, 0]


@pytest.mark.parametrize("pdf", [True, False])
@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff" * 999]
)
def test_what_cannot_be_read_has_no_pages(data: bytes, pdf: bool) -> None:
    assert read_codes(data, Work(), pdf=pdf)[0] == ()


def test_a_process_that_ends_or_lies_is_no_page(
    paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in (
        "raise SystemExit",
        "import sys; sys.stdout.write('[[[[')",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 99)",
        "import sys; sys.stdout.buffer.write(b'\\3\\0\\0\\0{]}')",
    ):
        begun = f"from tipdesk.printing.outside.beginning import begin; begin(); {program}"
        child = replace(own_process._CODE_PROCESS, words=("-c", begun))
        monkeypatch.setattr(own_process, "_CODE_PROCESS", child)
        assert read_codes(paper, Work(), pdf=True)[0] == ()


def test_it_can_be_stopped_and_leaves_no_process(
    paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    really = subprocess.Popen

    def remembered(*words: object, **options: object) -> subprocess.Popen[bytes]:
        begun.append(really(*words, **options))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    work = Work(lambda _done, _total: work.cancel())
    with pytest.raises(Cancelled):
        read_codes(paper, work, pdf=True)
    assert [process.poll() is not None for process in begun] == [True]
