"""What a cover says of a bundle's contents and of what stays, in the form's language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from tipdesk.cases.exhibit_release import LEFT_OUT, NOT_PICKED, REDACTED
from tipdesk.cases.model import Attachment
from tipdesk.cases.record import NOT_FOR_PROSECUTION, Withheld
from tipdesk.i18n.catalogue import N_, texts
from tipdesk.i18n.text import isolated
from tipdesk.printing.documents import DOCUMENTS
from tipdesk.printing.plan import ContentLine, CoverInfo, WithheldLine
from tipdesk.settings import Language

_REASONS = {
    NOT_FOR_PROSECUTION: N_("Kept by the unit: not meant for the Prosecution."),
    NOT_PICKED: N_("Goes only when a supervisor chooses it; it was not chosen."),
    LEFT_OUT: N_("The officer marked this exhibit to be left out."),
    REDACTED: N_("The original is kept by the unit; a redacted copy goes in its place."),
}
_FILES = {
    "record.json": N_("Record of the answers"),
    "custody.json": N_("Chain of custody"),
}
_ATTACHMENT = N_("Attachment {number}")
_BYTES = N_("{size} bytes")
_SENT = N_("What went: {names}.")
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


def contents_lines(
    made: Mapping[str, bytes], attachments: Sequence[Attachment], language: Language = "ar"
) -> tuple[ContentLine, ...]:
    """What a bundle holds: files of the program first, then attachments under neutral names."""
    speak = texts(language)
    lines = [
        ContentLine(
            _title(name, language), _size(len(data), language), hashlib.sha256(data).hexdigest()
        )
        for name, data in made.items()
    ]
    for number, attachment in enumerate(attachments, start=1):
        label = speak.gettext(_ATTACHMENT).format(number=isolated(str(number)))
        lines.append(ContentLine(label, _size(attachment.size, language), attachment.sha256))
    return tuple(lines)


def sent_and_kept(cover: CoverInfo, language: Language = "ar") -> str:
    """The same in a few lines, for the file itself (`bundle_contents`; Law 20/2014 art. 34)."""
    speak = texts(language)
    names = ("؛ " if language == "ar" else "; ").join(line.label for line in cover.contents)
    lines = [speak.gettext(_SENT).format(names=names)]
    lines += [
        speak.gettext(_KEPT).format(name=line.label, reason=line.reason) for line in cover.withheld
    ]
    if count := cover.withheld_level4:
        told = speak.ngettext(
            "{count} restricted answer or exhibit was withheld.",
            "{count} restricted answers or exhibits were withheld.",
            count,
        )
        lines.append(told.format(count=isolated(str(count))))
    return "\n".join(lines)


def _title(name: str, language: Language) -> str:
    if name in _FILES:
        return texts(language).gettext(_FILES[name])
    return DOCUMENTS[PurePath(name).stem].text(language)


def _size(size: int, language: Language) -> str:
    return texts(language).gettext(_BYTES).format(size=isolated(f"{size:,}"))
