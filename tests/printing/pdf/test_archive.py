"""Papers for archives and for people who hear them: every rule, and that each can be broken."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable

import pytest
import uharfbuzz as hb
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, FloatObject, NameObject, TextStringObject

from tests.printing.archive_rules import elements, faults
from tests.printing.documents.test_chain_papers import paper, reading
from tests.printing.every_paper import filled, further
from tests.printing.samples import case_file, form
from tipdesk.core.settings import resource
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.pdf.embedding import glyph_count, with_copies
from tipdesk.printing.pdf.pdf_file import MANY_PAGES, Metadata, PdfFile
from tipdesk.printing.pdf.pen import Pen
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.text.fonts import faces
from tipdesk.printing.text.layout import styles

Change = Callable[[PdfWriter], object]
_OFTEN = {"notice-blank", "consent-english", "card-amh"}
_FURTHER = [
    name if name in _OFTEN else pytest.param(name, marks=pytest.mark.long) for name in further()
]


@pytest.mark.parametrize("name", [*filled(), *_FURTHER])
def test_every_paper_keeps_to_every_rule(name: str) -> None:
    pdf = {**filled(), **further()}[name]()
    cut_up = name.startswith(("label", "safety-person"))  # cards have no title of the whole
    assert faults(pdf, titled=not cut_up) == []


def _catalogue(writer: PdfWriter) -> DictionaryObject:
    return writer.root_object


def _font(writer: PdfWriter) -> DictionaryObject:
    return next(iter(writer.pages[0]["/Resources"]["/Font"].values()))


def _descendant(writer: PdfWriter) -> DictionaryObject:
    return _font(writer)["/DescendantFonts"][0].get_object()


def _element(writer: PdfWriter, role: str) -> DictionaryObject:
    return next(element for element, _ in elements(writer.root_object) if element["/S"] == role)


def _drawn(change: Callable[[bytes], bytes]) -> Change:
    def apply(writer: PdfWriter) -> None:
        stream = writer.pages[0]["/Contents"].get_object()
        stream.set_data(change(stream.get_data()))

    return apply


def _owners(writer: PdfWriter) -> list[object]:
    return _catalogue(writer)["/StructTreeRoot"]["/ParentTree"]["/Nums"][1]


def _role(old: str, new: str) -> Change:
    return lambda writer: _element(writer, old).update({NameObject("/S"): NameObject(new)})


def _wider(writer: PdfWriter) -> None:
    for widths in _descendant(writer)["/W"][1::2]:
        widths[:] = [FloatObject(width + 3) for width in widths]


BROKEN: dict[str, Change] = {
    "piece is not closed": _drawn(lambda drawn: drawn.rstrip().removesuffix(b"EMC")),
    "closed what was not open": _drawn(lambda drawn: drawn + b"\nEMC"),
    "drawn outside of every marked piece": _drawn(lambda drawn: drawn + b"\n0 0 9 9 re f"),
    "marked piece in a marked piece, or words in none": _drawn(
        lambda drawn: drawn.replace(b"EMC\n", b"", 1) + b"\nEMC"
    ),
    "operator gs": _drawn(lambda drawn: b"/G gs\n" + drawn),
    "numbers of marked pieces": _drawn(lambda drawn: drawn.replace(b"/MCID 2>", b"/MCID 0>", 1)),
    "font F99 is not in the file": _drawn(lambda drawn: drawn.replace(b"/F1 ", b"/F99 ")),
    "marked piece that is not in the parent tree": lambda writer: _owners(writer).pop(),
    "parent tree and structure differ": lambda writer: _owners(writer).reverse(),
    "/H4 after /H1": _role("/H2", "/H4"),
    "/P in /L": _role("/LI", "/P"),
    "words in /TR": _role("/Lbl", "/TR"),
    "not one document with one title": _role("/H1", "/P"),
    "/Figure says nothing": lambda writer: _element(writer, "/Figure").pop("/Alt"),
    "/Form says nothing": lambda writer: _element(writer, "/Form").pop("/Alt"),
    "figure without a place": lambda writer: _element(writer, "/Figure").pop("/A"),
    "head of a table without a scope": lambda writer: _element(writer, "/TH").pop("/A"),
    "box that is neither ticked nor not": lambda writer: _element(writer, "/Form").pop("/A"),
    "has glyphs without a text": lambda writer: _font(writer).pop("/ToUnicode"),
    "is not embedded": lambda writer: _descendant(writer)["/FontDescriptor"].pop("/FontFile2"),
    "than the font itself": _wider,
    "no language": lambda writer: _catalogue(writer).pop("/Lang"),
    "not marked": lambda writer: _catalogue(writer).pop("/MarkInfo"),
    "no structure": lambda writer: _catalogue(writer).pop("/StructTreeRoot"),
    "no output intent": lambda writer: _catalogue(writer).pop("/OutputIntents"),
    "no plain metadata": lambda writer: _catalogue(writer).pop("/Metadata"),
    "title is not displayed": lambda writer: _catalogue(writer).pop("/ViewerPreferences"),
    "title differs": lambda writer: writer.add_metadata({"/Title": "شيء آخر"}),
    "creator differs": lambda writer: writer.add_metadata({"/Creator": "another"}),
    "producer differs": lambda writer: writer.add_metadata({"/Producer": "another"}),
    "created differs": lambda writer: writer.add_metadata({"/CreationDate": "D:19990101000000Z"}),
    "forbidden /OpenAction": lambda writer: _catalogue(writer).update(
        {NameObject("/OpenAction"): DictionaryObject({NameObject("/S"): NameObject("/Print")})}
    ),
    "forbidden /AA": lambda writer: writer.pages[0].update(
        {NameObject("/AA"): DictionaryObject({NameObject("/O"): TextStringObject("x")})}
    ),
    "order of the page is not that of its structure": lambda writer: writer.pages[0].pop("/Tabs"),
}


@pytest.fixture(scope="module")
def sound() -> bytes:
    """A paper with headings, a table, lists, boxes to tick and figures."""
    return filled()["consent"]()


def _changed(pdf: bytes, change: Change) -> str:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return "\n".join(faults(out.getvalue()))


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_rule_is_seen(fault: str, sound: bytes) -> None:
    assert fault in _changed(sound, BROKEN[fault])


def test_nothing_else_is_seen_in_a_copy(sound: bytes) -> None:
    seen = _changed(sound, lambda writer: None)
    assert not [fault for fault in BROKEN if fault in seen]


def test_the_bytes_of_the_file_are_looked_at(sound: bytes) -> None:
    assert "header" in faults(sound.replace(b"%PDF-1.7", b"%PDF-1.4", 1))
    assert "no end of line before endstream" in faults(
        sound.replace(b"\nendstream", b" endstream", 1)
    )
    assert "does not say that it is PDF/A-2b" in faults(
        sound.replace(b"<pdfaid:part>2<", b"<pdfaid:part>3<")
    )
    assert "does not say that it is PDF/UA-1" in faults(
        sound.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<")
    )


def test_a_long_paper_has_bookmarks_in_order() -> None:
    pdf = filled()["intake"]()
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) > MANY_PAGES
    titles = [item.title for item in reader.outline]
    assert len(titles) == len(set(titles)) >= 10
    writer = PdfWriter(clone_from=reader)
    writer.root_object.pop("/Outlines")
    out = io.BytesIO()
    writer.write(out)
    assert "a long paper without bookmarks" in faults(out.getvalue())


def _end_of(pdf: bytes) -> str:
    """What is heard last: the words of the last element of the structure."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    *_before, (last, _parent) = elements(writer.root_object)
    numbers = last["/K"] if isinstance(last["/K"], list) else [last["/K"]]
    stream = writer.pages[-1]["/Contents"].get_object()
    pieces = re.split(rb"\n(?=/\w+(?:<</MCID \d+>>BDC| BMC)\n)", b"\n" + stream.get_data())
    marks = tuple(b"/P<</MCID %d>>BDC" % number for number in numbers)
    stream.set_data(b"\n".join(piece for piece in pieces if piece.startswith(marks)))
    return writer.pages[-1].extract_text()


