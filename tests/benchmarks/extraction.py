"""How many of a paper's words each reader gives back, beside what was reached before.

    python tests/benchmarks/extraction.py [--pdfjs DIR] [--misses]

One content (`tests/printing/extraction.py`: cells, a table over pages, a long account with numbers,
Latin names and vowel signs), every reader that is installed. pdf.js, which Firefox has, needs Node
and a folder in which `npm install pdfjs-dist@4` was run: name it with --pdfjs. A reader that is not
there is named and left out.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.printing.extraction import FLOORS, READERS, content, missed, rate

_PROGRAMS = {"pdftotext": "pdftotext", "MuPDF": "mutool"}
_SCRIPT = """
import {readFileSync} from 'fs';
const {getDocument} = await import(process.argv[2]);
const data = new Uint8Array(readFileSync(process.argv[3]));
const file = await getDocument({data, verbosity: 0}).promise;
for (let number = 1; number <= file.numPages; number++) {
  const {items} = await (await file.getPage(number)).getTextContent();
  console.log(items.map(item => item.str + (item.hasEOL ? '\\n' : '')).join(''));
}
"""


def _pdf_js(modules: Path, pdf: bytes, folder: Path) -> str:
    script, paper = folder / "read.mjs", folder / "paper.pdf"
    script.write_text(_SCRIPT, encoding="utf-8")
    paper.write_bytes(pdf)
    library = modules.resolve() / "node_modules/pdfjs-dist/legacy/build/pdf.mjs"
    words = ["node", str(script), library.as_uri(), str(paper)]
    return subprocess.run(words, capture_output=True, check=True).stdout.decode("utf-8")


def main() -> None:
    """Print one line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pdfjs", type=Path, help="a folder with node_modules/pdfjs-dist")
    parser.add_argument("--misses", action="store_true", help="print the words that were not found")
    options = parser.parse_args()
    pdf, words = content()
    print(f"{len(words)} words")
    readers = dict(READERS)
    if options.pdfjs:
        readers["pdf.js"] = lambda pdf, folder: _pdf_js(options.pdfjs, pdf, folder)
    else:
        print("left out: pdf.js (see --pdfjs)")
    with tempfile.TemporaryDirectory() as folder:
        for name, read in readers.items():
            if name in _PROGRAMS and not shutil.which(_PROGRAMS[name]):
                print(f"left out: {name} is not installed")
                continue
            extracted = read(pdf, Path(folder))
            print(f"{name:10}{rate(words, extracted):6.1f} %   before: {FLOORS[name]} %")
            if options.misses:
                print("   ", " ".join(missed(words, extracted)))


if __name__ == "__main__":
    main()
