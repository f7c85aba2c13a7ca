"""Every paper, filled and blank, before the programs of others that know archives.

    python tests/printing/archive_checkers.py [--out DIR]

* qpdf --check: the file's syntax.
* JHOVE's PDF module (Debian: jhove): well-formed and valid.
* PDFBox Preflight 2 (Debian: libpdfbox2-java, libjaxb-api-java, a JDK): PDF/A-1b, the only part of
  the standard that it knows. It gets a variant of each paper that says "1" of itself, has no
  object streams and lists the glyphs of each font, as part 1 asks and part 2 no longer does;
  everything else is as the product wrote it.

pdfua and outloud, which know PDF/UA-1, are packages of the tests: `tests/printing/pdf/test_heard.py`.

A program that is not there is named and left out. veraPDF, which knows PDF/A-2 and PDF/UA, is in none of
the package registries that this project draws on: run it by hand where it can be had.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, StreamObject

from tests.printing.every_paper import filled, further

_JARS = Path("/usr/share/java")
_NEEDED = (
    "preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api",
)  # fmt: skip


def part_one(pdf: bytes) -> bytes:
    """The variant for PDF/A-1b."""
    mark = b"<pdfaid:part>%d</pdfaid:part>"
    assert pdf.count(mark % 2) == 1
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf.replace(mark % 2, mark % 1))))
    writer.pdf_header = "%PDF-1.4"
    fonts = writer.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descendant = font["/DescendantFonts"][0].get_object()
        glyphs = StreamObject()
        glyphs.set_data(_cid_set(descendant["/W"]))
        descendant["/FontDescriptor"][NameObject("/CIDSet")] = writer._add_object(glyphs)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _cid_set(widths: ArrayObject) -> bytes:
    """A bit for each CID that has a width, highest bit first."""
    held = bytearray()
    for first, run in zip(widths[::2], widths[1::2], strict=True):
        for cid in range(int(first), int(first) + len(run)):
            held.extend(bytes(max(0, cid // 8 + 1 - len(held))))
            held[cid // 8] |= 128 >> cid % 8
    return bytes(held)


def _run(name: str, command: list[str], wanted: str) -> bool:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    output = done.stdout + done.stderr
    good = done.returncode == 0 and wanted in output
    print(f"{'good  ' if good else 'FAULTY'} {name}")
    if not good:
        print(output)
    return good


def _preflight(paths: list[Path]) -> bool | None:
    jars = [_JARS / f"{name}.jar" for name in _NEEDED]
    if not shutil.which("java") or not all(jar.exists() for jar in jars):
        return None
    source = Path(__file__).with_name("Preflight.java")
    words = ["java", "-cp", ":".join(map(str, jars)), str(source), *map(str, paths)]
    return subprocess.run(words, check=False).returncode == 0


def main() -> int:
    """0 when every program that is there took every paper."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="keep the files there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        good, variants = True, []
        for name, make in {**filled(), **further()}.items():
            pdf = make()
            path = folder / f"{name}.pdf"
            path.write_bytes(pdf)
            variants.append(folder / f"{name}-a1b.pdf")
            variants[-1].write_bytes(part_one(pdf))
            if shutil.which("qpdf"):
                good &= _run(f"qpdf  {path.name}", ["qpdf", "--check", str(path)], "No syntax")
            if shutil.which("jhove"):
                words = ["jhove", "-m", "PDF-hul", str(path)]
                good &= _run(f"JHOVE {path.name}", words, "Well-Formed and valid")
        checked = _preflight(variants)
    for program in ("qpdf", "jhove"):
        if not shutil.which(program):
            print(f"left out: {program} is not installed")
    if checked is None:
        print("left out: PDFBox Preflight is not installed")
    return 0 if good and checked is not False else 1


if __name__ == "__main__":
    sys.exit(main())