@pytest.mark.parametrize("name", ["notice", "intake"])
def test_who_hears_a_paper_is_told_how_secret_it_is_and_its_digest(name: str) -> None:
    """The foot of the last page is content, those before it are furniture of the page."""
    assert len(re.findall(r"\b[0-9a-f]{8}\b", _end_of(filled()[name]()))) == 4


# --- what goes on over pages, what nobody tagged ----------------------------------------------


def _roles(pdf: bytes) -> Counter[str]:
    return _roles_of(PdfReader(io.BytesIO(pdf)).root_object)


def _roles_of(root: DictionaryObject) -> Counter[str]:
    return Counter(str(element["/S"]) for element, _ in elements(root))


def test_a_table_over_pages_is_one_and_its_head_is_said_once() -> None:
    root = PdfReader(io.BytesIO(render_chain("custody", paper(reading(120))))).root_object
    rows = [
        [cell.get_object()["/S"] for cell in element["/K"]]
        for element, _ in elements(root)
        if element["/S"] == "/TR"
    ]
    assert _roles_of(root)["/Table"] == 3  # entries, seals, fingerprints
    assert [set(row) for row in rows].count({"/TH"}) == 3
    assert rows[0] == ["/TH"] * 6
    assert rows[1:121] == [["/TD"] * 6] * 120


