"""An office document without what it tells of itself: Word, Excel and PowerPoint (OOXML, ECMA-376)
and OpenDocument (ISO 26300).

Its ZIP is written anew with the same parts. Properties become empty ones, and so does what names
editing, printers and folders; pictures go through `media.neutral`. What names people in the midst
of the text (comments, changes that are tracked), what holds other files, and every part that is not
known here is refused: the copy is what somebody could have written without being named.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from tipdesk.media.neutral import neutral

MOST_PARTS = 2000
MOST_INSIDE = 128 << 20  # bytes of all parts together
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_OOXML, _ODF = "[Content_Types].xml", "mimetype"
_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY = {
    "docProps/core.xml": (
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        b'metadata/core-properties"/>'
    ),
    "docProps/app.xml": (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'extended-properties"/>'
    ),
    "docProps/custom.xml": (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties"/>'
    ),
    "meta.xml": (
        b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'office:version="1.2"><office:meta/></office:document-meta>'
    ),
}
_DROPPED = re.compile(r"docProps/thumbnail\.[a-z]+|docMetadata/.*|Thumbnails/.*|layout-cache")
_OF_THE_PROGRAM = re.compile(r"Configurations2/.*")  # its menus: emptied
_PICTURE = re.compile(
    r"(?:(?:word|xl|ppt)/media|Pictures)/[^/]+\.(?:jpe?g|png|webp)", re.IGNORECASE
)
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels"
    r"|word/(?:document|styles|settings|fontTable|webSettings|numbering|footnotes|endnotes"
    r"|header\d*|footer\d*|stylesWithEffects)\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain)\.xml|xl/metadata\.xml"
    r"|xl/worksheets/sheet\d+\.xml|xl/(?:tables/table|drawings/drawing|charts/(?:chart|style|colors))\d+\.xml"
    r"|ppt/(?:presentation|presProps|viewProps|tableStyles)\.xml"
    r"|ppt/(?:slides/slide|slideLayouts/slideLayout|slideMasters/slideMaster|notesSlides/notesSlide"
    r"|notesMasters/notesMaster|handoutMasters/handoutMaster)\d+\.xml"
    r"|(?:word|xl|ppt)/theme/(?:theme|themeOverride)\d+\.xml|word/(?:glossary/)?[a-z]+Table\.xml"
    r"|mimetype|content\.xml|styles\.xml|settings\.xml|manifest\.rdf|META-INF/manifest\.xml"
)
"""Parts of which it is known what they can say."""
_TAG = rb"<(?:[\w.-]{1,40}:)?"  # whatever letters a program calls its names by
_NAMES = re.compile(
    rb"\b(?:author|userName)\s*=|"
    + _TAG
    + rb"(?:docVars|mailMerge|attachedTemplate|annotation|tracked-changes|creator|initial-creator"
    rb"|fileSharing|absPath|revisionPtr|rsids?|rsidRoot)\b"
    rb"|<meta:|<!--|<!DOCTYPE|<!ENTITY|<\?(?!xml\s)|\brsid[A-Za-z]{0,20}\s*=|encryption-data"
    rb"|=\s*[\"'](?i:file:|[a-z]:[\\/]|\\\\)|xlink:href\s*=\s*[\"'](?:/|\.\./)"
)
_CLEANED = (
    (
        re.compile(
            _TAG
            + rb"rsids>[^<]*(?:"
            + _TAG
            + rb"rsid(?:Root)?\b[^<>]*/>[^<]*)*</[\w.-]{0,41}:?rsids>"
        ),
        b"",
    ),
    (re.compile(rb' [\w.-]{1,40}:(?:paragraph-)?rsid[A-Za-z]*="[0-9A-Fa-f]{1,8}"'), b""),
    (re.compile(_TAG + rb"(?:absPath|revisionPtr)\b[^<>]*/>"), b""),
    (re.compile(rb'( descr=")(?i:file:|[a-z]:[\\/]|\\\\)[^"<>]*(?=")'), rb"\1"),
    (
        re.compile(
            rb'(<config:config-item config:name="(?:Printer(?:Name|Setup)|CurrentDatabase[A-Za-z]+'
            rb'|Rsid(?:Root)?)"[^<>]*>)[^<>]*(?=</)'
        ),
        rb"\1",
    ),
)  # fmt: skip
"""Each is found in time that grows with the document: no part of one is read twice."""
_REFERENCE = re.compile(rb"<(?:Relationship|Override|manifest:file-entry)\b[^<>]*/>")
_TARGET = re.compile(rb'(?:Target|PartName|manifest:full-path)="/?([^"]*)"')
FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, OverflowError, ValueError, LookupError,
)  # fmt: skip
"""What `zipfile` says of damaged files."""


def neutral_office(document: bytes) -> bytes:
    """The copy.

    Raises:
        ValueError: it is no whole document of these kinds, or says more than can be taken away.
    """
    try:
        parts = dict(_parts(document))
    except FAULTS as error:
        raise ValueError(str(error)) from error
    if _OOXML not in parts and _ODF not in parts:
        raise ValueError("no office document")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name, body in _cleaned(parts):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_STORED if name == _ODF else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            copy.writestr(entry, body)
    return out.getvalue()


def _parts(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part by its name, within bounds whatever the ZIP says of itself."""
    left, seen = MOST_INSIDE, set[str]()
    with zipfile.ZipFile(io.BytesIO(document)) as source:
        entries = source.infolist()
        if len(entries) > MOST_PARTS:
            raise ValueError("too many parts")
        for entry in entries:
            if entry.is_dir():
                continue
            if entry.filename in seen:
                raise ValueError("one name twice")
            seen.add(entry.filename)
            with source.open(entry) as file:
                body = file.read(left + 1)
            left -= len(body)
            if left < 0:
                raise ValueError("too large")
            yield entry.filename, body


def _cleaned(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    gone = {name for name in parts if _DROPPED.fullmatch(name)}
    for name, body in parts.items():
        if name in gone:
            continue
        if name in _EMPTY:
            yield name, _XML + _EMPTY[name]
        elif _PICTURE.fullmatch(name):
            yield name, neutral(body)
        elif _OF_THE_PROGRAM.fullmatch(name):
            yield name, b""
        elif _PARTS.fullmatch(name):
            yield name, _text(body, gone)
        else:
            raise ValueError(name)


def _text(body: bytes, gone: set[str]) -> bytes:
    """A part in words, without what names editing and places, and without references to what is
    left out."""
    body.decode("utf-8")  # in another coding nothing would be found in it

    def reference(match: re.Match[bytes]) -> bytes:
        target = _TARGET.search(match[0])
        return b"" if target and target[1].decode("utf-8") in gone else match[0]

    cleaned = _REFERENCE.sub(reference, body)
    for pattern, instead in _CLEANED:
        cleaned = pattern.sub(instead, cleaned)
    if match := _NAMES.search(cleaned):
        raise ValueError(match[0].decode("utf-8"))
    return cleaned
