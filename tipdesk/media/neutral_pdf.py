"""What pages of a PDF and pictures on them say of themselves, taken away.

It works on what PDFium has written anew (`printing.outside.neutral_process`): plain objects, each
stream with its length before it, names in one spelling. Bytes are overwritten in their place, so
that the table of objects stays true. Whatever cannot be taken away so is refused.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tipdesk.media.neutral import blank_jpeg

_STREAM, _END = b">>stream\r\n", b"\r\nendstream"
_LENGTH = re.compile(rb"/Length (\d+)[/>\r\n ]")
_METADATA = re.compile(rb"/Metadata (\d+) 0 R")
_KIND = b"/Type/Metadata"  # nothing refers to it any more
_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\r\n")
_DATED = re.compile(rb"/LastModified\(D:[0-9+'Z-]{0,40}\)")
_WRITTEN_WHEN = re.compile(rb"/CreationDate\(D:[^()]{0,40}\)/Creator\(PDFium\)/Producer\(PDFium\)")
_JPEG = re.compile(rb"/Filter(?:/DCTDecode|\[ ?/DCTDecode ?\])[/>\r\n ]")
_PICTURE = re.compile(rb"/Subtype ?/Image[/>\r\n ]")
_FILTERS = re.compile(rb"/Filter ?(/\w+|\[[^\]]*\])")
_BETWEEN = re.compile(rb"(?<![^\s\0()<>\[\]{}/%])(?:BI|ID)(?![^\s\0()<>\[\]{}/%])")
_PHOTOGRAPH = re.compile(rb"DCT|#[0-9A-Fa-f]{2}")  # or a name in another spelling
_MOST_DRAWN = 64 << 20  # bytes of one stream
_REFUSED = re.compile(
    rb"/(?:Metadata|PieceInfo|LastModified|EmbeddedFiles?|EF|JPXDecode|Author|Encrypt"
    rb"|Sig|ByteRange|CreatorInfo|User|Thumb|Alternates|OPI|Ref"
    rb"|AA|JavaScript|JS|Launch|GoTo[RE]|SubmitForm|ImportData)(?![A-Za-z])"
    rb"|/URI ?\((?i:file:|[A-Z]:)"
)
"""What names whoever signed, drew or wrote a page, shows an earlier look of it, runs, or leads into
a folder."""
_NOTES = re.compile(
    rb"/Subtype ?/(?:Text|FreeText|Popup|Highlight|Underline|Squiggly|StrikeOut|Stamp|Ink|Line|"
    rb"Square|Circle|Polygon|PolyLine|Caret|FileAttachment|Sound|Movie|Screen|RichMedia|Redact|3D)"
    rb"(?![A-Za-z])"
)
"""Notes on a page: each names who wrote it, and when."""
_STRING = re.compile(rb"<<|\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_MAY_SAY = re.compile(
    rb"/(?:Registry|Ordering|CharSet|FontFamily|Panose|Lang|ActualText|Alt|E|Name|URI|Contents|Dest|D"
    rb"|T|TU|V|DV|DA|CA) ?\Z"  # of fonts, of words, of layers, of links, of fields of a form
    rb"|/Indexed ?[^\[\]()<>]{0,40}\d ?\Z|/Indexed ?\[[^\[\]()<>]{0,40}\] ?\d+ ?\Z"  # colours
    rb"|/ID ?\[ ?(?:<[0-9A-Fa-f]*> ?)?\Z"  # of the file that PDFium wrote
)
_OF_FIELDS = re.compile(rb"/(?:T|TU|V|DV) ?\Z")
_FIELD = re.compile(rb"/Subtype ?/Widget(?![A-Za-z])")
_BEFORE = 100  # bytes in which it stands what a string is


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the file between two streams, and the stream that follows it (or nothing)."""

    begin: int
    end: int
    number: int  # of the object with the stream; 0: none follows
    head: bytes  # its dictionary
    body: tuple[int, int]