@pytest.mark.parametrize("document", ["notice", "quick", "referral"])
def test_no_point_of_a_list_is_heard_that_says_nothing(document: str) -> None:
    root = PdfReader(io.BytesIO(render(document, BlankForm(form())))).root_object
    points = [element for element, _ in elements(root) if element["/S"] in ("/LBody", "/Lbl")]
    assert points
    assert [element for element in points if "/K" not in element] == []


def test_a_paragraph_over_pages_is_one() -> None:
    story = "قالت إنها وصلت إلى المطار ثم نُقلت إلى منزل لا تعرف مكانه. " * 150
    pdf = render("statement", case_file(extra={"stmt_arabic": story}))
    pieces_elsewhere: list[int] = []
    for element, _ in elements(PdfReader(io.BytesIO(pdf)).root_object):
        kids = element.get("/K")
        pieces = kids if isinstance(kids, list) else []
        elsewhere = [kid for kid in pieces if isinstance(kid, DictionaryObject) and "/MCID" in kid]
        if elsewhere:
            assert element["/S"] == "/P"
            pieces_elsewhere.append(len(elsewhere))
    assert pieces_elsewhere == [2]  # on three pages


def test_what_a_block_does_not_tag_is_a_paragraph_and_what_the_frame_draws_an_ornament() -> None:
    pdf = PdfFile(Metadata("عنوان", "دولة الكويت", "", "ar"))
    pen = Pen(pdf, rtl=True)
    style = styles("ar").body
    with pen.heading(1):
        pen.text("رأس الصفحة", style, 0, 800, 200)
    with pen.marking.content():
        with pen.heading(1):
            pen.text("العنوان", style, 0, 780, 200)
        pen.text("قبل", style, 0, 760, 200)
        pen.tick_box(0, 740, ticked=True)
        pen.text("بعد", style, 20, 740, 200)
        pen.rule(0, 720, 200)
    pdf.add_page(pen.finish(), pen.marking.page)
    data = pdf.to_bytes()
    assert faults(data) == []
    assert _roles(data) == Counter({"/Document": 1, "/H1": 1, "/P": 1, "/Form": 1})


def test_words_of_another_language_say_which_it_is() -> None:
    pdf = PdfReader(io.BytesIO(further()["card-npi"]()))
    drawn = b"".join(page.get_contents().get_data() for page in pdf.pages)
    assert Counter(re.findall(rb"/Lang\((\w+)\)", drawn)).keys() == {b"ne", b"en"}


# --- glyphs that are copies but for their width -----------------------------------------------


def test_a_copied_glyph_has_the_same_shape_and_the_width_that_was_asked() -> None:
    font = resource("fonts", "IBMPlexSansArabic-Regular.ttf").read_bytes()
    count, letter = glyph_count(font), faces().regular[0].shape("ك", rtl=True).glyphs[0].number
    widened = with_copies(font, [(letter, 777), (letter, 901)])
    shown, before = hb.Font(hb.Face(widened)), hb.Font(hb.Face(font))
    assert glyph_count(widened) == count + 2
    assert [shown.get_glyph_h_advance(glyph) for glyph in (count, count + 1)] == [777, 901]
    for glyph in (count, count + 1, letter):
        assert shown.get_glyph_extents(glyph) == before.get_glyph_extents(letter)
    for glyph in range(1, count, 97):
        assert shown.get_glyph_h_advance(glyph) == before.get_glyph_h_advance(glyph)
        assert shown.get_glyph_extents(glyph) == before.get_glyph_extents(glyph)
    padded = widened + bytes(-len(widened) % 4)
    words = [int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)]
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA
