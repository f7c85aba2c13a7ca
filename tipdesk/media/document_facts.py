"""What a file says of itself: a photograph (`exif`), and a PDF or an office document of its author,
when and with what.

Looked for in stretches of the file of a fixed size, whatever it says of itself: nothing is decoded
but two small parts of an office document. What is compressed or encrypted is not seen, so nobody
can conclude that a file tells nothing. What is found is data of the file, never advice.
"""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace
from typing import BinaryIO

from tipdesk.media.exif import PhotoFacts, photo_facts
from tipdesk.media.kinds import PDF_WITHIN
from tipdesk.media.neutral_office import FAULTS

_STRETCH = 1 << 20  # bytes at the beginning of a PDF, and at its end
_MOST_XML = 1 << 16  # bytes of the properties of an office document
_MOST_DIRECTORY = 64 << 20  # bytes of a ZIP whose directory is read
_LONGEST = 120  # characters of what is shown
_LITERAL = rb"\(((?:[^()\\]|\\.){1,400})\)"
_PDF = {
    "author": (
        re.compile(rb"/Author ?" + _LITERAL),
        re.compile(rb"<dc:creator>.{0,200}?<rdf:li[^>]{0,100}>([^<]{1,400})<", re.DOTALL),
    ),
    "software": (
        re.compile(rb"/Creator ?" + _LITERAL),
        re.compile(rb"xmp:CreatorTool(?:>|=\")([^<\"]{1,400})"),
    ),
    "taken": (
        re.compile(rb"/CreationDate ?" + _LITERAL),
        re.compile(rb"xmp:CreateDate(?:>|=\")([0-9T:-]{10,19})"),
    ),
}
_OFFICE = {
    "author": re.compile(
        rb"<(?:dc:creator|meta:initial-creator|cp:lastModifiedBy)(?: [^<>]{0,300})?>([^<]{1,400})<"
    ),
    "software": re.compile(rb"<(?:Application|meta:generator)>([^<]{1,400})<"),
    "taken": re.compile(rb"<(?:dcterms:created|meta:creation-date)[^<>]{0,300}>([0-9T:-]{10,19})"),
}
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_OCTAL = re.compile(rb"\\([0-7]{1,3})|\\(.)", re.DOTALL)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T?(?:(\d\d):?(\d\d)(?::?(\d\d))?)?")


def file_facts(file: BinaryIO) -> PhotoFacts:
    """What a file (seekable) says of itself; `NOTHING_SAID` where nothing is seen."""
    facts = photo_facts(file)
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(PDF_WITHIN)
    if b"%PDF-" in head:
        return _with(facts, _of_pdf(file, size))
    if head.startswith(b"PK\x03\x04") and size <= _MOST_DIRECTORY:
        return _with(facts, _of_office(file))
    return facts


def _with(facts: PhotoFacts, facts_seen: dict[str, str]) -> PhotoFacts:
    return replace(
        facts,
        author=facts_seen.get("author", ""),
        software=facts_seen.get("software", facts.software),
        taken=facts_seen.get("taken", facts.taken),
    )


def _of_pdf(file: BinaryIO, size: int) -> dict[str, str]:
    file.seek(0)
    seen = file.read(_STRETCH)
    if size > _STRETCH:
        file.seek(max(_STRETCH, size - _STRETCH))
        seen += file.read(_STRETCH)
    facts_seen = {}
    for name, (of_info, of_xmp) in _PDF.items():
        if match := of_info.search(seen):
            facts_seen[name] = _shown(name, _pdf_text(match[1]))
        elif match := of_xmp.search(seen):
            facts_seen[name] = _shown(name, _xml_text(match[1]))
    return {name: text for name, text in facts_seen.items() if text}


def _of_office(file: BinaryIO) -> dict[str, str]:
    properties = b""
    try:
        with zipfile.ZipFile(file) as document:
            names = set(document.namelist())
            for name in _PROPERTIES:
                if name in names:
                    with document.open(name) as part:
                        properties += part.read(_MOST_XML)
    except FAULTS:
        return {}
    facts_seen = {
        name: _shown(name, _xml_text(match[1]))
        for name, pattern in _OFFICE.items()
        if (match := pattern.search(properties))
    }
    return {name: text for name, text in facts_seen.items() if text}


def _pdf_text(literal: bytes) -> str:
    """A string of a PDF (ISO 32000-1 §7.9.2): UTF-16 with its mark, else one byte a letter."""

    def plain(match: re.Match[bytes]) -> bytes:
        return bytes([int(match[1], 8) % 256]) if match[1] else match[2]

    data = _OCTAL.sub(plain, literal)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def _xml_text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))


def _shown(name: str, text: str) -> str:
    if name == "taken":
        match = _DAY.match(text.removeprefix("D:"))
        if match is None:
            return ""
        day = "-".join(match.groups()[:3])
        clock = [part for part in match.groups()[3:] if part]
        return f"{day} {':'.join(clock)}".strip()
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]