def neutral_pages(written: bytes) -> bytes:
    """The copy without what pages and pictures on them say.

    Raises:
        ValueError: it is not what PDFium writes, or says more than can be taken away.
    """
    copy = bytearray(written)
    parts = list(_parts(written))
    gone = {
        int(number) for part in parts for number in _METADATA.findall(written, part.begin, part.end)
    }
    for part in parts:
        for pattern in (_METADATA, _DATED, _WRITTEN_WHEN):
            for match in pattern.finditer(written, part.begin, part.end):
                copy[match.start() : match.end()] = b" " * (match.end() - match.start())
        first, last = part.body
        if part.number in gone:
            copy[first:last] = bytes(last - first)
            head = part.head.replace(_KIND, b" " * len(_KIND))
            copy[part.end - len(head) : part.end] = head
        elif not any(written[first:last]):
            continue  # was taken away before
        elif _JPEG.search(part.head):
            copy[first:last] = blank_jpeg(written[first:last])
        elif b"DCTDecode" in part.head:
            raise ValueError("a picture within another coding")
        elif part.number and not _PICTURE.search(part.head):
            _check_drawing(_decoded(part.head, written[first:last]))
    _check(bytes(copy), parts)
    return bytes(copy)


def _decoded(head: bytes, body: bytes) -> bytes:
    """What a stream says that is no picture: what is drawn, a font, colours."""
    filters = _FILTERS.search(head)
    for coding in re.findall(rb"/(\w+)", filters[1]) if filters else ():
        if coding == b"FlateDecode":
            unpacking = zlib.decompressobj()
            try:
                body = unpacking.decompress(body, _MOST_DRAWN)
            except zlib.error as error:
                raise ValueError("a stream that cannot be read") from error
            if unpacking.unconsumed_tail:
                raise ValueError("a stream that is too long")
        elif coding == b"ASCII85Decode":
            body = base64.a85decode(body.strip(), adobe=True)
        else:
            raise ValueError("a stream in a coding that is not read here")
    return body


def _check_drawing(drawn: bytes) -> None:
    """A photograph may stand in the midst of what is drawn, with all that it says of itself; packed
    there, it cannot be taken away."""
    begun = -1
    for match in _BETWEEN.finditer(drawn):
        if match[0] == b"BI":
            begun = match.end() if begun < 0 else begun
        elif begun >= 0:
            if _PHOTOGRAPH.search(drawn, begun, match.start()):
                raise ValueError("a photograph in the midst of what is drawn")
            begun = -1


def _check(copy: bytes, parts: list[_Part]) -> None:
    has_fields = any(_FIELD.search(copy, part.begin, part.end) for part in parts)
    for part in parts:
        for pattern in (_REFUSED, _NOTES):
            if match := pattern.search(copy, part.begin, part.end):
                raise ValueError(match[0].decode("ascii", "replace"))
        _check_strings(copy, part, fields=has_fields)


def _check_strings(copy: bytes, part: _Part, *, fields: bool) -> None:
    """Words stand in strings: one of which nobody knows what it says is refused."""
    for match in _STRING.finditer(copy, part.begin, part.end):
        if match[0] == b"<<":
            continue
        before = copy[max(part.begin, match.start() - _BEFORE) : match.start()]
        if not _MAY_SAY.search(before) or (_OF_FIELDS.search(before) and not fields):
            raise ValueError("words of which nobody knows what they are")


def _parts(written: bytes) -> Iterator[_Part]:
    if not written.startswith(b"%PDF-"):
        raise ValueError("no PDF")
    at = 0
    while (end := written.find(_STREAM, at)) >= 0:
        numbers = list(_OBJECT.finditer(written, at, end))
        if not numbers:
            raise ValueError("a stream of no object")
        head = written[numbers[-1].end() : end + 2]
        length = _LENGTH.search(head)
        first = end + len(_STREAM)
        last = first + int(length[1]) if length else -1
        if last < first or written[last : last + len(_END)] != _END:
            raise ValueError("a stream without its length")
        yield _Part(at, end + 2, int(numbers[-1][1]), head, (first, last))
        at = last + len(_END)
    yield _Part(at, len(written), 0, b"", (len(written), len(written)))
