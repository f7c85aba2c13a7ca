"""Papers about the chain of custody: who did what, and the certificate of integrity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tipdesk.cases.custody.anchors import anchor_code
from tipdesk.cases.custody.reading import AuditEntry, Head, HeadKind
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import format_date, format_datetime, isolated, texts
from tipdesk.printing.documents import chain_parts
from tipdesk.printing.documents.chain_certificate import certificate
from tipdesk.printing.documents.registry import DOCUMENTS
from tipdesk.printing.layout.blocks import Band, RemarkFrame, SignatureBox, Signatures, paragraph
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.page import Frame, PageFrame
from tipdesk.printing.layout.reading import agency_of, unit_of
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.plan import ChainPaper
from tipdesk.printing.text.layout import RED, Align
from tipdesk.printing.wording import wording
from tipdesk.texts.custody import HEADS, anchor_text, entry_detail
from tipdesk.texts.messages import action_label, action_text


def render_chain(document: str, source: ChainPaper) -> bytes:
    """The paper as a PDF file: `custody`, or `certificate` of what was examined. The same input
    gives the same bytes.

    Raises:
        KeyError: `document` is neither.
    """
    build = {"custody": custody, "certificate": certificate}[document]
    chain = chain_parts.ChainVoice(source, document)
    return Frame(_sheet(document, chain)).render(build(chain))


def _sheet(document: str, chain: chain_parts.ChainVoice) -> PageFrame:
    source, words, frame = chain.source, chain.shared, wording("frame")
    reading = source.reading
    seq, digest = reading.head
    of_file = bool(reading.number)
    internal = document == "custody" and not reading.carried
    first = (
        (frame.text("file_number"), reading.number)
        if of_file
        else (words.text("station"), reading.station.code)
    )
    second = (
        (frame.text("person_code"), source.person_code)
        if of_file
        else (words.text("link"), str(seq))
    )
    return PageFrame(
        document=document,
        title=chain.words.text("title"),
        voice=chain.voice,
        agency=agency_of(source.form, reading.station),
        unit=unit_of(source.form, reading.station),
        subject=f"tipdesk {source.program}",
        line=chain.voice.main(words.text("line")).format(version=source.program),
        version="",
        secret=chain.voice.main(frame.text("secret")),
        copy=chain.voice.main(words.text("copy")) if internal else "",
        boxes=(first, second),
        since="",
        code=lambda _page, _pages: anchor_code(seq, digest),
        marks=isolated(reading.number or reading.station.code),
        digest=(words.text("hash"), digest),
        printed_at=reading.read_at,
        written=reading.read_at,
        anchor=reading.head,
        letterhead=source.letterhead,
    )


# --- who did what -----------------------------------------------------------------------------


def custody(chain: chain_parts.ChainVoice) -> list[Block]:
    """«سجل سلسلة الحيازة»: what was asked for, oldest first."""
    reading, words, voice = chain.source.reading, chain.shared, chain.voice
    entries = reading.chosen(chain.source.wanted)
    spans = reading.spans_of(entries)
    verdict = "holds" if reading.holds else "broken"
    verdict_words = _filled(words.text(verdict), count=str(reading.count))
    result: list[Block] = [
        *chain.fixed_words(words.text("preface_carried" if reading.carried else "preface")),
        RemarkFrame(voice, verdict_words)
        if reading.holds
        else RemarkFrame(voice, verdict_words, RED),
        chain_parts.Anchored(chain),
        *chain.fixed_words(words.text("anchor_use"), 6.0),
        Band(voice, "1", words.text("links")),
        *_wanted_entries(chain, len(entries)),
        *_entries(chain, entries),
        Gap(6),
        Band(voice, "2", words.text("uncertain")),
        *chain_parts.uncertain_times(chain, spans),
        Band(voice, "3", words.text("seals")),
        *(chain.fixed_words(words.text("seals_carried")) if reading.carried else (_seals(chain),)),
        Gap(6),
    ]
    number = 4
    if reading.heads:
        result += [Band(voice, str(number), words.text("heads")), *_heads(chain), Gap(6)]
        number += 1
    if reading.objections:
        result += [Band(voice, str(number), words.text("exceptions"))]
        result += chain_parts.exceptions(chain, reading.objections)
        number += 1
    result += [Band(voice, str(number), words.text("limits")), *chain_parts.limit_texts(chain)]
    lines = wording("frame").part("signature")
    labels = [lines.text(line) for line in ("name", "sign", "date")]
    by = reading.names.get(chain.source.by, "")
    name = f"{by} ({chain.source.by})" if by else chain.source.by
    known = [name, "", ""]
    signers = (
        SignatureBox(words.text("printed_by"), tuple(zip(labels, known, strict=True))),
        SignatureBox(words.text("supervisor"), tuple((label, "") for label in labels)),
    )
    return [*result, Signatures(voice, signers)]


def _filled(text: LocalText, **values: str) -> LocalText:
    return LocalText(text.ar.format(**values), text.en.format(**values))


def _wanted_entries(chain: chain_parts.ChainVoice, count: int) -> list[Block]:
    """Which entries are shown."""
    wanted, reading, words = chain.source.wanted, chain.source.reading, chain.shared
    number = reading.number or wanted.number
    parts = []
    for language in (chain.voice.language, chain.voice.other_language):
        criteria = {
            "shown_file": number,
            "shown_from": format_date(wanted.first, language) if wanted.first else "",
            "shown_to": format_date(wanted.last, language) if wanted.last else "",
            "shown_by": wanted.officer,
        }
        filled = [
            words.text(key).text(language).format(value=isolated(value))
            for key, value in criteria.items()
            if value
        ]
        if wanted.action:
            filled.append(f"«{action_text(wanted.action, language)}»")
        count_text = words.text("shown_count").text(language)
        counted = count_text.format(count=count, all=reading.count)
        selection = " · ".join([*(filled or [words.text("shown_all").text(language)]), counted])
        parts.append(words.text("shown").text(language).format(what=selection))
    return chain.both(parts[0], parts[1], 5.0)


def _entries(chain: chain_parts.ChainVoice, entries: tuple[AuditEntry, ...]) -> list[Block]:
    words, reading = chain.shared, chain.source.reading
    if not entries:
        return list(chain.fixed_words(words.text("no_links")))
    of_station = not reading.number
    columns = [
        PrintedColumn(words.text("seq"), Align.CENTRE, 32.0, grey=True),
        PrintedColumn(words.text("time"), Align.CENTRE, 90.0),
        PrintedColumn(words.text("deed"), width=108.0),
        *([PrintedColumn(words.text("file"), Align.CENTRE, 82.0)] if of_station else []),
        PrintedColumn(words.text("by"), Align.CENTRE, 46.0),
        PrintedColumn(words.text("detail")),
    ]
    labels = _labels(chain)
    documents = {key: title.text(chain.voice.language) for key, title in _documents().items()}
    rows = [
        [
            TableCell(str(entry.seq)),
            TableCell(_time(chain, entry.event.at, entry.uncertain)),
            TableCell(action_label(entry.event, chain.voice.language) if entry.event.at else "—"),
            *([TableCell(isolated(entry.number))] if of_station else []),
            TableCell(isolated(entry.event.officer) or "—"),
            TableCell(entry_detail(entry, chain.voice.language, labels, documents), grey=True),
        ]
        for entry in entries
    ]
    blocks: list[Block] = [table(chain.voice, columns, rows)]
    if any(entry.uncertain for entry in entries):
        note = chain.voice.main(words.text("uncertain_note"))
        blocks.append(paragraph(note, chain.look.small))
    return blocks


def _time(chain: chain_parts.ChainVoice, at: datetime | None, uncertain: bool) -> str:
    if at is None:
        return "—"
    mark = chain.voice.main(chain.shared.text("uncertain_mark")) if uncertain else ""
    time_words = isolated(format_datetime(at, chain.voice.language))
    return f"{time_words} {mark}" if mark else time_words


def _labels(chain: chain_parts.ChainVoice) -> dict[str, str]:
    """Questions by name, as the form calls them."""
    questions = chain.source.form.questions()
    return {question.name: question.label.text(chain.voice.language) for question in questions}


def _documents() -> Mapping[str, LocalText]:
    titles = {key: document.title for key, document in DOCUMENTS.items()}
    return {**titles, "share": wording("recovery").text("share")}


def _seals(chain: chain_parts.ChainVoice) -> Block:
    words, reading = chain.shared, chain.source.reading
    columns = [
        PrintedColumn(words.text("officer")),
        PrintedColumn(words.text("seal_count"), Align.CENTRE, 90.0),
        PrintedColumn(words.text("seal_last"), Align.CENTRE, 90.0),
        PrintedColumn(words.text("seal_time"), Align.CENTRE, 110.0),
    ]
    rows = [
        [
            TableCell(f"{reading.names.get(seal.login, '')} ({isolated(seal.login)})".strip()),
            TableCell(str(seal.count)),
            TableCell(str(seal.last)),
            TableCell(_time(chain, seal.at, uncertain=False)),
        ]
        for seal in reading.seals
    ]
    return table(chain.voice, columns, rows or [[TableCell("—") for _ in columns]])


def _heads(chain: chain_parts.ChainVoice) -> list[Block]:
    words = chain.shared
    speak = texts(chain.voice.language).gettext
    papers = [head for head in chain.source.reading.heads if head.kind is HeadKind.PAPER]
    others = [head for head in chain.source.reading.heads if head.kind is not HeadKind.PAPER]
    columns = [
        PrintedColumn(words.text("head_with"), width=70.0),
        PrintedColumn(words.text("time"), Align.CENTRE, 86.0),
        PrintedColumn(words.text("head_name"), Align.CENTRE),
        PrintedColumn(words.text("head_mark"), Align.CENTRE, 196.0),
    ]
    blocks: list[Block] = []
    if others:
        rows = [_head_row(chain, head, speak(HEADS[head.kind])) for head in others]
        blocks.append(table(chain.voice, columns, rows))
    if papers:
        last = str(max(head.seq for head in papers))
        blocks += [
            Gap(3),
            *chain.fixed_words(words.text("papers"), count=str(len(papers)), last=last),
        ]
    return blocks


def _head_row(chain: chain_parts.ChainVoice, head: Head, kind: str) -> list[TableCell]:
    return [
        TableCell(kind),
        TableCell(_time(chain, head.at, uncertain=False)),
        TableCell(isolated(head.what), grey=True),
        TableCell(anchor_text(head.seq, head.hash)),
    ]
