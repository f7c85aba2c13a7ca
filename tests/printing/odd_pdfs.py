"""PDF files that somebody made to hurt, or that a broken program wrote."""


def pdf(*boxes: str, extra: str = "") -> bytes:
    """A file of empty pages with these media boxes."""
    kids = " ".join(f"{3 + at} 0 R" for at in range(len(boxes)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(boxes)}>>",
        *(f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{extra}>>" for box in boxes),
    ]
    return assembled(objects)


def assembled(objects: list[str]) -> bytes:
    """A file of these objects, numbered from 1; the first is its catalogue."""
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF".encode("ascii")


USUAL = "0 0 595 842"
# No page of them has a shape that can be shown.
SHAPELESS = {
    "tall": pdf("0 0 1 150"),
    "endless": pdf("0 0 1 14400000"),
    "thin": pdf("0 0 0.0001 10"),
    "crop": pdf("0 0 100 9000", extra="/CropBox[50 0 51 9000]"),
}
# PDFium gives these a usual shape of its own, or they are only large.
SHOWN = {
    "flat": pdf("0 0 0 100"),
    "turned": pdf("100 100 0 0"),
    "no number": pdf("0 0 1e99 nan"),
    "vast": pdf("0 0 1000000 1000000"),
    "unit": pdf("0 0 100 100", extra="/UserUnit 100000"),
}
UNREADABLE = {
    "no page": pdf(),
    "junk": b"%PDF-1.4\njunk",
    "empty": b"",
}
