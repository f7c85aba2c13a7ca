"""Risk and safety plan: restricted, for the caseworker; and apart from it what the person may
carry."""

from __future__ import annotations

from tipdesk.forms.model import LocalText
from tipdesk.printing.documents.carried import pocket_cards
from tipdesk.printing.documents.intake import Paper
from tipdesk.printing.layout.blocks import Remark
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block, Gap, NewPage, accompanied
from tipdesk.printing.layout.narrative import ruled
from tipdesk.printing.layout.plain_page import is_plain
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.layout.sections import part_blocks, parts
from tipdesk.printing.layout.signatures import Signatures
from tipdesk.printing.text.styles import RED
from tipdesk.printing.wording import wording

_STEPS = 6  # lines to write on where the plan is not printed


def safety_title(reading: Reading) -> LocalText:
    """What the person carries has a name that tells nothing."""
    words = wording("safety")
    return words.text("title_person" if is_plain(reading) else "title")


def safety(setter: Setter) -> list[Block]:
    """The plan for the caseworker. The person's copy is another sheet: cards for the pocket,
    which say nothing of the plan."""
    paper = Paper(setter)
    reading, words = paper.reading, paper.words
    if is_plain(reading):
        return pocket_cards(paper)
    danger, *agreed = parts(reading.form.sections, words)
    first = part_blocks(setter, [danger])
    made: list[Block] = [
        Remark(paper.voice, words.text("restricted"), RED),
        *first,
        *([NewPage()] if reading.blank else []),
        *part_blocks(setter, agreed, 2 if first else 1),
    ]
    if not reading.blank and not reading.options.include_level4:
        made += [
            Remark(paper.voice, words.text("not_here")),
            *paper.said("by_hand", small=True, after=3.0, keeps_next=True),
            ruled(_STEPS),
            Gap(8),
        ]
    lines = ("name", "sign", "date")
    officer = paper.signer(words.text("officer"), lines, {"name": paper.responsible()})
    second = paper.signer(words.text("second"), lines)
    rules = accompanied(paper.said("rules", small=True))
    return [*made, *rules, Signatures(paper.voice, (officer, second))]
