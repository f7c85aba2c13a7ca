"""What a paper must keep to for archives and for people who hear it, as far as one can check alone.

Rules of PDF/A-2b (ISO 19005-2), of PDF/UA-1 (ISO 14289-1) and of tagged PDF (ISO 32000-1, 14.6 to
14.8) that our papers touch; no substitute for a whole validator.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import uharfbuzz as hb
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from tests.printing.marked_content import content_faults, marked_numbers, used_codes

_FORBIDDEN = frozenset(
    re.findall(
        r"\S+",
        "/AA /OpenAction /JS /JavaScript /EmbeddedFiles /XFA /NeedAppearances /SMask /ca /CA /BM /TR "
        "/TR2 /HTP /OPI /PS /Ref /Alternates /Encrypt /AcroForm /Annots /Launch /ExtGState /Group "
        "/Requirements /PresSteps /OCProperties /Trapped",
    )
)
_KIDS = {  # role: what it may hold; what is not named may hold words, marks, boxes to tick
    "/Document": {"/H1", "/H2", "/H3", "/P", "/L", "/Table", "/Figure"},
    "/Table": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI"},
    "/LI": {"/Lbl", "/LBody"},
    "/LBody": {"/P", "/L", "/Span", "/Form", "/Figure"},
    "/TD": {"/P", "/L", "/Span", "/Form", "/Figure"},
    "/P": {"/Span", "/Form"},
}
_GROUPS = {"/Document", "/Table", "/TR", "/L", "/LI"}
_NAMES = {
    "title": ".//{http://purl.org/dc/elements/1.1/}title//{*}li",
    "author": ".//{http://purl.org/dc/elements/1.1/}creator//{*}li",
    "subject": ".//{http://purl.org/dc/elements/1.1/}description//{*}li",
    "language": ".//{http://purl.org/dc/elements/1.1/}language//{*}li",
    "creator": ".//{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "producer": ".//{http://ns.adobe.com/pdf/1.3/}Producer",
    "part": ".//{http://www.aiim.org/pdfa/ns/id/}part",
    "conformance": ".//{http://www.aiim.org/pdfa/ns/id/}conformance",
    "heard": ".//{http://www.aiim.org/pdfua/ns/id/}part",
    "schema": ".//{http://www.aiim.org/pdfa/ns/schema#}namespaceURI",
    "created": ".//{http://ns.adobe.com/xap/1.0/}CreateDate",
    "changed": ".//{http://ns.adobe.com/xap/1.0/}ModifyDate",
}


def faults(pdf: bytes, *, titled: bool = True) -> list[str]:
    """Every fault that was found; empty for a paper as it should be. `titled`: it has a title of its
    own, as all have but what is cut up."""
    reader = PdfReader(io.BytesIO(pdf))
    return [
        *_file_faults(pdf, reader),
        *_description_faults(reader),
        *_forbidden(reader),
        *_font_faults(reader),
        *(fault for page in reader.pages for fault in content_faults(page.get_contents().get_data())),
        *_tree_faults(reader, titled),
        *_bookmark_faults(reader),
        *_parent_tree_faults(reader),
    ]  # fmt: skip


def _file_faults(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", pdf):
        yield "header"
    if len(re.findall(rb"endstream", pdf)) != len(re.findall(rb"\nendstream\nendobj", pdf)):
        yield "no end of line before endstream"
    identifier = reader.trailer.get("/ID", [])
    if len(identifier) != 2 or not all(identifier):
        yield "no identifier"
    root = reader.root_object
    if not root.get("/Lang"):
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "title is not displayed"
    intents = root.get("/OutputIntents", [])
    if [intent.get_object()["/S"] for intent in intents] != ["/GTS_PDFA1"]:
        yield "no output intent"
    for intent in intents:
        profile = intent.get_object()["/DestOutputProfile"]
        data = profile.get_data()
        sound = data[36:40] == b"acsp" and int.from_bytes(data[:4], "big") == len(data)
        if profile["/N"] != 3 or data[16:20] != b"RGB " or not sound:
            yield "colour profile"


def _description_faults(reader: PdfReader) -> Iterator[str]:
    root, info = reader.root_object, reader.trailer["/Info"]
    metadata = root.get("/Metadata")
    if metadata is None or "/Filter" in metadata:
        yield "no plain metadata"
        return
    data = metadata.get_data()
    tree = ElementTree.fromstring(data)
    described = {name: tree.findtext(path) for name, path in _NAMES.items()}
    if (described["part"], described["conformance"]) != ("2", "B"):
        yield "does not say that it is PDF/A-2b"
    if (described["heard"], described["schema"]) != ("1", "http://www.aiim.org/pdfua/ns/id/"):
        yield "does not say that it is PDF/UA-1"
    if b"Trapped" in data:
        yield "Trapped"
    for name in ("title", "author", "subject", "creator", "producer"):
        if described[name] != info.get(f"/{name.title()}"):
            yield f"{name} differs"
    if described["language"] != root.get("/Lang"):
        yield "language differs"
    for name, key in (("created", "/CreationDate"), ("changed", "/ModDate")):
        if re.sub(r"\D", "", described[name] or "") != re.sub(r"\D", "", info.get(key, "?")):
            yield f"{name} differs"


def _bookmark_faults(reader: PdfReader) -> Iterator[str]:
    if len(reader.pages) <= 5:
        if reader.outline:
            yield "bookmarks in a short paper"
        return
    places = [
        (reader.get_destination_page_number(item), -float(item.top)) for item in reader.outline
    ]
    if not places:
        yield "a long paper without bookmarks"
    if places != sorted(places):
        yield "bookmarks out of order"


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, from the catalogue on."""
    waiting: list[object] = [reader.root_object, reader.trailer["/Info"]]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _forbidden(reader: PdfReader) -> Iterator[str]:
    if "/Encrypt" in reader.trailer:
        yield "encrypted"
    for item in _objects(reader):
        yield from (f"forbidden {key}" for key in sorted(_FORBIDDEN & item.keys()))
        if isinstance(item, StreamObject) and ("/F" in item or item.get("/Filter") == "/LZWDecode"):
            yield "forbidden stream"
        if item.get("/Subtype") in ("/Image", "/Form"):
            yield from _picture_faults(item)


