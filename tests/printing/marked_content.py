"""What the drawing operators of a page say of their own structure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(rb"<<.*?>>|\[[^\]]*\]|<[0-9A-F]*>|[^\s\[\]<>]+")
_OPERATORS = frozenset(
    b"q Q cm w J j m l c h re S s f B n rg RG g G BT ET Tf Tm TJ Tr BDC BMC EMC Do".split()
)
_SHOWS = frozenset(b"S s f B TJ Do".split())
_OPERAND = re.compile(rb"[-+.\d/<\[]")


def _operators(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    operands: list[bytes] = []
    for token in _TOKEN.findall(content):
        if _OPERAND.match(token):
            operands.append(token)
            continue
        yield token, operands
        operands = []


def content_faults(content: bytes) -> Iterator[str]:
    """Of one page: operators that are not ours, pieces that are not closed or lie in each other,
    drawing outside of every piece."""
    depth = saved = 0
    for operator, operands in _operators(content):
        if operator not in _OPERATORS:
            yield f"operator {operator.decode('latin-1')}"
        if operator in (b"BDC", b"BMC"):
            # A language may lie in a piece; pieces and ornaments lie in nothing.
            if (b"/MCID" in operands[-1] or operands[0] == b"/Artifact") == bool(depth):
                yield "marked piece in a marked piece, or words in none"
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in _SHOWS and not depth:
            yield "drawn outside of every marked piece"
        saved += (operator == b"q") - (operator == b"Q")
        if depth < 0 or not 0 <= saved <= 28:
            yield "closed what was not open"
    if depth or saved:
        yield "piece is not closed"


def marked_numbers(content: bytes) -> list[int]:
    """The numbers (MCID) of a page's marked pieces, in the order in which they are drawn."""
    return [int(number) for number in re.findall(rb"/MCID (\d+)", content)]


def used_codes(content: bytes) -> dict[str, set[int]]:
    """By font: the codes of the glyphs that a page shows."""
    by_font: dict[str, set[int]] = {}
    font = ""
    for operator, operands in _operators(content):
        if operator == b"Tf":
            font = operands[0][1:].decode("ascii")
        elif operator == b"TJ":
            for codes in re.findall(rb"<([0-9A-F]+)>", operands[0]):
                by_font.setdefault(font, set()).update(
                    int(codes[at : at + 4], 16) for at in range(0, len(codes), 4)
                )
    return by_font
