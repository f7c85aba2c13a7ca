"""The agency's own letterhead on papers, and what becomes of the picture that is its emblem."""

import io
import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image, ImageCms, ImageOps

from tests.printing import page_faults
from tests.printing.archive_rules import faults
from tests.printing.documents.test_chain_papers import paper, reading
from tests.printing.documents.test_documents import OPTIONS, words
from tests.printing.samples import NOW, case_file, form
from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.paper.letterhead import LONGEST_FOOT, LONGEST_LINE, Emblem, Letterhead
from tipdesk.core.errors import LetterheadRefused
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.outside.emblem_process import LONGEST, emblem_samples
from tipdesk.printing.outside.own_process import emblem_of
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.preview import page_count, text

ARABIC = "الإدارة العامة للمباحث الجنائية ومكافحة الاتجار بالأشخاص وتهريب المهاجرين الوافدين"
ENGLISH = "General Department of Criminal Investigation and Anti Trafficking in Persons Kuwait"
EMBLEM = Emblem(2, 1, zlib.compress(bytes((255, 0, 0, 0, 0, 255))))
LARGEST = Letterhead(
    (ARABIC[:LONGEST_LINE],) * 3, (ENGLISH[:LONGEST_LINE],) * 3, (ARABIC * 2)[:LONGEST_FOOT], EMBLEM
)


