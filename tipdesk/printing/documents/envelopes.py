"""The envelopes of a station kit: one page for each person, with six words large enough for tired
eyes. They are drawn once, from memory, by whoever closes the kit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tipdesk.core.settings import Language
from tipdesk.i18n.text import format_date, isolate, isolated
from tipdesk.printing.layout.blocks import Headed, paragraph
from tipdesk.printing.layout.flow import Block, Gap, NewPage
from tipdesk.printing.layout.page import PlainSheet, render_plain
from tipdesk.printing.text.layout import Align, styles
from tipdesk.printing.wording import PrintSize, Voice, Wording, wording

_WORD = 21.0  # points as it is set; a third more on paper


@dataclass(frozen=True, slots=True)
class EnvelopePage:
    """What stands on one page."""

    login: str
    name: str
    code: str  # of the station
    until: date
    words: tuple[str, ...] = field(repr=False)


def render_envelopes(pages: Sequence[EnvelopePage], language: Language) -> bytes:
    """A page for each person, as PDF: nothing on it is below 14 points."""
    voice, about = Voice(language, size=PrintSize.PERSONAL), wording("envelope")
    blocks: list[Block] = []
    for page in pages:
        if blocks:
            blocks.append(NewPage())
        blocks += _page(page, voice, about)
    return render_plain(PlainSheet(voice, voice.main(about.text("title")), "", None), blocks)


def _page(page: EnvelopePage, voice: Voice, about: Wording) -> list[Block]:
    look = styles(voice.language, voice.size)
    whose = voice.main(about.text("whose")).format(
        name=isolate(page.name), login=isolated(page.login), code=isolated(page.code)
    )
    until = voice.main(about.text("until")).format(
        date=isolated(format_date(page.until, voice.language))
    )
    arabic = styles("ar", voice.size).title  # the words are Arabic on an English page too
    large = arabic.but(size=_WORD, align=Align.START)
    return [
        Headed([(voice.main(about.text("title")), look.title)], 1, 10.0),
        paragraph(whose, look.body, 12.0),
        *(
            paragraph(f"{isolated(str(number))}   {word}", large, 0.0)
            for number, word in enumerate(page.words, start=1)
        ),
        Gap(14),
        *(
            paragraph(voice.main(about.text(way)), look.body, 8.0)
            for way in ("first", "colleague", "use")
        ),
        paragraph(until, look.subheading, 8.0),
        paragraph(voice.main(about.text("keep")), look.body, 0.0),
    ]
