"""The objects of a PDF file (ISO 32000-1, 7.3). reportlab numbers them and writes the file; what
they say is ours. Time and chance have no part in it: the file's identifier follows from what is in
it.

reportlab's canvas and text engine are not used: they put Helvetica on every page and order Arabic
wrongly. Its streams lack the end of line before `endstream` that PDF/A asks for (ISO 19005-2,
6.1.7.1), so they are written here too.
"""

from __future__ import annotations

import zlib
from typing import Any, cast

from reportlab.pdfbase import pdfdoc

_EFFORT = 4  # of zlib: half the time of its own choice, a paper is 3 % larger


def reference(number: int) -> str:
    """How an object is referred to."""
    return f"{number} 0 R"


def string(text: str) -> str:
    """A text string, in hexadecimal digits."""
    if text.isascii():
        return f"<{text.encode('ascii').hex().upper()}>"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class _RawObject(pdfdoc.PDFObject):
    """An object that is written as it stands."""

    def __init__(self) -> None:
        self.source = b"null"

    def format(self, document: object) -> bytes:  # noqa: ARG002  reportlab passes it to all
        """The bytes."""
        return self.source


class Objects:
    """Numbered objects of one file. Sources are ASCII."""

    def __init__(self) -> None:
        # reportlab's own stubs leave out most of what its document has.
        self._document = cast("Any", pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 7)))
        self._sources: dict[int, _RawObject] = {}

    def reserve(self) -> int:
        """A number for an object whose source comes later, by `put`."""
        source = _RawObject()
        self._document.Reference(source)
        number = int(self._document.objectcounter)
        self._sources[number] = source
        return number

    def put(self, number: int, source: str) -> None:
        """Give a reserved number its object."""
        self._put(number, source.encode("ascii"))

    def _put(self, number: int, source: bytes) -> None:
        self._sources[number].source = source
        self._document.updateSignature(source)

    def add(self, source: str) -> int:
        """A new object; returns its number."""
        number = self.reserve()
        self.put(number, source)
        return number

    def stream(self, content: bytes, entries: str = "", *, compressed: bool = True) -> int:
        """A new stream with these dictionary entries; returns its number."""
        if compressed:
            content, entries = zlib.compress(content, _EFFORT), f"{entries}/Filter/FlateDecode"
        head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
        number = self.reserve()
        self._put(number, head + content + b"\nendstream")
        return number

    def to_bytes(self, root: int, info: int) -> bytes:
        """The whole file; `root` and `info` are the numbers of its catalogue and its information.
        Call once."""
        self._document.Catalog = self._sources[root]
        self._document.info = self._sources[info]
        return bytes(self._document.format())
