"""Documents that tell of themselves: PDF with pypdf, Word and OpenDocument part by part, Excel by
openpyxl."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pypdf
from PIL import Image
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from tests.media.test_neutral import jpeg, png

AUTHOR, PROGRAM, SECRET = "منى الراشد", "WORDY 4", "SECRET-WORDS"
_CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>{author}'
    "</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="x">2026-03-04T05:06:07Z</dcterms:created></cp:coreProperties>'
)
_TYPES = (
    '<Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="c"/></Types>'
)
_RELS = (
    '<Relationships xmlns="r"><Relationship Id="1" Type="core" Target="docProps/core.xml"/>'
    '<Relationship Id="2" Type="thumb" Target="docProps/thumbnail.jpeg"/></Relationships>'
)
_DOCUMENT = (
    '<w:document xmlns:w="w"><w:body><w:p w:rsidR="00AB12CD"><w:t>نص الوثيقة</w:t></w:p>'
    "</w:body></w:document>"
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of these, as offices write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name, body)
    return out.getvalue()


def word(**more: str | bytes) -> bytes:
    """A Word document; `more` are further parts, or others (`__` stands for the stroke)."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _CORE.format(author=AUTHOR),
        "docProps/app.xml": f"<Properties><Application>{PROGRAM}</Application></Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
        "word/document.xml": _DOCUMENT,
        "word/settings.xml": f"<w:settings><w:rsids>{SECRET}</w:rsids></w:settings>",
        "word/media/image1.jpeg": jpeg(),
    }
    return zipped({**parts, **{name.replace("__", "/"): body for name, body in more.items()}})


def open_document(**more: str | bytes) -> bytes:
    """An OpenDocument text."""
    printer = '<config:config-item config:name="PrinterName" config:type="string">'
    meta = (
        f"<office:document-meta><office:meta><meta:generator>{PROGRAM}</meta:generator>"
        f"<meta:initial-creator>{AUTHOR}</meta:initial-creator>"
        "<meta:creation-date>2026-03-04T05:06:07</meta:creation-date></office:meta>"
        "</office:document-meta>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="x"/>'
        for path in ("/", "content.xml", "meta.xml", "Thumbnails/thumbnail.png")
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<office:document-content>نص الوثيقة</office:document-content>",
        "meta.xml": meta,
        "settings.xml": f"<office:settings>{printer}{SECRET}</config:config-item></office:settings>",
        "Thumbnails/thumbnail.png": png(),
        "Pictures/1.png": png(),
        "META-INF/manifest.xml": f"<manifest:manifest>{listed}</manifest:manifest>",
    }
    return zipped({**parts, **{name.replace("__", "/"): body for name, body in more.items()}})


def excel() -> bytes:
    """A real workbook."""
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.created = (
        AUTHOR,
        datetime(2026, 3, 4, tzinfo=UTC).replace(tzinfo=None),
    )
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "راتب"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*, note: bool = False, piece: bool = False) -> bytes:
    """A page with a photograph; author, XMP of page and whole, an attached file."""
    drawn = io.BytesIO()
    Image.open(io.BytesIO(png())).convert("RGB").save(drawn, "PDF")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(drawn.getvalue()))
    writer.add_metadata(
        {"/Author": AUTHOR, "/Creator": PROGRAM, "/CreationDate": "D:20260304050607Z"}
    )
    writer.add_attachment("a.txt", SECRET.encode())
    page = writer.pages[0]
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    objects = resources["/XObject"]
    assert isinstance(objects, DictionaryObject)
    image = next(iter(objects.values())).get_object()
    assert isinstance(image, StreamObject)
    image._data, image[NameObject("/Filter")] = jpeg(), NameObject("/DCTDecode")
    for about in (writer._root_object, page, image):
        stream = StreamObject()
        stream._data = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
        stream[NameObject("/Type")] = NameObject("/Metadata")
        about[NameObject("/Metadata")] = writer._add_object(stream)
    if piece:
        own = DictionaryObject({NameObject("/X"): TextStringObject(SECRET)})
        page[NameObject("/PieceInfo")] = own
    if note:
        remark = Text(rect=(1, 1, 20, 20), text=SECRET)
        writer.add_annotation(0, remark)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _as_pdf(writer: pypdf.PdfWriter, value: object) -> PdfObject:
    """A dictionary, list, name, string in brackets, or the bytes of a stream."""
    if isinstance(value, dict):
        return DictionaryObject({NameObject(k): _as_pdf(writer, v) for k, v in value.items()})
    if isinstance(value, list):
        return ArrayObject([_as_pdf(writer, item) for item in value])
    if isinstance(value, bytes):
        stream = StreamObject()
        stream._data = value
        return writer._add_object(stream)
    text = str(value)
    return NameObject(text) if text.startswith("/") else TextStringObject(text[1:-1])


def page_with(says: dict[str, object]) -> bytes:
    """A page that says this beside what it draws."""
    drawn, out = io.BytesIO(), io.BytesIO()
    Image.open(io.BytesIO(png())).convert("RGB").save(drawn, "PDF")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(drawn.getvalue()))
    for name, value in says.items():
        entry, page = _as_pdf(writer, value), writer.pages[0]
        if isinstance(entry, DictionaryObject) and isinstance(page.get(name), DictionaryObject):
            page[name].update(entry)
        else:
            page[NameObject(name)] = entry
    writer.write(out)
    return out.getvalue()
