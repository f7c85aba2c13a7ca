"""The injuries sheet: what was seen and said, and where on the body. No diagnosis."""

from __future__ import annotations

from tipdesk.forms.model import path_of
from tipdesk.printing.documents.body_outline import BodyOutline, Injury
from tipdesk.printing.documents.intake import Paper
from tipdesk.printing.layout.blocks import Band, Remark
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block, Gap, NewPage, accompanied
from tipdesk.printing.layout.listing import Listing, empty_rows, listed, listing
from tipdesk.printing.layout.signatures import Signatures

_PLACE = "inj_body"
_BLANK_ROWS = 9
_LINES = 2


def injuries(setter: Setter) -> list[Block]:
    """Rules of decency, the outline with its marks, the list, who looked."""
    paper = Paper(setter)
    words, blank = paper.words, paper.reading.blank
    found = listing(setter, words.part("list"))
    made: list[Block] = [
        Remark(paper.voice, words.text("preface")),
        *paper.section_blocks("acquaintance", "rights", "fitness"),
    ]
    report = [*paper.section_blocks("health"), *_signatures(paper)]
    if found is None:
        return [*made, Remark(paper.voice, words.text("withheld")), *report]
    made += [
        Band(paper.voice, "", words.text("outline_title")),
        *paper.said("how_blank" if blank else "how", small=True, after=3.0, keeps_next=True),
        BodyOutline(paper.voice, words.part("outline"), _marks(paper, found)),
        *([NewPage()] if blank or len(found.numbers) > 1 else []),
        Band(paper.voice, "", words.part("list").text("title")),
        listed(
            setter,
            found,
            empty=empty_rows(found.numbers, _BLANK_ROWS if blank else 1),
            lines=_LINES,
        ),
        Gap(8),
    ]
    return [*made, *report]


def _marks(paper: Paper, found: Listing) -> list[Injury]:
    """A mark for each row, where this copy may say the place."""
    printed = {one.name for column in found.columns for one in column.questions}
    if _PLACE not in printed:
        return []
    reading = paper.reading
    return [
        Injury(number, reading.entry(path_of(_PLACE, found.repeat.name, row)).value)
        for number, row in enumerate(found.numbers, start=1)
    ]


def _signatures(paper: Paper) -> list[Block]:
    lines = ("name", "sign", "date")
    return [
        *accompanied(paper.said("signing", small=True)),
        Signatures(
            paper.voice,
            (
                paper.signer(paper.words.text("officer"), lines, {"name": paper.responsible()}),
                paper.signer(paper.words.text("health"), lines),
            ),
        ),
    ]