def file_of(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def test_lines_emblem_and_foot_stand_in_place_of_the_programs_own() -> None:
    own = Letterhead(("دولة الكويت", "وزارة التجربة"), (), "سطر في الذيل", EMBLEM)
    blank = render("intake", BlankForm(form()), replace(OPTIONS, letterhead=own))
    pages = text(blank).split("\f")
    assert words("وزارة التجربة") <= words(pages[0])
    assert "State of Kuwait" in pages[0]  # no English line was chosen
    assert len(pages) > 2
    for page in pages:
        assert words("سطر في الذيل") <= words(page)
    assert blank.count(b"/Subtype/Image") == 1
    assert EMBLEM.samples in blank
    assert "شعار الجهة".encode("utf-16-be").hex().upper().encode() in blank


def test_the_largest_letterhead_keeps_a_notice_on_one_page_and_fit_for_archives() -> None:
    options = replace(OPTIONS, letterhead=LARGEST)
    notice = render("notice", case_file(), options)
    assert page_count(notice) == 1
    assert faults(notice) == []
    assert notice == render("notice", case_file(), options)
    for document in ("handover", "review"):
        assert faults(render(document, BlankForm(form()), options)) == []
    assert page_count(render("handover", BlankForm(form()), options)) == 1


def test_a_foot_of_the_agencys_own_leaves_room_for_what_is_said_of_missing_characters() -> None:
    thai = "".join(map(chr, range(0x0E01, 0x0E20)))
    options = replace(OPTIONS, letterhead=LARGEST, printed_at=NOW, anchor=(12, "ab" * 32))
    pdf = render("cover", case_file(extra={"summons_address": thai}), options)
    assert "U+0E06" in text(pdf)
    assert text(pdf).count(grouped_digits("ab" * 32)) == page_count(pdf) == 2
    assert [page_faults.faults(page) for page in page_faults.pages(pdf)] == [[], []]


def test_papers_about_the_chain_have_it_too() -> None:
    own = replace(paper(reading()), letterhead=Letterhead(("وزارة التجربة",)))
    pdf = render_chain("custody", own)
    assert words("وزارة التجربة") <= words(text(pdf))
    assert b"/Subtype/Image" not in pdf


def test_what_the_person_carries_away_has_none() -> None:
    pdf = render("closing", case_file(), replace(OPTIONS, letterhead=LARGEST))
    assert b"/Subtype/Image" not in pdf
    assert not words("المباحث الجنائية") <= words(text(pdf))


# --- the picture --------------------------------------------------------------------------------


def test_an_emblem_is_upright_opaque_and_small() -> None:
    clear = Image.new("RGBA", (1200, 600), (10, 20, 30, 0))
    clear.paste((200, 0, 0, 255), (0, 0, 600, 600))
    width, height, samples = emblem_samples(file_of(clear))
    assert (width, height) == (LONGEST, LONGEST // 2)
    emblem = Image.frombytes("RGB", (width, height), samples)
    assert emblem.getpixel((20, 20)) == (200, 0, 0)
    assert emblem.getpixel((width - 20, 20)) == (255, 255, 255)
    turned = Image.new("RGB", (40, 20), (1, 2, 3))
    exif = turned.getexif()
    exif[0x0112] = 6
    assert emblem_samples(file_of(turned, "JPEG", exif=exif))[:2] == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_way_of_colouring_becomes_red_green_and_blue(mode: str) -> None:
    if mode == "I;16":
        picture = Image.frombytes("I;16", (4, 4), struct.pack("<16H", *(0x8080,) * 16))
    else:
        grey = Image.new("RGB", (4, 4), (128, 128, 128))
        picture = grey.quantize(2) if mode == "P" else grey.convert(mode)
    width, height, samples = emblem_samples(file_of(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert len(samples) == 3 * width * height
    assert mode == "1" or all(abs(sample - 128) < 6 for sample in samples)


def test_colours_are_those_of_its_own_profile_and_a_broken_one_is_left_aside() -> None:
    grey = Image.new("RGB", (4, 4), (120, 60, 30))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for named in (profile, b"no profile at all"):
        samples = emblem_samples(file_of(grey, icc_profile=named))[2]
        assert all(
            abs(sample - expected) < 3
            for sample, expected in zip(samples[:3], (120, 60, 30), strict=True)
        )


@pytest.mark.parametrize("way", range(1, 9))
def test_an_emblem_lies_as_its_exif_says_also_where_the_rest_of_it_is_odd(way: int) -> None:
    turned = Image.frombytes("RGB", (3, 2), bytes(range(0, 180, 10)))
    exif = turned.getexif()
    exif[0x0112], exif[0x010F], exif[0x011A] = way, "Maker", 72.0
    whole = file_of(turned, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(whole)))
    expected = (*upright.size, upright.tobytes())
    at = whole.index(b"eXIf") + 4
    length = struct.unpack(">I", whole[at - 8 : at - 4])[0]
    odd = whole[at : at + length].replace(b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x02")
    broken = struct.pack(">I", zlib.crc32(b"eXIf" + odd))
    spoiled = whole[:at] + odd + broken + whole[at + length + 4 :]
    assert spoiled != whole
    assert emblem_samples(whole) == emblem_samples(spoiled) == expected


@pytest.mark.parametrize("mode", ["RGB", "L", "I;16"])
def test_one_colour_that_is_transparent_is_paper_with_a_profile_too(mode: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    colour = (10, 20, 30) if mode == "RGB" else 40
    data = file_of(Image.new(mode, (2, 2), colour), transparency=colour, icc_profile=profile)
    assert emblem_samples(data) == (2, 2, b"\xff" * 12)


def test_what_is_no_picture_or_too_much_of_one_is_refused_in_words() -> None:
    whole = file_of(Image.new("RGB", (300, 200), (1, 2, 3)))
    head = whole[:16] + struct.pack(">II", 60_000, 60_000) + whole[24:29]
    bomb = head + struct.pack(">I", zlib.crc32(head[12:29])) + whole[33:]
    for data, reason in (
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"\x89PNG\r\n", "kind"),
        (whole[: len(whole) // 2], "unreadable"),
        (bomb, "large"),
    ):
        with pytest.raises(LetterheadRefused) as refused:
            emblem_of(data)
        assert refused.value.details["reason"] == reason
    assert emblem_of(whole) == emblem_of(whole)
    assert emblem_of(whole).width == 300