def _picture_faults(item: DictionaryObject) -> Iterator[str]:
    """Of what `Do` draws: an opaque picture in the output intent's colours, all of it there."""
    wanted = {"/Subtype": "/Image", "/ColorSpace": "/DeviceRGB", "/BitsPerComponent": 8}
    for key, value in wanted.items():
        if item.get(key) != value:
            yield f"picture {key}"
    if {"/Mask", "/SMask", "/Interpolate", "/Decode"} & item.keys():
        yield "picture is masked or smoothed"
    if not isinstance(item, StreamObject) or item["/Width"] * item["/Height"] * 3 != len(
        item.get_data()
    ):
        yield "picture is not whole"


def _font_faults(reader: PdfReader) -> Iterator[str]:
    used: dict[str, set[int]] = {}
    for page in reader.pages:
        for name, codes in used_codes(page.get_contents().get_data()).items():
            used.setdefault(name, set()).update(codes)
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for name in used.keys() - {key[1:] for key in fonts}:
        yield f"font {name} is not in the file"
    for key, font in fonts.items():
        if font["/Subtype"] != "/Type0" or font["/Encoding"] != "/Identity-H":
            yield f"{font['/BaseFont']} is no composite font"
            continue
        codes = used.get(key[1:], set())
        for fault in (*_text_faults(font, codes), *_glyph_faults(font, codes)):
            yield f"{font['/BaseFont']} {fault}"


def _text_faults(font: DictionaryObject, codes: set[int]) -> Iterator[str]:
    data = font["/ToUnicode"].get_data() if "/ToUnicode" in font else b""
    texts = {
        int(code, 16): text
        for code, text in re.findall(rb"(?m)^<([0-9A-F]{4})> <([0-9A-F]*)>", data)
    }
    if codes - texts.keys():
        yield "has glyphs without a text"
    if any(texts.get(code) in {b"", b"0000", b"FEFF", b"FFFE"} for code in codes):
        yield "has texts that are none"


def _glyph_faults(font: DictionaryObject, codes: set[int]) -> Iterator[str]:
    descendant = font["/DescendantFonts"][0].get_object()
    file = descendant["/FontDescriptor"].get("/FontFile2")
    if file is None:
        yield "is not embedded"
        return
    runs, glyph_map = descendant["/W"], descendant["/CIDToGIDMap"]
    table = b"" if glyph_map == "/Identity" else glyph_map.get_data()
    widths = {
        int(first) + at: float(width)
        for first, run in zip(runs[::2], runs[1::2], strict=True)
        for at, width in enumerate(run)
    }
    face = hb.Face(file.get_data())
    shown = hb.Font(face)
    for code in sorted(codes):
        glyph = int.from_bytes(table[2 * code : 2 * code + 2], "big") if table else code
        if not 0 < glyph < face.glyph_count:
            yield "shows .notdef"
        elif abs(shown.get_glyph_h_advance(glyph) * 1000 / face.upem - widths.get(code, 9999)) > 1:
            yield f"says another width of {code} than the font itself"


