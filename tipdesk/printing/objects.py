"""The objects of a PDF file and how they lie in it (ISO 32000-1, 7.3 to 7.5).

What is not a stream is packed into object streams: the structure of a paper has thousands of small
objects, which would otherwise double the file. Time and chance have no part in it.
"""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PACKED = 500  # objects in one object stream


def reference(number: int) -> str:
    """How an object is referred to."""
    return f"{number} 0 R"


def string(text: str) -> str:
    """A text string, in hexadecimal digits."""
    if text.isascii():
        return f"<{text.encode('ascii').hex().upper()}>"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class Objects:
    """Numbered objects of one file. Sources are ASCII."""

    def __init__(self) -> None:
        self._count = 0
        self._plain: dict[int, bytes] = {}  # by number: what may be packed
        self._streams: dict[int, bytes] = {}

    def reserve(self) -> int:
        """A number for an object whose source comes later, by `put`."""
        self._count += 1
        return self._count

    def put(self, number: int, source: str) -> None:
        """Give a reserved number its object."""
        self._plain[number] = source.encode("ascii")

    def add(self, source: str) -> int:
        """A new object; returns its number."""
        number = self.reserve()
        self.put(number, source)
        return number

    def stream(self, content: bytes, entries: str = "", *, compressed: bool = True) -> int:
        """A new stream with these dictionary entries; returns its number."""
        number = self.reserve()
        self._put_stream(number, content, entries, compressed=compressed)
        return number

    def _put_stream(
        self, number: int, content: bytes, entries: str, *, compressed: bool = True
    ) -> None:
        if compressed:
            content, entries = zlib.compress(content), f"{entries}/Filter/FlateDecode"
        head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
        self._streams[number] = head + content + b"\nendstream"

    def to_bytes(self, root: int, info: int) -> bytes:
        """The whole file; `root` and `info` are the numbers of its catalogue and its information.
        Call once."""
        rows = [(0, 0, 65535)] * (self._count + 1)  # of the cross-reference stream, by number
        numbers = sorted(self._plain)
        for start in range(0, len(numbers), _PACKED):
            part = numbers[start : start + _PACKED]
            holder = self._pack(part)
            for index, number in enumerate(part):
                rows[number] = (2, holder, index)
        table = self.reserve()
        rows += [(0, 0, 65535)] * (table + 1 - len(rows))
        file = bytearray(_HEADER)
        for number, source in self._streams.items():
            rows[number] = (1, len(file), 0)
            file += b"%d 0 obj\n%b\nendobj\n" % (number, source)
        rows[table] = (1, len(file), 0)
        digest = sha256(file).hexdigest()[:32].upper()
        entries = (
            f"/Type/XRef/Size {table + 1}/W[1 4 2]/Root {reference(root)}/Info {reference(info)}"
            f"/ID[<{digest}><{digest}>]/DecodeParms<</Columns 7/Predictor 12>>"
        )
        self._put_stream(table, _predicted(rows), entries)
        start = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (table, self._streams[table])
        file += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(file)

    def _pack(self, numbers: list[int]) -> int:
        """Put objects into one object stream; returns its number."""
        places: list[str] = []
        at = 0
        for number in numbers:
            places.append(f"{number} {at}")
            at += len(self._plain[number]) + 1
        head = " ".join(places).encode("ascii") + b"\n"
        body = b"\n".join(self._plain[number] for number in numbers)
        entries = f"/Type/ObjStm/N {len(numbers)}/First {len(head)}"
        return self.stream(head + body, entries)


def _predicted(rows: list[tuple[int, int, int]]) -> bytes:
    """The rows of a cross-reference stream, each as what it differs from the one before: so they
    take hardly any room (ISO 32000-1, 7.4.4.4, predictor 12)."""
    plain = b"".join(struct.pack(">BIH", *row) for row in rows)
    differs = bytes((new - old) & 255 for new, old in zip(plain, bytes(7) + plain, strict=False))
    return b"".join(b"\2" + differs[at : at + 7] for at in range(0, len(differs), 7))
