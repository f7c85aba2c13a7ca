"""What the person carries, and the risk and safety plan of which a part is such a sheet.

What is carried says numbers, dates and what was agreed, in words that endanger nobody. The plan
itself is restricted, for the caseworker (`safety`).

Whoever finds such a sheet must not learn from it where it comes from or what it is about. So it has
no letterhead, file number, code or name, and of needs it says only what its words call harmless.
"""

from __future__ import annotations

from collections.abc import Iterator

from tipdesk.forms.model import LocalText, Question, path_of, row_path
from tipdesk.printing.documents.intake import PaperBuilder
from tipdesk.printing.layout.blocks import Headed, LabelLine, RemarkFrame, Signatures
from tipdesk.printing.layout.flow import Block, Gap, NewPage, Undivided, accompanied
from tipdesk.printing.layout.grid import Setter
from tipdesk.printing.layout.narrative import Ruled
from tipdesk.printing.layout.page import is_plain
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.layout.sections import part_blocks, parts
from tipdesk.printing.pdf.pen import Pen, content_width
from tipdesk.printing.text import layout
from tipdesk.printing.wording import PrintSize, Wording, wording

_NEXT, _NEED, _WANTED, _NEEDS = "iv_next", "need_type", "need_wanted", "needs"
_LINE = 21.5  # points as it is set, 28 on paper: 10 mm to write on by hand
# Lines for what was agreed, for numbers, for notes: one page, in large print too.
_LINES, _FEWER_LINES = (3, 4, 3), (2, 2, 1)
_CARDS, _CARD_NUMBERS = 6, 5  # in the pocket
_GAP = 12.0


def closing(setter: Setter) -> list[Block]:
    """The sheet at the end of a meeting: when next, what was agreed, whom to call."""
    paper = PaperBuilder(setter)
    words = paper.words
    agreed = list(dict.fromkeys(_agreed(paper)))
    large = paper.voice.size is PrintSize.LARGE
    least, numbers, notes = _FEWER_LINES if large else _LINES
    empty = max(1, least - len(agreed))
    return [
        *_title(paper),
        *_heading(paper, "next"),
        LabelLine(paper.voice, _in_both(words.text("when")), _next(paper), least=_LINE),
        *_lines(paper, words.text("where")),
        *_lines(paper, words.text("with_me")),
        Gap(10),
        *_heading(paper, "agreed"),
        *(Written(paper, text) for text in agreed),
        *(Written(paper) for _line in range(empty)),
        Gap(10),
        *_heading(paper, "numbers"),
        *_known_numbers(paper),
        *(Written(paper) for _line in range(numbers)),
        Gap(10),
        *_heading(paper, "notes"),
        *(Written(paper) for _line in range(notes)),
        Gap(10),
        *(block for key in ("change", "help") for block in _fixed_words(paper, key)),
    ]


