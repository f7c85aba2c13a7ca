"""What papers about the chain share: fingerprint, uncertain times, exceptions, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.custody.clock import UncertainSpan
from tipdesk.cases.custody.reading import Objection
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import isolated
from tipdesk.printing.layout.blocks import paragraph
from tipdesk.printing.layout.flow import Block, Gap, Undivided
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.pdf.structure import NUMBERED
from tipdesk.printing.plan import ChainPaper
from tipdesk.printing.text.layout import NAVY, RULE, TINT, Align, Styles, layout, printable, styles
from tipdesk.printing.wording import Voice, Wording, wording
from tipdesk.texts import custody

_MOST = 60  # exceptions on one certificate; a broken chain may have thousands


class ChainVoice:
    """A paper about the chain: its source, its language, its words."""

    def __init__(self, source: ChainPaper, words: str) -> None:
        self.source = source
        self.voice = Voice(source.language)
        self.look: Styles = styles(source.language)
        self.words: Wording = wording(words)
        self.shared: Wording = wording("custody")

    def both(
        self, main: str, other: str, after: float = 4.0, *, keeps_next: bool = False
    ) -> list[Block]:
        """A text with the second language below it."""
        return [
            paragraph(main, self.look.body, 0.0, keeps_next=True),
            paragraph(other, self.look.body_other, after, keeps_next),
        ]

    def fixed_words(
        self, text: LocalText, after: float = 4.0, *, keeps_next: bool = False, **values: str
    ) -> list[Block]:
        """Fixed words in both languages; `values` fill their places."""
        main, other = self.voice.main(text), self.voice.other(text)
        filled = main.format(**values), other.format(**values)
        return self.both(*filled, after, keeps_next=keeps_next)


class Anchored(Undivided):
    """The fingerprint of the chain: the entry, five groups of digits, the last seal."""

    def __init__(self, chain: ChainVoice) -> None:
        reading, words = chain.source.reading, chain.shared
        self._voice, self._look = chain.voice, chain.look
        seq, digest = reading.head
        label = words.text("anchor")
        self._label = chain.voice.main(label).format(seq=isolated(str(seq)))
        self._other = chain.voice.other(label).format(seq=str(seq))
        self._groups = grouped_digits(digest).split()
        self._seal = _seal(chain)
        self.height = 62.0

    def draw(self, pen: Pen, top: float) -> None:
        """Groups stand from left to right in every language."""
        look = self._look
        pen.box(0, top, (CONTENT, 56), TINT, NAVY, (0.8, 3.0))
        room = CONTENT - 16
        strong = look.subheading
        pen.text(printable(self._label, strong), strong, 8, top - 2, room)
        end = look.subheading_other
        pen.text(printable(self._other, end), end, 8, top - 2, room)
        style = look.title.but(size=17, align=Align.CENTRE)
        wide = room / len(self._groups)
        for place, group in enumerate(self._groups):
            at = 8 + (len(self._groups) - 1 - place if pen.rtl else place) * wide
            pen.lines(layout(isolated(group), style, wide), style, at, top - 15, wide)
            if place:
                pen.upright(8 + place * wide, top - 19, 17, RULE)
        small = look.label.but(align=Align.CENTRE)
        pen.text(printable(self._seal, small), small, 8, top - 41, room)


def _seal(chain: ChainVoice) -> str:
    last, words = chain.source.reading.sealed_to, chain.shared
    if chain.source.reading.carried:
        return chain.voice.main(words.text("anchor_carried"))
    if last is None:
        return chain.voice.main(words.text("anchor_no_seal"))
    return chain.voice.main(words.text("anchor_seal")).format(
        officer=isolated(last.login),
        link=isolated(str(last.last)),
        time=custody.moment(last.at, chain.voice.language),
    )


def uncertain_times(chain: ChainVoice, spans: Sequence[UncertainSpan]) -> Iterator[Block]:
    """Every span with what was stated about it, in both languages."""
    main, other = chain.voice.language, chain.voice.other_language
    if not spans:
        yield from chain.fixed_words(chain.shared.text("uncertain_none"))
    names, whole = chain.source.reading.names, not chain.source.reading.carried
    for span in spans:
        sentence, again = (
            custody.span_sentence(span, spoken, whole=whole, names=names)
            for spoken in (main, other)
        )
        stated = bool(span.attested) or whole  # something follows that is said of it
        yield from chain.both(sentence, again, 2.0, keeps_next=stated)
        for attestation in span.attested:
            name = names.get(attestation.by, "")
            statement, again = (
                custody.statement_sentence(attestation, spoken, name) for spoken in (main, other)
            )
            yield from chain.both(statement, again, 5.0)
        if whole and not span.attested:
            yield from chain.fixed_words(chain.shared.text("unstated"), 5.0)


class Numbered(Undivided):
    """A number in a box beside texts of both languages: a point of the list that is `group`."""

    def __init__(
        self, chain: ChainVoice, number: str, texts: Sequence[tuple[str, bool]], group: object
    ) -> None:
        self._group = group
        look, room = chain.look, CONTENT - 30
        self._look, self._number = look, number
        styled = [(look.body_other if other else look.body, text) for text, other in texts]
        self._texts = [
            (style, layout(printable(text, style), style, room)) for style, text in styled
        ]
        self.height = 7 + sum(len(lines) * style.leading for style, lines in self._texts)

    def draw(self, pen: Pen, top: float) -> None:
        """Number, texts, a rule below."""
        number = self._look.table_head
        pen.box(0, top - 1, (19, 14), TINT, RULE, (0.4, 2.0))
        with pen.tagged("L", NUMBERED, thing=self._group), pen.tagged("LI"):
            with pen.tagged("Lbl"):
                pen.text(self._number, number, 0, top - 2, 19)
            with pen.tagged("LBody"):
                y = top
                for style, lines in self._texts:
                    y = pen.lines(lines, style, 28, y, CONTENT - 30)
        pen.rule(28, top - self.height + 4, CONTENT - 28, RULE, 0.3)


def exceptions(chain: ChainVoice, objections: Sequence[Objection]) -> Iterator[Block]:
    """Every exception with what to do, in both languages; of very many the first."""
    words = wording("certificate")
    if not objections:
        yield from chain.fixed_words(words.text("exceptions_none"))
    step = words.text("next_step")
    for number, objection in enumerate(objections[:_MOST], start=1):
        texts = []
        for language, other in ((chain.voice.language, False), (chain.voice.other_language, True)):
            message = custody.objection_message(
                objection, language, carried=chain.source.reading.carried
            )
            todo = step.text(language).format(what=message.next_step)
            texts.append((f"{message.what} {todo}", other))
        yield Numbered(chain, str(number), texts, objections)
    if len(objections) > _MOST:
        yield from chain.fixed_words(
            words.text("exceptions_more"), count=str(len(objections) - _MOST)
        )


def limit_texts(chain: ChainVoice) -> Iterator[Block]:
    """What no check can promise, numbered, in both languages."""
    group = object()
    pairs = zip(
        custody.limits(chain.voice.language),
        custody.limits(chain.voice.other_language),
        strict=True,
    )
    for number, (main, other) in enumerate(pairs, start=1):
        yield Numbered(chain, str(number), ((main, False), (other, True)), group)
    yield Gap(4)
