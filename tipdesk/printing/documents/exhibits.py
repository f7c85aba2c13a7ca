"""The exhibit list (Law 17/1960 art. 91): what was taken, in which state, from where and whom."""

from __future__ import annotations

from tipdesk.cases.evidence import exhibits
from tipdesk.forms.model import LocalText, path_of
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents.intake import Paper
from tipdesk.printing.layout.blocks import Band, Subheading, paragraph
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block, Gap, NewPage, accompanied, led_in
from tipdesk.printing.layout.listing import Listing, empty_rows, listed, listing
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.layout.signatures import Signatures
from tipdesk.printing.layout.tables import Column, TableCell, table
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import wording

_BLANK_EXHIBITS, _BLANK_HANDOVERS = 8, 9
_NEXT_HANDOVERS = 2  # to write in on filled paper
_LINES = 2  # to write on, of an exhibit and of a handing over
_KEPT = 200.0  # points; a lower list of handing over stays with the signatures
_HALF = 32  # hex digits in a line of the table


def exhibit_list(setter: Setter) -> list[Block]:
    """Every exhibit with its state and where it came from, and who handed it to whom."""
    paper = Paper(setter)
    reading, words = paper.reading, paper.words
    person = reading.copy == "person" and not reading.blank
    made: list[Block] = [
        *paper.said("preface_person" if person else "preface", small=True),
        *paper.form_blocks(),
    ]
    blank = reading.blank
    if blank:
        made += paper.said("blank", small=True)
    found = listing(setter, words.part("list"))
    if found is not None:
        empty = empty_rows(found.numbers, _BLANK_EXHIBITS if blank else 1)
        made += [
            Band(paper.voice, "", words.part("list").text("title")),
            listed(setter, found, empty=empty, lines=_LINES if blank else 1),
            Gap(8),
            *_held_back(paper),
            *_digests(paper, found),
        ]
    handed = None if person else listing(setter, words.part("handed"))
    if handed is not None:
        empty = _BLANK_HANDOVERS if blank else _NEXT_HANDOVERS
        made += [
            *([NewPage()] if blank else []),
            Band(paper.voice, "", words.part("handed").text("title")),
            listed(setter, handed, empty=empty, lines=_LINES if blank else 1),
            Gap(8),
        ]
    return [*led_in(made, 1, _KEPT), *_signatures(paper)]


def exhibits_title(reading: Reading) -> LocalText:
    """The person's copy is the receipt that article 91 gives the holder."""
    words = wording("exhibits")
    receipt = reading.copy == "person" and not reading.blank
    return words.text("title_person" if receipt else "title")


def _held_back(paper: Paper) -> list[Block]:
    """That exhibits are not on this copy, never which."""
    count = paper.reading.hidden_rows(exhibits.ROWS)
    if not count:
        return []
    text = paper.voice.main(paper.words.text("held_back")).format(count=isolated(str(count)))
    return [paragraph(text, paper.look.body)]


def _digests(paper: Paper, found: Listing) -> list[Block]:
    """The whole SHA-256 of each file that a row describes."""
    question = next((one for one in found.repeat.questions() if one.name == exhibits.HASH), None)
    if question is None or not paper.reading.prints(question):
        return []
    rows: list[list[TableCell]] = []
    for number, row in enumerate(found.numbers, start=1):
        path = path_of(question.name, exhibits.ROWS, row)
        digest = paper.reading.entry(path).value
        if digest and paper.reading.asked(path):
            halves = (digest[:_HALF], digest[_HALF:])
            rows.append([TableCell(str(number)), *(TableCell(isolated(one)) for one in halves)])
    if not rows:
        return []
    columns = [
        Column(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        Column(paper.words.text("digest_first"), Align.CENTRE),
        Column(paper.words.text("digest_second"), Align.CENTRE),
    ]
    return [
        Subheading(paper.voice, question.label),
        table(paper.voice, columns, rows),
        Gap(6),
    ]


def _signatures(paper: Paper) -> list[Block]:
    lines = ("name", "sign", "date")
    words = paper.words
    return [
        *accompanied(paper.said("signing", small=True)),
        Signatures(
            paper.voice,
            (
                paper.signer(words.text("holder"), lines, thumb=True, share=1.25),
                paper.signer(words.text("officer"), lines, {"name": paper.responsible()}),
                paper.signer(words.text("receiver"), lines),
            ),
        ),
    ]
