"""What stands in a set line, each word by itself."""

from __future__ import annotations

from tipdesk.printing.text.layout import SetLine
from tipdesk.printing.text.pieces import Piece, WordRun


def single_words(line: SetLine) -> list[Piece]:
    """The pieces of a line in reading order, words that were set together as pieces of their own."""
    return [
        part
        for piece in line.pieces
        for part in (piece.single_words() if isinstance(piece, WordRun) else [piece])
    ]
