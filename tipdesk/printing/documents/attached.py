"""The attached files on paper: each with its whole SHA-256, and how it was acquired."""

from __future__ import annotations

from tipdesk.cases.model import Attachment
from tipdesk.i18n.text import isolated
from tipdesk.printing.layout.blocks import Band, paragraph
from tipdesk.printing.layout.cells import Setter
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.tables import Column, TableCell, table
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import Wording, wording
from tipdesk.texts.acquisition import told, verdict

_HALF = 32  # hex digits in a line of the table


def attached_files(setter: Setter) -> list[Block]:
    """A table of the files in their order, by number and never by the name that somebody gave;
    nothing when there are none."""
    reading = setter.reading
    files = reading.attachments()
    if not files:
        return []
    words = wording(reading.document).part("attached")
    columns = [
        Column(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
        Column(words.text("size"), width=92.0),
        Column(words.text("sha256"), Align.CENTRE, 190.0),
        Column(words.text("acquired")),
    ]
    rows = [
        [
            TableCell(str(number)),
            TableCell(_size(setter, words, one)),
            TableCell(_digits(one.sha256)),
            TableCell(_acquired(setter, words, one)),
        ]
        for number, one in enumerate(files, start=1)
    ]
    note = paragraph(reading.voice.main(words.text("note")), setter.look.small, 4.0)
    title = Band(reading.voice, "", words.text("title"))
    return [title, table(reading.voice, columns, rows), Gap(3), note, Gap(6)]


def _size(setter: Setter, words: Wording, one: Attachment) -> str:
    text = setter.reading.voice.main(words.text("bytes"))
    return text.format(size=isolated(f"{one.size:,}"))


def _digits(sha256: str) -> str:
    return f"{isolated(sha256[:_HALF])}\n{isolated(sha256[_HALF:])}"


def _acquired(setter: Setter, words: Wording, one: Attachment) -> str:
    voice = setter.reading.voice
    if one.acquisition is None:
        return voice.main(words.text("not_recorded"))
    lines = [f"{name}: {value}" for name, value in told(one.acquisition, voice.language)]
    return "\n".join([*lines, verdict(one.acquisition, voice.language)])
