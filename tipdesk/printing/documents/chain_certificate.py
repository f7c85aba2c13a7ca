"""The certificate of integrity: what was verified, how, what was found, what it cannot promise.

What courts ask of such a paper (United States FRE 902(13) and (14), India's BSA 2023 section 63,
ISO/IEC 27037): which system, in whose hands and in ordinary use; how the record comes about; which
hash; what was checked by whom and when; a signature.
"""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.cases.custody.reading import Doubt, Examined, HeadKind
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents import chain_parts
from tipdesk.printing.layout.blocks import Band, LabelLine, RemarkFrame, SignatureBox, Signatures
from tipdesk.printing.layout.flow import Block, Gap
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.text.layout import RED, Align
from tipdesk.printing.wording import wording
from tipdesk.texts.custody import moment

_Count = tuple[str, int, frozenset[Doubt]]  # of what, how many, what was wrong with them
_ENTRIES = frozenset(
    {
        Doubt.ENTRY_UNREADABLE,
        Doubt.ENTRY_ORDER,
        Doubt.ENTRY_ALTERED,
        Doubt.ENTRY_FOREIGN,
        Doubt.DELIVERY_UNSHOWN,
    }
)
_BUNDLES = frozenset({Doubt.EXPORT_DIFFERS, Doubt.EXPORT_UNKNOWN, Doubt.RECEIPT_DIFFERS})
_ANSWERS = frozenset(
    {
        Doubt.ANSWERS_DIFFER,
        Doubt.STATE_DIFFERS,
        Doubt.ACQUISITION_DIFFERS,
        Doubt.CONSENTS_DIFFER,
    }
)
_CONTENTS = frozenset({Doubt.CONTENT_MISSING, Doubt.CONTENT_ALTERED, Doubt.CONTENT_UNKNOWN})


def certificate(chain: chain_parts.ChainVoice) -> list[Block]:
    """«وثيقة سلامة السجل الإلكتروني», each text with its English."""
    examined = chain.source.examined
    if examined is None:
        raise KeyError("certificate")
    voice, words = chain.voice, chain.words
    number = chain.source.reading.number
    carried = "_carried" if chain.source.reading.carried else ""
    intro = words.text("intro_carried" if carried else "intro_file" if number else "intro_station")
    result = words.text(f"result_holds{carried}" if examined.holds else "result_broken")
    return [
        *chain.fixed_words(intro, 6.0, number=isolated(number)),
        RemarkFrame(voice, result) if examined.holds else RemarkFrame(voice, result, RED),
        Band(voice, "1", words.text("system")),
        *_system(chain),
        Gap(4),
        Band(voice, "2", words.text("how")),
        *(
            block
            for text in words.texts(f"how_texts{carried}")
            for block in chain.fixed_words(text)
        ),
        Band(voice, "3", words.text("found")),
        _subjects(chain, examined),
        Gap(6),
        chain_parts.Anchored(chain),
        *chain.fixed_words(chain.shared.text("anchor_use"), 6.0),
        Band(voice, "4", words.text("exceptions")),
        *chain_parts.exceptions(chain, examined.objections),
        Gap(4),
        Band(voice, "5", words.text("times")),
        *chain_parts.uncertain_times(chain, chain.source.reading.spans),
        Band(voice, "6", words.text("limits")),
        *chain_parts.limit_texts(chain),
        Band(voice, "7", words.text("declaration_head")),
        *chain.fixed_words(words.text(f"declaration{carried}"), 6.0, keeps_next=True),
        _signers(chain),
    ]


def _system(chain: chain_parts.ChainVoice) -> list[Block]:
    reading, words, voice = chain.source.reading, chain.words, chain.voice
    times = [entry.event.at for entry in reading.entries if entry.event.at is not None]
    period = ""
    if times:
        period = voice.main(words.text("period_value")).format(
            first=moment(times[0], voice.language), last=moment(times[-1], voice.language)
        )
    program = isolated(f"tipdesk {chain.source.program}")
    vault = {} if reading.carried else {"vault": isolated(reading.vault_id)}
    lines = {
        "checked_at": moment(reading.read_at, voice.language),
        "period": period,
        **vault,
        "program": program,
        "computer": "",
    }
    return [LabelLine(voice, _paired(words.text(key), voice.language), value)
            for key, value in lines.items()]  # fmt: skip


