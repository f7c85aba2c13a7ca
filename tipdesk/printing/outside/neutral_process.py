"""The process in which the pages of a PDF from outside are copied, and nothing else of it.

    python -P -m tipdesk.printing.outside.neutral_process MEMORY SECONDS

Standard input: 8 bytes of length (little endian), the file. Standard output, after the byte of
`beginning.begin`: 8 bytes of length, the copy; 0 where the file cannot be read. It reads and
writes nothing else: no file, no network.

A PDF that PDFium writes anew from its pages has none of what stands beside them: author, dates and
program, XMP of the whole, attached files, scripts, what was deleted or replaced before.
`media.neutral_pdf` takes away what pages and pictures say.
"""

from __future__ import annotations

import io
import struct

import pypdfium2

from tipdesk.printing.outside.beginning import begin


def pages_alone(data: bytes) -> bytes:
    """The pages as a new PDF; nothing where it cannot be read."""
    copy, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    try:
        copy.import_pages(pypdfium2.PdfDocument(data))
    except pypdfium2.PdfiumError:
        return b""
    copy.save(file)
    return file.getvalue() if len(copy) else b""


def main() -> None:
    """Read one PDF and give its pages."""
    requests, replies = begin()
    (length,) = struct.unpack("<Q", requests.read(8))
    copy = pages_alone(requests.read(length))
    replies.write(struct.pack("<Q", len(copy)) + copy)
    replies.flush()


if __name__ == "__main__":
    main()