def elements(root: DictionaryObject) -> Iterator[tuple[DictionaryObject, str]]:
    """Every element of the structure in reading order, with the role of what holds it; `root` is
    the catalogue."""
    tree = root.get("/StructTreeRoot")
    waiting = [(tree["/K"].get_object(), "")] if tree else []
    while waiting:
        element, parent = waiting.pop(0)
        yield element, parent
        kids = [kid.get_object() for kid in _kids(element)]
        waiting[:0] = [
            (kid, element["/S"])
            for kid in kids
            if isinstance(kid, DictionaryObject) and "/S" in kid
        ]


def _kids(element: DictionaryObject) -> list[object]:
    held = element.get("/K", ArrayObject())
    return list(held) if isinstance(held, ArrayObject) else [element.raw_get("/K")]


def _tree_faults(reader: PdfReader, titled: bool) -> Iterator[str]:
    level = 0
    roles: Counter[str] = Counter()
    for element, parent in elements(reader.root_object):
        role = element["/S"]
        roles[role] += 1
        if parent and role not in _KIDS.get(parent, ()):
            yield f"{role} in {parent}"
        if re.fullmatch(r"/H\d", role):
            if int(role[2:]) > level + 1:
                yield f"{role} after /H{level}"
            level = int(role[2:])
        if role in _GROUPS:
            yield from _group_faults(element)
        yield from _property_faults(element)
    if roles["/Document"] != 1 or roles["/H1"] != int(titled):
        yield "not one document with one title"


def _group_faults(element: DictionaryObject) -> Iterator[str]:
    kids = [kid.get_object() for kid in _kids(element)]
    if not kids:
        yield f"empty {element['/S']}"
    if not all(isinstance(kid, DictionaryObject) and "/S" in kid for kid in kids):
        yield f"words in {element['/S']}"


def _property_faults(element: DictionaryObject) -> Iterator[str]:
    role, attributes = element["/S"], element.get("/A", {})
    if role in {"/Figure", "/Form"} and not element.get("/Alt"):
        yield f"{role} says nothing"
    if role == "/Figure" and len(attributes.get("/BBox", ())) != 4:
        yield "figure without a place"
    if role == "/TH" and attributes.get("/Scope") not in {"/Column", "/Row"}:
        yield "head of a table without a scope"
    if role == "/Form" and attributes.get("/checked") not in {"/on", "/off"}:
        yield "box that is neither ticked nor not"


def _parent_tree_faults(reader: PdfReader) -> Iterator[str]:
    root = reader.root_object.get("/StructTreeRoot")
    if root is None:
        yield "no structure"
        return
    owned = _owned(reader)
    pairs = root["/ParentTree"]["/Nums"]
    owners = dict(zip(map(int, pairs[::2]), pairs[1::2], strict=True))
    for page in reader.pages:
        numbers = marked_numbers(page.get_contents().get_data())
        if page.get("/Tabs") != "/S":
            yield "order of the page is not that of its structure"
        if numbers != list(range(len(numbers))):
            yield "numbers of marked pieces"
        listed = owners.get(page.get("/StructParents", -1), ())
        if len(listed) != len(numbers):
            yield "marked piece that is not in the parent tree"
        for number, owner in enumerate(listed):
            if owned.pop((page.indirect_reference.idnum, number), None) != owner.idnum:
                yield "parent tree and structure differ"
    if owned:
        yield "structure with pieces that are on no page"


def _owned(reader: PdfReader) -> dict[tuple[int, int], int]:
    """(page, MCID) to the element that says it is its own."""
    owned: dict[tuple[int, int], int] = {}
    for element, _parent in elements(reader.root_object):
        for kid in _kids(element):
            content = kid.get_object()
            at = content if isinstance(content, DictionaryObject) else element
            if isinstance(content, DictionaryObject) and "/MCID" not in content:
                continue
            number = content["/MCID"] if isinstance(content, DictionaryObject) else content
            owned[at.raw_get("/Pg").idnum, int(number)] = element.indirect_reference.idnum
    return owned