def pocket_cards(paper: PaperBuilder) -> list[Block]:
    """Small cards with room for numbers, to cut out and keep apart; all alike."""
    cards = [_PocketCards(paper) for _row in range(_CARDS // 2)]
    return [
        *_fixed_words(paper, "cards"),
        *(block for card in cards for block in (Gap(_GAP), card)),
    ]


def _title(paper: PaperBuilder) -> list[Block]:
    look, voice = paper.look, paper.voice
    title = paper.words.text("title")
    both = ((voice.main(title), look.title), (voice.other(title), look.title_other))
    return [Headed(both, 1, 12.0)]


def _heading(paper: PaperBuilder, key: str) -> list[Block]:
    text, voice = paper.words.text(key), paper.voice
    both = f"{voice.main(text)} – {voice.other(text)}"
    return [Headed([(both, paper.look.subheading)], 2, 2.0)]


def _fixed_words(paper: PaperBuilder, key: str) -> list[Block]:
    return paper.fixed_words(key, after=5.0)


def _lines(paper: PaperBuilder, label: LocalText) -> list[Block]:
    return [LabelLine(paper.voice, _in_both(label), least=_LINE)]


def _in_both(text: LocalText) -> LocalText:
    """Words in both languages: who carries the sheet may read one of them alone."""
    arabic, english = text.ar.removesuffix(":"), text.en.removesuffix(":")
    colon = text.ar[len(arabic) :]
    return LocalText(f"{arabic} – {english}{colon}", f"{english} – {arabic}{colon}")


def _question(paper: PaperBuilder, name: str) -> Question | None:
    """The question, where this sheet may say its answer."""
    named = (question for question in paper.reading.form.questions() if question.name == name)
    return next((question for question in named if paper.reading.prints(question)), None)


def _next(paper: PaperBuilder) -> str:
    question = _question(paper, _NEXT)
    if question is None or not paper.reading.is_asked(_NEXT):
        return ""
    entry = paper.reading.entry(_NEXT)
    return paper.reading.words(question, entry) if entry.value else ""


def _agreed(paper: PaperBuilder) -> Iterator[str]:
    """What is wanted and harmless to be read by others, in words of this sheet."""
    reading = paper.reading
    repeat = reading.form.repeat(_NEEDS)
    if repeat is None or _question(paper, _NEED) is None or _question(paper, _WANTED) is None:
        return
    harmless = _harmless(paper.words)
    for row in reading.rows(repeat):
        if not reading.is_asked(row_path(_NEEDS, row)):
            continue
        kind, wanted = (
            reading.entry(path_of(name, _NEEDS, row)).value for name in (_NEED, _WANTED)
        )
        if wanted == "yes" and kind in harmless:
            yield paper.voice.main(_in_both(harmless[kind]))


def _harmless(words: Wording) -> dict[str, LocalText]:
    return {
        kind: entry.text("text")
        for entry in words.parts("harmless")
        for kind in entry.setting("needs").split()
    }


def _known_numbers(paper: PaperBuilder) -> list[Block]:
    return [
        LabelLine(paper.voice, _in_both(entry.text("label")), entry.setting("number"), least=_LINE)
        for entry in paper.words.parts("known_numbers")
    ]


class Written(Undivided):
    """A line to write on, or one that is written already."""

    height = _LINE

    def __init__(self, paper: PaperBuilder, text: str = "") -> None:
        self._style = paper.look.answer
        self._text = layout.printable(text, self._style)

    def draw(self, pen: Pen, top: float) -> None:
        """Line and text."""
        pen.rule(2, top - _LINE + 4, pen.content - 4, layout.RULE)
        if self._text:
            y = top - _LINE + 5 + self._style.leading
            pen.text(self._text, self._style, 6, y, pen.content - 12)


class _PocketCards(Undivided):
    """Two cards beside each other, each no larger than a bank card's double."""

    def __init__(self, paper: PaperBuilder) -> None:
        self._paper = paper
        self._wide = (content_width(paper.look.scale) - _GAP) / 2
        self._numbers = paper.words.parts("known_numbers")
        self.height = 26.0 + _LINE * (len(self._numbers) + _CARD_NUMBERS) + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Both cards."""
        for number in range(2):
            self._draw(pen, number * (self._wide + _GAP), top)

    def _draw(self, pen: Pen, offset: float, top: float) -> None:
        paper, look = self._paper, self._paper.look
        pen.box(offset, top, (self._wide, self.height), layout.WHITE, layout.FAINT, (0.7, 6.0))
        title = look.subheading.but(align=layout.Align.CENTRE)
        name = paper.words.text("card")
        both = layout.printable(f"{paper.voice.main(name)} – {paper.voice.other(name)}", title)
        pen.text(both, title, offset + 8, top - 6, self._wide - 16)
        pen.rule(offset + 10, top - 24, self._wide - 20, layout.NAVY, 0.5)
        y = top - 26
        for entry in self._numbers:
            self._line(pen, (offset, y), _in_both(entry.text("label")), entry.setting("number"))
            y -= _LINE
        for _number in range(_CARD_NUMBERS):
            self._line(pen, (offset, y), None, "")
            y -= _LINE

    def _line(self, pen: Pen, at: tuple[float, float], label: LocalText | None, known: str) -> None:
        offset, top = at
        body, answer = self._paper.look.body, self._paper.look.answer
        start = offset + 10
        room = self._wide - 20
        if label is not None:
            text = layout.printable(self._paper.voice.main(label), body)
            wide = layout.natural_width(text, body) + 5
            pen.text(text, body, start, top - 7, wide)
            pen.text(layout.printable(known, answer), answer, start + wide, top - 7, room - wide)
        pen.rule(start, top - _LINE + 3, room, layout.RULE)


# --- the risk and safety plan -----------------------------------------------------------------


_STEPS = 6  # lines to write on where the plan is not printed


def safety_title(reading: Reading) -> LocalText:
    """What the person carries has a name that tells nothing."""
    words = wording("safety")
    return words.text("title_person" if is_plain(reading) else "title")


def safety(setter: Setter) -> list[Block]:
    """The plan for the caseworker. The person's copy is another sheet: cards for the pocket,
    which say nothing of the plan."""
    paper = PaperBuilder(setter)
    reading, words = paper.reading, paper.words
    if is_plain(reading):
        return pocket_cards(paper)
    danger, *agreed = parts(reading.form.sections, words)
    first = part_blocks(setter, [danger])
    blocks: list[Block] = [
        RemarkFrame(paper.voice, words.text("restricted"), layout.RED),
        *first,
        *([NewPage()] if reading.blank else []),
        *part_blocks(setter, agreed, 2 if first else 1),
    ]
    if not reading.blank and not reading.options.include_level4:
        blocks += [
            RemarkFrame(paper.voice, words.text("not_here")),
            *paper.fixed_words("by_hand", small=True, after=3.0, keeps_next=True),
            Ruled(_STEPS),
            Gap(8),
        ]
    lines = ("name", "sign", "date")
    officer = paper.signer(words.text("officer"), lines, {"name": paper.responsible()})
    second = paper.signer(words.text("second"), lines)
    rules = accompanied(paper.fixed_words("rules", small=True))
    return [*blocks, *rules, Signatures(paper.voice, (officer, second))]