def _paired(text: LocalText, language: str) -> LocalText:
    """Both languages on one line: a label is short."""
    pair = (text.ar, text.en) if language == "ar" else (text.en, text.ar)
    both = " / ".join(pair)
    return LocalText(both, both)


def _subjects(chain: chain_parts.ChainVoice, examined: Examined) -> Block:
    reading, words = examined.reading, chain.words.part("subjects")
    rows = []
    for key, count, doubts in _carried(examined) if reading.carried else _counted(examined):
        faults = sum(objection.doubt in doubts for objection in examined.objections)
        rows.append(_row(chain, words.text(key), count, _outcome(chain, count, faults)))
    stated = sum(bool(span.attested) for span in reading.spans)
    outcome = chain.words.text("stated" if reading.spans else "none")
    stated_words = (
        chain.voice.main(outcome).format(count=stated),
        chain.voice.other(outcome).format(count=stated),
    )
    rows.append(_row(chain, words.text("spans"), len(reading.spans), stated_words))
    columns = [
        PrintedColumn(chain.words.text("subject"), width=168.0),
        PrintedColumn(LocalText("بالإنجليزية", "In English") if chain.voice.language == "ar"
               else LocalText("بالعربية", "In Arabic"), width=162.0),
        PrintedColumn(chain.words.text("count"), Align.CENTRE, 44.0),
        PrintedColumn(chain.words.text("outcome"), Align.CENTRE),
    ]  # fmt: skip
    return table(chain.voice, columns, rows)


def _counted(examined: Examined) -> Sequence[_Count]:
    reading = examined.reading
    bundles = sum(head.kind is HeadKind.BUNDLE for head in reading.heads)
    backups = sum(head.kind is HeadKind.BACKUP for head in reading.heads)
    return (
        ("links", reading.count, _ENTRIES),
        ("seals", sum(seal.count for seal in reading.seals), frozenset({Doubt.SEAL_WRONG})),
        ("answers", examined.files, _ANSWERS),
        ("contents", examined.contents, _CONTENTS),
        ("bundles", bundles, _BUNDLES),
        ("backups", backups, frozenset({Doubt.BACKUP_DIFFERS})),
        ("anchors", len(reading.compared), frozenset({Doubt.ANCHOR_DIFFERS})),
    )


def _carried(examined: Examined) -> Sequence[_Count]:
    """What lies in a bundle beside the record; the rest stays in the vault."""
    return (
        ("links", examined.reading.count, _ENTRIES),
        ("record", examined.files, frozenset({Doubt.RECORD_DIFFERS})),
    )


def _row(
    chain: chain_parts.ChainVoice, subject: LocalText, count: int, outcome: tuple[str, str]
) -> list[TableCell]:
    return [
        TableCell(chain.voice.main(subject)),
        TableCell(chain.voice.other(subject), other=True),
        TableCell(str(count)),
        TableCell(f"{outcome[0]} / {isolated(outcome[1])}"),
    ]


def _outcome(chain: chain_parts.ChainVoice, count: int, faults: int) -> tuple[str, str]:
    key = "faulty" if faults else "sound" if count else "none"
    text = chain.words.text(key)
    return chain.voice.main(text).format(count=faults), chain.voice.other(text).format(count=faults)


def _signers(chain: chain_parts.ChainVoice) -> Block:
    lines = wording("frame").part("signature")
    labels = [lines.text(line) for line in ("name", "sign", "date")]
    by = chain.source.by
    name = chain.source.reading.names.get(by, "")
    known = [f"{name} ({by})" if name else by, "", ""]
    boxes = [("checker", known), ("supervisor", ["", "", ""]), ("receiver", ["", "", ""])]
    return Signatures(
        chain.voice,
        [
            SignatureBox(chain.words.text(title), tuple(zip(labels, values, strict=True)))
            for title, values in boxes
        ],
    )
