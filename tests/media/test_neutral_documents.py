"""PDF and office documents without what they tell of themselves: the same pages and words, no name,
no date, no program; what cannot be taken away is refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from random import Random
from time import process_time

import openpyxl
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.media.documents import (
    AUTHOR,
    PROGRAM,
    SECRET,
    excel,
    open_document,
    page_with,
    pdf,
    word,
    zipped,
)
from tests.media.test_neutral import MADE_BY, jpeg, png
from tipdesk.core.work import Work
from tipdesk.media.document_facts import file_facts
from tipdesk.media.exif import NOTHING_SAID
from tipdesk.media.neutral_office import MOST_INSIDE, MOST_PARTS, neutral_office
from tipdesk.media.neutral_pdf import neutral_pages
from tipdesk.printing.outside.neutral_process import pages_alone as written_anew
from tipdesk.printing.outside.own_process import pages_alone


def facts_of(document: bytes) -> tuple[str, str, str]:
    facts = file_facts(io.BytesIO(document))
    return facts.author, facts.software, facts.taken


def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        assert all(entry.date_time[0] == 1980 for entry in file.infolist())
        return {name: file.read(name) for name in file.namelist()}


def drawn(document: bytes) -> list[bytes]:
    return [page.render().to_pil().tobytes() for page in pypdfium2.PdfDocument(document)]


# --- what a document says -------------------------------------------------------------------------


def test_a_document_says_who_wrote_it_when_and_with_what() -> None:
    for document in (word(), open_document(), pdf()):
        author, program, when = facts_of(document)
        assert (author, program) == (AUTHOR, PROGRAM)
        assert when.startswith("2026-03-04 05:06")
    assert facts_of(excel())[0] == AUTHOR


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_document_says_something_or_nothing(seed: int) -> None:
    random = Random(seed)
    data = bytearray(random.choice([word(), open_document(), pdf()]))
    for _ in range(random.randrange(1, 9)):
        data[random.randrange(len(data))] = random.randrange(256)
    facts = file_facts(io.BytesIO(bytes(data)))
    assert all(len(text) <= 120 for text in (facts.author, facts.software, facts.taken))


# --- office documents -----------------------------------------------------------------------------


@pytest.mark.parametrize("document", [word(), open_document()], ids=["word", "open-document"])
def test_an_office_document_says_nothing_and_reads_as_before(document: bytes) -> None:
    copy = neutral_office(document)
    assert file_facts(io.BytesIO(copy)) == NOTHING_SAID
    inside = parts(copy)
    for words in (AUTHOR.encode(), PROGRAM.encode(), SECRET.encode(), MADE_BY.encode(), b"rsid"):
        assert [name for name, body in inside.items() if words in body] == []
    assert any("نص الوثيقة".encode() in body for body in inside.values())
    assert not any("humbnail" in name for name in inside)
    assert not any(b"humbnail" in body for body in inside.values())
    assert neutral_office(copy) == copy


def test_a_real_workbook_opens_with_its_values() -> None:
    copy = neutral_office(excel())
    assert facts_of(copy) == ("", "", "")
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.active is not None
    assert book.active["A1"].value == "راتب"
    assert AUTHOR.encode() not in b"".join(parts(copy).values())


@pytest.mark.parametrize(
    "more",
    [
        {"word__comments.xml": "<w:comments/>"},
        {"word__document.xml": '<w:document><w:ins w:author="منى"/></w:document>'},
        {"word__document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'},
        {"word__document.xml": '<w:document w:author="x"/>'.encode("utf-16")},
        {"word__embeddings__o.bin": b"MZ"},
        {"word__vbaProject.bin": b"x"},
        {"customXml__item1.xml": "<x/>"},
        {"word___rels__settings.xml.rels": '<Relationship Target="file:///C:/Users/Mona/a.dot"/>'},
        {"word__media__image2.jpeg": b"no picture"},
        {"word__media__image3.emf": b"\x01\x00\x00\x00"},
        {"_xmlsignatures__sig1.xml": "<x/>"},
        {"..__..__evil.xml": "<x/>"},
        {"notes.txt": "x"},
        {"word__document.xml": '<n0:document><n0:ins n0:author="x"/></n0:document>'},
        {"word__document.xml": '<w:document><w:ins w:author = "x"/></w:document>'},
        {"word__document.xml": "<w:document><!-- Mona --></w:document>"},
        {"word___rels__a.xml.rels": "<Relationship Target='file:///C:/Users/Mona/a.dot'/>"},
        {"word___rels__b.xml.rels": '<Relationship Target="\\\\server\\Mona\\a.dot"/>'},
        {"xl__workbook.xml": '<x15ac:absPath url="C:\\Users\\Mona"></x15ac:absPath>'},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_cannot_be_taken_away_is_refused(more: dict[str, str | bytes]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  one kind of fault, whatever it is
        neutral_office(word(**more))


def test_editing_marks_and_folders_go_from_wherever_programs_put_them() -> None:
    """Where a picture lay; sessions of LibreOffice, its menus and its data source."""
    path = r'<wp:docPr id="1" name="Picture 1" descr="C:\Users\SECRET-WORDS\p.jpg"/>'
    marks = f"<w:document>{path}<n:p n:rsidR='00AB12CD' n:rsidP=\"00AB12CD\"/></w:document>"
    with pytest.raises(ValueError, match="rsid"):
        neutral_office(word(word__document__xml="", **{"word/document.xml": marks}))
    copy = parts(
        neutral_office(word(**{"word/document.xml": marks.replace("n:rsidR='00AB12CD'", "")}))
    )
    assert copy["word/document.xml"] == (
        b'<w:document><wp:docPr id="1" name="Picture 1" descr=""/><n:p /></w:document>'
    )
    item = (
        '<config:config-item config:name="{}" config:type="int">SECRET-WORDS</config:config-item>'
    )
    copy = parts(
        neutral_office(
            open_document(
                **{
                    "content.xml": '<a officeooo:rsid="001234ab" officeooo:paragraph-rsid="00fe"/>',
                    "settings.xml": item.format("Rsid") + item.format("CurrentDatabaseCommand"),
                    "Configurations2/menu.xml": SECRET,
                    "layout-cache": b"\xff\xfe",
                }
            )
        )
    )
    assert copy["content.xml"] == b"<a/>"
    assert "layout-cache" not in copy
    assert SECRET.encode() not in b"".join(copy.values())


@pytest.mark.parametrize(
    "tag", ["<w:rsids>", "<w:rsids><w:rsid/>", "<w:rsids><w:rsid", "<!--", "<"]
)
def test_a_document_of_nothing_but_beginnings_takes_no_longer_than_it_is_long(tag: str) -> None:
    """A file of a kilobyte unpacks to this; a pattern that looks to the end each time stops
    everything for hours."""
    started = process_time()
    with suppress(ValueError):
        neutral_office(word(**{"word/settings.xml": tag * 300_000}))
    assert process_time() - started < 10


def test_tracked_changes_and_notes_of_an_open_document_are_refused() -> None:
    for body in (
        "<text:tracked-changes/>",
        "<office:annotation><dc:creator>x</dc:creator></office:annotation>",
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            neutral_office(open_document(content__xml="x", **{"content.xml": body}))


def test_a_zip_that_is_large_odd_or_none_is_refused() -> None:
    many = zipped({f"word/header{number}.xml": b"" for number in range(MOST_PARTS + 1)})
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("[Content_Types].xml", "<Types/>")
    for data in (b"", b"PK\x03\x04", zipped({"word/document.xml": "x"}), many, twice.getvalue()):
        with pytest.raises(ValueError):  # noqa: PT011
            neutral_office(data)
    with pytest.raises(ValueError, match="too large"):
        neutral_office(word(**{"word__styles.xml": bytes(MOST_INSIDE)}))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_office_document_is_refused_or_says_nothing(seed: int) -> None:
    random = Random(seed)
    data = bytearray(random.choice([word(), open_document()]))
    for _ in range(random.randrange(1, 6)):
        data[random.randrange(len(data))] = random.randrange(256)
    if random.random() < 0.3:
        del data[random.randrange(len(data)) :]
    try:
        copy = neutral_office(bytes(data))
    except ValueError:
        return
    assert facts_of(copy) == ("", "", "")


# --- PDF ------------------------------------------------------------------------------------------


def test_a_pdf_says_nothing_and_is_drawn_as_before() -> None:
    original = pdf()
    copy = neutral_pages(pages_alone(original, Work()))
    assert drawn(copy) == drawn(original)
    assert file_facts(io.BytesIO(copy)) == NOTHING_SAID
    for words in (PROGRAM, SECRET, MADE_BY, "PDFium", "CreationDate", "xmpmeta"):
        assert words.encode() not in copy
    assert AUTHOR.encode("utf-16-be") not in copy


@pytest.mark.parametrize("more", [{"note": True}, {"piece": True}], ids=["a-note", "a-program-s"])
def test_a_pdf_that_says_more_is_refused(more: dict[str, bool]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        neutral_pages(written_anew(pdf(**more)))


INLINE = b"q 100 0 0 100 0 0 cm BI /W 8 /H 8 /CS /RGB /BPC 8 %s ID %s EI Q"
PAGE_SAYS = {
    "a-signature": {
        "/Annots": [{"/Subtype": "/Widget", "/V": {"/Type": "/Sig", "/Name": "(Mona)"}}]
    },
    "a-link-with-a-name": {"/Annots": [{"/Subtype": "/Link", "/T": "(Mona)"}]},
    "a-link-into-a-folder": {"/Annots": [{"/A": {"/S": "/URI", "/URI": "(file:///C:/Mona)"}}]},
    "a-program": {"/Annots": [{"/A": {"/S": "/Launch", "/F": "(C:/Mona/a.exe)"}}]},
    "a-script": {"/AA": {"/O": {"/S": "/JavaScript", "/JS": "(x)"}}},
    "an-earlier-look": {"/Thumb": b"pixels"},
    "who-drew-a-layer": {"/Resources": {"/Properties": {"/L": {"/User": {"/Name": "(Mona)"}}}}},
    "a-programs-own-words": {"/PTEX.FileName": "(/home/mona/a.pdf)"},
    "words-in-a-list": {"/Mine": ["(Mona)"]},
    "a-photograph-in-the-midst": {"/Contents": INLINE % (b"/F /DCT", jpeg())},
    "one-in-another-spelling": {"/Contents": INLINE % (b"/F /D#43T", jpeg())},
    "one-within-another-coding": {
        "/Contents": INLINE % (b"/F [/AHx /DCT]", jpeg().hex().encode() + b">")
    },
}


@pytest.mark.parametrize("name", PAGE_SAYS)
def test_a_pdf_whose_page_says_more_is_refused(name: str) -> None:
    written = written_anew(page_with(PAGE_SAYS[name]))
    assert written  # PDFium carries it along
    with pytest.raises(ValueError):  # noqa: PT011
        neutral_pages(written)


def test_links_fields_layers_and_palettes_are_no_reason_to_refuse() -> None:
    says = {
        "/Lang": "(ar)",
        "/Annots": [
            {"/Subtype": "/Link", "/A": {"/S": "/URI", "/URI": "(https://example.org)"}},
            {"/Subtype": "/Widget", "/T": "(name)", "/V": "(x)"},
        ],
        "/Resources": {"/Properties": {"/L": {"/Type": "/OCG", "/Name": "(Layer 1)"}}},
    }
    assert neutral_pages(written_anew(page_with(says)))
    drawn_within = INLINE % (b"", bytes(8 * 8 * 3))
    assert neutral_pages(written_anew(page_with({"/Contents": drawn_within})))
    paper = io.BytesIO()
    canvas = Canvas(paper)  # its pages are packed and written in letters
    canvas.drawString(9, 9, "BI (ID) #45")
    canvas.save()
    assert neutral_pages(written_anew(paper.getvalue()))
    palette, out = Image.new("P", (16, 16)), io.BytesIO()
    palette.putpalette(list(range(256)) * 3)
    palette.putdata(list(range(256)))
    palette.save(out, "PDF")
    assert drawn(neutral_pages(written_anew(out.getvalue()))) == drawn(out.getvalue())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.4\n%%EOF", png()])
def test_what_is_no_pdf_gives_no_copy(data: bytes) -> None:
    assert written_anew(data) == b""


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_pdf_is_refused_or_says_nothing(seed: int) -> None:
    random = Random(seed)
    data = bytearray(pdf())
    for _ in range(random.randrange(1, 9)):
        data[random.randrange(len(data))] = random.randrange(256)
    try:
        copy = neutral_pages(written_anew(bytes(data)))
    except ValueError:
        return
    assert SECRET.encode() not in copy
    assert MADE_BY.encode() not in copy


def test_what_pdfium_did_not_write_is_refused() -> None:
    written = written_anew(pdf())
    for wrong in (
        written.replace(b"/Length ", b"/Lengtt "),
        written.replace(b"\r\nendstream", b"\n\rendstream"),
        b"x" + written,
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            neutral_pages(wrong)
