"""Line breaking against Unicode's own file, every line of it, and in the texts of this desk."""

from __future__ import annotations

import lzma
from pathlib import Path

from tipdesk.printing.line_breaks import line_breaks

DATA = Path(__file__).parent / "data" / "LineBreakTest-15.1.0.txt.xz"


def test_every_line_of_the_unicode_conformance_file() -> None:
    seen, failed = 0, []
    with lzma.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            case, _, comment = line.partition("#")
            if not case.strip():
                continue
            seen += 1
            text, wanted = "", []
            for token in case.split():
                if token == "÷":
                    wanted.append(len(text))
                elif token != "×":
                    text += chr(int(token, 16))
            if [*line_breaks(text), len(text)] != wanted:
                failed.append(comment.strip())
    assert seen == 10_274
    assert not failed, f"{len(failed)} lines fail, the first: {failed[:3]}"
