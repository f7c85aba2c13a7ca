"""What a cover says of a bundle's contents and of what stays, in the form's language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath

from tipdesk.bundle.container.signed_list import ListedPaper
from tipdesk.cases.evidence import LEFT_OUT, NOT_PICKED, REDACTED
from tipdesk.cases.handover.release import NOT_FOR_PROSECUTION, Withheld
from tipdesk.cases.model import Attachment
from tipdesk.cases.paper.prints import page_ranges
from tipdesk.cases.paper.signed_papers import State, WhyScanStays
from tipdesk.core.settings import Language
from tipdesk.desk.paper.signed_papers import GoingScan
from tipdesk.i18n.text import N_, clean, isolated, listed, texts
from tipdesk.printing.documents.registry import DOCUMENTS, FILLED
from tipdesk.printing.plan import ContentLine, CoverInfo, WithheldLine

_REASONS = {
    NOT_FOR_PROSECUTION: N_("Kept by the unit: not meant for the Prosecution."),
    NOT_PICKED: N_("Goes only when it is chosen at the approval; it was not chosen."),
    LEFT_OUT: N_("The officer marked this exhibit to be left out."),
    REDACTED: N_("The original is kept by the unit; a redacted copy goes in its place."),
}
_FILES = {
    "record.json": N_("Record of the answers"),
    "custody.json": N_("Chain of custody"),
    "signed.json": N_("List of scans of signed originals"),
    "approval.json": N_("What was approved, and by whom"),
    "approval.p7s": N_("The approver's signature"),
}
_ATTACHMENT = N_("Attachment {number}")
_CALLED = {
    "image": N_("Picture {number}"),
    "audio": N_("Sound recording {number}"),
    "video": N_("Video {number}"),
    "application/pdf": N_("Document {number}"),
}
_BYTES = N_("{size} bytes")
_EARLIER = N_("{size} bytes, in an earlier case bundle")
_SIGNED = N_("Scan of the signed original: {papers}")
_SIGNED_STAYS: Mapping[str, str] = {
    WhyScanStays.OTHER_COPY: N_("Not the Prosecution's copy: it is kept by the unit."),
    WhyScanStays.BY_HAND: N_("Written by hand on a blank pack: it is kept by the unit."),
    WhyScanStays.OLDER: N_(
        "It shows an older state of the record: what it says may have been corrected "
        "since, or stays here by now."
    ),
    WhyScanStays.DOUBTED: N_(
        "It is not known whether these pages were printed as the Prosecution's copy."
    ),
    WhyScanStays.UNREAD: N_("The scan holds pages that could not be read."),
    WhyScanStays.PLACE: N_("The photograph itself says where it was taken."),
}
_SIGNED_KEPT = N_("Scan of the signed original: {paper}")
_RESTRICTED = N_("Scans of signed originals on which restricted answers may appear: {count}")
_ONLY_COUNTED = N_("Only their number is given.")
_SENT = N_("What went: {names}.")
_LYING_THERE = N_("In an earlier case bundle, and not sent again: {names}.")
_KEPT = N_("Withheld: {name}. {reason}")


def withheld_reason(reason: str, language: Language) -> str:
    """Why a field stays, as a sentence."""
    return texts(language).gettext(_REASONS.get(reason, reason))


def withheld_lines(
    withheld: Sequence[Withheld], language: Language = "ar"
) -> tuple[WithheldLine, ...]:
    """The fields that stay, named without their values."""
    return tuple(
        WithheldLine(field.label.text(language), withheld_reason(field.reason, language))
        for field in withheld
    )


def attachment_called(number: int, media_type: str, language: Language) -> str:
    """What an attached file is called where the name that people gave it does not go."""
    kind = _CALLED.get(media_type) or _CALLED.get(media_type.partition("/")[0], _ATTACHMENT)
    return texts(language).gettext(kind).format(number=isolated(str(number)))


def contents_lines(
    contents: Mapping[str, bytes],
    attachments: Sequence[Attachment],
    earlier: Set[str] = frozenset(),
    language: Language = "ar",
) -> tuple[ContentLine, ...]:
    """What a bundle holds: files of the program first, then attachments under neutral names, those
    among them that an earlier bundle brought (SHA-256, hex)."""
    lines = [
        ContentLine(
            _title(name, language), _size(len(data), language), hashlib.sha256(data).hexdigest()
        )
        for name, data in contents.items()
    ]
    for number, attachment in enumerate(attachments, start=1):
        label = attachment_called(number, attachment.media_type, language)
        is_earlier = attachment.sha256 in earlier
        detail = _size(attachment.size, language, _EARLIER if is_earlier else _BYTES)
        lines.append(ContentLine(label, detail, attachment.sha256, is_earlier))
    return tuple(lines)


def signed_paper(paper: ListedPaper, language: Language) -> str:
    """Which pages of which copy a scan holds. The name of a document may come from outside."""
    speak, count = texts(language), len(paper.pages)
    if paper.state == State.SAME_WORDS:
        text = speak.ngettext(
            "{document}, copy {copy}, page {pages} of {count}, of an older state that says the "
            "same",
            "{document}, copy {copy}, pages {pages} of {count}, of an older state that says the "
            "same",
            count,
        )
    else:
        text = speak.ngettext(
            "{document}, copy {copy}, page {pages} of {count}",
            "{document}, copy {copy}, pages {pages} of {count}",
            count,
        )
    known = DOCUMENTS[paper.document] if paper.document in FILLED else None
    return text.format(
        document=known.title.text(language) if known else isolated(clean(paper.document)),
        copy=isolated(str(paper.copy)),
        pages=listed(page_ranges(paper.pages).split(", "), language),
        count=isolated(str(paper.of)),
    )


def signed_title(papers: Sequence[ListedPaper], language: Language) -> str:
    """What a scan of signed pages is called."""
    mark = "؛ " if language == "ar" else "; "
    names = mark.join(signed_paper(paper, language) for paper in papers)
    return texts(language).gettext(_SIGNED).format(papers=names)


def signed_reason(reason: str, language: Language) -> str:
    """Why a signed page stays, as a sentence."""
    return texts(language).gettext(_SIGNED_STAYS[reason])


def signed_lines(going: Sequence[GoingScan], language: Language = "ar") -> tuple[ContentLine, ...]:
    """The scans of signed pages that a bundle holds."""
    return tuple(
        ContentLine(
            signed_title(scan.papers, language),
            _size(scan.attachment.size, language),
            scan.attachment.sha256,
        )
        for scan in going
    )


def signed_withheld(
    staying: Sequence[ListedPaper], restricted: int, language: Language = "ar"
) -> tuple[WithheldLine, ...]:
    """Those that stay; of those that may hold restricted answers only how many there are."""
    speak = texts(language)
    lines = [
        WithheldLine(
            speak.gettext(_SIGNED_KEPT).format(paper=signed_paper(paper, language)),
            signed_reason(paper.reason, language),
        )
        for paper in staying
    ]
    if restricted:
        restricted_line = speak.gettext(_RESTRICTED).format(count=isolated(str(restricted)))
        lines.append(WithheldLine(restricted_line, speak.gettext(_ONLY_COUNTED)))
    return tuple(lines)


def kept_text(line: WithheldLine, language: Language) -> str:
    """That something stays, and why, as one line."""
    return texts(language).gettext(_KEPT).format(name=line.label, reason=line.reason)


def sent_and_kept(cover: CoverInfo, language: Language = "ar") -> str:
    """The same in a few lines, for the file itself (`bundle_contents`; Law 20/2014 art. 34)."""
    speak = texts(language)
    mark = "؛ " if language == "ar" else "; "

    def names(*, earlier: bool) -> str:
        return mark.join(line.label for line in cover.contents if line.is_earlier == earlier)

    lines = [speak.gettext(_SENT).format(names=names(earlier=False))]
    if lying_there := names(earlier=True):
        lines.append(speak.gettext(_LYING_THERE).format(names=lying_there))
    lines += [kept_text(line, language) for line in cover.withheld]
    if count := cover.withheld_level4:
        restricted_line = speak.ngettext(
            "{count} restricted answer or exhibit was withheld.",
            "{count} restricted answers or exhibits were withheld.",
            count,
        )
        lines.append(restricted_line.format(count=isolated(str(count))))
    return "\n".join(lines)


def _title(name: str, language: Language) -> str:
    if name in _FILES:
        return texts(language).gettext(_FILES[name])
    return DOCUMENTS[PurePath(name).stem].title.text(language)


def _size(size: int, language: Language, text: str = _BYTES) -> str:
    return texts(language).gettext(text).format(size=isolated(f"{size:,}"))
