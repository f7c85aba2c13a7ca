"""What a workbook unpacks to, looked at before anything is made of it.

A few kilobytes can unpack to gigabytes of text, millions of cells or formats, or entities that
grow without end. Every member is read once with the parser that will read it again, whatever it
is called and in whatever encoding it is written; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

MAX_UNPACKED = 200_000_000  # bytes, of all members together
MAX_CELLS = 600_000  # of one sheet, its rows among them: 20,000 choices with 29 columns
_MAX_DEPTH = 64
_MAX_ELEMENTS = 100_000  # of styles and whatever else is no sheet: Excel itself has 64,000 formats
_MAX_OF: Mapping[str, int] = {"worksheet": 5 * MAX_CELLS, "sst": MAX_CELLS}
_MAX_ALL = 8 * MAX_CELLS  # elements, of all members together
_NAMES = (".xml", ".rels")


class TooLargeError(Exception):
    """It holds more than any form."""


class _Counter:
    """Counts the elements of one member."""

    def __init__(self) -> None:
        self.elements = self.cells = self.depth = 0
        self.most = _MAX_ELEMENTS

    def scan(self, file: IO[bytes]) -> None:
        """Raises ExpatError, ValueError, TooLargeError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ParseFile(file)

    def _start(self, name: str, _attributes: object) -> None:
        word = name.rpartition(" ")[2]
        if not self.elements:
            self.most = _MAX_OF.get(word, _MAX_ELEMENTS)
        self.elements += 1
        self.depth += 1
        self.cells += word in ("c", "row")
        if self.elements > self.most or self.cells > MAX_CELLS or self.depth > _MAX_DEPTH:
            raise TooLargeError

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _doctype(self, *_declared: object) -> None:
        raise ValueError("a document type in a workbook")


def scan(archive: ZipFile) -> None:
    """Look at every member.

    Raises:
        TooLargeError: it unpacks to more than a form can be.
        ValueError, ExpatError: a member is no plain XML.
    """
    members = archive.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooLargeError
    elements = 0
    for member in members:
        counter = _Counter()
        with archive.open(member) as file:
            try:
                counter.scan(file)
            except expat.ExpatError:  # a picture, a macro: the other reader ends here as well
                if member.filename.lower().endswith(_NAMES):
                    raise
        elements += counter.elements
        if elements > _MAX_ALL:
            raise TooLargeError
